"""Writing a backup file, reading what it says, and unpacking it with every byte checked."""

import contextlib
import hashlib
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import IO, Final

from domain.errors import BadInput
from domain.files import flushed, private
from domain.progress import Progress, Reporter
from domain.store.backup import manifest as manifests
from domain.store.backup.contents import contents_of, faults_of, shape_fault_of, take_snapshot
from domain.store.backup.flaws import SHOWN, altered_attachments, flaws_of
from domain.store.backup.manifest import FileEntry, Manifest, Occasion, read_manifest_text
from domain.store.backup.places import STORE_NAME, other_files, state_of, working_folder
from domain.store.backup.problems import BackupProblem, StoreDamaged, translated
from domain.store.backup.sealing import is_sealed, refuse_weak, seal, unseal
from domain.store.backup.zips import opened_member, opened_zip
from domain.store.numbers.file import NumbersFile, ends_of
from domain.store.numbers.reading import known_to
from domain.store.problems import is_passing
from domain.texts import safe_text

_CHUNK: Final = 1 << 20
_COMPRESSION: Final = 3
"""Of 9; above it a backup takes twice the time for a few percent."""
_ATTACHMENTS: Final = "attachments/"


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

    The store may be in use. `target` appears whole or not at all. Where something in a sound store does not
    read as it was written, or an attachment is not as it was added, the backup is made all the same, since
    having none of what else is there would be worse: `Manifest.flaws` says what it is.

    Raises:
        StoreDamaged: The store is damaged; a backup of it would drive out the good ones.
        BackupProblem: The file cannot be written.
        BadInput: The passphrase is too short, or the name holds what nobody can see.
        Cancelled: The user stopped it.
    """
    if passphrase:
        refuse_weak(passphrase)
    if safe_text(target.name) != target.name:
        raise BadInput(f"备份文件的名字里有看不见的字符，请换一个名字（{safe_text(target.name)}）")
    if not (home / STORE_NAME).exists():
        raise BackupProblem(f"没有找到数据文件（{home / STORE_NAME}）")
    part = target.with_name(f"{target.name}.part")
    try:
        with translated(home), working_folder(home) as working:
            snapshot = working / STORE_NAME
            state = state_of(home)
            _snapshot(home, snapshot, reporter)
            manifest = _described(snapshot, home, reporter, occasion=occasion, program=program, state=state)
            with translated(target.parent):
                if occasion is not Occasion.BY_HAND:  # the folder of a stick that is out must not be made up
                    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                part.touch(mode=0o600)
                plain = working / "plain.zip" if passphrase else part
                plain.touch(mode=0o600)
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
    with translated(path), _plain(path, home, passphrase) as plain, opened_zip(plain) as archive:
        return _manifest_of(archive)


def unpack(path: Path, folder: Path, home: Path, reporter: Reporter, *, passphrase: str = "") -> Manifest:
    """Unpack a backup into an empty folder and hold every file against the manifest.

    Raises:
        PassphraseNeeded: It is locked by a passphrase.
        BackupProblem: A byte of it is not as it was written, or the disk is full.
    """
    with translated(path), _plain(path, home, passphrase) as plain, opened_zip(plain) as archive:
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
    with translated(path), _plain(path, home, passphrase) as plain, opened_zip(plain) as archive:
        manifest = _manifest_of(archive)
        reporter.step(Progress(0, 1, "读取备份"))
        for file in manifest.files:
            if file.path == STORE_NAME:
                _unpack_one(archive, file, folder)
                return manifest
    raise BackupProblem(f"备份里没有数据文件，不能使用（{path}）")


def _snapshot(home: Path, snapshot: Path, reporter: Reporter) -> None:
    store = home / STORE_NAME
    if fault := shape_fault_of(store):
        raise StoreDamaged(f"数据文件已损坏，没有做成备份（{store}：{fault}）")
    snapshot.touch(mode=0o600)
    try:
        take_snapshot(store, snapshot, reporter)
        faults = faults_of(snapshot)
    except UnicodeDecodeError as error:
        faults = [error.reason]
    except sqlite3.Error as error:
        name: str = getattr(error, "sqlite_errorname", None) or ""
        if name.startswith(("SQLITE_FULL", "SQLITE_IOERR_WRITE")):
            raise BackupProblem(f"磁盘已满，没有做成备份；请清理磁盘后再试（{home}）") from error
        if is_passing(error):
            raise BackupProblem(f"现在不能读取数据文件，请稍后再试（{store}：{error}）") from error
        faults = [str(error)]
    if faults:
        raise StoreDamaged(f"数据文件已损坏，没有做成备份（{store}：{faults[0]}）")


def _described(
    snapshot: Path, home: Path, reporter: Reporter, *, occasion: Occasion, program: str, state: str
) -> Manifest:
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
        flaws=tuple(flaws_of(snapshot, reporter)),
    )


def _pack(home: Path, snapshot: Path, target: Path, manifest: Manifest, reporter: Reporter) -> Manifest:
    sources = [(snapshot, STORE_NAME)]
    sources += [(path, path.relative_to(home).as_posix()) for path in other_files(home)]
    total = max(sum(path.stat().st_size for path, _ in sources if path.exists()), 1)
    entries: list[FileEntry] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION) as archive:
        for path, name in sources:
            done = sum(entry.size for entry in entries)
            try:
                entries.append(_pack_one(archive, path, name, reporter, Progress(done, total, "写入备份")))
            except _Unread as error:
                # An attachment that a disk gives back no more must not stand in the way of all the rest.
                if not name.startswith(_ATTACHMENTS):
                    raise error.cause from error
        # Last, since only now it is known what was written.
        flaws = (*manifest.flaws, *altered_attachments(snapshot, entries))
        whole = manifest.model_copy(update={"files": tuple(entries), "flaws": flaws[:SHOWN]})
        archive.writestr(manifests.FILE_NAME, whole.model_dump_json(indent=1))
    return whole


def _pack_one(
    archive: zipfile.ZipFile, path: Path, name: str, reporter: Reporter, before: Progress
) -> FileEntry:
    digest, size = hashlib.sha256(), 0
    chunks = _read(path)
    first = next(chunks, b"")
    with archive.open(_entry(name), "w", force_zip64=True) as sink:
        for chunk in chain((first,), chunks):
            reporter.step(Progress(min(before.done + size, before.total), before.total, before.label))
            digest.update(chunk)
            sink.write(chunk)
            size += len(chunk)
    return FileEntry(path=name, size=size, sha256=digest.hexdigest())


class _Unread(Exception):
    """A file cannot be read; apart from what goes wrong in writing."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(str(cause))
        self.cause = cause


def _read(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as source:
            yield from _chunks(source)
    except OSError as error:
        raise _Unread(error) from error


def _entry(name: str) -> zipfile.ZipInfo | str:
    """Return how a file is packed: pictures and PDF, which attachments are, get no smaller."""
    if not name.startswith(_ATTACHMENTS):
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
    with opened_member(archive, manifests.FILE_NAME) as source:
        text = source.read()
    return read_manifest_text(text)


def _unpack_one(archive: zipfile.ZipFile, file: FileEntry, folder: Path) -> None:
    name = PurePosixPath(file.path)
    if name.is_absolute() or ".." in name.parts or "\\" in file.path or ":" in file.path:
        raise BackupProblem(f"备份里有不该有的文件名，不能使用（{file.path}）")
    target = folder.joinpath(*name.parts)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    with opened_member(archive, file.path) as source, open(target, "xb", opener=private) as sink:
        for chunk in _chunks(source):
            size += len(chunk)
            if size > file.size:
                break
            digest.update(chunk)
            sink.write(chunk)
        sink.flush()
        os.fsync(sink.fileno())
    if size != file.size or digest.hexdigest() != file.sha256:
        raise BackupProblem(f"备份文件已损坏，不能使用（{archive.filename}：{file.path}）")


def _chunks(source: IO[bytes]) -> Iterator[bytes]:
    while chunk := source.read(_CHUNK):
        yield chunk


def _unlink(path: Path) -> None:
    # Where the stick is gone, that has been said already.
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
