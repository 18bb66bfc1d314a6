"""What was decided of enterprises that look alike."""

from datetime import datetime

from sqlmodel import Field, Integer, SQLModel

from domain.values.ids import EnterpriseId, MergeId


class DistinctPair(SQLModel, table=True):
    """Two enterprises that look like one and are two; the smaller id first. ``decided_at`` is UTC."""

    __tablename__ = "distinct_pair"

    first_id: EnterpriseId = Field(primary_key=True, foreign_key="enterprise.id", sa_type=Integer)
    second_id: EnterpriseId = Field(primary_key=True, foreign_key="enterprise.id", sa_type=Integer)
    decided_at: datetime
    decided_by: str


class EnterpriseMerge(SQLModel, table=True):
    """Two enterprises that became one. Times are UTC.

    Attributes:
        kept_id: The one that was kept.
        gone_id: The one that was merged into it; it is deleted, and comes back if that is undone.
        content: JSON; what `merging` needs to undo it.
    """

    __tablename__ = "enterprise_merge"

    id: MergeId | None = Field(default=None, primary_key=True, sa_type=Integer)
    merged_at: datetime
    merged_by: str
    kept_id: EnterpriseId = Field(foreign_key="enterprise.id", sa_type=Integer)
    gone_id: EnterpriseId = Field(foreign_key="enterprise.id", sa_type=Integer)
    content: str
    undone_at: datetime | None = None
    undone_by: str | None = None
