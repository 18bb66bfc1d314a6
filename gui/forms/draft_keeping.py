"""Typing that is kept before it is saved."""

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer

from domain.store import drafts
from gui.services import Services

_DEBOUNCE_MS: Final = 1000


class DraftKeeper(QObject):
    """Keeps a form's typing about a second after the last key."""

    def __init__(
        self, services: Services, typed: Callable[[], dict[str, Any] | None], parent: QObject
    ) -> None:
        """Keep what `typed` returns; where it returns None there is nothing left to keep."""
        super().__init__(parent)
        self._services = services
        self._typed = typed
        self._key = ""
        self._timer = QTimer(self, singleShot=True, interval=_DEBOUNCE_MS)
        self._timer.timeout.connect(self.keep_now)

    def begin(self, key: str) -> None:
        """Keep under a key from now on."""
        self._timer.stop()
        self._key = key

    def touch(self) -> None:
        """Something was typed."""
        self._timer.start()

    def pause(self) -> None:
        """Keep nothing until the next key."""
        self._timer.stop()

    def keep_now(self) -> None:
        self._timer.stop()
        seat, key, content = self._services.context.seat, self._key, self._typed()
        if content is None:
            self.forget()
        else:
            self._services.jobs.run(lambda _: drafts.keep(seat, key, content), owner=self)

    def forget(self) -> None:
        """Drop what was kept."""
        self._timer.stop()
        seat, key = self._services.context.seat, self._key
        self._services.jobs.run(lambda _: drafts.discard(seat, key), owner=self)
