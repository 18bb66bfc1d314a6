"""An office of three people with cases on their way, and the window of one of them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtWidgets import QApplication

from domain.roads.library import Roads
from domain.store.acts import Person
from domain.store.engine import Seat
from gui.shell.app import build_services
from tests.domain.cases.awards.conftest import HANDLER, Office


@pytest.fixture(scope="session")
def roads(resources):
    return Roads.load(resources / "roads").begun_on(date(2026, 1, 1))


@pytest.fixture
def office(peopled, roads, policies, assessed):
    """An office whose cases began a month ago, so that a publicity may be over by now."""
    office = Office(peopled, roads, policies, decided=assessed)
    office.day = date.today() - timedelta(days=30)
    return office


@pytest.fixture
def store(peopled):
    return peopled


@pytest.fixture
def seated(qapp, context, office):
    """Return the window's services, for somebody who sits there."""
    made = []

    def sit(name=HANDLER):
        seat = Seat(office.store, Person(name, office.numbers[name]))
        made.append(build_services(qapp, replace(context, seat=seat)))
        return made[-1]

    yield sit
    for services in made:
        services.jobs.shut_down()


@pytest.fixture
def top(qtbot):
    """Wait for a dialog of a kind to be open, and return it."""

    def find(kind):
        found = []

        def is_there():
            found[:] = [
                one for one in QApplication.topLevelWidgets() if type(one) is kind and one.isVisible()
            ]
            return bool(found)

        qtbot.waitUntil(is_there)
        return found[-1]

    return find
