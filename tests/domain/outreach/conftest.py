"""An office that looks after enterprises: two clerks with accounts, a department, two cadres."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from domain.enterprises.dictionary import load_dictionary
from domain.enterprises.entities import Enterprise
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import open_account
from domain.outreach.entities import TeamKind, Way
from domain.outreach.people import (
    CadreFields,
    DepartmentFields,
    TeamFields,
    save_cadre,
    save_department,
    save_team,
)
from domain.outreach.problem_entities import Content, ProblemRow
from domain.outreach.problems.raising import Raised, raise_problem
from domain.outreach.problems.reading import Problem, find_problem
from domain.outreach.problems.rules import Rules
from domain.outreach.problems.stepping import Doing, Given, take_step
from domain.outreach.visits import VisitFields
from domain.roads.library import Roads
from domain.roads.walking import Move
from domain.store.acts import Person
from domain.store.engine import Seat, Store
from domain.store.permits import Role
from domain.values.ids import AccountId, CadreId, DepartmentId, EnterpriseId, ProblemId
from tests.conftest import PASSWORD, RESOURCES

OFFICE = load_dictionary(RESOURCES / "facts" / "office.toml")
PROBLEM_ROADS = Roads.load(RESOURCES / "roads" / "problems")
TODAY = date(2026, 3, 2)  # a Monday


@dataclass
class Ledger:
    """The office at its ledgers.

    Attributes:
        one, other: Two people who keep ledgers.
    """

    store: Store
    one: Seat
    other: Seat
    rules: Rules
    enterprises: list[EnterpriseId]
    department: DepartmentId
    li: CadreId
    zhang: CadreId
    today: date = TODAY

    def raised(self, title: str = "贷款难", at: int = 0, **more: object) -> Raised:
        return Raised(title, "融资", self.enterprises[at], self.today, **more)  # type: ignore[arg-type]

    def raise_(self, title: str = "贷款难", at: int = 0, **more: object) -> ProblemId:
        return raise_problem(self.one, self.raised(title, at, **more), self.rules, although_like=True)

    def problem(self, id_: ProblemId) -> Problem:
        with self.store.read() as session:
            return find_problem(session, id_, self.rules.roads_in(session))

    def step(self, id_: ProblemId, step: str, seat: Seat | None = None, **given: object) -> str:
        """Take a problem along by the step that it stands at."""
        doing = Doing(Move.ONWARD, step)
        words = Given(**given)  # type: ignore[arg-type]
        return take_step(seat or self.one, [self.problem(id_).seen], doing, words, self.rules)

    def solve(self, id_: ProblemId, upto: str = "closing") -> None:
        """Take a problem along until it stands there."""
        given = {
            "assignment": {"department_id": self.department},
            "reply": {"remark": "已联系银行"},
            "solving": {"answer": "放款 200 万元"},
        }
        while (at := self.problem(id_).row.at) != upto:
            self.step(id_, at, **given[at])

    def close(self, id_: ProblemId) -> str:
        return self.step(id_, "closing", self.other, content=Content.CONTENT)

    def visit(self, at: int = 0, way: Way = Way.ON_SITE, day: date | None = None) -> VisitFields:
        return VisitFields(
            way, day or self.today, (self.enterprises[at],), (self.li,), met="刘总", found="开工正常"
        )


def ids_of(session: Session) -> list[EnterpriseId]:
    return [
        EnterpriseId(id_) for id_ in session.exec(select(Enterprise.id).order_by(col(Enterprise.id))) if id_
    ]


@pytest.fixture(scope="session")
def ledger_store(filled_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample office with two people, a department, a team and two cadres; made once."""

    folder = Path(shutil.copytree(filled_store, tmp_path_factory.mktemp("ledger") / "store"))
    store = Store.open(folder)
    first = Person("王小梅", AccountId(1))
    for number, (name, sign_in) in enumerate((("王小梅", "wangxm"), ("李建国", "lijg"))):
        seat = Seat(store, first) if number else store.seat("root")
        roles = {Role.MANAGE, Role.LEDGER}
        open_account(seat, AccountFields(name=name, sign_in=sign_in), roles, PASSWORD)
    seat = Seat(store, first)
    department = save_department(seat, DepartmentFields("区金融服务局", "孙工", "0371-67180000"))
    team = save_team(seat, TeamFields("第一工作组", TeamKind.GROUP))
    save_cadre(seat, CadreFields("李强", "副局长", "13803711234", department, team))
    save_cadre(seat, CadreFields("张敏", "科员", department_id=department, team_id=team))
    store.close()
    return folder


@pytest.fixture
def ledger(ledger_store: Path, tmp_path: Path) -> Iterator[Ledger]:

    store = Store.open(Path(shutil.copytree(ledger_store, tmp_path / "ledger")))
    office = Ledger(
        store,
        Seat(store, Person("王小梅", AccountId(1))),
        Seat(store, Person("李建国", AccountId(2))),
        None,  # type: ignore[arg-type]
        store.ask(ids_of),
        DepartmentId(1),
        CadreId(1),
        CadreId(2),
    )
    office.rules = Rules(PROBLEM_ROADS, OFFICE, today=lambda: office.today)
    yield office
    store.close()


def rows_of(store: Store) -> list[ProblemRow]:
    with store.read() as session:
        return list(session.exec(select(ProblemRow).order_by(col(ProblemRow.id))))
