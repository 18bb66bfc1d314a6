"""The trail held against itself, the heads in backups, and one from paper; the commands that say so."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from domain.cases.numbering import take_in_numbers
from domain.office.entities import OfficeFields
from domain.office.service import save_office
from domain.store.audit import COLUMNS, sha256_of
from domain.store.backup.keeping import keep_backup, kept_backups
from domain.store.backup.manifest import Occasion
from domain.store.backup.restoring import finish, stage
from domain.store.chain import Fault, head_of
from domain.store.engine import Store
from domain.store.plain import STORE_NAME, opened
from domain.store.verifying import Verified, verify
from domain.values.errors import BadInput
from domain.values.progress import Silent
from tests.domain.store.older import take_back
from tests.meddling import forging

SILENT = Silent()
SCRIPT = Path(__file__).parents[3] / "resources" / "audit" / "verify.py"


@pytest.fixture
def home(filled_store: Path, tmp_path: Path) -> Path:
    """A store with the sample office and something done after it."""
    folder = Path(shutil.copytree(filled_store, tmp_path / "data"))
    work(folder, "甲局")
    return folder


def work(home: Path, name: str) -> str:
    """Do something; return the head it leads to, as papers have it."""
    store = Store.open(home)
    save_office(store.seat("王小梅"), OfficeFields(name=name))
    store.close()
    with closing(opened(home / STORE_NAME)) as connection:
        return str(head_of(connection))


def said(verified: Verified) -> str:
    return "\n".join(verified.sentences())


def rewrite(home: Path, number: int) -> None:
    """Change an entry, and all hashes from it on, as a forger does who knows how."""
    with forging(home / STORE_NAME) as trail:
        trail.execute("UPDATE audit_entry SET summary = '改' WHERE id = ?", (number,))
        _link(trail, number)


def _link(trail: sqlite3.Connection, since: int) -> None:
    (previous,) = trail.execute("SELECT sha256 FROM audit_entry WHERE id = ?", (since - 1,)).fetchone()
    columns = ", ".join(COLUMNS)
    rows = trail.execute(f"SELECT {columns} FROM audit_entry WHERE id >= ? ORDER BY id", (since,)).fetchall()
    for number, _, *rest in rows:
        sha256 = sha256_of(number, previous, *rest)
        trail.execute(
            "UPDATE audit_entry SET previous = ?, sha256 = ? WHERE id = ?", (previous, sha256, number)
        )
        previous = sha256


def test_that_a_sound_trail_is_said_to_be_and_until_when_it_is_locked(home: Path):
    verified = verify(home, SILENT, with_rows=True)
    assert verified.is_sound
    assert "没有发现改动" in said(verified)
    assert "全部相符" in said(verified)
    assert "还没有存证离开过本机" in said(verified)
    keep_backup(home, SILENT, occasion=Occasion.BY_HAND, program="0.1.0")
    assert "都已由存证锁定" in said(verify(home, SILENT))
    work(home, "乙局")
    assert "此后的 1 条" in said(verify(home, SILENT))


def test_that_a_head_from_paper_locks_as_a_backup_does(home: Path):
    head = work(home, "乙局")
    verified = verify(home, SILENT, typed=head.lower().replace("-", " "))
    assert verified.is_sound
    assert verified.locked == verified.entries


def test_that_what_was_rewritten_whole_is_found_by_a_head_that_had_left(home: Path):
    early = work(home, "乙局")
    work(home, "丙局")
    keep_backup(home, SILENT, occasion=Occasion.BY_HAND, program="0.1.0")
    number = int(early.partition("-")[0]) + 1
    rewrite(home, number)
    verified = verify(home, SILENT, typed=early)
    assert verified.breaks == ()
    assert not verified.is_sound
    assert f"第 {number - 1} 条以后被改写过" in said(verified)
    assert "复制一份，交审计人员" in said(verified)


def test_that_an_entry_changed_and_a_row_changed_are_named_with_their_places(home: Path):
    with forging(home / STORE_NAME) as trail:
        trail.execute("UPDATE audit_entry SET actor = '别人' WHERE id = 2")
        trail.execute("UPDATE office SET phone = '1' WHERE id = 1")
    verified = verify(home, SILENT, with_rows=True)
    assert [one.fault for one in verified.breaks] == [Fault.ALTERED]
    assert "第 2 条操作记录写下之后被改过" in said(verified)
    assert "联系电话" in said(verified) or "phone" in said(verified)


def test_that_a_restore_says_what_it_gave_up_and_papers_of_it_are_said_to_be_that(home: Path):
    keep_backup(home, SILENT, occasion=Occasion.BY_HAND, program="0.1.0")
    [kept] = kept_backups(home)
    gone = work(home, "乙局")
    stage(home, kept.path, SILENT, program="0.1.0")
    finish(home)
    store = Store.open(home)
    take_in_numbers(store.seat("王小梅"))
    store.close()
    work(home, "丙局")
    verified = verify(home, SILENT, typed=gone)
    assert verified.is_sound
    assert "出自恢复备份时放弃的一段记录" in said(verified)
    # What was kept before the restore had come further than the trail does now; nobody is alarmed.
    assert any(one.lost for one in verified.heads if "备份" in one.where)


def test_that_a_head_of_nowhere_is_denied(home: Path):
    verified = verify(home, SILENT, typed="2-AAAA-AAAA-AAAA-AAAA")
    assert not verified.is_sound
    assert "输入的存证码的存证 2-AAAA-AAAA-AAAA-AAAA 与现在的操作记录不符：从头被改写过" in said(verified)


def audited(home: Path, *heads: str) -> tuple[int, str]:
    """Run the auditor's script on a store, by a Python without our packages or any others."""
    command = [sys.executable, "-I", "-S", str(SCRIPT), str(home / STORE_NAME), *heads]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert not done.stderr
    return done.returncode, done.stdout


def test_that_an_auditor_without_the_program_comes_to_the_same(home: Path):
    early = work(home, "乙局")
    late = work(home, "丙局")
    assert audited(home, early, late) == (0, f"相符：操作记录到第 {late.partition('-')[0]} 条，存证 {late}\n")
    rewrite(home, int(early.partition("-")[0]) + 1)
    assert audited(home, early)[0] == 0
    status, told = audited(home, early, late)
    assert (status, told.splitlines()[0]) == (1, f"存证码 {late} 与操作记录不符")


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("UPDATE audit_entry SET details = '{}' WHERE id = 2", "第 2 条写下之后被改过"),
        ("DELETE FROM audit_entry WHERE id = 2", "第 3 条之前缺了记录"),
    ],
)
def test_that_the_script_names_the_place_as_the_program_does(home: Path, statement: str, word: str):
    with forging(home / STORE_NAME) as trail:
        trail.execute(statement)
    status, told = audited(home)
    assert status == 1
    assert told.splitlines()[0] == word
    [first, *_] = verify(home, SILENT).breaks
    assert word == f"第 {first.number} 条{first.fault}"


def test_that_a_store_of_before_is_read_by_the_script_too(home: Path):
    take_back(home / STORE_NAME, "0013")
    Store.open(home).close()
    assert audited(home)[0] == 0


def test_that_there_must_be_a_store(tmp_path: Path):
    with pytest.raises(BadInput, match="还没有数据"):
        verify(tmp_path, SILENT)
