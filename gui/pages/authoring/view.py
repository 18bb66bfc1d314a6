"""A policy being written: its steps from the document to the shelf, kept as they are taken."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from domain.policies.authoring.documents.document import Document
from domain.policies.authoring.draft import PolicyDraft
from domain.policies.authoring.kept import Kept, begin_draft, find_draft, save_draft
from domain.policies.authoring.places import Place
from domain.policies.authoring.proving.finishing import Lack, Need
from domain.policies.authoring.taking import seem_to_award, with_unit, without_unit
from domain.store.acts import Action
from domain.values.errors import BadInput, DomainError
from domain.values.ids import PolicyDraftId
from gui.early.parts import STRETCH, Link, Note, icon_button, in_column, in_row, shortcut_action
from gui.formatting import time_text
from gui.forms.editors import SegmentedChoice
from gui.pages.authoring.clause_view import ClauseView
from gui.pages.authoring.document_view import DocumentView
from gui.pages.authoring.facts_view import FactsView
from gui.pages.authoring.finish_view import FinishView
from gui.pages.authoring.proving_view import ProvingView
from gui.pages.authoring.reader import DraftReader
from gui.pages.authoring.steps import Steps, Work
from gui.services import Services
from gui.widgets.cards import Banner

DOCUMENT, CLAUSES, FACTS, PROVING, FINISH = "document", "clauses", "facts", "proving", "finish"
_STEPS: Final[Mapping[object, str]] = {
    DOCUMENT: "1 文件",
    CLAUSES: "2 条款",
    FACTS: "3 数据项",
    PROVING: "4 核对",
    FINISH: "5 启用",
}
_SAVE_MS: Final = 800
"""How long what was done waits to be kept."""


class AuthoringView(QWidget):
    """Above where one is, undo and redo; below, that step. Every step is kept as soon as it rests."""

    titled = Signal()
    """The draft is called otherwise."""
    shelved = Signal(object)
    leaflet_wanted = Signal(object)
    was_saved = Signal()
    """All that was done is kept."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.steps = Steps(self)
        self.reader = DraftReader(services, self.steps, self)
        self._id: PolicyDraftId | None = None
        self._version = 0
        self._kept: Work | None = None
        self._is_saving = False
        self.choice = SegmentedChoice(_STEPS, self, called="步骤")
        self.undo_button = icon_button("undo", "撤销（Ctrl+Z）", self.undo, parent=self)
        self.redo_button = icon_button("refresh", "重做（Ctrl+Y）", self.redo, parent=self)
        self.saved = Note("", self)
        self.saved.setWordWrap(False)
        self.clash = Banner("warning", "warning", self)
        self.again_link = Link("打开对方存的", self.clash)
        self.again_link.followed.connect(self._on_again)
        self.own_link = Link("我的另存一份", self.clash)
        self.own_link.followed.connect(self._on_own)
        self.clash.row.addWidget(self.again_link)
        self.clash.row.addWidget(self.own_link)
        self.document = DocumentView(services, self.steps, self)
        self.clauses = ClauseView(services, self.steps, self.reader, self)
        self.facts = FactsView(services, self.steps, self)
        self.proving = ProvingView(services, self.steps, self.reader, self)
        self.finish = FinishView(services, self.steps, self.reader, self)
        in_column(
            in_row(self.choice, STRETCH, self.saved, self.undo_button, self.redo_button, spacing=8),
            self.clash,
            # No stack, which would take the room of the highest of them.
            *((view, 1) for view in self._by_step().values()),
            spacing=12,
            of=self,
        )
        self._saving = QTimer(self, singleShot=True, interval=_SAVE_MS)
        self._saving.timeout.connect(self.save)
        shortcut_action(self, "Ctrl+Z", self.undo)
        shortcut_action(self, "Ctrl+Y", self.redo)
        self._connect()
        self._show_step()

    # The draft

    @property
    def draft_id(self) -> PolicyDraftId | None:
        return self._id

    @property
    def named(self) -> tuple[str, str]:
        """What the draft is called, and a word below that."""
        return self.steps.draft.title or "（没有标题）", _said_of(self.steps.draft)

    def open_draft(self, id_: PolicyDraftId) -> None:
        """Go on with a draft, once what was done of another is kept."""
        if not self.save_now() and self.clash.isHidden():
            QTimer.singleShot(_SAVE_MS // 8, self, lambda: self.open_draft(id_))
            return
        self._services.ask(lambda session: find_draft(session, id_), self._on_read, owner=self)

    def save(self) -> None:
        """Keep what was done."""
        self._saving.stop()
        work, id_ = self.steps.work, self._id
        if id_ is None or work == self._kept or self._is_saving:
            return
        if not self.clash.isHidden():
            return
        seat, version = self._services.context.seat, self._version
        document = self._changed_document(work)
        self._is_saving = True
        self._services.jobs.run(
            lambda _: save_draft(seat, id_, work.draft, document, expected_version=version),
            lambda found: self._on_saved(id_, work, found),
            on_failed=self._on_not_saved,
            owner=self,
        )

    def save_now(self) -> bool:
        """Keep what was done before the window goes on; say whether all of it is kept."""
        self._saving.stop()
        work, id_ = self.steps.work, self._id
        if id_ is None or not self.has_unsaved():
            return True
        if self._is_saving or not self.clash.isHidden():
            return False
        seat, document = self._services.context.seat, self._changed_document(work)
        try:
            self._version = save_draft(seat, id_, work.draft, document, expected_version=self._version)
        except DomainError as error:
            self._on_not_saved(error)
            return False
        self._kept = work
        self.saved.setText("已自动保存")
        return True

    def give_up(self) -> None:
        """Let go of what is not kept."""
        self._saving.stop()
        self.clash.say("")
        if self._kept is not None:
            self.steps.begin(self._kept)

    def _changed_document(self, work: Work) -> Document | None:
        """Return the document where it is another one than what is kept."""
        is_same = self._kept is not None and work.document is self._kept.document
        return None if is_same else work.document

    def has_unsaved(self) -> bool:
        """Whether something is not yet kept."""
        return self._id is not None and self._kept is not None and self.steps.work != self._kept

    def undo(self) -> None:
        """Take back the last step."""
        if self._services.permits.against(Action.POLICY_IMPORT):
            return
        if said := self.steps.undo():
            self._services.messages.info(f"已撤销：{said}")

    def redo(self) -> None:
        """Do again what was taken back."""
        if said := self.steps.redo():
            self._services.messages.info(f"已重做：{said}")

    def go_to(self, step: str) -> None:
        """Show one of the steps."""
        self.choice.set_value(step)

    def go_to_place(self, place: Place) -> None:
        """Show a line of the draft."""
        if place.clause:
            self.go_to(CLAUSES)
            parts = (place.part,) if place.index is None else (place.part, place.index)
            self.clauses.show_clause(place.clause, tuple(filter(lambda one: one != "", parts)))
        else:
            self.go_to(FACTS if place.part in ("facts", "judgements", "lists") else DOCUMENT)

    def go_to_lack(self, lack: Lack) -> None:
        """Show where something that is lacking can be done."""
        if lack.need in (Need.UNPROVED, Need.WRONG_CASE):
            self._on_proving_wanted(lack.place.clause)
        else:
            self.go_to_place(lack.place)

    def _on_read(self, kept: Kept) -> None:
        self._id, self._version = kept.id, kept.version
        self.clash.say("")
        work = Work(kept.draft, kept.document)
        self._kept = work
        self.steps.begin(work)
        self.saved.setText(f"{kept.changed_by} {time_text(kept.changed_at)} 存的")
        has_clauses = bool(kept.draft.clauses)
        self.go_to(CLAUSES if has_clauses or (kept.document is None and kept.draft.title) else DOCUMENT)
        self._show_step()

    def _on_saved(self, id_: PolicyDraftId, work: Work, version: int) -> None:
        self._is_saving = False
        if id_ != self._id:
            return
        self._kept, self._version = work, version
        self.saved.setText("已自动保存")
        if self.steps.work != work:
            self._saving.start()
        else:
            self.was_saved.emit()

    def _on_not_saved(self, error: Exception) -> None:
        self._is_saving = False
        self.saved.setText("没有存上")
        if isinstance(error, DomainError):
            self.clash.say(
                f"{error}。您这里改的还在窗口里，没有存：可以另存一份；打开对方存的会丢掉这些改动。"
            )
        else:
            self._services.messages.error(error)

    def _on_again(self) -> None:
        if self._id is not None:
            self.open_draft(self._id)

    def _on_own(self) -> None:
        """Keep what could not be kept as a draft of its own."""
        if self._is_saving:
            return
        work, seat = self.steps.work, self._services.context.seat
        self._is_saving = True
        self._services.jobs.run(
            lambda _: begin_draft(seat, work.draft, work.document),
            lambda id_: self._on_own_kept(id_, work),
            on_failed=self._on_not_saved,
            owner=self,
        )

    def _on_own_kept(self, id_: PolicyDraftId, work: Work) -> None:
        self._id = id_
        self.clash.say("")
        self._on_saved(id_, work, 1)
        self.saved.setText("已另存一份")

    # Steps

    def _on_changed(self) -> None:
        steps = self.steps
        self.undo_button.setEnabled(bool(steps.undo_word))
        self.redo_button.setEnabled(bool(steps.redo_word))
        self.undo_button.setToolTip(
            f"撤销：{steps.undo_word}（Ctrl+Z）" if steps.undo_word else "撤销（Ctrl+Z）"
        )
        self.redo_button.setToolTip(
            f"重做：{steps.redo_word}（Ctrl+Y）" if steps.redo_word else "重做（Ctrl+Y）"
        )
        if steps.work != self._kept:
            self.saved.setText("正在保存……" if self._id is not None else "")
            # Who types on without a pause is kept too.
            if not self._saving.isActive():
                self._saving.start()
        self.titled.emit()

    def _on_clause_wanted(self, unit_id: str, is_wanted: bool) -> None:
        self._take_units([unit_id] if is_wanted else [], [] if is_wanted else [unit_id])

    def _on_clauses_wanted(self) -> None:
        document = self.steps.work.document
        if document is not None:
            there = {clause.unit for clause in self.steps.draft.clauses}
            wanted = [unit.id for unit in seem_to_award(document) if unit.id not in there]
            self._take_units(wanted, [])

    def _take_units(self, wanted: list[str], gone: list[str]) -> None:
        """Make clauses of units in one step, away from the window where there are many."""
        work, office = self.steps.work, self._services.context.office
        document, draft, count = work.document, work.draft, self.steps.count
        if document is None or not (wanted or gone):
            return

        def taken() -> PolicyDraft:
            made = draft
            for unit_id in gone:
                made = without_unit(made, unit_id)
            for unit_id in wanted:
                made = with_unit(made, document, unit_id, office)
            return made

        def take(made: PolicyDraft) -> None:
            if count == self.steps.count:
                said = f"{len(wanted)} 个条目做成条款" if wanted else "去掉条款"
                self.steps.change(made, said)
            else:
                # Something was changed meanwhile, which stays: clauses are made of what there is now.
                self._on_clauses_wanted()

        if len(wanted) <= 1:
            try:
                take(taken())
            except BadInput as error:
                self._services.messages.error(error)
                self.document.refresh()
        else:
            self._services.jobs.read(lambda _: taken(), take, on_failed=self._on_not_taken, owner=self)

    def _on_not_taken(self, error: Exception) -> None:
        self._services.messages.error(error)
        self.document.refresh()

    def _on_proving_wanted(self, clause_id: str) -> None:
        self.go_to(PROVING)
        self.proving.show_clause(clause_id)

    def _show_step(self) -> None:
        view = self._by_step()[str(self.choice.value())]
        for one in self._by_step().values():
            one.setVisible(one is view)
        if view in (self.proving, self.finish) and not self.reader.is_current:
            self.reader.read_now()

    def _by_step(self) -> dict[str, QWidget]:
        return {
            DOCUMENT: self.document,
            CLAUSES: self.clauses,
            FACTS: self.facts,
            PROVING: self.proving,
            FINISH: self.finish,
        }

    def _connect(self) -> None:
        self.steps.changed.connect(self._on_changed)
        self.choice.value_changed.connect(self._show_step)
        self.document.clause_wanted.connect(self._on_clause_wanted)
        self.document.clauses_wanted.connect(self._on_clauses_wanted)
        self.clauses.proving_wanted.connect(self._on_proving_wanted)
        self.proving.place_wanted.connect(self.go_to_place)
        self.finish.lack_wanted.connect(self.go_to_lack)
        self.finish.shelved.connect(self.shelved)
        self.finish.leaflet_wanted.connect(self.leaflet_wanted)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus)

    def _on_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        """Have undo mean the steps of the draft in every field, which else takes back its own letters."""
        if before is not None:
            before.removeEventFilter(self)
        if now is not None and self.isAncestorOf(now):
            now.installEventFilter(self)

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.matches(QKeySequence.StandardKey.Undo):
                self.undo()
                return True
            if event.matches(QKeySequence.StandardKey.Redo):
                self.redo()
                return True
        return super().eventFilter(watched, event)

    def hideEvent(self, event: object) -> None:
        self.save()
        super().hideEvent(event)  # type: ignore[arg-type]


def _said_of(draft: PolicyDraft) -> str:
    number = f"　{draft.document_number}" if draft.document_number else ""
    return f"正在编写　第 {draft.version} 版{number}　{len(draft.clauses)} 条"
