"""One kind of figure for many enterprises: a row for each, read as it comes into sight."""

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QObject, Qt, QTimer, Signal

from domain.enterprises.dictionary import Fact, FactKind
from domain.enterprises.figure_sheets import FigureRow
from domain.enterprises.quantities import plain_figure
from domain.values.ids import EnterpriseId, enterprises_in
from domain.values.periods import Period
from gui.pages.enterprises.figures.model import GROUND_ROLE, GridModel, Index, Place, Role
from gui.pages.enterprises.figures.period_columns import Wanted, asked_periods
from gui.pages.enterprises.figures.sheet import Entry, FigureSheet, Unit, Wrong, read_entry

_NOT_READ: Final = "…"
_GONE: Final = "（已删除）"
_AROUND: Final = 40
"""So many rows above and below those in sight are read with them."""

_NOTHING: Final = Fact("", "", FactKind.MONEY)


class AcrossModel(GridModel):
    """Asks for rows as they come into sight, or as an act is about to touch them."""

    rows_wanted = Signal(list)
    """Ids of enterprises that were not read yet."""

    def __init__(self, wanted: Wanted, parent: QObject | None = None) -> None:
        super().__init__(wanted, parent)
        self.fact = _NOTHING
        self.ids: Sequence[EnterpriseId] = enterprises_in(array("q"))
        self.sheet: FigureSheet[EnterpriseId] = FigureSheet(lambda _: self.fact)
        self._named: dict[EnterpriseId, FigureRow] = {}
        self._gone: set[EnterpriseId] = set()
        self._asked: set[EnterpriseId] = set()
        self._in_sight: set[int] = set()
        self._waiting: list[tuple[frozenset[EnterpriseId], Callable[[], object]]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._ask)

    def open(self, fact: Fact, ids: Sequence[EnterpriseId]) -> None:
        """Show one kind of figure of these enterprises; none of them is read yet."""
        self.beginResetModel()
        self.fact, self.ids = fact, enterprises_in(array("q", ids))
        self.sheet.load({})
        self.clashes = frozenset()
        for known in (self._named, self._gone, self._asked, self._in_sight, self._waiting):
            known.clear()
        self.endResetModel()
        self.show_periods(self.shown, self.year)

    def take(self, ids: Sequence[EnterpriseId], rows: Mapping[EnterpriseId, FigureRow]) -> int:
        """Take in rows that were read; those not found were deleted.

        Returns:
            How many figures that were typed over were changed by somebody else meanwhile.
        """
        self._asked.difference_update(ids)
        for id_ in ids:
            if id_ not in rows:
                self._gone.add(id_)
                self.sheet.drop(id_)
        self._named.update(rows)
        clashes = self.sheet.add({id_: row.figures for id_, row in rows.items()})
        self.clashes |= frozenset(clashes)
        self.refresh()
        self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, self.rowCount() - 1)
        self._go_on_with_acts()
        return len(clashes)

    def accept(self, changes: Mapping[EnterpriseId, Mapping[Period, Any]]) -> None:
        """Take what was written as stored; what was typed since stays to be stored."""
        self.sheet.add(
            {
                id_: {
                    period: amount
                    for period, amount in {
                        **self.sheet.loaded(id_),
                        **{period: after for period, (_, after) in periods.items()},
                    }.items()
                    if amount is not None
                }
                for id_, periods in changes.items()
            }
        )
        self.clashes = frozenset()
        self.refresh()

    def add_clashes(self, places: Iterable[Place]) -> None:
        """Mark figures that somebody else changed."""
        self.clashes |= frozenset(places)
        self.refresh()

    def is_read(self, id_: EnterpriseId) -> bool:
        return self.sheet.has(id_) or id_ in self._gone

    def typed(self) -> dict[str, dict[str, list[str | None]]]:
        """Return what is to be stored as text in 元, by enterprise and period, with what stood there.

        What cannot be taken is among it as it was typed.
        """
        found: dict[str, dict[str, list[str | None]]] = {}
        for id_, periods in self.sheet.changes().items():
            for period, (before, after) in periods.items():
                found.setdefault(str(id_), {})[str(period)] = [self._plain(before), self._plain(after)]
        for id_, period in self.sheet.wrong_places():
            entry = self.sheet.entry((id_, period))
            assert isinstance(entry, Wrong)
            stored = self._plain(self.sheet.stored((id_, period)))
            found.setdefault(str(id_), {})[str(period)] = [stored, entry.text]
        return found

    def restore(self, typed: Mapping[str, Mapping[str, Sequence[str | None]]]) -> None:
        """Put back what `typed` returned, in one step, and mark what changed since; its rows were read."""
        entries: dict[Place, Entry | None] = {}
        clashes = set()
        for id_, periods in typed.items():
            for text, (before, after) in periods.items():
                place = EnterpriseId(int(id_)), Period.parse(text)
                if not self.sheet.has(place[0]):
                    continue
                entries[place] = read_entry(self.fact, after or "", Unit.YUAN)
                stored = self._plain(self.sheet.stored(place))
                if stored not in (before, after):
                    clashes.add(place)
        self.clashes |= clashes
        self.enter(entries)

    def key_at(self, row: int) -> EnterpriseId:
        return self.ids[row]

    def row_of(self, key: EnterpriseId) -> int:
        try:
            return self.ids.index(key)
        except ValueError:
            return -1

    def subject(self, place: Place) -> str:
        name = self._named[place[0]].name if place[0] in self._named else ""
        return f"{name} {place[1].label}{self.fact.label}"

    def asked(self) -> list[Period]:
        entered = (period for (_, period) in self.sheet.entries())
        wanted = ((name, period) for name, period in self._wanted if name == self.fact.name)
        return asked_periods(wanted, entered) or [Period.parse(str(self.year))]

    def prepare(self, rows: Sequence[int], go_on: Callable[[], object]) -> None:
        lacking = [id_ for id_ in self.ids[rows[0] : rows[-1] + 1] if not self.is_read(id_)] if rows else []
        if not lacking:
            go_on()
            return
        self._waiting.append((frozenset(lacking), go_on))
        self._asked.update(lacking)
        self.rows_wanted.emit(lacking)

    def enter(self, entries: Mapping[Place, Entry | None]) -> None:
        super().enter({place: entry for place, entry in entries.items() if place[0] not in self._gone})

    def _plain(self, amount: int | None) -> str | None:
        return None if amount is None else plain_figure(self.fact, amount)

    def _want(self, row: int) -> None:
        self._in_sight.add(row)
        if not self._timer.isActive():
            self._timer.start(0)

    def _ask(self) -> None:
        """Ask for the rows in sight and some around them, all at once."""
        rows = [row for row in self._in_sight if row < len(self.ids)]
        self._in_sight.clear()
        if not rows:
            return
        around = self.ids[max(min(rows) - _AROUND, 0) : max(rows) + _AROUND]
        wanted = [id_ for id_ in around if not self.is_read(id_) and id_ not in self._asked]
        if wanted:
            self._asked.update(wanted)
            self.rows_wanted.emit(wanted)

    def _go_on_with_acts(self) -> None:
        waiting, self._waiting = self._waiting, []
        for lacking, go_on in waiting:
            if all(self.is_read(id_) for id_ in lacking):
                go_on()
            else:
                self._waiting.append((lacking, go_on))

    # Qt overrides

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.ids)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and not self.sheet.has(self.ids[index.row()]):
            return flags & ~Qt.ItemFlag.ItemIsEditable
        return flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical and section < len(self.ids):
            id_ = self.ids[section]
            row = self._named.get(id_)
            if role == Role.DisplayRole:
                name = row.name if row is not None else _NOT_READ
                return f"{name}{_GONE}" if id_ in self._gone else name
            if role == Role.ToolTipRole and row is not None:
                return f"{row.name}\n{row.uscc}"
        return super().headerData(section, orientation, role)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if index.isValid() and not self.sheet.has(self.ids[index.row()]):
            if role == Role.DisplayRole and self.ids[index.row()] not in self._gone:
                self._want(index.row())
                return _NOT_READ
            return None if role != GROUND_ROLE else super().data(index, role)
        return super().data(index, role)
