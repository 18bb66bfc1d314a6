"""Who stands for an enterprise now: records are merged, deleted and registered anew, codes are corrected."""

import json
from collections.abc import Iterable

from sqlmodel import Session, col, select

from domain.enterprises.duplicates.entities import EnterpriseMerge
from domain.store.engine import driver_of


def standing_for(session: Session, ids: Iterable[int]) -> dict[int, int]:
    """Return the live record that stands for each of these; those for which none stands are absent.

    A live record stands for itself, also where it was merged once and restored. One that was merged is stood
    for by the one it went into, a deleted one by the one that has its code now: it is the same enterprise,
    registered anew.
    """
    merged = dict(
        session.exec(
            select(EnterpriseMerge.gone_id, EnterpriseMerge.kept_id)
            .where(col(EnterpriseMerge.undone_at).is_(None))
            .order_by(col(EnterpriseMerge.id))
        ).all()
    )
    connection = driver_of(session)
    gone = {id_ for (id_,) in connection.execute(_GONE, (json.dumps([*merged]),))}
    went = {id_: merged[id_] for id_ in gone}
    followed = {id_: _followed(went, id_) for id_ in ids}
    rows = connection.execute(_STANDING, (json.dumps(list(set(followed.values()))),))
    live = dict(rows.fetchall())
    return {id_: live[now] for id_, now in followed.items() if now in live}


def stood_for_by(session: Session, ids: Iterable[int]) -> set[int]:
    """Return every record that one of these may stand for, themselves among them; see `standing_for`."""
    connection = driver_of(session)
    found, new = set[int](), set(ids)
    while new:
        found |= new
        rows = connection.execute(_STOOD_FOR, {"ids": json.dumps([*new])})
        new = {id_ for (id_,) in rows} - found
    return found


def holders_of(session: Session, codes: Iterable[str]) -> dict[str, int]:
    """Return which live record has each of these codes."""
    return dict(driver_of(session).execute(_HOLDERS, (json.dumps(list(codes)),)).fetchall())


def _followed(went: dict[int, int], id_: int) -> int:
    """Follow a record that is gone through several merges."""
    seen = set()
    while id_ in went and id_ not in seen:
        seen.add(id_)
        id_ = went[id_]
    return id_


_GONE = """
SELECT id FROM enterprise WHERE deleted_at IS NOT NULL AND id IN (SELECT value FROM json_each(?))
"""
_STANDING = """
SELECT e.id, CASE WHEN e.deleted_at IS NULL THEN e.id ELSE l.id END
FROM enterprise e LEFT JOIN enterprise l
    ON e.deleted_at IS NOT NULL AND l.uscc = e.uscc AND l.deleted_at IS NULL
WHERE e.id IN (SELECT value FROM json_each(?)) AND (e.deleted_at IS NULL OR l.id IS NOT NULL)
"""
_STOOD_FOR = """
SELECT id FROM enterprise WHERE deleted_at IS NOT NULL
    AND uscc IN (SELECT uscc FROM enterprise WHERE id IN (SELECT value FROM json_each(:ids)))
UNION SELECT gone_id FROM enterprise_merge
    WHERE undone_at IS NULL AND kept_id IN (SELECT value FROM json_each(:ids))
"""
_HOLDERS = """
SELECT uscc, id FROM enterprise
WHERE deleted_at IS NULL AND uscc IN (SELECT value FROM json_each(?))
"""
