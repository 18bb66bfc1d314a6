"""项目: entered, changed, ended, deleted and brought back. Each function is one act."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import cast
from sqlmodel import Integer, Session, col, func, select

from domain.enterprises.attachments.service import Taken, add_to_each, hold_as_evidence
from domain.enterprises.entities import Enterprise, EnterpriseRow
from domain.enterprises.identity import standing_for
from domain.outreach.entities import Charge, Team, TeamKind
from domain.outreach.people import ChangedMeanwhile
from domain.outreach.problem_entities import ProblemRow
from domain.outreach.problems.rules import Rules
from domain.outreach.project_entities import Project, ProjectEnd, ProjectEnterprise
from domain.store.acts import Act, Action
from domain.store.engine import Seat
from domain.store.sql import among
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.ids import EnterpriseId, ProjectId, TeamId
from domain.values.money import MAX_FEN, Fen
from domain.values.texts import clean, one_line, reason_of

ROWS: Final = "projects"
"""The list of an enterprise's projects, on which policies decide; see ``resources/facts/office.toml``."""
LONGEST: Final = 60
"""Letters of what a project is called."""


@dataclass(frozen=True, slots=True)
class SeenProject:
    """A project as somebody saw it."""

    id: ProjectId
    version: int


@dataclass(frozen=True, slots=True)
class ProjectFields:
    """What is entered of a project; see `Project`.

    Attributes:
        enterprises: Whose it is, each with the row of its list that it is; an empty text for none.
    """

    name: str
    enterprises: Mapping[EnterpriseId, str]
    kind: str = ""
    street: str = ""
    park: str = ""
    team_id: TeamId | None = None
    total: Fen | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    plan: str = ""


def save_project(
    seat: Seat,
    fields: ProjectFields,
    rules: Rules,
    opened: SeenProject | None = None,
    *,
    files: Sequence[Taken] = (),
) -> ProjectId:
    """Enter a project, or change one as it was seen; ``files`` are added to its plan.

    They are kept with each of its enterprises, and are not removed any more.

    Raises:
        BadInput: Something of it cannot be, each complaint a sentence.
        ChangedMeanwhile: Somebody else has changed it.
        NotFound: It, an enterprise or the team is not there.
    """
    with seat.act(Action.PROJECT_SAVE) as act:
        row = write_in(act, fields, rules, opened)
        _keep_plan(act, seat, row, list(fields.enterprises), files)
        assert row.id is not None
        return row.id


def write_in(act: Act, fields: ProjectFields, rules: Rules, opened: SeenProject | None = None) -> Project:
    """Enter a project within an act that does more, or change one; see `save_project`."""
    session, uids = act.session, [uid for uid in fields.enterprises.values() if uid]
    if complaints := [
        *(sentence for _, sentence in complaints_of(fields)),
        *taken_already(session, uids, None if opened is None else opened.id),
    ]:
        raise BadInput(complaints)
    names = _names(session, fields.enterprises)
    _check_rows(session, fields, opened)
    _check_team(session, fields.team_id, rules.today())
    if opened is None:
        row = Project(
            number=_next_number(session, rules.today().year),
            name="",
            account_id=act.who.id,
            by_name=act.who.name,
            made_at=act.at,
        )
    else:
        row = as_seen(session, opened)
        row.version += 1
    for key in ("kind", "street", "park"):
        setattr(row, key, one_line(getattr(fields, key)))
    row.name, row.plan = one_line(fields.name), clean(fields.plan).strip()
    row.team_id, row.total = fields.team_id, fields.total
    row.starts_on, row.ends_on = fields.starts_on, fields.ends_on
    session.add(row)
    session.flush()
    assert row.id is not None
    _write_enterprises(session, row.id, fields.enterprises)
    who = "、".join(f"“{name}”" for name in names.values())
    word = "登记" if opened is None else "修改"
    act.note(Subject(Kind.PROJECT, row.id), f"{word}项目 {row.number}“{row.name}”：{who}")
    return row


def end_project(
    seat: Seat, seen: SeenProject, ended: ProjectEnd, day: date, rules: Rules, *, because: str
) -> SeenProject:
    """Say that a project has ended, with the reason; or that it goes on after all (`ProjectEnd.OPEN`).

    Returns:
        It as it is now.

    Raises:
        BadInput: No reason is given, the day is still to come, or it stands so already.
        ChangedMeanwhile, NotFound: As `save_project`.
    """
    with seat.act(Action.PROJECT_SAVE) as act:
        return end_in(act, seen, ended, day, rules, because=because)


def end_in(
    act: Act, seen: SeenProject, ended: ProjectEnd, day: date, rules: Rules, *, because: str
) -> SeenProject:
    """Say so within an act that does more; see `end_project`."""
    because = reason_of(because, ended.word if ended else "恢复推进")
    if complaint := wrong_of_end(day, rules.today()):
        raise BadInput(complaint)
    row = as_seen(act.session, seen)
    if row.ended == ended:
        raise BadInput(f"项目“{row.name}”现在就是{ended.word}")
    row.ended, row.ended_because = ended, because
    row.ended_on = day if ended else None
    row.version += 1
    act.session.add(row)
    said = f"{ended.word}（{day.isoformat()}）" if ended else "恢复推进"
    act.note(Subject(Kind.PROJECT, seen.id), f"项目 {row.number}“{row.name}”{said}：{because}")
    return SeenProject(seen.id, row.version)


def wrong_of_end(day: date, today: date) -> str:
    """Return what cannot be of the day on which a project ended; empty for nothing."""
    return f"{day.isoformat()} 还没有到，请填写实际的日期" if day > today else ""


def delete_projects(seat: Seat, projects: Sequence[SeenProject]) -> list[ProjectId]:
    """Delete projects that were entered by mistake; returns their ids, for `restore_projects`.

    Raises:
        BadInput: Problems were raised of one, or somebody is in charge of it.
        ChangedMeanwhile, NotFound: As `save_project`.
    """
    with seat.act(Action.PROJECT_DELETE) as act:
        delete_in(act, projects)
        return [one.id for one in projects]


def delete_in(act: Act, projects: Sequence[SeenProject]) -> None:
    """Delete projects within an act that does more; see `delete_projects`."""
    session, ids = act.session, [one.id for one in projects]
    problems = _counted(session, ProblemRow, ids)
    charges = _counted(session, Charge, ids, col(Charge.until).is_(None))
    for seen in projects:
        row = as_seen(session, seen)
        if count := problems.get(seen.id):
            raise BadInput(f"项目“{row.name}”提出过 {count} 件问题，不能删除；不再推进的，请办“停建”")
        if count := charges.get(seen.id):
            raise BadInput(f"项目“{row.name}”还有 {count} 人包联，不能删除；请先解除包联")
        row.deleted_at, row.version = act.at, row.version + 1
        session.add(row)
        said = f"删除项目 {row.number}“{row.name}”"
        act.note(Subject(Kind.PROJECT, seen.id), said, action=Action.PROJECT_DELETE)


def delete_again(seat: Seat, ids: Sequence[ProjectId]) -> None:
    """Take back that projects were brought back, as they are now.

    Raises:
        BadInput, NotFound: As `delete_projects`.
    """
    with seat.read() as session:
        seen = [SeenProject(id_, project_there(session, id_).version) for id_ in ids]
    delete_projects(seat, seen)


def restore_projects(seat: Seat, ids: Sequence[ProjectId]) -> None:
    """Bring back projects that were deleted.

    Raises:
        NotFound: One was not.
    """
    with seat.act(Action.PROJECT_RESTORE) as act:
        for id_ in ids:
            row = act.session.get(Project, id_)
            if row is None or row.deleted_at is None:
                raise NotFound("这个项目已不在回收站里")
            row.deleted_at, row.version = None, row.version + 1
            act.session.add(row)
            act.note(Subject(Kind.PROJECT, id_), f"恢复项目 {row.number}“{row.name}”")


def project_there(session: Session, id_: ProjectId) -> Project:
    """Return a project.

    Raises:
        NotFound: There is none with this id.
    """
    row = session.get(Project, id_)
    if row is None or row.deleted_at is not None:
        raise NotFound("这个项目已经删除，请刷新后再看")
    return row


def as_seen(session: Session, seen: SeenProject) -> Project:
    """Return a project that is still as it was seen.

    Raises:
        ChangedMeanwhile: Somebody else has changed it.
        NotFound: There is none with this id.
    """
    row = project_there(session, seen.id)
    if row.version != seen.version:
        raise ChangedMeanwhile(f"没有保存：项目“{row.name}”在您打开之后别人改过，请重新打开再改")
    return row


def complaints_of(fields: ProjectFields) -> Iterator[tuple[str, str]]:
    """Yield what cannot be of what is entered of a project, each a sentence, with the field that it is of."""
    name = one_line(fields.name)
    if not name:
        yield "name", "请填写项目名称"
    elif len(name) > LONGEST:
        yield "name", f"项目名称最长 {LONGEST} 个字"
    if not fields.enterprises:
        yield "enterprises", "请选定项目的企业"
    if fields.total is not None and not 0 <= fields.total <= MAX_FEN:
        yield "total", "总投资不能小于 0，也不能超过 10 万亿元"
    if fields.starts_on and fields.ends_on and fields.ends_on < fields.starts_on:
        begins, ends = fields.starts_on.isoformat(), fields.ends_on.isoformat()
        yield "ends_on", f"计划竣工 {ends} 早于计划开工 {begins}"


def taken_already(session: Session, uids: Sequence[str], but: ProjectId | None = None) -> Iterator[str]:
    """Complain of rows that are another project already: what a clause pays for is one project."""
    query = select(Project.id, Project.number, Project.name).where(
        col(Project.deleted_at).is_(None),
        col(ProjectEnterprise.project_id) == Project.id,
        among(col(ProjectEnterprise.row_uid), uids),
    )
    for id_, number, name in session.exec(query.distinct()):
        if id_ != but:
            yield f"企业资料里的这个项目已登记为 {number}“{name}”，请打开那一个"


def _names(session: Session, ids: Mapping[EnterpriseId, str]) -> dict[EnterpriseId, str]:
    query = select(Enterprise.id, Enterprise.name).where(
        among(col(Enterprise.id), ids), col(Enterprise.deleted_at).is_(None)
    )
    found = {EnterpriseId(id_): name for id_, name in session.exec(query) if id_ is not None}
    if len(found) < len(ids):
        raise NotFound("有的企业已不在企业库中，请刷新后再选")
    return {id_: found[id_] for id_ in ids}


def _check_rows(session: Session, fields: ProjectFields, opened: SeenProject | None) -> None:
    """Refuse a row that the enterprise does not have; one that was chosen before may be gone by now."""
    before = set[str]()
    if opened is not None:
        of = select(ProjectEnterprise.row_uid).where(ProjectEnterprise.project_id == opened.id)
        before = set(session.exec(of))
    there = select(EnterpriseRow.enterprise_id, EnterpriseRow.uid).where(
        among(col(EnterpriseRow.enterprise_id), fields.enterprises), EnterpriseRow.kind == ROWS
    )
    known = set(session.exec(there).all())
    for id_, uid in fields.enterprises.items():
        if uid and uid not in before and (id_, uid) not in known:
            raise NotFound("企业资料里已没有选定的这个项目，请重新选择")


def _check_team(session: Session, id_: TeamId | None, day: date) -> None:
    if id_ is None:
        return
    team = session.get(Team, id_)
    if team is None:
        raise NotFound("没有这个专班，请重新选择")
    if team.kind != TeamKind.FORCE:
        raise BadInput(f"“{team.name}”是工作组，请选专班")
    if team.until is not None and team.until <= day:
        raise BadInput(f"专班“{team.name}”已撤销，请选别的专班")


def _next_number(session: Session, year: int) -> str:
    """Return the next number of a year; those of a year are counted in their own order."""
    begins = f"XM{year}-"
    serial = cast(func.substr(col(Project.number), len(begins) + 1), Integer)
    last = session.exec(select(func.max(serial)).where(col(Project.number).startswith(begins))).one()
    return f"{begins}{(last or 0) + 1:03d}"


def _write_enterprises(session: Session, id_: ProjectId, wanted: Mapping[EnterpriseId, str]) -> None:
    """Write whose project it is. Of a record that was merged the one stands that was chosen for it now."""
    rows = session.exec(select(ProjectEnterprise).where(ProjectEnterprise.project_id == id_)).all()
    there = {row.enterprise_id: row for row in rows}
    for owner, row in there.items():
        if owner not in wanted:
            session.delete(row)
    for owner, uid in wanted.items():
        row = there.get(owner) or ProjectEnterprise(project_id=id_, enterprise_id=owner)
        row.row_uid = uid
        session.add(row)
    session.flush()


def _keep_plan(
    act: Act, seat: Seat, row: Project, owners: Sequence[EnterpriseId], files: Sequence[Taken]
) -> None:
    """Keep the files of a plan with each enterprise, for good, beside those that are there."""
    if not files:
        return
    of_each = add_to_each(act, seat.store, owners, files)
    kept = hold_as_evidence(act, owners, [one for found in of_each.values() for one in found])
    row.plan_files = json.dumps([*json.loads(row.plan_files or "[]"), *json.loads(kept or "[]")])
    act.session.add(row)
    act.session.flush()
    act.note(Subject(Kind.PROJECT, row.id), f"项目 {row.number}“{row.name}”的方案附件")
    for owner, found in of_each.items():
        said = f"项目“{row.name}”的方案附件 {len(found)} 个"
        act.note(Subject(Kind.ENTERPRISE, owner), said)


def _counted(
    session: Session, of: type[ProblemRow | Charge], ids: Sequence[ProjectId], *more: Any
) -> dict[ProjectId, int]:
    query = select(of.project_id, func.count()).where(among(col(of.project_id), ids), *more)
    rows = session.exec(query.group_by(col(of.project_id))).all()
    return {ProjectId(id_): count for id_, count in rows if id_ is not None}


def owners_of(session: Session, ids: Sequence[ProjectId]) -> dict[ProjectId, dict[EnterpriseId, list[str]]]:
    """Return whose projects are by the records that stand for them now; two that were merged are one.

    With each, which rows of that enterprise's list the project is (`ProjectEnterprise.row_uid`).
    """
    row: Any = ProjectEnterprise
    # Columns and no objects, of which a list of projects has thousands.
    query = select(row.project_id, row.enterprise_id, row.row_uid).where(among(row.project_id, ids))
    links = session.exec(query.order_by(row.enterprise_id)).all()
    now = standing_for(session, {id_ for _, id_, _ in links})
    found: dict[ProjectId, dict[EnterpriseId, list[str]]] = {id_: {} for id_ in ids}
    for project_id, id_, row_uid in links:
        found[project_id].setdefault(now.get(id_, id_), []).append(row_uid)
    return found
