"""Problems as lists show them, and one as its page does."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from domain.enterprises.entities import Enterprise
from domain.enterprises.identity import standing_for, stood_for_by
from domain.outreach.entities import Cadre, Department
from domain.outreach.problem_entities import Ended, Matter, ProblemRow, ProblemStep
from domain.outreach.problems.reading import (
    Light,
    Problem,
    Seen,
    due_of,
    find_problem,
    light_on,
    members_of,
    where_of,
)
from domain.outreach.problems.rules import Rules
from domain.outreach.problems.stepping import steps_of
from domain.outreach.problems.undoing import against_undoing
from domain.outreach.project_entities import Project
from domain.roads.drawing import Stop, drawn
from domain.roads.walking import Now, Step
from domain.store.acts import Person
from domain.store.sql import among, holds_word
from domain.values.ids import EnterpriseId, ProblemId, ProjectId

MOST = 5_000
"""So many that have ended are listed at once, the latest; who looks for others says which."""


@dataclass(frozen=True, slots=True)
class ProblemFilter:
    """Which problems are asked for; what is left out does not matter.

    Attributes:
        words: Each of them stands in the number, the title, or the enterprise's name.
        most: How many that have ended are listed, and of open ones where words are looked for; else all are.
    """

    is_open: bool | None = None
    enterprise_id: EnterpriseId | None = None
    project_id: ProjectId | None = None
    ids: Sequence[ProblemId] | None = None
    words: Sequence[str] = ()
    most: int = MOST


@dataclass(frozen=True, slots=True)
class ListedProblem:
    """A problem as lists show it.

    Attributes:
        enterprise_id: The record that stands for its enterprise now; None where it is a common one.
        enterprise: Its name now; of a common one how many were put together.
        handler: The department and the person who are to solve it.
        where: Where it stands.
        due: By when what it stands at is to be done; None for no time.
        road: What the road is called that it takes.
        uscc: Of the enterprise; empty where it is a common one.
        common: The number of what it was put together with.
        project: What the project is called that it is about; empty for none.
    """

    row: ProblemRow
    enterprise_id: EnterpriseId | None
    enterprise: str
    handler: str
    where: str
    due: date | None
    light: Light
    road: str
    uscc: str = ""
    common: str = ""
    project: str = ""

    @property
    def id(self) -> ProblemId:
        assert self.row.id is not None
        return self.row.id

    @property
    def seen(self) -> Seen:
        return Seen(self.id, self.row.version)

    @property
    def matter(self) -> Matter:
        return Matter(self.row.matter)

    @property
    def is_open(self) -> bool:
        return self.row.ended == Ended.OPEN


@dataclass(frozen=True, slots=True)
class Passed:
    """A stop of the road, with everything that was done of the problem while it stood there."""

    stop: Stop
    steps: tuple[ProblemStep, ...]


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """A problem as its page shows it.

    Attributes:
        steps: What there is to do of it, each with what is missing.
        members: What was put together in it.
        undoable: What it is undone by what who looks did last; empty where they may not.
    """

    problem: Problem
    listed: ListedProblem
    now: Now
    road: tuple[Passed, ...]
    steps: tuple[Step, ...]
    members: tuple[ListedProblem, ...]
    undoable: str


def list_problems(session: Session, wanted: ProblemFilter, rules: Rules) -> list[ListedProblem]:
    """Return problems that are asked for, the latest first."""
    rows, open_ = select(ProblemRow), col(ProblemRow.ended) == Ended.OPEN
    if wanted.enterprise_id is not None:
        records = stood_for_by(session, [wanted.enterprise_id])
        rows = rows.where(among(col(ProblemRow.enterprise_id), records))
    if wanted.project_id is not None:
        rows = rows.where(ProblemRow.project_id == wanted.project_id)
    if wanted.ids is not None:
        rows = rows.where(among(col(ProblemRow.id), wanted.ids))
    for word in wanted.words:
        named = select(Enterprise.id).where(holds_word(word, Enterprise.name))
        rows = rows.where(
            holds_word(word, ProblemRow.number, ProblemRow.title) | col(ProblemRow.enterprise_id).in_(named)
        )
    order = (col(ProblemRow.raised_on).desc(), col(ProblemRow.id).desc())
    found = list[ProblemRow]()
    if wanted.is_open is not False:
        found += session.exec(rows.where(open_).order_by(*order).limit(wanted.most if wanted.words else None))
    if wanted.is_open is not True:
        found += session.exec(rows.where(~open_).order_by(*order).limit(wanted.most))
    found.sort(key=lambda row: (row.raised_on, row.id or 0), reverse=True)
    return _listed(session, found, rules)


def show_problem(session: Session, id_: ProblemId, who: Person, rules: Rules) -> ShownProblem:
    """Return all there is to know of a problem.

    Raises:
        NotFound: There is none with this id.
    """
    problem, now = find_problem(session, id_, rules.roads_in(session)), rules.now(session, who)
    [listed] = _listed(session, [problem.row], rules)
    members = list_problems(session, ProblemFilter(ids=members_of(session, [id_])), rules)
    return ShownProblem(
        problem,
        listed,
        now,
        tuple(_road(problem, now)),
        steps_of(problem, now),
        tuple(members),
        "" if against_undoing(problem, who) else problem.last.act,
    )


def _road(problem: Problem, now: Now) -> list[Passed]:
    stops = drawn(problem.road, problem.standing, now.calendar, now.day)
    places = {stop.id for stop in stops}
    done: dict[str, list[ProblemStep]] = {}
    for step in sorted((*problem.steps, *problem.voided), key=lambda one: one.number):
        at = step.was_at or problem.road.way[0].id
        done.setdefault(at if at in places else stops[-1].id, []).append(step)
    return [Passed(stop, tuple(done.get(stop.id, ()))) for stop in stops]


def _listed(session: Session, rows: Sequence[ProblemRow], rules: Rules) -> list[ListedProblem]:
    roads, today, calendar = rules.roads_in(session), rules.today(), rules.calendar
    now = standing_for(session, {row.enterprise_id for row in rows if row.enterprise_id is not None})
    known = {*now.values(), *(row.enterprise_id for row in rows if row.enterprise_id is not None)}
    query = select(Enterprise.id, Enterprise.name, Enterprise.uscc)
    found_names = session.exec(query.where(among(col(Enterprise.id), known))).all()
    names = {own: (name, code) for own, name, code in found_names}
    departments = names_of(session, Department, {row.department_id for row in rows})
    cadres = names_of(session, Cadre, {row.cadre_id for row in rows})
    projects = names_of(session, Project, {row.project_id for row in rows})
    commons = {row.common_id for row in rows if row.common_id is not None}
    numbers = dict(
        session.exec(select(ProblemRow.id, ProblemRow.number).where(among(col(ProblemRow.id), commons))).all()
    )
    gathered = {row.id for row in rows if row.enterprise_id is None and row.id is not None}
    counts: dict[int | None, int] = {}
    for of in session.exec(select(ProblemRow.common_id).where(among(col(ProblemRow.common_id), gathered))):
        counts[of] = counts.get(of, 0) + 1
    days: dict[tuple[Any, ...], date | None] = {}
    found = []
    for row in rows:
        road = roads.of(row.road_sha256)
        key = (row.road_sha256, row.at, row.waits, row.since, row.extended_to, row.ended)
        if key not in days:
            due = due_of(row, road, calendar)
            days[key] = None if due is None else due.value
        id_ = None if row.enterprise_id is None else now.get(row.enterprise_id, row.enterprise_id)
        found.append(
            ListedProblem(
                row,
                id_,
                f"{counts.get(row.id, 0)} 件合并" if id_ is None else names.get(id_, ("", ""))[0],
                " ".join(filter(None, (departments.get(row.department_id), cadres.get(row.cadre_id)))),
                where_of(row, road),
                days[key],
                light_on(days[key], today, calendar),
                road.title,
                "" if id_ is None else names.get(id_, ("", ""))[1],
                numbers.get(row.common_id, ""),
                projects.get(row.project_id, ""),
            )
        )
    return found


def names_of(session: Session, kind: Any, ids: Collection[Any]) -> dict[Any, str]:
    """Return what records of a kind are called, by their ids; None among these is passed over."""
    there = {id_ for id_ in ids if id_ is not None}
    return dict(session.exec(select(kind.id, kind.name).where(among(col(kind.id), there))).all())
