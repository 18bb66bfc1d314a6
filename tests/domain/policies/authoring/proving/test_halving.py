"""Where a condition turns is found by few looks, and is where looking at every value finds it."""

from collections.abc import Callable
from random import Random

import pytest

from domain.enterprises.dictionary import Fact, FactKey, FactKind, RowKind
from domain.policies.authoring.proving.halving import Look, find_turn
from domain.policies.authoring.proving.knobs import Knob
from domain.policies.authoring.proving.turning import round_up
from domain.policies.language.ranges import Result

ROWS = Knob(FactKey("loans"), None, RowKind("loans", "贷款", {}))
AREA = Knob(FactKey("area"), Fact("area", "面积", FactKind.NUMBER, most=6_000))
FREIGHT = Knob(FactKey("freight"), Fact("freight", "运费", FactKind.MONEY))
DECIDED = (Result.TRUE, Result.FALSE)
GAPS: dict[str, Callable[[int], int] | None] = {
    "nothing known": None,
    "a line": lambda beyond: 3 * beyond,
    "a curve": lambda beyond: beyond**3,
    "a step": lambda beyond: 1 if beyond >= 0 else -1,
}


def looking(
    at: int, *, holds_above: bool, gap: Callable[[int], int] | None, known: range
) -> Callable[[int], Look]:
    """Return what looks at a condition that turns at a value; outside of ``known`` it is open."""

    def look(number: int) -> Look:
        if number not in known:
            return Look(number, Result.MISSING, None)
        holds = (number >= at) is holds_above
        result = Result.TRUE if holds else Result.FALSE
        return Look(number, result, None if gap is None else gap(number - at))

    return look


def by_looking_at_all(
    look: Callable[[int], Look], start: int, knob: Knob, sign: int
) -> tuple[int, int, bool] | None:
    (least, most), number, first = knob.bounds, start, look(start).result
    while first in DECIDED and least <= number + sign * knob.step <= most:
        beside = number + sign * knob.step
        result = look(beside).result
        if result not in DECIDED:
            return None
        if result is not first:
            return min(number, beside), max(number, beside), look(max(number, beside)).result is Result.TRUE
        number = beside
    return None


@pytest.mark.parametrize("gap", GAPS.values(), ids=GAPS)
@pytest.mark.parametrize("knob", [ROWS, AREA], ids=["rows", "area"])
def test_that_a_turn_is_where_looking_at_every_value_finds_it(knob, gap):
    random, step, (_, most) = Random(1), knob.step, knob.bounds
    found = []
    for _ in range(150):
        start, at, first, last = (step * random.randint(0, most // step) for _ in range(4))
        known = range(-step, most + 2 * step) if random.random() < 0.5 else range(*sorted((first, last)))
        look = looking(at, holds_above=random.random() < 0.5, gap=gap, known=known)
        for sign in (1, -1):
            turn = find_turn(look, start, knob, upwards=sign > 0)
            said = None if turn is None else (turn.below, turn.above, turn.holds_above)
            assert said == by_looking_at_all(look, start, knob, sign), (start, at, known, sign)
            assert turn is None or turn.knob is knob
            found.append(turn)
    assert 20 < sum(turn is not None for turn in found) < 200


def test_that_a_turn_with_something_open_between_its_sides_is_none():
    def look(number: int) -> Look:
        return Look(
            number, Result.TRUE if number < 20 else Result.MISSING if number < 25 else Result.FALSE, None
        )

    assert find_turn(look, 10, ROWS, upwards=True) is None
    assert find_turn(look, 40, ROWS, upwards=False) is None
    assert find_turn(look, 22, ROWS, upwards=True) is None


def test_that_few_looks_are_enough_among_all_amounts():
    counts: dict[str, int] = {}
    random = Random(2)
    for name, gap in GAPS.items():
        for _ in range(40):
            start, at = random.randint(0, 10**9), random.randint(1, 10**12)
            seen: list[int] = []
            plain = looking(at, holds_above=True, gap=gap, known=range(10**15))

            def look(number: int, plain=plain, seen=seen) -> Look:
                seen.append(number)
                return plain(number)

            turn = find_turn(look, start, FREIGHT, upwards=start < at)
            assert (turn.below, turn.above, turn.holds_above) == (at - 1, at, True)
            counts[name] = max(counts.get(name, 0), len(seen))
    # Straight to where a line crosses; else by halves, of which a curve spoils every other one.
    assert counts["a line"] <= 6
    assert max(counts["nothing known"], counts["a step"]) <= 52
    assert counts["a curve"] <= 101


def round_by_trying(number: int, step: int) -> int:
    """Return what ends in most noughts, of all that is hardly more."""
    near = range(number, number + max(100, number // 100_000) + 1)
    kept = [one for one in near if one % step == 0] or [number]

    def noughts(one: int) -> int:
        return min(len(str(one)) - len(str(one).rstrip("0")), len(str(number)) - 1)

    best = max(map(noughts, kept))
    return number if best == 0 else next(one for one in kept if noughts(one) == best)


@pytest.mark.parametrize("knob", [FREIGHT, AREA], ids=["money", "area"])
def test_that_a_round_figure_is_the_one_with_most_noughts_that_is_hardly_more(knob):
    random = Random(3)
    numbers = [*range(90, 130), 899, 900, 901, 9_899, 9_900, 9_999_899, 9_999_900, 9_999_901, 99_999_000]
    numbers += [knob.step * random.randint(1, 10 ** random.randint(1, 5)) for _ in range(60)]
    for number in (one for one in numbers if one % knob.step == 0):
        assert round_up(number, knob) == round_by_trying(number, knob.step), number
