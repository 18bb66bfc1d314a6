"""Who may use a data folder: told where the system refuses it to who works here."""

import os
import stat
from pathlib import Path


def missing_rights(folder: Path, files: tuple[str, ...] = ()) -> str:
    """Return who has a folder, what of it the user of the system may not do, what helps; empty if all.

    Args:
        folder: The data folder.
        files: Names in it that must be read and written too, where they are there.
    """
    try:
        folder.stat()
    except PermissionError:
        # One above bars the way to it.
        return missing_rights(folder.parent)
    except OSError:
        return ""
    found = _lacking(folder, os.R_OK | os.W_OK | os.X_OK)
    # Of a folder that may not be entered nothing is known of what is in it.
    found = found or next(filter(None, (_lacking(folder / name) for name in files)), "")
    if not found or _is_read_only(folder):
        return ""
    owner = _owner_of(folder)
    return (
        f"这份数据属于系统用户“{owner}”，当前的系统用户“{_me()}”{found}。请用“{owner}”登录系统后再打开："
        "几个人用同一份数据，共用一个系统用户，在程序里各用各的账号；各用各的数据的，换一个文件夹"
    )


def _lacking(path: Path, rights: int = os.R_OK | os.W_OK) -> str:
    """Say what may not be done with a file or folder that is there."""
    if not path.exists() or os.access(path, rights):
        return ""
    verbs = [word for word, right in (("读", os.R_OK), ("写", os.W_OK)) if not os.access(path, right)]
    what = "这个文件夹" if stat.S_ISDIR(path.stat().st_mode) else f"其中的 {path.name}"
    return f"不能{'、'.join(verbs) or '进入'}{what}"


def _is_read_only(path: Path) -> bool:
    """Whether the disk that it lies on can be written by nobody, which is no matter of rights."""
    return hasattr(os, "statvfs") and bool(os.statvfs(path).f_flag & os.ST_RDONLY)


def _owner_of(path: Path) -> str:
    try:
        return path.owner()
    except (KeyError, NotImplementedError, OSError):
        # Not known to this system, or of a system that names no owner this way.
        return str(path.stat().st_uid)


def _me() -> str:
    import getpass  # noqa: PLC0415 - asked only where something is refused

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid()) if hasattr(os, "getuid") else "?"
