"""A line of a card on 工作台."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gui.early.parts import ElidedLabel, Look, PushButton, in_row, named_label

_INDENT: Final = 14


class DeskLine(PushButton):
    """A line that leads somewhere: what it is, and at the right what is to be said of it."""

    def __init__(
        self, title: str, note: str, *, is_head: bool = False, is_late: bool = False, parent: QWidget
    ) -> None:
        super().__init__("", parent)
        self.title, self.note = title, note
        self.setProperty("look", str(Look.LINE))
        self.setAccessibleName(f"{title}，{note}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        left = ElidedLabel(title, self)
        left.setObjectName("lineTitle" if is_head else "lineText")
        right = named_label("note", note, self)
        right.setProperty("tone", "late" if is_late else "")
        for one in (left, right):
            one.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        indent = 4 if is_head else _INDENT
        in_row((left, 1), right, spacing=12, margins=(indent, 0, 6, 0), of=self)
