"""One program a data folder: a second start brings the first window forward, another machine is refused."""

import hashlib
import os
import socket
import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal

from domain.store.problems import reason_of
from domain.store.rights import missing_rights
from domain.values.errors import DomainError

if sys.platform == "win32":
    from gui.shell.qt_door import Door, knock
else:
    from gui.shell.door import Door, knock

_FILE_NAME: Final = "zhuqidui.lock"
_SIGN_OF_LIFE_MS: Final = 30_000
_SILENT_S: Final = 180
"""After so long without a sign of life another machine is taken to have crashed."""
_PATIENCE_MS: Final = 8_000


class InUse(DomainError):
    """The folder is open in another program; ``is_left_behind`` if that one seems to have crashed."""

    def __init__(self, sentence: str, *, is_left_behind: bool = False) -> None:
        super().__init__(sentence)
        self.is_left_behind = is_left_behind


class Instance(QObject):
    """Holds a data folder for this process. A lock of a process that died is taken over by itself.

    The lock names host and process, so that two machines on one shared folder see each other.
    """

    shown = Signal()
    """The program was started a second time: the window is wanted in front."""

    lost = Signal()
    """Another machine took the folder over while this one was suspended: nothing may be written any more."""

    def __init__(self, home: Path, parent: QObject | None = None, *, waits: bool = True) -> None:
        """Take the folder, which another process of this machine may be about to leave where one ``waits``.

        Raises:
            InUse: It is held by another process.
            DomainError: The folder cannot be written.
        """
        super().__init__(parent)
        self._home = home
        try:
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise DomainError(f"不能使用这个数据文件夹：{reason_of(error)}（{home}）") from error
        self._lock = _lock_of(home)
        # Qt tells machines apart by their machine-id, which copies of one disk image share: it would take the
        # lock of a machine at work for one that a crash of our own left behind.
        if _is_of_another_machine(self._lock):
            raise _refusal(self._lock, home, waits)
        # Whoever does not answer may be writing its last backup.
        if not self._lock.tryLock(0) and not (waits and _is_of_this_machine(self._lock) and self._wait()):
            raise _refusal(self._lock, home, waits)
        self._door = Door(_address(home), self)
        self._door.knocked.connect(self.shown)
        self._pulse = QTimer(self, interval=_SIGN_OF_LIFE_MS)
        self._pulse.timeout.connect(self.give_sign_of_life)
        self._pulse.start()

    def give_sign_of_life(self) -> None:
        """Say that this machine is still at work; notice if another has taken its place."""
        if not self._is_ours():
            self._pulse.stop()
            self.lost.emit()
            return
        os.utime(self._lock.fileName())

    def close_door(self) -> None:
        """Answer no second start any more: the window is closed, the last backup is being written."""
        self._door.close()

    def release(self) -> None:
        """Give the folder free."""
        self._pulse.stop()
        self._door.close()
        if self._is_ours():
            self._lock.unlock()

    def _wait(self) -> bool:
        return self._lock.tryLock(_PATIENCE_MS)

    def _is_ours(self) -> bool:
        pid, host, _ = self._lock.getLockInfo()
        return (pid, host) == (os.getpid(), socket.gethostname())


def bring_forward(home: Path) -> bool:
    """Ask the program that holds a folder on this machine to show its window; False if none answers."""
    return knock(_address(home))


def take_over(home: Path) -> None:
    """Remove the lock of a machine that crashed. Only where a person has made sure of it."""
    Path(_lock_of(home).fileName()).unlink(missing_ok=True)


def _lock_of(home: Path) -> QLockFile:
    lock = QLockFile(str(home / _FILE_NAME))
    # Never by age alone: a machine that was suspended comes back.
    lock.setStaleLockTime(0)
    return lock


def _address(home: Path) -> str:
    return f"zhuqidui-{hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:16]}"


def _is_of_this_machine(lock: QLockFile) -> bool:
    return bool(lock.getLockInfo()[1] == socket.gethostname())


def _is_of_another_machine(lock: QLockFile) -> bool:
    host = lock.getLockInfo()[1]
    return bool(host) and host != socket.gethostname()


def _refusal(lock: QLockFile, home: Path, has_waited: bool) -> DomainError:
    if lock.error() == QLockFile.LockError.PermissionError:
        lacks = missing_rights(home) or "不能使用这个数据文件夹：没有写入权限"
        return DomainError(f"{lacks}（{home}）")
    host = lock.getLockInfo()[1]
    if not host:
        return _of_nobody(Path(lock.fileName()), home)
    if _is_of_this_machine(lock):
        if not has_waited:
            return InUse(f"助企兑已经打开了这份数据，请先退出助企兑再试（{home}）")
        return InUse(f"助企兑已经打开了这份数据，但没有响应；请稍等，或注销后再试（{home}）")
    if _silence_s(Path(lock.fileName())) > _SILENT_S:
        return InUse(
            f"电脑“{host}”上的助企兑没有正常退出，这份数据还记着由它使用。"
            f"请先到那台电脑上确认助企兑没有打开，再继续（{home}）",
            is_left_behind=True,
        )
    return InUse(
        f"这份数据正由电脑“{host}”上的助企兑使用。两台电脑不能同时打开同一份数据，"
        f"请先在那台电脑上退出助企兑（{home}）"
    )


def _of_nobody(lock: Path, home: Path) -> DomainError:
    if lock.exists() and not lock.is_file():
        return DomainError(
            f"不能使用这个数据文件夹：{lock.name} 的位置上不是文件，请把它移走再打开（{home}）"
        )
    return InUse(
        f"记着谁在使用这份数据的文件（{lock.name}）读不出来。"
        f"请先确认别的电脑上没有打开助企兑，再继续（{home}）",
        is_left_behind=True,
    )


def _silence_s(lock: Path) -> float:
    """Return how long the holder has given no sign of life, by the clock of the disk both see."""
    probe = lock.with_name(f".working-clock-{os.getpid()}")
    try:
        probe.touch()
        silence_s = probe.stat().st_mtime - lock.stat().st_mtime
        probe.unlink()
    except OSError:
        return 0.0
    return silence_s
