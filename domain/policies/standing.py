"""How enterprises stood in the last assessment that was kept: a condition of lists of the register."""

from dataclasses import dataclass
from typing import ClassVar, Final

from sqlmodel import Session, col, func, select

from domain.enterprises.register.conditions import KINDS, Clause
from domain.policies.entities import AssessmentResult, AssessmentRun
from domain.policies.runs import Run, list_runs


@dataclass(frozen=True, slots=True)
class LastOutcome:
    """In the last assessment of a policy that was kept, a clause came to one of these outcomes."""

    kind: ClassVar[str] = "outcome"
    policy_id: str
    clause_id: str
    outcomes: tuple[str, ...]

    def clause(self) -> Clause:
        result = AssessmentResult
        last = select(func.max(AssessmentRun.id)).where(AssessmentRun.policy_id == self.policy_id)
        return Clause(
            result,
            (col(result.run_id) == last.scalar_subquery())
            & (col(result.clause_id) == self.clause_id)
            & col(result.outcome).in_(self.outcomes),
        )


CONDITIONS: Final = {**KINDS, LastOutcome.kind: LastOutcome}
"""Every kind of condition there is."""


def last_runs(session: Session) -> list[Run]:
    """Return the last assessment that was kept of each policy."""
    found: dict[str, Run] = {}
    for run in list_runs(session):
        found.setdefault(run.policy_id, run)
    return list(found.values())
