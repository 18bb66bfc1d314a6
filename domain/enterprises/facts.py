"""What is known about one enterprise when its awards are decided: plain values, detached from any store."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from domain.periods import Period, PeriodKind

FactValue = str | bool | int | date | None
"""See `FactKind`. None stands only for a date that is known not to exist."""

Row = Mapping[str, FactValue]


@dataclass(frozen=True, slots=True)
class Figure:
    """A period figure as found. ``derived`` if it is the sum of two quarters and was not entered itself."""

    amount: int
    derived: bool = False


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

    def with_value(self, name: str, value: FactValue, *, period: Period | None = None) -> "EnterpriseFacts":
        """Return these facts with another value of one attribute, or of one figure of a period."""
        if period is None:
            return replace(self, attributes={**self.attributes, name: value})
        assert isinstance(value, int)
        figures = {**self.indicators.get(name, {}), period: value}
        return replace(self, indicators={**self.indicators, name: figures})

    def without(self, name: str, *, period: Period | None = None) -> "EnterpriseFacts":
        """Return these facts with one attribute, or one figure of a period, as not entered."""
        if period is None:
            return replace(
                self, attributes={key: value for key, value in self.attributes.items() if key != name}
            )
        figures = {when: value for when, value in self.indicators.get(name, {}).items() if when != period}
        return replace(self, indicators={**self.indicators, name: figures})

    def figure(self, name: str, period: Period, *, is_stock: bool = False) -> Figure | None:
        """Return a period figure, or None if it was not entered and cannot be derived.

        Only a half-year is derived, from its two quarters; one that was entered stands even where they sum
        to something else. The state at the end of a period (``is_stock``) never adds up.
        """
        entered = self.indicators.get(name, {})
        if period in entered:
            return Figure(entered[period])
        if period.kind is PeriodKind.HALF and not is_stock:
            quarters = [entered.get(quarter) for quarter in period.quarters]
            if None not in quarters:
                return Figure(sum(amount for amount in quarters if amount is not None), derived=True)
        return None
