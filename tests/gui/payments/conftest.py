"""An office with granted awards, and the windows of its people."""

import pytest

from tests.domain.funds.conftest import approved, brought, granted, office, roads, waiting
from tests.gui.cases.test_walk import Desk

__all__ = ["approved", "brought", "granted", "office", "roads", "waiting"]


@pytest.fixture
def store(office):
    return office.store


@pytest.fixture
def desks(qapp, qtbot, context, office):
    """The windows of people by their names, each opened once it is asked for."""

    class Desks(dict):
        def __missing__(self, name):
            return self.setdefault(name, Desk(qapp, qtbot, context, office, name))

    found = Desks()
    yield found
    for one in found.values():
        one.close()
