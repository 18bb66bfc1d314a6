"""A tariff as a table from–to: read from what was pasted, its gaps and overlaps, and back to 分档."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.policies.authoring.forms.scope import Scope
from domain.policies.authoring.forms.shapes import Locked, Quantity, Tiers


@dataclass(frozen=True, slots=True)
class Band:
    """One line of the table; texts as they are typed.

    Attributes:
        low, high: From where to where; empty where it is open below or above.
        low_counts, high_counts: Whether the edge itself belongs to it (含); None where nobody said.
        gives: What it gives, as a formula.
    """

    low: str = ""
    low_counts: bool | None = True
    high: str = ""
    high_counts: bool | None = False
    gives: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to look at in a table.

    Attributes:
        line: Which line, from 0.
        text: What, as a sentence that names the lines from 1 and the figures.
        is_open: Whether it must be decided before the table can be written as a formula; else it may stand,
            such as a gap in which nothing is given.
        side: ``low`` or ``high`` where one edge is meant, else empty.
    """

    line: int
    text: str
    is_open: bool = True
    side: str = ""


def bands_of(tiers: Tiers, scope: Scope) -> tuple[Band, ...] | Locked:
    """Return a tariff as a table in the order of its lines; 其余 is a line where it gives anything."""
    raise NotImplementedError


def faults_of(bands: Sequence[Band], key: Quantity | None, scope: Scope) -> tuple[Fault, ...]:
    """Return what is wrong with a table: gaps, overlaps, undecided edges, lines never reached.

    ``key`` is what the tariff goes by; whether it is whole (500 and 501) comes from its unit.
    """
    raise NotImplementedError


def tiers_of(bands: Sequence[Band], key: Quantity, scope: Scope) -> Tiers | tuple[Fault, ...]:
    """Return the table as a tariff, or what has to be decided first."""
    raise NotImplementedError


def pasted(text: str, scope: Scope, key: Quantity | None) -> tuple[Band, ...]:
    """Read lines as they are copied from Excel or from a wording: 100万（含）—500万 ⇥ 5万, or four columns.

    A bound that is not said to count or not is left open (None). A line that cannot be read is a band whose
    ``gives`` holds it whole.
    """
    raise NotImplementedError
