"""Figures of a period beside those of the period before and of a year before."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlmodel import Session

from domain.statistics.counting import Share, Span, Value, count_each, shares_of
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
    # What is before a year is the year before.
    spans = list(dict.fromkeys((span, beside.before, beside.year_before)))
    found = values_in(session, figures, figures.figures.values(), issue.over, spans)
    return found[0], found[1], found[-1]


def lines_of(figures: Figures, values: Sequence[Mapping[str, Value]]) -> list[Line]:
    """Return how figures and rates are told that `values_beside` found."""
    shares = [shares_of(figures, one) for one in values]
    return [*_lines(figures, values), *_rates(figures, shares)]


def values_in(
    session: Session, figures: Figures, wanted: Collection[Figure], over: Over, spans: Sequence[Span]
) -> list[dict[str, Value]]:
    """Return what figures come to in each of several periods, by id: as it was reported, else as counted now.

    As reported only where the whole of it was, and where a figure is defined as it was then; of a rate either
    both of its numbers are, or none.
    """
    reported = [_reported(session, figures, over, span) for span in spans]
    missing = [tuple(one.id for one in wanted if one.id not in known) for known in reported]
    counted: dict[int, dict[str, Value]] = {}
    for ids in dict.fromkeys(missing):
        places = [at for at, others in enumerate(missing) if others == ids]
        asked = [figures.figures[id_] for id_ in ids]
        counted |= zip(places, count_each(session, asked, [spans[at] for at in places]), strict=True)
    return [
        {one.id: Value(one, known[one.id]) if one.id in known else counted[at][one.id] for one in wanted}
        for at, known in enumerate(reported)
    ]


def _reported(session: Session, figures: Figures, over: Over, span: Span) -> dict[str, int]:
    """Return what a period was reported to come to, by id, as far as that counts."""
    report = find_report(session, over, span.first)
    known: dict[str, int] = {}
    if report is not None and span.by == span.last == report.by:
        for id_, kept in numbers_of(report).items():
            if (figure := figures.figures.get(id_)) is not None and kept.is_of(figure):
                known[id_] = kept.number
    for rate in figures.rates.values():
        if not {rate.part, rate.whole} <= known.keys():
            known = {id_: n for id_, n in known.items() if id_ not in (rate.part, rate.whole)}
    return known


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
    periods.reverse()
    found = values_in(session, figures, shown, over, [Span.of(*one, today) for one in periods])
    return [(start, list(values.values())) for (start, _), values in zip(periods, found, strict=True)]


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
