"""An office with granted awards, and the windows of its people."""

import pytest

from tests.domain.cases.awards.conftest import MANAGER, REVIEWER
from tests.domain.funds.conftest import brought, granted, office, roads, waiting
from tests.gui.cases.test_walk import Desk

__all__ = ["brought", "granted", "office", "roads", "waiting"]


@pytest.fixture
def store(office):
    return office.store


@pytest.fixture
def desks(qapp, qtbot, context, office, granted):
    """The windows of who approved the awards, and of who pays them."""
    found = {name: Desk(qapp, qtbot, context, office, name) for name in (MANAGER, REVIEWER)}
    yield found
    for one in found.values():
        one.close()
