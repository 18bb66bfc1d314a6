"""期间数据: the grid with its unit, its periods, and the sentence about the cell one stands on."""

from typing import Final

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSpinBox, QWidget

from domain.enterprises.dictionary import Dictionary
from domain.periods import Period
from gui.forms.choices import SegmentedChoice
from gui.forms.editors import ChoiceBox
from gui.messages import Tone
from gui.pages.enterprises.figures.grid import FiguresGrid
from gui.pages.enterprises.figures.model import FiguresModel
from gui.pages.enterprises.figures.sheet import Place, Unit
from gui.theme import px
from gui.widgets.buttons import button
from gui.widgets.cards import Card
from gui.widgets.labels import Link, Note

_PERIODS: Final = {
    "": "全年",
    "H1": "上半年",
    "H2": "下半年",
    **{f"Q{number}": f"{word}季度" for number, word in enumerate("一二三四", start=1)},
    **{f"M{month:02d}": f"{month}月" for month in range(1, 13)},
}
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_KEYS: Final = (
    "直接输入即可，30万、1.2亿也行；Enter 向下，Tab 向右，Delete 清空，Ctrl+Z 撤销；可与 Excel 互相复制粘贴。"
)
_GROUNDS: Final = "灰底的格子现有政策用不到，可以不填。"


class FiguresCard(Card):
    """The period figures of one enterprise."""

    edited = Signal()

    def __init__(
        self, dictionary: Dictionary, wanted: frozenset[Place], parent: QWidget | None = None
    ) -> None:
        super().__init__("期间数据", parent)
        self.model = FiguresModel(dictionary, wanted, self)
        self.grid = FiguresGrid(self.model, self)
        self._unit = SegmentedChoice({unit: str(unit) for unit in Unit}, self)
        self._unit.setAccessibleName("金额单位")
        self._unit.value_changed.connect(self._on_unit_changed)
        self._add_period_row()
        self.head.addWidget(self._unit)
        self.body.addWidget(Note(f"{_KEYS}{_GROUNDS}", self))
        self.body.addWidget(self.grid)
        self.body.addLayout(self._foot())
        self.grid.told.connect(lambda text: self._say(Tone.WARNING, text))
        self.grid.current_moved.connect(self._tell_of_current)
        self.model.edited.connect(self._tell_of_current)
        self.model.edited.connect(self.edited)
        self.model.modelReset.connect(self._tell_of_current)

    def show_first_wrong(self) -> bool:
        """Go to the first figure that cannot be taken; False if there is none."""
        wrong = self.model.sheet.wrong_places()
        if wrong:
            self.grid.go_to(wrong[0])
        return bool(wrong)

    def start(self) -> None:
        """Put the focus on the cell one was on last, or the first one."""
        self.grid.setFocus()
        if not self.grid.currentIndex().isValid():
            self.grid.setCurrentIndex(self.model.index(0, 0))

    @property
    def said(self) -> str:
        """The sentence below the grid."""
        return self._line.text()

    def _add_period_row(self) -> None:
        self._year = QSpinBox(self)
        self._year.setRange(_FIRST_YEAR, _LAST_YEAR)
        self._year.setSuffix(" 年")
        self._year.setValue(QDate.currentDate().year())
        self._year.setAccessibleName("年份")
        self._year.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self._year.setFixedWidth(px(88))
        self._kind = ChoiceBox(_PERIODS, self, unset_word=None)
        self._kind.setAccessibleName("期间")
        self._kind.setFixedWidth(px(104))
        self.head.addWidget(self._year)
        self.head.addWidget(self._kind)
        self.head.addWidget(button("添加期间", self._on_add_period, icon_name="plus", parent=self))
        self.head.addSpacing(px(12))

    def _foot(self) -> QHBoxLayout:
        self._line = QLabel(self)
        self._line.setObjectName("note")
        self._line.setWordWrap(True)
        self._line.setMinimumHeight(px(22))
        self._wrong = Link("", self)
        self._wrong.followed.connect(self.show_first_wrong)
        self._wrong.hide()
        foot = QHBoxLayout()
        foot.addWidget(self._line, 1)
        foot.addWidget(self._wrong)
        return foot

    def _tell_of_current(self) -> None:
        place = self.grid.current_place()
        self._say(*(self.model.sentence(place) if place is not None else (Tone.INFO, "")))
        count = len(self.model.sheet.wrong_places())
        self._wrong.setText(f"有 {count} 格填得不对，去改正")
        self._wrong.setVisible(bool(count))

    def _say(self, tone: Tone, text: str) -> None:
        name = "fieldError" if tone is Tone.ERROR else "note"
        if self._line.objectName() != name:
            self._line.setObjectName(name)
            self._line.style().unpolish(self._line)
            self._line.style().polish(self._line)
        self._line.setText(text)

    def _on_unit_changed(self) -> None:
        self.grid.finish_editing()
        unit = self._unit.value()
        assert isinstance(unit, Unit)
        self.model.show_unit(unit)
        self._tell_of_current()

    def _on_add_period(self) -> None:
        code = str(self._kind.value())
        period = Period.parse(f"{self._year.value()}{code}")
        column = self.model.add_period(period)
        self.grid.setFocus()
        self.grid.setCurrentIndex(self.model.index(max(self.grid.currentIndex().row(), 0), column))
