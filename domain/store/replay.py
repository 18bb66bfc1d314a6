"""Rows held against the trail: what its entries come to, one after the other, must be what is there."""

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, NamedTuple

from domain.store.changes import as_told, hanging_prefix
from domain.store.plain import schema_of
from domain.store.tables import DERIVED, TOLD_WITH

FIRST_SCHEMA: Final = "0010"
"""Since when the trail tells of every value of these tables."""

TABLES: Final = tuple(table for table in TOLD_WITH if table != "enterprise")
"""Those whose rows are held against it; of enterprises older stores did not keep every value."""

_BATCH: Final = 200


class Strayed(NamedTuple):
    """A row that is not what the trail says.

    Attributes:
        owner: The id of what its entries are about.
        row: As it stands there; None where it is gone.
        columns: Those that are otherwise.
    """

    owner: int
    row: Mapping[str, Any] | None
    columns: tuple[str, ...]


def strayed(connection: sqlite3.Connection, table: str) -> Iterator[Strayed]:
    """Yield the rows of one of `TABLES` that are not what the trail says; none of an older store."""
    if (schema_of(connection) or "") < FIRST_SCHEMA:
        return
    kind, owner = TOLD_WITH[table]
    (last,) = connection.execute(f"SELECT ifnull(max({owner}), 0) FROM {table}").fetchone()
    (told,) = connection.execute(_LAST, (kind,)).fetchone()
    # A row that hangs on something may have hung on something else before.
    step = _BATCH if owner == "id" else max(last, told) + 1
    for first in range(0, max(last, told) + 1, step):
        within = (first, first + step - 1)
        cursor = connection.execute(f"SELECT * FROM {table} WHERE {owner} BETWEEN ? AND ?", within)
        names = [column[0] for column in cursor.description]
        entries = connection.execute(_ENTRIES, (kind, *within, f'%"{_mark(table)}%'))
        expected = _replayed(entries, _mark(table), names)
        keys = _keys_of(connection, table)
        for values in cursor:
            row = dict(zip(names, values, strict=True))
            key = hanging_prefix(table, [row[name] for name in keys]) or row[owner]
            skipped = {name for name in names if (table, name) in DERIVED or (name == owner == "id")}
            there = {n: as_told(value) for n, value in row.items() if n not in skipped and value is not None}
            should = expected.pop(key, {})
            if there != should:
                wrong = (name for name in names if there.get(name) != should.get(name))
                yield Strayed(row[owner], row, tuple(wrong))
        yield from (
            Strayed(key if isinstance(key, int) else 0, None, tuple(should))
            for key, should in expected.items()
            if should
        )


def _replayed(
    entries: sqlite3.Cursor, mark: str, columns: Collection[str]
) -> dict[int | str, dict[str, Any]]:
    """Return what the entries come to: row by id, or by what its keys begin with, to its columns.

    An entry may say more than what became of columns, e.g. what an exported table had in it.
    """
    found: dict[int | str, dict[str, Any]] = {}
    for owner, details in entries:
        for key, pair in json.loads(details).items():
            place, _, name = key.rpartition(".") if mark else ("", "", key)
            if not (key.startswith(mark) and name in columns and isinstance(pair, list)):
                continue
            row = found.setdefault(f"{place}." if mark else owner, {})
            if pair[1] is None:
                row.pop(name, None)
            else:
                row[name] = pair[1]
    return found


def _mark(table: str) -> str:
    return "" if TOLD_WITH[table][1] == "id" else f"{table}["


def _keys_of(connection: sqlite3.Connection, table: str) -> list[str]:
    return [column[1] for column in connection.execute(f"PRAGMA table_info({table})") if column[5]]


_LAST: Final = "SELECT ifnull(max(subject_id), 0) FROM audit_entry WHERE kind = ?"
_ENTRIES: Final = """
SELECT subject_id, details FROM audit_entry
WHERE kind = ? AND subject_id BETWEEN ? AND ? AND details LIKE ? ORDER BY id
"""
