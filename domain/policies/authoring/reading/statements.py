"""A wording taken apart into what is given for what: sentences, statements, and what each inherits."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Final

from domain.policies.authoring.reading import words
from domain.policies.authoring.reading.alternatives import either, with_alternatives
from domain.policies.authoring.reading.awards import WHOLE, Award, Awards, Form, Limit
from domain.policies.authoring.reading.bases import Bases
from domain.policies.authoring.reading.cases import Cases, Split
from domain.policies.authoring.reading.changes import Change, LimitsOfSome, are_parties, changes_in
from domain.policies.authoring.reading.conditions import (
    IS_FIGURE,
    LEVEL,
    WHICH_YEAR,
    Condition,
    Conditions,
    Edges,
    Place,
    Spoken,
    plain_phrase,
)
from domain.policies.authoring.reading.exclusions import asked_behind, left_out_behind
from domain.policies.authoring.reading.instalments import Instalments, instalments_in
from domain.policies.authoring.reading.limits import (
    limit_by_actual,
    limit_by_figure,
    limits_of_kinds,
    most_pieces,
)
from domain.policies.authoring.reading.lists import Announced, lists_in
from domain.policies.authoring.reading.literals import literal, value_of
from domain.policies.authoring.reading.names import counted_name
from domain.policies.authoring.reading.quantities import Facts, Quantity
from domain.policies.authoring.reading.rules import Rule, can_change
from domain.policies.authoring.reading.shorthand import Shorthand
from domain.policies.authoring.reading.urgings import names_somebody, only_aims, topic_in, urged_in
from domain.policies.authoring.reading.words import any_of

_NUMBERING: Final = re.compile(
    r"\s*(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十\d]+）|\d{1,2}[.、．]|[①-⑳]|第[一二三四五六七八九十百\d]+条|[一二三四五六七八九十]是|【[^】]{2,20}】|(?:方向|类别)[#\d一二三四五六七八九十]{1,3}[：:、]?)+"
)
_DOCUMENT: Final = re.compile(
    "《[^《》。；]{4,60}(?:办法|规定|方案|意见|措施|细则|政策|通知|若干条款)(?:（[^《》]*）|[@#\\d年至—-]*)》(?:规定[，：])?"
    "(?=对(?!外)|凡|[^，。；：、的和及与第中等规相要文》]{2})"
)
"""The document that says so, before what it says: 《…管理办法》对获得认定的企业给予….."""
_ITEM_NUMBER: Final = re.compile(r"\s*(?:（[一二三四五六七八九十\d]+）|\d{1,2}[.、．)）]|[①-⑳])")
_TITLE: Final = re.compile("[^，。；：¥%#@的]{2,12}(?:奖励|补贴|补助|奖补|资助|贴息|支持|扶持|奖)")
"""What an item of a list is called."""
_IS_TITLE: Final = re.compile(
    "(?!对(?!外|口)|凡|给予|按)[^，。；：¥%]{2,30}(?<!的)(?<!给予)(?<!予以)(?<!进行)(?:奖励|补贴|补助|奖补|资助|贴息|支持|扶持|奖)"
)
"""A heading that calls what stands below it, whatever numbers are in it: 一季度稳增长奖励."""
_OF_ONE_MOST: Final = re.compile(
    "(?:单[个项家]|每[个项家])?(?:项目|企业)?(?:奖励|补助|补贴|资助|支持|扶持)?(?:金额|资金|额度|总额)?$"
)
"""What of one of them the most is that is said, behind its name."""
_FOR_WHOM: Final = re.compile(
    "(?:对|凡)[^。；：]{3,60}?(?:给予|予以|享受|按照?)(?:以下|下列|如下)[^，。；：]{0,8}(?=：)"
)
"""Whom all items of a list are for."""
_GIVES: Final = any_of((*words.GIVING, *words.AWARD_NOUNS))
_KEYED: Final = re.compile(
    rf"(?:并)?(?:按照?|根据|依据)(?P<key>[^，。；：¥%#]{{2,30}}?)(?:分档|分类|分别|给予|{_GIVES}|建设单位|企业|一次性)+$"
)
_GIVING: Final = re.compile(
    rf"(?:其[^，。；：¥%#]{{0,16}}?)?(?:一次性|分别)*(?:给予|予以|进行|实行)[^，。；：¥%#]{{0,12}}?{_GIVES}$"
    r"|可?(?:分别)?享受(?:以下|下列)?(?:政策|支持|奖励|补助|待遇)?$"
    rf"|(?:分别|一次性|如下|以下)*+{_GIVES}$"
    rf"|(?:{_GIVES})?(?:具体)?标准(?:分别)?(?:为|如下|是)$"
)
_AS_FOLLOWS: Final = re.compile(
    r"(?P<what>[^，。；：¥%#]{2,30}?)(?:分别)?(?:达到|达|符合|满足)(?:以下|下列|如下)(?:标准|条件|规模|要求|档次)(?:之一)?"
)
"""That a figure is asked for whose bounds follow: 营业收入达到以下标准的企业."""
_BESIDES: Final = re.compile(
    r"(?:在[^，。；：]{0,24}¥[^，。；：]{0,6}基础上|除(?:享受|按)?[^，。；：¥%#]{0,16}(?:补助|奖励|政策|资金)[^，。；：¥%#]{0,4}外|(?:在|按)[^，。；：¥%#]{0,16}(?:基础上)"
    r"|参照[^，。；]{2,60}?¥[^，。；¥]{0,8}的?(?:政策|做法))(?:，|再)?"
)
_OF_THIS: Final = re.compile("(?:在|按)(?:此|上述|以上|该|前述|这|前款|前项)")
_ADDED_ASIDE: Final = re.compile(
    r"（(?:其中|对)?(?P<who>[^）¥%#]{2,24}?)(?:每家|每户|企业)?，?(?:再|另|另外|额外|加奖|增加)"
    r"(?:一次性|给予|奖励|补助|补贴|额外)*(?P<figure>¥)(?:的)?(?:奖励|补助|补贴)?）"
)
_MORE_GIVEN: Final = re.compile(
    "相应|同步|(?:补[贴助]|奖励|资助)(?:金额|标准)?(?:增加|递增|提高)|(?<!每)(?:增加|追加|递增|多)(?:给予)?[补奖¥]"
)
"""That steps add to what another sentence gives."""
_NO_AWARD: Final = re.compile(
    rf"(?:每年度?|年度|@)[^，。；：¥%#]{{0,8}}安排[^，。；：¥%#]{{0,6}}¥(?:的)?(?:专项)?(?:资金|经费)?(?=，(?:对|用于|重点|支持|专项|奖励|鼓励))|{_BESIDES.pattern}|（(?![¥、]+）)(?![^）]*{any_of(words.MOST)})[^）]*[¥%][^）]*）"
)
_IN_BRACKETS: Final = re.compile(r"(?<=（)[^）]*(?:奖励|补助|补贴|给予)[^）]*¥[^）]*(?=）)")
_OF_ONE: Final = re.compile(
    "(?:[单每][家户]|[单每同][个一](?:家)?(?:企业|主体|单位|机构|公司|法人|投资主体))"
)
_OF_EACH: Final = re.compile(
    "(?:且|但|其中|并且)?(?:单(?!位)|每)(?P<unit>个|项|次|笔|批|期|届|人|名|位)(?P<what>项目|产品|品种|展会|活动|赛事|会议|业务|贷款|课题|订单)?(?!企业|单位|年|月)"
)
"""What is counted where a limit is of each of it."""
_EACH_BEFORE: Final = re.compile(
    "(?:单(?!位)|每)(?P<unit>个|项|次|笔|批|人|名|位|件|台|场)(?P<what>项目|产品|品种|展会|活动|课题)?(?=按|实际|[^，。；¥%]{2,16}的?%)"
)
"""The same, said before what is given: 每个项目按合同金额给予5%."""
_OF_ENTERPRISE: Final = re.compile("企业|单位|公司|机构|主体|户|家|年|@|累计|合计|总")
_PERSONS: Final = ("人", "名", "位")
_IS_PERSON: Final = re.compile("(?:人|生|者|师|员|工|个人|团队)$|人才|博士|硕士|选手|专家|管理人员|高管")
_MEASURED: Final = (Form.RATE, Form.PIECES, Form.STEPS)
_SHARED_BY_KINDS: Final = (Form.RATE, Form.WHOLE)
"""What is one and the same for several kinds that have limits of their own."""
_ONCE: Final = re.compile(r"(?:以上|上述)?(?:均|都)?(?:为)?一次性(?:奖励|补助|补贴)?")
_SUBJECT: Final = re.compile(r"(?:其中)?(?:对于?|凡是?)(?!应)")
_REST: Final = re.compile(
    rf"(?:{any_of(words.GIVING)}|{any_of(words.FILLING)}|{any_of(words.AWARD_NOUNS)}|[，；。：、）（]|的)*"
)
_BEFORE_LIMIT: Final = re.compile(rf"(?:{any_of(words.ANYBODY)}|{any_of(words.FILLING)}|[，；。：、])*")


_JOINT: Final = re.compile(
    r"(?:以上|上述|前述|各|两|三|所有)[^，。；：¥%#]{0,14}?(?:合计|累计|总计|总额|总和|总共|之和|加总)[^，。；：¥%#]{0,14}¥"
)
"""That several awards together are bounded: 以上各项奖励合计不超过100万元."""

_ASKS_FIRST: Final = re.compile(
    "对|的|@|[¥%#]|^(?:取得|获得|获评|首次|完成|引进|通过).{3,}(?<!奖励|补贴|补助|资助|支持|扶持)$"
)
"""What in a short head asks for something, so that it is no title."""
_ASKED_RATE: Final = re.compile(
    rf"(?:{any_of((*words.BEFORE, '增长', '增速', '增幅', '高于'))})%|%(?:（不?含）)?(?:（含）)?及?以[上下]"
)
"""A rate that is asked for, so that none is given by it: 增速不低于10%."""
_IN_ALL: Final = re.compile("合计|累计|总计|总额")
_BUILDING: Final = ("建设", "搭建", "出台", "制定")
_URGING: Final = ("鼓励", "支持", "引导")
"""What may also say what an enterprise must do: 鼓励企业设立销售公司，对销售额达到1亿元的."""
_ACT: Final = re.compile("改造|研发|创新|出口|上云|技改|争创|开拓|拓展|参展|融资|上市|招引|引进|培训")
"""What an urging may ask for too, where only figures follow: 支持企业技术改造，对投资500万元以上的."""
_DONE: Final = re.compile(
    "新|首|获|评|认定|通过|取得|入选|列入|实施|开展|购置|参加|建设|完成|改造项目|技改项目"
)
_ANNOUNCES_ONLY: Final = re.compile(
    r"对?(?:获得|取得|获|符合|满足|通过|列入|入选|具备|达到)?(?:以下|下列|如下)[^，的]*"
    r"(?:的\w{0,4}(?:企业|单位|组织|机构|个人|权利人|主体))?的?"
)
_GIVES_ITSELF: Final = re.compile("(?:给予|予以|享受)(?!以下|下列|如下)[^，：]*$")
"""With what a sentence ends that gives something itself, and announces nothing."""
_BARE_NUMBER: Final = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百\d]+[章条]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[.、．]|[①-⑳])\s*"
)
_IS_SHORT: Final = re.compile(r"[^，。；：¥%\d]{8,40}")
_WORKED_FOR: Final = re.compile(
    "^(?:发展|扩大|提升|加强|推进|优化)|(?:化|水平|建设|发展|创新|转型|升级|体系|环境|能力)$"
)
_CHOSEN: Final = re.compile(
    "(?:评选|评定|遴选|选取|评出|选出)(?:不超过|不多于|约)?#(?:个|家|名)?左?右?(?P<who>[^，。；：¥%#@、的]{3,16})(?=，)"
)
_GIVEN_TO: Final = re.compile(
    "给予(?P<who>(?!最高|不超过|一次性|不高于|奖励|补[助贴]|资助|每|按|其|单个)[^，。；：¥%#@]{2,20}?"
    "(?:企业|机构|公司|单位|合作社|农户|大户|人才|团队|专家|博士|人员|组织|协会|平台|中心|基地|旅行社|银行|总部))"
    "(?=最高|不超过|不高于|每(?!年)|一次性|¥)"
)
_ANY_RECEIVER: Final = (
    "(?:其|该|获奖|获评|申报|申请|投保|承办|主办|举办|运营|实施|建设|项目|用人|参展|入驻|每个?|每家|企业|单位|机构|主体|公司|个人|业主|团队|或|和|及|、|方|者|平台|管理)*"
    "|.*(?:资金|奖励|补[助贴]|费用?|支持|资助|总额|标准|金额|经费|奖金)"
)
"""Who gets it and was named before, or what is given."""
_OF_WHICH_ONE: Final = re.compile(
    "(?:单[个家户]|每[个家户])(?P<who>[^，。；：¥%#@的]{2,12}?)(?=每年|年度|@|当年|获得|享受|累计|最高|的|奖励|补贴|补助|资助|资金|支持|不超过)"
)
_IS_OF_ONE: Final = re.compile(
    "(?:[^，]{0,4}(?:单[个家户店]|单项(?!冠军|奖)|每[个家户])|申请人|同一)[^，]{0,24}?(?:每年|年度|当年|全年|获得|享受)[^，]{0,12}"
)
"""Of which one, and of what time, a limit is: 单个企业、社会组织每年."""
_SAYS_MOST: Final = re.compile(
    "(?:支持|补助|补贴|奖励|资助|扶持|奖补|补偿)*(?:总)?(?:资金|金额|总额|额度|最高|最多|不超过|累计|合计)"
)
_PARTS_OF_KIND: Final = re.compile("(?P<kind>[^，。；：¥%#@的]{2,12}(?:企业|项目|单位|机构|产品|平台))，其中")
_TO_ALL: Final = re.compile(
    "[，]?(?:对于?|凡是?)[^，]*(?:给予|予以|进行)[^，¥%#]{0,6}(?:奖励|补贴|补助|资助|支持|扶持)"
)
_GIVES_TO: Final = re.compile(
    "对于?(?!外|口|标)[^，。；¥%#]{4,60}，(?:(?:根据|按照?|依据|视)[^，。；¥%#]{2,30})?(?:给予|予以)[^，。；¥%#]{0,12}(?:奖励|补贴|补助|资助|支持|扶持)$"
)
"""That to somebody something is given of which what stands below says how much: 对总部，按资本给予落户奖."""
_TELLS: Final = re.compile(
    "(?!对(?!外|口|标)|凡|在|符合|经|获|通过|具|企业|单位)(?!.*(?:的|：|(?:以下|下列|如下)[^，]*)$)[^，：]*(?:应当?|须|需|必须|负责|承担|管理|做到|取消|排序)"
)
"""That a sentence above tells somebody what to do, and is no test of who is meant below."""
_THING: Final = re.compile(
    r"(?!支持|鼓励|关于|推动|加快|促进|培育|建设|发展|引进|实施|打造|开展|加强|扩大|做)[^，：]{2,12}"
    r"(?<!奖励)(?:茶?园|建筑|企业|机构|基地|产品|食品|合作社|农场|养殖场|酒店|门店|首店|商店|楼宇|民宿|平台|车辆|设备|船舶?|器|工厂|车间)"
    r"(?:（[^）]*）)?"
)
"""What something is given for, before a colon."""
_DOES: Final = "认定|评定|制定|修订|制修订|通过|获评|获得|承担|承办|举办|参展|建设|备案|注册|申报"
_ANY_OWNER: Final = (
    "(?:我[省市县区]|本[省市县区地]|[全辖各]区?|区内|县内|市内|相关|其他|社会)?(?:企业|单位|机构|组织)"
)
"""Who did something, of whom nothing more is said; 认定的小微企业 are others than all that are."""
_DONE_ALONE: Final = re.compile(
    f"(?P<lead>(?:重新|再次|通过(?=重新|再次|复)|参与|协助|牵头|主导|首次|新|到期|已|被)*)(?P<verb>{_DOES})(?:的{_ANY_OWNER}(?:或{_ANY_OWNER})?)?"
)
"""What was done, and not to what: 重新认定, 参与制定的单位."""
_DONE_FIRST: Final = re.compile(_DOES)
_TRAILING: Final = re.compile(f"的{_ANY_OWNER}(?:或{_ANY_OWNER})?$")
_WHERE: Final = re.compile("在[^，]{2,30}(?:内|中|上|期间|范围|区域|园区)，")
_AFTER_URGING: Final = re.compile(
    r"，(?P<subject>(?:[^，]{2,16}，){0,2}(?:对于?(?!外|口|标|接)|凡是?))?(?=.)"
)
"""Where an urging ends: before of whom it is said, or at its first comma."""
_TAKES_HOUSE: Final = re.compile("(?:购置|购买|新购|自建|新建|租赁|租用|承租)(?!的)")
_WHO_TAKES_HOUSE: Final = re.compile(
    rf"(?P<who>[^，、]{{2,24}}?(?:企业|总部|机构|公司|单位|合作社|平台|中心|旅行社|基地|人才|团队|个人))(?:新|首次|在[^，]{{2,12}}?)?{_TAKES_HOUSE.pattern}"
)
_LEADS_TO: Final = re.compile("(?:鼓励|支持|引导|扶持|对于?)+$")
_LASTS: Final = re.compile("享受[^ ]*的时间 <= ")
_TRUE, _FALSE = " = 是", " = 否"
_SHARED: Final = 3
_ENDING: Final = 4
_ANY_WORD: Final = re.compile("企业|单位|机构|项目|[¥%#@，、的]")
_METHOD: Final = re.compile("(?:根据|依据|视|按照?(?!期|时|规定|要求|进度|计划|约定|揭|摩))[^，]*(?<!的)")
_PART: Final = re.compile("(?:的|超过|超出|增量|新增|增加|剩余)*部分")
"""What an award is of, and asks for nothing."""
_REWARDED: Final = re.compile(
    "对(?P<what>[^，]{2,20}?)的?(?:予以|给予|进行|实行)?的?(?:奖励|补助|补贴|资助|奖补)"
)
_APPLICANT: Final = re.compile("(?:该|申报|申请|其|获奖|上述)?(?:企业|机构|单位|公司|主体)")
_OWNERS: Final = ("企业", "单位", "机构", "公司", "合作社", "主体", "旅行社")
"""Who has what is counted, and may be meant further on."""
_SUBJECTS: Final = ("项目", "平台", "基地", "园区", "建筑", "产品", "中心", "场", "社", "楼宇", "民宿", "店")
_OBTAINS: Final = re.compile(
    r"(?:对|@|当年|上?年度|首次|首度|新|成功|初次|被|经)*(?P<verb>获|评|认定|通过|取得|入选|列入|晋升|升级|升规|建成|创建|创成|主导|参与|牵头|承担|注册|在.{1,12}(?:上市|挂牌)|制定|引进|完成)"
)
"""What an enterprise did, with which a subject of its own begins."""
_MOST_IN_HEADING: Final = 24


@dataclass(slots=True)
class Statements:
    """What a wording says, statement by statement.

    Attributes:
        rules: In the order of the text.
        no_part: Stretches of the short text that do not bear on what is given.
        heading: What the wording says that it is about.
    """

    rules: list[Rule] = field(default_factory=list)
    no_part: list[Place] = field(default_factory=list)
    instalments: dict[int, Instalments] = field(default_factory=dict)
    """In what parts what a sentence gives is paid, by its number."""
    heading: str = ""
    joint: list[Limit] = field(default_factory=list)
    """What all that is given may come to together."""
    highest: Place | None = None
    """Where it says that only the highest of several awards is given."""


_EXAMPLE: Final = re.compile(
    "(?:(?<=[。；：\\n])|^)(?:(?:例如|又如|比如|譬如|举例(?:来说|说明)?|举个例子|例)[，：]|以[^，。；\\n]{2,40}为例，)"
)
"""Where a sentence goes over to an example, which gives nothing to anybody: 例：每头购买800元保险."""


class StatementReader:
    """Reads one wording."""

    def __init__(self, short: Shorthand, facts: Facts, edges: Edges) -> None:
        self._short, self._text, self._facts = short, short.text, facts
        self._conditions = Conditions(short, facts, edges)
        self._cases = Cases(short, facts, self._conditions)
        self._awards = Awards(short)
        self._bases = Bases(short, facts, self._conditions)
        self._spoken = Spoken()
        self.found = Statements(no_part=self._conditions.no_part)
        self._sentence = 0
        self._announced: list[Condition] = []
        """What a sentence asked for that leaves to the next ones what is given."""
        self._pending: list[tuple[int, Limit]] = []
        """Limits before what they bound, with where they begin."""
        self._pending_asked: list[Condition] = []
        """What stands before those."""
        self._lists: list[tuple[Announced, list[Condition]]] = []
        self._listed: tuple[str, list[Condition]] = "", []
        """How the first item of the last list begins, and what is asked for all its items."""
        self._urged: Place | None = None
        """Whom the last urging urges, where that says what kind they are."""
        self._topic: tuple[str, list[Place]] | None = None
        """To whom or for what the last sentence without figures, or a heading, gives something, and where."""

    def read(self, inherited: Sequence[Condition] = (), above: Sequence[str] = ()) -> Statements:
        """Read all sentences.

        Args:
            inherited: What the units above ask for, with no places in this wording.
            above: Their words, outermost first.
        """
        for text in above:
            heading = _BARE_NUMBER.sub("", text).strip().rstrip("。：")
            named = topic_in(heading, 0, len(heading)) if _IS_SHORT.fullmatch(heading) else None
            topic = heading[named[0] : named[1]] if named is not None else ""
            if topic and not _WORKED_FOR.search(topic) and not _share(topic, self._text):
                self._topic = topic, []
        self._announced = list(inherited)
        self._lists = list(self._read_lists())
        at = 0
        for region in (*(one.region for one, _ in self._lists), (len(self._text),) * 2):
            for match in re.finditer(r"[^。\n]*[。\n]|[^。\n]+$", self._text[at : region[0]]):
                self._sentence += 1
                start, end = at + match.start(), at + match.end()
                example = _EXAMPLE.search(self._text, start, end)
                self._read_sentence(start, end if example is None else example.start())
            at = region[1]
        return self.found

    def _read_lists(self) -> Iterator[tuple[Announced, list[Condition]]]:
        """Read the lists of conditions that sentences announce, where they give nothing themselves."""
        done = 0
        for one in lists_in(self._text):
            if one.place[0] < done or self._awards.find(*one.region, is_listing=False):
                continue
            asked = [self._read(*item) for item in one.items]
            if not all(asked):
                continue
            found = [condition for some in asked for condition in some]
            if one.is_of_none:
                if not all(condition.formula.endswith(_TRUE) for condition in found):
                    continue
                found = [
                    replace(each, formula=f"{each.formula.removesuffix(_TRUE)}{_FALSE}", is_said=False)
                    for each in found
                ]
            elif one.is_any:
                formula = either(asked)
                places = [place for condition in found for place in condition.places]
                found = [Condition(formula, self._short.said(one.items[0][0], one.items[-1][1]), places)]
            # Whether each item was read as it is meant, somebody must look.
            found = [replace(condition, is_open=True) for condition in found]
            found[0] = replace(found[0], places=[one.place, *found[0].places])
            self._skip(*one.region)
            done = one.region[1]
            yield one, found

    def read_above(self) -> list[Condition] | None:
        """Read the wording as that of a unit above: what it asks for, or None where it is more than that."""
        text = self._text.rstrip("。：；，\n")
        numbering = _NUMBERING.match(text)
        start = numbering.end() if numbering else 0
        if _IS_TITLE.fullmatch(text, start):
            return []
        named = _REWARDED.fullmatch(text, start)
        if named is not None and IS_FIGURE.search(named["what"]):
            # 对市外产值的奖励: what it is about.
            return []
        is_heading = not re.search(r"对于?(?!外|口|标)|凡|的(?:企业|项目|单位)?$|[¥%#@]", text[start:])
        if is_heading or (text[start:].startswith(words.SLOGANS) and not re.search(r"[¥%#]|，对", text)):
            return []
        is_own = self._text.rstrip().endswith("。") and _GIVES_ITSELF.search(text, start)
        is_to = _GIVES_TO.match(text, start) is not None
        is_told = self._text.rstrip().endswith("。") and _TELLS.match(text, start) is not None
        if (
            self._awards.find(0, len(text), is_listing=False)
            or "。" in text
            or (is_own and not is_to)
            or is_told
        ):
            return None
        found = self._read_head(start, len(text))
        used = {at for one in found for place in one.places for at in range(*place)}
        used |= {at for place in self.found.no_part for at in range(*place)}
        left = "".join(sign for at, sign in enumerate(text) if at >= start and at not in used)
        return None if left.strip("，、；：") else found

    def _read(self, start: int, end: int) -> list[Condition]:
        """Return what a stretch before an award asks for."""
        for one, conditions in self._lists:
            if start <= one.place[0] and one.place[1] <= end:
                return [*self._read(start, one.place[0]), *conditions, *self._read(one.place[1], end)]
        found = self._conditions.read(start, end, self._spoken)
        return with_alternatives(self._short, start, end, found)

    def _skip(self, start: int, end: int) -> None:
        if start < end:
            self.found.no_part.append((start, end))

    def _read_sentence(self, start: int, end: int) -> None:
        item = self._item_at(start)
        start, end = self._without_frame(start, end)
        if start >= end:
            return
        self._urged = urged_in(self._text, start, end) or self._urged
        if self._asks_list(start, end):
            return
        if not any(sign in self._text[start:end] for sign in "¥%") and not self._awards.gives_whole(
            start, end
        ):
            if not self._announces(start, end) and not self._announces_list(start, end):
                self._topic = self._topic_of(start, end) or self._topic
                self._read_plain(start, end)
            return
        if not self.found.rules and not self._announced:
            self._spoken = Spoken()
        common = self._announced
        if item and item == self._listed[0]:
            common = [*common, *(replace(one, is_open=True) for one in self._listed[1])]
        else:
            self._listed = "", []
        colon = self._text.find("：", start, end)
        is_listing = colon >= 0 and self._only_announces(start, colon)
        if is_listing:
            asked = self._asked_above(self._read_head(start, colon))
            common = [*common, *asked]
            self._skip(colon, colon + 1)
            start = colon + 1
            self._listed = self._item_at(start), asked
        elif self._announces(start, end):
            return
        previous: list[Rule] = []
        for begins, ends in self._parts(start, end, "；"):
            first = self._after_numbering(begins, ends)
            previous = self._read_statement(first, ends, common, previous, is_listing)

    def _asks_list(self, start: int, end: int) -> bool:
        """Read a sentence that announces a list of conditions and gives nothing itself."""
        announced = [one for one, _ in self._lists if start <= one.place[0] < end]
        if not announced or self._awards.find(start, end, is_listing=False):
            return False
        asked = self._read(start, end)
        if any(one.is_of_none for one in announced):
            # 有下列情形之一的，不予支持 is of what was given before it too.
            for rule in self.found.rules:
                rule.conditions = [*rule.conditions, *asked]
        self._announced = [*self._announced, *asked]
        return True

    def _item_at(self, start: int) -> str:
        """Return how an item of a list begins, where that tells it from other sentences: 对, or a number."""
        start = self._after_marks(start, len(self._text))
        if _ITEM_NUMBER.match(self._text, start) is not None:
            return "#"
        return "对" if _SUBJECT.match(self._text, start) is not None else ""

    def _without_frame(self, start: int, end: int) -> Place:
        """Return a sentence without its numbering and the offices that are responsible."""
        start = self._after_numbering(start, end)
        for match in words.RESPONSIBLE.finditer(self._text, start, end):
            self._skip(*match.span())
            end = min(end, match.start()) if match.end() >= end - 1 else end
        return start, end

    def _after_numbering(self, start: int, end: int) -> int:
        for frame in (_NUMBERING, _DOCUMENT):
            match = frame.match(self._text, start, end)
            if match is not None:
                self._skip(*match.span())
                start = match.end()
        return start

    def _announces(self, start: int, end: int) -> bool:
        """Read a sentence that says only who is given something, and not how much."""
        last = end - 1 if self._text[end - 1] in "。\n" else end
        ends = re.search(
            r"(?:，|，?进行|，?给予|，?予以)(?:一次性)?(?:奖励|补助|补贴|资助|扶持)$", self._text[start:last]
        )
        if ends is None or self._awards.find(start, end, is_listing=False) or "；" in self._text[start:end]:
            return False
        self._announced = self._read(start, start + ends.start())
        self._skip(start + ends.start(), end)
        return True

    def _announces_list(self, start: int, end: int) -> bool:
        """Read whom a list is for whose items are sentences: 对总部企业给予以下奖励：（1）落户奖励。…."""
        head = _FOR_WHOM.match(self._text, start, end)
        if head is None or self.found.rules:
            return False
        asked = self._asked_above(self._read_head(start, head.end()))
        self._announced = [*self._announced, *(replace(one, is_open=True) for one in asked)]
        self._skip(head.end(), end)
        return True

    def _only_announces(self, start: int, colon: int) -> bool:
        """Whether the words before a colon only announce what is given."""
        has_figures = any(sign in self._text[start:colon] for sign in "¥%")
        return not has_figures or not self._awards.find(start, colon, is_listing=False)

    def _parts(self, start: int, end: int, sign: str) -> list[Place]:
        parts, at = [], start
        while (found := self._text.find(sign, at, end)) >= 0:
            parts.append((at, found))
            self._skip(found, found + 1)
            at = found + 1
        return [*parts, (at, end)]

    # Sentences without figures

    def _read_plain(self, start: int, end: int) -> None:
        text = self._text[start:end].rstrip("。\n；，")
        if words.HIGHEST.fullmatch(text) and not words.DANGEROUS_SLOGAN.search(text.replace("最高", "")):
            self.found.highest = (start, end)
            return
        rules = self.found.rules
        if self._bounded_by_figure(start, start + len(text), rules) or (
            rules and self._lasts(start, start + len(text), rules)
        ):
            return
        is_first = not self.found.rules
        is_slogan = text.startswith(words.SLOGANS) and not words.DANGEROUS_SLOGAN.search(text)
        is_short = len(text) <= _MOST_IN_HEADING and not words.DANGEROUS.search(text)
        if is_first and (is_slogan or is_short):
            self.found.heading = self.found.heading or text
            self._skip(start, end)
        elif _ONCE.fullmatch(text) or is_slogan or _TITLE.fullmatch(text):
            self._skip(start, end)
        elif not self._asked_behind(start, end, self.found.rules):
            for rule in self.found.rules:
                rule.is_open = True

    # Heads before a colon

    def _read_head(self, start: int, end: int) -> list[Condition]:
        text = self._text[start:end]
        kind = _PARTS_OF_KIND.fullmatch(text)
        if kind is not None:
            # 科技服务类项目，其中：…: of what all parts that follow are.
            self._skip(start + kind.end("kind"), end)
            return [replace(one, is_open=True) for one in self._read(start, start + kind.end("kind"))]
        if len(text) <= 14 and not _ASKS_FIRST.search(text):
            self.found.heading = self.found.heading or text
            if _THING.fullmatch(text) is None:
                self._skip(start, end)
                return []
            # 有机茶园：…: of what all is that follows, if it is no title.
            return [replace(one, is_open=True) for one in self._read(start, end)]
        last = max(self._text.rfind("，", start, end), start - 1) + 1
        keyed = _KEYED.search(self._text, last, end)
        giving = keyed or _GIVING.search(self._text, last, end)
        ends = giving.start() if giving else end
        axis = _AS_FOLLOWS.search(self._text, start, ends)
        if (
            axis is not None
            and self._conditions.quantity(*axis.span("what"), "money", "", self._spoken) is not None
            and (named := self._spoken.quantity) is not None
            and not named.is_counted
        ):
            self._spoken.compare(named)
            self._skip(*axis.span())
            found = self._read(start, axis.start("what"))
            found += self._read(axis.end(), ends)
        else:
            found = self._read(start, ends)
        if keyed:
            self._read_key(*keyed.span("key"))
        if giving:
            self._skip(*giving.span())
        return found

    def _asked_above(self, found: Sequence[Condition]) -> list[Condition]:
        """Return conditions without what only announces those below: 对获得以下荣誉的企业."""
        for one in found:
            if announces_only(one):
                self._facts.withdraw(one.text)
                self.found.no_part += one.places
        return [one for one in found if not announces_only(one)]

    def _read_key(self, begins: int, ends: int) -> None:
        """Note the figure that what is given goes by."""
        growth = re.search(rf"(?:{words.VERSUS})?{words.GROWTH}$", self._text[begins:ends])
        last = ends - len(growth[0]) if growth else ends
        found = self._conditions.quantity(begins, last, "money", "", self._spoken, is_periodic=bool(growth))
        if found is None:
            return
        quantity = found[0]
        if growth:
            quantity = Quantity("", quantity.label, "rate", formula=f"同比({quantity})")
        self._spoken.compare(quantity)

    # Statements

    def _read_statement(
        self, start: int, end: int, common: Sequence[Condition], before: list[Rule], is_listing: bool
    ) -> list[Rule]:
        for match in _BESIDES.finditer(self._text, start, end):
            self._skip(*match.span())
        paid = instalments_in(self._short, self._facts, start, end)
        if paid is not None and self._text[paid.place[1] : end].strip("。，；") == "":
            self.found.instalments[self._sentence] = paid
            end = paid.place[0]
        rules: list[Rule] = []
        at = start
        for one in self._said_of_awards(
            start, end, is_first=not before, is_listing=is_listing or bool(before)
        ):
            if not isinstance(one, Award):
                self._beside(at, one, rules, before)
                at = one.place[1]
                continue
            is_of_rate = bool(rules) and rules[-1].award.form in (Form.RATE, Form.WHOLE)
            if rules and (limit := self._limit_of(at, one, is_of_rate=is_of_rate)) is not None:
                self._limit(at, limit, rules)
                at = one.place[1]
                continue
            earlier = rules[-1:] or before[-1:]
            rule = self._rule(at, one, common, earlier[0] if earlier else None, bool(rules))
            if rules and self._says_of_which(at, rule, rules[-1]):
                rule.award.also.append(rules.pop().award.place)
            rules.append(rule)
            at = one.place[1]
            rule.conditions = [*self._pending_asked, *rule.conditions]
            self._pending_asked = []
            while self._pending:
                self._limit(*self._pending.pop(0), rules)
        self._share_limit(rules)
        rules += self._added_aside(start, end, rules)
        if not self._skipped_tail(at, end, rules or before):
            for rule in rules or before:
                rule.is_open = True
        self.found.rules += rules
        return rules or before

    def _share_limit(self, rules: Sequence[Rule]) -> None:
        """Give a limit behind the last of several shares to all: 500万元以下的1%，以上的2%，最高10万元."""
        awards = [rule.award for rule in rules]
        axes = [{one.axis for one in rule.conditions if one.axis} for rule in rules]
        is_tariff = len(rules) > 1 and axes[0] and all(one == axes[0] for one in axes)
        is_of_rates = all(one.form is Form.RATE and len(one.figures) == 1 for one in awards)
        if (
            not (is_tariff and is_of_rates)
            or len(awards[-1].caps) != 1
            or any(one.caps for one in awards[:-1])
        ):
            return
        limit = Limit(awards[-1].caps.pop(), awards[-1].place, is_open=True)
        for rule in rules:
            rule.limits.append(limit)
            rule.is_open = True

    def _says_of_which(self, at: int, rule: Rule, before: Rule) -> bool:
        """Whether a rule says for whom the most is that was given: 最高100万元，其中A类100万元、B类60万元."""
        award, decided = rule.award, before.award
        is_same = award.labels and decided.form is Form.DECIDED and len(decided.figures) == 1
        is_part = "其中" in self._text[at : award.place[0] + 2]
        return bool(is_same and is_part) and value_of(decided.figures[0]) == max(map(value_of, award.figures))

    def _bounded(self, limit: Limit, rules: list[Rule], before: list[Rule]) -> list[Rule]:
        """Return what a limit bounds: of one enterprise all that a sentence gives it by rates or pieces."""
        if len(rules) > 1 and limit.is_amount:
            before_it = [rule.award for rule in rules[:-1] if rule.award.form is Form.FIXED]
            fixed = [one for award in before_it for one in award.figures]
            if any(value_of(one) > value_of(limit.figure) for one in fixed):
                # 奖励15万元，另按销售额的0.5%奖励，最高10万元: of what stands right before it.
                return rules[-1:]
        if not rules or not before or not _OF_ONE.match(self._text, limit.place[0]):
            return rules or before
        earlier = [one for one in self.found.rules if one.sentence == self._sentence]
        is_alike = all(
            one.award.form in _MEASURED and not one.limits and not one.award.caps for one in earlier
        )
        return [*earlier, *rules] if is_alike else rules

    def _said_of_awards(
        self, start: int, end: int, *, is_first: bool, is_listing: bool
    ) -> list[Award | Limit | LimitsOfSome | Change]:
        """Return what a part of a sentence gives, at most, and to some otherwise, in its order."""
        changes = [*changes_in(self._short, start, end), *self._limits_of_kinds(start, end)]
        while True:
            apart = [one.place for one in changes]
            found = self._found(start, end, apart, is_first=is_first, is_listing=is_listing)
            given = [one.place[0] for one in found if isinstance(one, Award)]
            first = -1 if self.found.rules else min(given, default=end)
            is_of_share = bool(self.found.rules) and self.found.rules[-1].award.form in _SHARED_BY_KINDS
            behind = -1 if is_of_share and not given else end
            measured = [
                one.place[0] for one in found if isinstance(one, Award) and one.form in _SHARED_BY_KINDS
            ]
            kept = [
                one
                for one in changes
                if (min(measured, default=behind) if _is_loose(one) else first) < one.place[0]
            ]
            if len(kept) == len(changes):
                return sorted([*found, *kept], key=lambda one: one.place)
            # Where nothing is given before it, it gives something itself.
            first_given = [
                one
                for one in changes
                if one not in kept
                and isinstance(one, LimitsOfSome)
                and not (_is_loose(one) and (self.found.rules or one.is_behind))
            ]
            if len(first_given) == 1 and len(first_given[0].labels) > 1 and not given:
                some = first_given[0]
                award = Award(Form.DECIDED, some.figures, some.place, labels=some.labels, is_open=True)
                return sorted([*found, award, *kept], key=lambda one: one.place)
            kinds = [one for one in changes if one not in kept and isinstance(one, Limit)]
            if len(kinds) == 1 and not given:
                return sorted([*found, _any_amount(kinds[0]), *kinds, *kept], key=lambda one: one.place)
            changes = kept

    def _limits_of_kinds(self, start: int, end: int) -> Iterator[Limit]:
        """Yield limits of each of several kinds of pieces."""
        for place, some in limits_of_kinds(self._text, start, end):
            limit = Limit(self._short.figures[some[0][-1]], place, is_open=True)
            for noun, more, piece, at in some:
                count = words.COUNT_NAMES.get(piece, f"{piece}数")
                name = f"{self._short.said(*noun)}{more}{count}"
                limit.kinds.append((self._facts.figure(name, "number", None, piece), self._short.figures[at]))
            yield limit

    def _beside(
        self, at: int, one: Limit | LimitsOfSome | Change, rules: list[Rule], before: list[Rule]
    ) -> None:
        """Note what is said of awards before it and gives nothing itself."""
        if not isinstance(one, Limit):
            self._changed(at, one, rules or before or self.found.rules)
        elif not self._is_joint(at, one, rules):
            bounded = self._bounded(one, rules, before) or self.found.rules
            if bounded:
                self._between(at, one.place[0], bounded)
                self._limit(at, one, bounded)
            else:
                self._pending.append((one.place[0], one))
                self._pending_asked += self._read(at, one.place[0])

    def _changed(self, at: int, one: LimitsOfSome | Change, rules: Sequence[Rule]) -> None:
        """Note of awards what some get at most, or others more or less; unread where they cannot have it."""
        if isinstance(one, LimitsOfSome):
            for rule in rules[-1:]:
                self._limit_some(rule, one)
            return
        own = self._read(at, one.place[0])
        for rule in rules[-1:]:
            rule.is_open = True
            if can_change(rule, own, one):
                rule.changes.append((own, one))
                rule.award.also += [one.place, *(place for each in own for place in each.places)]

    def _limit_some(self, rule: Rule, limits: LimitsOfSome) -> None:
        """Bound an award by who gets it, or by the level of what it is given for."""
        award = rule.award
        rule.is_open = True
        known = [limit for limit in rule.limits if limit.is_amount]
        rest = [*award.caps[-1:], *(limit.figure for limit in known)][-1:]
        is_of_rest = len(limits.labels) == 1
        if (
            rule.split is not None
            or len(award.figures) > 1
            or len(award.caps) > 1
            or (is_of_rest and not rest)
        ):
            return
        said = next((one.text for one in reversed(rule.conditions) if one.is_said), "")
        ends = award.place[1]
        is_of_kinds = limits.is_of_kinds and not are_parties(limits.labels)
        rule.split = (
            self._cases.of_labels(ends, ends, limits.labels, limits.what if is_of_kinds else said)
            if is_of_kinds or limits.is_of_levels
            else self._of_parties(award, limits.labels)
        )
        rule.split.place, award.caps = limits.place, limits.figures
        award.also.append(limits.place)
        if rest:
            rule.split.condition, rule.split.has_rest = "", True
            rule.split.tests.append("")
            award.caps = [*limits.figures, *rest]
            rule.limits = [one for one in rule.limits if one not in known]
            award.also += [one.place for one in known]

    def _found(
        self, start: int, end: int, apart: Sequence[Place] = (), *, is_first: bool, is_listing: bool
    ) -> list[Award | Limit]:
        """Return what a part of a sentence gives and at most, in its order."""
        found: list[Award | Limit] = []
        for begins, ends in self._apart(start, end, apart):
            is_within = any(isinstance(one, Award) for one in found)
            is_after = bool(self.found.rules) or not is_first or is_within
            found += self._awards.find(
                begins, ends, is_listing=is_listing, is_after=is_after, is_within=is_within
            )
        if not found and is_first:
            # 给予奖励（省级、市级分别奖励10万元、5万元）
            found = [
                one
                for match in _IN_BRACKETS.finditer(self._text, start, end)
                for one in self._awards.find(*match.span(), is_listing=False)
                if isinstance(one, Award) and one.form is Form.FIXED and len(one.figures) > 1
            ]
        return _with_limits_of_cases(self._award_first(start, found) if is_first else found)

    def _award_first(self, start: int, found: Sequence[Award | Limit]) -> list[Award | Limit]:
        """Return what a part says, with a limit before any award made what a person decides.

        给予补助，最高300万元; or the limit of the share behind it: 最高300万元，比例不超过投入的50%.
        """
        if self.found.rules:
            return list(found)
        at = next((at for at, one in enumerate(found) if isinstance(one, Award)), len(found))
        limits = [one for one in found[:at] if isinstance(one, Limit)]
        first = limits[0] if len(limits) == 1 else None
        if at == len(found) and limits and (first is None or not first.is_amount):
            return [_any_amount(limits[0]), *found] if limits[0].base is None else list(found)
        if first is None or not first.is_amount:
            return list(found)
        if at < len(found) and isinstance(one := found[at], Award):
            is_share = one.form is Form.RATE and bool(one.most) and not one.caps
            if is_share and not self._text[first.place[1] : one.place[0]].strip("，；、"):
                place = (first.place[0], one.place[1])
                return [replace(one, place=place, caps=[first.figure]), *found[at + 1 :]]
            return list(found)
        if "%" in _ASKED_RATE.sub("", self._text[start : first.place[0]]):
            return list(found)
        most = literal(first.figure) or ""
        return [Award(Form.DECIDED, [first.figure], first.place, most=most, is_open=True), *found[1:]]

    def _added_aside(self, start: int, end: int, rules: Sequence[Rule]) -> list[Rule]:
        """Return what brackets add behind an award: 奖励10万元（属于绿色工厂的再奖励5万元）."""
        if not rules or rules[-1].split is not None:
            return []
        added = []
        for match in _ADDED_ASIDE.finditer(self._text, start, end):
            own = self._conditions.read(*match.span("who"), self._spoken)
            if not own:
                continue
            figures = [self._short.figures[match.start("figure")]]
            award = Award(Form.FIXED, figures, match.span(), adds=True, is_open=True)
            known = list(rules[-1].conditions)
            added.append(Rule([*known, *own], award, is_added=True, sentence=self._sentence))
        return added

    def _limit_of(self, at: int, award: Award, *, is_of_rate: bool) -> Limit | None:
        """Return the most that is given, right behind how much: 按每片100元的标准，给予最高1000万元支持."""
        is_limit = award.form is Form.DECIDED and award.most and not award.least and len(award.figures) == 1
        is_each = award.form is Form.PIECES and award.is_at_most and len(award.figures) == 1
        gap = self._text[at : award.place[0]]
        if is_each and is_of_rate and re.fullmatch("(?:的|比例|标准|，|择优)*", gap):
            # 按实际费用的50%，每项给予不超过30万元
            noun = re.sub(f"(?:{_GIVES}|给予|一次性|分别)+$", "", award.noun)
            return Limit(award.figures[0], award.place, is_open=True, piece=noun, unit=award.piece)
        if not is_limit or not re.fullmatch("(?:的|标准|，|连续|[#@]|每年)*", gap):
            return None
        return Limit(award.figures[0], award.place, is_open=True)

    def _bounded_by_figure(self, begins: int, ends: int, rules: Sequence[Rule]) -> bool:
        """Note that no more is given than some figure comes to: …，奖励总额不超过其地方贡献."""
        base = limit_by_figure(self._text, begins, ends)
        if base is None or not rules:
            return False
        self._limit(begins, Limit(WHOLE, (begins, ends), is_open=True, base=base, is_whole=True), list(rules))
        return True

    def _bounded_otherwise(self, begins: int, ends: int, rules: Sequence[Rule]) -> bool:
        """Note for how long, for how many, or within what was really paid something is given."""
        if not rules:
            return False
        actual = limit_by_actual(self._text, begins, ends)
        if actual is not None:
            whole = Limit(WHOLE, (begins, ends), is_open=True, base=actual, is_whole=True)
            self._limit(begins, whole, list(rules))
            return True
        return self._lasts(begins, ends, rules) or self._of_most_pieces(begins, ends, rules)

    def _lasts(self, begins: int, ends: int, rules: Sequence[Rule]) -> bool:
        lasting = self._conditions.lasting(begins, ends)
        if lasting is None:
            return False
        for rule in rules:
            rule.conditions = [*rule.conditions, lasting]
        return True

    def _of_most_pieces(self, begins: int, ends: int, rules: Sequence[Rule]) -> bool:
        at = most_pieces(self._text, begins, ends)
        figure = self._short.figures[at] if at is not None else None
        most = literal(figure) if figure is not None else None
        if figure is None or most is None:
            return False
        counted = [rule for rule in rules if rule.piece is not None and rule.piece.unit == figure.unit]
        if not counted or (len(counted) > 1 and "分别" not in self._text[begins:ends]):
            # Of several kinds together: how many of which are left out, nobody says.
            return False
        for rule in counted:
            assert rule.piece is not None
            rule.piece = replace(rule.piece, formula=f"封顶({rule.piece}, {most})")
            rule.award.is_open = True
            rule.award.also.append((begins, ends))
        return True

    def _between(self, at: int, ends: int, rules: Sequence[Rule]) -> None:
        """Note what parts between an award and a limit say of it: …，补贴期限3年，每年最高10万元."""
        parts = [
            (at + part.start(), at + part.end()) for part in re.finditer("[^，、。]+", self._text[at:ends])
        ]
        done = at
        for (begins, last), (_, after) in zip_longest(parts, parts[1:], fillvalue=(0, 0)):
            is_apart = self._text[last : last + 1] in ("，", "、", "。")
            if begins < done or not is_apart or self._bounded_by_figure(begins, last, rules):
                continue
            done = next(
                (end for end in (after, last) if end and self._bounded_otherwise(begins, end, rules)), done
            )

    def _asked_behind(self, begins: int, ends: int, rules: Sequence[Rule]) -> bool:
        """Note what a part behind an award asks, or whom it leaves out: …，已享受其他补贴的除外."""
        first = self._after_marks(begins, ends)
        text = self._text[first:ends].rstrip("。；，\n")
        if self._bounded_otherwise(first, first + len(text), rules):
            return True
        out, asked = left_out_behind(text), asked_behind(text)
        if not rules or (out is None and asked is None):
            return False
        if out is not None:
            found = [self._conditions.no_such((first + out[0], first + out[1]), (begins, ends))]
        else:
            assert asked is not None
            found = [replace(one, is_open=True) for one in self._read(first + asked[0], first + asked[1])]
            self._skip(begins, ends)
        for rule in rules:
            rule.conditions = [*rule.conditions, *found]
        return bool(found)

    def _skipped_tail(self, start: int, end: int, rules: Sequence[Rule]) -> bool:
        """Note what follows the last award and changes nothing; False where something is left that may."""
        if _REST.fullmatch(self._text, start, end):
            self._skip(start, end)
            return True
        is_whole = True
        parts = self._parts(start, end, "，")
        while parts:
            begins, ends = parts.pop(0)
            text = self._text[begins:ends].rstrip("。；")
            if words.HIGHEST.fullmatch(text) and not words.DANGEROUS_SLOGAN.search(text.replace("最高", "")):
                self.found.highest = (begins, ends)
            elif self._bounded_by_figure(begins, begins + len(text), rules):
                pass
            elif words.TAIL.fullmatch(text) or _REST.fullmatch(self._text, begins, ends):
                self._skip(begins, ends)
            elif parts and self._asked_behind(begins, parts[0][1], rules):
                parts.pop(0)
            elif not self._asked_behind(begins, ends, rules):
                is_whole = False
        return is_whole

    def _apart(self, start: int, end: int, more: Sequence[Place] = ()) -> list[Place]:
        """Return a stretch without what others give, without brackets that hold figures, and some more."""
        parts, at = [], start
        without = [one.span() for one in _NO_AWARD.finditer(self._text, start, end)]
        for begins, ends in sorted([*without, *more]):
            parts.append((at, max(at, begins)))
            at = max(at, ends)
        return [*parts, (at, end)]

    def _without_slogan(self, start: int, end: int) -> int:
        """Return where what is asked for begins after words that only say what for: 加强…建设，对…的."""
        at = self._after_marks(start, end)
        text = self._text[at:end]
        subject = re.search(r"，(?=对于?(?!外|应|口|标|比|照)|凡是?)", text)
        if subject is None or re.search(r"的$|[¥%#]", text[: subject.start()]):
            return start
        begins = at + subject.end()
        is_act = _ACT.search(text, 0, subject.start()) and not _DONE.search(text, subject.end())
        if words.GENERAL.fullmatch(text, 0, subject.start()) and not is_act:
            self._skip(start, begins)
            return begins
        if text.startswith(_URGING):
            return start
        if text.startswith((*words.SLOGANS, *_BUILDING)):
            self._skip(start, begins)
            return begins
        # Neither what for nor of whom: somebody must look at it.
        return start if _SUBJECT.match(text) or _WHERE.match(text) else begins

    def _is_joint(self, at: int, limit: Limit, rules: Sequence[Rule]) -> bool:
        """Note a limit of all that is given together."""
        is_of_several = len(self.found.rules) + len(rules) > 1
        is_of_fixed = len(rules) > 1 and all(one.award.form is Form.FIXED for one in rules)
        is_said = _JOINT.search(self._text, at, limit.place[1]) or (
            is_of_fixed and _IN_ALL.search(self._text, at, limit.place[1])
        )
        if not (is_of_several and limit.is_amount and is_said):
            return False
        place = (self._after_marks(at, limit.place[0]), limit.place[1])
        self.found.joint.append(Limit(limit.figure, place, is_open=True))
        return True

    def _limit(self, at: int, limit: Limit, rules: list[Rule]) -> None:
        gap = _BEFORE_LIMIT.fullmatch(self._text, at, limit.place[0])
        is_of_all = re.search("全[区市县省]|总规模|预算", self._text[at : limit.place[1]]) is not None
        if gap:
            self._skip(at, limit.place[0])
        if limit.base is not None:
            said = self._short.said(*limit.base).removeprefix("其")
            # 项目投入（新建项目）或运维成本（已有项目）: which of them, the name says.
            is_either = "（" in said and "或" in said
            found = None if is_either else self._conditions.quantity(*limit.base, "money", "", self._spoken)
            limit.quantity = found[0] if found else self._facts.figure(said, "money", None)
        elif limit.unit:
            limit.quantity = self._pieces_of(limit, rules)
        if len(limit.figures) > 1 and (one := self._with_cases(limit, rules)) is not None:
            one.award.caps, one.award.is_open = limit.figures, True
            one.award.also.append(limit.place)
            return
        for rule in rules:
            rule.limits.append(limit)
            rule.is_open = rule.is_open or not gap or limit.is_open or is_of_all
            self._count_those_of_each(rule)

    def _count_those_of_each(self, rule: Rule) -> None:
        """Count what a limit is of each of where a higher one is of all: 每次最高3万元，全年最高10万元."""
        lead = _EACH_BEFORE.search(self._text, self._joint_before(rule.award.place[0]), rule.award.place[1])
        if lead is not None and len(rule.award.caps) == 1:
            # 按每人实际费用的50%，给予不超过1000元的补助，每家企业最高10万元
            rule.limits.insert(0, Limit(rule.award.caps.pop(), rule.award.place, is_open=True))
        plain = [one for one in rule.limits if one.is_amount]
        each = [(one, _OF_EACH.match(self._text, *one.place)) for one in plain]
        of_all = [
            one for one, match in each if match is None and _OF_ENTERPRISE.search(self._text, *one.place)
        ]
        highest = max((value_of(one.figure) for one in of_all), default=None)
        is_of_person = any(_IS_PERSON.search(one.text) for one in rule.conditions)
        each = [(one, match or (None if one in of_all else lead)) for one, match in each]
        for one, match in each:
            if match is None:
                continue
            is_person = match["unit"] in _PERSONS
            is_lower = highest is not None and value_of(one.figure) < highest
            if (is_person and not is_of_person) or (is_lower and not is_person):
                one.unit, one.piece, one.is_open = match["unit"], match["what"] or "", True
                one.quantity = self._pieces_of(one, [rule])
                rule.is_open = True

    def _joint_before(self, at: int) -> int:
        """Return where the part begins that something stands in."""
        return max(self._text.rfind(sign, 0, at) for sign in "，。；：") + 1

    def _with_cases(self, limit: Limit, rules: Sequence[Rule]) -> Rule | None:
        """Return the rule with as many cases as there are limits: 按10%、20%补助，最高分别5万元、8万元."""
        if len(rules) != 1 or rules[0].split is None or len(rules[0].split.tests) != len(limit.figures):
            return None
        return rules[0]

    def _pieces_of(self, limit: Limit, rules: Sequence[Rule]) -> Quantity:
        """Return how many pieces a limit holds for each of: 按购置价格的10%补助，每台最高3万元."""
        alike = [
            one
            for rule in rules
            for one in (rule.piece, *(condition.what for condition in rule.conditions))
            if one is not None and one.unit == limit.unit
        ]
        if alike:
            return alike[0]
        texts = (one.text for rule in rules for one in reversed(rule.conditions) if one.is_said)
        said = next((one for one in texts if not one.endswith((*_OWNERS, "企"))), "")
        suffix = words.COUNT_NAMES.get(limit.unit, f"{limit.unit}数")
        said = counted_name(said)[0] if said else ""
        piece = re.sub("(?<=..)(?:建设|改造|购置|运营|申报)$", "", limit.piece)
        piece = "" if said.endswith(piece) else piece
        return self._facts.figure(f"{said}{piece}{suffix}", "number", None, limit.unit)

    def _rule(
        self, at: int, award: Award, common: Sequence[Condition], earlier: Rule | None, in_statement: bool
    ) -> Rule:
        self._leave_subject(award)
        head = (self._without_slogan(at, award.place[0]), award.place[0])
        is_part = self._text.startswith("其中", self._after_marks(*head))
        has_subject = bool(_SUBJECT.match(self._text, self._after_marks(*head)))
        if has_subject and not in_statement:
            self._spoken = Spoken(axis=self._spoken.axis, axes=self._spoken.axes) if common else Spoken()
        split, conditions = self._asked(award, head)
        kept = self._without_urging(head, split, conditions)
        is_urged, conditions = len(kept) < len(conditions), kept
        if award.labels:
            above = earlier.conditions if earlier is not None and is_part else []
            split = self._of_levels(award, conditions, [*common, *above])
        if in_statement and earlier is not None:
            conditions = [self._as_before(one, earlier) for one in conditions]
        if earlier is not None:
            conditions = [self._completed(one, earlier) for one in conditions]
        rule = Rule([], award, split=split, sentence=self._sentence)
        if _is_listed(award) and split is None:
            rule.split = self._ranges(conditions, _cases_of(award)) or self._cases.of_years(
                *head, _cases_of(award)
            )
            if rule.split is not None:
                conditions = [one for one in conditions if not _tells_same(rule.split, one)]
        adds_here = (
            award.adds
            and (in_statement or (earlier is not None and not has_subject and not earlier.award.adds))
            and not any(not _OF_THIS.match(one[0]) for one in _BESIDES.finditer(self._text, *head))
        )
        if (is_part or adds_here) and earlier is not None:
            known = {one.formula for one in conditions}
            rule.conditions = [*(one for one in earlier.conditions if one.formula not in known), *conditions]
            # 对新认定的甲奖励20万元，对新认定的乙再奖励30万元: of those before, or of others too.
            is_other = has_subject and any(one.is_said and _OBTAINS.match(one.text) for one in conditions)
            rule.is_open = not award.adds or is_other
            rule.is_added = award.adds
        else:
            rule.conditions = self._inherited(
                common,
                earlier,
                conditions,
                has_subject=has_subject,
                in_statement=in_statement,
                rule=rule,
            )
        self._add_urged(rule, at)
        for one in _said_again(rule.conditions, common):
            rule.conditions.remove(one)
            self.found.no_part += one.places
            self._facts.withdraw(one.text)
        rule.is_open = rule.is_open or is_urged
        is_more = _MORE_GIVEN.search(self._text, *award.place) is not None
        if award.form is Form.STEPS and is_more and earlier is None and not conditions:
            # 每增加1000平方米相应增加补贴: what it comes to stands in another sentence.
            award.is_open = True
        is_beside = earlier is not None and earlier.award.form in _MEASURED
        before = earlier.base if in_statement and earlier is not None else None
        self._bases.measure(rule, head, self._spoken, is_beside=is_beside, before=before)
        self._leave_methods(rule)
        self._leave_limited(rule)
        self._add_topic(rule, at, is_first=earlier is None)
        rule.conditions = [
            part
            for one in rule.conditions
            for part in ([one] if one is rule.counts or one in common else self._conditions.parted(one))
        ]
        rule.is_open = rule.is_open or self._counts_enterprises(rule)
        rule.is_open = rule.is_open or (award.is_each and not self._is_of_enterprises(rule))
        rule.is_open = rule.is_open or self._spoken.is_doubtful
        self._spoken.is_doubtful = False
        return rule

    def _add_urged(self, rule: Rule, at: int) -> None:
        """Ask that it be whom an urging before it urges, where nothing behind says who is meant."""
        here = urged_in(self._text, self._after_marks(at, rule.award.place[0]), rule.award.place[0])
        place = here or self._urged
        asked = rule.conditions if rule.split is None else [*rule.conditions, _of_split(rule.split)]
        if place is None or not asked or any(one.is_who for one in asked):
            return
        if names_somebody((one.text for one in asked), self._short.said(*place)):
            return
        urged = [replace(one, is_open=True) for one in self._read(*place)]
        if here is not None or not all(one.is_who for one in urged):
            # What the dictionary has of a heading is asked about by itself.
            rule.conditions = [*urged, *rule.conditions]

    def _add_topic(self, rule: Rule, at: int, *, is_first: bool) -> None:
        """Ask for what the sentence before is about, or an urging here, where nothing else says who it is."""
        is_counted = (
            rule.counts is not None or rule.piece is not None or rule.pieces or rule.split is not None
        )
        if rule.conditions or is_counted or not is_first:
            return
        begins = self._after_marks(at, rule.award.place[0])
        topic = (
            self._topic_of(begins, rule.award.place[0]) or self._receives(begins, rule.award) or self._topic
        )
        if topic is None:
            return
        text = plain_phrase(topic[0])
        fact = self._facts.truth(text)
        rule.conditions = [Condition(f"{fact.term} = 是", text, topic[1], is_open=True, is_said=True)]

    def _topic_of(self, start: int, end: int) -> tuple[str, list[Place]] | None:
        place = topic_in(self._text, start, end)
        if place is None:
            return None
        led = _LEADS_TO.search(self._text, start, place[0])
        return self._short.said(*place), [(led.start() if led is not None else place[0], place[1])]

    def _receives(self, begins: int, award: Award) -> tuple[str, list[Place]] | None:
        """Return who only the award or its limit names: 给予新设茶行最高¥, 单个茶馆获得奖励的最高限额为."""
        chosen = _CHOSEN.search(self._text, begins, award.place[0])
        given = _GIVEN_TO.search(self._text, begins, award.place[1])
        for who in (chosen, given):
            if who is not None and not re.fullmatch(_ANY_RECEIVER, who["who"]):
                return self._short.said(*who.span("who")), [who.span("who")]
        one = _OF_WHICH_ONE.match(self._text, max(begins, self._joint_before(award.place[0])), award.place[1])
        if one is None or re.fullmatch(
            f"(?:{_ANY_OWNER}|社会|项目|产品|主体|品种|活动|、|和|或)+", one["who"]
        ):
            return None
        return self._short.said(*one.span("who")), [one.span("who")]

    def _leave_limited(self, rule: Rule) -> None:
        """Leave unread of how many of something a limit right behind is: 单个企业每年|支持总额不超过."""
        for one in [one for one in rule.conditions if one.is_said and _IS_OF_ONE.fullmatch(one.text)]:
            ends = one.places[-1][1] if one.places else -1
            if ends == rule.award.place[0] and _SAYS_MOST.match(self._text, ends) is not None:
                rule.conditions.remove(one)
                rule.is_open = True
                self._facts.withdraw(one.text)

    def _without_urging(
        self, head: Place, split: Split | None, conditions: list[Condition]
    ) -> list[Condition]:
        """Return conditions without those of an urging that says again, or for what, all else is asked.

        鼓励企业使用海外仓，租用1000平方米以上海外仓的; 支持主体领养猪场，对领养猪场的主体. Where only
        figures follow, the urging says who is meant.
        """
        begins = self._after_marks(*head)
        text = self._text[begins : head[1]]
        ends = _AFTER_URGING.search(text)
        if not text.startswith(_URGING) or ends is None or text[: ends.start()].endswith("的"):
            return conditions
        cut = begins + ends.end() - 1
        urged = [one for one in conditions if one.places[0][0] < cut]
        rest = [one for one in conditions if one not in urged]
        said = [one.text for one in rest if one.is_said and not _METHOD.fullmatch(one.text)]
        said += [split.text] if split is not None and split.kind == "按选项" and split.place[0] >= cut else []
        figures = [one.text for one in rest if one.axis]
        is_again = any(_share(one.text, other) for one in urged for other in said)
        is_again = is_again or any(_without_owner(one.text) in other for one in urged for other in figures)
        is_own = ends["subject"] is not None and any(map(_OBTAINS.match, said))
        is_aim = bool(rest or split) and only_aims(self._text, begins, begins + ends.start())
        if not (is_again or is_own or is_aim) or any(not one.is_said and not one.is_who for one in urged):
            return conditions
        for one in urged:
            self._facts.withdraw(one.text)
        self._skip(begins, cut)
        return rest

    def _leave_methods(self, rule: Rule) -> None:
        """Leave unread how something is found out, which asks for nothing: 根据海关统计数据，每出口1美元."""
        for one in [one for one in rule.conditions if self._is_method(one)]:
            rule.conditions.remove(one)
            rule.is_open = True
            self._facts.withdraw(one.text)

    def _is_method(self, one: Condition) -> bool:
        """Whether words say how something is found out; 按年度完成建设的 asks for something."""
        ends = one.places[-1][1] if one.places else 0
        if one.is_said and _PART.fullmatch(one.text):
            return True
        return one.is_said and _METHOD.fullmatch(one.text) is not None and self._text[ends - 1 : ends] != "的"

    def _asked(self, award: Award, head: Place) -> tuple[Split | None, list[Condition]]:
        """Return what the words before an award ask for, and what tells its figures apart."""
        pieces = [head]
        for match in _BESIDES.finditer(self._text, *head):
            last = pieces.pop()
            pieces += [(last[0], match.start()), (match.end(), last[1])]
        split: Split | None = None
        conditions: list[Condition] = []
        for begins, ends in pieces:
            if _is_listed(award) and split is None:
                split = self._cases.split(begins, ends, _cases_of(award), self._spoken)
            if split is not None and begins <= split.place[0] < ends:
                conditions += self._read(begins, split.place[0])
                conditions += self._conditions.left_out(*split.place)
                conditions += self._read(split.place[1], ends)
            else:
                conditions += self._read(begins, ends)
        return split, conditions

    def _is_of_enterprises(self, rule: Rule) -> bool:
        """Whether the words right before an award say of enterprises what it is given for."""
        ends = max((last for one in rule.conditions for _, last in one.places), default=0)
        said = self._text[:ends].rstrip("，的")
        phrase = re.split("[，；：。]", said)[-1]
        is_several = re.search(r"店|项目|产品|平台|基地|园区|车|户|场|网点|机构.+企业|公司.+企业", phrase)
        return bool(ends) and said.endswith(("企业", "公司", "单位", "企业（机构）")) and not is_several

    def _counts_enterprises(self, rule: Rule) -> bool:
        """Whether 每户 or 每家 may mean what a condition counts: 带动农户50户以上的，每户奖励."""
        each = re.search("每(家|户|个)", self._text[slice(*rule.award.place)])
        counted = {one.what.unit for one in rule.conditions if one.what is not None}
        return each is not None and rule.award.form is not Form.PIECES and each[1] in counted

    def _as_before(self, one: Condition, earlier: Rule) -> Condition:
        """Return a level with what was said before of another: 新认定的国家级基地…，省级基地."""
        for before in earlier.conditions:
            if one.is_said and before.level and "※" in before.around and LEVEL.fullmatch(one.text):
                # 国家级绿色工厂奖励80万元，市级奖励10万元: of the same, if it is not who pays.
                text = before.around.replace("※", one.text)
                formula = f"{self._facts.truth(text).term} = 是"
                self._facts.withdraw(one.text)
                return replace(
                    one, text=text, formula=formula, level=one.text, around=before.around, is_open=True
                )
            lead = before.around.removesuffix(one.around)
            if one.level and before.level and one.around != "※" and lead and lead != before.around:
                self._facts.withdraw(one.text)
                text = f"{lead}{one.around}".replace("※", one.level)
                formula = f"{self._facts.truth(text).term} = 是"
                return replace(one, text=text, formula=formula, around=before.around, is_open=before.is_open)
        return one

    def _completed(self, one: Condition, earlier: Rule) -> Condition:
        """Return words that lack what something was done to, or as what, with what was said before.

        首次认定为绿色茶园的…，重新认定的; 作为第一单位制定国家标准的…，制定行业标准的.
        """
        owner = _owner_of(one, earlier)
        if owner:
            text = f"{owner}{one.text}"
            self._facts.withdraw(one.text)
            formula = f"{self._facts.truth(text).term} = 是"
            return replace(one, text=text, formula=formula, is_open=True)
        said = _DONE_ALONE.fullmatch(one.text) if one.is_said else None
        started = _DONE_FIRST.match(one.text) if one.is_said else None
        for before in earlier.conditions:
            verb = said["verb"] if said is not None else started[0] if started is not None else ""
            at = before.text.find(verb) if verb and before.is_said else -1
            if at < 0:
                continue
            what = _TRAILING.sub("", before.text[at + len(verb) :])
            if said is not None and len(what) > 1:
                text = f"{said['lead']}{verb}{what}"
            elif started is not None and at > _SHARED and before.text[-2:] == one.text[-2:]:
                text = f"{before.text[:at]}{one.text}"
            else:
                continue
            self._facts.withdraw(one.text)
            formula = f"{self._facts.truth(text).term} = 是"
            return replace(one, text=text, formula=formula, is_open=True, level="", around="")
        return one

    def _of_levels(self, award: Award, conditions: list[Condition], common: Sequence[Condition]) -> Split:
        """Return what tells figures apart that have their levels beside them."""
        if are_parties(award.labels):
            return self._of_parties(award, award.labels)
        said = next((one for one in reversed(conditions) if one.is_said), None)
        if said is None or award.form is Form.RATE:
            before = next((one.text for one in reversed(common) if one.is_said), "")
            return self._cases.of_labels(award.place[0], award.place[0], award.labels, before)
        conditions.remove(said)
        first = _OF_ONE_MOST.sub("", said.text)
        if first and _OF_ONE_MOST.fullmatch(award.labels[0]) and award.labels[0]:
            # 对智慧商圈单个项目|奖励金额不超过6万元、智慧商店单个项目奖励金额不超过5万元
            labels = [
                first.removeprefix("符合条件的"),
                *(_OF_ONE_MOST.sub("", one) for one in award.labels[1:]),
            ]
            award.also += said.places
            self._facts.withdraw(said.text)
            at = award.place[0]
            split = self._cases.of_labels(at, at, labels, f"{labels[0]}等")
            return replace(split, is_open=True)
        split = self._cases.of_labels(*said.places[0], award.labels)
        split.is_open = said.is_open and not words.LEVEL_AND_ABOVE.search(said.text)
        return split

    def _of_parties(self, award: Award, labels: Sequence[str]) -> Split:
        """Return what tells apart by who gets it."""
        ends = award.place[1]
        return replace(self._cases.of_labels(ends, ends, labels, "申报主体"), text="")

    def _leave_subject(self, award: Award) -> None:
        """Leave to the head of an award whom it is for: 住宿企业营业收入每增加, 对企业的租金给予."""
        if award.form not in (Form.STEPS, Form.RATE) or award.base is None:
            return
        begins, ends = award.base
        subject = re.search(r".*(?:企业|机构|单位|公司|主体)(?=[^，。；]{2})", self._text[begins:ends])
        starts_with = re.match(r"(?:其|该)?(?:企业|项目)", self._text[begins:ends])
        is_other = self._text[begins - 1 : begins] in [*"按照据"] and subject is not None
        if is_other and subject is not None and not _APPLICANT.fullmatch(subject[0]):
            # 按入驻企业缴纳的税收: of others than who is given it.
            return
        if subject is None or award.place[0] < begins - 1 or starts_with:
            return
        begins += subject.end()
        award.base = (begins, ends)
        award.place = (begins, award.place[1])

    def _after_marks(self, start: int, end: int) -> int:
        while start < end and self._text[start] in "，；：、":
            start += 1
        return start

    def _ranges(self, conditions: list[Condition], count: int) -> Split | None:
        """Read ranges that stand beside each other as what tells the figures apart."""
        last = next((one.axis for one in reversed(conditions) if one.axis), "")
        compared = [one for one in conditions if one.axis == last != ""]
        places = list(dict.fromkeys(one.places[0] for one in compared))
        if len(places) != count or len({one.axis for one in compared}) != 1:
            return None
        lowest = [next((one for one in compared if one.places[0] == place), None) for place in places]
        starts = [
            one for one in lowest if one is not None and one.comparator in (words.AT_LEAST, words.MORE_THAN)
        ]
        values = [one.value for one in starts]
        if len(starts) != count or values != sorted(set(values)):
            return None
        axis = compared[0].axis
        uppers = [[one for one in compared if one.places[0] == place][1:] for place in places]
        # Each range must end where the next begins, and the wording must say on which side of it.
        pairs = list(zip(uppers, starts[1:], strict=False))
        is_open = bool(uppers[-1]) or any(
            upper[0].is_open or (upper[0].value, upper[0].comparator) != (following.value, words.LESS_THAN)
            for upper, following in pairs
            if upper
        )
        tests = [f"{one.comparator} {one.bound}" for one in starts]
        for at, (upper, following) in enumerate(pairs, start=1):
            if upper and upper[0].is_explicit and upper[0].comparator == words.AT_MOST:
                # 10%-20%（含20%）: what lies on the edge is of the line below it.
                is_meeting = upper[0].value == following.value
                tests[at] = f"{words.MORE_THAN} {following.bound}" if is_meeting else tests[at]
        is_said = all(upper and upper[0].is_explicit for upper in uppers[:-1])
        place = (places[0][0], places[-1][1])
        is_edge = (
            is_open
            and not is_said
            and all(not upper or upper[0].value == following.value for upper, following in pairs)
        )
        others = [tests[0], *(f"> {one.bound}" for one in starts[1:])] if is_edge and not uppers[-1] else []
        return Split(
            "分档",
            axis,
            tests,
            f"{axis} {tests[0]}",
            self._short.said(*place),
            place,
            is_open,
            row=compared[0].row,
            other_tests=others,
        )

    def _subject_of(self, known: Sequence[Condition], own: Sequence[Condition]) -> Condition | None:
        """Return what a sentence begins with and all its lines are of: 示范项目，甲年建成的…；乙年建成的."""
        first = next((one for one in known if one.places), None)
        if first is None or not first.is_said or not first.text.endswith((*_OWNERS, *_SUBJECTS)):
            return None
        is_apart = self._text[first.places[-1][1] : first.places[-1][1] + 1] == "，"
        is_other = any(one.is_said and one.text.endswith((*_OWNERS, *_SUBJECTS)) for one in own)
        return first if is_apart and not is_other else None

    def _is_of_all(self, one: Condition) -> bool:
        """Whether words say to whom all is given, and parts behind it how much: 对入选的给予奖励，甲…"""
        return bool(one.places) and _TO_ALL.fullmatch(self._text, *one.places[0]) is not None

    def _inherited(
        self,
        common: Sequence[Condition],
        earlier: Rule | None,
        own: list[Condition],
        *,
        has_subject: bool,
        in_statement: bool,
        rule: Rule,
    ) -> list[Condition]:
        """Return the own conditions with those that hold from before."""
        axes = {one.axis for one in own if one.axis}
        from_before: list[Condition] = list(common)
        kinds = {one.formula.split(" ")[0] for one in own if one.is_who}
        if earlier is not None and not has_subject:
            known = [
                one
                for one in earlier.conditions
                if one not in from_before
                and not (one is earlier.counts and _is_of_same_kind(one, own))
                and not (one.is_who and one.formula.split(" ")[0] in kinds)
            ]
            if in_statement and _is_counted(rule.award, own):
                # 高级工每人1500元、技师每人3000元: only what is counted is another.
                from_before += [one for one in known if one is not earlier.counts]
            elif in_statement:
                # Tiers within a sentence: everything holds further but what is compared anew.
                around = {one.around for one in own if one.level}
                known = [one for one in known if not (one.level and one.around in around)]
                from_before += [one for one in known if not axes or one.axis not in axes]
                levels = [one for one in own if one.around == "※" or WHICH_YEAR in one.around]
                if levels and len(levels) == len([one for one in own if not one.is_who]):
                    from_before = [one for one in from_before if one.around != "※"]
                elif not own and rule.split is not None and _OBTAINS.match(rule.split.text):
                    # …的，奖励10万元，首次获得甲、乙称号的，分别: of others than those before.
                    from_before = [one for one in from_before if one.is_who or one in common]
                    rule.is_open = True
                elif own and not axes and (shared := _before_alike(known, own)):
                    from_before = [*common, *shared]
                    rule.is_open = True
                elif own and not axes and any(not one.is_who for one in own):
                    from_before = [
                        one for one in from_before if one.is_who or one in common or self._is_of_all(one)
                    ]
                    rule.is_open = rule.is_open or any(not one.is_who for one in known)
            elif axes and all(one.axis for one in own):
                # Figures alone: whom they are asked of was said before.
                from_before += [one for one in known if one.axis not in axes]
            elif shared := _before_alike(known, own):
                from_before += shared
                rule.is_open = True
            else:
                subject = self._subject_of(known, own) if len(earlier.conditions) > 1 else None
                from_before += [one for one in known if one.is_who or one is subject]
                known = [one for one in known if one is not subject]
                rule.is_open = rule.is_open or subject is not None
                rule.is_open = rule.is_open or (
                    any(not one.is_who and not one.axis and not one.day for one in known)
                    and not _are_alike(earlier, own)
                )
        return [*from_before, *own]


def _tells_same(split: Split, one: Condition) -> bool:
    """Whether a condition asks for what tells figures apart: 五年内按90%、…、45% asks for no time."""
    return one.axis == split.axis or (WHICH_YEAR in split.axis and _LASTS.match(one.formula) is not None)


def _of_split(split: Split) -> Condition:
    """Return what is said of who is told apart."""
    return Condition(split.condition, split.text.rstrip("的"), [split.place])


def _said_again(conditions: Sequence[Condition], common: Sequence[Condition]) -> list[Condition]:
    """Return what a heading asks and the sentence says again, with more words.

    对示范企业予以奖励。对新认定的示范企业，奖励5万元.
    """
    own = [one.text for one in conditions if one.is_said and one not in common]
    return [
        one for one in conditions if one in common and one.is_said and any(one.text in other for other in own)
    ]


def _is_loose(one: Limit | LimitsOfSome | Change) -> bool:
    """Whether it says the most for several kinds of things, of which each may be given something itself."""
    return isinstance(one, LimitsOfSome) and one.is_of_kinds


def _any_amount(limit: Limit) -> Award:
    """Return an award of which only a limit says how much it is, right before that."""
    place = (limit.place[0], limit.place[0])
    return Award(Form.DECIDED, [limit.figure], place, least="0", is_open=True)


def _with_limits_of_cases(found: Sequence[Award | Limit]) -> list[Award | Limit]:
    """Return awards with the limits behind them that are one for each case: 最高分别5万元、8万元."""
    kept: list[Award | Limit] = []
    for one in found:
        last = kept[-1] if kept else None
        is_of_cases = isinstance(one, Limit) and len(one.figures) > 1 and one.base is None and not one.unit
        if is_of_cases and isinstance(last, Award) and len(last.figures) == 1 and not last.caps:
            also = [*last.also, one.place]
            kept[-1] = replace(last, caps=one.figures, also=also, is_open=True)
        else:
            kept.append(one)
    return kept


def _is_counted(award: Award, own: Sequence[Condition]) -> bool:
    """Whether the words before an award only say what is counted for it."""
    is_near = len(own) == 1 and own[0].is_said and own[0].places[-1][1] == award.place[0]
    return award.form is Form.PIECES and (not own or is_near)


def _is_of_same_kind(counted: Condition, own: Sequence[Condition]) -> bool:
    """Whether what is counted here is another of what was counted before: 百级厂房…；千级厂房."""
    said = next((one.text for one in own if one.is_said), "")
    return said[-2:] == counted.text[-2:] and not counted.text.endswith(_OWNERS)


def _are_alike(earlier: Rule, own: Sequence[Condition]) -> bool:
    """Whether what is asked for begins as all that was asked before: 获得甲奖的…；获得乙奖的."""
    before = [one for one in earlier.conditions if one.is_said or one.is_who]
    said = [one for one in own if one.is_said]
    if len(before) != 1 or not before[0].is_said or not said:
        return False
    first, second = (_OBTAINS.match(one.text) for one in (before[0], said[0]))
    return first is not None and second is not None and first["verb"] == second["verb"]


def announces_only(one: Condition) -> bool:
    """Whether a condition asks nothing of anybody, but says of those below it what they are."""
    return one.is_said and _ANNOUNCES_ONLY.fullmatch(one.text) is not None


def _owner_of(one: Condition, earlier: Rule) -> str:
    """Return who did what was asked before, where here only what is done is said: 总部租用甲的…；购置甲的."""
    does = _TAKES_HOUSE.match(one.text) if one.is_said else None
    said = next((other.text for other in earlier.conditions if other.is_said), "")
    before = _WHO_TAKES_HOUSE.match(said) if does is not None else None
    asked = [other for other in earlier.conditions if other.is_said or other.is_who]
    if before is None or len(asked) != 1 or re.fullmatch(_ANY_OWNER, before["who"]):
        return ""
    return before["who"]


def _without_owner(said: str) -> str:
    """Return what is done without who does it, of whom nothing is said: 上云 of 企业上云."""
    return re.sub(f"^{_ANY_OWNER}(?=..)", "", said)


def _share(one: str, other: str) -> bool:
    """Whether two phrases have a word of three signs in common that says what they are about."""
    does = _without_owner(one)
    if len(does) > _SHARED and does[:2] in other and does[-2:] in other[-_ENDING:]:
        # 企业参加展会; 参加国家级展会
        return True
    words_of = {one[at : at + _SHARED] for at in range(len(one) - _SHARED + 1)}
    return any(word in other for word in words_of if not _ANY_WORD.search(word))


def _before_alike(known: Sequence[Condition], own: Sequence[Condition]) -> list[Condition]:
    """Return what was asked for before something for which something alike stands here.

    对新引进的机构，租用办公用房的…；购置办公用房的: both are of such as were newly brought in.
    """
    said = [one for one in own if one.is_said]
    last = next((one for one in reversed(known) if one.is_said), None)
    if last is None or len(own) != 1 or not said or not _are_parallel(said[0].text, last.text):
        return []
    return list(known[: known.index(last)])


def _are_parallel(one: str, other: str) -> bool:
    """Whether two phrases begin or end with the same words, and say what is done rather than by whom."""
    if re.sub("（[^）]*）$", "", one).endswith((*_OWNERS, "项目", "平台", "基地", "园区")):
        return False
    one, other = (re.sub("^(?:经|被|获|新|首次)", "", said) for said in (one, other))
    return one[:2] == other[:2] or (len(one) > _SHARED and one[-_SHARED:] == other[-_SHARED:])


def _cases_of(award: Award) -> int:
    """Return how many cases an award tells apart: by its figures, or by its limits."""
    return max(len(award.figures), len(award.caps))


def _is_listed(award: Award) -> bool:
    """Whether an award has several figures of which the words before it tell which is whose."""
    return _cases_of(award) > 1 and award.form is not Form.PRICES and not award.labels
