"""Where a case stands on its road, what may be done there now, by whom, and what is missing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from domain.office.calendar.working_days import Calendar, Period
from domain.policies.language.wording import day_text
from domain.roads.road import Beside, Kind, Papers, Road, State, named_roles
from domain.store.acts import Person
from domain.store.permits import Role
from domain.values.errors import DomainError


class NotNow(DomainError):
    """Something may not be done of a case as it stands."""


class Move(StrEnum):
    """What becomes of a case."""

    ONWARD = "onward"
    """What is to be done at its state is done."""
    BEGIN = "begin"
    """Something beside the road begins, or is done at once."""
    OVER = "over"
    """What lasted beside the road is over."""


@dataclass(frozen=True, slots=True)
class Signed:
    """Who did what was to be done at a state."""

    by: Person
    on: date


@dataclass(frozen=True, slots=True)
class Running:
    """A publicity, with its first and its last day."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Objection:
    """One that is open; ``act`` is what it was begun by."""

    number: int
    act: str
    since: date


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands.

    Attributes:
        at: The id of a state or an end.
        since: From when on it stands there, or waits there.
        signed: By whom each state was done, as far as it still counts.
        waits: What it waits in (退回补正, 暂缓); empty for nothing.
        publicity: The one that was begun last, as far as it still counts.
        objections: Those that are open.
        objected: How many there have been.
    """

    at: str
    since: date
    signed: Mapping[str, Signed] = field(default_factory=dict)
    waits: str = ""
    publicity: Running | None = None
    objections: tuple[Objection, ...] = ()
    objected: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a department answered."""

    on: date
    in_favour: bool


@dataclass(frozen=True, slots=True)
class AtHand:
    """What there is of a case besides its road.

    Attributes:
        missing: The papers that are not there, as they are called.
        promised: For which day some of them were promised.
        answers: What the departments answered, by the ids of the opinions.
    """

    missing: tuple[str, ...] = ()
    promised: Mapping[str, date] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Now:
    """Who looks, and when; ``roles`` None where one person works alone and no roles are asked."""

    day: date
    calendar: Calendar
    who: Person
    roles: frozenset[Role] | None


@dataclass(frozen=True, slots=True)
class Step:
    """What may be done of a case, now or once nothing is missing any more.

    Attributes:
        id: Of the state, or of what is beside the road.
        title: What a button says.
        by: The roles that may.
        to: Where the case stands afterwards.
        missing: Why it may not be done now, each a sentence; empty where it may.
        against: Those of them that are about who looks: another person may.
        voids: The titles of the states whose signatures do not count any more afterwards.
        needs_reason: Whether who does it has to say why.
        number: Which objection it is about; 0 for none.
    """

    move: Move
    id: str
    title: str
    by: frozenset[Role]
    to: str
    missing: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    voids: tuple[str, ...] = ()
    needs_reason: bool = False
    number: int = 0

    @property
    def is_open(self) -> bool:
        return not self.missing


_WAITING: Final = frozenset({Kind.SUPPLEMENT, Kind.HOLD})
_ENDING: Final = frozenset({Kind.REFUSE, Kind.WITHDRAW})
_DAY: Final = timedelta(days=1)


def beginning(road: Road, day: date) -> Standing:
    """Return where a new case stands."""
    return Standing(road.way[0].id, day)


def steps_from(road: Road, standing: Standing, at_hand: AtHand, now: Now) -> tuple[Step, ...]:
    """Return what there is to do of a case where it stands, each with what is missing."""
    return tuple(_Crossing(road, standing, at_hand, now).steps())


def take(
    road: Road, standing: Standing, step: Step, at_hand: AtHand, now: Now, *, public_from: date | None = None
) -> Standing:
    """Return where a case stands once a step was taken.

    Args:
        road: Which it is on.
        standing: Where it stands.
        step: One of `steps_from`.
        at_hand: What there is of it.
        now: Who takes the step, and when.
        public_from: The first day of a publicity that the step begins, where that is still to come.

    Raises:
        NotNow: It is not one of those that may be taken now; it says what is missing.
    """
    if public_from is not None and public_from < now.day:
        raise NotNow(f"没有办理“{step.title}”：公示不能从{day_text(public_from)}算起，那一天已经过去")
    same = (step.move, step.id, step.to, step.number)
    for found in steps_from(road, standing, at_hand, now):
        if (found.move, found.id, found.to, found.number) == same:
            if found.missing:
                raise NotNow(f"没有办理“{found.title}”：{'；'.join(found.missing)}")
            return _after(road, standing, found, now, public_from or now.day)
    raise NotNow(f"没有办理“{step.title}”：这件事项已到“{road.title_of(standing.at)}”，请刷新后再看")


def begun_again(road: Road, standing: Standing, now: Now) -> Standing:
    """Return where a case stands that goes its whole road once more: nothing that was done counts."""
    return _back(road, standing, road.way[0].id, now)


def time_left(road: Road, standing: Standing) -> Period | None:
    """Return the time in which what a case stands or waits at is to be done; None where none is set.

    Where a publicity locks the state, it begins to run once that has ended. It runs anew from the day on
    which a case comes back, is taken up again, or its papers have come.
    """
    since, state = standing.since, road.states.get(standing.at)
    if standing.waits:
        within = road.beside[standing.waits].within
    elif state is not None:
        within = state.within
        if standing.publicity is not None and state.id in road.locked_by_publicity:
            since = max(since, standing.publicity.end)
    else:
        within = None
    return None if within is None else Period(since, within)


def time_left_of(road: Road, objection: Objection) -> Period | None:
    """Return the time in which an open objection is to be decided."""
    within = road.beside[objection.act].within
    return None if within is None else Period(objection.since, within)


class _Crossing:
    """One case at one moment."""

    def __init__(self, road: Road, standing: Standing, at_hand: AtHand, now: Now) -> None:
        self._road = road
        self._standing = standing
        self._at_hand = at_hand
        self._now = now

    def steps(self) -> Iterator[Step]:
        road, standing = self._road, self._standing
        if (state := road.states.get(standing.at)) is not None:
            against = tuple(self._against(state.title, state.by, state.other_than))
            missing = (*self._waiting(), *against, *self._lacking(state))
            yield Step(Move.ONWARD, state.id, state.does, state.by, state.next, missing, against)
        if standing.waits:
            yield self._over(road.beside[standing.waits])
        for objection in standing.objections:
            yield self._over(road.beside[objection.act], objection.number)
        for one in road.beside.values():
            if standing.at in one.at and not (standing.waits and one.kind in _WAITING | {Kind.SEND_BACK}):
                yield from self._beside(one)

    def _beside(self, one: Beside) -> Iterator[Step]:
        others = () if one.kind is Kind.OBJECT else one.other_than
        against = tuple(self._against(one.title, one.by, others))
        for to in one.to if one.kind in _ENDING | {Kind.SEND_BACK} else (self._standing.at,):
            voids = self._voids(to) if one.kind is Kind.SEND_BACK else ()
            yield Step(Move.BEGIN, one.id, one.title, one.by, to, against, against, voids, needs_reason=True)

    def _over(self, one: Beside, number: int = 0) -> Step:
        others = one.other_than if one.kind is Kind.OBJECT else ()
        against = tuple(self._against(one.over, one.by, others))
        to = one.to[0] if one.kind is Kind.SUPPLEMENT and one.to else self._standing.at
        voids = self._voids(to) if to != self._standing.at else ()
        is_decided = one.kind is Kind.OBJECT
        return Step(Move.OVER, one.id, one.over, one.by, to, against, against, voids, is_decided, number)

    def _voids(self, to: str) -> tuple[str, ...]:
        places, signed = self._road.places, self._standing.signed
        return tuple(s.title for s in self._road.way if s.id in signed and places[s.id] >= places[to])

    def _waiting(self) -> Iterator[str]:
        if self._standing.waits:
            waits = self._road.beside[self._standing.waits]
            yield f"正在“{waits.title}”，先办“{waits.over}”"

    def _against(self, title: str, by: frozenset[Role], others: Iterable[str]) -> Iterator[str]:
        """Say why the one who looks may not: their roles, or that they did what another must have done."""
        if self._now.roles is not None and not self._now.roles & by:
            yield f"“{title}”要由有{named_roles(by)}角色的人办理"
        who = self._now.who
        own = [id_ for id_ in others if (done := self._standing.signed.get(id_)) and done.by.key == who.key]
        if own:
            titles = "、".join(f"“{self._road.title_of(id_)}”" for id_ in own)
            yield f"{titles}是{who.name}办的，“{title}”要由另一人办理"

    def _lacking(self, state: State) -> Iterator[str]:
        yield from self._papers(state)
        yield from self._opinions(state)
        yield from self._locks(state)

    def _papers(self, state: State) -> Iterator[str]:
        missing, promised = self._at_hand.missing, self._at_hand.promised
        match _papers_needed(self._road, state):
            case Papers.COMPLETE if missing:
                yield f"缺少材料：{'、'.join(missing)}"
            case Papers.PROMISED:
                if bare := [one for one in missing if one not in promised]:
                    yield f"缺少材料：{'、'.join(bare)}；可以容缺的，写明承诺哪天补交"
                for one in missing:
                    if one in promised and promised[one] < self._now.day:
                        yield f"承诺{day_text(promised[one])}补交的“{one}”还没有交"

    def _opinions(self, state: State) -> Iterator[str]:
        needed = list(_opinions_needed(self._road, state))
        if any(one.approves for one in self._road.way[: self._road.places[state.id]]):
            # What a department says against it after the approval stops what is left, such as telling.
            answers = self._at_hand.answers
            needed += [id_ for id_ in answers if id_ not in needed and not answers[id_].in_favour]
        for id_ in needed:
            opinion, answer = self._road.opinions[id_], self._at_hand.answers.get(id_)
            if answer is None:
                yield f"还没有{opinion.department}的“{opinion.title}”意见"
                continue
            if not answer.in_favour:
                yield f"{opinion.department}的“{opinion.title}”没有通过"
            if opinion.valid is not None:
                number, days = opinion.valid.number, opinion.valid.days
                last = self._now.calendar.nth_day(answer.on, number, days).value
                if last < self._now.day:
                    yield (
                        f"“{opinion.title}”是{day_text(answer.on)}查的，{opinion.valid.text}有效，"
                        f"{day_text(last)}以后要重新核查"
                    )

    def _locks(self, state: State) -> Iterator[str]:
        running = self._standing.publicity
        is_locked = state.id in self._road.locked_by_publicity
        if is_locked and running is not None and self._now.day <= running.end:
            since = day_text(running.end + _DAY)
            yield f"公示到{day_text(running.end)}期满，{since}起才能办“{state.title}”"
        beside = self._road.beside
        open_ = [one for one in self._standing.objections if state.id in beside[one.act].locks]
        if open_:
            yield f"有 {len(open_)} 件异议没有办结，办结后才能办“{state.title}”"


def _papers_needed(road: Road, state: State) -> Papers:
    """Return which papers must be there; what was promised, by the approval at the latest."""
    before = road.way[: road.places[state.id] + 1]
    if state.approves and any(one.papers is not Papers.ANY for one in before):
        return Papers.COMPLETE
    return state.papers


def _opinions_needed(road: Road, state: State) -> Iterable[str]:
    """Return which opinions must be there; at the approval all that were asked for, since they lapse."""
    if not state.approves:
        return state.opinions
    return dict.fromkeys(id_ for one in road.way[: road.places[state.id] + 1] for id_ in one.opinions)


def _after(road: Road, standing: Standing, step: Step, now: Now, public_from: date) -> Standing:
    if step.move is Move.ONWARD:
        return _onward(road.states[step.id], standing, now, public_from)
    one = road.beside[step.id]
    if one.kind is Kind.OBJECT:
        if step.move is Move.OVER:
            left = tuple(each for each in standing.objections if each.number != step.number)
            return replace(standing, objections=left)
        number = standing.objected + 1
        new = Objection(number, one.id, now.day)
        return replace(standing, objections=(*standing.objections, new), objected=number)
    if step.move is Move.BEGIN and one.kind in _WAITING:
        return replace(standing, waits=one.id, since=now.day)
    if one.kind in _ENDING:
        return replace(standing, at=step.to, since=now.day, waits="")
    return _back(road, standing, step.to, now)


def _onward(state: State, standing: Standing, now: Now, public_from: date) -> Standing:
    running = standing.publicity
    if state.publicity is not None:
        period = Period(public_from, state.publicity.runs, state.publicity.counts_first)
        running = Running(public_from, now.calendar.end_of(period).value)
    signed = {**standing.signed, state.id: Signed(now.who, now.day)}
    return replace(standing, at=state.next, since=now.day, signed=signed, publicity=running)


def _back(road: Road, standing: Standing, to: str, now: Now) -> Standing:
    """Return a case that goes on from a state, mostly an earlier one: nothing done there or later counts."""
    places = road.places
    signed = {id_: done for id_, done in standing.signed.items() if places[id_] < places[to]}
    public = next((state.id for state in road.way if state.publicity is not None), None)
    running = standing.publicity if public in signed else None
    return replace(standing, at=to, since=now.day, signed=signed, waits="", publicity=running)
