"""What a search finds, with the index and without it, is what stands somewhere in the texts."""

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.register.spelling import spelled
from domain.enterprises.register.words import folded, is_found, words_of
from domain.enterprises.service import (
    delete_enterprises,
    restore_enterprises,
    save_enterprise,
)
from domain.enterprises.sql import index
from domain.enterprises.sql.tokens import expression, indexed
from domain.store.engine import Store
from domain.values.progress import Cancelled, Silent
from tests.filling import take_in

SIGNS = "郑州云图科技有限公司重行ABab39（）()·&-'\"*^: 　ü²Ａ"
NAMES = st.text(SIGNS, min_size=1, max_size=9)
CODES = st.text("0139AMXY", min_size=4, max_size=6)
TYPED = st.one_of(st.text(SIGNS, max_size=5), st.text("zhengouyuntkjiab39MA0", max_size=5))


def by_substring(typed, name, code):
    """Say by plain words what `is_found` promises."""
    spelling = spelled(name)
    return all(
        word in folded(name)
        or word in spelling.initials
        or (len(word) >= 3 and (word in code.lower() or word in spelling.pinyin))
        for word in words_of(typed)
    )


@settings(max_examples=4 * settings.default.max_examples, deadline=None)
@given(st.lists(st.tuples(NAMES, CODES), max_size=6), TYPED)
def test_that_the_index_finds_what_stands_in_name_code_initials_or_pinyin(entries, typed):
    words = words_of(typed)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE t USING fts5(words, content='', columnsize=0, tokenize='ascii')"
        )
        for row, (name, code) in enumerate(entries, start=1):
            connection.execute(
                "INSERT INTO t (rowid, words) VALUES (?, ?)", (row, indexed(name, code, *spelled(name)))
            )
        expected = [row for row, entry in enumerate(entries, start=1) if by_substring(typed, *entry)]
        plainly = [
            row for row, (name, code) in enumerate(entries, 1) if is_found(words, name, code, *spelled(name))
        ]
        assert plainly == expected
        if words:
            found = connection.execute("SELECT rowid FROM t WHERE t MATCH ?", (expression(words),))
            assert sorted(row for (row,) in found) == expected


def facts(number, name):
    return EnterpriseFacts(f"9141010{number:011d}", name, {}, {}, {})


def found(store, typed):
    with closing(sqlite3.connect(store.path)) as connection:
        assert index.is_ready(connection)
        return sorted(id_ for _, id_ in index.find(connection, words_of(typed), most=-1))


def names_of(store):
    with closing(sqlite3.connect(store.path)) as connection:
        return dict(connection.execute("SELECT id, name FROM enterprise WHERE deleted_at IS NULL"))


@pytest.fixture
def some(store: Store, dictionary):
    names = ["郑州云图科技", "洛阳云海物流", "郑州重庆火锅", "河南ABC（中国）公司", "新乡重型机械"]
    entries = [facts(number, name) for number, name in enumerate(names)]
    return take_in(store.seat("王小梅"), entries)


def test_that_the_index_follows_every_act(store, dictionary, some):
    index.build(store, Silent())
    assert found(store, "云") == some[:2]
    save_enterprise(store.seat("王小梅"), facts(0, "郑州华信科技"), dictionary, id_=some[0])
    assert found(store, "云") == some[1:2]
    assert found(store, "huaxin") == some[:1]
    delete_enterprises(store.seat("王小梅"), some[1:3])
    assert found(store, "云") == []
    restore_enterprises(store.seat("王小梅"), some[1:3])
    assert found(store, "云") == some[1:2]
    new = save_enterprise(store.seat("王小梅"), facts(9, "开封云台商贸"), dictionary)
    assert found(store, "云") == [some[1], new]
    for typed in ("重", "chongqing", "zhongxing", "zz", "（中", "abc", "q"):
        expected = {id_ for id_, name in names_of(store).items() if by_substring(typed, name, "")}
        assert set(found(store, typed)) == expected, typed
    assert found(store, facts(3, "").uscc[5:]) == [some[3]]


def test_that_an_interrupted_index_goes_on_where_it_stopped(store, dictionary, some, monkeypatch):
    monkeypatch.setattr(index, "_CHUNK", 2)

    class Stopping(Silent):
        def step(self, progress):
            if progress.done >= 2:
                raise Cancelled

    with pytest.raises(Cancelled):
        index.build(store, Stopping())
    with store.read() as session:
        assert index.is_due(session)
    delete_enterprises(store.seat("王小梅"), some[:1])
    save_enterprise(store.seat("王小梅"), facts(1, "洛阳云端物流"), dictionary, id_=some[1])
    save_enterprise(store.seat("王小梅"), facts(2, "郑州云火锅"), dictionary, id_=some[2])
    new = save_enterprise(store.seat("王小梅"), facts(9, "开封云台商贸"), dictionary)
    index.build(store, Silent())
    with store.read() as session:
        assert not index.is_due(session)
    assert found(store, "云") == [some[1], some[2], new]
    assert found(store, "云海") == []


def test_that_an_older_store_learns_how_its_names_are_spelled(store, dictionary, some):
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute("UPDATE enterprise SET pinyin = ''")
        connection.commit()
    index.build(store, Silent())
    assert found(store, "yunhai") == some[1:2]


def test_that_an_index_of_another_version_is_made_anew(store, dictionary, some, monkeypatch):
    index.build(store, Silent())
    monkeypatch.setattr(index, "VERSION", index.VERSION + 1)
    with store.read() as session:
        assert index.is_due(session)
    delete_enterprises(store.seat("王小梅"), some[:1])
    index.build(store, Silent())
    assert found(store, "云") == some[1:2]


def test_that_the_index_is_in_the_order_of_the_names(store, dictionary, some):
    index.build(store, Silent())
    with closing(sqlite3.connect(store.path)) as connection:
        for descending in (False, True):
            bands = [band for band, _ in index.find(connection, ["公"], most=-1, descending=descending)]
            assert bands == sorted(bands, reverse=descending)
            names = names_of(store)
            ids = [id_ for _, id_ in index.find(connection, ["z"], most=-1, descending=descending)]
            assert [names[id_] for id_ in ids] == sorted((names[id_] for id_ in ids), reverse=descending)


def test_that_an_index_made_for_far_fewer_is_due_again(store, some, monkeypatch):
    index.build(store, Silent())
    monkeypatch.setattr(index, "_SMALL", 10)
    more = [facts(100 + number, f"开封第{number}商贸") for number in range(40)]
    take_in(store.seat("王小梅"), more)
    with store.read() as session:
        assert index.is_due(session)
    index.build(store, Silent())
    with store.read() as session:
        assert not index.is_due(session)
    assert len(found(store, "开封")) == 40
