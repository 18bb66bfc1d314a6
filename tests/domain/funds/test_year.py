"""A year of an invented district, run through by three people; what it comes to is added up by plain SQL.

``make soak`` has 400 enterprises; ZHUQIDUI_SOAK_YEAR says how many.
"""

import os
import random
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from domain.cases.awards.making import Wanted
from domain.enterprises.codes import check_sign
from domain.enterprises.queries import facts_of
from domain.funds.budgets import Given, carry_over, list_budgets
from domain.funds.calendar_months import month_of
from domain.funds.documents.year_end import compose_year_end
from domain.funds.months import list_months
from domain.funds.payment_entities import LineState
from domain.funds.payments import Answer, lines_of, make_list, record_answers, release_line, send_list
from domain.funds.reconciling import TheirFile, TheirRow, close_month, compare, known_of
from domain.funds.recoveries import Lowering, lower_award, record_repayment, reverse_receipt, waive
from domain.funds.sql import payable
from domain.funds.year_end import Task, renew_budgets, year_end_of
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import change_account
from domain.office.house_rules import set_four_eyes
from domain.statistics.counting import Span, count, count_by
from domain.statistics.figures import Figures
from domain.statistics.over import Over, period_of
from domain.store.permits import Role
from domain.values.ids import BudgetId, CaseId, PaymentListId
from domain.values.money import Fen
from tests.conftest import PEOPLE, RESOURCES
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, REVIEWER, Office
from tests.domain.funds.conftest import approve, enter
from tests.filling import take_in
from tests.replaying import hold_against_the_trail

FIGURES = Figures.load(RESOURCES / "figures")
WITHIN = "BETWEEN :first AND :last"
GRANTED = f"FROM award_case WHERE ended = 'granted' AND since {WITHIN}"
REVOKED = (
    f"FROM case_step s JOIN award_case c ON c.id = s.case_id WHERE s.to_at = 'revoked' AND s.day {WITHIN}"
)
FLOWS = f"FROM paid_flow f JOIN award_case c ON c.id = f.case_id WHERE f.day {WITHIN}"
OF_MONEY = {
    "awarded": f"SELECT count(DISTINCT enterprise_id) {GRANTED}",
    "awarded-amount": f"SELECT ifnull(sum(amount), 0) {GRANTED}",
    "revoked-amount": f"SELECT ifnull(sum(c.amount), 0) {REVOKED}",
    "paid": f"SELECT count(*) FROM (SELECT 1 {FLOWS} AND f.line_id IS NOT NULL GROUP BY enterprise_id"
    " HAVING sum(f.amount) > 0)",
    "paid-amount": f"SELECT ifnull(sum(f.amount), 0) {FLOWS} AND f.line_id IS NOT NULL",
    "recovered-amount": "SELECT ifnull(sum(iif(reverses IS NULL, 1, -1) * (principal + interest)), 0)"
    f" FROM recovery_receipt WHERE way = 'repaid' AND day {WITHIN}",
}
ENTERPRISES = int(os.environ.get("ZHUQIDUI_SOAK_YEAR", "16"))


class Year:
    """Four quarters; what moved in each month is written down beside, as it happens."""

    def __init__(self, office: Office) -> None:
        self.office, self.chance = office, random.Random(2026)
        self.moved: Counter[str] = Counter()
        set_four_eyes(office.seat(MANAGER), on=False, because="试")
        fields = AccountFields(name=REVIEWER, sign_in=PEOPLE[REVIEWER][0])
        change_account(office.seat(MANAGER), 3, fields, {Role.REVIEW, Role.PAY})
        self.wanted = self._settle_in()
        whole = sum(one.amount or 0 for one in self.wanted)
        given = [Given("市财政", Fen(whole * 3), 7), Given("区财政", Fen(whole * 2), 3)]
        self.budget = enter(office, given=given)
        self.allotted = whole * 5

    def quarter(self, number: int) -> None:
        """Awards are granted, paid, answered one way or another, and lowered where that comes out."""
        office = self.office
        office.day = max(office.day, date(2026, 3 * number - 2, 5))
        ids = office.make(self.wanted, "unasked", period=f"2026Q{number}")
        office.bring(ids, "approval")
        office.ready(ids, "approval")
        approve(office, ids)
        office.onward(HANDLER, ids, "notice")
        first = self.send(ids)
        self.answer(first)
        office.day += timedelta(days=20)
        self.some_come_back(first)
        with office.store.read() as session:
            rest = [CaseId(one.case_id) for one in payable(session, (), ())]
        if rest:
            self.answer(self.send(rest))
        if number > 1:
            self.recover(ids[: len(ids) // 6])

    def send(self, ids: list[CaseId]) -> PaymentListId:
        seat, store = self.office.seat(REVIEWER), self.office.store
        list_id = make_list(seat, ids, self.office.rules)
        for line in store.ask(lines_of, list_id):
            if line.state == LineState.HELD:
                assert not line.lacking
                assert line.id is not None
                release_line(seat, line.id, self.office.rules, because="已核对")
        send_list(seat, list_id, self.office.rules)
        return list_id

    def answer(self, list_id: PaymentListId) -> None:
        """Have most be paid, some in part, some come back at once."""
        day, answers = self.office.day, {}
        for line in self.office.store.ask(lines_of, list_id):
            part = self.chance.choice([1, 1, 1, 1, 1, 2, 0])
            paid = Fen(line.amount // part if part else 0)
            answers[line.id] = Answer(paid, day, "" if paid == line.amount else "户名不符")
            self.moved[month_of(day)] += paid
        record_answers(self.office.seat(REVIEWER), list_id, answers, self.office.rules)  # type: ignore[arg-type]

    def some_come_back(self, list_id: PaymentListId) -> None:
        paid = [one for one in self.office.store.ask(lines_of, list_id) if one.state == LineState.PAID]
        back = self.chance.sample(paid, len(paid) // 5)
        answers = {one.id: Answer(Fen(0), self.office.day, "账户销户") for one in back}
        record_answers(self.office.seat(REVIEWER), list_id, answers, self.office.rules)  # type: ignore[arg-type]
        self.moved[month_of(self.office.day)] -= sum(one.paid for one in back)

    def recover(self, ids: list[CaseId]) -> None:
        office, day = self.office, self.office.day
        with office.store.read() as session:
            waits = {one.case_id for one in payable(session, (), ())}
        for at, id_ in enumerate(one for one in ids if one not in waits):
            amount = office.case(id_).amount
            lowering = Lowering(Fen(amount - 1_001), "申报不实", day, "区审计局", until=day)
            recovery = lower_award(office.seat(HANDLER), id_, lowering, day)
            words = {"principal": Fen(500), "how": "回单"}
            receipt = record_repayment(office.seat(REVIEWER), recovery, day, day, **words)  # type: ignore[arg-type]
            self.moved[month_of(day)] -= 500
            if at % 2:
                reverse_receipt(office.seat(REVIEWER), receipt, day, because="记错")
                self.moved[month_of(day)] += 500
            else:
                minutes = {"minutes": "纪要", "because": "注销"}
                waive(office.seat(MANAGER), recovery, day, principal=Fen(501), **minutes)

    def hold_figures(self) -> None:
        """Hold the figures of each month against plain SQL, and against what moved."""
        store, office = self.office.store, self.office
        months = [period_of(Over.MONTH, date(2026, month, 1)) for month in range(1, 13)]
        for first, last in (*months, (date(2026, 1, 1), date(2026, 12, 31))):
            days, span = (
                {"first": first.isoformat(), "last": last.isoformat()},
                Span.of(first, last, office.day),
            )
            with store.read() as session, closing(sqlite3.connect(store.path)) as raw:
                values = {id_: count(session, FIGURES.figures[id_], span).number for id_ in OF_MONEY}
                assert values == {id_: raw.execute(one, days).fetchone()[0] for id_, one in OF_MONEY.items()}
                for id_ in ("paid-amount", "recovered-amount", "awarded-amount"):
                    figure = FIGURES.figures[id_]
                    by_clause = count_by(session, figure, span, "clause", office.library.dictionary)
                    assert sum(number for _, number in by_clause) == values[id_]
            if (first, last) in months:
                moved = self.moved[month_of(first)]
                assert values["paid-amount"] - values["recovered-amount"] == moved

    def close(self) -> None:
        """Sign off every month that is over, as the finance office has it."""
        office = self.office
        while month := next(
            (one.month for one in office.store.ask(list_months, office.day)[::-1] if one.is_next), None
        ):
            known = office.store.ask(known_of, month)
            rows = (
                TheirRow(f"第 {one.id} 行", "", one.key, one.payee, one.account, one.amount, one.day)
                for one in known.ours
                if one.key
            )
            seen = compare(known, TheirFile("财政.xlsx" if known.ours else "", tuple(rows)))
            # What was paid back has no number, and nobody there has seen it yet.
            assert not any(one.ours.key for one in seen.differences if one.ours is not None)
            remarks = dict.fromkeys(range(1, len(seen.differences) + 1), "次月入账")
            close_month(office.seat(MANAGER), seen, remarks, office.day)

    def _settle_in(self) -> list[Wanted]:
        """Have enterprises like those of the sample that are granted something; each with an account."""
        office = self.office
        like = list({one.enterprise_id: one for one in office.granted()})
        entries = []
        with office.store.read() as session:
            facts = [facts_of(session, id_, office.library.dictionary) for id_ in like]
        for at in range(ENTERPRISES):
            one = facts[at % len(facts)]
            code, name = f"91410100MA9{at:06d}", f"郑州{at}号{one.name[-8:]}"
            account = {"account_name": name, "account_bank": "某行", "account_number": f"17020205092{at:08d}"}
            attributes = {**one.attributes, **account}
            entries.append(replace(one, uscc=code + check_sign(code), name=name, attributes=attributes))
        new = set(take_in(office.seat(HANDLER), entries, dictionary=office.library.dictionary))
        first = {one.enterprise_id: one for one in reversed(office.granted())}
        return [one for id_, one in sorted(first.items()) if id_ in new]


def test_that_a_year_of_a_district_comes_to_what_plain_sql_says(office: Office):
    year = Year(office)
    assert len(year.wanted) == ENTERPRISES
    for number in range(1, 5):
        year.quarter(number)
        year.close()
    office.day = date(2027, 1, 12)
    year.close()
    [standing] = office.store.ask(list_budgets, office.day)
    seat, manager = office.seat(MANAGER), office.seat(MANAGER).who
    before = office.store.ask(year_end_of, 2026, manager, office.rules)
    [one] = before.budgets
    assert {found.task for found in before.to_do} >= {Task.UNPAID, Task.OWED, Task.NEXT, Task.LEFT}
    # The next year's budget is as the former one, and takes what is left.
    amounts = {BudgetId(year.budget): [Fen(1_000), Fen(0)]}
    [after] = renew_budgets(seat, office.rules.policies, amounts, 2027, office.rules, document="1号")
    carried = carry_over(seat, year.budget, office.day, document="2号")
    found = office.store.ask(year_end_of, 2026, manager, office.rules)
    assert (found.sums.left, found.sums.carried, carried) == (0, one.sums.left, one.sums.left)
    assert found.to_do[-1].task is not Task.LEFT
    assert [each.left for each in office.store.ask(list_budgets, office.day)] == [carried + 1_000, 0]
    now = datetime.now(UTC)
    assert office.store.ask(compose_year_end, 2026, manager, office.rules, now).sheets
    hold_against_the_trail(office.store, office.library.dictionary)
    year.hold_figures()
    office.store.close()
    with closing(sqlite3.connect(office.store.path)) as connection:

        def sums(statement: str) -> list[int]:
            return [*connection.execute(statement).fetchone()]

        lowered = "ifnull((SELECT min(new_amount) FROM recovery r WHERE r.case_id = c.id), c.amount)"
        [approved, count] = sums(
            f"SELECT sum({lowered}),"
            f" sum({lowered} > (SELECT sum(paid) FROM payment_line WHERE case_id = c.id))"
            " FROM award_case c WHERE ended = 'granted'"
        )
        [gross] = sums("SELECT sum(paid) FROM payment_line")
        [due, returned, waived] = sums(
            "SELECT (SELECT sum(due) FROM recovery),"
            " sum(iif(way = 'repaid', iif(reverses IS NULL, 1, -1), 0) * principal),"
            " sum(iif(way = 'waived', principal, 0)) FROM recovery_receipt"
        )
        assert (standing.allotted, standing.approved) == (year.allotted, approved)
        assert (standing.paid, standing.returned, standing.waived) == (gross - due, returned, waived)
        assert standing.due == due - returned - waived
        assert standing.left == year.allotted - approved - due
        assert (one.sums.open, one.sums.open_count) == (approved - gross + due, count)
        assert one.sums.recovered == returned
        assert sums("SELECT sum(amount) FROM paid_flow") == [gross - returned]
        flows = "SELECT month, sum(amount) FROM paid_flow GROUP BY month ORDER BY month"
        closed = "SELECT month, paid + returned + repaid FROM month_close WHERE count ORDER BY month"
        for statement in (flows, closed):
            assert connection.execute(statement).fetchall() == sorted(year.moved.items())
        assert sums("SELECT count(*), count(DISTINCT shortage) FROM fund_budget") == [2, 1]
        shares = "SELECT group_concat(parts, ' ') FROM fund_share WHERE budget_id = {}"
        assert sums(shares.format(year.budget)) == sums(shares.format(after))
