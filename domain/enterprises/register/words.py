"""What a search finds.

An enterprise is found if each word typed stands somewhere in its name or in its pinyin initials; from
`LONG` letters on also in its code or its full pinyin, where fewer would stand nearly everywhere. Letters of
either case and full-width ones are the same.
"""

import unicodedata
from typing import Final

from domain.values.texts import without_unseen

LONG: Final = 3


def folded(text: str) -> str:
    """Return a text as it is compared.

    >>> folded("ＡＢ 科技(中国)")
    'ab科技(中国)'
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    if text.isprintable() and " " not in text:
        return text
    text = without_unseen(text)
    return "".join(char for char in text if char > " " and char != "\x7f" and not char.isspace())


def words_of(typed: str) -> list[str]:
    """Return what is searched for, each word once.

    >>> words_of(" 郑州  ZZYT 郑州")
    ['郑州', 'zzyt']
    """
    return list(dict.fromkeys(filter(None, map(folded, typed.split()))))


def is_found(words: list[str], name: str, code: str, initials: str, pinyin: str) -> bool:
    """Tell whether an enterprise is found.

    >>> is_found(["云图", "zz"], "郑州云图科技", "91410100MAYA000162", "zzytkj", "zhengzhouyuntukeji")
    True
    """
    name, code = folded(name), folded(code)
    return all(stands_in(word, name, code, initials, pinyin) for word in words)


def stands_in(word: str, name: str, code: str, initials: str, pinyin: str) -> bool:
    """Tell whether a word finds an enterprise; all of it is `folded`."""
    return word in name or word in initials or (len(word) >= LONG and (word in code or word in pinyin))
