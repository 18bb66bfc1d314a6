"""Periods that figures are reported for: a year, half-year, quarter or month."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final

from domain.errors import BadInput


class PeriodKind(StrEnum):
    """How long a period is. The value is the letter in its written form."""

    YEAR = ""
    HALF = "H"
    QUARTER = "Q"
    MONTH = "M"


_PER_YEAR: Final = {PeriodKind.YEAR: 1, PeriodKind.HALF: 2, PeriodKind.QUARTER: 4, PeriodKind.MONTH: 12}
_KINDS: Final = {count: kind for kind, count in _PER_YEAR.items()}
_BY_MONTHS: Final = {12 // count: kind for kind, count in _PER_YEAR.items()}
_WRITTEN: Final = re.compile(r"(\d{4})(?:([HQM])(\d{1,2}))?", re.ASCII)
_NUMERALS: Final = ("一", "二", "三", "四")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One period. Ordered by its first day, a longer one before the shorter one it begins with.

    ``first_month`` is 1 to 12, ``minus_months`` the negated length, so that the order is the natural one.

    >>> Period.parse("2022Q2").year_before, Period.parse("2022Q1").before
    (Period(2021Q2), Period(2021Q4))
    """

    year: int
    first_month: int
    minus_months: int

    @staticmethod
    def parse(text: str) -> "Period":
        """Read ``2022``, ``2022H1``, ``2022Q2`` or ``2022M05``.

        Raises:
            BadInput: It is not written so, or there is no such period.
        """
        return _parse(text)

    @staticmethod
    def of(year: int, kind: PeriodKind, number: int = 1) -> "Period":
        """Return the ``number``-th period of this kind in the year, counted from 1."""
        months = 12 // _PER_YEAR[kind]
        return Period(year, (number - 1) * months + 1, -months)

    @property
    def months(self) -> int:
        return -self.minus_months

    @property
    def kind(self) -> PeriodKind:
        return _BY_MONTHS[-self.minus_months]

    @property
    def number(self) -> int:
        """Which of its kind in the year, from 1."""
        return (self.first_month - 1) // self.months + 1

    @property
    def first_day(self) -> date:
        return date(self.year, self.first_month, 1)

    @property
    def last_day(self) -> date:
        last_month = self.first_month + self.months - 1
        return date(self.year, last_month, monthrange(self.year, last_month)[1])

    @property
    def year_before(self) -> "Period":
        """The same period a year earlier, which 同比 compares with."""
        return Period(self.year - 1, self.first_month, self.minus_months)

    @property
    def before(self) -> "Period":
        """The period just before, which 环比 compares with."""
        if self.first_month == 1:
            return Period(self.year - 1, 13 - self.months, self.minus_months)
        return Period(self.year, self.first_month - self.months, self.minus_months)

    @property
    def quarters(self) -> tuple["Period", ...]:
        """The quarters it consists of; empty for a month."""
        count = self.months // 3
        return tuple(Period(self.year, self.first_month + 3 * i, -3) for i in range(count))

    @property
    def label(self) -> str:
        """How people say it.

        >>> Period.parse("2022H1").label, Period.parse("2022Q2").label, Period.parse("2022M05").label
        ('2022年上半年', '2022年二季度', '2022年5月')
        """
        return _label(self)

    def __str__(self) -> str:
        match self.kind:
            case PeriodKind.YEAR:
                return f"{self.year}"
            case PeriodKind.MONTH:
                return f"{self.year}M{self.number:02d}"
            case kind:
                return f"{self.year}{kind}{self.number}"

    def __repr__(self) -> str:
        return f"Period({self})"


@lru_cache(maxsize=1024)
def _parse(text: str) -> Period:
    match = _WRITTEN.fullmatch(text)
    if match is None:
        raise BadInput(f"“{text[:20]}”不是期间，应写作 2022、2022H1、2022Q2 或 2022M05")
    year, letter, number = int(match[1]), match[2] or "", int(match[3] or 1)
    kind = PeriodKind(letter)
    if not (1900 <= year <= 2100 and 1 <= number <= _PER_YEAR[kind]):
        raise BadInput(f"没有“{text}”这个期间：半年为 H1、H2，季度为 Q1 至 Q4，月为 M01 至 M12")
    return Period.of(year, kind, number)


@lru_cache(maxsize=1024)
def _label(period: Period) -> str:
    match period.kind:
        case PeriodKind.YEAR:
            return f"{period.year}年"
        case PeriodKind.HALF:
            return f"{period.year}年{'上' if period.number == 1 else '下'}半年"
        case PeriodKind.QUARTER:
            return f"{period.year}年{_NUMERALS[period.number - 1]}季度"
        case PeriodKind.MONTH:
            return f"{period.year}年{period.number}月"
