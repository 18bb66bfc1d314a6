"""What formulas read, over their syntax alone: figures, flags and what figures are held against.

A figure is anything that is taken as a whole, as a fact, a growth, an increase or a count; a flag is what a
word of a condition is about, and which of several it is (empty for a truth).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, lru_cache
from typing import Final

from domain.policies.language import units
from domain.policies.language.parsing import Branch, Tree, read_formula
from domain.policies.language.tokens import Token

Value = Fraction
Flag = tuple[str, str]

# A date that is 无 is none at all.
TRUTHS: Final = {"是": True, "否": False, "无": False}
_QUANTITY: Final = re.compile(r"([\d.]+)\s*(.*)")
_RATES: Final = {"%": 100, "个百分点": 100, "‰": 1000}
# Dollars are no yuan, whatever they are worth; months are years.
_WORTH: Final = {"美元": Fraction(70001, 10000), "个月": Fraction(1, 12), "月": Fraction(1, 12)}
_HELD_AGAINST: Final = frozenset(("分档", "累进", "每满", "每档", "封顶", "保底"))
_GROWTHS: Final = frozenset(("同比", "环比", "增长率"))
_OVER_ROWS: Final = frozenset(("合计", "个数", "有"))
_OF_A_PERIOD: Final = frozenset(("indicator", "span", "on_day", "on_date_of"))


class NotComparable(Exception):
    """A formula says what only the program can work out."""


def tree_of(formula: str) -> Tree:
    """Return the syntax of a formula.

    Raises:
        FormulaError: It is none.
    """
    return read_formula(formula, lambda tree: tree)


def trees_in(tree: Tree) -> list[Tree]:
    """Return the trees right below one."""
    return [child for child in tree.children if isinstance(child, Tree)]


def written(tree: Branch) -> str:
    """Return the words of a part of a formula, without its signs."""
    return str(tree) if isinstance(tree, Token) else "".join(written(child) for child in tree.children)


@cache
def literal(token: str) -> Value:
    """Return what a figure of a formula comes to, in yuan, years or its unit."""
    found = _QUANTITY.fullmatch(token)
    assert found is not None
    number, unit = Fraction(found[1]), found[2]
    if unit in _RATES:
        return number / _RATES[unit]
    times, unit = units.split(unit)
    return number * times * _WORTH.get(unit, 1)


@lru_cache(maxsize=10_000)
def figure(tree: Tree) -> str | None:
    """Return what a figure is called; None for anything else."""
    first = tree.children[0]
    if tree.data == "word":
        return None if units.is_known(str(first), frozenset()) else str(first)
    if tree.data in _OF_A_PERIOD:
        return written(tree)
    if tree.data == "call" and str(first) in _GROWTHS:
        return f"{written(tree.children[1])}增速增长"
    if tree.data == "call" and str(first) in _OVER_ROWS:
        return "".join(written(child) for child in tree.children[1:]) + "个数人数"
    if tree.data == "subtract" and all(one.data == "indicator" for one in trees_in(tree)):
        now, before = (written(one.children[0]) for one in trees_in(tree))
        return f"{now}增加额增量" if now == before else None
    return None


def figures_in(tree: Branch) -> Iterator[str]:
    """Yield the figures of a part of a formula, not what is within them."""
    if isinstance(tree, Tree):
        name = figure(tree)
        if name is not None:
            yield name
        else:
            for child in tree.children:
                yield from figures_in(child)


@lru_cache(maxsize=10_000)
def flags_of(tree: Tree) -> tuple[Flag, ...]:
    """Return the flags of a condition; none where it compares figures or joins others."""
    name, rest = written(tree.children[0]), tree.children[1:]
    match tree.data:
        case "word" | "indicator":
            return ((written(tree), ""),)
        case "among":
            return tuple((name, written(one)) for one in rest)
        case "equals_text":
            return ((name, written(rest[1])),)
        case "tested" | "within_period" | "within_dates":
            return ((name, "".join(written(one) for one in rest)),)
        case "compared":
            return _compared_flags(name, str(rest[0]), rest[1])
    return ()


def _compared_flags(name: str, sign: str, right: Branch) -> tuple[Flag, ...]:
    assert isinstance(right, Tree)
    if right.data == "word" and sign in ("=", "!="):
        label = written(right)
        return ((name, "" if label in TRUTHS else label),)
    is_day = right.data == "date" or any(one.data == "date" for one in trees_in(right))
    return ((name, sign + written(right)),) if is_day else ()


@dataclass(slots=True)
class Reads:
    """The figures that formulas read, each with what it is held against, and their flags with their words."""

    figures: dict[str, set[Value]] = field(default_factory=dict)
    flags: dict[Flag, str] = field(default_factory=dict)
    literals: set[Value] = field(default_factory=set)

    def condition(self, tree: Tree, words: str = "") -> None:
        """Take in a condition, and the words of the policy that it comes from.

        Raises:
            NotComparable: It is of a kind that is not compared.
        """
        if tree.data in ("both", "either", "negated"):
            for child in trees_in(tree):
                self.condition(child, words)
            return
        flags = flags_of(tree)
        for flag in flags:
            self.flags[flag] = self.flags.get(flag, "") + words
        if flags:
            return
        if tree.data != "compared":
            raise NotComparable(written(tree))
        left, right = trees_in(tree)
        self.quantity(left, words)
        before, self.literals = self.literals, set()
        self.quantity(right, words)
        self._hold_against(left, self.literals)
        self.literals |= before

    def quantity(self, tree: Branch, words: str = "") -> None:
        """Take in an amount or a part of one."""
        if not isinstance(tree, Tree):
            return
        name = figure(tree)
        if name is not None:
            self.figures.setdefault(name, set())
        elif tree.data == "quantity":
            self.literals.add(literal(written(tree)))
        elif tree.data == "call":
            self._call(str(tree.children[0]), tree.children[1:], words)
        else:
            for child in tree.children:
                self.quantity(child, words)

    def _call(self, word: str, parts: "list[Branch] | tuple[Branch, ...]", words: str) -> None:
        first = parts[0]
        if word in ("若", "分情形", "按选项"):
            for number, part in enumerate(parts):
                self._line(word, part, words, is_first=number == 0, fact=written(first))
            return
        before, self.literals = self.literals, set()
        for part in parts:
            self.quantity(part, words)
        if word in _HELD_AGAINST:
            self._hold_against(first, self.literals)
        self.literals |= before

    def _line(self, word: str, part: Branch, words: str, *, is_first: bool, fact: str) -> None:
        assert isinstance(part, Tree)
        if part.data in ("case", "otherwise"):
            key = part.children[0]
            if part.data == "case" and word == "按选项":
                self.flags[fact, written(key)] = words
            elif part.data == "case":
                assert isinstance(key, Tree)
                self.condition(key, words)
            self.quantity(part.children[-1], words)
        elif is_first and word == "若":
            self.condition(part, words)
        elif not is_first:
            self.quantity(part, words)

    def _hold_against(self, tree: Branch, bounds: set[Value]) -> None:
        # What options are of stands among the figures of a choice.
        for name in self.figures.keys() & set(figures_in(tree)):
            self.figures[name] |= bounds
