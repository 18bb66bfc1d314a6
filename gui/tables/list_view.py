"""A list as every page shows it: search and filters above, counts and acts below."""

from collections.abc import Sequence
from typing import Final, Generic, TypeVar

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from gui.early.action_row import ActionRow
from gui.early.parts import Note, in_column, in_row
from gui.early.theme import QUIET, icon, px
from gui.tables.data_table import DataTable
from gui.widgets.cards import EmptyState, WhenEmpty
from gui.widgets.placing import FlowLayout

T = TypeVar("T")

_DEBOUNCE_MS: Final = 200


class SearchBox(QLineEdit):
    """Emits `searched` shortly after the last key, at once on Enter; Esc empties it, ↓ goes to the list."""

    searched = Signal(str)
    left_downwards = Signal()

    def __init__(
        self, hint: str = "搜索", parent: QWidget | None = None, *, debounce_ms: int = _DEBOUNCE_MS
    ) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint)
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(px(160))
        self.addAction(icon("search", QUIET, size=16), QLineEdit.ActionPosition.LeadingPosition)
        self._timer = QTimer(self, singleShot=True, interval=debounce_ms)
        self._timer.timeout.connect(self._on_settled)
        self._said = ""
        self.textChanged.connect(lambda *_: self._timer.start())

    def query(self) -> str:
        """What is being searched for, without blanks around it."""
        return self.text().strip()

    def set_query(self, text: str) -> None:
        """Show what is searched for, without saying so: whoever calls it searches."""
        self.setText(text)
        self._timer.stop()
        self._said = self.query()

    def _on_settled(self) -> None:
        self._timer.stop()
        if self.query() != self._said:
            self._said = self.query()
            self.searched.emit(self._said)

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(px(260), super().sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_settled()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self._on_settled()
        elif event.key() == Qt.Key.Key_Down:
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)


class ListView(QWidget, Generic[T]):
    """Shows a table with all that stands around it. Subclasses say what is filtered and what is counted."""

    selection_changed = Signal()

    asked = Signal()
    """Something else is searched for, or filtered."""

    def __init__(
        self,
        table: DataTable[T],
        empty: EmptyState,
        nothing_found: EmptyState,
        *,
        hint: str = "搜索名称、信用代码、拼音或拼音首字母",
        filters: Sequence[QWidget] = (),
        more: Sequence[QWidget] = (),
        above: Sequence[QWidget] = (),
        debounce_ms: int = _DEBOUNCE_MS,
        parent: QWidget | None = None,
    ) -> None:
        """Lay it out. The widgets that are handed over have no parent yet, so that Tab goes as the eye does.

        Args:
            table: What lists.
            empty: Stands in its place while there is nothing at all.
            nothing_found: Stands there while `is_filtered`.
            hint: What can be searched for.
            filters: Beside the search.
            more: Below it, a line for each.
            above: Above the table; unlike the others they hide and show themselves.
            debounce_ms: How long after a key it is searched.
            parent: The page.
        """
        super().__init__(parent)
        self.table, self.empty = table, empty
        self.search = SearchBox(hint, self, debounce_ms=debounce_ms)
        self.foot = Note("", self)
        self._tools, self._foot_row = QWidget(self), QWidget(self)
        line = FlowLayout(spacing=px(8))
        for one in (self.search, *filters):
            line.addWidget(one)
        in_column(line, *more, spacing=8, of=self._tools)
        self._stack = WhenEmpty(
            table, table.rows_model, empty, nothing_found=nothing_found, is_filtered=lambda: self.hides_rows
        )
        self._acts = ActionRow(self._foot_row)
        in_row((self.foot, 1), self._acts, spacing=12, of=self._foot_row)
        placed = [(one, Qt.AlignmentFlag.AlignLeft) if isinstance(one, QPushButton) else one for one in above]
        in_column(self._tools, *placed, (self._stack, 1), self._foot_row, spacing=10, of=self)
        self.search.left_downwards.connect(table.setFocus)
        self.search.searched.connect(lambda _: self.asked.emit())
        for one in (*filters, *more):
            if (changed := getattr(one, "value_changed", None)) is not None:
                changed.connect(self.asked)
        table.selectionModel().selectionChanged.connect(lambda *_: self._on_selection_changed())

    @property
    def is_filtered(self) -> bool:
        """Whether there may be more than is shown."""
        return bool(self.search.query())

    @property
    def hides_rows(self) -> bool:
        """Whether nothing is shown since nothing of what there may be is asked for."""
        return self.is_filtered

    def add_below(self, act: QWidget) -> None:
        """Put an act on the whole list beside what it comes to."""
        self._acts.add(act)

    def show_tools(self, has_any: bool) -> None:
        """Show what searches, filters and counts where there is anything at all."""
        for one in (self._tools, self._foot_row):
            one.setVisible(has_any)

    def _on_selection_changed(self) -> None:
        self.selection_changed.emit()
