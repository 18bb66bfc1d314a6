"""A road as a calm line: what was done, where one stands on it, and what lies ahead."""

import html
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from domain.roads.drawing import Mark, Stop
from gui.early.parts import STRETCH, Link, empty, fill, in_column, in_row, named_label, restyle
from gui.early.theme import ACCENT, CARD, QUIET, px
from gui.formatting import date_text
from gui.widgets.prose import Paragraph
from gui.widgets.status import GOOD, HARM, StatusPill

_RAIL: Final = 28
_MIDDLE: Final = 10
"""Where the line is, from the left."""
_TOP: Final = 12
"""Where the middle of a mark is, from the top of its stop."""
_RADIUS: Final = 6
_AHEAD: Final = "#b8c1cc"
_LATE: Final = HARM.ink
_DONE: Final = GOOD.ink


class Passed(Protocol):
    """A stop, with everything that was done while one stood there, each with ``voided_by`` and ``files``."""

    @property
    def stop(self) -> Stop: ...

    @property
    def steps(self) -> Sequence[Any]: ...


class RoadView(QWidget):
    """The stops from top to bottom, each with everything that was done while one stood there."""

    file_wanted = Signal(int, str)
    """A file that was kept with a step is to be opened; its id and its name."""

    def __init__(self, said: Callable[[Any], str], parent: QWidget | None = None) -> None:
        """`said` puts what was done into words."""
        super().__init__(parent)
        self._said = said
        self.stops: list[StopView] = []
        self._column = in_column(spacing=0, of=self)

    def show_road(self, road: Sequence[Passed], *, is_good: bool | None = None) -> None:
        """Show a road; `is_good` is how it ended at its last stop, None where it has not."""
        empty(self._column)
        last = len(road) - 1
        self.stops = [
            StopView(one, _look_of(one.stop, is_good), self._said, is_first=not at, is_last=at == last)
            for at, one in enumerate(road)
        ]
        for stop in self.stops:
            stop.file_wanted.connect(self.file_wanted)
        fill(self._column, *self.stops, STRETCH)

    def lines(self) -> list[str]:
        """Everything it says, from top to bottom."""
        return [line for stop in self.stops for line in stop.lines]


class StopView(QWidget):
    """One stop with its mark on the line."""

    file_wanted = Signal(int, str)

    def __init__(
        self, passed: Passed, look: "MarkLook", said: Callable[[Any], str], *, is_first: bool, is_last: bool
    ) -> None:
        super().__init__()
        self.passed, self._look, self._text = passed, look, said
        self._is_first, self._is_last = is_first, is_last
        stop = passed.stop
        title = Paragraph(stop.title, self)
        title.setObjectName("roadTitle")
        title.setProperty("mark", look.name)
        restyle(title)
        head = in_row((title, 1), spacing=8)
        if stop.is_late:
            head.addWidget(StatusPill(HARM.named("已超期"), self), 0, Qt.AlignmentFlag.AlignTop)
        column = in_column(head, spacing=3)
        self.lines = [stop.title]
        for step in passed.steps:
            column.addWidget(self._step(step))
            for one in json.loads(step.files or "[]"):
                column.addWidget(self._file(one["id"], one["name"]))
        if ahead := _said_of(stop):
            self.lines.append(ahead)
            note = named_label("caseDue", ahead, self, wraps=True)
            note.setProperty("tone", "late" if stop.is_late else "")
            column.addWidget(note)
        in_row((column, 1), margins=(_RAIL, 0, 0, 0 if is_last else 14), of=self)

    def _step(self, step: Any) -> QWidget:
        text = self._text(step)
        self.lines.append(f"（已作废）{text}" if step.voided_by else text)
        said = Paragraph(text, self)
        if step.voided_by is not None:
            said.setTextFormat(Qt.TextFormat.RichText)
            said.setText(f"<s>{html.escape(text)}</s>　已作废")
            said.setObjectName("note")
        return said

    def _file(self, id_: int, name: str) -> QWidget:
        self.lines.append(f"附件：{name}")
        link = Link(f"附件：{name}", self)
        link.followed.connect(lambda: self.file_wanted.emit(id_, name))
        return link

    # Qt overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mark, middle = self.passed.stop.mark, QPointF(px(_MIDDLE), px(_TOP))
        if not self._is_first:
            self._draw_line(painter, 0, middle.y(), is_gone=mark is not Mark.AHEAD)
        if not self._is_last:
            self._draw_line(painter, middle.y(), self.height(), is_gone=mark is Mark.DONE)
        look = self._look
        painter.setPen(QPen(QColor(look.ink), px(2)))
        painter.setBrush(QColor(look.ink if look.is_ticked else CARD))
        radius = px(_RADIUS) + (px(1) if mark is Mark.HERE else 0)
        painter.drawEllipse(middle, radius, radius)
        if look.is_ticked:
            self._draw_tick(painter, middle)
        elif mark is Mark.HERE:
            painter.setBrush(QColor(look.ink))
            painter.drawEllipse(middle, px(2), px(2))
        painter.end()

    def _draw_line(self, painter: QPainter, top: float, bottom: float, *, is_gone: bool) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(_DONE if is_gone else _AHEAD))
        painter.drawRect(QRectF(px(_MIDDLE) - px(1), top, px(2), bottom - top))

    def _draw_tick(self, painter: QPainter, middle: QPointF) -> None:
        painter.setPen(QPen(QColor(CARD), px(2)))
        unit = px(_RADIUS) / 6
        points = [QPointF(-2.6, 0.2), QPointF(-0.7, 2.1), QPointF(2.8, -1.9)]
        painter.drawPolyline([middle + one * unit for one in points])


@dataclass(frozen=True, slots=True)
class MarkLook:
    """How a stop's mark looks; `name` is that of its title in the stylesheet."""

    name: str
    ink: str
    is_ticked: bool = False


def _look_of(stop: Stop, is_good: bool | None) -> MarkLook:
    match stop.mark:
        case Mark.DONE:
            return MarkLook("done", _DONE, is_ticked=True)
        case Mark.AHEAD:
            return MarkLook("ahead", _AHEAD)
    if is_good:
        return MarkLook("done", _DONE, is_ticked=True)
    if is_good is False:
        return MarkLook("done", QUIET)
    return MarkLook("here", _LATE if stop.is_late else ACCENT)


def _said_of(stop: Stop) -> str:
    """Return what is to be said of a stop that is not passed."""
    match stop.mark:
        case Mark.HERE:
            since = "" if stop.day is None else f"{date_text(stop.day)}{'起' if stop.by else ''}"
            by = f"{stop.by}在办" if stop.by else ""
            return "　".join(filter(None, (by, since, stop.note)))
        case Mark.AHEAD:
            return "，".join(filter(None, (stop.by, stop.note)))
    return ""
