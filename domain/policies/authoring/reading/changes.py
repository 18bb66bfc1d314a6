"""What a part of a sentence says of an award before it: what some get at most, or in place of it.

They give nothing themselves, so that they are found, and cut out, before awards are looked for.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from domain.policies.agreement.figures import Figure
from domain.policies.authoring.reading import words
from domain.policies.authoring.reading.conditions import LEVEL, Place
from domain.policies.authoring.reading.shorthand import Shorthand
from domain.policies.authoring.reading.words import any_of

_MOST: Final = any_of(words.MOST)
_SAID_OF_AWARDS: Final = rf"(?:{any_of((*words.GIVING, *words.AWARD_NOUNS))}|资金)"
_HOW_OFTEN: Final = "(?:每年度?|年度|当年|全年|累计|合计|总计|一次性|分别|单次|@)"
_PARTY: Final = (
    "(?:企业|公司|单位|机构|合作社|农场|农户|牧户|渔户|大户|专业户|贫困户|脱贫户|一般户|个体户|工商户|商户|经营户|个人|主体|团队"
    "|组织|基地|园区|平台|经营者|种植者|养殖者|协会|商会|院所|高校|学校|景区|酒店|饭店|民宿|门店|人才|其他|其余)"
)
_WHICH: Final = (
    rf"(?:(?:{LEVEL.pattern})的?(?:(?!{_SAID_OF_AWARDS}|总额|财政|每|单)[^，；。：、¥%#@最按]){{0,8}}"
    rf"|(?:企业|单位|机构|高校|个人|团队)申[报请]的?(?:项目)?|(?!单|每|同一|各|该|一[家个户]|项目)[^，；。：、¥%#@每最按对中的为]{{0,10}}{_PARTY})"
)
_LIMIT_OF_SOME: Final = (
    rf"(?:但|对于?|属于?|分别|各|给予|予以|奖励|补助)*(?P<who>{_WHICH})(?:的，?)?(?:可|的)*(?:{_HOW_OFTEN}|{_SAID_OF_AWARDS}|总额|额度|金额|标准)*"
    rf"(?:{_MOST})(?:不超过|{_SAID_OF_AWARDS}|可?达|为)*(?P<figure>¥)(?:/年)?(?:的?{_SAID_OF_AWARDS})?(?=[，；。、）]|$)"
)
_ANY_LIMIT_OF_SOME: Final = re.sub("[?]P<[a-z_]+>", "?:", _LIMIT_OF_SOME)
_LIMITS: Final = re.compile(
    rf"(?:(?<=[，；。（：])|^)(?:其中，?)?{_ANY_LIMIT_OF_SOME}(?:[，、；](?:其中，?)?{_ANY_LIMIT_OF_SOME})+"
    rf"|(?<=[，；])其中，?{_ANY_LIMIT_OF_SOME}"
)
"""企业最高20万元，农户最高5万元; or one behind a limit of all: 最高20万元，其中农户最高5万元."""
_ONE_LIMIT: Final = re.compile(_LIMIT_OF_SOME)
_NO_KIND: Final = "单|每|同|各|该|其中|总|累计|合计|全年|年度|当年|最|且|但|并"
_NAMES_OF_FIGURES: Final = "".join(f"(?<!{one})" for one in words.HEADS)
_KIND: Final = (
    rf"(?!{_NO_KIND})(?:(?!{_SAID_OF_AWARDS}|{_MOST})"
    rf"[^，。；：¥%#@每按为]){{2,40}}?(?<!额|率|量|数|值|费){_NAMES_OF_FIGURES}"
)
_LIMIT_OF_KIND: Final = (
    rf"(?P<who>{_KIND})(?:可|的)*(?:最高|最多|(?:{words.AID})(?:资金)?(?:金额|额度|总额)?不超过)(?:不超过|{_SAID_OF_AWARDS}|可?达|为)*"
    rf"(?P<figure>¥)(?:的?{_SAID_OF_AWARDS})?(?=[，。；）]|$)"
)
_ANY_LIMIT_OF_KIND: Final = re.sub("[?]P<[a-z_]+>", "?:", _LIMIT_OF_KIND)
_LIMITS_OF_KINDS: Final = re.compile(
    rf"(?:(?<=[，；。（：])|^)(?:其中，?)?(?:(?:每家|单家|单个|同一)企业)?(?:每年度?)?{_ANY_LIMIT_OF_KIND}(?:[，；]{_ANY_LIMIT_OF_KIND})+"
)
"""亚洲首店最高500万元，中国首店最高200万元: behind one share of all of them."""
_LISTED_KIND: Final = "(?P<who>(?!单|每|同)[^，。；：、¥%#@]{2,14})(?P<figure>¥)"
_ANY_LISTED_KIND: Final = re.sub("[?]P<[a-z_]+>", "?:", _LISTED_KIND)
_LISTED: Final = re.compile(
    rf"(?:(?<=[，；。：])|^)(?:[单每]个?(?:项目|企业|单位))?(?:最高{_SAID_OF_AWARDS}?(?:限额|额度|金额)|上限|限额)(?:分别)?为?"
    rf"(?P<all>{_ANY_LISTED_KIND}(?:(?:、|和){_ANY_LISTED_KIND})+)(?=[，。；]|$)"
)
"""每个项目最高支持限额为外贸服务企业30万元、中小企业15万元."""


_IS_PARTY: Final = re.compile(f"[^，的]*{_PARTY}")


def are_parties(labels: Sequence[str]) -> bool:
    """Whether words say who gets something, and not what for: 企业、农户."""
    return all(_IS_PARTY.fullmatch(one) for one in labels)


_SHORTEST_TAIL: Final = 3
"""From how many signs on the end of several names says what all of them are."""


class Turn(StrEnum):
    """How figures become others."""

    TO = "改为"
    BY = "增减"


@dataclass(slots=True)
class LimitsOfSome:
    """The most that is given, for each of several whom it is given to."""

    place: Place
    labels: list[str] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    is_behind: bool = False
    """Whether they are limits only behind what is given, for else each gives something itself."""
    is_of_kinds: bool = False
    """Whether no word says that they are levels or who gets it, but any kind of things."""

    @property
    def is_of_levels(self) -> bool:
        """Whether they are levels of what it is given for, and not who gets it."""
        return all(LEVEL.fullmatch(one) for one in self.labels)

    @property
    def what(self) -> str:
        """What they are kinds of, by the words that all of them end with."""
        shortest = min(self.labels, key=len)
        tails = (shortest[at:] for at in range(len(shortest)))
        tail = next((one for one in tails if all(label.endswith(one) for label in self.labels)), "")
        return tail if len(tail) >= _SHORTEST_TAIL else "申报项目"


@dataclass(slots=True)
class Change:
    """That those of whom more is asked get more or less than was said before: 属于甲的，比例提高到8%.

    Attributes:
        figure, most: What stands in place of the figure, and of the limit; None where it stays. A change by
            nothing is one by as much again.
    """

    place: Place
    turn: Turn
    figure: Figure | None = None
    most: Figure | None = None
    sign: str = "+"

    @property
    def is_of_points(self) -> bool:
        """Whether a share is said in points of it: 提高5个百分点."""
        return self.figure is not None and "点" in self.figure.text


_NAMED: Final = (
    rf"(?:{_SAID_OF_AWARDS}|最高|总)*的?"
    "(?P<what>上限|限额|封顶(?:额度?|线)?|最高(?:限额|额度|金额|标准)|比例|标准|额度|金额|幅度)?(?:上限)?"
)
_HOW: Final = "(?:可|再|则|均|分别|适当|相应|按|在[^，。；¥%]{0,12}基础上|，)*"
_STARTS: Final = (
    "(?:(?<=[，；。的业企位目构户社园者厂])|^"
    "|(?=(?:补助|补贴|奖励|奖补|资助|扶持|贴息|最高|上限|限额|标准|比例)))"
)
"""Where such words begin: behind a joint or whom they are for, or with what is changed."""
_TO: Final = re.compile(
    rf"{_STARTS}{_NAMED}{_HOW}(?:提高|提升|上调|调高|增加|放宽|调整|增至|提至|降低|下调|调减|上浮)(?:到|至|为)(?:{_MOST})?(?P<to>[¥%])"
    rf"(?:的?(?:标准|比例)?(?:给予|予以)?(?:{_SAID_OF_AWARDS})?)"
    rf"(?:，(?:{_SAID_OF_AWARDS}|金额|额度|总额)*(?:{_MOST})(?:{_SAID_OF_AWARDS}|可?达|为)*(?P<most>¥))?(?:的?(?:{_SAID_OF_AWARDS}))?(?=[，；。）]|$)"
)
_BY: Final = re.compile(
    rf"{_STARTS}{_NAMED}{_HOW}(?:上浮|提高|增加|上调|下浮|降低|减少)(?P<by>%)(?:的?(?:{_SAID_OF_AWARDS}))?(?=[，；。）]|$)"
)
_TWICE: Final = re.compile(
    rf"{_STARTS}{_NAMED}{_HOW}(?:加倍|翻倍|双倍)(?:给予|予以)?(?:{_SAID_OF_AWARDS})*(?=[，；。）]|$)"
)


def changes_in(short: Shorthand, start: int, end: int) -> Iterator[LimitsOfSome | Change]:
    """Yield what a stretch says of awards before it, in its order."""
    found: list[LimitsOfSome | Change] = [*_limits(short, start, end), *_changes(short, start, end)]
    yield from sorted(found, key=lambda one: one.place)


def _limits(short: Shorthand, start: int, end: int) -> Iterator[LimitsOfSome]:
    taken: list[Place] = []
    for match in _LISTED.finditer(short.text, start, end):
        yield _of_kinds(
            short, match.span(), re.finditer(f"(?:、|和)?{_LISTED_KIND}", match["all"]), match.start("all")
        )
    for match in _LIMITS.finditer(short.text, start, end):
        found = LimitsOfSome(match.span())
        for one in _ONE_LIMIT.finditer(short.text, *match.span()):
            found.labels.append(short.said(*one.span("who")).removesuffix("的"))
            found.figures.append(short.figures[one.start("figure")])
        if len(set(found.labels)) == len(found.labels):
            taken.append(found.place)
            yield found
    for match in _LIMITS_OF_KINDS.finditer(short.text, start, end):
        if not any(begins < match.end() and match.start() < ends for begins, ends in taken):
            each = re.finditer(
                f"(?:[，；]|其中|(?:每家|单家|单个|同一)企业|每年度?)*{_LIMIT_OF_KIND}", match[0]
            )
            found = _of_kinds(short, match.span(), each, match.start())
            found.is_behind = "最" not in match[0]
            yield found


def _of_kinds(short: Shorthand, place: Place, each: Iterator[re.Match[str]], first: int) -> LimitsOfSome:
    found = LimitsOfSome(place, is_of_kinds=True)
    for one in each:
        said = short.said(first + one.start("who"), first + one.end("who"))
        found.labels.append(re.sub("[“”]|的$", "", said))
        found.figures.append(short.figures[first + one.start("figure")])
    return found


def _changes(short: Shorthand, start: int, end: int) -> Iterator[Change]:
    for match in _TO.finditer(short.text, start, end):
        figure = short.figures[match.start("to")]
        most = short.figures[match.start("most")] if match["most"] else None
        is_limit = re.search("上限|限额|封顶|最高", match[0][: match.start("to") - match.start()]) is not None
        if is_limit and most is None and match["what"] != "比例":
            yield Change(match.span(), Turn.TO, most=figure)
        else:
            yield Change(match.span(), Turn.TO, figure=figure, most=most)
    for match in _BY.finditer(short.text, start, end):
        figure = short.figures[match.start("by")]
        is_less = re.search("下浮|降低|减少", match[0]) is not None
        yield Change(match.span(), Turn.BY, figure=figure, sign="-" if is_less else "+")
    for match in _TWICE.finditer(short.text, start, end):
        yield Change(match.span(), Turn.BY)
