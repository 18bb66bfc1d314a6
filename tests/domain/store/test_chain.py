"""Trails that somebody rewrote: each is found, up to the last head that left the house."""

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from domain.office.entities import OfficeFields
from domain.office.service import save_office
from domain.store.audit import COLUMNS, sha256_of
from domain.store.chain import (
    Break,
    ChainHead,
    Fault,
    breaks,
    head_of,
    read_head,
    reading_anything,
    stands_in,
)
from domain.store.engine import Store
from domain.store.plain import STORE_NAME
from domain.store.verifying import verify
from domain.values.errors import BadInput
from domain.values.progress import Silent
from tests.domain.store.older import take_back
from tests.meddling import forging

SILENT = Silent()
ENTRIES = 12
FORGERIES = int(os.environ.get("ZHUQIDUI_SOAK_FORGERIES", "30"))
"""10,000 in `make soak`."""


@pytest.fixture
def folder(empty_store: Path, tmp_path: Path) -> Path:
    """A store with some entries in its trail."""
    target = tmp_path / "data"
    target.mkdir()
    (target / STORE_NAME).write_bytes((empty_store / STORE_NAME).read_bytes())
    save_offices(target)
    return target


def save_offices(home: Path) -> None:
    store = Store.open(home)
    for number in range(ENTRIES):
        save_office(store.seat("王小梅"), OfficeFields(name=f"第{number}局"))
    store.close()


@pytest.fixture
def trail(folder: Path) -> Iterator[sqlite3.Connection]:
    """The same in memory, with nothing that guards it."""
    with forging(folder / STORE_NAME) as connection:
        copy = sqlite3.connect(":memory:")
        connection.backup(copy)
    with closing(copy):
        yield copy


def head_at(trail: sqlite3.Connection, number: int) -> ChainHead:
    """Return the head that left when a trail had come so far."""
    with closing(sqlite3.connect(":memory:")) as copy:
        trail.backup(copy)
        copy.execute("DELETE FROM audit_entry WHERE id > ?", (number,))
        head = head_of(copy)
        assert head is not None
        return head


def test_that_a_trail_is_linked_from_its_first_entry_and_whole(trail: sqlite3.Connection):
    assert list(breaks(trail)) == []
    numbers = [number for (number,) in trail.execute("SELECT id FROM audit_entry ORDER BY id")]
    assert numbers == list(range(1, ENTRIES + 1))
    (previous,) = trail.execute("SELECT previous FROM audit_entry WHERE id = 1").fetchone()
    assert previous == "0" * 64


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET summary = 'x'", "DELETE FROM audit_entry"])
def test_that_the_store_itself_refuses_to_change_an_entry(folder: Path, statement: str):
    with (
        closing(sqlite3.connect(folder / STORE_NAME)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="of the trail is never"),
    ):
        connection.execute(statement)


def rehashed(trail: sqlite3.Connection, since: int) -> None:
    """Number and link the entries from one on anew, as a forger does who knows how."""
    (previous,) = trail.execute(
        "SELECT ifnull(max(sha256), ?) FROM audit_entry WHERE id = ?", ("0" * 64, since - 1)
    ).fetchone()
    rows = trail.execute(
        f"SELECT {', '.join(COLUMNS)} FROM audit_entry WHERE id >= ? ORDER BY id", (since,)
    ).fetchall()
    trail.execute("DELETE FROM audit_entry WHERE id >= ?", (since,))
    for number, (_, _, *said) in enumerate(rows, since):
        sha256 = sha256_of(number, previous, *said)
        marks = ", ".join("?" * (len(COLUMNS) + 1))
        trail.execute(
            f"INSERT INTO audit_entry ({', '.join(COLUMNS)}, sha256) VALUES ({marks})",
            (number, previous, *said, sha256),
        )
        previous = sha256


def last(trail: sqlite3.Connection) -> int:
    return trail.execute("SELECT max(id) FROM audit_entry").fetchone()[0]


def edited(trail: sqlite3.Connection, at: int) -> None:
    trail.execute("UPDATE audit_entry SET summary = summary || '（改）' WHERE id = ?", (at,))


def deleted(trail: sqlite3.Connection, at: int) -> None:
    trail.execute("DELETE FROM audit_entry WHERE id = ?", (at,))


def truncated(trail: sqlite3.Connection, at: int) -> None:
    trail.execute("DELETE FROM audit_entry WHERE id >= ?", (at,))


def swapped(trail: sqlite3.Connection, at: int) -> None:
    other = at - 1 if at == last(trail) else at + 1
    for one, new in ((at, -1), (other, at), (-1, other)):
        trail.execute("UPDATE audit_entry SET id = ? WHERE id = ?", (new, one))


def inserted(trail: sqlite3.Connection, at: int) -> None:
    trail.execute("UPDATE audit_entry SET id = -id - 1 WHERE id >= ?", (at,))
    trail.execute("UPDATE audit_entry SET id = -id WHERE id < 0")
    columns = ", ".join(name for name in COLUMNS if name != "id")
    trail.execute(
        f"INSERT INTO audit_entry (id, {columns}, sha256)"
        f" SELECT {at}, {columns}, sha256 FROM audit_entry WHERE id = ?",
        (at + 1,),
    )
    edited(trail, at)


def of_bytes(trail: sqlite3.Connection, at: int) -> None:
    trail.execute("UPDATE audit_entry SET summary = x'00' WHERE id = ?", (at,))


def of_no_text(trail: sqlite3.Connection, at: int) -> None:
    """Have an entry say what is no text, with the hash of just that and all behind it linked anew."""
    trail.execute("UPDATE audit_entry SET summary = CAST(x'ff41' AS TEXT) WHERE id = ?", (at,))
    said = f"SELECT CAST(json_array({', '.join(COLUMNS)}) AS BLOB) FROM audit_entry WHERE id = ?"
    number, sha256 = at, hashlib.sha256(trail.execute(said, (at,)).fetchone()[0]).hexdigest()
    trail.execute("UPDATE audit_entry SET sha256 = ? WHERE id = ?", (sha256, number))
    rehashed(trail, at + 1)


def row_changed(trail: sqlite3.Connection, at: int) -> None:
    """Change a row and nothing of the trail."""
    table, column = ROWS[at % len(ROWS)]
    one = f"(SELECT {column} FROM {table} LIMIT 1 OFFSET {at % 20})"
    assert trail.execute(f"UPDATE {table} SET {column} = {column} || '1' WHERE {column} = {one}").rowcount


def told_otherwise(trail: sqlite3.Connection, at: int) -> None:
    """Change a row, and the last entry, which tells of it."""
    details = {"name": [f"第{ENTRIES - 2}局", "伪局"]}
    trail.execute("UPDATE office SET name = '伪局'")
    trail.execute("UPDATE audit_entry SET details = ? WHERE id = ?", (json.dumps(details), at))


ROWS = [
    ("enterprise", "name"),
    ("enterprise_attribute", "value"),
    ("enterprise_figure", "amount"),
    ("enterprise_row", "content"),
]
SEEN: list[Callable[[sqlite3.Connection, int], None]] = [edited, swapped, inserted, told_otherwise]
"""Which their own hashes tell, as long as nobody has made new ones."""
FORGERS = [*SEEN, deleted, truncated, row_changed]


def test_that_every_forgery_up_to_the_last_head_that_left_is_found(
    filled_store: Path, tmp_path: Path, chance: Random
):
    """A store with something forged, and a head of a paper: what is said, and since when it could not be."""
    origin = Path(shutil.copytree(filled_store, tmp_path / "origin"))
    save_offices(origin)
    with (
        forging(shutil.copy(origin / STORE_NAME, tmp_path / "copy")) as trail,
        closing(sqlite3.connect(":memory:")) as copy,
    ):
        trail.backup(copy)
        count = last(copy)
        heads = {number: head_at(copy, number) for number in range(1, count + 1)}
    unseen = 0
    for number in range(FORGERIES):
        home = Path(shutil.copytree(origin, tmp_path / f"{number}"))
        forge, left, at = chance.choice(FORGERS), chance.randint(1, count), chance.randint(1, count)
        is_whole, with_rows = chance.random() < 0.6, chance.random() < 0.5
        at = count if forge is told_otherwise else at
        first = min(at, count - 1) if forge is swapped else at
        with forging(home / STORE_NAME) as trail:
            forge(trail, at)
            if is_whole and forge is not row_changed:
                rehashed(trail, first)
            trail.commit()
        verified = verify(home, SILENT, typed=str(heads[left]), with_rows=with_rows)
        shutil.rmtree(home)
        is_seen = forge in SEEN and not is_whole
        must = is_seen or (with_rows if forge is row_changed else first <= left)
        said = f"{forge.__name__} at {at}, {is_whole=}, {with_rows=}, head {left}"
        assert not (must and verified.is_sound), said
        if verified.is_sound:
            unseen += 1
            assert verified.locked == left, said
            behind = verified.entries - left
            since = f"此后的 {behind} 条可能被改写而看不出来" if behind else "都已由存证锁定"
            assert since in [*verified.sentences()][-1], said
    assert 0 < unseen < FORGERIES, "what lies behind the last head can be rewritten"


@pytest.mark.parametrize(
    ("forge", "expected"),
    [
        (edited, [Break(4, Fault.ALTERED)]),
        (deleted, [Break(5, Fault.GAP)]),
        (truncated, []),
        (of_bytes, [Break(4, Fault.ALTERED)]),
        (of_no_text, [Break(4, Fault.ALTERED)]),
    ],
)
def test_that_the_place_is_named(trail: sqlite3.Connection, forge, expected):
    forge(trail, 4)
    with reading_anything(trail):
        assert list(breaks(trail)) == expected


def test_that_a_head_is_read_as_it_was_typed_and_stands_where_it_left(trail: sqlite3.Connection):
    head = head_at(trail, 7)
    typed = str(head).lower().replace("-", " ").replace("o", "0").replace("i", "1")
    assert read_head(typed) == head
    assert stands_in(trail, head)
    assert not stands_in(trail, head._replace(number=8))


@pytest.mark.parametrize("typed", ["", "12", "12-ABCD", "ABCD-EFGH-IJKL-MNOP", "1-ABCD-EFGH-IJKL-MNO9"])
def test_that_what_is_no_head_is_refused(typed: str):
    with pytest.raises(BadInput, match="存证码应是"):
        read_head(typed)


def test_that_an_older_store_begins_its_chain_with_one_entry_over_what_was_there(folder: Path):
    take_back(folder / STORE_NAME, "0013")
    Store.open(folder).close()
    with forging(folder / STORE_NAME) as trail:
        assert list(breaks(trail)) == []
        row = trail.execute("SELECT id, action FROM audit_entry WHERE previous <> ''").fetchall()
        assert row == [(ENTRIES + 1, "store.chain")]
        head = head_of(trail)
        assert head is not None
        # Whoever changes an entry of before, and its own hash too, breaks the link over all of them.
        said = trail.execute(
            "SELECT at, actor, action, kind, subject_id, '改', details, import_id FROM audit_entry"
            " WHERE id = 3"
        ).fetchone()
        trail.execute("UPDATE audit_entry SET summary = '改', sha256 = ? WHERE id = 3", (sha256_of(*said),))
        assert list(breaks(trail)) == [Break(ENTRIES + 1, Fault.UNLINKED)]


def test_that_the_canonical_form_is_what_the_docs_say(trail: sqlite3.Connection):
    """A JSON array of the columns without spaces, in UTF-8; nothing else of ours is needed to tell."""
    *said, sha256 = trail.execute(
        "SELECT id, previous, at, actor, account_id, action, kind, subject_id, summary, details, import_id,"
        " sha256 FROM audit_entry WHERE id = 5"
    ).fetchone()
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    assert hashlib.sha256(text.encode("utf-8")).hexdigest() == sha256
