"""Everything that persons decided of a policy, and whether it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlmodel import Session, col, select

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.entities import Enterprise
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.queries import iterate_facts
from domain.policies.contests.together import Together
from domain.policies.entities import ManualDecision
from domain.policies.manual.queries import as_given, decided_jointly, joint_key, joint_rows
from domain.policies.many.among import AmongAll
from domain.policies.one.assessment import decide_alone
from domain.policies.one.bounds import bounds_of
from domain.policies.one.by_person import is_for_person, why_idle, why_lapsed
from domain.policies.one.evaluation import Evaluation
from domain.policies.policy import Policy
from domain.policies.trace import ByPerson, Scope
from domain.store.sql import among
from domain.values.ids import EnterpriseId, ManualId


class State(StrEnum):
    """What has become of a decision."""

    COUNTS = "counts"
    LAPSED = "lapsed"
    IDLE = "idle"
    FOLLOWED = "followed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Listed:
    """One decision of a person; of several enterprises it is named after the first, and ``together`` has all.

    Attributes:
        about: The enterprises and clauses that it decides.
        title: Of the clause; its id where the policy has it no more.
        said: Why it does not count, where it does not.
        decided_at: UTC.
    """

    id: ManualId
    enterprise_id: EnterpriseId
    uscc: str
    enterprise_name: str
    clause_id: str
    title: str
    given: ByPerson
    state: State
    said: str
    decided_at: datetime
    about: frozenset[tuple[EnterpriseId, str]]
    together: Together | None = None


MOST_EXPLAINED: Final = 1_000
"""So many are told one by one why they wait; nobody reads more of them in a list."""


def why_waiting(
    session: Session, policy: Policy, dictionary: Dictionary, waiting: Sequence[tuple[EnterpriseId, str]]
) -> dict[tuple[EnterpriseId, str], str]:
    """Say of clauses that wait for a person why, and what may be granted; of the first of very many.

    What only waits for another clause or other enterprises is left out.
    """
    wanted: dict[EnterpriseId, list[str]] = {}
    for id_, clause_id in waiting[:MOST_EXPLAINED]:
        wanted.setdefault(id_, []).append(clause_id)
    found = {}
    for id_, facts in iterate_facts(session, list(wanted), dictionary):
        evaluation = Evaluation(facts)
        for clause in (policy.clauses[clause_id] for clause_id in wanted[id_]):
            alone = decide_alone(clause, evaluation, dictionary)
            if is_for_person(alone):
                bounds = bounds_of(clause, evaluation, dictionary)
                found[id_, clause.id] = f"{alone.reason}；{bounds.text}"
    return found


def list_decisions(session: Session, policy: Policy, dictionary: Dictionary) -> list[Listed]:
    """Return all that persons decided of single enterprises, in any version of a policy, the latest first."""
    rows = session.exec(
        select(ManualDecision)
        .where(ManualDecision.policy_id == policy.id, col(ManualDecision.joint).is_(None))
        .order_by(col(ManualDecision.id).desc())
    ).all()
    ids = list(dict.fromkeys(row.enterprise_id for row in rows))
    facts = dict(iterate_facts(session, ids, dictionary))
    who = {row.id: row for row in session.exec(select(Enterprise).where(among(col(Enterprise.id), ids)))}
    later: set[tuple[EnterpriseId, str]] = set()
    listed = []
    for row in rows:
        given, key = as_given(row, policy), (row.enterprise_id, row.clause_id)
        state, said = _state(
            row, given, policy, dictionary, facts.get(row.enterprise_id), is_last=key not in later
        )
        later.add(key)
        clause, enterprise = policy.clauses.get(row.clause_id), who[row.enterprise_id]
        assert row.id is not None
        listed.append(
            Listed(
                row.id,
                row.enterprise_id,
                enterprise.uscc,
                enterprise.name,
                row.clause_id,
                clause.title if clause is not None else row.clause_id,
                given,
                state,
                said,
                row.decided_at,
                frozenset([key]),
            )
        )
    return listed


def list_joint(session: Session, among_all: AmongAll) -> list[Listed]:
    """Return all that persons decided of several enterprises at once, the latest first."""
    policy, later, listed = among_all.policy, set[tuple[Scope, str, str]](), []
    decided = {one.number: one for of_one in decided_jointly(session, policy).values() for one in of_one}
    for rows in reversed(joint_rows(session, policy)):
        first, together = rows[0], decided[rows[0].joint or 0]
        scope, about = joint_key(first)
        keys = {(scope, about, key) for key in together.parts}
        if together.is_withdrawn:
            state, said = State.WITHDRAWN, _withdrawn(first)
        elif together.number in among_all.counting:
            state, said = State.COUNTS, ""
        elif keys & later:
            state, said = State.FOLLOWED, "之后又认定过"
        else:
            state, said = State.LAPSED, together.any.lapsed or "并列的企业、数据或名额已有变动"
        later |= keys
        clause = policy.clauses.get(first.clause_id)
        title = about if scope is Scope.SHARE else clause.title if clause is not None else about
        names = [one.name for one in together.parts.values()]
        assert first.id is not None
        listed.append(
            Listed(
                first.id,
                first.enterprise_id,
                "",
                names_text(names),
                first.clause_id,
                title,
                together.any,
                state,
                said,
                first.decided_at,
                frozenset((row.enterprise_id, row.clause_id) for row in rows),
                together,
            )
        )
    return listed


def names_text(names: Sequence[str]) -> str:
    """Name the first of several enterprises, and say how many they are."""
    different = list(dict.fromkeys(names))
    return different[0] if len(different) == 1 else f"{different[0]} 等 {len(different)} 户"


def _withdrawn(row: ManualDecision) -> str:
    assert row.withdrawn_at is not None
    return f"{row.withdrawn_by} {row.withdrawn_at.astimezone():%Y-%m-%d} 撤销：{row.withdrawal_reason}"


def _state(
    row: ManualDecision,
    given: ByPerson,
    policy: Policy,
    dictionary: Dictionary,
    facts: EnterpriseFacts | None,
    *,
    is_last: bool,
) -> tuple[State, str]:
    if row.withdrawn_at is not None:
        return State.WITHDRAWN, _withdrawn(row)
    if not is_last:
        return State.FOLLOWED, "之后又认定过"
    clause = policy.clauses.get(row.clause_id)
    if clause is None:
        return State.IDLE, "政策里已没有这一条"
    if facts is None:
        return State.IDLE, "企业已不在企业库中"
    if idle := why_idle(decide_alone(clause, Evaluation(facts), dictionary)):
        return State.IDLE, idle
    lapsed = why_lapsed(clause, given, facts, dictionary)
    return (State.LAPSED, lapsed) if lapsed else (State.COUNTS, "")
