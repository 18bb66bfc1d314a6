"""What goes together in a clause and among clauses: what the table allows computes, the rest is refused."""

from dataclasses import replace

import pytest

from domain.enterprises.records import facts_of
from domain.policies.agreement.differences import disagreements_of
from domain.policies.contests.field import Entrant, settle_contests
from domain.policies.many.codes import OUTCOMES
from domain.policies.many.deciding import decide_table
from domain.policies.many.table import table_of
from domain.policies.one.assessment import decide_each
from domain.values.money import plain_yuan
from domain.values.progress import Silent
from tests.domain.policies.test_files import mistakes
from tests.domain.policies.test_language import LOANS, NUMBERS

EACH = "each = 'loans'\naward = '本金 × 1%'\n"
FIXED = "award = '10万'\n"
STAGES = "".join(
    f"[[clauses.stages]]\ntitle = '第{at}年'\nshare = '1/3'\n{more}"
    for at, more in (
        (1, ""),
        (2, "conditions = ['产值[2022] >= 0']\n"),
        (3, "conditions = ['产值[2023] >= 0']\n"),
    )
)
PLACES = "contest = { by = '销售额[2022]', places = 1 }\n"
AMOUNTS = "contest = { by = '销售额[2022]', amounts = ['9万', '8万'] }\n"
POT = "contest = { pot = '15万' }\n"
PERSON = "by_person = '会议确定'\n"
CODES = ("91410100MAYA000162", "91410100MAYE8C9L7T")
OTHER = "[[clauses]]\nid = 'b'\ntitle = '另一条'\nwording = '……'\naward = '9.5万'\n"


def file(clause, before=""):
    head = "[[clauses]]\nid = 'a'\ntitle = '一条'\nwording = '……'\n"
    return f"{LOANS}{before}{head}{clause}{OTHER if before else ''}"


def settled(trial, text):
    """What each clause comes to for two enterprises, of which the first sells more; both ways agree."""
    read = trial(text)
    field = []
    for code, sales in zip(CODES, ("200", "100"), strict=True):
        record = {"uscc": code, "name": code, "rows": {"loans": [{"principal": "3000000"}]}}
        record["indicators"] = {"sales": {"2022": sales}, "output_value": {"2022": "1"}}
        facts = facts_of(record, read.dictionary)
        field.append(Entrant(facts, decide_each(read.policy, facts, read.dictionary)))
    found = settle_contests(read.policy, field)
    table = table_of([one.facts for one in field], read.dictionary)
    columns = decide_table(read.policy, table, read.dictionary, Silent())
    for place, decisions in enumerate(found):
        for one in decisions:
            column = columns[one.clause_id]
            assert (OUTCOMES[column.outcome[place]], column.amount[place]) == (one.outcome, one.amount)
    return [
        " ".join(plain_yuan(one.amount) if one.amount else str(one.outcome) for one in decisions)
        for decisions in found
    ]


GROUP = "[[groups]]\ntitle = '从高'\nclauses = ['a', 'b']\n"
CAP = "[[shared_caps]]\ntitle = '合计'\nclauses = ['a', 'b']\ncap = '12万'\n"


@pytest.mark.parametrize(
    ("clause", "before", "results"),
    [
        (EACH, GROUP, ["not_met 95000.00"] * 2),
        (EACH, CAP, ["30000.00 90000.00"] * 2),
        (FIXED + PLACES, "", ["100000.00", "not_met"]),
        (FIXED + PLACES + STAGES, "", ["66666.66", "not_met"]),
        (FIXED + STAGES, GROUP, ["not_met 95000.00"] * 2),
        (FIXED + STAGES, CAP, ["66666.66 53333.34"] * 2),
        (FIXED + PLACES, GROUP, ["100000.00 not_met", "not_met 95000.00"]),
        (FIXED + PLACES, CAP, ["100000.00 20000.00", "not_met 95000.00"]),
        (FIXED + AMOUNTS, "", ["90000.00", "80000.00"]),
        (FIXED + AMOUNTS, GROUP, ["not_met 95000.00"] * 2),
        (FIXED + AMOUNTS, CAP, ["90000.00 30000.00", "80000.00 40000.00"]),
        (FIXED + POT, "", ["75000.00", "75000.00"]),
        (FIXED + POT, GROUP, ["not_met 95000.00"] * 2),
        (FIXED + POT, CAP, ["75000.00 45000.00"] * 2),
        (FIXED + PLACES.replace("places = 1", "places = 1, pot = '8万'"), "", ["80000.00", "not_met"]),
        (FIXED + AMOUNTS.replace("] }", "], pot = '8.5万' }"), "", ["45000.00", "40000.00"]),
        (FIXED, GROUP + CAP.replace("12万", "9万"), ["90000.00 not_met"] * 2),
        (PERSON, GROUP, ["manual manual"] * 2),
        (PERSON, CAP, ["manual manual"] * 2),
        (EACH.replace("award = '本金 × 1%'", PERSON), "", ["manual"] * 2),
    ],
)
def test_that_what_goes_together_computes(trial, clause, before, results):
    assert settled(trial, file(clause, before)) == results


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        (EACH + STAGES, "逐行审核（each）的条款不能再分期，请改用 合计 等算法"),
        (EACH + PLACES, "逐行审核（each）的条款不能再排名，请改用 合计 等算法"),
        (EACH + POT, "逐行审核（each）的条款不能再排名，请改用 合计 等算法"),
        (FIXED + AMOUNTS + STAGES, "写了 amounts（每个名次的金额） 的条款不能再分期：请把各期写成各自的条款"),
        (FIXED + POT + STAGES, "写了 pot（资金总额） 的条款不能再分期：请把各期写成各自的条款"),
        (FIXED + AMOUNTS.replace("[2022]'", "[2022]', places = 2"), "“places”“share”“amounts”只写一个"),
        (PERSON + STAGES, "金额由人工确定（by_person）的条款没有可分期、排名或合计的金额"),
        (PERSON + PLACES, "金额由人工确定（by_person）的条款没有可分期、排名或合计的金额"),
        (PERSON + "zero_note = '无'\n", "用不到“zero_note”"),
        (FIXED + "contest = { pot = '1万', order = 'smallest_first' }\n", "“order”用不到"),
        (FIXED + "contest = { pot = '1万', ties = 'all_in' }\n", "“ties”用不到"),
        (
            FIXED + STAGES.replace("1/3", "33%"),
            "各期的“share”之和应为 100%，现为 99%；除不尽的写分数，如 1/3",
        ),
        (FIXED + STAGES.replace("1/3", "三成"), "“share”应为比例，如 50% 或 1/3"),
    ],
)
def test_that_what_does_not_go_together_is_refused_with_what_to_do(dictionary, clause, words):
    assert words in mistakes(file(clause), dictionary)


def test_that_thirds_add_up_and_are_shown_as_such(trial):
    read = trial(file("award = '100.01元'\n" + STAGES))
    known = {"output_value": {"2022": "1", "2023": "1"}}
    decision = read.decide(indicators=known)
    assert decision.amount == 100_01
    assert [step.text for step in decision.steps[1:3]] == ["第1年：100.01 元 × 1/3", "第2年：100.01 元 × 1/3"]


def test_that_it_is_said_who_cannot_be_ranked_and_why(trial):
    read = trial(file("award = '1万'\ncontest = { by = '同比(产值[2022])', amounts = ['10万', '8万'] }\n"))
    field = []
    for name, figures in (
        ("甲厂", {"2022": "3", "2021": "1"}),
        ("乙厂", {"2022": "5"}),
        ("丙厂", {"2022": "5", "2021": "0"}),
    ):
        record = {"uscc": CODES[0], "name": name, "indicators": {"output_value": figures}}
        facts = facts_of(record, read.dictionary)
        field.append(Entrant(facts, decide_each(read.policy, facts, read.dictionary)))
    first, second, third = (row[0] for row in settle_contests(read.policy, field))
    assert [one.outcome for one in (first, second, third)] == ["manual"] * 3
    assert "“乙厂”未填2021年产值；“丙厂”2021年产值不大于 0，没有增长率" in first.reason
    assert first.most == 10_000_000
    assert "未填2021年产值" in second.reason
    assert "2021年产值不大于 0" in third.reason


def test_that_who_waits_for_a_person_keeps_a_place_in_group_cap_and_pot(trial):
    # Its growth has no value, so that nothing is known of what it comes to.
    hopeless = "award = '10万'\nconditions = ['同比(销售额[2022]) > 0']\n"
    given = {"sales": {"2022": "1", "2021": "0"}}
    for before in (GROUP, CAP):
        read = trial(file(hopeless, before))
        assert [read.result(id_, indicators=given) for id_ in "ab"] == ["manual", "manual"]
    read = trial(file(hopeless + "contest = { pot = '15万' }\n"))
    field = []
    for figures in (given, {"sales": {"2022": "2", "2021": "1"}}):
        facts = facts_of({"uscc": CODES[0], "name": "甲", "indicators": figures}, read.dictionary)
        field.append(Entrant(facts, decide_each(read.policy, facts, read.dictionary)))
    assert [row[0].outcome for row in settle_contests(read.policy, field)] == ["manual", "manual"]


@pytest.mark.parametrize(
    ("award", "result"),
    [
        ("100.01元 × 1/3", "granted 33.34"),
        ("1/3 × 100.01元", "granted 33.34"),
        ("100元 × 若(四上, 2/3, 50%)", "granted 66.67"),
        ("封顶(实际支出 × 1/3, 20万)", "granted 200000.00"),
        ("100元 × (1 - 1/3)", "granted 66.67"),
        ("100元 ÷ 10/2", "granted 5.00"),
        ("若(1/3 > 33%, 1元, 2元)", "granted 1.00"),
        ("若(3 × 1/3 = 1, 1元, 2元)", "granted 1.00"),
    ],
)
def test_that_a_share_may_be_a_fraction(clause, award, result):
    given = {"above_scale": True, "spent": "900000"}
    assert clause(award, before=NUMBERS).result(attributes=given) == result


def test_that_a_fraction_is_shown_as_such_and_held_against_the_wording(clause):
    read = clause("实际支出 × 2/3", before=NUMBERS)
    assert read.decide(attributes={"spent": "100"}).steps[-1].text == "实际支出 100.00 元 × 2/3，四舍五入到分"
    only = read.policy.clauses["only"]
    for wording, told in (("按支出的三分之二补助。", []), ("按支出的三分之一补助。", ["三分之一", "2/3"])):
        policy = replace(read.policy, clauses={"only": replace(only, wording=wording)})
        assert [one.figure for one in disagreements_of(policy)] == told


CONTROLLED = "[[facts]]\nname = 'controller'\nlabel = '实际控制人'\nkind = 'text'\n"
ACROSS = "[[shared_caps]]\ntitle = '同一控制人'\nclauses = ['a']\ncap = '15万'\nacross = '实际控制人'\n"


def shared(trial, more, who, award="award = '实际支出'\n"):
    """What a clause comes to for enterprises of these controllers that spent so much; both ways agree."""
    head = "[[clauses]]\nid = 'a'\ntitle = '一条'\nwording = '……'\n"
    read = trial(f"{NUMBERS}{CONTROLLED}{ACROSS}{more}{head}{award}")
    field = []
    for at, (controller, spent) in enumerate(who):
        attributes = {"spent": spent} | ({} if controller is None else {"controller": controller})
        facts = facts_of({"uscc": CODES[at % 2], "name": str(at), "attributes": attributes}, read.dictionary)
        field.append(Entrant(replace(facts, uscc=str(at)), decide_each(read.policy, facts, read.dictionary)))
    found = [row[0] for row in settle_contests(read.policy, field)]
    table = table_of([one.facts for one in field], read.dictionary)
    column = decide_table(read.policy, table, read.dictionary, Silent())["a"]
    for place, one in enumerate(found):
        told = OUTCOMES[column.outcome[place]], column.amount[place], column.most[place]
        assert told == (one.outcome, one.amount, one.most)
        assert column.missing_at(place) == list(one.missing)
    return found


def said(decisions):
    return [plain_yuan(one.amount) if one.amount else str(one.outcome) for one in decisions]


TWO = [("张三", "100000"), ("张三", "200000"), ("李四", "90000"), ("张三", "0")]


def test_that_enterprises_of_one_controller_share_a_cap(trial):
    found = shared(trial, "exceeded = 'in_proportion'\n", TWO)
    assert said(found) == ["50000.00", "100000.00", "90000.00", "granted"]
    assert found[0].steps[-1].text == (
        "“张三”的 2 户合计 300,000.00 元，超过同一控制人的限额 150,000.00 元，"
        "按比例分配：100,000.00 元 × 150,000.00 元 ÷ 300,000.00 元"
    )


def test_that_a_person_says_what_they_are_given_where_the_policy_does_not(trial):
    found = shared(trial, "", TWO)
    assert said(found) == ["manual", "manual", "90000.00", "granted"]
    assert found[1].reason == (
        "“张三”的 2 户合计 300,000.00 元，同一控制人的限额为 150,000.00 元，超出的部分由本单位分配"
    )
    assert [one.most for one in found] == [100_000_00, 150_000_00, 0, 0]


def test_that_fen_that_remain_are_given_to_the_largest_remainders(trial):
    found = shared(trial, "exceeded = 'in_proportion'\n", [("张三", "100000")] * 3)
    assert sum(one.amount for one in found) == 150_000_00


def test_that_who_is_not_known_to_belong_to_somebody_matters_only_where_it_could(trial):
    assert said(shared(trial, "", [("张三", "100000"), (None, "50000")])) == ["100000.00", "50000.00"]
    found = shared(
        trial, "exceeded = 'in_proportion'\n", [("张三", "100000"), (None, "50001"), ("李四", "1")]
    )
    assert said(found) == ["manual", "missing", "1.00"]
    assert found[1].missing == ("controller",)
    assert "尚有企业未定" in found[0].reason


def test_that_what_is_still_open_keeps_the_others_waiting(trial):
    found = shared(trial, "", [("张三", "100000"), ("张三", None)])
    assert said(found) == ["manual", "missing"]
    assert found[1].most == 150_000_00


def test_that_an_enterprise_alone_waits_for_those_it_shares_a_cap_with(trial):
    read = trial(f"{CONTROLLED}{ACROSS}{file(FIXED)}")
    decision = read.decide("a", attributes={"controller": "张三"})
    assert (decision.outcome, decision.most) == ("manual", 10_000_000)
    assert "须与同一实际控制人的企业一并核定" in decision.reason


@pytest.mark.parametrize(
    ("cap", "words"),
    [
        (ACROSS.replace("'15万'", "'产值[2022]'"), "各户共用的“cap”应为数额，如 500万"),
        (ACROSS.replace("'实际控制人'", "'四上'"), "“across”应为一项文字或选项，如 实际控制人，却是“四上”"),
        (ACROSS.replace("across = '实际控制人'\n", ""), "“clauses”至少要有两条，除非各户共用（across）"),
        (CAP + "exceeded = 'manual'\n", "没有写“across”，“exceeded”用不到，请删去"),
    ],
)
def test_that_mistakes_in_a_cap_across_enterprises_are_told(dictionary, cap, words):
    assert words in mistakes(f"{CONTROLLED}{file(FIXED, cap)}", dictionary)
