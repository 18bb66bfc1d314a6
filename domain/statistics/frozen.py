"""What stood behind each figure when a period was reported, kept as data, and what became of it since."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from pydantic import TypeAdapter
from sqlmodel import Session, select

from domain.outreach.problems.rules import Rules
from domain.statistics.behind import Behind, tell_all_behind, tell_behind
from domain.statistics.counting import Span, amounts_behind, count_by_each
from domain.statistics.entities import ReportedFigure
from domain.statistics.figures import Figure
from domain.store.problems import as_stored
from domain.values.ids import ReportId

MOST: Final = 2_000
"""So many rows of a figure are kept in words, the latest; of all of them that they were counted."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """What stood behind a figure as it was reported.

    Attributes:
        ids: Of every row (`counting.rows_behind`), the latest first.
        amounts: What each came to, of sums; empty of others.
        rows: The latest `MOST` of them in words, in that order.
        groups: By each column what the figure came to for its values, the most first.
    """

    ids: tuple[int, ...]
    amounts: tuple[int, ...]
    rows: tuple[Behind, ...]
    groups: Mapping[str, tuple[tuple[str, int], ...]]


class Since(NamedTuple):
    """What of the rows behind a figure is otherwise by now than it was reported.

    Attributes:
        gone: The rows that are counted no more.
        come: Those that are counted besides, in words.
        other: By row the amount that it comes to now, where that is another one.
    """

    gone: frozenset[int]
    come: Sequence[Behind]
    other: Mapping[int, int]


def freeze(session: Session, figures: Iterable[Figure], span: Span, rules: Rules) -> dict[str, Frozen]:
    """Return what stands behind figures now, by their ids."""
    behind = [(one, amounts_behind(session, one, span)) for one in figures]
    latest = [(one, [*amounts][:MOST]) for one, amounts in behind]
    told = tell_all_behind(session, latest, rules)
    return {
        one.id: Frozen(
            tuple(amounts),
            tuple(amounts.values()) if one.sums else (),
            tuple(rows),
            _groups(session, one, span, rules) if amounts else {},
        )
        for (one, amounts), rows in zip(behind, told, strict=True)
    }


def _groups(
    session: Session, figure: Figure, span: Span, rules: Rules
) -> dict[str, tuple[tuple[str, int], ...]]:
    by = [name for name, one in figure.source.columns.items() if one.parts and one.of is not None]
    found = count_by_each(session, figure, span, by, rules.dictionary)
    return {name: tuple(groups) for name, groups in found.items()}


def as_row(report_id: ReportId, figure_id: str, frozen: Frozen) -> ReportedFigure:
    """Return it as the store keeps it with a report."""
    return ReportedFigure(
        report_id=report_id, figure_id=figure_id, behind=_adapter().dump_json(frozen).decode()
    )


def find_frozen(session: Session, report_id: ReportId, figure_id: str) -> Frozen | None:
    """Return what stood behind a figure of a report; None of reports that were made without.

    Raises:
        Unreadable: It does not read.
    """
    row = session.exec(
        select(ReportedFigure).where(
            ReportedFigure.report_id == report_id, ReportedFigure.figure_id == figure_id
        )
    ).first()
    if row is None:
        return None
    with as_stored("报出的统计"):
        return _adapter().validate_python(json.loads(row.behind))


def since_then(session: Session, figure: Figure, span: Span, frozen: Frozen, rules: Rules) -> Since:
    """Return what is otherwise by now; the figure has to be defined as it was then."""
    now = amounts_behind(session, figure, span)
    then = dict(zip(frozen.ids, frozen.amounts or (1,) * len(frozen.ids), strict=True))
    come = [id_ for id_ in now if id_ not in then]
    return Since(
        frozenset(then.keys() - now.keys()),
        tell_behind(session, figure, come[:MOST], rules),
        {id_: now[id_] for id_, amount in then.items() if figure.sums and now.get(id_, amount) != amount},
    )


@cache
def _adapter() -> TypeAdapter[Frozen]:
    return TypeAdapter(Frozen)
