"""How large each kind of sheet is set, and how tight it may become. Lengths are points."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Final

from domain.papers.papers import Look
from reports.sheet.flow import Frame
from reports.sheet.fonts import Role

MM: Final = 72 / 25.4
A4_WIDTH: Final = 210 * MM
A4_HEIGHT: Final = 297 * MM

# The type area of GB/T 9704-2012, 7.1: 156 mm by 225 mm, 28 mm from the left and 37 mm from the top, with 22
# lines of 28 characters. 三号 is 16 pt, of which 28 do not fit into 156 mm.
OFFICIAL: Final = Frame(A4_WIDTH, A4_HEIGHT, 28 * MM, 184 * MM, A4_HEIGHT - 37 * MM, A4_HEIGHT - 262 * MM)
BODY_PT: Final = 15.75
PITCH: Final = 225 * MM / 22
_TITLE_PT: Final = 22.0
_SIDEWAYS: Final = Frame(A4_HEIGHT, A4_WIDTH, 15 * MM, 282 * MM, 190 * MM, 18 * MM)
_LEAFLET: Final = Frame(A4_WIDTH, A4_HEIGHT, 19 * MM, 191 * MM, 278 * MM, 20 * MM)


@dataclass(frozen=True, slots=True)
class Spacing:
    """How generously a sheet is set.

    Attributes:
        body: Size of its running text.
        pitch: From baseline to baseline of it.
        title: Size of the title.
        above_title, below_title: Blank around it.
        drop: From the top of the type area to the top of the mark.
        mark: Size of the mark, where the width allows it.
        mark_gap: Blank below it.
        above_heading: Blank above a heading.
        note: Size of what is set smaller.
        table: Size of the tables' type.
        row: Height of their rows, in sizes of their type.
        breath: Blank above a signature.
    """

    body: float
    pitch: float
    title: float
    above_title: float = 0.0
    below_title: float = 0.0
    drop: float = 0.0
    mark: float = 0.0
    mark_gap: float = 0.0
    above_heading: float = 0.0
    note: float = 0.0
    table: float = 0.0
    row: float = 0.0
    breath: float = 0.0

    def towards(self, other: "Spacing", share: float) -> "Spacing":
        """Return what lies between, at a share from 0 to 1 of the way."""
        pairs = zip(astuple(self), astuple(other), strict=True)
        return Spacing(*(round(a + (b - a) * share, 2) for a, b in pairs))


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of sheet.

    Attributes:
        body: What running text is set in.
        indent: Of a paragraph's first line, in characters.
        spacings: From the most generous to the tightest.
        gives: Which part of its height a sheet loses from the first to the last, about.
        spilling: Which is taken where one page does not suffice: 0 the first, 1 the second, and between them.
    """

    frame: Frame
    body: Role
    indent: int
    spacings: tuple[Spacing, ...]
    gives: float = 0.37
    spilling: float = 0.0

    @property
    def tightest(self) -> float:
        return len(self.spacings) - 1.0

    def spacing(self, tightness: float) -> Spacing:
        """Return what lies at this point of the way from the first to the last."""
        before = min(int(tightness), len(self.spacings) - 1)
        after = min(before + 1, len(self.spacings) - 1)
        return self.spacings[before].towards(self.spacings[after], tightness - before)


def _letter(drop: float, mark_gap: float) -> Spacing:
    """Set a letter: only what the standard leaves open gives way, never its lines."""
    return Spacing(
        body=BODY_PT,
        pitch=PITCH,
        title=_TITLE_PT,
        above_title=2 * PITCH,
        below_title=PITCH,
        drop=drop,
        mark=40.0,
        mark_gap=mark_gap * PITCH,
        note=12.0,
        table=12.0,
        row=1.8,
        breath=PITCH,
    )


def _former(
    *, drop: float, mark: float, body: float, pitch: float, table: tuple[float, float], breath: float
) -> Spacing:
    size, row = table
    return Spacing(
        body=body,
        pitch=pitch,
        title=_TITLE_PT,
        above_title=breath * pitch,
        below_title=breath * pitch * 0.6,
        drop=drop,
        mark=mark,
        mark_gap=pitch * 0.6,
        note=body * 0.76,
        table=size,
        row=row,
        breath=breath * pitch,
    )


def _leaflet(scale: float) -> Spacing:
    size = 12 * scale
    return Spacing(
        body=size,
        pitch=size * 1.5,
        title=21 * min(scale, 1.0),
        above_heading=size * 0.5,
        note=size * 0.88,
        table=size * 0.88,
        row=1.7,
    )


LAYOUTS: Final[Mapping[Look, Layout]] = {
    Look.LETTER: Layout(OFFICIAL, Role.BODY, 2, (_letter(35 * MM, 2), _letter(0, 1)), gives=0.18),
    # What stood on one sheet goes on standing on one: tables, and in the end the text, give way.
    Look.FORMER_LETTER: Layout(
        OFFICIAL,
        Role.BODY,
        2,
        (
            _former(drop=35 * MM, mark=40.0, body=BODY_PT, pitch=29.0, table=(12.0, 1.6), breath=2.0),
            _former(drop=0.0, mark=38.0, body=BODY_PT, pitch=26.0, table=(10.5, 1.5), breath=0.8),
            _former(drop=0.0, mark=30.0, body=14.0, pitch=19.0, table=(9.5, 1.4), breath=0.3),
        ),
        spilling=1.0,
    ),
    Look.FORM: Layout(
        OFFICIAL,
        Role.BODY,
        2,
        (
            Spacing(
                12.0, 20.0, 20.0, 6.0, 14.0, above_heading=7.0, note=10.5, table=11.0, row=1.9, breath=20.0
            ),
            Spacing(10.0, 14.0, 18.0, 0.0, 6.0, above_heading=3.0, note=9.0, table=9.0, row=1.45, breath=6.0),
        ),
        spilling=0.35,
    ),
    Look.LIST: Layout(
        _SIDEWAYS,
        Role.BODY,
        0,
        (
            Spacing(
                11.0, 17.0, 20.0, 0.0, 6.0, above_heading=6.0, note=10.0, table=10.5, row=1.9, breath=12.0
            ),
        ),
    ),
    Look.LEAFLET: Layout(_LEAFLET, Role.PLAIN, 0, (_leaflet(1.15), _leaflet(0.55)), gives=0.7, spilling=0.45),
    Look.BOUND: Layout(_LEAFLET, Role.PLAIN, 0, (_leaflet(0.88),)),
}
