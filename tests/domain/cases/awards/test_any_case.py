"""Any people do anything of cases, singly and in batches, and none gets where it must not.

What is held here is counted a second time, from the steps as they are stored. ``make soak`` has 100 walks;
ZHUQIDUI_SOAK_CASES says how many.
"""

import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

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

from domain.cases.awards.batches import gather, leave_batch, make_batch
from domain.cases.awards.handling import (
    decide_amount,
    keep_as_decided,
    record_opinions,
    record_papers,
    take_in_changes,
)
from domain.cases.awards.stepping import Doing, NotAll, Verdict, foresee, take_step
from domain.cases.awards.undoing import undo
from domain.cases.case_notices import issue_case_notices
from domain.cases.service import Approval
from domain.office.house_rules import set_four_eyes
from domain.policies.files.library import PolicyLibrary
from domain.policies.runs.register import Assessed
from domain.roads.road import Road
from domain.roads.walking import Move, steps_from
from domain.store.engine import Store
from domain.values.errors import DomainError
from domain.values.ids import CaseId
from domain.values.money import Fen
from domain.values.progress import Silent
from tests.conftest import PEOPLE
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, Office
from tests.replaying import hold_against_the_trail

SOMEBODY = st.sampled_from(list(PEOPLE))
SOME = st.lists(st.integers(0, 5), min_size=1, max_size=6, unique=True)
WALKS = int(os.environ.get("ZHUQIDUI_SOAK_CASES", "2"))
SETTINGS = settings(max_examples=WALKS, stateful_step_count=40, deadline=None)


class AnyCases(RuleBasedStateMachine):
    """Six cases, and people who do what comes to their minds."""

    origin: Path
    roads: dict[str, Road]
    library: PolicyLibrary
    decided: Sequence[Assessed]

    @initialize(road=st.sampled_from(["standard", "unasked", "simple", "alone"]), ahead=st.integers(0, 7))
    def begin(self, road: str, ahead: int) -> None:
        self.folder = TemporaryDirectory()
        store = Store.open(Path(shutil.copytree(self.origin, Path(self.folder.name) / "store")))
        self.office = Office(store, self.roads, self.library, decided=self.decided, is_staffed=True)
        if road == "alone":
            set_four_eyes(self.office.seat(MANAGER), on=False, because="人手不够")
        wanted = self.office.granted()
        self.ids = [self.office.apply(one, road) for one in wanted[:3]]
        self.ids += self.office.make(wanted[3:6], road)
        self.road = self.office.case(self.ids[0]).road
        self.batch = make_batch(self.office.seat(HANDLER), "第一批")
        self.uids = [self.office.case(self.ids[-1]).last.act]
        self.came(0)
        way = self.road.way
        self.office.bring(self.ids, way[min(ahead, len(way) - 1)].id)

    def came(self, at: int) -> None:
        for id_ in self.ids[:3]:
            if missing := self.office.case(id_).at_hand.missing:
                day = self.office.day
                record_papers(
                    self.office.seat(HANDLER),
                    *self.office.seen(id_),
                    self.office.rules,
                    came=dict.fromkeys(missing, day),
                )

    def some(self, places: Sequence[int]) -> list[CaseId]:
        return [self.ids[at] for at in places]

    @rule(days=st.sampled_from([1, 1, 2, 7, 40]))
    def days_pass(self, days: int) -> None:
        self.office.day += timedelta(days=days)

    @rule(who=SOMEBODY, data=st.data(), all_of_them=st.booleans(), is_beside=st.booleans())
    def somebody_does_what_can_be_done(
        self, who: str, data: st.DataObject, all_of_them: bool, is_beside: bool
    ) -> None:
        """Do it of one case, or of all of which it can be done."""
        doings: dict[Doing, list[CaseId]] = {}
        with self.office.store.read() as session:
            now = self.office.rules.now(session, self.office.seat(who).who)
        for case in map(self.office.case, self.ids):
            for step in steps_from(case.road, case.standing, case.at_hand, now):
                if step.is_open and (step.move is not Move.ONWARD) is is_beside:
                    doing = Doing(step.move, step.id, step.to, step.number)
                    doings.setdefault(doing, []).append(case.id)
        # Most of what ends a case is left out, or all would have ended soon.
        if data.draw(st.integers(0, 7)):
            ends = self.road.ends
            doings = {doing: ids for doing, ids in doings.items() if not (is_beside and doing.to in ends)}
        if doings:
            doing = data.draw(st.sampled_from(list(doings)))
            ids = doings[doing]
            self.take(who, ids if all_of_them else [data.draw(st.sampled_from(ids))], doing)

    @rule(who=SOMEBODY, places=SOME, data=st.data())
    def somebody_does_something_to_some(self, who: str, places: list[int], data: st.DataObject) -> None:
        case = self.office.case(self.ids[places[0]])
        with self.office.store.read() as session:
            now = self.office.rules.now(session, self.office.seat(who).who)
        if steps := steps_from(case.road, case.standing, case.at_hand, now):
            step = data.draw(st.sampled_from(steps))
            self.take(who, self.some(places), Doing(step.move, step.id, step.to, step.number))

    @rule(who=SOMEBODY, places=SOME, data=st.data())
    def somebody_makes_up_a_step(self, who: str, places: list[int], data: st.DataObject) -> None:
        step = data.draw(st.sampled_from([*self.road.states, *self.road.beside]))
        self.take(who, self.some(places), Doing(data.draw(st.sampled_from(Move)), step))

    def take(self, who: str, ids: list[CaseId], doing: Doing) -> None:
        """Take cases a step along: all of them as it was foreseen, or none."""
        before = self.office.seen(*ids)
        seat, rules = self.office.seat(who), self.office.rules
        with self.office.store.read() as session:
            told = foresee(session, ids, doing, seat.who, rules)
        try:
            self.uids.append(take_step(seat, before, doing, rules, remark="核对过"))
        except NotAll:
            assert any(line.verdict is not Verdict.PASSES for line in told.lines)
            assert self.office.seen(*ids) == before
        else:
            assert len(told.passing) == len(ids)
            assert [one.version for one in self.office.seen(*ids)] == [one.version + 1 for one in before]

    @rule(places=SOME, in_favour=st.booleans())
    def departments_answer(self, places: list[int], in_favour: bool) -> None:
        ids = self.some(places)
        for opinion in self.road.opinions:
            self.attempt(
                record_opinions,
                HANDLER,
                self.office.seen(*ids),
                opinion,
                self.office.rules,
                on=self.office.day,
                remark="核查",
                against=() if in_favour else ids[:1],
            )

    @rule(who=SOMEBODY, place=st.integers(0, 5), share=st.integers(0, 11))
    def somebody_decides_an_amount(self, who: str, place: int, share: int) -> None:
        [seen] = self.office.seen(self.ids[place])
        amount = Fen(self.office.case(seen.id).row.computed * share // 10)
        self.attempt(decide_amount, who, seen, amount, self.office.rules, because="核减")

    @rule(place=st.integers(0, 5), by=st.integers(2, 4))
    def figures_change(self, place: int, by: int) -> None:
        self.office.raise_figures(self.office.case(self.ids[place]).row.enterprise_id, by)

    @rule(who=SOMEBODY, places=SOME, taken=st.booleans())
    def somebody_looks_at_changes(self, who: str, places: list[int], taken: bool) -> None:
        act = take_in_changes if taken else keep_as_decided
        for id_ in self.some(places):
            self.attempt(act, who, self.office.seen(id_), self.office.rules, because="更正")

    @rule(who=SOMEBODY, at=st.integers(-3, -1))
    def somebody_takes_back(self, who: str, at: int) -> None:
        if len(self.uids) >= -at:
            self.attempt(undo, who, self.uids[at], self.office.rules)

    @rule(who=SOMEBODY, places=SOME)
    def somebody_tells(self, who: str, places: list[int]) -> None:
        """Issue the notices of all that can have one, or of some."""
        last = {self.road.way[-1].id}
        ready = [id_ for id_ in self.ids if self.office.case(id_).standing.at in last]
        for ids in filter(None, (ready, self.some(places))):
            seen, approval = self.office.seen(*ids), Approval(MANAGER, self.office.day)
            self.attempt(issue_case_notices, who, seen, self.office.rules, Silent(), approval=approval)

    @rule(who=SOMEBODY, places=SOME, out=st.booleans())
    def somebody_gathers(self, who: str, places: list[int], out: bool) -> None:
        seen = self.office.seen(*self.some(places))
        if out:
            self.attempt(leave_batch, who, seen, self.office.rules, because="下一批")
        else:
            self.attempt(gather, who, self.batch, seen, self.office.rules)

    def attempt(self, act: Any, who: str, *args: Any, **said: Any) -> None:
        try:
            done = act(self.office.seat(who), *args, **said)
        except DomainError:
            return
        if isinstance(done, str):
            self.uids.append(done)

    @invariant()
    @precondition(lambda self: hasattr(self, "uids"))
    def everything_is_as_it_must_be(self) -> None:
        with closing(sqlite3.connect(self.office.store.path)) as connection:
            connection.row_factory = sqlite3.Row
            steps = connection.execute("SELECT * FROM case_step ORDER BY case_id, number").fetchall()
            cases = connection.execute("SELECT * FROM award_case ORDER BY id").fetchall()
            notices = connection.execute("SELECT * FROM notice ORDER BY id").fetchall()
        assert [one["number_serial"] for one in notices] == list(range(1, len(notices) + 1))
        told = {case["notice_id"]: case for case in cases if case["notice_id"] is not None}
        assert {one["id"]: one["amount"] for one in notices} == {
            id_: one["amount"] for id_, one in told.items()
        }
        assert all(case["ended"] == "granted" for case in told.values())
        for case in cases:
            own = [step for step in steps if step["case_id"] == case["id"]]
            assert [step["number"] for step in own] == list(range(1, case["version"] + 1))
            assert case["bound"] is None or 0 <= case["amount"] <= case["bound"]
            assert own[-1]["amount"] == case["amount"]
            self.hold(case, [step for step in own if step["did"] == "onward" and step["voided_by"] is None])

    def hold(self, case: sqlite3.Row, signed: Sequence[sqlite3.Row]) -> None:
        road = self.road
        by_whom = {step["step"]: step["account_id"] for step in signed}
        assert [step["step"] for step in signed] == [state.id for state in road.way[: len(signed)]]
        if not case["ended"]:
            assert case["at"] == road.way[len(signed)].id
        until = None
        for step in signed:
            state = road.states[step["step"]]
            assert all(by_whom[other] != step["account_id"] for other in state.other_than)
            assert until is None or state.id not in road.locked_by_publicity or step["day"] > until
            until = step["public_to"] or until
            assert not state.approves or step["amount"] > 0
        assert case["ended"] != "granted" or len(signed) == len(road.way)

    def teardown(self) -> None:
        if hasattr(self, "uids"):
            hold_against_the_trail(self.office.store, self.office.library.dictionary)
        if hasattr(self, "office"):
            self.office.store.close()
            self.folder.cleanup()


def test_that_no_case_is_granted_past_a_step_or_by_one_alone(
    staffed_store: Path, roads: dict[str, Road], policies: PolicyLibrary, assessed: Sequence[Assessed]
) -> None:
    given = {"origin": staffed_store, "roads": roads, "library": policies, "decided": assessed}
    machine = type("Here", (AnyCases,), given)
    run_state_machine_as_test(machine, settings=SETTINGS)
