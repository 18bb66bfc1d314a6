"""What SQLite complains of, as sentences a clerk can act on."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from domain.errors import DomainError


class StoreProblem(DomainError):
    """The store cannot be read or written just now. Nothing of the act in hand was kept."""


_SENTENCES: Final = {
    "SQLITE_BUSY": "数据文件正被另一个程序占用，请稍后再试；如果打开了两个窗口，请关掉一个",
    "SQLITE_LOCKED": "数据文件正被另一个程序占用，请稍后再试；如果打开了两个窗口，请关掉一个",
    "SQLITE_FULL": "磁盘已满，没有保存；请清理磁盘后再试",
    "SQLITE_READONLY": "数据文件是只读的，没有保存；请检查文件和文件夹的权限",
    "SQLITE_CORRUPT": "数据文件已损坏；请不要继续录入，用备份恢复",
    "SQLITE_NOTADB": "数据文件不是本程序的数据；请检查是否被别的文件覆盖，或用备份恢复",
    "SQLITE_CANTOPEN": "打不开数据文件；请检查文件夹是否存在、有没有权限",
    "SQLITE_IOERR": "读写磁盘出错；请检查磁盘或 U 盘是否已拔出",
}

_REASONS: Final = {
    errno.ENOSPC: "磁盘已满，请清理磁盘或换一个位置",
    errno.EFBIG: "磁盘已满，请清理磁盘或换一个位置",
    errno.EDQUOT: "磁盘配额已满，请清理磁盘或换一个位置",
    errno.EROFS: "这个位置是只读的，请换一个位置",
    errno.EACCES: "没有权限，请换一个位置或请管理员开通",
    errno.EPERM: "没有权限，请换一个位置或请管理员开通",
    errno.ENOENT: "文件或文件夹不存在，请检查 U 盘是否已拔出",
    errno.EIO: "读写磁盘出错，请检查 U 盘是否已拔出",
    errno.ENODEV: "读写磁盘出错，请检查 U 盘是否已拔出",
}


def reason_of(error: OSError) -> str:
    """Return why a file or folder cannot be used, and what to do, in words."""
    return _REASONS.get(error.errno or 0, f"读写失败（{error.strerror or error}）")


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's expected failures inside the block into `StoreProblem`; others pass."""
    try:
        yield
    except sqlite3.Error as error:
        raise _problem(error, path) or error from error
    except Exception as error:
        from sqlalchemy.exc import DBAPIError  # noqa: PLC0415 - 110 ms that the first paint need not wait for

        problem = _problem(error.orig, path) if isinstance(error, DBAPIError) else None
        if problem is None:
            raise
        raise problem from error


def _problem(error: BaseException | None, path: Path) -> StoreProblem | None:
    # The extended name, e.g. SQLITE_READONLY_DBMOVED, begins with the plain one.
    name: str = getattr(error, "sqlite_errorname", "")
    for prefix, sentence in _SENTENCES.items():
        if name.startswith(prefix):
            return StoreProblem(f"{sentence}（{path}）")
    return None
