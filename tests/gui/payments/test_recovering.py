"""An award is lowered from its page, something comes back, is taken back, and all of it is undone."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt

from domain.funds.recovered import overview_of
from gui.formatting import money_text
from gui.targets import ToCase, ToEnterprise, ToPage
from tests.domain.cases.awards.conftest import MANAGER, roads
from tests.domain.funds.conftest import brought, granted, office, paid, waiting
from tests.gui.cases.test_walk import Desk

__all__ = ["brought", "granted", "office", "paid", "roads", "waiting"]

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def store(office):
    return office.store


@pytest.fixture
def desk(qapp, qtbot, context, office, paid):
    desk = Desk(qapp, qtbot, context, office, MANAGER)
    yield desk
    desk.close()


class Walk:
    """Goes through the dialog of one case."""

    def __init__(self, office, desk, qtbot, id_):
        self.office, self.desk, self._qtbot, self.case = office, desk, qtbot, office.case(id_)
        desk.services.go_to(ToCase(id_))
        desk.still()
        view = desk.shell.window.built("cases").case_view
        self.press(view.recover_button)
        self.dialog = view.dialog

    def press(self, one):
        self._qtbot.mouseClick(one, LEFT)
        self.desk.still()

    def ask(self, one):
        """Press what asks for something; give back what asks."""
        self.press(one)
        return self.dialog.dialog

    def enter(self, asking, **values):
        for field, value in values.items():
            asking.form.binding.set_value(field, value)

    def refused(self, asking, field, words, **values):
        """Enter values and press: it says what is wrong, beside a field or above."""
        self.enter(asking, **values)
        self.press(asking.go_button)
        assert words in (asking.form.binding.error_text(field) if field else asking.problem.label.text())

    def go(self, asking, **values):
        """Enter values and press: it is done."""
        self.enter(asking, **values)
        with self._qtbot.waitSignal(asking.finished):
            self._qtbot.mouseClick(asking.go_button, LEFT)
        self.desk.still()

    def lower(self):
        whole, today = self.case.amount, date.today()
        asking = self.ask(self.dialog.nothing.button)
        self.refused(asking, "amount", "比现在的", amount=whole)
        said = {"reason": "多报收入", "found_by": "区审计局", "found_on": today}
        self.refused(asking, "until", "请填写退回的期限", amount=whole - 10_000, **said)
        self.refused(asking, "rate", "最多两位小数", rate="3.456", until=today + timedelta(days=9))
        start = today - timedelta(days=100)
        self.go(asking, rate="3.65", interest_from=start, rate_source="细则第十条")
        [one] = self.dialog.lowerings.rows
        assert (one.row.due, one.left, one.interest_left(today)) == (10_000, 10_000, 100)
        assert "还应退回 100.00 元" in self.dialog.sums.text()
        # What lies below says at once what stands.
        head = self.desk.shell.window.built("cases").case_view.head
        assert head.amount.text() == f"{money_text(whole - 10_000)} 元"
        assert f"批准 {money_text(whole)} 元" in head.amount.toolTip()

    def have_some_come_back(self):
        soon, later = (date.today() + timedelta(days=each) for each in (9, 39))
        plan = self.ask(self.dialog.plan_button)
        self.refused(plan, "lines", "第 2 行", lines=f"{soon} 40\n什么时候 60")
        self.go(plan, lines=f"{soon} 40\n{later} 60")
        repaying = self.ask(self.dialog.repay_button)
        self.refused(repaying, "how", "请写明怎么退回的")
        self.go(repaying, how="回单 7")
        [receipt] = self.dialog.receipts.rows
        assert (receipt.principal, receipt.interest) == (4_000, 100)
        waiving = self.ask(self.dialog.waive_button)
        self.refused(waiving, "", "要由另一人批准核销", minutes="8号", because="注销")
        waiving.reject()
        self.press(self.dialog.offset_button)
        assert "没有待送出的拨付" in self.dialog.news.label.text()

    def look_at_what_was_received(self, ids):
        window = self.desk.shell.window
        self.desk.services.go_to(ToEnterprise(self.case.row.enterprise_id))
        self.desk.still()
        card = window.built("enterprises").desk.received
        assert card.recipient.totals.recovered == 4_000
        assert "还应退回 60.00 元" in card.said.text()
        self.desk.services.go_to(ToPage("funds"))
        page = window.built("funds")
        page.publish()
        page.dialog.last.set_value(self.office.day + timedelta(days=1000))
        self.desk.still()
        shown = sum(row.amount for row in page.dialog.model.rows)
        assert shown == sum(self.office.case(id_).amount for id_ in ids) - 4_000
        page.dialog.reject()

    def undo_all(self):
        self.dialog.receipt_table.selectRow(0)
        self.go(self.ask(self.dialog.reverse_button), because="记错了企业")
        assert not self.dialog.receipts.rows
        self.go(self.ask(self.dialog.undo_button), because="复核无误")
        assert not self.dialog.nothing.isHidden()
        found = self.office.store.ask(overview_of, self.case.id)
        assert (found.totals.granted, found.recoveries) == (self.case.amount, ())


def test_that_an_award_is_lowered_and_what_comes_back_is_recorded(office, paid, desk, qtbot):
    walk = Walk(office, desk, qtbot, paid[0])
    walk.lower()
    walk.have_some_come_back()
    walk.look_at_what_was_received(paid)
    walk.undo_all()
