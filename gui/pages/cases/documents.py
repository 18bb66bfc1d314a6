"""Documents of cases, seen before they are printed or saved; the files of a batch written into a folder."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QDialog, QWidget

from domain.cases.awards.rules import Rules
from domain.cases.documents.file import CaseFile, compose_file, enter_files, read_file
from domain.cases.documents.kept import keep_letters
from domain.cases.documents.kinds import CasePaper, compose_papers
from domain.cases.documents.letters import Together
from domain.papers.occasion import Occasion, occasion_in
from domain.papers.papers import Paper
from domain.store.engine import Session
from domain.store.tables import Kind, Subject
from domain.values.files import passing_folder
from domain.values.ids import CaseId
from domain.values.progress import Part, Reporter, Silent
from gui.early.preferences import Purpose
from gui.files.enclosing import enclose
from gui.files.file_dialogs import ask_for_folder
from gui.files.paper_desk import Batch, Form, Written, write_each
from gui.files.paper_dialog import PaperDialog, Several
from gui.files.viewing import open_with_system
from gui.services import AppContext, Services
from gui.widgets.dialog import opened

_LOT: Final = 100


def show_paper(
    parent: QWidget,
    services: Services,
    ids: Sequence[CaseId],
    kind: CasePaper,
    *,
    public_from: date | None = None,
) -> QDialog:
    """Show a document of cases over the window of `parent`; of several files, ask for a folder.

    `public_from` is the first day of a publicity that has not begun; None for today.
    """
    context = services.context
    if kind is CasePaper.FILE:
        if len(ids) > 1:
            return _ask_for_files(parent, services, ids)
        papers = Several(partial(_file_of, context, ids[0], {}, Silent()), 1)
    else:
        compose = partial(_composed, context, kind, public_from)
        leave = partial(_leaving, context, kind, compose)
        papers = Several(lambda: compose(ids), 1, lambda: leave(ids))
        if len(ids) > 1 and not kind.is_of_all:
            papers = Several(partial(_in_lots, compose, ids), len(ids), partial(_in_lots, leave, ids))
    of = [Subject(Kind.CASE, one) for one in ids]
    return opened(PaperDialog(services, kind.word, papers, parent, of=of))


def _composed(
    context: AppContext, kind: CasePaper, public_from: date | None, ids: Sequence[CaseId]
) -> list[Paper]:
    return context.store.ask(
        compose_papers, ids, kind, context.rules, datetime.now(UTC), public_from=public_from
    )


def _leaving(
    context: AppContext,
    kind: CasePaper,
    compose: Callable[[Sequence[CaseId]], list[Paper]],
    ids: Sequence[CaseId],
) -> list[Paper]:
    """Compose papers that are about to be printed or saved, and keep what leaves the house."""
    papers = compose(ids)
    return papers if kind.letter is None else keep_letters(context.seat, kind.letter, ids, papers)


def _in_lots(compose: Callable[[Sequence[CaseId]], list[Paper]], ids: Sequence[CaseId]) -> Iterator[Paper]:
    for start in range(0, len(ids), _LOT):
        yield from compose(ids[start : start + _LOT])


def _file_of(context: AppContext, id_: CaseId, together: Together, reporter: Reporter) -> Iterator[Paper]:
    """Yield the file of a case; the pages of its attachments are there until the next is asked for."""
    file, on = context.store.ask(_read_file, id_, context.rules, together)
    with passing_folder() as folder:
        enclosed = enclose(context.seat, file.attachments, folder, reporter)
        yield compose_file(file, on, enclosed)


def _read_file(session: Session, id_: CaseId, rules: Rules, together: Together) -> tuple[CaseFile, Occasion]:
    return read_file(session, id_, rules, together=together), occasion_in(session, rules, datetime.now(UTC))


def _ask_for_files(parent: QWidget, services: Services, ids: Sequence[CaseId]) -> QDialog:
    start = services.preferences.folder(Purpose.SAVE) or Path.home()
    return ask_for_folder(parent, start, partial(_write_files, parent, services, ids))


def _write_files(parent: QWidget, services: Services, ids: Sequence[CaseId], folder: Path) -> None:
    services.preferences.keep_folder(Purpose.SAVE, folder)
    services.jobs.run(
        lambda reporter: write_files(services.context, ids, folder, reporter),
        lambda written: services.messages.success(
            written.text, action=("打开文件夹", lambda: open_with_system(folder))
        ),
        owner=parent,
        label="正在写案卷",
    )


def write_files(context: AppContext, ids: Sequence[CaseId], folder: Path, reporter: Reporter) -> Written:
    """Write the files of cases into a folder, one after the other; stopped, those written are whole.

    Raises:
        DomainError: One cannot be composed or written; those before it are there.
    """
    enter_files(context.seat, ids, folder)
    together: Together = {}

    def files() -> Iterator[Paper]:
        for at, id_ in enumerate(ids):
            yield from _file_of(context, id_, together, Part(reporter, at, len(ids)))

    batch = Batch(context, files, len(ids), "", "案卷")
    return write_each(batch, folder, Form.PDF, reporter, what=batch.what)
