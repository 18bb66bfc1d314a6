"""Where the leaves of a formula are read from: some enterprises of a table, or the rows of a list."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from domain.enterprises.dictionary import Fact, RowKind
from domain.policies.many.columns import Column
from domain.policies.many.numbers import Array, Mask
from domain.policies.many.table import FactTable
from domain.values.periods import Period


class View(Protocol):
    """What an evaluation reads. Everything it gives has ``size`` places."""

    @property
    def size(self) -> int: ...

    @property
    def index(self) -> Array | None:
        """Which of the places, or rows, it was narrowed to; None where it was not."""

    def attribute(self, fact: Fact, *, in_row: bool) -> Column:
        """Return a fact of the enterprise, or of the row in hand."""

    def figure(self, fact: Fact, period: Period) -> Column:
        """Return a period figure of the enterprise."""

    def listed(self, codes: frozenset[str]) -> Mask:
        """Say which enterprises are on a list."""

    def rows(self, kind: RowKind) -> "RowsView":
        """Return the rows of a list."""

    def blank_rows(self, kind: RowKind) -> "RowsView":
        """Return one row for each place of which nothing was entered."""

    def key(self, fact: Fact, *, in_row: bool) -> str:
        """Return what a fact that is not entered is called; rows are not told apart."""

    def narrowed(self, index: Array) -> "View":
        """Return the view of some of these places only."""

    def places(self) -> Array:
        """Return where each stands in the table."""


@dataclass(frozen=True)
class TableView:
    """Some enterprises of a table, or all: ``index`` None."""

    table: FactTable
    index: Array | None = None
    _columns: dict[str | tuple[str, Period], Column] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return self.table.size if self.index is None else len(self.index)

    def attribute(self, fact: Fact, *, in_row: bool) -> Column:
        assert not in_row
        return self._taken(fact.name, self.table.attribute_column(fact.name))

    def figure(self, fact: Fact, period: Period) -> Column:
        return self._taken((fact.name, period), self.table.figure_column(fact, period))

    def listed(self, codes: frozenset[str]) -> Mask:
        found = np.fromiter((one in codes for one in self.table.usccs), bool, self.table.size)
        return found if self.index is None else found[self.index]

    def rows(self, kind: RowKind) -> "RowsView":
        rows = self.table.row_table(kind)
        if self.index is None:
            return RowsView(self, kind, rows.owner, rows.entered, rows.columns)
        # Where each enterprise stands in this view; those left out have no place.
        place = np.full(self.table.size, -1)
        place[self.index] = np.arange(len(self.index))
        owner = place[rows.owner]
        chosen = np.flatnonzero(owner >= 0)
        return RowsView(
            self,
            kind,
            owner[chosen],
            rows.entered[self.index],
            lambda name: rows.columns(name).take(chosen),
        )

    def blank_rows(self, kind: RowKind) -> "RowsView":
        return _blank(self, kind)

    def key(self, fact: Fact, *, in_row: bool) -> str:
        assert not in_row
        return fact.name

    def narrowed(self, index: Array) -> "TableView":
        return TableView(self.table, _narrowed(self.index, index))

    def places(self) -> Array:
        return np.arange(self.table.size) if self.index is None else self.index

    def _taken(self, key: str | tuple[str, Period], column: Column) -> Column:
        if self.index is None:
            return column
        # Taken once, also for other clauses that leave the same enterprises.
        if key not in self._columns:
            self._columns[key] = column.take(self.index)
        return self._columns[key]


@dataclass(frozen=True)
class RowsView:
    """Rows of the enterprises of another view.

    Attributes:
        owner: The place of each row's enterprise in ``outer``, ascending.
        entered: At which places of ``outer`` the list was entered.
        columns: Gives a column of all rows by name.
        index: Which of them these are; None where they are all.
    """

    outer: View
    kind: RowKind
    owner: Array
    entered: Mask
    columns: Callable[[str], Column]
    index: Array | None = None

    @property
    def size(self) -> int:
        return len(self.owner)

    def attribute(self, fact: Fact, *, in_row: bool) -> Column:
        if not in_row:
            return self.outer.attribute(fact, in_row=False).take(self.owner)
        column = self.columns(fact.name)
        return column if self.index is None else column.take(self.index)

    def figure(self, fact: Fact, period: Period) -> Column:
        return self.outer.figure(fact, period).take(self.owner)

    def listed(self, codes: frozenset[str]) -> Mask:
        return self.outer.listed(codes)[self.owner]

    def rows(self, kind: RowKind) -> "RowsView":
        """Return for each row here the rows of another list of the same enterprise."""
        inner = self.outer.rows(kind)
        counts = np.bincount(inner.owner, minlength=self.outer.size)
        starts = np.cumsum(counts) - counts
        lengths = counts[self.owner]
        owner = np.repeat(np.arange(self.size), lengths)
        within = np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        chosen = starts[self.owner][owner] + within
        return RowsView(
            self, kind, owner, inner.entered[self.owner], lambda name: inner.columns(name).take(chosen)
        )

    def blank_rows(self, kind: RowKind) -> "RowsView":
        return _blank(self, kind)

    def key(self, fact: Fact, *, in_row: bool) -> str:
        return f"{self.kind.name}[].{fact.name}" if in_row else self.outer.key(fact, in_row=False)

    def narrowed(self, index: Array) -> "RowsView":
        owner = self.owner.take(index)
        return RowsView(
            self.outer, self.kind, owner, self.entered, self.columns, _narrowed(self.index, index)
        )

    def places(self) -> Array:
        return self.outer.places()[self.owner]


def _narrowed(before: Array | None, index: Array) -> Array:
    return index if before is None else before.take(index)


def _blank(outer: View, kind: RowKind) -> RowsView:
    nothing = Column(np.zeros(outer.size, np.int64), np.zeros(outer.size, bool))
    return RowsView(outer, kind, np.arange(outer.size), np.zeros(outer.size, bool), lambda _: nothing)
