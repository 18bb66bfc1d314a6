"""An invented district at its ledgers: cadres in charge, visits, problems, over a year, by chance."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from sqlmodel import select
from stdnum.cn import uscc

from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.merging import merge_two, read_two
from domain.enterprises.queries import facts_of as read_facts
from domain.enterprises.service import delete_enterprises, save_enterprise
from domain.outreach.charges import assign, charges_of, hand_over
from domain.outreach.entities import Post, Way
from domain.outreach.people import (
    CadreFields,
    DepartmentFields,
    TeamFields,
    save_cadre,
    save_department,
    save_team,
)
from domain.outreach.problem_entities import KINDS, Content, Matter, ProblemStep
from domain.outreach.problems.listing import ProblemFilter, list_problems
from domain.outreach.problems.raising import Raised, gather, raise_problem
from domain.outreach.problems.reading import Light, Seen, read_problems
from domain.outreach.problems.rules import Rules
from domain.outreach.problems.stepping import Doing, Given, reopen, take_step
from domain.outreach.problems.undoing import undo
from domain.outreach.project_entities import Project, ProjectEnterprise
from domain.outreach.projects.keeping import SeenProject
from domain.outreach.visits import SeenVisit, VisitFields, delete_visits, record_visit
from domain.roads.walking import Move
from domain.store.acts import Action
from domain.store.engine import Store
from domain.store.tables import Kind, Subject
from domain.values.ids import CadreId, DepartmentId, EnterpriseId, ProblemId, ProjectId, VisitId
from tests.domain.outreach.conftest import OFFICE, PROBLEM_ROADS
from tests.filling import take_in

NEW_YEAR = date(2022, 1, 1)
GIVEN = {
    "assignment": lambda of: Given(department_id=of.departments[0]),
    "reply": lambda of: Given("已联系"),
    "solving": lambda of: Given(answer="已解决"),
    "closing": lambda of: Given(content=Content.CONTENT),
}
STEPS = list(GIVEN)


class District:
    """One person keeps all of it, on the day that it is."""

    def __init__(self, store: Store, enterprises: int) -> None:
        self.store, self.seat = store, store.seat("王小梅")
        self.day = NEW_YEAR
        self.rules = Rules(PROBLEM_ROADS, OFFICE, today=lambda: self.day)
        self.enterprises = [EnterpriseId(id_) for id_ in take_in(self.seat, facts_of(enterprises))]
        self.departments = [
            DepartmentId(save_department(self.seat, DepartmentFields(name))) for name in ("发展局", "金融局")
        ]
        self.cadres: list[CadreId] = []
        self.errs = False
        """Whether people make mistakes and take them back, and the register is corrected."""
        self.late: dict[date, list[Matter]] = {}

    def enter(self, at: int, **attributes: str) -> None:
        """Have something entered of an enterprise."""
        id_ = self.enterprises[at]
        with self.store.read() as session:
            facts = read_facts(session, id_, OFFICE)
        now = replace(facts, attributes={**facts.attributes, **attributes})
        save_enterprise(self.seat, now, OFFICE, id_=id_)

    def staff(self, teams: int, cadres: int) -> None:
        """Put cadres of some teams in charge of every enterprise, in turns."""
        ids = [save_team(self.seat, TeamFields(f"第{at + 1}组", since=self.day)) for at in range(teams)]
        self.cadres = [
            save_cadre(self.seat, CadreFields(f"干部{at + 1}", team_id=ids[at % teams]))
            for at in range(cadres)
        ]
        for at, cadre in enumerate(self.cadres):
            assign(self.seat, self.enterprises[at::cadres], cadre, Post.CADRE, self.day)

    def visit(self, *at: int, way: Way = Way.ON_SITE) -> VisitId:
        ids = tuple(self.enterprises[one] for one in at)
        fields = VisitFields(way, self.day, ids)
        return record_visit(self.seat, fields, self.rules, although_there=True).id

    def raise_(self, at: int, kind: str = "融资", matter: Matter = Matter.PROBLEM) -> ProblemId:
        raised = Raised("问题", kind, self.enterprises[at], self.day, matter=matter)
        return raise_problem(self.seat, raised, self.rules, although_like=True)

    def seen(self, ids: Sequence[ProblemId]) -> list[Seen]:
        with self.store.read() as session:
            return [one.seen for one in read_problems(session, ids, self.rules.roads_in(session))]

    def take(self, ids: Sequence[ProblemId], step: str, *, is_mistake: bool = False) -> None:
        """Take problems that stand at a place along; by mistake at first, which is taken back."""
        doing, given = Doing(Move.ONWARD, step), GIVEN[step](self)
        if is_mistake:
            act = take_step(self.seat, self.seen(ids), doing, given, self.rules)
            undo(self.seat, act, self.seen(ids), self.rules)
        take_step(self.seat, self.seen(ids), doing, given, self.rules)

    def solve(self, ids: Sequence[ProblemId]) -> None:
        for step in STEPS:
            self.take(ids, step)

    def steps(self) -> list[ProblemStep]:
        with self.store.read() as session:
            return list(session.exec(select(ProblemStep)))

    def enter_projects(self, count: int) -> list[SeenProject]:
        """Enter so many projects of the first enterprise, in one act."""
        with self.seat.act(Action.PROJECT_SAVE) as act:
            for id_ in map(ProjectId, range(1, count + 1)):
                name = f"项目{id_}"
                act.session.add(Project(id=id_, number=name, name=name, by_name="王小梅", made_at=act.at))
                act.session.add(ProjectEnterprise(project_id=id_, enterprise_id=self.enterprises[0]))
                act.note(Subject(Kind.PROJECT, id_), f"登记{name}")
        return [SeenProject(ProjectId(id_), 1) for id_ in range(1, count + 1)]

    def live_a_year(self, chance: Random, visits: int, problems: int) -> None:
        """Have a year pass, with visits and problems on days by chance; where it errs, some of them wrong."""
        days = sorted(NEW_YEAR + timedelta(days=chance.randrange(365)) for _ in range(visits + problems))
        what = chance.sample([True] * visits + [False] * problems, visits + problems)
        open_: list[tuple[ProblemId, int]] = []
        solved: list[ProblemId] = []
        for number, (day, is_visit) in enumerate(zip(days, what, strict=True)):
            self._pass_until(day)
            if is_visit:
                self._visit_by(chance)
                continue
            kind, matter = chance.choice(KINDS), chance.choice([Matter.PROBLEM] * 4 + [*Matter])
            open_.append((self.raise_(chance.randrange(len(self.enterprises)), kind, matter), 0))
            going, open_ = open_, []
            for id_, step in going:
                if chance.random() < 0.5:
                    open_.append((id_, step))
                elif step == 0 and chance.random() < 0.1:
                    decline = Doing(Move.BEGIN, "decline")
                    take_step(self.seat, self.seen([id_]), decline, Given("不属本区"), self.rules)
                else:
                    self.take([id_], STEPS[step], is_mistake=self.errs and number % 5 == 0)
                    (solved.append(id_) if step == 3 else open_.append((id_, step + 1)))
            if len(solved) >= 3:
                again = solved.pop(chance.randrange(len(solved)))
                reopen(self.seat, self.seen([again])[0], self.rules, because="又发生了")
                open_.append((again, 0))
            if self.errs and number == len(days) // 2:
                self._correct_the_register()
        if self.errs:
            # They go on along with it, which nobody does.
            gather(self.seat, self.seen([self.raise_(0), self.raise_(1)]), "园区限电", self.rules)
        self._pass_until(NEW_YEAR + timedelta(days=365))
        self.day = NEW_YEAR + timedelta(days=364)

    def _visit_by(self, chance: Random) -> None:
        together = chance.random() < 0.1
        at = chance.sample(range(len(self.enterprises)), 3 if together else 1)
        id_ = self.visit(*at, way=Way.SYMPOSIUM if together else chance.choice([Way.ON_SITE, Way.CALL]))
        if self.errs and chance.random() < 0.1:
            delete_visits(self.seat, [SeenVisit(id_, 1)])

    def _pass_until(self, day: date) -> None:
        """Go on to a day; what the list says is late is written down on the last one of each quarter."""
        for month in (3, 6, 9, 12):
            last = date(2022, month, 31 if month in (3, 12) else 30)
            if self.day < last < day or self.day == last < day:
                self.day = last
                with self.store.read() as session:
                    listed = list_problems(session, ProblemFilter(is_open=True), self.rules)
                self.late[last] = [
                    one.matter for one in listed if one.light is Light.RED and one.enterprise_id is not None
                ]
        self.day = day

    def _correct_the_register(self) -> None:
        """Merge two records and delete one; hand what somebody looked after over to another."""
        kept, gone = read_two(self.store, *self.enterprises[:2], OFFICE)
        merge_two(self.seat, kept, gone, kept.facts, OFFICE)
        delete_enterprises(self.seat, [self.enterprises[2]])
        del self.enterprises[1:3]
        charges = self.store.ask(charges_of, self.cadres[-1])
        live = [one.id for one in charges if one.enterprise_id in self.enterprises]
        if live:
            hand_over(self.seat, live, self.cadres[0], self.day, because="调动")


def facts_of(count: int) -> list[EnterpriseFacts]:
    """Return so many enterprises that there are not."""
    model = EnterpriseFacts(uscc="", name="")
    codes = [f"91410100MC{at:07d}" for at in range(count)]
    return [
        replace(model, uscc=code + str(uscc.calc_check_digit(code)), name=f"郑东第{at}号科技有限公司")
        for at, code in enumerate(codes)
    ]
