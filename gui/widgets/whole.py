"""A part of a splitter in which nothing is squeezed."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent


class Whole(QWidget):
    """Never lower than what stands in it needs at its width; the page scrolls instead.

    A splitter asks its parts for no height that depends on their width, so lines that wrap would be cut.
    """

    def _fit(self) -> None:
        layout = self.layout()
        if layout is not None and layout.hasHeightForWidth():
            needed = layout.minimumHeightForWidth(self.width())
            if needed != self.minimumHeight():
                self.setMinimumHeight(needed)

    # Qt overrides

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def resizeEvent(self, event: "QResizeEvent") -> None:
        super().resizeEvent(event)
        self._fit()
