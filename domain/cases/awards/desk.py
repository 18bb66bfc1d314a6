"""工作台: what one is to do, what is due, whom one waits for, what others did; and where things stick."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Final

from sqlmodel import Session

from domain.cases.awards.listing import (
    SOON,
    CaseFilter,
    Duty,
    ListedCase,
    Order,
    Turns,
    listed,
    place_title,
    sought_of,
)
from domain.cases.awards.rules import Rules
from domain.cases.roads.road import Kind, named_roles
from domain.cases.sql import (
    Sought,
    Stand,
    cases_of_act,
    count_at,
    count_done,
    count_waiting,
    list_cases,
    steps_since,
)
from domain.office.accounts.queries import accounts
from domain.office.calendar.working_days import Days
from domain.store.acts import Person
from domain.store.engine import is_shared_in
from domain.store.permits import Role
from domain.store.plain import moment_of
from domain.store.told import left_at
from domain.values.ids import CaseId

FEW: Final = 3
"""So many cases of a pile are shown by themselves."""

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
        happened: Since then, the latest first.
    """

    mine: tuple[Pile, ...]
    late: Pile
    soon: Pile
    others: tuple[Pile, ...]
    left: datetime | None
    happened: tuple[Happened, ...]


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
    """Asks for one desk; what is the same for all of it is found once."""

    def __init__(self, session: Session, who: Person, rules: Rules) -> None:
        self._session, self._who, self._rules = session, who, rules
        self._turns = Turns.of(session, who, rules)
        stands = list(self._turns.stands())
        ranks: dict[str, int] = {}
        for one in stands:
            title = self._title(one)
            ranks[title] = max(ranks.get(title, 0), self._rank(one))
        self._titles = sorted(ranks, key=ranks.__getitem__)
        self._stands = [one._replace(group=self._titles.index(self._title(one))) for one in stands]

    def desk(self) -> Desk:
        mine = self._mine()
        others = {title: sum(days.values()) for title, days in self._waiting().items()}
        for pile in mine:
            others[pile.title] -= pile.count
        left = left_at(self._session, self._who)
        return Desk(
            tuple(mine),
            self._due("已超期", Duty.LATE),
            self._due(f"{SOON} 个工作日内到期", Duty.SOON),
            tuple(
                Pile(title, CaseFilter(duty=Duty.OTHERS, place=title), count, note=self._waited_for(title))
                for title, count in others.items()
                if count
            ),
            left,
            tuple(self._happened(left)),
        )

    def paces(self) -> Iterator[Pace]:
        now, done = self._turns.now, self._done()
        for title, days in self._waiting().items():
            waited = {self._days(since, now.day): count for since, count in days.items()}
            taken = done.get(title, {})
            yield Pace(
                title,
                self._by(title),
                sum(days.values()),
                max(waited, default=None),
                _median(waited),
                _median(taken),
                sum(taken.values()),
                CaseFilter(place=title),
            )

    # Whose turn it is

    def _mine(self) -> list[Pile]:
        sought = sought_of(self._session, CaseFilter(duty=Duty.MINE), self._who, self._rules)
        if sought is None:
            return []
        objected: dict[str, list[CaseId]] = {}
        for id_ in sought.besides:
            case = CaseId(id_)
            objected.setdefault(self._turns.objected[case].where, []).append(case)
        groups = {one[:3]: one.group for one in self._stands}
        stands = [one._replace(group=groups[one[:3]]) for one in sought.stands or ()]
        found = self._found(
            replace(sought, stands=stands, besides=(), without=[*sought.without, *sought.besides])
        )
        shown = {
            title: (
                count + len(objected.get(title, ())),
                since,
                [*objected.get(title, ()), *ids][:FEW],
            )
            for title in self._titles
            for count, since, ids in [found.get(self._titles.index(title), (0, None, []))]
            if count or title in objected
        }
        rows = self._listed(id_ for _, _, ids in shown.values() for id_ in ids)
        return [
            Pile(
                title,
                CaseFilter(duty=Duty.MINE, place=title),
                count,
                since,
                tuple(rows[id_] for id_ in ids),
                f"{len(objected[title])} 件有异议要办结" if title in objected else "",
            )
            for title, (count, since, ids) in shown.items()
        ]

    def _due(self, title: str, duty: Duty) -> Pile:
        """Return what is due: by when, whosever turn it is."""
        wanted = CaseFilter(duty=duty)
        sought = sought_of(self._session, wanted, self._who, self._rules)
        if sought is None:
            return Pile(title, wanted)
        besides = [CaseId(id_) for id_ in sought.besides]
        stands = [one._replace(group=0) for one in sought.stands or ()]
        found = self._found(replace(sought, stands=stands, besides=(), without=[*sought.without, *besides]))
        count, since, ids = found.get(0, (0, None, []))
        rows = self._listed([*ids, *besides]).values()
        first = sorted(rows, key=lambda case: (case.due or date.max, case.id))[:FEW]
        return Pile(title, wanted, count + len(besides), since, tuple(first))

    def _found(self, sought: Sought) -> dict[int, tuple[int, date | None, list[CaseId]]]:
        """Return of each group how many there are, since when, and the first of them."""
        found: dict[int, tuple[int, date | None, list[CaseId]]] = {}
        assert sought.stands is not None
        for group, count, since in count_at(self._session, sought):
            stands = [one for one in sought.stands if one.group == group]
            first = list_cases(self._session, replace(sought, stands=stands), Order.SINCE, most=FEW)
            found[group] = (count, date.fromisoformat(since), [CaseId(id_) for id_, _ in first])
        return found

    def _listed(self, ids: Iterable[CaseId]) -> Mapping[CaseId, ListedCase]:
        return listed(self._session, list(ids), self._who, self._rules)

    # Whom one waits for

    def _waiting(self) -> dict[str, dict[date, int]]:
        """Return by place since when how many stand there, in the order of the road."""
        found: dict[str, dict[date, int]] = {}
        for group, since, count in count_waiting(self._session, self._stands):
            found.setdefault(self._titles[group], {})[date.fromisoformat(since)] = count
        return {title: found[title] for title in self._titles if title in found}

    def _waited_for(self, title: str) -> str:
        one = next(one for one in self._stands if self._title(one) == title)
        road = self._turns.roads.of(one.road)
        if one.waits:
            is_outside = road.beside[one.waits].kind is Kind.SUPPLEMENT
            return "等企业" if is_outside else f"可以“{road.beside[one.waits].over}”"
        words = f"等{self._by(title)}"
        return f"公示期满后{words}" if one.is_public else words

    def _by(self, title: str) -> str:
        """Return who can do what is to be done at a place: one or two people by name, more by their role."""
        roles: set[Role] = set()
        for one in self._stands:
            if self._title(one) == title:
                road = self._turns.roads.of(one.road)
                roles |= road.beside[one.waits].by if one.waits else road.states[one.at].by
        names = [name for name, held in self._staff().items() if held & roles]
        if 1 <= len(names) <= _NAMED:
            return "、".join(names)
        return named_roles(frozenset(roles)).replace("“", "").replace("”", "")

    def _staff(self) -> Mapping[str, frozenset[Role]]:
        if not is_shared_in(self._session):
            return {self._who.name: frozenset(Role)}
        today = date.today()
        return {one.name: frozenset(one.held) for one in accounts(self._session) if one.is_open_on(today)}

    # What was done

    def _happened(self, left: datetime | None) -> Iterator[Happened]:
        if left is None:
            return
        stored = left.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
        told = 0
        for act, title, account_id, name, at, first, count in steps_since(
            self._session, stored, most=_LOOKED_THROUGH
        ):
            if Person(name, account_id).key != self._who.key and told < _HAPPENED:
                told += 1
                yield Happened(title, name, moment_of(at), count, CaseId(first), act)

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
