"""Which problems were past their day on a day, by the steps that they had taken by then."""

import json
from bisect import bisect_left
from collections.abc import Collection
from datetime import date
from functools import partial
from typing import Any

from sqlmodel import Session, col, select

from domain.office.calendar.service import calendar_of
from domain.office.calendar.working_days import Calendar
from domain.outreach.problem_entities import Did, Ended, ProblemRoad, ProblemRow, ProblemStep
from domain.outreach.problems.reading import due_of
from domain.roads.library import Roads
from domain.roads.road import Road
from domain.store.sql import among
from domain.values.ids import ProblemId

_PLACED = ("road_sha256", "at", "waits", "since", "extended_to")
"""By what the day follows."""


def late_on(session: Session, ids: Collection[ProblemId], day: date) -> set[ProblemId]:
    """Return which of some problems, open on a day, were past their day then.

    What was done after it is taken off again, step by step; what was taken back by now never was.
    """
    columns: Any = (ProblemRow.id, *(getattr(ProblemRow, name) for name in _PLACED))
    placed: dict[ProblemId, dict[str, Any]] = {
        row.id: {name: getattr(row, name) for name in _PLACED}
        for row in session.exec(select(*columns).where(among(col(ProblemRow.id), ids)))
    }
    for step in reversed(_since(session, placed, day)):
        assert step.was_since is not None
        former = json.loads(step.former)
        here = placed[step.problem_id]
        here |= {"at": step.was_at, "since": step.was_since, "waits": step.was_waits}
        here |= {name: former[name] for name in ("road_sha256", "extended_to") if name in former}
        if isinstance(here["extended_to"], str):
            here["extended_to"] = date.fromisoformat(here["extended_to"])
    roads = Roads({}).with_kept(session.exec(select(ProblemRoad.content)))
    found, groups = set[ProblemId](), dict[tuple[str, str], dict[date, list[ProblemId]]]()
    for id_, here in placed.items():
        if here["waits"]:
            continue
        if here["extended_to"] is not None:
            found |= {id_} if here["extended_to"] < day else set()
        else:
            groups.setdefault((here["road_sha256"], here["at"]), {}).setdefault(here["since"], []).append(id_)
    calendar = calendar_of(session)
    for (digest, at), by_since in groups.items():
        # Who stands at a place for longer is due there no later, so that few days need to be worked out.
        order, in_time = sorted(by_since), partial(_is_in_time, day, roads.of(digest), at, calendar)
        late = order[: bisect_left(order, True, key=in_time)]
        found |= {id_ for since in late for id_ in by_since[since]}
    return found


def _is_in_time(day: date, road: Road, at: str, calendar: Calendar, since: date) -> bool:
    standing: dict[str, Any] = {"at": at, "since": since, "waits": "", "ended": Ended.OPEN}
    due = due_of(ProblemRow(**standing), road, calendar)
    return due is None or due.value >= day


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
