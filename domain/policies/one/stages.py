"""Awards paid in instalments: what of a granted amount is due."""

from dataclasses import replace
from fractions import Fraction

from domain.policies.language.measures import Type
from domain.policies.language.ranges import Result
from domain.policies.language.wording import threshold_text, value_text
from domain.policies.one.checks import all_hold, explain_requirement
from domain.policies.one.evaluation import Evaluation
from domain.policies.policy import Clause, Stage
from domain.policies.trace import Decision, Instalment, Operation, Outcome, Step
from domain.values.money import NO_MONEY, Fen, round_half_up

_NOTHING_DUE = "符合条件，各期拨付条件尚未达到"


def due_stages(clause: Clause, granted: Decision, evaluation: Evaluation) -> Decision:
    """Return the decision with the amount that is due of what was granted.

    Each instalment is decided by itself: one that is still open does not hold back those that are due. The
    clause is open only while none is due and one of them is open.
    """
    amounts = stage_amounts(granted.amount, [stage.share for stage in clause.stages])
    instalments = tuple(
        _instalment(stage, amount, evaluation) for stage, amount in zip(clause.stages, amounts, strict=True)
    )
    due = [one for one in instalments if one.outcome is Outcome.GRANTED]
    amount = Fen(sum(one.amount for one in due))
    if due:
        steps = granted.steps + tuple(_steps(clause, granted, instalments, amount))
        return replace(granted, amount=amount, steps=steps, instalments=instalments)
    decided = replace(granted, amount=NO_MONEY, instalments=instalments)
    for outcome in (Outcome.MISSING, Outcome.MANUAL):
        if any(one.outcome is outcome for one in instalments):
            return _still_open(decided, outcome, granted.amount)
    step = Step(_NOTHING_DUE, Operation.TAKE, (Fraction(0),), Fraction(0), value_text(0, Type.MONEY))
    return replace(decided, steps=(*granted.steps, step), note=_NOTHING_DUE)


def stage_amounts(total: Fen, shares: list[Fraction]) -> list[Fen]:
    """Divide an amount by shares that add up to one; the last part takes what rounding left.

    >>> stage_amounts(Fen(100_01), [Fraction(1, 2), Fraction(3, 10), Fraction(1, 5)])
    [5001, 3000, 2000]
    """
    parts = [Fen(round_half_up(total * share)) for share in shares[:-1]]
    return [*parts, Fen(total - sum(parts))]


def share_text(share: Fraction) -> str:
    """Write a share of an award, one that has no end in percent as a fraction.

    >>> share_text(Fraction(3, 10)), share_text(Fraction(1, 3))
    ('30%', '1/3')
    """
    has_end = (share * 10**8).denominator == 1
    return threshold_text(share, Type.RATE) if has_end else f"{share.numerator}/{share.denominator}"


def _instalment(stage: Stage, amount: Fen, evaluation: Evaluation) -> Instalment:
    checks = tuple(explain_requirement(one, evaluation) for one in stage.conditions)
    verdict = all_hold(stage.conditions, evaluation)
    outcome = {
        Result.TRUE: Outcome.GRANTED,
        Result.FALSE: Outcome.NOT_MET,
        Result.MISSING: Outcome.MISSING,
        Result.UNDECIDABLE: Outcome.MANUAL,
    }[verdict.result]
    return Instalment(
        stage.title, outcome, amount, checks, tuple(sorted(verdict.missing)), tuple(sorted(verdict.doubts))
    )


def _steps(clause: Clause, granted: Decision, instalments: tuple[Instalment, ...], amount: Fen) -> list[Step]:
    steps = []
    for stage, one in zip(clause.stages, instalments, strict=True):
        if one.outcome is Outcome.GRANTED:
            share, shown = share_text(stage.share), value_text(one.amount, Type.MONEY)
            text = f"{one.title}：{value_text(granted.amount, Type.MONEY)} × {share}"
            steps.append(Step(text, Operation.TAKE, (Fraction(one.amount),), Fraction(one.amount), shown))
    if len(steps) > 1:
        shown = value_text(amount, Type.MONEY)
        text = f"已到的各期合计 {' + '.join(step.shown for step in steps)}"
        operands = tuple(step.value for step in steps)
        steps.append(Step(text, Operation.ADD, operands, Fraction(amount), shown))
    return steps


def _still_open(decided: Decision, outcome: Outcome, most: Fen) -> Decision:
    waiting = [one for one in decided.instalments if one.outcome is outcome]
    return replace(
        decided,
        outcome=outcome,
        steps=(),
        missing=tuple(sorted({key for one in waiting for key in one.missing})),
        doubts=tuple(sorted({doubt for one in waiting for doubt in one.doubts})),
        most=most,
    )
