"""A policy as it was loaded: its clauses with their wording, readings and typed trees."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from domain.enterprises.dictionary import Dictionary, Fact, FactKind
from domain.policies.language.nodes import Condition, Literal, Node, Quantity
from domain.policies.language.vocabulary import Definition, ParameterTable
from domain.values.money import Fen

TOTAL: Final = Fact("total", "合计", FactKind.MONEY, term="合计")
"""What ``total`` formulas call the sum of the rows."""


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
class Stage:
    """One instalment of an award: its share is due once its conditions hold.

    ``share`` is a fraction of one; the shares of a clause add up to one, and the last instalment takes what
    rounding left.
    """

    title: str
    share: Fraction
    conditions: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A case that came with a clause: an enterprise made up, and what the clause must come to for it.

    Attributes:
        facts: By name, a period figure as ``sales[2022Q2]``, a list as its rows; in the values of JSON.
        outcome: As `trace.Outcome` writes it.
        amount: In fen; 0 unless granted.
    """

    name: str
    facts: Mapping[str, Any] = field(hash=False)
    outcome: str
    amount: Fen


class Ties(StrEnum):
    """What becomes of those who share the last place of a contest."""

    ALL_IN = "all_in"
    ALL_OUT = "all_out"
    MANUAL = "manual"


class Direction(StrEnum):
    """Who comes first in a ranking."""

    LARGEST_FIRST = "largest_first"
    SMALLEST_FIRST = "smallest_first"


@dataclass(frozen=True, slots=True)
class Contest:
    """What is decided among all who qualify: the first places, or a fixed pot, or both in this order.

    Attributes:
        by: What they are ranked by; None where nobody is ranked.
        by_formula: As it stands in the file.
        places: How many are granted; 0 for all.
        pot: What there is in all, in fen; None where nothing is shared.
        direction: Who comes first.
        share: Which share of those who qualify are granted, its whole part; None where ``places`` says.
        amounts: What each place is awarded instead of the amount computed, in fen, the first place first.
        goes_in_order: Whether the pot is used up in the order of the ranking; else it is shared in proportion
            to the claims once they exceed it.
    """

    by: Quantity | None
    by_formula: str
    places: int
    ties: Ties
    pot: Fen | None
    direction: Direction = Direction.LARGEST_FIRST
    share: Fraction | None = None
    amounts: tuple[Fen, ...] = ()
    goes_in_order: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """One award.

    Attributes:
        wording: What the policy says, told in plain words.
        readings: 口径 of this clause alone.
        who: Whom it is for; decided first. Begins with the exclusions of the policy.
        award: None where it cannot be computed; ``by_person`` then says why.
        award_formula: As it stands in the file.
        each: Name of the list whose rows are decided one by one and summed; empty for the enterprise itself.
        total: What the sum of the rows comes to, such as a cap around it; None for the sum itself.
        zero_note: What is said where all conditions hold and the amount is 0.
        stages: The instalments; empty where it is paid at once.
        papers: What an applicant hands in; empty where the policy does not say.
        examples: Cases that came with it, to be run whenever it is changed.
    """

    id: str
    title: str
    wording: str
    readings: tuple[str, ...]
    who: tuple[Requirement, ...]
    conditions: tuple[Requirement, ...]
    award: Quantity | None
    award_formula: str
    each: str = ""
    zero_note: str = ""
    total: Quantity | None = None
    total_formula: str = ""
    by_person: str = ""
    definitions: tuple[Definition, ...] = ()
    stages: tuple[Stage, ...] = ()
    contest: Contest | None = None
    papers: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        return self.who + self.conditions

    @property
    def formulas(self) -> tuple[Node, ...]:
        """Every formula that reads what is known of an enterprise, in the order in which they are decided.

        Whoever asks what a clause reads goes through these, so that none of them asks for less.
        """
        staged = (one.condition for stage in self.stages for one in stage.conditions)
        ranked_by = None if self.contest is None else self.contest.by
        given = [one for one in (self.award, ranked_by) if one is not None]
        return (*(one.condition for one in self.requirements), *given, *staged)


@dataclass(frozen=True, slots=True)
class Group:
    """就高不重复: of these clauses only the one with the highest amount is granted; the first of equals."""

    title: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SharedCap:
    """What these clauses may come to together for one enterprise; used up in their order in the policy.

    Attributes:
        across: What enterprises are alike in that share it, such as who controls them; None where each has it
            for itself. The cap is then a figure (``limit``, in fen).
        in_proportion: Whether enterprises that exceed it together are cut down in proportion; else a person
            says what each is given.
    """

    title: str
    clauses: tuple[str, ...]
    cap: Quantity
    cap_formula: str
    across: Fact | None = None
    in_proportion: bool = False

    @property
    def limit(self) -> Fen | None:
        """The cap in fen where it is a figure."""
        return Fen(int(self.cap.value)) if isinstance(self.cap, Literal) else None


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy with its clauses in the order of the text.

    Attributes:
        version: Of the file; two versions of one policy stand side by side.
        source: Where its wording and figures come from.
        official_text: Whether the wording is the official one.
        readings: 口径 that hold for every clause.
        clauses: By id.
        sha256: Of the file it was read from, in hexadecimal.
        facts: What it asks for beyond the office's dictionary.
        parameters: Figures from outside that it brings along.
        rosters: Lists of enterprises that it brings along: their codes by the list's name.
        is_template: Whether it is an example to be adapted and not a policy in force.
        unchecked: Which places nobody has looked at since a document was read by rules; such a file is not
            taken in.
        road: The id of the road that its cases begin unless somebody says otherwise; empty for the usual one.
        content: The file, byte by byte.
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
    version: str = "1"
    facts: Dictionary = field(default_factory=lambda: Dictionary({}, {}, {}))
    parameters: tuple[ParameterTable, ...] = ()
    rosters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    definitions: tuple[Definition, ...] = ()
    exclusions: tuple[Requirement, ...] = ()
    groups: tuple[Group, ...] = ()
    shared_caps: tuple[SharedCap, ...] = ()
    is_template: bool = False
    road: str = ""
    unchecked: tuple[str, ...] = ()
    content: bytes = field(default=b"", repr=False, compare=False)

    def formulas(self, clauses: Iterable[Clause]) -> Iterator[Node]:
        """Yield what these clauses of it read, and the caps that they share."""
        ids = set()
        for clause in clauses:
            ids.add(clause.id)
            yield from clause.formulas
        yield from (cap.cap for cap in self.shared_caps if not ids.isdisjoint(cap.clauses))

    def only(self, ids: Iterable[str]) -> "Policy":
        """Return the policy with these clauses and those that decide along with them, for less work.

        What is decided among all enterprises is looked at as a whole.
        """
        wanted = set(ids)
        together = [set(one.clauses) for one in self.groups] + [set(one.clauses) for one in self.shared_caps]
        while joined := [one for one in together if one & wanted and not one <= wanted]:
            wanted |= set().union(*joined)
        if self.is_contested or wanted >= self.clauses.keys():
            return self
        return replace(
            self,
            clauses={id_: clause for id_, clause in self.clauses.items() if id_ in wanted},
            groups=tuple(one for one in self.groups if wanted.issuperset(one.clauses)),
            shared_caps=tuple(one for one in self.shared_caps if wanted.issuperset(one.clauses)),
        )

    @property
    def is_contested(self) -> bool:
        """Whether anything is decided among all enterprises."""
        return bool(self.caps_across) or any(clause.contest is not None for clause in self.clauses.values())

    @property
    def caps_across(self) -> tuple[SharedCap, ...]:
        """The caps that enterprises share, in the order of the file."""
        return tuple(cap for cap in self.shared_caps if cap.across is not None)

    @property
    def caveat(self) -> str:
        """What must be said wherever the wording is shown; empty for an official text."""
        return (
            "" if self.official_text else f"条文据{self.source}整理，不是正式文本；正式条号与文字以文件为准。"
        )
