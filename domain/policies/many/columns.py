"""One fact of many enterprises, as a column."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from domain.policies.many.numbers import Array, Mask, reach_of

_NARROW: Final = tuple(map(np.dtype, ("u1", "i1", "u2", "i2", "u4", "i4")))
"""All of them have room in 64 bits with a sign: with u8 there would be none, and numpy would take floats."""


@dataclass(slots=True)
class Column:
    """One fact of many enterprises.

    Attributes:
        values: Figures in the units of `UNITS`, dates as ordinals, truths as 0 and 1, texts and choices as
            places in `words`; 0 where nothing is known. What is worked out of them is so of `wide`.
        entered: Where it was entered; None where it was everywhere.
        absent: Where a date is known not to exist, and so was entered; None where none is.
    """

    values: Array
    entered: Mask | None = None
    absent: Mask | None = None
    words: Sequence[str] = ()
    _reach: int | None = None

    @property
    def reach(self) -> int:
        """How far from zero its values are at most; looked for once, also for what is taken of it."""
        if self._reach is None:
            self._reach = reach_of(self.values)
        return self._reach

    @property
    def wide(self) -> Array:
        """The values with the room of 64 bits, or more."""
        return self.values.astype(np.int64) if self.values.dtype in _NARROW else self.values

    def compact(self) -> "Column":
        """Return the column in as few bytes as its values need, of which fewer pass through the processor."""
        low, high = (int(end(initial=0)) for end in (self.values.min, self.values.max))
        rooms = (np.iinfo(one) for one in _NARROW)
        fitting = (one.dtype for one in rooms if one.min <= low and high <= one.max)
        values = self.values.astype(next(fitting, self.values.dtype), copy=False)
        return Column(values, self.entered, self.absent, self.words)

    def take(self, index: Array) -> "Column":
        """Return the column at these places."""
        return Column(
            self.values.take(index),
            None if self.entered is None else all_known(self.entered.take(index)),
            None if self.absent is None else self.absent.take(index),
            self.words,
            self.reach,
        )


def known(column: Column) -> Mask:
    """Say where a column was entered."""
    return np.ones(len(column.values), bool) if column.entered is None else column.entered


def all_known(entered: Mask) -> Mask | None:
    """Return a mask, or None where it is true everywhere."""
    return None if np.count_nonzero(entered) == len(entered) else entered
