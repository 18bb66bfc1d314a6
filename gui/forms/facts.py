"""Editors made from the dictionary of facts."""

from domain.enterprises.dictionary import Fact, FactKind
from domain.enterprises.records import most_letters
from gui.forms.checked import CheckedTextEdit
from gui.forms.choices import TriStateChoice, TruthBox
from gui.forms.dates import OptionalDateEdit
from gui.forms.editors import ChoiceBox, FigureEdit, LongTextEdit, MoneyEdit, TextEdit, ValueEditor


def fact_editor(fact: Fact, *, is_compact: bool = False) -> ValueEditor:
    """Return an editor for the value of a fact; a compact one for the rows of a list."""
    match fact.kind:
        case FactKind.TEXT:
            return _text_editor(fact)
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


def _text_editor(fact: Fact) -> ValueEditor:
    most = most_letters(fact)
    if fact.is_long:
        return LongTextEdit(lines=4, max_length=most)
    return TextEdit(max_length=most) if fact.check is None else CheckedTextEdit(fact.check, max_length=most)
