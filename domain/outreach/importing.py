"""Rows of ledgers kept elsewhere, taken in as one act; and that act taken back, be it days later."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final

from sqlmodel import Session, col, select

from domain.enterprises.importing.entities import ImportAct
from domain.enterprises.importing.undoing import Undone
from domain.outreach import charges, people, visits
from domain.outreach.cultivation import keeping as cultivated
from domain.outreach.cultivation.keeping import EntryFields
from domain.outreach.cultivation_entities import Cultivated
from domain.outreach.entities import Cadre, Charge, Department, Team, TeamKind, Visit, VisitCadre, VisitState
from domain.outreach.guide_entities import CallTopic, Topic
from domain.outreach.guides import topics
from domain.outreach.guides.topics import TopicFields
from domain.outreach.matching import events, needs, parks
from domain.outreach.matching.events import EVENTS, DealFields, EventFields, Guest
from domain.outreach.matching.kept import Seen, owners_named
from domain.outreach.matching.needs import NEEDS, NeedFields, OutcomeFields
from domain.outreach.matching.parks import PARKS, ParkFields, TenantFields, Year
from domain.outreach.matching_entities import MatchEvent, Need, Park, ParkTenant
from domain.outreach.people import CadreFields, DepartmentFields, TeamFields
from domain.outreach.problem_entities import ProblemRow, ProblemStep, Source
from domain.outreach.problems.raising import Raised, raise_in
from domain.outreach.problems.reading import name_of, read_problems
from domain.outreach.problems.rules import Rules
from domain.outreach.problems.stepping import Doing, Given, turn_of
from domain.outreach.problems.turning import write_turn
from domain.outreach.project_entities import Permit, Project, ProjectEnd
from domain.outreach.projects.keeping import ProjectFields, SeenProject, delete_in, end_in, write_in
from domain.outreach.projects.listing import PermitLine
from domain.outreach.projects.progress import Investment, Stage, add_in, empty_in, invest_in, permit_in
from domain.outreach.visits import SeenVisit, VisitFields
from domain.roads.walking import Move
from domain.store.acts import Act, Action
from domain.store.audit import AuditEntry
from domain.store.changes import hanging_prefix
from domain.store.engine import Seat
from domain.store.sql import among
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.ids import (
    CadreId,
    CultivatedId,
    DepartmentId,
    ImportId,
    ParkId,
    ProblemId,
    ProjectId,
    TeamId,
    TenantId,
    TopicId,
    VisitId,
)
from domain.values.money import Fen
from domain.values.progress import Progress, Reporter
from domain.values.texts import safe_text
from domain.values.uids import new_uid


class Ledger(StrEnum):
    """A ledger that rows are taken into. The values are written into the store."""

    CADRES = "cadres"
    CHARGES = "charges"
    VISITS = "visits"
    PROBLEMS = "problems"
    PROJECTS = "projects"
    STAGES = "stages"
    INVESTMENT = "investment"
    TOPICS = "topics"
    PARKS = "parks"
    TENANTS = "tenants"
    EVENTS = "events"
    FINANCING = "financing"
    JOBS = "jobs"
    CULTIVATED = "cultivated"

    @property
    def word(self) -> str:
        return _WORDS[self]

    @property
    def unit(self) -> str:
        """What its rows are counted in."""
        return _UNITS[self]

    @property
    def action(self) -> Action:
        """Whose act taking rows in is: the same as that of entering one."""
        return _ACTIONS[self]


_WORDS: Final = {
    Ledger.CADRES: "干部",
    Ledger.CHARGES: "包联",
    Ledger.VISITS: "走访",
    Ledger.PROBLEMS: "问题",
    Ledger.PROJECTS: "项目",
    Ledger.STAGES: "项目阶段",
    Ledger.INVESTMENT: "项目投资",
    Ledger.TOPICS: "办事指南",
    Ledger.PARKS: "园区",
    Ledger.TENANTS: "入驻企业",
    Ledger.EVENTS: "对接活动到会",
    Ledger.FINANCING: "融资需求",
    Ledger.JOBS: "用工需求",
    Ledger.CULTIVATED: "培育企业",
}
_UNITS: Final = {
    Ledger.CADRES: "人",
    Ledger.CHARGES: "项",
    Ledger.VISITS: "次",
    Ledger.PROBLEMS: "件",
    Ledger.PROJECTS: "个",
    Ledger.STAGES: "个",
    Ledger.INVESTMENT: "个月",
    Ledger.TOPICS: "条",
    Ledger.PARKS: "个",
    Ledger.TENANTS: "户",
    Ledger.EVENTS: "家",
    Ledger.FINANCING: "项",
    Ledger.JOBS: "项",
    Ledger.CULTIVATED: "户",
}
_ACTIONS: Final = {
    Ledger.CADRES: Action.CADRE_CHANGE,
    Ledger.CHARGES: Action.CHARGE_CHANGE,
    Ledger.VISITS: Action.VISIT_RECORD,
    Ledger.PROBLEMS: Action.PROBLEM_RAISE,
    Ledger.PROJECTS: Action.PROJECT_SAVE,
    Ledger.STAGES: Action.PROJECT_PROGRESS,
    Ledger.INVESTMENT: Action.PROJECT_PROGRESS,
    Ledger.TOPICS: Action.TOPIC_SAVE,
    Ledger.PARKS: Action.PARK_SAVE,
    Ledger.TENANTS: Action.PARK_SAVE,
    Ledger.EVENTS: Action.EVENT_SAVE,
    Ledger.FINANCING: Action.NEED_SAVE,
    Ledger.JOBS: Action.NEED_SAVE,
    Ledger.CULTIVATED: Action.CULTIVATED_SAVE,
}


@dataclass(frozen=True, slots=True)
class NewCadre:
    """A cadre; a department and a team that are not there yet are entered along.

    Attributes:
        until: The first day on which they are gone.
    """

    fields: CadreFields
    department: str = ""
    team: str = ""
    team_kind: TeamKind = TeamKind.GROUP
    until: date | None = None


@dataclass(frozen=True, slots=True)
class NewVisit:
    """A visit with what was asked for at it; ``dropped`` is why it did not take place."""

    fields: VisitFields
    state: VisitState = VisitState.DONE
    dropped: str = ""
    asked: tuple[Raised, ...] = ()


@dataclass(frozen=True, slots=True)
class NewProblem:
    """A problem, and to whom it was handed; to nobody where both are None."""

    raised: Raised
    department_id: DepartmentId | None = None
    cadre_id: CadreId | None = None


@dataclass(frozen=True, slots=True)
class NewProject:
    """A project with its plan of this year, its permits, and how and why it ended.

    A 专班 and departments that are not there yet are entered along.
    """

    fields: ProjectFields
    force: str = ""
    planned: Fen | None = None
    permits: tuple[PermitLine, ...] = ()
    ended: tuple[ProjectEnd, date, str] | None = None


@dataclass(frozen=True, slots=True)
class NewProgress:
    """Stages or months of a project, as far as they were not entered: what is there stays."""

    project_id: ProjectId
    stages: tuple[Stage, ...] = ()
    investment: Investment = field(default_factory=Investment)


@dataclass(frozen=True, slots=True)
class NewTenant:
    """An enterprise in a park that is there."""

    park_id: ParkId
    fields: TenantFields


@dataclass(frozen=True, slots=True)
class NewPark:
    """A park with what each year came to, and since when it is no more, and why."""

    fields: ParkFields
    years: Mapping[int, Year]
    ended: tuple[date, str] | None = None


@dataclass(frozen=True, slots=True)
class NewNeed:
    """What an enterprise needs, with what came of it already, and since when it needs no more, and why."""

    fields: NeedFields
    outcomes: tuple[OutcomeFields, ...] = ()
    ended: tuple[date, str] | None = None


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event with all who came and all that was signed there."""

    event: EventFields
    deals: tuple[DealFields, ...] = ()


@dataclass(frozen=True, slots=True)
class NewGuest:
    """Who came to an event, which is given without its guests; with what they signed there."""

    event: EventFields
    guest: Guest
    deal: DealFields | None = None


_OfProject = NewProject | NewProgress
_OfMatching = NewPark | NewTenant | NewGuest | NewEvent | NewNeed
Row = NewCadre | Charge | NewVisit | NewProblem | _OfProject | TopicFields | _OfMatching | EntryFields


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What taking rows in came to: how many, by the id of its `ImportAct`."""

    id: ImportId
    ledger: Ledger
    added: int


def take_in(
    seat: Seat, ledger: Ledger, rows: Sequence[Row], rules: Rules, *, source: str, reporter: Reporter
) -> TakenIn:
    """Take rows into a ledger, all of them or none; `take_back` takes it back.

    Each is entered as it would be by itself, by the same rules.

    Args:
        seat: Who does it.
        ledger: Into which.
        rows: Of its kind.
        rules: By which problems are taken along.
        source: Where they come from, as the list of imports names it.
        reporter: Told row by row.

    Raises:
        DomainError: One of them cannot be; it says which and why.
        Cancelled: The user stopped it.
    """
    source = safe_text(source)
    with seat.act(ledger.action) as act:
        kept = ImportAct(
            at=act.at,
            actor=act.who.name,
            source=source,
            ledger=ledger.value,
            added=len(rows),
            changed=0,
            skipped=0,
        )
        act.session.add(kept)
        act.session.flush()
        assert kept.id is not None
        act.note(Subject(Kind.IMPORT, kept.id), f"从{source}导入{ledger.word} {len(rows):,} {ledger.unit}")
        act.import_id = kept.id
        enter = _Entering(act, rules, kept.id).enter
        for done, row in enumerate(_together(rows)):
            reporter.step(Progress(done, len(rows)))
            enter(row)
        return TakenIn(kept.id, ledger, len(rows))


def _together(rows: Sequence[Row]) -> Iterator[Row]:
    """Yield rows, all that there is of one project's progress as one."""
    found: dict[ProjectId, NewProgress] = {}
    for row in rows:
        if not isinstance(row, NewProgress):
            yield row
            continue
        before = found.get(row.project_id, NewProgress(row.project_id))
        more, there = row.investment, before.investment
        investment = Investment({**there.months, **more.months}, {**there.years, **more.years})
        found[row.project_id] = NewProgress(row.project_id, before.stages + row.stages, investment)
    yield from found.values()


class _Entering:
    """Enters rows within one act."""

    def __init__(self, act: Act, rules: Rules, import_id: ImportId) -> None:
        self._act, self._rules, self._import_id = act, rules, import_id
        self._now = rules.now(act.session, act.who)
        self._events: dict[EventFields, tuple[Seen, EventFields]] = {}

    def enter(self, row: Row) -> None:  # noqa: C901, PLR0912 - a branch for each ledger
        match row:
            case NewCadre():
                self._enter_cadre(row)
            case Charge():
                charges.enter_in(self._act, row)
            case NewVisit(fields, state, dropped, asked):
                id_ = visits.enter_in(self._act, fields, state, self._rules, dropped)
                for one in asked:
                    self._raise(replace(one, visit_id=id_, source=Source.VISIT))
            case EntryFields():
                cultivated.enter_in(self._act, row, self._rules.today())
            case NewProject():
                self._enter_project(row)
            case NewProgress(project_id, stages, investment):
                add_in(self._act, project_id, stages, investment, self._rules)
            case TopicFields():
                topics.write_in(self._act, row)
            case NewPark(fields, years, ended):
                seen = parks.write_in(self._act, fields, self._rules)
                for year, came_to in years.items():
                    seen, _ = parks.year_in(self._act, seen, year, came_to, self._rules)
                if ended is not None:
                    day, because = ended
                    parks.end_in(self._act, seen, day, self._rules, because=because)
            case NewTenant(park_id, fields):
                park = PARKS.there(self._act.session, park_id)
                parks.admit_in(self._act, Seen(park_id, park.version), [fields], self._rules)
            case NewGuest():
                self._enter_guest(row)
            case NewEvent(fields, deals):
                event = events.write_in(self._act, fields, self._rules)
                for deal in deals:
                    event = events.deal_in(self._act, event, deal, self._rules)
            case NewNeed(fields, outcomes, ended):
                need = needs.write_in(self._act, fields, self._rules)
                for outcome in outcomes:
                    need = needs.outcome_in(self._act, need, outcome, self._rules)
                if ended is not None:
                    needs.end_in(self._act, need, *ended, self._rules)
            case NewProblem(raised, department_id, cadre_id):
                problem_id = self._raise(raised)
                if department_id is not None or cadre_id is not None:
                    self._hand(problem_id, Given(department_id=department_id, cadre_id=cadre_id))

    def _enter_cadre(self, row: NewCadre) -> None:
        department = team = None
        if row.department:
            department = self._there(Department, row.department, DepartmentFields(row.department))
        if row.team:
            team = self._there(Team, row.team, TeamFields(row.team, row.team_kind))
        fields = replace(
            row.fields,
            department_id=None if department is None else DepartmentId(department),
            team_id=None if team is None else TeamId(team),
        )
        people.enter_in(self._act, fields, row.until)

    def _enter_project(self, row: NewProject) -> None:
        fields = row.fields
        if row.force:
            force = self._there(Team, row.force, TeamFields(row.force, TeamKind.FORCE))
            fields = replace(fields, team_id=TeamId(force))
        project = write_in(self._act, fields, self._rules)
        assert project.id is not None
        seen = SeenProject(project.id, project.version)
        if row.planned is not None:
            year = date(self._now.day.year, 1, 1)
            [seen] = invest_in(self._act, {seen: Investment(years={year: row.planned})}, self._rules).seen
        for permit in row.permits:
            by = self._department(permit.department, permit.fields.asked_on)
            seen = permit_in(self._act, seen, permit.fields._replace(department_id=by), self._rules)
        if row.ended is not None:
            ended, day, because = row.ended
            end_in(self._act, seen, ended, day, self._rules, because=because)

    def _department(self, name: str, day: date) -> DepartmentId | None:
        """Return the department of a name that there was on a day, entered now where there was none."""
        if not name:
            return None
        is_there = col(Department.until).is_(None) | (col(Department.until) > day)
        query = select(Department.id).where(Department.name == name, is_there)
        found = self._act.session.exec(query).first()
        return DepartmentId(found or self._there(Department, name, DepartmentFields(name)))

    def _enter_guest(self, row: NewGuest) -> None:
        seen, event = self._events.get(row.event, (None, row.event))
        if row.guest not in event.guests:
            event = replace(event, guests=(*event.guests, row.guest))
            seen = events.write_in(self._act, event, self._rules, seen)
        if row.deal is not None and seen is not None:
            seen = events.deal_in(self._act, seen, row.deal, self._rules)
        if seen is not None:
            self._events[row.event] = seen, event

    def _there(self, kind: Any, name: str, fields: DepartmentFields | TeamFields) -> int:
        """Return the one of this name that there is, entered now where there is none."""
        found = self._act.session.exec(select(kind.id).where(kind.name == name, kind.until.is_(None))).first()
        return people.enter_in(self._act, fields) if found is None else int(found)

    def _raise(self, raised: Raised) -> ProblemId:
        return raise_in(self._act, replace(raised, import_id=self._import_id), self._rules)

    def _hand(self, id_: ProblemId, given: Given) -> None:
        session = self._act.session
        [problem] = read_problems(session, [id_], self._rules.roads_in(session))
        first = Doing(Move.ONWARD, problem.road.way[0].id)
        write_turn(self._act, turn_of(self._act, problem, first, given, self._now), self._now.day, new_uid())


def take_back(seat: Seat, id_: ImportId) -> Undone:
    """Take an import into a ledger back: what it entered is gone again.

    What somebody has gone on with since stays, and is told.

    Raises:
        BadInput: It was taken back already.
        NotFound: There is no such import.
    """
    with seat.read() as session:
        ledger = _ledger_of(session, id_)
    with seat.act(ledger.action) as act:
        row = act.session.get_one(ImportAct, id_)
        if row.undone_at is not None:
            raise BadInput(f"“{row.source}”的这次导入已经撤销过了")
        # First: only with an import that was taken back the store lets problems go.
        row.undone_at, row.undone_by = act.at, act.who.name
        act.session.add(row)
        act.session.flush()
        undone = Undone(unit=ledger.unit)
        leaving = _Leaving(act, id_, undone, ledger)
        # What the import added to a park that was there is none of the things that go as a whole.
        (leaving.leave_parks if ledger is Ledger.TENANTS else leaving.leave)()
        kept = f"，{undone.left} {ledger.unit}没有动" if undone.left else ""
        act.note(Subject(Kind.IMPORT, id_), f"撤销“{row.source}”的导入：删去 {undone.deleted:,} 条{kept}")
        return undone


def _ledger_of(session: Session, id_: ImportId) -> Ledger:
    row = session.get(ImportAct, id_)
    if row is None or row.ledger is None:
        raise NotFound("没有这次导入的记录")
    return Ledger(row.ledger)


class _Leaving:
    """Has go what an import entered, as far as nobody has gone on with it."""

    def __init__(self, act: Act, id_: ImportId, undone: Undone, ledger: Ledger) -> None:
        self._act, self._id, self._undone, self._ledger = act, id_, undone, ledger

    def leave(self) -> None:
        # What hangs on something goes before it.
        for kind, leave in (
            (Kind.PROBLEM, self._problem),
            (Kind.VISIT, self._visit),
            (Kind.PROJECT, self._project if self._ledger is Ledger.PROJECTS else self._progress),
            (Kind.TOPIC, self._topic),
            (Kind.NEED, self._need),
            (Kind.CULTIVATED, self._cultivated),
            (Kind.PARK, self._park),
            (Kind.EVENT, self._event),
            (Kind.CHARGE, self._charge),
            (Kind.CADRE, self._cadre),
            (Kind.TEAM, self._team),
            (Kind.DEPARTMENT, self._department),
        ):
            for id_ in self._untouched(kind):
                leave(id_)

    def leave_parks(self) -> None:
        """Have go those who came into parks with the import, as far as nobody has gone on with them."""
        session = self._act.session
        rows = session.exec(select(ParkTenant).where(ParkTenant.import_id == self._id)).all()
        names = owners_named(session, [row.enterprise_id for row in rows])
        gone: dict[int, list[TenantId]] = {}
        for row in rows:
            assert row.id is not None
            later = select(AuditEntry.id).where(
                AuditEntry.kind == Kind.PARK,
                AuditEntry.subject_id == row.park_id,
                col(AuditEntry.import_id).is_distinct_from(self._id),
                col(AuditEntry.details).contains(hanging_prefix("park_tenant", [row.id]), autoescape=True),
            )
            park = session.get_one(Park, row.park_id)
            if session.exec(later.limit(1)).first() is not None or park.deleted_at is not None:
                self._stay(f"“{names[row.enterprise_id].name}”的入驻导入后又有变化，没有删去")
            else:
                gone.setdefault(row.park_id, []).append(row.id)
        for park_id, ids in gone.items():
            seen = Seen(park_id, session.get_one(Park, park_id).version)
            parks.remove_in(self._act, seen, ids)
            self._undone.deleted += len(ids)

    def _untouched(self, kind: Kind) -> Iterator[int]:
        """Yield what of a kind was entered and nothing was done with since; the rest is told."""
        entries = select(AuditEntry.subject_id, AuditEntry.id).where(AuditEntry.kind == kind)
        order = col(AuditEntry.id)
        own = entries.where(AuditEntry.import_id == self._id).order_by(order)
        entered = dict(self._act.session.exec(own).all())
        others = entries.where(
            among(col(AuditEntry.subject_id), [id_ for id_ in entered if id_ is not None]),
            col(AuditEntry.import_id).is_distinct_from(self._id),
            AuditEntry.action != Action.STORE_BASELINE,
        )
        last = dict(self._act.session.exec(others.order_by(order)).all())
        for id_, at in entered.items():
            if id_ is None or at is None:
                continue
            if (last.get(id_) or 0) > at:
                self._stay(f"{self._name(kind, id_)}导入后又有变化，没有删去")
            else:
                yield id_

    def _problem(self, id_: int) -> None:
        session = self._act.session
        row = session.get_one(ProblemRow, id_)
        name = name_of(row)
        steps = session.exec(select(ProblemStep).where(ProblemStep.problem_id == id_)).all()
        session.delete(row)
        session.flush()
        self._delete(Subject(Kind.PROBLEM, id_), name, *steps, action=Action.PROBLEM_UNDO)

    def _visit(self, id_: int) -> None:
        row = self._act.session.get_one(Visit, id_)
        try:
            visits.delete_in(self._act, [SeenVisit(VisitId(id_), row.version)])
        except BadInput as error:
            self._stay(str(error))
        else:
            self._undone.deleted += 1

    def _project(self, id_: int) -> None:
        row = self._act.session.get_one(Project, id_)
        try:
            delete_in(self._act, [SeenProject(ProjectId(id_), row.version)])
        except BadInput as error:
            self._stay(str(error))
        else:
            self._undone.deleted += 1

    def _progress(self, id_: int) -> None:
        """Have go what was added to a project; the trail says what that was."""
        entry = select(AuditEntry.details).where(
            AuditEntry.kind == Kind.PROJECT, AuditEntry.subject_id == id_, AuditEntry.import_id == self._id
        )
        self._undone.deleted += empty_in(self._act, ProjectId(id_), self._act.session.exec(entry).one())

    def _topic(self, id_: int) -> None:
        about = select(CallTopic.call_id).where(CallTopic.topic_id == id_)
        if self._act.session.exec(about.limit(1)).first() is not None:
            self._stay(f"{self._name(Kind.TOPIC, id_)}已经有来电问过，没有删去")
        else:
            topics.delete_in(self._act, [TopicId(id_)])
            self._undone.deleted += 1

    def _need(self, id_: int) -> None:
        row = self._act.session.get_one(Need, id_)
        NEEDS.delete_in(self._act, [Seen(id_, row.version)])
        self._undone.deleted += 1

    def _event(self, id_: int) -> None:
        row = self._act.session.get_one(MatchEvent, id_)
        EVENTS.delete_in(self._act, [Seen(id_, row.version)])
        self._undone.deleted += 1

    def _cultivated(self, id_: int) -> None:
        cultivated.delete_in(self._act, [CultivatedId(id_)])
        self._undone.deleted += 1

    def _park(self, id_: int) -> None:
        row = self._act.session.get_one(Park, id_)
        PARKS.delete_in(self._act, [Seen(id_, row.version)])
        self._undone.deleted += 1

    def _charge(self, id_: int) -> None:
        row = self._act.session.get_one(Charge, id_)
        self._delete(Subject(Kind.CHARGE, id_), self._name(Kind.CHARGE, id_), row)

    def _cadre(self, id_: int) -> None:
        needed = (Charge.cadre_id, VisitCadre.cadre_id, ProblemRow.cadre_id, Cultivated.cadre_id)
        self._unless_needed(Kind.CADRE, Cadre, id_, needed)

    def _team(self, id_: int) -> None:
        self._unless_needed(Kind.TEAM, Team, id_, (Cadre.team_id, Project.team_id))

    def _department(self, id_: int) -> None:
        needed = (Cadre.department_id, ProblemRow.department_id, Permit.department_id)
        self._unless_needed(Kind.DEPARTMENT, Department, id_, needed)

    def _unless_needed(self, kind: Kind, table: type[Any], id_: int, needed_by: Sequence[Any]) -> None:
        session = self._act.session
        name = self._name(kind, id_)
        if any(session.exec(select(column).where(column == id_).limit(1)).first() for column in needed_by):
            self._stay(f"{name}已经用到，没有删去")
        else:
            self._delete(Subject(kind, id_), name, session.get_one(table, id_))

    def _delete(self, subject: Subject, name: str, *rows: Any, action: Action | None = None) -> None:
        for row in rows:
            self._act.session.delete(row)
        self._act.note(subject, f"撤销导入，删去{name}", action=action)
        self._undone.deleted += 1

    def _stay(self, sentence: str) -> None:
        self._undone.leave(sentence)

    def _name(self, kind: Kind, id_: int) -> str:
        return _NAMES[kind](self._act.session, id_)


def _charge_name(session: Session, id_: int) -> str:
    row = session.get(Charge, id_)
    cadre = None if row is None else session.get(Cadre, row.cadre_id)
    return "这项包联" if row is None or cadre is None else f"{cadre.name}从 {row.since.isoformat()} 起的包联"


def _visit_name(session: Session, id_: int) -> str:
    return f"{session.get_one(Visit, id_).day.isoformat()} 的走访"


_NAMES: Final[dict[Kind, Callable[[Session, int], str]]] = {
    Kind.PROBLEM: lambda session, id_: name_of(session.get_one(ProblemRow, id_)),
    Kind.VISIT: _visit_name,
    Kind.NEED: lambda session, id_: NEEDS.named(session.get_one(Need, id_)),
    Kind.EVENT: lambda session, id_: EVENTS.named(session.get_one(MatchEvent, id_)),
    Kind.CULTIVATED: lambda session, id_: f"培育企业“{cultivated.name_of(session, CultivatedId(id_))}”",
    Kind.PARK: lambda session, id_: PARKS.named(session.get_one(Park, id_)),
    Kind.PROJECT: lambda session, id_: f"项目“{session.get_one(Project, id_).name}”",
    Kind.CHARGE: _charge_name,
    Kind.CADRE: lambda session, id_: f"干部“{session.get_one(Cadre, id_).name}”",
    Kind.TOPIC: lambda session, id_: f"办事指南“{session.get_one(Topic, id_).title}”",
    Kind.TEAM: lambda session, id_: f"工作组“{session.get_one(Team, id_).name}”",
    Kind.DEPARTMENT: lambda session, id_: f"部门“{session.get_one(Department, id_).name}”",
}
