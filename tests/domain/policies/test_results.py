"""The register decided on whole columns, read straight from the store."""

import re
from collections import Counter

import numpy as np
import pytest

from domain.enterprises.records import facts_of
from domain.enterprises.service import delete_enterprises
from domain.policies.files.files import policy_from
from domain.policies.runs.register import assess_register, decide_register
from domain.policies.runs.summary import missing_text
from domain.policies.trace import Outcome, Result
from domain.values.progress import Cancelled, Silent
from tests.domain.policies.random_policies import PolicyMaker, RecordMaker
from tests.filling import take_in

ORDER = (Outcome.GRANTED, Outcome.MISSING, Outcome.MANUAL, Outcome.NOT_MET)


@pytest.fixture
def results(store, sample, zhengdong, dictionary):
    ids = take_in(store.seat("tester"), sample.enterprises)
    delete_enterprises(store.seat("tester"), ids[:3])
    return decide_register(store, zhengdong, dictionary, Silent())


def every(results, cells):
    return [results.result(cell) for cell in cells]


def identity(facts):
    return facts.uscc, facts.name


def agree(store, policy, dictionary):
    """Hold the columns against the traces, cell by cell, and count them; both go by the names."""
    results = decide_register(store, policy, dictionary, Silent())
    found = every(results, results.cells())
    expected = [
        (
            entry.enterprise_id,
            entry.facts.uscc,
            entry.facts.name,
            one.clause_id,
            one.outcome,
            one.amount,
            one.most,
        )
        for entry in assess_register(store, policy, dictionary, Silent())
        for one in entry.decisions
    ]
    shown = [
        (one.enterprise_id, one.uscc, one.enterprise_name, one.clause_id, one.outcome, one.amount, one.most)
        for one in found
    ]
    assert shown == expected
    assert all(one.reason for one in found if one.outcome is not Outcome.GRANTED)
    return len(found)


def test_that_columns_of_the_store_give_what_the_traces_give(store, results, zhengdong, dictionary):
    assert agree(store, zhengdong, dictionary) == results.enterprises * len(zhengdong.clauses)


@pytest.mark.parametrize("seed", range(6))
def test_that_every_kind_of_fact_is_read_as_it_was_stored(store, dictionary, seed):
    maker, records = PolicyMaker(seed), RecordMaker(seed, 0.1)
    policies = [policy_from(maker.policy().encode(), "random.toml", dictionary) for _ in range(6)]
    known = dictionary.extended(policies[0].facts)
    enterprises = [facts_of(records.record(), known) for _ in range(30)]
    take_in(store.seat("tester"), enterprises, dictionary=known)
    for policy in policies:
        assert agree(store, policy, known) == 30 * len(policy.clauses)


def test_that_an_empty_register_gives_nothing(store, zhengdong, dictionary):
    results = decide_register(store, zhengdong, dictionary, Silent())
    assert results.enterprises == 0
    assert not len(results.cells())
    assert results.totals(results.cells()).amount == 0


def test_that_results_are_found_by_enterprise_outcome_and_clause(results):
    someone, another = results.result(0), results.result(10)
    assert results.id_of(someone.uscc) == someone.enterprise_id
    assert results.id_of(someone.uscc.lower()) is None
    two = [someone.enterprise_id, another.enterprise_id]
    assert {one.enterprise_id for one in every(results, results.cells(among=[two]))} == set(two)
    both = results.cells(among=[two, [another.enterprise_id, -1]])
    assert {one.enterprise_id for one in every(results, both)} == {another.enterprise_id}
    assert not len(results.cells(among=[[]]))
    freight = results.cells(clause_id="freight")
    granted = every(results, results.having(freight, Outcome.GRANTED))
    assert granted
    assert {(one.outcome, one.clause_id) for one in granted} == {(Outcome.GRANTED, "freight")}
    assert every(results, results.cells_of(someone.enterprise_id)) == every(results, range(10))
    assert not len(results.cells_of(-1))


def test_that_totals_are_those_of_the_results(results):
    cells = results.cells(clause_id="consumer")
    totals, found = results.totals(cells), every(results, cells)
    assert totals.amount == sum(one.amount for one in found)
    assert totals.most == sum(one.most for one in found)
    assert totals.counts == {
        outcome: sum(one.outcome is outcome for one in found)
        for outcome in Outcome
        if any(one.outcome is outcome for one in found)
    }
    assert results.enterprises_of(cells) == results.enterprises
    assert every(results, results.payable(cells)) == [one for one in found if one.amount]


def test_that_results_are_put_in_order(results):
    cells = results.cells()
    names = [one.enterprise_name for one in every(results, results.by_name(cells[::-1]))]
    assert names == sorted(names)
    titles = [results.policy.clauses[one.clause_id].title for one in every(results, results.by_clause(cells))]
    assert titles == sorted(titles)
    outcomes = [ORDER.index(one.outcome) for one in every(results, results.by_outcome(cells, ORDER))]
    assert outcomes == sorted(outcomes)
    for descending in (False, True):
        found = every(results, results.by_amount(cells, descending=descending))
        granted = [one.amount for one in found if one.outcome is Outcome.GRANTED]
        assert granted == sorted(granted, reverse=descending)
        assert all(one.outcome is not Outcome.GRANTED for one in found[len(granted) :])
        assert sorted(results.by_amount(cells, descending=descending)) == cells.tolist()


def test_that_reasons_name_what_fails_and_what_is_missing(store, results, zhengdong, dictionary):
    reasons = {(one.enterprise_id, one.clause_id): one.reason for one in every(results, results.cells())}
    clauses, tried = zhengdong.clauses, Counter()
    for entry in assess_register(store, zhengdong, dictionary, Silent()):
        for one in entry.decisions:
            told = reasons[entry.enterprise_id, one.clause_id]
            if one.outcome is Outcome.MISSING:
                # Columns say of which list, not of which of its rows.
                assert told == re.sub(r"\d+的", "的", missing_text(one.missing, dictionary))
                tried["missing"] += 1
            elif one.checks and one.checks[0].result is Result.FALSE and not clauses[one.clause_id].each:
                assert told == f"不满足：{one.checks[0].text}"
                tried["first"] += 1
    assert tried["missing"]
    assert tried["first"]


def test_that_a_decision_of_the_register_is_stopped(store, results, zhengdong, dictionary):
    class Impatient:
        def step(self, progress):
            raise Cancelled

    with pytest.raises(Cancelled):
        decide_register(store, zhengdong, dictionary, Impatient())


def test_that_a_contest_is_decided_with_the_trace_for_the_few_who_are_asked_for(store, dictionary, trial):
    written = trial(
        "[[clauses]]\nid = 'best'\ntitle = '前三名'\nwording = '……'\naward = '1万'\n"
        "contest = { by = '产值[2022]', places = 3, ties = 'all_out' }"
    )
    records = RecordMaker(3, 0)
    enterprises = [facts_of(record_for(records), written.dictionary) for _ in range(8)]
    ids = take_in(store.seat("tester"), enterprises)
    everyone = assess_register(store, written.policy, written.dictionary, Silent())
    for entry in everyone:
        (alone,) = assess_register(
            store, written.policy, written.dictionary, Silent(), ids=[entry.enterprise_id]
        )
        assert alone == entry
        assert alone.decisions[0].checks
    assert len(everyone) == len(ids)
    agree(store, written.policy, written.dictionary)


def record_for(records):
    record = records.record()
    return {
        "uscc": record["uscc"],
        "name": record["name"],
        "indicators": {"output_value": {"2022": str(np.random.default_rng(len(record["name"])).integers(9))}},
    }
