"""Columns read at once come to what each cell read for itself does."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.enterprises.codes import check_uscc, is_uscc
from domain.enterprises.dictionary import Fact, FactKind
from domain.exchange.intake.targets import Choice, Place, Target
from domain.exchange.intake.values import read_column, reader_of
from domain.values.errors import BadInput

FACTS = {
    "money": Fact("money", "产值", FactKind.MONEY, may_be_negative=True),
    "positive": Fact("positive", "运费", FactKind.MONEY),
    "number": Fact("number", "面积", FactKind.NUMBER, unit="平方米"),
    "whole": Fact("whole", "人数", FactKind.NUMBER, unit="人", is_whole=True),
    "rate": Fact("rate", "利率", FactKind.RATE, most=1_000_000),
}
FACTORS = {FactKind.MONEY: (1, 1_000, 10_000, 100_000_000), FactKind.RATE: (1, 100), FactKind.NUMBER: (1,)}
TYPED = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.decimals(min_value=-(10**13), max_value=10**13, places=2).map(float),
    st.decimals(min_value=-(10**6), max_value=10**6, places=6).map(float),
    st.integers(-(10**12), 10**12).map(float),
)


def one_by_one(cells, choice, target):
    read, found = reader_of(choice, target), []
    for cell in cells:
        try:
            found.append(read(cell))
        except BadInput as error:
            found.append(str(error))
    return found


@pytest.mark.parametrize("name", FACTS)
@pytest.mark.parametrize("place", [Place.FIGURE, Place.ATTRIBUTE])
@settings(max_examples=2 * settings.default.max_examples, deadline=None)
@given(data=st.data())
def test_that_the_short_way_for_figures_comes_to_the_exact_one(name, place, data):
    fact = FACTS[name]
    target = Target(place, name, factor=data.draw(st.sampled_from(FACTORS[fact.kind])))
    choice = Choice(target, "", (fact.label,), fact)
    cells = data.draw(st.lists(TYPED, min_size=1, max_size=20))
    values, faults = read_column(cells, choice, target)
    found = [faults.get(at, value) for at, value in enumerate(values)]
    assert found == one_by_one(cells, choice, target)


@settings(max_examples=4 * settings.default.max_examples, deadline=None)
@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXYIOSVZaｂ１ ", min_size=16, max_size=20))
def test_that_the_short_check_of_codes_says_what_the_long_one_does(code):
    try:
        is_right = check_uscc(code) == code
    except BadInput:
        is_right = False
    assert is_uscc(code) == is_right


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1.5", 1_500_000),
        ("1.5万元", 1_500_000),
        ("15000元", 1_500_000),
        (1.5, 1_500_000),
        ("1,234.5", 1_234_500_000),
        ("", None),
    ],
)
def test_that_a_unit_in_the_cell_stands_before_the_columns(cell, value):
    target = Target(Place.FIGURE, "money", factor=10_000)
    values, faults = read_column([cell], Choice(target, "", ("产值",), FACTS["money"]), target)
    assert (values, faults) == ([value], {})


def test_that_words_and_days_are_read_as_the_store_keeps_them():
    truth = Fact("t", "总部企业", FactKind.TRUTH)
    day = Fact("d", "迁入日期", FactKind.DATE)
    kind = Fact("k", "专业", FactKind.CHOICE, choices={"industry": "工业"})
    for fact, cells, values in (
        (truth, ["是", "√", "否", True, "N", 0.0], ["1", "1", "0", "1", "0", "0"]),
        (
            day,
            [date(2022, 5, 1), "2022年5月1日", "无", 20220501.0],
            ["2022-05-01", "2022-05-01", "", "2022-05-01"],
        ),
        (kind, ["工业", "industry", " 工业 "], ["industry", "industry", "industry"]),
    ):
        target = Target(Place.ATTRIBUTE, fact.name)
        assert read_column(cells, Choice(target, "", (fact.label,), fact), target) == (values, {})


def test_that_a_long_number_in_a_text_is_said_to_be_lost():
    fact = Fact("account", "账号", FactKind.TEXT)
    target = Target(Place.ATTRIBUTE, "account")
    _, faults = read_column([6.222020000000000e18], Choice(target, "", ("账号",), fact), target)
    assert "当成了数字" in faults[0]
