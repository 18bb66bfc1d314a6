"""Papers leave the program: saved as PDF, Word or Excel, one file or one each, printed, or opened."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Final, Literal

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from domain.papers.blocks import Chart
from domain.papers.papers import Paper
from domain.store.looking import Seen, enter_prints
from domain.values.files import passing_folder
from domain.values.progress import Cancelled, Progress, Reporter, Silent
from domain.values.texts import safe_text
from gui.early.parts import PushButton, button
from gui.early.preferences import Purpose
from gui.early.theme import icon
from gui.files.file_dialogs import EXCEL, PDF, WORD, ask_for_folder, ask_where_to_save
from gui.files.printing import NoPrinting, Ordered, PrintOrder, ask_how_to_print, refuse_missing_pages
from gui.files.viewing import open_with_system, viewing_folder
from gui.jobs import Jobs
from gui.services import AppContext, Services


class Form(StrEnum):
    """As what papers are saved."""

    PDF = "PDF"
    WORD = "Word"
    EXCEL = "Excel"

    @property
    def ending(self) -> str:
        return _ENDINGS[self][0]


_ENDINGS: Final = {Form.PDF: (".pdf", PDF), Form.WORD: (".docx", WORD), Form.EXCEL: (".xlsx", EXCEL)}

FORMS: Final = "其他格式"
_HOW_TO_CUT: Final = "A3 双面、沿短边翻转印好，从中间裁开，左边一叠放在右边一叠上面，就是原来的顺序"
SidesName = Literal["ONE", "BOTH", "CUT"]
"""Of `reports.documents.papers.Sides`, which is imported with what draws only."""

DRAWING: Final = Lock()
"""Fonts are read and registered once for the whole process, by whoever draws first: one at a time."""

_FORBIDDEN: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_LONGEST_NAME: Final = 80


@dataclass(frozen=True, slots=True)
class Batch:
    """Papers on their way out.

    Attributes:
        load: Reads them as they are drawn; called in a job.
        count: How many there are.
        file_name: What the file is called unless the user says otherwise, as a PDF.
        what: What it is, in words, e.g. ``3 份通知书``.
        is_public: As `write_whole` has it.
    """

    context: AppContext
    load: Callable[[], Iterable[Paper]]
    count: int
    file_name: str
    what: str
    is_public: bool = False
    of: Sequence[Seen] = ()
    """What each was issued as, if they are: that it is printed, and printed again, is entered there."""

    def write(self, target: Path, reporter: Reporter, sides: SidesName = "ONE") -> list[int]:
        """Write all of them into one PDF, and return how many pages each has; ``sides`` as `Sides` has it.

        Raises:
            DomainError: A character has no font, or the file cannot be written.
        """
        papers, is_public = self.load(), self.is_public
        return write_pdf(self.context, papers, self.count, target, reporter, is_public=is_public, sides=sides)

    def named(self, form: Form) -> str:
        """Return what the file is called in a form."""
        return f"{self.file_name.removesuffix(Form.PDF.ending)}{form.ending}"


def safe_file_name(text: str) -> str:
    """Return a file name that every system takes, with its ending.

    >>> safe_file_name('A/B: "甲"公司')
    'AB 甲公司.pdf'
    """
    return f"{_FORBIDDEN.sub('', safe_text(text))[:_LONGEST_NAME].strip(' .')}.pdf"


def _as_here(context: AppContext, paper: Paper) -> Paper:
    """Return a paper as it leaves this store: what was only practised proves nothing."""
    return paper.as_sample() if context.is_practice else paper


def draw(context: AppContext, paper: Paper) -> bytes:
    """Return a paper as a PDF, to be looked at; called in a job.

    Raises:
        DomainError: A character has no font.
    """
    from reports.documents.papers import paper_bytes  # noqa: PLC0415 - fonts, for whoever draws only

    with DRAWING:
        return paper_bytes(_as_here(context, paper), context.fonts())


def draw_chart(context: AppContext, chart: Chart, width: float, size: float) -> bytes:
    """Return a chart as a PDF of one page, in points; called in a job.

    Raises:
        DomainError: A character has no font.
    """
    from reports.documents.papers import chart_bytes  # noqa: PLC0415 - as above

    with DRAWING:
        return chart_bytes(chart, context.fonts(), width, size)


def write_pdf(
    context: AppContext,
    papers: Iterable[Paper],
    count: int,
    target: Path,
    reporter: Reporter,
    *,
    is_public: bool = False,
    sides: SidesName = "ONE",
) -> list[int]:
    """Write papers into one PDF, and return how many pages each has; called in a job.

    Raises:
        DomainError: A character has no font, or the file cannot be written.
    """
    from reports.documents.papers import Sides, write_papers  # noqa: PLC0415 - as above

    fonts, filled = context.fonts(), Sides[sides]
    with DRAWING:
        papers = (_as_here(context, paper) for paper in papers)
        return write_papers(papers, target, fonts, reporter, count=count, is_public=is_public, sides=filled)


def write_paper(
    context: AppContext, paper: Paper, form: Form, target: Path, *, is_public: bool = False
) -> list[str]:
    """Write a paper in a form, and return what of it that lacks, in words; called in a job.

    Raises:
        DomainError: A character has no font, or the file cannot be written.
    """
    paper = _as_here(context, paper)
    # What writes a form is imported for who asks for it only.
    match form:
        case Form.PDF:
            write_pdf(context, [paper], 1, target, Silent(), is_public=is_public)
        case Form.WORD:
            from reports.word.papers import lacking_of, write_word  # noqa: PLC0415

            with DRAWING:
                write_word(paper, target, context.fonts(), is_public=is_public)
            return lacking_of(paper)
        case Form.EXCEL:
            from reports.excel.papers import write_excel  # noqa: PLC0415

            write_excel(paper, target, is_public=is_public)
    return []


@dataclass(frozen=True, slots=True)
class Written:
    """How many files were written of those wanted, and what they lack of what is on paper, in words."""

    count: int
    wanted: int
    what: str = "文件"
    lacking: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Say it.

        >>> Written(3, 3, "案卷").text, Written(1, 3, "案卷").text
        ('3 个案卷已写好', '已停止：写好 1 个案卷，还有 2 个没有写')
        """
        if self.count == self.wanted:
            return f"{self.count} 个{self.what}已写好{said_lacking(self.lacking)}"
        return f"已停止：写好 {self.count} 个{self.what}，还有 {self.wanted - self.count} 个没有写"


def said_lacking(lacking: Sequence[str]) -> str:
    """Say what a file lacks of what is on paper, behind that it was written."""
    return f"。与 PDF 不同：{'；'.join(lacking)}" if lacking else ""


def write_each(batch: Batch, folder: Path, form: Form, reporter: Reporter, *, what: str = "文件") -> Written:
    """Write papers into a folder, each a file; stopped, those written are whole.

    Raises:
        DomainError: One cannot be composed or written; those before it are there.
    """
    count = batch.count
    lacking: dict[str, None] = {}
    done = 0
    try:
        for paper in batch.load():
            name = name_of(paper, done + 1, count, form)
            lacking |= dict.fromkeys(write_paper(batch.context, paper, form, folder / name))
            done += 1
            reporter.step(Progress(done, count, paper.addressee or paper.title))
    except Cancelled:
        return Written(done, count, what)
    return Written(done, count, what, tuple(lacking))


def name_of(paper: Paper, at: int, count: int, form: Form) -> str:
    """Return what the file of one of so many is called: its number, else its place, and whose it is."""
    number = paper.number or f"{at:0{len(str(count))}d}"
    what = "" if paper.number else paper.title
    name = safe_file_name(" ".join(filter(None, (number, paper.addressee, what))))
    return f"{name.removesuffix(Form.PDF.ending)}{form.ending}"


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

    def begin(ordered: Ordered) -> None:
        jobs.run(
            lambda reporter: _print(batch, ordered, reporter),
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

    def save(self, batch: Batch, form: Form = Form.PDF) -> None:
        """Ask for a file name, then write the batch there; what is no PDF holds one paper."""
        self.dialog = ask_where_to_save(
            self._over,
            f"存为 {form}",
            batch.named(form),
            _ENDINGS[form][1],
            partial(self._write, batch, form),
            preferences=self._services.preferences,
        )

    def save_each(self, batch: Batch, form: Form) -> None:
        """Ask for a folder, then write each paper into it."""
        preferences = self._services.preferences

        def write(folder: Path) -> None:
            preferences.keep_folder(Purpose.SAVE, folder)
            self._services.jobs.run(
                lambda reporter: write_each(batch, folder, form, reporter),
                lambda written: self._services.messages.success(written.text, action=_to_folder(folder)),
                owner=self,
                label=f"正在存为 {form}",
            )

        start = preferences.folder(Purpose.SAVE) or Path.home()
        self.dialog = ask_for_folder(self._over, start, write)

    def forms_button(self, batch_of: Callable[[], Batch | None]) -> PushButton:
        """Return a button whose menu saves what `batch_of` gives in whatever form there is of it."""
        result = button(FORMS)
        menu = QMenu(result)
        result.setIcon(icon("chevron-down", size=14))
        result.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        result.setMenu(menu)

        def offer() -> None:
            menu.clear()
            batch = batch_of()
            if batch is None:
                return
            if batch.count == 1:
                menu.addAction("Word（可编辑）…", partial(self.save, batch, Form.WORD))
                menu.addAction("Excel…", partial(self.save, batch, Form.EXCEL))
            else:
                menu.addAction("每份一个 PDF…", partial(self.save_each, batch, Form.PDF))
                menu.addAction("每份一个 Word（可编辑）…", partial(self.save_each, batch, Form.WORD))
                menu.addAction("印刷厂用的 PDF（A3 双面，裁开有序）…", partial(self._save_to_cut, batch))

        menu.aboutToShow.connect(offer)
        return result

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
        self._services.jobs.run(
            lambda reporter: _written(batch, target, reporter),
            self._on_ready_to_view,
            owner=self,
            label="正在生成 PDF",
        )

    def _write(self, batch: Batch, form: Form, target: Path) -> None:
        def write(reporter: Reporter) -> list[str]:
            if form is Form.PDF:
                batch.write(target, reporter)
                return []
            # What reads it holds the files of its pictures until it is asked for more.
            for paper in batch.load():
                return write_paper(batch.context, paper, form, target, is_public=batch.is_public)
            return []

        self._services.jobs.run(
            write,
            lambda lacking: self._say_saved(batch.what, target, lacking),
            owner=self,
            label=f"正在存为 {form}",
        )

    def _save_to_cut(self, batch: Batch) -> None:
        def write(target: Path) -> None:
            self._services.jobs.run(
                lambda reporter: batch.write(target, reporter, "CUT"),
                lambda _: self._services.messages.success(
                    f"{batch.what}已存为“{target.name}”。{_HOW_TO_CUT}", action=_to_folder(target.parent)
                ),
                owner=self,
                label="正在存为 PDF",
            )

        name = f"{batch.file_name.removesuffix(Form.PDF.ending)} 印刷用{Form.PDF.ending}"
        preferences = self._services.preferences
        self.dialog = ask_where_to_save(self._over, "存为 PDF", name, PDF, write, preferences=preferences)

    def _say_saved(self, what: str, target: Path, lacking: Sequence[str]) -> None:
        self._services.messages.success(
            f"{what}已存为“{target.name}”{said_lacking(lacking)}", action=_to_folder(target.parent)
        )

    def _on_ready_to_view(self, target: Path) -> None:
        if not open_with_system(target):
            self._services.messages.error(
                f"本机没有能打开 PDF 的程序，文件在 {target}",
                action=_to_folder(target.parent),
            )

    def _on_print_failed(self, batch: Batch, error: Exception) -> None:
        instead = ("存为 PDF", lambda: self.save(batch)) if isinstance(error, NoPrinting) else None
        self._services.messages.error(error, action=instead)


def _to_folder(folder: Path) -> tuple[str, Callable[[], object]]:
    """Return what opens a folder, as messages offer it."""
    return "打开文件夹", lambda: open_with_system(folder)


def _written(batch: Batch, target: Path, reporter: Reporter) -> Path:
    batch.write(target, reporter)
    return target


def _print(batch: Batch, ordered: Ordered, reporter: Reporter) -> None:
    order = ordered.order
    # Pages that are wanted are counted as they are seen.
    sides: SidesName = "BOTH" if order.is_duplex and order.pages is None else "ONE"
    with passing_folder() as folder:
        path = folder / "papers.pdf"
        counts = batch.write(path, reporter, sides)
        refuse_missing_pages(path, order.pages)
        ordered.print(path, batch.file_name.removesuffix(Form.PDF.ending), reporter)
    enter_prints(batch.context.seat, list(_printed(batch.of, counts, order)))


def _printed(of: Sequence[Seen], counts: Sequence[int], order: PrintOrder) -> Iterator[tuple[Seen, str]]:
    """Yield what was printed of papers with so many pages, by the pages of each."""
    if order.pages is None:
        yield from ((one, order.words) for one in of)
        return
    before = 0
    for one, count in zip(of, counts, strict=True) if of else ():
        own = max(order.pages[0] - before, 1), min(order.pages[1] - before, count)
        if own[0] <= own[1]:
            yield one, replace(order, pages=own).words
        before += count
