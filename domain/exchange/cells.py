"""What a cell of a table that leaves the program may hold, and how a personal one is masked."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final

Cell = str | int | date | datetime | None
"""A value in the units of its `CellKind`; a text stands as it is under every kind; None is an empty cell."""


class CellKind(StrEnum):
    """What the cells of a column are.

    A count is an ``int``; an amount is in fen, a quantity in ten-thousandths, a rate in ten-thousandths of
    1 %, as `dictionary.UNITS` has them; a moment is a ``datetime`` with its time zone.
    """

    TEXT = "text"
    COUNT = "count"
    AMOUNT = "amount"
    QUANTITY = "quantity"
    RATE = "rate"
    DATE = "date"
    MOMENT = "moment"


_STARS: Final = "****"
_LEFT: Final = ((11, 3, 4), (7, 2, 2), (4, 1, 1))
"""From which length on how many signs are left at the beginning and at the end."""


def masked(text: str) -> str:
    """Return a telephone or account number by which nobody can be rung up or paid.

    How long it was is not told either. Several are masked one by one.

    >>> masked("13812341234、65001234"), masked("6222 0212 3456 7890 123")
    ('138****1234、65****34', '622****0123')
    """
    return "、".join(_masked(part) for part in text.split("、") if part.strip())


def _masked(text: str) -> str:
    signs = "".join(text.split())
    for length, first, last in _LEFT:
        if len(signs) >= length:
            return f"{signs[:first]}{_STARS}{signs[-last:]}"
    return _STARS
