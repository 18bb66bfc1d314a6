"""What is known about one enterprise when its awards are decided: plain values, detached from any store."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from domain.enterprises.derivation import Figure, figure_from
from domain.enterprises.dictionary import Fact, FactKey
from domain.values.periods import Period

FactValue = str | bool | int | date | None
"""See `FactKind`. None stands only for a date that is known not to exist."""

Row = Mapping[str, FactValue]
"""One row of a list by columns; a `RecordedRow` where it is known which one it is."""


UID: Final = "uid"
"""What records and the trail call a row's id, beside its columns."""


class RecordedRow(dict[str, FactValue]):
    """A row that keeps its id, whatever becomes of its values; equal to every row of the same values."""

    __slots__ = ("uid",)

    def __init__(self, values: Row, uid: str) -> None:
        super().__init__(values)
        self.uid = uid


def uid_of(row: Row) -> str:
    """Return which row it is; empty for a new one."""
    return row.uid if isinstance(row, RecordedRow) else ""


def as_row(values: Row, uid: str) -> Row:
    """Return values as the row of an id; as a new one where it is empty."""
    return RecordedRow(values, uid) if uid else values


@dataclass(frozen=True, slots=True)
class EnterpriseFacts:
    """Facts of one enterprise; whatever is absent was not entered.

    Attributes:
        attributes: Values by name.
        indicators: Figures by name and period, in the units of `dictionary.UNITS`.
        rows: Lists by name. An empty list means that there are none; an absent one was not entered.
    """

    uscc: str
    name: str
    attributes: Mapping[str, FactValue] = field(default_factory=dict)
    indicators: Mapping[str, Mapping[Period, int]] = field(default_factory=dict)
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)

    def has(self, key: FactKey) -> bool:
        """Whether a figure was entered."""
        return key.leaf in self._place(key)

    def value(self, key: FactKey) -> FactValue:
        """Return a figure that was entered."""
        return self._place(key)[key.leaf]

    def changed(self, key: FactKey, value: FactValue) -> "EnterpriseFacts":
        """Return these facts with another value of one figure."""
        return self._with(key, {**self._place(key), key.leaf: value})

    def cleared(self, key: FactKey) -> "EnterpriseFacts":
        """Return these facts with one figure as not entered."""
        return self._with(key, {name: value for name, value in self._place(key).items() if name != key.leaf})

    def _place(self, key: FactKey) -> Mapping[str, FactValue]:
        """Return the values among which a figure stands."""
        if key.row is not None:
            return self.rows[key.name][key.row]
        if key.period:
            figures = self.indicators.get(key.name, {})
            return {str(period): figure for period, figure in figures.items()}
        return self.attributes

    def _with(self, key: FactKey, values: Mapping[str, FactValue]) -> "EnterpriseFacts":
        if key.row is not None:
            rows = list(self.rows[key.name])
            rows[key.row] = as_row(values, uid_of(rows[key.row]))
            return replace(self, rows={**self.rows, key.name: tuple(rows)})
        if key.period:
            figures = {
                Period.parse(period): value for period, value in values.items() if isinstance(value, int)
            }
            return replace(self, indicators={**self.indicators, key.name: figures})
        return replace(self, attributes=values)

    def figure(self, fact: Fact, period: Period) -> Figure | None:
        """Return a period figure as it was typed, or as it follows from others (see `derivation`)."""
        return figure_from(fact, period, self.indicators.get(fact.name, {}))
