"""Taking problems along: a step on their road, or what is done beside it. Each function is one act."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session

from domain.enterprises.attachments.service import Taken, add_to_each, hold_as_evidence
from domain.enterprises.identity import standing_for
from domain.outreach.entities import Cadre, Department
from domain.outreach.people import find_cadres
from domain.outreach.problem_entities import Content, Did, ProblemStep
from domain.outreach.problems.raising import Raised, as_seen, checked
from domain.outreach.problems.reading import Problem, Seen, due_of, members_of, read_problems, standing_of
from domain.outreach.problems.rules import Rules, as_walked, keep_road
from domain.outreach.problems.turning import Turn, write_turn
from domain.roads.library import Roads
from domain.roads.road import State
from domain.roads.walking import AtHand, Move, NotNow, Now, Step, begun_again, steps_from, take
from domain.store.acts import Act, Action, Person
from domain.store.engine import Seat
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.ids import CadreId, DepartmentId, ProblemId
from domain.values.texts import clean, one_line, reason_of
from domain.values.uids import new_uid


@dataclass(frozen=True, slots=True)
class Doing:
    """What is to be done: see `walking.Step`. ``to`` may be left out where it leads to one place only."""

    move: Move
    id: str
    to: str = ""

    def is_done_by(self, step: Step) -> bool:
        """Whether a step is what is to be done."""
        return (step.move, step.id) == (self.move, self.id) and self.to in ("", step.to)


@dataclass(frozen=True, slots=True)
class Given:
    """What is said with a step.

    Attributes:
        remark: What was answered, or why.
        handler: Who did it, where that is not who enters it.
        department_id, cadre_id: To whom it is handed.
        answer: What came of it.
        content: How content the enterprise is.
        files: What came with it, such as a letter; kept with the enterprises.
    """

    remark: str = ""
    handler: str = ""
    department_id: DepartmentId | None = None
    cadre_id: CadreId | None = None
    answer: str = ""
    content: Content | None = None
    files: Sequence[Taken] = ()


def steps_of(problem: Problem, now: Now) -> tuple[Step, ...]:
    """Return what there is to do of a problem on its road, each with what is missing."""
    steps = _on_road(problem, now)
    return tuple(replace(one, missing=(*one.missing, *_hanging(problem, one))) for one in steps)


def _on_road(problem: Problem, now: Now) -> tuple[Step, ...]:
    return steps_from(as_walked(problem.road, now), problem.standing, AtHand(), now)


def is_assigning(problem: Problem, step: Step) -> bool:
    """Whether a step says who is to solve it: the first one of a road."""
    return step.move is Move.ONWARD and step.id == problem.road.way[0].id


def is_solving(problem: Problem, step: Step) -> bool:
    """Whether a step says what came of it: the one before it is closed."""
    return step.move is Move.ONWARD and _is_closed_after(problem, problem.road.states[step.id])


def is_closing(problem: Problem, step: Step) -> bool:
    """Whether a step closes it (销号): the one that `approves`."""
    return step.move is Move.ONWARD and problem.road.states[step.id].approves


def take_step(seat: Seat, problems: Sequence[Seen], doing: Doing, given: Given, rules: Rules) -> str:
    """Do something of problems: of all of them, or of none.

    What was put together in a common one goes along with it until each is closed by itself.

    Returns:
        What it is undone by, see `undo`.

    Raises:
        BadInput: What must be said with it is not.
        MovedOn: Somebody else has just done something of one of them.
        NotFound: One of them, or to whom it is handed, is not there.
        NotNow: One cannot be taken along; it says which and why.
        NotPermitted: This person may not do this.
    """
    with seat.read() as session:
        first, *_ = as_seen(session, problems, rules)
    with seat.act(_action(first, doing)) as act:
        now, uid = rules.now(act.session, act.who), new_uid()
        found = as_seen(act.session, problems, rules)
        turns = [turn_of(act, problem, doing, given, now) for problem in found]
        led = _members(act.session, found, doing, rules)
        turns += [turn_of(act, problem, doing, given, now, is_led=True) for problem in led]
        kept = _kept(act, seat, [*found, *led], given.files)
        for turn in turns:
            write_turn(act, replace(turn, files=kept.get(turn.problem.id)), now.day, uid)
        return uid


def _kept(
    act: Act, seat: Seat, problems: Sequence[Problem], files: Sequence[Taken]
) -> dict[ProblemId, str | None]:
    """Keep files with the enterprises whose problems these are; return by problem what its step keeps.

    A common one, which is of no enterprise, shows those of the first.
    """
    if not files:
        return {}
    of_each = {one.id: one.row.enterprise_id for one in problems if one.row.enterprise_id is not None}
    now = standing_for(act.session, of_each.values())
    owners = {id_: now.get(own, own) for id_, own in of_each.items()}
    added = add_to_each(act, seat.store, list(dict.fromkeys(owners.values())), files)
    kept = {owner: hold_as_evidence(act, [owner], ids) for owner, ids in added.items()}
    names = "、".join(f"“{one.name}”" for one in files)
    for owner in kept:
        act.note(Subject(Kind.ENTERPRISE, owner), f"办理问题用到附件{names}")
    first = next(iter(kept.values()), None)
    return {one.id: kept[owners[one.id]] if one.id in owners else first for one in problems}


def hand_on(seat: Seat, problems: Sequence[Seen], given: Given, rules: Rules, *, because: str) -> str:
    """Hand problems that were assigned to another department, or to another cadre.

    Raises:
        BadInput: Nobody is given, or no reason.
        MovedOn, NotFound, NotNow: As `take_step`.
    """
    because = reason_of(because, "改派")
    with seat.act(Action.PROBLEM_CHANGE) as act:
        now, uid = rules.now(act.session, act.who), new_uid()
        for problem in as_seen(act.session, problems, rules):
            _refuse_ended(problem, "改派")
            changed, to = _handed(act.session, given, now.day)
            write_turn(act, _beside(problem, Did.HAND, f"改由{to}承办", because, changed), now.day, uid)
        return uid


def extend(seat: Seat, problem: Seen, until: date, rules: Rules, *, because: str) -> str:
    """Give a problem longer for what it stands at (延期).

    Raises:
        BadInput: No reason is given, or the day is not later than the one that it has.
        MovedOn, NotFound, NotNow: As `take_step`.
    """
    because = reason_of(because, "延期")
    with seat.act(Action.PROBLEM_CHANGE) as act:
        now = rules.now(act.session, act.who)
        [found] = as_seen(act.session, [problem], rules)
        _refuse_ended(found, "延期")
        due = due_of(found.row, found.road, now.calendar)
        if due is None:
            raise NotNow(f"没有延期：{found.name}现在“{found.where}”，没有期限")
        if until <= max(due.value, now.day):
            raise BadInput(f"延期要晚于原来的期限 {due.value.isoformat()} 和今天")
        title = f"延期到 {until.isoformat()}（原来 {due.value.isoformat()}）"
        return _written(act, _beside(found, Did.EXTEND, title, because, {"extended_to": until}), now)


def supervise(seat: Seat, problem: Seen, rules: Rules, *, because: str) -> str:
    """Have a problem supervised (督办), or no longer where it is already.

    Raises:
        BadInput: No reason is given.
        MovedOn, NotFound, NotNow: As `take_step`.
    """
    because = reason_of(because, "督办")
    with seat.act(Action.PROBLEM_CHANGE) as act:
        now = rules.now(act.session, act.who)
        [found] = as_seen(act.session, [problem], rules)
        _refuse_ended(found, "督办")
        is_on = found.row.supervised_since is not None
        since = None if is_on else now.day
        title = "解除督办" if is_on else "列入督办"
        turn = _beside(found, Did.SUPERVISE, title, because, {"supervised_since": since})
        return _written(act, turn, now)


def regrade(seat: Seat, problem: Seen, grade: str, rules: Rules, *, because: str) -> str:
    """Have a problem go on along another road, from the place of the same name; such as that of hard ones.

    Raises:
        BadInput: No reason is given, or it is on that road.
        MovedOn, NotFound, NotNow: As `take_step`.
    """
    because = reason_of(because, "改变办理程序")
    with seat.act(Action.PROBLEM_CHANGE) as act:
        now = rules.now(act.session, act.who)
        [found] = as_seen(act.session, [problem], rules)
        _refuse_ended(found, "改变办理程序")
        road = rules.begun_in(act.session).get(grade)
        if road is None:
            raise NotFound("找不到所选的办理程序，请重新选择")
        if road.digest == found.road.digest:
            raise BadInput(f"{found.name}已经走“{road.title}”")
        if found.row.at not in road.states or not {*found.standing.signed} <= {*road.states}:
            raise NotNow(f"没有改变：“{road.title}”没有“{found.where}”这一步")
        keep_road(act, road)
        turn = _beside(found, Did.GRADE, f"改走“{road.title}”", because, {"extended_to": None})
        return _written(act, replace(turn, road=road), now)


def change(seat: Seat, problem: Seen, fields: Raised, rules: Rules) -> str:
    """Correct what was entered of a problem; where it stands is not touched.

    Raises:
        BadInput: Something of it cannot be, or nothing is changed.
        MovedOn, NotFound, NotNow: As `take_step`.
    """
    with seat.act(Action.PROBLEM_CHANGE) as act:
        now = rules.now(act.session, act.who)
        [found] = as_seen(act.session, [problem], rules)
        _refuse_ended(found, "修改")
        new = checked(fields, now.day)
        values: dict[str, Any] = {
            "title": new.title,
            "kind": new.kind,
            "detail": new.detail,
            "source": new.source.value,
            "raised_by": new.raised_by,
            "phone": new.phone,
        }
        changed = {key: value for key, value in values.items() if getattr(found.row, key) != value}
        if not changed:
            raise BadInput("没有改动")
        return _written(act, _beside(found, Did.CHANGE, "修改登记内容", "", changed), now)


def reopen(seat: Seat, problem: Seen, rules: Rules, *, because: str) -> str:
    """Have a problem that was closed begin its road again, since the enterprise does not agree.

    Raises:
        BadInput: No reason is given.
        MovedOn, NotFound: As `take_step`.
        NotNow: It was not closed.
    """
    because = reason_of(because, "重新办理")
    with seat.act(Action.PROBLEM_CHANGE) as act:
        now = rules.now(act.session, act.who)
        [found] = as_seen(act.session, [problem], rules)
        if found.is_open:
            raise NotNow(f"没有办理：{found.name}还在办（{found.where}），不用重新办理")
        turn = _beside(found, Did.REOPEN, "重新办理", because, {"content": ""})
        return _written(act, replace(turn, after=begun_again(found.road, found.standing, now)), now)


def undo(seat: Seat, act_uid: str, problems: Sequence[Seen], rules: Rules) -> str:
    """Take back what somebody did of problems in one act, as long as nobody has gone on with one.

    Raises:
        MovedOn: Somebody has.
        NotNow: It is no act of theirs, or was taken back already.
    """
    with seat.act(Action.PROBLEM_UNDO) as act:
        now, uid = rules.now(act.session, act.who), new_uid()
        for problem in as_seen(act.session, problems, rules):
            if problem.last.act != act_uid:
                raise NotNow(f"没有撤回：{problem.name}在这以后又有变化")
            if against := against_undoing(problem, act.who):
                raise NotNow(f"没有撤回：{against}")
            write_turn(act, _undone(problem, rules.roads_in(act.session)), now.day, uid)
        return uid


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


def _members(session: Session, found: Sequence[Problem], doing: Doing, rules: Rules) -> Iterator[Problem]:
    """Yield what was put together in common ones and goes along with them."""
    listed = {one.id for one in found}
    for one in found:
        if one.row.enterprise_id is not None or doing.move is not Move.ONWARD:
            continue
        members = read_problems(session, members_of(session, [one.id]), rules.roads_in(session))
        still = [each for each in members if each.is_open]
        if one.road.states[doing.id].approves and still:
            raise NotNow(f"没有销号：{one.name}还有 {len(still)} 件企业问题没有回访销号")
        yield from (each for each in still if each.id not in listed and each.row.at == one.row.at)


def turn_of(
    act: Act, problem: Problem, doing: Doing, given: Given, now: Now, *, is_led: bool = False
) -> Turn:
    """Return what becomes of a problem by a step; `is_led` goes along with a common one.

    Raises:
        BadInput: What must be said with it is not.
        NotFound: To whom it is handed is not there.
        NotNow: It cannot be taken along.
    """
    steps = _on_road(problem, now) if is_led else steps_of(problem, now)
    step = next((one for one in steps if doing.is_done_by(one)), None)
    if step is None:
        raise NotNow(f"没有办理：{problem.name}现在“{problem.where}”，请刷新后再看")
    if step.missing:
        raise NotNow(f"没有办理“{step.title}”：{problem.name}，{'；'.join(step.missing)}")
    remark, handler = one_line(given.remark), one_line(given.handler)
    changed: dict[str, Any] = {}
    if step.needs_reason and not remark:
        raise BadInput(f"请写明“{step.title}”的理由")
    if is_assigning(problem, step):
        changed, handler = _handed(act.session, given, now.day)
    elif is_closing(problem, step):
        changed = {"content": _content(act, problem, given, now).value}
    elif is_solving(problem, step):
        answer = clean(given.answer).strip()
        if not answer:
            raise BadInput("请填写办理结果：做了什么，解决到什么程度")
        changed = {"answer": answer}
    elif step.move is Move.ONWARD and not remark:
        raise BadInput(f"请填写“{step.title}”的内容")
    road = as_walked(problem.road, now)
    after = take(road, problem.standing, step, AtHand(), now)
    return Turn(
        problem,
        Did(step.move.value),
        step.id,
        step.title,
        after,
        _action(problem, doing),
        remark,
        handler,
        changed=changed,
    )


def _content(act: Act, problem: Problem, given: Given, now: Now) -> Content:
    """Return how content the enterprise is with what is closed."""
    if given.content is None:
        raise BadInput("请填写回访结果：企业满意不满意")
    if given.content is Content.NOT:
        raise NotNow(f"没有销号：企业对{problem.name}的办理不满意，请“退回重办”")
    solved = next((one for one in reversed(problem.steps) if _solves(problem, one)), None)
    cadre = None if problem.row.cadre_id is None else act.session.get(Cadre, problem.row.cadre_id)
    own = cadre is not None and cadre.account_id is not None and cadre.account_id == act.who.id
    if now.roles is not None and (own or (solved is not None and solved.handler == act.who.name)):
        raise NotNow(f"没有销号：{problem.name}由{act.who.name}承办，要由另一人回访销号")
    return given.content


def _solves(problem: Problem, step: ProblemStep) -> bool:
    states = problem.road.states
    return step.did == Did.ONWARD and step.step in states and _is_closed_after(problem, states[step.step])


def _is_closed_after(problem: Problem, state: State) -> bool:
    after = problem.road.states.get(state.next)
    return after is not None and after.approves


def _handed(session: Session, given: Given, day: date) -> tuple[dict[str, Any], str]:
    """Return the columns that say who is to solve a problem, and their names.

    Raises:
        BadInput: Nobody is given, or they are gone.
        NotFound: They are not there.
    """
    names = list[str]()
    if given.department_id is None and given.cadre_id is None:
        raise BadInput("请选择承办的部门或干部")
    if given.department_id is not None:
        department = session.get(Department, given.department_id)
        if department is None:
            raise NotFound("没有这个部门，请重新选择")
        if department.until is not None and department.until <= day:
            raise BadInput(f"部门“{department.name}”已停用，请选别的部门")
        names.append(department.name)
    if given.cadre_id is not None:
        names += [one.name for one in find_cadres(session, [given.cadre_id], day)]
    return {"department_id": given.department_id, "cadre_id": given.cadre_id}, " ".join(names)


def _hanging(problem: Problem, step: Step) -> tuple[str, ...]:
    """Say that a problem that was put together with others goes along with them until it is closed."""
    if problem.row.common_id is None or step.move is not Move.ONWARD or is_closing(problem, step):
        return ()
    return ("已并入共性问题，随共性问题一起办理",)


def _refuse_ended(problem: Problem, what: str) -> None:
    if not problem.is_open:
        raise NotNow(f"没有{what}：{problem.name}已经“{problem.where}”")


def _beside(problem: Problem, did: Did, title: str, because: str, changed: dict[str, Any]) -> Turn:
    return Turn(problem, did, "", title, problem.standing, Action.PROBLEM_CHANGE, because, changed=changed)


def _written(act: Act, turn: Turn, now: Now) -> str:
    uid = new_uid()
    write_turn(act, turn, now.day, uid)
    return uid


def _action(problem: Problem, doing: Doing) -> Action:
    if doing.move is Move.ONWARD and doing.id in problem.road.states:
        return Action.PROBLEM_CLOSE if problem.road.states[doing.id].approves else Action.PROBLEM_ONWARD
    return Action.PROBLEM_CHANGE


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


_FOLLOWING = frozenset({"ended", "ended_on", "grade", "road_sha256"})
"""Columns that follow from the road and from where a problem stands."""
_DAYS = frozenset({"extended_to", "supervised_since"})


def _value(key: str, value: Any) -> Any:
    return date.fromisoformat(value) if key in _DAYS and value is not None else value
