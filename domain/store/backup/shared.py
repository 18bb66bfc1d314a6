"""Contents of attachments that automatic backups share: each once, under its SHA-256, beside their files.

Copies, no links: what damages an original must not reach what stands in for it. Every byte of a content is
looked at when it comes in, when its length or times are not what they were, and after that in turn with the
others. In between it is taken for what it was: a backup that reads gigabytes each time is soon not made.
"""

import hashlib
import os
import secrets
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from stat import S_ISREG
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from domain.store.backup.manifest import ATTACHMENTS, Content, entry_of, is_sha256
from domain.store.backup.places import backups_folder, contents_folder
from domain.store.backup.problems import BackupProblem, translated
from domain.store.backup.reading import Unread, chunks_of, is_plain, sha256_of
from domain.values.files import flushed, holding, make_read_only, private
from domain.values.progress import Progress, Reporter

AGAIN_AFTER_S: Final = 7 * 86_400
"""So long a content is taken for what it was, before it is looked at again."""
AT_A_TIME: Final = 256 << 20
"""So many bytes are looked at again for one backup, those first that were not for longest."""

_RECORD: Final = "looked-at.json"
_WAITS_S: Final = 60
_A_MOMENT_S: Final = 0.1
_Facts = tuple[int, int, int]
"""Bytes, and in nanoseconds when it was written and when anything about it was changed."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What there is of attachments for a backup to refer to.

    Attributes:
        contents: All that are here as they were added.
        lying: By hash, those whose original is not as it was added: the hash of what lies there, empty where
            nothing does that can be read.
    """

    contents: tuple[Content, ...] = ()
    lying: Mapping[str, str] = field(default_factory=dict)


class _Seen(BaseModel):
    """How a content and its original lay when both were last found to be what they are called."""

    model_config = ConfigDict(frozen=True)

    original: _Facts
    copied: _Facts
    at: float


class _Record(BaseModel):
    contents: dict[str, _Seen] = {}


@contextmanager
def alone(home: Path, reporter: Reporter) -> Iterator[bool]:
    """Wait until no other process keeps a backup here, and let none begin within the block.

    Gives whether that is certain: some shares know no locks.

    Raises:
        BackupProblem: Another one takes too long, or the folder cannot be made.
        Cancelled: The user stopped it.
    """
    folder, until = backups_folder(home), time.monotonic() + _WAITS_S
    with translated(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(holding(folder))
            except BlockingIOError as error:
                if time.monotonic() > until:
                    raise BackupProblem(f"另一个程序正在这里做备份，请等它做完再试（{folder}）") from error
                reporter.step(Progress(0, 1, "等另一份备份做完"))
                time.sleep(_A_MOMENT_S)
            except OSError:
                yield False
                return
            else:
                yield True
                return


def take_in(home: Path, referred: Iterable[str], reporter: Reporter) -> Shared:
    """Copy in the contents of attachments that are new, and look at those that have to be.

    Call it within `alone`. Of an attachment that was altered, the earlier content stays; one that was altered
    before it ever came here is not in `Shared.contents`.

    Args:
        home: The user's folder.
        referred: Hashes that the store refers to; some of them may lie here only.
        reporter: Told of each content.

    Raises:
        BackupProblem: A content cannot be written.
        Cancelled: The user stopped it. What came in so far is whole and not copied again.
    """
    folder, originals = contents_folder(home), home / ATTACHMENTS
    with translated(folder):
        names = {path.name for path in _all_in(originals)}
        names |= {name for name in referred if is_sha256(name) and _facts(_path(folder, name))}
        if not names:
            return Shared()
        folder.mkdir(exist_ok=True, mode=0o700)
        for part in folder.glob("*.part"):  # of one that was killed
            part.unlink()
        record = _read_record(folder)
        again = _due(record, names)
        contents: list[Content] = []
        lying: dict[str, str] = {}
        try:
            for done, name in enumerate(sorted(names)):
                step = partial(reporter.step, Progress(done, len(names), "核对附件"))
                step()
                original, copied = _path(originals, name), _path(folder, name)
                is_known = _is_as_seen(record.get(name), original, copied)
                found = name if is_known and name not in again else _look_at(original, copied, record, step)
                if found is None:
                    continue
                if found != name:
                    lying[name] = found
                contents.append((name, copied.stat().st_size))
        finally:
            _write_record(folder, {name: seen for name, seen in record.items() if name in names})
    return Shared(tuple(contents), lying)


def let_go(home: Path, wanted: Collection[str]) -> None:
    """Delete the contents that no backup refers to. Call it within `alone`, where that is certain."""
    for path in _all_in(contents_folder(home)):
        if path.name not in wanted:
            with suppress(OSError):  # then the next time
                path.unlink()


def bytes_in(home: Path) -> int:
    """Return how much the contents take."""
    return sum(facts[0] for path in _all_in(contents_folder(home)) if (facts := _facts(path)))


def places_for(backup: Path, home: Path) -> list[Path]:
    """Return where contents of a backup may lie: beside it, among those kept here, and as originals."""
    beside = backup.absolute().with_name(contents_folder(home).name)
    return list(dict.fromkeys([beside, contents_folder(home).absolute(), home.absolute() / ATTACHMENTS]))


def not_there(contents: Iterable[Content], places: Sequence[Path]) -> list[Content]:
    """Return those contents that lie nowhere with their length; bytes are not read."""
    return [one for one in contents if not any(_is_there(place, one) for place in places)]


def lost_among(contents: Sequence[Content], places: Sequence[Path], reporter: Reporter) -> list[Content]:
    """Return those contents that lie nowhere as they were; every byte is read."""
    lost = []
    for done, (name, size) in enumerate(contents):
        reporter.step(Progress(done, len(contents), "核对附件"))
        if not any(sha256_of(_path(place, name)) == name for place in places):
            lost.append((name, size))
    return lost


def bring_back(
    contents: Sequence[Content], places: Sequence[Path], folder: Path, reporter: Reporter, *, home: Path
) -> list[Content]:
    """Copy the contents that are not in `home` as they were into a folder; return those that lie nowhere.

    Raises:
        BackupProblem: The disk has no room for them, or they cannot be written.
        Cancelled: The user stopped it.
    """
    here = home / ATTACHMENTS
    refuse_full(folder, sum(one[1] for one in contents if not _is_there(here, one)))
    lost = []
    for done, (name, size) in enumerate(contents):
        step = partial(reporter.step, Progress(done, len(contents), "取回附件"))
        step()
        if sha256_of(_path(here, name)) == name:
            continue
        target = folder / entry_of((name, size)).path
        if not any(_copied(_path(place, name), target, name, step) for place in places):
            lost.append((name, size))
    return lost


def refuse_full(folder: Path, size: int) -> None:
    """Refuse to restore where the disk has no room for so many bytes.

    Raises:
        BackupProblem: It has not.
    """
    import shutil  # noqa: PLC0415

    if shutil.disk_usage(folder).free < size:
        raise BackupProblem(f"磁盘空间不够，还原需要 {size // 1_000_000 + 1} MB（{folder}）")


def _is_as_seen(seen: _Seen | None, original: Path, copied: Path) -> bool:
    return seen is not None and (seen.original, seen.copied) == (_facts(original), _facts(copied))


def _look_at(original: Path, copied: Path, record: dict[str, _Seen], step: Callable[[], None]) -> str | None:
    """Read a content, copy it where it is not here as it was, and note down how it lies.

    Returns:
        The hash of its original; None where the content is not here as it was, nor its original.
    """
    name, lay = copied.name, _facts(original)
    record.pop(name, None)
    if sha256_of(copied) == name:
        found = sha256_of(original)
    elif _copied(original, copied, name, step):
        found = name
    else:
        return None
    facts = _facts(copied)
    if found == name and lay is not None and facts is not None:
        record[name] = _Seen(original=lay, copied=facts, at=time.time())
    return found


def _copied(source: Path, target: Path, name: str, step: Callable[[], None]) -> bool:
    """Copy a content, if it is what it is called; it appears whole or not at all, and was read back."""
    if not is_plain(source):
        return False
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = target.parent.parent / f"{secrets.token_hex(8)}.part"
    digest = hashlib.sha256()
    try:
        with open(part, "xb", opener=private) as sink:
            for chunk in chunks_of(source):
                step()
                digest.update(chunk)
                sink.write(chunk)
            sink.flush()
            os.fsync(sink.fileno())
        if digest.hexdigest() != name:
            return False
        if sha256_of(part) != name:
            raise BackupProblem(f"写入的内容读回来不一样，磁盘可能有故障，没有做成（{target}）")
        if os.name != "nt":  # which neither replaces nor deletes what is read-only
            make_read_only(part)
        part.replace(target)
        flushed(target.parent)
    except Unread:
        return False
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return True


def _due(record: dict[str, _Seen], names: Collection[str]) -> set[str]:
    """Return which contents it is time to look at again; a clock that was set back makes all of them due."""
    now, taken, due = time.time(), 0, set()
    for name, seen in sorted(record.items(), key=lambda item: item[1].at):
        if name in names and not 0 <= now - seen.at < AGAIN_AFTER_S and taken < AT_A_TIME:
            due.add(name)
            taken += seen.original[0] + seen.copied[0]
    return due


def _read_record(folder: Path) -> dict[str, _Seen]:
    try:
        return dict(_Record.model_validate_json((folder / _RECORD).read_bytes()).contents)
    except (OSError, ValidationError):
        return {}  # Then everything is looked at once.


def _write_record(folder: Path, contents: dict[str, _Seen]) -> None:
    part = folder / f"{_RECORD}.part"
    with suppress(OSError):  # It only saves time.
        part.write_text(_Record(contents=contents).model_dump_json(), encoding="utf-8")
        part.replace(folder / _RECORD)


def _path(folder: Path, name: str) -> Path:
    return folder / name[:2] / name


def _all_in(folder: Path) -> Iterator[Path]:
    """Give the files of a folder that lie where a content of their name does."""
    for path in sorted(folder.glob("??/*")):
        if is_sha256(path.name) and path.parent.name == path.name[:2] and _facts(path):
            yield path


def _is_there(folder: Path, content: Content) -> bool:
    name, size = content
    facts = _facts(_path(folder, name))
    return facts is not None and facts[0] == size


def _facts(path: Path) -> _Facts | None:
    """Return None where it is no file, a link included."""
    try:
        facts = path.lstat()
    except OSError:
        return None
    return (facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns) if S_ISREG(facts.st_mode) else None
