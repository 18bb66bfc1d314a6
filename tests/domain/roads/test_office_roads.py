"""Roads of the office's own: taken in, begun by what is new, kept by what is on them, let go of."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.cases.awards.making import roads_to_begin
from domain.office.calendar.working_days import Term
from domain.outreach.problems.rules import Rules as ProblemRules
from domain.proposals.orders import Means, TakeRoad
from domain.proposals.service import confirm, propose
from domain.roads.files import RoadMistakes
from domain.roads.library import Roads
from domain.roads.service import Of, drop_road, known_roads, take_road
from domain.roads.terms import with_terms
from domain.store.problems import NeedsSecond
from domain.values.errors import BadInput
from domain.values.ids import OfficeRoadId
from domain.values.progress import Silent
from tests.domain.cases.awards.conftest import MANAGER, REVIEWER, Office, office, roads
from tests.replaying import hold_against_the_trail

__all__ = ["office", "roads"]


@pytest.fixture(scope="module")
def of_problems(resources: Path) -> Roads:
    return Roads.load(resources / "roads" / "problems")


def begun(of: Office) -> dict[str, str]:
    """Return the digests of what cases begin now, by id."""
    found = of.store.ask(lambda session: roads_to_begin(session, of.rules))
    return {id_: road.digest for id_, road in found.items()}


def shipped_with(of: Office) -> Roads:
    return Roads({road.digest: road for road in of.roads.values()})


def test_that_new_cases_begin_the_road_of_the_office_and_others_keep_theirs(office: Office):
    rules = office.rules
    text, before, wanted = office.roads["unasked"].content.decode(), begun(office), office.granted()
    [old] = office.make(wanted[:1])
    changed = text.replace("version = 2", "version = 3").replace("10个工作日", "8个工作日")
    order = TakeRoad(content=changed, name="本区程序.toml", of=Of.CASES)
    means = Means(office.library, office.library, rules.shipped, today=lambda: office.day)
    with pytest.raises(NeedsSecond):
        order.do(office.seat(MANAGER), means, Silent())
    confirm(office.seat(REVIEWER), propose(office.seat(MANAGER), order, means, Silent()), means, Silent())
    now = begun(office)
    assert {id_ for id_ in now if now[id_] != before[id_]} == {"unasked"}
    known = office.store.ask(lambda s: known_roads(s, Of.CASES, rules.shipped, rules.begun_in(s)))
    [own] = [one for one in known if one.row is not None]
    assert own.row is not None
    assert (own.is_begun, own.road.digest, own.row.taken_by) == (True, now["unasked"], REVIEWER)
    made = replace(office, roads={**office.roads, "unasked": own.road}).make(wanted[1:2])
    drop_road(office.seat(MANAGER), OfficeRoadId(own.row.id or 0))
    assert begun(office) == before
    paths = [office.case(id_).road.digest for id_ in (old, *made)]
    assert paths == [before["unasked"], now["unasked"]]
    hold_against_the_trail(office.store, office.library.dictionary)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('next = "opinions"', 'next = "opinion"', "第 .* 行"),
        ("version = 2", "version = 1", "请把版本（version）改为 3 或更大"),
        ('id = "unasked"', 'id = "alone"', "不能更换"),
    ],
)
def test_that_a_road_that_cannot_be_is_refused_with_what_to_do(
    office: Office, before: str, after: str, said: str
):
    text = office.roads["unasked"].content.decode().replace(before, after, 1)
    with pytest.raises(BadInput, match=said):
        take_road(office.seat(MANAGER), text.encode(), "表", Of.CASES, shipped_with(office))


def test_that_an_office_sets_the_days_of_problems_and_nothing_else(office: Office, of_problems: Roads):
    rules = ProblemRules(of_problems, office.library.office, today=lambda: office.day)
    known = office.store.ask(rules.begun_in)
    terms = {"reply": Term.parse("5个工作日"), "solving": Term.parse("60天")}
    own = known["hard"].version + 1
    text = with_terms(known["hard"], terms, version=own, since=office.day)
    other = text.replace('"reply"', '"answer"').replace(f"version = {own}", f"version = {own + 1}")
    # Written once more from what was written, it is the same but for what is said anew.
    with office.four_eyes_off():
        take_road(office.seat(MANAGER), text.encode(), "表", Of.PROBLEMS, of_problems)
        with pytest.raises(BadInput, match="次序不变"):
            take_road(office.seat(MANAGER), other.encode(), "表", Of.PROBLEMS, of_problems)
        now = office.store.ask(rules.begun_in)
        later = with_terms(now["hard"], {}, version=own + 1, since=office.day + timedelta(days=9))
        take_road(office.seat(MANAGER), later.encode(), "表", Of.PROBLEMS, of_problems)
    states = known["hard"].states
    assert now["ordinary"] == known["ordinary"]
    assert now["hard"].beside == known["hard"].beside
    assert now["hard"].states == {
        id_: replace(one, within=terms.get(id_, one.within)) for id_, one in states.items()
    }
    assert "待反馈限5个工作日，解决中限60天；至少由 2 个人办。" in now["hard"].summary
    # What stands above it may say the days of before; what stands among the steps says none.
    assert not text.startswith("#")
    assert "\n# ---- 旁路 ----\n" in text
    assert office.store.ask(rules.begun_in)["hard"].version == own
    office.day += timedelta(days=9)
    last = office.store.ask(rules.begun_in)["hard"]
    assert (last.version, last.states) == (own + 1, now["hard"].states)
    with pytest.raises(RoadMistakes):
        take_road(office.seat(MANAGER), b"format = 1", "表", Of.PROBLEMS, of_problems)
