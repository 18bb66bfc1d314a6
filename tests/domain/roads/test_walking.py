"""What may be done of a case where it stands, by whom, and what is missing, in sentences."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from domain.office.calendar.working_days import Calendar
from domain.roads.files import load_road
from domain.roads.walking import (
    Answer,
    AtHand,
    Move,
    NotNow,
    Now,
    Running,
    beginning,
    steps_from,
    take,
    time_left,
    time_left_of,
)
from domain.store.acts import Person
from domain.store.permits import Role
from tests.domain.roads.short import road_of

ROAD = road_of()
DAY = date(2022, 4, 7)
"""A Thursday; five working days from the Friday after end on 14 April."""
CALENDAR = Calendar()
NOTHING = AtHand()
CHECKED = AtHand(answers={"credit": Answer(DAY, in_favour=True)})
HANDLER, REVIEWER, HEAD = Person("张三"), Person("李四"), Person("王五")
ROLES = {
    HANDLER.key: frozenset({Role.HANDLE, Role.REVIEW}),
    REVIEWER.key: frozenset({Role.REVIEW}),
    HEAD.key: frozenset({Role.APPROVE}),
}


def now(who, day=DAY, *, is_alone=False):
    return Now(day, CALENDAR, who, None if is_alone else ROLES.get(who.key, frozenset()))


def step(standing, id_, moment, at_hand=CHECKED, move=None, road=ROAD):
    found = [
        one
        for one in steps_from(road, standing, at_hand, moment)
        if one.id == id_ and move in (None, one.move)
    ]
    assert len(found) == 1, found
    return found[0]


def go(standing, id_, who, day=DAY, at_hand=CHECKED, move=None):
    moment = now(who, day)
    return take(ROAD, standing, step(standing, id_, moment, at_hand, move), at_hand, moment)


def at_approval(day=date(2022, 4, 8)):
    """Return a case that was publicised on a day and stands before its approval."""
    standing = go(beginning(ROAD, DAY), "entry", HANDLER)
    standing = go(standing, "review", REVIEWER)
    return go(standing, "publicity", HANDLER, day)


def test_that_a_case_goes_from_the_counter_to_its_end():
    standing = at_approval()
    assert (standing.at, standing.publicity.end) == ("approval", date(2022, 4, 14))
    done = go(standing, "approval", HEAD, date(2022, 4, 15))
    assert (done.at, done.since) == ("done", date(2022, 4, 15))
    assert [signed.by.name for signed in done.signed.values()] == ["张三", "李四", "张三", "王五"]


def test_that_nothing_is_approved_before_the_publicity_has_ended():
    standing = at_approval()
    refusal = step(standing, "approval", now(HEAD, date(2022, 4, 14)))
    assert refusal.missing == ("公示到2022年4月14日期满，2022年4月15日起才能办“批准”",)
    with pytest.raises(NotNow, match="没有办理“批准”：公示到2022年4月14日期满"):
        take(ROAD, standing, refusal, CHECKED, now(HEAD, date(2022, 4, 14)))
    assert step(standing, "approval", now(HEAD, date(2022, 4, 15))).is_open


def test_that_nothing_is_approved_while_an_objection_is_open():
    standing = go(at_approval(), "objection", HANDLER, date(2022, 4, 12), move=Move.BEGIN)
    standing = go(standing, "objection", REVIEWER, date(2022, 4, 13), move=Move.BEGIN)
    late = now(HEAD, date(2022, 4, 20))
    assert step(standing, "approval", late).missing == ("有 2 件异议没有办结，办结后才能办“批准”",)
    first, second = (
        one
        for one in steps_from(ROAD, standing, CHECKED, now(REVIEWER, date(2022, 4, 18)))
        if one.move is Move.OVER
    )
    assert (first.title, first.number, second.number) == ("异议办结", 1, 2)
    for one in (second, first):
        standing = take(ROAD, standing, one, CHECKED, now(REVIEWER, date(2022, 4, 18)))
    assert step(standing, "approval", late).is_open
    # A third one is the third, whatever became of the others.
    third = go(standing, "objection", HANDLER, date(2022, 4, 19), move=Move.BEGIN)
    assert [one.number for one in third.objections] == [3]


def test_that_who_registers_an_objection_may_not_decide_it_where_the_road_says_so():
    standing = go(at_approval(), "objection", HANDLER, date(2022, 4, 12), move=Move.BEGIN)
    own = step(standing, "objection", now(HANDLER, date(2022, 4, 12)), move=Move.OVER)
    assert own.missing == ("“受理”是张三办的，“异议办结”要由另一人办理",)


def test_that_who_accepted_a_case_does_not_review_it():
    standing = go(beginning(ROAD, DAY), "entry", HANDLER)
    assert step(standing, "review", now(HANDLER)).missing == ("“受理”是张三办的，“审核”要由另一人办理",)
    # One person alone is asked for no role, and is the same person all the same.
    assert step(standing, "review", now(HANDLER, is_alone=True)).missing == (
        "“受理”是张三办的，“审核”要由另一人办理",
    )


def test_that_a_step_says_which_roles_may():
    standing = beginning(ROAD, DAY)
    assert step(standing, "entry", now(HEAD)).missing == ("“受理”要由有“经办”角色的人办理",)
    assert step(standing, "refuse", now(HANDLER)).is_open
    assert step(standing, "entry", now(HEAD, is_alone=True)).is_open


def test_that_missing_papers_are_named_and_may_be_promised():
    standing = beginning(ROAD, DAY)

    def missing(**at_hand):
        return step(standing, "entry", now(HANDLER), AtHand(**at_hand)).missing

    assert missing(missing=("营业执照", "纳税证明")) == (
        "缺少材料：营业执照、纳税证明；可以容缺的，写明承诺哪天补交",
    )
    assert missing(missing=("纳税证明",), promised={"纳税证明": DAY}) == ()
    late = missing(missing=("纳税证明",), promised={"纳税证明": DAY - timedelta(days=1)})
    assert late == ("承诺2022年4月6日补交的“纳税证明”还没有交",)


def test_that_what_was_promised_is_there_by_the_approval():
    standing, day = at_approval(), date(2022, 4, 15)
    promised = replace(CHECKED, missing=("纳税证明",), promised={"纳税证明": date(2022, 12, 1)})
    assert step(standing, "approval", now(HEAD, day), promised).missing == ("缺少材料：纳税证明",)


def test_that_opinions_are_waited_for_and_lapse():
    standing = go(beginning(ROAD, DAY), "entry", HANDLER)
    refusal = step(standing, "review", now(REVIEWER), NOTHING)
    assert refusal.missing == ("还没有信用主管部门的“信用核查”意见",)
    against = AtHand(answers={"credit": Answer(DAY, in_favour=False)})
    assert step(standing, "review", now(REVIEWER), against).missing == ("信用主管部门的“信用核查”没有通过",)
    # Thirty days from 7 April; the approval asks for what was asked for before.
    waiting = at_approval()
    assert step(waiting, "approval", now(HEAD, date(2022, 5, 7))).is_open
    assert step(waiting, "approval", now(HEAD, date(2022, 5, 8))).missing == (
        "“信用核查”是2022年4月7日查的，30天有效，2022年5月7日以后要重新核查",
    )


def test_that_a_case_sent_back_loses_what_was_signed_since_and_is_publicised_again():
    standing = at_approval()
    back = step(standing, "back", now(HEAD, date(2022, 4, 11)))
    assert back.voids == ("受理", "审核", "公示")
    assert back.needs_reason
    again = take(ROAD, standing, back, CHECKED, now(HEAD, date(2022, 4, 11)))
    assert (again.at, again.signed, again.publicity) == ("entry", {}, None)


def test_that_a_case_waits_for_papers_and_comes_back():
    standing = go(beginning(ROAD, DAY), "entry", HANDLER)
    waiting = go(standing, "supplement", REVIEWER)
    assert step(waiting, "review", now(REVIEWER)).missing == ("正在“退回补正”，先办“已补正”",)
    offered = {one.id for one in steps_from(ROAD, waiting, CHECKED, now(REVIEWER))}
    assert offered == {"review", "supplement", "refuse"}
    over = step(waiting, "supplement", now(HANDLER), move=Move.OVER)
    assert (over.to, over.voids) == ("entry", ("受理",))
    assert take(ROAD, waiting, over, CHECKED, now(HANDLER)).at == "entry"


def test_that_a_case_held_is_taken_up_where_it_stood():
    held = go(at_approval(), "hold", HANDLER, date(2022, 4, 9))
    assert not step(held, "approval", now(HEAD, date(2022, 4, 20))).is_open
    taken_up = go(held, "hold", HANDLER, date(2022, 4, 20), move=Move.OVER)
    assert taken_up == replace(at_approval(), since=date(2022, 4, 20))


def test_that_what_was_granted_is_revoked_and_what_ended_is_not():
    done = go(at_approval(), "approval", HEAD, date(2022, 4, 15))
    assert [one.title for one in steps_from(ROAD, done, CHECKED, now(HEAD))] == ["撤销"]
    revoked = go(done, "revoke", HEAD, date(2022, 4, 18))
    assert revoked.at == "revoked"
    assert steps_from(ROAD, revoked, CHECKED, now(HEAD)) == ()


def test_that_a_step_somebody_else_has_taken_is_refused_in_words():
    standing = beginning(ROAD, DAY)
    entry = step(standing, "entry", now(HANDLER))
    moved_on = go(standing, "entry", HANDLER)
    with pytest.raises(NotNow, match="这件事项已到“审核”，请刷新后再看"):
        take(ROAD, moved_on, entry, CHECKED, now(HANDLER))


def test_that_deadlines_run_from_where_a_case_came_to_stand():
    assert end(time_left(ROAD, beginning(ROAD, DAY))) == date(2022, 4, 14)
    standing = go(beginning(ROAD, DAY), "entry", HANDLER)
    assert time_left(ROAD, standing) is None
    # Fifteen days end on 22 April, a Friday.
    assert end(time_left(ROAD, go(standing, "supplement", REVIEWER))) == date(2022, 4, 22)
    # Three working days after the publicity, which ended on Thursday 14 April.
    assert end(time_left(ROAD, at_approval())) == date(2022, 4, 19)
    objected = go(at_approval(), "objection", HANDLER, date(2022, 4, 12), move=Move.BEGIN)
    assert end(time_left_of(ROAD, objected.objections[0])) == date(2022, 4, 19)
    done = go(at_approval(), "approval", HEAD, date(2022, 4, 15))
    assert time_left(ROAD, done) is None


def end(time):
    return CALENDAR.end_of(time).value


def test_that_a_publicity_may_begin_later_and_never_in_the_past():
    standing = go(go(beginning(ROAD, DAY), "entry", HANDLER), "review", REVIEWER)
    moment = now(HANDLER)
    publish = step(standing, "publicity", moment)
    begun = take(ROAD, standing, publish, CHECKED, moment, public_from=date(2022, 4, 11))
    assert (begun.since, begun.publicity) == (DAY, Running(date(2022, 4, 11), date(2022, 4, 15)))
    with pytest.raises(NotNow, match="不能从2022年4月6日算起"):
        take(ROAD, standing, publish, CHECKED, moment, public_from=date(2022, 4, 6))


def test_that_one_person_alone_decides_in_one_step():
    road = load_road(Path(__file__).parents[3] / "resources" / "roads" / "alone.toml")
    moment = now(HANDLER, is_alone=True)
    (only,) = (
        one for one in steps_from(road, beginning(road, DAY), NOTHING, moment) if one.move is Move.ONWARD
    )
    assert take(road, beginning(road, DAY), only, NOTHING, moment).at == "done"
