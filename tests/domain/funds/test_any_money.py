"""Any people do anything of cases, budgets and payments; the books balance, and nothing goes beyond them.

What is held here is added up a second time, by plain SQL, from movements and steps as they are stored.
``make soak`` has 200 walks; ZHUQIDUI_SOAK_MONEY says how many.
"""

import os
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlmodel import select

from domain.cases.awards.handling import decide_amount
from domain.cases.awards.stepping import Doing, take_step
from domain.cases.awards.undoing import undo
from domain.funds.ahead import Settling, prospect_of, settle_award
from domain.funds.budgets import Given, adjust_budget, carry_over, change_budget, list_budgets
from domain.funds.entities import Shortage
from domain.funds.payment_entities import LineState, PaymentHold, PaymentLine
from domain.funds.payments import (
    Answer,
    drop_lines,
    hold_payment,
    lift_hold,
    lines_of,
    make_list,
    record_answers,
    release_line,
    send_list,
)
from domain.funds.recoveries import (
    Lowering,
    lower_award,
    offset,
    record_repayment,
    reverse_receipt,
    undo_lowering,
    waive,
)
from domain.funds.recovery_entities import Recovery, RecoveryReceipt
from domain.funds.sharing import share_out
from domain.funds.sql import awaiting_of
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import change_account
from domain.office.house_rules import set_budgets_needed, set_four_eyes
from domain.policies.files.library import PolicyLibrary
from domain.policies.runs.register import Assessed
from domain.roads.road import Road
from domain.roads.walking import steps_from
from domain.store.engine import Seat, Store
from domain.store.permits import Role
from domain.values.errors import DomainError
from domain.values.ids import BudgetId, CaseId, PaymentListId
from domain.values.money import Fen
from tests.conftest import PEOPLE
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, REVIEWER, Office
from tests.domain.funds.conftest import budget, enter, pay
from tests.domain.funds.money import hold_the_money
from tests.replaying import hold_against_the_trail

PEOPLE_NAMED = list(PEOPLE)
PAYERS = [REVIEWER, REVIEWER, REVIEWER, MANAGER, HANDLER]
WALKS = int(os.environ.get("ZHUQIDUI_SOAK_MONEY", "1"))
MANY = 100
STEPS = 60


class Walk:
    """Six cases shortly before their approval, and money for some of them."""

    def __init__(
        self,
        origin: Path,
        roads: dict[str, Road],
        library: PolicyLibrary,
        decided: Sequence[Assessed],
        seed: int,
    ) -> None:
        self.chance = chance = random.Random(seed)
        road, ahead = chance.choice(["unasked", "simple"]), chance.choice(["approval", "approval", "done"])
        share, sources, shortage = chance.randint(2, 7), chance.randint(1, 2), [*Shortage][seed % 3]
        self.folder = TemporaryDirectory()
        store = Store.open(Path(shutil.copytree(origin, Path(self.folder.name) / "store")))
        self.office = Office(store, roads, library, decided=decided, is_staffed=True)
        set_four_eyes(self.office.seat(MANAGER), on=False, because="试")
        wanted, is_paid = self.office.granted()[:3], bool(seed % 2)
        self.ids = self.office.make(wanted, road) + self.office.make(wanted, road, period="2025")
        ahead = "done" if is_paid else ahead
        self.office.bring(self.ids, ahead)
        if ahead in roads[road].states:
            self.office.ready(self.ids, ahead)
        for at, id_ in enumerate(self.ids):
            row = self.office.case(id_).row
            account = {"account_name": row.enterprise_name, "account_bank": "某行"}
            self.office.enter(row.enterprise_id, **account, account_number=f"17020205092{at:08d}")
        # Who pays did not approve.
        fields = AccountFields(name=REVIEWER, sign_in=PEOPLE[REVIEWER][0])
        change_account(self.office.seat(MANAGER), 3, fields, {Role.REVIEW, Role.PAY})
        self.uids: list[str] = []
        self.sent = self.lifted = 0
        whole = sum(self.office.case(id_).amount for id_ in self.ids)
        names = ("市财政", "区财政")[:sources]
        clause = self.office.case(self.ids[0]).row.clause_id
        each = Fen(whole * share // (6 * sources))
        parts = [Given(name, each, 1 + at, {clause: 1}) for at, name in enumerate(names)]
        if is_paid:
            pay(self.office, self.ids[:2])
            pay(self.office, self.ids[2:5], ahead=60)
        self.attempt(lambda *_: enter(self.office, given=parts, shortage=shortage), MANAGER)

    def go(self) -> None:  # noqa: C901 - a case for each
        """Have somebody do something; what goes on as it should more often than not."""
        chance, ids = self.chance, self.chance.sample(self.ids, self.chance.randint(1, 6))
        who, payer = chance.choice(PEOPLE_NAMED), chance.choice(PAYERS)
        match chance.randrange(20):
            case 0:
                self.office.day += timedelta(days=chance.choice([1, 1, 300]))
            case 1:
                self.something_is_done(who, ids)
            case 2 | 3 | 4 | 5:
                self.they_go_on(ids, payer)
            case 6 | 7:
                if self.uids:
                    self.attempt(undo, who, chance.choice(self.uids[-3:]), self.office.rules)
            case 8 | 9:
                self.amounts_are_decided(who, ids)
            case 10:
                self.the_budget_is_changed()
            case 11:
                self.a_year_has_its_budget()
            case 12:
                self.something_is_held_back(who, ids[0])
            case 13 | 14 | 15:
                self.something_is_recovered(ids[0])
            case _:
                self.a_payment_goes_on(payer)

    def amounts_are_decided(self, who: str, ids: list[CaseId]) -> None:
        seen, rules = self.office.seen(*ids), self.office.rules
        amount = Fen(self.office.case(ids[0]).row.computed * self.chance.randint(0, 10) // 10)
        self.attempt(decide_amount, MANAGER, seen[0], amount, rules, because="核减")
        self.attempt(share_out, who, seen, rules, because="不足")

    def something_is_done(self, who: str, ids: list[CaseId]) -> None:
        case = self.office.case(ids[0])
        with self.office.store.read() as session:
            now = self.office.rules.now(session, self.office.seat(who).who)
        steps = [one for one in steps_from(case.road, case.standing, case.at_hand, now) if one.is_open]
        if steps:
            step = self.chance.choice(steps)
            doing = Doing(step.move, step.id, step.to, step.number)
            # Of one alone, or all would soon have ended.
            self.attempt(take_step, who, self.office.seen(ids[0]), doing, self.office.rules, remark="核对过")

    def they_go_on(self, ids: list[CaseId], payer: str) -> None:
        """Have cases go on as they should: approved, granted, listed."""
        at = {id_: self.office.case(id_).row.at for id_ in ids}
        for state, who in (("approval", MANAGER), ("notice", HANDLER)):
            if ready := [id_ for id_ in ids if at[id_] == state]:
                self.office.ready(ready, state)
                self.attempt(partial(self.onward, ready, state), who)
        if done := [id_ for id_ in ids if at[id_] == "done"]:
            share = self.chance.choice([None, None, 80, 33])
            self.attempt(make_list, payer, done[:2], self.office.rules, ahead=share)

    def onward(self, ids: list[CaseId], state: str, seat: Seat) -> str:
        return self.office.onward(seat.who.name, ids, state)

    def the_budget_is_changed(self) -> None:
        ids = [one.id for one in self.office.store.ask(list_budgets, self.office.day)]
        if ids:
            sources, chance = budget(self.office, ids[-1]).sources, self.chance
            words = {"document": "9号", "because": "调整"}
            wanted = {chance.choice(sources).id: Fen(chance.randint(-(10**7), 10**7))}
            self.attempt(adjust_budget, MANAGER, ids[-1], wanted, self.office.day, **words)
            shares = {"": [chance.randint(0, 2) for _ in sources]}
            shortage = chance.choice([*Shortage])
            self.attempt(change_budget, MANAGER, ids[-1], shortage=shortage, shares=shares, because="改")

    def a_year_has_its_budget(self) -> None:
        year, amount = 2026 + self.chance.randint(0, 1), self.chance.randint(0, 10**8)
        self.attempt(lambda *_: enter(self.office, amount, amount, year=year), MANAGER)
        set_budgets_needed(self.office.seat(MANAGER), on=self.chance.random() < 0.3)
        self.attempt(carry_over, MANAGER, BudgetId(1), self.office.day, document="结转")

    def a_payment_goes_on(self, who: str) -> None:
        with self.office.store.read() as session:
            lines = session.exec(select(PaymentLine).order_by(PaymentLine.id)).all()  # type: ignore[arg-type]
        if not lines:
            return
        line, rules = self.chance.choice(lines[-4:]), self.office.rules
        for one in lines:
            if one.list_id == line.list_id and one.state == LineState.HELD:
                self.attempt(release_line, who, one.id, rules, because="已核对")
        if not self.chance.randrange(4):
            self.attempt(drop_lines, who, line.id, because="下一批")
        self.a_list_is_sent(who, line.list_id)
        answer = Answer(Fen(line.amount * self.chance.randint(0, 2) // 2), self.office.day, "退汇")
        self.attempt(record_answers, who, line.list_id, {line.id: answer}, rules)

    def a_list_is_sent(self, who: str, list_id: PaymentListId) -> None:
        """Try to send a list: whatever of it goes is granted, not held back, and nobody objects to it."""
        store, day = self.office.store, self.office.day
        with closing(sqlite3.connect(store.path)) as connection:
            held = connection.execute(
                "SELECT c.id FROM award_case c JOIN payment_hold h"
                " ON h.case_id = c.id OR h.enterprise_id = c.enterprise_id"
                " WHERE h.lifted_at IS NULL AND (h.until IS NULL OR h.until >= ?)",
                (day.isoformat(),),
            ).fetchall()
        try:
            send_list(self.office.seat(who), list_id, self.office.rules)
        except DomainError:
            return
        gone = [one.case_id for one in store.ask(lines_of, list_id) if one.state == LineState.SENT]
        assert not {(id_,) for id_ in gone} & {*held}
        for case in map(self.office.case, gone):
            assert case.row.ended == "granted"
            assert not case.standing.objections
            self.sent += 1

    def something_is_held_back(self, who: str, id_: CaseId) -> None:
        """Hold back a case or its enterprise, for some days or for good; or have another lift what is."""
        chance, day = self.chance, self.office.day
        with self.office.store.read() as session:
            holds = session.exec(select(PaymentHold).where(PaymentHold.lifted_at == None)).all()  # noqa: E711
        if holds and chance.random() < 0.5:
            self.attempt(lift_hold, who, chance.choice(holds).id, because="已核实")
            with self.office.store.read() as session:
                left = session.exec(select(PaymentHold).where(PaymentHold.lifted_at == None)).all()  # noqa: E711
            self.lifted += len(holds) - len(left)
            return
        end = chance.choice([None, day + timedelta(days=chance.randint(0, 3))])
        owner = self.office.case(id_).row.enterprise_id
        of: dict[str, Any] = chance.choice([{"case_id": id_}, {"enterprise_id": owner}])
        self.attempt(hold_payment, who, day, because="核查", until=end, **of)

    def something_is_recovered(self, id_: CaseId) -> None:
        day, chance = self.office.day, self.chance
        if chance.random() < 0.6:
            self.something_comes_of_it(REVIEWER)
            self.something_is_settled()
            return
        amount = Fen(self.office.case(id_).amount * chance.randint(0, 3) // 4)
        plain = Lowering(amount, "不实", day, "审计局", day, 345, day - timedelta(days=9), "细则")
        self.attempt(lower_award, HANDLER, id_, plain, day)

    def something_is_settled(self) -> None:
        """Settle whatever was paid ahead, as it was granted or at less."""
        store, rules = self.office.store, self.office.rules
        for id_ in store.ask(awaiting_of, self.ids):
            found = store.ask(prospect_of, id_, rules)
            amount = Fen(found.most * self.chance.choice([4, 4, 3, 1, 0]) // 4)
            settling = Settling(amount, "1号", "全年数据", found.seen, self.office.day)
            self.attempt(settle_award, HANDLER, id_, settling, rules)

    def something_comes_of_it(self, who: str) -> None:
        chance, day = self.chance, self.office.day
        with self.office.store.read() as session:
            rows = session.exec(select(Recovery).where(Recovery.undone_at == None)).all()  # noqa: E711
            waiting = PaymentLine.state.in_(["open", "held"])  # type: ignore[attr-defined]
            lines = session.exec(select(PaymentLine).where(waiting)).all()
            receipts = session.exec(select(RecoveryReceipt)).all()
        for row in chance.sample(rows, min(len(rows), 3)):
            part = Fen(row.due * chance.randint(0, 2) // 2)
            match chance.randrange(6):
                case 0:
                    self.attempt(undo_lowering, HANDLER, row.id, day, because="复核")
                case 1:
                    self.attempt(waive, MANAGER, row.id, day, principal=part, minutes="1号", because="破产")
                case 2:
                    for one in lines[-2:]:
                        self.attempt(offset, who, row.id, one.id, part, rules=self.office.rules, consent="函")
                case 3:
                    for one in receipts[-2:]:
                        self.attempt(reverse_receipt, who, one.id, day, because="记错")
                case _:
                    self.attempt(record_repayment, who, row.id, day, day, principal=part, how="回单")
        if chance.random() < 0.3:
            self.attempt(change_budget, MANAGER, BudgetId(1), frees=chance.random() < 0.5, because="改")

    def attempt(self, act: Any, who: str, *args: Any, **said: Any) -> None:
        try:
            done = act(self.office.seat(who), *args, **said)
        except DomainError:
            return
        if isinstance(done, str):
            self.uids.append(done)

    def every_fen_is_where_it_must_be(self) -> None:
        with closing(sqlite3.connect(self.office.store.path)) as connection:
            hold_the_money(connection)
            sums = connection.execute("SELECT kind, balance, budget_id FROM fund_account").fetchall()
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
            done_of = connection.execute("SELECT case_id, paid FROM payment_line").fetchall()
            lowered = connection.execute(
                "SELECT r.case_id, sum(r.was_amount - r.new_amount), sum(r.due), sum((SELECT"
                " ifnull(sum(iif(b.reverses IS NULL, b.principal, -b.principal)), 0) FROM recovery_receipt b"
                " WHERE b.recovery_id = r.id AND b.way <> 'waived')), sum((SELECT"
                " ifnull(sum(iif(b.reverses IS NULL, b.principal, -b.principal)), 0) FROM recovery_receipt b"
                " WHERE b.recovery_id = r.id AND b.way = 'waived'))"
                " FROM recovery r WHERE r.undone_at IS NULL GROUP BY r.case_id"
            ).fetchall()
        less_of = {row[0]: row[1] for row in lowered}
        for year, id_ in years:
            there = sum(balance for kind, balance, of in sums if kind in ("approved", "paid") and of == id_)
            assert there == sum(
                amount - less_of.get(case, 0) for case, amount, when in approved if when == year
            )
        known = {year for year, _ in years}
        expected = {case_id: amount for case_id, amount, year in approved if year in known}
        of_kind = Counter[str]()
        for kind, balance, _ in sums:
            of_kind[kind] += balance
        own = [row for row in lowered if row[0] in expected]
        less, due, back, waived = (sum(row[at] for row in own) for at in range(1, 5))
        assert min((row[2] - row[3] - row[4] for row in lowered), default=0) >= 0
        assert (of_kind["due"], of_kind["waived"]) == (due - back - waived, waived)
        # What came back is free or not, by what the office had set at the time.
        freed = back - of_kind["returned"]
        assert freed >= 0
        assert sum(booked.values()) == sum(expected.values()) - (less - due) - freed
        paid = sum(done for case_id, done in done_of if case_id in expected)
        assert of_kind["paid"] + due == paid

    def end(self) -> None:
        hold_against_the_trail(self.office.store, self.office.library.dictionary)
        self.office.store.close()
        self.folder.cleanup()


def test_that_the_books_balance_whatever_anybody_does(
    staffed_store: Path, roads: dict[str, Road], policies: PolicyLibrary, assessed: Sequence[Assessed]
) -> None:
    counts = Counter[str]()
    for seed in range(WALKS):
        walk = Walk(staffed_store, roads, policies, assessed, seed)
        for _ in range(STEPS):
            walk.go()
            walk.every_fen_is_where_it_must_be()
        counts.update(sent=walk.sent, lifted=walk.lifted)
        walk.end()
    # Many walks are about nothing where nothing is sent, or lifted.
    assert WALKS < MANY or all(counts[one] for one in ("sent", "lifted")), counts
