"""The tests of a fact's value: a row for each says what it asks, of what, and how people say so.

Both evaluators ask `fits`: one of the value entered, the other of each different value in a column.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domain.enterprises.dictionary import Fact
from domain.enterprises.facts import FactValue
from domain.enterprises.records import NO_DAY


class Test(ABC):
    """What may be asked of the value of a fact."""

    __slots__ = ()

    @abstractmethod
    def fits(self, value: FactValue) -> bool:
        """Whether a value passes."""

    @abstractmethod
    def required(self, fact: Fact) -> str:
        """Say what is required."""

    def text(self, fact: Fact) -> str:
        """Say what is asked of a fact."""
        return f"{fact.term}{self.required(fact)}"

    def heading(self, fact: Fact) -> str:
        """Return what stands over what was found."""
        return self.text(fact)

    def names(self, _: Fact) -> tuple[str, ...]:
        """Return what it names besides the fact."""
        return ()


@dataclass(frozen=True, slots=True)
class Among(Test):
    """属于, and = of choices and texts: the value is one of these codes or texts."""

    values: tuple[str, ...]

    def fits(self, value: FactValue) -> bool:
        return value in self.values

    def required(self, fact: Fact) -> str:
        return "、".join(self.names(fact))

    def text(self, fact: Fact) -> str:
        return f"{fact.term}为{self.required(fact)}"

    def names(self, fact: Fact) -> tuple[str, ...]:
        return tuple(fact.choices.get(value, value) for value in self.values)


@dataclass(frozen=True, slots=True)
class Containing(Test):
    """包含: a text has one of these in it."""

    parts: tuple[str, ...]

    def fits(self, value: FactValue) -> bool:
        return any(part in str(value) for part in self.parts)

    def required(self, _: Fact) -> str:
        return f"含有{'或'.join(f'“{part}”' for part in self.parts)}"

    def names(self, _: Fact) -> tuple[str, ...]:
        return self.parts


@dataclass(frozen=True, slots=True)
class Beginning(Test):
    """开头是: a text begins with one of these."""

    parts: tuple[str, ...]

    def fits(self, value: FactValue) -> bool:
        return str(value).startswith(self.parts)

    def required(self, _: Fact) -> str:
        return f"以{'或'.join(f'“{part}”' for part in self.parts)}开头"

    def names(self, _: Fact) -> tuple[str, ...]:
        return self.parts


@dataclass(frozen=True, slots=True)
class Truth(Test):
    """是 and 否: a truth is as expected."""

    expected: bool

    def fits(self, value: FactValue) -> bool:
        return value is self.expected

    def required(self, _: Fact) -> str:
        return "是" if self.expected else "否"

    def text(self, fact: Fact) -> str:
        return f"{fact.term}：{self.required(fact)}"

    def heading(self, fact: Fact) -> str:
        return fact.label


@dataclass(frozen=True, slots=True)
class NoDay(Test):
    """= 无: a date is known not to exist."""

    def fits(self, value: FactValue) -> bool:
        return value is None

    def required(self, _: Fact) -> str:
        return NO_DAY

    def text(self, fact: Fact) -> str:
        return f"{fact.term}为“{NO_DAY}”"


OF_TEXTS: Final[Mapping[str, type[Containing] | type[Beginning]]] = {"包含": Containing, "开头是": Beginning}
"""What is asked of a text by a word between it and another."""
