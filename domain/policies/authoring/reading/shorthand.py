"""A wording with every figure in one sign, so that rules can be written as patterns of its words.

``¥`` is an amount of money, ``%`` a rate, ``#`` a number with its unit, ``@`` a day or a period. Blanks and
line ends within a sentence are left out, punctuation is that of Chinese texts.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from domain.policies.agreement.figures import Figure, Kind
from domain.policies.agreement.wording import places_of_figures

SIGNS: Final = {Kind.MONEY: "¥", Kind.RATE: "%", Kind.NUMBER: "#", Kind.TIME: "@"}
FIGURES: Final = "¥%#@"
_OF_A_NAME: Final = "强"
"""The unit of a number that is part of a name and nobody counts: 世界500强."""
_FREE: Final = "□"
"""What stands for a sign of the wording that is used for figures here, and is none."""

_PUNCTUATION: Final = str.maketrans(";:()﹪％．", "；：（）%%.")
_COMMA: Final = re.compile(r"(?<!\d),|,(?!\d{3})")
_BLANK: Final = re.compile(r"[^\S\n]+|(?<=[^。；：:;\n])\n(?=[^\n])")
_UNIT_AFTER: Final = re.compile(
    r"(?<=[\d万亿])(?P<edge>（不?含）)(?P<unit>(?:[百千]?[万亿])?(?:美元|元|人次|人|平方米|亩)|[百千]?[万亿](?!元))"
)
_CLOCK: Final = re.compile(r"(?<!\d)[0-2]?\d:[0-5]\d(?!\d)")
"""A time of day: 20:00—22:00 asks for no number."""
_BEHIND: Final = {
    Kind.MONEY: re.compile("（?人民币）?"),
    Kind.NUMBER: re.compile("（[套件辆只头人户次家个张间座所栋架艘]）"),
}
"""What belongs to a figure and says no more of it: 3000万元人民币, 200台（套）."""
_COLON_OF_TIME: Final = re.compile(r"(?<=\d)：(?=\d)")
WITHIN: Final = "‧"
"""What stands for a joint within a name, and is none of a sentence: 投资（厂房‧设备）."""
_JOINT: Final = re.compile("[、，]")
_WHOLE: Final = re.compile(
    rf"（(?![^（）、，]{{1,4}}(?:、[^（）、，]{{1,4}})*）)(?:“[^“”。；]*”|[^（）“”{FIGURES}。；])*）(?=[^，。；：、）\n按给予每])|《[^《》{FIGURES}。；]*》|“[^“”{FIGURES}。；]*”"
)
"""Brackets that a word goes on behind, and names: what stands in them parts nothing of the sentence."""


@dataclass(frozen=True, slots=True)
class Shorthand:
    """A wording in short.

    Attributes:
        text: One sign for each figure and each other character.
        places: Where in the wording each sign of ``text`` begins; one more for its end.
        figures: By their place in ``text``.
        needed: Whether a time asks for something, by its place: 2022年 does, 当年 does not.
        about: What is about so much, and stays words: 数十万元.
    """

    wording: str
    text: str
    places: tuple[int, ...]
    figures: Mapping[int, Figure]
    needed: Mapping[int, bool]
    about: tuple[str, ...] = ()

    @staticmethod
    def of(wording: str, year: int) -> "Shorthand":
        """Shorten a wording; a period without a year is of ``year``."""
        kept, at = _without_blanks(wording)
        plain = _COMMA.sub("，", "".join(kept).translate(_PUNCTUATION))
        plain = _COLON_OF_TIME.sub(":", plain)
        plain = _CLOCK.sub(lambda match: _FREE * len(match[0]), plain)
        plain, at = _units_first(plain, at)
        signs: list[str] = []
        places: list[int] = []
        figures: dict[int, Figure] = {}
        needed: dict[int, bool] = {}
        about: list[str] = []
        done = 0
        for one in places_of_figures(plain, (year,)):
            if one.start < done:
                continue
            if one.figure.is_about:
                about.append(one.figure.text)
                continue
            if one.figure.unit == _OF_A_NAME:
                continue
            for place in range(done, one.start):
                signs.append(_FREE if plain[place] in FIGURES else plain[place])
                places.append(at[place])
            figures[len(signs)] = one.figure
            needed[len(signs)] = one.is_need
            signs.append(SIGNS[one.figure.kind])
            places.append(at[one.start])
            done = max(one.end, one.start + 1)
            behind = _BEHIND[one.figure.kind].match(plain, done) if one.figure.kind in _BEHIND else None
            done = behind.end() if behind is not None else done
        for place in range(done, len(plain)):
            signs.append(_FREE if plain[place] in FIGURES else plain[place])
            places.append(at[place])
        text = _WHOLE.sub(lambda match: _JOINT.sub(WITHIN, match[0]), "".join(signs))
        return Shorthand(wording, text, (*places, len(wording)), figures, needed, tuple(about))

    def said(self, start: int, end: int) -> str:
        """Return the words of the wording that a stretch of the short text stands for, without blanks."""
        return re.sub(r"\s+", "", self.wording[self.places[start] : self.places[end]])

    def figures_in(self, start: int, end: int, signs: str) -> Iterator[Figure]:
        """Yield the figures of some kinds in a stretch, in their order."""
        for place in range(start, end):
            if self.text[place] in signs and place in self.figures:
                yield self.figures[place]


def with_units_first(wording: str) -> str:
    """Return a wording with each unit beside its number.

    >>> with_units_first("超过50（含）万元")
    '超过50万元（含）'
    """
    return _units_first(wording.translate(_PUNCTUATION), list(range(len(wording))))[0]


def _units_first(plain: str, at: list[int]) -> tuple[str, list[int]]:
    """Put a unit before the brackets that stand between it and its number: 50（含）万元."""
    for match in _UNIT_AFTER.finditer(plain):
        first, middle, last = match.start("edge"), match.start("unit"), match.end()
        plain = plain[:first] + match["unit"] + match["edge"] + plain[last:]
        at = at[:first] + at[middle:last] + at[first:middle] + at[last:]
    return plain, at


def _without_blanks(wording: str) -> tuple[list[str], list[int]]:
    blanks = {place for match in _BLANK.finditer(wording) for place in range(*match.span())}
    at = [place for place in range(len(wording)) if place not in blanks]
    return [wording[place] for place in at], at
