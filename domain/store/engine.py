"""Opening the store, and the two ways of using it: reading, and one act written whole or not at all."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlmodel import Session

from domain.store.plain import SCHEMA, schema_of
from domain.store.problems import StoreBroken, StoreProblem, reason_of, translated

FILE_NAME: Final = "zhuqidui.db"
_BUSY_S: Final = 5
_WRITES: Final = "zhuqidui_writes"


class Store:
    """One office's data in one SQLite file. Sessions are opened per act and per thread."""

    def __init__(self, path: Path, engine: Engine) -> None:
        self.path = path
        self._engine = engine
        self._writing = engine.execution_options(**{_WRITES: True})

    @staticmethod
    def open(folder: Path, *, program: str = "", migrations: Path | None = None) -> "Store":
        """Open the store in this folder; create it, or bring it up to date, where needed.

        Args:
            folder: Where it lies.
            program: This program's version, kept with a store that is created or upgraded.
            migrations: Alembic's folder; the program's own where none is given.

        Raises:
            StoreProblem: It cannot be opened, is damaged, was written by a newer version, or could not be
                brought up to date.
            BackupProblem: It is to be brought up to date and no backup can be made before.
        """
        path = folder / FILE_NAME
        _make_private(folder, path)
        with translated(path):
            # What is stored never stands in a message, which may reach a log.
            engine = create_engine(
                f"sqlite:///{path}", connect_args={"timeout": _BUSY_S}, hide_parameters=True
            )
            event.listen(engine, "connect", _on_connect)
            event.listen(engine, "begin", _on_begin)
            try:
                if migrations is not None or _schema_of(path) != SCHEMA:
                    _bring_up_to_date(path, engine, program, migrations)
            except BaseException:
                engine.dispose()
                raise
        return Store(path, engine)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session that sees one state of the store throughout.

        Raises:
            StoreProblem: The store cannot be read.
        """
        with translated(self.path), Session(self._engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a session for one act. It is committed at the end, or nothing of it is kept.

        Raises:
            StoreProblem: The store cannot be written.
        """
        with (
            translated(self.path),
            Session(self._writing, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    def close(self) -> None:
        """Let go of the file; no session may be open."""
        self._engine.dispose()


def driver_of(session: Session) -> sqlite3.Connection:
    """Return the connection under a session, for plain SQL; it sees what the act has written so far."""
    session.flush()
    connection = session.connection().connection.driver_connection
    assert isinstance(connection, sqlite3.Connection)
    return connection


def _make_private(folder: Path, path: Path) -> None:
    """Create folder and file so that only the user can read them: they hold phone numbers and accounts.

    What is there already keeps its rights: somebody may share the folder on purpose, and touching the file
    would look like a change to the backups.
    """
    if path.exists() and not path.is_file():
        raise StoreBroken(f"数据文件的位置上不是文件，数据可能被移走了；请用备份恢复（{path}）")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            path.touch(mode=0o600)
    except OSError as error:
        raise StoreProblem(f"不能在这里保存数据：{reason_of(error)}（{folder}）") from error


def _on_connect(connection: sqlite3.Connection, _record: Any) -> None:
    # Transactions are begun below, not by the driver's guess at which statements need one.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _schema_of(path: Path) -> str | None:
    """Return the store's migration without importing Alembic, which takes a third of a second."""
    with closing(sqlite3.connect(path, timeout=_BUSY_S)) as connection:
        return schema_of(connection)


def _bring_up_to_date(path: Path, engine: Engine, program: str, migrations: Path | None) -> None:
    # Alembic only where it is needed
    from domain.store.upgrading import MIGRATIONS, upgrade  # noqa: PLC0415

    writing = engine.execution_options(**{_WRITES: True})
    upgrade(path, writing, program=program, migrations=migrations or MIGRATIONS)
