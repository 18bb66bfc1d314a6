"""What was decided, added up clause by clause."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from domain.exchange.cells import CellKind
from domain.policies.policy import Clause
from domain.policies.results import Results
from domain.policies.summary import Totals
from domain.policies.trace import OUTCOME_NAMES, Outcome
from gui.formatting import count_text, money_text
from gui.models.table import RIGHT, Column, RowsModel
from gui.pages.assessment.rows import ORDER
from gui.theme import px
from gui.widgets.data_table import DataTable
from gui.widgets.labels import Note


@dataclass(frozen=True, slots=True)
class ClauseTotals:
    """One clause with what it comes to over all enterprises."""

    clause: Clause
    totals: Totals


class TotalsView(QWidget):
    """A row for each clause of the policy, and what all of them come to."""

    clause_opened = Signal(str)
    """The rows behind a clause are wanted; its id."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model: RowsModel[ClauseTotals] = RowsModel(_COLUMNS, key=lambda row: row.clause.id, parent=self)
        self.table: DataTable[ClauseTotals] = DataTable(self.model, self)
        self.table.opened.connect(lambda row: self.clause_opened.emit(row.clause.id))
        self.said = Note("", self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(10))
        layout.addWidget(self.table, 1)
        layout.addWidget(self.said)

    def show_totals(self, results: Results) -> None:
        """Add up what was decided."""
        clauses = results.policy.clauses
        self.model.replace(
            [
                ClauseTotals(clause, results.totals(results.cells(clause_id=id_)))
                for id_, clause in clauses.items()
            ]
        )
        whole = results.totals(results.cells())
        self.said.setText(
            f"合计　{count_text(results.enterprises, '户')}　{count_text(len(clauses), '条')}　"
            f"符合 {whole.count(Outcome.GRANTED):,} 项，{money_text(whole.amount)} 元"
        )


def _counted(outcome: Outcome) -> Column[ClauseTotals]:
    def count(row: ClauseTotals) -> int:
        return row.totals.count(outcome)

    return Column(
        title=f"{OUTCOME_NAMES[outcome]}（户）",
        text=lambda row: f"{count(row):,}",
        align=RIGHT,
        sort_key=count,
        width=136,
        kind=CellKind.COUNT,
        value=count,
    )


_COLUMNS: Final = (
    Column[ClauseTotals](
        title="条款",
        text=lambda row: row.clause.title,
        sort_key=lambda row: row.clause.title,
        stretches=True,
        width=260,
        tip=lambda row: row.clause.title,
    ),
    *(_counted(outcome) for outcome in ORDER),
    Column[ClauseTotals](
        title="金额（元）",
        text=lambda row: money_text(row.totals.amount),
        align=RIGHT,
        sort_key=lambda row: row.totals.amount,
        width=160,
        kind=CellKind.AMOUNT,
        value=lambda row: row.totals.amount,
    ),
)
