"""The page that teaches the language: each of its examples is decided as it says."""

import json
import re
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from domain.enterprises.records import facts_of
from domain.policies.files.files import policy_from
from domain.policies.language.checking import check_condition
from domain.policies.language.units import KNOWN
from domain.policies.language.vocabulary import Vocabulary
from domain.policies.one.assessment import assess
from domain.values.money import plain_yuan

PAGE = (Path(__file__).parents[3] / "docs" / "policy-language.md").read_text("utf-8")
EXAMPLES = re.findall(r"```toml\n# (\d+\. .*?)\n(.*?)```\n```json\n(.*?)```\n→ `(.*?)`", PAGE, re.DOTALL)
OF_THE_FILE = ("facts", "lists", "judgements")


def test_that_there_are_ten_examples():
    assert len(EXAMPLES) == 10


@pytest.mark.parametrize(("title", "text", "facts", "result"), EXAMPLES, ids=[one[0] for one in EXAMPLES])
def test_that_an_example_of_the_page_comes_to(trial, title, text, facts, result):
    lines = [line for line in text.splitlines() if line.partition(" ")[0] in OF_THE_FILE]
    rest = "\n".join(line for line in text.splitlines() if line not in lines)
    assert tomllib.loads(text)
    clause = f"[[clauses]]\nid = 'only'\ntitle = '一条'\nwording = '……'\n{rest}"
    assert trial("\n".join([*lines, clause])).result(**json.loads(facts, parse_float=Decimal)) == result


def test_that_the_facts_file_that_is_shown_comes_to_what_stands_there(dictionary):
    part = PAGE.partition("## A facts file\n")[2].partition("\n## ")[0]
    result, text, facts = re.search(
        r"`(granted .*?)`.*?```toml\n(.*?)```\n```json\n(.*?)```", part, re.DOTALL
    ).groups()
    policy = policy_from(text.encode(), "facts-example.toml", dictionary)
    known = dictionary.extended(policy.facts)
    (enterprise,) = (facts_of(one, known) for one in json.loads(facts, parse_float=Decimal))
    (decision,) = assess(policy, enterprise, known)
    assert f"{decision.outcome} {plain_yuan(decision.amount)}" == result


def test_that_the_page_lists_the_units():
    line = re.search(r"Units that every policy may write .*?: (.*?);", PAGE, re.DOTALL)[1]
    assert tuple(line.replace("\n", "").split("、")) == KNOWN


def test_that_every_fact_that_the_page_takes_from_the_office_is_there(dictionary):
    words = Vocabulary.of(dictionary)
    page = PAGE.partition("| conditions |")[2].partition("\n\n")[0]
    for formula in (
        "统计专业 = 工业",
        "统计专业 属于 (零售业, 住宿业)",
        "园区或楼宇 = “智慧岛”",
        "注册地址 包含 “郑东”",
    ):
        assert formula in page
        check_condition(formula, words)


def test_that_the_file_shown_first_is_read(dictionary):
    shown = re.search(r"## The file\n\n```toml\n(.*?)```", PAGE, re.DOTALL)
    declared = re.search(r"of its own\n.*?```toml\n(.*?)```", PAGE, re.DOTALL)
    fact = "[[facts]]\nname = 'dishonest'\nlabel = '失信'\nkind = 'truth'\n"
    head, _, clauses = shown[1].partition("[[clauses]]")
    text = f"{head}\n{fact}\n{declared[1]}\n[[clauses]]{clauses}"
    policy = policy_from(text.encode(), "example.toml", dictionary)
    assert list(policy.clauses) == ["freight"]
