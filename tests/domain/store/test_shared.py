"""Contents of attachments that automatic backups share: copied once, proved, brought back, never lost."""

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.enterprises.attachments.service import add_files, check_attachments, clean_up, remove_attachments
from domain.store import audit, drafts
from domain.store.backup import keeping, shared
from domain.store.backup import manifest as manifests
from domain.store.backup.archive import read_manifest, write_backup
from domain.store.backup.keeping import (
    RECENT,
    ROOM,
    KeptBackup,
    back_up_if_changed,
    bytes_kept,
    keep_backup,
    kept_backups,
    outdated,
)
from domain.store.backup.manifest import Content, FileEntry, Manifest, Occasion
from domain.store.backup.places import SUFFIX, backups_folder, contents_folder, sweep
from domain.store.backup.problems import BackupProblem
from domain.store.backup.restoring import finish, look_at, newest_good, stage, try_out
from domain.store.engine import Store
from domain.store.tables import KEPT
from domain.values.progress import Cancelled, Progress, Silent
from tests.domain.store.offices import fill, rows_of

SILENT = Silent()
ROOT = Path(__file__).parents[3]
ROUNDS = int(os.environ.get("ZHUQIDUI_SOAK_COPIES", "12"))
"""400 in `make soak`."""
FILES = {"发票.pdf": b"%PDF- an invoice", "照片.jpg": bytes(range(256)) * 9000}


@pytest.fixture(scope="module")
def filled(empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = Path(shutil.copytree(empty_store, tmp_path_factory.mktemp("filled") / "data"))
    store = Store.open(home, program="0.1.0")
    fill(store, notices=False)
    store.close()
    for name, content in FILES.items():
        add(home, name, content)
    return home


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "data"))


@contextmanager
def opened(home: Path) -> Iterator[Store]:
    store = Store.open(home, program="0.1.0")
    try:
        yield store
    finally:
        store.close()


def add(home: Path, name: str, content: bytes) -> int:
    source = home.parent / name
    source.write_bytes(content)
    with opened(home) as store:
        [id_] = add_files(store.seat("王"), 1, [source], SILENT).ids
    return id_


def change(home: Path) -> None:
    with opened(home) as store:
        drafts.keep(store.seat("王小梅"), "a", {"at": str(datetime.now(UTC))})


def keep(home: Path, occasion: Occasion = Occasion.AUTOMATIC) -> KeptBackup:
    return keep_backup(home, SILENT, occasion=occasion, program="0.1.0")


def whole(home: Path, target: Path) -> Manifest:
    return write_backup(home, target, SILENT, occasion=Occasion.AUTOMATIC, program="0.1.0")


def put_back(home: Path, path: Path) -> Manifest:
    staged = stage(home, path, SILENT, program="0.1.0")
    assert finish(home)
    return staged.manifest


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def path_in(folder: Path, content: bytes) -> Path:
    return folder / sha256(content)[:2] / sha256(content)


def original(home: Path, content: bytes) -> Path:
    return path_in(home / "attachments", content)


def shared_one(home: Path, content: bytes) -> Path:
    return path_in(contents_folder(home), content)


def contents_kept(home: Path) -> set[str]:
    return {path.name for path in contents_folder(home).glob("??/*")}


def overwrite(path: Path, content: bytes, *, in_silence: bool = False) -> None:
    """Put other bytes into a read-only file; in silence, so that its time of writing says nothing of it."""
    facts = path.stat()
    path.chmod(0o600)
    path.write_bytes(content)
    if in_silence:
        os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))


def faults(home: Path) -> list[str]:
    with opened(home) as store:
        return [fault.sentence for fault in check_attachments(store, SILENT)]


INVOICE, PHOTO = FILES.values()


def test_that_a_kept_backup_holds_the_store_and_each_content_lies_beside_it_once(home: Path):
    first = keep(home)
    with zipfile.ZipFile(first.path) as archive:
        assert set(archive.namelist()) == {"zhuqidui.db", "manifest.json"}
    assert contents_kept(home) == {sha256(INVOICE), sha256(PHOTO)}
    assert shared_one(home, PHOTO).read_bytes() == PHOTO
    assert shared_one(home, PHOTO).stat().st_ino != original(home, PHOTO).stat().st_ino
    written = {path: path.stat().st_mtime_ns for path in contents_folder(home).glob("??/*")}
    add(home, "意见.pdf", b"%PDF- an opinion")
    second = keep(home)
    assert len(second.manifest.contents) == len(first.manifest.contents) + 1
    assert {path: path.stat().st_mtime_ns for path in written} == written, "nothing is written twice"
    backups = sum(path.stat().st_size for path in (first.path, second.path))
    assert bytes_kept(home) == backups + len(INVOICE) + len(PHOTO) + len(b"%PDF- an opinion")
    assert second.manifest.size - second.manifest.own_size == len(INVOICE) + len(PHOTO) + 16


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights elsewhere")
def test_that_nobody_else_reads_or_types_into_a_shared_content(home: Path):
    keep(home)
    assert shared_one(home, INVOICE).stat().st_mode & 0o777 == 0o400
    assert contents_folder(home).stat().st_mode & 0o777 == 0o700


def test_that_a_backup_by_hand_is_whole_and_of_the_format_that_the_first_program_reads(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    by_hand, kept = whole(home, tmp_path / "b.zqdbak"), keep(home)
    assert (by_hand.format, kept.manifest.format) == (1, 2)
    assert by_hand.contents == ()
    other = tmp_path / "other"
    assert put_back(other, tmp_path / "b.zqdbak").flaws == ()
    assert faults(other) == []
    monkeypatch.setattr(manifests, "FORMAT", 1)
    assert read_manifest(tmp_path / "b.zqdbak", home) == by_hand
    with pytest.raises(BackupProblem, match=r"更新的助企兑 0\.1\.0 写成"):
        read_manifest(kept.path, home)


def test_that_an_office_without_attachments_keeps_backups_as_ever(tmp_path: Path):
    with opened(tmp_path / "data"):
        pass
    assert keep(tmp_path / "data").manifest.format == 1
    assert not contents_folder(tmp_path / "data").exists()


def test_that_a_whole_backup_of_before_is_put_back_and_those_after_it_share(home: Path):
    backups_folder(home).mkdir()
    before = backups_folder(home) / f"zhuqidui-20200101-000000-automatic{SUFFIX}"
    whole(home, before)
    after = keep(home)
    assert {one.path for one in kept_backups(home)} == {before, after.path}
    shutil.rmtree(contents_folder(home))
    shutil.rmtree(home / "attachments")
    assert put_back(home, before).flaws == ()
    assert faults(home) == []


@pytest.mark.parametrize("way", ["gone", "altered", "whole folder gone"])
def test_that_a_restore_brings_back_attachments_that_are_not_as_they_were(home: Path, way: str):
    kept, untouched = keep(home), original(home, INVOICE).stat().st_ino
    if way == "gone":
        original(home, PHOTO).unlink()
    elif way == "altered":
        overwrite(original(home, PHOTO), b"x" * len(PHOTO), in_silence=True)
    else:
        shutil.rmtree(home / "attachments")
    assert faults(home)
    assert put_back(home, kept.path).flaws == ()
    assert faults(home) == []
    assert original(home, PHOTO).read_bytes() == PHOTO
    if way != "whole folder gone":
        assert original(home, INVOICE).stat().st_ino == untouched, "what is there as it was is not copied"


def test_that_an_attachment_altered_after_it_was_kept_is_named_and_kept_as_it_was_added(home: Path):
    keep(home)
    overwrite(original(home, INVOICE), b"%PDF- an invoicE")
    made = back_up_if_changed(home, SILENT, program="0.1.0")
    assert made is not None
    assert "“发票.pdf”和加入时不一样" in made.manifest.news
    assert "备份里还是加入时的内容" in made.manifest.news
    assert (made.manifest.flaws, made.manifest.warning) == ((), "")
    assert read_manifest(made.path, home) == made.manifest
    assert try_out(made.path, home, SILENT).flaws == ()
    assert "和加入时不一样" in keep(home).manifest.news, "it is said as long as it is so"
    assert put_back(home, made.path).flaws == ()
    assert original(home, INVOICE).read_bytes() == INVOICE
    assert keep(home).manifest.news == ""


def test_that_an_attachment_that_is_gone_is_named_and_still_in_the_next_backup(home: Path):
    keep(home)
    shutil.rmtree(home / "attachments")
    made = keep(home)
    assert made.manifest.flaws == ()
    assert len(made.manifest.mends) == len(FILES)
    assert "不见了" in made.manifest.news
    assert "共 2 处" in made.manifest.news
    assert contents_kept(home) == {sha256(INVOICE), sha256(PHOTO)}
    assert try_out(made.path, home, SILENT).flaws == ()


def test_that_an_attachment_altered_before_it_was_ever_kept_is_a_flaw_and_goes_along_as_it_lies(
    home: Path, tmp_path: Path
):
    overwrite(original(home, INVOICE), b"%PDF- an invoicE")
    made = keep(home)
    [flaw] = made.manifest.flaws
    assert "“发票.pdf”和加入时不一样" in flaw
    assert flaw in made.manifest.news
    assert contents_kept(home) == {sha256(PHOTO)}, "what is shared is what it is called"
    assert try_out(made.path, home, SILENT).flaws == (flaw,)
    other = tmp_path / "other"
    put_back(other, made.path)
    assert original(other, INVOICE).read_bytes() == b"%PDF- an invoicE"


@pytest.mark.parametrize("way", ["altered", "cut", "gone", "a link"])
def test_that_a_shared_content_that_is_not_as_it_was_is_named_and_the_next_backup_mends_it(
    home: Path, tmp_path: Path, way: str
):
    kept, path = keep(home), shared_one(home, PHOTO)
    if way == "altered":
        overwrite(path, b"x" * len(PHOTO))
    elif way == "cut":
        overwrite(path, PHOTO[:-1])
    else:
        path.unlink()
        if way == "a link":
            path.symlink_to(original(home, PHOTO))
    there = Path(shutil.copytree(backups_folder(home), tmp_path / "stick", symlinks=True))
    assert "不在这个备份文件里" in try_out(there / kept.path.name, tmp_path / "other", SILENT).warning
    assert keep(home).manifest.news == ""
    assert path.read_bytes() == PHOTO
    assert not path.is_symlink()
    shutil.rmtree(home / "attachments")
    assert try_out(kept.path, home, SILENT).flaws == ()


def test_that_what_stands_in_the_way_of_a_content_is_named_and_no_half_backup_is_made(home: Path):
    shared_one(home, PHOTO).mkdir(parents=True)
    with pytest.raises(BackupProblem, match="contents"):
        keep(home)
    assert kept_backups(home) == []
    assert not list(backups_folder(home).rglob("*.part"))
    shared_one(home, PHOTO).rmdir()
    assert keep(home).manifest.news == ""


@pytest.mark.parametrize("whose", [original, shared_one], ids=["the original", "the copy"])
def test_that_bytes_that_turn_in_silence_are_found_in_turn(
    home: Path, whose, monkeypatch: pytest.MonkeyPatch
):
    """Times cannot tell: so every content is read again once a week has gone."""
    monkeypatch.setattr(shared, "_facts", without_the_last_change(shared._facts))
    keep(home)
    overwrite(whose(home, PHOTO), b"x" * len(PHOTO), in_silence=True)
    assert keep(home).manifest.news == "", "taken for what it was"
    record = contents_folder(home) / "looked-at.json"
    seen = json.loads(record.read_bytes())
    seen["contents"][sha256(PHOTO)]["at"] -= shared.AGAIN_AFTER_S
    record.write_text(json.dumps(seen))
    made = keep(home)
    assert shared_one(home, PHOTO).read_bytes() == PHOTO
    assert bool(made.manifest.mends) == (whose is original)
    assert try_out(made.path, home, SILENT).flaws == ()


def without_the_last_change(facts):
    """As on file systems that say when a file was written, but not when anything about it was changed."""
    return lambda path: found and (*found[:2], 0) if (found := facts(path)) else None


def test_that_contents_are_read_again_those_first_that_were_not_for_longest(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shared, "AT_A_TIME", 50)
    now = datetime.now(UTC).timestamp()
    ages = {"new": 1.0, "old": 9.0, "older": 20.0, "oldest": 30.0, "of tomorrow": -1.0, "not here": 99.0}
    record = {
        name: shared._Seen(original=(20, 1, 1), copied=(20, 1, 1), at=now - days * 86_400)
        for name, days in ages.items()
    }
    assert shared._due(record, ages.keys() - {"not here"}) == {"oldest", "older"}
    monkeypatch.setattr(shared, "AT_A_TIME", 1 << 30)
    assert shared._due(record, ages.keys()) == ages.keys() - {"new"}


def test_that_a_record_that_does_not_read_costs_time_only(home: Path):
    keep(home)
    (contents_folder(home) / "looked-at.json").write_bytes(b"{")
    overwrite(original(home, INVOICE), b"%PDF- an invoicE", in_silence=True)
    assert "和加入时不一样" in keep(home).manifest.news


def test_that_a_backup_file_carried_off_alone_gives_back_the_store_and_names_what_is_not_in_it(
    home: Path, tmp_path: Path
):
    kept, other, stick = keep(home), tmp_path / "other", tmp_path / "stick"
    stick.mkdir()
    shutil.copy(kept.path, stick)
    alone = stick / kept.path.name
    for manifest in (look_at(alone, other), try_out(alone, other, SILENT), put_back(other, alone)):
        assert manifest.warning.startswith("其中有不完好的内容：有 2 个附件不在这个备份文件里")
        assert "contents" in manifest.warning
    assert rows_of(other) == rows_of(home)
    assert len(faults(other)) == len(FILES)
    # With what lies beside it, everything comes back.
    shutil.copytree(contents_folder(home), stick / "contents")
    for manifest in (look_at(alone, other), try_out(alone, other, SILENT), put_back(other, alone)):
        assert manifest.flaws == ()
    assert faults(other) == []


def test_that_a_restore_is_refused_where_the_attachments_find_no_room(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    kept = keep(home)
    usage = shutil.disk_usage(home)
    room = len(PHOTO)
    assert kept.manifest.own_size < room
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage._replace(free=room))
    other = tmp_path / "other"
    with pytest.raises(BackupProblem, match="磁盘空间不够"):
        stage(other, kept.path, SILENT, program="0.1.0")
    assert not finish(other)
    assert stage(home, kept.path, SILENT, program="0.1.0"), "here nothing has to be copied"


def test_that_a_content_leaves_with_the_last_backup_that_refers_to_it(home: Path):
    id_ = add(home, "意见.pdf", b"%PDF- an opinion")
    keep(home)
    with opened(home) as store:
        remove_attachments(store.seat("王"), [id_])
        assert clean_up(store, now=audit.now() + KEPT + timedelta(days=1)) == 0, "younger than a day"
        os.utime(original(home, b"%PDF- an opinion"), (0, 0))
        assert clean_up(store) > 0
    opinion = sha256(b"%PDF- an opinion")
    for _ in range(RECENT - 1):
        keep(home)
        assert opinion in contents_kept(home)
    unreadable = backups_folder(home) / f"somebody's{SUFFIX}"
    unreadable.write_bytes(b"x")
    keep(home)
    assert opinion in contents_kept(home), "what a backup that cannot be read refers to nobody knows"
    unreadable.unlink()
    keep(home)
    assert contents_kept(home) == {sha256(INVOICE), sha256(PHOTO)}
    assert all(try_out(one.path, home, SILENT).flaws == () for one in kept_backups(home))


def test_that_nothing_leaves_where_another_process_could_make_a_backup_unseen(
    home: Path, monkeypatch: pytest.MonkeyPatch
):
    (contents_folder(home) / "ab").mkdir(parents=True)
    stray = contents_folder(home) / "ab" / f"ab{'0' * 62}"
    stray.write_bytes(b"of a backup that is being made")
    with monkeypatch.context() as share:
        share.setattr("fcntl.flock", refuse)
        keep(home)
        assert stray.exists()
    keep(home)
    assert not stray.exists()


def refuse(*_: object) -> None:
    raise PermissionError(1, "not here")


class Stops(Silent):
    """Stops where it is told so, as somebody who closes the program does."""

    def __init__(self, label: str, after: int = 0) -> None:
        self.label, self.left = label, after

    def step(self, progress: Progress) -> None:
        if progress.label == self.label:
            if not self.left:
                raise Cancelled
            self.left -= 1


HOLDER = """
import sys
from pathlib import Path
from domain.values.progress import Silent
from domain.store.backup.shared import alone
with alone(Path(sys.argv[1]), Silent()) as is_certain:
    print(is_certain, flush=True)
    sys.stdin.read()
"""


def test_that_one_backup_waits_for_another_process_to_make_its_own(
    home: Path, monkeypatch: pytest.MonkeyPatch
):
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"True"
        with pytest.raises(Cancelled):
            keep_backup(home, Stops("等另一份备份做完"), occasion=Occasion.AUTOMATIC, program="0.1.0")
        with monkeypatch.context() as patient:
            patient.setattr(shared, "_WAITS_S", -1)
            with pytest.raises(BackupProblem, match="另一个程序正在这里做备份"):
                keep(home)
        assert kept_backups(home) == []
        holder.kill()
    assert keep(home).manifest.news == "", "the system lets go of what a killed process held"


@pytest.mark.parametrize(
    ("label", "after"), [*(("核对附件", after) for after in range(6)), ("写入备份", 0), ("读取备份", 0)]
)
def test_that_a_backup_given_up_anywhere_leaves_nothing_half_and_the_next_is_whole(
    home: Path, label: str, after: int
):
    with pytest.raises(Cancelled):
        keep_backup(home, Stops(label, after), occasion=Occasion.AUTOMATIC, program="0.1.0")
    assert kept_backups(home) == []
    assert not list(backups_folder(home).rglob("*.part"))
    for path in contents_folder(home).glob("??/*"):
        assert sha256(path.read_bytes()) == path.name
    made = keep(home)
    shutil.rmtree(home / "attachments")
    assert try_out(made.path, home, SILENT).flaws == ()


def test_that_what_a_killed_backup_left_is_taken_away(home: Path):
    keep(home)
    for is_swept_by_start in (True, False):
        part = contents_folder(home) / "0011.part"
        part.write_bytes(b"half")
        if is_swept_by_start:
            sweep(home)
        else:
            keep(home)
        assert not part.exists()


CUT_OFF = """
import resource, sys
from pathlib import Path
from domain.values.progress import Silent
from domain.store.backup.keeping import back_up_if_changed
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
try:
    back_up_if_changed(Path(sys.argv[1]), Silent(), program="0.1.0")
except Exception as error:
    print(type(error).__name__, error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_that_a_disk_that_is_full_in_the_middle_of_a_content_is_named_and_nothing_half(home: Path):
    limit = (home / "zhuqidui.db").stat().st_size + 100_000
    assert limit < len(PHOTO)
    outcome = subprocess.run(
        [sys.executable, "-c", CUT_OFF, str(home), str(limit)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert outcome.stdout.startswith("BackupProblem 磁盘已满")
    assert contents_kept(home) <= {sha256(INVOICE)}
    assert not list(home.rglob("*.part"))
    assert keep(home).manifest.news == ""


def test_that_a_content_that_reads_back_otherwise_than_written_is_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch
):
    """A disk that takes everything and keeps something else, as sticks that lie about their size do."""
    hash_of = shared.sha256_of
    monkeypatch.setattr(
        shared, "sha256_of", lambda path: "0" * 64 if path.suffix == ".part" else hash_of(path)
    )
    with pytest.raises(BackupProblem, match="读回来不一样"):
        keep(home)
    assert contents_kept(home) == set()
    assert kept_backups(home) == []


def test_that_a_backup_that_reads_back_otherwise_than_written_drives_out_none(
    home: Path, monkeypatch: pytest.MonkeyPatch
):
    good = keep(home)
    replace_ = os.fsync

    def turn(handle: int) -> None:
        replace_(handle)
        for part in backups_folder(home).glob("*.part"):
            content = bytearray(part.read_bytes())
            # A single bit may be one that changes nothing when it is unpacked.
            content[1000:1064] = bytes(64)
            part.write_bytes(content)

    monkeypatch.setattr("os.fsync", turn)
    with pytest.raises(BackupProblem, match="已损坏"):
        keep(home)
    assert [one.path for one in kept_backups(home)] == [good.path]
    assert not list(backups_folder(home).glob("*.part"))


@pytest.mark.parametrize(
    "name", ["../../../../escaped", "ab" * 31, "AB" * 32, f"{'ab' * 32}\n", f"{'ab' * 31}/."]
)
def test_that_a_backup_referring_to_anything_but_contents_is_refused(home: Path, tmp_path: Path, name: str):
    kept = keep(home)
    told = kept.manifest.model_dump(mode="json")
    told["contents"].append([name, 1])
    evil = tmp_path / "evil.zqdbak"
    with zipfile.ZipFile(kept.path) as archive, zipfile.ZipFile(evil, "w") as copy:
        copy.writestr("zhuqidui.db", archive.read("zhuqidui.db"))
        copy.writestr("manifest.json", json.dumps(told))
    with pytest.raises(BackupProblem, match="清单读不出来"):
        try_out(evil, home, SILENT)


def test_that_random_damage_is_noticed_or_does_no_harm(home: Path, tmp_path: Path, chance: random.Random):
    """Bytes flipped, files cut or gone, anywhere in what is kept: elsewhere all of it is there or named."""
    kept = keep(home)
    noticed = 0
    for round_ in range(ROUNDS):
        stick = Path(shutil.copytree(backups_folder(home), tmp_path / f"stick-{round_}"))
        paths = sorted(path for path in stick.rglob("*") if path.is_file())
        path = chance.choice(paths)
        content = bytearray(path.read_bytes())
        match chance.choice(("flip", "cut", "gone")):
            case "flip":
                content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
                overwrite(path, bytes(content), in_silence=True)
            case "cut":
                overwrite(path, bytes(content[: chance.randrange(len(content))]), in_silence=True)
            case "gone":
                path.unlink()
        other = tmp_path / f"other-{round_}"
        try:
            manifest = put_back(other, stick / kept.path.name)
        except BackupProblem:
            noticed += 1
            continue
        assert rows_of(other) == rows_of(home)
        assert bool(faults(other)) == bool(manifest.flaws)
        noticed += bool(manifest.flaws)
        shutil.rmtree(other)
        shutil.rmtree(stick)
    assert noticed


def kept_of(at: datetime, *contents: Content, own: int = 0) -> KeptBackup:
    manifest = Manifest(
        format=2,
        program="0.1.0",
        schema_name="0004",
        made_at=at,
        occasion=Occasion.AUTOMATIC,
        office="",
        enterprises=0,
        notices=0,
        state="",
        files=(FileEntry(path="zhuqidui.db", size=own, sha256="c" * 64),),
        contents=contents,
    )
    return KeptBackup(Path(f"{at:%Y%m%d}"), manifest)


def test_that_contents_that_stay_anyhow_drive_out_no_backup_and_others_count_once():
    now = datetime(2026, 11, 20, tzinfo=UTC)
    days = [now - timedelta(days=day) for day in range(7)]
    huge, gone = ("a" * 64, 3 * ROOM), ("b" * 64, ROOM - 1)
    backups = [kept_of(day, huge) for day in days]
    assert outdated(backups, just_made=backups[0]) == []
    # One that only the older ones refer to: once, together with their own files.
    backups = [kept_of(days[0], huge), *(kept_of(day, huge, gone) for day in days[1:])]
    assert outdated(backups, just_made=backups[0]) == []
    backups = [kept_of(days[0], huge, own=1), *(kept_of(day, huge, gone, own=1) for day in days[1:])]
    assert outdated(backups, just_made=backups[0]) == backups[RECENT:]


def test_that_the_newest_good_backup_is_found_by_what_lies_beside_it(home: Path):
    kept = keep(home)
    found = newest_good(home, SILENT)
    assert found is not None
    assert found[0] == kept.path
    assert found[1].flaws == ()
    assert keeping.look_through(home)[1] == []
