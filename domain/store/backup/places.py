"""What lies where in the user's folder, and which of it belongs into a backup."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from domain.store.plain import READY, STORE_NAME
from domain.values.files import private_folder, sweep_halves, sweep_private_folders

SUFFIX: Final = ".zqdbak"
STORE_FILES: Final = (STORE_NAME, f"{STORE_NAME}-wal", f"{STORE_NAME}-shm", f"{STORE_NAME}-journal")
NUMBERS_NAME: Final = "zhuqidui.numbers"
"""Which numbers of notices were taken. In no backup, so that none takes it back; the manifest has them."""
SENT_NAME: Final = "zhuqidui.sent"
"""What was sent to be paid. In no backup either; the manifest has the last numbers."""

_BACKUPS: Final = "backups"
_CONTENTS: Final = "contents"
_WORKING: Final = ".working-"
_DAMAGED: Final = "damaged-"
_VIEWED: Final = "viewed"
_LEFT_OUT_FOLDERS: Final = frozenset({"logs", _VIEWED, _BACKUPS, READY})
_LEFT_OUT_SUFFIXES: Final = frozenset({".lock", ".part", ".numbers", ".sent"})
_CHANGES_EVERY_DAY: Final = "window.ini"
"""Where the window stood: part of a backup, but no reason for one."""


def backups_folder(home: Path) -> Path:
    return home / _BACKUPS


def contents_folder(home: Path) -> Path:
    """Return where the contents lie that the backups of a folder share (see `shared`)."""
    return backups_folder(home) / _CONTENTS


def damaged_folders(home: Path) -> list[Path]:
    """Return where damaged stores were set aside, oldest first."""
    return sorted(path for path in home.glob(f"{_DAMAGED}*") if path.is_dir())


def new_damaged_folder(home: Path, stamp: str) -> Path:
    """Create a folder for a damaged store; `stamp` is the time in its name."""
    path = home / f"{_DAMAGED}{stamp}"
    number = 1
    while path.exists():
        number += 1
        path = home / f"{_DAMAGED}{stamp}-{number}"
    path.mkdir(mode=0o700)
    return path


def other_files(home: Path) -> list[Path]:
    """Return what a whole backup holds beside the store: every file but logs, locks, backups and links."""
    found = []
    for folder, folders, files in os.walk(home):
        here = Path(folder)
        if here == home:
            folders[:] = [name for name in folders if not _is_left_out(name)]
            files = [name for name in files if name not in STORE_FILES]  # noqa: PLW2901
        paths = [here / name for name in sorted(files)]
        found += [
            path
            for path in paths
            if path.suffix not in _LEFT_OUT_SUFFIXES and path.is_file() and not path.is_symlink()
        ]
    return found


def state_of(home: Path) -> str:
    """Return what the folder looks like: equal again only if nothing was written to it since.

    By lengths and times of change, since the times alone follow a clock that is sometimes set.
    """
    import hashlib  # noqa: PLC0415 - the window imports this module before its first paint

    digest = hashlib.sha256()
    log = home / f"{STORE_NAME}-wal"
    logs = [log] if log.exists() and log.stat().st_size else []
    others = [path for path in other_files(home) if path.name != _CHANGES_EVERY_DAY]
    for path in [home / STORE_NAME, *logs, *others]:
        facts = path.stat()
        digest.update(f"{path.relative_to(home)}|{facts.st_size}|{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _is_left_out(folder: str) -> bool:
    return folder in _LEFT_OUT_FOLDERS or folder.startswith((_WORKING, _DAMAGED))


@contextmanager
def working_folder(home: Path) -> Iterator[Path]:
    """Give a private folder on the same disk, and take it away afterwards."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with private_folder(home, _WORKING) as path:
        yield path


def viewed_folder(home: Path) -> Path:
    """Return where copies lie that were only looked at."""
    return home / _VIEWED


def sweep_dead(home: Path) -> None:
    """Remove what a backup or a restore that was killed left behind, while others may use the folder."""
    sweep_private_folders(home, _WORKING)
    sweep_halves(home)


def sweep(home: Path) -> None:
    """Remove everything that was only for the moment; call only while no other program uses the folder."""
    for path in [*home.glob(f"{_WORKING}*"), viewed_folder(home)]:
        if os.name == "nt":  # where what is read-only stays
            for one in path.rglob("*"):
                with suppress(OSError):
                    one.chmod(0o600)
        shutil.rmtree(path, ignore_errors=True)
    for path in [*backups_folder(home).glob("*.part"), *contents_folder(home).glob("*.part")]:
        with suppress(OSError):
            path.unlink(missing_ok=True)
    sweep_halves(home)
