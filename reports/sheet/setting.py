"""Text set in type: lines ready to be put on a page."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final, TypeVar

from reports.sheet.breaking import Line, Unit, break_lines, units_of
from reports.sheet.fonts import FontBook, Role
from reports.sheet.pdf import operands

K = TypeVar("K")
V = TypeVar("V")
_MOST_KEPT: Final = 4_000
"""So many texts are kept as they were set, since headings and wordings come again on every sheet."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a piece of text is set; ``colour`` in shares of red, green and blue."""

    role: Role
    size: float
    colour: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class SetLine:
    """One line of type. Lengths in points.

    Attributes:
        width: Without what spreads it.
        indent: Where it begins.
        operators: What draws it from the current point on.
        signs: What is drawn with each font, by the font's name.
    """

    text: str
    width: float
    indent: float
    operators: str
    signs: tuple[tuple[str, str], ...]


class Typesetter:
    """Sets texts, each once however often it comes."""

    def __init__(self, fonts: FontBook) -> None:
        self.fonts = fonts
        self._units: dict[tuple[str, Role], tuple[Unit, ...]] = {}
        self._lines: dict[tuple[str, Role, float, float, float, bool], tuple[SetLine, ...]] = {}

    def lines(
        self, text: str, style: Style, width: float, *, indent: float = 0.0, is_justified: bool = True
    ) -> tuple[SetLine, ...]:
        """Break a paragraph and set it; see `break_lines`.

        Raises:
            MissingGlyph: No font has a character.
        """
        role, size = style.role, style.size
        key = text, role, size, width, indent, is_justified
        found = self._lines.get(key)
        if found is None:
            broken = break_lines(
                self.units(text, role), width, em=size, indent=indent, is_justified=is_justified
            )
            found = tuple(self._set(line, role) for line in broken)
            _keep(self._lines, key, found)
        return found

    def line(self, text: str, style: Style) -> SetLine:
        """Set a text on one line, however long it is."""
        return self._set(Line(self.units(text, style.role), 0.0, 0.0, style.size), style.role)

    def width(self, text: str, style: Style) -> float:
        """Return how wide a text is on one line."""
        return self.fonts.width(text, style.role) * style.size

    def units(self, text: str, role: Role) -> tuple[Unit, ...]:
        """Take a text apart for breaking it, whatever its size."""
        key = text, role
        found = self._units.get(key)
        if found is None:
            found = units_of(text, lambda piece: self.fonts.width(piece, role))
            _keep(self._units, key, found)
        return found

    def _set(self, line: Line, role: Role) -> SetLine:
        gap, back = operands([line.gap]), f"{-1000 * line.gap / line.em:.0f}"
        parts: list[str] = []
        signs: list[tuple[str, str]] = []
        for piece, is_word in _pieces(line):
            if line.gap:
                parts.append("0 Tc" if is_word else f"{gap} Tc")
            for name, text in self._runs(piece, role):
                if not signs or signs[-1][0] != name:
                    parts.append(f"/{name} {operands([line.em])} Tf")
                parts.append(f"<{self.fonts.faces[name].coded(text)}> Tj")
                signs.append((name, text))
            if line.gap and is_word:
                parts.append(f"[{back}] TJ")
        if line.gap:
            parts.append("0 Tc")
        return SetLine(line.text, line.width, line.indent, " ".join(parts), tuple(signs))

    def _runs(self, text: str, role: Role) -> Iterator[tuple[str, str]]:
        """Split a text into pieces that one font each can draw."""
        names = [self.fonts.face_of(sign, role, text)[0].name for sign in text]
        start = 0
        for at in range(1, len(names) + 1):
            if at == len(names) or names[at] != names[start]:
                yield names[start], text[start:at]
                start = at


def _pieces(line: Line) -> Iterator[tuple[str, bool]]:
    """Yield what is spread within, and words (true), which are not; one that is not spread is one piece."""
    if not line.gap:
        yield line.text, False
        return
    for is_word, units in groupby(line.units, lambda unit: len(unit.text) > 1):
        if is_word:
            yield from ((unit.text, True) for unit in units)
        else:
            yield "".join(unit.text for unit in units), False


def _keep(kept: dict[K, V], key: K, value: V) -> None:
    if len(kept) >= _MOST_KEPT:
        kept.clear()
    kept[key] = value
