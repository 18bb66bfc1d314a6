"""Every policy case under tests/cases, decided by the shipped policy file."""

import pytest

from domain.enterprises.records import facts_of
from domain.policies.one.assessment import assess, decide
from domain.policies.one.evaluation import Evaluation
from domain.values.money import plain_yuan
from tests.cases.loading import CASES as FOLDER
from tests.cases.loading import Case, load_cases
from tests.domain.policies.reading_traces import hold

CASES = load_cases("zhengdong-2022")
TEMPLATES = [
    (folder.name, case) for folder in sorted(FOLDER.glob("template-*")) for case in load_cases(folder.name)
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_that_the_policy_file_decides_each_case_as_expected(case: Case, zhengdong, dictionary):
    evaluation = Evaluation(facts_of(case.facts, dictionary))
    decision = decide(zhengdong.clauses[case.clause], evaluation, dictionary)
    found = (decision.outcome.value, plain_yuan(decision.amount), list(decision.missing))
    assert found == (case.outcome, case.amount, list(case.missing)), case.name


@pytest.mark.parametrize(("policy", "case"), TEMPLATES, ids=str)
def test_that_a_template_decides_each_of_its_cases(policy: str, case: Case, policies, dictionary):
    template = policies.templates[policy]
    wider = dictionary.extended(template.facts)
    decisions = assess(template, facts_of(case.facts, wider), wider)
    decision = next(one for one in decisions if one.clause_id == case.clause)
    hold(decision)
    found = (decision.outcome.value, plain_yuan(decision.amount), list(decision.missing))
    assert found == (case.outcome, case.amount, list(case.missing)), case.name


def test_that_every_template_has_cases(policies):
    assert {name for name, _ in TEMPLATES} | {"template-export"} == set(policies.templates)
