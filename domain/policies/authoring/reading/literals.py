"""Figures of the wording as formulas write them."""

from fractions import Fraction

from domain.policies.agreement.figures import Figure, Kind
from domain.values.money import short_yuan

_LARGEST_PART = 99
"""Of how many parts a share may be that is written as a fraction."""
_SCALES = ((10**8, "亿"), (10**4, "万"))


def literal(figure: Figure) -> str | None:
    """Write an amount, a rate or a number for a formula, or None where it is not just one.

    >>> from domain.policies.agreement.wording import read_wording
    >>> [literal(one) for one in read_wording("5万元、7.5%、8‰、20名、300万美元、2年", ()).figures]
    ['5万元', '7.5%', '0.8%', '20名', '300万美元', '24个月']
    """
    if len(figure.amounts) != 1:
        return None
    value = next(iter(figure.amounts))
    match figure.kind:
        case Kind.MONEY:
            return short_yuan(int(value)) if value.denominator == 1 else None
        case Kind.RATE:
            return _percent(value)
        case Kind.NUMBER:
            return _number(value, figure.unit)
        case _:
            return None


def value_of(figure: Figure) -> Fraction:
    """Return the size of a figure, in fen, of one, or in its unit."""
    return next(iter(figure.amounts))


def _percent(value: Fraction) -> str | None:
    text = _decimal(value * 100)
    if text is not None:
        return f"{text}%"
    # A third has no end in percent.
    return f"{value.numerator}/{value.denominator}" if value.denominator <= _LARGEST_PART else None


def _number(value: Fraction, unit: str) -> str | None:
    for scale, word in _SCALES:
        if unit and value >= scale and (text := _decimal(value / scale)) is not None and len(text) < 7:
            return f"{text}{word}{unit}"
    text = _decimal(value)
    return None if text is None else f"{text}{unit}"


def _decimal(value: Fraction) -> str | None:
    for digits in range(7):
        scaled = value * 10**digits
        if scaled.denominator == 1:
            whole = str(abs(scaled.numerator)).zfill(digits + 1)
            return f"{whole[:-digits]}.{whole[-digits:]}" if digits else whole
    return None
