"""File names that every system takes."""

import os
import re
import unicodedata
from pathlib import Path
from typing import Final

from domain.values.texts import safe_text

_LONGEST: Final = 120
_FORBIDDEN: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_DEVICES: Final = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")


def safe_name(name: str) -> str:
    """Return a file name that every system takes, as near to the given one as can be.

    >>> safe_name('a:b?.pdf'), safe_name("CON.txt"), safe_name(" ..")
    ('a b .pdf', '_CON.txt', '未命名')
    """
    text = unicodedata.normalize("NFC", safe_text(_decoded(name)))
    text = _FORBIDDEN.sub(" ", text).strip(" .")
    if _DEVICES.match(text):
        text = f"_{text}"
    if len(text) > _LONGEST:
        suffix = Path(text).suffix[:12]
        text = f"{text[: _LONGEST - len(suffix) - 1]}…{suffix}".strip(" .")
    return text or "未命名"


def _decoded(name: str) -> str:
    """Return a name that was read as UTF-8 though it is not; older archives and sticks have GB 18030."""
    if not _SURROGATES.search(name):
        return name
    try:
        return os.fsencode(name).decode("gb18030")
    except UnicodeError:
        return _SURROGATES.sub("_", name)
