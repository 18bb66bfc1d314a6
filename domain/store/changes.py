"""What an act changed, before and after, in the one form of the trail: ``{key: [before, after]}``.

A key is a column of what the entry is about, or ``table[key].column`` of a row that hangs on it. None stands
for what is not there. Values are as the driver has them; of a large one the trail keeps its SHA-256.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, TypeAlias

from sqlalchemy import Column, Dialect, Table, event, inspect
from sqlalchemy.orm import UOWTransaction
from sqlmodel import Session

from domain.store.tables import DERIVED, TOLD_WITH, Subject

Pairs: TypeAlias = dict[str, list[Any]]

LARGE: Final = 500
"""Letters of a text; what is longer stands in the trail by its SHA-256."""

_NOTHING: Final = (None,)


def as_told(value: Any) -> Any:
    """Return a value as the trail keeps it."""
    if isinstance(value, bytes | memoryview) or (isinstance(value, str) and len(value) > LARGE):
        content = value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value
        return {"sha256": hashlib.sha256(content).hexdigest()}
    return value


class Changes:
    """What became of objects within an act, until an entry tells of it."""

    def __init__(self) -> None:
        self.tables: set[str] = set()
        """Those of which objects were written."""
        self._untold: dict[Subject, Pairs] = {}

    @contextmanager
    def over(self, session: Session) -> Iterator[None]:
        """Look at what a session writes."""
        event.listen(session, "after_flush", self._see)
        try:
            yield
        finally:
            event.remove(session, "after_flush", self._see)

    def take(self, subject: Subject) -> Pairs:
        """Return what was changed of a subject since this was asked last."""
        pairs = self._untold.pop(subject, {})
        return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}

    @property
    def untold(self) -> list[Subject]:
        """What was changed, and no entry tells of it."""
        return [
            one for one, pairs in self._untold.items() if any(pair[0] != pair[1] for pair in pairs.values())
        ]

    def _see(self, session: Session, _: UOWTransaction) -> None:
        dialect = session.get_bind().dialect
        for row in session.new:
            self._add(row, dialect, is_there=(False, True))
        for row in session.deleted:
            self._add(row, dialect, is_there=(True, False))
        for row in session.dirty:
            if row not in session.deleted and session.is_modified(row):
                self._add(row, dialect, is_there=(True, True))

    def _add(self, row: Any, dialect: Dialect, *, is_there: tuple[bool, bool]) -> None:
        table: Table = inspect(row).mapper.local_table
        if table.name not in TOLD_WITH:
            return
        self.tables.add(table.name)
        kind, owner = TOLD_WITH[table.name]
        pairs = self._untold.setdefault(Subject(kind, getattr(row, owner)), {})
        values = {column.name: _values(row, column, dialect) for column in table.columns}
        prefix = hanging_prefix(table.name, [values[column.name][1] for column in table.primary_key])
        for name, (before, after) in values.items():
            if (table.name, name) in DERIVED or (name == owner and not prefix):
                continue
            now = [before if is_there[0] else None, after if is_there[1] else None]
            known = pairs.get(prefix + name)
            pairs[prefix + name] = [known[0] if known else now[0], now[1]]


def hanging_prefix(table: str, key: Sequence[Any]) -> str:
    """Return what keys of a row begin with; nothing for what an entry is about itself."""
    return "" if TOLD_WITH[table][1] == "id" else f"{table}[{','.join(map(str, key))}]."


def _values(row: Any, column: Column[Any], dialect: Dialect) -> list[Any]:
    """Return what a column held before and holds now, as the trail keeps it."""
    history = inspect(row).attrs[column.name].history
    process = column.type.dialect_impl(dialect).bind_processor(dialect)
    found = ((side or history.unchanged or _NOTHING)[0] for side in (history.deleted, history.added))
    return [as_told(process(value) if process and value is not None else value) for value in found]
