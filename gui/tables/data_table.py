"""Tables over a sequence of rows: their model, and their view."""

import math
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from domain.exchange.cells import CellKind
from domain.values.texts import masked
from gui.early.theme import px
from gui.formatting import DASH, EMPTY, NONE, count_text, money_text, time_text

if TYPE_CHECKING:
    from domain.exchange.cells import Cell
    from gui.messages import Action
    from gui.widgets.status import Status


T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

STATUS_ROLE: Final = Role.UserRole + 1
"""The `Status` of a cell that is painted as a pill, else None."""
SHARE_ROLE: Final = Role.UserRole + 2
"""How much of a whole stands in a cell, 0 to 1, painted as a thin bar below its text, else None."""

LEFT: Final = Qt.AlignmentFlag.AlignLeft
RIGHT: Final = Qt.AlignmentFlag.AlignRight


# Without slots: ``Column(…)`` of a frozen class with slots fails, https://github.com/python/cpython/issues/116669
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
        share: Paints a thin bar below the text: how much of a whole it is; None paints none.
        tip: Shown while the pointer rests on the cell.
        tips: Whether that is its text.
        kind: What its cells are in Excel; all but texts need `value`.
        value: What the cell holds in Excel, in the units of `kind`; where it is None, its text stands there.
        is_personal: Whether it is shown, copied and leaves the program masked; only a file may have it whole,
            where that is asked for.
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
    share: Callable[[T], float | None] | None = None
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
            object.__setattr__(self, "tip", self.shown)

    def shown(self, row: T) -> str:
        """Return the cell's text as everybody may see it."""
        text = self.text(row)
        return masked(text) if self.is_personal and text not in EMPTY and text != NONE else text


def amounts(
    title: str,
    amount: Callable[[T], int | None],
    *,
    width: int,
    narrowest: int = 0,
    sort_key: Callable[[T], Any] | None = None,
    sorts: bool = True,
    is_signed: bool = False,
) -> Column[T]:
    """Return a column of amounts in fen, shown in yuan; `is_signed` shows a gain as one."""

    def text(row: T) -> str:
        found = amount(row)
        return DASH if found is None else f"{'+' if is_signed and found > 0 else ''}{money_text(found)}"

    return Column(
        title,
        text,
        align=RIGHT,
        sort_key=(sort_key or amount) if sorts else None,
        width=width,
        narrowest=narrowest,
        kind=CellKind.AMOUNT,
        value=amount,
    )


def counts(
    title: str,
    count: Callable[[T], int],
    *,
    width: int,
    narrowest: int = 0,
    sort_key: Callable[[T], Any] | None = None,
    sorts: bool = True,
) -> Column[T]:
    """Return a column of numbers of things."""
    return Column(
        title,
        lambda row: count_text(count(row)),
        align=RIGHT,
        sort_key=(sort_key or count) if sorts else None,
        width=width,
        narrowest=narrowest,
        kind=CellKind.COUNT,
        value=count,
    )


def moments(
    title: str,
    moment: Callable[[T], datetime],
    *,
    width: int = 150,
    narrowest: int = 0,
    sort_key: Callable[[T], Any] | None = None,
    sorts: bool = True,
) -> Column[T]:
    """Return a column of moments, shown to the minute."""
    return Column(
        title,
        lambda row: time_text(moment(row)),
        sort_key=(sort_key or moment) if sorts else None,
        width=width,
        narrowest=narrowest,
        kind=CellKind.MOMENT,
        value=moment,
    )


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
            return column.shown(row)
        if role == Role.TextAlignmentRole:
            return column.align | Qt.AlignmentFlag.AlignVCenter
        if role == STATUS_ROLE:
            return None if column.status is None else column.status(row)
        if role == SHARE_ROLE:
            return None if column.share is None else column.share(row)
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


_DEFAULT_WIDTH: Final = 120
_LEAST_STRETCHED: Final = 220
_MEASURED: Final = 60
"""So many rows are looked at to see how wide a column is."""

_AROUND: Final = 26
"""What stands around the text of a cell."""


class DataTable(QTableView, Generic[T]):
    """Rows 36 px high, selected whole; Enter or a double click opens one, Ctrl+C copies as TSV.

    The current row is found again after the model was reset, by the model's `key`.
    """

    opened = Signal(object)
    """A row was opened."""

    current_changed = Signal(object)
    """Another row is current; None if there is none."""

    def __init__(self, model: RowsModel[T], parent: QWidget | None = None, *, several: bool = False) -> None:
        """Show `model`; `several` lets more than one row be selected."""
        super().__init__(parent)
        self._rows = model
        self._kept: object = None
        self._acts: list[Action] = []
        self._by_hand: set[int] = set()
        self._is_setting = False
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if several else mode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        if any(column.status or column.share for column in model.columns):
            from gui.widgets.status import StatusDelegate  # noqa: PLC0415 - the first table shows none

            self.setItemDelegate(StatusDelegate(STATUS_ROLE, SHARE_ROLE, self))
        self.setModel(model)
        self._set_up_headers()
        model.modelAboutToBeReset.connect(self._on_about_to_reset)
        model.modelReset.connect(self._on_reset)
        self.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self.doubleClicked.connect(self._on_double_clicked)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu_requested)

    def current_row(self) -> T | None:
        index = self.currentIndex()
        return self._rows.row_at(index) if index.isValid() else None

    def selected_places(self) -> list[int]:
        """Return where the selected rows stand, top to bottom."""
        return [place for block in self.selected_blocks() for place in block]

    def selected_blocks(self) -> list[range]:
        """Return where the selected rows stand, as blocks one below the other that do not touch."""
        # Range by range: an index for each of a million rows takes minutes.
        selection = self.selectionModel().selection()
        found = (selection.at(number) for number in range(selection.count()))
        blocks: list[range] = []
        for top, bottom in sorted((one.top(), one.bottom()) for one in found):
            if blocks and top <= blocks[-1].stop:
                blocks[-1] = range(blocks[-1].start, max(blocks[-1].stop, bottom + 1))
            else:
                blocks.append(range(top, bottom + 1))
        return blocks

    def selected_rows(self) -> list[T]:
        """Return the selected rows, top to bottom."""
        return [self._rows.row_at(at) for at in self.selected_places()]

    def select_key(self, key: object) -> bool:
        """Make the row with this key current and scroll to it; False if it is not shown."""
        at = self._rows.position_of(key)
        if at is None:
            return False
        index = self._rows.index(at, 0)
        flag = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)
        self.scrollTo(index)
        return True

    @property
    def rows_model(self) -> RowsModel[T]:
        """What is shown."""
        return self._rows

    def shown_columns(self) -> list[int]:
        """Return which of the model's columns are shown, from left to right."""
        header = self.horizontalHeader()
        in_order = (header.logicalIndex(place) for place in range(header.count()))
        return [at for at in in_order if not self.isColumnHidden(at)]

    def add_act(self, word: str, act: Callable[[], object]) -> None:
        """Offer an act on the whole table in its menu."""
        self._acts.append((word, act))

    def copy(self) -> None:
        """Put the selected rows on the clipboard, tab-separated as Excel takes them."""
        self.copy_rows(self.selected_rows())

    def copy_rows(self, rows: Iterable[T]) -> None:
        """Put these rows on the clipboard, with the columns that are shown."""
        shown = [self._rows.columns[at] for at in self.shown_columns()]
        lines = ["\t".join(_flat(column.shown(row)) for column in shown) for row in rows]
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines))

    def _set_up_headers(self) -> None:
        rows, header = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(px(36))
        rows.setMinimumSectionSize(px(36))
        header.setFixedHeight(px(38))
        header.setHighlightSections(False)
        header.setMinimumSectionSize(px(56))
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        # A heading asks of every row whether its column is selected, each time it is painted: seconds for a
        # million rows. One selection of its own, always empty, is asked at once.
        header.setSelectionModel(QItemSelectionModel(self._rows, header))
        header.sectionResized.connect(lambda at, *_: self._on_column_resized(at))
        for at, column in enumerate(self._rows.columns):
            self.setColumnWidth(at, px(column.width or _DEFAULT_WIDTH))
            self.setColumnHidden(at, column.only_exported)
        if any(column.sort_key for column in self._rows.columns):
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            header.setSortIndicatorClearable(False)
            self.setSortingEnabled(True)

    def fill_width(self) -> None:
        """Share the width out: no column is shortened beside room that another has no use for.

        A column that may be narrowed begins with what it needs, `Column.width` at most, and gets more as long
        as there is some; the stretching one takes the rest. What was drawn by hand stays.
        """
        columns = self._rows.columns
        flexible = [
            at
            for at in self.shown_columns()
            if (columns[at].narrowest or columns[at].stretches) and at not in self._by_hand
        ]
        if not flexible:
            return
        others = sum(self.columnWidth(at) for at in self.shown_columns() if at not in flexible)
        # The header is as wide as the viewport; for that PySide would first make every type of widget.
        room = self.horizontalHeader().width() - others
        usual = [px(columns[at].width or _DEFAULT_WIDTH) for at in flexible]
        least = [px(columns[at].narrowest or columns[at].width or _LEAST_STRETCHED) for at in flexible]
        needed = [
            self._needed(at) if columns[at].narrowest else max(most, low)
            for at, most, low in zip(flexible, usual, least, strict=True)
        ]
        widths = [max(low, min(*pair)) for low, *pair in zip(least, usual, needed, strict=True)]
        if sum(widths) > room:
            give = sum(widths) - sum(least) or 1
            part = min(1.0, (sum(widths) - room) / give)
            widths = [w - math.ceil(part * (w - low)) for w, low in zip(widths, least, strict=True)]
        for wanted in (needed, usual):
            widths = _grown(widths, wanted, room)
        stretched = next((n for n, at in enumerate(flexible) if columns[at].stretches), None)
        if stretched is not None:
            widths[stretched] += max(0, room - sum(widths))
        for at, width in zip(flexible, widths, strict=True):
            self.setColumnWidth(at, width)

    def _needed(self, at: int) -> int:
        """Return how wide a column is that shortens nothing of its heading and the rows in sight."""
        column, header = self._rows.columns[at], self.horizontalHeader()
        top = max(0, self.rowAt(0))
        rows = range(top, min(self._rows.rowCount(), top + _MEASURED))
        if not rows:
            return px(column.width)
        metrics = self.fontMetrics()
        texts = (metrics.horizontalAdvance(column.shown(self._rows.row_at(row))) for row in rows)
        return max(header.sectionSizeHint(at), max(texts) + px(_AROUND))

    def _on_about_to_reset(self) -> None:
        row = self.current_row()
        self._kept = None if row is None else self._rows.key(row)

    def _on_column_resized(self, at: int) -> None:
        if not self._is_setting:
            self._by_hand.add(at)

    def _on_reset(self) -> None:
        self.fill_width()
        if self._kept is None or not self.select_key(self._kept):
            self.current_changed.emit(None)

    def _on_current_changed(self, index: QModelIndex, _before: QModelIndex) -> None:
        self.current_changed.emit(self._rows.row_at(index) if index.isValid() else None)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.opened.emit(self._rows.row_at(index))

    def _on_menu_requested(self, at: QPoint) -> None:
        has_selection = self.selectionModel().hasSelection()
        if not has_selection and not self._acts:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if has_selection:
            menu.addAction("打开", lambda: self.opened.emit(self.current_row()))
            menu.addAction("复制", self.copy)
        if has_selection and self._acts:
            menu.addSeparator()
        for word, act in self._acts:
            menu.addAction(word, act)
        menu.popup(self.viewport().mapToGlobal(at))

    # Qt overrides

    def setColumnWidth(self, column: int, width: int) -> None:
        """Set a width that may be changed again, unlike one that somebody has drawn."""
        self._is_setting = True
        super().setColumnWidth(column, width)
        self._is_setting = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fill_width()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current_row()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None:
            self.opened.emit(row)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._rows.rowCount():
            self.select_key(self._rows.key(self._rows.row_at(0)))


def _grown(widths: list[int], wanted: list[int], room: int) -> list[int]:
    """Widen each, from the left, to what it wants, as long as there is room."""
    spare = room - sum(widths)
    grown = []
    for width, want in zip(widths, wanted, strict=True):
        more = max(0, min(spare, want - width))
        spare -= more
        grown.append(width + more)
    return grown


def _flat(text: str) -> str:
    return " ".join(text.split())
