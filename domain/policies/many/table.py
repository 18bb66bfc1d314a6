"""What is known about many enterprises, as columns."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import assert_never

import numpy as np

from domain.enterprises.dictionary import Dictionary, Fact, FactKind, RowKind
from domain.enterprises.facts import EnterpriseFacts, FactValue, Row
from domain.enterprises.following import SOURCES, following
from domain.policies.many.columns import Column, all_known
from domain.policies.many.figures import figure_column
from domain.policies.many.numbers import Array, Mask
from domain.values.periods import Period


@dataclass(frozen=True, slots=True)
class RowTable:
    """One list of many enterprises, one row after the other.

    Attributes:
        entered: Which enterprises the list was entered for, be it empty.
        owner: To which enterprise each row belongs, ascending.
        columns: Gives a column by name.
    """

    entered: Mask
    owner: Array
    columns: Callable[[str], Column]


@dataclass(frozen=True)
class FactTable:
    """Columns of the enterprises whose places are 0 to ``size`` - 1, each made when it is first asked for.

    Attributes:
        usccs: Their codes.
        attribute, indicator, rows: Make a column, or a list; that of an indicator holds what was typed for
            a period, and is None where nothing was for anyone.
        facts: Gives all that is known about those at some places, in this order.
    """

    usccs: Sequence[str]
    attribute: Callable[[str], Column]
    indicator: Callable[[str, Period], Column | None]
    rows: Callable[[str], RowTable]
    facts: Callable[[Sequence[int]], Iterable[EnterpriseFacts]]
    _attributes: dict[str, Column] = field(default_factory=dict)
    _indicators: dict[tuple[str, Period], Column | None] = field(default_factory=dict)
    _figures: dict[tuple[str, Period], Column] = field(default_factory=dict)
    _lists: dict[str, RowTable] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.usccs)

    def facts_of(self, place: int) -> EnterpriseFacts:
        """Return all that is known about the one at a place; of several `facts` gives it much sooner."""
        return next(iter(self.facts([place])))

    def attribute_column(self, name: str) -> Column:
        """Return a fact that does not depend on a period."""
        if name not in self._attributes:
            column = self.attribute(name)
            column = self._followed(name, column) if name in SOURCES else column
            self._attributes[name] = column.compact()
        return self._attributes[name]

    def _followed(self, name: str, column: Column) -> Column:
        """Return a column with what follows from codes where nothing was entered."""
        if column.entered is None:
            return column
        codes = self.attribute_column("industry_code") if name == "industry_section" else None
        values, entered = column.values.copy(), column.entered.copy()
        words = {word: at for at, word in enumerate(column.words)}
        for place in np.flatnonzero(~entered).tolist():
            is_known = codes is not None and (codes.entered is None or codes.entered[place])
            industry = {"industry_code": codes.words[codes.values[place]]} if codes and is_known else {}
            if found := following(name, self.usccs[place], industry):
                values[place], entered[place] = words.setdefault(found, len(words)), True
        return Column(values, all_known(entered), column.absent, tuple(words))

    def figure_column(self, fact: Fact, period: Period) -> Column:
        """Return a period figure as it was typed, or as it follows from others."""
        key = fact.name, period
        if key not in self._figures:
            self._figures[key] = figure_column(fact, period, self.size, partial(self._typed, fact.name))
        return self._figures[key]

    def row_table(self, kind: RowKind) -> RowTable:
        """Return a list."""
        if kind.name not in self._lists:
            self._lists[kind.name] = self.rows(kind.name)
        return self._lists[kind.name]

    def _typed(self, name: str, period: Period) -> Column | None:
        key = name, period
        if key not in self._indicators:
            self._indicators[key] = self.indicator(name, period)
        return self._indicators[key]


def table_of(enterprises: Sequence[EnterpriseFacts], dictionary: Dictionary) -> FactTable:
    """Return the columns of enterprises that are in memory."""
    size = len(enterprises)

    def attribute(name: str) -> Column:
        fact = dictionary.attributes[name]
        return column_of(fact, size, _entries(name, (one.attributes for one in enterprises)))

    # Most periods of a year were typed for nobody, and a figure may follow from any of them.
    typed = {
        (name, period)
        for one in enterprises
        for name, figures in one.indicators.items()
        for period in figures
    }

    def indicator(name: str, period: Period) -> Column | None:
        if (name, period) not in typed:
            return None
        entries = (
            (at, one.indicators[name][period])
            for at, one in enumerate(enterprises)
            if period in one.indicators.get(name, ())
        )
        return column_of(dictionary.indicators[name], size, entries)

    def rows(kind: str) -> RowTable:
        lists = [one.rows.get(kind) for one in enterprises]
        return row_table_of(dictionary.rows[kind], lists)

    return FactTable(
        [one.uscc for one in enterprises], attribute, indicator, rows, partial(map, enterprises.__getitem__)
    )


def row_table_of(kind: RowKind, lists: Sequence[Sequence[Row] | None]) -> RowTable:
    """Return the rows of a list, given for each enterprise; None where it was not entered."""
    owner = np.repeat(np.arange(len(lists)), [len(rows or ()) for rows in lists])
    every = [row for rows in lists for row in rows or ()]
    made: dict[str, Column] = {}

    def column(name: str) -> Column:
        if name not in made:
            made[name] = column_of(kind.columns[name], len(every), _entries(name, every))
        return made[name]

    return RowTable(np.array([rows is not None for rows in lists], bool), owner, column)


def column_of(fact: Fact, size: int, entries: Iterable[tuple[int, FactValue]]) -> Column:
    """Return a column from what was entered at some places."""
    values = np.zeros(size, np.int64)
    entered, absent = np.zeros(size, bool), np.zeros(size, bool)
    words: dict[str, int] = {}
    for at, value in entries:
        entered[at] = True
        absent[at] = value is None
        values[at] = as_integer(value, words)
    return Column(
        values,
        all_known(entered),
        absent if fact.kind is FactKind.DATE and absent.any() else None,
        tuple(words),
    )


def as_integer(value: FactValue, words: dict[str, int]) -> int:
    """Return a value as it stands in a column; a text, or a choice, by its place in ``words``."""
    match value:
        case None:
            return 0
        case date():
            return value.toordinal()
        case str():
            return words.setdefault(value, len(words))
        case int():
            return value
        case _:
            assert_never(value)


def _entries(name: str, holders: Iterable[Mapping[str, FactValue]]) -> Iterator[tuple[int, FactValue]]:
    return ((at, one[name]) for at, one in enumerate(holders) if name in one)
