"""Looks after the store beside the work: the automatic backup, and reading a large store through."""

import logging
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from domain.store.backup.problems import BackupProblem, StoreDamaged
from domain.values.files import sweep_halves, sweep_passing_folders
from domain.values.progress import Reporter
from gui.jobs import Jobs
from gui.messages import Messages

logger = logging.getLogger(__name__)

AFTER_FIRST_PAINT_MS: Final = 4_000


class Caretaker(QObject):
    """Works on a thread of its own, so that neither lists nor acts wait for it."""

    damaged = Signal(str)
    """The store was found damaged; in words for a technician."""

    flawed = Signal(str)
    """Something in the sound store, or an attachment, is not as it was written; a sentence for the clerk."""

    def __init__(
        self,
        home: Path,
        program: str,
        messages: Messages,
        parent: QObject | None = None,
        *,
        exports: Path | None = None,
    ) -> None:
        """``exports`` is where the last file went that left the program."""
        super().__init__(parent)
        self._exports = exports
        self._home = home
        self._program = program
        self._messages = messages
        self.jobs = Jobs(self)
        self._delay = QTimer(self, singleShot=True, interval=AFTER_FIRST_PAINT_MS)
        self._delay.timeout.connect(self.look_after)

    def begin_later(self) -> None:
        """Begin once the window has been drawn and the first page filled."""
        self._delay.start()

    def look_after(self) -> None:
        """Make the backup that is due, and find out whether the store is whole."""
        self.jobs.read(
            partial(_look_after, self._home, self._program, self._exports),
            self._on_done,
            on_failed=self._on_failed,
        )

    def shut_down(self) -> None:
        """Stop what is under way; what it had written so far is taken away."""
        self._delay.stop()
        self.jobs.shut_down()

    def _on_done(self, found: "_Found") -> None:
        if found.fault:
            self.damaged.emit(found.fault)
        elif found.warning:
            self.flawed.emit(found.warning)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, StoreDamaged):
            self.damaged.emit(str(error))
        elif isinstance(error, BackupProblem):
            self._messages.warning(f"自动备份没有做成：{error}")


@dataclass(frozen=True, slots=True)
class _Found:
    """What is wrong with the store, for a technician, and with what is in it, for the clerk."""

    fault: str = ""
    warning: str = ""


def _look_after(home: Path, program: str, exports: Path | None, reporter: Reporter) -> _Found:
    try:
        return _looked_after(home, program, reporter)
    finally:
        _give_back_memory()
        # Afterwards, since a share that does not answer holds up whoever looks into it.
        sweep_passing_folders()
        if exports is not None:
            sweep_halves(exports)


def _give_back_memory() -> None:
    """Return to the system what reading everything took: glibc keeps it with the thread, some 3 MB."""
    import ctypes  # noqa: PLC0415 - after the first paint

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform.startswith("linux") else None
    if trim is not None:  # not in every C library
        trim(0)


def _looked_after(home: Path, program: str, reporter: Reporter) -> _Found:
    from domain.store.backup.keeping import back_up_if_changed  # noqa: PLC0415 - after the first paint
    from domain.store.damage import fault_of, flaws_in  # noqa: PLC0415

    made = back_up_if_changed(home, reporter, program=program)
    if made is not None:  # of sound stores only
        news, more = made.manifest.news, _WHAT_TO_DO if made.manifest.flaws else ""
        return _Found(warning=f"已自动备份，但{news}。{more}" if news else "")
    if fault := fault_of(home):
        return _Found(fault=fault)
    flaws = flaws_in(home, reporter)
    return _Found(warning=f"数据里有损坏的内容：{flaws[0]}。{_WHAT_TO_DO}" if flaws else "")


_WHAT_TO_DO: Final = "以前完好的备份都还留着，可在“设置”里用“恢复备份”查看；或请技术人员处理。"


def back_up_at_exit(home: Path, program: str) -> None:
    """Make the backup that is due once the store is closed; what goes wrong is told at the next start."""
    from domain.store.backup.keeping import back_up_if_changed  # noqa: PLC0415
    from domain.values.progress import Silent  # noqa: PLC0415

    try:
        back_up_if_changed(home, Silent(), program=program)
    except BackupProblem:
        logger.exception("no backup at exit")
