"""Whether a proposed reading gives what a right one gives: worked out at the edges of all figures.

Facts may be called anything. Figures are matched with figures and flags with flags by the characters that
they share; then both readings are worked out for figures right below, on and right above everything that
either of them holds them against.
"""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from itertools import permutations, product
from math import prod
from typing import Final

from domain.policies.authoring.draft import DraftClause, DraftFact, Line
from domain.policies.language.parsing import Tree
from tests.domain.policies.authoring.formulas import (
    Flag,
    NotComparable,
    Reads,
    Value,
    figures_in,
    flags_of,
    literal,
    tree_of,
    trees_in,
)
from tests.domain.policies.authoring.gold import NO_AWARD, Said
from tests.domain.policies.authoring.situations import Situation

SEED: Final = 2022
MOST_SITUATIONS: Final = 240
MOST_MATCHES: Final = 8
MOST_FIGURES: Final = 7
LEAST_SHARED: Final = Fraction(1, 2)
LEAST_OF_A_FIGURE: Final = Fraction(1, 4)
_ROWS: Final = "合计"
# Characters that tell nothing of what a fact is about.
_FILLING: Final = frozenset("的企业项目给予对新个数量额为是并且及和、在与级当年度首次")
_MEANT: Final = {"四上": "规上规模以上限上限额以上资质以上", "统计入库日期": "首次纳入统计纳统入库新增入统"}


class Verdict(StrEnum):
    """How a proposal compares with a right reading."""

    RIGHT = "right"
    AWARD = "award right"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause as it is compared.

    Attributes:
        conditions: Each with the words that it comes from.
        award: None where a person decides.
        rows: The list whose rows are decided one by one; how many there are is a figure.
        limit: Within which a person decides; None where that is not said.
    """

    conditions: list[tuple[Tree, str]]
    award: Tree | None
    rows: str = ""
    total: Tree | None = None
    limit: Value | None = None

    def holds(self, situation: Situation, *, flags_only: bool = False) -> bool:
        """Tell whether its conditions hold, or those of them that compare no figures."""
        return all(situation.holds(tree) for tree, _ in self.conditions if not flags_only or flags_of(tree))

    def amount(self, situation: Situation) -> Value:
        """Return what it gives where its conditions hold."""
        assert self.award is not None
        amount = situation.amount(self.award)
        if self.rows:
            amount *= situation.figures[self.rows]
        if self.total is None:
            return amount
        return replace(situation, figures={**situation.figures, _ROWS: amount}).amount(self.total)

    @property
    def asked(self) -> frozenset[Flag]:
        """The flags that it asks for whatever else; one of several counts as one of them."""
        trees = [tree for tree, _ in self.conditions]
        joined = [part for tree in trees if tree.data in ("both", "either") for part in trees_in(tree)]
        return frozenset(flag for tree in (*trees, *joined) for flag in flags_of(tree))


def of_said(said: Sequence[Said]) -> list[Clause]:
    """Return a right reading as it is compared."""
    return [
        Clause(
            [(tree_of(one), "") for one in clause.conditions],
            None if clause.award.startswith(NO_AWARD) else tree_of(clause.award),
            limit=literal(clause.award[1:]) if clause.award[1:] and clause.award[0] == NO_AWARD else None,
        )
        for clause in said
    ]


def of_draft(clauses: Iterable[DraftClause], judgements: Iterable[DraftFact] = ()) -> list[Clause]:
    """Return a proposal as it is compared; an award that reads what a person decides is none.

    Raises:
        FormulaError: A formula cannot be read.
    """
    decided = {one.term or one.label: one.most for one in judgements}
    found = []
    for clause in clauses:
        award, total = clause.award.formula, clause.total.formula
        is_decided = (
            bool(clause.by_person) or not award or bool(decided.keys() & set(figures_in(tree_of(award))))
        )
        found.append(
            Clause(
                [(tree_of(line.formula), _words(line, clause)) for line in (*clause.who, *clause.conditions)],
                None if is_decided else tree_of(award),
                clause.each,
                tree_of(total) if total else None,
                literal(decided[award]) if decided.get(award) else None,
            )
        )
    return found


def compare(proposed: Sequence[Clause], right: Sequence[Clause]) -> tuple[Verdict, str]:
    """Return how a proposal compares with a reading that is right, and what tells them apart."""
    if all(clause.award is None for clause in right):
        return _compare_decided(proposed, right)
    if not proposed or any(clause.award is None for clause in proposed):
        return Verdict.DIFFERENT, "没有金额公式"
    try:
        found = _Comparison(proposed, right).verdict()
        if found[0] is not Verdict.DIFFERENT:
            return found
        award, _ = _Comparison(_without_figures(proposed), _without_figures(right)).verdict()
    except NotComparable as error:
        return Verdict.DIFFERENT, f"比不了：{error}"
    return (Verdict.AWARD, found[1]) if award is Verdict.RIGHT else found


def _compare_decided(proposed: Sequence[Clause], right: Sequence[Clause]) -> tuple[Verdict, str]:
    if any(clause.award is not None for clause in proposed):
        return Verdict.DIFFERENT, "金额不能从文字中算出"
    if right and not proposed:
        return Verdict.DIFFERENT, "没有读出"
    limits = [clause.limit for clause in right if clause.limit is not None]
    if limits and limits != [clause.limit for clause in proposed if clause.limit is not None]:
        return Verdict.DIFFERENT, "限额不同"
    return Verdict.RIGHT, ""


def _without_figures(clauses: Sequence[Clause]) -> list[Clause]:
    return [
        replace(clause, conditions=[one for one in clause.conditions if flags_of(one[0])])
        for clause in clauses
    ]


def _words(line: Line, clause: DraftClause) -> str:
    return line.text + "".join(clause.wording[words.start : words.end] for words in line.words)


def _reads(clauses: Iterable[Clause]) -> Reads:
    found = Reads()
    for clause in clauses:
        for tree, words in clause.conditions:
            found.condition(tree, words)
        for part in (clause.award, clause.total):
            if part is not None:
                found.quantity(part)
        if clause.rows:
            found.figures.setdefault(clause.rows, set())
    found.figures.pop(_ROWS, None)
    return found


class _Comparison:
    def __init__(self, proposed: Sequence[Clause], right: Sequence[Clause]) -> None:
        self._proposed, self._right = proposed, right
        self._of_proposed, self._of_right = _reads(proposed), _reads(right)
        self._others = [
            (number, flag)
            for number, clause in enumerate(right)
            for flag in _reads([clause]).flags
            if flag not in clause.asked
        ]
        self._options = [
            (number, flag)
            for number, clause in enumerate(right)
            for flag in _reads([clause]).flags
            if flag[1]
        ]
        self._owners = self._owned()

    def verdict(self) -> tuple[Verdict, str]:
        """Return the best verdict that a matching of the figures allows."""
        best = Verdict.DIFFERENT, "数据对不上"
        for number, matching in enumerate(self._matchings()):
            found = self._judged(matching)
            if found[0] is Verdict.RIGHT:
                lacking = self._not_covered() or self._cut_off(matching)
                return found if lacking is None else (Verdict.AWARD, f"没有条件“{lacking}”")
            if found[0] is Verdict.AWARD or number == 0:
                best = found
        return best

    # Which of the proposal is which of the right reading

    def _matchings(self) -> list[dict[str, str]]:
        """Return proposed figure → figure of the right reading, the likeliest first."""
        proposed, right = list(self._of_proposed.figures), list(self._of_right.figures)
        rows = {clause.rows for clause in self._proposed}
        if not len(right) <= len(proposed) <= MOST_FIGURES:
            return []
        found = [
            (-sum((_shared(b, a) for a, b in zip(order, right, strict=True)), Fraction(0)), order)
            for order in permutations(proposed, len(right))
            if set(proposed) - set(order) <= rows
            and all(_shared(b, a) >= LEAST_OF_A_FIGURE for a, b in zip(order, right, strict=True))
        ]
        found.sort(key=lambda one: one[0])
        return [dict(zip(order, right, strict=True)) for _, order in found[:MOST_MATCHES]]

    def _owned(self) -> dict[Flag, tuple[int, frozenset[Flag]]]:
        """Return proposed flag → clause that it belongs to, and flags of that which it stands for.

        Without flags it stands for all that the clause asks for whatever else. Of several options each stands
        for another one.
        """
        owners: dict[Flag, tuple[int, frozenset[Flag]]] = {}
        pairs = [
            (_likeness(other, flag, words), number, other, flag)
            for flag, words in self._of_proposed.flags.items()
            if flag[1]
            for number, other in self._options
        ]
        taken: set[tuple[int, Flag]] = set()
        for likeness, number, other, flag in sorted(pairs, key=lambda pair: -pair[0]):
            if likeness >= LEAST_SHARED and flag not in owners and (number, other) not in taken:
                found = frozenset({other} | self._named(number, flag[1]))
                owners[flag] = number, found
                taken |= {(number, one) for one in found}
        for flag, words in self._of_proposed.flags.items():
            if flag not in owners:
                owners[flag] = self._owner(flag, words)
        return owners

    def _owner(self, flag: Flag, words: str) -> tuple[int, frozenset[Flag]]:
        text = _text(flag)
        best, number = max(
            (
                (max((_shared(_text(one), text + words) for one in clause.asked), default=Fraction(0)), at)
                for at, clause in enumerate(self._right)
            ),
            key=lambda one: one[0],
        )
        # A truth stands for an option only if it names it.
        others = [
            (_likeness(other, flag, words), at, other)
            for at, other in self._others
            if flag[1] or other[1].strip("级") in text
        ]
        likeliest = max(others, key=lambda one: one[0], default=None)
        if likeliest is None or likeliest[0] < max(best, LEAST_SHARED):
            return number, frozenset()
        _, number, other = likeliest
        return number, frozenset({other} | self._named(number, text))

    def _named(self, number: int, text: str) -> set[Flag]:
        """Return the options of a clause that a text names, as one may stand for several."""
        return {one for at, one in self._others if at == number and one[1] and one[1].strip("级") in text}

    def _not_covered(self) -> str | None:
        """Return a flag of the right reading that the words of the proposal do not have."""
        said = "".join(_text(flag) + words for flag, words in self._of_proposed.flags.items())
        said += "".join(words for clause in self._proposed for _, words in clause.conditions)
        said += "".join(self._of_proposed.figures)
        lacking = (_text(flag) for flag in self._of_right.flags if _shared(_text(flag), said) < LEAST_SHARED)
        return next(lacking, None)

    def _cut_off(self, matching: Mapping[str, str]) -> str | None:
        """Return what is asked for by itself though it says which figure is meant: 新招用 of 新招用人数."""
        names = [name for name, _ in self._of_proposed.flags if set(name) - _FILLING]
        return next(
            (
                name
                for name in names
                if any(name in right and name not in proposed for proposed, right in matching.items())
            ),
            None,
        )

    # What both come to

    def _judged(self, matching: Mapping[str, str]) -> tuple[Verdict, str]:
        apart = ""
        for on, situation in self._situations(matching):
            mine = self._translated(situation, on, matching)
            wanted = _total(self._right, situation)
            given = _total(self._proposed, mine)
            if wanted == given:
                continue
            apart = apart or _told(situation, wanted, given)
            qualifies = any(clause.holds(situation) for clause in self._right)
            if qualifies and _total(self._proposed, mine, flags_only=True) != wanted:
                return Verdict.DIFFERENT, apart
        return (Verdict.AWARD, apart) if apart else (Verdict.RIGHT, "")

    def _translated(self, situation: Situation, on: frozenset[int], matching: Mapping[str, str]) -> Situation:
        figures = dict.fromkeys(self._of_proposed.figures, Fraction(1))
        figures |= {name: situation.figures[other] for name, other in matching.items()}
        return Situation(
            figures, {flag: self._is_on(flag, on, situation) for flag in self._of_proposed.flags}
        )

    def _is_on(self, flag: Flag, on: frozenset[int], situation: Situation) -> bool:
        number, others = self._owners[flag]
        if others:
            # What the clause asks for may stand in the same words.
            asked = (_shared(_text(one), _text(flag)) for one in self._right[number].asked)
            is_asked = any(shared >= LEAST_SHARED for shared in asked)
            return (number in on or not is_asked) and any(situation.flags[other] for other in others)
        return number in on or not self._right[number].asked or not set(_text(flag)) - _FILLING

    def _situations(self, matching: Mapping[str, str]) -> Iterator[tuple[frozenset[int], Situation]]:
        figures = {name: set(bounds) for name, bounds in self._of_right.figures.items()}
        for name, other in matching.items():
            figures[other] |= self._of_proposed.figures[name]
        literals = self._of_right.literals | self._of_proposed.literals
        rates = {one for one in literals if 0 < one < 1}
        edges = literals | {cap / rate for cap in literals - rates for rate in rates}
        values = {name: _around(bounds or edges, can_fall="增" in name) for name, bounds in figures.items()}
        rows = _rows(list(values.values()))
        each = range(len(self._right))
        for on in {frozenset[int](), *(frozenset((number,)) for number in each), frozenset(each)}:
            for flags in self._flags(on):
                for row in rows:
                    yield on, Situation(dict(zip(values, row, strict=True)), flags)

    def _flags(self, on: frozenset[int]) -> Iterator[dict[Flag, bool]]:
        """Yield which flags hold: all that clauses ask for which are on, and each of the others by itself."""
        asked = {flag for number in on for flag in self._right[number].asked}
        for chosen in _one_of_each(asked):
            flags = {flag: flag in chosen for flag in self._of_right.flags}
            yield flags
            for _, other in self._others:
                yield {**flags, other: True}


def _one_of_each(flags: Iterable[Flag]) -> list[set[Flag]]:
    """Return flags with only one option of each fact, in every way."""
    by_fact: dict[str, list[Flag]] = {}
    for flag in flags:
        by_fact.setdefault(flag[0], []).append(flag)
    return [set(chosen) for chosen in product(*by_fact.values())]


def _total(clauses: Iterable[Clause], situation: Situation, *, flags_only: bool = False) -> Value:
    given = [one.amount(situation) for one in clauses if one.holds(situation, flags_only=flags_only)]
    return sum(given, Fraction(0))


def _rows(values: Sequence[Sequence[Value]]) -> list[tuple[Value, ...]]:
    """Return figures together: all of them, or as many by chance as can be looked at."""
    if prod(map(len, values)) <= MOST_SITUATIONS:
        return list(product(*values))
    chance = random.Random(SEED)
    return [tuple(chance.choice(one) for one in values) for _ in range(MOST_SITUATIONS)]


def _around(bounds: Iterable[Value], *, can_fall: bool) -> list[Value]:
    found = {Fraction(0), Fraction(1)}
    for bound in bounds:
        little = Fraction(1, 10_000) if bound <= 1 else Fraction(1, 100)
        found |= {bound - little, bound, bound + little, bound * 3 + little, bound * Fraction(5, 2)}
    return sorted(value for value in found if value >= 0 or can_fall)


def _text(flag: Flag) -> str:
    return "".join(flag) + _MEANT.get(flag[0], "")


def _shared(words: str, other: str) -> Fraction:
    """Return which share of the telling characters of words another text has."""
    telling = [sign for sign in words if sign not in _FILLING and not sign.isspace()]
    return Fraction(sum(sign in other for sign in telling), len(telling)) if telling else Fraction(1)


def _likeness(right: Flag, proposed: Flag, words: str) -> Fraction:
    """Return how alike two flags are, from 0 to 1; of one of several first of all which it is."""
    name, option = right
    of_name = _shared(name, _text(proposed) + words)
    if not option:
        return of_name
    if proposed[1]:
        which = 2 * _shared(option, proposed[1]) + _shared(proposed[1], option)
    else:
        which = 3 * _shared(option, proposed[0])
    return (which + of_name) / 4


def _told(situation: Situation, wanted: Value, given: Value) -> str:
    figures = "，".join(f"{name} {float(value):.12g}" for name, value in situation.figures.items())
    flags = "，".join(_text(flag) for flag, holds in situation.flags.items() if holds)
    return f"{figures}；{flags}：应为 {float(wanted):.12g}，提出 {float(given):.12g}"
