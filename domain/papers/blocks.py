"""What documents are made of. Each block is plain data; how it looks is for whoever draws it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from domain.values.money import Fen, yuan_text

OF_PAPERS: Final = "文件"
"""With what a 发文机关标志 may end."""
Cell = str | int
"""Of a table: a text, or in a column of amounts whole fen."""


class Tone(StrEnum):
    """How a paragraph speaks."""

    BODY = "body"
    NOTE = "note"
    """Smaller, below what it explains."""
    ANNEX = "annex"
    """附件, at the top of an annex."""


@dataclass(frozen=True, slots=True)
class Head:
    """版头 of an official paper: 发文机关标志 in red, 发文字号, the red rule below.

    ``other`` are the names of offices that issue it as well, a line each.
    """

    mark: str
    number: str
    other: str = ""
    kind: Literal["head"] = "head"

    @property
    def marks(self) -> tuple[tuple[str, ...], str]:
        """The names of who issues it, the main office first, and 文件 where it stands beside them."""
        if not self.other:
            return (self.mark,), ""
        beside = OF_PAPERS if self.mark.endswith(OF_PAPERS) else ""
        others = (one.removesuffix(OF_PAPERS) for one in self.other.split("\n"))
        return (self.mark.removesuffix(beside), *others), beside


@dataclass(frozen=True, slots=True)
class Classified:
    """份号, six digits, and 密级 with 保密期限 below it, before all else; either may be empty."""

    copy: str
    secrecy: str
    kind: Literal["classified"] = "classified"

    @property
    def lines(self) -> int:
        """How many there are."""
        return bool(self.copy) + bool(self.secrecy)


@dataclass(frozen=True, slots=True)
class Title:
    """标题, with a quiet line below it where there is one."""

    text: str
    below: str = ""
    kind: Literal["title"] = "title"


@dataclass(frozen=True, slots=True)
class Addressee:
    """主送, without its colon."""

    name: str
    kind: Literal["addressee"] = "addressee"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; it stays with what it heads."""

    text: str
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, set with an indent of two characters."""

    text: str
    tone: Tone = Tone.BODY
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text behind a short word that says what it is."""

    label: str
    text: str
    kind: Literal["labelled"] = "labelled"


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of one thing, each with its name, in a ruled grid of so many beside each other."""

    pairs: tuple[tuple[str, str], ...]
    across: int = 2
    kind: Literal["figures"] = "figures"


class Content(StrEnum):
    """What a column of a table holds, which says how it stands."""

    TEXT = "text"
    WORD = "word"
    """Short, and in the middle."""
    FIGURE = "figure"
    """To the right."""
    AMOUNT = "amount"
    """Whole fen, written in yuan; to the right."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``share`` is its part of the width, 0 to take what its cells need."""

    title: str
    content: Content = Content.TEXT
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table whose head stands on each page again. Each row has a cell for each column.

    Attributes:
        total: What the last row is called that sums up the amounts; empty for none.
        carries: Whether the sum so far is carried from page to page (过次页, 承前页).
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: str = ""
    carries: bool = False
    kind: Literal["table"] = "table"

    @property
    def word_at(self) -> int:
        """In which column a row of sums says what it is: the first of texts, which is wide enough."""
        return next((at for at, one in enumerate(self.columns) if one.content is Content.TEXT), 0)

    @property
    def printed(self) -> Iterator[tuple[str, ...]]:
        """Its rows as they are printed, without the last one."""
        for row in self.rows:
            yield tuple(yuan_text(Fen(cell)) if isinstance(cell, int) else cell for cell in row)

    @property
    def sums(self) -> tuple[Cell, ...]:
        """Its last row: what that is called, and the sums of amounts."""
        return tuple(
            sum(cell for row in self.rows if isinstance(cell := row[at], int))
            if column.content is Content.AMOUNT
            else self.total * (at == self.word_at)
            for at, column in enumerate(self.columns)
        )


@dataclass(frozen=True, slots=True)
class Annexes:
    """附件说明: what lies with the paper, by name."""

    names: tuple[str, ...]
    kind: Literal["annexes"] = "annexes"


@dataclass(frozen=True, slots=True)
class Signature:
    """署名 and 成文日期 where the seal goes, and 附注 below; what it signs begins on the same page.

    ``other`` are offices that sign as well, behind the main one, a line each.
    """

    signer: str
    day: str
    note: str = ""
    other: str = ""
    kind: Literal["signature"] = "signature"

    @property
    def signers(self) -> tuple[str, ...]:
        """All who sign, the main office first."""
        return (self.signer, *(self.other.split("\n") if self.other else ()))


@dataclass(frozen=True, slots=True)
class SealPlaces:
    """Places side by side where people sign or seal by hand, each under its word."""

    labels: tuple[str, ...]
    kind: Literal["seal_places"] = "seal_places"


@dataclass(frozen=True, slots=True)
class Rule:
    """A level line over the whole width."""

    is_red: bool = False
    kind: Literal["rule"] = "rule"


@dataclass(frozen=True, slots=True)
class Contents:
    """Which sheet with a mark begins on which page."""

    kind: Literal["contents"] = "contents"


@dataclass(frozen=True, slots=True)
class Picture:
    """A scanned page or a photograph, as large as the sheet takes it; ``path`` is a JPEG file.

    Papers with one are drawn at once and never kept.
    """

    path: str
    width: int
    height: int
    caption: str
    kind: Literal["picture"] = "picture"


@dataclass(frozen=True, slots=True)
class Bars:
    """What is drawn as bars of one look: a number for each label of its chart, and how it is written."""

    title: str
    numbers: tuple[int, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers as bars, each with what it says: beside each other as time goes on, or below each other.

    Attributes:
        title: What it shows.
        unit: What the numbers count.
        labels: Under the bars, or before them.
        series: One or two; told apart by how dark they are.
        is_level: Whether bars lie below each other.
    """

    title: str
    unit: str
    labels: tuple[str, ...]
    series: tuple[Bars, ...]
    is_level: bool = False
    kind: Literal["chart"] = "chart"

    @property
    def table(self) -> Table:
        """Its numbers, for files without drawings."""
        columns = (Column(""), *(Column(one.title, Content.FIGURE) for one in self.series))
        rows = ((label, *(one.texts[at] for one in self.series)) for at, label in enumerate(self.labels))
        return Table(columns, tuple(rows))

    @property
    def texts(self) -> list[str]:
        """What it says, label by label: for those who cannot see it, and for files without drawings."""
        return [f"{label}：{self._said(at)}" for at, label in enumerate(self.labels)]

    def _said(self, at: int) -> str:
        if len(self.series) == 1:
            return self.series[0].texts[at]
        return "，".join(f"{one.title} {one.texts[at]}" for one in self.series)


Block = (
    Head
    | Classified
    | Title
    | Addressee
    | Heading
    | Paragraph
    | Labelled
    | Figures
    | Table
    | Annexes
    | Signature
    | SealPlaces
    | Rule
    | Contents
    | Picture
    | Chart
)
