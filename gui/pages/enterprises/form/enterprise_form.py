"""Everything recorded about one enterprise, as one form."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from domain.enterprises.dictionary import Dictionary, FactKey
from domain.enterprises.divisions import Divisions
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.quantities import plain_figure
from domain.values.errors import BadInput
from domain.values.periods import Period
from gui.early.parts import Look, button, in_row
from gui.early.theme import px
from gui.formatting import NOT_ENTERED
from gui.forms.fact_edits import PersonalEdit
from gui.forms.form import FormBinding
from gui.pages.enterprises.figures.figures_card import FiguresCard
from gui.pages.enterprises.figures.period_columns import Wanted
from gui.pages.enterprises.form.fields import Filling, IdentityCard, fact_cards, missing_reasons
from gui.pages.enterprises.form.form_records import DraftOffer
from gui.pages.enterprises.form.rows_card import RowsCard
from gui.pages.enterprises.form.section_scroll import Section, SectionScroll

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

    paste_requested = Signal()
    """Take a row that was copied from Excel."""

    history_requested = Signal(str)
    """Show what was changed of a fact or a list by name, or of everything if it is empty."""

    def __init__(
        self,
        dictionary: Dictionary,
        wanted: Wanted,
        needed: Callable[[EnterpriseFacts], Wanted],
        divisions: Callable[[], Divisions],
        parent: QWidget | None = None,
    ) -> None:
        """Build it.

        Args:
            dictionary: Which facts there are.
            wanted: The period figures that policies read of anybody.
            needed: Says which of them matter to an enterprise of this kind.
            divisions: Asked when a code is typed.
        """
        super().__init__(parent)
        self._dictionary = dictionary
        self._needed = needed
        self.offer = DraftOffer(self)
        self.fields = FormBinding(self, self._complaints)
        self.identity = IdentityCard(self.fields, self)
        self.cards = fact_cards(dictionary.attributes, self.fields, self)
        self.figures = FiguresCard(dictionary, wanted, self)
        self.lists = {name: RowsCard(kind, self) for name, kind in dictionary.rows.items()}
        self.is_recorded = False
        self.occasion = object()
        self._filling = Filling(self.fields, divisions)
        self.body = SectionScroll(self._in_order(), self)
        self._lay_out()
        self.fields.changed.connect(self._on_field_edited)
        self.identity.filling_requested.connect(self._fill_from_code)
        self.figures.edited.connect(self.edited)
        for card in self.lists.values():
            card.edited.connect(self.edited)
            card.row_removed.connect(self.row_removed)
            card.history_requested.connect(partial(self.history_requested.emit, card.name))
        for fields in (self.identity, *self.cards.values()):
            fields.add_act("修改历史…", self.history_requested.emit)
        self.figures.grid.add_act(
            "修改历史…", lambda place: self.history_requested.emit(f"{place[0]}[{place[1]}]")
        )
        self.edited.connect(self.body.show_wrong)

    def veil(self, is_veiled: bool) -> None:
        """Show what is personal only masked, or whole."""
        for edit in self.findChildren(PersonalEdit):
            edit.veil(is_veiled and bool(edit.typed()))

    def load(self, facts: EnterpriseFacts | None) -> None:
        """Show an enterprise as it is recorded; None for a new one. Nothing is dirty afterwards."""
        self.end_offer()
        self.identity.show_holder(None)
        shown = facts or EnterpriseFacts("", "")
        named = {"uscc": shown.uscc, "name": shown.name} if facts else {}
        self.fields.load({**shown.attributes, **named})
        self._show_notes()
        self.figures.model.load(shown.indicators)
        self._show_needed()
        for name, card in self.lists.items():
            card.load(shown.rows.get(name))
        # What undoes typing holds only while the same enterprise is shown.
        self.occasion = object()
        self._show_recorded(facts is not None)
        self._filling.forget()
        self.identity.show_note("")
        self._offer_filling()
        self.body.show_wrong()
        self.body.go_to_top()

    def mark_recorded(self) -> None:
        """What is shown has been recorded; from now on it has a history."""
        self._show_recorded(True)

    def add_section(self, card: Section) -> None:
        """Add a part that is kept apart from the facts, such as files; it comes last."""
        self.body.add(card)

    def add_below(self, widget: QWidget) -> None:
        """Put something below the cards, where it moves nothing that is being typed."""
        self._layout.addWidget(widget)

    def offer_draft(self, kept_at: datetime) -> None:
        """Ask whether to go on with older typing; nothing else can be typed until that is answered."""
        self._enable(False)
        self.offer.offer(kept_at)

    @property
    def is_offering(self) -> bool:
        """Whether it was not yet answered what becomes of older typing."""
        return not self.offer.isHidden()

    def end_offer(self) -> None:
        """Let typing begin."""
        self.offer.hide()
        self._enable(True)

    def finish_editing(self) -> None:
        """Take in what stands in a cell that is still open."""
        self.figures.grid.finish_editing()

    def accept(self) -> None:
        """Take what stands there as stored."""
        self.fields.accept()
        self.figures.model.sheet.accept()
        for card in self.lists.values():
            card.accept()

    def is_dirty(self) -> bool:
        return (
            self.fields.is_dirty()
            or self.figures.model.sheet.is_dirty()
            or any(card.is_dirty() for card in self.lists.values())
        )

    def submit(self) -> EnterpriseFacts | None:
        """Return what stands there; None with every complaint shown and the first one focused."""
        self.finish_editing()
        # From the bottom up, so that the topmost complaint has the focus at last.
        wrong_figures = self.figures.show_first_wrong()
        complaining = [card for card in reversed(self.lists.values()) if not card.submit()]
        values = self.fields.submit()
        self.body.show_wrong()
        if values is None or wrong_figures or complaining:
            self._bring_into_sight()
            return None
        rows = {name: card.rows() for name, card in self.lists.items()}
        return EnterpriseFacts(
            uscc=self.identity.code,
            name=str(values["name"]),
            attributes=self.attributes(),
            indicators=self.figures.model.sheet.figures(),
            rows={name: entries for name, entries in rows.items() if entries is not None},
        )

    def attributes(self) -> dict[str, Any]:
        """Return the facts that depend on no period, as they stand there; without what cannot be read."""
        values = self.fields.values()
        return {field: value for field, value in values.items() if field not in self.identity.fields}

    def typed(self) -> dict[str, Any]:
        """Return everything as it stands there, right or wrong: what a draft keeps."""
        texts = self.fields.typed()
        return {
            _IDENTITY: {field: text for field, text in texts.items() if field in self.identity.fields},
            _FACTS: {field: text for field, text in texts.items() if field not in self.identity.fields},
            _FIGURES: self.figures.model.typed(),
            _LISTS: {name: card.typed() for name, card in self.lists.items()},
        }

    def restore(self, typed: Mapping[str, Any]) -> None:
        """Put back what `typed` returned."""
        self.fields.restore({**typed.get(_IDENTITY, {}), **typed.get(_FACTS, {})})
        self.figures.model.restore(typed.get(_FIGURES, {}))
        for name, entries in typed.get(_LISTS, {}).items():
            if name in self.lists:
                self.lists[name].restore(entries)

    def put(self, key: str, value: object) -> None:
        """Enter a value, named as traces name it, as if it were typed; a list by name is said to be empty."""
        place = FactKey.parse(key)
        if key in self.fields:
            self.fields.set_value(key, value)
        elif key in self.lists:
            self.lists[key].say_none()
        elif place.name in self._dictionary.indicators and isinstance(value, int):
            text = plain_figure(place.fact(self._dictionary), value)
            self.figures.model.restore({**self.figures.model.typed(), key: text})

    def shown(self) -> dict[str, str]:
        """Return what stands there by key, as people read it; what is not entered is left out."""
        found = {**self.fields.typed(), **self.figures.model.typed()}
        for name, fact in self._dictionary.attributes.items():
            found[name] = fact.choices.get(found[name], found[name])
        found |= {name: card.state.typed() for name, card in self.lists.items()}
        return {key: text for key, text in found.items() if text and text != NOT_ENTERED}

    def focus(self, key: str = "") -> None:
        """Put the focus into the field of a figure, named as traces name it; into the code without one."""
        place = FactKey.parse(key) if key else FactKey("uscc")
        if place.name in self.fields:
            self.fields.focus(place.name)
        elif place.name in self.lists:
            self.lists[place.name].focus(place.row, place.column)
        elif place.name in self._dictionary.indicators and place.period:
            self._go_to_figure(place)
        self._bring_into_sight()

    def _enable(self, is_enabled: bool) -> None:
        for one in (self.body, self.paste_button, self.history_button):
            one.setEnabled(is_enabled)

    def _show_recorded(self, is_recorded: bool) -> None:
        self.is_recorded = is_recorded
        for one in (self.history_button, *(card.history_button for card in self.lists.values())):
            one.setVisible(is_recorded)

    def _bring_into_sight(self) -> None:
        focused = self.focusWidget()
        if focused is not None:
            self.body.bring_into_sight(focused)

    def _go_to_figure(self, place: FactKey) -> None:
        try:
            self.figures.grid.go_to((place.name, Period.parse(place.period)))
        except BadInput:
            self.figures.start()

    def _on_field_edited(self, field: str) -> None:
        if field == "uscc" and self.identity.code:
            self._fill_from_code()
        elif field == "uscc":
            self.identity.show_note("")
        elif field not in self.identity.fields:
            self._filling.from_fact(field)
            self._show_needed()
            self._show_notes()
        self._offer_filling()
        self.edited.emit()

    def _complaints(self, values: dict[str, Any]) -> Mapping[str, str]:
        return self.identity.complaints(values) | missing_reasons(
            self._dictionary.attributes.values(), values
        )

    def _show_notes(self) -> None:
        values = self.fields.values()
        for card in self.cards.values():
            card.show_notes(values)

    def _show_needed(self) -> None:
        """Mark the figures that matter to an enterprise as it stands there."""
        kind = EnterpriseFacts(self.identity.code, "", attributes=self.attributes())
        self.figures.model.show_needed(self._needed(kind))

    def _fill_from_code(self) -> None:
        self.identity.show_note(self._filling.from_code(self.identity.code))

    def _offer_filling(self) -> None:
        self.identity.offer_filling(self._filling.is_open(self.identity.code))

    def _in_order(self) -> list[Section]:
        """Return the cards as they stand below each other; long texts come last."""
        facts = self._dictionary.attributes
        last = [card for card in self.cards.values() if all(facts[f].is_long for f in card.fields)]
        first = [card for card in self.cards.values() if card not in last]
        return [self.identity, *first, *self.lists.values(), self.figures, *last]

    def _head(self) -> QHBoxLayout:
        """The sections, and at the right what can be done with the whole."""
        self.history_button = button(
            "历史", lambda: self.history_requested.emit(""), look=Look.QUIET, icon_name="clock", parent=self
        )
        self.paste_button = button(
            "粘贴一行",
            self.paste_requested.emit,
            look=Look.QUIET,
            icon_name="table",
            shortcut="Ctrl+Shift+V",
            parent=self,
        )
        self.paste_button.setToolTip("把 Excel 里复制的一户企业的一行填进来（Ctrl+Shift+V）")
        self.history_button.setToolTip("谁在什么时候把什么改成了什么；可以恢复")
        return in_row((self.body.contents, 1), self.paste_button, self.history_button, spacing=4)

    def _lay_out(self) -> None:
        layout = self._layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(12))
        layout.addWidget(self.offer)
        layout.addLayout(self._head())
        layout.addWidget(self.body, 1)
