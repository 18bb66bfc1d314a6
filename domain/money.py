"""Money in whole fen (1 yuan = 100 fen), so that every comparison is exact."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final, NewType

from domain.errors import BadInput

Fen = NewType("Fen", int)

NO_MONEY: Final = Fen(0)
MAX_FEN: Final = Fen(10**15)
"""The largest amount taken in, either sign: 10^13 yuan."""

_UNITS: Final = {"": 1, "元": 1, "千元": 10**3, "万": 10**4, "万元": 10**4, "亿": 10**8, "亿元": 10**8}
_AMOUNT: Final = re.compile(
    r"([+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?)\s*(元|千元|万元|亿元|万|亿)?", re.ASCII
)
_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９．，－＋　", "0123456789.,-+ ")


def fen_from_decimal(yuan: Decimal) -> Fen:
    """Return an exact amount in yuan as fen.

    Raises:
        BadInput: More than two decimals, not a finite number, or beyond 10^13 yuan.

    >>> fen_from_decimal(Decimal("1234.5"))
    123450
    """
    if not yuan.is_finite():
        raise BadInput("金额不是有限的数，请填写具体数额")
    # Bounded before it is scaled: a number such as 1E+999999 must not be written out in full.
    if yuan.adjusted() > 13 or abs(yuan) > MAX_FEN // 100:
        raise BadInput("金额超过 10 万亿元（10^13 元），请检查单位")
    fraction = Fraction(yuan) * 100
    if fraction.denominator != 1:
        raise BadInput("金额最多两位小数（精确到分）")
    return Fen(fraction.numerator)


def parse_yuan(text: str) -> Fen:
    """Read an amount as people type it: thousands separators, full-width digits, 元, 万 and 亿.

    Raises:
        BadInput: It is no amount, has parts of a fen, or is beyond 10^13 yuan.

    >>> parse_yuan("1,234.50"), parse_yuan("３０万"), parse_yuan("-1.2亿元")
    (123450, 30000000, -12000000000)
    """
    match = _AMOUNT.fullmatch(text.translate(_FULL_WIDTH).strip())
    if match is None or len(text) > 40:
        raise BadInput(f"“{text[:40]}”不是金额，请填数字，如 1234.50 或 30万")
    number, unit = match.groups(default="")
    return fen_from_decimal(Decimal(number.replace(",", "")) * _UNITS[unit])


def yuan_text(amount: Fen | int) -> str:
    """Return the amount in yuan with thousands separators and both decimals.

    >>> yuan_text(-123456789)
    '-1,234,567.89'
    """
    yuan, fen = divmod(abs(amount), 100)
    return f"{'-' if amount < 0 else ''}{yuan:,}.{fen:02d}"


def plain_yuan(amount: Fen | int) -> str:
    """Return the amount in yuan as files carry it.

    >>> plain_yuan(123456789)
    '1234567.89'
    """
    return yuan_text(amount).replace(",", "")


def short_yuan(amount: Fen | int) -> str:
    """Return the amount as policies word it: whole 万 and 亿 where it comes out even.

    >>> short_yuan(30_000_000), short_yuan(150_000_000_000), short_yuan(12_345)
    ('30万元', '15亿元', '123.45元')
    """
    for scale, unit in ((10**10, "亿元"), (10**6, "万元")):
        if amount and amount % (scale // 100) == 0 and abs(amount) >= scale:
            number = (Decimal(amount) / scale).normalize()
            return f"{number:f}{unit}"
    text = plain_yuan(amount)
    return f"{text.removesuffix('.00')}元"


def chinese_capital(amount: Fen | int) -> str:
    """Return the amount in the capitals that payment papers require (人民币大写).

    >>> chinese_capital(10_000_005)
    '人民币壹拾万元零伍分'
    """
    if amount < 0:
        raise ValueError(f"an amount on a paper is never negative: {amount} fen")
    if amount == 0:
        return "人民币零元整"
    import cn2an  # noqa: PLC0415 - 50 ms that no start should wait for

    text: str = cn2an.an2cn(plain_yuan(amount), "rmb")
    return f"人民币{text}"


def round_half_up(amount: Fraction) -> Fen:
    """Round an exact amount in fen to a whole fen; a half goes away from zero.

    >>> round_half_up(Fraction(5, 2)), round_half_up(Fraction(-5, 2))
    (3, -3)
    """
    size = abs(amount)
    rounded = (2 * size.numerator + size.denominator) // (2 * size.denominator)
    return Fen(rounded if amount >= 0 else -rounded)
