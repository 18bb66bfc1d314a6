"""Drafts as the store keeps them, each with its document and its owner."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from domain.policies.authoring.documents.document import Document
from domain.policies.authoring.draft import PolicyDraft
from domain.store.engine import Seat
from domain.values.errors import DomainError
from domain.values.ids import PolicyDraftId


class DraftChanged(DomainError):
    """Somebody else saved the draft since it was read; ``kept`` is what there is now."""

    def __init__(self, kept: "Kept") -> None:
        super().__init__(f"{kept.changed_by}刚才也改了这份草稿；请看清他改的，再决定用哪一份")
        self.kept = kept


@dataclass(frozen=True, slots=True)
class Listed:
    """A draft in the list; times are UTC.

    Attributes:
        clauses: How many it has.
        changed_by: Who saved it last.
    """

    id: PolicyDraftId
    title: str
    begun_by: str
    begun_at: datetime
    changed_by: str
    changed_at: datetime
    clauses: int
    version: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it was saved last.

    Attributes:
        document: What it is made from; None where it is made without one.
        version: Counts up with each saving; `save_draft` expects it.
        changed_by, changed_at: Who saved it last, and when (UTC).
    """

    id: PolicyDraftId
    draft: PolicyDraft
    document: Document | None
    version: int
    changed_by: str
    changed_at: datetime


def list_drafts(session: Session) -> list[Listed]:
    """Return the drafts that are not deleted, the one that was saved last first."""
    raise NotImplementedError


def find_draft(session: Session, id_: PolicyDraftId) -> Kept:
    """Return a draft.

    Raises:
        NotFound: It is not there, or deleted.
    """
    raise NotImplementedError


def begin_draft(seat: Seat, draft: PolicyDraft, document: Document | None = None) -> PolicyDraftId:
    """Keep a new draft, with the document that it is made from."""
    raise NotImplementedError


def save_draft(
    seat: Seat,
    id_: PolicyDraftId,
    draft: PolicyDraft,
    document: Document | None = None,
    *,
    expected_version: int,
) -> int:
    """Keep what became of a draft; cheap enough for every few seconds of typing.

    Args:
        seat: Who does it.
        id_: Which.
        draft: As it is now.
        document: As it is now; None where it is as it was.
        expected_version: As it was when it was read, or saved last.

    Returns:
        Its version now.

    Raises:
        NotFound: It is not there, or deleted.
        DraftChanged: Somebody else saved it since; nothing was kept.
    """
    raise NotImplementedError


def delete_draft(seat: Seat, id_: PolicyDraftId) -> None:
    """Delete a draft; `restore_draft` brings it back."""
    raise NotImplementedError


def restore_draft(seat: Seat, id_: PolicyDraftId) -> None:
    """Bring back a deleted draft."""
    raise NotImplementedError
