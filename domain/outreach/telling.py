"""What enterprises are told of policies when they are visited: what they get, or nearly."""

from collections.abc import Sequence

from sqlmodel import Session

from domain.outreach.visits import Told
from domain.policies.explaining.fitting import Fit, Fitted, fitting
from domain.policies.files.library import PolicyLibrary
from domain.policies.one.evaluation import Evaluation
from domain.policies.runs.register import assess_enterprises
from domain.policies.trace import OUTCOME_NAMES, Decision
from domain.values.ids import EnterpriseId
from domain.values.money import yuan_text
from domain.values.progress import Silent


def worth_telling(
    session: Session, ids: Sequence[EnterpriseId], library: PolicyLibrary
) -> dict[EnterpriseId, tuple[Told, ...]]:
    """Return of each enterprise the clauses that it meets, or may meet, as they are decided now.

    Those that are granted come first, then what is one condition short, then what lacks figures, then what is
    for a person to judge.
    """
    found: dict[EnterpriseId, list[tuple[int, Told]]] = {id_: [] for id_ in ids}
    for policy in library.policies.values():
        for one in assess_enterprises(session, policy, library.dictionary, Silent(), ids=ids):
            evaluation = Evaluation(one.facts)
            for decision in one.decisions:
                clause = policy.clauses[decision.clause_id]
                fitted = fitting(clause, decision, evaluation, library.dictionary)
                if fitted.fit is not Fit.NOT_MET:
                    told = Told(policy.id, clause.id, f"{clause.title}：{_words(decision, fitted)}")
                    found[one.enterprise_id].append((fitted.fit.rank, told))
    return {id_: tuple(one for _, one in sorted(told, key=lambda one: one[0])) for id_, told in found.items()}


def _words(decision: Decision, fitted: Fitted) -> str:
    if fitted.fit is Fit.GRANTED:
        return f"{OUTCOME_NAMES[decision.outcome]}，{yuan_text(decision.amount)} 元"
    if fitted.fit is Fit.SHORT:
        return f"{fitted.fit.word}，{fitted.briefly}"
    return OUTCOME_NAMES[decision.outcome]
