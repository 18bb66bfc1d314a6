"""Noticing that the store is missing or damaged before it is opened, and setting it aside untouched."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from pathlib import Path
from typing import Final

from domain.store.backup.contents import faults_of, foreign_fault_of, shape_fault_of
from domain.store.backup.flaws import flaws_of
from domain.store.backup.places import (
    NUMBERS_NAME,
    STORE_FILES,
    SUFFIX,
    backups_folder,
    damaged_folders,
    new_damaged_folder,
)
from domain.store.plain import STORE_NAME
from domain.values.progress import Reporter

CHECKED_AT_START_BYTES: Final = 4_000_000
"""A larger store is checked after the window has opened; 4 MB take about 10 ms."""


class Condition(Enum):
    """How the store was found."""

    NEW = auto()
    """There has never been one."""
    SOUND = auto()
    """Nothing against it; a large one has not been read through yet."""
    MISSING = auto()
    """There was one: backups of it, or a damaged one set aside, are there."""
    DAMAGED = auto()


@dataclass(frozen=True, slots=True)
class Finding:
    """The condition, and for a damaged store what was found, in SQLite's words."""

    condition: Condition
    reason: str = ""


def examine(home: Path) -> Finding:
    """Look at the store without opening it for writing. Not a byte of it is changed."""
    store = home / STORE_NAME
    was_there = bool(damaged_folders(home)) or any(backups_folder(home).glob(f"*{SUFFIX}"))
    if not store.exists():
        had_numbers = (home / NUMBERS_NAME).exists()
        return Finding(Condition.MISSING if was_there or had_numbers else Condition.NEW)
    try:
        size = store.stat().st_size
        reason = shape_fault_of(store)
    except PermissionError:
        return Finding(Condition.SOUND)  # Which opening it says in words.
    except OSError as error:
        return Finding(Condition.DAMAGED, error.strerror or str(error))
    if store.is_file() and not size and not was_there:
        return Finding(Condition.NEW)  # Ours is empty for an instant, when it is created.
    if not reason:
        reason = _fault_of(store) if size <= CHECKED_AT_START_BYTES else _foreign(store)
    return Finding(Condition.DAMAGED, reason) if reason else Finding(Condition.SOUND)


def fault_of(home: Path) -> str:
    """Read a store of any size through; return what is wrong with it, empty where nothing is."""
    return _fault_of(home / STORE_NAME)


def flaws_in(home: Path, reporter: Reporter) -> list[str]:
    """Return what of a sound store does not read as it was written, in words; see `flaws`.

    Raises:
        Cancelled: The user stopped it.
    """
    try:
        return flaws_of(home / STORE_NAME, reporter)
    except sqlite3.Error:
        return []  # In use or out of reach; a fault is `fault_of`'s to tell.


def _fault_of(store: Path) -> str:
    try:
        return "; ".join(faults_of(store, quickly=True)[:1])
    except sqlite3.OperationalError:
        return ""  # In use or out of reach: nothing about its state.


def _foreign(store: Path) -> str:
    try:
        return foreign_fault_of(store)
    except sqlite3.OperationalError:
        return ""


def set_aside(home: Path) -> Path | None:
    """Move the store with its log into ``damaged-<time>/``, as it is; None where there is none.

    No store may be open.

    Raises:
        OSError: It cannot be moved.
    """
    files = [home / name for name in STORE_FILES if (home / name).exists()]
    if not files:
        return None
    folder = new_damaged_folder(home, f"{datetime.now().astimezone():%Y%m%d-%H%M%S}")
    for path in files:
        path.rename(folder / path.name)
    return folder
