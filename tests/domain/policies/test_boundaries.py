"""At every edge the policy file agrees with the clauses computed by hand; a slip at an edge is caught."""

import json
import re
from functools import cache

import pytest

from domain.enterprises.records import facts_of, record_of
from domain.policies.files.files import policy_from
from domain.policies.one.assessment import decide
from domain.policies.one.evaluation import Evaluation
from tests.cases.loading import load_cases
from tests.domain.policies.boundaries import edges
from tests.reference.facts import Sheet
from tests.reference.zhengdong_2022 import CLAUSES as BY_HAND

CASES = [case for case in load_cases("zhengdong-2022") if case.outcome == "granted"]
CLAUSES = sorted({case.clause for case in CASES})
SWAPPED = {">=": ">", ">": ">=", "<=": "<", "<": "<="}


@pytest.fixture(scope="module")
def variants(zhengdong, dictionary):
    """Facts at the edges of a clause, each with what the clause comes to by hand."""

    @cache
    def of(clause_id):
        clause, found = zhengdong.clauses[clause_id], {}
        for case in CASES:
            if case.clause == clause_id:
                for facts in edges(clause, facts_of(case.facts, dictionary), dictionary):
                    record = record_of(facts, dictionary)
                    key = json.dumps(record)
                    if key not in found:
                        found[key] = facts, _essence(BY_HAND[clause_id](Sheet(record)))
        return list(found.values())

    return of


def _essence(by_hand):
    return by_hand.outcome, by_hand.amount_fen, tuple(by_hand.missing)


def decided(clause, facts, dictionary):
    decision = decide(clause, Evaluation(facts), dictionary)
    return decision.outcome.value, decision.amount, decision.missing


@pytest.mark.parametrize("clause_id", CLAUSES)
def test_that_the_policy_file_agrees_at_every_edge(zhengdong, dictionary, variants, clause_id):
    clause = zhengdong.clauses[clause_id]
    found = variants(clause_id)
    assert len(found) > 20
    wrong = [
        (record_of(facts, dictionary), expected)
        for facts, expected in found
        if decided(clause, facts, dictionary) != expected
    ]
    assert wrong == []


def swapped_once(formula):
    """Yield the formula with one comparison at a time taken the other way at its edge."""
    for match in re.finditer(r">=|<=|>|<", formula):
        yield f"{formula[: match.start()]}{SWAPPED[match[0]]}{formula[match.end() :]}"


@pytest.mark.parametrize("clause_id", CLAUSES)
def test_that_an_edge_taken_the_other_way_is_caught(resources, zhengdong, dictionary, variants, clause_id):
    text = (resources / "policies" / "zhengdong-2022.toml").read_text("utf-8")
    clause = zhengdong.clauses[clause_id]
    start = text.index(f'id = "{clause_id}"')
    end = text.find("[[clauses]]", start)
    part = text[start:] if end < 0 else text[start:end]
    formulas = {one.formula for one in clause.requirements} | {clause.award_formula}
    survived = []
    for formula in formulas:
        for slip in swapped_once(formula):
            mutant = text.replace(part, part.replace(formula, slip))
            changed = policy_from(mutant.encode(), "slip.toml", dictionary).clauses[clause_id]
            agrees = all(
                decided(changed, facts, dictionary) == expected for facts, expected in variants(clause_id)
            )
            if agrees:
                survived.append(slip)
    assert survived == []


def test_that_rates_as_binary_fractions_are_caught(dictionary, variants):
    """What a float would decide differs from what is right at some of these edges."""
    differing = 0
    for facts, (outcome, _, _) in variants("output"):
        output = dictionary.indicators["output_value"]
        now, base = facts.figure(output, _period("2022H1")), facts.figure(output, _period("2021H1"))
        if now is None or base is None or base.amount <= 0 or outcome not in ("granted", "not_met"):
            continue
        exactly = (now.amount - base.amount) * 10 >= base.amount
        in_floats = now.amount / 100 / (base.amount / 100) - 1 >= 0.1
        differing += exactly is not in_floats
    assert differing > 0


def _period(text):
    from domain.values.periods import Period

    return Period.parse(text)
