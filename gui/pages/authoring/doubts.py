"""Words that can be read in several ways, the readings beside each other."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from domain.policies.authoring.reading.results import Doubt, Option
from gui.early.parts import Link, Look, Note, button, empty, in_column, in_row, named_label
from gui.widgets.prose import Paragraph

_AT_ONCE: Final = 4
"""So many words to look at are shown before somebody asks for all: the clause stands below them."""


class DoubtsPanel(QWidget):
    """A card for each doubt that has several readings, and one for all that is only to be looked at."""

    chosen = Signal(object, object)
    """One of the options of a doubt; the `Doubt` and the `Option`."""
    pointed = Signal(object)
    """The pointer is on a doubt; None where it has left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.doubts: tuple[Doubt, ...] = ()
        self.cards: list[DoubtCard] = []
        self.looks: LooksCard | None = None
        self._column = in_column(spacing=8, of=self)
        self.hide()

    def show_doubts(self, doubts: tuple[Doubt, ...]) -> None:
        """Show these; the same ones stay as they are."""
        if doubts == self.doubts:
            return
        self.doubts = doubts
        empty(self._column)
        self.cards = [DoubtCard(doubt, self) for doubt in doubts if doubt.options]
        for card in self.cards:
            card.chosen.connect(partial(self.chosen.emit, card.doubt))
            card.pointed.connect(self.pointed)
            self._column.addWidget(card)
        plain = [doubt for doubt in doubts if not doubt.options]
        self.looks = LooksCard(plain, self) if plain else None
        if self.looks is not None:
            self.looks.pointed.connect(self.pointed)
            self._column.addWidget(self.looks)
        self.setVisible(bool(doubts))


class LooksCard(QFrame):
    """All that is only to be looked at, a line each; of many the first ones until all are asked for."""

    pointed = Signal(object)

    def __init__(self, doubts: Sequence[Doubt], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self.setProperty("tone", "warning")
        self.lines = [_LookLine(doubt, self) for doubt in doubts]
        self.more = Link(f"还有 {len(doubts) - _AT_ONCE} 处要看", self)
        self.more.followed.connect(self._show_all)
        self.more.setVisible(len(doubts) > _AT_ONCE)
        for line in self.lines:
            line.pointed.connect(self.pointed)
        for line in self.lines[_AT_ONCE:]:
            line.hide()
        in_column(*self.lines, in_row(self.more, None), spacing=4, margins=(12, 8, 12, 8), of=self)

    def _show_all(self) -> None:
        for line in self.lines:
            line.show()
        self.more.hide()


class _LookLine(QLabel):
    """What is to be looked at of one doubt."""

    pointed = Signal(object)

    def __init__(self, doubt: Doubt, parent: QWidget) -> None:
        super().__init__(doubt.question, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self._doubt = doubt

    # Qt overrides

    def enterEvent(self, event: object) -> None:
        super().enterEvent(event)  # type: ignore[arg-type]
        self.pointed.emit(self._doubt)

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)  # type: ignore[arg-type]
        self.pointed.emit(None)


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
