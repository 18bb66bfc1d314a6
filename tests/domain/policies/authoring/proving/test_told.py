"""Examples that a document tells, as cases."""

import pytest

from domain.policies.authoring.proving.making import proofs_of
from domain.policies.authoring.proving.told import read_examples
from domain.policies.trials.examples import facts_of_example
from tests.domain.policies.authoring.proving.told_shown import COMMAND, READ, lines_of_told


@pytest.fixture(scope="module")
def read(policies):
    def one(text, clause, name="zhengdong-2022"):
        policy = policies.find(name)
        (told,) = read_examples(text, policy, clause, policies.office.extended(policy.facts))
        return told

    return one


@pytest.mark.parametrize(
    ("clause", "text", "amount"),
    [
        (
            "freight",
            "例如：甲工业企业二季度国内运费为500万元，按5%计算为25万元，最高补助20万元。",
            "200000.00",
        ),
        (
            "output",
            "比如，某工业企业2022年上半年产值为8000万元，2021年上半年产值为5000万元，"
            "产值增加3000万元，可获得补助6万元。",
            "60000.00",
        ),
        (
            "output",
            "比如，某工业企业2022年上半年产值为8000万元，增加产值3000万元，可获得补助6万元。",
            "60000.00",
        ),
        (
            "project",
            "举例说明：某企业有一个计划总投资12亿元的项目，2022年3月1日开工，可补助10万元。",
            "100000.00",
        ),
    ],
)
def test_that_an_example_is_read_with_its_figures_and_its_amount(read, clause, text, amount):
    told = read(f"前文。{text}后文。", clause)
    assert told.text == text
    assert told.agrees, told.comes_to
    assert not told.questions
    assert (told.case.outcome, told.case.amount) == ("granted", amount)


def test_that_a_day_that_an_example_names_is_that_of_the_fact_beside_it(trial):
    made = trial(
        """
[[facts]]
name = "moved"
label = "迁入日期"
kind = "date"

[[clauses]]
id = 'told'
title = '一条'
wording = '2022年1月1日后迁入的企业，奖励5万元。例如，某企业2022年3月1日迁入，可获5万元补助。\
又如某企业，经镇里核实，迁入日期为2022年4月1日，经审核后，可获5万元补助。'
conditions = ["迁入日期 > 2022-01-01"]
award = "5万"
"""
    )
    told, again, *_ = proofs_of(made.policy, "told", made.dictionary)
    assert told.cases[0].facts["moved"] == "2022-03-01"
    assert again.cases[0].facts["moved"] == "2022-04-01"


def test_that_an_example_of_who_gets_nothing_is_one_too(read):
    told = read(
        "例如某工业企业上半年产值4400万元，去年同期产值4000万元；二季度国内运费29万元，不能享受本条补助。",
        "freight",
    )
    assert told.agrees
    assert told.case.outcome == "not_met"
    assert told.case.facts["freight_domestic[2022Q2]"] == "290000.00"
    assert told.case.facts["output_value[2021H1]"] == "40000000.00"


def test_that_a_base_which_follows_from_a_growth_is_asked_for(read, dictionary):
    told = read("案例：某建筑业企业2022年二季度产值1.2亿元，同比增长30%，给予10万元补助。", "construction")
    assert told.agrees
    assert "请填确切的数" in told.questions[0]
    facts = facts_of_example(told.case.facts, dictionary)
    now, base = (
        next(figure for period, figure in facts.indicators["output_value"].items() if period.year == year)
        for year in (2022, 2021)
    )
    # No less than 30 %, and a fen more of the base would be less.
    assert 10 * now >= 13 * base > 10 * now - 13


def test_that_a_base_of_heads_is_as_many_heads_as_it_was(trial):
    made = trial(
        '''
[[facts]]
name = "insured"
label = "参保人数"
kind = "number"
unit = "人"
is_whole = true
by_period = true
is_stock = true

[[clauses]]
id = 'told'
title = '一条'
wording = """参保人数同比增长30%以上的，奖励5万元。\\
例如，某企业2022年参保人数130人，同比增长30%，给予5万元补助。"""
conditions = ["同比(参保人数[2022]) >= 30%"]
award = "5万"
'''
    )
    told, *_ = proofs_of(made.policy, "told", made.dictionary)
    assert {key: value for key, value in told.cases[0].facts.items() if "[" in key} == {
        "insured[2022]": "130",
        "insured[2021]": "100",
    }


def test_that_what_is_of_no_fact_is_asked_and_a_wrong_amount_is_said(read):
    told = read("例如，某工业企业二季度国内运费100万元、仓储费30万元，可获补助6万元。", "freight")
    assert any("30万元" in question for question in told.questions)
    assert not told.agrees
    assert told.comes_to == "50,000.00 元"
    assert told.case.amount == "60000.00"


def test_that_examples_of_the_wording_are_among_those_to_be_called_right_or_wrong(trial):
    made = trial(
        '''
[[clauses]]
id = 'told'
title = '一条'
wording = """国内运费按5%补助。例如，某企业二季度国内运费100万元，可获补助5万元。\\
又如某企业二季度国内运费200万元，可获补助9万元。"""
award = "国内运费[2022Q2] × 5%"
'''
    )
    right, wrong, *_ = proofs_of(made.policy, "told", made.dictionary)
    assert right.sentence.endswith("”：程序也算得 50,000.00 元")
    assert (right.cases[0].outcome, right.cases[0].amount) == ("granted", "50000.00")
    assert wrong.sentence.endswith("条文说 90,000.00 元，程序算得 100,000.00 元")


def test_that_an_example_without_a_result_is_no_case(read):
    told = read("例如，某工业企业二季度国内运费100万元。", "freight")
    assert told.case is None
    assert "请填上结果" in told.questions[-1]


def test_that_a_text_without_examples_has_none(policies):
    policy = policies.find("zhengdong-2022")
    for clause in policy.clauses.values():
        assert read_examples(clause.wording, policy, clause.id, policies.office) == ()


def test_that_examples_are_read_as_was_looked_at():
    now, kept = list(lines_of_told()), READ.read_text("utf-8").splitlines()
    assert now == kept, f"look at what changed; where it is right: {COMMAND}"
