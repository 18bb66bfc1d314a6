"""Dates as people type them."""

import re
from datetime import date
from typing import Final

from domain.errors import BadInput

EARLIEST_YEAR: Final = 1900
_WRITTEN: Final = re.compile(
    r"(\d{4})(?:年|[-./]\s*)(\d{1,2})(?:月|[-./]\s*)(\d{1,2})日?|(\d{4})(\d{2})(\d{2})", re.ASCII
)
_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９－．／　", "0123456789-./ ")


def parse_date(text: str) -> date:
    """Read a date.

    Raises:
        BadInput: It is not written so, or there is no such day.

    >>> parse_date("2022年5月1日") == parse_date("20220501") == parse_date("2022.5.1") == date(2022, 5, 1)
    True
    """
    found = _WRITTEN.fullmatch(text.translate(_FULL_WIDTH).strip())
    if found is None:
        raise BadInput(f"“{text[:20]}”不是日期，请填如 2022-05-01")
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        read = date(year, month, day)
    except ValueError:
        raise BadInput(f"没有 {year} 年 {month} 月 {day} 日这一天") from None
    if year < EARLIEST_YEAR:
        raise BadInput(f"{year} 年太早，请检查年份")
    return read
