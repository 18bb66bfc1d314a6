"""What a kept assessment came to, as it lies in the store: columns that say all that rows said."""

import json
import shutil
import sqlite3
import zlib
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.enterprises.records import record_of
from domain.enterprises.register.listed import EnterpriseQuery
from domain.enterprises.service import delete_enterprises, save_enterprise
from domain.enterprises.sql.finding import find_first, find_ids
from domain.policies.runs import kept
from domain.policies.runs.register import decide_register
from domain.policies.runs.service import (
    compare_runs,
    delete_runs,
    forget_runs,
    list_runs,
    restore_runs,
    results_of,
    take_run,
)
from domain.policies.runs.standing import LastOutcome, last_granted
from domain.policies.trace import Outcome
from domain.store.audit import entries_of, now
from domain.store.backup.flaws import flaws_of
from domain.store.engine import Store, driver_of
from domain.store.packing import (
    BLOCK,
    OUTCOMES,
    WIDTHS,
    check,
    digest_of,
    packed,
    packed_texts,
    unpacked,
    unpacked_integers,
    unpacked_texts,
)
from domain.store.problems import Unreadable
from domain.store.tables import KEPT, Kind, Subject
from domain.values.errors import DomainError
from domain.values.progress import Silent
from tests.domain.store.older import take_back
from tests.filling import take_in

BLOBS = {
    "assessment_block": ("ids", "usccs", "names"),
    "assessment_column": ("outcomes", "amounts", "most", "reasons", "reason_places"),
}
PLACES = [(table, name) for table, names in BLOBS.items() for name in names]


@pytest.fixture(params=[7, BLOCK], ids=["blocks", "one block"])
def block(request, monkeypatch):
    """The same whether a run is of one block or of several, the last of which is short."""
    monkeypatch.setattr(kept, "BLOCK", request.param)


@pytest.fixture
def register(store, sample):
    return take_in(store.seat("tester"), sample.enterprises)


@pytest.fixture
def few(store, sample, monkeypatch):
    """Enough for two blocks, in whatever size of block."""
    monkeypatch.setattr(kept, "BLOCK", 7)
    return take_in(store.seat("tester"), sample.enterprises[:10])


@pytest.fixture(scope="module")
def runs_of_few(empty_store, sample, zhengdong, dictionary, tmp_path_factory):
    """A store with so many, a run of them and one more for each damage; made once."""
    folder = Path(shutil.copytree(empty_store, tmp_path_factory.mktemp("taken") / "store"))
    with pytest.MonkeyPatch.context() as patch, closing(Store.open(folder)) as store:
        patch.setattr(kept, "BLOCK", 7)
        take_in(store.seat("tester"), sample.enterprises[:10])
        first, *others = (take(store, zhengdong, dictionary) for _ in range(1 + len(DAMAGE)))
    return folder, first, dict(zip(DAMAGE, others, strict=True))


@pytest.fixture
def taken(runs_of_few, tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "BLOCK", 7)
    folder, first, others = runs_of_few
    with closing(Store.open(Path(shutil.copytree(folder, tmp_path / "taken")))) as store:
        yield store, first, dict(others)


def take(store, policy, dictionary):
    return take_run(store.seat("王小梅"), policy, dictionary, Silent())


def change(store, id_, facts, dictionary, **attributes):
    changed = replace(facts, attributes={**facts.attributes, **attributes})
    save_enterprise(store.seat("王小梅"), changed, dictionary, id_=id_)


def altered(store, statement, *parameters):
    with closing(sqlite3.connect(store.path)) as connection, connection:
        assert connection.execute(statement, parameters).rowcount > 0


def every(results):
    found = [results.result(cell) for cell in results.cells()]
    return sorted(found, key=lambda one: one.key)


@pytest.mark.usefixtures("block")
def test_that_a_run_gives_back_every_result_with_its_reason(store, register, zhengdong, dictionary):
    delete_enterprises(store.seat("tester"), register[2:4])
    id_ = take(store, zhengdong, dictionary)
    results = decide_register(store, zhengdong, dictionary, Silent())
    assert store.ask(results_of, id_) == every(results)
    assert {one.outcome for one in every(results)} == {*Outcome}
    for one in [*register[:2], *register[4:10]]:
        granted = [each for each in every(results) if each.enterprise_id == one]
        amounts = [each.amount for each in granted if each.outcome is Outcome.GRANTED]
        [(_, titles, amount)] = store.ask(lambda session, one=one: [*last_granted(session, [one])])
        assert (len(titles), amount) == (len(amounts), sum(amounts))
    assert store.ask(lambda session: [*last_granted(session, register[2:4])]) == []


@pytest.mark.usefixtures("block")
def test_that_a_run_of_nobody_gives_nothing(store, zhengdong, dictionary):
    first, second = take(store, zhengdong, dictionary), take(store, zhengdong, dictionary)
    assert store.ask(results_of, first) == store.ask(compare_runs, first, second) == []
    assert flaws_of(store.path) == []


def test_that_codes_and_names_stay_as_they_were(store, register, sample, zhengdong, dictionary):
    id_ = take(store, zhengdong, dictionary)
    before = store.ask(results_of, id_)
    facts = replace(sample.enterprises[0], name="郑州\n𬭎公司 改名", uscc="91410100MAYA000162")
    save_enterprise(store.seat("tester"), facts, dictionary, id_=register[0])
    delete_enterprises(store.seat("tester"), register[1:2])
    assert store.ask(results_of, id_) == before
    again = take(store, zhengdong, dictionary)
    assert next(one for one in store.ask(results_of, again) if one.enterprise_id == register[0]).uscc == (
        "91410100MAYA000162"
    )


@pytest.mark.usefixtures("block")
def test_that_runs_of_other_enterprises_and_versions_are_compared_cell_by_cell(
    store, register, sample, zhengdong, dictionary
):
    seat = store.seat("tester")
    delete_enterprises(seat, register[:2])
    first = take(store, zhengdong, dictionary)
    delete_enterprises(seat, register[9:12])
    later = record_of(sample.enterprises[0], dictionary)
    for at in range(4, 8):
        change(store, register[at], sample.enterprises[at], dictionary, above_scale=False)
    again = take_in(seat, sample.enterprises[:1])
    assert later["uscc"] == sample.enterprises[0].uscc
    assert again[0] > max(register)
    clauses = dict(list(zhengdong.clauses.items())[2:])
    clauses["neu"] = replace(next(iter(clauses.values())), id="neu")
    groups = tuple(one for one in zhengdong.groups if set(one.clauses) <= set(clauses))
    second = take(store, replace(zhengdong, version="2", clauses=clauses, groups=groups), dictionary)
    before = {one.key: one for one in store.ask(results_of, first)}
    after = {one.key: one for one in store.ask(results_of, second)}
    for one, other, runs in ((before, after, (first, second)), (after, before, (second, first))):
        expected = {
            (one.get(key), other.get(key))
            for key in {*one, *other}
            if key not in one
            or key not in other
            or (one[key].outcome, one[key].amount) != (other[key].outcome, other[key].amount)
        }
        found = store.ask(compare_runs, *runs)
        assert {(each.before, each.after) for each in found} == expected
        assert len(found) == len(expected)
        assert found == sorted(
            found, key=lambda each: (-each.gain, each.result.enterprise_name, each.result.clause_id)
        )


@pytest.mark.usefixtures("block")
def test_that_lists_are_filtered_by_what_the_last_run_came_to(store, register, zhengdong, dictionary):
    take(store, replace(zhengdong, id="other-2022"), dictionary)
    id_ = take(store, zhengdong, dictionary)
    delete_enterprises(store.seat("tester"), register[3:4])
    found = store.ask(results_of, id_)
    for outcomes in ((Outcome.GRANTED,), (Outcome.MISSING, Outcome.MANUAL), ()):
        condition = LastOutcome(zhengdong.id, "freight", tuple(map(str, outcomes)))
        wanted = {
            one.enterprise_id for one in found if one.clause_id == "freight" and one.outcome in outcomes
        } - {register[3]}
        query = EnterpriseQuery(conditions=(condition,))
        assert set(store.ask(find_ids, query, dictionary)) == wanted
        with store.read() as session:
            assert set(find_first(driver_of(session), query, dictionary, 1000).ids) == wanted
        searched = EnterpriseQuery("公司", conditions=(condition, condition))
        assert set(store.ask(find_ids, searched, dictionary)) <= wanted
    nowhere = EnterpriseQuery(conditions=(LastOutcome("nothing", "freight", ("granted",)),))
    assert not store.ask(find_ids, nowhere, dictionary)


@pytest.mark.usefixtures("block")
def test_that_the_trail_can_be_held_against_what_is_kept(store, register, zhengdong, dictionary):
    id_ = take(store, zhengdong, dictionary)
    results = decide_register(store, zhengdong, dictionary, Silent())
    with store.read() as session:
        (entry,) = entries_of(session, Subject(Kind.RUN, id_))
        digest = digest_of(driver_of(session), id_)
    assert json.loads(entry.details)["results"] == [None, {"sha256": digest}]
    assert digest == results.digest()
    assert flaws_of(store.path) == []


def let_go(store, id_):
    delete_runs(store.seat("tester"), [id_])
    forget_runs(store, now=now() + KEPT + timedelta(days=1))


def test_that_results_that_are_not_as_they_were_are_not_brought_back(store, few, zhengdong, dictionary):
    id_ = take(store, zhengdong, dictionary)
    assert delete_runs(store.seat("tester"), [id_]) == [id_]
    altered(store, "UPDATE assessment_column SET amounts = x'00'")
    with pytest.raises(DomainError, match="结果已损坏，不能恢复"):
        restore_runs(store.seat("tester"), [id_])
    assert store.ask(list_runs) == []


def test_that_a_number_that_is_given_again_is_held_against_its_own_results(
    store, few, sample, zhengdong, dictionary
):
    take(store, zhengdong, dictionary)
    gone = take(store, zhengdong, dictionary)
    let_go(store, gone)
    delete_enterprises(store.seat("tester"), few[:3])
    assert take(store, zhengdong, dictionary) == gone
    assert flaws_of(store.path) == []
    let_go(store, gone)
    with store.read() as session:
        entries = [json.loads(one.details) for one in entries_of(session, Subject(Kind.RUN, gone))]
    told = [entry["results"] for entry in entries if "results" in entry]
    assert [before for before, _ in told] == [None, told[0][1], None, told[2][1]]
    assert told[0][1] != told[2][1]
    assert flaws_of(store.path) == []


@pytest.mark.parametrize("name", ["outcomes", "amounts", "most"])
def test_that_a_result_that_is_another_than_the_trail_says_is_named(
    store, register, zhengdong, dictionary, name
):
    take(store, zhengdong, dictionary)
    id_ = take(store, zhengdong, dictionary)
    where = "run_id = ? AND clause_id = 'freight' AND number = 0"
    with closing(sqlite3.connect(store.path)) as connection:
        (stored,) = connection.execute(
            f"SELECT {name} FROM assessment_column WHERE {where}", (id_,)
        ).fetchone()
    content = bytearray(unpacked(stored))
    content[0] ^= 1
    altered(store, f"UPDATE assessment_column SET {name} = ? WHERE {where}", packed(bytes(content)), id_)
    assert flaws_of(store.path) == [f"留存的评定“{id_}”的结果和操作记录的不一样"]


@pytest.mark.usefixtures("block")
def test_that_a_part_that_is_gone_is_named(store, register, zhengdong, dictionary):
    id_ = take(store, zhengdong, dictionary)
    altered(store, "DELETE FROM assessment_column WHERE clause_id = 'freight'")
    assert flaws_of(store.path) == [f"留存的评定“{id_}”的结果和操作记录的不一样"]
    with pytest.raises(Unreadable, match="留存的评定结果读不出来"):
        store.ask(results_of, id_)
    altered(store, "DELETE FROM assessment_block WHERE number = 0")
    with pytest.raises(Unreadable, match="留存的评定结果读不出来"):
        store.ask(results_of, id_)
    assert flaws_of(store.path) == [f"留存的评定“{id_}”的结果和操作记录的不一样"]


DAMAGE = {
    "a bit": lambda stored: bytes([*stored[:-1], stored[-1] ^ 4]),
    "cut": lambda stored: stored[: len(stored) // 2],
    "longer": lambda stored: packed(unpacked(stored) + b"\0"),
    "shorter": lambda stored: packed(unpacked(stored)[:-1]),
    "more than there is": lambda stored: packed(b"\x7f" * len(unpacked(stored))),
    "no bytes": lambda stored: "郑州",
}


@pytest.mark.parametrize(("table", "name"), PLACES, ids=[name for _, name in PLACES])
def test_that_what_does_not_unpack_is_told_and_never_a_defect(taken, table, name):
    store, first, others = taken
    # It unpacks, and only the trail tells: which is not asked where something does not.
    longer = others.pop("more than there is") if name in {"amounts", "most", "ids"} else None
    damaged = [{"more than there is": longer}] if longer is not None else []
    for runs in [*damaged, others]:
        damage(store, table, name, runs)
        found = "和操作记录的不一样" if longer in runs.values() else "读不出来"
        assert sorted(flaws_of(store.path)) == [f"留存的评定“{id_}”的结果{found}" for id_ in runs.values()]
        days = {run.id: f"{run.taken_at:%Y-%m-%d}" for run in store.ask(list_runs)}
        for id_ in runs.values():
            said = f"{days[id_]} 留存的评定结果读不出来"
            if id_ != longer or name == "ids":
                with pytest.raises(Unreadable, match=said):
                    store.ask(results_of, id_)
                if name in {"ids", "outcomes", "amounts"}:
                    with pytest.raises(Unreadable, match=said):
                        store.ask(compare_runs, first, id_)
        assert store.ask(results_of, first)
        for id_ in runs.values():
            assert delete_runs(store.seat("tester"), [id_]) == [], "or the flaw would lie in the bin"
        assert flaws_of(store.path) == []


def damage(store, table, name, runs):
    """Damage a column of the first block of each run, in its own way."""
    with closing(sqlite3.connect(store.path)) as connection, connection:
        for how, id_ in runs.items():
            place = f"FROM {table} WHERE run_id = ? AND number = 0 ORDER BY rowid LIMIT 1"
            row, stored = connection.execute(f"SELECT rowid, {name} {place}", (id_,)).fetchone()
            connection.execute(f"UPDATE {table} SET {name} = ? WHERE rowid = ?", (DAMAGE[how](stored), row))


def test_that_a_filter_by_results_that_do_not_read_says_so(store, register, zhengdong, dictionary):
    take(store, zhengdong, dictionary)
    altered(store, "UPDATE assessment_column SET outcomes = x'00'")
    query = EnterpriseQuery(conditions=(LastOutcome(zhengdong.id, "freight", ("granted",)),))
    with pytest.raises(Unreadable, match="留存的评定结果读不出来"):
        store.ask(find_ids, query, dictionary)


def test_that_runs_of_older_programs_come_to_the_same(store, register, zhengdong, dictionary):
    first = take(store, zhengdong, dictionary)
    delete_enterprises(store.seat("tester"), register[4:9])
    second = take(store, zhengdong, dictionary)
    runs = {id_: store.ask(results_of, id_) for id_ in (first, second)}
    listed, changes = store.ask(list_runs), store.ask(compare_runs, first, second)
    store.close()
    take_back(store.path, "0012", runs)
    with closing(Store.open(store.path.parent)) as upgraded:
        assert {id_: upgraded.ask(results_of, id_) for id_ in runs} == runs
        assert upgraded.ask(list_runs) == listed
        assert upgraded.ask(compare_runs, first, second) == changes
        # With what the trail has had of them since they were taken.
        assert flaws_of(store.path) == []


def test_that_the_codes_of_outcomes_are_those_of_the_columns():
    assert tuple(Outcome) == OUTCOMES


@pytest.mark.usefixtures("block")
def test_that_another_program_can_read_what_is_packed(store, register, zhengdong, dictionary):
    id_ = take(store, zhengdong, dictionary)
    expected = [one for one in store.ask(results_of, id_) if one.clause_id == "freight"]
    found = []
    with closing(sqlite3.connect(store.path)) as connection:
        statement = (
            "SELECT ids, names, outcomes, amounts, reasons, reason_places FROM assessment_block JOIN"
            " assessment_column USING (run_id, number) WHERE clause_id = 'freight' ORDER BY number"
        )
        for row in connection.execute(statement):
            ids, names, outcomes, amounts, reasons, places = map(zlib.decompress, row)
            for at in range(len(ids) // 8):
                outcome = ["granted", "not_met", "missing", "manual"][outcomes[at]]
                amount = int.from_bytes(amounts[8 * at : 8 * at + 8], "little", signed=True)
                place = int.from_bytes(places[4 * at : 4 * at + 4], "little", signed=True)
                id_ = int.from_bytes(ids[8 * at : 8 * at + 8], "little", signed=True)
                found.append((id_, text(names, at), outcome, amount, text(reasons, place)))
    assert found == [
        (one.enterprise_id, one.enterprise_name, one.outcome.value, one.amount, one.reason)
        for one in expected
    ]


def text(content, at):
    """Read one of some texts by what is written about the format, and nothing of ours."""
    numbers = [int.from_bytes(content[4 * n : 4 * n + 4], "little") for n in range(len(content) // 4)]
    count, lengths = numbers[0], numbers[1 : numbers[0] + 1]
    start = 4 * (1 + count) + sum(lengths[:at])
    return content[start : start + lengths[at]].decode("utf-8")


@settings(derandomize=True, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_that_texts_are_unpacked_as_they_were_packed(texts):
    assert unpacked_texts(packed_texts(texts), len(texts)) == texts
    with pytest.raises(ValueError, match="many"):
        unpacked_texts(packed_texts(texts), len(texts) + 1)


@settings(derandomize=True, deadline=None)
@given(st.binary())
def test_that_what_was_never_packed_is_no_value(stored):
    for read in (unpacked, unpacked_texts):
        with pytest.raises(ValueError, match=r"."):
            read(stored)


@pytest.mark.parametrize("name", WIDTHS)
def test_that_integers_are_read_with_their_signs(name):
    width = WIDTHS[name]
    values = [0, 1, -1, 2 ** (8 * width - 1) - 1, -(2 ** (8 * width - 1))]
    stored = packed(b"".join(value.to_bytes(width, "little", signed=True) for value in values))
    assert unpacked_integers(name, stored, len(values)).tolist() == values


def test_that_what_would_fill_the_memory_is_refused():
    with pytest.raises(ValueError, match="long"):
        unpacked(zlib.compress(bytes(10**7)), 1000)


@pytest.mark.usefixtures("block")
def test_that_a_check_reads_all_of_a_run(store, register, zhengdong, dictionary):
    id_ = take(store, zhengdong, dictionary)
    with closing(sqlite3.connect(store.path)) as connection:
        check(connection, id_)
        connection.execute("DELETE FROM assessment_column WHERE clause_id = 'freight' AND number = 0")
        left = connection.execute("SELECT count(*) FROM assessment_column WHERE clause_id = 'freight'")
        if left.fetchone()[0]:
            with pytest.raises(ValueError, match="clause"):
                check(connection, id_)
