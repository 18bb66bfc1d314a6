"""A department or a team ends; what lies with it is handed over in the same act. Each function is one act."""

from datetime import date

from sqlmodel import Session, col, select

from domain.outreach.entities import Cadre, Department, Team, TeamKind
from domain.outreach.people import StillAtWork, find_row
from domain.outreach.problem_entities import Did, Ended, ProblemRow
from domain.outreach.problems.reading import Problem, read_problems
from domain.outreach.problems.rules import Rules
from domain.outreach.problems.stepping import Given, beside, handed, written
from domain.outreach.project_entities import Project, ProjectEnd
from domain.store.acts import Action
from domain.store.engine import Seat
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput
from domain.values.ids import DepartmentId, ProblemId, TeamId
from domain.values.texts import reason_of


def end_department(
    seat: Seat,
    id_: DepartmentId,
    day: date,
    rules: Rules,
    *,
    to: DepartmentId | None = None,
    because: str = "",
) -> int:
    """End a department: from a day on it is offered no more; its open problems go to another one.

    Returns:
        How many problems were handed over.

    Raises:
        BadInput: It has ended, the other one has, or is the same; problems are handed over without a reason.
        NotFound: There is none with one of these ids.
        StillAtWork: It has open problems, and none is given to which they go.
    """
    with seat.act(Action.DEPARTMENT_CHANGE) as act:
        row = find_row(act.session, Department, id_, "部门")
        if row.until is not None:
            raise BadInput(f"部门“{row.name}”从 {row.until.isoformat()} 起已经停用")
        if to == id_:
            raise BadInput("移交给的就是这个部门，请选别的部门")
        there = _problems_of(act.session, id_, rules)
        if there and to is None:
            raise StillAtWork(f"没有停用：“{row.name}”还有 {len(there)} 件没有办结的问题，请选移交给哪个部门")
        row.until = day
        act.session.add(row)
        act.note(Subject(Kind.DEPARTMENT, id_), f"停用部门“{row.name}”")
        if there:
            because = reason_of(because, "移交")
            now = rules.now(act.session, act.who)
            changed, name = handed(act.session, Given(department_id=to), now.day)
            title = f"改由{name}承办"
            written(act, [beside(one, Did.HAND, title, because, changed) for one in there], now)
        return len(there)


def end_team(seat: Seat, id_: TeamId, day: date, *, to: TeamId | None = None) -> None:
    """End a team; its projects and its cadres go to another one, else its cadres stay.

    Raises:
        BadInput: It began only later, it has ended; the other one has, is the same, or is of another kind.
        NotFound: There is none with one of these ids.
        StillAtWork: It is the 专班 of a project that goes on, and none is given to which that goes.
    """
    with seat.act(Action.TEAM_CHANGE) as act:
        row = find_row(act.session, Team, id_, "工作组")
        word = TeamKind(row.kind).word
        if row.until is not None:
            raise BadInput(f"{word}“{row.name}”从 {row.until.isoformat()} 起已经撤销")
        if row.since is not None and day < row.since:
            raise BadInput(f"“{row.name}”从 {row.since.isoformat()} 起成立，不能在 {day.isoformat()} 就撤销")
        going = act.session.exec(
            select(Project).where(
                Project.team_id == id_, Project.ended == ProjectEnd.OPEN, col(Project.deleted_at).is_(None)
            )
        ).all()
        if going and to is None:
            raise StillAtWork(
                f"没有撤销：“{row.name}”还是 {len(going)} 个推进中的项目的专班，请选转给哪个专班"
            )
        if to is not None:
            other = _other_team(act.session, row, to, day)
            for project in going:
                project.team_id, project.version = to, project.version + 1
                act.session.add(project)
                said = f"项目 {project.number}“{project.name}”的专班由“{row.name}”换为“{other.name}”"
                act.note(Subject(Kind.PROJECT, project.id), said, action=Action.PROJECT_SAVE)
            cadres = select(Cadre).where(Cadre.team_id == id_, col(Cadre.until).is_(None))
            for cadre in act.session.exec(cadres).all():
                cadre.team_id = to
                act.session.add(cadre)
                said = f"{cadre.name}由“{row.name}”转到“{other.name}”"
                act.note(Subject(Kind.CADRE, cadre.id), said, action=Action.CADRE_CHANGE)
        row.until = day
        act.session.add(row)
        act.note(Subject(Kind.TEAM, id_), f"撤销{word}“{row.name}”")


def _problems_of(session: Session, id_: DepartmentId, rules: Rules) -> list[Problem]:
    query = select(ProblemRow.id).where(ProblemRow.department_id == id_, ProblemRow.ended == Ended.OPEN)
    ids = [ProblemId(one) for one in session.exec(query.order_by(col(ProblemRow.id))) if one is not None]
    return read_problems(session, ids, rules.roads_in(session))


def _other_team(session: Session, row: Team, to: TeamId, day: date) -> Team:
    """Return the team to which something goes."""
    other, word = find_row(session, Team, to, "工作组"), TeamKind(row.kind).word
    if other.id == row.id or other.kind != row.kind:
        raise BadInput(f"请选另一个{word}")
    if other.until is not None and other.until <= day:
        raise BadInput(f"{word}“{other.name}”已经撤销，请选别的{word}")
    return other
