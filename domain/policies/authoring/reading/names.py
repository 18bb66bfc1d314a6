"""Where the name of a figure begins and ends: whole nouns of the wording, with all that qualifies them."""

import re
from collections.abc import Sequence
from typing import Final

from domain.policies.authoring.reading import words
from domain.policies.authoring.reading.words import any_of

_HANGING: Final = re.compile(
    "(?:经[^，。；：¥%#]{0,12}?(?:认定|确认|验收|审核|审定|核定|评定|核实)后?|(?:补贴|补助|奖励|资助)标准(?:为)?|要求|必须|须|应当?|(?<=额)(?:完成|实现)|已经?|仍|一次性|共计|总共|(?<=[入额值率税收本数量积重比])(?:均|都))+$"
)
"""What stands between a name and its bound and is no part of it: 建筑面积要求5000平方米以上."""

_SAYS_LITTLE: Final = re.compile(
    "(?:实际|总)?(?:使用?面积|面积|数量?|费用?|额度?|金额|总[额数量]|人数|规模|率|比例|占比|时间|价格?)(?:（含[^（）]*）)?"
)
"""Names that say how something is measured and not what."""

_IN: Final = re.compile("(?<![现实存潜所])在$")
"""A place that a name begins with."""

_OWNER: Final = "(?:企业|单位|公司|机构|项目|主体|合作社|商户|店|户|园区|平台|楼宇)"
_GOVERNED: Final = re.compile(
    rf"(?:(?<=[^，。；：、（于])[对为向]|服务(?!业)|带动|引进|入驻|孵化|承担|承接|帮助|接入|培育)"
    rf"[^，。；：、的@¥%#]{{0,12}}{_OWNER}(?:@|年度?)?(?:提供|完成)?$"
)
"""Whom something is done for, between what does it and a figure of that: 对我市企业|股权投资额."""

_SHARE_OF: Final = re.compile("[^，。；：、的且@¥%#]{2,24}占[^，。；：、@¥%#]{0,8}$")
"""Of what a figure is said to be a share: 新产品产值占企业|总产值."""

_CHUNK: Final = re.compile(
    r"(?:^|的|@|且|并(?!购)|其中|其|按照?(?!揭|摩|期|时)|达到)(?:企业|单位|项目|内?年度?(?![薪金化检会])|对于?(?!外))*(?P<chunk>[^，。；：、的@¥%#（）]{1,24}(?:（[^（）]*）)?)$"
)
"""The words right before a name that says little."""
_WHOSE: Final = re.compile(
    "[^的]{0,10}?(?:企业|公司|单位|机构)(?:内|其)?年?度?(?=缴纳|缴存|上缴|实际|实现|完成|产生|发生)"
)
"""Whose that is that such words say of a name: 总部企业内年|缴纳个人所得税总额."""

_BUYS: Final = (
    "购置|购买|采购|租赁|租用|承租|扩建|新建|建设|改造|种植|养殖|支付|缴纳|承担|生产|销售|经营|投入|采用|使用"
)
_LIST: Final = re.compile(
    rf"(?:@|年度?|当年|实际|累计|自主|新)*(?:{_BUYS})(?!的)[^，。；：¥%#@的且并]{{1,36}}、$"
)
"""The rest of a list of things that a figure is of: 购置货车、|冷藏车的费用."""

_NOUNS: Final = re.compile("(?:对于?)?(?P<nouns>(?:[^，。；：、的@¥%#（）对]{2,12}、)+)")
"""The rest of a list of nouns that a figure is of: 软件产品、信息安全、|嵌入式软件收入."""
_DONE: Final = re.compile(
    "[获评建购租投无在]|注册|备案|设立|落户|取得|认定|通过|开展|实施|参加|完成|列入|从事|符合|具有|达|总?额|收入|[产总]值|税|人数"
)

_COUNTS: Final = (
    "新?入驻|新?引进|招引|服务|带动|培育|孵化|新增|(?:新增)?接入|吸引|集聚|吸纳|拥有|累计|辅导|帮助|联系"
)
_WHO_IS_COUNTED: Final = re.compile(
    rf"(?!对|凡|为)(?:(?:{_COUNTS})[^，。；：、¥%#@且并]{{0,20}}?)?(?:(?!企业|公司|单位|机构)[^，。；：、¥%#@且并的]){{0,14}}"
    rf"(?:企业|商户|机构|合作社|农户|门店|网点|品牌|团队|客户|经营户)$"
)
_DEED_WITH: Final = re.compile(
    "(?:开展|提供|组织|举办|承办|销售|生产|种植|养殖|引进|培训|服务|接待)(?!的)[^，。；：¥%#@的且并和及或（）]{2,30}、$"
)
"""What is done with several things, the last of which stands before a figure: 开展医疗保健、|护理服务."""
_COUNTED_IN: Final = ("家", "户", "个")


def end_of(text: str, begins: int, ends: int) -> int:
    """Return where a name ends before words that only lead to its bound.

    >>> end_of("建筑面积要求", 0, 6), end_of("投资额", 0, 3)
    (4, 3)
    """
    hanging = _HANGING.search(text, begins, ends)
    return hanging.start() if hanging is not None and hanging.start() > begins else ends


def within_place(text: str, begins: int, first: int) -> int:
    """Return where a name begins, with the word that says where something is: 企业|在本区缴纳税收."""
    return first - 1 if _IN.search(text, begins, first) is not None else first


def beginning_of(text: str, begins: int, first: int, ends: int) -> int:
    """Return where a name begins, words before it included that it is nothing without.

    Args:
        begins: Where the stretch begins in which a figure is held against a bound.
        first: Where the name was found to begin.

    >>> text = "外资企业对我市企业投资额"
    >>> text[beginning_of(text, 0, 9, 12):]
    '对我市企业投资额'
    >>> text = "园区实际使用面积"
    >>> text[beginning_of(text, 0, 6, 8):]
    '园区实际使用面积'
    """
    if re.search("占比|比重", text[first:ends]) and first > begins and text[first - 1] == "的":
        # 楼宇内主导产业企业的|使用面积占比
        return max(begins, max(text.rfind(sign, 0, first) for sign in "，。；：") + 1)
    share = _SHARE_OF.search(text[begins:first])
    if share is not None:
        return begins + share.start()
    governed = _GOVERNED.search(text, begins, first)
    if governed is not None and governed.start() > begins:
        return governed.start()
    if _SAYS_LITTLE.fullmatch(text, first, ends):
        if governed is not None:
            return governed.start()
        chunk = _CHUNK.search(text[begins:first])
        if chunk is not None and not re.search(
            rf"{_OWNER}$|(?:达到|完成|实现|获得|取得|符合)", chunk["chunk"]
        ):
            whose = _WHOSE.match(chunk["chunk"])
            return begins + chunk.start("chunk") + (whose.end() if whose is not None else 0)
    if first == begins and text[begins - 1 : begins] == "、":
        starts = max(text.rfind(sign, 0, begins) for sign in "，。；：") + 1
        nouns = _NOUNS.fullmatch(text, starts, begins)
        if nouns is not None and not _DONE.search(nouns["nouns"]):
            return nouns.start("nouns")
        starts = max(text.rfind(sign, 0, begins) for sign in "，。；：") + 1
        listed = _LIST.search(text, starts, begins)
        if listed is not None:
            return listed.start()
    return first


_PAID_BEFORE: Final = re.compile(
    "(?:实际|已经?|所|实|自行)?(?:发生|缴纳|支付|产生|支出|列支|付出|到位|到账|缴存|承担|投入)的$"
    "|(?<=[，；：、且并])(?:参展|参会|新增|引进|购置|租用|销售|生产|承接|进口|出口|接待|安置|吸纳|入驻)的$"
)


_HOW_PAID: Final = re.compile("(?:为其)?(?:足额|按时|按规定|按期|依法|如实)+$")
"""How something was paid of which a name begins with the paying: 为其足额|缴纳社会保险费."""


def paid_before(text: str, begins: int, first: int) -> int:
    """Return where words begin that say of an amount that it was paid.

    >>> text = "企业实际发生的检测费用"
    >>> text[paid_before(text, 0, 7):]
    '实际发生的检测费用'
    """
    paid = _PAID_BEFORE.search(text, begins, first)
    if paid is None and text.startswith(("缴", "支付", "参加"), first):
        paid = _HOW_PAID.search(text, begins, first)
    return paid.start() if paid is not None else first


def counted_before(text: str, begins: int, ends: int, unit: str) -> int | None:
    """Return where the name begins of enterprises that are counted; None where no words name any.

    >>> text = "入驻有业绩的跨境电商企业"
    >>> text[counted_before(text, 0, 12, "家"):]
    '入驻有业绩的跨境电商企业'
    """
    if unit not in _COUNTED_IN:
        return None
    who = _WHO_IS_COUNTED.search(text, begins, ends - (text[ends - 1 : ends] == "数"))
    return who.start() if who is not None else None


def with_list(text: str, begins: int, first: int) -> int:
    """Return where a name begins that is the last of a list of what something is done with.

    >>> text = "机构开展医疗保健、护理服务"
    >>> text[with_list(text, 9, 9):]
    '开展医疗保健、护理服务'
    """
    starts = max(text.rfind(sign, 0, begins) for sign in "，。；：") + 1
    listed = _DEED_WITH.search(text, starts, first) if first == begins else None
    return listed.start() if listed is not None else first


_PART: Final = re.compile("其中(?P<of>[^，。；：、¥%#@（）]{2,24}的)$")


_WHICH_PEOPLE: Final = re.compile("[^，。；：、¥%#@的对（）]{2,10}#(?:以[内上下])?$")


def which_people(text: str, begins: int, first: int) -> int:
    """Return where a name of people begins with the time that tells which of them: 退役#以内|退役军人."""
    which = _WHICH_PEOPLE.search(text, 0, first) if first == begins else None
    return which.start() if which is not None else first


def of_part(text: str, begins: int, first: int) -> int:
    """Return where a name begins with what tells a part from all: 其中|有合作的企业.

    >>> text = "其中有合作的企业"
    >>> text[of_part(text, 0, 6):]
    '有合作的企业'
    """
    part = _PART.search(text, begins, first)
    return part.start("of") if part is not None else first


_THINGS: Final = (
    "(?:园区?|基地|平台|仓库?|店|中心|场馆|楼宇|市场|展厅|卖场|商场|民宿|酒店|展会|展区"
    "|载体|孵化器|厂房|车间|大棚|场地|商圈)"
)
_THING_AFTER: Final = re.compile(
    rf"[^，。；：（）]*的(?P<thing>[^的，。；：、¥%#@（）]{{0,10}}{_THINGS})(?=[，（])"
)
_THING_BEFORE: Final = re.compile(
    "[^，。；：]*(?:的|建立|建设|建成|经营|设立|开设|新建|自建|租用|购置|打造|引进|举办|改造)"
    rf"(?P<thing>[^的，。；：、¥%#@（）]{{0,12}}{_THINGS})，$"
)


def thing_measured(text: str, begins: int, ends: int) -> tuple[int, int] | None:
    """Return the words that say of what an area is of which its own do not; None where none do.

    >>> text = "经营线下体验店，面积"
    >>> text[slice(*thing_measured(text, 8, 10))]
    '线下体验店'
    """
    found = _THING_BEFORE.search(text, 0, begins) or _THING_AFTER.match(text, ends)
    return found.span("thing") if found is not None else None


def before_bracket(text: str, ends: int) -> tuple[int, int] | None:
    """Return the words before brackets at the place of a name: 入园企业（每家产值50万元以上）达10家."""
    opens = text.rfind("（", 0, ends)
    if text[ends - 1 : ends] != "）" or opens < 1:
        return None
    begins = max(text.rfind(sign, 0, opens) for sign in "，。；：、的") + 1
    return (begins, opens) if begins < opens else None


# Names of several things


_LEVEL: Final = (
    r"(?:国家|省|市|县|区|镇|州)级|国家|全国|[特一二三甲乙丙]级|第?[一二三四]类|\d?A+级|[一二三四五]星级?"
    r"|第[一二三四五六]名|[一二三]等奖?|特等奖|[金银铜]奖|[冠亚季]军"
)
_TAILS: Final = (
    *("认证", "称号", "首店", "机构", "企业", "产品", "基地", "平台", "中心", "项目", "园区", "证书", "品牌"),
    *("认定", "登记", "评定", "验收", "评审"),
    *("单位", "工厂", "车间", "景区", "民宿", "饭店", "酒店", "学校", "社区", "乡镇", "街区", "奖项", "专利"),
)
_PLACES: Final = (
    *("基地", "平台", "中心", "园区", "车间", "工厂", "孵化器", "众创空间", "加速器", "实验室", "工作站"),
    *("街区", "社区", "景区", "示范区", "工作室", "产业园"),
)
"""What is rated by level wherever it stands in a list: 省级数字化车间、智能工厂."""
_COUNTING: Final = re.compile(
    "(?<=..)(?:状况|情况)$|(?<=..)[两三四五六七八九十]个[^、，]{2,8}$|[一二两三四五六七八九十几]?个?(?:环节|阶段|步骤|类别|等级|级别|档次|层次|等次)$"
)


_AFTERWARDS: Final = re.compile("(?<=..)(?:正式)?(?:发布实施|发布|公布|获批|通过|验收)?(?:之|以)?后$")
"""When something is given for it, behind the last of several."""


def options_of(labels: Sequence[str]) -> tuple[list[str], bool]:
    """Return the options of a list each whole, and whether words were given to some that stand beside others.

    >>> options_of(["全国", "上海首店"])
    (['全国首店', '上海首店'], True)
    >>> options_of(["省级旅游名镇", "旅游名村"])
    (['省级旅游名镇', '省级旅游名村'], True)
    >>> options_of(["首张第三类", "第二类注册证"])
    (['首张第三类注册证', '首张第二类注册证'], True)
    >>> options_of(["国家级", "省级"])
    (['国家级', '省级'], False)
    """
    plain = [_AFTERWARDS.sub("", one) or one for one in labels]
    plain = [re.sub("^其(?!他|余)", "", _COUNTING.sub("", one) or one) for one in plain]
    is_changed = plain != list(labels)
    head, tail = _head(plain), _tail(plain)
    whole = [
        f"{'' if one.startswith(head) else head}{one}{'' if one.endswith(tail) else tail}" for one in plain
    ]
    return whole, is_changed or whole != plain


def _head(labels: Sequence[str]) -> str:
    """Return what stands before the first option and is meant of all."""
    first, rest = labels[0], labels[1:]
    level = re.match(_LEVEL, first)
    if level is not None and level.end() < len(first):
        shared = first[level.end() : level.end() + 2]
        is_shared = all(not re.match(_LEVEL, one) and one.startswith(shared) for one in rest)
        is_place = all(
            one.endswith(_PLACES) and not re.search(_LEVEL, one) for one in (first[level.end() :], *rest)
        )
        return level[0] if (is_shared and len(shared) > 1) or is_place else ""
    within = re.search(rf"(?:{_LEVEL})$", first)
    if within is not None and within.start() > 0 and all(re.match(_LEVEL, one) for one in rest):
        return first[: within.start()]
    return ""


def _tail(labels: Sequence[str]) -> str:
    """Return what stands behind the last option and is meant of all."""
    last, rest = labels[-1], labels[:-1]
    level = re.match(_LEVEL, last)
    if level is not None and level.end() < len(last):
        is_bare = all(re.search(rf"(?:{_LEVEL})(?:（[^（）]*）)?$", one) for one in rest)
        return last[level.end() :] if is_bare else ""
    order = re.fullmatch("[A-Z一二三四五甲乙丙丁](?P<kind>级|类|档|型)", last)
    if order is not None and all(re.fullmatch("[A-Z一二三四五甲乙丙丁]", one) for one in rest):
        return order["kind"]
    kind = re.match(r"[^级类型档性]{1,4}(?P<kind>级|类|型|档|性)(?=..)", last)
    if kind is not None and all(re.fullmatch(f".{{1,5}}{kind['kind']}", one) for one in rest):
        return last[kind.end() :]
    closing = next((one for one in _TAILS if last.endswith(one) and len(last) > len(one)), "")
    is_lacking = bool(closing) and not any(one.endswith(closing) for one in rest)
    is_short = all(len(one) <= len(last) - len(closing) + 2 for one in rest)
    return closing if is_lacking and is_short else ""


_GIVEN: Final = re.compile("给予|予以|发放|补助|补贴|奖励|资助|经费由|可再|^再$")


def is_cut(said: str) -> bool:
    """Whether words cannot be the name of what is counted: they say that something is given."""
    return _GIVEN.search(said) is not None


def balanced(label: str) -> str:
    """Return a name without brackets of which only one half stands in it.

    >>> balanced("）家数"), balanced("设备（单套价格"), balanced("面积（含地下）")
    ('家数', '设备单套价格', '面积（含地下）')
    """
    label = re.sub("^[^“”]*”(?=.)", "", label)
    depth = 0
    for at, sign in enumerate(label):
        depth += {"（": 1, "）": -1}.get(sign, 0)
        if depth < 0:
            return balanced(label[at + 1 :]) if label[at + 1 :] else label.replace("）", "")
    return label if depth == 0 else label.replace("（", "", 1)


_LED: Final = re.compile(
    "^(?:(?:补贴|补助|奖励|资助)标准(?:为|是)|按照?(?!揭|摩|期|时)|根据|依据|具体为|其中|(?:企业|单位|个人)?可以?(?:申请|获得|享受|领取)+|享受|每年(?:度)?(?:给予|安排|支持)?|由|[^，]{0,3}财政(?:给予)?|每(?:新)?(?:个|家|户|条|项|件|场)?(?=[^，]))+"
)
_PAID: Final = re.compile(
    f"的?{any_of((*words.GIVING, *words.AWARD_NOUNS))}++(?:标准|金额|额度)?(?:统一|分别)?(?:为|是)?"
    "(?:(?:提高|调整|增加|定)[到为至])?$"
)


_GIVES: Final = re.compile(
    "(?:分别|每年|每月|一次性|由?(?:[省市县]|(?<![小社园街校景片厂库牧])区)级?(?:财政)?|均|各|按|以奖代|所|将)*"
    rf"(?:{any_of((*words.GIVING, *words.AWARD_NOUNS))}|计算|每年|一次性).*$"
    "|^(?:由?[省市县区]级?(?:财政)?|阶段)$|以奖代$"
)


def thing_of(said: str) -> tuple[str, bool]:
    """Return what is counted by the words behind 每, and whether any of them were left out.

    >>> thing_of("标准展位"), thing_of("小区补助基础设施建设"), thing_of("县财政补助")
    (('标准展位', False), ('小区', True), ('', True))
    """
    plain = _GIVES.sub("", balanced(said).strip("，的每")).rstrip("各均")
    plain = re.sub("^(?:有|可|给|为|是)$|^次$", "", plain)
    return plain, plain != said


_IS_CHECK: Final = re.compile(
    "经[^，]{0,10}?(?:合格|认定|验收|审核|核实|评审|备案|评估|评定|审定|核定|审批|批准|同意)+(?:的|后)?"
)


def is_check(said: str) -> bool:
    """Whether words only say that somebody looks at it: 经验收合格的."""
    return _IS_CHECK.fullmatch(said) is not None


_OF_WHOM: Final = re.compile(
    "(?<=....)的(?:旅行社|[^的，]{0,4}(?:企业|单位|公司|机构|主体|合作社|农户|业主|个人))$"
)
"""Who has what is counted, behind it: 组织境外包机的旅行社."""
_CHECKED: Final = re.compile("^经[^，]{0,10}?(?:验收合格|合格|认定|验收|审核)(?:的|后)?|每[^，]{1,3}$")


_DEED: Final = re.compile(
    f"{any_of(words.DOING)}|新|增|改|扩|引|招|吸|培育|孵化|成功|推荐|销售|出口|进口|挂靠|认定"
)
_BARE_DEED: Final = re.compile("(?:改|扩|新|迁|重)+建|(?:购|新)置|引进|改造|升级|更新|新增|认定|获得")


def with_noun(said: str, noun: str) -> str:
    """Return what is counted by the words before an amount and those behind 每 as one name.

    >>> with_noun("首次获得认证", "产品"), with_noun("连锁企业", "新开门店"), with_noun("新建", "床位")
    ('首次获得认证的产品', '连锁企业新开门店', '新建床位')
    """
    if not said:
        return noun
    is_one = _DEED.match(noun) is not None or _BARE_DEED.fullmatch(said) is not None
    return f"{said}{noun}" if is_one or said.endswith(("的", "”", "》")) else f"{said}的{noun}"


_ONE: Final = re.compile("(?<=[一-鿿])[1一](?:个|名|家|人|项|件|台|户)")
"""How many of them something is given for: 输送1名劳动力."""


def counted_name(said: str) -> tuple[str, bool]:
    """Return what is counted by the words before an amount for each, and whether any of them were left out.

    >>> counted_name("每个店铺建成"), counted_name("床位补贴标准统一提高到")
    (('店铺建成', True), ('床位', True))
    """
    plain = _CHECKED.sub("", _PAID.sub("", _LED.sub("", said)))
    plain = _OF_WHOM.sub("", _ONE.sub("", plain)).strip("，的")
    return plain, plain != said


_SHORTEST: Final = 6
"""Up to how many signs before a list do not say of what it is: 新引进, 获得授权."""
_WHO: Final = (
    *("组织", "市场主体", "主体", "法人", "生产企业", "经营主体", "申报主体"),
    *("个人", "团队", "单位和个人", "单位或个人", "企业和个人", "企业或个人"),
)
"""What says only who has one of several options."""
_HOLE: Final = re.compile("(?:在|于|到|向)$")


def choice_name(before: str, after: str, labels: Sequence[str]) -> str:
    """Return what a list of options is a choice of, by the words before and behind it.

    >>> choice_name("评定为", "", ["甲类民宿", "乙类民宿"])
    '评定为甲类民宿等'
    >>> choice_name("成功在", "上市", ["主板", "创业板"])
    '成功上市'
    """
    before = re.sub("^(?:按照?(?!揭|摩|期|时)|根据|依据)", "", before)
    if after and not (before and after in _WHO):
        return f"{_HOLE.sub('', before)}{after}"
    before = before.removesuffix("的")
    is_of_levels = all(re.fullmatch(_LEVEL, one) for one in labels)
    if before.endswith(("结果为", "等级为", "等次为", "评级为", "结论为")) or is_of_levels:
        # 资质晋升为特级、一级
        return before.removesuffix("为")
    if before and len(before) <= _SHORTEST:
        return f"{before}{labels[0].split('（')[0]}等"
    if re.search("(?:为|成|获|获得|取得|入选|列入|引进|以上|通过|建设|新)$", before):
        return f"{before}{labels[0].split('（')[0]}等"
    return before
