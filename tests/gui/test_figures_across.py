"""One kind of figure for many enterprises: typed, pasted, filled, kept and saved as a clerk would."""

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton

from domain.enterprises.figure_sheets import read_rows, save_figures
from domain.enterprises.unsaved import FIGURES
from domain.store import audit, drafts
from domain.store.tables import Kind, Subject
from domain.values.periods import Period
from domain.values.progress import Silent
from gui.pages.enterprises.figures.model import GROUND_ROLE
from gui.pages.enterprises.figures.period_columns import Shown
from gui.pages.enterprises.figures.sheet import Unit

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
QUARTERS = [Period.parse(f"2022Q{number}") for number in range(1, 5)]


def shown_question():
    return next(w for w in QApplication.topLevelWidgets() if w.objectName() == "question" and w.isVisible())


@pytest.fixture
def page(sample_office, program):
    return program.enterprises


@pytest.fixture
def across(page, qtbot, idle):
    """All enterprises of the sample office, their sales by quarter."""
    return open_across(page, qtbot, idle)


def open_across(page, qtbot, idle):
    qtbot.mouseClick(page.figures_button, LEFT)
    idle()
    across = page.across
    across.fact.set_value("sales")
    across.choice.unit.set_value(Unit.YUAN)
    across.choice.show_year(2022)
    across.choice.shown.set_value(Shown.QUARTERS)
    settle(across, qtbot, idle)
    return across


def settle(across, qtbot, idle):
    """Wait until the rows in sight were read."""
    qtbot.waitUntil(lambda: across.model.index(0, 0).data() != "…")
    idle()


def press(qtbot, across, key):
    qtbot.keyClick(across.grid, key, CTRL)


def select(across, first, last):
    top, bottom = across.model.index(*first), across.model.index(*last)
    across.grid.setFocus()
    across.grid.setCurrentIndex(top)
    across.grid.selectionModel().select(
        QItemSelection(top, bottom), QItemSelectionModel.SelectionFlag.ClearAndSelect
    )


def typed(across, row, column):
    return across.model.sheet.entry(across.model.place_of(across.model.index(row, column)))


def stored(context, ids, name="sales"):
    with context.store.read() as session:
        return {id_: dict(row.figures) for id_, row in read_rows(session, list(ids), name).items()}


def save(page, qtbot, idle):
    qtbot.keyClick(page, Qt.Key.Key_S, CTRL)
    idle()


@pytest.mark.looks
def test_that_all_of_the_list_or_those_selected_are_opened(page, qtbot, idle):
    everybody = list(page.list.model.ids)
    across = open_across(page, qtbot, idle)
    assert list(across.model.ids) == everybody
    assert page.header.title == "录入期间数据"
    names = [across.model.headerData(row, Qt.Orientation.Vertical) for row in range(2)]
    assert names == [page.list.model.row_at(row).found.name for row in range(2)]
    page._show_list()
    page.list.table.selectRow(1)
    page.list.table.selectionModel().select(
        page.list.model.index(3, 0),
        QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
    )
    across = open_across(page, qtbot, idle)
    assert list(across.model.ids) == [everybody[1], everybody[3]]


def test_that_a_column_pasted_from_excel_is_saved_with_an_entry_for_each(page, across, qtbot, idle, context):
    ids = list(across.model.ids[:3])
    select(across, (0, 2), (0, 2))
    QGuiApplication.clipboard().setText("1,000.50\r\n２万\r\n3\r\n")
    press(qtbot, across, Qt.Key.Key_V)
    assert "改了 3 户" in across._count.text()
    save(page, qtbot, idle)
    found = stored(context, ids)
    assert [found[id_][QUARTERS[2]] for id_ in ids] == [100_050, 2_000_000, 300]
    assert not page.has_unsaved()
    with context.store.read() as session:
        for id_ in ids:
            assert "销售额" in audit.entries_of(session, Subject(Kind.ENTERPRISE, id_))[-1].summary
    assert drafts.find(context.seat, FIGURES) is None


@pytest.mark.looks
def test_that_a_figure_typed_goes_down_with_enter_and_is_filled_down(across, qtbot):
    select(across, (0, 0), (0, 0))
    for text in ("7", "8"):
        qtbot.keyClick(across.grid, text)
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert (typed(across, 0, 0), typed(across, 1, 0)) == (700, 800)
    select(across, (1, 0), (4, 0))
    press(qtbot, across, Qt.Key.Key_D)
    assert [typed(across, row, 0) for row in range(2, 5)] == [800] * 3
    press(qtbot, across, Qt.Key.Key_Z)
    assert typed(across, 1, 0) == 800
    press(qtbot, across, Qt.Key.Key_Z)
    press(qtbot, across, Qt.Key.Key_Z)
    assert not across.is_dirty()


@pytest.mark.looks
def test_that_the_half_year_follows_beside_its_quarters(across):
    id_ = across.model.ids[0]
    across.choice.unit.set_value(Unit.WAN)
    across.model.put({(id_, QUARTERS[0]): "1.5", (id_, QUARTERS[1]): "2"})
    half = across.model.index_of((id_, Period.parse("2022H1")))
    assert half.data() == "3.50"
    assert "两个季度合计" in half.data(Qt.ItemDataRole.ToolTipRole)


def test_that_another_kind_of_figure_asks_what_becomes_of_what_was_typed(across, qtbot, idle, context):
    id_ = across.model.ids[0]
    across.model.put({(id_, QUARTERS[2]): "5"})
    across.fact.set_value("revenue")
    assert across.fact.typed() == "sales"
    qtbot.mouseClick(shown_question().buttons["保存"], LEFT)
    idle()
    assert across.model.fact.name == "revenue"
    assert stored(context, [id_])[id_][QUARTERS[2]] == 500


def test_that_typing_is_kept_and_offered_after_a_crash(across, page, qtbot, idle, context):
    ids = list(across.model.ids[:2])
    across.model.put({(ids[0], QUARTERS[2]): "5", (ids[1], QUARTERS[3]): "约五"})
    across.keeper.keep_now()
    idle()
    # As after a power cut: the store knows the draft, the window knows nothing.
    across.model.open(across.model.fact, [])
    page._show_list()
    page.list.table.selectRow(4)
    qtbot.mouseClick(page.figures_button, LEFT)
    idle()
    assert not across.offer.isHidden()
    assert not page.save()
    qtbot.mouseClick(across.offer.take_button, LEFT)
    idle()
    sheet = across.model.sheet
    assert sheet.entry((ids[0], QUARTERS[2])) == 500
    assert sheet.entry((ids[1], QUARTERS[3])).text == "约五"
    assert list(across.model.ids[:2]) == ids


def test_that_the_register_tells_of_typing_that_was_kept_and_leads_there(across, page, qtbot, idle, program):
    id_ = across.model.ids[2]
    across.model.put({(id_, QUARTERS[2]): "5"})
    across.keeper.keep_now()
    idle()
    across.model.open(across.model.fact, [])
    page._show_list()
    page.resuming.look()
    idle()
    link = next(one for one in program.window.findChildren(QPushButton) if one.text() == "接着录入")
    qtbot.mouseClick(link, LEFT)
    idle()
    assert list(across.model.ids) == [id_]
    qtbot.mouseClick(across.offer.take_button, LEFT)
    idle()
    assert across.model.sheet.entry((id_, QUARTERS[2])) == 500


@pytest.mark.looks
def test_that_a_draft_that_is_refused_is_gone(across, page, qtbot, idle, context):
    across.model.put({(across.model.ids[0], QUARTERS[2]): "5"})
    across.keeper.keep_now()
    idle()
    across.model.open(across.model.fact, [])
    page._show_list()
    qtbot.mouseClick(page.figures_button, LEFT)
    idle()
    qtbot.mouseClick(across.offer.refuse_button, LEFT)
    idle()
    assert drafts.find(context.seat, FIGURES) is None
    assert not across.is_dirty()


def test_that_what_another_changed_meanwhile_is_shown_before_it_is_replaced(
    across, page, qtbot, idle, context
):
    id_ = across.model.ids[0]
    before = across.model.sheet.stored((id_, QUARTERS[2]))
    across.model.put({(id_, QUARTERS[2]): "5"})
    fact = across.model.fact
    save_figures(context.store.seat("李四"), fact, {id_: {QUARTERS[2]: (before, 900)}}, Silent())
    save(page, qtbot, idle)
    assert stored(context, [id_])[id_][QUARTERS[2]] == 900
    assert across.grid.current_place() == (id_, QUARTERS[2])
    assert "已被改成 9.00 元" in across.foot.said
    assert across.grid.currentIndex().data(GROUND_ROLE) is not None
    save(page, qtbot, idle)
    assert stored(context, [id_])[id_][QUARTERS[2]] == 500
    assert across.model.clashes == frozenset()


@pytest.mark.looks
def test_that_a_wrong_cell_stops_saving_and_is_shown(across, page, qtbot, idle, context):
    ids = list(across.model.ids[:2])
    before = stored(context, ids)
    across.model.put({(ids[0], QUARTERS[0]): "1", (ids[1], QUARTERS[1]): "很多"})
    assert not page.save()
    idle()
    assert across.grid.current_place() == (ids[1], QUARTERS[1])
    assert "很多" in across.foot.said
    assert stored(context, ids) == before


@pytest.mark.looks
def test_that_rows_never_seen_are_read_before_they_are_pasted_over(page, across, qtbot, idle):
    """Of a long list only what is in sight is read; a block that reaches further waits for the rest."""
    ids = list(across.model.ids)
    across.model.open(across.model.fact, ids)
    assert not any(across.model.is_read(id_) for id_ in ids)
    select(across, (0, 0), (0, 0))
    QGuiApplication.clipboard().setText("\n".join(str(number) for number in range(len(ids))))
    press(qtbot, across, Qt.Key.Key_V)
    idle()
    assert [typed(across, row, 0) for row in range(len(ids))] == [100 * row for row in range(len(ids))]


@pytest.mark.looks
def test_that_only_rows_around_those_in_sight_are_read(across, qtbot, idle):
    ids = list(across.model.ids) + list(range(10_000, 60_000))
    across.model.open(across.model.fact, ids)
    settle(across, qtbot, idle)
    assert 0 < sum(across.model.is_read(id_) for id_ in ids) < 300
