"""What holds for every sheet of figures, whatever is typed into it, pasted or taken back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.enterprises.derivation import year_of
from domain.enterprises.dictionary import Fact, FactKind
from domain.values.money import MAX_FEN
from domain.values.periods import Period
from gui.formatting import money_text, wan_text
from gui.pages.enterprises.figures.grid import block_from, text_of
from gui.pages.enterprises.figures.sheet import FigureSheet, Unit, Wrong, read_entry

SALES = Fact("sales", "销售额", FactKind.MONEY, may_be_negative=True)
PERIODS = year_of(2022)
MAY, JUNE = Period.parse("2022M05"), Period.parse("2022M06")

places = st.tuples(st.integers(1, 3), st.sampled_from(PERIODS))
entries = st.one_of(st.none(), st.integers(-5, 5), st.just(Wrong("很多", "不是数")))
steps = st.lists(st.dictionaries(places, entries, max_size=4), max_size=12)
stored_figures = st.dictionaries(
    st.integers(1, 3), st.dictionaries(st.sampled_from(PERIODS), st.integers(-5, 5), max_size=6)
)
few = settings(max_examples=25)
"""Each is many figures already."""


def sheet_of(stored):
    sheet = FigureSheet(lambda _: SALES)
    sheet.load({row: stored.get(row, {}) for row in (1, 2, 3)})
    return sheet


@few
@given(stored_figures, steps)
def test_that_every_step_is_taken_back_and_done_again(stored, steps):
    sheet = sheet_of(stored)
    states = [sheet.entries()]
    for step in steps:
        sheet.put(step)
        if sheet.entries() != states[-1]:
            states.append(sheet.entries())
    for state in reversed(states[:-1]):
        assert sheet.undo()
        assert sheet.entries() == state
    assert not sheet.undo()
    assert not sheet.is_dirty()
    for state in states[1:]:
        assert sheet.redo()
        assert sheet.entries() == state


@few
@given(stored_figures, steps)
def test_that_what_is_to_be_stored_leads_from_what_was_to_what_stands(stored, steps):
    sheet = sheet_of(stored)
    for step in steps:
        sheet.put(step)
    for row, periods in sheet.changes().items():
        for period, (before, after) in periods.items():
            assert before == stored.get(row, {}).get(period) == sheet.stored((row, period))
            assert after == sheet.entry((row, period))
            assert before != after
    assert sheet.is_dirty() is bool(sheet.changes() or sheet.wrong_places())


@few
@given(stored_figures, steps, stored_figures)
def test_that_reading_again_keeps_what_was_typed_and_tells_what_others_changed(stored, steps, later):
    sheet = sheet_of(stored)
    for step in steps:
        sheet.put(step)
    changes, wrong = sheet.changes(), sheet.wrong_places()
    now = {row: later.get(row, {}) for row in (1, 2, 3)}
    clashes = sheet.add(now)
    for row in (1, 2, 3):
        for period in PERIODS:
            place, stands = (row, period), now[row].get(period)
            before, after = changes.get(row, {}).get(period, (None, stands))
            if place in wrong:
                assert isinstance(sheet.entry(place), Wrong)
            else:
                assert sheet.entry(place) == after
            is_typed = period in changes.get(row, {})
            assert (place in clashes) is (is_typed and stands not in (before, after))


@given(st.integers(-MAX_FEN, MAX_FEN))
def test_that_an_amount_is_read_as_it_is_shown(amount):
    assert read_entry(SALES, money_text(amount), Unit.YUAN) == amount
    assert read_entry(SALES, wan_text(amount), Unit.WAN) == amount


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("￥1,234.50", 123_450),
        ("(1,234.50)", -123_450),
        ("（12）", -1_200),
        ("¥ 3", 300),
        (" 1,000.00 ", 100_000),
        ("１，２３４．５", 123_450),
        ("-1.5万元", -1_500_000),
        ("2亿", 20_000_000_000),
    ],
)
def test_that_a_cell_of_excel_is_read_as_excel_shows_it(text, fen):
    assert read_entry(SALES, text, Unit.YUAN) == fen


@pytest.mark.parametrize("text", ["-", "—", "(", "()", "#VALUE!", "1.234", "约五万", "1e5", "￥"])
def test_that_what_is_no_amount_keeps_its_text_and_has_a_reason(text):
    found = read_entry(SALES, text, Unit.YUAN)
    assert isinstance(found, Wrong)
    assert found.text == text
    assert found.reason


cells = st.text(
    st.characters(codec="utf-8", exclude_characters='\r\n\t"', exclude_categories=("Cs", "Cc", "Z"))
)


@few
@given(st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(cells, min_size=width, max_size=width))))
def test_that_a_block_comes_back_as_it_went(block):
    if any(cell for row in block for cell in row):
        assert block_from(text_of([*block, ["x"] * len(block[0])])) == [*block, ["x"] * len(block[0])]


def test_that_a_deleted_row_takes_its_steps_along():
    sheet = sheet_of({})
    sheet.put({(1, MAY): 5, (2, MAY): 6})
    sheet.put({(1, JUNE): 7})
    sheet.drop(1)
    assert sheet.undo() == [(2, MAY)]
    assert not sheet.undo()
    assert sheet.rows() == [2, 3]
