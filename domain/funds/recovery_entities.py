"""Tables of what has to be paid back: awards that were lowered after they were paid, and what came of it."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, Integer, SQLModel

from domain.values.ids import AccountId, CaseId, LineId, PlanId, ReceiptId, RecoveryId
from domain.values.uids import new_uid


class Way(StrEnum):
    """How something that had to be paid back was settled."""

    REPAID = "repaid"
    OFFSET = "offset"
    """抵扣: taken off a later award."""
    WAIVED = "waived"
    """核销: it will not be paid back any more."""

    @property
    def word(self) -> str:
        return _WORDS[self]


_WORDS = {Way.REPAID: "还款", Way.OFFSET: "抵扣", Way.WAIVED: "核销"}


class Recovery(SQLModel, table=True):
    """追回: an award that was paid, lowered. Never changed, only undone, the last of a case first.

    Attributes:
        was_amount: What the award was until then, in fen; ``new_amount`` what it is now.
        due: What of the difference was paid already, and has to be paid back; the rest is not paid any more.
        found_on, found_by: When and by whom it was found that it had to be lowered.
        until: By when it is to be paid back; None where nothing is.
        rate: Interest for a year in hundredths of a percent; None for none.
        interest_from: The first day for which there is interest; ``rate_source`` where all that is said.
        made_account, made_by: Who ordered it; ``confirmed_by`` the second person, "" for none.
        booking_id: What was booked of it; None where there is no budget.
    """

    __tablename__ = "recovery"

    id: RecoveryId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    case_id: CaseId = Field(sa_type=Integer)
    was_amount: int
    new_amount: int
    due: int
    reason: str
    found_on: date
    found_by: str
    until: date | None = None
    rate: int | None = None
    interest_from: date | None = None
    rate_source: str = ""
    day: date
    made_account: AccountId | None = Field(default=None, sa_type=Integer)
    made_by: str
    made_at: datetime
    confirmed_by: str = ""
    booking_id: int | None = None
    undone_by: str | None = None
    undone_at: datetime | None = None
    undo_reason: str = ""

    @property
    def unpaid(self) -> int:
        """What of the award was not paid yet, and is not any more."""
        return self.was_amount - self.new_amount - self.due


class RecoveryPlan(SQLModel, table=True):
    """So much is to be paid back by a day. The last plan of a recovery counts; none is changed.

    Attributes:
        plan: 1, 2, 3 … within its recovery.
        settled: What was settled already when it was made, in fen; its amounts come on top of that.
    """

    __tablename__ = "recovery_plan"

    id: PlanId | None = Field(default=None, primary_key=True, sa_type=Integer)
    recovery_id: RecoveryId = Field(sa_type=Integer)
    plan: int
    day: date
    amount: int
    settled: int


class RecoveryReceipt(SQLModel, table=True):
    """Something that had to be paid back was settled, in whichever `Way`. Never changed, only reversed.

    Attributes:
        day: When.
        principal, interest: How much of each, in fen.
        how: By which bank, which consent, which minutes.
        reason: Why it is waived, or reversed.
        line_id: The line of a payment list off which it was taken.
        reverses: The one that it takes back.
        booking_id: What was booked of it; None where there is no budget, or interest alone.
    """

    __tablename__ = "recovery_receipt"

    id: ReceiptId | None = Field(default=None, primary_key=True, sa_type=Integer)
    recovery_id: RecoveryId = Field(sa_type=Integer)
    way: str
    day: date
    principal: int
    interest: int
    how: str
    reason: str = ""
    line_id: LineId | None = Field(default=None, sa_type=Integer)
    reverses: ReceiptId | None = Field(default=None, sa_type=Integer)
    made_account: AccountId | None = Field(default=None, sa_type=Integer)
    made_by: str
    made_at: datetime
    booking_id: int | None = None
