"""Any people do anything with a case on any road, and it never gets where it must not.

What is held here is counted a second time from what was done, not read from where the case is said to stand.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from domain.office.calendar.working_days import Calendar
from domain.roads.files import load_road
from domain.roads.road import Kind, Papers, Road
from domain.roads.walking import Answer, AtHand, Move, NotNow, Now, Step, beginning, steps_from, take
from domain.store.acts import Person
from domain.store.permits import Role
from tests.domain.roads.short import road_of

SHIPPED = Path(__file__).parents[3] / "resources" / "roads"
ROADS = [*(load_road(path) for path in sorted(SHIPPED.glob("*.toml"))), road_of()]
CALENDAR = Calendar()
PEOPLE = [Person(name) for name in ("甲", "乙", "丙", "丁")]
PAPERS = ("营业执照", "纳税证明")
SETTINGS = settings(max_examples=20, stateful_step_count=40, deadline=None, derandomize=True)
SOME_ROLES = st.frozensets(st.sampled_from([Role.HANDLE, Role.REVIEW, Role.APPROVE]), min_size=1)
ROLES = st.lists(st.just(frozenset(Role)) | SOME_ROLES, min_size=4, max_size=4)


class AnyWalk(RuleBasedStateMachine):
    """A case, and beside it what was done."""

    def __init__(self) -> None:
        super().__init__()
        self.day = date(2022, 3, 28)
        self.missing = PAPERS
        self.promised: dict[str, date] = {}
        self.answers: dict[str, Answer] = {}
        # What counts of what was done: state, person, day; and the objections that are open.
        self.done: list[tuple[str, Person, date]] = []
        self.waits = False
        self.open: list[int] = []
        self.objected = 0

    @initialize(road=st.sampled_from(ROADS), ahead=st.integers(0, 8), roles=ROLES)
    def begin(self, road: Road, ahead: int, roles: list[frozenset[Role]]) -> None:
        """Begin a case, and bring it some way by people who do all as it should be."""
        self.road = road
        self.standing = beginning(road, self.day)
        self.here = road.way[0].id
        for _ in range(min(ahead, len(road.way) - 1)):
            self.go_on_as_it_should_be()
        self.roles = dict(zip([one.key for one in PEOPLE], roles, strict=True))

    def go_on_as_it_should_be(self) -> None:
        self.roles = {one.key: frozenset(Role) for one in PEOPLE}
        for _ in range(60):
            self.everything_is_there()
            if (found := next(self.ways_onward(), None)) is not None:
                self.try_to_take(*found)
                return
            self.day += timedelta(days=1)
        raise AssertionError(f"{self.road.id} does not go on from {self.here}")

    def at_hand(self) -> AtHand:
        return AtHand(self.missing, self.promised, self.answers)

    def now(self, who: Person) -> Now:
        return Now(self.day, CALENDAR, who, self.roles[who.key])

    @rule()
    def everything_is_there(self) -> None:
        self.missing, self.promised = (), {}
        self.answers = {id_: Answer(self.day, in_favour=True) for id_ in self.road.opinions}

    @rule(days=st.sampled_from([1, 1, 1, 2, 4, 8, 31]))
    def days_pass(self, days: int) -> None:
        self.day += timedelta(days=days)

    @rule(missing=st.sets(st.sampled_from(PAPERS)), days=st.integers(-3, 30))
    def papers_come(self, missing: set[str], days: int) -> None:
        self.missing = tuple(sorted(missing))
        self.promised = dict.fromkeys(missing, self.day + timedelta(days=days)) if days else {}

    @rule(in_favour=st.booleans())
    def departments_answer(self, in_favour: bool) -> None:
        self.answers = {id_: Answer(self.day, in_favour) for id_ in self.road.opinions}

    @rule(who=st.sampled_from(PEOPLE), data=st.data())
    def somebody_does_something(self, who: Person, data: st.DataObject) -> None:
        steps = steps_from(self.road, self.standing, self.at_hand(), self.now(who))
        if steps:
            self.try_to_take(data.draw(st.sampled_from(steps)), who)

    @rule()
    def whoever_can_goes_on(self) -> None:
        if (found := next(self.ways_onward([Move.ONWARD]), None)) is not None:
            self.try_to_take(*found)

    @rule(who=st.sampled_from(PEOPLE), data=st.data())
    def somebody_makes_up_a_step(self, who: Person, data: st.DataObject) -> None:
        ids = [*self.road.states, *self.road.beside]
        step = Step(
            data.draw(st.sampled_from(Move)),
            data.draw(st.sampled_from(ids)),
            "任意",
            frozenset(Role),
            data.draw(st.sampled_from([*self.road.states, *self.road.ends])),
        )
        self.try_to_take(step, who)

    def try_to_take(self, step: Step, who: Person) -> None:
        before = self.standing
        try:
            self.standing = take(self.road, before, step, self.at_hand(), self.now(who))
        except NotNow:
            assert self.standing == before
            return
        if step.move is Move.ONWARD:
            self.hold_onward(step.id, who)
            self.done.append((step.id, who, self.day))
            self.here = self.road.states[step.id].next
        else:
            self.follow_beside(step, who)

    def hold_onward(self, id_: str, who: Person) -> None:
        """Hold what was just done against what was done before."""
        road, state = self.road, self.road.states[id_]
        assert id_ == self.here
        assert not self.waits
        assert state.by & self.roles[who.key]
        by_whom = {done: person for done, person, _ in self.done}
        assert all(by_whom.get(other) != who for other in state.other_than)
        assert [done for done, _, _ in self.done] == [one.id for one in road.way[: road.places[id_]]]
        assert all(self.answers[one].in_favour for one in state.opinions)
        if state.approves:
            self.hold_approval()

    def hold_approval(self) -> None:
        assert not self.open
        assert not self.missing or all(one.papers is Papers.ANY for one in self.road.way)
        assert all(self.answers[id_].in_favour for id_ in self.road.opinions)
        assert all(self.day - self.answers[id_].on <= timedelta(days=30) for id_ in self.road.opinions)
        for id_, _, since in self.done:
            if self.road.states[id_].publicity is not None:
                # All shipped ones take five working days, the first one counted.
                passed = (since + timedelta(days=at) for at in range((self.day - since).days))
                assert sum(map(CALENDAR.is_working_day, passed)) >= 5

    def follow_beside(self, step: Step, who: Person) -> None:
        one = self.road.beside[step.id]
        assert one.by & self.roles[who.key]
        if one.kind is Kind.OBJECT and step.move is Move.BEGIN:
            self.objected += 1
            self.open.append(self.objected)
        elif one.kind is Kind.OBJECT:
            self.open.remove(step.number)
        elif one.kind in (Kind.HOLD, Kind.SUPPLEMENT) and step.move is Move.BEGIN:
            assert not self.waits
            self.waits = True
        elif one.kind in (Kind.REFUSE, Kind.WITHDRAW):
            assert not self.road.ends[step.to].grants
            self.here, self.waits = step.to, False
        else:
            places = self.road.places
            assert places[step.to] <= places[self.here]
            self.done = [each for each in self.done if places[each[0]] < places[step.to]]
            self.here, self.waits = step.to, False

    @invariant()
    @precondition(lambda self: hasattr(self, "road"))
    def it_stands_where_what_was_done_leads(self) -> None:
        assert self.standing.at == self.here
        assert list(self.standing.signed) == [id_ for id_, _, _ in self.done]
        assert [one.number for one in self.standing.objections] == self.open
        is_published = any(self.road.states[id_].publicity for id_, _, _ in self.done)
        assert (self.standing.publicity is not None) == is_published

    def teardown(self) -> None:
        """From wherever it got to, people enough bring the case to its end."""
        if not hasattr(self, "road"):
            return
        self.roles = {one.key: frozenset(Role) for one in PEOPLE}
        for _ in range(len(self.road.way) + len(self.open) + 1):
            if self.here in self.road.ends:
                return
            self.go_on_as_it_should_be()
        assert self.here in self.road.ends

    def ways_onward(self, moves: Sequence[Move] = (Move.OVER, Move.ONWARD)) -> Iterator[tuple[Step, Person]]:
        """Yield what brings the case nearer to its end: what lasts is ended, then the next state done."""
        for move in moves:
            for who in PEOPLE:
                for step in steps_from(self.road, self.standing, self.at_hand(), self.now(who)):
                    if step.move is move and step.is_open:
                        yield step, who


def test_that_no_walk_skips_a_step_or_a_publicity_or_reviews_itself():
    run_state_machine_as_test(AnyWalk, settings=SETTINGS)
