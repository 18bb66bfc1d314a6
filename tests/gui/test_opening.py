"""From the start of the program to its end, with the whole program in a process of its own."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from domain.store import drafts
from domain.store.backup.keeping import back_up_if_changed, kept_backups
from domain.store.backup.manifest import Occasion
from domain.store.backup.places import damaged_folders
from domain.store.damage import CHECKED_AT_START_BYTES
from domain.store.engine import Store
from domain.store.plain import STORE_NAME
from domain.values.progress import Silent
from tests.domain.store.offices import OFFICE, rows_of
from tests.running.forked import run_script

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C"}
SCRIPT = "tests.gui.opened"
IMPORTED = (
    "main",
    "gui.first_run.assistant",
    "gui.pages.enterprises.page",
    "gui.pages.settings.page",
    "gui.restoring.recovery",
    "gui.shell.opening",
    "gui.shell.self_check",
)
"""What `SCRIPT` imports sooner or later."""


def start(scenario: str, home: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", SCRIPT, scenario, str(home)],
        cwd=ROOT,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def run(scenario: str, home: Path) -> list[str]:
    """Work the program to its end; return what the script said."""
    done = run_script(SCRIPT, [scenario, home], ENVIRONMENT, imported=IMPORTED)
    assert done.returncode == 0, done.stderr.decode("utf-8")
    lines = (said := done.stdout.decode("utf-8")).splitlines()
    assert lines.pop() == "", f"the script failed: {said}"
    return lines


@pytest.fixture
def home(small_office: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small_office, tmp_path / "数据 一"))


def test_that_the_first_start_can_be_skipped_and_leaves_a_backup_and_no_lock(tmp_path: Path):
    home = tmp_path / "neu"
    run("skip_and_close", home)
    assert rows_of(home) == ("", 0, 0)
    assert len(kept_backups(home)) == 1
    assert not (home / "zhuqidui.lock").exists()
    assert (home / "logs" / "zhuqidui.log").exists()


def test_that_opening_and_closing_without_a_change_makes_no_backup(home: Path):
    before = [backup.path for backup in kept_backups(home)]
    run("open_and_close", home)
    assert [backup.path for backup in kept_backups(home)] == before


def test_that_a_damaged_store_is_replaced_by_the_backup_that_is_offered(home: Path):
    wanted = rows_of(home)
    path = home / STORE_NAME
    content = bytearray(path.read_bytes())
    content[4096 * 5 : 4096 * 9] = random.Random(5).randbytes(4096 * 4)
    path.write_bytes(content)
    run("quit_recovery", home)
    assert path.read_bytes() == content, "leaving changes nothing"
    assert run("recover", home) == ["数据文件已损坏"]
    assert rows_of(home) == wanted
    assert (damaged_folders(home)[0] / STORE_NAME).read_bytes() == content


def test_that_damage_in_a_large_store_is_met_once_the_window_is_there(home: Path):
    store = Store.open(home)
    drafts.keep(store.seat("王小梅"), "big", {"text": "满" * 1_500_000})
    store.close()
    back_up_if_changed(home, Silent(), program="0.1.0")
    wanted = rows_of(home)
    path = home / STORE_NAME
    assert path.stat().st_size > CHECKED_AT_START_BYTES
    content = bytearray(path.read_bytes())
    # The pages of one index, which the first page of the window does not read.
    page = root_page(path, "ix_audit_entry_subject")
    content[(page - 1) * 4096 : page * 4096] = random.Random(5).randbytes(4096)
    path.write_bytes(content)
    assert run("recover_late", home) == ["数据文件已损坏"]
    assert rows_of(home) == wanted
    assert (damaged_folders(home)[0] / STORE_NAME).exists()


def root_page(store: Path, index: str) -> int:
    with closing(sqlite3.connect(store)) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        return int(connection.execute(query, [index]).fetchone()[0])


def test_that_the_log_is_kept_within_five_files_of_a_megabyte(tmp_path: Path):
    script = (
        "import logging, sys\nfrom pathlib import Path\nfrom gui.shell.crash import start_log\n"
        "start_log(Path(sys.argv[1]))\n"
        "for _ in range(8000): logging.getLogger('a').info('x' * 1000)"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, env=ENVIRONMENT, check=True)
    logs = list((tmp_path / "logs").iterdir())
    assert len(logs) == 5
    assert max(log.stat().st_size for log in logs) <= 1_000_000


def test_that_restoring_on_the_settings_page_opens_the_window_again(home: Path):
    store = Store.open(home)
    from domain.office.entities import OfficeFields
    from domain.office.service import save_office

    save_office(store.seat("a"), OfficeFields(name="改过的单位"))
    store.close()
    run("restore", home)
    assert rows_of(home)[0] == OFFICE
    offices = {
        backup.manifest.office
        for backup in kept_backups(home)
        if backup.manifest.occasion is Occasion.BEFORE_RESTORE
    }
    assert offices == {"改过的单位"}


def test_that_a_second_start_brings_the_first_window_forward_and_ends(home: Path):
    first = start("stay", home)
    assert first.stdout is not None
    assert first.stdout.readline() == "open\n"
    second = subprocess.run(
        [sys.executable, "main.py"],
        cwd=ROOT,
        env={**ENVIRONMENT, "ZHUQIDUI_HOME": str(home)},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert second.returncode == 0, second.stderr
    said, complaints = first.communicate(timeout=300)
    assert said == "forward\n\n", complaints
    assert first.returncode == 0


def test_that_a_folder_lost_to_another_machine_is_left_at_once_without_writing(home: Path):
    done = run_script(SCRIPT, ["lose", home], ENVIRONMENT, imported=IMPORTED)
    assert done.returncode == 1
    size, words = done.stdout.decode("utf-8").splitlines()
    assert "另一台电脑打开了同一份数据" in words
    log = home / f"{STORE_NAME}-wal"
    assert log.stat().st_size == int(size) > 0, "closing the store would have written it back"
    assert "收件室-02" in (home / "zhuqidui.lock").read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights elsewhere")
def test_that_a_data_folder_that_others_get_into_is_told_once_a_start(home: Path, open_place: Path):
    folder = shutil.copytree(home, open_place / "data")
    folder.chmod(0o755)
    words, again = run("restart", folder)
    assert words.startswith("这台电脑的其他用户也能打开数据文件夹")
    assert again == "None"


def turned(content: bytes, at: int, value: int) -> bytes:
    return content[:at] + bytes([value]) + content[at + 1 :]


def schema_without_text(content: bytes) -> bytes:
    at = content.index(b'CREATE TABLE "audit_entry"') + len('CREATE TABLE "au')
    return turned(content, at, content[at] | 0x80)


def put_a_folder(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.mkdir()


def put_a_foreign_one(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE notes (x)")


UNREADABLE = {
    "the format of its schema": lambda path: path.write_bytes(turned(path.read_bytes(), 47, 0x84)),
    "a schema that is no text": lambda path: path.write_bytes(schema_without_text(path.read_bytes())),
    "a folder in its place": put_a_folder,
    "a folder in place of its log": lambda path: put_a_folder(path.with_name(f"{path.name}-wal")),
    "the database of another program": put_a_foreign_one,
}


@pytest.mark.parametrize("break_it", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_that_every_store_that_cannot_be_read_leads_to_the_recovery_and_is_logged_once(home: Path, break_it):
    wanted = rows_of(home)
    break_it(home / STORE_NAME)
    assert run("recover", home) == ["数据文件已损坏"]
    assert rows_of(home) == wanted
    log = (home / "logs" / "zhuqidui.log").read_text("utf-8")
    assert log.count(" ERROR ") == 1
    assert "CRITICAL" not in log


def test_that_a_defect_ahead_of_the_window_is_said_once_and_ends(home: Path):
    [words] = run("break_ahead", home)
    assert "程序出错，没有能打开" in words
    log = (home / "logs" / "zhuqidui.log").read_text("utf-8")
    assert log.count(" CRITICAL ") == 1
    assert "RuntimeError" in log


def test_that_a_defect_of_the_window_ahead_of_the_program_is_logged_once_and_the_program_opens(home: Path):
    run("break_early", home)
    log = (home / "logs" / "zhuqidui.log").read_text("utf-8")
    assert log.count(" ERROR ") == 1
    assert "RuntimeError" in log
