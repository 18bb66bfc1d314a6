"""全套文书: every paper of some cases in one go, for the printer, for sending, and as a table."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QCheckBox, QDialog, QWidget

from domain.cases.documents.file import enter_files
from domain.cases.documents.kept import keep_letters
from domain.cases.numbered import leave
from domain.funds.documents.whole_batch import WholeBatch, read_whole_batch
from domain.papers.papers import Paper
from domain.store.looking import Seen, enter_looks
from domain.store.tables import Kind, Subject
from domain.values.errors import DomainError
from domain.values.ids import CaseId
from domain.values.progress import Part, Reporter
from gui.early.parts import STRETCH, Look, Note, button, fill
from gui.early.preferences import Purpose
from gui.files.file_dialogs import ask_for_folder
from gui.files.paper_desk import (
    Batch,
    Form,
    PaperDesk,
    Written,
    safe_file_name,
    said_lacking,
    write_each,
    write_paper,
    write_pdf,
)
from gui.files.viewing import open_with_system
from gui.formatting import count_text, money_text
from gui.services import AppContext, Services
from gui.widgets.cards import Banner
from gui.widgets.dialog import Dialog
from gui.widgets.prose import Paragraph

TITLE: Final = "全套文书"
PRINT, SINGLY, WORD, TABLE = "print", "singly", "word", "table"
_WORDS: Final = {
    PRINT: "合成一个 PDF，用来打印",
    SINGLY: "每份一个 PDF，按文号和企业命名，用来发送",
    WORD: "每份一个 Word，用来再编辑",
    TABLE: "文书清单 Excel：每项的文号、日期和金额",
}
_FIRST: Final = frozenset({PRINT, SINGLY, TABLE})
_FOLDERS: Final = {SINGLY: (Form.PDF, "单份 PDF"), WORD: (Form.WORD, "单份 Word")}


class WholeBatchDialog(Dialog):
    """Says which papers there are of some cases, asks in what form, and writes them into a new folder."""

    def __init__(self, over: QWidget, services: Services, ids: Sequence[CaseId]) -> None:
        super().__init__(over, TITLE, width=600)
        self._services, self._ids = services, list(ids)
        self._whole: WholeBatch | None = None
        self.desk = PaperDesk(services, self)
        self.chooser: QDialog | None = None
        self.problem = Banner("error", "error", self)
        self.said = Paragraph("正在清点……", self)
        self.boxes = {key: QCheckBox(word, self) for key, word in _WORDS.items()}
        for key, box in self.boxes.items():
            box.setChecked(key in _FIRST)
        self.go_button = button(
            "选择文件夹…", self._on_go, look=Look.PRIMARY, shortcut="Ctrl+Return", parent=self
        )
        self.print_button = button("打印…", self._on_print, icon_name="print", parent=self)
        for one in (self.go_button, self.print_button):
            one.setEnabled(False)
        same = "文号、日期和金额都取自同一时刻的数据；写进新建的文件夹，或按顺序一次打印，清单在最前。"
        self.add_title(f"{TITLE}：{count_text(len(self._ids), '件')}")
        fill(self.body, self.problem, self.said, *self.boxes.values(), Note(same, self))
        cancel = button("取消", self.reject, parent=self)
        fill(self.foot, STRETCH, cancel, self.print_button, self.go_button)
        context = services.context
        services.jobs.read(
            lambda _: _read(context, self._ids),
            self._show,
            on_failed=lambda error: self.problem.say(str(error)),
            owner=self,
        )

    def _show(self, whole: WholeBatch) -> None:
        self._whole = whole
        self.said.setText("\n".join(_told(whole)))
        for one in (self.go_button, self.print_button):
            one.setEnabled(bool(whole.papers))

    def _on_print(self) -> None:
        assert self._whole is not None
        self.desk.print(_batch_of(self._services.context, self._ids, self._whole))

    def _on_go(self) -> None:
        wanted = [key for key, box in self.boxes.items() if box.isChecked()]
        if not wanted:
            self.problem.say("请至少勾选一种")
            return
        start = self._services.preferences.folder(Purpose.SAVE) or Path.home()
        self.chooser = ask_for_folder(self, start, lambda folder: self._write(wanted, folder))

    def _write(self, wanted: Sequence[str], folder: Path) -> None:
        services, ids = self._services, self._ids
        services.preferences.keep_folder(Purpose.SAVE, folder)
        services.jobs.run(
            lambda reporter: write_whole_batch(services.context, ids, wanted, folder, reporter),
            self._on_written,
            on_failed=lambda error: self.problem.say(str(error)),
            busy=self.go_button,
            owner=self,
            label="正在写全套文书",
        )

    def _on_written(self, done: tuple[Path, str]) -> None:
        folder, said = done
        self._services.messages.success(said, action=("打开文件夹", lambda: open_with_system(folder)))
        self.accept()


def write_whole_batch(
    context: AppContext, ids: Sequence[CaseId], wanted: Sequence[str], folder: Path, reporter: Reporter
) -> tuple[Path, str]:
    """Write every paper of cases into a new folder within one, and return it and what came of it.

    ``wanted`` are keys of forms: `PRINT`, `SINGLY`, `WORD`, `TABLE`.

    Raises:
        DomainError: One paper cannot be composed or written; it says which. What was written before is there.
        Cancelled: The user stopped it while one file of all of them was written.
    """
    whole = _read(context, ids)
    name = f"{whole.name}{TITLE}"
    target = _new_folder(folder, safe_file_name(name).removesuffix(Form.PDF.ending))
    enter_files(context.seat, ids, target, TITLE)
    papers = whole.papers if wanted == [TABLE] else _leaving(context, whole)
    said: list[str] = []
    for at, key in enumerate(wanted):
        part = Part(reporter, at, len(wanted))
        if key == TABLE:
            write_paper(context, whole.listing, Form.EXCEL, target / f"{name} 清单.xlsx")
        elif key == PRINT:
            # What is there comes first, to be ticked off beside the printer.
            every = [whole.listing, *papers]
            write_pdf(context, every, len(every), target / f"{name} 打印.pdf", part)
        else:
            written = _singly(context, papers, target, key, part)
            if written.count < written.wanted:
                return target, written.text
            said += [one for one in written.lacking if one not in said]
    done = "文书清单" if wanted == [TABLE] else f"{len(papers)} 份文书"
    lacking = "".join(f"。没有{one.word}：{one.reason}" for one in whole.kinds if one.reason)
    return target, f"{name}：{done}已写好，在“{target.name}”里{said_lacking(said)}{lacking}"


def _leaving(context: AppContext, whole: WholeBatch) -> list[Paper]:
    """Return the papers as they may leave, kept where that is to be, and numbered."""
    papers: list[Paper] = []
    for kind in whole.kinds:
        if kind.letter is not None:
            papers += keep_letters(context.seat, *kind.letter, kind.papers)
        elif kind.whose:
            papers += leave(context.seat, kind.word, kind.papers, kind.whose)
        else:
            papers += kind.papers
    return papers


def _batch_of(context: AppContext, ids: Sequence[CaseId], shown: WholeBatch) -> Batch:
    """Return all of it as one job for the printer, with what there is first, to be ticked off beside it."""

    def load() -> list[Paper]:
        whole = _read(context, ids)
        if [len(one.papers) for one in whole.kinds] != [len(one.papers) for one in shown.kinds]:
            raise DomainError("没有打印：这些事项的文书刚有变化，请关闭后再打开看一遍")
        enter_looks(context.seat, *of)
        return [whole.listing, *_leaving(context, whole)]

    of = [Seen(Subject(Kind.CASE, ids[0]), f"“{shown.listing.title}”")]
    of += [Seen(one, f"“{kind.word}”") for kind in shown.kinds for one in kind.of]
    name = f"{shown.name}{TITLE}"
    return Batch(context, load, len(of), safe_file_name(name), f"{name} {len(of)} 份", of=of)


def _singly(
    context: AppContext, papers: Sequence[Paper], target: Path, key: str, reporter: Reporter
) -> Written:
    form, called = _FOLDERS[key]
    inside = target / called
    inside.mkdir()
    return write_each(Batch(context, lambda: papers, len(papers), "", ""), inside, form, reporter)


def _read(context: AppContext, ids: Sequence[CaseId]) -> WholeBatch:
    return context.store.ask(read_whole_batch, ids, context.rules, datetime.now(UTC))


def _told(whole: WholeBatch) -> Iterator[str]:
    for one in whole.kinds:
        count = one.text if one.reason else f"{len(one.papers)} 份"
        yield f"{one.word}：{count}（{one.cases} 项，{money_text(one.amount)} 元）"
    yield f"一共 {len(whole.papers)} 份。"


def _new_folder(within: Path, name: str) -> Path:
    """Make a folder that was not there: what was written before stays as it is."""
    for at in range(1, 1000):
        target = within / (name if at == 1 else f"{name}（{at}）")
        try:
            target.mkdir()
        except FileExistsError:
            continue
        except OSError as error:
            raise DomainError(f"不能在 {within} 里新建文件夹（{error.strerror}）") from error
        return target
    raise DomainError(f"{within} 里已有太多“{name}”，请先整理")
