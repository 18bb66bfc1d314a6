"""What a policy's document is once it was read: a tree of units, what stands on its head, what holds for all.

All of it is immutable; a step makes another document.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Unit:
    """One numbered part of a document, or what stands without a number between them.

    Attributes:
        id: Unique in the document, and the same after others were joined or split.
        parent: Id of the unit that it stands under; empty at the top.
        number: As it is printed, e.g. ``第三条`` or ``（一）``; empty where it has none.
        heading: What it is called, without number and stop; empty where its text begins at once.
        text: What it says itself, without number, heading, and what stands under it; paragraphs and rows of
            tables on lines of their own, cells of a row with a tab between them.
        level: How deep it stands: 0 at the top.
        responsible: Who is named as 责任单位, as written; empty where nobody is.
    """

    id: str
    parent: str = ""
    number: str = ""
    heading: str = ""
    text: str = ""
    level: int = 0
    responsible: str = ""

    @property
    def name(self) -> str:
        """Number and heading, as people call it."""
        blank = "　" if self.number.endswith(("条", "章", "节", "编", "部分")) else ""
        return f"{self.number}{blank if self.heading else ''}{self.heading}"


class Rule(StrEnum):
    """What a general rule is about."""

    EDGES = "edges"
    HIGHEST_ONLY = "highest_only"
    NOT_TWICE = "not_twice"
    ONCE = "once"
    RECOVERED = "recovered"
    PUBLISHED = "published"
    SHARED_BUDGET = "shared_budget"
    EXPLAINED = "explained"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class GeneralRule:
    """A sentence that holds for the whole document.

    Attributes:
        text: The sentence.
        unit: Id of the unit that says it.
        including: Of `Rule.EDGES`: the words that include the figure itself (含本数), e.g. ``以上``.
        excluding: Those that do not (不含本数).
        days: Of `Rule.PUBLISHED`: how many; None where it is not said.
        are_working_days: Whether these are 工作日.
        who: Of `Rule.EXPLAINED`: who explains it.
    """

    rule: Rule
    text: str
    unit: str = ""
    including: tuple[str, ...] = ()
    excluding: tuple[str, ...] = ()
    days: int | None = None
    are_working_days: bool = False
    who: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A policy's document.

    Attributes:
        title: Without the brackets of 书名号; empty where none was found, as all that follows.
        document_number: 文号 with 〔〕, e.g. ``某政〔2022〕8号``.
        issued_on: The day below the issuer's name.
        valid_from, valid_to: From and to which day it holds, both included; None where that is not said.
        units: In the order of the document; a unit comes before those under it.
        remarks: What the reader should know, each a Chinese sentence that says where.
    """

    title: str = ""
    issuer: str = ""
    document_number: str = ""
    issued_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    units: tuple[Unit, ...] = ()
    general: tuple[GeneralRule, ...] = ()
    remarks: tuple[str, ...] = ()

    def unit(self, unit_id: str) -> Unit:
        """Return a unit.

        Raises:
            KeyError: There is none of that id.
        """
        for unit in self.units:
            if unit.id == unit_id:
                return unit
        raise KeyError(unit_id)

    def under(self, unit_id: str) -> tuple[Unit, ...]:
        """Return the units that stand directly under one; those at the top for an empty id."""
        return tuple(unit for unit in self.units if unit.parent == unit_id)
