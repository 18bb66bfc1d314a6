"""Dates as people type them."""

import re
import unicodedata
from datetime import date
from typing import Final

from domain.values.errors import BadInput
from domain.values.texts import clean

EARLIEST_YEAR: Final = 1900
_WRITTEN: Final = re.compile(
    r"(\d{4})\s*(?:年|[-./])\s*(\d{1,2})\s*(?:月|[-./])\s*(\d{1,2})\s*[日号]?|(\d{4})(\d{2})(\d{2})", re.ASCII
)
_MOMENT: Final = re.compile(
    r"(?:t|(?<=\S)\s+)(?:上午|下午|am|pm)?\s*(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?\s*(?:am|pm)?(z)?|\s*(?:星期|周)[一二三四五六日天]",
    re.ASCII,
)
"""What is written after a day: its time, or which day of the week it was."""

_NO_DAY: Final = re.compile(
    r"(\d{4})\s*(?:年\s*(?:(\d{1,2})\s*月)?|[-./]\s*(\d{1,2})|((?:0[1-9]|1[0-2])))\s*份?", re.ASCII
)
_SHORT_YEAR: Final = re.compile(r"\d{2}\s*(?:年|[-./])\s*\d{1,2}\s*(?:月|[-./])\s*\d{1,2}\s*日?", re.ASCII)
_YEAR_LAST: Final = re.compile(
    r"\d{1,2}\s*[-./]\s*(?:\d{1,2}|[a-z]{3,9})\s*[-./, ]\s*\d{2,4}|[a-z]{3,9}\W.*\d{4}", re.ASCII
)
_IN_WORDS: Final = re.compile(
    r"([〇零○o0一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]"
)
_DIGITS: Final = {sign: at for at, sign in enumerate("零一二三四五六七八九")} | dict.fromkeys("〇○o0", 0)
_EXAMPLE: Final = "2022-05-01"


def parse_date(text: str) -> date:
    """Read a date. A time after it is passed over, since the day is clear.

    Raises:
        BadInput: It is not written so, or there is no such day; it says what to write.

    >>> parse_date("2022年5月1日") == parse_date("20220501") == parse_date("2022.5.1") == date(2022, 5, 1)
    True
    >>> parse_date("二〇二二年五月一日"), parse_date("2022-05-01 08:30")
    (datetime.date(2022, 5, 1), datetime.date(2022, 5, 1))
    """
    plain = unicodedata.normalize("NFKC", clean(text)).replace("−", "-").strip().lower()
    moment = _MOMENT.search(plain)
    if moment is not None and moment.end() == len(plain):
        if moment[3] and int(moment[1]):
            raise BadInput(f"“{text[:30]}”是世界时，说不准是这里的哪一天，请填如 {_EXAMPLE}")
        plain = plain[: moment.start()].strip()
    found = _WRITTEN.fullmatch(plain)
    if found is not None:
        year, month, day = (int(part) for part in found.groups() if part is not None)
    else:
        year, month, day = _in_words(text, plain)
    try:
        read = date(year, month, day)
    except ValueError:
        raise BadInput(f"没有 {year} 年 {month} 月 {day} 日这一天") from None
    if year < EARLIEST_YEAR:
        raise BadInput(f"{year} 年太早，请检查年份")
    return read


def _in_words(text: str, plain: str) -> tuple[int, int, int]:
    found = _IN_WORDS.fullmatch(re.sub(r"\s", "", plain))
    if found is None:
        raise BadInput(f"“{text[:30]}”{_why(plain)}")
    year = int("".join(str(_DIGITS[sign]) for sign in found[1]))
    return year, _number(found[2]), _number(found[3])


def _number(words: str) -> int:
    """Return a number below 100 in words; 0, which is no day, where it is none.

    >>> _number("五"), _number("二十三"), _number("十二"), _number("二三")
    (5, 23, 12, 0)
    """
    tens, ten, ones = words.rpartition("十")
    if not ten:
        return _DIGITS[words] if len(words) == 1 else 0
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def _why(plain: str) -> str:
    """Return what is wrong with what is no date, and what to write."""
    short = _NO_DAY.fullmatch(plain)
    if short is not None:
        month = short[2] or short[3] or short[4]
        if month is None:
            return f"只有年，没有月和日，请查实后写到日，如 {short[1]}-05-01"
        return f"只有年和月，没有日，请查实后写到日，如 {short[1]}-{int(month):02d}-01"
    if _SHORT_YEAR.fullmatch(plain):
        return f"的年份不清楚，请写四位，如 {_EXAMPLE}"
    if _YEAR_LAST.fullmatch(plain):
        return f"分不清年、月、日，请按年、月、日写，如 {_EXAMPLE}"
    day = _WRITTEN.match(plain)
    if day is not None:
        return f"在日期后面还写了别的，请只写日期，如 {_EXAMPLE}"
    return f"不是日期，请填如 {_EXAMPLE}"
