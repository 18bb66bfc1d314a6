"""The units of a document: which are joined, split, and made clauses of."""

from collections.abc import Collection
from typing import Final

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHeaderView, QPlainTextEdit, QTreeWidget, QTreeWidgetItem, QWidget

from domain.policies.authoring.documents.document import Document, Unit
from gui.early.letters import character_at
from gui.early.theme import px

_ID: Final = Qt.ItemDataRole.UserRole
_MOST: Final = 60
_ROW: Final = 32
_ON, _OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class UnitTree(QTreeWidget):
    """A line for each unit, under the one that it belongs to; ticked are those that clauses are made of.

    Space ticks, J joins a unit with the one before it.
    """

    chosen = Signal(str)
    """Another unit is current; its id."""
    ticked = Signal(str, bool)
    join_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setHeaderHidden(True)
        self.setAccessibleName("条目")
        self.setUniformRowHeights(True)
        self.setIndentation(px(18))
        self.setMinimumWidth(px(240))
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._items: dict[str, QTreeWidgetItem] = {}
        self._shown: tuple[Unit, ...] = ()
        self.currentItemChanged.connect(lambda now, _: self.chosen.emit(_id_of(now)))
        self.itemChanged.connect(lambda item, _: self.ticked.emit(_id_of(item), item.checkState(0) == _ON))

    @property
    def current_unit(self) -> str:
        """The id of the current unit; empty where there is none."""
        return _id_of(self.currentItem())

    def show_units(self, document: Document, clauses: Collection[str]) -> None:
        """Show the units of a document, those of ``clauses`` ticked; the current one stays."""
        blocker = QSignalBlocker(self)
        if document.units != self._shown:
            self._build(document)
        for id_, item in self._items.items():
            item.setCheckState(0, _ON if id_ in clauses else _OFF)
        blocker.unblock()

    def choose(self, unit_id: str) -> None:
        """Make a unit current; the first where there is none of that id."""
        item = self._items.get(unit_id) or self.topLevelItem(0)
        if item is not None:
            self.setCurrentItem(item)

    def word_of(self, unit_id: str) -> str:
        """Return what the line of a unit says."""
        return self._items[unit_id].text(0)

    def _build(self, document: Document) -> None:
        current = self.current_unit
        at = [unit.id for unit in self._shown].index(current) if current else 0
        self.clear()
        self._items, self._shown = {}, document.units
        for unit in document.units:
            item = QTreeWidgetItem([_line_of(unit)])
            item.setData(0, _ID, unit.id)
            item.setSizeHint(0, QSize(0, px(_ROW)))
            item.setToolTip(0, unit.text[:400])
            above = self._items.get(unit.parent)
            if above is None:
                self.addTopLevelItem(item)
            else:
                above.addChild(item)
            self._items[unit.id] = item
        self.expandAll()
        if document.units:
            # What was joined to the one before is gone: that one is current then.
            kept = current if current in self._items else document.units[max(0, at - 1)].id
            self.choose(kept)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) or event.key() != Qt.Key.Key_J:
            super().keyPressEvent(event)
        elif self.current_unit:
            self.join_wanted.emit(self.current_unit)


class UnitText(QPlainTextEdit):
    """What a unit says, to be read with a cursor in it: S splits the unit there."""

    split_wanted = Signal(int)
    """Before which character."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        flag = Qt.TextInteractionFlag
        self.setTextInteractionFlags(flag.TextSelectableByMouse | flag.TextSelectableByKeyboard)
        self.setCursorWidth(2)
        self.setTabChangesFocus(True)
        self.setAccessibleName("条目原文")
        self.setPlaceholderText("这个条目自己没有文字，内容在下一级")

    @property
    def place(self) -> int:
        """Before which character of the text the cursor stands."""
        return character_at(self.toPlainText(), self.textCursor().position())

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_S and not event.modifiers():
            self.split_wanted.emit(self.place)
        else:
            super().keyPressEvent(event)


def _line_of(unit: Unit) -> str:
    said = unit.name
    if not unit.heading:
        said = f"{said} {unit.text}".strip()
    said = " ".join(said.split())
    return said if len(said) <= _MOST else f"{said[:_MOST]}…"


def _id_of(item: QTreeWidgetItem | None) -> str:
    return "" if item is None else str(item.data(0, _ID))
