"""What is done of cases, in the one dialog there is for it."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from domain.cases.awards.stepping import Doing
from domain.roads.walking import Move
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.editors import LongTextEdit
from gui.pages.cases.acting import MOST, ActBar, ActDialog, act_on
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, REVIEWER

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def over(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(1200, 800)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def test_that_it_says_what_happens_to_each_and_does_it_only_to_those_it_named(
    seated, office, over, qtbot, top
):
    services = seated()
    ids = office.make(office.granted()[:6])
    office.bring(ids, "publicity")
    [lacking], [changed] = ids[:1], ids[1:2]
    office.do(HANDLER, [lacking], Move.BEGIN, "hold", remark="企业来电")
    office.raise_figures(office.case(changed).row.enterprise_id)
    said, done = [], []
    services.messages.posted.connect(said.append)
    act_on(over, services, ids, Doing(Move.ONWARD, "publicity"), lambda: done.append(True))
    dialog = top(ActDialog)
    qtbot.waitUntil(dialog.go_button.isVisible)
    assert dialog.sums.text().startswith(
        "共 6 件：可以办理 4 件，缺条件 1 件，数据已变更 1 件，可以办理的合计 "
    )
    assert dialog.go_button.text() == "只办理可以办理的 4 件"
    assert [line.case.id for line in dialog.held.rows] == [lacking, changed]
    assert dialog.keep_button.text() == "1 件都按原数据办理…"
    since = dialog.form.findChild(OptionalDateEdit)
    since.set_value(date(2020, 1, 1))
    qtbot.mouseClick(dialog.go_button, LEFT)
    assert dialog.form.binding.error_text("public_from") == "公示不能从已经过去的日子开始"
    since.set_value(date.today())
    with qtbot.waitSignal(dialog.finished):
        qtbot.mouseClick(dialog.go_button, LEFT)
    assert done
    assert said[-1].text.startswith("已办理“发布公示”4 件，合计 ")
    assert said[-1].text.endswith("另有 2 件没有办理")
    assert [office.case(id_).standing.at for id_ in ids] == ["publicity"] * 2 + ["closing"] * 4
    said[-1].action[1]()
    qtbot.waitUntil(lambda: office.case(ids[-1]).standing.at == "publicity")


def test_that_who_came_second_reads_what_the_other_did_and_loses_nothing_typed(
    seated, office, over, qtbot, top
):
    services = seated(REVIEWER)
    [id_] = office.make(office.granted()[:1])
    office.bring([id_], "second_review")
    act_on(over, services, [id_], Doing(Move.BEGIN, "refuse"))
    dialog = top(ActDialog)
    qtbot.waitUntil(dialog.go_button.isVisible)
    qtbot.mouseClick(dialog.go_button, LEFT)
    assert "请写明“不予通过”的理由" in dialog.form.binding.error_text("remark")
    dialog.form.findChild(LongTextEdit).setPlainText("不符合申报条件")
    office.do(MANAGER, [id_], Move.BEGIN, "hold", remark="再议")
    qtbot.mouseClick(dialog.go_button, LEFT)
    qtbot.waitUntil(dialog.news.isVisible)
    assert f"{MANAGER}在" in dialog.news.label.text()
    qtbot.waitUntil(dialog.go_button.isEnabled)
    with qtbot.waitSignal(dialog.finished):
        qtbot.mouseClick(dialog.go_button, LEFT)
    assert office.case(id_).last.remark == "不符合申报条件"


def test_that_what_is_for_another_person_is_grey_with_the_reason(seated, office, over, qtbot):
    services = seated(HANDLER)
    ids = office.make(office.granted()[:2])
    office.bring(ids, "second_review")
    bar = ActBar(services, over)
    bar.follow(ids)
    qtbot.waitUntil(lambda: bool(bar.buttons))
    assert not bar.buttons[0].isEnabled()
    assert "角色的人办理" in bar.buttons[0].toolTip()
    bar.follow(range(MOST + 1))
    assert bar.note.text() == "一次最多办理 2,000 件，请少选一些"
    assert not bar.buttons
