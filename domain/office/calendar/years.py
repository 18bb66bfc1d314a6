"""Which days a year's arrangement of holidays takes from the working days, and which it adds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Year:
    """One year as the State Council has arranged it.

    Attributes:
        number: Which year.
        off: Mondays to Fridays on which nobody works.
        worked: Saturdays and Sundays on which people do.
        source: The paper that says so; empty for what the program brings along.

    New Year's Day may reach into the December before: such days stand here, not in the year before.
    """

    number: int
    off: frozenset[date]
    worked: frozenset[date]
    source: str = ""


@cache
def known_years() -> Mapping[int, Year]:
    """Return the years that the program brings along, 2004 to that of its last release."""
    # Not at the top: a start counts no days.
    from chinese_calendar.constants import holidays, workdays  # noqa: PLC0415

    numbers = {day.year for day in holidays}
    return {
        number: Year(
            number,
            frozenset(day for day in holidays if day.year == number and day.weekday() < SATURDAY),
            frozenset(day for day in workdays if day.year == number),
        )
        for number in numbers
    }
