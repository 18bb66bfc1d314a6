"""One more act in the menu of an editor."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QPlainTextEdit, QWidget


class ExtraAct(QObject):
    """Adds an act to the menu that a field opens, by the right button or the menu key."""

    def __init__(self, word: str, act: Callable[[], object], parent: QWidget) -> None:
        super().__init__(parent)
        self._word = word
        self._act = act

    def watch(self, *widgets: QWidget) -> None:
        """Offer the act on these widgets, and on what has their focus."""
        for widget in widgets:
            for one in {widget, widget.focusProxy() or widget}:
                one.installEventFilter(self)

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QContextMenuEvent) or not isinstance(watched, QWidget):
            return super().eventFilter(watched, event)
        if isinstance(watched, QLineEdit | QPlainTextEdit):
            menu = watched.createStandardContextMenu()
            menu.addSeparator()
        else:
            menu = QMenu(watched)
        menu.addAction(self._word, self._act)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())
        return True
