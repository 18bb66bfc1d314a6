"""From 下达 to paid: listed, a doubt released, sent, one returned, corrected, listed again, paid."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from domain.funds.payment_entities import LineState
from domain.funds.showing import How
from domain.store.tables import Kind
from domain.values.money import Fen, chinese_capital
from gui.formatting import account_text, money_text
from gui.targets import ToCase, ToPage, ToPayable, ToPaymentList
from tests.domain.cases.awards.conftest import MANAGER, REVIEWER
from tests.domain.funds.conftest import bank, standing, sum_of

LEFT = Qt.MouseButton.LeftButton


class Payer:
    """Who pays, at their window."""

    def __init__(self, desk, qtbot, office):
        self.desk, self._qtbot, self._office = desk, qtbot, office
        desk.services.go_to(ToPayable())
        desk.still()
        self.page = desk.shell.window.built("payments")
        self.one = self.page.one

    def press(self, button):
        assert button.isVisible(), button.text()
        assert button.isEnabled(), button.toolTip()
        self._qtbot.mouseClick(button, LEFT)
        self.desk.still()

    def choose(self, *states):
        table, rows = self.one.list.table, self.one.list.model.rows
        table.clearSelection()
        for at, row in enumerate(rows):
            if row.state in states:
                table.selectRow(at)
                return row
        raise AssertionError([row.state for row in rows])

    def because(self, text):
        dialog = self.one.dialog
        dialog.editor.setPlainText(text)
        self.finish(dialog, dialog.take_button)

    def answer(self, what="paid", **said):
        dialog = self.one.dialog
        dialog.what.set_value(what)
        for field, value in {"on": self._office.day, **said}.items():
            dialog.form.binding.set_value(field, value)
        self.finish(dialog, dialog.go_button)

    def finish(self, dialog, button):
        with self._qtbot.waitSignal(dialog.finished):
            self._qtbot.mouseClick(button, LEFT)
        self.desk.still()

    def release_all(self):
        while any(row.state is LineState.HELD for row in self.one.list.model.rows):
            self.choose(LineState.HELD)
            self.press(self.one.release_button)
            self.because("已看过开户许可证")

    def send(self):
        """Send the list; give back what was said before."""
        self.press(self.one.send_button)
        dialog = self.one.dialog
        said = texts_of(dialog)
        self.finish(dialog, dialog.buttons["送出"])
        return said


@pytest.fixture
def payer(desks, qtbot, office):
    return Payer(desks[REVIEWER], qtbot, office)


def test_that_awards_are_listed_looked_at_sent_answered_and_what_came_back_is_paid_again(
    payer, desks, office, granted, qtbot
):
    page, one, total = payer.page, payer.one, sum_of(office, granted)
    bank(office, granted[0], account_name="某分公司", account_number="1702020509200100000")
    payer.desk.still()
    page.payable.model.tick(page.payable.model.ids, is_ticked=True)
    assert page.sum.amount.text() == f"{money_text(total)} 元"
    assert page.sum.capital.text() == chinese_capital(Fen(total))
    assert page.make_button.text() == "列成一批（4 件）"
    payer.press(page.make_button)
    assert one.now.listed.how is How.OPEN
    assert page.header.title == "未送出的拨付批次（1）"

    doubtful = payer.choose(LineState.HELD)
    assert "户名“某分公司”与企业名称" in one.card.said.text()
    assert one.card.account.text().endswith(account_text(doubtful.line.account))
    payer.release_all()
    row = payer.choose(LineState.OPEN)
    payer.press(one.drop_button)
    payer.because("等企业说明")
    payer.press(one.look_button)
    said = payer.send()
    assert f"送出 3 件，合计 {money_text(total - row.line.amount)} 元" in said
    assert "都不能再改" in said
    assert page.header.title == "拨付批次〔2026〕1号"

    back = payer.choose(LineState.SENT)
    payer.press(one.answer_button)
    payer.answer("returned", reason="账户已销户")
    assert one.now.listed.how is How.PARTLY
    payer.press(one.all_paid_button)
    payer.answer()
    assert standing(office).paid == total - row.line.amount - back.line.amount

    # What came back says what comes next, and goes into a list again.
    payer.choose(LineState.RETURNED)
    assert "在企业资料里改正账户，再点“再次列入”" in one.card.said.text()
    bank(office, back.line.case_id, account_number="1702020509200155555")
    payer.press(one.again_button)
    assert [line.line.account for line in one.now.lines] == ["1702020509200155555"]
    payer.release_all()
    payer.send()
    payer.press(one.all_paid_button)
    payer.answer()
    assert standing(office).paid == total - row.line.amount

    # The case tells of all of it; what was dropped is to be paid still, and may be held back from there.
    payer.desk.services.go_to(ToCase(back.line.case_id))
    payer.desk.still()
    basis = payer.desk.shell.window.built("cases").case_view.basis
    assert f"退回 {money_text(back.line.amount)} 元：账户已销户" in texts_of(basis.paid)
    payer.desk.services.go_to(ToPage("desk"))
    payer.desk.still()
    card = payer.desk.shell.window.built("desk").paying
    assert [line.title for line in card.lines] == ["待拨付　1 件"]


def test_that_who_approved_sees_that_another_pays_and_lifts_what_that_one_holds_back(
    payer, desks, granted, qtbot
):
    payer.page.payable.model.tick(granted[:3], is_ticked=True)
    payer.press(payer.page.make_button)
    manager = desks[MANAGER]
    manager.services.go_to(ToPaymentList(payer.one.id))
    manager.still()
    page = manager.shell.window.built("payments")
    assert not page.one.send_button.isEnabled()
    assert page.one.send_button.toolTip() == "其中 3 件是您批准的，要由另一人送出"
    manager.services.go_to(ToPayable())
    manager.still()
    assert not page.payable.model.may_tick(granted[3])

    payer.desk.services.go_to(ToCase(granted[3]))
    payer.desk.still()
    basis = payer.desk.shell.window.built("cases").case_view.basis
    payer.press(basis.paid.hold_button)
    dialog = basis.paid.dialog
    dialog.form.binding.set_value("because", "信访核查")
    payer.finish(dialog, dialog.go_button)
    assert [button.toolTip() for button in basis.paid.lift_buttons] == ["自己暂缓的，要由另一位同事恢复"]
    payer.desk.services.go_to(ToPayable())
    payer.desk.still()
    assert list(payer.page.payable.model.ids) == []

    page.choice.set_value("holds")
    manager.services.changes.announce({Kind.HOLD})
    manager.still()
    page.holds.table.selectRow(0)
    qtbot.mouseClick(page.holds.lift_button, LEFT)
    page.holds.dialog.editor.setPlainText("已核实")
    with qtbot.waitSignal(page.holds.dialog.finished):
        qtbot.mouseClick(page.holds.dialog.take_button, LEFT)
    manager.still()
    payer.desk.services.changes.announce({Kind.HOLD})
    payer.desk.still()
    assert list(payer.page.payable.model.ids) == [granted[3]]


def texts_of(widget):
    return "\n".join(label.text() for label in widget.findChildren(QLabel))
