"""工作台: what one is to do, what is due, whom one waits for, what others did; and where things stick."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Final

from sqlmodel import Session

from domain.cases.awards.listing import SOON, CaseFilter, Duty, ListedCase, Order, Turns, place_title
from domain.cases.awards.rules import Rules
from domain.cases.sql import (
    Heap,
    Sought,
    Stand,
    cases_of_act,
    count_done,
    first_of_heap,
    heaps_of_cases,
    list_cases,
    steps_since,
)
from domain.office.accounts.queries import at_work
from domain.office.calendar.working_days import Days, Period
from domain.roads.road import Kind
from domain.store.acts import Person
from domain.store.engine import is_shared_in
from domain.store.permits import Role
from domain.store.plain import moment_of
from domain.store.told import left_at
from domain.values.ids import CaseId

FEW: Final = 3
"""So many cases of a pile are shown by themselves."""

_READY: Final = "补正材料已齐，可以重新受理"
_HAPPENED: Final = 8
_LOOKED_THROUGH: Final = 5_000
_PACE_DAYS: Final = 180
_NAMED: Final = 2


@dataclass(frozen=True, slots=True)
class Pile:
    """Cases of which the same is to be said.

    Attributes:
        count: How many they are.
        since: Since when the first of them stands there; None for none.
        first: Those that stand there longest.
        wanted: What lists all of them.
        note: Who is waited for, or what for.
    """

    title: str
    wanted: CaseFilter
    count: int = 0
    since: date | None = None
    first: tuple[ListedCase, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """What somebody else did of cases in one act: when (UTC), and which of them is shown."""

    title: str
    by: str
    at: datetime
    count: int
    first: CaseId
    act: str


@dataclass(frozen=True, slots=True)
class Desk:
    """What somebody finds on their desk.

    Attributes:
        mine: By what is to be done, in the order of the road.
        late, soon: Whosever turn it is.
        others: By where they stand.
        left: When they were here last (UTC); None for never.
        happened: Since then, the latest first; ``happened_more`` how many came before those.
    """

    mine: tuple[Pile, ...]
    late: Pile
    soon: Pile
    others: tuple[Pile, ...]
    left: datetime | None
    happened: tuple[Happened, ...]
    happened_more: int


@dataclass(frozen=True, slots=True)
class Pace:
    """How things go at one place; days are working days.

    Attributes:
        by: Who can do it: people, or what is waited for.
        count: How many stand there.
        longest, median: For how many days they have; None for none.
        usual, done: How long it took in the last half year, and how often it was done.
    """

    title: str
    by: str
    count: int
    longest: int | None
    median: int | None
    usual: int | None
    done: int
    wanted: CaseFilter


def desk_of(session: Session, who: Person, rules: Rules) -> Desk:
    """Return what somebody finds on their desk."""
    return _Asking(session, who, rules).desk()


def paces_of(session: Session, who: Person, rules: Rules) -> list[Pace]:
    """Return whose desk cases lie on, for how long, and how long each step usually takes."""
    return list(_Asking(session, who, rules).paces())


def of_one_act(session: Session, act: str) -> list[CaseId]:
    """Return the cases of something that happened."""
    return [CaseId(id_) for id_ in cases_of_act(session, act)]


class _Asking:
    """Asks for one desk; what is the same for all of it is found once.

    Cases that came to one place on one day are looked at together; those that an objection locks one by one.
    """

    def __init__(self, session: Session, who: Person, rules: Rules) -> None:
        self._session, self._who = session, who
        self._turns = turns = Turns.of(session, who, rules)
        self._stands = {one[:3]: one for one in turns.stands()}
        ranks: dict[str, int] = {}
        for one in self._stands.values():
            title = self._title(one)
            ranks[title] = max(ranks.get(title, 0), self._rank(one))
        self._titles = sorted(ranks, key=ranks.__getitem__)
        locked = [id_ for id_, one in turns.objected.items() if one.locks]
        self._locked = turns.cases(session, locked)
        public = [one for one in self._stands.values() if one.is_public]
        self._heaps: dict[str, list[Heap]] = {}
        for heap in heaps_of_cases(session, public, locked):
            self._heaps.setdefault(self._title(self._stands[heap[:3]]), []).append(heap)

    def desk(self) -> Desk:
        today, mine = self._turns.now.day, list(self._mine())
        others = self._counts()
        for pile in mine:
            others[pile.title] -= pile.count
        left = left_at(self._session, self._who)
        return Desk(
            tuple(mine),
            self._due("已超期", Duty.LATE, date.min, today - timedelta(days=1)),
            self._due(f"{SOON} 个工作日内到期", Duty.SOON, today, self._turns.soon),
            tuple(
                Pile(title, CaseFilter(duty=Duty.OTHERS, place=title), count, note=self._waited_for(title))
                for title, count in others.items()
                if count
            ),
            left,
            *self._happened(left),
        )

    def paces(self) -> Iterator[Pace]:
        day, done = self._turns.now.day, self._done()
        for title, count in self._counts().items():
            waited: dict[int, int] = {}
            since = [(date.fromisoformat(heap.since), heap.cases) for heap in self._heaps.get(title, ())]
            since += [(case.since, 1) for case in self._locked.values() if case.where == title]
            for start, number in since:
                days = self._days(start, day)
                waited[days] = waited.get(days, 0) + number
            taken = done.get(title, {})
            yield Pace(
                title,
                self._by(title),
                count,
                max(waited, default=None),
                _median(waited),
                _median(taken),
                sum(taken.values()),
                CaseFilter(place=title),
            )

    def _counts(self) -> dict[str, int]:
        """Return by place how many stand there, in the order of the road."""
        counts = {title: sum(heap.cases for heap in self._heaps.get(title, ())) for title in self._titles}
        for case in self._locked.values():
            counts[case.where] += 1
        return {title: count for title, count in counts.items() if count}

    # Whose turn it is

    def _mine(self) -> Iterator[Pile]:
        today = self._turns.now.day.isoformat()
        for title in self._titles:
            objected = [
                case
                for id_, case in self._locked.items()
                if case.where == title and self._turns.may(case.by) and id_ not in self._turns.barred
            ]
            stands = {one[:3]: one for one in self._turns.mine(self._of_title(title))}
            heaps = [
                heap
                for heap in self._heaps.get(title, ())
                if heap[:3] in stands and not stands[heap[:3]].others and heap.public_to < today
            ]
            # Where another person must, each case has to be asked whether it was them.
            apart = [one for one in stands.values() if one.others]
            asked = (
                self._apart(apart) if any(heap[:3] in stands for heap in self._heaps.get(title, ())) else []
            )
            ready = self._turns.ready_at(title)
            count = sum(heap.cases for heap in heaps) + len(asked) + len(objected) + len(ready)
            if not count:
                continue
            ids = [*self._first_of(sorted(heaps, key=_since)), *asked[:FEW], *sorted(ready)[:FEW]]
            first = sorted([*objected, *self._cases(ids)], key=lambda case: (case.since, case.id))[:FEW]
            yield Pile(
                title,
                CaseFilter(duty=Duty.MINE, place=title),
                count,
                first[0].since,
                tuple(first),
                "，".join([_READY] * bool(ready) + [f"{len(objected)} 件有异议要办结"] * bool(objected)),
            )

    def _apart(self, stands: Sequence[Stand]) -> list[CaseId]:
        """Return the cases at places where who asks may, but not where they did what went before."""
        if not stands:
            return []
        day = self._turns.now.day.isoformat()
        sought = Sought(stands=stands, over_by=day, by=self._who, without=self._locked.keys())
        return [CaseId(id_) for id_, _ in list_cases(self._session, sought, Order.SINCE)]

    def _due(self, title: str, duty: Duty, first: date, last: date) -> Pile:
        """Return what is due from one day to another, whosever turn it is."""
        dues = {heap: self._due_of(heap) for heaps in self._heaps.values() for heap in heaps}
        found = {heap: due for heap, due in dues.items() if due is not None and first <= due <= last}
        cases = [one for one in self._locked.values() if one.due is not None and first <= one.due <= last]
        cases += self._cases(self._first_of(sorted(found, key=lambda heap: (found[heap], heap))))
        cases.sort(key=lambda case: (case.due or date.max, case.id))
        count = sum(heap.cases for heap in found) + sum(one.id in self._locked for one in cases)
        return Pile(title, CaseFilter(duty=duty), count, None, tuple(cases[:FEW]))

    def _due_of(self, heap: Heap) -> date | None:
        stand = self._stands[heap[:3]]
        road = self._turns.roads.of(heap.road)
        within = road.beside[heap.waits].within if heap.waits else road.states[heap.at].within
        if within is None:
            return None
        begun = max(heap.since, heap.public_to) if stand.is_public else heap.since
        return self._turns.end_of(Period(date.fromisoformat(begun), within))

    def _first_of(self, heaps: Sequence[Heap]) -> list[CaseId]:
        """Return the first cases of heaps, in their order."""
        found: list[CaseId] = []
        for heap in heaps:
            if len(found) >= FEW:
                break
            ids = first_of_heap(self._session, heap, self._locked.keys(), FEW - len(found))
            found += [CaseId(id_) for id_ in ids]
        return found

    def _cases(self, ids: Sequence[CaseId]) -> list[ListedCase]:
        return list(self._turns.cases(self._session, ids).values())

    # Whom one waits for

    def _waited_for(self, title: str) -> str:
        one = self._of_title(title)[0]
        road = self._turns.roads.of(one.road)
        if one.waits:
            is_outside = road.beside[one.waits].kind is Kind.SUPPLEMENT
            return "等企业" if is_outside else f"可以“{road.beside[one.waits].over}”"
        words = f"等{self._by(title)}"
        return f"公示期满后{words}" if one.is_public else words

    def _by(self, title: str) -> str:
        """Return who can do what is to be done at a place: one or two people by name, more by their role."""
        roles: set[Role] = set()
        for one in self._of_title(title):
            road = self._turns.roads.of(one.road)
            roles |= road.beside[one.waits].by if one.waits else road.states[one.at].by
        names = [name for name, held in self._staff.items() if held & roles]
        if 1 <= len(names) <= _NAMED:
            return "、".join(names)
        return "或".join(role.word for role in Role if role in roles)

    @cached_property
    def _staff(self) -> Mapping[str, frozenset[Role]]:
        if not is_shared_in(self._session):
            return {self._who.name: frozenset(Role)}
        return {one.name: frozenset(one.held) for one in at_work(self._session, date.today())}

    def _of_title(self, title: str) -> list[Stand]:
        return [one for one in self._stands.values() if self._title(one) == title]

    # What was done

    def _happened(self, left: datetime | None) -> tuple[tuple[Happened, ...], int]:
        if left is None:
            return (), 0
        stored = left.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
        told = [
            Happened(title, name, moment_of(at), count, CaseId(first), act)
            for act, title, account_id, name, at, first, count in steps_since(
                self._session, stored, most=_LOOKED_THROUGH
            )
            if Person(name, account_id).key != self._who.key
        ]
        return tuple(told[:_HAPPENED]), len(told[_HAPPENED:])

    def _done(self) -> dict[str, dict[int, int]]:
        """Return by place how many working days it took how often."""
        titles = {
            (state.id, state.does): state.title
            for road in self._turns.roads.by_digest.values()
            for state in road.way
        }
        since = self._turns.now.day - timedelta(days=_PACE_DAYS)
        found: dict[str, dict[int, int]] = {}
        for step, does, day, was_since, count in count_done(self._session, since.isoformat()):
            if (title := titles.get((step, does))) is not None:
                days = self._days(date.fromisoformat(was_since), date.fromisoformat(day))
                taken = found.setdefault(title, {})
                taken[days] = taken.get(days, 0) + count
        return found

    def _days(self, start: date, end: date) -> int:
        """Return how many working days lie between two days; thousands of cases have the same."""
        known = self._between.get((start, end))
        if known is None:
            calendar = self._turns.now.calendar
            known = self._between[start, end] = calendar.days_between(start, end, Days.WORKING).value
        return known

    @cached_property
    def _between(self) -> dict[tuple[date, date], int]:
        return {}

    def _title(self, stand: Stand) -> str:
        return place_title(self._turns.roads.of(stand.road), stand.at, stand.waits)

    def _rank(self, stand: Stand) -> int:
        road = self._turns.roads.of(stand.road)
        return len(road.way) if stand.waits else road.places[stand.at]


def _since(heap: Heap) -> str:
    return heap.since


def _median(counted: Mapping[int, int]) -> int | None:
    """Return the median of numbers that are there so many times.

    >>> _median({1: 3, 5: 2, 9: 1}), _median({})
    (1, None)
    """
    middle, passed = (sum(counted.values()) + 1) // 2, 0
    for number, count in sorted(counted.items()):
        passed += count
        if passed >= middle:
            return number
    return None
