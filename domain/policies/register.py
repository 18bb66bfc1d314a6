"""Deciding a policy for the enterprises of the register."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.queries import EnterpriseQuery, find_ids, iterate_facts
from domain.policies.assessment import assess
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
    assessed = []
    with store.read() as session:
        wanted = find_ids(session, EnterpriseQuery()) if ids is None else ids
        for done, (id_, facts) in enumerate(iterate_facts(session, wanted, dictionary), start=1):
            assessed.append(Assessed(id_, facts, assess(policy, facts, dictionary)))
            reporter.step(Progress(done, len(wanted), facts.name))
    return assessed
