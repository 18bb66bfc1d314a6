"""Money in whole fen (1 yuan = 100 fen), so that every comparison is exact."""

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple, NewType

from domain.values.errors import BadInput
from domain.values.texts import clean

Fen = NewType("Fen", int)

NO_MONEY: Final = Fen(0)
MAX_FEN: Final = Fen(10**15)
"""The largest amount taken in, either sign: 10^13 yuan."""

YUAN_SCALES: Final = {
    "元": 1,
    "百元": 10**2,
    "千元": 10**3,
    "万元": 10**4,
    "十万元": 10**5,
    "百万元": 10**6,
    "千万元": 10**7,
    "亿元": 10**8,
}
"""The units in which amounts are written, in yuan."""

_YUAN: Final = "人民币|rmb|cny|¥"
_UNIT: Final = re.compile(
    rf"(?:{_YUAN})?(?P<scale>亿|千万|百万|十万|万|千(?=元|圆)|百(?=元|圆))?(?P<yuan>元|圆)?(?:{_YUAN})?元?[整正]?(?:{_YUAN})?"
)
_FOREIGN: Final = re.compile(
    "[美欧港日澳加韩]元|新台币|台币|新加坡元|澳门元|[美港]币|美金|英镑|法郎|卢布|外币|外汇"
    r"|(?<![a-z])(?:usd?|hkd|eur|jpy|gbp|aud|cad|krw|twd|sgd|chf|rub|us\$|hk\$)(?![a-z])|[$€£]"
)
_AMOUNT: Final = re.compile(
    rf"(?P<before>{_YUAN})?元?\s*(?P<number>[+-]?(?:\d+|\d{{1,3}}(?:,\d{{3}})+)(?:\.\d+)?)(?P<unit>\D*)",
    re.ASCII,
)
_IN_WORDS: Final = re.compile(
    rf"(?:{_YUAN})?(?P<number>[零〇一二三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]+)(?P<unit>[元圆][整正]?)?"
)
_MOST_LETTERS: Final = 40


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


class Amount(NamedTuple):
    """An amount as it was written; ``yuan`` is what its unit comes to, 0 where it names none."""

    number: Decimal
    yuan: int


def parse_yuan(text: str) -> Fen:
    """Read an amount as people type it: thousands separators, full-width digits, 元, 万 and 亿, 人民币.

    Raises:
        BadInput: It is no amount in yuan, has parts of a fen, or is beyond 10^13 yuan.

    >>> parse_yuan("1,234.50"), parse_yuan("３０万"), parse_yuan("-1.2亿元"), parse_yuan("1,000（万元）")
    (123450, 30000000, -12000000000, 1000000000)
    """
    amount = read_amount(text)
    return fen_from_decimal(amount.number * (amount.yuan or 1))


def read_amount(text: str) -> Amount:
    """Read an amount with the unit that it names, if any.

    Raises:
        BadInput: It is no amount, or one in another currency.

    >>> read_amount("500.000000万元人民币"), read_amount("伍佰万元整").yuan, read_amount("12").yuan
    (Amount(number=Decimal('500.000000'), yuan=10000), 1, 0)
    """
    plain = unicodedata.normalize("NFKC", clean(text)).replace("−", "-").strip().lower()
    if len(text) > _MOST_LETTERS:
        raise _no_amount(text)
    if is_foreign(plain):
        raise BadInput(f"“{text.strip()}”不是人民币的金额，请折算成人民币后填写")
    found = _AMOUNT.fullmatch(plain)
    if found is None:
        return _amount_in_words(text, plain)
    yuan = yuan_unit(found["unit"]) if found["unit"].strip() else 0
    if yuan is None:
        raise _no_amount(text)
    # ￥ says which currency, and with it that these are yuan.
    return Amount(Decimal(found["number"].replace(",", "")), yuan or (1 if found["before"] else 0))


def yuan_unit(text: str) -> int | None:
    """Return what a unit of amounts comes to in yuan, None where it is none, or not understood.

    >>> yuan_unit("人民币万元"), yuan_unit("（百万元）"), yuan_unit("万"), yuan_unit("万美元")
    (10000, 1000000, 10000, None)
    """
    plain = re.sub(r"[\s()\[\]【】]", "", unicodedata.normalize("NFKC", text).lower())
    found = _UNIT.fullmatch(plain)
    if found is None or plain in ("", "整", "正"):
        return None
    return YUAN_SCALES[f"{found['scale'] or ''}元"]


def is_foreign(text: str) -> bool:
    """Whether a text names money other than yuan; half-width small letters are given."""
    return _FOREIGN.search(text) is not None


def _amount_in_words(text: str, plain: str) -> Amount:
    """Read 伍佰万元整: what comes to the same words when it is written out again."""
    found = _IN_WORDS.fullmatch(plain)
    if found is None:
        raise _no_amount(text)
    import cn2an  # noqa: PLC0415 - as for `chinese_capital`

    words = found["number"]
    try:
        number = int(cn2an.cn2an(words, "strict"))
        written = {cn2an.an2cn(number, look) for look in ("up", "low")}
    except ValueError as error:
        raise _no_amount(text) from error
    if words not in written:
        raise _no_amount(text)
    is_said = found["unit"] is not None or words[-1] in "万亿"
    return Amount(Decimal(number), 1 if is_said else 0)


def _no_amount(text: str) -> BadInput:
    return BadInput(f"“{text[:_MOST_LETTERS]}”不是金额，请填数字，如 1234.50 或 30万")


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
    yuan, fen = divmod(abs(amount), 100)
    return f"{'-' if amount < 0 else ''}{yuan}.{fen:02d}"


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


def chinese_number(number: int) -> str:
    """Return a whole number as headings count.

    >>> chinese_number(12)
    '十二'
    """
    import cn2an  # noqa: PLC0415 - as above

    text: str = cn2an.an2cn(number)
    return text.removeprefix("一") if 10 <= number < 20 else text


def round_half_up(amount: Fraction) -> Fen:
    """Round an exact amount in fen to a whole fen; a half goes away from zero.

    >>> round_half_up(Fraction(5, 2)), round_half_up(Fraction(-5, 2))
    (3, -3)
    """
    size = abs(amount)
    rounded = (2 * size.numerator + size.denominator) // (2 * size.denominator)
    return Fen(rounded if amount >= 0 else -rounded)
