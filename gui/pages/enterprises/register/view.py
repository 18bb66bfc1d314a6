"""How the register looks: search, filter, table, foot. Light: it is shown before the program is there."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.register.listed import EnterpriseQuery
from gui.formatting import count_text
from gui.forms.editors import ChoiceBox
from gui.pages.enterprises.register.list_model import Entry, Listing, RegisterModel
from gui.theme import px
from gui.widgets.data_table import DataTable
from gui.widgets.empty import EmptyState, WhenEmpty
from gui.widgets.labels import Note
from gui.widgets.search_box import SearchBox

FILTERED_BY: Final = "industry_kind"


class RegisterView(QWidget):
    """Shows the enterprises of a listing; whoever subclasses it reads them."""

    selection_changed = Signal()

    def __init__(
        self, dictionary: Dictionary, add: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        """`add` is what the button of the empty page does."""
        super().__init__(parent)
        self.query = EnterpriseQuery()
        self.search = SearchBox("搜索名称、信用代码或拼音首字母", self)
        fact = dictionary.attributes.get(FILTERED_BY)
        self.filter = ChoiceBox(fact.choices if fact else {}, self, unset_word="全部统计专业")
        self.filter.setAccessibleName("统计专业")
        self.filter.setMinimumWidth(px(200))
        self.model = RegisterModel(dictionary, self)
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
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._on_selection_changed())

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
            is_filtered=lambda: bool(self.query.text or self.query.attributes),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(10))
        layout.addWidget(self._tools)
        layout.addWidget(stack, 1)
        layout.addWidget(self.foot)
