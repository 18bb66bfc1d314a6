"""Drafts as the store keeps them, each with its document and its owner.

They decide nothing, so they need no entry in the trail; what becomes of one has its own, once it is a file.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import cache
from typing import Any, Final, TypeVar

import sqlalchemy
from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, delete, update
from sqlmodel import Session, col

from domain.policies.authoring.documents.document import Document
from domain.policies.authoring.draft import DraftCase, PolicyDraft
from domain.policies.entities import PolicyDraftRow
from domain.store.audit import now
from domain.store.engine import Seat
from domain.store.problems import Unreadable
from domain.store.tables import KEPT, Kind
from domain.values.errors import DomainError, NotFound
from domain.values.ids import PolicyDraftId

T = TypeVar("T")

_NONE: Final = "null"
_UNTITLED: Final = "（没有标题）"


class DraftChanged(DomainError):
    """Somebody else saved the draft since it was read; ``kept`` is what there is now."""

    def __init__(self, kept: "Kept") -> None:
        super().__init__(f"{kept.changed_by}刚才也改了这份草稿；请看清改了什么，再决定用哪一份")
        self.kept = kept


@dataclass(frozen=True, slots=True)
class Listed:
    """A draft in the list; times are UTC.

    Attributes:
        changed_by: Who saved it last.
        clauses: How many it has.
        version: How often it was saved.
        deleted_at: None of one that is there.
    """

    id: PolicyDraftId
    title: str
    begun_by: str
    begun_at: datetime
    changed_by: str
    changed_at: datetime
    clauses: int
    version: int
    deleted_at: datetime | None = None


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
    """Return the drafts that are there, the one that was saved last first."""
    return _listed(session, col(PolicyDraftRow.deleted_at).is_(None))


def list_deleted(session: Session) -> list[Listed]:
    """Return the drafts that were deleted and can be brought back, the one that was saved last first."""
    return _listed(session, col(PolicyDraftRow.deleted_at).is_not(None))


def find_draft(session: Session, id_: PolicyDraftId) -> Kept:
    """Return a draft.

    Raises:
        NotFound: It is not there, or deleted.
        Unreadable: It does not read as it was written.
    """
    row = session.get(PolicyDraftRow, id_)
    if row is None or row.deleted_at is not None:
        raise _gone()
    try:
        draft = _with_rows(_read(_drafts(), row.draft))
        document = None if row.document == _NONE else _read(_documents(), row.document)
    except ValueError as error:
        raise Unreadable.of(f"政策草稿“{row.title}”") from error
    return Kept(id_, draft, document, row.version, row.changed_by, row.changed_at)


def begin_draft(seat: Seat, draft: PolicyDraft, document: Document | None = None) -> PolicyDraftId:
    """Keep a new draft, with the document that it is made from; what was deleted long ago goes for good."""
    at, name = now(), seat.who.name
    row = PolicyDraftRow(
        **_columns(draft),
        document=_document_text(document),
        version=1,
        begun_by=name,
        begun_at=at,
        changed_by=name,
        changed_at=at,
    )
    with seat.store.upkeep(Kind.POLICY_DRAFT) as session:
        session.execute(delete(PolicyDraftRow).where(col(PolicyDraftRow.deleted_at) < at - KEPT))
        session.add(row)
        session.flush()
        assert row.id is not None
        return row.id


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
    values: dict[str, Any] = {
        **_columns(draft),
        "version": expected_version + 1,
        "changed_by": seat.who.name,
        "changed_at": now(),
    }
    if document is not None:
        values["document"] = _document_text(document)
    is_as_expected = (
        col(PolicyDraftRow.id) == id_,
        col(PolicyDraftRow.version) == expected_version,
        col(PolicyDraftRow.deleted_at).is_(None),
    )
    with seat.store.upkeep(Kind.POLICY_DRAFT) as session:
        change = update(PolicyDraftRow).where(*is_as_expected).values(**values)
        if session.execute(change.returning(col(PolicyDraftRow.id))).first() is None:
            raise DraftChanged(find_draft(session, id_))
    return expected_version + 1


def delete_draft(seat: Seat, id_: PolicyDraftId) -> None:
    """Delete a draft; `restore_draft` brings it back.

    Raises:
        NotFound: It is not there any more.
    """
    with seat.store.upkeep(Kind.POLICY_DRAFT) as session:
        row = session.get(PolicyDraftRow, id_)
        if row is None or row.deleted_at is not None:
            raise _gone()
        row.deleted_at = now()


def restore_draft(seat: Seat, id_: PolicyDraftId) -> None:
    """Bring back a deleted draft; one that is there stays.

    Raises:
        NotFound: It went for good.
    """
    with seat.store.upkeep(Kind.POLICY_DRAFT) as session:
        row = session.get(PolicyDraftRow, id_)
        if row is None:
            raise _gone()
        row.deleted_at = None


def _listed(session: Session, which: ColumnElement[bool]) -> list[Listed]:
    """Read what the list shows, without the drafts themselves, which are long."""
    row = PolicyDraftRow
    columns = [col(getattr(row, one.name)) for one in fields(Listed)]
    found = sqlalchemy.select(*columns).where(which)
    newest_first = col(row.changed_at).desc(), col(row.id).desc()
    return [Listed(*one) for one in session.execute(found.order_by(*newest_first))]


def _gone() -> NotFound:
    return NotFound("这份政策草稿已被删除，可以在草稿列表里恢复")


# As JSON


def _columns(draft: PolicyDraft) -> dict[str, Any]:
    text = _drafts().dump_json(draft).decode()
    return {"title": draft.title.strip() or _UNTITLED, "clauses": len(draft.clauses), "draft": text}


@cache
def _drafts() -> TypeAdapter[PolicyDraft]:
    return TypeAdapter(PolicyDraft)


@cache
def _documents() -> TypeAdapter[Document]:
    return TypeAdapter(Document)


def _document_text(document: Document | None) -> str:
    return _NONE if document is None else _documents().dump_json(document).decode()


def _read(adapter: TypeAdapter[T], text: str) -> T:
    """Return what was written; what an earlier program did not know is as it is by itself.

    Raises:
        ValueError: It is something else, or says more than this program would keep.
    """
    found = adapter.validate_json(text, strict=True)
    if lost := _lost(adapter.dump_python(found, mode="json"), json.loads(text)):
        raise ValueError(f"{lost} would be lost")
    return found


def _with_rows(draft: PolicyDraft) -> PolicyDraft:
    """Return a draft with the rows of its examples as tuples, which JSON knows as lists alone."""

    def with_rows(case: DraftCase) -> DraftCase:
        facts = {key: tuple(one) if isinstance(one, list) else one for key, one in case.facts.items()}
        return replace(case, facts=facts)

    clauses = tuple(replace(one, cases=tuple(map(with_rows, one.cases))) for one in draft.clauses)
    return replace(draft, clauses=clauses)


def _lost(now_there: Any, before: Any) -> str:
    """Return what was there before and is not any more; empty for nothing."""
    if isinstance(before, Mapping):
        for key, value in before.items():
            if not isinstance(now_there, Mapping) or key not in now_there:
                return str(key)
            if lost := _lost(now_there[key], value):
                return lost
    elif isinstance(before, Sequence) and not isinstance(before, str):
        if not isinstance(now_there, Sequence) or len(now_there) != len(before):
            return "an item"
        for one, other in zip(now_there, before, strict=True):
            if lost := _lost(one, other):
                return lost
    return ""
