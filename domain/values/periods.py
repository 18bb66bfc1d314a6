"""Periods that figures are reported for: a year, half-year, quarter or month, or 累计."""

import re
from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from domain.values.errors import BadInput


class PeriodKind(StrEnum):
    """How long a period is. The value is the letter in its written form.

    ``CUMULATIVE`` are the months from January to one of the twelve, as monthly returns report them
    (1—5月累计).
    """

    YEAR = ""
    HALF = "H"
    QUARTER = "Q"
    MONTH = "M"
    CUMULATIVE = "C"


_PER_YEAR: Final = {PeriodKind.YEAR: 1, PeriodKind.HALF: 2, PeriodKind.QUARTER: 4, PeriodKind.MONTH: 12}
_BY_MONTHS: Final = {12 // count: kind for kind, count in _PER_YEAR.items()}
_COUNTS: Final = {**_PER_YEAR, PeriodKind.CUMULATIVE: 12}
_WRITTEN: Final = re.compile(r"(\d{4})(?:([HQMC])(\d{1,2}))?", re.ASCII)
_NUMERALS: Final = ("一", "二", "三", "四")


class Period(NamedTuple):
    """One period. Ordered by its first day, a longer one before the shorter one it begins with.

    ``first_month`` is 1 to 12, ``minus_months`` the negated length, so that the order is the natural one.
    The half-year and 1—6月累计 are the same months by two names, and two periods: each keeps what was
    reported for it.

    >>> Period.parse("2022Q2").year_before, Period.parse("2022Q1").before
    (Period(2021Q2), Period(2021Q4))
    """

    year: int
    first_month: int
    minus_months: int
    is_cumulative: bool = False

    @staticmethod
    def parse(text: str) -> "Period":
        """Read ``2022``, ``2022H1``, ``2022Q2``, ``2022M05`` or ``2022C05``.

        Raises:
            BadInput: It is not written so, or there is no such period.
        """
        return _parse(text)

    @staticmethod
    def of(year: int, kind: PeriodKind, number: int = 1) -> "Period":
        """Return the ``number``-th period of this kind in the year, counted from 1."""
        if kind is PeriodKind.CUMULATIVE:
            return Period(year, 1, -number, is_cumulative=True)
        months = 12 // _PER_YEAR[kind]
        return Period(year, (number - 1) * months + 1, -months)

    @property
    def months(self) -> int:
        return -self.minus_months

    @property
    def kind(self) -> PeriodKind:
        return PeriodKind.CUMULATIVE if self.is_cumulative else _BY_MONTHS[-self.minus_months]

    @property
    def number(self) -> int:
        """Which of its kind in the year, from 1."""
        return self.months if self.is_cumulative else (self.first_month - 1) // self.months + 1

    @property
    def first_day(self) -> date:
        return date(self.year, self.first_month, 1)

    @property
    def last_month(self) -> int:
        return self.first_month + self.months - 1

    @property
    def last_day(self) -> date:
        return date(self.year, self.last_month, monthrange(self.year, self.last_month)[1])

    @property
    def year_before(self) -> "Period":
        """The same period a year earlier, which 同比 compares with."""
        return Period(self.year - 1, self.first_month, self.minus_months, self.is_cumulative)

    @property
    def before(self) -> "Period":
        """The period just before, which 环比 compares with. Nothing comes before 累计.

        Raises:
            ValueError: It is a cumulative period.
        """
        if self.is_cumulative:
            raise ValueError(f"nothing comes just before {self}")
        if self.first_month == 1:
            return Period(self.year - 1, 13 - self.months, self.minus_months)
        return Period(self.year, self.first_month - self.months, self.minus_months)

    @property
    def after(self) -> "Period":
        """The period just after; of 累计 that of the next year.

        >>> Period.parse("2022Q4").after, Period.parse("2022H1").after, Period.parse("2022C05").after
        (Period(2023Q1), Period(2022H2), Period(2023C05))
        """
        if self.is_cumulative:
            return Period(self.year + 1, self.first_month, self.minus_months, is_cumulative=True)
        begins = self.last_day + timedelta(days=1)
        return Period(begins.year, begins.month, self.minus_months)

    @property
    def quarters(self) -> tuple["Period", ...]:
        """The quarters it consists of; empty for a month and for 累计."""
        count = 0 if self.is_cumulative else self.months // 3
        return tuple(Period(self.year, self.first_month + 3 * i, -3) for i in range(count))

    @property
    def label(self) -> str:
        """How people say it.

        >>> Period.parse("2022H1").label, Period.parse("2022Q2").label, Period.parse("2022M05").label
        ('2022年上半年', '2022年二季度', '2022年5月')
        """
        return f"{self.year}年" if self.kind is PeriodKind.YEAR else f"{self.year}年{self.name}"

    @property
    def name(self) -> str:
        """How people say it where the year is plain.

        >>> [Period.parse(text).name for text in ("2022", "2022H1", "2022Q2", "2022M05", "2022C05")]
        ['全年', '上半年', '二季度', '5月', '1—5月累计']
        """
        return _name(self)

    def __str__(self) -> str:
        return _text(self)

    def __repr__(self) -> str:
        return f"Period({self})"


@lru_cache(maxsize=1024)
def _text(period: Period) -> str:
    match period.kind:
        case PeriodKind.YEAR:
            return f"{period.year}"
        case PeriodKind.MONTH | PeriodKind.CUMULATIVE as kind:
            return f"{period.year}{kind}{period.number:02d}"
        case kind:
            return f"{period.year}{kind}{period.number}"


@lru_cache(maxsize=1024)
def _parse(text: str) -> Period:
    match = _WRITTEN.fullmatch(text)
    if match is None:
        raise BadInput(f"“{text[:20]}”不是期间，应写作 2022、2022H1、2022Q2、2022M05 或 2022C05")
    year, letter, number = int(match[1]), match[2] or "", int(match[3] or 1)
    kind = PeriodKind(letter)
    if not (1900 <= year <= 2100 and 1 <= number <= _COUNTS[kind]):
        raise BadInput(
            f"没有“{text}”这个期间：半年为 H1、H2，季度为 Q1 至 Q4，月为 M01 至 M12，"
            "从 1 月到某月的累计为 C01 至 C12"
        )
    return Period.of(year, kind, number)


@lru_cache(maxsize=1024)
def _name(period: Period) -> str:
    match period.kind:
        case PeriodKind.YEAR:
            return "全年"
        case PeriodKind.HALF:
            return "上半年" if period.number == 1 else "下半年"
        case PeriodKind.QUARTER:
            return f"{_NUMERALS[period.number - 1]}季度"
        case PeriodKind.MONTH:
            return f"{period.number}月"
        case PeriodKind.CUMULATIVE:
            return "1月累计" if period.number == 1 else f"1—{period.number}月累计"
