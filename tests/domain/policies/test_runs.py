from dataclasses import replace

import pytest

from domain.enterprises.service import delete_enterprises, import_enterprises, save_enterprise
from domain.errors import BadInput, NotFound
from domain.exchange.samples import load_sample_office
from domain.policies.register import assess_register
from domain.policies.runs import compare_runs, delete_run, list_runs, results_of, take_run
from domain.policies.trace import Outcome
from domain.progress import Cancelled, Silent


@pytest.fixture
def register(store, dictionary, resources):
    sample = load_sample_office(resources / "samples", dictionary).enterprises
    return dict(
        zip(import_enterprises(store, sample, Silent(), actor="王小梅", source="示例"), sample, strict=True)
    )


def take(store, policy, dictionary):
    return take_run(store, policy, dictionary, Silent(), actor="王小梅")


def test_that_a_run_keeps_what_was_decided(store, register, zhengdong, dictionary):
    id_ = take(store, zhengdong, dictionary)
    decided = {
        (entry.enterprise_id, one.clause_id): (one.outcome, one.amount)
        for entry in assess_register(store, zhengdong, dictionary, Silent())
        for one in entry.decisions
    }
    with store.read() as session:
        (run,) = list_runs(session)
        kept = {
            (one.enterprise_id, one.clause_id): (one.outcome, one.amount) for one in results_of(session, id_)
        }
    assert kept == decided
    assert (run.enterprises, run.policy_sha256, run.taken_by) == (len(register), zhengdong.sha256, "王小梅")
    assert list(run.clauses) == list(zhengdong.clauses)


def test_that_two_runs_tell_who_gained_and_who_lost_and_why(store, register, zhengdong, dictionary):
    first = take(store, zhengdong, dictionary)
    with store.read() as session:
        granted = [one for one in results_of(session, first) if one.outcome is Outcome.GRANTED and one.amount]
    loser, gone = granted[0], next(one for one in granted if one.enterprise_id != granted[0].enterprise_id)
    facts = register[loser.enterprise_id]
    save_enterprise(
        store,
        replace(facts, attributes={**facts.attributes, "above_scale": False}),
        dictionary,
        actor="王小梅",
        id_=loser.enterprise_id,
    )
    delete_enterprises(store, [gone.enterprise_id], actor="王小梅")
    second = take(store, zhengdong, dictionary)
    with store.read() as session:
        assert [run.id for run in list_runs(session)] == [second, first]
        found = {
            (one.result.enterprise_id, one.result.clause_id): one
            for one in compare_runs(session, first, second)
        }
        back = compare_runs(session, second, first)
    lost = found[loser.enterprise_id, loser.clause_id]
    assert lost.gain == -loser.amount
    assert lost.after.outcome is Outcome.NOT_MET
    assert lost.after.reason
    assert found[gone.enterprise_id, gone.clause_id].after is None
    assert {one.result.enterprise_id for one in found.values()} == {loser.enterprise_id, gone.enterprise_id}
    assert sum(one.gain for one in back) == -sum(one.gain for one in found.values()) > 0


def test_that_runs_of_two_policies_are_not_compared(store, register, zhengdong, dictionary):
    first = take(store, zhengdong, dictionary)
    other = take(store, replace(zhengdong, id="other-2022", title="另一项政策"), dictionary)
    with store.read() as session:
        with pytest.raises(BadInput, match="两项政策"):
            compare_runs(session, first, other)
        with pytest.raises(NotFound):
            compare_runs(session, first, 99)
        assert [run.id for run in list_runs(session, "other-2022")] == [other]


def test_that_a_run_is_deleted_whole(store, register, zhengdong, dictionary):
    id_ = take(store, zhengdong, dictionary)
    delete_run(store, id_, actor="王小梅")
    with store.read() as session:
        assert list_runs(session) == []
        with pytest.raises(NotFound):
            results_of(session, id_)


def test_that_nothing_is_kept_of_a_run_that_was_stopped(store, register, zhengdong, dictionary):
    class Stopping(Silent):
        def step(self, progress):
            if progress.done == 5:
                raise Cancelled

    with pytest.raises(Cancelled):
        take_run(store, zhengdong, dictionary, Stopping(), actor="王小梅")
    with store.read() as session:
        assert list_runs(session) == []
