"""Topics found while somebody waits on the telephone: best first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.enterprises.register.words import folded, words_of
from domain.outreach.guide_entities import Topic
from domain.outreach.guides.topics import lines_of, standing_text

_WHOLE, _BEGINS, _TITLE, _ASKED, _SPELLED, _SAID = 64, 32, 16, 8, 4, 1
"""What a word weighs that is the title, begins it, stands in it, in a way to ask, in pinyin, or elsewhere."""
_PAIR: Final = 2
_LEAST_ALIKE: Final = 0.4
"""So much of what was typed has to stand in a topic that is only like it."""


@dataclass(frozen=True, slots=True)
class _Entry:
    topic: Topic
    title: str
    asks: str
    spelling: str
    said: str
    is_out: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to, best first.

    Attributes:
        are_alike: Whether none has all that was typed, and these only much of it.
    """

    topics: Sequence[Topic]
    are_alike: bool = False


class Topics:
    """Topics, ready to be searched: by parts of words, initials and full pinyin, and ways to ask."""

    def __init__(self, topics: Sequence[Topic], day: date) -> None:
        """Search `topics`, in their order where two are as good; those not in force on `day` come last."""
        self.all, self.day = topics, day
        self._entries = [_entry(one, day) for one in topics]

    def find(self, typed: str) -> Found:
        """Return which topics are asked for; all of them where nothing is typed."""
        words = words_of(typed)
        if not words:
            return Found(self.all)
        weighed = [([_weight(one, word) for word in words], one) for one in self._entries]
        found = [(weights, one) for weights, one in weighed if all(weights)]
        if found:
            # Whether every word stands in the title says more than that one of them does.
            found.sort(key=lambda each: (each[1].is_out, -min(each[0]), -sum(each[0])))
            return Found([one.topic for _, one in found])
        return Found(self._alike("".join(words)), are_alike=True)

    def _alike(self, typed: str) -> list[Topic]:
        pairs = {typed[at : at + _PAIR] for at in range(len(typed) - 1)}
        if not pairs:
            return []
        shared = [(_shared(one, pairs), one) for one in self._entries]
        near = [(share, one) for share, one in shared if share >= _LEAST_ALIKE]
        near.sort(key=lambda each: (each[1].is_out, -each[0]))
        return [one.topic for _, one in near]


def _entry(row: Topic, day: date) -> _Entry:
    said = folded("".join(lines_of("\n".join((row.answer, row.papers, row.place)))))
    asks = "\n".join(folded(line) for line in lines_of(row.asks))
    return _Entry(row, folded(row.title), asks, row.spelling, said, bool(standing_text(row, day)))


def _weight(one: _Entry, word: str) -> int:
    """Return what a word weighs, 0 where it does not stand in the topic at all."""
    if word in one.title:
        return _WHOLE if word == one.title else _BEGINS if one.title.startswith(word) else _TITLE
    if word in one.asks:
        return _ASKED
    if word in one.spelling:
        return _SPELLED
    return _SAID if word in one.said else 0


def _shared(one: _Entry, pairs: set[str]) -> float:
    return sum(pair in one.title or pair in one.asks for pair in pairs) / len(pairs)
