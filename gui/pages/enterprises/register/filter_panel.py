"""The panel in which the register is filtered: what by at the left, which values at the right."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Final, TypeAlias

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from domain.enterprises.dictionary import Dictionary, FactKind
from domain.enterprises.register.conditions import Condition, HasRow, LacksFigure, Tagged
from domain.policies.runs.service import Run
from domain.policies.runs.standing import LastOutcome
from gui.early.parts import STRETCH, Note, fill, in_row
from gui.early.theme import px
from gui.pages.enterprises.register.filter_editors import (
    FilterEditor,
    attribute_editor,
    lacks_editor,
    outcome_editor,
    row_editor,
    tag_editor,
    title_of,
)
from gui.widgets.placing import place_below

_COMMON: Final = ("industry_kind", "size_class", "above_scale", "registration_place", "park")

Field: TypeAlias = tuple[str, Callable[[], FilterEditor]]


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is in the store to filter by."""

    tags: Sequence[tuple[str, int]] = ()
    runs: Sequence[Run] = ()
    clauses: Mapping[tuple[str, str], str] = field(default_factory=dict)


class FilterPanel(QFrame):
    """A popup under its button. Each tick takes effect at once; a click elsewhere or Esc closes it."""

    changed = Signal(tuple)
    """Other conditions are in force."""

    def __init__(self, dictionary: Dictionary, choices: Choices, window: QWidget) -> None:
        """Offer what the office keeps, and the tags and assessments of `choices`."""
        super().__init__(window, Qt.WindowType.Popup)
        self.setObjectName("filterPanel")
        self._conditions: tuple[Condition, ...] = ()
        self._fields = _fields(dictionary, choices)
        self.editor: FilterEditor | None = None
        self.fields = QListWidget(self)
        self.fields.setObjectName("filterFields")
        self.fields.setAccessibleName("按什么筛选")
        self.fields.setFixedWidth(px(190))
        self.fields.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for title in self._fields:
            item = QListWidgetItem(title)
            item.setSizeHint(QSize(0, px(32)))
            self.fields.addItem(item)
        self._place = QVBoxLayout()
        in_row(self.fields, (self._place, 1), spacing=14, margins=12, of=self)
        self.fields.currentRowChanged.connect(self._on_field_chosen)

    def open(self, conditions: tuple[Condition, ...], below: QWidget) -> None:
        """Show it under a button, with the conditions that are in force."""
        self._conditions = conditions
        place_below(self, below, QSize(px(520), px(400)))
        self._mark_used()
        if self.fields.currentRow() < 0:
            self.fields.setCurrentRow(0)
        else:
            self._on_field_chosen()
        self.show()
        self.fields.setFocus()

    def choose(self, title: str) -> FilterEditor:
        """Show the editor of a field."""
        self.fields.setCurrentRow(list(self._fields).index(title))
        assert self.editor is not None
        return self.editor

    def _on_field_chosen(self, _row: int = 0) -> None:
        if self.editor is not None:
            self._place.removeWidget(self.editor)
            self.editor.hide()
            self.editor.deleteLater()
        self.editor = list(self._fields.values())[self.fields.currentRow()][1]()
        self.editor.load(self._conditions)
        self.editor.changed.connect(partial(self._on_edited, self.editor))
        self._place.addWidget(self.editor, 1)

    def _on_edited(self, editor: FilterEditor) -> None:
        others = tuple(one for one in self._conditions if not editor.owns(one))
        self._conditions = (*others, *editor.conditions())
        self._mark_used()
        self.changed.emit(self._conditions)

    def _mark_used(self) -> None:
        """Tell which fields are filtered by."""
        used = {_field_of(condition) for condition in self._conditions}
        for row, (title, (key, _)) in enumerate(self._fields.items()):
            self.fields.item(row).setText(f"{title}  ●" if key in used else title)


def _field_of(condition: Condition) -> str:
    """Return the key of the field that a condition is edited under."""
    if isinstance(condition, HasRow):
        return condition.list
    name = getattr(condition, "name", "")
    return condition.kind if isinstance(condition, LacksFigure) or not name else str(name)


def _fields(dictionary: Dictionary, choices: Choices) -> dict[str, Field]:
    """Return what can be filtered by, by its title: its key, and what makes its editor."""
    found: dict[str, Field] = {}
    common = [name for name in _COMMON if name in dictionary.attributes]
    for name in common:
        found[title_of(name, dictionary)] = (name, partial(attribute_editor, dictionary.attributes[name]))
    for kind in dictionary.rows.values():
        column = kind.columns.get("kind")
        if column is not None and column.kind is FactKind.CHOICE:
            found[kind.label] = (kind.name, partial(row_editor, kind.name, column))
    found["标签"] = (Tagged.kind, partial(tag_editor, choices.tags))
    found["评定结果"] = (LastOutcome.kind, partial(outcome_editor, choices.runs) if choices.runs else _NoRuns)
    found["没填的期间数据"] = (LacksFigure.kind, lambda: lacks_editor(dictionary, date.today()))
    for name, fact in dictionary.attributes.items():
        if name not in common:
            found[title_of(name, dictionary)] = (name, partial(attribute_editor, fact))
    return found


class _NoRuns(FilterEditor):
    """Says what to do before anything can be filtered by outcomes."""

    def __init__(self) -> None:
        super().__init__()
        fill(self.body, Note("还没有留存的评定。在“评定”页点“历次评定”，再点“留存当前评定”。", self), STRETCH)

    def owns(self, condition: Condition) -> bool:
        return False

    def load(self, conditions: Sequence[Condition]) -> None:
        pass

    def conditions(self) -> list[Condition]:
        return []
