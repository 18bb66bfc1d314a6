from dataclasses import replace
from datetime import UTC

import pytest

from domain.cases.candidates import find_candidates
from domain.cases.queries import (
    changes_since,
    find_notice,
    issued_for,
    list_notices,
    notices_of,
    reasons_against_deleting,
    valid_notices,
)
from domain.cases.service import Award, awards_of, void_notice
from domain.enterprises.importing.comparing import Known
from domain.enterprises.importing.entries import Entries
from domain.enterprises.importing.service import merge_enterprises
from domain.enterprises.importing.undoing import undo_import
from domain.enterprises.queries import facts_of
from domain.enterprises.register.listed import EnterpriseQuery
from domain.enterprises.service import delete_enterprises, save_enterprise
from domain.enterprises.sql.finding import find_ids
from domain.office.service import save_office
from domain.policies.runs.register import assess_register
from domain.policies.trace import Outcome
from domain.values.errors import NotFound
from domain.values.money import Fen
from domain.values.periods import Period
from domain.values.progress import Cancelled, Silent
from tests.domain.cases.conftest import Desk
from tests.filling import let_notices_out


@pytest.fixture
def issued(desk):
    """Return the desk and its first award with the notice of it."""
    (id_,) = desk.issue(desk.awards[:1])
    return desk, desk.awards[0], id_


def change(desk, id_, **changes):
    with desk.store.read() as session:
        facts = facts_of(session, id_, desk.dictionary)
    save_enterprise(desk.store.seat("王小梅"), replace(facts, **changes), desk.dictionary, id_=id_)
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
    delete_enterprises(desk.store.seat("王小梅"), [award.enterprise_id])
    assert changes(desk, id_)["企业"][1] == "已不在企业库中"


def test_that_void_and_valid_ones_are_told_apart(desk):
    first, second = desk.issue(desk.awards[:2])
    void_notice(desk.store.seat("王小梅"), first, reason="重复")
    with desk.store.read() as session:
        assert [n.id for n in list_notices(session) if n.is_void] == [first]
        assert [n.id for n in valid_notices(session, desk.policy.id)] == [second]
        assert [n.id for n in issued_for(session, desk.policy.id).values()] == [second]
        assert issued_for(session, "another") == {}
        with pytest.raises(NotFound):
            find_notice(session, 999)


def test_that_the_list_says_what_the_notices_say(desk):
    first, _ = desk.issue(desk.awards[:2])
    void_notice(desk.store.seat("李主任"), first, reason="重复")
    with desk.store.read() as session:
        listed = list_notices(session)
        notices = [find_notice(session, one.id) for one in listed]
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


def test_that_the_valid_notices_of_enterprises_are_found_by_their_ids(desk):
    one, other, *_ = dict.fromkeys(award.enterprise_id for award in desk.awards)
    own = [award for award in desk.awards if award.enterprise_id == one]
    foreign = [award for award in desk.awards if award.enterprise_id == other]
    first, *more = desk.issue([*own, *foreign[:1]])
    voided = desk.issue(foreign[1:]) if len(foreign) > 1 else []
    for id_ in voided:
        void_notice(desk.store.seat("王小梅"), id_, reason="误")
    with desk.store.read() as session:
        found = notices_of(session, [one])
        assert {id_ for id_, _ in found} == {one}
        assert {notice.id for _, notice in found} == {first, *more[: len(own) - 1]}
        assert len(notices_of(session, [one, other])) == len(own) + 1
        assert notices_of(session, []) == []
        reasons = reasons_against_deleting(session, [one, other])
        assert all(notice.number in reasons[one] for _, notice in found)
        assert reasons_against_deleting(session, [one]).keys() == {one}


def test_that_taking_an_import_back_leaves_what_has_a_notice(store, zhengdong, dictionary, sample):
    save_office(store.seat("王小梅"), sample.office)
    let_notices_out(store.seat("王小梅"), zhengdong)
    done = merge_enterprises(
        store.seat("王小梅"),
        Entries.of(sample.enterprises),
        dictionary,
        Silent(),
        known=Known.UPDATE,
        source="表.xlsx",
    )
    awards = awards_of(assess_register(store, zhengdong, dictionary, Silent()))
    Desk(store, zhengdong, dictionary, awards, []).issue(awards[:1])
    undone = undo_import(
        store.seat("李"), done.id, dictionary, Silent(), find_reasons=reasons_against_deleting
    )
    assert undone.deleted == len(sample.enterprises) - 1
    (sentence,) = undone.sentences
    assert "有有效的通知书" in sentence
    with store.read() as session:
        assert list(find_ids(session, EnterpriseQuery(), dictionary)) == [awards[0].enterprise_id]
