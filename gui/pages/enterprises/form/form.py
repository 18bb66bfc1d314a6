"""Everything recorded about one enterprise, as one form."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from domain.enterprises.dictionary import Dictionary, FactKey
from domain.enterprises.facts import EnterpriseFacts
from domain.errors import BadInput
from domain.periods import Period
from gui.pages.enterprises.figures.card import FiguresCard
from gui.pages.enterprises.figures.sheet import Place
from gui.pages.enterprises.form.drafting import DraftOffer
from gui.pages.enterprises.form.fields import IdentityCard
from gui.pages.enterprises.form.rows_editor import RowsCard
from gui.pages.enterprises.form.sections import FactSections
from gui.theme import px

_IDENTITY: Final = "identity"
_FACTS: Final = "facts"
_FIGURES: Final = "figures"
_LISTS: Final = "lists"


class EnterpriseForm(QWidget):
    """Identity, facts, period figures and lists of one enterprise."""

    edited = Signal()
    """The user changed something."""

    row_removed = Signal(str, object)
    """See `RowsCard.row_removed`."""

    def __init__(
        self, dictionary: Dictionary, wanted: frozenset[Place], parent: QWidget | None = None
    ) -> None:
        """`wanted` are the period figures that policies read."""
        super().__init__(parent)
        self._dictionary = dictionary
        self.offer = DraftOffer(self)
        self.identity = IdentityCard(self)
        self.facts = FactSections(dictionary.attributes, self)
        self.figures = FiguresCard(dictionary, wanted, self)
        self.lists = {name: RowsCard(kind, self) for name, kind in dictionary.rows.items()}
        self._lay_out()
        self.identity.edited.connect(lambda _: self.edited.emit())
        self.facts.edited.connect(lambda _: self.edited.emit())
        self.figures.edited.connect(self.edited)
        for card in self.lists.values():
            card.edited.connect(self.edited)
            card.row_removed.connect(self.row_removed)

    def load(self, facts: EnterpriseFacts | None) -> None:
        """Show an enterprise as it is recorded; None for a new one. Nothing is dirty afterwards."""
        self.end_offer()
        self.identity.show_holder(None)
        shown = facts or EnterpriseFacts("", "")
        self.identity.load({"uscc": shown.uscc, "name": shown.name} if facts else {})
        self.facts.load(shown.attributes)
        self.figures.model.load(shown.indicators)
        for name, card in self.lists.items():
            card.load(shown.rows.get(name))
        self._scroll.verticalScrollBar().setValue(0)

    def offer_draft(self, kept_at: datetime) -> None:
        """Ask whether to go on with older typing; nothing else can be typed until that is answered."""
        self._scroll.setEnabled(False)
        self.offer.offer(kept_at)

    @property
    def is_offering(self) -> bool:
        """Whether it was not yet answered what becomes of older typing."""
        return not self.offer.isHidden()

    def end_offer(self) -> None:
        """Let typing begin."""
        self.offer.hide()
        self._scroll.setEnabled(True)

    def finish_editing(self) -> None:
        """Take in what stands in a cell that is still open."""
        self.figures.grid.finish_editing()

    def accept(self) -> None:
        """Take what stands there as stored."""
        self.identity.accept()
        self.facts.accept()
        self.figures.model.sheet.accept()
        for card in self.lists.values():
            card.accept()

    def is_dirty(self) -> bool:
        return (
            self.identity.is_dirty()
            or self.facts.is_dirty()
            or self.figures.model.sheet.is_dirty()
            or any(card.is_dirty() for card in self.lists.values())
        )

    def submit(self) -> EnterpriseFacts | None:
        """Return what stands there; None with every complaint shown and the first one focused."""
        self.finish_editing()
        # From the bottom up, so that the topmost complaint has the focus at last.
        complaining = [card for card in reversed(self.lists.values()) if not card.submit()]
        wrong_figures = self.figures.show_first_wrong()
        wrong_facts = not self.facts.submit()
        if not self.identity.submit() or wrong_facts or wrong_figures or complaining:
            self._bring_into_sight()
            return None
        rows = {name: card.rows() for name, card in self.lists.items()}
        return EnterpriseFacts(
            uscc=self.identity.code,
            name=str(self.identity.values()["name"]),
            attributes=self.facts.values(),
            indicators=self.figures.model.sheet.figures(),
            rows={name: entries for name, entries in rows.items() if entries is not None},
        )

    def typed(self) -> dict[str, Any]:
        """Return everything as it stands there, right or wrong: what a draft keeps."""
        return {
            _IDENTITY: self.identity.typed(),
            _FACTS: self.facts.typed(),
            _FIGURES: self.figures.model.typed(),
            _LISTS: {name: card.typed() for name, card in self.lists.items()},
        }

    def restore(self, typed: Mapping[str, Any]) -> None:
        """Put back what `typed` returned."""
        self.identity.restore(typed.get(_IDENTITY, {}))
        self.facts.restore(typed.get(_FACTS, {}))
        self.figures.model.restore(typed.get(_FIGURES, {}))
        for name, entries in typed.get(_LISTS, {}).items():
            if name in self.lists:
                self.lists[name].restore(entries)

    def focus(self, key: str = "") -> None:
        """Put the focus into the field of a figure, named as traces name it; into the code without one."""
        place = FactKey.parse(key) if key else FactKey("uscc")
        if place.name in self.identity:
            self.identity.focus(place.name)
        elif place.name in self.facts:
            self.facts.focus(place.name)
        elif place.name in self.lists:
            self.lists[place.name].focus(place.row, place.column)
        elif place.name in self._dictionary.indicators and place.period:
            self._go_to_figure(place)
        self._bring_into_sight()

    def _bring_into_sight(self) -> None:
        """Scroll to what has the focus; in the grid, to its cell."""
        focused = self.focusWidget()
        if focused is not None:
            # Complaints that have just been shown move what is below them.
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
            self._scroll.ensureWidgetVisible(focused, 0, px(80))

    def _go_to_figure(self, place: FactKey) -> None:
        try:
            self.figures.grid.go_to((place.name, Period.parse(place.period)))
        except BadInput:
            self.figures.start()

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, px(4), px(8))
        column.setSpacing(px(12))
        for card in (self.identity, *self.facts.cards.values(), *self.lists.values(), self.figures):
            column.addWidget(card)
        column.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(12))
        layout.addWidget(self.offer)
        layout.addWidget(self._scroll, 1)
