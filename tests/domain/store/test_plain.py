"""What is said of a store before it is opened, and when nothing can be said."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import open_account
from domain.office.entities import OfficeFields
from domain.office.service import save_office
from domain.store.engine import Store
from domain.store.permits import Role
from domain.store.plain import SCHEMA, STORE_NAME, at_a_glance, opened, schema_of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "一 100% #2"
    Store.open(folder).close()
    return folder / STORE_NAME


def change(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()


def test_that_the_office_is_named_wherever_the_store_lies(path: Path):
    assert at_a_glance(path) == ("", ())
    store = Store.open(path.parent)
    save_office(store.seat("a"), OfficeFields(name="郑东新区经济发展局"))
    store.close()
    assert at_a_glance(path) == ("郑东新区经济发展局", ())


def test_that_who_works_there_is_known_before_the_store_is_opened(path: Path):
    store = Store.open(path.parent)
    seen = []
    for name, sign_in in (("王小梅", "wxm"), ("李建国", "ljg")):
        fields = AccountFields(name=name, sign_in=sign_in)
        open_account(store.seat("root"), fields, set(Role), "白鸽-算盘-雨伞")
        seen.append(at_a_glance(path))
    store.close()
    assert [(one.alone, one.is_shared) for one in seen] == [("王小梅", False), ("", True)]


def test_that_nothing_is_written_on_the_way(path: Path):
    before = path.read_bytes(), path.stat().st_mtime_ns
    at_a_glance(path)
    with closing(opened(path)) as connection, pytest.raises(sqlite3.OperationalError):
        connection.execute("DELETE FROM office")
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


@pytest.mark.parametrize("version", ["0001", "9999"])
def test_that_an_older_or_newer_store_is_left_to_be_opened(path: Path, version: str):
    change(path, f"UPDATE alembic_version SET version_num = '{version}'")
    assert at_a_glance(path) is None


def test_that_a_name_that_is_no_text_is_none(path: Path):
    store = Store.open(path.parent)
    save_office(store.seat("a"), OfficeFields(name="郑东新区经济发展局"))
    store.close()
    change(path, "UPDATE office SET name = x'ff'")
    assert at_a_glance(path) is None


def test_that_a_store_in_somebody_elses_hands_is_not_waited_for(path: Path):
    with closing(sqlite3.connect(path)) as holder:
        holder.execute("PRAGMA locking_mode = EXCLUSIVE")
        holder.execute("BEGIN EXCLUSIVE")
        assert at_a_glance(path) is None


@pytest.mark.parametrize("content", [b"", b"not a store" * 500])
def test_that_what_is_no_store_has_no_office(tmp_path: Path, content: bytes):
    (tmp_path / "a.db").write_bytes(content)
    assert at_a_glance(tmp_path / "a.db") is None
    assert at_a_glance(tmp_path / "absent.db") is None


def test_that_the_migration_of_a_store_is_read(path: Path, tmp_path: Path):
    with closing(sqlite3.connect(path)) as connection:
        assert schema_of(connection) == SCHEMA
    with closing(sqlite3.connect(tmp_path / "new.db")) as connection:
        assert schema_of(connection) is None
