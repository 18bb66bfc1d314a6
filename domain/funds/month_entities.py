"""Tables of months: what moved in each, and what was found when one was held against the finance office's."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, Integer, SQLModel

from domain.values.ids import AccountId, CaseId, LineId, MonthId, ReceiptId


class Flow(StrEnum):
    """Why money moved."""

    PAID = "paid"
    RETURNED = "returned"
    """It came back through the bank."""
    REPAID = "repaid"
    REVERSED = "reversed"
    """What was recorded as repaid, and was not."""

    @property
    def word(self) -> str:
        return _WORDS[self]


_WORDS = {
    Flow.PAID: "拨付",
    Flow.RETURNED: "退回",
    Flow.REPAID: "还款",
    Flow.REVERSED: "冲回还款",
}


class PaidFlow(SQLModel, table=True):
    """So much went out on a day, or came back. The store writes it by itself, and only ever adds (0029).

    Attributes:
        line_id, receipt_id: The line of a list, or the repayment, that it is of.
        amount: In fen; below nothing where it came back. Of a repayment with its interest.
        month: In which it counts, as 2026-03: that of its day, or the first that was open then.
    """

    __tablename__ = "paid_flow"

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    line_id: LineId | None = Field(default=None, sa_type=Integer)
    receipt_id: ReceiptId | None = Field(default=None, sa_type=Integer)
    case_id: CaseId = Field(sa_type=Integer)
    amount: int
    day: date
    month: str


class MonthClose(SQLModel, table=True):
    """A month that was held against the finance office's and signed off. Never changed, only opened again.

    Attributes:
        month: As 2026-03.
        count, paid, returned, repaid: What we had in it, in fen; the last two below nothing.
        their_count, their_total: What they had.
        file_name: The file that said so; empty where neither had anything.
    """

    __tablename__ = "month_close"

    id: MonthId | None = Field(default=None, primary_key=True, sa_type=Integer)
    month: str
    count: int
    paid: int
    returned: int
    repaid: int
    their_count: int
    their_total: int
    file_name: str
    closed_account: AccountId | None = Field(default=None, sa_type=Integer)
    closed_by: str
    closed_at: datetime
    undone_by: str | None = None
    undone_at: datetime | None = None
    undo_reason: str = ""


class MonthDifference(SQLModel, table=True):
    """A difference that was left when a month was signed off, and why.

    Attributes:
        number: 1, 2, 3 … within its month.
        verdict: See `reconciling.Verdict`.
        name: Whom it is about.
        ours, theirs: What each says, in fen; None where it says nothing.
        sentence: What differs; ``remark`` what whoever signed says of it.
    """

    __tablename__ = "month_difference"

    id: int | None = Field(default=None, primary_key=True)
    close_id: MonthId = Field(sa_type=Integer)
    number: int
    verdict: str
    name: str
    ours: int | None = None
    theirs: int | None = None
    sentence: str
    remark: str
