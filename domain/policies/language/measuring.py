"""In which unit a number counts, and figures put into the unit of what they are held against."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final, assert_never

from domain.policies.language import nodes, units
from domain.policies.language.measures import MONEY, NUMBER
from domain.policies.language.nodes import Quantity
from domain.policies.language.ranges import Exact
from domain.policies.language.units import Unit
from domain.policies.language.wording import quantity_text, value_text

Dims = Mapping[str, int]
"""Of which units a number is made, as they are written, with exponents: 万美元 a head is 万美元 1, 人 -1."""

_PLAIN: Final = ("", "倍")


class OtherUnit(Exception):
    """A figure is in a unit that does not go with the others; ``index`` says which of the parts."""

    def __init__(self, index: int, message: str) -> None:
        super().__init__(message)
        self.index = index


@nodes.once_for_each
def dims_of(node: Quantity) -> Dims:
    """Return the units that a number counts in; none where it has none, or none that could be told."""
    if node.type is not NUMBER:
        return {}
    match node:
        case nodes.Literal(unit=unit):
            return _of_unit(unit)
        case nodes.Attribute(fact) | nodes.Indicator(fact) | nodes.Span(fact):
            return _of_unit(fact.unit)
        case nodes.Call(function) if function.gives is not None:
            return _of_unit(function.unit)
        case nodes.Converted():
            return dict(node.dims)
        case nodes.Product():
            factors, divisors = node.factors, node.divisors
            return _cancelled(_of_product(factors, divisors))[0]
        case nodes.OverRows(gather=gather) if gather.is_count:
            return {}
    return next((dims for part in _alike(node) if (dims := dims_of(part))), {})


@nodes.once_for_each
def unit_text(node: Quantity) -> str:
    """Return the unit to be shown behind a value of a number; empty where it has none of its own."""
    match node:
        case nodes.Named(quantity=inner):
            return unit_text(inner)
        case nodes.OverRows(gather=gather) if gather.is_count:
            return "个"
        case nodes.Call(function) if function.shown:
            return function.shown
    return _dims_text(dims_of(node))


def measured_text(node: Quantity, value: Exact, *, near: Exact | None = None) -> str:
    """Return a value of a quantity with its unit; see `value_text`.

    >>> measured_text(nodes.Literal(3, NUMBER, "个月"), 3)
    '3个月'
    """
    return f"{value_text(value, node.type, near=near)}{unit_text(node)}"


def multiple_in(dims: Dims) -> str:
    """Return a unit of so many of a smaller one, as 万美元 is: a price leaves open for which of them.

    >>> multiple_in({"万美元": 1}), multiple_in({"千瓦时": 1, "个月": 1})
    ('万美元', '')
    """
    return next((unit for unit in dims if units.split(unit)[0] > 1), "")


def in_one_unit(parts: Sequence[Quantity], *, is_sum: bool = False) -> tuple[Quantity, ...]:
    """Return the parts, each in the smallest unit of those that are no plain figures.

    A fact in 万美元 may so be held against ``20万美元`` and ``200000美元`` alike, and a sum does not depend
    on its order. A figure without a unit counts in that of the others.

    Raises:
        OtherUnit: A figure is in a unit of something else, or has none where it leaves open how large it is.
    """
    if all(part.type is not NUMBER for part in parts):
        return tuple(parts)
    dims = [dims_of(part) for part in parts]
    known = [at for at, one in enumerate(dims) if one]
    if not known or len(parts) < 2:
        return tuple(parts)
    firm = [at for at in known if not isinstance(parts[at], nodes.Literal)] or known[:1]
    alike = [at for at in firm if _ratio(dims[at], dims[firm[0]]) is not None]
    leading = min(alike, key=lambda at: _in_bases(dims[at])[1])
    return tuple(
        _converted(parts, dims, at, leading)
        if dims[at]
        else _with_unit(parts, dims, at, leading, is_sum=is_sum)
        for at in range(len(parts))
    )


def _with_unit(
    parts: Sequence[Quantity], dims: Sequence[Dims], at: int, leading: int, *, is_sum: bool
) -> Quantity:
    """Give a figure without a unit that of the others."""
    part, unit = parts[at], _dims_text(dims[leading])
    if not isinstance(part, nodes.Literal) or part.unit or not part.value or not unit:
        return part
    if is_sum and multiple_in(dims[leading]):
        named, figure = quantity_text(parts[leading]), quantity_text(part)
        raise OtherUnit(at, f"“{named}”以“{unit}”计，请给“{figure}”写上单位，如 {figure}{unit}")
    return part if len(dims[leading]) > 1 else nodes.Literal(part.value, NUMBER, unit)


def _converted(parts: Sequence[Quantity], dims: Sequence[Dims], at: int, leading: int) -> Quantity:
    part, wanted = parts[at], dims[leading]
    times = _ratio(dims[at], wanted)
    if times is None:
        # Of what is made of several units it is not known whether it may be another word for the same.
        is_told = isinstance(part, nodes.Literal) and len(dims[at]) == len(wanted) == 1
        if is_told or multiple_in(dims[at]) or multiple_in(wanted):
            named = quantity_text(parts[leading])
            raise OtherUnit(at, f"“{named}”以“{_named(wanted)}”计，这里写的是“{_named(dims[at])}”")
        return part
    return _in_dims(part, times, wanted)


def _in_dims(part: Quantity, times: Fraction, dims: Dims) -> Quantity:
    if times == 1:
        return part
    if isinstance(part, nodes.Literal) and len(dims) == 1:
        exact = part.value * times
        return nodes.Literal(int(exact) if exact.denominator == 1 else exact, NUMBER, next(iter(dims)))
    return nodes.Converted(part, times, tuple(dims.items()))


def in_units_of_each_other(
    factors: Sequence[Quantity], divisors: Sequence[Quantity]
) -> tuple[list[Quantity], list[Quantity]]:
    """Return the operands of a product so that sizes of one unit cancel: 500万美元 ÷ 5000000美元 is 1.

    Raises:
        OtherUnit: They do not; the index is of the divisor.
    """
    tops, bottoms = list(factors), list(divisors)
    open_ = list(range(len(tops)))
    for price in factors:
        for unit in _per(price):
            open_.remove(_counted_in(unit, price, tops, open_))
    for is_same in (True, False):
        for at, divisor in enumerate(bottoms):
            unit = _single(divisor)
            for top in open_ if unit else ():
                other = _single(tops[top])
                if other and (other == unit if is_same else Unit.of(other).base == Unit.of(unit).base):
                    tops[top], bottoms[at] = _paired(tops[top], divisor)
                    open_.remove(top)
                    break
    if bottoms and _cancelled(_of_product(tops, bottoms))[1] != 1:
        names = "、".join(_of_product(tops, bottoms))
        raise OtherUnit(len(bottoms) - 1, f"乘除各项的单位大小不同（{names}），请先换成同一个单位")
    return tops, bottoms


def _counted_in(unit: str, price: Quantity, tops: list[Quantity], open_: Sequence[int]) -> int:
    """Return which factor a price is for, put into the unit that it is for each one of.

    Raises:
        OtherUnit: No factor counts what it is for.
    """
    counted = {at: _single(tops[at]) for at in open_ if _single(tops[at])}
    for at, own in counted.items():
        times = _ratio({own: 1}, {unit: 1})
        if times is not None:
            tops[at] = _in_dims(tops[at], times, {unit: 1})
            return at
    others = "、".join(f"“{quantity_text(tops[at])}”以“{own}”计" for at, own in counted.items())
    beside = f"，{others}" if others else ""
    raise OtherUnit(0, f"“{quantity_text(price)}”要乘以以“{unit}”计的数{beside}")


def _per(node: Quantity) -> Sequence[str]:
    """Return for each one of what a price is."""
    if isinstance(node, nodes.Literal) and node.type is MONEY and node.unit:
        return node.unit.split("/")
    return ()


def _paired(top: Quantity, bottom: Quantity) -> tuple[Quantity, Quantity]:
    """Return a factor and a divisor in one unit: that of the fact, or the smaller one."""
    above, below = dims_of(top), dims_of(bottom)
    times = _ratio(above, below)
    assert times is not None
    # A figure goes into the unit of the fact, unless it is then less than one of it.
    is_figure = isinstance(bottom, nodes.Literal) and bottom.value >= times
    if is_figure or (times < 1 and not isinstance(top, nodes.Literal)):
        return top, _in_dims(bottom, 1 / times, above)
    return _in_dims(top, times, below), bottom


def _single(node: Quantity) -> str:
    """Return the unit of a number that has one and no more."""
    dims = dims_of(node)
    return next(iter(dims)) if list(dims.values()) == [1] else ""


def _of_unit(unit: str) -> Dims:
    return {} if unit in _PLAIN else {unit: 1}


def _of_product(factors: Sequence[Quantity], divisors: Sequence[Quantity]) -> dict[str, int]:
    found: dict[str, int] = {}
    for parts, sign in ((factors, 1), (divisors, -1)):
        for part in parts:
            for unit, exponent in dims_of(part).items():
                found[unit] = found.get(unit, 0) + sign * exponent
    for unit in (unit for part in factors for unit in _per(part)):
        found[unit] = found.get(unit, 0) - 1
    return {unit: exponent for unit, exponent in found.items() if exponent}


def _cancelled(dims: Dims) -> tuple[Dims, Fraction]:
    """Return what is left where sizes of one unit stand above and below, and by what that multiplies."""
    left, times = dict(dims), Fraction(1)
    for above in dims:
        for below in dims:
            if left[above] > 0 > left[below] and Unit.of(above).base == Unit.of(below).base:
                count = min(left[above], -left[below])
                times *= Fraction(Unit.of(above).times, Unit.of(below).times) ** count
                left[above], left[below] = left[above] - count, left[below] + count
    return {unit: exponent for unit, exponent in left.items() if exponent}, times


def _in_bases(dims: Dims) -> tuple[dict[str, int], Fraction]:
    """Return the plain units of a number, and how many of them one of it is."""
    bases: dict[str, int] = {}
    times = Fraction(1)
    for written, exponent in dims.items():
        unit = Unit.of(written)
        bases[unit.base] = bases.get(unit.base, 0) + exponent
        times *= Fraction(unit.times) ** exponent
    return bases, times


def _ratio(dims: Dims, wanted: Dims) -> Fraction | None:
    """Return how many of the wanted unit one of a number is; None where they measure different things.

    What is counted by the head may be held against a figure that does not say so: 额 ÷ 人数 >= 5万美元.
    """
    own, theirs = _in_bases(dims), _in_bases(wanted)
    if own[0] == theirs[0]:
        return own[1] / theirs[1]
    tops = [{unit: exponent for unit, exponent in one.items() if exponent > 0} for one in (dims, wanted)]
    if tops[0] == dims or tops[1] == wanted:
        pairs = zip((dims, wanted), tops, strict=True)
        below = [unit for one, top in pairs for unit in one if unit not in top]
        first, second = map(_in_bases, tops)
        if first[0] and first[0] == second[0] and not multiple_in(dict.fromkeys(below, 1)):
            return first[1] / second[1]
    return None


def _dims_text(dims: Dims) -> str:
    """Write units as people do; empty where they have no common name."""
    above = [unit for unit, exponent in dims.items() if exponent > 0]
    below = [unit for unit in dims if unit not in above]
    if len(above) != 1 or len(below) > 1 or any(abs(exponent) > 1 for exponent in dims.values()):
        return ""
    return "/".join(above + below)


def _named(dims: Dims) -> str:
    """Name the units of a number in a complaint."""
    above, below = ([one for one, exponent in dims.items() if sign * exponent > 0] for sign in (1, -1))
    return _dims_text(dims) or "/".join(filter(None, ("×".join(above), "×".join(below))))


def _alike(node: Quantity) -> Sequence[Quantity]:
    """Return the parts that must count in the same unit as the whole, where that has none of its own."""
    match node:
        case nodes.Named(quantity=inner) | nodes.OverRows(value=inner):
            return (inner,)
        case nodes.Sum(left, right):
            return (left, right)
        case nodes.Call(parts=parts):
            return parts
        case nodes.Cases() | nodes.Tiers():
            return _given(node)
        case nodes.Literal() | nodes.Attribute() | nodes.Indicator() | nodes.Span() | nodes.Parameter():
            return ()
        case nodes.Growth() | nodes.Shifted() | nodes.Product() | nodes.Converted() | nodes.Progressive():
            return ()
        case _:
            assert_never(node)


def _given(node: nodes.Cases | nodes.Tiers) -> tuple[Quantity, ...]:
    lines = node.cases if isinstance(node, nodes.Cases) else node.tiers
    return (*(line.gives for line in lines), node.otherwise)
