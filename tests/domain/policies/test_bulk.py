"""The evaluator of many enterprises against the one that gives the full trace.

``make soak`` has 100 seeds; ZHUQIDUI_SOAK_POLICIES says how many.
"""

import os
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from random import Random

import pytest

from domain.enterprises.records import facts_of
from domain.policies.contests.field import Entrant, settle_contests
from domain.policies.contests.together import BY_RULE, Part, Together
from domain.policies.files.files import policy_from
from domain.policies.many.codes import OUTCOMES
from domain.policies.many.deciding import decide_table
from domain.policies.many.table import table_of
from domain.policies.one.assessment import decide, decide_each
from domain.policies.one.bounds import bounds_of
from domain.policies.one.by_person import is_for_person, read_of
from domain.policies.one.evaluation import Evaluation
from domain.policies.trace import ByPerson, Outcome, Scope
from domain.values.progress import Silent
from tests.domain.policies.random_policies import PolicyMaker, RecordMaker
from tests.domain.policies.reading_traces import hold

SEEDS = int(os.environ.get("ZHUQIDUI_SOAK_POLICIES", "2"))
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


def compare(policy, dictionary, enterprises, by_persons=None, jointly=BY_RULE):
    """Hold both evaluators' answers against each other; return how often each outcome came."""
    given = by_persons or {}
    columns = columns_of(policy, dictionary, enterprises, given, jointly)
    field = [
        Entrant(
            facts,
            decide_each(
                policy, facts, dictionary, {id_: at[place] for id_, at in given.items() if place in at}
            ),
        )
        for place, facts in enumerate(enterprises)
    ]
    settled = settle_contests(policy, field, jointly)
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


def columns_of(policy, dictionary, enterprises, by_persons, jointly=BY_RULE):
    table = table_of(enterprises, dictionary)
    return decide_table(policy, table, dictionary, Silent(), by_persons, jointly=jointly)


def decided_jointly(policy, dictionary, enterprises, by_persons, random):
    """What persons decide of several at once, by chance, until nothing is left to decide that way."""
    jointly = {}
    for _ in range(5):
        columns = columns_of(policy, dictionary, enterprises, by_persons, jointly)
        made = list(_decisions(columns, policy, enterprises, random))
        if not made:
            return jointly
        for about, one in made:
            jointly[about] = [one, *jointly.get(about, [])]
    raise AssertionError("what is decided stays open")


def _decisions(columns, policy, enterprises, random):
    for id_, column in columns.items():
        for value, places in (column.field.ties if column.field is not None else {}).items():
            codes = [enterprises[place].uscc for place in places]
            assert len(codes) > 1
            orders = enumerate(random.sample(codes, len(codes)), start=1)
            parts = {code: Part(code, value, answered(place=place)) for place, code in orders}
            yield (Scope.TIE, id_), Together(1, parts)
        for pool in column.pools:
            for sharing in pool.groups.values():
                left, parts = pool.limit, {}
                for key, claim in sharing.claims.items():
                    amount = random.randint(0, min(left, claim))
                    left -= amount
                    parts[key] = Part(key, Fraction(claim), answered(amount=amount))
                if parts:
                    yield (Scope.SHARE, pool.cap.title), Together(1, parts)


def answered(amount=0, place=0):
    outcome = Outcome.MANUAL if place else Outcome.GRANTED
    return ByPerson(outcome, amount, "理由", "依据", "王", datetime.now(UTC), place=place)


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
@pytest.mark.parametrize("seed", range(SEEDS))
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


LEVEL = """
[[facts]]
name = 'spent'
label = '实际支出'
kind = 'money'
[[facts]]
name = 'points'
label = '得分'
kind = 'number'
[[facts]]
name = 'controller'
label = '实际控制人'
kind = 'text'
[[clauses]]
id = 'a'
title = '一条'
wording = '……'
award = '实际支出'
contest = {{ by = '得分', ties = '{ties}', {rules} }}
[[clauses]]
id = 'b'
title = '二条'
wording = '……'
award = '封顶(实际支出, 2万)'
[[shared_caps]]
title = '同一控制人'
clauses = ['a', 'b']
cap = '9万'
across = '实际控制人'
"""
RULES = (
    "places = 4",
    "share = '1/3'",
    "amounts = ['5万', '3万', '3万', '1万']",
    "pot = '12万', pot_goes = 'in_order'",
    "places = 6, pot = '12万', pot_goes = 'in_order'",
    "places = 6, pot = '12万'",
    "amounts = ['5万', '3万', '3万', '1万'], pot = '7万', pot_goes = 'in_order'",
)


@pytest.mark.parametrize("ties", ["manual", "all_in", "all_out"])
@pytest.mark.parametrize("rules", RULES)
def test_that_they_agree_on_what_persons_decide_of_several(trial, rules, ties):
    read, random, scopes = trial(LEVEL.format(rules=rules, ties=ties)), Random(len(rules)), set()
    for gaps in (0, 0, 0.1):
        field = [_level(f"{at:02}", random, read.dictionary, gaps) for at in range(16)]
        jointly = decided_jointly(read.policy, read.dictionary, field, {}, random)
        scopes |= {scope for scope, _ in jointly}
        outcomes = compare(read.policy, read.dictionary, field, {}, jointly)
        # With all of it known and decided, nothing is left to a person.
        assert gaps or not outcomes[Outcome.MANUAL]
        changed = [*field[1:], _level("00", random, read.dictionary, gaps)]
        compare(read.policy, read.dictionary, changed, {}, jointly)
    assert Scope.SHARE in scopes
    assert Scope.TIE in scopes or ties != "manual"


ONE_VALUE = """
[[facts]]
name = 'deposit'
label = '保证金'
kind = 'money'
least = '5'
most = '5'
[[facts]]
name = 'spent'
label = '实际支出'
kind = 'money'
[[clauses]]
id = 'a'
title = '一条'
wording = '……'
conditions = [{{ text = '条件', formula = '{condition}' }}]
award = '{award}'
"""


@pytest.mark.parametrize("condition", ["保证金 >= 3元", "保证金 + 实际支出 >= 3元", "实际支出 / 保证金 > 1"])
@pytest.mark.parametrize(
    "award", ["保证金 + 实际支出", "实际支出 - 保证金", "保证金 × 50%", "封顶(保证金, 3元)", "保证金"]
)
def test_that_they_agree_on_a_figure_that_can_have_one_value_only(trial, condition, award):
    read = trial(ONE_VALUE.format(condition=condition, award=award))
    known = [{}, {"spent": "7"}, {"deposit": "5"}, {"deposit": "5", "spent": "7"}]
    enterprises = [
        facts_of({"uscc": "91410100MAYA000162", "name": "甲", "attributes": one}, read.dictionary)
        for one in known
    ]

    outcomes = compare(read.policy, read.dictionary, enterprises)

    assert outcomes[Outcome.GRANTED]


def _level(code, random, dictionary, gaps):
    values = {
        "spent": str(random.choice([10000, 30000, 50000])),
        "points": str(random.randint(1, 3)),
        "controller": random.choice("张李赵钱"),
    }
    known = {name: value for name, value in values.items() if random.random() >= gaps}
    facts = facts_of({"uscc": "91410100MAYA000162", "name": code, "attributes": known}, dictionary)
    return replace(facts, uscc=code)
