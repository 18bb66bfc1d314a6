"""Ending the window so that the program goes on with another state of its data."""

import getpass
from enum import IntEnum
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from domain.store.acts import Person
from domain.store.engine import Seat
from domain.values.progress import Reporter
from domain.values.texts import safe_text


class Ending(IntEnum):
    """Why the window ended, as the exit code of its event loop."""

    CLOSED = 0
    RESTART = 64
    """A restore is prepared, or the data lie elsewhere now: open again."""
    RECOVER = 65
    """The store was found damaged: open again with the offer to restore."""
    LOST = 66
    """Another machine took the folder over: nothing may be written any more."""


def end_window(ending: Ending) -> None:
    """Leave the event loop; whoever runs the window looks at the code."""
    QCoreApplication.exit(ending)


def prepare_restore(home: Path, path: Path, passphrase: str, seat: Seat | None, reporter: Reporter) -> None:
    """Run by a job: prove the backup, keep the present state, and make all ready to be switched."""
    from domain.store.backup.restoring import stage  # noqa: PLC0415 - seldom needed
    from domain.store.entering import enter_stage  # noqa: PLC0415

    program, by = QCoreApplication.applicationVersion(), Person(safe_text(getpass.getuser()))
    if seat is not None:
        by = seat.who
        enter_stage(seat, path)
    stage(home, path, reporter, program=program, passphrase=passphrase, by=by)


def restore_work(home: Path, path: Path, passphrase: str, seat: Seat | None = None) -> "partial[None]":
    """Return the work of a job that prepares a restore; without a seat where no store can be opened."""
    return partial(prepare_restore, home, path, passphrase, seat)
