"""统计: every figure of a period, beside those before, each with what it counts."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import partial
from typing import Any, ClassVar, Final, NamedTuple

from PySide6.QtWidgets import QWidget

from domain.papers.papers import Paper
from domain.statistics.charts import draw_charts
from domain.statistics.counting import Span
from domain.statistics.documents.brief import TITLE as BRIEF
from domain.statistics.documents.brief import compose_brief
from domain.statistics.documents.report import REPORTS, compose_report
from domain.statistics.figures import Figures
from domain.statistics.kept import Line, find_report, kept_in
from domain.statistics.over import Over, period_before, period_of, title_of
from domain.statistics.reporting import EARLY, against_reporting, changes_before, changes_of, make_report
from domain.statistics.telling import Beside, Issue, tell
from domain.store.acts import Action
from domain.store.engine import Session
from domain.store.tables import Kind
from gui.early.page import Page
from gui.early.parts import Look, icon_button, in_row, named_label
from gui.early.theme import px
from gui.files.exporting import Exporter
from gui.files.paper_dialog import PaperDialog
from gui.formatting import date_text, time_text
from gui.forms.asking import FormDialog
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.editors import SegmentedChoice
from gui.pages.figures.overview import Overview
from gui.pages.figures.rows import RowsDialog
from gui.pages.figures.tables_view import TablesView
from gui.services import Services
from gui.tables.data_table import RIGHT, Column, DataTable, RowsModel
from gui.tables.held_list import HeldList
from gui.widgets.cards import Banner, EmptyState
from gui.widgets.dialog import Dialog, opened
from gui.widgets.placing import FlowLayout

_KINDS: Final = {
    *(Kind.VISIT, Kind.CHARGE, Kind.CADRE, Kind.TEAM, Kind.PROBLEM, Kind.PROJECT),
    *(Kind.PARK, Kind.EVENT, Kind.NEED),
    *(Kind.CASE, Kind.PAYMENT, Kind.ENTERPRISE, Kind.REPORT, Kind.CALL),
    *(Kind.CULTIVATED, Kind.CITY_COUNT),
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
# 还没有过完的一期
和上期、去年到同一天为止的数比，那两列写作“上期同日”“去年同日”；过完以后和整期比。
# 报出
报给上级以后点“报出”，这一期的数、图、上期和口径就都定下来，以后看到的、打印的都是报出的。
后来补登或更正的，这里会提示，以后各期的月报里也会写明。
周报和月报可以提前报，选一个截止日；截止日以后到期末的，在下一期作为补充写明。季报和年报过完才能报。
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
        self.list.table.opened.connect(lambda line: self._look_into(line.figure_id))
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
        self.after_button.setEnabled(self.last < today)
        self.paper_button.setText(f"{REPORTS[over]}…")
        issue = Issue(over, first)
        self.report_button.setEnabled(False)
        self.services.ask(lambda session: _read(session, issue, figures, today), self._on_read, owner=self)
        # The numbers first: what is drawn of several years, and counted of earlier periods, takes longer.
        self.services.ask(
            lambda session: draw_charts(session, issue, figures, today, dictionary),
            self.overview.show_charts,
            owner=self,
        )
        self.services.ask(lambda session: _told(session, issue, figures, today), self._say, owner=self)

    def _on_read(self, read: "_Read") -> None:
        self.list.show_beside(read.words)
        self.list.show_all(read.lines)
        self.overview.show_numbers(read.lines, read.words[0])
        self.cut.setText(f"截止 {date_text(read.by)}")
        today = date.today()
        complaint = against_reporting(self._chosen, self.first, today, min(self.last, today))
        self.report_button.setEnabled(not read.is_reported and not complaint)
        self.report_button.setToolTip("这一期已经报出" if read.is_reported else complaint)

    def _say(self, said: str) -> None:
        self.told.say(said)
        self.told.setVisible(bool(said) and self.view.value() != Shown.TABLES)

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

        self.dialog = opened(PaperDialog(self.services, title, load, self, of=()))

    def _on_report(self) -> None:
        self.dialog = opened(ReportDialog(self.services, self, Issue(self._chosen, self.first)))

    def _on_over(self) -> None:
        self.first, self.last = period_of(self._chosen, min(self.last, date.today()))
        self._load()

    def _on_before(self) -> None:
        self.first, self.last = period_before(self._chosen, self.first)
        self._load()

    def _on_after(self) -> None:
        self.first, self.last = period_of(self._chosen, date.fromordinal(self.last.toordinal() + 1))
        self._load()

    def _look_into(self, figure_id: str) -> None:
        # What was reported may name a figure that is defined no more.
        if (figure := self.services.context.figures.figures.get(figure_id)) is None:
            self.services.messages.info("这个数现在的统计口径里没有了，看不了明细")
            return
        issue = Issue(self._chosen, self.first)
        self.dialog = opened(RowsDialog(self.services, self, figure, issue))


class _Read(NamedTuple):
    """The numbers of a period, by which day, beside what, and whether they are what was reported."""

    lines: list[Line]
    by: date
    words: tuple[str, str]
    is_reported: bool


def _read(session: Session, issue: Issue, figures: Figures, today: date) -> _Read:
    report = find_report(session, *issue)
    kept = kept_in(report)
    by = Span.of(*period_of(*issue), today).by if report is None else report.by
    words = Beside.of(*issue, today).words if kept is None else kept.words
    return _Read(tell(session, figures, issue, today), by, words, report is not None)


def _told(session: Session, issue: Issue, figures: Figures, today: date) -> str:
    """Say that a period was reported, and what of it and of earlier ones is otherwise by now."""
    report = find_report(session, *issue)
    if report is None:
        found = list(changes_before(session, issue, figures, today))
        more = f"；另有 {len(found) - _MOST_CHANGED} 期" if len(found) > _MOST_CHANGED else ""
        return "。".join(f"{one.title}报出以后：{one.said}" for one in found[-_MOST_CHANGED:]) + more
    said = f"{report.by_name}在 {time_text(report.made_at)[:10]} 报出，截止 {date_text(report.by)}"
    changed = changes_of(session, report, figures, today).said
    return f"{said}；{changed}" if changed else f"{said}，没有更正"


class ReportDialog(FormDialog):
    """Asks by which day a period is reported, where it may be before it has ended."""

    def __init__(self, services: Services, parent: QWidget, issue: Issue) -> None:
        self._issue, (self._first, self._last) = issue, period_of(*issue)
        title = title_of(issue.over, self._first, self._last)
        super().__init__(services, parent, f"报出{title}的统计", "报出", editor_width=430)
        kind, last = REPORTS[issue.over], date_text(self._last)
        said = f"报出以后这一期的数、图和口径不再变；后来更正的，在以后各期的{kind}里说明。"
        if issue.over in EARLY:
            self.said.setText(f"{said}截止日早于{last}的，以后到期末的在下一期作为补充说明。")
            day = OptionalDateEdit(none_word="", may_be_none=False)
            self.form.add("day", "截止日", day, missing="请填写截止日", width=220)
            self.form.load({"day": min(self._last, date.today())})
        else:
            self.said.setText(said)

    def do(self, values: dict[str, Any]) -> None:
        context, by = self.services.context, values.get("day") or self._last
        title = title_of(self._issue.over, self._first, self._last)
        report = partial(make_report, context.seat, context.figures, self._issue, date.today())
        self.run(partial(report, context.problem_rules, by=by), f"已报出{title}的统计")


class FigureList(HeldList[Line]):
    """The figures, searched by name."""

    def __init__(self, parent: QWidget) -> None:
        self.model = RowsModel[Line](_columns(("上期", "去年同期")), key=lambda one: one.id, parent=parent)
        super().__init__(
            DataTable(self.model),
            EmptyState("没有统计数", "统计口径文件不完整，请重新安装。", icon_name="table"),
            EmptyState("没有找到", "换个词再搜。", icon_name="search"),
            hint="搜索统计数、口径",
            parent=parent,
        )

    def show_beside(self, words: tuple[str, str]) -> None:
        """Head the columns of the periods beside it."""
        self.model.columns = _columns(words)

    def shows(self, row: Line) -> bool:
        return self.finds(f"{row.title}{row.says}")

    def tell(self, shown: Sequence[Line]) -> None:
        self.foot.setText("双击一个数，看组成它的明细")


def _columns(words: tuple[str, str]) -> tuple[Column[Line], ...]:
    before, year_before = words
    return (
        Column("统计数", lambda one: one.title, width=140, narrowest=120),
        Column("本期", lambda one: one.now, align=RIGHT, width=150, narrowest=110, tips=True),
        Column("单位", lambda one: one.unit, width=56),
        Column(before, lambda one: one.before, align=RIGHT, width=130, narrowest=96, tips=True),
        Column(f"比{before}", lambda one: one.change, align=RIGHT, width=110, narrowest=80, tips=True),
        Column(year_before, lambda one: one.year_before, align=RIGHT, width=130, narrowest=96, tips=True),
        Column("怎样数的", lambda one: one.says, stretches=True, width=240, narrowest=140, tips=True),
    )
