"""What the assessment page lists: one enterprise and one clause a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, overload

from domain.cases.issued import IssuedResult, Standing, is_other, reason_beside
from domain.cases.queries import ListedNotice
from domain.cases.service import Award, reason_against_notice
from domain.enterprises.dictionary import Dictionary
from domain.policies.many.numbers import Array
from domain.policies.policy import Clause
from domain.policies.runs.register import Assessed
from domain.policies.runs.summary import reason_of
from domain.policies.trace import OUTCOME_NAMES, Decision, Outcome
from domain.values.money import Fen
from gui.tables.data_table import LazyRows
from gui.widgets.status import STATUSES, Status, status_of

ORDER: Final = (Outcome.GRANTED, Outcome.MISSING, Outcome.MANUAL, Outcome.NOT_MET)
"""How outcomes are sorted: what is to be done first."""

NAME, CLAUSE, OUTCOME, AMOUNT = range(4)
"""The columns of the list that it can be sorted by."""


@dataclass(frozen=True)
class ResultRows(LazyRows[IssuedResult]):
    """Some of the results of the register, in some order; each is made when it is looked at."""

    standing: Standing
    cells: Array

    def __len__(self) -> int:
        return len(self.cells)

    @overload
    def __getitem__(self, at: int) -> IssuedResult: ...
    @overload
    def __getitem__(self, at: slice) -> "ResultRows": ...
    def __getitem__(self, at: int | slice) -> "IssuedResult | ResultRows":
        if isinstance(at, slice):
            return ResultRows(self.standing, self.cells[at])
        return self.standing.result(self.cells[at])

    def arranged(self, column: int, *, descending: bool) -> "ResultRows":
        results, cells = self.standing.results, self.cells
        if column == AMOUNT:
            return ResultRows(self.standing, results.by_amount(cells, descending=descending))
        match column:
            case 0:
                cells = results.by_name(cells)
            case 1:
                cells = results.by_clause(cells)
            case 2:
                cells = results.by_outcome(cells, ORDER)
        return ResultRows(self.standing, cells[::-1] if descending else cells)

    def position_of(self, key: object) -> int | None:
        if not isinstance(key, tuple):
            return None
        enterprise_id, clause_id = key
        for cell in self.standing.results.cells_of(enterprise_id):
            if self.standing.results.result(cell).clause_id == clause_id:
                found = (self.cells == cell).nonzero()[0]
                return int(found[0]) if len(found) else None
        return None

    def taken(self, places: Sequence[int]) -> Array:
        """Return the cells of the rows at these places."""
        return self.cells[list(places)]


@dataclass(frozen=True, slots=True)
class AssessedRow:
    """One clause decided for one enterprise with its trace.

    Attributes:
        reason: Why, in one line.
        against: Why the policy gives no notices as it is; empty where it does.
    """

    entry: Assessed
    clause: Clause
    decision: Decision
    reason: str
    notice: ListedNotice | None
    against: str

    @property
    def is_printable(self) -> bool:
        """Whether a notice can be issued for it."""
        return self.notice is None and not self.against and not reason_against_notice(self.decision)

    @property
    def award(self) -> Award:
        """What a notice is issued for."""
        return Award(self.entry.enterprise_id, self.clause.id, self.decision.amount)


def rows_of(entry: Assessed, standing: Standing, dictionary: Dictionary) -> list[AssessedRow]:
    """Return a row for each clause of an enterprise, in the order of the policy."""
    clauses, notices = standing.results.policy.clauses, standing.notices_of(entry.enterprise_id)
    rows = []
    for one in entry.decisions:
        notice = notices.get(one.clause_id)
        reason = reason_beside(notice, one.outcome, one.amount, reason_of(one, dictionary))
        rows.append(AssessedRow(entry, clauses[one.clause_id], one, reason, notice, standing.against))
    return rows


def awards_of(standing: Standing, cells: Array) -> list[Award]:
    """Return what notices can be issued for among some results."""
    found = (standing.results.result(cell) for cell in standing.issuable(cells))
    return [Award(one.enterprise_id, one.clause_id, one.amount) for one in found]


def shown_status(outcome: Outcome, amount: Fen, notice: ListedNotice | None) -> Status:
    """Return how an outcome looks, and that there is a notice for it, which may say something else."""
    if notice is None:
        return status_of(outcome)
    return STATUSES["changed" if is_other(notice, outcome, amount) else "issued"]


def outcome_words(outcome: Outcome, notice: ListedNotice | None) -> str:
    """Return an outcome as lists say it in words."""
    return OUTCOME_NAMES[outcome] + ("，已出具" if notice is not None else "")
