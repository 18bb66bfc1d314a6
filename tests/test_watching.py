"""The watch over the tests: what one did not ask for fails it, and no other."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

PLANTED = """
import logging, sqlite3, tempfile, threading
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer, qWarning
from PySide6.QtWidgets import QPushButton

pytest_plugins = ["tests.conftest", "tests.gui.conftest"]


class Circle:
    def __init__(self, what):
        self.what, self.me = what, self


def test_good(jobs, qtbot, logged):
    logged.expect("job failed")
    with qtbot.waitSignal(jobs.broke):
        jobs.read(lambda _: 1 / 0, lambda _: None)


def test_bad_defect_in_a_job(jobs, qtbot):
    with qtbot.waitSignal(jobs.ended):
        jobs.read(lambda _: 1 / 0, lambda _: None)


def test_bad_defect_in_a_job_nobody_waits_for(jobs):
    began = threading.Event()
    jobs.read(lambda _: began.set() or 1 / 0, lambda _: None)
    began.wait()


def test_bad_defect_in_a_slot(qtbot):
    button = QPushButton()
    qtbot.addWidget(button)
    button.clicked.connect(lambda: 1 / 0)
    button.click()


def test_bad_defect_in_a_thread():
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()


def test_bad_defect_while_being_deleted():
    class Dying:
        def __del__(self):
            raise ValueError

    Dying()


def test_bad_warning_in_the_log():
    logging.getLogger("domain").warning("x")


def test_bad_expected_but_never_logged(logged):
    logged.expect("job failed")


def test_bad_warning_of_qt(qapp):
    qWarning("x")


@pytest.fixture
def late(qapp):
    yield
    qWarning("x")


def test_bad_warning_of_qt_in_the_end(late):
    pass


def test_bad_file_left_open():
    Circle(open(__file__))


def test_bad_database_left_open():
    Circle(sqlite3.connect(":memory:"))


def test_good_after_all_of_them():
    assert Path.home() != Path(HOME)


def test_good_but_leaving_a_file_behind():
    Path(tempfile.mkdtemp(), "left").touch()
"""
_BEFORE_3_13 = {"database_left_open"}
"""Only since then does Python tell of those."""


def run_planted(source: str, folder: Path, *options: str) -> str:
    """Run planted tests as ours are run; gives what was said of each."""
    planted = folder / "test_planted.py"
    planted.write_text(source.replace("HOME", repr(str(Path.home()))), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": "", "TMPDIR": str(folder)}
    environment = {name: value for name, value in environment.items() if not name.startswith("PYTEST_XDIST")}
    return subprocess.run(
        [*command, "-rA", "-p", "no:cacheprovider", *options, str(planted)],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    ).stdout


def test_that_what_a_test_did_not_ask_for_fails_it_and_no_other(tmp_path: Path):
    said = run_planted(PLANTED, tmp_path, "-p", "no:xdist")
    found: dict[str, set[str]] = {}
    for outcome, name in re.findall(r"^(PASSED|FAILED|ERROR) \S*::test_(\w+)", said, re.MULTILINE):
        found.setdefault(name, set()).add(outcome)
    bad = {name for name, outcomes in found.items() if outcomes != {"PASSED"}}
    planted_bad = {f"bad_{name}" for name in re.findall(r"def test_bad_(\w+)", PLANTED)}
    if sys.version_info < (3, 13):
        planted_bad -= {f"bad_{name}" for name in _BEFORE_3_13}
    assert bad == planted_bad, said
    assert re.search(r"left behind .*\n +\S+\n +\S+/left", said)


HANGING = """
from PySide6.QtCore import QEventLoop


def test_hangs(qapp):
    QEventLoop().exec()


def test_goes_on():
    pass
"""


def test_that_a_test_that_hangs_is_named_and_the_others_go_on(tmp_path: Path):
    said = run_planted(HANGING, tmp_path, "-n", "1", "-o", "timeout=3")
    assert re.search(r"^FAILED \S*::test_hangs", said, re.MULTILINE), said
    assert re.search(r"^PASSED \S*::test_goes_on", said, re.MULTILINE), said
