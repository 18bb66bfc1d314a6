"""What the wizard takes in: how such a file is opened, checked and compared, and what it is called."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QWidget

from domain.values.progress import Reporter
from gui.formatting import count_text
from gui.intake import intake_jobs
from gui.intake.intake_jobs import Compared, LedgerCompared, Opened

if TYPE_CHECKING:
    from domain.enterprises.importing.service import Imported
    from domain.exchange.intake.checking import CheckedFile
    from domain.outreach.importing import Ledger, TakenIn
    from gui.intake.wizard_steps import LastStep
    from gui.services import AppContext

_SHEETS: Final = "表格文件 (*.xlsx *.xlsm *.xls *.ods *.csv *.txt{});;所有文件 (*)"
_RECORDS: Final = ".json"


class Intake(ABC):
    """One kind of thing that comes in. What it does with files is called in jobs.

    Attributes:
        title: Of the wizard.
        files: Which files are offered.
        template: What the file of its template is called.
        lacks: Said where nothing comes in.
    """

    title: str
    files: str = _SHEETS.format("")
    template: str
    lacks: str

    @abstractmethod
    def open_file(self, context: AppContext, path: Path, reporter: Reporter) -> Opened:
        """Read a file's sheets and plan how to take them in."""

    @abstractmethod
    def check_file(self, context: AppContext, opened: Opened, reporter: Reporter) -> CheckedFile:
        """Check the sheets cell by cell, beside one another and the store; remember the choices."""

    @abstractmethod
    def compare_file(self, context: AppContext, file: Any, reporter: Reporter) -> Any:
        """See what taking a checked file in would change."""

    def holds_records(self, path: Path) -> bool:
        """Whether a file holds records, of which nobody has to look at columns; see `compare_records`."""
        return False

    def compare_records(self, context: AppContext, path: Path, reporter: Reporter) -> Any:
        """See what taking in a file of records would change."""
        raise NotImplementedError

    @abstractmethod
    def last_step(self, parent: QWidget) -> LastStep:
        """Return the step that shows what was compared, and takes it in."""

    @abstractmethod
    def write_template(self, context: AppContext, target: Path, reporter: Reporter) -> None:
        """Write a file to be filled in."""

    @abstractmethod
    def done_words(self, done: Any) -> str:
        """Say what was taken in."""


class LedgerIntake(Intake):
    """Rows of one ledger of 万人助万企."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.title = f"导入{ledger.word}"
        self.template = f"{ledger.word}导入模板.xlsx"
        self.lacks = f"文件里没有{ledger.word}，没有可以导入的"

    def open_file(self, context: AppContext, path: Path, reporter: Reporter) -> Opened:
        return intake_jobs.open_ledger(context, self.ledger, path)

    def check_file(self, context: AppContext, opened: Opened, reporter: Reporter) -> CheckedFile:
        return intake_jobs.check_ledger(context, opened.planner, opened.plans, reporter)

    def compare_file(self, context: AppContext, file: Any, reporter: Reporter) -> LedgerCompared:
        return LedgerCompared.of(file)

    def last_step(self, parent: QWidget) -> LastStep:
        from gui.intake.ledger_step import LedgerStep  # noqa: PLC0415 - with the wizard only

        return LedgerStep(parent)

    def write_template(self, context: AppContext, target: Path, reporter: Reporter) -> None:
        intake_jobs.write_ledger_template(self.ledger, target)

    def done_words(self, done: TakenIn) -> str:
        return f"{self.ledger.word} {count_text(done.added, self.ledger.unit)}"


class EnterpriseIntake(Intake):
    """Enterprises, with their figures and lists."""

    title = "导入企业数据"
    files = _SHEETS.format(f" *{_RECORDS}")
    template = "企业数据模板.xlsx"
    lacks = "文件里没有企业，没有可以导入的"

    def open_file(self, context: AppContext, path: Path, reporter: Reporter) -> Opened:
        return intake_jobs.open_file(context, path, reporter)

    def check_file(self, context: AppContext, opened: Opened, reporter: Reporter) -> CheckedFile:
        return intake_jobs.check_file(context, opened.planner, opened.plans, reporter)

    def compare_file(self, context: AppContext, file: Any, reporter: Reporter) -> Compared:
        return intake_jobs.compare_file(context, file, reporter)

    def holds_records(self, path: Path) -> bool:
        return path.suffix.lower() == _RECORDS

    def compare_records(self, context: AppContext, path: Path, reporter: Reporter) -> Compared:
        return intake_jobs.compare_records(context, path, reporter)

    def last_step(self, parent: QWidget) -> LastStep:
        from gui.intake.take_step import TakeStep  # noqa: PLC0415 - with the wizard only

        return TakeStep(parent)

    def write_template(self, context: AppContext, target: Path, reporter: Reporter) -> None:
        intake_jobs.write_template(context, target, reporter)

    def done_words(self, done: Imported) -> str:
        parts = [f"新增 {count_text(done.added, '户')}", f"更新 {count_text(done.changed, '户')}"]
        if done.skipped:
            parts.append(f"{count_text(done.skipped, '户')}没有变化")
        return "，".join(parts)
