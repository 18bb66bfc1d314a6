"""A comparison on the enterprise where it tells most: the values beside its edge, all else as it must be."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from domain.enterprises.dictionary import FactKind, RowKind
from domain.enterprises.facts import EnterpriseFacts
from domain.policies.authoring.proving.edges import Edge, Rank
from domain.policies.authoring.proving.finding import Goal
from domain.policies.authoring.proving.halving import Turn
from domain.policies.authoring.proving.knobs import Knob, Unset, knobs_of, of_kind
from domain.policies.authoring.proving.sampling import Sampler
from domain.policies.authoring.proving.telling import result_text
from domain.policies.language import nodes
from domain.policies.language.measures import Comparator
from domain.policies.trace import Outcome

_MOST_STARTS: Final = 12
_MOST_LOOKED_AT: Final = 20
_ENOUGH: Final = 5
_ROUND: Final = 10_000
"""Of how many units a figure is a multiple that people would name: 100元, a whole number, 1 %."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An edge on one enterprise: its other facts, what moves, where that turns, and how well it tells."""

    base: EnterpriseFacts
    knob: Knob
    turns: tuple[tuple[nodes.Compare, Turn], ...]
    merit: tuple[int, ...]


class Turning:
    """Finds where comparisons of a clause are shown; the same turn is not looked for twice."""

    def __init__(self, sampler: Sampler) -> None:
        self._sampler = sampler
        self._search = sampler.search
        self._known: set[tuple[str, int, int]] = set()

    def shown(self, edge: Edge, goals: Sequence[Goal]) -> Shown | None:
        """Return the best of some enterprises for an edge; None where it turns on none of them.

        Best is where the results differ, a turn is a new one, all else holds on both sides of most lines, and
        most are met exactly: in this order.
        """
        best: Shown | None = None
        whole = (1, 1, len(edge.lines), len(edge.lines))
        pivots = edge.pivots or tuple(one for one in knobs_of(edge.lines[0], edge.rows) if one.is_measured)
        for at, begun in enumerate(self._starts(edge, goals)):
            for knob in pivots:
                shown = self._along(edge, begun, goals, knob)
                if shown is not None and (best is None or shown.merit > best.merit):
                    best = shown
                if best is not None and best.merit == whole:
                    break
            # A rounder figure is not looked for without end; the lowest tier is often a condition as well.
            enough = whole if at < _ENOUGH else (*whole[:2], len(edge.lines) - 1)
            if best is not None and best.merit >= enough:
                break
        if best is not None:
            self._known |= {(best.knob.label, one.below, one.above) for _, one in best.turns}
        return best

    def numbers(self, edge: Edge, shown: Shown) -> list[int]:
        """Return the values that are shown: both of each turn, and one beyond what is exactly level."""
        knob, numbers = shown.knob, set[int]()
        for line, turn in shown.turns:
            numbers |= {turn.below, turn.above}
            level = self._level(line, edge, shown.base, turn)
            if edge.rank is Rank.LIMIT:
                is_round = level is not None and not level[0] % _ROUND
                rounded = turn.above if is_round else round_up(turn.above, knob)
                numbers = numbers - {turn.above} | {rounded, 2 * max(turn.below, rounded)}
                level = level if is_round else None
            if level is not None and len(edge.lines) == 1:
                numbers.add(level[1])
        least, most = knob.bounds
        return sorted(one for one in numbers if least <= one <= most)

    # From which enterprises it is tried

    def _starts(self, edge: Edge, goals: Sequence[Goal]) -> Iterator[EnterpriseFacts]:
        found: list[EnterpriseFacts] = []
        for one in islice(self._possible_starts(edge, goals), _MOST_LOOKED_AT):
            if one not in found and len(found) < _MOST_STARTS:
                found.append(one)
                yield one

    def _possible_starts(self, edge: Edge, goals: Sequence[Goal]) -> Iterator[EnterpriseFacts]:
        """Yield the usual enterprise, for which all else holds, then such with rounder figures."""
        sampler, first = self._sampler, edge.lines[0]
        begun = sampler.settled(sampler.usual, (*goals, Goal(first, True, edge.rows)))
        begun = sampler.settled(sampler.usual, goals) if begun is None else begun
        if begun is None:
            return
        knobs = [one for one in knobs_of(first, edge.rows) if one.fact is not None]
        begun = self._search.filled(begun, knobs)
        yield begun
        beside = list(self._beside(edge, knobs))
        for knob in (*beside, *knobs[1:], *(knobs[:1] if len(knobs) > 1 else ())):
            if not knob.is_measured or knob.fact is None or knob.fact.kind is FactKind.DATE:
                continue
            is_of_amount = knob in beside and edge.own is None
            for number in [0] if is_of_amount else self._figures(knob):
                moved = sampler.settled(knob.put_number(begun, number), goals, frozenset({knob}))
                if moved is not None:
                    yield moved

    def _beside(self, edge: Edge, knobs: Sequence[Knob]) -> Iterator[Knob]:
        """Yield what else an amount or a condition is made of, which may hide what this edge does."""
        whole = self._sampler.clause.award if edge.own is None else self._sampler.asked[edge.own].condition
        if whole is not None:
            yield from (one for one in knobs_of(whole, self._sampler.rows) if one not in knobs)

    def _figures(self, knob: Knob) -> list[int]:
        """Return the figures of the clause that a fact may have, and nothing."""
        numbers = [
            number
            for formula in self._sampler.clause.formulas
            for one in nodes.walk(formula)
            if isinstance(one, nodes.Literal) and one.value
            if knob.fact is not None and one.type is of_kind(knob.fact)
            if (number := knob.of_exact(one.value)) is not None
        ]
        return [*dict.fromkeys(sorted(numbers, reverse=True)), 0]

    # Where it turns

    def _along(self, edge: Edge, begun: EnterpriseFacts, goals: Sequence[Goal], knob: Knob) -> Shown | None:
        """Move one figure over every line of an edge; None where it turns none of them."""
        base = begun
        turns: list[tuple[nodes.Compare, Turn]] = []
        for line in edge.lines:
            found = self._turned(line, edge.rows, base, goals, knob, may_move=not turns)
            if found is not None:
                base = found[0]
                turns.append((line, found[1]))
        if not turns:
            return None
        base = self._with_sides(base, (one for _, turn in turns for one in (turn.below, turn.above)), knob)
        merit = (
            all(self._tells(turn, base) for _, turn in turns),
            any((knob.label, turn.below, turn.above) not in self._known for _, turn in turns),
            sum(self._decides(turn, base, goals) for _, turn in turns),
            sum(self._is_round(line, edge, base, turn) for line, turn in turns),
        )
        return Shown(base, knob, tuple(turns), merit)

    def _turned(
        self,
        line: nodes.Compare,
        rows: RowKind | None,
        begun: EnterpriseFacts,
        goals: Sequence[Goal],
        knob: Knob,
        *,
        may_move: bool,
    ) -> tuple[EnterpriseFacts, Turn] | None:
        """Return where a line turns and what the rest then is: all else holds on both sides, or on one.

        The rest stays as it is unless it ``may_move``.
        """
        found = None
        for turn in list(self._search.turns(begun, line, rows, knob)):
            if self._decides(turn, begun, goals):
                return begun, turn
            inside = knob.put_number(begun, turn.above if turn.holds_above else turn.below)
            if found is None and self._search.holds(inside, goals):
                found = begun, turn
            moved = self._search.settle(inside, goals, frozenset({knob})) if may_move else None
            if moved is not None:
                for again in list(self._search.turns(moved, line, rows, knob)):
                    if self._decides(again, moved, goals):
                        return self._sampler.complete(moved, goals), again
        return found

    def _decides(self, turn: Turn, facts: EnterpriseFacts, goals: Sequence[Goal]) -> bool:
        """Whether all else holds on both sides, so that nothing but this decides."""
        sides = (turn.knob.put_number(facts, one) for one in (turn.below, turn.above))
        return all(self._search.holds(one, goals) for one in sides)

    def _tells(self, turn: Turn, facts: EnterpriseFacts) -> bool:
        """Whether the two sides come to something else."""
        sides = (turn.knob.put_number(facts, one) for one in (turn.below, turn.above))
        below, above = (result_text(self._sampler.decided(one)) for one in sides)
        return below != above

    def _with_sides(self, base: EnterpriseFacts, numbers: Iterable[int], knob: Knob) -> EnterpriseFacts:
        """Return the rest with what is asked for on one side of an edge only."""
        for number in numbers:
            facts = knob.put_number(base, number)
            if self._sampler.decided(facts).outcome is not Outcome.MISSING:
                continue
            whole = self._sampler.settled(facts, self._sampler.asked, frozenset({knob}))
            whole = self._sampler.complete(facts) if whole is None else whole
            for one in self._sampler.read:
                value = one.read(whole)
                if not one.is_set(base) and not isinstance(value, Unset):
                    base = one.put(base, value)
        return base

    def _level(
        self, line: nodes.Compare, edge: Edge, facts: EnterpriseFacts, turn: Turn
    ) -> tuple[int, int] | None:
        """Return which value of a turn is the bound itself, and the one beyond it; None where neither is."""
        knob = turn.knob
        level = [Goal(nodes.Compare(line.left, Comparator.EQUAL, line.right), True, edge.rows)]
        for number, beyond in ((turn.below, turn.below - knob.step), (turn.above, turn.above + knob.step)):
            if self._search.holds(knob.put_number(facts, number), level):
                return number, beyond
        return None

    def _is_round(self, line: nodes.Compare, edge: Edge, facts: EnterpriseFacts, turn: Turn) -> bool:
        """Whether a line turns at a figure that people would name; of a limit nearly, as it is rounded."""
        if edge.rank is not Rank.LIMIT:
            return self._level(line, edge, facts, turn) is not None
        return turn.knob.fact is None or round_up(turn.above, turn.knob) % _ROUND == 0


def round_up(number: int, knob: Knob) -> int:
    """Return the next figure that people would name, where that is hardly more.

    >>> from domain.enterprises.dictionary import Fact, FactKey, FactKind
    >>> knob = Knob(FactKey("freight"), Fact("freight", "运费", FactKind.MONEY))
    >>> round_up(399_999_990, knob), round_up(12_345, knob)
    (400000000, 12400)
    """
    for digits in range(len(str(number)), 1, -1):
        size = int(10 ** (digits - 1))
        rounded = -(-number // size) * size
        if rounded - number <= max(100, number // 100_000) and rounded % knob.step == 0:
            return rounded
    return number
