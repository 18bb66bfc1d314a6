"""What was decided, added up clause by clause."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from domain.cases.issued import Standing
from domain.exchange.cells import CellKind
from domain.policies.policy import Clause
from domain.policies.runs.summary import Totals
from domain.policies.trace import OUTCOME_NAMES, Outcome
from gui.early.parts import Note, in_column, in_row
from gui.formatting import count_text, money_text
from gui.pages.assessment.decision_rows import ORDER
from gui.tables.data_table import RIGHT, Column, DataTable, RowsModel


@dataclass(frozen=True, slots=True)
class ClauseTotals:
    """One clause with what it comes to over all enterprises; all clauses together where there is none."""

    clause: Clause | None
    totals: Totals
    issued: int

    @property
    def title(self) -> str:
        return self.clause.title if self.clause is not None else "合计"


class TotalsView(QWidget):
    """A row for each clause of the policy, and what all of them come to in the last."""

    clause_opened = Signal(str)
    """The rows behind a clause are wanted; its id, empty for all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model: RowsModel[ClauseTotals] = RowsModel(_COLUMNS, key=_id_of, parent=self)
        self.table: DataTable[ClauseTotals] = DataTable(self.model, self)
        self.table.opened.connect(lambda row: self.clause_opened.emit(_id_of(row)))
        self.said = Note("", self)
        self._below = in_row((self.said, 1), spacing=12)
        in_column((self.table, 1), self._below, spacing=10, of=self)

    def add_below(self, widget: QWidget) -> None:
        """Put an act on the whole list beside what it comes to."""
        self._below.addWidget(widget)

    def show_totals(self, standing: Standing) -> None:
        """Add up what was decided."""
        results = standing.results
        clauses = results.policy.clauses
        cells = {id_: results.cells(clause_id=id_) for id_ in clauses}
        rows = [
            ClauseTotals(clause, results.totals(cells[id_]), standing.noticed(cells[id_]))
            for id_, clause in clauses.items()
        ]
        whole = results.cells()
        last = ClauseTotals(None, results.totals(whole), standing.noticed(whole))
        self.model.replace([*rows, last] if rows else [])
        counts = f"{count_text(results.enterprises, '户')}　{count_text(len(clauses), '条')}"
        self.said.setText(f"{counts}　{standing.tally(whole).text}")


def _id_of(row: ClauseTotals) -> str:
    return row.clause.id if row.clause is not None else ""


def _counted(title: str, count: Callable[[ClauseTotals], int]) -> Column[ClauseTotals]:
    return Column(
        title,
        lambda row: f"{count(row):,}",
        align=RIGHT,
        sort_key=_of_clauses(count),
        width=120,
        narrowest=94,
        kind=CellKind.COUNT,
        value=count,
    )


def _of_clauses(key: Callable[[ClauseTotals], Any]) -> Callable[[ClauseTotals], Any]:
    """Sort clauses alone: the sum stays the last row."""
    return lambda row: key(row) if row.clause is not None else None


def _outcome_counted(outcome: Outcome) -> Column[ClauseTotals]:
    word = _SHORT.get(outcome, OUTCOME_NAMES[outcome])
    return _counted(f"{word}户数", lambda row: row.totals.count(outcome))


_SHORT: Final = {Outcome.MISSING: "缺资料", Outcome.MANUAL: "待认定"}
_COLUMNS: Final = (
    Column[ClauseTotals](
        "条款",
        lambda row: row.title,
        sort_key=_of_clauses(lambda row: row.title),
        stretches=True,
        width=150,
        tips=True,
    ),
    *(_outcome_counted(outcome) for outcome in ORDER),
    _counted("已出具份数", lambda row: row.issued),
    Column[ClauseTotals](
        "金额（元）",
        lambda row: money_text(row.totals.amount),
        align=RIGHT,
        sort_key=_of_clauses(lambda row: row.totals.amount),
        width=160,
        narrowest=124,
        kind=CellKind.AMOUNT,
        value=lambda row: row.totals.amount,
    ),
)
