"""Which row of a list is which, before and after the list was written anew."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from domain.enterprises.codec import encode
from domain.enterprises.facts import EnterpriseFacts, Row, as_row, uid_of
from domain.store.problems import as_stored
from domain.values.uids import new_uid

_NAME: Final = "name"

Keyed: TypeAlias = tuple[str, Mapping[str, Any]]
"""A row's id, empty where it has none yet, and its values."""


class StoredRow(NamedTuple):
    """A row as the store keeps it; ``content`` is JSON."""

    uid: str
    content: str


def identified(facts: EnterpriseFacts, before: EnterpriseFacts | None) -> EnterpriseFacts:
    """Return facts of which every row has an id: its own, or that of the row it was; see `uids_of`."""
    rows = {}
    for name, entries in facts.rows.items():
        there = () if before is None else before.rows.get(name, ())
        uids = uids_of([(uid_of(row), row) for row in there], [(uid_of(row), row) for row in entries])
        rows[name] = tuple(as_row(row, uid) for row, uid in zip(entries, uids, strict=True))
    return EnterpriseFacts(facts.uscc, facts.name, facts.attributes, facts.indicators, rows)


def stored(rows: Sequence[Row]) -> list[StoredRow]:
    """Write rows that have their ids as the store keeps them."""
    return [StoredRow(uid_of(row), content_of(row)) for row in rows]


def stored_after(before: Sequence[StoredRow] | None, contents: Sequence[str]) -> list[StoredRow]:
    """Give rows that come without ids, e.g. from a sheet, those of the rows they were; see `uids_of`."""
    with as_stored("企业的清单"):
        there = [(row.uid, json.loads(row.content)) for row in before or ()]
    uids = uids_of(there, [("", json.loads(content)) for content in contents]) if there else ()
    if not uids:
        return [StoredRow(new_uid(), content) for content in contents]
    return [StoredRow(uid, content) for uid, content in zip(uids, contents, strict=True)]


def uids_of(before: Sequence[Keyed], after: Sequence[Keyed]) -> list[str]:
    """Return an id for each row of a list that was written anew.

    A row keeps its own. One without is the row it equals; else the one of the same name, where there is one
    such before and after; else it is new. Nothing is concluded from where a row stands.
    """
    free = {uid: values for uid, values in before if uid}
    found = [""] * len(after)
    for at, (uid, _) in enumerate(after):
        if uid and uid not in found:
            found[at] = uid
            free.pop(uid, None)
    for at, (_, values) in enumerate(after):
        alike = next((uid for uid, known in free.items() if known == values), "")
        if not found[at] and alike:
            found[at] = alike
            del free[alike]
    named = _by_name(free.items())
    for name, places in _by_name((at, after[at][1]) for at, uid in enumerate(found) if not uid).items():
        if len(places) == 1 and len(named.get(name, ())) == 1:
            found[places[0]] = named[name][0]
    return [uid or new_uid() for uid in found]


def content_of(row: Row) -> str:
    """Write one row of a list as the store keeps it."""
    return content_text({name: encode(value) for name, value in row.items()})


def content_text(values: Mapping[str, str]) -> str:
    """Write one row of a list whose values are written already."""
    return json.dumps(values, ensure_ascii=False)


def _by_name(rows: Any) -> dict[Any, list[Any]]:
    """Return the keys of rows by the name that stands in them; those without are left out."""
    found: dict[Any, list[Any]] = {}
    for key, values in rows:
        if values.get(_NAME):
            found.setdefault(values[_NAME], []).append(key)
    return found
