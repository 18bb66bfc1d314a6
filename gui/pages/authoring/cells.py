"""The small editors that a formula is made of on the screen."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QCompleter, QLabel, QLineEdit, QMenu, QSizePolicy, QWidget

from domain.policies.authoring.forms.choices import Choice
from domain.policies.language import blanks
from domain.policies.language.blanks import is_blank
from gui.early.parts import PushButton, ToolButton, icon_button
from gui.early.theme import QUIET, icon, px
from gui.forms.editors import ChoiceBox

Acts = Callable[[], Mapping[str, Callable[[], object]]]
"""Returns what may be done by then, by its word."""

_HINTS: Final = {
    blanks.AMOUNT: "金额，如 30万",
    blanks.RATE: "比例，如 5%",
    blanks.NUMBER: "数",
    blanks.DAY: "日期，如 2026-06-30",
    blanks.TEXT: "文字",
}
_HEIGHT: Final = 34
_WIDEST: Final = 240
_NARROWEST: Final = 68
_NARROWEST_BOX: Final = 64


class ValueEdit(QLineEdit):
    """A figure, a rate or a day as it is typed; behind a bare number it offers the units that fit."""

    value_changed = Signal()

    def __init__(
        self, text: str, blank: str, units: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        """``blank`` is what stands in a formula where nothing is typed."""
        super().__init__(parent)
        self._room_for_mark = 0
        self._blank = text if is_blank(text) else blank
        self._units = [unit for unit in units if unit]
        hint = _HINTS.get(self._blank, "数额")
        if self._units and self._blank != blanks.DAY:
            hint = f"如 10{self._units[0]}"
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText("" if is_blank(text) else text)
        self.setCursorPosition(0)
        self.textChanged.connect(self._on_changed)
        if self._units:
            self.finder = QCompleter(self)
            self.textEdited.connect(self._offer)

    def value(self) -> str:
        """What is typed, without blanks around it; what stands for nothing where nothing is."""
        return self.text().strip() or self._blank

    def offer_kinds(self, acts: Acts) -> None:
        """Offer other ways to say it, behind a small mark at the end, or by Alt+↓."""
        self.kinds = menu_of(acts, self)
        more = self.addAction(icon("chevron-down", QUIET, size=14), QLineEdit.ActionPosition.TrailingPosition)
        more.setToolTip("换一种写法（Alt+↓）")
        more.setShortcut("Alt+Down")
        more.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        more.triggered.connect(lambda: self.kinds.popup(self.mapToGlobal(self.rect().bottomLeft())))
        self._room_for_mark = px(20)
        self.updateGeometry()

    def _on_changed(self) -> None:
        self.updateGeometry()
        self.value_changed.emit()

    def _offer(self, text: str) -> None:
        number = text.strip().replace(",", "")
        if not number or not number.replace(".", "", 1).isdecimal():
            return
        finder = QCompleter([f"{number}{unit}" for unit in self._units], self)
        finder.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(finder)
        finder.complete()

    # Qt overrides

    def sizeHint(self) -> QSize:
        text = self.text() or self.placeholderText()
        wanted = self.fontMetrics().horizontalAdvance(text) + px(26) + self._room_for_mark
        return QSize(min(max(wanted, px(_NARROWEST)), px(_WIDEST)), px(_HEIGHT))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            # Later, since the click or key that brought the focus puts the cursor somewhere.
            QTimer.singleShot(0, self, self.selectAll)


class CellBox(ChoiceBox):
    """A choice that is as wide as what is chosen, so that a formula stays in one line."""

    def __init__(
        self, choices: Mapping[str, str], parent: QWidget, *, unset_word: str | None, called: str
    ) -> None:
        super().__init__(choices, parent, unset_word=unset_word, called=called)
        self.currentIndexChanged.connect(self.updateGeometry)

    # Qt overrides

    def sizeHint(self) -> QSize:
        wanted = self.fontMetrics().horizontalAdvance(self.currentText()) + px(48)
        return QSize(max(wanted, px(_NARROWEST_BOX)), px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class Said(QLabel):
    """A word between two editors, as high as they are."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setObjectName("note")
        self.setFixedHeight(px(_HEIGHT))
        self.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)


class LabelsButton(PushButton):
    """Some of a few labels, ticked in a menu that opens with ↓ and Enter."""

    value_changed = Signal()

    def __init__(
        self, choices: Sequence[Choice], ticked: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent)
        self._choices, self._ticked = choices, [one for one in ticked if not is_blank(one)]
        self.setAccessibleName("选项")
        self.menu_of = _StayingMenu(self)
        for one in choices:
            action = self.menu_of.addAction(one.label)
            action.setCheckable(True)
            action.setChecked(one.value in self._ticked)
            action.toggled.connect(lambda is_on, value=one.value: self._tick(value, is_on=is_on))
        self.clicked.connect(lambda *_: self.menu_of.popup(self.mapToGlobal(self.rect().bottomLeft())))
        self._say()

    def value(self) -> tuple[str, ...]:
        return tuple(self._ticked)

    def _tick(self, value: str, *, is_on: bool) -> None:
        chosen = {*self._ticked, value} if is_on else {*self._ticked} - {value}
        self._ticked = [one.value for one in self._choices if one.value in chosen]
        self._say()
        self.value_changed.emit()

    def _say(self) -> None:
        named = [one.label for one in self._choices if one.value in self._ticked]
        self.setText("、".join(named) or "选一个或几个")


class _StayingMenu(QMenu):
    """Stays while its lines are ticked, so that several can be."""

    def mouseReleaseEvent(self, event: object) -> None:
        action = self.activeAction()
        if action is not None and action.isCheckable():
            action.trigger()
        else:
            super().mouseReleaseEvent(event)  # type: ignore[arg-type]

    def keyPressEvent(self, event: object) -> None:
        action = self.activeAction()
        if action is not None and event.key() == Qt.Key.Key_Space:  # type: ignore[attr-defined]
            action.trigger()
        else:
            super().keyPressEvent(event)  # type: ignore[arg-type]


def menu_of(acts: Acts, parent: QWidget) -> QMenu:
    """Return a menu of acts by their words, asked for as it opens."""
    menu = QMenu(parent)

    def offer() -> None:
        menu.clear()
        for word, act in acts().items():
            menu.addAction(word).triggered.connect(lambda *_, act=act: act())

    menu.aboutToShow.connect(offer)
    return menu


def menu_button(
    tip: str,
    acts: Acts,
    parent: QWidget | None = None,
    *,
    icon_name: str = "more",
) -> ToolButton:
    """Return a small button with a menu of acts by their words; Enter opens it."""
    result = icon_button(icon_name, tip, parent=parent)
    menu = menu_of(acts, result)
    result.clicked.connect(lambda *_: menu.popup(result.mapToGlobal(result.rect().bottomLeft())))
    result.setFixedHeight(px(_HEIGHT))
    assert isinstance(result, ToolButton)
    return result
