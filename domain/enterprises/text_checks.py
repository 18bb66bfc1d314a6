"""Texts that are numbers of something: phones, bank accounts, codes of an industry."""

import re
import unicodedata
from typing import Final

from domain.enterprises.dictionary import TextCheck
from domain.enterprises.industries import DIVISIONS
from domain.values.errors import BadInput
from domain.values.texts import clean

_HYPHENS: Final = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
_SEPARATORS: Final = re.compile(r"[、,;/]|\s{2,}")
_PREFIX: Final = r"(?:(?:\+|00)86-?)?"
_EXTENSION: Final = r"(?:-?(?:转|分机|ext\.?|x|#|\*|-)(\d{1,6}))?"
_MOBILE: Final = re.compile(rf"(?:{_PREFIX}|86)(1[3-9]\d)-?(\d{{4}})-?(\d{{4}})")
_LANDLINE: Final = re.compile(
    rf"{_PREFIX}\(?(?:0|(?<=86)|(?<=86-))(10|2\d|[3-9]\d{{2}})[)-]?(\d{{3,4}})-?(\d{{4}}){_EXTENSION}",
    re.IGNORECASE,
)
_SERVICE: Final = re.compile(rf"([48]00)-?(\d{{3}})-?(\d{{4}}){_EXTENSION}", re.IGNORECASE)
_SHORT: Final = re.compile(r"1\d{4}|9[56]\d{3,4}")
_ABROAD: Final = re.compile(r"(?:\+|00)(?!86)([1-9]\d{0,2})-?([\d-]{5,14}\d)")
_CARD: Final = re.compile(r"62\d{14,17}")
_ACCOUNT: Final = re.compile(r"[A-Z]{0,4}\d{6,32}")
_INDUSTRY: Final = re.compile(r"[A-T]?(\d{2,4})")
_MOBILE_LENGTH: Final = 11
_SCIENTIFIC: Final = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)


def check_text(check: TextCheck, text: str) -> str:
    """Return a text in its standard form.

    Raises:
        BadInput: It is not what it must be.
    """
    match check:
        case TextCheck.PHONE:
            return check_phones(text)
        case TextCheck.ACCOUNT:
            return check_account(text)
        case TextCheck.INDUSTRY:
            return check_industry(text)


def check_phones(text: str) -> str:
    """Return one or several phone numbers, joined by 、: mobile, landline with area code, extension.

    Raises:
        BadInput: One of them is no phone number.

    >>> check_phones("１３８ 0371 1234；（0371）67880000转801"), check_phones("138‑0013‑8000")
    ('13803711234、0371-67880000-801', '13800138000')
    """
    parts = [part for part in _SEPARATORS.split(_plain(text)) if part.strip()]
    if not parts:
        raise BadInput(_complaint(text.strip()))
    return "、".join(_phone(part) for part in parts)


def check_account(text: str) -> str:
    """Return a bank account without blanks. A card (62…, 16 to 19 digits) must satisfy its check digit.

    Raises:
        BadInput: It is no account, or a card with a wrong digit.

    >>> check_account("6217 0024 2000 1234 568")
    '6217002420001234568'
    """
    plain = _plain(text).strip().upper()
    if _SCIENTIFIC.fullmatch(plain):
        raise BadInput("账号被 Excel 当成了数字，后几位已经丢失；请把这一列设为文本格式后重新填写")
    account = re.sub(r"[\s-]", "", plain)
    if not _ACCOUNT.fullmatch(account):
        raise BadInput("账号应为 6 至 32 位数字，请核对")
    if is_card(account) and not has_luhn_digit(account):
        raise BadInput("银行卡号的校验位不对，请逐位核对")
    return account


def is_card(account: str) -> bool:
    """Whether an account in its standard form is a bank card, whose last digit checks the others."""
    return _CARD.fullmatch(account) is not None


def has_luhn_digit(digits: str) -> bool:
    """Whether the last digit checks the others (GB/T 17710 mod 10, known as Luhn's).

    >>> has_luhn_digit("79927398713"), has_luhn_digit("79927398710")
    (True, False)
    """
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def in_fours(account: str) -> str:
    """Return an account as it is read aloud.

    >>> in_fours("1702020509200123456")
    '1702 0205 0920 0123 456'
    """
    return " ".join(account[start : start + 4] for start in range(0, len(account), 4))


def note_on(check: TextCheck, text: str) -> str:
    """Return what is worth knowing of a text in its standard form; often nothing.

    >>> note_on(TextCheck.ACCOUNT, "1702020509200123456")
    '对公账号没有校验位，请逐位核对：1702 0205 0920 0123 456'
    """
    match check:
        case TextCheck.ACCOUNT if is_card(text):
            return f"银行卡号，校验位正确：{in_fours(text)}"
        case TextCheck.ACCOUNT:
            return f"对公账号没有校验位，请逐位核对：{in_fours(text)}"
        case TextCheck.INDUSTRY:
            return f"{text[:2]} {DIVISIONS[text[:2]]}"
    return ""


def check_industry(text: str) -> str:
    """Return a code of GB/T 4754 of two to four digits.

    Raises:
        BadInput: There is no such division.

    >>> check_industry("C3921")
    '3921'
    """
    match = _INDUSTRY.fullmatch("".join(_plain(text).upper().split()))
    if match is None:
        raise BadInput("行业代码应为 2 至 4 位数字，如 3921（GB/T 4754）")
    if match[1][:2] not in DIVISIONS:
        raise BadInput(f"GB/T 4754 没有 {match[1][:2]} 这个行业大类（01 至 97）")
    return match[1]


def _plain(text: str) -> str:
    """Return a text half-width, every kind of hyphen as the common one."""
    return unicodedata.normalize("NFKC", clean(text)).translate(_HYPHENS)


def _phone(text: str) -> str:
    plain = "".join(text.split())
    mobile = _MOBILE.fullmatch(plain)
    if mobile is not None:
        return "".join(mobile.groups())
    for pattern, prefix in ((_LANDLINE, "0"), (_SERVICE, "")):
        found = pattern.fullmatch(plain)
        if found is not None:
            area, first, last, extension = found.groups()
            joint = "-" if not prefix else ""
            return "-".join(part for part in (f"{prefix}{area}", f"{first}{joint}{last}", extension) if part)
    abroad = _ABROAD.fullmatch(plain)
    if abroad is not None:
        return f"+{abroad[1]}-{abroad[2]}"
    if _SHORT.fullmatch(plain):
        return plain
    raise BadInput(_complaint(plain))


def _complaint(plain: str) -> str:
    digits = plain.removeprefix("+86").replace("-", "")
    if digits.isdigit() and len(digits) in (7, 8) and digits[0] != "0":
        return "座机请写上区号，如 0371-67880000"
    if digits.isdigit() and digits.startswith("1"):
        if len(digits) == _MOBILE_LENGTH:
            return "没有这个号段的手机号，请核对"
        return f"手机号应为 {_MOBILE_LENGTH} 位，现为 {len(digits)} 位"
    return f"“{plain[:20]}”不是电话号码，请填手机号，或带区号的座机，如 0371-67880000"
