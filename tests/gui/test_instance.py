"""One program a data folder, tried with real processes."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSysInfo

from domain.values.errors import DomainError
from gui.shell import door, qt_door
from gui.shell.instance import Instance, InUse, _address, bring_forward, take_over

ROOT = Path(__file__).parents[2]
HOLDS = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from gui.shell import instance, qt_door

app = QCoreApplication([])
if len(sys.argv) > 2:
    instance.Door = qt_door.Door
instance = instance.Instance(Path(sys.argv[1]))
instance.shown.connect(lambda: print("shown", flush=True))
print("holds", flush=True)
app.exec()
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "数据 一"


@pytest.fixture
def other(home: Path, request):
    """Another process that holds the folder; with a parameter by the door of Qt, as of before."""
    as_before = ["qt"] if hasattr(request, "param") else []
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(home), *as_before],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "holds\n"
    yield process
    process.kill()
    process.communicate()


def lock_of_another_machine(home: Path, age_s: float = 0) -> Path:
    """Write the lock as Qt writes it on a machine called 收件室-02."""
    home.mkdir()
    lock = home / "zhuqidui.lock"
    lock.write_text("4711\nzhuqidui\n收件室-02\nanother machine\nanother start\n", encoding="utf-8")
    then_s = lock.stat().st_mtime - age_s
    os.utime(lock, (then_s, then_s))
    return lock


def test_that_a_second_start_brings_the_first_window_forward(qapp, home: Path, other):
    assert bring_forward(home)
    assert other.stdout.readline() == "shown\n"
    assert not bring_forward(home.with_name("another"))
    assert qt_door.knock(_address(home)), "a start of an older version, or of Windows"
    assert other.stdout.readline() == "shown\n"


@pytest.mark.parametrize("other", ["qt"], indirect=True)
def test_that_a_window_of_an_older_version_comes_forward_too(qapp, home: Path, other):
    assert door.knock(_address(home))
    assert other.stdout.readline() == "shown\n"


def test_that_a_folder_is_held_until_it_is_released(qapp, home: Path):
    first = Instance(home)
    first.shown.connect(lambda: None)
    first.release()
    second = Instance(home)
    second.release()
    assert not (home / "zhuqidui.lock").exists()


def test_that_the_lock_of_a_process_that_was_killed_is_taken_over(qapp, home: Path, other):
    os.kill(other.pid, signal.SIGKILL)
    other.wait()
    assert (home / "zhuqidui.lock").exists()
    instance = Instance(home)
    instance.release()


def test_that_another_machine_is_refused_and_named(qapp, home: Path):
    lock = lock_of_another_machine(home)
    content = lock.read_bytes()
    with pytest.raises(InUse, match="收件室-02") as refusal:
        Instance(home)
    assert not refusal.value.is_left_behind
    assert lock.read_bytes() == content


def test_that_a_machine_made_from_the_same_disk_image_is_another_machine(qapp, home: Path):
    """Qt alone takes this lock for ours: the machine-id is the same and no process here has its number."""
    home.mkdir()
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    same_id = bytes(QSysInfo.machineUniqueId().data()).decode()
    (home / "zhuqidui.lock").write_text(
        f"{ended.pid}\nzhuqidui\n收件室-02\n{same_id}\nanother start\n", encoding="utf-8"
    )
    with pytest.raises(InUse, match="收件室-02"):
        Instance(home)


def test_that_the_lock_of_a_machine_that_crashed_is_taken_over_only_when_told_so(qapp, home: Path):
    lock_of_another_machine(home, age_s=3600)
    with pytest.raises(InUse, match="没有正常退出") as refusal:
        Instance(home)
    assert refusal.value.is_left_behind
    take_over(home)
    Instance(home).release()


def test_that_a_machine_whose_folder_was_taken_over_meanwhile_learns_of_it(qapp, qtbot, home: Path):
    instance = Instance(home)
    instance.give_sign_of_life()
    take_over(home)
    home.rename(home.with_name("away"))
    lock = lock_of_another_machine(home)
    with qtbot.waitSignal(instance.lost):
        instance.give_sign_of_life()
    instance.release()
    assert "收件室-02" in lock.read_text(encoding="utf-8"), "the other one's lock is left alone"


def test_that_signs_of_life_keep_the_lock_young(qapp, home: Path):
    instance = Instance(home)
    lock = home / "zhuqidui.lock"
    os.utime(lock, (1, 1))
    instance.give_sign_of_life()
    assert lock.stat().st_mtime > 1_000_000
    instance.release()


def test_that_a_place_that_is_no_folder_is_refused_in_words(qapp, tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(DomainError, match="不能使用这个数据文件夹"):
        Instance(tmp_path / "file")


def test_that_a_lock_that_names_nobody_is_told_as_such_and_can_be_taken_over(qapp, home: Path):
    home.mkdir()
    lock = home / "zhuqidui.lock"
    lock.write_bytes(b"\x00\xffnobody")
    with pytest.raises(InUse, match="读不出来。请先确认别的电脑上没有打开") as refused:
        Instance(home)
    assert refused.value.is_left_behind
    take_over(home)
    Instance(home).release()
    lock.mkdir()
    with pytest.raises(DomainError, match=r"zhuqidui\.lock 的位置上不是文件，请把它移走"):
        Instance(home)
