"""Deciding about several enterprises at once: those level are put in order, a cap is shared out."""

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent

from domain.enterprises.records import facts_of
from domain.policies.files.files import policy_from
from domain.policies.trace import Outcome
from gui.pages.assessment.jointly import JointDialog, JointlyDecided
from gui.targets import ToPage
from tests.filling import take_in
from tests.joint_policy import JOINT_POLICY, joint_records


@pytest.fixture
def policies(policies):
    policy = policy_from(JOINT_POLICY.encode(), "trial.toml", policies.office)
    return policies.with_policies([policy])


@pytest.fixture
def page(program, context, services, idle):
    known = context.dictionary
    take_in(context.seat, [facts_of(one, known) for one in joint_records()], dictionary=known)
    services.go_to(ToPage("assessment"))
    program.assessment.policy_box.set_value("joint")
    idle()
    return program.assessment


def opened(page, idle, scope):
    """Open the line of the list that is about these, and return its dialog."""
    page._on_manual()
    idle()
    row = next(one for one in page.manual.model.rows if one.question and one.question.scope == scope)
    page.manual.table.opened.emit(row)
    idle()
    return page.joint_dialog


def fill_in(dialog):
    for field, text in {"reason": "得分相同", "kind": "other", "evidence": "公开抽签记录"}.items():
        dialog.form.binding.set_value(field, text)


def drop(table, at, below):
    """Drop the current row under another, as a mouse does."""
    place = table.visualItemRect(table.topLevelItem(below)).bottomLeft() - table.rect().topLeft()
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    table.setCurrentItem(table.topLevelItem(at))
    table.dropEvent(QDropEvent(QPointF(place), Qt.DropAction.MoveAction, QMimeData(), *none))


def test_that_those_level_are_put_in_order_and_a_cap_is_shared_out(page, idle, qtbot):
    assert page.manual_button.text() == "人工认定（2）"
    dialog = opened(page, idle, "tie")
    table = dialog.values.table
    assert [table.topLevelItem(at).text(2) for at in range(3)] == ["符合 20,000.00"] * 2 + ["不符合"]
    first, second, third = table.keys
    qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert table.keys == (second, first, third)
    drop(table, 2, 0)
    assert table.keys == (second, third, first)
    drop(table, 0, 2)
    assert table.keys == (third, first, second)
    idle()
    assert [table.topLevelItem(at).text(2) for at in range(3)] == ["符合 20,000.00"] * 2 + ["不符合"]
    # Nothing is recorded before the order was looked at.
    fill_in(dialog)
    dialog.record_button.click()
    assert "打勾" in dialog.form.binding.error_text("values")
    dialog.values.checked.setChecked(True)
    dialog.record_button.click()
    idle()
    granted = [
        one.uscc
        for one in map(page._results.result, page._results.cells(clause_id="a"))
        if one.outcome is Outcome.GRANTED
    ]
    assert sorted(granted) == sorted([third, first])

    dialog = opened(page, idle, "share")
    fill_in(dialog)
    dialog.form.binding.set_value("values", (3_000_000, 5_000_000, 4_000_000))
    assert dialog.values.sum.text() == "已分配 120,000.00 元，限额 100,000.00 元，超过 20,000.00 元"
    dialog.record_button.click()
    assert dialog.form.binding.error_text("values") == "合计超过限额 20,000.00 元"
    dialog.form.binding.set_value("values", (3_000_000, 5_000_000, 1_500_000))
    dialog.record_button.click()
    idle()
    page.manual.state.set_value("counts")
    share, tie = page.manual.model.rows
    column = [one.text for one in page.manual.model.columns]
    assert [column[3](one) for one in (share, tie)] == ["分配", "次序"]
    assert column[4](share) == "95,000.00"

    page._put_to_person(share.enterprise_id, "", "b", page._show_list, "评定")
    idle()
    assert isinstance(page.joint_dialog, JointlyDecided)
    page.joint_dialog.reject()
    page.manual.table.opened.emit(tie)
    decided = page.joint_dialog
    decided.withdraw_button.click()
    decided.dialog.editor.set_value("抽签有误")
    decided.dialog.take_button.click()
    idle()
    assert [one.question.scope for one in page.manual._rows if one.question] == ["tie"]

    # From the explanation of one of them it is put as a whole, too.
    page._put_to_person(tie.enterprise_id, "", "a", page._show_list, "评定")
    idle()
    assert isinstance(page.joint_dialog, JointDialog)
    page.joint_dialog.reject()
