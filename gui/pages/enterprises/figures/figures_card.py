"""期间数据: the grid of one enterprise with its choices, and the sentence about the cell one stands on."""

from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.swings import RULE
from gui.early.parts import Link, Note, fill, in_row, named_label, restyle
from gui.early.theme import px
from gui.forms.editors import ChoiceBox, SegmentedChoice
from gui.messages import Tone
from gui.pages.enterprises.figures.grid import FiguresGrid
from gui.pages.enterprises.figures.model import FiguresModel, GridModel
from gui.pages.enterprises.figures.period_columns import Shown, Wanted
from gui.pages.enterprises.figures.sheet import Unit
from gui.widgets.cards import Card
from gui.widgets.placing import FlowLayout

_FIRST_YEAR: Final = 2010
_HINTS: Final = {
    Shown.ASKED: "评定要用的期间，和已经填了的期间",
    Shown.QUARTERS: "按季度填，半年和全年由季度推出，也可以直接填",
    Shown.MONTHS: "填每个月当月的数，季度、半年和全年由月推出",
    Shown.CUMULATIVE: "填从 1 月到该月的累计数，各月、各季度由累计推出",
}


class ColumnChoice(QWidget):
    """评定用到的, 按季, 本月 or 累计, the year of the last three, and 元 or 万元."""

    changing = Signal()
    """Other columns or another unit are about to be shown; what is being typed should be taken in."""
    changed = Signal()

    def __init__(self, model: GridModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.shown = SegmentedChoice({one: str(one) for one in Shown}, self, called="显示哪些期间")
        for one, hint in _HINTS.items():
            self.shown.segment(one).setToolTip(hint)
        self.year = ChoiceBox(self._years(_FIRST_YEAR), self, unset_word=None)
        self.year.set_value(str(date.today().year))
        self.year.setAccessibleName("年份")
        self.year.setFixedWidth(px(108))
        self.year.hide()
        self.unit = SegmentedChoice({unit: str(unit) for unit in Unit}, self, called="金额单位")
        row = FlowLayout(self, spacing=px(12))
        for widget in (self.shown, self.year, self.unit):
            row.addWidget(widget)
        self.shown.value_changed.connect(self._on_periods_changed)
        self.year.value_changed.connect(self._on_periods_changed)
        self.unit.value_changed.connect(self._on_unit_changed)

    def show_year(self, year: int) -> None:
        """Make a year the one that is shown, or would be."""
        self.year.offer(self._years(min(year, _FIRST_YEAR)), None)
        self.year.set_value(str(year))

    def _years(self, first: int) -> dict[str, str]:
        return {str(year): f"{year} 年" for year in range(date.today().year + 1, first - 1, -1)}

    def _on_periods_changed(self) -> None:
        shown = self.shown.value()
        assert isinstance(shown, Shown)
        self.changing.emit()
        self.year.setVisible(shown is not Shown.ASKED)
        self._model.show_periods(shown, int(self.year.typed()))
        self.changed.emit()

    def _on_unit_changed(self) -> None:
        unit = self.unit.value()
        assert isinstance(unit, Unit)
        self.changing.emit()
        self._model.show_unit(unit)
        self.changed.emit()


class FiguresFoot(QWidget):
    """Follows a grid and its model."""

    def __init__(self, grid: FiguresGrid, model: GridModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid, self._model = grid, model
        self._line = named_label("note", "", self, wraps=True)
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
            restyle(self._line)
        self._line.setText(text)


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
