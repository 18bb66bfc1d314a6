"""What a changed policy would do to the register: who gains, who loses, and who is one condition short."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from domain.enterprises.dictionary import Dictionary
from domain.policies.language.ranges import Result
from domain.policies.many.evaluation import BulkEvaluation
from domain.policies.many.numbers import Array
from domain.policies.many.ranges import Keys
from domain.policies.many.reading import read_register
from domain.policies.many.views import TableView
from domain.policies.one.checks import explain_requirement
from domain.policies.one.evaluation import Evaluation
from domain.policies.policy import Clause, Policy
from domain.policies.runs.register import decide_register
from domain.policies.runs.results import Difference, Results
from domain.policies.runs.summary import Totals
from domain.policies.trace import Outcome
from domain.store.engine import Store
from domain.values.ids import EnterpriseId
from domain.values.money import Fen
from domain.values.progress import Reporter


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of one clause when a policy is changed.

    Attributes:
        before, after: What the clause comes to in all.
        awards: What the whole policy would grant by clause, each award in fen.
        differences: Whatever comes to something else, the largest gains first. Another clause of the policy
            may be among them, where the two are decided together.
    """

    before: Totals
    after: Totals
    differences: Sequence[Difference]
    awards: Mapping[str, Sequence[int]]

    @property
    def gainers(self) -> int:
        return sum(one.gain > 0 for one in self.differences)

    @property
    def losers(self) -> int:
        return sum(one.gain < 0 for one in self.differences)

    @property
    def gain(self) -> Fen:
        """By how much everything together rises, in fen; negative where it falls."""
        return Fen(sum(one.gain for one in self.differences))


@dataclass(frozen=True, slots=True)
class Outlook:
    """What each clause comes to by one version, and everything together."""

    clauses: Mapping[str, Totals] = field(default_factory=dict)
    whole: Totals = field(default_factory=Totals)


@dataclass(frozen=True, slots=True)
class Switch:
    """What another version does to the register.

    Attributes:
        before, after: What both come to; the former is empty where the policy is new.
        enterprises: For how many enterprises a clause comes to another outcome or amount. A clause that only
            one of the versions has counts where it is granted.
    """

    before: Outlook
    after: Outlook
    enterprises: int


@dataclass(frozen=True, slots=True)
class OneShort:
    """An enterprise that fails one condition alone: which, what was found, and by how much."""

    enterprise_id: EnterpriseId
    uscc: str
    enterprise_name: str
    condition: str
    found: str
    gap: str


def try_policy(
    store: Store, before: Policy, after: Policy, dictionary: Dictionary, reporter: Reporter, *, clause_id: str
) -> Effect:
    """Decide the register by a policy and by a changed copy of it. Stores nothing.

    Raises:
        Cancelled: The user stopped it.
    """
    first = decide_register(store, before, dictionary, reporter)
    second = decide_register(store, after, dictionary, reporter)
    cells = np.flatnonzero(first.essence != second.essence).tolist() if _are_alike(first, second) else []
    differences = [Difference(first.result(cell), second.result(cell)) for cell in cells]
    return Effect(
        first.totals(first.cells(clause_id=clause_id)),
        second.totals(second.cells(clause_id=clause_id)),
        sorted(differences, key=lambda one: (-one.gain, one.result.enterprise_name)),
        {id_: column.amount[column.amount > 0].tolist() for id_, column in second.columns.items()},
    )


def try_switch(
    store: Store, before: Policy | None, after: Policy, dictionary: Dictionary, reporter: Reporter
) -> Switch:
    """Decide the register by two versions of a policy. Stores nothing.

    Args:
        store: Of the register.
        before: The version in force; None where the policy is new.
        after: The other version.
        dictionary: Of the office's facts and those of the policies in force.
        reporter: Told where the work stands.

    Raises:
        Cancelled: The user stopped it.
    """
    second = decide_register(store, after, dictionary.extended(after.facts), reporter)
    if before is None:
        return Switch(Outlook(), _outlook(second), second.enterprises_of(_granted(second)))
    first = decide_register(store, before, dictionary.extended(before.facts), reporter)
    return Switch(_outlook(first), _outlook(second), _changed_enterprises(first, second))


def _outlook(results: Results) -> Outlook:
    clauses = {id_: results.totals(results.cells(clause_id=id_)) for id_ in results.policy.clauses}
    return Outlook(clauses, results.totals(results.cells()))


def _granted(results: Results) -> Array:
    return results.having(results.cells(), Outcome.GRANTED)


def _changed_enterprises(first: Results, second: Results) -> int:
    """Count the enterprises of both for which a clause comes to something else."""
    _, here, there = np.intersect1d(first.ids, second.ids, assume_unique=True, return_indices=True)
    before, after = _by_clause(first, here), _by_clause(second, there)
    differs = np.zeros(len(here), bool)
    for id_ in {*before, *after}:
        found = [one[id_] for one in (before, after) if id_ in one]
        # What is granted is 0 or more, see `Results.essence`.
        differs |= found[0] != found[1] if len(found) > 1 else found[0] >= 0
    return int(differs.sum())


def _by_clause(results: Results, places: Array) -> dict[str, Array]:
    table = results.essence.reshape(results.enterprises, len(results.policy.clauses))[places]
    return {id_: table[:, at] for at, id_ in enumerate(results.policy.clauses)}


def _are_alike(first: Results, second: Results) -> bool:
    """Whether both are of the same enterprises, none of which came or went between the two."""
    return bool(np.array_equal(first.ids, second.ids))


def find_one_short(
    store: Store, policy: Policy, clause_id: str, dictionary: Dictionary, reporter: Reporter, *, most: int
) -> tuple[int, list[OneShort]]:
    """Find the enterprises that a clause is for and that fail one of its conditions alone.

    Args:
        store: Of the register.
        policy, clause_id: The clause; one that is decided row by row has none.
        dictionary: Of the facts.
        reporter: Told where the work stands.
        most: How many are explained; all are counted.

    Returns:
        How many there are, and the first of them by name.
    """
    clause = policy.clauses[clause_id]
    if clause.each:
        return 0, []
    with store.read() as session:
        register = read_register(session, policy, dictionary, reporter)
        evaluation = BulkEvaluation(TableView(register.table), Keys())
        complies = np.ones(register.table.size, bool)
        for requirement in clause.who:
            complies &= evaluation.condition(requirement.condition).holds
        fails = np.zeros(register.table.size, np.int64)
        which = np.zeros(register.table.size, np.int64)
        for number, requirement in enumerate(clause.conditions):
            verdicts = evaluation.condition(requirement.condition)
            which = np.where(verdicts.fails, number, which)
            # One that is open is no failure, but neither is it one condition short any more.
            fails += np.where(verdicts.fails, 1, np.where(verdicts.holds, 0, 2))
        is_short = complies & (fails == 1)
        unsure = np.flatnonzero(evaluation.unsure).tolist()
        for place, facts in zip(unsure, register.table.facts(unsure), strict=True):
            found_one = _only_failure(clause, Evaluation(facts))
            is_short[place], which[place] = found_one is not None, found_one or 0
        places = np.flatnonzero(is_short)
        found = []
        for place in places[:most]:
            facts = register.table.facts_of(int(place))
            check = explain_requirement(clause.conditions[which[place]], Evaluation(facts))
            id_ = EnterpriseId(int(register.ids[place]))
            found.append(OneShort(id_, facts.uscc, facts.name, check.text, check.found, check.gap))
    return len(places), found


def _only_failure(clause: Clause, evaluation: Evaluation) -> int | None:
    """Return which condition an enterprise fails alone that the clause is for; None where it is not so."""
    if any(evaluation.condition(one.condition).result is not Result.TRUE for one in clause.who):
        return None
    results = [evaluation.condition(one.condition).result for one in clause.conditions]
    fails = [at for at, result in enumerate(results) if result is not Result.TRUE]
    return fails[0] if len(fails) == 1 and results[fails[0]] is Result.FALSE else None
