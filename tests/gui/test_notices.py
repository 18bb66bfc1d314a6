import os
import sqlite3
import sys
from datetime import date

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from domain.cases.service import Approval, awards_of, issue_notices
from domain.enterprises.register.spelling import spelled
from domain.enterprises.service import save_enterprise
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import open_account
from domain.office.entities import OfficeFields
from domain.office.service import save_office
from domain.store.acts import Action
from domain.store.audit import entries_of
from domain.store.permits import Role
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput
from domain.values.progress import Silent
from gui.files.paper_desk import _print as print_quietly
from gui.files.printing import Ordered, PrintDialog, PrintOrder, send_to_cups
from gui.formatting import money_text
from gui.pages.notices.papers import batch_of_issued
from gui.targets import ToIssuing, ToPage
from tests.filling import ALONE
from tests.gui.conftest import type_text

LEFT = Qt.MouseButton.LeftButton
OPENS_ON = "notices"
APPROVAL = Approval("王建军", date(2022, 11, 1))


def squeezed(text):
    return "".join(text.split())


@pytest.fixture
def awards(sample_office, assessed):
    return awards_of(assessed)


@pytest.fixture
def page(awards, program):
    return program.notices


@pytest.fixture(scope="module")
def twelve(looked_at, assessed, zhengdong):
    """Awards whose notices the window that is looked at has, beside others."""
    context, awards = looked_at.services.context, awards_of(assessed)[:12]
    issue_notices(
        context.seat,
        awards,
        Silent(),
        policy=zhengdong,
        dictionary=context.dictionary,
        approval=APPROVAL,
        road=ALONE,
    )
    return awards


@pytest.fixture
def issued(twelve, page, services, idle):
    """Its page as it lists them all; gives the rows."""
    page._show_list()
    page.list.search.set_query("")
    page.list.search.searched.emit("")
    services.go_to(ToPage("notices"))
    idle()
    assert len(page.list.model.rows) == len(twelve)
    return page.list.model.rows


@pytest.fixture
def issue(page, services, context, zhengdong, idle):
    """Issue notices as the page's own button does it, and wait until they are listed."""

    def act(awards, *, approver="王建军"):
        services.go_to(ToIssuing(zhengdong.id, list(awards)))
        idle()
        page.issuing.form.binding.set_value("approver", approver)
        page.issuing.form.binding.set_value("approved_on", date(2022, 11, 1))
        page.issuing.issue_button.click()
        idle()
        return page.list.model.rows

    return act


def saved(qtbot, page, idle, target):
    qtbot.mouseClick(page.save_button, LEFT)
    page.desk.dialog.fileSelected.emit(str(target))
    page.desk.dialog.close()
    idle()


def test_that_an_empty_list_leads_to_the_assessment(page, program, qtbot):
    assert page.list.empty.isVisibleTo(page)
    qtbot.mouseClick(page.list.empty.button, LEFT)
    assert program.window.page is program.assessment


def test_that_several_are_issued_at_once_and_saved_as_one_file(page, issue, awards, qtbot, idle, tmp_path):
    rows = issue(awards[:5])
    assert [row.number_serial for row in rows] == [5, 4, 3, 2, 1]
    target = tmp_path / "通知书.pdf"
    saved(qtbot, page, idle, target)
    pages = PdfReader(target).pages
    # A letter each, and its working behind it.
    assert len(pages) == 10
    for row, sheet in zip(reversed(rows), pages[::2], strict=True):
        assert row.number in squeezed(sheet.extract_text())
        assert "样张" not in sheet.extract_text()


def test_that_an_issuer_of_before_there_were_accounts_is_unproved(page, issue, awards, store, idle, program):
    (row,) = issue(awards[:1])
    assert not any("未证实" in text for text in program.texts(page))
    account = AccountFields(name="张明", sign_in="zm")
    open_account(store.seat("root"), account, {Role.MANAGE}, "白鸽-算盘-雨伞")
    page.list.table.selectionModel().clear()
    page.list.table.select_key(row.id)
    idle()
    assert any(f"出具：{row.issued_by}（未证实）" in text for text in program.texts(page))


def test_that_a_double_click_issues_once(page, services, awards, zhengdong, idle):
    services.go_to(ToIssuing(zhengdong.id, awards[:2]))
    idle()
    page.issuing.form.binding.set_value("approver", "王建军")
    page.issuing.issue_button.click()
    page.issuing.issue_button.click()
    idle()
    assert len(page.list.model.rows) == 2


def test_that_a_sample_says_that_it_is_being_drawn_in_place_of_the_one_before(
    page, services, awards, zhengdong, idle
):
    services.go_to(ToIssuing(zhengdong.id, awards[:2]))
    idle()
    preview = page.issuing.preview
    assert (preview.sentence, preview.view.page_count) == ("", 2)
    page.issuing.candidates.table.selectRow(1)
    assert (preview.sentence, preview.view.page_count) == ("正在生成样张…", 0)
    idle()
    assert (preview.sentence, preview.view.page_count) == ("", 2)


@pytest.mark.looks
def test_that_a_notice_says_that_it_is_being_drawn_in_place_of_the_one_before(page, issued, idle):
    page.list.table.selectRow(0)
    idle()
    preview = page.panel.preview
    assert (preview.sentence, preview.view.page_count) == ("", 2)
    page.list.table.selectRow(1)
    assert (preview.sentence, preview.view.page_count) == ("正在生成…", 0)
    idle()
    assert (preview.sentence, preview.view.page_count) == ("", 2)


@pytest.mark.looks
def test_that_a_wide_window_leaves_a_paper_room_to_be_read(page, issued, program, idle):
    """At the width of the page its type is then no smaller than the window's own."""
    page.list.table.selectRow(0)
    program.window.resize(1920, 1080)
    idle()
    preview = page.panel.preview
    assert preview.view.percent >= 70
    assert page.list.width() >= page.panel.width()
    # Ctrl+F looks in the paper where one is reading it, and in the list elsewhere.
    for asked, looks in ((preview.view, preview.search.line), (page.list.table, page.list.search)):
        asked.setFocus()
        QTest.keyClick(asked, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        assert looks.hasFocus()


def test_that_nothing_is_issued_without_an_approver(page, services, awards, zhengdong, idle):
    services.go_to(ToIssuing(zhengdong.id, awards[:2]))
    idle()
    page.issuing.issue_button.click()
    idle()
    assert "请填写" in page.issuing.form.binding.error_text("approver")
    assert not page.list.model.rows


@pytest.mark.looks
def test_that_a_second_notice_for_the_same_award_cannot_be_ticked(
    page, twelve, services, awards, zhengdong, idle
):
    services.go_to(ToIssuing(zhengdong.id, awards[len(twelve) - 1 :][:2]))
    idle()
    first, second = page.issuing.candidates.model.rows
    assert "已有通知书" in first.reason
    assert [one.award for one in page.issuing.ticked()] == [second.award]


def test_that_samples_are_saved_with_their_mark_and_take_no_number(
    page, services, awards, zhengdong, idle, tmp_path
):
    services.go_to(ToIssuing(zhengdong.id, awards[:2]))
    idle()
    page.save_samples_button.click()
    target = tmp_path / "样张.pdf"
    page.desk.dialog.fileSelected.emit(str(target))
    page.desk.dialog.close()
    idle()
    texts = [sheet.extract_text() for sheet in PdfReader(target).pages]
    assert all("样张" in text for text in texts)
    assert len(texts) == 4
    assert not page.list.model.rows


def test_that_an_office_without_its_data_is_led_to_the_settings(
    page, program, services, context, awards, zhengdong, idle
):
    save_office(context.store.seat("王小梅"), OfficeFields(name="某中心"))
    services.go_to(ToIssuing(zhengdong.id, awards[:1]))
    idle()
    assert not page.issuing.issue_button.isEnabled()
    assert "发文机关" in page.issuing.lacking.label.text()
    page.issuing.to_settings.followed.emit()
    assert program.window.page is program.settings


def test_that_a_voided_notice_stays_listed_and_is_not_printed(page, issue, awards, qtbot, idle, tmp_path):
    issue(awards[:2])
    number = page.list.model.rows[0].number
    page.list.table.selectRow(0)
    qtbot.mouseClick(page.void_button, LEFT)
    dialog = page.void_dialog
    qtbot.mouseClick(dialog.take_button, LEFT)
    assert dialog.form.binding.error_text("text") == "请填写作废原因"
    type_text(dialog.editor, "金额有误")
    with qtbot.waitSignal(dialog.finished):
        qtbot.mouseClick(dialog.take_button, LEFT)
    idle()
    assert page.list.model.rows[0].number == number
    assert page.list.model.rows[0].is_void
    page.list.table.selectRow(0)
    assert not page.save_button.isEnabled()
    page.list.table.selectAll()
    target = tmp_path / "有效的.pdf"
    saved(qtbot, page, idle, target)
    assert len(PdfReader(target).pages) == 2


@pytest.fixture
def printer(tmp_path, monkeypatch):
    """The command that takes papers, and keeps what it was asked and given."""
    command = tmp_path / "bin" / "lp"
    command.parent.mkdir()
    command.write_text(
        f'#!/bin/sh\necho "$@" > {tmp_path}/asked\nfor last; do :; done\ncp "$last" {tmp_path}/taken.pdf\n'
    )
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{command.parent}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


@pytest.mark.skipif(sys.platform == "win32", reason="Windows prints behind its own dialog")
def test_that_notices_are_printed_on_both_sides_and_a_page_of_them_again(page, issue, awards, qtbot, printer):
    batch = batch_of_issued(page.services.context, issue(awards[:2]))

    def order(type_in):
        dialog = PrintDialog(["二楼打印室"], batch.what)
        qtbot.addWidget(dialog)
        dialog.ordered.connect(lambda chosen: orders.append(Ordered(chosen, by_cups(chosen))))
        type_in(dialog)
        dialog.print_button.click()
        return dialog

    def by_cups(chosen):
        return lambda path, title, _: send_to_cups(path, chosen, title)

    orders = []
    order(lambda dialog: dialog.duplex.setChecked(True))
    wrong = order(lambda dialog: dialog.pages.setText("3-"))
    assert "一页写 3" in wrong.complaint.text()
    order(lambda dialog: dialog.pages.setText("３"))
    both, one = orders
    printed = []
    for ordered in (both, one):
        print_quietly(batch, ordered, Silent())
        asked = (printer / "asked").read_text()
        printed.append((len(PdfReader(printer / "taken.pdf").pages), "two-sided" in asked, "-P 3-3" in asked))
    pages = len(PdfReader(printer / "taken.pdf").pages)
    # Each notice begins on a sheet of its own: an empty page for each that has an odd number of them.
    assert printed == [(pages + pages % 2, True, False), (pages, False, True)]
    two, one_of_them = page.list.model.rows[-2:], f"第 {3 - pages // 2} 页，1 份"
    with page.services.context.store.read() as session:
        entries = [entries_of(session, Subject(Kind.NOTICE, notice.id)) for notice in two]
    second, first = (
        [one.summary for one in of_one if one.action == Action.PAPER_PRINT] for of_one in entries
    )
    # The third page is one of the second notice, and nothing was printed again of the first.
    assert first == [f"打印通知书“{two[1].number}”（1 份）"]
    assert second == [f"打印通知书“{two[0].number}”（1 份）", f"重印通知书“{two[0].number}”（{one_of_them}）"]
    with pytest.raises(BadInput, match=f"一共 {pages} 页，没有第 99 页"):
        print_quietly(batch, Ordered(PrintOrder("二楼打印室", pages=(99, 99)), one.print), Silent())


def test_that_the_paper_stays_the_same_and_what_changed_is_told(
    page, issue, awards, assessed, context, services, qtbot, idle, tmp_path
):
    issue(awards[:1])
    before = tmp_path / "一.pdf"
    saved(qtbot, page, idle, before)
    entry = next(one for one in assessed if one.enterprise_id == awards[0].enterprise_id)
    other = type(entry.facts)(entry.facts.uscc, "更名后的公司", entry.facts.attributes, {}, entry.facts.rows)
    save_enterprise(context.store.seat("王小梅"), other, context.dictionary, id_=entry.enterprise_id)
    idle()
    after = tmp_path / "二.pdf"
    saved(qtbot, page, idle, after)
    assert before.read_bytes() == after.read_bytes()
    assert "企业名称" in page.panel.changes.sentence


@pytest.mark.looks
def test_that_a_folder_that_cannot_be_written_is_told_and_nothing_left(page, issued, qtbot, idle, tmp_path):
    page.list.table.selectRow(0)
    saved(qtbot, page, idle, tmp_path / "没有这个文件夹" / "一.pdf")
    assert "不能写入" in page.window().message_bar.message.text
    assert list(tmp_path.glob("**/*.pdf")) == []


def test_that_issuing_refused_by_the_store_takes_no_number(page, services, context, awards, zhengdong, idle):
    services.go_to(ToIssuing(zhengdong.id, awards[:3]))
    idle()
    page.issuing.form.binding.set_value("approver", "王建军")
    blocking = sqlite3.connect(context.store.path)
    blocking.execute("BEGIN IMMEDIATE")
    blocking.execute("UPDATE enterprise SET name = '刚改的名字' WHERE id = ?", (awards[0].enterprise_id,))
    blocking.execute("DELETE FROM enterprise_figure WHERE enterprise_id = ?", (awards[0].enterprise_id,))
    blocking.commit()
    blocking.close()
    page.issuing.issue_button.click()
    idle()
    assert not page.list.model.rows
    (first,) = issue_notices(
        context.store.seat("王小梅"),
        awards[1:2],
        Silent(),
        policy=zhengdong,
        dictionary=context.dictionary,
        approval=APPROVAL,
        road=ALONE,
    )
    assert first == 1


def test_that_a_window_left_open_for_days_issues_with_the_day_of_the_click(
    page, services, awards, zhengdong, idle
):
    days = [date(2022, 12, 30)]
    page.issuing.approved_on.today = lambda: days[-1]
    services.go_to(ToIssuing(zhengdong.id, awards[:1]))
    idle()
    page.issuing.form.binding.set_value("approver", "王建军")
    assert page.issuing.approved_on.typed() == "2022-12-30"
    days.append(date(2023, 1, 3))
    page.issuing.issue_button.click()
    idle()
    (notice,) = page.list.model.rows
    assert (notice.approved_on, notice.number_year) == (days[-1], 2023)


def test_that_the_day_is_shown_anew_after_midnight_unless_another_was_typed(
    page, services, awards, zhengdong, idle, qtbot
):
    editor = page.issuing.approved_on
    days = [date(2022, 12, 30)]
    editor.today = lambda: days[-1]
    services.go_to(ToIssuing(zhengdong.id, awards[:1]))
    idle()
    days.append(date(2022, 12, 31))
    editor.look()
    assert editor.typed() == "2022-12-31"
    editor.line.selectAll()
    qtbot.keyClicks(editor.line, "2022-12-20")
    days.append(date(2023, 1, 1))
    editor.look()
    assert editor.value() == date(2022, 12, 20)
    page.issuing.form.binding.set_value("approver", "王建军")
    page.issuing.issue_button.click()
    idle()
    assert [notice.approved_on for notice in page.list.model.rows] == [date(2022, 12, 20)]
    # What comes next begins with its own day again.
    services.go_to(ToIssuing(zhengdong.id, awards[1:2]))
    idle()
    assert editor.value() == days[-1]


def test_that_a_day_that_is_still_to_come_is_refused_by_the_day_of_the_click(
    page, services, awards, zhengdong, idle
):
    page.issuing.approved_on.today = lambda: date(2022, 12, 30)
    services.go_to(ToIssuing(zhengdong.id, awards[:1]))
    idle()
    page.issuing.form.binding.set_value("approver", "王建军")
    page.issuing.form.binding.set_value("approved_on", date(2022, 12, 31))
    page.issuing.issue_button.click()
    idle()
    assert "不能晚于今天" in page.issuing.form.binding.error_text("approved_on")
    assert not page.list.model.rows


def test_that_deleting_an_enterprise_with_notices_asks_and_names_them(
    page, program, issue, awards, idle, qtbot
):
    several = [award for award in awards if award.enterprise_id == awards[0].enterprise_id]
    rows = issue(several)
    enterprises = program.enterprises
    enterprises.remover.delete([awards[0].enterprise_id], enterprises.delete_button)
    idle()
    question = enterprises.remover.question
    words = " ".join(label.text() for label in question.findChildren(QLabel))
    for row in rows:
        assert row.number in words
        assert money_text(row.amount) in words
    assert "作废" in words
    question.buttons["取消"].click()
    assert awards[0].enterprise_id in enterprises.list.model.ids
    ids = list(enterprises.list.model.ids)
    enterprises.remover.delete(ids, enterprises.delete_button)
    idle()
    question = enterprises.remover.question
    words = " ".join(label.text() for label in question.findChildren(QLabel))
    assert f"选中的 {len(ids)} 户里有 1 户有有效的通知书，共 {len(rows)} 份" in words
    assert money_text(sum(row.amount for row in rows)) in words
    question.buttons[f"删除 {len(ids)} 户"].click()
    idle()
    assert not len(enterprises.list.model.ids)
    assert [row.id for row in page.list.model.rows] == [row.id for row in rows]


@pytest.mark.looks
def test_that_notices_are_found_by_number_pinyin_and_code(page, issued):
    rows = {row.number_serial: row for row in issued}
    name, initials = rows[1].enterprise_name, spelled(rows[1].enterprise_name).initials
    for typed in (rows[1].number, rows[1].number.replace("〔", "[").replace("〕", "]"), "〔2022〕1号"):
        assert [one.number_serial for one in page.list.found(typed, 10)] == [1]
    for typed in ("1", "1号", "第1号"):
        assert page.list.found(typed, 3)[0] == rows[1]
    for typed in (name[2:6], initials[:6], rows[1].uscc.lower(), f"{initials[:6]} 2022"):
        assert rows[1] in page.list.found(typed, 10), typed
    page.list.search.setText(initials)
    page.list.search.searched.emit(initials)
    assert {row.enterprise_name for row in page.list.model.rows} == {name}


@pytest.mark.looks
@pytest.mark.parametrize("typed", [str, lambda number: number.rpartition("〕")[2]])
def test_that_ctrl_k_leads_to_a_notice_by_its_number(page, issued, services, program, idle, qtbot, typed):
    rows = issued
    services.go_to(ToPage("enterprises"))
    finder = program.window.finder
    finder.open()
    finder.line.setText(typed(rows[0].number))
    qtbot.keyClick(finder.line, Qt.Key.Key_Return)
    idle()
    assert program.window.page is page
    assert page.list.table.current_row() == rows[0]


def test_that_the_register_of_numbers_is_seen_and_saved(page, issue, awards, idle, tmp_path):
    rows = issue(awards[:3])
    page.register_button.click()
    dialog = page.register_dialog
    idle()
    assert dialog.preview.view.page_count == 1
    dialog.save_button.click()
    dialog.desk.dialog.fileSelected.emit(str(tmp_path / "发文登记簿.pdf"))
    dialog.desk.dialog.close()
    idle()
    (sheet,) = PdfReader(tmp_path / "发文登记簿.pdf").pages
    text = squeezed(sheet.extract_text())
    assert all(row.enterprise_name in text for row in rows)
    assert "合计" in text
    dialog.close()


def test_that_who_brings_papers_is_told_what_they_are_worth(
    page, program, services, issue, awards, qtbot, idle, tmp_path
):
    services.go_to(ToPage("settings"))
    idle()
    card = program.settings.signing_card
    assert "还没有签名钥匙" in card.lacking.label.text()
    qtbot.mouseClick(card.make_button, LEFT)
    idle()
    keys, papers = tmp_path / "签名公钥.txt", tmp_path / "通知书.pdf"
    card.save(keys)
    issue(awards[:2])
    page.list.table.selectAll()
    saved(qtbot, page, idle, papers)
    qtbot.mouseClick(page.check_button, LEFT)
    dialog = page.check_dialog
    dialog.read_file(papers)
    idle()
    assert dialog.good.label.text() == "2 个二维码都核对无误。"
    assert "还没有拨付" in dialog.more.text()
    # Another office has the public half alone.
    dialog.read_keys(keys)
    idle()
    first, second = dialog.codes.typed().splitlines()
    dialog.codes.set_value(f"{first}\n{second.replace('2022-11-01', '2022-11-02')}")
    qtbot.mouseClick(dialog.go_button, LEFT)
    idle()
    assert dialog.bad.label.text() == "2 个二维码中有 1 个不能采信。"
    dialog.codes.set_value("助企兑1|审批")
    qtbot.mouseClick(dialog.go_button, LEFT)
    idle()
    assert "应有 8 段" in dialog.bad.label.text()
    dialog.reject()
