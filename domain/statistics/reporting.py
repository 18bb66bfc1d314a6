"""A period is reported once: all that was told of it stays, and what came later is told as such."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlmodel import Session

from domain.enterprises.dictionary import Dictionary
from domain.outreach.problems.rules import Rules
from domain.statistics.charts import draw_charts
from domain.statistics.counting import Span, Value, count_each, shares_of
from domain.statistics.entities import FigureReport
from domain.statistics.figures import Figures
from domain.statistics.frozen import Frozen, as_row, freeze
from domain.statistics.kept import (
    Changes,
    Corrected,
    Told,
    find_report,
    kept_in,
    numbers_of,
    reports_before,
)
from domain.statistics.over import Over, period_of, title_of
from domain.statistics.sentences import sentences
from domain.statistics.telling import Beside, Issue, lines_of, values_beside
from domain.store.acts import Action
from domain.store.chain import ChainHead
from domain.store.engine import Seat, head_in
from domain.store.tables import Kind, Subject
from domain.store.told import head_of
from domain.values.errors import BadInput, DomainError
from domain.values.ids import ReportId

EARLY: Final = frozenset({Over.WEEK, Over.MONTH})
"""What may be reported before it has ended, as superiors ask for it: as of a day; the rest is told later."""
_YEARS_BACK: Final = 1
"""Of this year and so many before it whatever changed is told; of older ones what no report has told."""


class ReportedAlready(DomainError):
    """A period was reported; it says when and by whom."""


def told_of(session: Session, issue: Issue, figures: Figures, today: date, dictionary: Dictionary) -> Told:
    """Return all that is told of a period: as it was reported, else as it is counted now."""
    if (kept := kept_in(find_report(session, *issue))) is not None:
        return kept
    values = values_beside(session, figures, issue, today)
    return Told(
        Span.of(*period_of(*issue), today).by,
        Beside.of(*issue, today).words,
        tuple(lines_of(figures, values)),
        tuple(sentences(values[0], shares_of(figures, values[0]))),
        tuple(draw_charts(session, issue, figures, today, dictionary)),
        tuple(changes_before(session, issue, figures, today)),
    )


def make_report(
    seat: Seat,
    figures: Figures,
    issue: Issue,
    today: date,
    rules: Rules,
    *,
    by: date | None = None,
) -> ReportId:
    """Report a period as it is counted now, with the rows behind each figure.

    Args:
        seat: Who reports.
        figures: What is counted.
        issue: Of any day in it.
        today: Until which there is something to count.
        rules: By what the rows behind are told, and choices are called.
        by: The day by which is counted (截止日); None for its last day, or today where it has not ended.

    Raises:
        BadInput: It has not begun, it may not be reported before it has ended, or the day by which is counted
            does not lie in it or is still to come.
        ReportedAlready: It was reported.
    """
    over = issue.over
    first, last = period_of(*issue)
    by = min(last, today) if by is None else by
    title = title_of(over, first, last)
    if complaint := against_reporting(over, first, today, by):
        raise BadInput(f"没有报出：{complaint}")
    issue = Issue(over, first)
    # Of very many it takes seconds, during which others go on; only where they did, once more in the act.
    with seat.read() as session:
        _refuse_again(session, issue)
        upto, counted = head_in(session).acts, _count(session, issue, figures, by, rules)
    with seat.act(Action.REPORT_MAKE) as act:
        if head_in(act.session).acts != upto:
            _refuse_again(act.session, issue)
            counted = _count(act.session, issue, figures, by, rules)
        told, frozen = counted
        row = FigureReport(
            over=over,
            first=first,
            last=last,
            by=by,
            figures=json.dumps({id_: one.number for id_, one in told.numbers.items()}, sort_keys=True),
            told=told.to_json(),
            account_id=act.who.id,
            by_name=act.who.name,
            made_at=act.at,
        )
        act.session.add(row)
        act.session.flush()
        assert row.id is not None
        for id_, behind in frozen.items():
            act.session.add(as_row(row.id, id_, behind))
        act.session.flush()
        act.note(Subject(Kind.REPORT, row.id), f"报出{title}的统计（截止 {by.isoformat()}）")
        return row.id


def _count(
    session: Session, issue: Issue, figures: Figures, by: date, rules: Rules
) -> tuple[Told, dict[str, Frozen]]:
    """Return all that is told of a period as of a day, and by figure what stands behind it."""
    told, span = told_of(session, issue, figures, by, rules.dictionary), Span.of(*period_of(*issue), by)
    return told, freeze(session, figures.figures.values(), span, rules)


def _refuse_again(session: Session, issue: Issue) -> None:
    """Refuse a period that was reported."""
    if (there := find_report(session, *issue)) is not None:
        title, day = title_of(issue.over, there.first, there.last), there.made_at.astimezone().date()
        raise ReportedAlready(
            f"没有报出：{title}已由{there.by_name}在 {day.isoformat()} 报出；后来更正的，在下一期说明"
        )


def against_reporting(over: Over, first: date, today: date, by: date) -> str:
    """Say why a period cannot be reported as of a day, with the day from which it can; empty where it can."""
    first, last = period_of(over, first)
    title = title_of(over, first, last)
    if first > today:
        return f"{title}还没有到"
    if over not in EARLY and today < last:
        return f"{title}还没有过完，从 {last.isoformat()} 起可以报出；要提前报的，请用周报或月报"
    if over not in EARLY and by != last:
        return f"{title}要统计到 {last.isoformat()}"
    if not first <= by <= last:
        return f"截止日要在 {first.isoformat()} 到 {last.isoformat()} 之间"
    return f"截止日 {by.isoformat()} 还没有到" if by > today else ""


def changes_before(session: Session, issue: Issue, figures: Figures, today: date) -> Iterator[Changes]:
    """Yield what became of each period that was reported before this one.

    Of this year and the one before all of it; of older ones, what no report has told as it is now.
    """
    since = date(issue.first.year - _YEARS_BACK, 1, 1)
    before = reports_before(session, issue.over, issue.first)
    told = {one.title: one for report in before for one in _told_in(report)}
    spans = [_spans_of(report, today) for report in before]
    counted = iter(_recounted(session, figures, [span for of_one in spans for span in of_one]))
    for report, of_one in zip(before, spans, strict=True):
        found = _changes(report, figures, [next(counted) for _ in of_one])
        if found.said and (report.first >= since or told.get(found.title) != found):
            yield found


def _recounted(session: Session, figures: Figures, spans: Sequence[Span]) -> list[dict[str, Value]]:
    """Count periods once more; what was counted is known for as long as nothing was written since.

    Of the weeks of years it takes seconds, and the page asks for it before the report does.
    """
    engine, upto = session.connection().engine, head_of(session)
    known = _COUNTED.get(engine)
    if known is None or known.upto != upto or known.figures is not figures:
        known = _COUNTED[engine] = _Counted(upto, figures, {})
    missing = [span for span in dict.fromkeys(spans) if span not in known.values]
    known.values.update(zip(missing, count_each(session, figures.figures.values(), missing), strict=True))
    return [known.values[span] for span in spans]


class _Counted(NamedTuple):
    """What periods came to when a store had come so far."""

    upto: ChainHead | None
    figures: Figures
    values: dict[Span, dict[str, Value]]


_COUNTED: Final = WeakKeyDictionary[Engine, _Counted]()


def _told_in(report: FigureReport) -> tuple[Changes, ...]:
    """Return what a report told of those before it."""
    kept = kept_in(report)
    return () if kept is None else kept.changes


def changes_of(session: Session, report: FigureReport, figures: Figures, today: date) -> Changes:
    """Return what is counted otherwise by now of a period that was reported, and what has come to it."""
    return _changes(report, figures, count_each(session, figures.figures.values(), _spans_of(report, today)))


def _spans_of(report: FigureReport, today: date) -> list[Span]:
    """Return of when a report is counted once more: as of its day, and with what came until the end."""
    days = sorted({report.by, max(report.by, min(report.last, today))})
    return [Span(report.first, report.last, by) for by in days]


def _changes(report: FigureReport, figures: Figures, counted: Sequence[Mapping[str, Value]]) -> Changes:
    """Tell what became of a report; what is counted is of its `_spans_of`."""
    reported = {id_: kept for id_, kept in numbers_of(report).items() if id_ in figures.figures}
    redefined = tuple(
        figures.figures[id_].title for id_, kept in reported.items() if not kept.is_of(figures.figures[id_])
    )
    then = {
        id_: Value(figures.figures[id_], kept.number)
        for id_, kept in reported.items()
        if kept.is_of(figures.figures[id_])
    }
    now, *later = counted
    added = tuple(one for all_of_it in later for one in _differing(now, all_of_it))
    title = title_of(Over(report.over), report.first, report.last)
    return Changes(title, report.by, report.last, _differing(then, now), added, redefined)


def _differing(before: Mapping[str, Value], after: Mapping[str, Value]) -> tuple[Corrected, ...]:
    return tuple(
        Corrected(one.figure.title, one.figure.unit, one.text, after[id_].text)
        for id_, one in before.items()
        if one.number != after[id_].number
    )
