"""The panel in which the columns of the register are chosen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QWidget

from gui.early.parts import Look, Note, button, in_column
from gui.early.theme import px
from gui.pages.enterprises.register.register_columns import SHOWN_AT_FIRST, Entry
from gui.widgets.placing import place_below

if TYPE_CHECKING:
    from gui.pages.enterprises.register.list_model import RegisterModel
    from gui.tables.data_table import DataTable


ALWAYS: Final = "name"
"""The column without which nobody could tell the rows apart."""

_EXACT: Final = 1000


def shown_columns(table: DataTable[Entry], model: RegisterModel) -> list[tuple[str, int]]:
    """Return what is shown from left to right: name and width at 字号标准."""
    scale = px(_EXACT) / _EXACT
    return [(model.names[at], round(table.columnWidth(at) / scale)) for at in table.shown_columns()]


def show_columns(table: DataTable[Entry], model: RegisterModel, wanted: Iterable[tuple[str, int]]) -> None:
    """Show these columns, as `shown_columns` returns them; unknown ones are passed over."""
    header = table.horizontalHeader()
    places = {name: at for at, name in enumerate(model.names)}
    given = {name: width for name, width in wanted if name in places}
    if not given:
        given = {name: 0 for name in SHOWN_AT_FIRST if name in places}
    if ALWAYS not in given:
        given = {ALWAYS: 0, **given}
    for at, name in enumerate(model.names):
        table.setColumnHidden(at, name not in given)
    for place, (name, width) in enumerate(given.items()):
        at = places[name]
        header.moveSection(header.visualIndex(at), place)
        table.setColumnWidth(at, px(width or model.columns[at].width))
    table.fill_width()


def show_one(table: DataTable[Entry], model: RegisterModel, name: str, *, is_shown: bool) -> None:
    """Show one more column, at the right end, or one less."""
    shown = [one for one in shown_columns(table, model) if one[0] != name]
    show_columns(table, model, [*shown, (name, 0)] if is_shown else shown)


_ROLE: Final = Qt.ItemDataRole.UserRole


class ColumnsPanel(QFrame):
    """A popup; each tick takes effect at once."""

    changed = Signal()

    def __init__(self, table: DataTable[Entry], model: RegisterModel) -> None:
        super().__init__(table.window(), Qt.WindowType.Popup)
        self.setObjectName("filterPanel")
        self._table, self._model = table, model
        self.list = QListWidget(self)
        self.list.setObjectName("filterValues")
        self.list.setAccessibleName("显示的列")
        layout = in_column(
            Note("勾选要显示的列。拖动表头换位置、改宽度。", self),
            (self.list, 1),
            spacing=8,
            margins=12,
            of=self,
        )
        self.reset_button = button("恢复原来的列", self._reset, look=Look.LINK, parent=self)
        layout.addWidget(self.reset_button)
        self._fill()
        self.list.itemChanged.connect(self._on_ticked)

    def open(self, below: QWidget) -> None:
        """Show it under a button."""
        place_below(self, below, QSize(px(300), px(440)))
        self.show()
        self.list.setFocus()

    def _fill(self) -> None:
        shown = dict(shown_columns(self._table, self._model))
        self.list.blockSignals(True)
        self.list.clear()
        for name, column in zip(self._model.names, self._model.columns, strict=True):
            item = QListWidgetItem(column.title)
            item.setData(_ROLE, name)
            item.setSizeHint(QSize(0, px(32)))
            item.setCheckState(Qt.CheckState.Checked if name in shown else Qt.CheckState.Unchecked)
            if name == ALWAYS:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
        self.list.blockSignals(False)

    def _on_ticked(self, item: QListWidgetItem) -> None:
        is_shown = item.checkState() == Qt.CheckState.Checked
        show_one(self._table, self._model, item.data(_ROLE), is_shown=is_shown)
        self.changed.emit()

    def _reset(self) -> None:
        show_columns(self._table, self._model, [])
        self._fill()
        self.changed.emit()
