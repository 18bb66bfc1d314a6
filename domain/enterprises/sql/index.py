"""The index by which the register is searched: derived data, made anew whenever it is missing or outdated.

It is a contentless FTS5 table, from which words are taken out by saying which they were. Whoever changes
enterprises need not know of it: `domain.store.derived` takes down what an act changes, and before its commit
`keep_up` spells what has another name and lets the index follow, as far as there is one.

The rows of the index come in nearly the order of the names, so that the first of very many are found at
once: a row's number is that of a band of names, then the enterprise's id. The bands are fixed when the index
is made.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, Final

from sqlmodel import Session

from domain.enterprises.register.spelling import spelled
from domain.enterprises.sql.tokens import expression, indexed
from domain.store.derived import before_of
from domain.store.engine import Store, driver_of
from domain.values.ids import EnterpriseId
from domain.values.progress import Progress, Reporter

VERSION: Final = 2
"""Of what stands in the index; another one makes it anew."""

_HALF: Final = 5
"""Of what is known of an enterprise, row number, name, code, initials, pinyin: before, and now."""

_BANDS: Final = 4096
_BAND_BITS: Final = 32
_ID_MASK: Final = (1 << _BAND_BITS) - 1
_CHUNK: Final = 20_000
"""How many enterprises are taken in at once while it is made; other acts get their turn in between."""

_GATHERED_BYTES: Final = 8 << 20
"""How much FTS5 gathers in memory before it writes, instead of 1 MB; the index remembers it."""

_OUTGROWN: Final = 8
_SMALL: Final = 20_000


def keep_up(connection: sqlite3.Connection) -> None:
    """Bring spellings and index up to what the act in hand has changed; see `domain.store.derived`."""
    upto = _upto(connection)
    statement, after = _CHANGED_WITHOUT if upto is None else _CHANGED, 0
    while rows := connection.execute(statement, (after, _CHUNK)).fetchall():
        _follow(connection, rows)
        after = rows[-1][0]


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
) -> Iterator[tuple[int, EnterpriseId]]:
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
        "INSERT INTO enterprise_search (enterprise_search, rank) VALUES ('hashsize', ?)", (_GATHERED_BYTES,)
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
        "SELECT id, name, pinyin FROM enterprise WHERE id > ? ORDER BY id LIMIT ?", (upto, _CHUNK)
    ).fetchall()
    if not rows:
        return upto
    # Stores written before names were spelled in full.
    _write_spellings(connection, [(*spelled(name), id_) for id_, name, pinyin in rows if not pinyin])
    last = int(rows[-1][0])
    connection.execute("UPDATE enterprise_search_state SET upto = ?", (last,))
    _insert(connection, connection.execute(_ENTRIES, (upto, last)).fetchall())
    return last


def _follow(connection: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    """Write what follows from what became of enterprises; see `_OF_CHANGED`."""
    gone, come, spellings = [], [], []
    for row in rows:
        (id_, is_spelled), was, now = row[:2], row[2 : 2 + _HALF], row[2 + _HALF :]
        if not is_spelled:
            spelling = spelled(now[1])
            if spelling != now[3:]:
                spellings.append((*spelling, id_))
                now = (*now[:3], *spelling)
        if was == now:
            continue
        if was[0] is not None:
            gone.append(was)
        if now[0] is not None:
            come.append(now)
    _write_spellings(connection, spellings)
    _take_out(connection, sorted(gone))
    _insert(connection, sorted(come))


def _write_spellings(connection: sqlite3.Connection, spellings: list[tuple[Any, ...]]) -> None:
    if spellings:
        connection.executemany("UPDATE enterprise SET initials = ?, pinyin = ? WHERE id = ?", spellings)


def _insert(connection: sqlite3.Connection, entries: Sequence[Sequence[Any]]) -> None:
    if entries:
        connection.executemany(
            "INSERT INTO enterprise_search (rowid, words) VALUES (?, ?)",
            ((row, indexed(*texts)) for row, *texts in entries),
        )


def _take_out(connection: sqlite3.Connection, entries: Sequence[Sequence[Any]]) -> None:
    if entries:
        connection.executemany(
            "INSERT INTO enterprise_search (enterprise_search, rowid, words) VALUES ('delete', ?, ?)",
            ((row, indexed(*texts)) for row, *texts in entries),
        )


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


_ROW_OF: Final = f"""
    CASE WHEN {{0}}.name IS NOT NULL AND {{0}}.deleted_at IS NULL
         AND {{0}}.id <= (SELECT upto FROM enterprise_search_state)
    THEN ifnull((SELECT band FROM enterprise_search_band WHERE first_name <= {{0}}.name
                 ORDER BY first_name DESC LIMIT 1), 0) << {_BAND_BITS} | {{0}}.id END
"""
"""The row of the index in which an enterprise stands; none where it does not belong."""

_ENTRIES: Final = f"""
SELECT {_ROW_OF.format("e")} AS row, e.name, e.uscc, e.initials, e.pinyin
FROM enterprise e WHERE e.id > ? AND e.id <= ? AND row IS NOT NULL
ORDER BY row -- at each step backwards FTS5 writes what it has gathered
"""

_OF_CHANGED: Final = """
-- Id, whether the name is spelled as it is, and what stood and now belongs in the index
SELECT b.id,
       e.name IS NULL OR
       (e.pinyin <> '' AND (e.name, e.initials, e.pinyin) IS (b.name, b.initials, b.pinyin)),
       {was}, b.name, b.uscc, b.initials, b.pinyin, {now}, e.name, e.uscc, e.initials, e.pinyin
FROM temp.{before} b LEFT JOIN enterprise e ON e.id = b.id
WHERE b.id > ? ORDER BY b.id LIMIT ?
"""
_CHANGED: Final = _OF_CHANGED.format(
    before=before_of("enterprise"),
    was=_ROW_OF.format("b"),
    now=_ROW_OF.format("e"),
)
_CHANGED_WITHOUT: Final = _OF_CHANGED.format(before=before_of("enterprise"), was="NULL", now="NULL")
"""While there is no index."""
