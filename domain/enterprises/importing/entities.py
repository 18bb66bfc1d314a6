"""The table of imports."""

from datetime import datetime

from sqlmodel import Field, Integer, SQLModel

from domain.values.ids import ImportId


class ImportAct(SQLModel, table=True):
    """One import, so that it can be taken back.

    Attributes:
        at, undone_at: UTC; ``undone_at`` is None while the import stands.
        source: The file's name.
        ledger: Which ledger it went into, as that subject calls it; None for the register.
        added, changed, skipped: Numbers of enterprises, or of what else came in.
    """

    __tablename__ = "import_act"

    id: ImportId | None = Field(default=None, primary_key=True, sa_type=Integer)
    at: datetime
    actor: str
    source: str
    ledger: str | None = None
    added: int
    changed: int
    skipped: int
    undone_at: datetime | None = None
    undone_by: str | None = None
