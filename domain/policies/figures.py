"""Which facts a clause reads, in the order in which it asks for them."""

from collections.abc import Iterator

from domain.enterprises.dictionary import Fact, FactKind
from domain.enterprises.quantities import figure_text
from domain.policies.formulas import nodes
from domain.policies.formulas.evaluation import Evaluation, indicator_key
from domain.policies.formulas.nodes import Condition, Quantity, Type
from domain.policies.formulas.wording import NEVER_TEXT, value_text
from domain.policies.policy import Clause, Policy

Leaf = nodes.Attribute | nodes.Indicator | nodes.IsAmong | nodes.IsTrue


def leaves_of(clause: Clause) -> list[Leaf]:
    """Return every place where a clause reads a fact, each fact and period once."""
    found: dict[str, Leaf] = {}
    for requirement in clause.requirements:
        for leaf in _leaves(requirement.condition):
            found.setdefault(leaf_key(leaf), leaf)
    for leaf in _leaves(clause.award):
        found.setdefault(leaf_key(leaf), leaf)
    return list(found.values())


def indicators_of(policy: Policy) -> list[nodes.Indicator]:
    """Return every period figure that a policy reads, once, by fact and then by period."""
    found = {
        leaf_key(leaf): leaf
        for clause in policy.clauses.values()
        for leaf in leaves_of(clause)
        if isinstance(leaf, nodes.Indicator)
    }
    return list(found.values())


def leaf_key(leaf: Leaf) -> str:
    """Return how traces name the fact, e.g. ``sales[2022Q2]``."""
    return indicator_key(leaf) if isinstance(leaf, nodes.Indicator) else leaf.fact.name


def leaf_text(leaf: Leaf, evaluation: Evaluation) -> tuple[str, str, str] | None:
    """Return label, period and value of a fact as papers show them, or None if it was not entered."""
    if isinstance(leaf, nodes.Indicator):
        figure = evaluation.facts.figure(leaf.fact.name, leaf.period)
        if figure is None:
            return None
        value = value_text(figure.amount, Type.MONEY)
        return leaf.fact.label, leaf.period.label, f"{value}（两季合计）" if figure.derived else value
    entered, found, _ = evaluation.value(leaf.fact, in_row=leaf.in_row)
    if not entered:
        return None
    return leaf.fact.term, "—", _plain_text(leaf.fact, found)


def _plain_text(fact: Fact, value: object) -> str:
    match fact.kind:
        case FactKind.CHOICE:
            return fact.choices[str(value)]
        case FactKind.TRUTH:
            return "是" if value else "否"
        case FactKind.MONEY | FactKind.NUMBER | FactKind.RATE:
            assert isinstance(value, int)
            return figure_text(fact, value)
        case FactKind.DATE | FactKind.TEXT:
            return NEVER_TEXT if value is None else str(value)


def _leaves(node: Condition | Quantity) -> Iterator[Leaf]:
    match node:
        case nodes.Attribute() | nodes.Indicator() | nodes.IsAmong() | nodes.IsTrue():
            yield node
        case nodes.Growth(indicator):
            yield from (indicator, node.base)
        case nodes.Literal():
            return
        case _:
            for part in _parts(node):
                yield from _leaves(part)


def _parts(node: Condition | Quantity) -> tuple[Condition | Quantity, ...]:
    match node:
        case nodes.Compare(left, _, right) | nodes.Sum(left, right) | nodes.Product(left, right):
            return left, right
        case nodes.Within(quantity):
            return (quantity,)
        case nodes.Both(parts) | nodes.Either(parts) | nodes.Least(parts) | nodes.Greatest(parts):
            return parts
        case nodes.Negated(part) | nodes.WholeSteps(part):
            return (part,)
        case nodes.Choose(condition, then, otherwise):
            return condition, then, otherwise
        case nodes.Tiers(key, tiers, otherwise):
            return (key, *(part for tier in tiers for part in (tier.bound, tier.gives)), otherwise)
    return ()
