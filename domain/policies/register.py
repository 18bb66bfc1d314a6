"""Deciding a policy for the enterprises of the register."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.listed import EnterpriseQuery
from domain.enterprises.queries import find_ids, iterate_facts
from domain.policies.assessment import assess
from domain.policies.contests import Entrant, settle_contests
from domain.policies.policy import Policy
from domain.policies.trace import Decision
from domain.progress import Progress, Reporter
from domain.store.engine import Store


@dataclass(frozen=True, slots=True)
class Assessed:
    """One enterprise with what each clause comes to, in the order of the policy."""

    enterprise_id: int
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
    ids: Sequence[int] | None = None,
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
    ids: Sequence[int] | None = None,
) -> list[Assessed]:
    """Decide as `assess_register`, within a transaction that is open already.

    Where clauses are decided among all enterprises, all of them are read, however few are asked for.
    """
    is_contested = any(clause.contest is not None for clause in policy.clauses.values())
    everyone = find_ids(session, EnterpriseQuery()) if ids is None or is_contested else ids
    assessed = []
    for done, (id_, facts) in enumerate(iterate_facts(session, everyone, dictionary), start=1):
        assessed.append(Assessed(id_, facts, assess(policy, facts, dictionary)))
        reporter.step(Progress(done, len(everyone), facts.name))
    if is_contested:
        settled = settle_contests(policy, [Entrant(one.facts, one.decisions) for one in assessed])
        assessed = [
            replace(one, decisions=decisions) for one, decisions in zip(assessed, settled, strict=True)
        ]
    if ids is None:
        return assessed
    found = {one.enterprise_id: one for one in assessed}
    return [found[id_] for id_ in ids if id_ in found]
