"""The words that a formula may use, and what each of them stands for."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from domain.enterprises.dictionary import Dictionary, Fact, FactKind, RowKind
from domain.policies.language import hints, nodes
from domain.policies.language.measures import Type
from domain.policies.language.nodes import Condition, DatedFigure, Node, Quantity

TYPES: Final = {
    FactKind.MONEY: Type.MONEY,
    FactKind.NUMBER: Type.NUMBER,
    FactKind.RATE: Type.RATE,
    FactKind.DATE: Type.DATE,
}


@dataclass(frozen=True, slots=True)
class ParameterTable:
    """A figure from outside that the policy brings along, such as LPR.

    Attributes:
        values: In the order of their days.
        source: Who publishes it.
    """

    term: str
    type: Type
    values: tuple[DatedFigure, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """A figure or a condition that the policy states once and names.

    ``weight`` is how many nodes evaluating it visits, those of other definitions in it counted each time.
    """

    term: str
    formula: str
    node: Node
    weight: int

    @property
    def reads_row(self) -> bool:
        """Whether it reads columns of the row in hand, and so means nothing elsewhere."""
        return _reads_row(self.node)

    def as_quantity(self) -> Quantity | None:
        if isinstance(self.node, Quantity):
            return nodes.Named(self.term, self.node, self.node.type)
        return None

    def as_condition(self) -> Condition | None:
        return None if isinstance(self.node, Quantity) else nodes.NamedCondition(self.term, self.node)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words a formula may use, by their terms; columns of the row in hand go before attributes.

    ``by_period`` are truths and choices, each period of which is a fact of its own.
    """

    attributes: Mapping[str, Fact]
    indicators: Mapping[str, Fact]
    lists: Mapping[str, RowKind]
    columns: Mapping[str, Fact] = field(default_factory=dict)
    by_period: Mapping[str, Fact] = field(default_factory=dict)
    parameters: Mapping[str, ParameterTable] = field(default_factory=dict)
    rosters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    definitions: Mapping[str, Definition] = field(default_factory=dict)

    @staticmethod
    def of(dictionary: Dictionary, own: Dictionary | None = None) -> "Vocabulary":
        """Return the words for these facts; those of ``own`` go before others with the same term."""
        first = {} if own is None else by_term(own.attributes.values())
        return Vocabulary(
            {**by_term(dictionary.attributes.values()), **first},
            by_term(dictionary.indicators.values()),
            {kind.label: kind for kind in dictionary.rows.values()},
        )

    def inside(self, row: RowKind) -> "Vocabulary":
        """Return the words where a row of this list is in hand."""
        apart = {term: one for term, one in self.definitions.items() if not one.reads_row}
        return replace(self, columns=by_term(row.columns.values()), definitions=apart)

    def defining(self, definition: Definition) -> "Vocabulary":
        """Return the words with one more definition."""
        return replace(self, definitions={**self.definitions, definition.term: definition})

    def fact(self, word: str) -> tuple[Fact, bool] | None:
        """Return an attribute or column, and whether it is one of the row in hand."""
        if word in self.columns:
            return self.columns[word], True
        if word in self.attributes:
            return self.attributes[word], False
        return None

    def has(self, word: str) -> bool:
        """Whether a word is taken."""
        return word in self.terms

    @property
    def terms(self) -> frozenset[str]:
        """Every word that is taken."""
        facts = (*self.attributes, *self.indicators, *self.by_period, *self.columns)
        return frozenset((*facts, *self.lists, *self.parameters, *self.rosters, *self.definitions))

    @property
    def units(self) -> tuple[str, ...]:
        """The units of the figures that can be named here, columns of every list among them."""
        columns = (fact for kind in self.lists.values() for fact in kind.columns.values())
        facts = (*self.attributes.values(), *self.indicators.values(), *columns)
        return tuple(dict.fromkeys(fact.unit for fact in facts if fact.unit))

    def stands_alone(self, word: str) -> bool:
        """Whether a word means something by itself, without a period or a day."""
        return self.fact(word) is not None or word in self.definitions

    @property
    def singles(self) -> list[str]:
        """The words that stand by themselves, without a period or a day."""
        return [*self.columns, *self.attributes, *self.definitions]


def by_term(facts: Iterable[Fact]) -> dict[str, Fact]:
    """Return facts by what formulas call them."""
    return {fact.term: fact for fact in facts}


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return a question after the word that was perhaps meant, or nothing."""
    close = difflib.get_close_matches(word, list(known), n=3, cutoff=0.4)
    near = [one for one in close if one != word and not hints.opposes(word, one)]
    return f"（是不是“{near[0]}”？）" if near else ""


def _reads_row(node: Node) -> bool:
    match node:
        case nodes.Attribute() | nodes.Matches():
            return node.in_row
        case nodes.OverRows() | nodes.RowsHold():
            return False
    return any(_reads_row(part) for part in nodes.parts_of(node))
