"""Tables of projects."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, Integer, SQLModel

from domain.values.ids import AccountId, DepartmentId, EnterpriseId, PermitId, ProjectId, TeamId
from domain.values.uids import new_uid


class ProjectEnd(StrEnum):
    """Whether a project goes on, and how it ended."""

    OPEN = ""
    DONE = "done"
    DROPPED = "dropped"

    @property
    def word(self) -> str:
        return _ENDS[self]


_ENDS = {ProjectEnd.OPEN: "推进中", ProjectEnd.DONE: "已竣工", ProjectEnd.DROPPED: "已停建"}


class Project(SQLModel, table=True):
    """A project of one enterprise, or of several together.

    Attributes:
        number: Its year and how manieth of that: XM2026-007.
        street, park: Where it is.
        team_id: Its 专班.
        total: What it is to cost in all, in fen; None where that is not entered.
        starts_on, ends_on: As planned.
        plan: 一项目一方案, in words.
        plan_files: JSON; the attachments that are the plan: ``id``, ``name``, ``sha256`` of each.
        ended: See `ProjectEnd`; ``ended_on`` the day, ``ended_because`` why.
        by_name, account_id, made_at: Who entered it, and when (UTC).
        version: Counts its changes, and those of what hangs on it.
        deleted_at: UTC; kept so that it can be brought back.
    """

    id: ProjectId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    number: str
    name: str
    kind: str = ""
    street: str = ""
    park: str = ""
    team_id: TeamId | None = Field(default=None, sa_type=Integer)
    total: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    plan: str = ""
    plan_files: str | None = None
    ended: str = ProjectEnd.OPEN
    ended_on: date | None = None
    ended_because: str = ""
    account_id: AccountId | None = Field(default=None, sa_type=Integer)
    by_name: str
    made_at: datetime
    version: int = 1
    deleted_at: datetime | None = None


class ProjectEnterprise(SQLModel, table=True):
    """An enterprise whose project it is.

    ``row_uid`` is the row of that enterprise's list 项目 (`EnterpriseRow`), which policies decide on; empty
    where it has none.
    """

    __tablename__ = "project_enterprise"

    project_id: ProjectId = Field(primary_key=True, sa_type=Integer)
    enterprise_id: EnterpriseId = Field(primary_key=True, sa_type=Integer)
    row_uid: str = ""


class ProjectStage(SQLModel, table=True):
    """A stage, with the day on which it is to be over, and on which it was; ``place`` counts from 1."""

    __tablename__ = "project_stage"

    project_id: ProjectId = Field(primary_key=True, sa_type=Integer)
    place: int = Field(primary_key=True)
    name: str
    planned: date | None = None
    done: date | None = None


class ProjectMonth(SQLModel, table=True):
    """What is to be invested in a month, known by its first day, and what was; fen, None for not entered."""

    __tablename__ = "project_month"

    project_id: ProjectId = Field(primary_key=True, sa_type=Integer)
    month: date = Field(primary_key=True)
    planned: int | None = None
    done: int | None = None


class ProjectYear(SQLModel, table=True):
    """What is to be invested in a year, known by its first day; fen."""

    __tablename__ = "project_year"

    project_id: ProjectId = Field(primary_key=True, sa_type=Integer)
    first: date = Field(primary_key=True)
    planned: int


class Permit(SQLModel, table=True):
    """A permit that a project needs.

    Attributes:
        kind: Which, as `standard.Standard` or the office calls it.
        department_id: Who gives it.
        asked_on: The day on which the papers were all there; ``given_on`` the one on which it was given.
        statutory: Within how many working days the law has it given; ``promised`` the office.
        working_days: How many it took, counted as the calendar was when it was recorded.
    """

    __tablename__ = "permit"

    id: PermitId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    project_id: ProjectId = Field(sa_type=Integer)
    kind: str
    department_id: DepartmentId | None = Field(default=None, sa_type=Integer)
    asked_on: date
    given_on: date | None = None
    statutory: int | None = None
    promised: int
    working_days: int | None = None
    remark: str = ""
