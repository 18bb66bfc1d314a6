"""Where popups stand."""

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QWidget

from gui.early.theme import px


def place_below(popup: QWidget, button: QWidget, wanted: QSize) -> None:
    """Give a popup its size and a place below a button, flush right; all of it lies within the window."""
    window = button.window()
    gap = px(4)
    room = QRect(window.mapToGlobal(QPoint(0, 0)), window.size()).adjusted(gap, gap, -gap, -gap)
    corner = button.mapToGlobal(QPoint(button.width(), button.height() + gap))
    # Rather over the button than too low to be worked with.
    height = min(wanted.height(), max(room.bottom() - corner.y(), room.height() * 2 // 3))
    size = QSize(min(wanted.width(), room.width()), height)
    popup.setFixedSize(size)
    popup.move(
        max(room.left(), corner.x() - size.width()), max(room.top(), min(corner.y(), room.bottom() - height))
    )
