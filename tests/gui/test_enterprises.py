import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from domain.enterprises import queries
from domain.enterprises.register.listed import EnterpriseQuery
from domain.enterprises.sql.finding import find_ids
from domain.store import drafts
from domain.values.periods import Period
from gui.targets import ToCode, ToEnterprise
from tests.gui.conftest import type_text

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier


def focused():
    return QApplication.focusWidget()


def shown_question():
    return next(w for w in QApplication.topLevelWidgets() if w.objectName() == "question" and w.isVisible())


def recorded(context, id_):
    with context.store.read() as session:
        return queries.facts_of(session, id_, context.dictionary)


def count(context):
    with context.store.read() as session:
        return queries.count(session)


@pytest.fixture
def page(sample_office, program):
    return program.enterprises


@pytest.fixture
def opened(page, idle):
    """The first enterprise of the sample office, open."""
    page.list.table.opened.emit(page.list.model.row_at(0))
    idle()
    return page


def test_that_an_empty_register_says_what_belongs_there_and_begins(qtbot, program, idle):
    page = program.enterprises
    assert page.list.empty.isVisible()
    qtbot.mouseClick(page.list.empty.button, LEFT)
    idle()
    assert page.header.title == "新增企业"
    assert focused() is page.form.identity._code


@pytest.mark.looks
@pytest.mark.parametrize("text", ["垚屹", "hnyyzc", "91410100MAYK7ED06D"])
def test_that_name_initials_and_code_are_searched(page, idle, text, qtbot):
    page.list.search.setText(text)
    qtbot.keyClick(page.list.search, Qt.Key.Key_Return)
    idle()
    assert [row.found.name for row in page.list.model.rows] == ["河南垚屹轴承制造有限公司"]


@pytest.mark.looks
def test_that_the_list_is_sorted_by_the_store(page, idle):
    page.list.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    idle()
    codes = [row.found.uscc for row in page.list.model.rows]
    assert codes == sorted(codes, reverse=True)
    assert len(codes) > 1


def test_that_a_change_is_saved_and_told(opened, idle, context, services, qtbot):
    id_ = opened.list.model.row_at(0).id
    opened.form.fields.focus("name")
    focused().selectAll()
    type_text(focused(), "河南新名字有限公司")
    assert opened.has_unsaved()
    qtbot.keyClick(opened.window(), Qt.Key.Key_S, CTRL)
    idle()
    assert recorded(context, id_).name == "河南新名字有限公司"
    assert opened.header.title == "河南新名字有限公司"
    assert not opened.has_unsaved()


@pytest.mark.looks
def test_that_a_wrong_check_digit_is_named_and_nothing_is_stored(opened, idle, context):
    before = recorded(context, opened.list.model.row_at(0).id)
    opened.form.fields.focus("uscc")
    focused().selectAll()
    type_text(focused(), "91410100MAYC348D4X")
    assert not opened.save()
    assert "校验" in opened.form.fields.error_text("uscc")
    assert recorded(context, opened.list.model.row_at(0).id) == before


@pytest.mark.looks
def test_that_a_code_in_use_names_its_holder_and_leads_there(opened, idle, qtbot):
    other = opened.list.model.row_at(1).found
    opened.form.fields.focus("uscc")
    focused().selectAll()
    type_text(focused(), other.uscc)
    idle()
    assert other.name in opened.form.fields.error_text("uscc")
    assert not opened.save()
    opened.form.identity.holder_requested.emit(other.id)
    qtbot.mouseClick(shown_question().buttons["不保存"], LEFT)
    idle()
    assert opened.header.title == other.name


@pytest.mark.looks
def test_that_figures_are_pasted_from_excel_and_taken_back(opened, idle, qtbot):
    grid = opened.form.figures.grid
    grid.go_to(("sales", Period.parse("2022Q1")))
    QGuiApplication.clipboard().setText("1,000.50\t2万\n3000\t\n")
    qtbot.keyClick(grid, Qt.Key.Key_V, CTRL)
    figures = opened.form.figures.model.sheet.figures()
    assert figures["sales"][Period.parse("2022Q1")] == 100_050
    assert figures["sales"][Period.parse("2022Q2")] == 2_000_000
    qtbot.keyClick(grid, Qt.Key.Key_Z, CTRL)
    before = opened.form.figures.model.sheet.figures()
    assert before.get("sales") != figures["sales"]
    qtbot.keyClick(grid, Qt.Key.Key_Y, CTRL)
    assert opened.form.figures.model.sheet.figures() == figures


@pytest.mark.looks
def test_that_a_block_that_does_not_fit_is_refused_whole(opened, qtbot):
    grid = opened.form.figures.grid
    model = opened.form.figures.model
    grid.setCurrentIndex(model.index(model.rowCount() - 1, 0))
    before = dict(model.sheet.entries())
    QGuiApplication.clipboard().setText("1\n2\n3")
    grid.paste()
    assert "没有粘贴" in opened.form.figures.said
    assert dict(model.sheet.entries()) == before


@pytest.mark.looks
def test_that_a_figure_that_is_none_stops_saving_and_is_shown(opened, idle, qtbot):
    opened.form.figures.model.put({("freight_domestic", Period.parse("2022Q2")): "约三十万"})
    assert not opened.save()
    assert opened.form.figures.grid.current_place() == ("freight_domestic", Period.parse("2022Q2"))
    assert "约三十万" in opened.form.figures.said


@pytest.mark.looks
def test_that_a_half_year_shows_the_sum_of_its_quarters(opened):
    model = opened.form.figures.model
    half = Period.parse("2020H1")
    model.add_period(half)
    for quarter in half.quarters:
        model.add_period(quarter)
    model.put({("sales", quarter): "100" for quarter in half.quarters})
    index = model.index_of(("sales", half))
    assert "200.00" in index.data()
    model.put({("sales", half): "300"})
    _, sentence = model.sentence(("sales", half))
    assert "两个季度合计是 200.00 元" in sentence
    assert "以填的为准" in sentence


def test_that_several_are_deleted_and_brought_back(page, idle, context, services, qtbot):
    total = count(context)
    page.list.table.selectRow(0)
    flags = page.list.table.selectionModel().SelectionFlag
    page.list.table.selectionModel().select(page.list.model.index(1, 0), flags.Select | flags.Rows)
    qtbot.mouseClick(page.delete_button, LEFT)
    idle()
    assert count(context) == total - 2
    assert len(page.list.model.rows) == total - 2
    undo = next(b for b in page.window().findChildren(type(page.delete_button)) if b.text() == "撤销")
    qtbot.mouseClick(undo, LEFT)
    idle()
    assert count(context) == total
    assert len(page.list.model.rows) == total


def test_that_typing_is_kept_and_offered_again_after_a_crash(opened, idle, context, open_shell, qtbot):
    id_ = opened.list.model.row_at(0).id
    opened.form.fields.focus("name")
    focused().selectAll()
    type_text(focused(), "没来得及保存有限公司")
    opened.desk.keeper.keep_now()
    idle()
    assert drafts.find(context.seat, f"enterprise:{id_}") is not None

    from gui.early.page_entries import PAGES

    again = open_shell(PAGES).window.built("enterprises")
    idle()
    again.open_target(ToEnterprise(id_))
    idle()
    assert again.form.offer.isVisible()
    qtbot.mouseClick(again.form.offer.take_button, LEFT)
    assert again.form.fields.values()["name"] == "没来得及保存有限公司"
    assert again.has_unsaved()
    assert again.save()
    idle()
    assert recorded(context, id_).name == "没来得及保存有限公司"
    assert drafts.find(context.seat, f"enterprise:{id_}") is None


@pytest.mark.looks
def test_that_a_link_leads_to_the_field_and_to_the_cell(page, idle, services):
    entry = page.list.model.row_at(0).found
    services.go_to(ToCode(entry.uscc, "stat_entry_date"))
    idle()
    assert any(card.isAncestorOf(focused()) for card in page.form.cards.values())
    services.go_to(ToCode(entry.uscc, "sales[2022Q2]"))
    idle()
    assert page.form.figures.grid.current_place() == ("sales", Period.parse("2022Q2"))


@pytest.mark.looks
def test_that_ctrl_k_finds_enterprises(page):
    (hit,) = page.hits("垚屹")
    assert hit.title == "河南垚屹轴承制造有限公司"


@pytest.mark.looks
def test_that_unsaved_changes_are_asked_about_before_the_list_is_shown(opened, qtbot, idle):
    opened.form.fields.focus("name")
    type_text(focused(), "改")
    opened._leave(opened._show_list)
    qtbot.mouseClick(shown_question().buttons["不保存"], LEFT)
    idle()
    assert opened.header.title == "企业"
    assert not opened.has_unsaved()


def test_that_a_new_enterprise_is_found_again_by_query(program, idle, context):
    page = program.enterprises
    page.desk.open(None)
    idle()
    page.form.fields.focus("uscc")
    type_text(focused(), "91410100MAYE8C9L7T")
    page.form.fields.focus("name")
    type_text(focused(), "郑州新设有限公司")
    assert page.save()
    idle()
    with context.store.read() as session:
        assert len(find_ids(session, EnterpriseQuery(text="zzxs"), context.office)) == 1
