"""Two parts beside each other, or one above the other where the window is narrow."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from gui.early.theme import px

_NARROW: Final = 760
"""Below this width, in px at 字号标准, neither side would have room for a line."""


class Sides(QSplitter):
    """The parts with a handle between them; the first has so much of the width, the second what is left."""

    def __init__(self, first: QWidget, second: QWidget, width: int, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._first = width
        self.setChildrenCollapsible(False)
        self.setHandleWidth(px(16))
        for at, part in enumerate((first, second)):
            self.addWidget(part)
            self.setStretchFactor(at, at)
        self._is_placed = False

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        flag = Qt.Orientation
        wanted = flag.Vertical if self.width() < px(_NARROW) else flag.Horizontal
        if wanted is not self.orientation() or not self._is_placed:
            self._is_placed = True
            self.setOrientation(wanted)
            room = self.height() if wanted is flag.Vertical else self.width()
            first = room * 2 // 5 if wanted is flag.Vertical else px(self._first)
            self.setSizes([first, max(1, room - first)])
        super().resizeEvent(event)
