"""A person says who of those level comes first, or what each is given of a cap that they exceed together."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from sqlmodel import Session, col, func, select

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.entities import Enterprise
from domain.enterprises.queries import iterate_facts
from domain.policies.contests.field import Entrant
from domain.policies.contests.pools import Pool, Sharing, claim_key
from domain.policies.contests.together import Jointly, Part, Together
from domain.policies.entities import ManualDecision
from domain.policies.manual.deciding import Grounds, NotTaken
from domain.policies.manual.queries import as_given, by_persons, decided_jointly
from domain.policies.many.among import AmongAll
from domain.policies.one.assessment import BY_RULE, decide_each
from domain.policies.policy import Policy
from domain.policies.trace import ByPerson, Decision, Outcome, Scope
from domain.store.acts import Action
from domain.store.audit import now
from domain.store.engine import Seat
from domain.store.sql import among
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput
from domain.values.ids import EnterpriseId, ManualId
from domain.values.money import NO_MONEY, Fen, yuan_text
from domain.values.progress import Silent

_SILENT: Final = Silent()


@dataclass(frozen=True, slots=True)
class Party:
    """One that something is decided about together with others.

    Attributes:
        key: As `contests.together` has it.
        stake: What it is level at, or what it would have got, in fen.
    """

    key: str
    enterprise_id: EnterpriseId
    uscc: str
    name: str
    clause_id: str
    stake: Fraction


@dataclass(frozen=True, slots=True)
class Joint:
    """What is put to a person about several enterprises at once.

    Attributes:
        about: The id of the clause, or the title of the cap.
        reason: Why the rule leaves it to a person.
        limit: What there is to share, in fen; None where they are to be put in order.
        among_all: What it was read with.
    """

    policy: Policy
    dictionary: Dictionary
    scope: Scope
    about: str
    reason: str
    parties: tuple[Party, ...]
    limit: Fen | None
    among_all: AmongAll

    @property
    def title(self) -> str:
        """What it is about, in words."""
        return self.policy.clauses[self.about].title if self.scope is Scope.TIE else self.about

    def asks(self, enterprise_id: EnterpriseId, clause_id: str) -> bool:
        """Whether it is about this clause of this enterprise."""
        return any((one.enterprise_id, one.clause_id) == (enterprise_id, clause_id) for one in self.parties)

    @property
    def stakes(self) -> dict[str, Fraction]:
        """What is at stake, by who has part in it."""
        return {one.key: one.stake for one in self.parties}


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody wants to decide; ``values`` are places from 1, or amounts in fen, by `Party.key`."""

    values: Mapping[str, int]
    grounds: Grounds

    def complaints(self, question: Joint) -> dict[str, str]:
        """Return what is wrong with it, by field."""
        found = self.grounds.complaints
        if complaint := unfit(question, self.values):
            found["values"] = complaint
        return found


def unfit(question: Joint, values: Mapping[str, int]) -> str:
    """Say why places or amounts cannot be; empty where they can."""
    if values.keys() != question.stakes.keys():
        return "要对全部企业一并认定，不能只认定一部分"
    if question.limit is None:
        is_whole = sorted(values.values()) == list(range(1, len(values) + 1))
        return "" if is_whole else "要给全部并列的企业排出先后，每个名次一户"
    for one in question.parties:
        if not 0 <= values[one.key] <= one.stake:
            return f"“{one.name}”按规则是 {yuan_text(Fen(int(one.stake)))} 元，分配的金额应在 0 到这个数之间"
    if over := max(0, sum(values.values()) - question.limit):
        return f"合计超过限额 {yuan_text(Fen(over))} 元"
    return ""


def open_questions(session: Session, among_all: AmongAll) -> list[Joint]:
    """Return what a person must decide about several enterprises, as they were when all were looked at."""
    return [*_ties(session, among_all), *_shares(session, among_all)]


def _ties(session: Session, among_all: AmongAll) -> Iterator[Joint]:
    policy, dictionary = among_all.policy, among_all.dictionary
    for clause_id, field in among_all.fields.items():
        for value, places in field.ties.items():
            ids = [EnterpriseId(int(among_all.ids[place])) for place in places]
            parties = tuple(
                Party(one.uscc, one.id, one.uscc, one.name, clause_id, value)
                for one in _there(session, col(Enterprise.id), ids)
                if one.id is not None
            )
            for decision in _decided(session, among_all, parties[:1]).values():
                reason = decision.reason
                yield Joint(policy, dictionary, Scope.TIE, clause_id, reason, parties, None, among_all)


def _shares(session: Session, among_all: AmongAll) -> Iterator[Joint]:
    for pool in among_all.pools:
        for who, sharing in pool.groups.items():
            if sharing.claims:
                joint = _share(session, among_all, pool, who, sharing)
                yield from [joint] if joint.parties else []


def _there(session: Session, column: Any, values: Collection[int | str]) -> list[Enterprise]:
    """Return enterprises by their names; who was deleted since all were looked at is left out."""
    statement = select(Enterprise).where(among(column, values), col(Enterprise.deleted_at).is_(None))
    return sorted(session.exec(statement), key=lambda one: one.name)


def _share(session: Session, among_all: AmongAll, pool: Pool, who: str, sharing: Sharing) -> Joint:
    codes = {key.partition(" ")[0] for key in sharing.claims}
    parties = tuple(
        Party(key, one.id, one.uscc, one.name, clause_id, Fraction(sharing.claims[key]))
        for one in _there(session, col(Enterprise.uscc), codes)
        for clause_id in pool.cap.clauses
        if (key := claim_key(one.uscc, clause_id)) in sharing.claims and one.id is not None
    )
    reason = f"{pool.asked(who, sharing)}，超过限额 {yuan_text(pool.limit)} 元，由本单位分配"
    reason = f"{sharing.lapsed}；{reason}" if sharing.lapsed else reason
    scope, cap = Scope.SHARE, pool.cap.title
    return Joint(among_all.policy, among_all.dictionary, scope, cap, reason, parties, pool.limit, among_all)


def foresee(session: Session, question: Joint, values: Mapping[str, int]) -> dict[str, Decision]:
    """Return what each of them would come to, among all enterprises and clauses, by `Party.key`."""
    parts = {
        one.key: Part(one.name, one.stake, _hypothetical(question, values[one.key]))
        for one in question.parties
    }
    about, known = (question.scope, question.about), decided_jointly(session, question.policy)
    jointly = {**known, about: [Together(0, parts), *known.get(about, [])]}
    return _decided(session, _looked_at(session, question, jointly), question.parties)


def _hypothetical(question: Joint, value: int) -> ByPerson:
    is_place = question.limit is None
    outcome, amount = (Outcome.MANUAL, NO_MONEY) if is_place else (Outcome.GRANTED, Fen(value))
    return ByPerson(outcome, amount, "", "", "", now(), place=value if is_place else 0)


def _looked_at(session: Session, question: Joint, jointly: Jointly) -> AmongAll:
    given = by_persons(session, question.policy)
    return AmongAll.read(session, question.policy, question.dictionary, _SILENT, given, jointly=jointly)


def _decided(session: Session, among_all: AmongAll, parties: Sequence[Party]) -> dict[str, Decision]:
    policy, dictionary = among_all.policy, among_all.dictionary
    ids = list(dict.fromkeys(one.enterprise_id for one in parties))
    given = by_persons(session, policy, ids)
    few = {
        id_: Entrant(facts, decide_each(policy, facts, dictionary, given.get(id_, BY_RULE)))
        for id_, facts in iterate_facts(session, ids, dictionary)
    }
    settled = {
        (id_, one.clause_id): one
        for id_, decisions in among_all.settle(session, few).items()
        for one in decisions
    }
    known = ((one.key, settled.get((one.enterprise_id, one.clause_id))) for one in parties)
    return {key: decision for key, decision in known if decision is not None}


def decide_jointly(seat: Seat, question: Joint, answer: Answer) -> ManualId:
    """Record what a person decides about several enterprises, as one act; a row for each of them.

    Args:
        seat: Who decides, and where.
        question: As it was put to them; the very same must be for a person to decide still.
        answer: What they decide.

    Returns:
        The first of the rows.

    Raises:
        NotTaken: Something is lacking, or beyond what the rule allows.
        BadInput: It is not for a person to decide, or something has changed meanwhile.
        NotPermitted: They may not.
    """
    policy = question.policy
    with seat.act(Action.MANUAL_DECIDE) as act:
        session = act.session
        among_all = question.among_all
        if not among_all.holds_in(session):
            among_all = _looked_at(session, question, decided_jointly(session, policy))
        about = question.scope, question.about, question.stakes
        still_open = open_questions(session, among_all)
        if about not in [(one.scope, one.about, one.stakes) for one in still_open]:
            raise BadInput("这些企业的数据或认定刚有改动，没有记录；请再看一遍后认定")
        if complaints := answer.complaints(question):
            raise NotTaken(complaints)
        number = (session.exec(select(func.max(ManualDecision.joint))).one() or 0) + 1
        row_of = answer.grounds.recorded(act, policy, [one.enterprise_id for one in question.parties])
        rows = []
        for one in sorted(question.parties, key=lambda one: answer.values[one.key]):
            value, is_place = answer.values[one.key], question.limit is None
            stake = {"stake": str(one.stake)} | ({} if is_place else {"cap": question.about})
            row = row_of(
                enterprise_id=one.enterprise_id,
                clause_id=one.clause_id,
                joint=number,
                place=value if is_place else None,
                outcome=Outcome.MANUAL if is_place else Outcome.GRANTED,
                amount=NO_MONEY if is_place else Fen(value),
                doubt=question.reason,
                facts=json.dumps(stake, ensure_ascii=False, sort_keys=True),
            )
            session.add(row)
            rows.append(row)
            given = as_given(row, policy)
            act.note(
                Subject(Kind.ENTERPRISE, one.enterprise_id),
                f"人工认定“{one.name}”的“{policy.clauses[one.clause_id].title}”：{given.word}"
                f"（共 {len(question.parties)} 项，一并认定）。理由：{given.reason}。依据：{given.evidence}",
            )
        session.flush()
        assert rows[0].id is not None
        return rows[0].id
