"""A form: labelled rows, each with its complaint underneath."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, Final

from pydantic import ValidationError
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from domain.values.errors import BadInput
from gui.early.parts import STRETCH, Complaint, SectionTitle, in_column, in_row, named_label, restyle
from gui.early.theme import px
from gui.forms.editors import UNSET, EnterMovesOn, FigureEdit, LongTextEdit, MoneyEdit, ValueEditor
from gui.widgets.placing import in_grid


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


Check = Callable[[dict[str, Any]], object]
"""Gets the values by field, those not entered left out. Returns complaints by field (none if empty), or the
checked thing itself; may raise pydantic's ValidationError. So ``Model.model_validate`` serves."""

_MESSAGES: Final[Mapping[str, str]] = {
    "missing": "请填写",
    "string_too_short": "请填写",
    "string_too_long": "最多 {max_length} 个字",
    "string_pattern_mismatch": "格式不对",
    "greater_than_equal": "不能小于 {ge}",
    "greater_than": "必须大于 {gt}",
    "less_than_equal": "不能大于 {le}",
    "int_parsing": "请填数字",
    "date_from_datetime_parsing": "请填日期，如 2022-05-01",
}


def complaints_of(error: ValidationError) -> dict[str, str]:
    """Return pydantic's findings in plain words, by field; the first of each."""
    found: dict[str, str] = {}
    for problem in error.errors():
        context: dict[str, Any] = problem.get("ctx", {})
        if problem["type"] == "value_error":
            text = str(context["error"])
        else:
            text = _MESSAGES.get(problem["type"], problem["msg"]).format(**context)
        found.setdefault(str(problem["loc"][0]) if problem["loc"] else "", text)
    return found


class FormBinding(QObject):
    """Keeps editors and fields in step. A field complains only once it was touched or submitted."""

    validity_changed = Signal(bool)
    dirty_changed = Signal(bool)
    changed = Signal(str)
    """The user changed this field."""

    def __init__(self, parent: QObject, check: Check) -> None:
        super().__init__(parent)
        self._check = check
        self._editors: dict[str, ValueEditor] = {}
        self._labels: dict[str, QLabel] = {}
        self._missing: dict[str, str] = {}
        self._touched: set[str] = set()
        self._foreign: dict[str, str] = {}
        self._loaded: dict[str, object] = {}
        self._is_loading = False
        self._is_valid = False
        self._was_dirty = False
        self._enter_moves_on = EnterMovesOn(self)

    def __contains__(self, field: str) -> bool:
        return field in self._editors

    def bind(self, field: str, editor: ValueEditor, complaint: QLabel, missing: str = "") -> None:
        """Add a field: its editor, the label of its complaint, and what that is where it is not entered."""
        if missing:
            self._missing[field] = missing
        self._editors[field] = editor
        self._labels[field] = complaint
        self._loaded[field] = _seen(editor)
        complaint.hide()
        assert isinstance(editor, QWidget)
        (editor.focusProxy() or editor).installEventFilter(self._enter_moves_on)
        editor.value_changed.connect(lambda: self._on_changed(field))

    def load(self, values: Mapping[str, object]) -> None:
        """Show values as they are stored; fields left out are not entered. Nothing is dirty afterwards."""
        self._is_loading = True
        for field, editor in self._editors.items():
            editor.set_value(values.get(field, UNSET))
        self._is_loading = False
        self.accept()

    def accept(self) -> None:
        """Take what stands there as stored, e.g. after saving."""
        self._touched.clear()
        self._foreign.clear()
        self._loaded = {field: _seen(editor) for field, editor in self._editors.items()}
        self._refresh()

    def set_value(self, field: str, value: object) -> None:
        """Put a value into one field, as if the user had typed it."""
        self._editors[field].set_value(value)

    def values(self) -> dict[str, Any]:
        """Return what was entered by field; a field not entered, or not readable, is absent."""
        return self._read()[0]

    def typed(self) -> dict[str, str]:
        """Return everything as it stands there, readable or not: what a draft keeps."""
        return {field: editor.typed() for field, editor in self._editors.items()}

    def restore(self, typed: Mapping[str, str]) -> None:
        """Put back what `typed` returned; what differs from what was loaded is dirty."""
        before = self.typed()
        self._is_loading = True
        for field, text in typed.items():
            if field in self._editors:
                self._editors[field].type_in(text)
        self._is_loading = False
        changed = [field for field, text in self.typed().items() if text != before[field]]
        self._touched.update(changed)
        self._refresh()
        for field in changed:
            self.changed.emit(field)

    def is_dirty(self) -> bool:
        """Whether anything differs from what was loaded."""
        return any(_seen(editor) != self._loaded[field] for field, editor in self._editors.items())

    def dirty_fields(self) -> list[str]:
        return [field for field, editor in self._editors.items() if _seen(editor) != self._loaded[field]]

    @property
    def is_valid(self) -> bool:
        return self._is_valid

    def submit(self) -> Any | None:
        """Return what the check made of the values (or they themselves); None with complaints shown."""
        self._touched.update(self._editors)
        self._foreign.clear()
        result, complaints = self._refresh()
        if complaints:
            self.focus(next((field for field in self._editors if field in complaints), ""))
            return None
        return result

    def complain(self, complaints: Mapping[str, str]) -> None:
        """Show complaints found elsewhere, e.g. by the service; each stays until its field is changed."""
        self._foreign = dict(complaints)
        self._refresh()
        self.focus(next((field for field in self._editors if field in complaints), ""))

    def focus(self, field: str) -> None:
        editor = self._editors.get(field)
        if isinstance(editor, QWidget):
            editor.setFocus()

    def error_text(self, field: str) -> str:
        """Return the complaint shown beside a field, or nothing."""
        label = self._labels[field]
        return "" if label.isHidden() else label.text()

    def _on_changed(self, field: str) -> None:
        if self._is_loading:
            return
        self._touched.add(field)
        self._foreign.pop(field, None)
        self._refresh()
        self.changed.emit(field)

    def _read(self) -> tuple[dict[str, Any], dict[str, str]]:
        values: dict[str, Any] = {}
        unreadable: dict[str, str] = {}
        for field, editor in self._editors.items():
            try:
                value = editor.value()
            except BadInput as error:
                unreadable[field] = error.complaints[0]
            else:
                if value is not UNSET:
                    values[field] = value
        return values, unreadable

    def _refresh(self) -> tuple[object, dict[str, str]]:
        values, unreadable = self._read()
        result: object = values
        complaints: dict[str, str] = {}
        try:
            checked = self._check(dict(values))
        except ValidationError as error:
            complaints = complaints_of(error)
        else:
            if isinstance(checked, Mapping):
                complaints = dict(checked)
            else:
                result = checked
        missing = {field: said for field, said in self._missing.items() if field not in values}
        # What cannot be read is not "missing" as well.
        complaints = {**missing, **complaints, **self._foreign, **unreadable}
        self._show(complaints)
        return result, complaints

    def _show(self, complaints: Mapping[str, str]) -> None:
        for field, label in self._labels.items():
            is_shown = field in complaints and (field in self._touched or field in self._foreign)
            label.setText(complaints.get(field, ""))
            label.setVisible(is_shown)
            _mark(self._editors[field], is_shown)
        if self._is_valid is not (not complaints):
            self._is_valid = not complaints
            self.validity_changed.emit(self._is_valid)
        if self._was_dirty is not self.is_dirty():
            self._was_dirty = not self._was_dirty
            self.dirty_changed.emit(self._was_dirty)


def _seen(editor: ValueEditor) -> object:
    """Return the value, or the complaint where it cannot be read: both differ from what was loaded."""
    try:
        return editor.value()
    except BadInput as error:
        return str(error)


def _mark(editor: ValueEditor, is_wrong: bool) -> None:
    """Give the editor the red border of `app.qss`, or take it away."""
    assert isinstance(editor, QWidget)
    widget = editor.focusProxy() or editor
    if bool(widget.property("wrong")) is not is_wrong:
        widget.setProperty("wrong", is_wrong)
        restyle(widget)


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
        binding: FormBinding | None = None,
        label_width: int = 150,
        editor_width: int = 320,
    ) -> None:
        """`check` is called on every change; widths are for 字号标准, in px.

        With a `binding` its fields are among those of several forms, which are checked and kept as one.
        """
        super().__init__(parent)
        self.binding = FormBinding(self, check) if binding is None else binding
        self.binding.dirty_changed.connect(self.dirty_changed)
        self._grid = in_grid(across=16, down=10, of=self)
        self._grid.setColumnMinimumWidth(0, px(label_width))
        self._grid.setColumnStretch(2, 1)
        self._grid.setRowStretch(_BELOW_ALL, 1)
        self._editor_width = editor_width
        self._rows = 0
        self._hints: dict[str, QLabel] = {}
        self._parts: dict[str, tuple[QWidget, QWidget]] = {}
        self._beside: dict[str, list[QWidget]] = {}

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
        missing: str = "",
        hint: str = "",
        unit: str = "",
        width: int = 0,
    ) -> None:
        """Add a field. `hint` stands quietly under it; `width` in px, 0 for the usual one.

        Of one that must be entered whatever else is, `missing` is said where it is not.
        """
        assert isinstance(editor, QWidget)
        star = " <span style='color:#b42318'>*</span>" if required or missing else ""
        name = named_label("fieldLabel", f"{label}{star}", self)
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
        complaint = Complaint(self)
        units = [named_label("note", word, self) for word in filter(None, [unit or _unit_of(editor)])]
        cell = in_column(self._line(editor, units), complaint, spacing=3)
        if hint:
            self._hints[field] = self._hint(hint)
            cell.addWidget(self._hints[field])
        self._grid.addWidget(name, self._rows, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addLayout(cell, self._rows, 1, 1, 2 if is_long else 1, Qt.AlignmentFlag.AlignTop)
        self._rows += 1
        self.binding.bind(field, editor, complaint, missing)
        if self._parts:
            # As the eye goes; by itself the order would be that in which they were made.
            before = list(self._parts.values())[-1][1]
            QWidget.setTabOrder(before.focusProxy() or before, editor.focusProxy() or editor)
        self._parts[field] = (name, editor)
        self._beside[field] = [*units, *filter(None, [self._hints.get(field)])]

    def add_reason(self, hint: str, missing: str, *, lines: int = 2, field: str = "because") -> None:
        """Add the field that asks why, which nothing is done without."""
        self.add(field, "理由", LongTextEdit(hint, lines=lines), missing=missing)

    def add_act(self, word: str, act: Callable[[str], object]) -> None:
        """Offer an act in the menu of every field; it is handed the field."""
        for field, parts in self._parts.items():
            ExtraAct(word, partial(act, field), self).watch(*parts)

    def set_hint(self, field: str, hint: str) -> None:
        """Say something else under a field that has a hint."""
        self._hints[field].setText(hint)

    def show_field(self, field: str, *, is_shown: bool) -> None:
        """Show a field that does not always matter, or leave it out of sight."""
        for part in (*self._parts[field], *self._beside[field]):
            part.setVisible(is_shown)

    def come_before(self, *buttons: QWidget) -> None:
        """Let Tab go from the last field to these, and begin with the first where nothing else is chosen."""
        editors = [editor.focusProxy() or editor for _, editor in self._parts.values()]
        for before, after in pairwise([*editors[-1:], *buttons]):
            QWidget.setTabOrder(before, after)
        if editors and self.window().focusWidget() is None:
            editors[0].setFocus()

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

    def _line(self, editor: QWidget, units: Sequence[QWidget]) -> QHBoxLayout:
        share = _MOST if isinstance(editor, LongTextEdit) else 0
        return in_row((editor, share), *units, STRETCH, spacing=8)

    def _hint(self, text: str) -> QLabel:
        hint = named_label("fieldHint", text, self)
        hint.setTextFormat(Qt.TextFormat.PlainText)
        hint.setWordWrap(True)
        hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        return hint


def _unit_of(editor: ValueEditor) -> str:
    if isinstance(editor, FigureEdit):
        return editor.unit
    return "元" if isinstance(editor, MoneyEdit) else ""
