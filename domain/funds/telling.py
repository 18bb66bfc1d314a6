"""What was booked of a budget, in the words of the office."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from domain.funds.entities import FundBooking, FundMovement, What
from domain.values.ids import BudgetId
from domain.values.money import Fen


@dataclass(frozen=True, slots=True)
class Told:
    """One booking; ``at`` in UTC, ``amount`` in fen, ``cases`` how many it is for."""

    id: int
    what: What
    day: date
    at: datetime
    by: str
    amount: Fen
    cases: int
    document: str
    remark: str


def bookings_of(session: Session, id_: BudgetId, *, most: int) -> list[Told]:
    """Return what was booked of a budget last, the newest first; ``most`` at the most."""
    amount, cases = func.sum(col(FundMovement.amount)), func.count(func.distinct(col(FundMovement.case_id)))
    query = (
        select(FundBooking, amount, cases)
        .join(FundMovement, col(FundMovement.booking_id) == FundBooking.id)
        .where(FundBooking.budget_id == id_)
        .group_by(col(FundBooking.id))
        .order_by(col(FundBooking.id).desc())
        .limit(most)
    )
    return [
        Told(
            row.id or 0,
            What(row.what),
            row.day,
            row.done_at,
            row.by_name,
            Fen(total),
            count,
            row.document,
            row.remark,
        )
        for row, total, count in session.exec(query)
    ]
