"""Deciding where the rule cannot: from the list and the explanation, with what is typed never lost."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from domain.enterprises import queries
from domain.enterprises.dictionary import FactKey
from domain.enterprises.service import save_enterprise
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import open_account
from domain.policies.trace import Outcome
from domain.store import drafts
from domain.store.permits import Role
from gui.early.parts import Link
from gui.pages.assessment.by_person import DecideView
from gui.targets import ToPage
from gui.widgets.cards import Banner
from tests.gui.conftest import list_decisions, type_text

LEFT = Qt.MouseButton.LeftButton
OPENS_ON = "assessment"


@pytest.fixture
def page(sample_office, program, services, idle):
    services.go_to(ToPage("assessment"))
    idle()
    list_decisions(program.assessment)
    return program.assessment


@pytest.fixture
def hotel(page, idle):
    """The page with the hotel's clause put to a person: its sales had no base a year before."""
    page.manual_button.click()
    idle()
    row = next(row for row in page.manual.model.rows if row.clause_id == "consumer")
    page.manual.table.opened.emit(row)
    idle()
    return page


def fill_in(page, **values):
    given = {"outcome": "granted", "reason": "上年同期停业装修", "kind": "minutes", "evidence": "第9次办公会"}
    for field, value in {**given, **values}.items():
        page.deciding.answer.form.binding.set_value(field, value)


def button_of(page, word):
    return next(
        one for one in page.deciding._right.widget().findChildren(QPushButton) if one.text().startswith(word)
    )


def result_of(page, clause_id="consumer"):
    results, id_ = page._results, page.deciding.question.enterprise_id
    found = [results.result(cell) for cell in results.cells_of(id_)]
    return next(one for one in found if one.clause_id == clause_id)


@pytest.mark.looks
def test_that_what_waits_is_listed_with_why_and_what_may_be_granted(page, idle):
    assert page.manual_button.text() == "人工认定（8）"
    page.manual_button.click()
    idle()
    assert page.header.title == "人工认定"
    rows = page.manual.model.rows
    assert len(rows) == 8
    assert all("没有增长率；" in row.reason for row in rows)
    assert any(row.reason.endswith("按规则只可能是 20,000.00、40,000.00、60,000.00 元") for row in rows)
    page.manual.search.set_query("湖檐")
    page.manual._look("湖檐")
    idle()
    assert {row.enterprise_name for row in page.manual.model.rows} == {"郑州湖檐雅集酒店有限公司"}


def test_that_a_decision_is_typed_by_keyboard_and_stands_everywhere(hotel, idle, qtbot, program):
    view = hotel.deciding
    assert view.answer.form.binding._editors["outcome"].hasFocus()
    qtbot.keyClick(view.answer.form.binding._editors["outcome"], Qt.Key.Key_Right)
    for field, text in {"reason": "上年同期停业装修", "evidence": "第9次办公会"}.items():
        view.answer.form.binding.focus(field)
        type_text(view.answer.form.binding._editors[field], text)
    view.answer.form.binding.set_value("amount", "4000000")
    view.answer.form.binding.set_value("kind", "minutes")
    qtbot.keyClick(hotel, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    idle()
    assert result_of(hotel).outcome is Outcome.GRANTED
    assert result_of(hotel).amount == 4_000_000
    assert result_of(hotel).reason == "人工认定给予 40,000.00 元：上年同期停业装修"
    assert result_of(hotel).is_by_person
    assert view.question.is_decided
    shown = program.texts(view)
    for words in ("给予 40,000.00 元", "会议纪要：第9次办公会"):
        assert words in shown
    hotel._show_list()
    assert hotel.manual_button.text() == "人工认定（7）"
    hotel.list.outcome.set_value(Outcome.GRANTED)
    (row,) = [one for one in hotel.list.model.rows if "人工认定给予" in one.reason]
    column = hotel.list.model.columns[2]
    assert (column.text(row), column.status(row).mark) == ("符合（人工认定）", "person")


@pytest.mark.looks
def test_that_the_explanation_leads_there_and_back(page, idle):
    page.list.outcome.set_value(Outcome.MANUAL)
    row = page.list.model.rows[0]
    page.list.table.opened.emit(row)
    idle()
    link = next(one for one in page.detail.explanation.findChildren(Link) if "人工认定" in one.text())
    link.followed.emit()
    idle()
    assert page.header.title == f"人工认定：{row.enterprise_name}"
    assert page.deciding.question.clause.id == row.clause_id
    page.header._on_back()
    idle()
    assert page.header.title == row.enterprise_name
    assert page.detail.table.current_row().clause.id == row.clause_id


@pytest.mark.looks
def test_that_the_list_leads_there_by_its_menu(page, idle):
    page.list.outcome.set_value(Outcome.MANUAL)
    row = page.list.model.rows[0]
    page.list.table.select_key(row.key)
    next(act for word, act in page.list.table._acts if word == "人工认定…")()
    idle()
    assert page.deciding.question.clause.id == row.clause_id


@pytest.mark.looks
def test_that_what_is_lacking_is_said_beside_its_field(hotel, idle):
    binding = hotel.deciding.answer.form.binding
    button_of(hotel, "记录认定").click()
    assert "给予" in binding.error_text("outcome")
    assert binding.error_text("reason") == "请写明理由"
    fill_in(hotel, evidence="")
    button_of(hotel, "记录认定").click()
    assert binding.error_text("amount") == "请填写金额"
    assert "会议纪要的名称" in binding.error_text("evidence")
    assert result_of(hotel).outcome is Outcome.MANUAL


@pytest.mark.looks
def test_that_only_amounts_of_the_rule_are_offered(hotel):
    amount = hotel.deciding.answer.form.binding._editors["amount"]
    assert not amount.isEnabled()
    fill_in(hotel)
    assert amount.isEnabled()
    assert [amount.itemText(at) for at in range(1, amount.count())] == [
        "20,000.00 元",
        "40,000.00 元",
        "60,000.00 元",
    ]


def test_that_nothing_typed_is_lost_when_the_figures_change_meanwhile(hotel, idle, context, services):
    fill_in(hotel, amount="4000000")
    id_ = hotel.deciding.question.enterprise_id
    with context.store.read() as session:
        facts = queries.facts_of(session, id_, context.dictionary)
    changed = facts.changed(FactKey.parse("sales[2022Q2]"), 500_000_000)
    save_enterprise(context.seat, changed, context.dictionary, id_=id_)
    posted = []
    services.messages.posted.connect(lambda message: posted.append(message.text))
    button_of(hotel, "记录认定").click()
    idle()
    assert any("数据刚有改动，没有记录" in text for text in posted)
    assert hotel.deciding.answer.form.values()["reason"] == "上年同期停业装修"
    button_of(hotel, "记录认定").click()
    idle()
    assert result_of(hotel).outcome is Outcome.GRANTED


def test_that_what_is_typed_outlives_the_window_and_is_dropped_once_recorded(
    hotel, idle, services, context, qtbot
):
    fill_in(hotel, amount="4000000")
    services.go_to(ToPage("notices"))
    idle()
    question = hotel.deciding.question
    other = DecideView(services)
    qtbot.addWidget(other)
    other.show()
    other.ask(question.policy, question.enterprise_id, "consumer")
    idle()
    assert other.answer.form.values()["reason"] == "上年同期停业装修"
    assert other.answer.form.values()["amount"] == "4000000"
    assert other.record()
    idle()
    assert other.question.is_decided
    assert drafts.find(context.seat, f"manual:{question.policy.id}:consumer:{question.enterprise_id}") is None


def test_that_a_decision_is_withdrawn_with_a_reason(hotel, idle, program):
    fill_in(hotel, amount="4000000")
    assert hotel.save()
    idle()
    button_of(hotel, "撤销这次认定").click()
    dialog = hotel.deciding.dialog
    dialog.take_button.click()
    assert "请写明" in dialog.form.binding.error_text("text")
    dialog.editor.set_value("纪要已修正")
    dialog.take_button.click()
    idle()
    assert result_of(hotel).outcome is Outcome.MANUAL
    hotel.header._on_back()
    idle()
    hotel.manual.state.set_value("past")
    (row,) = hotel.manual.model.rows
    assert row.status.word == "已撤销"
    assert "纪要已修正" in row.reason


def test_that_changed_figures_are_said_and_it_is_asked_anew(hotel, idle, context, services, program):
    fill_in(hotel, amount="4000000")
    hotel.save()
    idle()
    id_ = hotel.deciding.question.enterprise_id
    with context.store.read() as session:
        facts = queries.facts_of(session, id_, context.dictionary)
    changed = facts.changed(FactKey.parse("sales[2022Q2]"), 500_000_000)
    save_enterprise(context.seat, changed, context.dictionary, id_=id_)
    idle()
    banner = hotel.deciding._right.widget().findChild(Banner)
    assert "之后数据有变动（2022年二季度销售额由" in banner.label.text()
    assert hotel.deciding.answer.form.values() == {"outcome": ""}


def test_that_files_are_added_and_ticked(hotel, idle, tmp_path):
    (tmp_path / "纪要.pdf").write_bytes(b"%PDF-1.4")
    hotel.deciding._add([tmp_path / "纪要.pdf"])
    idle()
    assert len(hotel.deciding.answer.form.values()["attachments"]) == 1
    fill_in(hotel, amount="2000000", kind="file", evidence="")
    hotel.save()
    idle()
    assert hotel.deciding.question.given.evidence == "附件：纪要.pdf"


def test_that_who_may_not_decide_is_told(hotel, idle, context):
    people = (("甲", {Role.MANAGE, Role.HANDLE}), ("乙", {Role.APPROVE}))
    for at, (name, roles) in enumerate(people):
        open_account(context.seat, AccountFields(name=name, sign_in=f"p{at}"), roles, "白鸽-算盘-雨伞")
    hotel.deciding.reload()
    idle()
    record = button_of(hotel, "记录认定")
    assert not record.isEnabled()
    assert "没有登录" in record.toolTip()
