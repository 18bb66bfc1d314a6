"""What persons decided of several enterprises at once: who of those level comes first, shares of a cap.

It counts for the very enterprises, each with the very figure at stake, and no others; the last decision that
any of them has part in is the only one that may.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from domain.policies.trace import ByPerson, Scope

_MOST_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Part:
    """What was decided of one; ``stake`` is what it is level at, or what it would have got, in fen."""

    name: str
    stake: Fraction
    given: ByPerson


@dataclass(frozen=True, slots=True)
class Together:
    """One decision of several enterprises.

    Attributes:
        number: Of the decision.
        parts: By what they have part in it with: the enterprise's code, or that and the clause.
    """

    number: int
    parts: Mapping[str, Part]
    is_withdrawn: bool = False

    @property
    def word(self) -> str:
        """What was decided, of the first few."""
        parts = list(self.parts.values())
        named = [f"{one.name}{one.given.word}" for one in parts[:_MOST_NAMED]]
        return "、".join(named) + (f" 等 {len(parts)} 项" if len(parts) > _MOST_NAMED else "")

    @property
    def any(self) -> ByPerson:
        """What was decided of one of them: who decided, and on what, is the same of all."""
        return next(iter(self.parts.values())).given

    def why_lapsed(self, stakes: Mapping[str, Fraction]) -> str:
        """Say why it does not count for these; empty where it does."""
        if self.any.lapsed:
            return self.any.lapsed
        said = []
        if gone := [f"“{one.name}”" for key, one in self.parts.items() if key not in stakes]:
            said.append(f"{'、'.join(gone[:_MOST_NAMED])}{'等' * (len(gone) > _MOST_NAMED)}已不在其中")
        if new := stakes.keys() - self.parts.keys():
            said.append(f"多了 {len(new)} 项")
        if any(key in stakes and stakes[key] != one.stake for key, one in self.parts.items()):
            said.append("数据有变动")
        return f"之后{'、'.join(said)}" if said else ""


Jointly = Mapping[tuple[Scope, str], Sequence[Together]]
"""What persons decided of several enterprises of a policy, by the clause or the title of the cap; the latest
first."""

BY_RULE: Final[Jointly] = {}
"""Where no person decided anything of several."""


def settled(decided: Sequence[Together], stakes: Mapping[str, Fraction]) -> tuple[Together | None, str]:
    """Return what was decided of these enterprises, where that counts; else say why the last does not."""
    last = next((one for one in decided if one.parts.keys() & stakes.keys()), None)
    if last is None or last.is_withdrawn:
        return None, ""
    if why := last.why_lapsed(stakes):
        return None, f"{last.any.who} 认定{last.word}，{why}，不再作数，须重新认定"
    return last, ""
