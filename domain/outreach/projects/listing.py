"""Projects as lists show them, and one as its page does."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from sqlmodel import Session, col, func, select

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.entities import Enterprise, EnterpriseRow
from domain.enterprises.facts import Row, uid_of
from domain.enterprises.identity import stood_for_by
from domain.enterprises.queries import iterate_facts
from domain.office.calendar.working_days import Days
from domain.outreach.charges import InCharge, in_charge_of_project
from domain.outreach.entities import Department, Team
from domain.outreach.problem_entities import Ended, ProblemRow
from domain.outreach.problems.listing import ListedProblem, ProblemFilter, list_problems, names_of
from domain.outreach.problems.reading import Light, light_on
from domain.outreach.problems.rules import Rules
from domain.outreach.project_entities import (
    Permit,
    Project,
    ProjectEnd,
    ProjectEnterprise,
    ProjectMonth,
    ProjectStage,
    ProjectYear,
)
from domain.outreach.projects.keeping import ROWS, ProjectFields, SeenProject, owners_of, project_there
from domain.outreach.projects.progress import Month, PermitFields, Stage, entered
from domain.store.problems import as_stored
from domain.store.sql import among, holds_word
from domain.values.ids import AttachmentId, EnterpriseId, PermitId, ProjectId
from domain.values.money import NO_MONEY, Fen


@dataclass(frozen=True, slots=True)
class ProjectFilter:
    """Which projects are asked for; what is left out does not matter.

    Attributes:
        words: Each of them stands in the number, the name, or an enterprise's name.
        most: How many are listed; None for all.
    """

    is_open: bool | None = None
    enterprise_id: EnterpriseId | None = None
    ids: Sequence[ProjectId] | None = None
    words: Sequence[str] = ()
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Invested:
    """What was invested: of a year up to a day, of its plan, and in all.

    Attributes:
        plan: Of the year; None where none is entered.
    """

    this_year: Fen = NO_MONEY
    plan: Fen | None = None
    in_all: Fen = NO_MONEY


class PermitLine(NamedTuple):
    """A permit as a list of projects has it in a line.

    Attributes:
        fields: What was entered of it, but for who gives it.
        department: Who that is, by name; empty where it is not entered.
        days: How many working days it took; None as long as it is not given.
    """

    fields: PermitFields
    department: str = ""
    days: int | None = None


@dataclass(frozen=True, slots=True)
class RowLine:
    """Which row of an enterprise's list a project is, as a list of projects has it in a line.

    Attributes:
        owner: The enterprise, by name.
        name: What the row is called there.
        at: How manieth it is of those of that name, counted from 1; None where it is the only one.
    """

    owner: str
    name: str
    at: int | None = None


@dataclass(frozen=True, slots=True)
class ListedProject:
    """A project as lists show it.

    Attributes:
        enterprises: The records that stand now for whose it is, with their names now.
        team: Its 专班; empty for none.
        stage: The stage that it is at: the first that is not over; empty where all are, or none is entered.
        due: By when that is to be over.
        light: The worst of what is to be done: that stage, and the permits that were asked for.
        problems: How many of its problems are open.
        permits: Those first that were asked for first.
        rows: Which rows of its enterprises' lists it is; one that is gone is left out.
    """

    row: Project
    enterprises: tuple[tuple[EnterpriseId, str], ...]
    team: str
    stage: str
    due: date | None
    light: Light
    invested: Invested
    problems: int
    permits: tuple[PermitLine, ...]
    rows: tuple[RowLine, ...]

    @property
    def id(self) -> ProjectId:
        assert self.row.id is not None
        return self.row.id

    @property
    def seen(self) -> SeenProject:
        return SeenProject(self.id, self.row.version)

    @property
    def end(self) -> ProjectEnd:
        return ProjectEnd(self.row.ended)

    @property
    def is_open(self) -> bool:
        return self.end is ProjectEnd.OPEN

    @property
    def owners(self) -> str:
        """Whose it is, by name."""
        return "、".join(name for _, name in self.enterprises)

    @property
    def where(self) -> str:
        """What people call where it stands."""
        return _where(self.end, self.stage)


@dataclass(frozen=True, slots=True)
class ListedPermit:
    """A permit of a project.

    Attributes:
        department: Who gives it; empty where that is not entered.
        due: By when it was promised.
        days: How many working days it took, or has taken so far.
    """

    row: Permit
    department: str
    due: date
    days: int
    light: Light
    caveat: str = ""

    @property
    def id(self) -> PermitId:
        assert self.row.id is not None
        return self.row.id

    @property
    def is_given(self) -> bool:
        return self.row.given_on is not None

    @property
    def is_kept(self) -> bool:
        """Whether it came within the days that were promised, or still may."""
        return self.days <= self.row.promised


@dataclass(frozen=True, slots=True)
class Known:
    """The same project in the list of one of its enterprises, as policies decide on it.

    Attributes:
        row_uid: Which row; empty where none was chosen.
        row: What stands there now; None where it is gone, or none was chosen.
    """

    enterprise_id: EnterpriseId
    name: str
    row_uid: str
    row: Row | None


@dataclass(frozen=True, slots=True)
class ShownProject:
    """A project as its page shows it.

    Attributes:
        months, years: By their first days.
        in_charge: Whoever is or was in charge of it, those who are first.
        files: The attachments that are its plan; what is in them once.
    """

    listed: ListedProject
    known: tuple[Known, ...]
    stages: tuple[Stage, ...]
    months: Mapping[date, Month]
    years: Mapping[date, Fen]
    permits: tuple[ListedPermit, ...]
    in_charge: tuple[InCharge, ...]
    problems: tuple[ListedProblem, ...]
    files: tuple[tuple[AttachmentId, str], ...]

    @property
    def fields(self) -> ProjectFields:
        """What was entered of it."""
        row = self.listed.row
        uids = {one.enterprise_id: one.row_uid for one in reversed(self.known)}
        return ProjectFields(
            row.name,
            uids,
            row.kind,
            row.street,
            row.park,
            row.team_id,
            None if row.total is None else Fen(row.total),
            row.starts_on,
            row.ends_on,
            row.plan,
        )

    @property
    def differences(self) -> tuple[str, ...]:
        """Say in what the lists of its enterprises have it otherwise."""
        return tuple(said for one in self.known for said in _differences(one, self.listed.row))


def list_projects(session: Session, wanted: ProjectFilter, rules: Rules) -> list[ListedProject]:
    """Return projects that are asked for, those that go on first, the latest first."""
    rows = select(Project).where(col(Project.deleted_at).is_(None))
    if wanted.is_open is not None:
        is_open = col(Project.ended) == ProjectEnd.OPEN
        rows = rows.where(is_open if wanted.is_open else ~is_open)
    if wanted.ids is not None:
        rows = rows.where(among(col(Project.id), wanted.ids))
    if wanted.enterprise_id is not None:
        rows = rows.where(col(Project.id).in_(_of(stood_for_by(session, [wanted.enterprise_id]))))
    for word in wanted.words:
        named = select(Enterprise.id).where(holds_word(word, Enterprise.name))
        at = select(ProjectEnterprise.project_id).where(col(ProjectEnterprise.enterprise_id).in_(named))
        rows = rows.where(holds_word(word, Project.number, Project.name) | col(Project.id).in_(at))
    order = col(Project.ended) != ProjectEnd.OPEN, col(Project.id).desc()
    found = session.exec(rows.order_by(*order).limit(wanted.most)).all()
    return _listed(session, found, rules)


def tell_projects(session: Session, ids: Sequence[ProjectId]) -> Iterator[tuple[ProjectId, str]]:
    """Yield by what people know projects: number, owners, name and where each stands.

    Of thousands in a tenth of the time of `list_projects`, which works out what is to be done of each.
    """
    row: Any = Project
    query = select(row.id, row.number, row.name, row.ended).where(among(row.id, ids))
    owners, stages = owners_of(session, ids), _stages(session, ids)
    names = names_of(session, Enterprise, {one for found in owners.values() for one in found})
    for id_, number, name, ended in session.exec(query):
        whose, at = "、".join(names.get(one, "") for one in owners[id_]), _next_of(stages, id_)
        where = _where(ProjectEnd(ended), "" if at is None else at.name)
        yield id_, "　".join((number, whose, name, where))


def show_project(session: Session, id_: ProjectId, rules: Rules) -> ShownProject:
    """Return all there is to know of a project.

    Raises:
        NotFound: There is none with this id.
    """
    row = project_there(session, id_)
    [listed] = _listed(session, [row], rules)
    months = session.exec(select(ProjectMonth).where(ProjectMonth.project_id == id_))
    years = session.exec(select(ProjectYear).where(ProjectYear.project_id == id_))
    files = dict[str, tuple[AttachmentId, str]]()
    with as_stored(f"项目“{row.name}”的方案附件"):
        for one in json.loads(row.plan_files or "[]"):
            files.setdefault(one["sha256"], (AttachmentId(one["id"]), one["name"]))
    return ShownProject(
        listed,
        tuple(_known(session, id_, rules.dictionary)),
        tuple(_stages(session, [id_]).get(id_, ())),
        {one.month: Month(entered(one.planned), entered(one.done)) for one in months},
        {one.first: Fen(one.planned) for one in years},
        tuple(_permits(session, id_, rules)),
        tuple(in_charge_of_project(session, id_)),
        tuple(list_problems(session, ProblemFilter(project_id=id_), rules)),
        tuple(files.values()),
    )


def read_months(
    session: Session, ids: Collection[ProjectId], year: int
) -> tuple[dict[ProjectId, dict[date, Month]], dict[ProjectId, Fen]]:
    """Return the months of a year that are entered of some projects, by their first days; and its plans."""
    first, next_ = date(year, 1, 1), date(year + 1, 1, 1)
    of = among(col(ProjectMonth.project_id), ids)
    months: dict[ProjectId, dict[date, Month]] = {id_: {} for id_ in ids}
    query = select(ProjectMonth).where(of, ProjectMonth.month >= first, ProjectMonth.month < next_)
    for one in session.exec(query):
        months[one.project_id][one.month] = Month(entered(one.planned), entered(one.done))
    plans = select(ProjectYear).where(among(col(ProjectYear.project_id), ids), ProjectYear.first == first)
    return months, {one.project_id: Fen(one.planned) for one in session.exec(plans)}


def rows_of(session: Session, ids: Sequence[EnterpriseId], dictionary: Dictionary) -> list[Known]:
    """Return the rows of enterprises' lists that a project may be."""
    return [
        Known(id_, str(row.get("name") or ""), uid_of(row), row)
        for id_, facts in iterate_facts(session, ids, dictionary)
        for row in facts.rows.get(ROWS, ())
    ]


def percent_of(done: Fen, plan: Fen | None) -> str:
    """Return what was invested of a plan, rounded to one place; “—” where there is none.

    >>> percent_of(Fen(293_7), Fen(498_6)), percent_of(Fen(1), None)
    ('58.9 %', '—')
    """
    if not plan:
        return "—"
    tenths = (done * 2000 + plan) // (2 * plan)
    return f"{tenths // 10}.{tenths % 10} %"


def _of(records: Collection[EnterpriseId]) -> Any:
    return select(ProjectEnterprise.project_id).where(among(col(ProjectEnterprise.enterprise_id), records))


_WORST: Final = {light: at for at, light in enumerate(Light)}.__getitem__


def _listed(session: Session, rows: Sequence[Project], rules: Rules) -> list[ListedProject]:
    ids = [row.id for row in rows if row.id is not None]
    today = rules.today()
    owners = owners_of(session, ids)
    names = names_of(session, Enterprise, {one for found in owners.values() for one in found})
    teams = names_of(session, Team, {row.team_id for row in rows})
    stages = _stages(session, ids)
    permits, in_lists = _permit_lines(session, ids), _row_lines(session, owners, names)
    open_ones = [row.id for row in rows if row.id is not None and row.ended == ProjectEnd.OPEN]
    waiting = _waiting({id_: permits.get(id_, ()) for id_ in open_ones}, rules)
    invested, problems = _invested(session, ids, today), _open_problems(session, ids)
    found = []
    for row in rows:
        assert row.id is not None
        next_ = _next_of(stages, row.id)
        is_open = row.ended == ProjectEnd.OPEN
        due = next_.planned if next_ is not None and is_open else None
        lights = light_on(due, today, rules.calendar), waiting.get(row.id, Light.GREEN)
        found.append(
            ListedProject(
                row,
                tuple((id_, names.get(id_, "")) for id_ in owners[row.id]),
                teams.get(row.team_id, ""),
                next_.name if next_ is not None else "",
                due,
                max(lights, key=_WORST),
                invested.get(row.id, Invested()),
                problems.get(row.id, 0),
                tuple(permits.get(row.id, ())),
                tuple(in_lists.get(row.id, ())),
            )
        )
    return found


def _where(end: ProjectEnd, stage: str) -> str:
    return stage if end is ProjectEnd.OPEN and stage else end.word


def _next_of(stages: Mapping[ProjectId, Sequence[Stage]], id_: ProjectId) -> Stage | None:
    """Return the stage that a project is at; None where all are over, or none is entered."""
    return next((one for one in stages.get(id_, ()) if one.done is None), None)


def _known(session: Session, id_: ProjectId, dictionary: Dictionary) -> Iterator[Known]:
    """Yield the same project in the lists of its enterprises.

    Where two records were merged whose lists both had it, the row that stayed is found by its name.
    """
    owners = owners_of(session, [id_])[id_]
    facts = dict(iterate_facts(session, list(owners), dictionary))
    names = names_of(session, Enterprise, set(owners))
    for owner, uids in owners.items():
        there = facts[owner].rows.get(ROWS, ()) if owner in facts else ()
        named = [(uid_of(row), str(row.get("name") or "")) for row in there]
        for uid in uids:
            at = _place_of(session, uid, named)
            yield Known(owner, names.get(owner, ""), uid, None if at is None else there[at])


def _place_of(session: Session, uid: str, rows: Sequence[tuple[str, str]]) -> int | None:
    """Return which of an enterprise's rows, of each its id and its name, one is; None for none.

    One that was of a record for which another one stands by now is the only one of its name.
    """
    at = next((at for at, (one, _) in enumerate(rows) if one == uid), None)
    if at is not None or not uid:
        return at
    former = _former_name(session, uid)
    alike = [at for at, (_, name) in enumerate(rows) if former and name == former]
    return alike[0] if len(alike) == 1 else None


def _row_lines(
    session: Session,
    owners: Mapping[ProjectId, Mapping[EnterpriseId, Sequence[str]]],
    names: Mapping[EnterpriseId, str],
) -> dict[ProjectId, list[RowLine]]:
    """Return which rows projects are, by whose they are (`owners_of`) and what these are called."""
    wanted = {owner for found in owners.values() for owner, uids in found.items() if any(uids)}
    row: Any = EnterpriseRow
    query = select(row.enterprise_id, row.uid, row.content).where(
        among(row.enterprise_id, wanted), row.kind == ROWS
    )
    there: dict[EnterpriseId, list[tuple[str, str]]] = {}
    with as_stored("企业的清单"):
        for owner, uid, content in session.exec(query.order_by(row.position)):
            there.setdefault(owner, []).append((uid, str(json.loads(content).get("name") or "")))
    lines: dict[ProjectId, list[RowLine]] = {}
    for id_, found in owners.items():
        for owner, uids in found.items():
            rows = there.get(owner, [])
            places = (_place_of(session, uid, rows) for uid in uids)
            if (at := next((at for at in places if at is not None), None)) is not None:
                name = rows[at][1]
                alike = [place for place, (_, one) in enumerate(rows) if one == name]
                nth = None if len(alike) == 1 else alike.index(at) + 1
                lines.setdefault(id_, []).append(RowLine(names.get(owner, ""), name, nth))
    return lines


def _former_name(session: Session, uid: str) -> str:
    """Return what a row is called in a record that another one stands for by now."""
    content = session.exec(select(EnterpriseRow.content).where(EnterpriseRow.uid == uid)).first()
    with as_stored("企业的清单"):
        return "" if content is None else str(json.loads(content).get("name", ""))


def _differences(one: Known, row: Project) -> Iterator[str]:
    if not one.row_uid:
        return
    if one.row is None:
        yield f"“{one.name}”的企业资料里已没有这个项目，评定用不到它；要评定的请在企业资料里补上，再重新选定"
        return
    total, begun = one.row.get("planned_investment"), one.row.get("start_date")
    if isinstance(total, int) and row.total is not None and total != row.total:
        yield f"总投资和“{one.name}”的企业资料不同，评定按企业资料"
    if isinstance(begun, date) and row.starts_on is not None and begun != row.starts_on:
        yield f"计划开工和“{one.name}”的企业资料里的开工日期不同，评定按企业资料"


def _stages(session: Session, ids: Sequence[ProjectId]) -> dict[ProjectId, list[Stage]]:
    row: Any = ProjectStage
    # Columns and no objects, of which a list of projects has thousands.
    query = select(row.project_id, row.name, row.planned, row.done).where(among(col(row.project_id), ids))
    found: dict[ProjectId, list[Stage]] = {}
    for id_, name, planned, done in session.exec(query.order_by(col(row.place))):
        found.setdefault(ProjectId(id_), []).append(Stage(name, planned, done))
    return found


def _waiting(permits: Mapping[ProjectId, Sequence[PermitLine]], rules: Rules) -> dict[ProjectId, Light]:
    """Return the worst light of the permits that were asked for and are not given yet."""
    today, calendar = rules.today(), rules.calendar
    lights, found = dict[tuple[date, int], Light](), dict[ProjectId, Light]()
    for id_, lines in permits.items():
        for permit in (line.fields for line in lines if line.fields.given_on is None):
            # Many were asked for on the same day.
            if (light := lights.get((permit.asked_on, permit.promised))) is None:
                due = calendar.nth_day(permit.asked_on, permit.promised, Days.WORKING).value
                light = lights[permit.asked_on, permit.promised] = light_on(due, today, calendar)
            found[id_] = max(light, found.get(id_, light), key=_WORST)
    return found


def _permit_lines(session: Session, ids: Sequence[ProjectId]) -> dict[ProjectId, list[PermitLine]]:
    row: Any = Permit
    # Columns and no objects, of which a list of projects has thousands.
    columns = [getattr(row, name) for name in PermitFields._fields]
    query = select(row.project_id, row.working_days, *columns).where(among(row.project_id, ids))
    permits: Sequence[Any] = session.exec(query.order_by(row.asked_on, row.id)).all()
    departments = names_of(session, Department, {one.department_id for one in permits})
    found: dict[ProjectId, list[PermitLine]] = {}
    for id_, days, *values in permits:
        permit = PermitFields._make(values)
        line = PermitLine(permit, departments.get(permit.department_id, ""), days)
        found.setdefault(id_, []).append(line)
    return found


def _permits(session: Session, id_: ProjectId, rules: Rules) -> Iterator[ListedPermit]:
    """Yield the permits of a project, those first that were asked for first."""
    rows = session.exec(
        select(Permit).where(Permit.project_id == id_).order_by(col(Permit.asked_on), col(Permit.id))
    ).all()
    departments = names_of(session, Department, {row.department_id for row in rows})
    today, calendar = rules.today(), rules.calendar
    for row in rows:
        due = calendar.nth_day(row.asked_on, row.promised, Days.WORKING)
        days = row.working_days
        if days is None:
            days = calendar.days_between(row.asked_on, today, Days.WORKING).value
        light = light_on(due.value, row.given_on or today, calendar)
        if row.given_on is not None and light is not Light.RED:
            light = Light.GREEN
        department = departments.get(row.department_id, "")
        yield ListedPermit(row, department, due.value, days, light, due.caveat)


def _invested(session: Session, ids: Sequence[ProjectId], today: date) -> dict[ProjectId, Invested]:
    """Return what was invested up to a day; a month counts from its first one on."""
    first = date(today.year, 1, 1)
    row: Any = ProjectMonth
    of_year = func.sum(row.done).filter(row.month >= first)
    query = select(row.project_id, func.sum(row.done), of_year).group_by(row.project_id)
    done = {
        id_: (Fen(in_all or 0), Fen(this_year or 0))
        for id_, in_all, this_year in session.exec(
            query.where(among(row.project_id, ids), row.month <= today)
        )
    }
    plans = select(ProjectYear.project_id, ProjectYear.planned).where(
        among(col(ProjectYear.project_id), ids), ProjectYear.first == first
    )
    planned = dict(session.exec(plans).all())
    return {
        id_: Invested(this_year, entered(planned.get(id_)), in_all)
        for id_ in ids
        for in_all, this_year in [done.get(id_, (NO_MONEY, NO_MONEY))]
    }


def _open_problems(session: Session, ids: Sequence[ProjectId]) -> dict[ProjectId, int]:
    query = select(ProblemRow.project_id, func.count()).where(
        among(col(ProblemRow.project_id), ids), ProblemRow.ended == Ended.OPEN
    )
    rows = session.exec(query.group_by(col(ProblemRow.project_id))).all()
    return {ProjectId(id_): count for id_, count in rows if id_ is not None}
