"""Enterprises that were deleted. They are kept with everything there is of them, and can be brought back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, exists, select

from domain.enterprises.duplicates.entities import EnterpriseMerge
from domain.enterprises.entities import Enterprise
from domain.enterprises.register.words import is_found, words_of
from domain.enterprises.service import given_away
from domain.store.acts import Action
from domain.store.audit import AuditEntry
from domain.store.tables import Kind
from domain.values.ids import EnterpriseId


@dataclass(frozen=True, slots=True)
class Deleted:
    """One that was deleted.

    Attributes:
        deleted_at: UTC.
        deleted_by: Who did it, and ``said`` how, as the audit trail has them.
        against: Why it cannot be restored as things are; empty where it can.
    """

    id: EnterpriseId
    uscc: str
    name: str
    deleted_at: datetime
    deleted_by: str
    said: str
    against: str


def list_deleted(session: Session, text: str = "", *, most: int) -> list[Deleted]:
    """Return what was deleted, the latest first; what a search finds, or all. The first `most` of them.

    Those that were merged into others are not among them: undoing the merge brings them back.
    """
    words, found = words_of(text), list[Deleted]()
    for id_, uscc, name, initials, pinyin, at, actor, summary, holder in session.exec(_deleted()):
        if words and not is_found(words, name, uscc, initials, pinyin):
            continue
        against = given_away(uscc, name, holder) if holder is not None else ""
        found.append(Deleted(id_, uscc, name, at, actor or "", summary or "", against))
        if len(found) == most:
            break
    return found


def _deleted() -> Any:
    """Ask for those that were deleted, each with the last entry that says so and who has its code now."""
    one: Any = Enterprise
    entry: Any = AuditEntry
    holder: Any = aliased(Enterprise)
    earlier: Any = aliased(AuditEntry)
    last = select(func.max(earlier.id)).where(
        earlier.kind == Kind.ENTERPRISE,
        earlier.subject_id == one.id,
        earlier.action == Action.ENTERPRISE_DELETE,
    )
    was_merged = exists().where(
        EnterpriseMerge.gone_id == one.id,
        col(EnterpriseMerge.undone_at).is_(None),
        EnterpriseMerge.merged_at == one.deleted_at,
    )
    columns = [one.id, one.uscc, one.name, one.initials, one.pinyin, one.deleted_at]
    columns += [entry.actor, entry.summary, holder.name]
    return (
        select(*columns)
        .select_from(one)
        .join(entry, entry.id == last.scalar_subquery(), isouter=True)
        .join(holder, (holder.uscc == one.uscc) & holder.deleted_at.is_(None), isouter=True)
        .where(one.deleted_at.is_not(None), ~was_merged)
        .order_by(entry.id.desc(), one.id.desc())
    )
