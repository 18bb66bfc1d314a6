"""The ten clauses for zen-engine: one graph with one expression node, evaluated enterprise by enterprise.

Its numbers are decimal and exact, and it stops at a figure that is null, so every formula asks first.
Outcomes are 0 fails, 1 missing, 2 for a person, 3 holds, as in `tests.reference.by_numpy`. The kind of
enterprise is asked first everywhere, which spares it most of the work.
"""

from datetime import date
from typing import Any

import numpy as np

from tests.bench.engines.engine import Engine
from tests.reference.by_numpy import KINDS, WAN, YI, Columns, Decided, Projects

LEFT_OUT = {"industry_kind"}


def prepare(columns: Columns, projects: Projects) -> Engine:
    """Return the engine with one context for each enterprise."""
    import zen

    # a static loader compiles the graph once; a decision made of the same text compiles it at each call
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"clauses": _graph()}}})
    contexts = _contexts(columns, projects)

    def decide() -> list[dict[str, Any]]:
        return [engine.evaluate("clauses", context)["result"] for context in contexts]

    return Engine(decide, _read)


def _read(results: list[dict[str, Any]]) -> dict[str, Decided]:
    return {
        clause: (
            np.array([result[clause] for result in results]),
            np.array([int(result[f"{clause}_fen"]) for result in results]),
        )
        for clause in _CLAUSES
    }


def _contexts(columns: Columns, projects: Projects) -> list[dict[str, Any]]:
    """Return every enterprise as a dictionary: null where nothing was entered, days as ordinals."""
    named = {_name(name): _values(column) for name, column in columns.items() if name not in LEFT_OUT}
    kind = columns["industry_kind"]
    named["industry_kind"] = [
        KINDS[value] if entered else None
        for value, entered in zip(kind.value.tolist(), kind.entered.tolist(), strict=True)
    ]
    rows: list[list[dict[str, Any]] | None] = [[] if listed else None for listed in projects.listed.tolist()]
    fields = {"planned": projects.planned, "start": projects.start}
    fields |= {"counted": projects.counted, "invested": projects.invested}
    for owner, *values in zip(projects.owner.tolist(), *map(_values, fields.values()), strict=True):
        listed = rows[owner]
        assert listed is not None
        listed.append(dict(zip(fields, values, strict=True)))
    named["projects"] = rows
    return [dict(zip(named, values, strict=True)) for values in zip(*named.values(), strict=True)]


def _values(column: Any) -> list[Any]:
    return [
        value if entered else None
        for value, entered in zip(column.value.tolist(), column.entered.tolist(), strict=True)
    ]


def _name(column: str) -> str:
    return column.replace("[", "_").removesuffix("]")


def _graph() -> dict[str, Any]:
    expressions = []
    for clause, (state, amount) in _CLAUSES.items():
        expressions += [(clause, state), (f"{clause}_fen", f"$.{clause} == 3 ? {amount} : 0")]
    content = {"expressions": [{"id": key, "key": key, "value": value} for key, value in expressions]}
    return {
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode"},
            {"id": "clauses", "name": "clauses", "type": "expressionNode", "content": content},
            {"id": "out", "name": "out", "type": "outputNode"},
        ],
        "edges": [
            {"id": "first", "sourceId": "in", "targetId": "clauses"},
            {"id": "last", "sourceId": "clauses", "targetId": "out"},
        ],
    }


def _for_kind(kind: str, state: str) -> str:
    return f"industry_kind == '{kind}' ? {state} : industry_kind == null ? min([1, {state}]) : 0"


def _least(*states: str) -> str:
    return f"min([{', '.join(states)}])"


def _any(first: str, second: str) -> str:
    """Join by 或: where one is missing and the other for a person, it is missing."""
    either = f"max([{first}, {second}])"
    return f"({either} == 2 and min([{first}, {second}]) == 1 ? 1 : {either})"


def _asked(name: str, condition: str) -> str:
    return f"({name} == null ? 1 : {condition} ? 3 : 0)"


def _flag(name: str) -> str:
    return _asked(name, f"{name} == 1")


def _no(name: str) -> str:
    return _asked(name, f"{name} == 0")


def _at_least(name: str, bound: int) -> str:
    return _asked(name, f"{name} >= {bound}")


def _between(name: str, first: date, last: date) -> str:
    return _asked(name, f"{name} >= {first.toordinal()} and {name} <= {last.toordinal()}")


def _grew(now: str, base: str, percent: int = 0) -> str:
    """Did it grow by at least so much; by anything at all where that is 0?"""
    grew = f"({now} - {base}) * 100 >= {base} * {percent}" if percent else f"{now} > {base}"
    return f"({base} != null and {base} <= 0 ? 2 : {now} == null or {base} == null ? 1 : {grew} ? 3 : 0)"


def _share(base: str, percent: int, cap: int) -> str:
    return f"min([floor(({base} * {percent} + 50) / 100), {cap}])"


def _by_growth(now: str, base: str) -> str:
    def is_up(percent: int) -> str:
        return f"({now} - {base}) * 100 >= {base} * {percent}"

    return f"({is_up(30)} ? {6 * WAN} : {is_up(20)} ? {4 * WAN} : {2 * WAN})"


def _rent() -> tuple[str, str]:
    second = ("move_in_date", date(2022, 4, 1), date(2022, 6, 30))
    early = _least(_between(*second), _between("stat_entry_date", date.min, date(2022, 6, 30)))
    late = _least(
        _between("move_in_date", date(2022, 7, 1), date(2022, 12, 31)),
        _between("stat_entry_date", date.min, date(2022, 12, 31)),
    )
    state = _least(_flag("headquarters"), _no("owns_office"), _any(early, late))
    lacks = f"(annual_rent_2022 == null ? min([1, {state}]) : {state})"
    fifth, tenth = _share("annual_rent_2022", 20, 50 * WAN), _share("annual_rent_2022", 10, 30 * WAN)
    return _for_kind("construction", lacks), f"({_between(*second)} == 3 ? {fifth} : {tenth})"


def _energy() -> tuple[str, str]:
    power, gas = "electricity_cost_2022Q2", "gas_cost_2022Q2"
    counted = " + ".join(f"(({cost} ?? 0) >= {5 * WAN} ? {cost} : 0)" for cost in (power, gas))
    amount = _share(f"({counted})", 20, 5 * WAN)
    state = _least(
        _flag("above_scale"),
        _flag("strategic_emerging"),
        _no("high_energy_consumption"),
        _at_least("output_value_2022H1", 5000 * WAN),
        _grew("output_value_2022H1", "output_value_2021H1", 10),
        _any(_at_least(power, 5 * WAN), _at_least(gas, 5 * WAN)),
    )
    lacks = f"({power} == null or {gas} == null) and {amount} < {5 * WAN}"
    return _for_kind("industry", f"({state} == 3 and {lacks} ? 1 : {state})"), amount


def _project() -> tuple[str, str]:
    def of_row(row: str) -> str:
        return _least(
            _between(f"{row}.start", date(2022, 1, 1), date(2022, 6, 30)),
            _flag(f"{row}.counted"),
            _flag(f"{row}.invested"),
            _at_least(f"{row}.planned", YI),
        )

    states = f"map(projects, {of_row('#')})"
    state = f"projects == null ? 1 : some({states}, # == 1) ? 1 : some({states}, # == 3) ? 3 : 0"
    award = f"#.planned >= {20 * YI} ? {20 * WAN} : #.planned >= {10 * YI} ? {10 * WAN}"
    award += f" : #.planned >= {5 * YI} ? {5 * WAN} : {3 * WAN}"
    return state, f"sum(map(projects, {of_row('#')} == 3 ? ({award}) : 0))"


def _software_growth() -> tuple[str, str]:
    revenue, before = "revenue_2022H1", "revenue_2021H1"
    third, second = "revenue_2022Q3", "revenue_2022Q2"
    steps = _least(
        *(f"floor(({now} - {base}) * 10 / {base})" for now, base in ((revenue, before), (third, second)))
    )
    state = _least(_flag("above_scale"), _grew(revenue, before), _grew(third, second))
    more = f"({revenue} >= {1000 * WAN} ? {steps} * {2 * WAN} : 0)"
    return _for_kind("software", state), f"min([{2 * WAN} + {more}, {10 * WAN}])"


def _software_new() -> tuple[str, str]:
    half = _between("stat_entry_date", date(2022, 1, 1), date(2022, 6, 30))
    quarter = _between("stat_entry_date", date(2022, 7, 1), date(2022, 9, 30))
    state = _any(
        _least(half, _grew("revenue_2022H1", "revenue_2021H1")),
        _least(quarter, _grew("revenue_2022Q3", "revenue_2021Q3")),
    )
    return _for_kind("software", state), f"({half} == 3 ? {10 * WAN} : {5 * WAN})"


def _construction() -> tuple[str, str]:
    output, before = "output_value_2022Q2", "output_value_2021Q2"
    state = _least(
        _between("stat_entry_date", date.min, date(2022, 6, 30)),
        _at_least(output, 5000 * WAN),
        _grew(output, before, 15),
    )
    large = f"(({output} - {before}) * 100 >= {before} * 30 ? {10 * WAN} : {5 * WAN})"
    return _for_kind("construction", state), f"({output} >= {YI} ? {large} : {3 * WAN})"


def _consumer() -> tuple[str, str]:
    sales, before = "sales_2022Q2", "sales_2021Q2"
    rest = _least(_flag("above_scale"), _grew(sales, before, 15))
    small, large = _at_least(sales, 200 * WAN), _at_least(sales, YI)
    unknown = _least("1", rest, f"{small} == 0 ? 0 : 1")
    state = f"industry_kind == null ? {unknown} : industry_kind == 'retail' ? {_least(rest, large)}"
    state += f" : industry_kind in ['lodging', 'catering'] ? {_least(rest, small)} : 0"
    return state, _by_growth(sales, before)


def _clauses() -> dict[str, tuple[str, str]]:
    """Return the formula of the outcome and of the amount in fen of each clause."""
    output, before = "output_value_2022H1", "output_value_2021H1"
    sales, sales_before = "sales_2022Q2", "sales_2021Q2"
    freight = _least(
        _flag("above_scale"), _grew(output, before), _at_least("freight_domestic_2022Q2", 30 * WAN)
    )
    more = _least(_flag("above_scale"), _grew(output, before, 10), _grew("revenue_2022H1", "revenue_2021H1"))
    wholesale = _least(
        _flag("above_scale"),
        _at_least(sales, YI),
        _asked(sales, f"{sales} < {5 * YI}"),
        _grew(sales, sales_before, 15),
    )
    return {
        "rent": _rent(),
        "freight": (_for_kind("industry", freight), _share("freight_domestic_2022Q2", 5, 20 * WAN)),
        "project": _project(),
        "output": (
            _for_kind("industry", more),
            f"min([floor(({output} - {before}) / {1000 * WAN}) * {2 * WAN}, {20 * WAN}])",
        ),
        "energy": _energy(),
        "software_growth": _software_growth(),
        "software_new": _software_new(),
        "construction": _construction(),
        "consumer": _consumer(),
        "wholesale": (_for_kind("wholesale", wholesale), _by_growth(sales, sales_before)),
    }


_CLAUSES = _clauses()
