"""The table of all decisions with its filters and totals."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from domain.cases.issued import IssuedResult, Standing
from domain.exchange.cells import CellKind
from domain.policies.many.numbers import Array
from domain.policies.policy import Policy
from domain.policies.trace import OUTCOME_NAMES, Outcome
from domain.values.ids import EnterpriseId
from gui.early.parts import Look, button
from gui.formatting import count_text, money_text
from gui.forms.editors import UNSET, ChoiceBox, SegmentedChoice
from gui.pages.assessment.decision_rows import ORDER, ResultRows, outcome_words, shown_status
from gui.tables.data_table import RIGHT, Column, DataTable, RowsModel
from gui.tables.list_view import ListView
from gui.widgets.cards import EmptyState

_OPEN, _ALL = "open", "all"
_WORDS: Final[dict[object, str]] = {
    _OPEN: "符合和待定",
    **{one: OUTCOME_NAMES[one] for one in ORDER},
    _ALL: "全部",
}
_NONE: Final = np.zeros(0, np.int64)

Find = Callable[[str, Callable[[Sequence[EnterpriseId]], object]], object]
"""Looks for enterprises by what was typed; hands their ids over once they are found."""


class DecisionList(ListView[IssuedResult]):
    """Search, filter by outcome and clause, the table, and what it comes to."""

    opened = Signal(object)
    """A row was opened; the `Result`."""

    def __init__(self, register: Callable[[], object], find: Find, parent: QWidget | None = None) -> None:
        """`register` is what the button of the empty page does."""
        self._standing: Standing | None = None
        self._find = find
        self._found: Sequence[EnterpriseId] | None = None
        self.outcome = SegmentedChoice(_WORDS)
        self.outcome.setAccessibleName("结果")
        self.outcome.segment(_OPEN).setToolTip("除“不符合”以外的；不符合但出具过通知书的也列出")
        self.clause_box = ChoiceBox({}, unset_word="全部条款")
        self.clause_box.setAccessibleName("条款")
        self._among: Sequence[EnterpriseId] | None = None
        self.among_chip = button("", self._show_all, look=Look.CHIP, icon_name="close")
        self.among_chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.among_chip.setToolTip("列出全部企业")
        self.among_chip.hide()
        self.model: RowsModel[IssuedResult] = RowsModel(self._columns(), key=lambda row: row.key)
        super().__init__(
            DataTable(self.model, several=True),
            EmptyState(
                "还没有企业",
                "先登记企业和它们的数据，再到这里逐条评定。",
                icon_name="enterprises",
                action=("去登记企业", register),
            ),
            EmptyState("这里没有", "换个词，或点上面的“全部”；条款也可以改为全部。", icon_name="search"),
            filters=[self.clause_box],
            more=[self.outcome],
            above=[self.among_chip],
            parent=parent,
        )
        self.search.searched.connect(self._look)
        self.outcome.value_changed.connect(self._apply)
        self.clause_box.value_changed.connect(self._apply)
        self.table.opened.connect(self.opened)

    def show_results(self, standing: Standing) -> None:
        """Take what was decided; search and filters stay as they are."""
        self._standing = standing
        self.offer_clauses(standing.results.policy)
        self.show_tools(bool(standing.results.enterprises))
        self._apply()
        if self._found is not None:
            # Somebody may have been added, or have another name.
            self._look(self.search.query())

    def offer_clauses(self, policy: Policy) -> None:
        """Offer the clauses of a policy to filter by; the one chosen stays."""
        clauses = {clause.id: clause.title for clause in policy.clauses.values()}
        self.clause_box.offer(clauses, unset_word="全部条款")

    def show_clause(self, clause_id: str) -> None:
        """List one clause for all enterprises, whatever was searched for before."""
        self._forget_search()
        self.outcome.set_value(_ALL)
        self.clause_box.set_value(clause_id)
        self._apply()

    def show_enterprises(self, ids: Sequence[EnterpriseId]) -> None:
        """List these enterprises alone, of any clause, until the chip that says so is clicked."""
        self._among = ids
        self.among_chip.setText(f"只看在企业库选中的 {count_text(len(ids), '户')}")
        self.among_chip.show()
        self._forget_search()
        self.outcome.set_value(_OPEN)
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

    def _forget_search(self) -> None:
        self.search.set_query("")
        self._found = None

    def _look(self, text: str) -> None:
        """Look for what was typed, as the register does."""
        if text:
            self._find(text, partial(self._on_found, text))
        else:
            self._found = None
            self._apply()

    def _on_found(self, text: str, ids: Sequence[EnterpriseId]) -> None:
        if self.search.query() == text:
            self._found = ids
            self._apply()

    def _apply(self) -> None:
        standing = self._standing
        if standing is None:
            return
        clause, results = self.clause_box.value(), standing.results
        cells = results.cells(
            clause_id=clause if isinstance(clause, str) else "",
            among=[ids for ids in (self._among, self._found) if ids is not None],
        )
        is_open, wanted = standing.open(cells), self.outcome.value()
        counts = {str(outcome): count for outcome, count in results.counts(cells).items()}
        counts |= {_OPEN: len(is_open), _ALL: len(cells)}
        for value, word in _WORDS.items():
            self.outcome.name(value, f"{word} {counts.get(str(value), 0):,}")
        if wanted == _OPEN:
            cells = is_open
        elif wanted != _ALL:
            cells = results.having(cells, Outcome(str(wanted)))
        self.model.replace(ResultRows(standing, cells))
        self._on_selection_changed()

    def _show_all(self) -> None:
        self._among = None
        self.among_chip.hide()
        self._apply()

    @property
    def is_filtered(self) -> bool:
        if self._standing is None or not self._standing.results.enterprises:
            return False
        is_by_clause = isinstance(self.clause_box.value(), str)
        is_by_outcome = self.outcome.value() != _ALL
        return self._among is not None or super().is_filtered or is_by_outcome or is_by_clause

    def _on_selection_changed(self) -> None:
        if self._standing is None:
            return
        chosen = self.selected_cells()
        word, cells = ("已选", chosen) if len(chosen) > 1 else ("共", self.cells)
        count = count_text(self._standing.results.enterprises_of(cells), "户")
        self.foot.setText(
            f"{word} {count} {count_text(len(cells), '项')}　{self._standing.tally(cells).text}"
        )
        super()._on_selection_changed()

    def _title(self, row: IssuedResult) -> str:
        assert self._standing is not None
        return self._standing.results.policy.clauses[row.clause_id].title

    def _columns(self) -> tuple[Column[IssuedResult], ...]:
        # In the order of `rows.NAME` and the others, which sorting goes by; a key only says that it can be.
        return (
            Column[IssuedResult](
                "企业",
                lambda row: row.enterprise_name,
                sorts=True,
                width=250,
                narrowest=150,
                tip=lambda row: f"{row.enterprise_name}\n{row.uscc}",
            ),
            Column[IssuedResult]("条款", self._title, sorts=True, width=220, narrowest=124, tips=True),
            Column[IssuedResult](
                "结果",
                lambda row: outcome_words(row.outcome, row.notice),
                status=lambda row: shown_status(row.outcome, row.amount, row.notice),
                sort_key=lambda row: ORDER.index(row.outcome),
                width=116,
            ),
            Column[IssuedResult](
                "金额（元）",
                lambda row: money_text(row.amount) if row.outcome is Outcome.GRANTED else "—",
                align=RIGHT,
                sort_key=_amount,
                width=112,
                kind=CellKind.AMOUNT,
                value=_amount,
            ),
            Column[IssuedResult]("说明", lambda row: row.reason, stretches=True, width=250, tips=True),
            Column[IssuedResult]("统一社会信用代码", lambda row: row.uscc, width=165, only_exported=True),
            Column[IssuedResult](
                "通知书文号",
                lambda row: row.notice.number if row.notice is not None else "",
                width=190,
                only_exported=True,
            ),
        )


def _amount(row: IssuedResult) -> int | None:
    return row.amount if row.outcome is Outcome.GRANTED else None
