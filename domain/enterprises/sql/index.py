"""The index by which the register is searched: derived data, made anew whenever it is missing or outdated.

It is a contentless FTS5 table, from which words are taken out by saying which they were. Whoever changes
enterprises need not know of it: `domain.store.derived` takes down what an act changes, and before its commit
`keep_up` spells what has another name and lets the index follow, as far as there is one.

The rows of the index come in nearly the order of the names, so that the first of very many are found at
once: a row's number is that of a band of names, then the enterprise's id. The bands are fixed when the index
is made.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, Final

from sqlmodel import Session

from domain.enterprises.register.spelling import spelled
from domain.enterprises.sql.tokens import expression, indexed
from domain.progress import Progress, Reporter
from domain.store.derived import before_of
from domain.store.engine import Store, driver_of

VERSION: Final = 2
"""Of what stands in the index; another one makes it anew."""

_BANDS: Final = 4096
_BAND_BITS: Final = 32
_ID_MASK: Final = (1 << _BAND_BITS) - 1
_CHUNK: Final = 20_000
"""How many enterprises are taken in at once while it is made; other acts get their turn in between."""

_OUTGROWN: Final = 8
_SMALL: Final = 20_000


def keep_up(connection: sqlite3.Connection) -> None:
    """Bring spellings and index up to what the act in hand has changed; see `domain.store.derived`."""
    is_there = _upto(connection) is not None
    after = 0
    while (last := connection.execute(_NEXT, (after, _CHUNK)).fetchone()[0]) is not None:
        _spell(connection, connection.execute(_NAMED, (after, last)))
        if is_there:
            gone = _entries(connection, _WAS, after, last)
            come = _entries(connection, _IS, after, last)
            same = {*gone}.intersection(come)
            _take_out(connection, (one for one in gone if one not in same))
            _insert(connection, (one for one in come if one not in same))
        after = last


def is_due(session: Session) -> bool:
    """Tell whether the index has to be made: it is missing, of another version, unfinished or outgrown."""
    connection = driver_of(session)
    state = _state(connection)
    if state is None or not state["is_whole"]:
        return True
    count = connection.execute("SELECT count(*) FROM enterprise WHERE deleted_at IS NULL").fetchone()[0]
    return bool(count > max(_SMALL, _OUTGROWN * state["enterprises"]))


def is_ready(connection: sqlite3.Connection) -> bool:
    """Tell whether everything can be found by the index."""
    state = _state(connection)
    return state is not None and bool(state["is_whole"])


def build(store: Store, reporter: Reporter) -> None:
    """Make the index, or go on where making it was interrupted. Other acts go on beside it.

    Raises:
        Cancelled: It was stopped; what there is of it is kept for the next time.
    """
    with store.upkeep() as session:
        connection = driver_of(session)
        state = _state(connection)
        if state is None or state["is_whole"]:
            _begin(connection)
        last = connection.execute("SELECT ifnull(max(id), 0) FROM enterprise").fetchone()[0]
        upto = _upto(connection) or 0
    while upto < last:
        reporter.step(Progress(upto, last))
        with store.upkeep() as session:
            upto = _take_in_chunk(driver_of(session), upto)
    with store.upkeep() as session:
        connection = driver_of(session)
        # What was added meanwhile, and from now on whatever is added.
        while (after := _take_in_chunk(connection, upto)) != upto:
            upto = after
        connection.execute("UPDATE enterprise_search_state SET upto = ?, is_whole = 1", (_ID_MASK,))
    reporter.step(Progress(last, last))


def find(
    connection: sqlite3.Connection, words: list[str], *, most: int, descending: bool = False
) -> Iterator[tuple[int, int]]:
    """Yield band and id of what is found, band by band: every name of a band comes before those of the next.

    Args:
        connection: Of the store; the index is whole.
        words: See `words_of`; at least one.
        most: How many, -1 for all.
        descending: The last band first.
    """
    found = connection.execute(
        "SELECT rowid FROM enterprise_search WHERE enterprise_search MATCH ?"
        f" ORDER BY rowid {'DESC' if descending else 'ASC'} LIMIT ?",
        (expression(words), most),
    )
    return ((row >> _BAND_BITS, row & _ID_MASK) for (row,) in found)


def _begin(connection: sqlite3.Connection) -> None:
    """Make an empty index, and divide the names into bands of the same size."""
    for table in ("enterprise_search", "enterprise_search_band", "enterprise_search_state"):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    connection.execute(
        "CREATE VIRTUAL TABLE enterprise_search USING fts5(words, content='', columnsize=0, tokenize='ascii')"
    )
    connection.execute(
        "CREATE TABLE enterprise_search_band"
        " (first_name TEXT PRIMARY KEY, band INTEGER NOT NULL) WITHOUT ROWID"
    )
    connection.execute(
        "CREATE TABLE enterprise_search_state"
        " (version INTEGER NOT NULL, upto INTEGER NOT NULL,"
        " is_whole INTEGER NOT NULL, enterprises INTEGER NOT NULL)"
    )
    count = connection.execute("SELECT count(*) FROM enterprise WHERE deleted_at IS NULL").fetchone()[0]
    connection.execute(
        "INSERT INTO enterprise_search_band"
        " SELECT name, row_number() OVER (ORDER BY name) FROM"
        " (SELECT name, row_number() OVER (ORDER BY name) AS place FROM enterprise WHERE deleted_at IS NULL)"
        " WHERE place % ? = 0 GROUP BY name",
        (max(1, count // _BANDS),),
    )
    connection.execute("INSERT INTO enterprise_search_state VALUES (?, 0, 0, ?)", (VERSION, count))


def _take_in_chunk(connection: sqlite3.Connection, upto: int) -> int:
    """Take in the next enterprises by id; return the id of the last one, or `upto` if there was none."""
    state = _state(connection)
    if state is None or state["is_whole"]:
        return upto  # Made by another window meanwhile.
    rows = connection.execute(
        "SELECT id, name, initials, pinyin FROM enterprise WHERE id > ? ORDER BY id LIMIT ?", (upto, _CHUNK)
    ).fetchall()
    if not rows:
        return upto
    # Stores written before names were spelled in full.
    _spell(connection, (row for row in rows if not row[-1]))
    last = int(rows[-1][0])
    connection.execute("UPDATE enterprise_search_state SET upto = ?", (last,))
    _insert(connection, _entries(connection, _ALL, upto, last))
    return last


def _spell(connection: sqlite3.Connection, rows: Iterable[tuple[Any, ...]]) -> None:
    """Spell names where that is not how they are spelled already; of each id, name, initials and pinyin."""
    connection.executemany(
        "UPDATE enterprise SET initials = ?, pinyin = ? WHERE id = ?",
        [(*new, id_) for id_, name, *old in rows if (new := spelled(name)) != tuple(old)],
    )


def _insert(connection: sqlite3.Connection, entries: Iterable[tuple[Any, ...]]) -> None:
    connection.executemany(
        "INSERT INTO enterprise_search (rowid, words) VALUES (?, ?)",
        ((row, indexed(*texts)) for row, *texts in entries),
    )


def _take_out(connection: sqlite3.Connection, entries: Iterable[tuple[Any, ...]]) -> None:
    connection.executemany(
        "INSERT INTO enterprise_search (enterprise_search, rowid, words) VALUES ('delete', ?, ?)",
        ((row, indexed(*texts)) for row, *texts in entries),
    )


def _entries(connection: sqlite3.Connection, source: str, after: int, last: int) -> list[tuple[Any, ...]]:
    """Return row number, name, code, initials and pinyin of those that belong into the index.

    Args:
        source: Of which, with ids from behind `after` up to `last`.
    """
    return connection.execute(_ENTRIES.format(source), (after, last)).fetchall()


def _state(connection: sqlite3.Connection) -> dict[str, int] | None:
    """Return what is known of the index; None where there is none that can be used."""
    with suppress(sqlite3.OperationalError):
        row = connection.execute(
            "SELECT version, upto, is_whole, enterprises FROM enterprise_search_state"
        ).fetchone()
        if row is not None and row[0] == VERSION:
            return {"upto": row[1], "is_whole": row[2], "enterprises": row[3]}
    return None


def _upto(connection: sqlite3.Connection) -> int | None:
    state = _state(connection)
    return None if state is None else state["upto"]


_BEFORE: Final = f"temp.{before_of('enterprise')}"
_ALL: Final = "enterprise e"
_WAS: Final = f"{_BEFORE} e"
"""Of what was changed, what it was; those that were not there have no name."""
_IS: Final = f"{_BEFORE} b CROSS JOIN enterprise e ON e.id = b.id"
_NEXT: Final = f"SELECT max(id) FROM (SELECT id FROM {_BEFORE} WHERE id > ? ORDER BY id LIMIT ?)"
_NAMED: Final = f"""
SELECT e.id, e.name, e.initials, e.pinyin FROM {_IS}
WHERE e.id > ? AND e.id <= ?
  AND (e.pinyin = '' OR (e.name, e.initials, e.pinyin) IS NOT (b.name, b.initials, b.pinyin))
"""
_ENTRIES: Final = f"""
SELECT (ifnull((SELECT band FROM enterprise_search_band WHERE first_name <= e.name
                ORDER BY first_name DESC LIMIT 1), 0) << {_BAND_BITS}) | e.id,
       e.name, e.uscc, e.initials, e.pinyin
FROM {{}}
WHERE e.id > ? AND e.id <= ? AND e.deleted_at IS NULL AND e.name IS NOT NULL
  AND e.id <= (SELECT upto FROM enterprise_search_state)
ORDER BY 1 -- at each step backwards FTS5 writes what it has gathered
"""
