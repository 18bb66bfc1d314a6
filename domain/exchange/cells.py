"""What a cell of a table that leaves the program may hold."""

from datetime import date, datetime
from enum import StrEnum

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
