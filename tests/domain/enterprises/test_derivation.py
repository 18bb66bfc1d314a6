"""What follows from the figures that were typed, against every chain written down by hand."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.enterprises.derivation import differing, figure_from, way_from, year_of
from domain.enterprises.dictionary import Dictionary, Fact, FactKind
from domain.enterprises.facts import EnterpriseFacts
from domain.policies.many.columns import known
from domain.policies.many.table import table_of
from domain.values.periods import Period
from tests.reference import derived

PROFIT = Fact("profit", "利润", FactKind.MONEY, may_be_negative=True)
OUTPUT = Fact("output", "产值", FactKind.MONEY)
STAFF = Fact("staff", "参保人数", FactKind.NUMBER, is_stock=True)
SHARE = Fact("share", "研发占比", FactKind.RATE)
FACTS = (PROFIT, OUTPUT, STAFF, SHARE)
EVERY = [str(period) for period in year_of(2022)]
# Few amounts, so that contradictions happen and do not.
AMOUNTS = st.integers(-3, 9)

typed_figures = st.dictionaries(st.sampled_from(EVERY), AMOUNTS, max_size=10)


def at(text):
    return Period.parse(text)


def by_period(typed):
    return {at(period): amount for period, amount in typed.items()}


def found(fact, period, typed):
    figure = figure_from(fact, at(period), by_period(typed))
    return None if figure is None else figure.amount


@given(typed_figures)
@example({"2022Q1": 1, "2022M04": 2, "2022C05": 5, "2022M06": 1, "2022C03": 2, "2022C06": 4})
def test_that_every_figure_follows_as_by_hand(typed):
    for period in EVERY:
        assert found(PROFIT, period, typed) == derived.figure(typed, period, may_be_negative=True), period
        assert found(OUTPUT, period, typed) == derived.figure(typed, period, may_be_negative=False), period


@given(st.sets(st.sampled_from(EVERY)), st.lists(AMOUNTS, min_size=12, max_size=12))
def test_that_what_follows_is_what_the_months_come_to(periods, months):
    """From figures that agree with each other nothing else can follow, and nothing is told to differ."""
    true = {period: sum(months[slice(*derived.span(period))]) for period in EVERY}
    typed = by_period({period: true[period] for period in periods})
    for period in EVERY:
        figure = figure_from(PROFIT, at(period), typed)
        assert figure is None or figure.amount == true[period]
        assert differing(PROFIT, at(period), typed) is None


@given(typed_figures)
def test_that_a_year_that_contradicts_itself_shows_it_somewhere(typed):
    """Where each figure that was left out would follow as something else, one of all cells says so."""
    figures = by_period(typed)
    clashes = [
        period
        for period in figures
        for way in [way_from(PROFIT, period, {other for other in figures if other != period})]
        if way is not None and way.amount(figures) != figures[period]
    ]
    shown = [period for period in year_of(2022) if differing(PROFIT, period, figures) is not None]
    assert bool(shown) >= bool(clashes)


@given(st.lists(st.tuples(typed_figures, typed_figures, typed_figures), min_size=1, max_size=6))
def test_that_columns_follow_as_single_figures_do(field):
    dictionary = Dictionary({}, {fact.name: fact for fact in FACTS}, {})
    enterprises = [
        EnterpriseFacts(
            "",
            "",
            indicators={
                "profit": by_period(first),
                "output": by_period({period: abs(amount) for period, amount in first.items()}),
                "staff": by_period({period: abs(amount) for period, amount in second.items()}),
                "share": by_period({period: abs(amount) for period, amount in third.items()}),
            },
        )
        for first, second, third in field
    ]
    table = table_of(enterprises, dictionary)
    for fact in FACTS:
        for period in year_of(2022):
            column = table.figure_column(fact, period)
            single = [one.figure(fact, period) for one in enterprises]
            assert known(column).tolist() == [figure is not None for figure in single]
            assert [
                amount
                for amount, is_known in zip(column.values.tolist(), known(column), strict=True)
                if is_known
            ] == [figure.amount for figure in single if figure is not None]


@pytest.mark.parametrize(
    ("wanted", "typed", "amount", "words"),
    [
        ("2022M05", {"2022C04": 10, "2022C05": 14}, 4, "1—5月累计 − 1—4月累计"),
        ("2022Q2", {"2022M04": 1, "2022M05": 2, "2022M06": 3}, 6, "三个月合计"),
        ("2022Q2", {"2022C03": 7, "2022C06": 20}, 13, "1—6月累计 − 1—3月累计"),
        ("2022Q2", {"2022C03": 7, "2022C05": 15, "2022M06": 5}, 13, "1—5月累计 + 6月 − 1—3月累计"),
        ("2022H1", {"2022Q1": 7, "2022Q2": 8}, 15, "两个季度合计"),
        ("2022H1", {"2022Q1": 7, "2022C06": 16, "2022Q2": 8}, 16, "取1—6月累计的数"),
        ("2022H1", {"2022Q1": 7, "2022M04": 1, "2022M05": 2, "2022M06": 3}, 13, "一季度 + 4月至6月"),
        ("2022H2", {"2022C06": 7, "2022": 20}, 13, "全年 − 1—6月累计"),
        ("2022", {"2022H1": 7, "2022Q3": 8, "2022Q4": 9}, 24, "上半年 + 三季度 + 四季度"),
        ("2022C06", {"2022H1": 7}, 7, "取上半年的数"),
        ("2022C08", {"2022H1": 7, "2022M07": 1, "2022M08": 1}, 9, "上半年 + 7月 + 8月"),
    ],
)
def test_that_a_way_is_told_in_words(wanted, typed, amount, words):
    figure = figure_from(OUTPUT, at(wanted), by_period(typed))
    assert (figure.amount, figure.way.text) == (amount, words)


def test_that_only_cumulative_figures_are_taken_from_others():
    assert found(OUTPUT, "2022Q2", {"2022H1": 20, "2022Q1": 7}) is None
    assert found(OUTPUT, "2022H1", {"2022": 20, "2022H2": 7}) is None


def test_that_what_could_not_be_typed_does_not_follow():
    shrinking = {"2022C03": 7, "2022C06": 5}
    assert found(OUTPUT, "2022Q2", shrinking) is None
    assert found(PROFIT, "2022Q2", shrinking) == -2


def test_that_nothing_follows_from_another_year():
    assert found(OUTPUT, "2022Q2", {"2021C03": 7, "2021C06": 9}) is None


def test_that_a_stock_is_that_of_every_period_of_the_same_end():
    june = {"2022M06": 120}
    assert [period for period in EVERY if found(STAFF, period, june) == 120] == [
        "2022H1",
        "2022C06",
        "2022Q2",
        "2022M06",
    ]
    figure = figure_from(STAFF, at("2022Q2"), by_period(june))
    assert figure.way.text == "取6月的期末数"


def test_that_a_stock_never_adds_up():
    assert found(STAFF, "2022Q1", {"2022M01": 1, "2022M02": 2}) is None
    assert found(STAFF, "2022Q2", {"2022M04": 1, "2022M05": 2, "2022M06": 3}) == 3


def test_that_a_rate_follows_only_from_the_same_months():
    assert found(SHARE, "2022H1", {"2022Q1": 4, "2022Q2": 6}) is None
    assert found(SHARE, "2022H1", {"2022C06": 5}) == 5


def test_that_a_half_year_that_its_quarters_contradict_stands_and_shows_it():
    typed = by_period({"2022H1": 20, "2022Q1": 7, "2022Q2": 8})
    assert figure_from(OUTPUT, at("2022H1"), typed).amount == 20
    other = differing(OUTPUT, at("2022H1"), typed)
    assert (other.amount, other.way.text) == (15, "两个季度合计")
    assert differing(OUTPUT, at("2022Q1"), typed) is None


def test_that_what_follows_in_two_ways_shows_it():
    typed = by_period({"2022C03": 7, "2022Q2": 8, "2022C05": 10, "2022M06": 6})
    other = differing(OUTPUT, at("2022H1"), typed)
    assert (other.amount, other.way.text) == (15, "1—3月累计 + 二季度")
