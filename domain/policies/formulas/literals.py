"""Figures, days and texts that stand in a formula."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeVar

from lark import Token, Tree

from domain.errors import BadInput
from domain.money import MAX_FEN
from domain.periods import Period
from domain.policies.formulas import nodes
from domain.policies.formulas.nodes import Comparator, Type
from domain.policies.formulas.parsing import FormulaError

T = TypeVar("T")
Branch = Tree[Token] | Token

_WRITTEN: Final = re.compile(r"([\d.]+)\s*(万|亿)?(.*)")
_SCALES: Final = {None: 1, "": 1, "万": 10**4, "亿": 10**8}
_RATES: Final = {"%": 100, "个百分点": 100, "‰": 1000}
_COMPARATORS: Final = {"≥": Comparator.AT_LEAST, "≤": Comparator.AT_MOST, "≠": Comparator.NOT_EQUAL}
_LARGEST: Final = 10**15


def mistake(place: Branch, message: str) -> FormulaError:
    """Return a complaint about what stands at this place."""
    column = place.column if isinstance(place, Token) else getattr(place.meta, "column", 1)
    return FormulaError(column or 1, message)


def literal(token: Token) -> nodes.Literal:
    """Read a figure: ``30万`` and ``500元`` are money, ``5%`` a rate, ``100人`` and ``12`` a number.

    Raises:
        FormulaError: It is too large, or an amount not exact to the fen.
    """
    match = _WRITTEN.fullmatch(token)
    assert match is not None
    number, scale, unit = Fraction(Decimal(match[1])), match[2], match[3]
    if unit in _RATES:
        return nodes.Literal(number / _RATES[unit], Type.RATE)
    number *= _SCALES[scale]
    if unit == "元" or (scale and not unit):
        fen = number * 100
        if fen.denominator != 1 or fen > MAX_FEN:
            raise mistake(token, f"金额“{token}”应精确到分，且不超过 10 万亿元")
        return nodes.Literal(int(fen), Type.MONEY)
    if number > _LARGEST:
        raise mistake(token, f"“{token}”太大")
    return nodes.Literal(int(number) if number.denominator == 1 else number, Type.NUMBER, unit)


def comparator(token: Token) -> Comparator:
    """Read a comparison sign."""
    return _COMPARATORS.get(str(token)) or Comparator(str(token))


def day(token: Token) -> date:
    """Read a day.

    Raises:
        FormulaError: There is no such day.
    """
    try:
        return date.fromisoformat(token)
    except ValueError as error:
        raise mistake(token, f"没有 {token} 这一天") from error


def period(token: Token) -> Period:
    """Read a period.

    Raises:
        FormulaError: There is no such period.
    """
    return at(token, lambda: Period.parse(token))


def text(token: Token) -> str:
    """Return what stands between quotation marks, or the word itself."""
    return str(token)[1:-1].strip() if token.type == "TEXT" else str(token)


def at(token: Token, read: Callable[[], T]) -> T:
    """Read a value, giving a complaint about it the token's column."""
    try:
        return read()
    except BadInput as error:
        raise FormulaError(token.column or 1, str(error)) from error
