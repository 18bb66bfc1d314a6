"""The tokens by which the search index finds what `register.words` says is found."""

from typing import Final

from domain.enterprises.register.words import LONG, folded

_BETWEEN: Final = " \uffff\uffff\uffff\uffff "
"""Keeps apart what stands side by side in the index; longer than anything it is asked for."""

# Signs that the index's tokenizer would take for blanks, at their full width. Folding leaves none of those.
_SIGNS: Final = {code: 0xFEE0 + code for code in range(0x21, 0x7F) if not chr(code).isalnum()}


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
