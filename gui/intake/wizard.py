"""From a file into the store, step by step: sheets, columns, cells, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from domain.exchange.intake.checking import CheckedFile
from domain.store.problems import NeedsSecond
from gui.early.parts import STRETCH, Look, button, fill, shortcut_action
from gui.files.file_dialogs import EXCEL, ask_to_open, ask_where_to_save
from gui.formatting import count_text
from gui.intake.check_step import CheckStep, suggested_name
from gui.intake.columns_step import ColumnsStep
from gui.intake.intake_jobs import Opened, write_mistakes
from gui.intake.sheets_step import SheetsStep
from gui.intake.wizard_steps import Step, StepStack, StepStrip, failure_text
from gui.jobs import Job
from gui.services import Services
from gui.widgets.cards import Banner, EmptyState
from gui.widgets.dialog import Dialog, confirm, opened
from gui.widgets.job_panel import JobPanel

if TYPE_CHECKING:
    from gui.intake.intakes import Intake

_WORDS: Final = ("文件与工作表", "列对应", "检查", "导入")


class IntakeWizard(Dialog):
    """Takes one file in. Nothing is written before 导入 is pressed in the last step."""

    imported = Signal(object)
    """It is done; what came of it."""

    past_wanted = Signal()
    """Earlier imports are asked for."""

    template_wanted = Signal()

    def __init__(self, services: Services, over: QWidget, intake: Intake) -> None:
        super().__init__(over, intake.title, width=1180, height=900)
        self._intake = intake
        self._services = services
        self._working: Job | None = None
        self._path = Path()
        self._files: QFileDialog | None = None
        self.setAcceptDrops(True)
        self.strip = StepStrip(_WORDS, self)
        self.problem = Banner("error", "error", self)
        self.start = EmptyState(
            "选一个文件开始",
            "Excel（.xlsx、.xls）、.ods 或 .csv 都可以，不用改格式：列名由程序来对。也可以把文件拖到这里。",
            icon_name="upload",
            action=("选择文件…", self.ask_for_file),
            parent=self,
        )
        self.sheets = SheetsStep(self.ask_for_file, self)
        self.columns = ColumnsStep(self)
        self.check = CheckStep(self)
        self.take = intake.last_step(self)
        self.stack = StepStack(self)
        for widget in (self.start, self.sheets, self.columns, self.check, self.take):
            self.stack.addWidget(widget)
        self.template_button = button(
            "下载模板", self.template_wanted.emit, look=Look.QUIET, icon_name="download"
        )
        self.past_button = button("导入记录与撤销", self.past_wanted.emit, look=Look.QUIET, icon_name="clock")
        self.back_button = button("上一步", self._on_back, parent=self)
        # Not the default: Enter belongs to the cells and the search.
        self.next_button = button("下一步", self._on_next, look=Look.PRIMARY, parent=self)
        shortcut_action(self, "Ctrl+Return", self.next_button.click)
        self.next_button.setToolTip("Ctrl+Enter")
        self.cancel_button = button("取消", self.reject, look=Look.QUIET, parent=self)
        self._lay_out()
        self.check.save_wanted.connect(self._on_save_wanted)
        self._show(self.start)

    # The file

    def ask_for_file(self) -> None:
        """Ask which file, then open it."""
        self._files = ask_to_open(
            self,
            "选择要导入的文件",
            self._intake.files,
            self.open_file,
            preferences=self._services.preferences,
        )

    def open_file(self, path: Path) -> None:
        """Open a file and show how it would be read."""
        self.problem.say("")
        context = self._services.context
        if self._intake.holds_records(path):
            self._path = path
            self.check.forget()
            self._work(partial(self._intake.compare_records, context, path), self._on_compared, "正在读取")
        else:
            self._work(partial(self._intake.open_file, context, path), self._on_opened, "正在读取")

    def _on_opened(self, opened: Opened) -> None:
        if not any(sheet.rows for sheet in opened.planner.source.sheets):
            self.problem.say(f"{opened.path.name}：里面没有内容")
            return
        self._path = opened.path
        self.check.forget()
        self.sheets.show_file(opened)
        self._show(self.sheets)

    # From step to step

    def _on_next(self) -> None:
        step = self.stack.currentWidget()
        assert isinstance(step, Step)
        if step is self.take:
            self._import()
            return
        assert isinstance(step, SheetsStep | ColumnsStep | CheckStep)
        problems = step.problems()
        step.complain(problems)
        if problems:
            self.go_to_top()
            return
        context = self._services.context
        if step is self.sheets:
            self.columns.show_file(self.sheets.opened)
            self._show(self.columns)
        elif step is self.columns:
            work = partial(self._intake.check_file, context, self.sheets.opened)
            self._work(work, self._on_checked, "正在检查")
        else:
            work = partial(self._intake.compare_file, context, self.check.file)
            self._work(work, self._on_compared, "正在比较")

    def _on_back(self) -> None:
        self.problem.say("")
        is_record = self._intake.holds_records(self._path)
        self._show(self.start if is_record else self.stack.widget(self.stack.currentIndex() - 1))

    def _on_checked(self, file: CheckedFile) -> None:
        # Shown first, so that it has its size when it goes to the first fault.
        self._show(self.check)
        self.check.show_file(file, self.sheets.opened.planner)

    def _on_compared(self, compared: Any) -> None:
        if not len(compared):
            self.problem.say(self._intake.lacks)
            return
        self.take.show_compared(compared)
        self._show(self.take)

    def _import(self) -> None:
        problems = self.take.problems()
        self.take.complain(problems)
        if problems:
            self.go_to_top()
            return
        work = self.take.work(self._services.context, self._path.name)
        self._work(work, self._on_imported, "正在导入")

    def _have_second(self) -> None:
        """More than one person may take in alone."""
        from gui.people.second import SecondDialog  # noqa: PLC0415 - most are smaller

        order = self.take.order(self._path.name)
        self.second = opened(
            SecondDialog(
                self._services,
                order,
                self,
                on_done=self._on_imported,
                on_failed=self._on_failed,
                on_waits=self._on_waits,
            )
        )

    def _on_waits(self) -> None:
        self.check.forget()
        self.accept()

    def _on_imported(self, done: object) -> None:
        self.check.forget()
        self.imported.emit(done)
        self.accept()

    def _on_save_wanted(self) -> None:
        self._files = ask_where_to_save(
            self,
            "保存错误清单",
            suggested_name(self._path),
            EXCEL,
            self.save_mistakes,
            preferences=self._services.preferences,
        )

    def save_mistakes(self, target: Path) -> None:
        """Write the list of mistakes."""
        self._work(
            partial(write_mistakes, self.check.file, target),
            partial(self._on_saved, target),
            "正在写错误清单",
        )

    def _on_saved(self, target: Path, left: int) -> None:
        more = f"错误太多，还有 {count_text(left, '处')}没有列出。" if left else ""
        self.check.complain(
            [f"错误清单已存为“{target.name}”，错的格标红并有批注。{more}在里面改好后，可以直接导入这个文件。"]
        )

    # What all steps have in common

    def _work(self, act: Callable[[Any], Any], on_done: Callable[[Any], object], label: str) -> None:
        """Do something long; meanwhile nothing else can be pressed but 取消."""
        self.problem.say("")
        self._set_busy(is_busy=True)
        self._working = self._services.jobs.run(
            act, on_done, on_failed=self._on_failed, owner=self, label=label
        )
        self._working.finished.connect(self._on_work_ended)

    def _on_work_ended(self) -> None:
        self._working = None
        self._set_busy(is_busy=False)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, NeedsSecond):
            self._have_second()
            return
        self.problem.say(failure_text(error))

    def _set_busy(self, *, is_busy: bool) -> None:
        for widget in (
            self.stack,
            self.back_button,
            self.next_button,
            self.past_button,
            self.template_button,
        ):
            widget.setEnabled(not is_busy)
        self._show_links()

    def _show(self, step: QWidget) -> None:
        self.stack.setCurrentWidget(step)
        self.go_to_top()
        at = max(0, self.stack.currentIndex() - 1)
        self.strip.show_step(at)
        is_start = step is self.start
        self.next_button.setVisible(not is_start)
        self.back_button.setVisible(not is_start)
        self._show_links()
        self.next_button.setText("导入" if step is self.take else "下一步")

    def _show_links(self) -> None:
        """Offer what is beside the way only at its beginning, and not beside work that is under way."""
        is_wanted = self.stack.currentWidget() in (self.start, self.sheets) and self.stack.isEnabled()
        for widget in (self.past_button, self.template_button):
            widget.setVisible(is_wanted)

    def _lay_out(self) -> None:
        fill(
            self.foot,
            self.template_button,
            self.past_button,
            JobPanel(self._services.jobs, self),
            STRETCH,
            self.cancel_button,
            self.back_button,
            self.next_button,
        )
        fill(self.head, self.strip, self.problem)
        self.body.addWidget(self.stack, 1)

    # Qt overrides

    def reject(self) -> None:
        if self._working is not None:
            # What is under way is stopped first; nothing of it is kept.
            self._working.cancel()
            return
        if self.check.edited:
            what = f"在“检查”里改过的 {count_text(self.check.edited, '格')}不会保存到文件里，也没有导入。"
            confirm(self, "放弃这次导入？", what, "放弃", super().reject, harms=True)
            return
        super().reject()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and self._working is None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self.open_file(files[0])
