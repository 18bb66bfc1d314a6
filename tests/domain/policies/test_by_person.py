"""What persons decide where a rule leaves it to one: what they may, what it comes to, and when it counts."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from domain.enterprises.attachments.service import add_files, remove_attachments
from domain.enterprises.records import facts_of
from domain.enterprises.service import delete_enterprises, save_enterprise
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import open_account
from domain.policies.entities import ManualDecision
from domain.policies.explaining.one_of_many import Explainer
from domain.policies.manual.deciding import NotTaken, Wanted, decide_by_person, question_of, withdraw_decision
from domain.policies.manual.listing import State, list_decisions
from domain.policies.manual.queries import Evidence
from domain.policies.runs.register import assess_register, decide_register
from domain.policies.runs.service import results_of, take_run
from domain.policies.trace import Decision, Outcome
from domain.store.acts import Person
from domain.store.audit import entries_of
from domain.store.engine import Seat
from domain.store.permits import NotPermitted, Role
from domain.store.replay import strayed
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.progress import Silent
from tests.domain.policies.reading_traces import hold
from tests.filling import take_in
from tests.meddling import forging
from tests.replaying import hold_against_the_trail

CODE = "91410100MAYA000162"
SHOP = {
    "uscc": CODE,
    "name": "郑州商贸有限公司",
    "attributes": {"industry_kind": "retail", "above_scale": True},
    "indicators": {"sales": {"2022Q2": "150000000", "2021Q2": "0"}},
}
"""Its sales had no base a year before, so that there is no growth rate."""

GRANTED, NOT_MET, MANUAL = Outcome.GRANTED, Outcome.NOT_MET, Outcome.MANUAL


class Office:
    """One enterprise in a store, and a policy it is decided by."""

    def __init__(self, store, policy, dictionary, record):
        self.store, self.policy, self.dictionary = store, policy, dictionary
        self.seat = store.seat("王小梅")
        self.facts = facts_of(record, dictionary)
        (self.id,) = take_in(self.seat, [self.facts], dictionary=dictionary)

    def question(self, clause):
        with self.store.read() as session:
            return question_of(session, self.policy, self.dictionary, self.id, clause)

    def decide(self, clause, amount=None, *, seat=None, **given):
        wanted = {"reason": "上年同期为新店", "kind": Evidence.MINUTES, "evidence": "第3次主任办公会议纪要"}
        outcome = GRANTED if amount is not None else NOT_MET
        wanted |= {"outcome": outcome, "amount": round((amount or 0) * 100), **given}
        return decide_by_person(seat or self.seat, self.question(clause), Wanted(**wanted))

    def decision(self, clause) -> Decision:
        """What the clause comes to, by every way there is; all of them must say the same."""
        (assessed,) = assess_register(self.store, self.policy, self.dictionary, Silent(), ids=[self.id])
        decision = assessed.decision(clause)
        results = decide_register(self.store, self.policy, self.dictionary, Silent())
        for cell in results.cells_of(self.id):
            one = results.result(cell)
            told = assessed.decision(one.clause_id)
            assert (one.outcome, one.amount, one.most) == (told.outcome, told.amount, told.most)
        assert Explainer(results).explain(self.store, self.id, Silent()) == assessed
        hold(decision)
        assert Decision.from_json(decision.to_json()) == decision
        return decision

    def result(self, clause):
        decision = self.decision(clause)
        return decision.outcome, decision.amount / 100

    def reason(self, clause):
        """What lists say."""
        results = decide_register(self.store, self.policy, self.dictionary, Silent())
        found = [results.result(cell) for cell in results.cells_of(self.id)]
        return next(one.reason for one in found if one.clause_id == clause)

    def change(self, **sections):
        record = {**SHOP, **sections}
        self.facts = facts_of(record, self.dictionary)
        save_enterprise(self.seat, self.facts, self.dictionary, id_=self.id)


@pytest.fixture
def shop(store, zhengdong, dictionary):
    return Office(store, zhengdong, dictionary, SHOP)


@pytest.fixture
def office(store, trial):
    """An enterprise by a policy written for a test: nothing was sold the year before, 产值 is 100万."""

    def build(text, **figures):
        written = trial(text)
        indicators = {
            "sales": {"2022": "9000000", "2021": "0"},
            "output_value": {"2022": "1000000"},
            **figures,
        }
        record = {"uscc": CODE, "name": "甲公司", "indicators": indicators}
        return Office(store, written.policy, written.dictionary, record)

    return build


def clause(id_, award, conditions="['同比(销售额[2022]) >= 10%']", more=""):
    head = f"[[clauses]]\nid = '{id_}'\ntitle = '第{id_}条'\nwording = '……'\naward = '''{award}'''\n"
    return f"{head}conditions = {conditions}\n{more}\n"


# What is decided


def test_that_what_is_granted_stands_in_results_trace_and_trail(shop):
    assert shop.result("consumer") == (MANUAL, 0)
    shop.decide("consumer", 40000)
    decision = shop.decision("consumer")
    assert (decision.outcome, decision.amount) == (GRANTED, 4_000_000)
    assert decision.checks[-1].text == "人工认定"
    for words in ("王小梅", "给予 40,000.00 元", "上年同期为新店", "会议纪要：第3次主任办公会议纪要"):
        assert words in decision.checks[-1].found
    assert decision.as_json()[-2]["result"] is True
    assert decision.steps[-1].text == "人工认定的金额"
    assert shop.reason("consumer") == "人工认定给予 40,000.00 元：上年同期为新店"
    with shop.store.read() as session:
        entry = entries_of(session, Subject(Kind.ENTERPRISE, shop.id))[-1]
    assert entry.action == "manual.decide"
    assert "人工认定“郑州商贸有限公司”" in entry.summary
    assert json.loads(entry.details)["manual_decision[1].amount"] == [None, 4_000_000]
    assert shop.result("wholesale") == (NOT_MET, 0)
    hold_against_the_trail(shop.store, shop.dictionary)


def test_that_what_is_refused_is_not_met_and_says_why(shop):
    shop.decide("consumer", reason="是搬迁，不是新增。")
    decision = shop.decision("consumer")
    assert (decision.outcome, decision.amount, decision.steps) == (NOT_MET, 0, ())
    assert decision.reason == "人工认定不给予：是搬迁，不是新增"
    assert shop.reason("consumer") == "人工认定不给予：是搬迁，不是新增"


def test_that_others_are_given_their_own_reasons_beside_it(shop):
    others = [
        replace(facts_of(SHOP, shop.dictionary), name=f"同类{n}", uscc=code)
        for n, code in enumerate(("91410100MAYE8C9L7T", "91410100MA44444444"))
    ]
    take_in(shop.seat, others)
    shop.decide("consumer", 20000)
    id_ = take_run(shop.seat, shop.policy, shop.dictionary, Silent())
    with shop.store.read() as session:
        kept = [one for one in results_of(session, id_) if one.clause_id == "consumer"]
    reasons = {one.enterprise_name: one.reason for one in kept}
    assert reasons["郑州商贸有限公司"] == "人工认定给予 20,000.00 元：上年同期为新店"
    assert {reasons["同类0"], reasons["同类1"]} == {"不能自动判定，待人工认定"}
    assert [one.amount for one in kept if one.amount] == [2_000_000]


# What may be granted


def test_that_only_an_amount_that_the_rule_could_come_to_is_taken(shop):
    bounds = shop.question("consumer").bounds
    assert bounds.amounts == (2_000_000, 4_000_000, 6_000_000)
    assert bounds.text == "按规则只可能是 20,000.00、40,000.00、60,000.00 元"
    for amount in (0, 30000, 60000.01, 80000):
        with pytest.raises(NotTaken) as refused:
            shop.decide("consumer", amount=amount, reason="")
        assert set(refused.value.fields) == {"amount", "reason"}
    assert shop.result("consumer") == (MANUAL, 0)


@pytest.mark.parametrize(
    ("award", "text", "taken", "refused"),
    [
        ("封顶(产值[2022] × 5%, 3万)", "按规则就是 30,000.00 元", 30000, 29999.99),
        ("封顶(同比(销售额[2022]) × 5万, 3万)", "最多 30,000.00 元", 12345.67, 30000.01),
        ("1万 + 封顶(同比(销售额[2022]) × 5万, 3万)", "最多 40,000.00 元", 40000, 40000.01),
        ("同比(销售额[2022]) × 5万", "规则没有给出上限", 10**9, 10**13 + 1),
        ("若(同比(销售额[2022]) > 100%, 5万, 2万)", "按规则只可能是 20,000.00、50,000.00 元", 50000, 30000),
    ],
)
def test_that_bounds_are_those_of_the_rule(office, award, text, taken, refused):
    one = office(clause("a", award))
    assert one.question("a").bounds.text == text
    with pytest.raises(NotTaken, match="不在规则许可的范围内"):
        one.decide("a", amount=refused)
    one.decide("a", amount=taken)
    assert one.result("a") == (GRANTED, taken)


def test_that_an_amount_of_the_rule_keeps_its_arithmetic(office):
    one = office(clause("a", "封顶(产值[2022] × 5%, 3万)"))
    one.decide("a", 30000)
    assert [step.shown for step in one.decision("a").steps][-1] == "30,000.00 元"
    assert "产值" in one.decision("a").steps[0].text


def test_that_nothing_is_granted_while_the_amount_needs_what_is_not_entered(office):
    one = office(clause("a", "封顶(营业收入[2022] × 5%, 3万)"))
    assert "营业收入还没有填" in one.question("a").bounds.against
    with pytest.raises(NotTaken, match="先填好"):
        one.decide("a", 10000)
    one.decide("a")
    assert one.result("a") == (NOT_MET, 0)


def test_that_what_is_left_to_persons_by_the_policy_has_no_limit(office):
    text = "[[clauses]]\nid = 'a'\ntitle = '一事一议'\nwording = '……'\nby_person = '一事一议，由专题会议定'\n"
    one = office(text)
    assert one.question("a").bounds.text == "规则没有给出上限"
    one.decide("a", 1234.56)
    assert one.result("a") == (GRANTED, 1234.56)


# What is decided among clauses


def test_that_a_shared_cap_cuts_it_as_any_amount(office):
    cap = "[[shared_caps]]\ntitle = '两条合计'\nclauses = ['a', 'b']\ncap = '5万'\n"
    one = office(
        clause("a", "4万", "['产值[2022] > 0']")
        + clause("b", "若(同比(销售额[2022]) > 100%, 3万, 2万)")
        + cap
    )
    assert one.result("b") == (MANUAL, 0)
    assert "按余额计" in one.question("b").effect(GRANTED, 3_000_000)
    one.decide("b", 30000)
    assert one.result("b") == (GRANTED, 10000)
    assert one.result("a") == (GRANTED, 40000)


def test_that_what_waits_for_it_follows(office):
    cap = "[[shared_caps]]\ntitle = '两条合计'\nclauses = ['a', 'b']\ncap = '5万'\n"
    one = office(
        clause("a", "若(同比(销售额[2022]) > 100%, 3万, 2万)")
        + clause("b", "4万", "['产值[2022] > 0']")
        + cap
    )
    assert one.result("b") == (MANUAL, 0)
    assert "只等别的条款" in one.question("b").against
    with pytest.raises(BadInput, match="自己已经算清"):
        one.decide("b", 40000)
    assert "《第b条》由待人工认定变为符合 20,000.00 元" in one.question("a").effect(GRANTED, 3_000_000)
    one.decide("a", 30000)
    assert [one.result(id_) for id_ in "ab"] == [(GRANTED, 30000), (GRANTED, 20000)]


@pytest.mark.parametrize(
    ("amount", "a", "b"), [(5, (GRANTED, 5), (NOT_MET, 0)), (3, (NOT_MET, 0), (GRANTED, 4))]
)
def test_that_the_highest_of_a_group_is_granted(office, amount, a, b):
    group = "[[groups]]\ntitle = '从高'\nclauses = ['a', 'b']\n"
    one = office(
        clause("a", "若(同比(销售额[2022]) > 100%, 5元, 3元)")
        + clause("b", "4元", "['产值[2022] > 0']")
        + group
    )
    assert [one.result(id_)[0] for id_ in "ab"] == [MANUAL, MANUAL]
    outbid = "本条为不符合（就高不重复：从高：本条3.00 元，《第b条》为 4.00 元）"
    assert (outbid in one.question("a").effect(GRANTED, amount * 100)) == (a[0] is NOT_MET)
    one.decide("a", amount)
    assert [one.result("a"), one.result("b")] == [a, b]
    said = "人工认定给予 5.00 元：上年同期为新店" if amount == 5 else "同组另一条金额更高（就高不重复）"
    assert one.reason("a") == said


def test_that_instalments_that_are_not_due_are_not_granted(office):
    stages = (
        "[[clauses.stages]]\ntitle = '首期'\nshare = '60%'\nconditions = ['产值[2022] > 0']\n"
        "[[clauses.stages]]\ntitle = '二期'\nshare = '40%'\nconditions = ['产值[2022] > 1亿']\n"
    )
    one = office(clause("a", "10万", more=stages))
    assert one.question("a").bounds.text == "按规则就是 60,000.00 元"
    with pytest.raises(NotTaken):
        one.decide("a", 100000)
    one.decide("a", 60000)
    assert one.result("a") == (GRANTED, 60000)


def test_that_of_an_open_award_only_what_may_be_due_is_granted(office):
    stages = (
        "[[clauses.stages]]\ntitle = '首期'\nshare = '60%'\nconditions = ['产值[2022] > 0']\n"
        "[[clauses.stages]]\ntitle = '二期'\nshare = '40%'\nconditions = ['产值[2022] > 1亿']\n"
    )
    one = office(clause("a", "封顶(同比(销售额[2022]) × 5万, 3万) + 1万", more=stages))
    assert one.question("a").bounds.text == "最多 24,000.00 元"
    with pytest.raises(NotTaken):
        one.decide("a", 24000.01)
    one.decide("a", 24000)
    assert one.result("a") == (GRANTED, 24000)


def test_that_rows_that_the_rule_grants_are_kept(office):
    facts = (
        "[[lists]]\nname = 'sites'\nlabel = '工地'\n"
        "columns = [{name = 'now', label = '现值', kind = 'money'},"
        " {name = 'base', label = '基值', kind = 'money'}]\n"
    )
    text = facts + clause(
        "a", "若(增长率(现值, 基值) > 100%, 3万, 2万)", "['增长率(现值, 基值) > 0']", "each = 'sites'"
    )
    one = office(text)
    rows = {"sites": [{"now": 30, "base": 10}, {"now": 30, "base": 0}]}
    one.facts = facts_of({"uscc": CODE, "name": "甲公司", "rows": rows}, one.dictionary)
    save_enterprise(one.seat, one.facts, one.dictionary, id_=one.id)
    assert one.result("a") == (MANUAL, 0)
    assert one.question("a").bounds.text == "30,000.00 元到 60,000.00 元"
    with pytest.raises(NotTaken, match="清单里已有符合条件的"):
        one.decide("a")
    with pytest.raises(NotTaken):
        one.decide("a", 20000)
    one.decide("a", 50000)
    assert one.result("a") == (GRANTED, 50000)


def test_that_in_a_contest_it_is_a_claim_like_others(office):
    contest = "contest = { pot = '5万' }"
    one = office(clause("a", "4万", more=contest))
    assert "还要与全部企业一并评定" in one.question("a").effect(GRANTED, 4_000_000)
    one.decide("a", 40000)
    assert one.result("a") == (GRANTED, 40000)
    other = facts_of(
        {"uscc": "91410100MAYE8C9L7T", "name": "乙", "indicators": {"sales": {"2022": 200, "2021": 100}}},
        one.dictionary,
    )
    take_in(one.seat, [other], dictionary=one.dictionary)
    assert one.result("a") == (GRANTED, 25000)


def test_that_a_place_is_not_given_to_who_cannot_be_ranked(office):
    contest = "contest = { by = '同比(销售额[2022])', places = 1 }"
    one = office(clause("a", "4万", more=contest))
    with pytest.raises(NotTaken, match="排不了名次"):
        one.decide("a", 40000)
    one.decide("a")
    assert one.result("a") == (NOT_MET, 0)


# When it counts


def test_that_a_changed_figure_leaves_it_to_a_person_again(shop):
    shop.decide("consumer", 40000)
    shop.change(indicators={"sales": {"2022Q2": "160000000", "2021Q2": "0"}})
    assert shop.result("consumer") == (MANUAL, 0)
    said = shop.decision("consumer").doubts[0].text
    assert "王小梅" in said
    assert "认定给予 40,000.00 元，之后数据有变动（2022年二季度销售额由" in said
    assert "不再作数，须重新认定" in said
    assert shop.reason("consumer") == said
    assert shop.question("consumer").lapsed
    shop.decide("consumer", 60000)
    assert shop.result("consumer") == (GRANTED, 60000)
    # Back to the figures of the first: the last one alone may count, and does not fit them.
    shop.change()
    assert shop.result("consumer") == (MANUAL, 0)
    withdraw_decision(shop.seat, shop.question("consumer").given_id, because="重新研究")
    assert shop.result("consumer") == (MANUAL, 0)
    assert shop.question("consumer").given is None


def test_that_a_figure_it_does_not_rest_on_changes_nothing(shop):
    shop.decide("consumer", 40000)
    shop.change(indicators={**SHOP["indicators"], "revenue": {"2022": "5"}}, name="新名字")
    assert shop.result("consumer") == (GRANTED, 40000)


def test_that_it_steps_back_where_the_rule_can_tell(shop):
    shop.decide("consumer", 40000)
    shop.change(indicators={"sales": {"2022Q2": "150000000", "2021Q2": "140000000"}})
    assert shop.result("consumer") == (NOT_MET, 0)
    shop.change(indicators={"sales": {"2022Q2": "150000000", "2021Q2": "100000000"}})
    assert shop.result("consumer") == (GRANTED, 60000)
    assert shop.decision("consumer").by_person is None
    with pytest.raises(BadInput, match="按规则就能判定"):
        shop.decide("consumer", 20000)


def test_that_it_waits_while_a_figure_is_lacking(shop):
    shop.decide("consumer", 40000)
    shop.change(indicators={"sales": {"2021Q2": "0"}})
    assert shop.decision("consumer").outcome is Outcome.MISSING
    assert shop.question("consumer").against == "这一条还缺2022年二季度销售额，填好后再看要不要人工认定"
    with shop.store.read() as session:
        (one,) = list_decisions(session, shop.policy, shop.dictionary)
    assert (one.state, one.said) == (State.IDLE, "现在还缺资料，填好后再看")


def test_that_another_version_of_the_policy_leaves_it_to_a_person_again(shop):
    shop.decide("consumer", 40000)
    shop.policy = replace(shop.policy, version="2", sha256="0" * 64)
    assert shop.result("consumer") == (MANUAL, 0)
    assert "当时按第 1 版政策，之后政策文件换了" in shop.decision("consumer").doubts[0].text


def test_that_it_is_withdrawn_with_a_reason_and_once(shop):
    id_ = shop.decide("consumer", 40000)
    with pytest.raises(BadInput, match="已经认定过"):
        shop.decide("consumer", 60000)
    with pytest.raises(BadInput, match="写明"):
        withdraw_decision(shop.seat, id_, because=" ")
    withdraw_decision(shop.seat, id_, because="纪要已修正")
    assert shop.result("consumer") == (MANUAL, 0)
    assert len(shop.decision("consumer").doubts) == 1
    with pytest.raises(BadInput, match="撤销过"):
        withdraw_decision(shop.seat, id_, because="再撤")
    with pytest.raises(NotFound):
        withdraw_decision(shop.seat, 99, because="没有")
    hold_against_the_trail(shop.store, shop.dictionary)


def test_that_each_of_them_is_listed_with_what_became_of_it(shop):
    withdraw_decision(shop.seat, shop.decide("consumer", 40000), because="笔误")
    shop.decide("consumer", 40000)
    shop.change(indicators={"sales": {"2022Q2": "160000000", "2021Q2": "0"}})

    def listed():
        with shop.store.read() as session:
            return list_decisions(session, shop.policy, shop.dictionary)

    assert [one.state for one in listed()] == [State.LAPSED, State.WITHDRAWN]
    assert "笔误" in listed()[1].said
    shop.decide("consumer", 20000)
    assert [one.state for one in listed()] == [State.COUNTS, State.FOLLOWED, State.WITHDRAWN]
    assert listed()[0].title == shop.policy.clauses["consumer"].title
    delete_enterprises(shop.seat, [shop.id])
    assert listed()[0].state is State.IDLE


def test_that_one_that_does_not_read_does_not_count_and_stops_nothing_else(shop, logged):
    shop.decide("consumer", 40000)
    with forging(shop.store.path) as connection:
        connection.execute("UPDATE manual_decision SET facts = '{'")
    logged.expect("manual decision does not read")
    assert shop.result("consumer") == (MANUAL, 0)
    assert "人工认定的记录" in shop.decision("consumer").doubts[0].text


# Who decides, and on what


def test_that_what_was_changed_meanwhile_is_looked_at_again(shop):
    question = shop.question("consumer")
    shop.change(indicators={"sales": {"2022Q2": "160000000", "2021Q2": "0"}})
    wanted = Wanted(GRANTED, 4_000_000, "理由", Evidence.OTHER, "依据")
    with pytest.raises(BadInput, match="刚有改动"):
        decide_by_person(shop.seat, question, wanted)


def test_that_only_who_reviews_or_approves_decides(shop):
    people = {
        role: open_account(
            shop.seat,
            AccountFields(name=role.word, sign_in=role.value),
            {role, Role.MANAGE},
            "白鸽-算盘-雨伞",
        )[0]
        for role in (Role.HANDLE, Role.APPROVE)
    }
    seats = {role: Seat(shop.store, Person(role.word, id_)) for role, id_ in people.items()}
    with pytest.raises(NotPermitted, match="“复核”或“批准”"):
        shop.decide("consumer", 40000, seat=seats[Role.HANDLE])
    id_ = shop.decide("consumer", 40000, seat=seats[Role.APPROVE])
    with shop.store.read() as session:
        row = session.get(ManualDecision, id_)
    assert (row.decided_by, row.account_id) == ("批准", people[Role.APPROVE])
    with pytest.raises(NotPermitted):
        withdraw_decision(seats[Role.HANDLE], id_, because="试试")


def test_that_files_it_rests_on_are_named(shop, tmp_path: Path):
    with pytest.raises(NotTaken, match="请选定作为依据的附件"):
        shop.decide("consumer", 40000, kind=Evidence.FILE, evidence="")
    (tmp_path / "纪要.pdf").write_bytes(b"%PDF")
    (tmp_path / "旧.pdf").write_bytes(b"%PDF-1")
    added = add_files(shop.seat, shop.id, [tmp_path / "纪要.pdf", tmp_path / "旧.pdf"], Silent()).ids
    remove_attachments(shop.seat, added[1:])
    with pytest.raises(NotTaken, match="已被移除"):
        shop.decide("consumer", 40000, attachments=added)
    shop.decide("consumer", 40000, attachments=added[:1])
    evidence = shop.decision("consumer").by_person.evidence
    assert evidence == "会议纪要：第3次主任办公会议纪要（附件：纪要.pdf）"
    with pytest.raises(BadInput, match=r"“纪要.pdf”是人工认定、办理事项或走访的依据，要一直保存，不能移除"):
        remove_attachments(shop.seat, added[:1])
    hold_against_the_trail(shop.store, shop.dictionary)


def test_that_a_judged_figure_is_entered_where_it_belongs(office):
    text = "[[judgements]]\nname = 'fits'\nlabel = '方案可行'\nkind = 'truth'\n" + clause(
        "a", "4万", "['方案可行 = 是']"
    )
    one = office(text)
    assert one.result("a") == (MANUAL, 0)
    assert "请在企业资料里填写认定结果和理由" in one.question("a").against
    with pytest.raises(BadInput, match="方案可行"):
        one.decide("a", 40000)


def test_that_a_row_changed_past_the_program_is_refused_or_named(shop):
    id_ = shop.decide("consumer", 40000)
    withdraw_decision(shop.seat, id_, because="重新认定")
    shop.decide("consumer", 40000)
    with closing(sqlite3.connect(shop.store.path)) as connection:
        for statement in (
            "UPDATE manual_decision SET amount = 6000000",
            f"UPDATE manual_decision SET withdrawn_at = NULL WHERE id = {id_}",
            "DELETE FROM manual_decision",
            "INSERT OR REPLACE INTO manual_decision SELECT * FROM manual_decision",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(statement)
    with forging(shop.store.path) as connection:
        connection.execute("UPDATE manual_decision SET amount = 6000000 WHERE withdrawn_at IS NULL")
    with shop.store.read() as session, closing(session.connection().connection.cursor()) as cursor:
        (found,) = strayed(cursor.connection, "manual_decision")
    assert (found.owner, found.columns) == (shop.id, ("amount",))
