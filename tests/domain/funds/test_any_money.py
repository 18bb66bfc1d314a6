"""Any people do anything of cases, budgets and payments; the books balance, and nothing goes beyond them.

What is held here is added up a second time, by plain SQL, from movements and steps as they are stored.
"""

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import select

from domain.cases.awards.handling import decide_amount
from domain.cases.awards.stepping import Doing, take_step
from domain.cases.awards.undoing import undo
from domain.cases.roads.road import Road
from domain.cases.roads.walking import Move, steps_from
from domain.funds.budgets import Given, adjust_budget, carry_over, change_budget, list_budgets
from domain.funds.entities import Shortage
from domain.funds.payment_entities import LineState, PaymentLine
from domain.funds.payments import (
    Answer,
    drop_line,
    hold_payment,
    make_list,
    record_answers,
    release_line,
    send_list,
)
from domain.funds.sharing import share_out
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import change_account
from domain.office.house_rules import set_budgets_needed, set_four_eyes
from domain.policies.files.library import PolicyLibrary
from domain.store.engine import Seat, Store
from domain.store.permits import Role
from domain.values.errors import DomainError
from domain.values.ids import BudgetId, CaseId
from domain.values.money import Fen
from tests.conftest import PEOPLE
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, REVIEWER, Office
from tests.domain.funds.conftest import budget, enter
from tests.replaying import hold_against_the_trail

SOMEBODY = st.sampled_from(list(PEOPLE))
PAYER = st.sampled_from([REVIEWER, REVIEWER, REVIEWER, MANAGER, HANDLER])
SOME = st.lists(st.integers(0, 5), min_size=1, max_size=6, unique=True)
SETTINGS = settings(max_examples=5, stateful_step_count=40, deadline=None)


class AnyMoney(RuleBasedStateMachine):
    """Six cases shortly before their approval, and money for some of them."""

    origin: Path
    roads: dict[str, Road]
    library: PolicyLibrary

    @initialize(
        road=st.sampled_from(["unasked", "simple"]),
        ahead=st.sampled_from(["approval", "done", "notice"]),
        share=st.integers(3, 9),
        sources=st.integers(1, 2),
        shortage=st.sampled_from(Shortage),
    )
    def begin(self, road: str, ahead: str, share: int, sources: int, shortage: Shortage) -> None:
        self.folder = TemporaryDirectory()
        store = Store.open(Path(shutil.copytree(self.origin, Path(self.folder.name) / "store")))
        self.office = Office(store, self.roads, self.library)
        set_four_eyes(self.office.seat(MANAGER), on=False, because="试")
        self.ids = self.office.make(self.office.granted()[:6], road)
        self.office.bring(self.ids, ahead)
        if ahead in self.roads[road].states:
            self.office.ready(self.ids, ahead)
        for at, id_ in enumerate(self.ids):
            row = self.office.case(id_).row
            account = {"account_name": row.enterprise_name, "account_bank": "某行"}
            self.office.enter(row.enterprise_id, **account, account_number=f"17020205092{at:08d}")
        # Who pays did not approve.
        fields = AccountFields(name=REVIEWER, sign_in=PEOPLE[REVIEWER][0])
        change_account(self.office.seat(MANAGER), 3, fields, {Role.REVIEW, Role.PAY})
        self.uids: list[str] = []
        whole = sum(self.office.case(id_).amount for id_ in self.ids)
        names = ("市财政", "区财政")[:sources]
        clause = self.office.case(self.ids[0]).row.clause_id
        parts = [Given(name, Fen(whole * share // 6), 1 + at, {clause: 1}) for at, name in enumerate(names)]
        self.attempt(lambda *_: enter(self.office, given=parts, shortage=shortage), MANAGER)

    def some(self, places: list[int]) -> list[CaseId]:
        return [self.ids[at] for at in places]

    @rule(days=st.sampled_from([1, 7, 200]))
    def days_pass(self, days: int) -> None:
        self.office.day += timedelta(days=days)

    @rule(who=SOMEBODY, places=SOME, data=st.data())
    def somebody_does_something_to_some(self, who: str, places: list[int], data: st.DataObject) -> None:
        case = self.office.case(self.ids[places[0]])
        with self.office.store.read() as session:
            now = self.office.rules.now(session, self.office.seat(who).who)
        steps = [one for one in steps_from(case.road, case.standing, case.at_hand, now) if one.is_open]
        # Most of what ends a case is left out, or all would have ended soon.
        if data.draw(st.integers(0, 3)):
            steps = [one for one in steps if one.move is not Move.BEGIN]
        if steps:
            step = data.draw(st.sampled_from(steps))
            doing = Doing(step.move, step.id, step.to, step.number)
            seen = self.office.seen(*self.some(places))
            self.attempt(take_step, who, seen, doing, self.office.rules, remark="核对过")

    @rule(places=SOME, payer=PAYER)
    def they_go_on(self, places: list[int], payer: str) -> None:
        """Have cases go on as they should: approved, granted, listed."""
        ids = self.some(places)
        at = {id_: self.office.case(id_).row.at for id_ in ids}
        for state, who in (("approval", MANAGER), ("notice", HANDLER)):
            if ready := [id_ for id_ in ids if at[id_] == state]:
                self.office.ready(ready, state)
                self.attempt(partial(self.onward, ready, state), who)
        if done := [id_ for id_ in ids if at[id_] == "done"]:
            self.attempt(make_list, payer, done, self.office.rules)

    def onward(self, ids: list[CaseId], state: str, seat: Seat) -> str:
        return self.office.onward(seat.who.name, ids, state)

    @rule(who=SOMEBODY, at=st.integers(-3, -1))
    def somebody_takes_back(self, who: str, at: int) -> None:
        if len(self.uids) >= -at:
            self.attempt(undo, who, self.uids[at], self.office.rules)

    @rule(place=st.integers(0, 5), share=st.integers(0, 10))
    def an_amount_is_decided(self, place: int, share: int) -> None:
        [seen] = self.office.seen(self.ids[place])
        amount = Fen(self.office.case(seen.id).row.computed * share // 10)
        self.attempt(decide_amount, MANAGER, seen, amount, self.office.rules, because="核减")

    @rule(who=SOMEBODY, places=SOME)
    def what_is_left_is_shared(self, who: str, places: list[int]) -> None:
        seen = self.office.seen(*self.some(places))
        self.attempt(share_out, who, seen, self.office.rules, because="不足")

    @rule(by=st.integers(-(10**7), 10**7), at=st.integers(0, 1), shortage=st.sampled_from(Shortage))
    def the_budget_is_changed(self, by: int, at: int, shortage: Shortage) -> None:
        ids = [one.id for one in self.office.store.ask(list_budgets, self.office.day)]
        if ids:
            sources = budget(self.office, ids[-1]).sources
            words = {"document": "9号", "because": "调整"}
            wanted = {sources[min(at, len(sources) - 1)].id: Fen(by)}
            self.attempt(adjust_budget, MANAGER, ids[-1], wanted, self.office.day, **words)
            shares = {"": [*range(len(sources))]}
            self.attempt(change_budget, MANAGER, ids[-1], shortage=shortage, shares=shares, because="改")

    @rule(who=SOMEBODY, place=st.integers(0, 5), days=st.integers(0, 3))
    def one_is_held_back(self, who: str, place: int, days: int) -> None:
        end = self.office.day + timedelta(days=days)
        self.attempt(hold_payment, who, because="核查", case_id=self.ids[place], until=end)

    @rule(who=PAYER, at=st.integers(0, 3), share=st.integers(0, 2), goes=st.integers(0, 3))
    def a_payment_goes_on(self, who: str, at: int, share: int, goes: int) -> None:
        with self.office.store.read() as session:
            lines = session.exec(select(PaymentLine).order_by(PaymentLine.id)).all()  # type: ignore[arg-type]
        if not lines:
            return
        line, rules = lines[-1 - at % len(lines)], self.office.rules
        if line.state == LineState.HELD:
            self.attempt(release_line, who, line.id, because="已核对")
        if not goes:
            self.attempt(drop_line, who, line.id, because="下一批")
        self.attempt(send_list, who, line.list_id, rules)
        answer = Answer(Fen(line.amount * share // 2), self.office.day, "退汇")
        self.attempt(record_answers, who, line.list_id, {line.id: answer}, rules)

    @rule(ahead=st.integers(0, 1), amount=st.integers(0, 10**8), needed=st.booleans())
    def a_year_has_its_budget(self, ahead: int, amount: int, needed: bool) -> None:
        year = 2026 + ahead
        self.attempt(lambda *_: enter(self.office, amount, amount, year=year), MANAGER)
        set_budgets_needed(self.office.seat(MANAGER), on=needed)
        self.attempt(carry_over, MANAGER, BudgetId(1), self.office.day, document="结转")

    def attempt(self, act: Any, who: str, *args: Any, **said: Any) -> None:
        try:
            done = act(self.office.seat(who), *args, **said)
        except DomainError:
            return
        if isinstance(done, str):
            self.uids.append(done)

    @invariant()
    @precondition(lambda self: hasattr(self, "uids"))
    def every_fen_is_where_it_must_be(self) -> None:
        with closing(sqlite3.connect(self.office.store.path)) as connection:
            sums = connection.execute(
                "SELECT a.kind, a.balance, ifnull((SELECT sum(iif(to_id = a.id, amount, -amount))"
                " FROM fund_movement WHERE a.id IN (from_id, to_id)), 0), a.budget_id FROM fund_account a"
            ).fetchall()
            booked = dict(
                connection.execute(
                    "SELECT m.case_id, sum(m.amount * ((b.kind = 'free') - (a.kind = 'free')))"
                    " FROM fund_movement m JOIN fund_account a ON a.id = m.to_id"
                    " JOIN fund_account b ON b.id = m.from_id"
                    " WHERE m.case_id IS NOT NULL GROUP BY m.case_id"
                )
            )
            years = connection.execute("SELECT year, id FROM fund_budget").fetchall()
            approved = connection.execute(
                "SELECT c.id, c.amount, CAST(substr(s.day, 1, 4) AS INTEGER) FROM award_case c"
                " JOIN case_step s ON s.case_id = c.id WHERE s.step = 'approval' AND s.did = 'onward'"
                " AND s.voided_by IS NULL AND c.ended <> 'otherwise'"
            ).fetchall()
            lines = connection.execute(
                "SELECT c.id, c.ended, c.amount, l.state, l.amount, l.paid"
                " FROM payment_line l JOIN award_case c ON c.id = l.case_id"
            ).fetchall()
        assert all(balance == total for _, balance, total, _ in sums)
        assert all(balance >= 0 for kind, balance, _, _ in sums if kind != "given")
        for year, id_ in years:
            assert sum(balance for _, balance, _, of in sums if of == id_) == 0
            taken = ("approved", "paid")
            there = sum(balance for kind, balance, _, of in sums if kind in taken and of == id_)
            assert there == sum(amount for _, amount, when in approved if when == year)
        known = {year for year, _ in years}
        expected = {case_id: amount for case_id, amount, year in approved if year in known}
        assert {case_id: amount for case_id, amount in booked.items() if amount} == expected
        self.nothing_is_paid_twice(
            lines, sum(balance for kind, balance, *_ in sums if kind == "paid"), expected
        )

    def nothing_is_paid_twice(self, lines: list[Any], paid: int, booked: dict[int, int]) -> None:
        of_each: dict[int, int] = {}
        for case_id, ended, amount, state, wanted, done in lines:
            if state in ("open", "held", "sent", "paid"):
                of_each[case_id] = of_each.get(case_id, 0) + (done if state == "paid" else wanted)
                assert ended == "granted"
                assert of_each[case_id] <= amount
            else:
                assert not done
        done_of = [(case_id, done) for case_id, *_, done in lines]
        assert paid == sum(done for case_id, done in done_of if case_id in booked)

    def teardown(self) -> None:
        if hasattr(self, "uids"):
            hold_against_the_trail(self.office.store, self.office.library.dictionary)
        if hasattr(self, "office"):
            self.office.store.close()
            self.folder.cleanup()


def test_that_the_books_balance_whatever_anybody_does(
    peopled_store: Path, roads: dict[str, Road], policies: PolicyLibrary
) -> None:
    machine = type("Here", (AnyMoney,), {"origin": peopled_store, "roads": roads, "library": policies})
    run_state_machine_as_test(machine, settings=SETTINGS)
