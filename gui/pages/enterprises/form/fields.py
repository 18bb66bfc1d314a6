"""The facts of an enterprise that depend on no period: a card for each section, and what codes say."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from domain.enterprises.codes import check_uscc, division_of, entity_type
from domain.enterprises.dictionary import REASON, Fact
from domain.enterprises.divisions import Divisions
from domain.enterprises.industries import industry_section
from domain.enterprises.records import MAX_NAME
from domain.enterprises.text_checks import note_on
from domain.values.errors import BadInput
from gui.early.parts import Link, Note
from gui.early.theme import px
from gui.formatting import shortened
from gui.forms.editors import TextEdit, ValueEditor
from gui.forms.fact_edits import fact_editor
from gui.forms.form import Form, FormBinding
from gui.pages.enterprises.form.form_records import Holder
from gui.widgets.cards import Card

Values = dict[str, Any]

_LABEL: Final = 166
_EDITOR: Final = 264
_PADDING: Final = 16
_TWO_COLUMNS: Final = 980
"""From which width on a card has its columns side by side, the same for every card of a form."""


class FieldsCard(Card):
    """Fields in two columns, read down the left one and then down the right one.

    Where there is no room for both, the right one stands below the left one. `binding` has the rest of what
    is done with them, together with those of other cards.
    """

    def __init__(self, title: str, binding: FormBinding, parent: QWidget | None = None) -> None:
        super().__init__(title, parent, padding=_PADDING)
        self._binding = binding
        self.columns = [
            Form(parent=self, binding=binding, label_width=_LABEL, editor_width=_EDITOR) for _ in range(2)
        ]
        self._columns_layout = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for column in self.columns:
            self._columns_layout.addWidget(column, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(self._columns_layout)
        self._arrange(is_wide=True)
        self._column_of: dict[str, Form] = {}
        self._checked: dict[str, Fact] = {}

    def add_facts(self, facts: Sequence[Fact]) -> None:
        """Add a field for each fact."""
        half = (len(facts) + 1) // 2
        for at, fact in enumerate(facts):
            self.add(at // half, fact.name, fact.label, fact_editor(fact), hint=fact.hint)
            if fact.check is not None and fact.hint:
                self._checked[fact.name] = fact
        self.columns[1].setHidden(len(facts) <= half)

    def add(
        self,
        column: int,
        field: str,
        label: str,
        editor: ValueEditor,
        *,
        required: bool = False,
        hint: str = "",
    ) -> None:
        """Add a field to the left column (0) or the right one (1)."""
        form = self.columns[column]
        form.add(field, label, editor, required=required, hint=hint)
        self._column_of[field] = form

    @property
    def fields(self) -> list[str]:
        return list(self._column_of)

    @property
    def wrong_count(self) -> int:
        """In how many fields something is shown to be wrong."""
        return sum(bool(self._binding.error_text(field)) for field in self._column_of)

    def add_act(self, word: str, act: Callable[[str], object]) -> None:
        """Offer an act in the menu of every field; it is handed the field."""
        for column in self.columns:
            column.add_act(word, act)

    def start(self) -> None:
        """Put the focus into the first field."""
        self._binding.focus(self.fields[0])

    def show_notes(self, values: Mapping[str, object]) -> None:
        """Say under each checked text what is worth knowing of it."""
        for field, fact in self._checked.items():
            assert fact.check is not None
            note = note_on(fact.check, str(values[field])) if field in values else ""
            self._column_of[field].set_hint(field, note or fact.hint)

    def _arrange(self, *, is_wide: bool) -> None:
        direction = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        self._columns_layout.setDirection(direction)
        self._columns_layout.setSpacing(px(24 if is_wide else 10))

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(is_wide=event.size().width() >= px(_TWO_COLUMNS))

    def minimumSizeHint(self) -> QSize:
        # What one column takes, or the cards could never get so narrow that there is only one.
        widest = max(column.minimumSizeHint().width() for column in self.columns)
        return QSize(widest + 2 * px(_PADDING), super().minimumSizeHint().height())


class IdentityCard(FieldsCard):
    """基本信息: code and name, and who has the code already."""

    holder_requested = Signal(int)
    """Show the enterprise that has the code."""

    filling_requested = Signal()
    """Fill what the code says."""

    def __init__(self, binding: FormBinding, parent: QWidget | None = None) -> None:
        super().__init__("基本信息", binding, parent)
        self._holder: Holder | None = None
        self._code = TextEdit("18 位", max_length=40)
        self._code.editingFinished.connect(self._on_code_finished)
        self.add(0, "uscc", "统一社会信用代码", self._code, required=True)
        self.add(1, "name", "企业名称", TextEdit(max_length=MAX_NAME), required=True)
        self._open = Link("", self)
        self._open.followed.connect(self._on_open)
        self._open.hide()
        self.columns[0].add_row(self._open)
        self._fill = Link("按代码填写机构类型和登记机关所在地", self)
        self._fill.followed.connect(self.filling_requested)
        self._fill.hide()
        self.columns[0].add_row(self._fill)
        self._note = Note("", self)
        self._note.hide()
        self.columns[0].add_row(self._note)

    @property
    def code(self) -> str:
        """The code in its standard form, or nothing while it is not right."""
        try:
            return check_uscc(self._code.text())
        except BadInput:
            return ""

    def show_holder(self, holder: Holder | None) -> None:
        """Say that another enterprise has the code and offer to open it; None says that it is free."""
        self._holder = holder
        self._open.setVisible(holder is not None)
        if holder is not None:
            self._open.setText(f"打开“{shortened(holder.name)}”")
        # Has the check below look again, without moving the focus.
        self._binding.complain({})

    def offer_filling(self, is_offered: bool) -> None:
        """Show or hide the way to fill what the code says."""
        self._fill.setVisible(is_offered)

    def show_note(self, text: str) -> None:
        """Say what is worth knowing of the code; nothing if `text` is empty."""
        self._note.setText(text)
        self._note.setVisible(bool(text))

    def complaints(self, values: Values) -> dict[str, str]:
        """Return what is wrong with code and name."""
        return self._of_code(values) | ({} if values.get("name") else {"name": "请填写企业名称"})

    def _of_code(self, values: Values) -> dict[str, str]:
        if "uscc" not in values:
            return {"uscc": "请填写统一社会信用代码"}
        try:
            code = check_uscc(values["uscc"])
        except BadInput as error:
            return {"uscc": str(error)}
        if self._holder is not None and self._holder.uscc == code:
            return {"uscc": f"这个代码已登记在“{self._holder.name}”名下"}
        return {}

    def _on_code_finished(self) -> None:
        if self.code and self._code.text() != self.code:
            self._code.setText(self.code)

    def _on_open(self) -> None:
        if self._holder is not None:
            self.holder_requested.emit(self._holder.id)


OTHER: Final = "政策所需情况"
"""Heading of what only policies ask for."""


def fact_cards(facts: Mapping[str, Fact], binding: FormBinding, parent: QWidget) -> dict[str, FieldsCard]:
    """Return a card for each section, by its heading; what only policies ask for comes last."""
    cards = {}
    # Sorting keeps the order within; a section may be continued further below.
    titles = list(dict.fromkeys(fact.section for fact in facts.values() if fact.section))
    ordered = sorted(facts.values(), key=lambda fact: titles.index(fact.section) if fact.section else 99)
    for title, some in groupby(ordered, lambda fact: fact.section or OTHER):
        cards[title] = FieldsCard(title, binding, parent)
        cards[title].add_facts(list(some))
    return cards


def missing_reasons(facts: Iterable[Fact], values: Values) -> dict[str, str]:
    """Return a complaint for each judgement of the office without its reason."""
    return {
        fact.name + REASON: f"请写明理由：“{fact.label}”是本单位的认定"
        for fact in facts
        if fact.is_judged and fact.name in values and not values.get(fact.name + REASON)
    }


ENTITY_TYPE: Final = "entity_type"
PLACE: Final = "registration_place"
_INDUSTRY: Final = "industry_code"
_SECTION: Final = "industry_section"


class Filling:
    """Fills what the code of an enterprise and the code of its industry say."""

    def __init__(self, fields: FormBinding, divisions: Callable[[], Divisions]) -> None:
        self._fields = fields
        self._divisions = divisions
        self._filled: dict[str, object] = {}

    def forget(self) -> None:
        """Another enterprise is shown: nothing in it was filled here."""
        self._filled.clear()

    def from_code(self, code: str) -> str:
        """Fill from a code that is right; return a sentence about what the code says of the place."""
        place = self._divisions().place(division_of(code))
        self._fill({ENTITY_TYPE: entity_type(code), PLACE: place.name})
        if place.is_whole:
            return ""
        where = f"，只认得到{place.name}" if place.name else ""
        return f"代码里的行政区划 {division_of(code)} 不在本程序的区划表内{where}，请核对登记机关所在地。"

    def is_open(self, code: str) -> bool:
        """Whether a code says something that was not entered yet."""
        values = self._fields.values()
        return bool(code) and any(
            field in self._fields and field not in values for field in (ENTITY_TYPE, PLACE)
        )

    def from_fact(self, field: str) -> None:
        """Fill what follows from a fact that was just changed."""
        if field == _INDUSTRY:
            code = self._fields.values().get(_INDUSTRY)
            if isinstance(code, str):
                self._fill({_SECTION: industry_section(code)})

    def _fill(self, found: Mapping[str, str]) -> None:
        values = self._fields.values()
        for field, value in found.items():
            # What was filled here before may follow a code that is corrected.
            is_free = field not in values or values[field] == self._filled.get(field)
            if value and field in self._fields and is_free and values.get(field) != value:
                self._filled[field] = value
                self._fields.set_value(field, value)
