"""A store changed past its doors, as no part of the program may: what damage and other clocks leave."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import create_engine
from sqlmodel import Session

from domain.store.engine import Store


@contextmanager
def meddling(store: Store) -> Iterator[Session]:
    """Open a session that leaves no entry in the trail and tells nobody; committed at the end."""
    engine = create_engine(f"sqlite:///{store.path}")
    try:
        with Session(engine) as session, session.begin():
            yield session
    finally:
        engine.dispose()


@contextmanager
def forging(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a store as somebody does who knows SQL: what guards the trail is taken away and put back."""
    with closing(sqlite3.connect(path)) as connection:
        guards = connection.execute("SELECT * FROM sqlite_master WHERE type = 'trigger'").fetchall()
        # All at once: after each that is dropped or made, SQLite reads the whole schema anew.
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_master WHERE type = 'trigger'")
        connection.commit()
        connection.execute("PRAGMA writable_schema = RESET")
        yield connection
        connection.execute("PRAGMA writable_schema = ON")
        connection.executemany("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", guards)
        connection.execute("PRAGMA writable_schema = RESET")
        connection.commit()
