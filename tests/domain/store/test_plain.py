"""What is said of a store before it is opened, and when nothing can be said."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import open_account
from domain.office.entities import OfficeFields
from domain.office.service import save_office
from domain.store.backup.keeping import back_up_if_changed, keep_backup
from domain.store.backup.manifest import Occasion
from domain.store.backup.restoring import papers_since
from domain.store.damage import examine, fault_of, flaws_in
from domain.store.diagnosis import write_diagnosis
from domain.store.engine import Store
from domain.store.permits import Role
from domain.store.plain import SCHEMA, STORE_NAME, at_a_glance, opened, schema_of
from domain.store.verifying import verify
from domain.values.progress import Silent
from tests.meddling import forging


@pytest.fixture
def path(empty_store: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(empty_store, tmp_path / "一 100% #2")) / STORE_NAME


def change(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()


def test_that_the_office_is_named_wherever_the_store_lies(path: Path):
    assert at_a_glance(path) == ("", (), 0)
    store = Store.open(path.parent)
    save_office(store.seat("a"), OfficeFields(name="郑东新区经济发展局"))
    store.close()
    assert at_a_glance(path) == ("郑东新区经济发展局", (), 0)


def test_that_who_works_there_is_known_before_the_store_is_opened(path: Path):
    store = Store.open(path.parent)
    seen = []
    for name, sign_in in (("王小梅", "wxm"), ("李建国", "ljg")):
        fields = AccountFields(name=name, sign_in=sign_in)
        open_account(store.seat("root"), fields, set(Role), "白鸽-算盘-雨伞")
        seen.append(at_a_glance(path))
    store.close()
    assert [(one.alone, one.is_shared) for one in seen] == [("王小梅", False), ("", True)]


@pytest.mark.parametrize("change", ["since = date('now', '+9 days')", "until = '2020-01-01'"])
def test_that_whatever_the_clock_says_who_comes_is_asked(path: Path, change: str):
    """A clock set back behind those who came, or forward past those who were ended."""
    store = Store.open(path.parent)
    for name, sign_in in (("王小梅", "wxm"), ("李建国", "ljg")):
        fields = AccountFields(name=name, sign_in=sign_in)
        open_account(store.seat("root"), fields, set(Role), "白鸽-算盘-雨伞")
    store.close()
    with forging(path) as connection:
        connection.execute(f"UPDATE account SET {change}")
        connection.execute("UPDATE audit_entry SET at = datetime('now', '+9 days') WHERE id = 2")
        connection.commit()
        assert connection.execute("SELECT are_on FROM four_eyes").fetchone() == (1,)
    glance = at_a_glance(path)
    assert glance is not None
    assert glance.is_shared


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


CLOSES = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
print(*connection.execute("SELECT name FROM office").fetchone())
connection.close()
"""


def _backup(home: Path) -> Path:
    return keep_backup(home, Silent(), occasion=Occasion.BY_HAND, program="0.1.0").path


LOOKS: Mapping[str, Callable[[Path], object]] = {
    "at_a_glance": lambda home: at_a_glance(home / STORE_NAME),
    "examine": examine,
    "fault_of": fault_of,
    "flaws_in": lambda home: flaws_in(home, Silent()),
    "verify": lambda home: verify(home, Silent(), typed="", with_rows=True),
    "diagnose": lambda home: write_diagnosis(home, home.parent / "d.zip", program="0.1.0"),
    "back up": lambda home: back_up_if_changed(home, Silent(), program="0.1.0"),
    "restore": lambda home: papers_since(_backup(home), home, Silent()),
}


@pytest.mark.parametrize("look", LOOKS)
def test_that_who_looks_at_a_store_that_is_open_leaves_its_locks_alone(path: Path, look: str):
    """Without them another process throws the log away on closing, and with it whatever is written then."""
    store = Store.open(path.parent)
    save_office(store.seat("a"), OfficeFields(name="甲局"))
    LOOKS[look](path.parent)

    def asked() -> str:
        """Have another process open the store, ask and close it."""
        command = [sys.executable, "-c", CLOSES, str(path)]
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout.strip()

    assert asked() == "甲局"
    save_office(store.seat("a"), OfficeFields(name="乙局"))
    assert asked() == "乙局"
    store.close()
