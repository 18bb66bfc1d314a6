"""What holds for every enterprise, whatever its figures."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.enterprises.dictionary import FactKey
from domain.enterprises.records import facts_of, record_of
from domain.policies.one.assessment import assess
from domain.policies.trace import Decision, Outcome
from tests.domain.policies.reading_traces import hold
from tests.domain.policies.test_against_reference import records

YUAN = 100
CAPS = {
    "rent": 500_000,
    "freight": 200_000,
    "output": 200_000,
    "energy": 50_000,
    "software_growth": 100_000,
    "software_new": 100_000,
}
"""The highest amount of a clause for one enterprise, in yuan, from the text of the policy."""
COSTS = ("freight_domestic", "electricity_cost", "gas_cost", "annual_rent")
many = settings(derandomize=True)


@many
@given(records())
def test_that_no_award_passes_its_cap(zhengdong, dictionary, record):
    for decision in assess(zhengdong, facts_of(record, dictionary), dictionary):
        if decision.clause_id in CAPS:
            assert decision.amount <= CAPS[decision.clause_id] * YUAN
            assert decision.most <= CAPS[decision.clause_id] * YUAN


@many
@given(records(), st.sampled_from(COSTS), st.integers(1, 10**9))
def test_that_more_of_a_subsidised_cost_never_lowers_an_award(zhengdong, dictionary, record, cost, more):
    before = facts_of(record, dictionary)
    figures = before.indicators.get(cost, {})
    richer = before
    for period, amount in figures.items():
        richer = richer.changed(FactKey(cost, period=str(period)), amount + more)
    for less, greater in zip(
        assess(zhengdong, before, dictionary), assess(zhengdong, richer, dictionary), strict=True
    ):
        if less.outcome is Outcome.GRANTED:
            assert greater.outcome is Outcome.GRANTED
            assert greater.amount >= less.amount


@many
@given(records(), st.data())
def test_that_what_is_missing_matters_and_what_is_granted_does_not_wait(zhengdong, dictionary, record, data):
    """A granted award stays what it is whatever is entered where nothing was."""
    facts = facts_of(record, dictionary)
    decisions = assess(zhengdong, facts, dictionary)
    fuller = facts
    for name in ("electricity_cost", "gas_cost", "freight_domestic"):
        key = FactKey(name, period="2022Q2")
        if not fuller.has(key):
            fuller = fuller.changed(key, data.draw(st.integers(0, 10**10)))
    for before, after in zip(decisions, assess(zhengdong, fuller, dictionary), strict=True):
        if before.outcome in (Outcome.GRANTED, Outcome.NOT_MET):
            assert (after.outcome, after.amount) == (before.outcome, before.amount)
        if before.outcome is Outcome.MISSING:
            assert after.amount <= before.most


@many
@given(records())
def test_that_the_arithmetic_of_the_trace_gives_the_amount(zhengdong, dictionary, record):
    for decision in assess(zhengdong, facts_of(record, dictionary), dictionary):
        hold(decision)
        assert bool(decision.steps) is (decision.outcome is Outcome.GRANTED)
        assert bool(decision.missing) is (decision.outcome is Outcome.MISSING)
        assert bool(decision.doubts) is (decision.outcome is Outcome.MANUAL)


@many
@given(records())
def test_that_a_decision_and_the_facts_are_read_back_as_they_were_kept(zhengdong, dictionary, record):
    facts = facts_of(record, dictionary)
    kept = record_of(facts, dictionary)
    assert record_of(facts_of(kept, dictionary), dictionary) == kept
    for decision in assess(zhengdong, facts, dictionary):
        assert Decision.from_json(decision.to_json()) == decision


@many
@given(records(), st.randoms(use_true_random=False))
def test_that_the_order_of_clauses_does_not_matter(zhengdong, dictionary, record, random):
    facts = facts_of(record, dictionary)
    shuffled = list(zhengdong.clauses.items())
    random.shuffle(shuffled)
    other = replace(zhengdong, clauses=dict(shuffled))
    found = {one.clause_id: one for one in assess(other, facts, dictionary)}
    assert found == {one.clause_id: one for one in assess(zhengdong, facts, dictionary)}
