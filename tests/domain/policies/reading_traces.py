"""A second reader of traces: recomputes each step from its operands alone."""

from fractions import Fraction
from math import prod

from domain.policies.trace import Decision, Operation


def half_up(value: Fraction) -> Fraction:
    """Round to a whole number, halves away from zero."""
    whole = (abs(value) * 2 + 1) // 2
    return Fraction(whole if value >= 0 else -whole)


def recomputed(operation: Operation, operands: tuple[Fraction, ...]) -> Fraction:
    """Return what an operation makes of its operands."""
    match operation:
        case Operation.ADD:
            return sum(operands, Fraction(0))
        case Operation.SUBTRACT:
            return operands[0] - operands[1]
        case Operation.MULTIPLY:
            return prod(operands, start=Fraction(1))
        case Operation.MULTIPLY_TO_FEN:
            return half_up(prod(operands, start=Fraction(1)))
        case Operation.WHOLE_STEPS:
            return Fraction(max(0, operands[0] // operands[1]))
        case Operation.BEGUN_STEPS:
            return Fraction(max(0, -(-operands[0] // operands[1])))
        case Operation.LEAST:
            return min(operands)
        case Operation.GREATEST:
            return max(operands)
        case Operation.GROWTH:
            return (operands[0] - operands[1]) / operands[1]
        case Operation.TAKE:
            return operands[0]
        case Operation.ROUND_TO_FEN:
            return half_up(operands[0])


def hold(decision: Decision) -> None:
    """Check that every step follows from its operands, and that the last one is the amount."""
    for step in decision.steps:
        assert recomputed(step.operation, step.operands) == step.value, step
    if decision.steps and decision.claim is None:
        assert decision.steps[-1].value == decision.amount
