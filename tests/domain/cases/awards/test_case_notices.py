"""Notices are issued from cases: what was decided there is told, numbered as all others, for good."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from domain.cases.awards.entities import AwardCase, Ended
from domain.cases.awards.handling import decide_amount, keep_as_decided, settle_rival
from domain.cases.awards.rivals import Settlement
from domain.cases.awards.stepping import NotAll, Verdict
from domain.cases.awards.undoing import undo
from domain.cases.case_notices import foresee_telling, issue_case_notices, worked_of
from domain.cases.entities import Notice
from domain.cases.number_register import compose_register
from domain.cases.queries import find_notice, list_notices, paper_of
from domain.cases.service import Approval, NotPrintable
from domain.office.house_rules import set_four_eyes
from domain.papers.blocks import Paragraph, Table
from domain.papers.papers import Sheet
from domain.policies.trace import Decision
from domain.proposals.orders import VoidNotice
from domain.proposals.service import Means, confirm, propose
from domain.roads.walking import NotNow
from domain.store.backup.flaws import flaws_of
from domain.values.ids import CaseId, NoticeId
from domain.values.money import Fen, yuan_text
from domain.values.progress import Cancelled, Silent
from tests.case_walk import NOW
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, REVIEWER, Office
from tests.filling import ROADS
from tests.meddling import forging
from tests.replaying import hold_against_the_trail

LOWER = Fen(1_234_56)


@pytest.fixture
def ids(office: Office) -> list[CaseId]:
    """Three cases that stand at 下达, the first with less than was computed."""
    found = office.make(office.granted()[:3])
    [seen] = office.seen(found[0])
    decide_amount(office.seat(HANDLER), seen, LOWER, office.rules, because="只认定一部分。")
    office.bring(found, "notice")
    return found


def issue(office: Office, ids: list[CaseId], who: str = HANDLER, approver: str = MANAGER, **said: object):
    day = said.pop("on", office.day)
    return issue_case_notices(
        office.seat(who),
        office.seen(*ids),
        office.rules,
        said.pop("reporter", Silent()),  # type: ignore[arg-type]
        approval=Approval(approver, day),  # type: ignore[arg-type]
    )


def words(sheet: Sheet) -> str:
    return "".join(block.text for block in sheet.blocks if isinstance(block, Paragraph))


def notice(office: Office, id_: NoticeId) -> Notice:
    with office.store.read() as session:
        return find_notice(session, id_)


def test_that_a_batch_is_told_what_was_decided_of_it_in_the_act_that_grants_it(
    office: Office, ids: list[CaseId]
):
    before = [office.case(id_) for id_ in ids]
    told = issue(office, ids[::-1])[::-1]
    cases = [office.case(id_) for id_ in ids]
    assert [case.row.notice_id for case in cases] == told
    assert {case.row.ended for case in cases} == {Ended.GRANTED}
    assert len({case.last.act for case in cases}) == 1
    for case, was, id_ in zip(cases, before, told, strict=True):
        one = notice(office, id_)
        assert case.last.remark == f"出具{one.number}"
        assert (one.amount, one.facts, one.decision) == (case.row.amount, was.row.facts, was.row.decision)
        assert (one.approver, one.approved_on, one.issued_by) == (MANAGER, office.day, HANDLER)
    [first, *_] = told
    paper = paper_of(notice(office, first))
    computed = Decision.from_json(cases[0].row.decision).amount
    said = f"按条款算出 {yuan_text(computed)} 元；只认定一部分，核定为 1,234.56 元"
    letter, annex = paper.sheets
    assert Paragraph(f"{said}。") in letter.blocks
    assert "补助资金 1,234.56 元（人民币壹仟贰佰叁拾肆元伍角陆分）" in words(letter)
    assert f"{said}（人民币" in words(annex)
    # What was decided as computed needs no more words.
    assert "算出" not in words(paper_of(notice(office, told[1])).sheets[0])
    with office.store.read() as session:
        register = compose_register(session, office.day, NOW)
        [table] = [b for b in register.sheets[0].blocks if isinstance(b, Table)]
        assert [row[0] for row in table.rows] == ["1", "2", "3"]
        assert table.rows[2][3:6] == (cases[0].row.enterprise_name, cases[0].row.clause_title, LOWER)
    hold_against_the_trail(office.store, office.library.dictionary)
    assert flaws_of(office.store.path) == []


def test_that_it_is_said_before_and_all_are_issued_or_none_and_no_number_is_lost(
    office: Office, ids: list[CaseId]
):
    [early] = office.make(office.granted()[3:4])
    with office.store.read() as session:
        who = office.seat(HANDLER).who
        told = foresee_telling(session, [early, *ids], who, office.rules, NOW)
    assert [line.case.id for line in told.foresight.having(Verdict.NOT_ITS_TURN)] == [early]
    assert [seen.id for seen in told.foresight.passing] == ids
    assert told.approvers == {MANAGER: office.day}
    assert told.sample is not None
    assert (told.sample.stamp, told.sample.number) == ("样张", "")
    assert "核定为 1,234.56 元" in words(told.sample.sheets[0])
    with pytest.raises(NotAll, match=f"是{MANAGER}批准的，不是{REVIEWER}"):
        issue(office, ids, approver=REVIEWER)
    with pytest.raises(NotAll, match="才批准，批准日期不能早于这一天"):
        issue(office, ids, on=date(2026, 3, 1))
    with pytest.raises(NotAll, match="批准日期不能在今天以后"):
        issue(office, ids, on=date(2027, 3, 1))
    with pytest.raises(NotAll, match=r"4 件都没有办理“出具通知书”：.*现在在“初审”"):
        issue(office, [*ids, early])

    class Stopped(Silent):
        def step(self, progress: object) -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        issue(office, ids, reporter=Stopped())
    with office.store.read() as session:
        assert list_notices(session) == []
    assert {office.case(id_).row.ended for id_ in ids} == {Ended.ON_ITS_WAY}
    assert [notice(office, id_).number_serial for id_ in issue(office, ids)] == [1, 2, 3]


def went_out_before(office: Office, serial: int, row: AwardCase, title: str) -> None:
    """Put in a notice that only paper knows since a restore."""
    columns = "number_prefix, number_year, enterprise_id, uscc, enterprise_name, policy_id, policy_sha256"
    with closing(sqlite3.connect(office.store.path)) as connection, connection:
        connection.execute(
            f"INSERT INTO notice (uid, number_serial, {columns}, clause_id, clause_title, amount, facts,"
            " decision, paper, approver, approved_on, issued_by, issued_at, void_reason, kind)"
            f" SELECT 'u{serial}', {serial}, '甲', 2026, enterprise_id, uscc, enterprise_name, policy_id,"
            f" policy_sha256, clause_id, '{title}', 1, '{{}}', '', '', '', '2026-03-01', '',"
            f" '2026-03-01 00:00:00.000000', '', 'before-restore' FROM award_case WHERE id = {row.id}"
        )


def test_that_what_went_out_before_a_restore_is_not_told_again(office: Office, ids: list[CaseId]):
    row, other = office.case(ids[0]).row, office.case(ids[1]).row
    went_out_before(office, 80, row, row.clause_title)
    went_out_before(office, 81, other, f"{other.clause_title}（2021年）")
    with pytest.raises(NotAll, match="这一项已有通知书甲〔2026〕80号，先在“通知书”页把它作废"):
        issue(office, ids)
    # Of the whole award any part counts that is out.
    with office.store.read() as session:
        told = foresee_telling(session, ids, office.seat(HANDLER).who, office.rules, NOW)
    assert [line.words[:8] for line in told.foresight.having(Verdict.LACKS)] == ["这一项已有通知书"] * 2


def test_that_the_store_lets_no_other_notice_in_while_four_eyes_are_on(office: Office, ids: list[CaseId]):
    [told] = issue(office, ids[:1])
    columns = ", ".join(name for name in Notice.model_fields if name not in ("id", "number_serial", "uid"))
    with closing(sqlite3.connect(office.store.path)) as connection:
        connection.execute("BEGIN")

        def insert(id_: int, amount: str = "amount") -> None:
            chosen = columns.replace("amount", amount).replace("part", "'二'")
            connection.execute(
                f"INSERT INTO notice (id, number_serial, uid, {columns})"
                f" SELECT {id_}, 900 + {id_}, 'u{id_}', {chosen} FROM notice WHERE id = {told}"
            )

        with pytest.raises(sqlite3.IntegrityError, match="needs a second person"):
            insert(50)
        # Nor does a case take another notice, before it is granted or afterwards.
        for id_ in ids[:2]:
            with pytest.raises(sqlite3.IntegrityError, match="by the step that grants it"):
                connection.execute(f"UPDATE award_case SET notice_id = 50 WHERE id = {id_}")
        connection.execute("DROP TRIGGER award_case_noticed")
        connection.execute(f"UPDATE award_case SET notice_id = 50 WHERE id = {ids[0]}")
        with pytest.raises(sqlite3.IntegrityError, match="needs a second person"):
            insert(50, "amount + 1")
        insert(50)


def test_that_what_was_told_is_not_taken_back_but_declared_void_and_then_revoked(
    office: Office, ids: list[CaseId]
):
    [told] = issue(office, ids[:1])
    with pytest.raises(NotNow, match="已出具通知书；有误的，请在“通知书”页作废"):
        undo(office.seat(HANDLER), office.case(ids[0]).last.act, office.rules)
    order = VoidNotice(notice_id=told, reason="企业放弃")
    means = Means(office.library, office.library, ROADS)
    proposal = propose(office.seat(HANDLER), order, means, Silent())
    confirm(office.seat(MANAGER), proposal, means, Silent())
    case = office.case(ids[0])
    assert (case.where, case.row.ended, case.row.notice_id) == ("已撤销", Ended.OTHERWISE, told)
    # And it may be applied for once more.
    [again] = office.make([w for w in office.granted()[:3] if w.enterprise_id == case.row.enterprise_id][:1])
    assert again not in ids
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_each_period_gets_its_notice_which_names_what_it_was_set_off_against(office: Office):
    [wanted] = office.granted()[:1]
    before, later = (office.make([wanted], period=period)[0] for period in ("2021", "2022"))
    decide_amount(office.seat(HANDLER), office.seen(before)[0], LOWER, office.rules, because="只认定一部分")
    settle_rival(
        office.seat(HANDLER),
        office.seen(later)[0],
        before,
        Settlement.DIFFERENCE,
        office.rules,
        because="两年同一项",
    )
    office.bring([before, later], "notice")
    # One of the whole award is none for a single year.
    went_out_before(office, 80, office.case(later).row, office.case(later).row.clause_title)
    told = [notice(office, id_) for id_ in issue(office, [before, later])]
    row = office.case(later).row
    assert [one.clause_title for one in told] == [
        f"{row.clause_title}（2021年）",
        f"{row.clause_title}（2022年）",
    ]
    letter, annex = paper_of(told[1]).sheets
    assert "现核定2022年补助资金" in words(letter)
    computed, rest = yuan_text(row.computed), yuan_text(row.computed - LOWER)
    settled = f"按条款算出 {computed} 元；与你单位的“{row.clause_title}（2021年）”补差"
    assert f"{settled}，核定为 {rest} 元。" in words(letter)
    assert f"{settled}（两年同一项），核定为 {rest} 元（" in words(annex)


def test_that_changed_figures_are_told_only_as_they_were_kept(office: Office, ids: list[CaseId]):
    frozen = office.case(ids[1]).row.facts
    office.raise_figures(office.case(ids[1]).row.enterprise_id)
    with pytest.raises(NotAll, match="数据已变更"):
        issue(office, ids)
    keep_as_decided(office.seat(HANDLER), office.seen(ids[1]), office.rules, because="公示时的数据")
    told = issue(office, ids)
    assert notice(office, told[1]).facts == frozen


def test_that_an_earlier_text_is_told_by_as_long_as_it_is_there(office: Office, ids: list[CaseId]):
    decided_by = office.policy.sha256
    office.policy = replace(office.policy, sha256="f" * 64)
    for seen in office.seen(*ids):
        keep_as_decided(office.seat(HANDLER), [seen], office.rules, because="公示时的版本")
    with forging(office.store.path) as connection:
        [kept] = connection.execute("SELECT * FROM policy_text").fetchall()
        connection.execute("DELETE FROM policy_text")
    with pytest.raises(NotPrintable, match="这一版的文件已不在程序里"):
        issue(office, ids)
    with office.store.read() as session:
        assert worked_of(session, office.case(ids[0]), office.rules, {}, is_settled=False) is None
    with forging(office.store.path) as connection:
        connection.execute("INSERT INTO policy_text VALUES (?, ?, ?, ?, ?, ?)", kept)
    assert {notice(office, one).policy_sha256 for one in issue(office, ids)} == {decided_by}


def test_that_who_works_alone_names_whoever_approved_on_paper(office: Office):
    set_four_eyes(office.seat(MANAGER), on=False, because="人手不够")
    ids = office.make(office.granted()[:1], "alone")
    [told] = issue(office, ids)
    assert office.case(ids[0]).where == "已下达"
    assert notice(office, told).number_serial == 1
