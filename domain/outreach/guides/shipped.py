"""Topics that came with the program: read from files, and taken in by the office in one step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field
from sqlmodel import col, select

from domain.outreach.guide_entities import Topic
from domain.outreach.guides.topics import LONGEST, TopicFields, write_in
from domain.store.acts import Action
from domain.store.engine import Seat, Session
from domain.values.errors import BadInput
from domain.values.ids import TopicId
from domain.values.toml.reading import FileKind
from domain.values.toml.shapes import Part, read_as

Line = Annotated[str, Field(min_length=1, max_length=300)]


class ShippedMistakes(BadInput):
    """A file cannot be used; every mistake found, with its place."""


class TopicPart(Part):
    """A topic."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    title: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    asks: tuple[Line, ...] = ()
    answer: Annotated[tuple[Line, ...], Field(min_length=1)]
    papers: tuple[Line, ...] = ()
    policy: str = ""
    clause: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


class FilePart(Part):
    """A whole file."""

    format: int
    topics: tuple[TopicPart, ...]


@dataclass(frozen=True, slots=True)
class ShippedTopic:
    """A topic as a file has it; where one goes and whom one calls the office fills in."""

    id: str
    fields: TopicFields


def load_shipped(folder: Path) -> list[ShippedTopic]:
    """Read the topics of all files of a folder, in the order of their names.

    Raises:
        ShippedMistakes: One has mistakes.
    """
    found = []
    for path in sorted(folder.glob("*.toml")):
        data, places = _KIND.parse(_KIND.read(path), path.name)
        part = read_as(FilePart, data, places)
        if isinstance(part, list):
            raise _KIND.refused(path.name, part)
        found += [ShippedTopic(one.id, _fields(one)) for one in part.topics]
    return found


def not_taken(session: Session, shipped: Sequence[ShippedTopic]) -> list[ShippedTopic]:
    """Return those that the office has not taken in, nor has one of that title, nor deleted."""
    ids = set(session.exec(select(Topic.shipped).where(Topic.shipped != "")))
    titles = set(session.exec(select(Topic.title).where(col(Topic.deleted_at).is_(None))))
    return [one for one in shipped if one.id not in ids and one.fields.title not in titles]


def take_shipped(seat: Seat, shipped: Sequence[ShippedTopic]) -> list[TopicId]:
    """Take in the topics that the office does not have yet, in one act. Returns the ids of what is new.

    Raises:
        BadInput: It has all of them.
    """
    with seat.act(Action.TOPIC_SAVE) as act:
        due = not_taken(act.session, shipped)
        if not due:
            raise BadInput("自带的办事指南都已经在里面了；删除的，请到回收站恢复")
        return [write_in(act, one.fields, shipped=one.id) for one in due]


def _fields(part: TopicPart) -> TopicFields:
    asks, answer, papers = ("\n".join(lines) for lines in (part.asks, part.answer, part.papers))
    return TopicFields(
        part.title,
        asks,
        answer,
        papers,
        policy_id=part.policy,
        clause_id=part.clause,
        valid_from=part.valid_from,
        valid_until=part.valid_until,
    )


_KIND: Final = FileKind("办事指南文件", ShippedMistakes, 500_000)
