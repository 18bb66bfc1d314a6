"""Papers become Excel files: every word in its order, numbers as numbers, a chart as the table of them."""

import math
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, assert_never

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from domain.exchange.tables import excel_text
from domain.papers.blocks import (
    Addressee,
    Annexes,
    Block,
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
from domain.papers.papers import Look, Paper, Sheet
from domain.values.errors import DomainError
from domain.values.files import passing_folder, replacing
from domain.values.money import Fen, yuan_text

_NUMBER: Final = re.compile(r"[+-]?\d{1,3}(?:,\d{3})*(?:\.(\d+))?")
_MOST_DIGITS: Final = 15
"""So many Excel keeps."""
_LEAST, _MOST = 10, 44
"""How wide columns are, in characters."""
_LINE_PT: Final = 18
_NAME: Final = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME: Final = 31
_ALIGNED: Final = {
    Content.TEXT: "left",
    Content.WORD: "center",
    Content.FIGURE: "right",
    Content.AMOUNT: "right",
}
_MADE: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""The same paper is the same file, whenever it is written."""


def write_excel(paper: Paper, target: Path, *, is_public: bool = False) -> None:
    """Write a paper as an .xlsx file, a worksheet for each of its sheets; it appears whole or not at all.

    ``is_public`` as `write_whole` has it.

    Raises:
        DomainError: The file cannot be written.
    """
    with passing_folder() as folder, replacing(target, is_public=is_public) as path:
        workbook = xlsxwriter.Workbook(path, {"tmpdir": str(folder)})
        workbook.set_properties({"title": excel_text(paper.title), "created": _MADE})
        for number, sheet in enumerate(paper.sheets, start=1):
            _Writer(workbook, sheet, number).write()
        try:
            workbook.close()
        except XlsxWriterException as error:
            raise DomainError(f"不能写成 Excel：{error}") from error


class _Writer:
    """Writes one sheet, block after block from above."""

    def __init__(self, workbook: Workbook, sheet: Sheet, number: int) -> None:
        self._workbook, self._blocks = workbook, sheet.blocks
        self._page = workbook.add_worksheet(_name_of(sheet, number))
        self._looks: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._widths = _widths(sheet.blocks)
        self._row = 0
        for at, width in enumerate(self._widths):
            self._page.set_column(at, at, width)
        _set_up(self._page, sheet)

    def write(self) -> None:
        for block in self._blocks:
            self._write(block)

    def _write(self, block: Block) -> None:
        match block:
            case Head(_, number):
                names, beside = block.marks
                for at, name in enumerate(names):
                    # Of a joint paper one below the other; what stands beside both goes with the first.
                    mark = f"{name}　{beside}" if beside and not at else name
                    self._across(mark, bold=True, font_size=22, align="center", font_color="#C00000")
                self._across(number, align="center")
            case Title(text, below):
                self._across(text, bold=True, font_size=18, align="center")
                if below:
                    self._across(below, align="center", font_color="#555555")
            case Heading(text):
                self._row += 1
                self._across(text, bold=True, font_size=12)
            case Paragraph(text, tone):
                look = {"font_color": "#555555", "font_size": 10} if tone is Tone.NOTE else {}
                self._across(text, **look)
            case Table():
                self._table(block)
            case Chart(title, unit):
                self._row += 1
                self._across(f"{title}（{unit}）" if unit else title, bold=True)
                self._table(block.table)
            case _:
                for line in _lines(block):
                    self._across(line)

    def _across(self, text: str, **look: Any) -> None:
        """Write a text over the whole width, in as many lines as it takes."""
        shown = self._look(text_wrap=True, valign="vcenter", **look)
        last = len(self._widths) - 1
        if last:
            self._page.merge_range(self._row, 0, self._row, last, "", shown)
        self._page.write_string(self._row, 0, excel_text(text), shown)
        size = look.get("font_size", 11) / 11
        lines = math.ceil(_width_of(text) * size / (sum(self._widths) or 1)) or 1
        self._page.set_row(self._row, lines * _LINE_PT * size)
        self._row += 1

    def _table(self, table: Table) -> None:
        head = self._look(bold=True, border=1, bg_color="#E8EEF5", text_wrap=True, align="center")
        for at, column in enumerate(table.columns):
            self._page.write_string(self._row, at, excel_text(column.title), head)
        self._row += 1
        rows = [*table.rows, table.sums] if table.total else table.rows
        for row in rows:
            for at, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
                self._cell(at, column, cell)
            self._row += 1

    def _cell(self, at: int, column: Column, cell: str | int) -> None:
        look: dict[str, Any] = {"border": 1, "align": _ALIGNED[column.content], "valign": "vcenter"}
        number, decimals = _number_in(column, cell)
        if number is None:
            text = excel_text(_text_of(cell))
            self._page.write_string(self._row, at, text, self._look(text_wrap=True, **look))
        else:
            points = f".{'0' * decimals}" if decimals else ""
            sign = "+" if isinstance(cell, str) and cell.startswith("+") else ""
            shown = self._look(num_format=f"{sign}#,##0{points}", **look)
            self._page.write_number(self._row, at, number, shown)

    def _look(self, **look: Any) -> Format:
        key = tuple(sorted(look.items()))
        if key not in self._looks:
            self._looks[key] = self._workbook.add_format(look)
        return self._looks[key]


def _lines(
    block: Addressee
    | Classified
    | Labelled
    | Figures
    | Annexes
    | Signature
    | SealPlaces
    | Rule
    | Contents
    | Picture,
) -> Iterator[str]:
    """Yield what is no table, a line for each thing that it says."""
    match block:
        case Addressee(name):
            yield f"{name}："
        case Classified(copy, secrecy):
            yield from filter(None, (copy, secrecy))
        case Labelled(label, text):
            yield f"{label}　{text}"
        case Figures(pairs):
            yield from (f"{label}：{text}" for label, text in pairs)
        case Annexes(names):
            yield from (f"附件：{name}" for name in names)
        case Signature(_, day, note):
            yield from filter(None, (*block.signers, day, note))
        case SealPlaces(labels):
            yield "　　　　".join(labels)
        case Picture():
            yield f"（图片：{block.caption}）"
        case Rule() | Contents():
            pass
        case _:
            assert_never(block)


def _number_in(column: Column, cell: str | int) -> tuple[float | None, int]:
    """Return the number that a cell is, with its decimals; None where it says more, or too much for Excel."""
    if isinstance(cell, int):
        return (cell / 100, 2) if len(str(abs(cell))) <= _MOST_DIGITS else (None, 0)
    found = _NUMBER.fullmatch(cell) if column.content is Content.FIGURE else None
    if found is None or sum(sign.isdigit() for sign in cell) > _MOST_DIGITS:
        return None, 0
    return float(cell.replace(",", "")), len(found[1] or "")


def _widths(blocks: Sequence[Block]) -> list[float]:
    """Return how wide each column is, for every table of a sheet: as its longest text, within bounds."""
    tables = [one.table if isinstance(one, Chart) else one for one in blocks]
    widths: list[float] = []
    for table in (one for one in tables if isinstance(one, Table)):
        for at, column in enumerate(table.columns):
            texts = [column.title, *(_text_of(row[at]) for row in table.rows)]
            width = max(map(_width_of, texts)) + 2
            widths += [_LEAST] * (at + 1 - len(widths))
            widths[at] = max(widths[at], min(width, _MOST))
    return widths or [2 * _MOST]


def _text_of(cell: str | int) -> str:
    return yuan_text(Fen(cell)) if isinstance(cell, int) else cell


def _width_of(text: str) -> int:
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)


def _name_of(sheet: Sheet, number: int) -> str:
    """Return what a worksheet is called: as its title, or which sheet it is."""
    title = next((one.text for one in sheet.blocks if isinstance(one, Title)), "")
    return _NAME.sub(" ", title).strip(" '")[:_LONGEST_NAME] or f"第 {number} 页"


def _set_up(page: Worksheet, sheet: Sheet) -> None:
    """Have a worksheet printed on A4, as wide as a page, with the foot of its sheet."""
    page.set_paper(9)
    if sheet.look is Look.LIST:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.hide_gridlines(2)
    said = "　".join(filter(None, (sheet.footer.left, sheet.footer.right))).replace("&", "&&")
    page.set_footer(f"&L&9{said}&C— &P —")
