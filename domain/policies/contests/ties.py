"""The order of those who are level with each other, as persons decided it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

from domain.policies.contests.claims import Contender, Standing
from domain.policies.contests.together import Part, Together, settled
from domain.policies.language.ranges import Result
from domain.policies.trace import ByPerson, Check, Decision, Scope

_TITLE: Final = "并列者的次序"
_REQUIRED: Final = "并列的，由本单位确定次序"


@dataclass(frozen=True, slots=True)
class Orders:
    """What persons decided of those who are level.

    Attributes:
        given: By the enterprise's code, where it counts.
        lapsed: By what they are level at, why the last decision does not count any more.
        counting: The numbers of the decisions that count.
    """

    given: Mapping[str, ByPerson] = field(default_factory=dict)
    lapsed: Mapping[Fraction, str] = field(default_factory=dict)
    counting: frozenset[int] = frozenset()

    @staticmethod
    def of(contenders: Sequence[Contender], decided: Sequence[Together]) -> "Orders":
        """Hold what was decided against who is level now."""
        codes = {code for one in decided for code in one.parts}
        values = {one.measure for one in contenders if one.code in codes}
        level: dict[Fraction, dict[str, Fraction]] = {value: {} for value in values if value is not None}
        for one in contenders if level else ():
            if one.measure in level:
                level[one.measure][one.code] = one.measure
        given: dict[str, Part] = {}
        lapsed, counting = {}, set()
        for value, stakes in level.items():
            counts, why = settled(decided, stakes) if len(stakes) > 1 else (None, "")
            if counts is not None:
                given |= counts.parts
                counting.add(counts.number)
            elif why:
                lapsed[value] = why
        return Orders({code: part.given for code, part in given.items()}, lapsed, frozenset(counting))

    def place(self, code: str) -> int:
        """Return the place of an enterprise among those level with it; 0 where nobody gave it one."""
        given = self.given.get(code)
        return given.place if given is not None else 0

    def standing(self, code: str, level: Standing) -> Standing:
        """Return how a claim stands by the order too; ``level`` is how it does by its measure."""
        place = self.place(code)
        return replace(level, ahead=level.ahead + place - 1, level=1) if place else level

    def told(self, contenders: Sequence[Contender]) -> Sequence[Contender]:
        """Say of claims of the field what place somebody gave them, as a condition of their own."""
        return [self._told(one) for one in contenders] if self.given else contenders

    def _told(self, one: Contender) -> Contender:
        given = self.given.get(one.code)
        if given is None:
            return one
        checks = (*one.decision.checks, Check(_TITLE, given.text, _REQUIRED, Result.TRUE))
        return replace(one, decision=replace(one.decision, checks=checks))


def open_ties(contenders: Sequence[Contender], decided: Sequence[Decision]) -> dict[Fraction, list[int]]:
    """Return who is level where a person must say who comes first: places in the field, by the measure."""
    found: dict[Fraction, list[int]] = {
        one.measure: []
        for one, decision in zip(contenders, decided, strict=True)
        if decision.together is Scope.TIE and one.measure is not None
    }
    for one in contenders if found else ():
        if one.measure in found:
            found[one.measure].append(one.at)
    return found
