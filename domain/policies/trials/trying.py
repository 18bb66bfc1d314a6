"""What a changed policy would do to the register: who gains, and who loses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from domain.enterprises.dictionary import Dictionary
from domain.policies.many.numbers import Array
from domain.policies.policy import Policy
from domain.policies.runs.register import decide_register
from domain.policies.runs.results import Difference, Results
from domain.policies.runs.summary import Totals
from domain.policies.trace import Outcome
from domain.store.engine import Store
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
        awards_of(second),
    )


def awards_of(results: Results) -> dict[str, Sequence[int]]:
    """Return each award by clause, in fen, as a forecast of the budget takes them."""
    return {id_: column.amount[column.amount > 0].tolist() for id_, column in results.columns.items()}


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
        return switch_between(None, second)
    return switch_between(decide_register(store, before, dictionary.extended(before.facts), reporter), second)


def switch_between(first: Results | None, second: Results) -> Switch:
    """Return what the results of another version are beside those of the first; None where it is new."""
    if first is None:
        return Switch(Outlook(), _outlook(second), second.enterprises_of(_granted(second)))
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
