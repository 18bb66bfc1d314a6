"""Lists of cases, held against what the road itself says of each."""

from dataclasses import replace
from datetime import date, timedelta

from domain.cases.awards.batches import gather, make_batch
from domain.cases.awards.changed import changes_of
from domain.cases.awards.desk import desk_of
from domain.cases.awards.entities import Ended
from domain.cases.awards.handling import record_papers, settle_rival
from domain.cases.awards.listing import (
    NO_BATCH,
    SOON,
    CaseFilter,
    Duty,
    ListedCase,
    Order,
    find_cases,
    listed,
    offered,
    place_title,
)
from domain.cases.awards.making import make_cases
from domain.cases.awards.matters import Matter
from domain.cases.awards.reading import Case
from domain.cases.awards.rivals import Settlement, unsettled
from domain.office.calendar.working_days import Days
from domain.roads.walking import AtHand, Move, Now, steps_from, time_left, time_left_of
from domain.store.acts import Person
from domain.values.ids import CaseId
from domain.values.progress import Silent
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, PAPERS, REVIEWER, Office


def found(office: Office, who: str = HANDLER, **wanted: object) -> list[CaseId]:
    asked = CaseFilter(**wanted)  # type: ignore[arg-type]
    return list(office.store.ask(find_cases, asked, office.seat(who).who, office.rules).ids)


def rows(office: Office, ids: list[CaseId], who: str = HANDLER) -> list[ListedCase]:
    one = office.store.ask(listed, ids, office.seat(who).who, office.rules)
    return [one[id_] for id_ in ids]


def a_mixed_office(office: Office) -> list[CaseId]:
    """Cases at every place of two roads: waiting, publicised, objected to, ended, and sent back."""
    wanted = office.granted()
    ids = office.make(wanted[:14])
    paper = dict.fromkeys(PAPERS, office.day)
    ids += [office.apply(one, came=paper) for one in wanted[14:17]]
    office.bring(ids[1:12], "second_review")
    office.bring(ids[2:12], "opinions")
    office.bring(ids[3:12], "publicity")
    office.bring(ids[4:5], "closing")
    office.day += timedelta(days=10)
    office.bring(ids[5:12], "closing")
    office.do(HANDLER, ids[6:8], Move.BEGIN, "objection", remark="称名单有误")
    office.do(HANDLER, ids[8:9], Move.BEGIN, "hold", remark="等会议")
    office.day += timedelta(days=7)
    office.bring(ids[9:12], "approval")
    office.bring(ids[10:12], "notice")
    office.onward(MANAGER, ids[11:12], "notice")
    office.do(REVIEWER, ids[1:2], Move.BEGIN, "send_back", remark="金额请再核")
    office.do(HANDLER, ids[14:15], Move.BEGIN, "supplement", remark="缺章")
    office.bring(ids[15:17], "first_review")
    office.bring(ids[16:17], "second_review")
    office.do(REVIEWER, ids[13:14], Move.BEGIN, "refuse", to="refused", remark="已停业")
    return ids


def is_turn(office: Office, case: Case, who: Person) -> bool:
    """Whether the road says that they may do something onward, had everything come that is collected."""
    with office.store.read() as session:
        now: Now = office.rules.now(session, who)
    steps = steps_from(case.road, case.standing, AtHand(), now)
    if any(s.move is Move.OVER and s.number and s.is_open for s in steps):
        return any(case.standing.at in case.road.beside[one.act].locks for one in case.standing.objections)
    collected = ("还没有", "缺少材料")
    return any(s.move is Move.ONWARD and all(why.startswith(collected) for why in s.missing) for s in steps)


def due_of(office: Office, case: Case) -> date | None:
    end_of = office.rules.calendar.end_of
    locking = [o for o in case.standing.objections if case.standing.at in case.road.beside[o.act].locks]
    if locking:
        return min(end_of(time_left_of(case.road, one)).value for one in locking)
    time = time_left(case.road, case.standing)
    return None if time is None else end_of(time).value


def how_far(case: Case) -> int:
    """How far along its road it stands; what waits comes after all that go on."""
    way = [state.id for state in case.road.way]
    return len(way) if case.standing.waits else way.index(case.standing.at)


def test_that_lists_say_of_each_case_whose_turn_it_is_and_by_when_as_its_road_does(office: Office) -> None:
    ids = a_mixed_office(office)
    going = [id_ for id_ in ids if office.case(id_).is_on_its_way]
    assert len(going) == len(ids) - 2
    assert set(found(office)) == set(going)
    for _ in range(4):
        last = office.rules.calendar.nth_day(office.day, SOON, Days.WORKING).value
        cases = {id_: office.case(id_) for id_ in going}
        dues = {id_: due_of(office, case) for id_, case in cases.items()}
        assert {one.id: one.due for one in rows(office, going)} == dues
        late = {id_ for id_, due in dues.items() if due is not None and due < office.day}
        assert set(found(office, duty=Duty.LATE)) == late
        assert {one.id for one in rows(office, going) if one.days_late} == late
        between = {id_ for id_, due in dues.items() if due is not None and office.day <= due <= last}
        assert set(found(office, duty=Duty.SOON)) == between
        for who in (HANDLER, REVIEWER, MANAGER):
            mine = {id_ for id_, case in cases.items() if is_turn(office, case, office.seat(who).who)}
            assert set(found(office, who, duty=Duty.MINE)) == mine, who
            assert set(found(office, who, duty=Duty.OTHERS)) == set(going) - mine
        office.day += timedelta(days=6)
    public, running = next(
        (id_, one.standing.publicity) for id_, one in cases.items() if one.standing.publicity
    )
    for office.day, told in ((running.end, running.end), (running.end + timedelta(days=1), None)):
        assert [one.public_to for one in rows(office, [public])] == [told]
    by_title: dict[str, set[CaseId]] = {}
    for id_, case in cases.items():
        by_title.setdefault(place_title(case.road, case.standing.at, case.standing.waits), set()).add(id_)
    offer = office.store.ask(offered, office.rules)
    assert {place.title: place.count for place in offer.places} == {t: len(s) for t, s in by_title.items()}
    furthest = [max(how_far(cases[id_]) for id_ in by_title[place.title]) for place in offer.places]
    assert furthest == sorted(furthest)
    assert offer.clauses == {
        (row.policy_id, row.clause_id): (row.policy_title, row.clause_title) for row in rows(office, ids)
    }
    assert list(offer.clauses) == sorted(offer.clauses)
    assert offer.ended[Ended.ON_ITS_WAY] == len(going)
    for title, there in by_title.items():
        assert set(found(office, place=title)) == set(found(office, ended=None, place=title)) == there
        assert found(office, ended=Ended.GRANTED, place=title) == []
    assert offer.ended[Ended.GRANTED] == offer.ended[Ended.OTHERWISE] == 1
    assert offer.total == len(ids)


def test_that_a_list_is_found_by_batch_clause_name_code_and_spelling_and_sorted(office: Office) -> None:
    ids = office.make(office.granted()[:8])
    batch = make_batch(office.seat(HANDLER), "2022 年二季度 第一批")
    gather(office.seat(HANDLER), batch, office.seen(*ids[:3]), office.rules)
    assert set(found(office, batch_id=batch)) == set(ids[:3])
    assert set(found(office, batch_id=NO_BATCH)) == set(ids[3:])
    whole = rows(office, ids)
    one = whole[0]
    assert (one.batch, one.last_by, one.where) == ("2022 年二季度 第一批", HANDLER, "初审")
    assert set(found(office, clause_id=one.clause_id)) == {
        row.id for row in whole if row.clause_id == one.clause_id
    }
    same = {row.id for row in whole if row.enterprise_name == one.enterprise_name}
    part, code = one.enterprise_name[2:6], one.uscc[4:].lower()
    for words in (part, code, f"{part} {one.uscc[-5:]}"):
        assert set(found(office, words=words)) == same, words
    assert found(office, words="没有这个词") == []
    assert found(office, words="%") == []
    by_amount = rows(office, found(office, order=Order.AMOUNT, descending=True))
    assert [row.amount for row in by_amount] == sorted((row.amount for row in whole), reverse=True)
    by_name = rows(office, found(office, order=Order.NAME))
    assert [row.enterprise_name for row in by_name] == sorted(row.enterprise_name for row in whole)
    for most in (3, 7, 8):
        first = office.store.ask(find_cases, CaseFilter(), office.seat(HANDLER).who, office.rules, most=most)
        assert (list(first.ids), first.is_whole) == (sorted(ids)[:most], most == len(ids))
    everything = office.store.ask(find_cases, CaseFilter(), office.seat(HANDLER).who, office.rules)
    assert (everything.amount, everything.is_whole) == (sum(row.amount for row in whole), True)


def test_that_lists_find_what_wants_to_be_looked_at(office: Office) -> None:
    wanted = [*{one.enterprise_id: one for one in office.granted()}.values()]
    whole = office.apply(wanted[0], came=dict.fromkeys(PAPERS, office.day))
    part = office.apply(wanted[1], came={PAPERS[0]: office.day})
    ids = office.make(wanted[2:6])
    office.bring(ids[:3], "opinions")
    office.ready(ids[:2], "opinions")
    other = replace(office.policy, id="province-2022", title="省级政策")
    again = make_cases(
        office.seat(HANDLER),
        [wanted[4], wanted[5]],
        Silent(),
        policy=other,
        road=office.roads["unasked"],
        rules=office.rules,
    )
    rival, seat = again.ids[1], office.seat(HANDLER)
    settle_rival(seat, *office.seen(rival), ids[3], Settlement.BOTH, office.rules, because="不同")
    office.raise_figures(wanted[2].enterprise_id)
    office.enter(wanted[0].enterprise_id, notes="改了备注")
    every = [whole, part, *ids, *again.ids]
    cases = {id_: office.case(id_) for id_ in every}
    with office.store.read() as session:
        open_ = unsettled(session, [*cases.values()]).keys()
        changed = changes_of(session, [*cases.values()], office.rules).keys()
    assert len(open_) > 1
    assert rival not in open_
    assert set(found(office, matter=Matter.RIVALS)) == open_
    assert changed
    # What may be otherwise is found, and nothing of what nobody touched; the other policy is not in force.
    same = {id_ for id_ in every if cases[id_].row.policy_id == other.id}
    assert changed | same <= set(found(office, matter=Matter.CHANGED)) <= changed | same | {whole}
    assert found(office, matter=Matter.PAPERS) == [part]
    assert found(office, matter=Matter.PAPERS, ended=Ended.GRANTED) == []
    credit = cases[ids[0]].road.opinions["credit"]
    assert credit.valid is not None
    last = office.rules.calendar.nth_day(office.day, credit.valid.number, credit.valid.days).value
    soon = office.rules.calendar.nth_day
    while soon(office.day, SOON, Days.WORKING).value < last:
        assert found(office, matter=Matter.LAPSING) == []
        office.day += timedelta(days=1)
    assert found(office, matter=Matter.LAPSING, place="部门意见") == ids[:2]


def test_that_it_is_ones_turn_again_once_the_papers_have_come_that_a_case_was_sent_back_for(
    office: Office,
) -> None:
    first, last = PAPERS
    one = office.apply(office.granted()[0], came={first: office.day}, promised={last: office.day})
    office.do(HANDLER, [one], Move.BEGIN, "supplement", remark="缺一份")
    assert found(office, duty=Duty.MINE) == []
    assert [row.by for row in rows(office, [one])] == [frozenset()]
    record_papers(office.seat(HANDLER), *office.seen(one), office.rules, came={last: office.day})
    assert found(office, duty=Duty.MINE) == [one]
    assert found(office, duty=Duty.OTHERS) == found(office, MANAGER, duty=Duty.MINE) == []
    assert [row.by for row in rows(office, [one])] == [office.case(one).road.beside["supplement"].by]
    [pile] = office.store.ask(desk_of, office.seat(HANDLER).who, office.rules).mine
    assert (pile.title, pile.count, pile.note) == ("退回补正", 1, "补正材料已齐，可以重新受理")
    assert pile.first[0].id == one
