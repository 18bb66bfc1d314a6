"""The register as clerks work in it: search, filter, sort, choose columns, tag, keep filters."""

import json

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from shiboken6 import isValid

from domain.enterprises import queries
from domain.enterprises.register.tags import add_tag, known_tags
from domain.enterprises.sql import index
from domain.policies.runs.service import list_runs, results_of, take_run
from domain.policies.trace import Outcome
from domain.store import audit
from domain.store.tables import Kind, Subject
from domain.values.progress import Silent
from gui.pages.enterprises.register.list_model import Listing, RegisterModel
from tests.filling import take_in
from tests.gui.conftest import PATIENCE_S, type_text

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(sample_office, program):
    return program.enterprises


@pytest.fixture
def listing(page):
    return page.list


def names(listing):
    return [row.found.name for row in listing.model.rows]


def undo(page, qtbot):
    button = next(b for b in page.window().findChildren(QPushButton) if b.text() == "撤销" and b.isVisible())
    qtbot.mouseClick(button, LEFT)


def value(editor, word):
    return next(
        editor.list.item(row) for row in range(editor.list.count()) if editor.list.item(row).text() == word
    )


def open_filters(listing, qtbot, idle):
    qtbot.mouseClick(listing.filter_button, LEFT)
    idle()
    return listing.filtering.panel


def click_item(list_, item, qtbot):
    list_.scrollToItem(item)
    area = list_.visualItemRect(item)
    qtbot.mouseClick(list_.viewport(), LEFT, pos=QPoint(area.left() + area.width() // 2, area.center().y()))


@pytest.mark.parametrize("is_indexed", [False, True])
@pytest.mark.parametrize("typed", ["hnyyzc", "yizhoucheng", "MAYK7ED06D"])
def test_that_typing_finds_by_initials_pinyin_and_code(listing, idle, qtbot, context, typed, is_indexed):
    if is_indexed:
        index.build(context.store, Silent())
    qtbot.keyClicks(listing.search, typed)
    qtbot.waitUntil(lambda: listing.query.text == typed)
    idle()
    qtbot.waitUntil(lambda: listing.is_whole)  # the rest is read once no key has followed for a moment
    assert names(listing) == ["河南垚屹轴承制造有限公司"]
    assert listing.foot.text().startswith("找到 1 户，共 ")


@pytest.mark.looks
def test_that_chinese_is_found_while_it_is_typed_and_escape_lists_all_again(listing, idle, qtbot):
    total = len(listing.model.rows)
    listing.search.setFocus()
    type_text(listing.search, "垚屹")
    qtbot.waitUntil(lambda: listing.query.text == "垚屹")
    idle()
    assert names(listing) == ["河南垚屹轴承制造有限公司"]
    qtbot.keyClick(listing.search, Qt.Key.Key_Escape)
    idle()
    assert len(listing.model.rows) == total


@pytest.mark.looks
def test_that_nothing_found_says_so_and_the_search_can_be_changed(listing, idle, qtbot):
    qtbot.keyClicks(listing.search, "qqqq")
    qtbot.keyClick(listing.search, Qt.Key.Key_Return)
    idle()
    qtbot.waitUntil(lambda: listing.is_whole)
    assert not listing.table.isVisible()
    assert listing.search.isVisible()
    assert listing.foot.text().startswith("找到 0 户")


@pytest.mark.looks
def test_that_ticked_values_filter_at_once_and_a_click_on_the_chip_ends_it(listing, idle, qtbot):
    total = len(listing.model.rows)
    panel = open_filters(listing, qtbot, idle)
    editor = panel.choose("统计专业")
    click_item(editor.list, value(editor, "软件和信息技术服务业"), qtbot)
    idle()
    kinds = {row.found.attributes["industry_kind"] for row in listing.model.rows}
    assert kinds == {"software"}
    panel.close()
    (chip,) = listing.chips.chips
    assert chip.text() == "统计专业：软件和信息技术服务业"
    qtbot.mouseClick(chip, LEFT)
    idle()
    assert len(listing.model.rows) == total
    assert not listing.chips.isVisible()


@pytest.mark.looks
def test_that_filters_add_up_and_are_cleared_together(listing, idle, qtbot):
    total = len(listing.model.rows)
    panel = open_filters(listing, qtbot, idle)
    editor = panel.choose("统计专业")
    click_item(editor.list, value(editor, "工业"), qtbot)
    editor = panel.choose("四上")
    click_item(editor.list, value(editor, "是"), qtbot)
    idle()
    found = [row.found.attributes for row in listing.model.rows]
    assert found
    assert {(one["industry_kind"], one["above_scale"]) for one in found} == {("industry", True)}
    panel.close()
    qtbot.mouseClick(listing.chips.clear_button, LEFT)
    idle()
    assert len(listing.model.rows) == total


@pytest.mark.looks
def test_that_a_date_that_is_none_is_said_beside_the_field_and_filters_nothing(listing, idle, qtbot):
    panel = open_filters(listing, qtbot, idle)
    editor = panel.choose("统计入库日期")
    qtbot.keyClicks(editor.lines[0], "2022-13-45")
    qtbot.keyClick(editor.lines[0], Qt.Key.Key_Return)
    assert "13 月" in editor.error.text()
    assert listing.filtering.conditions == ()
    editor.lines[0].setText("20220101")
    qtbot.keyClick(editor.lines[0], Qt.Key.Key_Return)
    idle()
    assert editor.error.text() == ""
    dates = [row.found.attributes["stat_entry_date"] for row in listing.model.rows]
    assert dates
    assert min(dates).isoformat() >= "2022-01-01"
    panel.close()


def test_that_figures_not_entered_and_the_last_outcome_are_filtered_by(
    listing, idle, qtbot, context, zhengdong
):
    take_run(context.seat, zhengdong, context.dictionary, Silent())
    panel = open_filters(listing, qtbot, idle)
    editor = panel.choose("评定结果")
    click_item(editor.values.list, value(editor.values, "符合"), qtbot)
    idle()
    clause = zhengdong.clauses[editor.key.value().partition("\n")[2]]
    (chip,) = listing.chips.chips
    assert chip.text() == f"{clause.title}：符合"
    with context.store.read() as session:
        (run,) = list_runs(session)
        kept = [one for one in results_of(session, run.id) if one.clause_id == clause.id]
    granted = [one.enterprise_id for one in kept if one.outcome is Outcome.GRANTED]
    assert granted
    assert sorted(listing.model.ids) == sorted(granted)
    panel.close()
    listing.clear_filters()
    panel = open_filters(listing, qtbot, idle)
    editor = panel.choose("没填的期间数据")
    editor.key.set_value("gas_cost")
    click_item(editor.values.list, editor.values.list.item(0), qtbot)
    idle()
    assert listing.chips.chips[0].text().startswith("没填")
    panel.close()


def test_that_a_filter_is_kept_under_a_name_used_deleted_and_brought_back(page, listing, idle, qtbot):
    qtbot.keyClicks(listing.search, "hn")
    qtbot.keyClick(listing.search, Qt.Key.Key_Return)
    panel = open_filters(listing, qtbot, idle)
    editor = panel.choose("统计专业")
    click_item(editor.list, value(editor, "工业"), qtbot)
    panel.close()
    idle()
    kept = names(listing)
    qtbot.mouseClick(listing.chips.save_button, LEFT)
    idle()
    dialog = listing.filtering.dialog
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    idle()
    assert "名字" in dialog.error.text()
    type_text(dialog.line, "河南工业")
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    idle()
    qtbot.waitUntil(lambda: not isValid(dialog))
    listing.clear_filters()
    listing.search.clear()
    qtbot.keyClick(listing.search, Qt.Key.Key_Return)
    idle()
    assert names(listing) != kept

    def menu():
        qtbot.mouseClick(listing.saved_button, LEFT)
        idle()
        return listing.filtering.menu

    shown = menu()
    next(act for act in shown.actions() if act.text() == "河南工业").trigger()
    shown.close()
    idle()
    assert names(listing) == kept
    assert listing.search.query() == "hn"
    shown = menu()
    (delete,) = shown.findChildren(QMenu)
    delete.actions()[0].trigger()
    shown.close()
    idle()
    undo(page, qtbot)
    idle()
    shown = menu()
    assert shown.actions()[0].text() == "河南工业"
    shown.close()


def test_that_selected_enterprises_are_tagged_untagged_and_this_is_taken_back(
    page, listing, idle, qtbot, context
):
    assert not listing.tag_button.isVisible()
    listing.table.selectRow(0)
    flags = listing.table.selectionModel().SelectionFlag
    listing.table.selectionModel().select(listing.model.index(2, 0), flags.Select | flags.Rows)
    chosen = listing.selected_ids().tolist()
    qtbot.mouseClick(listing.tag_button, LEFT)
    idle()
    type_text(listing.acting.dialog.line, "重点培育")
    qtbot.keyClick(listing.acting.dialog.line, Qt.Key.Key_Return)
    idle()
    tagged = [row.id for row in listing.model.rows if row.found.tags == ("重点培育",)]
    assert tagged == chosen
    assert listing.selected_ids().tolist() == chosen
    at = listing.model.names.index("tags")
    assert not listing.table.isColumnHidden(at)
    with context.store.read() as session:
        entries = [audit.entries_of(session, Subject(Kind.ENTERPRISE, id_))[-1] for id_ in chosen]
    for entry in entries:
        assert (entry.actor, entry.action) == ("王小梅", "enterprise.tag")
        assert entry.summary.endswith("加上标签“重点培育”")
        assert json.loads(entry.details) == {"tags[重点培育]": [None, True]}
    undo(page, qtbot)
    idle()
    with context.store.read() as session:
        assert known_tags(session) == []


def test_that_one_fact_of_the_selected_enterprises_is_seen_changed_and_taken_back(
    page, listing, idle, qtbot, context
):
    ids = [row.id for row in listing.model.rows]
    before = parks(context, ids)
    listing.table.selectAll()
    idle()
    qtbot.mouseClick(listing.alike_button, LEFT)
    dialog = page.importer.dialog
    assert not dialog.take_button.isEnabled()
    dialog.fact.set_value("park")
    type_text(dialog.editor, "CBD 商务中心")
    qtbot.waitUntil(dialog.take_button.isEnabled)
    others = [id_ for id_ in ids if before[id_] != "CBD 商务中心"]
    assert dialog.take_button.text() == f"改这 {len(others)} 户"
    assert {row.after for row in dialog.model.rows} == {"CBD 商务中心"}
    qtbot.mouseClick(dialog.take_button, LEFT)
    idle()
    assert set(parks(context, ids).values()) == {"CBD 商务中心"}
    with context.store.read() as session:
        told = [
            id_
            for id_ in ids
            for one in audit.entries_of(session, Subject(Kind.ENTERPRISE, id_))
            if one.summary.startswith("批量改“园区或楼宇”，修改企业")
        ]
    assert told == others
    undo(page, qtbot)
    idle()
    assert parks(context, ids) == before


def parks(context, ids):
    with context.store.read() as session:
        return {id_: queries.facts_of(session, id_, context.dictionary).attributes.get("park") for id_ in ids}


def test_that_a_tag_that_would_look_like_two_is_refused_in_the_dialog(listing, idle, qtbot, context):
    listing.table.selectRow(0)
    qtbot.mouseClick(listing.tag_button, LEFT)
    idle()
    dialog = listing.acting.dialog
    type_text(dialog.line, "重点、走访")
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    idle()
    assert "一次写一个标签" in dialog.error.text()
    assert dialog.isVisible()
    dialog.reject()


def test_that_tags_are_filtered_by(listing, idle, qtbot, context):
    ids = listing.model.ids[:3].tolist()
    add_tag(context.seat, ids, "走访", Silent())
    panel = open_filters(listing, qtbot, idle)
    editor = panel.choose("标签")
    click_item(editor.list, value(editor, "走访（3）"), qtbot)
    idle()
    assert listing.model.ids.tolist() == ids
    panel.close()


def test_that_chosen_columns_are_there_again_in_the_next_window(listing, idle, qtbot, services):
    qtbot.mouseClick(listing.columns_button, LEFT)
    panel = listing.columns_panel
    at = listing.model.names.index("registered_capital")
    panel.list.item(at).setCheckState(Qt.CheckState.Checked)
    panel.list.item(listing.model.names.index("above_scale")).setCheckState(Qt.CheckState.Unchecked)
    panel.close()
    assert not listing.table.isColumnHidden(at)
    header = listing.table.horizontalHeader()
    header.moveSection(header.visualIndex(at), 1)
    header.resizeSection(at, 222)
    qtbot.waitUntil(lambda: ("registered_capital", 222) in services.preferences.register_columns)
    kept = services.preferences.register_columns
    assert kept[1] == ("registered_capital", 222)
    assert "above_scale" not in dict(kept)


@pytest.mark.looks
def test_that_every_column_can_be_sorted_by(listing, idle):
    everything = sorted(listing.model.ids)
    for name in ("registered_capital", "industry_kind", "above_scale", "stat_entry_date", "changed_at"):
        for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
            listing.table.sortByColumn(listing.model.names.index(name), order)
            idle()
            assert sorted(listing.model.ids) == everything
            assert listing.query.order_by == name
    words = [
        listing.model.columns[listing.model.names.index("industry_kind")].text(row)
        for row in listing.model.rows
    ]
    assert len(set(words)) > 1


@pytest.mark.looks
def test_that_all_are_selected_at_once_and_counted(listing, idle, qtbot):
    total = len(listing.model.ids)
    listing.table.setFocus()
    qtbot.keySequence(listing.table, QKeySequence.StandardKey.SelectAll)
    assert listing.selected_count() == total
    assert listing.selected_ids() == listing.model.ids
    assert listing.foot.text() == f"共 {total} 户，已选 {total} 户"


def test_that_the_index_is_made_while_the_list_is_used(listing, idle, context):
    with context.store.read() as session:
        assert index.is_due(session)
    listing.look_after_index()
    idle()
    idle()
    with context.store.read() as session:
        assert not index.is_due(session)


@pytest.mark.looks
def test_that_the_model_is_one_qt_can_work_with(dictionary, qtmodeltester, listing):
    model = RegisterModel(listing._services.context.office)
    shown = {id_: listing.model.row_at(at).found for at, id_ in enumerate(listing.model.ids)}
    model.show(Listing(listing.model.ids[:5], shown, len(shown), is_whole=False))
    qtmodeltester.check(model)
    model.go_on(Listing(listing.model.ids, shown, len(shown)))
    qtmodeltester.check(model)


@pytest.mark.looks
def test_that_the_selected_are_assessed_alone_until_all_are_asked_for(listing, program, idle, qtbot):
    listing.table.selectRow(3)
    (id_,) = listing.selected_ids()
    qtbot.mouseClick(listing.assess_button, LEFT)
    idle()
    decisions = program.assessment.list
    decisions.outcome.set_value("all")
    assert {row.enterprise_id for row in decisions.model.rows} == {id_}
    assert decisions.among_chip.text() == "只看在企业库选中的 1 户"
    qtbot.mouseClick(decisions.among_chip, LEFT)
    assert {row.enterprise_id for row in decisions.model.rows} == set(listing.model.ids)
    assert not decisions.among_chip.isVisible()


@pytest.mark.looks
def test_that_all_are_copied_as_they_are_shown(listing, idle, qtbot):
    listing.table.setFocus()
    qtbot.keySequence(listing.table, QKeySequence.StandardKey.SelectAll)
    qtbot.keySequence(listing.table, QKeySequence.StandardKey.Copy)
    idle()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert [line.split("\t")[1] for line in lines] == [row.found.uscc for row in listing.model.rows]


def test_that_many_are_deleted_only_when_asked_again_and_brought_back(page, listing, idle, qtbot):
    everything = listing.model.ids
    qtbot.keySequence(listing.table, QKeySequence.StandardKey.SelectAll)
    qtbot.mouseClick(page.delete_button, LEFT)
    idle()
    question = next(
        w for w in QApplication.topLevelWidgets() if w.objectName() == "question" and w.isVisible()
    )
    assert listing.model.ids == everything
    qtbot.mouseClick(question.buttons[f"删除 {len(everything)} 户"], LEFT)
    idle()
    assert len(listing.model.ids) == 0
    undo(page, qtbot)
    idle()
    assert listing.model.ids == everything


def test_that_what_takes_the_whole_list_waits_for_it(listing, idle, qtbot, context):
    """Of more than a screenful the beginning is shown first."""
    from domain.enterprises.facts import EnterpriseFacts

    entries = [EnterpriseFacts(f"9141{at:014}", f"郑州第{at}公司", {}, {}, {}) for at in range(150)]
    take_in(context.store.seat("王小梅"), entries)
    listing.reload()
    idle()
    # What is looked at now must not pass by itself.
    listing._rest_timer.setInterval(PATIENCE_S * 1000)
    listing.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    idle()
    assert len(listing.model.ids) == 100
    assert listing.foot.text() == "正在统计…"
    qtbot.keySequence(listing.table, QKeySequence.StandardKey.SelectAll)
    qtbot.waitUntil(lambda: listing.selected_count() > 100)
    assert listing.selected_count() == len(listing.model.ids) == 66 + 150
    seen = {row.found.name for row in listing.model.rows if row.found}
    assert len(seen) == 100
    listing.table.verticalScrollBar().setValue(listing.table.verticalScrollBar().maximum())
    listing.table.viewport().repaint()
    idle()
    assert listing.model.row_at(len(listing.model.ids) - 1).found is not None
