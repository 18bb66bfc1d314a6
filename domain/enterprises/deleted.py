"""Enterprises that were deleted. They are kept with everything there is of them, and can be brought back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session

from domain.enterprises.register.words import is_found, words_of
from domain.enterprises.service import given_away
from domain.store.engine import driver_of
from domain.store.plain import moment_of


@dataclass(frozen=True, slots=True)
class Deleted:
    """One that was deleted.

    Attributes:
        deleted_at: UTC.
        deleted_by: Who did it, and ``said`` how, as the audit trail has them.
        against: Why it cannot be restored as things are; empty where it can.
    """

    id: int
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
    for id_, uscc, name, initials, pinyin, at, actor, summary, holder in driver_of(session).execute(_DELETED):
        if words and not is_found(words, name, uscc, initials, pinyin):
            continue
        moment = moment_of(at)
        against = given_away(uscc, name, holder) if holder is not None else ""
        found.append(Deleted(id_, uscc, name, moment, actor or "", summary or "", against))
        if len(found) == most:
            break
    return found


_DELETED: Final = """
SELECT e.id, e.uscc, e.name, e.initials, e.pinyin, e.deleted_at, a.actor, a.summary, h.name
FROM enterprise e
LEFT JOIN audit_entry a ON a.id =
    (SELECT max(id) FROM audit_entry
     WHERE kind = 'enterprise' AND subject_id = e.id AND action = 'enterprise.delete')
LEFT JOIN enterprise h ON h.uscc = e.uscc AND h.deleted_at IS NULL
WHERE e.deleted_at IS NOT NULL AND NOT EXISTS
    (SELECT 1 FROM enterprise_merge m
     WHERE m.gone_id = e.id AND m.undone_at IS NULL AND m.merged_at = e.deleted_at)
ORDER BY a.id DESC, e.id DESC
"""
