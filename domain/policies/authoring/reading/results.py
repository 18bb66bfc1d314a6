"""What reading the wording of a unit comes to."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.enterprises.dictionary import Dictionary
from domain.policies.authoring.draft import (
    DraftCap,
    DraftClause,
    DraftFact,
    DraftGroup,
    DraftList,
    Line,
    Words,
)


@dataclass(frozen=True, slots=True)
class Context:
    """What is known before the wording is read.

    Attributes:
        dictionary: The facts of the office; they go before new ones.
        valid_from, valid_to: Of the policy; a period without a year is of the year of its first day.
        inherited: Wordings of the units above, outermost first, whose conditions hold here too.
        general: Sentences that hold for the whole document: 本办法所称“以上”含本数。
        facts, lists, judgements: What was proposed for this policy before, so that alike ones are one.
    """

    dictionary: Dictionary
    valid_from: date
    valid_to: date
    inherited: tuple[str, ...] = ()
    general: tuple[str, ...] = ()
    facts: tuple[DraftFact, ...] = ()
    lists: tuple[DraftList, ...] = ()
    judgements: tuple[DraftFact, ...] = ()


class Use(StrEnum):
    """What reading made of words."""

    USED = "读入"
    NO_PART = "不影响计算"
    NOT_UNDERSTOOD = "没有读懂"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the wording, in characters from ``start`` up to ``end``.

    Attributes:
        target: What was made of words that are used, as ``clause/part`` or ``clause/part/number``, the parts
            being keys of a clause: ``u1/conditions/0``, ``u1/award``. Empty for other words.
    """

    start: int
    end: int
    use: Use
    target: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One of the readings that words have.

    Attributes:
        says: How it reads them, in one sentence.
        clause: As it would be, whole.
        example: What it gives for a figure that tells it from the others; empty where nothing is computed.
    """

    says: str
    clause: DraftClause
    example: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words that may be read in several ways, or that nobody can read; the clause has the first option.

    Attributes:
        clause: Id of the clause that it is about.
        options: None where the words are only pointed at.
    """

    clause: str
    words: tuple[Words, ...]
    question: str
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a wording comes to.

    Attributes:
        clauses: Their ids are ``read1`` and so on, until somebody gives others. Lines that are not sure are
            open.
        facts, judgements: What the dictionary and the context lack and the clauses need.
        groups: Of which clauses only the highest is given.
        shared_caps: What clauses may come to together.
        spans: Every character of the wording is in exactly one, in order.
    """

    clauses: tuple[DraftClause, ...] = ()
    facts: tuple[DraftFact, ...] = ()
    judgements: tuple[DraftFact, ...] = ()
    groups: tuple[DraftGroup, ...] = ()
    shared_caps: tuple[DraftCap, ...] = ()
    spans: tuple[Span, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Whether something was read, and nothing of it is open or in doubt."""
        return (
            bool(self.clauses)
            and not self.doubts
            and all(span.use is not Use.NOT_UNDERSTOOD for span in self.spans)
            and not any(line.is_open for clause in self.clauses for line in lines_of(clause))
        )


def lines_of(clause: DraftClause) -> tuple[Line, ...]:
    """Return every formula of a clause with its words."""
    stages = [line for stage in clause.stages for line in stage.conditions]
    definitions = [one.line for one in clause.definitions]
    return (*clause.who, *clause.conditions, *definitions, clause.award, clause.total, *stages)
