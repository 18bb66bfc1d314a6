"""The sheet after GB/T 9704-2012, and drawing text on it. Lengths are points, the origin the bottom left."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from reports.breaking import Line, Unit, units_of
from reports.fonts import FontBook, Role

MM: Final = 72 / 25.4
PAGE_WIDTH: Final = 210 * MM
PAGE_HEIGHT: Final = 297 * MM
LEFT: Final = 28 * MM
TOP: Final = PAGE_HEIGHT - 37 * MM
WIDTH: Final = 156 * MM
HEIGHT: Final = 225 * MM
BOTTOM: Final = TOP - HEIGHT
RIGHT: Final = LEFT + WIDTH

BODY_PT: Final = 15.75
"""三号 is 16 pt, but 28 characters of it do not fit into 156 mm."""
TITLE_PT: Final = 22.0
PAGE_NUMBER_PT: Final = 14.0
PAGE_NUMBER_DROP: Final = 7 * MM

BLACK: Final = Color(0, 0, 0)
RED: Final = Color(0.86, 0.06, 0.06)
PALE: Final = Color(0.90, 0.90, 0.90)


@dataclass(frozen=True, slots=True)
class Style:
    """How a piece of text is set."""

    role: Role
    size: float
    colour: Color = BLACK


class Pen:
    """Draws text and rules on a canvas, each character in the font that has it."""

    def __init__(self, canvas: Canvas, fonts: FontBook) -> None:
        self._canvas = canvas
        self._fonts = fonts
        self._units: dict[tuple[str, Role], tuple[Unit, ...]] = {}

    def width(self, text: str, style: Style) -> float:
        return self._fonts.width(text, style.role, style.size)

    def text(self, text: str, x: float, baseline: float, style: Style, *, gap: float = 0.0) -> None:
        """Draw a text from ``x`` on; ``gap`` is added after each character."""
        drawing = self._canvas.beginText(x, baseline)
        drawing.setFillColor(style.colour)
        drawing.setCharSpace(gap)
        for run in self._fonts.runs(text, style.role):
            drawing.setFont(run.face.name, style.size)
            drawing.textOut(run.text)
        self._canvas.drawText(drawing)

    def units(self, text: str, role: Role) -> tuple[Unit, ...]:
        """Take a text apart for breaking it; measured once, however often it is broken."""
        key = text, role
        if key not in self._units:
            self._units[key] = units_of(text, lambda piece: self._fonts.width(piece, role, 1.0))
        return self._units[key]

    def centred(self, text: str, baseline: float, style: Style, *, middle: float = LEFT + WIDTH / 2) -> None:
        self.text(text, middle - self.width(text, style) / 2, baseline, style)

    def line(self, line: Line, left: float, baseline: float, style: Style) -> None:
        """Draw a broken line, spread by its gap."""
        x = left + line.indent
        for piece in _pieces(line.units):
            spread = line.gap if len(piece) > 1 or len(piece[0].text) == 1 else 0.0
            self.text("".join(unit.text for unit in piece), x, baseline, style, gap=spread)
            x += line.em * sum(unit.width for unit in piece) + line.gap * len(piece)

    def rule(self, x1: float, x2: float, y: float, thickness: float, colour: Color = BLACK) -> None:
        """Draw a level line; ``y`` is its middle."""
        self._canvas.setStrokeColor(colour)
        self._canvas.setLineWidth(thickness)
        self._canvas.line(x1, y, x2, y)

    def upright(self, x: float, y1: float, y2: float, thickness: float) -> None:
        self._canvas.setStrokeColor(BLACK)
        self._canvas.setLineWidth(thickness)
        self._canvas.line(x, y1, x, y2)

    def across(self, text: str, style: Style) -> None:
        """Draw a text slantwise over the middle of the sheet."""
        self._canvas.saveState()
        self._canvas.translate(PAGE_WIDTH / 2, PAGE_HEIGHT / 2)
        self._canvas.rotate(45)
        self.centred(text, -style.size * 0.35, style, middle=0.0)
        self._canvas.restoreState()


def _pieces(units: Iterable[Unit]) -> Iterable[list[Unit]]:
    """Yield units in pieces that are drawn at once: runs of single characters, and words by themselves."""
    piece: list[Unit] = []
    for unit in units:
        if len(unit.text) > 1:
            if piece:
                yield piece
            yield [unit]
            piece = []
        else:
            piece.append(unit)
    if piece:
        yield piece
