"""What every test may ask for: the shipped dictionary, policies and samples, and a store of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.enterprises.dictionary import Dictionary, load_dictionary
from domain.policies.library import PolicyLibrary
from domain.policies.policy import Policy
from domain.store.engine import Store

RESOURCES = Path(__file__).parent.parent / "resources"


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


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "store")
    yield store
    store.close()
