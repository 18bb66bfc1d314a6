"""Deciding a policy for the enterprises of the register."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlmodel import Session

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.queries import iterate_facts
from domain.enterprises.register.listed import EnterpriseQuery
from domain.enterprises.sql.finding import find_ids
from domain.ids import EnterpriseId
from domain.policies.assessment import assess, decide_each
from domain.policies.formulas.evaluation import Evaluation
from domain.policies.jointly import settle
from domain.policies.policy import Policy
from domain.policies.trace import Decision
from domain.progress import Progress, Reporter, Silent
from domain.store.engine import Store

if TYPE_CHECKING:
    from domain.policies.results import Results


@dataclass(frozen=True, slots=True)
class Assessed:
    """One enterprise with what each clause comes to, in the order of the policy."""

    enterprise_id: EnterpriseId
    facts: EnterpriseFacts
    decisions: tuple[Decision, ...]

    def decision(self, clause_id: str) -> Decision:
        """Return what a clause comes to."""
        return next(one for one in self.decisions if one.clause_id == clause_id)


def assess_register(
    store: Store,
    policy: Policy,
    dictionary: Dictionary,
    reporter: Reporter,
    *,
    ids: Sequence[EnterpriseId] | None = None,
) -> list[Assessed]:
    """Decide every clause for these enterprises, or for all, by name. Stores nothing.

    Raises:
        Cancelled: The user stopped it.
    """
    with store.read() as session:
        return assess_enterprises(session, policy, dictionary, reporter, ids=ids)


def assess_enterprises(
    session: Session,
    policy: Policy,
    dictionary: Dictionary,
    reporter: Reporter,
    *,
    ids: Sequence[EnterpriseId] | None = None,
) -> list[Assessed]:
    """Decide as `assess_register`, within a transaction that is open already.

    Where clauses are decided among all enterprises, all of them are looked at, however few are asked for.
    """
    is_contested = any(clause.contest is not None for clause in policy.clauses.values())
    wanted = find_ids(session, EnterpriseQuery(), dictionary) if ids is None else ids
    assessed = []
    for done, (id_, facts) in enumerate(iterate_facts(session, wanted, dictionary), start=1):
        decisions = (decide_each if is_contested else assess)(policy, facts, dictionary)
        assessed.append(Assessed(id_, facts, decisions))
        reporter.step(Progress(done, len(wanted), facts.name))
    return _among_all(session, policy, dictionary, assessed) if is_contested else assessed


def decide_register(store: Store, policy: Policy, dictionary: Dictionary, reporter: Reporter) -> "Results":
    """Decide every clause for every enterprise on whole columns, without the traces. Stores nothing.

    Raises:
        Cancelled: The user stopped it.
    """
    # numpy, which nothing else needs
    from domain.policies.bulk.deciding import decide_table  # noqa: PLC0415
    from domain.policies.bulk.reading import read_register  # noqa: PLC0415
    from domain.policies.results import Results  # noqa: PLC0415

    with store.read() as session:
        register = read_register(session, policy, dictionary, reporter)
        columns = decide_table(policy, register.table, dictionary, reporter)
    return Results(policy, dictionary, register.ids, register.table.usccs, register.names, columns)


def _among_all(
    session: Session, policy: Policy, dictionary: Dictionary, assessed: Sequence[Assessed]
) -> list[Assessed]:
    """Decide what is decided among all enterprises, of which only some were looked at with their traces."""
    from domain.policies.bulk.deciding import decide_contests  # noqa: PLC0415
    from domain.policies.bulk.reading import read_register  # noqa: PLC0415

    register = read_register(session, policy, dictionary, Silent())
    places = {EnterpriseId(int(id_)): place for place, id_ in enumerate(register.ids)}
    known = {places[one.enterprise_id]: one.decisions for one in assessed}
    settled = decide_contests(policy, register.table, dictionary, known)
    return [
        replace(one, decisions=settle(policy, settled[places[one.enterprise_id]], Evaluation(one.facts)))
        for one in assessed
    ]
