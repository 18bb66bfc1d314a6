"""Which period headings, titles and names of files speak of, and in which way."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from domain.values.errors import BadInput
from domain.values.periods import Period

_NUMERALS: Final = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_RANGES: Final = {
    (1, 3): "Q1",
    (4, 6): "Q2",
    (7, 9): "Q3",
    (10, 12): "Q4",
    (1, 6): "H1",
    (7, 12): "H2",
    (1, 12): "",
}
_NO_PERIOD: Final = "?"
_TO: Final = r"\s*[-—–~至到―－]+\s*"
_YEAR: Final = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:年度?|\s*[-./]\s*(?=[qh\d])|(?=(?:0[1-9]|1[0-2])(?!\d))|(?!\d))|(?<!\d)(\d\d)年度?"
)
_PARTS: Final = (
    re.compile(rf"(?<!\d)(?P<first>1[0-2]|0?[1-9])月?{_TO}(?P<to>1[0-2]|0?[2-9])月份?"),
    re.compile(rf"(?:前|第?[一1](?:季度?)?{_TO}第?)(?P<quarters>[二两三四2-4])个?季度?"),
    re.compile(r"(?P<half>[上下])半年|(?<![a-z])h(?P<h>[12])(?!\d)"),
    re.compile(r"第?(?P<quarter>[一二三四1-4])季度?|(?<![a-z])q(?P<q>[1-4])(?!\d)"),
    re.compile(r"(?<![a-z])c(?P<c>1[0-2]|0[1-9])(?!\d)"),
    re.compile(r"(?<!\d)(?P<month>1[0-2]|0?[1-9])月份?|(?<![a-z])m(?P<m>1[0-2]|0[1-9])(?!\d)"),
    re.compile(r"(?P<whole>全年度?|年度)"),
)
_MONTH_ALONE: Final = re.compile(r"^(?P<month>1[0-2]|0[1-9])(?!\d)")
_BEFORE: Final = re.compile(
    r"(?:上一?年度?|去年度?|前一年)(?:的?(?:同期|同月|同季度?|当期))?数?(?![末底])|同期数?|基期数?"
)
_NOW: Final = re.compile(r"本年度?(?![末底])|今年|当年|本期|当期|报告期")
_VAGUE: Final = re.compile(
    "本月|当月|本季度?|当季度?|上个?季度?|上个?月|累计|累积|年初至今|年初至|至今|截[至止]|上期|前年|[年季月期][末底初]|近[一二两三四五]年"
)
_SUMMED: Final = ("累计", "累积")
_DAY: Final = re.compile(r"(?:19|20)\d\d\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}")


@dataclass(frozen=True, slots=True)
class Span:
    """What a text says about a period.

    Attributes:
        year: 0 where it says none.
        part: Of the year, as `Period` writes it (``H1``, empty for all of it); None where it names none.
        is_before: Whether it speaks of the year before (上年同期), as the base of a growth does.
        vague: The word that leaves open which months are meant (累计, 本月); empty where there is none.
    """

    year: int = 0
    part: str | None = None
    is_before: bool = False
    vague: str = ""

    @property
    def is_said(self) -> bool:
        """Whether it speaks of a period at all."""
        return self != Span()


NO_SPAN: Final = Span()


@dataclass(frozen=True, slots=True)
class Around:
    """What titles, the name of the sheet and that of the file say. ``years`` are all they name."""

    years: tuple[int, ...] = ()
    part: str | None = None

    @property
    def year(self) -> int:
        """The one year they all speak of; 0 where there is none, or several."""
        return self.years[0] if len(self.years) == 1 else 0

    @staticmethod
    def of(texts: Sequence[str]) -> "Around":
        """Gather what these texts say.

        >>> Around.of(["2022年上半年企业统计表", "填报日期：2023年1月5日", "企业.xlsx"])
        Around(years=(2022,), part='H1')
        """
        plain = [_DAY.sub(" ", unicodedata.normalize("NFKC", text[:200]).lower()) for text in texts]
        years = {int(year) for text in plain for year in re.findall(r"(?<!\d)(20\d\d)(?!\d)", text)}
        parts = {span.part for text in plain if (span := part_span(text)[1]).part}
        return Around(tuple(sorted(years)), parts.pop() if len(parts) == 1 else None)


@dataclass(frozen=True, slots=True)
class When:
    """The period of a column. None where it cannot be told; ``doubt`` says why a person has to look."""

    period: Period | None
    doubt: str = ""


NOWHERE: Final = Around()
UNKNOWN: Final = When(None)


def part_span(text: str) -> tuple[str, Span]:
    """Part the period that a text names from the rest of it; half-width small letters are given.

    >>> part_span("2022年上半年产值")
    ('  产值', Span(year=2022, part='H1', is_before=False, vague=''))
    """
    bare, year, part = _part(text)
    before = _BEFORE.search(bare)
    if before is not None:
        bare = f"{bare[: before.start()]} {bare[before.end() :]}"
    bare = _NOW.sub(" ", bare)
    vague = _VAGUE.search(bare)
    word = vague[0] if vague is not None else ""
    if word in _SUMMED and (part in ("Q1", "H1", "") or (part or "").startswith("C")):
        word = ""
    return _VAGUE.sub(" ", bare), Span(year, part, before is not None, word)


def period_of(spans: Sequence[Span], around: Around) -> When:
    """Put together what a heading, the groups above it (the nearest first) and the titles say."""
    vague = next((span.vague for span in spans if span.vague), "")
    if vague:
        return When(None, f"“{vague}”是哪一段时间的，程序说不准")
    years = dict.fromkeys(span.year for span in spans if span.year)
    parts = list(dict.fromkeys(span.part for span in spans if span.part is not None))
    if len(years) > 1:
        return When(None, f"列名里写了不同的年份（{'、'.join(map(str, years))}）")
    is_before = any(span.is_before for span in spans)
    # 2021年同期 names its year; 同期 under 2022年 is of the year before that.
    back = any(span.is_before and not span.year for span in spans)
    year = next(iter(years), 0)
    said = bool(year)
    year -= back if said else 0
    if not year:
        if len(around.years) > 1 and parts:
            named = "、".join(map(str, around.years))
            return When(None, f"标题、工作表名和文件名写了不同的年份（{named}）")
        year = around.year - back if around.year else 0
    if len(parts) > 1 and not _is_within(parts[0], parts[1:], year or 2022):
        return When(None, "列名里写了不同的期间")
    part = parts[0] if parts else "" if said else None
    if part is None or not year:
        return When(None, "像是上年同期（基期）的数" if is_before else "")
    try:
        period = Period.parse(f"{year}{part}")
    except BadInput:
        return When(None, "列名里的期间程序不认识")
    if is_before:
        return When(period, "像是上年同期（基期）的数")
    if not parts and around.part:
        return When(period, f"列名只写了年份，表上写的是{Period.parse(f'{year}{around.part}').name}")
    return When(period)


def _is_within(part: str, outer: Sequence[str], year: int) -> bool:
    """Whether a part of a year lies in each of others."""
    try:
        inside, *wider = (Period.parse(f"{year}{one}") for one in (part, *outer))
    except BadInput:
        return False
    return all(one.first_month <= inside.first_month and inside.last_month <= one.last_month for one in wider)


def _part(text: str) -> tuple[str, int, str | None]:
    """Return a text without the year and the part of it that it names, that year (or 0) and the part."""
    year, rest, after = 0, text, ""
    found = _YEAR.search(text)
    if found is not None:
        year = int(found[1] or 2000 + int(found[2]))
        after = text[found.end() :].lstrip()
        # 2022年度 says as much as 2022年全年, unless it goes on with a part of it.
        whole = "年度" if found[0].endswith("年度") else ""
        rest = f"{text[: found.start()]} {whole}{after}"
    for pattern in _PARTS:
        named = pattern.search(rest)
        if named is not None:
            return f"{rest[: named.start()]} {rest[named.end() :]}", year, _part_of(named.groupdict())
    alone = _MONTH_ALONE.match(after) if year else None
    if alone is not None:
        return rest[: len(rest) - len(after)] + after[alone.end() :], year, _part_of(alone.groupdict())
    return rest, year, None


def _part_of(parts: dict[str, str]) -> str:
    """Return a part of a year as `Period` writes it."""
    match parts:
        case {"first": first, "to": last}:
            months = (int(first), int(last))
            return _RANGES.get(months, f"C{months[1]:02d}" if months[0] == 1 else _NO_PERIOD)
        case {"quarters": quarters}:
            return {2: "H1", 3: "C09", 4: ""}[_NUMERALS[quarters]]
        case {"half": half, "h": number}:
            return f"H{number}" if half is None else "H1" if half == "上" else "H2"
        case {"quarter": quarter, "q": number}:
            return f"Q{_NUMERALS[quarter or number]}"
        case {"c": last}:
            return f"C{last}"
        case {"month": month}:
            return f"M{int(month or parts['m']):02d}"
    return ""
