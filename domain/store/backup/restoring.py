"""Putting a backup back: proved first, with the present state kept, and switched in one moment.

A restore is prepared beside the data (`stage`) and put into place while no store is open (`finish`). Between
the two stands one renaming of a folder: before it nothing has changed, after it every start completes it.
"""

import shutil
import sqlite3
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from domain.store.acts import PROGRAM, Person
from domain.store.backup.archive import read_manifest, unpack, unpack_store
from domain.store.backup.contents import contents_of, faults_of
from domain.store.backup.flaws import SHOWN, altered_attachments, flaws_of
from domain.store.backup.keeping import BadBackup, keep_backup, look_through
from domain.store.backup.manifest import Content, Manifest, Occasion, entry_of
from domain.store.backup.places import SENT_NAME, STORE_FILES, sweep, working_folder
from domain.store.backup.problems import BackupProblem, StoreDamaged, translated
from domain.store.backup.shared import bring_back, lost_among, not_there, places_for
from domain.store.damage import set_aside
from domain.store.numbers.carrying import Carried, Since, carried_over, keep_what_came_since
from domain.store.numbers.file import NumbersFile
from domain.store.numbers.sent import SentFile
from domain.store.plain import PRACTICE, READY, SCHEMA, STORE_NAME
from domain.values.files import flushed
from domain.values.progress import Reporter

_SET_ASIDE_FIRST: Final = "set-aside-first.part"
"""Mark in a prepared restore: the present store could not be kept as a backup, so its files are kept."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A restore that is prepared, and which notices and lists went out since that backup."""

    manifest: Manifest
    since: Since


def look_at(path: Path, home: Path, *, passphrase: str = "") -> Manifest:
    """Read what a backup says of itself, and name contents of attachments that lie nowhere.

    Raises:
        PassphraseNeeded: It is locked by a passphrase.
        BackupProblem: It is no backup, damaged, a newer program's, or of what is invented where that is not.
    """
    manifest = read_manifest(path, home, passphrase=passphrase)
    _refuse_mixing(manifest, home)
    lost = not_there(manifest.contents, places_for(path, home))
    return manifest.model_copy(update={"flaws": (*_words_for(lost), *manifest.flaws)[:SHOWN]})


def try_out(path: Path, home: Path, reporter: Reporter, *, passphrase: str = "") -> Manifest:
    """Restore a backup into a folder of its own, prove it whole, and take it away again.

    Every file must have its SHA-256, SQLite must find the store sound, and it must hold as many enterprises
    and notices as the backup says. Contents that lie beside the file are read where they are. What in it was
    not as it was written when the backup was made stands in `Manifest.flaws`, also where the backup itself
    does not say so.

    Raises:
        PassphraseNeeded: It is locked by a passphrase.
        BackupProblem: It is not good; the sentence says why.
    """
    with translated(home), working_folder(home) as working:
        lost = partial(lost_among, places=places_for(path, home), reporter=reporter)
        return _proved(path, working, home, reporter, passphrase=passphrase, lost_of=lost)


def newest_good(
    home: Path, reporter: Reporter, tell: Callable[[BadBackup], object] = lambda _: None
) -> tuple[Path, Manifest] | None:
    """Return the newest backup in the program's own folder that a test restore proved good.

    `tell` gets each one that is met on the way and cannot be used.
    """
    backups, bad = look_through(home)
    for one in bad:
        tell(one)
    for backup in backups:
        try:
            return backup.path, try_out(backup.path, home, reporter)
        except BackupProblem as error:
            tell(BadBackup(backup.path, str(error)))
    return None


def papers_since(path: Path, home: Path, reporter: Reporter, *, passphrase: str = "") -> Since:
    """Return which notices and lists went out since a backup, before it is put back. Nothing changes.

    Raises:
        PassphraseNeeded: It is locked by a passphrase.
        BackupProblem: It cannot be read.
        Cancelled: The user stopped it.
    """
    with translated(home), working_folder(home) as working:
        manifest = unpack_store(path, working, home, reporter, passphrase=passphrase)
        return _carried_over(home, path, working / STORE_NAME, manifest).since


def stage(
    home: Path,
    path: Path,
    reporter: Reporter,
    *,
    program: str,
    passphrase: str = "",
    by: Person = PROGRAM,
) -> Staged:
    """Prepare a restore: prove the backup and keep the present state. `finish` then puts it into place.

    The present store becomes a backup; where it is too damaged for that, `finish` sets it aside untouched.
    Numbers of notices stay taken: the restored store is told of them when it is opened, and of who restored
    it (`by`). Attachments that are
    here as the backup has them stay where they are; one that is nowhere is named in `Manifest.flaws`.

    Raises:
        PassphraseNeeded: It is locked by a passphrase.
        BackupProblem: It is not good, from a newer program, invented where the data are not or the other way
            round, or the present state cannot be kept.
        Cancelled: The user stopped it; nothing has changed.
    """
    with translated(home), working_folder(home) as working:
        restored = working / "restored"
        restored.mkdir(mode=0o700)
        places = places_for(path, home)
        lost = partial(bring_back, places=places, folder=restored, reporter=reporter, home=home)
        manifest = _proved(path, restored, home, reporter, passphrase=passphrase, lost_of=lost)
        _refuse_newer(manifest, program)
        _refuse_mixing(manifest, home)
        if (home / STORE_NAME).exists():
            try:
                kept = keep_backup(home, reporter, occasion=Occasion.BEFORE_RESTORE, program=program)
                try_out(kept.path, home, reporter)
            except StoreDamaged:
                (restored / _SET_ASIDE_FIRST).touch()
        carried = _carried_over(home, path, restored / STORE_NAME, manifest, by)
        NumbersFile(restored).write(carried.numbers)
        for said in carried.said:
            SentFile(restored).add(said)
        flushed(restored)
        shutil.rmtree(home / READY, ignore_errors=True)
        restored.rename(home / READY)
        flushed(home)
    return Staged(manifest, carried.since)


def finish(home: Path) -> bool:
    """Put a prepared restore into place, if there is one; call it before a store is opened.

    It may be interrupted at any moment and is completed by the next call.

    Raises:
        BackupProblem: A file cannot be put into place, e.g. because another program holds it open.
    """
    with translated(home):
        sweep(home)
        ready = home / READY
        if not ready.is_dir():
            return False
        keep_what_came_since(home, ready)
        mark = ready / _SET_ASIDE_FIRST
        if mark.exists():
            set_aside(home)
            mark.unlink()
        if (ready / SENT_NAME).exists():
            # Added to what was sent meanwhile, never put in its place.
            SentFile(home).take_over(ready / SENT_NAME)
            (ready / SENT_NAME).unlink()
        if (ready / STORE_NAME).exists():
            # The log of the store that goes must never be applied to the one that comes.
            for name in STORE_FILES[1:]:
                (home / name).unlink(missing_ok=True)
        for source in sorted(path for path in ready.rglob("*") if path.is_file()):
            target = home / source.relative_to(ready)
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            source.replace(target)
        flushed(home)
        shutil.rmtree(ready)
        return True


def _carried_over(home: Path, path: Path, store: Path, manifest: Manifest, by: Person = PROGRAM) -> Carried:
    try:
        return carried_over(home, path, store, manifest, by)
    except sqlite3.Error as error:
        raise BackupProblem(f"备份里的数据文件已损坏，不能使用（{path}：{error}）") from error


def _proved(
    path: Path,
    folder: Path,
    home: Path,
    reporter: Reporter,
    *,
    passphrase: str,
    lost_of: Callable[[Sequence[Content]], list[Content]],
) -> Manifest:
    manifest = unpack(path, folder, home, reporter, passphrase=passphrase)
    store = folder / STORE_NAME
    if not store.is_file():
        raise BackupProblem(f"备份里没有数据文件，不能使用（{path}）")
    try:
        faults = faults_of(store)
        found = contents_of(store) if not faults else None
    except (sqlite3.Error, ValueError) as error:
        faults, found = [str(error)], None
    if found is None:
        raise BackupProblem(f"备份里的数据文件已损坏，不能使用（{path}：{faults[0]}）")
    told = (manifest.schema_name, manifest.enterprises, manifest.notices)
    if (found.schema, found.enterprises, found.notices) != told:
        raise BackupProblem(f"备份里的数据和它的清单对不上，不能使用（{path}）")
    lost = set(lost_of(manifest.contents))
    there = [*manifest.files, *(entry_of(one) for one in manifest.contents if one not in lost)]
    flaws = (
        *_words_for(lost),
        *manifest.flaws,
        *flaws_of(store, reporter),
        *altered_attachments(store, there),
    )
    return manifest.model_copy(update={"flaws": tuple(dict.fromkeys(flaws))[:SHOWN]})


def _words_for(lost: Collection[Content]) -> tuple[str, ...]:
    """Say that contents lie nowhere, and why that may be."""
    if not lost:
        return ()
    return (
        f"有 {len(lost)} 个附件不在这个备份文件里，别处也没有完好的；"
        "自动备份的附件在旁边的“contents”文件夹里，复制时要一起带上",
    )


def _refuse_newer(manifest: Manifest, program: str) -> None:
    if manifest.schema_name > SCHEMA:
        raise BackupProblem(
            f"这个备份由更新的助企兑 {manifest.program} 写成（数据版本 {manifest.schema_name}），"
            f"本程序是 {program}（最高 {SCHEMA}）；请先安装 {manifest.program} 或更新的版本"
        )


def _refuse_mixing(manifest: Manifest, home: Path) -> None:
    """Keep what is invented out of an office's data, and those out of a practice store."""
    if manifest.is_practice and not (home / PRACTICE).exists():
        raise BackupProblem("这是练习库的备份，里面都是虚构的，不能恢复成本单位的数据；请另选一份")
    if not manifest.is_practice and (home / PRACTICE).exists():
        raise BackupProblem("这是本单位数据的备份，不能恢复到练习库；请到本单位的窗口里恢复，或另选一份")
