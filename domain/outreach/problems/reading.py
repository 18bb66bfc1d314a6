"""Problems as they stand: put together from their rows and from the steps that count."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Protocol

from sqlmodel import Session, col, select

from domain.office.calendar.working_days import Calendar, Days, Reckoned
from domain.outreach.problem_entities import Did, Ended, Matter, ProblemRow, ProblemStep
from domain.roads.library import Roads
from domain.roads.road import Road
from domain.roads.walking import Signed, Standing, time_left
from domain.store.acts import Person
from domain.store.sql import among
from domain.values.errors import NotFound
from domain.values.ids import ProblemId


@dataclass(frozen=True, slots=True)
class Seen:
    """A problem as somebody saw it; ``version`` tells whether it has moved since."""

    id: ProblemId
    version: int


class Light(StrEnum):
    """How near its day a problem is (亮灯)."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"

    @property
    def word(self) -> str:
        return _LIGHTS[self]


_LIGHTS = {Light.GREEN: "期限内", Light.AMBER: "将到期", Light.RED: "已超期"}
SOON = 1
"""So many working days before its day a problem turns amber."""


class Placed(Protocol):
    """Where a problem stands, and since when; see `ProblemRow`."""

    @property
    def at(self) -> str: ...
    @property
    def waits(self) -> str: ...
    @property
    def since(self) -> date: ...
    @property
    def extended_to(self) -> date | None: ...
    @property
    def ended(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem with where it stands on its road.

    Attributes:
        row: As it is stored.
        steps: Those that count, in their order; ``voided`` the others.
        led: Where the common problem stands, and what it waits in, that it was put together with; None for
            none, or one that has ended.
    """

    row: ProblemRow
    road: Road
    standing: Standing
    steps: tuple[ProblemStep, ...]
    voided: tuple[ProblemStep, ...] = ()
    led: tuple[str, str] | None = None

    @property
    def goes_along(self) -> bool:
        """Whether it goes along with a common one, which stands where it stands; else it goes by itself."""
        return self.led == (self.row.at, self.row.waits)

    @property
    def id(self) -> ProblemId:
        assert self.row.id is not None
        return self.row.id

    @property
    def seen(self) -> Seen:
        return Seen(self.id, self.row.version)

    @property
    def name(self) -> str:
        """What sentences call it."""
        return name_of(self.row)

    @property
    def where(self) -> str:
        """What people call where it stands."""
        return where_of(self.row, self.road)

    @property
    def is_open(self) -> bool:
        return self.row.ended == Ended.OPEN

    @property
    def last(self) -> ProblemStep:
        """What was done last."""
        return max((*self.steps, *self.voided), key=lambda step: step.number)


def name_of(row: ProblemRow) -> str:
    """Return what sentences call a problem."""
    return f"{Matter(row.matter).word} {row.number}“{row.title}”"


def where_of(row: Placed, road: Road) -> str:
    """Return what people call where a problem stands."""
    return road.beside[row.waits].title if row.waits else road.title_of(row.at)


def due_of(row: Placed, road: Road, calendar: Calendar) -> Reckoned[date] | None:
    """Return by when is to be done what a problem stands at; None where no time runs."""
    if row.ended != Ended.OPEN or row.waits:
        return None
    if row.extended_to is not None:
        return Reckoned(row.extended_to)
    time = time_left(road, Standing(row.at, row.since))
    return None if time is None else calendar.end_of(time)


def light_on(due: date | None, day: date, calendar: Calendar) -> Light:
    """Return how near its day something is on a day; green where it has none."""
    if due is None:
        return Light.GREEN
    if due < day:
        return Light.RED
    return Light.GREEN if due >= calendar.nth_day(day, SOON + 1, Days.WORKING).value else Light.AMBER


def find_problem(session: Session, id_: ProblemId, roads: Roads) -> Problem:
    """Return one problem.

    Raises:
        NotFound: There is none with this id.
    """
    return read_problems(session, [id_], roads)[0]


def read_problems(session: Session, ids: Sequence[ProblemId], roads: Roads) -> list[Problem]:
    """Return problems in the order of their ids as given.

    Raises:
        NotFound: One of them is not there.
    """
    rows = {row.id: row for row in session.exec(select(ProblemRow).where(among(col(ProblemRow.id), ids)))}
    if any(id_ not in rows for id_ in ids):
        raise NotFound("没有这件问题")
    query = select(ProblemStep).where(among(col(ProblemStep.problem_id), ids))
    steps = session.exec(query.order_by(col(ProblemStep.problem_id), col(ProblemStep.number)))
    of = {id_: tuple(found) for id_, found in groupby(steps, lambda step: step.problem_id)}
    led = _leading(session, {row.common_id for row in rows.values() if row.common_id is not None})
    return [_problem(rows[id_], roads, of.get(id_, ()), led.get(rows[id_].common_id)) for id_ in ids]


def _leading(session: Session, commons: Collection[ProblemId]) -> dict[int | None, tuple[str, str]]:
    """Return where common problems stand that have not ended."""
    of = among(col(ProblemRow.id), commons), col(ProblemRow.ended) == Ended.OPEN
    rows = session.exec(select(ProblemRow.id, ProblemRow.at, ProblemRow.waits).where(*of))
    return {id_: (at, waits) for id_, at, waits in rows if id_ is not None}


def members_of(session: Session, ids: Collection[ProblemId]) -> list[ProblemId]:
    """Return what was put together in some common problems, in the order in which it was raised."""
    query = select(ProblemRow.id).where(among(col(ProblemRow.common_id), ids)).order_by(col(ProblemRow.id))
    return [ProblemId(id_) for id_ in session.exec(query) if id_ is not None]


def standing_of(at: str, since: date, waits: str, steps: Iterable[ProblemStep]) -> Standing:
    """Return where a problem stands after the steps that count."""
    done = (step for step in steps if step.did == Did.ONWARD)
    signed = {step.step: Signed(Person(step.by_name, step.account_id), step.day) for step in done}
    return Standing(at, since, signed, waits)


def last_words(problem: Problem) -> str:
    """Say what was done of a problem last, by whom and when."""
    step = problem.last
    at = step.done_at.astimezone()
    return f"{step.by_name}在{at.month}月{at.day}日 {at:%H:%M} 办了“{step.title}”"


def _problem(
    row: ProblemRow, roads: Roads, steps: Sequence[ProblemStep], led: tuple[str, str] | None
) -> Problem:
    counting = tuple(step for step in steps if step.voided_by is None)
    voided = tuple(step for step in steps if step.voided_by is not None)
    standing = standing_of(row.at, row.since, row.waits, counting)
    return Problem(row, roads.of(row.road_sha256), standing, counting, voided, led)
