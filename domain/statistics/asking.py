"""Where the rows of a figure are read from, and what is true of them."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, func, select

from domain.enterprises.entities import Enterprise
from domain.enterprises.identity import standing_for
from domain.outreach.problems.lateness import Lateness
from domain.statistics.figures import Figure
from domain.statistics.sources import Is, Rows
from domain.store.sql import among
from domain.values.ids import EnterpriseId


class Days(NamedTuple):
    """Those of a period, or their places in a statement: from one to another, as known by a third."""

    first: Any
    upto: Any
    by: Any


@dataclass(frozen=True)
class Gone:
    """Records of enterprises that are in the register no more.

    Attributes:
        stands: By each the one that stands for it now; absent where none does.
        lost: On which day those were deleted for which none stands.
    """

    stands: Mapping[EnterpriseId, EnterpriseId]
    lost: Mapping[EnterpriseId, str]

    @staticmethod
    def read(session: Session) -> "Gone":
        """Return those of now."""
        day = func.date(Enterprise.deleted_at, "localtime")
        query: Any = select(Enterprise.id, day).where(col(Enterprise.deleted_at).is_not(None))
        deleted: dict[EnterpriseId, str] = dict(session.exec(query).all())
        stands = standing_for(session, deleted) if deleted else {}
        return Gone(stands, {id_: day for id_, day in deleted.items() if id_ not in stands})

    def lost_by(self, day: date) -> list[EnterpriseId]:
        """Return those that were deleted by a day, and for which none stands."""
        return [id_ for id_, deleted in self.lost.items() if deleted <= day.isoformat()]

    @cached_property
    def doubtful(self) -> str:
        """Those that another one stands for, and these, as JSON: of them several are one."""
        return json.dumps([*{*self.stands, *self.stands.values()}])


_NOBODY: Final = Gone({}, {})


@dataclass(frozen=True, slots=True)
class Asked:
    """The rows of a figure, and whose records are gone; by ``is_lean`` see `Rows.lean`."""

    source: Rows
    is_lean: bool
    conditions: Sequence[ColumnElement[bool]]
    gone: Gone = _NOBODY

    @staticmethod
    def of(session: Session, figure: Figure, days: Days) -> "Asked":
        """Return those of a period that are counted."""
        source = figure.source
        if source.prepare is not None:
            source.prepare(session, days.by)
        asked = replace(Asked.plainly([figure], days), gone=Gone.read(session))
        asked = asked.but(*conditions_of(figure, figure.where))
        # What came to pass on a day stays so, whoever is gone since.
        if ends_with_enterprise(figure) and (lost := asked.gone.lost_by(days.by)):
            asked = asked.but(~among(source.enterprise, lost))
        if figure.late:
            ids = session.exec(asked.select(source.key)).all()
            asked = asked.but(among(source.key, Lateness.read(session).late_on(session, ids, days.by)))
        return asked

    @staticmethod
    def plainly(figures: Sequence[Figure], days: Days) -> "Asked":
        """Return the rows that figures of the same days have in common, whatever else these ask for."""
        source, figure = figures[0].source, figures[0]
        named = {name for one in figures for name in one.named if name}
        is_lean = source.lean is not None and all(source.columns[name].is_lean for name in named)
        holds = [] if is_lean else [*source.holds]
        if source.by is not None:
            holds.append(source.by == days.by)
        return Asked(source, is_lean, [*holds, *_in_days(figure, days)])

    def with_column(self, name: str) -> "Asked":
        """Return them where a column can be asked for that none of their conditions may have named."""
        if not self.is_lean or self.source.columns[name].is_lean:
            return self
        return replace(self, is_lean=False, conditions=[*self.source.holds, *self.conditions])

    def but(self, *conditions: ColumnElement[bool]) -> "Asked":
        return replace(self, conditions=[*self.conditions, *conditions])

    def select(self, *columns: Any) -> Any:
        if self.is_lean:
            return select(*columns).select_from(self.source.lean).where(*self.conditions)
        return self.source.select(columns, self.conditions)

    def stands(self, session: Session, figure: Figure, by: str = "") -> dict[EnterpriseId, EnterpriseId]:
        """Return by records that are gone which one stands for each, where that matters to the count."""
        columns = figure.source.columns
        counts = counts_enterprises(figure) or (by and columns[by].fact)
        if not (counts and self.gone.stands):
            return {}
        column = figure.source.enterprise
        found = session.exec(self.select(column).where(among(column, self.gone.stands)).distinct())
        return {id_: self.gone.stands[id_] for id_ in found}


def counts_enterprises(figure: Figure) -> bool:
    """Whether each enterprise is counted once, whatever records it had."""
    return bool(figure.counts) and figure.source.columns[figure.counts].is_ is Is.ENTERPRISE


def ends_with_enterprise(figure: Figure) -> bool:
    """Whether what is counted is over once its enterprise is lost."""
    return figure.source.is_over_with_enterprise and any(figure.standing)


def conditions_of(figure: Figure, where: Mapping[str, Collection[str]]) -> list[ColumnElement[bool]]:
    """Return what is true of rows whose columns have one of some values each."""
    return [figure.source.columns[name].of.in_(values) for name, values in where.items()]


def _in_days(figure: Figure, days: Days) -> list[ColumnElement[bool]]:
    columns, found = figure.source.columns, []
    if figure.day:
        found.append(columns[figure.day].of.between(days.first, days.upto))
    since, until = figure.standing
    if since:
        # Most rows fall away by it, and of these nothing else is worked out.
        never_before = columns[since].never_before
        found += [] if never_before is None else [never_before <= days.by]
        found.append(columns[since].of <= days.by)
    if until:
        column = columns[until]
        if column.year_of is not None:
            found.append(column.year_of >= func.date(days.by, "start of year"))
        else:
            found.append(or_(column.of.is_(None), column.of > days.by))
    return found
