"""Files chosen in a form, to be kept with what is done by it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gui.early.parts import STRETCH, Look, Note, button, in_column, in_row
from gui.forms.editors import UNSET, Unset


class ChosenFiles(QWidget):
    """An editor whose value are files that were chosen; they are kept once what they belong to is done."""

    value_changed = Signal()

    def __init__(self, choose: Callable[[], object], hint: str, parent: QWidget | None = None) -> None:
        """`choose` is what the button does that asks for files; `hint` is said where there are none."""
        super().__init__(parent)
        self._hint = hint
        self.button = button("选择文件…", choose, icon_name="upload", parent=self)
        self.drop_button = button("去掉", lambda: self.set_value(()), look=Look.LINK, parent=self)
        self.said = Note("", self)
        self.said.setWordWrap(True)
        in_column(in_row(self.button, self.drop_button, STRETCH), self.said, spacing=6, of=self)
        self.setFocusProxy(self.button)
        self._paths: tuple[Path, ...] = ()
        self.set_value(())

    def value(self) -> tuple[Path, ...] | Unset:
        return self._paths or UNSET

    def set_value(self, value: object) -> None:
        self._paths = value if isinstance(value, tuple) else ()
        names = "、".join(path.name for path in self._paths)
        self.said.setText(names or self._hint)
        self.drop_button.setVisible(bool(names))
        self.value_changed.emit()

    def typed(self) -> str:
        return "\n".join(map(str, self._paths))

    def type_in(self, text: str) -> None:
        self.set_value(tuple(map(Path, text.splitlines())))
