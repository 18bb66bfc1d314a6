"""What a test did not ask for: log records, Qt's warnings, and garbage that should have been closed."""

import gc
import logging
import re

import pytest
from PySide6.QtCore import QtMsgType, qInstallMessageHandler

_QT_LEVELS = {QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO}


class LogWatch(logging.Handler):
    """Keeps what is logged as a warning or worse, from every thread, and what of it a test expects."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._records: list[str] = []
        self._expected: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self._records.append(self.format(record))

    def expect(self, pattern: str) -> None:
        """Say that something will be logged in which this is found; that it is not fails the test as well."""
        self._expected.append(pattern)

    def begin(self) -> None:
        self._records.clear()
        self._expected.clear()

    def complaint(self) -> str:
        """Return what was logged and not expected, and the other way round; empty where all is well."""
        unasked = [
            text for text in self._records if not any(re.search(pattern, text) for pattern in self._expected)
        ]
        missed = [
            pattern
            for pattern in self._expected
            if not any(re.search(pattern, text) for text in self._records)
        ]
        return "\n".join([f"logged: {text}" for text in unasked] + [f"never logged: {one}" for one in missed])


def log_qt_messages(ignored: list[str]) -> None:
    """Let Qt's messages be log records where pytest-qt does not take them: before a test and after it."""

    def log(kind, _context, message) -> None:
        if not any(re.search(pattern, message) for pattern in ignored):
            logging.getLogger("qt").log(_QT_LEVELS.get(kind, logging.WARNING), "%s", message)

    qInstallMessageHandler(log)


def collect_garbage(item: pytest.Item) -> None:
    """Let what the test left unclosed be found now, so that the guilty one is named.

    What is left after it is not looked through again: that would take longer than the tests.
    """
    if hasattr(item, "funcargs"):
        item.funcargs = {}
    gc.collect()
    gc.freeze()
    item.config.pluginmanager.get_plugin("unraisableexception").pytest_runtest_teardown(item=item)
