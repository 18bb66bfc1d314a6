"""Editors of days."""

from collections.abc import Callable
from datetime import date
from typing import Final

from PySide6.QtCore import QDate, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QMenu, QToolButton, QWidget, QWidgetAction

from domain.values.dates import parse_date
from domain.values.errors import BadInput
from gui.early.parts import Look, button, icon_button, in_row
from gui.early.theme import INK, QUIET, icon, px
from gui.forms.editors import UNSET, Unset

_WHOLE_DATE: Final = 104


class OptionalDateEdit(QWidget):
    """未填, 无 or a date; 2022-05-01, 20220501, 2022.5.1 and 2022年5月1日 may be typed.

    Its value is a `date`, None for 无, or `UNSET`.
    """

    value_changed = Signal()

    def __init__(
        self, parent: QWidget | None = None, *, none_word: str = "无", may_be_none: bool = True
    ) -> None:
        super().__init__(parent)
        self._none_word = none_word
        self._may_be_none = may_be_none
        self.line = QLineEdit(self)
        self.line.setPlaceholderText("未填，如 2022-05-01")
        self.line.setMaxLength(20)
        # A date whose year is out of sight is worse than a wider row.
        self.line.setMinimumWidth(px(_WHOLE_DATE))
        self.line.textChanged.connect(self.value_changed)
        self.line.editingFinished.connect(self._on_editing_finished)
        self._open = icon_button("calendar", "选择日期（Alt+↓）", self._on_open, parent=self)
        self._open.setShortcut("Alt+Down")
        # Enter and Tab go on to the next field; the keyboard opens it by its shortcut.
        self._open.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(self.line)
        layout = in_row((self.line, 1), self._open, spacing=4, of=self)
        if may_be_none:
            self.none_button = button(f"选{none_word}", self._on_none, look=Look.QUIET, parent=self)
            self.none_button.setToolTip(f"{none_word}：确知没有这一天")
            self.none_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            layout.addWidget(self.none_button)

    def value(self) -> date | Unset | None:
        """Return what was entered. Raises `BadInput` where it is no date."""
        text = self.line.text().strip()
        if not text:
            return UNSET
        if self._may_be_none and text in (self._none_word, "无"):
            return None
        return parse_date(text)

    def set_value(self, value: object) -> None:
        if isinstance(value, date):
            self.line.setText(value.isoformat())
        else:
            self.line.setText(self._none_word if value is None and self._may_be_none else "")

    def typed(self) -> str:
        return self.line.text()

    def type_in(self, text: str) -> None:
        self.line.setText(text)

    def _on_editing_finished(self) -> None:
        try:
            value = self.value()
        except BadInput:
            return
        if isinstance(value, date) and self.line.text() != value.isoformat():
            self.line.setText(value.isoformat())

    def _on_none(self) -> None:
        self.set_value(None)
        self.line.setFocus()

    def _on_open(self) -> None:
        menu = QMenu(self)
        calendar = _calendar(menu)
        calendar.setSelectedDate(self._start())
        calendar.clicked.connect(lambda day: self._take(day.toPython(), menu))
        calendar.activated.connect(lambda day: self._take(day.toPython(), menu))
        action = QWidgetAction(menu)
        action.setDefaultWidget(calendar)
        menu.addAction(action)
        menu.addSeparator()
        if self._may_be_none:
            menu.addAction(self._none_word, lambda: self._take(None, menu))
        menu.addAction("未填（清空）", lambda: self._take(UNSET, menu))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))
        calendar.setFocus()

    def _start(self) -> QDate:
        try:
            value = self.value()
        except BadInput:
            value = UNSET
        return QDate(value.year, value.month, value.day) if isinstance(value, date) else QDate.currentDate()

    def _take(self, value: object, menu: QMenu) -> None:
        self.set_value(value)
        menu.close()
        self.line.setFocus()


def _calendar(parent: QWidget) -> QCalendarWidget:
    """Return a month drawn like everything else; the week begins on Monday."""
    calendar = QCalendarWidget(parent)
    calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
    calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames)
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    days, heads = QTextCharFormat(), QTextCharFormat()
    days.setForeground(QColor(INK))
    heads.setForeground(QColor(QUIET))
    calendar.setHeaderTextFormat(heads)
    for day in Qt.DayOfWeek:
        calendar.setWeekdayTextFormat(day, days)
    for name, picture in (("prev", "chevron-left"), ("next", "chevron-right")):
        arrow = calendar.findChild(QToolButton, f"qt_calendar_{name}month")
        assert isinstance(arrow, QToolButton)
        arrow.setIcon(icon(picture, QUIET, size=16))
    return calendar


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
        self._timer = QTimer(self, interval=_LOOK_MS)
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
