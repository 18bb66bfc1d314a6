"""资金: a budget is entered, adjusted and shown; what is wrong is said at its place."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from domain.funds.budgets import Given, enter_budget, list_budgets
from domain.office.house_rules import budgets_needed
from domain.values.money import Fen
from gui.targets import ToPage

LEFT = Qt.MouseButton.LeftButton
THIS = date.today().year


@pytest.fixture
def page(sample_office, program, services, idle):
    services.go_to(ToPage("funds"))
    page = program.funds
    idle()
    return page


def fill_in(dialog, *rows):
    for editors, texts in zip(dialog.sources.rows, rows, strict=False):
        for editor, text in zip(editors, texts, strict=True):
            editor.setText(text)


def go_through(dialog, qtbot):
    """Begin with the first field; the buttons come after the last."""
    assert dialog.focusWidget() is dialog.policy
    dialog.shortage.setFocus()
    qtbot.keyClick(dialog.shortage, Qt.Key.Key_Tab)
    assert dialog.focusWidget().text() == "取消"


def set_house_rules(page, context, qtbot, idle):
    """Have budgets be needed, and be nearly used up with less than 30 万元 left."""
    page.needed.click()
    idle()
    assert context.store.ask(budgets_needed)
    assert page.low_button.text() == "余额提示线 50万元…"
    qtbot.mouseClick(page.low_button, LEFT)
    page.dialog.amount.setText("30万")
    with qtbot.waitSignal(page.dialog.finished):
        qtbot.mouseClick(page.dialog.go_button, LEFT)
    idle()
    assert page.low_button.text() == "余额提示线 30万元…"
    assert page.list.model.rows[0].low == 30_000_000


def see_how_far_it_reaches(page, qtbot, idle):
    qtbot.mouseClick(page.one.reach_button, LEFT)
    idle()
    dialog = page.one.dialog
    assert dialog.fits.label.text() == "够：在审的都批准以后，还剩 3,200,000.00 元。"
    assert dialog.now.text() == "余额 3,200,000.00 元；没有在审的。"
    assert (dialog.year_end.text(), dialog.missed.isVisible()) == ("没有在审的。", False)
    dialog.reject()


def test_that_a_source_joins_a_budget_in_the_middle_of_a_year(page, services, context, qtbot, idle):
    policy, *_ = services.context.policies.policies.values()
    given = [Given("市级财政", Fen(300), 7), Given("区级财政", Fen(100), 3)]
    enter_budget(context.seat, policy, THIS, given, context.rules, document="18号")
    idle()
    qtbot.mouseClick(page.one.adjust_button, LEFT)
    dialog = page.one.dialog
    dialog.form.binding.set_value("document", "豫财预〔2026〕7号")
    dialog.form.binding.set_value("because", "省级追加")
    qtbot.mouseClick(dialog.go_button, LEFT)
    assert "没有要调整的金额" in {
        dialog.form.binding.error_text(f"source_{one.id}") for one in page.one.budget.sources
    }
    for name, amount, said in (("省级财政", "", "请填写“省级财政”安排多少"), ("区级财政", "1万", "已经有了")):
        for editor, text in zip(dialog.joining.rows[0], (name, amount, "2"), strict=True):
            editor.setText(text)
        qtbot.mouseClick(dialog.go_button, LEFT)
        assert said in dialog.form.binding.error_text("joining")
    for editor, text in zip(dialog.joining.rows[0], ("省级财政", "0", "2"), strict=True):
        editor.setText(text)
    with qtbot.waitSignal(dialog.finished):
        qtbot.mouseClick(dialog.go_button, LEFT)
    idle()
    assert [source.name for source in page.one.budget.sources] == ["市级财政", "区级财政", "省级财政"]
    assert page.one.budget.shares == {"": (7, 3, 2)}


def test_that_clauses_have_shares_of_their_own(page, services, context, qtbot, idle):
    policy, *_ = services.context.policies.policies.values()
    clause, *_ = policy.clauses
    given = [Given("市级财政", Fen(300), 7), Given("区级财政", Fen(100), 3)]
    enter_budget(context.seat, policy, THIS, given, context.rules, document="18号")
    idle()
    qtbot.mouseClick(page.one.share_button, LEFT)
    dialog = page.one.dialog
    dialog.form.binding.set_value("because", "市财政只担这一条")
    qtbot.mouseClick(dialog.go_button, LEFT)
    assert dialog.form.binding.error_text("every clause") == "没有改动"
    dialog.form.binding.set_value(clause, "10")
    qtbot.mouseClick(dialog.go_button, LEFT)
    assert dialog.form.binding.error_text(clause) == "请写 2 个整数，用冒号隔开，不能都是 0"
    dialog.form.binding.set_value(clause, "10：1")
    with qtbot.waitSignal(dialog.finished):
        qtbot.mouseClick(dialog.go_button, LEFT)
    idle()
    assert page.one.budget.shares == {"": (7, 3), clause: (10, 1)}
    words = {label.text() for label in page.one.findChildren(QLabel)}
    assert {"7 份（1 条另定）", "3 份（1 条另定）"} <= words


def test_that_a_budget_is_entered_shown_and_adjusted(page, program, services, context, qtbot, idle):
    qtbot.mouseClick(page.enter_button, LEFT)
    dialog = page.dialog
    go_through(dialog, qtbot)
    fill_in(dialog, ("市级财政", "300万", "五"), ("区级财政", "100万", "5"))
    qtbot.mouseClick(dialog.go_button, LEFT)
    errors = dialog.form.binding.error_text
    assert errors("sources") == "第 1 行：分担比例写 1 至 100 的整数，如 5"
    assert errors("document") == "请填写下达预算的文号"
    fill_in(dialog, ("市级财政", "300万", "7"), ("区级财政", "100万", "3"))
    assert dialog.sources.total.text() == "合计 4,000,000.00 元；每笔补助按 7:3 分担，各家加起来正好是这一笔"
    dialog.form.binding.set_value("document", "郑财预〔2026〕18号")
    with qtbot.waitSignal(dialog.finished):
        qtbot.mouseClick(dialog.go_button, LEFT)
    idle()
    [one] = page.list.model.rows
    assert (one.year, one.allotted, one.left) == (THIS, 400_000_000, 400_000_000)
    assert page.one.name.text() == f"《郑东新区2022年助企纾困政策》{THIS} 年预算"
    assert page.one.said.text().startswith("安排 4,000,000.00 元，已批 0.00 元，余额 4,000,000.00 元；")
    assert [row.document for row in page.one.booked.rows] == ["郑财预〔2026〕18号"]

    qtbot.mouseClick(page.enter_button, LEFT)
    again = page.dialog
    fill_in(again, ("市级财政", "1万", ""))
    again.form.binding.set_value("document", "又一份")
    qtbot.mouseClick(again.go_button, LEFT)
    assert "已经录入" in again.form.binding.error_text("year")
    again.reject()

    qtbot.mouseClick(page.one.adjust_button, LEFT)
    adjusting = page.one.dialog
    first, second = (f"source_{source.id}" for source in page.one.budget.sources)
    adjusting.form.binding.set_value(first, -350_000_000)
    adjusting.form.binding.set_value("document", "郑财预〔2026〕30号")
    adjusting.form.binding.set_value("because", "统筹调整")
    qtbot.mouseClick(adjusting.go_button, LEFT)
    assert adjusting.form.binding.error_text(first) == "最多调减 3,000,000.00 元"
    adjusting.form.binding.set_value(first, -100_000_000)
    adjusting.form.binding.set_value(second, 20_000_000)
    with qtbot.waitSignal(adjusting.finished):
        qtbot.mouseClick(adjusting.go_button, LEFT)
    idle()
    [standing] = context.store.ask(list_budgets, date.today())
    assert standing.left == 320_000_000
    assert page.list.model.rows[0].left == 320_000_000

    see_how_far_it_reaches(page, qtbot, idle)
    set_house_rules(page, context, qtbot, idle)

    services.go_to(ToPage("desk"))
    money = program.desk.money
    idle()
    assert [line.note for line in money.lines] == ["已付 0.00 元，余 3,200,000.00 元"]
    money.lines[0].click()
    assert program.window.page is page
