"""A PDF on the screen as it will be on paper: pages one under another, sharp at any scale."""

from bisect import bisect_left, bisect_right
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtPdf import QPdfDocument, QPdfLink, QPdfSearchModel
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from gui.early.theme import LINE, px

_STEPS_PERCENT: Final = (25, 33, 50, 67, 75, 90, 100, 125, 150, 200, 300, 400)
_PAGES_KEPT: Final = 12
_PT_PER_INCH: Final = 72
_PX_PER_INCH: Final = 96
_DESK: Final = QColor("#e4e8ed")
_STAMP_INK: Final = QColor(163, 32, 15, 150)
_FOUND: Final = QColor(255, 208, 0, 90)
_FOUND_HERE: Final = QColor(255, 132, 0, 130)


class PdfView(QAbstractScrollArea):
    """The pages. Ctrl+wheel, Ctrl and + or − zoom; Ctrl+0 fits the width again."""

    zoomed = Signal(int)
    """The scale is now this many percent of the paper's size."""
    turned = Signal(int)
    """The page in the middle is this one now, counted from 0; of no document −1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pdfView")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.document = QPdfDocument(self)
        self.found = QPdfSearchModel(self)
        self.found.setDocument(self.document)
        self._found_here: QPdfLink | None = None
        self._source = QBuffer(self)
        self._areas: list[QRectF] = []
        self._tops: list[float] = []
        self._page = -1
        self.shown = 0
        """How many documents there were, which tells one from the next."""
        self._fits_width = True
        self._percent = 100
        self._stamp = ""
        self._drawn: dict[tuple[int, QSize], QImage] = {}

    def show_pdf(self, data: bytes) -> None:
        """Show a document; empty bytes show none. The place stays where the pages are as many as before."""
        pages = self.page_count
        self.document.close()
        self._source.close()
        self._drawn.clear()
        if data:
            self._source.setData(QByteArray(data))
            self._source.open(QIODevice.OpenModeFlag.ReadOnly)
            self.document.load(self._source)
        self._found_here = None
        self.shown += 1
        self._arrange()
        if pages != self.page_count:
            self.verticalScrollBar().setValue(0)
        self._page = -1
        self._tell_page()

    def set_stamp(self, word: str) -> None:
        """Write a word across each page, e.g. 作废; it is not in the document."""
        self._stamp = word
        self.viewport().update()

    @property
    def page_count(self) -> int:
        return self.document.pageCount()

    @property
    def percent(self) -> int:
        return self._percent

    @property
    def page(self) -> int:
        """The page in the middle, counted from 0; of no document −1."""
        middle = self.verticalScrollBar().value() + self.viewport().height() / 2
        return max(0, bisect_right(self._tops, middle) - 1) if self._tops else -1

    def go_to(self, page: int) -> None:
        """Show a page from its top, counted from 0; the nearest one where there is none."""
        if self._areas:
            top = self._tops[min(max(page, 0), self.page_count - 1)]
            self.verticalScrollBar().setValue(int(top) - self._gap)

    def show_found(self, link: QPdfLink | None) -> None:
        """Mark one of the places that were found, and bring it into sight; None marks none."""
        self._found_here = link
        if link is not None and link.rectangles():
            area = self._on_screen(link.page(), link.rectangles()[0])
            down, across = self.verticalScrollBar(), self.horizontalScrollBar()
            for bar, low, high in ((down, area.top(), area.bottom()), (across, area.left(), area.right())):
                if not bar.value() <= low <= high <= bar.value() + bar.pageStep():
                    bar.setValue(int((low + high - bar.pageStep()) / 2))
        self.viewport().update()

    def fit_width(self) -> None:
        """Make pages as wide as there is room, now and whenever the room changes."""
        self._fits_width = True
        self._arrange()

    def zoom(self, step: int) -> None:
        """Go to the next larger (+1) or smaller (−1) of the usual scales."""
        steps = _STEPS_PERCENT if step > 0 else tuple(reversed(_STEPS_PERCENT))
        self.zoom_to(next((to for to in steps if (to - self._percent) * step > 0), steps[-1]))

    def zoom_to(self, percent: int) -> None:
        """Show pages at this many percent of the paper's size."""
        self._fits_width = False
        self._percent = percent
        self._arrange()

    def page_image(self, page: int) -> QImage:
        """Return a page as it is painted now, in device pixels."""
        size = self._page_size(page)
        device = (size * self.devicePixelRatioF()).toSize()
        if (page, device) not in self._drawn:
            while len(self._drawn) >= _PAGES_KEPT:
                self._drawn.pop(next(iter(self._drawn)))
            image = QImage(device, QImage.Format.Format_RGB32)
            image.fill(Qt.GlobalColor.white)
            painter = QPainter(image)
            painter.drawImage(0, 0, self.document.render(page, device))
            painter.end()
            image.setDevicePixelRatio(self.devicePixelRatioF())
            self._drawn[page, device] = image
        return self._drawn[page, device]

    def _arrange(self) -> None:
        """Work out the scale and the scroll bars; what was in the middle stays there."""
        bars = (self.verticalScrollBar(), self.horizontalScrollBar())
        middles = [(bar.value() + bar.pageStep() / 2) / (bar.maximum() + bar.pageStep() or 1) for bar in bars]
        widest = max((self._points(page).width() for page in range(self.page_count)), default=0.0)
        if self._fits_width and widest:
            room = self.viewport().width() - 2 * self._gap
            self._percent = max(10, int(room * 100 * _PT_PER_INCH / _PX_PER_INCH / widest))
        room_size = self.viewport().size()
        self._areas = areas = self._laid_out()
        self._tops = [area.top() for area in areas]
        height = int(areas[-1].bottom()) + self._gap if areas else 0
        width = int(max((area.width() for area in areas), default=0)) + 2 * self._gap
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(0, height - room_size.height()))
        down.setPageStep(room_size.height())
        down.setSingleStep(px(40))
        across.setRange(0, max(0, width - room_size.width()))
        across.setPageStep(room_size.width())
        for bar, middle in zip(bars, middles, strict=True):
            bar.setValue(round(middle * (bar.maximum() + bar.pageStep()) - bar.pageStep() / 2))
        self.viewport().update()
        self.zoomed.emit(self._percent)

    def _laid_out(self) -> list[QRectF]:
        """Return where each page lies, from the top of the first one."""
        room, top = self.viewport().width(), float(self._gap)
        found = []
        for page in range(self.page_count):
            size = self._page_size(page)
            left = max(float(self._gap), (room - size.width()) / 2)
            found.append(QRectF(left, top, size.width(), size.height()))
            top += size.height() + self._gap
        return found

    def _on_screen(self, page: int, place: QRectF) -> QRectF:
        """Return where a place of a page lies, given in points."""
        area = self._areas[page]
        scale = area.width() / self._points(page).width()
        corner = area.topLeft() + place.topLeft() * scale
        return QRectF(corner, place.size() * scale)

    def _tell_page(self) -> None:
        if (page := self.page) != self._page:
            self._page = page
            self.turned.emit(page)

    def _page_size(self, page: int) -> QSizeF:
        size = self._points(page) * (self._percent / 100 * _PX_PER_INCH / _PT_PER_INCH)
        return QSizeF(round(size.width()), round(size.height()))

    def _points(self, page: int) -> QSizeF:
        return self.document.pagePointSize(page)

    @property
    def _gap(self) -> int:
        return px(12)

    def _paint_found(self, painter: QPainter, page: int, shift: QPoint) -> None:
        if not self.found.searchString():
            return
        here = self._found_here
        for link in self.found.resultsOnPage(page):
            is_here = here is not None and here.page() == page and here.location() == link.location()
            for place in link.rectangles():
                area = self._on_screen(page, place).translated(shift)
                painter.fillRect(area, _FOUND_HERE if is_here else _FOUND)

    def _paint_stamp(self, painter: QPainter, area: QRectF) -> None:
        painter.save()
        painter.setClipRect(area)
        painter.translate(area.center() - QPointF(0, area.height() / 8))
        painter.rotate(-35)
        font = QFont(self.font())
        font.setPixelSize(max(8, round(area.width() / 5)))
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(_STAMP_INK)
        painter.drawText(
            QRectF(-area.width(), -area.height(), 2 * area.width(), 2 * area.height()),
            Qt.AlignmentFlag.AlignCenter,
            self._stamp,
        )
        painter.restore()

    # Qt overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), _DESK)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shift = QPoint(-self.horizontalScrollBar().value(), -self.verticalScrollBar().value())
        seen = QRectF(event.rect()).translated(-shift)
        first = max(0, bisect_right(self._tops, seen.top()) - 1)
        for page in range(first, bisect_left(self._tops, seen.bottom())):
            area = self._areas[page].translated(shift)
            painter.drawImage(area.topLeft(), self.page_image(page))
            painter.setPen(QColor(LINE))
            painter.drawRect(area)
            self._paint_found(painter, page, shift)
            if self._stamp:
                self._paint_stamp(painter, area)
        painter.end()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self._tell_page()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        bar = self.verticalScrollBar()
        if is_control and event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1)
        elif is_control and event.key() == Qt.Key.Key_Minus:
            self.zoom(-1)
        elif is_control and event.key() == Qt.Key.Key_0:
            self.fit_width()
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            bar.setValue(bar.minimum() if event.key() == Qt.Key.Key_Home else bar.maximum())
        else:
            super().keyPressEvent(event)
