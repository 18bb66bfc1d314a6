"""What a sheet of each ledger has in its columns: those that its list is exported with."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from domain.enterprises.dictionary import UNITS, Dictionary, Fact, FactKind, TextCheck
from domain.exchange.intake.forms import Form
from domain.exchange.intake.rows import EXAMPLE_ROW
from domain.exchange.intake.targets import USCC_LABEL, Choice, Place, Target
from domain.outreach.cultivation_entities import Stage
from domain.outreach.entities import Post, TeamKind, VisitState, Way
from domain.outreach.guides.topics import LONGEST as LONGEST_TITLE
from domain.outreach.importing import Ledger
from domain.outreach.matching.events import LONGEST as LONGEST_EVENT
from domain.outreach.matching.needs import LONGEST as LONGEST_NEED
from domain.outreach.matching.parks import KINDS as PARK_KINDS
from domain.outreach.matching.parks import LONGEST as LONGEST_PARK
from domain.outreach.matching_entities import EventKind, Matter, ParkStage, Signed
from domain.outreach.problem_entities import KINDS, Source
from domain.outreach.problem_entities import Matter as ProblemMatter
from domain.outreach.problems.raising import LONGEST
from domain.outreach.project_entities import ProjectEnd
from domain.outreach.projects.keeping import LONGEST as LONGEST_PROJECT
from domain.outreach.projects.project_lines import PERMIT, ROW

ENTERPRISE, USCC = "enterprise", "uscc"
NUMBER: Final = "number"
PROJECT: Final = "project"
OF_PROJECT: Final = "项目："
"""What a charge's enterprise begins with where it is a project, as lists tell it."""
_ONE: Final = UNITS[FactKind.NUMBER]
LATE: Final = "late"
"""How a list calls a plan whose day has passed."""
LATE_WORD: Final = "该去未去"
OVER: Final = "over"
"""How a list calls a park that has ended."""
OVER_WORD: Final = "已终止"


@dataclass(frozen=True, slots=True)
class LedgerForm(Form):
    """A sheet of a ledger.

    Attributes:
        ledger: Which.
        key, title, row: See `Form`.
        facts: Its columns, from left to right.
        required: Which of them there must be; of several in one any.
        notes: How it is filled in, each a sentence.
    """

    ledger: Ledger
    key: str
    title: str
    row: str
    facts: tuple[Fact, ...]
    required: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]

    @property
    def dictionary(self) -> Dictionary:
        """Its columns as what `Planner` reads by."""
        return Dictionary({fact.name: fact for fact in self.facts}, {}, {})

    def choices(self, dictionary: Dictionary, kind: str) -> list[Choice]:
        return [
            Choice(target_of(fact.name), self.title, (fact.label,), fact)
            for fact in dictionary.attributes.values()
        ]

    def lacking(self, targets: Collection[Target], kind: str) -> Iterator[str]:
        labels = {fact.name: fact.label for fact in self.facts}
        for names in self.required:
            if not any(target_of(name) in targets for name in names):
                words = "”或“".join(labels[name] for name in names)
                yield f"还没有一列对应“{words}”；文件里没有的，先在文件里加上这一列"


def target_of(name: str) -> Target:
    """Return what a column of a ledger holds."""
    return Target(Place.ATTRIBUTE, name)


@cache
def form_of(ledger: Ledger) -> LedgerForm:
    """Return how sheets of a ledger are read."""
    return _FORMS[ledger]


def _text(name: str, label: str, hint: str = "", example: str = "", *, is_long: bool = False) -> Fact:
    return Fact(name, label, FactKind.TEXT, hint=hint, is_long=is_long, example=example)


def _day(name: str, label: str, hint: str = "") -> Fact:
    return Fact(name, label, FactKind.DATE, hint=hint, example="2022-05-16")


def _amount(name: str, label: str, example: str) -> Fact:
    return Fact(name, label, FactKind.MONEY, hint="表头写明单位，如：（元）、（万元）", example=example)


def _whole(name: str, label: str, unit: str) -> Fact:
    return Fact(name, label, FactKind.NUMBER, unit=unit, is_whole=True, least=_ONE, example="12")


def _choice(name: str, label: str, choices: Mapping[str, str], hint: str = "") -> Fact:
    return Fact(name, label, FactKind.CHOICE, choices=choices, hint=hint)


def _phone(hint: str = "") -> Fact:
    check = TextCheck.PHONE
    return Fact(
        "phone", "电话", FactKind.TEXT, is_personal=True, check=check, hint=hint, example="13803710000"
    )


_NAME: Final = _text(ENTERPRISE, "企业", "企业库里的全称；有信用代码的可以不填", "示例有限公司")
_CODE: Final = _text(USCC, USCC_LABEL, "18 位；不填的按企业全称对应", EXAMPLE_ROW)
_UNIT: Final = _text("department", "单位", "两位干部同名时，靠单位区分", "区金融服务局")
_BY_NAME: Final = "企业按统一社会信用代码对应；没有代码的，按企业库里的全称，一字不差。"
_DAYS: Final = "日期写作 2022-05-01、2022.5.1 或 20220501。"
_IN_LEDGER: Final = "台账里已有的、两行一样的，导入时都会指出来，不会重复登记。"

_CADRES: Final = LedgerForm(
    Ledger.CADRES,
    "ledger.cadres",
    "干部",
    "一位干部",
    (
        _text("name", "姓名", example=EXAMPLE_ROW),
        _text("duty", "职务", example="副局长"),
        _text("department", "单位", "还没有登记的单位，导入时一并登记", "区金融服务局"),
        _text("team", "工作组", "还没有登记的工作组，导入时一并登记", "第一工作组"),
        _choice("team_kind", "工作组种类", {one.value: one.word for one in TeamKind}, "新登记的工作组才用到"),
        _phone(),
        _day("until", "离任", "已经离任的，从哪天起；在任的不填"),
    ),
    (("name",),),
    ("一位干部一行。单位、工作组还没有登记的，导入时一并登记。", _DAYS, _IN_LEDGER),
)
_CHARGES: Final = LedgerForm(
    Ledger.CHARGES,
    "ledger.charges",
    "包联台账",
    "一项包联",
    (
        _NAME,
        _CODE,
        _text("cadre", "干部", "先登记或导入干部", "李强"),
        _UNIT,
        _choice("post", "身份", {one.value: one.word for one in Post}),
        _day("since", "起"),
        _day("until", "止", "还在包联的不填"),
        _text("because", "缘由", "写了止的日期，要写缘由", "工作调动"),
    ),
    ((ENTERPRISE, USCC), ("cadre",), ("post",), ("since",)),
    (
        "一户企业、一位干部、一种身份一行。还在包联的，“止”不填。",
        f"包联的是项目的，企业一栏写“{OF_PROJECT}”和项目的全称或编号，不填信用代码。",
        *(_BY_NAME, _DAYS, _IN_LEDGER),
    ),
)
_VISITS: Final = LedgerForm(
    Ledger.VISITS,
    "ledger.visits",
    "走访台账",
    "一次走访",
    (
        _day("day", "日期"),
        _text(ENTERPRISE, "企业", "座谈会有几户的，用顿号隔开", "示例有限公司"),
        _text(USCC, USCC_LABEL, "18 位；几户的用顿号隔开；不填的按企业全称对应", EXAMPLE_ROW),
        _choice("way", "方式", {one.value: one.word for one in Way}),
        _choice(
            "state",
            "状态",
            {**{one.value: one.word for one in VisitState}, LATE: LATE_WORD},
            "不填的算已走访",
        ),
        _text("cadres", "走访人", "几位的用顿号隔开；同名的写作：李强（区金融服务局）", "李强、张敏"),
        _text("found", "了解的情况", example="开工正常", is_long=True),
        _text(
            "asked",
            "提出的问题",
            f"每行一件，先写类别，空一格再写问题；类别有{'、'.join(KINDS)}",
            "融资 贷款到期，续贷缺担保",
            is_long=True,
        ),
        _text("route", "路线", example="北区"),
        _text("met", "接待人", example="刘总"),
        _text("place", "地点"),
        _text("dropped", "取消的理由", "状态是“取消”的要写"),
    ),
    (("day",), (ENTERPRISE, USCC), ("way",)),
    (
        "一次走访一行；座谈会有几户企业的也是一行，企业用顿号隔开。",
        "还没有去的，状态填“计划”。提出的问题一格里可以写几行，每行一件，导入后进入问题台账。",
        *(_BY_NAME, _DAYS, _IN_LEDGER),
    ),
)
_PROBLEMS: Final = LedgerForm(
    Ledger.PROBLEMS,
    "ledger.problems",
    "问题台账",
    "一件问题",
    (
        _text(NUMBER, "编号", "如 2022-0007；不填的由程序编号"),
        _NAME,
        _CODE,
        _text("title", "问题", f"一句话，最长 {LONGEST} 个字", "贷款到期，续贷缺担保"),
        _text("kind", "类别", f"如{'、'.join(KINDS)}", "融资"),
        _text("state", "状态", "只导入还没有办的：待转办，或已经转办的"),
        _text("handler", "承办", "已经转办的部门、干部；还没有转办的不填", "区金融服务局"),
        _day("raised_on", "提出"),
        _choice("source", "来源", {one.value: one.word for one in Source}),
        _text("detail", "详细情况", is_long=True),
        _choice("matter", "事类", {one.value: one.word for one in ProblemMatter}, "不填的是“问题”"),
        _text("grade", "办理程序", "如：疑难问题；不填的按一般问题办"),
        _text("raised_by", "企业联系人", example="刘总"),
        _phone("企业联系人的"),
    ),
    ((ENTERPRISE, USCC), ("title",), ("kind",), ("raised_on",), ("source",)),
    (
        "一件问题一行。导入的问题从登记、转办开始办；已经办结销号的，请不要填在这里。",
        *(_BY_NAME, _DAYS, _IN_LEDGER),
    ),
)
_PROJECTS: Final = LedgerForm(
    Ledger.PROJECTS,
    "ledger.projects",
    "项目台账",
    "一个项目",
    (
        _text("name", "项目", f"最长 {LONGEST_PROJECT} 个字", "智能工厂二期"),
        _text(ENTERPRISE, "企业", "几户合办的，用顿号隔开", "示例有限公司"),
        _text(USCC, USCC_LABEL, "18 位；几户的用顿号隔开；不填的按企业全称对应", EXAMPLE_ROW),
        _text("force", "专班", "还没有登记的专班，导入时一并登记", "智能工厂专班"),
        _text("kind", "类别", example="工业"),
        _text("street", "街道", example="商都路街道"),
        _text("park", "园区"),
        _amount("total", "总投资", "300000000.00"),
        _amount("planned", "年度计划", "80000000.00"),
        _day("starts_on", "计划开工"),
        _day("ends_on", "计划竣工"),
        _text("plan", "方案", "一项目一方案", is_long=True),
        _text("permits", "手续明细", f"一项手续一行：{PERMIT}", is_long=True),
        _text("rows", "企业资料里的项目", f"政策评定用的是哪一个，一户一行：{ROW}", is_long=True),
        _choice(
            "ended",
            "竣工或停建",
            {one.value: one.word for one in (ProjectEnd.DONE, ProjectEnd.DROPPED)},
            "还在推进的不填",
        ),
        _day("ended_on", "竣工停建日期", "还在推进的不填"),
        _text("ended_because", "竣工停建原因", "竣工、停建的要写"),
    ),
    (("name",), (ENTERPRISE, USCC)),
    (
        "一个项目一行；几户企业合办的也是一行，企业用顿号隔开。",
        "年度计划是今年的计划投资。阶段和每月投资各有一张表，在“项目”页上面导入。",
        "手续一格里可以写几行，每行一项；期限写几个工作日，实际用时空着由程序按工作日算。",
        "企业资料里同名的项目有几个的，后面写“第 2 个”；一个的不用写。",
        *(_BY_NAME, _DAYS, _IN_LEDGER),
    ),
)
_PROJECT: Final = _text(PROJECT, "项目", "“项目”页里的全称，或编号如 XM2026-001", EXAMPLE_ROW)
_STAYS: Final = "已经填了的不会改：一样的照旧，不一样的导入时会指出来。"
_STAGES: Final = LedgerForm(
    Ledger.STAGES,
    "ledger.stages",
    "项目阶段",
    "一个阶段",
    (
        _PROJECT,
        _text("stage", "阶段", example="主体施工"),
        _day("planned", "计划日期"),
        _day("done", "完成日期", "还没有完成的不填"),
    ),
    ((PROJECT,), ("stage",)),
    ("一个项目的一个阶段一行，按先后排。", "项目要先登记或导入。", _DAYS, _STAYS),
)
_INVESTMENT: Final = LedgerForm(
    Ledger.INVESTMENT,
    "ledger.investment",
    "项目投资",
    "一个项目的一个月",
    (
        _PROJECT,
        _text("month", "月份", "如 2026-03 或 2026年3月；全年的计划写 2026年", "2026-03"),
        _amount("planned", "计划投资", "8000000.00"),
        _amount("done", "完成投资", "6500000.00"),
    ),
    ((PROJECT,), ("month",)),
    ("一个项目的一个月一行；全年的计划也是一行，月份写年份。", "项目要先登记或导入。", _STAYS),
)
_TOPICS: Final = LedgerForm(
    Ledger.TOPICS,
    "ledger.topics",
    "办事指南",
    "一条办事指南",
    (
        _text("title", "办事指南", f"一句话，最长 {LONGEST_TITLE} 个字", EXAMPLE_ROW),
        _text("asks", "常见问法", "每行一种", is_long=True),
        _text("answer", "怎么答复", "每行一步", "带营业执照到一楼窗口", is_long=True),
        _text("papers", "要带的材料", "每行一份", is_long=True),
        _text("place", "到哪里办"),
        _text("phone", "电话", "咨询电话"),
        _text("hours", "办公时间"),
        _text("days", "承诺期限", "几个工作日，只写数字", "5"),
        _day("valid_from", "有效期起"),
        _day("valid_until", "有效期止"),
        _text("keeper", "由谁维护"),
        _day("checked_on", "核对日期"),
    ),
    (("title",), ("answer",)),
    (
        "一条办事指南一行。问法、步骤、材料一格里可以写几行。",
        "依据的政策和条款，导入以后在“办事指南”页选。",
        "已经有的、两行同名的，导入时都会指出来，不会重复登记。",
    ),
)
_PARK_STAGES: Final = {one.value: one.word for one in ParkStage}
_PARKS: Final = LedgerForm(
    Ledger.PARKS,
    "ledger.parks",
    "园区台账",
    "一个园区",
    (
        _text("name", "园区", f"最长 {LONGEST_PARK} 个字", EXAMPLE_ROW),
        _choice("stage", "阶段", {**_PARK_STAGES, OVER: OVER_WORD}, "不填的算已投用"),
        _text("street", "街道", example="商都路街道"),
        _text("kind", "类别", f"不填的是{PARK_KINDS[0]}", PARK_KINDS[0]),
        _text("place", "地址"),
        _text("operator", "运营单位"),
        _text("contact", "联系人"),
        _phone("园区联系人的"),
        _amount("total", "总投资", "300000000.00"),
        _whole("area", "面积", "平方米"),
        _day("since", "起始日期", "认定、批准或设立的日期"),
        _text("years", "各年情况", "一年一行：2025｜完成投资｜产值", is_long=True),
        _day("until", "终止日期", "还在的不填"),
        _text("ended_because", "终止原因", "已经终止的要写"),
        _choice("was", "终止前阶段", _PARK_STAGES, "已经终止的才用到"),
    ),
    (("name",), ("since",)),
    (
        "一个园区一行。入驻企业另外导入，或导入以后在“对接”页登记。",
        "已经终止的园区，阶段填“已终止”，再填终止日期和终止原因。",
        *(_DAYS, _IN_LEDGER),
    ),
)
_TENANTS: Final = LedgerForm(
    Ledger.TENANTS,
    "ledger.tenants",
    "入驻企业台账",
    "一户企业",
    (
        _text("park", "园区", "先登记或导入园区", "金水小微企业园"),
        _NAME,
        _CODE,
        _day("since", "入驻"),
        _day("until", "退出", "还在园区的不填"),
        _text("because", "退出原因", example="扩产搬迁"),
        _whole("area", "使用面积", "平方米"),
    ),
    (("park",), (ENTERPRISE, USCC), ("since",)),
    ("一户企业在一个园区一行；退出又回来的，一段一行。", _BY_NAME, _DAYS, _IN_LEDGER),
)


_EVENTS: Final = LedgerForm(
    Ledger.EVENTS,
    "ledger.events",
    "对接活动台账",
    "一家到会的",
    (
        _day("day", "日期"),
        _choice("kind", "种类", {one.value: one.word for one in EventKind}),
        _text("name", "活动", f"最长 {LONGEST_EVENT} 个字", "春季产销对接会"),
        _NAME,
        _CODE,
        _text("other", "其他单位", "不在企业库里的银行、院校、采购商等，填这里，企业一栏空着"),
        _whole("came", "到会", "人"),
        _text("partner", "和谁签", "没有签约的，后面都不填", "某某商场"),
        _choice("signed", "签的什么", {one.value: one.word for one in Signed}),
        _text("what", "内容"),
        _amount("amount", "签约金额", "3000000.00"),
        _whole("products", "产品种数", "种"),
        _text("place", "地点"),
        _text("host", "主办"),
        _text("found", "活动情况", is_long=True),
        _text("guests", "到会名单", "导出的列表里才有，一场活动一行，一家一行", is_long=True),
        _text("deals", "签约明细", "也是，一笔一行", is_long=True),
    ),
    (("day",), ("kind",), ("name",)),
    (
        "一家到会的一行，签了约的填在同一行；同一场活动的日期、种类、名称、地点、主办每行一样。",
        "一家签了几笔的，再写一行。后来落实多少，导入以后在“对接”页登记。",
        "导出的活动列表可以原样导入：按“到会名单”和“签约明细”两栏。",
        *(_BY_NAME, _DAYS, "登记过的活动，导入时会指出来，不会重复登记。"),
    ),
)


def _needs(ledger: Ledger, matter: Matter, facts: tuple[Fact, ...], notes: tuple[str, ...]) -> LedgerForm:
    ways = {one.value: one.word for one in matter.ways}
    return LedgerForm(
        ledger,
        f"ledger.{ledger}",
        f"{ledger.word}台账",
        "一项需求",
        (
            _day("day", "提出日期", "不填的按落实日期"),
            _NAME,
            _CODE,
            *facts,
            _choice("through", "方式", ways, "还没有落实的不填"),
            _day("met_on", "落实日期"),
            _text("outcomes", "落实明细", "导出的列表里才有，一笔一行", is_long=True),
            _day("ended_on", "不再需要", "还需要的不填"),
            _text("ended_because", "理由", "不再需要的要写"),
            _text("detail", "详细情况", is_long=True),
        ),
        ((ENTERPRISE, USCC), ("title",)),
        (
            *notes,
            "一项需求落实几次的，先导入第一次，后面的在“对接”页登记；导出的列表可以原样导入。",
            _BY_NAME,
            _DAYS,
            _IN_LEDGER,
        ),
    )


_FINANCING: Final = _needs(
    Ledger.FINANCING,
    Matter.FINANCING,
    (
        _text("title", "用途", f"最长 {LONGEST_NEED} 个字", "采购原料"),
        _amount("wanted", "需要", "5000000.00"),
        _amount("amount", "落实", "3000000.00"),
        _text("partner", "银行和担保", example="建设银行，市中小担"),
    ),
    ("一项融资需求一行；已经落实的一起填。没有填需要多少的，按落实的贷款登记；贴息的要填。",),
)
_JOBS: Final = _needs(
    Ledger.JOBS,
    Matter.JOBS,
    (
        _text("title", "岗位", f"最长 {LONGEST_NEED} 个字", "数控车工"),
        _whole("people", "需要", "人"),
        _whole("hired", "招到", "人"),
        _text("partner", "从哪里招的", example="市技师学院"),
    ),
    ("一户企业、一个岗位一行；已经招到的一起填。没有填需要多少的，按招到的人数登记。",),
)
_CULTIVATED: Final = LedgerForm(
    Ledger.CULTIVATED,
    "ledger.cultivated",
    "培育库台账",
    "一户企业",
    (
        _NAME,
        _CODE,
        _text("target", "目标", "四上，或资质荣誉里的类别", "专精特新中小企业"),
        _choice("stage", "阶段", {one.value: one.word for one in Stage}, "不填的是“摸排”"),
        _text("cadre", "责任人", "先登记或导入干部", "李强"),
        _UNIT,
        _day("since", "入库日期"),
        _day("planned_on", "计划达标"),
        _day("reached_on", "达标日期"),
        _day("lost_on", "失去日期"),
        _day("dropped_on", "退出日期"),
        _text("because", "原因", "又失去、已退出的要写", "复核没有通过"),
        _text("remark", "备注", is_long=True),
    ),
    ((ENTERPRISE, USCC), ("target",), ("since",)),
    (
        "一户企业、一个目标一行。导入的没有入库依据；按数查找入库的，在“培育”页的“苗子”里办。",
        *(_BY_NAME, _DAYS, _IN_LEDGER),
    ),
)
_FORMS: Final = {
    form.ledger: form
    for form in (
        *(_CADRES, _CHARGES, _VISITS, _PROBLEMS, _PROJECTS, _STAGES, _INVESTMENT, _TOPICS),
        *(_PARKS, _TENANTS, _EVENTS, _FINANCING, _JOBS, _CULTIVATED),
    )
}
