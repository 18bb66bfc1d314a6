"""A PDF on the screen as it will be on paper: pages one under another, sharp at any scale."""

from collections.abc import Iterator
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
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from gui.early.parts import STRETCH, Look, button, icon_button, in_column, in_row, named_label
from gui.early.theme import LINE, px

_STEPS_PERCENT: Final = (25, 33, 50, 67, 75, 90, 100, 125, 150, 200, 300, 400)
_PAGES_KEPT: Final = 12
_PT_PER_INCH: Final = 72
_PX_PER_INCH: Final = 96
_DESK: Final = QColor("#e4e8ed")
_STAMP_INK: Final = QColor(163, 32, 15, 150)


class PdfView(QAbstractScrollArea):
    """The pages. Ctrl+wheel, Ctrl and + or − zoom; Ctrl+0 fits the width again."""

    zoomed = Signal(int)
    """The scale is now this many percent of the paper's size."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pdfView")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._document = QPdfDocument(self)
        self._source = QBuffer(self)
        self._fits_width = True
        self._percent = 100
        self._stamp = ""
        self._drawn: dict[tuple[int, QSize], QImage] = {}

    def show_pdf(self, data: bytes) -> None:
        """Show a document; empty bytes show none. The place stays where the pages are as many as before."""
        pages = self.page_count
        self._document.close()
        self._source.close()
        self._drawn.clear()
        if data:
            self._source.setData(QByteArray(data))
            self._source.open(QIODevice.OpenModeFlag.ReadOnly)
            self._document.load(self._source)
        self._arrange()
        if pages != self.page_count:
            self.verticalScrollBar().setValue(0)

    def set_stamp(self, word: str) -> None:
        """Write a word across each page, e.g. 作废; it is not in the document."""
        self._stamp = word
        self.viewport().update()

    @property
    def page_count(self) -> int:
        return self._document.pageCount()

    @property
    def percent(self) -> int:
        return self._percent

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
        bars = (self.verticalScrollBar(), self.horizontalScrollBar())
        middles = [(bar.value() + bar.pageStep() / 2) / (bar.maximum() + bar.pageStep() or 1) for bar in bars]
        self._fits_width = False
        self._percent = percent
        self._arrange()
        # What was in the middle stays there.
        for bar, middle in zip(bars, middles, strict=True):
            bar.setValue(round(middle * (bar.maximum() + bar.pageStep()) - bar.pageStep() / 2))

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
            painter.drawImage(0, 0, self._document.render(page, device))
            painter.end()
            image.setDevicePixelRatio(self.devicePixelRatioF())
            self._drawn[page, device] = image
        return self._drawn[page, device]

    def _arrange(self) -> None:
        """Work out the scale and the scroll bars."""
        widest = max((self._points(page).width() for page in range(self.page_count)), default=0.0)
        if self._fits_width and widest:
            room = self.viewport().width() - 2 * self._gap
            self._percent = max(10, int(room * 100 * _PT_PER_INCH / _PX_PER_INCH / widest))
        room_size = self.viewport().size()
        areas = list(self._areas())
        height = int(areas[-1].bottom()) + self._gap if areas else 0
        width = int(max((area.width() for area in areas), default=0)) + 2 * self._gap
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(0, height - room_size.height()))
        down.setPageStep(room_size.height())
        down.setSingleStep(px(40))
        across.setRange(0, max(0, width - room_size.width()))
        across.setPageStep(room_size.width())
        self.viewport().update()
        self.zoomed.emit(self._percent)

    def _areas(self) -> Iterator[QRectF]:
        """Yield where each page lies, from the top of the first one."""
        room, top = self.viewport().width(), float(self._gap)
        for page in range(self.page_count):
            size = self._page_size(page)
            yield QRectF(max(float(self._gap), (room - size.width()) / 2), top, size.width(), size.height())
            top += size.height() + self._gap

    def _page_size(self, page: int) -> QSizeF:
        size = self._points(page) * (self._percent / 100 * _PX_PER_INCH / _PT_PER_INCH)
        return QSizeF(round(size.width()), round(size.height()))

    def _points(self, page: int) -> QSizeF:
        return self._document.pagePointSize(page)

    @property
    def _gap(self) -> int:
        return px(12)

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
        for page, area in enumerate(self._areas()):
            area.translate(shift)
            if not area.intersects(QRectF(event.rect())):
                continue
            painter.drawImage(area.topLeft(), self.page_image(page))
            painter.setPen(QColor(LINE))
            painter.drawRect(area)
            if self._stamp:
                self._paint_stamp(painter, area)
        painter.end()

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


class PdfPreview(QWidget):
    """The pages with their zoom, or a sentence where there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = PdfView(self)
        self._sentence = named_label("note", "", self, wraps=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._percent = named_label("note", "", self)
        self._percent.setMinimumWidth(px(44))
        self._percent.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._tools = QWidget(self)
        self.smaller = icon_button("minus", "缩小（Ctrl+−）", lambda: self.view.zoom(-1), parent=self._tools)
        self.larger = icon_button("plus", "放大（Ctrl++）", lambda: self.view.zoom(1), parent=self._tools)
        self.fit = button("适合宽度", self.view.fit_width, look=Look.LINK, parent=self._tools)
        self._pages = named_label("note", "", self._tools)
        self._lay_out()
        self.view.zoomed.connect(lambda percent: self._percent.setText(f"{percent}%"))
        self.say("")

    def show_pdf(self, data: bytes, *, stamp: str = "") -> None:
        """Show a document, with a word across its pages if need be."""
        self.view.show_pdf(data)
        self.view.set_stamp(stamp)
        self._pages.setText(f"共 {self.view.page_count} 页")
        self._show(is_document=True)

    def say(self, sentence: str) -> None:
        """Show a sentence in place of pages."""
        self._sentence.setText(sentence)
        self.view.show_pdf(b"")
        self._show(is_document=False)

    @property
    def sentence(self) -> str:
        """What is said in place of pages; empty where pages are shown."""
        return "" if self._sentence.isHidden() else self._sentence.text()

    def _show(self, *, is_document: bool) -> None:
        self._tools.setVisible(is_document)
        self.view.setVisible(is_document)
        self._sentence.setVisible(not is_document)

    def _lay_out(self) -> None:
        in_row(
            self._pages,
            STRETCH,
            self.smaller,
            self._percent,
            self.larger,
            self.fit,
            spacing=4,
            of=self._tools,
        )
        frame = QFrame(self)
        frame.setObjectName("previewFrame")
        in_column(self.view, self._sentence, of=frame)
        in_column(self._tools, (frame, 1), spacing=4, of=self)
