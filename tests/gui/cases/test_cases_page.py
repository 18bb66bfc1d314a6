"""The page 事项: the list, its batches, and what is done of what is selected."""

import pytest
from PySide6.QtCore import Qt

from domain.cases.awards.batches import list_batches
from domain.cases.awards.listing import CaseFilter, Duty
from domain.roads.walking import Move
from gui.early.page_entries import PAGES
from gui.pages.assessment.making import MakeDialog
from gui.pages.cases.acting import ActDialog
from gui.shell.app import Shell
from gui.targets import ToBatch, ToCase, ToCases, ToPage
from tests.domain.cases.awards.conftest import HANDLER, REVIEWER

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def opened(qapp, qtbot, seated):
    """The window of the handler, on the page."""
    services = seated(HANDLER)
    shell = Shell(qapp, services, PAGES)
    with qtbot.waitExposed(shell.window):
        shell.window.show()

    def settled():
        qtbot.waitUntil(lambda: services.jobs.is_idle)

    services.go_to(ToPage("cases"))
    settled()
    yield services, shell.window.built("cases"), settled
    shell.window.hide()
    shell.window.deleteLater()
    shell.deleteLater()


@pytest.fixture
def cases(office):
    """Cases at several places of their road."""
    ids = office.make(office.granted()[:12])
    office.bring(ids[4:], "second_review")
    office.bring(ids[8:], "opinions")
    office.do(REVIEWER, ids[11:], Move.BEGIN, "refuse", to="refused", remark="已注销")
    return ids


def cells(page, row):
    model = page.list.model
    return [model.index(row, at).data() for at in page.list.table.shown_columns()]


def show(page, settled, view, place=""):
    page.list.view.set_value(view)
    page.list.place.type_in(place)
    settled()
    return list(page.list.ids)


def test_that_cases_are_found_by_whose_turn_they_are_where_they_stand_and_by_name(cases, opened, office):
    services, page, settled = opened
    assert list(page.list.ids) == cases[:11]
    assert page.list.foot.text().startswith("共 11 件，合计 ")
    row = office.case(cases[0]).row
    shown = cells(page, 0)
    assert [shown[0], shown[3], *shown[-2:]] == [row.enterprise_name, "初审", "—", HANDLER]
    assert page.list.view.segment("otherwise").text() == "未给予 1"
    assert show(page, settled, "mine") == cases[:4] + cases[8:11]
    assert show(page, settled, "others") == cases[4:8]
    assert show(page, settled, "otherwise") == cases[11:]
    assert cells(page, 0)[3] == "不予通过"
    assert show(page, settled, "going", "复核") == cases[4:8]
    show(page, settled, "going")
    page.list.search.setText(office.case(cases[9]).row.enterprise_name[:6])
    settled()
    assert cases[9] in page.list.ids
    hits = page.hits(row.enterprise_name)
    assert [hit.detail for hit in hits if row.enterprise_name in hit.title] == ["事项 · 初审"] * len(hits)
    services.go_to(ToCases(CaseFilter(duty=Duty.MINE, words="没有这个词")))
    settled()
    assert (page.list.model.rowCount(), page.list.view.value()) == (0, "mine")


def test_that_what_is_selected_goes_into_a_batch_and_the_batch_goes_onward(cases, opened, office, qtbot, top):
    services, page, settled = opened
    said = []
    services.messages.posted.connect(said.append)
    show(page, settled, "mine", "初审")
    page.list.table.selectAll()
    settled()
    assert page.list.foot.text().startswith("已选 4 件，合计 ")
    qtbot.mouseClick(page.put_button, LEFT)
    settled()
    page.batching.dialog.line.setText("2022 年二季度 第一批")
    qtbot.mouseClick(page.batching.dialog.take_button, LEFT)
    settled()
    assert said[-1].text == "已把 4 件放进批次“2022 年二季度 第一批”"
    assert cells(page, 0)[-2] == "2022 年二季度 第一批"
    page.list.table.selectRow(0)
    settled()
    qtbot.mouseClick(page.take_out_button, LEFT)
    settled()
    page.batching.dialog.editor.setPlainText("随下一批")
    qtbot.mouseClick(page.batching.dialog.take_button, LEFT)
    settled()
    [made] = office.store.ask(list_batches, office.rules.funds)
    assert made.cases == 3
    said[-1].action[1]()
    settled()
    assert office.store.ask(list_batches, office.rules.funds)[0].cases == 4
    services.go_to(ToBatch(made.id))
    settled()
    assert list(page.list.ids) == cases[:4]
    page.list.table.selectAll()
    settled()
    assert page.acts.buttons[0].text() == "通过初审（4 件）　Ctrl+Enter"
    assert page.acts.menu_buttons["文书"].toolTip() == "文书（Ctrl+P）"
    qtbot.mouseClick(page.acts.buttons[0], LEFT)
    dialog = top(ActDialog)
    qtbot.waitUntil(dialog.go_button.isVisible)
    with qtbot.waitSignal(dialog.finished):
        qtbot.mouseClick(dialog.go_button, LEFT)
    settled()
    assert {office.case(id_).standing.at for id_ in cases[:4]} == {"second_review"}
    assert cells(page, 0)[3] == "复核"
    page.list.table.opened.emit(page.list.model.row_at(1))
    settled()
    assert page.case_view.id == cases[1]
    services.go_to(ToCase(cases[9], cases[8:]))
    settled()
    assert page.case_view.id == cases[9]
    page.case_view.left.emit()
    assert page.views.currentWidget() is page.list


def test_that_an_empty_list_says_what_to_do_first(opened):
    _, page, _ = opened
    assert page.list.empty.isVisible()
    assert not page.list.search.isVisible()


def test_that_what_was_assessed_becomes_cases_of_a_batch_and_is_not_issued_besides(
    opened, office, qtbot, top
):
    services, page, settled = opened
    [there] = office.make(office.granted()[:1])
    services.go_to(ToPage("assessment"))
    settled()
    assessment = page.window().built("assessment")
    listing = assessment.list
    listing.outcome.set_value("granted")
    settled()
    assert " 项已有事项" in listing.foot.text()
    count = len(assessment._beginnable())
    assert assessment.make_button.text() == f"生成事项（{count} 件）"
    row = next(row for row in listing.model.rows if row.enterprise_id == office.case(there).row.enterprise_id)
    assert row.reason.startswith("已有事项")
    qtbot.mouseClick(assessment.make_button, LEFT)
    dialog = top(MakeDialog)
    settled()
    assert dialog.road.currentText() == "免申即享"
    assert dialog.steps.lines()[0] == "初审"
    assert dialog.outlook is not None
    made = len(dialog.outlook.wanted)
    assert dialog.sums.text().startswith(f"可以生成 {made} 件，合计 ")
    dialog.period.setText("2022年")
    qtbot.mouseClick(dialog.go_button, LEFT)
    assert "不是期间" in dialog.form.binding.error_text("period")
    dialog.period.setText("2022q2")
    dialog.batch.set_value("new")
    dialog.name.setText("2022 年二季度 第一批")
    dialog.period.editingFinished.emit()
    settled()
    made = len(dialog.outlook.wanted)
    qtbot.mouseClick(dialog.go_button, LEFT)
    settled()
    settled()
    assert page.window().page is page
    assert page.list.chosen_batch.name == "2022 年二季度 第一批"
    assert len(page.list.ids) == made
    case = office.case(page.list.ids[0])
    assert (case.row.period, case.road.id, case.where) == ("2022Q2", "unasked", "初审")
    services.go_to(ToPage("assessment"))
    settled()
    assert not assessment.make_button.isEnabled()
