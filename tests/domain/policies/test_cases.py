"""Every policy case under tests/cases, decided by the shipped policy file."""

import pytest

from domain.enterprises.records import facts_of
from domain.money import plain_yuan
from domain.policies.assessment import decide
from tests.cases.loading import Case, load_cases

CASES = load_cases("zhengdong-2022")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_that_the_policy_file_decides_each_case_as_expected(case: Case, zhengdong, dictionary):
    decision = decide(zhengdong.clauses[case.clause], facts_of(case.facts, dictionary), dictionary)
    found = (decision.outcome.value, plain_yuan(decision.amount), list(decision.missing))
    assert found == (case.outcome, case.amount, list(case.missing)), case.name
