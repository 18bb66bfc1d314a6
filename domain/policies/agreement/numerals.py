"""Numbers as Chinese texts write them: 20、1,000、5000万、二十万、一亿五千万、二〇二二."""

import re
from fractions import Fraction
from typing import Final

_DIGITS: Final = {
    **{sign: at for at, sign in enumerate("零一二三四五六七八九")},
    **{sign: at for at, sign in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "两": 2,
    "○": 0,
}
_STEPS: Final = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_SCALES: Final = {"万": 10**4, "亿": 10**8}
_TOKEN: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|\S")
CHINESE: Final = "".join((*_DIGITS, *_STEPS))
"""Every sign of a numeral but 万, 亿 and 点."""
_TRAILING: Final = re.compile(r"[十百千万亿]+$")
_TRAILING_CHINESE: Final = re.compile(r"[万亿]+$")
_TENTHS: Final = re.compile(r"(?P<scale>[百千万亿佰仟])(?P<digit>[1-9一二三四五六七八九])$")
"""What people leave out at the end: 1万5 is 1万5千, 两百五 is two hundred and fifty."""
_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９．％", "0123456789.%")


def narrow(text: str) -> str:
    """Return a text with full-width digits narrowed, sign by sign; a comma between them parts thousands.

    >>> narrow("不超过１，０００万元，５％"), narrow("甲，乙")
    ('不超过1,000万元，5%', '甲，乙')
    """
    grouped = re.sub(r"(?<=[０-９])，(?=[０-９]{3})", ",", text)
    return grouped.translate(_FULL_WIDTH)


def number_of(text: str) -> Fraction:
    """Read a number.

    >>> [str(number_of(one)) for one in ("1,000", "5.5", "5000万", "二十万", "一亿五千万", "1亿2000万")]
    ['1000', '11/2', '50000000', '200000', '150000000', '120000000']
    >>> [str(number_of(one)) for one in ("二〇二二", "十", "百", "两百", "一千零五", "五点五", "5百万", "万")]
    ['2022', '10', '100', '200', '1005', '11/2', '5000000', '10000']
    >>> [str(number_of(one)) for one in ("一千零十", "1万5", "两千三", "一万零五")]
    ['1010', '15000', '2300', '10005']
    """
    if (short := _TENTHS.search(text)) is not None:
        scale = {**_STEPS, **_SCALES}[short["scale"]]
        return plainly(text[: short.start("digit")]) + plainly(short["digit"]) * scale / 10
    return plainly(text)


def plainly(text: str) -> Fraction:
    """Read a number of which nothing is left out.

    >>> str(plainly("1万5"))
    '10005'
    """
    total, section, now = Fraction(0), Fraction(0), None
    decimals = Fraction(0)
    for token in _TOKEN.findall(text):
        if token in _DIGITS and decimals:
            now = (now or Fraction(0)) + _DIGITS[token] * decimals
            decimals /= 10
        elif token in _DIGITS:
            # 二〇二二 is read digit by digit.
            now = Fraction(_DIGITS[token]) + (10 * now if now is not None else 0)
        elif token in _STEPS:
            section += (1 if now is None or now == 0 else now) * _STEPS[token]
            now = None
        elif token == "万":
            total += (section + (now or 0) or 1) * _SCALES[token]
            section, now = Fraction(0), None
        elif token == "亿":
            total = (total + section + (now or 0) or Fraction(1)) * _SCALES[token]
            section, now = Fraction(0), None
        elif token == "点":
            decimals = Fraction(1, 10)
        else:
            now = Fraction(token.replace(",", ""))
    return total + section + (now or 0)


def trailing_scale(text: str) -> Fraction:
    """Return what the words at the end of a number multiply it by: in 5至10万元 the 5 is of 万 too.

    >>> str(trailing_scale("10万")), str(trailing_scale("十万")), str(trailing_scale("10"))
    ('10000', '10000', '1')
    """
    pattern = _TRAILING if text[:1].isdigit() else _TRAILING_CHINESE
    found = pattern.search(text)
    return number_of(found[0]) if found else Fraction(1)
