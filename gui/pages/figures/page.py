"""统计: every figure of a period, beside those before, each with what it counts."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import ClassVar, Final

from PySide6.QtWidgets import QWidget

from domain.papers.papers import Paper
from domain.statistics.charts import draw_charts
from domain.statistics.counting import Span
from domain.statistics.documents.brief import TITLE as BRIEF
from domain.statistics.documents.brief import compose_brief
from domain.statistics.documents.report import REPORTS, compose_report
from domain.statistics.figures import Figure, Figures
from domain.statistics.over import Over, period_before, period_of, title_of
from domain.statistics.reporting import corrections_of, find_report, make_report
from domain.statistics.telling import Issue, Line, tell
from domain.store.acts import Action
from domain.store.engine import Session
from domain.store.tables import Kind
from gui.early.page import Page
from gui.early.parts import Look, icon_button, in_row, named_label
from gui.early.theme import px
from gui.files.exporting import Exporter
from gui.files.paper_dialog import PaperDialog
from gui.formatting import date_text, time_text
from gui.forms.editors import SegmentedChoice
from gui.pages.figures.overview import Overview
from gui.pages.figures.rows import RowsDialog
from gui.pages.figures.tables_view import TablesView
from gui.services import Services
from gui.tables.data_table import RIGHT, Column, DataTable, RowsModel
from gui.tables.held_list import HeldList
from gui.widgets.cards import Banner, EmptyState
from gui.widgets.dialog import Dialog, confirm, opened
from gui.widgets.placing import FlowLayout

_KINDS: Final = {
    *(Kind.VISIT, Kind.CHARGE, Kind.CADRE, Kind.TEAM, Kind.PROBLEM, Kind.PROJECT),
    *(Kind.CASE, Kind.PAYMENT, Kind.ENTERPRISE, Kind.REPORT),
}
_MOST_CHANGED: Final = 5
_HELP: Final = """
# 统计
选一周、一个月、一个季度或一年，用左右箭头换一期。每个数都和上一期、去年同期放在一起。
# 概览和全部统计数
概览是最常问的几个数和图；“全部统计数”是每一个数，可以搜索、导出。
# 口径
“怎样数的”写明每个数数的是什么。办结率总是写成 40/43 = 93.0 %，到截止日为止。
# 自选表
左边选一张表，右边就是现在的内容。上面可以换列什么、哪些列、条件、期间和分组，改了马上看到；“另存为…”起个名字留着，下个月打开就是下个月的。
“导出 Excel…”和“打印…”都是整张表。点表头按那一列排；双击一行（或按 Enter）打开那一件。
# 明细
点概览里的一个数、一张图，或双击列表里的一个数（或按 Enter），就是最近几期各是多少，和组成它的每一件：
可以按类别、部门、街道、月份分开看，再双击打开那一件。
# 月报
“月报”（周报、季报、年报）把这一期写成一份，可以打印或存为 PDF；“导出 Excel”把数和口径存成表。
“领导汇报”只有一页：做了什么、主要的数、已超期需要协调的问题。
# 报出
报给上级以后点“报出”，这一期的数就定下来。后来补登或更正的，这里会提示，下一期的月报里也会写明。
"""


class Shown(StrEnum):
    """What of a period is in view."""

    OVERVIEW = "overview"
    ALL = "all"
    TABLES = "tables"


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
        self.overview = Overview(services, self)
        self.tables = TablesView(services, self)
        words = {Shown.OVERVIEW: "概览", Shown.ALL: "全部统计数", Shown.TABLES: "自选表"}
        self.view = SegmentedChoice(words, self, called="看什么")
        self.view.set_value(Shown.OVERVIEW)
        bar = QWidget(self)
        self.which = QWidget(bar)
        in_row(self.before_button, self.period, self.after_button, self.cut, spacing=10, of=self.which)
        flow = FlowLayout(bar, spacing=px(10))
        for part in (self.view, self.over, self.which):
            flow.addWidget(part)
        self.body.addWidget(bar)
        self.paper_button = self.header.add_action("", self._on_paper, icon_name="print", shortcut="Ctrl+P")
        self.brief_button = self.header.add_action(f"{BRIEF}…", self._on_brief, icon_name="print")
        self.report_button = self.header.add_action("报出…", self._on_report, look=Look.PRIMARY)
        services.permits.hold(Action.REPORT_MAKE, self.report_button)
        self.print_button = self.header.add_action(
            "打印…", self.tables.show_paper, icon_name="print", shortcut="Ctrl+P"
        )
        self.export_button = self.header.add_action(
            "导出 Excel…", self.tables.export, icon_name="download", look=Look.PRIMARY
        )
        self.told = Banner("info", "info", self)
        self.list.add_below(Exporter(services, self).button(self.list.table, self._export_title))
        self.body.addWidget(self.told)
        self.add_views(self.overview, self.list, self.tables)
        self.view.value_changed.connect(lambda: self.look_at(Shown(str(self.view.value()))))
        self.overview.wanted.connect(self._look_into)
        self.over.value_changed.connect(self._on_over)
        self.list.table.opened.connect(lambda line: self._look_into(line.figure))
        services.changes.on(_KINDS, self._load_if_seen, owner=self)
        self.look_at(Shown.OVERVIEW)

    def on_shown(self) -> None:
        if self.view.value() == Shown.TABLES:
            self.tables.on_shown()
        elif self._is_stale:
            self._load()

    def focus_search(self) -> None:
        if self.view.value() == Shown.TABLES:
            self.tables.list.search.setFocus()
            return
        self.look_at(Shown.ALL)
        self.list.search.setFocus()

    def save(self) -> bool:
        if self.view.value() == Shown.TABLES:
            self.tables.save()
        return True

    def look_at(self, shown: Shown) -> None:
        """Show the overview, every figure there is, or tables."""
        self.view.set_value(shown)
        views = {Shown.OVERVIEW: self.overview, Shown.ALL: self.list, Shown.TABLES: self.tables}
        self.views.setCurrentWidget(views[shown])
        are_tables = shown is Shown.TABLES
        of_tables: tuple[QWidget, ...] = (self.print_button, self.export_button)
        of_figures = (self.over, self.which, self.paper_button, self.brief_button, self.report_button)
        for one in (*of_tables, *of_figures):
            one.setVisible((one in of_tables) is are_tables)
        self.told.setVisible(not are_tables and bool(self.told.label.text()))
        if self.isVisible():
            self.on_shown()

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
        today, over, first, context = date.today(), self._chosen, self.first, self.services.context
        figures, dictionary = context.figures, context.dictionary
        self.period.setText(title_of(over, self.first, self.last))
        by = Span.of(self.first, self.last, today).by
        self.cut.setText(f"截止 {date_text(by)}")
        self.after_button.setEnabled(self.last < today)
        self.paper_button.setText(f"{REPORTS[over]}…")
        self.services.ask(
            lambda session: (
                tell(session, figures, over, first, today),
                _told(session, over, first, figures),
            ),
            self._on_read,
            owner=self,
        )
        # The numbers first: what is drawn of several years takes longer.
        self.services.ask(
            lambda session: draw_charts(session, Issue(over, first), figures, today, dictionary),
            self.overview.show_charts,
            owner=self,
        )

    def _on_read(self, read: tuple[list[Line], tuple[str, bool]]) -> None:
        lines, (said, is_reported) = read
        self.list.show_all(lines)
        self.overview.show_numbers(lines)
        self.told.say(said)
        self.report_button.setEnabled(not is_reported)
        self.report_button.setToolTip("这一期已经报出" if is_reported else "")

    def _on_paper(self) -> None:
        self._show_paper(REPORTS[self._chosen], compose_report)

    def _on_brief(self) -> None:
        self._show_paper(BRIEF, compose_brief)

    def _show_paper(self, title: str, compose: Callable[..., Paper]) -> None:
        context, issue = self.services.context, Issue(self._chosen, self.first)

        def load() -> Paper:
            return context.store.ask(
                compose, issue, context.figures, context.problem_rules, datetime.now(UTC)
            )

        self.dialog = opened(PaperDialog(self.services, title, load, self, is_gone_on_with=True))

    def _on_report(self) -> None:
        context, over, first = self.services.context, self._chosen, self.first
        title = title_of(over, self.first, self.last)

        def act() -> None:
            self.services.do(
                lambda _: make_report(context.seat, context.figures, over, first, date.today()),
                f"已报出{title}的统计",
                owner=self,
                label="正在报出",
            )

        running = "这一期还没有过完，" if self.last >= date.today() else ""
        said = f"{running}报出以后这一期的数不再变；后来更正的，在下一期的{REPORTS[over]}里说明。"
        self.dialog = confirm(self, f"报出{title}的统计", said, "报出", act)

    def _on_over(self) -> None:
        self.first, self.last = period_of(self._chosen, min(self.last, date.today()))
        self._load()

    def _on_before(self) -> None:
        self.first, self.last = period_before(self._chosen, self.first)
        self._load()

    def _on_after(self) -> None:
        self.first, self.last = period_of(self._chosen, date.fromordinal(self.last.toordinal() + 1))
        self._load()

    def _look_into(self, figure: Figure) -> None:
        span = Span.of(self.first, self.last, date.today())
        self.dialog = opened(RowsDialog(self.services, self, figure, self._chosen, span))


def _told(session: Session, over: Over, first: date, figures: Figures) -> tuple[str, bool]:
    """Say that a period was reported, and what of it is counted otherwise by now."""
    report = find_report(session, over, first)
    if report is None:
        return "", False
    said = f"{report.by_name}在 {time_text(report.made_at)[:10]} 报出，截止 {date_text(report.by)}"
    found = corrections_of(session, report, figures)
    changed = "；".join(f"{one.title}报出 {one.reported}，现在 {one.now}" for one in found[:_MOST_CHANGED])
    return f"{said}；{changed}" if changed else f"{said}，没有更正", True


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
