"""Pages of a paper: its sheets broken into pages, each with its number, its foot and its stamp."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, assert_never

from domain.papers.blocks import Block, Chart, Contents
from domain.papers.papers import Code, Footer, Look, Numbering, Paper, Sheet
from reports.documents.blocks import Composer
from reports.documents.charts import chart_rows
from reports.documents.looks import LAYOUTS, MM, Layout, Spacing
from reports.documents.telling import told
from reports.sheet.flow import Fitted, Frame, Row, Sheetful, Stroke, fitted, height_of
from reports.sheet.fonts import FontBook, Role
from reports.sheet.matrix import matrix_of
from reports.sheet.pdf import Drawn
from reports.sheet.setting import Style, Typesetter

PAGE_NUMBER: Final = Style(Role.PLAIN, 14.0)
"""四号, 7 mm below the type area, after 7.5."""
_NUMBER_DROP: Final = 7 * MM
_FOOT: Final = Style(Role.PLAIN, 9.5)
CODE_SIDE: Final = 25 * MM
"""So large a code is still read from a photograph by lamp light; its modules are half a millimetre."""
_CODE_ABOVE: Final = 4 * MM
_BESIDE_CODE: Final = Style(Role.PLAIN, 7.5)
_ACROSS: Final = Style(Role.TITLE, 150.0)
_PALE: Final = (0.9, 0.9, 0.9)


@lru_cache(maxsize=1)
def _typesetter(fonts: FontBook) -> Typesetter:
    """Return the one for these fonts, which remembers what papers have in common from one to the next."""
    return Typesetter(fonts)


@dataclass(frozen=True, slots=True)
class Laid:
    """A sheet broken into pages, and what set its blocks."""

    sheet: Sheet
    composer: Composer
    pages: list[list[Row]]


class Draughtsman:
    """Draws papers page by page."""

    def __init__(self, fonts: FontBook, *, is_told: bool = False) -> None:
        """``is_told`` is whether pages say what stands on them, for those who have them read to them."""
        self._types, self._is_told = _typesetter(fonts), is_told

    def pages(self, paper: Paper) -> Iterator[tuple[str, Drawn]]:
        """Yield the pages of a paper; the first of a marked sheet with its mark.

        Raises:
            MissingGlyph: No font has a character.
        """
        laid = self.laid(paper)
        total = sum(len(one.pages) for one in laid)
        number = 0
        for one in laid:
            for at, rows in enumerate(one.pages):
                number += 1
                code = one.sheet.code or (paper.code if number == 1 else None)
                drawn = self._drawn(paper, one.sheet, rows, number, total, code=None if at else code)
                yield "" if at else one.sheet.mark, drawn

    def laid(self, paper: Paper, *, spare: int = 0) -> list[Laid]:
        """Break every sheet into pages; contents last, since they name the others' pages.

        ``spare`` is how many lines are left over on a sheet of one page, as far as it can be set as tight.

        Raises:
            MissingGlyph: No font has a character.
        """
        marks = {sheet.mark: 0 for sheet in paper.sheets if sheet.mark}
        laid = [self._laid(sheet, at, marks, spare) for at, sheet in enumerate(paper.sheets)]
        if not any(isinstance(block, Contents) for sheet in paper.sheets for block in sheet.blocks):
            return laid
        number = 1
        for one in laid:
            if one.sheet.mark:
                marks[one.sheet.mark] = number
            number += len(one.pages)
        return [
            self._laid(one.sheet, at, marks, spare) if Contents() in one.sheet.blocks else one
            for at, one in enumerate(laid)
        ]

    def _laid(self, sheet: Sheet, at: int, marks: Mapping[str, int], spare: int) -> Laid:
        layout = LAYOUTS[sheet.look]

        def composer_at(tightness: float) -> Composer:
            kept = _kept(self._types, sheet.look, tightness)
            return Composer(self._types, layout, _spacing(sheet.look, tightness), marks, kept)

        composed: dict[float, tuple[list[Row], list[int]]] = {}

        def rows_at(tightness: float) -> list[Row]:
            starts: list[int] = []
            rows = composer_at(tightness).rows(sheet.blocks, starts)
            composed[tightness] = rows, starts
            return rows

        def fitting(room: float) -> Fitted:
            return fitted(
                rows_at,
                room,
                tightest=layout.tightest,
                gives=layout.gives,
                spilling=layout.spilling,
            )

        room = layout.frame.top - layout.frame.bottom
        found = fitting(room)
        while spare and len(found.pages) == 1:
            tighter = fitting(room - spare * layout.spacing(0).pitch)
            if len(tighter.pages) == 1:
                found = tighter
                break
            spare -= 1
        pages = found.pages
        if self._is_told:
            pages = told(sheet.blocks, at, *composed[found.tightness], pages)
        return Laid(sheet, composer_at(found.tightness), pages)

    def _drawn(
        self, paper: Paper, sheet: Sheet, rows: Sequence[Row], number: int, total: int, *, code: Code | None
    ) -> Drawn:
        frame = LAYOUTS[sheet.look].frame
        page = Sheetful(frame, self._is_told)
        page.begin()
        if paper.stamp:
            page.across(self._types.line(paper.stamp, _ACROSS), _ACROSS.size, _PALE)
        if code is not None:
            self._draw_code(page, code)
        page.rows(rows)
        if sheet.footer.left or sheet.footer.right:
            self._draw_footer(page, sheet.footer, number)
        self._draw_number(page, sheet.footer, number, total)
        return page.drawn()

    def chart(self, chart: Chart, width: float, size: float) -> Drawn:
        """Return a chart by itself, as high as it needs; see `papers.chart_bytes`."""
        wide = Frame(width, 0.0, 0.0, width, 0.0, 0.0)
        spacing = Spacing(size, size, size, note=size)
        rows = chart_rows(chart, self._types, Layout(wide, Role.HEADING, 0, (spacing,)), spacing)
        high = height_of(rows)
        page = Sheetful(replace(wide, height=high, top=high))
        page.rows(rows)
        return page.drawn()

    def _draw_code(self, page: Sheetful, code: Code) -> None:
        """Draw a code above the type area, on the right, with its words beside it."""
        frame = page.frame
        left, foot = frame.right - CODE_SIDE, frame.top + _CODE_ABOVE
        page.modules(matrix_of(code.text), left, foot + CODE_SIDE, CODE_SIDE)
        for at, words in enumerate(reversed(code.words)):
            line = self._types.line(words, _BESIDE_CODE)
            x = left - _CODE_ABOVE - line.width
            page.text(line, x, foot + at * _BESIDE_CODE.size * 1.4)

    def _draw_footer(self, page: Sheetful, footer: Footer, number: int) -> None:
        frame = page.frame
        y = frame.bottom - 5 * MM
        page.row(Row(0.0, (), (Stroke(frame.left, 0.0, frame.right, 0.0, 0.4),)), y)
        said = footer.left, footer.right
        if footer.numbering is Numbering.OFFICIAL:
            # On the inner side, since the number stands on the outer one.
            whole = "　".join(filter(None, said))
            said = (whole, "") if number % 2 else ("", whole)
        right = self._types.line(said[1], _FOOT)
        room = frame.right - frame.left - (right.width + _FOOT.size if said[1] else 0.0)
        page.text(self._types.line(self._within(said[0], room), _FOOT), frame.left, y - 13)
        page.text(right, frame.right - right.width, y - 13)

    def _within(self, text: str, width: float) -> str:
        """Return a text of the foot, cut where it would run into what stands beside it."""
        if self._types.width(text, _FOOT) <= width:
            return text
        while text and self._types.width(f"{text}…", _FOOT) > width:
            text = text[:-1]
        return f"{text}…"

    def _draw_number(self, page: Sheetful, footer: Footer, number: int, total: int) -> None:
        frame, em = page.frame, PAGE_NUMBER.size
        match footer.numbering:
            case Numbering.NONE:
                return
            case Numbering.OFFICIAL:
                # 单页码居右空一字，双页码居左空一字.
                line = self._types.line(f"— {number} —", PAGE_NUMBER)
                x = frame.right - em - line.width if number % 2 else frame.left + em
                page.text(line, x, frame.bottom - _NUMBER_DROP - em * 0.6)
            case Numbering.OF_ALL | Numbering.CENTRED:
                if footer.numbering is Numbering.OF_ALL and total == 1:
                    return
                text = f"— {number} —" if footer.numbering is Numbering.CENTRED else f"{number} / {total}"
                line = self._types.line(text, _FOOT)
                page.text(line, frame.middle - line.width / 2, frame.bottom - 5 * MM - 25)
            case _:
                assert_never(footer.numbering)


@lru_cache(maxsize=64)
def _kept(types: Typesetter, look: Look, tightness: float) -> dict[Block, Sequence[Row]]:
    """Return where blocks set so are kept, from one paper to the next."""
    return {}


@lru_cache
def _spacing(look: Look, tightness: float) -> Spacing:
    return LAYOUTS[look].spacing(tightness)
