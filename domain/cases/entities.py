"""Tables of awards on their way."""

from datetime import date, datetime

from sqlmodel import Field, Integer, SQLModel

from domain.store.numbers.entries import HERE, NumberKind
from domain.values.ids import AccountId, CaseId, EnterpriseId, LetterId, NoticeId
from domain.values.uids import new_uid


class Notice(SQLModel, table=True):
    """An approval notice that was issued. Nothing of it changes afterwards but whether it is void.

    A number that was taken otherwise stands here as well, so that it is never given again: see ``kind``. It
    has no paper, and may name nobody. Other documents with numbers of their own stand here with their paper,
    as ``letter``; they name no award.

    Attributes:
        enterprise_id: Whom it was issued to; None where only the code is known.
        uscc: The code it was issued under, which may have been corrected since.
        uid: Its id beyond this store.
        clause_title: With the instalment and the period where it is for one; ``part`` is those alone, since
            each of them gets a notice.
        kind: How the number came into the register; empty for a notice that was issued here.
        amount: In fen.
        wording: By which of the office's texts it was written (`Wordings.recorded`); None for the program's.
        letter: What another document than a notice is called; None for a notice. ``letter_of`` is what its
            code would say in place of its number, ``letter_said`` the SHA-256 of what it says but for its
            day and number; see `cases.numbered`.
        facts: JSON record of everything known when it was decided (see `enterprises.records`).
        decision: JSON of the `Decision` with its trace.
        paper: JSON of the `Paper`, every word of it.
        issued_at, voided_at: UTC. A voided notice (作废) keeps its number for ever.
    """

    id: NoticeId | None = Field(default=None, primary_key=True, sa_type=Integer)
    number_prefix: str
    number_year: int
    number_serial: int
    enterprise_id: EnterpriseId | None = Field(default=None, sa_type=Integer)
    uscc: str
    enterprise_name: str
    policy_id: str
    policy_sha256: str
    clause_id: str
    clause_title: str
    amount: int
    facts: str
    decision: str
    paper: str
    approver: str
    approved_on: date
    issued_by: str
    issued_at: datetime
    voided_by: str | None = None
    voided_at: datetime | None = None
    void_reason: str = ""
    kind: str = NumberKind.ISSUED
    uid: str = Field(default_factory=new_uid)
    part: str | None = None
    wording: str | None = None
    letter: str | None = None
    letter_of: str | None = None
    letter_said: str | None = None

    @property
    def number(self) -> str:
        """发文字号, after GB/T 9704-2012: year in full, serial without leading zeros."""
        return document_number(self.number_prefix, self.number_year, self.number_serial)

    @property
    def is_void(self) -> bool:
        return self.voided_at is not None

    @property
    def has_paper(self) -> bool:
        """Whether its paper is in this store."""
        return self.kind in HERE


class CaseLetter(SQLModel, table=True):
    """A letter of cases as it left the house, on paper or in a file. Nothing of it changes afterwards.

    Attributes:
        kind: See `documents.kept.LetterKind`.
        case_id: Which case it is of; None where it is of several, whose ids ``cases`` has, as JSON.
        said_sha256: Of what it says, whenever it is printed; see `documents.kept.said_of`.
        by_name, account_id, made_at: Who printed or saved it first, and when (UTC).
        paper: JSON of the `Paper`, every word of it.
    """

    __tablename__ = "case_letter"

    id: LetterId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    kind: str
    case_id: CaseId | None = Field(default=None, sa_type=Integer)
    said_sha256: str
    account_id: AccountId | None = Field(default=None, sa_type=Integer)
    by_name: str
    made_at: datetime
    cases: str
    paper: str


def document_number(prefix: str, year: int, serial: int) -> str:
    """Return a 发文字号.

    >>> document_number("郑东惠企", 2022, 7)
    '郑东惠企〔2022〕7号'
    """
    return f"{prefix}〔{year}〕{serial}号"
