"""Awards that were decided on a project: what a clause pays for is the one that the ledger keeps."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from domain.cases.awards.entities import AwardCase
from domain.cases.documents.occasion import clause_of
from domain.enterprises.facts import UID
from domain.enterprises.identity import stood_for_by
from domain.outreach.projects.keeping import ROWS, owners_of
from domain.policies.language.ranges import Result
from domain.policies.policy import Policy
from domain.policies.trace import Decision
from domain.store.problems import as_stored
from domain.store.sql import among
from domain.values.ids import CaseId, ProjectId
from domain.values.money import Fen


@dataclass(frozen=True, slots=True)
class ProjectAward:
    """An award of a clause that looks at each project; ``is_met`` says whether this one met it.

    Attributes:
        amount: Of the award, which may be for other projects of the enterprise as well; fen.
    """

    case_id: CaseId
    clause: str
    amount: Fen
    is_met: bool


def project_awards(session: Session, id_: ProjectId, policies: Mapping[str, Policy]) -> list[ProjectAward]:
    """Return the awards for which a project was looked at, in the order in which they were made.

    A case keeps the facts that it was decided on, and these say which row is which.
    """
    owners = owners_of(session, [id_])[id_]
    uids = {uid for found in owners.values() for uid in found if uid}
    if not uids:
        return []
    rows = session.exec(
        select(AwardCase)
        .where(among(col(AwardCase.enterprise_id), stood_for_by(session, owners)))
        .order_by(col(AwardCase.id))
    ).all()
    return [one for row in rows for one in _looked_at(row, uids, policies.get(row.policy_id))]


def _looked_at(row: AwardCase, uids: set[str], policy: Policy | None) -> Iterator[ProjectAward]:
    clause = None if policy is None else policy.clauses.get(row.clause_id)
    if clause is None or clause.each != ROWS:
        return
    assert row.id is not None
    with as_stored(f"“{row.enterprise_name}”的事项"):
        there = [one.get(UID) for one in json.loads(row.facts).get(ROWS, ())]
        checks = Decision.from_json(row.decision).checks
    places = [at for at, uid in enumerate(there) if uid in uids]
    if places:
        is_met = any(at < len(checks) and checks[at].result is Result.TRUE for at in places)
        yield ProjectAward(row.id, clause_of(row), Fen(row.amount), is_met)
