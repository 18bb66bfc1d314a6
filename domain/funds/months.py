"""What was paid in a month, and came back, as it will always have been; and which months are closed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from domain.cases.awards.entities import AwardCase
from domain.cases.documents.occasion import clause_of
from domain.funds.bank_lists import key_of
from domain.funds.calendar_months import month_of, months_from
from domain.funds.month_entities import Flow, MonthClose, MonthDifference, PaidFlow
from domain.funds.payment_entities import PaymentLine, PaymentList
from domain.funds.recovery_entities import Recovery, RecoveryReceipt
from domain.values.ids import AccountId, CaseId
from domain.values.money import Fen


@dataclass(frozen=True, slots=True)
class Moved:
    """So much that went out, or came back.

    Attributes:
        amount: In fen; below nothing where it came back.
        month: In which it counts: its day's, or the first that was open when it was recorded.
        key: Our number of its line; empty for a repayment.
        account: Where it went; empty for a repayment.
        what: The clause, with instalment and period.
    """

    id: int
    kind: Flow
    amount: Fen
    day: date
    month: str
    case_id: CaseId
    key: str
    name: str
    payee: str
    account: str
    what: str

    @property
    def is_late(self) -> bool:
        """Whether its own month was closed already."""
        return month_of(self.day) != self.month


@dataclass(frozen=True, slots=True)
class Month:
    """A month with what it comes to, in fen.

    Attributes:
        returned, repaid: What came back, below nothing.
        late: How many were recorded once their own month was closed.
        closed: Who signed it off, and what was found; None as long as it is open.
        left: How many differences were left when it was.
        is_over: Whether it has ended.
        is_next: Whether it is the next to be signed off.
    """

    month: str
    count: int
    paid: Fen
    returned: Fen
    repaid: Fen
    late: int
    closed: MonthClose | None
    left: int
    is_over: bool
    is_next: bool

    @property
    def total(self) -> Fen:
        return Fen(self.paid + self.returned + self.repaid)

    @property
    def word(self) -> str:
        """How it stands."""
        if self.closed is not None:
            return "已签认" if not self.left else f"已签认，差异 {self.left} 处"
        if not self.is_over:
            return "未到月底"
        return "待对账" if self.is_next else "等前一个月"


def list_months(session: Session, today: date) -> list[Month]:
    """Return the months from the first in which anything moved to this one, the latest first."""
    sums: dict[str, dict[str, int]] = {}
    counts: dict[str, int] = {}
    for month, kind, amount, count in session.exec(
        select(PaidFlow.month, PaidFlow.kind, func.sum(PaidFlow.amount), func.count()).group_by(
            PaidFlow.month, PaidFlow.kind
        )
    ):
        sums.setdefault(month, {})[kind] = amount
        counts[month] = counts.get(month, 0) + count
    own = func.strftime("%Y-%m", PaidFlow.day)
    late = dict(
        session.exec(
            select(PaidFlow.month, func.count()).where(PaidFlow.month != own).group_by(PaidFlow.month)
        ).all()
    )
    closed = {one.month: one for one in session.exec(select(MonthClose).where(_STANDS))}
    left = dict(
        session.exec(
            select(MonthDifference.close_id, func.count()).group_by(col(MonthDifference.close_id))
        ).all()
    )
    this, last = month_of(today), max(closed, default="")
    known = [*sums, *closed]
    rows = []
    for month in months_from(min(known), max(this, *known)) if known else ():
        flows, close = sums.get(month, {}), closed.get(month)
        before = [one for one in sums if last < one < month]
        rows.append(
            Month(
                month,
                counts.get(month, 0),
                Fen(flows.get(Flow.PAID, 0)),
                Fen(flows.get(Flow.RETURNED, 0)),
                Fen(flows.get(Flow.REPAID, 0) + flows.get(Flow.REVERSED, 0)),
                late.get(month, 0),
                close,
                left.get(close.id, 0) if close is not None and close.id is not None else 0,
                month < this,
                close is None and last < month < this and not before,
            )
        )
    return rows[::-1]


def moved_in(session: Session, months: Collection[str]) -> list[Moved]:
    """Return all that moved in some months, in its order."""
    found = session.exec(
        select(PaidFlow, AwardCase, PaymentLine, PaymentList)
        .join(AwardCase, col(AwardCase.id) == PaidFlow.case_id)
        .join(PaymentLine, col(PaymentLine.id) == PaidFlow.line_id, isouter=True)
        .join(PaymentList, col(PaymentList.id) == PaymentLine.list_id, isouter=True)
        .where(col(PaidFlow.month).in_(months))
        .order_by(col(PaidFlow.day), col(PaidFlow.id))
    )
    return [_moved(*row) for row in found]


def payers_in(session: Session, month: str) -> set[tuple[AccountId | None, str]]:
    """Return who sent what was paid in a month, or recorded what was paid back: account and name."""
    lists = session.exec(
        select(PaymentList.sent_account, PaymentList.sent_by)
        .join(PaymentLine, col(PaymentLine.list_id) == PaymentList.id)
        .join(PaidFlow, col(PaidFlow.line_id) == PaymentLine.id)
        .where(PaidFlow.month == month)
        .distinct()
    ).all()
    receipts = session.exec(
        select(RecoveryReceipt.made_account, RecoveryReceipt.made_by)
        .join(PaidFlow, col(PaidFlow.receipt_id) == RecoveryReceipt.id)
        .join(Recovery, col(Recovery.id) == RecoveryReceipt.recovery_id)
        .where(PaidFlow.month == month)
        .distinct()
    ).all()
    return {(id_, name or "") for id_, name in (*lists, *receipts)}


def sums_of(moved: Sequence[Moved]) -> tuple[Fen, Fen, Fen]:
    """Return what was paid, came back and was repaid, in fen."""
    paid = returned = repaid = 0
    for one in moved:
        match one.kind:
            case Flow.PAID:
                paid += one.amount
            case Flow.RETURNED:
                returned += one.amount
            case _:
                repaid += one.amount
    return Fen(paid), Fen(returned), Fen(repaid)


_STANDS: Any = col(MonthClose.undone_at).is_(None)


def _moved(flow: PaidFlow, case: AwardCase, line: PaymentLine | None, row: PaymentList | None) -> Moved:
    assert flow.id is not None
    key = ""
    if line is not None and row is not None and row.number is not None and line.place is not None:
        key = key_of(row.year, row.number, line.place)
    return Moved(
        flow.id,
        Flow(flow.kind),
        Fen(flow.amount),
        flow.day,
        flow.month,
        flow.case_id,
        key,
        case.enterprise_name,
        line.payee if line is not None and line.payee else case.enterprise_name,
        line.account if line is not None else "",
        clause_of(case),
    )
