"""What a table shows and what it is asked for, each chosen in a popup under its button."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListWidget, QListWidgetItem, QWidget

from domain.enterprises.dictionary import Dictionary
from domain.statistics.tables.columns import FIGURE, LATELY, column_of, columns_of
from domain.statistics.tables.plans import TablePlan
from domain.statistics.tables.running import Means, values_in
from domain.store.tables import Kind
from gui.early.parts import Note, in_column, in_row
from gui.early.theme import px
from gui.forms.editors import ChoiceBox
from gui.forms.ticks import TickList
from gui.services import Services
from gui.tables.list_view import SearchBox
from gui.widgets.placing import place_below

_MOST_VALUES: Final = 300
_YEARS_BACK: Final = 4
_ROLE: Final = Qt.ItemDataRole.UserRole


class _Movable(TickList):
    """Lines that are drawn up and down with the mouse, or by Alt+↑ and Alt+↓."""

    moved = Signal()

    def __init__(self, parent: QWidget, *, called: str) -> None:
        super().__init__(parent, called=called)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)

    def move_line(self, by: int) -> None:
        """Move the current line up or down."""
        at = self.currentRow()
        if at >= 0 and 0 <= at + by < self.count():
            item = self.takeItem(at)
            self.insertItem(at + by, item)
            self.setCurrentRow(at + by)
            self.moved.emit()

    # Qt overrides

    def dropEvent(self, event: QDropEvent) -> None:
        super().dropEvent(event)
        self.moved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.move_line(step)
        else:
            super().keyPressEvent(event)


class ColumnsPopup(QFrame):
    """Which columns a table has, from top to bottom as they stand from left to right."""

    changed = Signal(tuple)

    def __init__(self, dictionary: Dictionary, window: QWidget) -> None:
        super().__init__(window, Qt.WindowType.Popup)
        self.setObjectName("filterPanel")
        self._dictionary = dictionary
        self._plan: TablePlan | None = None
        self.search = SearchBox("搜索列", self)
        self.period = ChoiceBox(_periods(date.today()), self, unset_word=None, called="期间数据取哪一期")
        self.period_note = Note("期间数据取哪一期（先选期，再勾选）", self)
        self.list = _Movable(self, called="列")
        self.note = Note("", self)
        in_column(
            self.note,
            self.search,
            self.period_note,
            self.period,
            (self.list, 1),
            spacing=8,
            margins=12,
            of=self,
        )
        self.search.searched.connect(lambda _: self._narrow())
        self.search.left_downwards.connect(self.list.setFocus)
        self.period.value_changed.connect(self._fill)
        self.list.itemChanged.connect(lambda _: self._on_changed())
        self.list.moved.connect(self._on_changed)

    def open(self, plan: TablePlan, below: QWidget) -> None:
        """Show it under a button, with the columns of a table ticked."""
        self._plan = plan
        for one in (self.period, self.period_note):
            one.setVisible(plan.source.kind is Kind.ENTERPRISE)
        said = "勾选要的列；拖动或按 Alt+↑、Alt+↓ 换先后。"
        self.note.setText("现在分了组：勾选的列里，金额和数量按组合计，其他的不显示。" if plan.by else said)
        self.search.set_query("")
        self._fill()
        place_below(self, below, QSize(px(340), px(520)))
        self.show()
        self.search.setFocus()

    def _fill(self) -> None:
        plan = self._plan
        if plan is None:
            return
        words = {name: one.title for name, one in columns_of(plan.source, self._dictionary).items()}
        if plan.source.kind is Kind.ENTERPRISE:
            period = self.period.typed()
            for name in self._dictionary.indicators:
                column = column_of(plan.source, f"{FIGURE}{name}[{period}]", self._dictionary, date.today())
                if column is not None:
                    words[f"{FIGURE}{name}[{period}]"] = column.title
        for name in plan.columns:
            if name not in words:
                column = column_of(plan.source, name, self._dictionary, date.today())
                words[name] = name if column is None else column.title
        rest = [name for name in words if name not in plan.columns]
        self.list.offer([(name, words[name]) for name in (*plan.columns, *rest)], plan.columns)
        self._narrow()

    def _narrow(self) -> None:
        words = self.search.query().split()
        for item in self.list.items_there():
            item.setHidden(not all(word in item.text() for word in words))

    def _on_changed(self) -> None:
        if self._plan is not None:
            columns = tuple(str(name) for name in self.list.ticked())
            self._plan = replace(self._plan, columns=columns)
            self.changed.emit(columns)


class ConditionsPopup(QFrame):
    """Which rows a table has: by what at the left, which values at the right; each tick counts at once."""

    changed = Signal(dict)

    def __init__(self, services: Services, window: QWidget) -> None:
        super().__init__(window, Qt.WindowType.Popup)
        self.setObjectName("filterPanel")
        self._services = services
        self._plan: TablePlan | None = None
        self._titles: dict[str, str] = {}
        self.fields = QListWidget(self)
        self.fields.setObjectName("filterFields")
        self.fields.setAccessibleName("按什么筛选")
        self.fields.setFixedWidth(px(180))
        self.fields.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.values = TickList(self)
        self.note = Note("", self)
        right = in_column(self.note, (self.values, 1), spacing=8)
        in_row(self.fields, (right, 1), spacing=14, margins=12, of=self)
        self.fields.currentRowChanged.connect(lambda _: self._read())
        self.values.itemChanged.connect(lambda _: self._on_ticked())

    def open(self, plan: TablePlan, below: QWidget) -> None:
        """Show it under a button, with what a table is asked for."""
        self._plan = plan
        columns = columns_of(plan.source, self._services.context.dictionary)
        self._titles = {name: one.title for name, one in columns.items() if one.parts}
        before = self._field
        self.fields.blockSignals(True)
        self.fields.clear()
        for name in self._titles:
            item = QListWidgetItem()
            item.setData(_ROLE, name)
            item.setSizeHint(QSize(0, px(32)))
            self.fields.addItem(item)
        names = list(self._titles)
        used = next((name for name in names if name in plan.where), names[0])
        self.fields.setCurrentRow(names.index(before if before in names else used))
        self.fields.blockSignals(False)
        self._mark()
        self._read()
        place_below(self, below, QSize(px(520), px(420)))
        self.show()
        self.fields.setFocus()

    def choose(self, name: str) -> None:
        """Show the values of a column."""
        self.fields.setCurrentRow(list(self._titles).index(name))

    @property
    def _field(self) -> str:
        item = self.fields.currentItem()
        return "" if item is None else str(item.data(_ROLE))

    def _read(self) -> None:
        plan, name, context = self._plan, self._field, self._services.context
        if plan is None or not name:
            return
        self.note.setText("正在读取…")
        self.values.offer(())

        def read() -> list[tuple[str, str]]:
            means = Means(context.dictionary, context.problem_rules)
            return context.store.ask(values_in, plan, name, means, _MOST_VALUES)

        self._services.jobs.read(lambda _: read(), lambda found: self._show(name, found), owner=self)

    def _show(self, name: str, found: Sequence[tuple[str, str]]) -> None:
        if self._plan is None or name != self._field:
            return
        ticked = self._plan.where.get(name, ())
        known = {value for value, _ in found}
        gone = [(value, value) for value in ticked if value not in known]
        self.values.offer([*found, *gone], ticked)
        more = f"（只列前 {_MOST_VALUES} 种）" if len(found) > _MOST_VALUES else ""
        self.note.setText(f"勾选要的{self._titles[name]}，不勾就是全部{more}")

    def _on_ticked(self) -> None:
        plan, name = self._plan, self._field
        if plan is None or not name:
            return
        where = {one: values for one, values in plan.where.items() if one != name}
        if ticked := tuple(str(value) for value in self.values.ticked()):
            where[name] = ticked
        self._plan = replace(plan, where=where)
        self._mark()
        self.changed.emit(where)

    def _mark(self) -> None:
        used = {} if self._plan is None else self._plan.where
        for row, (name, title) in enumerate(self._titles.items()):
            self.fields.item(row).setText(f"{title}  ●" if name in used else title)


def _periods(today: date) -> Mapping[str, str]:
    years = {f"{today.year - back}": f"{today.year - back}年" for back in range(_YEARS_BACK)}
    halves = {
        f"{year}H{half}": f"{year}年{'上' if half == 1 else '下'}半年" for year in years for half in (1, 2)
    }
    return {**LATELY, **years, **halves}
