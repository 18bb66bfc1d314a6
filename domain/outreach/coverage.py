"""Who looks after each enterprise, when it was visited last, and what it still asks for."""

from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import and_, cast
from sqlmodel import Integer, Session, col, func, select

from domain.enterprises.entities import Enterprise
from domain.enterprises.identity import gone_of_all
from domain.outreach.charges import in_charge_now, in_charge_words
from domain.outreach.entities import Team, TeamKind
from domain.outreach.problem_entities import Ended, Matter, ProblemRow
from domain.outreach.project_entities import Project, ProjectEnd, ProjectEnterprise
from domain.outreach.visits import last_visits_of_all
from domain.values.ids import EnterpriseId, TeamId


class Covered(NamedTuple):
    """One enterprise of the register; of 100,000 there are as many.

    Attributes:
        in_charge: Who looks after it now, leaders first; empty for nobody.
        forces: 专班 of whoever looks after it, and of its projects that go on.
        visited: When it was visited last; None for never.
        problems: How many of its problems are open, as the figure 在办问题 has it: 代办 and 接诉 are none.
        supervised: How much of what it asked for is open and watched (督办), also of those.
        solved: How many were closed (销号), of ``raised`` ones.
    """

    id: EnterpriseId
    name: str
    uscc: str
    in_charge: str
    forces: str
    visited: date | None
    problems: int
    supervised: int
    solved: int
    raised: int

    def is_due(self, days: int, today: date) -> bool:
        """Whether it was not visited within so many days."""
        return self.visited is None or (today - self.visited).days > days


def coverage_of(session: Session) -> list[Covered]:
    """Return every enterprise of the register, those first that were not visited for longest."""
    now = in_charge_now(session)
    charges, forces = in_charge_words(now), dict[EnterpriseId, list[str]]()
    teams = {team.id: team.name for team in session.exec(select(Team).where(*_IS_FORCE))}
    for one in now:
        assert one.enterprise_id is not None
        if (team := teams.get(one.cadre.team_id)) is not None:
            forces.setdefault(one.enterprise_id, []).append(team)
    for owner, team_id in _served_by_projects(session):
        if (team := teams.get(team_id)) is not None:
            forces.setdefault(owner, []).append(team)
    listed = select(Enterprise.id, Enterprise.name, Enterprise.uscc)
    rows = session.exec(listed.where(col(Enterprise.deleted_at).is_(None))).all()
    visited, problems = last_visits_of_all(session), problems_of_all(session)
    found = [
        Covered(
            EnterpriseId(id_),
            name,
            uscc,
            charges.get(EnterpriseId(id_), ""),
            "、".join(dict.fromkeys(forces[EnterpriseId(id_)])) if id_ in forces else "",
            visited.get(EnterpriseId(id_)),
            *problems.get(EnterpriseId(id_), _NONE),
        )
        for id_, name, uscc in rows
        if id_ is not None
    ]
    return sorted(found, key=lambda one: (one.visited is not None, one.visited or date.min, one.id))


def _served_by_projects(session: Session) -> list[tuple[EnterpriseId, TeamId]]:
    """Return by enterprise, as it stands now, the 专班 of its projects that go on."""
    going = (
        Project.ended == ProjectEnd.OPEN,
        col(Project.deleted_at).is_(None),
        col(Project.team_id).is_not(None),
    )
    rows = session.exec(
        select(ProjectEnterprise.enterprise_id, Project.team_id)
        .join(Project, col(Project.id) == ProjectEnterprise.project_id)
        .where(*going)
        .order_by(col(Project.id))
    ).all()
    gone = gone_of_all(session)
    return [
        (stands, TeamId(team_id))
        for id_, team_id in rows
        if team_id is not None and (stands := gone.get(EnterpriseId(id_), EnterpriseId(id_))) is not None
    ]


class ProblemCounts(NamedTuple):
    """What one enterprise asked for; see `Covered`."""

    problems: int
    supervised: int
    solved: int
    raised: int


_NONE: Final = ProblemCounts(0, 0, 0, 0)
_IS_FORCE: Final = (col(Team.kind) == TeamKind.FORCE, col(Team.until).is_(None))


def problems_of_all(session: Session) -> dict[EnterpriseId, ProblemCounts]:
    """Return what each enterprise asked for, by what became of it."""
    of: Any = ProblemRow
    is_open, is_problem = of.ended == Ended.OPEN, of.matter == Matter.PROBLEM
    told = (
        and_(is_problem, is_open),
        and_(is_open, of.supervised_since.is_not(None)),
        and_(is_problem, of.ended == Ended.SOLVED),
        is_problem,
    )
    by: Any = of.enterprise_id
    meant = by.is_not(None), of.ended != Ended.MISTAKEN
    sums = (func.sum(cast(one, Integer)) for one in told)
    columns: Any = select
    gone, found = gone_of_all(session), dict[EnterpriseId, ProblemCounts]()
    for id_, *numbers in session.exec(columns(by, *sums).where(*meant).group_by(by)):
        if (stands := gone.get(id_, id_)) is not None:
            others = found.get(stands, _NONE)
            found[stands] = ProblemCounts(*map(sum, zip(numbers, others, strict=True)))
    return found
