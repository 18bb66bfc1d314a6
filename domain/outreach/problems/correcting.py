"""What was entered of a problem is corrected, in one act."""

from dataclasses import replace
from datetime import date
from typing import Any, Final

from sqlmodel import Session

from domain.enterprises.identity import standing_for
from domain.outreach.problem_entities import Did
from domain.outreach.problems.raising import Raised, as_seen, checked, refuse_gone
from domain.outreach.problems.reading import Problem, Seen
from domain.outreach.problems.rules import Rules
from domain.outreach.problems.stepping import beside, refuse_ended, written
from domain.roads.walking import Standing
from domain.store.acts import Action
from domain.store.engine import Seat
from domain.values.errors import BadInput
from domain.values.ids import EnterpriseId

_ANEW: Final = "登记错了请办“登记有误”，再重新登记"


def change(seat: Seat, problem: Seen, fields: Raised, rules: Rules) -> str:
    """Correct what was entered of a problem; where it stands is not touched.

    The day counts from which it is to be handed on as long as it was not.

    Raises:
        BadInput: Something of it cannot be, or nothing is changed.
        MovedOn, NotFound, NotNow: As `take_step`.
    """
    with seat.act(Action.PROBLEM_CHANGE) as act:
        now = rules.now(act.session, act.who)
        [found] = as_seen(act.session, [problem], rules)
        refuse_ended(found, "修改")
        new = checked(fields, now.day)
        values: dict[str, Any] = {
            "title": new.title,
            "kind": new.kind,
            "detail": new.detail,
            "source": new.source.value,
            "raised_by": new.raised_by,
            "phone": new.phone,
            "matter": new.matter.value,
            "raised_on": new.raised_on,
            "enterprise_id": _still_owner(act.session, found, new),
        }
        changed = {key: value for key, value in values.items() if getattr(found.row, key) != value}
        if not changed:
            raise BadInput("没有改动")
        turn = beside(found, Did.CHANGE, "修改登记内容", "", changed)
        if "raised_on" in changed:
            turn = replace(turn, after=_begun_on(found, new.raised_on))
        return written(act, [turn], now)


def _still_owner(session: Session, problem: Problem, new: Raised) -> EnterpriseId | None:
    """Return whose a problem is from now on; the record that it was entered for, where that stands for it.

    Raises:
        BadInput: A common one has none, and one about a project stays with its enterprise.
        NotFound: It is not in the register any more.
    """
    own = problem.row.enterprise_id
    if new.enterprise_id == own or own is None:
        return own
    if standing_for(session, [own]).get(own) == new.enterprise_id:
        return own
    if problem.row.project_id is not None:
        raise BadInput(
            f"{problem.name}是项目的问题，不能改为另一户企业的；登记错了请办“登记有误”，再重新登记"
        )
    if new.enterprise_id is None:
        raise BadInput("请选定提出问题的企业")
    refuse_gone(session, new.enterprise_id)
    return new.enterprise_id


def _begun_on(problem: Problem, day: date) -> Standing:
    """Return where a problem stands that was raised on another day.

    Raises:
        BadInput: It has its number from another year, or was gone on with before.
    """
    row, standing = problem.row, problem.standing
    if not row.number.startswith(f"{day.year}-"):
        raise BadInput(f"编号 {row.number} 不是 {day.year} 年的，不能改到这一年；{_ANEW}")
    gone_on = [step.day for step in problem.steps if step.did != Did.RAISED]
    if gone_on and day > min(gone_on):
        first = min(gone_on).isoformat()
        raise BadInput(f"提出日期不能晚于 {first}：那天已经在办")
    is_first = row.at == problem.road.way[0].id and not row.waits and not _came_back(problem)
    return replace(standing, since=day) if is_first else standing


def _came_back(problem: Problem) -> bool:
    return any(
        step.did in (Did.REOPEN, Did.OVER) or step.was_at != problem.row.at for step in problem.steps[1:]
    )
