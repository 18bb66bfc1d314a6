"""The shape of a policy file: its keys and plain values, before any formula is read."""

from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field

from domain.values.toml.shapes import Part

_MAX_MEMBERS: Final = 100_000


Text = Annotated[str, Field(min_length=1, max_length=20_000)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,60}$")]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,60}$")]
Term = Annotated[str, Field(pattern=r"^[^\W\d]\w{0,60}$")]


class RequirementPart(Part):
    """A condition, with what it asks for in the policy's words."""

    formula: Text
    text: str = ""


def _as_requirement(value: Any) -> Any:
    return {"formula": value} if isinstance(value, str) else value


Requirements = tuple[Annotated[RequirementPart, BeforeValidator(_as_requirement)], ...]


class FactPart(Part):
    """A fact that the policy asks for."""

    name: Name
    label: Text
    kind: Literal["text", "choice", "truth", "date", "money", "number", "rate"]
    term: Term | None = None
    hint: str = ""
    unit: str = ""
    choices: dict[Id, Text] = Field(default_factory=dict)
    by_period: bool = False
    may_be_negative: bool = False
    is_whole: bool = False
    is_stock: bool = False
    least: str = ""
    most: str = ""


class ListPart(Part):
    """A list of rows that the policy asks for."""

    name: Name
    label: Term
    columns: tuple[FactPart, ...] = Field(min_length=1)


class ValuePart(Part):
    """One value of a figure from outside."""

    since: date
    value: Text


class ParameterPart(Part):
    """A figure from outside."""

    term: Term
    kind: Literal["money", "number", "rate"]
    source: Text
    values: tuple[ValuePart, ...] = Field(min_length=1)


class DefinitionPart(Part):
    """A figure or condition that is stated once."""

    term: Term
    formula: Text


class RosterPart(Part):
    """A list of enterprises by their codes."""

    term: Term
    source: Text
    codes: tuple[Text, ...] = Field(max_length=_MAX_MEMBERS)


class GroupPart(Part):
    """Clauses of which only the highest is granted."""

    title: Text
    clauses: tuple[Id, ...] = Field(min_length=2)


class SharedCapPart(Part):
    """Clauses that are capped together, for each enterprise or for those alike in a fact."""

    title: Text
    clauses: tuple[Id, ...] = Field(min_length=1)
    cap: Text
    across: str = ""
    exceeded: Literal["manual", "in_proportion"] = "manual"


class StagePart(Part):
    """One instalment."""

    title: Text
    share: Text
    conditions: Requirements = ()


class ContestPart(Part):
    """What is decided among all who qualify."""

    by: str = ""
    order: Literal["largest_first", "smallest_first"] = "largest_first"
    places: int = Field(default=0, ge=0)
    share: str = ""
    amounts: tuple[Text, ...] = ()
    ties: Literal["all_in", "all_out", "manual"] = "manual"
    pot: str = ""
    pot_goes: Literal["in_proportion", "in_order"] = "in_proportion"


class CasePart(Part):
    """An enterprise made up, and what the clause must come to for it."""

    name: Text
    facts: dict[str, Any] = Field(default_factory=dict)
    outcome: Literal["granted", "not_met", "missing", "manual"]
    amount: str = ""


class ClausePart(Part):
    """One award."""

    id: Id
    title: Text
    wording: Text
    readings: tuple[Text, ...] = ()
    who: Requirements = ()
    conditions: Requirements = ()
    definitions: tuple[DefinitionPart, ...] = ()
    award: str = ""
    each: str = ""
    total: str = ""
    zero_note: str = ""
    by_person: str = ""
    stages: tuple[StagePart, ...] = ()
    contest: ContestPart | None = None
    papers: tuple[Text, ...] = ()
    cases: tuple[CasePart, ...] = ()


class PolicyPart(Part):
    """A whole policy file."""

    format: int
    id: Id
    version: Text = "1"
    title: Text
    issuer: Text
    document_number: str = ""
    source: Text
    official_text: bool
    is_template: bool = False
    road: Id | Literal[""] = ""
    unchecked: tuple[Text, ...] = ()
    valid_from: date
    valid_to: date
    readings: tuple[Text, ...] = ()
    facts: tuple[FactPart, ...] = ()
    judgements: tuple[FactPart, ...] = ()
    lists: tuple[ListPart, ...] = ()
    parameters: tuple[ParameterPart, ...] = ()
    rosters: tuple[RosterPart, ...] = ()
    definitions: tuple[DefinitionPart, ...] = ()
    exclusions: Requirements = ()
    groups: tuple[GroupPart, ...] = ()
    shared_caps: tuple[SharedCapPart, ...] = ()
    clauses: tuple[ClausePart, ...] = Field(min_length=1)
