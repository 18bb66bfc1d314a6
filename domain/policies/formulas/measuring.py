"""In which unit a number counts, and figures put into the unit of what they are held against."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from domain.policies.formulas import nodes
from domain.policies.formulas.nodes import Elapse, Gather, Quantity, Type
from domain.policies.formulas.units import Unit
from domain.policies.formulas.wording import quantity_text

_ELAPSED: Final = {Elapse.DAYS: "天", Elapse.MONTHS: "个月", Elapse.YEARS: "年"}


class OtherUnit(Exception):
    """A figure is in a unit that measures something else; ``index`` says which of the parts."""

    def __init__(self, index: int, message: str) -> None:
        super().__init__(message)
        self.index = index


def unit_of(node: Quantity) -> str:
    """Return the unit that a number counts in; empty where it has none, or none that could be told."""
    if node.type is not Type.NUMBER:
        return ""
    match node:
        case nodes.Literal(unit=unit):
            return unit
        case nodes.Attribute(fact) | nodes.Indicator(fact) | nodes.Span(fact):
            return fact.unit
        case nodes.Elapsed(unit=elapse):
            return _ELAPSED[elapse]
        case nodes.Product(factors, divisors):
            return _of_product(factors, divisors)
        case nodes.OverRows(gather=Gather.COUNT):
            return ""
    return next((unit for part in _alike(node) if (unit := unit_of(part))), "")


def _alike(node: Quantity) -> Sequence[Quantity]:
    """Return the parts that must count in the same unit as the whole."""
    match node:
        case nodes.Named(quantity=inner):
            return (inner,)
        case nodes.OverRows(value=value):
            return (value,)
        case nodes.Sum(left, right):
            return (left, right)
        case nodes.Least(parts) | nodes.Greatest(parts):
            return parts
        case nodes.Cases(cases, otherwise):
            return (*(case.gives for case in cases), otherwise)
        case nodes.Tiers(_, tiers, otherwise):
            return (*(tier.gives for tier in tiers), otherwise)
    return ()


def in_one_unit(parts: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Return the parts, each in the unit of the first one that is no plain figure.

    A fact in 万美元 may so be held against ``20万美元`` and ``200000美元`` alike.

    Raises:
        OtherUnit: A figure is written in a unit of something else.
    """
    units = [unit_of(part) for part in parts]
    firm = [at for at, part in enumerate(parts) if units[at] and not isinstance(part, nodes.Literal)]
    if not any(units) or len(parts) < 2:
        return tuple(parts)
    leading = firm[0] if firm else next(at for at, unit in enumerate(units) if unit)
    return tuple(
        part if not unit or unit == units[leading] else _converted(parts, units, at, leading)
        for at, (part, unit) in enumerate(zip(parts, units, strict=True))
    )


def _converted(parts: Sequence[Quantity], units: Sequence[str], at: int, leading: int) -> Quantity:
    part, wanted = parts[at], units[leading]
    times = Unit.of(units[at]).in_units_of(Unit.of(wanted))
    match part, times:
        case nodes.Literal(), None:
            named = quantity_text(parts[leading])
            raise OtherUnit(at, f"“{named}”以“{wanted}”计，这里写的是“{units[at]}”")
        case nodes.Literal(value), Fraction():
            exact = value * times
            return nodes.Literal(int(exact) if exact.denominator == 1 else exact, Type.NUMBER, wanted)
        case _, None | Fraction(numerator=1, denominator=1):
            return part
    assert times is not None
    return nodes.Product((part, nodes.Literal(times, Type.NUMBER)), (), Type.NUMBER)


def _of_product(factors: Sequence[Quantity], divisors: Sequence[Quantity]) -> str:
    """Return the unit of a number times rates and plain figures."""
    counted = [part for part in factors if not _is_plain(part)]
    return unit_of(counted[0]) if len(counted) == 1 and all(map(_is_plain, divisors)) else ""


def _is_plain(node: Quantity) -> bool:
    return node.type is Type.RATE or (isinstance(node, nodes.Literal) and not node.unit)
