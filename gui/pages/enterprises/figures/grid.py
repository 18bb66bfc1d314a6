"""The grid in which period figures are typed, as in Excel."""

import csv
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from io import StringIO
from typing import Final, TypeAlias

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen, QPolygon
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from gui.early.theme import ACCENT, px
from gui.pages.enterprises.figures.model import GROUND_ROLE, MARK_ROLE, SWING_ROLE, GridModel, Place
from gui.pages.enterprises.figures.sheet import Entry

Block: TypeAlias = list[list[str]]
"""Texts by row and column; every row as long as the others."""


def block_from(text: str) -> Block:
    """Read what was copied; a last line break is no row, rows that are short end in empty cells.

    >>> block_from("1\\t2\\r\\n3\\r\\n")
    [['1', '2'], ['3', '']]
    >>> block_from('"1,000\\n元"\\t2')
    [['1,000 元', '2']]
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    if not lines.strip("\n"):
        return []
    rows = [
        [" ".join(cell.split("\n")) for cell in row]
        for row in csv.reader(StringIO(lines, newline=""), delimiter="\t")
    ]
    width = max(len(row) for row in rows)
    return [row + [""] * (width - len(row)) for row in rows]


def text_of(block: Sequence[Sequence[str]]) -> str:
    """Return a block as Excel takes it."""
    return "\n".join("\t".join(row) for row in block)


_CONTRADICTED: Final = QColor("#c77700")
_SWUNG: Final = QColor("#7a5ea8")
_STEPS: Final = {
    Qt.Key.Key_Return: (1, 0),
    Qt.Key.Key_Enter: (1, 0),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
"""Key → rows and columns to go, while a cell is being edited."""


class CellDelegate(QStyledItemDelegate):
    """Paints a cell's ground and mark; its editor leaves by Enter, Tab, ↑ and ↓ as in Excel."""

    left = Signal(int, int)
    """An editor was left; how many rows and columns to go."""

    tabbed = Signal(int)
    """An editor was left by Tab (1) or Shift+Tab (-1)."""

    def finish(self, editor: QWidget) -> None:
        """Take in what stands in an editor and close it."""
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    # Qt overrides

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        editor = QLineEdit(parent)
        editor.setObjectName("cellEditor")
        editor.setFrame(False)
        editor.setMaxLength(60)
        editor.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return editor

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        assert isinstance(editor, QLineEdit)
        editor.setText(index.data(Qt.ItemDataRole.EditRole))

    def setModelData(
        self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        assert isinstance(editor, QLineEdit)
        model.setData(index, editor.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and isinstance(watched, QWidget)
        ):
            key = Qt.Key(event.key())
            if key in _STEPS:
                self.finish(watched)
                self.left.emit(*_STEPS[key])
                return True
            if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self.finish(watched)
                self.tabbed.emit(-1 if key == Qt.Key.Key_Backtab else 1)
                return True
        return super().eventFilter(watched, event)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        area = option.rect  # type: ignore[attr-defined]  # missing from the stubs
        ground = index.data(GROUND_ROLE)
        if ground is not None:
            painter.fillRect(area, ground)
        super().paint(painter, option, index)
        view = self.parent()
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        if index.data(MARK_ROLE):
            side = px(8)
            corner = area.topRight()
            painter.setBrush(_CONTRADICTED)
            painter.drawPolygon(QPolygon([corner, corner - QPoint(side, 0), corner + QPoint(0, side)]))
        swing = index.data(SWING_ROLE)
        if swing:
            painter.setBrush(_SWUNG)
            painter.drawPolygon(_arrow(area, upwards=swing > 0))
        if isinstance(view, QAbstractItemView) and view.hasFocus() and view.currentIndex() == index:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(ACCENT), 2))
            painter.drawRect(area.adjusted(1, 1, -1, -1))
        painter.restore()


def _arrow(area: QRect, *, upwards: bool) -> QPolygon:
    """Return a small triangle at the left edge of a cell."""
    half, height = px(5), px(8)
    middle = area.topLeft() + QPoint(px(10), area.height() // 2)
    way = -1 if upwards else 1
    return QPolygon(
        [
            middle + QPoint(0, way * height // 2),
            middle + QPoint(-half, -way * height // 2),
            middle + QPoint(half, -way * height // 2),
        ]
    )


MOST_ROWS: Final = 20_000
"""How many rows one act may touch."""

_COLUMN: Final = 152
_MOST_ROWS_SHOWN: Final = 12
_CONTROL: Final = Qt.KeyboardModifier.ControlModifier


class FiguresGrid(QTableView):
    """Typing begins to edit, Enter goes down, Tab right, Delete clears, blocks go to and from Excel.

    Ctrl+D and Ctrl+R fill down and to the right.
    """

    told = Signal(str)
    """A sentence about something that could not be done here."""

    current_moved = Signal()

    def __init__(
        self,
        model: GridModel,
        parent: QWidget | None = None,
        *,
        most_rows_shown: int | None = _MOST_ROWS_SHOWN,
    ) -> None:
        """Take as much height as the rows need, up to `most_rows_shown`; None leaves it to the layout."""
        super().__init__(parent)
        self._most_rows_shown = most_rows_shown
        self._figures = model
        self._acts: list[tuple[str, Callable[[Place], object]]] = []
        trigger = QAbstractItemView.EditTrigger
        self.setObjectName("figuresGrid")
        self.setAccessibleName("期间数据")
        self.setEditTriggers(trigger.AnyKeyPressed | trigger.DoubleClicked | trigger.EditKeyPressed)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self._delegate = CellDelegate(self)
        self._delegate.left.connect(self._move)
        self._delegate.tabbed.connect(self._move_on)
        self.setItemDelegate(self._delegate)
        self.setModel(model)
        self._set_up_headers()
        # Other columns begin at the first of them.
        model.modelReset.connect(lambda: self.horizontalScrollBar().setValue(0))
        self.selectionModel().currentChanged.connect(lambda *_: self.current_moved.emit())
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu_requested)

    def add_act(self, word: str, act: Callable[[Place], object]) -> None:
        """Offer an act on the current cell in the menu."""
        self._acts.append((word, act))

    def current_place(self) -> Place | None:
        index = self.currentIndex()
        return self._figures.place_of(index) if index.isValid() else None

    def go_to(self, place: Place) -> None:
        """Make a cell current, giving its period a column where it has none."""
        index = self._figures.index_of(place)
        self.setFocus()
        # Where other columns have just been shown, Qt has not yet learnt how far it can be scrolled.
        self.updateGeometries()
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def finish_editing(self) -> None:
        """Take in what stands in an open editor."""
        editor = self.indexWidget(self.currentIndex())
        if self.is_editing and editor is not None:
            # Told outright: in a window that is not active, taking the focus away would not do it.
            self._delegate.finish(editor)
            self.setFocus()

    @property
    def is_editing(self) -> bool:
        return self.state() == QAbstractItemView.State.EditingState

    def copy(self) -> None:
        """Put the selected block on the clipboard as it is shown, tab-separated as Excel takes it."""
        rows, columns = self._selected()

        def go_on() -> None:
            block = [[self._figures.shown_text(self._place(row, at)) for at in columns] for row in rows]
            QGuiApplication.clipboard().setText(text_of(block))

        self._act(rows, go_on)

    def cut(self) -> None:
        self.copy()
        self.clear_selected()

    def paste(self) -> None:
        """Take a block from the clipboard, its first cell into the first one selected, all in one step.

        A single value fills everything selected. A block that does not fit is refused whole.
        """
        block = block_from(QGuiApplication.clipboard().text())
        if not block:
            return
        rows, columns = self._selected()
        if len(block) == 1 and len(block[0]) == 1:
            block = [block[0] * len(columns) for _ in rows]
        height, width = len(block), len(block[0])
        room = self._figures.rowCount() - rows.start, self._figures.columnCount() - columns.start
        if height > room[0] or width > room[1]:
            self.told.emit(
                f"没有粘贴：要粘贴的有 {height} 行 {width} 列，从这一格起只有 {room[0]} 行 {room[1]} 列"
            )
            return

        def go_on() -> None:
            self._figures.put(
                {
                    self._place(rows.start + down, columns.start + right): cell
                    for down, line in enumerate(block)
                    for right, cell in enumerate(line)
                }
            )
            self._select(rows.start, columns.start, height, width)

        self._act(range(rows.start, rows.start + height), go_on)

    def clear_selected(self) -> None:
        """Make the selected figures not entered."""
        rows, columns = self._selected()
        self._act(
            rows, lambda: self._figures.put({self._place(row, at): "" for row in rows for at in columns})
        )

    def fill_down(self) -> None:
        """Enter the first row's figures in the rows selected below it; one row takes what is above it."""
        rows, columns = self._selected()
        if len(rows) == 1:
            rows = range(max(rows.start - 1, 0), rows.stop)
        sources = {(row, at): (rows.start, at) for row in rows[1:] for at in columns}
        self._act(rows, lambda: self._fill(sources, "上面"))

    def fill_right(self) -> None:
        """Enter the first column's figures in those selected beside it; one takes what is before it."""
        rows, columns = self._selected()
        if len(columns) == 1:
            columns = range(max(columns.start - 1, 0), columns.stop)
        sources = {(row, at): (row, columns.start) for row in rows for at in columns[1:]}
        self._act(rows, lambda: self._fill(sources, "左边"))

    def undo(self) -> None:
        self._show_step(self._figures.undo())

    def redo(self) -> None:
        self._show_step(self._figures.redo())

    def _act(self, rows: range, go_on: Callable[[], object]) -> None:
        """Go on once the rows are there; too many at once are refused."""
        if len(rows) > MOST_ROWS:
            self.told.emit(f"一次最多处理 {MOST_ROWS:,} 行，选中的有 {len(rows):,} 行")
            return
        self._figures.prepare(rows, go_on)

    def _fill(self, sources: Mapping[tuple[int, int], tuple[int, int]], where: str) -> None:
        """Enter in each cell what was typed in its source; what merely follows there is not copied."""
        entries: dict[Place, Entry | None] = {}
        for target, source in sources.items():
            entry = self._figures.sheet.entry(self._place(*source))
            if entry is not None:
                entries[self._place(*target)] = entry
        if entries:
            self._figures.enter(entries)
        else:
            self.told.emit(f"没有填充：{where}的格子没有填数")

    def _set_up_headers(self) -> None:
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        for header in (rows, columns):
            header.setHighlightSections(False)
            header.setSectionsClickable(False)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(px(36))
        columns.setFixedHeight(px(38))
        columns.setDefaultSectionSize(px(_COLUMN))
        columns.setMinimumSectionSize(px(80))

    def _place(self, row: int, column: int) -> Place:
        return self._figures.place_of(self._figures.index(row, column))

    def _selected(self) -> tuple[range, range]:
        """Return the rows and columns selected; the current cell if none are."""
        found = self.selectionModel().selection()
        if found.isEmpty():
            index = self.currentIndex()
            return range(index.row(), index.row() + 1), range(index.column(), index.column() + 1)
        block = found.first()
        return range(block.top(), block.bottom() + 1), range(block.left(), block.right() + 1)

    def _select(self, row: int, column: int, height: int, width: int) -> None:
        first = self._figures.index(row, column)
        last = self._figures.index(row + height - 1, column + width - 1)
        self.setCurrentIndex(first)
        self.selectionModel().select(
            QItemSelection(first, last), QItemSelectionModel.SelectionFlag.ClearAndSelect
        )

    def _show_step(self, places: list[Place]) -> None:
        if places:
            self.go_to(places[0])
        else:
            self.told.emit("没有可以撤销或重做的了")

    def _move(self, down: int, right: int) -> None:
        """Go on from the current cell; below the last row the next column begins."""
        index = self.currentIndex()
        row, column = index.row() + down, index.column() + right
        if row >= self._figures.rowCount() and column + 1 < self._figures.columnCount():
            row, column = 0, column + 1
        target = self._figures.index(row, column)
        self.setFocus()
        if target.isValid():
            self.setCurrentIndex(target)

    def _move_on(self, step: int) -> None:
        """Go one cell on in reading order; past either end the grid is left."""
        width = self._figures.columnCount()
        index = self.currentIndex()
        at = index.row() * width + index.column() + step
        self.setFocus()
        if 0 <= at < width * self._figures.rowCount():
            self.setCurrentIndex(self._figures.index(at // width, at % width))
        else:
            self.focusNextPrevChild(step > 0)

    def _on_menu_requested(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        acts: tuple[tuple[str, Callable[[], None]], ...] = (
            ("剪切", self.cut),
            ("复制", self.copy),
            ("粘贴", self.paste),
            ("清空", self.clear_selected),
            ("向下填充（Ctrl+D）", self.fill_down),
            ("向右填充（Ctrl+R）", self.fill_right),
            ("撤销", self.undo),
            ("重做", self.redo),
        )
        for word, act in acts:
            menu.addAction(word, act)
        place = self.current_place()
        if place is not None and self._acts:
            menu.addSeparator()
            for word, on_place in self._acts:
                menu.addAction(word, partial(on_place, place))
        menu.popup(self.viewport().mapToGlobal(at))

    def _act_of(self, event: QKeyEvent) -> Callable[[], None] | None:
        standard = QKeySequence.StandardKey
        acts: tuple[tuple[QKeySequence.StandardKey, Callable[[], None]], ...] = (
            (standard.Copy, self.copy),
            (standard.Cut, self.cut),
            (standard.Paste, self.paste),
            (standard.Undo, self.undo),
            (standard.Redo, self.redo),
        )
        for keys, act in acts:
            if event.matches(keys):
                return act
        with_control: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Y: self.redo,
            Qt.Key.Key_D: self.fill_down,
            Qt.Key.Key_R: self.fill_right,
        }
        return with_control.get(event.key()) if event.modifiers() == _CONTROL else None

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = self._act_of(event)
        key = event.key()
        if act is not None:
            act()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._move(1, 0)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear_selected()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # Before Qt takes Tab as the way to the next widget. Ctrl+Tab remains that way.
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key, control = event.key(), event.modifiers() & _CONTROL
            if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                step = -1 if key == Qt.Key.Key_Backtab else 1
                if control:
                    self.focusNextPrevChild(step > 0)
                else:
                    self._move_on(step)
                return True
        return super().event(event)

    def sizeHint(self) -> QSize:
        if self._most_rows_shown is None:
            return super().sizeHint()
        rows = min(self._figures.rowCount(), self._most_rows_shown)
        bar = self.horizontalScrollBar().sizeHint().height()
        height = self.horizontalHeader().height() + rows * px(36) + bar + 2 * self.frameWidth()
        return QSize(super().sizeHint().width(), height)

    def minimumSizeHint(self) -> QSize:
        height = px(160) if self._most_rows_shown is None else self.sizeHint().height()
        return QSize(px(320), height)
