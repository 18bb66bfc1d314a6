"""The list of mistakes as a workbook: the rows that have any, wrong cells coloured and commented."""

from collections import defaultdict
from datetime import date, datetime, time
from pathlib import Path
from typing import Final, NamedTuple

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from domain.exchange.intake.cells import Cell, column_letters, text_of
from domain.exchange.intake.checking import CheckedFile, CheckedSheet, Spot
from domain.exchange.intake.layout import MISTAKES, Column, Found, Planner
from domain.exchange.intake.sheets import Sheet, Source
from domain.values.files import passing_folder, replacing

MOST: Final = 20_000
"""How many wrong cells are listed; Excel becomes slow with more comments."""

_EXACT: Final = 1e15


def write_mistakes(path: Path, file: CheckedFile) -> int:
    """Write the rows in which something is wrong. Set right there, the workbook can be imported itself.

    Returns:
        How many wrong cells were left out, since there are too many.

    Raises:
        DomainError: It cannot be written.
    """
    listed = 0
    with (
        passing_folder() as folder,
        replacing(path) as target,
        xlsxwriter.Workbook(target, {"tmpdir": str(folder)}) as workbook,
    ):
        for sheet in file.sheets:
            faults = sheet.faults()[: MOST - listed]
            if faults:
                _write(workbook, sheet, faults, file.planner)
                listed += len(faults)
    return file.fault_count - listed


def _write(workbook: Workbook, sheet: CheckedSheet, faults: list[Spot], planner: Planner) -> None:
    book = workbook.add_worksheet(sheet.plan.sheet.title or planner.form.title)
    heading = workbook.add_format({"bold": True, "bg_color": "#E8EEF5", "border": 1})
    looks = {is_wrong: _Looks.of(workbook, is_wrong=is_wrong) for is_wrong in (False, True)}
    columns = [column for column in sheet.plan.columns if column.target is not None]
    by_row: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for spot in faults:
        by_row[spot.row][spot.column] = sheet.fault(spot)
    for place, text in enumerate(_headings(columns, sheet.plan.kind or "", planner)):
        book.write_string(0, place, text, heading)
        book.set_column(place, place, max(14, min(30, 2 * len(text))))
    book.write_string(0, len(columns), MISTAKES, heading)
    book.set_column(len(columns), len(columns), 80)
    book.freeze_panes(1, 0)
    for line, (row, wrong) in enumerate(by_row.items(), start=1):
        cells = sheet.plan.sheet.rows[row]
        for place, column in enumerate(columns):
            said = wrong.get(column.place, "")
            _write_cell(book, (line, place), cells[column.place], looks[bool(said)])
            if said:
                book.write_comment(line, place, said, {"x_scale": 2})
        sentences = [
            f"{column_letters(at)} 列“{sheet.heading(at)}”：{said}" for at, said in sorted(wrong.items())
        ]
        book.write_string(line, len(columns), f"原第 {row + 1} 行。{'；'.join(sentences)}", looks[False].text)


def _headings(columns: list[Column], kind: str, planner: Planner) -> list[str]:
    """Return headings that say by themselves what the file said with groups, titles and lines around it."""
    found = []
    for column in columns:
        target = column.target
        assert target is not None
        said = Sheet("", [[column.heading]])
        fresh = Planner(Source("", [said]), planner.dictionary, form=planner.form)
        alone = fresh.plan(said, kind, 0).columns
        if [(one.target, one.found) for one in alone] == [(target, Found.NAMED)]:
            found.append(column.heading)
        else:
            choice = planner.choice_of(kind, target)
            unit = next((word for word, factor in choice.factors.items() if factor == target.factor), "")
            period = f" {target.period}" if target.period else ""
            found.append(f"{choice.label}{period}" + (f"（{unit.partition('，')[0]}）" if unit else ""))
    return found


class _Looks(NamedTuple):
    """The formats of texts, days and numbers."""

    text: Format
    day: Format
    number: Format

    @staticmethod
    def of(workbook: Workbook, *, is_wrong: bool) -> "_Looks":
        ground = {"bg_color": "#FAD9D5"} if is_wrong else {}
        formats: tuple[dict[str, str], ...] = ({"num_format": "@"}, {"num_format": "yyyy-mm-dd"}, {})
        return _Looks(*(workbook.add_format({**format_, **ground}) for format_ in formats))


def _write_cell(book: Worksheet, at: tuple[int, int], cell: Cell, looks: _Looks) -> None:
    if isinstance(cell, date):
        moment = cell if isinstance(cell, datetime) else datetime.combine(cell, time())
        book.write_datetime(*at, moment, looks.day)
    elif isinstance(cell, float | int) and not isinstance(cell, bool) and abs(cell) < _EXACT:
        book.write_number(*at, cell, looks.number)
    else:
        book.write_string(*at, text_of(cell), looks.text)
