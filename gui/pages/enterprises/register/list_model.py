"""The register as rows: the store filters and sorts, the model keeps ids and the rows seen lately."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal

from domain.enterprises.dictionary import Dictionary
from domain.values.ids import EnterpriseId, enterprises_in
from gui.pages.enterprises.register.register_columns import Entry, columns_of
from gui.tables.data_table import Index, LazyRows, RowsModel

if TYPE_CHECKING:
    from domain.enterprises.register.listed import Listed

Role = Qt.ItemDataRole

BLOCK: Final = 100
"""So many rows are read at once."""

_BLOCKS_KEPT: Final = 60


@dataclass(frozen=True, slots=True)
class Listing:
    """What a query found: ids in order, rows read already, how many enterprises there are in all.

    Where it is not whole, it is the beginning of the list, and the rest follows.
    """

    ids: Sequence[EnterpriseId]
    rows: Mapping[EnterpriseId, Listed]
    total: int
    is_whole: bool = True


class RegisterModel(RowsModel[Entry]):
    """Asks for rows block by block as they come into sight; sorting asks the store again."""

    rows_wanted = Signal(int)
    """Rows from this place on are in sight and were not read yet; see `ids_of_block`."""

    sort_wanted = Signal(str, bool)
    """Sort by the column of this name, descending or not."""

    def __init__(self, dictionary: Dictionary, parent: QObject | None = None) -> None:
        columns = columns_of(dictionary)
        super().__init__(tuple(columns.values()), key=lambda entry: entry.id, parent=parent)
        self.names = tuple(columns)
        self._listing = Listing(enterprises_in(array("i")), {}, 0)
        self._seen = _Seen()

    @property
    def rows(self) -> Sequence[Entry]:
        return _Rows(self)

    @property
    def is_whole(self) -> bool:
        """Whether every row of the list is known, not only its beginning."""
        return self._listing.is_whole

    @property
    def ids(self) -> Sequence[EnterpriseId]:
        """Of every row, in the order shown."""
        return self._listing.ids

    def show(self, listing: Listing) -> None:
        """Show another list; where it has the same enterprises in it, what is selected stays."""
        is_same = listing.ids == self.ids
        if not is_same:
            self.beginResetModel()
        self._listing = listing
        self._seen = _Seen(dict(listing.rows))
        if is_same:
            self._announce(0, len(self.ids))
        else:
            self.endResetModel()

    def go_on(self, listing: Listing) -> None:
        """Show the whole of a list of which the beginning is shown."""
        shown = len(self.ids)
        if not shown or listing.ids[:shown] != self.ids:
            self.show(listing)
            return
        self._seen.add_all(listing.rows)
        if len(listing.ids) > shown:
            self.beginInsertRows(QModelIndex(), shown, len(listing.ids) - 1)
            self._listing = listing
            self.endInsertRows()
        self._listing = listing

    def ids_of_block(self, start: int) -> Sequence[EnterpriseId]:
        """Return the ids from a place that was announced by `rows_wanted`."""
        return self.ids[start : start + BLOCK]

    def take(self, start: int, ids: Sequence[EnterpriseId], rows: Mapping[EnterpriseId, Listed]) -> None:
        """Take in a block; an id without its row was deleted meanwhile."""
        if self.ids_of_block(start) == ids:
            self._seen.add(start, {id_: rows.get(id_) for id_ in ids})
            self._announce(start, len(ids))

    def refuse(self, start: int) -> None:
        """A block was not read after all; ask for it again when it is looked at."""
        self._seen.asked.discard(start)

    def row_at(self, index: Index | int) -> Entry:
        id_ = self.ids[index if isinstance(index, int) else index.row()]
        if id_ not in self._seen.rows:
            return Entry(id_)
        row = self._seen.rows[id_]
        return Entry(id_, row, is_gone=row is None)

    def position_of(self, key: object) -> int | None:
        try:
            return self.ids.index(key)  # whatever the key is, it is not there
        except (ValueError, TypeError):
            return None

    def _announce(self, start: int, count: int) -> None:
        if count:
            last = self.index(start + count - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(start, 0), last)

    # Qt overrides

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._listing.ids)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if role == Role.DisplayRole and index.isValid():
            entry = self.row_at(index)
            if entry.found is None and not entry.is_gone:
                start = index.row() // BLOCK * BLOCK
                if start not in self._seen.asked:
                    self._seen.asked.add(start)
                    self.rows_wanted.emit(start)
            return self.columns[index.column()].shown(entry)
        if role == Role.TextAlignmentRole and index.isValid():
            return self.columns[index.column()].align | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if column >= 0:
            self.sort_wanted.emit(self.names[column], order == Qt.SortOrder.DescendingOrder)


@dataclass(slots=True)
class _Seen:
    """The rows that were read, by id (None: deleted meanwhile), the latest blocks of them."""

    rows: dict[EnterpriseId, Listed | None] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)
    _blocks: dict[int, Sequence[EnterpriseId]] = field(default_factory=dict)

    def add(self, start: int, rows: Mapping[EnterpriseId, Listed | None]) -> None:
        self._blocks.pop(start, None)
        self._blocks[start] = list(rows)
        self.rows.update(rows)
        while len(self._blocks) > _BLOCKS_KEPT:
            oldest = next(iter(self._blocks))
            for id_ in self._blocks.pop(oldest):
                self.rows.pop(id_, None)
            self.asked.discard(oldest)

    def add_all(self, rows: Mapping[EnterpriseId, Listed]) -> None:
        self.rows.update(rows)


class _Rows(LazyRows[Entry]):
    """The rows of a model as they stand."""

    def __init__(self, model: RegisterModel) -> None:
        self._model = model

    def __len__(self) -> int:
        return len(self._model.ids)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return [self._model.row_at(place) for place in range(*at.indices(len(self)))]
        return self._model.row_at(at if at >= 0 else at + len(self))

    def __iter__(self) -> Iterator[Entry]:
        return (self._model.row_at(at) for at in range(len(self)))

    def arranged(self, column: int, *, descending: bool) -> _Rows:
        """Return them as they are: the store sorts, see `RegisterModel.sort`."""
        return self

    def position_of(self, key: object) -> int | None:
        return self._model.position_of(key)
