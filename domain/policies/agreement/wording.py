"""The figures that stand in Chinese wording. Pure: a text in, figures out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Final

from domain.policies.agreement.figures import Figure, Kind, amount
from domain.policies.agreement.numerals import CHINESE, narrow, number_of, plainly, trailing_scale
from domain.policies.agreement.times import BETWEEN, Named, read_times
from domain.policies.language import units

_MASK: Final = "\x00"
_NUMERAL: Final = rf"[{CHINESE}万亿点]"
# 百分点, 千瓦, 千克 and 千米 are words of their own.
_NUMBER: Final = (
    rf"(?:(?:\d+(?:,\d{{3}})*(?:\.\d+)?|(?!百分|千[瓦克米])[{CHINESE}]+(?:点[{CHINESE}]+)?)\s*(?:[十万亿]|百(?!分)|千(?![瓦克米]))*"
    rf"|(?<=[每超过达满破近])[万亿]|[万亿](?=元?(?:以[上下内]|级)))+"
)
_RATES: Final = {
    **dict.fromkeys(("%", "个百分点", "百分点", "个点", "个点子"), Fraction(1, 100)),
    "‰": Fraction(1, 1000),
    **dict.fromkeys(("个基点", "基点", "BP", "bp"), Fraction(1, 10_000)),
    **dict.fromkeys(("成", "折"), Fraction(1, 10)),
}
_TIME_UNITS: Final = ("年", "个月", "天", "日", "工作日", "个工作日", "小时", "周年", "周岁", "岁")
_COUNTED: Final = (
    *("人次", "名", "位", "强", "笔", "度电", "头", "只", "株", "款", "集", "羽"),
    *("架次", "列次", "航次", "班次", "车次", "场次", "台次", "间夜"),
)
_UNIT: Final = "|".join(
    sorted(
        {*_RATES, *_TIME_UNITS, *_COUNTED, *units.KNOWN, *units.alternatives(), "元", "倍"},
        key=len,
        reverse=True,
    )
)
_LATIN: Final = "|".join(one for one in _UNIT.split("|") if one.isascii() and one.isalnum())
# 两成五 and 一年半 are more than 两成 and 一年.
_AMOUNT: Final = re.compile(
    rf"(?P<number>{_NUMBER})\s*(?P<unit>{_UNIT})?"
    rf"(?P<more>(?<=[成倍年])半(?![年月天日数额价])|(?<=成)[一二三四五六七八九](?!\s*(?:[{CHINESE}万亿点分]|{_UNIT}|季度|月))"
    r"|(?<=元)(?:[1-9一二三四五六七八九]角(?:[1-9一二三四五六七八九]分)?|零?[1-9一二三四五六七八九]分(?!之))|(?<=\d)角)?"
)
_FOREIGN: Final = re.compile(r"\s*(?!RMB|CNY|[A-Z]\+?轮)[A-Za-z]")
"""What stands behind a number that has a unit which is not known."""
_SCALED: Final = re.compile(r"[\d一二两三四五六七八九十].*[万亿][1-9一二三四五六七八九]?")
_PENCE: Final = re.compile("([1-9一二三四五六七八九])([角分])")
_TENTH: Final = "角"
_SMALL: Final = {_TENTH: 10, "分": 1}
"""In fen."""
# 二三十万元 and 十二三万元 are two numbers beside each other; 十四五 alone is a plan.
_TWO: Final = "一二|一两|两三|二三|三四|四五|三五|五六|六七|七八|八九"
_ABOUT: Final = re.compile(
    rf"(?P<number>(?<![\d人户家个次件台总基倍指系参位分岁天年月亩张笔股票套辆头只株篇批项店款条名工业员多少无])(?:好?几|数)[十百千万亿]+"
    r"|(?<=[近逾上])(?<!附近)(?<![以之]上)(?:[十百千]?[万亿]+|[百千])(?=元(?!以上))"
    rf"|(?:\d+(?:,\d{{3}})*(?:\.\d+)?|[{CHINESE}]+)[十百千万亿]*(?:[余几]|多(?=[十百千万亿个]|{_UNIT}))[十百千万亿]*|十来[万亿]?"
    rf"|(?<![{CHINESE}\d.])(?:[{CHINESE}]*[十百千])?(?:{_TWO})(?=[十百千万亿]|{_UNIT})[十百千万亿]*)\s*(?P<unit>{_UNIT})?"
)
_FRACTION: Final = re.compile(
    rf"(?P<bottom>百|千|万|{_NUMERAL}{{1,20}}|\d+)分之(?P<top>{_NUMERAL}{{1,20}}|\d+(?:\.\d+)?)"
    rf"(?:\s*{BETWEEN}\s*(?P<upto>{_NUMERAL}{{1,20}}|\d+(?:\.\d+)?)(?!\s*(?:分之|{_NUMERAL}|[\d.]|{_UNIT}|月|季度|户|家)))?"
    r"|(?<![\d/.-])(?P<over>\d{1,4})\s*/\s*(?P<under>\d{1,4})(?![\d/.-])"
    r"|(?<![\d:：∶])(?P<even>1\s*[:：∶]\s*(?P<to>[1-5]|[0-5]\.\d+))(?![\d:：∶.])|(?P<half>减半|折半|一半|半额|半数(?!据)|(?<=过)半(?=[的，。；、以且或]|$))"
    r"|翻(?P<doubled>[一两二三四1-4]?)番"
)
_HALF_A_YEAR: Final = re.compile("半年(?![度产营销主出进利研纳工总])")
_HALF_A_MONTH: Final = re.compile("半个月|(?<!\\d)(?P<whole>[一两二三四五六七八九\\d])个半月(?!形)")
# What holds digits and is no figure: titles, numbers of papers, of clauses and lists, and words such as 5G.
_NO_FIGURE: Final = re.compile(
    rf"《[^》]*》|[〔\[［]\s*\d{{4}}\s*[〕\]］]\s*\d*\s*号?"
    rf"|第\s*(?:\d+|[{CHINESE}]+)(?!\d|[{CHINESE}]|个?季度)(?:[年条款项批届类章节次名位号期档级个笔家户]|阶段)?"
    r"|(?:附件|附表|表|图)\s*\d+|[（(]\s*\d{1,2}\s*[）)]|^\s*\d{1,2}\s*[.、．](?!\d)"
    r"|(?<=[：:；;。\n])\s*\d{1,2}\s*[.、．](?!\d)|(?!m[23](?![A-Za-z0-9]))[A-Za-z]+[-+]?\d[\w.-]*"
    rf"|\d+(?!(?:{_LATIN})(?![A-Za-z]))[A-Za-z]+(?!P)(?![a-z]*P)"
    r"|(?<=同)一个?(?:自然|会计|财政)?年度?"
    rf"|[{CHINESE}]{{1,20}}成(?=立|员|为|功|果|长|本|都|交|品|分|套|绩|熟|效)",
    re.MULTILINE,
)
_EDGE: Final = r"\s*(?:[（(]不?含[）)])?\s*"
_INHERITING: Final = re.compile(rf"{_EDGE}(?:{BETWEEN}|、|/|或者?|和|及)\s*")
_RANGE: Final = re.compile(rf"{_EDGE}{BETWEEN}\s*")
_ALWAYS_FIGURES: Final = frozenset((*_RATES, *_TIME_UNITS, "元", "倍"))
_COMPARED_BEFORE: Final = re.compile(
    r"(?:前|不少于|不低于|不超过|不得超过|不多于|不高于|超过|达到?|满|足|少于|低于|高于|多于|最多|至少|每|取)\s*$"
)
_COMPARED_AFTER: Final = re.compile(r"\s*(?:[（(](?:含|不含)[^）)]*[）)])?\s*(?:及?以[上下内外]|[（(]不?含)")
_LIMIT_BEFORE: Final = re.compile(
    r"(?:最高|最多|至多|顶格|封顶|上限|限额|限于|不超过|不得超过|不高于|不多于|不突破|不得突破|控制在|以内|累计|合计|总额)"
    r"[^，,。；;：:\d]*(?:[\d.]+[%‰万亿元]*[、或])*$"
)
_LIMIT_AFTER: Final = re.compile(r"\s*(?:[（(]含[^）)]*[）)])?\s*(?:[的]?(?:为限|封顶|为上限|以内|之内))")
_LEVEL_AFTER: Final = re.compile(r"以[上下内]|级|[（(]")


_MOST_AROUND: Final = 12
_MOST_IN_A_ROW: Final = 12
_WHOLE: Final = 10
"""Of so many 成 or 折 the whole consists."""

_REACH: Final = 40
"""How many signs before a number are looked at for what it is."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A number with its unit and its place in the text."""

    start: int
    end: int
    number: str
    unit: str
    more: str = ""

    @property
    def value(self) -> Fraction:
        """How many of its unit: of 两成五 two and a half, of 八五折 eight and a half."""
        number = number_of(self.number)
        if self.unit == "折" and number > _WHOLE:
            return number / _WHOLE
        if self.more == "半":
            return number + Fraction(1, 2)
        if self.more == _TENTH:
            return number / 10
        if self.more[-1:] in _SMALL:
            pence = (number_of(digit) * _SMALL[unit] for digit, unit in _PENCE.findall(self.more))
            return number + sum(pence, Fraction(0)) / 100
        return number + (number_of(self.more) / _WHOLE if self.more else 0)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text holds: figures that it asks for, and those that it only points at."""

    figures: tuple[Figure, ...]
    hints: tuple[Figure, ...] = ()

    @property
    def all(self) -> tuple[Figure, ...]:
        return self.figures + self.hints


@lru_cache(maxsize=5_000)
def read_wording(text: str, years: tuple[int, ...]) -> Reading:
    """Find every figure in a text, in its order.

    Args:
        text: As the policy has it.
        years: Of the policy; a period that names no year is of one of these.

    >>> def read(text):
    ...     return " ".join(one.text for one in read_wording(text, (2022,)).figures)
    >>> read("对2022年二季度迁入的，按全年租金的20%补助，单户最高50万元")
    '2022年二季度 20% 50万元'
    >>> read("增长百分之五以上、不足10%—15%的，补助二十万元；提高两个百分点，最多五成，不超过上年的一倍")
    '百分之五 10% 15% 二十万元 两个百分点 五成 上年 一倍'
    >>> read("5000万元至1亿元、10亿元（含）以上，１—6月；分别奖励100、50万元，两项增速都要满十人")
    '5000万元 1亿元 10亿元 １—6月 100 50万元 十人'
    >>> read("按《某办法（2021年）》（某政〔2022〕8号）第二条，对世界500强5G企业一次性给予三年补助")
    '500强 三年'
    """
    found = places_of_figures(text, years)
    needs = tuple(_in_words_of(text, one.start, one.figure) for one in found if one.is_need)
    return Reading(needs, tuple(one.figure for one in found if not one.is_need))


def places_of_figures(text: str, years: tuple[int, ...]) -> list[Named]:
    """Find every figure in a text, in its order, with where it stands; as `read_wording`.

    >>> [(one.start, one.end) for one in places_of_figures("二季度运费的5%，最高20万元", (2022,))]
    [(0, 3), (6, 8), (11, 15)]
    """
    plain = _masked(narrow(text), _NO_FIGURE)
    found = read_times(plain, years)
    for one in found:
        plain = plain[: one.start] + _MASK * (one.end - one.start) + plain[one.end :]
    for match in _HALF_A_YEAR.finditer(plain):
        found.append(Named(*match.span(), amount(Kind.NUMBER, match[0], 6, "个月")))
    plain = _masked(plain, _HALF_A_YEAR)
    for match in _HALF_A_MONTH.finditer(plain):
        whole = number_of(match["whole"]) if match["whole"] else 0
        found.append(Named(*match.span(), amount(Kind.NUMBER, match[0], whole + Fraction(1, 2), "个月")))
    plain = _masked(plain, _HALF_A_MONTH)
    for match in _ABOUT.finditer(plain):
        if (figure := _about(plain, match)) is not None:
            found.append(Named(*match.span(), figure))
    plain = _masked(plain, _ABOUT)
    for match in _FRACTION.finditer(plain):
        end = match.end("top") if match["top"] else match.end()
        share = amount(Kind.RATE, plain[match.start() : end], _fraction(match))
        found.append(Named(match.start(), end, share))
        if match["upto"]:
            share = amount(Kind.RATE, match["upto"], _share(match["upto"], match["bottom"]))
            found.append(Named(*match.span("upto"), share))
    for start, figure in _amounts(_masked(plain, _FRACTION)):
        found.append(Named(start, start + len(figure.text), figure))
    return sorted(found, key=lambda one: one.start)


@lru_cache(maxsize=5_000)
def times_before(text: str, labels: tuple[str, ...], years: tuple[int, ...]) -> tuple[Figure, ...]:
    """Return the periods that a text names right before a figure of the enterprises.

    >>> text = "上半年产值增长、二季度国内运费30万元的，按国内运费的5%"
    >>> [one.text for one in times_before(text, ("国内运费",), (2022,))]
    ['二季度']
    """
    plain = _masked(narrow(text), _NO_FIGURE)
    times = [one for one in read_times(plain, years) if not _is_day(one.figure)]
    found: list[Figure] = []
    for match in re.finditer("|".join(map(re.escape, labels)), plain):
        last = max(plain.rfind(sign, 0, match.start()) for sign in "。；")
        before = [one.figure for one in times if last < one.start <= match.start()]
        found += [one for one in before[-1:] if one not in found]
    return tuple(found)


def _is_day(figure: Figure) -> bool:
    return all(first == last for first, last in figure.times)


def _in_words_of(text: str, start: int, figure: Figure) -> Figure:
    """Return a figure with the words as they stand in the text, and with those around it."""
    end = start + len(figure.text)
    written = text[start:end].strip() if figure.text else figure.text
    shown = written if narrow(written) == figure.text else figure.text
    return replace(figure, text=shown, place=_around(text, start, end))


def _around(text: str, start: int, end: int) -> str:
    """Return the part of the sentence around a figure."""
    first = max((text.rfind(sign, 0, start) for sign in "，。；：\n"), default=-1) + 1
    ends = [at for sign in "，。；\n" if (at := text.find(sign, end)) >= 0]
    last = min(ends, default=len(text))
    before, after = text[first:start], text[end:last]
    if len(before) > _MOST_AROUND:
        before = "…" + before[-_MOST_AROUND:]
    if len(after) > _MOST_AROUND:
        after = after[:_MOST_AROUND] + "…"
    return f"{before}{text[start:end]}{after}".strip()


def _masked(text: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda match: _MASK * len(match[0]), text)


def _fraction(match: re.Match[str]) -> Fraction:
    if match["half"] or match["even"]:
        # 1:0.5 is half as much as somebody else gives.
        return Fraction(1, 2) if match["half"] else Fraction(match["to"])
    if match["doubled"] is not None:
        # What is doubled twice is four times as much, and has grown by three.
        return Fraction(2) ** int(number_of(match["doubled"] or "一")) - 1
    top, bottom = (match["top"], match["bottom"]) if match["top"] else (match["over"], match["under"])
    return _share(top, bottom)


def _about(text: str, match: re.Match[str]) -> Figure | None:
    """Return a figure of which nobody knows how much it is; None where it is no figure."""
    one = _Found(*match.span(), match["number"].strip(), match["unit"] or "")
    is_money = one.unit == "元" or (not one.unit and one.number.endswith(("万", "亿")))
    is_figure = is_money or one.number[0].isdigit() or one.unit in _ALWAYS_FIGURES
    if not is_figure and not _is_figure(text, one, one.unit):
        return None
    kind = Kind.MONEY if is_money else Kind.RATE if one.unit in _RATES else Kind.NUMBER
    return Figure(kind, match[0].strip(), unit="" if is_money else one.unit)


def _share(top: str, bottom: str) -> Fraction:
    whole = number_of(bottom)
    return number_of(top) / whole if whole else Fraction(0)


def _amounts(text: str) -> Iterator[tuple[int, Figure]]:
    found = [
        _Found(
            match.start(),
            match.end("more" if match["more"] else "unit" if match["unit"] else "number"),
            match["number"].strip(),
            match["unit"] or ("元" if match["more"] == _TENTH else ""),
            match["more"] or "",
        )
        for match in _AMOUNT.finditer(text)
    ]
    for at, one in enumerate(found):
        unit, times = one.unit, Fraction(1)
        follower = _follower(text, found, at)
        if follower is not None:
            unit = follower.unit or ("元" if _is_bare_money(text, follower) else "")
            times = trailing_scale(follower.number) if not _is_scaled(one.number) else Fraction(1)
        figure = _amount(text, one, unit, times)
        if figure is not None:
            yield one.start, figure


def _follower(text: str, found: Sequence[_Found], at: int) -> _Found | None:
    """Return the figure whose unit a number without one has too: 10—15万元, 100、50、30万元."""
    one = found[at]
    if one.unit:
        return None
    row = found[at : at + _MOST_IN_A_ROW]
    scaled: _Found | None = None
    for before, after in pairwise(row):
        # A numeral such as 一 stands before 、 for many reasons, digits do not.
        gap = _INHERITING if one.number[0].isdigit() else _RANGE
        if not gap.fullmatch(text, before.end, after.start):
            break
        if after.unit:
            if (scaled is not None or _is_scaled(one.number)) and after.unit in (*_RATES, *_TIME_UNITS):
                # 10万、5%: of nothing there are so many.
                break
            # 5、10万、20万吨: what the first lacks stands in two places.
            return replace(scaled, unit=after.unit) if scaled is not None else after
        if scaled is None and _is_scaled(after.number):
            scaled = after
    return scaled


def _is_scaled(number: str) -> bool:
    """Return whether a number ends in 万 or 亿."""
    return _SCALED.fullmatch(number) is not None


def _is_bare_money(text: str, one: _Found) -> bool:
    """Return whether a number without a unit is money: 10万, but not 10万DWT, whatever that is."""
    return _is_scaled(one.number) and _FOREIGN.match(text, one.end) is None


def _amount(text: str, one: _Found, unit: str, times: Fraction) -> Figure | None:
    is_chinese = not one.number[0].isdigit()
    if is_chinese and not _is_figure(text, one, unit):
        return None
    value = one.value * times
    written = text[one.start : one.end].strip()
    if unit in _RATES:
        return amount(Kind.RATE, written, value * _RATES[unit])
    if unit == "元" or (not unit and _is_bare_money(text, one)):
        money = amount(Kind.MONEY, written, value * 100)
        if unit and not one.more and (plain := plainly(one.number) * times) != value:
            # 1万5元 may be either.
            money = replace(money, amounts=money.amounts | {plain * 100})
        return replace(money, is_limit=_is_limit(text, one))
    return amount(Kind.NUMBER, written, value, unit)


def _is_figure(text: str, one: _Found, unit: str) -> bool:
    """Return whether a Chinese numeral is a figure: 二十万元 and 满十人 are, 一次性 and 两项 are not."""
    if not unit and not _is_scaled(one.number):
        return False
    if not any(sign in one.number for sign in "一二两三四五六七八九壹贰叁肆伍陆柒捌玖十拾"):
        # 百万元 and 万元 are figures where something is held against them, 单位：万元 is not.
        return _before(_COMPARED_BEFORE, text, one) or bool(_LEVEL_AFTER.match(text, one.end))
    if not unit or unit in _ALWAYS_FIGURES or units.split(unit)[1] in ("元", "美元"):
        return True
    return _before(_COMPARED_BEFORE, text, one) or bool(_COMPARED_AFTER.match(text, one.end))


def _is_limit(text: str, one: _Found) -> bool:
    return _before(_LIMIT_BEFORE, text, one) or bool(_LIMIT_AFTER.match(text, one.end))


def _before(pattern: re.Pattern[str], text: str, one: _Found) -> bool:
    return pattern.search(text, max(0, one.start - _REACH), one.start) is not None
