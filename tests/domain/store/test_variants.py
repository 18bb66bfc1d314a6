"""Stores in which something is otherwise than it was written: each is noticed or harmless, none is a defect.

``make soak`` tries 200 of them; ZHUQIDUI_SOAK_VARIANTS says how many.
"""

import json
import os
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from domain.cases.queries import find_notice, list_notices, papers_of
from domain.enterprises import queries as register
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.history import changes_of
from domain.enterprises.records import facts_of
from domain.enterprises.register.listed import EnterpriseQuery
from domain.enterprises.sql.finding import find_ids
from domain.enterprises.sql.rows import read_rows
from domain.office.service import find_office
from domain.policies.trace import Decision
from domain.store import drafts
from domain.store.backup.archive import write_backup
from domain.store.backup.manifest import Occasion
from domain.store.backup.restoring import try_out
from domain.store.damage import Condition, examine
from domain.store.diagnosis import write_diagnosis
from domain.store.engine import Store, driver_of
from domain.store.plain import STORE_NAME
from domain.store.problems import as_stored
from domain.values.errors import DomainError
from domain.values.progress import Silent
from tests.domain.store.offices import fill

VARIANTS = int(os.environ.get("ZHUQIDUI_SOAK_VARIANTS", "12"))
PAGE = 4096


@pytest.fixture(scope="module")
def filled(empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = Path(shutil.copytree(empty_store, tmp_path_factory.mktemp("filled") / "data"))
    store = Store.open(home, program="0.1.0")
    fill(store)
    drafts.keep(store.seat("王小梅"), "office", {"name": "没有保存"})
    store.close()
    return home


def flip_a_bit(path: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def flip_a_bit_of_the_first_page(path: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    content[chance.randrange(PAGE)] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def flip_a_bit_of_a_paper(path: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    places = [at for at in range(len(content)) if content.startswith(b'{"mark":', at)]
    content[chance.choice(places) + chance.randrange(400)] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def overwrite_some_bytes(path: Path, chance: random.Random) -> None:
    content, at = bytearray(path.read_bytes()), chance.randrange(PAGE, path.stat().st_size - 64)
    content[at : at + 64] = chance.randbytes(64)
    path.write_bytes(content)


def overwrite_a_page(path: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    at = chance.randrange(len(content) // PAGE) * PAGE
    content[at : at + PAGE] = chance.randbytes(PAGE)
    path.write_bytes(content)


def cut_off(path: Path, chance: random.Random) -> None:
    path.write_bytes(path.read_bytes()[: chance.randrange(path.stat().st_size)])


def cut_off_whole_pages(path: Path, chance: random.Random) -> None:
    path.write_bytes(path.read_bytes()[: chance.randrange(path.stat().st_size // PAGE) * PAGE])


def put_another_file_there(path: Path, chance: random.Random) -> None:
    path.write_bytes(chance.choice([b"%PDF-1.7\n", b"PK\x03\x04", "这是一封信".encode()]) * 3000)


def put_another_database_there(path: Path, chance: random.Random) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"CREATE TABLE {chance.choice(['office', 'notes'])} (x)")


def put_a_folder_there(path: Path, chance: random.Random) -> None:
    path.unlink()
    path.mkdir()
    if chance.random() < 0.5:
        (path / "信.txt").write_text("你好", encoding="utf-8")


def make_it_newer(path: Path, chance: random.Random) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "UPDATE alembic_version SET version_num = ?", [chance.choice(["9999", "0\ufffd04"])]
        )
        connection.commit()


def break_a_value(path: Path, chance: random.Random) -> None:
    column = chance.choice(
        ["notice.paper", "notice.facts", "audit_entry.details", "draft.content", "enterprise.name"]
    )
    table, name = column.split(".")
    with closing(sqlite3.connect(path)) as connection:
        wrong = chance.choice(["CAST(x'c2c2' AS TEXT)", "'{'", "x'00ff'"])
        wrong = "CAST(x'c2c2' AS TEXT)" if name == "name" else wrong
        connection.execute(
            f"UPDATE {table} SET {name} = {wrong} WHERE rowid = (SELECT max(rowid) FROM {table})"
        )
        connection.commit()


WAYS: tuple[Callable[[Path, random.Random], None], ...] = (
    flip_a_bit,
    flip_a_bit_of_a_paper,
    flip_a_bit_of_the_first_page,
    overwrite_some_bytes,
    overwrite_a_page,
    cut_off,
    cut_off_whole_pages,
    put_another_file_there,
    put_another_database_there,
    put_a_folder_there,
    make_it_newer,
    break_a_value,
)
PLAINLY_WRONG = {
    overwrite_a_page,
    put_another_file_there,
    put_another_database_there,
    put_a_folder_there,
    make_it_newer,
    break_a_value,
}


def content_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = bytes
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            str(name): connection.execute(f'SELECT * FROM "{name.decode()}"').fetchall() for (name,) in tables
        }


def read_everything(home: Path, dictionary: Dictionary) -> None:
    """Read what the pages of the window read, and keep a draft as each of them does."""
    store = Store.open(home, program="0.1.0")
    try:
        find_office(store)
        with store.read() as session:
            ids = find_ids(session, EnterpriseQuery(), dictionary)
            read_rows(driver_of(session), ids, dictionary)
            for id_ in ids:
                register.facts_of(session, id_, dictionary)
                changes_of(session, id_, dictionary)
            notices = [one.id for one in list_notices(session)]
            papers_of(session, notices)
            for id_ in notices:
                notice = find_notice(session, id_)
                with as_stored("评定过程"):
                    facts_of(json.loads(notice.facts), dictionary)
                    Decision.from_json(notice.decision)
        drafts.find(store.seat("王小梅"), "office")
        drafts.keep(store.seat("王小梅"), "another", {})
        drafts.discard(store.seat("王小梅"), "another")
    finally:
        store.close()


def noticed_in(home: Path, target: Path, dictionary: Dictionary) -> str:
    """Return by what a variant is noticed; empty where by nothing. Anything but our own words is a defect."""
    write_diagnosis(home, target.with_suffix(".zip"), program="0.1.0")
    if examine(home).condition is not Condition.SOUND:
        return "start"
    try:
        read_everything(home, dictionary)
    except DomainError:
        return "reading"
    try:
        write_backup(home, target, Silent(), occasion=Occasion.BY_HAND, program="0.1.0")
        return "backup" if try_out(target, home, Silent()).flaws else ""
    except DomainError:
        return "backup"


def test_that_every_variant_of_a_store_is_noticed_or_harmless(
    filled: Path, tmp_path: Path, dictionary: Dictionary, logged
):
    logged.expect("draft does not read")
    whole = content_of(filled / STORE_NAME)
    counts: Counter[str] = Counter()
    for seed in range(VARIANTS):
        home = tmp_path / f"{seed}"
        shutil.copytree(filled, home)
        way = WAYS[seed % len(WAYS)]
        way(home / STORE_NAME, random.Random(seed))
        noticed = noticed_in(home, tmp_path / f"{seed}.zqdbak", dictionary)
        assert noticed or way not in PLAINLY_WRONG, way.__name__
        if not noticed:
            assert content_of(home / STORE_NAME) == whole, (seed, way.__name__)
            noticed = "nothing changed"
        counts[noticed] += 1
        shutil.rmtree(home)
    print(f"\n{VARIANTS} variants: {dict(counts.most_common())}")
    assert counts.total() == VARIANTS
    assert counts["start"] > 0
