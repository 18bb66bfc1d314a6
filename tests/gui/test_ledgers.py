import shutil
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QPushButton
from shiboken6 import isValid
from sqlmodel import select

from domain.enterprises.attachments.service import copy_attachment
from domain.enterprises.facts import as_row
from domain.enterprises.queries import facts_of
from domain.enterprises.service import save_enterprise
from domain.exchange.intake.cells import text_of
from domain.exchange.intake.layout import Planner, problems
from domain.exchange.intake.sources import open_source
from domain.exchange.ledgers.checking import CheckedLedger
from domain.exchange.ledgers.columns import form_of
from domain.exchange.ledgers.known import Known
from domain.outreach import importing
from domain.outreach.charges import assign, list_charges, release
from domain.outreach.coverage import coverage_of
from domain.outreach.cultivation.finding import Basis
from domain.outreach.cultivation.keeping import HelpFields, SeenCultivated, move, take_in
from domain.outreach.cultivation.listing import list_cultivated
from domain.outreach.cultivation_entities import Stage
from domain.outreach.cultivation_standards import Standards
from domain.outreach.entities import Post, TeamKind, Way
from domain.outreach.guides.topics import TopicFields, list_topics, save_topic
from domain.outreach.importing import Ledger
from domain.outreach.matching.events import (
    DealFields,
    EventFields,
    Guest,
    list_events,
    save_deal,
    save_event,
)
from domain.outreach.matching.needs import (
    NeedFields,
    OutcomeFields,
    end_need,
    list_needs,
    save_need,
    save_outcome,
)
from domain.outreach.matching.parks import (
    ParkFields,
    TenantFields,
    Year,
    admit,
    end_park,
    list_parks,
    save_park,
    set_year,
    show_park,
    tenant_fields_of,
)
from domain.outreach.matching_entities import EventKind, ParkStage, Signed, Through
from domain.outreach.matching_entities import Matter as Need
from domain.outreach.people import (
    CadreFields,
    DepartmentFields,
    TeamFields,
    end_cadres,
    list_cadres,
    save_cadre,
    save_department,
    save_team,
)
from domain.outreach.problem_entities import Content, Ended, Matter, Source
from domain.outreach.problems.listing import ProblemFilter, list_problems
from domain.outreach.problems.raising import Raised, gather, raise_problem
from domain.outreach.problems.reading import find_problem
from domain.outreach.problems.stepping import Doing, Given, supervise, take_step
from domain.outreach.project_entities import ProjectEnd, ProjectEnterprise
from domain.outreach.projects.keeping import ROWS, ProjectFields, SeenProject, end_project, save_project
from domain.outreach.projects.listing import ProjectFilter, list_projects, rows_of
from domain.outreach.projects.progress import Investment, PermitFields, save_permit, set_investment
from domain.outreach.visits import (
    VisitFields,
    VisitFilter,
    drop_visits,
    find_visit,
    list_visits,
    plan_visits,
    record_visit,
)
from domain.roads.walking import Move
from domain.statistics.dossier import dossier_of
from domain.statistics.over import Over
from domain.statistics.reporting import make_report
from domain.statistics.telling import Issue
from domain.store.engine import Store
from domain.values.ids import ChargeId
from domain.values.money import Fen
from domain.values.progress import Silent
from gui.early.parts import Link
from gui.files.exporting import Exporter, Shown, columns_of
from gui.pages.figures.rows import RowsDialog
from gui.pages.problems.handing_out import RepliesDialog
from gui.targets import ToCharge, ToPage, ToPark, ToProblem, ToTeam, ToVisit
from tests.conftest import RESOURCES
from tests.domain.outreach.conftest import ids_of
from tests.gui.conftest import type_text
from tests.gui.test_intake import shown_question

STANDARDS = Standards.load(RESOURCES / "cultivation" / "standards.toml")


@pytest.fixture
def staffed(store, sample_office):
    """The department and the cadre that there are."""
    seat = store.seat("王小梅")
    department = save_department(seat, DepartmentFields("区金融服务局", "孙工"))
    return department, save_cadre(seat, CadreFields("李强", department_id=department))


def fill_in(dialog, values, idle):
    """Enter values as editors take them, and press the button."""
    for name, value in values.items():
        dialog.form.binding.set_value(name, value)
    dialog.go_button.click()
    idle()


def look_into(page, qtbot, idle):
    """Go from the overview into what was raised; return the one problem behind it."""
    overview = page.overview
    tiles = {one.line.id: one for one in overview.tiles}
    assert tiles["solving-rate"].accessibleName().startswith("办结率，1/1 = 100.0 %，")
    qtbot.waitUntil(lambda: all(one.is_drawn for one in overview.charts))
    assert [one.chart.title for one in overview.charts][:2] == ["走访次数", "收集和销号的问题"]
    qtbot.keyClick(overview.charts[1], Qt.Key.Key_Return)
    idle()
    assert page.dialog.windowTitle() == "收集问题"
    page.dialog.reject()
    qtbot.mouseClick(tiles["raised"], Qt.MouseButton.LeftButton)
    idle()
    trend = page.dialog.trend
    assert trend.chart.series[0].texts == ("0", "0", "0", "0", "0", "1")
    qtbot.waitUntil(lambda: trend.is_drawn)
    [behind] = page.dialog.rows.rows_model.rows
    return behind


def test_that_a_visit_brings_its_problem_which_goes_its_road_to_the_figures(
    program, staffed, store, services, idle, qtbot
):
    services.go_to(ToPage("visits"))
    idle()
    visits = program.visits
    visits.covered.table.selectRow(0)
    visits.record_button.click()
    idle()
    dialog = visits.dialog
    dialog.form.binding.set_value("asked", "融资贷款难")
    dialog.go_button.click()
    assert "第 1 行请先写类别" in dialog.form.binding.error_text("asked")
    values = {"cadres": (str(staffed[1]),), "found": "订单饱满", "asked": "融资 贷款到期，续贷缺担保"}
    fill_in(dialog, values, idle)
    [visit] = store.ask(list_visits, VisitFilter())
    assert ([name for _, name in visit.cadres], visit.problems) == (["李强"], 1)

    services.go_to(ToPage("problems"))
    idle()
    page = program.problems
    [listed] = page.list.model.rows
    assert listed.row.title == "贷款到期，续贷缺担保"
    services.go_to(ToProblem(listed.id))
    idle()
    steps = (
        {"department": str(staffed[0])},
        {"remark": "已约三家银行", "handler": "孙工"},
        {"answer": "放款 200 万元"},
        {"content": Content.CONTENT.value},
    )
    for said in steps:
        view = page.problem_view
        assert view.problem.steps[0].move is Move.ONWARD
        view.acts[0].click()
        idle()
        fill_in(view.dialog, said, idle)
    [closed] = store.ask(list_problems, ProblemFilter(), services.context.problem_rules)
    assert (closed.row.ended, closed.row.ended_on) == (Ended.SOLVED, date.today())

    services.go_to(ToPage("figures"))
    idle()
    told = {line.id: line.now for line in program.figures.list.model.rows}
    assert (told["visits"], told["raised"], told["solving-rate"]) == ("1", "1", "1/1 = 100.0 %")
    behind = look_into(program.figures, qtbot, idle)
    assert f"　{listed.enterprise}　贷款到期，续贷缺担保　" in behind.behind.words
    program.figures.dialog.rows.opened.emit(behind)
    idle()
    assert program.problems.problem_view.id == listed.id


class Keyboard:
    """Types where the focus is, and counts the keys; words come as an input method commits them."""

    def __init__(self, window, qtbot, idle):
        self._window, self._qtbot, self._idle, self.keys = window, qtbot, idle, 0

    def press(self, *keys, modifier=Qt.KeyboardModifier.NoModifier):
        for key in keys:
            self.keys += 1
            self._qtbot.keyClick(QApplication.focusWidget() or self._window, key, modifier)
            self._idle()

    def write(self, words):
        # At the least a key for the sound of each sign, and one to take what is offered.
        self.keys += 3 * len(words)
        type_text(QApplication.focusWidget(), words)
        self._idle()


def test_that_a_form_is_typed_in_by_the_keyboard_alone(program, staffed, store, services, idle, qtbot):
    [first, *_] = store.ask(ids_of)
    with store.read() as session:
        name = facts_of(session, first, services.context.dictionary).name
    assign(services.context.seat, [first], staffed[1], Post.CADRE, date.today())
    services.go_to(ToPage("visits"))
    idle()
    hand = Keyboard(program.window, qtbot, idle)
    control = Qt.KeyboardModifier.ControlModifier
    hand.press(Qt.Key.Key_N, modifier=control)
    # A button that is pressed by its shortcut stays down for a moment first.
    qtbot.waitUntil(lambda: program.visits.dialog is not None and program.visits.dialog.isActiveWindow())
    dialog = program.visits.dialog
    hand.write(name[:6])
    qtbot.waitUntil(dialog.enterprise.found.isVisible)
    hand.press(Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert dialog.enterprise.value() == first
    # Who looks after it is ticked; what it may be told of is listed.
    assert dialog.cadres.value() == (str(staffed[1]),)
    assert dialog.offered
    for field, words in (
        ("接待人", "刘总"),
        ("了解的情况", "订单饱满"),
        ("提出的问题", "融资 贷款到期，续贷缺担保"),
    ):
        while QApplication.focusWidget().accessibleName() != field:
            hand.press(Qt.Key.Key_Tab)
        hand.write(words)
    hand.press(Qt.Key.Key_Return, modifier=control)
    qtbot.waitUntil(lambda: not isValid(dialog) or not dialog.isVisible())
    [visit] = store.ask(list_visits, VisitFilter())
    assert ([id_ for id_, _ in visit.enterprises], visit.row.met, visit.asked) == (
        [first],
        "刘总",
        ("融资 贷款到期，续贷缺担保",),
    )
    # Two minutes at the pace of who types with two fingers.
    assert hand.keys < 120 * 1.5


def test_that_photographs_are_made_small_and_lose_where_they_were_taken(
    program, staffed, store, services, idle, qtbot, tmp_path
):
    image = QImage(3000, 2000, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    image.save(str(tmp_path / "车间.jpg"), "JPEG")
    plain = (tmp_path / "车间.jpg").read_bytes()
    place = b"Exif\x00\x00GPS N34.75 E113.72"
    marked = plain[:2] + b"\xff\xe1" + (len(place) + 2).to_bytes(2, "big") + place + plain[2:]
    (tmp_path / "车间.jpg").write_bytes(marked)
    (tmp_path / "不是.jpg").write_bytes(b"no picture")
    (tmp_path / "一半.jpg").write_bytes(plain[: len(plain) // 2])
    seen_through = QImage(40, 30, QImage.Format.Format_ARGB32)
    seen_through.fill(Qt.GlobalColor.transparent)
    seen_through.save(str(tmp_path / "图.png"))
    services.go_to(ToPage("visits"))
    idle()
    visits = program.visits
    visits.covered.table.selectRow(0)
    visits.record_button.click()
    idle()
    dialog = visits.dialog
    wrong = (tmp_path / "车间.jpg", tmp_path / "不是.jpg", tmp_path / "一半.jpg")
    fill_in(dialog, {"photos": wrong}, idle)
    assert "“不是.jpg”不是能读的照片" in dialog.problem.label.text()
    assert "“一半.jpg”不完整" in dialog.problem.label.text()
    assert store.ask(list_visits, VisitFilter()) == []
    fill_in(dialog, {"photos": (tmp_path / "车间.jpg", tmp_path / "图.png")}, idle)
    [visit] = store.ask(list_visits, VisitFilter())
    [(id_, name), (drawn, _)] = visit.photos
    copy = copy_attachment(store.seat("王小梅"), drawn, tmp_path)
    assert QImage(str(copy)).pixelColor(20, 15) == Qt.GlobalColor.white
    assert name == f"走访{date.today().isoformat()}照片1.jpg"
    copy = copy_attachment(store.seat("王小梅"), id_, tmp_path)
    assert max(QImage(str(copy)).size().toTuple()) == 1600
    assert b"GPS" not in copy.read_bytes()
    # Another one is added later, and one taken off.
    services.go_to(ToVisit(visit.seen.id))
    idle()
    next(one for one in visits.dialog.findChildren(Link) if one.text() == "去掉").followed.emit()
    fill_in(visits.dialog, {"photos": (tmp_path / "车间.jpg", tmp_path / "图.png")}, idle)
    names = [name for _, name in store.ask(find_visit, visit.seen.id).photos]
    assert names == [f"走访{date.today().isoformat()}照片2.jpg", f"走访{date.today().isoformat()}照片1.jpg"]


def test_that_a_report_is_saved_as_a_word_file_and_as_an_excel_file(
    program, staffed, store, services, idle, qtbot, tmp_path
):
    services.go_to(ToPage("figures"))
    idle()
    program.figures.paper_button.click()
    idle()
    forms = program.figures.dialog.forms_button.menu()
    forms.aboutToShow.emit()
    word, excel = forms.actions()
    word.trigger()
    target = tmp_path / "月报.docx"
    program.figures.dialog.desk.dialog.fileSelected.emit(str(target))
    qtbot.waitUntil(target.is_file)
    with zipfile.ZipFile(target) as word:
        assert "万人助万企月报" in word.read("word/document.xml").decode()
    excel.trigger()
    program.figures.dialog.desk.dialog.fileSelected.emit(str(tmp_path / "月报.xlsx"))
    qtbot.waitUntil((tmp_path / "月报.xlsx").is_file)
    told, _ = open_source(tmp_path / "月报.xlsx").sheets
    assert told.title == "万人助万企月报"
    assert ["走访次数", 0.0, "次", 0.0, 0.0] in [row[:5] for row in told.rows]
    # Reported, tiles, list and charts stay, and what comes later is said above them.
    page = program.figures
    page.dialog.reject()
    page.report_button.click()
    page.dialog.go_button.click()
    idle()
    assert "没有更正" in page.told.label.text()
    enterprise = store.ask(coverage_of)[0].id
    fields = VisitFields(Way.CALL, date.today(), (enterprise,))
    record_visit(services.context.seat, fields, services.context.problem_rules)
    idle()
    assert "走访次数报出 0，现在 1" in page.told.label.text()
    assert {one.line.now for one in page.overview.tiles if one.line.id == "visits"} == {"0"}
    assert not page.report_button.isEnabled()
    # Behind the number stand the rows of then, beside them what came later, which leads to its visit.
    tiles = {one.line.id: one for one in page.overview.tiles}
    qtbot.mouseClick(tiles["visits"], Qt.MouseButton.LeftButton)
    idle()
    [late] = page.dialog.rows.rows_model.rows
    assert (late.since, page.dialog.rows.isColumnHidden(1)) == ("后来补的", False)
    assert page.dialog.foot_note.text() == "报出时走访共 0 行；以后：后来补的 1 行；双击打开"
    assert [(one.text, one.now) for one in page.dialog.parts.rows_model.rows] == [("0", "1")]
    page.dialog.rows.opened.emit(late)
    idle()
    assert program.visits.dialog.windowTitle() == "修改走访"
    assert [one.row.day for one in program.visits.visits.table.selected_rows()] == [date.today()]


def undo_last(page, idle):
    """Press the way back that is offered."""
    button = next(b for b in page.window().findChildren(QPushButton) if b.text() == "撤销" and b.isVisible())
    button.click()
    idle()


def test_that_what_became_of_a_charge_is_taken_back(program, staffed, store, services, idle):
    services.go_to(ToPage("visits"))
    idle()
    page = program.visits
    page.covered.table.selectRow(0)
    page.links["分配包联…"].click()
    idle()
    fill_in(page.dialog, {"cadre": str(staffed[1])}, idle)
    [charge] = store.ask(list_charges)
    services.go_to(ToCharge(charge.charge.id))
    idle()
    assert page.charges.table.selected_rows() == [charge]
    page.links["解除…"].click()
    idle()
    fill_in(page.dialog, {"because": "写错了"}, idle)
    services.go_to(ToCharge(charge.charge.id))
    idle()
    assert [one.charge.row.because for one in page.charges.table.selected_rows()] == ["写错了"]
    undo_last(page, idle)
    assert store.ask(list_charges) == [charge]
    # Who is led to what is gone meanwhile is left alone with what they look for then.
    services.go_to(ToCharge(ChargeId(charge.charge.id + 1)))
    idle()
    page.charges.search.set_query("没有的")
    save_department(services.context.seat, DepartmentFields("区发展改革局"))
    idle()
    assert page.charges.search.query()


def test_that_a_visit_goes_to_whom_it_was_and_a_department_ends_with_what_lies_there(
    program, staffed, store, services, idle
):
    rules, wrong = services.context.problem_rules, store.ask(coverage_of)[0].id
    asked = Raised("招工难", "用工", wrong, date.today())
    fields = VisitFields(Way.ON_SITE, date.today(), (wrong,))
    done = record_visit(services.context.seat, fields, rules, problems=[asked])
    [problem] = store.ask(list_problems, ProblemFilter(), rules)
    other = save_department(services.context.seat, DepartmentFields("区发展改革局"))
    team = save_team(services.context.seat, TeamFields("第一工作组"))
    assign_to = Given(department_id=staffed[0])
    with store.read() as session:
        seen = find_problem(session, problem.id, rules.roads_in(session)).seen
    take_step(services.context.seat, [seen], Doing(Move.ONWARD, "assignment"), assign_to, rules)
    right = store.ask(coverage_of)[5].id
    record_visit(services.context.seat, VisitFields(Way.CALL, date.today(), (right,)), rules)
    figures, issue = services.context.figures, Issue(Over.MONTH, date.today().replace(day=1))
    make_report(services.context.seat, figures, issue, date.today(), rules)
    services.go_to(ToPage("visits"))
    idle()
    page = program.visits
    page.choice.set_value("visits")
    page.visits.table.select_key(done.id)
    page.links["改企业…"].click()
    idle()
    page.dialog.right.choose(right, "实际走访的企业")
    fill_in(page.dialog, {"because": "选错了行"}, idle)
    assert [id_ for id_, _ in store.ask(find_visit, done.id).enterprises] == [right]
    assert store.ask(list_problems, ProblemFilter(), rules)[0].enterprise_id == right
    behind = RowsDialog(services, page, figures.figures["visited"], issue)
    idle()
    assert "明细没有增减，企业等内容改过，现在是 1 户" in behind.foot_note.text()

    services.go_to(ToTeam(team))
    idle()
    assert [one.row.name for one in page.units.table.selected_rows()] == ["第一工作组"]
    page.units.table.select_key(("department", staffed[0]))
    page.links["停用或撤销…"].click()
    idle()
    assert "还有 1 件没有办结的问题" in page.dialog.said.text()
    fill_in(page.dialog, {"to": str(other), "because": "机构改革"}, idle)
    [now] = store.ask(list_problems, ProblemFilter(), rules)
    assert now.row.department_id == other
    assert [one.row.name for one in page.units.model.rows] == ["区发展改革局", "第一工作组"]
    services.go_to(ToPage("problems"))
    idle()
    listed = program.problems.list
    listed.every.set_value("supervised")
    assert not listed.model.rows
    supervise(services.context.seat, now.seen, rules, because="影响投产")
    idle()
    assert [one.id for one in listed.model.rows] == [now.id]


def test_that_who_is_not_content_is_not_closed_and_nothing_typed_is_lost(
    program, staffed, store, services, idle
):
    [first, *_] = store.ask(ids_of)
    rules = services.context.problem_rules
    id_ = raise_problem(services.context.seat, Raised("缺工", "用工", first, date.today()), rules)
    services.go_to(ToProblem(id_))
    idle()
    view = program.problems.problem_view
    view.acts[0].click()
    idle()
    view.dialog.go_button.click()
    assert view.dialog.form.binding.error_text("department") == "请选择承办的部门或干部"
    view.dialog.reject()
    idle()
    (withdraw,) = [one for one in view.acts if one.text().startswith("企业撤回")]
    withdraw.click()
    idle()
    fill_in(view.dialog, {"remark": "企业自己招到人了"}, idle)
    assert view.problem.problem.where == "企业撤回"


def test_that_what_an_enterprise_was_told_stays_as_it_was_said(program, staffed, store, services, idle):
    services.go_to(ToPage("visits"))
    idle()
    visits = program.visits
    visits.covered.table.selectRow(0)
    visits.record_button.click()
    idle()
    offered = list(visits.dialog.offered.values())
    assert any(one.words.endswith(" 元") and "：符合，" in one.words for one in offered)
    first = visits.dialog.told.item(0)
    first.setCheckState(Qt.CheckState.Checked)
    fill_in(visits.dialog, {"cadres": (str(staffed[1]),)}, idle)
    [visit] = store.ask(list_visits, VisitFilter())
    [(id_, told)] = visit.told.items()
    assert told == (offered[0],)
    found = store.ask(dossier_of, id_, services.context.dictionary, services.context.problem_rules)
    assert found.events[0].words.endswith(f"；宣讲政策：{told[0].words}")


def test_that_what_is_past_its_day_stands_on_the_desk_and_leads_there(
    program, staffed, store, services, idle
):
    first, second, *_ = store.ask(ids_of)
    rules, seat = services.context.problem_rules, services.context.seat
    old, new = (
        raise_problem(seat, Raised(title, "用工", id_, day), rules)
        for title, id_, day in (("招工难", first, date(2022, 5, 16)), ("宿舍不够", second, date.today()))
    )
    services.go_to(ToPage("desk"))
    idle()
    card = program.desk.problems
    everything, late_ones, late, *_ = card.lines
    assert (everything.title, late_ones.title) == ("在办　2 件", "已超期　1 件")
    assert late.title.endswith("招工难")
    late.click()
    idle()
    assert program.problems.problem_view.id == old != new
    with store.read() as session:
        seen = [one.seen for one in list_problems(session, ProblemFilter(), rules)]
    gather(seat, seen, "招工和宿舍", rules)
    services.go_to(ToPage("desk"))
    idle()
    everything, late_ones, late, *_ = card.lines
    assert (everything.title, late.title) == ("在办　2 件", "2 件合并　招工和宿舍")


def test_that_a_department_gets_its_list_and_its_answers_come_back(
    program, staffed, store, services, idle, tmp_path
):
    first, second, *_ = store.ask(ids_of)
    rules, seat = services.context.problem_rules, services.context.seat
    for id_ in (first, second):
        raise_problem(seat, Raised("缺工", "用工", id_, date.today()), rules)
    seen = [one.seen for one in store.ask(list_problems, ProblemFilter(), rules)]
    take_step(seat, seen, Doing(Move.ONWARD, "assignment"), Given(department_id=staffed[0]), rules)
    services.go_to(ToPage("problems"))
    idle()
    page = program.problems
    page.list.table.selectAll()
    page.out_button.click()
    target = tmp_path / "交办单.xlsx"
    page.chooser.selectFile(str(target))
    page.chooser.accept()
    idle()
    [sheet] = open_source(target).sheets
    back = tmp_path / "答复.csv"
    back.write_text(answered(sheet), "utf-8")
    page.replies_button.click()
    page.chooser.selectFile(str(back))
    page.chooser.accept()
    idle()
    dialog = page.findChild(RepliesDialog) or program.window.findChild(RepliesDialog)
    assert len(dialog.table.rows_model.rows) == 2
    dialog.go_button.click()
    idle()
    assert {one.row.at for one in store.ask(list_problems, ProblemFilter(), rules)} == {"closing"}


def answered(sheet):
    """Return the list as a department sends it back, with its answers."""
    heading, *rows = [[text_of(cell) for cell in row] for row in sheet.rows]
    for row in rows:
        row[heading.index("反馈情况")], row[heading.index("办理结果")] = "已联系技校", "送工 12 名"
    return "\n".join(",".join(row) for row in (heading, *rows))


def exported(services, page, table, target, idle):
    """Write a list as its 导出 Excel does, telephone numbers in full; return its rows."""
    rows = table.rows_model.rows
    columns = columns_of(table)
    shown = Shown(target.stem, columns, range(len(rows)), lambda places: [rows[at] for at in places])
    Exporter(services, page).write(shown, shown.personal, target)
    idle()
    [sheet] = open_source(target).sheets
    return sorted([text_of(cell) for cell in row] for row in sheet.rows)


def come_in(store, who, rules, ledger, path):
    """Take a file into another store; return what is wrong with it, whose rows are left out."""
    form = form_of(ledger)
    planner = Planner(open_source(path), form.dictionary, form=form)
    plans = planner.plans()
    assert problems(plans[0], planner) == []
    file = CheckedLedger(plans, planner, Known(store, rules), Silent())
    [sheet] = file.sheets
    wrong = [sheet.fault(spot) for spot in sheet.faults()]
    file.leave_out(sheet, [spot.row for spot in sheet.faults()], is_left_out=True)
    importing.take_in(store.seat(who), ledger, file.rows(), rules, source="台账", reporter=Silent())
    return wrong


def fill_projects(seat, rules, owners, team, department):
    """Enter one with permits, which is a row that another one has the name of, and one that has ended."""
    today = date.today()
    ago = today - timedelta(days=30)
    both = ProjectFields("扩建", owners, "工业", team_id=team, total=Fen(7), plan="一\n二")
    seen = SeenProject(save_project(seat, both, rules), 1)
    plan = Investment(years={date(today.year, 1, 1): Fen(5)})
    [seen] = set_investment(seat, {seen: plan}, rules).seen
    asked = PermitFields("环评", ago, 13, 30, department_id=department, remark="容缺")
    for permit in (asked, asked._replace(given_on=ago + timedelta(days=9)), PermitFields("能评", today, 5)):
        seen = save_permit(seat, seen, permit, rules)
    dropped = SeenProject(save_project(seat, ProjectFields("停了的", dict.fromkeys(owners, "")), rules), 1)
    end_project(seat, dropped, ProjectEnd.DROPPED, ago, rules, because="资金断了")
    return seen


def with_rows(store, seat, office, id_, *names):
    """Give an enterprise projects in its own list; return the ids of these rows."""
    facts = store.ask(facts_of, id_, office)
    rows = {**facts.rows, ROWS: tuple(as_row({"name": name}, "") for name in names)}
    save_enterprise(seat, replace(facts, rows=rows), office, id_=id_)
    return [one.row_uid for one in store.ask(rows_of, [id_], office)]


def fill_ledgers(store, seat, rules, paid_for):
    """Enter some of everything that the lists show; ``paid_for`` are rows that a project may be."""
    today = date.today()
    ago = today - timedelta(days=30)
    first, second, third, *_ = store.ask(ids_of)
    department = save_department(seat, DepartmentFields("区金融服务局", "孙工"))
    team = save_team(seat, TeamFields("护航专班", TeamKind.FORCE))
    li = save_cadre(seat, CadreFields("李强", department_id=department))
    zhou = save_cadre(seat, CadreFields("周岚", "科长", "13803711234", department, team))
    end_cadres(seat, [save_cadre(seat, CadreFields("王芳"))], ago)
    seen_project = fill_projects(seat, rules, {first: paid_for[1], second: ""}, team, department)
    park = ParkFields("南园", ago, ParkStage.BUILDING, street="白沙镇", phone="13803711234", total=Fen(10**9))
    built = save_park(seat, replace(park, area=800, operator="运营公司"), rules)
    built, _ = set_year(seat, built, today.year, Year(Fen(1_00), Fen(2_50)), rules)
    built, _ = admit(seat, built, [TenantFields(first, ago), TenantFields(second, ago)], rules)
    end_park(seat, built, today, rules, because="征收")
    save_park(seat, replace(park, name="北园"), rules)
    fill_matching(seat, rules, first, second)
    bases = {first: Basis(today, "", "", ""), second: Basis(today, "", "", "")}
    grown = take_in(
        seat, bases, STANDARDS.targets["above_scale"], HelpFields(zhou, today, "差订单"), today
    ).ids
    move(seat, [SeenCultivated(grown[0], 1)], Stage.DROPPED, today, today, because="迁走")
    charged = assign(seat, [first, second], zhou, Post.OFFICER, ago)
    release(seat, charged.ids[:1], today, because="调动")
    assign(seat, (), zhou, Post.OFFICER, ago, projects=[seen_project.id])
    topic = TopicFields("稳岗补贴", "稳岗\n失业金返还", "带执照\n到窗口", "执照", "一楼", "67170000", days=5)
    save_topic(seat, replace(topic, valid_until=today, checked_on=ago))
    asked = [Raised("续贷缺担保", "融资", first, ago, raised_by="刘总")]
    alone = VisitFields(Way.ON_SITE, ago, (first,), (li,), "北区", met="刘总")
    record_visit(seat, alone, rules, problems=asked)
    together = VisitFields(Way.SYMPOSIUM, today, (second, third), (zhou,), found="缺工\n缺电", place="园区")
    record_visit(seat, together, rules)
    _, dropped = plan_visits(seat, VisitFields(Way.CALL, today, (first, second)), rules)
    drop_visits(seat, [store.ask(find_visit, dropped).seen], because="企业外出")
    more = (Source.SUPERIOR, Matter.ERRAND, "王工", "13803715678", "hard")
    id_ = raise_problem(seat, Raised("扩建缺地", "用地", third, today, "约 20 亩", *more), rules)
    with store.read() as session:
        seen = find_problem(session, id_, rules.roads_in(session)).seen
    given = Given(department_id=department, cadre_id=zhou)
    take_step(seat, [seen], Doing(Move.ONWARD, "assignment"), given, rules)


def fill_matching(seat, rules, first, second):
    """Enter needs with all that came of them, and events with all who came and signed."""
    today = date.today()
    day, on = today - timedelta(days=30), today - timedelta(days=3)
    loan = save_need(
        seat, NeedFields(Need.FINANCING, first, day, "周转", Fen(500_0000_00), detail="急"), rules
    )
    for through, amount in ((Through.GUARANTEE, 300_0000_00), (Through.INTEREST, 5_0000_00)):
        came = OutcomeFields(through, on, Fen(amount), partner="建设银行，市中小担", remark="分两次")
        loan = save_outcome(seat, loan, came, rules)
    end_need(seat, loan, today, rules, because="订单取消")
    hands = save_need(seat, NeedFields(Need.JOBS, second, day, "车工", people=12), rules)
    save_outcome(seat, hands, OutcomeFields(Through.FAIR, on, people=5), rules)
    guests = (Guest(first, people=2), Guest(name="建设银行"))
    held = save_event(seat, EventFields(EventKind.BANKS, "对接会", on, "会展中心", guests=guests), rules)
    for given in (
        DealFields("建设银行", Signed.CONTRACT, first, amount=Fen(3_00), done=Fen(2_00), done_on=today),
        DealFields("某厂", Signed.INTENT, name="建设银行", what="授信", products=3, people=4),
    ):
        held = save_deal(seat, held, given, rules)
    save_event(seat, EventFields(EventKind.SALES, "没有人来的", on, found="下雨\n改期"), rules)


def by_the_wizard(visits, store, idle, path):
    """Take cadres in as a clerk does, one of them wrong; then take that import back from the list."""
    path.write_text("姓名,所在单位,电话\n赵明,区发展局,13803710001\n钱进,区发展局,123\n", "utf-8")
    visits.choice.set_value("people")
    visits.import_button.click()
    wizard = visits.importers["people"].dialog
    wizard.open_file(path)
    idle()
    for _ in range(2):
        wizard.next_button.click()
        idle()
    assert wizard.check.summary.text() == "共 2 行，1 行里有错"
    wizard.check.leave_button.click()
    wizard.next_button.click()
    idle()
    assert wizard.take.count.text() == "登记干部 1 人"
    assert "一并登记单位 1 个：区发展局。" in wizard.take.said.text()
    wizard.next_button.click()
    idle()
    assert "赵明" in [one.row.name for one in store.ask(list_cadres)]
    visits.importers["people"].show_past()
    past = visits.importers["people"].dialog
    idle()
    past.undo_button.click()
    shown_question().buttons["撤销导入"].click()
    idle()
    assert past.said.label.text() == "已撤销：删除 2 人，还原 0 人。"
    assert "赵明" not in [one.row.name for one in store.ask(list_cadres)]
    past.reject()


def tenants_come_in(services, store, copy, page, path, idle):
    """Take those of a park that has ended into another store, which is open once more as here."""
    rules = services.context.problem_rules
    came = []
    for one in (store, copy):
        [ended] = [park for park in one.ask(list_parks) if park.is_over]
        if one is store:
            services.go_to(ToPark(ended.id))
            idle()
            exported(services, page, page.park_view.tenants, path, idle)
        else:
            assert come_in(copy, "王小梅", rules, Ledger.TENANTS, path) == []
        tenants = one.ask(show_park, ended.id).tenants
        came.append([tenant_fields_of(tenant.row) for tenant in tenants])
    assert came[0] == came[1] != []
    assert all(tenant.with_park for tenant in came[0])


def test_that_lists_come_in_again_as_they_went_out(program, sample_office, store, services, idle, tmp_path):
    seat, rules = services.context.seat, services.context.problem_rules
    paid_for = with_rows(
        store, seat, services.context.office, store.ask(ids_of)[0], "扩建", "扩建", "智能｜工厂"
    )
    copy = Store.open(shutil.copytree(store.path.parent, tmp_path / "elsewhere"))
    fill_ledgers(store, seat, rules, paid_for)
    visits, asked = program.visits, program.problems
    for page in ("visits", "problems", "projects", "guides", "matching", "cultivation"):
        services.go_to(ToPage(page))
        idle()
    program.cultivation.choice.set_value("in")
    idle()
    built, grown, met = program.projects, program.cultivation, program.matching
    for view in (visits.charges, met.financing, met.jobs, met.parks, built.list):
        view.every.type_in("all")
    lists = (
        (Ledger.CADRES, visits, visits.cadres, list_cadres, ()),
        (Ledger.PROJECTS, built, built.list, list_projects, (ProjectFilter(), rules)),
        (Ledger.CHARGES, visits, visits.charges, list_charges, ()),
        (Ledger.VISITS, visits, visits.visits, list_visits, (VisitFilter(),)),
        (Ledger.PROBLEMS, asked, asked.list, list_problems, (ProblemFilter(), rules)),
        (Ledger.TOPICS, program.guides, program.guides.topics, list_topics, ()),
        (Ledger.PARKS, met, met.parks, list_parks, ()),
        (Ledger.EVENTS, met, met.events, list_events, ()),
        (Ledger.FINANCING, met, met.financing, partial(list_needs, matter=Need.FINANCING), ()),
        (Ledger.JOBS, met, met.jobs, partial(list_needs, matter=Need.JOBS), ()),
        (Ledger.CULTIVATED, grown, grown.cultivated, list_cultivated, (STANDARDS, date.today())),
    )
    went_out = {}
    for ledger, page, view, *_ in lists:
        path = tmp_path / f"{ledger}.xlsx"
        went_out[ledger] = exported(services, page, view.table, path, idle)
        wrong = come_in(copy, seat.who.name, rules, ledger, path)
        # What was asked for at a visit came in with it.
        of_visit = f"这户企业 {date.today() - timedelta(days=30)} 提出的这件问题已经登记，编号 "
        assert [one.startswith(of_visit) for one in wrong] == [True] * (ledger is Ledger.PROBLEMS)
        if ledger is Ledger.PARKS:
            tenants_come_in(services, store, copy, met, tmp_path / "入驻企业.xlsx", idle)
    for ledger, page, view, read, given in lists:
        view.show_all(copy.ask(read, *given))
        assert exported(services, page, view.table, tmp_path / "again.xlsx", idle) == went_out[ledger], ledger
    # What the clause pays for is the same row there, and not the first of its name.
    with copy.read() as session:
        chosen = select(ProjectEnterprise.row_uid).where(ProjectEnterprise.row_uid != "")
        assert session.exec(chosen).all() == [paid_for[1]]
    copy.close()
    services.go_to(ToPage("visits"))
    idle()
    by_the_wizard(visits, store, idle, tmp_path / "干部.csv")
