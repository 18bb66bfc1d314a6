"""Words that can be read in several ways, the readings beside each other."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from domain.policies.authoring.reading.results import Doubt, Option
from gui.early.parts import Look, Note, button, empty, in_column, in_row, named_label
from gui.widgets.prose import Paragraph


class DoubtsPanel(QWidget):
    """A card for each doubt: the question, and what each reading would give."""

    chosen = Signal(object, object)
    """One of the options of a doubt; the `Doubt` and the `Option`."""
    pointed = Signal(object)
    """The pointer is on a doubt; None where it has left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.doubts: tuple[Doubt, ...] = ()
        self.cards: list[DoubtCard] = []
        self._column = in_column(spacing=8, of=self)
        self.hide()

    def show_doubts(self, doubts: tuple[Doubt, ...]) -> None:
        """Show these; the same ones stay as they are."""
        if doubts == self.doubts:
            return
        self.doubts = doubts
        empty(self._column)
        self.cards = [DoubtCard(doubt, self) for doubt in doubts]
        for card in self.cards:
            card.chosen.connect(partial(self.chosen.emit, card.doubt))
            card.pointed.connect(self.pointed)
            self._column.addWidget(card)
        self.setVisible(bool(doubts))


class DoubtCard(QFrame):
    """One doubt."""

    chosen = Signal(object)
    pointed = Signal(object)

    def __init__(self, doubt: Doubt, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.doubt = doubt
        self.setObjectName("messageBar")
        self.setProperty("tone", "warning")
        question = named_label("roadTitle", doubt.question, self, wraps=True)
        sides = in_row(spacing=16)
        self.buttons = [button(f"按第 {at} 种", look=Look.PLAIN, parent=self) for at in _numbers(doubt)]
        for option, take in zip(doubt.options, self.buttons, strict=True):
            take.clicked.connect(lambda *_, option=option: self.chosen.emit(option))
            sides.addLayout(self._side(option, take), 1)
        in_column(question, sides, spacing=6, margins=(12, 8, 12, 10), of=self)

    def _side(self, option: Option, take: QWidget) -> QVBoxLayout:
        said = Paragraph(option.says, self)
        example = Note(f"例：{option.example}" if option.example else "", self)
        example.setVisible(bool(option.example))
        return in_column(said, example, in_row(take, None), spacing=4)

    # Qt overrides

    def enterEvent(self, event: object) -> None:
        super().enterEvent(event)  # type: ignore[arg-type]
        self.pointed.emit(self.doubt)

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)  # type: ignore[arg-type]
        self.pointed.emit(None)


def _numbers(doubt: Doubt) -> range:
    return range(1, len(doubt.options) + 1)
