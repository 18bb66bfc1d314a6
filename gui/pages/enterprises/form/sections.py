"""The facts of an enterprise that depend on no period, a card for each section."""

from collections.abc import Mapping
from itertools import groupby
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from domain.enterprises.dictionary import Fact
from gui.pages.enterprises.form.fields import FieldsCard, Values

OTHER: Final = "政策所需情况"
"""Heading of what only policies ask for."""


class FactSections(QObject):
    """Cards of facts that are loaded, checked and saved as one.

    Attributes:
        cards: By heading, in the order of the dictionary; what policies ask for comes last.
    """

    edited = Signal(str)
    """The user changed this fact."""

    def __init__(self, facts: Mapping[str, Fact], parent: QWidget) -> None:
        super().__init__(parent)
        self.cards: dict[str, FieldsCard] = {}
        self._card_of: dict[str, FieldsCard] = {}
        # Sorting keeps the order within; a section may be continued further below.
        titles = list(dict.fromkeys(fact.section for fact in facts.values() if fact.section))
        ordered = sorted(facts.values(), key=lambda fact: titles.index(fact.section) if fact.section else 99)
        for title, some in groupby(ordered, lambda fact: fact.section or OTHER):
            card = FieldsCard(title, parent)
            card.add_facts(list(some))
            card.edited.connect(self.edited)
            self.cards[title] = card
        for card in self.cards.values():
            self._card_of.update(dict.fromkeys(card.fields, card))

    def __contains__(self, field: str) -> bool:
        return field in self._card_of

    def load(self, values: Mapping[str, object]) -> None:
        for card in self.cards.values():
            card.load(values)

    def submit(self) -> bool:
        """Show what is wrong and put the focus on the first of it; whether all is right."""
        return not [card for card in reversed(self.cards.values()) if not card.submit()]

    def values(self) -> Values:
        return {field: value for card in self.cards.values() for field, value in card.values().items()}

    def typed(self) -> dict[str, str]:
        return {field: text for card in self.cards.values() for field, text in card.typed().items()}

    def restore(self, typed: Mapping[str, str]) -> None:
        for card in self.cards.values():
            card.restore(typed)

    def accept(self) -> None:
        for card in self.cards.values():
            card.accept()

    def is_dirty(self) -> bool:
        return any(card.is_dirty() for card in self.cards.values())

    def set_value(self, field: str, value: object) -> None:
        """Put a value into one field, as if the user had typed it."""
        self._card_of[field].set_value(field, value)

    def focus(self, field: str) -> None:
        self._card_of[field].focus(field)

    def error_text(self, field: str) -> str:
        return self._card_of[field].error_text(field)
