"""FACTS from Excel: the template's sheets, read cell by cell, each complaint with sheet and cell."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from domain.dates import parse_date
from domain.enterprises.codes import check_uscc
from domain.enterprises.dictionary import Dictionary, Fact, FactKind
from domain.enterprises.facts import EnterpriseFacts, FactValue, Row
from domain.enterprises.quantities import parse_figure
from domain.enterprises.records import MAX_NAME, read_figure, read_value
from domain.errors import BadInput
from domain.exchange.reading import Complaints, refuse_repeated_codes
from domain.exchange.template import NAME_LABEL, NO, NONE, SHEET, USCC_LABEL, YES
from domain.exchange.workbooks import Cell, read_sheets
from domain.periods import Period

_ERRORS: Final = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!")

Column = Fact | str | tuple[Fact, Period]
"""What a column holds: a fact, the name of a list or of an identity field, or a figure of a period."""


def read_facts_excel(path: Path, dictionary: Dictionary) -> list[EnterpriseFacts]:
    """Read FACTS from a workbook made from the template.

    Raises:
        BadInput: The file cannot be read or has mistakes; every complaint with sheet and cell.
    """
    sheets = read_sheets(path)
    if SHEET not in sheets:
        raise BadInput(f"{path.name}：没有名为“{SHEET}”的工作表，请用程序导出的模板填写")
    complaints = Complaints()
    entries = _enterprises(_Sheet(SHEET, sheets[SHEET], complaints), dictionary)
    for kind in dictionary.rows.values():
        if kind.label in sheets:
            _add_rows(_Sheet(kind.label, sheets[kind.label], complaints), kind.name, kind.columns, entries)
    complaints.raise_any()
    found = [entry.as_facts() for entry in entries]
    refuse_repeated_codes(found, [f"“{SHEET}”表第 {entry.row} 行" for entry in entries])
    return found


@dataclass
class _Entry:
    """One enterprise while its sheets are being read."""

    row: int
    uscc: str = ""
    name: str = ""
    attributes: dict[str, FactValue] = field(default_factory=dict)
    indicators: dict[str, dict[Period, int]] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)

    def as_facts(self) -> EnterpriseFacts:
        rows = {name: tuple(entries) for name, entries in self.rows.items()}
        return EnterpriseFacts(self.uscc, self.name, self.attributes, self.indicators, rows)


class _Sheet:
    """One sheet: its headings, its rows, and where complaints about its cells go."""

    def __init__(self, title: str, cells: Sequence[Sequence[Cell]], complaints: Complaints) -> None:
        self.title = title
        self.complaints = complaints
        self.headings = [_text(cell) for cell in cells[0]] if cells else []
        self._rows = cells[1:]

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Yield the row's number in Excel and its cells; empty rows are passed over."""
        for number, cells in enumerate(self._rows, start=2):
            if any(_text(cell) for cell in cells):
                yield number, cells

    @contextmanager
    def at(self, row: int, column: int) -> Iterator[None]:
        """Give complaints raised inside the block the place of a cell, and go on."""
        with self.complaints.gather():
            try:
                yield
            except BadInput as error:
                place = f"“{self.title}”表 {_column_letters(column)}{row}（{self.headings[column]}）"
                raise BadInput(f"{place}：{error}") from error


def _enterprises(sheet: _Sheet, dictionary: Dictionary) -> list[_Entry]:
    columns = _columns(sheet, dictionary)
    if not {"uscc", "name"} <= {column for column in columns.values() if isinstance(column, str)}:
        sheet.complaints.add(f"“{sheet.title}”表第 1 行应有“{USCC_LABEL}”和“{NAME_LABEL}”两列")
        return []
    entries = []
    for number, cells in sheet.rows():
        entry = _Entry(number)
        for place, column in columns.items():
            with sheet.at(number, place):
                _take(entry, column, cells[place] if place < len(cells) else None)
        entries.append(entry)
    return entries


def _columns(sheet: _Sheet, dictionary: Dictionary) -> dict[int, Column]:
    known: dict[str, Column] = {USCC_LABEL: "uscc", NAME_LABEL: "name"}
    known |= {fact.label: fact for fact in dictionary.attributes.values()}
    known |= {kind.label: kind.name for kind in dictionary.rows.values()}
    figures = {fact.label: fact for fact in dictionary.indicators.values()}
    return _match(sheet, known, figures)


def _match(sheet: _Sheet, known: Mapping[str, Column], figures: Mapping[str, Fact]) -> dict[int, Column]:
    found: dict[int, Column] = {}
    for place, heading in enumerate(sheet.headings):
        if not heading:
            continue
        with sheet.at(1, place):
            column = known.get(heading) or _figure_column(heading, figures)
            if column in found.values():
                raise BadInput("这一列出现了两次，请删去一列")
            found[place] = column
    return found


def _figure_column(heading: str, figures: Mapping[str, Fact]) -> tuple[Fact, Period]:
    label, _, period = heading.rpartition(" ")
    if label.strip() not in figures:
        raise BadInput("不认识这一列，请核对列名，或删去这一列")
    return figures[label.strip()], Period.parse(period)


def _take(entry: _Entry, column: Column, cell: Cell) -> None:
    """Put one cell of the main sheet where it belongs; an empty one is not entered."""
    if column == "uscc":
        entry.uscc = _uscc(cell)
        return
    if column == "name":
        entry.name = _name(cell)
        return
    if not _text(cell):
        return
    match column:
        case Fact():
            entry.attributes[column.name] = _value(column, cell)
        case (fact, period):
            entry.indicators.setdefault(fact.name, {})[period] = _figure(fact, cell)
        case str():
            if _text(cell) != NONE:
                raise BadInput(f"这一栏只填“{NONE}”或留空，明细填在“{column}”对应的工作表里")
            entry.rows[column] = []


def _add_rows(sheet: _Sheet, kind: str, facts: Mapping[str, Fact], entries: Sequence[_Entry]) -> None:
    owners = {entry.uscc: entry for entry in entries}
    columns = _match(sheet, {USCC_LABEL: "uscc", **{fact.label: fact for fact in facts.values()}}, {})
    if "uscc" not in columns.values():
        if any(sheet.rows()):
            sheet.complaints.add(f"“{sheet.title}”表第 1 行应有“{USCC_LABEL}”一列")
        return
    for number, cells in sheet.rows():
        row: dict[str, FactValue] = {}
        owner: _Entry | None = None
        for place, column in columns.items():
            cell = cells[place] if place < len(cells) else None
            with sheet.at(number, place):
                if isinstance(column, Fact):
                    if _text(cell):
                        row[column.name] = _value(column, cell)
                    continue
                owner = owners.get(_uscc(cell))
                if owner is None:
                    raise BadInput(f"“{SHEET}”表里没有这户企业")
        if owner is not None:
            owner.rows.setdefault(kind, []).append(row)


def _uscc(cell: Cell) -> str:
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        raise BadInput(
            "统一社会信用代码被 Excel 当成了数字，后几位已经丢失；请把这一列设为文本格式后重新填写"
        )
    if not _text(cell):
        raise BadInput("请填写统一社会信用代码")
    return check_uscc(_text(cell))


def _name(cell: Cell) -> str:
    name = _text(cell)
    if not name:
        raise BadInput("请填写企业名称")
    if len(name) > MAX_NAME:
        raise BadInput(f"企业名称最多 {MAX_NAME} 字")
    return name


def _value(fact: Fact, cell: Cell) -> FactValue:
    match fact.kind:
        case FactKind.MONEY | FactKind.NUMBER | FactKind.RATE:
            return _figure(fact, cell)
        case FactKind.TRUTH:
            return _truth(cell)
        case FactKind.DATE:
            return _date(cell)
        case FactKind.CHOICE:
            codes = {label: code for code, label in fact.choices.items()}
            if _text(cell) not in codes:
                raise BadInput(f"没有“{_text(cell)[:30]}”这一项，可填：{'、'.join(codes)}")
            return codes[_text(cell)]
        case FactKind.TEXT:
            return read_value(fact, _text(cell))


def _figure(fact: Fact, cell: Cell) -> int:
    if isinstance(cell, bool | date):
        raise BadInput(f"应为数字{f'（{fact.unit}）' if fact.unit else ''}，却是“{_text(cell)}”")
    if isinstance(cell, int | float):
        # Excel itself keeps 15 digits; what lies beyond is noise of its arithmetic.
        return read_figure(fact, Decimal(f"{cell:.15g}"))
    return parse_figure(fact, _without_errors(cell))


def _truth(cell: Cell) -> bool:
    if isinstance(cell, bool):
        return cell
    text = _without_errors(cell)
    if text not in (YES, NO):
        raise BadInput(f"应填“{YES}”或“{NO}”，却是“{text[:30]}”")
    return text == YES


def _date(cell: Cell) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _without_errors(cell)
    return None if text == NONE else parse_date(text)


def _without_errors(cell: Cell) -> str:
    text = _text(cell)
    if text in _ERRORS:
        raise BadInput(f"单元格里是公式错误 {text}，请改正公式或填数值")
    return text


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _column_letters(column: int) -> str:
    """Return a column as Excel names it.

    >>> _column_letters(0), _column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    place = column + 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
