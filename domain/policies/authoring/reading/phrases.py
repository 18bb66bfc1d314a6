"""Phrases before an award that ask nothing of anybody: who pays, how it is found out, how often, what for.

What is sure to ask nothing is no part of the calculation; what somebody must look at is left unread.
"""

import re
from enum import StrEnum
from typing import Final

from domain.policies.authoring.reading import words

_PLACE: Final = (
    r"[^，的对在到入向与和、级每该某我本]{1,4}"
    r"(?<![园示范小社街景校灾牧林山库厂地困穷贫民族自治辖])[市县区州盟]"
)
_PAYS: Final = r"(?:将|也|可|再|另|先|按规定|按程序|统一|同意|分阶段|分期|分批|逐年|每年|年度|一次性)*"
_PAYER: Final = re.compile(
    rf"(?:再?由)?(?:{_PLACE}|[省市县区州]|上级|各级)?(?:级|本级)?(?:（[^）]*）)?"
    r"[^，的对]{0,6}(?:福彩公益金|专项资金|专项经费|预算资金)"
    rf"{_PAYS}(?:给予)?"
)
"""Out of what it is paid, where nothing else stands between two joints: 市福彩公益金."""
_OF_LEVEL: Final = re.compile(
    r"(?:再?由)?(?:国家|中央|[省市县区州盟]|乡镇|各)级?(?:、(?:[省市县区州盟]|乡镇)级?)*"
)
"""Whose budget it is where 财政 follows; else it may be the level of something."""
_PAYING_PLACE: Final = re.compile(rf"(?:再?由)?{_PLACE}{_PAYS}")
_TO_WHOM: Final = re.compile(
    r"(?:分别|各|再|一次性|另行?|并)*(?:给予|奖给|补给|拨付给?|发放给?|奖励给?)[^，的]{0,6}"
    r"(?:业主|主体|机构|单位|企业|团队|个人|运营方|主办方|承办方|组织|[^，的]{1,6}[者方户])(?:（[^）]*）)?"
)
_AGAIN: Final = re.compile(
    r"(?:该|其(?![他余中它])|此|此类)[^，的]{0,10}(?:企业|单位|机构|公司|总部|项目|主体|基地|园区|平台|中心|合作社|团队|人员)(?:可|将|可以)?"
)
"""Who is given it, who was named before: 该总部."""
_PURPOSE: Final = re.compile(
    "(?![^，]*(?:的[^的，]{0,8}(?:企业|单位|机构|项目|平台|人才?|者|员|户|中心|组织|合作社|产品)$|(?:实施|购置|购买|新建|引进|聘请|参加|改造|投保)[^，]{2}))"
    "为(?:了|进一步|更好地?|有效|积极|切实|充分)*(?:弥补|提高|提升|促进|推动|推进|鼓励|支持|加快|加强|加大|解决|降低|减轻|减少"
    "|缓解|扩大|激发|增强|优化|规范|引导|贯彻|落实|完善|打造|做好|应对|帮助|吸引|发挥|调动|改善|保护|深化)[^，]*(?<!的)"
)
"""What something is given for, and no test of anybody: 为弥补短途运输不足."""
_TOGETHER: Final = re.compile(
    "(?:[国省市县区乡镇村]|[省市县区]级)[、省市县区乡镇村级两]*(?:联动|共担|统筹|分担)"
)
"""Who pays together: 省市县联动."""
_BESIDES: Final = re.compile(
    "(?:除|在)[^，¥%#]{0,16}(?:奖补|补助|补贴|奖励|扶持|政策|资金)[^，]{0,6}(?:外|基础上)"
)
"""What is given by others too."""
_HOW_MUCH: Final = re.compile(
    r"(?!按|根据|依据|参照|以)(?:(?:(?!获|取得|得到|争取|列入|纳入)[^，的]){0,8}(?:补助|补贴|奖励|扶持|资助|奖补)(?:资金|对象|标准|方式|办法|金额|比例|额度|条件|和|及|的)+)"
    r"(?:统一|分别|再)?(?:提高|调整|确定|规定|明确)?(?:如下所示|如下|到|至|为|是)?"
    r"|资金采取[^，]*方式|(?:专项)?资金的[^，]*(?:比例|额度|标准)"
)
_WHEN_PAID: Final = re.compile(
    r"分(?:[两二三四五六七八九十]年|#)(?:度)?(?:兑现|发放|拨付|给予|支付)?|分阶段|分期|分批|逐年|按年(?:度)?"
    r"|(?:在|于)?(?:下一年度?|次年|第二年|当年底|年底)(?:内)?"
)
_SEEN_LATER: Final = re.compile(
    r"(?:由)?(?:[省市县区]|财政|政府)*(?:根据|视|依据|按照?)[^，]*(?:规模|质量|情况|效果|绩效|成效|程度|大小|需要|结果)"
    r"|择优|相应|同时|采取|以后|将?(?:分别|可)*(?:获得|享受)|(?:给予)?一定(?:的)?(?:奖励|补助|补贴)?"
    r"|[一1#]?(?:个|家|项|户)项目|一[个家项户次条][^，的]{0,4}|(?:每年)?(?:由)?(?:[省市县区镇]里|园区|[省市县区]级?财政)(?:分别|一次性|再|也|按)*"
    r"|(?:每年|年度)(?:择优|遴选|评选|选取|选择|选出)+(?!为)[^，]*|(?:择优|遴选|选取|选择)+(?:不超过|不多于|[#@])[^，]*|结合[^，]*|(?:包括|含)[^，]*|(?:符合|满足)(?:一定|相关|规定|补贴|补助|奖励|政策)的?(?:条件|范围|要求|规定)"
    r"|在[^，]{2,6}方面|[次翌]年比?@?每?|每年由[省市县区]级?|[#@两二三四五一\d]年?内|单店每年[^，]{0,4}|每家[^，的]{0,6}(?:自然)?年度"
    r"|在?(?:进行|通过)?[^，]{0,6}(?:绩效)?(?:考核|评价|核查)后?"
    r"|(?:前|后|第)[#@](?:内|起)?|[^，]*每[^，的]{0,2}[次趟列班场]|的?基础上|优先|原则上[^，]*|(?:均)?按照?[^，]*原则[^，]*|重点对?|最高|人均|(?:每家|每户|单家|每个|单个|单项|单月|单品种)(?:企业|单位|机构|公司|项目)?(?:每年|每月|年度内?|最高|累计|补助|奖励|支持|播出)*"
    r"|之后每[家户年个]|享受的每年|可申请[^，]*扶持|扣除[^，]*|凭[^，]*(?:文件|凭证|材料|证明|发票)|(?:(?:以上|上述|以下|下列)?(?:任一|任意一个|之一)(?:项)?(?:条件)?)"
    r"|(?:以上|上述)(?:第.*条)?[^，]*(?:政策|奖励|补助|措施)"
)
"""What says how often, of which part or in which order; somebody must look at it."""
_WEIGHED: Final = re.compile(
    "(?:并|同时|再|且|由[^，]{2,12})*(?:综合|统筹|全面)?(?:综合|统筹|通盘)?(?:考虑|考量|评估|评价|评定|衡量|评审|参考|参照|比照|结合|围绕)"
    "(?!后|价|为|合格|优秀|良好|等级|通过|得分)[^，]{2,}(?<![的后])"
)
"""By what somebody decides how much it is: 综合考虑投资规模和示范效果."""
_OF_AWARDS: Final = re.compile(
    "(?:每年度?|年度|@)?(?:统筹)?安排[^，]{0,6}¥[^，]{0,8}|[^，对的]{2,10}有[两三四五]个(?:标准|档次|等级|类别|层次)|[^，对的]{0,10}(?:经费|资金|费用)由[^，]{2,20}(?:财政|承担|负担|补助|解决|以上)|(?:项目|专项|财政|政府|扶持|补助|引导)*资金|(?:且|并|但|其中)?(?:(?:分阶段|[以前]上|上述|[前后])?(?:[两三四五]|各|多)(?:项|类|种)(?:合计|累计|奖励|补贴)?|分阶段(?:合计|累计)?|每年(?:度)?)"
    "|(?:贷款)?贴息(?:给予)?(?:最长|最多|不超过)*[#@]"
    "|(?:按规定|按程序)[^，]*(?:给予|予以|发放)[^，¥%#]{0,12}(?:补贴|补助|奖励|支持|贴息|资助)"
    "|(?:并)?(?:给予|予以|提供|享受)[^，¥%#]*(?:补贴|补助|奖励|贴息|扶持|优惠|资助|减免|支持)(?:等)?(?:政策|支持|扶持|奖励)?"
)
"""What is said of awards, and of nobody who gets them: 给予贷款贴息、保费补贴等支持."""
_FRAGMENT: Final = re.compile(
    r"以[上下]|(?:为其)?(?:足额|按时|按期|如实)+|[一二两三四五]档|其余|政策|标准|具体标准[为：]?|采取|境[内外]|(?:[省市县区]|本|市本)级|累计|推动|相对|分档|分等级"
    r"|单[个月家项次](?:项目|主体|企业|建设主体|机构)?|分别(?:给予|按照?)?|均|方式|比例提高.*|支持方式|/.*|-[#¥%]"
    r"|(?:在)?[^，]{2,14}的同时|由?[^，的]{0,12}公益金|(?:由[^，的]{0,6}|[省市县]级?|区级?)?财政(?:分别|对其|按)*|采取[^，]*方式"
    r"|(?:给予|奖给|补助给)[^，]{0,12}(?:补贴|补助|奖励|扶持|经费|资金)"
    r"|(?:实施|落实|兑现|执行)[^，]{2,16}(?:补助|奖励|补贴|资助|贴息)(?:政策)?"
    r"|(?:(?!获|取得|得到|争取|列入|纳入|享受)[^，的]){2,24}(?:奖励|补助|扶持|补贴)政策"
)
"""What is left of a sentence beside what was read, and asks for nothing by itself."""
_AWARD_NOUN: Final = "(?:贴息|补助|补贴|奖励|资助|扶持|奖补|配套|支持)"
OF_PAYING: Final = re.compile(
    r"可以?|可(?:合并|对|向|报名|由|在|选择|凭)[^，]*|(?:可|将|应|予以|均)以?(?:先期|分期|分批|一次性|按规定|按照?|根据|依据|申请|享受|获得|拨付|比照|参照|叠加)[^，]*"
    r"|(?:资金)?(?:拨付|兑付|发放|预拨)|(?:采取|采用|按|以)[^，]{0,12}[补奖贴][^，]{0,6}(?:方式|形式)[^，]*"
    r"|由[^，]{0,12}(?:财政|政府|[局委办]|部门|管委会)[^，]*"
    rf"|(?:年度)?(?:租金|保费|财政|项目|投资)?{_AWARD_NOUN}(?:资金)?的?(?:总额|率|比例|期限|期|年限|金额|标准|额度|资金|方式|对象|范围|时间|周期)[^，]*"
    r"|(?:[^，]{2,10}的[^，]{2,4})?(?:每年|定期|年度)(?:进行|组织|开展)?(?:考核|复评|评选|评审|评估|绩效)[^，]*"
    r"|[^，]*(?:依据|根据|综合|结合)[^，]*(?:因素|情况|绩效|结果|标准)(?:等)?(?:进行)?(?:综合)?(?:评定|核定|确定|评审|测算)"
    r"|(?:落实|兑现|执行)[^，]*政策|(?:连续|前|后)#(?:内)?每年|(?:#|[一二两三四五]年)内每年|分[一二两三四五][批次期](?:次)?|(?:每年度?|年度)根据[^，]*|(?:入统|认定|投产|获评|注册|落户|开业|上市|升规|入规|入库|验收|达标|迁入|签约|竣工)(?:@|次年)"
)
"""What says how, by whom or how long something is paid, and asks nothing of anybody."""
_OF_EACH: Final = re.compile(
    r"(?:其中)?(?:原则上)?(?:对)?(?:同一|单[个家户项台套次笔人件篇场]|每[个家户项台套次笔人年季月件场]|申请人|[#@]累计|全年|累计)"
    r"(?:家|户)?(?:企业|项目|产品|单位|机构|主体|公司|个人|药品|品种|活动|展会|平台|设备|园区|合作社|农户|申报|参展|投资)*(?:年度?|每年|全年|原则上|当年|[#@]|[一二两三]年|累计|合计|可?获得|上述|享受|的奖励对象|的)*"
)
"""Of which the most is said, right before it: 单个企业年度|奖励最高不超过."""
_GIVES: Final = (
    *(
        "奖励",
        "补助",
        "补贴",
        "支持",
        "资助",
        "奖补",
        "贴息",
        "最高",
        "不超",
        "给予",
        "扶持",
        "总额",
        "累计",
        "获得",
    ),
)
_AUDITED: Final = (
    "(?:初审|复审|审核|审定|审查|审验|审批|评审|评定|核定|核实|核准|核查|认定|确认|认可|资产评估|评估|同意|备案|批准"
    "|[、和及并或])+"
)
_PROCEDURE: Final = re.compile(
    rf"(?:凡|并|且|再)?经(?:过)?(?P<by>[^，为是被]{{0,30}}?){_AUDITED}(?:同意|通过|批准|合格|无异议|达标|符合条件|[、和及并])*(?:后|的)*"
    r"|(?:凡|并|且)?(?:报|向)(?P<to>[^，为是]{2,30}?)(?:备案|审核|审批|核准|同意)+(?:后|的)*"
)
_HIGHER: Final = re.compile(
    "国家|国务院|全国|中国|省|部(?!门|室)|总局|交易所|证监|海关|银行|上级|机构|第三方|协会|专家|公司"
)
"""Who certifies something that is asked for; the office itself only looks whether it is so."""
_REMARK: Final = re.compile(
    r"（(?:(?:以)?下(?:同|称)|(?:以下)?简称[^）]*|[含包][^）¥%#]*|[^）]*(?:为准|为依据|下同|另行[^）]*))）?"
)
_FRONT: Final = re.compile(
    rf"@?(?:(?:该|我|本|全)[省市县区州]|{_PLACE}|[省市县区州]级)(?:财政|政府)?(?:将|再|可|另)?(?=对(?!外|口|接|标|比))"
    r"|(?:如|若|凡是?|凡属)(?=[举在获被通完年当新建引入经参符注购租企])"
    r"|由[^，对的]{1,8}(?=对(?!外|口|接|标|比))|将(?=对)|(?:和|、)(?:引导|支持|鼓励|推动)|第[一二三四五六七八九十]+[项款](?=对|[^，]{4})|在其(?=[^，]*后$)"
    rf"|是指(?:对|向)?|.{{2,16}}?[，]?是指(?=对)"
)
_TAIL: Final = re.compile(
    r"(?:的?（[^（）]*(?:为准|为依据|下同|另行[^）]*)）|(?:予以|给予|进行)(?:支持|扶持|重点支持|倾斜)|的(?:奖励|补助|扶持|补贴|资助)政策)$"
)
_BEFORE_FIGURE: Final = re.compile(
    r"(?:的|且|并|并且|、|其|或|@|次年|上年度?|当年度?|年度|[^半]?季度|月度|年|#内|[一两三]年内?|累计|合计|共|报表|实现|完成|达到|取得|产生|实际|全年|单个|每个|于)+$"
)
_VERB_BEFORE_FIGURE: Final = re.compile(r"(?:实现|完成|其|且当年|一年|#内|年度)")
SINCE: Final = re.compile("(?<=[^，的])自[^，的]{1,12}起$")
"""From when something is given: 总部企业自认定当年起."""
_FIRST: Final = ("首次", "首度", "第一次", "初次", "首")


class Asks(StrEnum):
    """What a phrase that asks nothing is."""

    NO_PART = "不影响计算"
    LOOK = "要看一看"
    PROCEDURE = "办理程序"


def asks_nothing(phrase: str, after: str = "") -> Asks | None:
    """Return what a phrase is that asks nothing of who is given something, or None where it may ask.

    Args:
        after: What follows it.

    >>> [asks_nothing(one) for one in ("市福彩公益金", "经区商务局审核认定后", "优先", "经省科技厅认定的")]
    [<Asks.NO_PART: '不影响计算'>, <Asks.PROCEDURE: '办理程序'>, <Asks.LOOK: '要看一看'>, None]
    """
    if phrase in ("可", "可以"):
        return Asks.NO_PART
    no_part = (_PAYER, _TO_WHOM, _AGAIN, _BESIDES, _HOW_MUCH, _REMARK, _PURPOSE, _TOGETHER)
    if any(one.fullmatch(phrase) for one in no_part):
        return Asks.NO_PART
    if _OF_LEVEL.fullmatch(phrase):
        if after.startswith("财政"):
            return Asks.NO_PART
        return Asks.LOOK if after.startswith(("每", "在", "按", "分别")) else None
    if any(one.fullmatch(phrase) for one in (_PAYING_PLACE, _WHEN_PAID, _SEEN_LATER, _WEIGHED, _OF_AWARDS)):
        return Asks.LOOK
    if OF_PAYING.fullmatch(phrase) or (_OF_EACH.fullmatch(phrase) and after.startswith(_GIVES)):
        return Asks.LOOK
    if _FRAGMENT.fullmatch(phrase.lstrip("的且并")):
        return Asks.LOOK
    audited = _PROCEDURE.fullmatch(phrase)
    if audited is not None and not _HIGHER.search(audited["by"] or audited["to"] or ""):
        return Asks.PROCEDURE
    return None


def without_remarks(phrase: str) -> str:
    """Return a phrase without brackets that ask for nothing.

    >>> without_remarks("企业（含首发和非首发）")
    '企业'
    """
    return _REMARK.sub("", phrase)


def trimmed(phrase: str, *, is_before_figure: bool = False) -> tuple[int, int]:
    """Return where what a phrase asks for begins and ends.

    Args:
        is_before_figure: Whether a figure follows whose name, period or verb the phrase may end with.

    >>> trimmed("该市对不停产企业"), trimmed("新迁入且当年实现", is_before_figure=True)
    ((2, 8), (0, 3))
    """
    front = _FRONT.match(phrase)
    first = front.end() if front is not None else 0
    tail = _TAIL.search(phrase, first)
    last = tail.start() if tail is not None else len(phrase)
    if is_before_figure:
        leads = _BEFORE_FIGURE.search(phrase, first)
        if leads is not None and _VERB_BEFORE_FIGURE.search(leads[0]):
            last = leads.start() if phrase[first : leads.start()] not in _FIRST else last
    return first, last


_UP_TO: Final = "(?:均|不超过|不得超过|最长|最多|最高|时间|为期|为|连续|可达|控制在)"
_LASTS: Final = re.compile(
    rf"(?:且|但)?(?:(?:单个|每个|同一)(?:项目|企业)|每家企业|单笔贷款)?的?[^，。；：、¥%#@对]{{0,4}}?(?P<aid>{words.AID})(?:资金)?(?:的)?"
    rf"(?:期限?|时间|年限|周期){_UP_TO}*(?P<time>#)(?:以?内|为限)?"
    rf"|(?:期限|时间)?(?:最长|最多|最高){_UP_TO}*(?P<longest>#)(?:以?内|为限)?"
    rf"|连续(?P<given>{words.AID})(?P<running>#)"
)
_LASTS_BEFORE: Final = re.compile(
    "(?:(?:自|从)[^，的¥%#对]{1,16}起，?)?连续(?P<time>#)(?:以?内)?(?:，?每年)?|(?:自|从)[^，的¥%#对]{1,16}起，?(?P<since>#)(?:以?内)?(?:每年)?"
)
"""The same, right before what is given: 自认定当年起连续三年|按税收的5%奖励."""


def lasts(text: str, start: int, end: int, *, is_before_award: bool = False) -> tuple[str, int] | None:
    """Return what is given for how long, where that is all a part says: 补贴期限最长不超过3年.

    Returns:
        What it is called, and where the time is.

    >>> lasts("补贴期限最长不超过#", 0, 10), lasts("最长不超过#", 0, 6), lasts("贷款期限#", 0, 5)
    (('补贴', 9), ('', 5), None)
    """
    match = _LASTS.fullmatch(text, start, end)
    before = _LASTS_BEFORE.fullmatch(text, start, end) if match is None and is_before_award else None
    if before is not None:
        return "", before.start("time" if before["time"] else "since")
    if match is None:
        return None
    at = next(match.start(one) for one in ("time", "longest", "running") if match[one])
    return match["aid"] or match["given"] or "", at
