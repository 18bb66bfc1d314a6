"""What is given where some conditions hold: what one award of a sentence says."""

from dataclasses import dataclass, field

from domain.policies.authoring.reading.awards import Award, Limit
from domain.policies.authoring.reading.cases import Split
from domain.policies.authoring.reading.conditions import Condition
from domain.policies.authoring.reading.quantities import Quantity


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
