"""Reads the register for one list, on a thread of its own; a reading that nobody waits for any more stops."""

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from sqlmodel import Session

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.register.listed import EnterpriseQuery, Listed
from domain.enterprises.sql.finding import Found, Orders, find_first
from domain.enterprises.sql.rows import count, read_rows
from domain.store.engine import driver_of
from domain.store.plain import opened
from domain.store.problems import as_stored, translated
from domain.values.ids import EnterpriseId
from domain.values.progress import Cancelled, Progress, Reporter

_STEPS: Final = 20_000
"""After so many steps of SQLite's machine it is asked whether to stop; a fraction of a millisecond."""

_PATIENCE_S: Final = 0.6
"""How long the first rows are looked for before all are found instead."""

_AT_ONCE_S: Final = 0.3
"""How long somebody who types waits for what is found."""


class Part(NamedTuple):
    """What a list shows: ids in order, the rows that are in sight first, how many enterprises there are."""

    ids: Sequence[EnterpriseId]
    rows: Mapping[EnterpriseId, Listed]
    total: int
    is_whole: bool


class RegisterReader:
    """Each method opens the store for itself, so that nothing is held open between two of them."""

    def __init__(self, store: Path, dictionary: Dictionary) -> None:
        self._store = store
        self._dictionary = dictionary
        self._orders = Orders()
        self._total: int | None = None

    def forget(self) -> None:
        """Enterprises were added, changed or removed."""
        self._orders.forget()
        self._total = None

    def first(self, query: EnterpriseQuery, most: int, reporter: Reporter) -> Part:
        """Read how a list begins; the whole list where that took no longer.

        Raises:
            Cancelled: Nobody waits for it any more.
        """
        with self._connected(reporter) as connection:
            found = self._first(connection, query, most, reporter)
            rows = read_rows(connection, found.ids[:most], self._dictionary)
            # A filter that leaves all is as rare as counting them is slow: afterwards, with the whole.
            total = len(found.ids) if self._total is None else self._total
            return Part(found.ids, rows, total, found.is_whole and self._total is not None)

    def whole(
        self, query: EnterpriseQuery, seen: Sequence[EnterpriseId], most: int, reporter: Reporter
    ) -> Part:
        """Read a list whole, with the rows `seen` now and the first `most`, so that a reload does not blink.

        Raises:
            Cancelled: Nobody waits for it any more.
        """
        with self._connected(reporter) as connection:
            ids = self._orders.find_all(connection, query, self._dictionary)
            if self._total is None:
                self._total = count(connection)
            wanted = list(dict.fromkeys([*ids[:most], *seen]))
            return Part(ids, read_rows(connection, wanted, self._dictionary), self._total, True)

    def rows(self, ids: Sequence[EnterpriseId], reporter: Reporter) -> Mapping[EnterpriseId, Listed]:
        """Read a block of rows; one that was deleted since is left out."""
        with self._connected(reporter) as connection:
            return read_rows(connection, ids, self._dictionary)

    def _first(
        self, connection: sqlite3.Connection, query: EnterpriseQuery, most: int, reporter: Reporter
    ) -> Found:
        until_s = time.monotonic() + _PATIENCE_S
        with _watched(connection, lambda: _is_cancelled(reporter) or time.monotonic() > until_s):
            try:
                return find_first(connection, query, self._dictionary, most)
            except sqlite3.OperationalError:
                if not _is_cancelled(reporter) and time.monotonic() <= until_s:
                    raise
        with _watched(connection, lambda: _is_cancelled(reporter)):
            return Found(self._orders.find_all(connection, query, self._dictionary), True)

    @contextmanager
    def _connected(self, reporter: Reporter) -> Iterator[sqlite3.Connection]:
        with translated(self._store), as_stored("企业名单"), closing(opened(self._store)) as connection:
            try:
                with _watched(connection, lambda: _is_cancelled(reporter)):
                    yield connection
            except sqlite3.OperationalError:
                if _is_cancelled(reporter):
                    raise Cancelled from None
                raise


def find_some(session: Session, text: str, dictionary: Dictionary, most: int) -> list[Listed]:
    """Return the first enterprises that a search finds; none where that takes longer than one waits."""
    connection, until_s = driver_of(session), time.monotonic() + _AT_ONCE_S
    try:
        with _watched(connection, lambda: time.monotonic() > until_s):
            ids = find_first(connection, EnterpriseQuery(text), dictionary, most).ids[:most]
            return list(read_rows(connection, ids, dictionary).values())
    except sqlite3.OperationalError:
        if time.monotonic() <= until_s:
            raise
        return []


@contextmanager
def _watched(connection: sqlite3.Connection, has_to_stop: Callable[[], bool]) -> Iterator[None]:
    """Stop what the connection does as soon as it has to."""
    connection.set_progress_handler(has_to_stop, _STEPS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, _STEPS)


def _is_cancelled(reporter: Reporter) -> bool:
    try:
        reporter.step(Progress(0, 1))
    except Cancelled:
        return True
    return False
