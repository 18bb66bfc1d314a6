"""期间数据: the grid of one enterprise with its choices, and the sentence about the cell one stands on."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.swings import RULE
from gui.early.labels import Note
from gui.early.layouts import fill
from gui.pages.enterprises.figures.choosing import ColumnChoice
from gui.pages.enterprises.figures.foot import FiguresFoot
from gui.pages.enterprises.figures.grid import FiguresGrid
from gui.pages.enterprises.figures.model import FiguresModel
from gui.pages.enterprises.figures.periods import Wanted
from gui.widgets.cards import Card

_KEYS: Final = (
    "30万、1.2亿都认得；Enter 向下，Tab 向右，Ctrl+D、Ctrl+R 向下、向右填充，Ctrl+Z 撤销；"
    "可与 Excel 互相复制粘贴。"
)
_MARKS: Final = (
    "灰色斜体是推出的，不用填；右上角有记号的，几个数对不上；有 ▲▼ 的，比上年同期多一倍以上或不到一半；"
    "灰底的政策用不到。"
)
_MARKS_OF_ONE: Final = "蓝底的评定这户企业要用，还没有填。"


def grid_note(parent: QWidget, more: str = "") -> Note:
    """Return what stands above a grid of figures: its keys and its marks."""
    note = Note(f"{_KEYS}{_MARKS}{more}", parent)
    note.setToolTip(RULE)
    return note


class FiguresCard(Card):
    """The period figures of one enterprise."""

    edited = Signal()

    def __init__(self, dictionary: Dictionary, wanted: Wanted, parent: QWidget | None = None) -> None:
        super().__init__("期间数据", parent)
        self.model = FiguresModel(dictionary, wanted, self)
        self.grid = FiguresGrid(self.model, self)
        self.choice = ColumnChoice(self.model, self)
        self.foot = FiguresFoot(self.grid, self.model, self)
        self.head.addWidget(self.choice)
        fill(self.body, grid_note(self, _MARKS_OF_ONE), self.grid, self.foot)
        if wanted:
            self.choice.show_year(max(period.year for _, period in wanted))
        self.choice.changing.connect(self.grid.finish_editing)
        self.choice.changed.connect(self.foot.tell_of_current)
        self.model.edited.connect(self.edited)

    @property
    def wrong_count(self) -> int:
        """In how many cells something stands that cannot be taken."""
        return len(self.model.sheet.wrong_places())

    def show_first_wrong(self) -> bool:
        """Go to the first figure that cannot be taken; False if there is none."""
        return self.foot.show_first_wrong()

    def start(self) -> None:
        """Put the focus on the cell one was on last, or the first one."""
        self.grid.setFocus()
        if not self.grid.currentIndex().isValid():
            self.grid.setCurrentIndex(self.model.index(0, 0))

    @property
    def said(self) -> str:
        """The sentence below the grid."""
        return self.foot.said
