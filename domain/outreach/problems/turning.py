"""What becomes of a problem in one act, written: its step, and how it stands afterwards."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain.outreach.problem_entities import Did, Ended, ProblemRow, ProblemStep
from domain.outreach.problems.reading import Problem
from domain.roads.road import Road
from domain.roads.walking import NotNow, Standing
from domain.store.acts import Act, Action
from domain.store.tables import Kind, Subject


@dataclass(frozen=True, slots=True)
class Turn:
    """What becomes of one problem.

    Attributes:
        step, title: What is done, and what it is called.
        after: Where the problem stands afterwards.
        action: As the trail has it.
        handler: See `ProblemStep`.
        files: What came with it, as a step keeps it.
        changed: Columns of the problem besides.
        road: The road that it goes on along, where that is another.
        taken_back: The step that does not count any more since it is undone.
        content: See `ProblemStep`.
    """

    problem: Problem
    did: Did
    step: str
    title: str
    after: Standing
    action: Action
    remark: str = ""
    handler: str = ""
    files: str | None = None
    changed: Mapping[str, Any] = field(default_factory=dict)
    road: Road | None = None
    taken_back: int | None = None
    content: str = ""


def write_turn(act: Act, turn: Turn, day: date, uid: str) -> None:
    """Write what becomes of a problem, with its entry in the trail.

    Raises:
        NotNow: It would end before the day on which it was raised.
    """
    problem, row, after = turn.problem, turn.problem.row, turn.after
    road = turn.road or problem.road
    moved = after.at != row.at or after.waits != row.waits
    changed = dict(turn.changed)
    if moved and turn.did is not Did.UNDO:
        changed.setdefault("extended_to", None)
    ended = ended_at(road, after.at)
    if ended and day < row.raised_on:
        raise NotNow(
            f"没有办理：{problem.name}是 {row.raised_on.isoformat()} 提出的，今天却是 {day.isoformat()}；"
            "请先校准电脑的日期"
        )
    if ended != row.ended:
        changed.setdefault("ended_on", day if ended else None)
    changed |= {"ended": ended.value, "grade": road.id, "road_sha256": road.digest}
    former = {
        name: _plain(getattr(row, name)) for name, value in changed.items() if getattr(row, name) != value
    }
    number = row.version + 1
    act.session.add(
        ProblemStep(
            problem_id=problem.id,
            number=number,
            did=turn.did.value,
            step=turn.step,
            title=turn.title,
            was_at=row.at,
            was_since=row.since,
            was_waits=row.waits,
            to_at=after.at,
            account_id=act.who.id,
            by_name=act.who.name,
            done_at=act.at,
            day=day,
            remark=turn.remark,
            handler=turn.handler,
            files=turn.files,
            former=json.dumps(former, ensure_ascii=False, sort_keys=True),
            act=uid,
            content=turn.content,
        )
    )
    for step, by in _voids(turn, number):
        step.voided_by = by
        act.session.add(step)
    # The step is there before the row says so: the store asks for it.
    act.session.flush()
    row.at, row.since, row.waits, row.version = after.at, after.since, after.waits, number
    for name, value in changed.items():
        setattr(row, name, value)
    act.session.add(row)
    said = f"{turn.title}：{problem.name}" + (f"；{turn.remark}" if turn.remark else "")
    act.note(Subject(Kind.PROBLEM, problem.id), said, action=turn.action)


def first_step(act: Act, row: ProblemRow, title: str, day: date, uid: str) -> ProblemStep:
    """Return the step by which a problem begins."""
    assert row.id is not None
    return ProblemStep(
        problem_id=row.id,
        number=1,
        did=Did.RAISED.value,
        title=title,
        to_at=row.at,
        account_id=act.who.id,
        by_name=act.who.name,
        done_at=act.at,
        day=day,
        act=uid,
    )


def ended_at(road: Road, at: str) -> Ended:
    """Return how a problem has ended that stands there."""
    end = road.ends.get(at)
    if end is None:
        return Ended.OPEN
    if end.mistaken:
        return Ended.MISTAKEN
    return Ended.SOLVED if end.grants else Ended.OTHERWISE


def _voids(turn: Turn, number: int) -> Iterator[tuple[ProblemStep, int | None]]:
    """Yield the steps that count no more, or count again, with the number by which they are voided."""
    for step in turn.problem.steps:
        is_gone = turn.did is not Did.UNDO and step.did == Did.ONWARD and step.step not in turn.after.signed
        if is_gone or step.number == turn.taken_back:
            yield step, number
    for step in turn.problem.voided:
        if turn.taken_back is not None and step.voided_by == turn.taken_back:
            yield step, None


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
