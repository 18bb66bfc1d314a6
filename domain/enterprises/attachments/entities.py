"""Files kept with an enterprise."""

from datetime import datetime

from sqlmodel import Field, Integer, SQLModel

from domain.values.ids import AttachmentId, EnterpriseId


class Attachment(SQLModel, table=True):
    """One file as it was when it was added; what is in it lies in the store's folder, see `contents`.

    Attributes:
        row_uid: The project it belongs to, see `EnterpriseRow`; empty for the enterprise itself.
        project: What that was called when the file was added, which is shown where it is gone.
        sha256: Of what is in it, in hexadecimal.
        file_name: As it was called, without its folder.
        size: In bytes.
        added_at, removed_at: UTC. A removed one is kept for a while, so that its removal can be undone.
        evidence_since: UTC, since when somebody's decision rests on it; it is not removed any more.
    """

    id: AttachmentId | None = Field(default=None, primary_key=True, sa_type=Integer)
    enterprise_id: EnterpriseId = Field(foreign_key="enterprise.id", sa_type=Integer)
    row_uid: str = ""
    project: str = ""
    sha256: str
    file_name: str
    size: int
    added_at: datetime
    added_by: str
    removed_at: datetime | None = None
    removed_by: str | None = None
    evidence_since: datetime | None = None
