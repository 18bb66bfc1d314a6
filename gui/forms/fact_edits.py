"""Editors made from the dictionary of facts."""

from typing import Final

from PySide6.QtWidgets import QWidget

from domain.enterprises.dictionary import Fact, FactKind, TextCheck
from domain.enterprises.records import most_letters
from domain.enterprises.text_checks import check_text
from domain.store.engine import sees_personal_in
from domain.values.texts import masked, one_line
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.editors import (
    UNSET,
    ChoiceBox,
    FigureEdit,
    LongTextEdit,
    MoneyEdit,
    TextEdit,
    TriStateChoice,
    TruthBox,
    Unset,
    ValueEditor,
)
from gui.services import Services

_VEILED: Final = "只有“经办”“拨付”角色能看全"


class CheckedTextEdit(TextEdit):
    """A phone, an account or a code. On leaving it is shown in its standard form."""

    def __init__(self, check: TextCheck, parent: QWidget | None = None, *, max_length: int = 200) -> None:
        super().__init__(parent=parent, max_length=max_length)
        self._check = check

    def value(self) -> str | Unset:
        """Return the text in its standard form. Raises `BadInput` where it is not what it must be."""
        text = super().value()
        return text if text is UNSET else check_text(self._check, str(text))

    def _understood(self) -> str | None:
        value = self.value()
        return value if isinstance(value, str) else None


class PersonalEdit(TextEdit):
    """What belongs to a person or an account. Veiled it is read-only and shows no more than lists do.

    It keeps the whole all the same, so that saving another field takes nothing away.
    """

    def __init__(
        self, check: TextCheck | None, parent: QWidget | None = None, *, max_length: int = 200
    ) -> None:
        super().__init__(parent=parent, max_length=max_length)
        self._check = check
        self._whole: str | None = None

    def veil(self, is_veiled: bool) -> None:
        """Veil it, or show it."""
        if is_veiled is self.isReadOnly():
            return
        whole = self.typed()
        self._whole = whole if is_veiled else None
        self.setReadOnly(is_veiled)
        self.setToolTip(_VEILED if is_veiled else "")
        # Nobody has typed anything.
        self.blockSignals(True)
        self.setText(masked(whole) if is_veiled else whole)
        self.blockSignals(False)

    def value(self) -> str | Unset:
        """Return the text in its standard form. Raises `BadInput` where it is not what it must be."""
        text = one_line(self.typed())
        return (check_text(self._check, text) if self._check else text) if text else UNSET

    def set_value(self, value: object) -> None:
        text = "" if value is UNSET or value is None else str(value)
        if self._whole is None:
            super().set_value(text)
        else:
            self._whole = text
            self.setText(masked(text))

    def typed(self) -> str:
        return self.text() if self._whole is None else self._whole

    def type_in(self, text: str) -> None:
        self.set_value(text)

    def _understood(self) -> str | None:
        value = self.value() if self._whole is None else UNSET
        return value if isinstance(value, str) else None


def veil_for(services: Services, form: QWidget) -> None:
    """Veil what is personal in a form that was just filled, until it is known that who sits here needs it."""
    edits = [one for one in form.findChildren(PersonalEdit) if one.typed()]
    for one in edits:
        one.veil(True)

    def unveil(sees: bool) -> None:
        for one in edits:
            one.veil(not sees)

    if edits:
        who = services.context.seat.who
        services.ask(lambda session: sees_personal_in(session, who), unveil, owner=form)


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
    if fact.is_personal:
        return PersonalEdit(fact.check, max_length=most)
    return TextEdit(max_length=most) if fact.check is None else CheckedTextEdit(fact.check, max_length=most)
