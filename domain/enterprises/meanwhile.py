"""What becomes of an enterprise that two people changed at the same time: nobody's change is lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.enterprises.dictionary import Dictionary, FactKey
from domain.enterprises.differences import difference, flat, with_parts_of
from domain.enterprises.facts import EnterpriseFacts
from domain.values.errors import DomainError


@dataclass(frozen=True, slots=True)
class Clash:
    """A part of an enterprise that both changed, and not to the same.

    Attributes:
        part: As `history.Change.part`: a fact, a list as a whole, or a figure of one period.
        theirs, ours: Its values by the keys of `differences.flat`; without one where it is not entered.
    """

    part: str
    theirs: dict[str, object]
    ours: dict[str, object]


@dataclass(frozen=True, slots=True)
class Together:
    """Both people's changes put together.

    Attributes:
        ours: With ours where they clash.
        theirs: With theirs where they clash.
    """

    ours: EnterpriseFacts
    theirs: EnterpriseFacts
    clashes: tuple[Clash, ...]


class ChangedMeanwhile(DomainError):
    """Somebody else changed the same parts of an enterprise since it was opened; nothing was written.

    Attributes:
        now: What is recorded.
        together: What can be recorded in its place, with ``now`` as what was opened.
        by: Who changed it last, and when (UTC).
    """

    def __init__(self, now: EnterpriseFacts, together: Together, by: str, at: datetime | None) -> None:
        count = len(together.clashes)
        super().__init__(f"没有保存：“{now.name}”的 {count} 项在您打开之后被{by or '别人'}改成了别的")
        self.now, self.together, self.by, self.at = now, together, by, at


def put_together(
    opened: EnterpriseFacts, theirs: EnterpriseFacts, ours: EnterpriseFacts, dictionary: Dictionary
) -> Together:
    """Put together what two people made of the same enterprise, part by part.

    Args:
        opened: What both began with.
        theirs: What is recorded now.
        ours: What is to be recorded.
        dictionary: Which facts there are.
    """
    by_them = _parts(opened, theirs, dictionary)
    apart = [part for part in _parts(theirs, ours, dictionary) if part in by_them]
    by_us = set(_parts(opened, ours, dictionary))
    clashing = [part for part in apart if part in by_us]
    taken = [part for part in apart if part not in by_us]
    with_ours = with_parts_of(ours, theirs, taken, dictionary)
    with_theirs = with_parts_of(with_ours, theirs, clashing, dictionary)
    clashes = (
        Clash(part, _values(theirs, part, dictionary), _values(ours, part, dictionary)) for part in clashing
    )
    return Together(with_ours, with_theirs, tuple(clashes))


def _parts(one: EnterpriseFacts, other: EnterpriseFacts, dictionary: Dictionary) -> Sequence[str]:
    """Return the parts in which two states differ, in the order of their keys."""
    return list(dict.fromkeys(_part_of(key) for key in difference(one, other, dictionary)))


def _part_of(key: str) -> str:
    place = FactKey.parse(key)
    return key if place.period else place.name


def _values(facts: EnterpriseFacts, part: str, dictionary: Dictionary) -> dict[str, object]:
    return {key: value for key, value in flat(facts, dictionary).items() if _part_of(key) == part}
