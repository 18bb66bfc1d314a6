"""Batches are gathered, go together or not at all, and lose what falls out of them."""

from collections import Counter

import pytest

from domain.cases.awards.batches import cases_of, gather, leave_batch, list_batches, make_batch
from domain.cases.awards.reading import Seen
from domain.cases.awards.stepping import Doing, MovedOn, NotAll, Verdict, take_step
from domain.cases.awards.undoing import undo
from domain.roads.walking import Move
from domain.values.errors import BadInput
from domain.values.ids import BatchId, CaseId
from tests.domain.cases.awards.conftest import HANDLER, REVIEWER, Office
from tests.replaying import hold_against_the_trail

NAME = "2022 年二季度 第一批"


@pytest.fixture
def ids(office: Office) -> list[CaseId]:
    return office.make(office.granted())


@pytest.fixture
def batch(office: Office, ids: list[CaseId]) -> BatchId:
    batch = make_batch(office.seat(HANDLER), NAME)
    gather(office.seat(HANDLER), batch, office.seen(*ids[:40]), office.rules)
    return batch


def in_batch(office: Office, batch: BatchId) -> list[CaseId]:
    return office.store.ask(cases_of, batch)


def test_that_a_batch_says_what_it_holds(office: Office, ids: list[CaseId], batch: BatchId):
    assert in_batch(office, batch) == ids[:40]
    [found] = office.store.ask(list_batches, office.rules.funds)
    assert (found.name, found.cases, found.on_their_way) == (NAME, 40, 40)
    assert found.amount == sum(office.case(id_).amount for id_ in ids[:40])
    with pytest.raises(BadInput, match="已有批次"):
        make_batch(office.seat(HANDLER), f" {NAME} ")
    make_batch(office.seat(HANDLER), "第二批")
    newest, _ = office.store.ask(list_batches, office.rules.funds)
    assert (newest.name, newest.cases, newest.amount, newest.on_their_way) == ("第二批", 0, 0, 0)


def test_that_a_case_goes_with_one_batch(office: Office, ids: list[CaseId], batch: BatchId):
    other = make_batch(office.seat(HANDLER), "第二批")
    with pytest.raises(BadInput, match=f"已在批次“{NAME}”里，先从那里移出"):
        gather(office.seat(HANDLER), other, office.seen(*ids[38:42]), office.rules)
    assert in_batch(office, other) == []
    leave_batch(office.seat(HANDLER), office.seen(*ids[38:40]), office.rules, because="下一批再办")
    gather(office.seat(HANDLER), other, office.seen(*ids[38:42]), office.rules)
    assert (len(in_batch(office, batch)), in_batch(office, other)) == (38, ids[38:42])


def test_that_it_says_before_what_will_happen_to_each(office: Office, ids: list[CaseId], batch: BatchId):
    changed, held, ahead = ids[0], ids[1], ids[2]
    office.do(HANDLER, [held], Move.BEGIN, "hold", remark="等审计结论")
    gather(office.seat(HANDLER), batch, office.seen(held), office.rules)
    office.onward(HANDLER, [ahead], "first_review")
    enterprise = office.case(changed).row.enterprise_id
    office.raise_figures(enterprise)
    told = office.foresee(HANDLER, in_batch(office, batch), "first_review")
    by_id = {line.case.id: line for line in told.lines}
    assert by_id[held].words == "正在“暂缓”，先办“恢复办理”"
    assert by_id[ahead].words == "现在在“复核”"
    assert by_id[changed].verdict is Verdict.CHANGED
    counts = Counter(line.verdict for line in told.lines)
    assert counts[Verdict.LACKS] == counts[Verdict.NOT_ITS_TURN] == 1
    assert told.text.startswith(
        f"共 40 件：可以办理 {counts[Verdict.PASSES]} 件，缺条件 1 件，"
        f"数据已变更 {counts[Verdict.CHANGED]} 件，不到这一步 1 件，可以办理的合计 "
    )
    assert [line.case.seen for line in told.lines if line.verdict is Verdict.PASSES] == told.passing


def test_that_it_goes_whole_or_not_at_all(office: Office, ids: list[CaseId], batch: BatchId):
    office.onward(HANDLER, ids[5:6], "first_review")
    before = office.seen(*ids[:40])
    with pytest.raises(NotAll, match=r"40 件都没有办理“通过初审”：.*现在在“复核”") as refused:
        office.onward(HANDLER, ids[:40], "first_review")
    assert [line.case.id for line in refused.value.lines] == [ids[5]]
    assert office.seen(*ids[:40]) == before
    told = office.foresee(HANDLER, in_batch(office, batch), "first_review")
    uid = take_step(office.seat(HANDLER), told.passing, Doing(Move.ONWARD, "first_review"), office.rules)
    assert {office.case(id_).last.act for id_ in ids[:40] if id_ != ids[5]} == {uid}
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_what_falls_out_singly_leaves_and_what_goes_together_stays(
    office: Office, ids: list[CaseId], batch: BatchId
):
    office.bring(ids[:40], "second_review")
    uid = office.do(REVIEWER, ids[3:5], Move.BEGIN, "send_back", remark="金额待核")
    assert in_batch(office, batch) == [*ids[:3], *ids[5:40]]
    undo(office.seat(REVIEWER), uid, office.rules)
    assert in_batch(office, batch) == ids[:40]
    office.do(REVIEWER, ids[:40], Move.BEGIN, "send_back", remark="整批重核")
    assert in_batch(office, batch) == ids[:40]
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_an_act_is_taken_back_whole_until_somebody_has_gone_on(office: Office, ids: list[CaseId]):
    uid = office.onward(HANDLER, ids[:40], "first_review")
    undo(office.seat(HANDLER), uid, office.rules)
    assert {office.case(id_).where for id_ in ids[:40]} == {"初审"}
    uid = office.onward(HANDLER, ids[:40], "first_review")
    office.onward(REVIEWER, ids[7:8], "second_review")
    with pytest.raises(MovedOn, match=f"{REVIEWER}在.*办了“通过复核”"):
        undo(office.seat(HANDLER), uid, office.rules)
    assert {office.case(id_).where for id_ in ids[:7]} == {"复核"}


def test_that_a_batch_somebody_just_moved_one_of_is_refused(office: Office, ids: list[CaseId]):
    seen = office.seen(*ids[:40])
    office.onward(HANDLER, ids[9:10], "first_review")
    with pytest.raises(MovedOn, match="刚有变化"):
        take_step(office.seat(HANDLER), seen, Doing(Move.ONWARD, "first_review"), office.rules)
    with pytest.raises(BadInput, match="没有选中事项"):
        take_step(office.seat(HANDLER), [], Doing(Move.ONWARD, "first_review"), office.rules)
    assert Seen(ids[0], 1) in office.seen(*ids[:40])
