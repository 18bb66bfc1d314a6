"""What is given where some conditions hold: what one award of a sentence says."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.policies.authoring.reading.awards import Award, Limit
from domain.policies.authoring.reading.cases import Split
from domain.policies.authoring.reading.changes import Change, Turn
from domain.policies.authoring.reading.conditions import Condition
from domain.policies.authoring.reading.quantities import Quantity

_ENTERPRISE: Final = ("企业", "单位", "机构", "公司", "合作社", "主体")


@dataclass(slots=True)
class Rule:
    """What is given where some conditions hold."""

    conditions: list[Condition]
    award: Award
    base: Quantity | None = None
    other_base: str = ""
    """The formula of what the base may be instead."""
    other_says: tuple[str, str, str] = ("", "", "")
    """What is to be asked then, and what the base and the other are."""
    piece: Quantity | None = None
    times: Quantity | None = None
    """For how many months or days each piece is given so much."""
    pieces: list[Quantity] = field(default_factory=list)
    """How many there are for each of several prices."""
    split: Split | None = None
    cap: str = ""
    limits: list[Limit] = field(default_factory=list)
    is_open: bool = False
    is_added: bool = False
    """Whether it comes to what was given before it in the sentence."""
    sentence: int = 0
    counts: Condition | None = None
    """The words that say what is counted, which are no condition of their own."""
    changes: list[tuple[list[Condition], Change]] = field(default_factory=list)
    """What those get otherwise of whom more is asked."""


def can_change(rule: Rule, own: Sequence[Condition], change: Change) -> bool:
    """Whether an award has what a change puts something in place of, once and of the same kind.

    Args:
        own: What is asked for it besides; of pieces that are counted it may be asked of each.
    """
    award = rule.award
    is_of_amount = change.figure is not None or change.turn is not Turn.TO
    if not own or (
        is_of_amount and award.piece and not all(one.is_who or one.text.endswith(_ENTERPRISE) for one in own)
    ):
        return False
    caps = [*award.caps, *(one.figure for one in rule.limits if one.is_amount)]
    if change.most is not None and len(caps) != 1:
        return False
    if change.turn is not Turn.TO or change.figure is None:
        return True
    return len(award.figures) == 1 and award.figures[0].kind is change.figure.kind
