"""The months of what was paid, one held against the finance office's file, and the year's end."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import xlsxwriter
from PySide6.QtWidgets import QWidget

from domain.funds.budgets import Given, enter_budget
from domain.funds.calendar_months import month_of
from domain.funds.months import Moved, moved_in
from domain.values.money import Fen
from gui.pages.funds.months import MonthsDialog, ReconcileDialog
from gui.pages.funds.year import YearDialog
from gui.targets import ToPage
from tests.gui.pictures.case_dialogs import seat
from tests.gui.pictures.office import Opened
from tests.gui.pictures.pages import Scene
from tests.gui.pictures.recovery_dialogs import recovered

_HEADING = ("支付日期", "收款单位", "收款人账号", "金额（元）", "用途", "我方编号")


def month_dialogs() -> Iterator[Scene]:
    """Yield the places, in an order that needs no way back."""
    yield "months", _months
    yield "months-begun", partial(_reconciling, is_read=False)
    yield "months-held", partial(_reconciling, is_read=True)
    yield "months-paper", _paper
    yield "year-end", _year
    yield "year-end-next", _next
    yield "year-end-paper", _year_paper


def _months(opened: Opened) -> MonthsDialog:
    recovered(opened)
    page = opened.go(ToPage("funds"))
    page.months_button.click()
    opened.settle()
    return page.dialog


def _reconciling(opened: Opened, *, is_read: bool) -> ReconcileDialog:
    months = _months(opened)
    months.open_button.click()
    opened.settle()
    dialog = months.dialog
    assert isinstance(dialog, ReconcileDialog)
    if is_read:
        today = opened.context.rules.today()
        dialog.read_file(_file(opened, opened.context.store.ask(moved_in, [month_of(today)])))
        opened.settle()
        dialog.remark.setText("财政下月初入账，已电话核实")
        dialog.remark.value_changed.emit()
        opened.settle()
    return dialog


def _paper(opened: Opened) -> QWidget:
    dialog = _reconciling(opened, is_read=True)
    dialog.paper_button.click()
    opened.settle()
    return dialog.dialog


def _year(opened: Opened) -> YearDialog:
    recovered(opened)
    page = opened.go(ToPage("funds"))
    if not page.list.model.rows:
        policy, by = opened.context.policies.find("zhengdong-2022"), seat(opened, "王小梅")
        given = [Given("市级财政", Fen(150_000_000), 5), Given("区级财政", Fen(150_000_000), 5)]
        this = opened.context.rules.today().year
        enter_budget(by, policy, this, given, opened.context.rules, document="郑财预〔2026〕18号")
    page.year_button.click()
    opened.settle()
    return page.dialog


def _next(opened: Opened) -> QWidget:
    dialog = _year(opened)
    dialog.next_button.click()
    opened.settle()
    return dialog.dialog


def _year_paper(opened: Opened) -> QWidget:
    dialog = _year(opened)
    dialog.paper_button.click()
    opened.settle()
    return dialog.dialog


def _file(opened: Opened, moved: list[Moved]) -> Path:
    """Write what the finance office sends: one amount is another, one is missing, one is theirs alone."""
    path = opened.context.store.path.with_name("财政拨付明细.xlsx")
    rows = [(one.day.isoformat(), one.payee, one.account, one.amount / 100, "", one.key) for one in moved[:2]]
    rows[1] = (*rows[1][:3], rows[1][3] - 100, *rows[1][4:])
    rows.append((moved[0].day.isoformat(), "郑州某物业有限公司", "6217000012345678901", 20000.0, "补助", ""))
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("明细")
        for at, row in enumerate((_HEADING, *rows)):
            for place, cell in enumerate(row):
                sheet.write(at, place, cell)
    return path
