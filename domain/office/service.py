"""Reading and changing what is kept about the office."""

from sqlmodel import Session

from domain.office.entities import Office, OfficeFields
from domain.store.acts import Action
from domain.store.engine import Seat, Store
from domain.store.problems import Unreadable
from domain.store.tables import Kind, Subject


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


def save_office(seat: Seat, fields: OfficeFields) -> None:
    """Record what is kept about the office, in place of what was recorded before."""
    with seat.act(Action.OFFICE_CHANGE) as act:
        act.session.merge(Office(id=1, **fields.model_dump()))
        act.note(Subject(Kind.OFFICE, 1), "修改本单位信息")
