"""The conditions in force, as chips: what each says, a click to take it away. Light, as `view` is."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from gui.early.buttons import Look, button
from gui.early.theme import px
from gui.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from domain.enterprises.register.conditions import Condition


class FilterChips(QWidget):
    """Hidden while nothing is filtered."""

    removed = Signal(object)
    """A condition was taken away."""

    def __init__(
        self, clear: Callable[[], object], save: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        """`clear` takes all away, `save` gives them a name."""
        super().__init__(parent)
        self._flow = FlowLayout(self, spacing=px(8))
        self.chips: list[QPushButton] = []
        self.clear_button = button("清除", clear, look=Look.LINK, parent=self)
        self.clear_button.setToolTip("去掉全部筛选条件")
        self.save_button = button("保存为常用筛选…", save, look=Look.LINK, parent=self)
        for one in (self.clear_button, self.save_button):
            self._flow.addWidget(one)
        self.hide()

    def show_conditions(self, named: "Sequence[tuple[Condition, str]]") -> None:
        """Show these, each with its words."""
        for chip in self.chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = []
        for one in (self.clear_button, self.save_button):
            self._flow.removeWidget(one)
        for condition, words in named:
            chip = button(words, partial(self.removed.emit, condition), look=Look.CHIP, icon_name="close")
            chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            chip.setToolTip(f"去掉“{words}”")
            self.chips.append(chip)
            self._flow.addWidget(chip)
        for one in (self.clear_button, self.save_button):
            self._flow.addWidget(one)
        self.setVisible(bool(named))
