"""A list goes to the bank in a layout that the office made, and the bank's answer is read and recorded."""

from datetime import date

import pytest
import xlsxwriter
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from python_calamine import CalamineWorkbook

from domain.exchange.payment_columns import Role
from domain.funds.bank_lists import Field, layouts
from domain.funds.payments import lines_of, send_list
from gui.pages.payments.bank_files import BankFilesDialog
from gui.pages.payments.bank_results import BankResultsDialog
from tests.domain.cases.awards.conftest import REVIEWER
from tests.domain.funds.conftest import brought, granted, listed, office, roads, waiting
from tests.gui.cases.test_walk import Desk

__all__ = ["brought", "granted", "office", "roads", "waiting"]

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def store(office):
    return office.store


@pytest.fixture
def desk(qapp, qtbot, context, office, granted):
    found = Desk(qapp, qtbot, context, office, REVIEWER)
    yield found
    found.close()


@pytest.fixture
def press(desk, qtbot):
    def pressed(button):
        assert button.isEnabled(), button.toolTip()
        qtbot.mouseClick(button, LEFT)
        desk.still()

    return pressed


def opened(desk, kind, list_id):
    dialog = kind(desk.services, desk.shell.window, list_id)
    dialog.open()
    desk.still()
    return dialog


def make_a_layout(files, press):
    press(files.add_button)
    layout = files.dialog
    press(layout.save_button)
    assert "请给格式起个名字" in layout.complaint.text()
    layout.name.setText("工商银行")
    layout.columns.rows[1].down.click()
    layout.columns.add_button.click()
    assert layout.columns.rows[-1].title.text() == Field.CAPITAL.word
    press(layout.save_button)


def save(desk, files, press, path):
    press(files.save_button)
    dialog = desk.shell.window.findChild(QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.close()
    desk.still()
    files.reject()


def answered(path, *came):
    """Write what the bank sends back: what it was sent, with what came of the first lines."""
    _, heading, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    back = path.with_name("结果.xlsx")
    with xlsxwriter.Workbook(back) as workbook:
        sheet = workbook.add_worksheet()
        more = [("状态", "说明的原因"), *came]
        for at, (row, said) in enumerate(zip([heading, *rows[: len(came)]], more, strict=True)):
            for place, cell in enumerate([*row, *said]):
                sheet.write(at, place, cell)
    return back


def test_that_a_list_leaves_in_a_layout_and_its_answer_is_recorded(
    desk, qtbot, press, office, granted, tmp_path
):
    list_id, _ = listed(office, granted)
    files = opened(desk, BankFilesDialog, list_id)
    assert not files.save_button.isEnabled()
    assert "还没有送出" in files.problem.label.text()
    files.reject()
    send_list(office.seat(REVIEWER), list_id, office.rules)
    office.day = date.today()
    files = opened(desk, BankFilesDialog, list_id)
    make_a_layout(files, press)
    assert [one.name for one in office.store.ask(layouts)] == ["工商银行"]
    assert files.choice.typed() == "工商银行"
    titles = [files.table.horizontalHeaderItem(at).text() for at in (2, 7)]
    assert titles == ["我方编号", "大写金额"]
    save(desk, files, press, tmp_path / "付款.xlsx")
    paid = ("成功", "")
    back = answered(tmp_path / "付款.xlsx", paid, ("已退回", "户名不符"), ("处理中", ""), paid)
    results = opened(desk, BankResultsDialog, list_id)
    results.read_file(back)
    desk.still()
    assert results.matching.text.startswith("文件共 4 行：已拨付 2 笔")
    assert not results.go_button.isEnabled()
    assert "看不出是付了还是退了" in results.model.rows[0].sentence
    # Columns are found, and may be chosen otherwise.
    key = results.columns.boxes[Role.KEY]
    found = key.value()
    for chosen in (None, found):
        key.set_value(chosen)
        desk.still()
        assert len(results.matching.answers) == 3
    results.without.setChecked(True)
    assert results.go_button.text() == "登记 3 笔"
    with qtbot.waitSignal(results.finished):
        qtbot.mouseClick(results.go_button, LEFT)
    desk.still()
    states = [line.state for line in office.store.ask(lines_of, list_id)]
    assert states == ["paid", "returned", "sent", "paid"]
