"""Period figures as a table: what every grid of them shows, and the one of a single enterprise."""

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeAlias

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont

from domain.enterprises.dictionary import Dictionary, Fact, FactKey, FactKind
from domain.enterprises.quantities import plain_figure
from domain.values.errors import BadInput
from domain.values.periods import Period
from gui.early.theme import COLOURS, DANGER, FAINT
from gui.formatting import money_text, wan_text
from gui.messages import Tone
from gui.pages.enterprises.figures.period_columns import Shown, Wanted, asked_periods, periods_of_year
from gui.pages.enterprises.figures.sheet import (
    Entry,
    Figures,
    FigureSheet,
    Said,
    Unit,
    Wrong,
    read_entry,
    say,
    swing_direction,
)

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
Place: TypeAlias = tuple[Any, Period]
"""A row's key and a period."""

GROUND_ROLE: Final = Role.UserRole + 1
"""A `QColor` painted under the cell, or None."""
MARK_ROLE: Final = Role.UserRole + 2
"""Whether the cell carries the mark of figures that contradict each other."""
SWING_ROLE: Final = Role.UserRole + 3
"""1 or -1 where the figure is far above or below that of a year before, else 0."""

_UNREAD_GROUND: Final = QColor("#f7f8fa")
_NEEDED_GROUND: Final = QColor("#eaf3fd")
_WRONG_GROUND: Final = QColor(COLOURS["danger_soft"])
_CLASH_GROUND: Final = QColor("#fff4e0")


class GridModel(QAbstractTableModel):
    """Shows a `FigureSheet`: a row for each of its keys, a column for each period.

    Cells that no policy reads of such an enterprise are grey: they need not be filled. What is needed and was
    neither typed nor follows is blue, once it is known of what kind the enterprise is.
    """

    edited = Signal()
    """Something was entered, cleared or taken back."""

    sheet: FigureSheet[Any]

    def __init__(self, wanted: Wanted, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.unit = Unit.YUAN
        self.shown = Shown.ASKED
        self.year = date.today().year
        self.clashes: frozenset[Place] = frozenset()
        self._wanted = wanted
        self._needed: Wanted | None = None
        self._periods: list[Period] = []
        self._italic = QFont()
        self._italic.setItalic(True)

    @property
    def periods(self) -> Sequence[Period]:
        return self._periods

    @abstractmethod
    def key_at(self, row: int) -> Any:
        """Return the key of a row."""

    @abstractmethod
    def row_of(self, key: Any) -> int:
        """Return where a key has its row; -1 if it has none."""

    @abstractmethod
    def subject(self, place: Place) -> str:
        """Return what a sentence about a cell begins with."""

    @abstractmethod
    def asked(self) -> list[Period]:
        """Return the periods that have columns while what policies ask for is shown."""

    def prepare(self, rows: Sequence[int], go_on: Callable[[], object]) -> None:
        """Go on once these rows are there to be read and changed."""
        go_on()

    def show_periods(self, shown: Shown, year: int) -> None:
        """Give columns to what policies ask for, or to the periods of a year."""
        self.beginResetModel()
        self.shown, self.year = shown, year
        self._periods = self.asked() if shown is Shown.ASKED else periods_of_year(shown, year)
        self.endResetModel()

    def show_needed(self, needed: Wanted) -> None:
        """Mark what the enterprise at hand needs of what policies read at all."""
        if needed != self._needed:
            self._needed = needed
            self.refresh()

    def show_unit(self, unit: Unit) -> None:
        """Show amounts in this unit, and read bare numbers so."""
        self.unit = unit
        self.refresh()
        self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, self.rowCount() - 1)

    def add_period(self, period: Period) -> int:
        """Give a period its column, if it has none yet; return where it is."""
        if period not in self._periods:
            is_behind = self.shown is not Shown.ASKED
            at = len(self._periods) if is_behind else sum(other < period for other in self._periods)
            self.beginInsertColumns(QModelIndex(), at, at)
            self._periods.insert(at, period)
            self.endInsertColumns()
        return self._periods.index(period)

    def place_of(self, index: Index) -> Place:
        return self.key_at(index.row()), self._periods[index.column()]

    def index_of(self, place: Place) -> QModelIndex:
        """Return where a figure stands; an invalid index if there is no such row."""
        key, period = place
        return self.index(self.row_of(key), self.add_period(period))

    def put(self, texts: Mapping[Place, str]) -> None:
        """Enter what was typed or pasted, in one step; an empty text clears."""
        self.enter(
            {
                place: read_entry(self.sheet.fact_of(place[0]), text, self.unit)
                for place, text in texts.items()
            }
        )

    def enter(self, entries: Mapping[Place, Entry | None]) -> None:
        """Put entries in their places, in one step."""
        self.sheet.put(entries)
        self.refresh()
        self.edited.emit()

    def undo(self) -> list[Place]:
        return self._stepped(self.sheet.undo())

    def redo(self) -> list[Place]:
        return self._stepped(self.sheet.redo())

    def plain_text(self, place: Place) -> str:
        """Return what was entered, as it is edited."""
        match self.sheet.entry(place):
            case None:
                return ""
            case Wrong(text):
                return text
            case amount:
                return self.amount_text(place, amount)

    def shown_text(self, place: Place) -> str:
        """Return what stands in a cell, be it typed or follow, as it is shown and copied."""
        figure = self.sheet.figure(place) if self.sheet.entry(place) is None else None
        return self.plain_text(place) if figure is None else self.amount_text(place, figure.amount)

    def amount_text(self, place: Place, amount: int) -> str:
        fact = self.sheet.fact_of(place[0])
        if fact.kind is not FactKind.MONEY:
            return plain_figure(fact, amount)
        return money_text(amount) if self.unit is Unit.YUAN else wan_text(amount)

    def sentence(self, place: Place) -> tuple[Tone, str]:
        """Return what there is to say about a cell, if anything."""
        said = self._said(place)
        return said.tone, said.text

    def wrong_places(self) -> list[Place]:
        """Return where something stands that cannot be taken, row by row."""
        return sorted(self.sheet.wrong_places(), key=lambda place: (self.row_of(place[0]), place[1]))

    def unit_of(self, fact: Fact) -> str:
        return str(self.unit) if fact.kind is FactKind.MONEY else fact.unit

    def refresh(self) -> None:
        """Show the cells anew: one figure may change how others look, and only those in sight are drawn."""
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(self._periods) - 1))

    def _said(self, place: Place) -> Said:
        fact = self.sheet.fact_of(place[0])
        unit = self.unit_of(fact)
        return say(
            self.sheet,
            place,
            subject=self.subject(place),
            amount_text=lambda amount: f"{self.amount_text(place, amount)} {unit}".rstrip(),
            is_clash=place in self.clashes,
        )

    def _stepped(self, places: list[Place]) -> list[Place]:
        for _, period in places:
            self.add_period(period)
        if places:
            self.refresh()
            self.edited.emit()
        return places

    def _follows(self, place: Place) -> bool:
        return self.sheet.entry(place) is None and self.sheet.figure(place) is not None

    def _ground(self, place: Place) -> QColor | None:
        if isinstance(self.sheet.entry(place), Wrong):
            return _WRONG_GROUND
        if place in self.clashes:
            return _CLASH_GROUND
        if not self._is_read(place):
            return _UNREAD_GROUND
        is_open = self.sheet.entry(place) is None and self.sheet.figure(place) is None
        return _NEEDED_GROUND if self._needed is not None and is_open else None

    def _is_read(self, place: Place) -> bool:
        name, period = self.sheet.fact_of(place[0]).name, place[1]
        read = self._wanted if self._needed is None else self._needed
        if (name, period) in read:
            return True
        # By quarter, month or 累计 whatever is of a year that is asked for may be the way to it.
        return self.shown is not Shown.ASKED and any(
            (name, period.year) == (one, other.year) for one, other in read
        )

    def _ink(self, place: Place) -> QColor | None:
        if isinstance(self.sheet.entry(place), Wrong):
            return QColor(DANGER)
        return QColor(FAINT) if self._follows(place) else None

    # Qt overrides

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._periods)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if role == Role.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._periods[section].label
        if role == Role.TextAlignmentRole:
            is_above = orientation == Qt.Orientation.Horizontal
            side = Qt.AlignmentFlag.AlignRight if is_above else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() else flags

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        place = self.place_of(index)
        match role:
            case Role.DisplayRole:
                return self.shown_text(place)
            case Role.EditRole:
                return self.plain_text(place)
            case Role.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case Role.ForegroundRole:
                return self._ink(place)
            case Role.FontRole:
                return self._italic if self._follows(place) else None
            case Role.ToolTipRole:
                return self.sentence(place)[1] or None
        return self._look(place, role)

    def _look(self, place: Place, role: int) -> Any:
        if role == GROUND_ROLE:
            return self._ground(place)
        if role == MARK_ROLE:
            return self._said(place).contradicts
        if role == SWING_ROLE:
            return swing_direction(self.sheet, place)
        return None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        if role != Role.EditRole or not index.isValid():
            return False
        place = self.place_of(index)
        # Leaving a cell as it was must not undo what its text does not show, nor count as a step.
        if str(value) != self.plain_text(place):
            self.put({place: str(value)})
        return True


class FiguresModel(GridModel):
    """The figures of one enterprise: a row for each kind."""

    def __init__(self, dictionary: Dictionary, wanted: Wanted, parent: QObject | None = None) -> None:
        super().__init__(wanted, parent)
        self._facts = list(dictionary.indicators.values())
        self.sheet: FigureSheet[str] = FigureSheet(dictionary.indicators.__getitem__)
        self._known = dictionary.indicators
        self.show_periods(self.shown, self.year)

    def load(self, indicators: Mapping[str, Figures]) -> None:
        """Show figures as they are stored."""
        self.sheet.load({name: figures for name, figures in indicators.items() if name in self._known})
        self.show_periods(self.shown, self.year)

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
            if place is not None and place[0] in self._known:
                entries[place] = read_entry(self._known[place[0]], text, Unit.YUAN)
        self.enter(entries)
        self.show_periods(self.shown, self.year)

    def key_at(self, row: int) -> str:
        return self._facts[row].name

    def row_of(self, key: str) -> int:
        return next((at for at, fact in enumerate(self._facts) if fact.name == key), -1)

    def subject(self, place: Place) -> str:
        return f"{place[1].label}{self._known[place[0]].label}"

    def asked(self) -> list[Period]:
        return asked_periods(self._wanted, (period for _, period in self.sheet.entries()))

    def _written(self, name: str, entry: Entry) -> str:
        return entry.text if isinstance(entry, Wrong) else plain_figure(self._known[name], entry)

    # Qt overrides

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._facts)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            fact = self._facts[section]
            if role == Role.DisplayRole:
                return f"{fact.label}（{self.unit_of(fact)}）"
            if role == Role.ToolTipRole:
                return fact.hint or None
        return super().headerData(section, orientation, role)


def _place_of_key(key: str) -> tuple[str, Period] | None:
    parsed = FactKey.parse(key)
    try:
        return parsed.name, Period.parse(parsed.period)
    except BadInput:
        return None
