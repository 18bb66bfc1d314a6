"""A store changed past its doors, as no part of the program may: what damage and other clocks leave."""

from collections.abc import Iterator
from contextlib import contextmanager

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
