"""One enterprise: its clauses on the left, and on the right why the chosen one was decided so."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from domain.cases.issued import Standing, Tally
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.exchange.cells import CellKind
from domain.papers.working import Worked
from domain.policies.one.assessment import assess
from domain.policies.policy import Policy
from domain.policies.runs.register import Assessed
from domain.policies.runs.summary import is_of_another_industry
from domain.policies.trace import OUTCOME_NAMES, Decision, Outcome
from domain.values.money import Fen
from gui.formatting import money_text
from gui.models.table import RIGHT, Column, RowsModel
from gui.pages.assessment.explanation import ExplanationView
from gui.pages.assessment.rows import ORDER, AssessedRow, outcome_words, rows_of, shown_status
from gui.pages.assessment.whatif import WhatIfPanel
from gui.theme import px
from gui.widgets.banner import Banner
from gui.widgets.buttons import button
from gui.widgets.data_table import DataTable
from gui.widgets.labels import Link, Note


class EnterpriseView(QWidget):
    """Shows what was decided for one enterprise; lets figures be changed to see what would be."""

    field_wanted = Signal(str)
    clause_wanted = Signal(str)
    working_wanted = Signal(Worked)
    """How this was decided is to be put on paper."""

    selection_changed = Signal()

    def __init__(self, dictionary: Dictionary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dictionary = dictionary
        self.policy: Policy | None = None
        self.entry: Assessed | None = None
        self.model: RowsModel[AssessedRow] = RowsModel(_COLUMNS, key=lambda row: row.clause.id, parent=self)
        self.table: DataTable[AssessedRow] = DataTable(self.model, self)
        self.totals = Note("", self)
        self._other: list[AssessedRow] = []
        self.fold = Link("", self)
        self.fold.setToolTip("这些条款只补助别的行业，由统计专业或行业代码定")
        self.what_if_button = button("试算", self._on_what_if, icon_name="edit")
        self.working_button = button("核定过程单…", self._on_working, icon_name="print")
        self.working_button.setToolTip("这一条怎么算出来的，印在一张纸上；不符合的写明差多少")
        self.what_if = WhatIfPanel(self)
        self.banner = Banner("info", "edit", self)
        self.explanation = ExplanationView(self)
        self._lay_out()
        self.table.current_changed.connect(self._on_current_changed)
        self.fold.followed.connect(self._on_fold)
        self.what_if.changed.connect(self._on_what_if_changed)
        self.what_if.ended.connect(self._on_what_if_ended)
        self.explanation.field_wanted.connect(self.field_wanted)
        self.explanation.clause_wanted.connect(self._on_clause_wanted)

    @property
    def is_trying(self) -> bool:
        """Whether a what-if is going on."""
        return self._left.currentWidget() is self.what_if

    def show_entry(
        self,
        policy: Policy,
        entry: Assessed,
        standing: Standing,
        *,
        clause_id: str = "",
    ) -> None:
        """Show an enterprise, at a clause or at the one shown before, else at what it is granted.

        What it is granted comes first, then what it lacks little of; clauses of other industries are folded
        away.
        """
        is_another = self.entry is None or self.entry.enterprise_id != entry.enterprise_id
        self.policy, self.entry = policy, entry
        self._on_what_if_ended()
        rows = rows_of(entry, standing, self._dictionary)
        rows.sort(key=lambda row: (row.notice is None, ORDER.index(row.decision.outcome)))
        self._other = [
            row
            for row in rows
            if row.notice is None
            and row.decision.outcome is Outcome.NOT_MET
            and is_of_another_industry(row.clause, entry.facts)
        ]
        is_unfolded = not is_another and self._is_unfolded
        if clause_id in {row.clause.id for row in self._other}:
            is_unfolded = True
        self._show_rows([row for row in rows if row not in self._other], is_unfolded)
        self.totals.setText(_tally(rows, standing).text)
        if clause_id:
            self.table.select_key(clause_id)
        if rows and (self.table.current_row() is None or (is_another and not clause_id)):
            self.table.select_key(self.model.row_at(0).clause.id if self.model.rows else "")
        self._on_current_changed(self.table.current_row())

    @property
    def _is_unfolded(self) -> bool:
        return bool(self._other) and any(row in self._other for row in self.model.rows)

    def _show_rows(self, own: list[AssessedRow], is_unfolded: bool) -> None:
        # Where nothing else is left there is nothing to fold away from.
        is_unfolded = is_unfolded or not own
        self.model.replace([*own, *(self._other if is_unfolded else ())])
        words = f"不属于本企业行业的 {len(self._other)} 条"
        self.fold.setText(f"{words}　{'收起' if is_unfolded else '展开'}")
        self.fold.setVisible(bool(self._other) and bool(own))

    def _on_fold(self) -> None:
        own = [row for row in self.model.rows if row not in self._other]
        self._show_rows(own, not self._is_unfolded)
        if self.table.current_row() is None and own:
            self.table.select_key(own[0].clause.id)

    def selected(self) -> list[AssessedRow]:
        """Return what a notice would be issued for: nothing while a what-if goes on."""
        return [] if self.is_trying else [row for row in self.model.rows if row.is_printable]

    def _lay_out(self) -> None:
        clauses = QWidget(self)
        clauses.setMinimumWidth(px(352))
        column = QVBoxLayout(clauses)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        column.addWidget(self.table, 1)
        column.addWidget(self.fold)
        foot = QHBoxLayout()
        foot.addWidget(self.totals, 1)
        foot.addWidget(self.working_button)
        foot.addWidget(self.what_if_button)
        column.addLayout(foot)
        self._left = QStackedWidget(self)
        self._left.addWidget(clauses)
        self._left.addWidget(self.what_if)
        right = QWidget(self)
        reading = QVBoxLayout(right)
        reading.setContentsMargins(0, 0, 0, 0)
        reading.setSpacing(px(12))
        reading.addWidget(self.banner)
        reading.addWidget(self.explanation, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(px(16))
        splitter.addWidget(self._left)
        splitter.addWidget(right)
        splitter.setSizes([px(420), px(640)])
        # Where there is little room both give some, so that no figure of the explanation is cut.
        splitter.setStretchFactor(0, 2)
        splitter.setStretchFactor(1, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)

    def _explain(self, row: AssessedRow, decision: Decision, *, keep: bool = False) -> None:
        assert self.policy is not None
        self.explanation.show_decision(
            self.policy, row.clause, decision, self._dictionary, keep=keep, notice=row.notice
        )

    def _on_current_changed(self, row: AssessedRow | None) -> None:
        if row is not None:
            self._explain(row, row.decision)
        self.what_if_button.setEnabled(row is not None)
        self.working_button.setEnabled(row is not None)

    def _on_working(self) -> None:
        row = self.table.current_row()
        if row is not None and self.policy is not None:
            self.working_wanted.emit(
                Worked(self.policy, row.clause, row.entry.facts, row.decision, self._dictionary)
            )

    def _on_what_if(self) -> None:
        row = self.table.current_row()
        if row is None:
            return
        self.what_if.start(row.clause, row.entry.facts, self._dictionary)
        self._left.setCurrentWidget(self.what_if)
        self.what_if.take_focus()
        self.banner.say(f"试算，没有保存。实际结果：{_result_text(row.decision)}")
        self.selection_changed.emit()

    def _on_what_if_changed(self, facts: EnterpriseFacts) -> None:
        row = self.table.current_row()
        assert self.policy is not None
        assert row is not None
        decisions = assess(self.policy, facts, self._dictionary)
        decision = next(one for one in decisions if one.clause_id == row.clause.id)
        self.banner.say(
            f"试算，没有保存。实际结果：{_result_text(row.decision)}；试算结果：{_result_text(decision)}"
        )
        self._explain(row, decision, keep=True)

    def _on_what_if_ended(self) -> None:
        if self.is_trying:
            self._left.setCurrentIndex(0)
            self.table.setFocus()
        self.banner.say("")
        self._on_current_changed(self.table.current_row())
        self.selection_changed.emit()

    def _on_clause_wanted(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.clause_wanted.emit(row.clause.id)


def _tally(rows: list[AssessedRow], standing: Standing) -> Tally:
    granted = [row for row in rows if row.decision.outcome is Outcome.GRANTED]
    issued = sum(row.notice is not None for row in granted)
    zero = sum(row.notice is None and not row.decision.amount for row in granted)
    amount = Fen(sum(row.decision.amount for row in granted))
    return Tally(len(granted), issued, zero, amount, withheld=bool(standing.against))


def _result_text(decision: Decision) -> str:
    word = OUTCOME_NAMES[decision.outcome]
    return f"{word} {money_text(decision.amount)} 元" if decision.outcome is Outcome.GRANTED else word


_COLUMNS: Final = (
    Column[AssessedRow](
        title="条款",
        text=lambda row: row.clause.title,
        stretches=True,
        width=110,
        tip=lambda row: row.reason or row.clause.title,
    ),
    Column[AssessedRow](
        title="结果",
        text=lambda row: outcome_words(row.decision.outcome, row.notice),
        status=lambda row: shown_status(row.decision.outcome, row.decision.amount, row.notice),
        width=116,
    ),
    Column[AssessedRow](
        title="金额（元）",
        text=lambda row: money_text(row.decision.amount) if row.decision.outcome is Outcome.GRANTED else "—",
        align=RIGHT,
        width=116,
        kind=CellKind.AMOUNT,
        value=lambda row: row.decision.amount if row.decision.outcome is Outcome.GRANTED else None,
    ),
    Column[AssessedRow](title="说明", text=lambda row: row.reason, width=300, only_exported=True),
    Column[AssessedRow](
        title="通知书文号",
        text=lambda row: row.notice.number if row.notice is not None else "",
        width=190,
        only_exported=True,
    ),
)
