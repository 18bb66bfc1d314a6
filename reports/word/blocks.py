"""Blocks of a paper become WordprocessingML (ISO/IEC 29500-1), each in the style of its kind.

It is written as it stands, since a library for it, with what that needs, would be larger than all that
draws papers. Sizes, widths and places are those of the sheet as it is drawn: both break into the same pages.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, assert_never
from xml.sax.saxutils import escape

from domain.papers.blocks import (
    Addressee,
    Annexes,
    Block,
    Chart,
    Classified,
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
from reports.documents.blocks import MARK_LEADING, Composer, cell_text, figure_rows
from reports.sheet.fonts import Role
from reports.word.styles import GRID, RED, Part, above_mark, cell_margins, id_of, twentieths, type_of

Place = Callable[[Picture, float, float], str]
"""Puts a picture, so wide and high in points, into a file and returns the run that shows it."""

_CELLS: Final = {
    Content.TEXT: Part.TEXT_CELL,
    Content.WORD: Part.WORD_CELL,
    Content.FIGURE: Part.FIGURE_CELL,
    Content.AMOUNT: Part.FIGURE_CELL,
}
_HIGH: Final = 400
"""So many characters in a cell may fill a page."""
_TAB: Final = "<w:r><w:tab/></w:r>"
_NARROWED: Final = 0.97
"""Of 发文机关标志, which stays on its line in whatever face a machine has for it."""
END: Final = '<w:p><w:pPr><w:pStyle w:val="End"/></w:pPr></w:p>'
"""What stands between two tables, which would be one otherwise; a point high."""


def run(text: str, look: str = "") -> str:
    """Return a piece of text; what nobody can see was refused where the sheet was set."""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def field(code: str, shown: str, look: str = "") -> str:
    """Return what Word works out itself, with what it comes to as long as it has not."""
    return f'<w:fldSimple w:instr="{code}">{run(shown, look)}</w:fldSimple>'


@dataclass(frozen=True)
class SheetWriter:
    """Writes the blocks of one sheet.

    Attributes:
        composer: What sets it on paper.
        number: Of its set of styles.
        bookmarks: By the mark of a sheet, what its beginning is called in the file.
    """

    composer: Composer
    number: int
    bookmarks: dict[str, str]
    place: Place

    def xml(self, blocks: Sequence[Block]) -> str:
        """Return the paragraphs and tables of the sheet."""
        parts: list[str] = []
        for at, block in enumerate(blocks):
            after = blocks[at + 1] if at + 1 < len(blocks) else None
            # A signature never stands alone, nor what lies with the paper.
            keeps = "<w:keepNext/>" if isinstance(after, Signature | Annexes) else ""
            before = blocks[at - 1] if at else None
            if parts and parts[-1].endswith("</w:tbl>") and isinstance(block, Table | Figures | Chart):
                parts.append(END)
            parts += self._parts(block, keeps, before)
        return "".join(parts)

    def _paragraphs(self, part: Part, text: str, direct: str = "", before: str = "") -> Iterator[str]:
        """Yield a text, each of its lines a paragraph; ``direct`` is what only this one is set by."""
        for line in text.split("\n"):
            yield self._paragraph(part, before + run(line), direct)

    def _paragraph(self, part: Part, runs: str, direct: str = "", ends: str = "") -> str:
        """Return one; of what only it is set by, ``direct`` comes before its style's and ``ends`` after."""
        return f'<w:p><w:pPr><w:pStyle w:val="{id_of(part, self.number)}"/>{direct}{ends}</w:pPr>{runs}</w:p>'

    def _parts(self, block: Block, keeps: str, before: Block | None) -> Iterator[str]:
        match block:
            case Classified(copy, secrecy):
                yield from self._paragraphs(Part.COPY, copy) if copy else ()
                yield from self._paragraphs(Part.SECRECY, secrecy) if secrecy else ()
            case Head():
                yield from self._head(block, before)
            case Title(text, below):
                yield self._paragraph(Part.TITLE, run(text), ends='<w:spacing w:after="0"/>' if below else "")
                yield from self._paragraphs(Part.BELOW, below) if below else ()
            case Addressee(name):
                yield from self._paragraphs(Part.ADDRESSEE, f"{name}：")
            case Heading(text):
                yield from self._paragraphs(Part.HEADING, text)
            case Paragraph(text, tone):
                yield from self._paragraphs(_tone(tone), text, keeps)
            case Labelled(label, text):
                look = '<w:rPr><w:rStyle w:val="Strong"/></w:rPr>'
                first, *others = text.split("\n")
                yield self._paragraph(Part.LABELLED, f"{run(label, look)}{_TAB}{run(first)}")
                yield from (self._paragraph(Part.LABELLED, f"{_TAB}{run(other)}") for other in others)
            case _:
                yield from self._ruled_or_placed(block, keeps)

    def _head(self, head: Head, before: Block | None) -> Iterator[str]:
        """Yield 版头. Marks of two offices are a table of no lines, 文件 beside both."""
        spacing, size = self.composer.spacing, self.composer.mark_size(head)
        taken = before.lines * spacing.pitch if isinstance(before, Classified) else 0.0
        # One that is wide is set smaller, which no style can know, nor what stands above it.
        look = type_of(Role.TITLE, size, RED)
        names, beside = head.marks
        if len(names) == 1:
            above = f'<w:spacing w:before="{twentieths(above_mark(spacing, taken))}"/>' if taken else ""
            yield self._paragraph(Part.MARK, run(names[0], look), ends=above)
            yield self._paragraph(Part.NUMBER, run(head.number))
            return
        left, across = self.composer.marks_place(head, size)
        high = twentieths(size * MARK_LEADING)
        yield _gap(max(1.0, spacing.drop - taken))
        look = type_of(Role.TITLE, size * _NARROWED, RED)
        close = f'<w:spacing w:before="0" w:after="0" w:line="{high}" w:lineRule="exact"/>'
        widths = (across, 2.6 * size if beside else 0.0)
        rows = (
            (
                self._paragraph(Part.MARK, run(name, look), ends=f'{close}<w:jc w:val="distribute"/>'),
                self._paragraph(Part.MARK, run("" if at else beside, look), ends=close),
            )
            for at, name in enumerate(names)
        )
        yield _beside_each_other(left - self.composer.layout.frame.left, widths, rows)
        yield _gap(max(1.0, spacing.mark_gap - size * (MARK_LEADING - 1)))
        yield self._paragraph(Part.NUMBER, run(head.number))

    def _ruled_or_placed(
        self,
        block: Figures | Table | Annexes | Signature | SealPlaces | Rule | Contents | Picture | Chart,
        keeps: str,
    ) -> Iterator[str]:
        match block:
            case Figures():
                yield self._grid(block)
            case Table():
                yield self._table(block)
            case Chart():
                yield from self._numbers(block)
            case Annexes(names):
                yield from self._annexes(names)
            case Signature():
                yield from self._signature(block)
            case SealPlaces(labels):
                yield from self._seal_places(labels)
            case Rule(is_red):
                yield self._paragraph(Part.RED_RULE if is_red else Part.RULE, "")
            case Picture():
                shown = self.place(block, *self.composer.picture_size(block))
                as_high = '<w:spacing w:line="240" w:lineRule="auto"/>'
                yield self._paragraph(Part.CAPTION, shown, "<w:keepNext/>", as_high)
                yield from self._paragraphs(Part.CAPTION, block.caption)
            case Contents():
                yield from self._contents()
            case _:
                assert_never(block)

    def _numbers(self, chart: Chart) -> Iterator[str]:
        """Yield a chart as the table of its numbers."""
        said = f"{chart.title}（{chart.unit}）" if chart.unit else chart.title
        yield self._paragraph(Part.CAPTION, run(said), "<w:keepNext/>")
        yield self._table(chart.table)

    def _contents(self) -> Iterator[str]:
        for mark, page in self.composer.pages.items():
            code = f"PAGEREF {self.bookmarks[mark]}"
            yield self._paragraph(Part.CONTENTS, f"{run(mark)}{_TAB}{field(code, str(page))}")

    def _annexes(self, names: Sequence[str]) -> Iterator[str]:
        above = f'<w:spacing w:before="{twentieths(self.composer.spacing.pitch)}"/>'
        for at, name in enumerate(names, start=1):
            numeral = f"{at}. " if len(names) > 1 else ""
            text = f"{'附件：' if at == 1 else '　　　'}{numeral}{name}"
            yield self._paragraph(Part.ANNEXES, run(text), "<w:keepNext/>", "" if at > 1 else above)

    def _signature(self, block: Signature) -> Iterator[str]:
        """署名 and date where the sheet has them; each ends so far from the right."""
        *signers, (day,) = self.composer.signature_lines(block)
        for at, texts in enumerate(signers):
            above = '<w:spacing w:before="0"/>' if at else ""
            if len(texts) > 1:
                yield self._side_by_side(texts)
                continue
            text, end = texts[0] if texts else ("", 0.0)
            placed = f'{above}<w:ind w:right="{twentieths(end)}"/>'
            yield self._paragraph(Part.SIGNER, run(text), "<w:keepNext/>", placed)
        keeps = "<w:keepNext/>" if block.note else ""
        yield self._paragraph(Part.DAY, run(day[0]), keeps, f'<w:ind w:right="{twentieths(day[1])}"/>')
        if block.note:
            yield from self._paragraphs(Part.REMARK, block.note)

    def _side_by_side(self, texts: Sequence[tuple[str, float]]) -> str:
        """Return names that stand on one line, each at a stop of its own."""
        across = self.composer.layout.frame.across
        stops = "".join(f'<w:tab w:val="right" w:pos="{twentieths(across - end)}"/>' for _, end in texts)
        runs = "".join(f"{_TAB}{run(text)}" for text, _ in texts)
        placed = f"<w:keepNext/><w:tabs>{stops}</w:tabs>"
        return self._paragraph(Part.SIGNER, runs, placed, '<w:jc w:val="left"/>')

    def _seal_places(self, labels: Sequence[str]) -> Iterator[str]:
        if not self.composer.signs_beside(labels):
            for label in labels:
                yield from self._paragraphs(Part.SEALS, label)
            return
        share = twentieths(self.composer.layout.frame.across) / max(1, len(labels))
        tabs = "".join(f'<w:tab w:val="left" w:pos="{round(at * share)}"/>' for at in range(1, len(labels)))
        stops = f"<w:tabs>{tabs}</w:tabs>" if tabs else ""
        yield self._paragraph(Part.SEALS, _TAB.join(map(run, labels)), stops)

    # Tables

    def _table(self, table: Table) -> str:
        widths = self.composer.table_widths(table)
        columns = table.columns
        head = self._row([(one.title, Part.HEAD_CELL) for one in columns], widths, is_head=True)
        rows = [*table.rows, table.sums] if table.total else table.rows
        cells = (
            [(cell_text(cell, one), _CELLS[one.content]) for cell, one in zip(row, columns, strict=True)]
            for row in rows
        )
        return self._framed(widths, [head, *(self._row(row, widths) for row in cells)])

    def _grid(self, block: Figures) -> str:
        widths = self.composer.figure_widths(block)
        rows = (
            [cell for name, text in pairs for cell in ((name, Part.NAME_CELL), (text, Part.TEXT_CELL))]
            for pairs in figure_rows(block)
        )
        return self._framed(widths, [self._row(row, widths) for row in rows])

    def _framed(self, widths: Sequence[float], rows: Iterable[str]) -> str:
        columns = "".join(f'<w:gridCol w:w="{twentieths(width)}"/>' for width in widths)
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{GRID}"/>'
            f'<w:tblW w:w="{sum(map(twentieths, widths))}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            f"<w:tblCellMar>{cell_margins(self.composer.spacing)}</w:tblCellMar></w:tblPr>"
            f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
        )

    def _row(
        self, cells: Sequence[tuple[str, Part]], widths: Sequence[float], *, is_head: bool = False
    ) -> str:
        """Return a row; a head stands on each page again, and only a very high one is broken over pages."""
        repeats = "<w:tblHeader/>" if is_head else ""
        whole = "<w:cantSplit/>" if max(len(text) for text, _ in cells) < _HIGH else ""
        written = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{twentieths(width)}" w:type="dxa"/><w:vAlign w:val="center"/>'
            f"</w:tcPr>{''.join(self._paragraphs(part, text))}</w:tc>"
            for (text, part), width in zip(cells, widths, strict=True)
        )
        return f"<w:tr><w:trPr>{whole}{repeats}</w:trPr>{written}</w:tr>"


def _gap(height: float) -> str:
    """Return a paragraph of nothing that is so high."""
    high = f'<w:spacing w:line="{twentieths(height)}" w:lineRule="exact"/>'
    return f'<w:p><w:pPr><w:pStyle w:val="End"/>{high}</w:pPr></w:p>'


def _beside_each_other(left: float, widths: tuple[float, float], rows: Iterable[tuple[str, str]]) -> str:
    """Return a table of no lines that begins so far from the left; its second cell is beside all rows."""
    written = "".join(
        "<w:tr>"
        f'<w:tc><w:tcPr><w:tcW w:w="{twentieths(widths[0])}" w:type="dxa"/></w:tcPr>{name}</w:tc>'
        f'<w:tc><w:tcPr><w:tcW w:w="{twentieths(widths[1])}" w:type="dxa"/>'
        f'<w:vMerge w:val="{"continue" if at else "restart"}"/>'
        f'<w:vAlign w:val="center"/></w:tcPr>{beside}</w:tc></w:tr>'
        for at, (name, beside) in enumerate(rows)
    )
    columns = "".join(f'<w:gridCol w:w="{twentieths(width)}"/>' for width in widths)
    sides = "".join(f'<w:{name} w:w="0" w:type="dxa"/>' for name in ("top", "left", "bottom", "right"))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(map(twentieths, widths))}" w:type="dxa"/>'
        f'<w:tblInd w:w="{twentieths(left)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{sides}</w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{written}</w:tbl>"
    )


def _tone(tone: Tone) -> Part:
    match tone:
        case Tone.NOTE:
            return Part.NOTE
        case Tone.ANNEX:
            return Part.ANNEX
        case Tone.BODY:
            return Part.BODY
        case _:
            assert_never(tone)
