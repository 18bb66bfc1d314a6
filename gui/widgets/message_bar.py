"""The bar over the page that shows one message at a time."""

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QFrame, QLabel, QLineEdit, QScrollArea, QWidget

from gui.early.parts import Look, button, icon_button, in_column, in_row, named_label, restyle
from gui.early.theme import icon_pixmap, px
from gui.messages import Message, Messages, Tone

_INK: Final = {Tone.INFO: "#1f5590", Tone.SUCCESS: "#17653a", Tone.WARNING: "#8a4b00", Tone.ERROR: "#a3200f"}
_LINE: Final = 28
_STAY_MS: Final = 10_000
_STAY_WITH_ACTION_MS: Final = 15_000
_LOOK_AGAIN_MS: Final = 300
_MARGIN: Final = 24
_STEP: Final = 8


class MessageBar(QFrame):
    """Hidden while there is nothing to say. A success leaves by itself, unless the pointer is on it.

    It lies over `parent` and moves nothing there: at the foot, or higher up where it would cover a button or
    the field being typed into.
    """

    def __init__(self, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self._message: Message | None = None
        self._picture = QLabel(self)
        self._picture.setFixedSize(px(20), px(_LINE))
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._details = named_label("messageDetails", "", self)
        self._details.setTextFormat(Qt.TextFormat.PlainText)
        self._details.setWordWrap(True)
        self._details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._details.setAlignment(Qt.AlignmentFlag.AlignTop)
        # There may be more of them than the window is high.
        self._list = QScrollArea(self)
        self._list.setObjectName("messageList")
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setWidgetResizable(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setWidget(self._details)
        self.more_button = button("查看全部", self._on_more, look=Look.LINK, parent=self)
        self.action_button = button("", self._on_action, look=Look.LINK, parent=self)
        self._close = icon_button("close", "关闭", self.clear, parent=self)
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_time_up)
        # What is below may change while the bar is there: another page, a list that was read.
        self._watch = QTimer(self, interval=_LOOK_AGAIN_MS)
        self._watch.timeout.connect(self._place)
        if parent is not None:
            parent.installEventFilter(self)
        messages.posted.connect(self.show_message)
        messages.cleared.connect(self.clear)
        self.hide()

    @property
    def message(self) -> Message | None:
        """What is shown now."""
        return self._message

    def show_message(self, message: Message) -> None:
        self._message = message
        self.setProperty("tone", str(message.tone))
        ink = _INK[message.tone]
        self._picture.setPixmap(icon_pixmap(message.tone, ink, 20, self.devicePixelRatioF()))
        self._text.setText(message.text)
        self._details.setText("\n".join(message.details[:50]))
        self._show_list(False)
        self.more_button.setVisible(bool(message.details))
        self.more_button.setText("查看全部")
        self.action_button.setVisible(message.action is not None)
        self.action_button.setText(message.action[0] if message.action else "")
        self.setAccessibleName(message.text)
        for widget in (self, self._text, self._details):
            restyle(widget)
        self._timer.stop()
        if message.tone is Tone.SUCCESS:
            self._timer.start(_STAY_WITH_ACTION_MS if message.action else _STAY_MS)
        self.show()
        self.raise_()
        self._place(is_new=True)
        self._watch.start()

    def clear(self) -> None:
        self._timer.stop()
        self._watch.stop()
        self._message = None
        self.hide()

    def _place(self, *, is_new: bool = False) -> None:
        """Lie where nothing is covered that may be wanted now; move only if that is no longer so."""
        below = self.parentWidget()
        if below is None:
            return
        kept = [rect for rect in self._kept_free(below) if not rect.isEmpty()]
        if not is_new and not any(self.geometry().intersects(rect) for rect in kept):
            return
        size = self._wanted_size(QSize(below.width(), below.height()) - QSize(2 * px(_MARGIN), px(_MARGIN)))
        lowest = below.height() - px(_MARGIN) // 2 - size.height()
        places = [QRect(QPoint(px(_MARGIN), y), size) for y in range(lowest, 0, -px(_STEP))] or [
            QRect(QPoint(px(_MARGIN), 0), size)
        ]
        # The first that covers least; min keeps the order, from the foot upwards.
        self.setGeometry(min(places, key=lambda place: sum(place.intersects(rect) for rect in kept)))

    def _wanted_size(self, room: QSize) -> QSize:
        layout = self.layout()
        assert layout is not None
        margins = layout.contentsMargins()
        acts = [
            one
            for one in (self._picture, self.more_button, self.action_button, self._close)
            if not one.isHidden()
        ]
        said = (self._text,) if self._list.isHidden() else (self._text, self._details)
        words = max(
            label.fontMetrics().horizontalAdvance(line) for label in said for line in label.text().split("\n")
        )
        beside = sum(one.sizeHint().width() + px(10) for one in acts) + margins.left() + margins.right()
        width = min(words + beside + px(16), room.width())
        if not self._list.isHidden():
            needed = self._details.heightForWidth(width - beside - self._list.verticalScrollBar().width())
            rest = self._text.heightForWidth(width - beside) + margins.top() + margins.bottom() + px(6)
            self._list.setFixedHeight(max(px(_LINE), min(needed, room.height() - rest)))
        return QSize(width, layout.heightForWidth(width))

    def _kept_free(self, below: QWidget) -> Iterator[QRect]:
        wanted: list[QWidget] = [*below.findChildren(QAbstractButton)]
        if (focused := QApplication.focusWidget()) is not None and isinstance(focused, QLineEdit):
            wanted.append(focused)
        for one in wanted:
            if one.isVisible() and below.isAncestorOf(one) and not self.isAncestorOf(one):
                seen = one.visibleRegion().boundingRect()
                yield QRect(one.mapTo(below, seen.topLeft()), seen.size())

    def _lay_out(self) -> None:
        words = in_column(self._text, self._list, spacing=6)
        # One height for all, so that a single line sits level and a long text grows downwards.
        self._text.setMinimumHeight(px(_LINE))
        for widget in (self.more_button, self.action_button, self._close):
            widget.setFixedHeight(px(_LINE))
        line = in_row(
            (self._picture, Qt.AlignmentFlag.AlignTop),
            (words, 1),
            (self.more_button, Qt.AlignmentFlag.AlignTop),
            (self.action_button, Qt.AlignmentFlag.AlignTop),
            (self._close, Qt.AlignmentFlag.AlignTop),
            spacing=10,
            margins=(14, 6, 8, 6),
        )
        self.setLayout(line)

    def _show_list(self, is_shown: bool) -> None:
        self._list.setVisible(is_shown)
        self._details.setVisible(is_shown)

    def _on_more(self) -> None:
        self._show_list(self._list.isHidden())
        self.more_button.setText("收起" if not self._list.isHidden() else "查看全部")
        self._place(is_new=True)

    def _on_action(self) -> None:
        message = self._message
        self.clear()
        if message is not None and message.action is not None:
            message.action[1]()

    def _on_time_up(self) -> None:
        if self.underMouse() or self.action_button.hasFocus():
            self._timer.start(_STAY_MS)
        else:
            self.clear()

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place(is_new=True)
        return super().eventFilter(watched, event)
