"""Editors made from the dictionary of facts."""

from domain.enterprises.dictionary import Fact, FactKind
from domain.enterprises.records import MAX_TEXT
from gui.forms.choices import TriStateChoice, TruthBox
from gui.forms.dates import OptionalDateEdit
from gui.forms.editors import ChoiceBox, FigureEdit, MoneyEdit, TextEdit, ValueEditor


def fact_editor(fact: Fact, *, is_compact: bool = False) -> ValueEditor:
    """Return an editor for the value of a fact; a compact one for the rows of a list."""
    match fact.kind:
        case FactKind.TEXT:
            return TextEdit(max_length=MAX_TEXT)
        case FactKind.CHOICE:
            return ChoiceBox(fact.choices)
        case FactKind.TRUTH:
            return TruthBox() if is_compact else TriStateChoice()
        case FactKind.DATE:
            return OptionalDateEdit()
        case FactKind.MONEY:
            return MoneyEdit(may_be_negative=fact.may_be_negative)
        case FactKind.NUMBER | FactKind.RATE:
            return FigureEdit(fact)
