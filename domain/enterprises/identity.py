"""Who stands for an enterprise now: records are merged, deleted and registered anew, codes are corrected."""

import json
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from domain.enterprises.duplicates.entities import EnterpriseMerge
from domain.enterprises.entities import Enterprise
from domain.store.sql import among, each_named
from domain.values.ids import EnterpriseId

_IS_LIVE = col(Enterprise.deleted_at).is_(None)
_HOLDER: Any = aliased(Enterprise)
"""The one that has a code now."""
_EACH: Any = each_named("ids").subquery().c.value
_ABSENT: Any = select(_EACH).where(~exists().where(Enterprise.id == _EACH, _IS_LIVE))
"""Which of them are not live: they are few, be all of the register asked for."""


def standing_for(session: Session, ids: Iterable[EnterpriseId]) -> dict[EnterpriseId, EnterpriseId]:
    """Return the live record that stands for each of these; those for which none stands are absent.

    A live record stands for itself, also where it was merged once and restored. One that was merged is stood
    for by the one it went into, a deleted one by the one that has its code now: it is the same enterprise,
    registered anew.
    """
    merged = dict(
        session.exec(
            select(col(EnterpriseMerge.gone_id), col(EnterpriseMerge.kept_id))
            .where(col(EnterpriseMerge.undone_at).is_(None))
            .order_by(col(EnterpriseMerge.id))
        ).all()
    )
    lost = select(col(Enterprise.id)).where(among(col(Enterprise.id), merged), ~_IS_LIVE)
    went = {id_: merged[id_] for id_ in (session.exec(lost) if merged else ()) if id_ is not None}
    followed = {id_: _followed(went, id_) if id_ in went else id_ for id_ in ids}
    live = _live(session, set(followed.values()))
    return {id_: live[now] for id_, now in followed.items() if now in live}


def gone_of_all(session: Session) -> dict[EnterpriseId, EnterpriseId | None]:
    """Return for every record that is gone the live one that stands for it; None where none does."""
    gone = [id_ for id_ in session.exec(select(col(Enterprise.id)).where(~_IS_LIVE)) if id_ is not None]
    now = standing_for(session, gone) if gone else {}
    return {id_: now.get(id_) for id_ in gone}


def stood_for_by(session: Session, ids: Iterable[EnterpriseId]) -> set[EnterpriseId]:
    """Return every record that one of these may stand for, themselves among them; see `standing_for`."""
    found, new = set[EnterpriseId](), set(ids)
    while new:
        found |= new
        codes = select(Enterprise.uscc).where(among(col(Enterprise.id), new))
        deleted = select(col(Enterprise.id)).where(~_IS_LIVE, col(Enterprise.uscc).in_(codes))
        merged = select(col(EnterpriseMerge.gone_id)).where(
            col(EnterpriseMerge.undone_at).is_(None), among(col(EnterpriseMerge.kept_id), new)
        )
        new = {id_ for id_ in (*session.exec(deleted), *session.exec(merged)) if id_ is not None} - found
    return found


def holders_of(session: Session, codes: Collection[str]) -> dict[str, EnterpriseId]:
    """Return which live record has each of these codes."""
    statement = select(Enterprise.uscc, col(Enterprise.id)).where(
        among(col(Enterprise.uscc), codes), _IS_LIVE
    )
    return {code: id_ for code, id_ in session.exec(statement) if id_ is not None}


def _live(session: Session, ids: Collection[EnterpriseId]) -> dict[EnterpriseId, EnterpriseId]:
    """Return for each of these the live record that has its code, itself first."""
    absent = set(session.exec(_ABSENT, params={"ids": json.dumps([*ids])}))
    holders = (
        select(col(Enterprise.id), _HOLDER.id)
        .join(_HOLDER, (_HOLDER.uscc == Enterprise.uscc) & _HOLDER.deleted_at.is_(None))
        .where(among(col(Enterprise.id), absent))
    )
    found = {id_: id_ for id_ in ids if id_ not in absent}
    return found | {id_: now for id_, now in session.exec(holders) if id_ is not None} if absent else found


def _followed(went: dict[EnterpriseId, EnterpriseId], id_: EnterpriseId) -> EnterpriseId:
    """Follow a record that is gone through several merges."""
    seen = set()
    while id_ in went and id_ not in seen:
        seen.add(id_)
        id_ = went[id_]
    return id_
