"""What people do at the ledgers of 万人助万企, each with targets chosen by chance; see `acts`."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from domain.outreach.charges import assign, charges_of, hand_over, release
from domain.outreach.entities import Department, Post, TeamKind, Way
from domain.outreach.people import (
    CadreFields,
    DepartmentFields,
    TeamFields,
    end_cadres,
    save_cadre,
    save_department,
    save_team,
)
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
    undo,
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
from domain.statistics.telling import Issue
from tests.conftest import RESOURCES
from tests.domain.outreach.conftest import OFFICE, PROBLEM_ROADS

if TYPE_CHECKING:
    from tests.domain.store.sessions.acts import Desk

FIGURES = Figures.load(RESOURCES / "figures")
RULES = Rules(PROBLEM_ROADS, OFFICE)
OPEN = "ended = ''"
THERE = "until IS NULL"
KEPT = "deleted_at IS NULL"


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
        release(desk.seat, [one.id for one in of[:1]], date.today(), because="到期")
    else:
        to = desk.one("cadre", THERE)
        hand_over(desk.seat, [one.id for one in of], to, date.today(), because="调动")


def plan_a_visit(desk: "Desk") -> None:
    plan_visits(desk.seat, _visit(desk), RULES)


def record_a_visit(desk: "Desk") -> None:
    fields = _visit(desk)
    problems = [_raised(desk, fields.enterprises[0])] if desk.chance.random() < 0.5 else []
    record_visit(desk.seat, fields, RULES, problems=problems, although_there=desk.chance.random() < 0.5)


def go_on_with_a_visit(desk: "Desk") -> None:
    visit = desk.store.ask(find_visit, desk.one("visit", KEPT))
    match desk.chance.randrange(4):
        case 0:
            record_visit(desk.seat, visit.fields, RULES, planned=visit.seen)
        case 1:
            change_visit(desk.seat, visit.seen, replace(_visit(desk), way=visit.way), RULES)
        case 2:
            drop_visits(desk.seat, [visit.seen], because="企业外出")
        case _:
            delete_visits(desk.seat, [visit.seen])


def bring_a_visit_back(desk: "Desk") -> None:
    restore_visits(desk.seat, desk.some("visit", "deleted_at IS NOT NULL"))


def raise_a_problem(desk: "Desk") -> None:
    raise_problem(desk.seat, _raised(desk, desk.one("enterprise", KEPT)), RULES)


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


def report_a_month(desk: "Desk") -> None:
    month = desk.chance.choice([date(2022, at, 1) for at in range(1, 13)])
    make_report(desk.seat, FIGURES, Issue(Over.MONTH, month), date.today(), OFFICE)


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
    plan_a_visit,
    record_a_visit,
    go_on_with_a_visit,
    bring_a_visit_back,
    raise_a_problem,
    put_problems_together,
    step_a_problem,
    deal_with_a_problem,
    report_a_month,
)
