"""Rows flow down pages: what stands at one height, where pages break, and how tight it must be set.

Lengths are points. A row's own measures run downwards from its top, a page's upwards from its foot.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Final, NamedTuple, Protocol

from reports.sheet.pdf import Drawn, Within, drawn, operands, picture_name
from reports.sheet.setting import SetLine

BLACK: Final = (0.0, 0.0, 0.0)
RED: Final = (0.86, 0.06, 0.06)
_THIN: Final = 0.5
_STEPS: Final = 24
"""So many settings lie between two that a kind of sheet names; fewer texts have to be set anew."""
_SLACK: Final = 0.5
_DARK: Final = re.compile("1+")
_TOGETHER: Final = 9
"""So many modules beside each other come again often enough that what draws them is kept."""
_LEVEL: Final = "y"


class Piece(NamedTuple):
    """A line of type: where it begins, how far below the row's top it stands, its colour."""

    line: SetLine
    x: float
    drop: float
    colour: tuple[float, float, float] = BLACK


class Stroke(NamedTuple):
    """A straight line between two points, the second measures downwards."""

    x1: float
    y1: float
    x2: float
    y2: float
    thickness: float
    colour: tuple[float, float, float] = BLACK


class Placed(NamedTuple):
    """A picture: its file, where it begins, and how large it is drawn, from the row's top down."""

    path: str
    x: float
    width: float
    height: float


class Run(Protocol):
    """What goes on over a page's end: a table."""

    foot_height: float
    """What must be left for what ends it on a page."""

    def ends(self, at: int) -> Sequence["Row"]:
        """Return what ends it on a page before its row ``at``."""

    def begins(self, at: int) -> Sequence["Row"]:
        """Return what begins it on the next page."""


class Row(NamedTuple):
    """What stands at one height.

    Attributes:
        placed: Its lines of type, or what places them once they are drawn: of most only the height is asked.
        edges: Where it is ruled upright; a line above and below it goes from the first to the last.
        keeps: Whether it stays on the page of the next one.
        run: The table it is a row of, and its place there; no row of its head has one.
        within: What it is a part of, see `pdf.Within`; nothing of what is no content, or is not to be told.
    """

    height: float
    placed: Sequence[Piece] | Callable[[], Sequence[Piece]] = ()
    strokes: tuple[Stroke, ...] = ()
    edges: tuple[float, ...] = ()
    keeps: bool = False
    run: Run | None = None
    at: int = 0
    pictures: tuple[Placed, ...] = ()
    within: Within = ()

    def told(self, within: Within) -> "Row":
        """Return the same row as part of this; `_replace` takes several times as long."""
        return Row(*self[:-1], within)

    @property
    def pieces(self) -> Sequence[Piece]:
        return self.placed() if callable(self.placed) else self.placed


@dataclass(frozen=True, slots=True)
class Frame:
    """A page and the area on it that is filled."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float

    @property
    def across(self) -> float:
        return self.right - self.left

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def paged(rows: Sequence[Row], room: float) -> list[list[Row]]:
    """Break rows into pages of so much room; there is always one."""
    pages: list[list[Row]] = [[]]
    left, is_one = room, True
    for at, row in enumerate(rows):
        # What stays together and fills the page from its top, as a very long title does, is not moved whole.
        needed = row.height + _foot_below(rows, at) if is_one else _needed(rows, at, room)
        if needed > left + _SLACK and pages[-1]:
            begun: Sequence[Row] = ()
            if row.run is not None and row.at:
                pages[-1] += row.run.ends(row.at)
                begun = row.run.begins(row.at)
            pages.append([*begun])
            left, is_one = room - height_of(begun), True
        pages[-1].append(row)
        left -= row.height
        is_one = is_one and row.keeps
    return pages


def _needed(rows: Sequence[Row], at: int, room: float) -> float:
    """Return the room that a row needs with those it stays with, as far as a page has as much.

    Where a table goes on behind them there has to be room for what ends it on the page: else its first row
    would go to the next page, and leave its head behind.
    """
    needed, last = 0.0, at
    for last in range(at, len(rows)):
        if needed + rows[last].height > room:
            return needed + max(_foot_below(rows, at), _foot_below(rows, last))
        needed += rows[last].height
        if not rows[last].keeps:
            break
    # None before the last can be where a page ends.
    return needed + _foot_below(rows, last)


def _foot_below(rows: Sequence[Row], at: int) -> float:
    """Return how much room a table that goes on behind a row needs to be ended there."""
    run = rows[at].run
    goes_on = run is not None and at + 1 < len(rows) and rows[at + 1].run is run
    return run.foot_height if run is not None and goes_on else 0.0


def height_of(rows: Iterable[Row]) -> float:
    return sum(row.height for row in rows)


@dataclass(frozen=True, slots=True)
class Fitted:
    """How tight rows are set, and the pages that this comes to."""

    tightness: float
    pages: list[list[Row]]


def fitted(
    rows_at: Callable[[float], Sequence[Row]], room: float, *, tightest: float, gives: float, spilling: float
) -> Fitted:
    """Return the most generous setting that keeps rows on one page, where there is one.

    Args:
        rows_at: Sets them; from 0, the most generous, they grow less high.
        room: That a page has.
        tightest: How far it may go.
        gives: Which part of their height rows lose on the way there, about.
        spilling: How they are set where more than a page is needed all the same.
    """

    rows = rows_at(0.0)
    loose = height_of(rows)
    if loose <= room + _SLACK or not tightest:
        return Fitted(0.0, paged(rows, room))
    last = round(tightest * _STEPS)
    step = min(last, max(1, round(last * (loose - room) / (gives * loose))))
    tried = {}

    def fits(step: int) -> bool:
        tried[step] = rows_at(step / _STEPS)
        return height_of(tried[step]) <= room + _SLACK

    if fits(step):
        while step > 1 and fits(step - 1):
            step -= 1
        return Fitted(step / _STEPS, paged(tried[step], room))
    while step < last:
        step += 1
        if fits(step):
            return Fitted(step / _STEPS, paged(tried[step], room))
    return Fitted(spilling, paged(rows_at(spilling), room))


@dataclass
class Sheetful:
    """A page being drawn."""

    frame: Frame
    is_told: bool = False
    """Whether it says what each line is a part of, for those who have it read to them."""
    _parts: list[str] = field(default_factory=list)
    _told: list[Within] = field(default_factory=list)
    _open: Within | None = None
    _signs: dict[str, list[str]] = field(default_factory=dict)
    _pictures: list[str] = field(default_factory=list)

    def rows(self, rows: Iterable[Row]) -> None:
        """Draw rows from the top of the frame down."""
        y = self.frame.top
        for edges, together in groupby(rows, lambda row: row.edges):
            top, heights = y, [y]
            for row in together:
                self.row(row, y)
                y -= row.height
                heights.append(y)
            self._enter(())
            if edges:
                lines = [f"{edges[0]:.2f} {at:.2f} m {edges[-1]:.2f} {at:.2f} l" for at in heights]
                lines += [f"{edge:.2f} {top:.2f} m {edge:.2f} {y:.2f} l" for edge in edges]
                self._parts.append(f"{_THIN} w {' '.join(lines)} S")

    def row(self, row: Row, y: float) -> None:
        """Draw what stands at one height, its top at ``y``."""
        if row.pictures:
            self._enter(row.within)
        for one in row.pictures:
            if one.path not in self._pictures:
                self._pictures.append(one.path)
            size = operands([one.width, 0, 0, one.height, one.x, y - one.height])
            self._parts.append(f"q {size} cm /{picture_name(one.path)} Do Q")
        for piece in row.pieces:
            self._enter(row.within)
            self.text(piece.line, piece.x, y - piece.drop, piece.colour)
        if row.strokes:
            self._enter(())
        add = self._parts.append
        for stroke in row.strokes:
            colour = "" if stroke.colour is BLACK else f"{operands(stroke.colour)} RG "
            add(
                f"{colour}{stroke.thickness:.2f} w {stroke.x1:.2f} {y - stroke.y1:.2f} m "
                f"{stroke.x2:.2f} {y - stroke.y2:.2f} l S{' 0 G' if colour else ''}"
            )

    def begin(self) -> None:
        """Begin with what is no content: codes, feet, stamps."""
        self._enter(())

    def _enter(self, within: Within) -> None:
        """Let what is drawn next be a part of this (14.6 to 14.8); of nothing what is no content."""
        if not self.is_told or within == self._open:
            return
        end = "" if self._open is None else "EMC "
        if within:
            self._parts.append(f"{end}/{within[-1][0]} <</MCID {len(self._told)}>> BDC")
            self._told.append(within)
        else:
            self._parts.append(f"{end}/Artifact BMC")
        self._open = within

    def text(
        self, line: SetLine, x: float, baseline: float, colour: tuple[float, float, float] = BLACK
    ) -> None:
        """Draw a line of type."""
        around = ("", "") if colour is BLACK else (f"{operands(colour)} rg ", " 0 g")
        operators, signs = line.drawing
        self._parts.append(f"{around[0]}BT {x + line.indent:.2f} {baseline:.2f} Td {operators} ET{around[1]}")
        for name, text in signs:
            if name in self._signs:
                self._signs[name].append(text)
            else:
                self._signs[name] = [text]

    def modules(self, rows: Sequence[str], left: float, top: float, side: float) -> None:
        """Draw a square of rows of modules, those that are ``1`` dark: as one area, which shows no seams."""
        one = side / len(rows)
        dark = "".join(
            [
                "".join(
                    [_dark(at, row[at : at + _TOGETHER]) for at in range(0, len(row), _TOGETHER)]
                ).replace(_LEVEL, str(level))
                for level, row in enumerate(rows)
            ]
        )
        self._parts.append(f"q {one:.5f} 0 0 {-one:.5f} {left:.2f} {top:.2f} cm {dark}f Q")

    def across(self, line: SetLine, size: float, colour: tuple[float, float, float]) -> None:
        """Draw a text slantwise over the middle of the page."""
        middle = operands([self.frame.width / 2, self.frame.height / 2])
        self._parts.append(f"q 0.7071 0.7071 -0.7071 0.7071 {middle} cm")
        self.text(line, -line.width / 2, -size * 0.35, colour)
        self._parts.append("Q")

    def drawn(self) -> Drawn:
        """Return the page, ready to be written."""
        signs = {name: set("".join(texts)) for name, texts in self._signs.items()}
        if self._open is not None:
            self._parts.append("EMC")
        content = "\n".join(self._parts)
        return drawn(self.frame.width, self.frame.height, content, signs, self._pictures, told=self._told)


@lru_cache(maxsize=8_192)
def _dark(left: int, modules: str) -> str:
    """Return what adds the dark ones among modules of one row, the first at ``left``, to the area."""
    runs = _DARK.finditer(modules)
    return "".join(f"{left + run.start()} {_LEVEL} {run.end() - run.start()} 1 re " for run in runs)
