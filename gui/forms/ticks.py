"""A list with a box to tick before each line."""

from collections.abc import Collection, Iterable
from typing import Final, TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from gui.early.theme import px

T = TypeVar("T")

_ROLE: Final = Qt.ItemDataRole.UserRole
_ON, _OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class TickList(QListWidget):
    """Values with words; one is ticked by its box, by its word, or by the space bar. `itemChanged` tells."""

    def __init__(self, parent: QWidget | None = None, *, called: str = "取值") -> None:
        super().__init__(parent)
        self.setObjectName("filterValues")
        self.setAccessibleName(called)
        self._was_ticked: dict[int, Qt.CheckState] = {}
        self.itemPressed.connect(self._on_pressed)
        self.itemClicked.connect(self._on_clicked)

    def offer(self, values: Iterable[tuple[T, str]], ticked: Collection[T] = ()) -> None:
        """Show these values by their words, some of them ticked, without saying so."""
        self.blockSignals(True)
        self.clear()
        for value, word in values:
            item = QListWidgetItem(word)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setData(_ROLE, value)
            item.setSizeHint(QSize(0, px(32)))
            item.setCheckState(_ON if value in ticked else _OFF)
            self.addItem(item)
        self.blockSignals(False)

    def tick(self, values: Collection[object]) -> None:
        """Tick these and no others, without saying so."""
        self.blockSignals(True)
        for item in self.items_there():
            item.setCheckState(_ON if item.data(_ROLE) in values else _OFF)
        self.blockSignals(False)

    def ticked(self) -> list[object]:
        """Return what is ticked, from top to bottom."""
        return [item.data(_ROLE) for item in self.items_there() if item.checkState() == _ON]

    def items_there(self) -> list[QListWidgetItem]:
        """Return every line."""
        return [self.item(row) for row in range(self.count())]

    def item_of(self, value: object) -> QListWidgetItem:
        """Return the line of a value."""
        return next(item for item in self.items_there() if item.data(_ROLE) == value)

    def _on_pressed(self, item: QListWidgetItem) -> None:
        self._was_ticked = {self.row(item): item.checkState()}

    def _on_clicked(self, item: QListWidgetItem) -> None:
        """Tick it by its word too, not by the small box alone."""
        if self._was_ticked.get(self.row(item)) == item.checkState():
            item.setCheckState(_OFF if item.checkState() == _ON else _ON)
