"""Figures counted together, in one statement: those of the same rows and days in going through these once."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Date, and_, bindparam, distinct
from sqlmodel import Session, func, select

from domain.outreach.problems.lateness import Lateness
from domain.statistics.asking import (
    Asked,
    Days,
    Gone,
    conditions_of,
    counts_enterprises,
    ends_with_enterprise,
)
from domain.statistics.figures import Figure
from domain.store.sql import among_named
from domain.values.ids import ProblemId

_LOST: Final = "lost"
_DOUBTFUL: Final = "doubtful"
_DAYS: Final = Days(*(bindparam(name, type_=Date) for name in Days._fields))


class _Counting(NamedTuple):
    """A statement, and which figures each of its columns tells, as JSON."""

    statement: Any
    told: Sequence[tuple[Figure, ...]]


def numbers_in(
    session: Session, figures: Collection[Figure], periods: Iterable[Days]
) -> list[dict[Figure, int]]:
    """Return what figures come to in each of several periods."""
    gone, found = Gone.read(session), list[dict[Figure, int]]()
    if not figures:
        return [{} for _ in periods]
    # Made once: of years of weekly reports most of the time would go into making it.
    statement, told = _counting_of(tuple(figures), bool(gone.stands))
    lateness = Lateness.read(session) if any(one.late for one in figures) else None
    prepared = {one.rows: one.source.prepare for one in figures if one.source.prepare is not None}
    for days in periods:
        for prepare in prepared.values():
            prepare(session, days.by)
        given = days._asdict() | {_LOST: json.dumps(gone.lost_by(days.by)), _DOUBTFUL: gone.doubtful}
        row = session.connection().execute(statement, given).one()
        counted: dict[Figure, Any] = {}
        for of, text in zip(told, row, strict=True):
            counted |= zip(of, json.loads(text), strict=True)
        late = set[ProblemId]()
        if lateness is not None:
            ids = {id_ for figure, rows in counted.items() if figure.late for id_, _ in rows}
            late = lateness.late_on(session, ids, days.by)
        found.append({one: _number(one, counted[one], gone, late) for one in figures})
    return found


@lru_cache(maxsize=200)
def _counting_of(figures: tuple[Figure, ...], is_any_gone: bool) -> _Counting:
    """Return the statement that counts figures; where somebody was merged, also whose records are one."""
    passes: dict[Any, list[Figure]] = {}
    for one in figures:
        passes.setdefault((one.rows, one.day, one.standing, one.net and one.id), []).append(one)
    told = [tuple(of) for of in passes.values()]
    columns = [_pass(of, is_any_gone).scalar_subquery() for of in told]
    return _Counting(select(*columns), told)


def _pass(figures: Sequence[Figure], is_any_gone: bool) -> Any:
    """Return the statement that goes through the rows of figures once, which have the same days."""
    figure, *others = figures
    asked = Asked.plainly(figures, _DAYS)
    shared = {
        name: {value for one in figures for value in one.where[name]}
        for name in figure.where
        if all(name in one.where for one in others)
    }
    asked = asked.but(*conditions_of(figure, shared))
    if ends_with_enterprise(figure):
        asked = asked.but(~among_named(asked.source.enterprise, _LOST))
    if figure.net:
        return _by_each(asked, figure)
    return asked.select(func.json_array(*(_measure(one, shared, is_any_gone) for one in figures)))


def _measure(figure: Figure, shared: Mapping[str, Collection[str]], is_any_gone: bool) -> Any:
    """Return the term that counts or adds up rows; where that takes more than SQL, the rows as pairs."""
    columns = figure.source.columns
    own = {name: values for name, values in figure.where.items() if {*values} != shared.get(name)}
    which = conditions_of(figure, own)
    if figure.late:
        value = columns[figure.sums or figure.counts].of if figure.sums or figure.counts else 1
        return _of(func.json_group_array(func.json_array(figure.source.key, value)), which)
    if figure.sums:
        return func.coalesce(_of(func.sum(columns[figure.sums].of), which), 0)
    if not figure.counts:
        return _of(func.count(), which)
    counted = columns[figure.counts].of
    number = _of(func.count(distinct(counted)), which)
    if not (is_any_gone and counts_enterprises(figure)):
        return number
    doubtful = _of(func.json_group_array(distinct(counted)), [*which, among_named(counted, _DOUBTFUL)])
    return func.json_array(number, doubtful)


def _of(term: Any, which: Sequence[ColumnElement[bool]]) -> Any:
    return term.filter(and_(*which)) if which else term


def _by_each(asked: Asked, figure: Figure) -> Any:
    """Return the statement that adds up an amount by what is counted."""
    columns = figure.source.columns
    counted, amount = columns[figure.counts].of, columns[figure.net].of
    each = asked.select(counted.label("one"), func.sum(amount).label("amount")).group_by(counted).subquery()
    return select(func.json_array(func.json_group_array(func.json_array(each.c.one, each.c.amount))))


def _number(figure: Figure, counted: Any, gone: Gone, late: Collection[ProblemId]) -> int:
    stands: Mapping[Any, Any] = gone.stands if counts_enterprises(figure) else {}
    if figure.late:
        values = [value for id_, value in counted if id_ in late]
        if figure.sums:
            return sum(value or 0 for value in values)
        if not figure.counts:
            return len(values)
        return len({stands.get(value, value) for value in values if value is not None})
    if figure.net:
        sums: Counter[Any] = Counter()
        for one, amount in counted:
            sums[stands.get(one, one)] += amount
        return sum(amount > 0 for amount in sums.values())
    if isinstance(counted, int):
        return counted
    number, doubtful = counted
    return int(number) - len(doubtful) + len({stands.get(one, one) for one in doubtful})
