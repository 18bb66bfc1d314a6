"""Facts at every edge that a clause has, made from its tree alone.

From one enterprise that is granted: each threshold less a fen, at it and a fen above; each growth rate
exactly and a fen beside it; each day and the days beside it; each figure not entered; bases of zero and
below; each truth turned, each choice taken.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from domain.enterprises.dictionary import Dictionary, FactKey, FactKind
from domain.enterprises.facts import EnterpriseFacts
from domain.policies.language import nodes
from domain.policies.language.measures import Type
from domain.policies.one.figures import keys_of
from domain.policies.policy import Clause


def edges(clause: Clause, base: EnterpriseFacts, dictionary: Dictionary) -> Iterator[EnterpriseFacts]:
    """Yield the base itself and every variant of it."""
    yield base
    for key in keys_of(clause, base):
        place = FactKey.parse(key)
        if base.has(place):
            yield base.cleared(place)
        for value in _values(place.fact(dictionary).kind, clause, place, dictionary):
            yield base.changed(place, value)
    for growth in _found(clause, nodes.Growth):
        yield from _growths(growth, clause, base)


def _values(
    kind: FactKind, clause: Clause, place: FactKey, dictionary: Dictionary
) -> Iterator[str | bool | int | date | None]:
    match kind:
        case FactKind.TRUTH:
            yield from (True, False)
        case FactKind.CHOICE:
            yield from place.fact(dictionary).choices
        case FactKind.DATE:
            yield None
            for day in _days(clause):
                yield from (day - timedelta(1), day, day + timedelta(1))
        case FactKind.MONEY:
            for amount in _amounts(clause):
                yield from (amount - 1, amount, amount + 1)


def _growths(growth: nodes.Growth, clause: Clause, base: EnterpriseFacts) -> Iterator[EnterpriseFacts]:
    assert isinstance(growth.now, nodes.Indicator)
    assert isinstance(growth.base, nodes.Indicator)
    now = FactKey(growth.now.fact.name, period=str(growth.now.period))
    before = FactKey(growth.base.fact.name, period=str(growth.base.period))
    for amount in (0, -1):
        yield base.changed(before, amount)
    for amount in _amounts(clause):
        half = base.changed(before, amount // 2)
        for fen in (-1, 0, 1):
            yield half.changed(now, amount + fen)
    # A base that every rate of the clause makes whole fen of.
    for figure in (10**9, 10**10, 10**11):
        grown = base.changed(before, figure)
        for rate in _rates(clause):
            exact = Fraction(figure) * (1 + rate)
            for fen in (-1, 0, 1):
                yield grown.changed(now, int(exact) + fen)


def _rates(clause: Clause) -> set[Fraction]:
    steps = {
        Fraction(one.parts[1].value)
        for one in _found(clause, nodes.Call)
        if one.function.figure == 1 and one.parts[1].type is Type.RATE
    }
    named = {Fraction(one.value) for one in _found(clause, nodes.Literal) if one.type is Type.RATE}
    return {Fraction(0), *named, *(step * count for step in steps for count in range(1, 6))}


def _amounts(clause: Clause) -> set[int]:
    return {
        int(one.value) for one in _found(clause, nodes.Literal) if one.type is Type.MONEY and one.value > 0
    }


def _days(clause: Clause) -> set[date]:
    spans = {day for one in _found(clause, nodes.Within) for day in (one.first, one.last)}
    named = {
        date.fromordinal(int(one.value)) for one in _found(clause, nodes.Literal) if one.type is Type.DATE
    }
    return spans | named


def _found(clause: Clause, kind: type) -> list:  # type: ignore[type-arg]
    trees = [one.condition for one in clause.requirements]
    return [
        node
        for tree in [*trees, *([clause.award] if clause.award is not None else [])]
        for node in nodes.walk(tree)
        if isinstance(node, kind)
    ]
