"""How much of something is used, as one bar: done, under way, and left."""

from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.early.theme import ACCENT, DANGER, LINE, px

_UNDER_WAY: Final = "#9dbfe3"
_HEIGHT: Final = 10


class MoneyBar(QWidget):
    """Shows parts of a whole; what goes beyond it is red at the end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[float, float, float] = (0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_parts(self, done: int, under_way: int, whole: int) -> None:
        """Show so much of a whole, which may be nothing."""
        beyond = min(max(done + under_way - whole, 0), under_way)
        of = max(whole, done + under_way, 1)
        self._parts = (done / of, (under_way - beyond) / of, beyond / of)
        self.update()

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(px(200), px(_HEIGHT))

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area, radius = QRectF(self.rect()), self.height() / 2
        clip = QPainterPath()
        clip.addRoundedRect(area, radius, radius)
        painter.setClipPath(clip)
        painter.fillRect(area, QColor(LINE))
        x = 0.0
        for part, colour in zip(self._parts, (ACCENT, _UNDER_WAY, DANGER), strict=True):
            painter.fillRect(QRectF(x, 0, part * area.width(), area.height()), QColor(colour))
            x += part * area.width()
        painter.end()
