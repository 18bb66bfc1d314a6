"""The table of why enterprises do not take up what they are entitled to."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, Integer, SQLModel

from domain.values.ids import AccountId, EnterpriseId, UnclaimedId
from domain.values.uids import new_uid


class Why(StrEnum):
    """Why something is not applied for."""

    UNWILLING = "unwilling"
    PAPERS = "papers"
    ELSEWHERE = "elsewhere"
    LATER = "later"
    UNREACHED = "unreached"
    MISTAKEN = "mistaken"
    OTHER = "other"

    @property
    def word(self) -> str:
        return _WHYS[self]


_WHYS = {
    Why.UNWILLING: "不愿申报",
    Why.PAPERS: "材料不齐",
    Why.ELSEWHERE: "已享受其他政策",
    Why.LATER: "正在准备，稍后申报",
    Why.UNREACHED: "联系不上",
    Why.MISTAKEN: "实际不符合",
    Why.OTHER: "其他",
}


class Unclaimed(SQLModel, table=True):
    """Why an enterprise does not take up what a clause grants it (未申报原因).

    What was said once stays; another reason ends the one before.

    Attributes:
        clause_title: As it was called then.
        why: See `Why`; ``remark`` says more.
        by_name, account_id, made_at: Who entered it, and when (UTC).
        ended_at, ended_by: When it was taken back or another took its place (UTC), and by whom.
    """

    id: UnclaimedId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    enterprise_id: EnterpriseId = Field(sa_type=Integer)
    policy_id: str
    clause_id: str
    clause_title: str
    why: str
    remark: str = ""
    account_id: AccountId | None = Field(default=None, sa_type=Integer)
    by_name: str
    made_at: datetime
    ended_at: datetime | None = None
    ended_by: str = ""

    @property
    def words(self) -> str:
        """The reason as lists show it."""
        return "：".join(filter(None, (Why(self.why).word, self.remark)))
