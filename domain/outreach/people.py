"""Departments, teams and cadres: entered and changed; cadres leave. Each function is one act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar

from sqlmodel import Session, col, func, or_, select

from domain.enterprises.text_checks import check_phones
from domain.outreach.cultivation_entities import Cultivated, Stage
from domain.outreach.entities import Cadre, Charge, Department, Team, TeamKind
from domain.outreach.problem_entities import Ended, ProblemRow
from domain.outreach.project_entities import Project, ProjectEnd
from domain.store.acts import Act, Action
from domain.store.engine import Seat
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, DomainError, NotFound
from domain.values.ids import AccountId, CadreId, DepartmentId, TeamId
from domain.values.texts import one_line

Row = TypeVar("Row", Department, Team, Cadre)


class StillAtWork(DomainError):
    """Somebody cannot leave: enterprises, projects or problems lie on their desk."""


class ChangedMeanwhile(DomainError):
    """Somebody else has changed the same since it was opened; nothing was written."""


@dataclass(frozen=True, slots=True)
class DepartmentFields:
    """What is entered of a department."""

    name: str
    contact: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class TeamFields:
    """What is entered of a team; see `Team`."""

    name: str
    kind: TeamKind = TeamKind.GROUP
    since: date | None = None


@dataclass(frozen=True, slots=True)
class CadreFields:
    """What is entered of a cadre; see `Cadre`."""

    name: str
    duty: str = ""
    phone: str = ""
    department_id: DepartmentId | None = None
    team_id: TeamId | None = None
    account_id: AccountId | None = None


Fields = DepartmentFields | TeamFields | CadreFields


@dataclass(frozen=True, slots=True)
class ListedCadre:
    """A cadre with what lies on their desk.

    Attributes:
        department, team, team_kind: Names, and what kind of team it is; empty for none.
        enterprises, projects: Of how many they are in charge.
        problems: How many open ones they are to solve.
    """

    row: Cadre
    department: str
    team: str
    team_kind: str
    enterprises: int
    projects: int
    problems: int

    @property
    def id(self) -> CadreId:
        assert self.row.id is not None
        return self.row.id


@dataclass(frozen=True, slots=True)
class ListedUnit:
    """A department or a team with what lies with it.

    Attributes:
        cadres: How many belong to it now.
        problems: How many open ones a department is to solve.
        projects: Of how many projects that go on a team is the 专班.
    """

    row: Department | Team
    cadres: int
    problems: int
    projects: int

    @property
    def word(self) -> str:
        """What it is."""
        return "部门" if isinstance(self.row, Department) else TeamKind(self.row.kind).word

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from others: its kind, and its id."""
        assert self.row.id is not None
        return ("department" if isinstance(self.row, Department) else "team"), int(self.row.id)


def save_department(seat: Seat, fields: DepartmentFields, opened: Department | None = None) -> DepartmentId:
    """Enter a department, or change one as it was opened.

    Raises:
        BadInput: It has no name, another one has it, or its telephone number is none.
        ChangedMeanwhile: Somebody else has changed it.
        NotFound: It is not there.
    """
    return DepartmentId(_save(seat, fields, opened))


def save_team(seat: Seat, fields: TeamFields, opened: Team | None = None) -> TeamId:
    """Enter a team, or change one as it was opened.

    Raises:
        BadInput: It has no name, another one has it, or it would begin after it has ended.
        ChangedMeanwhile: Somebody else has changed it.
        NotFound: It is not there.
    """
    until = None if opened is None else opened.until
    if fields.since is not None and until is not None and until < fields.since:
        raise BadInput(f"{fields.kind.word}“{fields.name}”从 {until.isoformat()} 起已经撤销，成立日期要早些")
    return TeamId(_save(seat, fields, opened))


def save_cadre(seat: Seat, fields: CadreFields, opened: Cadre | None = None) -> CadreId:
    """Enter a cadre, or change one as it was opened. Two may be of one name, but not in one department.

    Raises:
        BadInput: There is no name, somebody of that department has it, or the telephone number is none.
        ChangedMeanwhile: Somebody else has changed it.
        NotFound: It is not there.
    """
    return CadreId(_save(seat, fields, opened))


def enter_in(act: Act, fields: Fields, until: date | None = None) -> int:
    """Enter a department, a team or a cadre within an act that does more.

    Args:
        act: In hand.
        fields: What is entered.
        until: The first day on which they are gone, of those that are.

    Raises:
        BadInput: As `save_department`, `save_team` and `save_cadre`.
    """
    return _write(act, fields, None, until)


def end_cadres(seat: Seat, ids: Sequence[CadreId], day: date) -> None:
    """Have cadres leave, all of them or none; what lies on their desks is handed over before.

    Raises:
        NotFound: There is none with one of these ids.
        StillAtWork: One is in charge of enterprises or projects, or is to solve problems.
    """
    with seat.act(Action.CADRE_CHANGE) as act:
        for id_ in ids:
            _end_cadre(act, id_, day)


def resume(seat: Seat, kind: type[Any], ids: Sequence[int]) -> None:
    """Take back that departments, teams or cadres ended: from now on they are offered again.

    Raises:
        BadInput: Another one has the name by now.
        NotFound: One is not there, or has not ended.
    """
    action, subject = _SAVING[kind]
    with seat.act(action) as act:
        for id_ in ids:
            row = find_row(act.session, kind, id_, _CALLED[kind])
            if row.until is None:
                raise NotFound(f"{_CALLED[kind]}“{row.name}”没有停用，请刷新后再看")
            values = {"name": row.name, "department_id": getattr(row, "department_id", None)}
            _refuse_twin(act.session, kind, values, _CALLED[kind], row.id)
            row.until = None
            act.session.add(row)
            act.note(Subject(subject, row.id), f"恢复{_CALLED[kind]}“{row.name}”")


def _end_cadre(act: Act, id_: CadreId, day: date) -> None:
    row = find_row(act.session, Cadre, id_, "干部")
    of = (Charge.enterprise_id, "包联 {} 户企业"), (Charge.project_id, "包联 {} 个项目")
    desk = [(_charges(act.session, owner, day).get(id_, 0), words) for owner, words in of]
    desk.append((_open_problems(act.session, col(ProblemRow.cadre_id) == id_), "承办 {} 件问题"))
    desk.append((_cultivated(act.session, id_), "培育 {} 户企业"))
    if said := [words.format(count) for count, words in desk if count]:
        raise StillAtWork(f"没有办理：{row.name}还{'、'.join(said)}，先移交给别人或解除")
    row.until = day
    act.session.add(row)
    act.note(Subject(Kind.CADRE, id_), f"{row.name}不再包联企业")


def departments(session: Session, day: date | None = None) -> Sequence[Department]:
    """Return every department, by name; with a day those that there are on it."""
    return _there(session, Department, day)


def teams(session: Session, day: date | None = None) -> Sequence[Team]:
    """Return every team, by name; with a day those that there are on it."""
    return _there(session, Team, day)


def list_cadres(session: Session, day: date | None = None) -> list[ListedCadre]:
    """Return every cadre, by name, with what lies on their desk; with a day those that there are on it."""
    on = day or date.today()
    charges, projects = (_charges(session, of, on) for of in (Charge.enterprise_id, Charge.project_id))
    problems = dict(
        session.exec(
            select(ProblemRow.cadre_id, func.count())
            .where(ProblemRow.ended == Ended.OPEN)
            .group_by(col(ProblemRow.cadre_id))
        ).all()
    )
    names = {row.id: row.name for row in session.exec(select(Department))}
    groups = {row.id: (row.name, TeamKind(row.kind).word) for row in session.exec(select(Team))}
    return [
        ListedCadre(
            row,
            names.get(row.department_id, ""),
            *groups.get(row.team_id, ("", "")),
            charges.get(row.id, 0) if row.id is not None else 0,
            projects.get(row.id, 0) if row.id is not None else 0,
            problems.get(row.id, 0),
        )
        for row in _there(session, Cadre, day)
    ]


def list_units(session: Session) -> list[ListedUnit]:
    """Return every department, then every team, by name, with what lies with each."""

    def counted(of: Any, *which: Any) -> dict[Any, int]:
        return dict(session.exec(select(of, func.count()).where(*which).group_by(of)).all())

    here = col(Cadre.until).is_(None)
    of_departments, of_teams = counted(Cadre.department_id, here), counted(Cadre.team_id, here)
    problems = counted(ProblemRow.department_id, ProblemRow.ended == Ended.OPEN)
    going = Project.ended == ProjectEnd.OPEN, col(Project.deleted_at).is_(None)
    projects = counted(Project.team_id, *going)
    found = [
        ListedUnit(row, of_departments.get(row.id, 0), problems.get(row.id, 0), 0)
        for row in departments(session)
    ]
    return found + [
        ListedUnit(row, of_teams.get(row.id, 0), 0, projects.get(row.id, 0)) for row in teams(session)
    ]


def find_cadres(session: Session, ids: Sequence[CadreId], day: date) -> list[Cadre]:
    """Return cadres who are there on a day, in the order of their ids as given.

    Raises:
        BadInput: One has left.
        NotFound: There is none with one of these ids.
    """
    found = []
    for id_ in ids:
        row = find_row(session, Cadre, id_, "干部")
        if row.until is not None and row.until <= day:
            raise BadInput(f"{row.name}从 {row.until.isoformat()} 起不再包联企业，请选别人")
        found.append(row)
    return found


def find_row(session: Session, kind: type[Row], id_: int, word: str) -> Row:
    """Return a department, a team or a cadre.

    Raises:
        NotFound: There is none with this id.
    """
    row = session.get(kind, id_)
    if row is None:
        raise NotFound(f"没有这个{word}")
    return row


def _cultivated(session: Session, id_: CadreId) -> int:
    """Return how many enterprises somebody helps to become something that they are not yet."""
    stages = [one.value for one in Stage if one.is_open]
    query = select(func.count()).where(
        Cultivated.cadre_id == id_, col(Cultivated.stage).in_(stages), col(Cultivated.deleted_at).is_(None)
    )
    return session.exec(query).one()


def _there(session: Session, kind: type[Row], day: date | None) -> Sequence[Row]:
    rows = select(kind).order_by(col(kind.name), col(kind.id))
    if day is not None:
        rows = rows.where(or_(col(kind.until).is_(None), col(kind.until) > day))
    return session.exec(rows).all()


def _charges(session: Session, of: Any, day: date) -> dict[CadreId | None, int]:
    """Return of how many enterprises, or projects, each cadre is in charge on a day or later."""
    goes_on = or_(col(Charge.until).is_(None), col(Charge.until) > day)
    query = select(Charge.cadre_id, func.count()).where(goes_on, col(of).is_not(None))
    rows = session.exec(query.group_by(col(Charge.cadre_id))).all()
    return {CadreId(id_): count for id_, count in rows}


def _open_problems(session: Session, of: Any) -> int:
    return session.exec(
        select(func.count()).select_from(ProblemRow).where(of, ProblemRow.ended == Ended.OPEN)
    ).one()


_SAVING: Final[Mapping[type[Any], tuple[Action, Kind]]] = {
    Department: (Action.DEPARTMENT_CHANGE, Kind.DEPARTMENT),
    Team: (Action.TEAM_CHANGE, Kind.TEAM),
    Cadre: (Action.CADRE_CHANGE, Kind.CADRE),
}


_CALLED: Final[Mapping[type[Any], str]] = {Department: "部门", Team: "工作组", Cadre: "干部"}


def _stored(fields: Fields) -> tuple[type[Any], dict[str, Any], str]:
    """Return what is entered as it is stored: the table, its columns, and what it is called."""
    values: dict[str, Any] = {"name": one_line(fields.name)}
    match fields:
        case TeamFields():
            return Team, values | {"kind": fields.kind.value, "since": fields.since}, fields.kind.word
        case DepartmentFields():
            values |= {"contact": one_line(fields.contact), "phone": _phone(fields.phone)}
            return Department, values, "部门"
        case CadreFields():
            values |= {"duty": one_line(fields.duty), "phone": _phone(fields.phone)}
            ids = ("department_id", "team_id", "account_id")
            return Cadre, values | {key: getattr(fields, key) for key in ids}, "干部"


def _phone(text: str) -> str:
    return check_phones(text) if text.strip() else ""


def _save(seat: Seat, fields: Fields, opened: Row | None) -> int:
    kind, _, _ = _stored(fields)
    with seat.act(_SAVING[kind][0]) as act:
        return _write(act, fields, opened)


def _write(act: Act, fields: Fields, opened: Any, until: date | None = None) -> int:
    kind, values, word = _stored(fields)
    name = values["name"]
    if not name:
        raise BadInput("请填写姓名" if kind is Cadre else f"请填写{word}名称")
    row = _as_opened(act.session, kind, values, word, opened)
    if until is None:
        _refuse_twin(act.session, kind, values, word, row.id)
    else:
        row.until = until
    former = f"（原名“{opened.name}”）" if opened is not None and opened.name != name else ""
    for key, value in values.items():
        setattr(row, key, value)
    act.session.add(row)
    act.session.flush()
    assert row.id is not None
    said = "登记" if opened is None else "修改"
    action, subject = _SAVING[kind]
    act.note(Subject(subject, row.id), f"{said}{word}“{name}”{former}", action=action)
    return int(row.id)


def _as_opened(session: Session, kind: type[Any], values: dict[str, Any], word: str, opened: Any) -> Any:
    """Return the row to write to: a new one, or one that still is as it was opened."""
    if opened is None:
        return kind(**values)
    assert opened.id is not None
    row = find_row(session, kind, opened.id, word)
    if any(getattr(row, key) != getattr(opened, key) for key in (*values, "until")):
        raise ChangedMeanwhile(f"没有保存：{word}“{row.name}”在您打开之后别人改过，请重新打开再改")
    return row


def _refuse_twin(
    session: Session, kind: type[Any], values: dict[str, Any], word: str, id_: int | None
) -> None:
    twins = select(kind.id).where(col(kind.name) == values["name"], col(kind.until).is_(None))
    if kind is Cadre:
        twins = twins.where(col(Cadre.department_id).is_(values["department_id"]))
    if any(one != id_ for one in session.exec(twins)):
        same = "这个部门已有同名的" if kind is Cadre else "已有"
        raise BadInput(f"{same}{word}“{values['name']}”，请用已有的，或换一个名称加以区别")
