"""One kind of figure of many enterprises at once: typed as a spreadsheet, saved as one act."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from domain.enterprises.dictionary import Fact
from domain.enterprises.figure_sheets import ChangedMeanwhile, Changes, FigureRow, read_rows, save_figures
from domain.enterprises.unsaved import FIGURES
from domain.store import drafts
from domain.store.tables import Kind
from domain.values.errors import NotFound
from domain.values.ids import EnterpriseId
from gui.early.parts import STRETCH, in_column, in_row, named_label
from gui.early.theme import px
from gui.formatting import count_text
from gui.forms.draft_keeping import DraftKeeper
from gui.forms.editors import ChoiceBox
from gui.jobs import Job
from gui.pages.enterprises.figures.across_model import AcrossModel
from gui.pages.enterprises.figures.figures_card import ColumnChoice, FiguresFoot, grid_note
from gui.pages.enterprises.figures.grid import FiguresGrid
from gui.pages.enterprises.figures.period_columns import Shown, Wanted
from gui.pages.enterprises.form.form_records import DraftOffer
from gui.services import AppContext, Services

_NAMES_WIDTH: Final = 260
_KINDS: Final = {Kind.ENTERPRISE, Kind.FIGURES}
_ROWS_LANE: Final = "figure rows"


@dataclass(frozen=True, slots=True)
class Kept:
    """Typing that was never saved: which figure, and what was typed as `AcrossModel.typed` gives it."""

    name: str
    typed: Mapping[str, Mapping[str, Sequence[str | None]]]
    at: datetime


class AcrossView(QWidget):
    """Enterprises × periods for one kind of figure."""

    saved = Signal()
    """What was typed is stored."""

    def __init__(
        self,
        services: Services,
        wanted: Wanted,
        leave: Callable[[Callable[[], object]], None],
        parent: QWidget | None = None,
    ) -> None:
        """`leave` goes on once what is unsaved was saved or given up."""
        super().__init__(parent)
        self._services = services
        self._facts = services.context.dictionary.indicators
        self._wanted = wanted
        self._leave = leave
        self._kept: Kept | None = None
        self._saving: Job | None = None
        self.model = AcrossModel(wanted, self)
        self.keeper = DraftKeeper(services, self._typed, self)
        self.keeper.begin(FIGURES)
        self.offer = DraftOffer(self)
        self.fact = ChoiceBox(
            {name: fact.label for name, fact in self._facts.items()},
            self,
            unset_word=None,
            called="哪一项数据",
        )
        self.fact.setMinimumWidth(px(140))
        self._count = named_label("note", "", self)
        self.choice = ColumnChoice(self.model, self)
        self.grid = FiguresGrid(self.model, self, most_rows_shown=None)
        self.grid.verticalHeader().setFixedWidth(px(_NAMES_WIDTH))
        self.foot = FiguresFoot(self.grid, self.model, self)
        self._lay_out()
        self._connect()

    def open(self, ids: Sequence[EnterpriseId]) -> None:
        """Show these enterprises, with the kind of figure that was shown last."""
        self._show(self._fact_shown(), ids)
        context = self._services.context
        self._services.jobs.read(lambda _: _find_kept(context), self._on_kept_found, owner=self)

    def save(self) -> bool:
        """Store what was typed; False where something stands in the way. `saved` follows."""
        if self._saving is not None:
            return True
        if not self.offer.isHidden():
            self._services.messages.warning("请先选“继续”或“丢弃”上次的录入，再保存")
            self.offer.take_button.setFocus()
            return False
        self.grid.finish_editing()
        if self.foot.show_first_wrong():
            self._services.messages.warning("有些格填得不对，改正后再保存")
            return False
        changes = self.model.sheet.changes()
        if not changes:
            self.saved.emit()
            return True
        self.keeper.pause()
        context, fact = self._services.context, self.model.fact
        job = self._services.jobs.run(
            partial(save_figures, context.seat, fact, changes),
            partial(self._on_saved, fact, changes),
            on_failed=self._on_save_failed,
            owner=self,
            label="正在保存期间数据",
        )
        self._saving = job
        job.finished.connect(partial(self._on_saving_ended, job))
        return True

    def is_dirty(self) -> bool:
        self.grid.finish_editing()
        return self.model.sheet.is_dirty()

    def discard(self) -> None:
        """Drop what was typed, also what was kept of it."""
        self.keeper.forget()
        self._show(self.model.fact, self.model.ids)

    # Showing

    def _fact_shown(self) -> Fact:
        name = self.fact.typed()
        if self.model.ids or not self._wanted:
            return self._facts[name]
        # The first time, what policies ask for most.
        counts = {one: sum(read == one for read, _ in self._wanted) for one in self._facts}
        return self._facts[max(counts, key=lambda one: counts[one])]

    def _show(self, fact: Fact, ids: Sequence[EnterpriseId]) -> None:
        self.fact.blockSignals(True)
        self.fact.set_value(fact.name)
        self.fact.blockSignals(False)
        self.model.open(fact, ids)
        years = {period.year for name, period in self._wanted if name == fact.name}
        if not years and self.choice.shown.value() is Shown.ASKED:
            self.choice.shown.set_value(Shown.QUARTERS)
        elif years:
            self.choice.show_year(max(years))
        self._count.setText(f"共 {count_text(len(ids), '户企业')}")
        self.foot.tell_of_current()
        self.grid.setFocus()
        self.grid.setCurrentIndex(self.model.index(0, 0))

    def _on_fact_chosen(self) -> None:
        fact = self._facts[self.fact.typed()]
        self.fact.blockSignals(True)
        self.fact.set_value(self.model.fact.name)
        self.fact.blockSignals(False)
        self._leave(lambda: self._show(fact, self.model.ids))

    def _on_rows_wanted(self, ids: list[EnterpriseId]) -> None:
        self._read(ids, lambda _: None)

    def _read(self, ids: Sequence[EnterpriseId], go_on: Callable[[int], object]) -> None:
        """Read rows and go on with how many figures somebody else has changed under what was typed."""
        fact = self.model.fact

        def take(rows: dict[EnterpriseId, FigureRow]) -> None:
            if self.model.fact is fact:
                clashes = self.model.take(ids, rows)
                self.foot.tell_of_current()
                go_on(clashes)

        self._services.ask(
            lambda session: read_rows(session, ids, fact.name), take, owner=self, lane=_ROWS_LANE
        )

    def _on_changed_elsewhere(self) -> None:
        if self._saving is None and self.model.sheet.rows():
            self._read(self.model.sheet.rows(), self._warn_of_clashes)

    def _warn_of_clashes(self, count: int) -> None:
        if count:
            self._services.messages.warning(
                f"录入期间，有 {count} 个数在别处被改过，已标出；停在格上看库里现在的数"
            )

    # Typing that is kept

    def _typed(self) -> dict[str, Any] | None:
        typed = self.model.typed()
        return {"name": self.model.fact.name, "typed": typed} if typed else None

    def _on_edited(self) -> None:
        count = len(self.model.sheet.changes())
        changed = f"，改了 {count_text(count, '户')}" if count else ""
        self._count.setText(f"共 {count_text(len(self.model.ids), '户企业')}{changed}")
        if self._saving is None:
            self.keeper.touch()

    def _on_kept_found(self, kept: Kept | None) -> None:
        self._kept = kept
        if kept is not None and kept.name in self._facts:
            self.grid.setEnabled(False)
            self.offer.offer(kept.at)

    def _on_draft_taken(self) -> None:
        self._end_offer()
        kept = self._kept
        if kept is None:
            return
        ids = [EnterpriseId(int(id_)) for id_ in kept.typed]
        others = set(ids)
        # Those that were typed into come first: they are what is gone on with.
        self._show(self._facts[kept.name], [*ids, *(id_ for id_ in self.model.ids if id_ not in others)])
        self._read(ids, lambda _: self._restore(kept))

    def _restore(self, kept: Kept) -> None:
        self.model.restore(kept.typed)
        self._warn_of_clashes(len(self.model.clashes))
        self.foot.tell_of_current()

    def _on_draft_refused(self) -> None:
        self._end_offer()
        self.keeper.forget()

    def _end_offer(self) -> None:
        self.offer.hide()
        self.grid.setEnabled(True)
        self.grid.setFocus()
        self._services.messages.clear()

    # Saving

    def _on_saved(self, fact: Fact, changes: Changes, count: int) -> None:
        self._saving = None
        if self.model.fact is fact:
            self.model.accept(changes)
        # Forgets the draft, unless something was typed meanwhile.
        self.keeper.keep_now()
        self._on_edited()
        self._services.messages.success(f"已保存 {count_text(count, '户企业')}的{fact.label}")
        self.saved.emit()

    def _on_save_failed(self, error: Exception) -> None:
        if isinstance(error, ChangedMeanwhile):
            self.model.take(list(error.rows), error.rows)
            self.model.add_clashes(error.places)
            self.grid.go_to(error.places[0])
            self.foot.tell_of_current()
        elif isinstance(error, NotFound):
            self._read(self.model.sheet.rows(), lambda _: None)
        self._services.messages.error(error)

    def _on_saving_ended(self, job: Job) -> None:
        if self._saving is job:
            self._saving = None
            self.keeper.touch()

    # How it looks

    def _lay_out(self) -> None:
        in_column(
            self.offer,
            in_row(self.fact, STRETCH, self.choice, spacing=12),
            grid_note(self),
            (self.grid, 1),
            in_row((self.foot, 1), self._count, spacing=16),
            spacing=10,
            of=self,
        )

    def _connect(self) -> None:
        self.fact.value_changed.connect(self._on_fact_chosen)
        self.choice.changing.connect(self.grid.finish_editing)
        self.choice.changed.connect(self.foot.tell_of_current)
        self.model.rows_wanted.connect(self._on_rows_wanted)
        self.model.edited.connect(self._on_edited)
        self.offer.taken.connect(self._on_draft_taken)
        self.offer.refused.connect(self._on_draft_refused)
        self._services.changes.on(_KINDS, self._on_changed_elsewhere, owner=self)


def _find_kept(context: AppContext) -> Kept | None:
    found = drafts.find(context.seat, FIGURES)
    if found is None:
        return None
    content, at = found
    return Kept(str(content.get("name", "")), content.get("typed", {}), at)
