"""Tables of 培育库: thresholds, enterprises taken in, lists as they were printed, the numbers of the city."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, Integer, SQLModel

from domain.values.ids import (
    AccountId,
    CadreId,
    CandidateListId,
    CityCountId,
    CultivatedId,
    EnterpriseId,
    ThresholdId,
)
from domain.values.uids import new_uid


class Stage(StrEnum):
    """How far an enterprise has come on its way to what it is to become."""

    SOUGHT = "sought"
    GROWING = "growing"
    APPLYING = "applying"
    REACHED = "reached"
    LOST = "lost"
    DROPPED = "dropped"

    @property
    def word(self) -> str:
        return _STAGES[self]

    @property
    def is_open(self) -> bool:
        """Whether somebody still works on it."""
        return self in (Stage.SOUGHT, Stage.GROWING, Stage.APPLYING)

    @property
    def is_over(self) -> bool:
        """Whether an entry goes no further: another try is another entry, and what came to pass stays."""
        return self in (Stage.LOST, Stage.DROPPED)


_STAGES = {
    Stage.SOUGHT: "摸排",
    Stage.GROWING: "培育中",
    Stage.APPLYING: "申报中",
    Stage.REACHED: "已达标",
    Stage.LOST: "又失去",
    Stage.DROPPED: "已退出",
}


class Threshold(SQLModel, table=True):
    """A line of a standard as the office set it; never changed, only taken back.

    Attributes:
        standard, fact: Which line; see `standards.Line`.
        amount: In fen, and ``percent`` of what the line refers to; 0 for none.
        since: From which day on it applies, until the next one.
        source: Where that stands.
        by_name, account_id, made_at: Who set it, and when (UTC).
        voided_at: UTC; it never applied.
    """

    __tablename__ = "cultivation_threshold"

    id: ThresholdId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    standard: str
    fact: str
    amount: int = 0
    percent: int = 0
    since: date
    source: str
    account_id: AccountId | None = Field(default=None, sa_type=Integer)
    by_name: str
    made_at: datetime
    voided_at: datetime | None = None


class Cultivated(SQLModel, table=True):
    """An enterprise that was taken in; one that lost it, or gave up, and tries again is another entry.

    Attributes:
        target: What it is to become; see `standards.Target`.
        since: On which day it was taken in.
        cadre_id: Who helps it; None for nobody yet.
        planned_on: By when it is to be reached.
        basis: JSON, see `basis.Basis`: on which figures and by which thresholds it was taken in, for ever.
        stage: See `Stage`; ``moved_on`` since when, ``because`` why it was lost or given up.
        reached_on: On which day it was reached, ``lost_on`` lost again.
        by_name, account_id, made_at: Who took it in, and when (UTC).
        version: Counts its changes.
        deleted_at: UTC; kept so that it can be brought back.
    """

    id: CultivatedId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    enterprise_id: EnterpriseId = Field(sa_type=Integer)
    target: str
    since: date
    cadre_id: CadreId | None = Field(default=None, sa_type=Integer)
    planned_on: date | None = None
    basis: str
    stage: str = Stage.SOUGHT
    moved_on: date
    because: str = ""
    reached_on: date | None = None
    lost_on: date | None = None
    remark: str = ""
    account_id: AccountId | None = Field(default=None, sa_type=Integer)
    by_name: str
    made_at: datetime
    version: int = 1
    deleted_at: datetime | None = None


class CandidateListRow(SQLModel, table=True):
    """Candidates as they were listed on a day; never changed, only declared void.

    Attributes:
        content: JSON, see `lists.KeptList`.
        voided_at: UTC.
    """

    __tablename__ = "candidate_list"

    id: CandidateListId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    title: str
    target: str
    day: date
    content: str
    account_id: AccountId | None = Field(default=None, sa_type=Integer)
    by_name: str
    made_at: datetime
    voided_at: datetime | None = None


class CityCount(SQLModel, table=True):
    """How many enterprises of the whole city have a qualification on a day, as the city said.

    Attributes:
        kind, level: As in the list 资质荣誉 of an enterprise; an empty level for all of them.
        source: Who said so, and where.
        voided_at: UTC; it was entered by mistake.
    """

    __tablename__ = "city_count"

    id: CityCountId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    kind: str
    level: str = ""
    day: date
    count: int
    source: str
    account_id: AccountId | None = Field(default=None, sa_type=Integer)
    by_name: str
    made_at: datetime
    voided_at: datetime | None = None
