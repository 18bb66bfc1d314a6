"""What headings say: words for words, the period of a figure, the unit of an amount."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from domain.exchange.intake.spans import NO_SPAN, Span, part_span
from domain.exchange.intake.targets import Choice, Place
from domain.exchange.intake.units import part_units

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
    ("法定代表人", "法人代表", "法人", "法定代表人姓名", "法人姓名"),
    ("联系人", "联系人姓名", "企业联系人"),
    ("联系电话", "电话", "手机", "手机号", "手机号码", "联系方式", "联系人电话", "联系手机", "电话号码"),
    ("注册地址", "住所", "登记地址", "登记住所", "注册地"),
    ("经营地址", "办公地址", "实际经营地址", "生产经营地址"),
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
    ("街道", "所属街道", "所在街道", "街道办事处", "乡镇街道", "街道（乡镇）", "镇办"),
    ("备注", "说明", "备注说明"),
    ("产值", "工业总产值", "总产值", "工业产值"),
    ("营业收入", "营收"),
    ("销售额", "商品销售额"),
    ("用电费用", "电费"),
    ("用气费用", "气费", "燃气费"),
    ("项目名称", "项目"),
    ("计划总投资", "总投资", "计划投资"),
    ("开工日期", "开工时间"),
    ("认定日期", "认定时间", "发证日期"),
    ("有效期至", "有效期", "到期日期", "到期时间"),
    ("证书编号", "证书号"),
    ("单位", "所在单位", "工作单位", "部门", "所在部门"),
    ("干部", "包联干部", "包联人", "责任人", "姓名"),
    ("身份", "包联身份"),
    ("起", "起始日期", "开始日期", "起始时间", "开始时间", "从哪天起"),
    ("止", "结束日期", "截止日期", "终止日期", "到哪天止"),
    ("日期", "走访日期", "走访时间", "时间"),
    ("方式", "走访方式"),
    ("走访人", "走访人员", "走访干部", "参加人员"),
    ("了解的情况", "走访情况", "了解情况", "情况"),
    ("提出的问题", "反映的问题", "收集的问题", "存在的问题"),
    ("问题", "问题名称", "反映问题", "诉求"),
    ("类别", "问题类别", "问题分类"),
    ("来源", "问题来源"),
    ("提出", "提出日期", "提出时间", "反映日期", "受理日期"),
    ("详细情况", "具体情况", "问题描述"),
    ("承办", "承办部门", "承办单位", "责任部门", "责任单位", "交办部门"),
    ("编号", "问题编号"),
    ("离任", "离任日期", "离任时间"),
    ("职务", "职位", "职务职级"),
    ("缘由", "原因", "理由"),
    ("路线", "走访路线"),
    ("接待人", "企业接待人", "企业方参加人"),
    ("地点", "走访地点"),
)
_OFTEN: Final = {
    **dict.fromkeys(("负责人", "企业负责人", "单位负责人"), "法定代表人"),
    **dict.fromkeys(("填报人", "经办人", "办事人员"), "联系人"),
    **dict.fromkeys(("地址", "所在地"), "注册地址"),
    "通讯地址": "经营地址",
    "营业总收入": "营业收入",
    "销售收入": "销售额",
}
"""What words stand for often, and not always: to be looked at."""

_OF_ANOTHER_KIND: Final = re.compile(
    "增长|增速|增幅|增减|增量|涨幅|降幅|变动|差额|同比|环比|占比|比重|比例|排名|位次|目标|预计|预测|计划|人均|亩均|平均"
)
_NOISE: Final = re.compile(r"[\s\W_]+|合计(?=.)|必填|选填|是否|(?<=.)年度$|^年度(?=.)")
LIKELY: Final = 0.72
"""From which likeness on a heading is taken for one that it resembles, for a person to look at."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading taken apart.

    Attributes:
        words: What is left without period, unit and punctuation, in small half-width letters.
        span: The period it speaks of.
        units: The units it names.
    """

    words: str
    span: Span = NO_SPAN
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """What a heading was taken for; ``is_certain`` where it says so in so many words."""

    choice: Choice
    is_certain: bool


@lru_cache(maxsize=8192)
def read_heading(text: str) -> Heading:
    """Take a heading apart.

    >>> read_heading("2022年上半年产值（万元）")
    Heading(words='产值', span=Span(year=2022, part='H1', is_before=False, vague=''), units=('万元',))
    >>> read_heading("销售额 2022Q2").words, read_heading("1-6月产值").span.part
    ('销售额', 'H1')
    """
    units, bare = part_units(unicodedata.normalize("NFKC", text[:200]).lower())
    bare, span = part_span(bare)
    return Heading(_NOISE.sub("", bare), span, units)


def plain_words(text: str) -> str:
    """Return a text as headings are compared: half-width, small, without blanks and punctuation."""
    return _NOISE.sub("", part_units(unicodedata.normalize("NFKC", text[:200]).lower())[1])


def is_of_another_kind(heading: str, label: str) -> bool:
    """Whether a heading speaks of a growth, a share or a plan, as a label does not."""
    return bool(set(_OF_ANOTHER_KIND.findall(heading)) - set(_OF_ANOTHER_KIND.findall(label)))


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
        self._by_words.pop("", None)

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

    def match_certain(self, text: str) -> Choice | None:
        """Return what a heading says in so many words."""
        whole = self._by_words.get(plain_words(text))
        if whole is not None and whole.target.place is not Place.FIGURE:
            return whole
        return self._by_words.get(read_heading(text).words)

    def _likely(self, text: str) -> tuple[float, Choice] | None:
        heading = read_heading(text)
        if len(heading.words) < 2:
            return None
        best, found = 0.0, None
        often = _OFTEN.get(heading.words, "")
        for words, choice in self._by_words.items():
            likeness = _likeness(heading.words, words) if words != often else 1.0
            # A heading with a period speaks of a figure, one without of none.
            if (choice.target.place is Place.FIGURE) != heading.span.is_said:
                likeness -= 0.15
            if likeness > best:
                best, found = likeness, choice
        return (best, found) if found is not None and best >= LIKELY else None


def _likeness(one: str, other: str) -> float:
    """Return how alike a heading and a word are, 0 to 1; that one holds the other counts for much."""
    shorter, longer = sorted((one, other), key=len)
    if is_of_another_kind(one, other):
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
