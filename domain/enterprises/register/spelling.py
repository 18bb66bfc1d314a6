"""Names in pinyin, as clerks type them to find an enterprise."""

from functools import lru_cache
from typing import Final, NamedTuple

from domain.enterprises.register.words import folded

_WORDS_KEPT: Final = 50_000
_NAMES_KEPT: Final = 8_192
"""More than are written at once: who writes them spells them, and the act asks again whether it is right."""


class Spelling(NamedTuple):
    """How a name is typed: the first letters alone, and in full. Letters and digits only, lower case."""

    initials: str
    pinyin: str


@lru_cache(_NAMES_KEPT)
def spelled(name: str) -> Spelling:
    """Spell a name. A character read in several ways is spelled as in the word it stands in.

    >>> spelled("郑州云图A科技（中国）")
    Spelling(initials='zzytakjzg', pinyin='zhengzhouyuntuakejizhongguo')
    >>> spelled("重庆重型机械").pinyin
    'chongqingzhongxingjixie'
    """
    # Takes a third of a second to import, and is needed only where a row is written.
    from pypinyin.seg.mmseg import seg  # noqa: PLC0415

    syllables = [syllable for word in seg.cut(folded(name)) for syllable in _syllables(word)]
    return Spelling("".join(one[0] for one in syllables), "".join(syllables))


@lru_cache(_WORDS_KEPT)
def _syllables(word: str) -> tuple[str, ...]:
    """Spell one word: the same few thousand stand in all names, and each takes pypinyin a tenth of a ms."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - as above

    # Its types do not say that what `errors` returns may be a list: one character each.
    parts = lazy_pinyin(word, errors=list)  # type: ignore[arg-type]
    return tuple(part for part in parts if part.isalnum())
