"""Where the decision of a clause turns: every comparison, choice, tier, cap and step of its tree."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Final

from domain.enterprises.dictionary import RowKind
from domain.policies.authoring.places import Place
from domain.policies.authoring.proving.finding import Goal
from domain.policies.authoring.proving.knobs import Knob, knobs_of
from domain.policies.language import nodes
from domain.policies.language.functions import FUNCTIONS, GREATEST, LEAST
from domain.policies.language.measures import Comparator, Type
from domain.policies.language.nodes import Condition, Quantity
from domain.policies.language.wording import condition_text, quantity_text
from domain.policies.policy import Clause, Policy

_MONEY_STEPS: Final = (FUNCTIONS["每满"], FUNCTIONS["每档"])
_LONG: Final = 24
_LONG_WHY: Final = 40
_CAPS: Final = (FUNCTIONS["封顶"], FUNCTIONS["保底"])


class Rank(IntEnum):
    """What matters most comes first where not everything is shown."""

    FIGURE = 0
    TIER = 1
    LIMIT = 2
    STEP = 3
    DAY = 4
    CHOICE = 5
    BASE = 6
    NOTHING = 7
    OTHER = 8


@dataclass(frozen=True, slots=True)
class Edge:
    """A place of the tree where the decision turns.

    Attributes:
        place: The line that it stands in.
        why: What it is, in words.
        goals: What must be so that this place decides, besides the other conditions of the clause.
        own: Which condition of the clause it is part of; None where it is part of the amount or a stage.
        lines: Comparisons of one quantity, one for each value at which it turns.
        choice: What is asked of a fact, where that is no comparison. Neither where a list of codes is asked.
        pivots: What is moved; empty for whatever makes it turn.
        context: In which case of a choice it matters, in words.
        rows: The list of whose rows it is said.
        terms: Where what has a name is stated.
    """

    place: Place
    why: str
    rank: Rank
    goals: tuple[Goal, ...] = ()
    own: int | None = None
    lines: tuple[nodes.Compare, ...] = ()
    choice: nodes.Matches | None = None
    pivots: tuple[Knob, ...] = ()
    context: str = ""
    rows: RowKind | None = None
    terms: Mapping[str, Place] = field(default_factory=dict)

    def named(self, term: str) -> "Edge":
        """Return the edge as one of what has a name, which is stated elsewhere."""
        return replace(self, place=self.terms.get(term, self.place))

    def with_goals(self, goals: Iterable[Goal], context: str = "") -> "Edge":
        """Return the edge further down, where more must be so."""
        # What takes too many words stands in the rest of the facts.
        joined = "，".join(filter(None, (self.context, context if len(context) <= _LONG else "")))
        return replace(self, goals=(*self.goals, *goals), context=joined)


def edges_of(policy: Policy, clause: Clause, rows: RowKind | None) -> list[Edge]:
    """Return the edges of a clause in the order of its tree; ``rows`` where it is decided row by row."""
    shared, terms = len(policy.exclusions), _terms(policy, clause)
    found: list[Edge] = []
    for at, one in enumerate(clause.requirements):
        words = one.text or _brief(condition_text(one.condition))
        begun = Edge(place_of(clause, shared, at), words, Rank.FIGURE, own=at, rows=rows, terms=terms)
        found += _of_condition(one.condition, begun)
    if clause.award is not None:
        award = Edge(Place(clause.id, "award"), "金额", Rank.TIER, rows=rows, terms=terms)
        found += _of_quantity(clause.award, award)
    for at, stage in enumerate(clause.stages):
        place = Place(clause.id, "stages", at)
        for one in stage.conditions:
            words = f"分期“{stage.title}”：{one.text or _brief(condition_text(one.condition))}"
            found += _of_condition(one.condition, Edge(place, words, Rank.TIER, terms=terms))
    # What stands in the policy alone turns nowhere.
    return [one for one in found if not one.lines or any(map(knobs_of, one.lines))]


def place_of(clause: Clause, shared: int, at: int) -> Place:
    """Return where a condition of a clause stands in the file; the exclusions of the policy come first."""
    if at < shared:
        return Place("", "exclusions", at)
    own = len(clause.who) - shared
    at -= shared
    return Place(clause.id, "who", at) if at < own else Place(clause.id, "conditions", at - own)


def _brief(text: str) -> str:
    return text if len(text) <= _LONG_WHY else f"{text[:_LONG_WHY]}…"


def _terms(policy: Policy, clause: Clause) -> dict[str, Place]:
    """Return where what has a name is stated."""
    shared = {one.term: Place("", "definitions", at) for at, one in enumerate(policy.definitions)}
    return shared | {
        one.term: Place(clause.id, "definitions", at) for at, one in enumerate(clause.definitions)
    }


# Conditions


def _of_condition(node: Condition, edge: Edge) -> Iterator[Edge]:
    """Yield the edges of a condition; where it holds or not must be what decides."""
    match node:
        case nodes.NamedCondition(term, part):
            yield from _of_condition(part, edge.named(term))
        case nodes.Negated(part):
            yield from _of_condition(part, edge)
        case nodes.Both(parts) | nodes.Either(parts):
            wanted = isinstance(node, nodes.Both)
            for part in parts:
                others = [Goal(one, wanted, edge.rows) for one in parts if one is not part]
                yield from _of_condition(part, edge.with_goals(others))
        case nodes.Matches():
            rank = edge.rank if edge.rank is Rank.OTHER else Rank.CHOICE
            yield replace(edge, choice=node, rank=rank)
        case nodes.Within(quantity, first, last):
            days = [nodes.Literal(day.toordinal(), Type.DATE) for day in (first, last)]
            signs = (Comparator.AT_LEAST, Comparator.AT_MOST)
            lines = (nodes.Compare(quantity, sign, day) for sign, day in zip(signs, days, strict=True))
            yield replace(edge, lines=tuple(lines), rank=Rank.DAY)
        case nodes.Listed():
            yield replace(edge, rank=Rank.OTHER)
        case nodes.RowsHold(rows, condition):
            yield from _of_condition(condition, replace(edge, rows=rows))
        case nodes.Compare(left, _, right):
            yield from _of_comparison(node, left, right, edge)


def _of_comparison(node: nodes.Compare, left: Quantity, right: Quantity, edge: Edge) -> Iterator[Edge]:
    rank = Rank.DAY if left.type is Type.DATE else edge.rank
    edge = replace(edge, lines=(node,), rank=rank)
    branches = [*_branches(right, edge.rows), *_branches(left, edge.rows)]
    if branches:
        for goals, context in branches:
            yield edge.with_goals(goals, context)
            if goals[-1].wanted:
                yield from _of_condition(goals[-1].condition, edge.with_goals(goals[:-1]))
        return
    if any(isinstance(one, nodes.OverRows) for one in nodes.walk(left)):
        # What a row must be to count is an edge of its own, and how many there are is another.
        for knob in knobs_of(node, edge.rows):
            if knob.is_measured:
                yield replace(edge, pivots=(knob,))
        return
    yield edge


def _branches(node: Quantity, rows: RowKind | None) -> Iterator[tuple[tuple[Goal, ...], str]]:
    """Yield what must be so that each line of a choice counts, and in words when that is."""
    while isinstance(node, nodes.Named):
        node = node.quantity
    if not isinstance(node, nodes.Cases):
        return
    before: list[Goal] = []
    for case in node.cases:
        yield (*before, Goal(case.condition, True, rows)), f"{condition_text(case.condition)}时"
        before.append(Goal(case.condition, False, rows))
    words = "、".join(condition_text(case.condition) for case in node.cases)
    yield tuple(before), f"不是“{words}”时"


# Amounts


def _of_quantity(node: Quantity, edge: Edge) -> Iterator[Edge]:
    """Yield the edges of an amount: where it is another, or worked out otherwise."""
    match node:
        case nodes.Named(term, part):
            yield from _of_quantity(part, edge.named(term))
        case nodes.Cases(cases, otherwise):
            yield from _of_cases(cases, otherwise, edge)
        case nodes.Tiers():
            yield from _of_tiers(node, edge)
        case nodes.OverRows():
            yield from _of_rows(node, edge)
        case _:
            yield from _of_computed(node, edge)
            for inner in nodes.parts_of(node):
                if not isinstance(inner, Condition):
                    yield from _of_quantity(inner, edge)


def _of_computed(node: Quantity, edge: Edge) -> Iterator[Edge]:
    match node:
        case nodes.Call():
            yield from _of_call(node, edge)
        case nodes.Progressive(base, slices):
            lines = tuple(nodes.Compare(base, Comparator.AT_MOST, one.upto) for one in slices)
            yield replace(edge, lines=lines, why=f"{_brief(quantity_text(base))}分段累进")
        case nodes.Parameter(term, values, when) if knobs_of(when, edge.rows):
            days = [nodes.Literal(one.since.toordinal(), Type.DATE) for one in values]
            lines = tuple(nodes.Compare(when, Comparator.AT_LEAST, day) for day in days)
            yield replace(edge, lines=lines, why=f"{term}从哪天起变化", rank=Rank.DAY)


def _of_rows(node: nodes.OverRows, edge: Edge) -> Iterator[Edge]:
    inner = replace(edge, rows=node.rows)
    if node.condition is not None:
        yield from _of_condition(node.condition, replace(inner, why=f"哪些{node.rows.label}计入"))
    yield from _of_quantity(node.value, inner)


def _of_cases(cases: Sequence[nodes.Case], otherwise: Quantity, edge: Edge) -> Iterator[Edge]:
    before: list[Goal] = []
    for case in cases:
        words = condition_text(case.condition)
        asked = edge.with_goals(before)
        yield from _of_condition(
            case.condition, replace(asked, why=f"金额按“{_brief(words)}”分", rank=Rank.TIER)
        )
        inside = edge.with_goals((*before, Goal(case.condition, True, edge.rows)), f"{words}时")
        yield from _of_quantity(case.gives, inside)
        before.append(Goal(case.condition, False, edge.rows))
    yield from _of_quantity(otherwise, edge.with_goals(before))


def _of_tiers(node: nodes.Tiers, edge: Edge) -> Iterator[Edge]:
    lines = tuple(nodes.Compare(node.key, one.comparator, one.bound) for one in node.tiers)
    yield replace(edge, lines=lines, why=f"{_brief(quantity_text(node.key))}的各档", rank=Rank.TIER)
    before: list[Goal] = []
    for line, one in zip(lines, node.tiers, strict=True):
        inside = edge.with_goals((*before, Goal(line, True, edge.rows)), f"{condition_text(line)}时")
        yield from _of_quantity(one.gives, inside)
        before.append(Goal(line, False, edge.rows))
    yield from _of_quantity(node.otherwise, edge.with_goals(before))


def _of_call(node: nodes.Call, edge: Edge) -> Iterator[Edge]:
    function, parts = node.function, node.parts
    if function in _MONEY_STEPS:
        first, step = parts
        twice = nodes.Product((step, nodes.Literal(2, Type.NUMBER)), (), step.type)
        sign = Comparator.AT_LEAST if function is _MONEY_STEPS[0] else Comparator.MORE_THAN
        lines = tuple(nodes.Compare(first, sign, bound) for bound in (step, twice))
        words = f"{_brief(quantity_text(first))}{function.word} {_brief(quantity_text(step))}"
        yield replace(edge, lines=lines, why=words, rank=Rank.STEP)
    elif function in _CAPS:
        sign = Comparator.AT_LEAST if function.limit else Comparator.AT_MOST
        words = f"{'最高' if function.limit else '最低'} {_brief(quantity_text(parts[1]))}"
        lines = (nodes.Compare(parts[0], sign, parts[1]),)
        yield replace(edge, lines=lines, why=words, rank=Rank.LIMIT)
    elif function in (LEAST, GREATEST):
        lines = (nodes.Compare(parts[0], Comparator.AT_LEAST, parts[1]),)
        yield replace(edge, lines=lines, why=_brief(quantity_text(node)), rank=Rank.OTHER)
