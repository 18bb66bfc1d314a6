"""How all tests are collected, which each worker does for itself."""

from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest
from _pytest.doctest import DoctestModule
from hypothesis.internal.conjecture import providers

_ROOT: Final = Path(__file__).parents[2]


class Collecting:
    """Has what is collected be found with less work; for a run of all tests."""

    def __init__(self) -> None:
        # Hypothesis would parse all that is imported of ours for constants to draw, in each worker: seconds.
        # What it draws would hang on which tests came before, too. Alone, a test still has them.
        providers._get_local_constants = lambda: providers._local_constants

    @pytest.hookimpl(wrapper=True)
    def pytest_collect_file(self, file_path: Path) -> Iterator[None]:
        """Look for examples only where there are some: to look through every docstring takes seconds."""
        found = yield
        if ">>>" in file_path.read_text(encoding="utf-8", errors="replace"):
            return found
        return [one for one in found if not isinstance(one, DoctestModule)]

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Have the second worker import from the other end.

        On a fresh checkout both would compile every file and rewrite the assertions of every test at once;
        so each finds half of it done.
        """
        if getattr(session.config, "workerinput", {}).get("workerid") != "gw1":
            return
        for path in sorted((_ROOT / "tests").rglob("test_*.py"), reverse=True):
            # What is wrong with one is said where it is collected; that marks are not known yet is no matter:
            # it is rewritten before it is run.
            with suppress(Exception, pytest.skip.Exception, pytest.fail.Exception):
                import_module(".".join(path.relative_to(_ROOT).with_suffix("").parts))
