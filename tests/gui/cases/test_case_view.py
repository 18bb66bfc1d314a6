"""The page of one case: what it says, what is done there, and the way through others."""

import pytest
from PySide6.QtCore import Qt

from domain.cases.roads.walking import Move
from gui.forms.editors import LongTextEdit
from gui.pages.cases.acting import ActDialog
from gui.pages.cases.amounts import AmountDialog, SettleDialog
from gui.pages.cases.asking import StepDialog
from gui.pages.cases.case_view import CaseView
from tests.domain.cases.awards.conftest import HANDLER, REVIEWER

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
    assert view.head.turn.text() == f"轮到有“复核”角色的人办“复核”：{REVIEWER}"
    assert not view.acts.buttons[0].isEnabled()
    office.do(REVIEWER, [ids[0]], Move.BEGIN, "send_back", remark="营业收入与统计数不一致")
    view.show_case(ids[0], ids)
    settle(view)
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
    view.seen[-1].action[1]()
    qtbot.waitUntil(lambda: office.case(id_).amount == office.case(id_).row.computed)


def test_that_another_award_is_opened_and_weighed(view, office, qtbot, top, settle):
    [first] = office.granted()[:1]
    former = office.apply(first, period="2021年")
    id_ = office.apply(first, period="2022年")
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
    assert view.case.case.row.period == "2021年"
