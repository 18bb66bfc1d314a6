"""How a cell of figures is painted and typed into."""

from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QPolygon
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gui.early.theme import ACCENT, px
from gui.pages.enterprises.figures.model import GROUND_ROLE, MARK_ROLE, SWING_ROLE

_CONTRADICTED: Final = QColor("#c77700")
_SWUNG: Final = QColor("#7a5ea8")
_STEPS: Final = {
    Qt.Key.Key_Return: (1, 0),
    Qt.Key.Key_Enter: (1, 0),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
"""Key → rows and columns to go, while a cell is being edited."""


class CellDelegate(QStyledItemDelegate):
    """Paints a cell's ground and mark; its editor leaves by Enter, Tab, ↑ and ↓ as in Excel."""

    left = Signal(int, int)
    """An editor was left; how many rows and columns to go."""

    tabbed = Signal(int)
    """An editor was left by Tab (1) or Shift+Tab (-1)."""

    def finish(self, editor: QWidget) -> None:
        """Take in what stands in an editor and close it."""
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    # Qt overrides

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        editor = QLineEdit(parent)
        editor.setObjectName("cellEditor")
        editor.setFrame(False)
        editor.setMaxLength(60)
        editor.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return editor

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        assert isinstance(editor, QLineEdit)
        editor.setText(index.data(Qt.ItemDataRole.EditRole))

    def setModelData(
        self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        assert isinstance(editor, QLineEdit)
        model.setData(index, editor.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and isinstance(watched, QWidget)
        ):
            key = Qt.Key(event.key())
            if key in _STEPS:
                self.finish(watched)
                self.left.emit(*_STEPS[key])
                return True
            if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self.finish(watched)
                self.tabbed.emit(-1 if key == Qt.Key.Key_Backtab else 1)
                return True
        return super().eventFilter(watched, event)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        area = option.rect  # type: ignore[attr-defined]  # missing from the stubs
        ground = index.data(GROUND_ROLE)
        if ground is not None:
            painter.fillRect(area, ground)
        super().paint(painter, option, index)
        view = self.parent()
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        if index.data(MARK_ROLE):
            side = px(8)
            corner = area.topRight()
            painter.setBrush(_CONTRADICTED)
            painter.drawPolygon(QPolygon([corner, corner - QPoint(side, 0), corner + QPoint(0, side)]))
        swing = index.data(SWING_ROLE)
        if swing:
            painter.setBrush(_SWUNG)
            painter.drawPolygon(_arrow(area, upwards=swing > 0))
        if isinstance(view, QAbstractItemView) and view.hasFocus() and view.currentIndex() == index:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(ACCENT), 2))
            painter.drawRect(area.adjusted(1, 1, -1, -1))
        painter.restore()


def _arrow(area: QRect, *, upwards: bool) -> QPolygon:
    """Return a small triangle at the left edge of a cell."""
    half, height = px(5), px(8)
    middle = area.topLeft() + QPoint(px(10), area.height() // 2)
    way = -1 if upwards else 1
    return QPolygon(
        [
            middle + QPoint(0, way * height // 2),
            middle + QPoint(-half, -way * height // 2),
            middle + QPoint(half, -way * height // 2),
        ]
    )
