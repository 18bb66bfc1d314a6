"""Enterprises as lists show them, by plain SQL. Light: the window imports it before its first paint."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from domain.enterprises.codec import decode
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.register.listed import Listed
from domain.store.plain import moment_of
from domain.values.ids import EnterpriseId

if TYPE_CHECKING:
    from domain.enterprises.facts import FactValue


def read_rows(
    connection: sqlite3.Connection, ids: Sequence[EnterpriseId], dictionary: Dictionary
) -> dict[EnterpriseId, Listed]:
    """Return these enterprises by id, in the order given; one that was deleted since is left out."""
    wanted = as_json(ids)
    attributes: dict[EnterpriseId, dict[str, FactValue]] = defaultdict(dict)
    for id_, name, value in connection.execute(_ATTRIBUTES, (wanted,)):
        if name in dictionary.attributes:
            attributes[id_][name] = decode(dictionary.attributes[name], value)
    tags: dict[EnterpriseId, list[str]] = defaultdict(list)
    for id_, tag in connection.execute(_TAGS, (wanted,)):
        tags[id_].append(tag)
    found = {
        id_: Listed(
            id_,
            uscc,
            name,
            moment_of(changed_at),
            attributes.get(id_, {}),
            tuple(sorted(tags.get(id_, ()))),
        )
        for id_, uscc, name, changed_at in connection.execute(_ENTERPRISES, (wanted,))
    }
    return {id_: found[id_] for id_ in ids if id_ in found}


def as_json(ids: Iterable[EnterpriseId]) -> str:
    """Return ids as SQLite's ``json_each`` takes them, without importing json ahead of the first rows."""
    return f"[{','.join(map(str, ids))}]"


def count(connection: sqlite3.Connection) -> int:
    """Return how many enterprises there are."""
    (total,) = connection.execute("SELECT count(*) FROM enterprise WHERE deleted_at IS NULL").fetchone()
    return int(total)


_AMONG = "IN (SELECT value FROM json_each(?))"
_ENTERPRISES = f"SELECT id, uscc, name, changed_at FROM enterprise WHERE id {_AMONG} AND deleted_at IS NULL"
_ATTRIBUTES = f"SELECT enterprise_id, name, value FROM enterprise_attribute WHERE enterprise_id {_AMONG}"
_TAGS = f"SELECT enterprise_id, tag FROM enterprise_tag WHERE enterprise_id {_AMONG}"
