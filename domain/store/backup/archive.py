"""Writing a backup file, reading what it says, and unpacking it with every byte checked."""

import contextlib
import hashlib
import os
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Final

from domain.files import flushed
from domain.progress import Progress, Reporter
from domain.store.backup import manifest as manifests
from domain.store.backup.contents import contents_of, faults_of, shape_fault_of, take_snapshot
from domain.store.backup.manifest import FileEntry, Manifest, Occasion, read_manifest_text
from domain.store.backup.places import STORE_NAME, other_files, state_of, working_folder
from domain.store.backup.problems import BackupProblem, StoreDamaged, translated
from domain.store.backup.sealing import is_sealed, refuse_weak, seal, unseal
from domain.store.numbers.file import NumbersFile, ends_of
from domain.store.numbers.reading import known_to

_CHUNK: Final = 1 << 20
_COMPRESSION: Final = 3
"""Of 9; above it a backup takes twice the time for a few percent."""
_PACKED_ALREADY: Final = "attachments/"


def write_backup(
    home: Path,
    target: Path,
    reporter: Reporter,
    *,
    occasion: Occasion,
    program: str,
    passphrase: str = "",
) -> Manifest:
    """Write everything in the user's folder but logs, locks and backups into one file.

    The store may be in use. `target` appears whole or not at all.

    Raises:
        StoreDamaged: The store is damaged; a backup of it would drive out the good ones.
        BackupProblem: The file cannot be written.
        BadInput: The passphrase is too short.
        Cancelled: The user stopped it.
    """
    if passphrase:
        refuse_weak(passphrase)
    part = target.with_name(f"{target.name}.part")
    try:
        with translated(home), working_folder(home) as working:
            snapshot = working / STORE_NAME
            state = state_of(home)
            _snapshot(home, snapshot, reporter)
            manifest = _described(snapshot, home, occasion=occasion, program=program, state=state)
            with translated(target.parent):
                if occasion is not Occasion.BY_HAND:  # the folder of a stick that is out must not be made up
                    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                part.touch(mode=0o600)
                plain = working / "plain.zip" if passphrase else part
                manifest = _pack(home, snapshot, plain, manifest, reporter)
                if passphrase:
                    seal(plain, part, passphrase)
                flushed(part)
                part.replace(target)
                flushed(target.parent)
    finally:
        _unlink(part)
    return manifest


def read_manifest(path: Path, home: Path, *, passphrase: str = "") -> Manifest:
    """Read what a backup says of itself; `home` is where a locked one is opened meanwhile.

    Raises:
        PassphraseNeeded: It is locked by a passphrase.
        BackupProblem: It is no backup, damaged, or a newer program's.
    """
    with translated(path), _plain(path, home, passphrase) as plain, zipfile.ZipFile(plain) as archive:
        return _manifest_of(archive)


def unpack(path: Path, folder: Path, home: Path, reporter: Reporter, *, passphrase: str = "") -> Manifest:
    """Unpack a backup into an empty folder and hold every file against the manifest.

    Raises:
        PassphraseNeeded: It is locked by a passphrase.
        BackupProblem: A byte of it is not as it was written, or the disk is full.
    """
    with translated(path), _plain(path, home, passphrase) as plain, zipfile.ZipFile(plain) as archive:
        manifest = _manifest_of(archive)
        if shutil.disk_usage(folder).free < manifest.size:
            raise BackupProblem(f"磁盘空间不够，还原需要 {manifest.size // 1_000_000 + 1} MB（{folder}）")
        done = 0
        for file in manifest.files:
            reporter.step(Progress(done, max(manifest.size, 1), "读取备份"))
            _unpack_one(archive, file, folder)
            done += file.size
    return manifest


def unpack_store(
    path: Path, folder: Path, home: Path, reporter: Reporter, *, passphrase: str = ""
) -> Manifest:
    """Unpack the store alone, e.g. to compare it; otherwise as `unpack`."""
    with translated(path), _plain(path, home, passphrase) as plain, zipfile.ZipFile(plain) as archive:
        manifest = _manifest_of(archive)
        reporter.step(Progress(0, 1, "读取备份"))
        for file in manifest.files:
            if file.path == STORE_NAME:
                _unpack_one(archive, file, folder)
                return manifest
    raise BackupProblem(f"备份里没有数据文件，不能使用（{path}）")


def _snapshot(home: Path, snapshot: Path, reporter: Reporter) -> None:
    store = home / STORE_NAME
    if not store.is_file():
        raise BackupProblem(f"没有找到数据文件（{store}）")
    if fault := shape_fault_of(store):
        raise StoreDamaged(f"数据文件已损坏，没有做成备份（{store}：{fault}）")
    try:
        take_snapshot(store, snapshot, reporter)
        faults = faults_of(snapshot)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname.startswith(("SQLITE_FULL", "SQLITE_IOERR_WRITE")):
            raise BackupProblem(f"磁盘已满，没有做成备份；请清理磁盘后再试（{home}）") from error
        raise BackupProblem(f"现在不能读取数据文件，请稍后再试（{store}：{error}）") from error
    except sqlite3.DatabaseError as error:
        faults = [str(error)]
    if faults:
        raise StoreDamaged(f"数据文件已损坏，没有做成备份（{store}：{faults[0]}）")


def _described(snapshot: Path, home: Path, *, occasion: Occasion, program: str, state: str) -> Manifest:
    contents = contents_of(snapshot)
    known, numbers = known_to(snapshot), NumbersFile(home).read_if_possible()
    return Manifest(
        format=manifests.FORMAT,
        program=program or contents.program,
        schema_name=contents.schema,
        made_at=datetime.now(UTC).replace(microsecond=0),
        occasion=occasion,
        office=contents.office,
        enterprises=contents.enterprises,
        notices=contents.notices,
        state=state,
        acts=known.head.acts,
        numbers=ends_of(known.last, numbers.last if numbers else {}),
        files=(),
    )


def _pack(home: Path, snapshot: Path, target: Path, manifest: Manifest, reporter: Reporter) -> Manifest:
    sources = [(snapshot, STORE_NAME)]
    sources += [(path, path.relative_to(home).as_posix()) for path in other_files(home)]
    total = max(sum(path.stat().st_size for path, _ in sources), 1)
    entries: list[FileEntry] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION) as archive:
        for path, name in sources:
            done = sum(entry.size for entry in entries)
            entry = _entry(name)
            with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as sink:
                digest, size = hashlib.sha256(), 0
                for chunk in _chunks(source):
                    reporter.step(Progress(min(done + size, total), total, "写入备份"))
                    digest.update(chunk)
                    sink.write(chunk)
                    size += len(chunk)
            entries.append(FileEntry(path=name, size=size, sha256=digest.hexdigest()))
        # Last, since only now it is known what was written.
        whole = manifest.model_copy(update={"files": tuple(entries)})
        archive.writestr(manifests.FILE_NAME, whole.model_dump_json(indent=1))
    return whole


def _entry(name: str) -> zipfile.ZipInfo | str:
    """Return how a file is packed: pictures and PDF, which attachments are, get no smaller."""
    if not name.startswith(_PACKED_ALREADY):
        return name
    return zipfile.ZipInfo(name, datetime.now().astimezone().timetuple()[:6])


@contextmanager
def _plain(path: Path, home: Path, passphrase: str) -> Iterator[Path]:
    """Give the plain archive: the file itself, or one decrypted for as long as the block lasts."""
    if not is_sealed(path):
        yield path
        return
    with working_folder(home) as working:
        plain = working / "plain.zip"
        unseal(path, plain, passphrase)
        yield plain


def _manifest_of(archive: zipfile.ZipFile) -> Manifest:
    if manifests.FILE_NAME not in archive.namelist():
        raise BackupProblem(f"这个文件不是助企兑的备份（{archive.filename}）")
    return read_manifest_text(archive.read(manifests.FILE_NAME))


def _unpack_one(archive: zipfile.ZipFile, file: FileEntry, folder: Path) -> None:
    name = PurePosixPath(file.path)
    if name.is_absolute() or ".." in name.parts or "\\" in file.path or ":" in file.path:
        raise BackupProblem(f"备份里有不该有的文件名，不能使用（{file.path}）")
    target = folder.joinpath(*name.parts)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    try:
        with archive.open(file.path) as source, target.open("xb") as sink:
            for chunk in _chunks(source):
                size += len(chunk)
                if size > file.size:
                    break
                digest.update(chunk)
                sink.write(chunk)
            sink.flush()
            os.fsync(sink.fileno())
    except (KeyError, zipfile.BadZipFile, EOFError, zlib.error, RuntimeError) as error:
        raise BackupProblem(f"备份文件已损坏，不能使用（{archive.filename}：{file.path}）") from error
    if size != file.size or digest.hexdigest() != file.sha256:
        raise BackupProblem(f"备份文件已损坏，不能使用（{archive.filename}：{file.path}）")
    target.chmod(0o600)


def _chunks(source: IO[bytes]) -> Iterator[bytes]:
    while chunk := source.read(_CHUNK):
        yield chunk


def _unlink(path: Path) -> None:
    # Where the stick is gone, that has been said already.
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
