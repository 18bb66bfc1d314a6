"""A policy as it was loaded: its clauses with their wording, readings and typed trees."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.policies.formulas.nodes import Condition, Quantity


@dataclass(frozen=True, slots=True)
class Requirement:
    """One condition of a clause.

    Attributes:
        formula: As it stands in the file.
        text: What it asks for, in the words of the policy; empty to have it worded from the formula.
    """

    formula: str
    condition: Condition
    text: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """One award.

    Attributes:
        wording: What the policy says, told in plain words.
        readings: 口径 of this clause alone.
        who: Whom it is for; decided first.
        award_formula: As it stands in the file.
        each: Name of the list whose rows are decided one by one and summed; empty for the enterprise itself.
        zero_note: What is said where all conditions hold and the amount is 0.
    """

    id: str
    title: str
    wording: str
    readings: tuple[str, ...]
    who: tuple[Requirement, ...]
    conditions: tuple[Requirement, ...]
    award: Quantity
    award_formula: str
    each: str = ""
    zero_note: str = ""

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        return self.who + self.conditions


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy with its clauses in the order of the text.

    Attributes:
        source: Where its wording and figures come from.
        official_text: Whether the wording is the official one.
        readings: 口径 that hold for every clause.
        clauses: By id.
        sha256: Of the file it was read from, in hexadecimal.
    """

    id: str
    title: str
    issuer: str
    document_number: str
    source: str
    official_text: bool
    valid_from: date
    valid_to: date
    readings: tuple[str, ...]
    clauses: Mapping[str, Clause]
    sha256: str

    @property
    def caveat(self) -> str:
        """What must be said wherever the wording is shown; empty for an official text."""
        return (
            "" if self.official_text else f"条文据{self.source}整理，不是正式文本；正式条号与文字以文件为准。"
        )
