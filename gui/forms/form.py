"""A form: labelled rows, each with its complaint underneath."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from gui.early.labels import SectionTitle
from gui.early.layouts import in_column, in_row
from gui.early.theme import px
from gui.forms.binding import Check, FormBinding
from gui.forms.editors import FigureEdit, LongTextEdit, MoneyEdit, ValueEditor
from gui.forms.menus import ExtraAct

_LONG: Final = 620
_MOST: Final = 100
_BELOW_ALL: Final = 1000
"""A row below every other takes what height is left over."""


def _nothing_to_complain(values: dict[str, Any]) -> Mapping[str, str]:
    return {}


class Form(QWidget):
    """Rows of label and editor, bound to fields. `binding` has the rest of what a page needs."""

    dirty_changed = Signal(bool)

    def __init__(
        self,
        check: Check = _nothing_to_complain,
        parent: QWidget | None = None,
        *,
        label_width: int = 150,
        editor_width: int = 320,
    ) -> None:
        """`check` is called on every change; widths are for 字号标准, in px."""
        super().__init__(parent)
        self.binding = FormBinding(self, check)
        self.binding.dirty_changed.connect(self.dirty_changed)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(16))
        self._grid.setVerticalSpacing(px(10))
        self._grid.setColumnMinimumWidth(0, px(label_width))
        self._grid.setColumnStretch(2, 1)
        self._grid.setRowStretch(_BELOW_ALL, 1)
        self._editor_width = editor_width
        self._rows = 0
        self._hints: dict[str, QLabel] = {}
        self._parts: dict[str, tuple[QWidget, QWidget]] = {}

    def add_section(self, title: str) -> None:
        """Begin a group of fields."""
        heading = SectionTitle(title, self)
        if self._rows:
            heading.setContentsMargins(0, px(14), 0, 0)
        self._grid.addWidget(heading, self._rows, 0, 1, 3)
        self._rows += 1

    def add(
        self,
        field: str,
        label: str,
        editor: ValueEditor,
        *,
        required: bool = False,
        hint: str = "",
        unit: str = "",
        width: int = 0,
    ) -> None:
        """Add a field. `hint` stands quietly under it; `width` in px, 0 for the usual one."""
        assert isinstance(editor, QWidget)
        name = QLabel(f"{label} <span style='color:#b42318'>*</span>" if required else label, self)
        name.setObjectName("fieldLabel")
        name.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        name.setFixedHeight(px(34))
        name.setBuddy(editor)
        editor.setAccessibleName(label)
        is_long = isinstance(editor, LongTextEdit)
        if is_long:
            # Takes what room there is, and gives it back.
            editor.setMinimumWidth(px(self._editor_width))
            editor.setMaximumWidth(px(width or _LONG))
        else:
            editor.setFixedWidth(px(width or self._editor_width))
        if not editor.minimumHeight():
            editor.setMinimumHeight(px(34))
        complaint = QLabel(self)
        complaint.setObjectName("fieldError")
        complaint.setWordWrap(True)
        complaint.setTextFormat(Qt.TextFormat.PlainText)
        cell = in_column(self._line(editor, unit or _unit_of(editor)), complaint, spacing=3)
        if hint:
            self._hints[field] = self._hint(hint)
            cell.addWidget(self._hints[field])
        self._grid.addWidget(name, self._rows, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addLayout(cell, self._rows, 1, 1, 2 if is_long else 1, Qt.AlignmentFlag.AlignTop)
        self._rows += 1
        self.binding.bind(field, editor, complaint)
        if self._parts:
            # As the eye goes; by itself the order would be that in which they were made.
            before = list(self._parts.values())[-1][1]
            QWidget.setTabOrder(before.focusProxy() or before, editor.focusProxy() or editor)
        self._parts[field] = (name, editor)

    def add_act(self, word: str, act: Callable[[str], object]) -> None:
        """Offer an act in the menu of every field; it is handed the field."""
        for field, parts in self._parts.items():
            ExtraAct(word, partial(act, field), self).watch(*parts)

    def set_hint(self, field: str, hint: str) -> None:
        """Say something else under a field that has a hint."""
        self._hints[field].setText(hint)

    def add_row(self, widget: QWidget) -> None:
        """Add something that is no field, e.g. a note, in the editors' column."""
        self._grid.addWidget(widget, self._rows, 1, 1, 2)
        self._rows += 1

    # What pages use most; see FormBinding.

    def load(self, values: Mapping[str, object]) -> None:
        self.binding.load(values)

    def values(self) -> dict[str, Any]:
        return self.binding.values()

    def submit(self) -> Any | None:
        return self.binding.submit()

    def is_dirty(self) -> bool:
        return self.binding.is_dirty()

    def _line(self, editor: QWidget, unit: str) -> QHBoxLayout:
        line = in_row((editor, _MOST if isinstance(editor, LongTextEdit) else 0), spacing=8)
        if unit:
            label = QLabel(unit, self)
            label.setObjectName("note")
            line.addWidget(label)
        line.addStretch(1)
        return line

    def _hint(self, text: str) -> QLabel:
        hint = QLabel(text, self)
        hint.setObjectName("fieldHint")
        hint.setTextFormat(Qt.TextFormat.PlainText)
        hint.setWordWrap(True)
        hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        return hint


def _unit_of(editor: ValueEditor) -> str:
    if isinstance(editor, FigureEdit):
        return editor.unit
    return "元" if isinstance(editor, MoneyEdit) else ""
