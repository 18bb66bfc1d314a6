"""Filters of the register that were given a name."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel import Field, Integer, Session, SQLModel, col, select

from domain.enterprises.register.conditions import KINDS, Condition, condition_of, record_of
from domain.store.acts import PROGRAM, Action
from domain.store.engine import Seat, Store
from domain.store.named import Shelf
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.ids import FilterId
from domain.values.texts import one_line

MAX_LETTERS: Final = 30


class SavedFilterRow(SQLModel, table=True):
    """One filter; ``content`` is JSON: text and conditions. A deleted one stays a while. Times are UTC."""

    __tablename__ = "saved_filter"

    id: FilterId | None = Field(default=None, primary_key=True, sa_type=Integer)
    name: str
    content: str
    saved_at: datetime
    deleted_at: datetime | None = None


FILTERS: Final = Shelf(SavedFilterRow, Kind.FILTER, "常用筛选", "先删除那一个，再恢复")


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter under its name: what is searched for, and what must hold besides."""

    name: str
    text: str
    conditions: tuple[Condition, ...]


def saved_filters(session: Session, kinds: Mapping[str, type] = KINDS) -> list[SavedFilter]:
    """Return the filters by name; one of a kind that is unknown here is left out."""
    rows = session.exec(
        select(SavedFilterRow)
        .where(col(SavedFilterRow.deleted_at).is_(None))
        .order_by(col(SavedFilterRow.name))
    )
    found = (_filter_of(row, kinds) for row in rows)
    return [one for one in found if one is not None]


def save_filter(seat: Seat, given: SavedFilter) -> bool:
    """Keep a filter under its name, in place of what was kept under it.

    Returns:
        Whether another one was replaced.

    Raises:
        BadInput: The name is empty or too long, or nothing is filtered.
    """
    name = one_line(given.name)
    if not name or len(name) > MAX_LETTERS:
        raise BadInput(f"请给筛选起个名字，最长 {MAX_LETTERS} 个字")
    if not given.text and not given.conditions:
        raise BadInput("现在没有筛选，列出的是全部企业；先筛选再保存")
    content = {"text": given.text, "conditions": [record_of(one) for one in given.conditions]}
    with seat.act(Action.FILTER_SAVE) as act:
        row = FILTERS.find(act.session, name)
        was_there = row is not None
        row = row or SavedFilterRow(name=name, content="", saved_at=act.at)
        row.content, row.saved_at = json.dumps(content, ensure_ascii=False), act.at
        act.session.add(row)
        act.session.flush()
        act.note(Subject(Kind.FILTER, row.id), f"保存筛选“{name}”")
        return was_there


def delete_filters(seat: Seat, names: Sequence[str]) -> list[FilterId]:
    """Delete filters. Returns their ids, for `restore_filters`.

    Raises:
        NotFound: There is none of one of these names.
    """
    with seat.act(Action.FILTER_DELETE) as act:
        gone = []
        for name in names:
            row = FILTERS.find(act.session, name)
            if row is None or row.id is None:
                raise NotFound(f"筛选“{name}”已不在了")
            row.deleted_at = act.at
            act.note(Subject(Kind.FILTER, row.id), f"删除筛选“{name}”")
            gone.append(row.id)
        return gone


def restore_filters(seat: Seat, ids: Sequence[FilterId]) -> list[str]:
    """Undo a deletion. Returns their names.

    Raises:
        BadInput: Another one has the name now.
        NotFound: None of them lies in the bin.
    """
    with seat.act(Action.FILTER_RESTORE) as act:
        return FILTERS.restore(act, ids)


def forget_filters(store: Store, *, now: datetime | None = None) -> None:
    """Delete for good what was deleted longer ago than it is kept."""
    with store.act(PROGRAM, Action.FILTER_FORGET) as act:
        FILTERS.forget(act, now)


def _filter_of(row: SavedFilterRow, kinds: Mapping[str, type]) -> SavedFilter | None:
    try:
        content: dict[str, Any] = json.loads(row.content)
        conditions = tuple(condition_of(record, kinds) for record in content["conditions"])
        return SavedFilter(row.name, content["text"], conditions)
    except (ValueError, KeyError, TypeError):
        return None
