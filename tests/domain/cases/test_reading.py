from dataclasses import replace
from datetime import UTC

import pytest

from domain.cases.candidates import find_candidates
from domain.cases.queries import (
    NoticeQuery,
    changes_since,
    find_notice,
    find_notices,
    issued_for,
    list_notices,
)
from domain.cases.service import Award, void_notice
from domain.enterprises.queries import facts_of
from domain.enterprises.service import delete_enterprises, save_enterprise
from domain.errors import NotFound
from domain.money import Fen
from domain.periods import Period
from domain.policies.trace import Outcome
from domain.progress import Cancelled, Silent


@pytest.fixture
def issued(desk):
    """Return the desk and its first award with the notice of it."""
    (id_,) = desk.issue(desk.awards[:1])
    return desk, desk.awards[0], id_


def change(desk, id_, **changes):
    with desk.store.read() as session:
        facts = facts_of(session, id_, desk.dictionary)
    save_enterprise(desk.store, replace(facts, **changes), desk.dictionary, actor="王小梅", id_=id_)
    return facts


def changes(desk, notice_id):
    with desk.store.read() as session:
        found = changes_since(session, find_notice(session, notice_id), desk.dictionary)
    return {entry.label: (entry.then, entry.now) for entry in found}


def test_that_nothing_is_said_to_have_changed_where_nothing_did(issued):
    desk, award, id_ = issued
    change(desk, award.enterprise_id)
    assert changes(desk, id_) == {}


def test_that_each_figure_changed_since_is_named_with_then_and_now(issued):
    desk, award, id_ = issued
    before = change(desk, award.enterprise_id)
    name, figures = next(iter(before.indicators.items()))
    period, amount = next(iter(figures.items()))
    another = Period.parse("2031Q4")
    change(
        desk,
        award.enterprise_id,
        name="郑州改名有限公司",
        attributes={**before.attributes, "headquarters": not before.attributes["headquarters"]},
        indicators={**before.indicators, name: {**figures, period: Fen(amount + 1), another: Fen(100)}},
    )
    label = desk.dictionary.indicators[name].label
    found = changes(desk, id_)
    assert set(found) == {"企业名称", "总部企业", f"{period.label}{label}", f"{another.label}{label}"}
    assert found["企业名称"] == (before.name, "郑州改名有限公司")
    assert set(found["总部企业"]) == {"是", "否"}
    assert found[f"{another.label}{label}"] == ("未填", "1.00")


def test_that_an_enterprise_gone_since_is_said_to_be(issued):
    desk, award, id_ = issued
    delete_enterprises(desk.store, [award.enterprise_id], actor="王小梅")
    assert changes(desk, id_)["企业"][1] == "已不在企业库中"


def test_that_notices_are_found_by_number_name_and_code(desk):
    ids = desk.issue(desk.awards[:12])
    with desk.store.read() as session:
        one = find_notice(session, ids[4])
        by_number = find_notices(session, NoticeQuery("〔2022〕5号"))
        by_name = find_notices(session, NoticeQuery(one.enterprise_name))
        by_code = find_notices(session, NoticeQuery(one.uscc.lower()))
        nothing = find_notices(session, NoticeQuery("%"))
    assert [notice.id for notice in by_number] == [one.id]
    assert one.id in {notice.id for notice in by_name}
    assert {notice.id for notice in by_name} == {notice.id for notice in by_code}
    assert nothing == []


def test_that_void_and_valid_ones_are_told_apart(desk):
    first, second = desk.issue(desk.awards[:2])
    void_notice(desk.store, first, reason="重复", actor="王小梅")
    with desk.store.read() as session:
        assert [n.id for n in find_notices(session, NoticeQuery(void=True))] == [first]
        assert [n.id for n in find_notices(session, NoticeQuery(void=False))] == [second]
        assert [n.id for n in issued_for(session, desk.policy.id).values()] == [second]
        assert issued_for(session, "another") == {}
        with pytest.raises(NotFound):
            find_notice(session, 999)


def test_that_the_list_says_what_the_notices_say(desk):
    first, _ = desk.issue(desk.awards[:2])
    void_notice(desk.store, first, reason="重复", actor="李主任")
    with desk.store.read() as session:
        notices = find_notices(session, NoticeQuery())
        listed = list_notices(session)
    assert [(n.id, n.number, n.amount, n.uscc, n.is_void) for n in listed] == [
        (n.id, n.number, n.amount, n.uscc, n.is_void) for n in notices
    ]
    assert [(n.voided_by, n.void_reason) for n in listed] == [(None, ""), ("李主任", "重复")]
    assert listed[1].issued_at.tzinfo is UTC
    assert listed[1].voided_at >= listed[1].issued_at


def test_that_candidates_say_why_there_can_be_no_notice(desk):
    desk.issue(desk.awards[:1])
    refused = next(
        Award(entry.enterprise_id, decision.clause_id, Fen(0))
        for entry in desk.assessed
        for decision in entry.decisions
        if decision.outcome is Outcome.MISSING
    )
    another_amount = replace(desk.awards[2], amount=Fen(desk.awards[2].amount + 100))
    gone = replace(desk.awards[3], enterprise_id=10_000)
    found = find_candidates(
        desk.store,
        [desk.awards[0], desk.awards[1], another_amount, refused, gone],
        Silent(),
        policy=desk.policy,
        dictionary=desk.dictionary,
    )
    assert [bool(candidate.reason) for candidate in found] == [True, False, False, True]
    assert found[0].reason.startswith("已有通知书郑东企服示〔2022〕1号")
    assert "资料缺失" in found[3].reason
    assert "数据有改动" in found[2].remark
    assert found[2].award == desk.awards[2]
    assert found[1].remark == ""


def test_that_looking_at_candidates_can_be_stopped(desk):
    class Stop:
        def step(self, progress):
            raise Cancelled

    with pytest.raises(Cancelled):
        find_candidates(desk.store, desk.awards, Stop(), policy=desk.policy, dictionary=desk.dictionary)
