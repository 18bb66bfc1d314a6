"""A chart in the window: the drawing that papers have, as wide as there is room."""

from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QWidget

from domain.papers.blocks import Chart
from gui.early.theme import px
from gui.files.paper_desk import draw_chart
from gui.jobs import UPKEEP
from gui.services import Services

_SIZE: Final = 13
"""Of its type, as large as what stands around it; a point of the drawing is a pixel of the window."""


class ChartView(QWidget):
    """Shows a chart. Clicked, or by Enter or the space bar, it is looked into."""

    opened = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.figure_id = ""
        """What is looked into."""
        self._document, self._source = QPdfDocument(self), QBuffer(self)
        self.chart: Chart | None = None
        self._drawn_for = 0
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._draw)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMinimumHeight(px(120))

    def show_chart(self, chart: Chart) -> None:
        """Show a chart; what was shown stays until it is drawn."""
        self.chart = chart
        self.setAccessibleName(chart.title)
        self.setAccessibleDescription("；".join(chart.texts))
        self._later.start(0)

    @property
    def is_drawn(self) -> bool:
        return self._document.pageCount() > 0

    def _draw(self) -> None:
        chart, width, context = self.chart, self.width(), self._services.context
        if chart is None or width <= 0:
            return
        self._drawn_for = width
        self._services.jobs.read(
            lambda _: draw_chart(context, chart, width, px(_SIZE)), self._show, owner=self, lane=UPKEEP
        )

    def _show(self, drawn: bytes) -> None:
        self._document.close()
        self._source.close()
        self._source.setData(QByteArray(drawn))
        self._source.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._source)
        self.setFixedHeight(max(px(60), round(self._document.pagePointSize(0).height())))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.chart is not None and self.width() != self._drawn_for:
            self._later.start(0)

    def paintEvent(self, _: QPaintEvent) -> None:
        if not self.is_drawn:
            return
        size, ratio = self._document.pagePointSize(0), self.devicePixelRatioF()
        image = self._document.render(0, (size * ratio).toSize())
        image.setDevicePixelRatio(ratio)
        painter = QPainter(self)
        painter.drawImage(0, 0, image)
        if self.hasFocus():
            painter.setPen(Qt.PenStyle.DotLine)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def sizeHint(self) -> QSize:
        return QSize(px(360), px(160))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            super().keyPressEvent(event)
