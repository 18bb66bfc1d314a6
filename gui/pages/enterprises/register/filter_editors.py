"""Editors of one filter each, for the panel in which the register is filtered."""

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from domain.enterprises.dictionary import Dictionary, Fact, FactKind
from domain.enterprises.quantities import figure_text, parse_figure, plain_figure
from domain.enterprises.register.conditions import (
    Condition,
    Contains,
    HasRow,
    HasValue,
    LacksFigure,
    Tagged,
    Within,
)
from domain.policies.runs.service import Run
from domain.policies.runs.standing import LastOutcome
from domain.policies.trace import OUTCOME_NAMES, Outcome
from domain.values.dates import parse_date
from domain.values.errors import BadInput
from domain.values.periods import Period
from gui.early.parts import STRETCH, Complaint, Note, fill, in_column
from gui.formatting import NONE, NOT_ENTERED
from gui.forms.editors import ChoiceBox
from gui.forms.ticks import TickList

TITLES: Mapping[str, str] = {"above_scale": "四上"}
NO_TAG = "没有标签"
_MOST_NAMED = 3


def words_for(condition: Condition, dictionary: Dictionary, clauses: Mapping[tuple[str, str], str]) -> str:
    """Return a condition in words; `clauses` gives titles by the ids of policy and clause.

    What the dictionary does not know any more is shown under the name it was kept by.
    """
    match condition:
        case HasValue(name=name, values=values):
            fact = dictionary.attributes.get(name)
            return f"{title_of(name, dictionary)}：{_listed([value_text(fact, one) for one in values])}"
        case Contains(name=name, text=text):
            return f"{title_of(name, dictionary)}含“{text}”"
        case Within(name=name):
            return f"{title_of(name, dictionary)}：{_range_text(condition, dictionary)}"
        case Tagged(values=values):
            return f"标签：{_listed([NO_TAG if one is None else one for one in values])}"
        case HasRow(list=kind, column=column, values=values):
            row = dictionary.rows.get(kind)
            fact = row.columns.get(column) if row else None
            return f"{row.label if row else kind}：{_listed([value_text(fact, one) for one in values])}"
        case LacksFigure(name=name, period=period):
            known = dictionary.indicators.get(name)
            return f"没填{Period.parse(period).label}{known.label if known else name}"
        case LastOutcome(policy_id=policy_id, clause_id=clause_id, outcomes=outcomes):
            title = clauses.get((policy_id, clause_id), clause_id)
            return f"{title}：{_listed([OUTCOME_NAMES[Outcome(one)] for one in outcomes])}"
    return condition.kind


def title_of(name: str, dictionary: Dictionary) -> str:
    """Return what an attribute is called in filters."""
    fact = dictionary.attributes.get(name)
    return TITLES.get(name, fact.label if fact else name)


def value_text(fact: Fact | None, value: str | None) -> str:
    """Return a value, as `codec` writes it, in words."""
    if value is None:
        return NOT_ENTERED
    if fact is not None and fact.kind is FactKind.TRUTH:
        return "是" if value == "1" else "否"
    if fact is not None and fact.kind is FactKind.CHOICE:
        return fact.choices.get(value, value)
    return value or NONE


def _range_text(condition: Within, dictionary: Dictionary) -> str:
    fact = dictionary.attributes.get(condition.name)
    least, most = (
        figure_text(fact, int(end)) if end and condition.is_number and fact else end
        for end in (condition.least, condition.most)
    )
    if least and most:
        return f"{least} 至 {most}"
    return f"{least} 起" if least else f"到 {most}"


def _listed(words: Sequence[str]) -> str:
    named = "、".join(words[:_MOST_NAMED])
    return f"{named}等 {len(words)} 项" if len(words) > _MOST_NAMED else named


_NUMBERS: Final = (FactKind.MONEY, FactKind.NUMBER, FactKind.RATE)
_YEARS_BACK: Final = 4
_ROLE: Final = Qt.ItemDataRole.UserRole


class FilterEditor(QWidget):
    """Edits the conditions of one kind that are in force; says at once when they are others."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.body = in_column(spacing=8, of=self)

    @abstractmethod
    def owns(self, condition: Condition) -> bool:
        """Tell whether it edits this condition."""

    @abstractmethod
    def load(self, conditions: Sequence[Condition]) -> None:
        """Show the conditions that it owns among these; `changed` is not emitted."""

    @abstractmethod
    def conditions(self) -> list[Condition]:
        """Return what was chosen; nothing where it filters nothing."""


class ValuesEditor(FilterEditor):
    """One or more of several values, each with a box to tick."""

    def __init__(
        self,
        values: Mapping[str | None, str],
        make: Callable[[tuple[str | None, ...]], Condition],
        owns: Callable[[Condition], Sequence[str | None] | None],
    ) -> None:
        """Offer `values` by their words; `owns` returns the values of what `make` made, of others None."""
        super().__init__()
        self._make = make
        self._owns = owns
        self.list = TickList(self)
        self.list.offer(values.items())
        self.body.addWidget(self.list, 1)
        self.list.itemChanged.connect(lambda _: self.changed.emit())

    def owns(self, condition: Condition) -> bool:
        return self._owns(condition) is not None

    def load(self, conditions: Sequence[Condition]) -> None:
        self.tick([value for one in conditions for value in self._owns(one) or ()])

    def conditions(self) -> list[Condition]:
        chosen = self.ticked()
        return [self._make(chosen)] if chosen else []

    def tick(self, values: Sequence[str | None]) -> None:
        """Tick these and no others, without saying so."""
        self.list.tick(values)

    def ticked(self) -> tuple[str | None, ...]:
        return tuple(value if isinstance(value, str) else None for value in self.list.ticked())


class ContainsEditor(FilterEditor):
    """A text that stands somewhere in an attribute."""

    def __init__(self, fact: Fact) -> None:
        super().__init__()
        self._fact = fact
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(f"{fact.label}里有的字")
        self.line.setAccessibleName(fact.label)
        self.setFocusProxy(self.line)
        fill(self.body, self.line, STRETCH)
        self.line.editingFinished.connect(self.changed)

    def owns(self, condition: Condition) -> bool:
        return isinstance(condition, Contains) and condition.name == self._fact.name

    def load(self, conditions: Sequence[Condition]) -> None:
        texts = [one.text for one in conditions if isinstance(one, Contains) and self.owns(one)]
        self.line.setText(texts[0] if texts else "")

    def conditions(self) -> list[Condition]:
        text = self.line.text().strip()
        return [Contains(self._fact.name, text)] if text else []


class RangeEditor(FilterEditor):
    """From one date or figure to another, both included; either may be left open."""

    def __init__(self, fact: Fact) -> None:
        super().__init__()
        self._fact = fact
        self._is_number = fact.kind in _NUMBERS
        self._loaded: list[Condition] = []
        unit = f"（{fact.unit}）" if self._is_number and fact.unit else ""
        self.lines: list[QLineEdit] = []
        for word in ("从", "到"):
            self.body.addWidget(QLabel(f"{word}{unit}", self))
            line = QLineEdit(self)
            line.setPlaceholderText("不限，如 500万" if self._is_number else "不限，如 2022-05-01")
            line.setAccessibleName(f"{fact.label}{word}")
            line.editingFinished.connect(self._on_edited)
            self.body.addWidget(line)
            self.lines.append(line)
        self.error = Complaint(self)
        fill(self.body, self.error, Note("含两端。没填的不会列出。", self), STRETCH)
        self.setFocusProxy(self.lines[0])

    def owns(self, condition: Condition) -> bool:
        return isinstance(condition, Within) and condition.name == self._fact.name

    def load(self, conditions: Sequence[Condition]) -> None:
        self._loaded = [one for one in conditions if self.owns(one)]
        found = next((one for one in self._loaded if isinstance(one, Within)), None)
        ends = ("", "") if found is None else (found.least, found.most)
        for line, end in zip(self.lines, ends, strict=True):
            line.setText(plain_figure(self._fact, int(end)) if end and self._is_number else end)
        self.error.say("")

    def conditions(self) -> list[Condition]:
        """Return what was typed; where it cannot be read, what held before."""
        try:
            least, most = (self._read(line.text()) for line in self.lines)
        except BadInput as error:
            self.error.say(str(error))
            return self._loaded
        self.error.say("")
        if not least and not most:
            return []
        return [Within(self._fact.name, least, most, self._is_number)]

    def _read(self, text: str) -> str:
        if not text.strip():
            return ""
        return str(parse_figure(self._fact, text)) if self._is_number else parse_date(text).isoformat()

    def _on_edited(self) -> None:
        now = self.conditions()
        if now != self._loaded:
            self._loaded = now
            self.changed.emit()


class KeyedEditor(FilterEditor):
    """Values that are ticked for one of several keys, such as periods of an indicator."""

    def __init__(
        self,
        keys: Mapping[str, str],
        called: str,
        values: Mapping[str | None, str],
        *,
        made: Callable[[str, tuple[str, ...]], list[Condition]],
        read: Callable[[Condition], tuple[str, tuple[str, ...]] | None],
        note: str = "",
    ) -> None:
        """Offer `keys`, which are `called` so, and `values` by their words.

        `read` returns key and values of what `made` makes of them, of other conditions None.
        """
        super().__init__()
        self._made, self._read = made, read
        self._kept: dict[str, tuple[str, ...]] = {}
        self.key = ChoiceBox(keys, self, unset_word=None)
        self.key.setAccessibleName(called)
        self.key.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.values = ValuesEditor(values, lambda _: Tagged(()), lambda _: None)
        fill(self.body, self.key, (self.values, 1), *([Note(note, self)] if note else []))
        self.setFocusProxy(self.key)
        self.key.value_changed.connect(self._show)
        self.values.changed.connect(self._on_ticked)

    def owns(self, condition: Condition) -> bool:
        return self._read(condition) is not None

    def load(self, conditions: Sequence[Condition]) -> None:
        self._kept = {}
        for key, values in filter(None, map(self._read, conditions)):
            self._kept[key] = (*self._kept.get(key, ()), *values)
        self._show()

    def conditions(self) -> list[Condition]:
        return [one for key, values in self._kept.items() if values for one in self._made(key, values)]

    def _show(self) -> None:
        self.values.tick(self._kept.get(str(self.key.value()), ()))

    def _on_ticked(self) -> None:
        self._kept[str(self.key.value())] = tuple(map(str, self.values.ticked()))
        self.changed.emit()


def lacks_editor(dictionary: Dictionary, today: date) -> FilterEditor:
    """Return the editor for period figures that were not entered."""
    return KeyedEditor(
        {name: fact.label for name, fact in dictionary.indicators.items()},
        "指标",
        {str(one): one.label for one in _recent_periods(today)},
        made=lambda name, periods: [LacksFigure(name, period) for period in periods],
        read=lambda one: (one.name, (one.period,)) if isinstance(one, LacksFigure) else None,
    )


def outcome_editor(runs: Sequence[Run]) -> FilterEditor:
    """Return the editor for what a clause came to in the last assessment of its policy that was kept."""

    def made(key: str, outcomes: tuple[str, ...]) -> list[Condition]:
        policy_id, _, clause_id = key.partition("\n")
        return [LastOutcome(policy_id, clause_id, outcomes)]

    return KeyedEditor(
        {
            f"{run.policy_id}\n{id_}": title if len(runs) == 1 else f"{run.policy_title}：{title}"
            for run in runs
            for id_, title in run.clauses.items()
        },
        "条款",
        {str(one): word for one, word in OUTCOME_NAMES.items()},
        made=made,
        read=lambda one: (
            (f"{one.policy_id}\n{one.clause_id}", one.outcomes) if isinstance(one, LastOutcome) else None
        ),
        note="按最近一次留存的评定（评定 → 历次评定 → 留存当前评定）。",
    )


def attribute_editor(fact: Fact) -> FilterEditor:
    """Return the editor for an attribute."""
    match fact.kind:
        case FactKind.CHOICE:
            codes: list[str | None] = [*fact.choices, None]
        case FactKind.TRUTH:
            codes = ["1", "0", None]
        case FactKind.TEXT:
            return ContainsEditor(fact)
        case _:
            return RangeEditor(fact)
    return ValuesEditor(
        {code: value_text(fact, code) for code in codes},
        lambda values: HasValue(fact.name, values),
        lambda one: one.values if isinstance(one, HasValue) and one.name == fact.name else None,
    )


def row_editor(kind: str, column: Fact) -> FilterEditor:
    """Return the editor for a choice that rows of a list have."""
    return ValuesEditor(
        {code: word for code, word in column.choices.items()},  # noqa: C416 - None may be among other keys
        lambda values: HasRow(kind, column.name, tuple(filter(None, values))),
        lambda one: (
            one.values if isinstance(one, HasRow) and (one.list, one.column) == (kind, column.name) else None
        ),
    )


def tag_editor(tags: Sequence[tuple[str, int]]) -> FilterEditor:
    """Return the editor for tags, with how many enterprises have each."""
    words: dict[str | None, str] = {tag: f"{tag}（{count:,}）" for tag, count in tags}
    return ValuesEditor(
        {**words, None: NO_TAG}, Tagged, lambda one: one.values if isinstance(one, Tagged) else None
    )


def _recent_periods(today: date) -> list[Period]:
    parts = ("", "H1", "H2", "Q1", "Q2", "Q3", "Q4")
    years = range(today.year, today.year - _YEARS_BACK - 1, -1)
    return [Period.parse(f"{year}{part}") for year in years for part in parts]
