"""Figures of a period beside those of the period before and of a year before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlmodel import Session

from domain.statistics.counting import Share, Span, Value, count_all, shares_of
from domain.statistics.figures import Figure, Figures
from domain.statistics.over import Over, period_before, period_of, year_before


class Issue(NamedTuple):
    """Which period is told: it begins on a day."""

    over: Over
    first: date


@dataclass(frozen=True, slots=True)
class Line:
    """One figure, or one rate, as it is told.

    Attributes:
        figure: What is counted; of a rate, what it is a share of.
        now, before, year_before: As they are shown.
        change: By how much it is more than before, with its sign; empty for a rate.
    """

    id: str
    title: str
    unit: str
    says: str
    figure: Figure
    now: str
    before: str
    change: str
    year_before: str


def tell(
    session: Session,
    figures: Figures,
    over: Over,
    first: date,
    today: date,
    *,
    now: dict[str, Value] | None = None,
) -> list[Line]:
    """Return every figure of the period that begins on a day, and every rate.

    Args:
        now: The period's own figures where they are known, as those of a period that was reported.
    """
    periods = [period_of(over, first), period_before(over, first), year_before(over, first)]
    known = [now, None, None]
    values = [
        count_all(session, figures, Span.of(*period, today)) if there is None else there
        for period, there in zip(periods, known, strict=True)
    ]
    shares = [shares_of(figures, one) for one in values]
    return [*_lines(figures, values), *_rates(figures, shares)]


def _lines(figures: Figures, values: Sequence[dict[str, Value]]) -> Iterator[Line]:
    for id_, figure in figures.figures.items():
        now, before, year = (one[id_] for one in values)
        more = Value(figure, now.number - before.number)
        change = f"+{more.text}" if more.number > 0 else more.text
        yield Line(
            id_, figure.title, figure.unit, figure.says, figure, now.text, before.text, change, year.text
        )


def _rates(figures: Figures, shares: Sequence[dict[str, Share]]) -> Iterator[Line]:
    for id_, rate in figures.rates.items():
        now, before, year = (one[id_] for one in shares)
        whole = figures.figures[rate.whole]
        yield Line(id_, rate.title, "", rate.says, whole, now.text, before.text, "", year.text)
