"""What was paid, or came back, in the books."""

from collections.abc import Mapping
from datetime import date

from sqlmodel import col

from domain.funds.books import Order, book, by_parts, read_budgets
from domain.funds.entities import AccountKind, FundBudget, What
from domain.funds.sql import Booked, booked_of
from domain.store.acts import Act
from domain.store.sql import among
from domain.values.ids import BudgetId, CaseId
from domain.values.money import Fen, yuan_text


def book_paid(act: Act, amounts: Mapping[CaseId, Fen], what: What, day: date, name: str) -> None:
    """Book what was paid, or came back, of cases that are booked; others have no budget."""
    ends = (AccountKind.APPROVED, AccountKind.PAID)
    ends = ends if what is What.PAY else ends[::-1]
    booked: dict[BudgetId, dict[CaseId, list[Booked]]] = {}
    for one in booked_of(act.session, amounts):
        booked.setdefault(BudgetId(one.budget_id), {}).setdefault(CaseId(one.case_id), []).append(one)
    for budget in read_budgets(act.session, among(col(FundBudget.id), booked)):
        movements = [
            movement
            for case_id, rows in booked[budget.id].items()
            for movement in by_parts(budget, case_id, rows, amounts[case_id], ends)
        ]
        total = yuan_text(sum(one.amount for one in movements))
        said = f"{budget.name}：{name}{what.word} {len(booked[budget.id])} 件，{total} 元"
        book(act, budget.id, movements, Order(what, day, remark=name), said)
