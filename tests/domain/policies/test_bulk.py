"""The evaluator of many enterprises against the one that gives the full trace."""

from collections import Counter

import pytest

from domain.enterprises.records import facts_of
from domain.policies.contests.field import Entrant, settle_contests
from domain.policies.files.files import policy_from
from domain.policies.many.codes import OUTCOMES
from domain.policies.many.deciding import decide_table
from domain.policies.many.table import table_of
from domain.policies.one.assessment import decide_each
from domain.policies.trace import Outcome
from domain.values.progress import Silent
from tests.domain.policies.random_policies import PolicyMaker, RecordMaker
from tests.domain.policies.reading_traces import hold

POLICIES = 9
ENTERPRISES = 24


def without_rows(keys):
    """Keys as columns have them, where the rows of a list are not told apart."""
    found = set()
    for key in keys:
        name, _, rest = key.partition("[")
        column = rest.partition("].")[2]
        found.add(f"{name}[].{column}" if column else key)
    return sorted(found)


def compare(policy, dictionary, enterprises):
    """Hold both evaluators' answers against each other; return how often each outcome came."""
    columns = decide_table(policy, table_of(enterprises, dictionary), dictionary, Silent())
    field = [Entrant(facts, decide_each(policy, facts, dictionary)) for facts in enterprises]
    settled = settle_contests(policy, field)
    outcomes = Counter()
    for place, decisions in enumerate(settled):
        for decision in decisions:
            hold(decision)
            column = columns[decision.clause_id]
            found = OUTCOMES[column.outcome[place]], column.amount[place], column.most[place]
            told = f"{policy.clauses[decision.clause_id]} {enterprises[place]}"
            assert found == (decision.outcome, decision.amount, decision.most), told
            assert column.missing_at(place) == without_rows(decision.missing), told
            outcomes[decision.outcome] += 1
    return outcomes


@pytest.mark.parametrize("gaps", [0, 0.05, 0.3])
@pytest.mark.parametrize("seed", range(8))
def test_that_both_evaluators_agree_on_random_policies(dictionary, seed, gaps):
    maker, records = PolicyMaker(seed), RecordMaker(seed, gaps)
    outcomes = Counter()
    for _ in range(POLICIES):
        policy = policy_from(maker.policy().encode(), "random.toml", dictionary)
        known = dictionary.extended(policy.facts)
        outcomes += compare(policy, known, [facts_of(records.record(), known) for _ in range(ENTERPRISES)])
    # All of them, or the policies would prove little; where nothing is left out little is missing.
    assert {*Outcome} - set(outcomes) <= ({Outcome.MISSING} if not gaps else set())
