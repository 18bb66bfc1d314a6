"""What an act keeps up by itself: whatever statement changes enterprises, index and spelling follow."""

import inspect
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from importlib import import_module

import pytest
from sqlalchemy import delete, insert, text, update
from sqlmodel import col

from domain.enterprises.entities import Enterprise
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.register.spelling import spelled
from domain.enterprises.service import delete_enterprises
from domain.enterprises.sql import index
from domain.store import acts
from domain.store.acts import Action, Person
from domain.store.derived import before_of
from domain.store.engine import Store, driver_of
from domain.store.tables import KEPT_UP, OF_KIND, Kind, Subject
from domain.values.progress import Cancelled, Silent
from tests.filling import take_in

LI = Person("李")
NAMES = ["郑州云图科技", "洛阳云海物流", "郑州重庆火锅", "河南ABC（中国）公司", "新乡重型机械"]
GONE = 5
INSERT = (
    "INTO enterprise (uscc, name, initials, pinyin, id, created_at, changed_at, uid)"
    " VALUES (?, ?, ?, ?, ?, '2022-01-01 00:00:00.000000', '2022-01-01 00:00:00.000000', hex(randomblob(16)))"
)


def code(number: int) -> str:
    return f"9141010{number:011d}"


def stop_after_two(progress):
    if progress.done >= 2:
        raise Cancelled


@pytest.fixture(scope="module")
def registers(empty_store, tmp_path_factory):
    """Stores with five enterprises, the last one deleted: without an index, with half of one, with one."""
    folders = {name: tmp_path_factory.mktemp("registers") / name for name in ("without", "begun", "whole")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "_CHUNK", 2)
        for name, folder in folders.items():
            with closing(Store.open(shutil.copytree(empty_store, folder))) as store:
                given = [EnterpriseFacts(code(number), name) for number, name in enumerate(NAMES, 1)]
                assert take_in(store.seat("李"), given) == [1, 2, 3, 4, GONE]
                delete_enterprises(store.seat("李"), [GONE])
                if name == "begun":
                    stopping = Silent()
                    patch.setattr(stopping, "step", stop_after_two)
                    with pytest.raises(Cancelled):
                        index.build(store, stopping)
                elif name == "whole":
                    index.build(store, Silent())
    return folders


@pytest.fixture(params=["without", "begun", "whole"])
def register(request: pytest.FixtureRequest, registers, tmp_path, monkeypatch):
    """A copy of one of them."""
    monkeypatch.setattr(index, "_CHUNK", 2)
    with closing(Store.open(shutil.copytree(registers[request.param], tmp_path / "store"))) as store:
        yield store


def words_in(connection: sqlite3.Connection) -> Counter[tuple[int, str, int]]:
    """Return what stands in the index: enterprise, word, place."""
    connection.execute("CREATE VIRTUAL TABLE temp.word USING fts5vocab(main, enterprise_search, instance)")
    found = connection.execute("SELECT doc & 0xffffffff, term, offset FROM word").fetchall()
    connection.execute("DROP TABLE word")
    return Counter(found)


def spellings_in(connection: sqlite3.Connection):
    return connection.execute("SELECT id, name, initials, pinyin FROM enterprise ORDER BY id").fetchall()


def state_of(store: Store):
    """Return the index, as far as there is one, and the spellings."""
    with closing(sqlite3.connect(store.path)) as connection:
        is_there = connection.execute(
            "SELECT 1 FROM sqlite_master WHERE name = 'enterprise_search'"
        ).fetchone()
        return words_in(connection) if is_there else None, spellings_in(connection)


def hold_against_new_ones(store: Store, tmp_path):
    """Hold index and spellings against freshly made ones, once the index is whole."""
    with store.read() as session:
        is_due = index.is_due(session)
    if is_due:
        index.build(store, Silent())
    words, spellings = state_of(store)
    assert spellings == [(id_, name, *spelled(name)) for id_, name, _, _ in spellings]
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    other = Store.open(shutil.copytree(store.path.parent, tmp_path / "copy"))
    with closing(sqlite3.connect(other.path)) as connection:
        connection.execute("DROP TABLE enterprise_search_state")
    index.build(other, Silent())
    expected, _ = state_of(other)
    other.close()
    assert words == expected


def tell(act, *ids):
    act.session.flush()
    for id_ in ids:
        act.note(Subject(Kind.ENTERPRISE, id_), "修改", {"told": [None, "by statement"]})


def run(act, statement, *values):
    driver_of(act.session).execute(statement, values)


def add_an_object(act):
    act.session.add(Enterprise(uscc=code(9), name="开封云台商贸", created_at=act.at, changed_at=act.at))
    tell(act, 6)


def rename_an_object(act):
    act.session.get(Enterprise, 1).name = "郑州华信科技"
    tell(act, 1)


def correct_the_code_of_an_object(act):
    act.session.get(Enterprise, 1).uscc = code(8)
    tell(act, 1)


def take_an_object_away_and_bring_another_back(act):
    act.session.get(Enterprise, 2).deleted_at = act.at
    act.session.get(Enterprise, GONE).deleted_at = None
    tell(act, 2, GONE)


def delete_an_object(act):
    act.session.delete(act.session.get(Enterprise, 1))
    tell(act, 1)


def change_nothing(act):
    act.session.exec(update(Enterprise).values(name=Enterprise.name, pinyin=Enterprise.pinyin))
    tell(act, 1)


def update_with_sqlalchemy(act):
    act.session.exec(update(Enterprise).where(col(Enterprise.id) < 4).values(name=Enterprise.name + "新"))
    tell(act, 1, 2, 3)


def insert_and_delete_with_sqlalchemy(act):
    rows = [{"uscc": code(number), "name": f"第{number}户"} for number in (11, 12)]
    act.session.exec(
        insert(Enterprise), params=[{**row, "created_at": act.at, "changed_at": act.at} for row in rows]
    )
    act.session.exec(delete(Enterprise).where(col(Enterprise.uscc).in_([code(1), code(11)])))
    tell(act, 1, 6, 7)


def insert_many_with_spellings_right_wrong_and_none(act):
    driver_of(act.session).executemany(
        f"INSERT {INSERT}",
        [
            (code(id_), name, *spelling, id_)
            for id_, name, spelling in (
                (21, "开封云台商贸", spelled("开封云台商贸")),
                (22, "开封云锦商贸", ("x", "xyz")),
                (23, "开封云锦", ("", "")),
            )
        ],
    )
    tell(act, 21, 22, 23)


def replace_what_is_there(act):
    for name in ("郑州华信科技", "郑州华信软件"):
        run(act, f"INSERT OR REPLACE {INSERT}", code(1), name, "", "", 1)
    tell(act, 1)


def put_in_place(act):
    run(
        act,
        f"INSERT {INSERT} ON CONFLICT (id) DO UPDATE SET name = excluded.name",
        *(code(2), "洛阳云端物流", "", "", 2),
    )
    tell(act, 2)


def give_another_id(act):
    run(act, "UPDATE enterprise SET id = 31 WHERE id = 1")
    run(act, "UPDATE OR REPLACE enterprise SET id = 2 WHERE id = 3")
    tell(act, 1, 2, 3, 31)


def change_the_same_again_and_again(act):
    for name in ("一二三", "四五六", "洛阳云端物流"):
        run(act, "UPDATE OR REPLACE enterprise SET name = ? WHERE id = 2", name)
        tell(act, 2)


def change_and_change_back(act):
    run(act, "UPDATE enterprise SET name = '一二三', deleted_at = '2022' WHERE id = 2")
    run(act, "UPDATE enterprise SET name = ?, deleted_at = NULL WHERE id = 2", NAMES[1])
    tell(act, 2)


def add_and_delete_and_add_again(act):
    for name in ("开封云台商贸", "开封云锦商贸"):
        run(act, "DELETE FROM enterprise WHERE id IN (1, 41)")
        run(act, f"INSERT {INSERT}", code(41), name, "", "", 41)
        run(act, f"INSERT {INSERT}", code(1), name, "", "", 1)
    tell(act, 1, 41)


def bring_back_twice(act):
    for _ in range(2):
        run(act, "UPDATE enterprise SET deleted_at = NULL")
        tell(act, GONE)


def delete_all(act):
    run(act, "DELETE FROM enterprise")
    tell(act, 1, 2, 3, 4, GONE)


def misspell(act):
    run(act, "UPDATE enterprise SET initials = 'x', pinyin = '' WHERE id < 3")


def go_back_to_a_savepoint(act):
    rename_an_object(act)
    with act.session.begin_nested() as nested:
        run(act, "UPDATE enterprise SET name = '一二三' WHERE id IN (1, 2)")
        nested.rollback()


WAYS = [
    add_an_object,
    rename_an_object,
    correct_the_code_of_an_object,
    take_an_object_away_and_bring_another_back,
    delete_an_object,
    change_nothing,
    update_with_sqlalchemy,
    insert_and_delete_with_sqlalchemy,
    insert_many_with_spellings_right_wrong_and_none,
    replace_what_is_there,
    put_in_place,
    give_another_id,
    change_the_same_again_and_again,
    change_and_change_back,
    add_and_delete_and_add_again,
    bring_back_twice,
    delete_all,
    misspell,
    go_back_to_a_savepoint,
]


def test_that_every_module_named_is_there_and_follows(store):
    with closing(sqlite3.connect(store.path)) as connection:
        for table, kept in KEPT_UP.items():
            assert table in OF_KIND
            assert {"id", *kept.columns} <= {
                row[1] for row in connection.execute(f"PRAGMA table_info({table})")
            }
            assert [*inspect.signature(import_module(kept.by).keep_up).parameters] == ["connection"]


@pytest.mark.parametrize("way", WAYS)
def test_that_index_and_spelling_follow(register, tmp_path, way):
    with register.act(LI, Action.ENTERPRISE_CHANGE) as act:
        way(act)
    hold_against_new_ones(register, tmp_path)


@pytest.mark.parametrize("register", ["whole"], indirect=True)
@pytest.mark.parametrize("way", WAYS)
def test_that_of_an_act_that_failed_nothing_is_left(register, tmp_path, way):
    before = state_of(register)

    def fail():
        with register.act(LI, Action.ENTERPRISE_CHANGE) as act:
            way(act)
            act.derived.keep_up()
            raise ZeroDivisionError

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            fail()
    assert state_of(register) == before
    with register.act(LI, Action.ENTERPRISE_CHANGE) as act:
        add_an_object(act)
    hold_against_new_ones(register, tmp_path)


@pytest.mark.parametrize("register", ["whole"], indirect=True)
@pytest.mark.parametrize("way", WAYS)
def test_that_an_act_of_very_many_may_follow_as_it_goes(register, tmp_path, monkeypatch, way):
    monkeypatch.setattr(acts, "_MANY", 1)
    with register.act(LI, Action.ENTERPRISE_CHANGE) as act:
        way(act)
        misspell(act)
        run(act, "UPDATE enterprise SET name = '一二三' WHERE id IN (2, 4)")
        tell(act, 2, 4)
    hold_against_new_ones(register, tmp_path)


def test_that_what_is_brought_back_twice_is_found_once(register):
    for _ in range(2):
        with register.act(LI, Action.ENTERPRISE_CHANGE) as act:
            bring_back_twice(act)
    index.build(register, Silent())
    with closing(sqlite3.connect(register.path)) as connection:
        assert [id_ for _, id_ in index.find(connection, ["新", "乡"], most=-1)] == [GONE]


def test_that_only_acts_take_down_what_becomes_of_tables(empty_store, tmp_path):
    def taken_down(session):
        return {name for (name,) in driver_of(session).execute("SELECT name FROM temp.sqlite_master")}

    store = Store.open(shutil.copytree(empty_store, tmp_path / "store"))
    with store.read() as session:
        assert taken_down(session) == set()
    with store.upkeep() as session:
        assert taken_down(session) == set()
    with store.act(LI, Action.ENTERPRISE_CHANGE) as act:
        assert before_of("enterprise") in taken_down(act.session)
    store.close()


def test_that_what_was_spelled_without_an_act_is_no_affair_of_the_next(register):
    with register.act(LI, Action.ENTERPRISE_CHANGE) as act:
        rename_an_object(act)
    with register.upkeep() as session:
        session.connection().execute(text("UPDATE enterprise SET initials = 'x' WHERE id = 2"))
    with register.act(LI, Action.ENTERPRISE_CHANGE) as act:
        run(act, "UPDATE enterprise SET name = '一二三' WHERE id = 3")
        tell(act, 3)
    assert [initials for _, _, initials, _ in state_of(register)[1]][1:3] == ["x", "yes"]
