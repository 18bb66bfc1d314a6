"""The program's own files, exchanged under it by an upgrade: said at once, and nothing is imported from them.

What is imported late would be of another version than what runs, or read from the middle of a file that is
not the one it was; neither may touch an office's data.
"""

import logging
import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Final, TypeAlias

from PySide6.QtCore import QObject, QTimer

from domain.values.errors import DomainError
from gui.messages import Messages

logger = logging.getLogger(__name__)

_EVERY_MS: Final = 5_000
_Sign: TypeAlias = tuple[int, int, int, int]


class Exchanged(DomainError):
    """The program was upgraded or removed while it is open."""

    def __init__(self) -> None:
        super().__init__(
            "程序文件已经更新（或被移走），正在运行的还是原来的版本。已保存的数据没有受影响；"
            "请保存手头的内容，关闭程序后重新打开"
        )


class OwnFiles(QObject):
    """Watches the file that the program was started from, and refuses imports once it is another."""

    def __init__(self, program: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._program = program
        self._known = _sign_of(program)
        self._timer = QTimer(self, interval=_EVERY_MS)

    @property
    def are_exchanged(self) -> bool:
        """Whether the file is another by now, or gone."""
        return _sign_of(self._program) != self._known

    def watch(self, messages: Messages, leave: Callable[[], object]) -> None:
        """From now on refuse imports once the files are exchanged, and say so; `leave` closes the window."""
        sys.meta_path.insert(0, self)
        self._timer.timeout.connect(lambda: self._look(messages, leave))
        self._timer.start()
        logger.info("the program's files are watched")

    def end(self) -> None:
        """Let go of the imports."""
        self._timer.stop()
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def _look(self, messages: Messages, leave: Callable[[], object]) -> None:
        if self.are_exchanged:
            self._timer.stop()
            logger.info("the program's files were exchanged")
            messages.warning(str(Exchanged()), action=("关闭程序", leave))

    # importlib's overrides

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if self.are_exchanged:
            raise Exchanged
        return None


def _sign_of(program: Path) -> _Sign | None:
    try:
        found = program.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
