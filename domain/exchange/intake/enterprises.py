"""Sheets of enterprises and of their lists, checked and taken apart into columns."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from domain.enterprises.dictionary import REASON
from domain.enterprises.importing.entries import Entries
from domain.enterprises.rows import content_text
from domain.exchange.intake.checking import CheckedFile, CheckedSheet, Spot
from domain.exchange.intake.layout import Planner, SheetPlan
from domain.exchange.intake.targets import NAME, USCC, Place, Target
from domain.exchange.intake.values import NONE, Value
from domain.values.progress import Reporter

FindNames = Callable[[Sequence[str]], Mapping[str, str]]
"""Names of those of these codes that are in the register."""


class CheckedEnterprises(CheckedFile):
    """A file of enterprises, held against the register.

    Attributes:
        main: The sheet of enterprises; None where only lists come in.
    """

    def __init__(
        self, plans: Sequence[SheetPlan], planner: Planner, find_names: FindNames, reporter: Reporter
    ) -> None:
        """Read and check; see `CheckedFile`.

        Args:
            plans, planner, reporter: As there.
            find_names: Asks the register; finds nothing where there is none to compare with.
        """
        self._find_names = find_names
        self._recorded: dict[str, str] = {}
        super().__init__(plans, planner, reporter)

    @property
    def main(self) -> CheckedSheet | None:
        return next((sheet for sheet in self.sheets if not sheet.plan.kind), None)

    def entries(self) -> Entries:
        """Return what is taken in.

        Raises:
            BadInput: Something is wrong still; every complaint with its place.
        """
        self.raise_any()
        return _Taking(self).entries()

    def is_looked_up(self, target: Target) -> bool:
        return target == USCC

    def look_up(self, values: Sequence[tuple[Target, Value]]) -> None:
        codes = list(dict.fromkeys(str(value) for target, value in values if target == USCC))
        self._recorded.update(self._find_names(codes))

    def find_faults(self, sheet: CheckedSheet) -> Iterator[tuple[Spot, str]]:
        return self._owner_faults(sheet) if sheet.plan.kind else self._enterprise_faults(sheet)

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

    def __init__(self, file: CheckedEnterprises) -> None:
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
