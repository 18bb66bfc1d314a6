"""What is still possible, held against every value that it may be: comparing, computing, lines of tariffs."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import product

import pytest

from domain.policies.language import nodes
from domain.policies.language.measures import MONEY, Comparator
from domain.policies.language.nodes import Literal
from domain.policies.language.ranges import (
    FALSE,
    NEVER,
    TRUE,
    Doubt,
    Range,
    Result,
    Verdict,
    choose,
    compare,
    divide,
    growth,
    multiply,
    negate,
)
from domain.policies.language.tariffs import unreachable
from domain.policies.one.evaluation import parameter_bounds, parameter_on
from domain.policies.trace import Check, Decision, Outcome
from domain.values.money import NO_MONEY

HALVES = [Fraction(half, 2) for half in range(-4, 5)]
DOUBT = Doubt("没有值")
HOLDS = {
    Comparator.AT_LEAST: lambda one, other: one >= other,
    Comparator.MORE_THAN: lambda one, other: one > other,
    Comparator.AT_MOST: lambda one, other: one <= other,
    Comparator.LESS_THAN: lambda one, other: one < other,
    Comparator.EQUAL: lambda one, other: one == other,
    Comparator.NOT_EQUAL: lambda one, other: one != other,
}


def ranges() -> Iterator[Range]:
    """Yield ranges of whole ends, one that is open waiting for a figure; and one that is nothing."""
    for low, high in product(range(-2, 3), repeat=2):
        if low <= high:
            yield Range(low, high, frozenset({"甲"} if low < high else ()))
    yield NEVER


def values(one: Range) -> list[Fraction]:
    return [value for value in HALVES if one.low <= value <= one.high]


@pytest.mark.parametrize("comparator", Comparator)
def test_that_a_comparison_is_decided_exactly_where_every_value_agrees(comparator):
    for left, right in product(ranges(), repeat=2):
        ways = {HOLDS[comparator](*pair) for pair in product(values(left), values(right))}
        found = compare(left, comparator, right)
        if len(ways) == 2:
            assert found == Verdict(Result.MISSING, frozenset({"甲"})), (left, right)
            doubtful = Range(left.low, left.high, doubts=frozenset({DOUBT}))
            if not left.is_exact and right.is_exact:
                assert compare(doubtful, comparator, right) == Verdict(
                    Result.UNDECIDABLE, doubts=frozenset({DOUBT})
                )
        else:
            assert found == (TRUE if ways == {True} else FALSE), (left, right)


def test_that_what_is_computed_of_what_is_possible_is_all_that_is_possible_and_no_more():
    bound = 100
    for left, right in product(ranges(), repeat=2):
        firsts, seconds = values(left), values(right)
        if not firsts or not seconds:
            assert multiply(left, right) == NEVER
            assert divide(left, right, bound=bound, doubt=DOUBT) == NEVER
            assert growth(left, right, bound=bound, doubt=DOUBT) == NEVER
            assert choose(Verdict(Result.MISSING), left, right) == NEVER
            continue
        products = [one * other for one, other in product(firsts, seconds)]
        found = multiply(left, right)
        assert (found.low, found.high) == (min(products), max(products))
        found = choose(Verdict(Result.MISSING), left, right)
        assert (found.low, found.high) == (min(firsts + seconds), max(firsts + seconds))
        assert choose(TRUE, left, right) is left
        assert choose(FALSE, left, right) is right
        found = divide(left, right, bound=bound, doubt=DOUBT)
        if 0 in seconds:
            assert (found.low, found.high) == (-bound, bound)
            assert found.doubts == (frozenset({DOUBT}) if seconds == [0] else frozenset())
        else:
            quotients = [one / other for one, other in product(firsts, seconds)]
            assert (found.low, found.high) == (min(quotients), max(quotients))
        found = growth(left, right, bound=bound, doubt=DOUBT)
        if right.is_exact and right.low > 0:
            grown = [one / right.low - 1 for one in firsts]
            assert (found.low, found.high) == (min(grown), max(grown))
        else:
            assert (found.low, found.high) == (-bound, bound)
            assert found.doubts == (frozenset({DOUBT}) if right.is_exact else frozenset())
    for one in ranges():
        turned = sorted(-value for value in values(one))
        found = negate(one)
        assert found == NEVER if not turned else (found.low, found.high) == (turned[0], turned[-1])


def test_that_a_line_is_said_to_be_out_of_reach_exactly_where_all_that_reaches_it_has_reached_another():
    comparators = [one for one in Comparator if one is not Comparator.NOT_EQUAL]
    gives = Literal(1, MONEY)
    for first, second in product(product(comparators, range(-1, 2)), repeat=2):
        tiers = [
            nodes.Tier(comparator, Literal(bound, MONEY), gives) for comparator, bound in (first, second)
        ]
        (way, bound), (later, line) = first, second
        is_forestalled = all(HOLDS[way](value, bound) for value in HALVES if HOLDS[later](value, line))
        found = unreachable(tiers)
        assert (found is not None) == is_forestalled, (first, second)
        if found is not None:
            at, why = found
            wanted = "从大到小" if later in (Comparator.AT_LEAST, Comparator.MORE_THAN) else "从小到大"
            assert (at, f"请{wanted}写" in why) == (1, True)


def test_that_a_figure_from_outside_is_the_last_that_is_in_force():
    for given in ([3], [3, 5], [5, 3], [-3, 2, -5]):
        days = [date(2022, 1, 1 + at) for at in range(len(given))]
        dated = [nodes.DatedFigure(day, value) for day, value in zip(days, given, strict=True)]
        node = nodes.Parameter("利率", tuple(dated), Literal(0, MONEY), MONEY)
        assert parameter_bounds(node, may_be_before=False) == (min(given), max(given))
        # Before there is one it may be anything up to 0, or more than all.
        low, high = parameter_bounds(node, may_be_before=True)
        assert (low, high) == (min(0, *given), max(0, *given) + 1)
        for day, following, value in zip(days, [*days[1:], date(2022, 2, 1)], given, strict=True):
            for at in {day.toordinal(), following.toordinal() - 1}:
                assert parameter_on(node, at) == Range.of(value)
        before = parameter_on(node, days[0].toordinal() - 1)
        assert (before.low, before.high) == (low, high)
        assert [doubt.text for doubt in before.doubts] == ["利率从 2022-01-01 起才有数值，2021-12-31 没有"]


def test_that_every_condition_has_a_line_of_its_own_and_rows_say_whose_they_are():
    single = Check("产值", "5万元", "不低于 3万元", Result.TRUE)
    plain = Check("已公示", "是", "", Result.MISSING)
    either = Check("甲或乙", "无", "有其一", Result.FALSE, parts=(single, plain))
    row = Check("第 1 笔贷款", "", "", Result.UNDECIDABLE, parts=(single, plain))
    decision = Decision("c", Outcome.NOT_MET, NO_MONEY, (single, plain, either, row))
    assert [(one["text"], one["found"], one["required"], one["result"]) for one in decision.as_json()] == [
        ("产值", "5万元", "不低于 3万元", True),
        ("已公示", "是", "", "missing"),
        ("甲或乙", "无", "有其一", False),
        ("第 1 笔贷款：产值", "5万元", "不低于 3万元", True),
        ("第 1 笔贷款：已公示", "是", "", "missing"),
    ]
