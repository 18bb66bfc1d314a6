"""统计: every figure of a period, beside those before, each with what it counts."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Final

from PySide6.QtWidgets import QWidget

from domain.statistics.counting import Span
from domain.statistics.telling import Line, Over, period_before, period_of, tell, title_of
from domain.store.tables import Kind
from gui.early.page import Page
from gui.early.parts import STRETCH, icon_button, in_row, named_label
from gui.files.exporting import Exporter
from gui.formatting import date_text
from gui.forms.editors import SegmentedChoice
from gui.pages.figures.rows import RowsDialog
from gui.services import Services
from gui.tables.data_table import RIGHT, Column, DataTable, RowsModel
from gui.tables.held_list import HeldList
from gui.widgets.cards import EmptyState
from gui.widgets.dialog import Dialog, opened

_KINDS: Final = {
    *(Kind.VISIT, Kind.CHARGE, Kind.CADRE, Kind.TEAM, Kind.PROBLEM),
    *(Kind.CASE, Kind.PAYMENT, Kind.ENTERPRISE),
}
_HELP: Final = """
# 统计
选一周、一个月、一个季度或一年，用左右箭头换一期。每个数都和上一期、去年同期放在一起。
# 口径
“怎样数的”写明每个数数的是什么。办结率总是写成 40/43 = 93.0 %，到截止日为止。
# 明细
双击一个数（或按 Enter），就是组成它的每一件，可以按类别、部门、月份分开看，再双击打开那一件。
# 报出去
“导出 Excel”把这一期的数和口径一起存成表。
"""


class FiguresPage(Page):
    """The figures of one period."""

    page_id, title, icon_name = "figures", "统计", "table"
    help_text: ClassVar[str] = _HELP

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.dialog: Dialog | None = None
        self._is_stale = True
        words: dict[object, str] = {one: one.word for one in Over}
        self.over = SegmentedChoice(words, self, called="多长一期")
        self.over.set_value(Over.MONTH)
        self.first, self.last = period_of(Over.MONTH, date.today())
        self.period = named_label("sectionTitle", "", self)
        self.cut = named_label("note", "", self)
        self.before_button = icon_button("chevron-left", "上一期", self._on_before, parent=self)
        self.after_button = icon_button("chevron-right", "下一期", self._on_after, parent=self)
        self.list = FigureList(self)
        bar = QWidget(self)
        in_row(
            self.over,
            self.before_button,
            self.period,
            self.after_button,
            self.cut,
            STRETCH,
            spacing=10,
            of=bar,
        )
        self.body.addWidget(bar)
        self.list.add_below(Exporter(services, self).button(self.list.table, self._export_title))
        self.body.addWidget(self.list, 1)
        self.over.value_changed.connect(self._on_over)
        self.list.table.opened.connect(self._on_opened)
        services.changes.on(_KINDS, self._load_if_seen, owner=self)

    def on_shown(self) -> None:
        if self._is_stale:
            self._load()

    def focus_search(self) -> None:
        self.list.search.setFocus()

    @property
    def _chosen(self) -> Over:
        return Over(str(self.over.value()))

    def _export_title(self) -> str:
        return f"统计 {title_of(self._chosen, self.first, self.last)}"

    def _load_if_seen(self) -> None:
        self._is_stale = True
        if self.isVisible():
            self._load()

    def _load(self) -> None:
        self._is_stale = False
        today, over, first, figures = date.today(), self._chosen, self.first, self.services.context.figures
        self.period.setText(title_of(over, self.first, self.last))
        by = Span.of(self.first, self.last, today).by
        self.cut.setText(f"截止 {date_text(by)}")
        self.after_button.setEnabled(self.last < today)
        self.services.ask(
            lambda session: tell(session, figures, over, first, today), self.list.show_all, owner=self
        )

    def _on_over(self) -> None:
        self.first, self.last = period_of(self._chosen, min(self.last, date.today()))
        self._load()

    def _on_before(self) -> None:
        self.first, self.last = period_before(self._chosen, self.first)
        self._load()

    def _on_after(self) -> None:
        self.first, self.last = period_of(self._chosen, date.fromordinal(self.last.toordinal() + 1))
        self._load()

    def _on_opened(self, line: Line) -> None:
        if line.figure is not None:
            span = Span.of(self.first, self.last, date.today())
            self.dialog = opened(RowsDialog(self.services, self, line.figure, span))


class FigureList(HeldList[Line]):
    """The figures, searched by name."""

    def __init__(self, parent: QWidget) -> None:
        self.model = RowsModel[Line](_COLUMNS, key=lambda one: one.id, parent=parent)
        super().__init__(
            DataTable(self.model),
            EmptyState("没有统计数", "统计口径文件不完整，请重新安装。", icon_name="table"),
            EmptyState("没有找到", "换个词再搜。", icon_name="search"),
            hint="搜索统计数、口径",
            parent=parent,
        )

    def shows(self, row: Line) -> bool:
        return self.finds(f"{row.title}{row.says}")

    def tell(self, shown: Sequence[Line]) -> None:
        self.foot.setText("双击一个数，看组成它的明细")


_COLUMNS: Final[tuple[Column[Line], ...]] = (
    Column("统计数", lambda one: one.title, width=140, narrowest=120),
    Column("本期", lambda one: one.now, align=RIGHT, width=150, narrowest=110, tips=True),
    Column("单位", lambda one: one.unit, width=56),
    Column("上期", lambda one: one.before, align=RIGHT, width=130, narrowest=96, tips=True),
    Column("比上期", lambda one: one.change, align=RIGHT, width=110, narrowest=80, tips=True),
    Column("去年同期", lambda one: one.year_before, align=RIGHT, width=130, narrowest=96, tips=True),
    Column("怎样数的", lambda one: one.says, stretches=True, width=240, narrowest=140, tips=True),
)
