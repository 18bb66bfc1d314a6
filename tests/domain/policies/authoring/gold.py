"""What units of policies say, as somebody who read them wrote it down: the measure of reading by rules.

A block of a file of such readings::

    @freight-1 rate_cap          # a name, and the form of the award
    > 一、支持工业企业              # what stands above it, outermost first
    : 对规上工业企业，按运费的5%给予补助，最高20万元。
    ? 规上工业企业                 # a condition; facts are called as the wording calls them
    = 封顶(运费 × 5%, 20万)        # the award; ! where none follows from the words,
                                 # !200万 where they only limit it
    +                            # another clause of the same unit
    |                            # another reading that is as good

The wording may stand elsewhere, under the same name.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

BASE_KINDS: Final = ("fixed", "rate_cap", "tiers", "steps", "per_head")
NO_AWARD: Final = "!"


@dataclass(slots=True)
class Said:
    """One clause: formulas over facts that are called as the wording calls them."""

    conditions: list[str] = field(default_factory=list)
    award: str = ""


@dataclass(slots=True)
class Gold:
    """A unit and every reading of it that is right; none where it gives nothing."""

    name: str
    kind: str
    inherited: list[str] = field(default_factory=list)
    wording: str = ""
    readings: list[list[Said]] = field(default_factory=list)

    @property
    def is_base(self) -> bool:
        """Whether the award has one of the five common forms and follows from the words."""
        return self.kind in BASE_KINDS and all(
            not said.award.startswith(NO_AWARD) for reading in self.readings[:1] for said in reading
        )


def read_gold(lines: Iterable[str]) -> list[Gold]:
    """Read a file of units that somebody read.

    Raises:
        ValueError: A line has none of the signs.
    """
    found: list[Gold] = []
    for line in lines:
        sign, rest = line[:1], line[1:].strip()
        if sign == "@":
            found.append(Gold(*rest.split()))
        elif sign not in ("", "#"):
            _add(found[-1], sign, rest)
    return found


def _add(gold: Gold, sign: str, rest: str) -> None:
    if sign == "|" or (sign in "?=" and not gold.readings):
        gold.readings.append([Said()])
    match sign:
        case ">":
            gold.inherited.append(rest)
        case ":":
            gold.wording = rest
        case "+":
            gold.readings[-1].append(Said())
        case "?":
            gold.readings[-1][-1].conditions.append(rest)
        case "=":
            gold.readings[-1][-1].award = rest
        case "|":
            pass
        case _:
            raise ValueError(sign + rest)
