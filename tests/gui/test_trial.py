from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from domain.funds.budgets import Given, enter_budget
from domain.policies.language.calls import CONDITIONS, QUANTITIES
from domain.policies.language.tokens import KEYWORDS
from domain.policies.shelf import list_shelf
from domain.policies.trace import Outcome
from domain.values.money import Fen
from gui.targets import ToPolicy
from tests.gui.conftest import type_text

LEFT = Qt.MouseButton.LeftButton
OPENS_ON = "policies"


@pytest.fixture
def trial(sample_office, program, services, idle, qtbot):
    """The view where the formulas of the freight clause are changed."""
    services.go_to(ToPolicy("zhengdong-2022", "freight"))
    idle()
    qtbot.mouseClick(program.policies.trial_button, LEFT)
    idle()
    return program.policies.trial


@pytest.fixture
def write(trial, qtbot, idle):
    """Write another formula, and wait until the register is decided anew."""

    def writing(label, formula):
        editor = next(editor for place, editor in trial.editors.items() if place.label == label)
        editor.setPlainText(formula)
        qtbot.waitUntil(lambda: not trial._pause.isActive())
        idle()

    return writing


def shown_mistakes(trial):
    return [label.text() for label in trial._complaints.values() if label.isVisible()]


@pytest.mark.looks
def test_that_a_clause_is_shown_with_what_it_comes_to_now(trial, program, zhengdong):
    clause = zhengdong.clauses["freight"]
    written = [editor.formula() for editor in trial.editors.values()]
    assert written == [*(one.formula for one in clause.requirements), clause.award_formula]
    assert trial.said.text().startswith("现在：符合 14 户")
    assert not trial.differences.rows
    assert trial.short.rows
    assert not trial.save_button.isEnabled()
    assert program.policies.header.title == "试改：工业企业运费补助"


@pytest.mark.looks
def test_that_what_the_wording_does_not_say_is_shown_while_a_formula_is_changed(trial, write):
    assert not trial.disagreements.isVisible()
    write("金额", "封顶(国内运费[2022Q2] × 6%, 20万)")
    said = trial.disagreements.label.text()
    assert "公式（金额）里的“6%”，条文里没有" in said
    assert "条文里的“5%”，公式里没有" in said
    trial.reset()
    trial._try()
    assert not trial.disagreements.isVisible()


def test_that_a_changed_rate_tells_who_gains_and_whether_the_budget_suffices(
    trial, write, context, zhengdong
):
    assert trial.year_said.isHidden()
    given = [Given("区财政", Fen(100_000_00))]
    enter_budget(context.seat, zhengdong, date.today().year, given, context.rules, document="1号")
    write("金额", "封顶(国内运费[2022Q2] × 6%, 20万)")
    assert "改后" in trial.said.text()
    assert trial.examples.text().startswith("随附案例 3 个，2 个相符。")
    assert "应为 符合 15,000.00 元，现为 符合 18,000.00 元" in trial.examples.text()
    assert all(one.gain > 0 for one in trial.differences.rows)
    after = sum(one.after.amount for one in trial.differences.rows)
    assert after
    said = trial.year_said.text()
    assert said.startswith(
        f"{date.today().year} 年预算可用 100,000.00 元（含已批的）；按这里的公式，全部条款合计 "
    )
    assert "元，不够，差 " in said
    assert said.endswith(" 项。")
    trial.budget.set_value(1)
    assert "超出" in trial.budget_said.text()
    trial.budget.set_value(10**12)
    assert "结余" in trial.budget_said.text()
    trial.budget.type_in("很多")
    assert "不是金额" in trial.budget_said.text()


@pytest.mark.looks
def test_that_a_mistake_stands_under_its_formula_and_nothing_is_lost(trial, write):
    before = trial.said.text()
    write("二季度国内运费30万元以上", "国内运费[2022Q2] >= 30%")
    (mistake,) = shown_mistakes(trial)
    assert mistake.startswith("第 17 列：此处应为金额")
    assert not trial.save_button.isEnabled()
    assert trial.said.text() == before
    assert not trial.said.isEnabled()
    write("二季度国内运费30万元以上", "国内运费[2022Q2] >= 100万")
    assert shown_mistakes(trial) == []
    assert trial.said.isEnabled()
    lost = [one for one in trial.differences.rows if one.gain < 0]
    assert lost[-1].after.outcome is Outcome.NOT_MET


@pytest.mark.looks
def test_that_formulas_are_put_back(trial, write, qtbot, idle):
    write("金额", "1万")
    qtbot.mouseClick(trial.reset_button, LEFT)
    qtbot.waitUntil(lambda: not trial._pause.isActive())
    idle()
    assert not trial.differences.rows
    assert not trial.reset_button.isEnabled()


def test_that_a_new_version_is_kept_and_the_one_in_force_stays(
    trial, write, program, context, qtbot, idle, zhengdong
):
    write("金额", "封顶(国内运费[2022Q2] × 6%, 20万)")
    for version in ("2", "3"):
        qtbot.mouseClick(trial.save_button, LEFT)
        question = next(
            w for w in QApplication.topLevelWidgets() if w.objectName() == "question" and w.isVisible()
        )
        qtbot.mouseClick(question.buttons["存为新版本"], LEFT)
        idle()
        with context.store.read() as session:
            kept = list_shelf(session, context.shipped.office)[0]
        assert (kept.version, kept.in_force_since) == (version, None)
        assert kept.policy.clauses["freight"].award_formula == "封顶(国内运费[2022Q2] × 6%, 20万)"
        assert program.policies.header.title == "政策文件"
        program.policies._show_clauses_view()
        if version == "2":
            # The same change again is the same file but for its version.
            qtbot.mouseClick(program.policies.trial_button, LEFT)
            idle()
            write("金额", "封顶(国内运费[2022Q2] × 6%, 20万)")
    assert context.policies.policies["zhengdong-2022"].version == zhengdong.version


@pytest.mark.looks
def test_that_words_are_offered_and_put_in(trial, program, qtbot):
    editor = next(iter(trial.editors.values()))
    editor.setFocus()
    editor.clear()
    type_text(editor, "国内")
    popup = editor.completer.popup()
    assert popup.isVisible()
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert editor.formula() == "国内运费"
    assert not popup.isVisible()
    # F1 within a formula tells how formulas are written: every word of the language.
    qtbot.keyClick(editor, Qt.Key.Key_F1)
    assert editor.help.isVisible()
    assert not program.window.help.isVisible()
    missing = [
        word for word in (*QUANTITIES, *CONDITIONS, *KEYWORDS.values()) if word not in editor.help.text
    ]
    assert missing == []
    editor.help.close()


@pytest.mark.looks
def test_that_who_is_one_condition_short_is_opened(trial, program, idle):
    trial.view.set_value("one_short")
    row = next(row for row in trial.short.rows if row.gap == "差 0.01 元")
    assert trial._tables.currentIndex() == 1
    trial.short_table.opened.emit(row)
    idle()
    assert program.window.page is program.assessment
    assert program.assessment.header.title == row.enterprise_name
