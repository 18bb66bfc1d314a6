"""Writing a file so that it appears whole or not at all."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from domain.errors import DomainError

_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def write_whole(content: bytes | memoryview, target: Path, *, is_private: bool = False) -> None:
    """Put content in the place of a file, whole.

    Args:
        content: What to write.
        target: Where to; others can read it where the user's own new files can be read.
        is_private: Whether only the user may read it.

    Raises:
        DomainError: It cannot be written; what was there is left as it was.
    """
    with replacing(target, is_private=is_private) as path:
        path.write_bytes(content)


@contextmanager
def replacing(target: Path, *, is_private: bool = False) -> Iterator[Path]:
    """Give the path of an empty file; what is in it at the end takes the place of `target`, whole.

    Args:
        target: Where to; others can read it where the user's own new files can be read.
        is_private: Whether only the user may read it.

    Raises:
        DomainError: It cannot be written; what was there is left as it was.
    """
    beside = target.with_name(f".{secrets.token_hex(8)}{target.suffix}")
    try:
        try:
            # Not tempfile: what that makes nobody else may read, and papers lie in shared folders.
            os.close(os.open(beside, _NEW, 0o600 if is_private else 0o666))
            yield beside
            flushed(beside)
            beside.replace(target)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except PermissionError as error:
        raise DomainError(
            f"不能写入 {target}（{error.strerror}）：如果它正在别的程序里打开，请先关闭；也请检查文件夹的权限"
        ) from error
    except OSError as error:
        raise DomainError(f"不能写入 {target}（{error.strerror}），请检查文件夹、权限和磁盘") from error


def flushed(path: Path) -> None:
    """Wait until a file, or a folder's list of names, is on the disk."""
    is_windows = os.name == "nt"
    if is_windows and path.is_dir():
        return  # it has no handle for that
    handle = os.open(path, os.O_RDWR if is_windows else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
