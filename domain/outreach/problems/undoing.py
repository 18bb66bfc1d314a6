"""What somebody did of problems last is taken back, in one act."""

import json
from collections.abc import Sequence, Set
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from domain.outreach.problem_entities import Did, ProblemStep
from domain.outreach.problems.raising import as_seen
from domain.outreach.problems.reading import Problem, Seen, read_problems, standing_of
from domain.outreach.problems.rules import Rules
from domain.outreach.problems.stepping import Given, handed
from domain.outreach.problems.turning import Turn, ended_at, write_turn
from domain.roads.library import Roads
from domain.roads.walking import NotNow
from domain.store.acts import Action, Person
from domain.store.engine import Seat
from domain.values.errors import BadInput
from domain.values.ids import ProblemId
from domain.values.uids import new_uid


def undo(seat: Seat, act_uid: str, problems: Sequence[Seen], rules: Rules) -> str:
    """Take back what somebody did of problems in one act, as long as nobody has gone on with one.

    Of a common one all of the act is taken back.

    Raises:
        MovedOn: Somebody has.
        NotNow: It is no act of theirs, or was taken back already; or whom it would lie with again has left.
    """
    with seat.act(Action.PROBLEM_UNDO) as act:
        now, uid = rules.now(act.session, act.who), new_uid()
        found = as_seen(act.session, problems, rules)
        if any(one.row.enterprise_id is None for one in found):
            found += _rest_of(act.session, act_uid, {one.id for one in found}, rules)
        for problem in found:
            if problem.last.act != act_uid:
                raise NotNow(f"没有撤回：{problem.name}在这以后又有变化")
            if against := against_undoing(problem, act.who):
                raise NotNow(f"没有撤回：{against}")
            turn = _undone(problem, rules.roads_in(act.session))
            _refuse_left(act.session, turn, now.day)
            write_turn(act, turn, now.day, uid)
        return uid


def _rest_of(session: Session, act_uid: str, there: Set[ProblemId], rules: Rules) -> list[Problem]:
    """Return what else the same act was of."""
    query = select(ProblemStep.problem_id).where(ProblemStep.act == act_uid).order_by(col(ProblemStep.id))
    ids = [ProblemId(id_) for id_ in session.exec(query) if id_ not in there]
    return read_problems(session, ids, rules.roads_in(session))


def _refuse_left(session: Session, turn: Turn, day: date) -> None:
    """Refuse to give a problem back to somebody who is gone."""
    again = Given(department_id=turn.changed.get("department_id"), cadre_id=turn.changed.get("cadre_id"))
    if again == Given() or ended_at(turn.road or turn.problem.road, turn.after.at):
        return
    try:
        handed(session, again, day)
    except BadInput as error:
        raise NotNow(f"没有撤回：{turn.problem.name}会回到已经离开的承办人手里，{error}") from None


def against_undoing(problem: Problem, who: Person) -> str:
    """Say why somebody may not take back what was done of a problem last; empty where they may."""
    last = problem.last
    if last.did in (Did.RAISED, Did.UNDO):
        return (
            "登记的问题不能撤回，可办“企业撤回”" if last.did == Did.RAISED else "这一步是撤回来的，请重新办理"
        )
    if Person(last.by_name, last.account_id).key != who.key:
        return f"“{last.title}”是{last.by_name}办的，只有本人能撤回"
    return ""


def _undone(problem: Problem, roads: Roads) -> Turn:
    last = problem.last
    assert last.was_since is not None
    former = json.loads(last.former)
    changed = {key: _value(key, value) for key, value in former.items() if key not in _FOLLOWING}
    counting = [one for one in problem.steps if one is not last]
    counting += [one for one in problem.voided if one.voided_by == last.number]
    counting.sort(key=lambda one: one.number)
    after = standing_of(last.was_at, last.was_since, last.was_waits, counting)
    return Turn(
        problem,
        Did.UNDO,
        last.step,
        f"撤回“{last.title}”",
        after,
        Action.PROBLEM_UNDO,
        changed=changed,
        road=roads.of(former["road_sha256"]) if "road_sha256" in former else None,
        taken_back=last.number,
    )


_FOLLOWING = frozenset({"ended", "grade", "road_sha256"})
"""Columns that follow from the road and from where a problem stands."""
_DAYS = frozenset({"extended_to", "supervised_since", "ended_on", "raised_on"})


def _value(key: str, value: Any) -> Any:
    return date.fromisoformat(value) if key in _DAYS and value is not None else value
