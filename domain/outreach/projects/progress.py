"""How far projects are: their stages, investment by month, and permits. Each function is one act."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple, TypeVar

from sqlmodel import Session, col, select

from domain.office.calendar.working_days import Days
from domain.outreach.entities import Department
from domain.outreach.problems.rules import Rules
from domain.outreach.project_entities import Permit, Project, ProjectMonth, ProjectStage, ProjectYear
from domain.outreach.projects.keeping import SeenProject, as_seen, project_there
from domain.store.acts import Act, Action
from domain.store.engine import Seat
from domain.store.sql import among
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.ids import DepartmentId, PermitId, ProjectId
from domain.values.money import MAX_FEN, Fen, yuan_text
from domain.values.texts import one_line

T = TypeVar("T")

MOST_STAGES: Final = 30
_MOST_DAYS: Final = 1000
_PART: Final = re.compile(r"(project_(?:stage|month|year))\[\d+,(.+)\]\.(\w+)")
_TABLES: Final = {one.__tablename__: one for one in (ProjectStage, ProjectMonth, ProjectYear)}


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


class PermitFields(NamedTuple):
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
    with seat.act(Action.PROJECT_PROGRESS) as act:
        return stages_in(act, seen, stages, rules)


def stages_in(act: Act, seen: SeenProject, stages: Sequence[Stage], rules: Rules) -> WrittenStages:
    """Write them within an act that does more; see `set_stages`."""
    stages = [Stage(one_line(one.name), one.planned, one.done) for one in stages]
    if complaints := list(_complaints_of(stages, rules.today())):
        raise BadInput(complaints)
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


def with_stage(there: Sequence[Stage], new: Stage) -> list[Stage]:
    """Return stages with one that a sheet has: days that were not entered are, a new one comes last.

    Raises:
        BadInput: Another day is entered.
    """
    at = next((at for at, one in enumerate(there) if one.name == new.name), None)
    if at is None:
        return [*there, new]
    days = (
        _filled(there[at].planned, new.planned, f"阶段“{new.name}”的计划日期", date.isoformat),
        _filled(there[at].done, new.done, f"阶段“{new.name}”的完成日期", date.isoformat),
    )
    return [*there[:at], Stage(new.name, *days), *there[at + 1 :]]


def with_month(there: Month, new: Month, said: str) -> Month:
    """Return a month, told as ``said``, with what a sheet has of it: amounts that were not entered are.

    Raises:
        BadInput: Another amount is entered.
    """
    return Month(
        with_amount(there.planned, new.planned, f"{said}计划投资"),
        with_amount(there.done, new.done, f"{said}完成投资"),
    )


def with_amount(there: Fen | None, new: Fen | None, said: str) -> Fen | None:
    """Return an amount, told as ``said``, with that of a sheet; see `with_month`."""
    return _filled(there, new, said, lambda amount: f"{yuan_text(amount)} 元")


def add_in(act: Act, id_: ProjectId, stages: Sequence[Stage], investment: Investment, rules: Rules) -> None:
    """Enter what a sheet has of a project's progress, within an act that does more; what is there stays.

    Raises:
        BadInput: Something else is there, or something of it cannot be.
        NotFound: There is no such project.
    """
    seen = SeenProject(id_, project_there(act.session, id_).version)
    there = [Stage(one.name, one.planned, one.done) for one in _stage_rows(act.session, id_)]
    after = there
    for stage in stages:
        after = with_stage(after, stage)
    if after != there:
        stages_in(act, seen, after, rules)
    new = _Kept(act.session, [id_]).filled(id_, investment)
    if new != Investment():
        invest_in(act, {seen: new}, rules)


def empty_in(act: Act, id_: ProjectId, details: str) -> int:
    """Take back what `add_in` entered; ``details`` is what the trail has of that. Returns how many rows."""
    row, found = project_there(act.session, id_), defaultdict[tuple[str, str], list[str]](list)
    for key in json.loads(details):
        if (part := _PART.fullmatch(key)) is not None:
            found[part[1], part[2]].append(part[3])
    for (table, place), names in found.items():
        entity: Any = _TABLES[table]
        key = int(place) if entity is ProjectStage else date.fromisoformat(place)
        one = act.session.get_one(entity, (id_, key))
        if "project_id" in names:
            act.session.delete(one)
            continue
        # It was there; what it lacked was entered.
        for name in names:
            setattr(one, name, None)
        act.session.add(one)
    _changed(act, row, "撤销导入的阶段和投资")
    return len(found)


def save_permit(
    seat: Seat, seen: SeenProject, fields: PermitFields, rules: Rules, id_: PermitId | None = None
) -> SeenProject:
    """Enter a permit of a project, or change one; how many working days it took is counted then.

    Raises:
        BadInput: Something of it cannot be, each complaint a sentence.
        ChangedMeanwhile: Somebody else has changed the project.
        NotFound: The project, the permit or the department is not there.
    """
    with seat.act(Action.PROJECT_PROGRESS) as act:
        return permit_in(act, seen, fields, rules, id_)


def permit_in(
    act: Act, seen: SeenProject, fields: PermitFields, rules: Rules, id_: PermitId | None = None
) -> SeenProject:
    """Enter a permit within an act that does more; see `save_permit`."""
    if complaints := list(wrong_of_permit(fields, rules.today())):
        raise BadInput(complaints)
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
    permit.working_days = days_taken(fields, rules)
    act.session.add(permit)
    said = "受理" if permit.given_on is None else f"批复，用了 {permit.working_days} 个工作日"
    return _changed(act, row, f"手续“{permit.kind}”{said}")


def days_taken(fields: PermitFields, rules: Rules) -> int | None:
    """Return how many working days a permit took, as the calendar is now; None where it is not given."""
    if fields.given_on is None:
        return None
    return rules.calendar.days_between(fields.asked_on, fields.given_on, Days.WORKING).value


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
        said = f"项目“{row.name}”{month_words(first)}"
        if any(amount is not None and not 0 <= amount <= MAX_FEN for amount in (month.planned, month.done)):
            yield f"{said}的投资不能小于 0，也不能超过 10 万亿元"
        if month.done is not None and first > today:
            yield f"{said}还没有到，不能填完成投资"
    for first, amount in investment.years.items():
        if amount is not None and not 0 <= amount <= MAX_FEN:
            yield f"项目“{row.name}”{first.year}年的计划投资不能小于 0，也不能超过 10 万亿元"


def wrong_of_permit(fields: PermitFields, today: date) -> Iterator[str]:
    """Yield what cannot be of a permit, each a sentence."""
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

    def filled(self, id_: ProjectId, new: Investment) -> Investment:
        """Return what of an investment is new, each month with what it has already; see `with_month`."""
        months = {
            first: after
            for first, month in new.months.items()
            if (after := with_month(there := self._there(id_, first), month, month_words(first))) != there
        }
        years = {
            first: amount
            for first, amount in new.years.items()
            if with_amount(before := self._year_of(id_, first), amount, f"{first.year}年计划投资") != before
        }
        return Investment(months, years)

    def _there(self, id_: ProjectId, first: date) -> Month:
        row = self._months.get((id_, first))
        return Month() if row is None else Month(entered(row.planned), entered(row.done))

    def _year_of(self, id_: ProjectId, first: date) -> Fen | None:
        row = self._years.get((id_, first))
        return None if row is None else Fen(row.planned)

    def _month(self, id_: ProjectId, first: date, wanted: Month) -> Month:
        row, before = self._months.get((id_, first)), self._there(id_, first)
        if wanted != Month():
            row = row or ProjectMonth(project_id=id_, month=first)
            row.planned, row.done = wanted.planned, wanted.done
            self._session.add(row)
        elif row is not None:
            self._session.delete(row)
        return before

    def _year(self, id_: ProjectId, first: date, wanted: Fen | None) -> Fen | None:
        row, before = self._years.get((id_, first)), self._year_of(id_, first)
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


def month_words(first: date) -> str:
    """Return how people call a month, known by its first day."""
    return f"{first.year}年{first.month}月"


def _filled(there: T | None, new: T | None, said: str, told: Callable[[T], str]) -> T | None:
    """Return what stands in a place once a sheet is taken in."""
    if there is not None and new is not None and there != new:
        raise BadInput(f"{said}已经填了 {told(there)}，表里是 {told(new)}；要改的请在“项目”页改")
    return there if new is None else new


def _periods_in(investment: Investment) -> str:
    months = sorted(investment.months)
    words = [f"{first.year}年计划" for first in sorted(investment.years)]
    words += [month_words(first) for first in months[:3]]
    return "、".join(words) + (f"等 {len(months)} 个月" if len(months) > 3 else "")
