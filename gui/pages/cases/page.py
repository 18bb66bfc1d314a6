"""事项: every award on its way, in batches, and what is to be done of each; or one of them."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property, partial
from typing import ClassVar, Final, assert_never

from domain.cases.awards.listing import CaseFilter, find_cases, listed
from domain.store.acts import Action
from domain.store.tables import Kind
from domain.values.ids import BatchId, CaseId
from gui.early.page import Hit, Page
from gui.early.parts import Look, button
from gui.files.exporting import Exporter
from gui.pages.cases.acting import MOST, ActBar
from gui.pages.cases.application import open_application
from gui.pages.cases.batching import Batching
from gui.pages.cases.case_list import CaseList
from gui.pages.cases.case_view import CaseView
from gui.pages.cases.whole_batch import WholeBatchDialog
from gui.services import Services
from gui.targets import CasesTarget, Target, ToBatch, ToCase, ToCases, ToPage
from gui.widgets.dialog import opened

_MOST_HITS: Final = 10
_KINDS: Final = {Kind.CASE, Kind.BATCH, Kind.CALENDAR, Kind.RECOVERY}
_HELP: Final = """
# 事项
一户企业的一条补助（分期的一期）就是一件事项，从受理、审核、公示到批准下达都在这里。依据的数据、政策和算法在生成时留存，以后数据变了会提示。
# 看哪些
“轮到我”是按角色该由我办、现在能办的；“等别人”是要别人办、等企业补正或公示没有期满的。步骤、条款、批次和搜索可以一起用。
步骤里的“候补”是资金不足、按受理先后等着的，写着第几位；前面的批准了或退出了，后面的自动往前。
# 办理
选中一件或几件（按住 Ctrl 或 Shift，Ctrl+A 全选），右上角就是能办的事。
第一个按钮是 Ctrl+Enter，“其他办理”Ctrl+O，“文书”Ctrl+P；看一件时登记材料是 Ctrl+M。
点了以后先说清每件会怎样：几件能办、几件缺什么；确认了才办，一起办成或都不办。办完可以撤销，直到别人接着办。
# 看一件
双击一行（或按 Enter）：左边是依据和算法，右边是走到哪一步、谁办的。Ctrl+↓ 是列表里的下一件，Esc 回到列表。
# 追回
已经拨付、后来发现多付或错付的，打开那一件点“追回”：调减金额，多付的列为应退回；还款、分期、抵扣、核销和通知书都在那里。
调减以后，列表和合计都按现在的金额，批准时的金额指着看，导出的表里也有。
# 批次
“放进批次”把选中的编成一批，如“2022 年二季度 第一批”；选一个批次就只看这一批。
退回、暂缓、不予通过的自动离开批次，可以再放进下一批。
# 全套文书
选一个批次（或选中几件），点列表下面的“全套文书”：每一种文书一次生成，合成一个 PDF 打印，
也可以每份一个文件发送，另有一张 Excel 清单；文号、日期和金额都一样。
“文书”菜单里有单独的每一种，如给各部门的征求意见函和回执。
# 从哪里来
在“评定”页点“生成事项”（免申即享），一次几百件；企业到窗口申报的，逐件登记。
"""


class CasesPage(Page):
    """The list, and what can be done of what is selected of it; or one case."""

    page_id, title, icon_name = "cases", "事项", "cases"
    help_text: ClassVar[str] = _HELP

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._is_stale, self._read_on = True, date.min
        self.papers_dialog: WholeBatchDialog | None = None
        self.list = CaseList(services, lambda: services.go_to(ToPage("assessment")), self)
        self.batching = Batching(services, self)
        self.acts = ActBar(services, self, shortcut="Ctrl+Return")
        self.apply_button = self.header.add_action(
            "登记申报…", lambda: open_application(self, services), icon_name="plus"
        )
        services.permits.hold(Action.CASE_APPLY, self.apply_button)
        self.batch_button = self.header.add_action("建批次…", self._on_begin_batch, icon_name="folder")
        self.header.add_widget(self.acts)
        self._add_below()
        self.add_views(self.list)
        self._connect()
        self._show_list()

    def on_shown(self) -> None:
        if self._read_on == date.min:
            # The first rows at once; later they are there already.
            self._is_stale, self._read_on = False, date.today()
            self.list.look()
            self.list.look_at_offers()
        elif self._is_stale or self._read_on != date.today():
            self._load()

    def open_target(self, target: CasesTarget) -> None:
        match target:
            case ToCase(id_, among):
                self._open(id_, among)
            case ToBatch(id_):
                self._show_batch(id_)
            case ToCases(wanted):
                self._show_list()
                self.list.ask_for(wanted)
            case _:
                assert_never(target)

    def place(self) -> Target:
        shown = None if self._is_list else self.case_view.id
        return ToCases(self.list.wanted) if shown is None else ToCase(shown, self.list.ids)

    def hits(self, text: str) -> list[Hit]:
        context = self.services.context
        rules, who = context.rules, context.seat.who
        found = context.store.ask(find_cases, CaseFilter(words=text), who, rules, most=_MOST_HITS)
        cases = context.store.ask(listed, found.ids, who, rules)
        return [
            Hit(
                f"{case.enterprise_name}　{case.award}",
                f"事项 · {case.where}",
                partial(self.services.go_to, ToCase(case.id, found.ids)),
                "cases",
            )
            for case in (cases[id_] for id_ in found.ids)
        ]

    def focus_search(self) -> None:
        if self._is_list:
            self.list.search.setFocus()

    @cached_property
    def case_view(self) -> CaseView:
        """Where one case is shown."""
        view = CaseView(self.services, self)
        self.views.addWidget(view)
        view.left.connect(self._show_list)
        return view

    @property
    def _is_list(self) -> bool:
        return self.views.currentWidget() is self.list

    def refresh_actions(self) -> None:
        self.acts.setVisible(self._is_list and bool(self.list.selected_ids()))
        self.batch_button.setVisible(self._is_list)
        self.apply_button.setVisible(self._is_list)
        self.papers_button.setVisible(0 < len(self._of_papers()) <= MOST)

    def _add_below(self) -> None:
        exporter, shown = Exporter(self.services, self), self.list
        self.put_button = button("放进批次…", self._on_put, look=Look.LINK, icon_name="folder")
        self.take_out_button = button("移出批次…", self._on_take_out, look=Look.LINK)
        self.papers_button = button("全套文书…", self._on_papers, look=Look.LINK, icon_name="print")
        self.export_button = exporter.button(shown.table, self._export_title, shown.rows_at)
        self.services.permits.hold(
            Action.CASE_BATCH, self.batch_button, self.put_button, self.take_out_button
        )
        for one in (self.put_button, self.take_out_button, self.papers_button, self.export_button):
            self.list.add_below(one)

    def _connect(self) -> None:
        self.list.selection_changed.connect(self._on_selected)
        self.list.opened.connect(lambda id_: self._open(id_, self.list.ids))
        self.services.changes.on(_KINDS, self._load_if_seen, owner=self)
        # What may be done of what is selected changes with the people, and with what was decided on.
        self.services.changes.on({Kind.ACCOUNT, Kind.RULE}, self._on_selected, owner=self)

    def _load_if_seen(self) -> None:
        self._is_stale = True
        if self.isVisible():
            self._load()

    def _load(self) -> None:
        self._is_stale, self._read_on = False, date.today()
        self.list.reload()

    # The two views

    def _show_list(self) -> None:
        self.show_view(self.list)

    def _open(self, id_: CaseId, among: Sequence[CaseId]) -> None:
        self.show_view(self.case_view, back=self._show_list)
        self.case_view.show_case(id_, among)

    def _show_batch(self, id_: BatchId) -> None:
        """Show a batch: all of it, whatever became of its cases."""
        self._show_list()
        self.list.ask_for(CaseFilter(None, batch_id=id_))

    # What is done

    def _on_selected(self) -> None:
        ids = self.list.selected_ids()
        self.acts.follow(ids)
        self.refresh_actions()
        for one in (self.put_button, self.take_out_button):
            one.setVisible(0 < len(ids) <= MOST)

    def _on_begin_batch(self) -> None:
        self.batching.begin(lambda _: None)

    def _on_put(self) -> None:
        self.batching.put(self.list.selected_ids())

    def _on_take_out(self) -> None:
        self.batching.take_out(self.list.selected_ids())

    def _of_papers(self) -> Sequence[CaseId]:
        """Return what papers are made of: what is selected, else the whole batch that is listed."""
        return self.list.selected_ids() or (self.list.ids if self.list.chosen_batch is not None else ())

    def _on_papers(self) -> None:
        self.papers_dialog = opened(WholeBatchDialog(self, self.services, self._of_papers()))

    def _export_title(self) -> str:
        batch = self.list.chosen_batch
        return f"事项-{batch.name}" if batch is not None else "事项"
