"""The reference against the policy cases, and the cases against what they promise to cover."""

from collections import Counter
from copy import deepcopy

import pytest

from tests.cases.loading import load_cases
from tests.reference.facts import fen
from tests.reference.zhengdong_2022 import CLAUSES, Decision, decide

CASES = load_cases("zhengdong-2022")
WITHOUT_GROWTH = {"rent", "project"}


# Not a test for each: to report one takes longer than to decide it.
@pytest.mark.parametrize("clause", CLAUSES)
def test_that_the_reference_decides_each_case_as_written(clause: str):
    cases = [case for case in CASES if case.clause == clause]
    decided = {case.name: decide(case.facts)[clause] for case in cases}
    found = {name: (one.outcome, one.amount_fen, tuple(one.missing)) for name, one in decided.items()}
    assert found == {case.name: (case.outcome, fen(case.amount), case.missing) for case in cases}
    assert len(found) == len(cases) > 0


def test_that_every_clause_has_cases_of_every_outcome_it_can_come_to():
    outcomes = {clause: {case.outcome for case in CASES if case.clause == clause} for clause in CLAUSES}
    for clause, found in outcomes.items():
        expected = {"granted", "not_met", "missing"} | (set() if clause in WITHOUT_GROWTH else {"manual"})
        assert found == expected, clause


def test_that_no_two_cases_of_a_clause_have_the_same_name():
    names = Counter(str(case) for case in CASES)
    assert [name for name, count in names.items() if count > 1] == []


def test_that_no_two_cases_of_a_clause_have_the_same_facts():
    seen: dict[str, str] = {}
    for case in CASES:
        facts = f"{case.clause} {sorted(case.facts['attributes'].items())} {case.facts['indicators']}"
        facts += f" {case.facts.get('projects')}"
        assert facts not in seen, f"{case} and {seen[facts]}"
        seen[facts] = str(case)


def test_that_only_granted_cases_have_an_amount_and_only_missing_ones_name_facts():
    for case in CASES:
        assert case.amount == "0.00" or case.outcome == "granted", case
        assert bool(case.missing) == (case.outcome == "missing"), case
        assert list(case.missing) == sorted(set(case.missing)), case


def test_that_deciding_leaves_the_facts_as_they_were():
    case = next(case for case in CASES if case.clause == "freight")
    facts = deepcopy(case.facts)
    decide(facts)
    assert facts == case.facts


def freight_facts(**attributes: object) -> dict[str, object]:
    return {
        "uscc": "91410100MAYA000162",
        "name": "郑州测试有限公司",
        "attributes": {"industry_kind": "industry", "above_scale": True, **attributes},
        "indicators": {
            "output_value": {"2022H1": 110_000_000, "2021H1": "100000000.00"},
            "freight_domestic": {"2022Q2": 1_000_000},
        },
    }


def test_that_amounts_may_be_numbers_or_text():
    assert decide(freight_facts())["freight"] == Decision("granted", 5_000_000)


def test_that_a_truth_given_as_null_is_not_entered():
    assert decide(freight_facts(above_scale=None))["freight"] == Decision("missing", missing=["above_scale"])


def test_that_a_figure_given_as_null_is_not_entered():
    facts = freight_facts() | {"indicators": {"output_value": {"2022H1": None, "2021H1": 1}}}
    missing = ["freight_domestic[2022Q2]", "output_value[2022H1]"]
    assert decide(facts)["freight"] == Decision("missing", missing=missing)


def test_that_a_half_year_given_as_null_is_still_the_sum_of_its_quarters():
    output_value = {"2022H1": None, "2022Q1": "0.50", "2022Q2": "0.51", "2021H1": 1}
    facts = freight_facts() | {
        "indicators": {"output_value": output_value, "freight_domestic": {"2022Q2": 300_000}}
    }
    assert decide(facts)["freight"] == Decision("granted", 1_500_000)


def test_that_a_date_given_as_null_never_came():
    attributes = {"industry_kind": "construction", "stat_entry_date": None}
    assert decide({"attributes": attributes})["construction"] == Decision("not_met")


def test_that_a_date_left_out_is_not_entered():
    facts = {
        "attributes": {"industry_kind": "construction"},
        "indicators": {"output_value": {"2022Q2": "130000000", "2021Q2": "100000000"}},
    }
    assert decide(facts)["construction"] == Decision("missing", missing=["stat_entry_date"])


def test_that_an_enterprise_of_which_nothing_is_known_fails_nothing_and_is_granted_nothing():
    assert {decision.outcome for decision in decide({"attributes": {}}).values()} == {"missing"}
