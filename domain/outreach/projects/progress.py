"""How far projects are: their stages, investment by month, and permits. Each function is one act."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlmodel import Session, col, select

from domain.office.calendar.working_days import Days
from domain.outreach.entities import Department
from domain.outreach.problems.rules import Rules
from domain.outreach.project_entities import Permit, Project, ProjectMonth, ProjectStage, ProjectYear
from domain.outreach.projects.keeping import SeenProject, as_seen
from domain.store.acts import Act, Action
from domain.store.engine import Seat
from domain.store.sql import among
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.ids import DepartmentId, PermitId, ProjectId
from domain.values.money import MAX_FEN, Fen
from domain.values.texts import one_line

MOST_STAGES: Final = 30
_MOST_DAYS: Final = 1000


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage, with the day on which it is to be over, and on which it was."""

    name: str
    planned: date | None = None
    done: date | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """What is to be invested in a month, and what was; None for not entered."""

    planned: Fen | None = None
    done: Fen | None = None


@dataclass(frozen=True, slots=True)
class Investment:
    """What is entered of a project's investment: by the first days of months, and of years."""

    months: Mapping[date, Month] = field(default_factory=dict)
    years: Mapping[date, Fen | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PermitFields:
    """What is entered of a permit; see `Permit`."""

    kind: str
    asked_on: date
    promised: int
    statutory: int | None = None
    given_on: date | None = None
    department_id: DepartmentId | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class WrittenStages:
    """A project as it is once its stages were written, and the stages that there were."""

    seen: SeenProject
    before: tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class WrittenInvestment:
    """Projects as they are once their investment was written, and what stood in the same places before."""

    seen: tuple[SeenProject, ...]
    before: Mapping[ProjectId, Investment]


def set_stages(seat: Seat, seen: SeenProject, stages: Sequence[Stage], rules: Rules) -> WrittenStages:
    """Write the stages of a project, in their order, in place of those that there are.

    Raises:
        BadInput: One has no name, is there twice, or was over on a day that is still to come.
        ChangedMeanwhile: Somebody else has changed the project.
        NotFound: It is not there.
    """
    today = rules.today()
    stages = [Stage(one_line(one.name), one.planned, one.done) for one in stages]
    if complaints := list(_complaints_of(stages, today)):
        raise BadInput(complaints)
    with seat.act(Action.PROJECT_PROGRESS) as act:
        row, there = as_seen(act.session, seen), _stage_rows(act.session, seen.id)
        before = tuple(Stage(one.name, one.planned, one.done) for one in there)
        for at, stage in enumerate(stages, start=1):
            one = there[at - 1] if at <= len(there) else ProjectStage(project_id=seen.id, place=at, name="")
            one.name, one.planned, one.done = stage.name, stage.planned, stage.done
            act.session.add(one)
        for one in there[len(stages) :]:
            act.session.delete(one)
        return WrittenStages(_changed(act, row, _said_of(before, stages)), before)


def set_investment(seat: Seat, entries: Mapping[SeenProject, Investment], rules: Rules) -> WrittenInvestment:
    """Write what is to be and was invested, of one project or of many; what is not named stays.

    What a month was reported with stays in the report of its period; the next one tells the correction.

    Raises:
        BadInput: An amount is below zero, something was done in a month to come, or there is nothing.
        ChangedMeanwhile: Somebody else has changed one of the projects; nothing was written.
        NotFound: One is not there.
    """
    if not entries:
        raise BadInput("没有要保存的投资数")
    with seat.act(Action.PROJECT_PROGRESS) as act:
        return invest_in(act, entries, rules)


def invest_in(act: Act, entries: Mapping[SeenProject, Investment], rules: Rules) -> WrittenInvestment:
    """Write it within an act that does more; see `set_investment`."""
    today = rules.today()
    written, before = list[SeenProject](), dict[ProjectId, Investment]()
    kept = _Kept(act.session, [one.id for one in entries])
    for seen, investment in entries.items():
        row = as_seen(act.session, seen)
        if complaints := list(_wrong_in(row, investment, today)):
            raise BadInput(complaints)
        before[seen.id] = kept.replace(seen.id, investment)
        written.append(_changed(act, row, f"填报投资：{_periods_in(investment)}"))
    return WrittenInvestment(tuple(written), before)


def save_permit(
    seat: Seat, seen: SeenProject, fields: PermitFields, rules: Rules, id_: PermitId | None = None
) -> SeenProject:
    """Enter a permit of a project, or change one; how many working days it took is counted then.

    Raises:
        BadInput: Something of it cannot be, each complaint a sentence.
        ChangedMeanwhile: Somebody else has changed the project.
        NotFound: The project, the permit or the department is not there.
    """
    if complaints := list(_wrong_of(fields, rules.today())):
        raise BadInput(complaints)
    with seat.act(Action.PROJECT_PROGRESS) as act:
        row = as_seen(act.session, seen)
        if fields.department_id is not None and act.session.get(Department, fields.department_id) is None:
            raise NotFound("没有这个部门，请重新选择")
        permit = (
            Permit(project_id=seen.id, kind="", asked_on=fields.asked_on, promised=fields.promised)
            if id_ is None
            else _permit(act.session, seen.id, id_)
        )
        permit.kind, permit.remark = one_line(fields.kind), one_line(fields.remark)
        permit.department_id = fields.department_id
        permit.asked_on, permit.given_on = fields.asked_on, fields.given_on
        permit.statutory, permit.promised = fields.statutory, fields.promised
        permit.working_days = (
            None
            if fields.given_on is None
            else rules.calendar.days_between(fields.asked_on, fields.given_on, Days.WORKING).value
        )
        act.session.add(permit)
        said = "受理" if permit.given_on is None else f"批复，用了 {permit.working_days} 个工作日"
        return _changed(act, row, f"手续“{permit.kind}”{said}")


def remove_permit(seat: Seat, seen: SeenProject, id_: PermitId) -> tuple[SeenProject, PermitFields]:
    """Take a permit away that was entered by mistake; returns the project as it is now, and what it was.

    Raises:
        ChangedMeanwhile: Somebody else has changed the project.
        NotFound: The project or the permit is not there.
    """
    with seat.act(Action.PROJECT_PROGRESS) as act:
        row, permit = as_seen(act.session, seen), _permit(act.session, seen.id, id_)
        fields = fields_of(permit)
        act.session.delete(permit)
        return _changed(act, row, f"删除手续“{permit.kind}”"), fields


def fields_of(permit: Permit) -> PermitFields:
    """Return what was entered of a permit."""
    return PermitFields(
        permit.kind,
        permit.asked_on,
        permit.promised,
        permit.statutory,
        permit.given_on,
        permit.department_id,
        permit.remark,
    )


def _changed(act: Act, row: Project, said: str) -> SeenProject:
    row.version += 1
    act.session.add(row)
    assert row.id is not None
    act.note(Subject(Kind.PROJECT, row.id), f"项目 {row.number}“{row.name}”：{said}")
    return SeenProject(row.id, row.version)


def _stage_rows(session: Session, id_: ProjectId) -> Sequence[ProjectStage]:
    query = select(ProjectStage).where(ProjectStage.project_id == id_)
    return session.exec(query.order_by(col(ProjectStage.place))).all()


def _permit(session: Session, project_id: ProjectId, id_: PermitId) -> Permit:
    permit = session.get(Permit, id_)
    if permit is None or permit.project_id != project_id:
        raise NotFound("这项手续已不在了，请刷新后再看")
    return permit


def _complaints_of(stages: Sequence[Stage], today: date) -> Iterator[str]:
    names = [one.name for one in stages]
    if len(stages) > MOST_STAGES:
        yield f"最多 {MOST_STAGES} 个阶段"
    for at, one in enumerate(stages, start=1):
        if not one.name:
            yield f"第 {at} 个阶段没有名称"
        elif names.index(one.name) < at - 1:
            yield f"阶段“{one.name}”写了两次"
        if one.done is not None and one.done > today:
            yield f"阶段“{one.name}”的完成日期 {one.done.isoformat()} 还没有到"


def _said_of(before: Sequence[Stage], stages: Sequence[Stage]) -> str:
    """Say which stages are over that were not."""
    over = {one.name for one in before if one.done is not None}
    new = [f"“{one.name}”（{one.done.isoformat()}）" for one in stages if one.done and one.name not in over]
    return f"完成{'、'.join(new)}" if new else f"阶段 {len(stages)} 个"


def _wrong_in(row: Project, investment: Investment, today: date) -> Iterator[str]:
    for first, month in investment.months.items():
        said = f"项目“{row.name}”{first.year}年{first.month}月"
        if any(amount is not None and not 0 <= amount <= MAX_FEN for amount in (month.planned, month.done)):
            yield f"{said}的投资不能小于 0，也不能超过 10 万亿元"
        if month.done is not None and first > today:
            yield f"{said}还没有到，不能填完成投资"
    for first, amount in investment.years.items():
        if amount is not None and not 0 <= amount <= MAX_FEN:
            yield f"项目“{row.name}”{first.year}年的计划投资不能小于 0，也不能超过 10 万亿元"


def _wrong_of(fields: PermitFields, today: date) -> Iterator[str]:
    if not one_line(fields.kind):
        yield "请填写办什么手续"
    if fields.asked_on > today:
        yield f"受理日期 {fields.asked_on.isoformat()} 还没有到"
    if fields.given_on is not None:
        if fields.given_on > today:
            yield f"批复日期 {fields.given_on.isoformat()} 还没有到"
        if fields.given_on < fields.asked_on:
            yield f"批复日期 {fields.given_on.isoformat()} 早于受理日期 {fields.asked_on.isoformat()}"
    for word, days in (("承诺", fields.promised), ("法定", fields.statutory)):
        if days is not None and not 1 <= days <= _MOST_DAYS:
            yield f"{word}期限应为 1 至 {_MOST_DAYS} 个工作日"


class _Kept:
    """The months and years that are entered of some projects, read at once."""

    def __init__(self, session: Session, ids: Sequence[ProjectId]) -> None:
        self._session = session
        months = session.exec(select(ProjectMonth).where(among(col(ProjectMonth.project_id), ids)))
        self._months = {(one.project_id, one.month): one for one in months}
        years = session.exec(select(ProjectYear).where(among(col(ProjectYear.project_id), ids)))
        self._years = {(one.project_id, one.first): one for one in years}

    def replace(self, id_: ProjectId, wanted: Investment) -> Investment:
        """Write an investment; return what stood in its places."""
        return Investment(
            {first: self._month(id_, first, month) for first, month in wanted.months.items()},
            {first: self._year(id_, first, amount) for first, amount in wanted.years.items()},
        )

    def _month(self, id_: ProjectId, first: date, wanted: Month) -> Month:
        row = self._months.get((id_, first))
        before = Month() if row is None else Month(entered(row.planned), entered(row.done))
        if wanted != Month():
            row = row or ProjectMonth(project_id=id_, month=first)
            row.planned, row.done = wanted.planned, wanted.done
            self._session.add(row)
        elif row is not None:
            self._session.delete(row)
        return before

    def _year(self, id_: ProjectId, first: date, wanted: Fen | None) -> Fen | None:
        row = self._years.get((id_, first))
        before = None if row is None else Fen(row.planned)
        if wanted is not None:
            row = row or ProjectYear(project_id=id_, first=first, planned=wanted)
            row.planned = wanted
            self._session.add(row)
        elif row is not None:
            self._session.delete(row)
        return before


def entered(amount: int | None) -> Fen | None:
    """Return an amount of the store as what it is."""
    return None if amount is None else Fen(amount)


def _periods_in(investment: Investment) -> str:
    months = sorted(investment.months)
    words = [f"{first.year}年计划" for first in sorted(investment.years)]
    words += [f"{first.year}年{first.month}月" for first in months[:3]]
    return "、".join(words) + (f"等 {len(months)} 个月" if len(months) > 3 else "")
