"""Writing a backup file, reading what it says, and unpacking it with every byte checked."""

import hashlib
import os
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import IO, Final

from domain.store.backup import manifest as manifests
from domain.store.backup.contents import contents_by, faults_of, shape_fault_of, take_snapshot
from domain.store.backup.flaws import SHOWN, altered_attachments, attachments_of, flaws_of
from domain.store.backup.manifest import (
    ATTACHMENTS,
    FileEntry,
    Manifest,
    Occasion,
    entry_of,
    read_manifest_text,
)
from domain.store.backup.places import other_files, state_of, working_folder
from domain.store.backup.problems import BackupProblem, StoreDamaged, translated
from domain.store.backup.reading import Unread, chunks_in, chunks_of
from domain.store.backup.sealing import is_sealed, refuse_weak, seal, unseal
from domain.store.backup.shared import Shared, refuse_full, take_in
from domain.store.backup.zips import opened_member, opened_zip
from domain.store.chain import head_of
from domain.store.numbers.file import NumbersFile, ends_of, serials_of
from domain.store.numbers.reading import known_by, lists_by
from domain.store.numbers.sent import SentFile
from domain.store.plain import STORE_NAME, opened
from domain.store.problems import is_passing
from domain.values.errors import BadInput
from domain.values.files import beside, flushed, private
from domain.values.progress import Progress, Reporter
from domain.values.texts import safe_text

_COMPRESSION: Final = 3
"""Of 9; above it a backup takes twice the time for a few percent."""


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
    return _write(home, target, reporter, occasion=occasion, program=program, passphrase=passphrase)


def write_beside_contents(
    home: Path, target: Path, reporter: Reporter, *, occasion: Occasion, program: str
) -> Manifest:
    """Write a backup whose attachments lie beside it, once for all such backups; else as `write_backup`.

    Call it within `shared.alone`, with a target in the program's own folder. It is read back before it
    appears.
    """
    return _write(home, target, reporter, occasion=occasion, program=program, shares=True)


def _write(
    home: Path,
    target: Path,
    reporter: Reporter,
    *,
    occasion: Occasion,
    program: str,
    passphrase: str = "",
    shares: bool = False,
) -> Manifest:
    if not (home / STORE_NAME).exists():
        raise BackupProblem(f"没有找到数据文件（{home / STORE_NAME}）")
    with translated(home), working_folder(home) as working:
        snapshot = working / STORE_NAME
        state = state_of(home)
        _snapshot(home, snapshot, reporter)
        try:
            manifest = _described(snapshot, home, reporter, occasion=occasion, program=program, state=state)
        except sqlite3.Error as error:
            # Sound to SQLite, and still not ours any more: a table is gone.
            raise StoreDamaged(f"数据文件已损坏，没有做成备份（{home / STORE_NAME}：{error}）") from error
        shared = take_in(home, attachments_of(snapshot), reporter) if shares else Shared()
        with translated(target.parent), beside(target) as half:
            plain = working / "plain.zip" if passphrase else half.path
            plain.touch(mode=0o600)
            manifest = _pack(home, snapshot, plain, manifest, shared=shared, reporter=reporter)
            if passphrase:
                seal(plain, half.path, passphrase)
            if shares:
                flushed(half.path)
                _read_back(half.path, manifest, reporter)
            half.take_place()
            flushed(target.parent)
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
    """Unpack what is in a backup's file into an empty folder and hold every file against the manifest.

    Contents of attachments that lie beside it are not looked for (see `shared.bring_back`).

    Raises:
        PassphraseNeeded: It is locked by a passphrase.
        BackupProblem: A byte of it is not as it was written, or the disk is full.
    """
    with translated(path), _plain(path, home, passphrase) as plain, opened_zip(plain) as archive:
        manifest = _manifest_of(archive)
        refuse_full(folder, manifest.own_size)
        for file in _own_files(manifest, reporter):
            _unpack_one(archive, file, folder)
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
    # By one connection: each reads the whole schema first.
    with closing(opened(snapshot)) as connection:
        contents, known = contents_by(connection), known_by(connection)
        head, sent = str(head_of(connection) or ""), lists_by(connection)
    numbers, journal = NumbersFile(home).read_if_possible(), SentFile(home).read_if_possible()
    return Manifest(
        format=manifests.FORMAT,
        program=program or contents.program,
        schema_name=contents.schema,
        made_at=datetime.now(UTC),
        occasion=occasion,
        office=contents.office,
        enterprises=contents.enterprises,
        notices=contents.notices,
        state=state,
        acts=known.head.acts,
        head=head,
        numbers=ends_of(known.last, numbers.last if numbers else {}),
        lists=ends_of(serials_of(sent.ends), serials_of(journal.sent.ends if journal else ())),
        files=(),
        flaws=tuple(flaws_of(snapshot, reporter)),
    )


def _pack(
    home: Path, snapshot: Path, target: Path, manifest: Manifest, *, shared: Shared, reporter: Reporter
) -> Manifest:
    elsewhere = {entry_of(content).path for content in shared.contents}
    others = [(path, path.relative_to(home).as_posix()) for path in other_files(home)]
    sources = [(snapshot, STORE_NAME), *(source for source in others if source[1] not in elsewhere)]
    total = max(sum(path.stat().st_size for path, _ in sources if path.exists()), 1)
    entries: list[FileEntry] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION) as archive:
        for path, name in sources:
            done = sum(entry.size for entry in entries)
            try:
                entries.append(_pack_one(archive, path, name, reporter, Progress(done, total, "写入备份")))
            except Unread as error:
                # An attachment that a disk gives back no more must not stand in the way of all the rest.
                if not name.startswith(ATTACHMENTS):
                    raise error.cause from error
        # Last, since only now it is known what was written.
        whole = manifest.model_copy(update=_found(snapshot, entries, manifest, shared))
        archive.writestr(manifests.FILE_NAME, whole.model_dump_json(indent=1))
    return whole


def _found(snapshot: Path, entries: list[FileEntry], manifest: Manifest, shared: Shared) -> dict[str, object]:
    """Return what a manifest says once everything is written: its files, and which are not as they were."""
    there = [entry_of(content) for content in shared.contents]
    flaws = altered_attachments(snapshot, [*entries, *there])
    mends: list[str] = []
    if shared.lying:
        hashes = {file.sha256: shared.lying.get(file.sha256, file.sha256) for file in there}
        lie = [
            file.model_copy(update={"sha256": hashes[file.sha256]}) for file in there if hashes[file.sha256]
        ]
        mends = [one for one in altered_attachments(snapshot, [*entries, *lie]) if one not in flaws]
    return {
        "format": manifests.FORMAT if shared.contents else manifests.WHOLE,
        "files": tuple(entries),
        "contents": shared.contents,
        "flaws": (*manifest.flaws, *flaws)[:SHOWN],
        "mends": tuple(mends),
    }


def _pack_one(
    archive: zipfile.ZipFile, path: Path, name: str, reporter: Reporter, before: Progress
) -> FileEntry:
    digest, size = hashlib.sha256(), 0
    chunks = chunks_of(path)
    first = next(chunks, b"")
    with archive.open(_entry(name), "w", force_zip64=True) as sink:
        for chunk in chain((first,), chunks):
            reporter.step(Progress(min(before.done + size, before.total), before.total, before.label))
            digest.update(chunk)
            sink.write(chunk)
            size += len(chunk)
    return FileEntry(path=name, size=size, sha256=digest.hexdigest())


def _read_back(path: Path, manifest: Manifest, reporter: Reporter) -> None:
    """Prove a file that was just written: the store in it is the copy that was found sound, byte for byte.

    It comes to the same as a test restore, without writing the store once more.
    """
    with opened_zip(path) as archive:
        if _manifest_of(archive) != manifest:
            raise _not_as_written(archive, manifests.FILE_NAME)
        for file in _own_files(manifest, reporter):
            with opened_member(archive, file.path) as source:
                if not _is_as_written(chunks_in(source), file):
                    raise _not_as_written(archive, file.path)


def _own_files(manifest: Manifest, reporter: Reporter) -> Iterator[FileEntry]:
    """Give what is in the file itself, telling how far one has come."""
    done = 0
    for file in manifest.files:
        reporter.step(Progress(done, max(manifest.own_size, 1), "读取备份"))
        yield file
        done += file.size


def _is_as_written(chunks: Iterable[bytes], file: FileEntry, sink: IO[bytes] | None = None) -> bool:
    """Whether these are the bytes of a file; they go into `sink` as well, but none beyond its length."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > file.size:
            return False
        digest.update(chunk)
        if sink is not None:
            sink.write(chunk)
    return size == file.size and digest.hexdigest() == file.sha256


def _not_as_written(archive: zipfile.ZipFile, name: str) -> BackupProblem:
    return BackupProblem(f"备份文件已损坏，不能使用（{archive.filename}：{name}）")


def _entry(name: str) -> zipfile.ZipInfo | str:
    """Return how a file is packed: pictures and PDF, which attachments are, get no smaller."""
    if not name.startswith(ATTACHMENTS):
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
    with opened_member(archive, file.path) as source, open(target, "xb", opener=private) as sink:
        is_whole = _is_as_written(chunks_in(source), file, sink)
        sink.flush()
        os.fsync(sink.fileno())
    if not is_whole:
        raise _not_as_written(archive, file.path)
