"""Backups: what is in them, when they are made, which are kept, and that they can be put back."""

import json
import random
import shutil
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.store import drafts
from domain.store.backup.archive import read_manifest, unpack, write_backup
from domain.store.backup.keeping import (
    ROOM,
    KeptBackup,
    back_up_if_changed,
    keep_backup,
    kept_backups,
    outdated,
)
from domain.store.backup.manifest import FileEntry, Manifest, Occasion
from domain.store.backup.places import SUFFIX, backups_folder
from domain.store.backup.problems import BackupProblem, PassphraseNeeded
from domain.store.backup.restoring import finish, newest_good, stage, try_out
from domain.store.backup.sealing import seal, unseal
from domain.store.engine import Store
from domain.store.plain import READY, SCHEMA
from domain.values.errors import BadInput
from domain.values.progress import Cancelled, Silent
from tests.domain.store.offices import OFFICE, fill, rows_of
from tests.meddling import forging

SILENT = Silent()
PASSPHRASE = "郑东 2026 备份口令"


@pytest.fixture(scope="module")
def filled(empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's folder with a filled store, closed, and with what else lies in such a folder."""
    home = Path(shutil.copytree(empty_store, tmp_path_factory.mktemp("filled") / "数据 一"))
    store = Store.open(home, program="0.1.0")
    fill(store)
    store.close()
    (home / "fonts").mkdir()
    (home / "fonts" / "本单位.ttf").write_bytes(b"font")
    (home / "window.ini").write_text("[General]\n", encoding="utf-8")
    (home / "logs").mkdir()
    (home / "logs" / "zhuqidui.log").write_text("log", encoding="utf-8")
    (home / "zhuqidui.lock").write_text("1", encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def sealed(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup with a passphrase, made once: age makes guessing slow, so each use takes seconds."""
    target = tmp_path_factory.mktemp("sealed") / "b.zqdbak"
    backed_up(filled, target, PASSPHRASE)
    return target


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / filled.name))


def backed_up(home: Path, target: Path, passphrase: str = "") -> Manifest:
    return write_backup(
        home, target, SILENT, occasion=Occasion.BY_HAND, program="0.1.0", passphrase=passphrase
    )


def change(home: Path) -> None:
    store = Store.open(home)
    drafts.keep(store.seat("王小梅"), "a", {"name": "改动"})
    store.close()


def test_that_a_backup_holds_the_whole_folder_but_logs_locks_and_backups(home: Path, tmp_path: Path):
    keep_backup(home, SILENT, occasion=Occasion.AUTOMATIC, program="0.1.0")
    target = tmp_path / f"备份{SUFFIX}"
    manifest = backed_up(home, target)
    names = {"zhuqidui.db", "window.ini", "fonts/本单位.ttf"}
    assert {file.path for file in manifest.files} == names
    with zipfile.ZipFile(target) as archive:
        assert set(archive.namelist()) == names | {"manifest.json"}


def test_that_a_backup_says_what_is_in_it(home: Path, tmp_path: Path):
    target = tmp_path / f"备份{SUFFIX}"
    written = backed_up(home, target)
    manifest = read_manifest(target, home)
    assert manifest == written
    assert (manifest.program, manifest.schema_name, manifest.office) == ("0.1.0", SCHEMA, OFFICE)
    assert (manifest.office, manifest.enterprises, manifest.notices) == rows_of(home)
    assert manifest.notices > 0
    assert datetime.now(UTC) - manifest.made_at < timedelta(minutes=5)


def test_that_a_stick_that_is_out_is_named_and_nothing_made_up_in_its_place(home: Path, tmp_path: Path):
    with pytest.raises(BackupProblem, match="U 盘是否已拔出"):
        backed_up(home, tmp_path / "media" / "b.zqdbak")
    assert not (tmp_path / "media").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights elsewhere")
def test_that_only_the_user_can_read_a_backup(home: Path, tmp_path: Path):
    backed_up(home, tmp_path / "b.zqdbak")
    assert (tmp_path / "b.zqdbak").stat().st_mode & 0o777 == 0o600


def test_that_a_backup_of_a_store_in_use_holds_all_that_was_committed(home: Path, tmp_path: Path):
    store = Store.open(home)
    with store.read():  # keeps what follows in the log beside the file
        drafts.keep(store.seat("王小梅"), "typed", {"name": "刚保存"})
        backed_up(home, tmp_path / "in-use.zqdbak")
    store.close()
    unpack(tmp_path / "in-use.zqdbak", tmp_path, home, SILENT)
    copy = Store.open(tmp_path)
    assert drafts.find(copy.seat("王小梅"), "typed") is not None
    copy.close()


def test_that_a_backup_is_of_one_moment_though_others_write_meanwhile(home: Path, tmp_path: Path):
    store = Store.open(home)
    for number in range(60):
        drafts.keep(store.seat("王小梅"), f"ballast {number}", {"text": "满" * 50_000})

    class WritesBetween(Silent):
        """Each step of the backup finds another row in the store."""

        steps = 0

        def step(self, progress: object) -> None:
            self.steps += 1
            drafts.keep(store.seat("王小梅"), f"meanwhile {self.steps}", {})

    reporter = WritesBetween()
    manifest = write_backup(home, tmp_path / "b.zqdbak", reporter, occasion=Occasion.BY_HAND, program="0.1.0")
    store.close()
    assert reporter.steps > 2
    assert try_out(tmp_path / "b.zqdbak", home, SILENT) == manifest


def test_that_a_test_restore_proves_a_backup_and_leaves_nothing_behind(home: Path, tmp_path: Path):
    target = tmp_path / "b.zqdbak"
    backed_up(home, target)
    before = sorted(path.name for path in home.iterdir())
    assert try_out(target, home, SILENT).office == OFFICE
    assert sorted(path.name for path in home.iterdir()) == before


def test_that_a_backup_with_one_byte_changed_is_refused_or_gives_the_same_files(home: Path, tmp_path: Path):
    """A few bytes of a zip file say nothing that is used, e.g. the time of an entry."""
    target, chance = tmp_path / "b.zqdbak", random.Random(20261121)
    backed_up(home, target)
    whole, refused = target.read_bytes(), 0
    for round_ in range(60):
        content = bytearray(whole)
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        target.write_bytes(content)
        folder = tmp_path / f"round-{round_}"
        folder.mkdir()
        try:
            manifest = unpack(target, folder, home, SILENT)
        except BackupProblem:
            refused += 1
            continue
        for file in manifest.files[1:]:
            assert (folder / file.path).read_bytes() == (home / file.path).read_bytes()
        assert rows_of(folder) == rows_of(home)
    assert refused > 50


def test_that_a_bit_of_a_backups_directory_is_refused_or_says_the_same(home: Path, tmp_path: Path):
    """Names that are no text, entries said to be encrypted, lengths and places beyond every file."""
    target = tmp_path / "b.zqdbak"
    manifest = backed_up(home, target)
    whole = target.read_bytes()
    with zipfile.ZipFile(target) as archive:
        start, last = archive.start_dir, archive.infolist()[-1].header_offset
    assert manifest.files[1].path.encode() in whole[start:], "a name beyond ASCII is in it"
    refused = set()
    for at in (*range(last, last + zipfile.sizeFileHeader), *range(start, len(whole))):
        for bit in (0x01, 0x80):
            target.write_bytes(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])
            try:
                assert read_manifest(target, home) == manifest
            except BackupProblem:
                refused.add(at)
    assert len(refused) > (len(whole) - start) / 3


@pytest.mark.parametrize("length", [0, 1, 100, -1, -5000])
def test_that_a_shortened_backup_is_refused(home: Path, tmp_path: Path, length: int):
    target = tmp_path / "b.zqdbak"
    backed_up(home, target)
    target.write_bytes(target.read_bytes()[:length])
    with pytest.raises(BackupProblem):
        try_out(target, home, SILENT)


def test_that_a_backup_naming_a_file_outside_its_folder_is_refused(home: Path, tmp_path: Path):
    target, evil = tmp_path / "b.zqdbak", tmp_path / "evil.zqdbak"
    manifest = backed_up(home, target).model_dump(mode="json")
    manifest["files"][0]["path"] = "../escaped.db"
    with zipfile.ZipFile(evil, "w") as archive:
        archive.writestr("../escaped.db", b"x")
        archive.writestr("manifest.json", json.dumps(manifest))
    with pytest.raises(BackupProblem, match="不该有的文件名"):
        try_out(evil, home, SILENT)
    assert not list(tmp_path.rglob("escaped.db"))


def test_that_any_other_file_is_not_taken_for_a_backup(home: Path, tmp_path: Path):
    (tmp_path / "a.zqdbak").write_text("你好", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "b.zqdbak", "w") as archive:
        archive.writestr("照片.txt", "x")
    for name in ("a.zqdbak", "b.zqdbak"):
        with pytest.raises(BackupProblem, match="不是助企兑的备份"):
            read_manifest(tmp_path / name, home)
    with pytest.raises(BackupProblem, match="U 盘"):
        read_manifest(tmp_path / "gone.zqdbak", home)


def test_that_a_locked_backup_opens_with_its_passphrase_only(home: Path, sealed: Path):
    assert OFFICE.encode() not in sealed.read_bytes()
    with pytest.raises(PassphraseNeeded, match="加了口令"):
        read_manifest(sealed, home)
    with pytest.raises(PassphraseNeeded, match="口令不对"):
        read_manifest(sealed, home, passphrase="郑东 2026 备份口今")
    assert try_out(sealed, home, SILENT, passphrase=PASSPHRASE).office == OFFICE


def test_that_a_locked_backup_with_one_byte_changed_is_refused(home: Path, sealed: Path, tmp_path: Path):
    content = bytearray(sealed.read_bytes())
    content[len(content) // 2] ^= 0xFF
    (tmp_path / "b.zqdbak").write_bytes(content)
    with pytest.raises(BackupProblem, match=r"已损坏|不完整"):
        try_out(tmp_path / "b.zqdbak", home, SILENT, passphrase=PASSPHRASE)


def test_that_a_short_passphrase_is_refused(home: Path, tmp_path: Path):
    with pytest.raises(BadInput, match="至少要 8 个"):
        backed_up(home, tmp_path / "b.zqdbak", "1234567")
    assert not list(tmp_path.glob("*.zqdbak*"))


def test_that_a_passphrase_counts_the_same_however_its_letters_are_composed(home: Path, tmp_path: Path):
    seal(home / "window.ini", tmp_path / "sealed", "Zhe\u0301ngdong")
    unseal(tmp_path / "sealed", tmp_path / "plain", "Zh\u00e9ngdong")
    assert (tmp_path / "plain").read_bytes() == (home / "window.ini").read_bytes()


def test_that_nothing_is_backed_up_where_nothing_changed(home: Path):
    assert back_up_if_changed(home, SILENT, program="0.1.0") is not None
    assert back_up_if_changed(home, SILENT, program="0.1.0") is None
    Store.open(home).close()  # opened and closed again without a word written
    (home / "window.ini").write_text("[General]\ngeometry=1\n", encoding="utf-8")
    assert back_up_if_changed(home, SILENT, program="0.1.0") is None
    change(home)
    assert back_up_if_changed(home, SILENT, program="0.1.0") is not None
    (home / "fonts" / "又一个.ttf").write_bytes(b"font")
    assert back_up_if_changed(home, SILENT, program="0.1.0") is not None
    assert len(kept_backups(home)) == 3


def kept(at: datetime, occasion: Occasion = Occasion.AUTOMATIC) -> KeptBackup:
    manifest = Manifest(
        format=1,
        program="0.1.0",
        schema_name="0001",
        made_at=at,
        occasion=occasion,
        office="",
        enterprises=0,
        notices=0,
        state="",
        files=(),
    )
    return KeptBackup(Path(f"{occasion}-{at:%Y%m%d-%H%M%S}"), manifest)


def test_that_two_years_of_two_backups_a_day_leave_days_weeks_and_months():
    last = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
    every = [kept(last - timedelta(days=day, hours=hour)) for day in range(730) for hour in (0, 8)]
    left: list[KeptBackup] = []
    for backup in reversed(every):
        left.append(backup)
        gone = outdated(left, just_made=backup)
        left = [one for one in left if one not in gone]
    days = sorted({backup.made_at.date() for backup in left}, reverse=True)
    assert days[:7] == [(last - timedelta(days=back)).date() for back in range(7)]
    assert len({day.isocalendar()[:2] for day in days}) >= 5
    assert len({(day.year, day.month) for day in days}) == 12
    assert len(left) <= 3 + 7 + 5 + 12
    assert all(backup.manifest.made_at.hour == 17 for backup in left[:-3]), "the last of each day is kept"


def test_that_the_backup_just_made_stays_though_the_clock_was_set_back():
    now = datetime(2026, 11, 20, tzinfo=UTC)
    backups = [kept(now - timedelta(days=day)) for day in range(40)]
    early = kept(datetime(1980, 1, 1, tzinfo=UTC))
    assert early not in outdated([*backups, early], just_made=early)


def test_that_large_backups_make_room_by_the_oldest_but_the_newest_stay():
    now = datetime(2026, 11, 20, tzinfo=UTC)
    large = FileEntry(path="attachments/ab/cd", size=ROOM // 4, sha256="0" * 64)
    backups = [kept(now - timedelta(days=day)) for day in range(7)]
    backups = [replace(one, manifest=one.manifest.model_copy(update={"files": (large,)})) for one in backups]
    assert outdated(backups, just_made=backups[0]) == backups[4:]
    huge = large.model_copy(update={"size": ROOM})
    backups = [replace(one, manifest=one.manifest.model_copy(update={"files": (huge,)})) for one in backups]
    assert outdated(backups, just_made=backups[0]) == backups[3:]


def test_that_the_last_five_before_a_restore_stay_whatever_the_others_do():
    now = datetime(2026, 11, 20, tzinfo=UTC)
    special = [kept(now - timedelta(hours=hour), Occasion.BEFORE_RESTORE) for hour in range(8)]
    assert outdated(special, just_made=special[0]) == special[5:]


def test_that_a_restore_brings_back_what_was_and_keeps_what_is(home: Path, tmp_path: Path):
    target, before = tmp_path / "b.zqdbak", rows_of(home)
    backed_up(home, target)
    store = Store.open(home)
    fill_rest(store)
    store.close()
    (home / "fonts" / "本单位.ttf").write_bytes(b"another")
    after = rows_of(home)
    assert after != before

    stage(home, target, SILENT, program="0.1.0")
    assert rows_of(home) == after, "nothing changes before it is put into place"
    assert finish(home)
    assert rows_of(home) == before
    assert (home / "fonts" / "本单位.ttf").read_bytes() == b"font"

    [present] = [one for one in kept_backups(home) if one.manifest.occasion is Occasion.BEFORE_RESTORE]
    assert (present.manifest.office, present.manifest.enterprises, present.manifest.notices) == after
    stage(home, present.path, SILENT, program="0.1.0")
    assert finish(home)
    assert rows_of(home) == after
    assert not finish(home)


def fill_rest(store: Store) -> None:
    with forging(store.path) as connection:
        connection.execute("DELETE FROM notice")
        connection.commit()


def test_that_a_restore_interrupted_anywhere_is_completed_by_the_next_start(home: Path, tmp_path: Path):
    target, wanted = tmp_path / "b.zqdbak", rows_of(home)
    backed_up(home, target)
    store = Store.open(home)
    fill_rest(store)
    store.close()
    stage(home, target, SILENT, program="0.1.0")
    steps = sorted(path.relative_to(home / READY) for path in (home / READY).rglob("*") if path.is_file())
    for done in range(len(steps) + 1):
        again = tmp_path / f"again-{done}"
        shutil.copytree(home, again)
        # As if the power had gone after so many files were put into place.
        for path in steps[:done]:
            (again / READY / path).replace(again / path)
        assert finish(again)
        assert rows_of(again) == wanted
        assert not (again / READY).exists()


def test_that_a_restore_given_up_before_the_switch_changes_nothing(home: Path, tmp_path: Path):
    class Stops(Silent):
        def step(self, progress: object) -> None:
            raise Cancelled

    backed_up(home, tmp_path / "b.zqdbak")
    before = sorted(path.relative_to(home) for path in home.rglob("*"))
    with pytest.raises(Cancelled):
        stage(home, tmp_path / "b.zqdbak", Stops(), program="0.1.0")
    assert sorted(path.relative_to(home) for path in home.rglob("*")) == before
    assert not finish(home)


def test_that_a_backup_of_a_newer_program_is_refused_naming_both(home: Path, tmp_path: Path):
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(home / "zhuqidui.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    write_backup(home, tmp_path / "b.zqdbak", SILENT, occasion=Occasion.BY_HAND, program="3.2.0")
    with pytest.raises(BackupProblem, match=r"3\.2\.0.*9999.*0\.1\.0"):
        stage(home, tmp_path / "b.zqdbak", SILENT, program="0.1.0")


def test_that_one_file_moves_everything_to_another_machine(home: Path, sealed: Path, tmp_path: Path):
    other = tmp_path / "另一台"
    stage(other, sealed, SILENT, program="0.1.0", passphrase=PASSPHRASE)
    assert finish(other)
    assert rows_of(other) == rows_of(home)
    assert (other / "fonts" / "本单位.ttf").read_bytes() == b"font"
    assert not list(backups_folder(other).glob("*")), "there was nothing to keep"


def test_that_the_newest_backup_that_proves_good_is_found_behind_broken_ones(home: Path):
    good = back_up_if_changed(home, SILENT, program="0.1.0")
    assert good is not None
    for number in range(2):
        change(home)
        bad = keep_backup(home, SILENT, occasion=Occasion.BY_HAND, program="0.1.0")
        content = bytearray(bad.path.read_bytes())
        # Inside the store's bytes: its manifest still reads well. Some single bytes may be any.
        content[1000 + number : 1100] = bytes(100 - number)
        bad.path.write_bytes(content)
    found = newest_good(home, SILENT)
    assert found is not None
    assert found[0] == good.path
