"""Unsaved typing, kept so that a crash or a power cut costs nothing."""

import json
import logging
from datetime import datetime
from typing import Any, Final

from sqlmodel import Field, Session, SQLModel, col, select

from domain.store.audit import now
from domain.store.engine import Seat
from domain.store.problems import Unreadable

logger = logging.getLogger(__name__)

NOBODY: Final = ""


class Draft(SQLModel, table=True):
    """What somebody typed into one form and did not save yet; ``content`` is JSON.

    Nobody owns what was kept before drafts had owners: whoever opens the form first goes on with it.
    """

    key: str = Field(primary_key=True)
    owner: str = Field(default=NOBODY, primary_key=True)
    content: str
    saved_at: datetime


def keep(seat: Seat, key: str, content: dict[str, Any]) -> None:
    """Keep what somebody has typed so far, in place of what they had under this key."""
    text = json.dumps(content, ensure_ascii=False)
    with seat.store.upkeep() as session:
        session.merge(Draft(key=key, owner=seat.who.key, content=text, saved_at=now()))
        _forget(session, key, NOBODY)


def find(seat: Seat, key: str) -> tuple[dict[str, Any], datetime] | None:
    """Return somebody's draft with the time it was kept (UTC), or None.

    One that is damaged is passed over, since it would stand in the way of what it is a draft of; the check of
    the store names it.
    """
    try:
        with seat.read() as session:
            own = session.get(Draft, (key, seat.who.key))
            draft = own or session.get(Draft, (key, NOBODY))
        return None if draft is None else (json.loads(draft.content), draft.saved_at)
    except (Unreadable, ValueError):
        logger.exception("draft does not read")
        return None


def discard(seat: Seat, key: str) -> None:
    """Forget somebody's draft; it does not matter if there is none."""
    with seat.store.upkeep() as session:
        _forget(session, key, seat.who.key)
        _forget(session, key, NOBODY)


def keys_of(session: Session, owner: str) -> list[str]:
    """Return the keys under which something of somebody's is kept, the newest first."""
    newest_first = col(Draft.saved_at).desc()
    return list(session.exec(select(Draft.key).where(Draft.owner == owner).order_by(newest_first)))


def pass_on(session: Session, owner: str, to: str) -> list[str]:
    """Give what one person has typed to another; return the keys.

    Nothing of the other is written over: what both have typed into one form stays where it is.
    """
    own = session.exec(select(Draft).where(Draft.owner == owner)).all()
    passed = [one for one in own if session.get(Draft, (one.key, to)) is None]
    for one in passed:
        session.add(Draft(key=one.key, owner=to, content=one.content, saved_at=one.saved_at))
        session.delete(one)
    return [one.key for one in passed]


def _forget(session: Session, key: str, owner: str) -> None:
    draft = session.get(Draft, (key, owner))
    if draft is not None:
        session.delete(draft)
