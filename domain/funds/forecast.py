"""How far the money of a budget reaches: for what is under review, by the end of the year, and on trial.

Nothing is booked. What is said of the year's end follows from the longest that each step may take on its
road, not from how fast things have gone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from sqlmodel import Session

from domain.cases.awards.entities import AwardCase
from domain.cases.awards.reading import name_of
from domain.cases.awards.rules import Rules
from domain.funds.approving import Asking, reach
from domain.funds.books import Budget, read_budgets
from domain.funds.budgets import find_budget
from domain.funds.entities import FundBudget
from domain.funds.sql import Asked, asked_of
from domain.office.calendar.working_days import Calendar, Period
from domain.roads.road import Road
from domain.values.ids import BudgetId, CaseId
from domain.values.money import Fen


@dataclass(frozen=True, slots=True)
class Sum:
    """So many cases, and what they come to, in fen."""

    count: int
    amount: Fen


@dataclass(frozen=True, slots=True)
class Missed:
    """The first case in its turn that the money does not reach.

    Attributes:
        place: Where it stands among those under review, from 1.
        accepted: The day of its acceptance.
        amount: What it asks for, in fen.
    """

    case_id: CaseId
    name: str
    place: int
    accepted: date
    amount: Fen


@dataclass(frozen=True, slots=True)
class Forecast:
    """How far a budget reaches.

    Attributes:
        asked: What is under review.
        reached: What of it there is money for, by date of acceptance, one after the other.
        missed: The first that there is none for; None where all are reached.
        in_time: What is approved by the year's end where every step takes as long as it may.
        later: What may be approved in the next year only; ``waits`` what rests, so that nobody knows.
    """

    budget: Budget
    asked: Sum
    reached: Sum
    missed: Missed | None
    in_time: Sum
    later: Sum
    waits: Sum

    @property
    def left(self) -> Fen:
        """What is left once all under review are approved; below nothing where they are too many."""
        return Fen(self.budget.free - self.asked.amount)


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether what a policy would come to fits into its budget of a year.

    Attributes:
        budget: As it stands.
        there: What there is for awards: what is left, and what was approved already.
        need: What all awards would come to; ``count`` how many they are.
        short: The sources that have too little, each with how much is lacking.
        fewest, most: How many are reached, those with the largest amounts first, or the smallest.
    """

    budget: Budget
    there: Fen
    need: Fen
    count: int
    short: Sequence[tuple[str, Fen]]
    fewest: int
    most: int

    @property
    def left(self) -> Fen:
        """What is left; below nothing where there is too little."""
        return Fen(self.there - self.need)


def forecast_of(session: Session, id_: BudgetId, rules: Rules) -> Forecast:
    """Return how far a budget of this year reaches for what is under review, by itself and to the year's end.

    Raises:
        NotFound: There is no such budget.
    """
    budget, today, roads = find_budget(session, id_), rules.today(), rules.roads_in(session)
    asked = asked_of(session, budget.policy_id)
    queue = [
        Asking(one.accepted, CaseId(one.case_id), budget.split(Fen(one.amount), one.clause_id))
        for one in asked
    ]
    first = reach([source.free for source in budget.sources], queue)
    stands = {(one.road, one.at) for one in asked}
    ends = {stand: latest_approval(roads.of(stand[0]), stand[1], today, rules.calendar) for stand in stands}
    at_work = [one for one in asked if not one.waits]
    in_time = [one for one in at_work if ends[one.road, one.at].year <= budget.year]
    later = [one for one in at_work if ends[one.road, one.at].year > budget.year]
    return Forecast(
        budget,
        _sum(asked),
        _sum(asked[:first]),
        _missed(session, asked[first], first + 1) if first < len(asked) else None,
        _sum(in_time),
        _sum(later),
        _sum([one for one in asked if one.waits]),
    )


def latest_approval(road: Road, at: str, today: date, calendar: Calendar) -> date:
    """Return when a case that stands there is approved, where each step takes as long as it may.

    A publicity that runs already counts whole, as if it began today.
    """
    day, public_to = today, today
    on = road.places.get(at, 0)
    for number, state in enumerate(road.way):
        publicity = state.publicity
        if number < on:
            if publicity is not None and at in publicity.locks:
                public_to = calendar.end_of(Period(today, publicity.runs, publicity.counts_first)).value
            continue
        if state.id in road.locked_by_publicity:
            day = max(day, public_to)
        if state.within is not None:
            day = calendar.end_of(Period(day, state.within)).value
        if publicity is not None:
            public_to = calendar.end_of(Period(day, publicity.runs, publicity.counts_first)).value
        if state.approves:
            break
    return day


def fit_into(session: Session, policy_id: str, year: int, awards: Mapping[str, Sequence[int]]) -> Fit | None:
    """Return whether awards, in fen by clause, fit into the budget of a policy for a year; None without one.

    Of several sources, each bears its parts of what a clause comes to; where one has too little, fewer are
    reached.
    """
    found = read_budgets(session, FundBudget.policy_id == policy_id, FundBudget.year == year)
    if not found:
        return None
    [budget] = found
    amounts = sorted(amount for each in awards.values() for amount in each)
    need = sum(amounts)
    parts = [budget.split(Fen(sum(each)), clause_id) for clause_id, each in awards.items()]
    needs = [sum(each) for each in zip(*parts, strict=True)] if parts else [0] * len(budget.sources)
    has = [source.free + source.approved for source in budget.sources]
    short = [
        (source.name, Fen(wanted - there))
        for source, wanted, there in zip(budget.sources, needs, has, strict=True)
        if wanted > there
    ]
    pot = min((need * there // wanted for there, wanted in zip(has, needs, strict=True) if wanted), default=0)
    return Fit(
        budget,
        Fen(sum(has)),
        Fen(need),
        len(amounts),
        short,
        _within(amounts[::-1], pot),
        _within(amounts, pot),
    )


def _within(amounts: Sequence[int], pot: int) -> int:
    """Return how many of some amounts there is money for, one after the other.

    >>> _within([3, 2, 2], 5), _within([2, 2, 3], 6), _within([], 0)
    (2, 2, 0)
    """
    return next((at for at, total in enumerate(accumulate(amounts)) if total > pot), len(amounts))


def _sum(cases: Sequence[Asked]) -> Sum:
    return Sum(len(cases), Fen(sum(one.amount for one in cases)))


def _missed(session: Session, one: Asked, place: int) -> Missed:
    id_ = CaseId(one.case_id)
    name = name_of(session.get_one(AwardCase, id_))
    return Missed(id_, name, place, date.fromisoformat(one.accepted), Fen(one.amount))
