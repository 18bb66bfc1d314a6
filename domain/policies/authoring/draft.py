"""A policy that is being made: what its file will say, whether it can be read yet or not.

All of it is immutable; a step makes another draft, so that undoing is going back to the one before. Keys
are those of a policy file (`domain.policies.files.schema`), formulas are texts as they are typed, and nothing
here is checked: what is wrong is said by reading the file that `authoring.writing` makes of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Words:
    """Where in the wording of a clause something stands: from ``start`` up to ``end``, in characters."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DraftBand:
    """One line of a tariff as a table; texts as they are typed.

    Attributes:
        low, high: From where to where; empty where it is open below or above, both for 其余.
        low_counts, high_counts: Whether the edge itself belongs to it (含); None where nobody said.
        gives: What it gives, as a formula.
    """

    low: str = ""
    low_counts: bool | None = True
    high: str = ""
    high_counts: bool | None = False
    gives: str = ""

    @property
    def is_rest(self) -> bool:
        """Whether it is for all that no other line covers."""
        return not self.low and not self.high


@dataclass(frozen=True, slots=True)
class Line:
    """A formula, with what it asks for in the policy's words.

    Attributes:
        formula: As it will stand in the file; may have mistakes.
        text: As people say it; empty to have it worded from the formula.
        words: The places of the wording that it comes from.
        is_open: Proposed by reading and not sure; nobody has looked at it yet.
        undecided: Tables of the choices that leave something open, which no formula can say yet, by where
            they stand; ``formula`` is the one from before, and ``is_open`` holds until they are decided.
    """

    formula: str = ""
    text: str = ""
    words: tuple[Words, ...] = ()
    is_open: bool = False
    undecided: tuple[tuple[str, tuple[DraftBand, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class DraftFact:
    """A fact, a column or a judgement that the policy declares; attributes as `schema.FactPart`.

    ``name`` is what it is known by for ever; ``label`` may change, and formulas then change with it.
    ``is_open`` as of a line.
    """

    name: str
    label: str
    kind: str
    term: str = ""
    hint: str = ""
    unit: str = ""
    choices: Mapping[str, str] = field(default_factory=dict, hash=False)
    by_period: bool = False
    may_be_negative: bool = False
    is_whole: bool = False
    is_stock: bool = False
    least: str = ""
    most: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class DraftList:
    """A list of rows; ``columns`` are facts without a period."""

    name: str
    label: str
    columns: tuple[DraftFact, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftParameter:
    """A figure from outside, by the days from which its values hold."""

    term: str
    kind: str
    source: str = ""
    values: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DraftRoster:
    """A list of enterprises by their codes."""

    term: str
    source: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftDefinition:
    """A figure or condition that is stated once."""

    term: str
    line: Line = Line()


@dataclass(frozen=True, slots=True)
class DraftStage:
    """One instalment; ``share`` as it is typed, e.g. ``60%``."""

    title: str
    share: str = ""
    conditions: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftContest:
    """What is decided among all who qualify; attributes as `schema.ContestPart`, figures as typed."""

    by: str = ""
    order: str = "largest_first"
    places: str = ""
    share: str = ""
    amounts: tuple[str, ...] = ()
    ties: str = "manual"
    pot: str = ""
    pot_goes: str = "in_proportion"


@dataclass(frozen=True, slots=True)
class DraftCase:
    """An enterprise made up, and what the clause must come to for it; as `schema.CasePart`."""

    name: str
    facts: Mapping[str, Any] = field(default_factory=dict, hash=False)
    outcome: str = "granted"
    amount: str = ""


@dataclass(frozen=True, slots=True)
class DraftClause:
    """One award.

    Attributes:
        id: Unique in the draft, and what it is called in the file.
        unit: Id of the unit of the document that it was made of; empty where it was made by hand.
        award: Its formula is empty where a person decides (``by_person``) or nothing is said yet.
        total: What the sum of the rows comes to, where ``each`` names a list.
        unproved_because: Why it goes without a case; no part of the file.
    """

    id: str
    title: str = ""
    unit: str = ""
    wording: str = ""
    readings: tuple[str, ...] = ()
    who: tuple[Line, ...] = ()
    conditions: tuple[Line, ...] = ()
    definitions: tuple[DraftDefinition, ...] = ()
    award: Line = Line()
    each: str = ""
    total: Line = Line()
    zero_note: str = ""
    by_person: str = ""
    stages: tuple[DraftStage, ...] = ()
    contest: DraftContest | None = None
    papers: tuple[str, ...] = ()
    cases: tuple[DraftCase, ...] = ()
    unproved_because: str = ""


@dataclass(frozen=True, slots=True)
class DraftGroup:
    """Clauses of which only the highest is granted; ``clauses`` are their ids, ``is_open`` as of a line."""

    title: str
    clauses: tuple[str, ...] = ()
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class DraftCap:
    """Clauses that are capped together; attributes as `schema.SharedCapPart`, ``is_open`` as of a line."""

    title: str
    clauses: tuple[str, ...] = ()
    cap: str = ""
    across: str = ""
    exceeded: str = "manual"
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class PolicyDraft:
    """A whole policy on its way; days are None until somebody said them."""

    id: str = ""
    version: str = "1"
    title: str = ""
    issuer: str = ""
    document_number: str = ""
    source: str = ""
    official_text: bool = True
    road: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    readings: tuple[str, ...] = ()
    facts: tuple[DraftFact, ...] = ()
    judgements: tuple[DraftFact, ...] = ()
    lists: tuple[DraftList, ...] = ()
    parameters: tuple[DraftParameter, ...] = ()
    rosters: tuple[DraftRoster, ...] = ()
    definitions: tuple[DraftDefinition, ...] = ()
    exclusions: tuple[Line, ...] = ()
    groups: tuple[DraftGroup, ...] = ()
    shared_caps: tuple[DraftCap, ...] = ()
    clauses: tuple[DraftClause, ...] = ()
