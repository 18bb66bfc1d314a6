"""What headings say: words for words, the period of a figure, the unit of an amount."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from domain.errors import BadInput
from domain.exchange.intake.targets import Choice, Place, Target
from domain.periods import Period

_SAME: Final = (
    ("统一社会信用代码", "社会信用代码", "信用代码", "统一信用代码", "统一代码", "社会统一信用代码", "uscc"),
    (
        "企业名称",
        "企业名",
        "单位名称",
        "公司名称",
        "名称",
        "企业",
        "单位",
        "公司",
        "单位详细名称",
        "企业全称",
    ),
    ("法定代表人", "法人代表", "法人", "法定代表人姓名", "法人姓名", "负责人", "企业负责人"),
    ("联系人", "联系人姓名", "企业联系人", "填报人", "经办人"),
    ("联系电话", "电话", "手机", "手机号", "手机号码", "联系方式", "联系人电话", "联系手机", "电话号码"),
    ("注册地址", "住所", "登记地址", "登记住所", "地址", "注册地"),
    ("经营地址", "办公地址", "实际经营地址", "生产经营地址", "通讯地址"),
    ("注册资本", "注册资金", "登记资本"),
    ("成立日期", "成立时间", "注册日期", "注册时间", "登记日期"),
    ("开户行", "开户银行", "开户行名称", "银行"),
    ("账号", "银行账号", "帐号", "银行帐号", "银行账户", "账户", "对公账号", "收款账号"),
    ("户名", "账户名", "账户名称", "收款户名"),
    ("统计专业", "专业", "行业专业"),
    ("行业代码", "国民经济行业代码", "行业小类代码"),
    ("统计入库日期", "入库日期", "入统日期", "入库时间", "入统时间", "纳统日期"),
    ("迁入日期", "迁入时间"),
    ("园区或楼宇", "园区", "楼宇", "所在园区", "所属园区", "所在楼宇"),
    ("备注", "说明", "备注说明"),
    ("产值", "工业总产值", "总产值", "工业产值"),
    ("营业收入", "营收", "营业总收入"),
    ("销售额", "销售收入", "商品销售额"),
    ("用电费用", "电费"),
    ("用气费用", "气费", "燃气费"),
    ("项目名称", "项目"),
    ("计划总投资", "总投资", "计划投资"),
    ("开工日期", "开工时间"),
    ("认定日期", "认定时间", "发证日期"),
    ("有效期至", "有效期", "到期日期", "到期时间"),
    ("证书编号", "证书号"),
)
_NUMERALS: Final = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
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
_OF_ANOTHER_KIND: Final = re.compile("增长|增速|同比|环比|占比|比重|排名|上年|去年|同期|目标|预计|计划")
_UNIT: Final = re.compile(r"(?:单位|计量单位)?[:：]?(亿元|万元|千元|元|百分比|%)")
_FACTORS: Final = {"元": 1, "千元": 1_000, "万元": 10_000, "亿元": 100_000_000}
_BRACKETS: Final = re.compile(r"[(\[{【〔（]([^()\[\]{}【】〔〕（）]*)[)\]}】〕）]")
_NOISE: Final = re.compile(r"[\s\W_]+|累计|本期|合计(?=.)|必填|选填|是否")
_YEAR: Final = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:年度?|\s*[-./]\s*(?=[qh\d])|(?=(?:0[1-9]|1[0-2])(?!\d))|(?!\d))|(?<!\d)(\d\d)年度?"
)
_PARTS: Final = (
    re.compile(r"(?<!\d)(?P<first>1[0-2]|0?[1-9])月?\s*[-—–~至到―－]+\s*(?P<to>1[0-2]|0?[2-9])月份?"),
    re.compile(r"(?P<half>[上下])半年|(?<![a-z])h(?P<h>[12])(?!\d)"),
    re.compile(r"第?(?P<quarter>[一二三四1-4])季度?|(?<![a-z])q(?P<q>[1-4])(?!\d)"),
    re.compile(r"(?<![a-z])c(?P<c>1[0-2]|0[1-9])(?!\d)"),
    re.compile(r"(?<!\d)(?P<month>1[0-2]|0?[1-9])月份?|(?<![a-z])m(?P<m>1[0-2]|0[1-9])(?!\d)"),
    re.compile(r"(?P<whole>全年度?|年度)"),
)
_MONTH_ALONE: Final = re.compile(r"^(?P<month>1[0-2]|0[1-9])(?!\d)")
LIKELY: Final = 0.72
"""From which likeness on a heading is taken for one that it resembles, for a person to look at."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading taken apart.

    Attributes:
        words: What is left without period, unit and punctuation, in small half-width letters.
        year: 0 where it says none.
        part: Of the year, as `Period` writes it (``H1``, empty for all of it); None where the heading
            speaks of no period.
        factor: Of the unit it names; 0 where it names none.
    """

    words: str
    year: int = 0
    part: str | None = None
    factor: int = 0

    def period(self, year: int = 0) -> Period | None:
        """Return its period; ``year`` is taken where it says none. None where it cannot be told."""
        found = self.year or year
        if self.part is None or not found:
            return None
        try:
            return Period.parse(f"{found}{self.part}")
        except BadInput:
            return None


@dataclass(frozen=True, slots=True)
class Match:
    """What a heading was taken for; ``is_certain`` where it says so in so many words."""

    target: Target
    is_certain: bool


@lru_cache(maxsize=8192)
def read_heading(text: str) -> Heading:
    """Take a heading apart.

    >>> read_heading("2022年上半年产值（万元）")
    Heading(words='产值', year=2022, part='H1', factor=10000)
    >>> read_heading("销售额 2022Q2"), read_heading("1-6月产值").part
    (Heading(words='销售额', year=2022, part='Q2', factor=0), 'H1')
    """
    plain = unicodedata.normalize("NFKC", text[:200]).lower()
    factor, bare = _without_unit(plain)
    bare, year, part = _without_period(bare)
    words = _NOISE.sub("", bare)
    return Heading(words, year, part, factor)


def plain_words(text: str) -> str:
    """Return a text as headings are compared: half-width, small, without blanks and punctuation."""
    return _NOISE.sub("", _without_unit(unicodedata.normalize("NFKC", text[:200]).lower())[1])


def find_year(text: str) -> int:
    """Return the one year that a title or a file's name speaks of; 0 where there is none, or several.

    >>> find_year("2022年上半年企业统计表"), find_year("2021-2022")
    (2022, 0)
    """
    years = set(re.findall(r"(?<!\d)(20\d\d)(?!\d)", unicodedata.normalize("NFKC", text[:200])))
    return int(years.pop()) if len(years) == 1 else 0


def find_factor(text: str) -> int:
    """Return the unit that a line above the headings declares (单位：万元); 0 where it declares none."""
    found = re.search(r"单位[:：]\s*(亿元|万元|千元|元)", unicodedata.normalize("NFKC", text[:200]))
    return _FACTORS[found[1]] if found else 0


class Matcher:
    """Finds what columns hold from their headings."""

    def __init__(self, choices: Sequence[Choice]) -> None:
        self._by_words: dict[str, Choice] = {}
        for choice in choices:
            for word in _synonyms(choice.words):
                self._by_words.setdefault(word, choice)
        # A label stands before what is only another word for something else.
        for choice in choices:
            for word in choice.words:
                self._by_words[plain_words(word)] = choice
        for choice in choices:
            # 2022年全年租金 says the period, and with it a part of the label.
            if choice.target.place is Place.FIGURE:
                self._by_words.setdefault(read_heading(choice.label).words, choice)

    def match(self, headings: Sequence[str]) -> Match | None:
        """Return what a column holds.

        Args:
            headings: What may be its heading, the likeliest first: its own, that with the groups above it.
        """
        for heading in headings:
            found = self.match_certain(heading)
            if found is not None:
                return Match(found, is_certain=True)
        guesses = [guess for heading in headings if (guess := self._likely(heading)) is not None]
        return Match(max(guesses, key=lambda guess: guess[0])[1], is_certain=False) if guesses else None

    def match_certain(self, text: str) -> Target | None:
        """Return what a heading says in so many words."""
        whole = self._by_words.get(plain_words(text))
        if whole is not None and whole.target.place is not Place.FIGURE:
            return whole.target.with_(period=None, factor=_factor(whole, read_heading(text)))
        heading = read_heading(text)
        choice = self._by_words.get(heading.words)
        return None if choice is None else _target(choice, heading)

    def _likely(self, text: str) -> tuple[float, Target] | None:
        heading = read_heading(text)
        if len(heading.words) < 2:
            return None
        best, found = 0.0, None
        for words, choice in self._by_words.items():
            likeness = _likeness(heading.words, words)
            # A heading with a period speaks of a figure, one without of none.
            if (choice.target.place is Place.FIGURE) != (heading.part is not None):
                likeness -= 0.15
            if likeness > best:
                best, found = likeness, choice
        return (best, _target(found, heading)) if found is not None and best >= LIKELY else None


def _target(choice: Choice, heading: Heading) -> Target:
    period = heading.period() if choice.target.place is Place.FIGURE else None
    return choice.target.with_(period=period, factor=_factor(choice, heading))


def _factor(choice: Choice, heading: Heading) -> int:
    return heading.factor if heading.factor in choice.factors.values() else 1


def _likeness(one: str, other: str) -> float:
    """Return how alike a heading and a word are, 0 to 1; that one holds the other counts for much."""
    shorter, longer = sorted((one, other), key=len)
    if set(_OF_ANOTHER_KIND.findall(one)) - set(_OF_ANOTHER_KIND.findall(other)):
        return 0.0
    if len(shorter) >= 2 and shorter in longer:
        return 0.7 + 0.3 * len(shorter) / len(longer)
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _synonyms(words: Sequence[str]) -> list[str]:
    """Return every way of saying these words, as headings are compared."""
    plain = [plain_words(word) for word in words]
    for group in _SAME:
        if any(word in group for word in plain):
            plain += group
    return plain


def _without_unit(text: str) -> tuple[int, str]:
    """Return the factor of the unit that a heading names, and the heading without its brackets' units."""
    factor = 0
    bare = text
    for inside in _BRACKETS.findall(text):
        unit = _UNIT.search(inside)
        if unit is not None and len(inside) <= len(unit[0]) + 2:
            factor = _FACTORS.get(unit[1], factor)
            bare = re.sub(r"\W" + re.escape(inside) + r"\W", " ", bare, count=1)
    ending = re.search(r"[/,，、:：\s-](亿元|万元|千元|元|%)\s*$", bare)
    if ending is not None:
        factor, bare = _FACTORS.get(ending[1], factor), bare[: ending.start()]
    return factor, bare


def _without_period(text: str) -> tuple[str, int, str | None]:
    """Return a text without the period it names, that period's year (or 0) and its part."""
    year, rest, after = 0, text, ""
    found = _YEAR.search(text)
    if found is not None:
        year = int(found[1] or 2000 + int(found[2]))
        after = text[found.end() :].lstrip()
        rest = f"{text[: found.start()]} {after}"
    for pattern in _PARTS:
        named = pattern.search(rest)
        if named is not None:
            return f"{rest[: named.start()]} {rest[named.end() :]}", year, _part(named.groupdict())
    alone = _MONTH_ALONE.match(after) if year else None
    if alone is not None:
        return rest[: len(rest) - len(after)] + after[alone.end() :], year, _part(alone.groupdict())
    return rest, year, "" if year else None


def _part(parts: dict[str, str]) -> str:
    """Return a part of a year as `Period` writes it."""
    match parts:
        case {"first": first, "to": last}:
            months = (int(first), int(last))
            return _RANGES.get(months, f"C{months[1]:02d}" if months[0] == 1 else _NO_PERIOD)
        case {"half": half, "h": number}:
            return f"H{number}" if half is None else "H1" if half == "上" else "H2"
        case {"quarter": quarter, "q": number}:
            return f"Q{_NUMERALS[quarter or number]}"
        case {"c": last}:
            return f"C{last}"
        case {"month": month}:
            return f"M{int(month or parts['m']):02d}"
    return ""
