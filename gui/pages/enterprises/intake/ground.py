"""Cells with a ground of their own, which the stylesheet would paint over."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui.early.theme import ACCENT, px

Index = QModelIndex | QPersistentModelIndex


class GroundDelegate(QStyledItemDelegate):
    """Paints the model's background before the cell; the one in hand has a frame and keeps its ground."""

    # Qt overrides

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        area = option.rect  # type: ignore[attr-defined]  # missing from the stubs
        if ground is not None:
            painter.fillRect(area, ground)
        super().paint(painter, option, index)
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.save()
            painter.setPen(QPen(QColor(ACCENT), px(2)))
            painter.drawRect(area.adjusted(1, 1, -2, -2))
            painter.restore()

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if index.data(Qt.ItemDataRole.BackgroundRole) is not None:
            option.state &= ~QStyle.StateFlag.State_Selected  # type: ignore[attr-defined]
