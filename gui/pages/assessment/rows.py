"""What the assessment page lists: one enterprise and one clause a row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.cases.service import Award, reason_against_notice
from domain.enterprises.dictionary import Dictionary
from domain.policies.policy import Clause, Policy
from domain.policies.register import Assessed
from domain.policies.summary import reason_of
from domain.policies.trace import Decision, Outcome


@dataclass(frozen=True, slots=True)
class AssessedRow:
    """One clause decided for one enterprise; ``reason`` says why in one line."""

    entry: Assessed
    clause: Clause
    decision: Decision
    reason: str

    @property
    def key(self) -> tuple[int, str]:
        return self.entry.enterprise_id, self.clause.id

    @property
    def name(self) -> str:
        return self.entry.facts.name

    @property
    def is_printable(self) -> bool:
        """Whether a notice can be issued for it."""
        return not reason_against_notice(self.decision)


def rows_of(policy: Policy, assessed: Iterable[Assessed], dictionary: Dictionary) -> list[AssessedRow]:
    """Return a row for each clause of each enterprise, in the order of both."""
    return [
        AssessedRow(entry, policy.clauses[one.clause_id], one, reason_of(one, dictionary))
        for entry in assessed
        for one in entry.decisions
    ]


def is_found(row: AssessedRow, text: str) -> bool:
    """Whether a row has a search text in its enterprise's name or code."""
    return text.casefold() in row.name.casefold() or text.upper() in row.entry.facts.uscc


def awards(rows: Sequence[AssessedRow]) -> list[Award]:
    """Return what notices can be issued for."""
    return [
        Award(row.entry.enterprise_id, row.clause.id, row.decision.amount) for row in rows if row.is_printable
    ]


ORDER = (Outcome.GRANTED, Outcome.MISSING, Outcome.MANUAL, Outcome.NOT_MET)
"""How outcomes are sorted: what is to be done first."""
