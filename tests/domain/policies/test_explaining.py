"""One enterprise explained beside the results of all: what it says is what deciding all anew would say."""

from dataclasses import replace

import pytest

from domain.enterprises.records import facts_of
from domain.enterprises.service import delete_enterprises, save_enterprise
from domain.policies.contests.field import Entrant, settle_contests
from domain.policies.explaining.one_of_many import Explainer
from domain.policies.files.files import policy_from
from domain.policies.one.assessment import decide_each
from domain.policies.runs.register import assess_register, decide_register
from domain.policies.trace import Outcome
from domain.store.numbers.entries import Head
from domain.values.progress import Silent
from tests.domain.policies.random_policies import PolicyMaker, RecordMaker
from tests.filling import take_in

SEEDS = 5
ENTERPRISES = 10
CLAIMS = [(9, 9), (8, 8), (7, 7), (7, 7), (6, 6), (3, 6), (2, 2), (1, 1)]
OPEN = [(None, None), (None, 4)]
CONTESTS = {
    "places": "by = '产值[2022]', places = 3, ties = 'manual'",
    "share": "by = '产值[2022]', share = '1/3', ties = 'all_in'",
    "amounts": "by = '产值[2022]', amounts = ['5万', '3万', '1万'], ties = 'all_out'",
    "pot": "pot = '3.1万'",
    "places and pot": "by = '产值[2022]', places = 6, ties = 'all_in', pot = '3.1万'",
    "in order": "by = '产值[2022]', ties = 'all_in', pot = '3.1万', pot_goes = 'in_order'",
}


class Counting:
    """Counts what it is told: nothing where nothing was read."""

    steps = 0

    def step(self, progress):
        self.steps += 1


@pytest.fixture(params=CONTESTS)
def contested(request, trial, store):
    """A policy decided among all."""
    return trial(
        "[[clauses]]\nid = 'best'\ntitle = '前几名'\nwording = '……'\naward = '产值[2021] × 10%'\n"
        f"contest = {{ {CONTESTS[request.param]} }}\n"
        "[[clauses]]\nid = 'other'\ntitle = '另一条'\nwording = '……'\naward = '2000元'\n"
        "conditions = ['产值[2021] >= 6万']\n"
        "[[groups]]\ntitle = '从高'\nclauses = ['best', 'other']"
    )


def filled(store, written, figures):
    """Fill the register with enterprises by their output now and before; return their ids."""
    entries = [enterprise(written, number, *one) for number, one in enumerate(figures)]
    return take_in(store.seat("tester"), entries)


def enterprise(written, number, now, before):
    given = {"2022": now, "2021": before}
    figures = {year: f"{figure}0000" for year, figure in given.items() if figure is not None}
    record = {"uscc": "91410100MAYA000162", "name": f"第{number:03d}户", "indicators": {}}
    if figures:
        record["indicators"] = {"output_value": figures}
    return replace(facts_of(record, written.dictionary), uscc=f"9141010000000{number:05d}")


def hold_alike(explainer, store, policy, dictionary, ids, reporter=None):
    found = [explainer.explain(store, id_, reporter or Silent()) for id_ in ids]
    assert found == assess_register(store, policy, dictionary, Silent(), ids=ids)


@pytest.mark.parametrize("figures", [CLAIMS, CLAIMS + OPEN], ids=["closed", "open"])
def test_that_an_explanation_says_what_deciding_all_says(store, contested, figures):
    ids = filled(store, contested, figures)
    results = decide_register(store, contested.policy, contested.dictionary, Silent())
    explainer, reporter = Explainer(results), Counting()
    hold_alike(explainer, store, contested.policy, contested.dictionary, ids, reporter)
    field = [explainer.explain(store, id_, reporter) for id_ in ids]
    assert not reporter.steps
    outcomes = set()
    for one in field:
        shown = [results.result(cell) for cell in results.cells_of(one.enterprise_id)]
        found = [(each.outcome, each.amount, each.most) for each in one.decisions]
        assert found == [(each.outcome, each.amount, each.most) for each in shown]
        outcomes |= {each.outcome for each in one.decisions}
    assert outcomes >= ({Outcome.MISSING} if figures is not CLAIMS else {Outcome.GRANTED})
    # The same again with every trace in hand.
    alone = [decide_each(contested.policy, one.facts, contested.dictionary) for one in field]
    entrants = [Entrant(one.facts, decisions) for one, decisions in zip(field, alone, strict=True)]
    assert settle_contests(contested.policy, entrants) == [one.decisions for one in field]


def test_that_a_changed_enterprise_is_heeded_and_the_register_read_once(store, contested):
    ids, seat = filled(store, contested, CLAIMS), store.seat("tester")
    known = contested.policy, contested.dictionary
    explainer, reporter = Explainer(decide_register(store, *known, Silent())), Counting()
    before = [explainer.explain(store, id_, reporter).decisions for id_ in ids[:-1]]
    assert not reporter.steps
    better = enterprise(contested, len(ids) - 1, 10, 10)
    save_enterprise(seat, better, contested.dictionary, id_=ids[-1])
    hold_alike(explainer, store, *known, ids[:1], reporter)
    read = reporter.steps
    assert read
    hold_alike(explainer, store, *known, ids, reporter)
    assert [explainer.explain(store, id_, reporter).decisions for id_ in ids[:-1]] != before
    assert reporter.steps == read
    delete_enterprises(seat, ids[-1:])
    hold_alike(explainer, store, *known, ids[:-1], reporter)
    assert explainer.explain(store, ids[-1], reporter) is None
    assert reporter.steps > read


def test_that_results_of_another_history_are_not_relied_on(store, contested):
    (first, *_) = filled(store, contested, CLAIMS)
    results = decide_register(store, contested.policy, contested.dictionary, Silent())
    reporter = Counting()
    Explainer(replace(results, head=Head(results.head.acts, "2001"))).explain(store, first, reporter)
    assert reporter.steps


def test_that_a_policy_without_a_contest_is_explained_alike(store, sample, zhengdong, dictionary):
    ids = take_in(store.seat("tester"), sample.enterprises[:5])
    results = decide_register(store, zhengdong, dictionary, Silent())
    hold_alike(Explainer(results), store, zhengdong, dictionary, ids)


@pytest.mark.parametrize("gaps", [0, 0.3])
@pytest.mark.parametrize("seed", range(SEEDS))
def test_that_random_contests_are_explained_as_they_are_decided(store, dictionary, seed, gaps):
    maker, records = PolicyMaker(seed), RecordMaker(seed, gaps)
    policy = next(one for one in _policies(maker, dictionary) if one.is_contested)
    known = dictionary.extended(policy.facts)
    entries = [facts_of(records.record(), known) for _ in range(ENTERPRISES)]
    ids = take_in(store.seat("tester"), entries, dictionary=known)
    results = decide_register(store, policy, known, Silent())
    hold_alike(Explainer(results), store, policy, known, ids)


def _policies(maker, dictionary):
    while True:
        yield policy_from(maker.policy().encode(), "random.toml", dictionary)
