"""Tables of budgets and of their books. See `books` for how they are written."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, Integer, SQLModel

from domain.values.ids import AccountId, BudgetId, CaseId, SourceId
from domain.values.uids import new_uid


class Shortage(StrEnum):
    """What happens to an approval beyond what is left."""

    REFUSE = "refuse"
    WAIT = "wait"
    SHARE = "share"

    @property
    def word(self) -> str:
        return _SHORTAGES[self]


_SHORTAGES = {
    Shortage.REFUSE: "不予批准",
    Shortage.WAIT: "按受理先后候补",
    Shortage.SHARE: "按比例核定",
}


class AccountKind(StrEnum):
    """Where the money of a source is."""

    GIVEN = "given"
    """Where it comes from: below nothing by as much as was allotted."""
    FREE = "free"
    APPROVED = "approved"
    PAID = "paid"
    CARRIED = "carried"
    """Carried over to the next year."""
    DUE = "due"
    """To be paid back by who was paid."""
    RETURNED = "returned"
    """Paid back, and not to be approved again."""
    WAIVED = "waived"
    """Will not be paid back any more (核销)."""

    @property
    def word(self) -> str:
        return _KINDS[self]


_KINDS = {
    AccountKind.GIVEN: "安排",
    AccountKind.FREE: "余额",
    AccountKind.APPROVED: "已批",
    AccountKind.PAID: "已付",
    AccountKind.CARRIED: "结转下年",
    AccountKind.DUE: "追回应收",
    AccountKind.RETURNED: "已退回",
    AccountKind.WAIVED: "已核销",
}


class What(StrEnum):
    """What was booked."""

    ENTER = "enter"
    ADJUST = "adjust"
    CARRY_IN = "carry_in"
    CARRY_OUT = "carry_out"
    APPROVE = "approve"
    REVERSE = "reverse"
    PAY = "pay"
    RETURN = "return"
    RECOVER = "recover"
    REPAY = "repay"
    OFFSET = "offset"
    WAIVE = "waive"
    UNDO = "undo"

    @property
    def word(self) -> str:
        return _WHATS[self]


_WHATS = {
    What.ENTER: "录入预算",
    What.ADJUST: "调整预算",
    What.CARRY_IN: "上年结转",
    What.CARRY_OUT: "结转下年",
    What.APPROVE: "批准",
    What.REVERSE: "撤回批准",
    What.PAY: "拨付",
    What.RETURN: "退回",
    What.RECOVER: "追回",
    What.REPAY: "还款",
    What.OFFSET: "抵扣",
    What.WAIVE: "核销",
    What.UNDO: "冲回",
}


class FundBudget(SQLModel, table=True):
    """What there is for a policy in a year; ``made_at`` UTC, ``shortage`` see `Shortage`.

    Attributes:
        frees: Whether what is paid back may be approved again; None where the office has not said so.
    """

    __tablename__ = "fund_budget"

    id: BudgetId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    policy_id: str
    policy_title: str
    year: int
    shortage: str
    frees: bool | None = None
    made_by: str
    made_at: datetime


class FundSource(SQLModel, table=True):
    """Who gives the money of a budget, such as 市财政."""

    __tablename__ = "fund_source"

    id: SourceId | None = Field(default=None, primary_key=True, sa_type=Integer)
    budget_id: BudgetId = Field(sa_type=Integer)
    name: str


class FundShare(SQLModel, table=True):
    """So many parts of an award a source bears; ``clause_id`` empty for clauses without any of their own."""

    __tablename__ = "fund_share"

    id: int | None = Field(default=None, primary_key=True)
    budget_id: BudgetId = Field(sa_type=Integer)
    source_id: SourceId = Field(sa_type=Integer)
    clause_id: str
    parts: int


class FundAccount(SQLModel, table=True):
    """An account of a source.

    Attributes:
        kind: See `AccountKind`.
        balance: In fen. Movements alone move it; the store sees to that.
        counted: The last movement that did.
    """

    __tablename__ = "fund_account"

    id: int | None = Field(default=None, primary_key=True)
    budget_id: BudgetId = Field(sa_type=Integer)
    source_id: SourceId = Field(sa_type=Integer)
    kind: str
    balance: int = 0
    counted: int = 0


class FundBooking(SQLModel, table=True):
    """What an act booked of a budget: movements that belong together.

    Attributes:
        what: See `What`.
        document: The number of the document that orders it.
        day: Of the office.
        account_id, by_name: Who did it.
        done_at: UTC.
    """

    __tablename__ = "fund_booking"

    id: int | None = Field(default=None, primary_key=True)
    budget_id: BudgetId = Field(sa_type=Integer)
    what: str
    document: str = ""
    remark: str = ""
    day: date
    account_id: AccountId | None = Field(default=None, sa_type=Integer)
    by_name: str
    done_at: datetime


class FundMovement(SQLModel, table=True):
    """So much goes from one account to another of the same source; ``amount`` in fen, above 0.

    Attributes:
        case_id: The case that it is for.
        reverses: The movement that it takes back.
    """

    __tablename__ = "fund_movement"

    id: int | None = Field(default=None, primary_key=True)
    budget_id: BudgetId = Field(sa_type=Integer)
    booking_id: int
    from_id: int
    to_id: int
    amount: int
    case_id: CaseId | None = Field(default=None, sa_type=Integer)
    reverses: int | None = None
