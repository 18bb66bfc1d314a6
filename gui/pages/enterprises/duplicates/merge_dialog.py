"""合并: two records side by side, with a choice for every field."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.duplicates.finding import Pair
from domain.enterprises.history import masked_text_of, text_of
from domain.enterprises.merging import (
    FieldChoice,
    Recorded,
    Side,
    choices_of,
    read_two,
)
from domain.proposals.orders import MergeEnterprises
from domain.store.engine import sees_personal_in
from domain.store.looking import Seen, enter_looks
from domain.store.tables import Kind, Subject
from domain.values.ids import MergeId
from domain.values.progress import Reporter
from gui.early.parts import STRETCH, Look, Note, button, fill, in_row
from gui.early.theme import COLOURS, px
from gui.formatting import time_text
from gui.forms.editors import SegmentedChoice
from gui.people.second import do_with_second
from gui.services import Services
from gui.widgets.dialog import Dialog

_Index = QModelIndex | QPersistentModelIndex
_DIFFERENT, _ALL = "different", "all"
_SIDES: Final = {1: Side.FIRST, 2: Side.SECOND}
_Role = Qt.ItemDataRole


class ChoicesModel(QAbstractTableModel):
    """A row for each field, a column for each record; the cell that is taken is marked."""

    chosen = Signal()

    def __init__(self, dictionary: Dictionary, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dictionary = dictionary
        self._all: Sequence[FieldChoice] = ()
        self._rows: list[FieldChoice] = []
        self._titles = ("项目", "第一户", "第二户")
        self._is_veiled = False
        self.sides: dict[str, Side] = {}

    def load(self, choices: Sequence[FieldChoice], first: str, second: str, *, is_veiled: bool) -> None:
        """Show the fields of two records with these headings; what is usual is marked.

        Veiled, telephone and account numbers are masked.
        """
        self.beginResetModel()
        self._is_veiled = is_veiled
        self._all = choices
        self._titles = ("项目", first, second)
        self.sides = {choice.key: choice.usual for choice in choices if not choice.is_list}
        self._rows = list(choices)
        self.endResetModel()

    def show_only_different(self, is_only: bool) -> None:
        """Leave out what both records have alike, or show it too."""
        self.beginResetModel()
        self._rows = [choice for choice in self._all if choice.is_different or not is_only]
        self.endResetModel()

    def choose(self, row: int, side: Side) -> None:
        """Take a field from one of the records."""
        choice = self._rows[row]
        if choice.is_different and not choice.is_list:
            self.sides[choice.key] = side
            self.dataChanged.emit(self.index(row, 0), self.index(row, 2))
            self.chosen.emit()

    def choose_all(self, side: Side) -> None:
        """Take every field that differs from one of the records, where that has it."""
        for row, choice in enumerate(self._rows):
            if (choice.first if side is Side.FIRST else choice.second) is not None:
                self.choose(row, side)

    def is_taken(self, row: int, column: int) -> bool:
        """Whether the cell stands in what comes of it."""
        choice = self._rows[row]
        return column in _SIDES and (choice.is_list or self.sides[choice.key] is _SIDES[column])

    def _text(self, choice: FieldChoice, column: int) -> str:
        if column == 0:
            return choice.label
        value = choice.first if column == 1 else choice.second
        if choice.is_list:
            return "未填" if value is None else f"{len(value)} 项：{'、'.join(value)}" if value else "没有"
        return (masked_text_of if self._is_veiled else text_of)(self._dictionary, choice.key, value)

    def _marked(self, row: int, column: int) -> str:
        choice = self._rows[row]
        text = self._text(choice, column)
        if column == 0 or not choice.is_different:
            return text
        if choice.is_list:
            return f"✓ {text}"
        return f"{'✓' if self.is_taken(row, column) else '　'} {text}"

    # Qt overrides

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role in (_Role.DisplayRole, _Role.ToolTipRole):
                return self._titles[section]
            if role == _Role.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return super().headerData(section, orientation, role)

    def data(self, index: _Index, role: int = _Role.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        if role == _Role.DisplayRole:
            return self._marked(row, column)
        if role == _Role.ToolTipRole:
            return self._text(self._rows[row], column)
        if not self._rows[row].is_different:
            return QBrush(QColor(COLOURS["faint"])) if role == _Role.ForegroundRole else None
        if not self.is_taken(row, column):
            is_quiet = role == _Role.ForegroundRole and column
            return QBrush(QColor(COLOURS["quiet"])) if is_quiet else None
        if role == _Role.BackgroundRole:
            return QBrush(QColor(COLOURS["accent_soft"]))
        if role == _Role.FontRole:
            font = QFont()
            font.setBold(True)
            return font
        return None


class ChoicesTable(QTableView):
    """A click, Space or Enter on a cell takes it."""

    def __init__(self, model: ChoicesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = model
        self.setModel(model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(False)
        rows, header = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(px(36))
        header.setFixedHeight(px(38))
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        model.modelReset.connect(self._fit_names)
        self._fit_names()

    def _fit_names(self) -> None:
        """Give the names of fields what they need, and the rest to what stands in them."""
        self.setColumnWidth(0, min(max(self.sizeHintForColumn(0) + px(16), px(110)), px(230)))

    def take(self, index: _Index) -> None:
        """Take the cell there."""
        if index.isValid() and index.column() in _SIDES:
            self._choices.choose(index.row(), _SIDES[index.column()])

    # Qt overrides

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self.take(self.indexAt(event.position().toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take(self.currentIndex())
        else:
            super().keyPressEvent(event)


class MergeDialog(Dialog):
    """Shows in what two records differ, and makes them one."""

    merged = Signal(int, str)
    """The id of the merge, and what the enterprise is called now."""

    def __init__(self, services: Services, pair: Pair, parent: QWidget) -> None:
        super().__init__(parent, "合并企业", width=940, height=620)
        self._services = services
        self._two: tuple[Recorded, Recorded] | None = None
        self.model = ChoicesModel(services.context.dictionary, self)
        self.table = ChoicesTable(self.model, self)
        self.view = SegmentedChoice({_DIFFERENT: "不同的项目", _ALL: "全部项目"}, self)
        self.said = Note("", self)
        self.first_button = button("都用第一户的", partial(self.model.choose_all, Side.FIRST), parent=self)
        self.second_button = button("都用第二户的", partial(self.model.choose_all, Side.SECOND), parent=self)
        self.merge_button = button("合并", self._on_merge, look=Look.PRIMARY, parent=self)
        self.merge_button.setEnabled(False)
        self._lay_out(pair)
        self.view.value_changed.connect(self._on_view_chosen)
        context = services.context

        def work(_: Reporter) -> tuple[tuple[Recorded, Recorded], bool]:
            two = read_two(context.store, *pair.key, context.dictionary)
            seen = (
                Seen(Subject(Kind.ENTERPRISE, id_), f"企业“{one.facts.name}”")
                for id_, one in zip(pair.key, two, strict=True)
            )
            enter_looks(context.seat, *seen)
            return two, not context.store.ask(sees_personal_in, context.seat.who)

        services.jobs.read(
            work,
            lambda found: self._on_read(*found),
            on_failed=self._on_read_failed,
            owner=self,
        )

    def _on_read(self, two: tuple[Recorded, Recorded], is_veiled: bool) -> None:
        self._two = two
        choices = choices_of(*two, self._services.context.dictionary)
        headings = (f"{one.facts.name}（{_day(one.changed_at)}改）" for one in two)
        self.model.load(choices, *headings, is_veiled=is_veiled)
        self._on_view_chosen()
        different = sum(choice.is_different for choice in choices)
        files = two[1].attachments
        words = [
            f"有 {different} 项不同，点一下要用的那一格（或按空格）；打勾的留下。"
            "只有一户填了的用填了的，都填了的先取后改的；项目等清单合在一起。",
            "第二户的附件"
            + (f"（{files} 个）" if files else "")
            + "和标签转过来；它的通知书不变，仍按原代码查得到。合并后可以撤销。",
        ]
        self.said.setText("\n".join(words))
        self.merge_button.setEnabled(True)
        self.table.setFocus()

    def _on_read_failed(self, error: Exception) -> None:
        self.reject()
        self._services.messages.error(error)

    def _on_view_chosen(self) -> None:
        self.model.show_only_different(self.view.value() == _DIFFERENT)

    def _on_merge(self) -> None:
        if self._two is None:
            return
        dictionary = self._services.context.dictionary
        do_with_second(
            self._services,
            MergeEnterprises.of(self._two, dict(self.model.sides), dictionary),
            self._on_merged,
            over=self,
            busy=self.merge_button,
            on_failed=self._on_read_failed,
            on_waits=self.reject,
            label="正在合并",
        )

    def _on_merged(self, done: tuple[MergeId, str]) -> None:
        self.accept()
        self.merged.emit(*done)

    def _lay_out(self, pair: Pair) -> None:
        top = in_row(self.view, STRETCH, self.first_button, self.second_button, spacing=8)
        fill(self.foot, STRETCH, button("取消", self.reject, parent=self), self.merge_button)
        self.add_title(f"把两户合并成一户（{pair.words}）")
        fill(self.body, self.said, top, (self.table, 1))


def _day(moment: datetime) -> str:
    return time_text(moment)[:10]
