"""Text as it enters the program: what nobody can see falls away, what no text may hold is refused."""

import re
import unicodedata
from typing import Final

from domain.values.errors import BadInput

_UNSEEN: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
)
_BLANKS: Final = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000"
_LINES: Final = "\x0b\x0c\x85\u2028\u2029"
_REFUSED: Final = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffd-\uffff"
_TWINS: Final = "\u2e80-\u2fdf\uf900-\ufaff"
"""Signs that look like common characters and are others: radicals, and what old code pages had twice."""

_UNSEEN_SIGN: Final = re.compile(f"[{_UNSEEN}]")
_BLANK: Final = re.compile(f"[{_BLANKS}]")
_LINE: Final = re.compile(f"\r\n?|[{_LINES}]")
_REFUSED_SIGN: Final = re.compile(f"[{_REFUSED}]")
_TWIN: Final = re.compile(f"[{_TWINS}]")
_ODD: Final = re.compile(f"[\r{_UNSEEN}{_BLANKS}{_LINES}{_REFUSED}{_TWINS}]")
_WRAPPED: Final = re.compile(r"(?<=[\u3400-\u9fff）])\s*\n\s*(?=[\u3400-\u9fff（])")
_LOST: Final = "\ufffd"


def is_plain(text: str) -> bool:
    """Whether `clean` would leave a text as it is; quick, for whole rows at once."""
    return _ODD.search(text) is None


def clean(text: str) -> str:
    """Return a text without what cannot be seen, with plain blanks and line breaks.

    Raises:
        BadInput: It holds a control character, or what is left of one that was lost.

    >>> clean("郑州\u200b甲\u202d公司\u00a0（\u2f47新）")
    '郑州甲公司 （日新）'
    """
    if is_plain(text):
        return text
    found = _REFUSED_SIGN.search(text)
    if found is not None:
        number = f"第 {found.start() + 1} 个字"
        if found[0] == _LOST:
            raise BadInput(f"{number}已经丢失（显示为 {_LOST}），请重新填写")
        raise BadInput(f"{number}是看不见的控制字符（U+{ord(found[0]):04X}），请删去后重新填写")
    text = _LINE.sub("\n", _BLANK.sub(" ", _UNSEEN_SIGN.sub("", text)))
    return _TWIN.sub(lambda sign: unicodedata.normalize("NFKC", sign[0]), text)


def one_line(text: str) -> str:
    """Return a text cleaned and on one line, such as a name: a break inside a Chinese word falls away.

    >>> one_line(" 郑州甲\\n有限公司  Henan  Co ")
    '郑州甲有限公司 Henan Co'
    """
    text = clean(text)
    return " ".join((_WRAPPED.sub("", text) if "\n" in text else text).split())


def reason_of(because: str, what: str) -> str:
    """Return why something is done, on one line.

    Raises:
        BadInput: Nothing is said.
    """
    because = one_line(because)
    if not because:
        raise BadInput(f"请写明{what}的理由")
    return because


def safe_text(text: str) -> str:
    """Return a text that came from outside as near to what it says as can be shown; nothing is refused.

    >>> safe_text("甲\u202e局\x07")
    '甲局 '
    """
    return _REFUSED_SIGN.sub(" ", without_unseen(text))


def without_unseen(text: str) -> str:
    """Return a text as it is searched: what cannot be seen falls away, nothing is refused."""
    return _UNSEEN_SIGN.sub("", text)


_STARS: Final = "****"
_LEFT: Final = ((11, 3, 4), (7, 2, 2), (4, 1, 1))
"""From which length on how many signs are left at the beginning and at the end."""


def masked(text: str) -> str:
    """Return a telephone or account number by which nobody can be rung up or paid.

    How long it was is not told either. Several are masked one by one.

    >>> masked("13812341234、65001234"), masked("6222 0212 3456 7890 123")
    ('138****1234、65****34', '622****0123')
    """
    return "、".join(_masked(part) for part in text.split("、") if part.strip())


def _masked(text: str) -> str:
    signs = "".join(text.split())
    for length, first, last in _LEFT:
        if len(signs) >= length:
            return f"{signs[:first]}{_STARS}{signs[-last:]}"
    return _STARS
