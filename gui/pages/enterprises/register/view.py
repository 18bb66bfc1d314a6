"""How the register looks: search, filters, table, foot. Light: it is shown before the program is there."""

from array import array
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.register.listed import EnterpriseQuery
from domain.values.ids import EnterpriseId, enterprises_in
from gui.early.parts import Look, button
from gui.early.preferences import Preferences
from gui.early.theme import px
from gui.formatting import count_text
from gui.pages.enterprises.register.columns_panel import show_columns, show_one, shown_columns
from gui.pages.enterprises.register.list_model import Listing, RegisterModel
from gui.pages.enterprises.register.register_columns import Entry
from gui.tables.blocks import BlocksTable
from gui.tables.list_view import ListView
from gui.widgets.cards import EmptyState
from gui.widgets.placing import FlowLayout

if TYPE_CHECKING:
    from domain.enterprises.register.conditions import Condition
    from domain.enterprises.register.listed import Listed


class FilterChips(QWidget):
    """Hidden while nothing is filtered."""

    removed = Signal(object)
    """A condition was taken away."""

    def __init__(
        self, clear: Callable[[], object], save: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        """`clear` takes all away, `save` gives them a name."""
        super().__init__(parent)
        self._flow = FlowLayout(self, spacing=px(8))
        self.chips: list[QPushButton] = []
        self.clear_button = button("清除", clear, look=Look.LINK, parent=self)
        self.clear_button.setToolTip("去掉全部筛选条件")
        self.save_button = button("保存为常用筛选…", save, look=Look.LINK, parent=self)
        for one in (self.clear_button, self.save_button):
            self._flow.addWidget(one)
        self.hide()

    def show_conditions(self, named: "Sequence[tuple[Condition, str]]") -> None:
        """Show these, each with its words."""
        for chip in self.chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = []
        for one in (self.clear_button, self.save_button):
            self._flow.removeWidget(one)
        for condition, words in named:
            chip = button(words, partial(self.removed.emit, condition), look=Look.CHIP, icon_name="close")
            chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            chip.setToolTip(f"去掉“{words}”")
            self.chips.append(chip)
            self._flow.addWidget(chip)
        for one in (self.clear_button, self.save_button):
            self._flow.addWidget(one)
        self.setVisible(bool(named))


_DEBOUNCE_MS: Final = 0
"""Each key is searched for at once: what it makes outdated is stopped."""


class RegisterView(ListView[Entry]):
    """Shows the enterprises of a listing; whoever subclasses it reads them."""

    table: "BlocksTable[EnterpriseId, Listed]"

    def __init__(
        self,
        dictionary: Dictionary,
        preferences: Preferences,
        add: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        """`add` is what the button of the empty page does."""
        self.query = EnterpriseQuery()
        self.filter_button = button("筛选", icon_name="filter")
        self.saved_button = button("常用筛选", icon_name="save")
        self.columns_button = button("列", icon_name="table")
        self.columns_button.setToolTip("选择显示哪些列；拖动表头可以换位置和改宽度")
        self.model = RegisterModel(dictionary)
        table = BlocksTable(self.model, several=True)
        table.horizontalHeader().setSectionsMovable(True)
        show_columns(table, self.model, preferences.register_columns)
        self.chips = FilterChips(self.clear_filters, self.name_filters)
        self.tag_button = button("打标签…", look=Look.LINK)
        self.untag_button = button("去掉标签", look=Look.LINK)
        self.alike_button = button("批量改一项…", look=Look.LINK)
        self.assess_button = button("评定所选", look=Look.LINK)
        self.export_button = button("导出 Excel…", look=Look.LINK)
        self._of_selected = (self.tag_button, self.untag_button, self.alike_button, self.assess_button)
        self._count_text = ""
        self._only_with_any: list[QWidget] = []
        super().__init__(
            table,
            EmptyState(
                "还没有企业",
                "登记第一家企业和它的数据，或从 Excel 导入，就可以逐条评定。",
                icon_name="enterprises",
                action=("新增企业", add),
            ),
            EmptyState("没有找到", "换个词，或清除筛选。", icon_name="search"),
            filters=[self.filter_button, self.saved_button, self.columns_button],
            above=[self.chips],
            debounce_ms=_DEBOUNCE_MS,
            parent=parent,
        )
        self._tools.hide()
        for one in (*self._of_selected, self.export_button):
            super().add_below(one)

    def add_below(self, act: QWidget, *, always: bool = False) -> None:
        """Put an act on the whole register at the foot; `always` shows it where nobody is registered, too."""
        self._acts.add(act, is_first=True)
        if not always:
            self._only_with_any.append(act)
            act.hide()

    def show_listing(self, listing: Listing) -> None:
        """Show what was read."""
        self.model.show(listing)
        self._show_counts(listing)

    def go_on(self, listing: Listing) -> None:
        """Show the whole of what the beginning is shown of."""
        self.model.go_on(listing)
        self._show_counts(listing)

    def clear_filters(self) -> None:
        """List all that the search finds; nothing here, where nothing is filtered yet."""

    def name_filters(self) -> None:
        """Keep what is filtered under a name; nothing here."""

    def selected_count(self) -> int:
        """Return how many enterprises are selected."""
        return sum(map(len, self.table.selected_blocks()))

    def selected_ids(self) -> Sequence[EnterpriseId]:
        """Return the selected enterprises, top to bottom."""
        ids = enterprises_in(array("i"))
        for block in self.table.selected_blocks():
            ids += self.model.ids[block.start : block.stop]
        return ids

    def show_column(self, name: str) -> None:
        """Show a column, if it is not shown yet."""
        if name not in dict(shown_columns(self.table, self.model)):
            show_one(self.table, self.model, name, is_shown=True)

    @property
    def is_filtered(self) -> bool:
        """Whether there may be more than is shown."""
        return bool(self.query.text or self.query.conditions)

    def _show_counts(self, listing: Listing) -> None:
        has_any = bool(listing.total) or self.is_filtered
        for one in (self._tools, *self._only_with_any):
            one.setVisible(has_any)
        found, total = len(listing.ids), listing.total
        self.export_button.setVisible(bool(found))
        if not has_any:
            self._count_text = ""
        elif not listing.is_whole:
            self._count_text = "正在统计…"
        elif self.is_filtered:
            self._count_text = f"找到 {found:,} 户，共 {total:,} 户"
        else:
            self._count_text = f"共 {count_text(total, '户')}"
        self._stack.refresh()
        self._on_selection_changed()

    def _on_selection_changed(self) -> None:
        chosen = self.selected_count()
        self.foot.setText(f"{self._count_text}，已选 {chosen:,} 户" if chosen else self._count_text)
        for one in self._of_selected:
            one.setVisible(bool(chosen))
        super()._on_selection_changed()
