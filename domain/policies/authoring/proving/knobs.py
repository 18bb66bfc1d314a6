"""The figures that a formula reads, each as something that can be set: a fact, a column, how many rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from domain.enterprises.dictionary import REASON, UNITS, Dictionary, Fact, FactKey, FactKind, Nature, RowKind
from domain.enterprises.facts import EnterpriseFacts, FactValue
from domain.enterprises.quantities import exact_value
from domain.enterprises.records import read_value
from domain.policies.language import nodes
from domain.policies.language.matching import Among, Beginning, Containing, NoDay, Test, Truth
from domain.policies.language.measures import Type
from domain.policies.language.ranges import Exact
from domain.policies.language.wording import fact_text
from domain.values.errors import BadInput
from domain.values.periods import Period

_MONTH: Final = 100_000_000
"""What an amount of a month is taken to be where nothing says otherwise, in fen: 100万元."""
_COUNT: Final = 10
_RATE: Final = 50_000
_APART: Final = 100
"""How many days usual ones are apart."""

_TEXT: Final = "其他"
_CODE: Final = "0111"
_MOST_ROWS: Final = 60
_TYPES: Final = {
    FactKind.MONEY: Type.MONEY,
    FactKind.NUMBER: Type.NUMBER,
    FactKind.RATE: Type.RATE,
    FactKind.DATE: Type.DATE,
}
_STEPS: Final = {FactKind.MONEY: 1, FactKind.NUMBER: 100, FactKind.RATE: 100, FactKind.DATE: 1}
"""By how much a figure is set beside an edge, in the units of `UNITS`: a fen, 0.01, 0.01 %, a day."""


@dataclass(frozen=True, slots=True)
class Knob:
    """One thing that can be set: ``fact`` of the enterprise or of the first row of ``rows``.

    Without a fact it is how many rows there are, all alike.
    """

    key: FactKey
    fact: Fact | None = None
    rows: RowKind | None = None

    @property
    def is_measured(self) -> bool:
        """Whether it has values beside each other."""
        return self.fact is None or self.fact.kind in _STEPS

    @property
    def label(self) -> str:
        """What people call it."""
        if self.fact is None:
            assert self.rows is not None
            return f"{self.rows.label}的个数"
        period = f"{Period.parse(self.key.period).label}" if self.key.period else ""
        return f"{period}{self.fact.label}"

    @property
    def whole_label(self) -> str:
        """What people call it where it is not entered."""
        return self.rows.label if self.fact is None and self.rows is not None else self.label

    @property
    def step(self) -> int:
        """How far the value beside is away, in the units that it is set in."""
        if self.fact is None:
            return 1
        return UNITS[FactKind.NUMBER] if self.fact.is_whole else _STEPS[self.fact.kind]

    @property
    def bounds(self) -> tuple[int, int]:
        """The least and the greatest that it can be set to."""
        if self.fact is None:
            return 0, _MOST_ROWS
        if self.fact.kind is FactKind.DATE:
            return date(1950, 1, 1).toordinal(), date(2099, 12, 31).toordinal()
        return self.fact.bounds

    def is_set(self, facts: EnterpriseFacts) -> bool:
        """Whether anything was entered for it."""
        return self.read(facts) is not UNSET

    def read(self, facts: EnterpriseFacts) -> "FactValue | Unset":
        """Return what is entered, or `UNSET`."""
        if self.fact is None:
            return len(facts.rows[self.key.name]) if self.key.name in facts.rows else UNSET
        if self.key.row is not None and len(facts.rows.get(self.key.name, ())) <= self.key.row:
            return UNSET
        return facts.value(self.key) if facts.has(self.key) else UNSET

    def number(self, facts: EnterpriseFacts) -> int | None:
        """Return what is entered as a whole number of its units; None where it is nothing of that kind."""
        value = self.read(facts)
        if isinstance(value, date):
            return value.toordinal()
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def put(self, facts: EnterpriseFacts, value: FactValue) -> EnterpriseFacts:
        """Return the facts with this entered; of a judged one with a reason."""
        if self.fact is None:
            rows = facts.rows.get(self.key.name) or ({},)
            assert isinstance(value, int)
            return replace(facts, rows={**facts.rows, self.key.name: (rows[0],) * value})
        if self.key.row is not None and not facts.rows.get(self.key.name):
            facts = replace(facts, rows={**facts.rows, self.key.name: ({},)})
        if self.key.period:
            assert isinstance(value, int)
            known: Mapping[Period, int] = facts.indicators.get(self.key.name, {})
            figures = {**known, Period.parse(self.key.period): value}
            return replace(facts, indicators={**facts.indicators, self.key.name: figures})
        changed = facts.changed(self.key, value)
        if self.fact.is_judged:
            changed = changed.changed(replace_leaf(self.key, REASON), "示例")
        return changed

    def put_number(self, facts: EnterpriseFacts, number: int) -> EnterpriseFacts:
        """Return the facts with this set to so many of its units."""
        is_day = self.fact is not None and self.fact.kind is FactKind.DATE
        return self.put(facts, date.fromordinal(number) if is_day else number)

    def clear(self, facts: EnterpriseFacts) -> EnterpriseFacts:
        """Return the facts with nothing entered for it."""
        if self.fact is None:
            rows = {name: value for name, value in facts.rows.items() if name != self.key.name}
            return replace(facts, rows=rows)
        if self.fact.is_judged:
            facts = facts.cleared(replace_leaf(self.key, REASON))
        return facts.cleared(self.key)

    def default(self, facts: EnterpriseFacts, on: date) -> FactValue:
        """Return something usual for it beside what is there; ``on`` is a day within the policy."""
        if self.fact is None:
            return 1
        match self.fact.kind:
            case FactKind.TRUTH:
                return True
            case FactKind.CHOICE:
                return next(iter(self.fact.choices))
            case FactKind.DATE:
                # Each day after the one before, so that there is time between them.
                places = (facts.attributes, *(row for rows in facts.rows.values() for row in rows))
                taken = sum(isinstance(value, date) for place in places for value in place.values())
                return on + timedelta(_APART * taken)
            case FactKind.TEXT:
                return _CODE if self.fact.check is not None else _TEXT
        return self._within(self._usual(facts))

    def _usual(self, facts: EnterpriseFacts) -> int:
        assert self.fact is not None
        if self.fact.kind is FactKind.RATE:
            return _RATE
        if self.key.period:
            months = Period.parse(self.key.period).months
            known = facts.indicators.get(self.key.name, {})
            alike = [figure for period, figure in known.items() if period.months == months and figure > 0]
            if alike:
                return alike[0] * 4 // 5 // self.step * self.step
        if self.fact.kind is FactKind.NUMBER:
            return _COUNT * UNITS[FactKind.NUMBER]
        is_flow = self.key.period and self.fact.nature is Nature.FLOW
        return _MONTH * (Period.parse(self.key.period).months if is_flow else 3)

    def _within(self, number: int) -> int:
        least, most = self.bounds
        return min(max(number, least), most)

    def shown(self, facts: EnterpriseFacts) -> str:
        """Return what is entered as people read it."""
        value = self.read(facts)
        if isinstance(value, Unset):
            return "未填"
        return f"{value} 个" if self.fact is None else fact_text(self.fact, value)

    def of_exact(self, value: Exact) -> int | None:
        """Return how many of its units a value of a formula is; None where that is none of its values."""
        if self.fact is None or self.fact.kind is FactKind.DATE:
            return int(value) if value == int(value) else None
        units = Fraction(value) * (1 if self.fact.kind is FactKind.MONEY else UNITS[self.fact.kind])
        number = int(units) if units.denominator == 1 else None
        if number is None or exact_value(self.fact.kind, number) != value:
            return None
        return number if self._within(number) == number and number % self._grid == 0 else None

    @property
    def _grid(self) -> int:
        """Of how many units its values are multiples."""
        return UNITS[FactKind.NUMBER] if self.fact is not None and self.fact.is_whole else 1


class Unset:
    """Stands for what was not entered, where None is a day that does not exist."""


UNSET: Final = Unset()


def of_kind(fact: Fact) -> Type:
    """Return what the figures of a fact measure."""
    return _TYPES[fact.kind]


def replace_leaf(key: FactKey, suffix: str) -> FactKey:
    """Return the key of what stands beside a figure under a longer name."""
    return replace(key, column=key.column + suffix) if key.column else replace(key, name=key.name + suffix)


def knobs_of(node: nodes.Node, rows: RowKind | None = None) -> list[Knob]:
    """Return what can be set below a node, each once, in the order of the formula.

    ``rows`` is the list of whose row the node is said. How many rows there are comes after what they hold.
    """
    return list(dict.fromkeys(_knobs(node, rows)))


def _knobs(node: nodes.Node, rows: RowKind | None) -> Iterator[Knob]:
    match node:
        case nodes.Indicator(fact, period):
            yield Knob(FactKey(fact.name, period=str(period)), fact)
        case nodes.Attribute(fact, in_row=in_row) | nodes.Matches(fact, in_row=in_row):
            yield _column(fact, rows) if in_row and rows is not None else Knob(FactKey(fact.name), fact)
        case nodes.OverRows(kind) | nodes.RowsHold(kind):
            for part in nodes.parts_of(node):
                yield from _knobs(part, kind)
            if isinstance(node, nodes.OverRows) and node.group is not None:
                yield _column(node.group, kind)
            yield rows_of(kind)
        case _:
            for part in nodes.parts_of(node):
                yield from _knobs(part, rows)


def rows_of(kind: RowKind) -> Knob:
    """Return how many rows a list has."""
    return Knob(FactKey(kind.name), None, kind)


def _column(fact: Fact, rows: RowKind) -> Knob:
    return Knob(FactKey(rows.name, row=0, column=fact.name), fact, rows)


def knob_at(key: str, dictionary: Dictionary) -> Knob | None:
    """Return what a missing key of a decision names; None where it names nothing that can be set."""
    place = FactKey.parse(key)
    kind = dictionary.rows.get(place.name)
    if kind is not None:
        fact = kind.columns.get(place.column)
        return rows_of(kind) if fact is None else _column(fact, kind)
    found = dictionary.indicators.get(place.name) if place.period else dictionary.attributes.get(place.name)
    return None if found is None else Knob(place, found)


def values_for(knob: Knob, test: Test, *, fits: bool) -> Iterator[FactValue]:
    """Yield values of a fact that pass a test, or that do not, such as a file of facts takes."""
    assert knob.fact is not None
    for value in _candidates(knob.fact, test):
        if test.fits(value) is fits and _is_taken(knob.fact, value):
            yield value


def _candidates(fact: Fact, test: Test) -> Iterator[FactValue]:
    match test:
        case Truth():
            yield from (True, False)
        case NoDay():
            yield from (None, date(2022, 6, 15))
        case _ if fact.kind is FactKind.CHOICE:
            yield from fact.choices
        case Among(values):
            yield from (*values, _TEXT)
        case Containing(parts) | Beginning(parts):
            yield from (begin + end for begin in parts for end in ("", "0", "1", "10", "11", "某某"))
            yield from (_TEXT, _CODE, "5100", "9999")


def _is_taken(fact: Fact, value: FactValue) -> bool:
    try:
        return read_value(fact, value.isoformat() if isinstance(value, date) else value) == value
    except BadInput:
        return False
