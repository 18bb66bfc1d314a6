"""The shape of a road file: its keys and plain values."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from domain.values.toml.shapes import Part

Word = Annotated[str, Field(min_length=1, max_length=30)]
Text = Annotated[str, Field(min_length=1, max_length=500)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,60}$")]
Ids = tuple[Id, ...]
Words = Annotated[tuple[Word, ...], Field(min_length=1, max_length=10)]


class OpinionPart(Part):
    """What another department is asked."""

    id: Id
    title: Word
    department: Word
    valid: Word | None = None


class PublicityPart(Part):
    """What the end of a state begins."""

    runs: Word
    counts_first: bool
    locks: Annotated[Ids, Field(min_length=1)]


class StatePart(Part):
    """A state."""

    id: Id
    title: Word
    does: Word | None = None
    by: Words
    next: Id
    other_than: Ids = ()
    within: Word | None = None
    papers: Literal["complete", "promised"] | None = None
    opinions: Ids = ()
    publicity: PublicityPart | None = None
    approves: bool = False


class EndPart(Part):
    """An end."""

    id: Id
    title: Word
    grants: bool = False
    mistaken: bool = False


class BesidePart(Part):
    """What may be done beside the road."""

    id: Id
    kind: Literal["supplement", "send_back", "refuse", "object", "hold", "withdraw"]
    title: Word
    by: Words
    at: Annotated[Ids, Field(min_length=1)] | None = None
    to: Ids = ()
    over: Word | None = None
    within: Word | None = None
    other_than: Ids = ()
    locks: Ids = ()


class RoadPart(Part):
    """A whole road file."""

    format: int
    id: Id
    version: Annotated[int, Field(ge=1, le=9999)]
    title: Word
    summary: Text
    since: date
    people: Annotated[int, Field(ge=1, le=20)]
    states: Annotated[tuple[StatePart, ...], Field(min_length=1, max_length=30)]
    ends: Annotated[tuple[EndPart, ...], Field(min_length=1, max_length=20)]
    beside: Annotated[tuple[BesidePart, ...], Field(max_length=50)] = ()
    opinions: Annotated[tuple[OpinionPart, ...], Field(max_length=50)] = ()
