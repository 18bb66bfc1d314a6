"""What an auditor looks at is an entry, of whatever kind it is."""

from datetime import date
from functools import partial

from PySide6.QtWidgets import QApplication, QWidget
from sqlmodel import col, select

from domain.cases.case_notices import worked_of
from domain.funds.calendar_months import month_text
from domain.funds.months import Month
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.queries import accounts
from domain.office.accounts.service import change_account
from domain.outreach.guides.calls import CallFields, list_calls, record_call
from domain.outreach.matching.events import EventFields, save_event
from domain.outreach.matching.needs import NeedFields, save_need
from domain.outreach.matching.parks import ParkFields, save_park
from domain.outreach.matching_entities import EventKind, Matter
from domain.outreach.people import list_cadres
from domain.outreach.problems.listing import ProblemFilter, list_problems
from domain.outreach.projects.listing import ProjectFilter, list_projects
from domain.outreach.visits import VisitFilter, list_visits
from domain.store.acts import Action
from domain.store.audit import AuditEntry
from domain.store.permits import Role
from domain.store.tables import Kind
from domain.store.told import last_of
from domain.values.money import Fen
from gui.formatting import date_text
from gui.pages.assessment.working import open_working
from gui.pages.cases.case_view import CaseView
from gui.pages.funds.months import ReconcileDialog
from gui.pages.guides.page import GuidesPage
from gui.pages.matching.views import EventView, NeedView, ParkView
from gui.pages.payments.recovering import show_recovery
from gui.pages.problems.problem_view import ProblemView
from gui.pages.projects.project_view import ProjectView
from gui.pages.visits.page import VisitsPage
from gui.people.people_card import PeopleCard
from gui.widgets.dialog import Dialog
from tests.conftest import PEOPLE
from tests.domain.cases.awards.conftest import MANAGER, REVIEWER
from tests.domain.outreach.conftest import ids_of
from tests.gui.test_ledgers import fill_ledgers, with_rows

ELSEWHERE = {
    Kind.NOTICE: "tests of notices",
    Kind.PAYMENT: "tests of payments",
    Kind.RECOVERY: "it is looked at as what becomes of a case",
    Kind.ATTACHMENT: "it is looked at as its enterprise's",
}
OF_NOBODY = {
    # Read only in lists, which mask what is personal, or as what it belongs to.
    *(Kind.BATCH, Kind.CHARGE, Kind.FIGURES, Kind.FREE_TABLE, Kind.HOLD, Kind.IMPORT, Kind.MANUAL),
    *(Kind.LETTER, Kind.PROPOSAL, Kind.RUN, Kind.SETTLEMENT, Kind.UNCLAIMED, Kind.CANDIDATES),
    *(Kind.CITY_COUNT, Kind.CULTIVATED, Kind.THRESHOLD),
    # The office's own, or everybody's.
    Kind.POLICY_DRAFT,
    *(Kind.BUDGET, Kind.CALENDAR, Kind.EXCHANGE, Kind.FILTER, Kind.ISSUER, Kind.LAYOUT, Kind.NUMBERS),
    *(Kind.OFFICE, Kind.OFFICE_ROAD, Kind.POLICY, Kind.POLICY_TEXT, Kind.PROBLEM_ROAD, Kind.REPORT),
    *(Kind.ROAD, Kind.RULE, Kind.RULING, Kind.STORE, Kind.TOPIC, Kind.WORDING, Kind.KEY),
}


def test_that_an_auditor_leaves_an_entry_of_whatever_is_looked_at(seated, office, context, qtbot):
    ids = office.make(office.granted()[:1])
    case, store, rules = office.case(ids[0]), office.store, context.problem_rules
    manager = office.seat(MANAGER)
    give(office, MANAGER, {Role.MANAGE, Role.HANDLE})
    owner = store.ask(ids_of)[0]
    with office.four_eyes_off():
        paid_for = with_rows(store, manager, context.office, owner, "扩建", "扩建")
        fill_ledgers(store, manager, rules, paid_for)
    record_call(manager, CallFields(date.today(), "09:05", "几点开门"), rules)
    park = save_park(manager, ParkFields("北区", date.today(), phone="13803710000"), rules)
    event = save_event(manager, EventFields(EventKind.SALES, "对接会", date.today()), rules)
    wanted = NeedFields(Matter.FINANCING, case.row.enterprise_id, date.today(), "贷款", Fen(100))
    need = save_need(manager, wanted, rules)
    give(office, REVIEWER, {Role.AUDIT, Role.MANAGE})
    services = seated(REVIEWER)
    services.permits.follow(frozenset({Role.AUDIT, Role.MANAGE}))
    over = QWidget()
    visits, guides, people = VisitsPage(services), GuidesPage(services), PeopleCard(services)
    problem, project, view = ProblemView(services), ProjectView(services), CaseView(services)
    park_view, event_view, need_view = (
        ParkView(services, over),
        EventView(services, over),
        NeedView(services, over),
    )
    for one in (over, visits, guides, people, problem, project, view):
        qtbot.addWidget(one)

    def first(read, *asked):
        return store.ask(read, *asked)[0]

    visit, call = first(list_visits, VisitFilter(), 9), first(list_calls)
    cadre = next(one for one in store.ask(list_cadres) if one.row.name == "周岚")
    account = first(accounts)
    with store.read() as session:
        worked = worked_of(session, case, office.rules, {}, is_settled=False)
    of = case.row.enterprise_id
    visits._load()
    qtbot.waitUntil(lambda: services.jobs.is_idle)
    units = {one.row.name: one for one in visits.units.all}
    nothing = (Fen(0), Fen(0), Fen(0))
    month = Month("2026-03", 0, *nothing, 0, None, 0, is_over=True, is_next=True)
    looked = {
        (Kind.VISIT, f"{date_text(visit.row.day)}走访"): partial(visits.visits.table.opened.emit, visit),
        (Kind.CADRE, "干部“周岚”"): partial(visits.cadres.table.opened.emit, cadre),
        (Kind.DEPARTMENT, "“区金融服务局”"): partial(visits.units.table.opened.emit, units["区金融服务局"]),
        (Kind.TEAM, "“护航专班”"): partial(visits.units.table.opened.emit, units["护航专班"]),
        (Kind.CALL, f"{date_text(call.row.day)}来电“几点开门”"): partial(
            guides.calls.table.opened.emit, call
        ),
        (Kind.ACCOUNT, f"账户“{account.name}”"): partial(people._on_change, account),
        (Kind.PROBLEM, "问题“"): partial(
            problem.show_problem, first(list_problems, ProblemFilter(), rules).id
        ),
        (Kind.PROJECT, "项目“"): partial(
            project.show_project, first(list_projects, ProjectFilter(), rules).id
        ),
        (Kind.PARK, "园区“北区”"): partial(park_view.show_one, park.id),
        (Kind.EVENT, "活动“对接会”"): partial(event_view.show_one, event.id),
        (Kind.NEED, f"{case.row.enterprise_name}的需求“贷款”"): partial(need_view.show_one, need.id),
        (Kind.CASE, f"事项{case.name}"): partial(view.show_case, ids[0], ids),
        (Kind.CASE, f"事项{case.name}的追回"): partial(show_recovery, services, over, ids[0]),
        (Kind.ENTERPRISE, "“核定过程单"): partial(open_working, services, worked, of, over),
        (Kind.MONTH, f"{month_text(month.month)}对账"): partial(ReconcileDialog, services, over, month),
    }
    assert {kind for kind, _ in looked} | ELSEWHERE.keys() | OF_NOBODY == set(Kind)
    for (kind, said), look in looked.items():
        before = store.ask(last_of)[0].number
        for _ in range(2):
            look()
            qtbot.waitUntil(lambda: services.jobs.is_idle)
        [entered] = store.ask(looks_since, before)
        assert entered.startswith(f"{kind.value} 查看{said}")
    for one in QApplication.topLevelWidgets():
        if isinstance(one, Dialog):
            one.deleteLater()


def give(office, name, roles):
    fields = AccountFields(name=name, sign_in=PEOPLE[name][0])
    change_account(office.seat(MANAGER), office.numbers[name], fields, roles)


def looks_since(session, number):
    entries = session.exec(select(AuditEntry).where(col(AuditEntry.id) > number)).all()
    assert {one.action for one in entries} <= {Action.RECORD_LOOK}
    return [f"{one.kind} {one.summary}" for one in entries]
