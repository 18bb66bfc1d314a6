"""What taking problems along takes besides the store: roads, the calendar, and which day it is."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from sqlmodel import Session, col, select

from domain.enterprises.dictionary import Dictionary
from domain.office.calendar.working_days import Calendar
from domain.outreach.problem_entities import ProblemRoad
from domain.roads.library import Roads
from domain.roads.road import Road
from domain.roads.service import Of, with_own
from domain.roads.walking import Now
from domain.store.acts import Act, Action, Person
from domain.store.engine import is_shared_in
from domain.store.proposals import roles_in
from domain.store.tables import Kind, Subject


@dataclass(frozen=True, slots=True)
class Rules:
    """By what problems are taken along.

    Attributes:
        shipped: The roads that came with the program.
        dictionary: Which facts there are.
        today: Which day it is in the office.
    """

    shipped: Roads
    dictionary: Dictionary
    calendar: Calendar = field(default_factory=Calendar)
    today: Callable[[], date] = date.today

    def roads_in(self, session: Session) -> Roads:
        """Return every road there is: those of the office, and those that problems are on, as well."""
        roads = with_own(session, Of.PROBLEMS, self.shipped)
        kept = select(ProblemRoad.content).where(col(ProblemRoad.sha256).not_in(list(roads.by_digest)))
        return roads.with_kept(session.exec(kept))

    def begun_in(self, session: Session) -> dict[str, Road]:
        """Return by id the roads that problems begin now."""
        return self.roads_in(session).begun_on(self.today())

    def now(self, session: Session, who: Person) -> Now:
        """Return who looks, and when; roles are those of the machine's own day, as every act asks them."""
        roles = roles_in(session, who, date.today()) if is_shared_in(session) else None
        return Now(self.today(), self.calendar, who, roles)


def keep_road(act: Act, road: Road) -> None:
    """Keep the road that a problem begins, so that it stays on it whatever becomes of its file."""
    there = select(ProblemRoad.id).where(ProblemRoad.sha256 == road.digest)
    if act.session.exec(there).first() is None:
        row = ProblemRoad(sha256=road.digest, road_id=road.id, title=road.title, content=road.content)
        act.session.add(row)
        act.session.flush()
        said = f"问题开始走“{road.title}”第 {road.version} 版"
        act.note(Subject(Kind.PROBLEM_ROAD, row.id), said, action=Action.PROBLEM_RAISE)


def as_walked(road: Road, now: Now) -> Road:
    """Return a road as it is walked by who looks: one person alone does everything."""
    if now.roles is not None:
        return road
    states = {id_: replace(state, other_than=()) for id_, state in road.states.items()}
    beside = {id_: replace(one, other_than=()) for id_, one in road.beside.items()}
    return replace(road, states=states, beside=beside)
