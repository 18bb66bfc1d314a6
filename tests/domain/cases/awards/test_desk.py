"""What somebody finds on their desk, held against the lists; and where things stick."""

from datetime import timedelta
from statistics import median_low

from domain.cases.awards.desk import FEW, desk_of, of_one_act, paces_of
from domain.cases.awards.listing import CaseFilter, Duty, find_cases
from domain.office.accounts.signing_in import sign_in
from domain.office.calendar.working_days import Days
from domain.roads.walking import Move
from tests.conftest import PASSWORD, PEOPLE
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, REVIEWER, Office
from tests.domain.cases.awards.test_listing import a_mixed_office


def test_that_a_desk_counts_what_the_lists_have_and_shows_the_oldest(office: Office) -> None:
    a_mixed_office(office)
    office.day += timedelta(days=4)
    for name in (HANDLER, REVIEWER, MANAGER):
        who = office.seat(name).who
        desk = office.store.ask(desk_of, who, office.rules)
        for pile in (*desk.mine, desk.late, desk.soon, *desk.others):
            found = office.store.ask(find_cases, pile.wanted, who, office.rules)
            assert pile.count == len(found.ids), pile.title
            assert {case.id for case in pile.first} <= set(found.ids)
            if pile.since is not None:
                assert len(pile.first) == min(FEW, pile.count)
        mine = office.store.ask(find_cases, CaseFilter(duty=Duty.MINE), who, office.rules)
        going = office.store.ask(find_cases, CaseFilter(), who, office.rules)
        assert sum(pile.count for pile in desk.mine) == len(mine.ids)
        assert sum(pile.count for pile in (*desk.mine, *desk.others)) == len(going.ids)
    reviewed = {pile.title: pile for pile in desk.mine}
    assert reviewed["批准"].first[0].since <= reviewed["批准"].first[-1].since


def test_that_what_others_did_since_one_was_here_is_told_act_by_act(office: Office) -> None:
    reviewer = PEOPLE[REVIEWER][0]
    seat = sign_in(office.store, reviewer, PASSWORD)
    ids = office.make(office.granted()[:3])
    office.bring(ids, "second_review")
    office.do(HANDLER, ids[:1], Move.BEGIN, "hold", remark="等会议")
    assert office.store.ask(desk_of, office.seat(HANDLER).who, office.rules).happened == ()
    assert office.store.ask(desk_of, seat.who, office.rules).happened == ()
    sign_in(office.store, reviewer, PASSWORD)
    held, first_review, made = office.store.ask(desk_of, seat.who, office.rules).happened
    assert (made.title, made.by, made.count) == ("按评定结果生成事项", HANDLER, 3)
    assert (first_review.title, first_review.count, held.title) == ("通过初审", 3, "暂缓")
    assert office.store.ask(of_one_act, first_review.act) == ids
    for _ in range(5):
        office.do(HANDLER, ids[:1], Move.OVER, "hold")
        office.do(HANDLER, ids[:1], Move.BEGIN, "hold", remark="等会议")
    desk = office.store.ask(desk_of, seat.who, office.rules)
    assert len(desk.happened) + desk.happened_more == 3 + 10
    assert desk.happened_more > 0


def test_that_it_is_seen_where_cases_stick(office: Office) -> None:
    ids = office.make(office.granted()[:7])
    took = []
    for at, id_ in enumerate(ids[:5]):
        office.day += timedelta(days=at + 1)
        office.bring([id_], "second_review")
        began = office.case(id_).steps[0].day
        took.append(office.rules.calendar.days_between(began, office.day, Days.WORKING).value)
    office.day += timedelta(days=7)
    paces = {pace.title: pace for pace in office.store.ask(paces_of, office.seat(MANAGER).who, office.rules)}
    assert list(paces) == ["初审", "复核"]
    first, second = paces["初审"], paces["复核"]
    assert (first.count, first.by, first.usual, first.done) == (2, HANDLER, median_low(took), 5)
    assert (second.count, second.by, second.usual, second.done) == (5, REVIEWER, None, 0)
    assert second.longest > second.median > 0


def test_that_an_objection_is_late_also_of_a_case_on_hold(office: Office) -> None:
    [id_] = office.make(office.granted()[:1])
    office.bring([id_], "approval")
    office.do(HANDLER, [id_], Move.BEGIN, "objection", remark="李某反映地址不实")
    office.day += timedelta(days=60)
    late = CaseFilter(duty=Duty.LATE)
    who = office.seat(HANDLER).who
    assert office.store.ask(find_cases, late, who, office.rules).ids == [id_]
    office.do(HANDLER, [id_], Move.BEGIN, "hold", remark="等会议")
    assert office.store.ask(find_cases, late, who, office.rules).ids == [id_]
    # Who can do nothing about it sees the one case with what it waits for.
    came = dict.fromkeys(("营业执照", "纳税证明"), office.day)
    office.bring([office.apply(office.granted()[1], road="simple", came=came)], "review")
    desk = office.store.ask(desk_of, office.seat(MANAGER).who, office.rules)
    piles = {pile.title: (pile.count, pile.note) for pile in desk.others}
    assert piles == {"审核": (1, f"等{HANDLER}、{REVIEWER}"), "暂缓": (1, "可以“恢复办理”")}
