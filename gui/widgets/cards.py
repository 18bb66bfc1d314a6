"""White cards on the page's grey."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget

from gui.early.labels import ElidedLabel
from gui.early.layouts import STRETCH, fill, in_column, in_row


class Card(QFrame):
    """A white panel with a thin border. Put things into `body`; `head` is the row of its title."""

    def __init__(self, title: str = "", parent: QWidget | None = None, *, padding: int = 16) -> None:
        super().__init__(parent)
        self.title = title
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = in_column(spacing=12, margins=padding, of=self)
        self.head = in_row(spacing=8)
        if title:
            # In a narrow card it is shortened, so that nothing below is pushed out of sight.
            said = ElidedLabel(title, self)
            said.setObjectName("sectionTitle")
            fill(self.head, said, STRETCH)
            outer.addLayout(self.head)
        self.body = in_column(spacing=8)
        outer.addLayout(self.body, 1)
