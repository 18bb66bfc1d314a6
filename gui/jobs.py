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

from domain.errors import DomainError
from domain.progress import Cancelled, Progress, Reporter

logger = logging.getLogger(__name__)

T = TypeVar("T")

_MIN_INTERVAL_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class _End:
    """How the work of a job ended."""

    result: Any = None
    error: Exception | None = None
    was_cancelled: bool = False


class Job(QObject):
    """Work in hand. Its signals are emitted on the main thread.

    Exactly one of `succeeded`, `failed` and `cancelled` is emitted, then `finished`.
    """

    progressed = Signal(Progress)
    succeeded = Signal(object)
    failed = Signal(Exception)
    cancelled = Signal()
    finished = Signal()

    def __init__(self, work: Callable[[Reporter], Any], label: str, publish: Callable[..., None]) -> None:
        super().__init__()
        self.label = label
        self._work = work
        self._publish = publish
        self._stop = threading.Event()
        self._last_shown_s = 0.0

    def cancel(self) -> None:
        """Ask to stop; the work ends at its next step, or completes where it takes none."""
        self._stop.set()

    def step(self, progress: Progress) -> None:
        """See `Reporter.step`. Runs on the worker thread; publishes 20 times a second at most."""
        if self._stop.is_set():
            raise Cancelled
        now_s = time.monotonic()
        if progress.done == progress.total or now_s - self._last_shown_s >= _MIN_INTERVAL_S:
            self._last_shown_s = now_s
            self._publish(self, progress)

    def run(self) -> None:
        """Do the work. Called by `Jobs`, on the worker thread."""
        self._publish(self, self._outcome())

    def _outcome(self) -> _End:
        if self._stop.is_set():
            return _End(was_cancelled=True)
        try:
            return _End(result=self._work(self))
        except Cancelled:
            return _End(was_cancelled=True)
        except DomainError as error:
            logger.info("%s: %s", self.label or "job", error)
            return _End(error=error)
        except Exception as error:
            logger.exception("job failed")
            return _End(error=error)

    def end(self, end: _End) -> None:
        """Tell how the work ended. Called by `Jobs`, on the main thread."""
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
    the whole register is being assessed.
    """

    started = Signal(Job)
    """An act was started; it may wait for the one before it."""

    complained = Signal(Exception)
    """An expected failure nobody else took; one sentence for the message bar."""

    broke = Signal(Exception)
    """A defect; for the crash dialog."""

    # Workers speak through this object alone: it outlives every job, a job's own QObject may not.
    _published = Signal(Job, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._acts = ThreadPoolExecutor(1, "act")
        self._reads = ThreadPoolExecutor(1, "read")
        self._running: set[Job] = set()
        self._is_shut = False
        self._published.connect(self._on_published)

    def prepare(self, work: Callable[[Reporter], Any], label: str = "") -> Job:
        """Return a job for `work`; connect its signals, then `start` it."""
        return Job(work, label, self._publish)

    def start(self, job: Job) -> None:
        """Start an act, after those already waiting."""
        if self._submit(job, self._acts):
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
        """
        job = self.prepare(work, label)
        self._attend(job, on_done, on_failed, busy, owner)
        self.start(job)
        return job

    def read(
        self,
        work: Callable[[Reporter], T],
        on_done: Callable[[T], object],
        *,
        on_failed: Callable[[Exception], object] | None = None,
        owner: QObject | None = None,
    ) -> Job:
        """Fetch something to show, beside any act. Results arrive in the order they were asked for."""
        job = self.prepare(work)
        self._attend(job, on_done, on_failed, None, owner)
        self._submit(job, self._reads)
        return job

    def shut_down(self) -> None:
        """Cancel everything and wait for it, before the store is closed."""
        self._is_shut = True
        for job in self._running:
            job.cancel()
        self._acts.shutdown(wait=True, cancel_futures=True)
        self._reads.shutdown(wait=True, cancel_futures=True)
        self._running.clear()

    @property
    def is_idle(self) -> bool:
        return not self._running

    def _submit(self, job: Job, pool: ThreadPoolExecutor) -> bool:
        if self._is_shut:
            return False
        self._running.add(job)
        pool.submit(job.run)
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

    def _publish(self, job: Job, news: object) -> None:
        self._published.emit(job, news)

    def _on_published(self, job: Job, news: object) -> None:
        if self._is_shut:
            return
        if isinstance(news, Progress):
            job.progressed.emit(news)
        elif isinstance(news, _End):
            self._running.discard(job)
            if news.error is not None and not isinstance(news.error, DomainError):
                self.broke.emit(news.error)
            job.end(news)


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
        if busy is not None:
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

    def _release(self) -> None:
        """Enable before the result is taken, so that the taker may set the focus or disable again."""
        if self._busy is not None:
            self._busy.setEnabled(True)
            self._busy = None
