"""Questions that must be answered before work goes on. None of them blocks: the answer is a call."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui.theme import px
from gui.widgets.buttons import Look, button

_TEXT: Final = 480


@dataclass(frozen=True, slots=True)
class Answer:
    """One way to answer: the word on its button, what follows, how it looks."""

    word: str
    act: Callable[[], object] | None = None
    look: Look = Look.PLAIN


class Question(QDialog):
    """A question with its answers as buttons; Esc gives the last one, which must do no harm."""

    def __init__(self, parent: QWidget, title: str, text: str, answers: Sequence[Answer]) -> None:
        super().__init__(parent)
        self.setObjectName("question")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        heading = QLabel(title, self)
        heading.setObjectName("sectionTitle")
        words = QLabel(text, self)
        words.setWordWrap(True)
        words.setTextFormat(Qt.TextFormat.PlainText)
        # Of one width, so that a text of many lines is as high as it needs: else its ends are cut off.
        words.setFixedWidth(px(_TEXT))
        words.ensurePolished()
        words.setMinimumHeight(words.heightForWidth(px(_TEXT)))
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addStretch(1)
        self._last = answers[-1]
        self.buttons = {answer.word: self._button(answer) for answer in answers}
        for widget in reversed(self.buttons.values()):
            row.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(24), px(20), px(24), px(20))
        layout.setSpacing(px(12))
        layout.addWidget(heading)
        layout.addWidget(words)
        layout.addSpacing(px(8))
        layout.addLayout(row)
        next(iter(self.buttons.values())).setDefault(True)
        self._fit()

    def add(self, widget: QWidget) -> None:
        """Show something more than words, below them."""
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(2, widget, 1)
        widget.show()
        self._fit()

    def _button(self, answer: Answer) -> QPushButton:
        return button(answer.word, lambda: self._on_chosen(answer), look=answer.look, parent=self)

    def _fit(self) -> None:
        """Take the height that the words need when they wrap, which the usual guess is too low for."""
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.activate()
        width = max(self.sizeHint().width(), self.minimumWidth())
        self.resize(width, layout.totalHeightForWidth(width))

    def _on_chosen(self, answer: Answer) -> None:
        self.done(1)
        if answer.act is not None:
            answer.act()

    # Qt overrides

    def reject(self) -> None:
        super().reject()
        if self._last.act is not None:
            self._last.act()


def size_within(dialog: QDialog, width: int, height: int) -> None:
    """Give a dialog a size, drawn for 字号标准 in px, but not more than the window below it has."""
    below = dialog.parentWidget()
    room = dialog.screen().availableSize() if below is None else below.window().size()
    dialog.resize(min(px(width), room.width() - px(24)), min(px(height), room.height() - px(24)))


def ask(parent: QWidget, title: str, text: str, answers: Sequence[Answer]) -> Question:
    """Open a question over the window of `parent`, first answer the usual one, and return at once."""
    question = Question(parent.window(), title, text, answers)
    question.open()
    return question


def confirm(
    parent: QWidget, title: str, text: str, word: str, act: Callable[[], object], *, harms: bool = False
) -> Question:
    """Ask before something that `harms`, or is not lightly done; `text` names what it touches."""
    look = Look.DANGER if harms else Look.PRIMARY
    return ask(parent, title, text, (Answer(word, act, look), Answer("取消")))
