"""The strip above a table: what it lists, its columns, conditions, days and groups."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from domain.enterprises.dictionary import Dictionary
from domain.statistics.sources import ROWS, Is, Rows
from domain.statistics.tables.columns import columns_of
from domain.statistics.tables.plans import TablePlan, Within
from domain.values.errors import BadInput
from gui.early.parts import Note, button, in_row
from gui.early.theme import px
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.editors import ChoiceBox
from gui.pages.figures.table_popups import ColumnsPopup, ConditionsPopup
from gui.services import Services
from gui.widgets.placing import FlowLayout

_AT_FIRST: Final = 7
"""So many columns a new table has."""
_WIDEST: Final = 160


class TableControls(QWidget):
    """Shows how a table is put together, and says at once when it is put together otherwise."""

    changed = Signal(object)
    """The table is another `TablePlan` now."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent)
        self._services = services
        self._plan = blank_plan("problems")
        self._is_showing = False
        titles = {name: one.title for name, one in ROWS.items() if one.is_listed}
        self.rows = ChoiceBox(titles, self, unset_word=None, called="列什么")
        self.columns_button = button("列", self._on_columns, icon_name="table", parent=self)
        self.where_button = button("条件", self._on_where, icon_name="filter", parent=self)
        self.day = ChoiceBox({}, self, unset_word=None, called="按哪个日期")
        self.within = ChoiceBox({one.value: one.word for one in Within}, self, unset_word=None, called="期间")
        self.since = OptionalDateEdit(self, may_be_none=False)
        self.until = OptionalDateEdit(self, may_be_none=False)
        self.by = ChoiceBox({}, self, unset_word="不分组", called="分组")
        self.then_by = ChoiceBox({}, self, unset_word="不再分", called="再按什么分组")
        for box in (self.rows, self.day, self.within, self.by, self.then_by):
            box.setMaximumWidth(px(_WIDEST))
        self._days = self._named("从", self.since, self._named("到", self.until))
        line = FlowLayout(self, spacing=px(8))
        for one in (
            self._named("列出", self.rows),
            self.columns_button,
            self.where_button,
            self._named("期间", self.day, self.within),
            self._days,
            self._named("分组", self.by, self.then_by),
        ):
            line.addWidget(one)
        self.columns_popup: ColumnsPopup | None = None
        self.where_popup: ConditionsPopup | None = None
        self.rows.value_changed.connect(self._on_rows)
        for box in (self.day, self.within, self.by, self.then_by):
            box.value_changed.connect(self._on_chosen)
        for edit in (self.since, self.until):
            edit.value_changed.connect(self._on_days)

    def show_plan(self, plan: TablePlan) -> None:
        """Show how a table is put together."""
        self._plan = plan
        self._is_showing = True
        columns = columns_of(plan.source, self._dictionary)
        days = {name: one.title for name, one in columns.items() if one.is_ is Is.DAY}
        groups = {name: one.title for name, one in columns.items() if one.parts or one.is_ is Is.ENTERPRISE}
        self.rows.set_value(plan.rows)
        self.day.offer(days, None)
        self.day.set_value(plan.day)
        self.within.set_value(plan.within.value)
        self.since.set_value(plan.between[0])
        self.until.set_value(plan.between[1])
        self._days.setVisible(plan.within is Within.DAYS)
        by, then_by = (*plan.by, "", "")[:2]
        self.by.offer({name: f"按{title}" for name, title in groups.items()}, "不分组")
        self.by.type_in(by)
        self.then_by.offer({name: f"再按{title}" for name, title in groups.items() if name != by}, "不再分")
        self.then_by.type_in(then_by)
        self.then_by.setVisible(bool(by))
        self.columns_button.setText(f"列（{len(plan.columns)}）")
        self.where_button.setText(f"条件（{len(plan.where)}）" if plan.where else "条件")
        self._is_showing = False

    @property
    def _dictionary(self) -> Dictionary:
        return self._services.context.dictionary

    def _named(self, word: str, *parts: QWidget) -> QWidget:
        box = QWidget(self)
        label = Note(word, box)
        label.setWordWrap(False)
        label.setBuddy(parts[0])
        in_row(label, *parts, spacing=6, of=box)
        return box

    def _take(self, plan: TablePlan) -> None:
        if plan != self._plan:
            self.show_plan(plan)
            self.changed.emit(plan)

    def _on_rows(self) -> None:
        if not self._is_showing:
            self._take(replace(blank_plan(self.rows.typed()), id=self._plan.id, title=self._plan.title))

    def _on_chosen(self) -> None:
        if self._is_showing:
            return
        within, by = Within(self.within.typed()), self.by.typed()
        groups = tuple(one for one in (by, self.then_by.typed()) if one)
        plan = replace(
            self._plan,
            day=self.day.typed() if within is not Within.ALL else "",
            within=within,
            between=(_day_in(self.since), _day_in(self.until)) if within is Within.DAYS else (None, None),
            by=tuple(dict.fromkeys(groups)) if by else (),
        )
        if bool(plan.by) != bool(self._plan.by):
            plan = replace(plan, sort="")
        self._take(plan)

    def _on_days(self) -> None:
        plan = replace(self._plan, between=(_day_in(self.since), _day_in(self.until)))
        if not self._is_showing and plan != self._plan:
            # What is being typed stays as it is.
            self._plan = plan
            self.changed.emit(plan)

    def _on_columns(self) -> None:
        if self.columns_popup is None:
            self.columns_popup = ColumnsPopup(self._dictionary, self.window())
            self.columns_popup.changed.connect(self._on_columns_chosen)
        self.columns_popup.open(self._plan, self.columns_button)

    def _on_columns_chosen(self, columns: tuple[str, ...]) -> None:
        sort = self._plan.sort if self._plan.by or self._plan.sorted_by in columns else ""
        self._take(replace(self._plan, columns=columns, sort=sort))

    def _on_where(self) -> None:
        if self.where_popup is None:
            self.where_popup = ConditionsPopup(self._services, self.window())
            self.where_popup.changed.connect(self._on_where_chosen)
        self.where_popup.open(self._plan, self.where_button)

    def _on_where_chosen(self, where: Mapping[str, tuple[str, ...]]) -> None:
        self._take(replace(self._plan, where=where))


def blank_plan(rows: str) -> TablePlan:
    """Return a table of some rows to begin with: the first columns, everything there is."""
    source = ROWS[rows]
    return TablePlan("", "", rows, tuple(_first_of(source))[:_AT_FIRST])


def _first_of(source: Rows) -> list[str]:
    return [
        name
        for name, one in source.columns.items()
        if not one.is_personal and name not in ("code", "month", "park", "industry", "detail")
    ]


def _day_in(edit: OptionalDateEdit) -> date | None:
    try:
        value = edit.value()
    except BadInput:
        return None
    return value if isinstance(value, date) else None
