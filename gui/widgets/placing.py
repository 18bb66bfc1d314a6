"""Where things stand: grids, what scrolls, lines that go on in the next one, and popups."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLayout, QLayoutItem, QScrollArea, QSplitter, QWidget

from gui.early.theme import px


def place_below(popup: QWidget, button: QWidget, wanted: QSize) -> None:
    """Give a popup its size and a place below a button, flush right; all of it lies within the window."""
    window = button.window()
    gap = px(4)
    room = QRect(window.mapToGlobal(QPoint(0, 0)), window.size()).adjusted(gap, gap, -gap, -gap)
    corner = button.mapToGlobal(QPoint(button.width(), button.height() + gap))
    # Rather over the button than too low to be worked with.
    height = min(wanted.height(), max(room.bottom() - corner.y(), room.height() * 2 // 3))
    size = QSize(min(wanted.width(), room.width()), height)
    popup.setFixedSize(size)
    popup.move(
        max(room.left(), corner.x() - size.width()), max(room.top(), min(corner.y(), room.bottom() - height))
    )


def in_grid(*, across: int, down: int, shares: Sequence[int] = (), of: QWidget | None = None) -> QGridLayout:
    """Return an empty grid, that of a widget where one is given.

    Between its columns are ``across``, between its rows ``down`` px at 字号标准; of the room that is left the
    columns take these shares, from the left.
    """
    grid = QGridLayout() if of is None else QGridLayout(of)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(px(across))
    grid.setVerticalSpacing(px(down))
    for column, share in enumerate(shares):
        grid.setColumnStretch(column, share)
    return grid


class Scrolling(QScrollArea):
    """Scrolls up and down; what is in it is as wide as it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


class FlowLayout(QLayout):
    """Widgets from left to right, line after line, each as large as it wants to be.

    One that expands, such as a search box, takes what is left of its line.
    """

    def __init__(self, parent: QWidget | None = None, *, spacing: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def _arrange(self, area: QRect, *, is_applied: bool) -> int:
        """Return the height that is needed at this width; put the widgets there where `is_applied`."""
        edges = self.contentsMargins()
        area = area.marginsRemoved(edges)
        y = area.y()
        for line in self._lines(area.width()):
            height = max(item.sizeHint().height() for item in line)
            if is_applied:
                x = area.x()
                for item, width in zip(line, self._widths(line, area.width()), strict=True):
                    item.setGeometry(QRect(x, y, width, height if _grows(item) else item.sizeHint().height()))
                    x += width + self.spacing()
            y += height + self.spacing()
        return max(0, y - self.spacing() - area.y()) + edges.top() + edges.bottom()

    def _lines(self, room: int) -> list[list[QLayoutItem]]:
        """Return what stands in each line, what is hidden left out."""
        lines: list[list[QLayoutItem]] = []
        used = 0
        for item in self._items:
            if item.isEmpty():
                continue
            wanted = item.sizeHint().width() + self.spacing()
            if not lines or used + wanted > room + self.spacing():
                lines.append([])
                used = 0
            lines[-1].append(item)
            used += wanted
        return lines

    def _widths(self, line: list[QLayoutItem], room: int) -> list[int]:
        widths = [min(item.sizeHint().width(), room) for item in line]
        growing = [at for at, item in enumerate(line) if _grows(item)]
        left = room - sum(widths) - self.spacing() * (len(line) - 1)
        for at in growing:
            widths[at] += left // len(growing)
        return widths

    # Qt overrides

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]  # None ends the items
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), is_applied=False)

    def setGeometry(self, area: QRect) -> None:
        super().setGeometry(area)
        self._arrange(area, is_applied=True)

    def sizeHint(self) -> QSize:
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() for size in shown) + self.spacing() * max(0, len(shown) - 1)
        return QSize(width, max((size.height() for size in shown), default=0)).grownBy(self.contentsMargins())

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        return size.grownBy(self.contentsMargins())


def _grows(item: QLayoutItem) -> bool:
    # Of itself, not because there is a stretch somewhere inside.
    return bool(item.widget().sizePolicy().expandingDirections() & Qt.Orientation.Horizontal)


def split(
    orientation: Qt.Orientation,
    first: tuple[QWidget, int, int],
    second: tuple[QWidget, int, int],
    *,
    parent: QWidget,
) -> QSplitter:
    """Return two parts with a handle between them, none of which can be folded away.

    Of each its size at first, in px at 字号标准, and its share of what there is more.
    """
    result = QSplitter(orientation, parent)
    result.setChildrenCollapsible(False)
    result.setHandleWidth(px(16))
    for at, (part, _, share) in enumerate((first, second)):
        result.addWidget(part)
        result.setStretchFactor(at, share)
    result.setSizes([px(first[1]), px(second[1])])
    return result
