"""Questions that must be answered before work goes on. None of them blocks: the answer is a call."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from gui.early.buttons import Look, button
from gui.early.layouts import STRETCH, fill
from gui.widgets.dialog import Dialog

_WIDTH: Final = 528


@dataclass(frozen=True, slots=True)
class Answer:
    """One way to answer: the word on its button, what follows, how it looks."""

    word: str
    act: Callable[[], object] | None = None
    look: Look = Look.PLAIN


class Question(Dialog):
    """A question with its answers as buttons; Esc gives the last one, which must do no harm.

    Enter gives the first that harms nothing.
    """

    def __init__(self, parent: QWidget, title: str, text: str, answers: Sequence[Answer]) -> None:
        super().__init__(parent, title, width=_WIDTH)
        self.setObjectName("question")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.add_title(title)
        words = QLabel(text, self)
        words.setWordWrap(True)
        words.setTextFormat(Qt.TextFormat.PlainText)
        self.body.addWidget(words)
        self._last = answers[-1]
        self.buttons = {answer.word: self._button(answer) for answer in answers}
        fill(self.foot, STRETCH, *reversed(self.buttons.values()))
        usual = next((one for one in answers if one.look is not Look.DANGER), answers[-1])
        self.buttons[usual.word].setDefault(True)
        self.buttons[usual.word].setFocus()

    def add(self, widget: QWidget, *, width: int) -> None:
        """Show something more than words, below them; it wants a wider dialog."""
        self.body.addWidget(widget, 1)
        widget.show()
        self.widen(width)

    def _button(self, answer: Answer) -> QPushButton:
        return button(answer.word, lambda: self._on_chosen(answer), look=answer.look, parent=self)

    def _on_chosen(self, answer: Answer) -> None:
        self.done(1)
        if answer.act is not None:
            answer.act()

    # Qt overrides

    def reject(self) -> None:
        super().reject()
        if self._last.act is not None:
            self._last.act()


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
