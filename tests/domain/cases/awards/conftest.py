"""An office of three people, and what it takes to bring a case along."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from domain.cases.awards.entities import CaseStep
from domain.cases.awards.handling import record_opinions
from domain.cases.awards.making import Application, Wanted, make_cases, take_application
from domain.cases.awards.reading import Case, Seen, find_case, read_cases
from domain.cases.awards.rules import Rules
from domain.cases.awards.stepping import Doing, Foresight, foresee, take_step
from domain.cases.service import Approval, Award, issue_notices
from domain.enterprises.queries import facts_of
from domain.enterprises.service import save_enterprise
from domain.funds.approving import Treasury
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import change_account
from domain.office.house_rules import set_four_eyes
from domain.policies.files.library import PolicyLibrary
from domain.policies.policy import Clause, Policy
from domain.policies.runs.register import Assessed, assess_register
from domain.policies.trace import Outcome
from domain.roads.library import Roads
from domain.roads.road import Road
from domain.roads.walking import Move
from domain.store.acts import Person
from domain.store.audit import changed_since
from domain.store.engine import Seat, Store, head_in
from domain.store.permits import Role
from domain.store.tables import Kind
from domain.values.ids import CaseId, EnterpriseId, EntryId
from domain.values.money import MAX_FEN
from domain.values.periods import Period
from domain.values.progress import Reporter, Silent
from tests.conftest import PEOPLE

PAPERS = ("营业执照", "纳税证明")
MANAGER, HANDLER, REVIEWER = PEOPLE
"""王小梅 approves too, so that there are three."""


@dataclass
class Office:
    """A store with people, on a day that passes when it is told to."""

    store: Store
    roads: dict[str, Road]
    library: PolicyLibrary
    day: date = date(2026, 3, 2)
    decided: Sequence[Assessed] = ()
    """What the register comes to as long as nothing of it is changed, where that is known."""
    numbers: dict[str, int] = field(default_factory=lambda: {name: at for at, name in enumerate(PEOPLE, 1)})
    is_staffed: bool = False
    """Whether its people have their roles already."""

    def __post_init__(self) -> None:
        if not self.is_staffed:
            for name, roles in ((MANAGER, {Role.MANAGE, Role.APPROVE}), (REVIEWER, {Role.REVIEW})):
                fields = AccountFields(name=name, sign_in=PEOPLE[name][0])
                change_account(self.seat(MANAGER), self.numbers[name], fields, roles)
        with self.store.read() as session:
            self.begun = EntryId(head_in(session).acts)
        shipped = self.library.find("zhengdong-2022")
        asking = {id_: replace(clause, papers=PAPERS) for id_, clause in shipped.clauses.items()}
        self.policy: Policy = replace(shipped, clauses=asking)

    @property
    def rules(self) -> Rules:
        known = Roads({road.digest: road for road in self.roads.values()})
        return Rules(
            known, {self.policy.id: self.policy}, self.library.dictionary, Treasury(), today=lambda: self.day
        )

    def seat(self, name: str) -> Seat:
        return Seat(self.store, Person(name, self.numbers[name]))

    def assessed(self) -> Sequence[Assessed]:
        with self.store.read() as session:
            is_as_it_was = not changed_since(session, Kind.ENTERPRISE, self.begun)
        if self.decided and is_as_it_was:
            return self.decided
        return assess_register(self.store, self.policy, self.library.dictionary, Silent())

    def granted(self, *, clause: str = "") -> list[Wanted]:
        """Return what the register is granted, a clause's or all."""
        return [
            Wanted(entry.enterprise_id, one.clause_id, amount=one.amount)
            for entry in self.assessed()
            for one in entry.decisions
            if one.outcome is Outcome.GRANTED and one.amount and clause in ("", one.clause_id)
        ]

    def not_met(self) -> Wanted:
        """Return an award that there is nothing of."""
        one = next(one for one in self.assessed() if one.decisions[0].outcome is Outcome.NOT_MET)
        return Wanted(one.enterprise_id, one.decisions[0].clause_id)

    def make(
        self,
        wanted: Sequence[Wanted],
        road: str = "unasked",
        reporter: Reporter | None = None,
        *,
        period: str = "",
    ) -> list[CaseId]:
        made = make_cases(
            self.seat(HANDLER),
            wanted,
            reporter or Silent(),
            policy=self.policy,
            road=self.roads[road],
            rules=self.rules,
            period=period,
        )
        assert not made.passed_over, made.passed_over
        return list(made.ids)

    def apply(self, wanted: Wanted, road: str = "standard", **said: object) -> CaseId:
        application = Application(wanted, "刘会计", self.day, **said)  # type: ignore[arg-type]
        return take_application(
            self.seat(HANDLER), application, policy=self.policy, road=self.roads[road], rules=self.rules
        )

    def issue(self, *wanted: Wanted, funds: Treasury | None = None) -> None:
        """Give notices by the short road."""
        issue_notices(
            self.seat(HANDLER),
            [Award(one.enterprise_id, one.clause_id, one.amount) for one in wanted],
            Silent(),
            policy=self.policy,
            dictionary=self.library.dictionary,
            approval=Approval("李主任", self.day),
            road=self.roads["alone"],
            funds=funds,
        )

    @contextmanager
    def four_eyes_off(self) -> Iterator[None]:
        """Have what takes two people done by one for a while."""
        set_four_eyes(self.seat(MANAGER), on=False, because="试")
        yield
        set_four_eyes(self.seat(MANAGER), on=True, because="试完")

    def case(self, id_: CaseId) -> Case:
        with self.store.read() as session:
            return find_case(session, id_, self.rules.roads_in(session))

    def seen(self, *ids: CaseId) -> list[Seen]:
        with self.store.read() as session:
            return [case.seen for case in read_cases(session, ids, self.rules.roads_in(session))]

    def steps(self, id_: CaseId) -> list[CaseStep]:
        case = self.case(id_)
        return sorted((*case.steps, *case.voided), key=lambda step: step.number)

    def do(self, who: str, ids: Sequence[CaseId], move: Move, step: str, **said: object) -> str:
        doing = Doing(move, step, str(said.pop("to", "")), int(str(said.pop("number", 0))))
        return take_step(self.seat(who), self.seen(*ids), doing, self.rules, **said)  # type: ignore[arg-type]

    def onward(self, who: str, ids: Sequence[CaseId], step: str, **said: object) -> str:
        return self.do(who, ids, Move.ONWARD, step, **said)

    def foresee(self, who: str, ids: Sequence[CaseId], step: str, move: Move = Move.ONWARD) -> Foresight:
        with self.store.read() as session:
            return foresee(session, ids, Doing(move, step), self.seat(who).who, self.rules)

    def bring(self, ids: Sequence[CaseId], to: str) -> None:
        """Bring cases on one road to a state, by who should."""
        road = self.case(ids[0]).road
        for state in road.way:
            if state.id == to:
                return
            if state.id in self.case(ids[0]).standing.signed:
                continue
            self.ready(ids, state.id)
            who = next(
                name
                for name, roles in (
                    (HANDLER, {Role.HANDLE}),
                    (REVIEWER, {Role.REVIEW}),
                    (MANAGER, {Role.APPROVE}),
                )
                if roles & state.by
            )
            self.onward(who, ids, state.id)

    def ready(self, ids: Sequence[CaseId], state: str) -> None:
        """Have there what a state asks for."""
        case = self.case(ids[0])
        for opinion in case.road.states[state].opinions:
            record_opinions(self.seat(HANDLER), self.seen(*ids), opinion, self.rules, on=self.day)
        running = case.standing.publicity
        if state in case.road.locked_by_publicity and running is not None and self.day <= running.end:
            self.day = running.end + timedelta(days=1)

    def enter(self, id_: EnterpriseId, **attributes: object) -> None:
        """Have the handler change what is recorded of an enterprise."""
        with self.store.read() as session:
            facts = facts_of(session, id_, self.library.dictionary)
        now = replace(facts, attributes={**facts.attributes, **attributes})  # type: ignore[arg-type]
        save_enterprise(self.seat(HANDLER), now, self.library.dictionary, id_=id_)

    def enter_figure(self, id_: EnterpriseId, name: str, period: Period, amount: int) -> None:
        """Have the handler enter a period figure of an enterprise."""
        with self.store.read() as session:
            facts = facts_of(session, id_, self.library.dictionary)
        figures = {**facts.indicators, name: {**facts.indicators.get(name, {}), period: amount}}
        save_enterprise(
            self.seat(HANDLER), replace(facts, indicators=figures), self.library.dictionary, id_=id_
        )

    def raise_figures(self, id_: EnterpriseId, by: int = 2) -> None:
        """Have every period figure of an enterprise be another."""
        with self.store.read() as session:
            facts = facts_of(session, id_, self.library.dictionary)
        more = {
            name: {period: min(amount * by, MAX_FEN) for period, amount in figures.items()}
            for name, figures in facts.indicators.items()
        }
        now = replace(facts, indicators=more)
        save_enterprise(self.seat(HANDLER), now, self.library.dictionary, id_=id_)

    def clause(self, id_: CaseId) -> Clause:
        return self.policy.clauses[self.case(id_).row.clause_id]


@pytest.fixture(scope="session")
def roads(resources: Path) -> dict[str, Road]:
    return Roads.load(resources / "roads").begun_on(date(2026, 1, 1))


@pytest.fixture
def office(
    staffed_store: Path,
    roads: dict[str, Road],
    policies: PolicyLibrary,
    assessed: Sequence[Assessed],
    tmp_path: Path,
) -> Iterator[Office]:
    store = Store.open(Path(shutil.copytree(staffed_store, tmp_path / "peopled")))
    yield Office(store, roads, policies, decided=assessed, is_staffed=True)
    store.close()
