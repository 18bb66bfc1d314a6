"""`door` for Windows, by Qt's own local sockets, which are pipes there."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from gui.shell.door import ANSWER_MS, SHOW


class Door(QObject):
    """See `gui.shell.door.Door`."""

    knocked = Signal()

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_knocked)
        QLocalServer.removeServer(name)
        self._server.listen(name)

    def close(self) -> None:
        self._server.close()

    def _on_knocked(self) -> None:
        while (caller := self._server.nextPendingConnection()) is not None:
            caller.write(SHOW)
            caller.flush()
            caller.disconnected.connect(caller.deleteLater)
            caller.disconnectFromServer()
            self.knocked.emit()


def knock(name: str) -> bool:
    caller = QLocalSocket()
    caller.connectToServer(name)
    is_answered = caller.waitForConnected(ANSWER_MS) and (
        caller.bytesAvailable() > 0 or caller.waitForReadyRead(ANSWER_MS)
    )
    caller.abort()
    return bool(is_answered)
