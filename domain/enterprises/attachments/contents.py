"""What is in the files: each content once, in the store's folder, under the SHA-256 of its bytes.

A content appears whole or not at all, and is never written to again.
"""

import hashlib
import os
import secrets
import shutil
import stat
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import IO, Final

from domain.enterprises.attachments.names import safe_name
from domain.store.problems import reason_of
from domain.values.errors import BadInput, DomainError
from domain.values.files import beside, flushed, make_read_only, private
from domain.values.progress import Progress, Reporter

FOLDER: Final = "attachments"
MOST_BYTES: Final = 200 * 1024 * 1024
"""How large one file may be."""

_CHUNK: Final = 1 << 20
_YOUNG_S: Final = 86_400
"""For so long nothing is collected: an act under way may be about to refer to it."""


@dataclass(frozen=True, slots=True)
class Content:
    """What is in a file: hash in hexadecimal, and length in bytes."""

    sha256: str
    size: int


class ContentLost(DomainError):
    """A content is not in the store's folder any more."""


class ContentAltered(DomainError):
    """A content is there, but not as it was when it was added."""


def folder_of(home: Path) -> Path:
    """Return where contents lie in the user's folder."""
    return home / FOLDER


def path_of(home: Path, sha256: str) -> Path:
    """Return where a content lies, whether it is there or not."""
    return folder_of(home) / sha256[:2] / sha256


def take_in(source: Path, home: Path, reporter: Reporter, *, most: int = MOST_BYTES) -> Content:
    """Copy what is in a file into the store's folder, where it is not there already.

    Raises:
        BadInput: It is no file, empty, larger than ``most`` bytes, or cannot be read.
        DomainError: The copy cannot be written.
        Cancelled: The user stopped it.
    """
    size = _size_of(source, most)
    folder = folder_of(home)
    part = folder / f"{secrets.token_hex(8)}.part"
    try:
        folder.mkdir(exist_ok=True, mode=0o700)
        with open(part, "xb", opener=private) as sink:
            content = _copied(source, sink, size, reporter)
        _put_in_place(part, path_of(home, content.sha256), content)
    except OSError as error:
        reason = reason_of(error)
        raise DomainError(f"不能把“{safe_name(source.name)}”存入数据文件夹：{reason}（{folder}）") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return content


def is_there(home: Path, content: Content) -> bool:
    """Whether a content lies there with its length; its bytes are not looked at."""
    try:
        return path_of(home, content.sha256).stat().st_size == content.size
    except OSError:
        return False


def copy_out(home: Path, content: Content, target: Path, what: str) -> None:
    """Copy a content to another place, byte by byte checked; an existing file there is replaced.

    ``what`` is what people call it.

    Raises:
        ContentLost, ContentAltered: It is not as it was; `target` is left as it was.
        DomainError: The copy cannot be written.
    """
    try:
        with beside(target) as half:
            with _opened(home, content, what) as source, half.path.open("wb") as sink:
                shutil.copyfileobj(source, sink, _CHUNK)
            if _hash_of(half.path) != content.sha256:
                raise _altered(what)
            if os.name == "nt" and target.exists():
                target.chmod(0o600)
            half.take_place()
    except OSError as error:
        raise DomainError(f"不能写入 {target}（{reason_of(error)}），请检查文件夹、权限和磁盘") from error


def examine(home: Path, content: Content, what: str) -> None:
    """Look at every byte of a content.

    Raises:
        ContentLost, ContentAltered: It is not as it was.
    """
    with _opened(home, content, what) as source:
        if hashlib.file_digest(source, "sha256").hexdigest() != content.sha256:
            raise _altered(what)


def collect(home: Path, wanted: Collection[str]) -> int:
    """Delete contents that nothing refers to; return how many bytes that freed.

    Call it within an act that nothing can be added beside. What was put there within the last day stays:
    somebody may be about to refer to it.
    """
    freed = 0
    for path in _all(home):
        facts = path.stat()
        is_wanted = path.name in wanted and path.suffix != ".part"
        if not is_wanted and time.time() - facts.st_mtime > _YOUNG_S:
            path.unlink()
            freed += facts.st_size
    return freed


def _size_of(source: Path, most: int) -> int:
    try:
        facts = source.stat()
    except OSError as error:
        raise BadInput(f"不能读取“{safe_name(source.name)}”（{reason_of(error)}）") from error
    if stat.S_ISDIR(facts.st_mode):
        raise BadInput(f"“{safe_name(source.name)}”是文件夹，请选其中的文件")
    if not stat.S_ISREG(facts.st_mode):
        raise BadInput(f"“{safe_name(source.name)}”不是普通文件")
    if not facts.st_size:
        raise BadInput(f"“{safe_name(source.name)}”是空的（0 字节）")
    if facts.st_size > most:
        raise _too_large(source, facts.st_size, most)
    return facts.st_size


def _too_large(source: Path, size: int, most: int) -> BadInput:
    return BadInput(
        f"“{safe_name(source.name)}”有 {size / 1024**2:,.0f} MB，一个附件最大 {most / 1024**2:,.0f} MB；"
        "可以降低扫描的清晰度，或分成几个文件"
    )


def _copied(source: Path, sink: IO[bytes], expected: int, reporter: Reporter) -> Content:
    digest, size = hashlib.sha256(), 0
    for chunk in _chunks(source):
        size += len(chunk)
        if size > expected:
            break
        digest.update(chunk)
        sink.write(chunk)
        reporter.step(Progress(min(size, expected), expected, safe_name(source.name)))
    if size != expected:
        raise BadInput(f"“{safe_name(source.name)}”还在变化，可能正在扫描或保存；请等它写完再添加")
    sink.flush()
    os.fsync(sink.fileno())
    return Content(digest.hexdigest(), size)


def _chunks(source: Path) -> Iterator[bytes]:
    # Not to be taken for a failure to write.
    try:
        with source.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise BadInput(f"不能读取“{safe_name(source.name)}”（{reason_of(error)}）") from error


def _put_in_place(part: Path, target: Path, content: Content) -> None:
    if target.exists() and _is_whole(target, content):
        # Young again, so that it is not collected before it is referred to.
        os.utime(target)
        return
    target.parent.mkdir(exist_ok=True, mode=0o700)
    if os.name != "nt":  # which neither replaces nor deletes what is read-only, when a backup is restored
        make_read_only(part)
    part.replace(target)
    flushed(target.parent)
    flushed(target.parent.parent)


def _is_whole(path: Path, content: Content) -> bool:
    return path.stat().st_size == content.size and _hash_of(path) == content.sha256


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _opened(home: Path, content: Content, what: str) -> BufferedReader:
    path = path_of(home, content.sha256)
    try:
        if path.stat().st_size != content.size:
            raise _altered(what)
        return path.open("rb")
    except FileNotFoundError as error:
        raise ContentLost(f"{what}的文件不见了（{path}）；请重新添加这个文件，或从备份恢复") from error
    except OSError as error:
        raise ContentLost(f"{what}的文件不能读取（{path}：{reason_of(error)}）") from error


def _altered(what: str) -> ContentAltered:
    return ContentAltered(f"{what}的文件和加入时不一样，可能被改动或损坏，没有打开；请重新添加，或从备份恢复")


def _all(home: Path) -> Iterator[Path]:
    yield from folder_of(home).glob("*.part")
    yield from (path for path in folder_of(home).glob("??/*") if path.is_file())
