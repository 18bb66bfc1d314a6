"""Files and folders that only the user may read, and what of them a killed process leaves."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from domain.files import (
    is_open_to_others,
    make_read_only,
    private_folder,
    replacing,
    sweep_private_folders,
    write_whole,
)
from domain.store.backup.places import sweep, sweep_dead, viewed_folder, working_folder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights elsewhere")

ROOT = Path(__file__).parents[2]
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


def test_that_a_folder_is_open_only_if_others_get_to_it_and_into_it(tmp_path: Path):
    outer = tmp_path / "outer"
    inner = outer / "inner"
    inner.mkdir(parents=True)
    reachable = all(one.stat().st_mode & 0o011 for one in outer.parents)
    for outer_mode, inner_mode, is_open in (
        (0o755, 0o755, True),
        (0o700, 0o755, False),
        (0o755, 0o700, False),
    ):
        outer.chmod(outer_mode)
        inner.chmod(inner_mode)
        assert is_open_to_others(inner) == (is_open and reachable)
