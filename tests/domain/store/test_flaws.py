"""What does not read as it was written is named: at reading, by the check, and by a backup's proof."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.cases.numbering import state_last_numbers
from domain.cases.queries import papers_of
from domain.enterprises.attachments.service import add_files
from domain.enterprises.dictionary import Dictionary
from domain.policies.files.library import PolicyLibrary
from domain.policies.runs.register import decide_register
from domain.store import drafts
from domain.store.backup.archive import read_manifest, write_backup
from domain.store.backup.contents import faults_of
from domain.store.backup.flaws import flaws_of
from domain.store.backup.keeping import (
    RECENT,
    KeptBackup,
    back_up_if_changed,
    keep_backup,
    kept_backups,
    look_through,
    outdated,
)
from domain.store.backup.manifest import Manifest, Occasion
from domain.store.backup.problems import StoreDamaged
from domain.store.backup.restoring import finish, newest_good, stage, try_out
from domain.store.engine import Store
from domain.store.plain import STORE_NAME
from domain.store.problems import Unreadable
from domain.values.progress import Silent
from tests.domain.store.offices import fill
from tests.meddling import forging

SILENT = Silent()


@pytest.fixture(scope="module")
def filled(empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = Path(shutil.copytree(empty_store, tmp_path_factory.mktemp("filled") / "data"))
    store = Store.open(home, program="0.1.0")
    fill(store)
    source = home.parent / "发票.pdf"
    source.write_bytes(b"%PDF- an invoice")
    add_files(store.seat("王"), 1, [source], SILENT)
    store.close()
    return home


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "data"))


def change(home: Path, statement: str) -> None:
    with forging(home / STORE_NAME) as connection:
        assert connection.execute(statement).rowcount > 0


BREAKS = {
    "a paper that is no text": ("UPDATE notice SET paper = CAST(x'7bc2' AS TEXT) WHERE id = 1", "正文"),
    "a paper that is no JSON": ("UPDATE notice SET paper = substr(paper, 2) WHERE id = 1", "正文"),
    "a key of a paper": (
        "UPDATE notice SET paper = replace(paper, '\"sheets\"', '\"sheet5\"') WHERE id = 1",
        "正文",
    ),
    "facts": ("UPDATE notice SET facts = '[' WHERE id = 1", "所依据的数据"),
    "a decision": ("UPDATE notice SET decision = '' WHERE id = 1", "评定过程"),
    "an amount": ("UPDATE notice SET amount = '12a' WHERE id = 1", "金额（元）"),
    "a day": ("UPDATE notice SET approved_on = '2O26-01-01' WHERE id = 1", "批准日期"),
    "the trail": ("UPDATE audit_entry SET details = '{' WHERE id = 2", "操作记录"),
    "a name": ("UPDATE enterprise SET name = CAST(x'c2c2' AS TEXT) WHERE id = 1", "企业"),
    "a fact": (
        "UPDATE enterprise_attribute SET value = CAST(x'ff' AS TEXT) WHERE enterprise_id = 1"
        " AND name = 'contact_person'",
        "企业资料",
    ),
}


@pytest.mark.parametrize(("statement", "word"), BREAKS.values(), ids=BREAKS.keys())
def test_that_what_does_not_read_is_named_though_sqlite_finds_nothing(home: Path, statement: str, word: str):
    assert flaws_of(home / STORE_NAME) == []
    change(home, statement)
    assert faults_of(home / STORE_NAME) == []
    [flaw] = flaws_of(home / STORE_NAME)
    assert word in flaw


@pytest.mark.parametrize(
    ("statement", "part"),
    [
        ("paper = replace(paper, '〕1号', '〕7号')", "正文"),
        ("paper = json_set(paper, '$.addressee', '甲公司')", "正文"),
        ("facts = json_set(facts, '$.name', '甲公司')", "所依据的数据"),
        ("decision = json_set(decision, '$.amount', 1)", "评定过程"),
        ("amount = amount + 1", "评定过程"),
    ],
)
def test_that_a_notice_that_contradicts_itself_is_named(home: Path, statement: str, part: str):
    change(home, f"UPDATE notice SET {statement} WHERE number_serial = 1")
    [flaw] = flaws_of(home / STORE_NAME)
    assert "1号" in flaw
    assert f"{part}和登记的不一样" in flaw


def test_that_a_number_without_a_notice_of_ours_is_no_flaw_and_a_kind_there_is_not_is_one(home: Path):
    store = Store.open(home)
    numbers = store.numbers.read()
    assert numbers is not None
    [(series, last)] = numbers.last.items()
    state_last_numbers(store.seat("王小梅"), {series: last + 2})
    store.close()
    assert flaws_of(home / STORE_NAME) == []
    change(home, "UPDATE notice SET kind = 'on-qaper' WHERE kind = 'on-paper'")
    assert f"{last + 1}号" in flaws_of(home / STORE_NAME)[0]


def test_that_a_backup_with_a_broken_paper_is_made_and_says_so_as_does_its_restore(
    home: Path, tmp_path: Path
):
    change(home, BREAKS["a paper that is no JSON"][0])
    kept = keep_backup(home, SILENT, occasion=Occasion.AUTOMATIC, program="0.1.0")
    assert "正文读不出来" in kept.manifest.warning
    assert read_manifest(kept.path, home).flaws == kept.manifest.flaws
    assert try_out(kept.path, home, SILENT).flaws == kept.manifest.flaws
    manifest = stage(tmp_path / "other", kept.path, SILENT, program="0.1.0").manifest
    assert manifest.flaws == kept.manifest.flaws
    assert finish(tmp_path / "other")


def test_that_a_backup_of_an_earlier_program_that_says_nothing_is_looked_through_as_well(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    change(home, BREAKS["the trail"][0])
    with monkeypatch.context() as earlier:
        earlier.setattr("domain.store.backup.archive.flaws_of", lambda *_: [])
        write_backup(home, tmp_path / "b.zqdbak", SILENT, occasion=Occasion.BY_HAND, program="0.1.0")
    assert read_manifest(tmp_path / "b.zqdbak", home).flaws == ()
    assert "操作记录" in try_out(tmp_path / "b.zqdbak", home, SILENT).warning


def kept(at: datetime, *flaws: str) -> KeptBackup:
    manifest = Manifest(
        format=1,
        program="0.1.0",
        schema_name="0004",
        made_at=at,
        occasion=Occasion.AUTOMATIC,
        office="",
        enterprises=0,
        notices=0,
        state="",
        files=(),
        flaws=flaws,
    )
    return KeptBackup(Path(f"{at:%Y%m%d%H%M}{'-flawed' if flaws else ''}"), manifest)


def test_that_backups_with_flaws_drive_out_none_that_is_whole():
    now = datetime(2026, 11, 28, 9, tzinfo=UTC)
    whole = [kept(now - timedelta(minutes=one)) for one in range(RECENT)]
    flawed = [kept(now + timedelta(minutes=one), "a") for one in range(1, 10)]
    leaving = outdated([*whole, *flawed], just_made=flawed[-1])
    assert not set(leaving) & set(whole)
    assert set(leaving) == set(flawed[:-RECENT])


def attachment_of(home: Path) -> Path:
    [path] = [path for path in (home / "attachments").rglob("*") if path.is_file()]
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("way", ["altered", "lost", "turned into a folder"])
def test_that_an_attachment_that_is_not_as_it_was_is_named_by_backup_and_restore(home: Path, way: str):
    path = attachment_of(home)
    if way == "altered":
        path.write_bytes(b"%PDF- an invoicE")
    else:
        path.unlink()
    if way == "turned into a folder":
        path.mkdir()
    kept = keep_backup(home, SILENT, occasion=Occasion.AUTOMATIC, program="0.1.0")
    [flaw] = kept.manifest.flaws
    assert "发票.pdf" in flaw
    assert "有限公司" in flaw
    assert try_out(kept.path, home, SILENT).flaws == (flaw,)


def test_that_one_bad_backup_is_named_and_everything_goes_on_with_the_others(home: Path):
    good = keep_backup(home, SILENT, occasion=Occasion.AUTOMATIC, program="0.1.0")
    content = bytearray(good.path.read_bytes())
    entry = content.rindex(b"PK\x01\x02")
    content[entry + 8] |= 1  # "encrypted"
    bad = good.path.with_name("zhuqidui-20990101-000000-automatic.zqdbak")
    bad.write_bytes(content)
    (good.path.parent / "a folder.zqdbak").mkdir()
    backups, unusable = look_through(home)
    assert [one.path for one in backups] == [good.path]
    assert {one.path.name for one in unusable} == {bad.name, "a folder.zqdbak"}
    store = Store.open(home)
    drafts.keep(store.seat("王小梅"), "a", {})
    store.close()
    made = back_up_if_changed(home, SILENT, program="0.1.0")
    assert made is not None
    told = []
    found = newest_good(home, SILENT, told.append)
    assert found is not None
    assert found[0] == made.path
    assert {one.path for one in told} == {one.path for one in unusable}
    assert [one.path for one in kept_backups(home)] == [made.path, good.path]


def test_that_the_database_of_another_program_never_becomes_a_backup(home: Path):
    (home / STORE_NAME).unlink()
    with closing(sqlite3.connect(home / STORE_NAME)) as connection:
        connection.execute("CREATE TABLE notes (x)")
    with pytest.raises(StoreDamaged):
        keep_backup(home, SILENT, occasion=Occasion.AUTOMATIC, program="0.1.0")


def test_that_a_broken_paper_is_told_by_its_number_where_it_is_read(home: Path):
    change(home, BREAKS["a paper that is no JSON"][0])
    store = Store.open(home)
    with pytest.raises(Unreadable, match="号”的正文读不出来"), store.read() as session:
        papers_of(session, [1])
    store.close()


def test_that_a_value_the_driver_cannot_read_is_told_as_damage(home: Path):
    change(home, BREAKS["a day"][0])
    store = Store.open(home)
    with pytest.raises(Unreadable, match="读不出来"), store.read() as session:
        papers_of(session, [1])
    store.close()


def test_that_a_broken_draft_does_not_stand_in_the_way(home: Path, logged):
    logged.expect("draft does not read")
    store = Store.open(home)
    drafts.keep(store.seat("王小梅"), "a", {"name": "甲"})
    store.close()
    change(home, "UPDATE draft SET content = '{' WHERE key = 'a'")
    store = Store.open(home)
    assert drafts.find(store.seat("王小梅"), "a") is None
    drafts.keep(store.seat("王小梅"), "a", {"name": "乙"})
    assert drafts.find(store.seat("王小梅"), "a") is not None
    store.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE enterprise_attribute SET value = 'l' WHERE name = 'above_scale' AND enterprise_id = 1",
        "UPDATE enterprise_figure SET amount = '12a' WHERE enterprise_id = 1",
    ],
)
def test_that_no_figure_is_taken_for_the_digits_before_a_broken_one(
    home: Path, statement: str, dictionary: Dictionary, policies: PolicyLibrary
):
    change(home, statement)
    store = Store.open(home)
    with pytest.raises(Unreadable, match="读不出来"):
        decide_register(store, policies.find("zhengdong-2022"), dictionary, SILENT)
    store.close()
