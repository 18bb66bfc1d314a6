"""What can be said of a value, or of a condition, while some figures are not entered."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from domain.policies.formulas.nodes import Comparator

Exact = int | Fraction
NOTHING: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Range:
    """The values that are still possible, both ends included; exact where they are one.

    An empty range (``low`` above ``high``) is a date that is known not to exist.

    Attributes:
        missing: Keys of the figures not entered that keep it from being exact.
        undecidable: Whether a growth rate without a value keeps it from being exact.
    """

    low: Exact
    high: Exact
    missing: frozenset[str] = NOTHING
    undecidable: bool = False

    @staticmethod
    def of(value: Exact) -> "Range":
        return Range(value, value)

    @property
    def is_exact(self) -> bool:
        return self.low == self.high

    @property
    def is_empty(self) -> bool:
        return self.low > self.high

    def settled(self) -> "Range":
        """Forget what kept it open if it no longer does."""
        return Range.of(self.low) if self.is_exact else self


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


@dataclass(frozen=True, slots=True)
class Verdict:
    """A result, with the keys of the figures that a missing one waits for."""

    result: Result
    missing: frozenset[str] = NOTHING


TRUE: Final = Verdict(Result.TRUE)
FALSE: Final = Verdict(Result.FALSE)


def combine(operation: Callable[..., Exact], operands: Iterable[Range]) -> Range:
    """Apply an operation whose result rises, or stays, with each operand."""
    parts = tuple(operands)
    return Range(
        operation(*(part.low for part in parts)),
        operation(*(part.high for part in parts)),
        frozenset().union(*(part.missing for part in parts)),
        any(part.undecidable for part in parts),
    ).settled()


def multiply(left: Range, right: Range, rounded: Callable[[Exact], Exact]) -> Range:
    """Multiply; ``rounded`` is applied to each possible product and never turns the order round."""
    products = [rounded(a * b) for a in (left.low, left.high) for b in (right.low, right.high)]
    return Range(
        min(products), max(products), left.missing | right.missing, left.undecidable or right.undecidable
    ).settled()


def growth(now: Range, base: Range, *, bound: int) -> Range:
    """Return (now - base) / base; it has no value where the base is entered and not above 0.

    That holds even where the present figure is not entered: nothing it could be would help.
    """
    if base.is_exact and base.low <= 0:
        return Range(-bound, bound, undecidable=True)
    if base.is_exact:
        return combine(lambda amount: Fraction(amount - base.low) / base.low, [now])
    return Range(-bound, bound, now.missing | base.missing)


def choose(condition: Verdict, then: Range, otherwise: Range) -> Range:
    """One or the other; both are possible while the condition is open."""
    if condition.result is Result.TRUE:
        return then
    if condition.result is Result.FALSE:
        return otherwise
    return Range(
        min(then.low, otherwise.low),
        max(then.high, otherwise.high),
        condition.missing | then.missing | otherwise.missing,
        condition.result is Result.UNDECIDABLE or then.undecidable or otherwise.undecidable,
    ).settled()


def compare(left: Range, comparator: Comparator, right: Range) -> Verdict:
    """Compare; decided as soon as every possible value agrees. A date that does not exist never complies."""
    if left.is_empty or right.is_empty:
        return FALSE
    certain, impossible = _CERTAIN[comparator](left, right), _IMPOSSIBLE[comparator](left, right)
    if certain or impossible:
        return TRUE if certain else FALSE
    missing = left.missing | right.missing
    return Verdict(Result.MISSING, missing) if missing else Verdict(Result.UNDECIDABLE)


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


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """且: any false is false; else any missing is missing; else any undecidable is undecidable."""
    return _first_of(verdicts, (Result.FALSE, Result.MISSING, Result.UNDECIDABLE), Result.TRUE)


def any_of(verdicts: Iterable[Verdict]) -> Verdict:
    """或: any true is true; else any missing is missing; else any undecidable is undecidable."""
    return _first_of(verdicts, (Result.TRUE, Result.MISSING, Result.UNDECIDABLE), Result.FALSE)


def opposite(verdict: Verdict) -> Verdict:
    """非."""
    return {Result.TRUE: FALSE, Result.FALSE: TRUE}.get(verdict.result, verdict)


def _first_of(verdicts: Iterable[Verdict], order: tuple[Result, ...], otherwise: Result) -> Verdict:
    found = list(verdicts)
    for result in order:
        if any(verdict.result is result for verdict in found):
            names = (verdict.missing for verdict in found if verdict.result is Result.MISSING)
            return Verdict(result, frozenset().union(*names) if result is Result.MISSING else NOTHING)
    return Verdict(otherwise)
