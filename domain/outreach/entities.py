"""Tables of the ledgers: people in charge, and visits."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Date, literal_column
from sqlmodel import Field, Integer, SQLModel

from domain.values.ids import (
    AccountId,
    CadreId,
    ChargeId,
    DepartmentId,
    EnterpriseId,
    ProjectId,
    TeamId,
    VisitId,
)
from domain.values.uids import new_uid


class TeamKind(StrEnum):
    """What several cadres are together."""

    GROUP = "group"
    FORCE = "force"

    @property
    def word(self) -> str:
        return _TEAMS[self]


_TEAMS = {TeamKind.GROUP: "工作组", TeamKind.FORCE: "专班"}


class Post(StrEnum):
    """As what a cadre is in charge of an enterprise or a project."""

    LEADER = "leader"
    OFFICER = "officer"
    CADRE = "cadre"

    @property
    def word(self) -> str:
        return _POSTS[self]


_POSTS = {Post.LEADER: "包联领导", Post.OFFICER: "首席服务员", Post.CADRE: "包联干部"}


class Way(StrEnum):
    """How an enterprise was met."""

    ON_SITE = "on_site"
    CALL = "call"
    SYMPOSIUM = "symposium"
    MESSAGE = "message"
    """Written to; the enterprise was not visited."""

    @property
    def word(self) -> str:
        return _WAYS[self]


_WAYS = {Way.ON_SITE: "现场走访", Way.CALL: "电话", Way.SYMPOSIUM: "座谈会", Way.MESSAGE: "微信或短信"}


class VisitState(StrEnum):
    """Whether a visit has taken place."""

    PLANNED = "planned"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def word(self) -> str:
        return _STATES[self]


_STATES = {VisitState.PLANNED: "计划", VisitState.DONE: "已走访", VisitState.DROPPED: "取消"}


class Department(SQLModel, table=True):
    """A department that problems are handed to; never deleted, only ended: ``until`` its first day gone."""

    id: DepartmentId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    name: str
    contact: str = ""
    phone: str = ""
    until: date | None = None


class Team(SQLModel, table=True):
    """Cadres that work together.

    Attributes:
        kind: See `TeamKind`.
        since: The first day; None where nobody said, so that it counts from the day on which it was entered.
        until: Its first day gone.
    """

    id: TeamId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    name: str
    kind: str
    since: date | None = None
    until: date | None = None


class Cadre(SQLModel, table=True):
    """Somebody who looks after enterprises.

    Attributes:
        duty: 职务, as papers have it.
        account_id: With what they sign in, where they do.
        until: The first day on which they are gone.
    """

    id: CadreId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    name: str
    duty: str = ""
    phone: str = ""
    department_id: DepartmentId | None = Field(default=None, sa_type=Integer)
    team_id: TeamId | None = Field(default=None, sa_type=Integer)
    account_id: AccountId | None = Field(default=None, sa_type=Integer)
    until: date | None = None


class Charge(SQLModel, table=True):
    """Somebody is in charge of an enterprise, or of a project (包联).

    Attributes:
        enterprise_id, project_id: Of which; one of them is None.
        post: See `Post`.
        since: The first day; ``until`` the first on which it is over, None while it goes on.
        because: Why it is over.
    """

    id: ChargeId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    enterprise_id: EnterpriseId | None = Field(default=None, sa_type=Integer)
    project_id: ProjectId | None = Field(default=None, sa_type=Integer)
    cadre_id: CadreId = Field(sa_type=Integer)
    post: str
    since: date
    until: date | None = None
    because: str = ""


class Visit(SQLModel, table=True):
    """A visit, planned or done; of one enterprise, or of several that came together.

    Attributes:
        state: See `VisitState`; ``way`` see `Way`.
        day: On which it was, or is to be.
        route: The tour that it belongs to; empty for none.
        met: Whom they met there.
        found: What they found.
        dropped_because: Why it did not take place.
        photos: JSON; the attachments that are photographs of it: ``id``, ``name``, ``sha256`` of each.
        by_name, account_id, made_at: Who entered it, and when (UTC).
        version: Counts its changes.
        deleted_at: UTC; kept so that it can be brought back.
    """

    id: VisitId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    state: str
    way: str
    day: date
    route: str = ""
    place: str = ""
    met: str = ""
    found: str = ""
    dropped_because: str = ""
    photos: str | None = None
    account_id: AccountId | None = Field(default=None, sa_type=Integer)
    by_name: str
    made_at: datetime
    version: int = 1
    deleted_at: datetime | None = None


class VisitEnterprise(SQLModel, table=True):
    """An enterprise that was visited; ``told`` is what it was told of which policies, JSON.

    The store keeps besides when that was, of visits that were done and are there (``done_on``, 0047);
    of a message it is empty.
    """

    __tablename__ = "visit_enterprise"

    visit_id: VisitId = Field(primary_key=True, sa_type=Integer)
    enterprise_id: EnterpriseId = Field(primary_key=True, sa_type=Integer)
    told: str = "[]"


DONE_ON: Final[Any] = literal_column("visit_enterprise.done_on", Date)
"""When an enterprise was visited, in queries of `VisitEnterprise`."""


class VisitCadre(SQLModel, table=True):
    """Somebody who was there for the office; ``name`` as it was then."""

    __tablename__ = "visit_cadre"

    visit_id: VisitId = Field(primary_key=True, sa_type=Integer)
    cadre_id: CadreId = Field(primary_key=True, sa_type=Integer)
    name: str
