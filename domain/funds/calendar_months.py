"""Months as they are stored and said, such as 2026-03, and where what is of a closed one counts."""

from collections.abc import Sequence
from datetime import date


def month_of(day: date) -> str:
    """Return a month as it is stored.

    >>> month_of(date(2026, 3, 2))
    '2026-03'
    """
    return f"{day:%Y-%m}"


def month_text(month: str) -> str:
    """Return a month as people write it.

    >>> month_text("2026-03")
    '2026年3月'
    """
    year, number = month.split("-")
    return f"{year}年{int(number)}月"


def around(month: str, reach: int) -> list[str]:
    """Return the months beside one, so many before and after.

    >>> around("2026-12", 1)
    ['2026-11', '2027-01']
    """
    year, number = map(int, month.split("-"))
    at = year * 12 + number - 1
    return [_at(one) for one in range(at - reach, at + reach + 1) if one != at]


def months_from(first: str, last: str) -> list[str]:
    """Return the months from one to another, both included."""
    start, end = (int(one[:4]) * 12 + int(one[5:]) - 1 for one in (first, last))
    return [_at(one) for one in range(start, end + 1)]


def late_text(closed: str, days: Sequence[date]) -> str:
    """Say that what is of a closed month counts in the first open one; empty where nothing is.

    Args:
        closed: The last month that was signed off; empty for none.
        days: On which something was paid, or came back.

    >>> late_text("2026-03", [date(2026, 3, 31), date(2026, 4, 1)])
    '1 笔的日期在已签认的月份，算在2026年4月'
    >>> late_text("2026-03", [date(2026, 4, 1)]), late_text("", [date(2026, 3, 31)])
    ('', '')
    """
    late = sum(month_of(day) <= closed for day in days)
    if not late:
        return ""
    [_, following] = around(closed, 1)
    return f"{late} 笔的日期在已签认的月份，算在{month_text(following)}"


def _at(number: int) -> str:
    return f"{number // 12}-{number % 12 + 1:02d}"
