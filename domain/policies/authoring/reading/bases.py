"""What an award is taken of: the base of a rate, what steps are counted of, how many pieces there are."""

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from domain.policies.agreement.figures import Kind
from domain.policies.authoring.reading import names, words
from domain.policies.authoring.reading.awards import Award, Form
from domain.policies.authoring.reading.cases import Split
from domain.policies.authoring.reading.conditions import (
    DONE_TO,
    IS_FIGURE,
    Condition,
    Conditions,
    Place,
    Spoken,
    plain_phrase,
)
from domain.policies.authoring.reading.literals import literal, value_of
from domain.policies.authoring.reading.quantities import Facts, Quantity
from domain.policies.authoring.reading.rules import Rule
from domain.policies.authoring.reading.shorthand import Shorthand
from domain.policies.authoring.reading.words import any_of
from domain.values.periods import Period, PeriodKind

_EITHER_SAYS: Final = (
    "有一项没有达到标准的，这一项也按比例计算吗？",
    "只算达到标准的",
    "两项都算",
)
_OVER_SAYS: Final = ("超出的部分，是超出条件里的数的部分，还是全部？", "只算超出的部分", "全部都算")
_ACTUAL: Final = re.compile(
    "(?:@|年度|当年|全年)*(?:费用|支出|(?:实际)?完成额|(?:总|实际|的)*(?:费用|支出)(?:总?额|金额)?"
    "|(?:实际)?(?:发生|支付|支出|缴纳|列支|产生)(?:的)?(?:总|实际)?(?:费用|金额|总?额|数额|部分|数)"
    "|实际(?:发生|支付|支出|缴纳|列支|产生))"
)
"""What only points back to a figure."""
_TOPIC: Final = re.compile(
    "(?:费|费用|税|税款|税收|租金|利息|余额|[^名]额|支出|成本|款|价款|薪酬|工资|经费|收入|部分|投入|用电量|保险金|公积金)$"
)
"""With what words end that say of what an award is, and ask nothing: 对企业缴纳的社会保险费."""
_OF_PART: Final = re.compile("其?(?:增量|增幅|新增|增长|增加|超出|超额|超过)(?:部分|额)(?=.{2})")
_OF_ABOVE: Final = re.compile(
    "(?P<level>国家级?|[省市县区]级|上级)(?:财政)?(?P<given>奖励|补贴|补助|资助|奖补|扶持)?(?:标准|额度)?"
)
"""What others give, of which an award is a share."""
_OF_LOANS: Final = re.compile("(?:年化|利率|LPR|报价)(?:（[^）]*）)?(?:的|基础上|下浮|上浮|优惠|加点)*$")
"""What ends as a rate of interest does, of which an award is points or a share."""
_OR_ACTUAL: Final = re.compile("（实际利率(?:低于|小于|不足)[^（）]*，(?:则)?按照?实际利率[^（）]*）$")
"""That what was really paid is given where it is less: LPR（实际利率低于LPR的，按实际利率）."""
_FOR_SO_LONG: Final = re.compile("(?:给予|予以)(?:不超过|最长)?(?P<time>#)的[^，。；¥%#]{0,6}?贴息")
_COSTS: Final = re.compile("(?:购置|购买|采购|租赁|租用|承租|改造|装修|检测|认证|培训)[^，的、或和及]{2,12}$")
"""What was done that costs money, and to what."""
_COSTS_SOMETHING: Final = re.compile(
    "(?:租用|租赁|购置|购买|采购|改造|新建|建设|装修|使用)的?[^，。；]*(?:设施|设备|用房|场地|厂房|装备|软件|系统|服务)$"
)
"""What is no amount, and costs one: 租用的办公用房."""
_EACH_MORE: Final = re.compile("每(?:同比|环比)?(?:新增|增加|增长|提高|递增|增|跨|上一|迈|登)")
_LEAST_OF_INTEREST: Final = Fraction(1, 10)
"""From what share on of a rate of interest is meant, and not so much of the loan."""
_MORE_THAN: Final = re.compile("(?P<one>[^，]{2,20}?)(?:超出|超过|高于|大于)(?P<other>[^，]{2,20})")
_TO_WHOM: Final = re.compile(
    "(?<=..)(?:给予?(?:企业|单位|主体|投资方)?|(?:奖励|补助)(?:企业|单位|主体|投资方))$"
)
"""To whom something is given, behind the name of what it is of: 按实际投资额度|给企业5%."""
_LEADS_TO: Final = re.compile("^(?:按照?|根据|依据)(?:其|企业)?(?:当年度?|年度|上年度?)?(?=.{2})")
"""What only leads to the name of what an award is of: 根据其当年|提供融资总额."""
_OWNER: Final = re.compile(
    "(?P<who>[^的，、为由向购缴]{0,12}?(?:企(?!业)|企业|单位|公司|机构|合作社|农场|旅行社|商户|农户|协会|商会))的?"
    "(?P<thing>[^的，（].{2,})"
)
"""Who has what an award is of, before that: 电商企业的物流快递费用."""
_SHORTEST_ASKED: Final = 2
_MOST_IN_BASE: Final = 30
_SAYS_NO_DEED: Final = re.compile(
    "(?:企|企业|单位|公司|机构|项目|主体|合作社)$|^经[^的]*$|^(?:根据|依据|按|视|结合|凭|参照)|后$"
)
"""Words that say who has a figure, or how it is found out, and not of what it is."""
_SAME_TAIL: Final = 4
"""From how many signs on two names that end alike may be of one figure: 到位注册资本, 实缴注册资本."""
_GROWN: Final = re.compile(
    rf"(?P<of>.*?)(?:{words.VERSUS})?(?:的)?净?(?:增长部分|增量部分|新增部分|增加部分|增量|增长量|增长额|增加额|增幅部分)$"
)
_OVER: Final = re.compile(r"(?:超过|超出|高出|超额)[^，]{0,4}?(?:部分|额|金额)?$")
_IS_GROWTH: Final = re.compile(r"同比\((?P<of>.+)\)")
_ABOVE: Final = re.compile("(?:的|超过|超出|高出|以上)*部分")
_BEFORE_NAME: Final = re.compile(rf"(?:{any_of(words.ANYBODY)}|{any_of(words.FILLING)}|[，。；：、])*")
_MORE_THAN_BEFORE: Final = re.compile(
    r"(?P<whose>.*?)(?:(?:比(?:上年|上一年|上年度|上一年度|去年)(?:同期)?)?(?:增加|增长|新增|多缴)"
    r"|超过?(?:上年|上一年|上年度|上一年度|去年)(?:同期)?)的?"
    r"(?:部分|(?:对|其)?(?P<of>[^，]{2,20}?(?:额度?|贡献度?|税收|收入|产值|投资|部分)))"
)


_GIVEN: Final = re.compile(
    rf"(?:{any_of(words.GIVING)}|{any_of(words.FILLING)}|{any_of(words.AWARD_NOUNS)}|，)*"
)
_OF_SEVERAL: Final = re.compile("、|和|及(?!时)|与|或|每|各|等")
_WITHIN: Final = re.compile(r"超|(?<!级)以[上下]|比上|较|增[长加]|其中|\d|(?<!留成)部分")
"""What says of a figure that only a part of it is meant."""


_BY: Final = re.compile(
    r"(?P<whose>[^，]*?)(?:按照?|根据|依据|以(?![上下内]))(?:其|企业)?(?P<name>[^，]{2,24})"
)
_PAID: Final = re.compile("奖补|奖励|补助|补贴|资助|资金|费|额|款|税|收入|投入|投资|租金|价")
IS_COUNT: Final = re.compile(r"(?:数|量|面积|人数|规模|吨位|总吨|里程)$")
"""What the name of a count ends with."""


_PAYER: Final = re.compile("由?(?:中央|国家|[省市县区州镇乡])(?:级|本级)?(?:财政)?(?:部门)?(?:再|另)?")
_STANDARD_OF: Final = re.compile("的?(?:补贴|补助|奖励|资助|奖补)(?:资金)?(?:标准)?(?:分别)?为?$")
_OF_PEOPLE: Final = ("人", "名", "位")
_PEOPLE: Final = re.compile("(?:人|员|工|生|者|才|师|士|户|残疾人|人口)(?:就业|培训)?$")
_ANY_PEOPLE: Final = re.compile("职工|员工|人员|人才|劳动力|毕业生|学生|技师|残疾人|工人|农民|人口")
_HIRED: Final = re.compile(
    "(?:新?招用|新?招聘|吸纳|聘用|录用|安置)(?P<whom>[^，、且并]{0,16}?(?:人员|职工|员工|劳动力|毕业生|残疾人|人口|军人))(?=且|并|，|$)"
)
"""Who is hired, of whom more may be said: 招用人员且签订合同的."""
_TAKEN_ON: Final = re.compile("被[^，、且并]{2,20}(?:录用|聘用|招用)")
_OF_AREA: Final = ("亩", "平方米", "㎡", "公顷", "吨", "公斤", "头", "只", "羽", "株")
_NO_THING: Final = re.compile(
    "的|(?:企业|单位|公司|机构|社|场|户|店|中心|基地|园区|项目|平台|主体|者|人|村|镇)$"
)
"""What no thing is called that is counted by how much there is of it."""


_GIVEN_BY: Final = re.compile(
    "(?:连续.{1,3}年|一次性)?(?:给予|予以|奖给|补给|发放给?|拨付).*$|连续.{1,3}年$|(?:计|核)算$"
)
_TITLE: Final = re.compile(
    r"(?:^|[，；。：、]|[\d一二三四五]）)(?P<of>[^，；。：、¥%#@（）]{2,20}?)(?:的?(?:奖励|补贴|补助|资助|奖补)标准(?:分别)?(?:为|是)?|：)$"
)
"""What an amount is for each of, where only the words before a colon or 标准为 say it."""
_EMPLOYERS: Final = (
    "企业",
    "单位",
    "机构",
    "基地",
    "中心",
    "平台",
    "学校",
    "院校",
    "医院",
    "协会",
    "商会",
    "工作室",
)
_OF_MACHINES: Final = ("台", "辆", "艘", "架", "部")
_BUYER: Final = re.compile("(?:者|人|个人|企业|单位|户|车主|业主)$")
_BOUGHT: Final = re.compile("(?:购置|购买|采购|更新|置换|引进)[^，。；的]{2,16}(?=的|$)")
"""Machines that something is given for, which somebody else bought."""
_OF_OWNERS: Final = ("家", "户", "人", "名", "位", "个")
"""By what such are counted as may be given something themselves."""
_GIVEN_TO_PEOPLE: Final = re.compile("(?:给予|发放)(?P<what>[^，。；：¥%#给予]{2,6}(?:补贴|补助|津贴))")
"""What people are given, by which they are known where nothing else names them."""
_EACH_COUNTED: Final = re.compile("每(?P<unit>[家户个])(?P<whom>企业)?")
_ENTERPRISES: Final = ("企业", "公司", "单位", "机构")
_OF_A_PERSON: Final = re.compile("合同|社保|社会保险|就业|工作|服务|在岗|任职|聘用|参保")
"""What somebody does for some time, of whom there are several."""
_MORE_OF: Final = (*words.MORE, "新", "组织", "完成", "建设", "新建", "购置", "发展", "安置")
"""What is done with what is counted, where that was said before."""
_UNITS_OF_TIME: Final = {"月": "个月", "日": "天", "晚": "夜"}
_SHORT_NOUN: Final = re.compile(f"(?!{any_of(words.MORE)})[一-鿿]{{2,3}}")
"""A noun that may stand in another name and be something else: 职业技能比赛, each 职业."""
_NO_MONEY: Final = re.compile(
    "(?:面积|人数|数量|数|量|规模|率|比例|占比|比重|期限|年限|时间|强度|吨位|库容|床位)$"
)
_OF_INTEREST: Final = re.compile("贴息")
_NO_BASE: Final = ("项目", "企业", "单位", "机构", "每家企业", "每个项目", "单个项目")
"""To what something is given, and not of what."""
_IS_AID: Final = re.compile(
    f"(?P<whom>.*?)的?(?:[省市县区]级)?(?:财政)?(?:{words.AID})(?:资金|金额|总额|额度)"
)
_ACTS: Final = ("建造", "建设", "购置", "改造", "装修", "培训", "运营", "检测", "认证")


class Bases:
    """Finds what awards of one wording are taken of."""

    def __init__(self, short: Shorthand, facts: Facts, conditions: Conditions) -> None:
        self._short, self._text = short, short.text
        self._facts, self._conditions = facts, conditions
        self._spoken, self._is_beside = Spoken(), False
        self._before: Quantity | None = None
        """What the rule before it in the same part of the sentence is taken of."""

    def measure(
        self,
        rule: Rule,
        head: Place,
        spoken: Spoken,
        *,
        is_beside: bool = False,
        before: Quantity | None = None,
    ) -> None:
        """Note in a rule what its award is taken of.

        Args:
            head: The stretch that stands before the award.
            spoken: What was spoken of so far.
            is_beside: Whether other parts of the same are given something else.
            before: What the rule before it in the same part of the sentence is taken of.
        """
        self._spoken, self._is_beside, self._before = spoken, is_beside, before
        award = rule.award
        if award.form in (Form.RATE, Form.WHOLE):
            rule.base = self._base(rule, award.base or head)
            self._add_time(rule)
        elif award.form is Form.STEPS:
            rule.base = self._step_base(rule, award.base or head)
        elif award.form is Form.PIECES and rule.split is not None and _is_of_kinds(rule.split, award.noun):
            self._pieces_of_kinds(rule, rule.split)
        elif award.form is Form.PIECES:
            rule.piece = self._piece(rule, head)
            rule.times = self._times(award)
        elif award.form is Form.FIXED and award.time:
            rule.times = self._times(award)
        elif award.form is Form.FIXED and (counted := self._counted_each(rule)) is not None:
            award.form, award.is_open, rule.piece = Form.PIECES, True, counted
        elif award.form is Form.PRICES:
            rule.pieces = [
                self._facts.figure(
                    f"{noun}{words.COUNT_NAMES.get(piece, f'{piece}数')}", "number", None, piece
                )
                if piece
                else self._facts.figure(noun, "money", None)
                for noun, piece in award.nouns
            ]

    def _add_time(self, rule: Rule) -> None:
        """Ask for how long interest is paid where the words that give it say that: 给予不超过2年的贴息."""
        lasting = _FOR_SO_LONG.search(self._text, *rule.award.place)
        bound = literal(self._short.figures[lasting.start("time")]) if lasting is not None else None
        if lasting is None or bound is None:
            return
        unit = self._short.figures[lasting.start("time")].unit
        fact = self._facts.figure("享受贴息的时间", "number", None, unit)
        said = self._short.said(*lasting.span())
        one = Condition(f"{fact} <= {bound}", said, [lasting.span()], is_open=True, what=fact)
        rule.conditions = [*rule.conditions, one]

    def _counted_each(self, rule: Rule) -> Quantity | None:
        """Return what a condition counts where a fixed amount is for each: 带动农户50户以上的，每户奖励.

        Of a chain with ten shops, each may be the chain: then it is for the enterprise.
        """
        award = rule.award
        each = _EACH_COUNTED.search(self._text[slice(*award.place)])
        if each is None or rule.split is not None or len(award.figures) != 1:
            return None
        counted = [one for one in rule.conditions if one.what is not None and one.what.unit == each["unit"]]
        ends = max((last for one in rule.conditions for _, last in one.places), default=0)
        is_owner = self._text[:ends].rstrip("的，").endswith(_ENTERPRISES) and each["unit"] != "户"
        if len(counted) != 1 or is_owner:
            return None
        what = counted[0].what
        return what if what is not None and (not each["whom"] or "企业" in what.label) else None

    def _base(self, rule: Rule, place: Place) -> Quantity | None:
        """Return of what a rate is taken."""
        begins, ends = place
        leads = re.match(
            "(?:其|该|，|一次性|对于?(?![我本全][市区县省州镇])|每[家户个](?=[^，]{3}))*",
            self._text[begins:ends],
        )
        begins += len(leads[0]) if leads is not None else 0
        standard = re.match(
            r"(?:补助|补贴|奖励|资助|资金|标准|总额|金额|额度|比例)+(?:为|是|按)", self._text[begins:ends]
        )
        begins += len(standard[0]) if standard else 0
        each = re.search("每[^，每]{1,2}(?:补助|补贴|奖励)?$", self._text[begins:ends])
        ends -= len(each[0]) if each is not None else 0
        whom = _TO_WHOM.search(self._text[begins:ends])
        ends -= len(whom[0]) if whom is not None else 0
        said = self._short.said(begins, ends)
        if said in _NO_BASE:
            said, begins = "", ends
        if said in _ACTS:
            return self._facts.figure(f"{said}费用", "money", None)
        if not said or _ACTUAL.fullmatch(self._text, begins, ends):
            return self._meant(rule, said)
        if _COSTS_SOMETHING.search(said):
            # 对其租用的办公用房、网络等软硬件设施给予100%补贴: of what that costs.
            rule.award.is_open = True
            return self._facts.figure(f"{said}费用", "money", None)
        base = self._named_base(rule, begins, ends)
        return self._of_topic(rule, base) if base is not None else None

    def _named_base(self, rule: Rule, begins: int, ends: int) -> Quantity | None:
        """Return of what a rate is taken by the words before it."""
        said = self._short.said(begins, ends)
        return self._other_base(rule, said) or self._own_base(rule, begins, ends, said)

    def _other_base(self, rule: Rule, said: str) -> Quantity | None:
        """Return of what a rate is taken where its words say less than is meant: interest, matching."""
        if _OF_LOANS.search(said):
            plain = _OR_ACTUAL.sub("", said)
            interest = self._interest(rule, plain)
            if plain == said:
                return interest
            actual = interest.label.replace(plain, "实际利率")
            actual = actual if actual != interest.label else f"按实际利率计算的{interest.label}"
            lower = f"较小({interest}, {self._facts.figure(actual, 'money', None)})"
            return Quantity("", interest.label, "money", formula=lower)
        above, part = _OF_ABOVE.fullmatch(said), _OF_PART.match(said)
        if above is not None:
            # 按市级标准1:1配套
            return self._facts.figure(f"{above['level']}{above['given'] or '奖补'}资金", "money", None)
        whole = self._spoken.axis or self._spoken.quantity
        if part is not None and whole is not None and whole.label:
            # 按增量部分地方贡献: of the figure that was compared.
            rule.award.is_open = True
            return self._facts.figure(f"{whole.label}{said.removeprefix('其')}", "money", None)
        return None

    def _own_base(self, rule: Rule, begins: int, ends: int, said: str) -> Quantity | None:
        """Return the figure of the enterprise that words before a rate name."""
        if _OVER.search(self._text[begins:ends]):
            rule.award.is_open = True
            before = re.search(rf"{words.VERSUS}", self._text[begins:ends])
            if before:
                return self._grown(rule, begins, begins + before.start())
            rule.other_base, rule.other_says = str(self._spoken.axes.get("money") or ""), _OVER_SAYS
            return self._over() or self._over_other(rule)
        grown = _GROWN.search(self._text[begins:ends])
        if grown:
            increase = self._grown(rule, begins, begins + len(grown["of"]))
            return increase or self._facts.figure(said, "money", None)
        if said.endswith("贷款") and self._text.startswith("贴息", ends):
            # 给予40%的贷款贴息: of its interest; 2%: of the loan.
            rule.award.is_open = True
            is_of_loan = max(map(value_of, rule.award.figures)) < _LEAST_OF_INTEREST
            return self._facts.figure(f"{said}{'额' if is_of_loan else '利息'}", "money", None)
        if rule.award.form is Form.WHOLE and _OF_SEVERAL.search(said):
            return self._facts.figure(said, "money", None)
        found = self._conditions.quantity(begins, ends, "money", "", self._spoken)
        if found is None:
            rule.award.is_open = rule.award.is_open or len(said) > _MOST_IN_BASE
            return self._facts.figure(said, "money", None)
        quantity, first = found
        lead = self._text[begins:first]
        if lead and not re.fullmatch(r"(?:其|该|企业|项目|实际|的|@|单位|年度)*", lead):
            return self._facts.figure(said, "money", None)
        return self._same(rule, quantity)

    def _interest(self, rule: Rule, said: str) -> Quantity:
        """Return of what a share of a rate of interest is: 按LPR的50%; of the loan: 按年利率2%."""
        rule.award.is_open = True
        last = self._last_said(rule)
        whose = "贷款"
        who, loan = _owner_and_thing(last.text) if last is not None else ("", "")
        loan = re.sub("(?:贴息|利息)$", "", loan)
        if last is not None and loan.endswith("贷款") and loan not in said:
            self._consume(rule, last, who)
            whose = loan
        is_of_loan = max(map(value_of, rule.award.figures), default=1) < _LEAST_OF_INTEREST
        label = f"{whose}额" if is_of_loan else f"{whose}按{said}计算的利息"
        return self._facts.figure(label, "money", None)

    def _of_topic(self, rule: Rule, base: Quantity) -> Quantity:
        """Return a base with what the words before it say of it: 对出口信用保险的保费，按实际缴纳保费."""
        last = self._last_said(rule)
        topic = last.text if last is not None else ""
        said = self._text[slice(*last.places[-1])] if last is not None else ""
        if last is None or not topic or not said.endswith(topic[-2:]):
            # 缴纳保险费的单位: whom, and not of what.
            return base
        if base.formula or not _TOPIC.search(topic) or words.DANGEROUS.search(topic):
            return base
        if self._facts.known(base.label, None) is not None:
            return base
        who, thing = _owner_and_thing(_LEADS_TO.sub("", topic))
        self._consume(rule, last, who)
        rule.award.is_open = True
        if not any(base == one.what for one in rule.conditions):
            self._facts.withdraw_figure(base.label)
        return self._facts.figure(_joined_name(thing, base.label), "money", base.period)

    def _over_other(self, rule: Rule) -> Quantity | None:
        """Return by how much one figure is more than another: 投资额超出合同约定投资额的，按超出部分."""
        last = self._last_said(rule)
        more = _MORE_THAN.fullmatch(last.text) if last is not None else None
        if last is None or more is None or not all(map(IS_FIGURE.search, more.groups())):
            return None
        one, other = (self._facts.figure(name, "money", None) for name in more.groups())
        self._facts.withdraw(last.text)
        at = rule.conditions.index(last)
        rule.conditions[at] = replace(last, formula=f"{one} > {other}", is_open=True)
        return Quantity("", one.label, "money", formula=f"({one} - {other})")

    def _meant(self, rule: Rule, said: str) -> Quantity | None:
        """Return what words mean that only point back: 实际费用, or none at all."""
        if (
            not said
            and self._above(rule, look=True) is None
            and (fronted := self._fronted(rule, is_sure=True))
        ):
            return fronted
        rule.award.is_open = True
        return self._pointed_to(rule, said) if said else self._unsaid(rule)

    def _pointed_to(self, rule: Rule, said: str) -> Quantity | None:
        """Return what words like 实际费用 point back to."""
        spoken = self._spoken
        if spoken.either:
            pieces = [f"若({one} {spoken.of_either}, {one}, 0)" for one in spoken.either]
            rule.other_base = " + ".join(map(str, spoken.either))
            rule.other_says = _EITHER_SAYS
            return Quantity("", said, "money", formula=f"({' + '.join(pieces)})")
        own = self._last_done(rule)
        if own is not None and spoken.quantity is not None and spoken.quantity.label not in own.text:
            # 购买保险的…；购买服务的，按费用: of what was just said, not of what was before.
            return self._facts.figure(f"{own.text}{said}", "money", None)
        found = spoken.quantity or self._fronted(rule)
        if found is not None or own is None or _SAYS_NO_DEED.search(own.text):
            return found or self._facts.figure(said, "money", None)
        # 开展节能诊断的，按实际费用
        name = f"{_owner_and_thing(own.text)[1]}的{said}"
        return self._facts.figure(name if len(name) <= _MOST_IN_BASE else said, "money", None)

    def _unsaid(self, rule: Rule) -> Quantity | None:
        """Return of what a rate is taken before which nothing says it."""
        part = self._part_of_growth(rule) or self._by(rule)
        if part is not None:
            return part
        above = self._above(rule)
        if above is not None:
            return Quantity("", above.label, above.kind, formula=f"({above})")
        more = self._before_steps(rule, "money") or self._more_than_before(rule) or self._fronted(rule)
        if more is not None:
            return more
        of = self._spoken.quantity
        if of is not None and of.unit.endswith("元") and of.label.endswith("）"):
            # 到位外资3000万美元以上的，按2%: of that, in yuan.
            return self._facts.figure(re.sub("（[^）]*）$", "", of.label), "money", of.period)
        if of is not None and of.kind == "money":
            return of
        if of is None and (topic := self._topic(rule)) is not None:
            return topic
        if _OF_INTEREST.search(self._text[slice(*rule.award.place)]):
            is_of_loan = max(map(value_of, rule.award.figures)) < _LEAST_OF_INTEREST
            return self._facts.figure("贷款额" if is_of_loan else "贷款利息", "money", None)
        is_matching = re.search("配套|匹配", self._text[slice(*rule.award.place)])
        if is_matching and re.search("[国省市]家?|上级", self._text[: rule.award.place[0]]):
            # 给予1:1配套: of what somebody above gives.
            return self._facts.figure("上级奖补资金", "money", None)
        last = self._last_said(rule)
        done = _COSTS.search(last.text) if last is not None else None
        if done is None and self._before is not None:
            # 属于地方的土地价款，三星级按60%，四星级按80%: of the same.
            return self._before
        # 购置设备按10%给予补助: of what that costs.
        return self._facts.figure(f"{done[0]}费用" if done is not None else words.UNSAID_COSTS, "money", None)

    def _topic(self, rule: Rule) -> Quantity | None:
        """Return the figure a sentence begins with, whatever stands between: 对其缴纳的个税，三年内按80%."""
        for one in reversed(rule.conditions):
            if not one.is_said or len(one.places) != 1 or self._text[one.places[0][1] - 1] == "的":
                continue
            if _is_money(one.text) and not words.DANGEROUS.search(one.text):
                rule.award.is_open = True
                rule.conditions.remove(one)
                rule.award.also += one.places
                self._facts.withdraw(one.text)
                return self._facts.figure(one.text, "money", None)
        return None

    def _by(self, rule: Rule) -> Quantity | None:
        """Return what a phrase before a rate says of what it is: 按照省级奖补标准，按1:1."""
        last = self._last_said(rule)
        by = _BY.fullmatch(last.text) if last is not None else None
        name = _TO_WHOM.sub("", by["name"]) if by is not None else ""
        name = re.sub("(?:标准|额度|金额|情况|计算|核算|核定)+$", "", name)
        if last is None or len(name) < 2 or words.DANGEROUS.search(name) or not _PAID.search(name):
            return None
        self._consume(rule, last, by["whose"] if by is not None else "")
        suffix = "" if name.endswith(("资金", "额", "金额")) else "金额"
        return self._facts.figure(f"{name}{suffix}", "money", None)

    def _consume(self, rule: Rule, said: Condition, whose: str) -> None:
        """Take words that say of what an award is from what is asked; who stands in them is asked for."""
        at = rule.conditions.index(said)
        rule.award.also += said.places
        self._facts.withdraw(said.text)
        plain = plain_phrase(whose)
        if len(plain) < _SHORTEST_ASKED:
            rule.conditions.remove(said)
            return
        fact = self._facts.truth(plain)
        rule.conditions[at] = replace(said, formula=f"{fact.term} = 是", text=plain)

    def _fronted(self, rule: Rule, *, is_sure: bool = False) -> Quantity | None:
        """Return the figure that stands before a rate and says of what: 对冷链运输费用，按50%给予补助."""
        last = next((one for one in reversed(rule.conditions) if one.is_said), None)
        if last is None or last.text.endswith("的") or not _is_money(last.text):
            return None
        aid = _IS_AID.fullmatch(last.text)
        if aid is not None:
            # 重点项目的市级奖补资金比例不超过30%: what is given is nothing that it is a share of.
            self._consume(rule, last, aid["whom"])
            return None
        if is_sure and (_OF_SEVERAL.search(last.text) or _MORE_THAN_BEFORE.fullmatch(last.text)):
            return None
        between = self._text[last.places[-1][1] : rule.award.place[0]]
        if not _GIVEN.fullmatch(between) or words.DANGEROUS.search(last.text) or _WITHIN.search(last.text):
            return None
        by = _BY.fullmatch(last.text)
        who, thing = _owner_and_thing(last.text) if by is None else ("", by["name"])
        self._consume(rule, last, who)
        return self._facts.figure(thing, "money", None)

    def _grown(self, rule: Rule, begins: int, ends: int) -> Quantity | None:
        """Return by how much the figure grew that a stretch names, or the last one where it names none."""
        quantity = self._spoken.quantity
        if begins < ends:
            found = self._conditions.quantity(begins, ends, "money", "", self._spoken, is_periodic=True)
            quantity = found[0] if found else None
        if quantity is None or quantity.period is None:
            rule.award.is_open = True
            return quantity
        return Quantity("", quantity.label, "money", formula=f"({quantity} - {quantity.base})")

    def _more_than_before(self, rule: Rule) -> Quantity | None:
        """Return the increase that words right before a rate name: 比上一年增加的税收，按80%."""
        rule.award.is_open = True
        last = next((one for one in reversed(rule.conditions) if one.is_said), None)
        match = _MORE_THAN_BEFORE.fullmatch(last.text) if last is not None else None
        if last is None or match is None:
            return None
        quantity = self._spoken.quantity
        if match["of"]:
            year = Period.of(self._facts.year, PeriodKind.YEAR)
            quantity = self._facts.figure(match["of"], "money", year)
        whose = match["whose"]
        if quantity is None and IS_FIGURE.search(whose):
            year = Period.of(self._facts.year, PeriodKind.YEAR)
            name = re.sub("^(?:企业|当年|年度|本年)+", "", whose)
            quantity, whose = self._facts.figure(name, "money", year), ""
        if quantity is None or quantity.period is None:
            return None
        rule.conditions.remove(last)
        self._facts.withdraw(last.text)
        if whose:
            fact = self._facts.truth(whose)
            rule.conditions.append(
                Condition(f"{fact.term} = 是", whose, last.places, is_open=True, is_said=True)
            )
        rule.award.also += last.places
        above = next((one.bound for one in rule.conditions if one.bound.endswith("%")), "")
        if above and not match["of"]:
            # 增长 10% 以上的部分 is what lies above that growth.
            base = f"{quantity.base} × (1 + {above})"
            return Quantity("", quantity.label, "money", formula=f"({quantity} - {base})")
        return Quantity("", quantity.label, "money", formula=f"({quantity} - {quantity.base})")

    def _same(self, rule: Rule, quantity: Quantity) -> Quantity:
        """Return the figure of a condition where the base is called nearly the same."""
        known = [one.what for one in rule.conditions if one.what is not None]
        if quantity.label.endswith(("率", "比例")) or any(_may_be_part(one, quantity) for one in known):
            # 境外投资额 …，按投资额: the same, or all of it. 按年利率2%: of what, is not said.
            rule.award.is_open = True
        for one in known:
            is_tail = _may_be_part(one, quantity) and _bare(one.label).endswith(_bare(quantity.label))
            if is_tail and one.kind == "money" and not one.formula:
                return one
            if one.kind == "money" and not one.formula and _bare(one.label) == _bare(quantity.label):
                return one
        return quantity

    def _over(self) -> Quantity | None:
        axis, bound = self._spoken.axes.get("money"), self._spoken.bound
        if axis is None or not bound:
            return None
        return Quantity("", axis.label, "money", formula=f"({axis} - {bound})")

    def _step_base(self, rule: Rule, place: Place) -> Quantity | None:
        begins, ends = place
        step = rule.award.step
        assert step is not None
        spoken = self._spoken
        growth = re.search(rf"(?:{words.VERSUS})?{words.GROWTH}$", self._text[begins:ends])
        more = self._text[ends : ends + 4]
        is_more = _EACH_MORE.match(more) is not None
        last = ends - len(growth[0]) if growth else ends
        versus = re.search(rf"{words.VERSUS}$", self._text[begins:last])
        last -= len(versus[0]) if versus else 0
        said = re.sub("^(?:此后|以后|之后)", "", self._text[begins:last].strip("，、；的按其并"))
        if step.kind is Kind.RATE:
            return self._of_growth(rule, (begins, last), said)
        kind = "money" if step.kind is Kind.MONEY else "number"
        found = (
            self._conditions.quantity(begins, last, kind, step.unit, spoken, is_periodic=is_more)
            if said
            else None
        )
        quantity = found[0] if found else self._of_unit(rule, kind, step.unit)
        if found and not _BEFORE_NAME.fullmatch(self._text, begins, max(begins, found[1])):
            rule.award.is_open = True
        if found is None and not said and (increase := self._before_steps(rule, kind)) is not None:
            return increase
        above = self._above(rule) if not said else None
        over = self._of_part(rule, said, more, quantity, kind)
        if over is not None:
            return over
        if above is not None and above.kind == kind:
            return above
        if quantity is None and not rule.award.noun:
            return self._unnamed(rule, kind, step.unit)
        if rule.award.noun.startswith("多") and (over := self._over_bound(rule, spoken.axis, kind)):
            # 每多招用10人: more than what had to be reached.
            return over
        if rule.award.noun:
            # 每出口1美元: what is done says of what it is taken.
            is_time = words.COUNT_NAMES.get(step.unit) == "时间"
            suffix = "额" if kind == "money" or step.unit.endswith("元") else "时间" if is_time else "数量"
            return self._facts.figure(f"{rule.award.noun}{suffix}", kind, None, step.unit)
        if quantity is None or quantity.kind != kind:
            rule.award.is_open = True
            return None
        is_of_last_year = growth is not None or versus is not None or "同比" in more
        return self._by_how_much(rule, quantity, is_of_last_year) if is_more else quantity

    def _of_unit(self, rule: Rule, kind: str, unit: str) -> Quantity | None:
        """Return what was spoken of last; of several numbers the one that has the unit of the steps."""
        quantity = self._spoken.quantity
        if kind != "number" or quantity is None or quantity.unit == unit:
            return quantity
        asked = [one.what for one in rule.conditions if one.what is not None]
        return next((one for one in reversed(asked) if one.unit == unit), quantity)

    def _by_how_much(self, rule: Rule, quantity: Quantity, is_of_last_year: bool) -> Quantity:
        """Return by how much a figure is more than what it had to reach, or than last year."""
        ends = rule.award.base[1] if rule.award.base is not None else 0
        # 超过100亿元后，每增加20亿元
        is_after = re.search("后，?$", self._text[:ends]) is not None
        is_added = (rule.is_added and not is_of_last_year) or is_after
        from_bound = self._over_bound(rule, quantity, quantity.kind) if is_added else None
        if from_bound is not None:
            # 达到1亿元的奖励5万元，每增加5000万元再奖励: above what was reached.
            return from_bound
        if quantity.period is not None:
            return Quantity("", quantity.label, quantity.kind, formula=f"{quantity} - {quantity.base}")
        rule.award.is_open = True
        return quantity

    def _unnamed(self, rule: Rule, kind: str, unit: str) -> Quantity:
        """Return what steps are counted of where no word before them says it."""
        rule.award.is_open = True
        said = next((one.text for one in rule.conditions if one.is_said), "")
        return self._facts.figure(f"{said}数量" if kind == "number" else f"{said}金额", kind, None, unit)

    def _of_part(
        self, rule: Rule, said: str, more: str, quantity: Quantity | None, kind: str
    ) -> Quantity | None:
        """Return what lies above a bound where steps are said to be of that: 超过1万平方米的部分每."""
        if re.fullmatch("(?:的|以上|超过|超出|高出)*部分", said):
            rule.award.adds = True
            return self._over_bound(rule, self._spoken.axis, kind)
        return self._over_bound(rule, quantity, kind) if re.match("每超过?|每超出", more) else None

    def _of_growth(self, rule: Rule, place: Place, said: str) -> Quantity | None:
        """Return the growth that steps are counted of: 每增长5个百分点."""
        spoken = self._spoken
        if said in ("", "两项") and len(spoken.growths) > 1:
            # Of two growths the lower is meant, or another: somebody must say.
            rule.award.is_open = True
            formula = f"较小({', '.join(map(str, spoken.growths[-2:]))})"
            return Quantity("", "增速", "rate", formula=formula)
        found = self._conditions.quantity(*place, "money", "", spoken, is_periodic=True)
        quantity = found[0] if found else spoken.quantity
        if quantity is None:
            return None
        growth = Quantity("", quantity.label, "rate", formula=f"同比({quantity})")
        is_added = rule.is_added or re.search("在此基础上，?$", self._text[: place[0]]) is not None
        above = self._over_bound(rule, growth, "rate") if is_added else None
        return above or growth

    def _before_steps(self, rule: Rule, kind: str) -> Quantity | None:
        """Return the increase that stands before steps: 按营业收入增量，每1000万元."""
        last = self._last_said(rule)
        if last is None or kind != "money":
            return None
        begins, ends = last.places[-1]
        lead = re.match(r"(?:，|对|按照?|根据)*(?:企业)?", self._text[begins:ends])
        begins += len(lead[0]) if lead else 0
        grown = _GROWN.search(self._text[begins:ends])
        if grown is None or not grown["of"]:
            return None
        quantity = self._grown(rule, begins, begins + len(grown["of"]))
        if quantity is None:
            return None
        rule.conditions.remove(last)
        rule.award.also += last.places
        self._facts.withdraw(last.text)
        return quantity

    def _last_done(self, rule: Rule) -> Condition | None:
        """Return the last words asked for before an award that do not only say that it is looked at."""
        said = [one for one in rule.conditions if one.is_said and not names.is_check(one.text)]
        if not said or not said[-1].places:
            return None
        between = self._text[said[-1].places[-1][1] : rule.award.place[0]]
        return said[-1] if _GIVEN.fullmatch(re.sub("经[^，]*，", "", between)) else None

    def _last_said(self, rule: Rule) -> Condition | None:
        """Return the words asked for right before an award."""
        last = next((one for one in reversed(rule.conditions) if one.is_said), None)
        if last is None or not last.places:
            return None
        between = self._text[last.places[-1][1] : rule.award.place[0]]
        return last if _GIVEN.fullmatch(between) else None

    def _over_bound(self, rule: Rule, quantity: Quantity | None, kind: str) -> Quantity | None:
        """Return what lies above the bound that was asked of a figure: 超过5000万元的，每超过1000万元."""
        bounds = [one for one in rule.conditions if one.axis == str(quantity)]
        bounds = [one for one in bounds if one.comparator in (words.AT_LEAST, words.MORE_THAN)]
        if not bounds:
            return None
        compared = bounds[-1]
        rule.award.is_open = True
        return Quantity("", "", kind, formula=f"{compared.axis} - {compared.bound}")

    def _above(self, rule: Rule, *, look: bool = False) -> Quantity | None:
        """Return what lies above a bound where the words before steps say that: 超出1亿元以上部分，每."""
        last = next((one for one in reversed(rule.conditions) if one.is_said), None)
        compared = next((one for one in reversed(rule.conditions) if one.axis), None)
        if last is None or not _ABOVE.fullmatch(last.text):
            return None
        if compared is None:
            return self._above_spoken(rule, last, look=look)
        if look:
            return compared.what
        rule.conditions.remove(last)
        rule.award.also += last.places
        rule.award.is_open = True
        kind = compared.what.kind if compared.what is not None else "money"
        if compared.comparator not in (words.AT_LEAST, words.MORE_THAN):
            return Quantity("", "", kind, formula=compared.axis)
        return Quantity("", "", kind, formula=f"{compared.axis} - {compared.bound}")

    def _above_spoken(self, rule: Rule, last: Condition, *, look: bool) -> Quantity | None:
        """Return what lies above the bound spoken of last: 达到3000万元的，奖励5万元，超过部分按0.6‰."""
        axis, bound = self._spoken.axis, self._spoken.bound
        if axis is None or not bound or axis.kind == "rate":
            return None
        if not look:
            rule.conditions.remove(last)
            self._facts.withdraw(last.text)
            rule.award.also += last.places
            rule.award.is_open = True
            rule.conditions.append(Condition(f"{axis} > {bound}", "", [], is_open=True))
        return Quantity("", axis.label, axis.kind, formula=f"{axis} - {bound}")

    def _part_of_growth(self, rule: Rule) -> Quantity | None:
        """Return what lies above a growth: 同比增长超过20%的部分，按1%."""
        compared = next((one for one in reversed(rule.conditions) if one.axis and one.places), None)
        growth = _IS_GROWTH.fullmatch(compared.axis) if compared is not None else None
        if compared is None or growth is None:
            return None
        between = self._text[compared.places[-1][1] : rule.award.place[0]]
        is_below = compared.comparator not in (words.AT_LEAST, words.MORE_THAN)
        what = re.sub(r"\[(\d{4})", lambda year: f"[{int(year[1]) - 1}", growth["of"])
        part = "的?(?:以[上下]|超过|超出|高出)?的?(?:增量|新增|增长|增加)?部分[^，]{0,10}，?[^，]{0,10}"
        if not re.fullmatch(part, between):
            return None
        if is_below:
            return Quantity("", "", "money", formula=f"({growth['of']} - {what})")
        for one in [one for one in rule.conditions if one.is_said and _ABOVE.fullmatch(one.text)]:
            rule.conditions.remove(one)
            rule.award.also += one.places
            self._facts.withdraw(one.text)
        rule.award.is_open = True
        formula = f"({growth['of']} - {what} × (1 + {compared.bound}))"
        return Quantity("", "", "money", formula=formula)

    def _piece(self, rule: Rule, head: Place) -> Quantity:
        """Return how many pieces there are; of what, the words before them say."""
        award, noun = rule.award, rule.award.noun.strip("的")
        if noun in ("次", "每次") and award.piece in _OF_PEOPLE:
            # 每人每次2元
            award.piece, award.noun, noun = "人次", "", ""
        said = [
            one
            for one in rule.conditions
            if one.is_said and (not one.places or head[0] <= one.places[0][0] < head[1])
        ]
        said = [one for one in said if not names.is_check(one.text)] or said
        said = [one for one in said if names.counted_name(one.text)[0]] or said
        if len(said) > 1 and _PAYER.fullmatch(said[-1].text):
            # 市级每亩补助300元: who pays, and not what is counted.
            rule.conditions.remove(said[-1])
            rule.award.also += said[-1].places
            rule.award.is_open = True
            self._facts.withdraw(said.pop().text)
        if len(said) > 1 and not noun and self._is_paid_for(said[-1], award.piece):
            # 通过平台进口汽车的，对平台按每辆: who is given it has none of them.
            said = said[:-1]
        if award.piece[:1] in _OF_PEOPLE and len(said) > 1:
            # 新招用毕业生，签订合同的，按每人: who is counted, not what is asked of them.
            hired = [one for one in said if _HIRED.search(one.text)]
            said = hired[-1:] or [one for one in said if _PEOPLE.search(one.text)][-1:] or said
        counted = self._pieces_above(rule) or self._people(rule, said)
        counted = counted or self._named_right_before(rule, said, noun)
        if counted is not None:
            return counted
        compared = self._compared_before(rule, said, noun)
        return compared if compared is not None else self._counted_by_words(rule, said, noun)

    def _compared_before(self, rule: Rule, said: Sequence[Condition], noun: str) -> Quantity | None:
        """Return the number that a condition compared and that an award is for each of: 100亩以上的，每亩."""
        award = rule.award
        lasting = any(one.what is not None and one.what.unit in ("个月", "天") for one in rule.conditions)
        # How long somebody was employed is of each of them, and no figure of the enterprise.
        was_open = award.is_open
        award.is_open = award.is_open or len(said) != 1 or lasting or said[-1].is_open
        alike = [one.what for one in rule.conditions if one.what is not None and one.what.kind == "number"]
        same = [one for one in alike if one.unit == award.piece]
        near = [one for one in alike if one.unit.startswith(award.piece) and one.unit != award.piece]
        whole = [one for one in near if one.unit == f"{award.piece}{noun}"]
        near, noun = (whole, "") if whole else (near, noun)
        if near and not noun and not same:
            award.is_open = True
            return near[-1]
        if same and not noun and said and _TAKEN_ON.fullmatch(said[-1].text):
            # 培训人数达到40人以上、被企业录用的，每人: those of them who were.
            award.is_open, rule.counts = True, said[-1]
            label = f"{said[-1].text}的{same[0].label}"
            return self._facts.figure(label, "number", same[0].period, award.piece)
        if same and (not noun or (noun in _MORE_OF and noun in same[0].label)):
            # 新增母猪100头以上的，每新增1头. 单池容积200立方米以上的，每立方米: of one of several.
            award.is_open = award.is_open or re.search("单(?![位独一])", same[0].label) is not None
            award.is_open = award.is_open and (bool(said) or len(same) > 1 or lasting or was_open is True)
            return same[0]
        tons = next((one.label for one in alike if (one.unit, award.piece) == ("公斤", "吨")), "")
        if tons.endswith("公斤数") and not noun and not said:
            # 收购茶叶100吨以上的，每吨: of the same, in its own unit.
            award.is_open = True
            return self._facts.figure(f"{tons.removesuffix('公斤数')}吨数", "number", None, "吨")
        return None

    def _counted_by_words(self, rule: Rule, said: Sequence[Condition], noun: str) -> Quantity:
        """Return how many there are of what words name."""
        award = rule.award
        by = _BY.fullmatch(said[-1].text) if said else None
        name = _GIVEN_BY.sub("", by["name"]) if by is not None else ""
        if by is not None and IS_COUNT.search(name):
            # 按办公场所面积给予10元/平方米: it says itself of what.
            self._consume(rule, said[-1], by["whose"])
            award.is_open = award.is_open or bool(words.DANGEROUS.search(name))
            return self._facts.figure(_of_times(name, award.piece), "number", None, award.piece)
        if said and not noun and award.piece[:1] in _OF_PEOPLE and self._is_of_enterprise(said[-1]):
            # 连续生产的企业，按每人300元: of whom it is said is nobody who is counted.
            award.is_open = True
            given = _GIVEN_TO_PEOPLE.search(self._text, *award.place)
            name = f"享受{given['what']}" if given is not None else "符合条件"
            return self._facts.figure(_count_of(name, award.piece), "number", None, award.piece)
        if said and not noun and award.piece in _OF_AREA and said[-1].text.endswith(_EMPLOYERS):
            # 针对科技企业，按40元/平方米: of whom it is said is nothing that has so many.
            award.is_open = True
            return self._facts.figure(_count_of("享受补贴的", award.piece), "number", None, award.piece)
        if said and not noun and award.piece in _OF_MACHINES and _BUYER.search(said[-1].text):
            # 购置新车，并在本市上牌的个人，每台: who has them is none of them.
            award.is_open = True
            bought = [match[0] for one in said for match in _BOUGHT.finditer(one.text)]
            name = _count_of(bought[-1] if bought else "享受补贴的", award.piece)
            return self._facts.figure(name, "number", None, award.piece)
        label = self._counted(rule, said[-1] if said else None, noun)
        counts = [one.what for one in rule.conditions if one.what is not None and one.what.unit in _OF_OWNERS]
        if label == "符合条件" and counts and award.piece not in (*_OF_OWNERS, *_OF_AREA):
            # 建设民宿5家以上的，每间: of what was counted before.
            label = counts[-1].label.removesuffix(f"{counts[-1].unit}数")
        # 新增企业的镇街，每新增一家: of whom it is said is not what is counted.
        award.is_open = award.is_open or bool(said and award.noun and "的" in said[-1].text)
        label = _count_of(label, award.piece)
        if said and rule.split is None and said[-1].text == label:
            # 新增孵化面积的，每平方米: a figure, and nothing to be asked.
            self._facts.withdraw(label)
        counted = self._facts.figure(label, "number", None, award.piece)
        if said and rule.split is None:
            # Whoever has none of them gets nothing: the number says it.
            rule.counts = said[-1]
        return counted

    def _times(self, award: Award) -> Quantity | None:
        """Return for how long each piece is given so much: 每平方米每月5元; None where it is given once."""
        if not award.time:
            return None
        unit = _UNITS_OF_TIME.get(award.time, award.time)
        return self._facts.figure(f"享受补贴的{award.time}数", "number", None, unit)

    def _pieces_above(self, rule: Rule) -> Quantity | None:
        """Return what lies above a bound and is paid by the piece: 超过1000万美元的部分，每美元0.01元."""
        above = self._above(rule, look=True)
        if rule.award.noun or self._is_beside or above is None or above.kind != "number":
            return None
        part = self._above(rule) or above
        return replace(part, formula=f"({part})") if " - " in part.formula else part

    def _people(self, rule: Rule, said: Sequence[Condition]) -> Quantity | None:
        """Return people with what is asked of each of them for some time: 签订劳动合同满1年的，每人."""
        asked = [one for one in rule.conditions if one.what is not None]
        lasting = [one for one in asked if one.what is not None and one.what.unit in ("个月", "天")]
        lasting = [one for one in lasting if _OF_A_PERSON.search(one.text)]
        is_counted = any(one.what is not None and one.what.unit in _OF_PEOPLE for one in asked)
        if rule.award.piece[:1] not in _OF_PEOPLE or not lasting or is_counted:
            return None
        for one in lasting:
            rule.conditions.remove(one)
            rule.award.also += one.places
        rule.award.is_open = True
        rule.counts = said[-1] if said else None
        whom = [names.counted_name(said[-1].text)[0]] if said else []
        label = "且".join((*whom, *(one.text for one in lasting)))
        return self._facts.figure(_count_of(label, rule.award.piece), "number", None, rule.award.piece)

    def _is_paid_for(self, said: Condition, piece: str) -> bool:
        """Whether words before an amount for each only say to whom it is given: 对平台按照每辆500元."""
        begins, ends = said.places[-1] if said.places else (0, 0)
        is_led = self._text.startswith("对", begins) or self._text[begins - 1 : begins] == "对"
        is_near = re.match("[，]?(?:按照?|每|给予)", self._text[ends:]) is not None
        return is_led and is_near and said.text.endswith(_EMPLOYERS) and piece not in _OF_OWNERS

    def _is_of_enterprise(self, said: Condition) -> bool:
        """Whether words are said of enterprises and not of people."""
        wording = self._text[slice(*said.places[-1])] if said.places else ""
        return wording.rstrip("的").endswith(_EMPLOYERS) and not _ANY_PEOPLE.search(said.text)

    def _pieces_of_kinds(self, rule: Rule, split: Split) -> None:
        """Count each of several kinds, since one may have some of each: 高级工、技师每人1000元、2000元."""
        award, noun = rule.award, rule.award.noun.strip("的")
        given = f"(?:{any_of(words.GIVING)}|{any_of(words.FILLING)})+"
        noun = "" if re.match(given, noun) else re.sub(f"{given}$", "", noun)
        for whole in split.wholes:
            label = names.counted_name(whole)[0] or whole
            label = _count_of(label if noun in label else f"{label}{noun}", award.piece)
            rule.pieces.append(self._facts.figure(label, "number", None, award.piece))
        award.form, award.is_open, rule.split = Form.PRICES, True, None
        award.also.append(split.place)

    def _named_right_before(self, rule: Rule, said: Sequence[Condition], noun: str) -> Quantity | None:
        """Return what is counted where its name alone stands before 每: 钢架大棚每亩补助5000元."""
        last = said[-1] if said else None
        if last is None or noun or rule.split is not None or rule.award.piece not in _OF_AREA:
            return None
        begins, ends = last.places[-1]
        is_near = (
            self._text.startswith("每", ends)
            and ends == rule.award.place[0]
            and self._text[begins - 1 : begins] in "，；：。、"
        )
        if not is_near or _NO_THING.search(last.text) or words.DANGEROUS.search(last.text):
            return None
        self._consume(rule, last, "")
        rule.award.is_open = True
        name = _count_of(last.text, rule.award.piece)
        return self._facts.figure(name, "number", None, rule.award.piece)

    def _counted(self, rule: Rule, said: Condition | None, noun: str) -> str:
        """Return what is counted: the words before an amount for each, and those behind 每."""
        noun, is_cut = names.thing_of(noun) if noun else ("", False)
        name, is_led = names.counted_name(said.text) if said is not None else ("", False)
        rule.award.is_open = rule.award.is_open or is_cut or is_led
        noun, name = (re.sub(_STANDARD_OF, "", one) for one in (noun, _GIVEN_BY.sub("", name)))
        title = _TITLE.search(self._text, 0, rule.award.place[0]) if not name and not noun else None
        if title is not None and not _PAYER.fullmatch(title["of"]):
            # 近海风电奖励标准为0.1元/千瓦时; 分布式光伏：0.25元/千瓦时. Of 市级补贴标准 nobody has any.
            rule.award.is_open = True
            return self._short.said(*title.span("of"))
        if not noun or name.endswith(noun) or (noun in name and not _SHORT_NOUN.fullmatch(noun)):
            return name or "符合条件"
        return names.with_noun(name, noun)


def _owner_and_thing(topic: str) -> tuple[str, str]:
    """Return who stands first in what an award is said to be of, and of what of theirs it is.

    >>> _owner_and_thing("电商企业的物流快递费用"), _owner_and_thing("企业缴纳的保险费")
    (('电商企业', '物流快递费用'), ('', '缴纳的保险费'))
    >>> _owner_and_thing("组织企业参展的费用")
    ('', '组织企业参展的费用')
    """
    owner = _OWNER.match(topic)
    if owner is None or DONE_TO.search(owner["who"]):
        return "", topic
    return owner["who"] if owner["who"] not in ("企业", "单位", "公司", "机构") else "", owner["thing"]


def _joined_name(topic: str, base: str) -> str:
    """Return the name of an amount of which a topic and the words before a rate say a part each.

    >>> _joined_name("出口信用保险的保费", "实际缴纳保费"), _joined_name("上缴税收增长部分", "地方留成")
    ('出口信用保险实际缴纳保费', '上缴税收增长部分的地方留成')
    """
    if base in topic:
        return topic
    if topic in base:
        return base
    meeting = next((at for at in range(min(len(topic), len(base)), 1, -1) if topic[-at:] == base[:at]), 0)
    if meeting:
        return f"{topic}{base[meeting:]}"
    shared = next((at for at in range(min(len(topic), len(base)), 0, -1) if topic[-at:] == base[-at:]), 0)
    if shared:
        return f"{topic[:-shared].removesuffix('的')}{base}"
    return f"{topic}{base}" if base in ("增量", "新增部分", "增长部分", "增加额") else f"{topic}的{base}"


def _is_of_kinds(split: Split, noun: str) -> bool:
    """Whether there may be some of each of several kinds; of its rooms, a house has one level."""
    is_level = split.axis.endswith("级别") and noun.strip("的") != ""
    return bool(split.wholes) and not is_level


def _count_of(label: str, piece: str) -> str:
    """Return what the number of pieces is called: 新招用毕业生人数, 新产品（个数）."""
    suffix = words.COUNT_NAMES.get(piece)
    if suffix is None and len(piece) > 1 and label.endswith(piece):
        return f"{label}数"
    if suffix is None:
        return f"{label}（{piece}数）"
    if suffix.startswith("（"):
        return _of_times(label, piece)
    return label if label.endswith(suffix) else f"{label}{suffix}"


def _of_times(label: str, piece: str) -> str:
    """Return what a number of people is called that counts for how long each of them: 员工（人月数）.

    >>> _of_times("入住老年人数", "人月")
    '入住老年人（人月数）'
    >>> _of_times("在岗人数", "人月"), _of_times("在岗人数", "人")
    ('在岗（人月数）', '在岗人数')
    """
    suffix = words.COUNT_NAMES.get(piece, "")
    return (
        f"{re.sub('(?<=[年疾困贫]人)数$|(?<![年疾困贫])人数$', '', label)}{suffix}"
        if suffix.startswith("（")
        else label
    )


def _is_money(said: str) -> bool:
    """Whether words name a figure that may be one of money: 受益面积 is none."""
    return IS_FIGURE.search(said) is not None and _NO_MONEY.search(said) is None


def _may_be_part(one: Quantity, other: Quantity) -> bool:
    """Whether of two amounts one is called by no more than words of the other, or has another currency."""
    first, second = set(_bare(one.label)), set(_bare(other.label))
    is_alike = first <= second or second <= first
    if one.unit.endswith("元"):
        return is_alike
    tails = [_bare(label)[-_SAME_TAIL:] for label in (one.label, other.label)]
    is_alike = (is_alike and first != second) or (tails[0] == tails[1] and len(tails[0]) == _SAME_TAIL)
    return one.kind == "money" and _bare(one.label) != _bare(other.label) and is_alike


def _bare(label: str) -> str:
    """Return the name of a figure without what policies put in or leave out."""
    return re.sub(r"实际|总|额度?$|年度|当年|项目|其|金额", "", label)
