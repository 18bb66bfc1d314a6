"""Tables of 办事指南: topics as they are read out, and the calls that were answered with them."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, Integer, SQLModel

from domain.values.ids import AccountId, CallId, EnterpriseId, ProblemId, TopicId
from domain.values.uids import new_uid


class Answered(StrEnum):
    """What came of a call while it lasted."""

    YES = "yes"
    NO = "no"

    @property
    def word(self) -> str:
        return _ANSWERED[self]


_ANSWERED = {Answered.YES: "当场答复", Answered.NO: "没有答复"}


class Topic(SQLModel, table=True):
    """What people ask for again and again, and what they are told.

    Attributes:
        title: What it is about.
        asks: How people ask for it, a line for each way.
        answer: What is read out, a line for each step.
        papers: What has to be brought along, a line for each.
        place, phone, hours: Where one goes; empty where the office has not filled it in.
        days: Within how many working days it is promised; None for no promise.
        policy_id, clause_id: What it rests on; empty for no policy, no clause.
        valid_from, valid_until: From when until when it is so, both included; None for open.
        keeper: Who keeps it up; ``checked_on`` when somebody last saw that it is still so.
        shipped: The id that it has in the files of the program; empty for one of the office's own.
        spelling: How title and ways to ask are typed in pinyin: initials and in full, a line for each.
        by_name, changed_at: Who wrote it last, and when (UTC).
        version: Counts its changes.
        deleted_at: UTC; kept so that it can be brought back.
    """

    __tablename__ = "guide_topic"

    id: TopicId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    title: str
    asks: str = ""
    answer: str = ""
    papers: str = ""
    place: str = ""
    phone: str = ""
    hours: str = ""
    days: int | None = None
    policy_id: str = ""
    clause_id: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    keeper: str = ""
    checked_on: date | None = None
    shipped: str = ""
    spelling: str = ""
    by_name: str
    changed_at: datetime
    version: int = 1
    deleted_at: datetime | None = None


class Call(SQLModel, table=True):
    """Somebody called, or came, and asked.

    Attributes:
        day, time: When, by the clock of the office; ``time`` as 09:05.
        caller, phone: Who called.
        enterprise_id: For which enterprise; None for none.
        asked: What was asked, in the words of the caller.
        answered: See `Answered`.
        rating: How content the caller was, as `problem_entities.Content`; empty where that was not asked.
        problem_id: What became of it where it was not answered.
        by_name, account_id, made_at: Who entered it, and when (UTC).
        version: Counts its changes.
        deleted_at: UTC; kept so that it can be brought back.
    """

    __tablename__ = "guide_call"

    id: CallId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    day: date
    time: str
    caller: str = ""
    phone: str = ""
    enterprise_id: EnterpriseId | None = Field(default=None, sa_type=Integer)
    asked: str = ""
    answered: str = Answered.YES
    rating: str = ""
    problem_id: ProblemId | None = Field(default=None, sa_type=Integer)
    account_id: AccountId | None = Field(default=None, sa_type=Integer)
    by_name: str
    made_at: datetime
    version: int = 1
    deleted_at: datetime | None = None


class CallTopic(SQLModel, table=True):
    """Which topic a call was about; ``title`` is what it was called then."""

    __tablename__ = "guide_call_topic"

    call_id: CallId = Field(primary_key=True, sa_type=Integer)
    topic_id: TopicId = Field(primary_key=True, sa_type=Integer)
    title: str
