"""Tables of awards on their way."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, Integer, SQLModel

from domain.values.ids import AccountId, BatchId, CaseId, EnterpriseId, NoticeId
from domain.values.uids import new_uid


class Origin(StrEnum):
    """How a case came to be."""

    ASSESSED = "assessed"
    """免申即享: from an assessment; nobody applied."""
    APPLIED = "applied"
    """申报: at the counter."""


class Did(StrEnum):
    """What a step did; the first three are `walking.Move`'s."""

    ONWARD = "onward"
    BEGIN = "begin"
    OVER = "over"
    MADE = "made"
    OPINION = "opinion"
    PAPERS = "papers"
    AMOUNT = "amount"
    TAKE_IN = "take_in"
    KEEP = "keep"
    RIVAL = "rival"
    DECLARE = "declare"
    """What the applicant received from other levels was recorded."""
    PROLONG = "prolong"
    QUEUE = "queue"
    """候补: approved as far as it is up to people; waits until there is money for it."""
    UNDO = "undo"


class Ended(StrEnum):
    """How a case ended."""

    ON_ITS_WAY = ""
    GRANTED = "granted"
    OTHERWISE = "otherwise"
    """不予通过, 撤销, 撤回: the award may be applied for once more."""


class AwardCase(SQLModel, table=True):
    """One award on its way (事项): an enterprise, a clause, an instalment, a period.

    Only steps change it; see `CaseStep`.

    Attributes:
        uscc, enterprise_name: As they were when it was decided.
        instalment: The title of a clause's stage; empty where it is paid at once.
        period: Which one it is for, where the same clause is granted again and again; empty for once.
        origin: See `Origin`; `applicant` who came to the counter, `asked` what for, in fen.
        facts, decision: JSON, as `Notice` has them: what it was decided on, and how.
        computed: What the decision comes to, in fen.
        bound: The most that may be decided, in fen; None where a person must say and the clause has no bound.
        amount: What is decided, in fen.
        seen: SHA-256 over what it was last held against, see `changed`.
        as_of: The entry of the trail up to which that was.
        papers: JSON; what the clause asks for.
        road_sha256: The road it began.
        at, since, waits: Where it stands, see `walking.Standing`.
        ended: See `Ended`.
        version: The number of its last step.
        batch_id: The batch it goes with.
        notice_id: The notice that told it.
    """

    __tablename__ = "award_case"

    id: CaseId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    enterprise_id: EnterpriseId = Field(sa_type=Integer)
    uscc: str
    enterprise_name: str
    policy_id: str
    policy_title: str
    policy_sha256: str
    clause_id: str
    clause_title: str
    instalment: str = ""
    period: str = ""
    origin: str
    applicant: str = ""
    asked: int | None = None
    facts: str
    decision: str
    computed: int
    bound: int | None = None
    amount: int
    seen: str
    as_of: int
    papers: str = "[]"
    road_sha256: str
    at: str
    since: date
    waits: str = ""
    ended: str = Ended.ON_ITS_WAY
    version: int = 1
    batch_id: BatchId | None = Field(default=None, sa_type=Integer)
    notice_id: NoticeId | None = Field(default=None, sa_type=Integer)


class CaseStep(SQLModel, table=True):
    """One thing that was done of a case. Never changed, but for whether it still counts.

    Attributes:
        number: 1, 2, 3 … within its case.
        did: See `Did`.
        step: The id of the state, of what is beside the road, or of the opinion.
        title: What it was called.
        was_at, was_since, was_waits, was_amount: How the case stood before.
        to_at, amount: How it stood after.
        account_id, by_name: By whom.
        done_at: UTC; ``day`` is that of the office.
        remark: The reason, or what was said.
        objection: Which one it is about; 0 for none.
        public_from, public_to: The publicity that it began, or prolonged.
        answered_on, in_favour: Of an opinion.
        papers: JSON; the day on which each came (``came``), or for which it was promised (``promised``).
        former: JSON; columns of the case that it replaced.
        rival_id, settlement: The other case that was looked at beside it, and what was decided (`rivals`).
        act: What the steps of one act have in common.
        voided_by: The number of the step since which it does not count any more.
        files: JSON; the attachments that came with it, ``id``, ``name``, ``sha256`` of each; None for none.
        declared: JSON; what the applicant had received from other levels, all of it as it was said then, or
            the one beside which the case was settled; None where nothing was said of that (see `declared`).
    """

    __tablename__ = "case_step"

    id: int | None = Field(default=None, primary_key=True)
    case_id: CaseId = Field(sa_type=Integer)
    number: int
    did: str
    step: str
    title: str
    was_at: str
    was_since: date | None = None
    was_waits: str
    to_at: str
    account_id: AccountId | None = Field(default=None, sa_type=Integer)
    by_name: str
    done_at: datetime
    day: date
    remark: str
    objection: int = 0
    public_from: date | None = None
    public_to: date | None = None
    answered_on: date | None = None
    in_favour: int | None = None
    papers: str = "{}"
    was_amount: int | None = None
    amount: int
    former: str = "{}"
    rival_id: CaseId | None = Field(default=None, sa_type=Integer)
    settlement: str = ""
    act: str
    voided_by: int | None = None
    files: str | None = None
    declared: str | None = None


class CaseRoad(SQLModel, table=True):
    """A road that cases began, byte by byte.

    Attributes:
        sha256: Of ``content``, in hexadecimal.
        apart: JSON; what may not be done by who did which states, by ``did:step``. The store itself asks.
        approves: The state that approves; who did that pays nothing. The store asks this as well.
        grants: JSON; the ends at which an award was granted, by which figures know what was revoked.
    """

    __tablename__ = "case_road"

    id: int | None = Field(default=None, primary_key=True)
    sha256: str
    road_id: str
    title: str
    apart: str
    content: bytes
    approves: str | None = None
    grants: str = "[]"


class CaseBatch(SQLModel, table=True):
    """Cases that go together, such as “2022 年二季度 第一批”; ``made_at`` UTC."""

    __tablename__ = "case_batch"

    id: BatchId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    name: str
    made_by: str
    made_at: datetime
