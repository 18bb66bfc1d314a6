"""Period figures while they are being entered: what was typed, right or wrong, and every step of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from domain.enterprises.dictionary import Dictionary, Fact, FactKind
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.quantities import parse_figure
from domain.errors import BadInput
from domain.periods import Period, PeriodKind
from domain.policies.figures import indicators_of
from domain.policies.library import PolicyLibrary


class Unit(StrEnum):
    """What a bare number stands for; the value is the word on the switch."""

    YUAN = "元"
    WAN = "万元"


@dataclass(frozen=True, slots=True)
class Wrong:
    """What was typed and cannot be taken, with the reason."""

    text: str
    reason: str


Place: TypeAlias = tuple[str, Period]
"""A figure's name and its period."""

Entry: TypeAlias = int | Wrong
Indicators: TypeAlias = Mapping[str, Mapping[Period, int]]

_MOST_STEPS: Final = 200


def read_entry(fact: Fact, text: str, unit: Unit) -> Entry | None:
    """Read what was typed into a cell; None for nothing. A number with its own unit keeps it.

    >>> rent = Fact("rent", "租金", FactKind.MONEY)
    >>> [read_entry(rent, text, Unit.WAN) for text in ("12.5", "1.2亿", " ")]
    [12500000, 12000000000, None]
    >>> read_entry(rent, "-1", Unit.YUAN)
    Wrong(text='-1', reason='不能小于 0，却是 -1.00 元')
    """
    typed = text.strip()
    if not typed:
        return None
    is_bare = unit is Unit.WAN and fact.kind is FactKind.MONEY and typed[-1].isdigit()
    try:
        return parse_figure(fact, f"{typed}万" if is_bare else typed)
    except BadInput as error:
        return Wrong(typed, error.complaints[0].replace(f"{typed}万", typed) if is_bare else str(error))


def wanted_figures(policies: PolicyLibrary) -> frozenset[Place]:
    """Return the figures that policies read, and the quarters that a half-year may be summed from."""
    read = {
        (leaf.fact.name, leaf.period)
        for policy in policies.policies.values()
        for leaf in indicators_of(policy)
    }
    quarters = {
        (name, quarter)
        for name, period in read
        if period.kind is PeriodKind.HALF
        for quarter in period.quarters
    }
    return frozenset(read | quarters)


def periods_to_show(wanted: Iterable[Place], entered: Indicators) -> list[Period]:
    """Return the periods of these figures with the halves that quarters lie in, in natural order."""
    periods = {period for _, period in wanted}
    periods |= {_half_of(period) for period in periods if period.kind is PeriodKind.QUARTER}
    return sorted(periods | {period for figures in entered.values() for period in figures})


def _half_of(quarter: Period) -> Period:
    return Period.of(quarter.year, PeriodKind.HALF, (quarter.number + 1) // 2)


class FigureSheet:
    """The entries by place. Every change is a step that can be taken back."""

    def __init__(self, dictionary: Dictionary) -> None:
        self.indicators = dictionary.indicators
        self._entries: dict[Place, Entry] = {}
        self._loaded: dict[Place, Entry] = {}
        self._done: list[dict[Place, Entry | None]] = []
        self._undone: list[dict[Place, Entry | None]] = []
        self._quarters = EnterpriseFacts("", "")

    def load(self, indicators: Indicators) -> None:
        """Show figures as they are stored."""
        self._entries = {
            (name, period): amount
            for name, figures in indicators.items()
            if name in self.indicators
            for period, amount in figures.items()
        }
        self._done, self._undone = [], []
        self._sum_up()
        self.accept()

    def accept(self) -> None:
        """Take what stands there as stored."""
        self._loaded = dict(self._entries)

    def entry(self, place: Place) -> Entry | None:
        return self._entries.get(place)

    def put(self, entries: Mapping[Place, Entry | None]) -> None:
        """Enter figures, or clear them by None, in one step."""
        changed = {place: entry for place, entry in entries.items() if entry != self._entries.get(place)}
        if changed:
            self._done = [*self._done[-_MOST_STEPS:], self._write(changed)]
            self._undone = []

    def undo(self) -> list[Place]:
        """Take the last step back; return what it touched."""
        return self._step(self._done, self._undone)

    def redo(self) -> list[Place]:
        """Take the step again that was taken back last; return what it touched."""
        return self._step(self._undone, self._done)

    def sum_of_quarters(self, place: Place) -> int | None:
        """Return what the two quarters of a half-year come to, where both were entered."""
        name, period = place
        is_half = period.kind is PeriodKind.HALF
        figure = self._quarters.figure(self.indicators[name], period) if is_half else None
        return None if figure is None else figure.amount

    def figures(self) -> dict[str, dict[Period, int]]:
        """Return every figure that can be taken, by name and period."""
        found: dict[str, dict[Period, int]] = {}
        for (name, period), entry in self._entries.items():
            if not isinstance(entry, Wrong):
                found.setdefault(name, {})[period] = entry
        return found

    def wrong_places(self) -> list[Place]:
        """Return where something stands that cannot be taken, row by row."""
        order = list(self.indicators)
        wrong = [place for place, entry in self._entries.items() if isinstance(entry, Wrong)]
        return sorted(wrong, key=lambda place: (order.index(place[0]), place[1]))

    def entries(self) -> Mapping[Place, Entry]:
        return self._entries

    def is_dirty(self) -> bool:
        return self._entries != self._loaded

    def _step(
        self, source: list[dict[Place, Entry | None]], target: list[dict[Place, Entry | None]]
    ) -> list[Place]:
        if not source:
            return []
        step = source.pop()
        target.append(self._write(step))
        return list(step)

    def _write(self, entries: Mapping[Place, Entry | None]) -> dict[Place, Entry | None]:
        """Write entries and return what stood in their places."""
        before = {place: self._entries.get(place) for place in entries}
        for place, entry in entries.items():
            if entry is None:
                self._entries.pop(place, None)
            else:
                self._entries[place] = entry
        self._sum_up()
        return before

    def _sum_up(self) -> None:
        # Without the halves themselves, the domain's own rule tells what their quarters come to.
        self._quarters = EnterpriseFacts(
            "",
            "",
            indicators={
                name: {
                    period: amount for period, amount in figures.items() if period.kind is PeriodKind.QUARTER
                }
                for name, figures in self.figures().items()
            },
        )
