"""What the rows of lists come to, enterprise by enterprise."""

from math import lcm

import numpy as np

from domain.policies.language.nodes import Gather
from domain.policies.many.numbers import Array, Mask, Numbers
from domain.policies.many.ranges import Why
from domain.policies.many.views import RowsView

_PLENTY = 2**62


def any_row(view: RowsView, mask: Mask) -> Mask:
    """Say for which enterprises something is so of at least one row."""
    if not mask.any():
        return np.zeros(view.outer.size, bool)
    return np.bincount(view.owner[mask], minlength=view.outer.size) > 0


def all_causes(view: RowsView, why: Why) -> Why:
    """Return for each enterprise the causes of all its rows."""
    found = np.zeros(view.outer.size, np.uint64)
    rows = np.flatnonzero(why)
    np.bitwise_or.at(found, view.owner[rows], why[rows])
    return found


def gathered(gather: Gather, count: Array, view: RowsView, numbers: Numbers, mask: Mask) -> Numbers:
    """Return what the values of the rows in a mask come to; none come to 0.

    ``numbers`` has an element for each row; ``count`` says how many rows FIRST and BEST take of each
    enterprise. Means, medians and groups are not told apart here: they come out as sums.
    """
    size = view.outer.size
    owner, values = view.owner[mask], _over_one_den(numbers.take(np.flatnonzero(mask)))
    match gather:
        case Gather.FIRST:
            chosen = np.flatnonzero(_rank(owner) < count[owner])
        case Gather.BEST:
            chosen = _descending(owner, np.asarray(values.num))
            chosen = chosen[_rank(owner[chosen]) < count[owner[chosen]]]
        case Gather.GREATEST | Gather.LEAST:
            chosen = _descending(owner, np.asarray(values.num))
            # The last one written stands: of each enterprise the first in this order, or the last.
            return _last(owner, values, chosen[::-1] if gather is Gather.GREATEST else chosen, size)
        case _:
            return sum_by(owner, values, size)
    return sum_by(owner[chosen], values.take(chosen), size)


def sum_by(owner: Array, numbers: Numbers, size: int) -> Numbers:
    """Add up the numbers of each owner."""
    most = int(np.bincount(owner, minlength=1).max(initial=0))
    reach = numbers.reach * most
    num = np.asarray(numbers.num)
    total = np.zeros(size, num.dtype if reach <= _PLENTY else object)
    np.add.at(total, owner, num.astype(total.dtype))
    return Numbers(total, reach, numbers.den, numbers.den_reach)


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
    if num.dtype != object:
        return np.lexsort((-num, owner))
    return np.array(sorted(range(len(num)), key=lambda at: (owner[at], -num[at])), int)


def _rank(owner: Array) -> Array:
    """Return which of its owner's each one is, from 0; ``owner`` ascending."""
    if not len(owner):
        return owner
    starts = np.flatnonzero(np.concatenate(([True], owner[1:] != owner[:-1])))
    return np.arange(len(owner)) - np.repeat(starts, np.diff(np.append(starts, len(owner))))
