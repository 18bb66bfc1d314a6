"""Figures, days and texts that stand in a formula."""

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Final, TypeVar

from domain.policies.language import hints, nodes, units
from domain.policies.language.measures import Comparator, Type
from domain.policies.language.parsing import Branch, FormulaError, UnknownName
from domain.policies.language.ranges import Exact
from domain.policies.language.tokens import Token
from domain.policies.language.vocabulary import Vocabulary
from domain.values.errors import BadInput
from domain.values.money import MAX_FEN
from domain.values.periods import Period

T = TypeVar("T")

_WRITTEN: Final = re.compile(r"([\d.]+)\s*(.*)")
_LEADING_ZERO: Final = re.compile(r"0\d")
_RATES: Final = {"%": 100, "个百分点": 100, "‰": 1000}
_COMPARATORS: Final = {
    **{one.value: one for one in Comparator},
    **{"≥": Comparator.AT_LEAST, "≤": Comparator.AT_MOST, "≠": Comparator.NOT_EQUAL},
}
_LARGEST: Final = 10**15


def mistake(place: Branch, message: str) -> FormulaError:
    """Return a complaint about what stands at this place."""
    return FormulaError(place.column, message, place.line)


def unknown(word: Token, message: str) -> FormulaError:
    """Return a complaint about a name that means nothing."""
    return UnknownName(word.column, message, word.line, str(word))


def literal(token: Token, words: Vocabulary) -> nodes.Literal:
    """Read a figure: ``30万`` and ``500元`` are money, ``5%`` a rate, ``100人`` and ``12`` a number.

    Raises:
        FormulaError: It is too large, an amount not exact to the fen, or in a unit that nothing has.
    """
    match = _WRITTEN.fullmatch(token)
    assert match is not None
    number: Exact = int(match[1]) if match[1].isdigit() else Fraction(match[1])
    written = match[2]
    if _LEADING_ZERO.match(match[1]):
        raise mistake(token, f"“{match[1]}”以 0 开头；数字里不写千位逗号，日期写作 2022-01-01")
    if written in _RATES:
        return nodes.Literal(Fraction(number, _RATES[written]), Type.RATE)
    times, unit = units.split(written)
    number *= times
    if unit == "元" or (times > 1 and not unit):
        fen = number * 100
        if fen.denominator != 1 or fen > MAX_FEN:
            raise mistake(token, f"金额“{token}”应精确到分，且不超过 10 万亿元")
        return nodes.Literal(int(fen), Type.MONEY)
    if unit and not units.is_known(unit, words.units):
        raise mistake(token, _unknown_unit(token, unit, words))
    if number > _LARGEST:
        raise mistake(token, f"“{token}”太大")
    return nodes.Literal(int(number) if number.denominator == 1 else number, Type.NUMBER, unit)


def fraction(token: Token) -> nodes.Product:
    """Read a share that may have no end in percent: ``1/3``.

    Raises:
        FormulaError: It is divided by zero.
    """
    top, bottom = (nodes.Literal(int(part), Type.NUMBER) for part in token.split("÷"))
    if not bottom.value:
        raise mistake(token, "不能除以 0")
    return nodes.Product((top,), (bottom,), Type.RATE)


def _unknown_unit(token: Token, unit: str, words: Vocabulary) -> str:
    if advice := hints.for_word(token):
        return f"看不懂“{token}”。{advice}"
    return (
        f"不认识的单位“{unit}”，可用：{units.names(words.units)} 等；"
        f"相应的数据写有单位（unit）的，也可以用它的单位。如果是选项的名称，请写在引号里，如 “{token}”"
    )


def comparator(token: Token) -> Comparator:
    """Read a comparison sign."""
    return _COMPARATORS[str(token)]


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
        raise mistake(token, str(error)) from error
