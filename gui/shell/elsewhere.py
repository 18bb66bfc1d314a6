"""What others do on the same store, such as a command beside the window: pages hear of it as of their own."""

from typing import Final

from PySide6.QtCore import QObject, QTimer

from domain.store.tables import Kind
from gui.services import Services

_EVERY_MS: Final = 3_000
_LANE: Final = "elsewhere"


class Elsewhere(QObject):
    """Looks into the trail every few seconds for entries that were not made here."""

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._is_looking = False
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Look from now on."""
        self._timer.start()

    def look(self) -> None:
        """Have the pages reload what was changed since it was last looked."""
        if self._is_looking:
            return
        self._is_looking = True
        store = self._services.context.store
        self._services.jobs.read(
            lambda _: store.done_elsewhere(), self._on_read, on_failed=self._on_failed, owner=self, lane=_LANE
        )

    def _on_read(self, kinds: frozenset[Kind]) -> None:
        self._is_looking = False
        if kinds:
            self._services.changes.announce(kinds)

    def _on_failed(self, _: Exception) -> None:
        # Whoever needs the store is told; this only looks again.
        self._is_looking = False
