"""What was paid, or came back, in the books."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlmodel import col

from domain.funds.books import Budget, Movement, Order, book, read_budgets
from domain.funds.entities import AccountKind, FundBudget, What
from domain.funds.sql import Booked, booked_of
from domain.policies.contests.pots import Proportion
from domain.store.acts import Act
from domain.store.sql import among
from domain.values.ids import BudgetId, CaseId
from domain.values.money import Fen, yuan_text


def book_paid(act: Act, amounts: Mapping[CaseId, Fen], what: What, day: date, name: str) -> None:
    """Book what was paid, or came back, of cases that are booked; others have no budget."""
    booked: dict[BudgetId, dict[CaseId, list[Booked]]] = {}
    for one in booked_of(act.session, amounts):
        booked.setdefault(BudgetId(one.budget_id), {}).setdefault(CaseId(one.case_id), []).append(one)
    for budget in read_budgets(act.session, among(col(FundBudget.id), booked)):
        movements = [
            movement
            for case_id, rows in booked[budget.id].items()
            for movement in _moved(budget, case_id, rows, amounts[case_id], what)
        ]
        total = yuan_text(sum(one.amount for one in movements))
        said = f"{budget.name}：{name}{what.word} {len(booked[budget.id])} 件，{total} 元"
        book(act, budget.id, movements, Order(what, day, remark=name), said)


def _moved(
    budget: Budget, case_id: CaseId, rows: Sequence[Booked], amount: Fen, what: What
) -> Iterator[Movement]:
    """Yield an amount from what is approved of a case to what is paid, or back, in parts by sources."""
    ends = (AccountKind.APPROVED, AccountKind.PAID)
    start, end = ends if what is What.PAY else ends[::-1]
    there = [
        Fen(sum(row.amount * ((row.to_id == own) - (row.from_id == own)) for row in rows))
        for own in (source.accounts[start] for source in budget.sources)
    ]
    codes = [f"{at:04d}" for at in range(len(there))]
    cut = Proportion.of(amount, there, codes)
    for source, part, code in zip(budget.sources, there, codes, strict=True):
        if share := cut.part(part, code):
            yield Movement(source.accounts[start], source.accounts[end], share, case_id)
