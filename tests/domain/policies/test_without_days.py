"""A day that is known not to exist: nothing that needs it falls out of an amount in silence."""

from random import Random

import pytest

from domain.enterprises.records import facts_of
from domain.policies.files.files import policy_from
from domain.policies.one.assessment import assess
from tests.domain.policies.conftest import HEAD
from tests.domain.policies.random_policies import FACTS, ROW_AWARDS, ROW_CONDITIONS, RecordMaker
from tests.domain.policies.test_files import mistakes
from tests.domain.policies.test_language import LOANS, LPR, NUMBERS, loan

INTEREST = "本金 × 天数(放款日期, 还款日期) ÷ 360 × 4%"
REPAID = loan(principal="3600000", start="2022-01-01", end="2022-01-11")
NOT_REPAID = loan(principal="3600000", start="2022-01-01", end=None)


@pytest.mark.parametrize(
    "award",
    [
        f"合计(贷款, {INTEREST})",
        f"最高(贷款, {INTEREST})",
        f"最低(贷款, {INTEREST})",
        f"平均(贷款, {INTEREST})",
        f"中位数(贷款, {INTEREST})",
        f"前几合计(贷款, 2, {INTEREST})",
        f"最高几合计(贷款, 1, {INTEREST})",
        f"各组最高合计(贷款, 贷款银行, {INTEREST})",
        "合计(贷款, 天数(放款日期, 还款日期)) × 100元",
        "最高(贷款, 整月(放款日期, 还款日期)) × 100元",
        "合计(贷款, 本金 × 一年期LPR[还款日期])",
        "合计(贷款, 若(用途 = 生产经营, 天数(放款日期, 还款日期), 30)) × 100元",
        "合计(贷款, 分档(天数(放款日期, 还款日期), >= 30: 1万, 其余: 0))",
        "合计(贷款, 分档(30, >= 天数(放款日期, 还款日期): 1万, 其余: 0))",
        "合计(贷款, 累进(天数(放款日期, 还款日期), <= 10: 1元, 其余: 2元))",
        "个数(贷款, 本金 × 天数(放款日期, 还款日期) >= 1万) × 100元",
        "若(最高(贷款, 还款日期) <= 2022-12-31, 1万, 0)",
    ],
)
def test_that_a_row_that_needs_a_day_that_is_not_goes_to_a_person(clause, award):
    one = clause(award, before=LOANS + LPR)
    rows = [{"name": f"银行{at}", **row} for at, row in enumerate((REPAID, NOT_REPAID))]
    decision = one.decide(rows={"loans": rows})
    assert decision.outcome == "manual"
    assert "第 2 项的“还款日期”为“无”" in decision.reason
    # Before the first LPR there is none either.
    assert one.decide(rows={"loans": rows[:1]}).outcome == ("manual" if "LPR" in award else "granted")


def test_that_a_row_that_does_not_count_needs_no_day(clause):
    one = clause(f"合计(贷款, {INTEREST}, 用途 = 生产经营)", before=LOANS)
    assert one.result(rows={"loans": [REPAID, {**NOT_REPAID, "use": "other"}]}) == "granted 4000.00"
    named = clause(f"合计(贷款, {INTEREST}, 还款日期 <= 2022-12-31)", before=LOANS)
    assert named.result(rows={"loans": [REPAID, NOT_REPAID]}) == "granted 4000.00"


def test_that_a_line_that_may_have_no_value_is_not_taken_for_the_other_one(clause):
    one = clause("若(四上, 天数(成立日期, 2022-12-31), 30) × 100元", before=NUMBERS)
    assert one.decide(attributes={"founded": None}).missing == ("above_scale",)
    assert one.result(attributes={"founded": None, "above_scale": True}) == "manual"
    assert one.result(attributes={"founded": None, "above_scale": False}) == "granted 3000.00"


@pytest.mark.parametrize(
    ("condition", "result"),
    [
        # A day and how long it is from there comply with nothing.
        ("成立日期 <= 2022-12-31", "not_met"),
        ("非 成立日期 <= 2022-12-31", "granted 10000.00"),
        ("整年(成立日期, 2022-12-31) >= 1", "not_met"),
        # What an amount or a rate would be, nobody knows.
        ("1元 × 天数(成立日期, 2022-12-31) >= 1元", "manual"),
        ("1元 × 天数(成立日期, 2022-12-31) <= 1元", "manual"),
        ("非 1元 × 天数(成立日期, 2022-12-31) <= 1元", "manual"),
        ("一年期LPR[成立日期] <= 3.8%", "manual"),
        ("一年期LPR[成立日期] <= 100%", "manual"),
    ],
)
def test_that_a_condition_on_a_day_that_is_not_comes_to(clause, condition, result):
    one = clause("1万", more=f"conditions = ['{condition}']", before=NUMBERS + LPR)
    assert one.result(attributes={"founded": None}) == result


def test_that_of_no_rows_there_is_no_latest_day(clause):
    one = clause("1万", more="conditions = ['最高(贷款, 还款日期) <= 2022-12-31']", before=LOANS)
    assert one.result(rows={"loans": []}) == "not_met"
    assert one.decide().missing == ("loans",)
    assert one.result(rows={"loans": [REPAID]}) == "granted 10000.00"


@pytest.mark.parametrize("seed", range(4))
def test_that_a_sum_over_rows_comes_to_what_the_rows_come_to_one_by_one(dictionary, seed):
    random, records = Random(seed), RecordMaker(seed, 0.05)
    for _ in range(12):
        # A row below 0 counts as 0 by itself, and is subtracted in a sum.
        award = random.choice([one for one in ROW_AWARDS if " - " not in one])
        # Where a person must say whether a row counts, what it would come to is not asked for.
        condition = random.choice([one for one in ROW_CONDITIONS if "LPR" not in one])
        clauses = "".join(
            f"[[clauses]]\nid = '{id_}'\ntitle = '一条'\nwording = '……'\n{text}\n"
            for id_, text in (
                ("sum", f"award = '''合计(贷款, {award}, {condition})'''"),
                ("each", f"each = 'loans'\nconditions = ['''{condition}''']\naward = '''{award}'''"),
            )
        )
        policy = policy_from(f"{HEAD}{FACTS}{clauses}".encode(), "sums.toml", dictionary)
        known = dictionary.extended(policy.facts)
        for _ in range(20):
            facts = facts_of(records.record(), known)
            whole, each = assess(policy, facts, known)
            if each.outcome == "not_met":
                assert (whole.outcome, whole.amount) == ("granted", 0), (award, condition, facts)
            elif whole.outcome == "granted" and each.outcome == "missing":
                # What is not entered changes whether rows count, but not what they come to.
                assert whole.amount == each.most, (award, condition, facts)
            else:
                assert (whole.outcome, whole.amount) == (each.outcome, each.amount), (award, condition, facts)


@pytest.mark.parametrize(
    ("formula", "given", "result"),
    [
        ("成立日期 = 无", {"founded": None}, "granted 10000.00"),
        ("成立日期 = 无", {"founded": "2022-01-01"}, "not_met"),
        ("成立日期 != 无", {"founded": None}, "not_met"),
        ("成立日期 != 无", {"founded": "2022-01-01"}, "granted 10000.00"),
        ("成立日期 = 无 或 成立日期 > 2022-06-30", {"founded": None}, "granted 10000.00"),
        ("成立日期 = 无", {}, "missing"),
    ],
)
def test_that_a_policy_may_ask_that_there_is_no_date(clause, formula, given, result):
    one = clause("1万", more=f"conditions = ['{formula}']", before=NUMBERS)
    assert one.result(attributes=given) == result


def test_that_it_is_said_that_there_is_no_date(clause):
    one = clause("1万", more="conditions = ['成立日期 = 无']", before=NUMBERS)
    none, some = (one.decide(attributes={"founded": day}).checks[0] for day in (None, "2022-01-01"))
    assert (none.text, none.found, none.required) == ("成立日期为“无”", "无", "无")
    assert some.found == "2022年1月1日"


def test_that_rows_without_a_day_are_counted(clause):
    one = clause("个数(贷款, 还款日期 = 无) × 1万", before=LOANS)
    assert one.result(rows={"loans": [{"end": None}, {"end": "2022-01-01"}]}) == "granted 10000.00"


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("成立日期 > 无", "“成立日期”只能用 = 或 != 比较"),
        ("产值[2022] = 无", "“无”只和一项日期比较，如 迁入日期 = 无"),
        ("自用面积 = 无", "“自用面积”不是选项，不能这样比较"),
    ],
)
def test_that_only_a_date_may_be_none(dictionary, formula, told):
    one = f"[[clauses]]\nid = 'a'\ntitle = '甲'\nwording = '……'\naward = '1万'\nconditions = ['{formula}']\n"
    assert told in mistakes(NUMBERS + one, dictionary)
