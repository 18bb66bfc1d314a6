"""The issued notices as a list with its search and filter."""

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import islice
from typing import Final

from PySide6.QtCore import QItemSelectionModel, Signal
from PySide6.QtWidgets import QWidget

from domain.cases.finding import Sought, is_meant, serial_in
from domain.cases.queries import ListedNotice
from domain.enterprises.register.words import words_of
from domain.exchange.cells import CellKind
from domain.store.numbers.entries import NumberKind
from domain.values.ids import NoticeId
from gui.early.labels import Note
from gui.early.layouts import in_column, in_row
from gui.early.theme import px
from gui.formatting import count_text, money_text
from gui.forms.choice_edits import SegmentedChoice
from gui.tables.data_table import DataTable
from gui.tables.model import RIGHT, Column, RowsModel
from gui.widgets.cards import EmptyState, WhenEmpty
from gui.widgets.placing import FlowLayout
from gui.widgets.search_box import SearchBox
from gui.widgets.status import ATTENTION, NEUTRAL, STATUSES, Status

VALID: Final = STATUSES["approved"].named("有效")
VOID: Final = STATUSES["void"]
WITHOUT_PAPER: Final = {
    NumberKind.UNUSED: NEUTRAL.named("未使用"),
    NumberKind.BEFORE_RESTORE: ATTENTION.named("恢复前已发出"),
    NumberKind.LOST: ATTENTION.named("可能已发出"),
    NumberKind.ON_PAPER: NEUTRAL.named("纸质登记"),
}
_ALL, _ONLY_VALID, _ONLY_VOID = "all", "valid", "void"


def status_of_notice(notice: ListedNotice) -> Status:
    """Return 有效 or 作废, or how a number came into the register whose paper is not here."""
    if notice.is_void:
        return VOID
    return VALID if notice.has_paper else WITHOUT_PAPER[NumberKind(notice.kind)]


class NoticeList(QWidget):
    """Search, filter, table, and how many there are."""

    current_changed = Signal(object)
    """Another notice is to be looked at; None if there is none."""

    selection_changed = Signal()

    opened = Signal()
    """Enter or a double click: the reader wants to look at the paper."""

    def __init__(self, start: Callable[[], object], parent: QWidget | None = None) -> None:
        """`start` is what the empty page's button does."""
        super().__init__(parent)
        self._all: Sequence[ListedNotice] = ()
        self._sought: Mapping[NoticeId, Sought] = {}
        self.search = SearchBox("搜索文号、企业、信用代码、拼音或拼音首字母", self)
        self.filter = SegmentedChoice({_ALL: "全部", _ONLY_VALID: "有效", _ONLY_VOID: "作废"}, self)
        self.filter.setAccessibleName("状态")
        self.model: RowsModel[ListedNotice] = RowsModel(_COLUMNS, key=lambda notice: notice.id, parent=self)
        self.table: DataTable[ListedNotice] = DataTable(self.model, self, several=True)
        self.empty = EmptyState(
            "还没有出具通知书",
            "评定后，在“评定”页选中符合条件的条款，点“出具通知书”；出具的通知书都列在这里，可随时再打印。",
            icon_name="notices",
            action=("去评定", start),
        )
        self._foot = Note("", self)
        self._lay_out()
        self.search.searched.connect(lambda _: self._apply())
        self.search.left_downwards.connect(self.table.setFocus)
        self.filter.value_changed.connect(self._apply)
        self.table.current_changed.connect(self.current_changed)
        self.table.opened.connect(lambda _: self.opened.emit())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._on_selection_changed())

    def show_all(self, notices: Sequence[ListedNotice], sought: Mapping[NoticeId, Sought]) -> None:
        """Take the notices there are, and what each is found by; search and filter stay."""
        self._all, self._sought = notices, sought
        for widget in (self._tools, self._foot_row):
            widget.setVisible(bool(notices))
        self._apply()

    def found(self, text: str, most: int) -> list[ListedNotice]:
        """Return the first notices that a text means: of the number that it is, then the newest."""
        if not text:
            return []
        words = words_of(text)
        serial = serial_in(text)
        exact = [one for one in self._all if str(one.number_serial) == serial]
        others = (one for one in self._all if is_meant(self._sought[one.id], words) and one not in exact)
        return [*exact, *islice(others, most)][:most]

    def selected(self) -> list[ListedNotice]:
        """Return the selected notices, top to bottom."""
        return self.table.selected_rows()

    def select(self, ids: Collection[NoticeId]) -> None:
        """Select these notices and look at the first; search and filter make way where they hide one."""
        if any(self.model.position_of(id_) is None for id_ in ids):
            self.search.clear()
            self.filter.set_value(_ALL)
            self._apply()
        places = [at for at, row in enumerate(self.model.rows) if row.id in ids]
        if not places:
            return
        self.table.select_key(self.model.row_at(places[0]).id)
        flag = QItemSelectionModel.SelectionFlag
        for at in places[1:]:
            self.table.selectionModel().select(self.model.index(at, 0), flag.Select | flag.Rows)

    def add_below(self, widget: QWidget) -> None:
        """Put an act on the whole list beside what it comes to."""
        self._below.addWidget(widget)

    def _apply(self) -> None:
        words, wanted = words_of(self.search.query()), self.filter.value()
        self.model.replace(
            [
                notice
                for notice in self._all
                if (wanted == _ALL or (notice.is_void if wanted == _ONLY_VOID else notice.is_valid))
                and is_meant(self._sought[notice.id], words)
            ]
        )
        if self.model.rows and self.table.current_row() is None:
            self.table.select_key(self.model.row_at(0).id)
        self._on_selection_changed()

    def _is_filtered(self) -> bool:
        return bool(self.search.query()) or self.filter.value() != _ALL

    def _on_selection_changed(self) -> None:
        shown, chosen = len(self.model.rows), len(self.selected())
        words = f"共 {count_text(shown, '份')}"
        if chosen > 1:
            words += f"，已选 {count_text(chosen, '份')}：打印或存为 PDF 时合为一个文件"
        self._foot.setText(words)
        self.selection_changed.emit()

    def _lay_out(self) -> None:
        self._tools = QWidget(self)
        tools = FlowLayout(self._tools, spacing=px(12))
        tools.addWidget(self.search)
        tools.addWidget(self.filter)
        nothing_found = EmptyState("没有找到", "换个词，或把状态改为“全部”。", icon_name="search")
        stack = WhenEmpty(
            self.table, self.model, self.empty, nothing_found=nothing_found, is_filtered=self._is_filtered
        )
        self._foot_row = QWidget(self)
        self._below = in_row((self._foot, 1), spacing=12, of=self._foot_row)
        in_column(self._tools, (stack, 1), self._foot_row, spacing=10, of=self)


_COLUMNS: Final = (
    Column[ListedNotice](
        "发文字号",
        lambda n: n.number,
        sort_key=lambda n: (n.number_prefix, n.number_year, n.number_serial),
        width=230,
        narrowest=188,
    ),
    Column[ListedNotice](
        "企业",
        lambda n: n.enterprise_name or "—",
        sort_key=lambda n: n.enterprise_name,
        stretches=True,
        width=216,
        narrowest=140,
        tip=lambda n: n.enterprise_name,
    ),
    Column[ListedNotice](
        "金额（元）",
        lambda n: money_text(n.amount) if n.enterprise_name else "—",
        align=RIGHT,
        sort_key=lambda n: n.amount,
        width=104,
        kind=CellKind.AMOUNT,
        value=lambda n: n.amount if n.enterprise_name else None,
    ),
    Column[ListedNotice](
        "状态", lambda n: status_of_notice(n).word, status=status_of_notice, sorts=True, width=134
    ),
    Column[ListedNotice]("条款", lambda n: n.clause_title, sorts=True, width=190, narrowest=130, tips=True),
    Column[ListedNotice]("批准人", lambda n: n.approver, sorts=True, width=96),
    Column[ListedNotice](
        "批准日期",
        lambda n: n.approved_on.isoformat(),
        sort_key=lambda n: n.approved_on,
        width=116,
        kind=CellKind.DATE,
        value=lambda n: n.approved_on,
    ),
    Column[ListedNotice]("统一社会信用代码", lambda n: n.uscc, width=165, only_exported=True),
)
