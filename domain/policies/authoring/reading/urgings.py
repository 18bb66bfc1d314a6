"""What an urging says: whom it urges, where nothing behind it says who may have it.

鼓励外贸企业扩大出口，出口额增长20%以上的 pays exporters; 鼓励企业扩大出口 says of nobody who they are.
"""

import re
from collections.abc import Iterable
from typing import Final

from domain.policies.authoring.reading import words

_PARTY: Final = (
    "(?:企业|公司|合作社|农场|旅行社|酒店|饭店|宾馆|民宿|景区|园区|银行|医院|学校|院校|高校|院所|商户|工商户|商会"
    "|协会|机构|养殖场|大户|农户|商场|超市|门店|市场|平台|基地|孵化器|众创空间|事务所|运营商|服务商|经营户)"
)
_URGES: Final = (
    "(?:[一二三四五]是)?(?:进一步|大力|积极|重点|继续)*(?:鼓励|支持|引导|推动|促进|扶持|帮助|激励|助力)+"
)
_ANY: Final = (
    "(?:(?:我|全|本|辖)(?:省|市|县|区|镇)的?|区内|市内|县内|辖区内?|各类|各|广大|更多|现有"
    "|有条件的?|符合条件的?|有实力的?)*"
)
_URGED: Final = re.compile(
    rf"{_URGES}{_ANY}(?P<who>(?:(?!企业|单位|公司|机构|[购租建]|培育|引进|举办|参与|参加)[^，。；：、的和及或与对向在为@¥%#（）“”]){{0,10}}?{_PARTY})(?!家|群|数|化|间|主|内|会员|管理|品牌|集群|改制|上市|服务(?!业)|标准|建设(?!(?:的|，)))"
    r"(?P<does>[^，。；：的]{1,24})?(?=[，。；：]|$)"
)
_ACTS: Final = re.compile(
    "[购租建]|投[资产保]|(?<!增加)生产|销售|设[立置]|成立|分离|组建|引进|收购|并购|重组|转让|转.*为|改制|股改|上市|挂牌|使用|采用|应用|安装|开设|举办|承办|参加|参展"
    "|申报|认证|投保|贷款|融资|研发|招[用聘]|吸纳|改造|上云|出口|进口|迁入|入驻|种植|养殖|开展|开发|聘|制定|参与|承担|创建|申请|发行|实施|组织|开辟|开通|签|合作|培养|培训"
)
"""What must be done, and is more than what is worked for."""
_GIVEN_TO: Final = re.compile(
    "(?:(?<=[，；。：])|^)对于?(?!外|口|标|其|该|上述|优先)(?P<who>(?:(?!优先)[^，。；：¥%#]){4,60}?)(?:[省市县区]级(?:财政)?)?(?:将|可|按[^，]{2,10})?(?:给予|予以|进行|提供)[^，。；优]{0,20}"
    "(?:奖励|补贴|补助|支持|资助|贴息|奖补)"
)
_RANGE_OF: Final = re.compile(
    "对(?P<who>[^。；：，¥%#]{4,60}?)，(?:支持|补助|奖励|补贴|资助)(?:内容|范围|方向)"
)
_COST: Final = re.compile("(?:费用?|支出|投入|投资|款|利息|保费|租金|成本)$")
_ANYBODY_AT_ALL: Final = re.compile(
    "(?:符合(?:上述|以上|相关|申报|规定)?(?:条件|要求)的|满足(?:条件|要求)的|相关|上述)?(?:企业|项目|单位|机构|主体|平台)"
)
_URGED_TO: Final = re.compile(
    "(?:[一二三四五]是)?(?:进一步|大力|积极|重点|继续|优先)*(?:鼓励|支持|引导|扶持)+(?!资金|方式|标准|对象|范围|政策|比例|额度|金额|期限|周期)(?P<who>[^，。；：¥%#]{6,})(?=[，。；]|$)"
)
"""Whom or what an urging is about, with all that is to be done: 支持基金在平台转让份额."""
_NOBODY: Final = re.compile(
    "(?:中?小微?|微|民营|重点|骨干|优势|龙头|各类|市场|相关|社会|经营|本地|当地|优质|大型|优秀|新|园区|辖区|有关|生产|申报|上述)*"
    "(?:企业|单位|机构|公司|平台|市场|基地|园区)"
)
"""Of whom nothing is said but that they are there, or are many."""
_NAMED: Final = re.compile(
    rf"(?:[^的或、]{{2}}{_PARTY}|项目|中心|产品|[者户人员团队]|实验室|车间|工厂|楼宇|家庭农场|基地|作品|展会|活动|赛事|馆|店|车|站)$"
)
"""What a condition ends with that says who or what is meant itself."""

_DONE_WITH: Final = re.compile(
    "(?:新|首次|当年|成功)*(?:参加|参展|举办|承办|购买|采购|购置|租用|使用|投保|入驻)(?![^的]*的)"
)
"""What is done with what such a condition ends with, by somebody else."""


def urged_in(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where an urging says whom it urges, as far as that says what kind they are.

    >>> text = "支持外贸企业扩大出口，鼓励企业上云"
    >>> text[slice(*urged_in(text, 0, 10))], urged_in(text, 11, 17)
    ('外贸企业', None)
    """
    match = _URGED.match(text, start, end)
    if match is None or _NOBODY.fullmatch(match["who"]):
        return None
    return match.span("who")


def topic_in(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where a sentence without figures says to whom or for what something is given.

    >>> text = "支持茶农办社，对办社的茶农给予补贴"
    >>> text[slice(*topic_in(text, 0, len(text)))], topic_in("加快茶业转型升级", 0, 8)
    ('办社的茶农', None)
    """
    for pattern in (_GIVEN_TO, _RANGE_OF):
        for match in pattern.finditer(text, start, end):
            if not _COST.search(match["who"]) and not _ANYBODY_AT_ALL.fullmatch(match["who"]):
                return match.span("who")
    urged = _URGED_TO.match(text, start, end)
    if urged is None or words.GENERAL.fullmatch(urged[0]):
        return None
    return urged.span("who")


def only_aims(text: str, start: int, end: int) -> bool:
    """Whether an urging says what for, and not what must be done: 鼓励商贸企业升规入统.

    >>> [only_aims(one, 0, len(one)) for one in ("支持旅行社引客入县", "鼓励医院购买本地药品")]
    [True, False]
    """
    match = _URGED.match(text, start, end)
    return match is not None and _ACTS.search(match["does"] or "") is None


def names_somebody(texts: Iterable[str], urged: str) -> bool:
    """Whether conditions in these words say who is meant, or already say what an urging does.

    >>> names_somebody(["首次升规"], "建筑企业"), names_somebody(["新认定的农家乐示范店"], "旅行社")
    (False, True)
    """
    kind = re.sub(f"{_PARTY}$", "", urged)[-2:] or urged
    return any(
        (_NAMED.search(one) is not None and _DONE_WITH.match(one) is None) or (len(kind) > 1 and kind in one)
        for one in texts
    )
