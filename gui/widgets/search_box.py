"""The box lists are filtered with."""

from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from gui.early.icons import icon
from gui.early.theme import QUIET, px

_DEBOUNCE_MS: Final = 200


class SearchBox(QLineEdit):
    """Emits `searched` shortly after the last key, at once on Enter; Esc empties it, ↓ goes to the list."""

    searched = Signal(str)
    left_downwards = Signal()

    def __init__(
        self, hint: str = "搜索", parent: QWidget | None = None, *, debounce_ms: int = _DEBOUNCE_MS
    ) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint)
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(px(160))
        self.addAction(icon("search", QUIET, size=16), QLineEdit.ActionPosition.LeadingPosition)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(debounce_ms)
        self._timer.timeout.connect(self._on_settled)
        self._said = ""
        self.textChanged.connect(lambda *_: self._timer.start())

    def query(self) -> str:
        """What is being searched for, without blanks around it."""
        return self.text().strip()

    def set_query(self, text: str) -> None:
        """Show what is searched for, without saying so: whoever calls it searches."""
        self.setText(text)
        self._timer.stop()
        self._said = self.query()

    def _on_settled(self) -> None:
        self._timer.stop()
        if self.query() != self._said:
            self._said = self.query()
            self.searched.emit(self._said)

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(px(260), super().sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_settled()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self._on_settled()
        elif event.key() == Qt.Key.Key_Down:
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)
