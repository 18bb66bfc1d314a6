"""The first rows of the register by plain SQL, for the window that is there before the program."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from domain.enterprises.codec import decode
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.register.listed import Listed
from domain.store.plain import opened

if TYPE_CHECKING:
    from domain.enterprises.facts import FactValue

_ROWS: Final = 40


@dataclass(frozen=True, slots=True)
class FirstRows:
    """The rows that the list begins with, their ids in order, and how many enterprises there are in all."""

    ids: list[int]
    rows: Mapping[int, Listed]
    total: int


def read_first_rows(store: Path, dictionary: Dictionary) -> FirstRows | None:
    """Read what the list of enterprises begins with; nothing of the store is changed.

    Returns:
        None where the store cannot be read so, e.g. one of an older version or a damaged one: whatever
        is wrong is found, and said, when it is opened.
    """
    try:
        with closing(opened(store)) as connection:
            return _read(connection, dictionary)
    except (sqlite3.Error, ValueError):
        return None


def _read(connection: sqlite3.Connection, dictionary: Dictionary) -> FirstRows | None:
    total = connection.execute("SELECT count(*) FROM enterprise WHERE deleted_at IS NULL").fetchone()[0]
    in_order = "FROM enterprise WHERE deleted_at IS NULL ORDER BY name, id LIMIT ?"
    attributes: dict[int, dict[str, FactValue]] = defaultdict(dict)
    for id_, name, value in connection.execute(
        "SELECT enterprise_id, name, value FROM enterprise_attribute"
        f" WHERE enterprise_id IN (SELECT id {in_order})",
        (_ROWS,),
    ):
        if name in dictionary.attributes:
            attributes[id_][name] = decode(dictionary.attributes[name], value)
    rows = {
        id_: Listed(id_, uscc, name, datetime.fromisoformat(changed_at).replace(tzinfo=UTC), attributes[id_])
        for id_, uscc, name, changed_at in connection.execute(
            f"SELECT id, uscc, name, changed_at {in_order}", (_ROWS,)
        )
    }
    return FirstRows(list(rows), rows, total)
