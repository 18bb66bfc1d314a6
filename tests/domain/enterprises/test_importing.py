from dataclasses import replace
from datetime import date

import pytest

from domain.enterprises import queries
from domain.enterprises.importing.comparing import Known
from domain.enterprises.importing.entries import Entries
from domain.enterprises.importing.service import merge_enterprises, preview_import
from domain.enterprises.importing.undoing import list_imports, undo_import
from domain.enterprises.records import facts_of
from domain.enterprises.register.listed import EnterpriseQuery
from domain.enterprises.service import save_enterprise
from domain.enterprises.sql.finding import find_ids
from domain.enterprises.sql.rows import read_rows
from domain.store import audit
from domain.store.engine import driver_of
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput
from domain.values.periods import Period
from domain.values.progress import Cancelled, Silent

CODE, OTHER = "91410100MAYA000162", "91410100MAYE8C9L7T"
Q1, Q2 = Period.parse("2022Q1"), Period.parse("2022Q2")


@pytest.fixture
def recorded(dictionary):
    return facts_of(
        {
            "uscc": CODE,
            "name": "旧名",
            "attributes": {"industry_kind": "industry", "above_scale": True, "stat_entry_date": None},
            "indicators": {"sales": {"2022Q1": "100"}},
            "projects": [{"name": "一期", "planned_investment": "100", "in_statistics": True}],
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
        store.seat("王小梅"),
        Entries.of(entries),
        dictionary,
        reporter or Silent(),
        known=known,
        source="表.xlsx",
    )


def undo(store, done, dictionary):
    return undo_import(store.seat("李大力"), done.id, dictionary, Silent())


def read(store, dictionary, id_):
    with store.read() as session:
        return queries.facts_of(session, id_, dictionary)


def save(store, facts, dictionary, id_=None):
    return save_enterprise(store.seat("王小梅"), facts, dictionary, id_=id_)


def trail(store, id_):
    with store.read() as session:
        return audit.entries_of(session, Subject(Kind.ENTERPRISE, id_))


def counts(done):
    return done.added, done.changed, done.skipped


def test_that_columns_give_back_the_facts_they_were_made_of(dictionary, recorded, entry):
    facts = [recorded, replace(entry, uscc=OTHER)]
    assert list(Entries.of(facts).facts(dictionary)) == facts


def test_that_an_update_changes_only_what_the_entry_has(store, dictionary, recorded, entry):
    id_ = save(store, recorded, dictionary)
    done = merge(store, [entry], dictionary)
    found = read(store, dictionary, id_)
    assert found.name == "新名"
    assert found.attributes == {
        "industry_kind": "retail",
        "above_scale": True,
        "headquarters": False,
        "stat_entry_date": None,
    }
    assert found.indicators == {"sales": {Q1: 20_000, Q2: 30_000}}
    assert found.rows == recorded.rows
    assert counts(done) == (0, 1, 0)


def test_that_filling_leaves_what_is_recorded(store, dictionary, recorded, entry):
    id_ = save(store, recorded, dictionary)
    merge(store, [entry], dictionary, Known.FILL)
    found = read(store, dictionary, id_)
    assert found.name == "旧名"
    assert found.attributes == {**recorded.attributes, "headquarters": False}
    assert found.indicators == {"sales": {Q1: 10_000, Q2: 30_000}}


def test_that_skipping_adds_only_new_ones(store, dictionary, recorded, entry):
    id_ = save(store, recorded, dictionary)
    done = merge(store, [entry, replace(entry, uscc=OTHER)], dictionary, Known.SKIP)
    assert counts(done) == (1, 0, 1)
    assert read(store, dictionary, id_) == recorded


def test_that_what_would_change_is_told_in_numbers_and_examples(store, dictionary, recorded, entry):
    save(store, recorded, dictionary)
    found = preview_import(
        store, Entries.of([entry, replace(entry, uscc=OTHER, name="新来的")]), dictionary, Silent()
    )
    assert (found.new, found.known, found.updated, found.filled) == (1, 1, 1, 1)
    assert (found.replaced_values, found.filled_values) == (3, 2)
    assert found.new_names == ["新来的"]
    told = {(one.label, one.before, one.after) for one in (*found.replacing, *found.filling)}
    assert told == {
        ("企业名称", "旧名", "新名"),
        ("统计专业", "工业", "零售业"),
        ("2022年一季度销售额", "100.00 元", "200.00 元"),
        ("总部企业", "", "否"),
        ("2022年二季度销售额", "", "300.00 元"),
    }


def test_that_what_comes_in_once_more_changes_nothing(store, dictionary, recorded):
    id_ = save(store, recorded, dictionary)
    before = trail(store, id_)
    assert counts(merge(store, [recorded], dictionary)) == (0, 0, 1)
    assert trail(store, id_) == before


def test_that_the_trail_says_what_an_import_changed(store, dictionary, recorded, entry):
    id_ = save(store, recorded, dictionary)
    done = merge(store, [entry, replace(entry, uscc=OTHER)], dictionary)
    (_, change) = trail(store, id_)
    assert (change.action, change.import_id) == ("enterprise.change", done.id)
    assert '"sales[2022Q1]": ["100.00", "200.00"]' in change.details
    with store.read() as session:
        holder = queries.find_by_uscc(session, OTHER)
    (added,) = trail(store, holder.id)
    assert (added.action, added.import_id) == ("enterprise.add", done.id)
    assert "表.xlsx" in added.summary


def test_that_an_enterprise_without_a_name_can_be_updated_but_not_added(store, dictionary, recorded, entry):
    id_ = save(store, recorded, dictionary)
    merge(store, [replace(entry, name="")], dictionary)
    assert read(store, dictionary, id_).name == "旧名"
    with pytest.raises(BadInput, match=OTHER):
        merge(store, [replace(entry, uscc=OTHER, name="")], dictionary)


def test_that_an_import_is_taken_back_whole(store, dictionary, recorded, entry):
    id_ = save(store, recorded, dictionary)
    lists = {"projects": ({"name": "二期"}, {"name": "三期", "start_date": date(2022, 5, 1)})}
    dated = replace(entry, attributes={**entry.attributes, "stat_entry_date": date(2022, 1, 1)}, rows=lists)
    done = merge(store, [dated, replace(dated, uscc=OTHER)], dictionary)
    assert read(store, dictionary, id_).rows == lists
    undone = undo(store, done, dictionary)
    assert read(store, dictionary, id_) == recorded
    assert (undone.deleted, undone.restored, undone.left) == (1, 1, 0)
    with store.read() as session:
        assert queries.count(session) == 1
        (act,) = list_imports(session)
    assert (act.source, act.undone_by) == ("表.xlsx", "李大力")
    with pytest.raises(BadInput, match="已经撤销过"):
        undo(store, done, dictionary)


def test_that_what_was_changed_since_an_import_is_left_and_told(store, dictionary, recorded, entry):
    id_ = save(store, recorded, dictionary)
    done = merge(store, [entry, replace(entry, uscc=OTHER)], dictionary)
    since = read(store, dictionary, id_)
    save(store, replace(since, indicators={"sales": {Q1: 20_000, Q2: 77_700}}), dictionary, id_)
    with store.read() as session:
        added = queries.find_by_uscc(session, OTHER).id
    save(store, replace(entry, uscc=OTHER, name="又改了名"), dictionary, added)
    undone = undo(store, done, dictionary)
    found = read(store, dictionary, id_)
    assert found.name == "旧名"
    assert found.indicators == {"sales": {Q1: 10_000, Q2: 77_700}}
    assert read(store, dictionary, added).name == "又改了名"
    assert (undone.deleted, undone.restored, undone.left) == (0, 1, 2)
    assert any("2022年二季度销售额" in sentence for sentence in undone.sentences)
    assert any("又改了名" in sentence for sentence in undone.sentences)


def test_that_what_an_import_added_is_listed_and_searched(store, dictionary, entry):
    merge(store, [replace(entry, name="郑州测试有限公司")], dictionary)
    with store.read() as session:
        (id_,) = find_ids(session, EnterpriseQuery(text="zzcs"), dictionary)
        rows = read_rows(driver_of(session), [id_], dictionary)
    assert rows[id_].changed_at.year >= 2022


def test_that_nothing_is_left_of_an_import_that_was_stopped(store, dictionary, recorded, entry):
    class Stopping(Silent):
        def step(self, progress):
            if progress.done == 2:
                raise Cancelled

    id_ = save(store, recorded, dictionary)
    with pytest.raises(Cancelled):
        merge(store, [entry, replace(entry, uscc=OTHER)], dictionary, reporter=Stopping())
    assert read(store, dictionary, id_) == recorded
    with store.read() as session:
        assert queries.count(session) == 1
        assert list_imports(session) == []
