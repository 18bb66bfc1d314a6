"""What can be said of a value, or of a condition, while some figures are not entered."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne
from typing import Final, NamedTuple, Protocol

from domain.policies.language.measures import Comparator

Exact = int | Fraction
NOTHING: Final[frozenset[str]] = frozenset()


class Doubt(NamedTuple):
    """Why a value cannot be computed, so that a person must say.

    ``key`` names the figure that the office decides; empty where nothing that could be entered would help.
    """

    text: str
    key: str = ""


CERTAIN: Final[frozenset[Doubt]] = frozenset()


class Range(NamedTuple):
    """The values that are still possible, both ends included; exact where they are one.

    An empty range (``low`` above ``high``) is a date that is known not to exist, or what follows from one.

    Attributes:
        missing: Keys of the figures not entered that keep it from being exact.
        doubts: What else keeps it from being exact, such as a growth rate without a value.
    """

    low: Exact
    high: Exact
    missing: frozenset[str] = NOTHING
    doubts: frozenset[Doubt] = CERTAIN

    @staticmethod
    def of(value: Exact) -> "Range":
        return Range(value, value)

    @property
    def is_exact(self) -> bool:
        # Fractions take long to compare.
        return self.low is self.high or self.low == self.high

    @property
    def is_empty(self) -> bool:
        return self.low is not self.high and self.low > self.high


NEVER: Final = Range(1, 0)


class Result(StrEnum):
    """How a condition turns out."""

    TRUE = "true"
    FALSE = "false"
    MISSING = "missing"
    UNDECIDABLE = "manual"

    @property
    def as_json(self) -> bool | str:
        return {Result.TRUE: True, Result.FALSE: False}.get(self, self.value)


class Verdict(NamedTuple):
    """A result, with the keys of the figures that a missing one waits for, and why it is undecidable."""

    result: Result
    missing: frozenset[str] = NOTHING
    doubts: frozenset[Doubt] = CERTAIN


class Turned(Protocol):
    """Anything that says how a condition turned out: a verdict, or what is shown of one."""

    @property
    def result(self) -> Result: ...
    @property
    def missing(self) -> Iterable[str]: ...
    @property
    def doubts(self) -> Iterable[Doubt]: ...


# See `measures` for why these are names of the module.
HOLDS: Final = Result.TRUE
FAILS: Final = Result.FALSE
_ANY_FAILS: Final = (FAILS, Result.MISSING, Result.UNDECIDABLE)
_ANY_HOLDS: Final = (HOLDS, Result.MISSING, Result.UNDECIDABLE)
TRUE: Final = Verdict(HOLDS)
FALSE: Final = Verdict(FAILS)
_SETTLED: Final = {HOLDS: TRUE, FAILS: FALSE}
_OPPOSITE: Final = {HOLDS: FALSE, FAILS: TRUE}


def combine(
    operation: Callable[..., Exact], operands: Iterable[Range], falls: frozenset[int] = frozenset()
) -> Range:
    """Apply an operation whose result rises, or stays, with each operand but those that it falls with."""
    parts = tuple(operands)
    if any(part.is_empty for part in parts):
        return NEVER
    low = operation(*[part.high if at in falls else part.low for at, part in enumerate(parts)])
    if all(part.is_exact for part in parts):
        return Range(low, low)
    high = operation(*[part.low if at in falls else part.high for at, part in enumerate(parts)])
    return between(low, high, parts)


def between(low: Exact, high: Exact, causes: Iterable["Range | Verdict"]) -> Range:
    """Return what lies between two values; it is open for the reasons of its causes."""
    if low == high:
        return Range(low, high)
    found = tuple(causes)
    missing = frozenset[str]().union(*(cause.missing for cause in found))
    return Range(low, high, missing, frozenset[Doubt]().union(*(cause.doubts for cause in found)))


def negate(value: Range) -> Range:
    """Return minus the value."""
    if value.is_empty:
        return NEVER
    return Range(-value.high, -value.low, value.missing, value.doubts)


def multiply(left: Range, right: Range) -> Range:
    """Multiply, exactly."""
    if left.is_empty or right.is_empty:
        return NEVER
    if left.is_exact and right.is_exact:
        return Range.of(left.low * right.low)
    products = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
    return between(min(products), max(products), (left, right))


def divide(left: Range, right: Range, *, bound: Exact, doubt: Doubt) -> Range:
    """Divide, exactly. By zero there is no value: ``doubt`` says so; near zero ``bound`` limits it."""
    if left.is_empty or right.is_empty:
        return NEVER
    if right.is_exact and right.low == 0:
        return Range(-bound, bound, doubts=frozenset({doubt}))
    if right.low <= 0 <= right.high:
        return between(-bound, bound, (left, right))
    quotients = [Fraction(a) / b for a in (left.low, left.high) for b in (right.low, right.high)]
    return between(min(quotients), max(quotients), (left, right))


def growth(now: Range, base: Range, *, bound: Exact, doubt: Doubt) -> Range:
    """Return (now - base) / base; it has no value where the base is known and not above 0.

    That holds even where the present figure is not entered: nothing it could be would help.
    """
    if now.is_empty or base.is_empty:
        return NEVER
    if not base.is_exact:
        return between(-bound, bound, (now, base))
    if base.low <= 0:
        return Range(-bound, bound, doubts=frozenset({doubt}))
    low = Fraction(now.low - base.low, base.low)
    return Range(low, low) if now.is_exact else between(low, Fraction(now.high - base.low, base.low), [now])


def choose(condition: Verdict, then: Range, otherwise: Range) -> Range:
    """One or the other; both are possible while the condition is open, and then both or none have a value."""
    if condition.result is HOLDS:
        return then
    if condition.result is FAILS:
        return otherwise
    if then.is_empty or otherwise.is_empty:
        return NEVER
    low, high = min(then.low, otherwise.low), max(then.high, otherwise.high)
    return between(low, high, (condition, then, otherwise))


def compare(left: Range, comparator: Comparator, right: Range) -> Verdict:
    """Compare; decided as soon as every possible value agrees. A date that does not exist never complies."""
    if left.low is left.high and right.low is right.high:
        return TRUE if _HOLDS[comparator](*_comparable(left.low, right.low)) else FALSE
    if left.is_empty or right.is_empty:
        return FALSE
    if _CERTAIN[comparator](left, right):
        return TRUE
    if _IMPOSSIBLE[comparator](left, right):
        return FALSE
    missing = left.missing | right.missing
    if missing:
        return Verdict(Result.MISSING, missing)
    return Verdict(Result.UNDECIDABLE, doubts=left.doubts | right.doubts)


def _comparable(left: Exact, right: Exact) -> tuple[int, int]:
    """Return two whole numbers that compare as these do: fractions first ask what the other one is."""
    if isinstance(left, int) and isinstance(right, int):
        return left, right
    return left.numerator * right.denominator, right.numerator * left.denominator


_HOLDS: Final[dict[Comparator, Callable[[Exact, Exact], bool]]] = {
    Comparator.AT_LEAST: ge,
    Comparator.MORE_THAN: gt,
    Comparator.AT_MOST: le,
    Comparator.LESS_THAN: lt,
    Comparator.EQUAL: eq,
    Comparator.NOT_EQUAL: ne,
}


def _same(left: Range, right: Range) -> bool:
    return left.is_exact and right.is_exact and left.low == right.low


def _apart(left: Range, right: Range) -> bool:
    return left.high < right.low or right.high < left.low


_CERTAIN: Final[dict[Comparator, Callable[[Range, Range], bool]]] = {
    Comparator.AT_LEAST: lambda left, right: left.low >= right.high,
    Comparator.MORE_THAN: lambda left, right: left.low > right.high,
    Comparator.AT_MOST: lambda left, right: left.high <= right.low,
    Comparator.LESS_THAN: lambda left, right: left.high < right.low,
    Comparator.EQUAL: _same,
    Comparator.NOT_EQUAL: _apart,
}
_IMPOSSIBLE: Final[dict[Comparator, Callable[[Range, Range], bool]]] = {
    Comparator.AT_LEAST: _CERTAIN[Comparator.LESS_THAN],
    Comparator.MORE_THAN: _CERTAIN[Comparator.AT_MOST],
    Comparator.AT_MOST: _CERTAIN[Comparator.MORE_THAN],
    Comparator.LESS_THAN: _CERTAIN[Comparator.AT_LEAST],
    Comparator.EQUAL: _apart,
    Comparator.NOT_EQUAL: _same,
}


def all_of(verdicts: Iterable[Turned]) -> Verdict:
    """且: any false is false; else any missing is missing; else any undecidable is undecidable."""
    return _first_of(verdicts, _ANY_FAILS, TRUE)


def any_of(verdicts: Iterable[Turned]) -> Verdict:
    """或: any true is true; else any missing is missing; else any undecidable is undecidable."""
    return _first_of(verdicts, _ANY_HOLDS, FALSE)


def opposite(verdict: Verdict) -> Verdict:
    """非."""
    return _OPPOSITE.get(verdict.result, verdict)


def _first_of(verdicts: Iterable[Turned], order: tuple[Result, ...], otherwise: Verdict) -> Verdict:
    settling, others, opened = order[0], otherwise.result, []
    for verdict in verdicts:
        result = verdict.result
        if result is settling:
            return _SETTLED[result]
        if result is not others:
            opened.append(verdict)
    for result in order[1:] if opened else ():
        if waiting := [one for one in opened if one.result is result]:
            return _joined(result, waiting)
    return otherwise


def _joined(result: Result, verdicts: Iterable[Turned]) -> Verdict:
    missing = frozenset[str]().union(*(one.missing for one in verdicts))
    return Verdict(result, missing, frozenset[Doubt]().union(*(one.doubts for one in verdicts)))
