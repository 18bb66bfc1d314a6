"""Tables of what is paid: lists that are sent, a line for each award, what is held back, and settled."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Final, TypeAlias

from sqlmodel import Field, Integer, SQLModel

from domain.store.numbers.entries import NumberKind
from domain.store.numbers.sent import list_name
from domain.values.ids import (
    AccountId,
    CaseId,
    EnterpriseId,
    HoldId,
    LineId,
    PaymentListId,
    RecoveryId,
    SettlementId,
    SourceId,
)
from domain.values.money import Fen
from domain.values.uids import new_uid

Told: TypeAlias = Mapping[SourceId, Fen]
"""What each source is told to bear of a payment, in fen."""

WHOLE: Final = 100
"""Percent."""


class LineState(StrEnum):
    """How far a line is."""

    OPEN = "open"
    HELD = "held"
    """There is a doubt about its account; it is not sent."""
    SENT = "sent"
    PAID = "paid"
    RETURNED = "returned"
    DROPPED = "dropped"

    @property
    def word(self) -> str:
        return _WORDS[self]


_WORDS = {
    LineState.OPEN: "待拨付",
    LineState.HELD: "有疑点",
    LineState.SENT: "已送出",
    LineState.PAID: "已拨付",
    LineState.RETURNED: "退回",
    LineState.DROPPED: "已移出",
}


class PaymentList(SQLModel, table=True):
    """Awards that are paid together; it has a number within its year once it was sent. Moments in UTC.

    Attributes:
        ahead: The share that it pays of its awards ahead (预兑现), in percent; None where it pays them whole.
        kind: How its number came here where it was not sent from this store; see `NumberKind`. What is in one
            that only paper has (ON_PAPER) nobody knows until somebody has gone through it (``cleared_…``).
            One of what was paid before (PAID_BEFORE) has a number below 0, and was recorded by ``sent_by``.
    """

    __tablename__ = "payment_list"

    id: PaymentListId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    year: int
    number: int | None = None
    made_by: str
    made_at: datetime
    sent_account: AccountId | None = Field(default=None, sa_type=Integer)
    sent_by: str | None = None
    sent_at: datetime | None = None
    ahead: int | None = None
    kind: str | None = None
    cleared_account: AccountId | None = Field(default=None, sa_type=Integer)
    cleared_by: str | None = None
    cleared_at: datetime | None = None
    cleared_because: str | None = None

    @property
    def name(self) -> str:
        """What sentences call it."""
        if self.number is None:
            return f"未送出的拨付批次（{self.id}）"
        return list_name(self.year, self.number)

    @property
    def sent_on(self) -> date | None:
        """The day here on which it was sent; None before that."""
        if self.sent_at is None or self.number is None:
            return None
        return self.sent_at.astimezone().date()

    @property
    def is_before(self) -> bool:
        """Whether what stands in it was paid before the office paid by this program."""
        return self.kind == NumberKind.PAID_BEFORE

    @property
    def is_unknown(self) -> bool:
        """Whether only paper says what stands in it, and nobody has gone through that yet."""
        return self.kind == NumberKind.ON_PAPER and self.cleared_at is None


class PaymentLine(SQLModel, table=True):
    """An award in a list.

    Attributes:
        amount: What is to be paid, in fen; ``paid`` what was.
        payee, bank, account: As they were when it was last looked at; once sent, as they were sent.
        lacking, doubts: Why it is held, or was: nothing can be sent there, or a person has to look first.
        reason: Why it was released all the same, dropped, returned or paid in part.
        done_on: The day of the bank's answer; ``back_on`` the one on which a part of what was paid came back
            last, where one did.
        place: Which line of its list it is, once it was sent: 1, 2, 3 …; the bank's answer names it by that.
        borne: What each source was told to bear of it when it was sent, as JSON; see `told`. Empty where no
            budget gives it, or nobody knows.
    """

    __tablename__ = "payment_line"

    id: LineId | None = Field(default=None, primary_key=True, sa_type=Integer)
    list_id: PaymentListId = Field(sa_type=Integer)
    case_id: CaseId = Field(sa_type=Integer)
    enterprise_id: EnterpriseId = Field(sa_type=Integer)
    enterprise_name: str
    amount: int
    payee: str
    bank: str
    account: str
    lacking: str = ""
    doubts: str = ""
    state: str
    paid: int = 0
    reason: str = ""
    done_on: date | None = None
    back_on: date | None = None
    place: int | None = None
    borne: str = ""

    @property
    def told(self) -> Told:
        """What each source was told to bear; empty where that is not known."""
        return {SourceId(id_): Fen(amount) for id_, amount in json.loads(self.borne or "[]")}

    def tell(self, told: Told) -> None:
        """Keep what each source was told to bear."""
        self.borne = json.dumps([*told.items()]) if told else ""

    @property
    def against(self) -> str:
        """Why it is held, or was."""
        return "；".join(filter(None, [self.lacking, self.doubts]))

    @property
    def is_offset(self) -> bool:
        """Whether it was taken off for what another award owes (抵扣), or was: it never went to the bank."""
        return self.place is None and self.state in _OFFSET_WORDS


_OFFSET_WORDS = {LineState.PAID: "已抵扣", LineState.RETURNED: "已冲回"}


def share_of(amount: Fen, share: int) -> Fen:
    """Return a share of an award, in percent, to the whole fen below.

    >>> share_of(Fen(100_01), 80)
    8000
    """
    return Fen(amount * share // WHOLE)


def word_of(line: PaymentLine, row: PaymentList) -> str:
    """Return what people call the state of a line.

    What was recorded by mistake did not come back, and what was taken off for what is owed was not paid.
    """
    if row.is_before and line.state == LineState.RETURNED:
        return "已撤销登记"
    return (_OFFSET_WORDS if line.is_offset else _WORDS)[LineState(line.state)]


class PaymentAbsent(SQLModel, table=True):
    """A line of a list that was sent, whose award was not granted here when the list was taken over.

    Its award is not listed again. Once it is granted the line is taken up into its list (``is_taken``).
    Attributes as those of `SentLine`; ``list_uid`` is the id of the `SentList`, of which ``list_id`` is the
    row, or the one that has its number here.
    """

    __tablename__ = "payment_absent"

    id: int | None = Field(default=None, primary_key=True)
    list_id: PaymentListId = Field(sa_type=Integer)
    list_uid: str
    case_uid: str
    uscc: str
    enterprise_name: str
    policy_id: str
    clause_id: str
    instalment: str
    period: str
    place: int
    amount: int
    payee: str
    bank: str
    account: str
    state: str
    paid: int = 0
    reason: str = ""
    done_on: date | None = None
    back_on: date | None = None
    is_taken: bool = False


class PaymentHold(SQLModel, table=True):
    """暂缓拨付 of a case or of an enterprise, until somebody else lifts it or its day has passed."""

    __tablename__ = "payment_hold"

    id: HoldId | None = Field(default=None, primary_key=True, sa_type=Integer)
    case_id: CaseId | None = Field(default=None, sa_type=Integer)
    enterprise_id: EnterpriseId | None = Field(default=None, sa_type=Integer)
    reason: str
    until: date | None = None
    held_account: AccountId | None = Field(default=None, sa_type=Integer)
    held_by: str
    held_at: datetime
    lifted_account: AccountId | None = Field(default=None, sa_type=Integer)
    lifted_by: str | None = None
    lifted_at: datetime | None = None
    lift_reason: str = ""


class PaymentSettlement(SQLModel, table=True):
    """清算 of an award that was paid ahead: what it finally comes to. Never changed.

    It counts as long as the lowering that came of it, if any, is not undone. Moments in UTC, money in fen.

    Attributes:
        was_amount: What the award was until then; ``amount`` what it is from then on.
        computed: What the clause came to when it was decided again, more than was granted too.
        paid: What was paid of it by then.
        recovery_id: Which lowering came of it; None where it stays as it was granted.
        policy_sha256, facts, decision, seen: On what it was decided again; see `AwardCase`.
        changed: What is otherwise since it was granted, in words.
        document, reason: By which paper, and why it comes to that.
    """

    __tablename__ = "payment_settlement"

    id: SettlementId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    case_id: CaseId = Field(sa_type=Integer)
    was_amount: int
    computed: int
    amount: int
    paid: int
    recovery_id: RecoveryId | None = Field(default=None, sa_type=Integer)
    policy_sha256: str
    facts: str
    decision: str
    seen: str
    changed: str
    document: str
    reason: str
    day: date
    made_account: AccountId | None = Field(default=None, sa_type=Integer)
    made_by: str
    made_at: datetime
    confirmed_by: str = ""
