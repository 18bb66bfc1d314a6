"""The rows behind a figure: by what it is made up, and each of them."""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from PySide6.QtWidgets import QWidget

from domain.papers.blocks import Chart
from domain.statistics.behind import Behind, tell_behind
from domain.statistics.charts import draw_trend
from domain.statistics.counting import Span, Value, count, count_behind, count_by, rows_behind, why_more
from domain.statistics.figures import Figure
from domain.statistics.kept import find_report, kept_in
from domain.statistics.over import period_of
from domain.statistics.telling import Issue
from domain.store.engine import Session
from domain.store.tables import Kind
from domain.values.ids import CaseId, EnterpriseId, EventId, NeedId, ParkId, ProblemId, ProjectId
from domain.values.money import Fen
from gui.early.parts import STRETCH, Note, button, fill
from gui.files.exporting import Exporter
from gui.formatting import count_text, money_text
from gui.forms.editors import ChoiceBox
from gui.pages.figures.chart_view import ChartView
from gui.services import Services
from gui.tables.data_table import RIGHT, Column, DataTable, RowsModel
from gui.targets import Target, ToCase, ToEnterprise, ToEvent, ToNeed, ToPark, ToProblem, ToProject
from gui.widgets.dialog import Dialog

_MOST: Final = 500


class Part(NamedTuple):
    """What a figure comes to for one value of what it is grouped by."""

    word: str
    text: str
    number: int


class _Behind(NamedTuple):
    """The latest rows of a figure, how many there are, what it comes to now, and what was reported."""

    rows: Sequence[Behind]
    number: int
    now: Value
    reported: Value | None


class RowsDialog(Dialog):
    """Shows by what a figure is made up, and the rows that it counts."""

    def __init__(self, services: Services, parent: QWidget, figure: Figure, issue: Issue) -> None:
        super().__init__(parent, figure.title, width=820, height=700)
        self._services, self._figure, self._issue = services, figure, issue
        self.add_title(figure.title)
        columns = figure.source.columns
        by = {name: one.title for name, one in columns.items() if one.parts and one.of is not None}
        self.by = ChoiceBox(
            {name: f"按{title}分" for name, title in by.items()}, unset_word=None, called="分组"
        )
        self.parts = DataTable(RowsModel[Part](_PARTS), self)
        self.rows = DataTable(RowsModel[Behind](_ROWS), self)
        exporter = Exporter(services, self)
        exporter.offer(self.parts, f"{figure.title} 分组")
        exporter.offer(self.rows, f"{figure.title} 明细")
        self.foot_note, self.parts_note = Note("", self), Note("", self)
        self.trend = ChartView(services, self)
        self.trend.setEnabled(False)
        fill(
            self.body,
            Note(figure.says, self),
            self.trend,
            self.by,
            (self.parts, 2),
            self.parts_note,
            (self.rows, 3),
            self.foot_note,
        )
        fill(self.foot, STRETCH, button("关闭", self.reject, parent=self))
        self.by.value_changed.connect(self._group)
        self.rows.opened.connect(self._on_opened)
        self._group()
        services.ask(self._read, self._show, owner=self)
        services.ask(self._read_trend, self.trend.show_chart, owner=self)

    def _span_in(self, session: Session) -> Span:
        """Return of when the rows are: of what was reported, by the same day."""
        report = find_report(session, *self._issue)
        by = date.today() if report is None else report.by
        return Span.of(*period_of(*self._issue), by)

    def _read(self, session: Session) -> "_Behind":
        figure, span = self._figure, self._span_in(session)
        ids = rows_behind(session, figure, span, _MOST)
        rules = self._services.context.problem_rules
        kept = kept_in(find_report(session, *self._issue))
        reported = None if kept is None else kept.numbers.get(figure.id)
        return _Behind(
            tell_behind(session, figure, ids, rules),
            count_behind(session, figure, span),
            count(session, figure, span),
            None if reported is None else Value(figure, reported.number),
        )

    def _read_trend(self, session: Session) -> Chart:
        figures = self._services.context.figures
        return draw_trend(session, figures, self._figure, self._issue, self._span_in(session).by)

    def _group(self) -> None:
        by, dictionary = str(self.by.value()), self._services.context.dictionary

        def read(session: Session) -> tuple[list[tuple[str, int]], str]:
            figure, span = self._figure, self._span_in(session)
            found = count_by(session, figure, span, by, dictionary)
            return found, why_more(figure, found, count(session, figure, span).number)

        self._services.ask(read, self._show_parts, owner=self)

    def _show_parts(self, read: tuple[Sequence[tuple[str, int]], str]) -> None:
        found, why = read
        self.parts_note.setText(why)
        self.parts_note.setVisible(bool(why))
        is_money = self._figure.is_money
        self.parts.rows_model.replace(
            [Part(word, money_text(Fen(n)) if is_money else count_text(n), n) for word, n in found]
        )

    def _show(self, found: "_Behind") -> None:
        self.rows.rows_model.replace(found.rows)
        figure = self._figure
        more = f"，只列最近的 {_MOST} 行" if found.number > len(found.rows) else ""
        opens = "；双击打开" if any(target_of(row.kind, row.id) for row in found.rows) else ""
        total = f"，合计 {found.now.text} {figure.unit}" if figure.sums else ""
        told = f"{figure.source.title}共 {found.number:,} 行{total}{more}{opens}"
        if found.reported is not None and found.reported.number != found.now.number:
            told = f"这一期报出的是 {found.reported.text} {figure.unit}，下面是现在的：{told}"
        self.foot_note.setText(told)

    def _on_opened(self, row: Behind) -> None:
        if (target := target_of(row.kind, row.id)) is not None:
            self.accept()
            self._services.go_to(target)


def target_of(kind: Kind, id_: int) -> Target | None:
    """Return where a record is opened; None where it has no place of its own."""
    match kind:
        case Kind.PROBLEM:
            return ToProblem(ProblemId(id_))
        case Kind.CASE:
            return ToCase(CaseId(id_))
        case Kind.PROJECT:
            return ToProject(ProjectId(id_))
        case Kind.PARK:
            return ToPark(ParkId(id_))
        case Kind.EVENT:
            return ToEvent(EventId(id_))
        case Kind.NEED:
            return ToNeed(NeedId(id_))
        case Kind.ENTERPRISE:
            return ToEnterprise(EnterpriseId(id_))
    return None


_PARTS: Final[tuple[Column[Part], ...]] = (
    Column("分组", lambda one: one.word, stretches=True, width=240, sorts=True),
    Column("数", lambda one: one.text, align=RIGHT, sort_key=lambda one: one.number, width=160),
)
_ROWS: Final[tuple[Column[Behind], ...]] = (
    Column("明细", lambda one: one.words, stretches=True, width=500, sorts=True, tips=True),
)
