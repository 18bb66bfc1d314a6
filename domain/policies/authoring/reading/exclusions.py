"""Whom a wording leaves out, and who alone may have it: （房地产企业除外）, …的不予奖励."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from domain.policies.authoring.reading import words
from domain.policies.authoring.reading.words import any_of

_LEFT_OUT: Final = (
    "(?:除外|不在此列|不在此限|不(?:包括|计算|计|含)?在(?:其)?内|不(?:再|予|得|能|可)*(?:重复)?"
    "(?:享受|奖励|奖补|补助|补贴|支持|资助|扶持|申报|申请|纳入|列入|适用|给予|予以|发放|兑现)[^，。；（）]*)"
)
_WHAT: Final = "[^（）¥%#。；]"
_ASIDE: Final = re.compile(
    rf"（(?:含[^，（）]*，|其中，?|均)?(?:不(?:再)?(?:包括|包含|含有?)|除)(?P<behind>{_WHAT}{{2,40}}?)(?:的)?(?:(?:除|以|之)?外)?）"
    rf"|（(?P<before>{_WHAT}{{2,40}}?)(?:的|等)?{_LEFT_OUT}(?:，?下同)?）"
)
_EXCEPT: Final = re.compile(
    r"(?<![解免清废拆消扣])(?:剔|排)?除(?![尘湿险雪草])(?P<what>[^，。；：¥%#@（）除]{2,30}?)(?:之|以)?外(?:的|，)?(?:其他|其它|其余)?(?:各类)?(?!资|商|贸|地|来|向|国|汇)"
)
_GIVEN_BESIDES: Final = re.compile("奖励|奖补|补助|补贴|资助|扶持|政策|资金|享受|上述|以上|按|给予")
"""What is given too, and is no one: 除享受上级补助外."""
_FIGURE: Final = re.compile(rf"(?:{any_of(words.HEADS)}|税款?|部分)$")
_THING: Final = re.compile(
    "(?:用房|费用?|面积|土地|地价|设备|材料|补[贴助]|资金|价款|利息|税|款|投资|部分|金额|收入|设施|住宅|房产|版|元|贷款|产品)(?:等|，?下同)*$"
)
"""What is left out of a figure or of what is bought, and is nobody."""
_NO_NOUN_BEFORE: Final = "¥%#@上下内，。；：、（）"
_BEHIND: Final = re.compile(
    rf"(?:但|其中|且|对)*(?P<what>[^，。；：¥%#]{{3,40}}?)的?(?:企业|单位|项目|机构|公司|主体|个人|人员)?(?:，)?(?:均|一律|则)?{_LEFT_OUT}"
)
_GOT_ALREADY: Final = re.compile(
    "(?:但|其中|且)*(?:以上|上述|前述|该)?(?:企业|单位|机构|主体|项目|人员)?(?:如|若|如果|因|已经|已)*(?P<what>(?:如|若|因|已|曾)[^，。；：¥%#]{4,40}?(?:获得|获|享受|取得|领取)[^，。；：¥%#]{2,20}?)的?，"
    "(?:则|将|均|一律)?不再?(?:予)?(?:重复|另行)?(?:给予|予以|享受)?(?:奖励|补贴|补助|资助|支持|扶持)"
)
"""Who has got something before: 以上机构若因资质获得市级奖励的，不再重复奖励."""
_FLATLY: Final = re.compile(
    "(?:但|其中|且|对于?)*(?P<what>(?!同一|其他|其它|上述|以上|本|该|企业|单位|项目|机构)[^，。；：¥%#]{2,30}?)的?，?(?:均|一律|则|原则上)*"
    "(?:不(?:予|给予|再给予|再予|再)[^，。；重复]{0,4}(?:奖励|补贴|补助|资助|支持|扶持)|不在[^，。；]{0,8}(?:之列|此列)|不(?:属于|在|纳入|列入)(?:本)?[^，。；]{0,8}(?:支持|奖励|补贴|补助|资助|扶持)(?:的)?(?:范围|对象)(?:内|之内)?)"
)
"""Who is given nothing, whatever they are: 增资项目不予支持."""
_SEVERAL: Final = re.compile(
    "同一|同时|重复|多项|多个|两项|交叉|就高|从高|原则上$|资金|政策|其他|其它|剩余|超过|超出|部分|其余|次年|以后|之后|期满|到期|第.{1,2}年|年度|起$"
)
_NO_ONE: Final = re.compile(
    "原则上$|^(?:资助|补贴|补助|奖励|扶持|支持|专项)+(?:资金|经费|政策)|同一|同时|重复|多项|多个|两项|交叉|就高|从高|上述|以上(?:各|政策|奖|补|标|条|项)|前款|^(?:同类|同级|类似)|本(?:条|款|项|办法|政策)|第.条"
    "|^(?!已|曾|凡|未|没有|不|被|年内|发生|存在|因|有|享受).*(?:其他|其它|奖励$|补助$|政策$|资金$|企业$|单位$|项目$)"
)
"""What is said of several awards, or of somebody who was named before."""
_ONLY: Final = re.compile(
    "(?:但|且|并|申报|申请|获得|享受|奖励|补助|补贴|的|企业|单位|项目|主体|对象|机构)*?(?:须|需|应当?|必须|要)?(?P<what>[^，。；：]{4,40}?)(?:的(?:企业|单位|项目|机构|主体)?)?，?"
    "(?:方|才|始)(?:可|能|予以?|给予|享受)[^，。；]{0,14}"
)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody who is given nothing.

    Attributes:
        place: Where all of it stands, with its brackets.
        what: Where the words stand that say who.
    """

    place: tuple[int, int]
    what: tuple[int, int]


def left_out_in(text: str, start: int, end: int) -> Iterator[LeftOut]:
    """Yield who is left out in a stretch before an award.

    >>> text = "除金融业以外的工业企业（房地产企业除外），投资额（不含土地款）¥以上（不含）的"
    >>> [text[one.what[0] : one.what[1]] for one in left_out_in(text, 0, len(text))]
    ['金融业', '房地产企业']
    """
    for match in sorted(_all(text, start, end), key=lambda one: one.start()):
        name = next(name for name, said in match.groupdict().items() if said is not None)
        yield LeftOut(match.span(), match.span(name))


def _all(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    for match in _ASIDE.finditer(text, start, end):
        if _THING.search(match["behind"] or match["before"]):
            continue
        before = text[start : match.start()]
        before = before or text[max(0, start - 8) : start]
        if before and before[-1] not in _NO_NOUN_BEFORE and not _FIGURE.search(before):
            yield match
    for match in _EXCEPT.finditer(text, start, end):
        if not _GIVEN_BESIDES.search(match["what"]):
            yield match


def without_left_out(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the places of a stretch around those where it says who is left out."""
    at = start
    for one in left_out_in(text, start, end):
        yield at, one.place[0]
        at = one.place[1]
    yield at, end


def left_out_behind(text: str) -> tuple[int, int] | None:
    """Return where a part of a sentence says who is given nothing; None where it says anything else.

    >>> left_out_behind("已享受其他补贴的除外"), left_out_behind("同一项目不重复享受")
    ((0, 7), None)
    """
    match = _BEHIND.fullmatch(text)
    if match is None or _NO_ONE.search(match["what"]):
        match = _GOT_ALREADY.fullmatch(text)
    if match is None:
        match = _FLATLY.fullmatch(text)
        match = None if match is not None and _SEVERAL.search(match["what"]) else match
    if match is None:
        return None
    return match.span("what")


def asked_behind(text: str) -> tuple[int, int] | None:
    """Return where a part of a sentence says what must hold before anything is given.

    >>> text = "未享受市级同类政策的企业方可申报"
    >>> text[slice(*asked_behind(text))]
    '未享受市级同类政策'
    """
    match = _ONLY.fullmatch(text)
    return match.span("what") if match is not None else None
