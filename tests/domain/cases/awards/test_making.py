"""Cases are made, each award once, with everything it was decided on."""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest

from domain.cases.awards import making
from domain.cases.awards.entities import Ended
from domain.cases.awards.making import (
    Application,
    CaseThere,
    Made,
    look_at,
    make_cases,
    take_application,
)
from domain.cases.awards.stepping import NotAll
from domain.cases.awards.undoing import undo
from domain.cases.issued import standing_of
from domain.cases.queries import list_notices
from domain.cases.service import NotPrintable, void_notice
from domain.funds.approving import Treasury
from domain.office.house_rules import set_four_eyes
from domain.policies.runs.register import decide_register
from domain.policies.trace import Decision
from domain.roads.walking import Move, NotNow
from domain.store.engine import driver_of
from domain.store.permits import NotPermitted
from domain.values.errors import BadInput
from domain.values.ids import CaseId
from domain.values.money import Fen
from domain.values.progress import Cancelled, Progress, Silent
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, PAPERS, REVIEWER, Office
from tests.replaying import hold_against_the_trail


def test_that_everything_granted_becomes_cases_in_one_act_with_facts_and_trace(office: Office):
    wanted = office.granted()
    ids = office.make(wanted)
    assert len(ids) == len(wanted) > 50
    case = office.case(ids[0])
    assert case.amount == case.row.computed == case.row.bound == wanted[0].amount
    assert case.decision().steps
    assert case.decision() == Decision.from_json(case.row.decision)
    assert json.loads(case.row.facts)["name"] == case.row.enterprise_name
    assert case.row.policy_sha256 == office.policy.sha256
    assert (case.where, case.row.ended, len(case.steps)) == ("初审", Ended.ON_ITS_WAY, 1)
    assert len({office.case(id_).steps[0].act for id_ in ids[:5]}) == 1
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_what_is_a_case_already_is_counted_and_not_offered_again(office: Office):
    ids = office.make(office.granted()[:3])
    results = decide_register(office.store, office.policy, office.library.dictionary, Silent())
    now = office.store.ask(standing_of, results, Treasury())
    cells = results.cells()
    offered = {(one.enterprise_id, one.clause_id) for one in map(now.result, now.beginnable(cells))}
    cases = [office.case(id_).row for id_ in ids]
    assert now.tally(cells).in_cases == len(ids)
    assert len(offered) == len(office.granted()) - len(ids)
    assert not offered & {(one.enterprise_id, one.clause_id) for one in cases}


def test_that_the_rows_of_an_award_are_in_its_case(office: Office):
    [one, *_] = office.make(office.granted(clause="project"))
    assert json.loads(office.case(one).row.facts)["projects"]
    assert office.case(one).decision().checks[0].parts or office.case(one).decision().checks


def test_that_the_same_award_is_made_once_and_said_by_name(office: Office):
    wanted = office.granted()[:3]
    office.make(wanted)
    again = make_cases(
        office.seat(HANDLER),
        [*wanted, *office.granted()[3:5], office.granted()[3]],
        Silent(),
        policy=office.policy,
        road=office.roads["unasked"],
        rules=office.rules,
    )
    assert len(again.ids) == 2
    assert [one.reason[:8] for one in again.passed_over] == ["的这一项已有事项"] * 4
    with pytest.raises(CaseThere, match="已有事项"):
        office.apply(wanted[0])


def test_that_the_store_itself_refuses_the_same_award_twice(office: Office):
    [id_] = office.make(office.granted()[:1])
    with closing(sqlite3.connect(office.store.path)) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(award_case)")]
        rest = ", ".join(name for name in columns if name not in ("id", "uid"))
        again = f"INSERT INTO award_case (id, uid, {rest}) SELECT 99, 'other', {rest} FROM award_case"
        with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
            connection.execute(f"{again} WHERE id = {id_}")


def test_that_an_award_refused_may_be_applied_for_once_more(office: Office):
    wanted = office.granted()[0]
    [id_] = office.make([wanted])
    office.bring([id_], "second_review")
    office.do(REVIEWER, [id_], Move.BEGIN, "refuse", remark="查实不符合")
    assert office.case(id_).row.ended == Ended.OTHERWISE
    assert office.apply(wanted) != id_


def test_that_a_notice_leaves_a_closed_case_and_a_void_one_revokes_it(office: Office):
    wanted = office.granted()[0]
    set_four_eyes(office.seat(MANAGER), on=False, because="试")
    office.issue(wanted)
    with pytest.raises(CaseThere, match="已有事项"):
        office.apply(wanted)
    id_ = CaseId(1)
    case = office.case(id_)
    assert (case.where, case.row.ended, case.amount) == ("已下达", Ended.GRANTED, wanted.amount)
    assert [step.title for step in case.steps] == ["单人办理", "批准并下达"]
    with office.store.read() as session:
        [notice] = list_notices(session)
    assert case.row.notice_id == notice.id
    with pytest.raises(NotAll, match="请在“通知书”页作废，事项随之撤销"):
        office.do(HANDLER, [id_], Move.BEGIN, "revoke", remark="企业已注销")
    with pytest.raises(NotNow, match="已出具通知书；有误的，请在“通知书”页作废"):
        undo(office.seat(HANDLER), case.last.act, office.rules)
    void_notice(office.seat(HANDLER), notice.id, reason="金额有误")
    assert (office.case(id_).where, office.case(id_).row.ended) == ("已撤销", Ended.OTHERWISE)
    assert office.case(office.apply(wanted)).is_on_its_way
    with pytest.raises(NotPrintable, match="已有事项，请在那里办理"):
        office.issue(wanted)
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_a_period_is_kept_in_one_way_and_days_are_no_slips(office: Office):
    wanted = office.granted()[0]
    office.make([wanted], period="2022Q2")
    made = make_cases(
        office.seat(HANDLER),
        [wanted],
        Silent(),
        policy=office.policy,
        road=office.roads["unasked"],
        rules=office.rules,
        period=" 2022Q2 ",
    )
    assert not made.ids
    assert "已有事项" in made.passed_over[0].reason
    other = office.granted()[1]
    for said, words in (
        ({"period": "乱写"}, "乱写"),
        ({"came": {PAPERS[0]: office.day + timedelta(days=1)}}, "收到的日子不能在今天以后"),
        ({"promised": {PAPERS[0]: date(2199, 1, 1)}}, "太远，请核对年份"),
    ):
        with pytest.raises(BadInput, match=words):
            office.apply(other, **said)


def test_that_only_who_handles_makes_cases(office: Office):
    with pytest.raises(NotPermitted):
        make_cases(
            office.seat(REVIEWER),
            office.granted()[:1],
            Silent(),
            policy=office.policy,
            road=office.roads["unasked"],
            rules=office.rules,
        )


@dataclass
class StopsAt:
    """Stops once so many are written, and keeps what it was told of those."""

    written: int = 0
    told: list[tuple[int, int]] = field(default_factory=list)

    def step(self, progress: Progress) -> None:
        # Deciding is the first half, writing the other.
        if (done := progress.done - progress.total // 2) > 0:
            self.told.append((done, progress.total // 2))
        if done >= self.written:
            raise Cancelled


def test_that_stopping_before_anything_is_written_leaves_nothing(office: Office):
    with pytest.raises(Cancelled):
        office.make(office.granted(), reporter=StopsAt())
    with office.store.read() as session:
        assert driver_of(session).execute("SELECT count(*) FROM award_case").fetchone() == (0,)


def test_that_what_was_written_until_it_was_stopped_is_there_and_the_rest_counted(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(making, "BLOCK", 2)
    wanted = office.granted()
    for written in (2, 4, 5):
        five, wanted = [*wanted[:4], wanted[0]], wanted[4:]
        reporter = StopsAt(written)
        made = make_cases(
            office.seat(HANDLER),
            five,
            reporter,
            policy=office.policy,
            road=office.roads["unasked"],
            rules=office.rules,
        )
        assert reporter.told == [(done, 5) for done in (2, 4, 5) if done <= written]
        assert [(row.row.enterprise_id, row.row.clause_id) for row in map(office.case, made.ids)] == [
            (one.enterprise_id, one.clause_id) for one in five[: min(written, 4)]
        ]
        assert (len(made.passed_over), made.left) == (written // 5, 5 - written)


def test_that_an_amount_that_moved_since_it_was_seen_is_passed_over_and_said(office: Office):
    wanted = replace(office.granted()[0], amount=Fen(1))
    made = make_cases(
        office.seat(HANDLER),
        [wanted],
        Silent(),
        policy=office.policy,
        road=office.roads["unasked"],
        rules=office.rules,
    )
    assert made == Made((), made.passed_over)
    assert made.passed_over[0].reason.startswith("数据刚有改动，金额由 0.01 元变为 ")


def test_that_an_application_keeps_who_came_what_was_asked_and_which_papers(office: Office):
    wanted, day = office.granted()[0], office.day
    less = Fen((wanted.amount or 0) - 100)
    id_ = office.apply(
        wanted,
        asked=less,
        came={"营业执照": day},
        promised={"纳税证明": day + timedelta(days=10)},
        remark="企业自愿少报",
    )
    case = office.case(id_)
    assert (case.row.applicant, case.row.asked, case.amount) == ("刘会计", less, less)
    assert case.at_hand.missing == ("纳税证明",)
    assert case.at_hand.promised == {"纳税证明": day + timedelta(days=10)}
    assert case.row.origin == "applied"
    hold_against_the_trail(office.store, office.library.dictionary)


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"asked": Fen(0)}, "申请金额应大于 0"),
        ({"asked": Fen(1)}, "请写明原因"),
        ({"came": {"户口本": date(2026, 3, 1)}}, "这一条款不要“户口本”"),
        ({"promised": {"纳税证明": date(2026, 3, 1)}}, "已经过去"),
        ({"promised": {"纳税证明": date(2026, 3, 9)}, "came": {"纳税证明": date(2026, 3, 1)}}, "不用承诺"),
    ],
)
def test_that_what_cannot_be_of_an_application_is_said(
    office: Office, said: dict[str, object], complaint: str
):
    with pytest.raises(BadInput, match=complaint):
        office.apply(office.granted()[0], **said)


def test_that_all_that_there_is_may_be_asked_for_today_without_a_word(office: Office):
    wanted, day = office.granted()[0], office.day
    application = Application(wanted, "刘会计", day, asked=wanted.amount, came=dict.fromkeys(PAPERS, day))
    with pytest.raises(BadInput, match="申报日期不能在今天以后"):
        apply(office, replace(application, came_on=day + timedelta(days=1)))
    less = replace(application, asked=Fen((wanted.amount or 0) - 1))
    with pytest.raises(BadInput, match="请写明原因"):
        apply(office, less)
    with pytest.raises(BadInput, match="请填写来办理的人"):
        apply(office, replace(application, by_whom=" "))
    case = office.case(apply(office, application))
    assert (case.row.asked, case.amount, case.standing.since) == (wanted.amount, wanted.amount, day)
    other = replace(application, wanted=office.granted()[1], asked=Fen(1), remark="少报")
    assert office.case(apply(office, replace(other, came={}, promised={PAPERS[0]: day}))).amount == 1


def apply(office: Office, application: Application) -> CaseId:
    return take_application(
        office.seat(HANDLER),
        application,
        policy=office.policy,
        road=office.roads["standard"],
        rules=office.rules,
    )


def test_that_what_is_asked_for_beyond_the_award_is_kept_and_not_given(office: Office):
    wanted = office.granted()[0]
    case = office.case(office.apply(wanted, asked=Fen((wanted.amount or 0) + 100)))
    assert case.amount == wanted.amount
    assert case.row.asked == (wanted.amount or 0) + 100


def test_that_looking_makes_nothing(office: Office):
    with office.store.read() as session:
        [found] = look_at(session, office.granted()[:1], Silent(), policy=office.policy, rules=office.rules)
        assert found.reason == ""
        assert driver_of(session).execute("SELECT count(*) FROM award_case").fetchone() == (0,)
