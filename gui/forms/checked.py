"""Text that is the number of something, checked while it is typed."""

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from domain.enterprises.dictionary import TextCheck
from domain.enterprises.text_checks import check_text
from domain.values.errors import BadInput
from gui.forms.editors import TextEdit
from gui.forms.values import UNSET, Unset


class CheckedTextEdit(TextEdit):
    """A phone, an account or a code. On leaving it is shown in its standard form."""

    def __init__(self, check: TextCheck, parent: QWidget | None = None, *, max_length: int = 200) -> None:
        super().__init__(parent=parent, max_length=max_length)
        self._check = check

    def value(self) -> str | Unset:
        """Return the text in its standard form. Raises `BadInput` where it is not what it must be."""
        text = super().value()
        return text if text is UNSET else check_text(self._check, str(text))

    # Qt overrides

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        try:
            value = self.value()
        except BadInput:
            return
        if isinstance(value, str) and self.text() != value:
            self.setText(value)
