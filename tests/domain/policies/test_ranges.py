"""Ranges held against every value that they stand for, one by one."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from itertools import product

import pytest

from domain.policies.language import nodes, ranges
from domain.policies.language.measures import Comparator, Type
from domain.policies.language.ranges import NEVER, Doubt, Range, Result, Verdict
from domain.policies.language.tariffs import unreachable
from domain.policies.one.evaluation import parameter_bounds, parameter_on

FEW = range(-2, 3)
FINEST = Fraction(1, 2)
BOUND = 1_000
HOLDS: dict[Comparator, Callable[[int, int], bool]] = {
    Comparator.AT_LEAST: lambda a, b: a >= b,
    Comparator.MORE_THAN: lambda a, b: a > b,
    Comparator.AT_MOST: lambda a, b: a <= b,
    Comparator.LESS_THAN: lambda a, b: a < b,
    Comparator.EQUAL: lambda a, b: a == b,
    Comparator.NOT_EQUAL: lambda a, b: a != b,
}
NO_VALUE = Doubt("没有")


def of(name: str) -> list[Range]:
    """Return every range between a few values; those that are open wait for this, and a person must say."""
    return [
        Range(low, high) if low == high else Range(low, high, frozenset({name}), frozenset({Doubt(name)}))
        for low in FEW
        for high in range(low, FEW.stop)
    ]


PAIRS = list(product(of("a"), of("b")))


def causes(found: Range | Verdict) -> tuple[set[str], set[str]]:
    return set(found.missing), {one.text for one in found.doubts}


def named(*parts: Range) -> set[str]:
    return {name for part in parts for name in part.missing}


def values(part: Range) -> range:
    return range(int(part.low), int(part.high) + 1)


@pytest.mark.parametrize("comparator", Comparator)
def test_that_a_comparison_is_decided_once_all_values_agree(comparator: Comparator):
    for left, right in PAIRS:
        turned = {HOLDS[comparator](a, b) for a in values(left) for b in values(right)}
        found = ranges.compare(left, comparator, right)
        if len(turned) == 1:
            assert found == Verdict(Result.TRUE if turned == {True} else Result.FALSE), (left, right)
        else:
            assert (found.result, causes(found)) == (Result.MISSING, (named(left, right), set()))
        bare = [part._replace(missing=frozenset()) for part in (left, right)]
        doubtful = ranges.compare(bare[0], comparator, bare[1])
        if len(turned) == 1:
            assert doubtful == found
        else:
            assert (doubtful.result, causes(doubtful)) == (Result.UNDECIDABLE, (set(), named(left, right)))
    for one in of("a"):
        assert (
            ranges.compare(one, comparator, NEVER) == ranges.FALSE == ranges.compare(NEVER, comparator, one)
        )


def test_that_fractions_are_compared_with_whole_numbers_and_with_each_other():
    for comparator, (a, b) in product(Comparator, product([0, Fraction(1, 3), FINEST, 1], repeat=2)):
        found = ranges.compare(Range.of(a), comparator, Range.of(b))
        assert (found.result is Result.TRUE) == HOLDS[comparator](a * 6, b * 6)


def test_that_what_is_worked_out_lies_between_the_least_and_the_most_that_it_can_be():
    for left, right in PAIRS:
        every = list(product(values(left), values(right)))
        known = [
            (ranges.multiply(left, right), [a * b for a, b in every]),
            (ranges.combine(lambda a, b: a + b, (left, right)), [a + b for a, b in every]),
            (ranges.combine(lambda a, b: a - b, (left, right), frozenset({1})), [a - b for a, b in every]),
            (ranges.negate(left), [-a for a in values(left)]),
        ]
        if 0 not in values(right):
            quotient = ranges.divide(left, right, bound=BOUND, doubt=NO_VALUE)
            known.append((quotient, [Fraction(a, b) for a, b in every]))
        for found, results in known:
            assert (found.low, found.high) == (min(results), max(results)), (left, right)
            waits = named(left) if found is known[3][0] else named(left, right)
            assert causes(found) == ((waits, waits) if min(results) < max(results) else (set(), set()))
            assert found.is_exact == (min(results) == max(results))
            assert not found.is_empty


def test_that_by_what_may_be_nothing_a_quotient_may_be_anything():
    for left, right in PAIRS:
        found = ranges.divide(left, right, bound=BOUND, doubt=NO_VALUE)
        if right == Range.of(0):
            assert found == Range(-BOUND, BOUND, doubts=frozenset({NO_VALUE}))
        elif 0 in values(right):
            assert found[:2] == (-BOUND, BOUND)
            assert causes(found) == (named(left, right), named(left, right))


def test_that_growth_has_a_value_where_the_base_is_above_nothing():
    for now, base in PAIRS:
        found = ranges.growth(now, base, bound=BOUND, doubt=NO_VALUE)
        if not base.is_exact:
            assert (found[:2], causes(found)) == ((-BOUND, BOUND), (named(now, base), named(now, base)))
        elif base.low <= 0:
            assert found == Range(-BOUND, BOUND, doubts=frozenset({NO_VALUE}))
        else:
            results = [Fraction(one, int(base.low)) - 1 for one in values(now)]
            assert (found[:2], causes(found)) == ((results[0], results[-1]), (named(now), named(now)))


def test_that_nothing_comes_of_a_day_that_does_not_exist():
    def divide(left: Range, right: Range) -> Range:
        return ranges.divide(left, right, bound=BOUND, doubt=NO_VALUE)

    def growth(left: Range, right: Range) -> Range:
        return ranges.growth(left, right, bound=BOUND, doubt=NO_VALUE)

    def added(left: Range, right: Range) -> Range:
        return ranges.combine(lambda a, b: a + b, (left, right))

    def chosen(left: Range, right: Range) -> Range:
        return ranges.choose(Verdict(Result.MISSING, frozenset({"c"})), left, right)

    assert NEVER.is_empty
    assert ranges.negate(NEVER) is NEVER
    for work in (ranges.multiply, divide, growth, added, chosen):
        for one in of("a"):
            assert work(one, NEVER) is NEVER is work(NEVER, one), work


def test_that_one_or_the_other_is_what_the_condition_says_or_may_be_either():
    waits = Verdict(Result.MISSING, frozenset({"c"}), frozenset({Doubt("c")}))
    for then, otherwise in PAIRS:
        assert ranges.choose(ranges.TRUE, then, otherwise) is then
        assert ranges.choose(ranges.FALSE, then, otherwise) is otherwise
        found = ranges.choose(waits, then, otherwise)
        low, high = min(then.low, otherwise.low), max(then.high, otherwise.high)
        reasons = {"c"} | named(then, otherwise) if low < high else set()
        assert (found[:2], causes(found)) == ((low, high), (reasons, reasons))


def test_that_conditions_together_are_as_certain_as_they_can_be():
    """且 and 或 held against every way in which what is open may turn out."""
    open_ones = [
        Verdict(Result.MISSING, frozenset({"a"})),
        Verdict(Result.UNDECIDABLE, doubts=frozenset({NO_VALUE})),
    ]
    for parts in product([ranges.TRUE, ranges.FALSE, *open_ones], repeat=3):
        ways = list(product(*([True, False] if one in open_ones else [one is ranges.TRUE] for one in parts)))
        waiting = {one.result for one in parts if one in open_ones}
        for joined, gather in ((ranges.all_of, all), (ranges.any_of, any)):
            turned = {gather(way) for way in ways}
            found = joined(parts)
            if len(turned) == 1:
                assert found == Verdict(Result.TRUE if turned == {True} else Result.FALSE)
            else:
                expected = Result.MISSING if Result.MISSING in waiting else Result.UNDECIDABLE
                assert found == next(one for one in open_ones if one.result is expected)
    assert [ranges.opposite(one) for one in (ranges.TRUE, ranges.FALSE, *open_ones)] == [
        ranges.FALSE, ranges.TRUE, *open_ones,
    ]  # fmt: skip


def test_that_a_result_is_written_as_it_is_kept():
    assert {one: one.as_json for one in Result} == {
        Result.TRUE: True, Result.FALSE: False, Result.MISSING: "missing", Result.UNDECIDABLE: "manual",
    }  # fmt: skip


@pytest.mark.parametrize("later", Comparator)
@pytest.mark.parametrize("earlier", Comparator)
def test_that_a_tier_is_out_of_reach_where_no_figure_reaches_it_first(earlier: Comparator, later: Comparator):
    figures = [at * FINEST for at in range(-1, 8)]
    for first, second in product(range(1, 4), repeat=2):
        tiers = [
            nodes.Tier(comparator, nodes.Literal(bound, Type.NUMBER), nodes.Literal(0, Type.MONEY))
            for comparator, bound in ((earlier, first), (later, second))
        ]
        reached = [one for one in figures if HOLDS[later](one, second) and not HOLDS[earlier](one, first)]
        assert (unreachable(tiers) is None) == bool(reached), (first, second)


def test_that_it_is_said_in_which_order_tiers_are_reached():
    for comparator, order in ((Comparator.AT_LEAST, "从大到小"), (Comparator.LESS_THAN, "从小到大")):
        for bounds, index in (((1, 2, 0, 2), 1 + (order == "从小到大")), ((2, 2), 1)):
            written = [nodes.Literal(one, Type.NUMBER) for one in bounds]
            tiers = [nodes.Tier(comparator, one, nodes.Literal(0, Type.MONEY)) for one in written]
            found = unreachable(tiers)
            assert found is not None
            assert found[0] == index
            assert order in found[1]
            assert f"{comparator} {bounds[index]}”这一档永远轮不到" in found[1]


def test_that_of_a_bound_that_is_worked_out_it_is_not_known_what_reaches_it(dictionary):
    one, computed = (
        nodes.Literal(1, Type.NUMBER),
        nodes.Attribute(dictionary.indicators["output_value"], Type.NUMBER),
    )
    for bounds in ((one, computed), (computed, one), (computed, computed)):
        tiers = [nodes.Tier(Comparator.AT_LEAST, bound, nodes.Literal(0, Type.MONEY)) for bound in bounds]
        assert unreachable(tiers) is None


def test_that_a_figure_from_outside_may_be_nothing_before_its_first_day():
    day = date(2022, 1, 1)
    known = {(3,): (0, 4), (3, 5): (0, 6), (5, 3): (0, 6), (-2, 4): (-2, 5), (-2, -1): (-2, 1), (0,): (0, 1)}
    for figures, wide in known.items():
        dated = tuple(nodes.DatedFigure(day, one) for one in figures)
        node = nodes.Parameter("率", dated, nodes.Literal(day.toordinal(), Type.DATE), Type.RATE)
        assert parameter_bounds(node, may_be_before=False) == (min(figures), max(figures))
        assert parameter_bounds(node, may_be_before=True) == wide


def test_that_a_figure_from_outside_is_the_last_in_force_and_before_the_first_there_is_none():
    days, figures = [date(2022, 1, 1), date(2022, 3, 1), date(2022, 8, 1)], (3, 5, 4)
    dated = tuple(nodes.DatedFigure(day, one) for day, one in zip(days, figures, strict=True))
    node = nodes.Parameter("率", dated, nodes.Literal(days[0].toordinal(), Type.DATE), Type.RATE)
    for day, following, figure in zip(days, [*days[1:], date(2023, 1, 1)], figures, strict=True):
        for at in (day.toordinal(), following.toordinal() - 1):
            assert parameter_on(node, at) == Range.of(figure)
    before = parameter_on(node, days[0].toordinal() - 1)
    assert before[:2] == parameter_bounds(node, may_be_before=True)
    assert [doubt.text for doubt in before.doubts] == ["率从 2022-01-01 起才有数值，2021-12-31 没有"]
