"""Papers become files."""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final, assert_never

from domain.papers.blocks import Contents
from domain.papers.papers import Footer, Numbering, Paper, Sheet
from domain.values.errors import DomainError
from domain.values.files import replacing
from domain.values.progress import Progress, Reporter
from reports.documents.blocks import Composer
from reports.documents.looks import LAYOUTS, MM
from reports.sheet.flow import Row, Sheetful, Stroke, fitted
from reports.sheet.fonts import FontBook, Role
from reports.sheet.pdf import Drawn, PdfFile, Properties
from reports.sheet.setting import Style, Typesetter

PAGE_NUMBER: Final = Style(Role.PLAIN, 14.0)
"""四号, 7 mm below the type area, after 7.5."""
_NUMBER_DROP: Final = 7 * MM
_FOOT: Final = Style(Role.PLAIN, 9.5)
_ACROSS: Final = Style(Role.TITLE, 150.0)
_PALE: Final = (0.9, 0.9, 0.9)


def paper_bytes(paper: Paper, fonts: FontBook) -> bytes:
    """Return one paper as a PDF.

    Raises:
        MissingGlyph: No font has a character.
    """
    buffer = BytesIO()
    file = PdfFile(buffer, _properties([paper]))
    _write(file, Draughtsman(fonts), paper)
    file.close(fonts.faces)
    return buffer.getvalue()


def write_papers(
    papers: Sequence[Paper], target: Path, fonts: FontBook, reporter: Reporter, *, is_public: bool = False
) -> None:
    """Write papers into one PDF, each beginning on a sheet of its own; the file appears whole or not at all.

    Raises:
        MissingGlyph: No font has a character.
        DomainError: There are none, or the file cannot be written.
        Cancelled: The user stopped it.
    """
    if not papers:
        raise DomainError("没有选中要写的文件")
    draughtsman = Draughtsman(fonts)
    with replacing(target, is_public=is_public) as path, path.open("wb") as out:
        file = PdfFile(out, _properties(papers))
        for done, paper in enumerate(papers, start=1):
            _write(file, draughtsman, paper)
            reporter.step(Progress(done, len(papers), paper.addressee or paper.title))
        file.close(fonts.faces)


def _write(file: PdfFile, draughtsman: "Draughtsman", paper: Paper) -> None:
    for mark, page in draughtsman.pages(paper):
        if mark:
            file.mark(mark)
        file.add(page)


def _properties(papers: Sequence[Paper]) -> Properties:
    first = papers[0]
    if len(papers) == 1:
        title = f"{first.title} {first.number}".strip()
        return Properties(title, first.office, first.number, first.made_at or first.signed_on)
    last = max(papers, key=lambda paper: (paper.signed_on, paper.made_at is not None, paper.made_at))
    numbers = f"{first.number}—{papers[-1].number}" if first.number and papers[-1].number else ""
    return Properties(
        f"{first.title}（{len(papers)} 份）", first.office, numbers, last.made_at or last.signed_on
    )


class Draughtsman:
    """Draws papers page by page."""

    def __init__(self, fonts: FontBook) -> None:
        self._types = Typesetter(fonts)

    def pages(self, paper: Paper) -> Iterator[tuple[str, Drawn]]:
        """Yield the pages of a paper; the first of a marked sheet with its mark.

        Raises:
            MissingGlyph: No font has a character.
        """
        flowed = self._flowed(paper)
        total = sum(len(pages) for _, pages in flowed)
        number = 0
        for sheet, pages in flowed:
            for at, rows in enumerate(pages):
                number += 1
                yield "" if at else sheet.mark, self._drawn(paper, sheet, rows, number, total)

    def _flowed(self, paper: Paper) -> list[tuple[Sheet, list[list[Row]]]]:
        """Break every sheet into pages; contents last, since they name the others' pages."""
        marks = {sheet.mark: 0 for sheet in paper.sheets if sheet.mark}
        flowed = [(sheet, self._pages_of(sheet, marks)) for sheet in paper.sheets]
        if not any(isinstance(block, Contents) for sheet in paper.sheets for block in sheet.blocks):
            return flowed
        number = 1
        for sheet, pages in flowed:
            if sheet.mark:
                marks[sheet.mark] = number
            number += len(pages)
        return [
            (sheet, self._pages_of(sheet, marks) if Contents() in sheet.blocks else pages)
            for sheet, pages in flowed
        ]

    def _pages_of(self, sheet: Sheet, marks: Mapping[str, int]) -> list[list[Row]]:
        layout = LAYOUTS[sheet.look]

        def rows_at(tightness: float) -> list[Row]:
            return Composer(self._types, layout, layout.spacing(tightness), marks).rows(sheet.blocks)

        room = layout.frame.top - layout.frame.bottom
        return fitted(rows_at, room, tightest=layout.tightest, spilling=layout.spilling)

    def _drawn(self, paper: Paper, sheet: Sheet, rows: Sequence[Row], number: int, total: int) -> Drawn:
        frame = LAYOUTS[sheet.look].frame
        page = Sheetful(frame)
        if paper.stamp:
            page.across(self._types.line(paper.stamp, _ACROSS), _ACROSS.size, _PALE)
        page.rows(rows)
        if sheet.footer.left or sheet.footer.right:
            self._draw_footer(page, sheet.footer)
        self._draw_number(page, sheet.footer, number, total)
        return page.drawn()

    def _draw_footer(self, page: Sheetful, footer: Footer) -> None:
        frame = page.frame
        y = frame.bottom - 5 * MM
        page.row(Row(0.0, (), (Stroke(frame.left, 0.0, frame.right, 0.0, 0.4),)), y)
        page.text(self._types.line(footer.left, _FOOT), frame.left, y - 13)
        right = self._types.line(footer.right, _FOOT)
        page.text(right, frame.right - right.width, y - 13)

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
