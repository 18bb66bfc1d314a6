"""Ctrl+K: one box that finds enterprises, clauses, notices and pages."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gui.early.page import Hit
from gui.early.parts import fill, named_label
from gui.early.theme import QUIET, icon, px

Provider: TypeAlias = Callable[[str], Sequence[Hit]]
"""Gets what was typed, never empty; returns what it found, best first."""

_DEBOUNCE_MS: Final = 60
_MOST: Final = 30
_SHOWN: Final = 9
_LEAST_SHOWN: Final = 3
_FROM_TOP: Final = 80
_FOOT: Final = "↑ ↓ 选择　　Enter 打开　　{}Esc 关闭"
_DETAIL_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_MOVES: Final = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class Finder(QFrame):
    """A popup over the window. Typing searches, ↑ ↓ choose, Enter opens, Ctrl+Enter does the other thing."""

    def __init__(self, provide: Provider, at_first: Callable[[], Sequence[Hit]], window: QWidget) -> None:
        """`at_first` is what is offered before anything is typed."""
        super().__init__(window, Qt.WindowType.Popup)
        self.setObjectName("finder")
        self._window = window
        self._provide = provide
        self._at_first = at_first
        self._hits: list[Hit] = []
        self.line = QLineEdit(self)
        self.line.setObjectName("finderLine")
        self.line.setPlaceholderText("找企业、政策条款、通知书文号或页面")
        self.line.addAction(icon("search", QUIET, size=16), QLineEdit.ActionPosition.LeadingPosition)
        self.line.installEventFilter(self)
        self.list = QListWidget(self)
        self.list.setObjectName("finderList")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setItemDelegate(_HitDelegate(self.list))
        self.list.setIconSize(QSize(px(18), px(18)))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.itemClicked.connect(self._on_item_clicked)
        self._nothing = QLabel(
            "没有找到。可以输入企业名称、信用代码、拼音首字母、条款名称或通知书文号。", self
        )
        self._nothing.setObjectName("finderNothing")
        self._nothing.setWordWrap(True)
        self._nothing.hide()
        self._foot = named_label("finderFoot", _FOOT.format(""), self)
        self.list.currentRowChanged.connect(self._on_current)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        fill(layout, self.line, self.list, self._nothing, self._foot)
        self._timer = QTimer(self, singleShot=True, interval=_DEBOUNCE_MS)
        self._timer.timeout.connect(self._search)
        self.line.textChanged.connect(lambda *_: self._timer.start())

    def open(self) -> None:
        """Show it in the upper middle of the window, empty."""
        window = self._window
        self.line.clear()
        self._search()
        self.setFixedWidth(min(px(620), window.width() - px(32)))
        self.adjustSize()
        place = window.mapToGlobal(window.rect().topLeft())
        place.setX(place.x() + (window.width() - self.width()) // 2)
        place.setY(place.y() + px(_FROM_TOP))
        self.move(place)
        self.show()
        self.line.setFocus()

    def search_again(self) -> None:
        """Look again for what was typed, because there is more to find in."""
        if self.isVisible() and self.line.text().strip():
            self._search()

    def _search(self) -> None:
        self._timer.stop()
        text = self.line.text().strip()
        self._hits = list(self._provide(text) if text else self._at_first())[:_MOST]
        self.list.clear()
        for hit in self._hits:
            item = QListWidgetItem(icon(hit.icon, QUIET, size=18), hit.title)
            item.setData(_DETAIL_ROLE, hit.detail)
            self.list.addItem(item)
        self.list.setCurrentRow(0 if self._hits else -1)
        self.list.setVisible(bool(self._hits))
        self.list.setFixedHeight(px(36) * min(len(self._hits), self._most_shown()) + px(14))
        self._nothing.setVisible(not self._hits)
        self.adjustSize()

    def _most_shown(self) -> int:
        """Return for how many there is room in the window, at large type on a small screen too."""
        around = (
            px(_FROM_TOP) + self.line.sizeHint().height() + self._foot.sizeHint().height() + px(14) + px(8)
        )
        return max(_LEAST_SHOWN, min(_SHOWN, (self._window.height() - around) // px(36)))

    def _open_current(self, *, otherwise: bool = False) -> None:
        """Open what is chosen, or do what else there is for it."""
        if self._timer.isActive():
            self._search()
        at = self.list.currentRow()
        if 0 <= at < len(self._hits):
            hit = self._hits[at]
            self.close()
            if otherwise and hit.also is not None:
                hit.also[1]()
            else:
                hit.open()

    def _on_current(self, at: int) -> None:
        also = self._hits[at].also if 0 <= at < len(self._hits) else None
        self._foot.setText(_FOOT.format("" if also is None else f"Ctrl+Enter {also[0]}　　"))

    def _on_item_clicked(self) -> None:
        self._open_current()

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                is_other = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
                self._open_current(otherwise=is_other)
                return True
            if event.key() in _MOVES:
                self.list.event(event)
                return True
        return super().eventFilter(watched, event)


_AROUND: Final = 56
"""What stands around a title and its detail, in px: margins, and what keeps them apart."""


class _HitDelegate(QStyledItemDelegate):
    """Writes the detail quietly at the right, and of a long title as much as there is room for beside it."""

    # Qt overrides

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        one: Any = option  # What it has is missing from the stubs.
        if one.rect.width():
            taken = one.fontMetrics.horizontalAdvance(index.data(_DETAIL_ROLE)) + one.decorationSize.width()
            room = max(one.rect.width() - taken - px(_AROUND), 0)
            one.text = one.fontMetrics.elidedText(one.text, Qt.TextElideMode.ElideRight, room)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        painter.save()
        painter.setPen(QColor(QUIET))
        area = option.rect.adjusted(0, 0, -px(12), 0)  # type: ignore[attr-defined]  # missing from the stubs
        painter.drawText(
            area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, index.data(_DETAIL_ROLE)
        )
        painter.restore()
