"""Lists too long to be read: the store filters and sorts, the model keeps ids and the rows seen lately."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal

from gui.tables.data_table import STATUS_ROLE, Column, DataTable, Index, LazyRows, RowsModel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from domain.values.progress import Reporter
    from gui.jobs import Jobs
    from gui.widgets.status import Status

K = TypeVar("K", bound=int)
R = TypeVar("R")
Role = Qt.ItemDataRole

BLOCK: Final = 100
"""So many rows are read at once."""

_BLOCKS_KEPT: Final = 60
_BLOCKS_WAITING: Final = 4
_ROWS_AT_ONCE: Final = 500
_LANE: Final = "rows"


@dataclass(frozen=True, slots=True)
class Entry(Generic[K, R]):
    """One row. ``found`` is None until it was read, and for one that was deleted meanwhile (``is_gone``)."""

    id: K
    found: R | None = None
    is_gone: bool = False


# Without slots, as `Column`.
@dataclass(frozen=True)
class Listing(Generic[K, R]):
    """What a query found: ids in order, rows read already, how many there are in all.

    Where it is not whole, it is the beginning of the list, and the rest follows.
    """

    ids: Sequence[K]
    rows: Mapping[K, R]
    total: int
    is_whole: bool = True


class BlocksModel(RowsModel[Entry[K, R]], Generic[K, R]):
    """Asks for rows block by block as they come into sight; sorting asks the store again."""

    rows_wanted = Signal(int)
    """Rows from this place on are in sight and were not read yet; see `ids_of_block`."""

    sort_wanted = Signal(str, bool)
    """Sort by the column of this name, descending or not."""

    def __init__(
        self, columns: Mapping[str, Column[Entry[K, R]]], nothing: Sequence[K], parent: QObject | None = None
    ) -> None:
        """Show what is listed through columns, by what they are sorted by; ``nothing`` is an empty list."""
        super().__init__(tuple(columns.values()), key=lambda entry: entry.id, parent=parent)
        self.names = tuple(columns)
        self._listing = Listing[K, R](nothing, {}, 0)
        self._seen = _Seen[K, R]()

    @property
    def rows(self) -> Sequence[Entry[K, R]]:
        return _Rows(self)

    @property
    def is_whole(self) -> bool:
        """Whether every row of the list is known, not only its beginning."""
        return self._listing.is_whole

    @property
    def ids(self) -> Sequence[K]:
        """Of every row, in the order shown."""
        return self._listing.ids

    def show(self, listing: Listing[K, R]) -> None:
        """Show another list; where it has the same in it, what is selected stays."""
        is_same = listing.ids == self.ids
        if not is_same:
            self.beginResetModel()
        self._listing = listing
        self._seen = _Seen(dict(listing.rows))
        if is_same:
            self._announce(0, len(self.ids))
        else:
            self.endResetModel()

    def go_on(self, listing: Listing[K, R]) -> None:
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

    def ids_of_block(self, start: int) -> Sequence[K]:
        """Return the ids from a place that was announced by `rows_wanted`."""
        return self.ids[start : start + BLOCK]

    def take(self, start: int, ids: Sequence[K], rows: Mapping[K, R]) -> None:
        """Take in a block; an id without its row was deleted meanwhile."""
        if self.ids_of_block(start) == ids:
            self._seen.add(start, {id_: rows.get(id_) for id_ in ids})
            self._announce(start, len(ids))

    def refuse(self, start: int) -> None:
        """A block was not read after all; ask for it again when it is looked at."""
        self._seen.asked.discard(start)

    def row_at(self, index: Index | int) -> Entry[K, R]:
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
        column = self.columns[index.column()] if index.isValid() else None
        if role == STATUS_ROLE and column is not None and column.status is not None:
            return column.status(self.row_at(index))
        if role == Role.ToolTipRole and column is not None and column.tip is not None:
            return column.tip(self.row_at(index))
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if column >= 0:
            self.sort_wanted.emit(self.names[column], order == Qt.SortOrder.DescendingOrder)


@dataclass(slots=True)
class _Seen(Generic[K, R]):
    """The rows that were read, by id (None: deleted meanwhile), the latest blocks of them."""

    rows: dict[K, R | None] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)
    _blocks: dict[int, Sequence[K]] = field(default_factory=dict)

    def add(self, start: int, rows: Mapping[K, R | None]) -> None:
        self._blocks.pop(start, None)
        self._blocks[start] = list(rows)
        self.rows.update(rows)
        while len(self._blocks) > _BLOCKS_KEPT:
            oldest = next(iter(self._blocks))
            for id_ in self._blocks.pop(oldest):
                self.rows.pop(id_, None)
            self.asked.discard(oldest)

    def add_all(self, rows: Mapping[K, R]) -> None:
        self.rows.update(rows)


class _Rows(LazyRows[Entry[K, R]], Generic[K, R]):
    """The rows of a model as they stand."""

    def __init__(self, model: BlocksModel[K, R]) -> None:
        self._model = model

    def __len__(self) -> int:
        return len(self._model.ids)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return [self._model.row_at(place) for place in range(*at.indices(len(self)))]
        return self._model.row_at(at if at >= 0 else at + len(self))

    def __iter__(self) -> Iterator[Entry[K, R]]:
        return (self._model.row_at(at) for at in range(len(self)))

    def arranged(self, column: int, *, descending: bool) -> _Rows[K, R]:
        """Return them as they are: the store sorts, see `BlocksModel.sort`."""
        return self

    def position_of(self, key: object) -> int | None:
        return self._model.position_of(key)


class BlocksTable(DataTable[Entry[K, R]], Generic[K, R]):
    """The table of a list of which only some has been read: who reads it copies, and selects all."""

    copy_wanted = Signal()
    all_wanted = Signal()

    def __init__(
        self, model: BlocksModel[K, R], parent: QWidget | None = None, *, several: bool = False
    ) -> None:
        super().__init__(model, parent, several=several)
        self._blocks = model

    def copy(self) -> None:
        self.copy_wanted.emit()

    def select_rows(self) -> None:
        """Select every row that is listed."""
        super().selectAll()

    def selected_ids(self) -> list[K]:
        """Return the ids of the selected rows, top to bottom."""
        ids = self._blocks.ids
        return [id_ for block in self.selected_blocks() for id_ in ids[block.start : block.stop]]

    # Qt overrides

    def selectAll(self) -> None:
        self.all_wanted.emit()


def in_lots(
    read: Callable[[Sequence[K]], Mapping[K, R]], ids: Sequence[K], places: Sequence[int]
) -> Iterator[Entry[K, R]]:
    """Yield the rows at some places of a list, read some hundred at a time, for the clipboard or a file."""
    for start in range(0, len(places), _ROWS_AT_ONCE):
        wanted = [ids[place] for place in places[start : start + _ROWS_AT_ONCE]]
        rows = read(wanted)
        yield from (Entry(id_, rows.get(id_), is_gone=id_ not in rows) for id_ in wanted)


def read_column(
    title: str,
    text: Callable[[R], str],
    *,
    status: Callable[[R], Status | None] | None = None,
    tip: Callable[[R], str] | None = None,
    value: Callable[[R], Any] | None = None,
    sorts: bool = False,
    **rest: Any,
) -> Column[Entry[K, R]]:
    """Return a column of what was read of a row; nothing stands there before."""
    return Column(
        title,
        lambda entry: text(entry.found) if entry.found else "…",
        sort_key=(lambda entry: entry.id) if sorts else None,
        status=None if status is None else lambda entry: status(entry.found) if entry.found else None,
        tip=None if tip is None else lambda entry: tip(entry.found) if entry.found else "",
        value=None if value is None else lambda entry: value(entry.found) if entry.found else None,
        **rest,
    )


class BlockReading(QObject, Generic[K, R]):
    """Reads the blocks that come into sight, one after the other; what was scrolled past is not read."""

    def __init__(
        self,
        jobs: Jobs,
        model: BlocksModel[K, R],
        read: Callable[[Sequence[K], Reporter], Mapping[K, R]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._jobs, self._model, self._read = jobs, model, read
        self._wanted: list[int] = []
        self._is_reading = False
        model.rows_wanted.connect(self._on_wanted)

    def _on_wanted(self, start: int) -> None:
        self._wanted.append(start)
        while len(self._wanted) > _BLOCKS_WAITING:
            # Scrolled past; nobody waits for it.
            self._model.refuse(self._wanted.pop(0))
        self._read_next()

    def _read_next(self) -> None:
        if self._is_reading or not self._wanted:
            return
        self._is_reading = True
        start = self._wanted.pop()
        ids = self._model.ids_of_block(start)
        job = self._jobs.read(
            lambda reporter: self._read(ids, reporter),
            partial(self._model.take, start, ids),
            owner=self,
            lane=_LANE,
        )
        job.finished.connect(self._on_ended)

    def _on_ended(self) -> None:
        self._is_reading = False
        self._read_next()
