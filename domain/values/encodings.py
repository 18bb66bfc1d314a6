"""Which encoding a text of unknown origin is in."""

import codecs
import re
from typing import Final

from domain.values.errors import BadInput

_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
BROKEN: Final = "\ufffd"
"""What stands for bytes that are no character."""


def encoding_of(raw: bytes, refusal: str) -> tuple[str, bool]:
    """Return the encoding of a text (UTF-8, UTF-16 or GB18030), and whether characters of it are broken.

    Args:
        raw: The text.
        refusal: What to say where it is none.

    Raises:
        BadInput: It is no text.
    """
    wide = utf_16_of(raw)
    if wide:
        return wide, _is_broken(raw.decode(wide, "replace"), refusal)
    text = raw.decode("utf-8", "replace")
    # Text in GB18030 is hardly ever well-formed UTF-8, not even in part; a broken character leaves the rest.
    others = len(text) - len(text.encode("ascii", "ignore"))
    broken = text.count(BROKEN)
    if raw.startswith(codecs.BOM_UTF8) or broken * 5 <= others - broken or not others:
        return "utf-8-sig", _is_broken(text, refusal)
    del text
    return "gb18030", _is_broken(raw.decode("gb18030", "replace"), refusal)


def utf_16_of(raw: bytes) -> str:
    """Return which UTF-16 a text is in, by its mark or by the zeros of its plain letters; empty: in none."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = raw[:4000]
    first, second = sample[::2].count(0), sample[1::2].count(0)
    # Separators and figures of a table are plain letters; Chinese ones hardly have zeros.
    if max(first, second) * 20 > len(sample) and min(first, second) * 10 < max(first, second):
        return "utf-16-le" if second > first else "utf-16-be"
    return ""


def _is_broken(text: str, refusal: str) -> bool:
    """Return whether a text has broken characters.

    Raises:
        BadInput: So many of them are, or so many mean nothing, that it is no text.
    """
    broken = text.count(BROKEN)
    others = len(text) - len(text.encode("ascii", "ignore")) if broken else 0
    if broken * 5 > max(others - broken, 4) or len(_CONTROL.findall(text)) > max(len(text) // 100, 4):
        raise BadInput(refusal)
    return broken > 0
