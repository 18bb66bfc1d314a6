"""The decisions as a list: what a row is, and the table with its filters and totals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, overload

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from domain.cases.issued import IssuedResult, Standing, is_other
from domain.cases.queries import ListedNotice
from domain.cases.service import Award, reason_against_notice
from domain.enterprises.dictionary import Dictionary
from domain.policies.many.numbers import Array
from domain.policies.policy import Clause, Policy
from domain.policies.runs.register import Assessed
from domain.policies.runs.summary import reason_of
from domain.policies.trace import OUTCOME_NAMES, Decision, Outcome
from domain.values.ids import EnterpriseId
from domain.values.money import Fen
from gui.early.parts import Look, button
from gui.formatting import count_text
from gui.forms.editors import UNSET, ChoiceBox, SegmentedChoice
from gui.tables.data_table import Column, DataTable, LazyRows, RowsModel, amounts
from gui.tables.list_view import ListView
from gui.widgets.cards import EmptyState
from gui.widgets.status import STATUSES, Status, status_of

ORDER: Final = (Outcome.GRANTED, Outcome.MISSING, Outcome.MANUAL, Outcome.NOT_MET)
"""How outcomes are sorted: what is to be done first."""

NAME, CLAUSE, OUTCOME, AMOUNT = range(4)
"""The columns of the list that it can be sorted by."""


@dataclass(frozen=True)
class ResultRows(LazyRows[IssuedResult]):
    """Some of the results of the register, in some order; each is made when it is looked at."""

    standing: Standing
    cells: Array

    def __len__(self) -> int:
        return len(self.cells)

    @overload
    def __getitem__(self, at: int) -> IssuedResult: ...
    @overload
    def __getitem__(self, at: slice) -> "ResultRows": ...
    def __getitem__(self, at: int | slice) -> "IssuedResult | ResultRows":
        if isinstance(at, slice):
            return ResultRows(self.standing, self.cells[at])
        return self.standing.result(self.cells[at])

    def arranged(self, column: int, *, descending: bool) -> "ResultRows":
        results, cells = self.standing.results, self.cells
        if column == AMOUNT:
            return ResultRows(self.standing, results.by_amount(cells, descending=descending))
        match column:
            case 0:
                cells = results.by_name(cells)
            case 1:
                cells = results.by_clause(cells)
            case 2:
                cells = results.by_outcome(cells, ORDER)
        return ResultRows(self.standing, cells[::-1] if descending else cells)

    def position_of(self, key: object) -> int | None:
        if not isinstance(key, tuple):
            return None
        enterprise_id, clause_id = key
        for cell in self.standing.results.cells_of(enterprise_id):
            if self.standing.results.result(cell).clause_id == clause_id:
                found = (self.cells == cell).nonzero()[0]
                return int(found[0]) if len(found) else None
        return None

    def taken(self, places: Sequence[int]) -> Array:
        """Return the cells of the rows at these places."""
        return self.cells[list(places)]


@dataclass(frozen=True, slots=True)
class AssessedRow:
    """One clause decided for one enterprise with its trace.

    Attributes:
        reason: Why, in one line.
        against: Why the policy gives no notices as it is; empty where it does.
        has_case: Whether there is a case for it, and no notice yet.
    """

    entry: Assessed
    clause: Clause
    decision: Decision
    reason: str
    notice: ListedNotice | None
    against: str
    has_case: bool = False

    @property
    def is_printable(self) -> bool:
        """Whether a notice can be issued for it."""
        return self.is_beginnable and not self.against

    @property
    def is_beginnable(self) -> bool:
        """Whether a case can be made for it, so far."""
        return self.notice is None and not self.has_case and not reason_against_notice(self.decision)

    @property
    def is_by_person(self) -> bool:
        """Whether it is what a person decided."""
        return self.decision.by_person is not None

    @property
    def award(self) -> Award:
        """What a notice is issued for."""
        return Award(self.entry.enterprise_id, self.clause.id, self.decision.amount)


def rows_of(entry: Assessed, standing: Standing, dictionary: Dictionary) -> list[AssessedRow]:
    """Return a row for each clause of an enterprise, in the order of the policy."""
    clauses, cells = standing.results.policy.clauses, standing.cells_of(entry.enterprise_id)
    rows = []
    for one in entry.decisions:
        cell = cells.get(one.clause_id, -1)
        said = reason_of(one, dictionary)
        rows.append(
            AssessedRow(
                entry,
                clauses[one.clause_id],
                one,
                standing.reason_of(cell, one.outcome, one.amount, said),
                standing.notices.get(cell),
                standing.against,
                cell in standing.cases,
            )
        )
    return rows


def awards_of(standing: Standing, cells: Array) -> list[Award]:
    """Return these results as awards."""
    found = (standing.results.result(cell) for cell in cells)
    return [Award(one.enterprise_id, one.clause_id, one.amount) for one in found]


def shown_status(outcome: Outcome, amount: Fen, notice: ListedNotice | None, *, is_by_person: bool) -> Status:
    """Return how an outcome looks, that a person decided it, and that there is a notice for it, which may say
    something else.
    """
    if notice is None and is_by_person:
        return replace(status_of(outcome), mark="person")
    if notice is None:
        return status_of(outcome)
    return STATUSES["changed" if is_other(notice, outcome, amount) else "issued"]


def outcome_words(outcome: Outcome, notice: ListedNotice | None, *, is_by_person: bool) -> str:
    """Return an outcome as lists say it in words."""
    how = "（人工认定）" if is_by_person else ""
    return f"{OUTCOME_NAMES[outcome]}{how}{'，已出具' if notice is not None else ''}"


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
        self.outcome = SegmentedChoice(_WORDS, called="结果")
        self.outcome.segment(_OPEN).setToolTip("除“不符合”以外的；不符合但出具过通知书的也列出")
        self.clause_box = ChoiceBox({}, unset_word="全部条款", called="条款")
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
            Column(
                "企业",
                lambda row: row.enterprise_name,
                sorts=True,
                width=250,
                narrowest=150,
                tip=lambda row: f"{row.enterprise_name}\n{row.uscc}",
            ),
            Column("条款", self._title, sorts=True, width=220, narrowest=124, tips=True),
            Column(
                "结果",
                lambda row: outcome_words(row.outcome, row.notice, is_by_person=row.is_by_person),
                status=lambda row: shown_status(
                    row.outcome, row.amount, row.notice, is_by_person=row.is_by_person
                ),
                sort_key=lambda row: ORDER.index(row.outcome),
                width=116,
            ),
            amounts("金额（元）", _amount, width=112),
            Column("说明", lambda row: row.reason, stretches=True, width=250, tips=True),
            Column("统一社会信用代码", lambda row: row.uscc, width=165, only_exported=True),
            Column(
                "通知书文号",
                lambda row: row.notice.number if row.notice is not None else "",
                width=190,
                only_exported=True,
            ),
        )


def _amount(row: IssuedResult) -> int | None:
    return row.amount if row.outcome is Outcome.GRANTED else None
