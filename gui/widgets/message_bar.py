"""The bar above the page that shows one message at a time."""

from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.icons import icon_pixmap
from gui.messages import Message, Messages, Tone
from gui.theme import px
from gui.widgets.buttons import Look, button, icon_button

_INK: Final = {
    Tone.INFO: "#1f5590",
    Tone.SUCCESS: "#17653a",
    Tone.WARNING: "#8a4b00",
    Tone.ERROR: "#a3200f",
}
_LINE: Final = 28
_STAY_MS: Final = 5_000
_STAY_WITH_ACTION_MS: Final = 12_000


class MessageBar(QFrame):
    """Hidden while there is nothing to say. A success leaves by itself, unless the pointer is on it."""

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
        self._details = QLabel(self)
        self._details.setObjectName("messageDetails")
        self._details.setTextFormat(Qt.TextFormat.PlainText)
        self._details.setWordWrap(True)
        self._details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.more_button = button("查看全部", self._on_more, look=Look.LINK, parent=self)
        self.action_button = button("", self._on_action, look=Look.LINK, parent=self)
        self._close = icon_button("close", "关闭", self.clear, parent=self)
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_time_up)
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
        self._details.hide()
        self.more_button.setVisible(bool(message.details))
        self.more_button.setText("查看全部")
        self.action_button.setVisible(message.action is not None)
        self.action_button.setText(message.action[0] if message.action else "")
        self.setAccessibleName(message.text)
        for widget in (self, self._text, self._details):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        self._timer.stop()
        if message.tone is Tone.SUCCESS:
            self._timer.start(_STAY_WITH_ACTION_MS if message.action else _STAY_MS)
        self.show()

    def clear(self) -> None:
        self._timer.stop()
        self._message = None
        self.hide()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(px(10))
        line.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(px(6))
        words.addWidget(self._text)
        words.addWidget(self._details)
        line.addLayout(words, 1)
        for widget in (self.more_button, self.action_button, self._close):
            line.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        # One height for all, so that a single line sits level and a long text grows downwards.
        self._text.setMinimumHeight(px(_LINE))
        for widget in (self.more_button, self.action_button, self._close):
            widget.setFixedHeight(px(_LINE))
        line.setContentsMargins(px(14), px(6), px(8), px(6))
        self.setLayout(line)

    def _on_more(self) -> None:
        self._details.setVisible(self._details.isHidden())
        self.more_button.setText("收起" if not self._details.isHidden() else "查看全部")

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
