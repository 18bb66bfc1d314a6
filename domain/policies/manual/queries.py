"""Reading what persons decided."""

import json
import logging
from collections.abc import Collection, Sequence
from contextlib import suppress
from enum import StrEnum
from fractions import Fraction
from typing import Final

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from domain.enterprises.entities import Enterprise
from domain.policies.contests.pools import claim_key
from domain.policies.contests.together import Part, Together
from domain.policies.entities import ManualDecision
from domain.policies.policy import Policy
from domain.policies.trace import ByPerson, Outcome, Scope
from domain.store.problems import Unreadable, as_stored
from domain.store.sql import among
from domain.values.ids import EnterpriseId
from domain.values.money import Fen

logger = logging.getLogger(__name__)


class Evidence(StrEnum):
    """What a decision rests on."""

    MINUTES = "minutes"
    FILE = "file"
    OTHER = "other"

    @property
    def word(self) -> str:
        return _WORDS[self]


_WORDS: Final = {Evidence.MINUTES: "会议纪要", Evidence.FILE: "附件", Evidence.OTHER: "其他"}


def by_persons(
    session: Session, policy: Policy, ids: Collection[EnterpriseId] | None = None
) -> dict[EnterpriseId, dict[str, ByPerson]]:
    """Return what persons decided last of a policy's clauses, by enterprise and clause; of these, or of all.

    Whether it counts is seen where it is laid over what the rule says.
    """
    found: dict[EnterpriseId, dict[str, ByPerson]] = {}
    for (id_, clause_id), row in last_rows(session, policy, ids).items():
        if clause_id in policy.clauses:
            found.setdefault(id_, {})[clause_id] = as_given(row, policy)
    return found


def last_rows(
    session: Session, policy: Policy, ids: Collection[EnterpriseId] | None = None
) -> dict[tuple[EnterpriseId, str], ManualDecision]:
    """Return the last decision of each enterprise and clause, where that was not withdrawn.

    An earlier one never counts again, whatever became of those that followed.
    """
    statement = _rows_of(policy).where(col(ManualDecision.joint).is_(None))
    if ids is not None:
        statement = statement.where(among(col(ManualDecision.enterprise_id), ids))
    rows = session.exec(statement).all()
    last = {(row.enterprise_id, row.clause_id): row for row in rows}
    return {key: row for key, row in last.items() if row.withdrawn_at is None}


def decided_jointly(session: Session, policy: Policy) -> dict[tuple[Scope, str], list[Together]]:
    """Return what persons decided of several enterprises at once, by clause or cap, the latest first.

    Whether it counts is seen where all of them are looked at.
    """
    found: dict[tuple[Scope, str], list[Together]] = {}
    for rows in reversed(joint_rows(session, policy)):
        decided = _together(session, policy, rows)
        found.setdefault(joint_key(rows[0]), []).append(decided)
    return found


def joint_rows(session: Session, policy: Policy) -> list[list[ManualDecision]]:
    """Return the rows of each decision of several enterprises, in the order of their numbers."""
    rows = session.exec(_rows_of(policy).where(col(ManualDecision.joint).is_not(None))).all()
    found: dict[int | None, list[ManualDecision]] = {}
    for row in rows:
        found.setdefault(row.joint, []).append(row)
    return list(found.values())


def joint_key(row: ManualDecision) -> tuple[Scope, str]:
    """Return what a decision of several enterprises is about: a clause, or a cap by its title."""
    if row.place is not None:
        return Scope.TIE, row.clause_id
    return Scope.SHARE, str(_stake(row).get("cap", ""))


def _together(session: Session, policy: Policy, rows: Sequence[ManualDecision]) -> Together:
    ids = [row.enterprise_id for row in rows]
    who = {one.id: one for one in session.exec(select(Enterprise).where(among(col(Enterprise.id), ids)))}
    parts = {}
    for row in rows:
        enterprise = who[row.enterprise_id]
        is_place = row.place is not None
        key = enterprise.uscc if is_place else claim_key(enterprise.uscc, row.clause_id)
        stake = Fraction(str(_stake(row).get("stake", "0")))
        parts[key] = Part(enterprise.name, stake, as_given(row, policy))
    assert rows[0].joint is not None
    return Together(rows[0].joint, parts, rows[0].withdrawn_at is not None)


def _stake(row: ManualDecision) -> dict[str, str]:
    """Return what is at stake; nothing where that does not read, which is said of the decision itself."""
    with suppress(Unreadable), as_stored("人工认定的记录"):
        return dict(json.loads(row.facts))
    return {}


def _rows_of(policy: Policy) -> SelectOfScalar[ManualDecision]:
    return (
        select(ManualDecision).where(ManualDecision.policy_id == policy.id).order_by(col(ManualDecision.id))
    )


def as_given(row: ManualDecision, policy: Policy) -> ByPerson:
    """Return a decision as it is laid over what the rule says; one that does not read does not count."""
    lapsed = ""
    if row.policy_sha256 != policy.sha256:
        lapsed = f"当时按第 {row.policy_version} 版政策，之后政策文件换了"
    try:
        with as_stored("人工认定的记录"):
            outcome, evidence = Outcome(row.outcome), _evidence_text(row)
            read = tuple(sorted((str(key), str(value)) for key, value in json.loads(row.facts).items()))
    except Unreadable as error:
        logger.exception("manual decision does not read")
        outcome, evidence, read, lapsed = Outcome.NOT_MET, "", (), str(error)
    return ByPerson(
        outcome,
        Fen(row.amount),
        row.reason,
        evidence,
        row.decided_by,
        row.decided_at,
        read,
        lapsed,
        row.place or 0,
    )


def _evidence_text(row: ManualDecision) -> str:
    """Say what a decision rests on."""
    files = "、".join(one["name"] for one in json.loads(row.attachments))
    word = Evidence(row.evidence_kind).word
    if not row.evidence:
        return f"{word}：{files}"
    return f"{word}：{row.evidence}（附件：{files}）" if files else f"{word}：{row.evidence}"
