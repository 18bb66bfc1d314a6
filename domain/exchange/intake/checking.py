"""Sheets read by their plans: values in columns, and what is wrong, cell by cell. Cells may be set right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from domain.exchange.intake.cells import Cell, cell_name, column_letters
from domain.exchange.intake.delimited import uneven_cells
from domain.exchange.intake.layout import Column, Planner, SheetPlan
from domain.exchange.intake.rows import covered_cells, data_rows, remark_in
from domain.exchange.intake.targets import Target
from domain.exchange.intake.values import Value, read_column, reader_of
from domain.exchange.reading import Complaints
from domain.values.errors import BadInput
from domain.values.progress import Progress, Reporter


class Spot(NamedTuple):
    """A cell of a sheet, counted from 0."""

    row: int
    column: int


@dataclass(slots=True)
class CheckedSheet:
    """One sheet.

    Attributes:
        rows: Which of its rows hold data, in order; counted from 0.
        passed: Rows that were passed over, with the reason.
        left_out: Rows that a person chose not to take in.
        values: Column's place → value of each of ``rows``; None where a cell is empty or wrong.
        wrong: What is wrong with cells by themselves.
        at_odds: What is wrong with a cell beside others, or beside the register.
    """

    plan: SheetPlan
    rows: list[int]
    passed: dict[int, str]
    left_out: set[int] = field(default_factory=set)
    values: dict[int, list[Value | None]] = field(default_factory=dict)
    wrong: dict[Spot, str] = field(default_factory=dict)
    at_odds: dict[Spot, str] = field(default_factory=dict)
    _faults: list[Spot] | None = None

    def fault(self, spot: Spot) -> str:
        """Return what is wrong with a cell; empty where nothing is."""
        if spot.row in self.left_out:
            return ""
        found = self.wrong.get(spot) or self.at_odds.get(spot, "")
        return found and (self._remark(spot.row) or found)

    def faults(self) -> list[Spot]:
        """Return the cells that have to be set right, row by row."""
        if self._faults is None:
            found = sorted(spot for spot in {*self.wrong, *self.at_odds} if spot.row not in self.left_out)
            # Of a remark nobody has to set each cell right.
            self._faults = [
                spot
                for spot, before in zip(found, (None, *found), strict=False)
                if before is None or before.row != spot.row or not self._remark(spot.row)
            ]
        return self._faults

    def _remark(self, row: int) -> str:
        return remark_in(self.plan.sheet.rows[row])

    def look_again(self, at_odds: dict[Spot, str]) -> None:
        """Take what is at odds now, after cells or rows were changed."""
        self.at_odds, self._faults = at_odds, None

    def column_values(self, target: Target) -> list[Value | None] | None:
        """Return the values of the column that holds something; None where there is no such column."""
        column = self.plan.column_of(target)
        return None if column is None else self.values[column.place]

    def taken(self) -> Iterator[tuple[int, int]]:
        """Yield place and row of the rows that are taken in."""
        return ((at, row) for at, row in enumerate(self.rows) if row not in self.left_out)

    def place_of(self, spot: Spot) -> str:
        """Return where a cell is, for people: sheet, cell, heading."""
        heading = self.heading(spot.column)
        if self.plan.sheet.title:
            return f"“{self.plan.sheet.title}”表 {cell_name(spot.row, spot.column)}（{heading}）"
        return f"第 {spot.row + 1} 行 {column_letters(spot.column)} 列（{heading}）"

    def heading(self, place: int) -> str:
        return next((column.heading for column in self.plan.columns if column.place == place), "")


class CheckedFile:
    """All sheets of a file that are read, checked cell by cell, then against one another and the store.

    What comes in decides what may not stand beside what: see `look_up` and `find_faults`.

    Attributes:
        planner: What planned the reading.
        edited: Cells that were set right here, with which sheet they are on.
    """

    def __init__(self, plans: Sequence[SheetPlan], planner: Planner, reporter: Reporter) -> None:
        """Read and check.

        Args:
            plans: How; those without a kind are passed over.
            planner: Of the same file.
            reporter: Told column by column.
        """
        self.planner = planner
        self.edited: set[tuple[int, Spot]] = set()
        self.sheets = [_prepared(plan) for plan in plans if plan.kind is not None]
        total = sum(len(sheet.plan.read) for sheet in self.sheets) + 1
        done = 0
        for sheet in self.sheets:
            for column in sheet.plan.read:
                reporter.step(Progress(done, total, column.heading))
                self._read(sheet, column)
                done += 1
            for row, place, area in covered_cells(sheet.plan):
                if row not in sheet.passed and sheet.plan.sheet.rows[row][place] == "":
                    sheet.wrong[Spot(row, place)] = (
                        f"这一格在合并单元格 {area.name} 里，只有第一格有内容；请填写，或在 Excel 里拆分"
                    )
            _mark_uneven(sheet)
        self.look_up(
            [
                (column.target, value)
                for sheet in self.sheets
                for column in sheet.plan.read
                if column.target is not None and self.is_looked_up(column.target)
                for value in dict.fromkeys(sheet.values[column.place])
                if value is not None
            ]
        )
        self._compare()
        reporter.step(Progress(total, total))

    def is_looked_up(self, target: Target) -> bool:
        """Whether what columns of it say is looked up in the store."""
        raise NotImplementedError

    def look_up(self, values: Sequence[tuple[Target, Value]]) -> None:
        """Ask the store for what these values say."""
        raise NotImplementedError

    def find_faults(self, sheet: CheckedSheet) -> Iterator[tuple[Spot, str]]:
        """Yield what is wrong with cells beside others, or beside the store."""
        raise NotImplementedError

    @property
    def fault_count(self) -> int:
        return sum(len(sheet.faults()) for sheet in self.sheets)

    def edit(self, sheet: CheckedSheet, spot: Spot, text: str) -> None:
        """Write something else into a cell, and check again."""
        cells = sheet.plan.sheet.rows[spot.row]
        cells[spot.column] = text
        self.edited.add((self.sheets.index(sheet), spot))
        column = next(one for one in sheet.plan.read if one.place == spot.column)
        assert column.target is not None
        assert sheet.plan.kind is not None
        read = reader_of(self.planner.choice_of(sheet.plan.kind, column.target), column.target)
        value = None
        sheet.wrong.pop(spot, None)
        try:
            value = read(text)
        except BadInput as error:
            sheet.wrong[spot] = str(error)
        sheet.values[spot.column][sheet.rows.index(spot.row)] = value
        if value is not None:
            self.look_up([(column.target, value)])
        self._compare()

    def leave_out(self, sheet: CheckedSheet, rows: Sequence[int], *, is_left_out: bool) -> None:
        """Choose not to take some rows in, or to take them in after all."""
        if is_left_out:
            sheet.left_out.update(rows)
        else:
            sheet.left_out.difference_update(rows)
        self._compare()

    def go_on_from(self, before: "CheckedFile") -> None:
        """Keep what was done in an earlier check of the same sheets: rows left out, cells set right."""
        for at, sheet in enumerate(self.sheets):
            for number, old in enumerate(before.sheets):
                if old.plan.sheet is sheet.plan.sheet:
                    sheet.left_out |= old.left_out
                    self.edited |= {(at, spot) for place, spot in before.edited if place == number}
        self._compare()

    def complaints(self) -> Iterator[str]:
        """Yield what is wrong, each with its place."""
        for sheet in self.sheets:
            for spot in sheet.faults():
                yield f"{sheet.place_of(spot)}：{sheet.fault(spot)}"

    def raise_any(self) -> None:
        """Refuse to go on while anything is wrong.

        Raises:
            BadInput: Something is wrong still; every complaint with its place.
        """
        complaints = Complaints()
        for complaint in self.complaints():
            complaints.add(complaint)
        complaints.raise_any()

    def _read(self, sheet: CheckedSheet, column: Column) -> None:
        plan = sheet.plan
        assert column.target is not None
        assert plan.kind is not None
        rows, place = plan.sheet.rows, column.place
        cells: list[Cell] = [rows[row][place] for row in sheet.rows]
        choice = self.planner.choice_of(plan.kind, column.target)
        sheet.values[place], faults = read_column(cells, choice, column.target)
        for at, sentence in faults.items():
            sheet.wrong[Spot(sheet.rows[at], place)] = sentence

    def _compare(self) -> None:
        for sheet in self.sheets:
            sheet.look_again(dict(self.find_faults(sheet)))


def _mark_uneven(sheet: CheckedSheet) -> None:
    """Mark the cells of rows that have more cells than there are headings, or fewer."""
    read = {column.place for column in sheet.plan.read}
    for row in sheet.rows:
        for place, why in uneven_cells(sheet.plan.sheet, sheet.plan.heading_row, row):
            if place in read:
                sheet.wrong[Spot(row, place)] = why


def _prepared(plan: SheetPlan) -> CheckedSheet:
    return CheckedSheet(plan, *data_rows(plan))
