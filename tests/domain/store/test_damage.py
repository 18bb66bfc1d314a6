"""Damage: noticed without changing a byte, set aside untouched, nothing lost that was backed up."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from domain.office.entities import OfficeFields
from domain.office.service import find_office, save_office
from domain.store import drafts
from domain.store.backup.keeping import back_up_if_changed
from domain.store.backup.places import NUMBERS_NAME, damaged_folders
from domain.store.backup.problems import BackupProblem, StoreDamaged
from domain.store.backup.restoring import finish, newest_good, stage
from domain.store.damage import Condition, examine, fault_of
from domain.store.engine import Store
from domain.store.numbers.entries import Head
from domain.store.numbers.file import NumbersFile
from domain.store.plain import STORE_NAME
from domain.store.problems import StoreProblem, Unreadable
from domain.values.progress import Silent
from tests.domain.store.offices import OFFICE, fill, rows_of

SILENT = Silent()
PAGE = 4096


@pytest.fixture(scope="module")
def filled(empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled store with an automatic backup, closed."""
    home = Path(shutil.copytree(empty_store, tmp_path_factory.mktemp("filled") / "data"))
    store = Store.open(home, program="0.1.0")
    fill(store, enterprises=30)
    store.close()
    assert back_up_if_changed(home, SILENT, program="0.1.0") is not None
    return home


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "data"))


def files_of(home: Path) -> dict[str, bytes]:
    """Return the store's own files; the shared-memory file is an index that SQLite makes anew."""
    return {path.name: path.read_bytes() for path in home.glob(f"{STORE_NAME}*") if path.suffix != ".db-shm"}


def overwrite_pages(seed: int) -> Callable[[bytes], bytes]:
    def apply(content: bytes) -> bytes:
        chance, result = random.Random(seed), bytearray(content)
        for _ in range(3):
            at = chance.randrange(len(content) // PAGE) * PAGE
            result[at : at + PAGE] = chance.randbytes(PAGE)
        return bytes(result)

    return apply


def shorten(part: float) -> Callable[[bytes], bytes]:
    return lambda content: content[: int(len(content) * part)]


DAMAGES = {
    **{f"pages overwritten, seed {seed}": overwrite_pages(seed) for seed in range(6)},
    "header overwritten": lambda content: b"\0" * 100 + content[100:],
    "another file in its place": lambda _: "这是一封信".encode() * 1000,
    **{f"shortened to {part:.0%}": shorten(part) for part in (0.999, 0.9, 0.5, 0.1, 0.01)},
    "zero length": shorten(0),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_that_damage_is_noticed_set_aside_untouched_and_the_last_good_backup_brought_back(
    home: Path, damage: Callable[[bytes], bytes]
):
    wanted = rows_of(home)
    store = home / STORE_NAME
    store.write_bytes(damage(store.read_bytes()))
    found_as = files_of(home)

    finding = examine(home)
    assert finding.condition is Condition.DAMAGED
    assert finding.reason
    assert files_of(home) == found_as

    good = newest_good(home, SILENT)
    assert good is not None
    stage(home, good[0], SILENT, program="0.1.0")
    assert files_of(home) == found_as, "nothing is touched before the switch"
    assert finish(home)

    assert rows_of(home) == wanted
    assert examine(home).condition is Condition.SOUND
    [aside] = damaged_folders(home)
    assert files_of(aside) == found_as
    opened = Store.open(home)
    drafts.keep(opened.seat("王小梅"), "goes on", {})
    opened.close()


def test_that_a_single_byte_is_either_noticed_or_no_matter_to_the_store(home: Path):
    """A byte of a company's name is no fault SQLite can see; it must not break the program."""
    whole, chance = (home / STORE_NAME).read_bytes(), random.Random(7)
    noticed = 0
    for turn in range(30):
        content = bytearray(whole)
        # Some of them in the header, which SQLite cannot do without.
        content[chance.randrange(len(content) if turn % 4 else 100)] ^= 1 << chance.randrange(8)
        (home / STORE_NAME).write_bytes(content)
        finding = examine(home)
        assert (home / STORE_NAME).read_bytes() == content
        if finding.condition is Condition.DAMAGED:
            noticed += 1
            continue
        try:
            opened = Store.open(home)
            with opened.read() as session:
                session.connection().exec_driver_sql("SELECT count(*) FROM notice").scalar()
            opened.close()
        except StoreProblem:
            noticed += 1
    assert 0 < noticed < 30


def test_that_a_damaged_store_never_becomes_a_backup(home: Path):
    before = sorted((home / "backups").iterdir())
    store = home / STORE_NAME
    store.write_bytes(overwrite_pages(3)(store.read_bytes()))
    with pytest.raises(StoreDamaged):
        back_up_if_changed(home, SILENT, program="0.1.0")
    assert sorted((home / "backups").iterdir()) == before


def test_that_a_store_whose_log_was_left_by_a_crash_is_examined_without_changing_it(tmp_path: Path):
    home = tmp_path / "crashed"
    run(
        """
        store = Store.open(home)
        save_office(store.seat("a"), OfficeFields(name="甲局"))
        os.kill(os.getpid(), 9)
        """,
        home,
    )
    found_as = files_of(home)
    assert len(found_as[f"{STORE_NAME}-wal"]) > 0
    assert examine(home).condition is Condition.SOUND
    assert files_of(home) == found_as
    backup = back_up_if_changed(home, SILENT, program="0.1.0")
    assert backup is not None
    assert backup.manifest.office == "甲局", "what was committed into the log is in the backup"
    assert files_of(home) == found_as


def test_that_a_large_store_is_read_through_after_the_window_only(home: Path):
    with closing(sqlite3.connect(home / STORE_NAME)) as connection:
        connection.execute("INSERT INTO draft VALUES ('big', '', ?, '2026-01-01')", ["x" * 5_000_000])
        connection.commit()
    store = home / STORE_NAME
    content = bytearray(store.read_bytes())
    content[PAGE * 8 : PAGE * 12] = random.Random(1).randbytes(PAGE * 4)
    store.write_bytes(content)
    assert examine(home).condition is Condition.SOUND
    assert fault_of(home)


def test_that_a_store_gone_with_its_backups_is_missed_by_the_file_of_its_numbers(
    empty_store: Path, tmp_path: Path
):
    home = Path(shutil.copytree(empty_store, tmp_path / "data"))
    (home / STORE_NAME).unlink()
    assert examine(home).condition is Condition.MISSING


def test_that_a_new_folder_is_no_damage_and_a_lost_store_is_not_begun_anew_in_silence(
    home: Path, tmp_path: Path
):
    assert examine(tmp_path / "never").condition is Condition.NEW
    (home / STORE_NAME).unlink()
    assert examine(home).condition is Condition.MISSING
    good = newest_good(home, SILENT)
    assert good is not None
    stage(home, good[0], SILENT, program="0.1.0")
    assert finish(home)
    assert rows_of(home)[1] == 30


def test_that_a_store_in_use_elsewhere_is_called_in_use_and_not_damaged(home: Path):
    wanted = rows_of(home)
    with closing(sqlite3.connect(home / STORE_NAME, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("UPDATE office SET name = '乙局'")
        (home / "fonts").mkdir()
        (home / "fonts" / "a.ttf").write_bytes(b"changed")
        with ThreadPoolExecutor(3) as pool:  # at once, since each waits for some seconds
            finding = pool.submit(examine, home)
            opening = pool.submit(Store.open, home)
            backup = pool.submit(back_up_if_changed, home, SILENT, program="0.1.0")
        assert finding.result().condition is Condition.SOUND
        with pytest.raises(StoreProblem, match="占用"):
            opening.result()
        with pytest.raises(BackupProblem, match="请稍后再试"):
            backup.result()
        other.execute("ROLLBACK")
    assert rows_of(home) == wanted


def keep_until_refused(store: Store) -> int:
    """Write drafts until the disk is full; return how many were kept."""
    for number in range(1000):
        try:
            drafts.keep(store.seat("王小梅"), f"ballast {number}", {"text": "满" * 20_000})
        except StoreProblem as problem:
            if "磁盘已满" not in str(problem):
                raise
            return number
    raise AssertionError("the disk is never full")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of three megabytes, where the machine lets us have one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only an administrator can make a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_that_a_full_disk_refuses_acts_and_backups_and_loses_nothing(filled: Path, small_disk: Path):
    home = Path(shutil.copytree(filled, small_disk / "data"))
    store = Store.open(home)
    kept = keep_until_refused(store)
    with pytest.raises(BackupProblem, match="磁盘已满"):
        back_up_if_changed(home, SILENT, program="0.1.0")
    assert not list(home.rglob("*.part"))
    assert kept > 3
    found = [drafts.find(store.seat("王小梅"), f"ballast {number}") is not None for number in range(kept + 1)]
    assert found == [True] * kept + [False]
    store.close()
    assert examine(home).condition is Condition.SOUND
    assert len(list((home / "backups").iterdir())) == 1


def test_that_a_read_only_disk_is_named_and_reading_goes_on(filled: Path, small_disk: Path):
    home = Path(shutil.copytree(filled, small_disk / "data"))
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert examine(home).condition is Condition.SOUND
    store = Store.open(home)
    assert find_office(store).name == OFFICE
    with pytest.raises(StoreProblem, match="只读"):
        drafts.keep(store.seat("王小梅"), "a", {})
    store.close()
    with pytest.raises(BackupProblem, match="只读"):
        stage(home, next((home / "backups").iterdir()), SILENT, program="0.1.0")


def run(script: str, home: Path, limit: int = 0) -> subprocess.CompletedProcess[str]:
    """Run a few lines in a process of its own, files limited to `limit` bytes where it is given."""
    if limit:
        resource = pytest.importorskip("resource")
    lines = "\n".join(line.strip() for line in script.strip().splitlines())
    program = (
        "import os, sys\nfrom pathlib import Path\n"
        "from domain.office.entities import OfficeFields\nfrom domain.office.service import save_office\n"
        "from domain.values.progress import Silent\nfrom domain.store import drafts\n"
        "from domain.store.backup.keeping import back_up_if_changed\nfrom domain.store.engine import Store\n"
        f"home = Path({str(home)!r})\n{lines}\n"
    )
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        encoding="utf-8",
        preexec_fn=(lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))) if limit else None,
        check=False,
    )


def test_that_a_write_cut_off_by_the_system_loses_nothing_that_was_committed(home: Path):
    """As `small_disk`, where nobody may make one: files may not grow beyond a size."""
    limit = (home / STORE_NAME).stat().st_size + 100_000
    outcome = run(
        """
        store = Store.open(home)
        seat, text = store.seat("王小梅"), {"t": "x" * 20_000}
        for number in range(1000): drafts.keep(seat, f"ballast {number}", text); print(number)
        """,
        home,
        limit,
    )
    assert "domain.store.problems.StoreProblem" in outcome.stderr
    kept = len(outcome.stdout.split())
    assert kept > 0
    assert examine(home).condition is Condition.SOUND
    store = Store.open(home)
    assert all(drafts.find(store.seat("王小梅"), f"ballast {number}") for number in range(kept))
    save_office(store.seat("a"), OfficeFields(name="又能保存"))
    store.close()


@pytest.mark.parametrize("change", ["DROP TABLE notice", "ALTER TABLE notice RENAME number_serial TO serial"])
def test_that_a_store_that_is_sound_to_sqlite_and_not_ours_any_more_becomes_no_backup(
    home: Path, change: str
):
    with closing(sqlite3.connect(home / STORE_NAME)) as connection:
        connection.execute(change)
        connection.commit()
    with pytest.raises(StoreDamaged):
        back_up_if_changed(home, SILENT, program="0.1.0")


def test_that_an_office_whose_name_is_no_text_is_told(home: Path):
    with closing(sqlite3.connect(home / STORE_NAME)) as connection:
        connection.execute("UPDATE office SET name = x'ff'")
        connection.commit()
    store = Store.open(home)
    with pytest.raises(Unreadable, match="本单位信息"):
        find_office(store)
    store.close()


@pytest.mark.parametrize("put", [os.mkfifo, os.mkdir])
def test_that_something_else_in_place_of_the_numbers_is_told_and_not_waited_for(tmp_path: Path, put, logged):
    put(tmp_path / NUMBERS_NAME)
    with pytest.raises(StoreProblem, match="不是文件，请把它移走"):
        NumbersFile(tmp_path).read()
    assert NumbersFile(tmp_path).read_if_possible() is None
    logged.expect("cannot advance")
    NumbersFile(tmp_path).advance(Head(1, "2022"))


def test_that_a_query_asked_wrongly_is_not_told_as_damage(store):
    def query(session, wanted):
        raise AssertionError

    with pytest.raises(TypeError, match="wanted"):
        store.ask(query)
