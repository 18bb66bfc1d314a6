"""A sentence that stays where it belongs, on a tinted strip."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from gui.early.icons import icon_pixmap
from gui.early.layouts import in_row

_INK: Final = {"warning": "#8a4b00", "error": "#b42318", "success": "#17653a"}
_INFO_INK: Final = "#1f5590"


class Banner(QFrame):
    """A sentence that must not be overlooked. Hidden while it has nothing to say."""

    def __init__(self, tone: str, icon_name: str, parent: QWidget | None = None) -> None:
        """`tone` is one of the message bar's; `icon_name` its mark."""
        super().__init__(parent)
        self.setObjectName("messageBar")
        self.setProperty("tone", tone)
        self._picture = QLabel(self)
        ink = _INK.get(tone, _INFO_INK)
        self._picture.setPixmap(icon_pixmap(icon_name, ink, 18, self.devicePixelRatioF()))
        self.label = QLabel(self)
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.row = in_row(
            (self._picture, Qt.AlignmentFlag.AlignTop),
            (self.label, 1),
            spacing=8,
            margins=(12, 8, 12, 8),
            of=self,
        )
        self.hide()

    def say(self, sentence: str) -> None:
        """Show a sentence; nothing hides the banner."""
        self.label.setText(sentence)
        self.setVisible(bool(sentence))
