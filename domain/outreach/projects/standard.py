"""What is offered where a project is entered: kinds, stages, and permits with their days; from a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field

from domain.values.errors import BadInput
from domain.values.toml.reading import FileKind
from domain.values.toml.shapes import Part, read_as

Word = Annotated[str, Field(min_length=1, max_length=30)]
Days = Annotated[int, Field(ge=1, le=1000)]


class StandardMistakes(BadInput):
    """The file cannot be used; every mistake found, with its place."""


class PermitPart(Part):
    """A permit: within how many working days the law has it given, and the office; where that stands."""

    title: Word
    statutory: Days
    promised: Days | None = None
    source: str


class StandardPart(Part):
    """The whole file."""

    format: int
    kinds: tuple[Word, ...]
    stages: tuple[Word, ...]
    permits: tuple[PermitPart, ...] = ()


@dataclass(frozen=True, slots=True)
class UsualPermit:
    """A permit as the file has it; without a promise the days of the law are the promise."""

    title: str
    statutory: int
    promised: int
    source: str


@dataclass(frozen=True, slots=True)
class Standard:
    """What is offered; an office may write others."""

    kinds: tuple[str, ...]
    stages: tuple[str, ...]
    permits: Mapping[str, UsualPermit]

    @staticmethod
    def load(path: Path) -> "Standard":
        """Read the file.

        Raises:
            StandardMistakes: It has mistakes.
        """
        data, places = _KIND.parse(_KIND.read(path), path.name)
        part = read_as(StandardPart, data, places)
        if isinstance(part, list):
            raise _KIND.refused(path.name, part)
        permits = (
            UsualPermit(one.title, one.statutory, one.promised or one.statutory, one.source)
            for one in part.permits
        )
        return Standard(part.kinds, part.stages, {one.title: one for one in permits})


_KIND: Final = FileKind("项目台账的选项文件", StandardMistakes, 100_000)
