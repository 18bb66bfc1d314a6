from datetime import UTC, datetime, timedelta

from domain.outreach.charges import assign, release
from domain.outreach.coverage import coverage_of
from domain.outreach.cultivation.finding import Basis
from domain.outreach.cultivation.keeping import HelpFields, SeenCultivated, move, take_in
from domain.outreach.cultivation_entities import Stage
from domain.outreach.cultivation_standards import ABOVE_SCALE, Target
from domain.outreach.entities import Post, TeamKind
from domain.outreach.guides.calls import CallFields, record_call
from domain.outreach.matching.events import DealFields, EventFields, Guest, save_deal, save_event
from domain.outreach.matching.needs import NeedFields, OutcomeFields, save_need, save_outcome
from domain.outreach.matching.parks import ParkFields, TenantFields, admit, save_park
from domain.outreach.matching_entities import EventKind, Matter, Signed, Through
from domain.outreach.people import CadreFields, TeamFields, save_cadre, save_team
from domain.outreach.problem_entities import Matter as ProblemMatter
from domain.outreach.problems.stepping import Doing, Given, reopen, supervise, take_step
from domain.outreach.projects.keeping import ProjectFields, SeenProject, save_project
from domain.outreach.projects.progress import Stage as ProjectStage
from domain.outreach.projects.progress import set_stages
from domain.outreach.visits import record_visit
from domain.roads.walking import Move
from domain.statistics import worked
from domain.statistics.documents.dossier import compose_dossier
from domain.statistics.dossier import Happened, dossier_of
from domain.values.money import Fen
from tests.domain.cases.documents.test_documents import text_of

FORCE, GROUP = TeamKind.FORCE, TeamKind.GROUP


def done_on(ledger):
    return ledger.today - timedelta(days=1)


def matched_with(ledger, id_):
    """Have an enterprise come into a park, to an event, and need money, the day before."""
    day, seat, rules = done_on(ledger), ledger.one, ledger.rules
    admit(seat, save_park(seat, ParkFields("南园", day), rules), [TenantFields(id_, day)], rules)
    event = save_event(seat, EventFields(EventKind.BANKS, "对接会", day, guests=(Guest(id_),)), rules)
    save_deal(seat, event, DealFields("建设银行", Signed.INTENT, id_, amount=Fen(900)), rules)
    need = save_need(seat, NeedFields(Matter.FINANCING, id_, day, "原料", Fen(900)), rules)
    save_outcome(seat, need, OutcomeFields(Through.CREDIT, day, Fen(400), partner="建设银行"), rules)
    target = Target(ABOVE_SCALE, "四上", "", "")
    taken = take_in(seat, {id_: Basis(day, "2025", "", "")}, target, HelpFields(), day)
    [entered] = taken.ids
    move(seat, [SeenCultivated(entered, 1)], Stage.REACHED, day, ledger.today)


def test_that_one_enterprise_has_all_of_it_by_time_and_on_paper(ledger):
    [id_, *_] = ledger.enterprises
    ledger.today -= timedelta(days=10)
    assigned = assign(ledger.one, [id_], ledger.li, Post.OFFICER, ledger.today)
    done = record_visit(ledger.one, ledger.visit(), ledger.rules, problems=[ledger.raised("贷款难")])
    [problem] = done.problems
    ledger.today += timedelta(days=10)
    ledger.solve(problem)
    ledger.close(problem)
    release(ledger.one, assigned.ids, ledger.today, because="调动")
    project = save_project(ledger.one, ProjectFields("二期", {id_: ""}), ledger.rules)
    set_stages(
        ledger.one, SeenProject(project, 1), [ProjectStage("开工", done=done_on(ledger))], ledger.rules
    )
    record_call(ledger.one, CallFields(ledger.today, "09:30", "续贷政策", (), id_), ledger.rules)
    wrong = ledger.raise_("登记重了")
    begin = Doing(Move.BEGIN, "mistake")
    take_step(ledger.one, [ledger.problem(wrong).seen], begin, Given("重复登记"), ledger.rules)
    matched_with(ledger, id_)
    found = ledger.store.ask(dossier_of, id_, ledger.rules.dictionary, ledger.rules)
    told = [(one.what, one.words) for one in found.events]
    assert [what for what, _ in told] == [
        Happened.CHARGE,
        Happened.PROBLEM,
        Happened.CALL,
        Happened.PROJECT,
        *[Happened.PARK, Happened.MATCHING, Happened.NEED, Happened.NEED],
        *[Happened.CULTIVATED] * 2,
        *[Happened.CHARGE, Happened.VISIT, Happened.PROBLEM],
    ]
    assert told[0][1] == "李强不再任首席服务员：调动"
    assert told[2][1] == "续贷政策；当场答复"
    assert told[3][1] == "“二期”完成“开工”"
    assert told[1][1] == "已销号 2026-0001：放款 200 万元"
    assert (found.now_in_charge(*Post), found.visited) == ("", ledger.today - timedelta(days=10))
    paper = ledger.store.ask(compose_dossier, id_, ledger.rules, datetime(2026, 3, 2, tzinfo=UTC))
    assert "问题销号：提出 1 件，销号 1 件，在办 0 件" in text_of(paper)
    assert "项目：二期（推进中）" in text_of(paper)
    assert "入驻园区：南园" in text_of(paper)
    assert "培育：四上（已达标）" in text_of(paper)
    assert [words for what, words in told if what is Happened.CULTIVATED] == [
        "入培育库，目标四上",
        "四上已达标",
    ]
    assert "还要落实的需求：融资需求“原料”" in text_of(paper)
    assert [words for what, words in told if what in (Happened.MATCHING, Happened.NEED)] == [
        "参加银企对接“对接会”：和建设银行签意向 9.00 元",
        "提出融资需求“原料”9.00 元",
        "“原料”落实信用贷款 4.00 元　建设银行",
    ]
    # Begun again, it was closed all the same.
    number = ledger.problem(problem).row.number
    reopen(ledger.one, ledger.problem(problem).seen, ledger.rules, because="又断贷")
    again = ledger.store.ask(dossier_of, id_, ledger.rules.dictionary, ledger.rules).events
    said = {one.words for one in again if one.what is Happened.PROBLEM}
    assert said >= {f"销号 {number}（后来重新办理）", f"重新办理 {number}：又断贷"}
    assert "现场走访 李强：开工正常" in text_of(paper)


def test_that_the_four_ways_in_which_an_enterprise_is_looked_after_stand_on_it(ledger):
    [id_, *_] = ledger.enterprises
    force, group = (save_team(ledger.one, TeamFields(kind.word, kind)) for kind in (FORCE, GROUP))
    [led, served] = (
        save_cadre(ledger.one, CadreFields(name, team_id=team))
        for name, team in (("赵明", group), ("周岚", force))
    )
    assign(ledger.one, [id_], led, Post.LEADER, ledger.today)
    assign(ledger.one, [id_], served, Post.OFFICER, ledger.today)
    watched = ledger.raise_("招工难")
    ledger.raise_("门前修路")
    ledger.raise_("代办执照", matter=ProblemMatter.ERRAND)
    supervise(ledger.one, ledger.problem(watched).seen, ledger.rules, because="影响投产")
    paper = ledger.store.ask(compose_dossier, id_, ledger.rules, datetime(2026, 3, 2, tzinfo=UTC))
    said = text_of(paper)
    for words in (
        "领导包联：赵明（包联领导）",
        "包联：周岚（首席服务员）",
        "专班服务：专班\n",
        f"跟踪督办：{ledger.problem(watched).row.number}\n",
        "问题销号：提出 2 件，销号 0 件，在办 2 件",
        "代办和接诉：登记 1 件，在办 1 件",
    ):
        assert words in said, said
    # Also by a 专班 of one of its projects.
    other = save_team(ledger.one, TeamFields("扩建专班", FORCE))
    save_project(ledger.one, ProjectFields("扩建", {id_: ""}, team_id=other), ledger.rules)
    covered = next(one for one in ledger.store.ask(coverage_of) if one.id == id_)
    assert covered.forces == "专班、扩建专班"
    assert (covered.problems, covered.supervised, covered.solved, covered.raised) == (2, 1, 0, 2)
    assert ledger.store.ask(worked.open_problems) == {id_: 2}
