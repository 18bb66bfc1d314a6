"""Sheets of ledgers kept elsewhere: what is wrong is said with its row, the rest goes in by one act."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from domain.enterprises.importing.undoing import list_imports
from domain.enterprises.merging import merge_two, read_two
from domain.enterprises.queries import facts_of
from domain.exchange.intake.checking import Spot
from domain.exchange.intake.layout import Found, Planner, problems
from domain.exchange.intake.sources import open_source
from domain.exchange.ledgers.checking import CheckedLedger
from domain.exchange.ledgers.columns import form_of
from domain.exchange.ledgers.known import Known
from domain.exchange.template import write_ledger_template
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import open_account
from domain.outreach.charges import assign, in_charge_of, list_charges
from domain.outreach.coverage import coverage_of
from domain.outreach.cultivation.keeping import move
from domain.outreach.cultivation.listing import list_cultivated
from domain.outreach.cultivation_entities import Stage as Growth
from domain.outreach.cultivation_standards import Standards
from domain.outreach.entities import Department, Post, VisitState
from domain.outreach.guides.calls import CallFields, record_call
from domain.outreach.guides.finding import Topics
from domain.outreach.guides.topics import TopicFields, fields_of, list_topics
from domain.outreach.importing import Ledger, take_back, take_in
from domain.outreach.matching.events import list_events
from domain.outreach.matching.needs import list_needs
from domain.outreach.matching.parks import admit, list_parks, show_park, tenant_fields_of
from domain.outreach.people import (
    CadreFields,
    DepartmentFields,
    end_cadres,
    list_cadres,
    save_cadre,
    save_department,
)
from domain.outreach.problems.listing import ProblemFilter, list_problems
from domain.outreach.projects.keeping import ProjectFields, SeenProject, save_project
from domain.outreach.projects.listing import ProjectFilter, list_projects, read_months, show_project
from domain.outreach.projects.progress import Investment, Month, Stage, set_investment, set_stages
from domain.outreach.visits import VisitFilter, list_visits, record_visit
from domain.statistics.figures import Figures
from domain.statistics.sources import Is
from domain.statistics.tables.running import Means, make
from domain.store.acts import Person
from domain.store.engine import Seat
from domain.store.permits import Role
from domain.store.plain import STORE_NAME
from domain.values.errors import BadInput
from domain.values.money import Fen, yuan_text
from domain.values.progress import Silent
from tests.conftest import PASSWORD, RESOURCES
from tests.domain.outreach.conftest import OFFICE, TODAY
from tests.domain.outreach.test_projects import with_row
from tests.replaying import hold_against_the_trail

TABLES = Figures.load(RESOURCES / "figures").tables
STANDARDS = Standards.load(RESOURCES / "cultivation" / "standards.toml")
GROWN = STANDARDS.targets["above_scale"]


@pytest.fixture
def sheet(ledger, tmp_path):
    """Check a sheet, given line by line."""

    def check(of, *lines):
        path = tmp_path / "台账.csv"
        path.write_text("\n".join(lines), "utf-8")
        form = form_of(of)
        planner = Planner(open_source(path), form.dictionary, form=form)
        plans = planner.plans()
        assert problems(plans[0], planner) == []
        return CheckedLedger(plans, planner, Known(ledger.store, ledger.rules), Silent())

    return check


def name_of(ledger, at):
    with ledger.store.read() as session:
        return facts_of(session, ledger.enterprises[at], OFFICE).name


def code_of(ledger, at):
    with ledger.store.read() as session:
        return facts_of(session, ledger.enterprises[at], OFFICE).uscc


def taken(ledger, file, seat=None):
    return take_in(
        seat or ledger.one, file.ledger, file.rows(), ledger.rules, source="台账.csv", reporter=Silent()
    )


def visits_of(ledger):
    return ledger.store.ask(list_visits, VisitFilter())


def problems_of(ledger):
    return ledger.store.ask(list_problems, ProblemFilter(), ledger.rules)


def test_that_what_came_in_by_one_act_goes_again_but_for_what_was_gone_on_with(ledger, sheet):
    first, second, third = (name_of(ledger, at) for at in range(3))
    lines = [
        f"2026-03-01,{first},现场走访,李强,,开工正常,融资 贷款到期，续贷缺担保",
        f"2026-03-01,{second},电话,李强、张敏,已走访,,",
        f'2026-02-28,"{first}、{third}",座谈会,,,三户都缺工,',
        f"2026-04-01,{third},现场走访,李强,计划,,",
    ]
    head = "走访日期,企业名称,走访方式,走访人员,状态,走访情况,收集的问题"
    before = len(ledger.store.ask(list_imports))
    done = taken(ledger, sheet(Ledger.VISITS, head, *(line.replace("，续贷", "续贷") for line in lines)))
    states = [(one.state, len(one.enterprises), one.problems) for one in visits_of(ledger)]
    assert states == [
        (VisitState.PLANNED, 1, 0),
        (VisitState.DONE, 1, 0),
        (VisitState.DONE, 1, 1),
        (VisitState.DONE, 2, 0),
    ]
    [asked] = problems_of(ledger)
    assert (asked.enterprise, asked.row.visit_id) == (first, visits_of(ledger)[2].seen.id)
    hold_against_the_trail(ledger.store, OFFICE)
    ledger.solve(asked.id, "reply")
    undone = take_back(ledger.other, done.id)
    assert (undone.deleted, undone.left) == (3, 2)
    assert undone.sentences == [
        f"问题 {asked.row.number}“贷款到期续贷缺担保”导入后又有变化，没有删去",
        "2026-03-01 的走访提出了 1 件问题，不能删除",
    ]
    assert [one.row.day.isoformat() for one in visits_of(ledger)] == ["2026-03-01"]
    with pytest.raises(BadInput, match="已经撤销过了"):
        take_back(ledger.one, done.id)
    assert len(ledger.store.ask(list_imports)) == before + 1
    hold_against_the_trail(ledger.store, OFFICE)


def test_that_projects_come_in_with_their_force_and_the_plan_of_the_year(ledger, sheet):
    first, second = (name_of(ledger, at) for at in range(2))
    head = "项目名称,企业名称,专班,类别,总投资（万元）,年度计划（万元）,计划开工,计划竣工,方案"
    head += ",手续明细,企业资料里的项目,竣工或停建,竣工停建日期,竣工停建原因"
    uids = [with_row(ledger, 1, name=name) for name in ("技改", "技改", "一期")]
    lines = (
        # The office promised 13 working days; the Spring Festival is none.
        f"二期,{first}、{second},二期专班,工业,30000,8000,2026-01-05,2027-06-30,每周调度,"
        '"环评｜2026-02-02｜13 个工作日｜30 个工作日｜2026-02-14｜10 个工作日｜区环保局\n'
        '能评｜2026-03-02｜5",'
        f"{second}｜技改｜第 2 个,,,",
        f"技改,{second},第一工作组,工业,500,,2026-05-01,2026-03-01,,环评｜2026-02-02｜13｜｜2026-02-14｜12,"
        f"{second}｜技改,已停建,2026-03-03,",
        f"三期,{second},,工业,,,,,,环评｜2026-02-02,{second}｜三期,,2026-03-01,",
        f"四期,{second},,工业,,,,,,,{second}｜一期,,,",
        f"五期,{second},,工业,,,,,,,{second}｜一期,,,",
        f"六期,{second},,工业,,,,,,,{first}｜一期,,,",
    )
    said = f"“{second}”的企业资料里"
    assert complaints(sheet(Ledger.PROJECTS, head, *lines)) == [
        "3 “第一工作组”登记的是工作组，不是专班，请改成专班的名称",
        "3 计划竣工 2026-03-01 早于计划开工 2026-05-01",
        "3 手续“环评”的实际用时写的是 12 个工作日，按日期算是 10 个；请核对，或空着",
        f"3 {said}有 2 个叫“技改”的项目，请在后面写明是第几个，如“第 2 个”",
        "3 2026-03-03 还没有到，请填写实际的日期",
        "3 竣工、停建的，要写原因",
        "4 “环评｜2026-02-02”这一行：没有写承诺几个工作日；没有承诺的写法定的；要写成 "
        "手续｜受理日期｜承诺期限｜法定期限｜批复日期｜实际用时｜批准部门｜备注",
        f"4 {said}没有叫“三期”的项目，请先在企业资料里登记，或空着这一栏",
        "4 写了日期或原因的，要填是竣工还是停建；还在推进的都空着",
        "4 竣工、停建的，要写原因",
        "6 与第 5 行重复：企业资料里的同一个项目，只能留一行",
        f"7 “{first}”不是这一行的企业，请写企业一栏里的全称",
    ]
    file = sheet(Ledger.PROJECTS, head, lines[0])
    assert file.new_names() == (["区环保局"], ["二期专班"])
    done = taken(ledger, file)
    [project] = ledger.store.ask(list_projects, ProjectFilter(), ledger.rules)
    assert (len(project.enterprises), project.team, project.row.plan) == (2, "二期专班", "每周调度")
    assert (project.row.total, project.invested.plan) == (30_000 * 10_000_00, 8_000 * 10_000_00)
    permits = [(one.fields.kind, one.fields.promised, one.department, one.days) for one in project.permits]
    assert permits == [("环评", 13, "区环保局", 10), ("能评", 5, "", None)]
    shown = ledger.store.ask(show_project, project.id, ledger.rules)
    assert [uid for uid in shown.fields.enterprises.values() if uid] == [uids[1]]
    assert complaints(sheet(Ledger.PROJECTS, head, lines[0])) == [
        f"2 “{first}”的这个项目已经登记，编号 {project.row.number}，没有重复登记",
        f"2 企业资料里的这个项目已登记为 {project.row.number}“二期”，请打开那一个",
    ]
    hold_against_the_trail(ledger.store, OFFICE)
    assert take_back(ledger.one, done.id).deleted == 1
    assert ledger.store.ask(list_projects, ProjectFilter(), ledger.rules) == []
    hold_against_the_trail(ledger.store, OFFICE)


def test_that_progress_and_charges_of_projects_come_in_where_nothing_is_entered_and_go_again(ledger, sheet):
    first, second = ledger.enterprises[:2]
    ids = [
        save_project(ledger.one, ProjectFields(name, {own: ""}), ledger.rules)
        for name, own in (("二期", first), ("技改", second))
    ]
    number = ledger.store.ask(show_project, ids[1], ledger.rules).listed.row.number
    seen = SeenProject(ids[0], 1)
    january, february = date(2026, 1, 1), date(2026, 2, 1)
    [seen] = set_investment(ledger.one, {seen: Investment({january: Month(Fen(500))})}, ledger.rules).seen
    set_stages(ledger.one, seen, [Stage("土建", date(2026, 3, 1))], ledger.rules)

    def there(at=0):
        shown = ledger.store.ask(show_project, ids[at], ledger.rules)
        months, years = ledger.store.ask(read_months, [ids[at]], 2026)
        return shown.stages, months[ids[at]], years.get(ids[at])

    before = [there(at) for at in range(2)]
    head = "项目,月份,计划投资（元）,完成投资（元）"
    wrong = sheet(
        Ledger.INVESTMENT,
        head,
        "二期,2026-01,6.00,",
        "二期,2026年3月,,1.00",
        "二期,2026-13,1.00,",
        "三期,2026-02,1.00,",
        "二期,2026年4月,1.00,",
        "二期,202604,2.00,",
        "二期,2026年,,3.00",
    )
    assert complaints(wrong) == [
        "2 2026年1月计划投资已经填了 5.00 元，表里是 6.00 元；要改的请在“项目”页改",
        "4 月份“2026-13”看不懂，请写成 2026-03；全年的计划写 2026年",
        "5 没有登记过项目“三期”，先在“项目”页登记或导入，或改成登记的全称",
        "7 与第 6 行重复：同一项目、同一月份，只能留一行",
        "8 请填写全年的计划投资",
        "8 全年的只填计划，完成投资按月份填",
    ]
    invested = taken(
        ledger,
        sheet(
            Ledger.INVESTMENT,
            head,
            "二期,2026-01-01,5.00,4.00",
            "二期,2026.2,,3.50",
            f"{number},2026,100.00,",
            f"{number},2026年2月,2.00,1.00",
        ),
    )
    staged = taken(
        ledger,
        sheet(
            Ledger.STAGES,
            "项目,阶段,计划日期,完成日期",
            "二期,土建,2026-03-01,2026-02-20",
            "二期,安装,2026-06-01,",
        ),
    )
    stages = (Stage("土建", date(2026, 3, 1), date(2026, 2, 20)), Stage("安装", date(2026, 6, 1)))
    assert there() == (
        stages,
        {january: Month(Fen(500), Fen(400)), february: Month(None, Fen(350))},
        None,
    )
    assert there(1) == ((), {february: Month(Fen(200), Fen(100))}, Fen(10_000))
    hold_against_the_trail(ledger.store, OFFICE)
    # As tables have them they come in again, and nothing of it is new or another.
    for of, name in ((Ledger.STAGES, "project-stages"), (Ledger.INVESTMENT, "project-months")):
        made = ledger.store.ask(make, TABLES[name], Means(OFFICE, ledger.rules))
        heads = [f"{one.title}（元）" if one.is_ is Is.AMOUNT else one.title for one in made.headings]
        rows = [
            ",".join(yuan_text(one) if isinstance(one, int) else str(one or "") for one in row)
            for row in made.rows
        ]
        assert [one.title for one in made.headings] == [fact.label for fact in form_of(of).facts]
        file = sheet(of, ",".join(heads), *rows)
        assert (complaints(file), len(file.rows())) == ([], len(made.rows))
    assert take_back(ledger.one, staged.id).deleted == 2
    # The stages that came and went touched the one project; what came of the other goes.
    undone = take_back(ledger.one, invested.id)
    assert (undone.deleted, undone.sentences) == (2, ["项目“二期”导入后又有变化，没有删去"])
    assert (there()[0], there(1)) == (before[0][0], before[1])
    hold_against_the_trail(ledger.store, OFFICE)

    charged = taken(
        ledger, sheet(Ledger.CHARGES, "企业,干部,身份,起", f"项目：{number},李强,包联干部,2026-03-01")
    )
    [one] = ledger.store.ask(list_charges)
    assert (one.charge.row.project_id, one.name) == (ids[1], "技改")
    again = sheet(Ledger.CHARGES, "企业,干部,身份,起", "项目：技改,李强,包联干部,2026-03-02")
    assert complaints(again) == ["2 李强在这段时间已经是“技改”的包联干部，没有重复登记"]
    assert take_back(ledger.one, charged.id).deleted == 1


def test_that_topics_come_in_as_they_went_out_and_go_again_but_for_what_was_asked(ledger, sheet):
    head = "办事指南,常见问法,怎么答复,要带的材料,到哪里办,电话,办公时间,承诺期限,有效期起,有效期止,由谁维护"
    words = '稳岗补贴,"稳岗怎么领\n失业金返还","带执照\n到窗口",营业执照,一楼 3 号,0371-67170000,工作日'
    whole = f"{words},5,2026-01-01,2026-12-31,王小梅"
    done = taken(ledger, sheet(Ledger.TOPICS, head, whole, "招聘会,,到人社局,,,,,,,,"))
    fairs, kept = ledger.store.ask(list_topics)
    assert fields_of(kept) == TopicFields(
        "稳岗补贴",
        "稳岗怎么领\n失业金返还",
        "带执照\n到窗口",
        "营业执照",
        "一楼 3 号",
        "0371-67170000",
        "工作日",
        5,
        valid_from=date(2026, 1, 1),
        valid_until=date(2026, 12, 31),
        keeper="王小梅",
    )
    assert [one.title for one in Topics([fairs, kept], TODAY).find("wgbt").topics] == ["稳岗补贴"]
    wrong = sheet(
        Ledger.TOPICS,
        head,
        whole,
        "贷款,,,,,,,,,,",
        "用工,,打电话,,,,,半个月,,,",
        "用电,,打电话,,,,,,2026-02-01,2026-01-01,",
    )
    assert complaints(wrong) == [
        "2 已有办事指南“稳岗补贴”，没有重复登记；要改的请在“办事指南”页改",
        "3 请填写怎么答复，每行一步",
        "4 承诺期限“半个月”看不懂，请只写几个工作日，如 5",
        "5 有效期止 2026-01-01 早于起 2026-02-01",
    ]
    hold_against_the_trail(ledger.store, OFFICE)
    record_call(ledger.one, CallFields(TODAY, "09:05", topics=(kept.id,)), ledger.rules)
    undone = take_back(ledger.other, done.id)
    assert (undone.deleted, undone.sentences) == (1, ["办事指南“稳岗补贴”已经有来电问过，没有删去"])
    assert [one.title for one in ledger.store.ask(list_topics)] == ["稳岗补贴"]
    hold_against_the_trail(ledger.store, OFFICE)


def test_that_parks_their_tenants_and_needs_come_in_and_go_again(ledger, sheet):
    first, second = (name_of(ledger, at) for at in range(2))
    parks = sheet(
        Ledger.PARKS, "园区,阶段,总投资（亿元）,面积（平方米）,起始日期", "南园,在建,1.5,800,2025-06-01"
    )
    taken(ledger, parks)
    head, ended = "园区,阶段,起始日期,终止日期,终止原因", f"东园,已终止,2025-06-01,{TODAY},征收"
    assert complaints(
        sheet(Ledger.PARKS, head, "北园,已终止,2025-06-01,,", "西园,在建,2025-06-01,2025-05-01,", ended)
    ) == [
        "2 已终止的园区，要填从哪天起终止",
        "3 终止日期 2025-05-01 早于起始日期 2025-06-01",
        "3 已终止的园区，要写原因",
    ]
    # An amount without its unit would be yuan.
    assert complaints(sheet(Ledger.PARKS, "园区,总投资,起始日期", "北园,1.5,2025-06-01")) == [
        "2 这里是 1.50 元，是不是没有写单位？请在表头写明，如（万元）"
    ]
    head = "园区,企业,入驻,退出"
    lines = (f"南园,{first},2025-07-01,2025-09-01", f"南园,{first},2025-09-01,", f"南园,{second},2025-08-01,")
    wrong = sheet(Ledger.TENANTS, head, lines[0], f"南园,{first},2025-08-31,", f"北园,{second},2025-01-01,")
    assert complaints(wrong) == [
        "3 与第 2 行重复：同一园区、同一企业，时间重叠",
        "4 没有登记过园区“北园”：先登记或导入园区，或改成登记的名称",
    ]
    came = taken(ledger, sheet(Ledger.TENANTS, head, *lines))
    assert f"2 “{first}”在这段时间已经在园区“南园”，没有重复登记" in complaints(
        sheet(Ledger.TENANTS, head, lines[0])
    )
    [park] = ledger.store.ask(list_parks)
    assert (park.tenants, park.row.total, park.row.area) == (2, 150_000_000_00, 800)
    [*_, kept] = ledger.store.ask(show_park, park.id).tenants
    changed = replace(tenant_fields_of(kept.row), because="搬走")
    admit(ledger.one, park.seen, [changed], ledger.rules, kept.id)
    undone = take_back(ledger.one, came.id)
    assert (undone.deleted, undone.sentences) == (2, [f"“{first}”的入驻导入后又有变化，没有删去"])

    head = "日期,种类,活动,企业,其他单位,到会（人）,和谁签,签的什么,签约金额（万元）,产品种数"
    held = "2026-02-10,产销对接,对接会"
    lines = (
        f"{held},{first},,2,商场,合同,300,90",
        f"{held},{first},,2,超市,意向,260,60",
        f"{held},,商场,3,,,,",
    )
    wrong = (f"{held},{first},,3,,,,", f"{held},,某行,,,,5,")
    assert complaints(sheet(Ledger.EVENTS, head, lines[0], *wrong)) == [
        "3 与第 2 行是同一家，到会人数要写得一样",
        "4 签了约的，要填和谁签",
        "4 签了约的，要填签的是合同还是意向",
    ]
    came = taken(ledger, sheet(Ledger.EVENTS, head, *lines))
    [event] = ledger.store.ask(list_events)
    assert (event.enterprises, event.others, len(event.deals), event.products) == (1, 1, 2, 150)
    assert event.amount == 560 * 10_000_00
    assert "已经登记，没有重复登记" in complaints(sheet(Ledger.EVENTS, head, lines[2]))[0]
    assert take_back(ledger.one, came.id).deleted == 1

    head = "企业,用途,需要（万元）,方式,落实日期,落实（万元）,银行和担保"
    loans = (f"{first},原料,,担保贷款,2026-02-01,500,建设银行", f"{second},扩产,300,,,,")
    assert complaints(sheet(Ledger.FINANCING, head, f"{first},原料,,,2026-02-01,500,")) == [
        "2 写了落实的，要填方式，如担保贷款、招聘会"
    ]
    # As a list went out: a line for each that came, whose sum is what stands beside it.
    detailed = "企业,用途,落实（元）,提出日期,落实明细"
    lines = (
        f"{first},原料,5.00,2026-01-05,2026-02-01｜担保贷款｜3.00 元",
        f"{first},扩产,3.00,2026-01-05,昨天｜借",
    )
    wrong = complaints(sheet(Ledger.FINANCING, detailed, *lines))
    assert wrong[0] == "2 这里是 5.00 元，“落实明细”加起来是 3.00 元，请核对"
    assert "“昨天｜借”这一行：方式“借”不在“担保贷款、" in wrong[1]
    file = sheet(Ledger.FINANCING, f"{head},提出日期", f"{loans[0]},", f"{loans[1]},2026-01-05")
    money = taken(ledger, file)
    found = {one.row.title: one for one in ledger.store.ask(list_needs)}
    assert [(found[one].where, found[one].wanted) for one in ("原料", "扩产")] == [
        ("已满足", 500 * 10_000_00),
        ("待落实", 300 * 10_000_00),
    ]
    jobs = sheet(Ledger.JOBS, "企业,岗位,需要（人）,提出日期", f"{second},车工,12,2026-01-05")
    taken(ledger, jobs)
    assert take_back(ledger.one, money.id).deleted == 2
    assert [one.wanted for one in ledger.store.ask(list_needs)] == [12]
    hold_against_the_trail(ledger.store, OFFICE)


def test_that_problems_go_with_their_import_and_never_otherwise(ledger, sheet):
    first = name_of(ledger, 0)
    head = "企业,问题,类别,来源,提出日期,责任部门,编号"
    lines = (
        f"{first},招工难,用工,热线,2026-02-27,区金融服务局,2026-0007",
        f"{first},修路,物流,窗口,2026-03-01,,",
    )
    own = ledger.raise_("贷款难")
    done = taken(ledger, sheet(Ledger.PROBLEMS, head, *lines))
    told = {one.row.number: (one.row.title, one.where, one.handler) for one in problems_of(ledger)}
    assert told == {
        "2026-0001": ("贷款难", "待转办", ""),
        "2026-0007": ("招工难", "待反馈", "区金融服务局"),
        "2026-0008": ("修路", "待转办", ""),
    }
    with closing(sqlite3.connect(ledger.store.path.parent / STORE_NAME)) as raw:
        for forged in ("DELETE FROM problem", "DELETE FROM problem_step", "UPDATE problem SET import_id = 9"):
            with pytest.raises(sqlite3.IntegrityError, match=r"import|never deleted|by a step"):
                raw.execute(forged)
    undone = take_back(ledger.one, done.id)
    assert (undone.deleted, undone.left) == (2, 0)
    assert [one.id for one in problems_of(ledger)] == [own]
    hold_against_the_trail(ledger.store, OFFICE)


def test_that_cadres_bring_their_departments_and_stay_once_they_are_needed(ledger, sheet):
    file = sheet(
        Ledger.CADRES,
        "姓名,职务,所在单位,工作组,电话,离任",
        "赵明,局长,区发展局,第二工作组,13803710001,",
        "周岚,,区发展局,第二工作组,,2026-01-31",
        "吴越,,区金融服务局,第一工作组,,",
    )
    assert file.new_names() == (["区发展局"], ["第二工作组"])
    done = taken(ledger, file)
    there = {one.row.name: (one.department, one.team, one.row.until) for one in ledger.store.ask(list_cadres)}
    assert there["赵明"] == ("区发展局", "第二工作组", None)
    assert there["周岚"][2] is not None
    charge = sheet(Ledger.CHARGES, "企业,干部,身份,起", f"{name_of(ledger, 0)},赵明,包联领导,2026-03-01")
    charged = taken(ledger, charge)
    undone = take_back(ledger.one, done.id)
    assert (undone.deleted, undone.sentences) == (
        2,
        [
            "干部“赵明”已经用到，没有删去",
            "工作组“第二工作组”已经用到，没有删去",
            "部门“区发展局”已经用到，没有删去",
        ],
    )
    take_back(ledger.one, charged.id)
    assert not ledger.store.ask(in_charge_of, ledger.enterprises[0])
    hold_against_the_trail(ledger.store, OFFICE)


def complaints(file):
    [found] = file.sheets
    return [f"{spot.row + 1} {found.fault(spot)}" for spot in found.faults()]


def test_that_visits_that_cannot_be_are_said_with_their_rows(ledger, sheet):
    first, second = name_of(ledger, 0), name_of(ledger, 1)
    code = code_of(ledger, 0)
    end_cadres(ledger.one, [ledger.zhang], date(2026, 1, 31))
    save_cadre(ledger.one, CadreFields("李强"))
    record_visit(ledger.one, ledger.visit(day=TODAY), ledger.rules)
    file = sheet(
        Ledger.VISITS,
        "日期,企业,统一社会信用代码,方式,状态,走访人,提出的问题",
        f"2026-03-03,{second},,现场走访,,,",
        f"2026-03-02,{first},,现场走访,,,",
        f"2026-02-02,{second},,电话,,张敏,",
        f"2026-01-05,{second},,电话,,张敏,",
        f"2026-01-05,{second},,电话,,,",
        f"2026-01-06,{second},,电话,,李强,",
        "2026-01-07,没有这家公司,,电话,,,",
        f"2026-01-08,{second},{code},电话,,,",
        f"2026-01-09,{second},,电话,,李强（区金融服务局）,没有类别的问题",
        f"2026-01-10,{second},,上门,取消,王五,",
        f"2026-01-11,{second},{code[:-1]},电话,,,",
        ",,,,,,",
    )
    assert complaints(file) == [
        "2 走访日期 2026-03-03 还没有到；还没去的，状态填“计划”",
        f"3 “{first}”在 2026-03-02 已有一次已走访的现场走访，没有重复登记",
        "4 张敏从 2026-01-31 起不再包联企业，请换人，或改日期",
        "6 与第 5 行重复：同一企业、同一天、同一方式，只能留一行",
        "7 有 2 位干部叫“李强”（区金融服务局、未填单位），请写明单位",
        "8 企业库里没有叫“没有这家公司”的企业：请改成库里的全称，或填统一社会信用代码",
        f"9 这个信用代码是“{first}”的，企业一栏写的却是“{second}”，请核对；确是这一户的，清空企业一栏",
        "10 第 1 行请先写类别，空一格再写问题，如“融资 贷款到期，续贷缺担保”",
        "11 没有“上门”这一项，可填：现场走访、电话、座谈会、微信或短信",
        "12 统一社会信用代码应为 18 位，现为 17 位",
    ]
    with pytest.raises(BadInput):
        file.rows()
    # What is set right here, or left out, is right at once.
    [found] = file.sheets
    day = found.plan.columns[0].place
    file.edit(found, Spot(1, day), "2026-02-27")
    file.leave_out(found, [one for one in found.rows if one not in (1, 4)], is_left_out=True)
    assert len(file.rows()) == 2
    taken(ledger, file)
    assert len(visits_of(ledger)) == 3


def test_that_charges_and_problems_that_cannot_be_are_said_with_their_rows(ledger, sheet, dictionary):
    names = [name_of(ledger, at) for at in range(3)]
    gone_code = code_of(ledger, 2)
    kept, gone = read_two(ledger.store, ledger.enterprises[1], ledger.enterprises[2], dictionary)
    own = ledger.raise_("招工难", 2)
    id_, _ = open_account(ledger.one, AccountFields(name="经办", sign_in="jb"), {Role.HANDLE}, PASSWORD)
    handling = Seat(ledger.store, Person("经办", id_))
    merge_two(handling, kept, gone, kept.facts, dictionary)
    with ledger.store.read() as session:
        opened = session.get_one(Department, ledger.department)
    save_department(ledger.one, DepartmentFields("区财政金融局"), opened)
    assign(ledger.one, [ledger.enterprises[0]], ledger.li, Post.OFFICER, TODAY)
    charged = sheet(
        Ledger.CHARGES,
        "企业,干部,身份,起,止,缘由",
        f"{names[0]},李强,首席服务员,2026-03-01,,",
        f"{names[0]},张敏,包联干部,2026-03-01,2026-02-01,调动",
        f"{names[0]},张敏,包联干部,2025-03-01,2025-12-31,",
        f"{names[1]},张敏,包联干部,2026-01-01,,",
        f"{names[1]},张敏,包联干部,2026-02-01,,",
        f"{names[1]},王五,包联干部,,,",
    )
    assert complaints(charged) == [
        f"2 李强在这段时间已经是“{names[0]}”的首席服务员，没有重复登记",
        "3 止的日期 2026-02-01 早于起的日期 2026-03-01",
        "4 写了止的日期，也要写明缘由，如“工作调动”",
        "6 与第 5 行重复：同一企业、同一干部、同一身份，时间重叠",
        "7 请填写日期",
    ]
    asked = sheet(
        Ledger.PROBLEMS,
        "编号,企业,统一社会信用代码,问题,类别,来源,提出,状态,承办",
        f",{names[0]},,修路,物流,热线,2026-03-09,,",
        f",,{gone_code},招工难,用工,热线,2026-03-02,,",
        f",{names[0]},,限电,用能,热线,2026-03-02,已销号,",
        f",{names[0]},,断水,用能,热线,2026-03-02,,区金融服务局",
        f"2026-0001,{names[0]},,扩建,用地,热线,2026-03-02,待反馈,区财政金融局 李强",
        f",{names[2]},,扩建,用地,热线,2026-03-02,,",
        f",{names[0]},,停车,其他,热线,2026-03-02,待反馈,李强",
    )
    number = ledger.problem(own).row.number
    kept_id = ledger.enterprises[1]
    [covered] = [one for one in ledger.store.ask(coverage_of) if one.id == kept_id]
    assert covered.problems == 1
    wanted = ProblemFilter(is_open=True, enterprise_id=kept_id)
    assert [one.id for one in ledger.store.ask(list_problems, wanted, ledger.rules)] == [own]
    assert complaints(asked) == [
        "2 提出日期 2026-03-09 还没有到，请改成实际提出的日期",
        # What was merged is one enterprise, by whichever code it is called.
        f"3 这户企业 2026-03-02 提出的这件问题已经登记，编号 {number}",
        "4 状态写着“已销号”。导入的问题从“待转办”办起，写了承办的从“待反馈”办起："
        "已经办结的请不导入这一行；要从头办的，清空这一格",
        "5 没有登记过部门或干部“区金融服务局”，先在“走访”页登记，或改成登记的名称",
        f"6 编号 {number} 已经是另一件问题的；不是同一件的，清空这一格，由程序编号",
        f"7 企业库里没有叫“{names[2]}”的企业：请改成库里的全称，或填统一社会信用代码",
    ]


def test_that_templates_are_read_as_they_are_filled_in_and_their_examples_passed_over(ledger, tmp_path):
    for of in Ledger:
        path, form = tmp_path / f"{of}.xlsx", form_of(of)
        write_ledger_template(path, form)
        planner = Planner(open_source(path), form.dictionary, form=form)
        plan, *notes = planner.plans()
        assert [column.heading for column in plan.read] == [fact.label for fact in form.facts]
        assert {column.found for column in plan.read} == {Found.NAMED}
        assert [one.kind for one in notes] == [None] * len(notes)
        checked = CheckedLedger([plan], planner, Known(ledger.store, ledger.rules), Silent())
        assert (checked.rows(), list(checked.sheets[0].passed.values())) == ([], ["示例"])


def test_that_those_in_cultivation_come_in_with_how_far_they_had_come_and_go_again(ledger, sheet):
    first, second = (name_of(ledger, at) for at in range(2))
    head = "企业,目标,阶段,责任人,入库日期,计划达标,达标日期,失去日期,原因"
    lines = (
        f"{first},四上,,李强,2026-01-05,2026-12-31,,,",
        f"{second},专精特新中小企业,又失去,,2024-01-05,,2025-03-01,2026-02-01,复核没有通过",
    )
    wrong = sheet(
        *(Ledger.CULTIVATED, head, lines[0], lines[0]),
        f"{second},独角兽,已达标,王五,2026-01-05,,2025-03-01,,",
        f"{second},瞪羚企业,又失去,,2026-01-05,,2026-02-01,,",
        f"{second},瞪羚企业,已退出,,2026-01-05,,,,迁走",
    )
    assert complaints(wrong) == [
        "3 与第 2 行重复：同一企业、同一目标，只能留一行",
        "4 没有“独角兽”这个目标，请填四上，或资质荣誉里的类别，如专精特新中小企业",
        "4 没有登记过干部“王五”，先在“干部”里登记或导入，或改成登记的姓名",
        "5 又失去的，请填写失去日期",
        "5 又失去的，请写明原因",
        "6 已退出的，请填写退出日期",
    ]
    done = taken(ledger, sheet(Ledger.CULTIVATED, head, *lines))
    found = {one.name: one for one in ledger.store.ask(list_cultivated, STANDARDS, TODAY)}
    assert (found[first].stage, found[first].cadre, found[first].target) == (
        Growth.SOUGHT,
        "李强",
        GROWN.title,
    )
    lost = found[second].row
    assert (found[second].stage, lost.reached_on, lost.lost_on) == (
        Growth.LOST,
        date(2025, 3, 1),
        date(2026, 2, 1),
    )
    [again] = complaints(sheet(Ledger.CULTIVATED, head, lines[0]))
    assert again == f"2 “{first}”已经以“四上”入了培育库，没有重复登记"
    [again] = complaints(sheet(Ledger.CULTIVATED, head, lines[1]))
    assert again.endswith("入库的已经登记，没有重复登记"), "what is over is not entered twice"
    move(ledger.one, [found[first].seen], Growth.GROWING, TODAY, TODAY)
    undone = take_back(ledger.one, done.id)
    assert (undone.deleted, undone.sentences) == (1, [f"培育企业“{first}”导入后又有变化，没有删去"])
    hold_against_the_trail(ledger.store, OFFICE)
