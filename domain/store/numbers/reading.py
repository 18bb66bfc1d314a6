"""What a store itself knows of its numbers and acts, by plain SQL: it may be older than this program."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domain.store.numbers.entries import Head, Numbered, Series
from domain.store.plain import opened, schema_of

FIRST_SCHEMA: Final = "0005"
"""From this migration on every store has a file of its numbers beside it."""


@dataclass(frozen=True, slots=True)
class Known:
    """What stands in a store; ``first``: when its first act was, ``last``: the last number of each series."""

    schema: str
    head: Head
    first: str
    last: dict[Series, int]


def head_of(connection: sqlite3.Connection) -> Head:
    """Return how far a store has come."""
    row = connection.execute("SELECT id, at FROM audit_entry ORDER BY id DESC LIMIT 1").fetchone()
    return Head(*row) if row else Head()


def first_of(connection: sqlite3.Connection) -> str:
    """Return the time of a store's first act; empty before it."""
    row = connection.execute("SELECT at FROM audit_entry ORDER BY id LIMIT 1").fetchone()
    return row[0] if row else ""


def has_passed(connection: sqlite3.Connection, head: Head) -> bool:
    """Whether the acts of a store up to this one are in it."""
    if not head.acts:
        return True
    row = connection.execute("SELECT at FROM audit_entry WHERE id = ?", (head.acts,)).fetchone()
    return row is not None and row[0] == head.at


def known_to(path: Path) -> Known:
    """Read what a store knows.

    Raises:
        sqlite3.Error: It cannot be read.
    """
    with closing(opened(path)) as connection:
        return known_by(connection)


def known_by(connection: sqlite3.Connection) -> Known:
    """Read what a store knows that is open already."""
    schema = schema_of(connection)
    if schema is None:
        return Known("", Head(), "", {})
    # By the index that keeps numbers apart; the papers beside them are most of a store.
    rows = connection.execute(
        "SELECT number_prefix, number_year, max(number_serial) FROM notice GROUP BY 1, 2"
    )
    last = {Series(prefix, year): serial for prefix, year, serial in rows}
    return Known(schema, head_of(connection), first_of(connection), last)


def numbered_in(path: Path) -> dict[tuple[Series, int], Numbered]:
    """Read every number that a store has, with the paper under it.

    Raises:
        sqlite3.Error: It cannot be read.
        ValueError: Something else than our notices stands in it.
    """
    with closing(opened(path)) as connection:
        there = {row[1] for row in connection.execute("PRAGMA table_info(notice)")}
        names = [name for name in Numbered.model_fields if name in there]
        rows = connection.execute(f"SELECT {', '.join(names)} FROM notice") if names else ()
        entries = [Numbered.model_validate(dict(zip(names, row, strict=True))) for row in rows]
        return {entry.key: entry for entry in entries}
