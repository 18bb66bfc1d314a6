"""The table of all decisions with its filters and totals."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from domain.exchange.cells import CellKind
from domain.policies.bulk.numbers import Array
from domain.policies.policy import Policy
from domain.policies.results import Result, Results
from domain.policies.summary import Totals
from domain.policies.trace import OUTCOME_NAMES, Outcome
from gui.formatting import count_text, money_text
from gui.forms.choices import SegmentedChoice
from gui.forms.editors import ChoiceBox
from gui.forms.values import UNSET
from gui.models.table import RIGHT, Column, RowsModel
from gui.pages.assessment.rows import ORDER, ResultRows
from gui.theme import px
from gui.widgets.buttons import Look, button
from gui.widgets.data_table import DataTable
from gui.widgets.empty import EmptyState, WhenEmpty
from gui.widgets.labels import Note
from gui.widgets.search_box import SearchBox
from gui.widgets.status import status_of

_ALL: Final = "all"
_NONE: Final = np.zeros(0, np.int64)


class DecisionList(QWidget):
    """Search, filter by outcome and clause, the table, and what it comes to."""

    opened = Signal(object)
    """A row was opened; the `Result`."""

    selection_changed = Signal()

    def __init__(self, register: Callable[[], object], parent: QWidget | None = None) -> None:
        """`register` is what the button of the empty page does."""
        super().__init__(parent)
        self._results: Results | None = None
        self.search = SearchBox("搜索企业或信用代码", self)
        self.outcome = SegmentedChoice({_ALL: "全部", **{one: OUTCOME_NAMES[one] for one in ORDER}}, self)
        self.outcome.setAccessibleName("结果")
        self.clause_box = ChoiceBox({}, self, unset_word="全部条款")
        self.clause_box.setAccessibleName("条款")
        self._among: Sequence[int] | None = None
        self.among_chip = button("", self._show_all, look=Look.CHIP, icon_name="close", parent=self)
        self.among_chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.among_chip.setToolTip("列出全部企业")
        self.among_chip.hide()
        self.model: RowsModel[Result] = RowsModel(self._columns(), key=lambda row: row.key, parent=self)
        self.table: DataTable[Result] = DataTable(self.model, self, several=True)
        self.empty = EmptyState(
            "还没有企业",
            "先登记企业和它们的数据，再到这里逐条评定。",
            icon_name="enterprises",
            action=("去登记企业", register),
        )
        self.totals = Note("", self)
        self._lay_out()
        self.search.searched.connect(lambda _: self._apply())
        self.search.left_downwards.connect(self.table.setFocus)
        self.outcome.value_changed.connect(self._apply)
        self.clause_box.value_changed.connect(self._apply)
        self.table.opened.connect(self.opened)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._on_selection_changed())

    def show_results(self, results: Results) -> None:
        """Take what was decided; search and filters stay as they are."""
        self._results = results
        self.offer_clauses(results.policy)
        self._tools.setVisible(bool(results.enterprises))
        self._foot_row.setVisible(bool(results.enterprises))
        self._apply()

    def offer_clauses(self, policy: Policy) -> None:
        """Offer the clauses of a policy to filter by; the one chosen stays."""
        clauses = {clause.id: clause.title for clause in policy.clauses.values()}
        self.clause_box.offer(clauses, unset_word="全部条款")

    def show_clause(self, clause_id: str) -> None:
        """List one clause for all enterprises, whatever was searched for before."""
        self.search.clear()
        self.outcome.set_value(_ALL)
        self.clause_box.set_value(clause_id)
        self._apply()

    def show_enterprises(self, ids: Sequence[int]) -> None:
        """List these enterprises alone, with every clause, until the chip that says so is clicked."""
        self._among = ids
        self.among_chip.setText(f"只看在企业库选中的 {count_text(len(ids), '户')}")
        self.among_chip.show()
        self.search.clear()
        self.outcome.set_value(_ALL)
        self.clause_box.set_value(UNSET)
        self._apply()

    @property
    def cells(self) -> Array:
        """The results that are listed."""
        rows = self.model.rows
        return rows.cells if isinstance(rows, ResultRows) else _NONE

    def selected_cells(self) -> Array:
        """Return the results that are selected, top to bottom."""
        rows = self.model.rows
        return rows.taken(self.table.selected_places()) if isinstance(rows, ResultRows) else _NONE

    def add_below(self, widget: QWidget) -> None:
        """Put an act on the whole list beside what it comes to."""
        self._below.addWidget(widget)

    def _apply(self) -> None:
        if self._results is None:
            return
        outcome, clause = self.outcome.value(), self.clause_box.value()
        cells = self._results.cells(
            text=self.search.query(),
            outcome=None if outcome == _ALL else Outcome(str(outcome)),
            clause_id=clause if isinstance(clause, str) else "",
            among=self._among,
        )
        self.model.replace(ResultRows(self._results, cells))
        self._on_selection_changed()

    def _show_all(self) -> None:
        self._among = None
        self.among_chip.hide()
        self._apply()

    def _is_filtered(self) -> bool:
        is_by_clause = isinstance(self.clause_box.value(), str)
        return (
            self._among is not None
            or bool(self.search.query())
            or self.outcome.value() != _ALL
            or is_by_clause
        )

    def _on_selection_changed(self) -> None:
        if self._results is None:
            return
        chosen = self.selected_cells()
        if len(chosen) > 1:
            self.totals.setText(f"已选 {_totals_text(self._results, chosen)}")
        else:
            self.totals.setText(f"共 {_totals_text(self._results, self.cells)}")
        self.selection_changed.emit()

    def _title(self, row: Result) -> str:
        assert self._results is not None
        return self._results.policy.clauses[row.clause_id].title

    def _columns(self) -> tuple[Column[Result], ...]:
        # In the order of `rows.NAME` and the others, which sorting goes by; a key only says that it can be.
        return (
            Column[Result](
                title="企业",
                text=lambda row: row.enterprise_name,
                sort_key=lambda row: row.enterprise_name,
                width=250,
                tip=lambda row: f"{row.enterprise_name}\n{row.uscc}",
            ),
            Column[Result](title="条款", text=self._title, sort_key=self._title, width=220, tip=self._title),
            Column[Result](
                title="结果",
                text=lambda row: OUTCOME_NAMES[row.outcome],
                status=lambda row: status_of(row.outcome),
                sort_key=lambda row: ORDER.index(row.outcome),
                width=124,
            ),
            Column[Result](
                title="金额（元）",
                text=lambda row: money_text(row.amount) if row.outcome is Outcome.GRANTED else "—",
                align=RIGHT,
                sort_key=_amount,
                width=120,
                kind=CellKind.AMOUNT,
                value=_amount,
            ),
            Column[Result](
                title="说明",
                text=lambda row: row.reason,
                stretches=True,
                width=260,
                tip=lambda row: row.reason,
            ),
            Column[Result](
                title="统一社会信用代码", text=lambda row: row.uscc, width=165, only_exported=True
            ),
        )

    def _lay_out(self) -> None:
        self._tools = QWidget(self)
        tools = QHBoxLayout(self._tools)
        tools.setContentsMargins(0, 0, 0, 0)
        tools.setSpacing(px(12))
        tools.addWidget(self.search, 1)
        tools.addWidget(self.clause_box)
        tools.addWidget(self.outcome)
        self.clause_box.setMinimumWidth(px(220))
        nothing_found = EmptyState("没有找到", "换个词，或把结果和条款改为全部。", icon_name="search")
        stack = WhenEmpty(
            self.table, self.model, self.empty, nothing_found=nothing_found, is_filtered=self._is_filtered
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(10))
        layout.addWidget(self._tools)
        layout.addWidget(self.among_chip, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(stack, 1)
        self._foot_row = QWidget(self)
        self._below = QHBoxLayout(self._foot_row)
        self._below.setContentsMargins(0, 0, 0, 0)
        self._below.setSpacing(px(12))
        self._below.addWidget(self.totals, 1)
        layout.addWidget(self._foot_row)


def _amount(row: Result) -> int | None:
    return row.amount if row.outcome is Outcome.GRANTED else None


def _totals_text(results: Results, cells: Array) -> str:
    totals = results.totals(cells)
    parts = [f"{count_text(results.enterprises_of(cells), '户')} {count_text(len(cells), '项')}"]
    parts += [_outcome_text(outcome, totals) for outcome in ORDER if totals.count(outcome)]
    return "　".join(parts)


def _outcome_text(outcome: Outcome, totals: Totals) -> str:
    words = f"{OUTCOME_NAMES[outcome]} {totals.count(outcome):,}"
    return f"{words}，合计 {money_text(totals.amount)} 元" if outcome is Outcome.GRANTED else words
