"""Columns that take more than a row: until when a problem is to be done, what ledgers tell of enterprises."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Date, String, and_, case, cast, func, literal, literal_column, type_coerce
from sqlmodel import Session, col, select

from domain.cases.awards.entities import AwardCase
from domain.cases.awards.entities import Ended as AwardEnded
from domain.enterprises.identity import standing_for
from domain.funds.month_entities import PaidFlow
from domain.outreach.charges import in_charge_now
from domain.outreach.entities import DONE_ON, VisitEnterprise
from domain.outreach.problem_entities import Ended, Matter, ProblemRow
from domain.outreach.problems.reading import due_of, light_on, where_of
from domain.outreach.problems.rules import Rules
from domain.outreach.project_entities import Project, ProjectMonth, ProjectYear
from domain.outreach.visits import last_visits_of_all
from domain.store.sql import looked_up
from domain.values.ids import EnterpriseId

_PLACED: tuple[Any, ...] = (
    *(ProblemRow.road_sha256, ProblemRow.at, ProblemRow.waits),
    *(ProblemRow.since, ProblemRow.extended_to, ProblemRow.ended),
)
_KEY: Any = (
    col(ProblemRow.road_sha256)
    + "|"
    + col(ProblemRow.at)
    + "|"
    + col(ProblemRow.waits)
    + "|"
    + cast(col(ProblemRow.since), String)
    + "|"
    + func.coalesce(cast(col(ProblemRow.extended_to), String), "")
)
"""Problems that have it in common stand at the same place since the same day."""


def places(session: Session, rules: Rules) -> Any:
    """Return what people call where a problem stands."""
    roads, place = rules.roads_in(session), _PLACED[:3]
    found = [
        (
            and_(*(column == value for column, value in zip(place, one, strict=True))),
            where_of(one, roads.of(one[0])),
        )
        for one in session.exec(select(*place).distinct())
    ]
    return case(*found, else_="") if found else literal("")


def due_days(session: Session, rules: Rules) -> Any:
    """Return by when is to be done what a problem stands at; NULL where no time runs."""
    days = {key: day.isoformat() for key, day in _due(session, rules).items() if day is not None}
    return type_coerce(_by_standing(days), Date)


def lights(session: Session, rules: Rules) -> Any:
    """Return how near its day an open problem is."""
    today, calendar = rules.today(), rules.calendar
    return _by_standing(
        {key: light_on(day, today, calendar).value for key, day in _due(session, rules).items()}
    )


def invested(_: Session, rules: Rules) -> Any:
    """Return what was invested in a project this year."""
    today = rules.today()
    of = ProjectMonth.project_id == Project.id, ProjectMonth.month <= today
    this_year = ProjectMonth.month >= date(today.year, 1, 1)
    return select(func.coalesce(func.sum(ProjectMonth.done), 0)).where(*of, this_year).scalar_subquery()


def planned(_: Session, rules: Rules) -> Any:
    """Return the plan of a project for this year; NULL where none is entered."""
    first = date(rules.today().year, 1, 1)
    of = ProjectYear.project_id == Project.id, ProjectYear.first == first
    return select(ProjectYear.planned).where(*of).scalar_subquery()


def in_charge(session: Session) -> Mapping[EnterpriseId, str]:
    """Return who looks after each enterprise now, leaders first."""
    found: dict[EnterpriseId, list[str]] = {}
    for one in in_charge_now(session):
        assert one.enterprise_id is not None
        found.setdefault(one.enterprise_id, []).append(one.cadre.name)
    return {id_: "、".join(names) for id_, names in found.items()}


def visited_on(session: Session) -> Mapping[EnterpriseId, date]:
    """Return when each enterprise was visited last."""
    return last_visits_of_all(session)


def visits(session: Session) -> Mapping[EnterpriseId, int]:
    """Return how often each enterprise was visited."""
    return _folded(
        session,
        select(VisitEnterprise.enterprise_id, func.count())
        .where(DONE_ON.is_not(None))
        .group_by(col(VisitEnterprise.enterprise_id)),
    )


def problems(session: Session) -> Mapping[EnterpriseId, int]:
    """Return how many problems each enterprise has raised."""
    return _counted(session, ProblemRow.matter == Matter.PROBLEM, ProblemRow.ended != Ended.MISTAKEN)


def open_problems(session: Session) -> Mapping[EnterpriseId, int]:
    """Return how many problems of each enterprise are open."""
    return _counted(session, ProblemRow.matter == Matter.PROBLEM, ProblemRow.ended == Ended.OPEN)


def awarded(session: Session) -> Mapping[EnterpriseId, int]:
    """Return what each enterprise was granted in all, in fen."""
    return _folded(
        session,
        select(AwardCase.enterprise_id, func.sum(AwardCase.amount))
        .where(AwardCase.ended == AwardEnded.GRANTED)
        .group_by(col(AwardCase.enterprise_id)),
    )


def paid(session: Session) -> Mapping[EnterpriseId, int]:
    """Return what each enterprise was paid, less what came back, in fen."""
    return _folded(
        session,
        select(AwardCase.enterprise_id, func.sum(PaidFlow.amount))
        .join(PaidFlow, col(PaidFlow.case_id) == AwardCase.id)
        .group_by(col(AwardCase.enterprise_id)),
    )


def _counted(session: Session, *which: Any) -> dict[EnterpriseId, int]:
    # The sign has SQLite look for the problems that are meant, not go through all by their enterprises.
    of: Any = literal_column("+problem.enterprise_id")
    return _folded(session, select(of, func.count()).where(of.is_not(None), *which).group_by(of))


def _folded(session: Session, query: Any) -> dict[EnterpriseId, int]:
    """Return sums by enterprises: those of records that one stands for by now are one."""
    rows = session.exec(query).all()
    now = standing_for(session, {EnterpriseId(id_) for id_, _ in rows})
    found: dict[EnterpriseId, int] = {}
    for id_, number in rows:
        stands = now.get(EnterpriseId(id_), EnterpriseId(id_))
        found[stands] = found.get(stands, 0) + number
    return found


def _due(session: Session, rules: Rules) -> dict[str, date | None]:
    """Return by when each open problem is to be done, by what tells apart where they stand."""
    roads, found = rules.roads_in(session), dict[str, date | None]()
    query: Any = select(_KEY, *_PLACED).where(ProblemRow.ended == Ended.OPEN).distinct()
    for row in session.exec(query):
        due = due_of(row, roads.of(row.road_sha256), rules.calendar)
        found[row[0]] = None if due is None else due.value
    return found


def _by_standing(values: Mapping[str, str]) -> Any:
    """Return a term: what is known by where an open problem stands and since when."""
    return case((col(ProblemRow.ended) == Ended.OPEN, looked_up(_KEY, values)), else_=None)
