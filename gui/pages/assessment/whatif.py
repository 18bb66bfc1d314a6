"""What-if: the figures a clause reads, changed on the page and never stored."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from domain.enterprises.dictionary import Dictionary, FactKey
from domain.enterprises.facts import EnterpriseFacts
from domain.policies.one.figures import keys_of
from domain.policies.policy import Clause
from gui.early.parts import STRETCH, Note, button, in_column, in_row
from gui.forms.fact_edits import fact_editor
from gui.forms.form import Form
from gui.widgets.cards import Card
from gui.widgets.placing import Scrolling


class WhatIfPanel(Card):
    """A form of the figures that one clause reads; `changed` carries the facts as they would be."""

    changed = Signal(object)
    ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("试算", parent)
        self._facts: EnterpriseFacts | None = None
        self._first = ""
        self.form = Form(parent=self)
        self.reset_button = button("还原", self.reset, icon_name="undo")
        self.end_button = button("结束试算", self.ended.emit)
        self.body.addWidget(Note("改动下面的数据，右边马上看到结果。只试算，不保存。"))
        self._scroll = Scrolling(self)
        self._scroll.setObjectName("onCard")
        self.body.addWidget(self._scroll, 1)
        self.body.addLayout(in_row(self.reset_button, STRETCH, self.end_button))

    def start(self, clause: Clause, facts: EnterpriseFacts, dictionary: Dictionary) -> None:
        """Offer the figures that a clause reads, as they are recorded."""
        self._facts = facts
        # Row by row: what belongs to one project stands together.
        keys = sorted(keys_of(clause, facts), key=_row_of)
        self.form = Form(self._complaints, label_width=150, editor_width=180)
        for key in keys:
            self.form.add(key, dictionary.label_of(key), fact_editor(FactKey.parse(key).fact(dictionary)))
        places = {key: FactKey.parse(key) for key in keys}
        self.form.load({key: facts.value(place) for key, place in places.items() if facts.has(place)})
        self.form.binding.changed.connect(lambda _: self._on_changed())
        content = QWidget()
        layout = in_column(margins=(0, 0, 8, 0), of=content)
        if keys:
            layout.addWidget(self.form)
        else:
            layout.addWidget(Note("这一条没有可以单独试算的数据，请到“企业”页修改清单后再评定。"))
        layout.addStretch(1)
        self._scroll.setWidget(content)
        self.reset_button.setEnabled(False)
        self._first = keys[0] if keys else ""

    def take_focus(self) -> None:
        """Put the focus into the first figure, or on the way out where there is none."""
        if self._first:
            self.form.binding.focus(self._first)
        else:
            self.end_button.setFocus()

    def reset(self) -> None:
        """Put back what is recorded."""
        if self._facts is None:
            return
        loaded = {key: FactKey.parse(key) for key in self.form.binding.typed()}
        facts = self._facts
        self.form.load({key: facts.value(place) for key, place in loaded.items() if facts.has(place)})
        self._on_changed()

    @staticmethod
    def _complaints(_values: dict[str, object]) -> dict[str, str]:
        """Find nothing wrong: what cannot be read complains by itself."""
        return {}

    def _on_changed(self) -> None:
        assert self._facts is not None
        facts, values = self._facts, self.form.values()
        for key in self.form.binding.dirty_fields():
            place = FactKey.parse(key)
            facts = facts.changed(place, values[key]) if key in values else facts.cleared(place)
        self.reset_button.setEnabled(self.form.is_dirty())
        self.changed.emit(facts)


def _row_of(key: str) -> int:
    row = FactKey.parse(key).row
    return -1 if row is None else row
