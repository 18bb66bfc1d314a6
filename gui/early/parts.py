"""The small parts that everything is made of: arrangements, buttons, labels."""

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.early.theme import ACCENT, DANGER, INK, QUIET, icon, px

if TYPE_CHECKING:
    from PySide6.QtGui import QAction


STRETCH: Final = None
"""Takes the room that is left."""

_ANYWHERE: Final = Qt.AlignmentFlag(0)

Part: TypeAlias = QWidget | QLayout
Item: TypeAlias = (
    Part | int | tuple[Part, int] | tuple[Part, Qt.AlignmentFlag] | tuple[Part, int, Qt.AlignmentFlag] | None
)
"""A widget or a layout, perhaps with its share of the room and where it stands in it; an empty space of so
many px at 字号标准; or `STRETCH`.
"""

Margins: TypeAlias = int | tuple[int, int, int, int]


def in_row(
    *items: Item, spacing: int | None = None, margins: Margins = 0, of: QWidget | None = None
) -> QHBoxLayout:
    """Return a layout of items side by side, that of a widget where one is given.

    Spacing and margins (left, top, right, bottom, or all the same) are px at 字号标准; without a
    spacing it is that of what stands around it.
    """
    layout = QHBoxLayout() if of is None else QHBoxLayout(of)
    _set_up(layout, items, spacing, margins)
    return layout


def in_column(
    *items: Item, spacing: int | None = None, margins: Margins = 0, of: QWidget | None = None
) -> QVBoxLayout:
    """Return a layout of items one below the other; for the rest see `in_row`."""
    layout = QVBoxLayout() if of is None else QVBoxLayout(of)
    _set_up(layout, items, spacing, margins)
    return layout


def fill(layout: QBoxLayout, *items: Item) -> None:
    """Add items at the end."""
    for item in items:
        match item:
            case None:
                layout.addStretch(1)
            case int():
                layout.addSpacing(px(item))
            case (part, Qt.AlignmentFlag() as place):
                _add(layout, part, 0, place)
            case (part, int(share)):
                _add(layout, part, share)
            case (part, share, place):
                _add(layout, part, share, place)
            case part:
                _add(layout, part)


def _add(layout: QBoxLayout, part: Part, share: int = 0, place: Qt.AlignmentFlag = _ANYWHERE) -> None:
    if isinstance(part, QWidget):
        layout.addWidget(part, share, place)
    else:
        layout.addLayout(part, share)


def _set_up(layout: QBoxLayout, items: tuple[Item, ...], spacing: int | None, margins: Margins) -> None:
    left, top, right, bottom = margins if isinstance(margins, tuple) else (margins,) * 4
    layout.setContentsMargins(px(left), px(top), px(right), px(bottom))
    if spacing is not None:
        layout.setSpacing(px(spacing))
    fill(layout, *items)


class PushButton(QPushButton):
    """A button that Enter presses too, in windows and dialogs alike, while it has the focus."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        # Qt's own way to this would let the first such button of a dialog answer Enter in every field.
        self.setAutoDefault(False)
        self._is_wanted = True
        self._against = ""
        self._tip = ""

    def forbid(self, reason: str) -> None:
        """Stay grey whatever else would have it pressed, and say why; an empty reason ends that."""
        if reason == self._against:
            return
        self._against = reason
        super().setToolTip(reason or self._tip)
        super().setEnabled(self._is_wanted and not reason)

    # Qt overrides

    def setToolTip(self, tip: str) -> None:
        self._tip = tip
        super().setToolTip(self._against or tip)

    def setEnabled(self, is_enabled: bool) -> None:
        self._is_wanted = is_enabled
        super().setEnabled(is_enabled and not self._against)

    def setText(self, text: str) -> None:
        """Say something else; the shortcut stays, which Qt would drop."""
        if text == self.text():
            return
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
    LINE = "line"
    """A whole line that leads somewhere; what it says are labels on it."""
    TILE = "tile"
    """A card that leads somewhere, likewise."""


_INK = {
    Look.PRIMARY: "#ffffff",
    Look.PLAIN: INK,
    Look.QUIET: QUIET,
    Look.LINK: ACCENT,
    Look.DANGER: DANGER,
    Look.CHIP: ACCENT,
    Look.LINE: INK,
    Look.TILE: INK,
}


def button(
    text: str,
    on_click: Callable[[], object] | None = None,
    *,
    look: Look = Look.PLAIN,
    icon_name: str = "",
    shortcut: str = "",
    parent: QWidget | None = None,
) -> PushButton:
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


class ElidedLabel(QLabel):
    """One line, shortened with … where it does not fit; the whole text is its tip."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__(parent)
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)

    # Qt overrides

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("…") * 2, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), self._mode, area.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(area, self.alignment(), shown)
        painter.end()


class Link(PushButton):
    """Words that lead somewhere; `followed` carries nothing, reached by Tab and Enter too."""

    followed = Signal()

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("look", "link")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda *_: self.followed.emit())


class SectionTitle(QLabel):
    """The heading of a group inside a page or a card."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setObjectName("sectionTitle")


class Note(QLabel):
    """A quiet sentence of explanation; wraps."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setObjectName("note")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)


class Complaint(QLabel):
    """What is wrong with something, beside it; hidden while nothing is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fieldError")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.hide()

    def say(self, complaint: str) -> None:
        self.setText(complaint)
        self.setVisible(bool(complaint))


def named_label(name: str, text: str = "", parent: QWidget | None = None, *, wraps: bool = False) -> QLabel:
    """Return a label that looks as the stylesheet says of `name`."""
    result = QLabel(text, parent)
    result.setObjectName(name)
    result.setWordWrap(wraps)
    return result


def empty(layout: QLayout) -> None:
    """Take everything out of a layout, and away."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


def restyle(widget: QWidget) -> None:
    """Dress a widget as the stylesheet says of it now, after its name or a property changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
