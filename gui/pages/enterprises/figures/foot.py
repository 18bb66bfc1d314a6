"""The line below a grid of figures: what there is to say about the cell one stands on, and what is wrong."""

from PySide6.QtWidgets import QLabel, QWidget

from gui.early.labels import Link
from gui.early.layouts import in_row
from gui.early.theme import px
from gui.messages import Tone
from gui.pages.enterprises.figures.grid import FiguresGrid
from gui.pages.enterprises.figures.model import GridModel


class FiguresFoot(QWidget):
    """Follows a grid and its model."""

    def __init__(self, grid: FiguresGrid, model: GridModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid, self._model = grid, model
        self._line = QLabel(self)
        self._line.setObjectName("note")
        self._line.setWordWrap(True)
        self._line.setMinimumHeight(px(22))
        self._wrong = Link("", self)
        self._wrong.followed.connect(self.show_first_wrong)
        self._wrong.hide()
        in_row((self._line, 1), self._wrong, of=self)
        grid.told.connect(lambda text: self.say(Tone.WARNING, text))
        grid.current_moved.connect(self.tell_of_current)
        model.edited.connect(self.tell_of_current)
        model.modelReset.connect(self.tell_of_current)

    @property
    def said(self) -> str:
        """The sentence."""
        return self._line.text()

    def show_first_wrong(self) -> bool:
        """Go to the first figure that cannot be taken; False if there is none."""
        wrong = self._model.wrong_places()
        if wrong:
            self._grid.go_to(wrong[0])
        return bool(wrong)

    def tell_of_current(self) -> None:
        """Say what there is to say about the current cell, and how many are wrong."""
        place = self._grid.current_place()
        self.say(*(self._model.sentence(place) if place is not None else (Tone.INFO, "")))
        count = len(self._model.sheet.wrong_places())
        self._wrong.setText(f"有 {count} 格填得不对，去改正")
        self._wrong.setVisible(bool(count))

    def say(self, tone: Tone, text: str) -> None:
        name = "fieldError" if tone is Tone.ERROR else "note"
        if self._line.objectName() != name:
            self._line.setObjectName(name)
            self._line.style().unpolish(self._line)
            self._line.style().polish(self._line)
        self._line.setText(text)
