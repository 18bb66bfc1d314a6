"""问题: what enterprises ask for; or one of them."""

from datetime import UTC, datetime
from functools import cached_property, partial
from typing import ClassVar, Final, assert_never

from PySide6.QtWidgets import QFileDialog

from domain.outreach.documents.hand_out import compose_hand_outs
from domain.outreach.importing import Ledger
from domain.outreach.problems.listing import ListedProblem, ProblemFilter, ShownProblem, list_problems
from domain.papers.papers import Paper
from domain.store.acts import Action
from domain.store.engine import Session
from domain.store.tables import Kind, Subject
from gui.early.page import Hit
from gui.early.parts import Look, button
from gui.files.exporting import Exporter
from gui.files.paper_dialog import PaperDialog, Several
from gui.formatting import date_text
from gui.intake.importer import Importer
from gui.intake.intakes import LedgerIntake
from gui.pages.problems.acting import HandDialog
from gui.pages.problems.entering import GatherDialog, ProblemDialog
from gui.pages.problems.handing_out import ask_for_replies, ask_where_to_hand_out
from gui.pages.problems.problem_list import ProblemList, status_of_problem
from gui.pages.problems.problem_view import ProblemView
from gui.services import Services
from gui.tables.list_page import ListPage
from gui.targets import ProblemsTarget, Target, ToProblem
from gui.widgets.dialog import Dialog, opened

_MOST_HITS: Final = 10
_HELP: Final = """
# 问题
走访、热线、窗口、会议收到的问题，上级交办的事，帮办代办和接诉，都登记在这里。
# 13710
1 个工作日内转办，3 个工作日内反馈，7 个工作日内解决（疑难问题 1 个月），最后回访销号。
每一步从上一步办完那天算起。蓝色在期限内，黄色一个工作日内到期，红色已经超期。
# 办理
双击一行（或按 Enter）打开，上面的按钮就是现在能办的事；不能办的是灰的，停一下会说明缺什么。
谁登记办结，就由另一人回访销号；企业不满意的不能销号，点“退回重办”。
# 共性问题
几户反映同一件事，按住 Ctrl 选中，点“合并为共性问题”，以后一起转办、反馈和办结，销号仍逐户回访。
# 交办单
没有本程序的部门：选中转办给它的问题，点“导出交办单”（或打印），部门填好“反馈情况”“办理结果”发回来，点“导入答复”。
先列出能登记什么、哪些行不对，看过再登记。
# 从 Excel 导入
别处记的问题从 Excel 导入：先列出哪些行不对，看过再登记，都从转办办起，可以整批撤销。
# 延期、督办、改派
打开那一件，都要写明理由，留在办理经过里。销号以后企业又反映的，点“重新办理”。
"""


class ProblemsPage(ListPage):
    """The list, or one problem in its place."""

    page_id, title, icon_name = "problems", "问题", "question"
    help_text: ClassVar[str] = _HELP
    watched: ClassVar[frozenset[Kind]] = frozenset(
        {Kind.PROBLEM, Kind.ENTERPRISE, Kind.CALENDAR, Kind.CADRE, Kind.DEPARTMENT}
    )

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.dialog: Dialog | None = None
        self.chooser: QFileDialog | None = None
        self.list = ProblemList(self._on_raise, self)
        self.importer = Importer(services, self, LedgerIntake(Ledger.PROBLEMS))
        self.import_button = self.header.add_action("从 Excel 导入", self.importer.start, icon_name="upload")
        self.raise_button = self.header.add_action(
            "登记问题…", self._on_raise, look=Look.PRIMARY, icon_name="plus", shortcut="Ctrl+N"
        )
        self.gather_button = button("合并为共性问题…", self._on_gather, look=Look.LINK)
        self.hand_button = button("改派…", self._on_hand, look=Look.LINK)
        services.permits.hold(Action.PROBLEM_RAISE, self.raise_button, self.gather_button)
        services.permits.hold(Action.PROBLEM_CHANGE, self.hand_button)
        self.out_button = button("导出交办单…", self._on_hand_out, look=Look.LINK)
        self.paper_button = button("打印交办单…", self._on_paper, look=Look.LINK, icon_name="print")
        services.permits.hold(Action.PROBLEM_HAND_OUT, self.out_button, self.paper_button)
        self.replies_button = button("导入答复…", self._on_replies, look=Look.LINK)
        services.permits.hold(Action.PROBLEM_ONWARD, self.replies_button)
        self.export_button = Exporter(services, self).button(self.list.table, "问题台账")
        services.permits.hold(Ledger.PROBLEMS.action, self.import_button)
        for one in (
            self.gather_button,
            self.hand_button,
            self.paper_button,
            self.out_button,
            self.replies_button,
            self.export_button,
        ):
            self.list.add_below(one)
        self.list.table.opened.connect(self._open)
        self.begin()

    def open_target(self, target: ProblemsTarget) -> None:
        match target:
            case ToProblem(id_):
                self.problem_view.show_problem(id_)
                self.show_view(self.problem_view, back=self._show_list)
            case _:
                assert_never(target)

    def place(self) -> Target | None:
        shown = None if self._is_list else self.problem_view.id
        return None if shown is None else ToProblem(shown)

    def hits(self, text: str) -> list[Hit]:
        context = self.services.context
        wanted = ProblemFilter(words=tuple(text.split()), most=_MOST_HITS)
        found = context.store.ask(list_problems, wanted, context.problem_rules)
        return [
            Hit(
                f"{one.row.number}　{one.enterprise}　{one.row.title}",
                f"问题 · {one.where}",
                partial(self.services.go_to, ToProblem(one.id)),
                "question",
                one.row.number == text,
            )
            for one in found
        ]

    @cached_property
    def problem_view(self) -> ProblemView:
        """Where one problem is shown."""
        view = ProblemView(self.services, self)
        self.views.addWidget(view)
        view.left.connect(self._show_list)
        view.read.connect(self._on_read)
        return view

    def refresh_actions(self) -> None:
        chosen = self.list.table.selected_rows()
        for one in (self.raise_button, self.import_button):
            one.setVisible(self._is_list)
        own = [one for one in chosen if one.is_open and one.enterprise_id is not None and not one.common]
        self.gather_button.setEnabled(len(own) > 1 and len(own) == len(chosen))
        self.gather_button.setToolTip("" if len(own) > 1 else "先选中两件以上在办的、企业提出的问题")
        are_open = bool(chosen) and all(one.is_open for one in chosen)
        self.hand_button.setEnabled(are_open)
        for one in (self.out_button, self.paper_button):
            one.setEnabled(are_open)
        self.out_button.setToolTip("" if are_open else "先选中要交办的、在办的问题")

    def _on_read(self, shown: ShownProblem) -> None:
        if not self._is_list:
            one, row = shown.listed, shown.problem.row
            words = [one.enterprise, row.kind, one.matter.word]
            words += [f"期限 {date_text(one.due)}（{one.light.word}）"] if one.due else []
            words += [f"已并入共性问题 {one.common}"] if one.common else []
            words += ["督办"] if row.supervised_since else []
            self.header.set_title(f"{row.number}　{row.title}", "　".join(words), status_of_problem(one))

    def _open(self, one: ListedProblem) -> None:
        self.open_target(ToProblem(one.id))

    def read(self, session: Session) -> list[ListedProblem]:
        return list_problems(session, ProblemFilter(), self.services.context.problem_rules)

    def _on_raise(self) -> None:
        self.dialog = opened(ProblemDialog(self.services, self))

    def _on_gather(self) -> None:
        self.dialog = opened(GatherDialog(self.services, self, self.list.table.selected_rows()))

    def _on_hand_out(self) -> None:
        self.chooser = ask_where_to_hand_out(self.services, self, self.list.table.selected_rows())

    def _on_paper(self) -> None:
        ids = [one.id for one in self.list.table.selected_rows()]
        context = self.services.context

        def load() -> list[Paper]:
            rules, who = context.problem_rules, context.seat.who
            return context.store.ask(compose_hand_outs, ids, who, rules, datetime.now(UTC))

        papers, of = Several(load, len(ids)), [Subject(Kind.PROBLEM, one) for one in ids]
        self.dialog = opened(PaperDialog(self.services, "问题交办单", papers, self, of=of))

    def _on_replies(self) -> None:
        self.chooser = ask_for_replies(self.services, self)

    def _on_hand(self) -> None:
        self.dialog = opened(HandDialog(self.services, self, self.list.table.selected_rows()))
