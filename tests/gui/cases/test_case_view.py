"""The page of one case: what it says, what is done there, and the way through others."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt

from domain.cases.documents.kinds import CasePaper
from domain.enterprises.attachments.service import remove_attachments
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import change_account
from domain.roads.walking import Move
from domain.store.acts import Action
from domain.store.audit import entries_of
from domain.store.permits import Role
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput
from gui.early.parts import Link
from gui.files import attachments
from gui.forms.editors import LongTextEdit
from gui.pages.cases.acting import ActDialog
from gui.pages.cases.amounts import AmountDialog, SettleDialog
from gui.pages.cases.asking import StepDialog
from gui.pages.cases.case_view import CaseView
from gui.pages.cases.documents import show_paper
from gui.pages.cases.papers import OpinionDialog, PapersDialog
from gui.widgets.dialog import Question
from tests.conftest import PEOPLE
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, PAPERS, REVIEWER

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def view(seated, qtbot):
    services = seated(HANDLER)
    view = CaseView(services)
    qtbot.addWidget(view)
    view.resize(1180, 700)
    view.seen = []
    services.messages.posted.connect(view.seen.append)
    with qtbot.waitExposed(view):
        view.show()
    return view


@pytest.fixture
def settle(qtbot):
    """Wait until everything that was asked for has come."""

    def wait(view):
        qtbot.waitUntil(lambda: view._services.jobs.is_idle and view.case.case.id == view.id)
        view.activateWindow()
        qtbot.waitUntil(lambda: view.isActiveWindow() and bool(view.acts.buttons))

    return wait


def test_that_a_case_is_taken_along_by_keys_and_its_road_says_what_was_done(view, office, qtbot, top, settle):
    ids = office.make(office.granted()[:3])
    left = []
    view.left.connect(lambda: left.append(True))
    view.show_case(ids[0], ids)
    settle(view)
    assert view.place.text() == "1 / 3"
    assert view.head.turn.text() == "轮到您办“初审”"
    assert view.head.due.text().startswith("已超期：最迟")
    qtbot.keyClick(view, Qt.Key.Key_Return, CTRL)
    dialog = top(ActDialog)
    qtbot.waitUntil(dialog.go_button.isVisible)
    with qtbot.waitSignal(dialog.finished):
        qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    settle(view)
    assert view.undo_button.text() == "撤回“通过初审”…"
    assert view.head.turn.text() == f"轮到有“复核”角色的人办“复核”：{REVIEWER}"
    assert not view.acts.buttons[0].isEnabled()
    office.do(REVIEWER, [ids[0]], Move.BEGIN, "send_back", remark="营业收入与统计数不一致")
    view.show_case(ids[0], ids)
    settle(view)
    assert view.undo_button.isHidden()
    lines = view.road.lines()
    assert any(line.startswith("（已作废）") and line.endswith("通过初审") for line in lines)
    assert any("退回经办：营业收入与统计数不一致" in line for line in lines)
    qtbot.keyClick(view, Qt.Key.Key_Down, CTRL)
    settle(view)
    assert (view.id, view.place.text()) == (ids[1], "2 / 3")
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert left


def test_that_changed_figures_are_answered_and_the_amount_is_decided_with_a_reason(
    view, office, qtbot, top, settle
):
    [id_] = office.make(office.granted()[:1])
    office.raise_figures(office.case(id_).row.enterprise_id)
    view.show_case(id_)
    settle(view)
    change = view.basis.change
    assert change.banner.label.text().startswith("核定以后数据有变更：")
    qtbot.mouseClick(change.keep_button, LEFT)
    dialog = top(StepDialog)
    qtbot.mouseClick(dialog.go_button, LEFT)
    assert dialog.form.binding.error_text("because") == "请写明按原数据办理的理由"
    dialog.findChild(LongTextEdit).setPlainText("以申报时数据为准")
    with qtbot.waitSignal(dialog.finished):
        qtbot.mouseClick(dialog.go_button, LEFT)
    settle(view)
    assert view.basis.change is None
    qtbot.mouseClick(view.amount_button, LEFT)
    dialog = top(AmountDialog)
    dialog.amount.setText("0.01")
    dialog.findChild(LongTextEdit).setPlainText("会议定")
    with qtbot.waitSignal(dialog.finished):
        qtbot.mouseClick(dialog.go_button, LEFT)
    settle(view)
    assert view.head.amount.text() == "0.01 元"
    qtbot.mouseClick(view.undo_button, LEFT)
    qtbot.mouseClick(top(Question).buttons["撤回"], LEFT)
    qtbot.waitUntil(lambda: office.case(id_).amount == office.case(id_).row.computed)


def test_that_another_award_is_opened_and_weighed(view, office, qtbot, top, settle):
    [first] = office.granted()[:1]
    former = office.apply(first, period="2021")
    id_ = office.apply(first, period="2022")
    view.show_case(id_)
    settle(view)
    [rival] = view.case.rivals
    assert rival.case_id == former
    qtbot.mouseClick(view.basis.settle_buttons[former], LEFT)
    dialog = top(SettleDialog)
    dialog.ways.set_value("higher")
    dialog.findChild(LongTextEdit).setPlainText("两期不重复")
    with qtbot.waitSignal(dialog.finished):
        qtbot.mouseClick(dialog.go_button, LEFT)
    settle(view)
    assert view.head.amount.text() == "0.00 元"
    view.basis.case_wanted.emit(former)
    settle(view)
    assert view.case.case.row.period == "2021"


def test_that_papers_and_opinions_are_recorded_with_their_files_and_opened_from_the_road(
    view, office, qtbot, top, settle, tmp_path, monkeypatch
):
    id_ = office.apply(office.granted()[0])
    view.show_case(id_)
    settle(view)
    scan = tmp_path / "营业执照.pdf"
    scan.write_bytes(b"%PDF-1.4 scan")
    qtbot.mouseClick(view.basis.papers_button, LEFT)
    dialog = top(PapersDialog)
    qtbot.mouseClick(dialog.go_button, LEFT)
    assert dialog.form.binding.error_text("papers") == "请勾选收到的材料，或勾选附件"
    dialog.papers.choices["纳税证明"].set_value("promised")
    qtbot.mouseClick(dialog.go_button, LEFT)
    assert dialog.form.binding.error_text("papers") == "请填写“纳税证明”承诺哪天补交"
    dialog.papers.days["纳税证明"].set_value(date.today() + timedelta(days=9))
    qtbot.mouseClick(dialog.papers.all_button, LEFT)
    dialog.take_files([scan])
    qtbot.waitUntil(lambda: bool(dialog.files.typed()))
    with qtbot.waitSignal(dialog.finished):
        qtbot.mouseClick(dialog.go_button, LEFT)
    settle(view)
    assert [(one.came, one.promised is None) for one in view.case.papers] == [
        (date.today(), True),
        (None, False),
    ]
    qtbot.mouseClick(view.basis.papers_button, LEFT)
    dialog = top(PapersDialog)
    dialog.papers.choices["营业执照"].set_value("returned")
    qtbot.mouseClick(dialog.go_button, LEFT)
    assert dialog.form.binding.error_text("remark") == "请写明退回哪一份、哪里不合格"
    dialog.form.binding.set_value("remark", "没有盖章")
    with qtbot.waitSignal(dialog.finished):
        qtbot.mouseClick(dialog.go_button, LEFT)
    settle(view)
    assert [one.came for one in view.case.papers] == [None, None]
    [credit, *_] = view.case.opinions
    qtbot.mouseClick(view.basis.opinion_buttons[credit.opinion.id], LEFT)
    dialog = top(OpinionDialog)
    dialog.answer.set_value("against")
    qtbot.mouseClick(dialog.go_button, LEFT)
    assert dialog.form.binding.error_text("remark") == "不通过的，请写明部门的意见"
    dialog.findChild(LongTextEdit).setPlainText("在失信名单内")
    with qtbot.waitSignal(dialog.finished):
        qtbot.mouseClick(dialog.go_button, LEFT)
    settle(view)
    assert not view.case.opinions[0].answer.in_favour
    opened = []
    monkeypatch.setattr(attachments, "open_with_system", lambda path: opened.append(path) or True)
    link = next(one for one in view.road.findChildren(Link) if one.text() == "附件：营业执照.pdf")
    qtbot.mouseClick(link, LEFT)
    qtbot.waitUntil(lambda: bool(opened))
    assert opened[0].read_bytes() == scan.read_bytes()
    with pytest.raises(BadInput, match="依据，要一直保存"):
        remove_attachments(office.seat(HANDLER), [1])


def test_that_the_last_paper_of_a_case_that_waits_for_it_leads_on(view, office, qtbot, top, settle):
    id_ = office.apply(office.granted()[0], came={PAPERS[0]: office.day})
    office.do(HANDLER, [id_], Move.BEGIN, "supplement", remark="缺纳税证明")
    view.show_case(id_)
    settle(view)
    qtbot.mouseClick(view.basis.papers_button, LEFT)
    dialog = top(PapersDialog)
    dialog.papers.choices[PAPERS[1]].set_value("came")
    with qtbot.waitSignal(dialog.finished):
        qtbot.mouseClick(dialog.go_button, LEFT)
    settle(view)
    acting = top(ActDialog)
    qtbot.waitUntil(acting.go_button.isVisible)
    with qtbot.waitSignal(acting.finished):
        qtbot.mouseClick(acting.go_button, LEFT)
    settle(view)
    assert not office.case(id_).standing.waits


def test_that_an_auditor_leaves_an_entry_of_each_case_and_each_paper_looked_at(seated, office, qtbot):
    ids = office.make(office.granted()[:2])
    fields = AccountFields(name=REVIEWER, sign_in=PEOPLE[REVIEWER][0])
    change_account(office.seat(MANAGER), office.numbers[REVIEWER], fields, {Role.AUDIT})
    services = seated(REVIEWER)
    view = CaseView(services)
    qtbot.addWidget(view)

    def idle():
        qtbot.waitUntil(lambda: services.jobs.is_idle)

    for id_ in (*ids, ids[0]):
        view.show_case(id_, ids)
        idle()
    dialog = show_paper(view, services, ids, CasePaper.APPROVAL)
    idle()
    assert dialog.preview.view.page_count
    dialog.close()
    for id_ in ids:
        with office.store.read() as session:
            entries = entries_of(session, Subject(Kind.CASE, id_))
        looks = [one.summary for one in entries if one.action == Action.RECORD_LOOK]
        assert looks == [f"查看事项{office.case(id_).name}", "查看“审批表”"]
