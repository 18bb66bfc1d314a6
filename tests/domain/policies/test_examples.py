"""Cases that come with a policy file: run, shown, and held to when it is imported."""

import json

import pytest

from domain.exchange.decisions import json_lines
from domain.policies.files.files import PolicyMistakes, policy_from
from domain.policies.one.assessment import assess
from domain.policies.shelf import import_policy, list_shelf
from domain.policies.trials.examples import failures_of, try_examples
from domain.values.errors import BadInput
from tests.domain.policies.conftest import HEAD

CLAUSE = """
[[lists]]
name = "loans"
label = "贷款"
[[lists.columns]]
name = "principal"
label = "本金"
kind = "money"
[[clauses]]
id = "only"
title = "一条"
wording = "……"
papers = ["营业执照", "贷款合同"]
conditions = ["国内运费[2022Q2] >= 30万"]
award = "封顶(国内运费[2022Q2] × 5% + 合计(贷款, 本金) × 1%, 20万)"
"""


def case(name="一例", facts="", outcome="granted", amount="15000.00"):
    amount_line = f"amount = '{amount}'" if amount else ""
    head = f"[[clauses.cases]]\nname = '{name}'\noutcome = '{outcome}'\n{amount_line}\n"
    return f"{head}[clauses.cases.facts]\n{facts}\n"


FREIGHT = "'freight_domestic[2022Q2]' = 300000\nloans = []"


def policy_with(dictionary, *cases):
    text = HEAD + CLAUSE + "".join(cases)
    return policy_from(text.encode(), "trial.toml", dictionary)


def tried(dictionary, *cases):
    policy = policy_with(dictionary, *cases)
    return try_examples(policy.clauses["only"], dictionary.extended(policy.facts))


def test_that_cases_are_run_and_told_as_expected(dictionary):
    with_loan = "'freight_domestic[2022Q2]' = 300000\nloans = [{ principal = 100000 }]"
    found = tried(
        dictionary,
        case("正好", FREIGHT),
        case("有贷款", with_loan, amount="16000.00"),
        case("差一分", "'freight_domestic[2022Q2]' = '299999.99'\nloans = []", "not_met", ""),
        case("没填", "loans = []", "missing", ""),
    )
    assert [one.is_as_expected for one in found] == [True] * 4
    assert found[0].found_text == "符合 15,000.00 元"


def test_that_a_case_that_comes_to_something_else_is_told_with_both(dictionary):
    policy = policy_with(dictionary, case("写错的", FREIGHT, amount="15000.01"))
    (failure,) = failures_of(policy, dictionary.extended(policy.facts))
    assert failure == "条款 only：案例“写错的”应为 符合 15,000.01 元，却是 符合 15,000.00 元"


def test_that_a_case_with_unknown_facts_says_so(dictionary):
    (one,) = tried(dictionary, case("写错的", "nonsense = 1"))
    assert not one.is_as_expected
    assert "nonsense" in one.found_text


def test_that_an_amount_that_is_none_is_a_mistake_of_the_file(dictionary):
    with pytest.raises(PolicyMistakes, match="写错的"):
        policy_with(dictionary, case("写错的", FREIGHT, amount="很多"))


def test_that_a_policy_whose_cases_fail_is_not_taken_in(store, dictionary, policies):
    text = HEAD + CLAUSE + case("写错的", FREIGHT, amount="15000.01")
    with pytest.raises(PolicyMistakes, match="写错的"):
        import_policy(store.seat("王小梅"), text.encode(), "trial.toml", policies)
    with store.read() as session:
        assert list_shelf(session, dictionary) == []


def test_that_papers_are_kept(dictionary):
    assert policy_with(dictionary).clauses["only"].papers == ("营业执照", "贷款合同")


def test_that_shipped_cases_come_to_what_they_must(policies):
    for policy in (*policies.policies.values(), *policies.templates.values()):
        assert list(failures_of(policy, policies.office.extended(policy.facts))) == []
    assert any(clause.examples for clause in policies.policies["zhengdong-2022"].clauses.values())
    for template in policies.templates.values():
        for clause in template.clauses.values():
            assert {"granted", "manual"} & {example.outcome for example in clause.examples}, clause.id


JUDGED = """
[[judgements]]
name = "opinion"
label = "会议核定比例"
kind = "rate"
least = "0%"
most = "50%"
[[facts]]
name = "since"
label = "开始日期"
kind = "date"
[[clauses]]
id = "only"
title = "按核定比例"
wording = "……"
conditions = ["开始日期 >= 2022-01-01"]
award = "10万 × 会议核定比例"
[[clauses.cases]]
name = "已认定"
outcome = "granted"
amount = "20500.00"
[clauses.cases.facts]
opinion = 20.5
opinion_reason = "主任办公会议定"
since = 2022-03-01
[[clauses.cases]]
name = "未认定"
outcome = "manual"
[clauses.cases.facts]
since = "2022-03-01"
"""


def test_that_a_case_carries_a_judgement_with_its_reason_and_figures_as_toml_writes_them(trial):
    judged = trial(JUDGED)
    assert list(failures_of(judged.policy, judged.dictionary)) == []


def test_that_a_judgement_without_its_reason_is_told_where_to_write_it(trial):
    judged = trial(JUDGED.replace('opinion_reason = "主任办公会议定"\n', ""))
    (failure,) = failures_of(judged.policy, judged.dictionary)
    assert "要写明理由：在旁边加一项“opinion_reason”" in failure
    with pytest.raises(BadInput, match="却是一组内容（花括号）；这里只写数值，理由写在旁边"):
        judged.facts(attributes={"opinion": {"value": 20, "reason": "……"}})


def test_that_what_a_person_must_judge_is_said_in_json_too(trial):
    judged = trial(JUDGED)
    facts = judged.facts(attributes={"since": "2022-03-01"})
    (line,) = json_lines(facts, assess(judged.policy, facts, judged.dictionary))
    assert "会议核定比例" in json.loads(line)["reason"]
