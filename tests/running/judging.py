"""Which tests come to a planted fault, and whether one of them notices it.

The faults of a sample are planted together, before anything of ours is imported, and asleep. One run of the
tests says which of them come to which fault, and what each takes. Then one fault at a time wakes in a process
forked from the one that has collected the tests, and the tests that come to it are run, the cheapest first,
until one fails. A fault that was come to while modules were imported has left its mark on them: it has to be
awake before that.
"""

import ast
import builtins
import gc
import json
import os
import resource
import signal
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import _lru_cache_wrapper
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType, ModuleType
from typing import Final, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.running.choosing import ROOT, Imports, path_of
from tests.running.faults import HOOK, planted

SECONDS: Final = float(os.environ.get("SECONDS_FOR_A_FAULT", "60"))
"""Of processor time, by what the tests took without a fault; what is dearer is not run."""
_PATIENCE_S: Final = 600
"""For one test by the clock; what waits for ever takes no processor time."""
_WORKERS: Final = 2
_BROKEN: Final = 3
"""How a process ends that a fault of ours ended, not one that was planted."""
# Without rewriting assertions, for which pytest loads modules itself, those with faults in them too.
_OPTIONS: Final = (
    "-q", "-s", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:xdist", "--timeout=0",
    "--hypothesis-profile=faults",
    "-W", "ignore::pytest.PytestAssertRewriteWarning",  # what is imported before
)  # fmt: skip
_IMPORTED_BEFORE: Final = ("PySide6.QtCore", "alembic.command", "numpy", "pydantic", "sqlmodel")
"""What is not ours and every process would import again."""
_IMPORTING: Final = "while modules were imported"

_T = TypeVar("_T")


class Planting(MetaPathFinder):
    """Lets modules be imported with faults in them."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(names)
        self._files = {str(ROOT / name.partition("#")[0]) for name in self._names}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path) if fullname.startswith("domain.") else None
        if spec is None or spec.origin not in self._files:
            return None
        spec.loader = _Loader(fullname, spec.origin, self._names)
        return spec


class _Loader(SourceFileLoader):
    def __init__(self, fullname: str, path: str, names: frozenset[str]) -> None:
        super().__init__(fullname, path)
        self._names = names

    def get_code(self, fullname: str) -> CodeType:
        tree: ast.Module = planted(Path(self.path).relative_to(ROOT), self._names)
        return compile(tree, self.path, "exec", dont_inherit=True)


@dataclass
class Reached:
    """Which tests came to which fault, by name, and the processor time that each test took, in seconds."""

    tests: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    seconds: dict[str, float] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def write(self, path: Path) -> None:
        tests = {name: sorted(found) for name, found in self.tests.items()}
        path.write_text(json.dumps([tests, self.seconds, self.failed]), "utf-8")

    def add(self, path: Path) -> None:
        tests, seconds, failed = json.loads(path.read_text("utf-8"))
        for name, found in tests.items():
            self.tests[name] |= set(found)
        self.seconds |= seconds
        self.failed += failed

    def is_imported(self, name: str) -> bool:
        return _IMPORTING in self.tests[name]

    def cheapest(self, name: str, near: Iterable[str] = ()) -> list[str]:
        """Return the tests that come to a fault, the cheapest first, then near ones, as time allows.

        Those of one file stand together: what is made once for all of them would else be made anew each time.
        """
        left = SECONDS
        found = []
        tests = sorted(self.tests[name] - {_IMPORTING}, key=self.seconds.__getitem__)
        for test in dict.fromkeys([*tests, *near]):
            if test in self.failed:
                continue
            left -= self.seconds[test]
            if found and left < 0:
                break
            found.append(test)
        files = [*dict.fromkeys(test.partition("::")[0] for test in found)]
        return sorted(found, key=lambda test: files.index(test.partition("::")[0]))


class Recorder:
    """Runs the tests that were collected, and takes down which faults each comes to."""

    def __init__(self) -> None:
        self.found = Reached()
        self._place = _IMPORTING
        self._shared: defaultdict[str, set[str]] = defaultdict(set)
        setattr(builtins, HOOK, self._come_to)

    def _come_to(self, name: str) -> bool:
        self.found.tests[name].add(self._place)
        return False

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[object]) -> Iterator[None]:
        """What is made once for many tests is each of theirs."""
        before = self._place
        if fixturedef.scope != "function":
            self._place = f"fixture {fixturedef.argname}"
        try:
            return (yield)
        finally:
            self._place = before

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Iterator[None]:
        asked = getattr(item, "_request", None)
        for name in [*getattr(item, "fixturenames", ()), *getattr(asked, "_fixture_defs", ())]:
            self._shared[f"fixture {name}"].add(item.nodeid)
        return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.found.failed.append(report.nodeid)

    def record(self, items: Sequence[pytest.Item], folder: Path) -> None:
        caches = [
            one
            for one in gc.get_objects()
            if isinstance(one, _lru_cache_wrapper) and str(one.__module__).startswith("domain.")
        ]
        self.found = Reached()
        for item, following in zip_longest(items, items[1:]):
            self._place = item.nodeid
            for one in caches:
                one.cache_clear()  # or only the first to ask would come to what is remembered
            began = _seconds_used()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            self.found.seconds[item.nodeid] = _seconds_used() - began
        for places in self.found.tests.values():
            for one in [place for place in places if place.startswith("fixture ")]:
                places.remove(one)
                places.update(self._shared[one])
        self.found.write(folder / "reached.json")


class _Session:
    """A session of pytest: all tests once, and then each fault that no import has come to."""

    def __init__(self, names: Sequence[str], tell: Callable[[str, bool], None]) -> None:
        self._names = names
        self._tell = tell
        self._recorder = Recorder()
        self.reached = Reached()
        self.noticed: dict[str, bool] = {}

    def pytest_configure(self, config: pytest.Config) -> None:
        config.pluginmanager.register(self._recorder)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.reached = self._recorder.found
        files: dict[Path, list[pytest.Item]] = {}
        for item in session.items:
            files.setdefault(item.path, []).append(item)
        parts = [[*files.values()][begin :: 2 * _WORKERS] for begin in range(2 * _WORKERS)]

        def record(part: list[list[pytest.Item]], folder: Path) -> None:
            _use(session, folder)
            self._recorder.record([item for items in part for item in items], folder)

        for _, _, folder in _in_processes(parts, record):
            self.reached.add(folder / "reached.json")
        session.config.pluginmanager.unregister(self._recorder)
        items = {item.nodeid: item for item in session.items}

        def judge(name: str, folder: Path) -> None:
            _use(session, folder)
            _wake(name)
            tests = self.reached.cheapest(name)
            session.config.pluginmanager.register(_Watch(tests, self.reached.seconds))
            for test, following in zip_longest(tests, tests[1:]):
                session.config.hook.pytest_runtest_protocol(item=items[test], nextitem=items.get(following))

        here = [name for name in self._names if not self.reached.is_imported(name)]
        for name, status, _ in _in_processes(here, judge):
            self.noticed[name] = status != 0
            self._tell(name, status != 0)
        return True


class _Watch:
    """Runs some tests, in their order, until one fails or takes far longer than without a fault."""

    def __init__(self, tests: Sequence[str], seconds: Mapping[str, float]) -> None:
        self._order = {test: number for number, test in enumerate(tests)}
        self._seconds = seconds

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        chosen = [one for one in items if one.nodeid in self._order]
        items[:] = sorted(chosen, key=lambda one: self._order[one.nodeid])

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        limit = _seconds_used() + 20 + 5 * self._seconds[nodeid]
        resource.setrlimit(resource.RLIMIT_CPU, (int(limit), resource.RLIM_INFINITY))
        signal.alarm(_PATIENCE_S)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            os._exit(1)


def judge_all(
    names: Sequence[str],
    tests: Sequence[str],
    tell: Callable[[str, bool], None],
    *,
    others: Sequence[str] = (),
) -> tuple[dict[str, bool], list[str]]:
    """Say of each fault, by name, whether a test notices it.

    Args:
        names: Of the faults; see `faults.Fault.name`.
        tests: Files and folders below the project, as pytest is told them.
        tell: Is told of each as soon as that is known.
        others: As pytest is told them, too: what is run for those that the first let live; none if empty.

    Returns:
        What became of each, and the tests that fail with every fault asleep, by which none was judged.
    """
    os.environ |= {"ZHUQIDUI_SEED": "2022", "OPENBLAS_NUM_THREADS": "1"}  # with threads nothing can be forked
    for module in _IMPORTED_BEFORE:
        import_module(module)
    settings.register_profile(
        "faults", deadline=None, database=None, derandomize=True, phases=(Phase.explicit, Phase.generate),
        suppress_health_check=[HealthCheck.too_slow],
    )  # fmt: skip
    sys.meta_path.insert(0, Planting(names))

    noticed, failed = _judge(names, tests, _only_noticed(tell) if others else tell)
    if others and (living := [name for name in names if not noticed[name]]):
        found, failing = _judge(living, others, tell)
        noticed |= found
        failed += failing
    return noticed, failed


def _only_noticed(tell: Callable[[str, bool], None]) -> Callable[[str, bool], None]:
    return lambda name, is_noticed: tell(name, True) if is_noticed else None


def _judge(
    names: Sequence[str], tests: Sequence[str], tell: Callable[[str, bool], None]
) -> tuple[dict[str, bool], list[str]]:
    """Do one round of `judge_all`."""

    def judge_most(_: None, folder: Path) -> None:
        session = _Session(names, tell)
        status = pytest.main([*_OPTIONS, f"--basetemp={folder / 'pytest'}", *tests], [session])
        assert status == 0
        session.reached.write(folder / "reached.json")
        (folder / "noticed.json").write_text(json.dumps(session.noticed), "utf-8")

    reached = Reached()
    noticed = {}
    for _, _, folder in _in_processes([None], judge_most):
        reached.add(folder / "reached.json")
        noticed = json.loads((folder / "noticed.json").read_text("utf-8"))
    imports = Imports()

    def judge_alone(name: str, folder: Path) -> None:
        _wake(name)
        chosen = reached.cheapest(name, _near(name, imports, reached.seconds))
        files = dict.fromkeys(test.partition("::")[0] for test in chosen)
        _be_silent()
        status = pytest.main(
            [*_OPTIONS, f"--basetemp={folder / 'pytest'}", *files], [_Watch(chosen, reached.seconds)]
        )
        os._exit(int(status != 0))

    for name, status, _ in _in_processes([name for name in names if reached.is_imported(name)], judge_alone):
        noticed[name] = status != 0
        tell(name, status != 0)
    return noticed, reached.failed


def _near(name: str, imports: Imports, seconds: Mapping[str, float]) -> list[str]:
    """Return all tests, those first whose files a fault's own is nearest to, of these the cheapest."""
    module = name.partition("#")[0].removesuffix(".py").replace("/", ".").removesuffix(".__init__")
    distance = {
        str(path_of(test).relative_to(ROOT)): far for test, far in imports.tests_near([module]).items()
    }
    distance[name.partition("#")[0]] = 0
    known = [test for test in seconds if test.partition("::")[0] in distance]
    return sorted(known, key=lambda test: (distance[test.partition("::")[0]], seconds[test]))


def _in_processes(jobs: Sequence[_T], work: Callable[[_T, Path], None]) -> Iterator[tuple[_T, int, Path]]:
    """Do jobs in processes forked from this one; yield each with its status and its folder."""
    waiting = list(reversed(jobs))
    running: dict[int, tuple[_T, TemporaryDirectory[str]]] = {}
    while waiting or running:
        while waiting and len(running) < _WORKERS:
            job = waiting.pop()
            folder = TemporaryDirectory(prefix="zq-")
            child = os.fork()
            if child == 0:
                try:
                    work(job, Path(folder.name))
                    os._exit(0)
                except BaseException:
                    sys.excepthook(*sys.exc_info())
                    os._exit(_BROKEN)
            running[child] = job, folder
        child, status = os.wait()
        job, folder = running.pop(child)
        with folder:
            assert os.waitstatus_to_exitcode(status) != _BROKEN, job
            yield job, status, Path(folder.name)


def _use(session: pytest.Session, folder: Path) -> None:
    """Let the tests of a forked process have a folder of their own, and nobody hear of them."""
    session.config._tmp_path_factory._basetemp = folder
    _be_silent()


def _be_silent() -> None:
    for stream in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)


def _wake(name: str) -> None:
    setattr(builtins, HOOK, name.__eq__)


def _seconds_used() -> float:
    times = os.times()
    return times.user + times.system
