"""Tables that an office keeps under a name: kept, changed, renamed, deleted, brought back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from pydantic import ValidationError
from sqlmodel import Session, col, select

from domain.statistics.entities import FreeTableRow
from domain.statistics.schema import TablePart
from domain.statistics.tables.plans import TablePlan, part_of, plan_of
from domain.store.acts import PROGRAM, Action
from domain.store.engine import Seat, Store
from domain.store.named import Shelf
from domain.store.problems import Unreadable
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.ids import FreeTableId
from domain.values.texts import one_line

TABLES: Final = Shelf(FreeTableRow, Kind.FREE_TABLE, "自选表", "先删除那一张，或给它改名，再恢复")
MAX_LETTERS: Final = 20
_OWN: Final = "own"
"""The id that kept tables have within their definition."""


@dataclass(frozen=True, slots=True)
class KeptTable:
    """A table of the office's own."""

    id: FreeTableId
    plan: TablePlan


def kept_tables(session: Session) -> list[KeptTable]:
    """Return the tables that are kept, by name; of rows that this program does not know, too.

    Raises:
        Unreadable: One does not read as it was written.
    """
    rows = session.exec(
        select(FreeTableRow).where(col(FreeTableRow.deleted_at).is_(None)).order_by(col(FreeTableRow.name))
    )
    return [_table_of(row) for row in rows]


def find_table(session: Session, id_: FreeTableId) -> KeptTable:
    """Return a table.

    Raises:
        NotFound: It was deleted meanwhile.
    """
    return _table_of(_there(session, id_))


def keep_table(seat: Seat, plan: TablePlan, id_: FreeTableId | None = None) -> FreeTableId:
    """Keep a table under its title: a new one, or in place of the one with this id.

    Raises:
        BadInput: The name is empty, too long, or another one's.
        NotFound: The one that is to be changed was deleted meanwhile.
    """
    name = one_line(plan.title)
    if not name or len(name) > MAX_LETTERS:
        raise BadInput(f"请给这张表起个名字，最长 {MAX_LETTERS} 个字")
    with seat.act(Action.FREE_TABLE_SAVE) as act:
        session = act.session
        holder = TABLES.find(session, name)
        if holder is not None and holder.id != id_:
            raise BadInput(f"已经有一张表叫“{name}”，请换个名字")
        row = None if id_ is None else _there(session, id_)
        former = None if row is None else row.name
        row = row or FreeTableRow(name=name, content="", by_name="", saved_at=act.at)
        row.name, row.by_name, row.saved_at = name, seat.who.name, act.at
        row.content = part_of(replace(plan, id=_OWN, title=name)).model_dump_json(exclude_defaults=True)
        session.add(row)
        session.flush()
        assert row.id is not None
        if former is None:
            said = f"保存自选表“{name}”"
        else:
            said = f"修改自选表“{name}”" if former == name else f"自选表“{former}”改名为“{name}”"
        act.note(Subject(Kind.FREE_TABLE, row.id), said)
        return row.id


def delete_tables(seat: Seat, ids: Sequence[FreeTableId]) -> list[str]:
    """Delete tables. Returns their names.

    Raises:
        NotFound: One of them is not there any more.
    """
    with seat.act(Action.FREE_TABLE_DELETE) as act:
        rows = [_there(act.session, id_) for id_ in ids]
        for row in rows:
            row.deleted_at = act.at
            act.note(Subject(Kind.FREE_TABLE, row.id), f"删除自选表“{row.name}”")
        return [row.name for row in rows]


def restore_tables(seat: Seat, ids: Sequence[FreeTableId]) -> list[str]:
    """Undo a deletion. Returns their names.

    Raises:
        BadInput: Another one has the name now.
        NotFound: None of them lies in the bin.
    """
    with seat.act(Action.FREE_TABLE_RESTORE) as act:
        return TABLES.restore(act, ids)


def forget_tables(store: Store, *, now: datetime | None = None) -> None:
    """Delete for good what was deleted longer ago than it is kept."""
    with store.act(PROGRAM, Action.FREE_TABLE_FORGET) as act:
        TABLES.forget(act, now)


def _there(session: Session, id_: FreeTableId) -> FreeTableRow:
    row = session.get(FreeTableRow, id_)
    if row is None or row.deleted_at is not None:
        raise NotFound("这张自选表已被删除，可以在回收站里恢复")
    return row


def _table_of(row: FreeTableRow) -> KeptTable:
    assert row.id is not None
    try:
        part = TablePart.model_validate_json(row.content)
    except ValidationError as error:
        raise Unreadable.of(f"自选表“{row.name}”") from error
    return KeptTable(row.id, replace(plan_of(part), title=row.name))
