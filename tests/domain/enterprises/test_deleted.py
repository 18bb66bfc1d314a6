"""What was deleted is kept, listed and brought back with everything there was of it."""

from dataclasses import replace

import pytest

from domain.enterprises import queries
from domain.enterprises.attachments.service import add_files, clean_up, copy_attachment, list_attachments
from domain.enterprises.deleted import list_deleted
from domain.enterprises.entities import Enterprise
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.history import changes_of
from domain.enterprises.merging import merge_two, merged_facts, read_two, undo_merge
from domain.enterprises.register.listed import EnterpriseQuery
from domain.enterprises.register.tags import add_tag, known_tags
from domain.enterprises.service import (
    CodesGivenAway,
    delete_enterprises,
    restore_enterprises,
    save_enterprise,
)
from domain.enterprises.sql import index
from domain.enterprises.sql.finding import find_ids
from domain.store import audit
from domain.store.engine import Store
from domain.store.tables import Kind, Subject
from domain.values.errors import NotFound
from domain.values.periods import Period
from domain.values.progress import Silent
from tests.filling import take_in
from tests.meddling import meddling

FIRST = EnterpriseFacts(
    "91410100MAYA000162",
    "云图科技有限公司",
    {"industry_kind": "software"},
    {"sales": {Period.parse("2022Q1"): 100}},
    {"projects": ({"name": "一期", "planned_investment": 500},)},
)
SECOND = EnterpriseFacts("91410100MAYE8C9L7T", "重庆火锅有限公司", {}, {}, {})


@pytest.fixture
def two(store, dictionary):
    return [save_enterprise(store.seat("王"), facts, dictionary) for facts in (FIRST, SECOND)]


def deleted(store, text="", most=10):
    with store.read() as session:
        return list_deleted(session, text, most=most)


def found(store, dictionary, text):
    with store.read() as session:
        return list(find_ids(session, EnterpriseQuery(text), dictionary))


def test_that_everything_comes_back_however_much_later(store, dictionary, two, tmp_path):
    first, second = two
    index.build(store, Silent())
    scan = tmp_path / "执照.pdf"
    scan.write_bytes(b"%PDF licence")
    add_files(store.seat("王"), first, [scan], Silent())
    add_tag(store.seat("王"), [first], "重点", Silent())
    with store.read() as session:
        before = len(changes_of(session, first, dictionary))
    delete_enterprises(store.seat("李"), [first])
    # Years later nothing of it was cleaned away, and other acts went on.
    clean_up(store, now=audit.now().replace(year=audit.now().year + 20))
    save_enterprise(store.seat("王"), replace(SECOND, name="别的名字"), dictionary, id_=second)
    store.close()
    store = Store.open(store.path.parent)
    (one,) = deleted(store)
    assert (one.id, one.name, one.deleted_by, one.against) == (first, FIRST.name, "李", "")
    restore_enterprises(store.seat("王"), [one.id])
    with store.read() as session:
        assert queries.facts_of(session, first, dictionary) == FIRST
        (file,) = list_attachments(session, first)
        assert known_tags(session) == [("重点", 1)]
        assert len(changes_of(session, first, dictionary)) == before + 2
    copy = copy_attachment(store, file.id, tmp_path / "副本.pdf")
    assert copy.read_bytes() == scan.read_bytes()
    assert found(store, dictionary, "云图") == [first]
    assert deleted(store) == []
    store.close()


def test_that_the_latest_comes_first_whatever_the_clock_said_and_is_found_by_pinyin(store, two):
    first, second = two
    delete_enterprises(store.seat("李"), [first])
    delete_enterprises(store.seat("李"), [second])
    with meddling(store) as session:
        session.get(Enterprise, first).deleted_at = audit.now().replace(year=audit.now().year + 1)
    assert [one.id for one in deleted(store)] == [second, first]
    assert [one.id for one in deleted(store, most=1)] == [second]
    for typed, expected in (("云图", first), ("ytkj", first), ("chongqing", second), ("e8c9", second)):
        assert [one.id for one in deleted(store, typed)] == [expected]
    assert deleted(store, "没有") == []


def test_that_a_code_given_away_is_told_with_its_holder_and_nothing_comes_back(store, dictionary, two):
    first, second = two
    delete_enterprises(store.seat("李"), two)
    save_enterprise(store.seat("王"), replace(FIRST, name="新登记的公司"), dictionary)
    against = {one.id: one.against for one in deleted(store)}
    assert against[second] == ""
    assert "“新登记的公司”" in against[first]
    assert FIRST.uscc in against[first]
    with pytest.raises(CodesGivenAway) as caught:
        restore_enterprises(store.seat("王"), two)
    assert caught.value.complaints == (against[first],)
    assert {one.id for one in deleted(store)} == set(two)


def test_that_two_of_one_code_do_not_both_come_back(store, dictionary, two):
    delete_enterprises(store.seat("李"), two[:1])
    again = save_enterprise(store.seat("王"), replace(FIRST, name="又登记的"), dictionary)
    delete_enterprises(store.seat("李"), [again])
    with pytest.raises(CodesGivenAway):
        restore_enterprises(store.seat("王"), [two[0], again])
    restore_enterprises(store.seat("王"), [again])
    with store.read() as session:
        assert queries.find_by_uscc(session, FIRST.uscc).id == again


@pytest.mark.parametrize("built", [True, False])
def test_that_what_is_there_already_is_neither_restored_nor_deleted_twice(store, dictionary, two, built):
    if built:
        index.build(store, Silent())
    delete_enterprises(store.seat("李"), two)
    with pytest.raises(NotFound):
        delete_enterprises(store.seat("李"), two)
    restore_enterprises(store.seat("王"), two[:1])
    restore_enterprises(store.seat("王"), two)
    with pytest.raises(NotFound):
        restore_enterprises(store.seat("王"), two)
    with store.read() as session:
        entries = [entry.action for entry in audit.entries_of(session, Subject(Kind.ENTERPRISE, two[0]))]
    assert entries == ["enterprise.add", "enterprise.delete", "enterprise.restore"]
    assert found(store, dictionary, "云图") == two[:1]
    # Found twice, it would still be found once it is gone.
    delete_enterprises(store.seat("李"), two[:1])
    assert found(store, dictionary, "云图") == []


def test_that_what_was_merged_is_brought_back_by_undoing_the_merge_alone(store, dictionary, two):
    one, other = read_two(store, *two, dictionary)
    merge = merge_two(store.seat("王"), one, other, merged_facts(one, other, {}, dictionary), dictionary)
    assert deleted(store) == []
    undo_merge(store.seat("王"), merge, dictionary)
    delete_enterprises(store.seat("李"), two[1:])
    assert [row.id for row in deleted(store)] == two[1:]


def test_that_more_than_a_batch_goes_and_comes_back(store, dictionary):
    codes = [f"91410100MAY{number:07d}" for number in range(5_100)]
    entries = [EnterpriseFacts(code, f"企业{code}", {}, {}, {}) for code in codes]
    ids = take_in(store.seat("王"), entries)
    assert len(delete_enterprises(store.seat("李"), ids)) == len(ids)
    assert len(deleted(store, most=10_000)) == len(ids)
    restore_enterprises(store.seat("王"), ids)
    with store.read() as session:
        assert queries.count(session) == len(ids)
