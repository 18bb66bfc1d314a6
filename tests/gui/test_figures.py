"""Period figures of one enterprise, typed, pasted, filled and taken back as a clerk would."""

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from domain.enterprises.dictionary import Dictionary, Fact, FactKind
from domain.values.periods import Period
from gui.messages import Tone
from gui.pages.enterprises.figures.figures_card import FiguresCard
from gui.pages.enterprises.figures.model import GROUND_ROLE, MARK_ROLE, SWING_ROLE
from gui.pages.enterprises.figures.period_columns import Shown
from gui.pages.enterprises.figures.sheet import Unit
from tests.gui.conftest import type_text

CTRL = Qt.KeyboardModifier.ControlModifier
FACTS = {
    "output": Fact("output", "产值", FactKind.MONEY),
    "sales": Fact("sales", "销售额", FactKind.MONEY),
    "staff": Fact("staff", "参保人数", FactKind.NUMBER, unit="人", is_stock=True, is_whole=True),
}


def at(text):
    return Period.parse(text)


@pytest.fixture
def card(qtbot):
    wanted = frozenset({("output", at("2022H1")), ("output", at("2021H1")), ("staff", at("2022"))})
    card = FiguresCard(Dictionary({}, FACTS, {}), wanted)
    qtbot.addWidget(card)
    card.resize(1100, 500)
    with qtbot.waitExposed(card):
        card.show()
    return card


def show(card, shown, year=2022):
    card.choice.show_year(year)
    card.choice.shown.set_value(shown)


def select(card, first, last):
    """Select from one place to another, as with the mouse."""
    top, bottom = card.model.index_of(first), card.model.index_of(last)
    card.grid.setFocus()
    card.grid.setCurrentIndex(top)
    card.grid.selectionModel().select(
        QItemSelection(top, bottom), QItemSelectionModel.SelectionFlag.ClearAndSelect
    )


def press(qtbot, card, key):
    qtbot.keyClick(card.grid, key, CTRL)


def copy(text):
    QGuiApplication.clipboard().setText(text)


def shown_text(card, name, period):
    return card.model.index_of((name, at(period))).data()


def entry(card, name, period):
    return card.model.sheet.entry((name, at(period)))


def type_across(qtbot, card, texts):
    for text in texts:
        qtbot.keyClicks(card.grid, text[0])
        type_text(QApplication.focusWidget(), text[1:])
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)


def test_that_months_typed_with_tab_give_quarter_and_half_year(card, qtbot):
    show(card, Shown.MONTHS)
    card.grid.go_to(("output", at("2022M01")))
    type_across(qtbot, card, ["100", "200", "300", "1,000", "2000", "3000"])
    assert entry(card, "output", "2022M06") == 300_000
    assert shown_text(card, "output", "2022Q2") == "6,000.00"
    assert shown_text(card, "output", "2022H1") == "6,600.00"
    assert entry(card, "output", "2022H1") is None
    card.grid.go_to(("output", at("2022H1")))
    assert "按“六个月合计”推出 6,600.00 元" in card.said


def test_that_what_follows_is_italic_and_is_not_among_the_figures_to_store(card):
    show(card, Shown.CUMULATIVE)
    card.model.put({("output", at("2022C03")): "300", ("output", at("2022C06")): "900"})
    show(card, Shown.QUARTERS)
    quarter = card.model.index_of(("output", at("2022Q2")))
    assert quarter.data() == "600.00"
    assert quarter.data(Qt.ItemDataRole.FontRole).italic()
    assert "1—6月累计 − 1—3月累计" in quarter.data(Qt.ItemDataRole.ToolTipRole)
    assert card.model.sheet.figures() == {"output": {at("2022C03"): 30_000, at("2022C06"): 90_000}}


def test_that_a_cumulative_figure_that_shrinks_is_called_impossible(card):
    show(card, Shown.CUMULATIVE)
    card.model.put({("output", at("2022C04")): "900", ("output", at("2022C05")): "300"})
    show(card, Shown.MONTHS)
    may = card.model.index_of(("output", at("2022M05")))
    assert may.data() == ""
    assert may.data(MARK_ROLE)
    assert "算得 -600.00 元，不可能有" in may.data(Qt.ItemDataRole.ToolTipRole)


def test_that_a_half_year_that_its_quarters_contradict_is_marked_and_kept(card):
    show(card, Shown.QUARTERS)
    card.model.put({("output", at("2022Q1")): "1", ("output", at("2022Q2")): "2"})
    half = card.model.index_of(("output", at("2022H1")))
    assert not half.data(MARK_ROLE)
    card.model.put({("output", at("2022H1")): "4"})
    assert half.data(MARK_ROLE)
    tone, sentence = card.model.sentence(("output", at("2022H1")))
    assert tone is Tone.WARNING
    assert "填的是 4.00 元，两个季度合计是 3.00 元；对不上，以填的为准" in sentence
    assert card.model.sheet.figure(("output", at("2022H1"))).amount == 400
    assert not card.model.index_of(("output", at("2022"))).data(MARK_ROLE)


def test_that_a_stock_of_june_is_that_of_the_half_year(card):
    show(card, Shown.MONTHS)
    card.model.put({("staff", at("2022M05")): "90", ("staff", at("2022M06")): "120"})
    assert shown_text(card, "staff", "2022H1") == "120"
    assert "取6月的期末数" in card.model.sentence(("staff", at("2022H1")))[1]


def test_that_a_figure_far_from_last_years_has_a_mark_and_a_sentence(card):
    card.model.put({("output", at("2021H1")): "100万", ("output", at("2022H1")): "230万"})
    half = card.model.index_of(("output", at("2022H1")))
    assert half.data(SWING_ROLE) == 1
    assert "是上年同期（1,000,000.00 元）的 2.3 倍，请再核对" in half.data(Qt.ItemDataRole.ToolTipRole)
    card.model.put({("output", at("2022H1")): "200万"})
    assert half.data(SWING_ROLE) == 0
    card.model.put({("output", at("2022H1")): "230元"})
    assert half.data(SWING_ROLE) == -1


def test_that_an_amount_ten_thousand_times_last_years_asks_for_the_unit(card):
    card.model.put({("output", at("2021H1")): "120万", ("output", at("2022H1")): "130亿"})
    assert "可能把元和万元弄混了" in card.model.sentence(("output", at("2022H1")))[1]


def test_that_a_block_from_excel_goes_in_as_it_is_written_there(card, qtbot):
    show(card, Shown.QUARTERS)
    card.grid.go_to(("output", at("2022Q1")))
    copy("1,234.50\t２万\t￥3\t 4.00 \r\n(5)\t1.2亿\t\t7\r\n")
    press(qtbot, card, Qt.Key.Key_V)
    found = [entry(card, "output", f"2022Q{number}") for number in range(1, 5)]
    assert found == [123_450, 2_000_000, 300, 400]
    assert entry(card, "sales", "2022Q2") == 12_000_000_000
    assert entry(card, "sales", "2022Q3") is None
    assert "不能小于 0" in card.model.sentence(("sales", at("2022Q1")))[1]
    press(qtbot, card, Qt.Key.Key_Z)
    assert not card.model.sheet.is_dirty()


def test_that_a_block_goes_out_as_it_is_shown(card, qtbot):
    show(card, Shown.QUARTERS)
    card.model.put({("output", at("2022Q1")): "1000", ("output", at("2022Q2")): "2000"})
    select(card, ("output", at("2022Q1")), ("sales", at("2022H1")))
    press(qtbot, card, Qt.Key.Key_C)
    assert QGuiApplication.clipboard().text() == "1,000.00\t2,000.00\t\t\t3,000.00\n\t\t\t\t"


def test_that_fill_down_and_right_copy_what_was_typed(card, qtbot):
    show(card, Shown.QUARTERS)
    card.model.put({("output", at("2022Q1")): "10", ("output", at("2022Q2")): "20"})
    select(card, ("output", at("2022Q1")), ("sales", at("2022H1")))
    press(qtbot, card, Qt.Key.Key_D)
    assert (entry(card, "sales", "2022Q1"), entry(card, "sales", "2022Q2")) == (1000, 2000)
    # The half-year only follows above, and is not typed below.
    assert entry(card, "sales", "2022H1") is None
    card.grid.go_to(("sales", at("2022Q3")))
    press(qtbot, card, Qt.Key.Key_R)
    assert entry(card, "sales", "2022Q3") == 2000
    press(qtbot, card, Qt.Key.Key_Z)
    press(qtbot, card, Qt.Key.Key_Z)
    assert entry(card, "sales", "2022Q1") is None
    press(qtbot, card, Qt.Key.Key_Y)
    assert entry(card, "sales", "2022Q1") == 1000


def test_that_filling_from_nothing_changes_nothing_and_says_so(card, qtbot):
    show(card, Shown.QUARTERS)
    card.model.put({("sales", at("2022Q1")): "10"})
    card.grid.go_to(("sales", at("2022Q1")))
    press(qtbot, card, Qt.Key.Key_D)
    assert entry(card, "sales", "2022Q1") == 1000
    assert "上面的格子没有填数" in card.said


def test_that_many_steps_are_taken_back_one_by_one(card, qtbot):
    show(card, Shown.MONTHS)
    places = [("output", at(f"2022M{month:02d}")) for month in range(1, 13)]
    for number, place in enumerate(places):
        card.model.put({place: str(number + 1)})
    for place in reversed(places):
        press(qtbot, card, Qt.Key.Key_Z)
        assert card.model.sheet.entry(place) is None
        assert card.grid.current_place() == place
    press(qtbot, card, Qt.Key.Key_Z)
    assert "没有可以撤销" in card.said


def test_that_a_cell_being_typed_is_taken_in_before_other_columns_are_shown(card, qtbot):
    show(card, Shown.QUARTERS)
    card.grid.go_to(("output", at("2022Q1")))
    qtbot.keyClick(card.grid, "7")
    show(card, Shown.MONTHS)
    assert entry(card, "output", "2022Q1") == 700
    assert [str(period) for period in card.model.periods[:3]] == ["2022M01", "2022M02", "2022M03"]


def test_that_the_same_figures_are_read_and_shown_in_wan(card, qtbot):
    show(card, Shown.QUARTERS)
    card.choice.unit.set_value(Unit.WAN)
    card.grid.go_to(("output", at("2022Q1")))
    type_across(qtbot, card, ["12.5", "1亿", "500元"])
    found = [entry(card, "output", f"2022Q{number}") for number in range(1, 4)]
    assert found == [12_500_000, 10_000_000_000, 50_000]
    assert shown_text(card, "output", "2022H1") == "10,012.50"


def test_that_cells_of_which_no_policy_reads_the_year_are_tinted(card):
    show(card, Shown.MONTHS, 2022)
    assert card.model.index_of(("output", at("2022M01"))).data(GROUND_ROLE) is None
    assert card.model.index_of(("sales", at("2022M01"))).data(GROUND_ROLE) is not None


def test_the_model_as_qt_wants_it(card, qtmodeltester):
    qtmodeltester.check(card.model)
    show(card, Shown.CUMULATIVE)
    qtmodeltester.check(card.model)
