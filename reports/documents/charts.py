"""Charts: bars drawn with the same strokes and type as tables, so that window and paper show one drawing.

Two figures are told apart by how dark they are, and each bar has its number: grey print, and people who see
no red, read as much as everybody else.
"""

from collections.abc import Iterator
from typing import Final

from domain.papers.blocks import Chart
from reports.documents.looks import Layout, Spacing
from reports.sheet.flow import Frame, Piece, Row, Stroke
from reports.sheet.fonts import Role
from reports.sheet.setting import SetLine, Style, Typesetter

_DARK: Final = (0.16, 0.33, 0.52)
_PALE: Final = (0.66, 0.79, 0.91)
_LOOKS: Final = (_DARK, _PALE)
_LINE: Final = (0.55, 0.58, 0.62)
_UPRIGHT: Final = 6.5
"""How high the highest upright bar is, in sizes of the type."""
_BAR, _GAP, _ROW = 1.15, 0.35, 1.9
_WIDEST: Final = 3.2
_MOST_OF_WIDTH: Final = 0.42
_CUT: Final = "…"
_SLACK: Final = 0.5


def chart_rows(chart: Chart, types: Typesetter, layout: Layout, spacing: Spacing) -> list[Row]:
    """Return the rows of a chart; they stay on one page.

    Raises:
        MissingGlyph: No font has a character.
    """
    drawing = _Drawing(chart, types, layout.frame, Style(layout.body, spacing.note))
    body = drawing.nothing() if drawing.is_empty else drawing.level() if chart.is_level else drawing.upright()
    rows = [*drawing.head(), *body]
    blank = spacing.note * 0.6
    rows.append(Row(blank))
    return [row._replace(keeps=True) for row in rows[:-1]] + rows[-1:]


class _Drawing:
    """A chart on its way; lengths in points."""

    def __init__(self, chart: Chart, types: Typesetter, frame: Frame, style: Style) -> None:
        self._chart, self._types, self._frame, self._style = chart, types, frame, style
        self._em = style.size
        self._most = max((number for one in chart.series for number in one.numbers), default=0)

    def head(self) -> Iterator[Row]:
        """Yield what it shows, and where there are two figures which is which."""
        chart, em, frame = self._chart, self._em, self._frame
        strong = Style(Role.HEADING, em)
        line = self._types.line(f"{chart.title}（{chart.unit}）" if chart.unit else chart.title, strong)
        pieces, strokes = [Piece(line, frame.left, em * 1.2)], []
        if len(chart.series) > 1:
            x = frame.right
            for bars, look in reversed([*zip(chart.series, _LOOKS, strict=True)]):
                word = self._types.line(bars.title, self._style)
                x -= word.width
                pieces.append(Piece(word, x, em * 1.2))
                x -= em * 1.4
                strokes.append(Stroke(x, em * 0.85, x + em, em * 0.85, em * 0.8, look))
                x -= em
        yield Row(em * 2.0, tuple(pieces), tuple(strokes))

    @property
    def is_empty(self) -> bool:
        return not any(number for one in self._chart.series for number in one.numbers)

    def nothing(self) -> Iterator[Row]:
        """Yield that there is nothing to draw."""
        line = self._types.line("没有", self._style)
        yield Row(self._em * 2.0, (Piece(line, self._frame.left, self._em * 1.2, _LINE),))

    def level(self) -> Iterator[Row]:
        """Yield a row for each label: its word, its bars, what they say."""
        chart, em, frame = self._chart, self._em, self._frame
        room = max((self._width(text) for text in chart.labels), default=0.0)
        left = frame.left + min(room, frame.across * _MOST_OF_WIDTH) + em * 0.6
        says = max((self._width(text) for one in chart.series for text in one.texts), default=0.0)
        longest = frame.right - left - says - em * 0.8
        count = len(chart.series)
        height = em * (count * _BAR + (count - 1) * 0.1 + _ROW - _BAR)
        for at, label in enumerate(chart.labels):
            word = self._types.line(self._cut(label, left - frame.left - em * 0.6), self._style)
            middle = height / 2
            pieces = [Piece(word, frame.left, middle + em * 0.36)]
            strokes = [Stroke(left, 0.0, left, height, 0.5, _LINE)]
            for nth, (bars, look) in enumerate(zip(chart.series, _LOOKS, strict=False)):
                y = middle + (nth - (count - 1) / 2) * em * (_BAR + 0.1)
                end = left + self._share(bars.numbers[at]) * longest
                if end > left:
                    strokes.append(Stroke(left, y, end, y, em * _BAR, look))
                said = self._types.line(bars.texts[at], self._style)
                pieces.append(Piece(said, end + em * 0.4, y + em * 0.36))
            yield Row(height, tuple(pieces), tuple(strokes))

    def upright(self) -> Iterator[Row]:
        """Yield the bars beside each other with what they say, and the labels below."""
        chart, em, frame = self._chart, self._em, self._frame
        slot = frame.across / max(1, len(chart.labels))
        count, high = len(chart.series), em * _UPRIGHT
        broad = min(em * _WIDEST, slot * 0.8 / count)
        foot = high + em * 1.4
        pieces, strokes = [], [Stroke(frame.left, foot, frame.right, foot, 0.5, _LINE)]
        for at in range(len(chart.labels)):
            middle = frame.left + slot * (at + 0.5)
            for nth, (bars, look) in enumerate(zip(chart.series, _LOOKS, strict=False)):
                x = middle + (nth - (count - 1) / 2) * (broad + em * 0.15)
                top = foot - self._share(bars.numbers[at]) * high
                if top < foot:
                    strokes.append(Stroke(x, top, x, foot, broad, look))
                said = self._fitting(bars.texts[at], slot / count)
                pieces.append(Piece(said, x - said.width / 2, top - em * _GAP))
        yield Row(foot + 1.0, tuple(pieces), tuple(strokes))
        words = [self._fitting(label, slot) for label in chart.labels]
        yield Row(
            em * 1.6,
            tuple(
                Piece(word, frame.left + slot * (at + 0.5) - word.width / 2, em * 1.2)
                for at, word in enumerate(words)
            ),
        )

    def _share(self, number: int) -> float:
        return max(number, 0) / self._most if self._most > 0 else 0.0

    def _width(self, text: str) -> float:
        return self._types.width(text, self._style)

    def _fitting(self, text: str, room: float) -> SetLine:
        """Set a text as large as the room allows, and no larger than the rest."""
        width = self._width(text)
        size = self._em if width <= room else self._em * room / width
        return self._types.line(text, Style(self._style.role, round(size, 1)))

    def _cut(self, text: str, room: float) -> str:
        room += _SLACK
        if self._width(text) <= room:
            return text
        while text and self._width(text + _CUT) > room:
            text = text[:-1]
        return text + _CUT
