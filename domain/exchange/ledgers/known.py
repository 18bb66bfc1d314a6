"""What rows of a ledger are held against: enterprises, cadres, and what the ledger has already."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from domain.enterprises.codes import check_uscc
from domain.enterprises.entities import Enterprise
from domain.enterprises.identity import standing_for, stood_for_by
from domain.outreach.cultivation.qualifications import LIST
from domain.outreach.cultivation_entities import Cultivated
from domain.outreach.cultivation_entities import Stage as Growth
from domain.outreach.cultivation_standards import ABOVE_SCALE, ABOVE_SCALE_WORD
from domain.outreach.entities import Cadre, Charge, Department, Team, Visit, VisitEnterprise
from domain.outreach.guides.topics import list_topics
from domain.outreach.lines import as_part
from domain.outreach.matching_entities import MatchEvent, Need, Park, ParkTenant
from domain.outreach.problem_entities import ProblemRow
from domain.outreach.problems.rules import Rules
from domain.outreach.project_entities import (
    Project,
    ProjectEnterprise,
    ProjectMonth,
    ProjectStage,
    ProjectYear,
)
from domain.outreach.projects.keeping import taken_already
from domain.outreach.projects.listing import RowLine, rows_of
from domain.outreach.projects.progress import Month, Stage, entered
from domain.roads.road import Road
from domain.store.engine import Store
from domain.store.sql import among
from domain.values.errors import BadInput
from domain.values.ids import CadreId, DepartmentId, EnterpriseId, ProjectId
from domain.values.money import Fen
from domain.values.texts import one_line


class Of(NamedTuple):
    """Whom or what somebody is in charge of."""

    enterprise_id: EnterpriseId | None
    project_id: ProjectId | None
    name: str


class Named(NamedTuple):
    """An enterprise of the register."""

    id: EnterpriseId
    name: str


@dataclass
class Known:
    """What was looked up so far.

    Attributes:
        rules: By which problems are taken along.
        roads: On which problems may begin today, by what they are called.
    """

    store: Store
    rules: Rules
    cadres: list[Cadre] = field(default_factory=list)
    departments: list[Department] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    roads: dict[str, Road] = field(default_factory=dict)
    visits: set[tuple[EnterpriseId, date, str, str]] = field(default_factory=set)
    """Enterprise, day, way and state of those that there are."""
    charges: dict[tuple[EnterpriseId, CadreId], list[Charge]] = field(default_factory=dict)
    problems: dict[tuple[EnterpriseId, date, str], str] = field(default_factory=dict)
    """Numbers by enterprise, day and title."""
    projects: dict[tuple[EnterpriseId, str], str] = field(default_factory=dict)
    """Numbers by enterprise and name."""
    parks: dict[str, Park] = field(default_factory=dict)
    """By name."""
    tenants: dict[tuple[int, EnterpriseId], list[ParkTenant]] = field(default_factory=dict)
    """By park and enterprise."""
    needs: set[tuple[EnterpriseId, str, date, str]] = field(default_factory=set)
    """Enterprise, matter, day and title of those that there are."""
    events: set[tuple[date, str]] = field(default_factory=set)
    """Day and name of those that there are."""
    cultivated: set[tuple[EnterpriseId, str]] = field(default_factory=set)
    """Enterprise and target of those that are in."""
    cultivated_since: set[tuple[EnterpriseId, str, date]] = field(default_factory=set)
    """The same with the day on which they were taken in, be it over."""
    _by_code: dict[str, Named] = field(default_factory=dict)
    _by_name: dict[str, list[Named]] = field(default_factory=dict)
    _numbers: dict[str, bool] = field(default_factory=dict)
    _learnt: set[EnterpriseId] = field(default_factory=set)
    _rows: dict[EnterpriseId, list[tuple[str, str]]] = field(default_factory=dict)
    """Of the list of projects of an enterprise the ids and names."""

    def __post_init__(self) -> None:
        with self.store.read() as session:
            self.cadres = list(session.exec(select(Cadre)))
            self.departments = list(session.exec(select(Department)))
            self.teams = list(session.exec(select(Team)))
            there = select(Park).where(col(Park.deleted_at).is_(None))
            self.parks = {one.name: one for one in session.exec(there)}
            held = session.exec(select(MatchEvent).where(col(MatchEvent.deleted_at).is_(None)))
            self.events = {(one.day, one.name) for one in held}
            found = self.rules.roads_in(session).begun_on(self.rules.today())
        self.roads = {road.title: road for road in found.values()}

    def target(self, text: str) -> str:
        """Return what an enterprise may become by what people call it: 四上, or a qualification.

        Raises:
            BadInput: There is none.
        """
        if text.startswith(ABOVE_SCALE_WORD):
            return ABOVE_SCALE
        kinds = self.rules.dictionary.rows[LIST].columns["kind"].choices
        found = next((kind for kind, word in kinds.items() if word == text), None)
        if found is None:
            raise BadInput(f"没有“{text}”这个目标，请填四上，或资质荣誉里的类别，如专精特新中小企业")
        return found

    @property
    def department_names(self) -> dict[int | None, str]:
        return {one.id: one.name for one in self.departments}

    def learn(self, codes: Iterable[str], names: Iterable[str], numbers: Iterable[str] = ()) -> None:
        """Look up enterprises by code and by name, and what the ledgers have of them; numbers of problems."""
        wanted = {code for code in map(_standard, codes) if code} - self._by_code.keys()
        others = {*names} - self._by_name.keys()
        with self.store.read() as session:
            rows = session.exec(
                select(Enterprise.id, Enterprise.name, Enterprise.uscc, Enterprise.deleted_at).where(
                    among(col(Enterprise.uscc), wanted) | among(col(Enterprise.name), others)
                )
            ).all()
            now = standing_for(session, {EnterpriseId(id_) for id_, *_ in rows if id_ is not None})
            stand = {*now.values()}
            query = select(Enterprise.id, Enterprise.name).where(among(col(Enterprise.id), stand))
            named = {EnterpriseId(id_): name for id_, name in session.exec(query) if id_ is not None}
            for id_, name, code, deleted_at in sorted(rows, key=lambda one: one[3] is None):
                stands = None if id_ is None else now.get(EnterpriseId(id_))
                if stands is None:
                    continue
                # A code stays who it was, whatever record stands for it now; a name is taken at its word.
                self._by_code[code] = Named(stands, named[stands])
                if deleted_at is None and name in others:
                    self._by_name.setdefault(name, []).append(Named(stands, name))
            for name in others:
                self._by_name.setdefault(name, [])
            self._learn_ledgers(session, {*stand} - self._learnt)
            for number in {*numbers} - self._numbers.keys():
                there = session.exec(select(ProblemRow.id).where(ProblemRow.number == number)).first()
                self._numbers[number] = there is not None

    def enterprise(self, code: str, name: str) -> Named:
        """Return an enterprise of the register.

        Raises:
            BadInput: There is none, there are several of that name, or code and name are of different ones.
        """
        if code:
            found = self._by_code.get(check_uscc(code))
            if found is None:
                raise BadInput("企业库里没有这个统一社会信用代码，请核对，或先登记这户企业")
            if name and name != found.name:
                raise BadInput(
                    f"这个信用代码是“{found.name}”的，企业一栏写的却是“{name}”，请核对；确是这一户的，清空企业一栏"
                )
            return found
        if not name:
            raise BadInput("请填写企业的全称，或统一社会信用代码")
        of_name = self._by_name.get(name, [])
        if not of_name:
            raise BadInput(f"企业库里没有叫“{name}”的企业：请改成库里的全称，或填统一社会信用代码")
        if len(of_name) > 1:
            raise BadInput(f"企业库里有 {len(of_name)} 户叫“{name}”，请填统一社会信用代码")
        return of_name[0]

    def cadre(self, name: str, department: str, day: date) -> Cadre:
        """Return the cadre of a name, who is there on a day.

        Raises:
            BadInput: There is none, they have left by then, or there are several.
        """
        names = self.department_names
        found = [
            one
            for one in self.cadres
            if one.name == name and department in ("", names.get(one.department_id, ""))
        ]
        who = f"{department}的{name}" if department else name
        if not found:
            raise BadInput(f"没有登记过干部“{who}”，先在“干部”里登记或导入，或改成登记的姓名")
        there = [one for one in found if one.until is None or one.until > day]
        if not there:
            gone = max(one.until for one in found if one.until is not None)
            raise BadInput(f"{who}从 {gone.isoformat()} 起不再包联企业，请换人，或改日期")
        if len(there) > 1:
            units = "、".join(names.get(one.department_id, "") or "未填单位" for one in there)
            raise BadInput(f"有 {len(there)} 位干部叫“{name}”（{units}），请写明单位")
        return there[0]

    def project(self, said: str) -> Project:
        """Return the project of a name, or of a number.

        Raises:
            BadInput: There is none, or several have the name.
        """
        found = self._projects.get(one_line(said), [])
        if not found:
            raise BadInput(f"没有登记过项目“{said}”，先在“项目”页登记或导入，或改成登记的全称")
        if len(found) > 1:
            numbers = "、".join(one.number for one in found)
            raise BadInput(f"有 {len(found)} 个项目叫“{said}”，请写编号（{numbers}）")
        return found[0]

    def project_row(self, owner: Named, said: RowLine) -> str:
        """Return the id of the row of an enterprise's list of projects that a line tells.

        Raises:
            BadInput: There is none, which of several is not told, or it is another project already.
        """
        with self.store.read() as session:
            if owner.id not in self._rows:
                found = rows_of(session, [owner.id], self.rules.dictionary)
                self._rows[owner.id] = [(one.row_uid, as_part(one.name)) for one in found]
            alike = [uid for uid, name in self._rows[owner.id] if name == said.name]
            what = f"“{owner.name}”的企业资料里{{}}叫“{said.name}”的项目"
            if not alike:
                raise BadInput(f"{what.format('没有')}，请先在企业资料里登记，或空着这一栏")
            if said.at is None and len(alike) > 1:
                raise BadInput(f"{what.format(f'有 {len(alike)} 个')}，请在后面写明是第几个，如“第 2 个”")
            at = said.at or 1
            if at > len(alike):
                raise BadInput(f"{what.format(f'只有 {len(alike)} 个')}，这里写的是第 {at} 个")
            if complaint := next(taken_already(session, [alike[at - 1]]), ""):
                raise BadInput(complaint)
        return alike[at - 1]

    def charges_of(self, of: Of, cadre: CadreId) -> list[Charge]:
        """Return as what somebody is or was in charge of an enterprise or a project."""
        if of.project_id is not None:
            return self._charges_of_projects.get((of.project_id, cadre), [])
        assert of.enterprise_id is not None
        return self.charges.get((of.enterprise_id, cadre), [])

    @cached_property
    def topics(self) -> set[str]:
        """The titles of the topics that there are."""
        return {one.title for one in self.store.ask(list_topics)}

    @cached_property
    def stages(self) -> dict[int, list[Stage]]:
        """The stages of each project, in their order."""
        found: dict[int, list[Stage]] = {}
        with self.store.read() as session:
            for one in session.exec(select(ProjectStage).order_by(col(ProjectStage.place))):
                found.setdefault(one.project_id, []).append(Stage(one.name, one.planned, one.done))
        return found

    @cached_property
    def months(self) -> dict[tuple[int, date], Month]:
        """What is entered of projects by months, by their first days."""
        with self.store.read() as session:
            return {
                (one.project_id, one.month): Month(entered(one.planned), entered(one.done))
                for one in session.exec(select(ProjectMonth))
            }

    @cached_property
    def years(self) -> dict[tuple[int, date], Fen]:
        """The plans of projects, by the first days of years."""
        with self.store.read() as session:
            return {
                (one.project_id, one.first): Fen(one.planned) for one in session.exec(select(ProjectYear))
            }

    @cached_property
    def _projects(self) -> dict[str, list[Project]]:
        found: dict[str, list[Project]] = {}
        with self.store.read() as session:
            for one in session.exec(select(Project).where(col(Project.deleted_at).is_(None))):
                for said in {one.name, one.number}:
                    found.setdefault(said, []).append(one)
        return found

    @cached_property
    def _charges_of_projects(self) -> dict[tuple[ProjectId, CadreId], list[Charge]]:
        found: dict[tuple[ProjectId, CadreId], list[Charge]] = {}
        with self.store.read() as session:
            for one in session.exec(select(Charge).where(col(Charge.project_id).is_not(None))):
                assert one.project_id is not None
                found.setdefault((one.project_id, one.cadre_id), []).append(one)
        return found

    def department(self, name: str, day: date) -> DepartmentId | None:
        """Return the department of a name; None where there is none.

        Raises:
            BadInput: It has ended by then.
        """
        found = [one for one in self.departments if one.name == name]
        there = next((one for one in found if one.until is None or one.until > day), None)
        if found and there is None:
            gone = max(one.until for one in found if one.until is not None)
            raise BadInput(f"部门“{name}”从 {gone.isoformat()} 起已停用，请改成现在的部门")
        return None if there is None or there.id is None else DepartmentId(there.id)

    def is_taken(self, number: str) -> bool:
        """Whether a problem has this number."""
        return self._numbers.get(number, False)

    def _learn_ledgers(self, session: Session, ids: Collection[EnterpriseId]) -> None:
        records = stood_for_by(session, ids)
        now = standing_for(session, records)
        self._learnt |= {*ids}
        at: Any = Visit
        there: Any = VisitEnterprise
        rows = session.exec(
            select(there.enterprise_id, at.day, at.way, at.state)
            .join(Visit, at.id == there.visit_id)
            .where(among(there.enterprise_id, records), at.deleted_at.is_(None))
        )
        self.visits |= {(now.get(id_, id_), day, way, state) for id_, day, way, state in rows}
        for row in session.exec(select(Charge).where(among(col(Charge.enterprise_id), records))):
            assert row.enterprise_id is not None
            owner = now.get(row.enterprise_id, row.enterprise_id)
            self.charges.setdefault((owner, row.cadre_id), []).append(row)
        of: Any = ProblemRow
        query = select(of.enterprise_id, of.raised_on, of.title, of.number)
        for id_, day, title, number in session.exec(query.where(among(of.enterprise_id, records))):
            self.problems[now.get(id_, id_), day, title] = number
        owned = select(ProjectEnterprise.enterprise_id, Project.name, Project.number).where(
            col(Project.id) == ProjectEnterprise.project_id,
            col(Project.deleted_at).is_(None),
            among(col(ProjectEnterprise.enterprise_id), records),
        )
        for record, name, number in session.exec(owned):
            id_ = EnterpriseId(record)
            self.projects[now.get(id_, id_), name] = number
        for one in session.exec(select(ParkTenant).where(among(col(ParkTenant.enterprise_id), records))):
            owner = now.get(one.enterprise_id, one.enterprise_id)
            self.tenants.setdefault((one.park_id, owner), []).append(one)
        in_pool = among(col(Cultivated.enterprise_id), records), col(Cultivated.deleted_at).is_(None)
        for entry in session.exec(select(Cultivated).where(*in_pool)):
            owner = now.get(entry.enterprise_id, entry.enterprise_id)
            self.cultivated_since.add((owner, entry.target, entry.since))
            if not Growth(entry.stage).is_over:
                self.cultivated.add((owner, entry.target))
        needs = among(col(Need.enterprise_id), records), col(Need.deleted_at).is_(None)
        for need in session.exec(select(Need).where(*needs)):
            owner = now.get(need.enterprise_id, need.enterprise_id)
            self.needs.add((owner, need.matter, need.day, need.title))


def _standard(code: str) -> str:
    try:
        return check_uscc(code)
    except BadInput:
        return ""
