"""The formulas of the ten clauses, amounts in yuan."""

from collections.abc import Callable
from datetime import date
from functools import reduce
from typing import Any, Final

import numpy as np

from tests.bench.engines.openfisca.logic import FAILS, HOLDS, MISSING, Facts, Flagged, Logic, Plain
from tests.reference.by_numpy import Array

WAN: Final = 10_000
YI: Final = 10_000 * WAN


class Clauses:
    """The formulas: the outcome and the award of each clause, and what several of them read."""

    def __init__(self, logic: Logic, kinds: Any) -> None:
        self._logic = logic
        self._kinds = kinds

    def shared(self) -> dict[str, Callable[[Facts], Array]]:
        """Return the formulas that several clauses read."""
        grew, logic = self._grew, self._logic
        return {
            "is_above_scale": lambda of: logic.asked(of, of("above_scale"), "above_scale"),
            "is_industry": lambda of: self._is(of, "industry"),
            "is_construction": lambda of: self._is(of, "construction"),
            "is_software": lambda of: self._is(of, "software"),
            "output_grew": lambda of: grew(of, "output_value_H1", "output_value_H1-1"),
            "output_grew_10": lambda of: grew(of, "output_value_H1", "output_value_H1-1", 10),
            "revenue_grew": lambda of: grew(of, "revenue_H1", "revenue_H1-1"),
            "sales_grew_15": lambda of: grew(of, "sales_Q2", "sales_Q2-1", 15),
        }

    def outcomes(self) -> dict[str, tuple[Callable[[Facts], Array], Callable[[Facts], Array]]]:
        """Return for each clause the formula of its outcome, and of its award in yuan."""
        return {
            "rent": (self._rent, _rent_award),
            "freight": (self._freight, lambda of: _share(of("freight_domestic_Q2"), 5, 20 * WAN)),
            "project": (self._project, lambda of: of("project_sum")),
            "output": (self._output, _output_award),
            "energy": (self._energy, _energy_award),
            "software_growth": (self._software_growth, _software_growth_award),
            "software_new": (self._software_new, _software_new_award),
            "construction": (self._construction, _construction_award),
            "consumer": (self._consumer, _sales_award),
            "wholesale": (self._wholesale, _sales_award),
        }

    def project_state(self, of: Facts) -> Array:
        """Does a project qualify?"""
        asked = self._logic.asked
        return self._logic.all_of(
            self._dated(of, "start_date", date(2022, 1, 1), date(2022, 6, 30)),
            asked(of, of("in_statistics"), "in_statistics"),
            asked(of, of("has_actual_investment"), "has_actual_investment"),
            asked(of, of("planned_investment") >= YI, "planned_investment"),
        )

    def project_sum(self, of: Facts) -> Array:
        """What the projects of an enterprise that qualify come to, in yuan."""
        rows = of.members()
        planned = rows("planned_investment")
        award = np.select(
            [planned >= 20 * YI, planned >= 10 * YI, planned >= 5 * YI],
            [20 * WAN, 10 * WAN, 5 * WAN],
            3 * WAN,
        )
        holds = self._logic.holds(rows("project_state"))
        return _added(of, np.where(holds, award, 0))

    def _project(self, of: Facts) -> Array:
        state = of.members()("project_state")
        granted = _added(of, self._logic.holds(state)) > 0
        if isinstance(self._logic, Plain):
            return granted
        is_open = _added(of, state == MISSING) > 0
        return np.where(is_open | ~of.entered("projects"), MISSING, np.where(granted, HOLDS, FAILS))

    def _rent(self, of: Facts) -> Array:
        logic = self._logic
        in_time = logic.any_of(
            logic.all_of(
                self._dated(of, "move_in_date", date(2022, 4, 1), date(2022, 6, 30)),
                self._dated(of, "stat_entry_date", date(1, 1, 1), date(2022, 6, 30)),
            ),
            logic.all_of(
                self._dated(of, "move_in_date", date(2022, 7, 1), date(2022, 12, 31)),
                self._dated(of, "stat_entry_date", date(1, 1, 1), date(2022, 12, 31)),
            ),
        )
        state = logic.all_of(
            of("is_construction"),
            logic.asked(of, of("headquarters"), "headquarters"),
            logic.asked(of, ~of("owns_office"), "owns_office"),
            in_time,
        )
        return logic.lacking(of, state, True, "annual_rent")

    def _freight(self, of: Facts) -> Array:
        enough = self._at_least(of, "freight_domestic_Q2", 30 * WAN)
        return self._logic.all_of(of("is_industry"), of("is_above_scale"), of("output_grew"), enough)

    def _output(self, of: Facts) -> Array:
        return self._logic.all_of(
            of("is_industry"), of("is_above_scale"), of("output_grew_10"), of("revenue_grew")
        )

    def _energy(self, of: Facts) -> Array:
        logic = self._logic
        power, gas = "electricity_cost_Q2", "gas_cost_Q2"
        state = logic.all_of(
            of("is_industry"),
            of("is_above_scale"),
            logic.asked(of, of("strategic_emerging"), "strategic_emerging"),
            logic.asked(of, ~of("high_energy_consumption"), "high_energy_consumption"),
            self._at_least(of, "output_value_H1", 5000 * WAN),
            of("output_grew_10"),
            logic.any_of(self._at_least(of, power, 5 * WAN), self._at_least(of, gas, 5 * WAN)),
        )
        return logic.lacking(of, state, _energy_award(of) < 5 * WAN, power, gas)

    def _software_growth(self, of: Facts) -> Array:
        over_quarter = self._grew(of, "revenue_Q3", "revenue_Q2")
        return self._logic.all_of(of("is_software"), of("is_above_scale"), of("revenue_grew"), over_quarter)

    def _software_new(self, of: Facts) -> Array:
        logic = self._logic
        half = self._dated(of, "stat_entry_date", date(2022, 1, 1), date(2022, 6, 30))
        quarter = self._dated(of, "stat_entry_date", date(2022, 7, 1), date(2022, 9, 30))
        third_grew = self._grew(of, "revenue_Q3", "revenue_Q3-1")
        new = logic.any_of(logic.all_of(half, of("revenue_grew")), logic.all_of(quarter, third_grew))
        return logic.all_of(of("is_software"), new)

    def _construction(self, of: Facts) -> Array:
        return self._logic.all_of(
            of("is_construction"),
            self._dated(of, "stat_entry_date", date(1, 1, 1), date(2022, 6, 30)),
            self._at_least(of, "output_value_Q2", 5000 * WAN),
            self._grew(of, "output_value_Q2", "output_value_Q2-1", 15),
        )

    def _consumer(self, of: Facts) -> Array:
        logic, sells, kinds = self._logic, of("industry_kind"), self._kinds
        small = (sells == kinds.lodging) | (sells == kinds.catering)
        retail = sells == kinds.retail
        who = logic.asked(of, small | retail, "industry_kind")
        enough = self._at_least(of, "sales_Q2", np.where(retail, YI, 200 * WAN))
        if isinstance(logic, Flagged):
            open_bound = ~of.entered("industry_kind") & of.entered("sales_Q2") & (of("sales_Q2") >= 200 * WAN)
            enough = np.where(open_bound, MISSING, enough)
        return logic.all_of(who, of("is_above_scale"), of("sales_grew_15"), enough)

    def _wholesale(self, of: Facts) -> Array:
        return self._logic.all_of(
            self._is(of, "wholesale"),
            of("is_above_scale"),
            of("sales_grew_15"),
            self._at_least(of, "sales_Q2", YI),
            self._logic.asked(of, of("sales_Q2") < 5 * YI, "sales_Q2"),
        )

    def _is(self, of: Facts, kind: str) -> Array:
        return self._logic.asked(of, of("industry_kind") == getattr(self._kinds, kind), "industry_kind")

    def _at_least(self, of: Facts, name: str, bound: Any) -> Array:
        return self._logic.asked(of, of(name) >= bound, name)

    def _dated(self, of: Facts, name: str, first: date, last: date) -> Array:
        day = of(name)
        return self._logic.asked(of, (day >= np.datetime64(first)) & (day <= np.datetime64(last)), name)

    def _grew(self, of: Facts, now: str, base: str, percent: int = 0) -> Array:
        grew = _is_up(of(now), of(base), percent) if percent else of(now) > of(base)
        return self._logic.growth(of, grew, now, base)


def _share(base: Array, percent: int, cap: int) -> Array:
    return np.minimum(np.floor(base * percent + 0.5) / 100, cap)


def _is_up(now: Array, base: Array, percent: int) -> Array:
    return np.asarray((now - base) * 100 >= base * percent)


def _added(of: Facts, values: Array) -> Array:
    """Add up the projects of each enterprise."""
    # its own `sum` stops at the last enterprise that has a project
    enterprises = of.population
    return np.bincount(enterprises.members_entity_id, weights=values, minlength=enterprises.count)


def _rent_award(of: Facts) -> Array:
    moved, rent = of("move_in_date"), of("annual_rent")
    early = (moved >= np.datetime64("2022-04-01")) & (moved <= np.datetime64("2022-06-30"))
    return np.where(early, _share(rent, 20, 50 * WAN), _share(rent, 10, 30 * WAN))


def _output_award(of: Facts) -> Array:
    steps = np.floor((of("output_value_H1") - of("output_value_H1-1")) / (1000 * WAN))
    return np.minimum(steps * 2 * WAN, 20 * WAN)


def _energy_award(of: Facts) -> Array:
    costs = (of("electricity_cost_Q2"), of("gas_cost_Q2"))
    counted = reduce(np.add, (np.where(cost >= 5 * WAN, cost, 0) for cost in costs))
    return _share(counted, 20, 5 * WAN)


def _software_growth_award(of: Facts) -> Array:
    over_year = _tenths(of("revenue_H1"), of("revenue_H1-1"))
    over_quarter = _tenths(of("revenue_Q3"), of("revenue_Q2"))
    more = np.where(of("revenue_H1") >= 1000 * WAN, np.minimum(over_year, over_quarter), 0)
    return np.minimum(2 * WAN + more * 2 * WAN, 10 * WAN)


def _tenths(now: Array, base: Array) -> Array:
    return np.floor((now - base) * 10 / np.maximum(base, 1))


def _software_new_award(of: Facts) -> Array:
    entry = of("stat_entry_date")
    half = (entry >= np.datetime64("2022-01-01")) & (entry <= np.datetime64("2022-06-30"))
    return np.where(half, 10 * WAN, 5 * WAN)


def _construction_award(of: Facts) -> Array:
    output, before = of("output_value_Q2"), of("output_value_Q2-1")
    large = np.where(_is_up(output, before, 30), 10 * WAN, 5 * WAN)
    return np.where(output >= YI, large, 3 * WAN)


def _sales_award(of: Facts) -> Array:
    sales, before = of("sales_Q2"), of("sales_Q2-1")
    lesser = np.where(_is_up(sales, before, 20), 4 * WAN, 2 * WAN)
    return np.where(_is_up(sales, before, 30), 6 * WAN, lesser)
