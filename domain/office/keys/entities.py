"""Tables of the keys by which the office signs its papers."""

from datetime import datetime

from sqlmodel import Field, Integer, SQLModel

from domain.values.ids import AccountId, PaperKeyId
from domain.values.uids import new_uid


class PaperKey(SQLModel, table=True):
    """A pair of Ed25519 keys (RFC 8032). At most one is in use; none is ever deleted.

    Attributes:
        public: 32 bytes, kept for ever, so that what was signed stays verifiable.
        secret: 32 bytes, so that the trail has its hash alone; None from the moment on that it is out of use.
        made_at, ended_at: UTC.
        end_reason: Why another took its place.
    """

    __tablename__ = "paper_key"

    id: PaperKeyId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    public: bytes
    secret: bytes | None
    made_account: AccountId | None = Field(default=None, sa_type=Integer)
    made_by: str
    made_at: datetime
    ended_by: str | None = None
    ended_at: datetime | None = None
    end_reason: str = ""
