"""What the assessment page lists: one enterprise and one clause a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, overload

from domain.cases.service import Award, reason_against_notice
from domain.enterprises.dictionary import Dictionary
from domain.policies.bulk.numbers import Array
from domain.policies.policy import Clause, Policy
from domain.policies.register import Assessed
from domain.policies.results import Result, Results
from domain.policies.summary import reason_of
from domain.policies.trace import Decision, Outcome
from gui.models.table import LazyRows

ORDER: Final = (Outcome.GRANTED, Outcome.MISSING, Outcome.MANUAL, Outcome.NOT_MET)
"""How outcomes are sorted: what is to be done first."""

NAME, CLAUSE, OUTCOME, AMOUNT = range(4)
"""The columns of the list that it can be sorted by."""


@dataclass(frozen=True)
class ResultRows(LazyRows[Result]):
    """Some of the results of the register, in some order; each is made when it is looked at."""

    results: Results
    cells: Array

    def __len__(self) -> int:
        return len(self.cells)

    @overload
    def __getitem__(self, at: int) -> Result: ...
    @overload
    def __getitem__(self, at: slice) -> "ResultRows": ...
    def __getitem__(self, at: int | slice) -> "Result | ResultRows":
        if isinstance(at, slice):
            return ResultRows(self.results, self.cells[at])
        return self.results.result(self.cells[at])

    def arranged(self, column: int, *, descending: bool) -> "ResultRows":
        results, cells = self.results, self.cells
        if column == AMOUNT:
            return ResultRows(results, results.by_amount(cells, descending=descending))
        match column:
            case 0:
                cells = results.by_name(cells)
            case 1:
                cells = results.by_clause(cells)
            case 2:
                cells = results.by_outcome(cells, ORDER)
        return ResultRows(results, cells[::-1] if descending else cells)

    def position_of(self, key: object) -> int | None:
        if not isinstance(key, tuple):
            return None
        enterprise_id, clause_id = key
        for cell in self.results.cells_of(enterprise_id):
            if self.results.result(cell).clause_id == clause_id:
                found = (self.cells == cell).nonzero()[0]
                return int(found[0]) if len(found) else None
        return None

    def taken(self, places: Sequence[int]) -> Array:
        """Return the cells of the rows at these places."""
        return self.cells[list(places)]


@dataclass(frozen=True, slots=True)
class AssessedRow:
    """One clause decided for one enterprise with its trace; ``reason`` says why in one line."""

    entry: Assessed
    clause: Clause
    decision: Decision
    reason: str

    @property
    def is_printable(self) -> bool:
        """Whether a notice can be issued for it."""
        return not reason_against_notice(self.decision)

    @property
    def award(self) -> Award:
        """What a notice is issued for."""
        return Award(self.entry.enterprise_id, self.clause.id, self.decision.amount)


def rows_of(policy: Policy, entry: Assessed, dictionary: Dictionary) -> list[AssessedRow]:
    """Return a row for each clause of an enterprise, in the order of the policy."""
    return [
        AssessedRow(entry, policy.clauses[one.clause_id], one, reason_of(one, dictionary))
        for one in entry.decisions
    ]


def awards_of(results: Results, cells: Array) -> list[Award]:
    """Return what notices can be issued for among some results."""
    found = (results.result(cell) for cell in results.payable(cells))
    return [Award(one.enterprise_id, one.clause_id, one.amount) for one in found]
