"""The register as rows: the database filters and sorts, the model keeps ids and the rows seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Qt, Signal

from domain.enterprises.dictionary import Dictionary, Fact, FactKind
from domain.enterprises.register.listed import EnterpriseQuery, Listed
from gui.formatting import NONE, NOT_ENTERED, time_text
from gui.models.table import Column, Index, RowsModel

if TYPE_CHECKING:
    from domain.enterprises.facts import FactValue
    from domain.store.engine import Store

Role = Qt.ItemDataRole

_BLOCK: Final = 100
_SHOWN: Final = {"industry_kind": 190, "above_scale": 76, "stat_entry_date": 124}
"""Which attributes have a column, and how wide it is."""
_SHORT_TITLES: Final = {"above_scale": "四上"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One row. ``found`` is None until it was read, and for one that was deleted meanwhile (``is_gone``)."""

    id: int
    found: Listed | None = None
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """What a query found: every id in order, the first rows, and how many enterprises there are in all."""

    ids: list[int]
    rows: Mapping[int, Listed]
    total: int


def read_listing(
    store: Store, dictionary: Dictionary, query: EnterpriseQuery, seen: Iterable[int]
) -> Listing:
    """Read what a list shows first; `seen` are the ids in sight, so that a reload does not blink."""
    from domain.enterprises import queries  # noqa: PLC0415 - after the first paint

    with store.read() as session:
        ids = queries.find_ids(session, query)
        first = dict.fromkeys([*ids[:_BLOCK], *seen])
        rows = queries.list_enterprises(session, list(first), dictionary)
        return Listing(ids, rows, queries.count(session))


def read_rows(store: Store, dictionary: Dictionary, ids: Sequence[int]) -> Mapping[int, Listed]:
    """Read a block of rows."""
    from domain.enterprises import queries  # noqa: PLC0415 - after the first paint

    with store.read() as session:
        return queries.list_enterprises(session, ids, dictionary)


def columns_of(dictionary: Dictionary) -> tuple[Column[Entry], ...]:
    """Return the list's columns; `order_fields` tells what each sorts by."""
    return (
        Column(
            title="企业名称",
            text=lambda entry: _text(entry, entry.found.name if entry.found else ""),
            sort_key=_any_key,
            width=260,
            stretches=True,
        ),
        Column(
            title="统一社会信用代码",
            text=lambda entry: entry.found.uscc if entry.found else "",
            sort_key=_any_key,
            width=196,
        ),
        *(_attribute_column(dictionary.attributes[name]) for name in _shown_names(dictionary)),
        Column(
            title="最近修改",
            text=lambda entry: time_text(entry.found.changed_at.replace(tzinfo=UTC)) if entry.found else "",
            sort_key=_any_key,
            width=150,
        ),
    )


def order_fields(dictionary: Dictionary) -> tuple[str, ...]:
    """Return what `EnterpriseQuery.order_by` is for each column."""
    return ("name", "uscc", *_shown_names(dictionary), "changed_at")


class RegisterModel(RowsModel[Entry]):
    """Asks for rows block by block as they come into sight; sorting asks the database again."""

    rows_wanted = Signal(list)
    """Ids of rows that are in sight and were not read yet."""

    sort_wanted = Signal(int, bool)
    """Sort by this column, descending or not."""

    def __init__(self, dictionary: Dictionary, parent: QObject | None = None) -> None:
        super().__init__(columns_of(dictionary), key=lambda entry: entry.id, parent=parent)
        self._ids: list[int] = []
        self._places: dict[int, int] = {}
        self._found: dict[int, Entry] = {}
        self._asked: set[int] = set()

    @property
    def rows(self) -> Sequence[Entry]:
        return [self.row_at(at) for at in range(len(self._ids))]

    def show(self, listing: Listing) -> None:
        """Replace what is shown."""
        self.beginResetModel()
        self._ids = listing.ids
        self._places = {id_: at for at, id_ in enumerate(listing.ids)}
        self._found = {id_: Entry(id_, row) for id_, row in listing.rows.items()}
        self._asked = set()
        self.endResetModel()

    def take(self, ids: Sequence[int], rows: Mapping[int, Listed]) -> None:
        """Take in a block; an id without its row was deleted meanwhile."""
        for id_ in ids:
            self._found[id_] = Entry(id_, rows.get(id_), is_gone=id_ not in rows)
        places = [self._places[id_] for id_ in ids if id_ in self._places]
        if places:
            last = len(self.columns) - 1
            self.dataChanged.emit(self.index(min(places), 0), self.index(max(places), last))

    def row_at(self, index: Index | int) -> Entry:
        at = index if isinstance(index, int) else index.row()
        id_ = self._ids[at]
        return self._found.get(id_) or Entry(id_)

    def position_of(self, key: object) -> int | None:
        return self._places.get(key) if isinstance(key, int) else None

    def _ask_around(self, at: int) -> None:
        start = at // _BLOCK * _BLOCK
        if start not in self._asked:
            self._asked.add(start)
            self.rows_wanted.emit(self._ids[start : start + _BLOCK])

    # Qt overrides

    def rowCount(self, parent: Any = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Role.TextAlignmentRole:
            return column.align | Qt.AlignmentFlag.AlignVCenter
        if role == Role.DisplayRole:
            entry = self.row_at(index)
            if entry.found is None and not entry.is_gone:
                self._ask_around(index.row())
            return column.text(entry)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if column >= 0:
            self.sort_wanted.emit(column, order == Qt.SortOrder.DescendingOrder)


def _text(entry: Entry, text: str) -> str:
    if entry.is_gone:
        return "（已删除）"
    return text or "…"


def _shown_names(dictionary: Dictionary) -> list[str]:
    return [name for name in _SHOWN if name in dictionary.attributes]


def _attribute_column(fact: Fact) -> Column[Entry]:
    return Column(
        title=_SHORT_TITLES.get(fact.name, fact.label),
        text=lambda entry: attribute_text(fact, entry.found.attributes) if entry.found else "",
        sort_key=_any_key,
        width=_SHOWN[fact.name],
    )


def attribute_text(fact: Fact, attributes: Mapping[str, FactValue]) -> str:
    """Return an attribute as lists show it."""
    if fact.name not in attributes:
        return NOT_ENTERED
    value = attributes[fact.name]
    match fact.kind:
        case FactKind.CHOICE:
            return fact.choices.get(str(value), str(value))
        case FactKind.TRUTH:
            return "是" if value else "否"
    return NONE if value is None else str(value)


def _any_key(entry: Entry) -> int:
    """Mark a column as one that can be sorted; the database does it."""
    return entry.id
