"""What was decided among all enterprises, kept so that a few are decided without looking at the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlmodel import Session

from domain.enterprises import queries
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.policies.contests.field import Entrant, Field, contender
from domain.policies.contests.pools import Pool, share
from domain.policies.contests.together import Jointly
from domain.policies.many.codes import ByPersons, Decided
from domain.policies.many.deciding import decide_fields, decide_table
from domain.policies.many.numbers import Array
from domain.policies.many.reading import read_register
from domain.policies.one.evaluation import Evaluation
from domain.policies.one.jointly import settle
from domain.policies.policy import Policy
from domain.policies.trace import ByPerson, Decision
from domain.store.audit import changed_since
from domain.store.engine import has_passed_in, head_in
from domain.store.numbers.entries import Head
from domain.store.tables import Kind
from domain.values.ids import EnterpriseId, EntryId
from domain.values.progress import Reporter


def by_place(ids: Array, by_person: Mapping[EnterpriseId, Mapping[str, ByPerson]]) -> ByPersons:
    """Return what persons decided by clause and the places at which these ids stand."""
    found: dict[str, dict[int, ByPerson]] = {}
    for place in np.flatnonzero(np.isin(ids, list(by_person))).tolist() if by_person else ():
        for clause_id, given in by_person[EnterpriseId(int(ids[place]))].items():
            found.setdefault(clause_id, {})[place] = given
    return found


@dataclass(frozen=True, slots=True)
class AmongAll:
    """What decides about any enterprise where clauses are decided among all of them.

    It needs nothing more of the others, but for naming the few who keep places open: these are read again.

    Attributes:
        head: How far the store had come when it was read.
        ids: Of the enterprises, by their places in the field.
        fields: By clause.
        pools: What enterprises come to under each cap that they share.
    """

    policy: Policy
    dictionary: Dictionary
    head: Head
    ids: Array
    fields: Mapping[str, Field]
    pools: tuple[Pool, ...] = ()

    @staticmethod
    def read(
        session: Session,
        policy: Policy,
        dictionary: Dictionary,
        reporter: Reporter,
        by_person: Mapping[EnterpriseId, Mapping[str, ByPerson]],
        *,
        jointly: Jointly,
    ) -> "AmongAll":
        """Look at the whole register, as it is now.

        ``by_person`` is what persons decided, by clause, ``jointly`` what of several enterprises at once.

        Raises:
            Cancelled: The user stopped it.
        """
        head = head_in(session)
        register = read_register(session, policy, dictionary, reporter)
        given = by_place(register.ids, by_person)
        if policy.caps_across:
            columns = decide_table(policy, register.table, dictionary, reporter, given, jointly=jointly)
            return AmongAll.of(policy, dictionary, head, register.ids, columns)
        fields = decide_fields(policy, register.table, dictionary, given, jointly)
        return AmongAll(policy, dictionary, head, register.ids, fields)

    @staticmethod
    def of(
        policy: Policy, dictionary: Dictionary, head: Head, ids: Array, columns: Mapping[str, Decided]
    ) -> "AmongAll":
        """Take it over from what was decided about all of them."""
        fields = {id_: one.field for id_, one in columns.items() if one.field is not None}
        pools = {pool.cap.title: pool for one in columns.values() for pool in one.pools}
        in_order = tuple(pools[cap.title] for cap in policy.caps_across)
        return AmongAll(policy, dictionary, head, ids, fields, in_order)

    def holds_in(self, session: Session) -> bool:
        """Tell whether no enterprise was changed since."""
        is_same_store = has_passed_in(session, self.head)
        return is_same_store and not changed_since(session, Kind.ENTERPRISE, EntryId(self.head.acts))

    @property
    def counting(self) -> frozenset[int]:
        """The numbers of the decisions of several enterprises that count."""
        groups = (group for pool in self.pools for group in pool.groups.values())
        shared = {group.by_person.number for group in groups if group.by_person is not None}
        return frozenset(shared).union(*(one.orders.counting for one in self.fields.values()))

    def settle(
        self, session: Session, few: Mapping[EnterpriseId, Entrant]
    ) -> dict[EnterpriseId, tuple[Decision, ...]]:
        """Decide all clauses for a few enterprises: by id, with what each clause comes to by itself.

        They must be as they were when all were looked at.
        """
        found = np.flatnonzero(np.isin(self.ids, list(few)))
        places = dict(zip(self.ids[found].tolist(), found.tolist(), strict=True))
        known = {places[id_]: entrant.facts for id_, entrant in few.items()}

        def facts_of(place: int) -> EnterpriseFacts:
            return known.get(place) or queries.facts_of(
                session, EnterpriseId(int(self.ids[place])), self.dictionary
            )

        settled = {id_: list(entrant.decisions) for id_, entrant in few.items()}
        for number, (clause_id, clause) in enumerate(self.policy.clauses.items()):
            if clause.contest is None:
                continue
            contenders = [
                contender(clause.contest, places[id_], one.facts, one.decisions[number])
                for id_, one in few.items()
            ]
            decided = self.fields[clause_id].decide(contenders, facts_of)
            for id_, decision in zip(few, decided, strict=True):
                settled[id_][number] = decision
        return {id_: self._jointly(few[id_].facts, decisions) for id_, decisions in settled.items()}

    def _jointly(self, facts: EnterpriseFacts, decisions: Sequence[Decision]) -> tuple[Decision, ...]:
        jointly = settle(self.policy, decisions, Evaluation(facts))
        for pool in self.pools:
            jointly = share(pool, facts, jointly)
        return jointly
