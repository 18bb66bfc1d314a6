"""Lists of cases: whose turn each is, by when, and which are asked for, among hundreds of thousands."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from sqlmodel import Session, col, select

from domain.cases.awards.entities import CaseStep, Did, Ended
from domain.cases.awards.matters import Matter, Ready, cases_with, ready_again
from domain.cases.awards.reading import Seen
from domain.cases.awards.rules import Rules
from domain.cases.sql import (
    LISTED,
    Sought,
    Stand,
    count_cases,
    list_cases,
    open_objections,
    read_listed,
    spelled_so,
    titles_of,
)
from domain.enterprises.register.words import folded
from domain.office.calendar.working_days import Days, Period, Term
from domain.roads.library import Roads
from domain.roads.road import Beside, Kind, Road
from domain.roads.walking import Now, Objection, Running, Standing, time_left, time_left_of
from domain.store.acts import Person
from domain.store.permits import Role
from domain.store.plain import moment_of
from domain.store.sql import among
from domain.values.ids import BatchId, CaseId, EnterpriseId
from domain.values.money import Fen

SOON: Final = 3
"""So many working days ahead, today not counted, something is due soon."""

NO_BATCH: Final = BatchId(0)
"""Cases that go with none, see `CaseFilter`."""

_DAY: Final = timedelta(days=1)


class Duty(StrEnum):
    """Which of the cases on their way are asked for."""

    ANY = ""
    MINE = "mine"
    """It is the turn of who asks: their role may, four eyes do not shut them out, and nothing locks it."""
    OTHERS = "others"
    """Those where it is not: another person, the enterprise or the end of a publicity is waited for."""
    LATE = "late"
    SOON = "soon"


class Order(StrEnum):
    """What lists are sorted by."""

    SINCE = "since"
    NAME = "name"
    CLAUSE = "clause"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases a list has; what is left out does not matter.

    Attributes:
        ended: How they ended; None for all.
        duty: See `Duty`; all but ``ANY`` are of those on their way.
        place: What people call where those on their way stand.
        batch_id: The batch they go with; `NO_BATCH` for none.
        queued: Only those that wait for money (候补), by their places.
        matter: Only those of which this wants to be looked at; all of them are on their way.
        words: What stands in the enterprise's name or code, or is how it is spelled now.
    """

    ended: Ended | None = Ended.ON_ITS_WAY
    duty: Duty = Duty.ANY
    place: str = ""
    policy_id: str = ""
    clause_id: str = ""
    batch_id: BatchId | None = None
    queued: bool = False
    matter: Matter = Matter.ANY
    words: str = ""
    order: Order = Order.SINCE
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The cases of a list in its order, each with what stands of it (fen); whether they are all."""

    ids: Sequence[CaseId]
    amounts: Sequence[int]
    is_whole: bool

    @property
    def amount(self) -> Fen:
        return Fen(sum(self.amounts))


@dataclass(frozen=True, slots=True)
class ListedCase:
    """A case as lists show it, without what it was decided on; see `AwardCase`.

    Attributes:
        amount: What stands of it; ``granted`` what it was granted at, where it was lowered after it was paid.
        batch: The name of its batch; empty for none.
        last_by, last_at, last_did: The last step: by whom, when (UTC), what it is called.
        where: What people call where it stands.
        public_to: The last day of a publicity that still runs.
        objections: How many are not decided.
        by: The roles of whose turn it is; none where nobody's is.
        due: By when something is to be done of it.
        days_late: For how many days that has passed.
        place: Which it is of those of its policy that wait for money; 0 for none of them.
    """

    id: CaseId
    enterprise_id: EnterpriseId
    uscc: str
    enterprise_name: str
    policy_id: str
    policy_title: str
    clause_id: str
    clause_title: str
    instalment: str
    period: str
    amount: Fen
    road_sha256: str
    at: str
    since: date
    waits: str
    ended: Ended
    version: int
    batch_id: BatchId | None
    batch: str
    last_by: str
    last_at: datetime
    last_did: str
    where: str
    public_to: date | None = None
    objections: int = 0
    by: frozenset[Role] = frozenset()
    due: date | None = None
    days_late: int = 0
    granted: Fen | None = None
    place: int = 0

    @property
    def seen(self) -> Seen:
        return Seen(self.id, self.version)

    @property
    def award(self) -> str:
        """What it is for."""
        return "，".join(filter(None, (self.clause_title, self.instalment, self.period)))


@dataclass(frozen=True, slots=True)
class Place:
    """Where cases stand, or wait, as people call it; of whichever road."""

    title: str
    count: int


@dataclass(frozen=True, slots=True)
class Offered:
    """What lists can be filtered by.

    Attributes:
        ended: How many there are by how they ended.
        places: Where those on their way stand, in the order of their roads.
        clauses: By policy and clause, the titles of both.
        queued: How many wait for money.
    """

    ended: Mapping[Ended, int]
    places: Sequence[Place]
    clauses: Mapping[tuple[str, str], tuple[str, str]]
    queued: int

    @property
    def total(self) -> int:
        return sum(self.ended.values())


def find_cases(session: Session, wanted: CaseFilter, who: Person, rules: Rules, *, most: int = 0) -> Found:
    """Return the cases of a list; the first `most`, or all."""
    sought = _sought(session, wanted, who, rules)
    if sought is None:
        return Found([], [], True)
    # Their places are known, and few: the store need not sort them.
    most = 0 if wanted.queued else most
    rows = list_cases(
        session,
        sought,
        wanted.order,
        descending=wanted.descending,
        most=most + 1 if most else -1,
        lowered=rules.funds.lowered(session),
    )
    is_whole = not most or len(rows) <= most
    rows = rows if is_whole else rows[:most]
    if wanted.queued and wanted.order is Order.SINCE:
        places = rules.funds.places(session)
        rows.sort(key=lambda row: places[CaseId(row[0])], reverse=wanted.descending)
    return Found([CaseId(id_) for id_, _ in rows], [amount for _, amount in rows], is_whole)


def listed(session: Session, ids: Sequence[CaseId], who: Person, rules: Rules) -> dict[CaseId, ListedCase]:
    """Return these cases as lists show them; one that is not there is left out."""
    return Turns.of(session, who, rules).cases(session, ids)


def offered(session: Session, rules: Rules) -> Offered:
    """Return what there is to filter by."""
    roads = rules.roads_in(session)
    ended = Counter[Ended]()
    places: dict[str, tuple[int, int]] = {}
    last: dict[tuple[str, str], int] = {}
    for end, digest, at, waits, policy, clause, count, id_ in count_cases(session):
        ended[Ended(end)] += count
        last[(policy, clause)] = max(id_, last.get((policy, clause), id_))
        if end == Ended.ON_ITS_WAY:
            road = roads.of(digest)
            title, rank = place_title(road, at, waits), len(road.way) if waits else road.places[at]
            rank_before, before = places.get(title, (rank, 0))
            places[title] = (max(rank, rank_before), before + count)
    ordered = sorted(places.items(), key=lambda one: one[1][0])
    titles = titles_of(session, last.values())
    return Offered(
        ended,
        [Place(title, count) for title, (_, count) in ordered],
        {key: titles[id_] for key, id_ in sorted(last.items())},
        len(rules.funds.places(session)),
    )


def place_title(road: Road, at: str, waits: str) -> str:
    """Return what people call where a case stands, or waits."""
    return road.beside[waits].title if waits else road.title_of(at)


@dataclass(frozen=True)
class Turns:
    """Whose turn cases are, and by when, for somebody on a day."""

    roads: Roads
    now: Now
    objected: Mapping[CaseId, "Objected"] = field(default_factory=dict)
    lowered: Mapping[CaseId, Fen] = field(default_factory=dict)
    queue: Mapping[CaseId, int] = field(default_factory=dict)
    barred: Set[CaseId] = frozenset()
    """Those whose first open objection another must decide."""
    ready: Mapping[CaseId, Ready] = field(default_factory=dict)
    """Those that were sent back for papers, and have them by now."""

    @staticmethod
    def of(session: Session, who: Person, rules: Rules) -> "Turns":
        roads = rules.roads_in(session)
        funds, objected = rules.funds, _objected(session, roads)
        return Turns(
            roads,
            rules.now(session, who),
            objected,
            funds.lowered(session),
            funds.places(session),
            _barred(session, objected, who),
            ready_again(session, roads),
        )

    def cases(self, session: Session, ids: Sequence[CaseId]) -> dict[CaseId, ListedCase]:
        """Return these cases as lists show them; one that is not there is left out."""
        return {row[0]: self.listed(row) for row in read_listed(session, ids)}

    def listed(self, row: Sequence[Any]) -> ListedCase:
        """Return a case of `read_listed`."""
        known = dict(zip(LISTED, row, strict=False))
        batch, by, at, did, public_to = row[len(LISTED) :]
        road = self.roads.of(known["road_sha256"])
        since, public = date.fromisoformat(known["since"]), None
        if public_to and date.fromisoformat(public_to) >= self.now.day:
            public = date.fromisoformat(public_to)
        ended = Ended(known["ended"])
        granted = Fen(known["amount"])
        known |= {"since": since, "ended": ended, "amount": self.lowered.get(known["id"], granted)}
        case = ListedCase(
            **known,
            batch=batch,
            last_by=by,
            last_at=moment_of(at),
            last_did=did,
            where=place_title(road, known["at"], known["waits"]),
            granted=granted if known["id"] in self.lowered else None,
            place=self.queue.get(known["id"], 0),
        )
        if ended is not Ended.ON_ITS_WAY:
            return case
        objected = self.objected.get(case.id)
        due = self._due(road, case, public_to, objected)
        is_locked = public is not None and case.at in road.locked_by_publicity
        return replace(
            case,
            public_to=public if is_locked else None,
            objections=0 if objected is None else len(objected.open),
            by=self._by(road, case, objected, is_locked=is_locked),
            due=due,
            days_late=0 if due is None else max(0, (self.now.day - due).days),
        )

    def may(self, by: frozenset[Role]) -> bool:
        """Whether it is for the roles of who asks."""
        return self.now.roles is None or bool(self.now.roles & by)

    def stands(self, title: str = "") -> Iterator[Stand]:
        """Yield every place that cases can stand or wait at, or those that people call so."""
        for digest, road in self.roads.by_digest.items():
            waiting = [one.id for one in road.beside.values() if one.over and one.kind is not Kind.OBJECT]
            for state in road.way:
                is_public = state.id in road.locked_by_publicity
                for waits in ("", *waiting):
                    if title in ("", place_title(road, state.id, waits)):
                        yield Stand(
                            digest,
                            state.id,
                            waits,
                            is_public and not waits,
                            others=() if waits else state.other_than,
                        )

    def mine(self, stands: Iterable[Stand]) -> Iterator[Stand]:
        """Yield the places where it is the turn of who asks, if nothing else stands against it."""
        for one in stands:
            if not one.waits and self.may(self.roads.of(one.road).states[one.at].by):
                yield one

    def due_between(self, stands: Iterable[Stand], first: date | None, last: date) -> Iterator[Stand]:
        """Yield the places where something may be due from one day to another, with when its time began."""
        for one in stands:
            term = self._term(one)
            if term is not None:
                after = "" if first is None else self.last_begun(term, first - _DAY).isoformat()
                yield one._replace(after=after, until=self.last_begun(term, last).isoformat())

    def last_begun(self, term: Term, due: date) -> date:
        """Return the last day from which time runs that has ended by a day."""
        found = self._begun.get((term, due))
        if found is None:
            calendar = self.now.calendar
            back = bisect_left(
                range(_FURTHEST),
                True,
                key=lambda days: calendar.end_of(Period(due - days * _DAY, term)).value <= due,
            )
            found = self._begun[(term, due)] = due - back * _DAY
        return found

    @cached_property
    def _begun(self) -> dict[tuple[Term, date], date]:
        return {}

    @cached_property
    def _ends(self) -> dict[Period, date]:
        return {}

    @cached_property
    def soon(self) -> date:
        """The last of the next `SOON` working days."""
        return self.now.calendar.nth_day(self.now.day, SOON, Days.WORKING).value

    def end_of(self, period: Period) -> date:
        """Return the last day of a period; thousands of cases have the same."""
        found = self._ends.get(period)
        if found is None:
            found = self._ends[period] = self.now.calendar.end_of(period).value
        return found

    def _term(self, stand: Stand) -> Term | None:
        road = self.roads.of(stand.road)
        return road.beside[stand.waits].within if stand.waits else road.states[stand.at].within

    def _due(self, road: Road, case: ListedCase, public_to: str, objected: "Objected | None") -> date | None:
        if objected is not None and objected.locks:
            return objected.due(self)
        public = date.fromisoformat(public_to) if public_to else None
        standing = Standing(
            case.at, case.since, waits=case.waits, publicity=Running(public, public) if public else None
        )
        time = time_left(road, standing)
        return None if time is None else self.end_of(time)

    def _by(
        self, road: Road, case: ListedCase, objected: "Objected | None", *, is_locked: bool
    ) -> frozenset[Role]:
        if objected is not None and objected.locks:
            return objected.deciding.by
        if case.waits:
            beside = road.beside[case.waits]
            is_outside = beside.kind is Kind.SUPPLEMENT and case.id not in self.ready
            return frozenset() if is_outside else beside.by
        return frozenset() if is_locked else road.states[case.at].by

    def ready_at(self, title: str = "") -> list[CaseId]:
        """Return the cases whose papers have come and that who asks may go on with; all, or by a place.

        Those that an objection locks are none of them.
        """
        found = []
        for id_, one in self.ready.items():
            objected, beside = self.objected.get(id_), self.roads.of(one.road).beside[one.waits]
            is_locked = objected is not None and objected.locks
            if not is_locked and title in ("", beside.title) and self.may(beside.by):
                found.append(id_)
        return found


_FURTHEST: Final = 2_000
"""No term takes more days of the calendar."""


@dataclass(frozen=True, slots=True)
class Objected:
    """A case with objections that are not decided: where it stands, and whether they lock that."""

    road: Road
    where: str
    open: tuple[Objection, ...]
    locks: bool

    @property
    def deciding(self) -> Beside:
        """What the first of them was begun by."""
        return self.road.beside[self.open[0].act]

    def due(self, turns: Turns) -> date | None:
        """Return by when the first of them is to be decided."""
        times = (time_left_of(self.road, one) for one in self.open)
        return min((turns.end_of(time) for time in times if time is not None), default=None)


def _objected(session: Session, roads: Roads) -> dict[CaseId, Objected]:
    found: dict[CaseId, Objected] = {}
    for id_, digest, at, waits, number, act, day in open_objections(session):
        road = roads.of(digest)
        one = Objection(number, act, date.fromisoformat(day))
        # Also of one that waits: the objection has its own time, and its own people.
        locks = at in road.beside[act].locks
        before = found.get(CaseId(id_), Objected(road, place_title(road, at, waits), (), False))
        found[CaseId(id_)] = replace(before, open=(*before.open, one), locks=before.locks or locks)
    return found


def _barred(session: Session, objected: Mapping[CaseId, Objected], who: Person) -> set[CaseId]:
    """Return the cases whose objection somebody may not decide, since they did what it is about."""
    others = {(id_, step) for id_, one in objected.items() for step in one.deciding.other_than}
    own = CaseStep.account_id == who.id if who.id is not None else CaseStep.by_name == who.name
    signed = select(CaseStep.case_id, CaseStep.step).where(
        among(col(CaseStep.case_id), {id_ for id_, _ in others}),
        CaseStep.did == Did.ONWARD,
        col(CaseStep.voided_by).is_(None),
        own,
    )
    return {CaseId(id_) for id_, step in session.exec(signed) if (id_, step) in others} if others else set()


def _sought(session: Session, wanted: CaseFilter, who: Person, rules: Rules) -> Sought | None:
    """Return what a filter asks for; None where there can be nothing of it."""
    sought = _asked(session, wanted)
    if wanted.queued:
        sought = replace(sought, only=rules.funds.places(session).keys())
    if wanted.matter:
        roads, calendar = rules.roads_in(session), rules.calendar
        soon = calendar.nth_day(rules.today(), SOON, Days.WORKING).value
        found = cases_with(session, wanted.matter, rules, roads, soon)
        sought = replace(sought, only=found if sought.only is None else found & {*sought.only})
    if not (wanted.duty or wanted.place):
        return replace(sought, ended=None if wanted.ended is None else wanted.ended.value)
    if wanted.ended not in (None, Ended.ON_ITS_WAY):
        return None
    turns = Turns.of(session, who, rules)
    if wanted.duty is Duty.OTHERS:
        mine = find_cases(session, CaseFilter(duty=Duty.MINE, place=wanted.place), who, rules)
        sought = replace(sought, without=mine.ids)
    return _at_places(sought, wanted, turns)


def _at_places(sought: Sought, wanted: CaseFilter, turns: Turns) -> Sought | None:
    """Return what is asked for of those on their way, by where they stand and whose turn they are."""
    now, stands = turns.now, list(turns.stands(wanted.place))
    locked = {id_: one for id_, one in turns.objected.items() if one.locks}
    here = {id_: one for id_, one in locked.items() if wanted.place in ("", one.where)}
    besides: set[CaseId] = set()
    match wanted.duty:
        case Duty.MINE:
            stands = list(turns.mine(stands))
            sought = replace(sought, over_by=now.day.isoformat(), by=now.who)
            besides = {id_ for id_, one in here.items() if turns.may(one.deciding.by)} - turns.barred
            besides |= {*turns.ready_at(wanted.place)}
        case Duty.LATE:
            stands = list(turns.due_between(stands, None, now.day - _DAY))
            besides = {id_ for id_, one in here.items() if _is_due(one, turns, date.min, now.day - _DAY)}
        case Duty.SOON:
            stands = list(turns.due_between(stands, now.day, turns.soon))
            besides = {id_ for id_, one in here.items() if _is_due(one, turns, now.day, turns.soon)}
        case _:
            return replace(sought, stands=stands)
    if not stands and not besides:
        return None
    return replace(sought, stands=stands, besides=besides, without=[*locked.keys() - besides])


def _is_due(objected: Objected, turns: Turns, first: date, last: date) -> bool:
    due = objected.due(turns)
    return due is not None and first <= due <= last


def _asked(session: Session, wanted: CaseFilter) -> Sought:
    """Return what a filter asks for but for where cases stand."""
    typed = wanted.words.split()
    return Sought(
        policy_id=wanted.policy_id,
        clause_id=wanted.clause_id,
        batch_id=wanted.batch_id,
        words=[_ways_of(word) for word in typed],
        enterprises=spelled_so(session, [folded(word) for word in typed]),
    )


def _ways_of(word: str) -> list[str]:
    """Return how a word may stand in a name: letters of either case are the same to the store.

    >>> _ways_of("Ａbc（中国）")
    ['abc(中国)', 'abc（中国）', 'Ａbc（中国）']
    """
    plain = folded(word)
    return list(dict.fromkeys((plain, plain.translate(_WIDE), word)))


_WIDE: Final = str.maketrans("()", "（）")
