"""Tables as Excel workbooks: the one way in which lists leave the program."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final, cast

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from domain.enterprises.dictionary import UNITS, FactKind
from domain.exchange.cells import Cell, CellKind
from domain.store.acts import Action
from domain.store.engine import Seat
from domain.store.tables import Kind, Subject
from domain.values.errors import DomainError
from domain.values.files import passing_folder, replacing
from domain.values.progress import Progress, Reporter, Silent

MOST_ROWS: Final = 1_048_575
"""What a sheet of Excel holds below its heading; more go on in another one."""

_LONGEST: Final = 32_767
_LONGEST_NAME: Final = 31
_LEAST_WIDTH: Final = 8
_FIRST_YEAR: Final = 1900
_STEP: Final = 500
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\]")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_LOOKS: Final = {
    CellKind.TEXT: "@",
    CellKind.COUNT: "#,##0",
    CellKind.AMOUNT: "#,##0.00",
    CellKind.QUANTITY: "General",
    CellKind.RATE: "0.00%",
    CellKind.DATE: "yyyy-mm-dd",
    CellKind.MOMENT: "yyyy-mm-dd hh:mm",
}
_UNITS: Final = {
    CellKind.COUNT: 1,
    CellKind.AMOUNT: UNITS[FactKind.MONEY],
    CellKind.QUANTITY: UNITS[FactKind.NUMBER],
    CellKind.RATE: UNITS[FactKind.RATE],
}


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column; ``width`` is in characters, at least what the title takes."""

    title: str
    kind: CellKind = CellKind.TEXT
    width: float = 0


@dataclass(frozen=True)
class Table:
    """One table.

    Attributes:
        name: What its sheet is called.
        rows: Gone through once, so that they need not all be in memory.
        count: About how many there are, for progress.
        frozen: How many columns stay in sight.
    """

    name: str
    columns: Sequence[TableColumn]
    rows: Iterable[Sequence[Cell]]
    count: int
    frozen: int = 1


def write_tables(
    path: Path, tables: Sequence[Table], reporter: Reporter | None = None, *, most: int = MOST_ROWS
) -> None:
    """Write a workbook; an existing file is replaced, by a whole one or not at all.

    ``most`` is how many rows stand on one sheet.

    Raises:
        DomainError: It cannot be written.
        Cancelled: The user stopped it.
    """
    with replacing(path) as target:
        _write(target, tables, reporter or Silent(), most)


def export_table(
    seat: Seat,
    path: Path,
    table: Table,
    reporter: Reporter,
    *,
    masked: Sequence[str] = (),
    in_full: Sequence[str] = (),
    whole: Action = Action.TABLE_EXPORT_WHOLE,
) -> None:
    """Write one table, and where personal columns are in it record which are ``masked``, and which are not.

    ``whole`` is as what it is recorded where some are not.

    Raises:
        NotPermitted: They are not, and this person needs none of them; nothing is written then.
        DomainError: It cannot be written; nothing is recorded then.
        Cancelled: The user stopped it.
    """
    with replacing(path) as target:
        _write(target, [table], reporter, MOST_ROWS)
        if masked or in_full:
            # Before the file appears: there is none without its entry.
            with seat.act(whole if in_full else Action.TABLE_EXPORT) as act:
                words = [f"{'、'.join(in_full)}未作遮盖"] if in_full else []
                words += [f"{'、'.join(masked)}已遮盖"] if masked else []
                act.note(
                    Subject(Kind.EXCHANGE),
                    f"导出“{table.name}”（{table.count:,} 行），{'，'.join(words)}",
                    {
                        "columns": [None, list(in_full)],
                        "masked": [None, list(masked)],
                        "rows": [None, table.count],
                        "file": [None, path.name],
                    },
                )


def _write(target: Path, tables: Sequence[Table], reporter: Reporter, most: int) -> None:
    # Row by row, in files beside each other: a million rows do not fit into memory as cells.
    with passing_folder() as folder:
        options = {"constant_memory": True, "tmpdir": str(folder), "in_memory": False}
        workbook = xlsxwriter.Workbook(target, options)
        try:
            writer = _Writer(workbook, reporter, most, sum(table.count for table in tables))
            for table in tables:
                writer.write(table)
            workbook.close()
        except XlsxWriterException as error:
            raise DomainError(f"不能写成 Excel：{error}") from error
        finally:
            # Where it was stopped midway; a closed workbook has closed them.
            for file in (sheet.row_data_fh for sheet in workbook.worksheets()):
                cast(IO[str], file).close()


class _Writer:
    """Puts tables into a workbook, each on as many sheets as it needs."""

    def __init__(self, workbook: Workbook, reporter: Reporter, most: int, total: int) -> None:
        self._workbook = workbook
        self._reporter = reporter
        self._most = most
        self._total = total
        self._done = 0
        self._heading = workbook.add_format(
            {"bold": True, "bg_color": "#E8EEF5", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
        )
        self._looks = {kind: workbook.add_format({"num_format": look}) for kind, look in _LOOKS.items()}
        self._names: set[str] = set()

    def write(self, table: Table) -> None:
        rows = iter(table.rows)
        number = 0
        while True:
            number += 1
            # At least one sheet, be it of the heading alone.
            first = next(rows, None)
            if first is None and number > 1:
                return
            sheet = self._sheet(table, number)
            count = 0
            if first is not None:
                count = self._write_rows(sheet, table, first, islice(rows, self._most - 1))
            sheet.autofilter(0, 0, max(count, 1), len(table.columns) - 1)

    def _sheet(self, table: Table, number: int) -> Worksheet:
        sheet = self._workbook.add_worksheet(self._name(table.name, number))
        sheet.freeze_panes(1, table.frozen)
        for place, column in enumerate(table.columns):
            least = max(_LEAST_WIDTH, _width_of(column.title) + 4)
            sheet.set_column(place, place, max(column.width, least), self._looks[column.kind])
            sheet.write_string(0, place, excel_text(column.title), self._heading)
        return sheet

    def _name(self, name: str, number: int) -> str:
        more = "" if number == 1 else f"（续{number - 1}）"
        plain = _NOT_IN_NAMES.sub(" ", excel_text(name)).strip(" '") or "表"
        whole = plain[: _LONGEST_NAME - len(more)] + more
        while whole.lower() in self._names:
            whole = f"{whole[: _LONGEST_NAME - 2]}′"
        self._names.add(whole.lower())
        return whole

    def _write_rows(
        self, sheet: Worksheet, table: Table, first: Sequence[Cell], rest: Iterable[Sequence[Cell]]
    ) -> int:
        writers = [_WRITERS[column.kind](sheet, self._looks[column.kind]) for column in table.columns]
        text = partial(_write_text, sheet, self._looks[CellKind.TEXT])
        count = 0
        for count, row in enumerate(_chained(first, rest), start=1):
            for place, (cell, write) in enumerate(zip(row, writers, strict=True)):
                if cell is None or cell == "":
                    continue
                if isinstance(cell, str):
                    text(count, place, cell)
                else:
                    write(count, place, cell)
            self._done += 1
            if self._done % _STEP == 0:
                self._reporter.step(Progress(self._done, max(self._total, self._done)))
        return count


def _chained(first: Sequence[Cell], rest: Iterable[Sequence[Cell]]) -> Iterable[Sequence[Cell]]:
    yield first
    yield from rest


_Write = Callable[[int, int, Any], None]


def _number_writer(units: int, sheet: Worksheet, look: Format) -> _Write:
    def write(row: int, place: int, value: int) -> None:
        sheet.write_number(row, place, value / units if units > 1 else value, look)

    return write


def _date_writer(sheet: Worksheet, look: Format) -> _Write:
    def write(row: int, place: int, value: date) -> None:
        if isinstance(value, datetime):
            value = value.astimezone().replace(tzinfo=None, second=0, microsecond=0)
        if value.year < _FIRST_YEAR:
            # Excel knows no day before.
            sheet.write_string(row, place, value.isoformat())
        else:
            sheet.write_datetime(row, place, cast("datetime", value), look)

    return write


def _text_writer(sheet: Worksheet, look: Format) -> _Write:
    def write(row: int, place: int, value: object) -> None:
        _write_text(sheet, look, row, place, str(value))

    return write


_WRITERS: Final[Mapping[CellKind, Callable[[Worksheet, Format], _Write]]] = {
    CellKind.TEXT: _text_writer,
    CellKind.DATE: _date_writer,
    CellKind.MOMENT: _date_writer,
    **{kind: partial(_number_writer, units) for kind, units in _UNITS.items()},
}


def _write_text(sheet: Worksheet, look: Format, row: int, place: int, text: str) -> None:
    # As a string whatever it begins with: =, +, - and @ must not become formulas.
    sheet.write_string(row, place, excel_text(text), look)


def excel_text(text: str) -> str:
    """Return a text that Excel takes."""
    if _SURROGATES.search(text):
        text = _SURROGATES.sub("�", text)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _width_of(text: str) -> int:
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)
