"""A typed tree on the facts of one enterprise: which values are possible, and whether conditions hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from domain.enterprises.dictionary import Fact
from domain.enterprises.facts import EnterpriseFacts, FactValue
from domain.money import MAX_FEN, round_half_up
from domain.periods import Period, PeriodKind
from domain.policies.formulas import nodes, ranges
from domain.policies.formulas.nodes import Condition, Quantity, Type
from domain.policies.formulas.ranges import NEVER, Exact, Range, Result, Verdict

_ALL_DATES: Final = (date.min.toordinal(), date.max.toordinal())
# A growth rate is largest where the base is 1 fen and the figure is the sum of two of the largest quarters.
_GROWTH_BOUND: Final = 2 * MAX_FEN + 1


@dataclass(frozen=True, slots=True)
class RowInHand:
    """One row of a list, named so that a missing figure in it can be found: ``projects[0]``."""

    kind: str
    index: int
    values: Mapping[str, FactValue]

    def key(self, column: str) -> str:
        return f"{self.kind}[{self.index}].{column}"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Evaluates trees on one enterprise, or on one row of a list of it."""

    facts: EnterpriseFacts
    row: RowInHand | None = None

    def value(self, fact: Fact, *, in_row: bool) -> tuple[bool, FactValue, str]:
        """Return whether a fact was entered, its value, and its key."""
        if in_row:
            assert self.row is not None
            values, key = self.row.values, self.row.key(fact.name)
        else:
            values, key = self.facts.attributes, fact.name
        return fact.name in values, values.get(fact.name), key

    def condition(self, node: Condition) -> Verdict:
        """Say whether a condition holds."""
        match node:
            case nodes.Compare(left, comparator, right):
                return ranges.compare(self.quantity(left), comparator, self.quantity(right))
            case nodes.Within(quantity, first, last):
                day = self.quantity(quantity)
                return ranges.all_of(
                    [
                        ranges.compare(day, nodes.Comparator.AT_LEAST, Range.of(first.toordinal())),
                        ranges.compare(day, nodes.Comparator.AT_MOST, Range.of(last.toordinal())),
                    ]
                )
            case nodes.IsAmong(fact, codes, in_row):
                return self._matches(fact, codes, in_row=in_row)
            case nodes.IsTrue(fact, expected, in_row):
                return self._matches(fact, (expected,), in_row=in_row)
            case nodes.Both(parts):
                return ranges.all_of(self.condition(part) for part in parts)
            case nodes.Either(parts):
                return ranges.any_of(self.condition(part) for part in parts)
            case nodes.Negated(part):
                return ranges.opposite(self.condition(part))

    def quantity(self, node: Quantity) -> Range:
        """Say which values a quantity can still have."""
        match node:
            case nodes.Literal(value):
                return Range.of(value)
            case nodes.Attribute():
                return self._attribute(node)
            case nodes.Indicator():
                return self._indicator(node)
            case nodes.Growth(indicator):
                now, base = self._indicator(indicator), self._indicator(node.base)
                return ranges.growth(now, base, bound=_GROWTH_BOUND)
            case nodes.Tiers(key, tiers, otherwise):
                return self._tariff(key, tiers, otherwise)
            case nodes.Choose(condition, then, other):
                verdict = self.condition(condition)
                return ranges.choose(verdict, self.quantity(then), self.quantity(other))
        return self._arithmetic(node)

    def _arithmetic(
        self, node: nodes.Sum | nodes.Product | nodes.WholeSteps | nodes.Least | nodes.Greatest
    ) -> Range:
        match node:
            case nodes.Sum(left, right, sign):
                first, second = self.quantity(left), self.quantity(right)
                if sign < 0:
                    second = Range(-second.high, -second.low, second.missing, second.undecidable)
                return ranges.combine(lambda a, b: a + b, [first, second])
            case nodes.Product(left, right, kind):
                rounded = to_fen if kind is Type.MONEY else exactly
                return ranges.multiply(self.quantity(left), self.quantity(right), rounded)
            case nodes.WholeSteps(base, step):
                return ranges.combine(lambda amount: whole_steps(amount, step.value), [self.quantity(base)])
            case nodes.Least(parts):
                return ranges.combine(min, map(self.quantity, parts))
            case nodes.Greatest(parts):
                return ranges.combine(max, map(self.quantity, parts))

    def _tariff(self, key: Quantity, tiers: tuple[nodes.Tier, ...], otherwise: Quantity) -> Range:
        measured, result = self.quantity(key), self.quantity(otherwise)
        for tier in reversed(tiers):
            reached = ranges.compare(measured, tier.comparator, self.quantity(tier.bound))
            result = ranges.choose(reached, self.quantity(tier.gives), result)
        return result

    def _attribute(self, node: nodes.Attribute) -> Range:
        entered, value, key = self.value(node.fact, in_row=node.in_row)
        if not entered:
            low, high = _ALL_DATES if node.type is Type.DATE else _bounds(node.fact)
            return Range(low, high, frozenset({key}))
        if isinstance(value, date):
            return Range.of(value.toordinal())
        if value is None:
            return NEVER
        assert isinstance(value, int)
        return Range.of(value)

    def _indicator(self, node: nodes.Indicator) -> Range:
        figure = self.facts.figure(node.fact.name, node.period)
        if figure is not None:
            return Range.of(figure.amount)
        low, high = _bounds(node.fact, node.period)
        return Range(low, high, frozenset({indicator_key(node)}))

    def _matches(self, fact: Fact, wanted: tuple[str | bool, ...], *, in_row: bool) -> Verdict:
        entered, value, key = self.value(fact, in_row=in_row)
        if not entered:
            return Verdict(Result.MISSING, frozenset({key}))
        return ranges.TRUE if value in wanted else ranges.FALSE


def indicator_key(node: nodes.Indicator) -> str:
    """Return how traces name a period figure, e.g. ``sales[2022Q2]``."""
    return f"{node.fact.name}[{node.period}]"


def to_fen(amount: Exact) -> Exact:
    """Round money half-up to the fen."""
    return round_half_up(Fraction(amount))


def exactly(value: Exact) -> Exact:
    """Leave what is no money as it is."""
    return value


def whole_steps(amount: Exact, step: Exact) -> int:
    """Count the whole steps in an amount; none where it is negative.

    >>> whole_steps(29_999, 10_000), whole_steps(-1, 10_000)
    (2, 0)
    """
    return max(0, int(amount // step))


def _bounds(fact: Fact, period: Period | None = None) -> tuple[int, int]:
    """The least and the greatest figure, in fen, that could be entered or derived."""
    high = MAX_FEN * (2 if period and period.kind is PeriodKind.HALF else 1)
    return (-high if fact.may_be_negative else 0), high
