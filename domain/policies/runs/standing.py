"""How enterprises stood in the last assessment that was kept: a condition of lists of the register."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import compress
from typing import ClassVar, Final

from sqlmodel import Session, col, func, select

from domain.enterprises.register.conditions import KINDS, Chosen
from domain.policies.entities import AssessmentBlock, AssessmentColumn, AssessmentRun
from domain.policies.runs.kept import Kept
from domain.policies.runs.service import Run, list_runs
from domain.policies.trace import Outcome
from domain.store.packing import OUTCOMES, unpacked_integers
from domain.store.problems import as_stored
from domain.values.ids import EnterpriseId
from domain.values.money import Fen


@dataclass(frozen=True, slots=True)
class LastOutcome:
    """In the last assessment of a policy that was kept, a clause came to one of these outcomes."""

    kind: ClassVar[str] = "outcome"
    policy_id: str
    clause_id: str
    outcomes: tuple[str, ...]

    def clause(self) -> Chosen:
        block, column = AssessmentBlock, AssessmentColumn
        last = select(func.max(AssessmentRun.id)).where(
            AssessmentRun.policy_id == self.policy_id, col(AssessmentRun.deleted_at).is_(None)
        )
        columns = (
            select(block.ids, column.outcomes)
            .join(column, (col(column.run_id) == block.run_id) & (col(column.number) == block.number))
            .where(block.run_id == last.scalar_subquery(), column.clause_id == self.clause_id)
        )
        return Chosen(columns, self._chosen)

    def _chosen(self, rows: Iterable[tuple[bytes, bytes]]) -> Iterator[EnterpriseId]:
        wanted = {OUTCOMES.index(name) for name in self.outcomes if name in OUTCOMES}
        with as_stored("留存的评定结果"):
            for stored, outcomes in rows:
                ids = unpacked_integers("ids", stored)
                is_chosen = map(wanted.__contains__, unpacked_integers("outcomes", outcomes, len(ids)))
                yield from map(EnterpriseId, compress(ids, is_chosen))


CONDITIONS: Final = {**KINDS, LastOutcome.kind: LastOutcome}
"""Every kind of condition there is."""


def last_runs(session: Session) -> list[Run]:
    """Return the last assessment that was kept of each policy."""
    found: dict[str, Run] = {}
    for run in list_runs(session):
        found.setdefault(run.policy_id, run)
    return list(found.values())


def last_granted(session: Session, ids: Collection[EnterpriseId]) -> Iterator[tuple[Run, list[str], Fen]]:
    """Yield what enterprises were found to be due in the last assessment that was kept of each policy.

    With the titles of the clauses and the sum, in fen; only where one of them was assessed.
    """
    for run in last_runs(session):
        kept = Kept(session, session.get_one(AssessmentRun, run.id))
        found = [kept.of_one(id_) for id_ in ids]
        if any(found):
            granted = [
                (run.clauses[clause_id], amount)
                for one in found
                for clause_id, (outcome, amount) in one.items()
                if outcome is Outcome.GRANTED
            ]
            yield run, [title for title, _ in granted], Fen(sum(amount for _, amount in granted))
