"""The first rows of the register by plain SQL, for the window that is there before the program."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.register.listed import Listed
from domain.enterprises.sql.rows import read_rows
from domain.store.plain import opened
from domain.values.ids import EnterpriseId

_ROWS: Final = 40


@dataclass(frozen=True, slots=True)
class FirstRows:
    """The rows that the list begins with, their ids in order, and how many enterprises there are in all.

    The total is got without counting a million of them: enterprises are numbered one after the other, and
    those that are deleted stay in the store.
    """

    ids: list[EnterpriseId]
    rows: Mapping[EnterpriseId, Listed]
    total: int


def read_first_rows(store: Path, dictionary: Dictionary) -> FirstRows | None:
    """Read what the list of enterprises begins with; nothing of the store is changed.

    Returns:
        None where the store cannot be read so, e.g. one of an older version or a damaged one: whatever
        is wrong is found, and said, when it is opened.
    """
    try:
        with closing(opened(store)) as connection:
            ids = [id_ for (id_,) in connection.execute(_IN_ORDER, (_ROWS,))]
            (total,) = connection.execute(_TOTAL).fetchone()
            return FirstRows(ids, read_rows(connection, ids, dictionary), max(total, len(ids)))
    except (sqlite3.Error, ValueError, TypeError):
        return None


_TOTAL: Final = """
SELECT (SELECT ifnull(max(id), 0) FROM enterprise)
    - (SELECT count(*) FROM enterprise WHERE deleted_at IS NOT NULL)
"""
_IN_ORDER: Final = "SELECT id FROM enterprise WHERE deleted_at IS NULL ORDER BY name, id LIMIT ?"
