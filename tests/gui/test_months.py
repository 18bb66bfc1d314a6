"""A month is held against the finance office's file and signed off; a year's end says what is to be done."""

from datetime import date

import pytest
import xlsxwriter
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from domain.funds.budgets import list_budgets
from domain.funds.calendar_months import around, month_text
from domain.funds.months import list_months
from domain.funds.reconciling import Verdict, statement_in
from domain.funds.showing import list_payment_lists, show_list
from domain.funds.year_end import Task
from domain.office.house_rules import set_four_eyes
from gui.pages.payments.answering import AnswerDialog
from gui.targets import ToPage
from tests.domain.cases.awards.conftest import MANAGER
from tests.domain.funds.conftest import brought, granted, office, pay, roads, waiting
from tests.gui.cases.test_walk import Desk

__all__ = ["brought", "granted", "office", "roads", "waiting"]

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def store(office):
    return office.store


@pytest.fixture
def desk(qapp, qtbot, context, office, granted):
    set_four_eyes(office.seat(MANAGER), on=False, because="试")
    pay(office, granted[:3])
    found = Desk(qapp, qtbot, context, office, MANAGER)
    yield found
    found.close()


def theirs(path, moved):
    """Write the month as the finance office has it, but for one row."""
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("明细")
        sheet.write_row(0, 0, ("支付日期", "收款单位", "收款账号", "金额（元）"))
        for at, one in enumerate(moved[1:], start=1):
            sheet.write_row(at, 0, (one.day.isoformat(), one.payee, one.account, one.amount / 100))


@pytest.fixture
def press(desk, qtbot):
    def pressed(button):
        assert button.isEnabled(), button.toolTip()
        qtbot.mouseClick(button, LEFT)
        desk.still()

    return pressed


def hints_of_answering(desk, office, day):
    """Return what the dialog says in which it is recorded that a payment came back on a day."""
    [one] = office.store.ask(list_payment_lists)
    shown = office.store.ask(show_list, one.id, desk.services.context.seat.who, office.rules)
    dialog = AnswerDialog(desk.services, desk.shell.window, shown.listed, shown.lines[:1])
    desk.still()
    dialog.day.set_value(day)
    said = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    dialog.close()
    return said


def close_the_year(desk, office, page, press, qtbot):
    """Go through what is to be done; enter the next year's budget."""
    press(page.year_button)
    year = page.dialog
    assert year.year.typed() == "2026"
    assert [each.task for each in year.found.to_do] == [Task.UNPAID, Task.MONTHS, Task.NEXT, Task.LEFT]
    press(year.lines[2])
    asked = year.dialog
    press(asked.go_button)
    assert asked.form.binding.error_text("document") == "请填写下达预算的文号"
    asked.form.binding.set_value("document", "某财预〔2027〕1号")
    first, second = "amount_1_1", "amount_1_2"
    asked.form.binding.set_value(first, 500_000)
    press(asked.go_button)
    assert asked.form.binding.error_text(second) == "请填写金额；不安排的填 0"
    asked.form.binding.set_value(second, 0)
    with qtbot.waitSignal(asked.finished):
        press(asked.go_button)
    desk.still()
    next_one = office.store.ask(list_budgets, office.day)[0]
    assert (next_one.year, next_one.allotted) == (2027, 500_000)
    assert Task.NEXT not in [each.task for each in year.found.to_do]
    # What is left is carried over where it is: the budget is chosen on the page.
    press(year.lines[-1])
    assert page.list.table.selected_rows()[0].year == 2026


def test_that_a_month_is_signed_off_and_a_year_is_closed(desk, office, press, qtbot, tmp_path):
    paid_on = office.day
    desk.services.go_to(ToPage("funds"))
    desk.still()
    page = desk.shell.window.built("funds")
    press(page.months_button)
    months = page.dialog
    assert [one.word for one in months.model.rows] == ["未到月底"]
    office.day = date(2027, 1, 11)
    months.reload()
    desk.still()
    assert [one.word for one in months.model.rows if one.count] == ["待对账"]
    press(months.open_button)
    one = months.dialog
    assert one.sum.text().startswith("我方 3 笔，合计 ")
    assert not one.go_button.isEnabled()
    theirs(tmp_path / "财政.xlsx", one.compared.known.ours)
    one.read_file(tmp_path / "财政.xlsx")
    desk.still()
    assert [pair.verdict for pair in one.compared.differences] == [Verdict.OURS]
    assert one.against.text() == "还有 1 处差异没有写说明"
    one.remark.setText("财政次月入账")
    assert one.table.model().index(0, 6).data() == "财政次月入账"
    with qtbot.waitSignal(one.finished):
        press(one.go_button)
    desk.still()
    month = f"{paid_on:%Y-%m}"
    shown = office.store.ask(statement_in, month)
    assert [(line.name, line.remark) for line in shown.lines] == [(shown.lines[0].name, "财政次月入账")]
    # What comes back of it counts in the next one, which is said before it is recorded.
    assert f"算在{month_text(around(month, 1)[1])}" in hints_of_answering(desk, office, paid_on)
    months.table.select_key(month)
    desk.still()
    assert (months.open_button.isEnabled(), months.paper_button.isEnabled()) == (False, True)
    press(months.undo_button)
    months.dialog.form.binding.set_value("because", "漏了一笔")
    with qtbot.waitSignal(months.dialog.finished):
        press(months.dialog.go_button)
    desk.still()
    assert all(each.closed is None for each in office.store.ask(list_months, office.day))
    months.reject()
    close_the_year(desk, office, page, press, qtbot)
