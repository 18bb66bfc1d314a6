"""A fixed pot: shared in proportion once claims exceed it, or used up in the order of the ranking."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from domain.money import NO_MONEY, Fen
from domain.policies.contests.claims import (
    granted,
    held,
    is_held,
    is_waiting,
    may_claim,
    ranked_by_text,
    sort_key,
)
from domain.policies.contests.places import standing_of
from domain.policies.formulas.nodes import Type
from domain.policies.formulas.ranges import Result
from domain.policies.formulas.wording import value_text
from domain.policies.policy import Contest, Ties
from domain.policies.trace import Check, Decision, Operation, Outcome, Step


def share(pot: Fen, codes: Sequence[str], decisions: Sequence[Decision]) -> list[Decision]:
    """Grant the claims whole where the pot suffices, else in proportion.

    ``codes`` are of each enterprise; among equal remainders the first code takes the fen.
    """
    claimants = [index for index, one in enumerate(decisions) if is_waiting(one) or is_held(one)]
    claims = [Fen(decisions[index].claim or 0) for index in claimants]
    most = sum(may_claim(one, pot) for one in decisions)
    is_settled = all(is_waiting(decisions[index]) for index in claimants)
    shared = list(decisions)
    if sum(claims) + most <= pot and is_settled:
        return [granted(one) for one in shared]
    if most or not is_settled:
        for index in claimants:
            shared[index] = held(shared[index], "还有企业未定，申报总额可能超过资金总额，待定后分配")
        return shared
    amounts = share_pot(pot, claims, [codes[index] for index in claimants])
    for index, amount in zip(claimants, amounts, strict=True):
        shared[index] = _cut_down(decisions[index], amount, pot, Fen(sum(claims)))
    return shared


def use_up(
    contest: Contest, pot: Fen, decisions: Sequence[Decision], measures: Sequence[Fraction | None]
) -> list[Decision]:
    """Grant the claims one after the other, the best placed first, until the pot is empty.

    The claim that meets the rest of the pot takes that. What is undecided may come first.
    """
    undecided: int = sum(may_claim(one, pot) for one in decisions)
    undecided += sum(one.claim or 0 for one in decisions if is_held(one))
    entries = sorted(
        (sort_key(contest, value), one.claim or 0)
        for one, value in zip(decisions, measures, strict=True)
        if value is not None and is_waiting(one)
    )
    keys, used, total = [key for key, _ in entries], [0], 0
    for _, claim in entries:
        total += claim
        used.append(total)
    settled = []
    for one, value in zip(decisions, measures, strict=True):
        if value is not None and is_waiting(one):
            standing = standing_of(contest, value, keys)
            before, after = used[standing.ahead], used[standing.ahead + standing.level]
            text = f"{ranked_by_text(contest, value)}，{standing.text}"
            turn = _Turn(f"{text}，前面已用 {value_text(before, Type.MONEY)}", pot, before, after, undecided)
            one = _in_turn(contest.ties, one, turn)  # noqa: PLW2901
        settled.append(one)
    return settled


@dataclass(frozen=True, slots=True)
class _Turn:
    """A claim's turn: what is used up before it, and after it and those level with it, in fen."""

    text: str
    pot: Fen
    before: int
    after: int
    undecided: int


def _in_turn(ties: Ties, decision: Decision, turn: _Turn) -> Decision:
    left, claim = turn.pot - turn.before, decision.claim or 0
    is_alone, suffices = turn.after - turn.before == claim, turn.after <= turn.pot
    if left <= 0 or not (suffices or is_alone or ties is not Ties.ALL_OUT):
        required = f"资金总额 {value_text(turn.pot, Type.MONEY)}，用完为止"
        check = Check("资金按顺序使用", turn.text, required, Result.FALSE)
        return Decision(decision.clause_id, Outcome.NOT_MET, NO_MONEY, (*decision.checks, check))
    if turn.after + turn.undecided <= turn.pot:
        return granted(decision)
    if turn.undecided:
        return held(decision, f"{turn.text}；还有企业未定，可能排在前面")
    if not is_alone:
        return held(decision, f"{turn.text}；余下的资金不够并列的各户，由本单位认定")
    rest = value_text(left, Type.MONEY)
    step = Step(f"{turn.text}，余 {rest}，用完为止", Operation.TAKE, (Fraction(left),), Fraction(left), rest)
    return replace(
        decision,
        outcome=Outcome.GRANTED,
        amount=Fen(left),
        steps=(*decision.steps, step),
        most=NO_MONEY,
        doubts=(),
    )


def share_pot(pot: Fen, claims: Sequence[Fen], keys: Sequence[str]) -> list[Fen]:
    """Share a pot in proportion to claims that exceed it, by the largest remainder; the sum is the pot.

    Fen that remain after rounding down go to the largest remainders; among equal ones to the first key.

    >>> share_pot(Fen(100), [Fen(100), Fen(100), Fen(100)], ["b", "a", "c"])
    [33, 34, 33]
    """
    total = sum(claims)
    exact = [Fraction(pot * claim, total) for claim in claims]
    parts = [int(share) for share in exact]
    order = sorted(range(len(claims)), key=lambda i: (parts[i] - exact[i], keys[i]))
    for index in order[: pot - sum(parts)]:
        parts[index] += 1
    return [Fen(part) for part in parts]


def _cut_down(decision: Decision, amount: Fen, pot: Fen, claims: Fen) -> Decision:
    claim, whole, asked = (value_text(one, Type.MONEY) for one in (decision.claim or 0, pot, claims))
    text = f"申报总额 {asked} 超过资金总额 {whole}，按比例分配：{claim} × {whole} ÷ {asked}"
    operands = (Fraction(amount),)
    step = Step(text, Operation.TAKE, operands, Fraction(amount), value_text(amount, Type.MONEY))
    return replace(
        decision,
        outcome=Outcome.GRANTED,
        amount=amount,
        steps=(*decision.steps, step),
        most=NO_MONEY,
        doubts=(),
    )
