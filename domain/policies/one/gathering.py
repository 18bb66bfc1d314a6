"""What the rows of a list come to, while some of them are open."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from statistics import median
from typing import assert_never

from domain.enterprises.facts import FactValue
from domain.policies.language import nodes, ranges
from domain.policies.language.gatherings import Gathering, Order, Reduce
from domain.policies.language.measures import Type
from domain.policies.language.ranges import Exact, Range, Result, Verdict
from domain.values.money import round_half_up

Group = tuple[FactValue, str]
"""Which group a row is of, and the key of the figure not entered that would say so."""
Entry = tuple[FactValue, Exact]
"""The group of a row and a value of it."""


@dataclass(frozen=True, slots=True)
class Counting:
    """A row that counts, or may count: whether it does, its value, its group."""

    verdict: Verdict
    value: Range
    group: Group

    @property
    def is_sure(self) -> bool:
        """Whether it counts for certain, and where."""
        return self.verdict.result is Result.TRUE and not self.group[1]

    def entry(self, value: Exact) -> Entry:
        return self.group[0], value

    @property
    def causes(self) -> tuple[Range | Verdict, ...]:
        """Why it is open."""
        if self.group[1]:
            return self.value, self.verdict, Verdict(Result.MISSING, frozenset({self.group[1]}))
        return self.value, self.verdict


def whole_part(count: Exact) -> int:
    """Return how many rows a count takes.

    >>> whole_part(Fraction(37, 10)), whole_part(-1)
    (3, 0)
    """
    return max(0, int(count // 1))


def gathered(node: nodes.OverRows, entries: Sequence[Entry], count: int) -> Exact:
    """Return what the rows that count come to, in the order of the list; none come to 0."""
    values = [entries[at][1] for at in node.gather.taken(entries, count)]
    match node.gather.reduce:
        case Reduce.SUM:
            return sum(values)
        case Reduce.GREATEST:
            return max(values, default=0)
        case Reduce.LEAST:
            return min(values, default=0)
        case Reduce.MEAN:
            return _rounded(Fraction(sum(values)) / len(values), node) if values else 0
        case Reduce.MEDIAN:
            return _rounded(median(map(Fraction, values)), node) if values else 0
        case _:
            assert_never(node.gather.reduce)


def open_rows(
    node: nodes.OverRows,
    counting: Sequence[Counting],
    count: Range,
    *,
    bounds: tuple[int, int] | None = None,
) -> Range:
    """Bound what rows come to while it is open whether some of them count, or how many are taken."""
    causes = [count, *(cause for one in counting for cause in one.causes)]
    return ranges.between(*(bounds or _bounds(node, counting, count)), causes)


def _bounds(node: nodes.OverRows, counting: Sequence[Counting], count: Range) -> tuple[Exact, Exact]:
    sure = [one for one in counting if one.is_sure]
    perhaps = [one for one in counting if not one.is_sure]
    lows, highs = [one.value.low for one in sure], [one.value.high for one in sure]
    below = [one.value.low for one in perhaps if one.value.low < 0]
    above = [one.value.high for one in perhaps if one.value.high > 0]
    match node.gather.reduce:
        case Reduce.SUM if node.gather.order is None:
            return sum(lows + below), sum(highs + above)
        case Reduce.SUM if node.gather.is_grouped:
            return _bounds_of_groups(node.gather, sure, sum(below), sum(above), count)
        case Reduce.SUM:
            return _bounds_of_some(node.gather, lows + below, highs + above, count)
        case Reduce.GREATEST:
            low = max(lows) if sure else min([0, *below])
            return low, max(highs + above) if highs + above else 0
        case Reduce.LEAST:
            low = min(lows + [one.value.low for one in perhaps] + ([] if sure else [0]))
            return low, min(highs) if sure else max([0, *above])
        case Reduce.MEAN | Reduce.MEDIAN:
            # Between the least and the greatest, or 0 where perhaps none counts.
            none = [] if sure else [0]
            return (
                min([*lows, *(one.value.low for one in perhaps), *none]),
                max([*highs, *(one.value.high for one in perhaps), *none]),
            )
        case _:
            assert_never(node.gather.reduce)


def _bounds_of_some(
    gather: Gathering, lows: list[Exact], highs: list[Exact], count: Range
) -> tuple[Exact, Exact]:
    """Bound the sum of those that are taken of all rows."""
    if gather.order is Order.BEST_FIRST and count.is_exact:
        taken = whole_part(count.low)
        low, high = (sum(sorted(values, reverse=True)[:taken]) for values in (lows, highs))
        return low, high
    # A row more may push a later one out, and one taken more may be below 0.
    best = sorted(value for value in highs if value > 0)
    taken = min(whole_part(count.high), len(best))
    return sum(value for value in lows if value < 0), sum(best[len(best) - taken :])


def _bounds_of_groups(
    gather: Gathering, sure: Sequence[Counting], below: Exact, above: Exact, count: Range
) -> tuple[Exact, Exact]:
    """Bound the sum of those that are taken of each group; a row that may count may be of any group."""
    best = replace(gather, order=Order.BEST_FIRST)
    most = whole_part(count.high)
    highs = [one.entry(one.value.high) for one in sure if one.value.high > 0]
    high = sum(highs[at][1] for at in best.taken(highs, most)) + above
    if gather.order is Order.BEST_FIRST and count.is_exact:
        lows = [one.entry(one.value.low) for one in sure]
        return sum(lows[at][1] for at in best.taken(lows, most)) + below, high
    return sum(min(0, one.value.low) for one in sure) + below, high


def _rounded(value: Fraction, node: nodes.OverRows) -> Exact:
    return round_half_up(value) if node.type is Type.MONEY else value
