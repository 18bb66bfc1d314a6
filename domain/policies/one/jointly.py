"""What is decided among the clauses of a policy: 就高不重复 and caps that clauses share."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from domain.policies.language.measures import Type
from domain.policies.language.ranges import Doubt, Range, Result
from domain.policies.language.wording import value_text
from domain.policies.one.evaluation import Evaluation
from domain.policies.policy import Group, Policy, SharedCap
from domain.policies.trace import Check, Decision, Operation, Outcome, Step
from domain.values.money import NO_MONEY, Fen

_OPEN = (Outcome.MISSING, Outcome.MANUAL)

Decisions = Mapping[str, Decision]


def settle(policy: Policy, decisions: Sequence[Decision], evaluation: Evaluation) -> tuple[Decision, ...]:
    """Apply the groups of a policy, then its shared caps, to decisions made clause by clause, in their order.

    Places and pots come before: a claim that still waits for the field is as open as any. Caps that
    enterprises share come after.
    """
    settled = {one.clause_id: one for one in decisions}
    for group in policy.groups:
        settled |= _highest(policy, group, settled)
    for cap in policy.shared_caps:
        if cap.across is not None:
            continue
        settled |= _capped(policy, cap, settled, evaluation.quantity(cap.cap))
    return tuple(settled.values())


# 就高不重复


def _highest(policy: Policy, group: Group, decisions: Decisions) -> dict[str, Decision]:
    members = [decisions[id_] for id_ in policy.clauses if id_ in group.clauses]
    granted = [one for one in members if one.outcome is Outcome.GRANTED]
    if not granted:
        return {}
    best = max(granted, key=lambda one: one.amount)
    position = {one.clause_id: index for index, one in enumerate(members)}
    rivals = [
        one
        for one in members
        if one.outcome in _OPEN
        and (
            one.is_unbounded
            or (one.most, -position[one.clause_id]) > (best.amount, -position[best.clause_id])
        )
    ]
    settled = {}
    for one in members:
        if one is best and rivals:
            settled[one.clause_id] = _waiting(
                one, rivals, f"与同组条款就高不重复（{group.title}），尚有条款未定"
            )
        elif one is not best and one not in rivals and one.outcome is not Outcome.NOT_MET:
            title = policy.clauses[best.clause_id].title
            settled[one.clause_id] = _outbid(
                one, group, f"《{title}》为 {value_text(best.amount, Type.MONEY)}"
            )
    return settled


def _outbid(decision: Decision, group: Group, winner: str) -> Decision:
    reached = value_text(max(decision.amount, decision.most), Type.MONEY)
    least = "" if decision.outcome is Outcome.GRANTED else "最多 "
    check = Check(
        f"就高不重复：{group.title}", f"本条{least}{reached}，{winner}", "本组中金额最高", Result.FALSE
    )
    return Decision(decision.clause_id, Outcome.NOT_MET, NO_MONEY, (*decision.checks, check))


def _waiting(decision: Decision, rivals: Iterable[Decision], reason: str) -> Decision:
    """Return a granted decision as one that waits for others."""
    waited = list(rivals)
    missing = tuple(sorted({key for one in waited for key in one.missing}))
    doubts = tuple(sorted({Doubt(reason), *(doubt for one in waited for doubt in one.doubts)}))
    outcome = Outcome.MISSING if missing else Outcome.MANUAL
    return Decision(
        decision.clause_id,
        outcome,
        NO_MONEY,
        decision.checks,
        missing=missing,
        note=reason,
        most=decision.amount,
        doubts=() if missing else doubts,
    )


# Shared caps


@dataclass
class _Budget:
    """What of a shared cap is used: for certain, and perhaps by clauses that are still open."""

    cap: Fen
    used: Fen = NO_MONEY
    perhaps: Fen = NO_MONEY

    @property
    def left(self) -> Fen:
        return Fen(max(0, self.cap - self.used))


def _capped(policy: Policy, cap: SharedCap, decisions: Decisions, limit: Range) -> dict[str, Decision]:
    members = [decisions[id_] for id_ in policy.clauses if id_ in cap.clauses]
    if not limit.is_exact:
        return dict(_under_open_limit(members, cap, limit))
    budget, waited, settled = _Budget(Fen(max(0, int(limit.low)))), [], {}
    for one in members:
        if one.outcome in _OPEN:
            settled[one.clause_id] = replace(one, most=Fen(min(one.most, budget.left)))
            budget.perhaps = Fen(budget.perhaps + (budget.left if one.is_unbounded else one.most))
            waited.append(one)
        elif one.outcome is Outcome.GRANTED and one.amount <= budget.left - budget.perhaps:
            budget.used = Fen(budget.used + one.amount)
        elif one.outcome is Outcome.GRANTED and budget.perhaps:
            settled[one.clause_id] = _waiting(
                one, waited, f"与前面的条款共用限额（{cap.title}），尚有条款未定"
            )
            budget.perhaps = Fen(budget.perhaps + one.amount)
            waited.append(settled[one.clause_id])
        elif one.outcome is Outcome.GRANTED:
            settled[one.clause_id] = _cut(one, cap, budget)
            budget.used = Fen(budget.used + settled[one.clause_id].amount)
    return settled


def _cut(decision: Decision, cap: SharedCap, budget: _Budget) -> Decision:
    left = budget.left
    amount, used, whole = (value_text(one, Type.MONEY) for one in (decision.amount, budget.used, budget.cap))
    text = f"{amount}，{cap.title}合计不超过 {whole}，前面的条款已用 {used}，按余额计"
    operands = (Fraction(decision.amount), Fraction(left))
    step = Step(text, Operation.LEAST, operands, Fraction(left), value_text(left, Type.MONEY))
    note = decision.note or ("" if left else f"{cap.title}的限额已用完")
    return replace(decision, amount=left, steps=(*decision.steps, step), note=note)


def _under_open_limit(
    members: Iterable[Decision], cap: SharedCap, limit: Range
) -> Iterator[tuple[str, Decision]]:
    """Yield those that wait for the limit: whom the least that it may be does not leave room for."""
    left = max(0, int(limit.low))
    for one in members:
        if one.outcome is Outcome.GRANTED and one.amount > left:
            yield one.clause_id, _without_limit(one, cap, limit)
        left = 0 if one.is_unbounded else max(0, left - max(one.amount, one.most))


def _without_limit(decision: Decision, cap: SharedCap, limit: Range) -> Decision:
    reason = f"{cap.title}的限额还不能确定"
    outcome = Outcome.MISSING if limit.missing else Outcome.MANUAL
    return Decision(
        decision.clause_id,
        outcome,
        NO_MONEY,
        decision.checks,
        missing=tuple(sorted(limit.missing)),
        note=reason,
        most=decision.amount,
        doubts=() if limit.missing else tuple(sorted({Doubt(reason), *limit.doubts})),
    )
