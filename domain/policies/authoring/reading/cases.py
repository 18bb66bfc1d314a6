"""Several figures of one sentence, and what tells for whom each of them is: levels, thresholds, kinds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from domain.policies.agreement.figures import Kind
from domain.policies.authoring.reading import names, words
from domain.policies.authoring.reading.conditions import (
    LEVEL,
    WHICH_YEAR,
    Conditions,
    Place,
    Spoken,
    plain_phrase,
)
from domain.policies.authoring.reading.exclusions import without_left_out
from domain.policies.authoring.reading.literals import literal, value_of
from domain.policies.authoring.reading.quantities import Facts
from domain.policies.authoring.reading.shorthand import Shorthand
from domain.policies.authoring.reading.words import AFTER, AT_LEAST, BEFORE, MORE_THAN, any_of

_BETWEEN: Final = r"(?:、|和|及|或|以及|或者|与|，)"
_ASIDE: Final = "(?:（[^）¥%@]{0,6}）|#)?"
"""How many there are of each: 一等奖（1名）."""
_LEVELS: Final = re.compile(
    rf"(?:{LEVEL.pattern}){_ASIDE}(?:{_BETWEEN}(?:{LEVEL.pattern}){_ASIDE})+(?!(?:及)?以上)"
)
_ITEM: Final = r"[^，。；：、和及或的对为¥%#@（）]{2,24}(?:（[^）¥%#@]*）)?"
_DOES: Final = (
    "培养|制定|修订|认定|评定|认证|创建|获评|引进|举办|承办|建成|开展|实施|购买|购置|新建|参加|通过|主导|参与"
    "|牵头"
)
_OPENER: Final = (
    rf"(?:(?<={_DOES})(?=..)|(?<=[为得获选入过是用对立任办草评])|(?<=(?<!福)建)|(?<=(?<![潜现存])在))"
)
_PARTING: Final = r"(?:、|和|以及|及|或|(?<=”)(?=“))"
_ITEMS: Final = re.compile(rf"{_ITEM}(?:{_PARTING}{_ITEM})+")
_ONE_ITEM: Final = re.compile(rf"(?!{_PARTING}){_ITEM}")
_QUOTE: Final = r"“[^”]{2,40}”(?:（[^）]*）)?[^，。；：、和及与或“”的对¥%@]{0,10}"
_QUOTES: Final = re.compile(rf"{_QUOTE}(?:(?:、|和|以及|及|与|或|或者)?{_QUOTE})+")
_ONE_QUOTE: Final = re.compile(_QUOTE)
"""Names in quotes, whole whatever they hold: “甲和乙百强”“丙百强”."""
_WHOLE_ITEM: Final = "(?:[^，。；：、及和的对为¥%#@（）“”]|（[^）¥%#]*）){2,40}"
_WHOLE_ITEMS: Final = re.compile(f"{_WHOLE_ITEM}(?:、{_WHOLE_ITEM})+")
_ONE_WHOLE_ITEM: Final = re.compile(_WHOLE_ITEM)
_OWNERS: Final = ("企业", "单位", "机构", "组织", "个人", "团队", "社会组织", "团体", "协会")
_KEY: Final = re.compile(
    r"^(?:分别|均|再|一次性|分)*(?:按照?|根据|依据)?(?:其|企业)?(?:[一二三四五六两]个|不同|相应)?(?:级别|等级|层次|等次|档次|类别|标准)?(?:评定|情况|的|为|如下|分)*$"
)
"""What only leads to a list of levels: 按照国家级、省级、市级三个级别."""
_LEVEL_OF_ALONE: Final = re.compile("国际|国家|行业|地方|团体")
_LEVEL_OF: Final = re.compile(f"(?:{_LEVEL_OF_ALONE.pattern})(?P<what>[^级].+)")
_BY_ORDER: Final = re.compile("(?:在[^，]*(?:内|期间))?(?:每年|分别)*按照?$")
"""What only leads to a list of levels, behind for how long: 在四年内每年按照省、市两个等级."""
_PRIZE: Final = re.compile("[特一二三四五]等奖|[金银铜]奖|特等奖")
_DEED: Final = re.compile("(?:上市|挂牌|注册|上线|首发)(?:（[^）]*）)?(?:上市|挂牌|交易)?$")
"""What is done at each of several places, behind the last of them."""
_HAS: Final = re.compile(
    "(?:当年|年度|上年度|首次|新|成功|被|经|在|企业|获|初次|@)*(?:获得|获评|荣获|获|评为|评定|评|认定|通过|取得|入选|列入|晋升|主导|参与|牵头|承担|进入)"
)
"""With what words begin that say what somebody has one of several of."""
_WHO_HAS: Final = re.compile(
    r"(?P<tail>[^的，]{0,12})的(?P<who>[^的，；：。]{0,14}(?:企业|单位|机构|公司|组织|合作社|主体|项目|个人|农场|酒店|民宿|园区|旅行社))"
)
_AWARDED: Final = re.compile("^(?:共|分别)?(?:设|设立|设置|评选|评出)$")
_NUMERALS: Final = "一二三四五"
_OF_RANKS: Final = ("", "名", "位", "强", "家")
_BRACKETED: Final = re.compile(rf"(?:{LEVEL.pattern})（(?:{LEVEL.pattern})(?:[、，](?:{LEVEL.pattern}))*）")
_RANKS: Final = re.compile(
    "(?P<rank>(?:排名|排行|排序|名列|位列|位居|评选|排)*(?:在|居|全[区市县省]|本[区市县])*)前(?P<many>[一二三四五]|#|\\d)(?P<of>名|位|强|甲|)(?:的)?(?:企业|单位|机构|公司|商户|农户)?(?:的)?(?=[，。；分]|$)"
)
_YEARS: Final = re.compile("(?:前|首|连续|分|起)(?P<count>#)内?")
_IS_YEAR: Final = re.compile(r"第[一二三四五六七八]年|[前后首][一二三四五六七八两\d]+年")
_MONTHS_OF_YEAR: Final = 12
_PLACES: Final = ("省", "市", "县", "区", "镇", "乡镇")
_NUMERAL: Final = "(?:[一二三四五ⅠⅡⅢⅣ]|I{1,3}V?|IV)"
_SHORT_LEVELS: Final = re.compile(
    rf"(?P<numerals>{_NUMERAL}(?:{_BETWEEN}{_NUMERAL})+)(?P<what>等奖|星级?|级|类|期)"
)
"""一、二等奖: the last says what the others are too."""
_THRESHOLDS: Final = re.compile(
    r"(?P<what>[^，。；：、¥%#且]{0,40}?)(?:分别|依次)?"
    rf"(?P<first>{any_of(words.FIRST_TIME)})?(?P<before>{any_of(tuple(BEFORE))})?"
    r"(?P<bounds>(?P<sign>[¥#%])(?:（含）)?(?:及?以上)?(?:(?:、|和|及|或|，)+(?P=sign)(?:（含）)?(?:及?以上)?)+)"
    rf"(?:（(?P<edge>不?含)[^）]*）)?(?P<after>{any_of(tuple(AFTER))})?(?:（(?P<edge_after>不?含)[^）]*）)?"
)


_SIDE: Final = "(?:（不?含[^）]*）)?"
_ONE_RANGE: Final = re.compile(
    rf"(?:(?P<under>低于|不足|小于|不满|未达到?|不到)|(?P<over>超过|大于|高于|突破)|达到?)?(?P<low>[¥#%])(?P<low_edge>{_SIDE})"
    rf"(?:及?以上)?{_SIDE}(?:(?:至|到|-|—+|－|–|~|～|，?(?=不足|低于|不到|小于))(?:低于|不足|不到|小于)?"
    rf"(?P<high>[¥#%])(?P<high_edge>{_SIDE})(?:以下|以内)?(?:之间)?(?P<high_edge_after>{_SIDE}))?(?P<below>及?以下|以内)?(?P<below_edge>{_SIDE})"
)
_ANY_RANGE: Final = re.sub("[?]P<[a-z_]+>", "?:", _ONE_RANGE.pattern)
_RANGES: Final = re.compile(
    r"(?P<what>[^，。；：、¥%#且]{0,40}?)(?:分别|依次)?(?P<lead>在|为|处于)?"
    rf"(?P<items>{_ANY_RANGE}(?:(?:、|，|和|及)(?:{_ANY_RANGE}))+)"
    r"(?:的?(?:，?分(?:别?按?)?[^，。；]{0,3}?(?:档|类|级)次?)?)"
)
"""300万元以下、300万元至500万元、500万元以上."""


@dataclass(slots=True)
class Split:
    """What tells several figures apart.

    Attributes:
        place: Where the words of it stand.
        tests: What must hold for each figure, as lines of the formula named by ``kind``: ``分档``
            (comparisons with ``axis``, from the lowest) or ``按选项`` (choices of ``axis``).
        condition: What must hold for one of them at least.
    """

    kind: str
    axis: str
    tests: list[str]
    condition: str
    text: str
    place: Place
    is_open: bool = False
    row: str = ""
    before: str = ""
    """The axis a year before, where the wording asks that a bound be reached for the first time."""
    is_falling: bool = False
    """Whether the highest of several comparisons stands first."""
    wholes: list[str] = field(default_factory=list)
    """Each option with all that is said around it."""
    has_rest: bool = False
    """Whether the lowest figure is what everybody gets whose figure is below the second bound."""
    other_tests: list[str] = field(default_factory=list)
    """What the tests may be instead, where the wording does not say to which case an edge belongs."""


class Cases:
    """Finds what tells the figures of an award apart."""

    def __init__(self, short: Shorthand, facts: Facts, conditions: Conditions) -> None:
        self._short, self._text, self._facts, self._conditions = short, short.text, facts, conditions

    def split(self, start: int, end: int, count: int, spoken: Spoken) -> Split | None:
        """Return what tells ``count`` figures apart in the words before them, or None."""
        return (
            self._stretches(start, end, count, spoken)
            or self._thresholds(start, end, count, spoken)
            or self._bracketed(start, end, count)
            or self._levels(start, end, count)
            or self._ranks(start, end, count)
            or self._quoted(start, end, count)
            or self._items(start, end, count)
        )

    def _thresholds(self, start: int, end: int, count: int, spoken: Spoken) -> Split | None:
        for match in _THRESHOLDS.finditer(self._text, start, end):
            bounds = list(self._short.figures_in(*match.span("bounds"), "¥%#"))
            if len(bounds) != count or any(literal(one) is None for one in bounds):
                continue
            if bounds[0].unit == "级":
                # 3级、4级: names rather than figures.
                return self._choice(start, end, match.span("bounds"), [one.text for one in bounds])
            axis = self._conditions.axis_of(match, bounds[0], spoken)
            if axis is None:
                continue
            what, begins = axis
            comparator, is_open = self._conditions.comparator_of(match, "以上" in match["bounds"])
            is_open = is_open or bool(match["first"])
            values = [value_of(one) for one in bounds]
            is_falling = values == sorted(set(values), reverse=True)
            if is_falling:
                values.reverse()
            if comparator not in (AT_LEAST, MORE_THAN) or values != sorted(set(values)):
                is_open = True
                comparator = AT_LEAST
            tests = [f"{comparator} {literal(one)}" for one in bounds]
            place = (begins, match.end())
            text = self._short.said(*place)
            lowest = tests[-1 if is_falling else 0]
            return Split(
                *("分档", str(what), tests, f"{what} {lowest}", text, place, is_open),
                row=what.row,
                is_falling=is_falling,
                before=str(what.base) if match["first"] and what.period is not None else "",
            )
        return None

    def _stretches(self, start: int, end: int, count: int, spoken: Spoken) -> Split | None:
        """Return ranges of which the lowest has no lower bound, or the highest stands first.

        Others are read as conditions.
        """
        for match in _RANGES.finditer(self._text, start, end):
            items = list(_ONE_RANGE.finditer(self._text, *match.span("items")))
            figures = [self._short.figures[one.start("low")] for one in items]
            if len(items) != count or len({(one.kind, one.unit) for one in figures}) > 1:
                continue
            is_falling = value_of(figures[0]) > value_of(figures[-1])
            if is_falling:
                items.reverse()
            lines = _lines_of(items, self._short)
            has_rest = lines is not None and lines[0] is None
            is_bare = figures[0].kind is Kind.NUMBER and match["lead"] is None
            if lines is None or not (has_rest or is_falling or is_bare):
                continue
            axis = self._conditions.axis_of(match, figures[0], spoken)
            if axis is None:
                continue
            what, begins = axis
            tests = [test or "" for test in lines]
            place = (begins, match.end())
            condition = "" if has_rest else f"{what} {tests[0]}"
            if is_falling:
                tests.reverse()
            return Split(
                *("分档", str(what), tests, condition, self._short.said(*place), place, True),
                row=what.row,
                is_falling=is_falling,
                has_rest=has_rest,
            )
        return None

    def _levels(self, start: int, end: int, count: int) -> Split | None:
        short = _SHORT_LEVELS.search(self._text, start, end)
        if short is not None and len(numerals := re.findall(_NUMERAL, short["numerals"])) == count:
            return self._choice(start, end, short.span(), [f"{one}{short['what']}" for one in numerals])
        found = [
            match
            for match in _LEVELS.finditer(self._text, start, end)
            if len(LEVEL.findall(match[0])) == count
        ]
        if not found:
            return None
        match = found[-1]
        labels = [one[0] for one in LEVEL.finditer(match[0])]
        if all(one in _PLACES for one in labels) or labels[-1].endswith("级"):
            labels = [one if one.endswith("级") or len(one) > 2 else f"{one}级" for one in labels]
        shared = re.fullmatch("[A-Z]([类级档])", labels[-1])
        if shared is not None:
            labels = [one if len(one) > 1 else f"{one}{shared[1]}" for one in labels]
        split = self._choice(start, end, match.span(), labels)
        if split is not None and (len(found) > 1 or re.search("（[^）#]+）", match[0])):
            # 市级（甲工程）: what brackets say is said of one of them.
            split.is_open = True
        return split

    def _bracketed(self, start: int, end: int, count: int) -> Split | None:
        """Return levels of which all but the first stand in brackets: 国家级（省级、市级）技术中心."""
        for match in _BRACKETED.finditer(self._text, start, end):
            labels = [one[0] for one in LEVEL.finditer(match[0])]
            if len(labels) == count:
                return self._choice(start, end, match.span(), labels)
        return None

    def _ranks(self, start: int, end: int, count: int) -> Split | None:
        """Return the first so many of all, each with a figure of its own: 综合贡献排名前三的企业."""
        for match in _RANKS.finditer(self._text, start, end):
            figure = self._short.figures.get(match.start("many"))
            if (figure is not None and figure.unit not in _OF_RANKS) or not (match["rank"] or match["of"]):
                continue
            said = re.search("[一二两三四五六\\d]+", self._short.said(*match.span("many")))
            many = said[0] if said is not None else ""
            if count not in (_NUMERALS.find(many) + 1, int(many) if many.isdigit() else 0):
                continue
            labels = [f"第{sign}名" for sign in _NUMERALS[:count]]
            begins = (
                max((self._text.rfind(sign, start, match.start()) for sign in "，；：。"), default=-1) + 1
            )
            begins = max(begins, start)
            what = re.sub("^(?:对于?|凡|将)", "", plain_phrase(self._short.said(begins, match.start("rank"))))
            fact = self._facts.choice(f"{what}排名", labels)
            condition = f"{fact.term} 属于 ({', '.join(labels)})"
            said_of = self._short.said(begins, match.end())
            return Split("按选项", fact.term, labels, condition, said_of, (begins, match.end()), is_open=True)
        return None

    def _quoted(self, start: int, end: int, count: int) -> Split | None:
        for match in _QUOTES.finditer(self._text, start, end):
            places = [one.span() for one in _ONE_QUOTE.finditer(self._text, *match.span())]
            labels = [self._short.said(*place) for place in places]
            if len(labels) == count and len(set(labels)) == count:
                return self._choice(start, end, match.span(), labels, is_whole=True)
        return None

    def _items(self, start: int, end: int, count: int) -> Split | None:
        found = []
        for match in _ITEMS.finditer(self._text, start, end):
            parts = [(one.group(), match.start() + one.start()) for one in _ONE_ITEM.finditer(match[0])]
            if len(parts) > count and re.search(f".*(?:{_DOES})(?=..)", parts[-count][0]):
                # 技工院校、职业院校培养高级工、中级工: the list begins behind a verb.
                parts = parts[-count:]
            if len(parts) == count and not all(one in _OWNERS for one, _ in parts[1:]):
                found.append((match, parts))
        found = found or self._whole_items(start, end, count)
        if not found:
            return None
        match, places = found[-1]
        items = [one for one, _ in places]
        first = re.search(rf".*(?:{_OPENER}|按照?|根据)", items[0])
        begins = places[0][1] + (len(first[0]) if first else 0)
        items[0] = items[0][begins - places[0][1] :]
        if self._text[begins - 1 : begins] == "获" and re.match("[批评](?![发价]).", items[0]):
            items[0], begins = items[0][1:], begins + 1
        if len(items[0]) < 2 or len(set(items)) < count:
            return None
        split = self._choice(start, end, (begins, match.end()), items)
        if split is not None and len(found) > 1:
            # Of two lists that are as long nobody says which is meant.
            split.is_open = True
        return split

    def _whole_items(
        self, start: int, end: int, count: int
    ) -> list[tuple[re.Match[str], list[tuple[str, int]]]]:
        """Return lists parted by 、 alone, whose parts hold 或: 学士学位或中级职称、硕士学位或副高职称."""
        found = []
        for match in _WHOLE_ITEMS.finditer(self._text, start, end):
            items = [(one.group(), match.start() + one.start()) for one in _ONE_WHOLE_ITEM.finditer(match[0])]
            if len(items) == count:
                found.append((match, items))
        return found

    def of_years(self, start: int, end: int, count: int) -> Split | None:
        """Return that several figures are of one year each: 前三年按50%、30%、20%."""
        years = _YEARS.search(self._text, start, end)
        if years is None or value_of(self._short.figures[years.start("count")]) != count * _MONTHS_OF_YEAR:
            return None
        labels = [f"第{sign}年" for sign in _NUMERALS[:count]]
        fact = self._facts.choice(WHICH_YEAR, labels)
        condition = f"{fact.term} 属于 ({', '.join(labels)})"
        said = self._short.said(*years.span())
        return Split("按选项", fact.term, labels, condition, said, years.span(), is_open=True)

    def of_labels(self, start: int, end: int, labels: Sequence[str], before: str = "") -> Split:
        """Return what tells figures apart that have their levels beside them, by the words before them."""
        if all(_IS_YEAR.match(one) for one in labels):
            fact = self._facts.choice(WHICH_YEAR, labels)
            condition = f"{fact.term} 属于 ({', '.join(labels)})"
            return Split("按选项", fact.term, list(labels), condition, "", (end, end), is_open=True)
        said = plain_phrase(self._short.said(start, end)) or before
        what = "级别" if all(LEVEL.search(one) for one in labels) else "类别"
        fact = self._facts.choice(f"{said}的{what}" if said else what, labels)
        written = [choice_text(one) for one in labels]
        condition = f"{fact.term} 属于 ({', '.join(written)})"
        return Split("按选项", fact.term, written, condition, said, (start, end), not said)

    def _said(self, begins: int, ends: int) -> str:
        """Return the words of a stretch without whom it leaves out."""
        places = without_left_out(self._text, begins, ends)
        return "".join(self._short.said(*one) for one in places if one[0] < one[1])

    def _choice(
        self, start: int, end: int, place: Place, labels: Sequence[str], *, is_whole: bool = False
    ) -> Split | None:
        """Ask which of them it is, by the phrase around them."""
        begins = max((self._text.rfind(sign, start, place[0]) for sign in "，；：。"), default=-1)
        begins = max(begins + 1, start)
        ends = min(
            (at for sign in "，；：。" if (at := self._text.find(sign, place[1], end)) >= 0), default=end
        )
        before = plain_phrase(self._said(begins, place[0]))
        labels, behind = _without_deed(labels)
        is_of_levels = all(LEVEL.fullmatch(one) for one in labels)
        before = _BY_ORDER.sub("", before)
        after = f"{behind}{self._said(place[1], ends)}"
        tail, owner = _owner_of(before, after, is_of_levels=is_of_levels)
        after = plain_phrase(tail)
        after = "" if after in ("企业", "单位", "机构", "公司", "项目") and before else after
        around = self._text[begins : place[0]] + self._text[place[1] : ends]
        what = "级别" if is_of_levels else "类别"
        is_prize = all(_PRIZE.fullmatch(one) for one in labels)
        plain = _with_tail([re.sub(r"[“”《》]", "", one) for one in labels])
        labels, is_shared = (plain, False) if is_whole else names.options_of(plain)
        label = re.sub(r"为的", "为", names.choice_name(before, after, labels)).removesuffix("的")
        label = _KEY.sub("", re.sub("^每年度?", "", label))
        label = _AWARDED.sub("获奖", label) or plain_phrase(self._short.said(start, begins))
        if label in ("", "企业"):
            label = (
                "评定" if all(re.fullmatch("[A-Z][类级档]?", one) for one in labels) else "、".join(labels)
            )
        if is_prize:
            label, what = f"{label}{'' if label.endswith('奖') else '奖'}", "等级"
        label = f"{owner}{label}"
        fact = self._facts.choice(f"{label}的{what}" if label else what, labels)
        written = [choice_text(one) for one in labels]
        is_open = bool(words.DANGEROUS.search(around)) or re.search("[及和与]其", around) is not None
        is_open = is_open or any(sign in around for sign in "¥%#")
        is_open = is_open or is_shared or (after != "" and before.endswith(("在", "于", "到", "向")))
        return Split(
            "按选项",
            fact.term,
            written,
            f"{fact.term} 属于 ({', '.join(written)})",
            self._short.said(begins, ends),
            (begins, ends),
            is_open,
            wholes=[f"{before}{one}{after}" for one in labels],
        )


def _owner_of(before: str, after: str, *, is_of_levels: bool) -> tuple[str, str]:
    """Return what stands behind a list and is said of each, and who has one of them.

    Of levels nobody says whose they are but where it is said what was done: 新引进的省级的研发机构.

    >>> _owner_of("取得CMMI", "认证的软件企业", is_of_levels=True)
    ('认证', '软件企业')
    >>> _owner_of("新引进", "的研发机构", is_of_levels=True)
    ('的研发机构', '')
    """
    owner = _WHO_HAS.fullmatch(after)
    deed = _HAS.match(before)
    if (
        not is_of_levels
        and deed is not None
        and deed.end() == len(before)
        and re.fullmatch("的[^的，]{2,14}", after)
    ):
        # 获得甲奖、乙奖的专家: the list is all that was obtained.
        who = after.removeprefix("的")
        return "", "" if who in (*_OWNERS, "项目", "公司", "主体") else who
    is_alone = deed is not None and deed.end() == len(before) and owner is not None and not owner["tail"]
    if owner is None or not before or (is_of_levels and (deed is None or is_alone)):
        return after, ""
    is_anybody = owner["who"] in _OWNERS or owner["who"] in ("项目", "公司", "主体")
    return owner["tail"], "" if is_anybody else owner["who"]


def _without_deed(labels: Sequence[str]) -> tuple[list[str], str]:
    """Return options without what is done in all of them, and that: 主板、新三板挂牌.

    >>> _without_deed(["沪深交易所", "新三板挂牌"]), _without_deed(["主板上市", "新三板挂牌"])
    ((['沪深交易所', '新三板'], '挂牌'), (['主板上市', '新三板挂牌'], ''))
    """
    deed = _DEED.search(labels[-1])
    if deed is None or deed.start() == 0 or any(_DEED.search(one) for one in labels[:-1]):
        return list(labels), ""
    return [*labels[:-1], labels[-1][: deed.start()]], deed[0]


def _lines_of(items: Sequence[re.Match[str]], short: Shorthand) -> list[str | None] | None:
    """Return from where on each of several ranges holds, from the lowest; None for one without a lower bound.

    None for ranges that do not lie beside each other, or of which the highest ends somewhere.
    """
    found: list[str | None] = []
    ends: tuple[Fraction, bool] | None = None
    for at, one in enumerate(items):
        low = short.figures[one.start("low")]
        high = short.figures[one.start("high")] if one["high"] else None
        written = literal(low)
        if written is None:
            return None
        is_below = bool(one["under"] or one["below"])
        if is_below and (at > 0 or high is not None):
            return None
        if is_below:
            found.append(None)
            edge = one["low_edge"] or one["below_edge"]
            ends = (value_of(low), bool(one["below"]) and "不含" not in edge and "含" in edge)
            continue
        if at and (ends is None or not ends[0] <= value_of(low)):
            return None
        is_strict = bool(one["over"]) or (ends is not None and ends[1] and ends[0] == value_of(low))
        found.append(f"{MORE_THAN if is_strict else AT_LEAST} {written}")
        edge = (one["high_edge"] or "") + (one["high_edge_after"] or "")
        ends = (value_of(high), "含" in edge and "不含" not in edge) if high is not None else None
    return found if ends is None else None


def _with_tail(labels: list[str]) -> list[str]:
    """Return options with what the last of them is and the others are too: 国际、国家、行业标准."""
    last = _LEVEL_OF.fullmatch(labels[-1])
    if last is None or any(_LEVEL_OF_ALONE.fullmatch(one) is None for one in labels[:-1]):
        return labels
    return [*(f"{one}{last['what']}" for one in labels[:-1]), labels[-1]]


def choice_text(label: str) -> str:
    """Write a choice as a formula can read it."""
    is_word = re.fullmatch(r"[^\W\d]\w*", label) is not None
    return label if is_word and not label.startswith(("非", "在", "或", "且", "至", "其余")) else f"“{label}”"
