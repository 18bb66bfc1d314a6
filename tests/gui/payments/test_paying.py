"""From 下达 to paid: listed, sent, written for the bank, its answer read, paid again, recovered."""

import re
import sqlite3
from contextlib import closing
from datetime import date, timedelta

import pytest
import xlsxwriter
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel
from python_calamine import CalamineWorkbook

from domain.exchange.payment_columns import Role
from domain.funds.bank_lists import Field, layouts
from domain.funds.payment_entities import LineState
from domain.funds.payments import make_list
from domain.funds.showing import How
from domain.office.house_rules import set_four_eyes
from domain.proposals.service import confirm, open_proposals
from domain.roads.walking import NotNow
from domain.store.tables import Kind
from domain.values.money import Fen, chinese_capital, parse_yuan
from domain.values.progress import Silent
from domain.values.texts import masked
from gui.formatting import account_text, money_text
from gui.people.second import SecondDialog, means_of
from gui.targets import ToCase, ToPage, ToPayable, ToPaymentList
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, REVIEWER
from tests.domain.funds.conftest import bank, pay, standing, sum_of

LEFT = Qt.MouseButton.LeftButton


class Payer:
    """Who pays, at their window."""

    def __init__(self, desk, qtbot, office):
        self.desk, self._qtbot, self._office = desk, qtbot, office
        # So wide that nothing folds into a menu.
        desk.shell.window.resize(1366, 768)
        desk.services.go_to(ToPayable())
        desk.still()
        self.page = desk.shell.window.built("payments")
        self.one = self.page.one

    def press(self, button):
        # The header lays its acts out anew once it is idle.
        self._qtbot.waitUntil(button.isVisible)
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
        dialog.form.binding.set_value("on", date.today() - timedelta(days=2))
        self.press(dialog.go_button)
        assert "不能早于那一天" in dialog.form.binding.error_text("on")
        for field, value in {"on": date.today(), **said}.items():
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

    def write_for_the_bank(self, path):
        """Make a layout, and save the list in it."""
        self.press(self.one.files_button)
        files = self.one.dialog
        self.press(files.add_button)
        layout = files.dialog
        self.press(layout.save_button)
        assert "请给格式起个名字" in layout.complaint.text()
        layout.name.setText("工商银行")
        layout.columns.rows[1].down.click()
        layout.columns.add_button.click()
        assert layout.columns.rows[-1].title.text() == Field.CAPITAL.word
        self.press(layout.save_button)
        assert [one.name for one in self._office.store.ask(layouts)] == ["工商银行"]
        assert files.choice.typed() == "工商银行"
        titles = [files.table.horizontalHeaderItem(at).text() for at in (2, 7)]
        assert titles == ["我方编号", "大写金额"]
        self.press(files.save_button)
        dialog = self.desk.shell.window.findChild(QFileDialog)
        dialog.fileSelected.emit(str(path))
        dialog.close()
        self.desk.still()
        # Once more only after it was asked.
        assert re.match(r"已于 .* 由张敏存过；3 笔里已登记结果的有 0 笔。", files.before.text())
        dialogs = len(self.desk.shell.window.findChildren(QFileDialog))
        self.press(files.save_button)
        assert "同一份清单交给银行两次，可能付两次" in texts_of(files.question)
        files.question.reject()
        assert len(self.desk.shell.window.findChildren(QFileDialog)) == dialogs
        files.reject()

    def read_the_answer(self, path):
        """Read what the bank sent back; record what fits."""
        self.press(self.one.results_button)
        results = self.one.dialog
        results.read_file(path)
        self.desk.still()
        assert results.matching.text.startswith("文件共 3 行：已拨付 1 笔")
        assert not results.go_button.isEnabled()
        assert "看不出是付了还是退了" in results.model.rows[0].sentence
        # Columns are found, and may be chosen otherwise.
        key = results.columns.boxes[Role.KEY]
        found = key.value()
        for chosen in (None, found):
            key.set_value(chosen)
            self.desk.still()
            assert len(results.matching.answers) == 2
        results.without.setChecked(True)
        assert results.go_button.text() == "登记 2 笔"
        self.finish(results, results.go_button)

    def pay_again(self):
        """Have what is owed of the line that is chosen paid by a list of its own; give back its amounts."""
        self.press(self.one.again_button)
        self.release_all()
        self.send()
        self.press(self.one.all_paid_button)
        self.answer()
        return [row.line.amount for row in self.one.now.lines]

    def recover(self, amount):
        """Lower the award that is chosen by so much, to be paid back within the week."""
        self.press(self.one.recover_button)
        recovering = self.one.dialog
        self.press(recovering.nothing.button)
        asking, today = recovering.dialog, date.today()
        whole = recovering.overview.totals.granted
        said = {"reason": "多报收入", "found_by": "区审计局", "found_on": today}
        for field, value in {**said, "amount": whole - amount, "until": today + timedelta(days=5)}.items():
            asking.form.binding.set_value(field, value)
        self.finish(asking, asking.go_button)
        recovering.reject()

    def list_all(self, total):
        """List all that is to be paid; let go what is doubtful, and take one out, which is given back."""
        page, one = self.page, self.one
        self.desk.still()
        page.payable.model.tick(page.payable.model.ids, is_ticked=True)
        assert page.sum.amount.text() == f"{money_text(total)} 元"
        assert page.sum.capital.text() == chinese_capital(Fen(total))
        assert page.make_button.text() == "列成一批（4 件）"
        self.press(page.make_button)
        assert one.now.listed.how is How.OPEN
        assert page.header.title == "未送出的拨付批次（1）"
        doubtful = self.choose(LineState.HELD)
        assert "户名“某分公司”与企业名称" in one.card.said.text()
        assert one.card.account.text().endswith(account_text(doubtful.line.account))
        [column] = [each for each in one.list.model.columns if each.title == "账号"]
        assert column.shown(doubtful) == masked(doubtful.line.account)
        self.release_all()
        row = self.choose(LineState.OPEN)
        self.press(one.drop_button)
        self.because("等企业说明")
        self.press(one.look_button)
        self.press(one.files_button)
        assert not one.dialog.save_button.isEnabled()
        assert "还没有送出" in one.dialog.problem.label.text()
        one.dialog.reject()
        return row

    def go_to(self, target, page):
        self.desk.services.go_to(target)
        self.desk.still()
        return self.desk.shell.window.built(page)

    def have_it_back(self, back):
        """Go where 工作台 says that something is due, and record that it came."""
        card = self.go_to(ToPage("desk"), "desk").paying
        assert [line.title for line in card.lines[1:]] == ["该退回的　1 件", back.line.enterprise_name]
        self.press(card.lines[-1])
        recovering = card.dialog
        self.press(recovering.repay_button)
        repaying = recovering.dialog
        repaying.form.binding.set_value("how", "回单 7")
        self.finish(repaying, repaying.go_button)
        recovering.reject()
        self.desk.still()
        assert [line.title for line in card.lines] == ["待拨付　1 件"]

    def record_before(self, id_):
        """Have an award be of an old notice; what is asked before it is listed leads to its recording."""
        with closing(sqlite3.connect(self._office.store.path)) as connection, connection:
            connection.execute(f"UPDATE award_case SET policy_title = '' WHERE id = {id_}")
        self.page.payable.look()
        self.desk.still()
        assert "其中 1 件是升级前的通知书" in self.page.payable.banner.label.text()
        self.page.payable.model.tick([id_], is_ticked=True)
        self.press(self.page.make_button)
        asked = self.page.dialog
        self.finish(asked, asked.buttons["登记以前已付…"])
        dialog = self.page.dialog
        assert (dialog.which.typed(), dialog.paid.value()) == ("old", self._office.case(id_).amount)
        self.press(dialog.go_button)
        assert dialog.form.binding.error_text("document") == "请写明凭什么知道已经付了"
        dialog.form.binding.set_value("on", self._office.day - timedelta(days=400))
        dialog.form.binding.set_value("document", "区财政支付〔2024〕18号")
        self.press(dialog.go_button)
        self._have_confirmed(dialog)
        assert list(self.page.payable.model.ids) == []
        assert standing(self._office).paid == self._office.case(id_).amount

    def _have_confirmed(self, dialog):
        """Propose what takes two people, and have another confirm it."""
        second = dialog.findChild(SecondDialog)
        self._qtbot.waitUntil(second.later_button.isEnabled)
        assert second.title.text().startswith("登记以前已付：1 件")
        self.finish(dialog, second.later_button)
        [proposal] = self._office.store.ask(open_proposals)
        means = means_of(self.desk.services.context)
        confirm(self._office.seat(MANAGER), proposal.id, means, Silent())
        self.desk.services.changes.announce({Kind.PAYMENT})
        self.desk.still()

    def take_it_back(self):
        self.page.choice.set_value("lists")
        self.page.lists.table.opened.emit(self.page.lists.model.rows[-1])
        self.desk.still()
        assert self.page.header.title == "以前已付〔2026〕1号"
        self.choose(LineState.PAID)
        self.press(self.one.answer_button)
        self.because("记错了企业")
        assert "已撤销登记：记错了企业。已回到“待拨付”" in self.one.card.said.text()
        assert standing(self._office).paid == 0
        self.go_to(ToPayable(), "payments")


def shown_in(grid):
    """Return the texts of a grid, row by row."""
    count = range(grid.columnCount())
    items = [[grid.itemAtPosition(row, at) for at in count] for row in range(grid.rowCount())]
    return [[item.widget().text() for item in row if item is not None] for row in items]


@pytest.fixture
def payer(desks, qtbot, office, granted):
    return Payer(desks[REVIEWER], qtbot, office)


def answered(path, *came):
    """Write what the bank sends back: what it was sent, with what came of each line."""
    _, heading, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    back = path.with_name("结果.xlsx")
    with xlsxwriter.Workbook(back) as workbook:
        sheet = workbook.add_worksheet()
        more = [("状态", "说明的原因"), *came]
        for at, (row, said) in enumerate(zip([heading, *rows[: len(came)]], more, strict=True)):
            for place, cell in enumerate([*row, *said]):
                sheet.write(at, place, cell)
    return back


def test_that_awards_are_handed_down_listed_sent_answered_paid_again_where_they_came_back_and_recovered(
    desks, qtbot, office, approved, tmp_path
):
    total = sum_of(office, approved)
    bank(office, approved[0], account_name="某分公司", account_number="1702020509200100000")
    with pytest.raises(NotNow, match="下达以后才能拨付"):
        make_list(office.seat(REVIEWER), approved, office.rules)
    assert f"可以办理的合计 {money_text(total)} 元" in desks[HANDLER].tell(None)
    assert all(office.case(id_).row.notice_id for id_ in approved)
    payer = Payer(desks[REVIEWER], qtbot, office)
    page, one = payer.page, payer.one
    row = payer.list_all(total)
    said = payer.send()
    assert f"送出 3 件，合计 {money_text(total - row.line.amount)} 元" in said
    assert "都不能再改" in said
    assert page.header.title == "拨付批次〔2026〕1号"

    office.day = date.today()
    payer.write_for_the_bank(tmp_path / "付款.xlsx")
    came = (("成功", ""), ("已退回", "账户已销户"), ("处理中", ""))
    payer.read_the_answer(answered(tmp_path / "付款.xlsx", *came))
    back = payer.choose(LineState.RETURNED)
    assert one.now.listed.how is How.PARTLY
    payer.press(one.all_paid_button)
    payer.answer()
    assert standing(office).paid == total - row.line.amount - back.line.amount

    # What came back says what comes next, and goes into a list again.
    payer.choose(LineState.RETURNED)
    assert "在企业资料里改正账户，再点“再次列入”" in one.card.said.text()
    bank(office, back.line.case_id, account_number="1702020509200155555")
    assert payer.pay_again() == [back.line.amount]
    assert [line.line.account for line in one.now.lines] == ["1702020509200155555"]
    assert standing(office).paid == total - row.line.amount

    # A part of that comes back once more, and only so much is paid again.
    payer.choose(LineState.PAID)
    payer.press(one.answer_button)
    payer.answer("part-back", amount=1_000, reason="账户限额")
    assert standing(office).paid == total - row.line.amount - 1_000
    assert "退回一部分，现在算付了" in one.card.said.text()
    assert payer.pay_again() == [1_000]
    assert standing(office).paid == total - row.line.amount

    # The case tells of all of it; what was dropped is to be paid still.
    basis = payer.go_to(ToCase(back.line.case_id), "cases").case_view.basis
    assert f"退回 {money_text(back.line.amount)} 元：账户已销户" in texts_of(basis.paid)
    card = payer.go_to(ToPage("desk"), "desk").paying
    assert [line.title for line in card.lines] == ["待拨付　1 件"]

    # What was paid too much is recovered from its line; 工作台 tells when it is due, and leads there.
    set_four_eyes(office.seat(MANAGER), on=False, because="试")
    payer.go_to(ToPaymentList(one.id), "payments")
    payer.choose(LineState.PAID)
    payer.recover(10_000)
    payer.have_it_back(back)
    assert standing(office).returned == 10_000


def test_that_who_approved_sees_that_another_pays_and_lifts_holds_and_what_was_paid_before_is_recorded(
    payer, desks, office, granted, qtbot
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

    # It was paid long ago; recorded so by mistake, it goes into the list that was not sent.
    payer.record_before(granted[3])
    payer.take_it_back()
    payer.page.payable.model.tick(granted[3:], is_ticked=True)
    [action] = payer.page.add_menu.actions()
    action.trigger()
    payer.desk.still()
    assert len(payer.one.now.lines) == 4


def texts_of(widget):
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def test_that_what_is_approved_and_paid_is_one_number_wherever_it_stands(payer, office, granted):
    pay(office, granted[:2])
    page = payer.go_to(ToPage("funds"), "funds")
    [row], one = page.list.model.rows, standing(office)
    assert (row.approved, row.paid) == (sum_of(office, granted), sum_of(office, granted[:2]))
    words = f"已批 {money_text(one.approved)} 元，余额"
    assert f"{words} {money_text(one.left)} 元" in page.one.said.text()
    heading, *sources = shown_in(page.one.sources)
    assert heading == ["资金来源", "分担", "安排", "已批", "已付", "余额"]
    sums = [sum(parse_yuan(line[at]) for line in sources) for at in range(2, 6)]
    assert sums == [one.allotted, one.approved, one.paid, one.left]
    headings = [column.title for column in page.list.model.columns]
    assert headings.index("已付") == headings.index("已批") + 1
