"""Ties editors to named fields and shows what is wrong beside each."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import ValidationError
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel, QWidget

from domain.values.errors import BadInput
from gui.forms.editors import EnterMovesOn, ValueEditor
from gui.forms.values import UNSET

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
        self._touched: set[str] = set()
        self._foreign: dict[str, str] = {}
        self._loaded: dict[str, object] = {}
        self._is_loading = False
        self._is_valid = False
        self._was_dirty = False
        self._enter_moves_on = EnterMovesOn(self)

    def bind(self, field: str, editor: ValueEditor, complaint: QLabel) -> None:
        """Add a field: its editor, and the label its complaint is shown in."""
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
        for field, text in typed.items():
            if field in self._editors:
                self._editors[field].type_in(text)

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
        # What cannot be read is not "missing" as well.
        complaints = {**complaints, **self._foreign, **unreadable}
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
        widget.style().unpolish(widget)
        widget.style().polish(widget)
