"""Defects: written to the log, shown with a report that can be copied, never swallowed."""

import logging
import platform
import sys
import threading
import time
import traceback
from collections import Counter
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Final

from PySide6.QtCore import QEventLoop, QObject, Qt, Signal, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox, QPlainTextEdit, QWidget

from domain.values.errors import trace_of
from gui.early.parts import STRETCH, Look, Note, button, fill
from gui.early.preferences import FontScale
from gui.early.theme import apply_theme
from gui.shell.own_files import Exchanged
from gui.widgets.dialog import Dialog

logger = logging.getLogger(__name__)

_LOG_BYTES = 1_000_000
_LOGS_KEPT = 4
_BY_ITSELF_S: Final = 1.0
"""A defect that is there again so soon after its dialog was closed comes by itself, e.g. in painting."""


def start_log(home: Path) -> Path:
    """Write the log to ``home/logs/zhuqidui.log``, a megabyte each, five files at most; return its path.

    Where it cannot be written the program works all the same, and complains on stderr.
    """
    path = home / "logs" / "zhuqidui.log"
    handler: logging.Handler
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handler = RotatingFileHandler(path, maxBytes=_LOG_BYTES, backupCount=_LOGS_KEPT, encoding="utf-8")
    except OSError:
        handler = logging.StreamHandler()
    handler.setFormatter(_Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return path


class _Formatter(logging.Formatter):
    """Writes where a defect came up, and nothing of what was being worked on."""

    # logging's overrides

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # of another formatter, which tells more
        return super().format(record)

    def formatException(
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        return "" if ei[1] is None else trace_of(ei[1])


def report_of(error: BaseException) -> str:
    """Return what a programmer needs to find the defect; no enterprise's figures are in it."""
    return "\n".join(
        (f"Python {platform.python_version()} · Qt {qVersion()} · {platform.platform()}", "", trace_of(error))
    )


class CrashReporter(QObject):
    """Takes every error nobody expected. One dialog at a time; the later ones go to the log.

    A defect that comes again and again is shown once and logged in full once: else its dialog could never be
    left, and the log would push out what was first.
    """

    _arrived = Signal(object)

    def __init__(self, log: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._log = log
        self.dialog: CrashDialog | None = None
        self._times: Counter[str] = Counter()
        self._closed_s: dict[str, float] = {}
        # Through a signal: the error may come from another thread.
        self._arrived.connect(self._show)

    def install(self) -> None:
        """Become the hook for errors that nobody catches, in every thread."""
        # In the bundle it is loaded once it is asked for: not only after the program's files were exchanged.
        traceback.format_tb(None)
        sys.excepthook = self._on_uncaught
        threading.excepthook = lambda args: self._on_uncaught(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )

    def report(self, error: BaseException) -> None:
        """Show the dialog. The error is already in the log, or `install`'s hook puts it there."""
        self._arrived.emit(error)

    def _on_uncaught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        if issubclass(kind, Exchanged):
            self.report(error)
            return
        place = _place_of(error)
        self._times[place] += 1
        times = self._times[place]
        if times == 1:
            logger.critical("defect", exc_info=(kind, error, trace))
        elif times.bit_count() == 1:
            logger.critical("the same defect %d times: %s", times, place)
        self.report(error)

    def _show(self, error: BaseException) -> None:
        place = _place_of(error)
        closed_s = self._closed_s.get(place)
        if isinstance(error, Exchanged):
            # No defect, and no dialog of ours: what it is made of may not be imported yet.
            QMessageBox.warning(QApplication.activeWindow(), "程序已更新", str(error))
            return
        if self.dialog is not None or (closed_s is not None and time.monotonic() - closed_s < _BY_ITSELF_S):
            return
        try:
            self.dialog = CrashDialog(report_of(error), self._log, QApplication.activeWindow())
        except Exception:
            # Not to the hook, which would show this dialog.
            logger.critical("the crash dialog cannot be shown", exc_info=True)
            return
        self.dialog.finished.connect(lambda: self._on_closed(place))
        self.dialog.open()

    def _on_closed(self, place: str) -> None:
        self.dialog = None
        self._closed_s[place] = time.monotonic()


def _place_of(error: BaseException) -> str:
    """Return by what a defect is known again: its kind, and the line where it came up."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    line = "" if trace is None else f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
    return f"{type(error).__qualname__} {line}"


class CrashDialog(Dialog):
    """Says that it is our fault, that the records are whole, and what to send to whom."""

    def __init__(self, report: str, log: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent, "程序出错", width=600, height=420)
        self.add_title("程序出错了，这一步没有完成")
        words = Note(
            "已经保存的数据没有受影响，可以继续使用。请把下面的内容复制给技术人员，便于查明原因。", self
        )
        self.report = QPlainTextEdit(report, self)
        self.report.setReadOnly(True)
        self.report.setObjectName("report")
        place = Note(f"日志：{log}", self)
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy_button = button("复制内容", self._on_copy, icon_name="copy", parent=self)
        self.close_button = button("继续使用", self.accept, look=Look.PRIMARY, parent=self)
        fill(self.foot, STRETCH, self.copy_button, self.close_button)
        fill(self.body, words, (self.report, 1), place)
        self.close_button.setFocus()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
        self.copy_button.setText("已复制")


def show_refusal(app: QApplication, sentence: str, resources: Path | None = None) -> int:
    """Say why the program cannot start and wait until it was read; return the exit status.

    With `resources` in the program's own look and type, which matters where the system has no Chinese font.
    """
    if resources is not None:
        try:
            apply_theme(app, resources, FontScale.STANDARD)
        except Exception:  # The look of it must not keep back why.
            logger.exception("no theme")
    box = QMessageBox(QMessageBox.Icon.Warning, "助企兑不能打开", sentence)
    box.setStandardButtons(QMessageBox.StandardButton.Close)
    # A loop of its own: quitting the application would also end whatever waits in it next.
    loop = QEventLoop()
    box.finished.connect(loop.quit)
    box.show()
    loop.exec()
    return 1
