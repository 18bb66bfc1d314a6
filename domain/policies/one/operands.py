"""The operands of arithmetic as they are shown: exact, or with decimals enough to find the same by hand."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from domain.policies.language.measures import MONEY, Type
from domain.policies.language.ranges import Exact
from domain.policies.language.wording import operand_text, rounded_to
from domain.policies.one.evaluation import to_fen

UNCERTAIN: Final = "尚不确定"
"""Stands for a value that an open figure keeps from saying anything."""


@dataclass(frozen=True, slots=True)
class Term:
    """An operand: how a step shows it, and its value (the least possible one where it is open).

    Attributes:
        label: What stands before its figure, where ``text`` is both.
        kind: Of the figure that ``text`` ends with; None where it is not to be written with more decimals.
        unit: What follows the figure in ``text``.
    """

    text: str
    value: Exact
    label: str = ""
    kind: Type | None = None
    is_open: bool = False
    unit: str = ""

    @staticmethod
    def of(label: str, value: Exact, kind: Type, unit: str = "", way: str = "") -> "Term":
        """Return an operand; ``way`` says how its value follows from others."""
        text = f"{label} {operand_text(value, kind)}{unit}{way}".strip()
        return Term(text, value, label, None if way else kind, unit=unit)

    @property
    def is_cut(self) -> bool:
        """Whether fewer decimals are shown than there are."""
        return self.kind is not None and "约 " in self.text

    def finer(self, digits: int) -> "Term":
        """Return it with more decimals, if it has no end."""
        if self.kind is None or self.is_open:
            return self
        figure = operand_text(self.value, self.kind, digits=digits)
        return replace(self, text=f"{self.label} {figure}{self.unit}".strip())

    def as_shown(self, digits: int) -> Fraction:
        """Return the figure that is read where it is rounded to so many decimals."""
        if self.kind is None:
            return Fraction(self.value)
        return rounded_to(Fraction(self.value), digits - 2 if self.kind is MONEY else digits)


def fine_enough(
    factors: list[Term], divisors: list[Term], kind: Type, value: Exact
) -> tuple[list[Term], list[Term]]:
    """Return the operands of an amount with as many decimals as it takes to find the same by hand."""
    if kind is MONEY and any(term.is_cut for term in (*factors, *divisors)):
        for digits in (6, 8, 10, 14, 18, 22):
            found = Fraction(1)
            for term in factors:
                found *= term.as_shown(digits)
            for term in divisors:
                found /= term.as_shown(digits) or 1
            if to_fen(found) == value:
                return [term.finer(digits) for term in factors], [term.finer(digits) for term in divisors]
    return factors, divisors
