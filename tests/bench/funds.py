"""The money: very many approvals booked in one act, and budgets listed after very many movements."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Final

from domain.cases.awards.funding import Claim
from domain.funds.approving import Treasury
from domain.funds.books import Movement, Order, book
from domain.funds.budgets import find_budget, list_budgets
from domain.funds.entities import AccountKind, FundAccount, FundBudget, FundShare, FundSource, Shortage, What
from domain.store.acts import Act, Action
from domain.store.engine import Store
from domain.store.plain import STORE_NAME
from domain.store.tables import Kind, Subject
from domain.values.ids import BudgetId, CaseId
from domain.values.money import Fen
from tests.bench.measuring import Measurement, milliseconds

APPROVALS: Final = int(os.environ.get("APPROVALS", "10000"))
BUDGETS: Final = int(os.environ.get("BUDGETS", "1000"))
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
    ]


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
