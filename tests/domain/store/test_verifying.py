"""The trail held against itself, the heads in backups, and one from paper; the commands that say so."""

import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import select

from domain.cases.numbering import take_in_numbers
from domain.office.entities import OfficeFields
from domain.office.service import save_office
from domain.store.acts import PROGRAM, Person
from domain.store.audit import COLUMNS, AuditEntry, sha256_of
from domain.store.backup.archive import write_backup
from domain.store.backup.keeping import keep_backup, kept_backups, note_elsewhere
from domain.store.backup.manifest import Occasion
from domain.store.backup.restoring import finish, stage
from domain.store.chain import Fault, head_of
from domain.store.engine import Store
from domain.store.plain import STORE_NAME, opened
from domain.store.told import take_head
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
    # A backup beside the store is rewritten along with it.
    keep_backup(home, SILENT, occasion=Occasion.BY_HAND, program="0.1.0")
    verified = verify(home, SILENT)
    assert [one.stands for one in verified.heads] == [True]
    assert "还没有存证离开过本机" in said(verified)
    stick = home.parent / "stick.zqdbak"
    manifest = write_backup(home, stick, SILENT, occasion=Occasion.BY_HAND, program="0.1.0")
    note_elsewhere(home, stick, manifest)
    assert "都已由存证锁定" in said(verify(home, SILENT))
    work(home, "乙局")
    assert "此后的 1 条" in said(verify(home, SILENT))


def test_that_a_trail_rewritten_with_its_own_backups_is_not_said_to_be_locked(home: Path):
    keep_backup(home, SILENT, occasion=Occasion.BY_HAND, program="0.1.0")
    rewrite(home, 2)
    for one in kept_backups(home):
        one.path.unlink()
    keep_backup(home, SILENT, occasion=Occasion.BY_HAND, program="0.1.0")
    assert "还没有存证离开过本机：整份操作记录都可能被改写" in said(verify(home, SILENT))


def test_that_a_stub_that_was_printed_locks_what_it_names(home: Path):
    store = Store.open(home)
    head, _ = take_head(store.seat("王小梅"))
    store.close()
    verified = verify(home, SILENT)
    assert verified.locked == head.number
    assert "此后的 1 条" in said(verified)
    # Who rewrites what was before it, and all hashes, has another head than the entry says.
    rewrite(home, head.number - 1)
    verified = verify(home, SILENT)
    assert not verified.is_sound
    assert f"记着的那一份的存证 {head} 与现在的操作记录不符" in said(verified)


def test_that_the_head_on_a_notice_locks_what_was_before_it(case_walk):
    verified = verify(case_walk.office.store.path.parent, SILENT)
    assert verified.is_sound, said(verified)
    assert [one for one in verified.heads if one.where.startswith("通知书") and one.stands]
    assert verified.locked


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
    assert "的电话和操作记录的不一样：电话应是 " in said(verified)
    assert "现在是 *" in said(verified), "masked, as everywhere"


def test_that_a_row_is_told_with_what_it_should_be(home: Path):
    with forging(home / STORE_NAME) as trail:
        (name,) = trail.execute("SELECT name FROM office").fetchone()
        (other,) = trail.execute("SELECT name FROM enterprise WHERE id = 1").fetchone()
        trail.execute("UPDATE office SET name = '某某局' WHERE id = 1")
        trail.execute("UPDATE enterprise SET name = '某某公司' WHERE id = 1")
    told = said(verify(home, SILENT, with_rows=True))
    assert f"姓名或名称应是 {name}，现在是 某某局" in told
    assert f"姓名或名称应是 {other}，现在是 某某公司" in told


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
    assert audited(home, gone)[0] == 0


def restored(home: Path, path: Path, by: Person = PROGRAM) -> None:
    stage(home, path, SILENT, program="0.1.0", by=by)
    finish(home)


def test_that_what_is_done_before_a_restore_is_entered_does_not_make_papers_look_forged(home: Path):
    keep_backup(home, SILENT, occasion=Occasion.BY_HAND, program="0.1.0")
    [kept] = kept_backups(home)
    gone = [work(home, name) for name in ("乙局", "丙局", "丁局")]
    restored(home, kept.path, Person("李建国"))
    for name in ("戊局", "己局"):
        work(home, name)  # as a command does, or a sign-in
    store = Store.open(home)
    take_in_numbers(store.seat("王小梅"))
    with store.read() as session:
        entry = session.exec(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    store.close()
    assert (entry.action, entry.actor) == ("store.restore", "李建国")
    assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d 恢复了备份：放弃", entry.summary)
    for head in gone:
        verified = verify(home, SILENT, typed=head)
        assert verified.is_sound, said(verified)
        assert audited(home, head)[0] == 0


def test_that_papers_of_every_branch_are_known_after_restores_across_them(home: Path):
    keep_backup(home, SILENT, occasion=Occasion.BY_HAND, program="0.1.0")
    [first] = kept_backups(home)
    gone = [work(home, name) for name in ("乙局", "丙局", "丁局", "戊局")]
    restored(home, first.path)
    store = Store.open(home)
    take_in_numbers(store.seat("王小梅"))
    store.close()
    other = work(home, "己局")
    # Back to the first branch, which gives up the second, and then to where both began.
    [before, *_] = [one for one in kept_backups(home) if one.manifest.occasion is Occasion.BEFORE_RESTORE]
    restored(home, before.path)
    store = Store.open(home)
    take_in_numbers(store.seat("王小梅"))
    store.close()
    verified = verify(home, SILENT, typed=other)
    assert verified.is_sound, said(verified)
    restored(home, first.path)
    store = Store.open(home)
    take_in_numbers(store.seat("王小梅"))
    store.close()
    for head in (*gone, other):
        assert verify(home, SILENT, typed=head).is_sound
        assert audited(home, head)[0] == 0


def test_that_papers_of_a_store_that_could_not_be_read_are_not_said_to_be_forged(home: Path):
    keep_backup(home, SILENT, occasion=Occasion.BY_HAND, program="0.1.0")
    [kept] = kept_backups(home)
    gone = work(home, "乙局")
    (home / STORE_NAME).write_bytes(b"gone" * 4096)
    restored(home, kept.path)
    store = Store.open(home)
    take_in_numbers(store.seat("王小梅"))
    store.close()
    assert verify(home, SILENT, typed=gone).is_sound
    assert audited(home, gone)[0] == 0


LAST = "id = (SELECT max(id) FROM audit_entry)"
FORGERIES = {
    "an entry of bytes": "UPDATE audit_entry SET summary = x'ff00' WHERE id = 3",
    "an entry that is no text": "UPDATE audit_entry SET summary = CAST(x'ff' AS TEXT) WHERE id = 3",
    "details that are no JSON": "UPDATE audit_entry SET details = '[' WHERE id = 3",
    "details of another kind": "UPDATE audit_entry SET details = '[1]' WHERE id = 3",
    "a moment that is none": "UPDATE audit_entry SET at = 'x' WHERE id = 3",
    "a subject that is no number": "UPDATE audit_entry SET subject_id = 'x' WHERE id = 3",
    "a hash that is none": f"UPDATE audit_entry SET sha256 = 'zz' WHERE {LAST}",
    "no hash": f"UPDATE audit_entry SET sha256 = '' WHERE {LAST}",
    "a restore of nothing": "UPDATE audit_entry SET action = 'store.restore', details = '7' WHERE id = 3",
}
"""Whatever somebody writes into the trail is told with its place, and nothing ends in a traceback."""


@pytest.mark.parametrize("statement", FORGERIES.values(), ids=FORGERIES)
def test_that_a_trail_that_does_not_read_is_told_with_its_place(home: Path, statement: str):
    with forging(home / STORE_NAME) as trail:
        trail.execute(statement)
    verified = verify(home, SILENT, with_rows=True)
    (last,) = (verified.entries,)
    place = 3 if "id = 3" in statement else last
    assert place in [one.number for one in verified.breaks]
    status, told = audited(home, f"{last}-AAAA-AAAA-AAAA-AAAA")
    assert status == 1
    assert f"第 {place} 条写下之后被改过" in told


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM enterprise WHERE id = 1",
        "UPDATE enterprise SET name = CAST(x'ff' AS TEXT) WHERE id = 1",
        "UPDATE office SET name = x'ff'",
        "UPDATE enterprise_row SET content = '[' WHERE position = 0",
        "UPDATE enterprise_attribute SET value = x'ff' WHERE enterprise_id = 1",
        "UPDATE import_act SET source = CAST(x'ff' AS TEXT)",
    ],
)
def test_that_rows_that_do_not_read_are_told_by_what_they_are_of(home: Path, statement: str):
    with forging(home / STORE_NAME) as forged:
        assert forged.execute(statement).rowcount
        forged.commit()
    verified = verify(home, SILENT, with_rows=True)
    assert verified.rows
    "\n".join(verified.rows).encode("utf-8")


@pytest.mark.parametrize("typed", ["x", "abc-ABCD-EFGH-IJKL-MNOP", "１２-ABCD"])
def test_that_the_script_says_what_is_no_head(home: Path, typed: str):
    status, told = audited(home, typed)
    assert (status, told.splitlines()[0]) == (1, f"“{typed}”不是存证码，应形如 1234-ABCD-EFGH-IJKL-MNOP")


def test_that_the_script_reads_a_head_however_it_was_typed(home: Path):
    head = work(home, "乙局")
    for typed in (
        head.lower().replace("-", " "),
        f"  {head}  ",
        head.replace("O", "0").replace("I", "1").replace("B", "8"),
    ):
        assert audited(home, typed)[0] == 0, typed


def test_that_a_store_of_a_newer_program_is_not_said_to_be_sound(home: Path):
    with closing(sqlite3.connect(home / STORE_NAME)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(BadInput, match="由更新的助企兑写成（数据版本 9999"):
        verify(home, SILENT)


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("UPDATE audit_entry SET account_id = 1 WHERE id = 2", "第 2 条写下之后被改过"),
        ("UPDATE audit_entry SET id = -5 WHERE id = 1", "之前缺了记录"),
    ],
)
def test_that_entries_of_before_they_were_linked_have_no_account_and_no_gap(
    home: Path, statement: str, word: str
):
    take_back(home / STORE_NAME, "0013")
    Store.open(home).close()
    with forging(home / STORE_NAME) as trail:
        trail.execute(statement)
    status, told = audited(home)
    assert status == 1
    assert word in told
    assert any(word in one for one in (f"第 {n} 条{fault}" for n, fault in verify(home, SILENT).breaks))


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
