"""What each column of the sheets holds."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QSpinBox, QWidget

from domain.exchange.intake.cells import text_of
from domain.exchange.intake.layout import Column as SheetColumn
from domain.exchange.intake.layout import Found, Planner, SheetPlan, open_sentence, problems
from domain.exchange.intake.rows import data_rows
from domain.exchange.intake.targets import Choice, Place, Target
from domain.values.periods import Period, PeriodKind
from gui.early.parts import Note, SectionTitle, button, fill, in_column, in_row, named_label
from gui.early.theme import px
from gui.forms.editors import ChoiceBox, SegmentedChoice
from gui.intake.wizard_steps import Step
from gui.tables.data_table import Column, DataTable, RowsModel
from gui.widgets.cards import Card
from gui.widgets.status import ATTENTION, GOOD, NEUTRAL, Status

if TYPE_CHECKING:
    from gui.intake.intake_jobs import Opened


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
    label = named_label("fieldLabel", word, row)
    line = in_row(spacing=8)
    for widget in widgets:
        line.addWidget(widget, 1)
    in_column(label, line, spacing=4, of=row)
    return row


_SAMPLES: Final = 3
_EDITOR: Final = 320
_LEAST_EDITOR: Final = 250


class ColumnsStep(Step):
    """The columns in a table at the left, what the one in hand holds at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened: Opened | None = None
        self._sheets: SegmentedChoice | None = None
        self._sheet_row = QHBoxLayout()
        fill(
            self.body,
            self._sheet_row,
            Note(
                "程序按列名找出了每一列填的是什么。标“请核对”“请选单位”“请选期间”的处理完才能继续，不需要的列可以不导入。改过的下次会记得。",
                self,
            ),
        )
        self.model: RowsModel[SheetColumn] = RowsModel(
            (
                Column("列", lambda column: column.letters, width=40),
                Column(
                    "文件里的列名",
                    lambda column: column.heading,
                    width=148,
                    narrowest=96,
                    tip=lambda c: c.heading,
                ),
                Column("内容举例", self._samples, width=88, tips=True),
                Column("对应到", self._target_text, width=168, narrowest=96, stretches=True, tips=True),
                Column(
                    "",
                    lambda column: _status(column).word,
                    status=_status,
                    width=100,
                    tip=lambda column: "；".join(column.doubts),
                ),
            ),
            key=lambda column: column.place,
            parent=self,
        )
        self.table: DataTable[SheetColumn] = DataTable(self.model, self)
        self.editor = TargetEditor(self)
        self.editor.chosen.connect(self._on_chosen)
        self.editor.confirmed.connect(self._on_confirmed)
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(lambda _: self.editor.search.setFocus())
        self.body.addLayout(in_row((self.table, 1), self.editor, spacing=12), 1)

    def show_file(self, opened: "Opened") -> None:
        """Show the columns of the sheets that are read."""
        self._opened = opened
        self._plans = [plan for plan in opened.plans if plan.kind is not None]
        if self._sheets is not None:
            self._sheets.hide()
            self._sheets.deleteLater()
            self._sheets = None
        if len(self._plans) > 1:
            names: dict[object, str] = {at: plan.sheet.title for at, plan in enumerate(self._plans)}
            self._sheets = SegmentedChoice(names, self)
            self._sheets.value_changed.connect(lambda: self.show_plan(self._shown()))
            self._sheet_row.addWidget(self._sheets)
        self.show_plan(self._plans[0])
        self.complain([])

    def show_plan(self, plan: SheetPlan) -> None:
        """Show the columns of one sheet."""
        assert self._opened is not None
        self._plan = plan
        self._rows = data_rows(plan)[0][:200]
        self.editor.offer(self._opened.planner.choices(plan.kind or ""))
        self.model.replace(plan.columns)
        wanting = [column for column in plan.columns if column.is_open]
        first = (wanting or plan.columns)[:1]
        if first:
            self.table.select_key(first[0].place)
            self._on_current(first[0])

    def problems(self) -> list[str]:
        """Return what keeps one from going on; shows the sheet that has it."""
        for at, plan in enumerate(self._plans):
            found = problems(plan, self._planner)
            if found:
                if self._sheets is not None:
                    self._sheets.set_value(at)
                return found
        return []

    @property
    def _planner(self) -> Planner:
        assert self._opened is not None
        return self._opened.planner

    def _shown(self) -> SheetPlan:
        at = self._sheets.value() if self._sheets is not None else 0
        assert isinstance(at, int)
        return self._plans[at]

    def _samples(self, column: SheetColumn) -> str:
        found: list[str] = []
        for row in self._rows:
            text = " ".join(text_of(self._plan.sheet.rows[row][column.place]).split())
            if text and text not in found:
                found.append(text)
            if len(found) == _SAMPLES:
                break
        return "、".join(found)

    def _target_text(self, column: SheetColumn) -> str:
        target = column.target
        if target is None:
            return "不导入"
        choice = self._planner.choice_of(self._plan.kind or "", target)
        return target_text(choice, target)

    def _on_current(self, column: SheetColumn | None) -> None:
        self.editor.setEnabled(column is not None)
        if column is not None:
            self.editor.show_column(column, self._sentence(column))

    def _sentence(self, column: SheetColumn) -> str:
        return open_sentence(column, self._plan, self._planner) if column.is_open else ""

    def _on_confirmed(self) -> None:
        """Take what was found, and go on to the next column that has to be looked at."""
        column = self.table.current_row()
        if column is None:
            return
        self._on_chosen(column.target)
        following = next((one for one in self._plan.columns if one.is_open), None)
        if following is not None:
            self.table.select_key(following.place)

    def _on_chosen(self, target: Target | None) -> None:
        column = self.table.current_row()
        if column is None:
            return
        column.choose(target)
        self.editor.ask(self._sentence(column), can_confirm=False)
        at = self.model.position_of(column.place)
        if at is not None:
            last = self.model.columnCount() - 1
            self.model.dataChanged.emit(self.model.index(at, 0), self.model.index(at, last))
        self.complain([])

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Beside the table, which must still say of each column what it holds.
        self.editor.setFixedWidth(min(px(_EDITOR), max(px(_LEAST_EDITOR), event.size().width() * 2 // 5)))


def _status(column: SheetColumn) -> Status:
    if column.target is None:
        return NEUTRAL.named("不导入")
    if column.target.factor == 0:
        return ATTENTION.named("请选单位")
    if not column.target.is_complete:
        return ATTENTION.named("请选期间")
    if column.found is Found.GUESSED:
        return ATTENTION.named("请核对")
    return GOOD.named({Found.REMEMBERED: "记得的", Found.CHOSEN: "已选"}.get(column.found, "已对应"))
