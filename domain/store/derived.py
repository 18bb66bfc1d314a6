"""What is derived from tables is kept up by the act itself, by whatever statement it changes them.

Triggers take down what stood in a row before the act first changed it. They are TEMP, of one connection: no
other program meets them, and what a ROLLBACK undoes they have not taken down. From that, the module that
`tables.KEPT_UP` names brings up to date what it derives; it is imported only where there is something to do.
"""

import sqlite3
from collections.abc import Iterator
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
        self._tables: list[str] = []

    @contextmanager
    def over(self, connection: sqlite3.Connection) -> Iterator[None]:
        """Look at what is done on a connection; at the end, what is derived follows."""
        self._connection = connection
        there = {name for (name,) in connection.execute("SELECT name FROM temp.sqlite_master")}
        self._tables = [one for one in KEPT_UP if before_of(one) in there or _begin(connection, one)]
        for table in self._tables:
            # What was written without an act.
            connection.execute(f"DELETE FROM temp.{before_of(table)}")
        yield
        self.keep_up()

    def keep_up(self) -> None:
        """Bring what is derived up to what was changed so far."""
        assert self._connection is not None
        for table in self._tables:
            before = f"temp.{before_of(table)}"
            if self._connection.execute(f"SELECT 1 FROM {before} LIMIT 1").fetchone() is not None:
                import_module(KEPT_UP[table].by).keep_up(self._connection)
                self._connection.execute(f"DELETE FROM {before}")


def _begin(connection: sqlite3.Connection, table: str) -> bool:
    """Take down what becomes of a table, for as long as the connection lasts; tell whether there is one."""
    if connection.execute("SELECT 1 FROM main.sqlite_master WHERE name = ?", (table,)).fetchone() is None:
        return False
    # What REPLACE deletes would not be seen else.
    connection.execute("PRAGMA recursive_triggers = ON")
    columns, before = KEPT_UP[table].columns, before_of(table)
    words = {
        "before": before,
        "columns": ", ".join(columns),
        "old": ", ".join(f"OLD.{column}" for column in columns),
    }
    connection.execute(f"CREATE TEMP TABLE {before} (id INTEGER PRIMARY KEY, {words['columns']})")
    for number, (when, statement) in enumerate(_TAKEN_DOWN.items()):
        connection.execute(
            f"CREATE TEMP TRIGGER {before}_{number} {when.format(**words)} ON main.{table}"
            f" BEGIN {statement.format(**words)}; END"
        )
    return True
