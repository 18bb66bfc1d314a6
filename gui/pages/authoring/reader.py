"""The draft read as the file that it will be, some moments after the last step."""

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from domain.policies.authoring.writing import Checked, checked
from gui.pages.authoring.steps import Steps
from gui.services import Services

_PAUSE_MS: Final = 300


class DraftReader(QObject):
    """Says what is wrong with a draft, and what its policy is where nothing is."""

    was_read = Signal()

    def __init__(self, services: Services, steps: Steps, parent: QObject) -> None:
        super().__init__(parent)
        self._services, self._steps = services, steps
        self.found = Checked(None)
        self._count = 0
        """The step of which `found` is."""
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._read)
        steps.changed.connect(self._pause.start)

    @property
    def is_current(self) -> bool:
        """Whether what was found is of the draft as it is now."""
        return self._count == self._steps.count and not self._pause.isActive()

    def read_now(self) -> None:
        """Read it without waiting for more steps."""
        self._pause.stop()
        self._read()

    def _read(self) -> None:
        draft, count, office = self._steps.draft, self._steps.count, self._services.context.office
        self._services.jobs.read(
            lambda _: checked(draft, office), lambda found: self._on_read(count, found), owner=self
        )

    def _on_read(self, count: int, found: Checked) -> None:
        if count == self._steps.count:
            self.found, self._count = found, count
            self.was_read.emit()
