"""What was decided of enterprises that look alike."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class DistinctPair(SQLModel, table=True):
    """Two enterprises that look like one and are two; the smaller id first. ``decided_at`` is UTC."""

    __tablename__ = "distinct_pair"

    first_id: int = Field(primary_key=True, foreign_key="enterprise.id")
    second_id: int = Field(primary_key=True, foreign_key="enterprise.id")
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

    id: int | None = Field(default=None, primary_key=True)
    merged_at: datetime
    merged_by: str
    kept_id: int = Field(foreign_key="enterprise.id")
    gone_id: int = Field(foreign_key="enterprise.id")
    content: str
    undone_at: datetime | None = None
    undone_by: str | None = None
