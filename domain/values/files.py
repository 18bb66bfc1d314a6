"""Writing a file so that it appears whole or not at all, and so that only who may read it can."""

import errno
import os
import re
import secrets
import shutil
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Final

from domain.values.errors import DomainError

PASSING: Final = "zhuqidui-passing-"
"""How folders begin that hold something for the moment among those of others, and files after a dot."""

_HALF: Final = re.compile(
    rf"\.{PASSING}(?P<whose>[0-9a-f]{{8}})-(?P<pid>\d+)-(?P<born>[0-9a-f]{{8}})-[0-9a-f]{{16}}\.part"
)
_START: Final = 18
"""Where among what Linux says of a process, behind its state, the time stands at which it began."""

_IN_USE: Final = ".in-use"
_WITHOUT_FLUSH: Final = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES})
"""What file systems answer that cannot flush a list of names."""


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
    try:
        with beside(target, is_public=is_public) as half:
            yield half.path
            half.take_place()
    except PermissionError as error:
        raise DomainError(
            f"不能写入 {target}（{error.strerror}）：如果它正在别的程序里打开，请先关闭；也请检查文件夹的权限"
        ) from error
    except OSError as error:
        raise DomainError(f"不能写入 {target}（{error.strerror}），请检查文件夹、权限和磁盘") from error


@dataclass(frozen=True, slots=True)
class Half:
    """A file that is being written beside the one whose place it is to take."""

    path: Path
    _target: Path
    _file: IO[bytes]
    _rights: int
    """Those it gets once it is whole; 0 for the user alone."""

    def take_place(self) -> None:
        """Put it, whole and on the disk, in the place of what it was written beside.

        Raises:
            OSError: It cannot be; what was there is left as it was.
        """
        flushed(self.path)
        if self._rights:
            with suppress(OSError):
                self.path.chmod(self._rights)
        if sys.platform == "win32":
            self._file.close()  # where what is open cannot be renamed
        self.path.replace(self._target)


@contextmanager
def beside(target: Path, *, is_public: bool = False) -> Iterator[Half]:
    """Give an empty file in the folder of `target`, which is gone afterwards unless it took that one's place.

    Until then only the user may read it. What was left in the folder by processes that were killed is taken
    away before.

    Args:
        target: Whose place it may take.
        is_public: Whether others can read it then, where the user's own new files can be read.

    Raises:
        OSError: There can be none.
    """
    sweep_halves(target.parent)
    pid = os.getpid()
    name = f".{PASSING}{_whose()}-{pid}-{_born(pid) or 'unknown'}-{secrets.token_hex(8)}.part"
    path = target.with_name(name)
    try:
        with open(path, "xb", buffering=0, opener=None if is_public else private) as file:
            rights = os.fstat(file.fileno()).st_mode & 0o777 if is_public else 0
            if rights:
                with suppress(OSError):  # what has no rights to change can do without
                    path.chmod(0o600)
            yield Half(path, target, file, rights)
    finally:
        with suppress(OSError):  # where the stick is gone, that is said already
            path.unlink(missing_ok=True)


def sweep_halves(folder: Path) -> None:
    """Take away what `beside` made in a folder and no process writes any more.

    By the name it is ours, of this machine and this user: of what others are writing, in a folder that many
    share, nobody here can tell whether it was left behind. The files are not locked, since a lock keeps the
    writer itself out on some shares.
    """
    with suppress(OSError):
        for path in folder.iterdir():
            half = _HALF.fullmatch(path.name)
            if half is not None and half["whose"] == _whose():
                with suppress(OSError):
                    _remove_if_left_behind(path, int(half["pid"]), half["born"])


@cache
def _whose() -> str:
    """Return what stands for this user of this machine in names; nobody can read either out of it."""
    from platform import node  # noqa: PLC0415 - the window imports this module before its first paint

    user = "" if sys.platform == "win32" else os.getuid()
    return _short(f"{node()}/{user}".encode("utf-8", "surrogateescape"))


def _short(content: bytes) -> str:
    return f"{zlib.crc32(content):08x}"


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
        ways = [path.stat().st_mode for path in folder.resolve().parents]
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


@contextmanager
def passing_folder() -> Iterator[Path]:
    """Give a private folder among those of other programs, where no file of ours belongs for longer."""
    with private_folder(Path(tempfile.gettempdir()), PASSING) as path:
        yield path


def sweep_passing_folders() -> None:
    """Take away those whose process is no more."""
    sweep_private_folders(Path(tempfile.gettempdir()), PASSING)


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

    def _born(_pid: int) -> str:
        return "00000000"

    def _remove_if_left_behind(path: Path, _pid: int, _born_then: str) -> None:
        path.unlink()  # refused while it is open
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

    def _born(pid: int) -> str:
        """Return what tells a process from all others of its number, ever; empty where it is no more."""
        try:
            boot = Path("/proc/sys/kernel/random/boot_id").read_bytes()
            state, *facts = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b") ")[2].split()
        except (OSError, ValueError):
            return ""
        return "" if state == b"Z" else _short(boot + facts[_START])

    def _remove_if_left_behind(path: Path, pid: int, born: str) -> None:
        if _born(os.getpid()) and _born(pid) != born:
            path.unlink()
