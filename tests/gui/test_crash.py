"""Defects: shown once, logged once, and nothing of what was worked on in either."""

import logging
import shutil
import sys
import zipfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict
from sqlalchemy import text

from domain.store.diagnosis import write_diagnosis
from domain.store.engine import Store
from domain.values.errors import trace_of
from gui.shell.crash import CrashReporter, _Formatter, report_of, start_log
from tests.domain.store.offices import fill
from tests.gui.test_backup_commands import run as run_command

SECRET = "geheim-Passwort-4711"


@contextmanager
def logging_into(home: Path):
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        yield start_log(home)
    finally:
        for handler in set(root.handlers) - set(handlers):
            handler.close()
        root.handlers[:] = handlers
        root.setLevel(level)


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True)

    count: int


def by_pydantic(_store: Store) -> None:
    Strict.model_validate({"count": SECRET})


def by_parameter(store: Store) -> None:
    with store.read() as session:
        session.connection().execute(text("SELECT :secret FROM nowhere"), {"secret": SECRET})


def by_constraint(store: Store) -> None:
    with store.upkeep() as session:
        insert = text("INSERT INTO draft (key, content, saved_at) VALUES (:key, NULL, NULL)")
        session.connection().execute(insert, {"key": SECRET})


def by_text_that_is_none(store: Store) -> None:
    with store.read() as session:
        cast = f"SELECT CAST(x'{SECRET.encode().hex()}ff' AS TEXT)"
        session.connection().connection.driver_connection.execute(cast).fetchone()


def by_key(_store: Store) -> None:
    {}[SECRET]


def by_number(_store: Store) -> None:
    try:
        int(SECRET)
    except ValueError as error:
        raise RuntimeError(f"“{SECRET}” is none") from error


@pytest.mark.parametrize(
    "way", [by_pydantic, by_parameter, by_constraint, by_text_that_is_none, by_key, by_number]
)
def test_that_nothing_of_what_was_worked_on_is_in_log_report_or_diagnosis(way, store, tmp_path: Path, logged):
    logged.expect("job failed")
    passphrase = SECRET  # a local of a frame that stands in the traceback
    home = store.path.parent
    with logging_into(home) as log:
        try:
            way(store)
        except Exception as error:
            logging.getLogger("gui.jobs").exception("job failed")
            report = report_of(error)
    assert way.__name__ in report, "where it came up is told"
    assert way.__name__ in log.read_text("utf-8")
    write_diagnosis(home, tmp_path / "d.zip", program="0.1.0")
    with zipfile.ZipFile(tmp_path / "d.zip") as archive:
        told = [archive.read(name).decode("utf-8") for name in archive.namelist()]
    assert not any(passphrase in one for one in (report, log.read_text("utf-8"), *told))


def test_that_the_passphrase_of_the_environment_reaches_no_output(empty_store: Path, tmp_path: Path):
    home = Path(shutil.copytree(empty_store, tmp_path / "data"))
    store = Store.open(home)
    fill(store, notices=False)
    store.close()
    secret = {"ZHUQIDUI_PASSPHRASE": SECRET}
    outcomes = [
        run_command(home, *arguments, **secret)
        for arguments in (
            ("diagnose", tmp_path / "d.zip"),
            ("restore", "--try", tmp_path / "absent.zqdbak"),
            ("backup", tmp_path / "no folder" / "b.zqdbak"),
            ("backup", "--no-such-option"),
        )
    ]
    with zipfile.ZipFile(tmp_path / "d.zip") as archive:
        told = [archive.read(name).decode("utf-8") for name in archive.namelist()]
    assert any("ZHUQIDUI_HOME" in one for one in told)
    for one in (*told, *(outcome.stdout + outcome.stderr for outcome in outcomes)):
        assert SECRET not in one
        assert "Traceback" not in one
    if sys.platform != "win32":
        assert (tmp_path / "d.zip").stat().st_mode & 0o077 == 0


def test_that_a_cause_that_is_its_own_cause_ends():
    error = ValueError("a")
    error.__cause__ = error
    assert trace_of(error).count("ValueError") == 1


@pytest.fixture
def reporter(qapp, tmp_path: Path, caplog):
    reporter = CrashReporter(tmp_path / "a.log")
    yield reporter
    if reporter.dialog is not None:
        reporter.dialog.close()


def defect() -> BaseException:
    try:
        raise ZeroDivisionError
    except ZeroDivisionError as error:
        return error


def test_that_a_defect_that_comes_again_by_itself_is_shown_and_logged_once(reporter, caplog, logged):
    logged.expect("defect")
    for _ in range(1000):
        error = defect()
        reporter._on_uncaught(type(error), error, error.__traceback__)
        if reporter.dialog is not None:
            shown = reporter.dialog
            shown.close()
    assert reporter.dialog is None
    in_full = [record for record in caplog.records if record.exc_info]
    assert len(in_full) == 1
    assert len(caplog.records) < 15
    assert "ZeroDivisionError" in _Formatter().format(in_full[0])


def test_that_another_defect_is_shown_meanwhile(reporter, caplog):
    reporter.report(defect())
    reporter.dialog.close()
    reporter.report(KeyError("another"))
    assert "KeyError" in reporter.dialog.report.toPlainText()


def test_that_a_crash_dialog_that_cannot_be_shown_does_not_come_back_to_itself(
    reporter, caplog, monkeypatch: pytest.MonkeyPatch, logged
):
    logged.expect("cannot be shown")

    def fail(*_):
        raise FileNotFoundError("no icon")

    monkeypatch.setattr("gui.shell.crash.button", fail)
    reporter.report(defect())
    assert reporter.dialog is None
    assert [record.getMessage() for record in caplog.records] == ["the crash dialog cannot be shown"]


def test_that_the_program_works_where_no_log_can_be_written(tmp_path: Path):
    (tmp_path / "logs").write_text("a file")
    with logging_into(tmp_path):
        logging.getLogger("gui").info("goes on")
    assert (tmp_path / "logs").is_file()
