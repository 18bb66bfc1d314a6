"""Looks after the store beside the work: the automatic backup, and reading a large store through."""

import logging
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from domain.progress import Reporter
from domain.store.backup.problems import BackupProblem, StoreDamaged
from gui.jobs import Jobs
from gui.messages import Messages

logger = logging.getLogger(__name__)

AFTER_FIRST_PAINT_MS: Final = 4_000


class Caretaker(QObject):
    """Works on a thread of its own, so that neither lists nor acts wait for it."""

    damaged = Signal(str)
    """The store was found damaged; in words for a technician."""

    def __init__(self, home: Path, program: str, messages: Messages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._home = home
        self._program = program
        self._messages = messages
        self.jobs = Jobs(self)
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(AFTER_FIRST_PAINT_MS)
        self._delay.timeout.connect(self.look_after)

    def begin_later(self) -> None:
        """Begin once the window has been drawn and the first page filled."""
        self._delay.start()

    def look_after(self) -> None:
        """Make the backup that is due, and find out whether the store is whole."""
        self.jobs.read(
            partial(_look_after, self._home, self._program), self._on_done, on_failed=self._on_failed
        )

    def shut_down(self) -> None:
        """Stop what is under way; what it had written so far is taken away."""
        self._delay.stop()
        self.jobs.shut_down()

    def _on_done(self, fault: str) -> None:
        if fault:
            self.damaged.emit(fault)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, StoreDamaged):
            self.damaged.emit(str(error))
        elif isinstance(error, BackupProblem):
            self._messages.warning(f"自动备份没有做成：{error}")


def _look_after(home: Path, program: str, reporter: Reporter) -> str:
    """Return what is wrong with the store; empty where nothing is."""
    from domain.store.backup.keeping import back_up_if_changed  # noqa: PLC0415 - after the first paint
    from domain.store.damage import fault_of  # noqa: PLC0415

    if back_up_if_changed(home, reporter, program=program) is None:
        return fault_of(home)
    return ""  # A backup is made of sound stores only.


def back_up_at_exit(home: Path, program: str) -> None:
    """Make the backup that is due once the store is closed; what goes wrong is told at the next start."""
    from domain.progress import Silent  # noqa: PLC0415
    from domain.store.backup.keeping import back_up_if_changed  # noqa: PLC0415

    try:
        back_up_if_changed(home, Silent(), program=program)
    except BackupProblem:
        logger.exception("no backup at exit")
