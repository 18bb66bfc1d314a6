"""Figures of a period beside those of the period before and of a year before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlmodel import Session

from domain.statistics.counting import Share, Span, Value, count, shares_of
from domain.statistics.figures import Figure, Figures
from domain.statistics.kept import Kept, Line, find_report, kept_in, numbers_of
from domain.statistics.over import Over, period_before, period_of, same_day, year_before

_TREND = {Over.YEAR: 3}
_USUAL_TREND = 6


class Issue(NamedTuple):
    """Which period is told: it begins on a day."""

    over: Over
    first: date


@dataclass(frozen=True, slots=True)
class Beside:
    """What a period is held against, and what its columns are called.

    As long as it runs, as much of the others as there is of it: up to the same day.
    """

    before: Span
    year_before: Span
    words: tuple[str, str]

    @staticmethod
    def of(over: Over, first: date, today: date) -> "Beside":
        _, last = period_of(over, first)
        others = period_before(over, first), year_before(over, first)
        if today >= last:
            before, year = (Span.of(*period, today) for period in others)
            return Beside(before, year, ("上期", "去年同期"))
        before, year = (
            Span.of(*period, same_day(over, first, max(first, today), period[0])) for period in others
        )
        return Beside(before, year, ("上期同日", "去年同日"))


def tell(session: Session, figures: Figures, issue: Issue, today: date) -> list[Line]:
    """Return every figure of a period, and every rate; as they were reported, where they were."""
    if (kept := kept_in(find_report(session, *issue))) is not None:
        return list(kept.lines)
    return lines_of(figures, values_beside(session, figures, issue, today))


def values_beside(
    session: Session, figures: Figures, issue: Issue, today: date
) -> tuple[dict[str, Value], dict[str, Value], dict[str, Value]]:
    """Return what every figure comes to in a period, in the one before, and a year before."""
    span, beside = Span.of(*period_of(*issue), today), Beside.of(*issue, today)
    wanted = figures.figures.values()
    now, before = (values_in(session, figures, wanted, issue.over, one) for one in (span, beside.before))
    # What is before a year is the year before.
    if beside.year_before == beside.before:
        return now, before, before
    return now, before, values_in(session, figures, wanted, issue.over, beside.year_before)


def lines_of(figures: Figures, values: Sequence[Mapping[str, Value]]) -> list[Line]:
    """Return how figures and rates are told that `values_beside` found."""
    shares = [shares_of(figures, one) for one in values]
    return [*_lines(figures, values), *_rates(figures, shares)]


def values_in(
    session: Session, figures: Figures, wanted: Iterable[Figure], over: Over, span: Span
) -> dict[str, Value]:
    """Return what figures come to in a period, by id: as it was reported, else as it is counted now.

    As reported only where the whole of it was, and where a figure is defined as it was then; of a rate either
    both of its numbers are, or none.
    """
    report = find_report(session, over, span.first)
    known: dict[str, int] = {}
    if report is not None and span.by == span.last == report.by:
        for id_, kept in numbers_of(report).items():
            if (figure := figures.figures.get(id_)) is not None and kept.is_of(figure):
                known[id_] = kept.number
    for rate in figures.rates.values():
        if not {rate.part, rate.whole} <= known.keys():
            known = {id_: n for id_, n in known.items() if id_ not in (rate.part, rate.whole)}
    return {
        one.id: Value(one, known[one.id]) if one.id in known else count(session, one, span) for one in wanted
    }


def trend_of(over: Over) -> int:
    """Return how many periods show where a figure is going."""
    return _TREND.get(over, _USUAL_TREND)


def trend(
    session: Session, figures: Figures, shown: Sequence[Figure], issue: Issue, today: date
) -> list[tuple[date, list[Value]]]:
    """Return what some figures came to in the `trend_of` periods up to one, in their order.

    Each with its first day, as `values_in` has it.
    """
    over = issue.over
    periods = [period_of(*issue)]
    while len(periods) < trend_of(over):
        periods.append(period_before(over, periods[-1][0]))
    return [
        (start, list(values_in(session, figures, shown, over, Span.of(start, end, today)).values()))
        for start, end in reversed(periods)
    ]


def _lines(figures: Figures, values: Sequence[Mapping[str, Value]]) -> Iterator[Line]:
    for id_, figure in figures.figures.items():
        now, before, year = (one[id_] for one in values)
        more = Value(figure, now.number - before.number)
        change = f"+{more.text}" if more.number > 0 else more.text
        yield Line(
            id_,
            figure.title,
            figure.unit,
            figure.says,
            id_,
            now.text,
            before.text,
            change,
            year.text,
            Kept(now.number, figure.definition),
        )


def _rates(figures: Figures, shares: Sequence[Mapping[str, Share]]) -> Iterator[Line]:
    for id_, rate in figures.rates.items():
        now, before, year = (one[id_] for one in shares)
        yield Line(id_, rate.title, "", rate.says, rate.whole, now.text, before.text, "", year.text)
