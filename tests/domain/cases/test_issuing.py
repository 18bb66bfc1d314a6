import json
import threading
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.cases.candidates import find_candidates
from domain.cases.entities import Notice
from domain.cases.queries import changes_since, find_notice, list_notices, papers_of
from domain.cases.service import (
    Approval,
    Award,
    NotPrintable,
    OfficeIncomplete,
    issue_notices,
    reason_against_notice,
    sample_notice,
    void_notice,
)
from domain.enterprises.merging import Side, choices_of, merge_two, merged_facts, read_two
from domain.enterprises.queries import facts_of
from domain.enterprises.records import facts_of as recorded_facts
from domain.enterprises.service import delete_enterprises, save_enterprise
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import open_account
from domain.office.accounts.signing_in import sign_in
from domain.office.entities import OfficeFields
from domain.office.house_rules import set_four_eyes
from domain.office.service import find_office, save_office
from domain.papers.blocks import Paragraph, Table
from domain.papers.papers import SAMPLE, Paper
from domain.papers.wording.kept import OURS
from domain.papers.working import Worked
from domain.policies.files.files import policy_from
from domain.policies.manual.deciding import Wanted, decide_by_person, question_of, withdraw_decision
from domain.policies.manual.queries import Evidence
from domain.policies.shelf import import_policy, put_in_force
from domain.policies.trace import Decision, Outcome
from domain.store.audit import entries_of
from domain.store.permits import Role
from domain.store.tables import Kind, Subject
from domain.store.told import head_of
from domain.store.verifying import verify
from domain.values.errors import BadInput, NotFound
from domain.values.money import Fen, chinese_capital, yuan_text
from domain.values.progress import Cancelled, Silent
from tests.filling import ALONE, let_notices_out

TODAY = date(2022, 11, 2)
PASSWORD = "白鸽-算盘-雨伞"


def notices_of(store):
    with store.read() as session:
        return [find_notice(session, one.id) for one in list_notices(session)]


def words_of(paper: Paper) -> str:
    blocks = (block for sheet in paper.sheets for block in sheet.blocks)
    return "\n".join(block.text for block in blocks if isinstance(block, Paragraph))


def test_that_numbers_follow_each_other_and_name_the_year_of_approval(desk):
    desk.issue(desk.awards[:3])
    desk.issue(desk.awards[3:4], approval=Approval("王局长", date(2023, 1, 3)))
    numbers = [notice.number for notice in reversed(notices_of(desk.store))]
    assert numbers == [
        "郑东企服示〔2022〕1号",
        "郑东企服示〔2022〕2号",
        "郑东企服示〔2022〕3号",
        "郑东企服示〔2023〕1号",
    ]


def test_that_a_notice_carries_how_far_the_trail_had_come_before_it(desk):
    with desk.store.read() as session:
        before = head_of(session)
    desk.issue(desk.awards[:2])
    for notice in notices_of(desk.store):
        footers = [sheet.footer.left for sheet in Paper.from_json(notice.paper).sheets]
        assert footers == ["", f"操作记录存证 {before}　单人办理"]
    home = desk.store.path.parent
    verified = verify(home, Silent(), typed=footers[1].removeprefix("操作记录存证"))
    assert verified.is_sound
    assert verified.locked == before.number


def test_that_a_notice_of_an_office_of_several_does_not_say_that_one_person_did_it(desk):
    for name in ("王小梅", "李建国"):
        account = AccountFields(name=name, sign_in=name)
        open_account(desk.store.seat("root"), account, set(Role), PASSWORD)
    seat = sign_in(desk.store, "李建国", PASSWORD)
    set_four_eyes(seat, on=False, because="示例")
    (id_,) = issue_notices(
        seat,
        desk.awards[:1],
        Silent(),
        policy=desk.policy,
        dictionary=desk.dictionary,
        approval=Approval("王局长", TODAY),
        road=ALONE,
    )
    with desk.store.read() as session:
        notice = find_notice(session, id_)
    letter, annex = Paper.from_json(notice.paper).sheets
    assert letter.footer.left == ""
    assert annex.footer.left.startswith("操作记录存证 ")
    assert "单人办理" not in annex.footer.left


def test_that_two_clerks_at_once_never_take_the_same_number(desk):
    halves = desk.awards[0:20:2], desk.awards[1:20:2]
    start = threading.Barrier(2)

    def work(awards):
        start.wait()
        for award in awards:
            desk.issue([award])

    clerks = [threading.Thread(target=work, args=(half,)) for half in halves]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()
    assert sorted(notice.number_serial for notice in notices_of(desk.store)) == list(range(1, 21))


def test_that_another_prefix_counts_for_itself(desk):
    desk.issue(desk.awards[:2])
    office = find_office(desk.store)
    save_office(desk.store.seat("王小梅"), office.model_copy(update={"number_prefix": "甲惠企"}))
    desk.issue(desk.awards[2:3])
    assert notices_of(desk.store)[0].number == "甲惠企〔2022〕1号"


def test_that_a_voided_notice_keeps_its_number_and_says_who_and_why(desk):
    first, second = desk.issue(desk.awards[:2])
    void_notice(desk.store.seat("李主任"), second, reason=" 金额录错 ")
    (third,) = desk.issue(desk.awards[1:2])
    with desk.store.read() as session:
        voided, fresh = find_notice(session, second), find_notice(session, third)
        trail = entries_of(session, Subject(Kind.NOTICE, second))
    assert voided.is_void
    assert (voided.number, voided.void_reason, voided.voided_by) == (
        "郑东企服示〔2022〕2号",
        "金额录错",
        "李主任",
    )
    assert fresh.number == "郑东企服示〔2022〕3号"
    assert [entry.action for entry in trail] == ["notice.issue", "notice.void"]
    assert first != third


def test_that_voiding_needs_a_reason_and_happens_once(desk):
    (id_,) = desk.issue(desk.awards[:1])
    with pytest.raises(BadInput, match="作废原因"):
        void_notice(desk.store.seat("王小梅"), id_, reason="  ")
    assert not notices_of(desk.store)[0].is_void
    void_notice(desk.store.seat("王小梅"), id_, reason="重复")
    with pytest.raises(BadInput, match="已经作废"):
        void_notice(desk.store.seat("王小梅"), id_, reason="重复")
    with pytest.raises(NotFound):
        void_notice(desk.store.seat("王小梅"), 999, reason="重复")


def test_that_a_sample_has_no_number_and_is_stored_nowhere(desk):
    entry, decision = granted(desk)
    clause = desk.policy.clauses[decision.clause_id]
    worked = Worked(desk.policy, clause, entry.facts, decision, desk.dictionary)
    office, now = find_office(desk.store), datetime.now(UTC)
    paper = sample_notice(worked, office=office, wordings=OURS, today=TODAY, now=now)
    assert paper.stamp == SAMPLE
    assert paper.number == ""
    assert paper.addressee == entry.facts.name
    assert notices_of(desk.store) == []


def granted(desk):
    return next(
        (entry, decision)
        for entry in desk.assessed
        for decision in entry.decisions
        if decision.outcome is Outcome.GRANTED and decision.amount
    )


def one_with(desk, outcome, *, amount_is_zero=True):
    return next(
        (entry, decision)
        for entry in desk.assessed
        for decision in entry.decisions
        if decision.outcome is outcome and (decision.amount == 0) is amount_is_zero
    )


@pytest.mark.parametrize("outcome", [Outcome.NOT_MET, Outcome.MISSING, Outcome.MANUAL])
def test_that_what_was_not_granted_gives_no_notice(desk, outcome):
    entry, decision = one_with(desk, outcome)
    with pytest.raises(NotPrintable, match="没有可通知的金额"):
        desk.issue([Award(entry.enterprise_id, decision.clause_id, Fen(0))])
    assert notices_of(desk.store) == []


def test_that_an_award_of_nothing_gives_no_notice_and_says_why(desk):
    entry, decision = one_with(desk, Outcome.GRANTED)
    assert "0.00 元" in reason_against_notice(decision)
    assert "增量不足一档" in reason_against_notice(decision)
    with pytest.raises(NotPrintable, match=entry.facts.name):
        desk.issue([Award(entry.enterprise_id, decision.clause_id, Fen(0))])


def test_that_the_same_award_is_issued_once(desk):
    desk.issue(desk.awards[:1])
    with pytest.raises(NotPrintable, match="已有通知书郑东企服示〔2022〕1号"):
        desk.issue(desk.awards[:1])
    assert len(notices_of(desk.store)) == 1


def test_that_one_bad_award_among_many_leaves_nothing_issued(desk):
    wrong = replace(desk.awards[4], amount=Fen(desk.awards[4].amount + 1))
    with pytest.raises(NotPrintable, match="请重新评定"):
        desk.issue([*desk.awards[:4], wrong])
    assert notices_of(desk.store) == []
    desk.issue(desk.awards[:1])
    assert notices_of(desk.store)[0].number_serial == 1


@pytest.mark.parametrize("half", [0, 1], ids=["deciding", "issuing"])
def test_that_cancelling_takes_no_number(desk, half):
    class Stop:
        def step(self, progress):
            if progress.done == half * progress.total // 2 + 1:
                raise Cancelled

    with pytest.raises(Cancelled):
        desk.issue(desk.awards[:5], reporter=Stop())
    assert notices_of(desk.store) == []
    desk.issue(desk.awards[:1])
    assert notices_of(desk.store)[0].number_serial == 1


def test_that_what_is_changed_while_it_is_decided_is_decided_again(desk, dictionary):
    award = desk.awards[0]
    with desk.store.read() as session:
        facts = facts_of(session, award.enterprise_id, dictionary)

    class Meanwhile:
        """Somebody else takes the enterprise's figures away once it has been decided."""

        def step(self, progress):
            if progress.done == progress.total // 2:
                emptied = replace(facts, attributes={}, indicators={}, rows={})
                save_enterprise(desk.store.seat("李"), emptied, dictionary, id_=award.enterprise_id)

    with pytest.raises(NotPrintable):
        desk.issue([award], reporter=Meanwhile())
    assert notices_of(desk.store) == []


def test_that_an_enterprise_that_is_gone_gets_none(desk):
    delete_enterprises(desk.store.seat("王小梅"), [desk.awards[0].enterprise_id])
    with pytest.raises(NotFound):
        desk.issue(desk.awards[:1])


def test_that_an_incomplete_office_is_told_what_it_lacks(desk):
    save_office(desk.store.seat("王小梅"), OfficeFields(mark="甲局文件", signer="甲局"))
    with pytest.raises(OfficeIncomplete) as refused:
        desk.issue(desk.awards[:1])
    assert refused.value.fields == ("发文机关代字", "联系人", "联系电话")


def test_that_an_approval_names_somebody():
    with pytest.raises(BadInput, match="批准人"):
        Approval("  ", date(2022, 11, 1))


def test_that_papers_are_read_back_as_they_were_composed(desk):
    ids = desk.issue(desk.awards)
    with desk.store.read() as session:
        papers = papers_of(session, ids)
        notices = [find_notice(session, id_) for id_ in ids]
    for paper, notice, award in zip(papers, notices, desk.awards, strict=True):
        assert Paper.from_json(paper.to_json()) == paper
        assert (paper.number, paper.addressee) == (notice.number, notice.enterprise_name)
        assert not paper.stamp
        assert yuan_text(award.amount) in words_of(paper)
        assert chinese_capital(award.amount) in words_of(paper)


def test_that_a_notice_keeps_what_it_was_decided_on_when_the_register_changes(desk):
    entry, decision = granted(desk)
    (id_,) = desk.issue([Award(entry.enterprise_id, decision.clause_id, decision.amount)])
    with desk.store.read() as session:
        before = find_notice(session, id_).paper
    changed = replace(entry.facts, name="郑州改名有限公司", indicators={})
    save_enterprise(desk.store.seat("王小梅"), changed, desk.dictionary, id_=entry.enterprise_id)
    with desk.store.read() as session:
        notice = find_notice(session, id_)
        now = facts_of(session, entry.enterprise_id, desk.dictionary)
    assert notice.paper == before
    assert recorded_facts(json.loads(notice.facts), desk.dictionary) == entry.facts != now
    assert Decision.from_json(notice.decision) == decision
    assert notice.policy_sha256 == desk.policy.sha256
    assert json.loads(notice.facts)["name"] == entry.facts.name
    assert isinstance(notice, Notice)


def test_that_what_a_merged_enterprise_was_granted_is_not_granted_again(desk, dictionary):
    award = desk.awards[0]
    desk.issue([award])
    other = next(one.enterprise_id for one in desk.awards if one.enterprise_id != award.enterprise_id)
    first, second = read_two(desk.store, other, award.enterprise_id, dictionary)
    # The other one takes everything over but the code.
    sides = {choice.key: Side.SECOND for choice in choices_of(first, second, dictionary)}
    facts = merged_facts(first, second, {**sides, "uscc": Side.FIRST}, dictionary)
    merge_two(desk.store.seat("王小梅"), first, second, facts, dictionary)
    again = Award(other, award.clause_id, award.amount)
    with pytest.raises(NotPrintable, match="已有通知书"):
        desk.issue([again])
    (candidate,) = find_candidates(
        desk.store, [again], Silent(), policy=desk.policy, dictionary=desk.dictionary
    )
    assert "已有通知书" in candidate.reason
    (notice,) = notices_of(desk.store)
    with desk.store.read() as session:
        changed = [one.label for one in changes_since(session, notice, desk.dictionary)]
    assert "企业" not in changed
    assert "统一社会信用代码" in changed


def test_that_a_policy_that_pays_otherwise_than_it_says_gives_notices_only_for_a_reason(desk, policies):
    more = ("全年租金[2022] × 20%, 50万".encode(), "全年租金[2022] × 25%, 80万".encode())
    raw = desk.policy.content.replace(*more)
    id_ = import_policy(
        desk.store.seat("王小梅"), raw, "改.toml", policies, accepted_because="核对过", version="2"
    )
    paying = policy_from(raw, "改.toml", policies.office)
    let_notices_out(desk.store.seat("王小梅"), paying)
    other = replace(desk, policy=paying)
    award = next(one for one in desk.awards if one.clause_id == "freight")
    with pytest.raises(NotPrintable, match="没有写明理由，不能出具通知书；请到“政策”页"):
        other.issue([award])
    (candidate,) = find_candidates(desk.store, [award], Silent(), policy=paying, dictionary=desk.dictionary)
    assert "没有写明理由" in candidate.reason
    because = "发文机关已更正"
    put_in_force(desk.store.seat("王小梅"), id_, policies, despite_disagreement=because)
    (issued,) = other.issue([award])
    assert issued


OTHER_CODE = "91410105MA3X0LJR5L"


def refuses_a_second(desk, award):
    with pytest.raises(NotPrintable, match="已有通知书"):
        desk.issue([award])
    (candidate,) = find_candidates(
        desk.store, [award], Silent(), policy=desk.policy, dictionary=desk.dictionary
    )
    return "已有通知书" in candidate.reason


def recode(desk, id_, uscc):
    with desk.store.read() as session:
        facts = facts_of(session, id_, desk.dictionary)
    save_enterprise(desk.store.seat("王小梅"), replace(facts, uscc=uscc), desk.dictionary, id_=id_)
    return facts


def test_that_a_corrected_code_is_no_way_to_a_second_notice(desk):
    award = desk.awards[0]
    desk.issue([award])
    before = recode(desk, award.enterprise_id, OTHER_CODE)
    assert refuses_a_second(desk, award)
    # Whoever has the code rightly is somebody else.
    new = save_enterprise(desk.store.seat("王小梅"), before, desk.dictionary)
    desk.issue([replace(award, enterprise_id=new)])
    assert [one.enterprise_id for one in notices_of(desk.store)] == [new, award.enterprise_id]
    assert refuses_a_second(desk, replace(award, enterprise_id=new))
    assert refuses_a_second(desk, award)


def test_that_an_enterprise_registered_anew_has_the_notices_it_had(desk):
    award = desk.awards[0]
    desk.issue([award])
    with desk.store.read() as session:
        facts = facts_of(session, award.enterprise_id, desk.dictionary)
    delete_enterprises(desk.store.seat("王小梅"), [award.enterprise_id])
    new = save_enterprise(desk.store.seat("王小梅"), facts, desk.dictionary)
    assert refuses_a_second(desk, replace(award, enterprise_id=new))


def test_that_the_same_award_asked_for_twice_in_one_act_is_refused(desk):
    with pytest.raises(NotPrintable, match="已有通知书"):
        desk.issue([desk.awards[0], desk.awards[0]])
    assert notices_of(desk.store) == []


def test_that_what_a_person_decided_is_noticed_with_reason_evidence_and_person(desk):
    hotel, clause = next(
        (one, each.clause_id)
        for one in desk.assessed
        for each in one.decisions
        if each.outcome is Outcome.MANUAL
    )
    with desk.store.read() as session:
        question = question_of(session, desk.policy, desk.dictionary, hotel.enterprise_id, clause)
    amount = question.bounds.most
    wanted = Wanted(Outcome.GRANTED, amount, "上年同期停业装修", Evidence.MINUTES, "第9次办公会")
    id_ = decide_by_person(desk.store.seat("李主任"), question, wanted)
    award = Award(hotel.enterprise_id, clause, amount)
    known = {"policy": desk.policy, "dictionary": desk.dictionary}
    (candidate,) = find_candidates(desk.store, [award], Silent(), **known)
    assert candidate.remark.endswith("元：上年同期停业装修")
    desk.issue([award])
    (notice,) = notices_of(desk.store)
    decision = Decision.from_json(notice.decision)
    assert (decision.amount, decision.by_person.reason) == (amount, "上年同期停业装修")
    assert "李主任" in decision.checks[-1].found
    paper = Paper.from_json(notice.paper)
    assert "人工认定的理由" in words_of(paper)
    tables = [block for block in paper.sheets[1].blocks if isinstance(block, Table)]
    cells = {cell for table in tables for row in table.rows for cell in row}
    assert {"上年同期停业装修", "会议纪要：第9次办公会"} <= cells
    withdraw_decision(desk.store.seat("李主任"), id_, because="纪要已修正")
    with pytest.raises(NotPrintable, match="待人工认定"):
        desk.issue([Award(hotel.enterprise_id, clause, amount)])
