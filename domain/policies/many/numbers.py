"""Exact numbers, many at once: whole numerators over whole denominators, never a float.

They are 64-bit integers as long as nothing can overflow. Each carries how far it can reach; where an
operation could reach further than 64 bits, it is done on Python's unbounded integers instead.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Ints = Array | int
"""A column, or one value for all."""
Mask = npt.NDArray[np.bool_]

LIMIT: Final = 2**63 - 1
_FEW: Final = 4096
_SPARSE: Final = 10
"""Where not more than one of so many is true, numpy takes it for sparse."""


@dataclass(slots=True)
class Numbers:
    """``num / den``, element by element; ``den`` is above 0. It is never changed.

    Attributes:
        reach: No numerator is further from zero.
        den_reach: No denominator is greater.
    """

    # Not frozen, nor are the others of which thousands are made for a policy: that takes thrice as long.
    num: Ints
    reach: int
    den: Ints = 1
    den_reach: int = 1

    @staticmethod
    @lru_cache
    def of(value: int | Fraction) -> "Numbers":
        """One value for all."""
        exact = Fraction(value)
        return Numbers(exact.numerator, abs(exact.numerator), exact.denominator, exact.denominator)

    @staticmethod
    def column(values: Array, units: int = 1, reach: int | None = None) -> "Numbers":
        """Return a column of figures that are ``units`` times what they mean; ``reach`` if it is known."""
        return Numbers(values, reach_of(values) if reach is None else reach, units, units)

    def take(self, index: Array) -> "Numbers":
        """Return the elements at these places."""
        if isinstance(self.num, int) and isinstance(self.den, int):
            return self
        return Numbers(_taken(self.num, index), self.reach, _taken(self.den, index), self.den_reach)

    def spread(self, size: int) -> "Numbers":
        """Return the same with an element for each place."""
        if isinstance(self.num, np.ndarray) and self.num.ndim:
            return self
        num = np.full(size, self.num, np.int64 if self.reach <= LIMIT else object)
        return Numbers(num, self.reach, self.den, self.den_reach)

    def __neg__(self) -> "Numbers":
        return Numbers(-self.num, self.reach, self.den, self.den_reach)

    def __add__(self, other: "Numbers") -> "Numbers":
        return self._joined(operator.add, other)

    def __sub__(self, other: "Numbers") -> "Numbers":
        return self._joined(operator.sub, other)

    def _joined(self, operation: Callable[[Ints, Ints], Ints], other: "Numbers") -> "Numbers":
        mine, others, den, den_reach = _common(self, other)
        reach = self.reach * _most(mine, other.den_reach) + other.reach * _most(others, self.den_reach)
        left, right, mine, others = _room(max(reach, den_reach), self.num, other.num, mine, others)
        return _made(operation(_times(left, mine), _times(right, others)), reach, den, den_reach)

    def __mul__(self, other: "Numbers") -> "Numbers":
        reach, den_reach = self.reach * other.reach, self.den_reach * other.den_reach
        a, b, c, d = _room(max(reach, den_reach), self.num, other.num, self.den, other.den)
        num, den = _times(a, b), _times(c, d)
        return _reduced(num, reach, den, den_reach)

    def __truediv__(self, other: "Numbers") -> "Numbers":
        """Divide; no divisor may be 0."""
        # The sign belongs above. A denominator that needs none stays the same array, see `_common`.
        is_negative = other.num < 0
        if isinstance(is_negative, bool):
            return (-self).over(-other) if is_negative else self.over(other)
        if not is_negative.any():
            return self.over(other)
        sign = Numbers(np.where(is_negative, -1, 1), 1)
        return (self * sign).over(other * sign)

    def over(self, other: "Numbers") -> "Numbers":
        """Divide by what is above 0 everywhere."""
        reach, den_reach = self.reach * other.den_reach, self.den_reach * other.reach
        a, b, c, d = _room(max(reach, den_reach), self.num, other.den, self.den, other.num)
        return _reduced(_times(a, b), reach, _times(c, d), den_reach)

    def is_below(self, other: "Numbers") -> Mask:
        """Say where this one is less than the other."""
        left, right = _comparable(self, other)
        return np.asarray(left < right)

    def equals(self, other: "Numbers") -> Mask:
        """Say where the two are equal."""
        left, right = _comparable(self, other)
        return np.asarray(left == right)

    def is_zero(self) -> Mask:
        return np.asarray(self.num == 0)

    def to_whole(self) -> "Numbers":
        """Round to a whole number, a half away from zero."""
        if isinstance(self.den, int) and self.den == 1:
            return self
        numerator, den = _room(2 * (self.reach + self.den_reach), self.num, self.den)
        num = np.asarray(numerator)
        size = (2 * np.abs(num) + den) // (2 * den)
        return _measured(np.where(num < 0, -size, size))

    def steps_of(self, step: Fraction, *, counts_begun: bool) -> "Numbers":
        """Count the whole steps, or those begun, that fit in; none where it is negative."""
        reach = max(self.reach * step.denominator, self.den_reach * step.numerator)
        num, den = _room(reach, self.num, self.den)
        above, below = np.asarray(num) * step.denominator, den * step.numerator
        count = -(-above // below) if counts_begun else above // below
        return _measured(np.maximum(count, 0))

    def floored(self) -> Array:
        """Return the whole parts, rounded down."""
        # Numpy would divide by one.
        return np.asarray(self.num if isinstance(self.den, int) and self.den == 1 else self.num // self.den)

    def whole(self) -> Array:
        """Return whole numbers as they are, as 64-bit integers where these suffice."""
        return np.asarray(self.num)


def places_of(mask: Mask) -> Array:
    """Return where a mask is true, ascending."""
    if len(mask) < _FEW or _SPARSE * np.count_nonzero(mask) > len(mask):
        return mask.nonzero()[0]
    # Numpy jumps from each to the next, which takes twice as long as to look first at eight places at a time.
    eights = np.zeros((-(-len(mask) // 8), 8), bool)
    eights.reshape(-1)[: len(mask)] = mask
    some = (eights.view(np.uint64).reshape(-1) != 0).nonzero()[0]
    within = eights.take(some, axis=0).reshape(-1).nonzero()[0]
    return np.asarray((some.take(within >> 3) << 3) + (within & 7))


def pick(mask: Mask, then: Numbers, otherwise: Numbers) -> Numbers:
    """Return the first where the mask says so, else the second."""
    reach = max(then.reach, otherwise.reach)
    den_reach = max(then.den_reach, otherwise.den_reach)
    a, b, c, d = _room(max(reach, den_reach), then.num, otherwise.num, then.den, otherwise.den)
    den = then.den if _is_same_den(then, otherwise) else np.where(mask, c, d)
    return Numbers(np.where(mask, a, b), reach, den, den_reach)


def least(left: Numbers, right: Numbers) -> Numbers:
    """Return the lesser, element by element."""
    if _is_same_den(left, right):
        a, b = _room(max(left.reach, right.reach), left.num, right.num)
        return Numbers(_plain(np.minimum(a, b)), max(left.reach, right.reach), left.den, left.den_reach)
    return pick(right.is_below(left), right, left)


def greatest(left: Numbers, right: Numbers) -> Numbers:
    """Return the greater, element by element."""
    if _is_same_den(left, right):
        a, b = _room(max(left.reach, right.reach), left.num, right.num)
        return Numbers(_plain(np.maximum(a, b)), max(left.reach, right.reach), left.den, left.den_reach)
    return pick(left.is_below(right), right, left)


def _is_nothing(numbers: Numbers) -> bool:
    """Whether it is zero everywhere, which every denominator suits."""
    return isinstance(numbers.num, int) and numbers.num == 0


def _is_same_den(left: Numbers, right: Numbers) -> bool:
    if left.den is right.den:
        return True
    return isinstance(left.den, int) and isinstance(right.den, int) and left.den == right.den


def _comparable(left: Numbers, right: Numbers) -> tuple[Ints, Ints]:
    """Return numerators over a common denominator, or others that compare as these do."""
    if _is_same_den(left, right) and max(left.reach, right.reach) <= LIMIT:
        return left.num, right.num
    if _is_nothing(left) or _is_nothing(right):
        return left.num, right.num
    if _is_quicker_in_parts(left, right):
        return _order(left.num, left.den, right.num, right.den), 0
    mine, others = _extended(left, right)
    reach = max(left.reach * _most(mine, right.den_reach), right.reach * _most(others, left.den_reach))
    a, b, mine, others = _room(reach, left.num, right.num, mine, others)
    return _times(a, mine), _times(b, others)


def _is_quicker_in_parts(left: Numbers, right: Numbers) -> bool:
    """Whether both stand in 64 bits but not over a common denominator."""
    reach = max(left.reach * right.den_reach, right.reach * left.den_reach)
    if reach <= LIMIT or _is_same_den(left, right):
        return False
    columns = [part for one in (left, right) for part in (one.num, one.den) if isinstance(part, np.ndarray)]
    return (
        all(one.reach + one.den_reach <= LIMIT for one in (left, right))
        and all(column.dtype != object for column in columns)
        and any(column.ndim for column in columns)
    )


def _order(*parts: Ints) -> Array:
    """Return whether a/b is less than (-1), equal to (0) or greater than (1) c/d, without their products.

    As continued fractions are compared: the whole parts, and where these are equal the rest upside down.

    >>> _order(np.array([1, 2, -7, 10**17]), np.array([3, 4, 2, 3]), np.array([1, 1, -7, 10**17 - 1]), 3)
    array([ 0,  1, -1,  1])
    """
    a, b, c, d = np.broadcast_arrays(*parts)
    order, at = np.zeros(a.shape, np.int64), np.flatnonzero((a != c) | (b != d))
    a, b, c, d = a[at], b[at], c[at], d[at]
    while len(at):
        left_whole, right_whole = a // b, c // d
        left, right = a - left_whole * b, c - right_whole * d
        is_alike = left_whole == right_whole
        unlike = np.where(left_whole < right_whole, -1, 1)
        order[at] = np.where(is_alike, np.sign(left) - np.sign(right), unlike)
        alike = np.flatnonzero(is_alike & (left > 0) & (right > 0))
        at = at[alike]
        a, b, c, d = d[alike], right[alike], b[alike], left[alike]
    return order


def _extended(left: Numbers, right: Numbers) -> tuple[Ints, Ints]:
    """Return by what the two numerators are extended to stand over a common denominator."""
    if left.den is right.den:
        return 1, 1
    if isinstance(left.den, int) and isinstance(right.den, int):
        den = lcm(left.den, right.den)
        return den // left.den, den // right.den
    return right.den, left.den


def _common(left: Numbers, right: Numbers) -> tuple[Ints, Ints, Ints, int]:
    """Return the same, and the common denominator with its reach."""
    mine, others = _extended(left, right)
    if isinstance(mine, int) and isinstance(left.den, int):
        return mine, others, mine * left.den, mine * left.den
    if left.den is right.den:
        return 1, 1, left.den, left.den_reach
    den_reach = left.den_reach * right.den_reach
    mine, others = _room(den_reach, mine, others)
    return mine, others, _times(mine, others), den_reach


def _most(factor: Ints, otherwise: int) -> int:
    return factor if isinstance(factor, int) else otherwise


def _times(left: Ints, right: Ints) -> Ints:
    if isinstance(right, int) and right == 1:
        return left
    if isinstance(left, int) and left == 1:
        return right
    return left * right


def _taken(values: Ints, index: Array) -> Ints:
    return values.take(index) if isinstance(values, np.ndarray) and values.ndim else values


def _room(reach: int, *values: Ints) -> tuple[Ints, ...]:
    """Return the values so that numbers up to ``reach`` can be computed from them."""
    if reach <= LIMIT:
        return values
    return tuple(
        one.astype(object) if isinstance(one, np.ndarray) and one.dtype != object else one for one in values
    )


def _made(num: Ints, reach: int, den: Ints, den_reach: int) -> Numbers:
    return Numbers(_narrow(num, reach), reach, _narrow(den, den_reach), den_reach)


def _narrow(values: Ints, reach: int) -> Ints:
    if isinstance(values, np.ndarray) and values.dtype == object and reach <= LIMIT:
        return values.astype(np.int64)
    return values


def reach_of(values: Array) -> int:
    """Return how far whole numbers are from zero at most."""
    return max(int(values.max(initial=0)), -int(values.min(initial=0)))


def _measured(values: Array) -> Numbers:
    """Return whole numbers with the reach they really have, which a division leaves far below its bound."""
    reach = reach_of(values)
    return _made(_plain(values), reach, 1, 1)


def _plain(values: Array) -> Ints:
    """Return one value for all as Python's own, which cannot overflow."""
    return values if np.ndim(values) else int(values)


def _reduced(num: Ints, reach: int, den: Ints, den_reach: int) -> Numbers:
    """Return a product; what is one value for all is brought to its lowest terms."""
    if isinstance(num, int) and isinstance(den, int):
        common = gcd(num, den) or 1
        return Numbers(num // common, abs(num // common), den // common, den // common)
    return _made(num, reach, den, den_reach)
