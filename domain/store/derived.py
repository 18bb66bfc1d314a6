"""What is derived from tables is kept up by the act itself, by whatever statement they are changed.

Triggers take down what stood in a row before the act first changed it. They are TEMP, of one connection: no
other program meets them, and what a ROLLBACK undoes they have not taken down. From that, the module that
`tables.KEPT_UP` names brings up to date what it derives; it is imported only where there is something to do.
"""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Final

from domain.store.tables import KEPT_UP

_TAKE_OLD: Final = "INSERT INTO {before} VALUES (OLD.id, {old}) ON CONFLICT DO NOTHING"
_TAKE_NEW: Final = "INSERT INTO {before} (id) VALUES (NEW.id) ON CONFLICT DO NOTHING"
_TAKEN_DOWN: Final = {
    "BEFORE UPDATE OF id, {columns}": _TAKE_OLD,
    "BEFORE DELETE": _TAKE_OLD,
    "AFTER INSERT": _TAKE_NEW,
    "AFTER UPDATE OF id": _TAKE_NEW,
}
"""Not OR IGNORE: what such a clause says gives way to that of the statement at work."""


def before_of(table: str) -> str:
    """Return the TEMP table of what was taken down: a row's id, and what its columns held before; nothing
    but the id of a row that was not there.
    """
    return f"before_{table}"


class Derived:
    """What follows from the tables that the act in hand changes."""

    def __init__(self) -> None:
        self._connection: sqlite3.Connection | None = None
        self._written: Collection[str] = ()

    @contextmanager
    def over(self, connection: sqlite3.Connection, written: Collection[str]) -> Iterator[None]:
        """Look at what is done on a connection; at the end, what is derived follows.

        Args:
            connection: See `take_down`.
            written: The tables that are written to, as they become known.
        """
        self._connection, self._written = connection, written
        yield
        self.keep_up()

    def keep_up(self) -> None:
        """Bring what is derived up to what was changed so far."""
        assert self._connection is not None
        for table, kept in KEPT_UP.items():
            if table in self._written:
                import_module(kept.by).keep_up(self._connection)
                self._connection.execute(f"DELETE FROM temp.{before_of(table)}")


def take_down(connection: sqlite3.Connection) -> None:
    """Have taken down what becomes of the tables, from now on, on a connection outside of a transaction."""
    # What REPLACE deletes would not be seen else.
    connection.execute("PRAGMA recursive_triggers = ON")
    there = {name for (name,) in connection.execute("SELECT name FROM main.sqlite_master")}
    for table, kept in KEPT_UP.items():
        before = before_of(table)
        words = {
            "before": before,
            "columns": ", ".join(kept.columns),
            "old": ", ".join(f"OLD.{column}" for column in kept.columns),
        }
        connection.execute(
            f"CREATE TEMP TABLE IF NOT EXISTS {before} (id INTEGER PRIMARY KEY, {words['columns']})"
        )
        for number, (when, statement) in enumerate(_TAKEN_DOWN.items() if table in there else ()):
            connection.execute(
                f"CREATE TEMP TRIGGER IF NOT EXISTS {before}_{number} {when.format(**words)}"
                f" ON main.{table} BEGIN {statement.format(**words)}; END"
            )


def forget_all(connection: sqlite3.Connection) -> None:
    """Forget what was taken down until now."""
    for table in KEPT_UP:
        connection.execute(f"DELETE FROM temp.{before_of(table)}")
