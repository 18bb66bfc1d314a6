"""What is in a store file, asked by plain SQL and without changing a byte of it.

The store may be older or newer than this program, or damaged, so nothing here goes through the entities.
"""

import re
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domain.store.plain import opened
from domain.store.problems import is_passing
from domain.values.progress import Progress, Reporter

_PAGES_A_STEP: Final = 2048
_FAULTS_SHOWN: Final = 20
_SCHEMA: Final = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Contents:
    """Enough to recognise a store by.

    Attributes:
        schema: Its newest migration; empty where there is none.
        program: The version of the program that created or last upgraded it; empty where it does not say.
        office: The office's name.
        enterprises: How many are in the register.
        notices: How many were issued, void ones included.
    """

    schema: str = ""
    program: str = ""
    office: str = ""
    enterprises: int = 0
    notices: int = 0


def contents_of(path: Path) -> Contents:
    """Read what is in a store.

    Raises:
        sqlite3.Error: It cannot be read.
    """
    with closing(opened(path)) as connection:
        return contents_by(connection)


def contents_by(connection: sqlite3.Connection) -> Contents:
    """Read the same of a store that is open already."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}

    def first(table: str, query: str) -> str:
        row = connection.execute(query).fetchone() if table in tables else None
        return "" if row is None else str(row[0])

    return Contents(
        schema=first("alembic_version", "SELECT version_num FROM alembic_version"),
        program=version_text(connection.execute("PRAGMA user_version").fetchone()[0]),
        office=first("office", "SELECT name FROM office"),
        enterprises=int(first("enterprise", "SELECT count(*) FROM enterprise WHERE deleted_at IS NULL") or 0),
        notices=int(first("notice", f"SELECT count(*) FROM notice{_but_unused(connection)}") or 0),
    )


def _but_unused(connection: sqlite3.Connection) -> str:
    """Unused numbers and other letters stand in the table too; an older store has no column to say so."""
    columns = {row[1] for row in connection.execute("PRAGMA table_info(notice)")}
    bare = " AND letter IS NULL" if "letter" in columns else ""
    return f" WHERE kind != 'unused'{bare}" if "kind" in columns else ""


def shape_fault_of(path: Path) -> str:
    """Return what is wrong with a store's kind, beginning and length; empty where nothing is.

    SQLite takes what is missing of a last page for zeros, and throws the log of an empty file away.

    Raises:
        OSError: It cannot be read.
    """
    facts = path.stat()
    if not stat.S_ISREG(facts.st_mode):
        return "not a file"
    size = facts.st_size
    if not size:
        return "file is empty"
    page_size = _page_size(path)
    if page_size is None:
        return "file is not a database"
    for beside in (path.with_name(f"{path.name}{end}") for end in ("-wal", "-shm", "-journal")):
        if beside.exists() and not beside.is_file():
            return f"{beside.name} is not a file"
    log = path.with_name(f"{path.name}-wal")
    has_log = log.exists() and log.stat().st_size > 0
    return "last page is incomplete" if size % page_size and not has_log else ""


def _page_size(path: Path) -> int | None:
    """Return how many bytes a page has, as the beginning of a file says; None where it is no store's.

    Raises:
        OSError: It cannot be read.
    """
    try:
        with closing(opened(path, is_bare=True)) as connection:
            try:
                connection.execute("PRAGMA schema_version").fetchone()
            except sqlite3.DatabaseError as error:
                if error.sqlite_errorname == "SQLITE_NOTADB":
                    return None
                # Pages that stand in the log alone are missing here; how large each is, is known by then.
                if error.sqlite_errorname != "SQLITE_CORRUPT":
                    raise
            return int(connection.execute("PRAGMA page_size").fetchone()[0])
    except sqlite3.Error as error:
        raise OSError(str(error)) from error


def faults_of(path: Path, *, quickly: bool = False) -> list[str]:
    """Return what SQLite finds wrong with a store, in its own words; empty where it is sound.

    `quickly` leaves out whether the indexes agree with their tables.

    Raises:
        OSError: It cannot be read.
        sqlite3.OperationalError: It is in use, or cannot be reached; that says nothing about its state.
    """
    if fault := shape_fault_of(path):
        return [fault]
    check = "quick_check" if quickly else "integrity_check"
    try:
        with closing(opened(path)) as connection:
            if quickly:
                # Each page is read once; the usual cache of 2 MB would only stay behind.
                connection.execute("PRAGMA cache_size = -256")
            found = [str(row[0]) for row in connection.execute(f"PRAGMA {check}({_FAULTS_SHOWN})")]
            if found == ["ok"] and not quickly:
                found = [
                    f"{table}: row {row} refers to {parent}"
                    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check")
                ]
            if found in (["ok"], []):
                found = [fault] if (fault := _foreign_fault(connection)) else []
    except UnicodeDecodeError:
        return [_NO_TEXT]
    except sqlite3.Error as error:
        if is_passing(error):
            raise
        return [str(error)]
    return found


def foreign_fault_of(path: Path) -> str:
    """Return why a file is no store of ours, as far as its schema shows; empty where it is one, or empty.

    Raises:
        sqlite3.OperationalError: It is in use, or cannot be reached.
    """
    try:
        with closing(opened(path)) as connection:
            return _foreign_fault(connection)
    except UnicodeDecodeError:
        return _NO_TEXT
    except sqlite3.Error as error:
        if is_passing(error):
            raise
        return str(error)


_NO_TEXT: Final = "the schema does not read as text"


def _foreign_fault(connection: sqlite3.Connection) -> str:
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables:
        return ""
    if "alembic_version" not in tables:
        return "the database of another program"
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return "" if row and _SCHEMA.fullmatch(str(row[0])) else "the version of the data is not to be read"


def take_snapshot(path: Path, target: Path, reporter: Reporter) -> None:
    """Copy a store that may be in use, as it is at this moment, into one plain file.

    Raises:
        sqlite3.Error: It cannot be read, or the copy cannot be written.
        Cancelled: The user stopped it.
    """
    with closing(opened(path)) as source, closing(sqlite3.connect(target, isolation_level=None)) as copy:
        copy.execute("PRAGMA synchronous = OFF")
        # Held open, so that what others commit meanwhile does not make the copy begin again.
        source.execute("BEGIN")
        source.execute("SELECT 1 FROM sqlite_master").fetchone()
        source.backup(copy, pages=_PAGES_A_STEP, progress=_stepper(reporter))
        copy.execute("PRAGMA journal_mode = DELETE")


def _stepper(reporter: Reporter) -> Callable[[int, int, int], object]:
    return lambda _, left, total: reporter.step(Progress(total - left, max(total, 1), "读取数据"))


def version_number(version: str) -> int:
    """Return a program's version as a whole number that SQLite keeps with the store (``user_version``).

    >>> version_number("0.12.3")
    1203
    """
    if not version:
        return 0
    major, minor, patch = (int(part) for part in version.split("."))
    return major * 10_000 + minor * 100 + patch


def version_text(number: int) -> str:
    """Return the version again; empty for 0.

    >>> version_text(1203)
    '0.12.3'
    """
    return f"{number // 10_000}.{number // 100 % 100}.{number % 100}" if number else ""
