"""What a search finds, and the words by which the search index finds the same.

An enterprise is found if each word typed stands somewhere in its name or in its pinyin initials; from
`LONG` letters on also in its code or its full pinyin, where fewer would stand nearly everywhere. Letters of
either case and full-width ones are the same.
"""

import unicodedata
from typing import Final

from domain.texts import without_unseen

LONG: Final = 3

_BETWEEN: Final = " \uffff\uffff\uffff\uffff "
"""Keeps apart what stands side by side in the index; longer than anything it is asked for."""

# Signs that the index's tokenizer would take for blanks, at their full width. Folding leaves none of those.
_SIGNS: Final = {code: 0xFEE0 + code for code in range(0x21, 0x7F) if not chr(code).isalnum()}


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
    name = folded(name)
    return all(
        word in name or word in initials or (len(word) >= LONG and (word in folded(code) or word in pinyin))
        for word in words
    )


def indexed(name: str, code: str, initials: str, pinyin: str) -> str:
    """Return the tokens by which an enterprise is found, with blanks between.

    Single characters, then runs of two of name and initials, runs of three of code and pinyin, in order: a
    text is found as a phrase of such runs.
    """
    name, code = folded(name).translate(_SIGNS), folded(code).translate(_SIGNS)
    parts = (
        list(dict.fromkeys(name + initials)),
        _runs(name, 2),
        _runs(initials, 2),
        _runs(code, LONG),
        _runs(pinyin, LONG),
    )
    return _BETWEEN.join(map(" ".join, parts))


def expression(words: list[str]) -> str:
    """Return what the index is asked, in FTS5's language.

    >>> expression(["云图科", "zz"])
    '("云图 图科" OR "云图科") AND ("zz")'
    """
    return " AND ".join(f"({_alternatives(word)})" for word in words)


def _alternatives(word: str) -> str:
    word = word.translate(_SIGNS)
    if len(word) < LONG:
        return f'"{word}"'
    # A single run of three could be a token of its own only among code and pinyin.
    return " OR ".join(f'"{" ".join(_runs(word, length))}"' for length in (2, LONG))


def _runs(text: str, length: int) -> list[str]:
    return [text[at : at + length] for at in range(len(text) - length + 1)]
