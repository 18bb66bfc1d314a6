"""How enterprises stood in the last assessment that was kept: a condition of lists of the register."""

from dataclasses import dataclass
from typing import ClassVar, Final

from sqlmodel import Session

from domain.enterprises.register.conditions import KINDS, Clause
from domain.policies.runs import Run, list_runs


@dataclass(frozen=True, slots=True)
class LastOutcome:
    """In the last assessment of a policy that was kept, a clause came to one of these outcomes."""

    kind: ClassVar[str] = "outcome"
    policy_id: str
    clause_id: str
    outcomes: tuple[str, ...]

    def clause(self) -> Clause:
        marks = ", ".join("?" * len(self.outcomes))
        last = "SELECT id FROM assessment_run WHERE policy_id = ? ORDER BY id DESC LIMIT 1"
        where = f"run_id = ({last}) AND clause_id = ? AND outcome IN ({marks})"
        return Clause("assessment_result", where, (self.policy_id, self.clause_id, *self.outcomes))


CONDITIONS: Final = {**KINDS, LastOutcome.kind: LastOutcome}
"""Every kind of condition there is."""


def last_runs(session: Session) -> list[Run]:
    """Return the last assessment that was kept of each policy."""
    found: dict[str, Run] = {}
    for run in list_runs(session):
        found.setdefault(run.policy_id, run)
    return list(found.values())
