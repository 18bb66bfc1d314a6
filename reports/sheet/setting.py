"""Text set in type: lines ready to be put on a page."""

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from itertools import groupby
from typing import Final, NamedTuple, TypeAlias, TypeVar

from reports.sheet.breaking import Line, Unit, break_lines, trimmed, unit_of, units_of
from reports.sheet.fonts import FontBook, Role
from reports.sheet.pdf import operands

K = TypeVar("K")
V = TypeVar("V")
_MOST_KEPT: Final = 4_000
"""So many texts are kept as they were set, since headings and wordings come again on every sheet."""


class Style(NamedTuple):
    """How a piece of text is set."""

    role: Role
    size: float


Drawing: TypeAlias = tuple[str, tuple[tuple[str, str], ...]]


class SetLine:
    """One line of type. What draws it is made when it is drawn: much is only measured. Lengths in points."""

    __slots__ = ("_drawing", "_fonts", "_line", "_role", "em", "indent")

    def __init__(self, line: Line, role: Role, fonts: FontBook) -> None:
        self.indent = line.indent
        self.em = line.em
        self._line = line
        self._role = role
        self._fonts = fonts
        self._drawing: Drawing | None = None

    @property
    def text(self) -> str:
        return self._line.text

    @property
    def width(self) -> float:
        """Without what spreads it."""
        return self._line.width

    @property
    def drawing(self) -> Drawing:
        """What draws it from the current point on, and what is drawn with each font, by the font's name.

        Raises:
            MissingGlyph: No font has a character.
        """
        if self._drawing is None:
            self._drawing = self._drawn()
        return self._drawing

    def _drawn(self) -> Drawing:
        line = self._line
        gap, back = operands([line.gap]), f"{-1000 * line.gap / line.em:.0f}"
        parts: list[str] = []
        signs: list[tuple[str, str]] = []
        for piece, is_word in _pieces(line):
            if line.gap:
                parts.append("0 Tc" if is_word else f"{gap} Tc")
            for face, text in self._fonts.runs(piece, self._role):
                if not signs or signs[-1][0] != face.name:
                    parts.append(f"/{face.name} {_size(line.em)} Tf")
                parts.append(f"<{face.coded(text)}> Tj")
                signs.append((face.name, text))
            if line.gap and is_word:
                parts.append(f"[{back}] TJ")
        if line.gap:
            parts.append("0 Tc")
        return " ".join(parts), tuple(signs)


class Typesetter:
    """Sets texts, each once however often it comes."""

    def __init__(self, fonts: FontBook) -> None:
        self._fonts = fonts
        self._pieces: dict[tuple[Role, str], Unit] = {}
        self._units: dict[tuple[str, Role], tuple[tuple[Unit, ...], float]] = {}
        self._lines: dict[tuple[str, Style, float, float, bool], tuple[SetLine, ...]] = {}
        self._singles: dict[tuple[str, Style], SetLine] = {}

    def lines(
        self, text: str, style: Style, width: float, *, indent: float = 0.0, is_justified: bool = True
    ) -> tuple[SetLine, ...]:
        """Break a text; see `break_lines`. Each line of its own begins as a paragraph does.

        Raises:
            MissingGlyph: No font has a character.
        """
        key = text, style, width, indent, is_justified
        found = self._lines.get(key)
        if found is None:
            found = tuple(
                SetLine(line, style.role, self._fonts)
                for own in text.split("\n")
                for line in self._broken(own, style, width, indent, is_justified)
            )
            _keep(self._lines, key, found)
        return found

    def count(self, text: str, style: Style, width: float) -> int:
        """Return how many lines `lines` makes of a text that begins as it goes on; most is one line."""
        if "\n" not in text:
            units, natural = self._measured(text, style.role)
            if natural <= width / style.size:
                return 1 if units else 0
        return len(self.lines(text, style, width, is_justified=False))

    def _broken(
        self, text: str, style: Style, width: float, indent: float, is_justified: bool
    ) -> Sequence[Line]:
        units, natural = self._measured(text, style.role)
        if units and natural <= (width - indent) / style.size:
            return (Line(trimmed(units), indent, 0.0, style.size),)
        return break_lines(units, width, em=style.size, indent=indent, is_justified=is_justified)

    def line(self, text: str, style: Style) -> SetLine:
        """Set a text on one line, however long it is."""
        found = self._singles.get((text, style))
        if found is None:
            line = Line(self.units(text, style.role), 0.0, 0.0, style.size)
            found = SetLine(line, style.role, self._fonts)
            _keep(self._singles, (text, style), found)
        return found

    def spread(self, text: str, style: Style, width: float) -> SetLine:
        """Set a text on one line, spread over a width where it is narrower."""
        units = self.units(text, style.role)
        natural = Line(units, 0.0, 0.0, style.size)
        gap = max(0.0, width - natural.width) / (len(units) - 1) if len(units) > 1 else 0.0
        return SetLine(natural._replace(gap=gap), style.role, self._fonts)

    def width(self, text: str, style: Style) -> float:
        """Return how wide a text is, each of its lines on one."""
        return self.ems(text, style.role) * style.size

    def ems(self, text: str, role: Role) -> float:
        """Return how wide a text is in sizes of its type, each of its lines on one."""
        if "\n" in text:
            return max([self.ems(line, role) for line in text.split("\n")])
        return self._measured(text, role)[1]

    def units(self, text: str, role: Role) -> tuple[Unit, ...]:
        """Take a text apart for breaking it, whatever its size."""
        return self._measured(text, role)[0]

    def _measured(self, text: str, role: Role) -> tuple[tuple[Unit, ...], float]:
        """Return the units of a text, and its width in ems."""
        key = text, role
        found = self._units.get(key)
        if found is None:
            units = units_of(text, partial(self._unit, role))
            found = units, sum([unit.width for unit in units])
            _keep(self._units, key, found)
        return found

    def _unit(self, role: Role, piece: str) -> Unit:
        key = role, piece
        found = self._pieces.get(key)
        if found is None:
            found = unit_of(piece, lambda part: self._fonts.width(part, role))
            _keep(self._pieces, key, found)
        return found


@lru_cache
def _size(em: float) -> str:
    return operands([em])


def _pieces(line: Line) -> Iterator[tuple[str, bool]]:
    """Yield what is spread within, and words (true), which are not; one that is not spread is one piece."""
    if not line.gap:
        yield line.text, False
        return
    for is_word, units in groupby(line.units, lambda unit: len(unit.text) > 1):
        if is_word:
            yield from ((unit.text, True) for unit in units)
        else:
            yield "".join([unit.text for unit in units]), False


def _keep(kept: dict[K, V], key: K, value: V) -> None:
    if len(kept) >= _MOST_KEPT:
        kept.clear()
    kept[key] = value
