"""Files and folders that only the user may read, and what of them a killed process leaves."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir

import pytest

from domain.store.backup.places import sweep, sweep_dead, viewed_folder, working_folder
from domain.values.files import (
    is_open_to_others,
    make_read_only,
    private_folder,
    replacing,
    sweep_halves,
    sweep_passing_folders,
    sweep_private_folders,
    write_whole,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights elsewhere")

ROOT = Path(__file__).parents[2]
HALF_AN_EXPORT = """
import sys
from pathlib import Path
from domain.exchange.tables import Table, TableColumn, write_tables
def rows():
    for number in range(3000):
        yield [f"甲公司 {number}"]
    print("half", flush=True)
    sys.stdin.read()
write_tables(Path(sys.argv[1]) / "企业.xlsx", [Table("企业", [TableColumn("名称")], rows(), 3001)])
"""
HALF_A_PAPER = """
import sys
from pathlib import Path
from domain.values.files import replacing
with replacing(Path(sys.argv[1]) / "notice.pdf", is_public=True) as path:
    path.write_bytes(b"a")
    print("half", flush=True)
    sys.stdin.read()
"""
HALF_A_BACKUP = """
import sys
from pathlib import Path
from domain.office.entities import OfficeFields
from domain.office.service import save_office
from domain.store.backup.archive import write_backup
from domain.store.backup.manifest import Occasion
from domain.store.engine import Store
class Stops:
    def step(self, progress):
        if progress.label == "写入备份":
            print("half", flush=True)
            sys.stdin.read()
home = Path(sys.argv[1]).with_name("data")
store = Store.open(home, program="0.1.0")
save_office(store.seat("王"), OfficeFields(name="示例中心"))
write_backup(home, Path(sys.argv[1]) / "备份.zqdbak", Stops(), occasion=Occasion.BY_HAND, program="0.1.0")
"""
STAYS = """
import sys, time
from pathlib import Path
from domain.store.backup.places import working_folder
with working_folder(Path(sys.argv[1])) as folder:
    (folder / "plain.zip").write_text("everything in the clear")
    print(folder, flush=True)
    time.sleep(60)
"""


def test_that_what_is_written_only_the_user_can_read_unless_it_is_public(tmp_path: Path):
    write_whole(b"a", tmp_path / "notice.pdf")
    write_whole(b"a", tmp_path / "policy.toml", is_public=True)
    with replacing(tmp_path / "table.xlsx") as path:
        assert path.stat().st_mode & 0o077 == 0, "also meanwhile"
    modes = [(tmp_path / name).stat().st_mode & 0o777 for name in ("notice.pdf", "table.xlsx")]
    assert modes == [0o600, 0o600]
    assert (tmp_path / "policy.toml").stat().st_mode & 0o044


def test_that_the_plaintext_of_a_killed_process_is_gone_at_the_next_command_and_that_of_a_living_one_is_not(
    tmp_path: Path,
):
    process = subprocess.Popen(
        [sys.executable, "-c", STAYS, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8"
    )
    assert process.stdout is not None
    folder = Path(process.stdout.readline().strip())
    assert folder.stat().st_mode & 0o777 == 0o700
    sweep_dead(tmp_path)
    assert (folder / "plain.zip").exists()
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    with working_folder(tmp_path) as mine:
        assert not folder.exists()
        sweep_dead(tmp_path)
        assert mine.exists()
    assert list(tmp_path.iterdir()) == []


@contextmanager
def half_written(script: str, *arguments: object) -> Iterator["subprocess.Popen[str]"]:
    """Give a process that waits in the midst of writing a file."""
    with subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half\n"
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("script", [HALF_AN_EXPORT, HALF_A_PAPER, HALF_A_BACKUP])
def test_that_what_a_killed_export_left_goes_with_the_next_one_and_only_the_user_can_read_it_until_then(
    tmp_path: Path, script: str
):
    folder = tmp_path / "桌面"
    folder.mkdir()
    with half_written(script, folder) as process:
        [half] = folder.iterdir()
        assert half.name.startswith(".")
        assert half.stat().st_mode & 0o777 == 0o600
        write_whole(b"a", folder / "another.pdf")
        assert half.exists(), "somebody is writing it"
        process.kill()
        process.wait()
        assert half.exists()
        write_whole(b"a", folder / "another.pdf")
    assert [path.name for path in folder.iterdir()] == ["another.pdf"]
    sweep_passing_folders()
    assert not list(Path(gettempdir()).glob("zhuqidui-passing-*"))


def test_that_only_what_is_surely_ours_and_left_behind_is_taken_away(tmp_path: Path):
    with half_written(HALF_A_PAPER, tmp_path):
        [half] = tmp_path.iterdir()
    _, _, whose, pid, born, chance = half.name.split("-")
    assert half.name == f".zhuqidui-passing-{whose}-{pid}-{born}-{chance}"
    kept = [
        half.name.replace(whose, "0badcafe"),  # of another machine, or another user
        half.name.replace(pid, str(os.getpid())).replace(born, "unknown"),
        f"{half.name}.xlsx",
        ".zhuqidui-passing-.part",
        ".0123456789abcdef.xlsx",
    ]
    for name in kept:
        (tmp_path / name).touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / half.name.replace(chance, "0" * 16 + ".part")).mkdir()
    sweep_halves(tmp_path)
    assert not half.exists()
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == set(kept)
    # Of a process that is no more, though another one has its number by now.
    again = tmp_path / half.name.replace(f"-{pid}-", f"-{os.getpid()}-")
    again.touch()
    sweep_halves(tmp_path)
    assert not again.exists()


def test_that_a_public_file_gets_the_rights_of_any_new_one_once_it_is_whole(tmp_path: Path):
    (tmp_path / "new").touch()
    with replacing(tmp_path / "policy.toml", is_public=True) as path:
        assert path.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "policy.toml").stat().st_mode == (tmp_path / "new").stat().st_mode


def test_that_a_start_empties_what_was_looked_at(tmp_path: Path):
    viewed_folder(tmp_path).mkdir()
    (viewed_folder(tmp_path) / "notice.pdf").write_bytes(b"a")
    sweep(tmp_path)
    assert not viewed_folder(tmp_path).exists()


def test_that_a_file_system_without_locks_or_rights_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_: object, **_named: object) -> None:
        raise PermissionError(1, "not here")

    monkeypatch.setattr("fcntl.flock", refuse)
    monkeypatch.setattr("os.chmod", refuse)
    with private_folder(tmp_path, "a-") as folder:
        (folder / "a").write_bytes(b"a")
        make_read_only(folder / "a")
        sweep_private_folders(tmp_path, "a-")
        assert folder.exists()
    assert not folder.exists()


def test_that_a_folder_is_open_only_if_others_get_to_it_and_into_it(open_place: Path, tmp_path: Path):
    outer = open_place / "outer"
    inner = outer / "inner"
    inner.mkdir(parents=True)
    (tmp_path / "link").symlink_to(inner)
    for outer_mode, inner_mode, is_open in (
        (0o755, 0o755, True),
        (0o711, 0o733, True),
        (0o700, 0o755, False),
        (0o755, 0o700, False),
    ):
        outer.chmod(outer_mode)
        inner.chmod(inner_mode)
        assert is_open_to_others(inner) == is_open
        assert is_open_to_others(tmp_path / "link") == is_open, "the way by the link is not the only one"
