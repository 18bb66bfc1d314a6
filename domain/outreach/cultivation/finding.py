"""Candidates: who is near a threshold, who is above it and not in yet, who is in and fell below."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Final

from pydantic import TypeAdapter
from sqlmodel import Session

from domain.enterprises.dictionary import Dictionary, Fact
from domain.outreach.cultivation.thresholds import standards_on
from domain.outreach.cultivation_standards import BASE, Line, Standards
from domain.outreach.sql import count_unplaced, fill_figures, fill_found, found_rows
from domain.store.problems import as_stored
from domain.values.errors import NotFound
from domain.values.ids import EnterpriseId
from domain.values.money import Fen, short_yuan
from domain.values.periods import Period, PeriodKind

MOST: Final = 2_000
"""So many candidates are listed, those first that lack least."""


class State(StrEnum):
    """How an enterprise stands to what it takes."""

    NEAR = "near"
    ABOVE = "above"
    FALLEN = "fallen"
    LICENCE = "licence"
    """No figure tells: it takes a licence."""

    @property
    def word(self) -> str:
        return _STATES[self]


_STATES = {
    State.NEAR: "接近",
    State.ABOVE: "过线未入",
    State.FALLEN: "低于线",
    State.LICENCE: "看资质",
}
BY_FIGURES: Final = (State.NEAR, State.ABOVE, State.FALLEN)


@dataclass(frozen=True, slots=True)
class Met:
    """One line with what an enterprise has.

    Attributes:
        fact: Which figure; ``label`` what people call it.
        amount: In fen; None where nothing is entered.
        needed: How much it takes, in fen; None where that is not known.
        line: In words; ``since`` from which day on it applies, ``source`` where it stands.
    """

    fact: str
    label: str
    amount: Fen | None
    needed: Fen | None
    line: str
    since: date
    source: str

    @property
    def gap(self) -> Fen:
        """How much is lacking, in fen."""
        if self.amount is None or self.needed is None:
            return Fen(0)
        return Fen(max(self.needed - self.amount, 0))

    @property
    def text(self) -> str:
        """Say what there is of what it takes."""
        has = "没有填" if self.amount is None else short_yuan(self.amount)
        needed = self.line if self.needed is None else short_yuan(self.needed)
        return f"{self.label} {has}，线 {needed}"


@dataclass(frozen=True, slots=True)
class Basis:
    """On what somebody was found, as it was then.

    Attributes:
        day: When it was looked at; ``period`` of which the figures are.
        standard: What the standard was called; ``standard_id`` empty where none was asked.
        state: See `State`; empty for who was entered by hand.
    """

    day: date
    period: str
    standard: str
    state: str
    lines: tuple[Met, ...] = ()
    standard_id: str = ""

    def to_json(self) -> str:
        """Write it as the store keeps it."""
        return _adapter().dump_json(self).decode()

    @staticmethod
    def read(text: str) -> "Basis":
        """Read what the store keeps.

        Raises:
            Unreadable: It does not read.
        """
        with as_stored("培育库的入库依据"):
            return _adapter().validate_python(json.loads(text))

    @property
    def texts(self) -> list[str]:
        """Say it, a sentence for each line; which threshold applied among it."""
        if not self.lines:
            return [f"{self.standard}，不看数，要核实资质" if self.state else "手工入库，没有按数查找"]
        named = Period.parse(self.period).label
        return [f"{named}{one.text}（{one.since.isoformat()} 起的标准：{one.source}）" for one in self.lines]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An enterprise that was found.

    Attributes:
        is_known: Whether it is entered if it is that already; of 资质 it always is.
    """

    enterprise_id: EnterpriseId
    name: str
    uscc: str
    state: State
    is_known: bool
    basis: Basis

    @property
    def lines(self) -> tuple[Met, ...]:
        return self.basis.lines


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for.

    Attributes:
        period: Whose figures count; thresholds are those of a year.
        near: From how many percent of a line on somebody is near it.
        day: By whose thresholds and qualifications.
    """

    target: str
    period: Period
    near: int
    day: date
    states: tuple[State, ...] = BY_FIGURES
    most: int = MOST


@dataclass(frozen=True, slots=True)
class Found:
    """What was found.

    Attributes:
        rows: The first `Search.most`.
        counts: How many there are of each state; of `State.LICENCE` only where that was asked for.
        unplaced: Whose figures come near, and whose industry is not entered, so that nobody knows their line.
        lacking: Figures that the office does not keep.
    """

    search: Search
    rows: tuple[Candidate, ...]
    counts: dict[State, int]
    unplaced: int
    lacking: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        return sum(self.counts.get(one, 0) for one in self.search.states)


def find_candidates(session: Session, search: Search, standards: Standards, dictionary: Dictionary) -> Found:
    """Find candidates, by the thresholds that apply on the day.

    Raises:
        NotFound: There is no such target.
    """
    target = standards.targets.get(search.target)
    if target is None:
        raise NotFound("没有这个培育目标，请重新选择")
    on = standards_on(session, standards, search.day)
    every = on.of_target(search.target)
    wanted = {name for one in every for line in one.lines for name in (line.fact, line.of or line.fact)}
    wanted |= {BASE for one in every if one.least is not None or one.most is not None}
    facts = [dictionary.indicators[name] for name in sorted(wanted) if name in dictionary.indicators]
    lacking = tuple(sorted(wanted - {fact.name for fact in facts}))
    fill_figures(session, facts, search.period, lacking=lacking)
    # Very many need a licence: they are gone through only where they are asked for.
    asked = [one for one in every if one.lines or State.LICENCE in search.states]
    counts = fill_found(session, target, asked, search.near, search.day)
    rows = found_rows(session, [one.value for one in search.states], search.most)
    return Found(
        search,
        tuple(_candidate(row, search, on, dictionary) for row in rows),
        {State(state): count for state, count in counts.items()},
        count_unplaced(session, every, search.near),
        lacking,
    )


def last_year(day: date) -> Period:
    """Return the last whole year, by which enterprises are looked at.

    >>> last_year(date(2026, 3, 2))
    Period(2025)
    """
    return Period.of(day.year - 1, PeriodKind.YEAR)


def states_by(period: Period) -> tuple[State, ...]:
    """Return what figures of a period tell: lines are those of a year, and part of one falls below none.

    >>> [one.value for one in states_by(Period.of(2026, PeriodKind.CUMULATIVE, 10))]
    ['near', 'above']
    """
    return tuple(one for one in BY_FIGURES if one is not State.FALLEN or period.kind is PeriodKind.YEAR)


def _candidate(row: Sequence[object], search: Search, on: Standards, dictionary: Dictionary) -> Candidate:
    id_, name, uscc, standard_id, state, is_known, *pairs = row
    standard = on.standards[str(standard_id)]
    lines = tuple(
        _met(line, _fen(pairs[2 * at]), _fen(pairs[2 * at + 1]), dictionary)
        for at, line in enumerate(standard.lines)
    )
    basis = Basis(search.day, str(search.period), standard.title, str(state), lines, standard.id)
    assert isinstance(id_, int)
    known = bool(is_known) or bool(on.targets[search.target].qualification)
    return Candidate(EnterpriseId(id_), str(name), str(uscc), State(str(state)), known, basis)


def _met(line: Line, amount: Fen | None, needed: Fen | None, dictionary: Dictionary) -> Met:
    fact: Fact | None = dictionary.indicators.get(line.fact)
    label = line.fact if fact is None else fact.label
    return Met(line.fact, label, amount, needed, line.text, line.since, line.source)


def _fen(value: object) -> Fen | None:
    return Fen(value) if isinstance(value, int) else None


@cache
def _adapter() -> TypeAdapter[Basis]:
    return TypeAdapter(Basis)
