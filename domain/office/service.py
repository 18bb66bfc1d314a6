"""Reading and changing what is kept about the office."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from domain.office.entities import Office, OfficeFields, lacking
from domain.store.acts import Action
from domain.store.audit import entries_of
from domain.store.engine import Seat, Store
from domain.store.problems import Unreadable, as_stored
from domain.store.tables import Kind, Subject
from domain.values.errors import DomainError


class OfficeChanged(DomainError):
    """Somebody else has changed the same fields; ``now`` is what is recorded."""

    def __init__(self, now: OfficeFields, names: Sequence[str]) -> None:
        titles = OfficeFields.model_fields
        ends = {name: f"改成“{text}”" if (text := getattr(now, name)) else "清空" for name in names}
        said = "，".join(f"“{titles[name].title}”已被{end}" for name, end in ends.items())
        super().__init__(f"没有保存：您打开之后，{said}。再按一次保存就以您填的为准")
        self.now = now


class OfficeIncomplete(DomainError):
    """The office's own data lack something that papers need."""

    def __init__(self, fields: Sequence[str]) -> None:
        super().__init__(f"还缺本单位的{'、'.join(fields)}，请在“设置”里填好")
        self.fields = tuple(fields)


def find_office(store: Store) -> OfficeFields:
    """Return what is kept about the office; empty fields where nothing was entered."""
    with store.read() as session:
        return office_of(session)


def office_of(session: Session) -> OfficeFields:
    """Return the same within an act in hand."""
    row = session.get(Office, 1)
    if row is None:
        return OfficeFields()
    # Of the account nothing is there where it was entered by an older program.
    found: dict[str, Any] = {name: getattr(row, name) or "" for name in OfficeFields.model_fields}
    if any(isinstance(value, bytes) for value in found.values()):
        raise Unreadable.of("本单位信息")  # where text was written
    return OfficeFields.model_construct(**found)


def office_at(session: Session, moment: datetime) -> OfficeFields:
    """Return the office as it was at a moment (UTC), from the trail.

    Where papers lacked something of it then, as it is now.
    """
    now = office_of(session)
    known = now.model_dump()
    for entry in reversed(entries_of(session, Subject(Kind.OFFICE, 1))):
        if entry.at <= moment:
            break
        with as_stored(f"操作记录第 {entry.id} 条"):
            told = json.loads(entry.details)
        known |= {name: before or "" for name, (before, _) in told.items() if name in known}
    then = OfficeFields.model_construct(**known)
    return now if lacking(then) else then


def save_office(seat: Seat, fields: OfficeFields, *, opened: OfficeFields | None = None) -> OfficeFields:
    """Record what is kept about the office, in place of what was recorded before.

    Args:
        seat: Who does it, and where.
        fields: All of it.
        opened: What was recorded when ``fields`` were begun with; what somebody else changed since stays.
            None for what is recorded now.

    Returns:
        What is recorded now.

    Raises:
        OfficeChanged: Somebody else has changed the same field to something else; nothing was recorded.
    """
    with seat.act(Action.OFFICE_CHANGE) as act:
        if opened is not None:
            fields = _together(opened, office_of(act.session), fields)
        act.session.merge(Office(id=1, **fields.model_dump()))
        act.note(Subject(Kind.OFFICE, 1), "修改本单位信息")
    return fields


def _together(opened: OfficeFields, theirs: OfficeFields, ours: OfficeFields) -> OfficeFields:
    """Put together what two people changed, field by field."""
    found, clashes = {}, []
    for name in OfficeFields.model_fields:
        was, other, own = (getattr(one, name) for one in (opened, theirs, ours))
        found[name] = other if own == was else own
        if was not in (other, own) and other != own:
            clashes.append(name)
    if clashes:
        raise OfficeChanged(theirs, clashes)
    return OfficeFields.model_construct(**found)
