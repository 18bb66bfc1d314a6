"""What may be issued, looked at before it is: each award decided once more on what the store holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from domain.cases.awards.making import cases_by_award
from domain.cases.queries import issued_for
from domain.cases.service import Award, reason_against_notice
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.policies.policy import Clause, Policy
from domain.policies.runs.register import assess_enterprises
from domain.policies.shelf import reason_against_notices
from domain.policies.trace import Decision
from domain.store.engine import Store
from domain.values.money import yuan_text
from domain.values.progress import Reporter


@dataclass(frozen=True, slots=True)
class Candidate:
    """One award that a clerk wants to issue a notice for.

    Attributes:
        award: With the amount that was decided just now.
        reason: Why there can be no notice for it; empty where there can.
        remark: What the clerk should know besides, e.g. that the amount is another since it was assessed, or
            that a person decided it.
    """

    award: Award
    clause: Clause
    facts: EnterpriseFacts
    decision: Decision
    reason: str = ""
    remark: str = ""


def find_candidates(
    store: Store, awards: Sequence[Award], reporter: Reporter, *, policy: Policy, dictionary: Dictionary
) -> list[Candidate]:
    """Look at awards before they are issued, in their order; of an enterprise deleted since, nothing is left.

    Raises:
        Cancelled: The user stopped it.
    """
    with store.read() as session:
        return list(_candidates(session, awards, reporter, policy, dictionary))


def _candidates(
    session: Session, awards: Sequence[Award], reporter: Reporter, policy: Policy, dictionary: Dictionary
) -> Iterator[Candidate]:
    issued, against = issued_for(session, policy.id), reason_against_notices(session, policy)
    ids = list(dict.fromkeys(award.enterprise_id for award in awards))
    cases = cases_by_award(session, ids, policy.id)
    assessed = assess_enterprises(session, policy, dictionary, reporter, ids=ids)
    known = {entry.enterprise_id: entry for entry in assessed}
    for award in awards:
        entry = known.get(award.enterprise_id)
        if entry is None:
            continue
        clause, facts, decision = (
            policy.clauses[award.clause_id],
            entry.facts,
            entry.decision(award.clause_id),
        )
        reason = against or reason_against_notice(decision)
        existing = issued.get((award.enterprise_id, clause.id))
        if existing is not None and not against:
            reason = f"已有通知书{existing.number}；要重新出具，请先把它作废"
        elif (award.enterprise_id, clause.id) in cases and not against:
            reason = "已有事项，请在那里办理"
        fresh = Award(award.enterprise_id, award.clause_id, decision.amount)
        yield Candidate(fresh, clause, facts, decision, reason, _remark(award, decision))


def _remark(award: Award, decision: Decision) -> str:
    by_person = decision.by_person.short if decision.by_person is not None else ""
    if award.amount == decision.amount:
        return by_person
    changed = f"评定后数据有改动，金额由 {yuan_text(award.amount)} 元变为 {yuan_text(decision.amount)} 元"
    return "；".join(filter(None, (changed, by_person)))
