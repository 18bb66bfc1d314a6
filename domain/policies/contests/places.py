"""The first places of a contest, and awards that depend on the place."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Final

from domain.enterprises.facts import EnterpriseFacts
from domain.money import NO_MONEY, Fen
from domain.policies.contests.claims import (
    Standing,
    held,
    is_open,
    ranked_by_text,
    sort_key,
    unmeasured_text,
    unranked_text,
)
from domain.policies.formulas.nodes import Type
from domain.policies.formulas.ranges import Result
from domain.policies.formulas.wording import quantity_text, value_text
from domain.policies.policy import Contest, Ties
from domain.policies.trace import Check, Decision, Operation, Outcome, Step

FactsOf = Callable[[int], EnterpriseFacts]
"""Gives what is known of an enterprise of the field, by its place in it."""

_MOST_NAMED: Final = 3


@dataclass(frozen=True)
class _Unranked:
    """Those of the field who may still come to stand anywhere."""

    contest: Contest
    decisions: Sequence[Decision]
    places: Sequence[int]
    facts_of: FactsOf

    def __len__(self) -> int:
        return len(self.places)

    @cached_property
    def text(self) -> str:
        """Say how many they are, who, and why."""
        named = [
            unranked_text(self.contest, self.decisions[at], self.facts_of(at))
            for at in self.places[:_MOST_NAMED]
        ]
        more = " 等" if len(self.places) > _MOST_NAMED else ""
        return f"还有 {len(self)} 户未定，可能影响名次（{'；'.join(named)}{more}）"


def rank(
    contest: Contest,
    decisions: Sequence[Decision],
    measures: Sequence[Fraction | None],
    facts_of: FactsOf,
) -> list[Decision]:
    """Give each claim its place: it goes on waiting, falls out, or is left to a person.

    Args:
        contest: With what they are ranked by.
        decisions: Of the contested clause, one for each enterprise.
        measures: What each claimant is ranked by; None where there is no claim, or no certain measure.
        facts_of: Gives what is known of one, to say why it cannot be ranked.
    """
    keys = sorted(sort_key(contest, value) for value in measures if value is not None)
    claims = sum(one.claim is not None for one in decisions)
    # Who claims but cannot be measured may stand anywhere.
    unranked = [
        at
        for at, (one, value) in enumerate(zip(decisions, measures, strict=True))
        if is_open(one) or (one.claim is not None and value is None)
    ]
    undecided = _Unranked(contest, decisions, unranked, facts_of)
    places = _places(contest, claims, len(undecided))
    ranked = []
    for at, (one, value) in enumerate(zip(decisions, measures, strict=True)):
        if value is not None:
            one = _placed(contest, one, standing_of(contest, value, keys), places, undecided)  # noqa: PLW2901
        elif one.claim is not None:
            assert contest.by is not None
            why = unmeasured_text(contest.by, facts_of(at))
            one = held(one, f"排名要用的{quantity_text(contest.by)}不确定（{why}），不能排名")  # noqa: PLW2901
        ranked.append(one)
    return ranked


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


def _placed(
    contest: Contest,
    decision: Decision,
    standing: Standing,
    places: tuple[int, int] | None,
    undecided: _Unranked,
) -> Decision:
    if places is None:
        return decision
    least, most = places
    last = standing.ahead + standing.level
    measured = f"{ranked_by_text(contest, standing.value)}，{standing.text}"
    required = f"前 {most} 名"
    is_tie = standing.ahead < most < last
    if standing.ahead >= most or (is_tie and contest.ties is Ties.ALL_OUT):
        check = Check(f"按{_by_text(contest)}排名", measured, required, Result.FALSE)
        return Decision(decision.clause_id, Outcome.NOT_MET, NO_MONEY, (*decision.checks, check))
    if is_tie and contest.ties is Ties.MANUAL:
        return held(decision, f"{measured}，并列者超过名额，由本单位认定")
    # Sure is a place that holds even if all that are undecided turn out better.
    if undecided and last + len(undecided) > least:
        return held(decision, f"{measured}；目前名次，{undecided.text}")
    check = Check(f"按{_by_text(contest)}排名", measured, required, Result.TRUE)
    placed = replace(decision, checks=(*decision.checks, check))
    return _with_amount(contest, placed, standing, undecided) if contest.amounts else placed


def _with_amount(contest: Contest, decision: Decision, standing: Standing, undecided: _Unranked) -> Decision:
    """Give the claim the amount of its place; of several places that come to the same it does not matter."""
    possible = set(contest.amounts[standing.ahead : standing.ahead + standing.level + len(undecided)])
    if len(possible) > 1 and (undecided or contest.ties is not Ties.ALL_IN):
        why = (
            f"目前{standing.text}，{undecided.text}"
            if undecided
            else f"{standing.text}，各名次的金额不同，由本单位认定"
        )
        most = Fen(max(possible))
        return replace(held(decision, why), claim=most, most=most)
    amount = contest.amounts[standing.ahead]
    step = Step(
        f"{standing.text}的金额",
        Operation.TAKE,
        (Fraction(amount),),
        Fraction(amount),
        value_text(amount, Type.MONEY),
    )
    return replace(decision, claim=Fen(amount), steps=(*decision.steps, step))


def _by_text(contest: Contest) -> str:
    assert contest.by is not None
    return quantity_text(contest.by)
