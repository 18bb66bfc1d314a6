"""Periods of which figures are told: weeks, months, quarters, years."""

from datetime import date, timedelta
from enum import StrEnum


class Over(StrEnum):
    """How long a period is."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def word(self) -> str:
        return _WORDS[self]


_WORDS = {Over.WEEK: "一周", Over.MONTH: "一个月", Over.QUARTER: "一个季度", Over.YEAR: "一年"}
_MONTHS = {Over.MONTH: 1, Over.QUARTER: 3, Over.YEAR: 12}


def period_of(over: Over, day: date) -> tuple[date, date]:
    """Return first and last day of the period in which a day lies; weeks begin on Mondays.

    >>> period_of(Over.QUARTER, date(2022, 5, 20))
    (datetime.date(2022, 4, 1), datetime.date(2022, 6, 30))
    """
    if over is Over.WEEK:
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    months = _MONTHS[over]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return first, _first_after(first, months) - timedelta(days=1)


def period_before(over: Over, first: date) -> tuple[date, date]:
    """Return the period before the one that begins on a day."""
    return period_of(over, first - timedelta(days=1))


def year_before(over: Over, first: date) -> tuple[date, date]:
    """Return the same period a year before; of a week, the one 52 weeks before, which has the same days.

    >>> year_before(Over.WEEK, date(2022, 1, 3))
    (datetime.date(2021, 1, 4), datetime.date(2021, 1, 10))
    """
    if over is Over.WEEK:
        return period_of(over, first - timedelta(weeks=52))
    return period_of(over, first.replace(year=first.year - 1))


def same_day(over: Over, first: date, day: date, of: date) -> date:
    """Return the day that lies in one period where another day lies in its own; at the most its last.

    Args:
        over: How long both are.
        first: On which the other day's period begins.
        day: The other day.
        of: On which the one period begins.

    >>> same_day(Over.MONTH, date(2022, 3, 1), date(2022, 3, 30), date(2022, 2, 1))
    datetime.date(2022, 2, 28)
    >>> same_day(Over.QUARTER, date(2022, 4, 1), date(2022, 5, 15), date(2022, 1, 1))
    datetime.date(2022, 2, 15)
    """
    if over is Over.WEEK:
        return of + (day - first)
    month = _first_after(of, (day.year - first.year) * 12 + day.month - first.month)
    return min(month + timedelta(days=day.day - 1), _first_after(month, 1) - timedelta(days=1))


def title_of(over: Over, first: date, last: date) -> str:
    """Return how people call a period.

    >>> title_of(Over.QUARTER, date(2022, 4, 1), date(2022, 6, 30))
    '2022年二季度'
    """
    match over:
        case Over.YEAR:
            return f"{first.year}年"
        case Over.QUARTER:
            return f"{first.year}年{'一二三四'[first.month // 3]}季度"
        case Over.MONTH:
            return f"{first.year}年{first.month}月"
    return f"{first.year}年{first.month}月{first.day}日至{last.month}月{last.day}日"


def short_title_of(over: Over, first: date) -> str:
    """Return how a period is called among those beside it; where a year begins, with the year.

    >>> short_title_of(Over.MONTH, date(2022, 1, 1)), short_title_of(Over.MONTH, date(2022, 2, 1))
    ('2022年1月', '2月')
    """
    match over:
        case Over.YEAR:
            return f"{first.year}年"
        case Over.WEEK:
            return f"{first.month}月{first.day}日起"
        case Over.QUARTER:
            name = f"{'一二三四'[first.month // 3]}季度"
        case Over.MONTH:
            name = f"{first.month}月"
    return f"{first.year}年{name}" if first.month == 1 else name


def _first_after(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1)
