"""The sample office is whole: true codes, one of each name, and something of everything to show."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from stdnum.cn import uscc

from tests.reference.zhengdong_2022 import CLAUSES, decide

SAMPLES = Path(__file__).parent.parent / "resources" / "samples"
OFFICE: list[dict[str, Any]] = json.loads((SAMPLES / "office.json").read_text("utf-8"))
DECIDED = [(facts, decide(facts)) for facts in OFFICE]
KINDS = {
    "industry", "construction", "wholesale", "retail", "lodging", "catering", "software", "services", "other"
}  # fmt: skip
WITHOUT_GROWTH = {"rent", "project"}
STEP_FEN = 100_000
"""A change of at least this much (1,000 yuan) for one fen or one day is an edge of the policy."""


def test_that_every_code_holds_its_check_digit():
    for enterprise in OFFICE:
        assert uscc.validate(enterprise["uscc"]) == enterprise["uscc"], enterprise["name"]
        assert enterprise["uscc"].startswith(("91410100MAY", "91410105MAY")), enterprise["name"]


def test_that_no_code_and_no_name_occurs_twice():
    for key in ("uscc", "name"):
        repeated = [value for value, count in Counter(e[key] for e in OFFICE).items() if count > 1]
        assert repeated == []


def test_that_there_are_enterprises_of_every_kind():
    assert {enterprise["attributes"]["industry_kind"] for enterprise in OFFICE} == KINDS
    assert 55 <= len(OFFICE) <= 70


def test_that_every_amount_is_text_with_both_decimals():
    for enterprise in OFFICE:
        amounts = [text for series in enterprise["indicators"].values() for text in series.values()]
        amounts += [p["planned_investment"] for p in enterprise.get("projects", [])]
        for text in amounts:
            assert Decimal(text).as_tuple().exponent == -2, (enterprise["name"], text)


@pytest.mark.parametrize("character", "玥昇堃犇祎喆垚淼鑫𬭎")
def test_that_rare_characters_occur_in_names(character: str):
    assert any(character in enterprise["name"] for enterprise in OFFICE)


@pytest.mark.parametrize("clause", CLAUSES)
def test_that_every_outcome_of_every_clause_can_be_shown(clause: str):
    expected = {"granted", "not_met", "missing"} | (set() if clause in WITHOUT_GROWTH else {"manual"})
    assert {decisions[clause].outcome for _, decisions in DECIDED} == expected


def test_that_an_increase_of_less_than_one_step_is_granted_nothing():
    found = [decisions["output"] for _, decisions in DECIDED]
    assert any(decision.outcome == "granted" and decision.amount_fen == 0 for decision in found)


def test_that_every_clause_is_met_exactly_by_one_and_missed_by_a_hair_by_another():
    met_exactly: dict[str, set[str]] = defaultdict(set)
    just_missed: dict[str, set[str]] = defaultdict(set)
    for facts, before in DECIDED:
        if met_exactly.keys() == just_missed.keys() == CLAUSES.keys():
            break
        for nudged in nudges(facts):
            for clause, after in decide(nudged).items():
                worth = _worth(after) - _worth(before[clause])
                if worth <= -STEP_FEN:
                    met_exactly[clause].add(facts["name"])
                elif worth >= STEP_FEN:
                    just_missed[clause].add(facts["name"])
    assert met_exactly.keys() == CLAUSES.keys()
    assert just_missed.keys() == CLAUSES.keys()


def test_that_most_enterprises_lack_nothing():
    lacking = [facts for facts, decisions in DECIDED if any(d.missing for d in decisions.values())]
    assert len(lacking) * 4 <= len(OFFICE)


def test_that_some_enter_half_years_and_some_only_quarters():
    output = [e["indicators"]["output_value"] for e in OFFICE if "output_value" in e["indicators"]]
    assert any("2022H1" in series and "2022Q1" not in series for series in output)
    assert any("2022H1" not in series and "2022Q1" in series for series in output)


def test_that_one_half_year_differs_from_its_quarters():
    differing = [
        series
        for enterprise in OFFICE
        for series in enterprise["indicators"].values()
        if {"2022H1", "2022Q1", "2022Q2"} <= series.keys()
        and Decimal(series["2022H1"]) != Decimal(series["2022Q1"]) + Decimal(series["2022Q2"])
    ]
    assert len(differing) == 1


def test_that_the_settings_are_complete_and_say_that_they_are_a_sample():
    settings = json.loads((SAMPLES / "settings.json").read_text("utf-8"))
    assert settings.keys() == {"name", "mark", "number_prefix", "contact", "phone", "signer"}
    assert all(settings.values())
    assert "示例" in settings["name"]
    assert settings["phone"] == "0371-00000000"


def nudges(facts: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the facts with one figure a fen, or one date a day, higher or lower."""
    places = [("attributes",), *(("indicators", name) for name in facts["indicators"])]
    places += [("projects", i) for i in range(len(facts.get("projects", [])))]
    for place in places:
        for key, value in _holder(facts, place).items():
            for changed in _neighbours(value):
                copy = deepcopy(facts)
                _holder(copy, place)[key] = changed
                yield copy


def _holder(facts: dict[str, Any], place: tuple[Any, ...]) -> dict[str, Any]:
    holder: Any = facts
    for step in place:
        holder = holder[step]
    return holder


def _neighbours(value: object) -> list[str]:
    if not isinstance(value, str) or not value[-1].isdigit():
        return []
    if "." in value:
        return [str(Decimal(value) - Decimal("0.01")), str(Decimal(value) + Decimal("0.01"))]
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return []
    day = date.fromisoformat(value)
    return [(day + timedelta(days=days)).isoformat() for days in (-1, 1)]


def _worth(decision: Any) -> int:
    """The amount in fen, with meeting the conditions at all worth one step, even where it grants 0."""
    return decision.amount_fen + (STEP_FEN if decision.outcome == "granted" else 0)
