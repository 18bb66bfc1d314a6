"""Which problems were past their day on a day, by the steps that they had taken by then."""

import json
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
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


def late_on(session: Session, ids: Sequence[ProblemId], day: date) -> set[ProblemId]:
    """Return which of some problems, open on a day, were past their day then.

    What was done after it is taken off again, step by step; what was taken back by now never was.
    """
    roads = Roads({road.digest: road for road in map(kept_road, session.exec(select(ProblemRoad.content)))})
    limit = cache(partial(_limit, day, roads, calendar_of(session)))
    found, by = set(), day.isoformat()
    for id_, (digest, at, waits, since, extended_to) in _placed(session, ids, day).items():
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


def _placed(session: Session, ids: Sequence[ProblemId], day: date) -> dict[ProblemId, _Place]:
    """Return where problems stood on a day."""
    placed = {ProblemId(one[0]): _Place(*one[1:]) for one in places_of(session, ids)}
    for step in reversed(_since(session, ids, day)):
        with as_stored("问题的办理记录"):
            former, here = json.loads(step.former), placed[step.problem_id]
            if step.was_since is None:
                raise ValueError(step.number)
            placed[step.problem_id] = _Place(
                former.get("road_sha256", here.road_sha256),
                step.was_at,
                step.was_waits,
                step.was_since.isoformat(),
                former.get("extended_to", here.extended_to),
            )
    return placed


def _since(session: Session, ids: Sequence[ProblemId], day: date) -> list[ProblemStep]:
    """Return what was done of problems after a day and not taken back, in its order."""
    query = select(ProblemStep).where(among(col(ProblemStep.problem_id), ids), ProblemStep.day > day)
    steps = session.exec(query.order_by(col(ProblemStep.problem_id), col(ProblemStep.number))).all()
    undoing = {(one.problem_id, one.number) for one in steps if one.did == Did.UNDO}
    return [
        one
        for one in steps
        if one.did not in (Did.UNDO, Did.RAISED) and (one.problem_id, one.voided_by) not in undoing
    ]
