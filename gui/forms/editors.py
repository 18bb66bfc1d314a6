"""Editors of values, from a line of text to choices that show all their answers at once."""

from abc import abstractmethod
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import Final, Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolTip,
    QWidget,
)

from domain.enterprises.dictionary import Fact
from domain.enterprises.quantities import parse_figure, plain_figure
from domain.values.errors import BadInput
from domain.values.money import parse_yuan, yuan_text
from domain.values.texts import clean, one_line
from gui.early.letters import units_of
from gui.early.parts import PushButton, in_row, restyle
from gui.early.theme import px


class Unset(Enum):
    """The type of `UNSET`."""

    UNSET = "unset"


UNSET: Final = Unset.UNSET
"""Nothing was entered (未填). None means something else: a date that is known not to exist (无)."""


@runtime_checkable
class ValueEditor(Protocol):
    """What a form needs of an editor; every editor is also a QWidget."""

    @property
    def value_changed(self) -> SignalInstance:
        """Emitted, without arguments, whenever the user or `set_value` changed it."""

    def value(self) -> object:
        """Return the value, or `UNSET`. Raises `BadInput` where what was typed cannot be read."""

    def set_value(self, value: object) -> None:
        """Show a value, or `UNSET`."""

    def typed(self) -> str:
        """Return what stands there as text, readable or not, for a draft."""

    def type_in(self, text: str) -> None:
        """Put back what `typed` returned."""


class _LineEdit(QLineEdit):
    """One line. On leaving it is shown as it was understood, so that this can be read."""

    value_changed = Signal()

    def __init__(self, hint: str, parent: QWidget | None, max_length: int) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint)
        self.setMaxLength(max_length)
        self.textChanged.connect(self.value_changed)
        self.inputRejected.connect(self._on_refused)

    def typed(self) -> str:
        return self.text()

    def type_in(self, text: str) -> None:
        self.setText(text)

    def _on_refused(self) -> None:
        if units_of(self.text()) >= self.maxLength():
            said = f"这里最多 {self.maxLength():,} 个字，多出的没有写进来"
            QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), said, self)

    def _understood(self) -> str | None:
        """Return how what stands there is written; None where it may stay as it is."""
        return None

    # Qt overrides

    def setText(self, text: str | None) -> None:
        """Show a text, whole even where more may not be typed: what is there already is never cut."""
        self.setMaxLength(max(self.maxLength(), units_of(text or "")))
        super().setText(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        try:
            understood = self._understood()
        except BadInput:
            return
        if understood is not None and self.text() != understood:
            self.setText(understood)


class TextEdit(_LineEdit):
    """One line of text, without blanks around it and without what nobody can see."""

    def __init__(self, hint: str = "", parent: QWidget | None = None, *, max_length: int = 200) -> None:
        super().__init__(hint, parent, max_length)

    def value(self) -> str | Unset:
        """Return the text. Raises `BadInput` where it holds a control character."""
        return one_line(self.text()) or UNSET

    def set_value(self, value: object) -> None:
        self.setText("" if value is UNSET or value is None else str(value))
        self.setCursorPosition(0)


class LongTextEdit(QPlainTextEdit):
    """Several lines of text. Tab leaves it."""

    value_changed = Signal()

    def __init__(
        self, hint: str = "", parent: QWidget | None = None, *, lines: int = 3, max_length: int = 5000
    ) -> None:
        super().__init__(parent)
        self._max_length = max_length
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + px(18))
        self.textChanged.connect(self.value_changed)

    def value(self) -> str | Unset:
        """Return the text. Raises `BadInput` where it is too long."""
        text = clean(self.toPlainText()).strip()
        if len(text) > self._max_length:
            raise BadInput(f"最多 {self._max_length:,} 个字，现为 {len(text):,} 个")
        return text or UNSET

    def set_value(self, value: object) -> None:
        self.setPlainText("" if value is UNSET or value is None else str(value))

    def typed(self) -> str:
        return self.toPlainText()

    def type_in(self, text: str) -> None:
        self.setPlainText(text)


class _NumberEdit(_LineEdit):
    """A number, right-aligned."""

    def __init__(self, hint: str, parent: QWidget | None) -> None:
        super().__init__(hint, parent, 40)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def value(self) -> int | Unset:
        """Return the number in its units. Raises `BadInput` where it is none, or out of bounds."""
        return self._read(self.text()) if self.text().strip() else UNSET

    def set_value(self, value: object) -> None:
        self.setText(self._shown(value) if isinstance(value, int) else "")

    def _understood(self) -> str | None:
        value = self.value()
        return self._shown(value) if isinstance(value, int) else None

    @abstractmethod
    def _read(self, text: str) -> int:
        """Return what the text says."""

    @abstractmethod
    def _shown(self, value: int) -> str:
        """Return how a value is written."""

    # Qt overrides

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()


class MoneyEdit(_NumberEdit):
    """An amount in yuan; its value is whole fen. 30万, 1.2亿 and 1,234.50 may be typed."""

    def __init__(
        self, hint: str = "未填", parent: QWidget | None = None, *, may_be_negative: bool = True
    ) -> None:
        super().__init__(hint, parent)
        self._may_be_negative = may_be_negative
        self.setToolTip("单位：元；也可以输入 30万、1.2亿")

    def _read(self, text: str) -> int:
        amount = parse_yuan(text)
        if amount < 0 and not self._may_be_negative:
            raise BadInput("不能小于 0")
        return amount

    def _shown(self, value: int) -> str:
        return yuan_text(value)


class FigureEdit(_NumberEdit):
    """A number or a rate of a fact, within its bounds; its value is in the units of `dictionary.UNITS`."""

    def __init__(self, fact: Fact, parent: QWidget | None = None) -> None:
        super().__init__("未填", parent)
        self._fact = fact
        self.unit = fact.unit

    def _read(self, text: str) -> int:
        return parse_figure(self._fact, text)

    def _shown(self, value: int) -> str:
        return f"{Decimal(plain_figure(self._fact, value)):,f}"


_NARROWEST_CHOICE: Final = 112
_AROUND: Final = 10


class ChoiceBox(QComboBox):
    """One of a few named things. The first entry is 未填 unless one must be chosen.

    Where there is no room for the longest, what is chosen is shortened; the tip has it whole.
    """

    value_changed = Signal()

    def __init__(
        self,
        choices: Mapping[str, str],
        parent: QWidget | None = None,
        *,
        unset_word: str | None = "未填",
        called: str = "",
    ) -> None:
        """Offer `choices` (value → label); `unset_word` None leaves out the entry for nothing.

        `called` is said of it where no label does.
        """
        super().__init__(parent)
        self.setAccessibleName(called)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.offer(choices, unset_word)
        self.currentIndexChanged.connect(self.value_changed)

    def offer(self, choices: Mapping[str, str], unset_word: str | None = "未填") -> None:
        """Replace what can be chosen; what was chosen stays where it is still offered."""
        before = self.currentData()
        self.blockSignals(True)
        self.clear()
        if unset_word is not None:
            self.addItem(unset_word, UNSET)
        for value, label in choices.items():
            self.addItem(label, value)
        self.setCurrentIndex(max(0, self.findData(before)))
        self.blockSignals(False)

    def value(self) -> str | Unset:
        data = self.currentData()
        return data if isinstance(data, str) else UNSET

    def set_value(self, value: object) -> None:
        self.setCurrentIndex(max(0, self.findData(value)))

    def typed(self) -> str:
        value = self.value()
        return value if isinstance(value, str) else ""

    def type_in(self, text: str) -> None:
        self.set_value(text or UNSET)

    # Qt overrides

    def showPopup(self) -> None:
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + px(24))
        super().showPopup()

    def sizeHint(self) -> QSize:
        # Of itself, dressed by a style sheet, it reckons without what stands around the text.
        return super().sizeHint() + QSize(px(_AROUND), 0)

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().boundedTo(QSize(px(_NARROWEST_CHOICE), self.sizeHint().height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        style, part = self.style(), QStyle.SubControl.SC_ComboBoxEditField
        room = style.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
        text = option.currentText  # type: ignore[attr-defined]
        shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        self.setToolTip(text if shown != text else "")
        option.currentText = shown  # type: ignore[attr-defined]
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the page: a wheel that changes a figure unseen does harm."""
        event.ignore()


class EnterMovesOn(QObject):
    """Lets Enter go to the next field, as clerks expect of a form."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)  # type: ignore[attr-defined]
            and isinstance(watched, QWidget)
            and not isinstance(watched, QPlainTextEdit)
        ):
            # As by Tab, so that an amount is selected and can be overwritten.
            watched.focusNextPrevChild(True)
            return True
        return super().eventFilter(watched, event)


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

    def __init__(
        self, choices: Mapping[object, str], parent: QWidget | None = None, *, called: str = ""
    ) -> None:
        """Offer `choices` (value → word), the first one pressed; `called` is said where no label does."""
        super().__init__(parent)
        self.setAccessibleName(called)
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
            restyle(segment)

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
