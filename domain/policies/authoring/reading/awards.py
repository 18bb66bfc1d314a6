"""What is given: the awards and limits of a sentence, with their places. What for is not looked at here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import Final

from domain.policies.agreement.figures import Figure, Kind
from domain.policies.authoring.reading import words
from domain.policies.authoring.reading.conditions import LEVEL, Place
from domain.policies.authoring.reading.limits import limits_alone
from domain.policies.authoring.reading.literals import literal
from domain.policies.authoring.reading.quantities import Quantity
from domain.policies.authoring.reading.shorthand import Shorthand
from domain.policies.authoring.reading.words import any_of


class Form(StrEnum):
    """How an award is computed."""

    FIXED = "定额"
    RATE = "按比例"
    WHOLE = "按实际额"
    STEPS = "按档累计"
    PIECES = "按件数"
    PRICES = "各按单价"
    LEVELS = "各级定额"
    PAIRS = "各类定额"
    BEHIND = "括注定额"
    DECIDED = "在限额内核定"


@dataclass(slots=True)
class Award:
    """What a sentence gives.

    Attributes:
        figures: Amounts or rates; several stand for as many cases, in their order.
        base: Where the words stand of which a rate or steps are taken; None where none do.
        step: A step of the base for which the figure is given.
        piece: What is counted, e.g. 件; ``noun`` what follows it.
        least, most: Bounds of what a person decides.
        caps: The most that is given, one for all or one for each of ``figures``.
        adds: Whether it comes to what was given before it.
    """

    form: Form
    figures: list[Figure]
    place: Place
    base: Place | None = None
    step: Figure | None = None
    piece: str = ""
    noun: str = ""
    least: str = ""
    most: str = ""
    caps: list[Figure] = field(default_factory=list)
    adds: bool = False
    is_open: bool = False
    labels: list[str] = field(default_factory=list)
    """What level each of several figures is for, where that stands right before it."""
    nouns: list[tuple[str, str]] = field(default_factory=list)
    """Of several prices: what each is for, and by what it is counted."""
    is_at_most: bool = False
    """Whether a person decides up to so much for each piece."""
    is_each: bool = False
    """Whether it says 每家, which may mean the enterprise, or each of several that it has."""
    also: list[Place] = field(default_factory=list)
    """Other stretches that it is made of."""
    time: str = ""
    """Of what it is so much: 月 where each month has it; empty where it is given once or for the year."""


@dataclass(slots=True)
class Limit:
    """The most that is given, said by itself."""

    figure: Figure
    place: Place
    is_open: bool
    base: Place | None = None
    """Where the words stand of which it is a rate, or all; None where it is an amount."""
    quantity: Quantity | None = None
    """What they name, or how many pieces there are of each of which it is the most."""
    figures: list[Figure] = field(default_factory=list)
    """All of them, where there is one for each case."""
    piece: str = ""
    """What stands behind the unit by which such pieces are counted."""
    unit: str = ""
    kinds: list[tuple[Quantity, Figure]] = field(default_factory=list)
    """How many pieces there are of each of several kinds, and the most of each piece."""
    is_whole: bool = False
    """Whether it is all of its base, and the figure stands for that."""
    is_named: bool = False
    """Whether it begins with a name of what is given, which may be another than what is bounded."""

    @property
    def is_amount(self) -> bool:
        """Whether it is one amount, whatever it is of."""
        return self.base is None and not (self.unit or self.figures or self.kinds)


WHOLE: Final = Figure(Kind.RATE, "100%", frozenset({Fraction(1)}))
"""All of a figure, where no share of it is said."""
_V: Final = (
    rf"(?:{any_of(words.GIVING)}|(?:鼓励|追加|奖|补|发给|计发|兑付|核发|支付|拨给)(?=¥)"
    r"|提供(?=¥|最高¥|不超过¥)|可?(?:获得|获|领取|申请|申领|享受)(?=¥|一次性¥|%)|(?<=[再另外])(?:增加|追加)(?=¥|不超过|最高))"
)
_F: Final = any_of((*words.FILLING, *words.ADDING))
_N: Final = any_of(words.AWARD_NOUNS)
_MOST: Final = (
    rf"(?:{any_of(words.MOST)}(?:(?:(?:{words.AID})?(?:额度|金额|限额|总额))?(?:不得?超过|不高于))?)"
)
_LEAST: Final = any_of(words.LEAST)
_PIECE: Final = any_of(words.PIECES)
_LEAD: Final = any_of((*words.LEADING, *words.ADDING))
_GIVE: Final = rf"(?:{_LEAD})*{_V}(?:{_V}|{_F}|@|每年度?(?=[奖补资经]))*"
_LOOSE_GIVE: Final = rf"(?:{_V}|{_F}|@)*"
_END: Final = r"(?=[，。；：、（）]|$)"
_NOUN: Final = (
    rf"(?:（含(?:本数)?）)?(?:的?(?:{_F})*[^，。；：、¥%#]{{0,12}}?{_N}(?:（[^）¥%#]*）)?{_END}"
    rf"|的?(?:一次性)?(?:安家|生活|购房|租房|交通|启动|开办|创业|建设|运营|住房|培训|活动|工作)(?:费|金|款|券|奖)(?:用)?{_END}"
    rf"|的?(?:{_F})*(?:{_V}|{_N})?(?:标准)?(?:的)?(?:{_V}|{_N})*)"
)
_SEVERAL: Final = r"{0}(?:(?:、|和|及|或|/)+{0})*(?![及]?以[上下]|（不?含)"
_DASH: Final = "(?:至|到|-|—+|－|–|~|～)"
_AMOUNTS: Final = _SEVERAL.format("¥")
_RATES: Final = _SEVERAL.format("%")
_ENTERPRISE: Final = rf"(?:{words.IS_ENTERPRISE.pattern})?"
_TO: Final = (
    r"(?:[^，。；：、¥%#@每最按达的超不]{0,10}?(?:企业|单位|公司|机构|银行|主体|投资方|并购方|使用方|购买方"
    r"|(?:单|每)个项目|[一-鿿]{1,3}方|研发方|承办方|运营方|出租方|业主|协会|商会|中心|旅行社|园区|个人|团队|开发商|承租人|经营者"
    r"|镇街|乡镇|街道|社区|院校|高校|学校|合作社|农场|景区|酒店|院所))?"
)
"""To whom, between the word that gives and the amount."""
_ODD: Final = (
    r"(?P<odd>(?!额度|金额|总额|比例|标准|期限|时间|年限)"
    r"(?:(?!不超过|不高于|不得)[^，。；：、¥%#@每最按达]){0,14}?)"
)

_WORKED_OUT: Final = "核定|核算|计算|计发|核发|确定"
_RATE: Final = re.compile(
    rf"(?:(?:{_LEAD}|给予|给与)*)"
    r"(?:按照?(?!时|期|规定|要求)|参照|可?申请(?=不超过|不高于)|标准为|(?:补助|补贴|奖励|资助|贴息)?比例为|依照|依据|根据|以(?![上下内])|(?:给予|按照?)与|给予[^，。；：、¥%#@]{1,16}?(?=不超过|不高于)|给予|给与|奖励|补贴|补助|资助|返还|(?:扶持|支持)(?=%)|可?(?:获得|享受|申请)(?=%)|对)(?:其|企业(?!及|和|、|或|所得))?(?P<about_first>最高不超过|不超过|不高于)?"
    r"(?P<base>(?:（[^（）¥%]{1,24}）|(?!按(?!时|期)|给予|给与|提高|(?<!占)比例|不超过|期限|最高|[每前后首]#|#以[上下])[^，。；：¥%]){0,40}?)"
    rf"(?:(?<=[费金额])比例)?(?:(?:给予|给与|予以){_TO})?(?:的|一次性|标准|额度)*(?P<about>最高不超过|不超过|不高于|最高)?(?P<rates>%{_DASH}%|{_RATES})(?:以内)?(?P<rest>(?:的?(?:比例|标准|额度|部分|幅度)*)(?:（[^）¥%#]{{0,8}}?{_MOST}(?P<within>¥)）)?(?:{_WORKED_OUT})?"
    rf"(?:折合人民币)?(?:，?分(?:#|@|[一二两三四五][年次期])(?:内|等额|平均)?)?(?:[，、](?!(?:{words.AID})(?:期限?|时间|年限)))?(?:{_V}|{_N}|一次性|分别|@)*{_TO}(?:{_V}|{_N}|{_F}|@)*(?:(?P<most>{_MOST})(?P<caps>{_AMOUNTS})(?!/))?{_NOUN})"
)
_HEAD: Final = any_of((*words.HEADS, "税", "税款", "部分", "留成"))
_FIGURE: Final = rf"(?:(?!给予|奖励|补助|补贴|资助)[^，。；：、¥%#每按为]){{0,18}}?{_HEAD}的?"
_SHARES: Final = re.compile(
    rf"(?:{_GIVE})?(?:分别)?按照?(?P<pairs>{_FIGURE}%(?:(?:、|和|，){_FIGURE}%)+)的?(?:比例|标准)?{_LOOSE_GIVE}{_TO}{_NOUN}"
)
"""Rates each of which has beside it of what it is: 按增值税的50%、所得税的40%."""
_ONE_SHARE: Final = re.compile(
    r"(?:、|和|，)?(?:其|企业(?!所得税))?(?P<noun>[^，。；：、¥%#]+?)的?(?P<price>%)(?P<piece>)"
)
_PAID_FOR: Final = (
    "(?:额|费用?|支出|价款|租金|房租|利息|税款?|税收|保费|成本|本金|学费|首付款?|差价|留成|贡献)"
)
_WHOLE: Final = re.compile(
    rf"按照?(?P<base>(?:其|企业)?(?:(?!{_V})[^，。；：¥%#]){{2,30}}?(?:额|费用?|支出|价款|租金|利息))(?:的标准|全额)?，?"
    rf"(?:{_LEAD})*{_V}(?:{_V}|{_N}|{_F})*(?=，[^，。；：¥%#]{{0,12}}?{_MOST}[^，。；：%#]{{0,4}}¥)"
    rf"|(?:(?:给予|予以|由|实行|享受)[^，。；：¥%#]{{0,6}}?)?全额(?:的)?(?P<base_of>[^，。；：¥%#的]{{0,12}}?{_PAID_FOR})(?:的)?(?:{_N})+{_END}"
    rf"|(?:(?<=[，。；：、年和])|(?<=[前后首]#)|^)(?:按照?|给予|对于?)?(?P<base_first>(?:其|企业)?(?:(?!{_V}|{_MOST})[^，。；：¥%#]){{1,36}}?{_PAID_FOR})(?:由[^，。；：¥%#]{{0,12}}?|给予|予以|实行|享受|按照?|的|，)*"
    rf"(?:全额|全部)(?:的|由[^，。；：¥%#]{{0,8}})?(?:{_V}|{_N}|承担|负担|免除|减免|免收|列支|{_F})+{_END}"
    rf"|按照?(?:其|企业|单位|为[^，。；：¥%#]{{2,14}}?)*(?P<base_paid>实际(?:缴纳|支付|发生|支出|承担)的?(?:[^，。；：¥%#（）]|（[^）¥#]*）){{1,40}}?{_PAID_FOR}(?:部分)?)(?:，)?(?:给予|予以){_TO}[^，。；：¥%#]{{0,6}}?(?:{_N})+(?:（[^）]*）)?{_END}"
    rf"|可?以?按照?(?P<within>不超过|不高于)?(?P<base_rate>[^，。；：、¥%#（）]{{0,30}}?(?:利率|LPR)(?:（[^（）¥%]*）)?)(?:标准|水平|的)*，?(?:给予|予以|进行)(?:不超过#的|#的)?"
    rf"[^，。；：¥%#]{{0,6}}?贴息(?:{_V}|{_N})*{_END}"
    rf"|(?:(?:给予|予以|按照?|实行|享受|同比例)+)(?:的)?(?P<even>等额|同等(?:额度|金额|数额)|同比例)(?:的|给予|予以|资金)*配套(?:{_V}|{_N}|{_F})*{_END}"
)
"""按实际发生额给予补助，最高: all of it, within a limit; 检测费用由财政全额补助."""
_WHOLE_OF: Final = ("base", "base_of", "base_first", "base_paid", "base_rate")
_WHICH: Final = "(?:第[一二三四五六七八]年(?:(?:至|到|—+|-)第[一二三四五六七八]年)?|[前后首]#)"
_BY_YEARS: Final = re.compile(
    rf"(?:按照?|给予|补贴|奖励|补助|返还|(?<=[政，])在|为)(?P<base>(?:(?!{_V}|{_MOST}|按|第.年)[^，。；：¥%#]){{0,30}}?)(?:的|企业)?"
    rf"(?P<pairs>(?:%（{_WHICH}）(?:(?:、|，|和)%（{_WHICH}）)+|{_WHICH}(?:按|补贴|奖励|补助|给予|返还)?%(?:(?:、|，|；|和){_WHICH}(?:按|补贴|奖励|补助|给予|返还)?%)+))"
    rf"(?P<about>)(?P<rest>(?:的?(?:比例|标准))?(?:的(?P<of>[^，。；：、¥%#]{{2,12}}?)(?=奖励|补助|补贴|资助|返还))?[，、]?(?:{_V}|{_N}|进行|一次性|@)*)"
)
"""A rate for each year: 按租金的25%（第二年）、20%（第三年）补助."""
_ONE_YEAR: Final = re.compile(
    rf"(?P<rate>%)（(?P<behind>{_WHICH})）|(?P<which>{_WHICH})[^%，；、]{{0,2}}(?P<rate_behind>%)"
)
_PUBLIC: Final = (
    "(?:由|市|省|县|区|镇|中央|各?级|本级|及?以上|两级|、|和)*"
    "(?:财政|政府)(?:部门|资金)?(?:给予|予以|按|分别|再)*"
)
_BORNE: Final = re.compile(
    rf"(?:(?<=[，。；：、])|^)(?:对|按照?)?(?P<base>(?:(?!{_V}|{_MOST}|由|财政|政府)[^，。；：¥%#]){{2,40}}?(?:费用?|经费|支出|租金|房租|利息|价款|成本|保费|税款|资金))，?{_PUBLIC}"
    rf"(?:{_V}|{_N}|承担|负担)+(?P<rates>%)(?P<about>)(?P<rest>的?(?:{_V}|{_N})*"
    rf"(?:[、，](?:其余)?(?:由)?(?:个人|农户|农民|企业|机构|单位|投保人|参保人|种植户|养殖户)(?:自行)?(?:承担|负担|自付|自负|缴纳|自缴|自筹)%)?){_END}"
)
"""保险费用由政府补贴80%、农户承担20%."""
_AT_MOST_SHARE: Final = re.compile(
    rf"(?:(?:(?<=[，。；：、])|^)资金)?(?:{_N}|融资|券)(?:资金)?(?:比例|占比|额度|金额|标准|规模|总额|强度)?(?:原则上|一般|均|分别)*(?:{_MOST})+(?:其|企业)?"
    rf"(?P<base>(?:(?!给予|{_MOST})[^，。；：¥%]){{0,34}}?)的?(?P<rates>{_RATES})(?P<about>)(?P<rest>(?:以内|的标准)?){_END}"
)
_SHARE_OF_AWARD: Final = re.compile(
    rf"(?:(?:(?<=[，。；：、）])|^)[^，。；：、¥%#的对]{{0,8}}?|财政)(?:{_N})+(?:资金)?(?:总额|金额|额度)?占(?P<base>(?:(?!{_V}|{_MOST})[^，。；：¥%]){{2,30}}?)的?(?:比例|比重|份额)?"
    rf"(?:原则上|一般|均)*(?:{_MOST}|为)(?P<rates>%)(?P<about>)(?P<rest>(?:以内)?){_END}"
)
"""补助资金占总投资的比例一般不超过30%."""
_SHARE_ALONE: Final = re.compile(
    rf"(?<=[补贴奖支资][助贴息励持金]，)(?:{_MOST})+(?:其|企业)?(?P<base>[^，。；：¥%#]{{2,30}}?(?:额|费用?|利息|支出|投资|投入|价款|成本|租金|金额))的?(?P<rates>%)(?P<about>)(?P<rest>){_END}"
)
"""用于支持…的贴息，不超过实际支付利息的50%."""
_COMPARES: Final = "不低于|不少于|达|超|占|低于|高于|增长|按|根据|依据|参照"
_SHARE_BARE: Final = re.compile(
    rf"(?:(?<=[，。；])|^)(?P<base>(?:(?!{_V}|{_MOST}|{_COMPARES})[^，。；：¥%]){{4,60}}?{_HEAD})的"
    rf"(?P<rates>%)(?P<about>)(?P<rest>)(?=，|$)"
)
_BOUNDED_BEHIND: Final = re.compile("，[^。；%]*?(?:最高|最多|不超过)[^，。；%]{0,8}¥")
"""发布活动的场租、搭建总费用的50%，最高200万元."""
_MOST_FIRST: Final = re.compile(
    rf"(?P<base>(?:(?!{_V}|{_MOST})[^，。；：¥%]){{0,24}}?)的?(?:最高|最大)(?:{_N})(?:资金)?(?:比例|幅度)(?:不超过|可?达到?|为|是)?"
    rf"(?P<rates>%)(?P<about>)(?P<rest>){_END}"
)
"""展位费最高支持比例为60%."""
"""补助比例不超过购买费用的40%."""
_SHARE_FIRST: Final = re.compile(
    rf"按照?(?P<rates>{_RATES})的?(?:比例|标准)(?:，)?(?:{_LEAD})*(?:给予|对)(?:其|企业)?(?P<base>(?:(?!{_V}|{_N})[^，。；：¥%#]){{2,24}}?)(?:的)?(?P<rest>{_V}{_NOUN})"
)
_STEPS: Final = re.compile(
    rf"(?P<base>[^，。；：¥%#]{{0,30}}?)每(?:(?:同比|环比)?(?P<more>{any_of(words.MORE)})?(?:满)?|(?P<doing>(?!家|户|单|个|年|月|季|次|天|(?:{_PIECE})[¥和])(?:(?!分别|奖|补|资助|给予|最高|最多|不超过)[^，。；：¥%#@每]){{1,6}}?)|(?=¥(?:的|，)?{_LOOSE_GIVE}(?:{_N})?¥))(?P<step>[¥%#])(?!及?以[上下内]|（不?含)"
    rf"(?P<noun>(?:(?!奖|补|给|资|再|扶|分别)[^，。；：¥%#@]){{0,24}}?)的?，?(?:按)?(?:分别)?(?:再|另)?"
    rf"{_LOOSE_GIVE}{_TO}{_LOOSE_GIVE}{_ENTERPRISE}(?:(?<=奖励)[^，。；：¥%#@每]{{0,6}}?)?(?P<figures>¥){_NOUN}"
)
_TIME: Final = "学年|学期|季度|年度?|月|天|日|晚|夜"
_PIECES: Final = re.compile(
    rf"(?:{_GIVE}|按照?)?(?:每(?P<time_first>{_TIME}))?每(?:(?P<doing>[^，。；：¥%#@（）]{{0,10}}?)(?P<one>#)|(?:(?P<doing_one>[^，。；：¥%#@]{{1,8}}?)一(?!次性)|新增|新)?(?P<piece>{_PIECE}|[美欧]元)(?:[每/](?P<time>{_TIME}))?)"
    rf"(?P<noun>[^，。；：¥%#]{{0,16}}?)(?:（[^）¥%]*）)?，?(?:按照?)?{_LOOSE_GIVE}(?:(?<=[予与励助贴]){_TO})?{_LOOSE_GIVE}(?P<about>{_MOST}|¥{_DASH})?(?P<figures>{_AMOUNTS})(?P<per>/[^，。；：、的给]{{1,6}})?{_NOUN}"
)
_EACH_OF_SUCH: Final = re.compile(
    rf"每(?:(?P<doing>[^，。；：¥%#@]{{0,6}}?)(?P<one>#)|(?P<doing_one>[^，。；：¥%#@一]{{1,6}}?)一(?P<piece>{_PIECE}))"
    rf"(?P<noun>[^，。；：]{{2,16}}?[¥%#][^，。；：¥%#]{{2,30}}?)的?，(?:按照?)?{_GIVE}(?:(?<=[予与励助贴]){_TO})?{_LOOSE_GIVE}(?P<figures>¥)(?P<per>){_NOUN}"
)
"""每引进1家年营业收入2000万元以上的企业，奖励5万元."""
_PER: Final = re.compile(
    rf"(?:按照?(?:每人|人均|每个?月)?|{_GIVE}(?:每个?月)?)?(?:{_F}|{_V}|@)*(?P<about>{_MOST}|¥(?:/(?:{_PIECE}))?{_DASH})?(?P<figures>¥(?:(?:/(?:{_PIECE}|年|月|天|日))?(?:、|和)¥)*)(?:/每?|每)(?P<piece>{_PIECE}|项目|年|月|天|日)(?P<per>(?:[/•·、][^，。；：、的给]{{1,4}})*)"
    rf"(?P<noun>(?!标准(?!煤)|一次|左右|以[上下内]|给予|{_N}|{_V}|{_F})[一-鿿]{{2,4}}?(?=的|或|，|。|；|$|{_N}))?{_NOUN}"
)
_PRICE: Final = rf"(?:[^，。；：、¥%#每按为]{{1,26}}?)¥(?:/|每)(?:{_PIECE}|项目)"
_PRICES: Final = re.compile(
    rf"(?:{_GIVE})?(?:分别为|标准为|具体为|标准分别为|按|按照)?(?P<pairs>{_PRICE}(?:(?:、|和|；|，){_PRICE})+){_NOUN}"
)
_OF_EACH: Final = r"(?:(?!给予|奖励|补助|补贴|最高|不超过|累计)[^，。；：、¥%#每按为]){1,16}?"
_EACH_PRICE: Final = rf"每(?:{_PIECE}){_OF_EACH}(?:每年)?(?:{_V}|{_F})*¥"
_EACH_PRICES: Final = re.compile(
    rf"(?:{_GIVE})?(?:按照?)?(?P<pairs>{_EACH_PRICE}(?:(?:、|和|；){_EACH_PRICE})+){_NOUN}"
)
"""每家甲类机构5万元、每家乙类机构3万元."""
_ONE_EACH_PRICE: Final = re.compile(
    rf"每(?P<piece>{_PIECE})(?P<noun>{_OF_EACH})(?:每年)?(?:{_V}|{_F})*(?P<price>¥)"
)
_ONE_PRICE: Final = re.compile(
    rf"(?P<noun>[^，。；：、¥%#每按为]{{1,26}}?)(?P<price>¥)(?:/|每)(?P<piece>{_PIECE}|项目)"
)
_LABELLED: Final = rf"(?:{LEVEL.pattern})(?:的|奖励|补助)?(?:{_MOST})?¥"
_LEADS_TO_LEVELS: Final = any_of(
    (*words.LEADING, *words.ADDING, *words.GIVING, *words.FILLING, "按", "按照", "标准为", "、", "：")
)
_LEVELS: Final = re.compile(
    rf"(?:{_LEADS_TO_LEVELS}|@)*(?P<pairs>{_LABELLED}(?:(?:、|和|，){_LABELLED})+)(?:的?标准)?(?:分别)?{_NOUN}"
)
_PAIR: Final = (
    rf"(?!(?:单[个家户]|同一)[^，。；：、¥%#@]*{_MOST})"
    rf"(?:(?!不|最|每|按|为|达|超|以|共|再|另)[^，。；：、¥%#@]){{2,16}}?(?:{_MOST})?¥"
)
_PAIRED: Final = re.compile(
    rf"(?:给予|奖励|补助|补贴|分别|按照?|其中，?|标准(?:分别)?为|(?<=标准为：)|(?<=标准：)|(?<=其中：))(?P<pairs>{_PAIR}(?:(?:、|和){_PAIR})+){_NOUN}"
)
"""Figures each of which has beside it for whom it is: 给予商贸企业2万元、个体户1万元."""
_ONE_PAIR: Final = re.compile(
    rf"(?:、|和)?(?P<label>[^，。；：、¥%#@]{{2,16}}?)(?:的企业|的单位)?(?:一次性|给予|奖励|补助|补贴|各)*(?:{_MOST})?(?P<figure>¥)"
)
_BEHIND: Final = re.compile(
    rf"{_GIVE}{_TO}{_LOOSE_GIVE}(?P<pairs>¥（[^）¥%#@]{{1,10}}）(?:(?:、|和|及|，)¥（[^）¥%#@]{{1,10}}）)+){_NOUN}"
)
_ONE_BEHIND: Final = re.compile(r"(?P<figure>¥)（(?:不?含|指|其中)?(?P<label>[^）]*)）")
"""Figures for whom they are stand behind: 奖励30万元（省级）、10万元（市级）."""
_ONE_LEVEL: Final = re.compile(rf"(?P<label>{LEVEL.pattern})(?:的|奖励|补助)?(?:{_MOST})?(?P<figure>¥)")
_RANGE: Final = re.compile(rf"{_GIVE}{_ODD}(?:每年度?)?(?P<first>¥){_DASH}(?P<last>¥){_NOUN}")
_DECIDED: Final = re.compile(
    rf"(?:{_GIVE}{_ENTERPRISE}{_ODD}(?:每年度?|总额|总金额|额度)?(?:(?P<about>{_MOST}|{_LEAST})(?:{_F}|{_V})*(?P<figures>{_AMOUNTS})|(?P<within>{_AMOUNTS})(?:以内|以下))"
    rf"|(?P<about_first>{_MOST}){_GIVE}(?:每年度?)?(?P<figures_first>{_AMOUNTS})"
    rf"|分别(?P<about_all>{_MOST})(?P<figures_all>{_AMOUNTS})(?=的?{_N})){_NOUN}"
)
_FIXED: Final = re.compile(
    rf"(?P<each>(?:每家|每户|单家|单户|每个(?!月)|每届|每期|每年|每个?月)(?:企业|单位)?(?:可获得|可)?)?{_GIVE}{_ENTERPRISE}{_LOOSE_GIVE}{_ODD}(?:每年度?)?(?P<figures>{_AMOUNTS}){_NOUN}"
)
_WHOM: Final = re.compile(
    rf"(?:{_LEAD})*(?:给予|奖励|补助|补贴|资助)(?P<odd>[^，。；：、¥%#@每最按达]{{5,28}}?(?:企业|单位|机构|公司|合作社|项目|平台|园区|个人))"
    rf"(?:{_V}|{_F})*(?P<figures>{_AMOUNTS}){_NOUN}"
)
"""What is asked stands behind the word that gives: 给予首次通过贯标的企业3万元."""
_WHOM_MOST: Final = re.compile(
    rf"(?:给予|奖励|补助|补贴|资助)(?P<odd>[^，。；：¥%#@最按达]{{5,80}}?(?:企业|单位|机构|公司|合作社|项目|平台|园区|个人|团队|院士|人才))"
    rf"(?:{_V}|{_F})*(?P<about>{_MOST})(?:{_F}|{_V})*(?P<figures>{_AMOUNTS}){_NOUN}"
)
"""给予获得一等奖的企业、第一名的企业不超过30万元."""
_BRACKETED: Final = re.compile(rf"{_GIVE}{_TO}{_LOOSE_GIVE}(?P<figures>¥（¥(?:、¥)*）){_NOUN}")
"""奖励100万元（50万元、20万元）, for levels in brackets alike."""
_BARE: Final = re.compile(
    rf"(?:(?<=[上下足的内级）])|(?<=(?:标准|金额|额度)：))(?:{_F})*(?P<figures>¥)(?={_END})"
)
_LOAN: Final = re.compile(
    r"(?:以内|以下)?的?[^，。；：、¥%#贴息奖补]{0,14}?(?:贷款|借款|授信|信贷)(?:额度|支持|资金)?(?=[，。；：、]|及|和|并|$)"
)
"""What stands behind an amount that is lent."""
_LENT: Final = re.compile(
    rf"(?:发放|提供|给予|申请)[^，。；：、¥%#]{{0,12}}(?:贷款|借款|授信)(?:额度|资金|金额)?(?:{_MOST})*$"
)
"""And what stands before it: 发放创业担保贷款6亿元."""
_WHOSE: Final = (
    *(
        "单户",
        "每家",
        "每户",
        "单个",
        "单家",
        "同一",
        "同一家",
        "每个",
        "一个",
        "一户",
        "一家",
        "全年",
        "年度",
        "每年",
    ),
    *(
        "企业",
        "项目",
        "单位",
        "机构",
        "补助额",
        "金额",
        "额度",
        "总额",
        "累计",
        "合计",
        "年",
        "可获得",
        "获得",
        "享受",
    ),
    *(
        "政策",
        "单次",
        "单笔",
        "单月",
        "单项",
        "每月",
        "单一",
        "且",
        "但",
        "@",
        "（",
        "的",
        "总计",
        "可",
        "当年",
        "单",
        "每",
        "申请",
        "支持",
        "标准",
    ),
)
_OF_PIECE: Final = r"个(?=平台|展位|品牌|产品|专利|证书|标准|门店|网点|园区|基地|岗位|课题)|" + any_of(
    tuple(one for one in words.PIECES if one not in ("个", "家", "户", "单", "次", "笔", "人"))
)
_OWN_SUBJECT: Final = re.compile("[^，]{4,}的$|(?:^|，)(?:对于?|凡)[^，]{2,}|[^，]{4,}，|^[^，]{4,}$")
_OF_ALL_BEFORE: Final = re.compile(
    "期内|期间|年内|上述|以上(?![^，])|同一|合计|累计|原则上|(?:但|且|其中)$|^(?:但|且)|[单每][一个家户项年次]"
)
"""What leads to a limit of what was given before: 政策有效期内，同一企业."""
_WHOSE_LOOSE: Final = (
    rf"(?:且|但|其)?(?!(?!单项)[每单](?:{_OF_PIECE}))(?:单|每|同一|全年|年度?|当年|累计|合计|总|最高|补|奖|资助|贴息"
    r"|支持|扶持|此项|该项|本项|各项|两项|以上|上述)[^，。；：、¥%#@对按的]{0,12}?"
    r"|(?P<named>(?![^，；]*(?:其[他它余]|[省市县国]家?级|[甲乙丙ABC一二三]类|农户|个人|达到?|[以]上|配套))(?:每[年家户]|[^，。；：、¥%#对每]){2,24}?"
    r"(?=(?:获奖|奖励|补助|补贴|资助|奖补|扶持|支持|贴息|申报)(?:资金)?(?:的?(?:总额|金额|额度|规模|标准|资金))?(?:累计|合计|年度)?"
    r"(?:最高|不超过|不得超过|最多|上限|封顶|限额|为?最高)))"
)
"""What may stand before a limit and says of whom, or for how long."""
_LIMIT: Final = re.compile(
    rf"(?P<whose>(?:{any_of(_WHOSE)}|{_N})*|(?:(?<=[，；。（])|(?<=、)(?=[单每])|^)(?P<loose>{_WHOSE_LOOSE})(?:{any_of(_WHOSE)}|{_N})*)(?:(?:(?!单项|单位)[每单](?P<piece>{_OF_PIECE})(?:（[^）]{{1,2}}）)?|(?P<mean>人均|亩均))(?P<noun>[^，。；：、¥%#每单]{{0,4}}?)(?:每年度?|@|{_N}|标准|金额|额度|总额)*)?(?P<most>{_MOST})(?:不超过|不得超过|分别|可(?=[奖补资享])|{_V}|{_N}|额度|金额|总额|额|可?达|为|每家|每户)*(?:每(?P<of_each>{_OF_PIECE}))?"
    rf"(?:(?:分别)?(?P<figure>¥)(?!(?:（[^）]*）)?的?部分)(?P<more>(?:(?:、|和|及)¥)*)(?:/年)?(?:封顶|为限|人民币|{_NOUN})|(?P<base>(?!(?:{words.AID})?比例)[^，。；：、¥%#]{{2,20}}?)的?(?P<rate>%)(?={_END}))"
    rf"|(?<=[，（])(?:且|但)?占(?:其)?(?P<base_of>(?:[^，。；：、¥%#（）]|（[^（），¥%#]{{1,12}}）){{2,26}}?)的?(?:比例|比重)(?:原则上|一般)*(?:{_MOST})+(?P<rate_of>%)(?={_END})"
    rf"|(?<=[，（])(?:[^，。；：¥%#]{{0,6}}?(?:以|(?:总额|金额|额度|资金|规模|{_N})(?:控制|限制|限定)?在))?(?P<until>¥)(?:封顶|为限|为上限|以内|之内)(?={_END})"
)
_PART_OF_SOME: Final = re.compile("，?其中，?(?:对于?|属于)[^，；。]{4,}的，?")
"""For whom of them something else holds: 每人不超过500元，其中，对来自脱贫县的，|每人不超过1000元."""
_OTHERS: Final = re.compile("，(?:在|对于?|获得|取得|通过|属于)[^，。；¥%#]{3,}的，?")
_UP_TO: Final = re.compile(
    "(?:超过|超|高于|大于|达到?|突破)[¥%](?:以上)?[、，且]$|[¥%](?:（不?含）)?及?以上(?:（不?含）)?[、，且]$"
)
"""The lower bound before the one that is no limit: 超过900万元、不超过2000万元."""
_A_FIGURE: Final = re.compile(f"(?:{_HEAD}|价格|[额费率数量值积税款价])$")
_ASKED: Final = re.compile(
    rf"(?:且|并|、|，(?:且|并)|的(?!{_N}|{_V}|一次性|财政|标准|金额|额度|限额|范围|幅度|比例)[^。；：¥%#@]{{2}}|的，)"
)
"""What follows a bound that is asked for."""
_MOST_AFTER: Final = 12
_RECIPIENT: Final = re.compile(
    r"[^、和或及]{0,10}(?:企业|单位|公司|机构|主体|投资方|商协会|并购方|使用方|购买方|研发方|承办方|运营方|业主|协会|商会|中心|旅行社|园区|县区|开发商)(?:（[^）]*）)?"
    r"|[单每](?:户|家)(?:企业)?|[^、和或及每各分]{0,4}(?:股改|上市|挂牌|落户|开办|建站|启动|建设|运营|工作|创业|培训|技改|研发|创新|贡献|增长|入库|上规|升规|纳统|成长|促销|参展|装修|租金|房租|经营|资格|额外|专项|配套)"
)
"""Whom it is given to, or what for; neither changes how much."""
_GIVEN_AT_END: Final = re.compile(rf"(?:{_V}|{_N}|{any_of(words.FILLING)}|标准|金额)+$")
_NOT_OF_ONE: Final = re.compile(
    r"项目|单项|单次|单笔|同一(?!企业|家企业|单位)|累计|合计|总额|总计|三年|政策|申请"
)
_BY_MONTH: Final = re.compile(
    rf"按照?(?P<each>每个?月)(?P<figures>¥)的?(?:标准)?，?(?:{_F})*{_V}(?:{_V}|{_F})*{_NOUN}"
)
"""按每月500元给予生活费补贴."""
_STANDARD: Final = re.compile(
    rf"(?:按照?|以)(?:每家|每户|每个)?(?:企业)?(?P<figures>¥(?:(?:/(?:家|户))?(?:、|和)¥)*)(?:/(?:家|户))?的?(?:奖励|补助|补贴)?标准，?(?:{_F})*{_V}(?:{_V}|{_F})*{_NOUN}"
    rf"|(?:奖励|补助|补贴|资助|奖补)(?:标准|金额|额度)?(?:统一)?(?:为|：|是)(?P<figures_of>{_AMOUNTS})(?:/(?:家|户))?{_NOUN}"
)
"""按20万元标准给予奖励, 奖励金额为20万元."""
_FORMS: Final = (
    (Form.STEPS, _STEPS),
    (Form.PRICES, _EACH_PRICES),
    (Form.PIECES, _PIECES),
    (Form.PIECES, _EACH_OF_SUCH),
    (Form.LEVELS, _LEVELS),
    (Form.PAIRS, _PAIRED),
    (Form.BEHIND, _BEHIND),
    (Form.PRICES, _SHARES),
    (Form.PRICES, _PRICES),
    (Form.PIECES, _PER),
    (Form.RATE, _BY_YEARS),
    (Form.RATE, _BORNE),
    (Form.RATE, _AT_MOST_SHARE),
    (Form.RATE, _SHARE_OF_AWARD),
    (Form.RATE, _MOST_FIRST),
    (Form.RATE, _SHARE_ALONE),
    (Form.RATE, _SHARE_BARE),
    (Form.RATE, _RATE),
    (Form.RATE, _SHARE_FIRST),
    (Form.WHOLE, _WHOLE),
    (Form.FIXED, _BRACKETED),
    (Form.FIXED, _STANDARD),
    (Form.FIXED, _BY_MONTH),
    (Form.DECIDED, _RANGE),
    (Form.DECIDED, _DECIDED),
    (Form.DECIDED, _WHOM_MOST),
    (Form.FIXED, _FIXED),
    (Form.FIXED, _WHOM),
)


_ONLY_MOST: Final = (_AT_MOST_SHARE, _SHARE_OF_AWARD, _MOST_FIRST, _SHARE_ALONE)
"""What says only the most of a share that is given."""
_INTEREST: Final = re.compile("贴息|利息|利率|贷款")
"""Of what points of a rate are given: 按1.5个百分点给予贴息."""
_NEEDED: Final = {
    **dict.fromkeys((_STEPS, _EACH_PRICES, _PIECES, _EACH_OF_SUCH), "每"),
    **dict.fromkeys((_SHARES, _BORNE, _RATE, _SHARE_FIRST, _SHARE_BARE, *_ONLY_MOST), "%"),
    _BY_YEARS: "%",
    **dict.fromkeys((_BEHIND, _BRACKETED), "¥（"),
}
"""Signs without which nothing of a form is found, so that nobody looks for it."""

_HELD: Final = re.compile("(?<!给予)(?:不[低少小]于|(?<!可)达到?|(?<!不)超过|突破|[高大低少小]于|不足)$")
_HELD_AFTER: Final = re.compile(f"(?:[/每]{_PIECE})?及?以[上下内]")
_GIVEN: Final = rf"(?:的|标准|{_V}|一次性|金额|{any_of(words.ADDING)})+$"


_LEAD_TO_YEAR: Final = re.compile(
    rf"(?:给予|发放|补贴|补助|奖励|资助)(?:{_F}|{_V})*[^，。；：、¥%#@的]{{0,6}}$"
)
"""The words that give before so much a year."""
_TIME_OF_EACH: Final = re.compile("[/•·、每](月|天|日|晚|夜|季度|学年|学期|年)")
_BY_TIME: Final = re.compile("每个?(月|天)")
_OF_EACH_PIECE: Final = re.compile("(?P<what>(?:国家|地区)(?:（[^）]*）)?|)每(?P<piece>件|次|趟|天)")
_WHOSE_ALL: Final = re.compile("[^的每]{0,8}?(?:企业|单位|公司|机构)总")
"""Whose whole award is bounded, and not that of each of several: 每个连锁企业总|支持金额不超过."""
_HOW_OFTEN: Final = re.compile(f"每({_TIME})$")
_OWNER: Final = re.compile("企业|单位")
_YEARLY: Final = ("年", "年度", "学年")
"""How often something is given that is worked out for a year, so that it is given once."""
_PIECE_OF_EACH: Final = re.compile(f"[/•·、]每?({_PIECE})")


_OF_WHAT: Final = re.compile(
    rf"的?(?P<of>(?!{_N}|比例|标准|额度|金额|幅度|部分)(?:[^，。；：、¥%#@给的]{{0,8}}?{_HEAD}|建设|建造|改造|装修|购置|检测|认证))"
    rf"(?:的)?(?:{_N}|{_V})"
)


_TO_PARTY: Final = re.compile("(?:企业|单位|公司|机构|主体|平台|个人|园区|项目|的)$")
"""Whom a rate is given to, where words before it say no figure."""
_MORE_IN_FULL: Final = re.compile("(?:和|及|以及)[^，。；]*(?:全额|全部)")
_COUNTED_IN: Final = re.compile("纳入|计算|基数|核算|计入")
_PART_PAID: Final = re.compile("拨付|预拨|支付|兑付|兑现|发放|拨款")
_ALL_GIVEN: Final = re.compile(
    rf"(?:^|[的将先])?[^，]*?(?<![省市区县级家部])(?:{_N}|核定)(?:资金|款|经费)*(?:总额|金额|总金额|额度|数额)?"
)
"""That so much of an award is paid first, which says not how much it is."""


_LISTED_RATES: Final = re.compile(
    rf"(?:[、，](?:(?![，、；。：%]).){{2,24}}部分，?按?照?%)+的?(?:比例|标准)?(?:进行|一次性|给予|予以)*(?:{_V}|{_N})"
)
"""What follows a share of a slice where the word that gives stands behind the last of them."""
_PAID_BEHIND: Final = re.compile(rf"的?(?:比例|标准|额度)?，(?:(?!对|凡)[^。；%])*?(?:{_V}|{_N}|{_MOST}¥)")
_STEP_UP: Final = re.compile("(?=.)再?(?:跨|上|迈|登|踏|提升|突破|晋升)?上?新?(?:一个)?")
_SEVERAL_LIMITS: Final = 2


class Awards:
    """Finds awards and limits in a wording."""

    def __init__(self, short: Shorthand) -> None:
        self._short, self._text = short, short.text

    def find(
        self, start: int, end: int, *, is_listing: bool, is_after: bool = False, is_within: bool = False
    ) -> list[Award | Limit]:
        """Return the awards and limits of a stretch in their order.

        Args:
            is_after: Whether something is given before it, so that a limit is one of that.
            is_within: Whether the same part of the sentence gives something before it.
            is_listing: Whether an amount behind a condition is an award though no word says so.
        """
        found: list[Award | Limit] = []
        at = start
        while (one := self._next(at, end, is_listing, is_after or is_within, is_within)) is not None:
            last = next((some for some in reversed(found) if isinstance(some, Award)), None)
            if isinstance(one, Limit) and one.is_named and last is not None and last.form is Form.DECIDED:
                # 甲贴息不超过12万元，乙贴息不超过30万元: each its own.
                one = next((some for some in self._all(at, end) if some is not None), one)
            one = self._alone(one, at, end, is_after=is_after or is_within) or one
            found.append(one)
            is_within = is_within or isinstance(one, Award)
            at = one.place[1]
        return found

    def gives_whole(self, start: int, end: int) -> bool:
        """Whether a stretch gives all of a figure, so that it needs no other: 参展费用全额补助."""
        return any(match["base"] is None for match in _WHOLE.finditer(self._text, start, end))

    def _next(
        self, start: int, end: int, is_listing: bool, is_after: bool, is_within: bool
    ) -> Award | Limit | None:
        firsts: list[Award | Limit] = [one for one in self._all(start, end) if one is not None]
        limit = self._limit(start, end)
        if limit is not None:
            is_apart = limit.place[0] == start or self._text[limit.place[0] - 1] in "，。；、（"
            is_of_some = _PART_OF_SOME.fullmatch(self._text, start, limit.place[0]) is not None
            if limit.unit and self._text[limit.place[0]] == "每":
                # 在甲地获得授权的，每件不超过5万元，在其他地方获得授权的，|每件不超过2万元
                is_of_some |= _OTHERS.fullmatch(self._text, start, limit.place[0]) is not None
            is_of_award = not is_of_some and (
                is_within or (is_after and not self._has_subject(start, limit.place[0]))
            )
            at = 0 if is_of_award and is_apart else len(firsts)
            firsts.insert(at, limit)
        if is_listing and (match := _BARE.search(self._text, start, end)):
            # 补贴标准：8000元: of whom or what, another sentence says.
            is_open = self._text[match.start() - 1] == "："
            firsts.append(Award(Form.FIXED, self._figures(match, "figures"), match.span(), is_open=is_open))
        # The earliest figure; of several forms with the same one the first.
        return min(firsts, key=self._first_figure, default=None)

    def _has_subject(self, start: int, end: int) -> bool:
        """Whether a part says of its own whom or what is given so much at most for."""
        head = self._text[start:end].strip("，；：、")
        return _OWN_SUBJECT.search(head) is not None and not _OF_ALL_BEFORE.search(head)

    def _first_figure(self, one: Award | Limit) -> int:
        begins, ends = one.place
        return next((at for at in range(begins, ends) if self._text[at] in "¥%"), ends)

    def _all(self, start: int, end: int) -> Iterator[Award | None]:
        for form, pattern in _FORMS:
            if self._text.find(_NEEDED.get(pattern, ""), start, end) < 0:
                continue
            at = start
            while (match := pattern.search(self._text, at, end)) is not None:
                is_lent = form in (Form.FIXED, Form.DECIDED) and self._is_lent(match)
                award = None if is_lent else self._award(form, match)
                if award is not None:
                    yield award
                    break
                at = match.start() + 1

    def _alone(self, one: Award | Limit, start: int, end: int, *, is_after: bool) -> Limit | None:
        """Return the limit that is all that stands between two joints, where that is what was found."""
        at = self._first_figure(one)
        alone = list(limits_alone(self._text, start, end))
        is_first = not is_after and len(alone) < _SEVERAL_LIMITS
        for begins, ends in alone:
            if not begins <= at < ends or (is_after and self._has_subject(start, begins)):
                continue
            limit = one if isinstance(one, Limit) else self._limit(begins, ends)
            if limit is not None and limit.base is None and not (is_first and limit.unit):
                return replace(limit, place=(begins, max(ends, limit.place[1])))
        return None

    def _limit(self, start: int, end: int) -> Limit | None:
        found = _LIMIT.finditer(self._text, start, end)
        given = (one for one in found if not (self._asks(one, start) or self._is_lent(one)))
        match = next(given, None)
        if match is None:
            return None
        is_open = (
            bool(match["loose"] or _NOT_OF_ONE.search(match["whose"] or ""))
            or self._text[match.end() : match.end() + 1] == "、"
        )
        if match["rate_of"]:
            return Limit(
                self._short.figures[match.start("rate_of")],
                match.span(),
                is_open=True,
                base=match.span("base_of"),
            )
        if match["rate"]:
            return Limit(self._short.figures[match.start("rate")], match.span(), is_open, match.span("base"))
        if match["until"]:
            return Limit(self._short.figures[match.start("until")], match.span(), is_open=False)
        limit = Limit(self._short.figures[match.start("figure")], match.span(), is_open)
        limit.is_named = match["named"] is not None
        if match["more"]:
            limit.figures, limit.is_open = [*self._short.figures_in(*match.span("more"), "¥")], True
            limit.figures.insert(0, limit.figure)
        unit = match["piece"] or match["of_each"] or (match["mean"] or "")[:1]
        if unit:
            noun = re.sub(f"(?:{any_of(words.GIVING)}|的)+$", "", match["noun"] or "").strip("的")
            limit.piece, limit.is_open, limit.unit = noun, True, unit
        return limit

    def _asks(self, limit: re.Match[str], start: int) -> bool:
        """Whether a figure of an enterprise must not be more: 对产值不超过900万元的企业."""
        if limit["figure"] is None:
            return False
        if _COUNTED_IN.search(limit["loose"] or ""):
            # 单个企业纳入计算规模的金额不超过3000万元: of what is counted, and not of what is given.
            return True
        if _UP_TO.search(self._text, start, limit.start("most")) is not None:
            return True
        if self._text[: limit.start("most")].endswith(("注册资金", "注册资本", "资金规模")):
            return True
        before = re.split("[，；。：、且]", self._text[start : limit.start("most")])[-1]
        plain = re.sub("注册资金|(?:流动|自有|到位)资金|资金(?=规模|投入|量)", "", before)
        if _A_FIGURE.search(before) is None or re.search(f"{_V}|{_N}", plain):
            return False
        is_topic = re.match("对|凡", before) is not None
        after = self._text[limit.end("figure") : limit.end("figure") + _MOST_AFTER]
        after = re.sub(r"^/\w{1,4}?(?=[的，、且并])", "", after)
        return _ASKED.match(after) is not None or (is_topic and after[:1] in ("，", "、", "且", "并"))

    def _award(self, form: Form, match: re.Match[str]) -> Award | None:
        groups = match.groupdict()
        award = Award(form, [], match.span(), adds=bool(re.search(any_of(words.ADDING), match[0])))
        odd = _GIVEN_AT_END.sub("", groups.get("odd") or "")
        is_odd = bool(odd) and not _RECIPIENT.fullmatch(odd)
        award.is_open = is_odd
        each = groups.get("each") or ""
        award.is_each = each in ("每家", "每个", "单家", "每届", "每期", "每年")
        if re.match("每个?月", each):
            # For how many months, nobody says.
            award.time, award.is_open = "月", True
        match form:
            case Form.RATE if match.re is _BY_YEARS:
                return self._by_years(award, match)
            case Form.RATE:
                return self._of_rate(award, match)
            case Form.STEPS:
                return self._of_steps(award, match)
            case Form.PIECES:
                return self._of_pieces(award, match)
            case Form.WHOLE:
                name = next((one for one in _WHOLE_OF if match[one]), "even")
                award.base = (match.start("even"),) * 2 if name == "even" else match.span(name)
                award.is_open, award.is_at_most = True, bool(match["within"])
                return award
            case Form.LEVELS | Form.PRICES | Form.PAIRS | Form.BEHIND:
                return self._of_each(award, match)
            case Form.DECIDED:
                return self._decided(award, match)
            case _:
                said_of = re.search(
                    "[^给予奖补].{2,}的(?:企业|单位|机构|公司|合作社|项目|个人)$", groups.get("odd") or ""
                )
                if match.re is _WHOM or said_of is not None:
                    award.place = (match.end("odd"), match.end())
                award.figures = self._figures(match, "figures" if groups["figures"] else "figures_of")
                return award

    def _is_lent(self, match: re.Match[str]) -> bool:
        """Whether the last amount is a loan's and given to nobody: 可申请最高50万元的创业担保贷款."""
        last = self._text.rfind("¥", *match.span())
        if last < 0:
            return False
        before = re.split("[，。；：、]", self._text[:last])[-1]
        return _LOAN.match(self._text, last + 1) is not None or _LENT.search(before) is not None

    def _of_steps(self, award: Award, match: re.Match[str]) -> Award | None:
        step = award.step = self._short.figures[match.start("step")]
        award.figures = self._figures(match, "figures")
        award.base = match.span("base")
        if step.amounts == {1} and step.unit in words.PIECES:
            # 每引进1名: pieces, one by one.
            return None
        doing = match["doing"] or ""
        if _STEP_UP.fullmatch(doing) and re.fullmatch("的?(?:新)?(?:台阶|档次?|阶梯|级)?", match["noun"]):
            # 以后每跨上一个500万元台阶
            award.is_open = True
            if re.fullmatch("(?:以后|之后|此后)", match["base"]):
                award.base, award.adds = (match.end("base"), match.end("base")), True
            return award
        award.noun = f"{'' if doing in words.DOING else doing}{re.sub(_GIVEN, '', match['noun'])}"
        if award.noun:
            award.place = (match.end("base"), match.end())
        return award

    def _of_each(self, award: Award, match: re.Match[str]) -> Award | None:
        """Read figures that have what they are for beside them: 省级5万元、市级2万元."""
        pairs = match.span("pairs")
        if award.form is not Form.PRICES:
            award.is_open = award.is_open or award.form is not Form.LEVELS
            pattern = {Form.PAIRS: _ONE_PAIR, Form.BEHIND: _ONE_BEHIND}.get(award.form, _ONE_LEVEL)
            award.form = Form.DECIDED if re.search(_MOST, match["pairs"]) else Form.FIXED
            for one in pattern.finditer(self._text, *pairs):
                award.figures += self._figures(one, "figure")
                award.labels.append(one["label"])
            return award
        pattern = {_SHARES: _ONE_SHARE, _EACH_PRICES: _ONE_EACH_PRICE}.get(match.re, _ONE_PRICE)
        parts = list(pattern.finditer(self._text, *pairs))
        if any(_HELD.search(one["noun"]) for one in parts):
            # 投资强度达到300万元/亩、亩均税收达到20万元/亩 asks for both.
            return None
        award.is_open = award.is_open or pattern is not _ONE_PRICE
        for one in parts:
            award.figures += self._figures(one, "price")
            said = self._short.said(*one.span("noun"))
            award.nouns.append((_bare_noun(said), one["piece"]))
            award.is_open = award.is_open or _bare_noun(said) != said
        return award

    def _of_rate(self, award: Award, match: re.Match[str]) -> Award | None:
        is_of_points = any("点" in one.text for one in self._figures(match, "rates"))
        if is_of_points and not _INTEREST.search(match[0]):
            return None
        is_share = match.re in _ONLY_MOST
        if not is_share and not self._is_given(award, match):
            return None
        if re.search(r"增长(?!量|额|部分)|达到|超过|以上|低于|#内?$", match["base"][-4:]):
            return None
        joint = max(self._text.rfind(sign, 0, match.start()) for sign in "，。；：") + 1
        is_part = _PART_PAID.search(self._text, joint, match.start("rates")) is not None
        if is_part and _ALL_GIVEN.fullmatch(self._text[match.start() : match.end("base")]):
            return None
        award.figures = self._figures(match, "rates")
        is_paid_apart = re.search("分(?:#|@|[一二两三四五][年次期])", match["rest"])
        if len(award.figures) > 1 and not match["base"] and is_paid_apart:
            # 按40%、30%、30%的比例分三年发放 says when, and not how much.
            return None
        self._base_of_rate(award, match)
        about = match.groupdict().get("about") or match.groupdict().get("about_first")
        is_most = about or is_share or re.search("(?:最高|最多|不超过)$", self._text[: match.start()])
        award.most = (literal(award.figures[0]) or "") if is_most else ""
        if is_most and (before := re.search("(?:最高|最多)$", self._text[: award.place[0]])) is not None:
            award.place = (before.start(), award.place[1])
        if re.fullmatch(f"%{_DASH}%", match["rates"]):
            award.least, award.most = (literal(one) or "" for one in award.figures)
            award.figures = award.figures[1:]
        award.is_open |= bool(words.DANGEROUS.search(match["base"]) or re.search(_WORKED_OUT, match["rest"]))
        if match.groupdict().get("within"):
            award.caps = self._figures(match, "within")
        elif match.groupdict().get("caps"):
            award.caps = self._figures(match, "caps")
        return award

    def _by_years(self, award: Award, match: re.Match[str]) -> Award:
        for one in _ONE_YEAR.finditer(self._text, *match.span("pairs")):
            award.figures.append(self._short.figures[one.start("rate" if one["rate"] else "rate_behind")])
            which = one.span("behind" if one["behind"] else "which")
            award.labels.append(self._short.said(*which))
        award.base = match.span("of") if match["of"] and not match["base"] else match.span("base")
        award.is_open = True
        return award

    def _base_of_rate(self, award: Award, match: re.Match[str]) -> None:
        """Note where the words stand of which a rate is taken."""
        begins, ends = match.span("base")
        # 给予与省级经费比例1∶1的配套: rather than 按省级经费.
        award.is_open |= self._text[begins - 1 : begins] == "与"
        if self._text[begins - 1 : begins] == "对":
            given = re.search(rf"(?:{_V})+$", match["base"])
            ends -= len(given[0]) if given else 0
        if ends > begins and self._text.startswith("额度", ends):
            ends += 2
        if self._text[begins:ends].endswith("工资") and self._text.startswith("标准", ends):
            # 最低工资标准 is what it is called.
            ends += 2
        award.base = (begins, ends)
        is_whom = match.re is _RATE and _TO_PARTY.search(match["base"]) is not None
        if is_whom:
            # 对在区内纳税的单位给予10%: whom, and not of what.
            award.base, award.place, award.is_open = (ends, ends), (ends, match.end()), True
        behind = _OF_WHAT.match(match["rest"]) if begins == ends or is_whom else None
        if behind is not None:
            # 给予50%的租金补贴
            first = match.start("rest")
            award.base = (first + behind.start("of"), first + behind.end("of"))
            award.is_open = True
        if (more := _MORE_IN_FULL.search(match["rest"])) is not None:
            # 给予工资标准2/3的补贴和保险费全额补贴: something else is given too.
            award.place = (award.place[0], match.start("rest") + more.start())

    def _is_given(self, award: Award, match: re.Match[str]) -> bool:
        """Whether words beside a rate say that it is given."""
        if match.re is _SHARE_BARE and _BOUNDED_BEHIND.match(self._text, match.end()) is not None:
            award.is_open = True
            return True
        return match.re is _BORNE or bool(re.search(rf"{_V}|{_N}", match["rest"])) or self._is_paid(match)

    def _is_paid(self, match: re.Match[str]) -> bool:
        """Whether words before a rate say that it is given."""
        begins = match.start()
        if re.search(_WORKED_OUT, match["rest"]):
            # 补助资金按销售价格的20%核定
            begins = max(self._text.rfind(sign, 0, begins) for sign in "，。；：") + 1
        return (
            re.search(
                rf"{_V}|{_N}" if begins < match.start() else _V, self._text[begins : match.start("rates")]
            )
            is not None
        ) or any(one.match(self._text, match.end("rates")) for one in self._paid_behind(match))

    def _paid_behind(self, match: re.Match[str]) -> tuple[re.Pattern[str], ...]:
        """Return what behind a rate may say that it is given: 按实际费用的50%，每项给予不超过30万元."""
        lead = self._text[match.start() : match.start("base")] if match["base"] else ""
        is_by = re.search("按照?|参照|依照|依据|根据", lead) is not None
        is_of = re.search(f"(?:{_HEAD}|之和|总和|合计)(?:的|最高)*$", match["base"]) is not None
        return (_LISTED_RATES, _PAID_BEHIND) if is_by and is_of else (_LISTED_RATES,)

    def _of_pieces(self, award: Award, match: re.Match[str]) -> Award | None:
        groups = match.groupdict()
        after = self._text[match.end("figures") : match.end("figures") + 8]
        if _HELD.search(self._text[: match.start("figures")]) or _HELD_AFTER.match(after):
            # 投资强度不低于300万元/亩的 asks for it and gives nothing.
            return None
        piece, noun = groups["piece"] or "", self._noun_of(match)
        if piece == "年" and match.re is _PER and not match["per"]:
            # 补贴3万元/年: what is given is looked at each year.
            award.form, award.figures = Form.FIXED, self._figures(match, "figures")
            award.is_open = True
            lead = _LEAD_TO_YEAR.search(self._text[: match.start()])
            award.place = (match.start() - len(lead[0] if lead is not None else ""), match.end())
            return award
        if groups.get("one"):
            counted = self._short.figures[match.start("one")]
            piece = counted.unit or "个"
            if counted.amounts != {1} or piece not in words.PIECES:
                return None
        piece, noun = self._each_of_each(award, piece, noun)
        noun = f"{groups.get('doing') or groups.get('doing_one') or ''}{noun}"
        noun = re.sub("^按照?", "", re.split("给予|奖励|奖补|补助|补贴|资助|扶持", noun)[0])
        noun = re.sub("(?:一次性|分别)+$", "", noun)
        is_firm = match.re is not _PER and self._text.startswith("企业", match.end("piece"))
        is_firm |= match.re is not _PER and _WHOSE_ALL.fullmatch(noun) is not None
        is_whole = noun in ("", "企业") and (piece in ("家", "户") or (piece == "个" and is_firm))
        is_whole |= is_firm and noun != "" and bool(groups.get("about"))
        if is_whole and match[0].startswith("按"):
            # What an association is given for each of its enterprises.
            award.is_open, noun = True, "企业"
        elif is_whole or words.IS_ENTERPRISE.match(self._text, match.start()):
            return None
        award.figures = self._figures(match, "figures")
        time = self._time_of(match, noun)
        noun = _HOW_OFTEN.sub("", noun)
        is_most = re.search(_MOST, noun) is not None
        noun = re.sub(_MOST, "", noun)
        award.piece, award.noun = piece, noun
        # 每平方米每月30元: for how many months, nobody says.
        award.is_open |= bool(time)
        award.is_at_most = bool(groups.get("about"))
        turned = _PIECE_OF_EACH.match(groups["per"] or "")
        if piece == "人" and time:
            # 每人每月: so many months of so many people.
            award.piece = f"人{time.removesuffix('度') if time == '年度' else time}"
        elif piece == "月" and turned is not None:
            award.piece, award.time = turned[1], "月"
        elif time not in _YEARLY:
            award.time = time
        award.is_open |= is_most
        award.is_open |= (
            bool(match["per"] or groups.get("about") or match.re is _EACH_OF_SUCH)
            or piece in ("年", "月", "次")
            or "每" in noun
        )
        award.is_open = award.is_open or "或" in noun
        return award

    def _each_of_each(self, award: Award, piece: str, noun: str) -> tuple[str, str]:
        """Return what is counted where there are two of 每: 每个国家（地区）每件, 每人每次."""
        each = _OF_EACH_PIECE.fullmatch(noun)
        if each is None or not (each["what"] or piece in ("人", "车", "船")):
            return piece, noun
        award.is_open = True
        return each["piece"] if each["what"] else f"{piece}{each['piece']}", each["what"]

    def _noun_of(self, match: re.Match[str]) -> str:
        """Return the words behind a piece that say what is counted."""
        said = self._short.said(*match.span("noun")) if match.re is _EACH_OF_SUCH else match["noun"] or ""
        # 每新增1家高新技术|企业奖励: whom it is given to, where nothing else is counted.
        owner = _OWNER.match(self._text, match.end("noun")) if said else None
        return re.sub(_GIVEN, "", f"{said}{owner[0] if owner is not None else ''}")

    def _time_of(self, match: re.Match[str], noun: str) -> str:
        """Return of what time it is so much for each piece: 月 where each month has it; empty for none."""
        groups = match.groupdict()
        behind = _TIME_OF_EACH.match(match["per"] or "")
        lead = _BY_TIME.search(self._text, max(0, match.start() - 2), match.start("figures"))
        times = (one[1] for one in (behind, _HOW_OFTEN.search(noun), lead) if one is not None)
        return groups.get("time") or groups.get("time_first") or next(times, "")

    def _decided(self, award: Award, match: re.Match[str]) -> Award | None:
        groups = match.groupdict()
        if groups.get("first"):
            first, last = (self._short.figures[match.start(name)] for name in ("first", "last"))
            award.least, award.most = literal(first) or "", literal(last) or ""
            award.figures = [last]
            return award
        if match.re is _WHOM_MOST:
            award.place = (match.end("odd"), match.end())
        name = next(one for one in ("figures", "within", "figures_first", "figures_all") if groups[one])
        award.figures = self._figures(match, name)
        is_least = bool(groups["about"] and re.fullmatch(_LEAST, groups["about"]))
        award.is_open = award.is_open or is_least
        written = literal(award.figures[0]) or ""
        award.least, award.most = (written, "") if is_least else ("", written)
        return award

    def _figures(self, match: re.Match[str], name: str) -> list[Figure]:
        return list(self._short.figures_in(*match.span(name), "¥%"))


def _bare_noun(said: str) -> str:
    """Return what a price is for without the words that give it: 对新建大棚补助|20元/平方米."""
    plain = re.sub(f"^(?:对于?|其中，?|按照?)+|(?:{_V}|{_N}|{_LEAD}|的|标准为?|按照?|予以)+$", "", said)
    return plain if len(plain) > 1 else said
