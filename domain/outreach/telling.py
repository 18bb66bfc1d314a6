"""What enterprises are told of policies when they are visited: whatever they are not refused."""

from collections.abc import Sequence
from typing import Final

from sqlmodel import Session

from domain.outreach.visits import Told
from domain.policies.files.library import PolicyLibrary
from domain.policies.policy import Policy
from domain.policies.runs.register import assess_enterprises
from domain.policies.trace import OUTCOME_NAMES, Decision, Outcome
from domain.values.ids import EnterpriseId
from domain.values.money import yuan_text
from domain.values.progress import Silent

_FIRST: Final = (Outcome.GRANTED, Outcome.MISSING, Outcome.MANUAL)


def worth_telling(
    session: Session, ids: Sequence[EnterpriseId], library: PolicyLibrary
) -> dict[EnterpriseId, tuple[Told, ...]]:
    """Return of each enterprise the clauses that it meets, or may meet, as they are decided now.

    Those that are granted come first, then what lacks figures, then what is for a person to judge.
    """
    found: dict[EnterpriseId, list[tuple[int, Told]]] = {id_: [] for id_ in ids}
    for policy in library.policies.values():
        for one in assess_enterprises(session, policy, library.dictionary, Silent(), ids=ids):
            found[one.enterprise_id] += [
                (_FIRST.index(decision.outcome), _told(policy, decision))
                for decision in one.decisions
                if decision.outcome in _FIRST
            ]
    return {id_: tuple(one for _, one in sorted(told, key=lambda one: one[0])) for id_, told in found.items()}


def _told(policy: Policy, decision: Decision) -> Told:
    amount = f"，{yuan_text(decision.amount)} 元" if decision.outcome is Outcome.GRANTED else ""
    title = policy.clauses[decision.clause_id].title
    return Told(policy.id, decision.clause_id, f"{title}：{OUTCOME_NAMES[decision.outcome]}{amount}")
