"""Which problems were past their day on a day, by the steps that they had taken by then."""

import json
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from typing import Final, NamedTuple

from sqlmodel import Session, col, select

from domain.office.calendar.service import calendar_of
from domain.office.calendar.working_days import Calendar
from domain.outreach.problem_entities import Did, Ended, ProblemRoad, ProblemStep
from domain.outreach.problems.reading import due_of
from domain.outreach.sql import places_of
from domain.roads.files import kept_road
from domain.roads.library import Roads
from domain.store.problems import as_stored
from domain.store.sql import among
from domain.values.ids import ProblemId

_LONGEST: Final = 3 * 366
"""Of a place where nobody stands for so many days before its term is over, nothing is late."""


class _Place(NamedTuple):
    """By what the day follows; see `ProblemRow`. Days are texts, which compare as days do."""

    road_sha256: str
    at: str
    waits: str
    since: str
    extended_to: str | None


@dataclass(frozen=True)
class _Standing:
    """Where an open problem stands, see `Placed`."""

    at: str
    since: date
    waits: str = ""
    extended_to: date | None = None
    ended: str = Ended.OPEN


@dataclass(frozen=True)
class Lateness:
    """By what it is told which problems were past their day, in one state of the store.

    Attributes:
        roads: Theirs.
        calendar: Which days are worked.
        places: Where problems stand by now that were asked for.
    """

    roads: Roads
    calendar: Calendar
    places: dict[ProblemId, tuple[str, str, str, str, str | None]] = field(default_factory=dict)

    @staticmethod
    def read(session: Session) -> "Lateness":
        roads = {road.digest: road for road in map(kept_road, session.exec(select(ProblemRoad.content)))}
        return Lateness(Roads(roads), calendar_of(session))

    def late_on(self, session: Session, ids: Collection[ProblemId], day: date) -> set[ProblemId]:
        """Return which of some problems, open on a day, were past their day then.

        What was done after it is taken off again, step by step; what was taken back by now never was.
        """
        limit = cache(partial(_limit, day, self.roads, self.calendar))
        found, by, since_then = set(), day.isoformat(), _since(session, ids, day)
        missing = [id_ for id_ in ids if id_ not in self.places]
        self.places.update((row[0], row[1:]) for row in places_of(session, missing))
        for id_ in ids:
            place = self.places[id_]
            if id_ in since_then:
                place = _before(since_then[id_], _Place(*place))
            digest, at, waits, since, extended_to = place
            if waits:
                continue
            if extended_to is not None:
                is_late = extended_to < by
            else:
                is_late = (last := limit(digest, at)) is not None and since <= last
            if is_late:
                found.add(id_)
        return found


def _limit(day: date, roads: Roads, calendar: Calendar, digest: str, at: str) -> str | None:
    """Return the last day since which a problem stands at a place that is past its day there; None for none.

    Who stands there for longer is due no later.
    """
    road, first = roads.of(digest), day.toordinal() - _LONGEST

    def is_in_time(since: int) -> bool:
        due = due_of(_Standing(at, date.fromordinal(since)), road, calendar)
        return due is None or due.value >= day

    days = range(first, day.toordinal() + 1)
    late = bisect_left(days, True, key=is_in_time)
    return date.fromordinal(first + late - 1).isoformat() if late else None


def _before(steps: Sequence[ProblemStep], here: _Place) -> _Place:
    """Return where a problem stood before steps that it took, in their order, to where it stands."""
    for step in reversed(steps):
        with as_stored("问题的办理记录"):
            former = json.loads(step.former)
            if step.was_since is None:
                raise ValueError(step.number)
            here = _Place(
                former.get("road_sha256", here.road_sha256),
                step.was_at,
                step.was_waits,
                step.was_since.isoformat(),
                former.get("extended_to", here.extended_to),
            )
    return here


def _since(session: Session, ids: Collection[ProblemId], day: date) -> dict[ProblemId, list[ProblemStep]]:
    """Return by problem what was done of it after a day and not taken back, in its order."""
    query = select(ProblemStep).where(among(col(ProblemStep.problem_id), ids), ProblemStep.day > day)
    steps = session.exec(query.order_by(col(ProblemStep.problem_id), col(ProblemStep.number))).all()
    undoing = {(one.problem_id, one.number) for one in steps if one.did == Did.UNDO}
    found: dict[ProblemId, list[ProblemStep]] = {}
    for one in steps:
        if one.did not in (Did.UNDO, Did.RAISED) and (one.problem_id, one.voided_by) not in undoing:
            found.setdefault(one.problem_id, []).append(one)
    return found
