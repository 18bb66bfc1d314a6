"""The money: very many approvals in one act, budgets after very many movements, a long answer of a bank."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Final

import xlsxwriter

from domain.cases.awards.funding import Claim
from domain.exchange.bank_results import FORM, read_results
from domain.exchange.intake.sources import open_source
from domain.exchange.payment_columns import plan_of
from domain.funds.approving import Treasury
from domain.funds.bank_lists import BankList, ListLine, key_of
from domain.funds.bank_results import Means, match
from domain.funds.books import Movement, Order, book
from domain.funds.budgets import find_budget, list_budgets
from domain.funds.entities import AccountKind, FundAccount, FundBudget, FundShare, FundSource, Shortage, What
from domain.funds.payment_entities import LineState
from domain.store.acts import Act, Action
from domain.store.engine import Store
from domain.store.plain import STORE_NAME
from domain.store.tables import Kind, Subject
from domain.values.ids import BudgetId, CaseId, LineId, PaymentListId
from domain.values.money import Fen
from tests.bench.measuring import Measurement, milliseconds

APPROVALS: Final = int(os.environ.get("APPROVALS", "10000"))
BUDGETS: Final = int(os.environ.get("BUDGETS", "1000"))
ANSWERS: Final = int(os.environ.get("ANSWERS", "10000"))
MOVEMENTS: Final = int(os.environ.get("MOVEMENTS", "1000000"))
_DAY: Final = date(2026, 3, 2)
_LOT: Final = 50_000


def measure() -> list[Measurement]:
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder))
        with store.act(store.seat("a").who, Action.FUND_ENTER) as act:
            for at in range(BUDGETS):
                _begin(act, at)
        claims = [
            Claim(CaseId(at), "某", "p0", "某政策", "c", 2026, Fen(100_000 + at), _DAY)
            for at in range(1, APPROVALS + 1)
        ]
        began = perf_counter()
        with store.act(store.seat("a").who, Action.CASE_APPROVE) as act:
            Treasury().settle(act, claims, _DAY)
        booking = perf_counter() - began
        _move(Path(folder) / STORE_NAME)
        listing = milliseconds(lambda: store.ask(list_budgets, _DAY))
        assert all(one.allotted == one.approved + one.left for one in store.ask(list_budgets, _DAY))
        store.close()
    return [
        Measurement(f"{APPROVALS:,} approvals against one budget", booking, "s", 3),
        Measurement(f"{BUDGETS:,} budgets with {MOVEMENTS:,} movements", listing, "ms", 50),
        Measurement(f"a bank's answer of {ANSWERS:,} rows read and matched", _matching(), "s", 2),
    ]


def _matching() -> float:
    """Return how long it takes to read the bank's answer to a list and to hold it against the list, in s."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "结果.xlsx"
        lines = tuple(_line(at) for at in range(1, ANSWERS + 1))
        one = BankList(PaymentListId(1), "拨付批次〔2026〕1号", 2026, 1, _DAY, lines)
        with xlsxwriter.Workbook(path) as workbook:
            sheet = workbook.add_worksheet()
            sheet.write_row(0, 0, ("附言", "收款账号", "户名", "金额", "状态", "失败原因"))
            for at, line in enumerate(lines, start=1):
                came = ("失败", "户名不符") if at % 50 == 0 else ("成功", "")
                sheet.write_row(at, 0, (line.key, line.account, line.payee, line.amount / 100, *came))
            sheet.write_row(ANSWERS + 1, 0, ("合计", "", "", one.total / 100))
        began = perf_counter()
        source = open_source(path)
        found = match(one, read_results(source, plan_of(source, FORM)), Means(_DAY, _DAY))
        seconds = perf_counter() - began
    assert len(found.answers) == ANSWERS
    assert not found.faults
    return seconds


def _line(at: int) -> ListLine:
    paid = ("某企业", "某银行某支行", f"6217{at:015d}", Fen(100_000 + at))
    award = ("某企业", "", "某政策", "某条款", "c")
    return ListLine(LineId(at), at, key_of(2026, 1, at), *paid, *award, LineState.SENT, Fen(0))


def _begin(act: Act, at: int) -> None:
    """Enter a budget of two sources that bear the same."""
    row = FundBudget(
        policy_id=f"p{at}",
        policy_title="某政策",
        year=2026,
        shortage=Shortage.REFUSE,
        made_by="a",
        made_at=act.at,
    )
    act.session.add(row)
    act.session.flush()
    id_ = BudgetId(row.id or 0)
    for name in ("市财政", "区财政"):
        source = FundSource(budget_id=id_, name=name)
        act.session.add(source)
        act.session.flush()
        assert source.id is not None
        kinds = (FundAccount(budget_id=id_, source_id=source.id, kind=kind) for kind in AccountKind)
        act.session.add_all([FundShare(budget_id=id_, source_id=source.id, clause_id="", parts=5), *kinds])
    act.session.flush()
    moves = [
        Movement(one.accounts[AccountKind.GIVEN], one.accounts[AccountKind.FREE], Fen(10**12))
        for one in find_budget(act.session, id_).sources
    ]
    book(act, id_, moves, Order(What.ENTER, _DAY), "录入")
    act.note(Subject(Kind.BUDGET, id_), "录入")


def _move(path: Path) -> None:
    """Book very many more movements, as every statement has them counted."""
    with closing(sqlite3.connect(path)) as connection:
        accounts = connection.execute(
            "SELECT a.budget_id, (SELECT max(id) FROM fund_booking WHERE budget_id = a.budget_id),"
            " a.id, b.id FROM fund_account a JOIN fund_account b ON b.source_id = a.source_id"
            " WHERE a.kind = 'free' AND b.kind = 'approved' ORDER BY a.id"
        ).fetchall()

        def rows(first: int) -> Iterator[tuple[int, ...]]:
            for at in range(first, min(first + _LOT, MOVEMENTS)):
                yield (*accounts[at % len(accounts)], 100 + at)

        for first in range(0, MOVEMENTS, _LOT):
            connection.executemany(
                "INSERT INTO fund_movement (budget_id, booking_id, from_id, to_id, amount)"
                " VALUES (?, ?, ?, ?, ?)",
                rows(first),
            )
        connection.commit()
