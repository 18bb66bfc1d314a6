"""Number formats: what a cell shows of its number, where that is something else than the number itself."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

from domain.exchange.intake.cells import Cell, Scaled, Unreadable

BUILT_IN: Final = {
    9: "0%",
    10: "0.00%",
    **dict.fromkeys((14, 27, 30, 31, 36, 50, 51, 54), "yyyy/m/d"),
    **dict.fromkeys((16, 28, 29, 53, 58), "m/d"),
    **dict.fromkeys((17, 52, 57), "yyyy/m"),
    22: "yyyy/m/d h:mm",
}
"""The formats that have numbers, as Chinese editions of Excel show them; of others nothing is to be said.

ECMA-376 part 1, 18.8.30: 27 to 36 and 50 to 58 differ by language, and files hold nothing but their number.
"""

_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]|'
    r"(?P<general>general|G/通用格式)|(?P<exponent>E[+-])|(?P<text>@)|(?P<ampm>am/pm|a/p|上午/下午)|"
    r"(?P<day>[ymdhseabg]+)|(?P<digit>[0#?])|(?P<percent>%)|(?P<comma>,)|(?P<point>\.)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION: Final = re.compile(r"\s*(<=|>=|<>|<|>|=)\s*(-?[\d.]+)\s*")
_ELAPSED: Final = re.compile(r"h+|m+|s+", re.IGNORECASE)
_WORDLESS: Final = re.compile(r"[\s\W_¥￥]*|[\s¥￥]*(?:人民币|RMB|CNY|rmb)[\s¥￥:：]*")
"""Text around a number that says nothing about what it is."""
_HAN: Final = re.compile(r"[㐀-鿿]")
_UNIT: Final = re.compile(r"[\s¥￥]*(百万|千万|十万|万|千|亿|[KkMm])?\s*元?\s*")
_SCALES: Final = {
    "千": 10**3, "k": 10**3, "万": 10**4, "十万": 10**5,
    "百万": 10**6, "m": 10**6, "千万": 10**7, "亿": 10**8,
}  # fmt: skip
_FIRST_DAY: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a day of a calendar, not a moment
_DAYS_UNTIL_1904: Final = 1462
_LAST_DAY: Final = 2_958_466


@dataclass(slots=True)
class _Section:
    """One part of a format.

    Attributes:
        before, between, after: Texts around and among the digits.
        moved: By how many places a point that is a mere text moves what is read.
        zeros: How many digits are shown at least.
        is_bare: Whether the texts around a number say nothing of what it is.
        parts: Of a number's text, in order: places for digits (``0``, ``#``), a point (``.``) and literal
            texts, which begin with a quotation mark.
        commas: At the end of the digits; each divides by a thousand.
    """

    condition: tuple[str, Decimal] | None = None
    parts: list[str] = field(default_factory=list)
    commas: int = 0
    days: str = ""
    is_percent: bool = False
    is_plain: bool = False
    has_number: bool = False
    before: str = ""
    between: str = ""
    after: str = ""
    moved: int = 0
    zeros: int = 0
    is_bare: bool = False

    def finish(self) -> None:
        """Find out once what every number needs to know."""
        self.has_number = self.is_plain or any(part in "0#" for part in self.parts)
        self.before, self.between, self.after = _literals(self.parts)
        self.moved = _moved(self)
        self.zeros = 0 if self.is_plain else _leading_zeros(self.parts)
        self.is_bare = _is_wordless(self.before) and _is_wordless(self.after)


class Format:
    """A number format of a workbook."""

    def __init__(self, code: str) -> None:
        self._sections = [_section(part) for part in _split(code or "General")][:4]
        is_single = len(self._sections) == 1 and self._sections[0].condition is None
        self._only = self._sections[0] if is_single else None

    @property
    def is_ordinary(self) -> bool:
        """Whether every number is shown as it is, and every day as a day that the reader knows to be one."""
        return all(self._means_itself(at, section) for at, section in enumerate(self._sections[:3]))

    @property
    def has_day(self) -> bool:
        """Whether numbers are shown as days or times."""
        return any(section.days for section in self._sections[:3])

    def shown(self, number: float, *, is_1904: bool = False) -> Cell:
        """Return what a cell with this number says."""
        section = self._only or self._section_of(number)
        if section is None or (section.is_percent and not section.has_number):
            return number
        if section.days:
            return _day(section, number + (_DAYS_UNTIL_1904 if is_1904 else 0), number)
        if not section.has_number:
            return _words(section, number)
        return _number(section, number)

    def shown_day(self, day: date) -> Cell:
        """Return what a cell with this day says, where not all of the day is shown."""
        section = self._sections[0]
        return _part_of_day(section.days, day) if section.days else day

    def _section_of(self, number: float) -> _Section | None:
        numbers = self._sections[:3]
        if any(section.condition for section in numbers):
            for at, section in enumerate(numbers):
                condition = section.condition
                if condition is None:
                    if at == len(numbers) - 1 or (at == 1 and number < 0):
                        return section
                elif _holds(number, *condition):
                    return section
            return numbers[-1] if numbers[-1].condition is None else None
        if number < 0 and len(numbers) > 1:
            return numbers[1]
        if number == 0 and len(numbers) > 2:
            return numbers[2]
        return numbers[0]

    def _means_itself(self, at: int, section: _Section) -> bool:
        if section.days:
            return at == 0 and {*"yd"} <= {*section.days}
        if not section.has_number:
            return section.is_percent or (at == 2 and not _says(section))
        return _number(section, 1234567.0) == 1234567.0 and _number(section, 7.0) == 7.0


@lru_cache(maxsize=4096)
def format_of(code: str) -> Format | None:
    """Return a format that shows numbers as something else; None where all of them mean what they are.

    >>> format_of("#,##0.00"), format_of("0.00%").shown(0.0435), format_of('0.0"万元"').shown(12.5)
    (None, '4.35%', '12.5万元')
    """
    found = Format(code[:1000])
    return None if found.is_ordinary else found


@lru_cache(maxsize=4096)
def format_or_day(code: str) -> Format | None:
    """Return what `format_of` does, and every format of a day as well."""
    found = Format(code[:1000])
    return None if found.is_ordinary and not found.has_day else found


def day_of(number: float, *, is_1904: bool = False) -> date | None:
    """Return the day, or the time of a day, that a number of a workbook stands for."""
    counted = number + (_DAYS_UNTIL_1904 if is_1904 else 0)
    if not 1 <= counted < _LAST_DAY:
        return None
    # To the second, as Excel shows it: a float tells no more.
    moment = _FIRST_DAY + timedelta(seconds=round(counted * 86_400))
    return moment.date() if counted == int(counted) else moment


def exact(number: float) -> Decimal:
    """Return a number of a workbook: Excel itself keeps 15 digits, what lies beyond is noise."""
    return Decimal(f"{number:.15g}")


def _split(code: str) -> list[str]:
    """Return the sections of a format."""
    sections, start = [], 0
    for token in _TOKEN.finditer(code):
        if token["other"] == ";":
            sections.append(code[start : token.start()])
            start = token.end()
    return [*sections, code[start:]]


def _section(code: str) -> _Section:
    section = _Section(commas=_dividing(code))
    for token in _TOKEN.finditer(code):
        kind, text = token.lastgroup or "", token[0]
        if kind in ("quoted", "escaped", "other"):
            section.parts.append('"' + token[kind])
        elif kind == "bracket":
            _take_bracket(section, token["bracket"])
        elif kind in ("day", "ampm"):
            section.days += text.lower()
        elif kind == "percent":
            section.is_percent = True
        elif kind in ("digit", "point"):
            section.parts.append(text.replace("?", "#"))
        elif kind in ("general", "text"):
            section.parts.append("0")
        section.is_plain |= kind in ("general", "text", "exponent")
    section.finish()
    return section


def _dividing(code: str) -> int:
    """Return how many commas divide: those right behind the last digit of the whole part, or of all."""
    bare = "".join(
        "x" if token.lastgroup not in ("digit", "comma", "point") else token[0]
        for token in _TOKEN.finditer(code)
    )
    found = re.search(r"[0#?](,+)(?![0#?,x]*[0#?])", bare)
    return len(found[1]) if found else 0


def _take_bracket(section: _Section, inside: str) -> None:
    condition = _CONDITION.fullmatch(inside)
    if condition is not None:
        section.condition = condition[1], Decimal(condition[2])
    elif inside.startswith("$"):
        sign = inside[1:].rsplit("-", 1)[0]
        if sign:
            section.parts.append('"' + sign)
    elif _ELAPSED.fullmatch(inside):
        section.days += "h"


def _holds(number: float, sign: str, bound: Decimal) -> bool:
    value = exact(number)
    return {
        "<": value < bound, "<=": value <= bound, ">": value > bound,
        ">=": value >= bound, "=": value == bound, "<>": value != bound,
    }[sign]  # fmt: skip


def _says(section: _Section) -> str:
    return "".join(part[1:] for part in section.parts if part[0] == '"').strip()


def _words(section: _Section, number: float) -> Cell:
    """Return what is shown instead of a number."""
    said = _says(section)
    if number == 0 and not re.search(r"\w", said):
        return number
    if not said:
        return Unreadable(
            "", f"单元格的格式把数字藏起来了（存的是 {exact(number):f}），请改成能看见的格式再核对"
        )
    return said


def _day(section: _Section, counted: float, number: float) -> Cell:
    if {*section.days}.isdisjoint("yed") and not {*section.days}.isdisjoint("hs"):
        return str(timedelta(seconds=round(number * 86_400))) if abs(number) < _LAST_DAY else number
    day = day_of(counted)
    return number if day is None else _part_of_day(section.days, day)


def _part_of_day(days: str, day: date) -> Cell:
    has_year, has_day = not {*"ye"}.isdisjoint(days), "d" in days
    if has_year and not has_day and "m" in days:
        return f"{day.year}年{day.month}月"
    if has_day and not has_year:
        return f"{day.month}月{day.day}日"
    return day


def _number(section: _Section, number: float) -> Cell:
    value = exact(number)
    if section.is_percent:
        return f"{_plain(value.scaleb(2))}%"
    has_words_between = bool(_HAN.search(section.between))
    if section.moved or section.commas or has_words_between:
        text = _rendered(section, value)
        if has_words_between and "年" in section.between:
            return text
        scale = 10**section.moved * 1000**section.commas
        is_named = scale == _named(section.before, section.after) and not has_words_between
        return Scaled(number, text, is_named=is_named)
    if not section.is_bare:
        sign = "-" if value < 0 else ""
        return f"{sign}{section.before.strip()}{_plain(abs(value))}{section.after.strip()}"
    if section.zeros > 1 and 0 <= value == int(value) and len(str(int(value))) < section.zeros:
        return str(int(value)).zfill(section.zeros)
    return number


def _is_wordless(text: str) -> bool:
    return _WORDLESS.fullmatch(text) is not None and not re.search(r"[$€£₩₽฿₹%‰％]", text)


def _literals(parts: list[str]) -> tuple[str, str, str]:
    """Return the texts before, among and behind the digits."""
    places = [at for at, part in enumerate(parts) if part in "0#."]
    if not places:
        return "", "", ""
    first, last = places[0], places[-1]

    def said(some: list[str]) -> str:
        return "".join(part[1:] for part in some if part[0] == '"')

    return said(parts[:first]), said(parts[first:last]), said(parts[last:])


def _moved(section: _Section) -> int:
    """Return by how many places a point that is a mere text (``0!.0``) moves what is read."""
    if "." in section.parts:
        return 0
    at = next((at for at, part in enumerate(section.parts) if part in ('".', '"．')), None)
    if at is None:
        return 0
    behind = sum(part in "0#" for part in section.parts[at:])
    return behind if any(part in "0#" for part in section.parts[:at]) else 0


def _named(before: str, after: str) -> int:
    """Return the scale that the text around a number names; 0 where it names none."""
    unit = _UNIT.fullmatch(after)
    if unit is None or not unit[1] or not _is_wordless(before):
        return 0
    return _SCALES[unit[1].lower()]


def _rendered(section: _Section, value: Decimal) -> str:
    """Return a number as it is seen; without a point of its own, texts stand among its digits."""
    value = abs(value) / 1000**section.commas
    before, after = section.before, section.after
    if "." in section.parts or section.is_plain:
        decimals = (
            sum(part in "0#" for part in section.parts[section.parts.index(".") :])
            if "." in section.parts
            else 2
        )
        return f"{before}{round(value, min(decimals, 10)):,f}{after}".strip()
    digits = list(str(int(value.quantize(Decimal(1)))))
    seen: list[str] = []
    first = next(at for at, part in enumerate(section.parts) if part in "0#")
    for at in range(len(section.parts) - 1, -1, -1):
        part = section.parts[at]
        if part[0] == '"':
            seen.append(part[1:])
        elif at == first:
            seen.append("".join(digits) or ("0" if part == "0" else ""))
        elif digits or part == "0":
            seen.append(digits.pop() if digits else "0")
    return "".join(reversed(seen)).strip()


def _leading_zeros(parts: list[str]) -> int:
    """Return how many digits are shown at least, where a format is nothing but that."""
    return len(parts) if all(part == "0" for part in parts) else 0


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
