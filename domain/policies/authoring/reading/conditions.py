"""From the words before an award to what must hold for it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

from domain.policies.agreement.figures import Figure, Kind
from domain.policies.authoring.reading import names, words
from domain.policies.authoring.reading.chains import links_of
from domain.policies.authoring.reading.exclusions import left_out_in
from domain.policies.authoring.reading.literals import literal, value_of
from domain.policies.authoring.reading.phrases import (
    OF_PAYING,
    SINCE,
    Asks,
    asks_nothing,
    lasts,
    trimmed,
    without_remarks,
)
from domain.policies.authoring.reading.quantities import (
    CURRENCIES,
    KINDS,
    Facts,
    Quantity,
    days_of,
    period_of,
    time_text,
)
from domain.policies.authoring.reading.shorthand import Shorthand
from domain.policies.authoring.reading.words import AT_LEAST, AT_MOST, LESS_THAN, MORE_THAN, any_of
from domain.values.periods import Period, PeriodKind

_MOST_BEFORE_NAME: Final = 14
_MOST_IN_NAME: Final = 12
_MOST_DOING: Final = 4
_DOES: Final = re.compile(
    r"(?:新建|建设|建成|改造|购置|购买|购入|租用|租赁|租入|承租|发展|种植|流转|安装|开设|投放|采购|建造|扩建|改建)$"
)
"""What is done to something that is counted and stands behind its bound: 购置1000平方米以上的标准厂房."""
_BOUGHT: Final = ("购置", "投入", "贷款", "订单")
_MEASURED: Final = re.compile(
    "(?P<does>种植|养殖|流转|租用|租赁|购置|新建|建设|组织|接待|招用|安置|带动|完成|引进|存栏|出栏|培训|新增|服务|展览)"
    "(?P<of>面积|人数|数量|[户头家台个辆]数)"
)
"""What is called by no more than what is done and in what it is measured."""
_DOES_WITH: Final = re.compile(
    "(?:[一-鿿]{2}或)?(?:(?<![没所占拥享具现])有|组织|吸纳|引进|招用|新招用|接待|招聘|带领|安置|新建|改扩建|扩建|投资建设|建设|租用|租赁|购置|种植|开设|投放)$"
)
"""What is done with as many of something as a bound says, which stands behind it: 组织30台以上自驾车."""
_THING_BEHIND: Final = re.compile(
    "的?(?P<noun>[^，。；：、¥%#@的（）或和及且]{2,8}?)(?=来|到|赴|入|外出|参加|开展|按|缴纳|签订|等?的|[，。、且并；]|$)"
)
_HELPS: Final = re.compile("(?:参会|参展|服务|帮助|带动|培育|孵化|引进|吸引|辅导)$")
_HELPED: Final = re.compile("的?(?P<noun>[^，。；：、¥%#@的]{2,10}?)(?=的|实现|达到|开展|[，。；、]|$)")
"""Those for whom something is done, behind how many they are: 帮助5家以上本地企业."""
_PEOPLE: Final = re.compile("(?:员|工|生|者|客|人|士|师|团队?|劳动力)$")
_STANDARD: Final = re.compile(
    "(?!按|根据|依据|参照)(?P<of>.{2,}?)的?(?:支持|资助|补助|补贴|奖励|奖补|扶持)标准"
)
"""What an amount is for, with a word that only announces the amount: 其他项目|支持标准."""
_GIVEN_BEHIND: Final = ("支持", "补助", "奖励", "资助", "补贴", "扶持", "最高", "不超过")
_MONEY_FOR: Final = re.compile(
    "(?<=..)(?<!获得)(?<!奖补)(?<!补助)(?<!补贴)(?<!奖励)(?<!专项)(?<!扶持)(?<!资助)(?<!自有)(?:项目)?资金$"
)
"""What is given for something, behind its name."""
_IN_TIME: Final = re.compile("在(?:规定|同一|每个?|一个)?[@#]$")
_OF_PROJECTS: Final = re.compile("(?:实际|总|计划)*(?:投资|投入|支出)(?:总?额)?|(?:实际)?(?:费用|成本)")
"""What is hardly a name without whose it is: 项目|投资额."""
_PERSON_BEHIND: Final = re.compile(
    "(?:（[^（）]*）)?(?:“[^”]{1,6}”)?[^，。；：、的且并和及或@¥%#（）]{0,8}?(?:老年人|老人|军人|毕业生|人员|劳动力|职工|学生|青年|残疾人|妇女)"
)
"""Who is meant, right behind a time that tells which of them."""
_COUNTED_BEHIND: Final = re.compile(r"的?(?P<noun>[^，。；：、¥%#@的按]{2,12})(?=的?[，。；：、]|的?$)")
_NAMED_BEHIND: Final = re.compile(r"(?P<noun>[^，。；：、¥%#@的]{2,8})(?=[，。；：、]|$)")
_CUT: Final = re.compile("(?:(?<![没所占拥享具现])有|组织|吸纳|引进|招用|接待|招聘|带领)$")
"""What a count cannot be called, since what is counted stands behind it."""
_AMOUNTS: Final = (
    *("额", "费", "款", "价", "息", "薪", "部分", "留成", "贡献", "收益", "所得", "损失", "工资", "报酬"),
    *("租金", "奖金", "经费", "保险金", "公积金", "佣金"),
)
"""With what names of amounts end that say so themselves."""
_BARE_NAME: Final = re.compile("量|人数|面积|数量|数|率|时间|规模|金额|总额")
"""Names that say little without what stands before them."""

Place = tuple[int, int]
"""A stretch of the short text."""

_EDGE: Final = r"(?:（(?P<{name}>不?含)(?:本数|本级|此数|该数|[上下]限|[¥%#])*(?:以?[上下])?(?:，?下同)?）)?"
_BOUND: Final = r"[¥%#]"
KIND: Final = "统计专业 "
"""How the formula of a condition begins that asks for a kind of enterprises."""
_OR_LEADS: Final = re.compile("的?(?:或者?|或是)$")
"""An 或 behind which a figure is compared."""
_RANGE: Final = r"(?:至|到|-|—+|－|–|~|～)"
_CONTRACT: Final = re.compile("(?:期限)?(?:的)?[^，。；、]{0,4}(?:合同|协议)")
OR: Final = re.compile(r"的?(?:或者?|或是)(?=[^，。；：或]{2})")
"""What makes one condition enough of two that stand beside each other."""
_COMPARE: Final = re.compile(
    r"(?P<what>[^，。；：、¥%#且]{0,40}?)"
    rf"(?P<first>{any_of(words.FIRST_TIME)})?(?P<before>{any_of(tuple(words.BEFORE))})?"
    rf"(?P<bound>{_BOUND})(?:(?:航次|班次|架次|列次|班)?/[年月周])?(?:/(?:亩|平方米|㎡|人|户|吨|平方公里|公顷|公斤|千克|度|千瓦时|千瓦|瓦|立方米|升|件|台|辆))?{_EDGE.format(name='edge')}(?:(?:单位|企业)(?=及?以[上下]))?(?P<after>{any_of(tuple(words.AFTER))})?{_EDGE.format(name='edge_after')}"
    rf"(?:(?:[、，]?且?(?:(?P<under>不足|不满|低于|未满|少于|未达到|小于|不到)|(?P<up_to>不超过|不高于)|(?P<range>{_RANGE}))|、|(?=[¥%#]))"
    rf"(?P<upper>{_BOUND}){_EDGE.format(name='upper_edge')}(?P<upper_after>以下|以内|之间|区间)?{_EDGE.format(name='upper_edge_after')})?"
)
_UPSIDE_DOWN: Final = re.compile(
    r"(?P<what>[^，。；：、¥%#且]{0,40}?)(?P<before>在)?"
    rf"(?P<bound>{_BOUND})(?:（(?P<edge>不?含)[^）]{{0,4}}）)?(?:以下|以内)、"
    rf"(?P<floor>{_BOUND})(?:（(?P<floor_edge>不?含)[^）]{{0,4}}）)?及?以上"
)
_GROWS: Final = re.compile(
    rf"(?P<what>[^，。；：、¥%#且]{{0,30}}?)(?P<versus>{words.VERSUS})?(?:继续|持续|稳步|均|都)*(?:实现|保持)?正?增长"
    r"(?=的|，|、|且|并|；|。|$)"
)
_GROWTH: Final = re.compile(rf"(?P<what>.*?)(?P<versus>{words.VERSUS})?(?:都|均)?{words.GROWTH}(?:都|均)?$")
_WHEN: Final = re.compile(
    r"(?P<when>@)(?P<what>[^，。；：、¥%#@且或并]{2,8}?)(?=的|，|、|且|并|或|；|。|$|（)"
)
_VERSUS: Final = re.compile(rf"(?P<what>.*?)(?P<versus>{words.VERSUS})(?:保持|实现|取得|有|均|都)*$")
_GROWS_BEHIND: Final = re.compile("的?正?(?:增长|增幅)(?=的|，|、|且|并|；|。|$)")
_EITHER: Final = re.compile(r"(?P<first>[^或]{1,12})或者?(?P<second>[^或]{1,12})")
_BOTH: Final = re.compile(
    rf"(?P<first>[^和及与]{{2,14}})(?:和|及|与)(?P<second>[^和及与]{{2,14}}?)(?:均|都)(?P<growth>(?:{words.VERSUS})?{words.GROWTH})?(?:均|都)?"
)
_ONE_OF: Final = re.compile(
    rf"(?P<first>[^或]{{2,20}}?)或者?(?P<second>[^或]{{2,14}}?)(?P<growth>(?:{words.VERSUS})?{words.GROWTH})?"
)
_GROWN: Final = re.compile(rf"{words.GROWTH}$")
_ONLY_GROWTH: Final = re.compile(rf"(?:{words.VERSUS})?{words.GROWTH}")
_BOTH_RATES: Final = re.compile(r"(?:两项|两个|上述两项)(?:增速|增幅|增长率)(?:都|均)?$")
_TAIL: Final = re.compile(
    rf"(?:@?的?(?:{any_of((*words.MODIFIERS, *words.HEADS))}|@)*{any_of(words.HEADS)}(?:（[^）¥%#]*）)?)$"
)
_ABROAD: Final = (
    "(?:投资|承包|贸易|合作|经营|开放|服务|营业|运营|出租|招租|招商|直接|劳务|销售|供应|交流|宣传)"
)
"""What 对外 is one word with."""
_UNIT: Final = "单位(?!能耗|电耗|水耗|产品|产值|面积|成本|增加值|用地|GDP)"
_LEADS: Final = re.compile(
    rf"^(?:@|针对|其中|但|企业|项目|其(?!余|他|它)|该|的|年度|年(?![化薪金检])|{_UNIT}|全年|和|及|此后|之后|以后|每年)+"
)
_DOES_AGAIN: Final = ("完成", "实现", "累计", "累计完成", "总计", "实际完成", "实际")
"""What stands before a bound of what was compared before it: 完成投资1亿元以上…，完成2亿元以上."""
_HEAD: Final = re.compile(rf"{any_of(words.HEADS)}(?:（[^）]*）)?$")
IS_FIGURE: Final = re.compile(rf"{_HEAD.pattern}|税款?$|部分$")
_MORE_OF: Final = re.compile(r"(?P<of>.{2,}?)净?(?P<more>增量|增长额|增加额|新增额)")
_NEW: Final = re.compile("新(?:落户|引进|设立|注册|成立|迁入|认定|入驻|签约|开工|投产)$")
"""What is said of whoever has a figure, and not of the figure: 新落户的|固定资产投资1亿元以上的项目."""
_NEWLY: Final = re.compile(
    r"新(?!兴|材料|能源)|首|认定|晋升|升规|升级|成功|培育|转为|评|授予|称号|荣誉|获|入选|列入|示范|奖|试点|第一次|初次|将"
)
_BECOMES: Final = re.compile("(?:纳入|列入|进入|转为|成为|达到|退出|升为)(?:规|限|四上|资质)")
"""What is done with a list that enterprises stand in, rather than who they are: 纳入规上统计."""
_STARTS_OF_CONDITIONS: Final = re.compile(
    r"对|凡|新|首|经(?!费)|获|被|通过|取得|成功|入选|列入|评|认定|在|企业|建|创|引进|参加|购|租|纳入|晋|完成|当年|@|已|未|符合"
    r"|实施|承担|主导|参与|依法|项目|产品|工程|具有|具备|拥有|无|没有|成为|列为|签订|缴纳|开展|组织|举办|承办|主办|发行|利用"
    r"|采用|使用|应用|生产|种植|养殖|经营|从事|属于|吸纳|总部|注册地|主营|转让|迁入|落户|入驻|设立|成立|制定|起草|研发"
    r"|自主|投保|升级|改造|扩建|持有|围绕|面向|为主|牵头|联合|与.{2,20}(?:合作|共建|联合)"
)
_ENDS_OF_CONDITIONS: Final = re.compile(
    r"(?:完善|规范|优质|明显|健全|齐全|达标|合格|优秀|良好|正常|稳定|显著|突出|到位|备案|登记|注册|投产|竣工|开工|签约|申请"
    r"|认定|完成|入库|纳统|上市|挂牌|获批|落户|入驻|投入使用|投入运营|正式运营|正常经营|正常运营|工作|任务|称号|证书|手续|资质)$"
)
"""What a phrase ends with that states what is so, or was done."""
_NOUN: Final = (
    r"(?:企业|项目|单位|机构|公司|基地|园区|平台|合作社|农场|旅行社|示范区|工程|厂房|产业园|生产线|主体|法人"
    r"|楼宇|中心|饭店|酒店|展会|会议|赛事|活动|产品|协会|商会)"
)
_KIND_OF: Final = re.compile(
    r"(?:，?对|，?鼓励|，?支持|，?引导)?的?"
    rf"(?P<kind>[^的，。；：¥%#@]{{0,16}}{_NOUN})(?:（[^）¥%#]*）)?"
)
"""Who or what it is for, by a noun alone: 的重点技改项目, 外贸企业."""
_WHICH_KIND: Final = re.compile(rf"的[^的，。；：¥%#@]{{0,16}}{_NOUN}(?:（[^）¥%#]*）)?$")
DONE_TO: Final = re.compile(
    r"引进|服务(?!业|外包|机构|平台|中心|贸易)|入驻|培育|带动|孵化|帮助|吸引|招引|新增|合作(?!社)|支持|组织|拥有|下属|控股|所属|关联|被|收购|并购|兼并|重组|参股|新建|建设|建成|实施|购|租|设立|举办|承办|参加|完成|开展|获|除|以外"
)
"""What says that a noun is no kind of those it is for, but something of theirs."""
ELSEWHERE: Final = re.compile(
    "(?:前|上|本|该)(?:[一二三两]?[条款项])|(?:本|该)(?:办法|规定|政策|意见|细则|措施)|(?:上述|前述|以上|以下|下列|如下)(?:[一二三四五两]?[项条个类种])?"
    "(?:条件|情形|标准|要求|规定|情况|荣誉|之一|政策|奖励|补助)|第[一二三四五六七八九十百\\d]+条"
)
"""What stands elsewhere in the document."""
_GRADES: Final = ("级", "等", "星", "类")
"""What is named by a number and not counted: 二级以上 may mean the first too."""
_CHOSEN: Final = re.compile("(?:每年|年度|经|并|按)*(?:择优|遴选|评选|选取|选择|选出)+(?!为)")
_SHARE_OF: Final = re.compile("(?:^|(?<=[，；的@对且并（]))[^，的@对且并（]{2,24}占[^，的]{2,14}$")
"""A share with what it is of: 新产品产值占该企业总产值."""
_SHARE_ALONE: Final = re.compile("(?:^|且|并|，)(?P<share>占[^，的]{2,14})$")
_HOLE: Final = "\x02"
_NOT: Final = " = 否"
_TRADES_OF: Final = ("统计专业", "战略性新兴产业")
_GOES_INTO_KIND: Final = re.compile("[^\x00、，的对]和$|(?:本|当|属)地$")
_IS_KIND: Final = re.compile(
    "$|[\x00，、（）和及与或的且并]|业?(?:企业|单位|机构|公司|主体|行业|项目(?!项目|资金))|业(?=[，、的和及或]|$)|住宿|餐饮|零售|批发|商贸|工业|总部"
)
"""What follows a trade where enterprises of it are meant."""
_PAID_SO: Final = re.compile(
    r"(?<=...)(?:分别)?按照?[^，的¥%#]{0,16}(?:的?一定)?(?:比例|[一二两三四五六]?个?(?:等级|档次|层次))(?:分档|分级|分类|分别)*(?:给予|予以|进行)?(?:奖励|补贴|补助|资助|贴息|支持|扶持)?$"
    r"|(?<=...)(?:分档|分级|分等级|分层)(?:给予|予以|进行)?[^，¥%#]{0,4}(?:奖励|补贴|补助|资助|支持)?$|(?<=.)(?:将|一次性|分别|再)*(?:对[^，]{1,10}(?:方|主体|单位|企业))?(?:给予|予以|发放|进行)[^，]{0,10}(?:奖励|补贴|补助|资助|贴息|支持|扶持|奖补|奖)+$|(?<=..)一次性$"
    r"|(?<=....)可以?(?:获得|享受|申请)[^，]{0,10}(?:补贴|补助|奖励|资助|支持)$|(?<=....)在[一二三四五两\d]年内$|(?<=....)按照?[^，]{0,10}(?:一定)?比例(?:分档)?$"
    r"|(?<=企业|单位|项目|机构|公司|主体)(?:分档次?|分类|分级|择优)(?:给予|予以|进行)?(?:奖励|补贴|补助|资助|贴息|支持|扶持|奖补)$"
)
"""What a phrase ends with that says how much is given, or for how long."""
_HERE: Final = re.compile("[我本全该][省市县区镇乡州旗]")
"""Where a kind of enterprises is: of the place that the policy is of."""
_FITS: Final = re.compile(
    "(?:符合|满足)(?:上述|以上|规定|相关|有关|申报|支持|奖励)*条件(?:的?(?:申报|申请)?(?:企业|单位|项目|机构|主体|个人))?"
)
"""That all else holds: 符合条件的申报单位."""
_BARE_DOING: Final = re.compile(
    "(?:新建|建立|扩建|改建|自建|购置|购买|租赁|租用|建设|改造|设立|成立|引进|开设|获得|取得|投资|为其|足额|按时|依法|并|且|、|或|和)+"
    "|为[^，的]{2,14}(?:企业|单位|机构|农户|居民|人员)"
)
_SAYS_WHAT_IS_DONE: Final = re.compile(
    "被?(?:认定|评定)|纳入|达到|完成|实现|申请|申报|投资|获得|取得|实施|开展|建设|符合|比例|针对|企业|新增|累计|单位|项目"
)
_YEARS_RUNNING: Final = re.compile("(?:已?连续|近)(?P<count>#)(?:内|度|的|每年|各年)?(?:均|都)?$")
_PAID: Final = "对给按每发奖补"
"""What follows where it is for several years that something is paid."""
_OF_A_YEAR: Final = re.compile(r"\[(\d{4})\]")
_MONTHS: Final = 12
_MOST_YEARS: Final = 5
_FEWEST: Final = 2
"""Signs of the shortest words that say anything."""
_ASIDE: Final = re.compile(
    "（(?:[^（）¥%#]*，)?(?:以?下同|具体[^（）]*|[^（）]*(?:为准|证明材料)|(?:以下|下)?(?:统一)?简称[^（）]*)）"
)
"""What brackets say of words, and of nobody."""
_BRACKET: Final = re.compile("（[^（）]*）")
_NO_START: Final = re.compile(r"(?:对|凡)?(?:单[栋个家户台]|每)|以外|进行|部分|为(?!主)|可|将|并(?!购)")
LEVEL: Final = re.compile(
    r"(?:世界|国际|全国|国家|省部|省|自治区|市|设区市|县区|区县|区|县|乡镇|镇|乡(?=级)|村(?=级)|院|校)级?"
    r"|州级?|盟级|A{2,5}级?|[ⅠⅡⅢⅣ][期类]|[特一二三四五六甲乙丙丁]级|[A-F][类级]?|[一二三四五六七]星级?|\d?A级|[一二三]等(?:奖)?|[金银铜]奖|第[一二三四五六七八九十](?:名|(?=[、和及]第|[的，]))|[冠亚季]军"
    r"|(?:正|副)?(?:高|中|初)级|[一二三甲乙丙]类|[2-5]A级?|博士(?:研究生|生|后)?|硕士(?:研究生|生)?|本科(?:毕业)?生?|学士|大专生?|专科生?|特等奖"
    r"|主板|中小板|创业板|科创板|新三板|北交所"
)
"""What orders kinds of the same thing."""
_LEVEL_WITHIN: Final = re.compile(
    r"(?:(?:世界|国际|国家|省部|省|自治区|设区市|州|盟|市|区县|县区|区|县)级|全国|[特一二三四五甲乙丙]级|[一二三四五]星级?|\dA级"
    r"|[一二三]等奖?|特等奖|主板|中小板|创业板|科创板|新三板|北交所|博士|硕士|本科)"
    r"(?:、(?:主板|中小板|创业板|科创板|新三板|北交所))*"
)
WHICH_YEAR: Final = "享受的年度"
"""Which of several years it is in which somebody is given something."""
_YEAR_OF_SEVERAL: Final = re.compile(
    "(?:从|自)?(?P<year>第[一二三四五]年(?:度)?|第[一二三四五](?:、[二三四五])+年)"
)
_YEARS_OF_SEVERAL: Final = re.compile(
    "(?P<year>[前后][一二三四五六七八两\\d]+(?:个)?年|首年|第[一二三四五六七八\\d](?:(?:年?[至到—-]第?|、第?)[二三四五六七八\\d])*年)(?:度|起|内)?(?:每年)?"
)
"""The same, where the wording names several such years."""
_GOES_BY: Final = re.compile(
    r"(?:按照?|根据|依据|以)?[^，]{0,20}?(?P<tail>[^，]{4})(?:的)?(?:情况)?(?:给予|进行|予以|实行)(?:一次性)?(?:奖励|补助|补贴|资助|奖补)"
)
_AIM: Final = re.compile("[，、]?(?:推动|促进|打造|推进|构建|加快|助力|提升|增强|优化)[^，]*(?<!的)")
_OFFICE_DOES: Final = re.compile(
    "(?:并|同时)?(?:每年|定期)?(?:(?:建立|健全|完善|制定|出台|编制|发布|构建|搭建|形成)[^，]*(?:机制|体系|清单|目录|名录|台账|制度|资源库|项目库|储备库|数据库|办法|规划|方案)"
    "|(?:组织|开展)[^，]*(?:评选|评审|遴选|评定|征集|揭榜)(?:活动|工作)?)"
)
"""What an office does before it says to whom it gives something: 建立重点产品清单，对入选的产品."""
_SUBJECT_BEHIND: Final = re.compile("，(?:[^，。；]{2,30}(?<!的)，){0,2}对(?!外|口|标|接)")
_AFTER_NUMBER: Final = re.compile(
    r"(?:[一二三四五六七八九十]、|（[一二三四五六七八九十\d]+）|\d[.、．]|[①-⑳]|第[^，。]{1,4}条)$"
)
_GIVEN_TO: Final = re.compile(
    r"(?<=.)将?(?:对[^，]{1,10}(?:方|主体|单位|企业))?(?:给予|予以|发放|进行)[^，]{0,6}(?:奖励|补贴|补助|资助)$"
)
_LED: Final = re.compile(r"^(?:[，、；：且并的]|并且|给予|鼓励|支持|其中)+")
_ANYBODY: Final = re.compile(rf"(?:{any_of(words.ANYBODY)}|[，、；：。（）])+")


@dataclass(slots=True)
class Condition:
    """One thing that must hold.

    Attributes:
        formula: As the policy language has it.
        text: As the wording says it; empty to have it worded.
        places: The stretches of the short text that it comes from.
        is_who: Whether it says whom the clause is for.
        axis: What is compared, as a formula has it; empty where nothing is.
        comparator, bound, value: What it is held against, and how.
    """

    formula: str
    text: str
    places: list[Place]
    is_who: bool = False
    is_open: bool = False
    axis: str = ""
    comparator: str = ""
    bound: str = ""
    value: Fraction = Fraction(0)
    what: Quantity | None = None
    row: str = ""
    day: str = ""
    """The date that it asks for, as a formula has it."""
    is_said: bool = False
    """Whether it asks for nothing but that its words hold."""
    is_explicit: bool = False
    """Whether the wording says in brackets that the bound itself counts, or does not."""
    other: str = ""
    """What the comparator may be instead; empty where the wording says it, or nothing else is meant."""
    either: str = ""
    """The figures of which one must reach a bound, where 或 stands between them."""
    before: str = ""
    """The same figure a year before, where the wording asks that it be reached for the first time."""
    level: str = ""
    """The level in these words, of which an enterprise has one: 省级; empty where there is none."""
    around: str = ""
    """These words without it."""
    is_procedure: bool = False
    """Whether they only say that the office looks whether all else holds: 经区商务局审核认定后."""


@dataclass(slots=True)
class Spoken:
    """What was spoken of so far, for words that point back to it."""

    period: Period | None = None
    quantity: Quantity | None = None
    growths: list[Quantity] = field(default_factory=list)
    bound: str = ""
    axis: Quantity | None = None
    """What was compared last, for a comparison that names nothing."""
    axes: dict[str, Quantity] = field(default_factory=dict)
    """The same by what it measures: an amount, a rate, a number."""

    def compare(self, what: Quantity) -> None:
        """Note what is compared."""
        self.axis = what
        self.axes[what.kind] = what

    either: list[Quantity] = field(default_factory=list)
    """Figures of which one or the other must reach a bound, where 或 stood between them."""
    of_either: str = ""
    """That bound."""
    is_doubtful: bool = False
    """Whether a figure without a period stands behind one that is not of the policy's first year."""


@dataclass(slots=True)
class Edges:
    """Whether 以上 and 以下 mean the figure itself too, as the document says; by themselves they do."""

    includes_above: bool = True
    includes_below: bool = True
    is_said: bool = False

    @staticmethod
    def of(general: Sequence[str]) -> "Edges":
        """Read the general rules of a document.

        >>> Edges.of(["本办法所称“以上”含本数，“以下”不含本数。"])
        Edges(includes_above=True, includes_below=False, is_said=True)
        """
        edges = Edges()
        for sentence in general:
            for match in re.finditer(
                r"(?P<what>[^，。；]*?)(?P<not>均?不)?(?:均?包?含|均?包括)(?:本数|本级)", sentence
            ):
                said, includes = match["what"], not match["not"]
                edges.is_said = True
                if "以上" in said or not re.search("以[上下内]", said):
                    edges.includes_above = includes
                if "以下" in said or "以内" in said or not re.search("以[上下内]", said):
                    edges.includes_below = includes
        return edges


class Conditions:
    """Reads stretches that stand before awards; one for a whole wording."""

    def __init__(self, short: Shorthand, facts: Facts, edges: Edges) -> None:
        self._short, self._facts, self._edges = short, facts, edges
        self._text = short.text
        self._end = len(short.text)
        """Where the stretch ends that is read."""
        self._holes: list[Place] = []
        """Brackets in it that ask for something themselves: 购买设备（单价9万元以上）用于生产的."""
        self.no_part: list[Place] = []
        called = sorted({name for name in facts.names() if len(name) > 1}, key=len, reverse=True)
        self._named = re.compile(rf"@?(?:{'|'.join(map(re.escape, called))})$") if called else None

    def read(self, start: int, end: int, spoken: Spoken) -> list[Condition]:
        """Return what a stretch asks for; what is not understood is left over in no condition's places."""
        found: list[Condition] = []
        taken = [False] * (end - start)
        self._end = end
        for conditions in (
            self._lasting,
            self._either,
            self._upside_down,
            self._compared,
            self._growing,
            self._on_days,
        ):
            for one in conditions(start, end, taken, spoken):
                found.append(one)
                for first, last in one.places:
                    taken[first - start : last - start] = [True] * (last - first)
        found = [self._of_years(one, start) for one in found]
        for first, last in (place for one in found for place in one.places):
            taken[first - start : last - start] = [True] * (last - first)
        row = next((one.row for one in found if one.row), "")
        self._holes = [
            match.span()
            for match in _BRACKET.finditer(self._text, start, end)
            if any(
                match.start() < first and last < match.end() for one in found for first, last in one.places
            )
        ]
        for one in self.left_out(start, end):
            first, last = one.places[0]
            is_within = any(taken[first - start : last - start])
            if is_within and self._text[first] != "（":
                # 除制造业外营业收入: a figure of what is left.
                continue
            found.append(one)
            if not is_within:
                self._holes.append((first, last))
                taken[first - start : last - start] = [True] * (last - first)
        for match in _ASIDE.finditer(self._text, start, end):
            # （下同）: the same further on.
            if not any(taken[match.start() - start : match.end() - start]):
                self._holes.append(match.span())
                self.no_part.append(match.span())
                taken[match.start() - start : match.end() - start] = [True] * len(match[0])
        self._holes.sort()
        found += self._without_procedures(list(self._said(start, end, taken, row)), found)
        return sorted(found, key=lambda one: one.places[0])

    def _of_years(self, one: Condition, start: int) -> Condition:
        """Return what is asked of each of several years, where the wording says so: 连续两年产值增长10%."""
        begins = one.places[0][0]
        years = _YEARS_RUNNING.search(self._text, start, begins)
        count = value_of(self._short.figures[years.start("count")]) if years is not None else 0
        now = _OF_A_YEAR.findall(one.formula)
        if years is None or count % _MONTHS or not 1 < count // _MONTHS <= _MOST_YEARS or len(set(now)) != 1:
            return one
        asked = [
            _OF_A_YEAR.sub(f"[{int(now[0]) - before}]", one.formula)
            for before in range(int(count // _MONTHS))
        ]
        places = [(years.start(), one.places[0][1]), *one.places[1:]]
        text = self._short.said(*places[0])
        return Condition(" 且 ".join(asked), text, places, is_open=True, what=one.what)

    def _lasting(self, start: int, end: int, taken: list[bool], spoken: Spoken) -> Iterator[Condition]:
        """Read for how long something is given: 支持周期不超过3年，按…."""
        del taken, spoken
        for match in re.finditer("[^，。；：、]*#[^，。；：、]*", self._text[start:end]):
            is_last = not self._text[start + match.end() : end].strip("，")
            one = self.lasting(start + match.start(), start + match.end(), is_before_award=is_last)
            if one is not None:
                yield one

    def lasting(self, start: int, end: int, *, is_before_award: bool = False) -> Condition | None:
        """Return that something is given no longer than a part says, if that is all it says."""
        found = lasts(self._text, start, end, is_before_award=is_before_award)
        bound = literal(self._short.figures[found[1]]) if found is not None else None
        if found is None or bound is None or self._short.figures[found[1]].unit not in ("个月", "天"):
            return None
        unit = self._short.figures[found[1]].unit
        fact = self._facts.figure(f"享受{found[0] or '补贴'}的时间", "number", None, unit)
        return Condition(
            f"{fact} <= {bound}", self._short.said(start, end), [(start, end)], is_open=True, what=fact
        )

    def parted(self, one: Condition) -> list[Condition]:
        """Return what a phrase asks for one by one, where it asks for all of several things."""
        if not one.is_said or len(one.places) != 1 or one.is_procedure:
            return [one]
        links = links_of(self._text, *one.places[0])
        labels = [plain_phrase(self._short.said(*place)) for place in links]
        if not labels or any(len(label) < _FEWEST for label in labels):
            return [one]
        self._facts.withdraw(one.text)
        self.no_part += one.places
        found = []
        for label, place in zip(labels, links, strict=True):
            formula = f"{self._facts.truth(label).term} = 是"
            found.append(replace(one, formula=formula, text=label, places=[place], level="", around=""))
        return found

    def left_out(self, start: int, end: int) -> Iterator[Condition]:
        """Read who is left out of a stretch: （房地产企业除外）."""
        for one in left_out_in(self._text, start, end):
            # What brackets say holds for what they stand behind, and no further.
            is_of_all = self._text[one.place[0]] != "（"
            yield replace(self.no_such(one.what, one.place), is_who=is_of_all)

    def no_such(self, what: Place, place: Place) -> Condition:
        """Return that words do not hold: who is left out, or what must not have happened.

        Args:
            place: Where all of it stands that says so.
        """
        fact = self._facts.truth(plain_phrase(self._short.said(*what)))
        text = self._short.said(*place).strip("（）()，。；但且的")
        return Condition(f"{fact.term}{_NOT}", text, [place], is_open=True)

    # Figures

    def _compared(self, start: int, end: int, taken: list[bool], spoken: Spoken) -> Iterator[Condition]:
        at = start
        while (match := _COMPARE.search(self._text, at, end)) is not None:
            at = match.end()
            used = [place for place in range(*match.span()) if taken[place - start]]
            if used:
                # 帮助5家以上本地企业|实现销售额500万元以上: behind what was read with the bound before it.
                at = used[-1] + 1 if used[-1] < match.start("bound") else match.end()
                continue
            if _CONTRACT.match(self._text, match.end()):
                # 签订1年以上劳动合同: how long is of each contract.
                continue
            if self._is_of_a_person(match):
                continue
            joint = OR.match(self._text, match.start(), match.start("bound"))
            joint = joint or self._or_behind_figure(match.start(), match.start("bound"))
            if joint is not None:
                # …或总吨位200吨以上: what is compared stands behind it.
                match = _COMPARE.match(self._text, joint.end(), end) or match
            if re.search("（[^）]*(?:人均|每人|户均)$", self._text[: match.end("what")]):
                # 租赁面积（人均不超过20平方米）: how much of it counts.
                continue
            both = _BOTH.fullmatch(self._text, *match.span("what"))
            one_of = _ONE_OF.fullmatch(self._text, *match.span("what")) if both is None else None
            either = self._one_of(match, one_of, spoken) if one_of is not None else None
            if either is not None:
                yield either
            elif both is not None:
                yield from self._each_of_both(match, both, spoken)
            elif match["before"] or match["after"] or match["upper"] or self._is_bare(match):
                yield from self._comparison(match, spoken)

    def _is_of_a_person(self, match: re.Match[str]) -> bool:
        """Whether a time only says which people are meant: 60周岁以上老年人, 退役1年以内退役军人."""
        bound = self._short.figures[match.start("bound")]
        if bound.unit != "个月" or match["what"].endswith(("时间", "年限", "期限")):
            return False
        return "岁" in bound.text or _PERSON_BEHIND.match(self._text, match.end()) is not None

    def _is_bare(self, match: re.Match[str]) -> bool:
        """Whether a figure stands right behind its name and is all that is asked: 注册资本1亿元的."""
        begins, ends = match.span("what")
        is_asked = re.match(r"的?，|的[^，。；：¥%#]{0,12}，", self._text[match.end() :]) is not None
        is_named = IS_FIGURE.search(self._text, begins, ends) or _GROWN.search(self._text, begins, ends)
        return is_asked and is_named is not None and "每" not in match["what"]

    def _or_behind_figure(self, begins: int, ends: int) -> re.Match[str] | None:
        """Return an 或 before which another bound stands: 投资5亿元以上的商业项目或|投资2亿元以上."""
        if self._text[begins - 1 : begins] not in [*"¥%#上下内）"]:
            return None
        joints = list(re.finditer("或者?|或是", self._text[begins:ends]))
        return OR.match(self._text, begins + joints[-1].start()) if joints else None

    def _upside_down(self, start: int, end: int, taken: list[bool], spoken: Spoken) -> Iterator[Condition]:
        """Read a range that says its end first: 2亿元以下、5000万元（含）以上."""
        at = start
        while (match := _UPSIDE_DOWN.search(self._text, at, end)) is not None:
            at = match.end()
            bounds = [self._short.figures[match.start(name)] for name in ("bound", "floor")]
            axis = self.axis_of(match, bounds[0], spoken)
            if axis is None or None in map(literal, bounds) or value_of(bounds[0]) <= value_of(bounds[1]):
                continue
            place = (axis[1], match.end())
            lower = MORE_THAN if match["floor_edge"] == "不含" or not self._edges.includes_above else AT_LEAST
            yield self._one(axis[0], lower, bounds[1], place, is_open=False)
            counts = self._edges.is_said and self._edges.includes_below
            upper = AT_MOST if match["edge"] == "含" or (not match["edge"] and counts) else LESS_THAN
            is_open = not match["edge"] and not self._edges.is_said
            other = AT_MOST if is_open else ""
            one = self._one(axis[0], upper, bounds[0], place, is_open=is_open, other=other)
            yield replace(one, is_explicit=bool(match["edge"]))

    def _each_of_both(self, match: re.Match[str], both: re.Match[str], spoken: Spoken) -> Iterator[Condition]:
        """Read what is asked of each of two figures: 产值和销售额均增长10%以上."""
        bound = self._short.figures[match.start("bound")]
        comparator, is_open = self.comparator_of(match)
        if literal(bound) is None or match["upper"]:
            return
        axes = [self._of_both(both.span(name), both["growth"], bound, spoken) for name in ("first", "second")]
        if None in axes:
            return
        for axis in axes:
            if axis is not None:
                yield self._one(axis, comparator, bound, match.span(), is_open=is_open)

    def _one_of(self, match: re.Match[str], parts: re.Match[str], spoken: Spoken) -> Condition | None:
        """Read what is asked of one figure or another: 营业收入或网络销售额1亿元以上."""
        bound = self._short.figures[match.start("bound")]
        growth = parts["growth"]
        places = [parts.span("first"), parts.span("second")]
        are_figures = all(_HEAD.search(self._text[first:last]) for first, last in places)
        if literal(bound) is None or match["upper"] or not are_figures:
            return None
        kind = "money" if growth else KINDS[bound.kind]
        found = [
            self.quantity(*place, kind, bound.unit, spoken, is_periodic=bool(growth)) for place in places
        ]
        first, second = found
        if first is None or second is None or first[0].kind != second[0].kind:
            return None
        axes = [one[0] if not growth else self._growth(one[0], None, spoken) for one in (first, second)]
        # Of which of them something is taken further on, nobody says.
        spoken.quantity = None
        comparator, is_open = self.comparator_of(match)
        place = (first[1], match.end())
        formula = " 或 ".join(f"{axis} {comparator} {literal(bound)}" for axis in axes)
        either = " ".join(map(str, axes))
        return Condition(formula, self._short.said(*place), [place], is_open=is_open, either=either)

    def _of_both(self, place: Place, growth: str | None, bound: Figure, spoken: Spoken) -> Quantity | None:
        words_of = self._text[place[0] : place[1]]
        if _ONLY_GROWTH.fullmatch(words_of):
            function = "环比" if words_of.startswith("环比") else "同比"
            return next((one for one in reversed(spoken.growths) if one.formula.startswith(function)), None)
        kind = "money" if growth else KINDS[bound.kind]
        found = self.quantity(*place, kind, bound.unit, spoken, is_periodic=bool(growth))
        if found is None or (growth and found[0].period is None):
            return None
        return (
            self._growth(found[0], "环比" if growth and "环比" in growth else None, spoken)
            if growth
            else found[0]
        )

    def _comparison(self, match: re.Match[str], spoken: Spoken) -> Iterator[Condition]:
        bound = self._short.figures[match.start("bound")]
        axis = self.axis_of(match, bound, spoken)
        behind = self._behind(match, bound) if axis is None else None
        if behind is not None:
            axis = behind, match.start()
        if axis is None or literal(bound) is None or bound.unit in _GRADES:
            return
        if OF_PAYING.fullmatch(self._text, axis[1], match.end()):
            # 补贴期限不超过3年: how long it is paid.
            return
        if _CHOSEN.match(self._text, *match.span("what")):
            # 择优选择不超过5家: how many are given something is asked of nobody.
            return
        what, begins = axis
        opened = self._text.rfind("（", begins, match.start("bound"))
        if opened >= 0 and "）" not in self._text[opened : match.start("bound")]:
            # 购买设备（单价9万元以上）: what stands before the brackets asks for more.
            begins = opened + 1
        behind_ends = behind.named[1] if behind is not None and behind.named else match.end()
        behind_ends += len(what.label) if behind is not None and not behind.named else 0
        grows = self._grows_behind(match)
        behind_ends += grows.end() - grows.start() if grows is not None else 0
        place = (begins, behind_ends)
        if bound.kind is Kind.NUMBER and what.is_counted and not match["upper"]:
            what, place = self._of_what(what, bound, place)
            spoken.quantity = what
        comparator, is_open = self.comparator_of(match)
        spoken.bound = literal(bound) or ""
        if match["upper"]:
            upper = self._short.figures[match.start("upper")]
            if literal(upper) is None or upper.kind is not bound.kind:
                return
            # 超过 10% 不超过 20%: how the lower end is held is said before it, or behind.
            is_lower = comparator in (AT_LEAST, MORE_THAN)
            is_bare = is_open and match["before"] in ("在", "为", None) and not match["after"]
            is_bare = is_bare and bool(match["upper_edge"] or match["upper_edge_after"])
            lower = self._one(
                what,
                comparator if is_lower else AT_LEAST,
                bound,
                place,
                is_open=is_open or not is_lower,
                other=MORE_THAN if is_bare and comparator == AT_LEAST else "",
            )
            yield replace(lower, is_explicit=bool(match["edge"] or match["edge_after"]))
            under, is_open = self._upper(match)
            other = AT_MOST if under == LESS_THAN else LESS_THAN
            one = self._one(what, under, upper, place, is_open=is_open, other=other if is_open else "")
            yield replace(one, is_explicit=bool(match["upper_edge"] or match["upper_edge_after"]))
            return
        is_first = bool(match["first"])
        other = AT_LEAST if comparator == MORE_THAN else MORE_THAN
        both = is_open and bool(match["before"] and match["after"])
        one = self._one(
            what, comparator, bound, place, is_open=is_open or is_first, other=other if both else ""
        )
        before = str(what.base) if is_first and what.period is not None else ""
        yield replace(one, is_explicit=bool(match["edge"] or match["edge_after"]), before=before)

    def _behind(self, match: re.Match[str], bound: Figure) -> Quantity | None:
        """Return the figure whose name stands behind its bound: 达到200平方米以上规模的."""
        does = _DOES_WITH.search(match["what"])
        thing = _THING_BEHIND.match(self._text, match.end(), self._end) if does is not None else None
        is_people = bound.unit in ("人", "人次", "名")
        if thing is not None and is_people and not _PEOPLE.search(thing["noun"]):
            thing = None
        if does is not None and thing is not None and bound.kind is Kind.NUMBER and not match["upper"]:
            suffix = words.COUNT_NAMES.get(bound.unit, f"{bound.unit}数")
            lead = re.sub("一次性|^[，、；对且并的]+", "", match["what"])
            is_whole = "@" not in lead and len(lead) <= _MOST_IN_NAME
            name = f"{lead if is_whole else does[0]}{thing['noun']}{suffix}"
            return replace(self._facts.figure(name, "number", None, bound.unit), named=thing.span("noun"))
        after = re.match(rf"{any_of(words.HEADS)}(?=的|，)", self._text[match.end() :])
        if after is None or _LEADS.sub("", match["what"]) or match["upper"]:
            return None
        return self._facts.figure(after[0], KINDS[bound.kind], None, bound.unit)

    def _of_what(self, what: Quantity, bound: Figure, place: Place) -> tuple[Quantity, Place]:
        """Return a count with what is counted where that stands behind it: 游览4个以上收费景区."""
        doing = self._short.said(*what.named) if what.named else ""
        does = _DOES.search(doing) is not None
        behind = _HELPED if _HELPS.search(doing) else _COUNTED_BEHIND if does else _NAMED_BEHIND
        after = behind.match(self._text, place[1], self._end)
        if after is None or not 0 < len(doing) <= _MOST_DOING:
            return what, place
        noun = after["noun"].removesuffix("项目") if does else after["noun"]
        is_of_people = bound.unit in ("人", "人次", "名")
        if noun.endswith(("企业", "项目", "单位")) and (is_of_people or not _HELPS.search(doing)):
            return what, place
        end = after.end()
        said = f"{doing}{self._short.said(after.start('noun'), after.start('noun') + len(noun))}"
        suffix = words.COUNT_NAMES.get(bound.unit, f"{bound.unit}数")
        return self._facts.figure(f"{said}{suffix}", "number", None, bound.unit), (place[0], end)

    def _one(
        self,
        what: Quantity,
        comparator: str,
        bound: Figure,
        place: Place,
        *,
        is_open: bool,
        other: str = "",
    ) -> Condition:
        text = self._short.said(*place)
        written = literal(bound) or ""
        formula = f"{what} {comparator} {written}"
        return Condition(
            formula,
            text,
            [place],
            False,
            is_open,
            str(what),
            comparator,
            written,
            value_of(bound),
            what,
            what.row,
            other=other,
        )

    def comparator_of(self, match: re.Match[str], is_above: bool = False) -> tuple[str, bool]:
        """Return how the figure is held against its bound, and whether that is not sure."""
        edge = match["edge"] or match["edge_after"]
        before, after = match["before"], match["after"] or ("以上" if is_above else "")
        by_before = words.BEFORE.get(before or "", "")
        if after:
            by_after = words.AFTER[after]
            includes = self._edges.includes_above if by_after == AT_LEAST else self._edges.includes_below
            if edge:
                includes = edge == "含"
            is_strict = by_before in (MORE_THAN, LESS_THAN)
            strict = MORE_THAN if by_after == AT_LEAST else LESS_THAN
            # 超过 10 万元以上 says both.
            return (by_after if includes else strict), is_strict and not edge
        if edge:
            loose = {MORE_THAN: AT_LEAST, LESS_THAN: AT_MOST}
            strict_ones = {AT_LEAST: MORE_THAN, AT_MOST: LESS_THAN}
            table = loose if edge == "含" else strict_ones
            said = by_before or AT_LEAST
            return table.get(said, said), False
        return by_before or AT_LEAST, before in ("为", "在", None)

    def _upper(self, match: re.Match[str]) -> tuple[str, bool]:
        edge = match["upper_edge"] or match["upper_edge_after"]
        name = "upper_edge" if match["upper_edge"] else "upper_edge_after"
        if edge == "含" and self._is_of_lower(match, match.end(name)):
            # 1亿元—10亿元（含1亿元）: then not the other.
            return LESS_THAN, False
        if edge:
            return (AT_MOST if edge == "含" else LESS_THAN), False
        if match["under"]:
            return LESS_THAN, False
        if match["up_to"]:
            return AT_MOST, False
        if match["upper_after"] in ("以下", "以内"):
            if "含" in (match["edge"], match["edge_after"]) and not self._edges.is_said:
                # 1万元以上（含1万元）至2万元以下: where lower figures count, the upper is of the next line.
                return LESS_THAN, True
            return (AT_MOST if self._edges.includes_below else LESS_THAN), not self._edges.is_said
        # Nobody says whether 100—200 has the 200.
        return LESS_THAN, True

    def _is_of_lower(self, match: re.Match[str], at: int) -> bool:
        """Whether brackets that say which figure counts name the lower one."""
        ends = self._text.find("）", at)
        named = [
            self._short.figures[place] for place in range(at, max(at, ends)) if place in self._short.figures
        ]
        lower = self._short.figures[match.start("bound")]
        return len(named) == 1 and literal(named[0]) is not None and value_of(named[0]) == value_of(lower)

    def axis_of(self, match: re.Match[str], bound: Figure, spoken: Spoken) -> tuple[Quantity, int] | None:
        """Return what is compared, and where its words begin."""
        begins, ends = match.span("what")
        plain = _LEADS.sub("", self._text[begins:ends])
        if not plain or (plain in _DOES_AGAIN and KINDS[bound.kind] in spoken.axes):
            last = spoken.axes.get(KINDS[bound.kind])
            return (last, begins) if last is not None else self._fronted(begins, bound, spoken)
        both = _BOTH.fullmatch(self._text, begins, ends)
        if both is not None and not both["growth"]:
            return self._lower_of(both, bound, spoken)
        found = self._named_axis(match, bound, spoken)
        if found is None:
            return None
        last = spoken.axes.get(found[0].kind)
        if last is not None and _is_short_for(found[0], last):
            # 国内会议参会人数…；参会人数…: the same, called shorter.
            found = last, found[1]
            spoken.is_doubtful = True
        spoken.compare(found[0])
        return found

    def _fronted(self, begins: int, bound: Figure, spoken: Spoken) -> tuple[Quantity, int] | None:
        """Return the figure before a comma that is compared behind it: 销售额，超5000万元的."""
        if self._text[begins - 1 : begins] != "，" or bound.kind is not Kind.MONEY:
            return None
        first = max(self._text.rfind(sign, 0, begins - 1) for sign in "，；。：") + 1
        front = self._text[first : begins - 1]
        if _HEAD.search(front) is None or re.search("[¥%#]", front):
            return None
        found = self.quantity(first, begins - 1, "money", "", spoken)
        if found is not None:
            spoken.compare(found[0])
        return found

    def _named_axis(self, match: re.Match[str], bound: Figure, spoken: Spoken) -> tuple[Quantity, int] | None:
        begins, ends = match.span("what")
        growth = _GROWTH.fullmatch(self._text, begins, ends)
        if growth is None and self._grows_behind(match):
            growth = _VERSUS.fullmatch(self._text, begins, ends)
        if (
            bound.kind is Kind.RATE
            and _BOTH_RATES.search(self._text, begins, ends)
            and len(spoken.growths) > 1
        ):
            both = ", ".join(map(str, spoken.growths[-2:]))
            return Quantity("", "", "rate", formula=f"较小({both})"), begins
        if growth is None:
            share = self._share(begins, ends, spoken) if bound.kind is Kind.RATE else None
            is_first = bool(match.groupdict().get("first")) and bound.kind is Kind.MONEY
            return share or self.quantity(
                begins, ends, KINDS[bound.kind], bound.unit, spoken, is_periodic=is_first
            )
        if bound.kind is Kind.NUMBER:
            return None
        found = self._grown(growth, spoken)
        if found is None and bound.kind is Kind.RATE:
            return self._rate_of_growth(begins, ends, spoken)
        if found is None:
            return None
        quantity, first = found
        if bound.kind is Kind.MONEY:
            return Quantity("", quantity.label, "money", formula=f"{quantity} - {quantity.base}"), first
        return self._growth(quantity, growth["versus"], spoken), first

    def _share(self, begins: int, ends: int, spoken: Spoken) -> tuple[Quantity, int] | None:
        """Return a share with what it is of, or of what was compared before: 且|占企业总收入80%."""
        of = _SHARE_ALONE.search(self._text, begins, ends)
        before = spoken.axis
        if of is not None and before is not None and before.label and not before.formula:
            name = f"{before.label}{self._short.said(*of.span('share'))}"
            return self._facts.figure(name, "rate", self._period(begins, ends)), of.start("share")
        share = _SHARE_OF.search(self._text, begins, ends)
        if share is None:
            return None
        period = self._period(begins, ends)
        whole = self._facts.figure(self._short.said(*share.span()), "rate", period)
        spoken.period = period or spoken.period
        times = re.search("@的?$", self._text[begins : share.start()])
        return whole, share.start() - (len(times[0]) if times is not None else 0)

    def _grows_behind(self, match: re.Match[str]) -> re.Match[str] | None:
        """Return what says behind a rate that something grows by it: 同比保持5%以上增长."""
        if _VERSUS.fullmatch(self._text, *match.span("what")) is None:
            return None
        return _GROWS_BEHIND.match(self._text, match.end(), self._end)

    def _lower_of(self, both: re.Match[str], bound: Figure, spoken: Spoken) -> tuple[Quantity, int] | None:
        """Return the lower of two figures that both must reach a bound: 营业收入和产值均突破1亿元、5亿元."""
        found = [
            self.quantity(*both.span(name), KINDS[bound.kind], bound.unit, spoken)
            for name in ("first", "second")
        ]
        first, second = found
        if first is None or second is None:
            return None
        spoken.is_doubtful = True
        formula = f"较小({first[0]}, {second[0]})"
        return Quantity("", first[0].label, KINDS[bound.kind], formula=formula), first[1]

    def _rate_of_growth(self, begins: int, ends: int, spoken: Spoken) -> tuple[Quantity, int]:
        """Return a growth that nobody can compute, as a figure of its own."""
        leads = re.match(r"(?:且|并|其(?!余|他)|@)*", self._text[begins:ends])
        first = begins + (len(leads[0]) if leads else 0)
        whose = re.match(r".*(?:企业|单位)(?=.{4})", self._text[first:ends])
        first += len(whose[0]) if whose else 0
        is_bare = _ONLY_GROWTH.fullmatch(self._text, first, ends) is not None
        what = spoken.quantity.label if is_bare and spoken.quantity is not None else ""
        said = self._short.said(first, ends)
        versus = _VERSUS.fullmatch(self._text, first, ends)
        if versus is not None and spoken.quantity is not None:
            # 同比保持|5%以上增长
            name = self._short.said(*versus.span("what")) or re.sub("（.元）$", "", spoken.quantity.label)
            what, said = name, f"{self._short.said(*versus.span('versus'))}增长"
        return self._facts.figure(f"{what}{said}", "rate", None), first

    def _growth(self, quantity: Quantity, versus: str | None, spoken: Spoken) -> Quantity:
        function = "环比" if versus == "环比" else "同比"
        grown = Quantity("", quantity.label, "rate", formula=f"{function}({quantity})")
        spoken.growths.append(grown)
        spoken.compare(grown)
        return grown

    def _grown(self, match: re.Match[str], spoken: Spoken) -> tuple[Quantity, int] | None:
        """Return the figure that is said to grow, and where its words begin."""
        begins, ends = match.span("what")
        if _LEADS.sub("", self._text[begins:ends]) == "":
            return (spoken.quantity, begins) if spoken.quantity and spoken.quantity.period else None
        found = self.quantity(begins, ends, "money", "", spoken, is_periodic=True)
        return found if found and found[0].period else None

    def quantity(
        self, begins: int, ends: int, kind: str, unit: str, spoken: Spoken, *, is_periodic: bool = False
    ) -> tuple[Quantity, int] | None:
        """Return the figure that words at the end of a stretch name, and where its name begins.

        Args:
            kind: What it measures, as `DraftFact.kind`.
            unit: Of a number.
            is_periodic: Whether it must be of a period.
        """
        last, ends = ends, names.end_of(self._text, begins, ends)
        if (within := self._within_time(begins, ends)) is not None:
            spoken.is_doubtful = True
            return self._facts.figure(within, kind, None, unit), begins - 1
        spoken.is_doubtful = spoken.is_doubtful or ends < last
        begins = self._behind_bracket(begins, ends)
        tail = self._named and self._named.search(self._text, begins, ends)
        tail = tail or _TAIL.search(self._text, begins, ends)
        if tail is not None and kind == "number" and self._text[begins:ends].endswith(_BOUGHT):
            # 购置1000平方米以上的厂房: what is counted stands behind it.
            tail = None
        if tail is None:
            return self._counted(begins, ends, kind, unit, spoken)
        first = self._first_of((begins, ends), tail.start(), kind, spoken)
        named = self._period(begins, ends)
        period = named or spoken.period
        times = re.search(r"@的?$", self._text[begins:first])
        said = self._short.said(first, ends)
        found = self._facts.known(said, period, kind)
        plain = self._plain(first, ends)
        more = _MORE_OF.fullmatch(plain)
        if more and found is None:
            return self._increase(first, ends, more, kind=kind, unit=unit, period=period, spoken=spoken)
        name = self._short.said(ends - len(plain), ends) if plain else said
        if found is None:
            # What the dictionary lacks is of a period only where the wording says so.
            period = named
            if is_periodic or self._grows_elsewhere(plain):
                period = named or spoken.period or Period.of(self._facts.year, PeriodKind.YEAR)
            name = self._with_what_it_lacks(name, (begins, ends), kind, unit, spoken)
            found = self._facts.figure(name, kind, period, unit)
        if times:
            first -= len(times[0])
        first = self._led(begins, first, spoken)
        before = spoken.period if found.period is None else found.period
        if named is None and before is not None and before.year != self._facts.year:
            spoken.is_doubtful = True
        spoken.period = period or spoken.period
        spoken.quantity = found
        return found, first

    def _with_what_it_lacks(self, name: str, place: Place, kind: str, unit: str, spoken: Spoken) -> str:
        """Return a name with what it measures, or of what, where its own words say less."""
        plain, thing = name.removeprefix("对"), None
        if kind == "number" and words.COUNT_NAMES.get(unit) == "时间" and name.endswith(("费", "款", "税")):
            # 缴纳社会保险费满3个月
            plain = f"{name}时间"
        elif kind == "rate" and name.endswith(("面积", "面积）", "人数", "数量")):
            plain = f"{name}占比"
        elif plain in ("面积", "总面积"):
            thing = names.thing_measured(self._text, *place)
            plain = f"{self._short.said(*thing)}{plain}" if thing is not None else name
        else:
            return name
        spoken.is_doubtful = spoken.is_doubtful or plain != name
        return plain

    def _plain(self, first: int, ends: int) -> str:
        """Return a name without what only leads to it."""
        plain = _LEADS.sub("", self._text[first:ends])
        if plain and not _HEAD.search(plain):
            plain = self._text[first:ends].lstrip("@的")
        plain = re.sub("^内(?![贸销资河部容需存])(?=..)", "", plain)
        is_of_project = self._text[ends - len(plain) - 2 : ends - len(plain)] == "项目"
        return f"项目{plain}" if is_of_project and _OF_PROJECTS.fullmatch(plain) else plain

    def _behind_bracket(self, begins: int, ends: int) -> int:
        """Return where a name begins behind brackets, if it is more than how something is measured."""
        bracket = max(self._text.rfind(sign, begins, ends) for sign in "）》") + 1
        # 国（境）外游客: no more than another word of a few signs.
        is_word = re.search("（[^（）]{1,2}）$", self._text[begins:bracket]) is not None
        is_whole = bracket and not is_word and _BARE_NAME.fullmatch(self._text, bracket, ends) is None
        return bracket if is_whole and "（" not in self._text[bracket:ends] and bracket < ends else begins

    def _within_time(self, begins: int, ends: int) -> str | None:
        """Return a name with the time in which it is, right before it: 一年内|实缴注册资本."""
        name = re.match("内(?:进行|实现|完成|取得|达到)?(?P<name>[^的并且]{2,})", self._text[begins:ends])
        if name is None or self._text[begins - 1 : begins] not in ("#", "@") or name.end() < ends - begins:
            return None
        first = begins + name.start("name")
        return f"{self._short.said(begins - 1, begins + 1)}{self._short.said(first, ends)}"

    def _grows_elsewhere(self, name: str) -> bool:
        """Whether the wording asks by how much a figure grew, for which it must be of a period."""
        return bool(name) and re.search(f"{re.escape(name)}{words.VERSUS}", self._text) is not None

    def _counted(
        self, begins: int, ends: int, kind: str, unit: str, spoken: Spoken
    ) -> tuple[Quantity, int] | None:
        """Return a figure that is named by what is counted: 游客50人以上 asks for 游客人数."""
        outside = names.before_bracket(self._text, ends)
        before = self._counted(*outside, kind, unit, spoken) if outside is not None else None
        if before is not None:
            spoken.is_doubtful = True
            return replace(before[0], named=None), begins
        who = names.counted_before(self._text, begins, ends, unit)
        if who is not None:
            who = names.of_part(self._text, begins, who)
            name = f"{self._short.said(who, ends).removesuffix('数')}{unit}数"
            fact = self._facts.figure(name, kind, self._period(begins, ends), unit)
            spoken.quantity, spoken.is_doubtful = fact, True
            return fact, who
        cuts = f"的|@|(?<!在)企业(?!所得税)|{_UNIT}|、|并(?!购)|对于?|向|按照?(?!揭|摩)"
        parts = re.split(cuts, self._text[begins:ends])
        said = re.sub("^[，、且并]+", "", parts[-1])
        is_often = re.fullmatch("每(?:周|月|天|日|季度?|年)", said) is not None
        if (
            len(said) > _MOST_IN_NAME
            or (words.DANGEROUS.search(said) and not is_often)
            or _CUT.search(said)
            or names.is_cut(said)
        ):
            return None
        if not said and words.COUNT_NAMES.get(unit, "时间") == "时间":
            return None
        first = names.with_list(self._text, begins, ends - len(said))
        first = names.of_part(self._text, begins, first)
        if unit in ("人", "名") and _PERSON_BEHIND.fullmatch(self._text, first, ends):
            first = names.which_people(self._text, begins, first)
        said = self._text[first:ends]
        name = self._short.said(first, ends) if said else ""
        times = re.search(r"@的?$", self._text[begins:first])
        first -= len(times[0]) if times else 0
        if kind == "number":
            suffix = "额" if unit in CURRENCIES else words.COUNT_NAMES.get(unit, f"{unit}数")
            name = name if name.endswith(("数", "量", "时间", suffix)) else f"{name}{suffix}"
        elif kind == "money":
            name = name if name.endswith(_AMOUNTS) else f"{name}金额"
        found = self._facts.figure(name, kind, self._period(begins, ends), unit)
        spoken.quantity = found
        spoken.is_doubtful = spoken.is_doubtful or "、" in said or "的" in said
        return replace(found, is_counted=True, named=(ends - len(said), ends)), first

    def _first_of(self, place: Place, first: int, kind: str, spoken: Spoken) -> int:
        """Return where a name begins of which one part was found, with all that it is nothing without."""
        begins, ends = place
        first = self._whole_name(begins, first)
        if self._text[first] == "内" and (within := _IN_TIME.search(self._text, begins, first)) is not None:
            # 在规定年度内|直接投资额
            return within.start()
        if self._facts.known(self._short.said(first, ends), None, kind) is not None:
            return first
        if (paid := names.paid_before(self._text, begins, first)) < first:
            return paid
        first = names.within_place(self._text, begins, first)
        if re.search("[其业]对$", self._text[:first]) and self._text[first:ends].endswith("贡献"):
            # 其|对我区经济贡献
            return first - 1
        whole = names.beginning_of(self._text, begins, first, ends)
        spoken.is_doubtful = spoken.is_doubtful or whole < first
        return whole

    def _led(self, begins: int, first: int, spoken: Spoken) -> int:
        """Return where words begin that lead to a name: 企业其|税收, 企业对|地方贡献, 实际发生的|费用."""
        first = names.paid_before(self._text, begins, first)
        while first > begins + 1 and self._text[first - 1] in "其对":
            first -= 1
            spoken.is_doubtful = True
        return first

    def _whole_name(self, begins: int, first: int) -> int:
        """Return where a name begins that the words before it belong to: 软硬件投资额, 留用率."""
        if self._text[first] == "@":
            return first
        if self._text[first] == "的" and _NEW.search(self._text, begins, first) is not None:
            return first + 1
        does = rf"(?!在[职岗校册建线库园孵营研])(?:{any_of(words.DOING)})(?![率量费额]|面积|年限|寿命|人数)"
        does += r"|(?:(?<![并收采认申])购(?:置|买|入|进)?)(?!期|内)"
        does += f"|对于?(?!外{_ABROAD}|口|标)"
        parts = rf"的|@|其中|企业(?!所得税)|{_UNIT}|项目|按照?(?!揭|摩)|、|{does}"
        ends = [one.end() for one in re.finditer(parts, self._text[begins:]) if one.end() <= first - begins]
        before = self._text[begins + (ends[-1] if ends else 0) : first]
        most = _MOST_IN_NAME if _BARE_NAME.match(self._text, first) else _MOST_BEFORE_NAME
        return first - len(before) if len(before) <= most else first

    def _increase(
        self,
        first: int,
        ends: int,
        more: re.Match[str],
        *,
        kind: str,
        unit: str,
        period: Period | None,
        spoken: Spoken,
    ) -> tuple[Quantity, int]:
        """Return by how much a figure is more than the year before."""
        last = ends - (more.end() - more.end("of"))
        said = self._short.said(last - len(more["of"]), last)
        period = period or Period.of(self._facts.year, PeriodKind.YEAR)
        found = self._facts.figure(said, kind, period, unit)
        spoken.period, spoken.quantity = period, found
        if found.period is None:
            return found, first
        return Quantity("", found.label, kind, formula=f"({found} - {found.base})"), first

    def _period(self, begins: int, ends: int) -> Period | None:
        for place in range(ends - 1, begins - 1, -1):
            if self._text[place] == "@":
                return period_of(self._short.figures[place], self._facts.year)
        if _YEARS_RUNNING.search(self._text, 0, begins) is not None and self._text[begins] not in _PAID:
            return Period.of(self._facts.year, PeriodKind.YEAR)
        return None

    def _growing(self, start: int, end: int, taken: list[bool], spoken: Spoken) -> Iterator[Condition]:
        at = start
        while (match := _GROWS.search(self._text, at, end)) is not None:
            at = max(match.end(), at + 1)
            if any(taken[match.start() - start : match.end() - start]):
                continue
            found = self._grown(match, spoken)
            if found is None:
                continue
            growth = self._growth(found[0], match["versus"], spoken)
            place = (found[1], match.end())
            text = self._short.said(*place)
            yield Condition(
                f"{growth} > 0", text, [place], axis=str(growth), comparator=MORE_THAN, bound="0", what=growth
            )

    def _either(self, start: int, end: int, taken: list[bool], spoken: Spoken) -> Iterator[Condition]:
        """Read 用电或用气费用在5万元以上."""
        at = start
        while (match := _COMPARE.search(self._text, at, end)) is not None:
            at = match.end()
            begins, ends = match.span("what")
            said = re.sub(r"^@", "", self._text[begins:ends])
            either = _EITHER.fullmatch(said)
            bound = self._short.figures[match.start("bound")]
            if either is None or bound.kind is not Kind.MONEY or match["upper"] or not literal(bound):
                continue
            period = self._period(begins, ends) or spoken.period
            head = next((one for one in ("费用", "费") if said.endswith(one)), "")
            first = self._facts.known(either["first"], period) or self._facts.known(
                f"{either['first']}{head}", period
            )
            second = self._facts.known(either["second"], period)
            if first is None or second is None:
                continue
            comparator, is_open = self.comparator_of(match)
            written = literal(bound)
            spoken.period, spoken.either, spoken.of_either = (
                period,
                [first, second],
                f"{comparator} {written}",
            )
            place = (begins, match.end())
            formula = f"{first} {comparator} {written} 或 {second} {comparator} {written}"
            yield Condition(formula, self._short.said(*place), [place], is_open=is_open)

    def _on_days(self, start: int, end: int, taken: list[bool], spoken: Spoken) -> Iterator[Condition]:
        at = start
        while (match := _WHEN.search(self._text, at, end)) is not None:
            at = match.start() + 1
            days = days_of(self._short.figures[match.start("when")])
            if days is None or any(taken[match.start() - start : match.end() - start]):
                continue
            fact = self._facts.day(match["what"])
            row = ""
            if fact is None:
                for row in self._facts.context.dictionary.rows:
                    fact = self._facts.day(match["what"], row)
                    if fact is not None:
                        break
            if fact is None:
                continue
            when = self._short.figures[match.start("when")]
            spoken.period = period_of(when, self._facts.year) or spoken.period
            text = self._short.said(*match.span())
            row = row if self._facts.day(match["what"]) is None else ""
            yield Condition(f"{fact.term} 在 {time_text(days)}", text, [match.span()], row=row, day=fact.term)
            at = match.end()

    # Words

    def _said(self, start: int, end: int, taken: list[bool], row: str) -> Iterator[Condition]:
        """Read what is left: whom it is for, and what must be true of them as the wording says it."""
        for begins, ends in self._left(start, end, taken):
            yield from self._phrase(begins, ends, row)

    def _without_procedures(self, said: list[Condition], others: Sequence[Condition]) -> list[Condition]:
        """Return what is said without what the office only looks after, where anything else is asked for."""
        asked = [one for one in said if not one.is_procedure]
        for one in said:
            if one.is_procedure:
                self.no_part += one.places
                self._facts.withdraw(one.text)
        return [one for one in asked if not self._is_in_a_name(one, others)]

    def _is_in_a_name(self, one: Condition, others: Sequence[Condition]) -> bool:
        """Whether words only begin the name of a figure that stands behind brackets: 茶企（年产值…）达9家."""
        ends = one.places[-1][1]
        is_before = any(begins == ends for begins, _ in self._holes)
        named = (other for other in others if other.what is not None)
        if not is_before or not any(other.what.label.startswith(one.text) for other in named if other.what):
            return False
        self.no_part += one.places
        self._facts.withdraw(one.text)
        return True

    def _left(self, start: int, end: int, taken: list[bool]) -> Iterator[Place]:
        inside = {place for hole in self._holes for place in range(*hole)}
        for first, last in self._holes:
            yield from self._runs(range(first + 1, last - 1), taken, start)
        yield from self._runs([one for one in range(start, end) if one not in inside], taken, start)

    def _runs(self, places: Sequence[int], taken: list[bool], start: int) -> Iterator[Place]:
        """Yield the stretches between joints that nothing was read of."""
        begins = last = None
        first, end = (places[0], places[-1] + 1) if places else (0, 0)
        aside = {at for match in _BRACKET.finditer(self._text, first, end) for at in range(*match.span())}
        for place in places:
            is_joint = taken[place - start] or (self._text[place] in "，；：。" and place not in aside)
            if begins is not None and is_joint:
                yield begins, place
                begins = None
            elif begins is None and not is_joint:
                begins = place
            last = place
        if begins is not None and last is not None:
            yield begins, last + 1

    def _phrase(self, begins: int, ends: int, row: str) -> Iterator[Condition]:
        year = _YEAR_OF_SEVERAL.fullmatch(self._text[begins:ends].strip("，的"))
        if year is None and len(_YEARS_OF_SEVERAL.findall(self._short.wording)) > 1:
            said = _BRACKET.sub("", self._short.said(begins, ends))
            year = _YEARS_OF_SEVERAL.fullmatch(said.strip("，的"))
        if year is not None:
            fact = self._facts.truth(f"{WHICH_YEAR}为{year['year']}")
            yield Condition(
                f"{fact.term} = 是",
                year["year"],
                [(begins, ends)],
                is_open=True,
                is_said=True,
                level=year["year"],
                around=f"{WHICH_YEAR}为※",
            )
            return
        if self._says_nothing(begins, ends):
            return
        behind = _BRACKET.match(self._text, begins, ends)
        if behind is not None and self._text[begins - 1 : begins] in [*"¥%#上下内"]:
            # What a figure is without: somebody must look at it.
            begins = behind.end()
        begins, ends = self._trimmed(begins, ends)
        text = self._masked(begins, ends)
        rest = list(text)
        who = self._who(begins, text, rest)
        if row:
            yield from self._of_row(begins, rest, row)
        left = "".join(rest)
        remains = _ANYBODY.sub("", left.replace("\x00", "").replace(_HOLE, ""))
        if remains and (("、" in text and "统计专业" in who) or "统计入库日期" in who):
            # A list of branches of which the dictionary has only some; for two years in the register.
            who, left = {}, text
        for found in who.values():
            places = [place for _, place in found]
            formula = _of_any([one for one, _ in found])
            # In the register: by which day, nobody says.
            yield Condition(formula, "", places, is_who=True, is_open=formula.endswith("!= 无"))
        if not remains or (row and remains in ("建设单位", "项目")):
            self._rest_is_no_part(begins, left)
            return
        yield from self._truth(begins, ends, left, bool(who))

    def _says_nothing(self, begins: int, ends: int) -> bool:
        """Whether a phrase is no condition; what bears on nothing is noted, the rest is left over."""
        # A comma within brackets ends no phrase.
        text = _BRACKET.sub(lambda match: match[0].replace("，", "、"), self._text[begins:ends])
        bare = text.strip("，、对于的按再")
        is_none = not _ANYBODY.sub("", without_remarks(self._without_hints(begins, ends)).replace(_HOLE, ""))
        if not is_none and re.fullmatch("@+", bare):
            return True
        if is_none or words.NO_CONDITION.fullmatch(bare):
            self.no_part.append((begins, ends))
            return True
        by = _GOES_BY.fullmatch(bare)
        sentence = self._text.find("。", ends)
        if by is not None and by["tail"] in self._text[ends : sentence if sentence >= 0 else len(self._text)]:
            # 按货物运输增量给予奖励，货物运输增量达到: said again with its bounds.
            self.no_part.append((begins, ends))
            return True
        if self._is_general(begins, ends):
            self.no_part.append((begins, ends))
            return True
        is_aim = _AIM.fullmatch(text) is not None or _OFFICE_DOES.fullmatch(bare) is not None
        if is_aim and _SUBJECT_BEHIND.match(self._text, ends, self._end):
            # 支持…，打造…平台，对…的: what for, and not of whom.
            self.no_part.append((begins, ends))
            return True
        plain = re.sub("(?<=.)(?:按|给予|予以|可|将|再)+$", "", text.strip("，、"))
        asks = asks_nothing(plain, self._text[ends : ends + 2])
        if asks is Asks.NO_PART:
            self.no_part.append((begins, ends))
        if asks in (Asks.NO_PART, Asks.LOOK) and not self._tells_years_apart(begins, ends):
            return True
        is_purpose = text.lstrip("，").startswith(words.SLOGANS) and words.PURPOSE.search(text)
        return bool(words.POINTING.fullmatch(_BRACKET.sub("", bare)) or is_purpose)

    def _tells_years_apart(self, begins: int, ends: int) -> bool:
        """Whether a phrase says for which of several years something else is given: 前两年…，后三年…."""
        years = re.compile("(?:前|后|第)[#@]")
        return years.match(self._text, begins, ends) is not None and len(years.findall(self._text)) > 1

    def _trimmed(self, begins: int, ends: int) -> Place:
        """Return what a phrase asks for without what only leads to it, or to the figure behind it."""
        text = self._text[begins:ends]
        marks = len(text) - len(text.lstrip("，、"))
        after = self._text[ends : min(ends + 1, self._end)]
        joint = _OR_LEADS.search(text) or SINCE.search(text)
        text = text[: joint.start()] if joint is not None else text
        first, last = trimmed(text[marks:], is_before_figure=bool(after) and after not in "，；：。\n")
        self.no_part.append((begins, begins + marks + first))
        if not re.search("季|月|周|[一两三]年|累计", text[marks + last :]):
            # 季度实现: of which period a figure is somebody must look at.
            self.no_part.append((begins + marks + last, begins + len(text)))
        return begins + marks + first, begins + marks + last

    def _is_general(self, begins: int, ends: int) -> bool:
        """Whether a phrase that a sentence begins with only says what is worked for: 做大做强核心企业，."""
        is_first = (
            begins == 0 or self._text[begins - 1] in "。；：\n" or _AFTER_NUMBER.search(self._text[:begins])
        )
        is_whole = self._text[ends : ends + 1] == "，"
        return bool(is_first and is_whole and words.GENERAL.fullmatch(self._text, begins, ends))

    def _who(self, begins: int, text: str, rest: list[str]) -> dict[str, list[tuple[str, Place]]]:
        """Return what the dictionary has of a phrase, by the term; its words leave ``rest``."""
        who: dict[str, list[tuple[str, Place]]] = {}
        if _NEWLY.search(text) or "或" in text or _BECOMES.search(text):
            return who
        known = [one for one in words.WHO if self._facts.has(one[1])]
        for pattern, term, formula in known:
            for match in re.finditer(pattern, text):
                if any(sign == "\x00" for sign in rest[match.start() : match.end()]):
                    continue
                if _is_part_of_name("".join(rest[: match.start()]), text[match.end() :], term):
                    continue
                who.setdefault(term, []).append((formula, (begins + match.start(), begins + match.end())))
                rest[match.start() : match.end()] = "\x00" * len(match[0])
        return who

    def _without_hints(self, begins: int, ends: int) -> str:
        """Return a stretch without times that ask for nothing: 当年, 年度."""
        hints = (at for at in range(begins, ends) if self._text[at] == "@" and not self._short.needed[at])
        text = list(self._masked(begins, ends))
        for at in hints:
            text[at - begins] = ""
        return "".join(text)

    def _of_row(self, begins: int, rest: list[str], row: str) -> Iterator[Condition]:
        kind = self._facts.context.dictionary.rows[row]
        text = "".join(rest)
        for match in re.finditer(r"[^、且并的\x00]+", text):
            fact = self._facts.truth_of_row(match[0], kind)
            if fact is not None:
                place = (begins + match.start(), begins + match.end())
                rest[match.start() : match.end()] = "\x00" * len(match[0])
                yield Condition(f"{fact.term} = 是", self._short.said(*place), [place], row=row)

    def _rest_is_no_part(self, begins: int, left: str) -> None:
        for match in re.finditer("[^\x00]+", left):
            self.no_part.append((begins + match.start(), begins + match.end()))

    def _truth(self, begins: int, ends: int, left: str, has_who: bool) -> Iterator[Condition]:
        """Ask whether the words themselves hold."""
        for match in re.finditer("[^\x00]+", left):
            first, last = begins + match.start(), begins + match.end()
            if not _ANYBODY.sub("", self._text[first:last]):
                self.no_part.append((first, last))
                continue
            places = self._around_holes(first, last)
            label = plain_phrase("".join(self._short.said(*place) for place in places)).removeprefix("）")
            runs_on = last < self._end and self._text[last] not in "，；：。" and self._text[last - 1] != "的"
            if runs_on and _BARE_DOING.fullmatch(label):
                # 建立并|经营门店1年以上, 新建、|租用仓库: what is done, and to what stands behind it.
                continue
            if self._text.startswith(_GIVEN_BEHIND, last):
                # 餐饮品牌概念店资金|支持比例不超过
                label = _MONEY_FOR.sub("", label)
            if match.start() and left[match.start() - 1] == "\x00":
                # 建筑业|企业升为一级资质
                label = re.sub("^企业(?![人员职高负法家数])(?=.{4})", "", label)
            if len(label) < _FEWEST or _FITS.fullmatch(label) or (has_who and _HERE.fullmatch(label)):
                self.no_part.append((first, last))
                continue
            if _SAYS_WHAT_IS_DONE.fullmatch(label) or self._gives(first, last, label):
                # 认定|当年营业收入达到: what it is done to nobody says, so somebody must look.
                continue
            is_open = self._is_doubtful(first, last, label, has_who and len(left.replace("\x00", "")) > 3)
            fact = self._facts.truth(label)
            levels = list(_LEVEL_WITHIN.finditer(label))
            level = levels[0][0] if len(levels) == 1 else ""
            around = label.replace(level, "※", 1) if level else ""
            yield Condition(
                f"{fact.term} = 是",
                label,
                places,
                is_open=is_open and around != "※",
                is_said=True,
                level=level,
                around=around,
                is_procedure=asks_nothing(self._text[first:last].strip("，、")) is Asks.PROCEDURE,
            )

    def _gives(self, first: int, last: int, label: str) -> bool:
        """Whether words are of something given: 和每年8万元的生活补助, or 安家 before 补贴."""
        is_given = re.search("¥.*(?:补助|补贴|奖励|资助|经费|资金)$", self._text[first:last].rstrip("的"))
        is_noun = self._text[first - 1 : first] == "¥" and len(label) <= _FEWEST
        is_of_award = is_noun and self._text.startswith(("补", "奖", "资助", "贴息"), last)
        return is_given is not None or is_of_award

    def _masked(self, begins: int, ends: int) -> str:
        """Return a stretch with a sign that says nothing for each of brackets that ask for something."""
        text = list(self._text[begins:ends])
        for first, last in self._holes:
            if begins <= first and last <= ends:
                text[first - begins : last - begins] = _HOLE * (last - first)
        return "".join(text)

    def _around_holes(self, first: int, last: int) -> list[Place]:
        places, at = [], first
        for begins, ends in self._holes:
            if first <= begins and ends <= last:
                places.append((at, begins))
                at = ends
        return [one for one in (*places, (at, last)) if one[0] < one[1]]

    def _is_doubtful(self, first: int, last: int, label: str, is_mixed: bool) -> bool:
        """Whether it is not sure that words which ask for something are whole, or ask for it."""
        phrase = self._text[first:last]
        is_whole = self._stands_alone(first, last)
        # Of a phrase that is asked for whole, 或 is part of what is asked.
        danger = words.DANGEROUS.sub(lambda match: "" if is_whole and match[0] == "或" else match[0], phrase)
        kind = _KIND_OF.fullmatch(phrase)
        is_kind = kind is not None and not DONE_TO.search(kind["kind"])
        is_kind = is_kind or (is_whole and _WHICH_KIND.search(phrase) is not None)
        return (
            bool(words.DANGEROUS.search(danger))
            or any(self._text[at] in "¥%#" for at in range(first, last))
            or is_mixed
            or self._runs_on(first, last, is_kind)
            or self._follows_figure(first, last, is_kind)
            or not self._asks(phrase, is_kind=is_kind, is_whole=is_whole)
            or _NO_START.match(phrase) is not None
            or ELSEWHERE.search(phrase) is not None
            # The name of a figure alone says nothing: its bound stands elsewhere.
            or (not re.search("的(?:企业|单位|机构|公司)?$", phrase) and IS_FIGURE.search(label) is not None)
        )

    def _asks(self, phrase: str, *, is_kind: bool, is_whole: bool) -> bool:
        """Whether a phrase begins or ends as what is asked for does."""
        return bool(
            phrase.endswith("的")
            or is_kind
            or (is_whole and _ENDS_OF_CONDITIONS.search(phrase))
            or _STARTS_OF_CONDITIONS.match(_LED.sub("", phrase))
        )

    def _follows_figure(self, first: int, last: int, is_kind: bool) -> bool:
        """Whether words go on from a bound that may belong to their name: 1亿元以上|项目的中介机构."""
        before = self._text[first - 1 : first]
        is_apart = _AFTER_NUMBER.search(self._text[:first]) is not None
        is_apart = (
            is_apart or not before or before in "，；：。、\n" or self._text[first] in "，；：、的且并或（"
        )
        return not is_apart and not is_kind and before in "¥%#上下内）"

    def _runs_on(self, first: int, last: int, is_kind: bool) -> bool:
        """Whether words go on into the name of a figure of which they say more: 首次获得|贷款100万元."""
        phrase, after = self._text[first:last], self._text[last : min(last + 1, self._end)]
        if not after or after in "，；：。\n" or re.search("(?:的|且|并|并且|，)$|的、$", phrase):
            return False
        return not is_kind and (phrase.endswith("、") or after not in "¥%#@、")

    def _stands_alone(self, first: int, last: int) -> bool:
        """Whether a phrase stands between two joints of the sentence, and continues nothing."""
        begins = (
            first == 0 or self._text[first - 1] in "，；：。\n" or _AFTER_NUMBER.search(self._text[:first])
        )
        text = self._text[first:last].strip("，")
        return (
            bool(begins)
            and not re.match("或|以及|及|和|的", text)
            and not re.search("(?:或|和|及|以及)$", text)
        )


def _is_part_of_name(before: str, after: str, term: str) -> bool:
    """Whether a kind of enterprises is only a part of a longer name: 工业和|软件业|投资, 促进|餐饮|业发展."""
    return _GOES_INTO_KIND.search(before) is not None or (
        term in _TRADES_OF and _IS_KIND.match(after) is None
    )


def _is_short_for(one: Quantity, other: Quantity) -> bool:
    """Whether a figure is called by the end of the name of another: 总投资, 节水总投资."""
    is_plain = not one.formula and not other.formula and not one.row and one.unit == other.unit
    done = _MEASURED.fullmatch(one.label)
    if is_plain and done is not None and one.label != other.label:
        # 种植水稻面积100亩以上…，种植500亩以上
        rest = other.label.removesuffix(done["of"])
        return rest != other.label and done["does"] in rest
    lead = other.label.removesuffix(one.label)
    # 出口额 is no word for 进出口额.
    return is_plain and len(one.label) > 2 and lead not in ("", "进", other.label)


def plain_phrase(said: str) -> str:
    """Return a phrase without what only leads to it or says of whom it is.

    >>> plain_phrase("对首次认定为绿色工厂的企业"), plain_phrase("新获评的市级示范园区")
    ('首次认定为绿色工厂', '新获评的市级示范园区')
    """
    said = said.replace("(", "（").replace(")", "）")
    plain = re.sub(
        r"^(?:[，、；：且的]|及?以[上下内](?=的)|并(?![购网线轨表行])|每年度?(?=对(?!外))|以及|同时(?!期)|或者|或|对于|针对|对(?=外贸企|外商|外资|外地)|对(?!外|口|标|应|接|比|照)|凡是?|向(?!外|.*(?:提[交供出]|申[请报]|投资|捐|销|输送|采购|出口|缴|转让|开放))|给予|(?:重点|优先|主要|大力|积极)?(?:鼓励|支持)|其中|其(?![他它余]))+",
        "",
        said,
    )
    plain = re.sub(
        "（[^（）]*优先(?:支持|安排|考虑)(?:，下同)?）|，下同(?=）)|（(?:以下|下)?(?:简称|称|同)[^）]*）|（[^）]*为准）|的?（(?:包括|含)(?!税)[^）]*）$",
        "",
        plain,
    )
    plain = re.sub(r"(?:[，、；：]|并且|且|并)+$", "", plain)
    plain = re.sub(
        "^(?!按|根据|依据|参照)(.{2,}?)的?(?:支持|资助|补助|补贴|奖励|奖补|扶持)标准$", r"\1", plain
    )
    for _ in range(2):
        # 按费用一定比例|予以奖励
        plain = _PAID_SO.sub("", plain)
    while True:
        trail = next((one for one in words.TRAILS if plain.endswith(one) and len(plain) > len(one) + 1), None)
        if trail is None or (len(trail) > 1 and plain.removesuffix(trail).endswith(("内", "外"))):
            return plain
        plain = plain.removesuffix(trail)


def _of_any(formulas: Sequence[str]) -> str:
    """Make one condition of several that say what kind an enterprise is of."""
    alike = list(dict.fromkeys(formulas))
    if len(alike) == 1:
        return alike[0]
    term = alike[0].split(" = ")[0]
    return f"{term} 属于 ({', '.join(one.split(' = ')[1] for one in alike)})"


def joined(conditions: Sequence[Condition]) -> str:
    """Make one formula of conditions that must all hold."""
    return " 且 ".join(f"({one.formula})" if " 或 " in one.formula else one.formula for one in conditions)
