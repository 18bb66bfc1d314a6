"""White cards on the page's grey."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from gui.early.labels import ElidedLabel
from gui.early.theme import px


class Card(QFrame):
    """A white panel with a thin border. Put things into `body`; `head` is the row of its title."""

    def __init__(self, title: str = "", parent: QWidget | None = None, *, padding: int = 16) -> None:
        super().__init__(parent)
        self.title = title
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(padding), px(padding), px(padding), px(padding))
        outer.setSpacing(px(12))
        self.head = QHBoxLayout()
        self.head.setSpacing(px(8))
        if title:
            # In a narrow card it is shortened, so that nothing below is pushed out of sight.
            said = ElidedLabel(title, self)
            said.setObjectName("sectionTitle")
            self.head.addWidget(said)
            self.head.addStretch(1)
            outer.addLayout(self.head)
        self.body = QVBoxLayout()
        self.body.setSpacing(px(8))
        outer.addLayout(self.body, 1)
