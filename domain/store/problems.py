"""What SQLite complains of, as sentences a clerk can act on."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from domain.store.rights import missing_rights
from domain.values.errors import DomainError


class StoreProblem(DomainError):
    """The store cannot be read or written just now. Nothing of the act in hand was kept."""


class StoreBroken(StoreProblem):
    """The file is damaged, or not ours: nothing can be done with it but recover."""


class Unreadable(StoreProblem):
    """One thing that was stored does not read as it was written; the rest may be used."""

    @staticmethod
    def of(what: str) -> "Unreadable":
        """Return it for what people call so."""
        return Unreadable(f"{what}读不出来，数据文件可能有损坏；{_WHAT_TO_DO}")


class NeedsSecond(DomainError):
    """Another person must confirm this: four eyes are on. Nothing was done."""

    def __init__(self) -> None:
        super().__init__("这件事要由另一位同事确认，没有办理；请提请同事确认")


_FOUR_EYES: Final = "needs a second person"
"""What the store's own triggers say, see migration 0017."""

_REFUSALS: Final = {
    "needs another person": "前面的步骤是同一个人办的，这一步要由另一人办理，没有办理",
    "somebody was first": "这件事项刚有人办过，没有办理；请刷新后再看",
    "a problem ends on a day, not before it was raised": (
        "问题的办结日期早于提出日期，没有办理；请先校准电脑的日期"
    ),
}
"""What they say of cases, see migration 0020, and of problems, see 0043."""

_WHAT_TO_DO: Final = "请在“设置”里恢复完好的备份，或请技术人员查看"
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
    """Turn SQLite's expected failures inside the block into `StoreProblem` or `NeedsSecond`; others pass."""
    try:
        yield
    except sqlite3.Error as error:
        problem = _problem(error, path)
        if problem is None:
            raise
        raise problem from error
    except Exception as error:
        from sqlalchemy.exc import DBAPIError  # noqa: PLC0415 - 110 ms that the first paint need not wait for

        problem = None
        if isinstance(error, DBAPIError) and isinstance(error.orig, sqlite3.Error):
            problem = _problem(error.orig, path)
        elif isinstance(error, ValueError | TypeError) and _is_of_the_driver(error):
            problem = _broken(path) if isinstance(error, UnicodeDecodeError) else _unreadable(path)
        if problem is None:
            raise
        raise problem from error


@contextmanager
def as_stored(what: str) -> Iterator[None]:
    """Say of what the store holds, and does not read in the block as it was written, that it is damaged.

    What is read there was written by this program, so it is no defect; `what` is what people call it.
    """
    try:
        yield
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise Unreadable.of(what) from error


def is_passing(error: sqlite3.Error) -> bool:
    """Whether an error says nothing about what is in a store: in use, out of reach, the disk is full."""
    return _name_of(error).startswith(_PASSING)


_PASSING: Final = (
    "SQLITE_BUSY",
    "SQLITE_LOCKED",
    "SQLITE_FULL",
    "SQLITE_READONLY",
    "SQLITE_CANTOPEN",
    "SQLITE_PERM",
    "SQLITE_AUTH",
    "SQLITE_IOERR",
    "SQLITE_NOMEM",
    "SQLITE_INTERRUPT",
    "SQLITE_PROTOCOL",
)
_ENGINE: Final = "domain.store.engine"
_OF_RIGHTS: Final = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")
_DAMAGE: Final = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_NO_TEXT: Final = "Could not decode to UTF-8"
_BROKEN: Final = (
    "unsupported file format",
    "malformed",
    "no such table",
    "no such column",
    "no such index",
)
"""How the messages begin that have no name of their own. Every table and column we ask for is there in a
store of our version; a statement that is wrong in itself is a defect."""


def _problem(error: sqlite3.Error, path: Path) -> DomainError | None:
    """Return the error in words; None where it is a defect."""
    if str(error) == _FOUR_EYES:
        return NeedsSecond()
    if refusal := _REFUSALS.get(str(error)):
        return DomainError(refusal)
    name = _name_of(error)
    for prefix, sentence in _SENTENCES.items():
        # The extended name, e.g. SQLITE_READONLY_DBMOVED, begins with the plain one.
        if name.startswith(prefix):
            kind = StoreBroken if prefix in _DAMAGE else StoreProblem
            if prefix in _OF_RIGHTS and (lacks := missing_rights(path.parent, (path.name,))):
                return kind(f"{lacks}（{path}）")
            return kind(f"{sentence}（{path}）")
    if str(error).startswith(_NO_TEXT):
        return _unreadable(path)
    return _broken(path) if str(error).startswith(_BROKEN) else None


def _broken(path: Path) -> StoreBroken:
    return StoreBroken(f"{_SENTENCES['SQLITE_CORRUPT']}（{path}）")


def _unreadable(path: Path) -> Unreadable:
    return Unreadable(f"数据里有一处读不出来，可能有损坏；{_WHAT_TO_DO}（{path}）")


def _name_of(error: sqlite3.Error) -> str:
    return getattr(error, "sqlite_errorname", None) or ""


def _is_of_the_driver(error: Exception) -> bool:
    """Whether it came up where a stored value is made an object: text that is none, a day there is not."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    module = "" if trace is None else str(trace.tb_frame.f_globals.get("__name__"))
    # The engine makes nothing of what is stored: there it is a query that was asked wrongly.
    return module.startswith(("sqlalchemy.", "domain.store.")) and module != _ENGINE
