"""Cases go along their road step by step, by who may, with all that was said; and never past a step."""

import sqlite3
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.cases.awards.changed import changes_of
from domain.cases.awards.entities import CaseStep, Ended
from domain.cases.awards.handling import (
    decide_amount,
    keep_as_decided,
    record_opinions,
    record_papers,
    take_in_changes,
)
from domain.cases.awards.publicity import prolong
from domain.cases.awards.rivals import Likeness, Rival, rivals_of
from domain.cases.awards.stepping import Doing, MovedOn, NotAll, Verdict, take_step
from domain.cases.awards.undoing import undo
from domain.cases.documents.letters import letters_of
from domain.enterprises.merging import merge_two, read_two
from domain.enterprises.queries import facts_of
from domain.enterprises.service import delete_enterprises, save_enterprise
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import change_account
from domain.office.house_rules import set_four_eyes
from domain.policies.language.wording import day_text
from domain.roads.walking import Move, NotNow, Running
from domain.store.acts import Action, Person
from domain.store.audit import entries_of
from domain.store.permits import NotPermitted, Role
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, DomainError
from domain.values.ids import CaseId
from domain.values.money import Fen
from tests.conftest import PEOPLE
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, REVIEWER, Office
from tests.replaying import hold_against_the_trail


@pytest.fixture
def one(office: Office) -> CaseId:
    return office.make(office.granted()[:1])[0]


@pytest.fixture
def applied(office: Office) -> CaseId:
    day = office.day
    return office.apply(office.granted()[0], came={"营业执照": day, "纳税证明": day})


def test_that_three_people_bring_an_application_from_the_counter_to_the_grant(
    office: Office, applied: CaseId
):
    office.bring([applied], "done")
    case = office.case(applied)
    assert (case.row.ended, case.where) == (Ended.GRANTED, "已下达")
    assert [(step.title, step.by_name) for step in case.steps] == [
        ("“刘会计”申报", HANDLER),
        ("受理", HANDLER),
        ("通过初审", HANDLER),
        ("通过复核", REVIEWER),
        ("信用主管部门“信用核查”通过", HANDLER),
        ("市场监管部门“经营异常和严重违法失信核查”通过", HANDLER),
        ("应急管理部门“安全生产核查”通过", HANDLER),
        ("生态环境部门“生态环境核查”通过", HANDLER),
        ("税务部门“涉税核查”通过", HANDLER),
        ("意见齐全", HANDLER),
        ("发布公示", HANDLER),
        ("确认期满无异议", HANDLER),
        ("批准", MANAGER),
        ("下达", HANDLER),
    ]
    assert [step.number for step in case.steps] == list(range(1, 15))
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_each_step_is_its_own_act_in_the_trail(office: Office, one: CaseId):
    office.bring([one], "done")
    with office.store.read() as session:
        told = [entry.action for entry in entries_of(session, Subject(Kind.CASE, one))]
    assert told.count(Action.CASE_APPROVE) == 1
    assert told.count(Action.CASE_OPINION) == len(office.case(one).road.opinions)
    assert told[0] == Action.CASE_MAKE


def test_that_nobody_reviews_what_they_did_and_the_store_refuses_it_too(office: Office, one: CaseId):
    office.onward(HANDLER, [one], "first_review")
    with pytest.raises(NotAll, match="要由有“复核”角色的人办理"):
        office.onward(HANDLER, [one], "second_review")
    row = f"SELECT 99, case_id, 3, 'onward', 'second_review', {_REST} FROM case_step WHERE number = 2"
    with closing(sqlite3.connect(office.store.path)) as connection:
        with pytest.raises(sqlite3.IntegrityError, match="needs another person"):
            connection.execute(f"INSERT INTO case_step {row}")
        connection.execute(f"INSERT INTO case_step {row.replace('account_id', '3')}")


_REST = ", ".join(list(CaseStep.__table__.columns.keys())[5:])  # type: ignore[attr-defined]


def test_that_with_four_eyes_off_the_road_still_asks_for_another(office: Office, one: CaseId):
    set_four_eyes(office.seat(MANAGER), on=False, because="人手不够")
    office.onward(HANDLER, [one], "first_review")
    with pytest.raises(NotAll):
        office.onward(HANDLER, [one], "second_review")


def test_that_nobody_grants_alone_where_four_eyes_are_on(office: Office):
    with pytest.raises(BadInput, match="要两人复核，“单人办理”一个人就能走完，不能用"):
        office.make(office.granted()[:1], "alone")
    set_four_eyes(office.seat(MANAGER), on=False, because="人手不够")
    one, other = office.make(office.granted()[:2], "alone")
    office.onward(HANDLER, [one], "decision")
    assert office.case(one).row.ended == Ended.GRANTED
    set_four_eyes(office.seat(MANAGER), on=True, because="")
    with pytest.raises(NotAll, match="要两人复核"):
        office.onward(HANDLER, [other], "decision")
    row = f"SELECT 99, case_id, 2, 'onward', 'decision', {_REST} FROM case_step WHERE case_id = {other}"
    with closing(sqlite3.connect(office.store.path)) as connection:
        connection.execute(f"INSERT INTO case_step {row.replace('to_at', repr('done'))}")
        with pytest.raises(sqlite3.IntegrityError, match="needs another person"):
            connection.execute(
                f"UPDATE award_case SET at = 'done', ended = 'granted', version = 2 WHERE id = {other}"
            )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE award_case SET at = 'notice'",
        "UPDATE award_case SET amount = amount - 1",
        "UPDATE award_case SET version = version + 1",
        "UPDATE award_case SET ended = 'granted'",
        "UPDATE award_case SET facts = '{}'",
        "UPDATE award_case SET bound = bound + 1, amount = amount + 1",
        "UPDATE award_case SET enterprise_id = enterprise_id + 1",
        "DELETE FROM award_case",
        "UPDATE case_step SET remark = '改'",
        "UPDATE case_step SET by_name = '别人'",
        "DELETE FROM case_step",
        "UPDATE case_road SET apart = '{}'",
        "UPDATE case_step SET voided_by = 2 WHERE number = 1",
        "UPDATE award_case SET road_sha256 = 'x'",
        "UPDATE award_case SET papers = '[]', applicant = '别人'",
        "UPDATE award_case SET seen = 'x'",
        "UPDATE award_case SET as_of = as_of + 1",
        "DELETE FROM case_road",
        "INSERT OR REPLACE INTO award_case SELECT * FROM award_case",
        "INSERT OR REPLACE INTO case_step SELECT * FROM case_step",
        "INSERT OR REPLACE INTO case_road SELECT * FROM case_road",
    ],
)
def test_that_a_case_is_only_changed_by_a_step(office: Office, one: CaseId, statement: str):
    with closing(sqlite3.connect(office.store.path)) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute(statement)


def test_that_a_step_on_a_case_that_just_moved_is_refused_with_what_happened(office: Office, one: CaseId):
    seen = office.seen(one)
    office.onward(HANDLER, [one], "first_review")
    with pytest.raises(MovedOn, match=rf"刚有变化，{HANDLER}在.*办了“通过初审”；请刷新后再看"):
        take_step(office.seat(REVIEWER), seen, Doing(Move.ONWARD, "second_review"), office.rules)


def test_that_no_step_is_skipped(office: Office, one: CaseId):
    for step in ("second_review", "opinions", "publicity", "closing", "approval", "notice"):
        with pytest.raises(NotAll, match="现在在“初审”"):
            office.onward(MANAGER, [one], step)


def test_that_nothing_is_approved_while_it_is_publicised(office: Office, one: CaseId):
    office.bring([one], "closing")
    with pytest.raises(NotAll, match=r"公示到.*期满"):
        office.onward(HANDLER, [one], "closing")
    running = office.case(one).standing.publicity
    assert running is not None
    office.day = running.end + timedelta(days=1)
    office.onward(HANDLER, [one], "closing")


def test_that_a_publicity_is_prolonged_by_who_publicises_and_locks_as_long(office: Office, one: CaseId):
    office.bring([one], "closing")
    running = office.case(one).standing.publicity
    assert running is not None
    later = running.end + timedelta(days=3)

    def longer(who: str, until: date, because: str = "名单有更正") -> str:
        return prolong(office.seat(who), office.seen(one), until, office.rules, because=because)

    with pytest.raises(NotPermitted, match="要由有“经办”角色的人延长"):
        longer(REVIEWER, later)
    with pytest.raises(BadInput, match="延长后的最后一天要在这以后"):
        longer(HANDLER, running.end)
    with pytest.raises(BadInput, match="请写明延长公示的理由"):
        longer(HANDLER, later, " ")
    longer(HANDLER, later)
    assert office.case(one).standing.publicity == Running(running.start, later)
    office.day = running.end + timedelta(days=1)
    with pytest.raises(NotAll, match=f"公示到{day_text(later)}期满"):
        office.onward(HANDLER, [one], "closing")
    office.day = later + timedelta(days=1)
    with pytest.raises(NotNow, match="已经期满；要再公示，请办“重新公示”"):
        longer(HANDLER, later + timedelta(days=9))
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_prolonging_is_taken_back_and_ends_with_a_publicity_that_is_broken_off(
    office: Office, one: CaseId
):
    office.bring([one], "closing")
    before = office.case(one).standing.publicity
    assert before is not None
    later = before.end + timedelta(days=3)
    undo(
        office.seat(HANDLER),
        prolong(office.seat(HANDLER), office.seen(one), later, office.rules, because="名单有更正"),
        office.rules,
    )
    assert office.case(one).standing.publicity == before
    prolong(office.seat(HANDLER), office.seen(one), later, office.rules, because="名单有更正")
    office.do(HANDLER, [one], Move.BEGIN, "publish_again", remark="名单印错了")
    broken_off = office.case(one)
    assert broken_off.standing.publicity is None
    told = f"公示由{day_text(before.end)}延长到{day_text(later)}"
    assert [step.title for step in broken_off.voided] == ["发布公示", told, told]
    office.onward(HANDLER, [one], "publicity", public_from=office.day + timedelta(days=1))
    again = office.case(one).standing.publicity
    assert again is not None
    assert again.start == office.day + timedelta(days=1)
    # What was broken off had gone out; of what is taken back there is no letter.
    gone, new = f"公示　{office.day.isoformat()}（后来作废）", f"公示　{office.day.isoformat()}"
    assert letters(office, one) == [gone, new]
    undo(office.seat(HANDLER), office.case(one).last.act, office.rules)
    assert letters(office, one) == [gone]


def letters(office: Office, id_: CaseId) -> list[str]:
    with office.store.read() as session:
        found = letters_of(session, office.case(id_), office.rules.roads_in(session), {})
        return [letter.mark for letter in found]


def test_that_an_objection_holds_it_until_it_is_decided_with_a_reason(office: Office, one: CaseId):
    office.bring([one], "approval")
    office.do(HANDLER, [one], Move.BEGIN, "objection", remark="李某实名反映")
    assert [each.number for each in office.case(one).standing.objections] == [1]
    with pytest.raises(NotAll, match="有 1 件异议没有办结"):
        office.onward(MANAGER, [one], "approval")
    with pytest.raises(BadInput, match="请写明“异议办结”的理由"):
        office.do(REVIEWER, [one], Move.OVER, "objection", number=1)
    office.do(REVIEWER, [one], Move.OVER, "objection", number=1, remark="查无此事")
    office.onward(MANAGER, [one], "approval")


def test_that_papers_are_asked_for_again_and_came(office: Office):
    day = office.day
    id_ = office.apply(
        office.granted()[0], came={"营业执照": day}, promised={"纳税证明": day + timedelta(days=9)}
    )
    office.bring([id_], "second_review")
    with pytest.raises(NotAll, match="缺少材料：纳税证明"):
        office.onward(REVIEWER, [id_], "second_review")
    office.do(REVIEWER, [id_], Move.BEGIN, "supplement", remark="纳税证明没有盖章")
    assert office.case(id_).where == "退回补正"
    record_papers(office.seat(HANDLER), *office.seen(id_), office.rules, came={"纳税证明": day})
    office.do(HANDLER, [id_], Move.OVER, "supplement")
    office.onward(REVIEWER, [id_], "second_review")


def test_that_a_paper_that_is_no_good_lacks_again(office: Office, applied: CaseId):
    office.onward(HANDLER, [applied], "acceptance")
    seat, rules = office.seat(HANDLER), office.rules
    with pytest.raises(BadInput, match="请在说明里写明退回哪一份"):
        record_papers(seat, *office.seen(applied), rules, returned=["营业执照"])
    record_papers(seat, *office.seen(applied), rules, returned=["营业执照"], remark="没有盖章")
    assert office.case(applied).steps[-1].title == "退回不合格的营业执照"
    assert office.case(applied).at_hand.missing == ("营业执照",)
    with pytest.raises(BadInput, match="“营业执照”没有收到过，不能退回"):
        record_papers(seat, *office.seen(applied), rules, returned=["营业执照"], remark="再退")
    record_papers(seat, *office.seen(applied), rules, came={"营业执照": office.day})
    assert office.case(applied).at_hand.missing == ()
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_a_hold_holds_and_a_reason_is_asked_for(office: Office, one: CaseId):
    with pytest.raises(BadInput, match="请写明“暂缓”的理由"):
        office.do(HANDLER, [one], Move.BEGIN, "hold")
    office.do(HANDLER, [one], Move.BEGIN, "hold", remark="等审计结论")
    with pytest.raises(NotAll, match="正在“暂缓”，先办“恢复办理”"):
        office.onward(HANDLER, [one], "first_review")
    office.do(HANDLER, [one], Move.OVER, "hold")
    office.onward(HANDLER, [one], "first_review")


def test_that_sending_back_takes_signatures_away_and_says_which(office: Office, one: CaseId):
    office.bring([one], "publicity")
    office.do(REVIEWER, [one], Move.BEGIN, "send_back", remark="有两处不符")
    case = office.case(one)
    assert (case.standing.at, dict(case.standing.signed)) == ("first_review", {})
    with office.store.read() as session:
        last = entries_of(session, Subject(Kind.CASE, one))[-1].summary
    assert last.endswith("有两处不符；“初审”、“复核”、“部门意见”的签字作废")
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_what_was_granted_is_revoked_by_who_approves(office: Office, one: CaseId):
    office.bring([one], "done")
    with pytest.raises(NotAll):
        office.do(HANDLER, [one], Move.BEGIN, "revoke", remark="企业已注销")
    office.do(MANAGER, [one], Move.BEGIN, "revoke", remark="企业已注销")
    assert (office.case(one).where, office.case(one).row.ended) == ("已撤销", Ended.OTHERWISE)


def test_that_an_opinion_against_holds_it_and_a_list_says_who_is_on_it(office: Office):
    ids = office.make(office.granted()[:3])
    office.bring(ids, "opinions")
    for opinion in ("registration", "safety", "environment", "tax"):
        record_opinions(office.seat(HANDLER), office.seen(*ids), opinion, office.rules, on=office.day)
    with pytest.raises(BadInput, match="写明部门的意见"):
        record_opinions(
            office.seat(HANDLER), office.seen(*ids), "credit", office.rules, on=office.day, against=ids[:1]
        )
    record_opinions(
        office.seat(HANDLER),
        office.seen(*ids),
        "credit",
        office.rules,
        on=office.day,
        remark="列入失信被执行人名单",
        against=ids[:1],
    )
    lines = office.foresee(HANDLER, ids, "opinions")
    assert [line.verdict for line in lines.lines] == [Verdict.LACKS, Verdict.PASSES, Verdict.PASSES]
    assert lines.lines[0].words == "信用主管部门的“信用核查”没有通过"


def test_that_another_list_or_an_older_answer_takes_nothing_back(office: Office):
    ids = office.make(office.granted()[:3])
    office.bring(ids, "opinions")

    def answer(
        *about: CaseId, against: Collection[CaseId] = (), days: int = 0, opinion: str = "credit"
    ) -> None:
        record_opinions(
            office.seat(HANDLER),
            office.seen(*about),
            opinion,
            office.rules,
            on=office.day - timedelta(days=days),
            remark="名单" if against else "",
            against=against,
        )

    for opinion in ("registration", "safety", "environment", "tax"):
        answer(*ids, opinion=opinion)
    answer(*ids, against=ids[:1])
    answer(*ids, against=ids[1:2])
    verdicts = [line.verdict for line in office.foresee(HANDLER, ids, "opinions").lines]
    assert verdicts == [Verdict.LACKS, Verdict.LACKS, Verdict.PASSES]
    with pytest.raises(NotNow, match="都登记过不通过；部门改了意见的，请逐件登记"):
        answer(*ids[:2])
    with pytest.raises(BadInput, match="已有更晚的答复"):
        answer(ids[0], days=20)
    answer(ids[0])
    # Of a list, what is older than what is known changes nothing.
    answer(*ids, against=ids[2:], days=20)
    verdicts = [line.verdict for line in office.foresee(HANDLER, ids, "opinions").lines]
    assert verdicts == [Verdict.PASSES, Verdict.LACKS, Verdict.PASSES]


def test_that_an_opinion_against_stops_what_is_left_after_the_approval(office: Office):
    [one] = office.make(office.granted()[:1])
    office.bring([one], "notice")
    seen = office.seen(one)
    record_opinions(
        office.seat(HANDLER), seen, "credit", office.rules, on=office.day, remark="失信", against=[one]
    )
    with pytest.raises(NotAll, match="“信用核查”没有通过"):
        office.onward(HANDLER, [one], "notice")


# 金额


def amount_of(
    office: Office, id_: CaseId, amount: int, because: str = "按合同核减", who: str = HANDLER
) -> str:
    return decide_amount(office.seat(who), *office.seen(id_), Fen(amount), office.rules, because=because)


def test_that_an_amount_is_lowered_with_a_reason_and_never_raised(office: Office, one: CaseId):
    computed = office.case(one).row.computed
    with pytest.raises(BadInput, match="核定金额不能高于"):
        amount_of(office, one, computed + 1)
    with pytest.raises(BadInput, match="请写明理由"):
        amount_of(office, one, computed - 1, because=" ")
    with pytest.raises(BadInput, match="不能小于 0"):
        amount_of(office, one, -1)
    for left in (0, computed - 100):
        amount_of(office, one, left)
        assert office.case(one).amount == left
    amount_of(office, one, computed, because="")
    assert office.case(one).amount == computed


def test_that_what_was_reviewed_or_publicised_is_approved_as_it_was(office: Office, one: CaseId):
    computed = office.case(one).row.computed
    office.bring([one], "opinions")
    with pytest.raises(NotNow, match="已办过“复核”；要改金额，请先退回"):
        amount_of(office, one, computed - 1)
    office.bring([one], "approval")
    with pytest.raises(NotNow, match="元公示；要改金额，请先退回"):
        amount_of(office, one, computed - 1, who=MANAGER)


def test_that_nothing_is_approved_that_comes_to_nothing(office: Office):
    id_ = office.apply(office.not_met(), road="simple")
    assert office.case(id_).row.bound == 0
    with pytest.raises(BadInput, match=r"不能高于 0\.00 元"):
        amount_of(office, id_, 100)


# 数据已变更


def test_that_changed_figures_hold_a_case_and_are_told_one_by_one(office: Office):
    one = office.make(office.granted(clause="wholesale"))[0]
    office.onward(HANDLER, [one], "first_review")
    before = office.case(one)
    office.raise_figures(before.row.enterprise_id)
    [line] = office.foresee(REVIEWER, [one], "second_review").lines
    assert line.verdict is Verdict.CHANGED
    assert line.change is not None
    assert all(figure.before != figure.after for figure in line.change.figures)
    assert line.change.figures
    with pytest.raises(NotAll, match=r"数据已变更：.*由 .* 变为 .*"):
        office.onward(REVIEWER, [one], "second_review")


def test_that_what_does_not_matter_to_the_award_holds_nothing(office: Office, one: CaseId):
    office.enter(office.case(one).row.enterprise_id, contact_person="新联系人")
    office.onward(HANDLER, [one], "first_review")


def test_that_taking_changes_in_voids_what_was_signed_on_the_former_figures(office: Office):
    one = office.make(office.granted(clause="wholesale"))[0]
    office.bring([one], "publicity")
    before = office.case(one)
    office.raise_figures(before.row.enterprise_id)
    with pytest.raises(BadInput, match="请写明采用新数据的理由"):
        take_in_changes(office.seat(HANDLER), office.seen(one), office.rules, because="")
    uid = take_in_changes(office.seat(HANDLER), office.seen(one), office.rules, because="企业更正申报表")
    after = office.case(one)
    assert after.row.facts != before.row.facts
    assert (after.standing.at, dict(after.standing.signed)) == ("first_review", {})
    with office.store.read() as session:
        said = entries_of(session, Subject(Kind.CASE, one))[-1].summary
    assert said.endswith("企业更正申报表；“初审”、“复核”、“部门意见”的签字作废")
    office.onward(HANDLER, [one], "first_review")
    with pytest.raises(MovedOn):
        undo(office.seat(HANDLER), uid, office.rules)
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_taking_in_gives_no_more_than_was_decided_or_asked_for(office: Office):
    wanted = office.granted(clause="wholesale")[:2]
    cut, asked = (
        office.make(wanted[:1], road="standard")[0],
        office.apply(wanted[1], asked=Fen(10_000), remark="只申请这么多"),
    )
    amount_of(office, cut, 20_000)
    for id_ in (cut, asked):
        owner = office.case(id_).row.enterprise_id
        with office.store.read() as session:
            facts = facts_of(session, owner, office.library.dictionary)
        renamed = replace(facts, name=f"{facts.name}（郑州）")
        save_enterprise(office.seat(HANDLER), renamed, office.library.dictionary, id_=owner)
        with office.store.read() as session:
            change = changes_of(session, [office.case(id_)], office.rules)[id_]
        assert change.amount == office.case(id_).amount
        take_in_changes(office.seat(HANDLER), office.seen(id_), office.rules, because="更正")
        row = office.case(id_).row
        assert row.computed > row.amount
    assert [office.case(id_).amount for id_ in (cut, asked)] == [20_000, 10_000]
    # Decided again as it is computed, it is what it comes to.
    amount_of(office, cut, office.case(cut).row.computed)
    assert office.case(cut).amount == office.case(cut).row.computed


def test_that_taking_in_is_taken_back_with_every_signature(office: Office):
    one = office.make(office.granted(clause="wholesale"))[0]
    office.bring([one], "publicity")
    before = office.case(one)
    office.raise_figures(before.row.enterprise_id)
    uid = take_in_changes(office.seat(HANDLER), office.seen(one), office.rules, because="更正")
    undo(office.seat(HANDLER), uid, office.rules, because="弄错了")
    now = office.case(one)
    assert now.standing == before.standing
    assert (now.row.facts, now.row.decision, now.amount) == (
        before.row.facts,
        before.row.decision,
        before.amount,
    )
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_a_case_may_go_on_as_it_was_decided_and_says_why(office: Office):
    one = office.make(office.granted(clause="wholesale"))[0]
    office.raise_figures(office.case(one).row.enterprise_id)
    before = office.case(one).row.facts
    keep_as_decided(office.seat(HANDLER), office.seen(one), office.rules, because="以申报时为准")
    office.onward(HANDLER, [one], "first_review")
    assert office.case(one).row.facts == before
    office.raise_figures(office.case(one).row.enterprise_id, 3)
    with pytest.raises(NotAll, match="数据已变更"):
        office.onward(REVIEWER, [one], "second_review")


def test_that_a_policy_withdrawn_in_the_middle_is_said_and_decided(office: Office, one: CaseId):
    rules, office.policy = office.rules, office.policy
    without = replace(rules, policies={})
    with pytest.raises(NotAll, match="现在没有启用"):
        take_step(office.seat(HANDLER), office.seen(one), Doing(Move.ONWARD, "first_review"), without)
    with pytest.raises(NotNow, match="请按原数据办理，或不予通过"):
        take_in_changes(office.seat(HANDLER), office.seen(one), without, because="试")
    keep_as_decided(office.seat(HANDLER), office.seen(one), without, because="受理在先")
    take_step(office.seat(HANDLER), office.seen(one), Doing(Move.ONWARD, "first_review"), without)


def test_that_of_two_records_made_one_only_one_is_approved(office: Office):
    first, second = office.granted(clause="wholesale")[:2]
    one, other = office.make([first, second])
    kept, gone = read_two(office.store, first.enterprise_id, second.enterprise_id, office.library.dictionary)
    with office.four_eyes_off():
        merge_two(office.seat(HANDLER), kept, gone, kept.facts, office.library.dictionary)
    assert [rival.likeness for rival in rivals(office, one)] == [Likeness.SAME_AWARD]
    with pytest.raises(NotAll, match=r"数据已变更：.*统一社会信用代码"):
        office.onward(HANDLER, [other], "first_review")
    office.bring([one], "approval")
    with pytest.raises(NotAll, match=r"企业记录合并后，与.*是同一项，只能给一项"):
        office.onward(MANAGER, [one], "approval")
    office.do(HANDLER, [other], Move.BEGIN, "waive", remark="合并前重复")
    office.onward(MANAGER, [one], "approval")


def rivals(office: Office, id_: CaseId) -> list[Rival]:
    with office.store.read() as session:
        return list(rivals_of(session, office.case(id_), office.rules.funds))


def test_that_an_enterprise_deleted_in_the_middle_is_said(office: Office, one: CaseId):
    with office.four_eyes_off():
        delete_enterprises(office.seat(HANDLER), [office.case(one).row.enterprise_id])
    with pytest.raises(NotAll, match="企业已不在企业库中"):
        office.onward(HANDLER, [one], "first_review")


# 撤回


@pytest.mark.parametrize(
    "done",
    [
        lambda office, id_: office.onward(HANDLER, [id_], "first_review"),
        lambda office, id_: office.do(HANDLER, [id_], Move.BEGIN, "hold", remark="等等"),
        lambda office, id_: amount_of(office, id_, 100),
    ],
)
def test_that_what_was_just_done_is_taken_back(
    office: Office, one: CaseId, done: Callable[[Office, CaseId], str]
):
    before = office.case(one)
    uid = done(office, one)
    with pytest.raises(NotNow, match="只有本人能撤回"):
        undo(office.seat(REVIEWER), uid, office.rules)
    undo(office.seat(HANDLER), uid, office.rules)
    now = office.case(one)
    assert (now.standing, now.amount) == (before.standing, before.amount)
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_cases_made_by_mistake_are_taken_back_all_together(office: Office):
    wanted = office.granted()[:5]
    ids = office.make(wanted)
    undo(office.seat(HANDLER), office.case(ids[0]).last.act, office.rules, because="选错了条款")
    assert {office.case(id_).row.ended for id_ in ids} == {Ended.OTHERWISE}
    assert {office.case(id_).where for id_ in ids} == {"已撤销"}
    assert len(office.make(wanted)) == 5


def test_that_who_audits_or_signed_in_as_nobody_takes_no_step(office: Office, one: CaseId):
    stranger = replace(office.seat(HANDLER), who=Person(HANDLER))
    with pytest.raises(NotPermitted):
        take_step(stranger, office.seen(one), Doing(Move.ONWARD, "first_review"), office.rules)


def test_that_a_refusal_of_the_store_is_a_sentence(office: Office, one: CaseId):
    """Were the service to forget it, the store would say it."""
    office.onward(HANDLER, [one], "first_review")
    row = f"SELECT 99, case_id, 3, 'onward', 'second_review', {_REST} FROM case_step WHERE number = 2"
    with (
        pytest.raises(DomainError, match="这一步要由另一人办理"),
        office.seat(HANDLER).act(Action.CASE_ONWARD) as act,
    ):
        act.session.connection().exec_driver_sql(f"INSERT INTO case_step {row}")


# 撤回


def test_that_what_was_done_on_an_earlier_day_is_taken_back_with_a_reason(office: Office, one: CaseId):
    uid = office.onward(HANDLER, [one], "first_review")
    office.day += timedelta(days=3)
    with pytest.raises(BadInput, match=r"请写明撤回的理由：.*“通过初审”是 .* 办的"):
        undo(office.seat(HANDLER), uid, office.rules)
    undo(office.seat(HANDLER), uid, office.rules, because="看错了材料")


def test_that_an_objection_is_decided_and_not_taken_back_later(office: Office, one: CaseId):
    office.bring([one], "approval")
    uid = office.do(HANDLER, [one], Move.BEGIN, "objection", remark="李某反映地址不实")
    undo(office.seat(HANDLER), uid, office.rules)
    uid = office.do(HANDLER, [one], Move.BEGIN, "objection", remark="李某反映地址不实")
    office.day += timedelta(days=1)
    with pytest.raises(NotNow, match=r"已经登记在案，请按“.*”办结"):
        undo(office.seat(HANDLER), uid, office.rules, because="不要了")


def test_that_who_lost_the_role_takes_nothing_back(office: Office, one: CaseId):
    office.bring([one], "second_review")
    uid = office.onward(REVIEWER, [one], "second_review")
    fields = AccountFields(name=REVIEWER, sign_in=PEOPLE[REVIEWER][0])
    change_account(office.seat(MANAGER), office.numbers[REVIEWER], fields, {Role.HANDLE})
    with pytest.raises(NotNow, match="要由有“复核”角色的人撤回"):
        undo(office.seat(REVIEWER), uid, office.rules)


@pytest.mark.parametrize("ending", ["refuse", "waive"])
def test_that_an_end_is_not_taken_back_once_the_award_was_applied_for_anew(office: Office, ending: str):
    wanted = office.granted()[0]
    one = office.make([wanted])[0]
    who = REVIEWER if ending == "refuse" else HANDLER
    uid = office.do(who, [one], Move.BEGIN, ending, remark="材料不实")
    office.make([wanted])
    with pytest.raises(NotNow, match=r"后来又办了.*同一项不能有两件，请先了结那一件"):
        undo(office.seat(who), uid, office.rules)
    assert office.case(one).row.ended == Ended.OTHERWISE
