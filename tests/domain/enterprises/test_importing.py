from dataclasses import replace

import pytest

from domain.enterprises import queries
from domain.enterprises.importing import Known, merge_enterprises, preview_import, undo_import
from domain.enterprises.records import facts_of
from domain.enterprises.service import save_enterprise
from domain.periods import Period
from domain.progress import Cancelled, Silent

CODE, OTHER = "91410100MAYA000162", "91410100MAYE8C9L7T"
Q1, Q2 = Period.parse("2022Q1"), Period.parse("2022Q2")


@pytest.fixture
def recorded(dictionary):
    return facts_of(
        {
            "uscc": CODE,
            "name": "旧名",
            "attributes": {"industry_kind": "industry", "above_scale": True},
            "indicators": {"sales": {"2022Q1": "100"}},
            "projects": [{"name": "一期"}],
        },
        dictionary,
    )


@pytest.fixture
def entry(dictionary):
    return facts_of(
        {
            "uscc": CODE,
            "name": "新名",
            "attributes": {"industry_kind": "retail", "headquarters": False},
            "indicators": {"sales": {"2022Q1": "200", "2022Q2": "300"}},
        },
        dictionary,
    )


def merge(store, entries, dictionary, known=Known.UPDATE, reporter=None):
    return merge_enterprises(
        store, entries, dictionary, reporter or Silent(), known=known, actor="王小梅", source="表"
    )


def read(store, dictionary, id_):
    with store.read() as session:
        return queries.facts_of(session, id_, dictionary)


def save(store, facts, dictionary):
    return save_enterprise(store, facts, dictionary, actor="王小梅")


def test_that_an_update_changes_only_what_the_entry_has(store, dictionary, recorded, entry):
    id_ = save(store, recorded, dictionary)
    done = merge(store, [entry], dictionary)
    found = read(store, dictionary, id_)
    assert found.name == "新名"
    assert found.attributes == {"industry_kind": "retail", "above_scale": True, "headquarters": False}
    assert found.indicators == {"sales": {Q1: 20_000, Q2: 30_000}}
    assert found.rows == recorded.rows
    assert (done.added, list(done.changed), done.skipped) == ((), [id_], 0)


def test_that_filling_leaves_what_is_recorded(store, dictionary, recorded, entry):
    id_ = save(store, recorded, dictionary)
    merge(store, [entry], dictionary, Known.FILL)
    found = read(store, dictionary, id_)
    assert found.name == "旧名"
    assert found.attributes == {"industry_kind": "industry", "above_scale": True, "headquarters": False}
    assert found.indicators == {"sales": {Q1: 10_000, Q2: 30_000}}


def test_that_skipping_adds_only_new_ones(store, dictionary, recorded, entry):
    id_ = save(store, recorded, dictionary)
    new = replace(entry, uscc=OTHER)
    assert preview_import(store, [entry, new]).known_names == ("旧名",)
    done = merge(store, [entry, new], dictionary, Known.SKIP)
    assert (len(done.added), done.changed, done.skipped) == (1, {}, 1)
    assert read(store, dictionary, id_) == recorded


def test_that_an_import_is_taken_back_whole(store, dictionary, recorded, entry):
    id_ = save(store, recorded, dictionary)
    done = merge(store, [entry, replace(entry, uscc=OTHER)], dictionary)
    undo_import(store, done, dictionary, actor="王小梅")
    assert read(store, dictionary, id_) == recorded
    with store.read() as session:
        assert queries.count(session) == 1


def test_that_nothing_is_left_of_an_import_that_was_stopped(store, dictionary, recorded, entry):
    class Stopping(Silent):
        def step(self, progress):
            if progress.done == 2:
                raise Cancelled

    id_ = save(store, recorded, dictionary)
    with pytest.raises(Cancelled):
        merge(store, [entry, replace(entry, uscc=OTHER)], dictionary, reporter=Stopping())
    assert read(store, dictionary, id_) == recorded
