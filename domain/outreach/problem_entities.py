"""Tables of problems."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, Integer, SQLModel

from domain.values.ids import (
    AccountId,
    CadreId,
    DepartmentId,
    EnterpriseId,
    ImportId,
    ProblemId,
    ProjectId,
    VisitId,
)
from domain.values.uids import new_uid


class Source(StrEnum):
    """Where a problem was raised."""

    VISIT = "visit"
    HOT_LINE = "hot_line"
    COUNTER = "counter"
    MEETING = "meeting"
    SUPERIOR = "superior"

    @property
    def word(self) -> str:
        return _SOURCES[self]


_SOURCES = {
    Source.VISIT: "走访",
    Source.HOT_LINE: "热线",
    Source.COUNTER: "窗口",
    Source.MEETING: "会议",
    Source.SUPERIOR: "上级交办",
}


class Matter(StrEnum):
    """What somebody wants; they all go along roads of the same kind."""

    PROBLEM = "problem"
    ERRAND = "errand"
    COMPLAINT = "complaint"

    @property
    def word(self) -> str:
        return _MATTERS[self]


_MATTERS = {Matter.PROBLEM: "问题", Matter.ERRAND: "帮办代办", Matter.COMPLAINT: "接诉"}


class Content(StrEnum):
    """How content the enterprise is with what came of it."""

    CONTENT = "content"
    FAIRLY = "fairly"
    NOT = "not"

    @property
    def word(self) -> str:
        return _CONTENT[self]


_CONTENT = {Content.CONTENT: "满意", Content.FAIRLY: "基本满意", Content.NOT: "不满意"}


class Ended(StrEnum):
    """How a problem ended."""

    OPEN = ""
    SOLVED = "solved"
    OTHERWISE = "otherwise"
    """不予受理 and the like: it does not count as solved."""
    MISTAKEN = "mistaken"
    """登记有误: it was never asked for, or twice entered, and is counted nowhere."""


class Did(StrEnum):
    """What a step did; the first three are `walking.Move`'s."""

    ONWARD = "onward"
    BEGIN = "begin"
    OVER = "over"
    RAISED = "raised"
    HAND = "hand"
    """交办给另一部门或另一人."""
    EXTEND = "extend"
    SUPERVISE = "supervise"
    GRADE = "grade"
    """It takes another road, such as that of hard ones."""
    JOIN = "join"
    LEAVE = "leave"
    """It is not put together with others any more."""
    CHANGE = "change"
    REOPEN = "reopen"
    UNDO = "undo"


KINDS = ("融资", "用工", "用地", "手续", "物流", "用能", "政策", "市场", "其他")
"""What is offered as kinds of problems; an office may write others. From ledgers of 万人助万企."""


class ProblemRow(SQLModel, table=True):
    """What an enterprise asks for; or several of them alike (共性问题), which has no enterprise of its own.

    Only steps change where it stands; see `ProblemStep`.

    Attributes:
        number: Its year and how manieth of that: 2022-0007.
        matter, source, ended, content: See `Matter`, `Source`, `Ended`, `Content`.
        project_id: The project of its enterprise that it is about; None for none.
        common_id: What it was put together with.
        raised_on: The day.
        raised_by, phone: Who spoke for the enterprise.
        grade: The id of its road; ``road_sha256`` which version of it.
        at, since, waits: Where it stands, see `walking.Standing`.
        department_id, cadre_id: Who is to solve it.
        extended_to: By when it is to be done where it stands, where that was extended.
        supervised_since: 督办.
        answer: What came of it.
        ended_on: The day on which it ended.
        version: The number of its last step.
        import_id: The import that it came with; only that can take it away again, while it has not gone on.
    """

    __tablename__ = "problem"

    id: ProblemId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    number: str
    matter: str
    kind: str
    title: str
    detail: str = ""
    source: str
    enterprise_id: EnterpriseId | None = Field(default=None, sa_type=Integer)
    visit_id: VisitId | None = Field(default=None, sa_type=Integer)
    project_id: ProjectId | None = Field(default=None, sa_type=Integer)
    common_id: ProblemId | None = Field(default=None, sa_type=Integer)
    raised_on: date
    raised_by: str = ""
    phone: str = ""
    grade: str
    road_sha256: str
    at: str
    since: date
    waits: str = ""
    department_id: DepartmentId | None = Field(default=None, sa_type=Integer)
    cadre_id: CadreId | None = Field(default=None, sa_type=Integer)
    extended_to: date | None = None
    supervised_since: date | None = None
    answer: str = ""
    content: str = ""
    ended: str = Ended.OPEN
    ended_on: date | None = None
    version: int = 1
    import_id: ImportId | None = Field(default=None, sa_type=Integer)


class ProblemStep(SQLModel, table=True):
    """One thing that was done of a problem. Never changed, but for whether it still counts.

    Attributes:
        number: 1, 2, 3 … within its problem.
        did: See `Did`.
        step: The id of the state, or of what is beside the road.
        title: What it was called.
        was_at, was_since, was_waits: How the problem stood before; ``to_at`` how after.
        account_id, by_name: By whom it was entered.
        done_at: UTC; ``day`` is that of the office.
        remark: The reason, or what was said.
        handler: Who did it, where that is not who entered it: a department, or one of its people.
        former: JSON; columns of the problem that it replaced.
        act: What the steps of one act have in common.
        content: How content the enterprise was, where it was asked; see `Content`.
        voided_by: The number of the step since which it does not count any more.
        files: JSON; the attachments that came with it, ``id``, ``name``, ``sha256`` of each; None for none.
    """

    __tablename__ = "problem_step"

    id: int | None = Field(default=None, primary_key=True)
    problem_id: ProblemId = Field(sa_type=Integer)
    number: int
    did: str
    step: str = ""
    title: str
    was_at: str = ""
    was_since: date | None = None
    was_waits: str = ""
    to_at: str
    account_id: AccountId | None = Field(default=None, sa_type=Integer)
    by_name: str
    done_at: datetime
    day: date
    remark: str = ""
    handler: str = ""
    former: str = "{}"
    act: str
    voided_by: int | None = None
    files: str | None = None
    content: str = ""


class ProblemRoad(SQLModel, table=True):
    """A road that problems began, byte by byte; ``sha256`` of ``content``."""

    __tablename__ = "problem_road"

    id: int | None = Field(default=None, primary_key=True)
    sha256: str
    road_id: str
    title: str
    content: bytes
