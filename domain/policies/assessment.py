"""Deciding the clauses of a policy for one enterprise."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.money import NO_MONEY, Fen
from domain.policies.explanation import explain_amount, explain_requirement
from domain.policies.formulas import ranges
from domain.policies.formulas.evaluation import Evaluation, RowInHand
from domain.policies.formulas.nodes import Type
from domain.policies.formulas.ranges import Range, Result, Verdict
from domain.policies.formulas.wording import NOT_ENTERED, value_text
from domain.policies.policy import Clause, Policy
from domain.policies.trace import Check, Decision, Operation, Outcome, Step

_AS_RESULT: Final = {
    Outcome.GRANTED: Result.TRUE,
    Outcome.NOT_MET: Result.FALSE,
    Outcome.MISSING: Result.MISSING,
    Outcome.MANUAL: Result.UNDECIDABLE,
}


def assess(policy: Policy, facts: EnterpriseFacts, dictionary: Dictionary) -> tuple[Decision, ...]:
    """Decide every clause of a policy for one enterprise, in the order of the policy."""
    return tuple(decide(clause, facts, dictionary) for clause in policy.clauses.values())


def decide(clause: Clause, facts: EnterpriseFacts, dictionary: Dictionary) -> Decision:
    """Decide one clause for one enterprise.

    A condition that fails for certain decides not_met. Else a figure not entered that could still change
    outcome or amount decides missing, and all of them are named. Else a growth rate without a value decides
    manual. Else the clause is granted.
    """
    if clause.each:
        return _decide_rows(clause, facts, dictionary)
    return _decide_one(clause, Evaluation(facts))


def _decide_one(clause: Clause, evaluation: Evaluation) -> Decision:
    checks = tuple(explain_requirement(requirement, evaluation) for requirement in clause.requirements)
    verdict = ranges.all_of(Verdict(check.result, frozenset(check.missing)) for check in checks)
    if any(check.result is Result.UNDECIDABLE for check in checks):
        # Whatever else is entered, no amount follows: figures that only the award reads cannot matter.
        award = Range.of(0)
    else:
        award = evaluation.quantity(clause.award)
    outcome = _outcome(verdict, award)
    match outcome:
        case Outcome.GRANTED:
            steps = _not_below_zero(explain_amount(clause.award, evaluation))
            amount = Fen(int(steps[-1].value))
            note = clause.zero_note if amount == 0 else ""
            return Decision(clause.id, outcome, amount, checks, steps, note=note)
        case Outcome.MISSING:
            missing = tuple(sorted(verdict.missing | award.missing))
            most = Fen(max(0, int(award.high)))
            return Decision(clause.id, outcome, NO_MONEY, checks, missing=missing, most=most)
    return Decision(clause.id, outcome, NO_MONEY, checks)


def _outcome(verdict: Verdict, award: Range) -> Outcome:
    if verdict.result is Result.FALSE:
        return Outcome.NOT_MET
    if verdict.result is Result.MISSING or award.missing:
        return Outcome.MISSING
    if verdict.result is Result.UNDECIDABLE or award.undecidable:
        return Outcome.MANUAL
    return Outcome.GRANTED


def _not_below_zero(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    last = steps[-1]
    if last.value >= 0:
        return steps
    zero = Fraction(0)
    text = f"{last.shown} 低于 0，按 0 计"
    return (*steps, Step(text, Operation.GREATEST, (last.value, zero), zero, value_text(zero, Type.MONEY)))


def _decide_rows(clause: Clause, facts: EnterpriseFacts, dictionary: Dictionary) -> Decision:
    kind = dictionary.rows[clause.each]
    rows = facts.rows.get(clause.each)
    if rows is None:
        missing = (clause.each,)
        check = Check(kind.label, NOT_ENTERED, f"逐个{kind.label}审核", Result.MISSING, missing=missing)
        return Decision(clause.id, Outcome.MISSING, NO_MONEY, (check,), missing=missing)
    if not rows:
        check = Check(kind.label, "无", f"至少一个{kind.label}", Result.FALSE)
        return Decision(clause.id, Outcome.NOT_MET, NO_MONEY, (check,))
    titles = [_row_title(kind.label, index, row.get("name")) for index, row in enumerate(rows)]
    decisions = [
        _decide_one(clause, Evaluation(facts, RowInHand(clause.each, index, row)))
        for index, row in enumerate(rows)
    ]
    return _sum_up(clause, titles, decisions)


def _row_title(label: str, index: int, name: object) -> str:
    return f"{label}{index + 1}“{name}”" if name else f"{label}{index + 1}"


def _sum_up(clause: Clause, titles: Sequence[str], decisions: Sequence[Decision]) -> Decision:
    """Join what was decided row by row: a row still open keeps the clause open; failing rows add nothing."""
    checks = tuple(
        Check(title, "", "", _AS_RESULT[decision.outcome], missing=decision.missing, parts=decision.checks)
        for title, decision in zip(titles, decisions, strict=True)
    )
    outcomes = {decision.outcome for decision in decisions}
    order = (Outcome.MISSING, Outcome.MANUAL, Outcome.GRANTED, Outcome.NOT_MET)
    outcome = next(candidate for candidate in order if candidate in outcomes)
    if outcome is not Outcome.GRANTED:
        missing = tuple(sorted(key for decision in decisions for key in decision.missing))
        most = Fen(sum(decision.amount + decision.most for decision in decisions))
        return Decision(clause.id, outcome, NO_MONEY, checks, missing=missing, most=most)
    granted = [
        (title, decision)
        for title, decision in zip(titles, decisions, strict=True)
        if decision.outcome is Outcome.GRANTED
    ]
    steps = tuple(_titled(granted))
    return Decision(clause.id, outcome, Fen(int(steps[-1].value)), checks, steps)


def _titled(granted: Sequence[tuple[str, Decision]]) -> Iterable[Step]:
    """Yield the steps of each row under its name, then their sum."""
    for title, decision in granted:
        for step in decision.steps:
            yield Step(f"{title}：{step.text}", step.operation, step.operands, step.value, step.shown)
    amounts = [Fraction(decision.amount) for _, decision in granted]
    if len(amounts) > 1:
        total = sum(amounts, Fraction(0))
        shown = value_text(total, Type.MONEY)
        text = f"合计 {' + '.join(value_text(amount, Type.MONEY) for amount in amounts)}"
        yield Step(text, Operation.ADD, tuple(amounts), total, shown)
