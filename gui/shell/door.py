"""Where a second start of the program knocks at the first one, by a socket of the system.

Qt's own does the same, and with it QtNetwork and Kerberos come into the memory of every window: 3 MB.
Windows has no such sockets for Python, see `qt_door`; each of the two answers the other.
"""

import socket
from contextlib import suppress
from pathlib import Path
from typing import Final

from PySide6.QtCore import QDir, QObject, QSocketNotifier, Signal

SHOW: Final = b"show\n"
"""What who knocks is answered."""
ANSWER_MS: Final = 3_000


class Door(QObject):
    """Answers who knocks; nobody where the system refuses the socket: then the lock alone is told of."""

    knocked = Signal()

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        """Open a door that is known by a name; only who holds the folder it is named after may do so."""
        super().__init__(parent)
        self._place = _place_of(name)
        self._socket: socket.socket | None = None
        door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        door.setblocking(False)
        try:
            self._place.unlink(missing_ok=True)
            door.bind(str(self._place))
            self._place.chmod(0o600)
            door.listen()
        except OSError:
            door.close()
            return
        self._socket = door
        self._notifier = QSocketNotifier(door.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_knocked)

    def close(self) -> None:
        """Answer nobody any more."""
        door, self._socket = self._socket, None
        if door is not None:
            self._notifier.setEnabled(False)
            door.close()
            with suppress(OSError):
                self._place.unlink(missing_ok=True)

    def _on_knocked(self) -> None:
        while self._socket is not None:
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return  # nobody else
            with caller, suppress(OSError):
                caller.sendall(SHOW)
            self.knocked.emit()


def knock(name: str) -> bool:
    """Knock at a door; tell whether somebody answered."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
        caller.settimeout(ANSWER_MS / 1000)
        try:
            caller.connect(str(_place_of(name)))
            return bool(caller.recv(len(SHOW)))
        except OSError:
            return False


def _place_of(name: str) -> Path:
    return Path(QDir.tempPath(), name)
