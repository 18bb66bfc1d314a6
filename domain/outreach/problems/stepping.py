"""Taking problems along: a step on their road, or what is done beside it. Each function is one act."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session

from domain.enterprises.attachments.service import Taken, add_to_each, hold_as_evidence
from domain.enterprises.identity import standing_for
from domain.office.calendar.working_days import Days
from domain.outreach.entities import Cadre, Department
from domain.outreach.people import find_cadres
from domain.outreach.problem_entities import Content, Did, ProblemStep
from domain.outreach.problems.raising import as_seen
from domain.outreach.problems.reading import Problem, Seen, due_of, members_of, read_problems
from domain.outreach.problems.rules import Rules, as_walked, keep_road
from domain.outreach.problems.turning import Turn, write_turn
from domain.roads.road import Kind as RoadKind
from domain.roads.road import Road, State
from domain.roads.walking import (
    AtHand,
    Move,
    NotNow,
    Now,
    Standing,
    Step,
    begun_again,
    steps_from,
    take,
    time_left,
)
from domain.store.acts import Act, Action
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
        led = list(_led(act.session, found, doing, rules))
        if _parts(first, doing):
            turns += [_left(problem) for problem in led]
        else:
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
        found = as_seen(act.session, problems, rules)
        for problem in _with_led(act.session, found, rules):
            refuse_ended(problem, "改派")
            changed, to = handed(act.session, given, now.day)
            write_turn(act, beside(problem, Did.HAND, f"改由{to}承办", because, changed), now.day, uid)
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
        refuse_ended(found, "延期")
        due = due_of(found.row, found.road, now.calendar)
        if due is None:
            raise NotNow(f"没有延期：{found.name}现在“{found.where}”，没有期限")
        if until <= max(due.value, now.day):
            raise BadInput(f"延期要晚于原来的期限 {due.value.isoformat()} 和今天")
        title = f"延期到 {until.isoformat()}（原来 {due.value.isoformat()}）"
        along = _with_led(act.session, [found], rules)
        turns = [beside(one, Did.EXTEND, title, because, {"extended_to": until}) for one in along]
        return written(act, turns, now)


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
        refuse_ended(found, "督办")
        is_on = found.row.supervised_since is not None
        since = None if is_on else now.day
        title = "解除督办" if is_on else "列入督办"
        along = _with_led(act.session, [found], rules)
        changed = {"supervised_since": since}
        return written(act, [beside(one, Did.SUPERVISE, title, because, changed) for one in along], now)


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
        refuse_ended(found, "改变办理程序")
        road = rules.begun_in(act.session).get(grade)
        if road is None:
            raise NotFound("找不到所选的办理程序，请重新选择")
        if road.digest == found.road.digest:
            raise BadInput(f"{found.name}已经走“{road.title}”")
        keep_road(act, road)
        turns = []
        for one in _with_led(act.session, [found], rules):
            if one.road.digest == road.digest:
                continue
            if one.row.at not in road.states or not {*one.standing.signed} <= {*road.states}:
                raise NotNow(f"没有改变：“{road.title}”没有“{one.where}”这一步")
            turn = beside(one, Did.GRADE, f"改走“{road.title}”", because, _still_extended(one, road, now))
            turns.append(replace(turn, road=road))
        return written(act, turns, now)


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
        turn = beside(found, Did.REOPEN, "重新办理", because, {"content": ""})
        return written(act, [replace(turn, after=begun_again(found.road, found.standing, now))], now)


def _led(session: Session, found: Sequence[Problem], doing: Doing, rules: Rules) -> Iterator[Problem]:
    """Yield what was put together in common ones and goes along with them; whatever does where they part."""
    listed = {one.id for one in found}
    for one in found:
        still = _open_members(session, one, rules)
        state = one.road.states.get(doing.id) if doing.move is Move.ONWARD else None
        if state is not None and state.approves and still:
            raise NotNow(f"没有销号：{one.name}还有 {len(still)} 件企业问题没有回访销号")
        along = still if _parts(one, doing) else [each for each in still if each.goes_along]
        yield from (each for each in along if each.id not in listed)


def _with_led(session: Session, found: Sequence[Problem], rules: Rules) -> list[Problem]:
    """Return problems with whatever goes along with those of them that are common ones."""
    listed = {one.id for one in found}
    led = (each for one in found for each in _open_members(session, one, rules) if each.goes_along)
    return [*found, *(each for each in led if each.id not in listed)]


def _open_members(session: Session, one: Problem, rules: Rules) -> list[Problem]:
    if one.row.enterprise_id is not None:
        return []
    members = read_problems(session, members_of(session, [one.id]), rules.roads_in(session))
    return [each for each in members if each.is_open]


def _parts(problem: Problem, doing: Doing) -> bool:
    """Whether a step ends a common problem alone: what its enterprises ask for goes on, each by itself."""
    beside = problem.road.beside.get(doing.id) if doing.move is Move.BEGIN else None
    return problem.row.enterprise_id is None and beside is not None and beside.kind is RoadKind.WITHDRAW


def _left(problem: Problem) -> Turn:
    return beside(problem, Did.LEAVE, "不再随共性问题办理", "", {"common_id": None})


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
    if step.needs_reason and not one_line(given.remark):
        raise BadInput(f"请写明“{step.title}”的理由")
    changed, handler = _said_with(act, problem, step, given, now)
    after = take(as_walked(problem.road, now), problem.standing, step, AtHand(), now)
    if step.move is Move.OVER:
        changed |= _gone_on(problem, step, now)
    content = changed.get("content", "")
    if _sends_back(problem, step) and given.content is Content.NOT:
        content = Content.NOT.value
    return Turn(
        problem,
        Did(step.move.value),
        step.id,
        step.title,
        after,
        _action(problem, doing),
        one_line(given.remark),
        handler,
        changed=changed,
        content=content,
    )


def _said_with(act: Act, problem: Problem, step: Step, given: Given, now: Now) -> tuple[dict[str, Any], str]:
    """Return what a step changes of a problem besides where it stands, and who did it.

    Raises:
        BadInput: What must be said with it is not.
    """
    handler = one_line(given.handler)
    if is_assigning(problem, step):
        return handed(act.session, given, now.day)
    if is_closing(problem, step):
        return {"content": _content(act, problem, given, now).value}, handler
    if is_solving(problem, step):
        answer = clean(given.answer).strip()
        if not answer:
            raise BadInput("请填写办理结果：做了什么，解决到什么程度")
        return {"answer": answer}, handler
    if step.move is Move.ONWARD and not one_line(given.remark):
        raise BadInput(f"请填写“{step.title}”的内容")
    return {}, handler


def _sends_back(problem: Problem, step: Step) -> bool:
    return step.move is Move.BEGIN and problem.road.beside[step.id].kind is RoadKind.SEND_BACK


def _gone_on(problem: Problem, step: Step, now: Now) -> dict[str, Any]:
    """Return by when something is to be done that goes on after it waited: as much later as it waited.

    Else whoever held it for a moment would give it a new term.
    """
    began = next(
        (one for one in reversed(problem.steps) if (one.did, one.step) == (Did.BEGIN, step.id)), None
    )
    if began is None or began.was_since is None:
        return {}
    extended = json.loads(began.former).get("extended_to")
    if extended is not None:
        due = date.fromisoformat(extended)
    else:
        time = time_left(problem.road, Standing(problem.row.at, began.was_since))
        if time is None:
            return {}
        due = now.calendar.end_of(time).value
    waited = now.calendar.days_between(began.day, now.day, Days.WORKING).value
    return {"extended_to": now.calendar.nth_day(due, waited, Days.WORKING).value if waited > 0 else due}


def _still_extended(problem: Problem, road: Road, now: Now) -> dict[str, Any]:
    """Return how long a problem has on another road: not less than it was given."""
    time = time_left(road, problem.standing)
    extended = problem.row.extended_to
    if time is None or extended is None or extended <= now.calendar.end_of(time).value:
        return {"extended_to": None}
    return {"extended_to": extended}


def _content(act: Act, problem: Problem, given: Given, now: Now) -> Content:
    """Return how content the enterprise is with what is closed."""
    if given.content is None:
        raise BadInput("请填写回访结果：企业满意不满意")
    if given.content is Content.NOT:
        raise NotNow(f"没有销号：企业对{problem.name}的办理不满意，请“退回重办”")
    solved = next((one for one in reversed(problem.steps) if _solves(problem, one)), None)
    cadre_id = _solver(problem, solved)
    cadre = None if cadre_id is None else act.session.get(Cadre, cadre_id)
    own = cadre is not None and cadre.account_id is not None and cadre.account_id == act.who.id
    if now.roles is not None and (own or (solved is not None and solved.handler == act.who.name)):
        raise NotNow(f"没有销号：{problem.name}由{act.who.name}承办，要由另一人回访销号")
    return given.content


def _solver(problem: Problem, solved: ProblemStep | None) -> CadreId | None:
    """Return which cadre a problem lay with when it was solved, whoever it was handed to since."""
    since = (step for step in problem.steps if solved is not None and step.number > solved.number)
    former = (json.loads(step.former) for step in since)
    id_ = next((one["cadre_id"] for one in former if "cadre_id" in one), problem.row.cadre_id)
    return None if id_ is None else CadreId(id_)


def _solves(problem: Problem, step: ProblemStep) -> bool:
    states = problem.road.states
    return step.did == Did.ONWARD and step.step in states and _is_closed_after(problem, states[step.step])


def _is_closed_after(problem: Problem, state: State) -> bool:
    after = problem.road.states.get(state.next)
    return after is not None and after.approves


def handed(session: Session, given: Given, day: date) -> tuple[dict[str, Any], str]:
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
    """Say that a problem that was put together with others goes along with them until it is closed.

    One that does not stand where they do came later, was sent back or was begun again: it goes by itself.
    """
    if not problem.goes_along or step.move is not Move.ONWARD or is_closing(problem, step):
        return ()
    return ("已并入共性问题，随共性问题一起办理",)


def refuse_ended(problem: Problem, what: str) -> None:
    if not problem.is_open:
        raise NotNow(f"没有{what}：{problem.name}已经“{problem.where}”")


def beside(problem: Problem, did: Did, title: str, because: str, changed: dict[str, Any]) -> Turn:
    return Turn(problem, did, "", title, problem.standing, Action.PROBLEM_CHANGE, because, changed=changed)


def written(act: Act, turns: Sequence[Turn], now: Now) -> str:
    uid = new_uid()
    for turn in turns:
        write_turn(act, turn, now.day, uid)
    return uid


def _action(problem: Problem, doing: Doing) -> Action:
    """Return what a step is called in the trail; who may take it says the road."""
    state = problem.road.states.get(doing.id) if doing.move is Move.ONWARD else None
    return Action.PROBLEM_CLOSE if state is not None and state.approves else Action.PROBLEM_ONWARD
