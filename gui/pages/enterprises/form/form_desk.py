"""One enterprise at work: opened into the form, typed into, saved, given up."""

from collections.abc import Callable
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QAbstractButton, QWidget

from domain.enterprises.differences import difference
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.meanwhile import ChangedMeanwhile
from domain.enterprises.service import DuplicateCode
from domain.enterprises.unsaved import draft_key
from domain.values.ids import EnterpriseId
from gui.forms.draft_keeping import DraftKeeper
from gui.jobs import Job
from gui.pages.enterprises.form.form_records import (
    Holder,
    Opened,
    draft_of,
    find_holder,
    open_enterprise,
    projects_of,
    save,
)
from gui.services import Services

if TYPE_CHECKING:
    from gui.pages.enterprises.attachments.attachments_card import AttachmentsCard
    from gui.pages.enterprises.duplicates.likes import LikeHint
    from gui.pages.enterprises.form.enterprise_form import EnterpriseForm
    from gui.pages.enterprises.form.history_dialog import History
    from gui.pages.enterprises.projects_card import ProjectsCard
    from gui.pages.enterprises.received_card import ReceivedCard
    from gui.widgets.dialog import Question


class FormDesk(QObject):
    """Holds the form and the enterprise in it.

    The form, and what stands around it, are built when the first enterprise is opened: they ask for what
    policies want to know, and a start must not wait for that.
    """

    built = Signal(object)
    """The form was built, and wants a place among the views."""

    opened = Signal(object)
    """An enterprise stands in the form: its facts, None for a new one."""

    saved = Signal(object, bool)
    """It was recorded: its facts, and whether it still stands in the form."""

    failed = Signal()
    """It was not."""

    def __init__(
        self, services: Services, leave: Callable[[Callable[[], object]], None], over: QWidget
    ) -> None:
        """``leave`` goes on once what is unsaved was saved or given up."""
        super().__init__(over)
        self._services = services
        self._over = over
        self._leave = leave
        self.id: EnterpriseId | None = None
        self._name = ""
        self._wanted_field = ""
        self._opened: Opened | None = None
        self._begun_with: EnterpriseFacts | None = None
        """What was recorded when typing began; what others record meanwhile is told by it."""
        self._is_opening = False
        self._saving: Job | None = None
        self.question: Question | None = None
        self.keeper = DraftKeeper(services, self._typed, self)

    @cached_property
    def form(self) -> "EnterpriseForm":
        """One enterprise as a form."""
        from domain.enterprises.divisions import Divisions  # noqa: PLC0415
        from gui.pages.enterprises.figures.period_columns import needed_by, wanted_figures  # noqa: PLC0415
        from gui.pages.enterprises.form.enterprise_form import EnterpriseForm  # noqa: PLC0415
        from gui.pages.enterprises.form.row_paste import Pasting  # noqa: PLC0415

        context = self._services.context
        table = context.resources / "facts" / "divisions.tsv"
        divisions = cache(lambda: Divisions.load(table))
        policies = context.policies
        form = EnterpriseForm(
            context.dictionary,
            wanted_figures(policies),
            lambda facts: needed_by(facts, policies),
            divisions,
            self._over,
        )
        Pasting(self._services, form)
        self.built.emit(form)
        form.edited.connect(self._on_edited)
        form.row_removed.connect(self._on_row_removed)
        form.fields.changed.connect(self._on_identity_edited)
        form.identity.holder_requested.connect(self.leave_for)
        form.history_requested.connect(self._on_history)
        form.offer.taken.connect(self._on_draft_taken)
        form.offer.refused.connect(self._on_draft_refused)
        form.add_section(self.attachments)
        form.add_section(self.received)
        form.add_section(self.projects)
        self.attachments.added_shown.connect(lambda: form.body.bring_into_sight(self.attachments.table))
        self.likes.watch(form, context.dictionary, lambda: self.id)
        form.add_below(self.likes)
        return form

    @cached_property
    def likes(self) -> "LikeHint":
        """A word where what is typed may be recorded already."""
        from gui.pages.enterprises.duplicates.likes import LikeHint  # noqa: PLC0415

        likes = LikeHint(self._services, self._over)
        likes.opened.connect(self.leave_for)
        return likes

    @cached_property
    def attachments(self) -> "AttachmentsCard":
        """The files of the enterprise that is shown."""
        from gui.pages.enterprises.attachments.attachments_card import AttachmentsCard  # noqa: PLC0415

        return AttachmentsCard(self._services, self._over)

    @cached_property
    def received(self) -> "ReceivedCard":
        """What was paid to the enterprise that is shown."""
        from gui.pages.enterprises.received_card import ReceivedCard  # noqa: PLC0415

        return ReceivedCard(self._services, self._over)

    @cached_property
    def projects(self) -> "ProjectsCard":
        """The projects of the enterprise that is shown."""
        from gui.pages.enterprises.projects_card import ProjectsCard  # noqa: PLC0415

        return ProjectsCard(self._services, self._over)

    @cached_property
    def history(self) -> "History":
        """What was changed of the enterprise that is shown."""
        from gui.pages.enterprises.form.history_dialog import History  # noqa: PLC0415

        history = History(self._services, self._over)
        history.restored.connect(self._on_restored_from_history)
        return history

    @property
    def is_shown(self) -> bool:
        """Whether the form is there and in view."""
        return "form" in self.__dict__ and self.form.isVisibleTo(self._over)

    # Opening

    def leave_for(self, id_: EnterpriseId | None, field: str = "") -> None:
        """Open an enterprise, at a figure named as traces name it; None for a new one."""
        self._leave(partial(self.open, id_, field))

    def look_for(self, uscc: str, field: str) -> None:
        """Open the enterprise that has a code."""
        self._services.ask(
            lambda session: find_holder(session, uscc), partial(self._on_found, field), owner=self
        )

    def open(self, id_: EnterpriseId | None, field: str = "") -> None:
        """Open an enterprise whatever stands in the form."""
        self._wanted_field = field
        self._is_opening = True
        context = self._services.context
        self._services.jobs.read(
            lambda _: open_enterprise(context, id_),
            self._on_opened,
            on_failed=self._on_open_failed,
            owner=self,
        )

    def _on_open_failed(self, error: Exception) -> None:
        self._is_opening = False
        self._services.messages.error(error)

    def _on_opened(self, opened: Opened) -> None:
        self._is_opening = False
        self.id, self._opened, self._begun_with = opened.id, opened, opened.facts
        self._name = opened.facts.name if opened.facts else ""
        self.keeper.begin(draft_key(opened.id))
        self.form.load(opened.facts)
        self.form.veil(opened.is_veiled)
        self.attachments.show_of(opened.id, projects_of(opened.facts))
        self.received.show_of(opened.id)
        self.projects.show_of(opened.id)
        self.likes.clear()
        self.opened.emit(opened.facts)
        self.form.focus(self._wanted_field)
        if opened.kept_at is not None:
            self.form.offer_draft(opened.kept_at)

    def _on_found(self, field: str, holder: Holder | None) -> None:
        if holder is None:
            self._services.messages.warning("这户企业已不在企业库中")
        elif self.is_shown and self.id == holder.id:
            self._wanted_field = field
            self.form.focus(field)
        else:
            self.leave_for(holder.id, field)

    # Typing

    def is_dirty(self) -> bool:
        """Whether something was typed that is not recorded."""
        self.form.finish_editing()
        return self.form.is_dirty()

    def discard(self) -> None:
        """Give up what was typed."""
        self.keeper.forget()
        self.form.accept()

    def release(self) -> None:
        """Hold no enterprise any more, such as one that was deleted."""
        self.keeper.pause()
        if self.is_shown:
            self.form.accept()
        self.id = None

    def _typed(self) -> dict[str, Any] | None:
        if not self.form.is_dirty():
            return None
        return draft_of(self.form.typed(), self._begun_with, self._services.context.dictionary)

    def _on_edited(self) -> None:
        # While saving, what is typed belongs to an id that may not be known yet.
        if self._saving is None:
            self.keeper.touch()

    def _on_identity_edited(self, field: str) -> None:
        if field != "uscc":
            return
        code = self.form.identity.code
        if code:
            self._services.ask(
                lambda session: find_holder(session, code), partial(self._on_holder_found, code), owner=self
            )
        else:
            self.form.identity.show_holder(None)

    def _on_holder_found(self, code: str, holder: Holder | None) -> None:
        if self.form.identity.code == code:
            is_other = holder is not None and holder.id != self.id
            self.form.identity.show_holder(holder if is_other else None)

    def _on_row_removed(self, name: str, put_back: Callable[[], object]) -> None:
        self._services.messages.info(f"已移除{name}", action=("撤销", put_back))

    def _on_history(self, part: str) -> None:
        if self.id is not None and self._opened is not None:
            self.history.show(self.id, self._name, part, is_dirty=self.is_dirty())

    def _on_restored_from_history(self, id_: EnterpriseId, part: str) -> None:
        if self.is_shown and self.id == id_:
            self.leave_for(id_, part)

    def _on_draft_taken(self) -> None:
        self._end_offer()
        if self._opened is not None and self._opened.draft is not None:
            self._begun_with = self._opened.begun_with
            self.form.restore(self._opened.draft)
            self.form.focus(self._wanted_field)

    def _on_draft_refused(self) -> None:
        self._end_offer()
        self.keeper.forget()
        self.form.focus(self._wanted_field)

    def _end_offer(self) -> None:
        self.form.end_offer()
        self._services.messages.clear()

    # Saving

    def save(self, busy: QAbstractButton) -> bool:
        """Record what stands in the form; False where it cannot be now, and why is said."""
        if self._is_opening:
            # What stands there is about to be replaced; it must not be saved under the wrong id.
            return False
        if self._saving is not None:
            # A new enterprise has no id before it is recorded; a second save would meet the first.
            return True
        if self.form.is_offering:
            # Saving drops what was kept, and nobody has looked at it yet.
            self._services.messages.warning("请先选“继续”或“丢弃”上次的录入，再保存")
            self.form.offer.take_button.setFocus()
            return False
        facts = self.form.submit()
        if facts is None:
            self._services.messages.warning("有些地方填得不对，改正后再保存")
            return False
        self._record(facts, self._begun_with, busy)
        return True

    def _record(self, facts: EnterpriseFacts, begun_with: EnterpriseFacts | None, busy: QWidget) -> None:
        self.keeper.pause()
        context, id_ = self._services.context, self.id
        job = self._services.jobs.run(
            lambda _: save(context, facts, id_, begun_with),
            partial(self._on_saved, self._opened, facts, self.form.typed()),
            on_failed=partial(self._on_save_failed, busy),
            busy=busy,
            owner=self,
            label="正在保存",
        )
        self._saving = job
        job.finished.connect(partial(self._on_saving_ended, job))

    def _on_saved(
        self, opened: Opened | None, facts: EnterpriseFacts, typed: dict[str, Any], recorded: Opened
    ) -> None:
        self._saving = None
        is_shown = self._opened is opened
        assert recorded.id is not None
        assert recorded.facts is not None
        if is_shown:
            self.id, self._opened, self._name = recorded.id, recorded, recorded.facts.name
            self._begun_with = recorded.facts
            self.keeper.begin(draft_key(recorded.id))
            self.attachments.show_of(recorded.id, projects_of(recorded.facts))
            self.received.show_of(recorded.id)
            self.projects.show_of(recorded.id)
            self.form.mark_recorded()
            if self.form.typed() != typed:
                # Something was typed meanwhile, which is not recorded.
                self.keeper.touch()
            elif not difference(recorded.facts, facts, self._services.context.dictionary):
                self.form.accept()
            else:
                # What somebody else changed has been kept beside it.
                self.form.load(recorded.facts)
        self.saved.emit(recorded.facts, is_shown)

    def _on_save_failed(self, busy: QWidget, error: Exception) -> None:
        self._end_saving_in_vain()
        if isinstance(error, ChangedMeanwhile):
            self._ask_whose(error, busy)
            return
        if isinstance(error, DuplicateCode):
            self._on_identity_edited("uscc")
            self.form.focus("uscc")
        self._services.messages.error(error)

    def _ask_whose(self, error: ChangedMeanwhile, busy: QWidget) -> None:
        from gui.pages.enterprises.form.clashing import ask_whose  # noqa: PLC0415 - seldom

        together, opened = error.together, self._opened

        def record(facts: EnterpriseFacts) -> None:
            if self._opened is opened:
                self.form.load(facts)
                self._record(facts, error.now, busy)

        self.question = ask_whose(
            self._over,
            error,
            self._services.context.dictionary,
            is_veiled=opened is not None and opened.is_veiled,
            keep_ours=lambda: record(together.ours),
            take_theirs=lambda: record(together.theirs),
        )

    def _on_saving_ended(self, job: Job) -> None:
        # Where it was cancelled, neither of the two above was called.
        if self._saving is job:
            self._end_saving_in_vain()

    def _end_saving_in_vain(self) -> None:
        self._saving = None
        self.keeper.touch()
        self.failed.emit()
