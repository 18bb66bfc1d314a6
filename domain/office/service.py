"""Reading and changing what is kept about the office."""

from sqlmodel import Session

from domain.office.entities import Office, OfficeFields
from domain.store import audit
from domain.store.engine import Store
from domain.store.problems import Unreadable


def find_office(store: Store) -> OfficeFields:
    """Return what is kept about the office; empty fields where nothing was entered."""
    with store.read() as session:
        return office_of(session)


def office_of(session: Session) -> OfficeFields:
    """Return the same within an act in hand."""
    row = session.get(Office, 1)
    if row is None:
        return OfficeFields()
    found = {name: getattr(row, name) for name in OfficeFields.model_fields}
    if any(isinstance(value, bytes) for value in found.values()):
        raise Unreadable.of("本单位信息")  # where text was written
    return OfficeFields.model_construct(**found)


def save_office(store: Store, fields: OfficeFields, *, actor: str) -> None:
    """Record what is kept about the office, in place of what was recorded before."""
    before = find_office(store).model_dump()
    after = fields.model_dump()
    with store.write() as session:
        session.merge(Office(id=1, **after))
        audit.record(
            session,
            actor=actor,
            action="office.change",
            subject="office",
            summary="修改本单位信息",
            details={key: [before[key], after[key]] for key in after if before[key] != after[key]},
        )
