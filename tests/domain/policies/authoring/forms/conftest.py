import tomllib
from pathlib import Path

import pytest

from domain.policies.authoring.draft import (
    DraftClause,
    DraftDefinition,
    DraftFact,
    DraftList,
    DraftParameter,
    DraftRoster,
    Line,
    PolicyDraft,
)
from domain.policies.authoring.forms.scope import scope_of
from tests.conftest import RESOURCES
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
"""


def drafted(text: str) -> PolicyDraft:
    """Return the declarations of a policy file, and its clauses with their lists and definitions."""
    data = tomllib.loads(text)
    lists = (
        {**one, "columns": tuple(DraftFact(**column) for column in one["columns"])}
        for one in data.get("lists", ())
    )
    parameters = (
        {**one, "values": tuple((value["since"], value["value"]) for value in one["values"])}
        for one in data.get("parameters", ())
    )
    return PolicyDraft(
        id=data["id"],
        valid_from=data["valid_from"],
        valid_to=data["valid_to"],
        facts=tuple(DraftFact(**one) for one in data.get("facts", ())),
        judgements=tuple(DraftFact(**one) for one in data.get("judgements", ())),
        lists=tuple(DraftList(**one) for one in lists),
        parameters=tuple(DraftParameter(**one) for one in parameters),
        rosters=tuple(DraftRoster(one["term"], one["source"]) for one in data.get("rosters", ())),
        definitions=_definitions(data),
        clauses=tuple(
            DraftClause(one["id"], each=one.get("each", ""), definitions=_definitions(one))
            for one in data.get("clauses", ())
        ),
    )


def _definitions(data):
    return tuple(DraftDefinition(one["term"], Line(one["formula"])) for one in data.get("definitions", ()))


@pytest.fixture(scope="session")
def draft():
    return drafted(HEAD + FACTS + MORE)


@pytest.fixture(scope="session")
def scope(draft, dictionary):
    return scope_of(draft, dictionary)


def shipped() -> list[Path]:
    """Return the policies that come with the program."""
    return sorted((RESOURCES / "policies").glob("*.toml"))
