"""The job in hand: what is being done, how far it is, and the way to stop it."""

import time
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QProgressBar, QWidget

from domain.values.progress import Progress
from gui.early.parts import ElidedLabel, Look, button, in_row
from gui.early.theme import px
from gui.formatting import duration_text
from gui.jobs import Job, Jobs

_SHOW_AFTER_MS: Final = 300
_ESTIMATE_AFTER_S: Final = 1.5


class JobPanel(QWidget):
    """What is being done, how far it is, the time left, and 取消. Appears only for work that lasts."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("jobPanel")
        self._jobs: list[Job] = []
        self._began_s = 0.0
        self._words = ElidedLabel("", self)
        # It comes beside buttons, which on a small screen it would push out of a dialog.
        self._words.setMinimumWidth(px(48))
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(px(8))
        self.bar.setMinimumWidth(px(48))
        self.bar.setMaximumWidth(px(180))
        self._left = QLabel(self)
        self.cancel_button = button("取消", self._on_cancel, look=Look.LINK, parent=self)
        in_row(self._words, self.bar, self._left, self.cancel_button, spacing=10, of=self)
        self._delay = QTimer(self, singleShot=True, interval=_SHOW_AFTER_MS)
        self._delay.timeout.connect(self._on_delay_over)
        jobs.started.connect(self._on_started)
        jobs.progressed.connect(self._on_progressed)
        jobs.ended.connect(self._on_ended)
        self.hide()

    def _on_started(self, job: Job) -> None:
        self._jobs.append(job)
        if len(self._jobs) == 1:
            self._begin()

    def _begin(self) -> None:
        self._began_s = time.monotonic()
        self._words.setText(self._jobs[0].label or "正在处理")
        self._left.clear()
        self.bar.setRange(0, 0)
        self.cancel_button.setEnabled(True)
        if self.isHidden():
            self._delay.start()

    def _on_delay_over(self) -> None:
        self.setVisible(bool(self._jobs))

    def _on_progressed(self, job: Job, progress: Progress) -> None:
        if not self._jobs or job is not self._jobs[0] or progress.total <= 0:
            return
        # Per mille, since a range beyond a C int would overflow.
        self.bar.setRange(0, 1000)
        self.bar.setValue(progress.done * 1000 // progress.total)
        words = job.label or "正在处理"
        self._words.setText(f"{words}：{progress.label}" if progress.label else words)
        spent_s = time.monotonic() - self._began_s
        if progress.done and spent_s >= _ESTIMATE_AFTER_S:
            left_s = spent_s * (progress.total - progress.done) / progress.done
            self._left.setText(f"约剩 {duration_text(left_s)}")

    def _on_ended(self, job: Job) -> None:
        if job not in self._jobs:
            return
        was_first = self._jobs[0] is job
        self._jobs.remove(job)
        if not self._jobs:
            self._delay.stop()
            self.hide()
        elif was_first:
            self._begin()

    def _on_cancel(self) -> None:
        self.cancel_button.setEnabled(False)
        self._words.setText("正在取消…")
        if self._jobs:
            self._jobs[0].cancel()
