"""Arithmetic on many ranges, as `formulas.ranges` does it on one.

Where the ends of a result cannot be told from the ends of its parts, the place is given to ``leave``.
"""

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Final

import numpy as np

from domain.policies.language.measures import Elapse
from domain.policies.many import ranges
from domain.policies.many.numbers import Array, Mask, Numbers, greatest, least, pick
from domain.policies.many.ranges import NO_HELP, End, Gapped, Ranges, either, whole_mask, whole_why
from domain.policies.one.evaluation import ALL_DATES

ZERO: Final = Numbers.of(0)
ONE: Final = Numbers.of(1)
Leave = Callable[[Mask], None]
"""Takes the places that cannot be told here."""
_EPOCH: Final = 719_163
"""1970-01-01 as an ordinal."""


@lru_cache
def constant(value: int | Fraction) -> Ranges:
    """Return one value for all."""
    return Ranges.exact(Numbers.of(value))


def each_end(value: Ranges, operation: Callable[[Numbers], Numbers]) -> Ranges:
    """Apply an operation that rises, or stays, with its operand."""
    low = End(operation(value.low.numbers), value.low.infinite)
    if value.is_exact:
        return Ranges(low, low, None, value.empty)
    high = End(operation(value.high.numbers), value.high.infinite)
    return ranges.between(low, high, value.why, value.empty)


def to_fen(value: Ranges) -> Ranges:
    """Round to the fen."""
    return value.mapped(Numbers.to_whole) if isinstance(value, Gapped) else each_end(value, Numbers.to_whole)


def above(base: Ranges, bound: Ranges) -> Ranges:
    """Return what lies above a bound, or 0."""
    return ranges.greatest_of([ranges.subtract(base, bound), constant(0)])


def steps(base: Ranges, step: Fraction, size: int, *, counts_begun: bool) -> Ranges:
    """Count the steps in a base; none where it is negative."""
    # Fewer than none there cannot be, so that a base without a lower end has a least count.
    bounded = ranges.greatest_of([base, constant(0)])
    return each_end(bounded, lambda numbers: numbers.spread(size).steps_of(step, counts_begun=counts_begun))


def multiply(left: Ranges, right: Ranges, leave: Leave) -> Ranges:
    """Multiply, exactly."""
    if right.is_exact:
        return _scaled(left, right)
    if left.is_exact:
        return _scaled(right, left)
    for end in (left.low, left.high, right.low, right.high):
        if end.infinite is not None:
            leave(end.infinite)
    products = [a.numbers * b.numbers for a in (left.low, left.high) for b in (right.low, right.high)]
    low, high = _outermost(products)
    return ranges.between(
        End(low), End(high), ranges.union(left.why, right.why), ranges.any_empty((left, right))
    )


def divide(left: Ranges, right: Ranges, size: int, leave: Leave) -> Ranges:
    """Divide, exactly. By zero there is no value; by what may still be zero there are no ends."""
    why, empty = ranges.union(left.why, right.why), ranges.any_empty((left, right))
    least_divisor, greatest_divisor = right.low.numbers, right.high.numbers
    may_be_zero = np.broadcast_to(~ZERO.is_below(least_divisor) & ~greatest_divisor.is_below(ZERO), (size,))
    for end in (right.low, right.high):
        if end.infinite is not None:
            leave(end.infinite)
    if not may_be_zero.any():
        if right.is_exact:
            return _scaled(left, Ranges.exact(ONE / least_divisor, right.empty))
    else:
        least_divisor = pick(may_be_zero, ONE, least_divisor)
        greatest_divisor = pick(may_be_zero, ONE, greatest_divisor)
    is_zero = may_be_zero & right.exact_mask(size)
    endless = either(left.low.infinite, left.high.infinite)
    if endless is not None:
        leave(endless & ~may_be_zero)
    low, high = _outermost(
        [a.numbers / b for a in (left.low, left.high) for b in (least_divisor, greatest_divisor)]
    )
    why = np.where(is_zero, NO_HELP, whole_why(why, size))
    return ranges.between(End(low, may_be_zero), End(high, may_be_zero), why, empty)


def growth(now: Ranges, base: Ranges, size: int) -> Ranges:
    """(now - base) / base; without a value where the base is not above 0, without ends while it is open."""
    empty = ranges.any_empty((now, base))
    is_known = base.exact_mask(size)
    is_rated = is_known & np.asarray(ZERO.is_below(base.certain))
    is_rated_everywhere = np.count_nonzero(is_rated) == size
    if now.is_exact and is_rated_everywhere:
        return Ranges.exact(_rate(now.low.numbers, base.certain), empty)
    divisor = base.certain if is_rated_everywhere else pick(is_rated, base.certain, ONE)
    why, is_unrated = whole_why(ranges.union(now.why, base.why), size), is_known ^ is_rated
    if np.count_nonzero(is_unrated):
        why = np.where(is_unrated, NO_HELP, why)
    is_endless = None if is_rated_everywhere else ~is_rated
    low = End(_rate(now.low.numbers, divisor), either(now.low.infinite, is_endless))
    high = low.numbers if now.is_exact else _rate(now.high.numbers, divisor)
    return ranges.between(low, End(high, either(now.high.infinite, is_endless)), why, empty)


def elapsed(start: Ranges, end: Ranges, unit: Elapse, size: int) -> Ranges:
    """Count days, complete months or complete years; none where the days are reversed."""

    def count(first: End, last: End) -> End:
        start_day, end_day = (one.numbers.spread(size).whole() for one in (first, last))
        return End(Numbers.column(_counted(start_day, end_day, unit)))

    empty = ranges.any_empty((start, end))
    low = count(start.high, end.low)
    if start.is_exact and end.is_exact:
        return Ranges(low, low, None, empty)
    return ranges.between(low, count(start.low, end.high), ranges.union(start.why, end.why), empty)


def shifted(start: Ranges, count: int, unit: Elapse, size: int) -> Ranges:
    """Return days so many days, months or years later."""
    return each_end(start, lambda numbers: Numbers.column(_later(numbers.spread(size).whole(), count, unit)))


def _scaled(value: Ranges, by: Ranges) -> Ranges:
    """Multiply by what is exact everywhere."""
    factor, empty = by.low.numbers, ranges.any_empty((value, by))
    if isinstance(value, Gapped) and by.is_one_value and factor.num > 0:
        return value.mapped(factor.__mul__)
    low = value.low.numbers * factor
    if value.is_exact:
        return Ranges.exact(low, empty)
    high = value.high.numbers * factor
    if isinstance(factor.num, int) and factor.num > 0:
        return ranges.between(End(low, value.low.infinite), End(high, value.high.infinite), value.why, empty)
    size = len(whole_why(value.why, 0))
    is_negative = np.broadcast_to(factor.is_below(ZERO), (size,))
    is_zero = np.broadcast_to(factor.is_zero(), (size,))
    below, beyond = whole_mask(value.low.infinite, size), whole_mask(value.high.infinite, size)
    return ranges.between(
        End(pick(is_negative, high, low), np.where(is_negative, beyond, below) & ~is_zero),
        End(pick(is_negative, low, high), np.where(is_negative, below, beyond) & ~is_zero),
        value.why,
        empty,
    )


def _outermost(values: list[Numbers]) -> tuple[Numbers, Numbers]:
    low = high = values[0]
    for value in values[1:]:
        low, high = least(low, value), greatest(high, value)
    return low, high


def _rate(now: Numbers, base: Numbers) -> Numbers:
    return (now - base).over(base)


def _counted(start: Array, end: Array, unit: Elapse) -> Array:
    days = np.maximum(end - start, 0)
    if unit is not Elapse.DAYS:
        first_month, first_day = _month_and_day(start)
        last_month, last_day = _month_and_day(end)
        is_short = last_day < np.minimum(first_day, _days_in(last_month) - 1)
        months = last_month - first_month - is_short
        days = np.where(days > 0, months if unit is Elapse.MONTHS else months // 12, 0)
    return np.asarray(days)


def _month_and_day(ordinals: Array) -> tuple[Array, Array]:
    days = (ordinals - _EPOCH).astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    return np.asarray(months.astype(np.int64)), np.asarray((days - months).astype(np.int64))


def _later(day: Array, count: int, unit: Elapse) -> Array:
    if unit is Elapse.DAYS:
        return np.asarray(np.clip(day + count, *ALL_DATES))
    month, day_of_month = _month_and_day(day)
    month = month + (count if unit is Elapse.MONTHS else 12 * count)
    first = month.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + _EPOCH
    found = first + np.minimum(day_of_month, _days_in(month) - 1)
    # A month that no calendar has is beyond the first or the last day there is.
    earliest, latest = (_month_and_day(np.array([end]))[0][0] for end in ALL_DATES)
    return np.asarray(np.where(month < earliest, ALL_DATES[0], np.where(month > latest, ALL_DATES[1], found)))


def _days_in(month: Array) -> Array:
    """Return how many days months have; they are counted from January 1970."""
    first, following = (one.astype("datetime64[M]").astype("datetime64[D]") for one in (month, month + 1))
    return np.asarray((following - first).astype(np.int64))
