"""``make quick``: the tests that a change can touch, the nearest first, until the time is over."""

import os
import sys
from collections.abc import Sequence
from time import monotonic
from typing import Final

import pytest

from tests.running.choosing import ROOT, Imports, changed_files, path_of, touched_by

SECONDS: Final = float(os.environ.get("SECONDS_FOR_TESTS", "35"))
_MOST_FILES: Final = 60
"""The nearest; to collect what is not reached anyway would take half of the time."""


class TimeIsUp:
    """Ends the run after some seconds and says what was not reached."""

    def __init__(self, files: Sequence[str]) -> None:
        self._end = monotonic() + SECONDS
        self._waiting = dict.fromkeys(files)
        self._session: pytest.Session | None = None
        self.failed = False

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        self._session = session

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._waiting.pop(report.location[0], None)
        self.failed |= report.failed
        if monotonic() > self._end and self._session is not None:
            # The session itself is asked by nobody while others run the tests.
            running = self._session.config.pluginmanager.get_plugin("dsession")
            (running or self._session).shouldstop = f"{SECONDS:.0f} s are over"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._waiting:
            terminalreporter.write_line(f"not reached, left to make test: {len(self._waiting)} files")


def main() -> int:
    """Run the nearest tests; 0 if none of those that were run failed."""
    imports = Imports()
    files = changed_files()
    start = touched_by(files, imports)
    tests = imports.tests_near(start)
    own = [path_of(one) for one in start if not one.startswith("tests.") and path_of(one).is_file()]
    paths = [str(path.relative_to(ROOT)) for path in [*own, *map(path_of, tests)]]
    print(f"{len(files)} files changed, {len(tests)} test files can be touched by that")
    if not paths:
        return 0
    plugin = TimeIsUp(paths[len(own) :])
    near = paths[: len(own) + _MOST_FILES]
    status = pytest.main(["-q", "-n", "2", "--maxschedchunk", "1", "--maxfail", "5", *near], [plugin])
    is_cut_short = status in (pytest.ExitCode.NO_TESTS_COLLECTED, pytest.ExitCode.INTERRUPTED)
    return int(plugin.failed) if is_cut_short else status


if __name__ == "__main__":
    sys.exit(main())
