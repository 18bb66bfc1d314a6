"""The figures that stand in the formulas of a clause."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Final, assert_never

from domain.enterprises.dictionary import UNITS, Fact, FactKind
from domain.policies.agreement.figures import Figure, Kind, amount, stretch
from domain.policies.agreement.wording import read_wording
from domain.policies.language import nodes
from domain.policies.language.measures import Comparator, Elapse, Type
from domain.policies.language.nodes import Node
from domain.policies.language.wording import quantity_text, threshold_text
from domain.policies.one.stages import share_text
from domain.policies.policy import Clause, Contest, Policy, Requirement, Stage
from domain.values.money import short_yuan
from domain.values.periods import Period

_KINDS: Final = {Type.MONEY: Kind.MONEY, Type.RATE: Kind.RATE, Type.NUMBER: Kind.NUMBER}
_FACT_KINDS: Final = {FactKind.MONEY: Kind.MONEY, FactKind.RATE: Kind.RATE, FactKind.NUMBER: Kind.NUMBER}
_TIME_UNITS: Final = frozenset(("年", "个月", "天"))


@dataclass(frozen=True, slots=True)
class PeriodOfFact:
    """A figure of the enterprises in a formula, and the period it is of.

    Attributes:
        labels: What the wording may call it.
        bases: The periods that it may be compared with.
    """

    fact: Fact
    period: Period
    figure: Figure

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.fact.label, self.fact.term)))

    @property
    def bases(self) -> tuple[Period, ...]:
        before = () if self.period.is_cumulative else (self.period.before,)
        return (self.period.year_before, *before)


AWARD: Final = "金额"
"""The place of what the formula of an award holds."""


@dataclass
class Found:
    """What formulas hold.

    Attributes:
        figures: What the text must name.
        hints: What answers for a figure of the text besides: bounds of a fact, figures in its name.
        periods: The figures of the enterprises, each with its period.
    """

    years: tuple[int, ...]
    figures: list[Figure] = field(default_factory=list)
    hints: list[Figure] = field(default_factory=list)
    periods: list[PeriodOfFact] = field(default_factory=list)

    @property
    def all(self) -> list[Figure]:
        return self.figures + self.hints


def figures_of(clause: Clause, policy: Policy, years: tuple[int, ...]) -> Found:
    """Return what the formulas of a clause hold, each figure with its place.

    What exclusions hold answers for the text as well, and is looked at once for the whole policy.
    """
    found = Found(years)
    shared = len(policy.exclusions)
    for one in clause.who[:shared]:
        found.hints += figures_in(one, years).all
    for name, requirements in (("适用对象", clause.who[shared:]), ("条件", clause.conditions)):
        for at, one in enumerate(requirements, start=1):
            _add(found, one.condition, f"{name}第 {at} 项")
    if clause.award is not None:
        _add(found, clause.award, AWARD)
    if clause.total is not None:
        _add(found, clause.total, "各项相加后")
    _add_stages(found, clause.stages)
    if clause.contest is not None:
        found.figures += _of_contest(clause.contest)
        if clause.contest.by is not None:
            _add(found, clause.contest.by, "排名依据")
    for cap in policy.shared_caps:
        if clause.id in cap.clauses:
            _add(found, cap.cap, f"共用限额“{cap.title}”", is_limit=True)
    return found


def _add_stages(found: Found, stages: Iterable[Stage]) -> None:
    for stage in stages:
        share = amount(Kind.RATE, share_text(stage.share), stage.share)
        found.figures.append(share.at(f"分期“{stage.title}”"))
        for one in stage.conditions:
            _add(found, one.condition, f"分期“{stage.title}”的条件")


def figures_in(requirement: Requirement, years: tuple[int, ...]) -> Found:
    """Return what one condition holds."""
    found = Found(years)
    _add(found, requirement.condition, "")
    return found


def _add(found: Found, node: Node, place: str, *, is_limit: bool = False) -> None:
    walk = _Walk(found.years)
    walk.visit(node, is_limit=is_limit)
    found.figures += [one.at(place) for one in walk.figures]
    found.hints += walk.hints
    found.periods += [replace(one, figure=one.figure.at(place)) for one in walk.periods]


def _of_contest(contest: Contest) -> Iterator[Figure]:
    place = "名次和总额"
    if contest.places:
        yield amount(Kind.NUMBER, f"前 {contest.places} 名", contest.places, "名").at(place)
    if contest.share is not None:
        yield amount(Kind.RATE, share_text(contest.share), contest.share).at(place)
    amounts = contest.amounts if contest.pot is None else (*contest.amounts, contest.pot)
    for one in amounts:
        yield amount(Kind.MONEY, short_yuan(one), one).at(place)


_Inner = (
    nodes.Call
    | nodes.Sum
    | nodes.Product
    | nodes.Converted
    | nodes.Shifted
    | nodes.Cases
    | nodes.Tiers
    | nodes.Progressive
    | nodes.OverRows
    | nodes.Compare
    | nodes.Within
    | nodes.Matches
    | nodes.Listed
    | nodes.RowsHold
    | nodes.Both
    | nodes.Either
    | nodes.Negated
)


class _Walk:
    """Goes through one formula; knows on the way what a figure is for."""

    def __init__(self, years: tuple[int, ...]) -> None:
        self.figures: list[Figure] = []
        self.hints: list[Figure] = []
        self.periods: list[PeriodOfFact] = []
        self._years = years

    def visit(self, node: Node, *, is_limit: bool = False, is_bound: bool = False, unit: str = "") -> None:
        """Take the figures of a node.

        Args:
            node: And everything below it.
            is_limit: Whether it is the most that is given.
            is_bound: Whether something is held against it.
            unit: What a bare number counts here.
        """
        match node:
            case nodes.Literal():
                self._literal(node, is_limit, is_bound, unit)
            case nodes.Attribute(fact):
                self._fact(fact)
            case nodes.Indicator(fact, period):
                self._fact(fact)
                self.figures.append(_of_periods(fact, node))
                self.periods.append(PeriodOfFact(fact, period, self.figures[-1]))
            case nodes.Span(fact):
                self._fact(fact)
                each = tuple(_of_periods(fact, part) for part in node.parts)
                first, last = node.periods[0], node.periods[-1]
                text = f"{first.label}至{last.label}"
                whole = stretch(text, (first.first_day, last.last_day))
                self.figures.append(replace(whole, parts=each))
            case nodes.Parameter(term, values, when):
                self._name(term)
                # A lone name is its only value; the day then stands in no formula.
                if not (isinstance(when, nodes.Literal) and when.value == values[0].since.toordinal()):
                    self.visit(when)
            case nodes.Growth(now, base, versus):
                self.visit(now)
                self._base(base, is_named=versus is None)
            case nodes.Named(term, part) | nodes.NamedCondition(term, part):
                self._name(term)
                self.visit(part, is_limit=is_limit, is_bound=is_bound, unit=unit)
            case _:
                self._within(node, is_limit)

    def _within(self, node: _Inner, is_limit: bool) -> None:
        """Take what is below a node that is no figure and no name itself."""
        match node:
            case nodes.Call(function, parts):
                for at, part in enumerate(parts):
                    is_most = (is_limit and function.gives is None) or at == function.limit
                    self.visit(part, is_limit=is_most, is_bound=at == function.figure)
            case nodes.Sum(left, right):
                self.visit(left, is_limit=is_limit)
                self.visit(right)
            case nodes.Cases() | nodes.Tiers() | nodes.Progressive():
                self._tariffs(node, is_limit)
            case nodes.Product() | nodes.Compare():
                self._computed(node)
            case nodes.Shifted() | nodes.Within() | nodes.Matches() | nodes.Listed():
                self._times_and_words(node)
            case nodes.Both() | nodes.Either() | nodes.Negated() | nodes.RowsHold() | nodes.Converted():
                self._all(node)
            case nodes.OverRows(gather=gather, value=value):
                self._all(node, but=value if gather.is_count else None)
            case _:
                assert_never(node)

    def _all(self, node: Node, but: Node | None = None) -> None:
        for part in nodes.parts_of(node):
            if part is not but:
                self.visit(part)

    def _tariffs(self, node: nodes.Cases | nodes.Tiers | nodes.Progressive, is_limit: bool) -> None:
        match node:
            case nodes.Cases(cases, otherwise):
                for case in cases:
                    self.visit(case.condition)
                    self.visit(case.gives, is_limit=is_limit)
                self.visit(otherwise, is_limit=is_limit)
            case nodes.Tiers(key, tiers, otherwise):
                self.visit(key)
                for tier in tiers:
                    self._bound(tier.bound, key, tier.comparator)
                    self.visit(tier.gives, is_limit=is_limit)
                self.visit(otherwise, is_limit=is_limit)
            case nodes.Progressive(base, slices, rate):
                self.visit(base)
                for one in slices:
                    self._bound(one.upto, base, Comparator.AT_MOST)
                    self.visit(one.rate)
                self.visit(rate)
            case _:
                assert_never(node)

    def _computed(self, node: nodes.Product | nodes.Compare) -> None:
        match node:
            case nodes.Product() if node.fraction is not None:
                self.figures.append(amount(Kind.RATE, quantity_text(node), node.fraction))
            case nodes.Product(factors, divisors):
                for factor in factors:
                    self.visit(factor)
                for divisor in divisors:
                    self._divisor(divisor)
            case nodes.Compare(left, comparator, right):
                self._bound(left, right, comparator)
                self._bound(right, left, comparator)
            case _:
                assert_never(node)

    def _times_and_words(self, node: nodes.Shifted | nodes.Within | nodes.Matches | nodes.Listed) -> None:
        match node:
            case nodes.Shifted(start, count, unit):
                self.visit(start)
                # + 1天 only counts the last day too.
                if not (unit is Elapse.DAYS and abs(count) == 1):
                    self.figures.append(amount(Kind.NUMBER, f"{abs(count)}{unit}", count, unit))
            case nodes.Within(quantity, first, last, period):
                self.visit(quantity)
                text = period.label if period else f"{first} 至 {last}"
                ends = tuple(stretch(str(day), (day, day)) for day in (first, last))
                self.figures.append(replace(stretch(text, (first, last)), parts=ends))
            case nodes.Matches(fact, test):
                self._fact(fact)
                if fact.period:
                    period = Period.parse(fact.period)
                    self.figures.append(stretch(period.label, (period.first_day, period.last_day)))
                for name in test.names(fact):
                    self._name(name)
            case nodes.Listed(term):
                self._name(term)
            case _:
                assert_never(node)

    def _bound(self, bound: nodes.Quantity, against: nodes.Quantity, comparator: Comparator) -> None:
        """Take what something is compared with; a bare number beside a length of time counts that."""
        key = against
        while isinstance(key, nodes.Named):
            key = key.quantity
        unit = key.function.unit if isinstance(key, nodes.Call) else ""
        if isinstance(bound, nodes.Literal) and bound.type is Type.DATE:
            self.figures.append(_day(int(bound.value), comparator))
            return
        self.visit(bound, is_bound=True, unit=unit)

    def _base(self, base: nodes.Quantity, *, is_named: bool) -> None:
        """Take what growth is compared with; 同比 and 环比 say themselves which period that is."""
        below = _Walk(self._years)
        below.visit(base)
        self.hints += below.hints
        if is_named:
            self.figures += below.figures
        else:
            self.hints += below.figures

    def _divisor(self, part: nodes.Quantity) -> None:
        before = len(self.figures)
        self.visit(part)
        # ÷ 2 is 一半, ÷ 4 四分之一.
        if isinstance(part, nodes.Literal) and part.type is Type.NUMBER and len(self.figures) > before:
            figure = self.figures[-1]
            inverse = frozenset(1 / one for one in figure.amounts if one)
            self.figures[-1] = replace(figure, amounts=figure.amounts | inverse)

    def _literal(self, node: nodes.Literal, is_limit: bool, is_bound: bool, unit: str) -> None:
        if node.type is Type.DATE:
            self.figures.append(_day(int(node.value), None))
            return
        # A price is named by its amount: 每亩5万元.
        unit = (node.unit or unit) if node.type is Type.NUMBER else ""
        text = f"{threshold_text(node.value, node.type)}{unit}"
        figure = amount(_KINDS[node.type], text, node.value, unit)
        if _goes_without_saying(node, figure, is_bound=is_bound):
            self.hints.append(figure)
        else:
            self.figures.append(replace(figure, is_limit=is_limit and node.type is Type.MONEY))

    def _fact(self, fact: Fact) -> None:
        """Take the name of a fact, and the bounds of what may be entered."""
        self._name(fact.term)
        for bound in (fact.least, fact.most):
            kind = _FACT_KINDS.get(fact.kind)
            if bound is None or kind is None:
                continue
            value = Fraction(bound) if kind is Kind.MONEY else Fraction(bound, UNITS[fact.kind])
            text = threshold_text(int(value) if value.denominator == 1 else value, _TYPES[kind])
            figure = amount(kind, text, value, fact.unit if kind is Kind.NUMBER else "")
            (self.figures if fact.is_judged and value else self.hints).append(figure)

    def _name(self, text: str) -> None:
        self.hints += read_wording(text, self._years).all


_TYPES: Final = {kind: type_ for type_, kind in _KINDS.items()}


def _goes_without_saying(node: nodes.Literal, figure: Figure, *, is_bound: bool) -> bool:
    """Return whether no text would name it: nothing, one of something, the whole of something."""
    if node.value == 0:
        return True
    if figure.kind is Kind.NUMBER:
        return node.value == 1 and figure.unit not in _TIME_UNITS
    return figure.kind is Kind.RATE and node.value == 1 and not is_bound


def _of_periods(fact: Fact, node: nodes.Indicator) -> Figure:
    """Return a period; a state at its end may be named by that day."""
    period = node.period
    days = {(period.first_day, period.last_day)}
    if fact.is_stock:
        days.add((period.last_day, period.last_day))
    return stretch(period.label, *days)


def _day(ordinal: int, comparator: Comparator | None) -> Figure:
    """Return a day; after the 30th is from the 1st on."""
    day = date.fromordinal(ordinal)
    beside = None
    if comparator in (Comparator.MORE_THAN, Comparator.AT_MOST):
        beside = day + timedelta(1)
    elif comparator in (Comparator.LESS_THAN, Comparator.AT_LEAST):
        beside = day - timedelta(1)
    figure = stretch(day.isoformat(), (day, day))
    return figure if beside is None else replace(figure, also=frozenset({(beside, beside)}))
