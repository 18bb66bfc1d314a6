"""A paper looked at before it is printed or saved."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from PySide6.QtWidgets import QWidget

from domain.papers.papers import Paper
from domain.store.looking import Seen, enter_looks
from domain.store.tables import Subject
from domain.values.errors import DomainError
from gui.early.parts import Look, Note, button
from gui.files.paper_desk import Batch, PaperDesk, draw, safe_file_name
from gui.services import AppContext, Services
from gui.widgets.dialog import Dialog
from gui.widgets.pdf_preview import PdfPreview


@dataclass(frozen=True, slots=True)
class Several:
    """Papers that are handed out together: how they are read, in a job, and how many there are.

    ``leaving`` reads them where they are printed or saved, if that is to be kept.
    """

    load: Callable[[], Iterable[Paper]]
    count: int
    leaving: Callable[[], Iterable[Paper]] | None = None


class PaperDialog(Dialog):
    """Shows a paper as it will be on paper; prints and saves it."""

    def __init__(
        self,
        services: Services,
        title: str,
        papers: Callable[[], Paper] | Several,
        parent: QWidget,
        *,
        of: Sequence[Subject],
    ) -> None:
        """`title` says what it is; `papers` composes it, in a job. Of several the first is shown.

        `of` is what it tells of, or of which kind that is, and nothing where that is no record of somebody:
        that an auditor looks at it, and that it is printed, is entered there.
        """
        super().__init__(parent, title, width=860, height=760)
        load, count = _read_as(papers)
        self._is_named = count == 1 and isinstance(papers, Several)
        what = title if count == 1 else f"{count} 份{title}"
        leaving = (papers.leaving if isinstance(papers, Several) else None) or load
        seen = [Seen(one, f"“{title}”") for one in of]
        printed = seen if len(seen) == count else ()
        self._batch = Batch(services.context, leaving, count, safe_file_name(title), what, of=printed)
        self.desk = PaperDesk(services, self)
        self.preview = PdfPreview(self)
        self.print_button = button("打印…", lambda: self.desk.print(self._batch), icon_name="print")
        self.save_button = button(
            "存为 PDF…", lambda: self.desk.save(self._batch), look=Look.PRIMARY, icon_name="save"
        )
        self.add_title(title)
        if count > 1:
            said = f"共 {count} 份，这里看的是第一份；打印和另存是全部。"
            self.body.addWidget(Note(said, self))
        self.body.addWidget(self.preview, 1)
        self.foot.addStretch(1)
        self.foot.addWidget(button("关闭", self.reject, parent=self))
        self.forms_button = self.desk.forms_button(lambda: self._batch)
        self.foot.addWidget(self.forms_button)
        self.foot.addWidget(self.print_button)
        self.foot.addWidget(self.save_button)
        self.preview.say("正在生成…")
        services.jobs.read(
            lambda _: _first_drawn(services, load, seen),
            self._show,
            on_failed=lambda error: self.preview.say(str(error)),
            owner=self,
        )

    def _show(self, found: tuple[bytes, Paper]) -> None:
        drawn, paper = found
        self.preview.show_pdf(drawn)
        if self._is_named:
            # What is read from the store says only now whose it is.
            name = safe_file_name(f"{paper.title} {paper.addressee}".strip())
            self._batch = replace(self._batch, file_name=name)


def from_store(
    context: AppContext, compose: Callable[..., Paper], *asked: Any, **named: Any
) -> Callable[[], Paper]:
    """Return what composes a paper by the rules as they are then; ``compose`` is a query of the store."""
    return lambda: context.store.ask(compose, *asked, context.rules, datetime.now(UTC), **named)


def _read_as(papers: Callable[[], Paper] | Several) -> tuple[Callable[[], Iterable[Paper]], int]:
    return (papers.load, papers.count) if isinstance(papers, Several) else (lambda: [papers()], 1)


def _first_drawn(
    services: Services, load: Callable[[], Iterable[Paper]], looks: Sequence[Seen]
) -> tuple[bytes, Paper]:
    enter_looks(services.context.seat, *looks)
    # As long as it is drawn what reads them goes on, with the files that it holds.
    for paper in load():
        return draw(services.context, paper), paper
    raise DomainError("没有可以看的内容")
