"""A figure as wording or a formula has it, and when two of them mean the same."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final

from domain.policies.language.units import Unit

Days = tuple[date, date]
"""A stretch of time by its first and its last day; one day is both."""

_COUNTS: Final = frozenset(
    "人 人次 名 位 户 家 家次 所 个 项 件 台 套 辆 次 笔 条 张 批 级 强".split()  # noqa: SIM905 - shorter
)
"""What things are counted in. The wording chooses freely among them."""
_MONTHS: Final = {"年": 12, "个月": 1}
_RATE_UNITS: Final = {"倍": Fraction(1)}


class Kind(StrEnum):
    """What a figure measures."""

    MONEY = "金额"
    RATE = "比率"
    NUMBER = "数"
    TIME = "时间"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. Money is in fen, a rate a fraction of one.

    Attributes:
        text: As it is written, or as people would write it.
        amounts: What it may be; several where two ways of writing mean the same. Empty for a time, and where
            it is about so much: 数十万元.
        unit: Of a number.
        times: What stretch of time it may be; several where its year is not named.
        also: The day beside it that says the same: 7月1日前 is until 30 June.
        is_year: Whether it only names the year that other periods lie in.
        is_limit: Whether it is the most that is given.
        parts: What says the same piece by piece: both ends of a stretch of time, or each of its periods.
        place: Where it stands, in the words of people.
    """

    kind: Kind
    text: str
    amounts: frozenset[Fraction] = frozenset()
    unit: str = ""
    times: frozenset[Days] = frozenset()
    also: frozenset[Days] = frozenset()
    is_year: bool = False
    is_limit: bool = False
    parts: tuple["Figure", ...] = ()
    place: str = ""

    @property
    def is_about(self) -> bool:
        """Whether nobody knows how much it is, such as of 数十万元 or 二三十家."""
        return self.kind is not Kind.TIME and not self.amounts

    def at(self, place: str) -> "Figure":
        """Return the figure with the place where it stands."""
        return replace(self, place=place)


def amount(kind: Kind, text: str, value: Fraction | int, unit: str = "") -> Figure:
    """Return an amount, a rate or a number; signs do not count, since wording says 减少 or 下降.

    >>> amount(Kind.NUMBER, "3年", 3, "年").amounts == amount(Kind.NUMBER, "36个月", 36, "个月").amounts
    True
    >>> amount(Kind.NUMBER, "1.2倍", Fraction(6, 5), "倍").kind
    <Kind.RATE: '比率'>
    """
    plain = Unit.of(unit)
    size = abs(Fraction(value)) * plain.times
    if kind is Kind.NUMBER and plain.base in _RATE_UNITS:
        return Figure(Kind.RATE, text, frozenset({size}))
    if plain.base in _MONTHS:
        return Figure(kind, text, frozenset({size * _MONTHS[plain.base]}), "个月")
    return Figure(kind, text, frozenset({size}), plain.base)


def stretch(text: str, *times: Days) -> Figure:
    """Return a period."""
    return Figure(Kind.TIME, text, times=frozenset(times))


def all_of(figures: Iterable[Figure]) -> Iterator[Figure]:
    """Yield figures and their parts."""
    for figure in figures:
        yield figure
        yield from all_of(figure.parts)


def stands_in(figure: Figure, others: Iterable[Figure]) -> bool:
    """Return whether a figure is among others, or all of its parts are.

    >>> stands_in(amount(Kind.MONEY, "5万元", 5_000_000), [amount(Kind.MONEY, "50000元", 5_000_000)])
    True
    >>> half = stretch("上半年", (date(2022, 1, 1), date(2022, 6, 30)))
    >>> stands_in(stretch("6月30日", (date(2022, 6, 30),) * 2), [half]), stands_in(half, [])
    (True, False)
    """
    known = list(all_of(others))
    return any(_is_same(figure, other) for other in known) or (
        bool(figure.parts) and all(stands_in(part, known) for part in figure.parts)
    )


def _is_same(figure: Figure, other: Figure) -> bool:
    """Return whether one figure says what the other asks for."""
    if Kind.TIME in (figure.kind, other.kind):
        return figure.kind is other.kind and _is_time_of(figure, other)
    if figure.is_about and other.is_about:
        return figure.text == other.text
    if not figure.amounts & other.amounts:
        return False
    if figure.kind is other.kind:
        return figure.kind is not Kind.NUMBER or _are_units_alike(figure.unit, other.unit)
    # A bare number beside money counts 100 % for each 1.
    number = figure if figure.kind is Kind.NUMBER else other
    return {figure.kind, other.kind} == {Kind.NUMBER, Kind.RATE} and not number.unit


def _are_units_alike(one: str, other: str) -> bool:
    return not one or not other or one == other or {one, other} <= _COUNTS


def _is_time_of(figure: Figure, other: Figure) -> bool:
    if figure.also & other.times or figure.times & other.also:
        return True
    for first, last in figure.times:
        for start, end in other.times:
            if (first, last) == (start, end):
                return True
            if figure.is_year and start.year == end.year == first.year:
                return True
            # A day is named by the period that begins or ends on it.
            if first == last and first in (start, end):
                return True
    return False
