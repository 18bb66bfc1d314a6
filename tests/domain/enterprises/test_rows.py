"""Rows of lists stay what they are: renamed, moved, imported, taken back, merged."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.enterprises import queries
from domain.enterprises.attachments.service import add_files, list_attachments
from domain.enterprises.facts import EnterpriseFacts, RecordedRow, uid_of
from domain.enterprises.history import changes_of, go_back
from domain.enterprises.importing.comparing import Known
from domain.enterprises.importing.entries import Entries
from domain.enterprises.importing.service import merge_enterprises
from domain.enterprises.importing.undoing import undo_import
from domain.enterprises.merging import merge_two, merged_facts, read_two, undo_merge
from domain.enterprises.records import facts_of, record_of
from domain.enterprises.rows import uids_of
from domain.enterprises.service import save_enterprise
from domain.store import audit
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput
from domain.values.progress import Silent
from domain.values.uids import is_uid, new_uid
from tests.replaying import hold_against_the_trail

CODE, OTHER = "91410100MAYE8C9L7T", "91410100MAYJ7QJT31"
ONE, TWO, THREE = {"name": "一期"}, {"name": "二期", "planned_investment": 500_00}, {"name": "三期"}
FIRST = EnterpriseFacts(CODE, "郑州甲有限公司", rows={"projects": (ONE, TWO)})


@pytest.fixture
def save(store, dictionary):
    def save(facts, id_=None):
        return save_enterprise(store.seat("王小梅"), facts, dictionary, id_=id_)

    return save


@pytest.fixture
def projects(store, dictionary):
    def projects(id_):
        return store.ask(queries.facts_of, id_, dictionary).rows["projects"]

    return projects


@pytest.fixture
def firm(save):
    return save(FIRST)


def uids(rows):
    """Return the ids of rows by their names."""
    return {row["name"]: uid_of(row) for row in rows}


def with_projects(*rows, facts=FIRST):
    return replace(facts, rows={"projects": rows})


def last_entry(store, id_):
    return store.ask(audit.entries_of, Subject(Kind.ENTERPRISE, id_))[-1].id


FOUND = {
    "each its own, wherever it stands": ([("a", ONE), ("b", TWO)], [("b", ONE), ("a", TWO)], ["b", "a"]),
    "what it equals": ([("a", ONE), ("b", TWO)], [("", TWO), ("", ONE)], ["b", "a"]),
    "what is called the same": ([("a", ONE), ("b", TWO)], [("", {"name": "二期"})], ["b"]),
    "not what stood there before": ([("a", ONE)], [("", THREE)], [None]),
    "not one of two of the same name": ([("a", ONE), ("b", ONE)], [("", {**ONE, "x": 1})], [None]),
    "not what another is": ([("a", ONE)], [("a", TWO), ("", ONE)], ["a", None]),
    "the second of two copies is new": ([("a", ONE)], [("a", ONE), ("a", ONE)], ["a", None]),
    "what was there once": ([], [("a", ONE)], ["a"]),
}


@pytest.mark.parametrize(("before", "after", "expected"), FOUND.values(), ids=FOUND.keys())
def test_which_row_is_which(before, after, expected):
    found = uids_of(before, after)
    assert [uid if uid in {"a", "b"} else None for uid in found] == expected
    assert all(is_uid(uid) for uid, known in zip(found, expected, strict=True) if known is None)


NAMED = st.sampled_from([ONE, TWO, {"name": "二期"}, {}])


@given(
    st.lists(st.tuples(st.sampled_from("abc"), NAMED), unique_by=lambda row: row[0]),
    st.lists(st.tuples(st.sampled_from(["", "a", "b", "c", "d"]), NAMED)),
)
def test_that_no_two_rows_are_the_same_and_equal_lists_stay(before, after):
    found = uids_of(before, after)
    assert len(set(found)) == len(found) == len(after)
    assert uids_of(before, before) == [uid for uid, _ in before]


def test_that_ids_are_of_version_seven_and_say_when_they_were_made(monkeypatch):
    monkeypatch.setattr("time.time_ns", lambda: 0x0123456789AB * 1_000_000)
    uid = new_uid()
    assert is_uid(uid)
    assert uid.startswith("01234567-89ab-7")
    assert not is_uid(uid.replace("-7", "-4", 1))
    assert len({new_uid() for _ in range(1000)}) == 1000


def test_that_a_row_stays_itself_when_it_is_renamed_and_moved(save, firm, projects, store, dictionary):
    one, two = projects(firm)
    save(with_projects(two, RecordedRow({"name": "改了名"}, one.uid), THREE), firm)
    found = uids(projects(firm))
    assert (found["二期"], found["改了名"]) == (two.uid, one.uid)
    assert found["三期"] not in {one.uid, two.uid}
    assert not [one for one in store.ask(changes_of, firm, dictionary) if one.key.endswith(".uid")]
    hold_against_the_trail(store, dictionary)


def test_that_going_back_brings_back_which_row_is_which(save, firm, projects, store, dictionary):
    one, two = projects(firm)
    save(with_projects(RecordedRow({"name": "改了名"}, two.uid)), firm)
    for part in ("projects", ""):
        undone = go_back(store.seat("李"), firm, last_entry(store, firm), dictionary, part=part)
        assert uids(projects(firm)) == {"一期": one.uid, "二期": two.uid}
        go_back(store.seat("李"), firm, undone, dictionary)
        assert uids(projects(firm)) == {"改了名": two.uid}
    hold_against_the_trail(store, dictionary)


def test_that_an_import_and_its_undoing_keep_which_row_is_which(firm, projects, store, dictionary):
    before = uids(projects(firm))
    entries = Entries.of([with_projects({"name": "二期"}, THREE), replace(FIRST, uscc=OTHER)])
    made = merge_enterprises(store.seat("李"), entries, dictionary, Silent(), source="表", known=Known.UPDATE)
    found = uids(projects(firm))
    assert found["二期"] == before["二期"]
    assert found["三期"] not in before.values()
    hold_against_the_trail(store, dictionary)
    undo_import(store.seat("李"), made.id, dictionary, Silent())
    assert uids(projects(firm)) == before
    hold_against_the_trail(store, dictionary)


def test_that_files_follow_the_rows_of_one_name_that_become_one(
    save, firm, projects, store, dictionary, tmp_path
):
    other = save(replace(FIRST, uscc=OTHER, name="郑州乙有限公司", rows={"projects": (TWO, THREE)}))
    mine, theirs = uids(projects(firm)), uids(projects(other))
    for id_, uid in ((firm, mine["一期"]), (other, theirs["二期"]), (other, theirs["三期"])):
        path = tmp_path / f"{uid}.pdf"
        path.write_text(uid)
        add_files(store.seat("王"), id_, [path], Silent(), row_uid=uid)

    def files():
        return {
            file.file_name: (id_, file.row_uid)
            for id_ in (firm, other)
            for file in store.ask(list_attachments, id_)
        }

    before = files()
    kept, gone = read_two(store, firm, other, dictionary)
    merge = merge_two(store.seat("李"), kept, gone, merged_facts(kept, gone, {}, dictionary), dictionary)
    assert uids(projects(firm)) == {**mine, "三期": theirs["三期"]}
    assert files() == {
        f"{mine['一期']}.pdf": (firm, mine["一期"]),
        f"{theirs['二期']}.pdf": (firm, mine["二期"]),
        f"{theirs['三期']}.pdf": (firm, theirs["三期"]),
    }
    hold_against_the_trail(store, dictionary)
    undo_merge(store.seat("李"), merge, dictionary)
    assert (uids(projects(firm)), uids(projects(other))) == (mine, theirs)
    assert files() == before
    hold_against_the_trail(store, dictionary)


def test_that_a_record_says_which_row_is_which_and_is_taken_with_it(firm, projects, store, dictionary):
    facts = store.ask(queries.facts_of, firm, dictionary)
    record = record_of(facts, dictionary)
    assert [row["uid"] for row in record["projects"]] == list(uids(facts.rows["projects"]).values())
    assert uids(facts_of(record, dictionary).rows["projects"]) == uids(facts.rows["projects"])
    record["projects"][1]["uid"] = "2"
    with pytest.raises(BadInput, match=r"projects\[1\]：uid：应为这一行的编号（UUID 第 7 版），却是“2”"):
        facts_of(record, dictionary)
