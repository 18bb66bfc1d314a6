"""Which problems were past their day on a day, by the steps that they had taken by then."""

import json
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache, partial
from typing import Any, Final

from sqlalchemy import and_, false, or_
from sqlmodel import Session, col, select

from domain.office.calendar.service import calendar_of
from domain.office.calendar.working_days import Calendar
from domain.outreach.problem_entities import Did, Ended, ProblemRoad, ProblemRow, ProblemStep
from domain.outreach.problems.reading import due_of
from domain.roads.files import kept_road
from domain.roads.library import Roads
from domain.store.problems import as_stored
from domain.store.sql import among
from domain.values.ids import ProblemId

_PLACED = ("road_sha256", "at", "waits", "since", "extended_to")
"""By what the day follows."""
_LONGEST: Final = 3 * 366
"""Of a place where nobody stands for so many days before its term is over, nothing is late."""


@dataclass(frozen=True)
class _Standing:
    """Where an open problem stands, see `Placed`."""

    at: str
    since: date
    waits: str = ""
    extended_to: date | None = None
    ended: str = Ended.OPEN


_road = lru_cache(maxsize=64)(kept_road)
"""Read once, since each of them is asked about for many days."""


def late_on(session: Session, ids: Collection[ProblemId], day: date) -> set[ProblemId]:
    """Return which of some problems, open on a day, were past their day then.

    What was done after it is taken off again, step by step; what was taken back by now never was.
    """
    steps = _since(session, ids, day)
    moved = {step.problem_id for step in steps}
    roads = Roads({road.digest: road for road in map(_road, session.exec(select(ProblemRoad.content)))})
    limit = cache(partial(_limit, day, roads, calendar_of(session)))
    row: Any = ProblemRow
    of_those = among(row.id, ids), ~among(row.id, moved)
    limits = {
        tuple(place): limit(*place)
        for place in session.exec(select(row.road_sha256, row.at).where(*of_those).distinct())
    }
    past = [
        and_(row.road_sha256 == digest, row.at == at, row.since <= last)
        for (digest, at), last in limits.items()
        if last is not None
    ]
    is_late = or_(row.extended_to < day, and_(row.extended_to.is_(None), or_(false(), *past)))
    found = set(session.exec(select(row.id).where(*of_those, row.waits == "", is_late)))
    for id_, here in _placed(session, moved, steps).items():
        last = limit(here["road_sha256"], here["at"])
        if here["waits"]:
            continue
        if here["extended_to"] is not None:
            found |= {id_} if here["extended_to"] < day else set()
        elif last is not None and here["since"] <= last:
            found.add(id_)
    return found


def _limit(day: date, roads: Roads, calendar: Calendar, digest: str, at: str) -> date | None:
    """Return the last day since which a problem stands at a place that is past its day there; None for none.

    Who stands there for longer is due no later.
    """
    road, first = roads.of(digest), day.toordinal() - _LONGEST

    def is_in_time(since: int) -> bool:
        due = due_of(_Standing(at, date.fromordinal(since)), road, calendar)
        return due is None or due.value >= day

    days = range(first, day.toordinal() + 1)
    late = bisect_left(days, True, key=is_in_time)
    return date.fromordinal(first + late - 1) if late else None


def _placed(
    session: Session, ids: Collection[ProblemId], steps: Sequence[ProblemStep]
) -> dict[ProblemId, dict[str, Any]]:
    """Return where problems stood before some steps, the first of which are first."""
    rows = session.exec(select(ProblemRow).where(among(col(ProblemRow.id), ids)))
    placed = {ProblemId(row.id or 0): {name: getattr(row, name) for name in _PLACED} for row in rows}
    for step in reversed(steps):
        with as_stored("问题的办理记录"):
            former = json.loads(step.former)
            here = placed[step.problem_id]
            here |= {"at": step.was_at, "since": step.was_since, "waits": step.was_waits}
            here |= {name: former[name] for name in ("road_sha256", "extended_to") if name in former}
            if isinstance(here["extended_to"], str):
                here["extended_to"] = date.fromisoformat(here["extended_to"])
    return placed


def _since(session: Session, ids: Collection[ProblemId], day: date) -> list[ProblemStep]:
    """Return what was done of problems after a day and not taken back, in its order."""
    query = select(ProblemStep).where(among(col(ProblemStep.problem_id), ids), ProblemStep.day > day)
    steps = session.exec(query.order_by(col(ProblemStep.problem_id), col(ProblemStep.number))).all()
    undoing = {(one.problem_id, one.number) for one in steps if one.did == Did.UNDO}
    return [
        one
        for one in steps
        if one.did not in (Did.UNDO, Did.RAISED) and (one.problem_id, one.voided_by) not in undoing
    ]
