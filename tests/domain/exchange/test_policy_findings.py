"""What editors and scripts are told of a policy file: lines of JSON, and the shape of the file."""

import json
import re
import tomllib

import pytest
from pydantic import BaseModel

from domain.exchange.policy_findings import find_in_policy, finding_lines
from domain.exchange.policy_schema import policy_schema
from domain.policies.files import schema


@pytest.fixture
def found(tmp_path, resources, dictionary):
    text = (resources / "policies" / "zhengdong-2022.toml").read_text("utf-8")

    def of(before, after):
        assert before in text
        path = tmp_path / "某政策.toml"
        path.write_text(text.replace(before, after), "utf-8")
        lines = [*finding_lines(find_in_policy(path, dictionary))]
        return [json.loads(line) for line in lines], path.read_text("utf-8").splitlines()

    return of


def test_that_a_mistake_has_its_line_and_its_column(found):
    (one,), lines = found("国内运费[2022Q2] × 5%", "国内运废[2022Q2] × 5%")
    assert (one["kind"], one["is_error"], one["clause"]) == ("mistake", True, "freight")
    formula = re.search('"(.*)"', lines[one["line"] - 1])[1]
    assert formula[one["column"] - 1 :].startswith("国内运废")
    assert "是不是“国内运费”" in one["sentence"]


def test_that_cases_and_wording_have_the_line_where_they_stand(found):
    findings, lines = found("国内运费[2022Q2] × 5%", "国内运费[2022Q2] × 6%")
    assert [(one["kind"], one["is_error"]) for one in findings] == [
        ("disagreement", False),
        ("disagreement", False),
        ("case", True),
    ]
    assert lines[findings[0]["line"] - 1].startswith("规模以上工业企业")
    assert lines[findings[2]["line"] - 1] == "[[clauses.cases]]"


def test_that_what_nobody_looked_at_is_an_error_at_its_line(found):
    (one,), lines = found("valid_from =", 'unchecked = ["freight conditions 2"]\nvalid_from =')
    assert (one["kind"], one["is_error"], one["clause"]) == ("unchecked", True, "freight")
    assert lines[one["line"] - 1].startswith("unchecked =")


def test_that_what_is_no_toml_has_its_place(found):
    (one,), lines = found('id = "freight"', "id = freight")
    assert lines[one["line"] - 1] == "id = freight"
    assert one["column"] == len("id = f")


def test_that_a_file_without_mistakes_has_no_findings(found):
    assert found("format = 1", "format = 1")[0] == []


def test_that_the_schema_says_of_every_key_what_it_is_and_takes_the_shipped_files(resources):
    whole = policy_schema()
    parts = {
        one.__name__: one
        for one in vars(schema).values()
        if isinstance(one, type) and issubclass(one, BaseModel)
    }
    for name, part in {**whole["definitions"], "PolicyPart": whole}.items():
        assert part["properties"].keys() == parts[name].model_fields.keys()
        assert part["additionalProperties"] is False
        assert [key for key, value in part["properties"].items() if "description" not in value] == []
    for path in (resources / "policies").glob("*.toml"):
        _hold(tomllib.loads(path.read_text("utf-8")), whole, whole["definitions"])
    with pytest.raises(AssertionError):
        _hold({"format": 2}, whole, whole["definitions"])


def _hold(value, part, known):
    """Hold a value against the part of the schema that is said of it, as far as keys and kinds go."""
    if "$ref" in part:
        part = known[part["$ref"].rpartition("/")[2]]
    if "anyOf" in part:
        kinds = [
            one for one in part["anyOf"] if ("properties" in one or "$ref" in one) == isinstance(value, dict)
        ]
        assert kinds
        return _hold(value, kinds[0], known) if isinstance(value, dict) else None
    assert "const" not in part or value == part["const"]
    if isinstance(value, dict) and "properties" in part:
        assert value.keys() <= part["properties"].keys()
        assert set(part.get("required", ())) <= value.keys()
        for key, one in value.items():
            _hold(one, part["properties"][key], known)
    elif isinstance(value, list):
        assert part["type"] == "array"
        for one in value:
            _hold(one, part["items"], known)
    return None
