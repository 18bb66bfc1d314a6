"""Reading FACTS by hand, and joining conditions that may be true, false, missing or undecidable.

It imports nothing of the program, so that a mistake there cannot hide itself here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from tests.reference import derived

Truth = Literal["true", "false", "missing", "manual"]
Outcome = Literal["granted", "not_met", "missing", "manual"]


@dataclass(frozen=True)
class Check:
    """What is known of a condition, and the facts not entered that keep it open (only when missing)."""

    truth: Truth
    lacks: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Decision:
    """What a clause comes to: amount in fen, 0 unless granted; names sorted, empty unless missing."""

    outcome: Outcome
    amount_fen: int = 0
    missing: Sequence[str] = ()


def certain(truth: bool) -> Check:
    """Return a condition about which nothing is open."""
    return Check("true" if truth else "false")


def missing(*names: str) -> Check:
    """Return a condition that waits for these facts."""
    return Check("missing", frozenset(names))


def all_of(*checks: Check) -> Check:
    """Join by 且: false, else missing, else undecidable, else true."""
    truths = {check.truth for check in checks}
    if "false" in truths:
        return Check("false")
    if "missing" in truths:
        return missing(*(name for check in checks for name in check.lacks))
    return Check("manual") if "manual" in truths else Check("true")


def any_of(*checks: Check) -> Check:
    """Join by 或: true, else missing, else undecidable, else false."""
    truths = {check.truth for check in checks}
    if "true" in truths:
        return Check("true")
    if "missing" in truths:
        return missing(*(name for check in checks for name in check.lacks))
    return Check("manual") if "manual" in truths else Check("false")


def fen(value: Any) -> int | None:
    """Return an amount in yuan as whole fen; None where it was not entered.

    >>> fen("1234.56"), fen(3), fen(None)
    (123456, 300, None)
    """
    if value is None:
        return None
    amount = Fraction(str(value)) * 100
    assert amount.denominator == 1, f"{value} yuan has parts of a fen"
    return int(amount)


def half_up(amount: Fraction) -> int:
    """Round an amount in fen, never negative, to the whole fen; a half goes up.

    >>> half_up(Fraction(5, 2)), half_up(Fraction(249, 100))
    (3, 2)
    """
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


class Sheet:
    """What was entered for one enterprise."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self.attributes: Mapping[str, Any] = facts.get("attributes") or {}
        self.indicators: Mapping[str, Mapping[str, Any]] = facts.get("indicators") or {}
        self.projects: Sequence[Mapping[str, Any]] | None = facts.get("projects")
        self._typed: dict[str, dict[str, int]] = {}

    def figure(self, indicator: str, period: str) -> int | None:
        """Return a figure in fen, as it was entered or as it follows from others."""
        typed = self._typed.get(indicator)
        if typed is None:
            by_period = self.indicators.get(indicator) or {}
            entered = {one: fen(amount) for one, amount in by_period.items()}
            typed = {one: amount for one, amount in entered.items() if amount is not None}
            self._typed[indicator] = typed
        return derived.figure(typed, period, may_be_negative=indicator in derived.MAY_BE_NEGATIVE)

    def known(self, indicator: str, period: str) -> int:
        """Return a figure that the conditions have already found entered, in fen."""
        amount = self.figure(indicator, period)
        assert amount is not None, f"{indicator}[{period}]"
        return amount

    def kind(self, *kinds: str) -> Check:
        """Is the enterprise of one of these kinds?"""
        entered = self.attributes.get("industry_kind")
        return missing("industry_kind") if not entered else certain(entered in kinds)

    def flag(self, name: str, wanted: bool = True) -> Check:
        """Is this truth as wanted?"""
        return flag(self.attributes, name, wanted=wanted)

    def dated(self, name: str, first: date, last: date) -> Check:
        """Does this date lie between the two, both included?"""
        return dated(self.attributes, name, first, last)

    def between(self, indicator: str, period: str, least: int, below: int | None = None) -> Check:
        """Is the figure at least ``least`` fen, and below ``below`` fen where that is given?"""
        amount = self.figure(indicator, period)
        if amount is None:
            return missing(f"{indicator}[{period}]")
        return certain(amount >= least and (below is None or amount < below))

    def grew(self, indicator: str, now: str, before: str, percent: int | None = None) -> Check:
        """Did it grow by at least ``percent``; without one, did it grow at all?"""
        new, old = self.figure(indicator, now), self.figure(indicator, before)
        if old is not None and old <= 0:
            return Check("manual")  # whatever the new figure is, there is no rate
        if new is None or old is None:
            lacking = [(now, new), (before, old)]
            return missing(*(f"{indicator}[{period}]" for period, amount in lacking if amount is None))
        return certain(new > old if percent is None else (new - old) * 100 >= percent * old)

    def growth(self, indicator: str, now: str, before: str) -> Fraction:
        """Return the exact growth rate of two entered figures, 1 for a doubling."""
        old = self.known(indicator, before)
        return Fraction(self.known(indicator, now) - old, old)


def flag(holder: Mapping[str, Any], name: str, *, wanted: bool = True, prefix: str = "") -> Check:
    """Is a truth as wanted? Absent and null are not entered."""
    entered = holder.get(name)
    return missing(prefix + name) if entered is None else certain(entered is wanted)


def dated(holder: Mapping[str, Any], name: str, first: date, last: date, *, prefix: str = "") -> Check:
    """Does a date lie between the two, both included? Absent is not entered; null and 无 mean never."""
    if name not in holder:
        return missing(prefix + name)
    entered = holder[name]
    return certain(entered not in (None, "无") and first <= date.fromisoformat(str(entered)) <= last)
