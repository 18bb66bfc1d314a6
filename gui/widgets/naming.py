"""A small dialog that asks for one name, with the names there are already."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from gui.early.buttons import Look, button
from gui.early.labels import Note
from gui.early.layouts import STRETCH, fill
from gui.early.theme import px
from gui.widgets.dialog import Dialog


class NameDialog(Dialog):
    """Enter takes what stands in the line; a click on a known name puts it there, a double click takes it."""

    named = Signal(str)
    """A name was given; the dialog stays open until `close`, or says what is wrong by `refuse`."""

    def __init__(
        self,
        over: QWidget,
        title: str,
        sentence: str,
        word: str,
        *,
        known: Sequence[str] = (),
        hint: str = "",
    ) -> None:
        """Ask over the window of `over`; `word` is on the button that takes the name."""
        super().__init__(over, title, width=420)
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(hint)
        self.line.setAccessibleName(title)
        self.known = QListWidget(self)
        self.known.setObjectName("knownNames")
        for name in known:
            item = QListWidgetItem(name, self.known)
            item.setSizeHint(QSize(0, px(32)))
        self.known.setVisible(bool(known))
        self.known.setFixedHeight(min(len(known), 6) * px(32) + px(4))
        self.known.itemClicked.connect(lambda item: self.line.setText(item.text()))
        self.known.itemDoubleClicked.connect(lambda _: self._on_taken())
        self.error = QLabel("", self)
        self.error.setObjectName("fieldError")
        self.error.setWordWrap(True)
        self.error.hide()
        self.take_button = button(word, self._on_taken, look=Look.PRIMARY, parent=self)
        self.take_button.setDefault(True)
        self._lay_out(title, sentence)

    def refuse(self, error: Exception) -> None:
        """Say what is wrong with the name; the dialog stays."""
        self.error.setText(str(error))
        self.error.show()
        self.line.setFocus()

    def _on_taken(self) -> None:
        self.error.hide()
        self.named.emit(self.line.text().strip())

    def _lay_out(self, title: str, sentence: str) -> None:
        self.add_title(title)
        fill(self.body, Note(sentence, self), self.line, self.error, self.known)
        fill(self.foot, STRETCH, button("取消", self.reject, parent=self), self.take_button)
