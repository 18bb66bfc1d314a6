"""Who looks after each enterprise, when it was visited last, and what it still asks for."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, func, select

from domain.enterprises.entities import Enterprise
from domain.enterprises.identity import standing_for
from domain.outreach.charges import in_charge_now, in_charge_words
from domain.outreach.problem_entities import Ended, ProblemRow
from domain.outreach.visits import last_visits_of_all
from domain.values.ids import EnterpriseId


@dataclass(frozen=True, slots=True)
class Covered:
    """One enterprise of the register.

    Attributes:
        in_charge: Who looks after it now, leaders first; empty for nobody.
        visited: When it was visited last; None for never.
        problems: How many of its problems are open.
    """

    id: EnterpriseId
    name: str
    uscc: str
    in_charge: str
    visited: date | None
    problems: int

    def is_due(self, days: int, today: date) -> bool:
        """Whether it was not visited within so many days."""
        return self.visited is None or (today - self.visited).days > days


def coverage_of(session: Session) -> list[Covered]:
    """Return every enterprise of the register, those first that were not visited for longest."""
    charges = in_charge_words(in_charge_now(session))
    visited, problems = last_visits_of_all(session), _open_problems(session)
    rows = session.exec(
        select(Enterprise.id, Enterprise.name, Enterprise.uscc).where(col(Enterprise.deleted_at).is_(None))
    )
    found = [
        Covered(
            EnterpriseId(id_),
            name,
            uscc,
            charges.get(EnterpriseId(id_), ""),
            visited.get(EnterpriseId(id_)),
            problems.get(EnterpriseId(id_), 0),
        )
        for id_, name, uscc in rows
        if id_ is not None
    ]
    return sorted(found, key=lambda one: (one.visited is not None, one.visited or date.min, one.id))


def _open_problems(session: Session) -> dict[EnterpriseId, int]:
    rows = session.exec(
        select(ProblemRow.enterprise_id, func.count())
        .where(ProblemRow.ended == Ended.OPEN, col(ProblemRow.enterprise_id).is_not(None))
        .group_by(col(ProblemRow.enterprise_id))
    ).all()
    counts = {EnterpriseId(id_): count for id_, count in rows if id_ is not None}
    now = standing_for(session, counts)
    found: dict[EnterpriseId, int] = {}
    for id_, count in counts.items():
        stands = now.get(id_, id_)
        found[stands] = found.get(stands, 0) + count
    return found
