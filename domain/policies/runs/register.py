"""Deciding a policy for the enterprises of the register."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from sqlmodel import Session

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.queries import iterate_facts
from domain.enterprises.register.listed import EnterpriseQuery
from domain.enterprises.sql.finding import find_ids
from domain.policies.contests.field import Entrant
from domain.policies.manual.queries import by_persons, decided_jointly
from domain.policies.one.assessment import BY_RULE, assess, decide_each
from domain.policies.policy import Policy
from domain.policies.trace import ByPerson, Decision
from domain.store.engine import Store, head_in
from domain.values.ids import EnterpriseId
from domain.values.progress import Progress, Reporter, Silent

if TYPE_CHECKING:
    from domain.policies.many.among import AmongAll
    from domain.policies.runs.results import Results


_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Assessed:
    """One enterprise with what each clause comes to, in the order of the policy.

    ``by_person`` is what persons decided of it, by clause, whether that counts or not.
    """

    enterprise_id: EnterpriseId
    facts: EnterpriseFacts
    decisions: tuple[Decision, ...]
    by_person: Mapping[str, ByPerson] = field(default_factory=dict)

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
    wanted = find_ids(session, EnterpriseQuery(), dictionary) if ids is None else ids
    decide_all, assessed = decide_each if policy.is_contested else assess, []
    given = by_persons(session, policy)
    for done, (id_, facts) in enumerate(iterate_facts(session, wanted, dictionary), start=1):
        own = given.get(id_, BY_RULE)
        assessed.append(Assessed(id_, facts, decide_all(policy, facts, dictionary, own), own))
        reporter.step(Progress(done, len(wanted), facts.name))
    if not (policy.is_contested and assessed):
        return assessed
    from domain.policies.many.among import AmongAll  # noqa: PLC0415 - numpy, which nothing else needs

    among_all = AmongAll.read(
        session, policy, dictionary, Silent(), given, jointly=decided_jointly(session, policy)
    )
    return settle_among_all(session, assessed, among_all)


def decide_some(
    session: Session,
    policy: Policy,
    asked: Iterable[tuple[EnterpriseId, str]],
    dictionary: Dictionary,
    reporter: Reporter,
) -> Iterator[Assessed]:
    """Decide of each enterprise the clauses that are asked for, and what decides along with them.

    In no order, and some at a time: what is kept of very many takes room and time.

    Raises:
        Cancelled: The user stopped it.
    """
    of_each: dict[EnterpriseId, set[str]] = {}
    for id_, clause_id in asked:
        of_each.setdefault(id_, set()).add(clause_id)
    alike: dict[frozenset[str], list[EnterpriseId]] = {}
    for id_, wanted in of_each.items():
        alike.setdefault(frozenset(wanted), []).append(id_)
    if policy.is_contested:
        yield from assess_enterprises(session, policy, dictionary, reporter, ids=[*of_each])
        return
    done = 0
    for clauses, ids in alike.items():
        narrow = policy.only(clauses)
        for first in range(0, len(ids), _AT_ONCE):
            some, further = ids[first : first + _AT_ONCE], _Further(reporter, done, len(of_each))
            yield from assess_enterprises(session, narrow, dictionary, further, ids=some)
            done += len(some)


@dataclass(frozen=True, slots=True)
class _Further:
    """A reporter for some of what is counted altogether."""

    reporter: Reporter
    done: int
    total: int

    def step(self, progress: Progress) -> None:
        self.reporter.step(Progress(self.done + progress.done, self.total, progress.label))


def settle_among_all(session: Session, assessed: Sequence[Assessed], among_all: "AmongAll") -> list[Assessed]:
    """Decide what is decided among all enterprises for some that were looked at each by itself."""
    few = {one.enterprise_id: Entrant(one.facts, one.decisions) for one in assessed}
    decisions = among_all.settle(session, few)
    return [replace(one, decisions=decisions[one.enterprise_id]) for one in assessed]


def decide_register(store: Store, policy: Policy, dictionary: Dictionary, reporter: Reporter) -> "Results":
    """Decide every clause for every enterprise on whole columns, without the traces. Stores nothing.

    Raises:
        Cancelled: The user stopped it.
    """
    # numpy, which nothing else needs
    from domain.policies.many.among import by_place  # noqa: PLC0415
    from domain.policies.many.deciding import decide_table  # noqa: PLC0415
    from domain.policies.many.reading import read_register  # noqa: PLC0415
    from domain.policies.runs.results import Results  # noqa: PLC0415

    with store.read() as session:
        head = head_in(session)
        register = read_register(session, policy, dictionary, reporter)
        given = by_place(register.ids, by_persons(session, policy))
        jointly = decided_jointly(session, policy)
        columns = decide_table(policy, register.table, dictionary, reporter, given, jointly=jointly)
    return Results(policy, dictionary, register.ids, register.table.usccs, register.names, columns, head)
