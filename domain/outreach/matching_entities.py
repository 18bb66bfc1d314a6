"""Tables of 对接: parks with their tenants, events with who came, and what enterprises need."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, Integer, SQLModel

from domain.values.ids import (
    AccountId,
    DealId,
    EnterpriseId,
    EventId,
    ImportId,
    NeedId,
    OutcomeId,
    ParkId,
    TenantId,
)
from domain.values.uids import new_uid


class ParkStage(StrEnum):
    """How far a park has come."""

    PLANNED = "planned"
    BUILDING = "building"
    OPEN = "open"

    @property
    def word(self) -> str:
        return _STAGES[self]


_STAGES = {ParkStage.PLANNED: "规划", ParkStage.BUILDING: "在建", ParkStage.OPEN: "已投用"}


class EventKind(StrEnum):
    """With whom enterprises meet at an event."""

    BANKS = "banks"
    SALES = "sales"
    JOBS = "jobs"
    SCHOOLS = "schools"
    OTHER = "other"

    @property
    def word(self) -> str:
        return _KINDS[self]


_KINDS = {
    EventKind.BANKS: "银企对接",
    EventKind.SALES: "产销对接",
    EventKind.JOBS: "用工对接",
    EventKind.SCHOOLS: "校企对接",
    EventKind.OTHER: "其他对接",
}


class Signed(StrEnum):
    """How binding what was agreed on is."""

    CONTRACT = "contract"
    INTENT = "intent"

    @property
    def word(self) -> str:
        return _SIGNED[self]


_SIGNED = {Signed.CONTRACT: "合同", Signed.INTENT: "意向"}


class Matter(StrEnum):
    """What an enterprise needs."""

    FINANCING = "financing"
    JOBS = "jobs"

    @property
    def word(self) -> str:
        return _MATTERS[self]

    @property
    def ways(self) -> "tuple[Through, ...]":
        """By what it may be met."""
        return _WAYS[self]


_MATTERS = {Matter.FINANCING: "融资需求", Matter.JOBS: "用工需求"}


class Through(StrEnum):
    """By what a need was met."""

    GUARANTEE = "guarantee"
    PATENTS = "patents"
    CREDIT = "credit"
    MORTGAGE = "mortgage"
    INTEREST = "interest"
    """Interest that is paid for the enterprise: no loan, and counted apart from what was wanted."""
    FAIR = "fair"
    SCHOOL = "school"
    AGENCY = "agency"
    OWN = "own"
    OTHER = "other"

    @property
    def word(self) -> str:
        return _THROUGH[self]


_THROUGH = {
    Through.GUARANTEE: "担保贷款",
    Through.PATENTS: "知识产权质押贷款",
    Through.CREDIT: "信用贷款",
    Through.MORTGAGE: "抵押贷款",
    Through.INTEREST: "贴息",
    Through.FAIR: "招聘会",
    Through.SCHOOL: "校企合作",
    Through.AGENCY: "劳务输送",
    Through.OWN: "企业自招",
    Through.OTHER: "其他",
}
_WAYS = {
    Matter.FINANCING: (
        *(Through.GUARANTEE, Through.PATENTS, Through.CREDIT, Through.MORTGAGE),
        *(Through.INTEREST, Through.OTHER),
    ),
    Matter.JOBS: (Through.FAIR, Through.SCHOOL, Through.AGENCY, Through.OWN, Through.OTHER),
}


class Park(SQLModel, table=True):
    """A park of small enterprises (小微企业园).

    Its table is not called as the fact ``park`` of an enterprise is: the trail tells both by these names.

    Attributes:
        kind: What it is called among parks; empty for 小微企业园.
        stage: See `ParkStage`.
        since: The day from which it counts: on which it was recognised, or set up.
        until: Its first day gone; ``ended_because`` why. None while it goes on.
        operator: Who runs it.
        total: What it is to cost in all, in fen; None where that is not entered.
        area: Floor space in square metres; None where that is not entered.
        by_name, account_id, made_at: Who entered it, and when (UTC).
        version: Counts its changes, and those of what hangs on it.
        deleted_at: UTC; kept so that it can be brought back.
    """

    __tablename__ = "business_park"

    id: ParkId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    name: str
    kind: str = ""
    stage: str
    street: str = ""
    place: str = ""
    operator: str = ""
    contact: str = ""
    phone: str = ""
    since: date
    until: date | None = None
    ended_because: str = ""
    total: int | None = None
    area: int | None = None
    account_id: AccountId | None = Field(default=None, sa_type=Integer)
    by_name: str
    made_at: datetime
    version: int = 1
    deleted_at: datetime | None = None


class ParkTenant(SQLModel, table=True):
    """An enterprise in a park.

    Attributes:
        since: The first day; ``until`` the first on which it is gone, None while it is there.
        because: Why it left.
        with_park: Whether it left as the park ended, so that it is there again if the park goes on.
        area: Floor space in square metres; None where that is not entered.
        import_id: With which import it came; None where somebody entered it.
    """

    __tablename__ = "park_tenant"

    id: TenantId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    park_id: ParkId = Field(sa_type=Integer)
    enterprise_id: EnterpriseId = Field(sa_type=Integer)
    since: date
    until: date | None = None
    because: str = ""
    with_park: bool = False
    area: int | None = None
    import_id: ImportId | None = Field(default=None, sa_type=Integer)


class ParkYear(SQLModel, table=True):
    """What was invested in a park in a year, known by its first day, and its output; fen or None."""

    __tablename__ = "park_year"

    park_id: ParkId = Field(primary_key=True, sa_type=Integer)
    first: date = Field(primary_key=True)
    invested: int | None = None
    output: int | None = None


class MatchEvent(SQLModel, table=True):
    """Enterprises met banks, buyers, jobseekers or schools.

    Attributes:
        kind: See `EventKind`.
        host: Who held it.
        found: What came up there.
        by_name, account_id, made_at: Who entered it, and when (UTC).
        version: Counts its changes, and those of what hangs on it.
        deleted_at: UTC; kept so that it can be brought back.
    """

    __tablename__ = "match_event"

    id: EventId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    kind: str
    name: str
    day: date
    place: str = ""
    host: str = ""
    found: str = ""
    account_id: AccountId | None = Field(default=None, sa_type=Integer)
    by_name: str
    made_at: datetime
    version: int = 1
    deleted_at: datetime | None = None


class EventGuest(SQLModel, table=True):
    """Who came to an event: an enterprise, or somebody of none by ``name``, who is counted apart.

    ``people`` is how many of them came; None where nobody counted. ``place`` counts from 1.
    """

    __tablename__ = "event_guest"

    event_id: EventId = Field(primary_key=True, sa_type=Integer)
    place: int = Field(primary_key=True)
    enterprise_id: EnterpriseId | None = Field(default=None, sa_type=Integer)
    name: str = ""
    people: int | None = None


class EventDeal(SQLModel, table=True):
    """What was signed at an event, and what it came to.

    Attributes:
        enterprise_id: Who signed; None for somebody of no enterprise, who is known by ``name``.
        partner: With whom.
        signed: See `Signed`.
        what: What about.
        products, people: How many kinds of products, how many people; None for none.
        amount: What it is worth, in fen; None for nothing said.
        done: What it came to, in fen, by ``done_on``.
    """

    __tablename__ = "event_deal"

    id: DealId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    event_id: EventId = Field(sa_type=Integer)
    enterprise_id: EnterpriseId | None = Field(default=None, sa_type=Integer)
    name: str = ""
    partner: str
    signed: str
    what: str = ""
    products: int | None = None
    people: int | None = None
    amount: int | None = None
    done: int | None = None
    done_on: date | None = None


class Need(SQLModel, table=True):
    """An enterprise needs money or people.

    Attributes:
        matter: See `Matter`.
        day: On which it said so.
        title: What for: the use of the money, or as what the people are to work.
        wanted: How much money, in fen; of `Matter.JOBS` None.
        people: How many people; of `Matter.FINANCING` None.
        detail: Until when, at what wages, and the like.
        ended_on: The day from which it needs no more, ``ended_because`` why; None while it does, or has all.
        by_name, account_id, made_at: Who entered it, and when (UTC).
        version: Counts its changes, and those of what came of it.
        deleted_at: UTC; kept so that it can be brought back.
    """

    __tablename__ = "need"

    id: NeedId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    matter: str
    enterprise_id: EnterpriseId = Field(sa_type=Integer)
    day: date
    title: str
    wanted: int | None = None
    people: int | None = None
    detail: str = ""
    ended_on: date | None = None
    ended_because: str = ""
    account_id: AccountId | None = Field(default=None, sa_type=Integer)
    by_name: str
    made_at: datetime
    version: int = 1
    deleted_at: datetime | None = None


class NeedOutcome(SQLModel, table=True):
    """What came of a need: a loan that was paid out, interest that was paid, people who began.

    Attributes:
        through: See `Through`.
        day: On which it came.
        partner: From whom: the bank with who guarantees, or where people came from.
        amount: In fen; of people None.
        people: How many; of money None.
    """

    __tablename__ = "need_outcome"

    id: OutcomeId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    need_id: NeedId = Field(sa_type=Integer)
    through: str
    day: date
    partner: str = ""
    amount: int | None = None
    people: int | None = None
    remark: str = ""
