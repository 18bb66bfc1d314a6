"""Writing a file so that it appears whole or not at all, and so that only who may read it can."""

import errno
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from domain.errors import DomainError

PASSING: Final = "zhuqidui-passing-"
"""How folders begin that hold something for the moment among those of other programs."""

_IN_USE: Final = ".in-use"
_WITHOUT_FLUSH: Final = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES})
"""What file systems answer that cannot flush a list of names."""

_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def write_whole(content: bytes | memoryview, target: Path, *, is_public: bool = False) -> None:
    """Put content in the place of a file, whole.

    Args:
        content: What to write.
        target: Where to.
        is_public: Whether others can read it where the user's own new files can be read; else only the user.

    Raises:
        DomainError: It cannot be written; what was there is left as it was.
    """
    with replacing(target, is_public=is_public) as path:
        path.write_bytes(content)


@contextmanager
def replacing(target: Path, *, is_public: bool = False) -> Iterator[Path]:
    """Give the path of an empty file; what is in it at the end takes the place of `target`, whole.

    Args:
        target: Where to.
        is_public: Whether others can read it where the user's own new files can be read; else only the user.

    Raises:
        DomainError: It cannot be written; what was there is left as it was.
    """
    beside = target.with_name(f".{secrets.token_hex(8)}{target.suffix}")
    try:
        try:
            os.close(os.open(beside, _NEW, 0o666 if is_public else 0o600))
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
    except OSError as error:
        if not (path.is_dir() and error.errno in _WITHOUT_FLUSH):
            raise
    finally:
        os.close(handle)


def private(path: str, flags: int) -> int:
    """Create or open a file that only the user may read; for `open`, as its ``opener``.

    From the beginning, and not by changing its rights afterwards: sticks and shares have none to change.
    """
    return os.open(path, flags, 0o600)


def is_open_to_others(folder: Path) -> bool:
    """Whether other users of this machine can look into a folder; False where rights are kept elsewhere."""
    if sys.platform == "win32":
        return False
    try:
        ways = [path.stat().st_mode for path in folder.absolute().parents]
        return bool(folder.stat().st_mode & 0o055) and all(mode & 0o011 for mode in ways)
    except OSError:
        return False


def make_read_only(path: Path) -> None:
    """Let nobody type into a file, where the file system has such rights; elsewhere it stays as it is."""
    with suppress(OSError):
        path.chmod(0o400)


@contextmanager
def private_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """Give a folder that only the user may read, and take it away afterwards.

    What a process that was killed left there under the same prefix is taken away before.
    """
    sweep_private_folders(parent, prefix)
    path = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    try:
        with ExitStack() as held:
            with suppress(OSError):  # a share that knows no locks; the next start sweeps it all the same
                held.enter_context(holding(path))
            yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def sweep_private_folders(parent: Path, prefix: str) -> None:
    """Take away the folders of `private_folder` whose process is no more."""
    for path in parent.glob(f"{prefix}*"):
        if _is_left_behind(path):
            shutil.rmtree(path, ignore_errors=True)


# The system lets go of what a process holds when it ends, however it ends.
if sys.platform == "win32":

    @contextmanager
    def holding(folder: Path) -> Iterator[None]:
        """Hold a folder against every other process that asks for it.

        Raises:
            BlockingIOError: Another one holds it.
            OSError: It cannot be held.
        """
        mark = folder / _IN_USE
        try:
            mark.unlink(missing_ok=True)  # refused while it is open
            handle = mark.open("xb")
        except (PermissionError, FileExistsError) as error:
            raise BlockingIOError(*error.args) from error
        with handle:
            yield

    def _is_left_behind(folder: Path) -> bool:
        try:
            (folder / _IN_USE).unlink()  # refused while it is open
        except OSError:
            return False
        return True
else:
    import fcntl

    @contextmanager
    def holding(folder: Path) -> Iterator[None]:
        """Hold a folder against every other process that asks for it.

        Raises:
            BlockingIOError: Another one holds it.
            OSError: It cannot be held.
        """
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        finally:
            os.close(handle)

    def _is_left_behind(folder: Path) -> bool:
        try:
            with holding(folder):
                return True
        except OSError:
            return False
