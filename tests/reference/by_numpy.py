"""The ten clauses of 郑东新区 2022, by hand over int64 columns.

What somebody would write who knows numpy and the policy, and nothing else: the measure for the speed of the
program's own evaluator. Conditions are 0 fails, 1 missing, 2 for a person, 3 holds.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
KINDS = (
    "industry",
    "construction",
    "wholesale",
    "retail",
    "lodging",
    "catering",
    "software",
    "services",
    "other",
)
WAN = 1_000_000
YI = 10_000 * WAN


class Known(NamedTuple):
    """Figures, truths, ordinals or places in `KINDS`, and where they were entered; no date is ordinal 0."""

    value: Array
    entered: Array


class Projects(NamedTuple):
    """Every project, with the place of its enterprise; ``listed`` says whose list was entered."""

    owner: Array
    listed: Array
    planned: Known
    start: Known
    counted: Known
    invested: Known


Columns = Mapping[str, Known]
Decided = tuple[Array, Array]
"""States, of which 3 with an amount is granted; amounts in fen."""


def decide(of: Columns, projects: Projects) -> dict[str, Decided]:
    """Decide the ten clauses. Columns are called ``output_value[2022H1]`` or by the attribute's name."""
    industry, above = _is(of, "industry"), _flag(of["above_scale"])
    output, output_before = of["output_value[2022H1]"], of["output_value[2021H1]"]
    revenue, revenue_before = of["revenue[2022H1]"], of["revenue[2021H1]"]
    sales, sales_before = of["sales[2022Q2]"], of["sales[2021Q2]"]
    grew_10 = _grew(output, output_before, 1, 10)
    revenue_grew = _grew(revenue, revenue_before)
    sales_grew = _grew(sales, sales_before, 15, 100)
    return {
        "rent": _rent(of),
        "freight": _freight(of, _least(industry, above, _grew(output, output_before))),
        "project": _projects(projects),
        "output": _awarded(
            _least(industry, above, grew_10, revenue_grew),
            np.minimum((output.value - output_before.value) // (1000 * WAN) * (2 * WAN), 20 * WAN),
        ),
        "energy": _energy(of, _least(industry, above, grew_10, _at_least(output, 5000 * WAN))),
        "software_growth": _software(of, _least(_is(of, "software"), above, revenue_grew)),
        "software_new": _software_new(of, revenue_grew),
        "construction": _construction(of),
        "consumer": _consumer(of, _least(above, sales_grew)),
        "wholesale": _awarded(
            _least(_is(of, "wholesale"), above, sales_grew, _at_least(sales, YI), _below(sales, 5 * YI)),
            _by_growth(sales, sales_before),
        ),
    }


def _rent(of: Columns) -> Decided:
    moved, entry, rent = of["move_in_date"], of["stat_entry_date"], of["annual_rent[2022]"]
    early = _between(moved, date(2022, 4, 1), date(2022, 6, 30))
    late = _between(moved, date(2022, 7, 1), date(2022, 12, 31))
    in_time = _any(
        _least(early, _between(entry, date.min, date(2022, 6, 30))),
        _least(late, _between(entry, date.min, date(2022, 12, 31))),
    )
    state = _least(
        _is(of, "construction"), _flag(of["headquarters"]), _flag(of["owns_office"], wanted=False), in_time
    )
    fifth = np.minimum((rent.value * 20 + 50) // 100, 50 * WAN)
    tenth = np.minimum((rent.value * 10 + 50) // 100, 30 * WAN)
    return _awarded(state, np.where(early == 3, fifth, tenth), ~rent.entered)


def _freight(of: Columns, state: Array) -> Decided:
    freight = of["freight_domestic[2022Q2]"]
    amount = np.minimum((freight.value * 5 + 50) // 100, 20 * WAN)
    return _awarded(_least(state, _at_least(freight, 30 * WAN)), amount)


def _energy(of: Columns, state: Array) -> Decided:
    power, gas = of["electricity_cost[2022Q2]"], of["gas_cost[2022Q2]"]
    enough = _any(_at_least(power, 5 * WAN), _at_least(gas, 5 * WAN))
    state = _least(
        state, _flag(of["strategic_emerging"]), _flag(of["high_energy_consumption"], wanted=False), enough
    )
    counted = np.where(power.value >= 5 * WAN, power.value, 0) + np.where(gas.value >= 5 * WAN, gas.value, 0)
    amount = np.minimum((counted * 20 + 50) // 100, 5 * WAN)
    return _awarded(state, amount, ~(power.entered & gas.entered) & (amount < 5 * WAN))


def _software(of: Columns, state: Array) -> Decided:
    revenue, before = of["revenue[2022H1]"], of["revenue[2021H1]"]
    third, second = of["revenue[2022Q3]"], of["revenue[2022Q2]"]
    state = _least(state, _grew(third, second))
    over_year = _tenths(revenue, before)
    over_quarter = _tenths(third, second)
    steps = np.minimum(over_year, over_quarter)
    more = np.where((revenue.value >= 1000 * WAN) & (steps >= 1), steps, 0)
    return _awarded(state, np.minimum(2 * WAN + more * (2 * WAN), 10 * WAN))


def _software_new(of: Columns, revenue_grew: Array) -> Decided:
    entry = of["stat_entry_date"]
    half = _between(entry, date(2022, 1, 1), date(2022, 6, 30))
    quarter = _between(entry, date(2022, 7, 1), date(2022, 9, 30))
    third_grew = _grew(of["revenue[2022Q3]"], of["revenue[2021Q3]"])
    new = _any(_least(half, revenue_grew), _least(quarter, third_grew))
    return _awarded(_least(_is(of, "software"), new), np.where(half == 3, 10 * WAN, 5 * WAN))


def _construction(of: Columns) -> Decided:
    output, before = of["output_value[2022Q2]"], of["output_value[2021Q2]"]
    state = _least(
        _is(of, "construction"),
        _between(of["stat_entry_date"], date.min, date(2022, 6, 30)),
        _at_least(output, 5000 * WAN),
        _grew(output, before, 15, 100),
    )
    large = np.where(_is_up(output, before, 30), 10 * WAN, 5 * WAN)
    return _awarded(state, np.where(output.value >= YI, large, 3 * WAN))


def _consumer(of: Columns, state: Array) -> Decided:
    kind, sales, before = of["industry_kind"], of["sales[2022Q2]"], of["sales[2021Q2]"]
    retail = kind.value == KINDS.index("retail")
    consumer = retail | (kind.value == KINDS.index("lodging")) | (kind.value == KINDS.index("catering"))
    who = np.where(kind.entered, np.where(consumer, 3, 0), 1)
    bound = np.where(retail, YI, 200 * WAN)
    enough = np.where(sales.entered, np.where(sales.value >= bound, 3, 0), 1)
    unknown = sales.entered & ~kind.entered
    enough = np.where(unknown & (sales.value >= 200 * WAN) & (sales.value < YI), 1, enough)
    return _awarded(_least(who, state, enough), _by_growth(sales, before))


def _projects(projects: Projects) -> Decided:
    size = len(projects.listed)
    state = _least(
        _between(projects.start, date(2022, 1, 1), date(2022, 6, 30)),
        _flag(projects.counted),
        _flag(projects.invested),
        _at_least(projects.planned, YI),
    )
    planned = projects.planned.value
    steps = [planned >= 20 * YI, planned >= 10 * YI, planned >= 5 * YI]
    award = np.select(steps, [20 * WAN, 10 * WAN, 5 * WAN], 3 * WAN)
    amount = np.zeros(size, np.int64)
    np.add.at(amount, projects.owner[state == 3], award[state == 3])
    has_open = np.bincount(projects.owner[state == 1], minlength=size) > 0
    has_granted = np.bincount(projects.owner[state == 3], minlength=size) > 0
    whole = np.where(has_open | ~projects.listed, 1, np.where(has_granted, 3, 0))
    return _awarded(whole, amount)


def _awarded(state: Array, amount: Array, lacks: Array | None = None) -> Decided:
    if lacks is not None:
        state = np.where((state == 3) & lacks, 1, state)
    return state, np.where(state == 3, amount, 0)


def _least(*states: Array) -> Array:
    result = states[0]
    for state in states[1:]:
        result = np.minimum(result, state)
    return result


def _any(first: Array, second: Array) -> Array:
    either = np.maximum(first, second)
    one_missing = (first == 1) | (second == 1)
    return np.where((either == 2) & one_missing, 1, either)


def _is(of: Columns, kind: str) -> Array:
    column = of["industry_kind"]
    return np.where(column.entered, np.where(column.value == KINDS.index(kind), 3, 0), 1)


def _flag(column: Known, *, wanted: bool = True) -> Array:
    return np.where(column.entered, np.where(column.value == wanted, 3, 0), 1)


def _between(column: Known, first: date, last: date) -> Array:
    day = column.value
    within = (day >= first.toordinal()) & (day <= last.toordinal())
    return np.where(column.entered, np.where(within, 3, 0), 1)


def _at_least(column: Known, bound: int) -> Array:
    return np.where(column.entered, np.where(column.value >= bound, 3, 0), 1)


def _below(column: Known, bound: int) -> Array:
    return np.where(column.entered, np.where(column.value < bound, 3, 0), 1)


def _grew(now: Known, base: Known, above: int = 0, below: int = 1) -> Array:
    """Did it grow by at least ``above / below``; by anything at all where that is 0?"""
    difference = now.value - base.value
    grew = difference * below >= base.value * above if above else difference > 0
    known = np.where(now.entered & base.entered, np.where(grew, 3, 0), 1)
    return np.where(base.entered & (base.value <= 0), 2, known)


def _is_up(now: Known, base: Known, percent: int) -> Array:
    return np.asarray((now.value - base.value) * 100 >= base.value * percent)


def _tenths(now: Known, base: Known) -> Array:
    return (now.value - base.value) * 10 // np.maximum(base.value, 1)


def _by_growth(now: Known, base: Known) -> Array:
    return np.where(_is_up(now, base, 30), 6 * WAN, np.where(_is_up(now, base, 20), 4 * WAN, 2 * WAN))
