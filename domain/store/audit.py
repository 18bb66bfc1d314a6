"""The trail of acts: who did what to what, and when. Written in the act's own transaction, never changed."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from sqlmodel import Field, Session, SQLModel, col, select

RECORDED: Final = "recorded"
"""Mark in `Session.info`: the act in hand has an entry in the trail."""


class AuditEntry(SQLModel, table=True):
    """One act.

    Attributes:
        at: UTC.
        subject: What it was done to, e.g. ``enterprise:12``.
        summary: One Chinese sentence.
        details: JSON; what was before and after, where that can be said.
        import_id: The import that it is part of.
    """

    __tablename__ = "audit_entry"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    actor: str
    action: str
    subject: str
    summary: str
    details: str = "{}"
    import_id: int | None = None


def record(
    session: Session,
    *,
    actor: str,
    action: str,
    subject: str,
    summary: str,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Add an entry to the act in hand."""
    session.info[RECORDED] = True
    text = json.dumps(details or {}, ensure_ascii=False, sort_keys=True)
    session.add(
        AuditEntry(at=now(), actor=actor, action=action, subject=subject, summary=summary, details=text)
    )


def entries_of(session: Session, subject: str) -> list[AuditEntry]:
    """Return what was done to a subject, oldest first."""
    return list(
        session.exec(select(AuditEntry).where(AuditEntry.subject == subject).order_by(col(AuditEntry.id)))
    )


def now() -> datetime:
    """Return the moment of an act, in UTC as the store keeps it; `local` shows it."""
    return datetime.now(UTC)
