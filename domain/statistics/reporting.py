"""A period is reported once: its figures stay as they were, and what was corrected later is shown as such."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlmodel import Session, col, select

from domain.statistics.counting import Span, Value, count, count_all
from domain.statistics.entities import FigureReport
from domain.statistics.figures import Figure, Figures
from domain.statistics.over import Over, period_before, period_of, title_of
from domain.store.acts import Action
from domain.store.engine import Seat
from domain.store.problems import as_stored
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, DomainError
from domain.values.ids import ReportId

_TREND: Final = {Over.YEAR: 3}
_USUAL_TREND: Final = 6


class ReportedAlready(DomainError):
    """A period was reported; it says when and by whom."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A figure that is another one by now than it was reported."""

    title: str
    unit: str
    reported: str
    now: str


def make_report(seat: Seat, figures: Figures, over: Over, first: date, today: date) -> ReportId:
    """Report a period as it is counted now.

    Raises:
        BadInput: It has not begun.
        ReportedAlready: It was reported.
    """
    first, last = period_of(over, first)
    title = title_of(over, first, last)
    if first > today:
        raise BadInput(f"{title}还没有到，不能报出")
    with seat.act(Action.REPORT_MAKE) as act:
        if (there := find_report(act.session, over, first)) is not None:
            day = there.made_at.astimezone().date().isoformat()
            raise ReportedAlready(
                f"没有报出：{title}已由{there.by_name}在 {day} 报出；后来更正的，在下一期说明"
            )
        span = Span.of(first, last, today)
        values = count_all(act.session, figures, span)
        row = FigureReport(
            over=over,
            first=first,
            last=last,
            by=span.by,
            figures=json.dumps({id_: one.number for id_, one in values.items()}, sort_keys=True),
            account_id=act.who.id,
            by_name=act.who.name,
            made_at=act.at,
        )
        act.session.add(row)
        act.session.flush()
        assert row.id is not None
        act.note(Subject(Kind.REPORT, row.id), f"报出{title}的统计（截止 {span.by.isoformat()}）")
        return row.id


def find_report(session: Session, over: Over, first: date) -> FigureReport | None:
    """Return what was reported of the period that begins on a day; None for nothing."""
    return session.exec(
        select(FigureReport).where(FigureReport.over == over, FigureReport.first == first)
    ).first()


def last_report(session: Session, over: Over, before: date) -> FigureReport | None:
    """Return the last period of its kind that was reported before a day."""
    query = select(FigureReport).where(FigureReport.over == over, FigureReport.first < before)
    return session.exec(query.order_by(col(FigureReport.first).desc())).first()


def reported_values(report: FigureReport, figures: Figures) -> dict[str, Value]:
    """Return the figures as they were reported, of those that are still defined."""
    numbers = _numbers_in(report)
    return {id_: Value(figure, numbers[id_]) for id_, figure in figures.figures.items() if id_ in numbers}


def values_of(
    session: Session, figures: Figures, over: Over, first: date, today: date
) -> tuple[Span, dict[str, Value]]:
    """Return the figures of a period with its days: as it was reported, else as it is counted now."""
    report = find_report(session, over, first)
    if report is None:
        span = Span.of(*period_of(over, first), today)
        return span, count_all(session, figures, span)
    span = Span(report.first, report.last, report.by)
    return span, count_all(session, figures, span) | reported_values(report, figures)


def trend_of(over: Over) -> int:
    """Return how many periods show where a figure is going."""
    return _TREND.get(over, _USUAL_TREND)


def trend(
    session: Session, figures: Sequence[Figure], over: Over, first: date, today: date
) -> list[tuple[date, list[Value]]]:
    """Return what figures came to in the `trend_of` periods up to the one that begins then, in their order.

    Each with its first day; of a period that was reported, as it was.
    """
    periods = [period_of(over, first)]
    while len(periods) < trend_of(over):
        periods.append(period_before(over, periods[-1][0]))
    found = []
    for start, end in reversed(periods):
        report = find_report(session, over, start)
        told = {} if report is None else _numbers_in(report)
        span = Span.of(start, end, today)
        found.append(
            (
                start,
                [
                    Value(one, told[one.id]) if one.id in told else count(session, one, span)
                    for one in figures
                ],
            )
        )
    return found


def corrections_of(session: Session, report: FigureReport, figures: Figures) -> list[Corrected]:
    """Return what was reported and is counted otherwise by now, as it was known by the same day."""
    reported = reported_values(report, figures)
    now = count_all(session, figures, Span(report.first, report.last, report.by))
    return [
        Corrected(one.figure.title, one.figure.unit, one.text, now[id_].text)
        for id_, one in reported.items()
        if one.number != now[id_].number
    ]


def _numbers_in(report: FigureReport) -> Mapping[str, int]:
    with as_stored("报出的统计"):
        numbers: Mapping[str, int] = json.loads(report.figures)
    return numbers
