"""Which columns are shown, and the unit: the row of choices above a grid of figures."""

from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gui.early.theme import px
from gui.forms.choices import SegmentedChoice
from gui.forms.editors import ChoiceBox
from gui.pages.enterprises.figures.model import GridModel
from gui.pages.enterprises.figures.periods import Shown
from gui.pages.enterprises.figures.sheet import Unit
from gui.widgets.flow import FlowLayout

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
        self.shown = SegmentedChoice({one: str(one) for one in Shown}, self)
        self.shown.setAccessibleName("显示哪些期间")
        for one, hint in _HINTS.items():
            self.shown.segment(one).setToolTip(hint)
        self.year = ChoiceBox(self._years(_FIRST_YEAR), self, unset_word=None)
        self.year.set_value(str(date.today().year))
        self.year.setAccessibleName("年份")
        self.year.setFixedWidth(px(108))
        self.year.hide()
        self.unit = SegmentedChoice({unit: str(unit) for unit in Unit}, self)
        self.unit.setAccessibleName("金额单位")
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
