"""Where a store lies, and asking it by plain SQL, for reading only.

Light: the window imports it before its first paint.
"""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

SCHEMA: Final = "0020"
"""The newest migration; a test holds it against the migrations themselves."""

STORE_NAME: Final = "zhuqidui.db"
READY: Final = "restore-ready"
"""A restored folder that only has to be put into place; its appearance is the moment of the restore."""

_BUSY_S: Final = 5
_PEOPLE: Final = "SELECT count(*) FROM account WHERE until IS NULL OR until > date('now', 'localtime')"


def opened(path: Path, *, busy_s: float = _BUSY_S) -> sqlite3.Connection:
    """Connect for reading only: neither the store nor its log (-wal) is written, not even on closing.

    Where somebody else has locked it, `busy_s` is waited.
    """
    # As https://sqlite.org/uri.html has it; Path.as_uri would import urllib before the first paint.
    place = path.absolute().as_posix().replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    uri = f"file:{'' if place.startswith('/') else '/'}{place}?mode=ro"
    return sqlite3.connect(uri, uri=True, timeout=busy_s, isolation_level=None)


def schema_of(connection: sqlite3.Connection) -> str | None:
    """Return the migration a store is at; None where it is still empty, or something else."""
    table = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if table else None
    return row[0] if row else None


def office_at_a_glance(path: Path) -> str | None:
    """Return the office's name, empty where none was entered.

    None where the store cannot be shown as it is now: older or newer than this program, damaged, locked, or
    somebody has to sign in first.
    """
    try:
        with closing(opened(path, busy_s=0)) as connection:
            if schema_of(connection) != SCHEMA:
                return None
            if connection.execute(_PEOPLE).fetchone()[0] > 1:
                return None
            row = connection.execute("SELECT name FROM office").fetchone()
    except (sqlite3.Error, UnicodeDecodeError):
        return None
    name = row[0] if row else ""
    return name if isinstance(name, str) else None


def moment_of(text: str) -> datetime:
    """Return a moment as plain SQL reads it."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
