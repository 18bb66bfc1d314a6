"""What may be chosen at a place of a form, so that a window only offers what can be right."""

from dataclasses import dataclass
from enum import StrEnum

from domain.policies.authoring.forms.scope import Scope
from domain.policies.authoring.forms.shapes import Condition, Form, Locked, OfFact, Quantity


class Wanted(StrEnum):
    """What is asked for at a place."""

    FIGURE = "figure"
    """An amount, number or rate."""
    AMOUNT = "amount"
    NUMBER = "number"
    RATE = "rate"
    DAY = "day"
    CHOICE = "choice"
    TRUTH = "truth"
    TEXT = "text"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: what stands in the formula, and how people read it."""

    value: str
    label: str
    hint: str = ""


def facts_for(scope: Scope, wanted: Wanted = Wanted.ANY) -> tuple[Choice, ...]:
    """Return the terms that fit: what the policy declares first, then definitions, then the office's own."""
    raise NotImplementedError


def periods_for(term: str, scope: Scope) -> tuple[Choice, ...]:
    """Return periods of the policy's years as people think of them; none for a fact without."""
    raise NotImplementedError


def comparisons_for(left: Quantity, scope: Scope) -> tuple[Choice, ...]:
    """Return signs with 含 and 不含 in words: ``>=`` 以上（含）, of days 不早于 …"""
    raise NotImplementedError


def units_for(left: Quantity, scope: Scope) -> tuple[Choice, ...]:
    """Return the units in which a value held against this may be written, the likeliest first."""
    raise NotImplementedError


def labels_for(fact: OfFact, scope: Scope) -> tuple[Choice, ...]:
    """Return the labels of a choice; none of anything else."""
    raise NotImplementedError


def lists_for(scope: Scope) -> tuple[Choice, ...]:
    """Return the lists whose rows may be gathered."""
    raise NotImplementedError


def condition_on(term: str, scope: Scope) -> Condition:
    """Return the condition to begin with once a fact is chosen; what nobody said is blank."""
    raise NotImplementedError


def conditions_for(term: str, scope: Scope) -> tuple[tuple[str, Condition], ...]:
    """Return every way to ask something of a fact, by its name (本身, 同比, 环比, 属于 …), to begin with."""
    raise NotImplementedError


def awards(scope: Scope) -> tuple[tuple[str, Quantity], ...]:
    """Return the kinds of award by name (定额, 按比例, 分档 …), each to begin with, the commonest first."""
    raise NotImplementedError


def bases(scope: Scope, wanted: Wanted = Wanted.FIGURE) -> tuple[tuple[str, Quantity], ...]:
    """Return the kinds of quantity that something may be taken of, by name, each to begin with."""
    raise NotImplementedError


def described(form: Form | Locked, scope: Scope) -> str:
    """Say what a form asks for or gives, in a clerk's words; blanks stand as ……"""
    raise NotImplementedError
