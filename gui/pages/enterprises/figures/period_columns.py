"""Which periods have columns: those that policies ask for, or those of a year by quarter, month or 累计."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final, TypeAlias

from domain.enterprises.derivation import year_of
from domain.enterprises.facts import EnterpriseFacts
from domain.policies.explaining.needs import needed_figures, read_figures
from domain.policies.files.library import PolicyLibrary
from domain.values.periods import Period, PeriodKind

Wanted: TypeAlias = frozenset[tuple[str, Period]]
"""Names and periods of the figures that policies read."""


class Shown(StrEnum):
    """What columns are there to type into; the value is the word on the switch."""

    ASKED = "评定用到的"
    QUARTERS = "按季"
    MONTHS = "本月"
    CUMULATIVE = "累计"


_KINDS: Final = {
    # What is typed first; what follows from it stands behind, out of the way of a block pasted in.
    Shown.QUARTERS: (PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR),
    Shown.MONTHS: (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR),
    Shown.CUMULATIVE: (PeriodKind.CUMULATIVE,),
}
_BY_MONTH: Final = (PeriodKind.MONTH, PeriodKind.CUMULATIVE)


def wanted_figures(policies: PolicyLibrary) -> Wanted:
    """Return the figures that policies read, and the quarters that a half-year may be summed from."""
    return read_figures(policies.policies.values())


def needed_by(facts: EnterpriseFacts, policies: PolicyLibrary) -> Wanted:
    """Return the figures that policies ask of such an enterprise."""
    return needed_figures(policies.policies.values(), facts, policies.dictionary)


def asked_periods(wanted: Iterable[tuple[str, Period]], entered: Iterable[Period]) -> list[Period]:
    """Return the periods of these figures with the halves that quarters lie in, in natural order.

    Years, half-years and quarters that were entered are among them; months and 累计 have theirs elsewhere.
    """
    periods = {period for _, period in wanted}
    periods |= {_half_of(period) for period in periods if period.kind is PeriodKind.QUARTER}
    return sorted(periods | {period for period in entered if period.kind not in _BY_MONTH})


def periods_of_year(shown: Shown, year: int) -> list[Period]:
    """Return the columns of a year; ``shown`` is not ASKED."""
    every = sorted(year_of(year), key=lambda period: period.last_month)
    return [period for kind in _KINDS[shown] for period in every if period.kind is kind]


def _half_of(quarter: Period) -> Period:
    return Period.of(quarter.year, PeriodKind.HALF, (quarter.number + 1) // 2)
