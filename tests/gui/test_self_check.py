"""The program's check of itself, run as a package's check runs it."""

import os
import subprocess
import sys
from pathlib import Path

from pypdf import PdfReader
from PySide6.QtGui import QImage

from gui.shell.self_check import OFFICE
from tests.domain.store.offices import rows_of
from tests.running.forked import run_program

ROOT = Path(__file__).parents[2]
WITHOUT = """
import re, runpy, sys
spec = open("packaging/zhuqidui.spec", encoding="utf-8").read()
left_out = {*re.findall(r'"([^"]+)"', spec[spec.index("UNUSED_MODULES = [") : spec.index("]  # fmt")])}
assert len(left_out) > 40

class Left:
    def find_spec(self, name, path, target=None):
        if name in left_out:
            raise ModuleNotFoundError(f"the bundle has no {name}", name=name)

sys.meta_path.insert(0, Left())
sys.argv[0] = "main.py"
runpy.run_path("main.py", run_name="__main__")
"""
"""The program without what the bundle leaves out; what of that is there already is no matter."""


ENVIRONMENT = {"QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C"}


def check_without(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WITHOUT, "self-check", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **ENVIRONMENT},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_that_the_main_job_is_gone_through_and_leaves_what_it_says(tmp_path: Path):
    folder, picture = tmp_path / "自检 一", tmp_path / "窗口.png"
    outcome = check_without("--home", folder, "--screenshot", picture)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    lines = outcome.stdout.splitlines()
    assert lines[-1] == "自检通过"
    assert all(line.startswith("✓") for line in lines[:-1])
    office, enterprises, notices = rows_of(folder / "数据")
    assert (office, enterprises) == (OFFICE, 2)
    # A letter each, and its working; the notice of who came to the counter is issued, not saved.
    assert 2 * (notices - 1) == len(PdfReader(folder / "通知书.pdf").pages) > 0
    # All of them are listed for the bank.
    assert f"拨付：列成一批，{notices} 笔" in outcome.stdout
    # Opened again, both stand in the window that is there ahead of the program.
    assert f"再次打开：窗口和前 {enterprises} 户企业先于程序显示" in outcome.stdout
    image = QImage(str(picture))
    assert image.width() >= 640
    colours = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
    assert len(colours) > 20, "something is drawn"


def test_that_a_folder_with_something_in_it_is_refused(tmp_path: Path):
    (tmp_path / "a").touch()
    outcome = run_program(("self-check", "--home", tmp_path), ENVIRONMENT)
    assert outcome.returncode == 2
    assert "空文件夹" in outcome.stderr.decode("utf-8")


def test_that_a_step_that_fails_is_named(tmp_path: Path):
    arguments = ("self-check", "--home", tmp_path / "new", "--screenshot", tmp_path / "nowhere" / "a.png")
    outcome = run_program(arguments, ENVIRONMENT)
    assert outcome.returncode == 1
    assert outcome.stdout.decode("utf-8").splitlines()[-1].startswith("✗ 写不了截图")
