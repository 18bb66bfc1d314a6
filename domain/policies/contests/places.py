"""The first places of a contest, and awards that depend on the place."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, partial
from typing import Final

from domain.enterprises.facts import EnterpriseFacts
from domain.policies.contests.claims import (
    Contender,
    Standing,
    held,
    is_open,
    ranked_by_text,
    sort_key,
    unmeasured_text,
    unranked_text,
)
from domain.policies.contests.ties import Orders
from domain.policies.language.measures import Type
from domain.policies.language.ranges import Result
from domain.policies.language.wording import quantity_text, value_text
from domain.policies.policy import Contest, Ties
from domain.policies.trace import Check, Decision, Operation, Outcome, Scope, Step
from domain.values.money import NO_MONEY, Fen

FactsOf = Callable[[int], EnterpriseFacts]
"""Gives what is known of an enterprise of the field, by its place in it."""

_MOST_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Ranking:
    """The order of a field: all that is needed of the others to give one of it its place.

    Attributes:
        keys: The sort keys of all claims that can be measured, ascending.
        places: How many places there are at least and at most; None where everybody has one.
        undecided: How many may still come to stand anywhere.
        first: The first of these.
        orders: Who of those level comes first, where persons said so.
    """

    contest: Contest
    keys: Sequence[Fraction]
    places: tuple[int, int] | None
    undecided: int
    first: tuple[Contender, ...]
    orders: Orders

    def rank(self, contenders: Iterable[Contender], facts_of: FactsOf) -> list[Decision]:
        """Give claims of the field their places: each goes on waiting, falls out, or is left to a person."""
        # Asked for by few, and the same for all of them.
        undecided_text = cache(partial(self._undecided_text, facts_of))
        return [self._ranked(one, facts_of, undecided_text) for one in contenders]

    def _undecided_text(self, facts_of: FactsOf) -> str:
        """Say how many are undecided, who, and why."""
        named = [unranked_text(self.contest, one.decision, facts_of(one.at)) for one in self.first]
        more = " 等" if self.undecided > len(self.first) else ""
        return f"还有 {self.undecided} 户未定，可能影响名次（{'；'.join(named)}{more}）"

    def _ranked(self, one: Contender, facts_of: FactsOf, undecided_text: Callable[[], str]) -> Decision:
        if one.measure is not None:
            return self._placed(one, standing_of(self.contest, one.measure, self.keys), undecided_text)
        if one.decision.claim is None:
            return one.decision
        assert self.contest.by is not None
        why = unmeasured_text(self.contest.by, facts_of(one.at))
        by = quantity_text(self.contest.by)
        return held(one.decision, f"排名要用的{by}不确定（{why}），不能排名")

    def _placed(self, one: Contender, level: Standing, undecided_text: Callable[[], str]) -> Decision:
        decision, contest = one.decision, self.contest
        if self.places is None:
            return decision
        least, most = self.places
        in_order = self.orders.standing(one.code, level)
        # Where the policy takes all who are level in, or none, nobody need say who of them comes first.
        standing = in_order if contest.ties is Ties.MANUAL else level
        last = standing.ahead + standing.level
        measured = f"{ranked_by_text(contest, standing.value)}，{standing.text}"
        required = f"前 {most} 名"
        is_tie = standing.ahead < most < last
        if standing.ahead >= most or (is_tie and contest.ties is Ties.ALL_OUT):
            check = Check(f"按{_by_text(contest)}排名", measured, required, Result.FALSE)
            return Decision(decision.clause_id, Outcome.NOT_MET, NO_MONEY, (*decision.checks, check))
        if is_tie and contest.ties is Ties.MANUAL:
            return self._tied(one, f"{measured}，并列者超过名额，由本单位认定")
        # Sure is a place that holds even if all that are undecided turn out better.
        if self.undecided and last + self.undecided > least:
            return held(decision, f"{measured}；目前名次，{undecided_text()}")
        check = Check(f"按{_by_text(contest)}排名", measured, required, Result.TRUE)
        placed = replace(decision, checks=(*decision.checks, check))
        if not contest.amounts:
            return placed
        standing = level if contest.ties is Ties.ALL_IN else in_order
        return self._with_amount(replace(one, decision=placed), standing, undecided_text)

    def _tied(self, one: Contender, reason: str) -> Decision:
        """Leave it to a person who of those level comes first."""
        assert one.measure is not None
        return held(one.decision, reason, Scope.TIE, self.orders.lapsed.get(one.measure, ""))

    def _with_amount(self, one: Contender, standing: Standing, undecided_text: Callable[[], str]) -> Decision:
        """Give the claim the amount of its place; of several that come to the same it does not matter."""
        amounts, decision = self.contest.amounts, one.decision
        possible = set(amounts[standing.ahead : standing.ahead + standing.level + self.undecided])
        if len(possible) > 1 and (self.undecided or self.contest.ties is not Ties.ALL_IN):
            most = Fen(max(possible))
            waits = (
                held(decision, f"目前{standing.text}，{undecided_text()}")
                if self.undecided
                else self._tied(one, f"{standing.text}，各名次的金额不同，由本单位认定")
            )
            return replace(waits, claim=most, most=most)
        amount = amounts[standing.ahead]
        step = Step(
            f"{standing.text}的金额",
            Operation.TAKE,
            (Fraction(amount),),
            Fraction(amount),
            value_text(amount, Type.MONEY),
        )
        return replace(decision, claim=Fen(amount), steps=(*decision.steps, step))


def ranking_of(contest: Contest, field: Sequence[Contender], orders: Orders) -> Ranking:
    """Return the order of a field; those who cannot claim may be left out of it."""
    keys = sorted(sort_key(contest, one.measure) for one in field if one.measure is not None)
    claims = sum(one.decision.claim is not None for one in field)
    # Who claims but cannot be measured may stand anywhere.
    undecided = [
        one
        for one in field
        if is_open(one.decision) or (one.decision.claim is not None and one.measure is None)
    ]
    places = _places(contest, claims, len(undecided))
    return Ranking(contest, keys, places, len(undecided), tuple(undecided[:_MOST_NAMED]), orders)


def standing_of(contest: Contest, value: Fraction, keys: Sequence[Fraction]) -> Standing:
    """Return how a claim stands; ``keys`` are the sort keys of all claims, ascending."""
    key = sort_key(contest, value)
    ahead = bisect_left(keys, key)
    return Standing(value, ahead, bisect_right(keys, key) - ahead)


def _places(contest: Contest, claims: int, undecided: int) -> tuple[int, int] | None:
    """Return how many places there are at least and at most; None where everybody has one."""
    if contest.share is not None:
        return int(contest.share * claims), int(contest.share * (claims + undecided))
    places = len(contest.amounts) or contest.places
    return (places, places) if places else None


def _by_text(contest: Contest) -> str:
    assert contest.by is not None
    return quantity_text(contest.by)
