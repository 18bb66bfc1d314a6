import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from domain.enterprises.queries import iterate_facts
from domain.enterprises.register.listed import EnterpriseQuery
from domain.enterprises.service import (
    delete_enterprises,
    restore_enterprises,
    save_enterprise,
)
from domain.enterprises.sql.finding import find_ids
from domain.policies.entities import AssessmentBlock, AssessmentRun
from domain.policies.runs.register import assess_register
from domain.policies.runs.service import (
    compare_runs,
    delete_runs,
    describe,
    forget_runs,
    list_runs,
    restore_runs,
    results_of,
    take_run,
)
from domain.policies.runs.standing import LastOutcome, last_runs
from domain.policies.trace import Outcome
from domain.store import audit
from domain.store.backup.flaws import flaws_of
from domain.store.engine import Store
from domain.store.tables import KEPT, Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.progress import Cancelled, Silent
from tests.domain.store.older import take_back
from tests.meddling import meddling


@pytest.fixture
def register(store, sample_office, dictionary):
    with store.read() as session:
        return dict(iterate_facts(session, find_ids(session, EnterpriseQuery(), dictionary), dictionary))


def take(store, policy, dictionary):
    return take_run(store.seat("王小梅"), policy, dictionary, Silent())


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
        store.seat("王小梅"),
        replace(facts, attributes={**facts.attributes, "above_scale": False}),
        dictionary,
        id_=loser.enterprise_id,
    )
    delete_enterprises(store.seat("王小梅"), [gone.enterprise_id])
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


def test_that_a_deleted_run_is_nowhere_until_it_is_brought_back(store, register, zhengdong, dictionary):
    first, second = (take(store, zhengdong, dictionary) for _ in range(2))
    found = EnterpriseQuery(conditions=(LastOutcome(zhengdong.id, "freight", ("granted",)),))
    with store.read() as session:
        before = list_runs(session), results_of(session, second), find_ids(session, found, dictionary)
    assert delete_runs(store.seat("王小梅"), [first, second]) == [first, second]
    with store.read() as session:
        assert list_runs(session) == []
        assert not find_ids(session, found, dictionary)
        with pytest.raises(NotFound):
            results_of(session, second)
        with pytest.raises(NotFound):
            compare_runs(session, first, second)
    with pytest.raises(NotFound):
        delete_runs(store.seat("王小梅"), [first])
    assert restore_runs(store.seat("王小梅"), [first, second]) == [first, second]
    with store.read() as session:
        after = list_runs(session), results_of(session, second), find_ids(session, found, dictionary)
    assert after == before
    with pytest.raises(NotFound):
        restore_runs(store.seat("王小梅"), [first])


def test_that_a_deleted_run_goes_whole_once_its_time_is_over(store, register, zhengdong, dictionary):
    id_ = take(store, zhengdong, dictionary)
    delete_runs(store.seat("王小梅"), [id_])
    forget_runs(store, now=audit.now() + KEPT - timedelta(hours=1))
    restore_runs(store.seat("王小梅"), [id_])
    delete_runs(store.seat("王小梅"), [id_])
    forget_runs(store, now=audit.now() + KEPT + timedelta(hours=1))
    with pytest.raises(NotFound):
        restore_runs(store.seat("王小梅"), [id_])
    with store.read() as session:
        assert session.exec(select(AssessmentBlock)).all() == []
        assert audit.entries_of(session, Subject(Kind.RUN, id_))[-1].actor == "本程序"
    assert flaws_of(store.path) == []


def test_that_nothing_is_kept_of_a_run_that_was_stopped(store, register, zhengdong, dictionary):
    class Stopping(Silent):
        def step(self, progress):
            if progress.done == 5:
                raise Cancelled

    with pytest.raises(Cancelled):
        take_run(store.seat("王小梅"), zhengdong, dictionary, Stopping())
    with store.read() as session:
        assert list_runs(session) == []


def date_run(store, id_, moment):
    with meddling(store) as session:
        run = session.get(AssessmentRun, id_)
        run.taken_at = moment


@pytest.mark.parametrize("years", [3, -3])
def test_that_a_run_is_the_latest_because_it_was_taken_last_whatever_the_clock_said(
    store, register, zhengdong, dictionary, years
):
    first, second, third = (take(store, zhengdong, dictionary) for _ in range(3))
    now = audit.now()
    date_run(store, second, now + timedelta(days=365 * years))
    with store.read() as session:
        kept = list_runs(session, zhengdong.id)
        (last,) = last_runs(session)
    assert [run.id for run in kept] == [third, second, first]
    assert last.id == third
    is_odd = {run.id: run.doubt for run in kept}
    assert is_odd[first] == is_odd[third] == ""
    assert is_odd[second].startswith("日期在将来" if years > 0 else "日期比前一次早")


def test_that_a_filter_by_outcome_goes_by_the_run_that_was_taken_last(store, register, zhengdong, dictionary):
    first = take(store, zhengdong, dictionary)
    with store.read() as session:
        granted = next(one for one in results_of(session, first) if one.outcome is Outcome.GRANTED)
    delete_enterprises(store.seat("王小梅"), [granted.enterprise_id])
    take(store, zhengdong, dictionary)
    restore_enterprises(store.seat("王小梅"), [granted.enterprise_id])
    date_run(store, first, audit.now() + timedelta(days=365))
    query = EnterpriseQuery(
        conditions=(LastOutcome(zhengdong.id, granted.clause_id, (Outcome.GRANTED.value,)),)
    )
    with store.read() as session:
        assert granted.enterprise_id not in find_ids(session, query, dictionary)


def test_that_a_clock_set_right_again_is_told_with_the_run_it_was_wrong_for(
    store, register, zhengdong, dictionary
):
    first, second = (take(store, zhengdong, dictionary) for _ in range(2))
    later = audit.now() + timedelta(days=400)
    date_run(store, first, later)
    with store.read() as session:
        before, after = list_runs(session, now=later - timedelta(days=1)), list_runs(session, now=later)
        lines = describe(before[0], results_of(session, second), before[1], [])
    assert [run.doubt[:5] for run in before] == ["", "日期在将来"]
    # Once the wrong date has come, only the order tells that a clock was set back.
    assert [run.doubt[:6] for run in after] == ["日期比前一次", ""]
    assert any(line.startswith("注意") and before[1].doubt in line for line in lines)


def test_that_the_dates_of_one_policy_say_nothing_of_another(store, register, zhengdong, dictionary):
    other = replace(zhengdong, id="other-2022")
    first, second = take(store, zhengdong, dictionary), take(store, other, dictionary)
    date_run(store, second, audit.now() - timedelta(days=3))
    with store.read() as session:
        assert [(run.id, run.doubt) for run in list_runs(session)] == [(second, ""), (first, "")]


@pytest.fixture
def in_china(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Asia/Shanghai")
        time.tzset()
        yield
    time.tzset()


def test_that_a_deleted_run_is_named_by_the_day_it_was_here(store, register, zhengdong, dictionary, in_china):
    id_ = take(store, zhengdong, dictionary)
    date_run(store, id_, datetime(2022, 10, 31, 20, 30, tzinfo=UTC))
    with store.read() as session:
        (run,) = list_runs(session)
    delete_runs(store.seat("王小梅"), [id_])
    with store.read() as session:
        entry = audit.entries_of(session, Subject(Kind.RUN, id_))[-1]
    assert f"{run.local_time:%Y-%m-%d %H:%M}" == "2022-11-01 04:30"
    assert "2022-11-01 04:30" in entry.summary


def test_that_older_stores_learn_what_their_runs_granted(store, register, zhengdong, dictionary):
    id_ = take(store, zhengdong, dictionary)
    with store.read() as session:
        (taken,) = list_runs(session)
        results = results_of(session, id_)
    granted = [one for one in results if one.outcome is Outcome.GRANTED]
    assert (taken.granted, taken.amount) == (len(granted), sum(one.amount for one in granted))
    folder = store.path.parent
    store.close()
    take_back(store.path, "0008", {id_: results})
    with closing(Store.open(folder)) as again, again.read() as session:
        (upgraded,) = list_runs(session)
    assert upgraded == taken
