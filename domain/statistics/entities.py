"""What was reported of a period, as it was then."""

from datetime import date, datetime

from sqlmodel import Field, Integer, SQLModel

from domain.values.ids import AccountId, ReportId
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
