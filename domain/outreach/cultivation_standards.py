"""培育库: which figures make a candidate, from a file, with the thresholds that an office set."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field

from domain.outreach.cultivation_entities import Threshold
from domain.values.errors import BadInput
from domain.values.money import MAX_FEN, Fen, short_yuan
from domain.values.toml.reading import FileKind
from domain.values.toml.shapes import Part, read_as

BASE: Final = "revenue"
"""The figure by which standards are graded."""
ABOVE_SCALE: Final = "above_scale"
"""The fact that says of an enterprise that it is 四上."""
ABOVE_SCALE_WORD: Final = "四上"
MOST_LINES: Final = 2
"""So many lines a standard has at the most."""
_FEN: Final = 100
WHOLE: Final = 100
"""Percent."""

Word = Annotated[str, Field(min_length=1, max_length=40)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
Yuan = Annotated[int, Field(ge=1, le=MAX_FEN // _FEN)]
Percent = Annotated[int, Field(ge=1, le=WHOLE)]


class StandardsMistakes(BadInput):
    """The file cannot be used; every mistake found, with its place."""


class TargetPart(Part):
    """What an enterprise may become."""

    id: Id
    title: Word
    qualification: str = ""
    after: str = ""


class LinePart(Part):
    """A figure and how much it has to come to; yuan, or a share of another figure."""

    fact: Id
    amount: Yuan | None = None
    percent: Percent | None = None
    of: str = ""


class WhosePart(Part):
    """Of which enterprises a standard is."""

    industry_kind: tuple[str, ...] = ()
    industry_section: tuple[str, ...] = ()
    industry_code: tuple[str, ...] = ()


class StandardPart(Part):
    """A standard."""

    id: Id
    target: str
    title: Word
    year: Annotated[int, Field(ge=1990, le=2100)]
    source: Annotated[str, Field(min_length=1)]
    whose: WhosePart = WhosePart()
    over: Yuan | None = None
    upto: Yuan | None = None
    from_: Annotated[Yuan | None, Field(alias="from")] = None
    below: Yuan | None = None
    lines: Annotated[tuple[LinePart, ...], Field(max_length=MOST_LINES)] = ()


class FilePart(Part):
    """The whole file."""

    format: int
    near: Percent
    targets: tuple[TargetPart, ...]
    standards: tuple[StandardPart, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A figure of a year, and how much it has to come to at least.

    Attributes:
        fact: Which figure.
        amount: In fen; 0 for none.
        percent: Of what ``of`` comes to; 0 for none. Of two the greater one counts.
        since: From which day on that applies; ``source`` where it stands.
    """

    fact: str
    amount: Fen
    percent: int
    of: str
    since: date
    source: str

    def of_base(self, base: int) -> Fen:
        """Return how much it takes, in fen, where what it refers to comes to ``base``.

        >>> Line("research_cost", Fen(0), 3, "revenue", date(2022, 1, 1), "").of_base(101)
        4
        """
        return Fen(max(self.amount, -(-base * self.percent // WHOLE) if base > 0 else 0))

    @property
    def text(self) -> str:
        """Say how much it takes.

        >>> Line("research_cost", Fen(10_000_000), 3, "revenue", date(2022, 1, 1), "").text
        '10万元，且占 3 %'
        """
        parts = [short_yuan(self.amount)] if self.amount else []
        if self.percent:
            parts.append(f"占 {self.percent} %")
        return "，且".join(parts)


@dataclass(frozen=True, slots=True)
class Standard:
    """Of whom which lines are asked; see the file.

    Attributes:
        kinds, sections, codes: 统计专业, 行业门类 and how 行业代码 begins; empty for any.
        least, most: Between which revenues, both included; fen, None for open.
        lines: None where it takes a licence, and no figure tells.
    """

    id: str
    target: str
    title: str
    source: str
    kinds: tuple[str, ...]
    sections: tuple[str, ...]
    codes: tuple[str, ...]
    least: Fen | None
    most: Fen | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """What an enterprise may become.

    Attributes:
        qualification: Its kind in the list 资质荣誉; empty where the fact 四上 says it.
        after: Which qualification it takes before; empty for none.
    """

    id: str
    title: str
    qualification: str
    after: str


@dataclass(frozen=True, slots=True)
class Standards:
    """All of them, by their ids. ``near`` is from how many percent of a line on somebody is near it."""

    near: int
    targets: Mapping[str, Target]
    standards: Mapping[str, Standard]

    @staticmethod
    def load(path: Path) -> "Standards":
        """Read the file.

        Raises:
            StandardsMistakes: It has mistakes.
        """
        data, places = _KIND.parse(_KIND.read(path), path.name)
        part = read_as(FilePart, data, places)
        if isinstance(part, list):
            raise _KIND.refused(path.name, part)
        if complaints := [*_mistakes(part)]:
            raise _KIND.refused(path.name, complaints)
        targets = {one.id: Target(one.id, one.title, one.qualification, one.after) for one in part.targets}
        return Standards(part.near, targets, {one.id: _standard(one) for one in part.standards})

    def of_target(self, target: str) -> list[Standard]:
        """Return the standards of a target, in their order: who is found by two is of the first."""
        return [one for one in self.standards.values() if one.target == target]

    def with_(self, rows: Sequence[Threshold], day: date) -> "Standards":
        """Return them with those of some thresholds that apply on a day."""
        set_: dict[tuple[str, str], Threshold] = {}
        for row in sorted(rows, key=lambda one: (one.since, one.made_at)):
            if row.since <= day and row.voided_at is None:
                set_[row.standard, row.fact] = row
        found = {
            id_: replace(one, lines=tuple(set_line(line, set_.get((id_, line.fact))) for line in one.lines))
            for id_, one in self.standards.items()
        }
        return replace(self, standards=found)


def set_line(line: Line, row: Threshold | None) -> Line:
    """Return a line as an office set it."""
    if row is None:
        return line
    return Line(line.fact, Fen(row.amount), row.percent, line.of, row.since, row.source)


def _standard(part: StandardPart) -> Standard:
    least = part.from_ * _FEN if part.from_ is not None else None
    if part.over is not None:
        least = part.over * _FEN + 1
    most = part.upto * _FEN if part.upto is not None else None
    if part.below is not None:
        most = part.below * _FEN - 1
    since = date(part.year, 1, 1)
    return Standard(
        part.id,
        part.target,
        part.title,
        part.source,
        part.whose.industry_kind,
        part.whose.industry_section,
        part.whose.industry_code,
        None if least is None else Fen(least),
        None if most is None else Fen(most),
        tuple(
            Line(one.fact, Fen((one.amount or 0) * _FEN), one.percent or 0, one.of, since, part.source)
            for one in part.lines
        ),
    )


def _mistakes(part: FilePart) -> Iterator[str]:
    targets = {one.id for one in part.targets}
    for one in part.standards:
        if one.target not in targets:
            yield f"“{one.id}”：没有“{one.target}”这个目标"
        if not one.lines and not (one.whose.industry_kind or one.whose.industry_code):
            yield f"“{one.id}”：没有 lines 的，whose 要写是哪些企业"
        for line in one.lines:
            if line.amount is None and line.percent is None:
                yield f"“{one.id}”：“{line.fact}”要写 amount 或 percent"
            if line.percent is not None and line.of != BASE:
                yield f"“{one.id}”：percent 是占 {BASE} 的百分之几，of 要写 {BASE}"
        if len({line.fact for line in one.lines}) < len(one.lines):
            yield f"“{one.id}”：同一个数写了两条线"
    for ids in ([one.id for one in part.targets], [one.id for one in part.standards]):
        if len(set(ids)) < len(ids):
            yield "同一个编号写了两次"


_KIND: Final = FileKind("培育标准文件", StandardsMistakes, 100_000)
