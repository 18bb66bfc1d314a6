"""Limits that are all a part between two joints says: 单个企业每年补助总额最高不超过30万元.

They give nothing, so that they are found, and cut out, before awards are looked for.
"""

import re
from collections.abc import Iterator
from typing import Final

from domain.policies.authoring.reading import words
from domain.policies.authoring.reading.conditions import Place
from domain.policies.authoring.reading.words import any_of

_MOST: Final = any_of(words.MOST)
_NAMED: Final = (
    rf"(?:{any_of(words.AWARD_NOUNS)}|总(?={words.AID})|资金|金额|额度|总额|总金额|总和|合计|累计|总计|额|标准|规模|限额"
    "|以上|上述|各项|该项|此项)"
)
_ONE: Final = (
    "(?:企业|企|公司|单位|机构|合作社|农场|农户|大户|户|个人|主体|团队|组织|基地|园区|平台|项目|产品|品种|品牌|展会|展位|活动|赛事|会议|业务"
    "|贷款|专利|证书|标准|岗位|门店|网点|设备|课题|订单|人员|职工|车辆|剧目|作品|影片|法人|村|乡镇|镇|街道|园|场|店|库|棚)"
)
_SCOPE: Final = (
    rf"(?:单|每|同一?|一)(?:{any_of(words.PIECES)}|届|期)?(?:（[^）]{{1,2}}）)?"
    rf"(?:(?:(?!给予|最高|不)[^，；。：、¥%#@的按单每同最]){{0,6}}?{_ONE}(?:（[^）¥%#]*）)?(?:(?:、|或者?|和)(?:社会)?{_ONE})*)?"
)
_WHEN: Final = (
    "(?:每年度?|年度|年(?=[累合总补奖资最不])|当年|全年|同一?年度?|同一?@|每月|一年内|[一两二三四五]年内"
    "|政策(?:有效)?期内|有效期内|@|#内)"
)
_BETWEEN: Final = f"(?:的|(?:所?获得?|申请|享受)(?:的)?(?={_NAMED})|原则上?|一般|均|也|，)"
_GOT: Final = (
    f"(?!对|凡|首次|新)[^，；。：、¥%#@]{{2,24}}?(?:获得|所获|享受|申领|领取)的?(?={_WHEN}|{_NAMED})"
)
"""Who gets it, before a limit of what they get: 平台因单个企业获得的|年度补贴总额."""
_ALONE: Final = re.compile(
    rf"(?:(?<=[，；。])|^)(?:且|但|其中|并且)?(?:对?(?:{_WHEN})*{_SCOPE}|{_GOT}|(?={_WHEN}|{_NAMED}))(?:{_NAMED}|{_WHEN}|{_BETWEEN})*"
    rf"(?:{_MOST})+(?:{any_of(words.AWARD_NOUNS)}|额度|金额|限额|总额|可?达到?|为|每年|不超过)*¥(?:/年)?(?:以内|为限|封顶|人民币)?(?:的?{_NAMED})*(?=[，；。）]|$)"
)


def limits_alone(text: str, start: int, end: int) -> Iterator[Place]:
    """Yield where limits stand alone between two joints, in short text.

    >>> [place for place in limits_alone("按%补助，单个企业每年补助总额不超过¥，投资不超过¥", 0, 26)]
    [(5, 19)]
    """
    for match in _ALONE.finditer(text, start, end):
        yield match.span()


_BY_FIGURE: Final = re.compile(
    rf"(?:(?:且|但|其中|并且)?(?:(?:{_WHEN})*{_SCOPE}|对(?:企业|单位|机构|项目)的[^，。；：¥%#对]{{0,8}}?(?={_NAMED})|(?={_WHEN}|{_NAMED}))|且|但)(?:{_NAMED}|{_WHEN}|{_BETWEEN})*(?:{_MOST})+"
    r"(?:其|该|企业|单位|项目|申报|本)*(?P<figure>(?!银行|国家|相关|规定|上述|以上|标准)[^，。；：¥%#]{2,30}?(?:贡献度?|财力|留成(?:部分)?|税收|税款|税额|总额|费用?|投资额?|投入|支出|价款|金额|本金|资金|租金|房租|保费|利息|成本))"
    rf"(?:的?(?:总额|额度))?"
)


def limit_by_figure(text: str, start: int, end: int) -> Place | None:
    """Return the place of the figure that a part says is the most that is given: 奖励总额不超过其地方贡献.

    >>> limit_by_figure("每家企业奖励总额不超过其地方贡献", 0, 16)
    (12, 16)
    """
    match = _BY_FIGURE.fullmatch(text, start, end)
    return match.span("figure") if match is not None else None


_KIND: Final = "(?!单|每|同|其中)[^，；。：、¥%#@的最不每单]{2,16}?"
_NO_ENTERPRISE: Final = "(?!企业|单位|机构|公司|主体|法人|申报|项目)"
_PIECE: Final = f"(?:{any_of(words.PIECES)}|发|颗|柜|舱)(?:（.）)?"
_OF_KIND: Final = (
    rf"(?:(?P<noun>{_KIND})(?:{_NAMED})*(?:每|单)(?P<piece>{_PIECE})(?P<what>[^，；。：、¥%#@最每]{{0,4}}?)(?:{_NAMED}|{_WHEN})*(?:{_MOST})+"
    rf"(?:{_NAMED}|为)*(?P<figure>¥)|(?P<noun_first>{_KIND})(?:{_NAMED})*(?:{_MOST})+(?P<figure_first>¥)(?:/|每)(?P<piece_behind>{_PIECE})"
    rf"|(?:每|单)(?P<piece_led>{_PIECE})(?P<noun_led>{_NO_ENTERPRISE}[^，；。：、¥%#@的最不每单]{{2,10}}?)(?:{_NAMED})(?:{_NAMED}|{_WHEN})*"
    rf"(?:{_MOST})+(?:{_NAMED}|为)*(?P<figure_led>¥))(?:的?{_NAMED})*(?=[，；。、]|$)"
)
_ANY_OF_KIND: Final = re.sub("[?]P<[a-z_]+>", "?:", _OF_KIND)
_OF_KINDS: Final = re.compile(
    rf"(?:(?<=[，；。：])|^)(?:其中，?)?(?:对(?:符合条件的)?)?{_ANY_OF_KIND}(?:[，、；]{_ANY_OF_KIND})+"
)
_ONE_OF_KIND: Final = re.compile(_OF_KIND)


def limits_of_kinds(
    text: str, start: int, end: int
) -> Iterator[tuple[Place, list[tuple[Place, str, str, int]]]]:
    """Yield limits that each of several kinds of pieces has: 国内专利每件最高5000元，国外专利每件最高3万元.

    Yields:
        The place, and of each kind the place of its name, more of that, its piece and where its figure is.

    >>> text = "甲船不超过¥/艘，单艘乙船补贴不超过¥"
    >>> found = limits_of_kinds(text, 0, 19)
    >>> [(text[slice(*name)], piece) for _, some in found for name, _, piece, _ in some]
    [('甲船', '艘'), ('乙船', '艘')]
    """
    for match in _OF_KINDS.finditer(text, start, end):
        yield match.span(), [_kind(one) for one in _ONE_OF_KIND.finditer(text, *match.span())]


def _kind(match: re.Match[str]) -> tuple[Place, str, str, int]:
    noun = next(one for one in ("noun", "noun_first", "noun_led") if match[one])
    figure = next(one for one in ("figure", "figure_first", "figure_led") if match[one])
    piece = match["piece"] or match["piece_behind"] or match["piece_led"] or ""
    return match.span(noun), match["what"] or "", re.sub("（.）", "", piece), match.start(figure)


_MORE_PIECES: Final = re.compile(
    r"(?:且|但)?(?:(?:同一|单一|每|单|一|该)?(?:[家个户]?(?:企业|单位|机构|法人|申请人|合作社|农户)|[家户]|个人|个人（[^）]*）)"
    r"|同一级别|(?:同一|每)(?:自然)?年度?|年度|@|每年|累计|合计|全年)*"
    rf"(?:[^，。；：、¥%#@每]{{0,14}}?(?:{words.AID}|申请|申报|享受))?(?:总数|数量|面积|人数|数)?(?:分别)?"
    rf"(?:不超过|不得超过|不高于|最高|最多|限)+(?:{words.AID}|申请|申报|享受|为)*(?P<most>#)(?:以内|为限)?"
)


def most_pieces(text: str, start: int, end: int) -> int | None:
    """Return where a part says for how many pieces it is given at most: 同一企业每年奖励总数不超过3个.

    >>> most_pieces("同一企业奖励总数不超过#", 0, 12), most_pieces("每项专利资助不超过#国家", 0, 12)
    (11, None)
    """
    match = _MORE_PIECES.fullmatch(text, start, end)
    return match.start("most") if match is not None else None


_ACTUAL: Final = re.compile(
    rf"(?:企业|单位|机构|其)?(?P<what>实际[^，。；：、¥%#@]{{2,10}}?)(?:低于|少于|不足|不到)(?:上述|该|以上)?(?:{words.AID})?(?:标准|额度|金额|限额)的?，则?"
    rf"(?:按照?|以)(?:其|该)?(?:(?P=what)|实际[^，。；：、¥%#@]{{0,8}}?)(?:进行|给予|予以|计算)*(?:{words.AID})?"
)


def limit_by_actual(text: str, start: int, end: int) -> Place | None:
    """Return the place of what was really paid, where no more is given: 实际租金低于标准的，按实际租金补贴.

    >>> limit_by_actual("实际租金低于补贴标准的，按照实际租金补贴", 0, 20)
    (0, 4)
    """
    match = _ACTUAL.fullmatch(text, start, end)
    return match.span("what") if match is not None else None
