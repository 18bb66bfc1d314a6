"""Columns of exact numbers, held against Python's own fractions."""

from datetime import date
from fractions import Fraction
from itertools import product
from math import floor

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.policies.language import functions
from domain.policies.language.measures import Elapse
from domain.policies.many import arithmetic
from domain.policies.many.numbers import Numbers, places_of
from domain.policies.many.ranges import LATE, NO_HELP, End, Keys, Ranges
from domain.policies.one import evaluation
from domain.values.money import round_half_up

MOST = 2**62
NUMERATORS = st.integers(-MOST, MOST) | st.integers(-20, 20)
DENOMINATORS = st.integers(1, MOST) | st.integers(1, 20)
FRACTIONS = st.tuples(NUMERATORS, DENOMINATORS)


def column(pairs: list[tuple[int, int]]) -> Numbers:
    nums, dens = (np.array(part, np.int64) for part in zip(*pairs, strict=True))
    return Numbers(nums, int(np.abs(nums).max()), dens, int(dens.max()))


def values(numbers: Numbers) -> list[Fraction]:
    """What they are, none of them further than they say that they can reach."""
    nums, dens = np.broadcast_arrays(np.asarray(numbers.num), np.asarray(numbers.den))
    assert max(map(abs, nums.tolist())) <= numbers.reach
    assert max(dens.tolist()) <= numbers.den_reach
    assert min(dens.tolist()) > 0
    return [Fraction(num, den) for num, den in zip(nums.tolist(), dens.tolist(), strict=True)]


def test_that_sums_over_a_denominator_of_each_column_are_exact():
    sixths, quarters = (Numbers(np.array([1, -5]), 5, den, den) for den in (6, 4))
    assert values(sixths + quarters) == [Fraction(5, 12), Fraction(-25, 12)]
    assert values(sixths - quarters) == [Fraction(-1, 12), Fraction(5, 12)]


@given(st.lists(st.tuples(FRACTIONS, FRACTIONS), min_size=1))
@example([((MOST, 3), (MOST - 1, 3)), ((-MOST, 1), (MOST, 1)), ((2, 4), (1, 2)), ((0, 5), (-1, MOST))])
def test_that_fractions_of_any_size_compare_exactly(pairs: list[tuple[tuple[int, int], tuple[int, int]]]):
    left, right = (column([pair[side] for pair in pairs]) for side in (0, 1))
    exact = [(Fraction(*one), Fraction(*other)) for one, other in pairs]
    assert left.is_below(right).tolist() == [one < other for one, other in exact]
    assert left.equals(right).tolist() == [one == other for one, other in exact]


def test_that_a_product_reaches_from_the_least_to_the_greatest():
    def between(low: int, high: int) -> Ranges:
        ends = (End(Numbers.column(np.array([one]))) for one in (low, high))
        return Ranges(*ends, np.array([NO_HELP]))

    sides = [pair for pair in product(range(-2, 4), repeat=2) if pair[0] < pair[1]]
    for left, right in product(sides, repeat=2):
        found = arithmetic.multiply(between(*left), between(*right), np.zeros(1, bool))
        every = [one * other for one, other in product(left, right)]
        assert [end.numbers.whole().tolist() for end in (found.low, found.high)] == [
            [min(every)],
            [max(every)],
        ]


def test_that_only_figures_that_come_late_are_not_named():
    keys = Keys()
    bits = [int(keys.bit(f"f{at}")) for at in range(70)]
    assert [keys.named(bit) for bit in bits] == [[f"f{at}"] if at < 61 else [LATE] for at in range(70)]


@given(st.lists(st.tuples(FRACTIONS, FRACTIONS), min_size=1))
@example([((MOST, 3), (MOST - 1, 3)), ((-MOST, 1), (MOST, 1)), ((2, 4), (-1, 2)), ((0, 5), (-1, MOST))])
@example([((7, 3), (2, 1)), ((-7, 3), (5, 1))])
def test_that_arithmetic_on_fractions_of_any_size_is_exact(
    pairs: list[tuple[tuple[int, int], tuple[int, int]]],
):
    left, right = (column([pair[side] for pair in pairs]) for side in (0, 1))
    exact = [(Fraction(*one), Fraction(*other)) for one, other in pairs]
    assert values(left + right) == [one + other for one, other in exact]
    assert values(left - right) == [one - other for one, other in exact]
    assert values(left * right) == [one * other for one, other in exact]
    if all(other for _, other in exact):
        assert values(left / right) == [one / other for one, other in exact]
    assert left.floored().tolist() == [floor(one) for one, _ in exact]
    assert values(left.to_whole()) == [round_half_up(one) for one, _ in exact]


@given(st.lists(FRACTIONS, min_size=1), FRACTIONS)
def test_that_fractions_compare_exactly_with_one_for_all(pairs: list[tuple[int, int]], one: tuple[int, int]):
    left, right = column(pairs), Numbers.of(Fraction(*one))
    assert left.is_below(right).tolist() == [Fraction(*pair) < Fraction(*one) for pair in pairs]
    assert right.is_below(left).tolist() == [Fraction(*one) < Fraction(*pair) for pair in pairs]
    assert left.equals(right).tolist() == [Fraction(*pair) == Fraction(*one) for pair in pairs]


def fractions(numbers: Numbers, size: int) -> list[Fraction]:
    nums, dens = (np.broadcast_to(np.array(part, object), size) for part in (numbers.num, numbers.den))
    return [Fraction(int(num), int(den)) for num, den in zip(nums, dens, strict=True)]


@settings(max_examples=40)
@given(st.lists(st.tuples(FRACTIONS, FRACTIONS), min_size=1))
@example([((MOST, 3), (MOST - 1, 5)), ((-MOST, 7), (1, MOST))])
@example([((1, 2), (MOST, 1)), ((1, 3), (MOST, 1))])
def test_that_fractions_of_any_size_are_reckoned_with_exactly(pairs: list[tuple[tuple[int, int], ...]]):
    left, right = (column([pair[side] for pair in pairs]) for side in (0, 1))
    exact = [(Fraction(*one), Fraction(*other)) for one, other in pairs]
    assert fractions(left + right, len(pairs)) == [one + other for one, other in exact]
    assert fractions(left - right, len(pairs)) == [one - other for one, other in exact]
    assert fractions(left * right, len(pairs)) == [one * other for one, other in exact]
    if all(other for _, other in exact):
        assert fractions(left / right, len(pairs)) == [one / other for one, other in exact]


@pytest.mark.parametrize("unit", Elapse)
def test_that_time_goes_by_in_columns_as_for_one(unit: Elapse):
    # From the end of August to the beginning of March, once with a 29th of February.
    first, last = date(2023, 8, 25).toordinal(), date(2024, 3, 5).toordinal()
    days = [*range(first, last, 3), *(date(2024, 2, at).toordinal() for at in (28, 29)), last - 5]
    days += [date(2022, 2, 28).toordinal(), date(2023, 1, 31).toordinal()]
    pairs = list(product(days, repeat=2))
    start, end = (Ranges.exact(Numbers.column(np.array(side))) for side in zip(*pairs, strict=True))
    elapsed = arithmetic.elapsed(start, end, unit, len(pairs)).low.numbers.whole()
    assert elapsed.tolist() == [functions.elapsed(*pair, unit) for pair in pairs]
    start = Ranges.exact(Numbers.column(np.array(days)))
    for count in (-13, -1, 1, 6, 13):
        shifted = arithmetic.shifted(start, count, unit, len(days)).low.numbers.whole()
        assert shifted.tolist() == [evaluation.shifted(day, count, unit) for day in days]


@pytest.mark.parametrize("size", [0, 7, 4095, 4096, 5003])
@pytest.mark.parametrize("one_of", [1, 2, 13, 400])
def test_that_the_places_of_a_mask_are_found_however_few_they_are(size: int, one_of: int):
    mask = np.random.default_rng(size).integers(0, one_of, size) == 0

    assert places_of(mask).tolist() == [at for at, is_so in enumerate(mask.tolist()) if is_so]
