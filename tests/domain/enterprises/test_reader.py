"""A list is read in time, or stops: whoever does not wait any more is not made to."""

import pytest

from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.register.conditions import HasValue
from domain.enterprises.register.listed import EnterpriseQuery
from domain.enterprises.service import delete_enterprises
from domain.enterprises.sql import reader
from domain.enterprises.sql.reader import RegisterReader
from domain.values.progress import Cancelled, Silent
from tests.filling import take_in


class Stopped:
    """Nobody waits."""

    def step(self, progress):
        raise Cancelled


@pytest.fixture
def ids(store):
    entries = [EnterpriseFacts(f"9141{at:014}", f"郑州第{at:03}公司", {}, {}, {}) for at in range(300)]
    return take_in(store.seat("王小梅"), entries)


def test_that_the_beginning_is_that_of_the_whole(store, dictionary, ids):
    register = RegisterReader(store.path, dictionary)
    first = register.first(EnterpriseQuery(), 100, Silent())
    assert not first.is_whole
    whole = register.whole(EnterpriseQuery(), ids[250:252], 100, Silent())
    assert first.ids == whole.ids[:100]
    assert (whole.ids.tolist(), whole.total, whole.is_whole) == (ids, 300, True)
    assert list(whole.rows) == [*ids[:100], *ids[250:252]]
    assert register.first(EnterpriseQuery("第299"), 100, Silent()).is_whole


def test_that_what_takes_too_long_step_by_step_is_found_whole(store, dictionary, ids, monkeypatch):
    monkeypatch.setattr(reader, "_PATIENCE_S", -1)
    monkeypatch.setattr(reader, "_STEPS", 10)
    query = EnterpriseQuery(conditions=(HasValue("industry_kind", (None,)),))
    found = RegisterReader(store.path, dictionary).first(query, 100, Silent())
    assert found.ids.tolist() == ids


def test_that_a_reading_nobody_waits_for_stops(store, dictionary, ids, monkeypatch):
    monkeypatch.setattr(reader, "_STEPS", 10)
    register = RegisterReader(store.path, dictionary)
    with pytest.raises(Cancelled):
        register.first(EnterpriseQuery("公司"), 100, Stopped())
    with pytest.raises(Cancelled):
        register.whole(EnterpriseQuery(), (), 100, Stopped())


def test_that_what_was_deleted_is_gone_once_it_was_told(store, dictionary, ids):
    register = RegisterReader(store.path, dictionary)
    register.whole(EnterpriseQuery(), (), 100, Silent())
    delete_enterprises(store.seat("王小梅"), ids[:2])
    register.forget()
    whole = register.whole(EnterpriseQuery(), (), 100, Silent())
    assert (whole.ids.tolist(), whole.total) == (ids[2:], 298)
    assert register.rows(ids[:3], Silent()).keys() == {ids[2]}
