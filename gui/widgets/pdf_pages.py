"""Small pictures of all pages of a PDF, drawn as they come into sight."""

from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QListView, QWidget

from gui.early.theme import px
from gui.widgets.pdf_view import PdfView

_KEPT: Final = 200
_ROOT: Final = QModelIndex()
_RATIO: Final = 297 / 210


class PageStrip(QListView):
    """A column of pages; a click, or ↑ ↓, goes to one."""

    def __init__(self, view: PdfView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pageStrip")
        self.setAccessibleName("各页的小图")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setIconSize(QSize(px(72), round(px(72) * _RATIO)))
        self.setFixedWidth(px(140))
        self._view = view
        self._pages = _Pages(view, self.iconSize(), self)
        self.setModel(self._pages)
        view.turned.connect(self._on_turned)
        self.selectionModel().currentChanged.connect(self._on_current)

    def _on_turned(self, page: int) -> None:
        self._pages.renew()
        index = self._pages.index(page)
        if index.isValid() and index != self.currentIndex():
            self.setCurrentIndex(index)

    def _on_current(self, now: QModelIndex, _: QModelIndex) -> None:
        if now.isValid() and now.row() != self._view.page:
            self._view.go_to(now.row())


class _Pages(QAbstractListModel):
    """The pages of whatever is shown."""

    def __init__(self, view: PdfView, size: QSize, parent: QWidget) -> None:
        super().__init__(parent)
        self._view, self._size = view, size
        self._drawn: dict[int, QPixmap] = {}
        self._of = (-1, -1)

    def renew(self) -> None:
        """Begin anew where another document is shown."""
        if self._of != (of := (self._view.shown, self._view.page_count)):
            self.beginResetModel()
            self._of = of
            self._drawn.clear()
            self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else max(0, self._of[1])

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return str(index.row() + 1)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"第 {index.row() + 1} 页"
            case Qt.ItemDataRole.DecorationRole:
                return self._picture(index.row())
            case _:
                return None

    def _picture(self, page: int) -> QPixmap:
        if page not in self._drawn:
            while len(self._drawn) >= _KEPT:
                self._drawn.pop(next(iter(self._drawn)))
            self._drawn[page] = self._render(page)
        return self._drawn[page]

    def _render(self, page: int) -> QPixmap:
        ratio = self._view.devicePixelRatioF()
        points = self._view.document.pagePointSize(page)
        size = points.scaled(self._size.toSizeF(), Qt.AspectRatioMode.KeepAspectRatio)
        device = (size * ratio).toSize()
        image = QImage(device, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.drawImage(0, 0, self._view.document.render(page, device))
        painter.setPen(Qt.GlobalColor.gray)
        painter.drawRect(0, 0, device.width() - 1, device.height() - 1)
        painter.end()
        image.setDevicePixelRatio(ratio)
        return QPixmap.fromImage(image)
