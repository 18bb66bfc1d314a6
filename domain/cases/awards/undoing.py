"""Taking back what was done of cases in one act, as long as nobody has gone on with one of them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, select

from domain.cases.awards.entities import AwardCase, CaseStep, Did, Ended
from domain.cases.awards.reading import Case, Seen, alive_by_award, name_of, standing_of
from domain.cases.awards.rules import Rules
from domain.cases.awards.stepping import acting_on
from domain.cases.awards.turning import Turn, revoked_to, write_turns
from domain.enterprises.identity import standing_for
from domain.roads.road import Kind, named_roles
from domain.roads.walking import NotNow, Now, Standing
from domain.store.acts import Action, Person
from domain.store.engine import Seat
from domain.store.permits import Role
from domain.values.errors import BadInput, NotFound
from domain.values.ids import CaseId
from domain.values.texts import one_line

_SHORT: Final = 16


@dataclass(frozen=True, slots=True)
class Undoable:
    """What somebody did of a case last and may take back: all of the act, of `count` cases.

    ``needs_reason`` where it is of an earlier day, and others may have gone by it.
    """

    act: str
    title: str
    count: int
    needs_reason: bool = False

    @property
    def short(self) -> str:
        """Its title without what was told of it."""
        return self.title.partition("（")[0].partition("，")[0][:_SHORT]


def undoable(session: Session, case: Case, now: Now) -> Undoable | None:
    """Return what somebody may take back now; None where there is nothing."""
    last = case.last
    if _against(case, now):
        return None
    steps = select(CaseStep.number, AwardCase.version).where(
        CaseStep.act == last.act, CaseStep.case_id == AwardCase.id
    )
    places = session.exec(steps).all()
    if any(number != version for number, version in places):
        return None
    return Undoable(last.act, last.title, len(places), last.day < now.day)


def undo(seat: Seat, act_uid: str, rules: Rules, *, because: str = "") -> str:
    """Take back what somebody did of cases in one act: of all of them.

    Raises:
        BadInput: It is of an earlier day, and no reason is given.
        MovedOn: Somebody has gone on with one of them.
        NotNow: It is no act of theirs, or was taken back already; what stood beside it cannot be any more.
        NotFound: There is no such act.
    """
    with seat.read() as session:
        seen = _steps_of_act(session, act_uid)
    with acting_on(seat, Action.CASE_UNDO, seen, rules) as (act, found, now):
        turns = [_turn(case, now, one_line(because)) for case in found]
        _refuse_doubles(act.session, turns)
        return write_turns(act, turns, now.day, rules.funds)


def _steps_of_act(session: Session, act_uid: str) -> list[Seen]:
    """Return the cases of an act as they were after it.

    Raises:
        NotFound: There is no such act.
    """
    steps = select(CaseStep.case_id, CaseStep.number).where(CaseStep.act == act_uid)
    rows = session.exec(steps.order_by(col(CaseStep.case_id)))
    found = [Seen(CaseId(case_id), number) for case_id, number in rows]
    if not found:
        raise NotFound("没有这次办理的记录")
    return found


def _turn(case: Case, now: Now, because: str) -> Turn:
    last = case.last
    if against := _against(case, now):
        raise NotNow(f"没有撤回：{case.name}{against}")
    if last.day < now.day and not because:
        raise BadInput(f"请写明撤回的理由：{case.name}的“{last.title}”是 {last.day.isoformat()} 办的")
    changed = json.loads(last.former)
    if case.row.batch_id is not None:
        # It goes with another one by now.
        changed.pop("batch_id", None)
    if last.was_amount is not None and last.was_amount != case.row.amount:
        changed["amount"] = last.was_amount
    return Turn(
        case,
        Did.UNDO,
        last.step,
        f"撤回“{last.title}”",
        _standing_before(case, last, now),
        Action.CASE_UNDO,
        because,
        changed=changed,
        taken_back=last.number,
    )


def _refuse_doubles(session: Session, turns: Sequence[Turn]) -> None:
    """Refuse to have a case go on again whose award was applied for anew meanwhile.

    Raises:
        NotNow: One was.
    """
    for case in (one.case for one in turns if one.case.row.ended == Ended.OTHERWISE):
        row, own = case.row, case.row.enterprise_id
        now = standing_for(session, [own]).get(own, own)
        alive = alive_by_award(session, [now], row.policy_id)
        if others := alive.get((now, row.clause_id, row.instalment, row.period)):
            other = f"{name_of(others[0])}（{others[0].since.isoformat()} 起）"
            raise NotNow(f"没有撤回：{case.name}后来又办了{other}，同一项不能有两件，请先了结那一件")


def _against(case: Case, now: Now) -> str:
    """Say why somebody may not take back what was done of a case last; empty where they may."""
    last, who = case.last, now.who
    if case.row.notice_id is not None:
        return "已出具通知书；有误的，请在“通知书”页作废"
    if last.did == Did.UNDO:
        return "的这一步是撤回来的，请重新办理"
    if Person(last.by_name, last.account_id).key != who.key:
        return f"的“{last.title}”是{last.by_name}办的，只有本人能撤回"
    needed = _roles_for(case, last)
    if now.roles is not None and needed and not now.roles & needed:
        return f"的“{last.title}”要由有{named_roles(needed)}角色的人撤回"
    beside = case.road.beside.get(last.step)
    if last.did == Did.BEGIN and beside and beside.kind is Kind.OBJECT and last.day < now.day:
        return f"的“{last.title}”已经登记在案，请按“{beside.over}”办结"
    return ""


def _roles_for(case: Case, last: CaseStep) -> frozenset[Role]:
    """Return who may do what was done, by the road; none where it does not say."""
    if last.did == Did.ONWARD:
        return case.road.states[last.step].by
    if last.did in (Did.BEGIN, Did.OVER) and last.step in case.road.beside:
        return case.road.beside[last.step].by
    return frozenset()


def _standing_before(case: Case, last: CaseStep, now: Now) -> Standing:
    if last.was_since is None:
        return Standing(revoked_to(case.road), now.day)
    restored = (step for step in case.voided if step.voided_by == last.number)
    steps = [*(step for step in case.steps if step is not last), *restored]
    steps.sort(key=lambda step: step.number)
    return standing_of(last.was_at, last.was_since, last.was_waits, steps)
