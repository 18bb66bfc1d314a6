"""A sheet of a ledger held against the register, the cadres and what the ledger has already, row by row."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from domain.enterprises.codec import decode
from domain.exchange.intake.cells import text_of
from domain.exchange.intake.checking import CheckedFile, CheckedSheet, Spot
from domain.exchange.intake.layout import Planner, SheetPlan
from domain.exchange.intake.targets import Target
from domain.exchange.intake.values import Value
from domain.exchange.ledgers.columns import (
    ENTERPRISE,
    NUMBER,
    USCC,
    LedgerForm,
    target_of,
)
from domain.exchange.ledgers.known import Known
from domain.exchange.ledgers.reading import Cells, Reading, parts_of
from domain.exchange.ledgers.readings.cultivation import CultivatedReading
from domain.exchange.ledgers.readings.guides import TopicsReading
from domain.exchange.ledgers.readings.matching import (
    EventsReading,
    JobsReading,
    NeedsReading,
    ParksReading,
    TenantsReading,
)
from domain.exchange.ledgers.readings.outreach import (
    CadresReading,
    ChargesReading,
    ProblemsReading,
    VisitsReading,
)
from domain.exchange.ledgers.readings.projects import InvestmentReading, ProjectsReading, StagesReading
from domain.outreach.importing import (
    Ledger,
    NewCadre,
    NewProject,
    Row,
)
from domain.outreach.matching.in_lines import parts_in
from domain.values.progress import Reporter
from domain.values.texts import one_line

_LOOKED_UP: Final = {target_of(name): name for name in (ENTERPRISE, USCC, NUMBER)}
_WITH_CODES: Final = {target_of(name) for name in ("guests", "deals")}
"""Cells in whose lines enterprises are named by their codes, among others."""


class CheckedLedger(CheckedFile):
    """A file of one ledger.

    Attributes:
        ledger: Which.
        known: What it is held against.
    """

    def __init__(
        self, plans: Sequence[SheetPlan], planner: Planner, known: Known, reporter: Reporter
    ) -> None:
        """Read and check; see `CheckedFile`."""
        assert isinstance(planner.form, LedgerForm)
        self._form = planner.form
        self.ledger = planner.form.ledger
        self.known = known
        self._rows: dict[int, Row] = {}
        super().__init__(plans, planner, reporter)

    def rows(self) -> list[Row]:
        """Return what is taken in, in the order of the file.

        Raises:
            BadInput: Something is wrong still; every complaint with its place.
        """
        self.raise_any()
        return [self._rows[row] for sheet in self.sheets for _, row in sheet.taken()]

    def words(self) -> list[tuple[int, str]]:
        """Return of every row that is taken in its number in the sheet, and what it says in short."""
        names = {fact.name for fact in self._form.facts if not (fact.is_long or fact.is_personal)}
        return [
            (row + 1, "　".join(texts))
            for sheet in self.sheets
            for _, row in sheet.taken()
            if (
                texts := [
                    text
                    for column in sheet.plan.read
                    if column.target is not None and column.target.name in names
                    if (text := " ".join(text_of(sheet.plan.sheet.rows[row][column.place]).split()))
                ]
            )
        ]

    def new_names(self) -> tuple[list[str], list[str]]:
        """Return the departments and the teams that are entered along."""
        rows = self._rows.values()
        cadres = [row for row in rows if isinstance(row, NewCadre)]
        projects = [row for row in rows if isinstance(row, NewProject)]
        named = [*(one.team for one in cadres), *(one.force for one in projects)]
        there = {one.name for one in self.known.departments if one.until is None}
        teams = {one.name for one in self.known.teams if one.until is None}
        departments = [one.department for one in cadres if one.department not in ("", *there)]
        departments += [
            permit.department
            for one in projects
            for permit in one.permits
            if permit.department and self.known.department(permit.department, permit.fields.asked_on) is None
        ]
        return (
            list(dict.fromkeys(departments)),
            list(dict.fromkeys(name for name in named if name not in ("", *teams))),
        )

    def is_looked_up(self, target: Target) -> bool:
        return target in _LOOKED_UP or target in _WITH_CODES

    def look_up(self, values: Sequence[tuple[Target, Value]]) -> None:
        said: dict[str, set[str]] = {name: set() for name in _LOOKED_UP.values()}
        for target, value in values:
            if (name := _LOOKED_UP.get(target)) is not None:
                said[name] |= {one_line(str(value)), *parts_of(str(value))}
            else:
                said[USCC] |= parts_in(str(value))
        self.known.learn(said[USCC], said[ENTERPRISE], said[NUMBER])

    def find_faults(self, sheet: CheckedSheet) -> Iterator[tuple[Spot, str]]:
        reading = _READINGS[self.ledger](self.known)
        self._rows = {}
        # By their names: an amount is the same column in whatever unit it is written.
        placed = {column.target.name: column.place for column in sheet.plan.read if column.target is not None}
        columns = {name: placed[name] for name in self.planner.dictionary.attributes if name in placed}
        facts = self.planner.dictionary.attributes
        for at, row in sheet.taken():
            cells = Cells(
                row,
                {
                    name: decode(facts[name], str(value))
                    for name, place in columns.items()
                    if (value := sheet.values[place][at]) is not None
                },
            )
            found = reading.read(cells)
            first = next(iter(columns.values()), 0)
            for name, sentence in cells.faults.items():
                yield Spot(row, columns.get(name, first)), sentence
            if found is not None and not cells.faults:
                self._rows[row] = found


_READINGS: Final[Mapping[Ledger, type[Reading]]] = {
    Ledger.CADRES: CadresReading,
    Ledger.CHARGES: ChargesReading,
    Ledger.VISITS: VisitsReading,
    Ledger.PROBLEMS: ProblemsReading,
    Ledger.PROJECTS: ProjectsReading,
    Ledger.STAGES: StagesReading,
    Ledger.INVESTMENT: InvestmentReading,
    Ledger.TOPICS: TopicsReading,
    Ledger.PARKS: ParksReading,
    Ledger.TENANTS: TenantsReading,
    Ledger.EVENTS: EventsReading,
    Ledger.FINANCING: NeedsReading,
    Ledger.JOBS: JobsReading,
    Ledger.CULTIVATED: CultivatedReading,
}
