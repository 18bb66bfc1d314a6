"""What every test may ask for: the shipped dictionary, policies and samples, and a store of its own.

Every test is watched: what it did not ask for fails it.
"""

import gc
import linecache
import logging
import os
import shutil
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from random import Random, SystemRandom
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from domain.enterprises.dictionary import Dictionary, load_dictionary
from domain.exchange.samples import SampleOffice, load_sample_office
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import open_account
from domain.office.service import save_office
from domain.policies.files.library import PolicyLibrary
from domain.policies.policy import Policy
from domain.policies.runs.register import Assessed, assess_register
from domain.store.acts import Person
from domain.store.engine import Seat, Store
from domain.store.permits import Role
from domain.values.ids import AccountId
from domain.values.progress import Silent
from tests.filling import ROADS, let_notices_out, take_in
from tests.running import efforts as efforts  # noqa: PLC0414 - before anything is locked
from tests.running.collecting import Collecting
from tests.sandbox import Sandbox
from tests.watching import LogWatch, collect_garbage, log_qt_messages

if TYPE_CHECKING:
    from tests.case_walk import Walk

PASSWORD = "白鸽-算盘-雨伞"
PEOPLE = {
    "王小梅": ("wangxm", {Role.MANAGE}),
    "李建国": ("lijg", {Role.HANDLE}),
    "张敏": ("zhangm", {Role.REVIEW, Role.APPROVE}),
}
"""Who works in `peopled_store`: what they sign in by and their roles; accounts 1, 2 and 3."""
RESOURCES = Path(__file__).parent.parent / "resources"

_sandbox = pytest.StashKey[Sandbox]()
_watch = pytest.StashKey[LogWatch]()

# How long something takes says nothing about whether it is right, least of all on a machine that is busy.
settings.register_profile(
    "zhuqidui",
    max_examples=int(os.environ.get("ZHUQIDUI_SOAK_EXAMPLES", "25")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.load_profile("zhuqidui")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # a worker of xdist inherits the first one's
        config.stash[_sandbox] = Sandbox()
    config.stash[_watch] = LogWatch()
    logging.getLogger().addHandler(config.stash[_watch])
    log_qt_messages(config.getini("qt_log_ignore"))
    if config.args == config.getini("testpaths"):
        config.pluginmanager.register(Collecting())


def pytest_collection_finish() -> None:
    # Each example in a docstring would ask the disk whether every file that was looked through has changed.
    linecache.clearcache()
    gc.collect()
    gc.freeze()
    # Garbage is collected after each test; within one, rarely.
    gc.set_threshold(50_000, 20, 100)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    item.config.stash[_watch].begin()
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    result = yield
    collect_garbage(item)
    if complaint := item.config.stash[_watch].complaint():
        pytest.fail(complaint, pytrace=False)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    result = yield
    sandbox = session.config.stash.get(_sandbox, None)
    if sandbox is not None and (left := sandbox.left_behind()):
        print("\nleft behind in the temporary folder or the home:", *left, sep="\n  ")
        if session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
    return result


def pytest_unconfigure(config: pytest.Config) -> None:
    if sandbox := config.stash.get(_sandbox, None):
        sandbox.remove()


@pytest.fixture
def logged(request: pytest.FixtureRequest) -> LogWatch:
    """Say with it what the program will log: ``logged.expect("job failed")``."""
    return request.config.stash[_watch]


@pytest.fixture
def chance() -> Random:
    """Chance that can be had again: a failure shows the seed, and ZHUQIDUI_SEED takes it."""
    seed = int(os.environ.get("ZHUQIDUI_SEED") or SystemRandom().randrange(2**32))
    print(f"ZHUQIDUI_SEED={seed}")
    return Random(seed)


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder that every user of this machine gets into."""
    with TemporaryDirectory(dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="session")
def resources() -> Path:
    return RESOURCES


@pytest.fixture(scope="session")
def dictionary(resources: Path) -> Dictionary:
    return load_dictionary(resources / "facts" / "office.toml")


@pytest.fixture(scope="session")
def policies(resources: Path, dictionary: Dictionary) -> PolicyLibrary:
    return PolicyLibrary.load(resources / "policies", dictionary)


@pytest.fixture(scope="session")
def zhengdong(policies: PolicyLibrary) -> Policy:
    return policies.find("zhengdong-2022")


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store as it is created; made once, since that takes longer than most tests."""
    folder = tmp_path_factory.mktemp("empty")
    Store.open(folder).close()
    return folder


@pytest.fixture(scope="session")
def sample(resources: Path, dictionary: Dictionary) -> SampleOffice:
    return load_sample_office(resources / "samples", dictionary)


@pytest.fixture(scope="session")
def filled_store(
    empty_store: Path, sample: SampleOffice, zhengdong: Policy, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A store with the sample office; made once, too."""
    folder = shutil.copytree(empty_store, tmp_path_factory.mktemp("filled") / "store")
    store = Store.open(folder)
    save_office(store.seat("王小梅"), sample.office)
    take_in(store.seat("王小梅"), sample.enterprises)
    let_notices_out(store.seat("王小梅"), zhengdong)
    store.close()
    return folder


@pytest.fixture
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store of the test's own: empty, or with the sample office where the test asks for that."""
    template = "filled_store" if "sample_office" in request.fixturenames else "empty_store"
    # With the file of numbers beside it: a store without that has been taken from somewhere.
    store = Store.open(shutil.copytree(request.getfixturevalue(template), tmp_path / "store"))
    yield store
    store.close()


@pytest.fixture
def sample_office(store: Store, sample: SampleOffice) -> SampleOffice:
    """Say that the store is to hold the sample office."""
    return sample


@pytest.fixture(scope="session")
def assessed(
    filled_store: Path,
    policies: PolicyLibrary,
    zhengdong: Policy,
    tmp_path_factory: pytest.TempPathFactory,
) -> Sequence[Assessed]:
    """What the sample office comes to, as long as nothing of it is changed."""
    store = Store.open(shutil.copytree(filled_store, tmp_path_factory.mktemp("assessed") / "store"))
    found = assess_register(store, zhengdong, policies.dictionary, Silent())
    store.close()
    return tuple(found)


@pytest.fixture(scope="session")
def peopled_store(filled_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample office with `PEOPLE`; made once."""
    folder = Path(shutil.copytree(filled_store, tmp_path_factory.mktemp("peopled") / "store"))
    store = Store.open(folder)
    manager = next(iter(PEOPLE))
    for number, (name, (sign_in, roles)) in enumerate(PEOPLE.items()):
        seat = Seat(store, Person(manager, AccountId(1))) if number else store.seat("root")
        open_account(seat, AccountFields(name=name, sign_in=sign_in), roles, PASSWORD)
    store.close()
    return folder


@pytest.fixture(scope="session")
def staffed_store(
    peopled_store: Path, policies: PolicyLibrary, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The same with these people in the roles that bring a case along; made once."""
    from tests.domain.cases.awards.conftest import Office

    folder = Path(shutil.copytree(peopled_store, tmp_path_factory.mktemp("staffed") / "store"))
    Office(Store.open(folder), ROADS.begun_on(date(2026, 1, 1)), policies).store.close()
    return folder


@pytest.fixture(scope="session")
def case_walk(
    staffed_store: Path, policies: PolicyLibrary, tmp_path_factory: pytest.TempPathFactory
) -> "Iterator[Walk]":
    """Cases that were taken along with every document on the way; nobody changes them any more."""
    from tests.case_walk import Walk
    from tests.domain.cases.awards.conftest import Office

    store = Store.open(Path(shutil.copytree(staffed_store, tmp_path_factory.mktemp("walk") / "store")))
    yield Walk(Office(store, ROADS.begun_on(date(2026, 1, 1)), policies, is_staffed=True))
    store.close()


@pytest.fixture
def peopled(peopled_store: Path, tmp_path: Path) -> Iterator[Store]:
    store = Store.open(Path(shutil.copytree(peopled_store, tmp_path / "peopled")))
    yield store
    store.close()
