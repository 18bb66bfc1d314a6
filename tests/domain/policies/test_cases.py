"""Every policy case under tests/cases, decided by the shipped policy file."""

import pytest

from domain.enterprises.records import facts_of
from domain.policies.one.assessment import assess, decide
from domain.policies.one.evaluation import Evaluation
from domain.policies.trace import Decision
from domain.values.money import plain_yuan
from tests.cases.loading import CASES as FOLDER
from tests.cases.loading import Case, load_cases
from tests.domain.policies.reading_traces import hold

CASES = load_cases("zhengdong-2022")
TEMPLATES = [
    (folder.name, case) for folder in sorted(FOLDER.glob("template-*")) for case in load_cases(folder.name)
]


# Not a test for each: to report one takes longer than to decide it.
@pytest.mark.parametrize("clause", sorted({case.clause for case in CASES}))
def test_that_the_policy_file_decides_each_case_as_expected(clause: str, zhengdong, dictionary):
    found, expected = {}, {}
    for case in (one for one in CASES if one.clause == clause):
        evaluation = Evaluation(facts_of(case.facts, dictionary))
        found[case.name] = told(decide(zhengdong.clauses[clause], evaluation, dictionary))
        assert case.name not in expected, "each has a name of its own"
        expected[case.name] = (case.outcome, case.amount, list(case.missing))
    assert found == expected


def told(decision: Decision) -> tuple[str, str, list[str]]:
    return decision.outcome.value, plain_yuan(decision.amount), list(decision.missing)


@pytest.mark.parametrize(("policy", "case"), TEMPLATES, ids=str)
def test_that_a_template_decides_each_of_its_cases(policy: str, case: Case, policies, dictionary):
    template = policies.templates[policy]
    wider = dictionary.extended(template.facts)
    decisions = assess(template, facts_of(case.facts, wider), wider)
    decision = next(one for one in decisions if one.clause_id == case.clause)
    hold(decision)
    assert told(decision) == (case.outcome, case.amount, list(case.missing)), case.name


def test_that_every_template_has_cases(policies):
    assert {name for name, _ in TEMPLATES} | {"template-export"} == set(policies.templates)
