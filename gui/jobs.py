"""Long work off the main thread: one signal for each way it can end."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from domain.store.problems import StoreBroken, Unreadable
from domain.store.tables import Kind
from domain.values.errors import DomainError
from domain.values.progress import Cancelled, Progress, Reporter

logger = logging.getLogger(__name__)

T = TypeVar("T")

_MIN_INTERVAL_S: Final = 0.05
_ACTS: Final = "act"
READS: Final = "read"
UPKEEP: Final = "upkeep"

_at_work = threading.local()
"""On a worker thread: its task."""


@dataclass(frozen=True, slots=True)
class _End:
    """How the work of a job ended."""

    result: Any = None
    error: Exception | None = None
    was_cancelled: bool = False


class _Task:
    """The worker thread's side of a job: no QObject, since the last reference to it may go there."""

    def __init__(self, work: Callable[[Reporter], Any], publish: Callable[["_Task", object], None]) -> None:
        self.stop = threading.Event()
        self._work = work
        self._publish = publish
        self._last_told_s = 0.0
        self.changed: frozenset[Kind] = frozenset()

    def step(self, progress: Progress) -> None:
        """See `Reporter.step`; publishes 20 times a second at most."""
        if self.stop.is_set():
            raise Cancelled
        now_s = time.monotonic()
        if progress.done == progress.total or now_s - self._last_told_s >= _MIN_INTERVAL_S:
            self._last_told_s = now_s
            self._publish(self, progress)

    def run(self) -> None:
        _at_work.task = self
        self._publish(self, self._end())

    def _end(self) -> _End:
        if self.stop.is_set():
            return _End(was_cancelled=True)
        try:
            return _End(result=self._work(self))
        except Cancelled:
            return _End(was_cancelled=True)
        except (StoreBroken, Unreadable) as error:
            logger.exception("what is stored does not read")
            return _End(error=error)
        except DomainError as error:
            logger.info("job refused: %s", error)
            return _End(error=error)
        except Exception as error:
            logger.exception("job failed")
            return _End(error=error)
        except BaseException as error:
            # A library's panic is no Exception; untold, whoever waits would wait for ever.
            logger.exception("job failed")
            broken = RuntimeError(f"{type(error).__qualname__}: {error}")
            broken.__cause__ = error
            return _End(error=broken)


class Job(QObject):
    """Work in hand, on the main thread.

    Exactly one of `succeeded`, `failed` and `cancelled` is emitted, then `finished`.
    """

    progressed = Signal(Progress)
    succeeded = Signal(object)
    failed = Signal(Exception)
    cancelled = Signal()
    finished = Signal()

    def __init__(self, task: _Task, label: str) -> None:
        super().__init__()
        self.task = task
        self.label = label

    def cancel(self) -> None:
        """Ask to stop; the work ends at its next step, or completes where it takes none."""
        self.task.stop.set()

    def end(self, end: _End) -> None:
        """Tell how the work ended. Called by `Jobs`."""
        if end.was_cancelled:
            self.cancelled.emit()
        elif end.error is not None:
            self.failed.emit(end.error)
        else:
            self.succeeded.emit(end.result)
        self.finished.emit()


class Jobs(QObject):
    """Runs jobs and keeps them alive. Lives as long as the application.

    Acts run one after another; reads run one after another beside them, so that a list still opens while
    the whole register is being assessed. What may take long and disturb neither has a lane of its own.
    """

    started = Signal(Job)
    """An act was started; it may wait for the one before it."""

    progressed = Signal(Job, Progress)
    ended = Signal(Job)
    """Of every act and read; who watches one job connects to that job."""

    complained = Signal(Exception)
    """An expected failure nobody else took; one sentence for the message bar."""

    broke = Signal(Exception)
    """A defect; for the crash dialog."""

    changed = Signal(frozenset)
    """What acts changed, in kinds of records: told once the job has ended and its result was taken."""

    store_broke = Signal(str)
    """A job found the store damaged, in words; besides whoever takes the failure."""

    # Workers speak through this object alone: it outlives every job.
    _published = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes = {name: ThreadPoolExecutor(1, name) for name in (_ACTS, READS)}
        self._running: dict[_Task, Job] = {}
        self._is_shut = False
        self._published.connect(self._on_published)

    def prepare(self, work: Callable[[Reporter], Any], label: str = "") -> Job:
        """Return a job for `work`; connect its signals, then `start` it."""
        return Job(_Task(work, self._publish), label)

    def start(self, job: Job, *, lane: str = _ACTS) -> None:
        """Start an act, after those already waiting."""
        if self._submit(job, lane):
            self.started.emit(job)

    def run(
        self,
        work: Callable[[Reporter], T],
        on_done: Callable[[T], object] | None = None,
        *,
        on_failed: Callable[[Exception], object] | None = None,
        busy: QWidget | None = None,
        owner: QObject | None = None,
        label: str = "",
        lane: str = _ACTS,
    ) -> Job:
        """Start `work` as an act and take its result on the main thread.

        Args:
            work: Runs on a worker thread; touches no widget.
            on_done: Gets the result.
            on_failed: Gets the error instead of the message bar. A defect shows the crash dialog besides.
            busy: Disabled until the work has ended.
            owner: Once it is deleted nothing is called any more; by default `busy`, or whose method
                `on_done` is.
            label: What is being done, for the status line, e.g. 正在评定.
            lane: Acts of one lane wait for each other; `UPKEEP` is for what nobody waits for.
        """
        job = self.prepare(work, label)
        self._attend(job, on_done, on_failed, busy, owner)
        self.start(job, lane=lane)
        return job

    def read(
        self,
        work: Callable[[Reporter], T],
        on_done: Callable[[T], object],
        *,
        on_failed: Callable[[Exception], object] | None = None,
        owner: QObject | None = None,
        lane: str = READS,
    ) -> Job:
        """Fetch something to show, beside any act. Results of a lane arrive as they were asked for."""
        job = self.prepare(work)
        self._attend(job, on_done, on_failed, None, owner)
        self._submit(job, lane)
        return job

    def take_note(self, kinds: frozenset[Kind]) -> None:
        """Hear from the store, on whatever thread an act was committed, which kinds it changed."""
        task: _Task | None = getattr(_at_work, "task", None)
        if task is not None:
            task.changed |= kinds
        elif not self._is_shut:
            self.changed.emit(kinds)

    def shut_down(self) -> None:
        """Cancel everything and wait for it, before the store is closed."""
        self._is_shut = True
        for task in self._running:
            task.stop.set()
        for pool in self._lanes.values():
            pool.shutdown(wait=True, cancel_futures=True)
        self._running.clear()

    @property
    def is_idle(self) -> bool:
        return not self._running

    def _submit(self, job: Job, lane: str) -> bool:
        if self._is_shut:
            return False
        self._running[job.task] = job
        if lane not in self._lanes:
            self._lanes[lane] = ThreadPoolExecutor(1, lane)
        self._lanes[lane].submit(job.task.run)
        return True

    def _attend(
        self,
        job: Job,
        on_done: Callable[[Any], object] | None,
        on_failed: Callable[[Exception], object] | None,
        busy: QWidget | None,
        owner: QObject | None,
    ) -> None:
        if owner is None:
            bound = getattr(on_done, "__self__", None)
            owner = busy or (bound if isinstance(bound, QObject) else self)
        attendant = _Attendant(owner, on_done, on_failed or self.complained.emit, busy)
        job.succeeded.connect(attendant.take)
        job.failed.connect(attendant.refuse)
        job.finished.connect(attendant.leave)

    def _publish(self, task: _Task, news: object) -> None:
        self._published.emit(task, news)

    def _on_published(self, task: _Task, news: object) -> None:
        if self._is_shut:
            return
        if isinstance(news, Progress):
            job = self._running[task]
            job.progressed.emit(news)
            self.progressed.emit(job, news)
        elif isinstance(news, _End):
            job = self._running.pop(task)
            if news.error is not None and not isinstance(news.error, DomainError):
                self.broke.emit(news.error)
            elif isinstance(news.error, StoreBroken):
                self.store_broke.emit(str(news.error))
            job.end(news)
            if task.changed:
                self.changed.emit(task.changed)
            self.ended.emit(job)


class _Attendant(QObject):
    """Takes a job's end for one owner; as its child, it goes when the owner goes."""

    def __init__(
        self,
        owner: QObject,
        on_done: Callable[[Any], object] | None,
        on_failed: Callable[[Exception], object],
        busy: QWidget | None,
    ) -> None:
        super().__init__(owner)
        self._on_done = on_done
        self._on_failed = on_failed
        self._busy = busy
        self._resting: QWidget | None = None
        if busy is not None:
            self._rest_focus(busy)
            busy.setEnabled(False)

    def take(self, result: object) -> None:
        self._release()
        if self._on_done is not None:
            self._on_done(result)

    def refuse(self, error: Exception) -> None:
        self._release()
        self._on_failed(error)

    def leave(self) -> None:
        self._release()
        self.deleteLater()
        # A closure may hold the last reference to the owner; let go of it here, not inside our own deletion.
        self._on_done = None
        self._on_failed = _ignore

    def _rest_focus(self, busy: QWidget) -> None:
        """Keep the focus near: from a widget that is disabled Qt moves it on to whatever comes next."""
        near = busy.parentWidget()
        if busy.hasFocus() and near is not None:
            self._resting = near
            near.setFocus()

    def _release(self) -> None:
        """Enable before the result is taken, so that the taker may set the focus or disable again."""
        if self._busy is not None:
            self._busy.setEnabled(True)
            if self._resting is not None and self._resting.hasFocus():
                self._busy.setFocus()
            self._busy = self._resting = None


def _ignore(_error: Exception) -> None:
    pass
