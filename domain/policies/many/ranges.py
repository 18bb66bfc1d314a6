"""The ranges and verdicts of `formulas.ranges`, many at once: one for each enterprise, or for each row."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial, reduce
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from domain.policies.language.measures import Comparator
from domain.policies.many.numbers import Array, Mask, Numbers, greatest, least, pick

Cause = np.unsignedinteger[Any]
"""One bit, in the narrowest type that holds it, so that columns of few causes take a byte for each place."""
Why = npt.NDArray[Cause]
"""Why values are open: a bit for each cause, see `Keys`."""

NO_CAUSE: Final = np.uint8(0)
NO_HELP: Final = np.uint8(1)
"""A doubt that nothing entered would settle."""
TO_JUDGE: Final = np.uint8(2)
"""A figure that the office decides."""
DOUBTS: Final = NO_HELP | TO_JUDGE
"""The lowest bits: whatever is more has a figure missing."""
LATE: Final = "…"
_FIRST: Final = 2
_LAST: Final = 63


class Keys:
    """Which bit stands for which figure that is not entered; the last one for all that come late."""

    def __init__(self) -> None:
        self._bits: dict[str, Cause] = {}

    @property
    def names(self) -> list[str]:
        return [*self._bits]

    def bit(self, key: str) -> Cause:
        """Return the bit of a key."""
        bit = self._bits.get(key)
        if bit is None:
            value = 1 << min(_FIRST + len(self._bits), _LAST)
            bit = self._bits[key] = np.min_scalar_type(value).type(value)
        return bit

    def named(self, why: int) -> list[str]:
        """Return the keys that these bits stand for, sorted; `LATE` for those without a bit of their own."""
        names = self.names
        own = [name for at, name in enumerate(names, _FIRST) if at < _LAST and why >> at & 1]
        late = [LATE] if why >> _LAST & 1 and len(names) > _LAST - _FIRST else []
        last = names[_LAST - _FIRST : _LAST - _FIRST + 1] if why >> _LAST & 1 and not late else []
        return sorted(own + last) + late


@dataclass(slots=True)
class End:
    """One end of ranges. ``infinite`` says where there is none: minus infinity below, plus infinity above."""

    numbers: Numbers
    infinite: Mask | None = None

    def take(self, index: Array) -> "End":
        return End(self.numbers.take(index), None if self.infinite is None else self.infinite.take(index))


@dataclass(slots=True)
class Ranges:
    """The values still possible; ``high is low`` where all of them are exact.

    Attributes:
        why: Zero where exact; None where all are.
        empty: Where there is no value: a date known not to exist, or what follows from one.
    """

    low: End
    high: End
    why: Why | None = None
    empty: Mask | None = None

    @staticmethod
    def exact(numbers: Numbers, empty: Mask | None = None) -> "Ranges":
        end = End(numbers)
        return Ranges(end, end, None, empty)

    @property
    def is_exact(self) -> bool:
        return self.high is self.low

    @property
    def certain(self) -> Numbers:
        """The values, which count only where they are exact."""
        return self.low.numbers

    @property
    def is_one_value(self) -> bool:
        """Whether there is one known value for all."""
        if not self.is_exact or self.empty is not None:
            return False
        return isinstance(self.low.numbers.num, int) and isinstance(self.low.numbers.den, int)

    def take(self, index: Array) -> "Ranges":
        """Return those at these places."""
        low = self.low.take(index)
        high = low if self.is_exact else self.high.take(index)
        return Ranges(
            low,
            high,
            None if self.why is None else self.why.take(index),
            None if self.empty is None else self.empty.take(index),
        )

    def exact_mask(self, size: int) -> Mask:
        """Say where the value is one and known."""
        known = np.ones(size, bool) if self.why is None else self.why == 0
        return known if self.empty is None else known & ~self.empty


class Gapped(Ranges):
    """Values that are exact, but for places of which nothing is known but the same two ends.

    What `Ranges` has is worked out when it is first asked for, and mostly is not.
    """

    __slots__ = ("_cause", "_ends", "_entered", "_has_low", "_numbers")

    def __init__(
        self,
        numbers: Numbers,
        entered: Mask,
        ends: tuple[Numbers, Numbers],
        cause: Cause,
        empty: Mask | None,
        *,
        has_low: bool,
    ) -> None:
        """Take what is known where it was ``entered``, else the ``ends``, each one value for all.

        ``has_low`` says that the numbers are those of the lower end where nothing was entered.
        """
        self._numbers, self._entered, self._ends, self._cause = numbers, entered, ends, cause
        self.empty, self._has_low = empty, has_low

    def __getattr__(self, name: str) -> Any:
        # Asked only for what has not been set yet.
        match name:
            case "why":
                self.why = at(~self._entered, self._cause)
            case "low":
                self.low = End(self._numbers if self._has_low else self._filled(0))
            case "high":
                self.high = End(self._filled(1))
            case _:
                raise AttributeError(name)
        return getattr(self, name)

    @property
    def is_exact(self) -> bool:
        return False

    @property
    def certain(self) -> Numbers:
        return self._numbers

    def take(self, index: Array) -> Ranges:
        numbers, entered = self._numbers.take(index), self._entered.take(index)
        empty = None if self.empty is None else self.empty.take(index)
        if np.count_nonzero(entered) == len(entered):
            return Ranges.exact(numbers, empty)
        return Gapped(numbers, entered, self._ends, self._cause, empty, has_low=self._has_low)

    def exact_mask(self, size: int) -> Mask:
        return self._entered if self.empty is None else self._entered & ~self.empty

    def mapped(self, operation: Callable[[Numbers], Numbers]) -> Ranges:
        """Apply an operation that rises, or stays, with its operand."""
        low, high = map(operation, self._ends)
        found = Gapped(
            operation(self._numbers),
            self._entered,
            (low, high),
            self._cause,
            self.empty,
            has_low=self._has_low,
        )
        return Ranges.exact(found.low.numbers, self.empty) if low.equals(high) else found

    def compared(self, comparator: Comparator, value: Ranges) -> "Verdicts":
        """Compare with one value for all; see `compare`."""
        low, high = map(End, self._ends)
        holds, ends, why = _exactly(self._numbers, comparator, value.low.numbers), Ranges(low, high), None
        if _certainly(ends, comparator, value):
            holds = holds | ~self._entered
        else:
            holds = holds & self._entered
            why = None if _certainly(ends, _OPPOSITE[comparator], value) else self.why
        if self.empty is not None:
            holds = holds & ~self.empty
        return Verdicts(holds, ~holds if why is None else holds ^ self._entered, why)

    def _filled(self, end: int) -> Numbers:
        return pick(self._entered, self._numbers, self._ends[end])


@dataclass(slots=True)
class Verdicts:
    """How a condition turns out: where it holds, where it fails, and why it is open elsewhere.

    ``why`` is zero where it is decided, None where all are. A missing figure hides doubts.
    """

    holds: Mask
    fails: Mask
    why: Why | None = None

    @staticmethod
    def decided(holds: Mask) -> "Verdicts":
        """Return how a condition turns out that is open nowhere."""
        return Verdicts(holds, ~holds)

    def replaced(self, index: Array, others: "Verdicts") -> "Verdicts":
        """Return the same with others at these places, where these are decided at all others."""
        holds, fails = self.holds.copy(), self.fails.copy()
        holds[index], fails[index] = others.holds, others.fails
        if others.why is None:
            return Verdicts(holds, fails)
        why = np.zeros(len(holds), others.why.dtype)
        why[index] = others.why
        return Verdicts(holds, fails, why)

    def take(self, index: Array) -> "Verdicts":
        why = None if self.why is None else self.why.take(index)
        return Verdicts(self.holds.take(index), self.fails.take(index), why)


def at(places: Mask, cause: Cause) -> Why:
    """Return one cause at these places."""
    # As bytes: what is true would first be made numbers.
    return places.view(np.uint8) * cause


def union(*whys: Why | None) -> Why | None:
    """Return all causes together."""
    found = [why for why in whys if why is not None]
    return reduce(np.bitwise_or, found) if found else None


def either(left: Mask | None, right: Mask | None) -> Mask | None:
    """Return where one of two is so; None is nowhere."""
    if left is None or right is None or left is right:
        return right if left is None else left
    return left | right


def any_empty(parts: Iterable[Ranges]) -> Mask | None:
    found = [part.empty for part in parts if part.empty is not None]
    return reduce(np.logical_or, found) if found else None


def between(low: End, high: End, why: Why | None, empty: Mask | None) -> Ranges:
    """Return what lies between two ends; open for these reasons where they differ."""
    is_open = either(low.infinite, high.infinite)
    if low.numbers is not high.numbers:
        is_open = either(is_open, ~low.numbers.equals(high.numbers))
    if why is None or is_open is None or not is_open.any():
        return Ranges(low, low, None, empty)
    return Ranges(low, high, why * is_open, empty)


def without_day(value: Ranges, places: Mask) -> Ranges:
    """Return a value that a person must say at these places: it needs a day known not to exist."""
    infinite = (either(end.infinite, places) for end in (value.low, value.high))
    low, high = map(End, (value.low.numbers, value.high.numbers), infinite)
    empty = None if value.empty is None or value.empty is places else value.empty & ~places
    return Ranges(low, high, np.where(places, NO_HELP, whole_why(value.why, len(places))), empty)


def add(left: Ranges, right: Ranges) -> Ranges:
    empty = any_empty((left, right))
    low = _add_ends(left.low, right.low)
    if left.is_exact and right.is_exact:
        return Ranges(low, low, None, empty)
    return between(low, _add_ends(left.high, right.high), union(left.why, right.why), empty)


def subtract(left: Ranges, right: Ranges) -> Ranges:
    empty = any_empty((left, right))
    low = _subtract_ends(left.low, right.high)
    if left.is_exact and right.is_exact:
        return Ranges(low, low, None, empty)
    return between(low, _subtract_ends(left.high, right.low), union(left.why, right.why), empty)


def least_of(parts: Iterable[Ranges]) -> Ranges:
    return _extreme(parts, lower_lows=True)


def greatest_of(parts: Iterable[Ranges]) -> Ranges:
    return _extreme(parts, lower_lows=False)


def choose(condition: Verdicts, then: Ranges, otherwise: Ranges) -> Ranges:
    """One or the other; both are possible while the condition is open, and then both or none have a value."""
    if then.is_one_value and _is_within(otherwise, then.low.numbers):
        return _one_or_less(condition, then.low.numbers, otherwise)
    if otherwise.is_one_value and _is_within(then, otherwise.low.numbers):
        return _one_or_less(opposite(condition), otherwise.low.numbers, then)
    low = pick_end(condition.holds, then.low, otherwise.low)
    exact = then.is_exact and otherwise.is_exact
    high = low if exact else pick_end(condition.holds, then.high, otherwise.high)
    size = len(condition.holds)
    empty = _picked_mask(condition.holds, then.empty, otherwise.empty, size)
    then_why, other_why = whole_why(then.why, size), whole_why(otherwise.why, size)
    why = None if exact else np.where(condition.holds, then_why, other_why)
    if condition.why is None or not condition.why.any():
        return Ranges(low, high, why, empty)
    is_open = condition.why != 0
    lowest, highest = _low_least(then.low, otherwise.low), _high_greatest(then.high, otherwise.high)
    opened = between(lowest, highest, condition.why | then_why | other_why, None)
    return Ranges(
        pick_end(is_open, opened.low, low),
        pick_end(is_open, opened.high, high),
        np.where(is_open, whole_why(opened.why, size), whole_why(why, size)),
        _picked_mask(is_open, any_empty((then, otherwise)), empty, size),
    )


def _is_within(value: Ranges, most: Numbers) -> bool:
    """Tell whether all values are nearer to zero than one value for all, which is above it."""
    if value.empty is not None or not isinstance(most.num, int):
        return False
    for end in (value.low, value.high):
        den = end.numbers.den if isinstance(end.numbers.den, int) else 1
        if end.infinite is not None or end.numbers.reach * most.den_reach >= most.num * den:
            return False
    return True


def _one_or_less(condition: Verdicts, one: Numbers, less: Ranges) -> Ranges:
    """Choose between one value for all and what is below it everywhere, so that no two ends are equal."""
    low = End(pick(condition.holds, one, less.low.numbers))
    is_open = condition.why is not None and condition.why.any()
    if less.is_exact and not is_open:
        return Ranges(low, low)
    high = End(pick(condition.fails, less.high.numbers, one))
    why = None if less.why is None else less.why * ~condition.holds
    return Ranges(low, high, union(condition.why, why))


def compare(left: Ranges, comparator: Comparator, right: Ranges, size: int) -> Verdicts:
    """Compare; decided as soon as every possible value agrees. What does not exist never complies."""
    empty = any_empty((left, right))
    if isinstance(left, Gapped) and right.is_one_value:
        return left.compared(comparator, right)
    if left.is_exact and right.is_exact:
        holds = _exactly(left.low.numbers, comparator, right.low.numbers)
        if not holds.ndim:
            holds = np.full(size, holds)
        return Verdicts.decided(holds if empty is None else holds & ~empty)
    holds, fails = _certainly(left, comparator, right), _certainly(left, _OPPOSITE[comparator], right)
    if empty is not None:
        holds, fails = holds & ~empty, fails | empty
    why = hide_doubts(whole_why(union(left.why, right.why), size))
    return Verdicts(holds, fails, why * ~(holds | fails))


def all_of(verdicts: Iterable[Verdicts]) -> Verdicts:
    """且: any false is false; else any missing is missing; else any undecidable is undecidable."""
    found = list(verdicts)
    holds = reduce(np.logical_and, [one.holds for one in found])
    fails = reduce(np.logical_or, [one.fails for one in found])
    why = union(*(one.why for one in found))
    return Verdicts(holds, fails, None if why is None else hide_doubts(why) * ~fails)


def any_of(verdicts: Iterable[Verdicts]) -> Verdicts:
    """或: any true is true; else any missing is missing; else any undecidable is undecidable."""
    found = list(verdicts)
    holds = reduce(np.logical_or, [one.holds for one in found])
    fails = reduce(np.logical_and, [one.fails for one in found])
    why = union(*(one.why for one in found))
    return Verdicts(holds, fails, None if why is None else hide_doubts(why) * ~holds)


def opposite(verdicts: Verdicts) -> Verdicts:
    """非."""
    return Verdicts(verdicts.fails, verdicts.holds, verdicts.why)


def hide_doubts(why: Why) -> Why:
    """Leave doubts out where a figure is missing: it must be entered first."""
    # Choosing one or the other place by place takes ten times as long, and mostly there is none.
    return why ^ (why & DOUBTS) * (why > DOUBTS) if np.bitwise_or.reduce(why) & DOUBTS else why


def missing_in(why: Why) -> Why:
    """Return the causes that are figures not entered."""
    return why ^ (why & DOUBTS)


_OPPOSITE: Final = {
    Comparator.AT_LEAST: Comparator.LESS_THAN,
    Comparator.LESS_THAN: Comparator.AT_LEAST,
    Comparator.AT_MOST: Comparator.MORE_THAN,
    Comparator.MORE_THAN: Comparator.AT_MOST,
    Comparator.EQUAL: Comparator.NOT_EQUAL,
    Comparator.NOT_EQUAL: Comparator.EQUAL,
}


def _exactly(left: Numbers, comparator: Comparator, right: Numbers) -> Mask:
    match comparator:
        case Comparator.AT_LEAST:
            return ~left.is_below(right)
        case Comparator.MORE_THAN:
            return right.is_below(left)
        case Comparator.AT_MOST:
            return ~right.is_below(left)
        case Comparator.LESS_THAN:
            return left.is_below(right)
        case Comparator.EQUAL:
            return left.equals(right)
        case Comparator.NOT_EQUAL:
            return ~left.equals(right)


def _certainly(left: Ranges, comparator: Comparator, right: Ranges) -> Mask:
    """Say where it holds whatever the values turn out to be."""
    match comparator:
        case Comparator.AT_LEAST | Comparator.MORE_THAN:
            return _finite(_exactly(left.low.numbers, comparator, right.high.numbers), left.low, right.high)
        case Comparator.AT_MOST | Comparator.LESS_THAN:
            return _finite(_exactly(left.high.numbers, comparator, right.low.numbers), left.high, right.low)
        case Comparator.EQUAL:
            ends = (left.low, left.high, right.low, right.high)
            one = left.low.numbers.equals(left.high.numbers) & right.low.numbers.equals(right.high.numbers)
            return _finite(one & left.low.numbers.equals(right.low.numbers), *ends)
        case Comparator.NOT_EQUAL:
            return _certainly(left, Comparator.LESS_THAN, right) | _certainly(
                left, Comparator.MORE_THAN, right
            )


def _finite(mask: Mask, *ends: End) -> Mask:
    for end in ends:
        if end.infinite is not None:
            mask = mask & ~end.infinite
    return mask


def _add_ends(left: End, right: End) -> End:
    return End(left.numbers + right.numbers, either(left.infinite, right.infinite))


def _subtract_ends(left: End, right: End) -> End:
    return End(left.numbers - right.numbers, either(left.infinite, right.infinite))


def _low_least(left: End, right: End) -> End:
    return End(least(left.numbers, right.numbers), either(left.infinite, right.infinite))


def _high_greatest(left: End, right: End) -> End:
    return End(greatest(left.numbers, right.numbers), either(left.infinite, right.infinite))


def _high_least(left: End, right: End) -> End:
    """The lesser of two upper ends: an infinite one gives way."""
    return _nearer(left, right, least(left.numbers, right.numbers))


def _low_greatest(left: End, right: End) -> End:
    """The greater of two lower ends: an infinite one gives way."""
    return _nearer(left, right, greatest(left.numbers, right.numbers))


def _nearer(left: End, right: End, numbers: Numbers) -> End:
    if left.infinite is not None:
        numbers = pick(left.infinite, right.numbers, numbers)
    if right.infinite is not None:
        numbers = pick(right.infinite, left.numbers, numbers)
    both = None if left.infinite is None or right.infinite is None else left.infinite & right.infinite
    return End(numbers, both)


def _extreme(parts: Iterable[Ranges], *, lower_lows: bool) -> Ranges:
    found = list(parts)
    for one, other in (found, found[::-1]) if len(found) == 2 else ():
        if isinstance(one, Gapped) and other.is_one_value:
            return one.mapped(partial(least if lower_lows else greatest, other.low.numbers))
    empty = any_empty(found)
    low = reduce(_low_least if lower_lows else _low_greatest, [part.low for part in found])
    if all(part.is_exact for part in found):
        return Ranges(low, low, None, empty)
    high = reduce(_high_least if lower_lows else _high_greatest, [part.high for part in found])
    return between(low, high, union(*(part.why for part in found)), empty)


def pick_end(mask: Mask, then: End, otherwise: End) -> End:
    """Return the first where the mask says so, else the second."""
    infinite = None
    if then.infinite is not None or otherwise.infinite is not None:
        size = len(mask)
        infinite = np.where(mask, whole_mask(then.infinite, size), whole_mask(otherwise.infinite, size))
    return End(pick(mask, then.numbers, otherwise.numbers), infinite)


def _picked_mask(mask: Mask, then: Mask | None, otherwise: Mask | None, size: int) -> Mask | None:
    if then is None and otherwise is None:
        return None
    return np.where(mask, whole_mask(then, size), whole_mask(otherwise, size))


def whole_why(why: Why | None, size: int) -> Why:
    """Return causes for each place."""
    return np.zeros(size, NO_CAUSE.dtype) if why is None else why


def whole_mask(mask: Mask | None, size: int) -> Mask:
    """Return a mask for each place."""
    return np.zeros(size, bool) if mask is None else mask
