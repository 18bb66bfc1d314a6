"""What was granted in the assessments that were kept, as rows that figures are counted of."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlmodel import Session

from domain.store.engine import driver_of

NAME: Final = "takeup"
COLUMNS: Final = (
    *("by", "enterprise_id", "policy", "clause", "amount", "since", "told", "claimed", "explained"),
)
_FILLED: Final = "takeup_filled"


def is_filled(session: Session, by: str) -> bool:
    """Whether the rows of a day are there; they are for as long as the session."""
    return by in session.info.get(_FILLED, ())


def fill(session: Session, by: str, rows: Iterable[Sequence[Any]]) -> None:
    """Put the rows of a day into the temporary table, beside those of other days."""
    connection = driver_of(session)
    if _FILLED not in session.info:
        # An act leaves its own behind, with the connection.
        connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS {NAME} ({', '.join(COLUMNS)})")
        connection.execute(f"DELETE FROM temp.{NAME}")
        session.info[_FILLED] = set()
    marks = ", ".join("?" * (len(COLUMNS) - 1))
    connection.executemany(f"INSERT INTO temp.{NAME} VALUES ('{by}', {marks})", rows)
    session.info[_FILLED].add(by)
