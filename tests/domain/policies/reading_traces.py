"""A second reader of traces: recomputes each step from its operands alone."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import prod

from domain.policies.trace import Decision, Operation, Outcome


def half_up(value: Fraction) -> Fraction:
    """Round to a whole number, halves away from zero."""
    whole = (abs(value) * 2 + 1) // 2
    return Fraction(whole if value >= 0 else -whole)


RECOMPUTED: Mapping[Operation, Callable[..., Fraction]] = {
    Operation.ADD: lambda *parts: sum(parts, Fraction(0)),
    Operation.SUBTRACT: lambda left, right: left - right,
    Operation.MULTIPLY: lambda *parts: prod(parts, start=Fraction(1)),
    Operation.MULTIPLY_TO_FEN: lambda *parts: half_up(prod(parts, start=Fraction(1))),
    Operation.WHOLE_STEPS: lambda base, step: Fraction(max(0, base // step)),
    Operation.BEGUN_STEPS: lambda base, step: Fraction(max(0, -(-base // step))),
    Operation.LEAST: min,
    Operation.GREATEST: max,
    Operation.GROWTH: lambda now, base: (now - base) / base,
    Operation.TAKE: lambda given: given,
    Operation.ROUND_TO_FEN: half_up,
}


def hold(decision: Decision) -> None:
    """Check that each step follows from its operands, the last is the amount, and what is open says why."""
    assert bool(decision.missing) == (decision.outcome is Outcome.MISSING), decision
    assert bool(decision.doubts) == (decision.outcome is Outcome.MANUAL), decision
    assert decision.outcome is Outcome.GRANTED or not decision.amount, decision
    for step in decision.steps:
        assert RECOMPUTED[step.operation](*step.operands) == step.value, step
    if decision.steps and decision.claim is None:
        assert decision.steps[-1].value == decision.amount
