"""Files that say which days of a year are worked: refused where one is incomplete or contradicts itself.

The days that are a holiday by law are those of 全国年节及纪念日放假办法 as it stands from 2025 on. A holiday
gives as many Mondays to Fridays off as it has days by law, and one more for each day at a weekend that is
worked for it: what a notice of the State Council comes to, unless it says otherwise.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field

from domain.office.calendar.years import SATURDAY, Year
from domain.values.errors import BadInput
from domain.values.toml.places import Places
from domain.values.toml.reading import FileKind
from domain.values.toml.shapes import Part, meant_by, place_of, read_as


class CalendarMistakes(BadInput):
    """A calendar file cannot be used; every mistake found, with its place."""


_KIND: Final = FileKind("日历文件", CalendarMistakes, 200_000)
_FIRST_YEAR, _LAST_YEAR = 2025, 2100
_LONGEST: Final = 15
_WEEKDAYS: Final = "一二三四五六日"
_DECEMBER: Final = 12
ELSE: Final = "国务院另行规定的，用 because 写明依据"

_Day = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Holiday:
    """A holiday by law: how many days, and the earliest and the last day on which one of them may fall.

    Where these are as many as the days themselves, it lies on them in every year.
    """

    days: int
    earliest: _Day
    last: _Day


_BY_LAW: Final = {
    "元旦": _Holiday(1, (1, 1), (1, 1)),
    "春节": _Holiday(4, (1, 20), (2, 23)),
    "清明节": _Holiday(1, (4, 4), (4, 6)),
    "劳动节": _Holiday(2, (5, 1), (5, 2)),
    "端午节": _Holiday(1, (5, 27), (6, 26)),
    "中秋节": _Holiday(1, (9, 7), (10, 8)),
    "国庆节": _Holiday(3, (10, 1), (10, 3)),
}


class _HolidayPart(Part):
    """One time off."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    first: date
    last: date
    worked: tuple[date, ...] = ()
    because: Annotated[str, Field(max_length=1000)] = ""


class _YearPart(Part):
    """A whole file."""

    format: int
    year: int
    source: Annotated[str, Field(min_length=1, max_length=1000)]
    holidays: tuple[_HolidayPart, ...] = Field(min_length=1, max_length=30)


def load_year(path: Path) -> Year:
    """Read a calendar file.

    Raises:
        CalendarMistakes: The file cannot be read, or its year is incomplete or contradicts itself; each
            mistake is named with its line. Nothing of it is used.
    """
    return year_from(_KIND.read(path), path.name)


def year_from(raw: bytes, name: str) -> Year:
    """Read a year from the content of a file that is called ``name``.

    Raises:
        CalendarMistakes: As `load_year`.
    """
    data, places = _KIND.parse(raw, name)
    parts = read_as(_YearPart, data, places)
    mistakes = parts if isinstance(parts, list) else list(_Held(parts, places).mistakes())
    if isinstance(parts, list) or mistakes:
        raise _KIND.refused(name, mistakes)
    off = {day for one in parts.holidays for day in _days_of(one) if day.weekday() < SATURDAY}
    worked = {day for one in parts.holidays for day in one.worked}
    return Year(parts.year, frozenset(off), frozenset(worked), parts.source)


class _Held:
    """One file held against the law and against itself."""

    def __init__(self, parts: _YearPart, places: Places) -> None:
        self._parts = parts
        self._places = places

    def mistakes(self) -> Iterator[str]:
        year = self._parts.year
        if year < _FIRST_YEAR:
            yield self._at(f"{_FIRST_YEAR} 年以前的放假安排程序里已有，不用导入", "year")
        elif year > _LAST_YEAR:
            yield self._at(f"{year} 年太远了，请检查年份", "year")
        else:
            yield from self._mistakes_of_days()

    def _mistakes_of_days(self) -> Iterator[str]:
        spans = [complaint for at in range(len(self._parts.holidays)) for complaint in self._span(at)]
        yield from spans
        if spans:
            return
        yield from self._overlaps()
        yield from self._worked()
        for at, one in enumerate(self._parts.holidays):
            if not one.because:
                yield from self._law(at, one)
        named = {name for one in self._parts.holidays for name in _names(one)}
        if lacking := [name for name in _BY_LAW if name not in named]:
            words = "、".join(f"“{name}”" for name in lacking)
            yield self._at(f"这一年不完整，没有写{words}：请等放假通知公布后补全，再导入", "year")

    def _span(self, at: int) -> Iterator[str]:
        """Complain of times off that are none, or not of this year."""
        one, year = self._parts.holidays[at], self._parts.year
        if one.last < one.first:
            yield self._at(f"{one.last} 在开始的 {one.first} 之前，请检查", "holidays", at, "last")
        elif (one.last - one.first).days >= _LONGEST:
            yield self._at(f"“{one.name}”放假超过 {_LONGEST} 天，请检查起止", "holidays", at)
        for key, day in (("first", one.first), ("last", one.last)):
            if not self._is_of_year(day, one):
                yield self._at(f"{day} 不在 {year} 年，请写到那一年的文件里", "holidays", at, key)

    def _is_of_year(self, day: date, one: _HolidayPart) -> bool:
        """Whether a day is of this year; what 元旦 takes of the December before is."""
        year = self._parts.year
        is_before = day.year == year - 1 and day.month == _DECEMBER
        return day.year == year or (is_before and "元旦" in _names(one))

    def _overlaps(self) -> Iterator[str]:
        whose: dict[date, str] = {}
        for at, one in enumerate(self._parts.holidays):
            if twice := next((day for day in _days_of(one) if day in whose), None):
                said = f"{twice} 已写在“{whose[twice]}”里；两个节连着放的，写成一组，名称用顿号隔开"
                yield self._at(said, "holidays", at)
            whose |= dict.fromkeys(_days_of(one), one.name)

    def _worked(self) -> Iterator[str]:
        off = {day: one.name for one in self._parts.holidays for day in _days_of(one)}
        seen: set[date] = set()
        for at, one in enumerate(self._parts.holidays):
            for nth, day in enumerate(one.worked):
                if complaint := self._complaint_of(day, one, off, seen):
                    yield self._at(f"{day} {complaint}", "holidays", at, "worked", nth)
                seen.add(day)

    def _complaint_of(self, day: date, one: _HolidayPart, off: dict[date, str], seen: set[date]) -> str:
        """Return what speaks against a day as one that is worked; empty for nothing."""
        if not self._is_of_year(day, one):
            return f"不在 {self._parts.year} 年，请写到那一年的文件里"
        if day in off:
            return f"既在“{off[day]}”的假期里，又写要上班，请检查"
        if day.weekday() < SATURDAY:
            return f"是星期{_WEEKDAYS[day.weekday()]}，本来就上班，请检查日期"
        return "写了两次" if day in seen else ""

    def _law(self, at: int, one: _HolidayPart) -> Iterator[str]:
        """Complain of what is not as the law has it, unless the file says because of what."""
        names = list(_names(one))
        if unknown := next((name for name in names if name not in _BY_LAW), None):
            said = f"没有“{unknown}”这个法定节日{meant_by(unknown, _BY_LAW)}；{ELSE}"
            yield self._at(said, "holidays", at, "name")
            return
        days = set(_days_of(one))
        for name in names:
            if complaint := _misplaced(name, days, self._parts.year):
                yield self._at(complaint, "holidays", at)
                return
        by_law = sum(_BY_LAW[name].days for name in names)
        found = sum(day.weekday() < SATURDAY for day in days)
        if found != by_law + len(one.worked):
            yield self._at(
                f"“{one.name}”从 {one.first} 到 {one.last} 占用了 {found} 个周一至周五，"
                f"而法定 {by_law} 天加调休上班 {len(one.worked)} 天，应占 {by_law + len(one.worked)} 个："
                f"请核对放假的起止和调休上班的日子（worked）；{ELSE}",
                "holidays",
                at,
            )

    def _at(self, complaint: str, *path: str | int) -> str:
        return f"{place_of(path, self._places.line(path))}{complaint}"


def _names(one: _HolidayPart) -> Iterator[str]:
    return (name.strip() for name in one.name.split("、"))


def _days_of(one: _HolidayPart) -> Iterator[date]:
    return (one.first + timedelta(days=at) for at in range((one.last - one.first).days + 1))


def _misplaced(name: str, days: Iterable[date], year: int) -> str:
    """Say that a holiday does not lie where it must; empty where it does."""
    law = _BY_LAW[name]
    earliest, last = date(year, *law.earliest), date(year, *law.last)
    inside = sum(earliest <= day <= last for day in days)
    if (last - earliest).days + 1 == law.days:
        span = f"{earliest}" if law.days == 1 else f"{earliest} 至 {last}"
        return "" if inside == law.days else f"“{name}”应包括 {span}，请检查起止"
    return "" if inside >= law.days else f"“{name}”应在 {earliest} 至 {last} 之间，请检查起止"
