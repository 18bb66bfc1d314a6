"""The figures set in a simulation, and the clauses as its variables."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

import numpy as np

from tests.bench.engines.engine import Engine
from tests.bench.engines.openfisca.clauses import Clauses
from tests.bench.engines.openfisca.logic import FAILS, HOLDS, Facts, Flagged, Logic, Plain
from tests.reference.by_numpy import KINDS, Array, Columns, Decided, Known, Projects

YEAR: Final = "2022"
DATES: Final = {"move_in_date", "stat_entry_date", "start_date"}
NEVER: Final = np.datetime64("9999-12-31")
TRUTHS: Final = {
    "above_scale",
    "headquarters",
    "owns_office",
    "strategic_emerging",
    "high_energy_consumption",
    "in_statistics",
    "has_actual_investment",
    "projects",
}


def as_shipped(columns: Columns, projects: Projects) -> Engine:
    """Return the engine with the figures set, those not entered as its defaults."""
    return _prepare(columns, projects, Plain())


def with_flags(columns: Columns, projects: Projects) -> Engine:
    """Return the engine with the figures set, and beside each a truth that says whether it was entered."""
    return _prepare(columns, projects, Flagged())


def _prepare(columns: Columns, projects: Projects, logic: Logic) -> Engine:
    from openfisca_core.entities import build_entity
    from openfisca_core.indexed_enums import Enum
    from openfisca_core.simulations import Simulation
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem

    project = build_entity(key="project", plural="projects", label="", is_person=True)
    enterprise = build_entity(
        key="enterprise", plural="enterprises", label="", roles=[{"key": "project", "plural": "projects"}]
    )
    kinds: Any = Enum("kinds", [(kind, kind) for kind in KINDS])
    system = TaxBenefitSystem([project, enterprise])
    of_projects = {
        "planned_investment": projects.planned,
        "start_date": projects.start,
        "in_statistics": projects.counted,
        "has_actual_investment": projects.invested,
    }
    inputs = {**_inputs(enterprise, columns), **_inputs(project, of_projects)}
    listed = Known(projects.listed, projects.listed)
    inputs |= _inputs(enterprise, {"projects": listed}) if isinstance(logic, Flagged) else {}
    for variable, entity in {(name, entity) for (name, _), (entity, _) in inputs.items()}:
        _add(system, variable, entity, *_type_of(variable, kinds))
        if isinstance(logic, Flagged):
            _add(system, f"{variable}_entered", entity, bool)
    clauses = Clauses(logic, kinds)
    worked_out = _add_formulas(system, clauses, logic, enterprise, project)

    populations = system.instantiate_entities()
    populations["project"].count = len(projects.owner)
    populations["enterprise"].count = len(projects.listed)
    populations["enterprise"].members_entity_id = projects.owner
    simulation = Simulation(system, populations)
    for (variable, year), (_, column) in inputs.items():
        simulation.get_holder(variable).set_input(year, _input(variable, column, kinds))
        if isinstance(logic, Flagged):
            simulation.get_holder(f"{variable}_entered").set_input(year, column.entered)

    def decide() -> dict[str, tuple[Array, Array]]:
        for variable in worked_out:
            simulation.get_holder(variable).delete_arrays()
        return {
            clause: (simulation.calculate(clause, YEAR), simulation.calculate(f"{clause}_award", YEAR))
            for clause in clauses.outcomes()
        }

    def read(decided: dict[str, tuple[Array, Array]]) -> dict[str, Decided]:
        return {
            clause: (
                np.where(state, HOLDS, FAILS) if state.dtype == bool else state,
                np.rint(award.astype(np.float64) * 100).astype(np.int64),
            )
            for clause, (state, award) in decided.items()
        }

    return Engine(decide, read)


def _inputs(entity: Any, columns: Mapping[str, Known]) -> dict[tuple[str, str], tuple[Any, Known]]:
    """Return the columns by variable and year: ``revenue[2021H1]`` is ``revenue_H1`` of 2021."""
    inputs = {}
    for name, column in columns.items():
        fact, _, period = name.removesuffix("]").partition("[")
        span = period[4:]
        variable = f"{fact}_{span}" if span else fact
        inputs[variable, period[:4] or YEAR] = entity, column
    return inputs


def _type_of(variable: str, kinds: Any) -> tuple[Any, ...]:
    from openfisca_core.indexed_enums import Enum

    if variable == "industry_kind":
        return Enum, kinds
    if variable in DATES:
        return (date,)
    return (bool,) if variable in TRUTHS else (float,)


def _input(variable: str, column: Known, kinds: Any) -> Array:
    """Return a column as its variable takes it; what was not entered as the variable's default."""
    if variable == "industry_kind":
        places = np.where(column.entered, column.value, KINDS.index("other"))
        return places.astype(np.uint8)
    if variable in DATES:
        days = (column.value - date(1970, 1, 1).toordinal()).astype("datetime64[D]")
        days = np.where(column.value == 0, NEVER, days)
        return np.where(column.entered, days, np.datetime64(0, "D"))
    if variable in TRUTHS:
        return np.asarray((column.value == 1) & column.entered)
    return np.where(column.entered, column.value / 100, 0).astype(np.float32)


def _add(
    system: Any, name: str, entity: Any, value_type: Any, kinds: Any = None, formula: Any = None
) -> None:
    from openfisca_core.periods import DateUnit
    from openfisca_core.variables import Variable

    content = {"value_type": value_type, "entity": entity, "definition_period": DateUnit.YEAR}
    if kinds is not None:
        content |= {"possible_values": kinds, "default_value": kinds.other}
    if formula is not None:
        content["formula"] = lambda population, period: formula(Facts(population, period))
    system.add_variable(type(name, (Variable,), content))


def _add_formulas(system: Any, clauses: Clauses, logic: Logic, enterprise: Any, project: Any) -> list[str]:
    """Add what is worked out, and return its names."""
    states = clauses.shared() | {clause: state for clause, (state, _) in clauses.outcomes().items()}
    for name, formula in states.items():
        _add(system, name, enterprise, logic.value_type, formula=formula)
    _add(system, "project_state", project, logic.value_type, formula=clauses.project_state)
    _add(system, "project_sum", enterprise, float, formula=clauses.project_sum)
    awards = {f"{clause}_award": (clause, award) for clause, (_, award) in clauses.outcomes().items()}
    for name, (clause, award) in awards.items():
        _add(system, name, enterprise, float, formula=_only_where_granted(logic, clause, award))
    return [*states, "project_state", "project_sum", *awards]


def _only_where_granted(
    logic: Logic, clause: str, award: Callable[[Facts], Array]
) -> Callable[[Facts], Array]:
    return lambda of: np.where(logic.holds(of(clause)), award(of), 0)
