"""The rows behind a figure: by what it is made up, and each of them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from PySide6.QtWidgets import QWidget

from domain.papers.blocks import Chart
from domain.statistics.behind import Behind, tell_behind
from domain.statistics.charts import draw_trend
from domain.statistics.counting import Span, Value, count, count_behind, count_by, rows_behind, why_more
from domain.statistics.entities import FigureReport
from domain.statistics.figures import Figure
from domain.statistics.frozen import Frozen, Since, find_frozen, since_then
from domain.statistics.kept import find_report, kept_in, numbers_of
from domain.statistics.over import period_of
from domain.statistics.telling import Issue
from domain.store.engine import Session
from domain.store.tables import Kind
from domain.values.money import Fen
from gui.early.parts import STRETCH, Note, button, fill
from gui.files.exporting import Exporter
from gui.formatting import count_text, money_text
from gui.forms.editors import ChoiceBox
from gui.pages.figures.chart_view import ChartView
from gui.services import Services
from gui.tables.data_table import RIGHT, Column, DataTable, RowsModel
from gui.targets import (
    Target,
    ToCall,
    ToCase,
    ToCharge,
    ToEnterprise,
    ToEvent,
    ToNeed,
    ToPark,
    ToProblem,
    ToProject,
    ToTeam,
    ToVisit,
)
from gui.widgets.dialog import Dialog

_MOST: Final = 500
_NOTHING: Final = "未填"


class Part(NamedTuple):
    """What a figure comes to for one value of what it is grouped by; of what was reported, and by now."""

    word: str
    text: str
    number: int
    now: str = ""


class Row(NamedTuple):
    """A row behind a figure, and what became of it after the figure was reported."""

    behind: Behind
    since: str = ""


class _Read(NamedTuple):
    """What is shown of a figure.

    Attributes:
        rows: The latest of ``number`` rows.
        value: What it comes to; of a period that was reported, then.
        says: What it counts, as it did then.
        before, after: What is said before and after how many there are.
    """

    rows: Sequence[Row]
    number: int
    value: Value
    says: str
    before: str = ""
    after: str = ""


class _Parts(NamedTuple):
    """What a figure is made up of, and what is said below."""

    parts: Sequence[Part]
    said: str


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
        self.rows = DataTable(RowsModel[Row](_ROWS), self)
        for table in (self.parts, self.rows):
            table.hideColumn(table.rows_model.columnCount() - 1)
        exporter = Exporter(services, self)
        exporter.offer(self.parts, f"{figure.title} 分组")
        exporter.offer(self.rows, f"{figure.title} 明细")
        self.says = Note(figure.says, self)
        self.foot_note, self.parts_note = Note("", self), Note("", self)
        self.trend = ChartView(services, self)
        self.trend.setEnabled(False)
        fill(
            self.body,
            self.says,
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

    def _span(self, report: FigureReport | None) -> Span:
        """Return of when the rows are: of what was reported, by the same day."""
        return Span.of(*period_of(*self._issue), date.today() if report is None else report.by)

    def _frozen(self, session: Session, report: FigureReport | None) -> "_Frozen | None":
        """Return what stood behind it when it was reported; None where that was not kept."""
        if report is None or (kept := kept_in(report)) is None or report.id is None:
            return None
        number, frozen = kept.numbers.get(self._figure.id), find_frozen(session, report.id, self._figure.id)
        if number is None or frozen is None:
            return None
        says = next(one.says for one in kept.lines if one.id == self._figure.id)
        return _Frozen(frozen, Value(self._figure, number.number), says, number.is_of(self._figure))

    def _read(self, session: Session) -> "_Read":
        figure, report = self._figure, find_report(session, *self._issue)
        span, rules = self._span(report), self._services.context.problem_rules
        if (then := self._frozen(session, report)) is not None:
            since = since_then(session, figure, span, then.frozen, rules) if then.is_alike else None
            return _told_then(then, since, count(session, figure, span))
        now = count(session, figure, span)
        kept = None if report is None else numbers_of(report).get(figure.id)
        before = ""
        if kept is not None and kept.number != now.number:
            then_text = Value(figure, kept.number).text
            before = f"这一期报出的是 {then_text} {figure.unit}；报出时没有留存明细，这里是现在的。"
        rows = [
            Row(one) for one in tell_behind(session, figure, rows_behind(session, figure, span, _MOST), rules)
        ]
        return _Read(rows, count_behind(session, figure, span), now, figure.says, before)

    def _read_trend(self, session: Session) -> Chart:
        figures, span = self._services.context.figures, self._span(find_report(session, *self._issue))
        return draw_trend(session, figures, self._figure, self._issue, span.by)

    def _group(self) -> None:
        by, dictionary = str(self.by.value()), self._services.context.dictionary

        def read(session: Session) -> _Parts:
            figure, report = self._figure, find_report(session, *self._issue)
            span, then = self._span(report), self._frozen(session, report)
            if then is not None and not then.is_alike:
                return _Parts(_parts(figure, then.frozen.groups.get(by, ())), "")
            found = count_by(session, figure, span, by, dictionary)
            if then is None:
                return _Parts(
                    _parts(figure, found), why_more(figure, found, count(session, figure, span).number)
                )
            if (groups := then.frozen.groups.get(by)) is None and then.frozen.ids:
                return _Parts(_parts(figure, found), "报出时没有按这一列留存，这里是现在的")
            # What had nothing there was 未填 in reports of former versions, whatever it is called by now.
            lacks = figure.source.columns[by].lacks
            then_so = [(lacks if word == _NOTHING else word, number) for word, number in groups or ()]
            return _Parts(_parts(figure, then_so, found), why_more(figure, then_so, then.value.number))

        self._services.ask(read, self._show_parts, owner=self)

    def _show_parts(self, read: _Parts) -> None:
        self.parts_note.setText(read.said)
        self.parts_note.setVisible(bool(read.said))
        self.parts.rows_model.replace(read.parts)
        self.parts.setColumnHidden(len(_PARTS) - 1, not any(one.now for one in read.parts))

    def _show(self, found: _Read) -> None:
        self.says.setText(found.says)
        self.rows.rows_model.replace(found.rows)
        self.rows.setColumnHidden(len(_ROWS) - 1, not any(one.since for one in found.rows))
        figure, listed = self._figure, sum(one.since != _COME for one in found.rows)
        more = f"，只列最近的 {listed:,} 行" if found.number > listed else ""
        opens = "；双击打开" if any(target_of(one.behind.kind, one.behind.id) for one in found.rows) else ""
        total = f"，合计 {found.value.text} {figure.unit}" if figure.sums else ""
        self.foot_note.setText(
            f"{found.before}{figure.source.title}共 {found.number:,} 行{total}{more}{found.after}{opens}"
        )

    def _on_opened(self, row: Row) -> None:
        if (target := target_of(row.behind.kind, row.behind.id)) is not None:
            self.accept()
            self._services.go_to(target)


class _Frozen(NamedTuple):
    """What stood behind a figure that was reported; ``is_alike`` where it is defined as it was then."""

    frozen: Frozen
    value: Value
    says: str
    is_alike: bool


_GONE: Final = "现在不算"
_COME: Final = "后来补的"
_THEN: Final = "报出时"


def _told_then(then: _Frozen, since: Since | None, now: Value) -> _Read:
    """Return the rows as they were reported, with what became of each beside it; without `since` nothing."""
    frozen, figure = then.frozen, now.figure
    if since is None:
        rows, after = [Row(one) for one in frozen.rows], "；口径在报出以后改过，不和现在比"
        return _Read(rows, len(frozen.ids), then.value, then.says, _THEN, after)

    def became(id_: int) -> str:
        if id_ in since.other:
            return f"现在 {Value(figure, since.other[id_]).text} {figure.unit}"
        return _GONE if id_ in since.gone else ""

    rows = [Row(one, became(id_)) for one, id_ in zip(frozen.rows, frozen.ids, strict=False)]
    numbers = (len(since.come), _COME), (len(since.gone), _GONE), (len(since.other), "金额变了")
    changed = "、".join(f"{word} {number:,} 行" for number, word in numbers if number)
    after = f"；以后：{changed}" if changed else "；以后没有变化"
    if not changed and now.number != then.value.number:
        # As of a visit that is of another enterprise by now.
        after = f"；明细没有增减，企业等内容改过，现在是 {now.text} {figure.unit}"
    rows = [*(Row(one, _COME) for one in since.come), *rows]
    return _Read(rows, len(frozen.ids), then.value, then.says, _THEN, after)


def _parts(
    figure: Figure, found: Sequence[tuple[str, int]], now: Sequence[tuple[str, int]] | None = None
) -> list[Part]:
    """Return what a figure comes to for each value, and beside it by now where that is something else."""

    def text(number: int) -> str:
        return money_text(Fen(number)) if figure.is_money else count_text(number)

    if now is None:
        return [Part(word, text(number), number) for word, number in found]
    then, by_now = dict(found), dict(now)
    words = [*then, *(word for word in by_now if word not in then)]
    return [
        Part(
            word,
            text(number := then.get(word, 0)),
            number,
            text(by_now.get(word, 0)) if by_now.get(word, 0) != number else "",
        )
        for word in words
    ]


def target_of(kind: Kind, id_: int) -> Target | None:
    """Return where a record is opened; None where it has no place of its own."""
    to = _TARGETS.get(kind)
    return None if to is None else to(id_)


_TARGETS: Final[Mapping[Kind, Callable[[Any], Target]]] = {
    Kind.CALL: ToCall,
    Kind.CASE: ToCase,
    Kind.CHARGE: ToCharge,
    Kind.ENTERPRISE: ToEnterprise,
    Kind.EVENT: ToEvent,
    Kind.NEED: ToNeed,
    Kind.PARK: ToPark,
    Kind.PROBLEM: ToProblem,
    Kind.PROJECT: ToProject,
    Kind.TEAM: ToTeam,
    Kind.VISIT: ToVisit,
}
_PARTS: Final[tuple[Column[Part], ...]] = (
    Column("分组", lambda one: one.word, stretches=True, width=240, sorts=True),
    Column("数", lambda one: one.text, align=RIGHT, sort_key=lambda one: one.number, width=160),
    Column("更正后", lambda one: one.now, align=RIGHT, width=130),
)
_ROWS: Final[tuple[Column[Row], ...]] = (
    Column("明细", lambda one: one.behind.words, stretches=True, width=500, sorts=True, tips=True),
    Column("报出以后", lambda one: one.since, sorts=True, width=140),
)
