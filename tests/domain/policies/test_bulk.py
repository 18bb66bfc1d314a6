"""The evaluator of many enterprises against the one that gives the full trace."""

from collections import Counter
from datetime import UTC, datetime
from random import Random

import pytest

from domain.enterprises.records import facts_of
from domain.policies.contests.field import Entrant, settle_contests
from domain.policies.files.files import policy_from
from domain.policies.many.codes import OUTCOMES
from domain.policies.many.deciding import decide_table
from domain.policies.many.table import table_of
from domain.policies.one.assessment import decide, decide_each
from domain.policies.one.bounds import bounds_of
from domain.policies.one.by_person import is_for_person, read_of
from domain.policies.one.evaluation import Evaluation
from domain.policies.trace import ByPerson, Outcome
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


def compare(policy, dictionary, enterprises, by_persons=None):
    """Hold both evaluators' answers against each other; return how often each outcome came."""
    given = by_persons or {}
    columns = decide_table(policy, table_of(enterprises, dictionary), dictionary, Silent(), given)
    field = [
        Entrant(
            facts,
            decide_each(
                policy, facts, dictionary, {id_: at[place] for id_, at in given.items() if place in at}
            ),
        )
        for place, facts in enumerate(enterprises)
    ]
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


def decided_by_person(policy, dictionary, enterprises, random):
    """What persons decide, by chance: here and there on figures of which one has changed since."""
    found = {}
    for id_, clause in policy.clauses.items():
        for place, facts in enumerate(enterprises):
            evaluation = Evaluation(facts)
            if random.random() < 0.2 or not is_for_person(decide(clause, evaluation, dictionary)):
                continue
            bounds, read = bounds_of(clause, evaluation, dictionary), read_of(clause, facts)
            is_granted = not bounds.against and random.random() < 0.7
            amount = random.choice(bounds.amounts or (bounds.least, bounds.most)) if is_granted else 0
            if read and random.random() < 0.1:
                del read[next(iter(read))]
            outcome = Outcome.GRANTED if is_granted else Outcome.NOT_MET
            given = ByPerson(outcome, amount, "理由", "依据", "王", datetime.now(UTC), tuple(read.items()))
            found.setdefault(id_, {})[place] = given
    return found


@pytest.mark.parametrize("gaps", [0, 0.05, 0.3])
@pytest.mark.parametrize("seed", range(8))
def test_that_both_evaluators_agree_on_random_policies(dictionary, seed, gaps):
    maker, records = PolicyMaker(seed), RecordMaker(seed, gaps)
    outcomes, random, by_person = Counter(), Random(seed), Counter()
    for _ in range(POLICIES):
        policy = policy_from(maker.policy().encode(), "random.toml", dictionary)
        known = dictionary.extended(policy.facts)
        enterprises = [facts_of(records.record(), known) for _ in range(ENTERPRISES)]
        outcomes += compare(policy, known, enterprises)
        given = decided_by_person(policy, known, enterprises, random)
        by_person += Counter(one.outcome for at in given.values() for one in at.values())
        if given:
            compare(policy, known, enterprises, given)
    # Where figures are lacking, little is for a person.
    assert gaps or set(by_person) == {Outcome.GRANTED, Outcome.NOT_MET}
    # All of them, or the policies would prove little; where nothing is left out little is missing.
    assert {*Outcome} - set(outcomes) <= ({Outcome.MISSING} if not gaps else set())
