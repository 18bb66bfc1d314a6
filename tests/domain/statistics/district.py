"""An invented district at its ledgers: cadres in charge, visits, problems, over a year, by chance."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from stdnum.cn import uscc

from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.queries import facts_of as read_facts
from domain.enterprises.service import save_enterprise
from domain.outreach.charges import assign
from domain.outreach.entities import Post, TeamKind, Way
from domain.outreach.people import (
    CadreFields,
    DepartmentFields,
    TeamFields,
    save_cadre,
    save_department,
    save_team,
)
from domain.outreach.problem_entities import KINDS, Content, Matter
from domain.outreach.problems.raising import Raised, raise_problem
from domain.outreach.problems.reading import Seen, read_problems
from domain.outreach.problems.rules import Rules
from domain.outreach.problems.stepping import Doing, Given, reopen, take_step
from domain.outreach.project_entities import Project, ProjectEnterprise
from domain.outreach.projects.keeping import SeenProject
from domain.outreach.visits import VisitFields, record_visit
from domain.roads.walking import Move
from domain.store.acts import Action
from domain.store.engine import Store
from domain.store.tables import Kind, Subject
from domain.values.ids import CadreId, DepartmentId, EnterpriseId, ProblemId, ProjectId
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

    def enter(self, at: int, **attributes: str) -> None:
        """Have something entered of an enterprise."""
        id_ = self.enterprises[at]
        with self.store.read() as session:
            facts = read_facts(session, id_, OFFICE)
        now = replace(facts, attributes={**facts.attributes, **attributes})
        save_enterprise(self.seat, now, OFFICE, id_=id_)

    def staff(self, teams: int, cadres: int) -> None:
        """Put cadres of some teams in charge of every enterprise, in turns."""
        ids = [save_team(self.seat, TeamFields(f"第{at + 1}组", TeamKind.GROUP)) for at in range(teams)]
        self.cadres = [
            save_cadre(self.seat, CadreFields(f"干部{at + 1}", team_id=ids[at % teams]))
            for at in range(cadres)
        ]
        for at, cadre in enumerate(self.cadres):
            assign(self.seat, self.enterprises[at::cadres], cadre, Post.CADRE, self.day)

    def visit(self, *at: int, way: Way = Way.ON_SITE) -> None:
        ids = tuple(self.enterprises[one] for one in at)
        record_visit(self.seat, VisitFields(way, self.day, ids), self.rules, although_there=True)

    def raise_(self, at: int, kind: str = "融资", matter: Matter = Matter.PROBLEM) -> ProblemId:
        raised = Raised("问题", kind, self.enterprises[at], self.day, matter=matter)
        return raise_problem(self.seat, raised, self.rules)

    def seen(self, ids: Sequence[ProblemId]) -> list[Seen]:
        with self.store.read() as session:
            return [one.seen for one in read_problems(session, ids, self.rules.roads_in(session))]

    def take(self, ids: Sequence[ProblemId], step: str) -> None:
        """Take problems that stand at a place along."""
        take_step(self.seat, self.seen(ids), Doing(Move.ONWARD, step), GIVEN[step](self), self.rules)

    def solve(self, ids: Sequence[ProblemId]) -> None:
        for step in STEPS:
            self.take(ids, step)

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
        """Have a year pass, with visits and problems on days by chance."""
        days = sorted(NEW_YEAR + timedelta(days=chance.randrange(365)) for _ in range(visits + problems))
        what = chance.sample([True] * visits + [False] * problems, visits + problems)
        open_: list[tuple[ProblemId, int]] = []
        solved: list[ProblemId] = []
        for self.day, is_visit in zip(days, what, strict=True):
            if is_visit:
                together = chance.random() < 0.1
                at = chance.sample(range(len(self.enterprises)), 3 if together else 1)
                self.visit(*at, way=Way.SYMPOSIUM if together else chance.choice([Way.ON_SITE, Way.CALL]))
                continue
            kind, matter = chance.choice(KINDS), chance.choice([Matter.PROBLEM] * 4 + [Matter.ERRAND])
            open_.append((self.raise_(chance.randrange(len(self.enterprises)), kind, matter), 0))
            going, open_ = open_, []
            for id_, step in going:
                if chance.random() < 0.5:
                    open_.append((id_, step))
                elif step == 0 and chance.random() < 0.1:
                    decline = Doing(Move.BEGIN, "decline")
                    take_step(self.seat, self.seen([id_]), decline, Given("不属本区"), self.rules)
                else:
                    self.take([id_], STEPS[step])
                    (solved.append(id_) if step == 3 else open_.append((id_, step + 1)))
            if solved and chance.random() < 0.05:
                again = solved.pop(chance.randrange(len(solved)))
                reopen(self.seat, self.seen([again])[0], self.rules, because="又发生了")
                open_.append((again, 0))


def facts_of(count: int) -> list[EnterpriseFacts]:
    """Return so many enterprises that there are not."""
    model = EnterpriseFacts(uscc="", name="")
    codes = [f"91410100MC{at:07d}" for at in range(count)]
    return [
        replace(model, uscc=code + str(uscc.calc_check_digit(code)), name=f"郑东第{at}号科技有限公司")
        for at, code in enumerate(codes)
    ]
