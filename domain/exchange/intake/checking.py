"""Sheets read by their plans: values in columns, and what is wrong, cell by cell. Cells may be set right."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from domain.enterprises.dictionary import REASON
from domain.enterprises.importing.entries import Entries
from domain.enterprises.rows import content_text
from domain.exchange.intake.cells import Cell, cell_name, column_letters
from domain.exchange.intake.delimited import uneven_cells
from domain.exchange.intake.layout import Column, Planner, SheetPlan
from domain.exchange.intake.rows import covered_cells, data_rows
from domain.exchange.intake.targets import NAME, USCC, Place, Target
from domain.exchange.intake.values import NONE, Value, read_column, reader_of
from domain.exchange.reading import Complaints
from domain.values.errors import BadInput
from domain.values.progress import Progress, Reporter

FindNames = Callable[[Sequence[str]], Mapping[str, str]]
"""Names of those of these codes that are in the register."""


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
        return self.wrong.get(spot) or self.at_odds.get(spot, "")

    def faults(self) -> list[Spot]:
        """Return the cells that have to be set right, row by row."""
        if self._faults is None:
            found = {*self.wrong, *self.at_odds}
            self._faults = sorted(spot for spot in found if spot.row not in self.left_out)
        return self._faults

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
    """All sheets of a file that are read, checked against one another and against the register.

    Attributes:
        planner: What planned the reading.
        main: The sheet of enterprises; None where only lists come in.
        edited: Cells that were set right here, with which sheet they are on.
    """

    def __init__(
        self, plans: Sequence[SheetPlan], planner: Planner, find_names: FindNames, reporter: Reporter
    ) -> None:
        """Read and check.

        Args:
            plans: How; those without a kind are passed over.
            planner: Of the same file.
            find_names: Asks the register; finds nothing where there is none to compare with.
            reporter: Told column by column.
        """
        self.planner = planner
        self._find_names = find_names
        self._recorded: dict[str, str] = {}
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
        self.main = next((sheet for sheet in self.sheets if not sheet.plan.kind), None)
        codes = {
            str(code) for one in self.sheets for code in one.column_values(USCC) or () if code is not None
        }
        self._recorded = dict(find_names([*codes]))
        self._compare()
        reporter.step(Progress(total, total))

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
        if column.target == USCC and value is not None:
            self._recorded.update(self._find_names([str(value)]))
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

    def entries(self) -> Entries:
        """Return what is taken in.

        Raises:
            BadInput: Something is wrong still; every complaint with its place.
        """
        complaints = Complaints()
        for complaint in self.complaints():
            complaints.add(complaint)
        complaints.raise_any()
        return _Taking(self).entries()

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
            is_main = sheet is self.main
            sheet.look_again(dict(self._enterprise_faults(sheet) if is_main else self._owner_faults(sheet)))

    def _enterprise_faults(self, sheet: CheckedSheet) -> Iterator[tuple[Spot, str]]:
        code_column = sheet.plan.column_of(USCC)
        assert code_column is not None
        place = code_column.place
        codes, names = sheet.values[place], sheet.column_values(NAME)
        name_column = sheet.plan.column_of(NAME)
        first: dict[Value, int] = {}
        for at, row in sheet.taken():
            code = codes[at]
            if code is None:
                yield Spot(row, place), "请填写统一社会信用代码"
            else:
                before = first.setdefault(code, row)
                if before != row:
                    yield Spot(row, place), f"统一社会信用代码 {code} 与第 {before + 1} 行重复，只能留一行"
            if (names is None or names[at] is None) and code not in self._recorded:
                if name_column is not None:
                    yield Spot(row, name_column.place), "请填写企业名称"
                elif code is not None:
                    yield Spot(row, place), "企业库里没有这个代码，新增要有企业名称；请对应“企业名称”一列"
        yield from self._judgements(sheet)

    def _judgements(self, sheet: CheckedSheet) -> Iterator[tuple[Spot, str]]:
        """Yield judgements of the office without their reasons."""
        facts = self.planner.dictionary.attributes
        for column in sheet.plan.read:
            target = column.target
            if target is None or target.place is not Place.ATTRIBUTE or not facts[target.name].is_judged:
                continue
            reasons = sheet.column_values(Target(Place.ATTRIBUTE, target.name + REASON))
            for at, row in sheet.taken():
                if sheet.values[column.place][at] is not None and (reasons is None or not reasons[at]):
                    label = facts[target.name].label
                    sentence = f"“{label}”是本单位的认定，要写明理由：填“{label}的认定理由”一列"
                    yield Spot(row, column.place), sentence

    def _owner_faults(self, sheet: CheckedSheet) -> Iterator[tuple[Spot, str]]:
        code_column = sheet.plan.column_of(USCC)
        if code_column is None:
            return
        codes = sheet.values[code_column.place]
        known = {*self._recorded}
        if self.main is not None:
            values = self.main.column_values(USCC) or []
            known.update(str(values[at]) for at, _ in self.main.taken() if values[at] is not None)
        for at, row in sheet.taken():
            spot = Spot(row, code_column.place)
            if codes[at] is None:
                yield spot, "请填写统一社会信用代码"
            elif codes[at] not in known:
                where = f"“{self.main.plan.sheet.title}”表" if self.main is not None else "企业库"
                yield spot, f"{where}里没有这户企业"


class _Taking:
    """Puts the values of checked sheets into the columns that are written."""

    def __init__(self, file: CheckedFile) -> None:
        self._file = file
        self._entries = Entries()

    def entries(self) -> Entries:
        if self._file.main is not None:
            self._take_enterprises(self._file.main)
        for sheet in self._file.sheets:
            if sheet.plan.kind:
                self._take_rows(sheet, sheet.plan.kind)
        return self._entries

    def _take_enterprises(self, sheet: CheckedSheet) -> None:
        entries = self._entries
        places = [at for at, _ in sheet.taken()]
        for column in sheet.plan.read:
            values = sheet.values[column.place]
            found = [values[at] for at in places]
            match column.target:
                case Target(Place.USCC):
                    entries.codes = [str(code) for code in found]
                case Target(Place.NAME):
                    entries.names = [str(name or "") for name in found]
                case Target(Place.ATTRIBUTE, name):
                    entries.attributes[name] = found  # type: ignore[assignment]
                case Target(Place.FIGURE, name, period):
                    entries.figures[name, str(period)] = found  # type: ignore[assignment]
                case Target(Place.LIST, name):
                    entries.rows[name] = {at: [] for at, value in enumerate(found) if value == NONE}
        if not entries.names:
            entries.names = [""] * len(entries.codes)

    def _take_rows(self, sheet: CheckedSheet, kind: str) -> None:
        codes = sheet.column_values(USCC)
        assert codes is not None
        places = {code: place for place, code in enumerate(self._entries.codes)}
        columns = [
            (column.target.name, sheet.values[column.place])
            for column in sheet.plan.read
            if column.target is not None and column.target.place is Place.COLUMN
        ]
        found = self._entries.rows.setdefault(kind, {})
        for at, _ in sheet.taken():
            code = str(codes[at])
            if code not in places:
                places[code] = self._add(code)
            values = {name: str(value) for name, column in columns if (value := column[at]) is not None}
            found.setdefault(places[code], []).append(content_text(values))

    def _add(self, code: str) -> int:
        """Add an enterprise of the register of which nothing but rows came."""
        entries = self._entries
        entries.codes.append(code)
        entries.names.append("")
        for values in entries.attributes.values():
            values.append(None)
        for amounts in entries.figures.values():
            amounts.append(None)
        return len(entries.codes) - 1


def _mark_uneven(sheet: CheckedSheet) -> None:
    """Mark the cells of rows that have more cells than there are headings, or fewer."""
    read = {column.place for column in sheet.plan.read}
    for row in sheet.rows:
        for place, why in uneven_cells(sheet.plan.sheet, sheet.plan.heading_row, row):
            if place in read:
                sheet.wrong[Spot(row, place)] = why


def _prepared(plan: SheetPlan) -> CheckedSheet:
    return CheckedSheet(plan, *data_rows(plan))
