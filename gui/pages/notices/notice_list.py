"""The issued notices as a list with its search and filter."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from PySide6.QtCore import QItemSelectionModel, Signal
from PySide6.QtWidgets import QWidget

from domain.cases.awards.funding import lowered_words
from domain.cases.finding import Sought, is_meant, serial_in
from domain.cases.queries import ListedNotice
from domain.enterprises.register.words import words_of
from domain.exchange.cells import CellKind
from domain.store.numbers.entries import NumberKind
from domain.values.ids import NoticeId
from gui.formatting import count_text
from gui.forms.editors import SegmentedChoice
from gui.tables.data_table import Column, DataTable, RowsModel, amounts
from gui.tables.list_view import ListView
from gui.widgets.cards import EmptyState
from gui.widgets.status import ATTENTION, NEUTRAL, STATUSES, Status

VALID: Final = STATUSES["approved"].named("有效")
VOID: Final = STATUSES["void"]
LOWERED: Final = ATTENTION.named("有效，已调减")
WITHOUT_PAPER: Final = {
    NumberKind.UNUSED: NEUTRAL.named("未使用"),
    NumberKind.BEFORE_RESTORE: ATTENTION.named("恢复前已发出"),
    NumberKind.LOST: ATTENTION.named("可能已发出"),
    NumberKind.ON_PAPER: NEUTRAL.named("纸质登记"),
}
_ALL, _ONLY_VALID, _ONLY_VOID = "all", "valid", "void"


def status_of_notice(notice: ListedNotice) -> Status:
    """Return 有效 or 作废, that its award was lowered since, or how a number came here without its paper."""
    if notice.is_void:
        return VOID
    if notice.lowered is not None:
        return LOWERED
    return VALID if notice.has_paper else WITHOUT_PAPER[NumberKind(notice.kind)]


class NoticeList(ListView[ListedNotice]):
    """Search, filter, table, and how many there are."""

    current_changed = Signal(object)
    """Another notice is to be looked at; None if there is none."""

    opened = Signal()
    """Enter or a double click: the reader wants to look at the paper."""

    def __init__(self, start: Callable[[], object], parent: QWidget | None = None) -> None:
        """`start` is what the empty page's button does."""
        self._all: Sequence[ListedNotice] = ()
        self._sought: Mapping[NoticeId, Sought] = {}
        self.filter = SegmentedChoice({_ALL: "全部", _ONLY_VALID: "有效", _ONLY_VOID: "作废"}, called="状态")
        self.model: RowsModel[ListedNotice] = RowsModel(_COLUMNS, key=lambda notice: notice.id)
        super().__init__(
            DataTable(self.model, several=True),
            EmptyState(
                "还没有出具通知书",
                "评定后，在“评定”页选中符合条件的条款，点“出具通知书”；出具的通知书都列在这里，可随时再打印。",
                icon_name="notices",
                action=("去评定", start),
            ),
            EmptyState("没有找到", "换个词，或把状态改为“全部”。", icon_name="search"),
            hint="搜索文号、企业、信用代码、拼音或拼音首字母",
            filters=[self.filter],
            parent=parent,
        )
        self.asked.connect(self._apply)
        self.table.current_changed.connect(self.current_changed)
        self.table.opened.connect(lambda _: self.opened.emit())

    def show_all(self, notices: Sequence[ListedNotice], sought: Mapping[NoticeId, Sought]) -> None:
        """Take the notices there are, and what each is found by; search and filter stay."""
        self._all, self._sought = notices, sought
        self.show_tools(bool(notices))
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

    @property
    def is_filtered(self) -> bool:
        return super().is_filtered or self.filter.value() != _ALL

    def _on_selection_changed(self) -> None:
        shown, chosen = len(self.model.rows), len(self.selected())
        words = f"共 {count_text(shown, '份')}"
        if chosen > 1:
            words += f"，已选 {count_text(chosen, '份')}：打印或存为 PDF 时合为一个文件"
        self.foot.setText(words)
        super()._on_selection_changed()


_COLUMNS: Final[tuple[Column[ListedNotice], ...]] = (
    Column(
        "发文字号",
        lambda n: n.number,
        sort_key=lambda n: (n.number_prefix, n.number_year, n.number_serial),
        width=230,
        narrowest=188,
    ),
    Column(
        "企业",
        lambda n: n.enterprise_name or "—",
        sort_key=lambda n: n.enterprise_name,
        stretches=True,
        width=216,
        narrowest=140,
        tip=lambda n: n.enterprise_name,
    ),
    amounts(
        "金额（元）",
        lambda n: n.amount if n.enterprise_name and n.letter is None else None,
        sort_key=lambda n: n.amount,
        width=104,
    ),
    Column(
        "状态",
        lambda n: status_of_notice(n).word,
        status=status_of_notice,
        tip=lambda n: "" if n.lowered is None else lowered_words(n.amount, n.lowered),
        sorts=True,
        width=134,
    ),
    Column("条款", lambda n: n.clause_title, sorts=True, width=190, narrowest=130, tips=True),
    Column("批准人", lambda n: n.approver, sorts=True, width=96),
    Column(
        "批准日期",
        lambda n: n.approved_on.isoformat(),
        sort_key=lambda n: n.approved_on,
        width=116,
        kind=CellKind.DATE,
        value=lambda n: n.approved_on,
    ),
    Column("统一社会信用代码", lambda n: n.uscc, width=165, only_exported=True),
    replace(amounts("调减后金额（元）", lambda n: n.lowered, width=140, sorts=False), only_exported=True),
)
