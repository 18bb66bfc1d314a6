"""交办单 as Excel: handed out to a department, and its answers taken in once they were looked at."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFileDialog, QWidget

from domain.exchange.problem_lists import Replies, Reply, hand_out, read_replies
from domain.exchange.tables import export_table
from domain.outreach.problems.answering import record_answers
from domain.outreach.problems.listing import ListedProblem
from domain.store.acts import Action
from domain.values.progress import Reporter
from gui.early.parts import STRETCH, Look, Note, button, fill
from gui.files.exporting import file_name_for
from gui.files.file_dialogs import EXCEL, ask_to_open, ask_where_to_save
from gui.files.viewing import open_with_system
from gui.formatting import count_text
from gui.messages import in_full
from gui.services import Services
from gui.tables.data_table import Column, DataTable, RowsModel
from gui.widgets.cards import Banner
from gui.widgets.dialog import Dialog, opened

_KINDS: Final = "表格 (*.xlsx *.xlsm *.xls *.ods *.csv)"
_TITLE: Final = "问题交办单"
_PERSONAL: Final = ("企业联系人", "电话")


def ask_where_to_hand_out(
    services: Services, over: QWidget, problems: Sequence[ListedProblem]
) -> QFileDialog:
    """Ask where the list for a department is written, and write it."""
    table = hand_out(_TITLE, problems)
    seat = services.context.seat

    def written(target: Path, _: object) -> None:
        services.messages.success(
            f"已导出“{target.name}”，{count_text(len(problems), '件')}；部门填好“反馈情况”“办理结果”后导入",
            action=("打开", lambda: open_with_system(target)),
        )

    def write(target: Path) -> None:
        services.jobs.run(
            lambda reporter: export_table(
                seat, target, table, reporter, in_full=_PERSONAL, whole=Action.PROBLEM_HAND_OUT
            ),
            partial(written, target),
            owner=over,
            label="正在导出",
        )

    name = file_name_for(_TITLE, date.today())
    return ask_where_to_save(over, "导出交办单", name, EXCEL, write, preferences=services.preferences)


def ask_for_replies(services: Services, over: QWidget) -> QFileDialog:
    """Ask for the file that a department sent back, and show what it says."""
    context = services.context

    def read(path: Path, _: Reporter) -> Replies:
        return context.store.ask(read_replies, path, context.seat.who, context.problem_rules)

    def take(path: Path) -> None:
        services.jobs.read(
            partial(read, path),
            lambda found: opened(RepliesDialog(services, over, found)),
            on_failed=services.messages.error,
            owner=over,
        )

    return ask_to_open(over, "导入部门答复", _KINDS, take, preferences=services.preferences)


class RepliesDialog(Dialog):
    """Says what a file comes to before anything of it is recorded."""

    def __init__(self, services: Services, parent: QWidget, found: Replies) -> None:
        super().__init__(parent, "导入部门答复", width=860, height=480)
        self._services, self._found = services, found
        self.add_title(f"{found.name}：{count_text(len(found.replies), '件')}可以登记")
        self.problem = Banner("error", "error", self)
        self.warning = Banner("warning", "warning", self)
        self.warning.say("\n".join(found.said))
        self.table = DataTable(RowsModel[Reply](_COLUMNS, found.replies), self)
        self.table.setAccessibleName("可以登记的答复")
        self.table.setVisible(bool(found.replies))
        none = f"另有 {found.unanswered} 行没有填，不动。" if found.unanswered else ""
        self.go_button = button("登记", self._on_go, look=Look.PRIMARY, parent=self)
        self.go_button.setEnabled(bool(found.replies))
        fill(self.body, self.problem, self.warning, (self.table, 1), Note(none, self))
        fill(self.foot, STRETCH, button("取消", self.reject, parent=self), self.go_button)

    def _on_go(self) -> None:
        context = self._services.context
        answers = [one.answered for one in self._found.replies]
        self._services.jobs.run(
            lambda _: record_answers(context.seat, answers, context.problem_rules),
            self._on_done,
            on_failed=lambda error: self.problem.say(in_full(error)),
            busy=self.go_button,
            owner=self,
            label="正在登记",
        )

    def _on_done(self, _: object) -> None:
        self._services.messages.success(f"已登记 {count_text(len(self._found.replies), '件')}答复")
        self.accept()


_COLUMNS: Final[tuple[Column[Reply], ...]] = (
    Column("问题", lambda one: one.name, width=230, narrowest=140, tips=True),
    Column("部门", lambda one: one.department, width=130, narrowest=80, tips=True),
    Column("登记什么", lambda one: one.words, stretches=True, width=340, narrowest=180, tips=True),
    Column("办理人", lambda one: one.answered.handler, width=90),
)
