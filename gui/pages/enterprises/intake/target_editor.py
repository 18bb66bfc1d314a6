"""What one column of a sheet holds, as a person chooses it."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QWidget,
)

from domain.exchange.intake.layout import Column as SheetColumn
from domain.exchange.intake.targets import Choice, Place, Target
from domain.values.periods import Period, PeriodKind
from gui.early.buttons import button
from gui.early.labels import Note, SectionTitle
from gui.early.layouts import fill, in_column, in_row
from gui.forms.editors import ChoiceBox
from gui.widgets.cards import Card

_KEY: Final = Qt.ItemDataRole.UserRole
_KINDS: Final = (
    (PeriodKind.YEAR, range(1, 2)),
    (PeriodKind.HALF, range(1, 3)),
    (PeriodKind.QUARTER, range(1, 5)),
    (PeriodKind.MONTH, range(1, 13)),
    (PeriodKind.CUMULATIVE, range(2, 13)),
)
_YEAR: Final = "_"
"""Stands for the whole year, since an empty value is no choice."""


class TargetEditor(Card):
    """What one column holds: searched in a list; the period and the unit where it has any."""

    chosen = Signal(object)
    """Another `Target`, or None for a column that is left out."""

    confirmed = Signal()
    """What was found is right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._choices: Sequence[Choice] = ()
        self._target: Target | None = None
        self._is_showing = False
        self.heading = SectionTitle("", self)
        self.heading.setWordWrap(True)
        self.asked = Note("", self)
        self.confirm_button = button("核对无误", self.confirmed.emit, icon_name="check", parent=self)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("输入几个字查找")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("查找对应的数据")
        self.list = QListWidget(self)
        self.list.setObjectName("targets")
        self.list.setAccessibleName("对应到")
        self.list.setUniformItemSizes(True)
        self.year = QSpinBox(self)
        self.year.setRange(1990, 2100)
        self.year.setSuffix(" 年")
        self.year.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.part = ChoiceBox(_parts(), self, unset_word="请选期间")
        self.unit = ChoiceBox({}, self, unset_word="请选单位")
        self.period_row = _labelled("期间", self.year, self.part, parent=self)
        self.unit_row = _labelled("单位", self.unit, parent=self)
        fill(
            self.body,
            self.heading,
            self.asked,
            self.search,
            self.list,
            self.period_row,
            self.unit_row,
            self.confirm_button,
        )
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._take_first)
        self.list.currentItemChanged.connect(lambda item, _: self._on_picked(item))
        self.year.valueChanged.connect(lambda _: self._on_details_changed())
        self.part.value_changed.connect(self._on_details_changed)
        self.unit.value_changed.connect(self._on_details_changed)

    def offer(self, choices: Sequence[Choice]) -> None:
        """Offer what columns of this sheet can hold."""
        self._choices = choices
        self.list.blockSignals(True)
        self.list.clear()
        self._add("不导入这一列", None)
        section = ""
        for at, choice in enumerate(choices):
            if choice.section != section:
                section = choice.section
                heading = QListWidgetItem(section, self.list)
                heading.setFlags(Qt.ItemFlag.NoItemFlags)
            self._add(f"　{choice.label}", at)
        self.list.blockSignals(False)

    def show_column(self, column: SheetColumn, asked: str = "") -> None:
        """Show what a column holds, and what is asked about it."""
        self._target = column.target
        self.heading.setText(f"“{column.heading}”对应到")
        self.search.clear()
        self.list.blockSignals(True)
        self.list.setCurrentItem(self._item_of(column.target))
        self.list.blockSignals(False)
        self._show_details()
        self.ask(asked, can_confirm=column.target is not None and column.target.is_complete)
        # What is shown or hidden changes how much room the list has.
        self.body.activate()
        self.list.scrollToItem(self.list.currentItem(), QListWidget.ScrollHint.PositionAtCenter)

    def ask(self, asked: str, *, can_confirm: bool) -> None:
        """Say what is to be settled; only what is complete can be confirmed as it stands."""
        self.asked.setText(asked)
        self.asked.setVisible(bool(asked))
        self.confirm_button.setVisible(bool(asked) and can_confirm)

    def pick(self, target: Target | None) -> None:
        """Choose, as by clicking on it."""
        self.list.setCurrentItem(self._item_of(target))

    def _choice(self) -> Choice | None:
        target = self._target
        return next(
            (
                one
                for one in self._choices
                if target is not None and (one.target.place, one.target.name) == (target.place, target.name)
            ),
            None,
        )

    def _add(self, text: str, key: int | None) -> None:
        item = QListWidgetItem(text, self.list)
        item.setData(_KEY, -1 if key is None else key)

    def _item_of(self, target: Target | None) -> QListWidgetItem:
        wanted = -1
        if target is not None:
            wanted = next(
                at
                for at, one in enumerate(self._choices)
                if (one.target.place, one.target.name) == (target.place, target.name)
            )
        items = (self.list.item(at) for at in range(self.list.count()))
        return next(item for item in items if item.data(_KEY) == wanted)

    def _filter(self, text: str) -> None:
        words = text.strip()
        for at in range(self.list.count()):
            item = self.list.item(at)
            is_heading = item.data(_KEY) is None
            item.setHidden(bool(words) and (is_heading or words not in item.text()))

    def _take_first(self) -> None:
        items = (self.list.item(at) for at in range(self.list.count()))
        found = next((item for item in items if not item.isHidden() and item.data(_KEY) is not None), None)
        if found is not None:
            self.list.setCurrentItem(found)

    def _on_picked(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        key = item.data(_KEY)
        if key == -1:
            self._target = None
        else:
            fresh = self._choices[key].target
            old = self._target
            if old is not None and old.place is Place.FIGURE and fresh.place is Place.FIGURE:
                factors = self._choices[key].factors.values()
                fresh = fresh.with_(period=old.period, factor=old.factor if old.factor in factors else 0)
            self._target = fresh
        self._show_details()
        self.chosen.emit(self._target)

    def _show_details(self) -> None:
        choice, target = self._choice(), self._target
        is_figure = target is not None and target.place is Place.FIGURE
        self.period_row.setVisible(is_figure)
        self.unit_row.setVisible(choice is not None and bool(choice.factors))
        self._is_showing = True
        if target is not None and is_figure:
            period = target.period
            self.year.setValue(date.today().year if period is None else period.year)
            self.part.set_value(None if period is None else str(period)[4:] or _YEAR)
        if choice is not None and target is not None and choice.factors:
            self.unit.offer({str(factor): word for word, factor in choice.factors.items()}, "请选单位")
            self.unit.set_value(str(target.factor))
        self._is_showing = False

    def _on_details_changed(self) -> None:
        if self._target is None or self._is_showing:
            return
        part, factor = self.part.value(), self.unit.value()
        period = None
        if self._target.place is Place.FIGURE and isinstance(part, str):
            period = Period.parse(f"{self.year.value()}{'' if part == _YEAR else part}")
        self._target = self._target.with_(
            period=period,
            factor=(int(factor) if isinstance(factor, str) else 0) if self.unit_row.isVisibleTo(self) else 1,
        )
        self.chosen.emit(self._target)


def target_text(choice: Choice, target: Target) -> str:
    """Return what a column holds, in words."""
    period = (
        "" if target.place is not Place.FIGURE else target.period.label if target.period else "（请选期间）"
    )
    unit = next((word for word, factor in choice.factors.items() if factor == target.factor), "（请选单位）")
    return f"{period}{choice.label}" + (f"，{unit}" if target.factor != 1 else "")


def _parts() -> dict[str, str]:
    """Return the parts of a year, as `Period` writes them → what people call them."""
    periods = [Period.of(2022, kind, at) for kind, numbers in _KINDS for at in numbers]
    return {str(period).removeprefix("2022") or _YEAR: period.name for period in periods}


def _labelled(word: str, *widgets: QWidget, parent: QWidget) -> QWidget:
    row = QWidget(parent)
    label = QLabel(word, row)
    label.setObjectName("fieldLabel")
    line = in_row(spacing=8)
    for widget in widgets:
        line.addWidget(widget, 1)
    in_column(label, line, spacing=4, of=row)
    return row
