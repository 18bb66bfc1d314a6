"""Choices that show all their answers at once."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QWidget

from gui.early.buttons import PushButton
from gui.early.layouts import in_row
from gui.forms.editors import UNSET, Unset

_TRUTH_KEYS: Final = {
    Qt.Key.Key_Y: True,
    Qt.Key.Key_1: True,
    Qt.Key.Key_N: False,
    Qt.Key.Key_0: False,
    Qt.Key.Key_Backspace: UNSET,
    Qt.Key.Key_Delete: UNSET,
}


class SegmentedChoice(QWidget):
    """A row of joined buttons, one of them pressed; ← and → move. One stop for Tab."""

    value_changed = Signal()

    def __init__(self, choices: Mapping[object, str], parent: QWidget | None = None) -> None:
        """Offer `choices` (value → word), the first one pressed."""
        super().__init__(parent)
        self._values = list(choices)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        layout = in_row(spacing=0, of=self)
        for at, word in enumerate(choices.values()):
            segment = PushButton(word, self)
            segment.setCheckable(True)
            segment.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            segment.setCursor(Qt.CursorShape.PointingHandCursor)
            segment.setProperty("segment", self._place(at))
            self._group.addButton(segment, at)
            layout.addWidget(segment)
        layout.addStretch(1)
        self._group.button(0).setChecked(True)
        self._group.idToggled.connect(self._on_toggled)

    def value(self) -> object:
        return self._values[self._group.checkedId()]

    def set_value(self, value: object) -> None:
        self._group.button(self._values.index(value) if value in self._values else 0).setChecked(True)

    def typed(self) -> str:
        return self._group.checkedButton().text()

    def type_in(self, text: str) -> None:
        for button in self._group.buttons():
            if button.text() == text:
                button.setChecked(True)

    def segment(self, value: object) -> PushButton:
        """Return the button of a value."""
        button = self._group.button(self._values.index(value))
        assert isinstance(button, PushButton)
        return button

    def name(self, value: object, word: str) -> None:
        """Give a value another word, such as one with a number of today."""
        self.segment(value).setText(word)

    def _place(self, at: int) -> str:
        if at == 0:
            return "first"
        return "last" if at == len(self._values) - 1 else "middle"

    def _on_toggled(self, _at: int, is_checked: bool) -> None:
        if is_checked:
            self.value_changed.emit()

    def _show_ring(self, is_shown: bool) -> None:
        for segment in self._group.buttons():
            segment.setProperty("ring", is_shown)
            segment.style().unpolish(segment)
            segment.style().polish(segment)

    # Qt overrides

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_ring(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_ring(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        at = min(max(self._group.checkedId() + step, 0), len(self._values) - 1)
        self._group.button(at).setChecked(True)


class TriStateChoice(SegmentedChoice):
    """未填, 是 or 否. Its value is True, False or `UNSET`. Y and 1 say 是, N and 0 否, Delete empties."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__({UNSET: "未填", True: "是", False: "否"}, parent)

    def value(self) -> bool | Unset:
        value = super().value()
        return value if isinstance(value, bool) else UNSET

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _TRUTH_KEYS:
            self.set_value(_TRUTH_KEYS[key])
        else:
            super().keyPressEvent(event)


class TruthBox(QComboBox):
    """未填, 是 or 否 where there is little room; Y and 1 say 是, N and 0 否, Delete empties."""

    value_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for word, value in (("未填", UNSET), ("是", True), ("否", False)):
            self.addItem(word, value)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.currentIndexChanged.connect(self.value_changed)

    def value(self) -> bool | Unset:
        data = self.currentData()
        return data if isinstance(data, bool) else UNSET

    def set_value(self, value: object) -> None:
        self.setCurrentIndex({True: 1, False: 2}.get(value, 0) if isinstance(value, bool) else 0)

    def typed(self) -> str:
        return "" if self.value() is UNSET else self.currentText()

    def type_in(self, text: str) -> None:
        self.setCurrentIndex(max(0, self.findText(text)))

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _TRUTH_KEYS:
            self.set_value(_TRUTH_KEYS[key])
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the page, as `ChoiceBox` does."""
        event.ignore()
