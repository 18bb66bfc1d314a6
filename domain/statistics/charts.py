"""Charts of figures, as they are defined: by periods, or by what a figure is made up of."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from sqlmodel import Session

from domain.enterprises.dictionary import Dictionary
from domain.papers.blocks import Bars, Chart
from domain.statistics.counting import Span, Value, count_by, wan_text
from domain.statistics.figures import ChartPlan, Figure, Figures
from domain.statistics.kept import Drawn, find_report, kept_in
from domain.statistics.over import Over, period_of, short_title_of
from domain.statistics.telling import Issue, trend, trend_of

_MOST: Final = 8
"""So many groups are drawn; what the others come to is one more."""


def draw_charts(
    session: Session, issue: Issue, figures: Figures, today: date, dictionary: Dictionary
) -> list[Drawn]:
    """Return every chart of a period, in the order of the files; as it was drawn when it was reported."""
    over, first = issue
    if (kept := kept_in(find_report(session, *issue))) is not None:
        return list(kept.charts)
    span = Span.of(*period_of(over, first), today)
    found = []
    for plan in figures.charts.values():
        shown = [figures.figures[id_] for id_ in plan.figures]
        if plan.by:
            chart = _by_column(session, plan, shown, span, dictionary)
        else:
            chart = _by_periods(plan, shown, over, trend(session, figures, shown, issue, today))
        found.append(Drawn(shown[0].id, chart))
    return found


def draw_trend(session: Session, figures: Figures, figure: Figure, issue: Issue, today: date) -> Chart:
    """Return the periods up to one, of one figure."""
    over = issue.over
    plan = ChartPlan(figure.id, f"{figure.title}：到这一期为止的 {trend_of(over)} 期", (figure.id,))
    return _by_periods(plan, [figure], over, trend(session, figures, [figure], issue, today))


def _by_periods(
    plan: ChartPlan, shown: Sequence[Figure], over: Over, found: Sequence[tuple[date, list[Value]]]
) -> Chart:
    labels = tuple(short_title_of(over, first) for first, _ in found)
    series = tuple(
        _bars(figure, [values[at].number for _, values in found], shown) for at, figure in enumerate(shown)
    )
    return Chart(plan.title, _unit(shown), labels, series)


def _by_column(
    session: Session, plan: ChartPlan, shown: Sequence[Figure], span: Span, dictionary: Dictionary
) -> Chart:
    """Return a figure by the values of a column, the largest first; a second one beside it in that order."""
    counted = [dict(count_by(session, figure, span, plan.by, dictionary)) for figure in shown]
    labels = [*counted[0], *(one for more in counted[1:] for one in more if one not in counted[0])]
    kept, rest = labels[:_MOST], labels[_MOST:]
    words = [*kept, *([f"其他 {len(rest)} 项"] if rest else [])]
    series = tuple(
        _bars(figure, list(_numbers(numbers, kept, rest)), shown)
        for figure, numbers in zip(shown, counted, strict=True)
    )
    return Chart(plan.title, _unit(shown), tuple(words), series, is_level=True)


def _numbers(numbers: Mapping[str, int], kept: Sequence[str], rest: Sequence[str]) -> Iterator[int]:
    yield from (numbers.get(word, 0) for word in kept)
    if rest:
        yield sum(numbers.get(word, 0) for word in rest)


def _bars(figure: Figure, numbers: Sequence[int], shown: Sequence[Figure]) -> Bars:
    texts = tuple(wan_text(one) if figure.is_money else f"{one:,}" for one in numbers)
    # Amounts say themselves whether they are yuan or ten thousands of it.
    title = figure.title if _unit(shown) or figure.is_money else f"{figure.title}（{figure.unit}）"
    return Bars(title, tuple(numbers), texts)


def _unit(shown: Sequence[Figure]) -> str:
    """Return what all of them count; amounts say it themselves."""
    units = {one.unit for one in shown}
    return units.pop() if len(units) == 1 and not shown[0].is_money else ""
