"""What formulas read, and how conditions are told and joined: with missing figures, and without."""

from abc import ABC, abstractmethod
from functools import reduce
from typing import Any

import numpy as np

from tests.reference.by_numpy import Array

FAILS, MISSING, MANUAL, HOLDS = (np.int8(state) for state in range(4))


class Facts:
    """The variables of a population in one year, as formulas ask for them."""

    def __init__(self, population: Any, period: Any) -> None:
        self.population = population
        self._period = period

    def __call__(self, name: str) -> Array:
        """Return a variable of the year; ``name-1`` is the year before."""
        return self._of(*self._parts(name))

    def entered(self, name: str) -> Array:
        """Return where it was entered."""
        variable, period = self._parts(name)
        return self._of(f"{variable}_entered", period)

    def members(self) -> "Facts":
        """Return the projects of an enterprise."""
        return Facts(self.population.members, self._period)

    def _parts(self, name: str) -> tuple[str, Any]:
        variable, _, before = name.partition("-")
        return variable, self._period.last_year if before else self._period

    def _of(self, variable: str, period: Any) -> Array:
        found: Array = self.population(variable, period)
        return found


class Logic(ABC):
    """How conditions are told and joined."""

    value_type: type

    @abstractmethod
    def asked(self, of: Facts, condition: Array, *names: str) -> Array:
        """Return a condition that reads these figures."""

    @abstractmethod
    def growth(self, of: Facts, condition: Array, now: str, base: str) -> Array:
        """Return a condition about a rate of growth, of which there is none over a base of 0 or less."""

    @abstractmethod
    def all_of(self, *conditions: Array) -> Array:
        """Join by 且."""

    @abstractmethod
    def any_of(self, first: Array, second: Array) -> Array:
        """Join by 或."""

    @abstractmethod
    def lacking(self, of: Facts, state: Array, award_is_open: Array | bool, *names: str) -> Array:
        """Return the outcome where the award alone reads these figures and is open without them."""

    @abstractmethod
    def holds(self, state: Array) -> Array:
        """Return where it holds for certain."""


class Plain(Logic):
    """Truths, and nothing else."""

    value_type = bool

    def asked(self, of: Facts, condition: Array, *names: str) -> Array:
        return condition

    def growth(self, of: Facts, condition: Array, now: str, base: str) -> Array:
        return condition & (of(base) > 0)

    def all_of(self, *conditions: Array) -> Array:
        return reduce(np.logical_and, conditions)

    def any_of(self, first: Array, second: Array) -> Array:
        return first | second

    def lacking(self, of: Facts, state: Array, award_is_open: Array | bool, *names: str) -> Array:
        return state

    def holds(self, state: Array) -> Array:
        return state


class Flagged(Logic):
    """Outcomes from 0 to 3."""

    value_type = int

    def asked(self, of: Facts, condition: Array, *names: str) -> Array:
        entered = reduce(np.logical_and, map(of.entered, names))
        return np.where(entered, np.where(condition, HOLDS, FAILS), MISSING)

    def growth(self, of: Facts, condition: Array, now: str, base: str) -> Array:
        has_no_rate = of.entered(base) & (of(base) <= 0)
        return np.where(has_no_rate, MANUAL, self.asked(of, condition, now, base))

    def all_of(self, *conditions: Array) -> Array:
        return reduce(np.minimum, conditions)

    def any_of(self, first: Array, second: Array) -> Array:
        either = np.maximum(first, second)
        return np.where((either == MANUAL) & (np.minimum(first, second) == MISSING), MISSING, either)

    def lacking(self, of: Facts, state: Array, award_is_open: Array | bool, *names: str) -> Array:
        lacks = reduce(np.logical_or, (~of.entered(name) for name in names))
        return np.where((state == HOLDS) & lacks & award_is_open, MISSING, state)

    def holds(self, state: Array) -> Array:
        return np.asarray(state == HOLDS)
