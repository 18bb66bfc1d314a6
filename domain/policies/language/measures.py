"""What quantities measure, how they are compared, and in what time is counted."""

from enum import StrEnum
from typing import Final


class Type(StrEnum):
    """What a quantity measures; the value is how messages say it.

    Values are exact: money in fen, a rate as a fraction of one, a date as its ordinal.
    """

    MONEY = "金额"
    RATE = "比率"
    NUMBER = "数"
    DATE = "日期"


# A name of a module is found several times as fast as a member of an enumeration, and a trace asks thousands
# of times.
MONEY: Final = Type.MONEY
RATE: Final = Type.RATE
NUMBER: Final = Type.NUMBER
DATE: Final = Type.DATE


class Elapse(StrEnum):
    """What is counted between two days; the value is its unit. Months and years count once complete."""

    DAYS = "天"
    MONTHS = "个月"
    YEARS = "年"


class Comparator(StrEnum):
    """How two quantities are compared. The value is how formulas write it."""

    AT_LEAST = ">="
    MORE_THAN = ">"
    AT_MOST = "<="
    LESS_THAN = "<"
    EQUAL = "="
    NOT_EQUAL = "!="
