"""What the rows of lists come to, enterprise by enterprise."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import lcm
from typing import Final, assert_never

import numpy as np

from domain.policies.language.gatherings import Gathering, Order, Reduce
from domain.policies.many.numbers import Array, Mask, Numbers, places_of
from domain.policies.many.ranges import End, Why
from domain.policies.many.views import RowsView

_PLENTY = 2**62


def any_row(view: RowsView, mask: Mask) -> Mask:
    """Say for which enterprises something is so of at least one row."""
    found = np.zeros(view.outer.size, bool)
    found[view.owner.take(places_of(mask))] = True
    return found


def all_causes(owner: Array, why: Why, size: int) -> Why:
    """Return for each of so many enterprises the causes of all its rows."""
    found = np.zeros(size, why.dtype)
    rows = places_of(why != 0)
    np.bitwise_or.at(found, owner.take(rows), why.take(rows))
    return found


@dataclass(frozen=True, slots=True)
class Taking:
    """Which rows are taken, and what they come to.

    Attributes:
        gather: How they are gathered.
        counts: Which rows count.
        count: How many are taken of each enterprise, where the formula says so.
        groups: Which rows are alike, where so many are taken of each such group.
    """

    gather: Gathering
    view: RowsView
    counts: Mask
    count: Array
    groups: Array | None

    def end(self, end: End) -> End:
        """Return what these values of the rows come to, enterprise by enterprise; none come to 0."""
        values = end.numbers.spread(self.view.size).take(np.flatnonzero(self.counts))
        numbers = self._gathered(_over_one_den(values))
        # A sum has no end where one of its parts has none.
        return End(numbers, None if end.infinite is None else any_row(self.view, end.infinite & self.counts))

    def _gathered(self, values: Numbers) -> Numbers:
        size, owner = self.view.outer.size, self.view.owner[self.counts]
        reduced = REDUCED.get(self.gather.reduce)
        if reduced is None:
            # Every place with rows is left to the evaluator of one enterprise.
            return Numbers.of(0).spread(size)
        chosen = self._taken(owner, np.asarray(values.num))
        if chosen is None:
            return reduced(owner, values, size)
        return reduced(owner[chosen], values.take(chosen), size)

    def _taken(self, owner: Array, num: Array) -> Array | None:
        """Return which of the rows that count are taken; None for all."""
        match self.gather.order:
            case None:
                return None
            case Order.AS_ENTERED:
                order = np.arange(len(owner))
            case Order.BEST_FIRST:
                order = _descending(owner, num)
            case _:
                assert_never(self.gather.order)
        group = owner
        if self.groups is not None:
            # Rows of one group side by side, each in the order that is asked for.
            groups = self.groups[self.counts]
            order = order[np.lexsort((groups[order], owner[order]))]
            group = owner * (int(groups.max(initial=0)) + 1) + groups
        most = self.count[owner] if self.gather.is_counted else np.ones(len(owner), np.int64)
        return np.sort(order[_rank(group[order]) < most[order]])


def sum_by(owner: Array, numbers: Numbers, size: int) -> Numbers:
    """Add up the numbers of each owner."""
    num = np.asarray(numbers.num)
    # Mostly few rows come to anything.
    counted = places_of(num != 0)
    owner, num = owner.take(counted), num.take(counted)
    most = int(np.bincount(owner, minlength=1).max(initial=0))
    reach = numbers.reach * most
    total = np.zeros(size, num.dtype if reach <= _PLENTY else object)
    np.add.at(total, owner, num.astype(total.dtype))
    return Numbers(total, reach, numbers.den, numbers.den_reach)


def _greatest_by(owner: Array, numbers: Numbers, size: int) -> Numbers:
    # The last one written stands: of each enterprise the first in descending order.
    return _last(owner, numbers, _descending(owner, np.asarray(numbers.num))[::-1], size)


def _least_by(owner: Array, numbers: Numbers, size: int) -> Numbers:
    return _last(owner, numbers, _descending(owner, np.asarray(numbers.num)), size)


def _last(owner: Array, numbers: Numbers, order: Array, size: int) -> Numbers:
    num = np.asarray(numbers.num)
    found = np.zeros(size, num.dtype)
    found[owner[order]] = num[order]
    return Numbers(found, numbers.reach, numbers.den, numbers.den_reach)


def _over_one_den(numbers: Numbers) -> Numbers:
    """Return the numbers over one denominator for all."""
    if isinstance(numbers.den, int):
        return numbers
    den = lcm(*map(int, numbers.den.tolist()))
    num = np.asarray(numbers.num)
    scaled = [int(above) * (den // int(below)) for above, below in zip(num, numbers.den, strict=True)]
    reach = max(map(abs, scaled), default=0)
    return Numbers(np.array(scaled, np.int64 if reach <= _PLENTY else object), reach, den, den)


def _descending(owner: Array, num: Array) -> Array:
    """Return the order by owner, the greatest of each first and the earlier one of equals."""
    return np.lexsort((-num, owner))


def _rank(owner: Array) -> Array:
    """Return which of its owner's each one is, from 0; ``owner`` ascending."""
    if not len(owner):
        return owner
    starts = np.flatnonzero(np.concatenate(([True], owner[1:] != owner[:-1])))
    return np.arange(len(owner)) - np.repeat(starts, np.diff(np.append(starts, len(owner))))


REDUCED: Final[Mapping[Reduce, Callable[[Array, Numbers, int], Numbers]]] = {
    Reduce.SUM: sum_by,
    Reduce.GREATEST: _greatest_by,
    Reduce.LEAST: _least_by,
}
"""What columns come to; rows gathered in any other way are left to the evaluator of one enterprise."""
