"""The page that teaches the language: each of its examples is decided as it says."""

import json
import re
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

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


def test_that_the_file_shown_first_is_read(dictionary):
    from domain.policies.files import policy_from

    shown = re.search(r"## The file\n\n```toml\n(.*?)```", PAGE, re.DOTALL)
    declared = re.search(r"of its own\n.*?```toml\n(.*?)```", PAGE, re.DOTALL)
    fact = "[[facts]]\nname = 'dishonest'\nlabel = '失信'\nkind = 'truth'\n"
    head, _, clauses = shown[1].partition("[[clauses]]")
    text = f"{head}\n{fact}\n{declared[1]}\n[[clauses]]{clauses}"
    policy = policy_from(text.encode(), "example.toml", dictionary)
    assert list(policy.clauses) == ["freight"]
