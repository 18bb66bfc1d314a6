"""Ids that hold beyond one store: of what offices hand each other, and merge, and put back from backups."""

import os
import re
import time
from typing import Final

_RANDOM_BYTES: Final = 10
_VERSION: Final = 7 << 76
_VARIANT: Final = 2 << 62
_RANDOM_A: Final = 0xFFF << 64
_RANDOM_B: Final = (1 << 62) - 1
_FORM: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def new_uid() -> str:
    """Return a UUID of version 7 (RFC 9562, section 5.7): the milliseconds of now, then 74 random bits.

    Later ones sort behind earlier ones, but for those of the same millisecond.
    """
    random = int.from_bytes(os.urandom(_RANDOM_BYTES), "big")
    value = time.time_ns() // 1_000_000 << 80 | _VERSION | _VARIANT | random & (_RANDOM_A | _RANDOM_B)
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def short_uid(uid: str) -> str:
    """Return the last part of an id, 48 random bits, for where the whole would take too much room.

    >>> short_uid("0198c1d2-7a3b-7def-8123-456789abcdef")
    '456789ABCDEF'
    """
    return uid[-12:].upper()


def is_uid(value: object) -> bool:
    """Tell whether this is the text of such an id."""
    return isinstance(value, str) and _FORM.fullmatch(value) is not None
