"""The rows of a checked sheet as a grid: only what is looked at is made."""

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor

from domain.exchange.intake.cells import text_of
from domain.exchange.intake.checking import CheckedFile, CheckedSheet, Spot
from domain.exchange.intake.layout import Column
from gui.early.theme import FAINT

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

_WRONG: Final = QColor("#fad9d5")
_LEFT_OUT: Final = QColor("#f1f3f5")


class CheckModel(QAbstractTableModel):
    """Rows that come in, or only those with faults; cells may be set right."""

    checked = Signal()
    """A cell was changed and everything checked again."""

    def __init__(self, label: Callable[[CheckedSheet, Column], str], parent: QObject | None = None) -> None:
        """`label` says what a column holds."""
        super().__init__(parent)
        self._label = label
        self._file: CheckedFile | None = None
        self._sheet: CheckedSheet | None = None
        self._columns: list[Column] = []
        self._rows: list[int] = []
        self._wrong_rows: set[int] = set()

    @property
    def sheet(self) -> CheckedSheet:
        assert self._sheet is not None
        return self._sheet

    def show_sheet(self, file: CheckedFile, sheet: CheckedSheet, *, only_wrong: bool = False) -> None:
        """Show a sheet; ``only_wrong`` leaves out the rows without faults."""
        self.beginResetModel()
        self._file, self._sheet = file, sheet
        self._columns = sheet.plan.read
        self._look()
        self._rows = sorted(self._wrong_rows) if only_wrong else sheet.rows
        self.endResetModel()

    def refresh(self) -> None:
        """Paint anew after faults came or went; rows stay where they are, so that nothing jumps away."""
        self._look()
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self._columns) - 1))
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(self._rows) - 1)

    def spot_of(self, index: Index) -> Spot:
        """Return which cell of the sheet is shown there."""
        return Spot(self._rows[index.row()], self._columns[index.column()].place)

    def index_of(self, spot: Spot) -> QModelIndex:
        """Return where a cell is shown; invalid where it is not."""
        column = next((at for at, one in enumerate(self._columns) if one.place == spot.column), -1)
        try:
            row = self._rows.index(spot.row)
        except ValueError:
            return QModelIndex()
        return self.index(row, column) if column >= 0 else QModelIndex()

    def _look(self) -> None:
        self._wrong_rows = {spot.row for spot in self.sheet.faults()}

    # Qt overrides

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            if section >= len(self._rows):
                return None
            row = self._rows[section]
            if role == Role.DisplayRole:
                return f"● {row + 1}" if row in self._wrong_rows else str(row + 1)
            if role == Role.ForegroundRole and row in self._wrong_rows:
                return QBrush(QColor("#b42318"))
            return None
        if role == Role.DisplayRole:
            return self._label(self.sheet, self._columns[section])
        if role == Role.ToolTipRole:
            column = self._columns[section]
            return f"{column.letters} 列“{column.heading}”"
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role in (Role.DisplayRole, Role.EditRole):
            spot = self.spot_of(index)
            text = text_of(self.sheet.plan.sheet.rows[spot.row][spot.column])
            return text if role == Role.EditRole else " ".join(text[:200].split())
        if role == Role.BackgroundRole:
            spot = self.spot_of(index)
            if spot.row in self.sheet.left_out:
                return _LEFT_OUT
            return _WRONG if spot.row in self._wrong_rows and self.sheet.fault(spot) else None
        if role == Role.ForegroundRole and self._rows[index.row()] in self.sheet.left_out:
            return QBrush(QColor(FAINT))
        if role == Role.ToolTipRole:
            return self.sheet.fault(self.spot_of(index)) or None
        return None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        if role != Role.EditRole or self._file is None or value == self.data(index, Role.EditRole):
            return False
        self._file.edit(self.sheet, self.spot_of(index), str(value))
        self.refresh()
        self.checked.emit()
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() else flags
