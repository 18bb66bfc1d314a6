"""What is asked of who reads a proposed clause: readings beside each other, and words nobody can read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from domain.policies.authoring.draft import DraftClause, Line, Words
from domain.policies.authoring.reading.clauses import ClauseMaker, Made
from domain.policies.authoring.reading.conditions import Condition
from domain.policies.authoring.reading.literals import literal
from domain.policies.authoring.reading.quantities import Quantity
from domain.policies.authoring.reading.results import Doubt, Option
from domain.policies.authoring.reading.rules import Rule
from domain.policies.authoring.reading.shorthand import Shorthand
from domain.policies.authoring.reading.words import AT_LEAST, AT_MOST, LESS_THAN, MORE_THAN
from domain.values.periods import Period

_COMPARED: Final = {
    AT_LEAST: ("含", "符合"),
    AT_MOST: ("含", "符合"),
    MORE_THAN: ("不含", "不符合"),
    LESS_THAN: ("不含", "不符合"),
}
_ONLY_NOW, _NOT_BEFORE = "只看这一年达到没有", "上一年已经达到的不再给"
_IN_REGISTER: Final = "统计入库日期 != 无"
_NAMED_AT_MOST: Final = 40
"""Signs of the words that a question names; more are only marked in the wording."""
_PERIOD: Final = re.compile(r"\[(\d{4}[HQMC]?\d*)\]")


class Concerned:
    """Which clauses words of the wording are to be asked about: those of their part of the sentence.

    What stands before the first award of a part is handed on to whoever asks for something of that part.
    What stands in a part that gives nothing belongs to the clauses behind it in the sentence, else to those
    before it; a sentence that gives nothing may bear on all.
    """

    def __init__(self, short: Shorthand, made: Sequence[Made]) -> None:
        self._wording = short.wording
        self._ids = [one.clause.id for one in made]
        self._awards: list[tuple[int, int, str]] = []
        self._others: list[tuple[int, str]] = []
        for one in made:
            for target, (first, last) in one.targets:
                if target.endswith("/award"):
                    place = (short.places[first], short.places[max(first, last - 1)])
                    self._awards.append((*place, one.clause.id))
                self._others.append((short.places[first], one.clause.id))
        self._awards.sort()

    def by(self, words: Sequence[Words]) -> list[str]:
        """Return the ids of the clauses that some words are about; all if they are nowhere."""
        found = {id_ for one in words for id_ in self._of(one.start)}
        return [one for one in self._ids if one in found or not words]

    def _of(self, at: int) -> set[str]:
        part = self._around(at, "；;。\n")
        own = [one for one in self._awards if part[0] <= one[0] < part[1]]
        if own:
            behind = [one for one in own if one[0] > at]
            before = [one for one in own if one[0] <= at]
            if not before:
                return {id_ for place, id_ in self._others if part[0] <= place < part[1]}
            nearest = {before[-1][2], *(one[2] for one in behind[:1])}
            return nearest if behind else {one[2] for one in own}
        sentence = self._around(at, "。\n")
        said = [one for one in self._awards if sentence[0] <= one[0] < sentence[1]]
        found = {one[2] for one in said if one[0] > at} or {one[2] for one in said}
        return found or set(self._ids)

    def _around(self, at: int, marks: str) -> tuple[int, int]:
        """Return where the stretch between two marks is that a place is in."""
        first = max((self._wording.rfind(one, 0, at) for one in marks), default=-1) + 1
        last = min(
            (end for one in marks if (end := self._wording.find(one, at)) >= 0), default=len(self._wording)
        )
        return first, last


class Doubts:
    """Asks about the clauses of one wording."""

    def __init__(self, maker: ClauseMaker) -> None:
        self._maker = maker

    def of(self, made: Made, clause: DraftClause) -> Iterator[Doubt]:
        """Yield what is to be chosen in a clause; the first option of each is the clause as it is.

        Args:
            made: How the clause came about.
            clause: As it was checked.
        """
        for part, conditions in made.asked.items():
            for at, one in enumerate(conditions):
                if one.other:
                    yield self._edge(clause, part, at, one)
                elif one.before:
                    yield self._first(clause, part, at, one)
                elif one.formula == _IN_REGISTER:
                    yield self._register(clause, part, at)
        if len(made.rules) == 1:
            yield from self._of_award(clause, made.rules[0])
        else:
            yield from self._between(clause, made.rules)

    def _between(self, clause: DraftClause, rules: Sequence[Rule]) -> Iterator[Doubt]:
        """Ask of which line an edge is that both the line below and the one above mean: 以下…；以上…."""
        formula = clause.award.formula
        edges = dict.fromkeys(
            one.bound
            for rule in rules
            for one in rule.conditions
            if one.comparator == AT_MOST and not one.is_explicit and f">= {one.bound}:" in formula
        )
        changed = formula
        for bound in edges:
            changed = changed.replace(f">= {bound}:", f"> {bound}:")
        if edges:
            bound = next(iter(edges))
            options = (
                Option("按高的一档", clause, f"正好 {bound} 的按上面一档"),
                Option(
                    "按低的一档",
                    replace(clause, award=replace(clause.award, formula=changed)),
                    f"正好 {bound} 的按下面一档",
                ),
            )
            yield Doubt(clause.id, clause.award.words, f"正好 {bound} 的，按哪一档？", options)

    def _edge(self, clause: DraftClause, part: str, at: int, one: Condition) -> Doubt:
        line: Line = getattr(clause, part)[at]
        options = []
        for comparator in (one.comparator, one.other):
            changed = replace(line, formula=f"{one.axis} {comparator} {one.bound}")
            says, comes_to = _COMPARED[comparator]
            options.append(
                Option(
                    f"{says} {one.bound} 本身",
                    _with(clause, part, at, changed),
                    f"正好 {one.bound} 的：{comes_to}",
                )
            )
        return Doubt(clause.id, line.words, f"“{one.text}”包含 {one.bound} 本身吗？", tuple(options))

    def _first(self, clause: DraftClause, part: str, at: int, one: Condition) -> Doubt:
        """Ask whether who reached a bound before is given it again."""
        line: Line = getattr(clause, part)[at]
        opposite = LESS_THAN if one.comparator == AT_LEAST else AT_MOST
        changed = replace(line, formula=f"{line.formula} 且 {one.before} {opposite} {one.bound}")
        options = (
            Option(_ONLY_NOW, clause, f"上一年也达到 {one.bound} 的：符合"),
            Option(_NOT_BEFORE, _with(clause, part, at, changed), f"上一年也达到 {one.bound} 的：不符合"),
        )
        return Doubt(clause.id, line.words, f"“{one.text}”里的首次怎么算？", options)

    def _register(self, clause: DraftClause, part: str, at: int) -> Doubt:
        line: Line = getattr(clause, part)[at]
        formulas = " ".join(one.formula for one in (*clause.conditions, clause.award))
        days = [Period.parse(match).last_day for match in _PERIOD.findall(formulas)]
        options = [Option("什么时候入库都可以", clause, "哪一天入库的都符合")]
        if days:
            day = max(days)
            changed = replace(line, formula=f"统计入库日期 <= {day}")
            says = f"{day.year}年{day.month}月{day.day}日（含）以前入库"
            options.append(Option(says, _with(clause, part, at, changed), "这一天以后入库的：不符合"))
        return Doubt(clause.id, line.words, "要在哪一天以前入库？条文没有写。", tuple(options))

    def _of_award(self, clause: DraftClause, rule: Rule) -> Iterator[Doubt]:
        split = rule.split
        if split is not None and split.other_tests:
            other = replace(rule, split=replace(split, tests=split.other_tests))
            figures = [literal(one) or "" for one in rule.award.figures]
            bound = split.tests[1].split(" ")[1]
            yield self._either(
                clause,
                f"正好在两档交界处的（如 {bound}），按哪一档？",
                other,
                (f"按高的一档（正好 {bound}：{figures[1]}）", f"按低的一档（正好 {bound}：{figures[0]}）"),
            )
        if split is not None and split.before:
            formula = clause.award.formula
            earlier = formula.replace(split.axis, split.before)
            once = replace(clause.award, formula=f"若({formula} > {earlier}, {formula}, 0)")
            options = (
                Option(_ONLY_NOW, clause),
                Option(_NOT_BEFORE, replace(clause, award=once), "上一年已经在这一档的：0"),
            )
            yield Doubt(clause.id, clause.award.words, f"“{split.text}”里的首次怎么算？", options)
        if rule.other_base and rule.base is not None:
            other = replace(rule, base=Quantity("", rule.base.label, "money", formula=f"({rule.other_base})"))
            yield self._either(clause, rule.other_says[0], other, rule.other_says[1:])

    def _either(self, clause: DraftClause, question: str, other: Rule, says: Sequence[str]) -> Doubt:
        award = self._maker.award_of([other]) or ""
        changed = replace(clause, award=replace(clause.award, formula=award))
        options = (Option(says[0], clause), Option(says[1], changed))
        return Doubt(clause.id, clause.award.words, question, options)


def rebased(doubts: Sequence[Doubt], clauses: Sequence[DraftClause]) -> list[Doubt]:
    """Return doubts whose options are the clauses as they became after all, but for what each changes."""
    final = {one.id: one for one in clauses}
    return [
        _rebased(one, final[one.clause]) if one.options and one.clause in final else one for one in doubts
    ]


def _rebased(doubt: Doubt, final: DraftClause) -> Doubt:
    before = doubt.options[0].clause
    options = []
    for one in doubt.options:
        clause = replace(
            final,
            award=final.award if one.clause.award == before.award else one.clause.award,
            who=_changed(one.clause.who, before.who, final.who),
            conditions=_changed(one.clause.conditions, before.conditions, final.conditions),
        )
        options.append(replace(one, clause=clause))
    return replace(doubt, options=tuple(options))


def _changed(lines: Sequence[Line], before: Sequence[Line], final: Sequence[Line]) -> tuple[Line, ...]:
    """Return the final lines, but for those that an option has otherwise than the clause had them."""
    if len({len(lines), len(before), len(final)}) > 1:
        return tuple(lines)
    return tuple(now if line == old else line for line, old, now in zip(lines, before, final, strict=True))


def unasked(clauses: Sequence[DraftClause], wording: str) -> Iterator[Doubt]:
    """Say once which words may mean something else, where a reading is not sure and asks nothing."""
    lines = [
        (clause, one)
        for clause in clauses
        for one in (*clause.who, *clause.conditions, clause.award)
        if one.is_open
    ]
    if not lines:
        return
    clause, first = lines[0]
    words = tuple(dict.fromkeys(part for _, one in lines for part in one.words))
    said = "、".join(f"“{wording[part.start : part.end].strip('，、；。')}”" for part in words)
    if not first.formula:
        yield Doubt(clause.id, words, f"没有读出金额：{said}。" if said else "没有读出金额。")
    elif said:
        yield Doubt(clause.id, words, f"{said}不一定是这个意思，请对照条文看一遍。")
    else:
        yield Doubt(clause.id, (), "这一条不一定读全了，请对照条文看一遍。")


def unread(clause: DraftClause, words: tuple[Words, ...], wording: str) -> Doubt:
    """Point at words of the wording that rules cannot read; few of them are named."""
    each = dict.fromkeys(wording[part.start : part.end].strip("，、；。") for part in words)
    said = "、".join(f"“{one}”" for one in each)
    named = said if len(said) <= _NAMED_AT_MOST else "这些文字"
    return Doubt(clause.id, words, f"{named}没有读懂，请看是否影响条件或金额。")


def _with(clause: DraftClause, part: str, at: int, line: Line) -> DraftClause:
    lines = list(getattr(clause, part))
    lines[at] = line
    return replace(clause, who=tuple(lines)) if part == "who" else replace(clause, conditions=tuple(lines))
