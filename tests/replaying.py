"""What the trail comes to, entry after entry, held against what is there."""

import json
from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, select

from domain.enterprises.codec import decode
from domain.enterprises.dictionary import Dictionary, Fact
from domain.enterprises.importing.wording import flat_rows
from domain.enterprises.quantities import plain_figure
from domain.enterprises.rows import StoredRow
from domain.store.audit import AuditEntry
from domain.store.chain import breaks
from domain.store.engine import Store, driver_of
from domain.store.replay import (
    TABLES,
    strayed,
    strayed_enterprises,
    strayed_months,
    strayed_runs,
    tables_told_of,
)
from domain.store.tables import Kind

States = Mapping[int, Mapping[str, Any]]


def hold_against_the_trail(store: Store, dictionary: Dictionary) -> int:
    """Hold the rows of every table that matters against the trail; return how many entries there are."""
    with store.read() as session:
        for table in tables_told_of(driver_of(session)):
            assert list(strayed(driver_of(session), table)) == [], table
        assert list(strayed_enterprises(driver_of(session))) == []
        assert list(strayed_runs(driver_of(session))) == []
        assert list(strayed_months(driver_of(session))) == []
        assert list(breaks(driver_of(session))) == []
        assert enterprises_told(session) == enterprises_there(session, dictionary)
        return len(session.exec(select(AuditEntry.id)).all())


def enterprises_told(session: Session) -> States:
    """Return what the entries of each enterprise come to; each goes on from what those before came to."""
    found: dict[int, dict[str, Any]] = {}
    entries = select(AuditEntry).where(AuditEntry.kind == Kind.ENTERPRISE).order_by(AuditEntry.id)
    for entry in session.exec(entries):
        assert entry.subject_id is not None, entry.summary
        state = found.setdefault(entry.subject_id, {})
        for key, (before, after) in json.loads(entry.details).items():
            if key.partition("[")[0] not in TABLES:
                assert state.get(key) == before, (entry.summary, key, before, state.get(key))
                state[key] = after
    return {id_: _known(state) for id_, state in found.items()}


def enterprises_there(session: Session, dictionary: Dictionary) -> States:
    """Return all that is recorded of each enterprise, deleted ones among them, by the keys of the trail."""

    def rows_of(columns: str, table: str, where: str = "1") -> list[tuple[Any, ...]]:
        return driver_of(session).execute(f"SELECT {columns} FROM {table} WHERE {where}").fetchall()

    found: dict[int, dict[str, Any]] = {}
    for id_, uscc, name, deleted_at, uid in rows_of("id, uscc, name, deleted_at, uid", "enterprise"):
        own = f"enterprise_id = {id_}"
        state: dict[str, Any] = {"uscc": uscc, "name": name, "deleted_at": deleted_at, "uid": uid}
        for fact, text in rows_of("name, value", "enterprise_attribute", own):
            if fact in dictionary.attributes:
                state[fact] = _plain(dictionary.attributes[fact], text)
            elif fact not in dictionary.rows:
                state[f"enterprise_attribute[{fact}].value"] = text
            else:
                mine = f"{own} AND kind = '{fact}' ORDER BY position"
                rows = map(StoredRow._make, rows_of("uid, content", "enterprise_row", mine))
                state |= flat_rows(fact, list(rows), dictionary)
        for fact, period, amount in rows_of("name, period, amount", "enterprise_figure", own):
            if fact in dictionary.indicators:
                state[f"{fact}[{period}]"] = plain_figure(dictionary.indicators[fact], amount)
            else:
                state[f"enterprise_figure[{fact},{period}].amount"] = amount
        for (tag,) in rows_of("tag", "enterprise_tag", own):
            state[f"tags[{tag}]"] = True
        found[id_] = _known(state)
    return found


def _known(state: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in state.items() if value is not None}


def _plain(fact: Fact, text: str) -> str | bool:
    value = decode(fact, text)
    if isinstance(value, bool | str):
        return value
    return plain_figure(fact, value) if isinstance(value, int) else text
