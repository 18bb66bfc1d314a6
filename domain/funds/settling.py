"""What was paid, or came back, in the books."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from sqlmodel import Session, col, select

from domain.funds.books import (
    Budget,
    Movement,
    Order,
    book,
    borne,
    borne_once,
    cut,
    held,
    moved,
    read_budgets,
)
from domain.funds.entities import AccountKind, FundBudget, What
from domain.funds.payment_entities import LineState, PaymentLine, Told
from domain.funds.sql import Booked, booked_of
from domain.store.acts import Act
from domain.store.sql import among
from domain.values.ids import BudgetId, CaseId, PaymentListId
from domain.values.money import NO_MONEY, Fen, yuan_text


def book_paid(
    act: Act,
    amounts: Mapping[CaseId, Fen],
    what: What,
    day: date,
    name: str,
    *,
    told: Mapping[CaseId, Told] | None = None,
    under: Collection[str] = (),
) -> None:
    """Book what was paid, or came back, of cases that are booked; others have no budget.

    Args:
        name: Under which it is booked, as the list is called.
        told: What each source was told to bear of what is paid; else as it is approved.
        under: Names under which was booked what comes back; it goes where it came from.
    """
    ends = (AccountKind.APPROVED, AccountKind.PAID)
    ends = ends if what is What.PAY else ends[::-1]
    for budget, booked in _booked_by_budget(act.session, amounts):
        movements = list[Movement]()
        for case_id, rows in booked.items():
            amount, own = amounts[case_id], [row for row in rows if row.name in under]
            known = _as_told(budget, (told or {}).get(case_id, {})) or held(budget, own, ends[0])
            there = held(budget, rows, ends[0])
            shares = cut(amount, known) if 0 < amount <= sum(known) else []
            if not shares or any(one > most for one, most in zip(shares, there, strict=True)):
                shares = borne(budget, rows, amount, ends[0])
            movements += moved(budget, case_id, shares, ends)
        total = yuan_text(sum(one.amount for one in movements))
        said = f"{budget.name}：{name}{what.word} {len(booked)} 件，{total} 元"
        book(act, budget.id, movements, Order(what, day, remark=name), said)


def told_of(session: Session, amounts: Mapping[CaseId, Fen]) -> dict[CaseId, Told]:
    """Return what each source bears of what is sent of cases, to be kept with it; of those that are booked.

    Raises:
        NotNow: Less of one is approved.
    """
    return {
        case_id: {
            source.id: share
            for source, share in zip(
                budget.sources, borne(budget, rows, amounts[case_id], AccountKind.APPROVED), strict=True
            )
        }
        for budget, booked in _booked_by_budget(session, amounts)
        for case_id, rows in booked.items()
    }


def borne_of(session: Session, list_id: PaymentListId) -> list[tuple[str, str, Fen]]:
    """Return what each source bears of a list that was sent, whatever came of it: budget, source, fen.

    Awards without a budget are borne by none.

    Raises:
        NotNow: Less of one is approved than was sent.
    """
    found = select(PaymentLine).where(PaymentLine.list_id == list_id, col(PaymentLine.place).is_not(None))
    lines = {line.case_id: line for line in session.exec(found)}
    parts = []
    for budget, booked in _booked_by_budget(session, lines):
        sums = [NO_MONEY] * len(budget.sources)
        for case_id, rows in booked.items():
            line = lines[case_id]
            if told := _as_told(budget, line.told):
                shares = told
            elif line.state == LineState.SENT:
                shares = borne(budget, rows, Fen(line.amount), AccountKind.APPROVED)
            else:
                shares = borne_once(budget, rows, Fen(line.amount))
            sums = [Fen(one + share) for one, share in zip(sums, shares, strict=True)]
        parts += [
            (budget.name, source.name, amount) for source, amount in zip(budget.sources, sums, strict=True)
        ]
    return parts


def _as_told(budget: Budget, told: Told) -> list[Fen]:
    """Return it in the order of the sources; empty where it is not known, or is of another budget."""
    shares = [told.get(source.id, NO_MONEY) for source in budget.sources]
    return shares if told and sum(shares) == sum(told.values()) else []


def _booked_by_budget(
    session: Session, case_ids: Collection[CaseId]
) -> Iterator[tuple[Budget, Mapping[CaseId, Sequence[Booked]]]]:
    """Yield the budgets of cases, each with what is booked of these."""
    booked: dict[BudgetId, dict[CaseId, list[Booked]]] = {}
    for one in booked_of(session, case_ids):
        booked.setdefault(BudgetId(one.budget_id), {}).setdefault(CaseId(one.case_id), []).append(one)
    for budget in read_budgets(session, among(col(FundBudget.id), booked)):
        yield budget, booked[budget.id]
