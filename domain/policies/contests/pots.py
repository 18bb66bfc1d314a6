"""A fixed pot: shared in proportion once claims exceed it, or used up in the order of the ranking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate

from domain.policies.contests.claims import (
    Contender,
    granted,
    held,
    is_held,
    is_waiting,
    may_claim,
    ranked_by_text,
    sort_key,
)
from domain.policies.contests.places import standing_of
from domain.policies.contests.ties import Orders
from domain.policies.language.measures import Type
from domain.policies.language.ranges import Result
from domain.policies.language.wording import value_text
from domain.policies.policy import Contest, Ties
from domain.policies.trace import Check, Decision, Operation, Outcome, Scope, Step
from domain.values.money import NO_MONEY, Fen


@dataclass(frozen=True, slots=True)
class Shares:
    """A pot from which claims are granted whole where it suffices, else in proportion.

    Attributes:
        asked: The sum of the claims, in fen.
        suffices: Whether it does for all of them, and for what may still be claimed.
        cut: How claims are cut down where it does not suffice; None where they are not, or not yet.
    """

    pot: Fen
    asked: Fen
    suffices: bool
    cut: "Proportion | None"

    def pay(self, one: Contender) -> Decision:
        """Decide a claim of the field, once it is ranked."""
        decision = one.decision
        if self.suffices:
            return granted(decision)
        # Who must be put in order is one of those for whom the others wait.
        if decision.together or not (is_waiting(decision) or is_held(decision)):
            return decision
        if self.cut is None:
            return held(decision, "还有企业未定，申报总额可能超过资金总额，待定后分配")
        amount = self.cut.part(decision.claim or NO_MONEY, one.code)
        return _cut_down(decision, amount, self.pot, self.asked)


@dataclass(frozen=True, slots=True)
class Queue:
    """A pot from which claims are granted one after the other, the best placed first, until it is empty.

    The claim that meets the rest of the pot takes that. What is undecided may come first.

    Attributes:
        keys: The sort keys of the claims that wait, ascending.
        used: What is used before each of them, in fen, and after all.
        undecided: What may come first, in fen.
        turns: How many come before one that has its place among those level by a person, by its code.
        lapsed: By what claims are level at, why their order does not count any more.
    """

    contest: Contest
    pot: Fen
    keys: Sequence[Fraction]
    used: Sequence[int]
    undecided: int
    turns: Mapping[str, int]
    lapsed: Mapping[Fraction, str]

    def pay(self, one: Contender) -> Decision:
        """Decide a claim of the field, once it is ranked."""
        if one.measure is None or not is_waiting(one.decision):
            return one.decision
        standing = standing_of(self.contest, one.measure, self.keys)
        if one.code in self.turns:
            standing = replace(standing, ahead=self.turns[one.code], level=1)
        before, after = self.used[standing.ahead], self.used[standing.ahead + standing.level]
        text = f"{ranked_by_text(self.contest, one.measure)}，{standing.text}"
        text = f"{text}，前面已用 {value_text(before, Type.MONEY)}"
        turn = _Turn(text, self.pot, before, after, self.undecided, self.lapsed.get(one.measure, ""))
        return _in_turn(self.contest.ties, one.decision, turn)


def pot_of(
    contest: Contest, field: Sequence[Contender], ranked: Sequence[Decision], orders: Orders
) -> "Shares | Queue | None":
    """Return what decides about the pot of a contest, where there is one; ``ranked`` is what ranking left."""
    if contest.pot is None:
        return None
    if contest.goes_in_order:
        # Where the policy lets all who are level go without, nobody need say who of them comes first.
        turns = Orders() if contest.ties is Ties.ALL_OUT else orders
        return _queue(contest, contest.pot, field, ranked, turns)
    return _shares(contest.pot, field, ranked)


def _shares(pot: Fen, field: Sequence[Contender], ranked: Sequence[Decision]) -> Shares:
    claimants = [at for at, one in enumerate(ranked) if is_waiting(one) or is_held(one)]
    claims = [ranked[at].claim or NO_MONEY for at in claimants]
    asked, most = Fen(sum(claims)), sum(may_claim(one, pot) for one in ranked)
    is_settled = all(is_waiting(ranked[at]) for at in claimants)
    suffices = asked + most <= pot and is_settled
    cut = None
    # Nothing more may be claimed, and no claim is left to a person.
    if not (suffices or most) and is_settled:
        cut = Proportion.of(pot, claims, [field[at].code for at in claimants])
    return Shares(pot, asked, suffices, cut)


def _queue(
    contest: Contest, pot: Fen, field: Sequence[Contender], ranked: Sequence[Decision], orders: Orders
) -> Queue:
    undecided: int = sum(may_claim(one, pot) for one in ranked)
    undecided += sum(one.claim or NO_MONEY for one in ranked if is_held(one))
    entries = sorted(
        (sort_key(contest, one.measure), orders.place(one.code), decision.claim or NO_MONEY, one.code)
        for one, decision in zip(field, ranked, strict=True)
        if one.measure is not None and is_waiting(decision)
    )
    used = [0, *accumulate(claim for _, _, claim, _ in entries)]
    turns = {code: at for at, (_, place, _, code) in enumerate(entries) if place}
    return Queue(contest, pot, [key for key, *_ in entries], used, undecided, turns, orders.lapsed)


@dataclass(frozen=True, slots=True)
class _Turn:
    """A claim's turn: what is used up before it, and after it and those level with it, in fen."""

    text: str
    pot: Fen
    before: int
    after: int
    undecided: int
    lapsed: str


def _in_turn(ties: Ties, decision: Decision, turn: _Turn) -> Decision:
    left, claim = turn.pot - turn.before, decision.claim or NO_MONEY
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
        reason = f"{turn.text}；余下的资金不够并列的各户，由本单位认定"
        return held(decision, reason, Scope.TIE, turn.lapsed)
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


@dataclass(frozen=True, slots=True)
class Proportion:
    """How a pot is shared in proportion to claims that exceed it: the sum is the pot, to the fen.

    Fen that remain after rounding down go to the largest remainders; among equal ones to the first code.
    ``last`` is the order of the last claim that one of them goes to; None where none remain.

    >>> cut = Proportion.of(Fen(100), [Fen(100), Fen(100), Fen(100)], ["b", "a", "c"])
    >>> cut.part(Fen(100), "b"), cut.part(Fen(100), "a"), cut.part(Fen(100), "c")
    (33, 34, 33)
    """

    pot: Fen
    asked: int
    last: tuple[int, str] | None

    @staticmethod
    def of(pot: Fen, claims: Sequence[Fen], codes: Sequence[str]) -> "Proportion":
        """Return it for all claims on the pot, and the code of each, which nobody shares."""
        whole = Proportion(pot, sum(claims), None)
        left = pot - sum(whole.part(claim, code) for claim, code in zip(claims, codes, strict=True))
        if not left:
            return whole
        orders = sorted(whole._order(claim, code) for claim, code in zip(claims, codes, strict=True))
        return replace(whole, last=orders[left - 1])

    def part(self, claim: Fen, code: str) -> Fen:
        """Return what a claim comes to."""
        has_one_more = self.last is not None and self._order(claim, code) <= self.last
        return Fen(self.pot * claim // self.asked + has_one_more)

    def _order(self, claim: Fen, code: str) -> tuple[int, str]:
        return -(self.pot * claim % self.asked), code


def _cut_down(decision: Decision, amount: Fen, pot: Fen, claims: Fen) -> Decision:
    claim, whole, asked = (value_text(one, Type.MONEY) for one in (decision.claim or NO_MONEY, pot, claims))
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
