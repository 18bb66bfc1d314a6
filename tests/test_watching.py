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


def test_that_what_a_test_did_not_ask_for_fails_it_and_no_other(tmp_path: Path):
    planted = tmp_path / "test_planted.py"
    planted.write_text(PLANTED.replace("HOME", repr(str(Path.home()))), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": "", "TMPDIR": str(tmp_path)}
    environment = {name: value for name, value in environment.items() if not name.startswith("PYTEST_XDIST")}
    done = subprocess.run(
        [*command, "-rA", "-p", "no:cacheprovider", "-p", "no:xdist", str(planted)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    found: dict[str, set[str]] = {}
    for outcome, name in re.findall(r"^(PASSED|FAILED|ERROR) \S*::test_(\w+)", done.stdout, re.MULTILINE):
        found.setdefault(name, set()).add(outcome)
    bad = {name for name, outcomes in found.items() if outcomes != {"PASSED"}}
    planted_bad = {f"bad_{name}" for name in re.findall(r"def test_bad_(\w+)", PLANTED)}
    if sys.version_info < (3, 13):
        planted_bad -= {f"bad_{name}" for name in _BEFORE_3_13}
    assert bad == planted_bad, done.stdout
    assert re.search(r"left behind .*\n +\S+\n +\S+/left", done.stdout)
