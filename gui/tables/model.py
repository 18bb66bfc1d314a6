"""A table over a sequence of rows that is already in memory."""

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from domain.exchange.cells import CellKind

if TYPE_CHECKING:
    from domain.exchange.cells import Cell
    from gui.widgets.status import Status

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

STATUS_ROLE: Final = Role.UserRole + 1
"""The `Status` of a cell that is painted as a pill, else None."""

LEFT: Final = Qt.AlignmentFlag.AlignLeft
RIGHT: Final = Qt.AlignmentFlag.AlignRight


# Without slots: ``Column[Row](…)`` of a frozen class with slots fails, https://github.com/python/cpython/issues/116669
@dataclass(frozen=True)
class Column(Generic[T]):
    """One column.

    Attributes:
        title: Heading, with the unit where it has one.
        text: The cell's text.
        align: `LEFT`, or `RIGHT` for numbers.
        sort_key: What it is sorted by, None last; without it the column cannot be sorted.
        sorts: Whether it is sorted by its text.
        width: At 字号标准, in px; 0 leaves it to the view.
        stretches: Takes the room that is left, `width` at least.
        narrowest: What it may be narrowed to where there is not room for all; 0 leaves it as it is.
        status: Paints the cell as a pill; `text` still says it in words.
        tip: Shown while the pointer rests on the cell.
        tips: Whether that is its text.
        kind: What its cells are in Excel; all but texts need `value`.
        value: What the cell holds in Excel, in the units of `kind`; where it is None, its text stands there.
        is_personal: Whether it leaves the program masked unless it is asked for.
        only_exported: Not shown, but in Excel it stands beside what is.
    """

    title: str
    text: Callable[[T], str]
    _: KW_ONLY
    align: Qt.AlignmentFlag = LEFT
    sort_key: Callable[[T], Any] | None = None
    sorts: bool = False
    width: int = 0
    stretches: bool = False
    narrowest: int = 0
    status: "Callable[[T], Status | None] | None" = None
    tip: Callable[[T], str] | None = None
    tips: bool = False
    kind: CellKind = CellKind.TEXT
    value: "Callable[[T], Cell] | None" = None
    is_personal: bool = False
    only_exported: bool = False

    def __post_init__(self) -> None:
        if self.sorts:
            object.__setattr__(self, "sort_key", self.text)
        if self.tips:
            object.__setattr__(self, "tip", self.text)


class LazyRows(Sequence[T]):
    """Rows that are made when they are looked at, since there may be a million of them."""

    @abstractmethod
    def arranged(self, column: int, *, descending: bool) -> "LazyRows[T]":
        """Return the same rows sorted by a column."""

    @abstractmethod
    def position_of(self, key: object) -> int | None:
        """Return where the row with this key stands."""


class RowsModel(QAbstractTableModel, Generic[T]):
    """Shows `rows` through `columns`. `key` tells rows apart: views find their place after a reload."""

    def __init__(
        self,
        columns: Sequence[Column[T]],
        rows: Sequence[T] = (),
        *,
        key: Callable[[T], object] = id,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.key = key
        self._rows: Sequence[T] = list(rows)
        self._sorted_by: tuple[int, Qt.SortOrder] | None = None

    @property
    def rows(self) -> Sequence[T]:
        """Every row, in the order shown."""
        return self._rows

    def replace(self, rows: Sequence[T]) -> None:
        """Show other rows, sorted as before."""
        self.beginResetModel()
        self._rows = rows if isinstance(rows, LazyRows) else list(rows)
        self._arrange()
        self.endResetModel()

    def row_at(self, index: Index | int) -> T:
        """Return the row shown there."""
        return self._rows[index if isinstance(index, int) else index.row()]

    def position_of(self, key: object) -> int | None:
        """Return where the row with this key is shown."""
        if isinstance(self._rows, LazyRows):
            return self._rows.position_of(key)
        return next((at for at, row in enumerate(self._rows) if self.key(row) == key), None)

    def _arrange(self) -> None:
        if self._sorted_by is None or self._sorted_by[0] < 0:
            return
        column, order = self._sorted_by
        if isinstance(self._rows, LazyRows):
            self._rows = self._rows.arranged(column, descending=order == Qt.SortOrder.DescendingOrder)
            return
        sort_key = self.columns[column].sort_key
        if sort_key is None:
            return
        known = [row for row in self._rows if sort_key(row) is not None]
        unknown = [row for row in self._rows if sort_key(row) is None]
        known.sort(key=sort_key, reverse=order == Qt.SortOrder.DescendingOrder)
        self._rows = known + unknown

    # Qt overrides

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            if role == Role.DisplayRole:
                return self.columns[section].title
            if role == Role.TextAlignmentRole:
                return self.columns[section].align | Qt.AlignmentFlag.AlignVCenter
        return super().headerData(section, orientation, role)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column, row = self.columns[index.column()], self._rows[index.row()]
        if role == Role.DisplayRole:
            return column.text(row)
        if role == Role.TextAlignmentRole:
            return column.align | Qt.AlignmentFlag.AlignVCenter
        if role == STATUS_ROLE:
            return None if column.status is None else column.status(row)
        if role == Role.ToolTipRole:
            return None if column.tip is None else column.tip(row)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self._rows
        self._sorted_by = (column, order)
        self._arrange()
        for index, place in zip(self.persistentIndexList(), self._moved(before), strict=True):
            self.changePersistentIndex(index, self.index(place, index.column()))
        self.layoutChanged.emit()

    def _moved(self, before: Sequence[T]) -> Iterator[int]:
        """Yield where the rows of the persistent indexes, which views keep, stand now."""
        if isinstance(self._rows, LazyRows):
            for index in self.persistentIndexList():
                place = self.position_of(self.key(before[index.row()]))
                yield -1 if place is None else place
            return
        places = {id(row): at for at, row in enumerate(self._rows)}
        yield from (places[id(before[index.row()])] for index in self.persistentIndexList())
