"""What comes in, cell by cell; what is wrong is marked, said, and set right in place."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QBrush, QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QHBoxLayout, QHeaderView, QTableView, QWidget

from domain.exchange.intake.cells import text_of
from domain.exchange.intake.checking import CheckedFile, CheckedSheet, Spot
from domain.exchange.intake.layout import Column
from domain.exchange.intake.rows import passed_sentences
from domain.exchange.intake.targets import NAME, USCC
from gui.early.action_row import ActionRow
from gui.early.parts import Look, Note, SectionTitle, button, in_row, restyle
from gui.early.theme import FAINT, px
from gui.formatting import count_text
from gui.forms.editors import SegmentedChoice
from gui.intake.columns_step import target_text
from gui.intake.wizard_steps import GroundDelegate, Step

if TYPE_CHECKING:
    from domain.exchange.intake.layout import Planner


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


_WIDTH: Final = 130
_WIDE: Final = 200
_WIDEST: Final = 280


class CheckStep(Step):
    """A grid of what comes in; below it, what is wrong with the cell in hand."""

    save_wanted = Signal()
    """The list of mistakes is wanted as a file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._file: CheckedFile | None = None
        self._planner: Planner | None = None
        self._sheets: SegmentedChoice | None = None
        self._sheet_row = QHBoxLayout()
        self.body.addLayout(self._sheet_row)
        self.summary = SectionTitle("", self)
        self.before_button = button(
            "上一处", partial(self.go_on, -1), icon_name="chevron-left", shortcut="Shift+F8", parent=self
        )
        self.next_button = button(
            "下一处", partial(self.go_on, 1), icon_name="chevron-right", shortcut="F8", parent=self
        )
        self.only_wrong = QCheckBox("只看有错的行", self)
        self.leave_button = button("有错的行不导入", self._on_leave_all, look=Look.QUIET, parent=self)
        self.save_button = button("下载错误清单", self.save_wanted.emit, icon_name="download", parent=self)
        acts = ActionRow(self)
        head = in_row(self.summary, (acts, 1), spacing=8)
        for widget in (
            self.only_wrong,
            self.before_button,
            self.next_button,
            self.leave_button,
            self.save_button,
        ):
            acts.add(widget)
        self.body.addLayout(head)
        self.notes = Note("", self)
        self.body.addWidget(self.notes)
        self.model = CheckModel(self._label, self)
        self.view = CheckView(self)
        self._set_up_view()
        self.body.addWidget(self.view, 1)
        self.said = Note("", self)
        self.said.setMinimumHeight(px(40))
        self.said.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.leave_row = QCheckBox("不导入这一行", self)
        self.body.addLayout(in_row((self.said, 1), self.leave_row))
        self.model.checked.connect(self._refresh)
        self.only_wrong.toggled.connect(lambda _: self._show_rows())
        self.leave_row.clicked.connect(self._on_leave_row)

    @property
    def edited(self) -> int:
        """How many cells were set right here."""
        return 0 if self._file is None else len(self._file.edited)

    def forget(self) -> None:
        """Drop what was shown, e.g. since another file is opened."""
        self._file = None

    @property
    def file(self) -> CheckedFile:
        assert self._file is not None
        return self._file

    def show_file(self, file: CheckedFile, planner: "Planner") -> None:
        """Show a checked file, the first fault in hand; it may be the same one, checked again."""
        if self._file is not None:
            file.go_on_from(self._file)
        self._file, self._planner = file, planner
        if self._sheets is not None:
            self._sheets.hide()
            self._sheets.deleteLater()
            self._sheets = None
        if len(file.sheets) > 1:
            names: dict[object, str] = {at: sheet.plan.sheet.title for at, sheet in enumerate(file.sheets)}
            self._sheets = SegmentedChoice(names, self)
            self._sheets.value_changed.connect(self._show_rows)
            self._sheet_row.addWidget(self._sheets)
        self.only_wrong.blockSignals(True)
        self.only_wrong.setChecked(False)
        self.only_wrong.blockSignals(False)
        first = next((at for at, sheet in enumerate(file.sheets) if sheet.faults()), 0)
        if self._sheets is not None:
            self._sheets.set_value(first)
        self._show_rows()
        self.complain([])

    def problems(self) -> list[str]:
        """Return what keeps one from going on; shows the first of it."""
        count = self.file.fault_count
        if count:
            self.go_on(1)
            return [f"还有 {count_text(count, '处')}要改：改正，或勾“不导入这一行”，都处理完再继续"]
        if not any(True for sheet in self.file.sheets for _ in sheet.taken()):
            return ["没有可以导入的行"]
        return []

    def go_on(self, step: int) -> None:
        """Go to the next fault (1) or the one before (-1), from sheet to sheet, around the end."""
        sheets = self.file.sheets
        start = sheets.index(self.model.sheet)
        index = self.view.currentIndex()
        here = self.model.spot_of(index) if index.isValid() else Spot(-1, -1)
        for turn in range(len(sheets) + 1):
            at = (start + step * turn) % len(sheets)
            faults = sheets[at].faults()
            if turn == 0:
                faults = [spot for spot in faults if (spot > here if step > 0 else spot < here)]
            if faults:
                if self._sheets is not None:
                    self._sheets.set_value(at)
                self.show_spot(faults[0 if step > 0 else -1])
                return

    def show_spot(self, spot: Spot) -> None:
        """Make a cell the one in hand."""
        index = self.model.index_of(spot)
        if index.isValid():
            self.view.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
            self.view.scrollTo(index)
            self.view.setFocus()

    def _set_up_view(self) -> None:
        view = self.view
        view.setModel(self.model)
        view.setItemDelegate(GroundDelegate(view))
        view.setWordWrap(False)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        trigger = QAbstractItemView.EditTrigger
        view.setEditTriggers(trigger.DoubleClicked | trigger.AnyKeyPressed | trigger.EditKeyPressed)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows, columns = view.verticalHeader(), view.horizontalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(px(32))
        rows.setMinimumWidth(px(72))
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        columns.setDefaultSectionSize(px(_WIDTH))
        columns.setFixedHeight(px(38))
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        columns.setTextElideMode(Qt.TextElideMode.ElideRight)
        view.setAccessibleName("要导入的数据")
        view.selectionModel().currentChanged.connect(self._on_current)

    def _sheet(self) -> CheckedSheet:
        at = self._sheets.value() if self._sheets is not None else 0
        assert isinstance(at, int)
        return self.file.sheets[at]

    def _show_rows(self) -> None:
        sheet = self._sheet()
        self.model.show_sheet(self.file, sheet, only_wrong=self.only_wrong.isChecked())
        for at, column in enumerate(sheet.plan.read):
            least = px(_WIDE if column.target in (USCC, NAME) else _WIDTH)
            heading = self.view.horizontalHeader().fontMetrics().horizontalAdvance(self._label(sheet, column))
            self.view.setColumnWidth(at, max(least, min(heading + px(32), px(_WIDEST))))
        self._refresh()
        faults = sheet.faults()
        if faults:
            self.show_spot(faults[0])
        elif self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(0, 0))

    def _refresh(self) -> None:
        count = self.file.fault_count
        sheet = self.model.sheet
        rows = count_text(len(sheet.rows), "行")
        wrong_rows = len({spot.row for spot in sheet.faults()})
        here = f"，{count_text(wrong_rows, '行')}里有错" if wrong_rows else ""
        self.summary.setText(f"共 {rows}{here}" if count else f"共 {rows}，没有要改的")
        for widget in (self.before_button, self.next_button, self.leave_button, self.save_button):
            widget.setVisible(bool(count))
        self.only_wrong.setVisible(bool(count) or self.only_wrong.isChecked())
        notes = [f"{sentence}。" for sentence in passed_sentences(sheet.passed)]
        hidden = sum(row in sheet.plan.sheet.hidden_rows for row in sheet.rows)
        if hidden:
            notes.append(f"其中 {count_text(hidden, '行')}在文件里是隐藏的，也会导入。")
        if sheet.left_out:
            notes.append(f"{count_text(len(sheet.left_out), '行')}不导入。")
        self.notes.setText("".join(notes))
        self.notes.setVisible(bool(notes))
        self._on_current(self.view.currentIndex())

    def _label(self, sheet: CheckedSheet, column: Column) -> str:
        assert self._planner is not None
        assert column.target is not None
        return target_text(self._planner.choice_of(sheet.plan.kind or "", column.target), column.target)

    def _on_current(self, index: QModelIndex, _before: object = None) -> None:
        self.leave_row.setEnabled(index.isValid())
        if not index.isValid():
            self.said.setText("")
            return
        sheet, spot = self.model.sheet, self.model.spot_of(index)
        fault = sheet.fault(spot)
        self.leave_row.setChecked(spot.row in sheet.left_out)
        where = sheet.place_of(spot) + self._whose(sheet, spot.row)
        if spot.row in sheet.left_out:
            self.said.setText(f"{where}：这一行不导入")
        else:
            self.said.setText(f"{where}：{fault}" if fault else f"{where}：没有问题")
        self.said.setObjectName("fieldError" if fault else "note")
        restyle(self.said)

    def _whose(self, sheet: CheckedSheet, row: int) -> str:
        """Return whose row it is, since the name may be out of sight."""
        column = sheet.plan.column_of(NAME)
        name = "" if column is None else text_of(sheet.plan.sheet.rows[row][column.place])
        return f" {name}" if name else ""

    def _on_leave_row(self, is_checked: bool) -> None:
        index = self.view.currentIndex()
        if index.isValid():
            self.file.leave_out(self.model.sheet, [self.model.spot_of(index).row], is_left_out=is_checked)
            self.model.refresh()
            self._refresh()

    def _on_leave_all(self) -> None:
        # What is left out may bring others to light: rows of a list whose enterprise is gone.
        for _ in range(len(self.file.sheets)):
            for sheet in self.file.sheets:
                rows = {spot.row for spot in sheet.faults()}
                if rows:
                    self.file.leave_out(sheet, sorted(rows), is_left_out=True)
        self.model.refresh()
        self._refresh()
        self.complain([])


class CheckView(QTableView):
    """The grid; Enter edits the cell in hand, as F2 does."""

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            # Not while one is being left: the key that leaves an editor comes here too.
            if self.state() != QAbstractItemView.State.EditingState:
                self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)


def suggested_name(path: Path) -> str:
    """Return what the list of mistakes of a file is called."""
    return f"{path.stem}-要改的.xlsx"
