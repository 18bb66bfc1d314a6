"""Which facts a clause reads, in the order in which it asks for them."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from domain.enterprises.dictionary import Fact, FactKind
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.quantities import figure_text
from domain.policies.language import nodes
from domain.policies.language.wording import NEVER_TEXT, day_text
from domain.policies.one.evaluation import Evaluation, indicator_key
from domain.policies.policy import Clause, Requirement

Leaf = (
    nodes.Attribute
    | nodes.Indicator
    | nodes.IsAmong
    | nodes.Contains
    | nodes.IsTrue
    | nodes.OverRows
    | nodes.RowsHold
)
"""A place where a formula reads facts; a list that it goes through counts as one."""


def leaves_of(clause: Clause) -> list[Leaf]:
    """Return every place where a clause reads a fact, each fact and period once."""
    found: dict[str, Leaf] = {}
    for requirement in clause.requirements:
        for leaf in _leaves(requirement.condition):
            found.setdefault(leaf_key(leaf), leaf)
    for leaf in _leaves(clause.award) if clause.award is not None else ():
        found.setdefault(leaf_key(leaf), leaf)
    return list(found.values())


def reads_only(requirement: Requirement, names: Collection[str]) -> bool:
    """Whether a condition asks for nothing but these facts of the enterprise itself."""
    leaves = list(_leaves(requirement.condition))
    return bool(leaves) and all(
        leaf_key(leaf) in names and not getattr(leaf, "in_row", False) for leaf in leaves
    )


def indicators_of(clauses: Iterable[Clause]) -> list[nodes.Indicator]:
    """Return every period figure that clauses read, once."""
    found = {
        leaf_key(leaf): leaf
        for clause in clauses
        for leaf in leaves_of(clause)
        if isinstance(leaf, nodes.Indicator)
    }
    return list(found.values())


def leaf_key(leaf: Leaf) -> str:
    """Return how traces name the fact, e.g. ``sales[2022Q2]``."""
    match leaf:
        case nodes.Indicator():
            return indicator_key(leaf)
        case nodes.OverRows(rows) | nodes.RowsHold(rows):
            return rows.name
    return leaf.fact.name


def keys_of(clause: Clause, facts: EnterpriseFacts) -> list[str]:
    """Return the single figures that a clause reads of an enterprise, those of each row of its list too.

    What formulas gather from other lists is not among them.
    """
    keys = []
    for leaf in leaves_of(clause):
        if isinstance(leaf, nodes.OverRows | nodes.RowsHold):
            continue
        if isinstance(leaf, nodes.Indicator) or not leaf.in_row:
            keys.append(leaf_key(leaf))
            continue
        count = len(facts.rows.get(clause.each, ()))
        keys += [f"{clause.each}[{index}].{leaf.fact.name}" for index in range(count)]
    return keys


def leaf_text(leaf: Leaf, evaluation: Evaluation) -> tuple[str, str, str] | None:
    """Return label, period and value of a fact as papers show them, or None if it was not entered."""
    match leaf:
        case nodes.Indicator(fact, period):
            figure = evaluation.facts.figure(fact, period)
            if figure is None:
                return None
            value = figure_text(fact, figure.amount)
            return fact.label, period.label, f"{value}（{figure.way.text}）" if figure.way else value
        case nodes.OverRows(rows) | nodes.RowsHold(rows):
            entries = evaluation.facts.rows.get(rows.name)
            return None if entries is None else (rows.label, "—", f"{len(entries)} 项")
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
            if value is None:
                return NEVER_TEXT
            return day_text(value) if isinstance(value, date) else str(value)


def _leaves(node: nodes.Node, *, in_rows: bool = False) -> Iterator[Leaf]:
    """Yield the leaves below a node; of those below the rows of a list, only what is not of the row."""
    is_list = isinstance(node, nodes.OverRows | nodes.RowsHold)
    if isinstance(node, Leaf) and not (in_rows and getattr(node, "in_row", False)):
        yield node
    for part in nodes.parts_of(node):
        yield from _leaves(part, in_rows=in_rows or is_list)
