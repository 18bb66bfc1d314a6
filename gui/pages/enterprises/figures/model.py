"""Period figures as a table: a row for each kind of figure, a column for each period."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont

from domain.enterprises.dictionary import Dictionary, Fact, FactKey, FactKind
from domain.enterprises.quantities import plain_figure
from domain.errors import BadInput
from domain.periods import Period
from gui.formatting import money_text, wan_text
from gui.messages import Tone
from gui.pages.enterprises.figures.sheet import (
    Entry,
    FigureSheet,
    Indicators,
    Place,
    Unit,
    Wrong,
    periods_to_show,
    read_entry,
)
from gui.theme import COLOURS, DANGER, FAINT

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

GROUND_ROLE: Final = Role.UserRole + 1
"""A `QColor` painted under the cell, or None."""
MARK_ROLE: Final = Role.UserRole + 2
"""Whether the cell carries the quiet mark of a half-year that differs from its quarters."""

_UNREAD_GROUND: Final = QColor("#f7f8fa")
_WRONG_GROUND: Final = QColor(COLOURS["danger_soft"])


class FiguresModel(QAbstractTableModel):
    """Shows a `FigureSheet`. Cells that no policy reads are tinted: they need not be filled."""

    edited = Signal()
    """Something was entered, cleared or taken back."""

    def __init__(
        self, dictionary: Dictionary, wanted: frozenset[Place], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.sheet = FigureSheet(dictionary)
        self.unit = Unit.YUAN
        self._wanted = wanted
        self._facts = list(dictionary.indicators.values())
        self._periods: list[Period] = periods_to_show(wanted, {})
        self._italic = QFont()
        self._italic.setItalic(True)

    @property
    def periods(self) -> Sequence[Period]:
        return self._periods

    def load(self, indicators: Indicators) -> None:
        """Show figures as they are stored."""
        self.beginResetModel()
        self.sheet.load(indicators)
        self._periods = periods_to_show(self._wanted, indicators)
        self.endResetModel()

    def show_unit(self, unit: Unit) -> None:
        """Show amounts in this unit, and read bare numbers so."""
        self.unit = unit
        self._on_all_changed()
        self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(self._facts) - 1)

    def add_period(self, period: Period) -> int:
        """Give a period its column, if it has none yet; return where it is."""
        if period not in self._periods:
            at = sum(other < period for other in self._periods)
            self.beginInsertColumns(QModelIndex(), at, at)
            self._periods.insert(at, period)
            self.endInsertColumns()
        return self._periods.index(period)

    def place_of(self, index: Index) -> Place:
        return self._facts[index.row()].name, self._periods[index.column()]

    def index_of(self, place: Place) -> QModelIndex:
        """Return where a figure stands; an invalid index if there is no such row."""
        name, period = place
        row = next((at for at, fact in enumerate(self._facts) if fact.name == name), -1)
        return self.index(row, self.add_period(period))

    def put(self, texts: Mapping[Place, str]) -> None:
        """Enter what was typed or pasted, in one step; an empty text clears."""
        self._put(
            {
                place: read_entry(self.sheet.indicators[place[0]], text, self.unit)
                for place, text in texts.items()
            }
        )

    def undo(self) -> list[Place]:
        return self._stepped(self.sheet.undo())

    def redo(self) -> list[Place]:
        return self._stepped(self.sheet.redo())

    def typed(self) -> dict[str, str]:
        """Return every entry as text in 元, right or wrong, by its key (``sales[2022Q2]``)."""
        return {
            f"{name}[{period}]": self._written(name, entry)
            for (name, period), entry in self.sheet.entries().items()
        }

    def restore(self, typed: Mapping[str, str]) -> None:
        """Put back what `typed` returned, in one step; a figure there is no row for is passed over."""
        entries: dict[Place, Entry | None] = dict.fromkeys(self.sheet.entries())
        for key, text in typed.items():
            place = _place_of_key(key)
            if place is not None and place[0] in self.sheet.indicators:
                self.add_period(place[1])
                entries[place] = read_entry(self.sheet.indicators[place[0]], text, Unit.YUAN)
        self._put(entries)

    def plain_text(self, place: Place) -> str:
        """Return what was entered, as it is edited and copied."""
        match self.sheet.entry(place):
            case None:
                return ""
            case Wrong(text):
                return text
            case amount:
                return self._amount_text(place, amount)

    def sentence(self, place: Place) -> tuple[Tone, str]:
        """Return what there is to say about a cell, if anything."""
        entry, total = self.sheet.entry(place), self.sheet.sum_of_quarters(place)
        fact = self.sheet.indicators[place[0]]
        name = f"{place[1].label}{fact.label}"
        if isinstance(entry, Wrong):
            return Tone.ERROR, f"{name}：{entry.reason}"
        if total is None:
            return Tone.INFO, fact.hint and f"{name}：{fact.hint}"
        unit = self._unit_of(fact)
        total_text = f"{self._amount_text(place, total)} {unit}"
        if entry is None:
            return Tone.INFO, f"{name}没有填，按两个季度合计 {total_text}计算"
        if entry != total:
            entered = f"{self._amount_text(place, entry)} {unit}"
            return Tone.WARNING, f"{name}填的是 {entered}，两个季度合计是 {total_text}；以填的半年数为准"
        return Tone.INFO, ""

    def _put(self, entries: Mapping[Place, Entry | None]) -> None:
        self.sheet.put(entries)
        self._on_all_changed()
        self.edited.emit()

    def _stepped(self, places: list[Place]) -> list[Place]:
        for _, period in places:
            self.add_period(period)
        if places:
            self._on_all_changed()
            self.edited.emit()
        return places

    def _on_all_changed(self) -> None:
        # One figure may change how another one looks, and the table is small.
        self.dataChanged.emit(self.index(0, 0), self.index(len(self._facts) - 1, len(self._periods) - 1))

    def _amount_text(self, place: Place, amount: int) -> str:
        fact = self.sheet.indicators[place[0]]
        if fact.kind is not FactKind.MONEY:
            return plain_figure(fact, amount)
        return money_text(amount) if self.unit is Unit.YUAN else wan_text(amount)

    def _unit_of(self, fact: Fact) -> str:
        return str(self.unit) if fact.kind is FactKind.MONEY else fact.unit

    def _written(self, name: str, entry: Entry) -> str:
        return entry.text if isinstance(entry, Wrong) else plain_figure(self.sheet.indicators[name], entry)

    def _shown(self, place: Place) -> str:
        total = self.sheet.sum_of_quarters(place)
        if self.sheet.entry(place) is None and total is not None:
            return f"合计 {self._amount_text(place, total)}"
        return self.plain_text(place)

    def _ground(self, place: Place) -> QColor | None:
        if isinstance(self.sheet.entry(place), Wrong):
            return _WRONG_GROUND
        return None if place in self._wanted else _UNREAD_GROUND

    def _is_derived(self, place: Place) -> bool:
        return self.sheet.entry(place) is None and self.sheet.sum_of_quarters(place) is not None

    def _ink(self, place: Place) -> QColor | None:
        if isinstance(self.sheet.entry(place), Wrong):
            return QColor(DANGER)
        return QColor(FAINT) if self._is_derived(place) else None

    # Qt overrides

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._facts)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._periods)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if role == Role.DisplayRole:
            if orientation == Qt.Orientation.Horizontal:
                return self._periods[section].label
            return f"{self._facts[section].label}（{self._unit_of(self._facts[section])}）"
        if role == Role.TextAlignmentRole:
            side = (
                Qt.AlignmentFlag.AlignRight
                if orientation == Qt.Orientation.Horizontal
                else Qt.AlignmentFlag.AlignLeft
            )
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Role.ToolTipRole and orientation == Qt.Orientation.Vertical:
            return self._facts[section].hint or None
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        place = self.place_of(index)
        match role:
            case Role.DisplayRole:
                return self._shown(place)
            case Role.EditRole:
                return self.plain_text(place)
            case Role.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case Role.ForegroundRole:
                return self._ink(place)
            case Role.FontRole:
                return self._italic if self._is_derived(place) else None
            case Role.ToolTipRole:
                return self.sentence(place)[1] or None
        return self._look(place, role)

    def _look(self, place: Place, role: int) -> Any:
        if role == GROUND_ROLE:
            return self._ground(place)
        if role == MARK_ROLE:
            return self.sentence(place)[0] is Tone.WARNING
        return None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        if role != Role.EditRole or not index.isValid():
            return False
        place = self.place_of(index)
        # Leaving a cell as it was must not undo what its text does not show, nor count as a step.
        if str(value) != self.plain_text(place):
            self.put({place: str(value)})
        return True


def _place_of_key(key: str) -> Place | None:
    parsed = FactKey.parse(key)
    try:
        return parsed.name, Period.parse(parsed.period)
    except BadInput:
        return None
