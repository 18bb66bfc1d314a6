"""The rows behind a figure: by what it is made up, and each of them."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from PySide6.QtWidgets import QWidget

from domain.statistics.behind import Behind, tell_behind
from domain.statistics.charts import draw_trend
from domain.statistics.counting import Span, count_by, rows_behind
from domain.statistics.figures import Figure
from domain.statistics.sources import Is
from domain.statistics.telling import Over
from domain.store.engine import Session
from domain.store.tables import Kind
from domain.values.ids import CaseId, EnterpriseId, ProblemId
from domain.values.money import Fen
from gui.early.parts import STRETCH, Note, button, fill
from gui.formatting import count_text, money_text
from gui.forms.editors import ChoiceBox
from gui.pages.figures.chart_view import ChartView
from gui.services import Services
from gui.tables.data_table import RIGHT, Column, DataTable, RowsModel
from gui.targets import Target, ToCase, ToEnterprise, ToProblem
from gui.widgets.dialog import Dialog

_MOST: Final = 500
_NOT_BY: Final = frozenset({Is.DAY, Is.AMOUNT, Is.ENTERPRISE})


class Part(NamedTuple):
    """What a figure comes to for one value of what it is grouped by."""

    word: str
    text: str
    number: int


class RowsDialog(Dialog):
    """Shows by what a figure is made up, and the rows that it counts."""

    def __init__(self, services: Services, parent: QWidget, figure: Figure, over: Over, span: Span) -> None:
        super().__init__(parent, figure.title, width=820, height=700)
        self._services, self._figure, self._span = services, figure, span
        self.add_title(figure.title)
        columns = figure.source.columns
        by = {name: one.title for name, one in columns.items() if one.is_ not in _NOT_BY}
        self.by = ChoiceBox(
            {name: f"按{title}分" for name, title in by.items()}, unset_word=None, called="分组"
        )
        self.parts = DataTable(RowsModel[Part](_PARTS), self)
        self.rows = DataTable(RowsModel[Behind](_ROWS), self)
        self.foot_note = Note("", self)
        self.trend = ChartView(services, self)
        self.trend.setEnabled(False)
        fill(
            self.body,
            Note(figure.says, self),
            self.trend,
            self.by,
            (self.parts, 2),
            (self.rows, 3),
            self.foot_note,
        )
        fill(self.foot, STRETCH, button("关闭", self.reject, parent=self))
        self.by.value_changed.connect(self._group)
        self.rows.opened.connect(self._on_opened)
        self._group()
        rules = services.context.problem_rules

        def read(session: Session) -> tuple[list[Behind], int]:
            ids = rows_behind(session, figure, span)
            return tell_behind(session, figure, ids[:_MOST], rules), len(ids)

        services.ask(read, self._show, owner=self)
        services.ask(
            lambda session: draw_trend(session, figure, over, span.first, span.by),
            self.trend.show_chart,
            owner=self,
        )

    def _group(self) -> None:
        figure, span, by = self._figure, self._span, str(self.by.value())
        dictionary = self._services.context.dictionary
        self._services.ask(
            lambda session: count_by(session, figure, span, by, dictionary), self._show_parts, owner=self
        )

    def _show_parts(self, found: Sequence[tuple[str, int]]) -> None:
        is_money = bool(self._figure.sums)
        self.parts.rows_model.replace(
            [Part(word, money_text(Fen(n)) if is_money else count_text(n), n) for word, n in found]
        )

    def _show(self, found: tuple[list[Behind], int]) -> None:
        rows, count = found
        self.rows.rows_model.replace(rows)
        more = f"，只列最近的 {_MOST} 行" if count > len(rows) else ""
        opens = "；双击打开" if any(map(_target_of, rows)) else ""
        self.foot_note.setText(f"{self._figure.source.title}共 {count:,} 行{more}{opens}")

    def _on_opened(self, row: Behind) -> None:
        if (target := _target_of(row)) is not None:
            self.accept()
            self._services.go_to(target)


def _target_of(row: Behind) -> Target | None:
    match row.kind:
        case Kind.PROBLEM:
            return ToProblem(ProblemId(row.id))
        case Kind.CASE:
            return ToCase(CaseId(row.id))
        case Kind.ENTERPRISE:
            return ToEnterprise(EnterpriseId(row.id))
    return None


_PARTS: Final[tuple[Column[Part], ...]] = (
    Column("分组", lambda one: one.word, stretches=True, width=240, sorts=True),
    Column("数", lambda one: one.text, align=RIGHT, sort_key=lambda one: one.number, width=160),
)
_ROWS: Final[tuple[Column[Behind], ...]] = (
    Column("明细", lambda one: one.words, stretches=True, width=500, sorts=True, tips=True),
)
