"""Enterprises that may be there twice: the word while typing, the pairs, the merge and the way back."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from python_calamine import CalamineWorkbook

from domain.enterprises import queries
from domain.enterprises.codes import check_sign
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.importing.comparing import Known
from domain.enterprises.importing.entries import Entries
from domain.enterprises.importing.service import merge_enterprises
from domain.enterprises.merging import Side
from domain.enterprises.service import save_enterprise
from domain.values.progress import Silent
from domain.values.texts import masked
from gui.files.exporting import ExportDialog, Exporter
from gui.targets import ToEnterprise

LEFT = Qt.MouseButton.LeftButton


def code(number):
    body = f"91410100MA{number:07d}"
    return body + check_sign(body)


FIRST = EnterpriseFacts(
    code(1), "郑州云图科技有限公司", {"contact_phone": "13800001234", "industry_kind": "software"}
)
SECOND = EnterpriseFacts(
    code(2), "云图科技有限责任公司", {"contact_phone": "13800001234", "industry_kind": "other"}
)
OTHER = EnterpriseFacts(code(3), "星河实业有限公司")


@pytest.fixture
def posted(services):
    messages = []
    services.messages.posted.connect(messages.append)
    return messages


@pytest.fixture
def firms(context):
    return [
        save_enterprise(context.store.seat("王"), one, context.dictionary) for one in (FIRST, SECOND, OTHER)
    ]


@pytest.fixture
def page(firms, program, services, idle):
    idle()
    return program.enterprises


@pytest.fixture
def dialog(page, qtbot, idle):
    qtbot.mouseClick(page.duplicates.button, LEFT)
    idle()
    return page.duplicates.dialog


def facts_of(context, id_):
    with context.store.read() as session:
        return dict(queries.iterate_facts(session, [id_], context.dictionary)).get(id_)


def merge(dialog, idle, qtbot):
    qtbot.mouseClick(dialog.merge_button, LEFT)
    idle()
    return dialog.dialog


def test_that_who_needs_no_numbers_compares_them_masked(dialog, idle, qtbot):
    merging = merge(dialog, idle, qtbot)
    model, choices = merging.model, merging.model._all
    row = [one.key for one in choices].index("contact_phone")
    model.show_only_different(False)
    whole = model.index(row, 1).data()
    assert "****" not in whole
    model.load(choices, "第一户", "第二户", is_veiled=True)
    assert model.index(row, 1).data() == masked(whole)
    merging.reject()


def test_that_two_are_merged_with_a_choice_and_that_is_taken_back(
    program, dialog, context, firms, idle, qtbot, posted
):
    assert [pair.words for pair in dialog.model.rows] == ["名称相同，电话相同"]
    merging = merge(dialog, idle, qtbot)
    model = merging.model
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == [
        "统一社会信用代码",
        "企业名称",
        "统计专业",
    ]
    assert model.index(2, 2).data() == "✓ 其他"
    merging.table.setCurrentIndex(model.index(2, 1))
    QTest.keyClick(merging.table, Qt.Key.Key_Space)
    assert model.index(2, 1).data() == "✓ 软件和信息技术服务业"
    assert model.index(2, 2).data() == "　 其他"
    qtbot.mouseClick(merging.merge_button, LEFT)
    idle()
    kept = facts_of(context, firms[0])
    assert (kept.uscc, kept.name, kept.attributes["industry_kind"]) == (SECOND.uscc, SECOND.name, "software")
    assert facts_of(context, firms[1]) is None
    assert dialog.model.rowCount() == 0
    qtbot.mouseClick(dialog.merged_button, LEFT)
    idle()
    bin_page = program.window.page
    (row,) = bin_page.list.model.rows
    assert (row.name, bin_page.list.model.hanging_of(row).words) == (SECOND.name, f"已并入“{SECOND.name}”")
    bin_page.list.table.selectRow(0)
    qtbot.mouseClick(bin_page.restore_button, LEFT)
    idle()
    assert [facts_of(context, id_) for id_ in firms[:2]] == [FIRST, SECOND]
    assert posted[-1].text == f"已恢复并入别户的企业“{SECOND.name}”"
    posted[-1].action[1]()
    idle()
    assert facts_of(context, firms[1]) is None
    assert facts_of(context, firms[0]) == kept


def test_that_the_message_takes_it_back_after_the_dialog_is_closed(
    dialog, context, firms, idle, qtbot, posted
):
    merging = merge(dialog, idle, qtbot)
    qtbot.mouseClick(merging.first_button, LEFT)
    assert set(merging.model.sides.values()) >= {Side.FIRST}
    qtbot.mouseClick(merging.merge_button, LEFT)
    idle()
    dialog.reject()
    idle()
    undo = next(message.action for message in reversed(posted) if message.action)
    undo[1]()
    idle()
    assert [facts_of(context, id_) for id_ in firms[:2]] == [FIRST, SECOND]


def test_that_undoing_says_why_it_cannot(program, dialog, context, firms, idle, qtbot, posted):
    merging = merge(dialog, idle, qtbot)
    qtbot.mouseClick(merging.merge_button, LEFT)
    idle()
    kept = facts_of(context, firms[0])
    save_enterprise(context.store.seat("李"), replace(kept, name="改过了"), context.dictionary, id_=firms[0])
    qtbot.mouseClick(dialog.merged_button, LEFT)
    idle()
    bin_page = program.window.page
    bin_page.list.table.selectRow(0)
    qtbot.mouseClick(bin_page.restore_button, LEFT)
    idle()
    assert "又修改过，不能整体撤销" in posted[-1].text


def test_that_a_pair_said_to_be_two_is_not_listed_again(dialog, page, idle, qtbot, posted):
    qtbot.mouseClick(dialog.distinct_button, LEFT)
    idle()
    assert dialog.model.rowCount() == 0
    assert posted[-1].text == "已记下 1 对不是重复，以后不再列出"
    dialog.reject()
    page.duplicates.open()
    idle()
    assert page.duplicates.dialog.model.rowCount() == 0
    page.duplicates.dialog.reject()
    posted[-1].action[1]()
    idle()
    page.duplicates.open()
    idle()
    assert page.duplicates.dialog.model.rowCount() == 1


def test_that_a_pair_leads_to_its_enterprises(dialog, page, idle, qtbot):
    qtbot.mouseClick(dialog.second_button, LEFT)
    idle()
    assert page.header.title == SECOND.name


def test_that_typing_what_is_there_already_says_so_and_leads_there(page, idle, qtbot):
    page.desk.leave_for(None)
    idle()
    form = page.form
    form.fields.restore({"name": "云图科技公司"})
    form.fields.changed.emit("name")
    qtbot.waitUntil(lambda: not page.desk.likes.isHidden())
    assert [link.text() for link in page.desk.likes.links] == [
        "郑州云图科技有限公司（名称相同）",
        "云图科技有限责任公司（名称相同）",
    ]
    form.accept()
    page.desk.likes.links[0].click()
    idle()
    assert page.header.title == FIRST.name
    assert page.desk.likes.isHidden()


def test_that_an_enterprise_is_not_like_itself(page, firms, services, idle, qtbot):
    services.go_to(ToEnterprise(firms[2]))
    idle()
    page.form.fields.changed.emit("name")
    page.desk.likes._pause.timeout.emit()
    idle()
    assert page.desk.likes.isHidden()


def test_that_the_list_is_exported_with_numbers_masked(page, idle, qtbot, tmp_path):
    at = page.list.model.names.index("contact_phone")
    page.list.table.setColumnHidden(at, False)
    qtbot.mouseClick(page.list.export_button, LEFT)
    (exporter,) = page.list.findChildren(Exporter)
    assert isinstance(exporter.dialog, ExportDialog)
    qtbot.mouseClick(exporter.dialog.next_button, LEFT)
    assert isinstance(exporter.dialog, QFileDialog)
    exporter.dialog.fileSelected.emit(str(tmp_path / "企业库.xlsx"))
    exporter.dialog.close()
    idle()
    rows = CalamineWorkbook.from_path(tmp_path / "企业库.xlsx").get_sheet_by_index(0).to_python()
    assert rows[0][:2] == ["企业名称", "统一社会信用代码"]
    phones = {row[1]: row[rows[0].index("联系电话")] for row in rows[1:]}
    assert phones == {FIRST.uscc: "138****1234", SECOND.uscc: "138****1234", OTHER.uscc: ""}


def test_that_after_an_import_it_is_said_how_many_look_like_others(page, context, idle, qtbot):
    new = [replace(FIRST, uscc=code(4), name="河南云图科技公司"), replace(OTHER, uscc=code(5))]
    done = merge_enterprises(
        context.store.seat("王小梅"),
        Entries.of(new),
        context.dictionary,
        Silent(),
        known=Known.UPDATE,
        source="表.xlsx",
    )
    page.importer.imported.emit(done.id)
    idle()
    assert page.duplicates.button.text() == "刚导入的有 3 对可能重复…"
    qtbot.mouseClick(page.duplicates.button, LEFT)
    idle()
    listed = page.duplicates.dialog.model.rows
    assert {pair.second.uscc for pair in listed} == {code(4), code(5)}
    page.duplicates.dialog.reject()
    assert page.duplicates.button.text() == "可能重复…"
