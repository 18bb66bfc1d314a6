"""What formulas come to where figures and flags are given: worked out here, not by the program."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from domain.policies.language.parsing import Branch, Tree
from tests.domain.policies.authoring.formulas import (
    TRUTHS,
    Flag,
    NotComparable,
    Value,
    figure,
    flags_of,
    literal,
    trees_in,
    written,
)

_COMPARED: Final[Mapping[str, Callable[[Value, Value], bool]]] = {
    ">=": lambda one, other: one >= other,
    "≥": lambda one, other: one >= other,
    "<=": lambda one, other: one <= other,
    "≤": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    "<": lambda one, other: one < other,
    "=": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
    "≠": lambda one, other: one != other,
}
_WORKED_OUT: Final[Mapping[str, Callable[[Sequence[Value]], Value]]] = {
    "封顶": min,
    "较小": min,
    "保底": max,
    "较大": max,
    "每满": lambda values: Fraction(max(0, values[0] // values[1])),
    "每档": lambda values: Fraction(max(0, -(-values[0] // values[1]))),
    "平均": lambda values: sum(values, Fraction(0)) / len(values),
}


@dataclass(frozen=True, slots=True)
class Situation:
    """Figures and flags of an enterprise made up."""

    figures: Mapping[str, Value]
    flags: Mapping[Flag, bool]

    def holds(self, tree: Branch) -> bool:
        """Tell whether a condition holds."""
        assert isinstance(tree, Tree)
        match tree.data:
            case "both":
                return all(self.holds(child) for child in trees_in(tree))
            case "either":
                return any(self.holds(child) for child in trees_in(tree))
            case "negated":
                return not self.holds(trees_in(tree)[0])
        flags = flags_of(tree)
        if not flags:
            left, right = trees_in(tree)
            return _COMPARED[str(tree.children[1])](self.amount(left), self.amount(right))
        found = any(self.flags[flag] for flag in flags)
        if tree.data == "compared" and str(tree.children[1]) in ("=", "!="):
            is_so = found == TRUTHS.get(written(tree.children[2]), True)
            return is_so == (str(tree.children[1]) == "=")
        return found

    def amount(self, tree: Branch) -> Value:
        """Return what a quantity comes to.

        Raises:
            NotComparable: It is of a kind that is not compared.
        """
        assert isinstance(tree, Tree)
        name = figure(tree)
        if name is not None:
            return self.figures[name]
        parts = tree.children
        match tree.data:
            case "quantity":
                return literal(written(tree))
            case "word":
                return Fraction(1)
            case "fraction":
                return Fraction(*(int(one) for one in re.split("[÷/]", written(tree))))
            case "add" | "subtract":
                sign = 1 if tree.data == "add" else -1
                return self.amount(parts[0]) + sign * self.amount(parts[1])
            case "chain":
                return self._chain(parts)
            case "call":
                return self._called(str(parts[0]), parts[1:])
        raise NotComparable(tree.data)

    def _chain(self, parts: Sequence[Branch]) -> Value:
        found = self.amount(parts[0])
        for part in parts[1:]:
            assert isinstance(part, Tree)
            value = self.amount(part.children[0])
            if part.data == "scaled":
                found *= value
            else:
                found = found / value if value else Fraction(0)
        return found

    def _called(self, word: str, parts: Sequence[Branch]) -> Value:
        if word in _WORKED_OUT:
            return _WORKED_OUT[word]([self.amount(part) for part in parts])
        first = parts[0]
        assert isinstance(first, Tree)
        match word:
            case "若":
                return self.amount(parts[1] if self.holds(first) else parts[2])
            case "分情形":
                return self._first(parts, self.holds)
            case "按选项":
                return self._first(parts[1:], lambda key: self.flags[written(first), written(key)])
            case "分档":
                return self._tier(first, parts[1:])
            case "累进":
                return self._slices(self.amount(first), parts[1:])
        raise NotComparable(word)

    def _slices(self, value: Value, lines: Sequence[Branch]) -> Value:
        found = below = Fraction(0)
        for line in lines:
            assert isinstance(line, Tree)
            is_last = line.data == "otherwise"
            ends = value if is_last else min(value, self.amount(line.children[1]))
            found += max(Fraction(0), ends - below) * self.amount(line.children[-1])
            below = max(below, ends)
        return found

    def _first(self, lines: Sequence[Branch], is_so: Callable[[Branch], bool]) -> Value:
        for line in lines:
            assert isinstance(line, Tree)
            if line.data == "otherwise" or is_so(line.children[0]):
                return self.amount(line.children[-1])
        raise NotComparable("分情形")

    def _tier(self, key: Tree, lines: Sequence[Branch]) -> Value:
        value = self.amount(key)
        for line in lines:
            assert isinstance(line, Tree)
            if line.data == "otherwise":
                return self.amount(line.children[0])
            sign, bound, gives = line.children
            if _COMPARED[str(sign)](value, self.amount(bound)):
                return self.amount(gives)
        raise NotComparable("分档")
