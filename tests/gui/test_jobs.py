import logging
import threading

import pytest
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QPushButton
from shiboken6 import delete

from domain.cases.queries import find_notice
from domain.enterprises.queries import count
from domain.store.problems import StoreBroken
from domain.values.errors import NotFound
from domain.values.progress import Progress
from tests.gui.conftest import PATIENCE_S


def test_that_results_and_progress_arrive_on_the_main_thread(qtbot, qapp, jobs):
    threads = []

    def work(reporter):
        threads.append(threading.current_thread())
        reporter.step(Progress(1, 1))
        return 42

    job = jobs.prepare(work)
    seen = []
    job.progressed.connect(lambda _: seen.append(QThread.currentThread() is qapp.thread()))
    job.succeeded.connect(seen.append)
    with qtbot.waitSignal(job.finished):
        jobs.start(job)
    assert seen == [True, 42]
    assert threads[0] is not threading.main_thread()


def test_that_progress_is_told_twenty_times_a_second_at_most(qtbot, jobs):
    told = []

    def work(reporter):
        for done in range(1, 100_001):
            reporter.step(Progress(done, 100_000))

    job = jobs.prepare(work)
    job.progressed.connect(told.append)
    with qtbot.waitSignal(job.finished):
        jobs.start(job)
    assert told[-1].done == 100_000
    assert len(told) < 1000


def test_that_cancel_ends_the_work_at_its_next_step(qtbot, jobs):
    began, go_on = threading.Event(), threading.Event()
    done = []

    def work(reporter):
        began.set()
        go_on.wait(PATIENCE_S)
        reporter.step(Progress(1, 2))
        done.append("went on")

    job = jobs.prepare(work)
    with qtbot.waitSignals([job.cancelled, job.finished]), qtbot.assertNotEmitted(job.succeeded):
        jobs.start(job)
        assert began.wait(PATIENCE_S)
        job.cancel()
        go_on.set()
    assert not done


def test_that_work_which_completed_counts_although_it_was_cancelled_too_late(qtbot, jobs):
    began, go_on = threading.Event(), threading.Event()

    def work(_):
        began.set()
        go_on.wait(PATIENCE_S)
        return "stored"

    job = jobs.prepare(work)
    with qtbot.waitSignal(job.succeeded) as result, qtbot.assertNotEmitted(job.cancelled):
        jobs.start(job)
        assert began.wait(PATIENCE_S)
        job.cancel()
        go_on.set()
    assert result.args == ["stored"]


def test_that_an_expected_failure_nobody_takes_goes_to_the_message_bar(qtbot, jobs, caplog):
    def work(_):
        raise NotFound("没有这家企业，可能已被删除")

    with caplog.at_level(logging.INFO), qtbot.waitSignal(jobs.complained) as complaint:
        jobs.run(work)
    assert str(complaint.args[0]) == "没有这家企业，可能已被删除"
    assert not any(record.exc_info for record in caplog.records)


def test_that_a_defect_is_logged_with_its_traceback_and_told_apart(qtbot, jobs, logged):
    logged.expect(r"job failed\nTraceback(.|\n)*ZeroDivisionError")

    def work(_):
        raise ZeroDivisionError

    with qtbot.waitSignal(jobs.broke) as defect, qtbot.assertNotEmitted(jobs.complained):
        jobs.run(work, on_failed=lambda _: None)
    assert isinstance(defect.args[0], ZeroDivisionError)


def test_that_a_page_closed_meanwhile_does_no_harm(qtbot, jobs):
    class Page(QObject):
        def take(self, result):
            raise AssertionError("a slot of a deleted page ran")

    go_on = threading.Event()
    page = Page()
    job = jobs.run(lambda _: go_on.wait(PATIENCE_S), page.take)
    with qtbot.waitSignal(job.finished):
        delete(page)
        go_on.set()


def test_that_a_closure_is_not_called_once_its_owner_is_gone(qtbot, jobs):
    go_on = threading.Event()
    owner, taken = QObject(), []
    job = jobs.run(lambda _: go_on.wait(PATIENCE_S), taken.append, owner=owner)
    with qtbot.waitSignal(job.finished):
        delete(owner)
        go_on.set()
    assert not taken


def test_that_the_busy_button_is_disabled_until_the_work_has_ended(qtbot, jobs):
    go_on = threading.Event()
    button = QPushButton("评定")
    qtbot.addWidget(button)
    was_enabled = []
    job = jobs.run(
        lambda _: go_on.wait(PATIENCE_S), lambda _: was_enabled.append(button.isEnabled()), busy=button
    )
    assert not button.isEnabled()
    with qtbot.waitSignal(job.finished):
        go_on.set()
    assert was_enabled == [True]


def test_that_a_list_opens_while_an_act_is_still_running(qtbot, jobs):
    go_on, rows = threading.Event(), []
    act = jobs.run(lambda _: go_on.wait(PATIENCE_S))
    read = jobs.read(lambda _: ["甲公司"], rows.append)
    with qtbot.waitSignal(read.finished):
        pass
    assert rows == [["甲公司"]]
    assert not jobs.is_idle
    with qtbot.waitSignal(act.finished):
        go_on.set()
    assert jobs.is_idle


def test_that_a_query_is_asked_beside_an_act(qtbot, services):
    go_on, told = threading.Event(), []
    act = services.jobs.run(lambda _: go_on.wait(PATIENCE_S))
    asked = [
        services.ask(count, told.append),
        services.ask(lambda session: find_notice(session, 404), told.append, on_failed=told.append),
    ]
    with qtbot.waitSignals([job.finished for job in asked]):
        pass
    assert told[0] == 0
    assert isinstance(told[1], NotFound)
    assert len(told) == 2
    with qtbot.waitSignal(act.finished):
        go_on.set()


def test_that_answers_come_in_the_order_they_were_asked_for(qtbot, jobs):
    got = []
    for number in range(50):
        last = jobs.read(lambda _, number=number: number, got.append)
    with qtbot.waitSignal(last.finished):
        pass
    assert got == list(range(50))


def test_that_shutting_down_cancels_and_waits(qtbot, jobs):
    began = threading.Event()
    ended = []

    def work(reporter):
        began.set()
        try:
            while True:
                reporter.step(Progress(0, 1))
        finally:
            ended.append(True)

    jobs.run(work)
    jobs.run(work)
    assert began.wait(PATIENCE_S)
    jobs.shut_down()
    assert ended == [True]


@pytest.mark.parametrize("start", ["run", "read"])
def test_that_nothing_starts_after_shutting_down(qtbot, jobs, start):
    done = []
    jobs.shut_down()
    getattr(jobs, start)(lambda _: done.append(1), lambda _: None)
    assert not done
    assert jobs.is_idle


def test_that_a_library_that_panics_calls_back_as_a_defect(qtbot, jobs, caplog, logged):
    logged.expect("job failed")

    class PanicException(BaseException):
        """As compiled libraries raise it: no Exception."""

    def work(_):
        raise PanicException("index out of bounds")

    failed = []
    button = QPushButton("评定")
    qtbot.addWidget(button)
    with qtbot.waitSignal(jobs.broke) as defect:
        job = jobs.run(work, on_failed=failed.append, busy=button)
    assert "PanicException" in str(defect.args[0])
    assert failed == [defect.args[0]]
    assert button.isEnabled()
    assert jobs.is_idle
    assert job is not None
    after = jobs.read(lambda _: 1, failed.append)
    with qtbot.waitSignal(after.finished):
        pass
    assert failed[-1] == 1


def test_that_a_store_found_broken_is_told_besides(qtbot, jobs, caplog, logged):
    logged.expect("does not read")

    def work(_):
        raise StoreBroken("数据文件已损坏")

    failed = []
    with qtbot.waitSignal(jobs.store_broke) as broke, qtbot.assertNotEmitted(jobs.broke):
        jobs.run(work, on_failed=failed.append, owner=jobs)
    assert broke.args == ["数据文件已损坏"]
    assert len(failed) == 1
