"""The door to everything that is written: what it lets through, and what it leaves in the trail."""

import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from domain.enterprises.entities import Enterprise
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.service import save_enterprise
from domain.enterprises.sql import index
from domain.office.entities import Office, OfficeFields
from domain.office.service import save_office
from domain.store import acts, audit
from domain.store.acts import Action, Entry, Person, Unrecorded
from domain.store.audit import AuditEntry, entries_of
from domain.store.changes import LARGE
from domain.store.engine import Store, driver_of
from domain.store.problems import StoreProblem
from domain.store.tables import ASIDE, DERIVED, HANGING_ON, OF_KIND, Kind, Subject
from domain.store.verifying import verify
from domain.values.progress import Silent

LI = Person("李")
CODE = "91410100MAYA000162"
INSERT = (
    "INSERT OR REPLACE INTO office (id, name, mark, number_prefix, contact, phone, signer)"
    " VALUES (1, {}, '', '', '', '', '')"
)


def tables_in(store):
    with closing(sqlite3.connect(store.path)) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {name for (name,) in rows if not name.startswith("sqlite_")}


def test_that_every_table_either_matters_or_stands_aside(store):
    index.build(store, Silent())
    there = tables_in(store)
    assert set(OF_KIND) <= there
    assert {name for name in there if name.startswith(ASIDE)} == there - set(OF_KIND)
    assert not [name for name in OF_KIND if name.startswith(ASIDE)]
    for aside in ASIDE:
        assert any(name.startswith(aside) for name in there), aside
    with closing(sqlite3.connect(store.path)) as connection:
        for table, column in DERIVED:
            assert column in {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}


def by_objects(act):
    act.session.merge(Office(id=1, name="甲局"))


def by_statement(act):
    act.session.connection().execute(text(INSERT.format("'甲局'")))


def by_the_driver(act):
    driver_of(act.session).execute(INSERT.format("'甲局'"))


TOLD = {"name": [None, "甲局"]}
WAYS = [by_objects, by_statement, by_the_driver]


@pytest.mark.parametrize("way", WAYS)
def test_that_an_act_that_leaves_no_entry_changes_nothing(store, way):
    with pytest.raises(Unrecorded, match="office"), store.act(LI, Action.OFFICE_CHANGE) as act:
        way(act)
    with store.read() as session:
        assert session.get(Office, 1) is None


@pytest.mark.parametrize("way", WAYS)
def test_that_an_act_is_kept_with_its_entry(store, way):
    told = []
    store.listen(told.append)
    with store.act(LI, Action.OFFICE_CHANGE) as act:
        way(act)
        act.note(Subject(Kind.OFFICE, 1), "修改本单位信息", {} if way is by_objects else TOLD)
        assert told == []
    assert told == [{Kind.OFFICE}]
    with store.read() as session:
        assert session.get(Office, 1).name == "甲局"
        (entry,) = entries_of(session, Subject(Kind.OFFICE, 1))
    assert (entry.actor, entry.action) == ("李", "office.change")
    assert {key: pair for key, pair in json.loads(entry.details).items() if pair[1]} == TOLD
    assert entry.at == act.at


def test_that_a_statement_that_was_prepared_before_is_seen_all_the_same(store):
    for name in ("甲局", "乙局"):
        with store.act(LI, Action.OFFICE_CHANGE) as act:
            driver_of(act.session).execute(INSERT.format("?"), (name,))
            act.note(Subject(Kind.OFFICE, 1), "修改本单位信息", {"name": [None, name]})
    with pytest.raises(Unrecorded), store.act(LI, Action.OFFICE_CHANGE) as act:
        driver_of(act.session).execute(INSERT.format("?"), ("丙局",))
    with store.read() as session:
        assert session.get(Office, 1).name == "乙局"


def test_that_nothing_is_told_of_an_act_that_failed_or_changed_nothing(store):
    told = []
    store.listen(told.append)

    def fail():
        with store.act(LI, Action.OFFICE_CHANGE) as act:
            by_objects(act)
            act.note(Subject(Kind.OFFICE, 1), "修改本单位信息")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with store.act(LI, Action.OFFICE_CHANGE) as act:
        assert act.session.exec(select(Office)).first() is None
    assert told == []
    with store.read() as session:
        assert session.exec(select(AuditEntry)).all() == []


def test_that_upkeep_changes_nothing_that_matters(store, dictionary):
    id_ = save_enterprise(store.seat("李"), EnterpriseFacts(CODE, "甲"), dictionary)
    with store.upkeep() as session:
        session.get(Enterprise, id_).initials = "J"
    with pytest.raises(Unrecorded, match="enterprise"), store.upkeep() as session:
        session.get(Enterprise, id_).name = "乙"
    with store.read() as session:
        row = session.get(Enterprise, id_)
        assert (row.name, row.initials) == ("甲", "J")


@pytest.mark.parametrize("way", [by_statement, by_the_driver])
def test_that_an_entry_says_what_statements_changed(store, way):
    def change():
        with store.act(LI, Action.OFFICE_CHANGE) as act:
            way(act)
            act.note(Subject(Kind.OFFICE, 1), "修改本单位信息")

    with pytest.raises(Unrecorded, match="office; no entry says how"):
        change()


def test_that_an_entry_tells_of_its_own_subject_only(store):
    def change():
        with store.act(LI, Action.OFFICE_CHANGE) as act:
            by_objects(act)
            act.note(Subject(Kind.FILTER, 1), "保存筛选")

    with pytest.raises(Unrecorded, match="OFFICE"):
        change()


def test_that_what_is_changed_after_its_entry_needs_another(store):
    def change(names, *, is_noted):
        with store.act(LI, Action.OFFICE_CHANGE) as act:
            for name in names:
                act.session.merge(Office(id=1, name=name, contact="张"))
                act.note(Subject(Kind.OFFICE, 1), "修改本单位信息")
            act.session.merge(Office(id=1, name="丙局", contact="张"))
            if is_noted:
                act.note(Subject(Kind.OFFICE, 1), "修改本单位信息")

    with pytest.raises(Unrecorded):
        change(["甲局", "乙局"], is_noted=False)
    change(["甲局", "乙局"], is_noted=True)
    with store.read() as session:
        details = [json.loads(one.details) for one in entries_of(session, Subject(Kind.OFFICE, 1))]
    assert [one["name"] for one in details] == [[None, "甲局"], ["甲局", "乙局"], ["乙局", "丙局"]]
    assert [one.get("contact") for one in details] == [[None, "张"], None, None]


def test_that_of_a_large_value_the_trail_keeps_its_hash(store):
    long = "长" * (LARGE + 1)
    with store.act(LI, Action.OFFICE_CHANGE) as act:
        act.session.merge(Office(id=1, name=long, contact="短" * LARGE))
        act.note(Subject(Kind.OFFICE, 1), "修改本单位信息")
    with store.read() as session:
        details = json.loads(entries_of(session, Subject(Kind.OFFICE, 1))[0].details)
    assert details["name"] == [None, {"sha256": hashlib.sha256(long.encode()).hexdigest()}]
    assert details["contact"] == [None, "短" * LARGE]


def test_that_a_table_nobody_has_thought_about_is_refused(store):
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute("CREATE TABLE park (id INTEGER PRIMARY KEY)")

    def open_a_park():
        with store.act(LI, Action.OFFICE_CHANGE) as act:
            driver_of(act.session).execute("INSERT INTO park VALUES (1)")
            act.note(Subject(Kind.OFFICE), "园区")

    with pytest.raises(Unrecorded, match=r"tables\.py: park"):
        open_a_park()


def test_that_entries_of_one_act_share_its_moment_and_say_what_was_done_to_each(store):
    with store.act(LI, Action.ENTERPRISE_IMPORT) as act:
        act.note_all(
            [
                Entry(Subject(Kind.ENTERPRISE, 1), "新增", action=Action.ENTERPRISE_ADD),
                Entry(Subject(Kind.ENTERPRISE, 2), "修改", {"name": ["甲", "乙"]}, Action.ENTERPRISE_CHANGE),
            ],
            import_id=7,
        )
        act.note(Subject(Kind.IMPORT, 7), "导入")
    with store.read() as session:
        found = session.exec(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(one.kind, one.subject_id, one.action, one.import_id) for one in found] == [
        ("enterprise", 1, "enterprise.add", 7),
        ("enterprise", 2, "enterprise.change", 7),
        ("import", 7, "enterprise.import", None),
    ]
    assert {one.at for one in found} == {act.at}


def test_that_whoever_opens_the_store_again_finds_what_was_done(store):
    with store.act(LI, Action.OFFICE_CHANGE) as act:
        by_objects(act)
        act.note(Subject(Kind.OFFICE, 1), "修改本单位信息")
    again = Store.open(store.path.parent)
    with again.read() as session:
        assert session.get(Office, 1).name == "甲局"
    again.close()


def change_office(store, name):
    with store.act(LI, Action.OFFICE_CHANGE) as act:
        act.session.merge(Office(id=1, name=name))
        act.note(Subject(Kind.OFFICE, 1), "修改本单位信息")


def test_that_what_others_do_on_the_same_store_is_heard_of_once(store, dictionary):
    assert store.done_elsewhere() == set()
    change_office(store, "甲局")
    assert store.done_elsewhere() == set()
    other = Store.open(store.path.parent)
    save_enterprise(other.seat("王"), EnterpriseFacts(CODE, "甲"), dictionary)
    change_office(store, "乙局")
    change_office(other, "丙局")
    change_office(store, "丁局")
    assert store.done_elsewhere() == {*HANGING_ON[Kind.ENTERPRISE], Kind.ENTERPRISE, Kind.OFFICE}
    assert store.done_elsewhere() == set()
    assert other.done_elsewhere() == {Kind.OFFICE}
    other.close()


def test_that_an_entry_says_that_the_clock_was_set_back_and_numbers_go_on(store, monkeypatch):
    save_office(store.seat("王小梅"), OfficeFields(name="甲局"))
    earlier = audit.now() - timedelta(days=3)
    monkeypatch.setattr(acts, "now", lambda: earlier)
    save_office(store.seat("王小梅"), OfficeFields(name="乙局"))
    with store.read() as session:
        entries = list(session.exec(select(AuditEntry).order_by(AuditEntry.id)))
    assert [one.id for one in entries] == [*range(1, len(entries) + 1)]
    assert entries[-2].summary == "修改本单位信息"
    assert entries[-1].summary.startswith("修改本单位信息（电脑时钟比上一条记录的 ")
    assert verify(store.path.parent, Silent(), with_rows=True).is_sound


def test_that_an_older_copy_laid_over_the_open_store_is_noticed_by_the_next_act(store, tmp_path):
    change_office(store, "甲局")
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    older = tmp_path / "older.db"
    shutil.copyfile(store.path, older)
    for number in range(5):
        change_office(store, f"第{number}局")
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with store.path.open("r+b") as file:
        file.write(older.read_bytes())
        file.truncate()
    with pytest.raises(StoreProblem, match="在打开以后被换成了另一份"):
        change_office(store, "乙局")
    assert store.loss is not None
    assert store.loss.acts == 5
    store.close()
    # And whoever opens it again is asked.
    again = Store.open(store.path.parent)
    assert again.loss is not None
    assert again.loss.acts == 5
    again.close()


def test_that_acts_of_other_programs_are_no_loss(store):
    change_office(store, "甲局")
    other = Store.open(store.path.parent)
    change_office(other, "乙局")
    other.close()
    change_office(store, "丙局")
    assert store.loss is None
