"""What was reported of a period, as it was then; and tables that an office put together for itself."""

from datetime import date, datetime

from sqlmodel import Field, Integer, SQLModel

from domain.values.ids import AccountId, FreeTableId, ReportId
from domain.values.uids import new_uid


class FigureReport(SQLModel, table=True):
    """The figures of a period as they were reported; never changed.

    Attributes:
        over: See `over.Over`; ``first`` and ``last`` its days.
        by: The day by which was counted (截止日).
        figures: JSON, the number of each figure by its id; of sums in fen.
        told: JSON, all that was told of it, see `kept.Told`; None where only the numbers were kept.
        made_at: UTC.
    """

    __tablename__ = "figure_report"

    id: ReportId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    over: str
    first: date
    last: date
    by: date
    figures: str
    told: str | None = None
    account_id: AccountId | None = Field(default=None, sa_type=Integer)
    by_name: str
    made_at: datetime


class ReportedFigure(SQLModel, table=True):
    """What stood behind one figure of a report; never changed. ``behind`` is JSON, see `frozen.Frozen`."""

    __tablename__ = "reported_figure"

    id: int | None = Field(default=None, primary_key=True)
    report_id: ReportId = Field(sa_type=Integer)
    figure_id: str
    behind: str


class FreeTableRow(SQLModel, table=True):
    """A table (自选表) under its name.

    Attributes:
        content: JSON, see `schema.TablePart`.
        by_name: Who kept it last; ``saved_at`` when (UTC).
        deleted_at: UTC; a deleted one stays a while.
    """

    __tablename__ = "free_table"

    id: FreeTableId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    name: str
    content: str
    by_name: str
    saved_at: datetime
    deleted_at: datetime | None = None
