"""A month's visits planned at once: who was not visited for long, by who looks after them or by street."""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from sqlmodel import Session, col, select

from domain.enterprises.entities import EnterpriseAttribute
from domain.enterprises.identity import standing_for
from domain.outreach.charges import InCharge, in_charge_on
from domain.outreach.coverage import coverage_of
from domain.outreach.entities import Post, Visit, VisitEnterprise, VisitState, Way
from domain.outreach.problems.rules import Rules
from domain.outreach.visits import VisitFields, enter_in
from domain.store.acts import Action
from domain.store.engine import Seat
from domain.values.errors import BadInput
from domain.values.ids import EnterpriseId, VisitId


class By(StrEnum):
    """By what the enterprises of a month are put together, each group on its own route."""

    CADRE = "cadre"
    STREET = "street"

    @property
    def word(self) -> str:
        return _WORDS[self]


_WORDS: Final = {By.CADRE: "包联的人", By.STREET: "街道"}
_GOING: Final = (Post.CADRE, Post.OFFICER, Post.LEADER)
"""Who goes, of several who look after one enterprise: the first of these."""
_NO_STREET: Final = "未填街道"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is planned.

    Attributes:
        month: Its first day.
        days: Only enterprises that were not visited for so many days, as of today.
        a_day: How many visits a group has on a working day, at the most.
    """

    month: date
    days: int = 30
    by: By = By.CADRE
    a_day: int = 2


@dataclass(frozen=True, slots=True)
class Proposed:
    """One visit; ``day`` is None where the month has no room for it."""

    enterprise_id: EnterpriseId
    name: str
    visited: date | None
    group: str
    going: tuple[InCharge, ...]
    route: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """The visits of a month, those first that were not visited for longest.

    Attributes:
        without: How many enterprises nobody looks after, so that nobody can be said to go.
    """

    visits: tuple[Proposed, ...]
    without: int = 0


def propose_month(session: Session, wanted: Wanted, rules: Rules) -> Proposal:
    """Return whom to visit in a month, on which day and by whom; whoever is planned already is left out.

    Raises:
        BadInput: No working day of the month is left.
    """
    today = rules.today()
    last = wanted.month.replace(day=calendar.monthrange(wanted.month.year, wanted.month.month)[1])
    first = max(today, wanted.month)
    days = [day for day in _from_to(first, last) if rules.calendar.is_working_day(day)]
    if not days:
        raise BadInput(f"{wanted.month.year} 年 {wanted.month.month} 月没有工作日可以安排了，请选下个月")
    planned = _planned_from(session, today)
    due = [one for one in coverage_of(session) if one.is_due(wanted.days, today) and one.id not in planned]
    going = _going(session, [one.id for one in due], first)
    streets = _streets(session) if wanted.by is By.STREET else {}
    counts: dict[str, int] = {}
    visits, without = [], 0
    for one in due:
        who = going.get(one.id, ())
        if wanted.by is By.CADRE and not who:
            without += 1
            continue
        group = who[0].cadre.name if wanted.by is By.CADRE else streets.get(one.id, _NO_STREET)
        at = counts.get(group, 0)
        counts[group] = at + 1
        day = days[at // wanted.a_day] if at // wanted.a_day < len(days) else None
        route = f"{wanted.month.month} 月 {group}"
        visits.append(Proposed(one.id, one.name, one.visited, group, who, route, day))
    return Proposal(tuple(visits), without)


def plan_month(seat: Seat, proposed: Sequence[Proposed], rules: Rules) -> list[VisitId]:
    """Plan visits that were proposed, as one act; those without a day are passed over.

    Raises:
        BadInput: A day has passed, or none has room.
        NotFound: An enterprise or a cadre is not there any more.
        SameVisit: One is planned on that day already.
    """
    today = rules.today()
    wanted = [one for one in proposed if one.day is not None]
    if not wanted:
        raise BadInput("没有可以列入计划的企业")
    with seat.act(Action.VISIT_PLAN) as act:
        ids = []
        for one in wanted:
            assert one.day is not None
            if one.day < today:
                raise BadInput(f"计划日期 {one.day.isoformat()} 已经过去，请重新排")
            cadres = tuple(dict.fromkeys(each.row.cadre_id for each in one.going))
            fields = VisitFields(Way.ON_SITE, one.day, (one.enterprise_id,), cadres, route=one.route)
            ids.append(enter_in(act, fields, VisitState.PLANNED, rules))
        return ids


def _going(
    session: Session, ids: Sequence[EnterpriseId], day: date
) -> dict[EnterpriseId, tuple[InCharge, ...]]:
    """Return who goes to each enterprise: those of one post, the first of `_GOING` that somebody has."""
    found: dict[EnterpriseId, list[InCharge]] = {}
    for one in in_charge_on(session, ids, day):
        assert one.enterprise_id is not None
        found.setdefault(one.enterprise_id, []).append(one)
    chosen = {}
    for id_, several in found.items():
        post = next(post for post in _GOING if any(one.post is post for one in several))
        chosen[id_] = tuple(one for one in several if one.post is post)
    return chosen


def _planned_from(session: Session, day: date) -> set[EnterpriseId]:
    ids = session.exec(
        select(VisitEnterprise.enterprise_id)
        .join(Visit, col(Visit.id) == VisitEnterprise.visit_id)
        .where(Visit.state == VisitState.PLANNED, col(Visit.deleted_at).is_(None), Visit.day >= day)
    ).all()
    return {*standing_for(session, map(EnterpriseId, ids)).values()}


def _streets(session: Session) -> dict[EnterpriseId, str]:
    attribute = EnterpriseAttribute
    query = select(attribute.enterprise_id, attribute.value).where(attribute.name == "street")
    return {EnterpriseId(id_): street for id_, street in session.exec(query)}


def _from_to(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=at) for at in range((last - first).days + 1))
