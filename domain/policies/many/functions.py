"""The functions of quantities on columns; one that is not here is worked out enterprise by enterprise."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Final

from domain.policies.language.measures import Elapse
from domain.policies.many import arithmetic, ranges
from domain.policies.many.ranges import Ranges

OnColumns = Callable[[Sequence[Ranges], int], Ranges]
"""Works a function out from its arguments at so many places."""


def _steps(parts: Sequence[Ranges], size: int, *, counts_begun: bool) -> Ranges:
    base, step = parts[0], parts[1].low.numbers
    assert isinstance(step.num, int)
    assert isinstance(step.den, int)
    return arithmetic.steps(base, Fraction(step.num, step.den), size, counts_begun=counts_begun)


def _elapsed(parts: Sequence[Ranges], size: int, *, unit: Elapse) -> Ranges:
    return arithmetic.elapsed(parts[0], parts[1], unit, size)


def _least(parts: Sequence[Ranges], _: int) -> Ranges:
    return ranges.least_of(parts)


def _greatest(parts: Sequence[Ranges], _: int) -> Ranges:
    return ranges.greatest_of(parts)


ON_COLUMNS: Final[Mapping[str, OnColumns]] = {
    "每满": partial(_steps, counts_begun=False),
    "每档": partial(_steps, counts_begun=True),
    "封顶": _least,
    "保底": _greatest,
    "较小": _least,
    "较大": _greatest,
    "天数": partial(_elapsed, unit=Elapse.DAYS),
    "整月": partial(_elapsed, unit=Elapse.MONTHS),
    "整年": partial(_elapsed, unit=Elapse.YEARS),
}
