"""Enterprises put in order: by dragging, by keys, by buttons."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from domain.policies.manual.jointly import Party
from gui.early.parts import STRETCH, button, in_column, in_row
from gui.early.theme import px
from gui.forms.editors import UNSET, Unset

_KEY: Final = Qt.ItemDataRole.UserRole
_ROW: Final = 34
_MOST_ROWS: Final = 8
_HEADINGS: Final = ("次序", "企业", "认定后")


class OrderTable(QTreeWidget):
    """Rows that are dragged, or moved with Alt and the arrows."""

    moved = Signal()

    def __init__(self, parties: Sequence[Party], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("并列企业的次序")
        self.setColumnCount(len(_HEADINGS))
        self.setHeaderLabels(_HEADINGS)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        for one in parties:
            item = QTreeWidgetItem(self, ["", one.name, ""])
            item.setData(0, _KEY, one.key)
            item.setToolTip(1, f"{one.name}\n{one.uscc}")
            item.setSizeHint(0, QSize(0, px(_ROW)))
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        for at, width in enumerate((50, 0, 136)):
            self.setColumnWidth(at, px(width))
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        rows = min(len(parties), _MOST_ROWS)
        self.setFixedHeight(px(_ROW) * (rows + 1) + px(8))
        self.setCurrentItem(self._items()[0])
        self._number()

    @property
    def keys(self) -> tuple[str, ...]:
        """Who they are, in their order."""
        return tuple(str(one.data(0, _KEY)) for one in self._items())

    def put(self, at: int, to: int) -> None:
        """Put a row at another place."""
        if at == to or not 0 <= to < self.topLevelItemCount():
            return
        item = self._items()[at]
        self.takeTopLevelItem(at)
        self.insertTopLevelItem(to, item)
        self.setCurrentItem(item)
        self._number()
        self.moved.emit()

    def step(self, by: int) -> None:
        """Move the current row up or down."""
        at = self.indexOfTopLevelItem(self.currentItem())
        self.put(at, at + by)

    def arrange(self, keys: Sequence[str]) -> None:
        """Put all of them in this order."""
        for to, key in enumerate(keys):
            self.put(self.keys.index(key), to)

    def show_results(self, results: Mapping[str, tuple[str, str]]) -> None:
        """Say beside each what would come of it, and why."""
        for item in self._items():
            word, why = results.get(str(item.data(0, _KEY)), ("", ""))
            item.setText(2, word)
            item.setToolTip(2, why or word)

    def _items(self) -> list[QTreeWidgetItem]:
        found = (self.topLevelItem(at) for at in range(self.topLevelItemCount()))
        return [one for one in found if one is not None]

    def _number(self) -> None:
        for at, item in enumerate(self._items(), start=1):
            item.setText(0, str(at))

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if by is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.step(by)
        else:
            super().keyPressEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        place = event.position().toPoint()
        at, under = self.indexOfTopLevelItem(self.currentItem()), self.itemAt(place)
        to = self.topLevelItemCount()
        if under is not None:
            is_below = place.y() > self.visualItemRect(under).center().y()
            to = self.indexOfTopLevelItem(under) + is_below
        self.put(at, to - (to > at))
        self.stopAutoScroll()
        self.viewport().update()
        # Moved already: Qt would take away the row that was dragged.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()


class OrderEdit(QWidget):
    """An editor whose value are the keys of enterprises in their order, once somebody says so."""

    value_changed = Signal()

    def __init__(self, parties: Sequence[Party], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = OrderTable(parties, self)
        up = button("上移", lambda: self.table.step(-1), icon_name="chevron-up", parent=self)
        down = button("下移", lambda: self.table.step(1), icon_name="chevron-down", parent=self)
        up.setToolTip("Alt+↑，也可以拖动")
        down.setToolTip("Alt+↓，也可以拖动")
        self.checked = QCheckBox("已核对，次序与抽签、会议等的结果一致", self)
        in_column(self.table, in_row(up, down, STRETCH, spacing=8), self.checked, spacing=6, of=self)
        self.setFocusProxy(self.table)
        self.table.moved.connect(self._on_moved)
        self.checked.toggled.connect(lambda _: self.value_changed.emit())

    def value(self) -> tuple[str, ...] | Unset:
        return self.table.keys if self.checked.isChecked() else UNSET

    def set_value(self, value: object) -> None:
        if isinstance(value, tuple):
            self.table.arrange(value)
        self.checked.setChecked(isinstance(value, tuple))

    def typed(self) -> str:
        return " ".join(self.table.keys)

    def type_in(self, text: str) -> None:
        self.table.arrange(text.split())

    def _on_moved(self) -> None:
        # It was another order that was looked at.
        self.checked.setChecked(False)
        self.value_changed.emit()
