"""The main job as a clerk does it, from an empty store to the PDF of a notice."""

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication

from domain.office.entities import OfficeFields
from domain.office.service import save_office
from domain.values.periods import Period
from gui.first_run.assistant import Assistant
from gui.forms.editors import TextEdit
from gui.targets import ToPage
from tests.filling import let_notices_out
from tests.gui.conftest import type_text

LEFT = Qt.MouseButton.LeftButton
CODE = "91410100MAYE8C9L7T"


def fill(qtbot, form, field, text):
    """Type into a field of a form."""
    form.focus(field)
    type_text(QApplication.focusWidget(), text)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)


def type_figure(qtbot, grid, key, text):
    """Type into a cell of the grid: the first key opens its editor, Enter leaves it."""
    name, _, period = key.rstrip("]").partition("[")
    grid.go_to((name, Period.parse(period)))
    qtbot.keyClick(grid, text[0])
    editor = QApplication.focusWidget()
    qtbot.keyClicks(editor, text[1:])
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def record_the_enterprise(qtbot, page, idle, code):
    qtbot.mouseClick(page.list.empty.button, LEFT)
    idle()
    type_the_enterprise(qtbot, page.form, code)
    qtbot.mouseClick(page.save_button, LEFT)
    idle()


def type_the_enterprise(qtbot, form, code):
    fill(qtbot, form, "uscc", code)
    fill(qtbot, form, "name", "郑州犇驰齿轮有限公司")
    form.fields.focus("industry_kind")
    QApplication.focusWidget().set_value("industry")
    form.fields.focus("above_scale")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Y)
    for key, text in (
        ("output_value[2022H1]", "5500万"),
        ("output_value[2021H1]", "4800万"),
        ("freight_domestic[2022Q2]", "1234567.89"),
    ):
        type_figure(qtbot, form.figures.grid, key, text.replace("万", "0000"))
    form.lists["projects"].state.set_value("none")


class Hand:
    """Clicks, and counts them; types without counting."""

    def __init__(self, qtbot, idle):
        self._qtbot, self._idle = qtbot, idle
        self.clicks = 0

    def click(self, widget):
        assert widget.isVisible()
        assert widget.isEnabled()
        self.clicks += 1
        self._qtbot.mouseClick(widget, LEFT)
        self._idle()


AIM = 14
"""So many clicks there may be from the first start to the first notice; amounts and names are typed."""


def test_that_the_first_notice_takes_few_clicks(qtbot, program, context, idle, services, tmp_path, resources):
    hand = Hand(qtbot, idle)
    assistant = Assistant(tmp_path / "数据", resources)
    qtbot.addWidget(assistant)
    assistant.show()
    for _ in range(2):
        hand.click(assistant.next_button)
    edits = {edit.accessibleName(): edit for edit in assistant.office.form.findChildren(TextEdit)}
    for title in ("机关名称", "发文机关代字", "联系人"):
        type_text(edits[title], "郑东企服")
    type_text(edits["联系电话"], "0371-66668888")
    hand.click(assistant.next_button)
    hand.click(assistant.samples.tour)
    hand.click(assistant.next_button)
    save_office(context.seat, assistant.outcome.office)
    # Said once for each policy, whoever works with it.
    let_notices_out(context.seat, context.policies.find("zhengdong-2022"))
    with qtbot.waitActive(program.window):
        program.window.activateWindow()

    enterprises, assessment, notices = program.enterprises, program.assessment, program.notices
    hand.click(enterprises.list.empty.button)
    type_the_enterprise(qtbot, enterprises.form, CODE)
    hand.click(enterprises.save_button)
    hand.click(enterprises.assess_button)
    hand.click(assessment.issue_button)
    type_text(QApplication.focusWidget(), "王建军")
    notices.issuing.form.binding.set_value("approved_on", QDate(2022, 11, 1).toPython())
    hand.click(notices.issuing.issue_button)
    (issued,) = notices.list.model.rows
    assert issued.amount == 61_728_39
    hand.click(notices.save_button)
    notices.desk.dialog.fileSelected.emit(str(tmp_path / "通知书.pdf"))
    notices.desk.dialog.close()
    idle()
    # The file dialog is answered with one more.
    assert hand.clicks + 1 == 12 <= AIM


def test_that_from_the_new_enterprise_to_its_notice_no_mouse_is_needed(qtbot, program, idle, office):
    def press(key, modifier=Qt.KeyboardModifier.NoModifier, *, until=lambda: True):
        qtbot.keyClick(QApplication.focusWidget() or program.window, key, modifier)
        # A button that is pressed by its shortcut stays down for a moment first.
        qtbot.waitUntil(until)
        idle()

    control, window = Qt.KeyboardModifier.ControlModifier, program.window
    press(Qt.Key.Key_N, control, until=program.enterprises.save_button.isVisible)
    type_the_enterprise(qtbot, program.enterprises.form, CODE)
    press(Qt.Key.Key_S, control)
    press(Qt.Key.Key_Return, control, until=lambda: window.page is program.assessment)
    press(Qt.Key.Key_Return, control, until=lambda: window.page is program.notices)
    type_text(QApplication.focusWidget(), "王建军")
    press(Qt.Key.Key_Return)
    QApplication.focusWidget().selectAll()
    qtbot.keyClicks(QApplication.focusWidget(), "2022-11-01")
    press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is program.notices.issuing.issue_button
    press(Qt.Key.Key_Return)
    (issued,) = program.notices.list.model.rows
    assert issued.amount == 61_728_39


@pytest.fixture
def office(context):
    office = OfficeFields(
        name="郑东新区企业服务中心",
        mark="郑东新区企业服务中心文件",
        number_prefix="郑东企服",
        contact="李敏",
        phone="0371-66668888",
        signer="张卫国",
    )
    save_office(context.seat, office)
    let_notices_out(context.seat, context.policies.find("zhengdong-2022"))


def fill_in_the_office(qtbot, page, idle):
    for field, text in (
        ("name", "郑东新区企业服务中心"),
        ("mark", "郑东新区企业服务中心文件"),
        ("number_prefix", "郑东企服"),
        ("contact", "李敏"),
        ("phone", "0371-66668888"),
        ("signer", "张卫国"),
    ):
        page.form.binding.focus(field)
        QApplication.focusWidget().selectAll()
        type_text(QApplication.focusWidget(), text)
    assert page.save()
    idle()


def test_that_an_enterprise_goes_in_and_its_notice_comes_out(qtbot, program, idle, tmp_path, services):
    code = CODE
    enterprises, assessment, notices = program.enterprises, program.assessment, program.notices
    record_the_enterprise(qtbot, enterprises, idle, code)
    assert enterprises.header.title == "郑州犇驰齿轮有限公司"
    assert not enterprises.has_unsaved()
    let_notices_out(services.context.seat, services.context.policies.find("zhengdong-2022"))

    qtbot.mouseClick(enterprises.assess_button, LEFT)
    idle()
    assert assessment.detail.table.current_row().clause.id == "freight"
    qtbot.mouseClick(assessment.detail.fold, LEFT)
    outcomes = {row.clause.id: row.decision.outcome.value for row in assessment.detail.model.rows}
    assert len(outcomes) == 10
    assert (outcomes["freight"], outcomes["output"], outcomes["project"]) == ("granted", "missing", "not_met")
    assessment.detail.table.select_key("freight")
    said = " ".join(program.texts(assessment.detail.explanation))
    assert "14.58%" in said
    assert "1,234,567.89 元 × 5%" in said
    assert "61,728.39 元，未超过最高限额 20万元" in said

    qtbot.mouseClick(assessment.issue_button, LEFT)
    idle()
    assert not notices.issuing.can_issue()
    notices.issuing.to_settings.followed.emit()
    idle()
    fill_in_the_office(qtbot, program.settings, idle)

    services.go_to(ToPage("assessment"))
    qtbot.mouseClick(assessment.issue_button, LEFT)
    idle()
    form = notices.issuing.form
    form.binding.focus("approver")
    type_text(QApplication.focusWidget(), "王建军")
    form.binding.set_value("approved_on", QDate(2022, 11, 1).toPython())
    qtbot.mouseClick(notices.issuing.issue_button, LEFT)
    idle()
    (issued,) = notices.list.model.rows
    assert issued.number == "郑东企服〔2022〕1号"

    target = tmp_path / "通知书.pdf"
    qtbot.mouseClick(notices.save_button, LEFT)
    notices.desk.dialog.fileSelected.emit(str(target))
    notices.desk.dialog.close()
    idle()
    letter, annex = PdfReader(target).pages
    assert "61,728.39 元，未超过最高限额 20万元" in annex.extract_text().replace("\n", "")
    text = letter.extract_text().replace("\n", "")
    for words in (
        "郑东企服〔2022〕1号",
        "郑州犇驰齿轮有限公司",
        "61,728.39",
        "陆万壹仟柒佰贰拾捌元叁角玖分",
        "2022年11月1日",
    ):
        assert words in text
