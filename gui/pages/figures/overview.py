"""概览: the numbers that are asked for first, each beside the one before, and the charts."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from domain.statistics.kept import Drawn, Line
from gui.early.parts import Look, PushButton, fill, in_column, named_label
from gui.early.theme import px
from gui.pages.figures.chart_view import ChartView
from gui.services import Services
from gui.widgets.cards import Card
from gui.widgets.placing import Scrolling, in_grid

FIRST: Final = (
    *("visits", "visited", "raised", "solving-rate"),
    *("solved", "errands", "awarded-amount", "paid-amount"),
)
"""What stands at the top, by ids."""
_ACROSS: Final = 4
_CHARTS_ACROSS: Final = 2
_GAP: Final = 12
_CHART: Final = 340
"""What a chart is never narrower than while it stands beside another one, in px at 字号标准."""


class Tile(PushButton):
    """One number: what it counts, how many, and by how much it is more than before."""

    def __init__(self, line: Line, beside: str, parent: QWidget) -> None:
        super().__init__("", parent)
        self.line = line
        self.setProperty("look", str(Look.TILE))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        number = f"{line.now} {line.unit}".strip()
        change = f"{beside} {line.before}" + (f"，比{beside} {line.change}" if line.change else "")
        self.setAccessibleName(f"{line.title}，{number}，{change}")
        self.setToolTip(line.says)
        labels = [
            named_label(name, text, self)
            for name, text in (("note", line.title), ("tileNumber", number), ("fieldHint", change))
        ]
        for one in labels:
            one.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            one.setMinimumWidth(0)
        self._column = in_column(*labels, spacing=2, margins=(14, 10, 14, 10), of=self)

    def sizeHint(self) -> QSize:
        return self._column.sizeHint()


class Overview(Scrolling):
    """The first numbers and every chart; each leads to what it is made up of."""

    wanted = Signal(object)
    """What the figure with this id is made up of is to be shown."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent)
        self._services = services
        self.tiles: list[Tile] = []
        self.charts: list[ChartView] = []
        self._cards: list[Card] = []
        inside = QWidget(self)
        self._tiles = in_grid(across=_GAP, down=_GAP)
        self._charts = in_grid(across=_GAP, down=_GAP)
        column = in_column(spacing=16, margins=(0, 0, 8, 8), of=inside)
        column.addLayout(self._tiles)
        column.addLayout(self._charts)
        column.addStretch(1)
        self.setWidget(inside)

    def show_numbers(self, lines: Sequence[Line], beside: str) -> None:
        """Show the numbers of a period; `beside` is what they are held against."""
        self._show_tiles([one for id_ in FIRST for one in lines if one.id == id_], beside)

    def show_charts(self, drawn: Sequence[Drawn]) -> None:
        """Show the charts of a period."""
        while len(self.charts) < len(drawn):
            self._add_chart()
        for view, one in zip(self.charts, drawn, strict=False):
            view.show_chart(one.chart)
            view.figure_id = one.figure_id
        self._arrange()
        for at, card in enumerate(self._cards):
            card.setVisible(at < len(drawn))

    def _show_tiles(self, lines: Sequence[Line], beside: str) -> None:
        focused = next((at for at, one in enumerate(self.tiles) if one.hasFocus()), None)
        for one in self.tiles:
            one.setParent(None)
            one.deleteLater()
        self.tiles = [Tile(line, beside, self.widget()) for line in lines]
        for tile in self.tiles:
            tile.clicked.connect(lambda *_, line=tile.line: self.wanted.emit(line.figure_id))
        self._arrange()
        if focused is not None and focused < len(self.tiles):
            self.tiles[focused].setFocus()

    def _add_chart(self) -> None:
        card = Card(parent=self.widget())
        view = ChartView(self._services, card)
        view.opened.connect(lambda: self.wanted.emit(view.figure_id))
        fill(card.body, view)
        card.body.addStretch(1)
        self.charts.append(view)
        self._cards.append(card)

    def _arrange(self) -> None:
        """Put as many beside each other as there is room for."""
        tile = max((one.sizeHint().width() for one in self.tiles), default=1)
        _spread(self._tiles, self.tiles, min(_ACROSS, self._beside(tile)))
        _spread(self._charts, self._cards, min(_CHARTS_ACROSS, self._beside(px(_CHART))))

    def _beside(self, width: int) -> int:
        margins = self.widget().layout().contentsMargins()  # type: ignore[union-attr]
        room = self.viewport().width() - margins.left() - margins.right()
        return max(1, (room + px(_GAP)) // (width + px(_GAP)))

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


def _spread(grid: QGridLayout, shown: Sequence[QWidget], across: int) -> None:
    for at, one in enumerate(shown):
        grid.addWidget(one, at // across, at % across)
    for column in range(grid.columnCount()):
        grid.setColumnStretch(column, int(column < across))
