"""The register as a list: search, filter, sort."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from domain.enterprises.listed import EnterpriseQuery
from domain.progress import Reporter
from gui.formatting import count_text
from gui.forms.editors import ChoiceBox
from gui.jobs import Job
from gui.pages.enterprises.list_model import (
    Entry,
    Listing,
    RegisterModel,
    order_fields,
    read_listing,
    read_rows,
)
from gui.services import Services
from gui.theme import px
from gui.widgets.data_table import DataTable
from gui.widgets.empty import EmptyState, WhenEmpty
from gui.widgets.labels import Note
from gui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from domain.store.engine import Store

_FILTERED_BY: Final = "industry_kind"


class RegisterList(QWidget):
    """Shows the enterprises that match; the database searches, filters and sorts."""

    opened = Signal(int)
    """An enterprise was opened; its id."""

    selection_changed = Signal()

    def __init__(self, services: Services, add: Callable[[], object], parent: QWidget | None = None) -> None:
        """`add` is what the button of the empty page does."""
        super().__init__(parent)
        self._services = services
        self._dictionary = services.context.dictionary
        self._query = EnterpriseQuery()
        self._reading: Job | None = None
        self.search = SearchBox("搜索名称、信用代码或拼音首字母", self)
        fact = self._dictionary.attributes.get(_FILTERED_BY)
        self.filter = ChoiceBox(fact.choices if fact else {}, self, unset_word="全部统计专业")
        self.filter.setAccessibleName("统计专业")
        self.filter.setMinimumWidth(px(200))
        self.model = RegisterModel(self._dictionary, self)
        self.table: DataTable[Entry] = DataTable(self.model, self, several=True)
        self.empty = EmptyState(
            "还没有企业",
            "登记第一家企业和它的数据，或从 Excel 导入，就可以逐条评定。",
            icon_name="enterprises",
            action=("新增企业", add),
        )
        self.foot = Note("", self)
        self._count_text = ""
        self._tools = QWidget(self)
        self._lay_out()
        self.search.searched.connect(lambda _: self.reload())
        self.search.left_downwards.connect(self.table.setFocus)
        self.filter.value_changed.connect(self.reload)
        self.model.rows_wanted.connect(self._on_rows_wanted)
        self.model.sort_wanted.connect(self._on_sort_wanted)
        self.table.opened.connect(lambda entry: self.opened.emit(entry.id))
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._on_selection_changed())

    def reload(self) -> None:
        """Read the list anew; what is selected stays so where it is still found."""
        chosen = self.filter.value()
        self._query = replace(
            self._query,
            text=self.search.query(),
            attributes={_FILTERED_BY: chosen} if isinstance(chosen, str) else {},
        )
        if self._reading is not None:
            self._reading.cancel()
        context = self._services.context
        self._reading = self._services.jobs.read(
            partial(self._read, context.store, self._query, self._in_sight()), self._on_read
        )

    def selected_ids(self) -> list[int]:
        """Return the selected enterprises, top to bottom."""
        return [entry.id for entry in self.table.selected_rows()]

    def select(self, id_: int) -> None:
        """Make an enterprise current, if the list shows it."""
        self.table.select_key(id_)

    def _in_sight(self) -> list[int]:
        count = self.model.rowCount()
        first = self.table.rowAt(0)
        last = self.table.rowAt(self.table.viewport().height() - 1)
        if not count or first < 0:
            return []
        return [self.model.row_at(at).id for at in range(first, (last if last >= 0 else count - 1) + 1)]

    def _read(self, store: "Store", query: EnterpriseQuery, seen: list[int], _: Reporter) -> Listing:
        return read_listing(store, self._dictionary, query, seen)

    def _on_read(self, listing: Listing) -> None:
        self._reading = None
        self.show_listing(listing)

    def show_listing(self, listing: Listing) -> None:
        """Show what was read."""
        self.model.show(listing)
        self._tools.setVisible(bool(listing.total))
        self.foot.setVisible(bool(listing.total))
        found, total = len(listing.ids), listing.total
        words = f"共 {count_text(total, '户')}" if found == total else f"找到 {found:,} 户，共 {total:,} 户"
        self._count_text = words
        self._on_selection_changed()

    def _on_selection_changed(self) -> None:
        chosen = len(self.table.selectionModel().selectedRows())
        self.foot.setText(f"{self._count_text}，已选 {chosen:,} 户" if chosen > 1 else self._count_text)
        self.selection_changed.emit()

    def _on_rows_wanted(self, ids: list[int]) -> None:
        context = self._services.context
        self._services.jobs.read(
            lambda _: read_rows(context.store, self._dictionary, ids),
            lambda rows: self.model.take(ids, rows),
            owner=self,
        )

    def _on_sort_wanted(self, column: int, descending: bool) -> None:
        field = order_fields(self._dictionary)[column]
        self._query = replace(self._query, order_by=field, descending=descending)
        self.reload()

    def _lay_out(self) -> None:
        self._tools.hide()
        tools = QHBoxLayout(self._tools)
        tools.setContentsMargins(0, 0, 0, 0)
        tools.setSpacing(px(12))
        tools.addWidget(self.search, 1)
        tools.addWidget(self.filter)
        nothing_found = EmptyState("没有找到", "换个词，或把统计专业改为全部。", icon_name="search")
        stack = WhenEmpty(
            self.table,
            self.model,
            self.empty,
            nothing_found=nothing_found,
            is_filtered=lambda: bool(self._query.text or self._query.attributes),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(10))
        layout.addWidget(self._tools)
        layout.addWidget(stack, 1)
        layout.addWidget(self.foot)
