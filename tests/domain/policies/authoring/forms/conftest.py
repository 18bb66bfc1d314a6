import pytest

from domain.policies.authoring.forms.scope import scope_of
from domain.policies.authoring.writing import draft_of
from domain.policies.language.parsing import FormulaError
from tests.domain.policies.conftest import HEAD
from tests.domain.policies.random_policies import FACTS

MORE = """
[[facts]]
name = "still"
label = "在统"
kind = "truth"
by_period = true
[[definitions]]
term = "增加额"
formula = "产值[2022] - 产值[2021]"
[[definitions]]
term = "增产企业"
formula = "增加额 > 0"
[[clauses]]
id = "a"
title = "甲"
wording = "……"
award = "1万"
"""


@pytest.fixture(scope="session")
def draft():
    return draft_of(f"{HEAD}{FACTS}{MORE}".encode(), "trial.toml")


@pytest.fixture(scope="session")
def scope(draft, dictionary):
    return scope_of(draft, dictionary)


def mistake_in(formula, check, scope):
    """Return what is wrong with a formula, by who checks it; empty where it is right."""
    try:
        check(formula, scope.words)
    except FormulaError as error:
        return f"{error.column}：{error}"
    return ""
