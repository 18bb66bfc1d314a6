"""Saving, finding, deleting and restoring, each with its trail."""

from dataclasses import replace

import pytest

from domain.enterprises import queries
from domain.enterprises.records import facts_of, record_of
from domain.enterprises.register.listed import EnterpriseQuery
from domain.enterprises.service import (
    CodesGivenAway,
    DuplicateCode,
    delete_enterprises,
    restore_enterprises,
    save_enterprise,
)
from domain.enterprises.sql.finding import find_ids
from domain.store import audit
from domain.store.tables import Kind, Subject
from domain.values.errors import NotFound
from domain.values.progress import Cancelled, Silent
from tests.filling import take_in

CODE, OTHER = "91410100MAYA000162", "91410100MAYE8C9L7T"


@pytest.fixture
def facts(dictionary):
    record = {
        "uscc": CODE,
        "name": "郑州测试有限公司",
        "attributes": {"industry_kind": "industry", "stat_entry_date": None, "above_scale": False},
        "indicators": {"sales": {"2022Q2": "-12.30", "2021Q2": "0"}},
        "projects": [{"name": "二期", "planned_investment": "100000000"}, {}],
    }
    return facts_of(record, dictionary)


def save(store, dictionary, facts, id_=None):
    return save_enterprise(store.seat("王小梅"), facts, dictionary, id_=id_)


def read(store, dictionary, id_):
    with store.read() as session:
        return queries.facts_of(session, id_, dictionary)


def trail(store, subject):
    with store.read() as session:
        return audit.entries_of(session, subject)


def test_that_everything_is_read_back_as_it_was_saved(store, dictionary, facts):
    id_ = save(store, dictionary, facts)
    assert read(store, dictionary, id_) == facts


def test_that_not_entered_none_and_empty_stay_apart(store, dictionary, facts):
    bare = replace(facts, attributes={}, indicators={}, rows={})
    none = replace(facts, uscc=OTHER, rows={"projects": ()})
    assert read(store, dictionary, save(store, dictionary, bare)).rows == {}
    assert read(store, dictionary, save(store, dictionary, none)).rows == {"projects": ()}


def test_that_a_change_is_recorded_with_before_and_after(store, dictionary, facts):
    id_ = save(store, dictionary, facts)
    save(store, dictionary, replace(facts, name="郑州更名有限公司", attributes={}), id_)
    first, second = trail(store, Subject(Kind.ENTERPRISE, id_))
    assert {first.action, second.action} == {"enterprise.add", "enterprise.change"}
    change = next(one for one in (first, second) if one.action == "enterprise.change")
    assert change.actor == "王小梅"
    assert '"name": ["郑州测试有限公司", "郑州更名有限公司"]' in change.details
    assert '"above_scale": [false, null]' in change.details


def test_that_a_code_in_use_names_its_holder(store, dictionary, facts):
    save(store, dictionary, facts)
    with pytest.raises(DuplicateCode, match="郑州测试有限公司"):
        save(store, dictionary, replace(facts, name="另一家"))
    with store.read() as session:
        assert queries.count(session) == 1


def test_that_facts_of_a_policy_not_at_hand_survive_saving(store, dictionary, facts):
    wider = replace(dictionary, attributes={**dictionary.attributes})
    id_ = save(store, wider, facts)
    narrow = replace(dictionary, attributes={"industry_kind": dictionary.attributes["industry_kind"]})
    save(store, narrow, replace(facts, attributes={"industry_kind": "retail"}), id_)
    assert read(store, dictionary, id_).attributes == {**facts.attributes, "industry_kind": "retail"}


def test_that_what_was_deleted_comes_back_whole(store, dictionary, facts):
    id_ = save(store, dictionary, facts)
    delete_enterprises(store.seat("王小梅"), [id_])
    with pytest.raises(NotFound):
        read(store, dictionary, id_)
    restore_enterprises(store.seat("王小梅"), [id_])
    assert read(store, dictionary, id_) == facts
    assert [entry.action for entry in trail(store, Subject(Kind.ENTERPRISE, id_))].count(
        "enterprise.restore"
    ) == 1


def test_that_a_code_given_away_meanwhile_is_not_taken_back(store, dictionary, facts):
    id_ = save(store, dictionary, facts)
    delete_enterprises(store.seat("王小梅"), [id_])
    save(store, dictionary, replace(facts, name="后来的公司"))
    with pytest.raises(CodesGivenAway, match="后来的公司"):
        restore_enterprises(store.seat("王小梅"), [id_])


def test_that_an_import_is_one_act(store, dictionary, facts, sample):
    save(store, dictionary, facts)

    class Stopping(Silent):
        def step(self, progress):
            raise Cancelled

    with pytest.raises(Cancelled):
        take_in(store.seat("王小梅"), sample.enterprises, Stopping())
    with store.read() as session:
        assert queries.count(session) == 1


@pytest.mark.parametrize("text", ["测试", "zzcs", "ZZCS", CODE, CODE[4:12]])
def test_that_it_is_found_by_name_initials_and_code(store, dictionary, facts, text):
    id_ = save(store, dictionary, facts)
    save(store, dictionary, replace(facts, uscc=OTHER, name="洛阳乙公司"))
    with store.read() as session:
        assert find_ids(session, EnterpriseQuery(text=text), dictionary).tolist() == [id_]


@pytest.mark.parametrize("text", ["%", "_", "'", "\\", "不存在"])
def test_that_signs_of_the_query_language_find_nothing(store, dictionary, facts, text):
    save(store, dictionary, facts)
    with store.read() as session:
        assert find_ids(session, EnterpriseQuery(text=text), dictionary).tolist() == []


def test_that_the_sample_office_survives_the_store(store, dictionary, sample):
    ids = take_in(store.seat("王小梅"), sample.enterprises)
    with store.read() as session:
        found = dict(queries.iterate_facts(session, ids, dictionary))
    assert [facts_of(record_of(found[id_], dictionary), dictionary) for id_ in ids] == sample.enterprises
