"""A date that is today's until somebody enters another."""

from collections.abc import Callable
from datetime import date
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMenu, QWidget

from gui.forms.dates import OptionalDateEdit
from gui.forms.values import Unset

_LOOK_MS: Final = 60_000


class TodayEdit(OptionalDateEdit):
    """A date that must be given. Untouched it is today's whenever it is asked for, not that of the day on
    which the window was built: windows stay open over midnight, and for days.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, may_be_none=False)
        self.today: Callable[[], date] = date.today
        self._follows = False
        self.line.textEdited.connect(lambda *_: self._stop_following())
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def follow_today(self) -> None:
        """Be today's date from now on."""
        self._follows = True
        self.look()

    def look(self) -> None:
        """Show today's date, where it follows that."""
        if self._follows and self.line.text() != self.today().isoformat():
            self.line.setText(self.today().isoformat())

    def value(self) -> date | Unset | None:
        self.look()
        return super().value()

    def set_value(self, value: object) -> None:
        self._stop_following()
        super().set_value(value)

    def type_in(self, text: str) -> None:
        self._stop_following()
        super().type_in(text)

    def _stop_following(self) -> None:
        self._follows = False

    def _take(self, value: object, menu: QMenu) -> None:
        self._stop_following()
        super()._take(value, menu)
