"""Buttons in the few looks there are."""

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QToolButton, QWidget

from gui.early.icons import icon
from gui.early.theme import ACCENT, DANGER, INK, QUIET, px

if TYPE_CHECKING:
    from PySide6.QtGui import QAction


class PushButton(QPushButton):
    """A button that Enter presses too, in windows and dialogs alike, while it has the focus."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        # Qt's own way to this would let the first such button of a dialog answer Enter in every field.
        self.setAutoDefault(False)

    # Qt overrides

    def setText(self, text: str) -> None:
        """Say something else; the shortcut stays, which Qt would drop."""
        kept = self.shortcut()
        super().setText(text)
        self.setShortcut(kept)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _pressed_by_enter(self, event):
            super().keyPressEvent(event)


class ToolButton(QToolButton):
    """The same for a button that is only an icon."""

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _pressed_by_enter(self, event):
            super().keyPressEvent(event)


def _pressed_by_enter(pressed: QAbstractButton, event: QKeyEvent) -> bool:
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or event.isAutoRepeat():
        return False
    pressed.click()
    return True


class Look(StrEnum):
    """How much a button asks to be pressed. One primary a page."""

    PRIMARY = "primary"
    PLAIN = "plain"
    QUIET = "quiet"
    LINK = "link"
    DANGER = "danger"
    CHIP = "chip"


_INK = {
    Look.PRIMARY: "#ffffff",
    Look.PLAIN: INK,
    Look.QUIET: QUIET,
    Look.LINK: ACCENT,
    Look.DANGER: DANGER,
    Look.CHIP: ACCENT,
}


def button(
    text: str,
    on_click: Callable[[], object] | None = None,
    *,
    look: Look = Look.PLAIN,
    icon_name: str = "",
    shortcut: str = "",
    parent: QWidget | None = None,
) -> QPushButton:
    """Return a push button; `shortcut` (e.g. ``Ctrl+N``) is also told in its tip."""
    result = PushButton(text, parent)
    result.setProperty("look", str(look))
    result.setCursor(Qt.CursorShape.PointingHandCursor)
    if icon_name:
        result.setIcon(icon(icon_name, _INK[look], size=17))
        result.setIconSize(QSize(px(17), px(17)))
    if shortcut:
        result.setShortcut(shortcut)
        result.setToolTip(f"{text}（{shortcut.replace('Return', 'Enter')}）")
    if on_click is not None:
        result.clicked.connect(lambda *_: on_click())
    return result


def icon_button(
    icon_name: str, tip: str, on_click: Callable[[], object] | None = None, *, parent: QWidget | None = None
) -> QToolButton:
    """Return a small button that is only an icon; `tip` is what it does, in words."""
    result = ToolButton(parent)
    result.setIcon(icon(icon_name, QUIET, size=18))
    result.setIconSize(QSize(px(18), px(18)))
    result.setToolTip(tip)
    result.setAccessibleName(tip)
    result.setCursor(Qt.CursorShape.PointingHandCursor)
    result.setAutoRaise(True)
    if on_click is not None:
        result.clicked.connect(lambda *_: on_click())
    return result


def shortcut_action(owner: QWidget, keys: str, act: Callable[[], object]) -> "QAction":
    """Let `keys` do something while `owner` or a widget inside it has the focus."""
    from PySide6.QtGui import QAction  # noqa: PLC0415 - the first paint has none

    action = QAction(owner)
    action.setShortcut(keys)
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.triggered.connect(lambda *_: act())
    owner.addAction(action)
    return action
