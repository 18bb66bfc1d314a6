"""Where a store lies, and asking it by plain SQL, for reading only.

Light: the window imports it before its first paint.
"""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

SCHEMA: Final = "0059"
"""The newest migration; a test holds it against the migrations themselves."""

STORE_NAME: Final = "zhuqidui.db"
PRACTICE: Final = "练习库.txt"
"""Stands beside a store in which everything is invented."""

READY: Final = "restore-ready"
"""A restored folder that only has to be put into place; its appearance is the moment of the restore."""

_BUSY_S: Final = 5
_DAY: Final = """
    SELECT max(
        date('now', 'localtime'), ifnull((SELECT date(max(at), 'localtime') FROM audit_entry), '')
    ) AS day
"""
_PEOPLE: Final = f"""
    WITH day AS ({_DAY})
    SELECT name, since <= day.day AND (until IS NULL OR until > day.day) FROM account, day ORDER BY id
"""


def opened(path: Path, *, busy_s: float = _BUSY_S, is_bare: bool = False) -> sqlite3.Connection:
    """Connect for reading only: neither the store nor its log (-wal) is written, not even on closing.

    Where somebody else has locked it, `busy_s` is waited. Bare, the file alone is read, without locks and
    whatever stands in its log.

    A store is read in no other way: who closes a file that this process has open elsewhere takes all its
    locks away (fcntl, POSIX), SQLite's among them. Another process then takes its log for one that nobody
    needs any more, and whatever is written from there on is lost. SQLite itself sees to that.
    """
    # As https://sqlite.org/uri.html has it; Path.as_uri would import urllib before the first paint.
    place = path.absolute().as_posix().replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    how = "mode=ro&immutable=1" if is_bare else "mode=ro"
    uri = f"file:{'' if place.startswith('/') else '/'}{place}?{how}"
    return sqlite3.connect(uri, uri=True, timeout=busy_s, isolation_level=None)


def schema_of(connection: sqlite3.Connection) -> str | None:
    """Return the migration a store is at; None where it is still empty, or something else."""
    table = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if table else None
    return row[0] if row else None


class Glance(NamedTuple):
    """What is known of an office before its store is opened.

    Attributes:
        office: Its name, empty where none was entered.
        people: Who works there by an account.
        ended: How many accounts there are besides that nobody works by.
    """

    office: str
    people: tuple[str, ...]
    ended: int = 0

    @property
    def is_shared(self) -> bool:
        """Whether several people work there, so that somebody has to sign in; see `permits.is_shared`."""
        return len(self.people) > 1 or (not self.people and self.ended > 0)

    @property
    def alone(self) -> str:
        """Who works there alone; empty where there is no account, or several."""
        return self.people[0] if len(self.people) == 1 else ""


def at_a_glance(path: Path) -> Glance | None:
    """Return what is known of the office.

    None where the store cannot be shown as it is now: older or newer than this program, damaged or locked.
    """
    try:
        with closing(opened(path, busy_s=0)) as connection:
            if schema_of(connection) != SCHEMA:
                return None
            accounts = connection.execute(_PEOPLE).fetchall()
            row = connection.execute("SELECT name FROM office").fetchone()
    except (sqlite3.Error, UnicodeDecodeError):
        return None
    name = row[0] if row else ""
    people = tuple(str(name) for name, is_open in accounts if is_open)
    return Glance(name, people, len(accounts) - len(people)) if isinstance(name, str) else None


def moment_of(text: str) -> datetime:
    """Return a moment as plain SQL reads it."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
