"""Figures of facts: amounts, numbers and rates as whole units, read and written without rounding."""

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from domain.enterprises.dictionary import UNITS, Fact, FactKind
from domain.values.errors import BadInput
from domain.values.money import fen_from_decimal, plain_yuan, read_amount
from domain.values.texts import clean

MAX_NUMBER: Final = 10**11
"""The largest number taken in, either sign; a rate may be as many percent."""

_DECIMALS: Final = 4
_TYPED: Final = re.compile(r"([+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?)\s*(万|亿|%|‰)?", re.ASCII)
_SCALES: Final = {
    "": Decimal(1),
    "%": Decimal(1),
    "‰": Decimal("0.1"),
    "万": Decimal(10**4),
    "亿": Decimal(10**8),
}


def figure_from_decimal(fact: Fact, value: Decimal) -> int:
    """Return a figure in the units of `UNITS`; money is given in yuan, a rate in percent.

    Raises:
        BadInput: It is not exact in these units, out of bounds, or below zero where it may not be.

    >>> figure_from_decimal(Fact("rate", "利率", FactKind.RATE), Decimal("4.35"))
    43500
    """
    figure = fen_from_decimal(value) if fact.kind is FactKind.MONEY else _units(fact, value)
    least, most = fact.bounds
    if figure < least:
        raise BadInput(f"不能小于 {bound_text(fact, least)}，却是 {figure_text(fact, figure)}")
    if figure > most:
        raise BadInput(f"不能大于 {bound_text(fact, most)}，却是 {figure_text(fact, figure)}")
    return figure


class Written(NamedTuple):
    """A number as it was written, in yuan, pieces or percent; ``has_unit`` where it says so itself."""

    number: Decimal
    has_unit: bool


def parse_figure(fact: Fact, text: str) -> int:
    """Read a figure as people type it: thousands separators, full-width digits, 万 and 亿, %.

    Raises:
        BadInput: As `figure_from_decimal`, or it is no number.

    >>> parse_figure(Fact("area", "面积", FactKind.NUMBER, unit="平方米"), "1,200.5")
    12005000
    """
    return figure_from_decimal(fact, read_number(fact, text).number)


def read_number(fact: Fact, text: str) -> Written:
    """Read what people type as a figure, and tell whether it names its unit.

    Raises:
        BadInput: It is no number, or one in another unit.
    """
    if fact.kind is FactKind.MONEY:
        amount = read_amount(text)
        return Written(amount.number * (amount.yuan or 1), amount.yuan > 0)
    whole = unicodedata.normalize("NFKC", clean(text)).replace("−", "-").strip()
    plain = whole.removesuffix(fact.unit if fact.unit != "%" else "").strip()
    match = _TYPED.fullmatch(plain)
    is_rate = fact.kind is FactKind.RATE
    if match is None or len(text) > 40 or (match[2] in ("%", "‰")) > is_rate:
        example = "5% 或 4.35" if is_rate else "120 或 1.5"
        raise BadInput(f"“{text[:40]}”不是数，请填数字，如 {example}")
    number, scale = match.groups(default="")
    return Written(Decimal(number.replace(",", "")) * _SCALES[scale], bool(scale) or plain != whole)


def plain_figure(fact: Fact, figure: int) -> str:
    """Return a figure as files carry it: yuan, a plain number, or percent.

    >>> plain_figure(Fact("rate", "利率", FactKind.RATE), 43500)
    '4.35'
    """
    if fact.kind is FactKind.MONEY:
        return plain_yuan(figure)
    return f"{Decimal(figure).scaleb(-_DECIMALS).normalize():f}"


def figure_text(fact: Fact, figure: int) -> str:
    """Return a figure with thousands separators and its unit.

    >>> figure_text(Fact("area", "面积", FactKind.NUMBER, unit="平方米"), 12005000)
    '1,200.5 平方米'
    """
    text = plain_figure(fact, figure)
    shown = f"{Decimal(text):,f}"
    return f"{shown}%" if fact.unit == "%" else f"{shown} {fact.unit}".rstrip()


def bound_text(fact: Fact, bound: int) -> str:
    """Return a bound as complaints say it; zero needs no unit."""
    return figure_text(fact, bound) if bound else "0"


def exact_value(kind: FactKind, figure: int) -> int | Fraction:
    """Return what a figure is in arithmetic: fen, the number itself, a rate as a fraction of one.

    >>> exact_value(FactKind.RATE, 43500), exact_value(FactKind.NUMBER, 30000)
    (Fraction(87, 2000), 3)
    """
    if kind is FactKind.MONEY:
        return figure
    value = Fraction(figure, UNITS[kind])
    return value.numerator if value.denominator == 1 else value


def _units(fact: Fact, value: Decimal) -> int:
    if not value.is_finite():
        raise BadInput("不是有限的数，请填写具体数值")
    # Bounded before it is scaled: a number such as 1E+999999 must not be written out in full.
    if value.adjusted() > 11 or abs(value) > MAX_NUMBER:
        raise BadInput("超过 1000 亿，请检查单位")
    units = Fraction(value) * 10**_DECIMALS
    if units.denominator != 1:
        raise BadInput(f"最多 {_DECIMALS} 位小数")
    if fact.is_whole and units % 10**_DECIMALS:
        raise BadInput("应为整数")
    return units.numerator
