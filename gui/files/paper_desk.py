"""Papers leave the program: saved as PDF, printed, or opened in the system's reader."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from domain.papers.blocks import Chart
from domain.papers.papers import Paper
from domain.values.files import passing_folder
from domain.values.progress import Reporter
from domain.values.texts import safe_text
from gui.files.file_dialogs import EXCEL, PDF, WORD, ask_where_to_save
from gui.files.printing import NoPrinting, ask_how_to_print
from gui.files.viewing import open_with_system, viewing_folder
from gui.jobs import Jobs
from gui.services import AppContext, Services


class GoneOnWith(StrEnum):
    """As what a paper is saved that somebody goes on with, such as a report."""

    WORD = "Word"
    EXCEL = "Excel"


_ENDINGS: Final = {GoneOnWith.WORD: (".docx", WORD), GoneOnWith.EXCEL: (".xlsx", EXCEL)}

PrintIt = Callable[[Path, str, Reporter], None]

DRAWING: Final = Lock()
"""Fonts are read and registered once for the whole process, by whoever draws first: one at a time."""

_FORBIDDEN: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_LONGEST_NAME: Final = 80


@dataclass(frozen=True, slots=True)
class Batch:
    """Papers on their way out, as one file.

    Attributes:
        write: Writes them into a PDF; called in a job.
        file_name: What the file is called unless the user says otherwise.
        what: What it is, in words, e.g. ``3 份通知书``.
    """

    write: Callable[[Path, Reporter], None]
    file_name: str
    what: str


def safe_file_name(text: str) -> str:
    """Return a file name that every system takes, with its ending.

    >>> safe_file_name('A/B: "甲"公司')
    'AB 甲公司.pdf'
    """
    return f"{_FORBIDDEN.sub('', safe_text(text))[:_LONGEST_NAME].strip(' .')}.pdf"


def draw(context: AppContext, paper: Paper) -> bytes:
    """Return a paper as a PDF, to be looked at; called in a job.

    Raises:
        DomainError: A character has no font.
    """
    from reports.documents.papers import paper_bytes  # noqa: PLC0415 - fonts, for whoever draws only

    with DRAWING:
        return paper_bytes(paper, context.fonts())


def draw_chart(context: AppContext, chart: Chart, width: float, size: float) -> bytes:
    """Return a chart as a PDF of one page, in points; called in a job.

    Raises:
        DomainError: A character has no font.
    """
    from reports.documents.papers import chart_bytes  # noqa: PLC0415 - as above

    with DRAWING:
        return chart_bytes(chart, context.fonts(), width, size)


def writer(
    context: AppContext, load: Callable[[], Iterable[Paper]], count: int, *, is_public: bool = False
) -> Callable[[Path, Reporter], None]:
    """Return what writes so many papers into one file, read as they are drawn; see `Batch.write`.

    ``is_public`` as `write_whole` has it.
    """

    def write(target: Path, reporter: Reporter) -> None:
        from reports.documents.papers import write_papers  # noqa: PLC0415 - as above

        with DRAWING:
            write_papers(load(), target, context.fonts(), reporter, count=count, is_public=is_public)

    return write


def print_batch(
    batch: Batch,
    over: QWidget,
    jobs: Jobs,
    on_done: Callable[[], object],
    on_failed: Callable[[Exception], object],
) -> QDialog | None:
    """Ask over the window of `over` for a printer, then print; no file stays.

    `on_failed` also gets that there is nothing to print with; then None is returned.
    """

    def begin(print_it: PrintIt) -> None:
        jobs.run(
            lambda reporter: _print(batch, print_it, reporter),
            lambda _: on_done(),
            on_failed=on_failed,
            owner=over,
            label="正在打印",
        )

    try:
        return ask_how_to_print(over, batch.what, begin)
    except NoPrinting as error:
        on_failed(error)
        return None


class PaperDesk(QObject):
    """Does it for any batch; says in the message bar what came of it.

    Attributes:
        dialog: The one that is open, or was last.
    """

    def __init__(self, services: Services, over: QWidget) -> None:
        """Dialogs open over the window of `over`."""
        super().__init__(over)
        self._services = services
        self._over = over
        self.dialog: QDialog | None = None

    def save(self, batch: Batch) -> None:
        """Ask for a file name, then write the batch there."""
        self.dialog = ask_where_to_save(
            self._over,
            "存为 PDF",
            batch.file_name,
            PDF,
            partial(self._write, batch),
            preferences=self._services.preferences,
        )

    def save_to_go_on(self, kind: GoneOnWith, title: str, load: Callable[[], Paper]) -> None:
        """Ask for a file name, then write a paper there as a file that is gone on with."""

        def write(target: Path) -> None:
            self._services.jobs.run(
                lambda _: _write_to_go_on(kind, load(), target),
                lambda path: self._say_saved(title, path),
                owner=self,
                label=f"正在存为 {kind.value}",
            )

        ending, files = _ENDINGS[kind]
        name = f"{safe_file_name(title).removesuffix('.pdf')}{ending}"
        preferences = self._services.preferences
        self.dialog = ask_where_to_save(
            self._over, f"存为 {kind.value}", name, files, write, preferences=preferences
        )

    def print(self, batch: Batch) -> None:
        """Ask for a printer, then print the batch."""
        self.dialog = print_batch(
            batch,
            self._over,
            self._services.jobs,
            lambda: self._services.messages.success(f"{batch.what}已送到打印机"),
            partial(self._on_print_failed, batch),
        )

    def open(self, batch: Batch) -> None:
        """Write the batch where only this user can read it, and show it in the system's reader."""
        target = viewing_folder(self._services.context.home) / batch.file_name
        self._run(batch, target, self._on_ready_to_view, "正在生成 PDF")

    def _write(self, batch: Batch, target: Path) -> None:
        self._run(batch, target, partial(self._on_written, batch), "正在存为 PDF")

    def _run(self, batch: Batch, target: Path, on_done: Callable[[Path], None], label: str) -> None:
        self._services.jobs.run(
            lambda reporter: _write(batch, target, reporter), on_done, owner=self, label=label
        )

    def _on_written(self, batch: Batch, target: Path) -> None:
        self._say_saved(batch.what, target)

    def _say_saved(self, what: str, target: Path) -> None:
        self._services.messages.success(
            f"{what}已存为“{target.name}”",
            action=("打开文件夹", lambda: open_with_system(target.parent)),
        )

    def _on_ready_to_view(self, target: Path) -> None:
        if not open_with_system(target):
            self._services.messages.error(
                f"本机没有能打开 PDF 的程序，文件在 {target}",
                action=("打开文件夹", lambda: open_with_system(target.parent)),
            )

    def _on_print_failed(self, batch: Batch, error: Exception) -> None:
        instead = ("存为 PDF", lambda: self.save(batch)) if isinstance(error, NoPrinting) else None
        self._services.messages.error(error, action=instead)


def _write(batch: Batch, target: Path, reporter: Reporter) -> Path:
    batch.write(target, reporter)
    return target


def _write_to_go_on(kind: GoneOnWith, paper: Paper, target: Path) -> Path:
    # What writes a kind is imported for who asks for it only.
    match kind:
        case GoneOnWith.WORD:
            from reports.word.papers import write_word  # noqa: PLC0415

            write_word(paper, target)
        case GoneOnWith.EXCEL:
            from reports.excel.papers import write_excel  # noqa: PLC0415

            write_excel(paper, target)
    return target


def _print(batch: Batch, print_it: PrintIt, reporter: Reporter) -> None:
    with passing_folder() as folder:
        path = _write(batch, folder / "papers.pdf", reporter)
        print_it(path, batch.file_name.removesuffix(".pdf"), reporter)
