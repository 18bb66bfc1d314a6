"""Counting days: the nth one, the end of a period, how many lie between, and which ends move."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Final, Generic, TypeVar

from domain.office.calendar.years import SATURDAY, Year, known_years
from domain.values.errors import BadInput

K = TypeVar("K")
T = TypeVar("T")

_DAY: Final = timedelta(days=1)
_MOST_DAYS: Final = 1000
_WRITTEN: Final = re.compile(r"(\d{1,9})\s*(个?\s*工作日|[天日]|个?自然日)", re.ASCII)
_LAST_OF_DECEMBER: Final = (12, 29)
"""From here on the arrangement of the next year, which comes in November, may change a day of this one."""


class Days(StrEnum):
    """Which days are counted."""

    WORKING = "working"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Term:
    """How long a period is."""

    number: int
    days: Days

    @staticmethod
    def parse(text: str) -> "Term":
        """Read a term as people write it.

        Raises:
            BadInput: It is not written so, or is no time at all.

        >>> Term.parse("5个工作日").text, Term.parse("7 日").text
        ('5个工作日', '7天')
        """
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            raise BadInput(f"“{text[:30]}”不是期限，请写如“5个工作日”或“7天”")
        number = int(found[1])
        if not 1 <= number <= _MOST_DAYS:
            raise BadInput(f"“{text[:30]}”：期限应为 1 至 {_MOST_DAYS} 天")
        return Term(number, Days.WORKING if "工作" in found[2] else Days.CALENDAR)

    @property
    def text(self) -> str:
        return f"{self.number}{'个工作日' if self.days is Days.WORKING else '天'}"


@dataclass(frozen=True, slots=True)
class Reckoned(Generic[T]):
    """What was counted.

    Attributes:
        value: A day, or a number of days.
        unsure: The years whose arrangement is not there and could change it.
    """

    value: T
    unsure: tuple[int, ...] = ()

    @property
    def is_certain(self) -> bool:
        return not self.unsure

    @property
    def caveat(self) -> str:
        """What is to be said beside it; empty where it is certain.

        >>> Reckoned(5, (2027,)).caveat
        '2027年的放假安排还没有导入，暂按双休日推算，导入后可能变动'
        """
        if self.is_certain:
            return ""
        years = "、".join(f"{year}年" for year in self.unsure)
        return f"{years}的放假安排还没有导入，暂按双休日推算，导入后可能变动"


@dataclass(frozen=True, slots=True)
class Period:
    """Time that runs from a day; whether that day is the first one counted is for the policy to say."""

    start: date
    term: Term
    counts_first: bool = False


class Calendar:
    """Which days are worked: as imported, else as the program knows the year, else all but weekends."""

    def __init__(self, imported: Iterable[Year] = ()) -> None:
        self._imported = {year.number: year for year in imported}
        self._days: dict[date, tuple[bool, int | None]] = {}
        """What was looked up of a day: lists ask of the same ones thousands of times."""

    def is_working_day(self, day: date) -> bool:
        return self._of(day)[0]

    def _of(self, day: date) -> tuple[bool, int | None]:
        """Whether a day is worked, and which year is lacking that could change it."""
        found = self._days.get(day)
        if found is None:
            found = self._days[day] = self._is_worked(day), self._lacking(day)
        return found

    def _is_worked(self, day: date) -> bool:
        for number in (day.year + 1, day.year):
            if (year := self._year(number)) is not None:
                if day in year.off:
                    return False
                if day in year.worked:
                    return True
        return day.weekday() < SATURDAY

    def is_certain(self, day: date) -> bool:
        """Whether no arrangement is lacking that could change the day."""
        return self._lacking(day) is None

    def nth_day(self, start: date, number: int, days: Days, *, counts_first: bool = False) -> Reckoned[date]:
        """Return the day that is the nth, counted from 1.

        Args:
            start: Where counting begins.
            number: Which one.
            days: Which days are counted.
            counts_first: Whether the first that may be counted is ``start`` itself, else the day after.
        """
        day = start if counts_first else start + _DAY
        lacking: list[int | None] = []
        while True:
            if days is Days.CALENDAR:
                return Reckoned(day + (number - 1) * _DAY)
            is_worked, lack = self._of(day)
            lacking.append(lack)
            number -= is_worked
            if not number:
                return Reckoned(day, _years(lacking))
            day += _DAY

    def end_of(self, period: Period) -> Reckoned[date]:
        """Return the last day of a period.

        One of calendar days that would end on a day off ends on the working day after (民法典 第二百零三条).
        """
        number, days = period.term.number, period.term.days
        end = self.nth_day(period.start, number, days, counts_first=period.counts_first)
        if days is Days.WORKING:
            return end
        return self.nth_day(end.value, 1, Days.WORKING, counts_first=True)

    def days_between(self, start: date, end: date, days: Days) -> Reckoned[int]:
        """Return how many days come after one up to and with another; below zero where that lies before."""
        if days is Days.CALENDAR:
            return Reckoned((end - start).days)
        counted = [self._of(day) for day in _from_to(min(start, end), max(start, end))]
        number = sum(is_worked for is_worked, _ in counted)
        return Reckoned(number if start <= end else -number, _years(lack for _, lack in counted))

    def _year(self, number: int) -> Year | None:
        return self._imported.get(number) or self._known.get(number)

    def _lacking(self, day: date) -> int | None:
        """Return the year whose arrangement is not there and could change a day."""
        if self._year(day.year) is None:
            return day.year
        is_open = (day.month, day.day) >= _LAST_OF_DECEMBER and self._year(day.year + 1) is None
        return day.year + 1 if is_open else None

    @cached_property
    def _known(self) -> Mapping[int, Year]:
        return known_years()


def moved(periods: Mapping[K, Period], before: Calendar, after: Calendar) -> dict[K, tuple[date, date]]:
    """Return the periods that end on another day by another calendar, with both days."""
    ends = {key: (before.end_of(one).value, after.end_of(one).value) for key, one in periods.items()}
    return {key: (old, new) for key, (old, new) in ends.items() if old != new}


def _from_to(start: date, end: date) -> Iterator[date]:
    """Yield the days after one up to and with another."""
    return (start + at * _DAY for at in range(1, (end - start).days + 1))


def _years(lacking: Iterable[int | None]) -> tuple[int, ...]:
    return tuple(sorted({year for year in lacking if year is not None}))
