"""The main job as a clerk does it, from an empty store to the PDF of a notice."""

from pypdf import PdfReader
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication

from domain.periods import Period
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
    form = page.form
    fill(qtbot, form, "uscc", code)
    fill(qtbot, form, "name", "郑州犇驰齿轮有限公司")
    form.facts.focus("industry_kind")
    QApplication.focusWidget().set_value("industry")
    form.facts.focus("above_scale")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Y)
    for key, text in (
        ("output_value[2022H1]", "5500万"),
        ("output_value[2021H1]", "4800万"),
        ("freight_domestic[2022Q2]", "1234567.89"),
    ):
        type_figure(qtbot, form.figures.grid, key, text.replace("万", "0000"))
    form.lists["projects"].state.set_value("none")
    qtbot.mouseClick(page.save_button, LEFT)
    idle()


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

    services.go_to("assessment")
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
    (page,) = PdfReader(target).pages
    text = page.extract_text().replace("\n", "")
    for words in (
        "郑东企服〔2022〕1号",
        "郑州犇驰齿轮有限公司",
        "61,728.39",
        "陆万壹仟柒佰贰拾捌元叁角玖分",
        "2022年11月1日",
    ):
        assert words in text
