"""Which files the rows of other rooms name."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import column, func, table, true
from sqlmodel import Session, select

from domain.store.sql import among, part_of
from domain.values.ids import AttachmentId

_NAMED_IN: Final = (
    ("visit", "photos"),
    ("problem_step", "files"),
    ("project", "plan_files"),
    ("case_step", "files"),
    ("manual_decision", "attachments"),
)
"""Where what `hold_as_evidence` returned is kept: tables of other rooms, and their columns."""


def files_named(session: Session, ids: Collection[AttachmentId]) -> set[AttachmentId]:
    """Return which of some files a row of another room names."""
    return {id_ for name, of in _NAMED_IN for id_ in _named_in(session, name, of, ids)}


def _named_in(session: Session, name: str, of: str, ids: Collection[AttachmentId]) -> set[AttachmentId]:
    each = func.json_each(column(of)).table_valued("value")
    id_ = part_of(each.c.value, "id")
    query = select(id_).select_from(table(name, column(of)).join(each, true())).where(among(id_, ids))
    return set(session.exec(query))
