"""What a person may grant where the rule leaves a clause to one: the amounts that the rule could come to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations
from typing import Final

from domain.enterprises.dictionary import Dictionary
from domain.policies.contests.claims import unmeasured_text
from domain.policies.contests.field import measured
from domain.policies.language import nodes, ranges
from domain.policies.language.nodes import Quantity
from domain.policies.language.ranges import Exact, Range, Result, Verdict
from domain.policies.one.assessment import decide_one, total_steps
from domain.policies.one.checks import all_hold
from domain.policies.one.evaluation import Evaluation, to_fen
from domain.policies.one.stages import stage_amounts
from domain.policies.policy import Clause
from domain.policies.trace import Outcome
from domain.values.money import MAX_FEN, NO_MONEY, Fen, yuan_text

_FEN: Final = Fen(1)
_FEW: Final = 8
"""How many amounts are named one by one."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a person may grant of a clause.

    Attributes:
        least, most: In fen, both included; ``most`` is `MAX_FEN` where the rule gives no limit.
        amounts: The only ones that the rule could come to, ascending; empty where they are too many to name.
        against: Why nothing can be granted; empty where something can.
        missing: Keys of the figures that are to be entered first, then.
        certain: What the rows that the rule grants come to; the open ones can only add to it.
    """

    least: Fen = _FEN
    most: Fen = MAX_FEN
    amounts: tuple[Fen, ...] = ()
    against: str = ""
    missing: tuple[str, ...] = ()
    certain: Fen = NO_MONEY

    @property
    def only(self) -> Fen | None:
        """The amount, where the rule gives it for certain and only the conditions are open."""
        return self.least if self.least == self.most else None

    @property
    def text(self) -> str:
        """What may be granted, in words."""
        if self.against:
            return self.against
        if self.only is not None:
            return f"按规则就是 {yuan_text(self.only)} 元"
        if self.amounts:
            return f"按规则只可能是 {'、'.join(map(yuan_text, self.amounts))} 元"
        if self.most == MAX_FEN:
            least = f"不少于 {yuan_text(self.least)} 元，" if self.least > _FEN else ""
            return f"{least}规则没有给出上限"
        if self.least > _FEN:
            return f"{yuan_text(self.least)} 元到 {yuan_text(self.most)} 元"
        return f"最多 {yuan_text(self.most)} 元"

    def complaint(self, amount: Fen) -> str:
        """Say what is wrong with an amount; empty where nothing is."""
        if self.against:
            return self.against
        if amount <= 0:
            return "给予的金额必须大于 0；不给予的，请选“不给予”"
        is_within = self.least <= amount <= self.most
        if is_within and (not self.amounts or amount in self.amounts):
            return ""
        return f"{yuan_text(amount)} 元不在规则许可的范围内：{self.text}"


def bounds_of(clause: Clause, evaluation: Evaluation, dictionary: Dictionary) -> Bounds:
    """Return what a person may grant of a clause that is for one; see `by_person.is_for_person`."""
    if clause.each:
        return _of_rows(clause, evaluation, dictionary)
    if clause.contest is not None:
        by = clause.contest.by
        if by is not None and measured(by, evaluation.facts) is None:
            why = unmeasured_text(by, evaluation.facts)
            return Bounds(against=f"排名要用的数据不确定（{why}），认定给予也排不了名次；只能认定不给予")
        if clause.contest.amounts:
            return _among([max(clause.contest.amounts)])
    found = _of_award(clause, evaluation, dictionary)
    return _of_stages(clause, found, evaluation) if clause.stages and not found.against else found


def _of_award(clause: Clause, evaluation: Evaluation, dictionary: Dictionary) -> Bounds:
    if clause.award is None:
        return Bounds()
    award = evaluation.quantity(clause.award)
    if award.missing:
        missing = tuple(sorted(award.missing))
        names = "、".join(map(dictionary.label_of, missing))
        why = f"金额要用的{names}还没有填，先填好再认定给予；现在只能认定不给予"
        return Bounds(against=why, missing=missing)
    if award.low > MAX_FEN:
        return Bounds(against="算出的金额超过 10 万亿元，请先核对数据")
    amounts = _amounts(clause.award, evaluation)
    if amounts is not None and len(amounts) <= _FEW:
        return _among(Fen(int(to_fen(one))) for one in amounts)
    return _between(int(to_fen(award.low)), int(to_fen(award.high)))


def _among(amounts: Iterable[Fen]) -> Bounds:
    above = sorted({one for one in amounts if 0 < one <= MAX_FEN})
    if not above:
        return _NOTHING
    return Bounds(above[0], above[-1], tuple(above))


def _between(low: int, high: int) -> Bounds:
    if high <= 0:
        return _NOTHING
    return Bounds(Fen(max(_FEN, low)), Fen(min(high, MAX_FEN)))


_NOTHING: Final = Bounds(against="按规则算出的金额是 0，没有可以给予的；只能认定不给予")


def _amounts(node: Quantity, evaluation: Evaluation) -> frozenset[Exact] | None:
    """Return the values that a quantity can still have, where its lines give a few; None where more."""
    value = evaluation.quantity(node)
    if value.is_exact:
        return frozenset({value.low})
    match node:
        case nodes.Named(_, quantity):
            return _amounts(quantity, evaluation)
        case nodes.Cases(cases, otherwise):
            lines = [(evaluation.condition(one.condition), one.gives) for one in cases]
            return _of_lines(lines, otherwise, evaluation)
        case nodes.Tiers(key, tiers, otherwise):
            reached = evaluation.quantity(key)
            if reached.is_empty:
                return None
            lines = [(_reaches(reached, one, evaluation), one.gives) for one in tiers]
            return _of_lines(lines, otherwise, evaluation)
        case nodes.Sum(left, right, sign):
            first, second = _amounts(left, evaluation), _amounts(right, evaluation)
            if first is None or second is None:
                return None
            return frozenset(one + sign * other for one in first for other in second)
    return None


def _reaches(key: Range, tier: nodes.Tier, evaluation: Evaluation) -> Verdict:
    return ranges.compare(key, tier.comparator, evaluation.quantity(tier.bound))


def _of_lines(
    lines: Sequence[tuple[Verdict, Quantity]], otherwise: Quantity, evaluation: Evaluation
) -> frozenset[Exact] | None:
    """Return what the lines that may still decide can give."""
    may_give: list[Quantity] = []
    for verdict, gives in lines:
        if verdict.result is not Result.FALSE:
            may_give.append(gives)
        if verdict.result is Result.TRUE:
            break
    else:
        may_give.append(otherwise)
    found = [_amounts(one, evaluation) for one in may_give]
    return None if None in found else frozenset().union(*(one for one in found if one is not None))


# Rows, one by one


def _of_rows(clause: Clause, evaluation: Evaluation, dictionary: Dictionary) -> Bounds:
    """Return what the open rows may add to those that the rule grants."""
    rows = evaluation.on_rows(dictionary.rows[clause.each]) or []
    certain, most = 0, 0
    for row in rows:
        decided = decide_one(clause, row)
        if decided.outcome is Outcome.GRANTED:
            certain, most = certain + decided.amount, most + decided.amount
        elif decided.outcome is Outcome.MANUAL:
            found = _of_award(clause, row, dictionary)
            if found.against and found != _NOTHING:
                return found
            most += 0 if found.against else found.most
    low, high = (_total(clause, amount, evaluation) for amount in (certain, most))
    return replace(_between(low, high), certain=Fen(low))


def _total(clause: Clause, amount: int, evaluation: Evaluation) -> int:
    capped = min(amount, MAX_FEN)
    if clause.total is None:
        return capped
    return int(total_steps(clause, Fen(capped), evaluation.facts)[-1].value)


# Instalments


def _of_stages(clause: Clause, whole: Bounds, evaluation: Evaluation) -> Bounds:
    """Return what may be due by now: instalments whose conditions fail are not, nor those not entered."""
    verdicts = [all_hold(stage.conditions, evaluation).result for stage in clause.stages]
    if not any(one in (Result.TRUE, Result.UNDECIDABLE) for one in verdicts):
        return Bounds(against="各期的拨付条件还没有达到，没有可以给予的；只能认定不给予")
    shares = [stage.share for stage in clause.stages]
    if not whole.amounts:
        least, most = (_due(stage_amounts(one, shares), verdicts) for one in (whole.least, whole.most))
        return _between(min(least), MAX_FEN if whole.most == MAX_FEN else max(most))
    return _among(due for amount in whole.amounts for due in _due(stage_amounts(amount, shares), verdicts))


def _due(parts: Sequence[Fen], verdicts: Sequence[Result]) -> list[Fen]:
    """Return what instalments may come to: those that are due, with any of those that a person judges."""
    sure = sum(part for part, one in zip(parts, verdicts, strict=True) if one is Result.TRUE)
    open_ = [part for part, one in zip(parts, verdicts, strict=True) if one is Result.UNDECIDABLE]
    taken = chain.from_iterable(combinations(open_, count) for count in range(len(open_) + 1))
    return [Fen(sure + sum(one)) for one in taken]
