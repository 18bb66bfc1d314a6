"""The trail of acts: who did what to what, and when. Written in the act's own transaction, never changed."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Final

from sqlmodel import Field, Integer, Session, SQLModel, col, select

from domain.store.tables import Kind, Subject
from domain.values.ids import AccountId, EntryId, ImportId

COLUMNS: Final = (
    "id",
    "previous",
    "at",
    "actor",
    "account_id",
    "action",
    "kind",
    "subject_id",
    "summary",
    "details",
    "import_id",
)
"""What an entry says, in the order in which it is hashed."""

OLDER_COLUMNS: Final = tuple(name for name in COLUMNS if name not in ("id", "previous", "account_id"))
"""What was hashed of entries that were not yet linked to the one before; their ``previous`` is empty."""

FIRST: Final = "0" * 64
"""What the first entry of a store has in place of a hash of the one before."""


class AuditEntry(SQLModel, table=True):
    """What an act did to one subject; written by `acts.Act`.

    Attributes:
        id: Its number, without gaps.
        previous: The hash of the entry before; of the one that began the chain in an older store, the SHA-256
            over the hashes of all before it.
        at: UTC.
        action: See `acts.Action`.
        kind: Of what it was done to, with its id; see `tables.Subject`.
        summary: One Chinese sentence.
        details: JSON; what was before and after, where that can be said.
        import_id: The import that it is part of.
        account_id: Who did it, where they have an account.
        sha256: Of all that it says, see `sha256_of`.
    """

    __tablename__ = "audit_entry"

    id: EntryId | None = Field(default=None, primary_key=True, sa_type=Integer)
    previous: str = ""
    at: datetime
    actor: str
    account_id: AccountId | None = Field(default=None, sa_type=Integer)
    action: str
    kind: str
    subject_id: int | None = None
    summary: str
    details: str = "{}"
    import_id: ImportId | None = Field(default=None, sa_type=Integer)
    sha256: str = ""


def sha256_of(*said: str | int | None) -> str:
    """Return what an entry is told by: the SHA-256 of its columns as they are stored, `COLUMNS` in order.

    They are written as a JSON array without spaces, in UTF-8. docs/trail.md describes it to the byte.
    """
    return hashlib.sha256(_as_json(said).encode("utf-8")).hexdigest()


_as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def entries_of(session: Session, subject: Subject) -> list[AuditEntry]:
    """Return what was done to a subject, oldest first."""
    return list(
        session.exec(
            select(AuditEntry)
            .where(
                AuditEntry.kind == subject.kind, col(AuditEntry.subject_id).is_not_distinct_from(subject.id)
            )
            .order_by(col(AuditEntry.id))
        )
    )


def changed_since(session: Session, kind: Kind, entry: EntryId) -> bool:
    """Tell whether anything of a kind was changed after this entry of the trail."""
    later = select(AuditEntry.id).where(col(AuditEntry.id) > entry, AuditEntry.kind == kind).limit(1)
    return session.exec(later).first() is not None


def now() -> datetime:
    """Return the moment of an act, in UTC as the store keeps it; `local` shows it."""
    return datetime.now(UTC)
