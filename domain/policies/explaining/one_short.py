"""Who of the register fails one condition of a clause alone: which one, by how much, and who is nearest."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np

from domain.enterprises.dictionary import Dictionary
from domain.policies.explaining.fitting import only_failure
from domain.policies.language import nodes
from domain.policies.language.measures import Type
from domain.policies.language.nodes import Condition
from domain.policies.many.evaluation import BulkEvaluation
from domain.policies.many.numbers import Array
from domain.policies.many.ranges import Keys
from domain.policies.many.reading import Register, read_register
from domain.policies.many.views import TableView
from domain.policies.one.checks import explain_requirement
from domain.policies.one.evaluation import Evaluation
from domain.policies.policy import Clause, Policy
from domain.store.engine import Store
from domain.values.ids import EnterpriseId
from domain.values.progress import Progress, Reporter

_PARTS: Final = 10**6
_UNKNOWN: Final = 2**62
"""Of a condition that is no comparison of figures there is no saying how near it is."""


@dataclass(frozen=True, slots=True)
class OneShort:
    """An enterprise that fails one condition alone: which, what was found, what is asked for, by how much.

    ``distance`` is the gap in millionths of what is asked for, of a rate in millionths; None where that
    cannot be said.
    """

    enterprise_id: EnterpriseId
    uscc: str
    enterprise_name: str
    condition: str
    found: str
    required: str
    gap: str
    distance: int | None


def find_one_short(
    store: Store,
    policy: Policy,
    dictionary: Dictionary,
    reporter: Reporter,
    *,
    clauses: Collection[str],
    most: int,
) -> dict[str, tuple[int, list[OneShort]]]:
    """Find the enterprises that clauses are for and that fail one of their conditions alone.

    Args:
        store: Of the register.
        policy, clauses: Which; one that is decided row by row has none.
        dictionary: Of the facts.
        reporter: Told where the work stands.
        most: How many of each clause are explained; all are counted.

    Returns:
        By clause how many there are, and the nearest of them; those of which that cannot be said come last,
        by name.

    Raises:
        Cancelled: The user stopped it.
    """
    with store.read() as session:
        register = read_register(session, policy, dictionary, reporter)
        # What clauses ask alike is worked out once.
        evaluation = BulkEvaluation(TableView(register.table), Keys())
        found: dict[str, tuple[int, list[OneShort]]] = {}
        for done, clause_id in enumerate(clauses, start=1):
            clause = policy.clauses[clause_id]
            found[clause_id] = (0, []) if clause.each else _of_clause(clause, register, evaluation, most)
            reporter.step(Progress(done, len(clauses), clause.title))
    return found


def _of_clause(
    clause: Clause, register: Register, evaluation: BulkEvaluation, most: int
) -> tuple[int, list[OneShort]]:
    table = register.table
    complies = np.ones(table.size, bool)
    for requirement in clause.who:
        complies &= evaluation.condition(requirement.condition).holds
    fails, which = np.zeros(table.size, np.int64), np.zeros(table.size, np.int64)
    for number, requirement in enumerate(clause.conditions):
        verdicts = evaluation.condition(requirement.condition)
        which = np.where(verdicts.fails, number, which)
        # One that is open is no failure, but neither is it one condition short any more.
        fails += np.where(verdicts.fails, 1, np.where(verdicts.holds, 0, 2))
    is_short = complies & (fails == 1)
    unsure = np.flatnonzero(evaluation.unsure).tolist()
    for place, facts in zip(unsure, table.facts(unsure), strict=True):
        found_one = only_failure(clause, Evaluation(facts))
        is_short[place], which[place] = found_one is not None, found_one or 0
    places = np.flatnonzero(is_short)
    distances = _distances(clause, evaluation, places, which[places])
    nearest = np.argsort(distances, kind="stable")[:most]
    chosen, found = places[nearest].tolist(), []
    for place, distance, facts in zip(chosen, distances[nearest].tolist(), table.facts(chosen), strict=True):
        check = explain_requirement(clause.conditions[which[place]], Evaluation(facts))
        id_ = EnterpriseId(int(register.ids[place]))
        said = check.text, check.found, check.required, check.gap
        near = distance if distance < _UNKNOWN else None
        found.append(OneShort(id_, facts.uscc, facts.name, *said, near))
    return len(places), found


def _distances(clause: Clause, evaluation: BulkEvaluation, places: Array, which: Array) -> Array:
    """Return how far each place is from what the condition asks for that it fails, in millionths of that."""
    found = np.full(len(places), _UNKNOWN, np.int64)
    for number, requirement in enumerate(clause.conditions):
        compared = _compared(requirement.condition)
        of_it = np.flatnonzero((which == number) & ~evaluation.unsure[places])
        if compared is None or not len(of_it):
            continue
        index = places[of_it]
        left, right = (evaluation.quantity(one) for one in (compared.left, compared.right))
        is_exact = (left.exact_mask(evaluation.size) & right.exact_mask(evaluation.size))[index]
        ends = [one.low.numbers.spread(evaluation.size) for one in (left, right)]
        num, wanted = (np.broadcast_to(one.num, evaluation.size)[index].tolist() for one in ends)
        den, of = (np.broadcast_to(one.den, evaluation.size)[index].tolist() for one in ends)
        for at, exact, a, b, c, d in zip(
            of_it.tolist(), is_exact.tolist(), num, den, wanted, of, strict=True
        ):
            # Of a rate the points count, whatever it is that is asked for.
            of_what = b * d if compared.left.type is Type.RATE else abs(c) * b
            if exact and of_what:
                # Python's integers, which nothing is too large for.
                found[at] = min(abs(a * d - c * b) * _PARTS // of_what, _UNKNOWN - 1)
    return found


def _compared(condition: Condition) -> nodes.Compare | None:
    while isinstance(condition, nodes.NamedCondition):
        condition = condition.condition
    return condition if isinstance(condition, nodes.Compare) else None
