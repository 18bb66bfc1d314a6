"""Days and periods as wording names them: 2022年上半年、二季度、1—6月、7月1日、年底、上年."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from domain.policies.agreement.figures import Days, Figure, Kind, stretch
from domain.policies.agreement.numerals import CHINESE, number_of

BETWEEN: Final = r"(?:至|到|—+|－|-|–|~|～)"
"""What stands between the two ends of a range."""

_YEAR: Final = r"(?:(?:19|20)\d{2}|二[〇○零][〇○零一二三四五六七八九]{2})"
_MONTH: Final = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY: Final = r"(?:[12]\d|3[01]|0?[1-9]|三?十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_RELATIVE: Final = {
    **dict.fromkeys(("上一年度", "上一年", "上年度", "上年", "去年", "前一年"), -1),
    **dict.fromkeys(("当年度", "当年", "本年度", "本年", "今年", "同年"), 0),
    **dict.fromkeys(("次年", "下一年", "明年"), 1),
    "前年": -2,
}
_WORDS: Final = "(?<!首)(?:" + "|".join(_RELATIVE) + ")"
_TIME: Final = re.compile(
    rf"""
    (?P<iso>{_YEAR}[-./]\d{{1,2}}[-./]\d{{1,2}}(?!\d))
    | (?P<first_year>{_YEAR})\s*{BETWEEN}\s*(?P<last_year>{_YEAR})\s*年
    | (?:(?<!\d)(?P<year>{_YEAR})\s*年度?|(?P<word>{_WORDS}))?\s*的?(?:
        (?P<half>[上下])半年度?
        | (?P<quarters>前三个?季度|第?[一1](?:季度)?\s*{BETWEEN}\s*第?[三3]季度)
        | 第?(?P<quarter>[一二三四1-4])季度
        | (?<![\d.])(?P<from_month>{_MONTH})\s*月?\s*{BETWEEN}\s*
            (?P<to_month>{_MONTH})\s*月份?(?!\s*\d+\s*[日号])
        | (?<![\d.])(?P<month>{_MONTH})\s*月\s*(?:(?P<day>{_DAY})\s*(?:[日号]\s*)?
            (?:{BETWEEN}\s*(?P<to_day>{_DAY})\s*)?[日号]|(?P<edge>[底末初])|份?)
        | (?P<year_edge>年?[底末终]|年?初)(?<=年[底末终初])(?![级期])
        | (?P<within>全年|(?<![\d个几数半{CHINESE}])年(?:度|内))
    )
    | (?<!\d)(?P<whole_year>{_YEAR})\s*年度?
    | (?P<whole_word>{_WORDS})
    | (?P<plain_year>(?<![\u4e00-\u9fff\d])年(?=[营产销主出进利研纳工总]))
    """,
    re.VERBOSE,
)
_JOINED: Final = re.compile(rf"\s*(?:起|（含）|（含当日）)?\s*{BETWEEN}\s*")
_MOST_YEARS: Final = 30
_QUARTERS: Final = {sign: at for at, sign in enumerate("一二三四", 1)} | {str(at): at for at in range(1, 5)}


@dataclass(frozen=True, slots=True)
class Named:
    """A time with where it stands in the text; ``is_need`` unless it only points at the year in question."""

    start: int
    end: int
    figure: Figure
    is_need: bool = True


def read_times(text: str, years: Sequence[int]) -> list[Named]:
    """Find the times that a text names.

    Args:
        text: With narrow digits.
        years: Which years are meant where the text names none.

    >>> text = "2022年上半年比上年同期，7月1日至年底、1—6月，2022年底"
    >>> [one.figure.text for one in read_times(text, [2022])]
    ['2022年上半年', '上年', '7月1日至年底', '1—6月', '2022年底']
    """
    found: list[Named] = []
    known = list(years)
    for match in _TIME.finditer(text):
        groups = match.groupdict()
        named = next((groups[key] for key in ("year", "whole_year", "last_year") if groups[key]), None)
        if named is not None:
            known = [int(number_of(named)), *years]
            own = [int(number_of(named))]
        else:
            own = list(dict.fromkeys(known))
        shift = _RELATIVE.get(groups["word"] or groups["whole_word"] or "", 0)
        figure = _figure(match, sorted({year + shift for year in own}))
        if figure is not None:
            # 当年 and 全年 say that the year in question is meant, and ask for nothing.
            asks = not (groups["within"] or groups["plain_year"] or (groups["whole_word"] and not shift))
            found.append(Named(match.start(), match.end(), figure, asks or bool(groups["year"])))
    return _joined(text, found)


def _figure(match: re.Match[str], years: Iterable[int]) -> Figure | None:
    groups, text = match.groupdict(), match[0].strip().removeprefix("的")
    if groups["iso"]:
        try:
            day = date(*(int(one) for one in re.split(r"[-./]", groups["iso"])))
        except ValueError:
            return None
        return stretch(text, (day, day))
    if groups["first_year"]:
        ends = int(number_of(groups["first_year"])), int(number_of(groups["last_year"]))
        each = tuple(_year(f"{year}年", [year]) for year in range(ends[0], ends[1] + 1))
        return replace(stretch(text, (date(ends[0], 1, 1), date(ends[1], 12, 31))), parts=each)
    if groups["whole_year"] or groups["whole_word"] or groups["plain_year"]:
        return _year(text, years)
    if groups["within"]:
        return _year(text, years)
    days = _days_of(groups)
    times = [found for year in years if (found := days(year)) is not None]
    return stretch(text, *times) if times else None


def _year(text: str, years: Iterable[int]) -> Figure:
    whole = frozenset((date(year, 1, 1), date(year, 12, 31)) for year in years)
    return Figure(Kind.TIME, text, times=whole, is_year=True)


def _days_of(groups: dict[str, str | None]) -> Callable[[int], Days | None]:
    """Return what gives the first and the last day in a year."""
    if half := groups["half"]:
        return lambda year: _months(year, *((1, 6) if half == "上" else (7, 12)))
    if groups["quarters"]:
        return lambda year: _months(year, 1, 9)
    if quarter := groups["quarter"]:
        last = 3 * _QUARTERS[quarter]
        return lambda year: _months(year, last - 2, last)
    if groups["from_month"] and groups["to_month"]:
        first, last = int(number_of(groups["from_month"])), int(number_of(groups["to_month"]))
        return lambda year: _months(year, first, last) if first <= last else None
    if edge := groups["year_edge"]:
        return lambda year: (date(year, 1, 1),) * 2 if edge.endswith("初") else (date(year, 12, 31),) * 2
    assert groups["month"] is not None
    month = int(number_of(groups["month"]))
    return lambda year: _in_month(year, month, groups)


def _in_month(year: int, month: int, groups: dict[str, str | None]) -> Days | None:
    first, last = _months(year, month, month)
    if edge := groups["edge"]:
        return (first, first) if edge == "初" else (last, last)
    if groups["day"] is None:
        return first, last
    ends = [int(number_of(one)) for one in (groups["day"], groups["to_day"] or groups["day"])]
    if not 1 <= ends[0] <= ends[1] <= last.day:
        return None
    return date(year, month, ends[0]), date(year, month, ends[1])


def _months(year: int, first: int, last: int) -> Days:
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def _joined(text: str, found: list[Named]) -> list[Named]:
    """Make one of two times that stand as 从…至…; both stay its parts."""
    done: list[Named] = []
    for one in found:
        before = done[-1] if done else None
        if before is None or not _JOINED.fullmatch(text, before.end, one.start):
            done.append(one)
            continue
        spans = [
            (start, end)
            for start, _ in before.figure.times
            for _, end in one.figure.times
            if start <= end and end.year - start.year <= _MOST_YEARS
        ]
        if not spans:
            done.append(one)
            continue
        whole = stretch(text[before.start : one.end], *spans)
        parts = (before.figure, one.figure)
        done[-1] = Named(before.start, one.end, replace(whole, parts=parts))
    return done
