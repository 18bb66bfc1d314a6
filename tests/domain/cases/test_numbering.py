"""A number is given once: after restores, lost logs, older copies, crashes, and between two processes."""

import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from pathlib import Path

import pytest
from sqlalchemy import event

from domain.cases.leaving import lines_since
from domain.cases.numbering import (
    MOST_STATED,
    ActsLost,
    LastNumberUnknown,
    accept_loss,
    doubts_about,
    state_last_numbers,
    take_in_numbers,
    unsure_series,
)
from domain.cases.queries import issued_for, list_notices, papers_of
from domain.cases.service import Approval, NotPrintable, void_notice
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import open_account
from domain.office.keys.service import is_of_backup, keys_of, make_key
from domain.office.service import find_office, save_office
from domain.store.acts import Person
from domain.store.audit import entries_of
from domain.store.backup.archive import read_manifest, unpack, write_backup
from domain.store.backup.contents import contents_of
from domain.store.backup.keeping import keep_backup, kept_backups
from domain.store.backup.manifest import Occasion
from domain.store.backup.places import NUMBERS_NAME, other_files
from domain.store.backup.restoring import finish, papers_since, stage
from domain.store.engine import Store
from domain.store.numbers.entries import NumberKind, Series, without_paper
from domain.store.numbers.file import NumbersFile
from domain.store.permits import Role
from domain.store.plain import STORE_NAME
from domain.store.problems import StoreProblem
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, DomainError
from domain.values.progress import Silent
from tests.conftest import PASSWORD
from tests.domain.store.killing import Victims
from tests.filling import let_notices_out

SILENT = Silent()
ROOT = Path(__file__).parents[3]
OLD = ROOT / "tests" / "data" / "stores" / "0.1.0.zqdbak"
PREFIX = "郑东企服示"
SERIES = Series(PREFIX, 2022)
LETTERS = "郑东企函"


def register_of(store: Store, prefix: str = "") -> dict[int, NumberKind]:
    """Return each serial of the register, or of a series in it, with how it came there."""
    with store.read() as session:
        listed = [one for one in reversed(list_notices(session)) if prefix in ("", one.number_prefix)]
    return {one.number_serial: NumberKind(one.kind) for one in listed}


def opened_again(desk, home: Path):
    return replace(desk, store=Store.open(home, program="0.1.0"))


def back_up(home: Path, target: Path) -> Path:
    write_backup(home, target, SILENT, occasion=Occasion.BY_HAND, program="0.1.0")
    return target


def restored(desk, path: Path, home: Path | None = None):
    """Put a backup back and return the desk at the restored store."""
    home = home or desk.store.path.parent
    desk.store.close()
    stage(home, path, SILENT, program="0.1.0")
    assert finish(home)
    return opened_again(desk, home)


# A restore


def test_that_numbers_of_papers_that_went_out_since_a_backup_are_not_given_again(desk, tmp_path):
    home = desk.store.path.parent
    desk.issue(desk.awards[:3])
    backup = back_up(home, tmp_path / "b.zqdbak")
    desk.issue(desk.awards[3:5])
    assert desk.store.agrees_with_files()
    went_out = papers_since(backup, home, SILENT)
    assert went_out.is_sure
    names = {entry.enterprise_id: entry.facts.name for entry in desk.assessed}
    assert [
        (one.number_serial, one.enterprise_name, one.amount, one.approved_on) for one in went_out.papers
    ] == [
        (serial, names[award.enterprise_id], award.amount, date(2022, 11, 1))
        for serial, award in ((4, desk.awards[3]), (5, desk.awards[4]))
    ]
    desk = restored(desk, backup)
    assert not desk.store.agrees_with_files()
    assert take_in_numbers(desk.store.seat("王小梅")) == list(went_out.numbered)
    assert take_in_numbers(desk.store.seat("王小梅")) == []
    assert desk.store.agrees_with_files()
    before = NumberKind.BEFORE_RESTORE
    assert register_of(desk.store) == {1: "", 2: "", 3: "", 4: before, 5: before}
    (id_,) = desk.issue(desk.awards[5:6])
    with desk.store.read() as session:
        assert next(one for one in list_notices(session) if one.id == id_).number_serial == 6
    desk.store.close()


def test_that_what_went_out_before_a_restore_is_not_granted_twice_until_it_is_void(desk, tmp_path):
    backup = back_up(desk.store.path.parent, tmp_path / "b.zqdbak")
    desk.issue(desk.awards[:1])
    desk = restored(desk, backup)
    with pytest.raises(NotPrintable, match="已有通知书郑东企服示〔2022〕1号"):
        desk.issue(desk.awards[:1])
    take_in_numbers(desk.store.seat("王小梅"))
    with desk.store.read() as session:
        (kept,) = issued_for(session, desk.policy.id).values()
        with pytest.raises(DomainError, match="恢复备份前已经发出"):
            papers_of(session, [kept.id])
    void_notice(desk.store.seat("王小梅"), kept.id, reason="没有发出")
    desk.issue(desk.awards[:1])
    assert register_of(desk.store) == {1: NumberKind.BEFORE_RESTORE, 2: NumberKind.ISSUED}
    desk.store.close()


def test_that_what_was_void_stays_void_after_a_restore(desk, tmp_path):
    (first,) = desk.issue(desk.awards[:1])
    backup = back_up(desk.store.path.parent, tmp_path / "b.zqdbak")
    void_notice(desk.store.seat("李主任"), first, reason="金额录错")
    desk.issue(desk.awards[:1])
    since = papers_since(backup, desk.store.path.parent, SILENT)
    assert [one.number_serial for one in since.voided] == [1]
    assert [one.number_serial for one in since.papers] == [2]
    assert any("照旧作废的：郑东企服示〔2022〕1号" in line for line in lines_since(since))
    desk = restored(desk, backup)
    take_in_numbers(desk.store.seat("王小梅"))
    with desk.store.read() as session:
        listed = {one.number_serial: one for one in list_notices(session)}
        (valid,) = issued_for(session, desk.policy.id).values()
    assert (listed[1].is_void, listed[1].voided_by, listed[1].void_reason) == (True, "李主任", "金额录错")
    assert (valid.number_serial, valid.kind) == (2, NumberKind.BEFORE_RESTORE)
    desk.store.close()


def test_that_restoring_forth_and_back_keeps_every_number(desk, tmp_path):
    home = desk.store.path.parent
    desk.issue(desk.awards[:2])
    early = back_up(home, tmp_path / "early.zqdbak")
    desk.issue(desk.awards[2:4])
    late = keep_backup(home, SILENT, occasion=Occasion.AUTOMATIC, program="0.1.0").path
    desk = restored(desk, early)
    desk.issue(desk.awards[4:5])
    assert register_of(desk.store)[5] == NumberKind.ISSUED
    desk = restored(desk, late)
    desk.issue(desk.awards[5:6])
    assert register_of(desk.store) == {
        **dict.fromkeys((1, 2, 3, 4), NumberKind.ISSUED),
        5: NumberKind.BEFORE_RESTORE,
        6: NumberKind.ISSUED,
    }
    desk.store.close()


def test_that_a_restore_says_that_it_brings_a_former_key_back_into_use(desk, empty_store, tmp_path):
    home, seat = desk.store.path.parent, desk.store.seat("王小梅")
    first = make_key(seat)
    backup = back_up(home, tmp_path / "b.zqdbak")
    second = make_key(seat, reason="U 盘丢失")
    since = papers_since(backup, home, SILENT)
    assert any(second.fingerprint in line for line in lines_since(since))
    desk = restored(desk, backup)
    assert [one.public for one in desk.store.ask(keys_of)] == [first.public]
    take_in_numbers(desk.store.seat("王小梅"))
    assert desk.store.ask(is_of_backup)
    make_key(desk.store.seat("王小梅"), reason="恢复备份")
    assert not desk.store.ask(is_of_backup)
    # Forth again: what was made in between is what that one lacks.
    later = keep_backup(home, SILENT, occasion=Occasion.AUTOMATIC, program="0.1.0").path
    assert papers_since(later, home, SILENT).keys == ()
    # A new machine has made a key of its own, and gives up nothing of the office's.
    other = Store.open(Path(shutil.copytree(empty_store, tmp_path / "another")), program="0.1.0")
    make_key(other.seat("王小梅"))
    other.close()
    assert papers_since(backup, tmp_path / "another", SILENT).keys == ()
    desk.store.close()


def test_that_a_restore_is_entered_as_done_by_who_did_it_with_the_account_where_that_is_theirs(
    desk, tmp_path
):
    home, fields = desk.store.path.parent, AccountFields(name="王小梅", sign_in="wangxm")
    account, _ = open_account(desk.store.seat("root"), fields, {Role.MANAGE}, PASSWORD)
    backup = back_up(home, tmp_path / "b.zqdbak")
    told = []
    for name in ("王小梅", "李建国"):
        desk.store.close()
        stage(home, backup, SILENT, program="0.1.0", by=Person(name, account))
        assert finish(home)
        desk = opened_again(desk, home)
        take_in_numbers(desk.store.seat("张敏"))
        with desk.store.read() as session:
            entry = entries_of(session, Subject(Kind.STORE))[-1]
            told.append((entry.actor, entry.account_id))
    assert told == [("王小梅", account), ("李建国", None)]
    desk.store.close()


def test_that_what_is_issued_after_a_restore_was_prepared_is_not_forgotten(desk, tmp_path):
    home = desk.store.path.parent
    backup = back_up(home, tmp_path / "b.zqdbak")
    stage(home, backup, SILENT, program="0.1.0")
    desk.issue(desk.awards[:2])
    desk.store.close()
    assert finish(home)
    desk = opened_again(desk, home)
    desk.issue(desk.awards[2:3])
    before = NumberKind.BEFORE_RESTORE
    assert register_of(desk.store) == {1: before, 2: before, 3: NumberKind.ISSUED}
    desk.store.close()


def test_that_a_restore_after_damage_knows_the_papers_by_the_file_alone(desk):
    home = desk.store.path.parent
    desk.issue(desk.awards[:2])
    kept = keep_backup(home, SILENT, occasion=Occasion.AUTOMATIC, program="0.1.0")
    desk.issue(desk.awards[2:4])
    desk.store.close()
    store = home / STORE_NAME
    content = bytearray(store.read_bytes())
    content[4096:] = random.Random(3).randbytes(len(content) - 4096)
    store.write_bytes(content)
    staged = stage(home, kept.path, SILENT, program="0.1.0")
    assert staged.since.is_sure
    assert [one.number_serial for one in staged.since.papers] == [3, 4]
    assert all(one.enterprise_name and one.amount for one in staged.since.papers)
    assert any("可能没有发出" in line for line in lines_since(staged.since))
    unknown = [
        without_paper(SERIES, serial, NumberKind.LOST, datetime.now(UTC)) for serial in (57, 58, 59, 61)
    ]
    unknown.append(without_paper(Series(PREFIX, 2023), 62, NumberKind.LOST, datetime.now(UTC)))
    since = replace(staged.since, numbered=(*staged.since.numbered, *unknown))
    [line] = [line for line in lines_since(since) if "没有留下记录" in line]
    assert line.endswith("：郑东企服示〔2022〕57号至59号、郑东企服示〔2022〕61号、郑东企服示〔2023〕62号。")
    finish(home)
    desk = opened_again(desk, home)
    desk.issue(desk.awards[4:5])
    lost = NumberKind.LOST
    assert register_of(desk.store) == {1: "", 2: "", 3: lost, 4: lost, 5: ""}
    desk.store.close()


# Another machine


def test_that_a_machine_that_never_saw_the_office_asks_for_the_last_number_on_paper(desk, tmp_path):
    desk.issue(desk.awards[:3])
    backup = back_up(desk.store.path.parent, tmp_path / "b.zqdbak")
    desk.issue(desk.awards[3:4])  # the paper that nobody there can know of
    desk = restored(desk, backup, tmp_path / "another")
    with pytest.raises(LastNumberUnknown, match=r"纸质登记簿.*郑东企服示〔2022〕3号") as asked:
        desk.issue(desk.awards[4:5])
    assert (asked.value.series, asked.value.known) == (SERIES, 3)
    series = [one.series for one in unsure_series(desk.store, date(2026, 3, 2))]
    assert series == [Series(PREFIX, 2026), SERIES]
    for wrong, why in (
        (2, "已编到 3 号，纸质登记簿上不会只到 2 号，请再核对"),
        (3 + MOST_STATED + 1, f"（3 号）多出 {MOST_STATED + 1} 个，请再核对"),
    ):
        with pytest.raises(BadInput, match=why):
            state_last_numbers(desk.store.seat("王小梅"), {SERIES: wrong})
    state_last_numbers(desk.store.seat("王小梅"), {SERIES: 4})
    desk.issue(desk.awards[4:5])
    assert register_of(desk.store) == {1: "", 2: "", 3: "", 4: NumberKind.ON_PAPER, 5: ""}
    desk.store.close()


def test_that_years_after_the_move_are_not_asked_for(desk, tmp_path):
    backup = back_up(desk.store.path.parent, tmp_path / "b.zqdbak")
    desk = restored(desk, backup, tmp_path / "another")
    with pytest.raises(LastNumberUnknown):
        desk.issue(desk.awards[:1], approval=Approval("王局长", datetime.now(UTC).astimezone().date()))
    next_year = date(date.today().year + 1, 1, 4)
    desk.issue(desk.awards[:1], approval=Approval("王局长", next_year))
    assert register_of(desk.store) == {1: ""}
    desk.store.close()


def test_that_a_backup_of_another_machine_of_the_office_is_asked_about(desk, tmp_path):
    """Both began as one store; the file here knows nothing of what the other one issued."""
    home = desk.store.path.parent
    desk.issue(desk.awards[:1])
    desk.store.close()
    other = tmp_path / "other"
    shutil.copytree(home, other)
    theirs = opened_again(desk, other)
    theirs.issue(desk.awards[1:3])
    backup = back_up(other, tmp_path / "theirs.zqdbak")
    theirs.store.close()
    ours = opened_again(desk, home)
    ours.issue(desk.awards[3:4])
    since = papers_since(backup, home, SILENT)
    assert [one.number_serial for one in since.doubled] == [2]
    assert since.numbered == ()
    assert any("编给了别的企业" in line for line in lines_since(since))
    ours = restored(ours, backup)
    with pytest.raises(LastNumberUnknown):
        ours.issue(desk.awards[4:5])
    ours.store.close()


def test_that_a_backup_of_before_there_was_a_file_is_put_back_and_asked_about(desk, tmp_path):
    desk = restored(desk, OLD, tmp_path / "new")
    assert read_manifest(OLD, tmp_path).numbers == ()
    let_notices_out(desk.store.seat("王小梅"), desk.policy)
    with pytest.raises(LastNumberUnknown) as asked:
        desk.issue(desk.awards[:1], approval=Approval("王局长", date(2026, 3, 2)))
    assert asked.value.known == contents_of(desk.store.path).notices == 14
    desk.store.close()


def test_that_an_older_store_gets_its_file_when_it_is_first_opened_and_nothing_is_asked(desk, tmp_path):
    home = tmp_path / "older"
    home.mkdir()
    unpack(OLD, home, home, SILENT)
    store = Store.open(home, program="0.1.0")
    numbers = NumbersFile(home).read()
    assert numbers is not None
    assert list(numbers.last.values()) == [14]
    assert unsure_series(store, date.today()) == []
    with store.read() as session:
        (prefix, year), serial = next(iter(numbers.last.items()))
        assert max(one.number_serial for one in list_notices(session)) == serial
        assert (prefix, year) == (PREFIX, list_notices(session)[0].number_year)
    store.close()


def test_that_an_older_backup_over_a_store_that_went_on_from_it_is_sure(desk, tmp_path):
    home = tmp_path / "older"
    home.mkdir()
    unpack(OLD, home, home, SILENT)
    staged = stage(home, OLD, SILENT, program="0.1.0")
    assert staged.since.is_sure
    assert staged.since.numbered == ()


# Acts that are lost


@pytest.fixture(scope="module")
def clerks(tmp_path_factory):
    with Victims("tests.domain.cases.issuing_clerk", tmp_path_factory.mktemp("clerks")) as clerks:
        yield clerks


def test_that_a_lost_log_is_noticed_said_and_registered(desk, clerks):
    home = desk.store.path.parent
    desk.issue(desk.awards[:1])
    desk.store.close()
    # So few that all of it is in the log.
    (ready, *said), _ = clerks.begin(home, "21").end()
    assert ready == "ready\n"
    count = len(said)
    assert count == 20
    (home / f"{STORE_NAME}-wal").unlink()
    (home / f"{STORE_NAME}-shm").unlink(missing_ok=True)
    desk = opened_again(desk, home)
    assert desk.store.loss is not None
    # Each notice and its case.
    assert desk.store.loss.acts == 2 * count
    with pytest.raises(ActsLost, match=f"少了 {2 * count} 步操作"):
        desk.issue(desk.awards[1:2])
    # Other work goes on without wiping out the trace.
    save_office(desk.store.seat("王小梅"), find_office(desk.store))
    desk.store.close()
    desk = opened_again(desk, home)
    assert desk.store.loss is not None
    lost = accept_loss(desk.store.seat("王小梅"))
    assert len(lost) == count
    assert all(one.kind is NumberKind.LOST and one.enterprise_name and one.amount for one in lost)
    assert accept_loss(desk.store.seat("王小梅")) == []
    desk.store.close()
    desk = opened_again(desk, home)
    assert desk.store.loss is None
    with desk.store.read() as session:
        numbers = {(one.number_year, one.number_serial): one.kind for one in list_notices(session)}
        assert len(issued_for(session, desk.policy.id)) == 1 + count
    assert numbers == {(2022, 1): "", **{(2026, serial): NumberKind.LOST for serial in range(1, count + 1)}}
    desk.store.close()


def test_that_an_older_copy_put_in_place_by_hand_is_noticed_even_after_more_work(desk, tmp_path):
    home = desk.store.path.parent
    desk.store.close()
    shutil.copyfile(home / STORE_NAME, tmp_path / "copy.db")
    desk = opened_again(desk, home)
    desk.issue(desk.awards[:1])
    desk.store.close()
    # The copy was worked with elsewhere, and has come as far.
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copyfile(tmp_path / "copy.db", elsewhere / STORE_NAME)
    store = Store.open(elsewhere)
    for _ in range(3):
        save_office(store.seat("甲"), find_office(store))
    store.close()
    shutil.copyfile(elsewhere / STORE_NAME, home / STORE_NAME)
    desk = opened_again(desk, home)
    assert desk.store.loss is not None
    assert desk.store.loss.acts == 0
    with pytest.raises(ActsLost, match="不是上次那一份"):
        desk.issue(desk.awards[:1])
    (lost,) = accept_loss(desk.store.seat("王小梅"))
    assert lost.number_serial == 1
    with pytest.raises(NotPrintable, match="已有通知书"):
        desk.issue(desk.awards[:1])
    desk.store.close()


def test_that_an_office_that_begins_again_with_nothing_keeps_its_numbers(desk):
    home = desk.store.path.parent
    desk.issue(desk.awards[:2])
    desk.store.close()
    (home / STORE_NAME).unlink()
    store = Store.open(home, program="0.1.0")
    assert store.loss is not None
    assert [one.number_serial for one in accept_loss(store.seat("王小梅"))] == [1, 2]
    assert NumbersFile(home).read().last == {Series(PREFIX, 2022): 2}
    store.close()


# Crashes


def test_that_a_number_lost_to_a_crash_stands_in_the_register_as_unused(desk, clerks):
    home = desk.store.path.parent
    desk.store.close()
    assert clerks.begin(home, "die").end() == (["ready\n"], 9)
    desk = opened_again(desk, home)
    assert desk.store.loss is None
    (unused,) = take_in_numbers(desk.store.seat("王小梅"))
    assert (unused.kind, unused.series, unused.number_serial) == (NumberKind.UNUSED, Series(PREFIX, 2026), 1)
    assert (unused.approved_on, unused.amount, unused.enterprise_name) == (date(2026, 3, 2), 0, "")
    desk.issue(desk.awards[:1], approval=Approval("王局长", date(2026, 3, 3)))
    assert register_of(desk.store) == {1: NumberKind.UNUSED, 2: ""}
    with desk.store.read() as session:
        unused_id = next(one.id for one in list_notices(session) if one.kind == NumberKind.UNUSED)
    with pytest.raises(BadInput, match="没有用过"):
        void_notice(desk.store.seat("王小梅"), unused_id, reason="x")
    assert contents_of(home / STORE_NAME).notices == 1
    desk.store.close()


def test_that_a_commit_that_fails_leaves_a_number_unused_and_the_next_act_says_so(desk):
    class Full(Exception):
        pass

    def fail(_):
        event.remove(desk.store._engine, "commit", fail)
        raise Full

    event.listen(desk.store._engine, "commit", fail)
    with pytest.raises(Full):
        desk.issue(desk.awards[:2])
    assert register_of(desk.store) == {}
    desk.issue(desk.awards[:1])
    unused = NumberKind.UNUSED
    assert register_of(desk.store) == {1: unused, 2: unused, 3: ""}


def test_that_two_processes_one_of_them_killed_give_no_number_twice_and_explain_every_gap(desk, clerks):
    home = desk.store.path.parent
    desk.store.close()
    count = min(24, len(desk.awards))
    pair = [clerks.begin(home, count, LETTERS) for _ in range(2)]
    for clerk in pair:
        assert clerk.line() == "ready\n"
    said = [pair[0].line() for _ in range(3)]
    pair[0].kill()
    rests, ended = zip(*(clerk.end() for clerk in pair), strict=True)
    assert ended[1] == 0
    said += chain.from_iterable(rests)
    desk = opened_again(desk, home)
    take_in_numbers(desk.store.seat("王小梅"))
    register, letters = (register_of(desk.store, prefix) for prefix in (PREFIX, LETTERS))
    for numbers in (register, letters):
        assert list(numbers) == list(range(1, len(numbers) + 1))
    issued = [serial for serial, kind in register.items() if kind is NumberKind.ISSUED]
    assert len(issued) >= len({int(line) for line in said if line.strip()})
    assert set(register.values()) <= {NumberKind.ISSUED, NumberKind.UNUSED}
    # Of each matter one letter, whoever was quicker.
    assert list(letters.values()).count(NumberKind.LETTER) == count
    assert set(letters.values()) <= {NumberKind.LETTER, NumberKind.UNUSED}
    with desk.store.read() as session:
        assert len(issued_for(session, desk.policy.id)) == len(issued) == count
    desk.store.close()


# The file


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda path: path.unlink(), id="gone"),
        pytest.param(lambda path: path.write_bytes(b""), id="empty"),
        pytest.param(lambda path: path.write_bytes(b"\0" * 500), id="zeros"),
        pytest.param(lambda path: path.write_bytes(path.read_bytes()[:-40]), id="cut"),
        pytest.param(
            lambda path: path.write_bytes(path.read_bytes().replace(b'"serial":2', b'"serial":1')),
            id="altered",
        ),
    ],
)
@pytest.mark.parametrize("is_open", [True, False])
def test_that_without_a_sound_file_the_last_number_on_paper_is_asked_for(desk, spoil, is_open):
    home = desk.store.path.parent
    desk.issue(desk.awards[:2])
    if not is_open:
        desk.store.close()
    spoil(home / NUMBERS_NAME)
    desk = desk if is_open else opened_again(desk, home)
    with pytest.raises(LastNumberUnknown) as asked:
        desk.issue(desk.awards[2:3])
    assert asked.value.known == 2
    with pytest.raises(LastNumberUnknown):
        desk.issue(desk.awards[2:3])
    state_last_numbers(desk.store.seat("王小梅"), {SERIES: 2})
    desk.issue(desk.awards[2:3])
    assert register_of(desk.store) == {1: "", 2: "", 3: ""}
    desk.store.close()


def test_that_no_changed_byte_of_the_file_makes_it_say_another_number(desk):
    path = desk.store.path.parent / NUMBERS_NAME
    desk.issue(desk.awards[:3])
    right = NumbersFile(path.parent).read()
    content = path.read_bytes()
    for place in range(len(content)):
        changed = bytearray(content)
        changed[place] ^= 1 << (place % 8)
        path.write_bytes(changed)
        found = NumbersFile(path.parent).read()
        assert found is None or found.model_copy(update={"head": right.head}) == right, place
        assert found is None or found.head in (None, right.head), place


def test_that_nothing_is_issued_where_the_number_cannot_be_written_down(desk, logged):
    logged.expect("cannot advance")
    home = desk.store.path.parent
    (home / NUMBERS_NAME).unlink()
    (home / NUMBERS_NAME).mkdir()
    with pytest.raises(StoreProblem, match="登记文号的文件"):
        desk.issue(desk.awards[:1])
    assert register_of(desk.store) == {}
    desk.store.close()
    desk = opened_again(desk, home)  # all other work goes on
    save_office(desk.store.seat("王小梅"), find_office(desk.store))
    with pytest.raises(StoreProblem, match="登记文号的文件"):
        desk.issue(desk.awards[:1])
    desk.store.close()


def test_that_the_file_is_in_no_backup_but_its_numbers_are(desk, tmp_path):
    home = desk.store.path.parent
    desk.issue(desk.awards[:2])
    assert (home / NUMBERS_NAME).is_file()
    assert home / NUMBERS_NAME not in other_files(home)
    manifest = read_manifest(back_up(home, tmp_path / "b.zqdbak"), home)
    assert [(one.prefix, one.year, one.serial) for one in manifest.numbers] == [(PREFIX, 2022, 2)]
    with closing(sqlite3.connect(home / STORE_NAME)) as connection:
        (acts,) = connection.execute("SELECT count(*) FROM audit_entry").fetchone()
    assert manifest.acts == acts
    assert NumbersFile(home).read().head.acts == acts


def test_that_each_prefix_and_year_counts_for_itself_after_a_restore(desk, tmp_path):
    home = desk.store.path.parent
    backup = back_up(home, tmp_path / "b.zqdbak")
    desk.issue(desk.awards[:2])
    desk.issue(desk.awards[2:3], approval=Approval("王局长", date(2023, 1, 3)))
    office = find_office(desk.store)
    save_office(desk.store.seat("王小梅"), office.model_copy(update={"number_prefix": "甲惠企"}))
    desk.issue(desk.awards[3:4])
    desk = restored(desk, backup)
    desk.issue(desk.awards[4:5])
    save_office(desk.store.seat("王小梅"), office.model_copy(update={"number_prefix": "甲惠企"}))
    desk.issue(desk.awards[5:6])
    with desk.store.read() as session:
        numbers = [one.number for one in list_notices(session) if one.has_paper]
    assert numbers == ["甲惠企〔2022〕2号", "郑东企服示〔2022〕3号"]
    desk.store.close()


# The clock


def test_that_a_clock_behind_the_last_act_and_a_day_before_the_last_approval_are_said(desk):
    desk.issue(desk.awards[:1])
    now = datetime.now(UTC)
    assert doubts_about(desk.store, date(2022, 11, 1), now) == []
    (clock,) = doubts_about(desk.store, date(2022, 11, 2), now - timedelta(days=400))
    assert "请先校准时钟" in clock
    (earlier,) = doubts_about(desk.store, date(2022, 10, 31), now)
    assert "早于上一份郑东企服示〔2022〕1号的批准日期 2022-11-01" in earlier
    desk.issue(desk.awards[1:2], approval=Approval("王局长", date(2022, 10, 31)))
    assert register_of(desk.store) == {1: "", 2: ""}


def test_that_backups_kept_here_count_as_of_this_machine(desk):
    home = desk.store.path.parent
    desk.issue(desk.awards[:1])
    keep_backup(home, SILENT, occasion=Occasion.AUTOMATIC, program="0.1.0")
    desk.store.close()
    (home / STORE_NAME).unlink()
    [kept] = kept_backups(home)
    assert stage(home, kept.path, SILENT, program="0.1.0").since.is_sure
