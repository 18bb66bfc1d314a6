"""An enterprise for which conditions turn out as wanted, and the two values between which one turns."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import chain, islice
from typing import Final

from domain.enterprises.dictionary import FactKind, RowKind
from domain.enterprises.facts import EnterpriseFacts
from domain.policies.authoring.proving.halving import Look, Turn, find_turn
from domain.policies.authoring.proving.knobs import Knob, knobs_of, of_kind, rows_of, values_for
from domain.policies.language import nodes
from domain.policies.language.measures import Comparator, Type
from domain.policies.language.nodes import Condition
from domain.policies.language.ranges import Exact, Result
from domain.policies.one.evaluation import Evaluation, RowInHand

_FACTORS: Final = tuple(
    Fraction(one) for one in ("1", "2", "1.2", "0.8", "1.5", "0.5", "4", "1.1", "0.9", "10", "0.1")
)
_LEVEL: Final = (Comparator.EQUAL, Comparator.NOT_EQUAL)
_MOST_LOOKS: Final = 1_500
"""How many conditions are looked at before a search is given up."""
_FEW: Final = 4
"""How many figures are moved two at a time."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A condition and how it must turn out; ``rows`` is the list of whose first row it is said."""

    condition: Condition
    wanted: bool = True
    rows: RowKind | None = None


class _TooLong(Exception):
    """Too much was looked at."""


class Search:
    """Looks for facts; a policy of any size is given up after so many looks.

    ``on`` is a day within the policy, which days are taken near.
    """

    def __init__(self, on: date) -> None:
        self._on = on
        self._left = 0

    def settle(
        self, facts: EnterpriseFacts, goals: Sequence[Goal], fixed: frozenset[Knob] = frozenset()
    ) -> EnterpriseFacts | None:
        """Return facts for which every goal is met, as near to these as it goes; None where none are found.

        What is ``fixed`` stays as it is.
        """
        self._left = _MOST_LOOKS
        try:
            return self._settle(facts, tuple(goals), fixed)
        except _TooLong:
            return None

    def result(self, facts: EnterpriseFacts, goal: Goal) -> Result:
        """Say how the condition of a goal turns out."""
        self._count()
        return in_hand(facts, goal.rows).condition(goal.condition).result

    def _count(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise _TooLong

    def is_met(self, facts: EnterpriseFacts, goal: Goal) -> bool:
        """Whether a goal is met."""
        return self.result(facts, goal) is (Result.TRUE if goal.wanted else Result.FALSE)

    def holds(self, facts: EnterpriseFacts, goals: Iterable[Goal]) -> bool:
        """Whether every goal is met; a few looks only."""
        self._left = _MOST_LOOKS
        return all(self.is_met(facts, goal) for goal in goals)

    def turns(
        self, facts: EnterpriseFacts, condition: Condition, rows: RowKind | None, knob: Knob
    ) -> Iterator[Turn]:
        """Yield where a condition turns as one figure moves, upwards from what is entered first.

        It turns where it holds on one side and certainly does not on the other.
        """
        self._left = _MOST_LOOKS
        start = knob.number(facts)
        if knob.is_measured and start is not None:
            try:
                yield from self._turns(facts, Goal(condition, True, rows), knob, start)
            except _TooLong:
                return

    def filled(self, facts: EnterpriseFacts, knobs: Iterable[Knob]) -> EnterpriseFacts:
        """Return the facts with something usual for what is not entered."""
        for knob in knobs:
            if not knob.is_set(facts):
                facts = knob.put(facts, knob.default(facts, self._on))
        return facts

    def _settle(
        self, facts: EnterpriseFacts, goals: tuple[Goal, ...], fixed: frozenset[Knob]
    ) -> EnterpriseFacts | None:
        at = next((at for at, goal in enumerate(goals) if not self.is_met(facts, goal)), None)
        if at is None:
            return facts
        for changed in self._ways(facts, goals[at], fixed):
            if all(self.is_met(changed, one) for one in goals[: at + 1]):
                found = self._settle(changed, goals, fixed)
                if found is not None:
                    return found
        return None

    def _ways(self, facts: EnterpriseFacts, goal: Goal, fixed: frozenset[Knob]) -> Iterator[EnterpriseFacts]:
        """Yield facts for which a goal is perhaps met, the nearest first."""
        wanted, rows = goal.wanted, goal.rows
        match goal.condition:
            case nodes.NamedCondition(_, part):
                yield from self._ways(facts, Goal(part, wanted, rows), fixed)
            case nodes.Negated(part):
                yield from self._ways(facts, Goal(part, not wanted, rows), fixed)
            case nodes.Both(parts) | nodes.Either(parts):
                inner = tuple(Goal(part, wanted, rows) for part in parts)
                if isinstance(goal.condition, nodes.Both) is wanted:
                    found = self._settle(facts, inner, fixed)
                    yield from () if found is None else (found,)
                else:
                    for one in inner:
                        found = self._settle(facts, (one,), fixed)
                        yield from () if found is None else (found,)
            case nodes.Matches(test=test):
                (knob,) = knobs_of(goal.condition, rows)
                if knob not in fixed:
                    yield from (knob.put(facts, value) for value in values_for(knob, test, fits=wanted))
            case nodes.RowsHold():
                yield from self._rows(facts, goal.condition, fixed, wanted=wanted)
            case nodes.Listed():
                return
            case _:
                yield from self._measured(facts, goal, fixed)

    def _rows(
        self, facts: EnterpriseFacts, node: nodes.RowsHold, fixed: frozenset[Knob], *, wanted: bool
    ) -> Iterator[EnterpriseFacts]:
        count = rows_of(node.rows)
        one = facts if count.number(facts) else count.put(facts, 1)
        found = self._settle(one, (Goal(node.condition, wanted, node.rows),), fixed)
        if found is not None:
            yield found
        if wanted is node.all_of_them and count not in fixed:
            yield count.put(facts, 0)

    def _measured(
        self, facts: EnterpriseFacts, goal: Goal, fixed: frozenset[Knob]
    ) -> Iterator[EnterpriseFacts]:
        """Yield facts with other figures below a comparison: filled up, then one of them, then two."""
        every = knobs_of(goal.condition, goal.rows)
        knobs = [one for one in every if one not in fixed]
        begun = self.filled(facts, knobs)
        yield begun
        for knob in knobs:
            yield from self._moved(begun, goal, knob, every)
        for first in knobs[:_FEW]:
            for moved in islice(self._moved(begun, goal, first, every), 2 * _FEW):
                for second in knobs[:_FEW]:
                    if second != first:
                        yield from islice(self._moved(moved, goal, second, every), 2 * _FEW)

    def _moved(
        self, facts: EnterpriseFacts, goal: Goal, knob: Knob, knobs: Sequence[Knob]
    ) -> Iterator[EnterpriseFacts]:
        if not knob.is_measured:
            for one in nodes.walk(goal.condition):
                if isinstance(one, nodes.Matches) and one.fact == knob.fact:
                    for fits in (True, False):
                        yield from (knob.put(facts, value) for value in values_for(knob, one.test, fits=fits))
            return
        least, most = knob.bounds
        numbers = chain(self._round(facts, goal, knob, knobs), self._edges(facts, goal, knob))
        seen = set[int]()
        for number in numbers:
            if least <= number <= most and number not in seen:
                seen.add(number)
                yield knob.put_number(facts, number)

    def _round(self, facts: EnterpriseFacts, goal: Goal, knob: Knob, knobs: Sequence[Knob]) -> Iterator[int]:
        """Yield figures that people would take: days in a period, multiples of what is asked for."""
        if knob.fact is None:
            yield from (1, 2, 3, 5, 10, 0)
            return
        others = [one for one in knobs if one.fact is not None and one.fact.kind is knob.fact.kind]
        own = (one.number(facts) for one in others)
        if knob.fact.kind is FactKind.DATE:
            yield from self._days(goal.condition)
            yield from filter(None, own)
            return
        asked = (
            knob.of_exact(one.value)
            for one in nodes.walk(goal.condition)
            if isinstance(one, nodes.Literal) and one.value and one.type is of_kind(knob.fact)
        )
        for number in dict.fromkeys(filter(None, chain(asked, own))):
            for factor in _FACTORS:
                moved = number * factor
                if moved.denominator == 1 and moved % knob.step == 0:
                    yield int(moved)
        yield 0

    def _days(self, condition: Condition) -> Iterator[int]:
        for one in nodes.walk(condition):
            if isinstance(one, nodes.Within):
                middle = one.first + (one.last - one.first) // 2
                yield from (middle.toordinal(), one.first.toordinal(), one.last.toordinal())
                yield (one.first - timedelta(30)).toordinal()
                yield (one.last + timedelta(30)).toordinal()
            elif isinstance(one, nodes.Literal) and one.type is Type.DATE:
                day = int(one.value)
                yield from (day - 30, day + 30, day, day - 400, day + 400, day - 1, day + 1)

    def _edges(self, facts: EnterpriseFacts, goal: Goal, knob: Knob) -> Iterator[int]:
        start = knob.number(facts)
        if start is not None:
            for turn in self._turns(facts, Goal(goal.condition, True, goal.rows), knob, start):
                yield from (turn.above, turn.below)

    def _turns(self, facts: EnterpriseFacts, goal: Goal, knob: Knob, start: int) -> Iterator[Turn]:
        def look(number: int) -> Look:
            self._count()
            evaluation = in_hand(knob.put_number(facts, number), goal.rows)
            return Look(number, evaluation.condition(goal.condition).result, _gap(goal.condition, evaluation))

        if isinstance(goal.condition, nodes.Compare) and goal.condition.comparator in _LEVEL:
            yield from self._level_turns(facts, goal.condition, goal.rows, knob, start)
            return
        aligned = start - start % knob.step
        for upwards in (False, True):
            found = find_turn(look, aligned, knob, upwards=upwards)
            if found is not None:
                yield found

    def _level_turns(
        self, facts: EnterpriseFacts, line: nodes.Compare, rows: RowKind | None, knob: Knob, start: int
    ) -> Iterator[Turn]:
        """Yield where two sides are level: steps would pass that by, so it is looked for as an edge."""
        edge = Goal(nodes.Compare(line.left, Comparator.AT_LEAST, line.right), True, rows)
        for turn in self._turns(facts, edge, knob, start):
            sides = (knob.put_number(facts, one) for one in (turn.below, turn.above))
            below, above = (self.result(one, Goal(line, True, rows)) for one in sides)
            if {below, above} == {Result.TRUE, Result.FALSE}:
                yield Turn(knob, turn.below, turn.above, holds_above=above is Result.TRUE)


def _gap(condition: Condition, evaluation: Evaluation) -> Exact | None:
    """Return by how much the left side of a comparison is above the right one; None where that is open."""
    if not isinstance(condition, nodes.Compare):
        return None
    left, right = evaluation.quantity(condition.left), evaluation.quantity(condition.right)
    return left.low - right.low if left.is_exact and right.is_exact else None


def in_hand(facts: EnterpriseFacts, rows: RowKind | None) -> Evaluation:
    """Return an evaluation of the enterprise, or of the first row of one of its lists."""
    if rows is None:
        return Evaluation(facts)
    entered = facts.rows.get(rows.name) or ({},)
    return Evaluation(facts, RowInHand(rows.name, 0, entered[0]))
