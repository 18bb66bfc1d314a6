"""Blocks of a paper become rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from itertools import accumulate
from math import ceil, inf
from operator import le
from typing import Final, NamedTuple, TypeAlias, assert_never

from domain.papers.blocks import (
    Addressee,
    Annexes,
    Block,
    Cell,
    Chart,
    Classified,
    Column,
    Content,
    Contents,
    Figures,
    Head,
    Heading,
    Labelled,
    Paragraph,
    Picture,
    Rule,
    SealPlaces,
    Signature,
    Table,
    Title,
    Tone,
)
from domain.values.money import yuan_text
from reports.documents.charts import chart_rows
from reports.documents.looks import MM, Layout, Spacing
from reports.sheet.flow import BLACK, RED, Piece, Placed, Row, Run, Stroke, height_of
from reports.sheet.fonts import Role
from reports.sheet.setting import SetLine, Style, Typesetter

RED_RULE: Final = 0.4 * MM
BELOW_NUMBER: Final = 4 * MM
TITLE_LEADING: Final = 30 / 22
LEADING: Final = 1.3
PAD: Final = 5.0
"""Beside what stands in a cell."""
MARK_LEADING: Final = 1.25
"""From one 发文机关标志 to the next below it, in sizes of their type."""
_MARKS_HIGH: Final = 1 + 2 * MARK_LEADING
"""All of them together, in sizes of the type of one alone."""
_SEAL: Final = 44 * 72 / 25.4
"""Room for a seal of 42 mm, which touches no other."""
_SEALS_BESIDE: Final = 3
"""So many stand beside each other in the type area (7.3.5.1)."""
LABEL_EM: Final = 4.2
_CONTENTS_PITCH: Final = 24.0
_FOOT_TO_BASELINE: Final = 0.14
"""From the foot of a character's square to the line it stands on, in sizes of the type."""
CAPTION: Final = 1.7
_LARGEST: Final = 72 / 100
"""Points for a pixel of a picture: drawn larger than a hundred to the inch, it would only be coarse."""
_AROUND: Final = 8
"""So many rows stand around one that fills a page: its head, of several lines, and sums."""
_KEPT: Final = frozenset({Head, Title, Addressee, Heading, Paragraph, Labelled, Annexes, Signature})
"""Blocks that are set by themselves, whatever stands on the sheet, and that mostly say the same."""
_MOST_KEPT: Final = 32
_MOST_MEASURED: Final = 8
"""As many tables as a paper mostly has, which is set several times until it fits."""
CARRIED_OVER, CARRIED_IN = "过次页", "承前页"


class Boxed(NamedTuple):
    """What stands in a cell, how it is set, where it stands, and how wide the cell is."""

    text: str
    style: Style
    content: Content
    width: float


Filled: TypeAlias = tuple[Sequence[SetLine], Style, Content]
"""What stands in a cell, set, and where."""


@dataclass(frozen=True)
class Composer:
    """Sets the blocks of one sheet at one spacing."""

    types: Typesetter
    layout: Layout
    spacing: Spacing
    pages: Mapping[str, int]
    """On which page each marked sheet begins, by its mark."""
    kept: dict[Block, Sequence[Row]] = field(default_factory=dict)
    """What blocks came to that stand in one paper after the other, for the next one set at this spacing."""

    def rows(self, blocks: Sequence[Block], starts: list[int] | None = None) -> list[Row]:
        """Return the rows of a sheet, top to bottom; ``starts`` takes down with which each block begins.

        Raises:
            MissingGlyph: No font has a character.
        """
        rows: list[Row] = []
        for block in blocks:
            if starts is not None:
                starts.append(len(rows))
            if isinstance(block, Signature | Annexes):
                _hold(rows)
            rows += self._kept(block, rows) if type(block) in _KEPT else self._rows_of(block, rows)
        return rows

    def _kept(self, block: Block, above: Sequence[Row]) -> Sequence[Row]:
        if above and isinstance(block, Head):
            return [*self._rows_of(block, above)]
        found = self.kept.get(block)
        if found is None:
            if len(self.kept) >= _MOST_KEPT:
                self.kept.clear()
            found = self.kept[block] = [*self._rows_of(block, above)]
        return found

    def _rows_of(self, block: Block, above: Sequence[Row]) -> Iterable[Row]:
        match block:
            case Classified():
                return self._classified(block)
            case Head():
                return self._head(block, height_of(above))
            case Title():
                return self._title(block)
            case Addressee(name):
                return self._text(f"{name}：", self._body, self.spacing.pitch)
            case Heading(text):
                return self._heading(text)
            case Paragraph():
                return self._paragraph(block)
            case Labelled(label, text):
                return self._labelled(label, text)
        return self._ruled_or_placed(block)

    def _ruled_or_placed(
        self, block: Figures | Table | Annexes | Signature | SealPlaces | Rule | Contents | Picture | Chart
    ) -> Iterable[Row]:
        match block:
            case Figures():
                return self._figures(block)
            case Table():
                return _TableRun(self, block).rows
            case Annexes(names):
                return self._annexes(names)
            case Signature():
                return self._signature(block)
            case SealPlaces(labels):
                return self._seal_places(labels)
            case Rule(is_red):
                return [self._level_rule(0.8 if is_red else 0.4, RED if is_red else BLACK)]
            case Contents():
                return self._contents()
            case Picture():
                return self._picture(block)
            case Chart():
                return chart_rows(block, self.types, self.layout, self.spacing)
            case _:
                assert_never(block)

    @cached_property
    def _body(self) -> Style:
        return Style(self.layout.body, self.spacing.body)

    @cached_property
    def _note(self) -> Style:
        return Style(self.layout.body, self.spacing.note)

    def _blank(self, height: float) -> Row:
        return Row(height, keeps=True)

    def _level_rule(self, thickness: float, colour: tuple[float, float, float]) -> Row:
        frame, height = self.layout.frame, self.spacing.body * 0.5
        rule = Stroke(frame.left, height, frame.right, height, thickness, colour)
        return Row(height, (), (rule,), keeps=True)

    # The head of a paper

    def _classified(self, block: Classified) -> Iterator[Row]:
        """Yield 份号 and 密级, after 7.2.1 and 7.2.2: at the left, on the first lines of the type area."""
        secret = Style(Role.HEADING, self.spacing.body)
        for text, style in ((block.copy, self._body), (block.secrecy, secret)):
            if text:
                yield from self._text(text, style, self.spacing.pitch, keeps=True)

    def _head(self, block: Head, above: float) -> Iterator[Row]:
        """版头, after 7.2: what is lacking in height is taken from above and below the mark.

        So is what stands ``above``, within the way from the top of the type area to the mark.
        """
        frame, spacing = self.layout.frame, self.spacing
        mark = Style(Role.TITLE, self.mark_size(block))
        yield self._blank(max(0.0, spacing.drop - above))
        yield self._marks(block, mark)
        yield self._blank(spacing.mark_gap)
        for line in self._evenly(block.number, self._body) if block.number else ("",):
            yield self._centred(line, self._body, spacing.pitch)
        rule = Stroke(frame.left, BELOW_NUMBER, frame.right, BELOW_NUMBER, round(RED_RULE, 2), RED)
        yield Row(BELOW_NUMBER, (), (rule,), keeps=True)

    def _marks(self, block: Head, style: Style) -> Row:
        """Return 发文机关标志; of several offices below each other, of one width, 文件 beside (7.2.4)."""
        names, beside = block.marks
        if len(names) == 1:
            return self._centred(names[0], style, style.size, RED)
        left, across = self.marks_place(block, style.size)
        step = style.size * MARK_LEADING
        drops = [at * step + _drop(style.size, style.size) for at in range(len(names))]
        pieces = [
            Piece(self.types.spread(name, style, across), left, drop, RED)
            for name, drop in zip(names, drops, strict=True)
        ]
        middle = sum(drops) / len(drops)
        word = Piece(self.types.line(beside, style), left + across + style.size / 2, middle, RED)
        high = style.size + step * (len(names) - 1)
        return Row(high, (*pieces, word) if beside else tuple(pieces), keeps=True)

    def marks_place(self, block: Head, size: float) -> tuple[float, float]:
        """Return where 发文机关标志 of several offices begins, and how wide their names are."""
        names, beside = block.marks
        style = Style(Role.TITLE, size)
        across = max(self.types.width(name, style) for name in names)
        whole = across + (size / 2 + self.types.width(beside, style) if beside else 0.0)
        return self.layout.frame.middle - whole / 2, across

    def mark_size(self, block: Head) -> float:
        """Return how large 发文机关标志 is set: smaller where one is wide, or where more than three
        would leave no room for 正文 on the first page (7.2.4).
        """
        size, (names, beside) = self.spacing.mark, block.marks
        style = Style(Role.TITLE, size)
        width = max(self.types.width(name, style) for name in names)
        width += size / 2 + self.types.width(beside, style) if beside else 0.0
        if not width:
            return size
        high = 1 + MARK_LEADING * (len(names) - 1)
        return size * min(1.0, self.layout.frame.across / width, _MARKS_HIGH / high)

    def _title(self, block: Title) -> Iterator[Row]:
        style = self._title_style
        yield self._blank(self.spacing.above_title)
        for text in self.title_lines(block.text):
            yield self._centred(text, style, style.size * TITLE_LEADING)
        if block.below:
            quiet = Style(self.layout.body, self.spacing.note)
            for line in self.types.lines(block.below, quiet, self.layout.frame.across, is_justified=False):
                yield self._row(line, quiet, quiet.size * 1.7, self.layout.frame.middle - line.width / 2)
        yield self._blank(self.spacing.below_title)

    def title_lines(self, text: str) -> list[str]:
        """Break the title into lines of about the same length."""
        return self._evenly(text, self._title_style)

    def _evenly(self, text: str, style: Style) -> list[str]:
        count = int(self.types.width(text, style) // self.layout.frame.across) + 1
        size = -(-len(text) // count)
        return [text[start : start + size] for start in range(0, len(text), size)] or [text]

    @cached_property
    def _title_style(self) -> Style:
        return Style(Role.TITLE, self.spacing.title)

    # Running text

    def _heading(self, text: str) -> Iterator[Row]:
        if self.spacing.above_heading:
            yield self._blank(self.spacing.above_heading)
        style = Style(Role.HEADING, self.spacing.body)
        yield from self._text(text, style, self.spacing.pitch, indent=self.layout.indent, keeps=True)

    def _paragraph(self, block: Paragraph) -> Iterator[Row]:
        spacing, style, indent = self.spacing, self._body, self.layout.indent
        match block.tone:
            case Tone.NOTE:
                style = Style(style.role, spacing.note)
            case Tone.ANNEX:
                style, indent = Style(Role.HEADING, spacing.body), 0
            case Tone.BODY:
                pass
            case _:
                assert_never(block.tone)
        yield from self._text(block.text, style, spacing.pitch * style.size / spacing.body, indent=indent)

    def _text(
        self, text: str, style: Style, pitch: float, *, indent: int = 0, keeps: bool = False
    ) -> list[Row]:
        frame, drop = self.layout.frame, _drop(style.size, pitch)
        rows: list[Row] = []
        for own in text.split("\n"):
            lines = self.types.lines(own, style, frame.across, indent=indent * style.size)
            rows += _together([Row(pitch, (Piece(line, frame.left, drop),), keeps=keeps) for line in lines])
        return rows

    def _labelled(self, label: str, text: str) -> list[Row]:
        frame, spacing = self.layout.frame, self.spacing
        body, strong = self._body, Style(Role.HEADING, spacing.body)
        left = frame.left + LABEL_EM * spacing.body
        lines = self.types.lines(text, body, frame.right - left) or (self.types.line("", body),)
        rows = [self._row(line, body, spacing.pitch, left) for line in lines]
        word = Piece(self.types.line(label, strong), frame.left, rows[0].pieces[0].drop)
        rows[0] = rows[0]._replace(placed=(word, *rows[0].pieces))
        return _together(rows)

    def _annexes(self, names: Sequence[str]) -> Iterator[Row]:
        """附件说明, after 7.3.4: a line below the text, numbered where there are several, without a stop."""
        yield self._blank(self.spacing.pitch)
        numbered = len(names) > 1
        for at, name in enumerate(names, start=1):
            text = f"{'附件：' if at == 1 else '　　　'}{f'{at}. ' if numbered else ''}{name}"
            yield from self._text(text, self._body, self.spacing.pitch, indent=2)

    def _signature(self, block: Signature) -> Iterator[Row]:
        """署名 and date for a seal, and what is noted below."""
        style, pitch = self._body, self.spacing.pitch
        yield self._blank(self.spacing.breath)
        *signers, day = self.signature_lines(block)
        for texts, keeps in (*((one, True) for one in signers), (day, bool(block.note))):
            lines = [(self.types.line(text, style), end) for text, end in texts]
            pieces = (
                Piece(line, self.layout.frame.right - end - line.width, _drop(style.size, pitch))
                for line, end in lines
            )
            yield Row(pitch, tuple(pieces), keeps=keeps)
        if block.note:
            yield from self._text(block.note, style, pitch, indent=2)

    def signature_lines(self, block: Signature) -> list[list[tuple[str, float]]]:
        """Return 署名, in several lines where it is too long for one, and the date.

        Each with how far from the right it ends: the date four characters, the name centred on it. A long
        name moves both to the left rather than into the margin. Several offices sign side by side in their
        order, up to three on a line, the date below the last (7.3.5.1); where their names are too long for
        that, one below the other. Between lines there is room for a seal, which are lines of nothing.
        """
        signers = [self._evenly(one, self._body) for one in block.signers]
        texts = [text for one in signers for text in one]
        widths = {text: self.types.width(text, self._body) for text in (*texts, block.day)}
        widest = max(widths[text] for text in texts)
        middle = max(4 * self.spacing.body + (widths[block.day] - widest) / 2, 0.0) + widest / 2

        def placed(text: str, at: float) -> tuple[str, float]:
            return text, at - widths[text] / 2

        places = self._seals_beside(len(texts), widest, middle) if len(texts) == len(signers) else (middle,)
        across = len(places)
        rows = [signers[at : at + across] for at in range(0, len(signers), across)]
        lines: list[list[tuple[str, float]]] = []
        between = ceil(_SEAL / self.spacing.pitch) - 1
        for row in rows:
            lines += [[] for _ in range(between if lines else 0)]
            if across == 1:
                lines += [[placed(text, middle)] for text in row[0]]
            else:
                # Those on the last line stand on the right, above the date.
                own = places[-len(row) :]
                lines.append([placed(text, at) for (text,), at in zip(row, own, strict=True)])
        return [*lines, [placed(block.day, middle)]]

    def _seals_beside(self, count: int, widest: float, middle: float) -> tuple[float, ...]:
        """Return how far from the right offices are centred that sign on a line, the first one first."""
        across = self.layout.frame.across
        if count >= _SEALS_BESIDE:
            step = max(widest + self.spacing.body, _SEAL)
            if middle + 2 * step + max(widest, _SEAL) / 2 <= across:
                step = max(step, (across - 2 * middle) / 2)
                return tuple(middle + at * step for at in reversed(range(_SEALS_BESIDE)))
        if count > 1 and across - 2 * middle >= max(widest + 2 * self.spacing.body, _SEAL):
            return across - middle, middle
        return (middle,)

    def _seal_places(self, labels: Sequence[str]) -> Iterator[Row]:
        """Words side by side, with room behind each to sign and below to seal; long ones below each other."""
        frame, style = self.layout.frame, self._body
        yield self._blank(self.spacing.breath)
        if not self.signs_beside(labels):
            for label in labels:
                yield from self._text(label, style, self.spacing.pitch, keeps=True)
                yield Row(self.spacing.pitch)
            return
        share = frame.across / max(1, len(labels))
        lines = [self.types.line(label, style) for label in labels]
        drop = _drop(style.size, self.spacing.pitch)
        pieces = (Piece(line, frame.left + at * share, drop) for at, line in enumerate(lines))
        yield Row(self.spacing.pitch * 2, tuple(pieces))

    def signs_beside(self, labels: Sequence[str]) -> bool:
        """Whether places to sign stand side by side: each word leaves room to sign behind it."""
        share = self.layout.frame.across / max(1, len(labels)) - 2 * self._body.size
        return all(self.types.width(label, self._body) <= share for label in labels)

    def _contents(self) -> Iterator[Row]:
        """A line for each marked sheet: its mark, dots, its page."""
        frame, style = self.layout.frame, Style(self.layout.body, 12.0)
        dot = self.types.line("·", style)
        step = dot.width * 1.6
        for mark, page in self.pages.items():
            number = self.types.line(str(page), style)
            at = frame.right - number.width
            line = self.types.lines(mark, style, frame.across - 60, is_justified=False)[0]
            row = self._row(line, style, _CONTENTS_PITCH, frame.left)
            drop = row.pieces[0].drop
            count = int(max(0.0, at - 8 - (frame.left + line.width + 8)) // step)
            dots = (Piece(dot, at - 8 - step * (one + 1), drop) for one in range(count))
            yield row._replace(placed=(*row.pieces, *dots, Piece(number, at, drop)))

    def _picture(self, block: Picture) -> Iterator[Row]:
        """Place a picture in the middle, with its caption below; a small one is left small."""
        frame, note = self.layout.frame, self._note
        across, height = self.picture_size(block)
        placed = Placed(block.path, frame.middle - across / 2, across, height)
        yield Row(height, keeps=True, pictures=(placed,))
        for line in self._caption(block):
            yield self._row(line, note, note.size * CAPTION, frame.middle - line.width / 2)

    def _caption(self, block: Picture) -> Sequence[SetLine]:
        return self.types.lines(block.caption, self._note, self.layout.frame.across, is_justified=False)

    def picture_size(self, block: Picture) -> tuple[float, float]:
        """Return how wide and high a picture is drawn."""
        frame = self.layout.frame
        room = frame.top - frame.bottom - len(self._caption(block)) * self._note.size * CAPTION
        scale = min(frame.across / block.width, room / block.height, _LARGEST)
        return block.width * scale, block.height * scale

    # Figures and cells

    def _figures(self, block: Figures) -> list[Row]:
        """Return a grid of names and what they come to, drawn as a table without a head."""
        strong, plain = self.head_style, self.cell_style
        widths = self.figure_widths(block)
        edges = tuple(accumulate(widths, initial=self.layout.frame.left))
        rows = []
        for pairs in figure_rows(block):
            cells = []
            for (name, text), label, value in zip(pairs, widths[::2], widths[1::2], strict=True):
                cells += [
                    Boxed(name, strong, Content.TEXT, label),
                    Boxed(text, plain, Content.TEXT, value),
                ]
            rows += self.cells(cells, edges)
        return rows

    def figure_widths(self, block: Figures) -> list[float]:
        """Return how wide the columns of a grid are, names and what they come to in turns."""
        across, names = self.layout.frame.across, [name for name, _ in block.pairs]
        natural = max((self.types.width(name, self.head_style) for name in names), default=0.0)
        share = across / block.across
        label = min(natural + 2 * PAD + 1, share / 2)
        return [label, share - label] * block.across

    def table_widths(self, table: Table) -> list[float]:
        """Return how wide the columns of a table are."""
        return _TableRun(self, table).widths

    @cached_property
    def head_style(self) -> Style:
        return Style(Role.HEADING, self.spacing.table)

    @cached_property
    def cell_style(self) -> Style:
        return Style(self.layout.body, self.spacing.table)

    def cells(self, cells: Sequence[Boxed], edges: tuple[float, ...]) -> list[Row]:
        """Return the row of cells between these edges.

        Several, one below the other, where they are higher than a page with the rows around them.
        """
        size, frame = self.spacing.table, self.layout.frame
        room = frame.top - frame.bottom - _AROUND * size * self.spacing.row
        limit = max(1, int(room / (size * LEADING)))
        most = self._most(cells)
        if most <= limit:
            return [self._row_of(most, partial(self._filled, cells), edges)]
        parts = [
            [(lines[at : at + limit], style, content) for lines, style, content in self._filled(cells)]
            for at in range(0, most, limit)
        ]
        return [
            self._row_of(max(len(lines) for lines, _, _ in part), partial(list, part), edges)
            for part in parts
        ]

    def one_row(self, cells: Sequence[Boxed], edges: tuple[float, ...]) -> Row:
        """Return the row of cells, however high that is."""
        return self._row_of(self._most(cells), partial(self._filled, cells), edges)

    def row_of_one_line(
        self, cells: Callable[[], Sequence[Boxed]], edges: tuple[float, ...], run: Run, at: int
    ) -> Row:
        """Return the row of a table at a place whose cells are of one line each."""
        return self._row_of(1, lambda: self._filled(cells()), edges, run, at)

    def _most(self, cells: Sequence[Boxed]) -> int:
        """Return of how many lines the cell is that has most."""
        count = self.types.count
        return max([count(text, style, width - 2 * PAD) for text, style, _, width in cells])

    def _filled(self, cells: Sequence[Boxed]) -> list[Filled]:
        lines = self.types.lines
        return [
            (lines(text, style, width - 2 * PAD, is_justified=False), style, content)
            for text, style, content, width in cells
        ]

    def _row_of(
        self,
        most: int,
        filled: Callable[[], Sequence[Filled]],
        edges: tuple[float, ...],
        run: Run | None = None,
        at: int = 0,
    ) -> Row:
        size = self.spacing.table
        height = (most - 1) * size * LEADING + size * self.spacing.row
        return Row(height, partial(self._placed, filled, edges, height), edges=edges, run=run, at=at)

    def _placed(
        self, filled: Callable[[], Sequence[Filled]], edges: tuple[float, ...], height: float
    ) -> list[Piece]:
        """Return what stands in cells, the lines of each together in the middle of the height."""
        size = self.spacing.table
        pieces = []
        for (lines, style, content), left, right in zip(filled(), edges[:-1], edges[1:], strict=True):
            block = (len(lines) - 1) * size * LEADING + size
            drop = (height - block) / 2 + style.size * (1 - _FOOT_TO_BASELINE)
            for line in lines:
                pieces.append(Piece(line, _where(line, content, left, right), drop))
                drop += size * LEADING
        return pieces

    # One line

    def _row(self, line: SetLine, style: Style, pitch: float, x: float) -> Row:
        return Row(pitch, (Piece(line, x, _drop(style.size, pitch)),))

    def _centred(
        self, text: str, style: Style, pitch: float, colour: tuple[float, float, float] = BLACK
    ) -> Row:
        line = self.types.line(text, style)
        piece = Piece(line, self.layout.frame.middle - line.width / 2, _drop(style.size, pitch), colour)
        return Row(pitch, (piece,), keeps=True)


def figure_rows(block: Figures) -> list[list[tuple[str, str]]]:
    """Return the rows of a grid, each full."""
    pairs = [*block.pairs, *[("", "")] * (-len(block.pairs) % block.across)]
    return [pairs[at : at + block.across] for at in range(0, len(pairs), block.across)]


class _TableRun:
    """A table on its way over pages."""

    def __init__(self, composer: Composer, table: Table) -> None:
        self._composer = composer
        self._table = table
        self._columns = table.columns
        self._texts, self._ems, self._held = _measured(composer.types, composer.layout.body, table)
        self.widths = self._shared_widths()
        self._rooms = [(width - 2 * PAD) / composer.cell_style.size for width in self.widths]
        self._edges = tuple(accumulate(self.widths, initial=composer.layout.frame.left))
        self._sums = self._running_sums() if table.total or table.carries else []
        self.head = self._row([one.title for one in table.columns], is_head=True)
        self.foot_height = self._sum_row(CARRIED_OVER, 0).height if table.carries else 0.0

    @property
    def rows(self) -> list[Row]:
        """Return its head and rows, with the last one that sums them up."""
        found = [self.head]
        found += [row for at, texts in enumerate(self._texts) for row in self._rows(texts, at)]
        if self._table.total:
            count = len(self._texts)
            # With the row above it: a sum alone says nothing.
            found[-1] = found[-1]._replace(keeps=True)
            found.append(self._sum_row(self._table.total, count)._replace(run=self, at=count))
        return found

    def ends(self, at: int) -> list[Row]:
        return [self._sum_row(CARRIED_OVER, at)] if self._table.carries else []

    def begins(self, at: int) -> list[Row]:
        return [self.head, *([self._sum_row(CARRIED_IN, at)] if self._table.carries else [])]

    def _rows(self, texts: Sequence[str], at: int) -> list[Row]:
        """Return the row at a place, where the table may go on with it on the next page.

        Several where it is higher than a page: before each but the first, its amounts are summed up already.
        """
        composer = self._composer
        if all(map(le, self._ems[at], self._rooms)):
            return [composer.row_of_one_line(partial(self._boxed, texts), self._edges, self, at)]
        return [
            row._replace(run=self, at=min(at + part, at + 1))
            for part, row in enumerate(composer.cells(self._boxed(texts), self._edges))
        ]

    def _boxed(self, texts: Sequence[str]) -> list[Boxed]:
        style = self._composer.cell_style
        return [
            Boxed(text, style, column.content, width)
            for text, width, column in zip(texts, self.widths, self._columns, strict=True)
        ]

    def _row(self, texts: Sequence[str], *, is_head: bool = False) -> Row:
        """Return a head, or a sum."""
        composer = self._composer
        style = composer.head_style if is_head else composer.cell_style
        cells = [
            Boxed(text, style, Content.WORD if is_head else column.content, width)
            for text, width, column in zip(texts, self.widths, self._columns, strict=True)
        ]
        return composer.one_row(cells, self._edges)._replace(keeps=is_head)

    def _sum_row(self, word: str, at: int) -> Row:
        sums = self._sums[at]
        texts = ["" if one is None else yuan_text(one) for one in sums]
        texts[self._table.word_at] = word
        return self._row(texts)

    def _running_sums(self) -> list[list[int | None]]:
        """Return what the amounts come to before each row, and after the last."""
        sums = [0 if column.content is Content.AMOUNT else None for column in self._columns]
        found = [sums]
        for row in self._table.rows:
            sums = [
                None if one is None else one + (cell if isinstance(cell, int) else 0)
                for one, cell in zip(sums, row, strict=True)
            ]
            found.append(sums)
        return found

    def _shared_widths(self) -> list[float]:
        """Share the width as the columns say, else by what they hold; only texts give way."""
        across = self._composer.layout.frame.across
        if any(column.share for column in self._columns):
            total = sum(column.share for column in self._columns)
            return [across * column.share / total for column in self._columns]
        natural = [self._natural(at) for at in range(len(self._columns))]
        spare = across - sum(natural)
        if spare >= 0:
            return [width + spare / len(natural) for width in natural]
        gives = [column.content is Content.TEXT for column in self._columns]
        if not any(gives):
            return [width * across / sum(natural) for width in natural]
        room = across - sum(width for width, one in zip(natural, gives, strict=True) if not one)
        texts = [width for width, one in zip(natural, gives, strict=True) if one]
        most = _evened(texts, max(room, across / 4))
        widths = [min(width, most) if one else width for width, one in zip(natural, gives, strict=True)]
        return [width * across / sum(widths) for width in widths]

    def _natural(self, at: int) -> float:
        composer = self._composer
        head = composer.types.width(self._columns[at].title, composer.head_style)
        return max(head, self._held[at] * composer.cell_style.size) + 2 * PAD + 2


class _Measured(NamedTuple):
    """What of a table is the same however tight it is set.

    Attributes:
        texts: Of the cells, row by row.
        ems: How wide these are, in sizes of their type; endless where one has several lines, or a row none.
        held: How wide the widest of each column is.
    """

    texts: list[tuple[str, ...]]
    ems: list[tuple[float, ...]]
    held: list[float]


@lru_cache(maxsize=_MOST_MEASURED)
def _measured(types: Typesetter, role: Role, table: Table) -> _Measured:
    texts = [
        tuple([cell_text(cell, column) for cell, column in zip(row, table.columns, strict=True)])
        for row in table.rows
    ]
    ems = [tuple([types.ems(text, role) for text in row]) for row in texts]
    held = [max(column, default=0.0) for column in zip(*ems, strict=True)] or [0.0] * len(table.columns)
    for at, row in enumerate(texts):
        if any("\n" in text for text in row) or not any(types.units(text, role) for text in row):
            ems[at] = (inf,) * len(row)
    return _Measured(texts, ems, held)


def _evened(widths: Sequence[float], room: float) -> float:
    """Return how wide each may be so that all go into the room; the narrow ones stay as they are."""
    left, open_ = room, sorted(widths)
    while open_ and open_[0] <= left / len(open_):
        left -= open_.pop(0)
    return left / len(open_) if open_ else room


def _together(rows: list[Row]) -> list[Row]:
    """Let no line of a paragraph stand alone, its first at the foot of a page or its last at the top."""
    if len(rows) > 1:
        for at in {0, len(rows) - 2}:
            rows[at] = rows[at]._replace(keeps=True)
    return rows


def _hold(rows: list[Row]) -> None:
    """Let the last lines before a signature, and what lies with it, go with it: it never stands alone."""
    for at in range(max(0, len(rows) - 2), len(rows)):
        rows[at] = rows[at]._replace(keeps=True)


def _where(line: SetLine, content: Content, left: float, right: float) -> float:
    match content:
        case Content.TEXT:
            return left + PAD
        case Content.WORD:
            return (left + right - line.width) / 2
        case Content.FIGURE | Content.AMOUNT:
            return right - PAD - line.width
        case _:
            assert_never(content)


def _drop(size: float, pitch: float) -> float:
    """Return how far below its top a line of type stands in a row of this height."""
    return (pitch + size) / 2 - size * _FOOT_TO_BASELINE


def cell_text(cell: Cell, column: Column) -> str:
    return yuan_text(cell) if isinstance(cell, int) and column.content is Content.AMOUNT else str(cell)
