"""What people do at the ledgers of 万人助万企, each with targets chosen by chance; see `acts`."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from domain.outreach import importing
from domain.outreach.charges import assign, charges_of, hand_over, release
from domain.outreach.charges import take_back as take_back_charges
from domain.outreach.cultivation.finding import Basis, Candidate, Found, Search, State, last_year
from domain.outreach.cultivation.keeping import (
    HelpFields,
    SeenCultivated,
    change_help,
    cultivated_there,
    delete_cultivated,
    move,
    restore_cultivated,
    take_in,
)
from domain.outreach.cultivation.lists import keep_list, unvoid_list, void_list
from domain.outreach.cultivation.qualifications import CityFields, enter_city_count, void_city_count
from domain.outreach.cultivation.thresholds import ThresholdFields, set_threshold, void_threshold
from domain.outreach.cultivation_entities import Stage as Growth
from domain.outreach.cultivation_standards import Standards
from domain.outreach.ending import end_department, end_team
from domain.outreach.entities import Department, Post, TeamKind, Way
from domain.outreach.guides.calls import (
    CallFields,
    delete_calls,
    find_call,
    raise_from,
    record_call,
    restore_calls,
)
from domain.outreach.guides.topics import (
    TopicFields,
    check_topics,
    delete_topics,
    fields_of,
    restore_topics,
    save_topic,
    seen_of,
    topic_there,
)
from domain.outreach.importing import Ledger, NewCadre, NewProblem, NewVisit
from domain.outreach.matching.events import (
    EVENTS,
    DealFields,
    EventFields,
    Guest,
    remove_deal,
    save_deal,
    save_event,
)
from domain.outreach.matching.kept import Seen
from domain.outreach.matching.needs import (
    NEEDS,
    NeedFields,
    OutcomeFields,
    end_need,
    remove_outcome,
    save_need,
    save_outcome,
    take_up_again,
)
from domain.outreach.matching.parks import (
    PARKS,
    ParkFields,
    TenantFields,
    Year,
    admit,
    end_park,
    remove_tenants,
    reopen_park,
    save_park,
    set_year,
)
from domain.outreach.matching_entities import (
    EventDeal,
    EventKind,
    Matter,
    NeedOutcome,
    ParkTenant,
    Signed,
    Through,
)
from domain.outreach.moving import move_visit
from domain.outreach.people import (
    CadreFields,
    DepartmentFields,
    TeamFields,
    end_cadres,
    save_cadre,
    save_department,
    save_team,
)
from domain.outreach.planning import By, Wanted, plan_month, propose_month
from domain.outreach.problem_entities import Content
from domain.outreach.problems.raising import Raised, gather, raise_problem
from domain.outreach.problems.reading import Problem, find_problem
from domain.outreach.problems.rules import Rules
from domain.outreach.problems.stepping import (
    Doing,
    Given,
    extend,
    hand_on,
    regrade,
    reopen,
    steps_of,
    supervise,
    take_step,
)
from domain.outreach.problems.undoing import undo
from domain.outreach.project_entities import Permit, ProjectEnd
from domain.outreach.projects.keeping import (
    ProjectFields,
    SeenProject,
    delete_projects,
    end_project,
    project_there,
    restore_projects,
    save_project,
)
from domain.outreach.projects.listing import show_project
from domain.outreach.projects.progress import (
    Investment,
    Month,
    PermitFields,
    Stage,
    remove_permit,
    save_permit,
    set_investment,
    set_stages,
)
from domain.outreach.visits import (
    VisitFields,
    change_visit,
    delete_visits,
    drop_visits,
    find_visit,
    plan_visits,
    record_visit,
    restore_visits,
)
from domain.statistics.figures import Figures
from domain.statistics.over import Over
from domain.statistics.reporting import make_report
from domain.statistics.tables.kept import delete_tables, keep_table, restore_tables
from domain.statistics.tables.plans import TablePlan
from domain.statistics.telling import Issue
from domain.takeup.entities import Why
from domain.takeup.explaining import Entitled, explain, resume, withdraw
from domain.values.money import Fen
from domain.values.progress import Silent
from tests.conftest import RESOURCES
from tests.domain.outreach.conftest import OFFICE, PROBLEM_ROADS

if TYPE_CHECKING:
    from tests.domain.store.sessions.acts import Desk

FIGURES = Figures.load(RESOURCES / "figures")
RULES = Rules(PROBLEM_ROADS, OFFICE)
OPEN = "ended = ''"
THERE = "until IS NULL"
KEPT = "deleted_at IS NULL"
NOT_VOID = "voided_at IS NULL"
STANDARDS = Standards.load(RESOURCES / "cultivation" / "standards.toml")


def enter_a_department(desk: "Desk") -> None:
    save_department(desk.seat, DepartmentFields(f"部门{desk.chance.randrange(9)}", "孙工"))


def rename_a_department(desk: "Desk") -> None:
    with desk.seat.read() as session:
        opened = session.get_one(Department, desk.one("department"))
    save_department(desk.seat, DepartmentFields(f"新部门{desk.chance.randrange(9)}"), opened)


def enter_a_team(desk: "Desk") -> None:
    save_team(desk.seat, TeamFields(f"第{desk.chance.randrange(9)}组", desk.chance.choice(list(TeamKind))))


def enter_a_cadre(desk: "Desk") -> None:
    there = [*desk.ids("department", THERE), None]
    teams = [*desk.ids("team"), None]
    fields = CadreFields(f"干部{desk.chance.randrange(20)}", "科员", department_id=desk.chance.choice(there))
    save_cadre(desk.seat, replace(fields, team_id=desk.chance.choice(teams)))


def let_a_cadre_leave(desk: "Desk") -> None:
    end_cadres(desk.seat, [desk.one("cadre", THERE)], date.today())


def put_in_charge(desk: "Desk") -> None:
    post = desk.chance.choice(list(Post))
    assign(desk.seat, desk.some("enterprise", KEPT), desk.one("cadre", THERE), post, date.today())


def hand_a_list_over(desk: "Desk") -> None:
    of = desk.store.ask(charges_of, desk.one("cadre"))
    if desk.chance.random() < 0.5:
        done = release(desk.seat, [one.id for one in of[:1]], date.today(), because="到期")
    else:
        to = desk.one("cadre", THERE)
        done = hand_over(desk.seat, [one.id for one in of], to, date.today(), because="调动")
    if desk.chance.random() < 0.3:
        take_back_charges(desk.seat, done)


def end_a_department(desk: "Desk") -> None:
    to = desk.chance.choice([*desk.ids("department", THERE), None])
    end_department(desk.seat, desk.one("department"), date.today(), RULES, to=to, because="改革")


def end_a_team(desk: "Desk") -> None:
    end_team(desk.seat, desk.one("team"), date.today(), to=desk.chance.choice([*desk.ids("team"), None]))


def plan_a_visit(desk: "Desk") -> None:
    plan_visits(desk.seat, _visit(desk), RULES)


def record_a_visit(desk: "Desk") -> None:
    fields = _visit(desk)
    problems = [_raised(desk, fields.enterprises[0])] if desk.chance.random() < 0.5 else []
    record_visit(desk.seat, fields, RULES, problems=problems, although_there=desk.chance.random() < 0.5)


def go_on_with_a_visit(desk: "Desk") -> None:
    visit = desk.store.ask(find_visit, desk.one("visit", KEPT))
    match desk.chance.randrange(5):
        case 0:
            record_visit(desk.seat, visit.fields, RULES, planned=visit.seen)
        case 4:
            wrong, right = visit.enterprises[0][0], desk.one("enterprise", KEPT)
            move_visit(desk.seat, visit.seen, wrong, right, RULES, because="看错", although_there=True)
        case 1:
            change_visit(desk.seat, visit.seen, replace(_visit(desk), way=visit.way), RULES)
        case 2:
            drop_visits(desk.seat, [visit.seen], because="企业外出")
        case _:
            delete_visits(desk.seat, [visit.seen])


def bring_a_visit_back(desk: "Desk") -> None:
    restore_visits(desk.seat, desk.some("visit", "deleted_at IS NOT NULL"))


def raise_a_problem(desk: "Desk") -> None:
    raise_problem(desk.seat, _raised(desk, desk.one("enterprise", KEPT)), RULES, although_like=True)


def put_problems_together(desk: "Desk") -> None:
    seen = [_problem(desk, id_).seen for id_ in desk.some("problem", OPEN, most=3)]
    gather(desk.seat, seen, "共性问题", RULES)


def step_a_problem(desk: "Desk") -> None:
    problem = _problem(desk, desk.one("problem", OPEN))
    with desk.seat.read() as session:
        step = desk.chance.choice(steps_of(problem, RULES.now(session, desk.seat.who)))
    content = desk.chance.choice(list(Content))
    given = Given("联系银行", "孙工", _department(desk), None, "已放款", content)
    take_step(desk.seat, [problem.seen], Doing(step.move, step.id, step.to), given, RULES)


def deal_with_a_problem(desk: "Desk") -> None:
    problem = _problem(desk, desk.one("problem"))
    seen = problem.seen
    match desk.chance.randrange(6):
        case 0:
            extend(desk.seat, seen, date.today() + timedelta(days=60), RULES, because="等批复")
        case 1:
            supervise(desk.seat, seen, RULES, because="多次反映")
        case 2:
            regrade(desk.seat, seen, desk.chance.choice(["hard", "ordinary"]), RULES, because="跨部门")
        case 3:
            hand_on(desk.seat, [seen], Given(department_id=_department(desk)), RULES, because="归口")
        case 4:
            reopen(desk.seat, seen, RULES, because="又断贷")
        case _:
            undo(desk.seat, problem.last.act, [seen], RULES)


def enter_a_project(desk: "Desk") -> None:
    owners = dict.fromkeys(desk.some("enterprise", KEPT, most=2), "")
    forces = [*desk.ids("team", f"kind = 'force' AND {THERE}"), None]
    fields = ProjectFields(f"项目{desk.chance.randrange(99)}", owners, team_id=desk.chance.choice(forces))
    save_project(desk.seat, fields, RULES)


def go_on_with_a_project(desk: "Desk") -> None:
    seen = _project(desk)
    match desk.chance.randrange(4):
        case 0:
            end = desk.chance.choice(list(ProjectEnd))
            end_project(desk.seat, seen, end, date.today(), RULES, because="到期")
        case 1:
            shown = desk.store.ask(show_project, seen.id, RULES)
            save_project(desk.seat, replace(shown.fields, plan="每周调度"), RULES, seen)
        case 2:
            post, cadre = desk.chance.choice(list(Post)), desk.one("cadre", THERE)
            assign(desk.seat, [], cadre, post, date.today(), projects=[seen.id])
    days = (date(2022, 3, 1), None)
    stages = [Stage(f"阶段{at}", done=desk.chance.choice(days)) for at in range(desk.chance.randint(1, 4))]
    set_stages(desk.seat, _project(desk, seen.id), stages, RULES)


def fill_in_investment(desk: "Desk") -> None:
    months = {
        date(2022, desk.chance.randint(1, 12), 1): Month(desk.chance.choice([None, Fen(500)]), Fen(700))
        for _ in range(3)
    }
    entered = Investment(months, {date(2022, 1, 1): Fen(desk.chance.randrange(9000))})
    seen = {one.id: one for one in (_project(desk) for _ in range(2))}
    set_investment(desk.seat, dict.fromkeys(seen.values(), entered), RULES)


def enter_a_permit(desk: "Desk") -> None:
    given = desk.chance.choice([date(2022, 3, 14), None])
    save_permit(desk.seat, _project(desk), PermitFields("环评", date(2022, 3, 1), 10, 30, given), RULES)


def take_a_permit_away(desk: "Desk") -> None:
    id_ = desk.one("permit")
    with desk.seat.read() as session:
        owner = session.get_one(Permit, id_).project_id
    remove_permit(desk.seat, _project(desk, owner), id_)


def delete_a_project(desk: "Desk") -> None:
    delete_projects(desk.seat, [_project(desk)])


def bring_a_project_back(desk: "Desk") -> None:
    restore_projects(desk.seat, desk.some("project", "deleted_at IS NOT NULL"))


def _project(desk: "Desk", id_: int | None = None) -> SeenProject:
    with desk.seat.read() as session:
        row = project_there(session, id_ or desk.one("project", KEPT))
        return SeenProject(row.id, row.version)


def take_rows_in(desk: "Desk") -> None:
    ledger = desk.chance.choice([Ledger.CADRES, Ledger.VISITS, Ledger.PROBLEMS])
    asked = _raised(desk, desk.one("enterprise", KEPT))
    rows = {
        Ledger.CADRES: [NewCadre(CadreFields(f"干部{desk.chance.randrange(99)}"), "新来的局", "新来的组")],
        Ledger.VISITS: [NewVisit(_visit(desk))],
        Ledger.PROBLEMS: [NewProblem(asked, _department(desk))],
    }
    importing.take_in(desk.seat, ledger, rows[ledger], RULES, source="台账.xlsx", reporter=Silent())


def take_rows_back(desk: "Desk") -> None:
    importing.take_back(desk.seat, desk.one("import_act", "ledger IS NOT NULL"))


def plan_some_visits(desk: "Desk") -> None:
    wanted = Wanted(date.today().replace(day=1) + timedelta(days=31), -1, desk.chance.choice(list(By)))
    proposed = desk.store.ask(propose_month, replace(wanted, month=wanted.month.replace(day=1)), RULES)
    plan_month(desk.seat, proposed.visits[:2], RULES)


def say_why_not(desk: "Desk") -> None:
    clause = f"c{desk.chance.randrange(2)}"
    wanted = [Entitled(id_, "p", clause, "条款") for id_ in desk.some("enterprise", KEPT)]
    explain(desk.seat, wanted, desk.chance.choice(list(Why)), "说明")


def say_so_no_more(desk: "Desk") -> None:
    if desk.chance.random() < 0.5:
        withdraw(desk.seat, [desk.one("unclaimed", "ended_at IS NULL")])
    else:
        resume(desk.seat, [desk.one("unclaimed", "ended_at IS NOT NULL")])


def report_a_month(desk: "Desk") -> None:
    month = desk.chance.choice([date(2022, at, 1) for at in range(1, 13)])
    make_report(desk.seat, FIGURES, Issue(Over.MONTH, month), date.today(), RULES)


def keep_a_table(desk: "Desk") -> None:
    name, says = desk.chance.choice("甲乙"), "长" * desk.chance.randrange(300)
    keep_table(desk.seat, TablePlan("", name, "problems", ("number",), says))


def change_a_table(desk: "Desk") -> None:
    plan = TablePlan("", desk.chance.choice("甲乙"), "visits", ("day", "way"), by=("month",))
    keep_table(desk.seat, plan, desk.one("free_table", KEPT))


def drop_a_table(desk: "Desk") -> None:
    delete_tables(desk.seat, [desk.one("free_table", KEPT)])


def bring_a_table_back(desk: "Desk") -> None:
    restore_tables(desk.seat, desk.some("free_table", "deleted_at IS NOT NULL"))


def write_a_topic(desk: "Desk") -> None:
    save_topic(desk.seat, TopicFields(f"指南{desk.chance.randrange(9)}", "怎么领", "先问名称", days=3))


def go_on_with_a_topic(desk: "Desk") -> None:
    row = desk.store.ask(topic_there, desk.one("guide_topic", KEPT))
    match desk.chance.randrange(3):
        case 0:
            save_topic(desk.seat, replace(fields_of(row), phone="0371-1"), seen_of(row))
        case 1:
            check_topics(desk.seat, [seen_of(row)], date.today())
        case _:
            delete_topics(desk.seat, [row.id])


def bring_a_topic_back(desk: "Desk") -> None:
    restore_topics(desk.seat, desk.some("guide_topic", "deleted_at IS NOT NULL"))


def note_a_call(desk: "Desk") -> None:
    topics = (desk.one("guide_topic", KEPT),)
    owner = desk.one("enterprise", KEPT)
    record_call(desk.seat, CallFields(date.today(), "09:05", "怎么领", topics, owner, "张"), RULES)


def go_on_with_a_call(desk: "Desk") -> None:
    call = desk.store.ask(find_call, desk.one("guide_call", KEPT))
    match desk.chance.randrange(3):
        case 0:
            record_call(desk.seat, replace(call.fields, topics=(), asked="别的"), RULES, call.seen)
        case 1:
            raise_from(desk.seat, call.seen, _raised(desk, desk.one("enterprise", KEPT)), RULES)
        case _:
            delete_calls(desk.seat, [call.row.id])


def bring_a_call_back(desk: "Desk") -> None:
    restore_calls(desk.seat, desk.some("guide_call", "deleted_at IS NOT NULL"))


def set_a_threshold(desk: "Desk") -> None:
    day = date.today() + timedelta(days=desk.chance.randrange(9))
    given = ThresholdFields("industry", "revenue", Fen(desk.chance.randrange(1, 10**9)), 0, day, "文件")
    set_threshold(desk.seat, given, STANDARDS, "营业收入")


def take_back_a_threshold(desk: "Desk") -> None:
    void_threshold(desk.seat, desk.one("cultivation_threshold", NOT_VOID), STANDARDS)


def take_in_a_candidate(desk: "Desk") -> None:
    target = desk.chance.choice([*STANDARDS.targets.values()])
    basis = Basis(date.today(), "2025", "", "")
    take_in(desk.seat, {desk.one("enterprise", KEPT): basis}, target, HelpFields(remark="走访"), date.today())


def go_on_with_a_candidate(desk: "Desk") -> None:
    row = desk.store.ask(cultivated_there, desk.one("cultivated", KEPT))
    seen, today = SeenCultivated(row.id, row.version), date.today()
    match desk.chance.randrange(3):
        case 0:
            move(desk.seat, [seen], desk.chance.choice(list(Growth)), today, today, because="复核")
        case 1:
            change_help(desk.seat, [seen], HelpFields(desk.one("cadre", THERE)), today)
        case _:
            delete_cultivated(desk.seat, [row.id])


def bring_a_candidate_back(desk: "Desk") -> None:
    restore_cultivated(desk.seat, desk.some("cultivated", "deleted_at IS NOT NULL"))


def keep_a_list_of_candidates(desk: "Desk") -> None:
    search = Search("above_scale", last_year(date.today()), 80, date.today(), (*State,))
    basis = Basis(search.day, str(search.period), "规上工业", State.NEAR)
    one = Candidate(desk.one("enterprise", KEPT), "企业", "", State.NEAR, is_known=True, basis=basis)
    keep_list(desk.seat, "名单", Found(search, (one,), {State.NEAR: 1}, 0))


def declare_a_list_void(desk: "Desk") -> None:
    void_list(desk.seat, desk.one("candidate_list", NOT_VOID))


def take_a_list_up_again(desk: "Desk") -> None:
    unvoid_list(desk.seat, desk.one("candidate_list", "voided_at IS NOT NULL"))


def enter_a_number_of_the_city(desk: "Desk") -> None:
    day = date.today() - timedelta(days=desk.chance.randrange(9))
    given = CityFields("high_tech", "", day, desk.chance.randrange(99), "简报")
    enter_city_count(desk.seat, given, OFFICE, date.today())


def take_back_a_number_of_the_city(desk: "Desk") -> None:
    void_city_count(desk.seat, desk.one("city_count", NOT_VOID), OFFICE)


def enter_a_park(desk: "Desk") -> None:
    save_park(desk.seat, ParkFields(f"园区{desk.chance.randrange(99)}", date(2022, 1, 1)), RULES)


def admit_to_a_park(desk: "Desk") -> None:
    day = date(2022, 1, desk.chance.randint(1, 28))
    given = [TenantFields(id_, day) for id_ in desk.some("enterprise", KEPT)]
    admit(desk.seat, _seen(desk, "business_park"), given, RULES)


def go_on_with_a_park(desk: "Desk") -> None:
    park = _seen(desk, "business_park")
    match desk.chance.randrange(5):
        case 0:
            end_park(desk.seat, park, date.today(), RULES, because="到期")
        case 1:
            reopen_park(desk.seat, park, because="续期")
        case 2:
            set_year(desk.seat, park, 2022, Year(desk.chance.choice([None, Fen(5)])), RULES)
        case 3:
            id_ = desk.one("park_tenant")
            with desk.seat.read() as session:
                park_id = session.get_one(ParkTenant, id_).park_id
            remove_tenants(desk.seat, _seen(desk, "business_park", park_id), [id_])
        case _:
            PARKS.delete(desk.seat, [park])


def enter_a_year_of_a_park(desk: "Desk") -> None:
    set_year(desk.seat, _seen(desk, "business_park"), 2022, Year(output=Fen(9)), RULES)


def bring_a_park_back(desk: "Desk") -> None:
    PARKS.restore(desk.seat, desk.some("business_park", "deleted_at IS NOT NULL"))


def hold_an_event(desk: "Desk") -> None:
    guests = (*(Guest(id_, people=2) for id_ in desk.some("enterprise", KEPT)), Guest(name="建设银行"))
    kind = desk.chance.choice(list(EventKind))
    save_event(desk.seat, EventFields(kind, "对接会", date(2022, 3, 1), guests=guests), RULES)


def sign_at_an_event(desk: "Desk") -> None:
    deal = DealFields("某商场", Signed.INTENT, desk.one("enterprise", KEPT), products=3, amount=Fen(900))
    save_deal(desk.seat, _seen(desk, "match_event"), deal, RULES)


def go_on_with_an_event(desk: "Desk") -> None:
    event = _seen(desk, "match_event")
    match desk.chance.randrange(3):
        case 0:
            given = EventFields(EventKind.OTHER, "改期的对接会", date(2022, 4, 1), guests=(Guest(name="校"),))
            save_event(desk.seat, given, RULES, event)
        case 1:
            id_ = desk.one("event_deal")
            with desk.seat.read() as session:
                event_id = session.get_one(EventDeal, id_).event_id
            remove_deal(desk.seat, _seen(desk, "match_event", event_id), id_)
        case _:
            EVENTS.delete(desk.seat, [event])


def bring_an_event_back(desk: "Desk") -> None:
    EVENTS.restore(desk.seat, desk.some("match_event", "deleted_at IS NOT NULL"))


def enter_a_need(desk: "Desk") -> None:
    owner = desk.one("enterprise", KEPT)
    save_need(desk.seat, NeedFields(Matter.FINANCING, owner, date(2022, 1, 5), "周转", Fen(500)), RULES)


def meet_a_need(desk: "Desk") -> None:
    given = OutcomeFields(Through.GUARANTEE, date(2022, 2, 1), Fen(200), partner="银行")
    save_outcome(desk.seat, _seen(desk, "need"), given, RULES)


def go_on_with_a_need(desk: "Desk") -> None:
    need = _seen(desk, "need")
    match desk.chance.randrange(4):
        case 0:
            end_need(desk.seat, need, date.today(), RULES, because="自筹")
        case 1:
            take_up_again(desk.seat, need)
        case 2:
            id_ = desk.one("need_outcome")
            with desk.seat.read() as session:
                need_id = session.get_one(NeedOutcome, id_).need_id
            remove_outcome(desk.seat, _seen(desk, "need", need_id), id_)
        case _:
            NEEDS.delete(desk.seat, [need])


def bring_a_need_back(desk: "Desk") -> None:
    NEEDS.restore(desk.seat, desk.some("need", "deleted_at IS NOT NULL"))


def _seen(desk: "Desk", table: str, id_: int | None = None) -> Seen:
    """Return a park, an event or a need as it is now."""
    records = {"business_park": PARKS, "match_event": EVENTS, "need": NEEDS}[table]
    with desk.seat.read() as session:
        row = records.there(session, id_ or desk.one(table, KEPT))
        return Seen(row.id, row.version)


def _visit(desk: "Desk") -> VisitFields:
    way = desk.chance.choice(list(Way))
    enterprises = desk.some("enterprise", KEPT) if way is Way.SYMPOSIUM else [desk.one("enterprise", KEPT)]
    return VisitFields(way, date.today(), tuple(enterprises), (desk.one("cadre", THERE),), found="开工正常")


def _raised(desk: "Desk", enterprise: int) -> Raised:
    return Raised(f"问题{desk.chance.randrange(99)}", "融资", enterprise, date.today())


def _problem(desk: "Desk", id_: int) -> Problem:
    with desk.seat.read() as session:
        return find_problem(session, id_, RULES.roads_in(session))


def _department(desk: "Desk") -> int | None:
    found = desk.ids("department", THERE)
    return desk.chance.choice(found) if found else None


LEDGER_ACTS: Sequence[Callable[["Desk"], Any]] = (
    enter_a_department,
    rename_a_department,
    enter_a_team,
    enter_a_cadre,
    let_a_cadre_leave,
    put_in_charge,
    hand_a_list_over,
    end_a_department,
    end_a_team,
    plan_a_visit,
    record_a_visit,
    go_on_with_a_visit,
    bring_a_visit_back,
    raise_a_problem,
    put_problems_together,
    step_a_problem,
    deal_with_a_problem,
    take_rows_in,
    take_rows_back,
    plan_some_visits,
    say_why_not,
    say_so_no_more,
    report_a_month,
    keep_a_table,
    change_a_table,
    drop_a_table,
    bring_a_table_back,
    write_a_topic,
    go_on_with_a_topic,
    bring_a_topic_back,
    note_a_call,
    go_on_with_a_call,
    bring_a_call_back,
    set_a_threshold,
    take_back_a_threshold,
    take_in_a_candidate,
    go_on_with_a_candidate,
    bring_a_candidate_back,
    keep_a_list_of_candidates,
    declare_a_list_void,
    take_a_list_up_again,
    enter_a_number_of_the_city,
    take_back_a_number_of_the_city,
    enter_a_park,
    admit_to_a_park,
    go_on_with_a_park,
    enter_a_year_of_a_park,
    bring_a_park_back,
    hold_an_event,
    sign_at_an_event,
    go_on_with_an_event,
    bring_an_event_back,
    enter_a_need,
    meet_a_need,
    go_on_with_a_need,
    bring_a_need_back,
    enter_a_project,
    go_on_with_a_project,
    fill_in_investment,
    enter_a_permit,
    take_a_permit_away,
    delete_a_project,
    bring_a_project_back,
)
