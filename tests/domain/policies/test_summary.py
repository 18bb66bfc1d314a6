from collections import Counter

import pytest

from domain.enterprises.records import facts_of
from domain.policies.runs.register import assess_register, decide_register
from domain.policies.runs.summary import is_of_another_industry, reason_of, totals_of
from domain.policies.trace import Decision, Outcome
from domain.values.money import Fen
from domain.values.progress import Silent


def decision(outcome, amount=0, most=0):
    return Decision("freight", outcome, Fen(amount), (), most=Fen(most))


@pytest.fixture
def assessed(store, sample_office, dictionary, zhengdong):
    return assess_register(store, zhengdong, dictionary, Silent())


@pytest.fixture
def reason(trial, dictionary):
    """Decide one condition by what a test enters, and say why in one line."""

    def say(condition, award="1万", **given):
        written = trial(
            f"[[clauses]]\nid = 'only'\ntitle = '一条'\nwording = '……'\n"
            f"conditions = ['''{condition}''']\naward = '''{award}'''"
        )
        return reason_of(written.decide(**given), dictionary)

    return say


def test_that_nothing_adds_up_to_nothing():
    totals = totals_of([])
    assert (totals.amount, totals.most, dict(totals.counts)) == (0, 0, {})
    assert totals.count(Outcome.GRANTED) == 0


def test_that_amounts_and_what_is_still_possible_are_added_apart():
    totals = totals_of(
        [
            decision(Outcome.GRANTED, 1),
            decision(Outcome.GRANTED, 20_000_000_01),
            decision(Outcome.MISSING, most=300),
            decision(Outcome.MANUAL, most=4),
            decision(Outcome.NOT_MET),
        ]
    )
    assert (totals.amount, totals.most) == (20_000_000_02, 304)
    assert [totals.count(one) for one in Outcome] == [2, 1, 1, 1]


def test_that_a_granted_zero_counts_as_granted():
    totals = totals_of([decision(Outcome.GRANTED)])
    assert (totals.count(Outcome.GRANTED), totals.amount) == (1, 0)


def test_that_every_clause_of_an_empty_register_comes_to_nothing(store, dictionary, zhengdong):
    results = decide_register(store, zhengdong, dictionary, Silent())
    found = [results.totals(results.cells(clause_id=id_)) for id_ in zhengdong.clauses]
    assert {(totals.amount, sum(totals.counts.values())) for totals in found} == {(0, 0)}


def test_that_the_clauses_of_the_sample_office_add_up_to_the_whole(assessed, store, dictionary, zhengdong):
    results = decide_register(store, zhengdong, dictionary, Silent())
    by_clause = {id_: results.totals(results.cells(clause_id=id_)) for id_ in zhengdong.clauses}
    whole = totals_of(one for entry in assessed for one in entry.decisions)
    assert sum(totals.amount for totals in by_clause.values()) == whole.amount > 0
    assert sum((Counter(totals.counts) for totals in by_clause.values()), Counter()) == whole.counts
    for totals in by_clause.values():
        assert sum(totals.counts.values()) == len(assessed)


def test_that_every_open_or_failed_decision_of_the_sample_office_has_a_reason(assessed, dictionary):
    for entry in assessed:
        for one in entry.decisions:
            assert bool(reason_of(one, dictionary)) == (one.outcome is not Outcome.GRANTED or one.amount == 0)


def test_that_the_first_condition_that_fails_is_the_reason(reason):
    given = {"attributes": {"above_scale": False, "headquarters": False}}
    assert reason("四上 = 是", **given).endswith("：否")


def test_that_a_figure_too_small_says_by_how_much(reason):
    given = {"indicators": {"freight_domestic": {"2022Q2": "299999.99"}}}
    assert "差 0.01 元" in reason("国内运费[2022Q2] >= 30万", **given)


def test_that_what_is_missing_is_named_and_more_than_two_are_counted(reason):
    assert reason("国内运费[2022Q2] >= 30万") == "缺2022年二季度国内运费"
    two = reason("国内运费[2022Q2] >= 30万 且 用电费用[2022Q2] >= 30万")
    assert two == "缺2022年二季度用电费用、2022年二季度国内运费"
    several = "国内运费[2022Q2] >= 30万 且 用电费用[2022Q2] >= 30万 且 用气费用[2022Q2] >= 30万"
    said = reason(several)
    assert said.startswith("缺")
    assert said.endswith("等 3 项")
    assert said.count("、") == 1


def test_that_a_growth_over_nothing_is_said_to_be_for_a_person(reason):
    given = {"indicators": {"output_value": {"2022Q2": "5", "2021Q2": "0"}}}
    assert "没有增长率" in reason("同比(产值[2022Q2]) > 0", **given)


def test_that_a_clause_is_of_another_industry_only_where_that_is_certain_and_nothing_else_decides(
    zhengdong, dictionary
):
    freight = zhengdong.clauses["freight"]
    common = {"uscc": "91410100MAYA000162", "name": "郑州测试有限公司"}
    for attributes, expected in (
        ({"industry_kind": "retail"}, True),
        ({"industry_kind": "industry", "above_scale": False}, False),
        ({"industry_kind": "industry"}, False),
        ({}, False),
        ({"above_scale": False}, False),
    ):
        facts = facts_of({**common, "attributes": attributes}, dictionary)
        assert is_of_another_industry(freight, facts) is expected, attributes
    retail = facts_of({**common, "attributes": {"industry_kind": "retail"}}, dictionary)
    other = {id_ for id_, one in zhengdong.clauses.items() if is_of_another_industry(one, retail)}
    # Projects are for all industries.
    assert set(zhengdong.clauses) - other == {"project", "consumer"}
